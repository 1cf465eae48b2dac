/* Bytes of a file or of memory, UTF-16 turned into UTF-8 on the way. */
#include <string.h>
#include <unistd.h>

#include "base/fd.h"
#include "platform/sheet/sheet_impl.h"

size_t sheet_put_utf8(char *to, uint32_t c)
{
	if (c < 0x80) {
		to[0] = (char)c;
		return 1;
	}
	if (c < 0x800) {
		to[0] = (char)(0xC0 | c >> 6);
		to[1] = (char)(0x80 | (c & 0x3F));
		return 2;
	}
	if (c < 0x10000) {
		to[0] = (char)(0xE0 | c >> 12);
		to[1] = (char)(0x80 | (c >> 6 & 0x3F));
		to[2] = (char)(0x80 | (c & 0x3F));
		return 3;
	}
	to[0] = (char)(0xF0 | c >> 18);
	to[1] = (char)(0x80 | (c >> 12 & 0x3F));
	to[2] = (char)(0x80 | (c >> 6 & 0x3F));
	to[3] = (char)(0x80 | (c & 0x3F));
	return 4;
}

static bool from_file(struct sheet_bytes *b, char *to, size_t n, size_t *ret_n)
{
	ssize_t got = fd_read(b->fd, to, n);

	*ret_n = (size_t)MAX(got, 0);
	return got >= 0;
}

static bool from_below(struct sheet_bytes *b, char *to, size_t n, size_t *ret_n)
{
	*ret_n = 0;
	if (b->drained)
		return true;
	if (b->fd >= 0) {
		if (!from_file(b, to, n, ret_n))
			return false;
	} else {
		*ret_n = MIN(n, b->memory_n - b->memory_at);
		if (*ret_n > 0)
			memcpy(to, b->memory + b->memory_at, *ret_n);
		b->memory_at += *ret_n;
	}
	b->drained = *ret_n < n;
	return true;
}

/* What was not given out moves to the front, and more comes behind it. */
static bool fill_raw(struct sheet_bytes *b)
{
	size_t left = b->raw_n - b->raw_at, more;

	memmove(b->raw, b->raw + b->raw_at, left);
	b->raw_at = 0;
	b->raw_n = left;
	if (!from_below(b, (char *)b->raw + left, sizeof(b->raw) - left, &more))
		return false;
	b->raw_n += more;
	return true;
}

static void find_mark(struct sheet_bytes *b)
{
	b->coding = SHEET_UTF_8;
	b->mark = 0;
	if (b->raw_n >= 3 && memcmp(b->raw, "\xef\xbb\xbf", 3) == 0) {
		b->mark = 3;
	} else if (b->raw_n >= 2 && memcmp(b->raw, "\xff\xfe", 2) == 0) {
		b->mark = 2;
		b->coding = SHEET_UTF_16_LE;
	} else if (b->raw_n >= 2 && memcmp(b->raw, "\xfe\xff", 2) == 0) {
		b->mark = 2;
		b->coding = SHEET_UTF_16_BE;
	}
	b->raw_at = b->mark;
}

bool sheet_bytes_begin(struct sheet_bytes *b)
{
	/* What was read so far is the beginning, as of a pipe: going back is not needed. */
	bool moved = b->raw_n > 0 || b->memory_at > 0;

	if (moved && b->fd >= 0 && lseek(b->fd, 0, SEEK_SET) != 0)
		return false;
	b->memory_at = b->raw_at = b->raw_n = 0;
	b->drained = false;
	if (!fill_raw(b))
		return false;
	find_mark(b);
	return true;
}

static uint32_t unit_at(const struct sheet_bytes *b, size_t at)
{
	const unsigned char *p = b->raw + at;

	return b->coding == SHEET_UTF_16_LE ? p[0] | (uint32_t)p[1] << 8
					    : p[1] | (uint32_t)p[0] << 8;
}

/* The code point at the front; half a pair, and a byte alone at the end, are U+FFFD. */
static uint32_t next_point(struct sheet_bytes *b)
{
	size_t left = b->raw_n - b->raw_at;
	uint32_t c, low;

	if (left < 2) {
		b->raw_at = b->raw_n;
		return 0xFFFD;
	}
	c = unit_at(b, b->raw_at);
	b->raw_at += 2;
	if (c < 0xD800 || c > 0xDFFF)
		return c;
	low = left >= 4 ? unit_at(b, b->raw_at) : 0;
	if (c > 0xDBFF || low < 0xDC00 || low > 0xDFFF)
		return 0xFFFD;
	b->raw_at += 2;
	return 0x10000 + ((c - 0xD800) << 10) + (low - 0xDC00);
}

static bool next_wide(struct sheet_bytes *b, char *to, size_t n, size_t *ret_n)
{
	size_t at = 0;

	while (n - at >= 4) {
		if (b->raw_n - b->raw_at < 4 && !b->drained && !fill_raw(b))
			return false;
		if (b->raw_at == b->raw_n)
			break;
		at += sheet_put_utf8(to + at, next_point(b));
	}
	*ret_n = at;
	return true;
}

static bool next_narrow(struct sheet_bytes *b, char *to, size_t n, size_t *ret_n)
{
	size_t first = MIN(n, b->raw_n - b->raw_at), more;

	memcpy(to, b->raw + b->raw_at, first);
	b->raw_at += first;
	if (!from_below(b, to + first, n - first, &more))
		return false;
	*ret_n = first + more;
	return true;
}

bool sheet_bytes_next(struct sheet_bytes *b, char *to, size_t n, size_t *ret_n, bool *ret_ended)
{
	bool ok =
	    b->coding == SHEET_UTF_8 ? next_narrow(b, to, n, ret_n) : next_wide(b, to, n, ret_n);

	*ret_ended = b->drained && b->raw_at == b->raw_n;
	return ok;
}
