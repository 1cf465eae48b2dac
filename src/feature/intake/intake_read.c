/* The first look at a file: its headings, what they mean, some values, how many rows. */
#include "feature/intake/intake_impl.h"

#include <string.h>

#include "base/clock.h"
#include "base/str.h"
#include "platform/app.h"
#include "platform/audit/audit.h"
#include "platform/i18n/i18n.h"
#include "platform/vault/vault.h"
#include "text/intake.h"

enum { NIK_DIGITS = 16 }; /* of a KK too */

/* What was found, before it is written. */
struct found {
	struct work *work;
	struct column_found *column;
	size_t n, room;
	struct pages pages;
	int64_t rows;
	const char *fault;
};

/* What the column was taken for last time; false: it was not met. */
static bool remembered(const struct intake_memories_row *rows, size_t n, const char *heading,
		       const char **ret)
{
	for (size_t i = 0; i < n; i++)
		if (str_eq(rows[i].heading, heading)) {
			*ret = rows[i].means;
			return true;
		}
	return false;
}

/* A meaning that a column of the page has already is not offered twice. */
static bool taken(const struct column_found *c, size_t n, const char *means)
{
	for (size_t i = 0; i < n; i++)
		if (str_eq(c[i].means, means))
			return true;
	return false;
}

static enum err mean(struct ctx *cx, const struct fact_book *book, enum intake_kind kind, bool kk,
		     struct column_found *c)
{
	if (kind == INTAKE_ANSWERS)
		return answer_heading(cx, book, c->heading, &c->means, &c->known);
	c->means = heading_means(cx, book, kind, kk, c->heading, &c->known);
	return ERR_OK;
}

/*
 * A page of a workbook that names nobody (who was asked, by telephone, when) says nothing of a
 * person: its telephone would make a person without a name of each row.
 */
static void names_nobody(enum intake_kind kind, struct column_found *c, size_t n)
{
	if (!intake_joined(kind))
		return;
	for (size_t i = 0; i < n; i++)
		if (str_eq(c[i].means, "p:name") || str_eq(c[i].means, "p:nik"))
			return;
	for (size_t i = 0; i < n; i++)
		if (c[i].means != NULL && strncmp(c[i].means, "p:", 2) == 0)
			c[i].means = NULL;
}

/* What several columns may say together: a status, and a note beside it. */
#define MANY "x:desil_why"

static enum err recognise(struct ctx *cx, const struct tables *t, struct found *f)
{
	enum intake_kind kind = (enum intake_kind)f->work->in.kind;
	struct column_found *first = &f->column[f->n], *c;
	size_t n = sheet_columns(t->sheet), n_memories;
	struct intake_memories_row *memories;
	const struct fact_book *book;
	bool kk = false;

	TRY(fact_book(cx, &book));
	TRY(intake_memories_all(
	    cx, &(struct intake_memories_args){ .source = f->work->in.source, .kind = kind },
	    &memories, &n_memories));
	for (size_t i = 0; i < n; i++)
		kk = kk || heading_is_kk(cx, sheet_column(t->sheet, i));
	for (size_t i = 0; i < n && f->n < f->room; i++) {
		c = &f->column[f->n];
		*c = (struct column_found){
			.page = sheet_page(t->sheet),
			.ordinal = i,
			.page_name = t->name,
			.heading = arena_strdup(cx->arena, sheet_column(t->sheet, i)),
			.known = true,
		};
		c->remembered =
		    remembered(memories, n_memories, str_fold(cx->arena, c->heading), &c->means);
		if (!c->remembered)
			TRY(mean(cx, book, kind, kk, c));
		if (c->means != NULL && !str_eq(c->means, MANY) &&
		    taken(first, (size_t)(c - first), c->means))
			c->means = NULL;
		f->n++;
	}
	names_nobody(kind, first, f->n - (size_t)(first - f->column));
	return ERR_OK;
}

