/*
 * XLSX by libxlsxwriter in constant memory: rows go to a temporary file of the library, the
 * finished workbook to a file without a name, so that neither needs a folder of ours.
 */
#include "platform/export/writer.h"

#include "base/buf.h"
#include "base/clock.h"
#include "base/str.h"
#include "platform/export/repair.h"
#include "text/export.h"

#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>
#include <xlsxwriter.h>

#define SHEET_NAME_MAX 31
#define CELL_MAX       32767 /* characters */
#define ROWS_MAX       (LXW_ROW_MAX - 1)
/* Spreadsheets keep fifteen digits; longer numbers go out as text, whole. */
#define NUMBER_MAX INT64_C(999999999999999)
/* Sheets count days from 1899-12-30 and are wrong by one before 1 March 1900. */
#define SHEET_DAYS     25569
#define SHEET_DATE_MIN (-25508)

struct xlsx {
	int fd;
	lxw_workbook *book;
	lxw_worksheet *sheet;
	int64_t *sum; /* of each column so far */
	lxw_format *head, *total, *total_money, *number, *money, *date, *instant, *duration,
	    *percent, *wrap;
};

static lxw_format *format_new(lxw_workbook *book, const char *shape)
{
	lxw_format *f = workbook_add_format(book);

	if (shape != NULL)
		format_set_num_format(f, shape);
	format_set_align(f, LXW_ALIGN_VERTICAL_TOP);
	return f;
}

static void make_formats(struct xlsx *x)
{
	x->head = format_new(x->book, NULL);
	format_set_bold(x->head);
	format_set_bottom(x->head, LXW_BORDER_THIN);
	format_set_text_wrap(x->head);
	x->total = format_new(x->book, "#,##0");
	format_set_bold(x->total);
	format_set_top(x->total, LXW_BORDER_THIN);
	x->total_money = format_new(x->book, "\"Rp\"#,##0");
	format_set_bold(x->total_money);
	format_set_top(x->total_money, LXW_BORDER_THIN);
	x->wrap = format_new(x->book, NULL);
	format_set_text_wrap(x->wrap);
	x->number = format_new(x->book, "#,##0");
	x->money = format_new(x->book, "\"Rp\"#,##0");
	x->date = format_new(x->book, "dd/mm/yyyy");
	x->instant = format_new(x->book, "dd/mm/yyyy hh:mm");
	x->duration = format_new(x->book, "[h]:mm");
	x->percent = format_new(x->book, "0.0%");
}

/* The sheet's name: the title without what sheets forbid, and not longer than they allow. */
static const char *sheet_name(struct ctx *cx, const char *title)
{
	char *name = arena_strdup(cx->arena, title), *p;
	size_t n = 0;

	for (p = name; *p != '\0'; p++) {
		if (strchr("[]:*?/\\'", *p) != NULL)
			*p = ' ';
		if (((unsigned char)*p & 0xc0) != 0x80 && n++ == SHEET_NAME_MAX) {
			*p = '\0';
			break;
		}
	}
	return name;
}

static double column_width(const struct column *c)
{
	switch (c->kind) {
	case COL_TEXT:
		return 32;
	case COL_ENUM:
	case COL_CODE:
	case COL_MASK_NIK:
		return 22;
	case COL_INSTANT:
	case COL_DUE:
	case COL_MONEY:
	case COL_MASK_PHONE:
		return 17;
	case COL_INT:
	case COL_ID:
	case COL_DATE:
	case COL_DURATION:
	case COL_BOOL:
	case COL_PERMILLE:
		break;
	}
	return 12;
}

/* Cut where sheets end a cell, between two characters. */
static const char *sheet_text(struct ctx *cx, const char *s)
{
	size_t i, n = 0;

	s = utf8_repair(cx->arena, s);
	for (i = 0; s[i] != '\0'; i++)
		if (((unsigned char)s[i] & 0xc0) != 0x80 && n++ == CELL_MAX)
			return arena_strndup(cx->arena, s, i);
	return s;
}

