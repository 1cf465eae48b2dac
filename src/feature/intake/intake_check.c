/*
 * Every row gets its verdict: in steps of 256 rows, each written at once with its cells.  Rows are
 * read and written in the order of the file; several steps are judged at a time, each by itself,
 * and what rows are to each other is said in order again.
 */
#include "feature/intake/intake_impl.h"

#include <stddef.h>
#include <string.h>

#include "base/clock.h"
#include "base/crew.h"
#include "base/str.h"
#include "feature/intake/intake_pipe.h"
#include "feature/intake/intake_seen.h"
#include "feature/linking/linking.h"
#include "platform/app.h"
#include "platform/audit/audit.h"
#include "platform/i18n/i18n.h"
#include "platform/vault/vault.h"
#include "text/intake.h"

enum {
	SEEN_KK = 1,
	SEEN_NIK,
	SEEN_ROW,
	SEEN_HEAD,
	SEEN_DESIL,
	SEEN_ANSWER,
	SEEN_AID,
	SEEN_AID_SAYS
};
/* Steps judged at a time, and those that wait for it or for those before them. */
enum { JUDGES = 2, JUDGED_MOST = JUDGES + 1 };

/* The checking of one file, from its opening to its end. */
struct check {
	struct work *work;
	struct column_map map;
	struct judge judge; /* of the rows as they follow each other */
	struct tables tables;
	struct seen seen;    /* what rows said */
	struct seen met;     /* people whom rows were found to be about */
	struct crowd *crowd; /* rows about people who are new; NULL: such a file makes none */
	uint8_t *told;       /* which of those before a restart it is told of again; NULL: none */
	const char *fault;
	uint32_t second; /* line of the heading of another table below; 0: none so far */
	int64_t n;       /* rows read so far */
	int64_t done;    /* rows of which the verdict is written or on its way */
	int64_t count[INTAKE__VERDICTS];
	struct pipe pipe;
	struct step *step; /* the one being filled; NULL: none */
	struct crew *crew;
	struct step *given[JUDGED_MOST]; /* to the crew, in order */
	size_t n_given;
};

/* 256 rows; in the arena of the slot that writes them. */
struct step {
	struct crew_task task;
	const struct check *check;
	struct pipe_slot *slot;
	struct alikes alikes;
	enum err judged;
	struct line line[INTAKE_CELLS];
	size_t n;
	int64_t done; /* before it */
	struct blob sealed;
	int64_t count[INTAKE__VERDICTS]; /* after it */
};

/* ---- within the file ------------------------------------------------------------------------- */

/* Lines of a workbook have 20 bits, and its pages, of which there are 1,024 at most, stand above
 * them; in CSV it is the line alone. */
enum { PAGE_SHIFT = 21 };

static struct seen_slot first_of(struct check *c, unsigned kind, const char *text, size_t n,
				 const struct line *l)
{
	return seen_first(&c->seen, seen_key(&c->seen, kind, text, n), (uint32_t)l->n,
			  l->page << PAGE_SHIFT | l->line);
}

/* Where each page says something else, what another page says is no repetition. */
static unsigned apart(const struct check *c, const struct line *l)
{
	return intake_joined(c->map.kind) ? l->page << 8 : 0;
}

/*
 * All cells that are read as one text: the same row twice is not worth a question, whatever number
 * stands before it.  The first such row; this one, when there was none.
 */
static struct seen_slot whole_row(struct ctx *cx, struct check *c, const struct line *l)
{
	size_t n = 0, at = 0, cells = MIN(l->n_cells, l->map->n);
	char *all;

	for (size_t i = 0; i < cells; i++)
		n += l->cell[i].size + 1;
	all = arena_alloc(cx->arena, n + 1);
	for (size_t i = 0; i < cells; i++) {
		const struct meaning *m = &l->map->column[i];

		if (l->cell[i].size == 0 || (m->field == NULL && m->value == VALUE_NONE)) {
			n -= l->cell[i].size;
			all[at++] = '\0';
			continue;
		}
		memcpy(all + at, l->cell[i].text, l->cell[i].size);
		at += l->cell[i].size + 1;
	}
	return first_of(c, SEEN_ROW + apart(c, l), all, n, l);
}

