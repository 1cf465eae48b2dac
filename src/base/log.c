#include "base/log.h"

#include "base/buf.h"
#include "base/clock.h"

#include <stdatomic.h>
#include <string.h>
#include <unistd.h>

static _Atomic bool enabled = true;

void log_enable(bool on)
{
	atomic_store(&enabled, on);
}

/*
 * Digits as long as a telephone number, an NIK or a KK may be somebody's, typed where an id stands.
 * Ids have eighteen and more, and are what a line is worth reading for.
 */
static bool may_be_somebodys(size_t digits)
{
	return digits >= 9 && digits <= 17;
}

static void add_quoted(struct buf *b, const char *s)
{
	size_t digits;

	buf_addc(b, '"');
	for (; *s != '\0'; s++) {
		unsigned char c = (unsigned char)*s;

		digits = strspn(s, "0123456789");
		if (may_be_somebodys(digits))
			buf_addf(b, "(%zu digits)", digits);
		else
			buf_add(b, s, digits);
		if (digits > 0)
			s += digits - 1;
		else if (c == '"' || c == '\\')
			buf_addf(b, "\\%c", c);
		else if (c < 0x20)
			buf_addf(b, "\\u%04x", c);
		else
			buf_addc(b, (char)c);
	}
	buf_addc(b, '"');
}

/*
 * One write a line: lines of several threads do not mix.  A lost line is no failure, and the next
 * one is tried again: a full disk gets room.
 */
static void put_line(const struct buf *b)
{
	if (write(STDERR_FILENO, b->data, b->len) < 0)
		return;
}

void log_event(enum log_level level, int64_t now, const char *event, const struct log_field *fields,
	       size_t n)
{
	static const char *const names[] = { "none", "warn", "error", "info" };
	struct civil c = clock_civil(now, 0);
	struct buf b;
	size_t i;

	if (!atomic_load(&enabled))
		return;
	buf_init(&b, 4096);
	buf_addf(&b, "{\"t\":\"%04d-%02d-%02dT%02d:%02d:%02d.%03dZ\",\"level\":\"%s\",\"event\":",
		 c.year, c.month, c.day, c.hour, c.minute, c.second, (int)(now / 1000 % 1000),
		 names[level]);
	add_quoted(&b, event);
	for (i = 0; i < n; i++) {
		buf_addc(&b, ',');
		add_quoted(&b, fields[i].key);
		buf_addc(&b, ':');
		if (fields[i].text != NULL)
			add_quoted(&b, fields[i].text);
		else
			buf_addi(&b, fields[i].number);
	}
	buf_adds(&b, "}\n");
	if (buf_ok(&b))
		put_line(&b);
	buf_release(&b);
}
