/* Rows of a worksheet, as the parser of XML comes by their cells. */
#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "platform/sheet/sheet_book.h"

/* How a cell's value is written, its attribute t. */
enum value { VALUE_NUMBER, VALUE_SHARED, VALUE_TEXT, VALUE_BOOLEAN, VALUE_ERROR, VALUE_DATE };

struct book_page {
	struct sheet *sheet;
	struct book_xml xml;
	struct sheet_batch *batch; /* being filled */
	size_t most;
	uint32_t merged;
	uint64_t cells_seen;
	bool placed; /* the fault knows its place */

	uint32_t line; /* of the present row, 0 before the first */
	bool in_row, in_cell, in_value;
	bool passed;              /* the row is before the first one wanted */
	struct sheet_cell *cells; /* of the present row */
	size_t found, row_bytes;

	int column; /* of the present cell, -1 before the first of the row */
	enum value value;
	bool formula;
	unsigned style, phonetic;
	size_t n_text;
	size_t used; /* bytes of the batch */
	char text[SHEET_CELL_MAX];
};

static void fail(struct book_page *p, enum sheet_fault f, int column)
{
	p->placed = true;
	book_xml_fail(&p->xml, sheet_fault_at(p->sheet, f, p->line, column));
}

/* ---- rows ----------------------------------------------------------------------------------- */

/* Digits alone, up to a most. */
static bool whole_number(const char *s, uint32_t most, uint32_t *ret)
{
	uint64_t v = 0;
	const char *p;

	for (p = s; *p >= '0' && *p <= '9' && v <= most; p++)
		v = 10 * v + (uint64_t)(*p - '0');
	*ret = (uint32_t)v;
	return p > s && *p == '\0' && v <= most;
}

static void row_start(struct book_page *p, const char **atts)
{
	const char *r = book_xml_att(atts, "r");
	uint32_t before = p->line, line = before + 1, i;

	if (r && !whole_number(r, BOOK_ROWS_MAX, &line))
		line = 0;
	if (line <= before || line > BOOK_ROWS_MAX) {
		p->line = before + 1;
		fail(p, SHEET_BAD_PLACE, -1);
		return;
	}
	p->line = line;
	p->in_row = true;
	p->passed = line < p->sheet->from;
	p->column = -1;
	p->found = p->row_bytes = 0;
	if (p->passed)
		return;
	p->cells = sheet_batch_room(p->batch);
	for (i = 0; i < p->batch->columns; i++)
		p->cells[i] = (struct sheet_cell){ .text = "" };
}

/* The batch ends behind a row, so that one more always finds room. */
static void row_end(struct book_page *p)
{
	struct sheet_batch *b = p->batch;

	p->in_row = false;
	if (p->passed)
		return;
	sheet_batch_take(b, p->found, p->line);
	p->sheet->line = p->line + 1;
	if (b->n >= p->most || b->n * b->columns >= SHEET_BATCH_CELLS ||
	    p->used > SHEET_BLOCK - SHEET_ROW_MAX)
		book_xml_pause(&p->xml);
}

/* ---- cells ---------------------------------------------------------------------------------- */

static enum value value_of(const char *t)
{
	if (!t || strcmp(t, "n") == 0)
		return VALUE_NUMBER;
	if (strcmp(t, "s") == 0)
		return VALUE_SHARED;
	if (strcmp(t, "b") == 0)
		return VALUE_BOOLEAN;
	if (strcmp(t, "e") == 0)
		return VALUE_ERROR;
	return strcmp(t, "d") == 0 ? VALUE_DATE : VALUE_TEXT;
}

/* The letters of a place like AB12, from 0 on; -1 when no sheet has it. */
static int column_of(const char *r)
{
	int column = 0;
	const char *p;

	for (p = r; *p >= 'A' && *p <= 'Z' && column <= BOOK_COLUMNS_MAX; p++)
		column = 26 * column + (*p - 'A' + 1);
	return p > r && *p >= '1' && *p <= '9' && column <= BOOK_COLUMNS_MAX ? column - 1 : -1;
}

static void cell_start(struct book_page *p, const char **atts)
{
	const char *r = NULL, *t = NULL, *style = NULL;

	if (++p->cells_seen > BOOK_CELLS_MAX) {
		fail(p, SHEET_SWOLLEN, -1);
		return;
	}
	if (p->passed)
		return;
	for (; atts[0]; atts += 2) {
		r = strcmp(atts[0], "r") == 0 ? atts[1] : r;
		t = strcmp(atts[0], "t") == 0 ? atts[1] : t;
		style = strcmp(atts[0], "s") == 0 ? atts[1] : style;
	}
	p->column = r ? column_of(r) : p->column + 1;
	if (p->column < 0 || p->column >= BOOK_COLUMNS_MAX) {
		fail(p, SHEET_BAD_PLACE, -1);
		return;
	}
	p->value = value_of(t);
	if (!style || !whole_number(style, BOOK_LIST_MAX, &p->style))
		p->style = 0;
	p->in_cell = true;
	p->formula = false;
	p->n_text = 0;
	p->phonetic = 0;
}

/* Copies into the batch; a row has a most of its own. */
static void keep(struct book_page *p, struct sheet_cell *c)
{
	char *to = p->batch->text->bytes + p->used;

	p->row_bytes += c->size;
	if (p->row_bytes > SHEET_ROW_MAX) {
		fail(p, SHEET_CELL_LONG, p->column);
		return;
	}
	if (!utf8_valid(c->text, c->size)) {
		fail(p, SHEET_BROKEN, p->column);
		return;
	}
	memcpy(to, c->text, c->size);
	c->text = to;
	p->used += c->size;
}