static void sample(struct ctx *cx, struct column_found *c, const struct sheet_cell *cell)
{
	if (cell->size == 0 || c->n_samples == INTAKE_SAMPLES)
		return;
	c->sample[c->n_samples++] = arena_strndup(cx->arena, cell->text, MIN(cell->size, 60U));
}

/* A KK stands in many rows one after the other, and counts once. */
static void look_at_end(struct column_found *c, const struct sheet_cell *cell)
{
	if (cell->size != NIK_DIGITS || memcmp(cell->text, c->number, NIK_DIGITS) == 0)
		return;
	for (uint32_t i = 0; i < cell->size; i++)
		if (cell->text[i] < '0' || cell->text[i] > '9')
			return;
	memcpy(c->number, cell->text, NIK_DIGITS);
	c->n_numbers++;
	c->n_zeros += cell->text[NIK_DIGITS - 1] == '0';
}

/* That so many numbers end with 0 by chance happens never: one column in 10^20. */
static bool spoiled(const struct column_found *c)
{
	return c->n_numbers >= INTAKE_SPOILED && c->n_zeros == c->n_numbers;
}

/* "KK", "Istri", "Anak": whatever the column is called ("Status"), it says who is what to whom. */
static enum err says_relation(struct ctx *cx, const struct fact_field *f,
			      const struct column_found *c, bool *ret)
{
	enum fact_fault fault;
	const char *value;

	*ret = c->means == NULL && !c->remembered && c->n_samples > 1;
	for (size_t i = 0; i < c->n_samples && *ret; i++) {
		TRY(fact_read(cx, f, c->sample[i], &value, &fault));
		*ret = fault == FACT_FINE && value != NULL &&
		       c->sample[i][strspn(c->sample[i], "0123456789 ")] != '\0';
	}
	return ERR_OK;
}

static enum err by_values(struct ctx *cx, enum intake_kind kind, struct column_found *c, size_t n)
{
	const struct fact_book *book;
	bool says = false;

	if (!intake_creates(kind) || taken(c, n, "p:relation"))
		return ERR_OK;
	TRY(fact_book(cx, &book));
	for (size_t i = 0; i < n && !says; i++) {
		TRY(says_relation(cx, book->person_core[CORE_RELATION], &c[i], &says));
		if (says)
			c[i].means = "p:relation";
	}
	return ERR_OK;
}

/* Does the first line of the table tell of somebody already? */
static bool lacks_heading(const struct column_found *c, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		const char *s = c[i].heading + strspn(c[i].heading, " '");

		if (strspn(s, "0123456789") == NIK_DIGITS && s[NIK_DIGITS] == '\0')
			return true;
	}
	return false;
}

/* Counts the rows of the open table and picks values from its first ones. */
static enum err walk(struct ctx *cx, struct tables *t, struct found *f, struct page_found *p,
		     struct column_found *c, size_t n)
{
	struct sheet_batch b;
	enum err e;

	sheet_batch_init(&b, t->sheet);
	while ((e = tables_read(cx, t, &b, &f->fault)) == ERR_OK && b.n > 0) {
		for (size_t r = 0; r < b.n && r < 200; r++)
			for (size_t k = 0; k < n && k < b.columns; k++)
				sample(cx, &c[k], &b.cells[r * b.columns + k]);
		for (size_t r = 0; r < b.n; r++)
			for (size_t k = 0; k < n && k < b.columns; k++)
				look_at_end(&c[k], &b.cells[r * b.columns + k]);
		f->rows += (int64_t)b.n;
		p->rows += (int64_t)b.n;
		if (work_stopped(f->work))
			break;
	}
	sheet_batch_release(&b);
	return e;
}

static enum err look_at_values(struct ctx *cx, struct found *f, struct column_found *c, size_t n)
{
	enum err e;

	TRY(db_read_begin(cx, f->work->pool));
	e = by_values(cx, (enum intake_kind)f->work->in.kind, c, n);
	db_read_end(cx, f->work->pool);
	return e;
}

