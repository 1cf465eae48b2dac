/* CSV after RFC 4180, with a mark of UTF-8 and guards against formulas for spreadsheets. */
#include "platform/export/writer.h"

#include "base/buf.h"
#include "base/str.h"

#include <string.h>

/* "-12", "-1.5", "-1,5": looks like a formula to the guard and is none. */
static bool is_negative_number(const char *s)
{
	static const char digits[] = "0123456789";
	size_t n;

	if (*s++ != '-')
		return false;
	n = strspn(s, digits);
	if (n == 0 || s[n] == '\0')
		return n > 0;
	s += n;
	if (*s != '.' && *s != ',')
		return false;
	n = strspn(++s, digits);
	return n > 0 && s[n] == '\0';
}

/* A spreadsheet would run such a cell as a formula, so it gets an apostrophe before it. */
static bool needs_guard(const char *s)
{
	return *s != '\0' && strchr("=+-@\t\r\n", *s) != NULL && !is_negative_number(s);
}

static bool needs_quotes(const char *s)
{
	size_t n = strlen(s);

	return strpbrk(s, ",\"\r\n") != NULL || (n > 0 && (s[0] == ' ' || s[n - 1] == ' '));
}

static void add_cell(struct buf *out, const char *s)
{
	bool quoted = needs_quotes(s);
	const char *quote;

	if (quoted)
		buf_addc(out, '"');
	if (needs_guard(s))
		buf_addc(out, '\'');
	for (; quoted && (quote = strchr(s, '"')) != NULL; s = quote + 1) {
		buf_add(out, s, (size_t)(quote - s));
		buf_adds(out, "\"\"");
	}
	buf_adds(out, s);
	if (quoted)
		buf_addc(out, '"');
}

/* A record of all printed columns; row NULL writes their names. */
static void add_record(struct ctx *cx, struct table_writer *w, const void *row)
{
	const char *comma = "";
	size_t i;

	for (i = 0; i < w->table->n_columns; i++) {
		const struct column *c = &w->table->columns[i];

		if (!column_printed(c))
			continue;
		buf_adds(w->out, comma);
		add_cell(w->out, row != NULL ? cell_printed(cx, c, row) : c->name);
		comma = ",";
	}
	buf_adds(w->out, "\r\n");
}

static enum err csv_begin(struct ctx *cx, struct table_writer *w)
{
	buf_adds(w->out, "\xef\xbb\xbf");
	add_record(cx, w, NULL);
	return ERR_OK;
}

static enum err csv_row(struct ctx *cx, struct table_writer *w, const void *row)
{
	add_record(cx, w, row);
	return ERR_OK;
}

/* Notes keep the number of fields of every record: a line each in the first, the others empty. */
static void add_note(struct table_writer *w, const char *line)
{
	bool first = true;
	size_t i;

	for (i = 0; i < w->table->n_columns; i++) {
		if (!column_printed(&w->table->columns[i]))
			continue;
		if (first)
			add_cell(w->out, line);
		else
			buf_addc(w->out, ',');
		first = false;
	}
	buf_adds(w->out, "\r\n");
}

static enum err csv_end(struct ctx *cx, struct table_writer *w)
{
	char **lines;
	size_t i, n;

	if (w->foot == NULL)
		return ERR_OK;
	str_split(cx->arena, writer_notes(cx, w), '\n', &lines, &n);
	add_note(w, "");
	for (i = 0; i < n; i++)
		add_note(w, lines[i]);
	return ERR_OK;
}

const struct writer_kind writer_csv = {
	.begin = csv_begin,
	.row = csv_row,
	.end = csv_end,
};
