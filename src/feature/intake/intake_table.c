/* The tables of a file: the one of a CSV, or the pages of a workbook that have one. */
#include "feature/intake/intake_impl.h"

#include "base/str.h"

static const char *page_name(const struct sheet *s)
{
	size_t n;
	const struct sheet_page *pages = sheet_pages(s, &n);
	unsigned page = sheet_page(s);

	return page > 0 && page <= n ? pages[page - 1].name : "";
}

static enum err open_page(struct ctx *cx, struct tables *t, unsigned page, enum sheet_fault *fault,
			  const char **ret_fault)
{
	const struct sheet_how how = { .page = page };
	struct sheet_place place = { .column = -1 };
	enum err e = sheet_open_as(cx, t->path, NULL, 0, &how, &t->sheet, fault, &place);

	if (e != ERR_OK) {
		t->sheet = NULL;
		*ret_fault = sheet_fault_say(cx, *fault, &place);
		return ERR_INVALID;
	}
	t->name = arena_strdup(cx->arena, page_name(t->sheet));
	return ERR_OK;
}

/* The pages whose columns are known. */
static enum err open_known(struct ctx *cx, struct tables *t, const struct column_map *map,
			   const char **ret_fault)
{
	enum sheet_fault fault;

	t->page = ARENA_ARRAY(cx->arena, map->n_pages + 1, unsigned);
	for (; t->n < map->n_pages; t->n++)
		t->page[t->n] = map->page[t->n].page;
	return open_page(cx, t, t->page[0], &fault, ret_fault);
}

enum err tables_open(struct ctx *cx, const struct intake_get_row *in, const struct column_map *map,
		     struct tables *ret, const char **ret_fault)
{
	const struct sheet_page *pages;
	enum sheet_fault fault;
	size_t n;

	*ret = (struct tables){ .path = intake_path(cx, in->id) };
	if (map != NULL && map->n_pages > 0)
		return open_known(cx, ret, map, ret_fault);
	TRY(open_page(cx, ret, 0, &fault, ret_fault));
	pages = sheet_pages(ret->sheet, &n);
	ret->page = ARENA_ARRAY(cx->arena, n + 1, unsigned);
	ret->page[ret->n++] = sheet_page(ret->sheet);
	ret->pass = !intake_joined((enum intake_kind)in->kind);
	for (unsigned i = ret->page[0]; i < n && ret->n < INTAKE_PAGES; i++)
		if (!pages[i].hidden)
			ret->page[ret->n++] = i + 1;
	return ERR_OK;
}

/* A page without a table, such as a cover, is passed over; where it is not known yet which pages
 * are read, one that can't be read too. */
enum err tables_next(struct ctx *cx, struct tables *t, bool *ret_more, const char **ret_fault)
{
	enum sheet_fault fault = SHEET_EMPTY;
	enum err e;

	*ret_more = false;
	while (t->at + 1 < t->n) {
		sheet_free(t->sheet);
		t->sheet = NULL;
		e = open_page(cx, t, t->page[++t->at], &fault, ret_fault);
		if (e != ERR_OK && fault != SHEET_EMPTY && !t->pass)
			return e;
		if (e == ERR_OK) {
			*ret_more = true;
			return ERR_OK;
		}
		*ret_fault = NULL;
		err_clear(cx);
	}
	return ERR_OK;
}

enum err tables_read(struct ctx *cx, struct tables *t, struct sheet_batch *b,
		     const char **ret_fault)
{
	struct sheet_place place;
	enum sheet_fault fault;
	enum err e;

	if (t->sheet == NULL) {
		b->n = 0;
		return ERR_OK;
	}
	e = sheet_read(cx, t->sheet, b, &fault);
	if (e == ERR_OK)
		return ERR_OK;
	place = sheet_fault_place(t->sheet);
	*ret_fault = sheet_fault_say(cx, fault, &place);
	return ERR_INVALID;
}

void tables_close(struct tables *t)
{
	sheet_free(t->sheet);
	t->sheet = NULL;
}
