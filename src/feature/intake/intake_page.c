/*
 * Which pages of a workbook are one list: a sheet for each kelurahan or RW, with the same headings.
 * Others (a recapitulation, another table) are named, and somebody may have them read as well.
 */
#include "feature/intake/intake_impl.h"

#include <string.h>

#include "base/str.h"
#include "platform/audit/audit.h"
#include "platform/i18n/i18n.h"
#include "text/intake.h"

/* ---- whether it belongs -----------------------------------------------------------------------
 */

static bool has(const struct page_found *p, const char *means)
{
	for (size_t i = 0; i < p->n; i++)
		if (str_eq(p->column[i].means, means))
			return true;
	return false;
}

/* By these a row says whom it is about. */
static const char *const naming[] = { "p:nik", "p:name", "f:kk", "x:number" };

static bool names_somebody(const struct page_found *p)
{
	for (size_t i = 0; i < LEN(naming); i++)
		if (has(p, naming[i]))
			return true;
	return false;
}

static bool same_headings(struct ctx *cx, const struct page_found *a, const struct page_found *b)
{
	if (a->n != b->n)
		return false;
	for (size_t i = 0; i < a->n; i++)
		if (!str_eq(str_squeeze(cx->arena, a->column[i].heading),
			    str_squeeze(cx->arena, b->column[i].heading)))
			return false;
	return true;
}

/* Who it is stands in both, and two thirds of what else the first one says: a column more, or in
 * another place, makes no other list. */
static bool same_list(const struct page_found *base, const struct page_found *p)
{
	size_t all = 0, both = 0;

	for (size_t i = 0; i < LEN(naming); i++)
		if (has(base, naming[i]) && !has(p, naming[i]))
			return false;
	for (size_t i = 0; i < base->n; i++) {
		if (base->column[i].means == NULL)
			continue;
		all++;
		both += has(p, base->column[i].means);
	}
	return all > 0 && both * 3 >= all * 2;
}

/* What somebody chose; false: nobody was asked. */
static bool chosen(const struct pages *pages, unsigned page, bool *ret)
{
	for (size_t i = 0; i < pages->n_said; i++)
		if (pages->said[i].page == (int64_t)page) {
			*ret = pages->said[i].taken != 0;
			return true;
		}
	return false;
}

void page_judge(struct ctx *cx, struct pages *pages, struct page_found *p)
{
	p->like = p->page;
	if (pages->joined) {
		p->taken = true;
	} else if (!chosen(pages, p->page, &p->taken)) {
		if (pages->base == NULL)
			p->taken = pages->any || names_somebody(p);
		else
			p->taken = same_headings(cx, pages->base, p) || same_list(pages->base, p);
	}
	if (!p->taken)
		return;
	if (pages->base == NULL)
		pages->base = p;
	for (const struct page_found *q = pages->page; q < p && !pages->joined; q++)
		if (q->taken && q->like == q->page && same_headings(cx, q, p)) {
			p->like = q->page;
			return;
		}
}

const char *pages_unread(struct ctx *cx, const struct pages *pages)
{
	const char *all = NULL;

	for (size_t i = 0; i < pages->n; i++) {
		const char *name = pages->page[i].name;

		if (!pages->page[i].taken)
			all = all == NULL ? name : arena_printf(cx->arena, "%s, %s", all, name);
	}
	return all;
}

/* ---- its name as a column ---------------------------------------------------------------------
 */

/* Can the names of all pages with these columns be read as that? */
static enum err names_read_as(struct ctx *cx, const struct pages *pages, const struct page_found *p,
			      const struct fact_field *field, bool *ret)
{
	enum fact_fault fault;
	const char *value;

	*ret = field != NULL;
	for (size_t i = 0; i < pages->n && *ret; i++) {
		if (!pages->page[i].taken || pages->page[i].like != p->page)
			continue;
		TRY(fact_read(cx, field, pages->page[i].name, &value, &fault));
		*ret = fault == FACT_FINE && value != NULL;
	}
	return ERR_OK;
}

enum err page_name_column(struct ctx *cx, enum intake_kind kind, const struct pages *pages,
			  const struct page_found *p, struct column_found *ret, bool *ret_use)
{
	static const char *const says[] = { "Kelurahan", "RW", "RT" };
	const char *heading = text(cx, T_INTAKE_PAGE_NAME), *means;
	const struct fact_book *book;
	bool known, reads = false;

	*ret_use = false;
	for (size_t i = 0; i < p->n; i++)
		if (str_eq(str_squeeze(cx->arena, p->column[i].heading),
			   str_squeeze(cx->arena, heading)))
			return ERR_OK;
	*ret = (struct column_found){ .page = p->page,
				      .ordinal = p->n,
				      .page_name = p->name,
				      .heading = heading,
				      .known = true };
	*ret_use = true;
	for (size_t i = 0; i < pages->n; i++)
		if (pages->page[i].taken && pages->page[i].like == p->page &&
		    ret->n_samples < INTAKE_SAMPLES)
			ret->sample[ret->n_samples++] = pages->page[i].name;
	if (!intake_creates(kind))
		return ERR_OK;
	TRY(fact_book(cx, &book));
	for (size_t i = 0; i < LEN(says) && !reads; i++) {
		means = heading_means(cx, book, kind, has(p, "f:kk"), says[i], &known);
		if (means == NULL || has(p, means))
			continue;
		TRY(names_read_as(cx, pages, p, meaning_read(book, means).field, &reads));
		if (reads)
			ret->means = means;
	}
	return ERR_OK;
}

/* ---- choosing them ----------------------------------------------------------------------------
 */

static bool among(int64_t page, const int64_t *pages, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (pages[i] == page)
			return true;
	return false;
}

enum err intake_choose_pages(struct ctx *cx, int64_t id, const int64_t *pages, size_t n)
{
	struct intake_pages_row *rows;
	struct intake_get_row in;
	size_t n_rows, taken = 0;

	TRY(intake_get_one(cx, &(struct intake_get_args){ .id = id }, &in));
	TRY(intake_pages_all(cx, &(struct intake_pages_args){ .intake_id = id }, &rows, &n_rows));
	for (size_t i = 0; i < n_rows; i++)
		taken += among(rows[i].page, pages, n);
	if (taken == 0)
		return refuse(cx, T_INTAKE_PAGES_NONE);
	TRY(intake_read_anew(cx, id, (enum intake_kind)in.kind));
	for (size_t i = 0; i < n_rows; i++)
		TRY(intake_page_take_run(
		    cx,
		    &(struct intake_page_take_args){ .intake_id = id,
						     .page = rows[i].page,
						     .taken = among(rows[i].page, pages, n) },
		    NULL));
	return audit_leaf(cx, "intake.pages", id,
			  arena_printf(cx->arena, "taken=%zu;of=%zu", taken, n_rows));
}