/* "12", or "12 di lembar RW 05" where it is on another page. */
static const char *row_text(struct ctx *cx, const struct check *c, const struct line *l,
			    struct seen_slot slot)
{
	const struct page_map *page = page_of(&c->map, slot.line >> PAGE_SHIFT);
	const char *line = str_digits(cx->arena, slot.line & ((1U << PAGE_SHIFT) - 1));

	if (l->page == 0)
		return str_digits(cx->arena, slot.line);
	return page == NULL || page->page == l->page
		   ? line
		   : text_fill(cx, T_INTAKE_ROW_ON_PAGE, page->name, line, NULL);
}

static void say_repeated(struct ctx *cx, const struct check *c, struct line *l, bool whole,
			 enum text why, struct seen_slot before)
{
	line_say(cx, l, whole ? INTAKE_SAME : INTAKE_WRONG, whole ? T_INTAKE_S_REPEATED : why,
		 row_text(cx, c, l, before));
}

/* The first row of its KK, and what an earlier row has said already. */
static void compare_rows(struct ctx *cx, struct check *c, struct line *l)
{
	const char *kk = facts_core(&l->family, CORE_KK), *nik = facts_core(&l->person, CORE_NIK);
	enum intake_kind kind = (enum intake_kind)c->work->in.kind;
	const struct seen_slot alike = whole_row(cx, c, l);
	const bool whole = alike.n != (uint32_t)l->n;
	struct seen_slot before;

	l->family_n = l->n;
	if (kind == INTAKE_ANSWERS) { /* several requests of one person are several rows */
		if (whole)
			line_say(cx, l, INTAKE_SAME, T_INTAKE_S_TWICE, NULL);
		return;
	}
	if (kk != NULL)
		l->family_n = first_of(c, SEEN_KK, kk, strlen(kk), l).n;
	if (nik != NULL && kind != INTAKE_RECIPIENTS) {
		before = first_of(c, SEEN_NIK + apart(c, l), nik, strlen(nik), l);
		if (before.n != (uint32_t)l->n) {
			say_repeated(cx, c, l, whole, T_INTAKE_W_NIK_TWICE, before);
			return;
		}
	}
	/* Without an NIK: one who is born on a day is nobody else when all else is the same too. */
	if (whole && intake_creates(kind) && nik == NULL &&
	    facts_core(&l->person, CORE_NAME) != NULL &&
	    facts_core(&l->person, CORE_BIRTH_DATE) != NULL) {
		say_repeated(cx, c, l, whole, T_INTAKE_S_REPEATED, alike);
		return;
	}
	if (intake_creates(kind) && kk != NULL &&
	    str_eq(facts_core(&l->person, CORE_RELATION), "1")) {
		before = first_of(c, SEEN_HEAD, kk, strlen(kk), l);
		if (before.n != (uint32_t)l->n)
			say_repeated(cx, c, l, whole, T_INTAKE_W_TWO_HEADS, before);
	}
}

/* A family has one desil in a release, however many of its members are listed. */
static void compare_desil(struct ctx *cx, struct check *c, struct line *l)
{
	struct seen_slot before, same;
	const char *why;
	char key[64];
	int64_t desil;

	if (c->work->in.kind != INTAKE_DESIL || l->family_id == 0 || line_stops(l))
		return;
	(void)desil_read(cx, l, &desil, &why);
	(void)snprintf(key, sizeof(key), "%lld", (long long)l->family_id);
	before = first_of(c, SEEN_DESIL, key, strlen(key), l);
	(void)snprintf(key, sizeof(key), "%lld %lld %s", (long long)l->family_id, (long long)desil,
		       why != NULL ? why : "");
	same = first_of(c, SEEN_DESIL, key, strlen(key), l);
	if (before.n != (uint32_t)l->n)
		say_repeated(cx, c, l, same.n != (uint32_t)l->n, T_INTAKE_W_DESIL_TWICE, before);
}

static const char *said(const struct line *l, enum intake_value v)
{
	return l->value[v] != NULL ? l->value[v] : "";
}

