/* What a workbook consists of: its pages, styles and shared texts, found by their relations. */
#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "platform/sheet/sheet_book.h"

/* ---- relations ------------------------------------------------------------------------------ */

struct relation {
	const char *id, *type, *part;
	struct relation *next;
};

struct relations {
	struct arena *arena;
	const char *folder; /* of the part they belong to, "xl/" */
	struct relation *first;
	size_t n;
};

/* The last word of a type, which is an address. */
static const char *last_word(const char *type)
{
	const char *slash = strrchr(type, '/');

	return slash ? slash + 1 : type;
}

static const char *part_name(const struct relations *r, const char *target)
{
	return target[0] == '/' ? arena_strdup(r->arena, target + 1)
				: arena_printf(r->arena, "%s%s", r->folder, target);
}

static void relation_start(struct book_xml *x, const char *name, const char **atts)
{
	struct relations *r = x->user;
	const char *id = book_xml_att(atts, "Id"), *type = book_xml_att(atts, "Type");
	const char *target = book_xml_att(atts, "Target");
	struct relation *new;

	if (strcmp(name, "Relationship") != 0 || !id || !type || !target)
		return;
	if (++r->n > SHEET_PAGES_MAX * 4) {
		book_xml_fail(x, SHEET_SWOLLEN);
		return;
	}
	new = ARENA_NEW(r->arena, struct relation);
	*new =
	    (struct relation){ arena_strdup(r->arena, id), arena_strdup(r->arena, last_word(type)),
			       part_name(r, target), r->first };
	r->first = new;
}

static const struct relation *relation_of_type(const struct relations *r, const char *type)
{
	const struct relation *i;

	for (i = r->first; i; i = i->next)
		if (strcmp(i->type, type) == 0)
			return i;
	return NULL;
}

static const struct relation *relation_of_id(const struct relations *r, const char *id)
{
	const struct relation *i;

	for (i = r->first; i; i = i->next)
		if (strcmp(i->id, id) == 0)
			return i;
	return NULL;
}

/* The relations of a part lie in a folder beside it. */
static enum sheet_fault read_relations(zip_t *zip, const char *part, struct relations *r)
{
	static const struct book_handler handler = { .start = relation_start };
	const char *slash = strrchr(part, '/'), *base = slash ? slash + 1 : part;
	const char *name;

	r->folder = arena_strndup(r->arena, part, (size_t)(base - part));
	name = arena_printf(r->arena, "%s_rels/%s.rels", r->folder, base);
	return book_xml_all(zip, name, BOOK_PART_MAX, true, &handler, r);
}

/* ---- the list of pages ---------------------------------------------------------------------- */

struct contents {
	struct sheet *sheet;
	struct relations relations;
};

static bool is_true(const char *s)
{
	return s && (strcmp(s, "1") == 0 || strcmp(s, "true") == 0);
}

static void add_page(struct book_xml *x, const struct contents *c, const char **atts)
{
	struct sheet_book *b = c->sheet->book;
	const char *name = book_xml_att(atts, "name"), *id = book_xml_att(atts, "id");
	const char *state = book_xml_att(atts, "state");
	const struct relation *r = id ? relation_of_id(&c->relations, id) : NULL;

	/* Charts and macros have pages too. */
	if (!name || !r || strcmp(r->type, "worksheet") != 0)
		return;
	if (b->n_pages == SHEET_PAGES_MAX) {
		book_xml_fail(x, SHEET_SWOLLEN);
		return;
	}
	b->pages[b->n_pages] = (struct sheet_page){
		.name = arena_strdup(c->sheet->arena, name),
		.hidden = state && strcmp(state, "visible") != 0,
	};
	b->parts[b->n_pages++] = r->part;
}

static void contents_start(struct book_xml *x, const char *name, const char **atts)
{
	struct contents *c = x->user;

	if (strcmp(name, "workbookPr") == 0)
		c->sheet->book->from_1904 = is_true(book_xml_att(atts, "date1904"));
	else if (strcmp(name, "sheet") == 0)
		add_page(x, c, atts);
}

/* ---- styles --------------------------------------------------------------------------------- */

struct format {
	unsigned id;
	enum book_form form;
};

struct styles {
	struct sheet_book *book;
	struct format *formats;
	size_t n_formats;
	bool in_cells; /* within cellXfs: other lists have the same elements */
};

/* A number, within what a list of styles may need; 0 for what is none. */
static unsigned small_number(const char *s)
{
	int64_t v;

	return s && str_i64(s, &v) && v >= 0 && v < BOOK_LIST_MAX ? (unsigned)v : 0;
}

static enum book_form form_of(const struct styles *s, unsigned id)
{
	size_t i;

	for (i = 0; i < s->n_formats; i++)
		if (s->formats[i].id == id)
			return s->formats[i].form;
	return book_form_of_id(id);
}

static void *one_more(void *p, size_t n, size_t size)
{
	/* Doubled whenever the number is a power of two. */
	if ((n & (n - 1)) == 0)
		p = reallocarray(p, MAX(2 * n, (size_t)1), size);
	if (!p)
		abort();
	return p;
}

