/* The tables of a file: the one of a CSV or of a workbook, or all pages that have one. */
#include "feature/intake/intake_impl.h"

#include "base/str.h"

enum { UNREAD_MAX = 64 }; /* pages that are looked at; a city has some dozens of kelurahan */

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

enum err tables_open(struct ctx *cx, const struct intake_get_row *in, struct tables *ret,
		     const char **ret_fault)
{
	const struct sheet_page *pages;
	enum sheet_fault fault;
	size_t n;

	*ret = (struct tables){ .path = intake_path(cx, in->id) };
	TRY(open_page(cx, ret, 0, &fault, ret_fault));
	pages = sheet_pages(ret->sheet, &n);
	ret->page = ARENA_ARRAY(cx->arena, n + 1, unsigned);
	ret->page[ret->n++] = sheet_page(ret->sheet);
	if (!intake_pages((enum intake_kind)in->kind))
		return ERR_OK;
	for (unsigned i = ret->page[0]; i < n; i++)
		if (!pages[i].hidden)
			ret->page[ret->n++] = i + 1;
	return ERR_OK;
}

enum err tables_unread(struct ctx *cx, const struct intake_get_row *in, const char **ret)
{
	const char *fault, *all = NULL;
	const struct sheet_page *pages;
	enum sheet_fault why;
	struct tables first, t;
	size_t n;

	*ret = NULL;
	if (intake_pages((enum intake_kind)in->kind))
		return ERR_OK;
	TRY(tables_open(cx, in, &first, &fault));
	pages = sheet_pages(first.sheet, &n);
	for (unsigned i = first.page[0]; i < n && i < UNREAD_MAX; i++) {
		if (pages[i].hidden)
			continue;
		t = (struct tables){ .path = first.path };
		if (open_page(cx, &t, i + 1, &why, &fault) == ERR_OK)
			all = all == NULL ? t.name : arena_printf(cx->arena, "%s, %s", all, t.name);
		err_clear(cx);
		tables_close(&t);
	}
	tables_close(&first);
	*ret = all;
	return ERR_OK;
}

/* A page without a table, such as a cover, is passed over. */
enum err tables_next(struct ctx *cx, struct tables *t, bool *ret_more, const char **ret_fault)
{
	enum sheet_fault fault = SHEET_EMPTY;
	enum err e;

	*ret_more = false;
	while (t->at + 1 < t->n) {
		sheet_free(t->sheet);
		t->sheet = NULL;
		e = open_page(cx, t, t->page[++t->at], &fault, ret_fault);
		if (e != ERR_OK && fault != SHEET_EMPTY)
			return e;
		if (e == ERR_OK) {
			*ret_more = true;
			return ERR_OK;
		}
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