/* Two rows of one file say of one thing the same, or the second is wrong. */
static void compare_aid(struct ctx *cx, struct check *c, struct line *l)
{
	struct seen_slot before, same;
	const char *says;

	if (l->thing == NULL || line_stops(l))
		return;
	says = arena_printf(cx->arena, "%s|%s|%s|%s|%s|%s", l->thing, said(l, VALUE_AMOUNT),
			    said(l, VALUE_GOODS), said(l, VALUE_STATE), said(l, VALUE_PAID_ON),
			    said(l, VALUE_CHANNEL));
	before = first_of(c, SEEN_AID, l->thing, strlen(l->thing), l);
	same = first_of(c, SEEN_AID_SAYS, says, strlen(says), l);
	if (before.n != (uint32_t)l->n)
		say_repeated(cx, c, l, same.n != (uint32_t)l->n, T_INTAKE_W_AID_TWICE, before);
}

/* A request gets one answer a day. */
static void compare_answer(struct ctx *cx, struct check *c, struct line *l)
{
	struct seen_slot before, same;
	const char *key, *whole;

	if (c->work->in.kind != INTAKE_ANSWERS || l->subject_id == 0 ||
	    (l->verdict != INTAKE_NEW && l->verdict != INTAKE_CHANGED))
		return;
	key = answer_same_key(cx, &c->work->in, l, &whole);
	if (key == NULL)
		return;
	before = first_of(c, SEEN_ANSWER, key, strlen(key), l);
	same = first_of(c, SEEN_ANSWER, whole, strlen(whole), l);
	if (before.n != (uint32_t)l->n)
		say_repeated(cx, c, l, same.n != (uint32_t)l->n, T_INTAKE_W_ANSWER_TWICE, before);
}

/* ---- one step -------------------------------------------------------------------------------- */

static enum err write_step(struct ctx *cx, void *arg)
{
	const struct step *t = arg;
	const struct work *w = t->check->work;
	struct intake_set_staged_args a = {
		.id = w->in.id,
		.staged_n = t->done + (int64_t)t->n,
		.new_n = t->count[INTAKE_NEW],
		.changed_n = t->count[INTAKE_CHANGED],
		.same_n = t->count[INTAKE_SAME],
		.doubt_n = t->count[INTAKE_DOUBTFUL],
		.wrong_n = t->count[INTAKE_WRONG],
		.unknown_n = t->count[INTAKE_UNKNOWN],
		.leased_until = cx->now + INTAKE_LEASE,
		.lease = w->lease,
		.staged = t->done,
	};

	/* ERR_CONFLICT: the import is in other hands. */
	TRY(intake_set_staged_must(cx, &a));
	TRY(intake_cells_add_run(cx,
				 &(struct intake_cells_add_args){
				     .intake_id = w->in.id,
				     .first_n = t->done + 1,
				     .sealed = t->sealed,
				 },
				 NULL));
	for (size_t i = 0; i < t->n; i++) {
		TRY(intake_row_add_run(cx,
				       &(struct intake_row_add_args){
					   .intake_id = w->in.id,
					   .family_n = t->line[i].family_n,
					   .n = t->line[i].n,
					   .verdict = t->line[i].verdict,
					   .subject_id = t->line[i].subject_id,
				       },
				       NULL));
		if (t->line[i].verdict == INTAKE_DOUBTFUL && w->in.kind != INTAKE_ANSWERS)
			TRY(doubt_add(cx, w->in.id, &t->line[i]));
	}
	return db_settle(cx);
}

/* Each row by itself, beside other steps: nothing here depends on the rows before. */
static enum err judge_step(struct ctx *cx, struct judge *j, struct step *t)
{
	TRY(judge_ahead(cx, j, t->line, t->n));
	for (size_t i = 0; i < t->n; i++) {
		if (t->line[i].verdict == 0)
			TRY(judge_line(cx, j, &t->line[i]));
	}
	return judge_alike(cx, j, t->line, t->n, &t->alikes);
}

static struct judge judge_of(const struct check *c)
{
	const struct intake_get_row *in = &c->work->in;

	return (struct judge){
		.in = in, .map = &c->map, .sources = c->judge.sources, .origin = intake_origin(in)
	};
}

static void judge_task(struct crew_task *task)
{
	struct step *t = (struct step *)((char *)task - offsetof(struct step, task));
	struct ctx *cx = &t->slot->cx;
	struct judge j = judge_of(t->check);

	t->judged = db_read_begin(cx, t->check->work->pool);
	if (t->judged == ERR_OK) {
		t->judged = judge_step(cx, &j, t);
		db_read_end(cx, t->check->work->pool);
	}
}