static struct sheet_cell number_cell(struct book_page *p, char room[BOOK_NUMBER_SIZE])
{
	const struct sheet_book *b = p->sheet->book;
	enum book_form form = p->style < b->n_forms ? b->forms[p->style] : BOOK_PLAIN;
	struct sheet_cell c = book_text(p->text, p->n_text);

	return book_number(c.text, c.size, form, b->from_1904, room);
}

static struct sheet_cell shared_cell(struct book_page *p)
{
	struct sheet_cell c = { .text = "" };
	uint32_t i;
	char number[16];

	if (p->n_text == 0)
		return c;
	if (p->n_text >= sizeof(number)) {
		fail(p, SHEET_BROKEN, p->column);
		return c;
	}
	memcpy(number, p->text, p->n_text);
	number[p->n_text] = '\0';
	if (!whole_number(number, UINT32_MAX, &i) || !book_string(&p->sheet->book->strings, i, &c))
		fail(p, SHEET_BROKEN, p->column);
	else if (c.size > SHEET_CELL_MAX)
		fail(p, SHEET_CELL_LONG, p->column);
	return c;
}

static struct sheet_cell boolean_cell(const struct book_page *p)
{
	bool yes = p->n_text == 1 && p->text[0] == '1';

	return (struct sheet_cell){ yes ? "TRUE" : "FALSE", yes ? 4 : 5, SHEET_BOOLEAN };
}

static struct sheet_cell cell_value(struct book_page *p, char room[BOOK_NUMBER_SIZE])
{
	struct sheet_cell c;

	if (p->value == VALUE_SHARED)
		return shared_cell(p);
	if (p->n_text == 0)
		return (struct sheet_cell){ .text = "" };
	if (p->value == VALUE_BOOLEAN)
		return boolean_cell(p);
	c = p->value == VALUE_NUMBER ? number_cell(p, room) : book_text(p->text, p->n_text);
	if (p->value == VALUE_ERROR)
		c.kind = SHEET_ERROR;
	else if (p->value == VALUE_DATE)
		c.kind = SHEET_DATE;
	return c;
}

static void cell_end(struct book_page *p)
{
	char room[BOOK_NUMBER_SIZE];
	struct sheet_cell c;

	p->in_cell = false;
	c = cell_value(p, room);
	if (p->formula && c.kind != SHEET_ERROR)
		c.kind = SHEET_FORMULA;
	if (c.size > 0)
		p->found = MAX(p->found, (size_t)p->column + 1);
	if ((size_t)p->column >= p->batch->columns)
		return;
	if (c.size > 0 && p->value != VALUE_SHARED)
		keep(p, &c);
	p->cells[p->column] = c;
}

/* ---- what the parser says ------------------------------------------------------------------- */

static void inside_cell(struct book_page *p, const char *name)
{
	if (name[0] == 'v' && name[1] == '\0')
		p->in_value = true;
	else if (name[0] == 't' && name[1] == '\0')
		p->in_value = p->phonetic == 0;
	else if (name[0] == 'f' && name[1] == '\0')
		p->formula = true;
	else if (strcmp(name, "rPh") == 0)
		p->phonetic++;
}

static void on_start(struct book_xml *x, const char *name, const char **atts)
{
	struct book_page *p = x->user;

	if (p->in_cell)
		inside_cell(p, name);
	else if (p->in_row && strcmp(name, "c") == 0)
		cell_start(p, atts);
	else if (!p->in_row && strcmp(name, "row") == 0)
		row_start(p, atts);
	else if (strcmp(name, "mergeCell") == 0)
		p->merged++;
}

static void on_end(struct book_xml *x, const char *name)
{
	struct book_page *p = x->user;

	p->in_value = false;
	if (p->in_cell && strcmp(name, "c") == 0)
		cell_end(p);
	else if (p->in_cell && strcmp(name, "rPh") == 0 && p->phonetic > 0)
		p->phonetic--;
	else if (p->in_row && !p->in_cell && strcmp(name, "row") == 0)
		row_end(p);
}

static void on_text(struct book_xml *x, const char *text, size_t n)
{
	struct book_page *p = x->user;

	if (!p->in_value)
		return;
	if (n > sizeof(p->text) - p->n_text) {
		fail(p, SHEET_CELL_LONG, p->column);
		return;
	}
	memcpy(p->text + p->n_text, text, n);
	p->n_text += n;
}

/* ---- reading -------------------------------------------------------------------------------- */

enum sheet_fault book_page_open(struct sheet *s, const char *name, struct book_page **ret)
{
	static const struct book_handler handler = { true, on_start, on_end, on_text };
	struct book_page *p = malloc(sizeof(*p));
	enum sheet_fault f;

	if (!p)
		abort();
	memset(p, 0, offsetof(struct book_page, text));
	p->sheet = s;
	f = book_xml_open(&p->xml, s->book->zip, name, BOOK_PAGE_MAX, &handler, p);
	*ret = p;
	return sheet_fault_at(s, f == SHEET_NO_PAGE ? SHEET_BROKEN : f, 0, -1);
}

void book_page_close(struct book_page *p)
{
	if (!p)
		return;
	book_xml_close(&p->xml);
	free(p);
}

enum sheet_fault book_page_read(struct book_page *p, struct sheet_batch *b, size_t most)
{
	enum sheet_fault f;

	p->batch = b;
	p->most = most;
	p->used = 0;
	f = book_xml_run(&p->xml);
	if (f != SHEET_FINE && !p->placed)
		(void)sheet_fault_at(p->sheet, f, p->line, -1);
	return f;
}

uint32_t book_page_merged(const struct book_page *p)
{
	return p->merged;
}
