/* One cell of a list: as people read it, as machines read it, and where it leads. */
#include "platform/export/table.h"

#include "base/buf.h"
#include "base/clock.h"
#include "base/str.h"
#include "text/i18n.h"

#include <string.h>

#define HREF_MAX 2048

static const char *text_member(const struct column *c, const void *row)
{
	const char *const *p = (const void *)((const char *)row + c->offset);

	return *p;
}

static const int64_t *int_member(const struct column *c, const void *row)
{
	return (const void *)((const char *)row + c->offset);
}

const int64_t *cell_number(const struct column *c, const void *row)
{
	const int64_t *n;

	switch (c->kind) {
	case COL_TEXT:
	case COL_CODE:
	case COL_MASK_NIK:
	case COL_MASK_PHONE:
		return NULL;
	case COL_ID:
	case COL_INSTANT:
	case COL_DUE:
		n = int_member(c, row);
		return *n != 0 && *n != DB_NONE ? n : NULL;
	case COL_DATE:
		n = int_member(c, row);
		return *n > DATE_NONE && *n <= INT32_MAX ? n : NULL;
	case COL_INT:
	case COL_MONEY:
	case COL_DURATION:
	case COL_ENUM:
	case COL_BOOL:
	case COL_PERMILLE:
		break;
	}
	n = int_member(c, row);
	return *n != DB_NONE ? n : NULL;
}

static const char *code_label(struct ctx *cx, const struct column *c, const char *code)
{
	const char *label = c->label_of != NULL ? c->label_of(cx, code) : NULL;

	return label != NULL ? label : code;
}

/* The kinds whose member is a text; value is not NULL. */
static const char *say_text(struct ctx *cx, const struct column *c, const char *value)
{
	if (c->kind == COL_MASK_NIK)
		return *value != '\0' ? mask_nik(cx, value) : "";
	if (c->kind == COL_MASK_PHONE)
		return *value != '\0' ? mask_phone(cx, value) : "";
	return c->kind == COL_CODE ? code_label(cx, c, value) : value;
}

static const char *plain_digits(const struct ctx *cx, int64_t n)
{
	return str_digits(cx->arena, n);
}

static const char *say_int(struct ctx *cx, const struct column *c, int64_t n)
{
	switch (c->kind) {
	case COL_ID:
		return plain_digits(cx, n);
	case COL_MONEY:
		return say_money(cx, n);
	case COL_INSTANT:
		return say_instant_short(cx, n);
	case COL_DUE:
		return say_due(cx, n);
	case COL_DATE:
		return say_date_short(cx, (int32_t)n);
	case COL_DURATION:
		return say_duration(cx, n);
	case COL_ENUM:
		return text(cx, c->member(n));
	case COL_BOOL:
		return text(cx, n != 0 ? T_VALUE_YES : T_VALUE_NO);
	case COL_PERMILLE:
		return say_permille(cx, n);
	case COL_INT:
	case COL_TEXT:
	case COL_CODE:
	case COL_MASK_NIK:
	case COL_MASK_PHONE:
		break;
	}
	return say_number(cx, n);
}

static bool holds_text(enum col_kind kind)
{
	return kind == COL_TEXT || kind == COL_CODE || kind == COL_MASK_NIK ||
	       kind == COL_MASK_PHONE;
}

const char *cell_text(struct ctx *cx, const struct column *c, const void *row)
{
	const char *value;
	const int64_t *n;

	if (holds_text(c->kind)) {
		value = text_member(c, row);
		return value != NULL ? say_text(cx, c, value) : "";
	}
	n = cell_number(c, row);
	return n != NULL ? say_int(cx, c, *n) : "";
}

static const char *plain_int(struct ctx *cx, const struct column *c, int64_t n)
{
	if (c->kind == COL_INSTANT || c->kind == COL_DUE)
		return iso_instant(cx, n);
	if (c->kind == COL_DURATION)
		return plain_digits(cx, n / USEC_SECOND);
	if (c->kind == COL_BOOL)
		return n != 0 ? "true" : "false";
	if (c->kind == COL_ENUM)
		return text_name(c->member(n));
	if (c->kind == COL_DATE)
		return date_iso(cx->arena, (int32_t)n);
	return plain_digits(cx, n);
}

static const char *without_marks(struct ctx *cx, const char *value)
{
	char *out = arena_strdup(cx->arena, value), *to = out;

	for (const char *s = value; *s != '\0'; s++)
		if (*s != COL_MARK && *s != COL_MARK_END)
			*to++ = *s;
	*to = '\0';
	return out;
}

const char *cell_plain(struct ctx *cx, const struct column *c, const void *row)
{
	const char *value;
	const int64_t *n;

	if (c->kind == COL_TEXT || c->kind == COL_CODE) {
		value = text_member(c, row);
		if (value != NULL && (c->flags & COL_MARKED) != 0)
			value = without_marks(cx, value);
		return value != NULL ? value : "";
	}
	if (holds_text(c->kind))
		return cell_text(cx, c, row);
	n = cell_number(c, row);
	return n != NULL ? plain_int(cx, c, *n) : "";
}

static const struct column *column_named(const struct table *t, const char *name, size_t n)
{
	size_t i;

	for (i = 0; i < t->n_columns; i++)
		if (strlen(t->columns[i].name) == n && memcmp(t->columns[i].name, name, n) == 0)
			return &t->columns[i];
	return NULL;
}

/* Adds s as one segment of a path: all but RFC 3986's unreserved characters are encoded. */
static void add_segment(struct buf *b, const char *s)
{
	static const char unreserved[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
					 "0123456789-._~";

	for (; *s != '\0'; s++) {
		if (strchr(unreserved, *s) != NULL)
			buf_addc(b, *s);
		else
			buf_addf(b, "%%%02X", (unsigned)(unsigned char)*s);
	}
}

/* A path of this program, that is; another host begins with two slashes. */
static bool is_path(const char *value)
{
	return value[0] == '/' && value[1] != '/' && value[1] != '\\';
}

/* Writes the pattern with its values; false when a value is empty, so that nothing is linked. */
static bool fill_href(struct ctx *cx, const struct table *t, const char *pattern, const void *row,
		      struct buf *b)
{
	while (*pattern != '\0') {
		const char *open = strchr(pattern, '{'), *close, *value;
		const struct column *c;

		if (open == NULL) {
			buf_adds(b, pattern);
			break;
		}
		close = strchr(open, '}');
		assert(close != NULL);
		c = column_named(t, open + 1, (size_t)(close - open - 1));
		assert(c != NULL);
		value = cell_plain(cx, c, row);
		if (*value == '\0')
			return false;
		buf_add(b, pattern, (size_t)(open - pattern));
		if (open == pattern && close[1] == '\0' && is_path(value))
			buf_adds(b, value);
		else
			add_segment(b, value);
		pattern = close + 1;
	}
	return buf_ok(b);
}

const char *cell_href(struct ctx *cx, const struct table *t, const struct column *c,
		      const void *row)
{
	CLEANUP(buf_release) struct buf b;

	buf_init(&b, HREF_MAX);
	if (c->href == NULL || !fill_href(cx, t, c->href, row, &b))
		return NULL;
	return arena_strdup(cx->arena, buf_str(&b));
}