/* What the rows are to those before them. */
static enum err compare_step(struct ctx *cx, struct check *c, struct step *t)
{
	TRY(judge_met(cx, &c->judge, &c->met, t->line, t->n, &t->alikes));
	for (size_t i = 0; i < t->n; i++) {
		compare_desil(cx, c, &t->line[i]);
		compare_aid(cx, c, &t->line[i]);
		compare_answer(cx, c, &t->line[i]);
		c->count[t->line[i].verdict]++;
	}
	return ERR_OK;
}

/* The eldest of the steps that were given to the crew goes on to the writer. */
static enum err finish_step(struct check *c)
{
	struct step *t = c->given[0];
	struct ctx *cx = &t->slot->cx;
	enum err e;

	crew_wait(c->crew, &t->task);
	memmove(&c->given[0], &c->given[1], --c->n_given * sizeof(c->given[0]));
	TRY(t->judged);
	c->judge.kk[0] = '\0';
	TRY(db_read_begin(cx, c->work->pool));
	e = compare_step(cx, c, t);
	if (e == ERR_OK)
		e = lines_seal(cx, c->work->in.id, t->line, t->n, &t->sealed);
	db_read_end(cx, c->work->pool);
	TRY(e);
	if (c->crowd != NULL)
		TRY(rows_tell(cx, c->crowd, &t->alikes));
	for (int v = 0; v < INTAKE__VERDICTS; v++)
		t->count[v] = c->count[v];
	t->done = c->done;
	c->done += (int64_t)t->n;
	pipe_send(t->slot, write_step, t);
	return ERR_OK;
}

static enum err begin_step(struct ctx *cx, struct check *c)
{
	struct pipe_slot *slot;

	TRY(pipe_take(&c->pipe, work_tick(cx, c->work), &slot));
	c->step = ARENA_NEW(slot->cx.arena, struct step);
	c->step->task.run = judge_task;
	c->step->check = c;
	c->step->slot = slot;
	return ERR_OK;
}

/* The rows at hand are judged. */
static enum err give_step(struct check *c)
{
	if (c->n_given == JUDGED_MOST)
		TRY(finish_step(c));
	c->given[c->n_given++] = c->step;
	crew_give(c->crew, &c->step->task);
	c->step = NULL;
	return ERR_OK;
}

static enum err give_last(struct check *c)
{
	if (c->step != NULL)
		TRY(give_step(c));
	while (c->n_given > 0)
		TRY(finish_step(c));
	return ERR_OK;
}

/* ---- the whole file -------------------------------------------------------------------------- */

/* Copies what lies in the batch, which is filled again before the step is written. */
static void take_cells(struct ctx *cx, const struct sheet_batch *b, size_t row, struct line *l)
{
	struct sheet_cell *cell = ARENA_ARRAY(cx->arena, b->columns + 1, struct sheet_cell);
	size_t n = 0, at = 0;
	char *text;

	for (size_t i = 0; i < b->columns; i++)
		n += b->cells[row * b->columns + i].size;
	text = arena_alloc(cx->arena, n + 1);
	for (size_t i = 0; i < b->columns; i++) {
		cell[i] = b->cells[row * b->columns + i];
		if (cell[i].size > 0)
			memcpy(text + at, cell[i].text, cell[i].size);
		cell[i].text = text + at;
		at += cell[i].size;
	}
	l->cell = cell;
	l->n_cells = b->columns;
	l->line = b->line[row];
	if (l->map != NULL && l->map->n == b->columns + 1) /* page_name_column() */
		cell[l->n_cells++] = (struct sheet_cell){ .text = l->map->name,
							  .size = (uint32_t)strlen(l->map->name) };
}

static bool has_digit(const struct line *l)
{
	for (size_t i = 0; i < l->n_cells; i++)
		for (uint32_t k = 0; k < l->cell[i].size; k++)
			if (l->cell[i].text[k] >= '0' && l->cell[i].text[k] <= '9')
				return true;
	return false;
}

/*
 * A heading of other columns: another table begins below the list.  Rows about people hold digits,
 * so that hardly any is looked at closely.
 */