/* Another column that people read has the same heading: a code and its word, a number and its bar.
 */
static bool shared(struct ctx *cx, const struct table *t, const struct column *c, const char *words)
{
	for (size_t i = 0; i < t->n_columns; i++) {
		const struct column *o = &t->columns[i];

		if (o != c && column_printed(o) && o->said == NULL &&
		    str_eq(text(cx, o->label), words))
			return true;
	}
	return false;
}

/* Each heading stands once: what is there for programs says so, and by which name they know it. */
static const char *heading(struct ctx *cx, const struct table *t, const struct column *c)
{
	const char *words;

	if (c->said != NULL)
		return sheet_text(cx, c->said);
	words = text(cx, c->label);
	if ((c->flags & COL_DATA_ONLY) != 0 && shared(cx, t, c, words))
		return text_fill(cx, T_EXPORT_FOR_PROGRAMS, words, c->name, NULL);
	return words;
}

static void write_head(struct ctx *cx, struct table_writer *w)
{
	struct xlsx *x = w->xlsx;
	lxw_col_t col = 0;
	size_t i;

	for (i = 0; i < w->table->n_columns; i++) {
		const struct column *c = &w->table->columns[i];

		if (!column_printed(c))
			continue;
		worksheet_set_column(x->sheet, col, col, column_width(c), NULL);
		worksheet_write_string(x->sheet, 0, col++, heading(cx, w->table, c), x->head);
	}
}

static void drop(struct table_writer *w)
{
	struct xlsx *x = w->xlsx;

	if (x == NULL)
		return;
	if (x->book != NULL)
		lxw_workbook_free(x->book);
	if (x->fd >= 0)
		close(x->fd);
	w->xlsx = NULL;
}

/* A page named after the list, or as the table says; without a name where that one is taken. */
static enum err add_sheet(struct ctx *cx, struct table_writer *w)
{
	const char *name = w->table->sheet != NULL ? w->table->sheet : text(cx, w->table->title);
	struct xlsx *x = w->xlsx;

	x->sheet = workbook_add_worksheet(x->book, sheet_name(cx, name));
	if (x->sheet == NULL)
		x->sheet = workbook_add_worksheet(x->book, NULL);
	return x->sheet != NULL ? ERR_OK : err_set(cx, ERR_IO, "xlsx: no worksheet");
}

static enum err open_book(struct ctx *cx, struct table_writer *w)
{
	lxw_workbook_options options = { .constant_memory = LXW_TRUE };
	struct xlsx *x = w->xlsx;
	char path[40];

	x->fd = memfd_create("melaju-xlsx", MFD_CLOEXEC);
	if (x->fd < 0)
		return err_set(cx, ERR_IO, "xlsx: no memory file");
	(void)snprintf(path, sizeof(path), "/proc/self/fd/%d", x->fd);
	x->book = workbook_new_opt(path, &options);
	if (x->book == NULL)
		return err_set(cx, ERR_IO, "xlsx: no workbook");
	return add_sheet(cx, w);
}

static void begin_sheet(struct ctx *cx, struct table_writer *w)
{
	w->xlsx->sum = ARENA_ARRAY(cx->arena, w->table->n_columns, int64_t);
	write_head(cx, w);
	worksheet_freeze_panes(w->xlsx->sheet, 1, 0);
}

static enum err xlsx_begin(struct ctx *cx, struct table_writer *w)
{
	enum err err;

	w->xlsx = ARENA_NEW(cx->arena, struct xlsx);
	w->xlsx->fd = -1;
	err = open_book(cx, w);
	if (err != ERR_OK) {
		drop(w);
		return err;
	}
	make_formats(w->xlsx);
	begin_sheet(cx, w);
	return ERR_OK;
}

/* Days of a sheet for an instant, in the zone of the city. */
static double sheet_time(const struct ctx *cx, int64_t instant)
{
	int64_t local = instant + zone_of(cx) * USEC_MINUTE;

	return (double)(local / USEC_SECOND) / 86400.0 + SHEET_DAYS;
}

