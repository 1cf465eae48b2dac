#include "base/buf.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/str.h"

void buf_init(struct buf *b, size_t max)
{
	*b = (struct buf){ .max = max };
}

void buf_release(struct buf *b)
{
	free(b->data);
	*b = (struct buf){ .max = b->max };
}

void buf_clear(struct buf *b)
{
	b->len = 0;
	b->overflowed = false;
	if (b->data != NULL)
		b->data[0] = '\0';
}

bool buf_ok(const struct buf *b)
{
	return !b->overflowed;
}

/* Makes room for n more bytes and the NUL; false (and marked) when past the maximum. */
static bool reserve(struct buf *b, size_t n)
{
	size_t cap;

	if (n > b->max - b->len) {
		b->overflowed = true;
		return false;
	}
	if (b->cap - b->len > n)
		return true;
	cap = MAX(b->cap * 2, (size_t)256);
	while (cap < b->len + n + 1)
		cap *= 2;
	b->data = memory_grown(b->data, cap, 1);
	b->cap = cap;
	return true;
}

void buf_add(struct buf *b, const void *p, size_t n)
{
	if (n == 0 || !reserve(b, n))
		return;
	memcpy(b->data + b->len, p, n);
	b->len += n;
	b->data[b->len] = '\0';
}

void buf_adds(struct buf *b, const char *s)
{
	if (s != NULL)
		buf_add(b, s, strlen(s));
}

void buf_addc(struct buf *b, char c)
{
	buf_add(b, &c, 1);
}

void buf_addf(struct buf *b, const char *fmt, ...)
{
	va_list ap, again;
	int n;

	va_start(ap, fmt);
	va_copy(again, ap);
	n = vsnprintf(NULL, 0, fmt, ap);
	va_end(ap);
	assert(n >= 0);
	if (n > 0 && reserve(b, (size_t)n)) {
		(void)vsnprintf(b->data + b->len, (size_t)n + 1, fmt, again);
		b->len += (size_t)n;
	}
	va_end(again);
}

void buf_addi(struct buf *b, int64_t v)
{
	char room[DIGITS_ROOM];

	buf_adds(b, digits_into(room, v));
}

const char *buf_str(const struct buf *b)
{
	return b->data != NULL ? b->data : "";
}