static bool other_heading(struct ctx *cx, const struct check *c, const struct line *l,
			  bool *ret_own)
{
	size_t filled = 0, known = 0, own = 0;
	const char *cell;
	bool sure;

	*ret_own = false;
	if (l->map == NULL || c->map.kind == INTAKE_ANSWERS || has_digit(l))
		return false;
	for (size_t i = 0; i < l->n_cells; i++) {
		if (l->cell[i].size == 0)
			continue;
		cell = arena_strndup(cx->arena, l->cell[i].text, l->cell[i].size);
		filled++;
		known +=
		    heading_means(cx, c->map.book, c->map.kind, l->map->kk, cell, &sure) != NULL;
		own += i < l->map->n && str_eq(str_squeeze(cx->arena, cell),
					       str_squeeze(cx->arena, l->map->heading[i]));
	}
	*ret_own = own >= 2 && own * 2 >= filled;
	return !*ret_own && known >= 2 && known * 2 >= filled;
}

/* What stands below such a heading is no row of the list, and says so. */
static bool second_table(struct ctx *cx, struct check *c, struct line *l)
{
	bool own;

	if (other_heading(cx, c, l, &own)) {
		c->second = l->line;
		line_say(cx, l, INTAKE_UNKNOWN, T_INTAKE_SECOND_HEADING, NULL);
	} else if (own) {
		c->second = 0;
	} else if (c->second != 0) {
		line_say(cx, l, INTAKE_WRONG, T_INTAKE_W_SECOND,
			 str_digits(cx->arena, (int64_t)c->second));
	}
	return c->second != 0;
}

static enum err take_row(struct ctx *cx, struct check *c, const struct sheet_batch *b, size_t row,
			 struct line *l)
{
	unsigned page = sheet_page(c->tables.sheet);

	*l = (struct line){
		.n = ++c->n, .page = page, .map = page_of(&c->map, page), .unlike = 1000
	};
	take_cells(cx, b, row, l);
	if (second_table(cx, c, l)) {
		l->family_n = l->n;
		return ERR_OK;
	}
	TRY(line_read(cx, &c->map, l));
	compare_rows(cx, c, l);
	return ERR_OK;
}

/* A row that was checked before a restart only fills the memory of what was seen. */
static enum err walk_row(struct ctx *cx, struct check *c, const struct sheet_batch *b, size_t row)
{
	struct arena_mark mark = arena_mark(cx->arena);
	struct line old;
	enum err e;

	if (c->n < c->done) {
		e = take_row(cx, c, b, row, &old);
		if (e == ERR_OK && c->told != NULL && c->told[old.n] != 0)
			e = row_tell(cx, c->crowd, &old);
		arena_reset_to(cx->arena, mark);
		return e;
	}
	if (c->step == NULL)
		TRY(begin_step(cx, c));
	TRY(take_row(&c->step->slot->cx, c, b, row, &c->step->line[c->step->n]));
	return ++c->step->n == INTAKE_CELLS ? give_step(c) : ERR_OK;
}

static enum err walk_table(struct ctx *cx, struct check *c)
{
	struct sheet_batch b;
	enum err e;

	c->second = 0;
	sheet_batch_init(&b, c->tables.sheet);
	while ((e = tables_read(cx, &c->tables, &b, &c->fault)) == ERR_OK && b.n > 0) {
		for (size_t r = 0; e == ERR_OK && r < b.n && !work_stopped(c->work); r++)
			e = walk_row(cx, c, &b, r);
		if (e != ERR_OK || work_stopped(c->work))
			break;
	}
	sheet_batch_release(&b);
	return e;
}

static enum err walk_tables(struct ctx *cx, struct check *c)
{
	bool more = true;
	enum err e = ERR_OK;

	while (e == ERR_OK && more && c->tables.sheet != NULL && !work_stopped(c->work)) {
		if (page_of(&c->map, sheet_page(c->tables.sheet)) != NULL)
			e = walk_table(cx, c);
		if (e == ERR_OK)
			e = tables_next(cx, &c->tables, &more, &c->fault);
	}
	if (e == ERR_OK && !work_stopped(c->work))
		e = give_last(c);
	return e;
}

static enum err write_end(struct ctx *cx, void *arg)
{
	const struct check *c = arg;
	const struct intake_get_row *in = &c->work->in;
	int64_t changed;