static void style_start(struct book_xml *x, const char *name, const char **atts)
{
	struct styles *s = x->user;
	struct sheet_book *b = s->book;
	const char *code = book_xml_att(atts, "formatCode");
	unsigned id = small_number(book_xml_att(atts, "numFmtId"));

	if (strcmp(name, "cellXfs") == 0)
		s->in_cells = true;
	if (b->n_forms == BOOK_LIST_MAX || s->n_formats == BOOK_LIST_MAX / 16) {
		book_xml_fail(x, SHEET_SWOLLEN);
	} else if (strcmp(name, "numFmt") == 0 && code) {
		s->formats = one_more(s->formats, s->n_formats, sizeof(s->formats[0]));
		s->formats[s->n_formats++] = (struct format){ id, book_form_of_code(code) };
	} else if (strcmp(name, "xf") == 0 && s->in_cells) {
		b->forms = one_more(b->forms, b->n_forms, sizeof(b->forms[0]));
		b->forms[b->n_forms++] = form_of(s, id);
	}
}

static void style_end(struct book_xml *x, const char *name)
{
	struct styles *s = x->user;

	if (strcmp(name, "cellXfs") == 0)
		s->in_cells = false;
}

static enum sheet_fault read_styles(struct sheet_book *b, const char *part)
{
	static const struct book_handler handler = { .start = style_start, .end = style_end };
	struct styles s = { .book = b };
	enum sheet_fault f = book_xml_all(b->zip, part, BOOK_PART_MAX, true, &handler, &s);

	free(s.formats);
	return f;
}

/* ---- opening -------------------------------------------------------------------------------- */

/* A zip file that is no workbook of this kind says by its entries what it is. */
static enum sheet_fault what_else(zip_t *zip)
{
	struct book_entry e;
	char kind[48] = "";
	size_t n = 0;

	if (book_entry_open(zip, "mimetype", BOOK_PART_MAX, &e) == SHEET_FINE)
		(void)book_entry_read(&e, kind, sizeof(kind) - 1, &n);
	book_entry_close(&e);
	return strstr(kind, "opendocument.spreadsheet") ? SHEET_ODS : SHEET_WORKBOOK;
}

static enum sheet_fault find_workbook(struct sheet *s, const char **ret)
{
	struct relations r = { .arena = s->arena };
	const struct relation *main;
	enum sheet_fault f = read_relations(s->book->zip, "", &r);

	if (f != SHEET_FINE)
		return f;
	main = relation_of_type(&r, "officeDocument");
	if (!main)
		return what_else(s->book->zip);
	if (str_ends(main->part, ".bin"))
		return SHEET_OLD;
	*ret = main->part;
	return SHEET_FINE;
}

static enum sheet_fault read_contents(struct sheet *s, const char *part)
{
	static const struct book_handler handler = { .start = contents_start };
	struct contents c = { .sheet = s, .relations.arena = s->arena };
	struct sheet_book *b = s->book;
	const struct relation *r;
	enum sheet_fault f = read_relations(b->zip, part, &c.relations);

	if (f == SHEET_FINE)
		f = book_xml_all(b->zip, part, BOOK_PART_MAX, false, &handler, &c);
	if (f == SHEET_FINE && b->n_pages == 0)
		f = SHEET_WORKBOOK;
	r = relation_of_type(&c.relations, "styles");
	if (f == SHEET_FINE && r)
		f = read_styles(b, r->part);
	r = relation_of_type(&c.relations, "sharedStrings");
	if (f == SHEET_FINE && r)
		f = book_strings_read(b->zip, r->part, &b->strings);
	return f;
}

/* ---- the reader of rows --------------------------------------------------------------------- */

static enum sheet_fault rewind_page(struct sheet *s)
{
	struct sheet_book *b = s->book;

	book_page_close(b->open);
	b->open = NULL;
	s->line = 1;
	return book_page_open(s, b->parts[b->page - 1], &b->open);
}

static enum sheet_fault page_read(struct sheet *s, struct sheet_batch *b, size_t most)
{
	return book_page_read(s->book->open, b, most);
}

static enum sheet_fault page_look(struct sheet *s, struct sheet_batch *b, size_t most)
{
	enum sheet_fault f = book_page_read(s->book->open, b, most);

	return f == SHEET_FINE ? rewind_page(s) : f;
}

static void book_close(struct sheet *s)
{
	struct sheet_book *b = s->book;

	book_page_close(b->open);
	book_strings_free(&b->strings);
	free(b->forms);
	if (b->zip)
		zip_discard(b->zip);
	free(b);
	s->book = NULL;
}

enum sheet_fault sheet_book_open(struct sheet *s)
{
	static const struct sheet_reader reader = { page_read, page_look, rewind_page, book_close };
	const char *part = NULL;
	enum sheet_fault f;

	s->book = calloc(1, sizeof(*s->book));
	if (!s->book)
		abort();
	s->reader = &reader;
	s->book->pages = ARENA_ARRAY(s->arena, SHEET_PAGES_MAX, struct sheet_page);
	s->book->parts = ARENA_ARRAY(s->arena, SHEET_PAGES_MAX, const char *);
	f = book_unzip(s, &s->book->zip);
	if (f == SHEET_FINE)
		f = find_workbook(s, &part);
	return f == SHEET_FINE ? read_contents(s, part) : f;
}

enum sheet_fault sheet_book_turn(struct sheet *s, size_t number)
{
	s->book->page = number + 1;
	return rewind_page(s);
}

const struct sheet_page *sheet_book_pages(const struct sheet *s, size_t *ret_n)
{
	*ret_n = s->book->n_pages;
	return s->book->pages;
}

size_t sheet_book_page(const struct sheet *s)
{
	return s->book->page;
}

uint32_t sheet_book_merged(const struct sheet *s)
{
	return s->book->open ? book_page_merged(s->book->open) : 0;
}
