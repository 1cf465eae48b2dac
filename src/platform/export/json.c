#include "platform/export/json.h"

#include "platform/export/repair.h"

#include <string.h>

void json_init(struct json *j, struct buf *out)
{
	*j = (struct json){ .out = out };
}

/* U+2028 and U+2029 end a line in scripts, though they are plain characters in JSON. */
static bool is_line_separator(const char *s)
{
	return memcmp(s, "\xe2\x80", 2) == 0 && (s[2] == '\xa8' || s[2] == '\xa9');
}

static void add_escaped(struct buf *out, unsigned char c)
{
	static const char named[] = "\b\f\n\r\t\"\\", letters[] = "bfnrt\"\\";
	const char *at = strchr(named, c);

	if (at != NULL)
		buf_addf(out, "\\%c", letters[at - named]);
	else
		buf_addf(out, "\\u%04x", c);
}

/* Adds the multi-byte character at s and returns how many bytes it took. */
static size_t add_wide(struct buf *out, const char *s)
{
	size_t n = utf8_point(s);

	if (n == 0) {
		buf_adds(out, "\\ufffd");
		return 1;
	}
	if (n == 3 && is_line_separator(s))
		buf_adds(out, s[2] == '\xa8' ? "\\u2028" : "\\u2029");
	else
		buf_add(out, s, n);
	return n;
}

/* "<" goes out as an escape, so that no value can end the script element it may stand in. */
static bool is_plain(unsigned char c)
{
	return c >= 0x20 && c < 0x80 && c != '"' && c != '\\' && c != '<';
}

static void add_quoted(struct buf *out, const char *s)
{
	size_t run;

	buf_addc(out, '"');
	while (*s != '\0') {
		for (run = 0; is_plain((unsigned char)s[run]); run++)
			;
		buf_add(out, s, run);
		s += run;
		if ((unsigned char)*s >= 0x80)
			s += add_wide(out, s);
		else if (*s != '\0')
			add_escaped(out, (unsigned char)*s++);
	}
	buf_addc(out, '"');
}

/* Comma and name: what comes before every value. */
static void begin_value(struct json *j, const char *name)
{
	if (j->comma[j->depth])
		buf_addc(j->out, ',');
	j->comma[j->depth] = true;
	if (name != NULL) {
		add_quoted(j->out, name);
		buf_addc(j->out, ':');
	}
}

void json_open(struct json *j, const char *name, char bracket)
{
	assert(bracket == '{' || bracket == '[');
	assert(j->depth + 1 < LEN(j->comma));
	begin_value(j, name);
	buf_addc(j->out, bracket);
	j->comma[++j->depth] = false;
}

void json_close(struct json *j, char bracket)
{
	assert(bracket == '}' || bracket == ']');
	assert(j->depth > 0);
	buf_addc(j->out, bracket);
	j->depth--;
}

void json_text(struct json *j, const char *name, const char *value)
{
	if (value == NULL) {
		json_nil(j, name);
		return;
	}
	begin_value(j, name);
	add_quoted(j->out, value);
}

void json_int(struct json *j, const char *name, int64_t value)
{
	begin_value(j, name);
	buf_addi(j->out, value);
}

void json_id(struct json *j, const char *name, int64_t value)
{
	if (value == 0) {
		json_nil(j, name);
		return;
	}
	begin_value(j, name);
	buf_addc(j->out, '"');
	buf_addi(j->out, value);
	buf_addc(j->out, '"');
}

void json_bool(struct json *j, const char *name, bool value)
{
	begin_value(j, name);
	buf_adds(j->out, value ? "true" : "false");
}

void json_raw(struct json *j, const char *name, const char *json)
{
	begin_value(j, name);
	buf_adds(j->out, json);
}

void json_nil(struct json *j, const char *name)
{
	begin_value(j, name);
	buf_adds(j->out, "null");
}