	TRY(intake_set_checked_run(
	    cx, &(struct intake_set_checked_args){ .id = in->id, .lease = c->work->lease },
	    &changed));
	if (changed == 0)
		return err_set(cx, ERR_CONFLICT, "import %lld is in other hands",
			       (long long)in->id);
	return audit_leaf(cx, "intake.checked", in->id,
			  arena_printf(cx->arena, "rows=%lld;wrong=%lld", (long long)c->done,
				       (long long)c->count[INTAKE_WRONG]));
}

/* It could be read at first, and then not to its end. */
static enum err write_fault(struct ctx *cx, void *arg)
{
	const struct check *c = arg;

	return intake_set_read_run(cx,
				   &(struct intake_set_read_args){
				       .id = c->work->in.id,
				       .state = INTAKE_UNREADABLE,
				       .row_n = c->n,
				       .fault = c->fault,
				       .lease = c->work->lease,
				   },
				   NULL);
}

static enum err gather(struct ctx *cx, struct check *c)
{
	TRY(crowd_new(cx, c->work->in.row_n, &c->crowd));
	return c->done > 0 ? rows_told(cx, c->work->in.id, c->done, &c->told) : ERR_OK;
}

static enum err prepare(struct ctx *cx, struct check *c)
{
	struct db_pool *pool = c->work->pool;
	enum err e;

	TRY(db_read_begin(cx, pool));
	e = column_map(cx, c->work->in.id, (enum intake_kind)c->work->in.kind, &c->map);
	if (e == ERR_OK)
		e = source_book(cx, &c->judge.sources);
	if (e == ERR_OK && c->done > 0)
		e = judge_resume(cx, &c->judge, &c->met);
	if (e == ERR_OK && intake_creates((enum intake_kind)c->work->in.kind) &&
	    people_are_compared())
		e = gather(cx, c);
	db_read_end(cx, pool);
	return e;
}

enum err work_check(struct ctx *cx, struct work *w)
{
	struct check *c = ARENA_NEW(cx->arena, struct check);
	const struct intake_get_row *in = &w->in;
	enum err e, written;
	int64_t empty;

	c->work = w;
	c->done = in->staged_n;
	c->judge = judge_of(c);
	c->count[INTAKE_NEW] = in->new_n;
	c->count[INTAKE_CHANGED] = in->changed_n;
	c->count[INTAKE_SAME] = in->same_n;
	c->count[INTAKE_DOUBTFUL] = in->doubt_n;
	c->count[INTAKE_WRONG] = in->wrong_n;
	c->count[INTAKE_UNKNOWN] = in->unknown_n;
	seen_init(&c->seen);
	seen_init(&c->met);
	pipe_open(&c->pipe, cx, w->pool);
	e = prepare(cx, c);
	if (e == ERR_OK)
		e = tables_open(cx, in, &c->map, &c->tables, &c->fault);
	c->crew = crew_new(JUDGES);
	if (e == ERR_OK)
		e = walk_tables(cx, c);
	crew_free(c->crew);
	written = pipe_drain(&c->pipe);
	e = e == ERR_OK ? written : e;
	if (c->pipe.failed != NULL)
		e = err_set(cx, e, "%s", c->pipe.failed->cx.detail);
	pipe_close(&c->pipe);
	tables_close(&c->tables);
	seen_free(&c->seen);
	seen_free(&c->met);
	(void)work_tick(cx, w);
	if (e == ERR_OK && c->crowd != NULL && !work_stopped(w))
		e = work_see_rows(cx, w, c->crowd);
	crowd_free(c->crowd);
	if (e == ERR_OK && !work_stopped(w)) {
		e = work_see_empty(cx, w, &c->map, &empty);
		c->count[INTAKE_WRONG] += empty;
	}
	if (e == ERR_OK && !work_stopped(w))
		e = work_see_goers(cx, w, &c->map, c->done);
	if (e != ERR_OK && c->fault != NULL)
		e = db_write(cx, w->pool, write_fault, c);
	else if (e == ERR_OK && !work_stopped(w))
		e = db_write(cx, w->pool, write_end, c);
	if (e == ERR_OK && !work_stopped(w))
		intake_forget_file(cx, in->id);
	return e;
}
