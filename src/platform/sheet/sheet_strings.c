/* The shared texts of a workbook: most of its cells are numbers into this list. */
#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "platform/sheet/sheet_book.h"

struct reading {
	struct book_strings *to;
	size_t begin; /* of the present text */
	bool in_item, in_text;
	unsigned phonetic; /* depth of readings aloud, which are none of the text */
};

/* Grows by half, so that little is held that is not used. */
static void *room_for(void *p, size_t need, size_t *room, size_t size)
{
	if (need <= *room)
		return p;
	*room = MAX(need, *room + *room / 2 + 1024);
	p = reallocarray(p, *room, size);
	if (!p)
		abort();
	return p;
}

static bool is_full(const struct book_strings *s, size_t more)
{
	return s->size + more + (s->n + 1) * sizeof(s->end[0]) > SHEET_STRINGS_MAX;
}

static void on_start(struct book_xml *x, const char *name, const char **atts)
{
	struct reading *r = x->user;

	(void)atts;
	if (strcmp(name, "si") == 0) {
		r->in_item = true;
		r->begin = r->to->size;
		if (is_full(r->to, 0))
			book_xml_fail(x, SHEET_STRINGS);
	} else if (strcmp(name, "rPh") == 0) {
		r->phonetic++;
	} else if (strcmp(name, "t") == 0) {
		r->in_text = r->in_item && r->phonetic == 0;
	}
}

/* Of a text that is longer than a cell may be, enough is kept to know that. */
static void on_text(struct book_xml *x, const char *p, size_t n)
{
	struct reading *r = x->user;
	struct book_strings *s = r->to;

	if (!r->in_text)
		return;
	n = MIN(n, SHEET_CELL_MAX + 1 - MIN(s->size - r->begin, (size_t)SHEET_CELL_MAX + 1));
	if (is_full(s, n)) {
		book_xml_fail(x, SHEET_STRINGS);
		return;
	}
	s->text = room_for(s->text, s->size + n, &s->room, 1);
	memcpy(s->text + s->size, p, n);
	s->size += n;
}

static void end_item(struct book_xml *x, struct reading *r)
{
	struct book_strings *s = r->to;
	struct sheet_cell c = { 0 };

	if (s->size - r->begin > SHEET_CELL_MAX) {
		c.size = SHEET_CELL_MAX + 1;
	} else if (s->size > r->begin) {
		c = book_text(s->text + r->begin, s->size - r->begin);
		memmove(s->text + r->begin, c.text, c.size);
		if (!utf8_valid(s->text + r->begin, c.size))
			book_xml_fail(x, SHEET_BROKEN);
	}
	s->size = r->begin + c.size;
	s->end = room_for(s->end, s->n + 1, &s->room_n, sizeof(s->end[0]));
	s->end[s->n++] = (uint32_t)s->size;
	r->in_item = false;
}

static void on_end(struct book_xml *x, const char *name)
{
	struct reading *r = x->user;

	if (strcmp(name, "t") == 0)
		r->in_text = false;
	else if (strcmp(name, "rPh") == 0 && r->phonetic > 0)
		r->phonetic--;
	else if (strcmp(name, "si") == 0 && r->in_item)
		end_item(x, r);
}

enum sheet_fault book_strings_read(zip_t *zip, const char *name, struct book_strings *ret)
{
	static const struct book_handler handler = { true, on_start, on_end, on_text };
	struct reading r = { .to = ret };

	return book_xml_all(zip, name, BOOK_PAGE_MAX, true, &handler, &r);
}

void book_strings_free(struct book_strings *s)
{
	free(s->text);
	free(s->end);
	*s = (struct book_strings){ 0 };
}

bool book_string(const struct book_strings *s, size_t i, struct sheet_cell *ret)
{
	uint32_t begin;

	if (i >= s->n)
		return false;
	begin = i > 0 ? s->end[i - 1] : 0;
	*ret = (struct sheet_cell){ s->text ? s->text + begin : "", s->end[i] - begin, SHEET_TEXT };
	return true;
}