enum { HEADINGS = 6 }; /* by which a page is told from another */

static const char *first_headings(struct ctx *cx, const struct column_found *c, size_t n)
{
	const char *all = "";

	for (size_t i = 0, told = 0; i < n && told < HEADINGS; i++)
		if (c[i].heading[0] != '\0')
			all = arena_printf(cx->arena, "%s%s%.40s", all, told++ > 0 ? ", " : "",
					   c[i].heading);
	return all;
}

/* The page is read, as itself or as one of those that look like another. */
static enum err take_page(struct ctx *cx, struct tables *t, struct found *f, struct page_found *p)
{
	struct page_found *as = p;

	for (size_t i = 0; i < f->pages.n; i++)
		if (f->pages.page[i].page == p->like)
			as = &f->pages.page[i];
	if (as != p)
		f->n -= p->n;
	if (lacks_heading(as->column, as->n)) {
		f->fault = text(cx, T_INTAKE_NO_HEADING);
		return err_set(cx, ERR_INVALID, "the table has no heading");
	}
	TRY(walk(cx, t, f, p, as->column, as->n));
	return look_at_values(cx, f, as->column, as->n);
}

static enum err look_at_page(struct ctx *cx, struct tables *t, struct found *f)
{
	struct page_found *p = &f->pages.page[f->pages.n];
	size_t first = f->n;
	enum err e;

	if (f->pages.n == f->pages.room)
		return ERR_OK;
	TRY(db_read_begin(cx, f->work->pool));
	e = recognise(cx, t, f);
	db_read_end(cx, f->work->pool);
	TRY(e);
	*p = (struct page_found){ .page = sheet_page(t->sheet),
				  .name = t->name,
				  .column = &f->column[first],
				  .n = f->n - first,
				  .headings = first_headings(cx, &f->column[first], f->n - first) };
	page_judge(cx, &f->pages, p);
	f->pages.n++;
	if (p->taken)
		return take_page(cx, t, f, p);
	f->n = first;
	return ERR_OK;
}

static enum err look_once(struct ctx *cx, struct found *f)
{
	struct tables t;
	bool more = true;
	enum err e;

	TRY(tables_open(cx, &f->work->in, NULL, &t, &f->fault));
	e = ERR_OK;
	while (e == ERR_OK && more && t.sheet != NULL && !work_stopped(f->work)) {
		e = look_at_page(cx, &t, f);
		if (e == ERR_OK)
			e = tables_next(cx, &t, &more, &f->fault);
	}
	tables_close(&t);
	return e;
}

static size_t pages_taken(const struct pages *pages)
{
	size_t n = 0;

	for (size_t i = 0; i < pages->n; i++)
		n += pages->page[i].taken;
	return n;
}

/* Where several pages are one list their names may say what no column does. */
static enum err name_pages(struct ctx *cx, struct found *f)
{
	bool use;

	if (f->pages.joined || pages_taken(&f->pages) < 2)
		return ERR_OK;
	for (size_t i = 0; i < f->pages.n && f->n < f->room; i++) {
		const struct page_found *p = &f->pages.page[i];

		if (!p->taken || p->like != p->page)
			continue;
		TRY(page_name_column(cx, (enum intake_kind)f->work->in.kind, &f->pages, p,
				     &f->column[f->n], &use));
		f->n += use;
	}
	return ERR_OK;
}

static enum err look(struct ctx *cx, struct found *f)
{
	const struct intake_pages_args id = { .intake_id = f->work->in.id };
	struct intake_pages_row *said;
	enum err e;

	TRY(db_read_begin(cx, f->work->pool));
	e = intake_pages_all(cx, &id, &said, &f->pages.n_said);
	db_read_end(cx, f->work->pool);
	TRY(e);
	f->pages.said = said;
	TRY(look_once(cx, f));
	if (f->pages.base == NULL && f->pages.n > 0 && !work_stopped(f->work)) {
		f->pages.any = true;
		f->pages.n = f->n = 0;
		TRY(look_once(cx, f));
	}
	TRY(db_read_begin(cx, f->work->pool));
	e = name_pages(cx, f);
	db_read_end(cx, f->work->pool);
	return e;
}