/* The number and its format, false when the cell is better a text. */
static bool sheet_number(const struct ctx *cx, const struct xlsx *x, const struct column *c,
			 int64_t n, double *ret, lxw_format **ret_format)
{
	*ret = (double)n;
	if (c->kind == COL_INT)
		*ret_format = x->number;
	else if (c->kind == COL_MONEY)
		*ret_format = x->money;
	else if (c->kind == COL_DATE) {
		*ret = (double)n + SHEET_DAYS;
		*ret_format = x->date;
		return n >= SHEET_DATE_MIN;
	} else if (c->kind == COL_INSTANT || c->kind == COL_DUE) {
		*ret = sheet_time(cx, n);
		*ret_format = x->instant;
		return *ret >= SHEET_DATE_MIN + SHEET_DAYS;
	} else if (c->kind == COL_DURATION) {
		*ret = (double)(n / USEC_SECOND) / 86400.0;
		*ret_format = x->duration;
		return n >= 0;
	} else if (c->kind == COL_PERMILLE) {
		*ret = (double)n / 1000.0;
		*ret_format = x->percent;
	} else
		return false;
	return n >= -NUMBER_MAX && n <= NUMBER_MAX;
}

static lxw_error write_cell(struct ctx *cx, const struct xlsx *x, lxw_row_t at, lxw_col_t col,
			    const struct column *c, const void *row)
{
	const int64_t *n = cell_number(c, row);
	lxw_format *format;
	const char *s;
	double number;

	if (n != NULL && sheet_number(cx, x, c, *n, &number, &format))
		return worksheet_write_number(x->sheet, at, col, number, format);
	s = cell_printed(cx, c, row);
	if (*s == '\0')
		return LXW_NO_ERROR;
	return worksheet_write_string(x->sheet, at, col, sheet_text(cx, s), NULL);
}

static void add_to_sum(struct xlsx *x, const struct column *c, size_t i, const void *row)
{
	const int64_t *n = c->flags & COL_TOTAL ? cell_number(c, row) : NULL;

	if (n != NULL)
		x->sum[i] += *n;
}

static enum err xlsx_row(struct ctx *cx, struct table_writer *w, const void *row)
{
	lxw_row_t at = (lxw_row_t)w->rows + 1;
	lxw_col_t col = 0;
	lxw_error fault;
	size_t i;

	if (w->rows >= ROWS_MAX)
		return err_set(cx, ERR_TOOBIG, "xlsx: more than %d rows", ROWS_MAX);
	for (i = 0; i < w->table->n_columns; i++) {
		if (!column_printed(&w->table->columns[i]))
			continue;
		add_to_sum(w->xlsx, &w->table->columns[i], i, row);
		fault = write_cell(cx, w->xlsx, at, col++, &w->table->columns[i], row);
		if (fault != LXW_NO_ERROR)
			return err_set(cx, ERR_IO, "xlsx: cell: %s", lxw_strerror(fault));
	}
	return ERR_OK;
}

static enum err write_notes(struct ctx *cx, struct table_writer *w)
{
	struct xlsx *x = w->xlsx;
	lxw_worksheet *sheet = workbook_add_worksheet(x->book, text(cx, T_EXPORT_NOTES));
	char **lines;
	size_t i, n;

	if (sheet == NULL)
		return err_set(cx, ERR_IO, "xlsx: no second worksheet");
	worksheet_set_column(sheet, 0, 0, 90, x->wrap);
	worksheet_write_string(sheet, 0, 0, text(cx, w->first->title), x->head);
	str_split(cx->arena, writer_notes(cx, w), '\n', &lines, &n);
	for (i = 0; i < n; i++)
		worksheet_write_string(sheet, (lxw_row_t)i + 1, 0, sheet_text(cx, lines[i]),
				       x->wrap);
	return ERR_OK;
}