static enum err put_column(struct ctx *cx, int64_t id, const struct column_found *c)
{
	struct intake_column_add_args a = {
		.intake_id = id,
		.page = c->page,
		.ordinal = (int64_t)c->ordinal,
		.page_name = c->page_name,
		.heading = c->heading,
		.means = c->means,
		.known = c->known,
	};
	struct buf b;
	enum err e;

	buf_init(&b, 4096);
	for (size_t i = 0; i < c->n_samples; i++) {
		buf_adds(&b, c->sample[i]);
		buf_addc(&b, '\n');
	}
	e = vault_seal(cx, id, SEAL_MEDIA, buf_str(&b), &a.samples);
	buf_release(&b);
	TRY(e);
	TRY(intake_column_add_run(cx, &a, NULL));
	return spoiled(c) ? intake_spoiled_add_run(
				cx,
				&(struct intake_spoiled_add_args){ .intake_id = id,
								   .page = c->page,
								   .ordinal = (int64_t)c->ordinal,
								   .number_n = c->n_numbers },
				NULL)
			  : ERR_OK;
}

static enum err put_pages(struct ctx *cx, int64_t id, const struct pages *pages)
{
	if (pages->joined || pages->n < 2)
		return ERR_OK;
	for (size_t i = 0; i < pages->n; i++)
		TRY(intake_page_set_run(cx,
					&(struct intake_page_set_args){
					    .intake_id = id,
					    .page = pages->page[i].page,
					    .name = pages->page[i].name,
					    .like_page = pages->page[i].like,
					    .taken = pages->page[i].taken,
					    .row_n = pages->page[i].rows,
					    .headings = pages->page[i].headings,
					},
					NULL));
	return ERR_OK;
}

static enum err put(struct ctx *cx, void *arg)
{
	const struct found *f = arg;
	const struct work *w = f->work;
	int64_t changed;

	if (f->fault == NULL)
		for (size_t i = 0; i < f->n; i++)
			TRY(put_column(cx, w->in.id, &f->column[i]));
	if (f->fault == NULL)
		TRY(put_pages(cx, w->in.id, &f->pages));
	TRY(intake_set_read_run(cx,
				&(struct intake_set_read_args){
				    .id = w->in.id,
				    .state = f->fault == NULL ? INTAKE_COLUMNS : INTAKE_UNREADABLE,
				    .row_n = f->rows,
				    .fault = f->fault,
				    .unread = pages_unread(cx, &f->pages),
				    .lease = w->lease,
				},
				&changed));
	if (changed == 0)
		return err_set(cx, ERR_CONFLICT, "import %lld is in other hands",
			       (long long)w->in.id);
	return audit_leaf(
	    cx, "intake.read", w->in.id,
	    arena_printf(cx->arena, "rows=%lld;fault=%d", (long long)f->rows, f->fault != NULL));
}

enum err work_read(struct ctx *cx, struct work *w)
{
	struct found f = { .work = w, .room = INTAKE_COLUMNS_ALL };
	enum err e;

	f.pages.joined = intake_joined((enum intake_kind)w->in.kind);
	f.pages.room = SHEET_PAGES_MAX;
	f.pages.page = ARENA_ARRAY(cx->arena, f.pages.room, struct page_found);
	f.column = ARENA_ARRAY(cx->arena, f.room, struct column_found);
	e = look(cx, &f);
	if (e != ERR_OK && f.fault == NULL)
		return e;
	if (work_stopped(w))
		return ERR_OK;
	err_clear(cx);
	(void)work_tick(cx, w);
	TRY(db_write(cx, w->pool, put, &f));
	if (f.fault != NULL)
		intake_forget_file(cx, w->in.id);
	return ERR_OK;
}