/* Workbooks say when they were made; ours say the context's hour, so that bytes repeat. */
static void set_properties(struct ctx *cx, struct table_writer *w)
{
	lxw_doc_properties properties = {
		.title = arena_strdup(cx->arena, text(cx, w->first->title)),
		.created = cx->now / USEC_SECOND,
	};

	workbook_set_properties(w->xlsx->book, &properties);
}

static void set_filter(struct table_writer *w)
{
	lxw_col_t last = 0;
	size_t i;

	for (i = 0; i < w->table->n_columns; i++)
		last = (lxw_col_t)(last + column_printed(&w->table->columns[i]));
	if (last > 0)
		worksheet_autofilter(w->xlsx->sheet, 0, 0, (lxw_row_t)w->rows,
				     (lxw_col_t)(last - 1));
}

/* Below the rows, outside of what is filtered: sums of what the reader leaves in sight. */
static void write_totals(struct ctx *cx, const struct table_writer *w)
{
	const lxw_row_t at = (lxw_row_t)w->rows + 1;
	struct xlsx *x = w->xlsx;
	lxw_col_t col = 0;
	char range[LXW_MAX_CELL_RANGE_LENGTH];

	if (w->rows == 0 || w->table->sheet != NULL || !table_has_totals(w->table))
		return;
	for (size_t i = 0; i < w->table->n_columns; i++) {
		const struct column *c = &w->table->columns[i];

		if (!column_printed(c))
			continue;
		if (c->flags & COL_TOTAL) {
			lxw_rowcol_to_range(range, 1, col, at - 1, col);
			worksheet_write_formula_num(
			    x->sheet, at, col, arena_printf(cx->arena, "=SUBTOTAL(109,%s)", range),
			    c->kind == COL_MONEY ? x->total_money : x->total, (double)x->sum[i]);
		} else {
			worksheet_write_string(x->sheet, at, col,
					       col == 0 ? text(cx, T_EXPORT_TOTAL) : "", x->total);
		}
		col++;
	}
}

static void end_sheet(struct ctx *cx, struct table_writer *w)
{
	set_filter(w); /* before the row below is begun: later the library refuses it */
	write_totals(cx, w);
}

static enum err xlsx_sheet(struct ctx *cx, struct table_writer *w, const struct table *t)
{
	end_sheet(cx, w);
	w->counted = arena_printf(cx->arena, "%s%s%s %s", w->counted != NULL ? w->counted : "",
				  w->counted != NULL ? ", " : "", text(cx, w->table->title),
				  say_number(cx, w->rows));
	w->table = t;
	w->rows = 0;
	TRY(add_sheet(cx, w));
	begin_sheet(cx, w);
	return ERR_OK;
}

static enum err copy_file(struct ctx *cx, int fd, struct buf *out)
{
	struct stat st;
	void *p;

	if (fstat(fd, &st) != 0 || st.st_size <= 0)
		return err_set(cx, ERR_IO, "xlsx: empty file");
	p = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
	if (p == MAP_FAILED)
		return err_set(cx, ERR_IO, "xlsx: cannot map");
	buf_add(out, p, (size_t)st.st_size);
	munmap(p, (size_t)st.st_size);
	return ERR_OK;
}

static enum err xlsx_end(struct ctx *cx, struct table_writer *w)
{
	struct xlsx *x = w->xlsx;
	lxw_error fault;

	end_sheet(cx, w);
	set_properties(cx, w);
	if (w->table->sheet == NULL)
		TRY(write_notes(cx, w));
	fault = workbook_close(x->book); /* frees it, also when it fails */
	x->book = NULL;
	if (fault != LXW_NO_ERROR)
		return err_set(cx, ERR_IO, "xlsx: %s", lxw_strerror(fault));
	return copy_file(cx, x->fd, w->out);
}

const struct writer_kind writer_xlsx = {
	.begin = xlsx_begin,
	.row = xlsx_row,
	.sheet = xlsx_sheet,
	.end = xlsx_end,
	.drop = drop,
};
