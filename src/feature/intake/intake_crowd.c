/*
 * Rows of one file that may be about one person.  Those about somebody new are compared with each
 * other while the file is checked, by the process that compares everybody (linking/crowd.c); what
 * it finds is weighed again here, and the later of two becomes a question.
 */
#include "feature/intake/intake_impl.h"

#include <stdlib.h>

#include "base/clock.h"
#include "feature/linking/linking.h"
#include "text/intake.h"

enum {
	AT_ONCE = 4096,
	WAIT_MS = 200,   /* for the pairs, between two looks whether the work is to stop */
	HOLD_S = 10,     /* how often the import is held while they are waited for */
	ROWS_WRITE = 16, /* later rows of one small write */
};

/* ---- telling --------------------------------------------------------------------------------- */

enum err rows_tell(struct ctx *cx, struct crowd *c, const struct alikes *alikes)
{
	struct newcomer *who = ARENA_ARRAY(cx->arena, alikes->n + 1, struct newcomer);
	size_t n = 0;

	for (size_t i = 0; i < alikes->n; i++)
		if (alikes->line[i]->verdict == INTAKE_NEW)
			who[n++] = (struct newcomer){ .n = alikes->line[i]->n,
						      .person = alikes->ask[i].person,
						      .family = alikes->ask[i].family };
	return crowd_tell(cx, c, who, n);
}

static struct newcomer newcomer_of(struct ctx *cx, const struct line *l)
{
	return (struct newcomer){ l->n, line_as_entered(cx, l), &l->family };
}

enum err row_tell(struct ctx *cx, struct crowd *c, const struct line *l)
{
	const struct newcomer who = newcomer_of(cx, l);

	return crowd_tell(cx, c, &who, 1);
}

static enum err told_new(struct ctx *cx, int64_t intake_id, int64_t rows, uint8_t *told)
{
	struct intake_rows_args a = { .intake_id = intake_id,
				      .verdict = INTAKE_NEW,
				      .max_n = AT_ONCE };
	struct arena_mark mark = arena_mark(cx->arena);
	struct intake_rows_row *list;
	size_t n;

	do {
		TRY(intake_rows_all(cx, &a, &list, &n));
		for (size_t i = 0; i < n; i++)
			if (list[i].n <= rows)
				told[list[i].n] = 1;
		if (n > 0)
			a.after_n = list[n - 1].n;
		arena_reset_to(cx->arena, mark);
	} while (n == AT_ONCE);
	return ERR_OK;
}

enum err rows_told(struct ctx *cx, int64_t intake_id, int64_t rows, uint8_t **ret)
{
	struct intake_doubts_of_rows_row *asked;
	uint8_t *told = ARENA_ARRAY(cx->arena, (size_t)rows + 1, uint8_t);
	size_t n;

	TRY(told_new(cx, intake_id, rows, told));
	TRY(intake_doubts_of_rows_all(
	    cx, &(struct intake_doubts_of_rows_args){ .intake_id = intake_id }, &asked, &n));
	for (size_t i = 0; i < n; i++)
		if (asked[i].n <= rows)
			told[asked[i].n] = 1;
	*ret = told;
	return ERR_OK;
}

/* ---- hearing --------------------------------------------------------------------------------- */

static enum err write_hold(struct ctx *cx, void *arg)
{
	return work_hold(cx, arg);
}

/* A is the earlier one. */
static int by_later(const void *x, const void *y)
{
	const struct crowd_pair *p = x, *q = y;

	if (p->b != q->b)
		return p->b < q->b ? -1 : 1;
	return p->a < q->a ? -1 : p->a > q->a;
}

static enum err hear(struct ctx *cx, struct work *w, struct crowd *c, struct crowd_pair **ret,
		     size_t *ret_n)
{
	int64_t held = work_tick(cx, w);
	struct crowd_pair *p;
	bool done = false;

	while (!done && !work_stopped(w)) {
		TRY(crowd_pairs(cx, c, WAIT_MS, ret, ret_n, &done));
		if (work_tick(cx, w) - held < HOLD_S * USEC_SECOND)
			continue;
		TRY(db_write(cx, w->pool, write_hold, w));
		held = cx->now;
	}
	for (size_t i = 0; i < *ret_n; i++) {
		p = &(*ret)[i];
		if (p->a > p->b)
			*p = (struct crowd_pair){ p->b, p->a };
	}
	if (*ret_n > 0)
		qsort(*ret, *ret_n, sizeof(**ret), by_later);
	return ERR_OK;
}

/* ---- weighing -------------------------------------------------------------------------------- */

/* Some later rows that are in doubt now, with what is said of them. */
struct doubted {
	struct work *work;
	struct line row[ROWS_WRITE];
	struct note note[ROWS_WRITE];
	size_t n;
};

static enum err open_row(struct ctx *cx, struct rows_shown *s, int64_t n, struct line *ret)
{
	struct line *kept;

	TRY(rows_open(cx, s, n, &kept));
	return line_read_again(cx, &s->map, kept, ret);
}

/* "2, ZULKARNAEN PRAWIRA", his day of birth, and what speaks for it. */
static struct note note_of(struct ctx *cx, const struct column_map *map, const struct line *other,
			   const struct alike *who)
{
	const char *name = facts_core(&other->person, CORE_NAME);

	return (struct note){
		.kind = NOTE_ALIKE,
		.column = -1,
		.code = facts_birth(&other->person),
		.field = text_key(T_INTAKE_D_ROWS),
		.a = arena_printf(cx->arena, "%s, %s", line_place(cx, map, other),
				  name != NULL ? name : ""),
		.b = who->reasons,
	};
}

/* Of n pairs with one later row the most probable, if it is still new. */
static enum err weigh_row(struct ctx *cx, struct rows_shown s[2], const struct crowd_pair *pair,
			  size_t n, struct doubted *d)
{
	struct line *later = &d->row[d->n], other, best;
	struct intake_row_of_verdict_row row;
	struct alike who, most = { 0 };
	struct newcomer one, two;
	bool likely;

	TRY(intake_row_of_verdict_maybe(cx,
					&(struct intake_row_of_verdict_args){
					    .intake_id = s->in.id,
					    .verdict = INTAKE_NEW,
					    .n = pair->b,
					},
					&row, &likely));
	if (!likely)
		return ERR_OK;
	TRY(open_row(cx, &s[0], pair->b, later));
	one = newcomer_of(cx, later);
	for (size_t i = 0; i < n; i++) {
		TRY(open_row(cx, &s[1], pair[i].a, &other));
		two = newcomer_of(cx, &other);
		TRY(crowd_weigh(cx, s->in.row_n, &one, &two, &who, &likely));
		if (likely && who.permille > most.permille) {
			most = who;
			best = other;
		}
	}
	if (most.permille == 0)
		return ERR_OK;
	later->family_n = row.family_n;
	later->other_n = best.n;
	later->unlike = 1000 - most.permille;
	later->apart = most.apart;
	d->note[d->n] = note_of(cx, &s->map, &best, &most);
	line_note(cx, later, d->note[d->n]);
	d->n++;
	return ERR_OK;
}

/* The pairs of the next rows; *at goes on behind them. */
static enum err weigh_some(struct ctx *cx, const struct rows_shown *shown,
			   const struct crowd_pair *pair, size_t n, size_t *at, struct doubted *d)
{
	struct rows_shown s[2] = { *shown, *shown };
	size_t first;

	for (size_t rows = 0; rows < ROWS_WRITE && *at < n; rows++) {
		first = *at;
		while (*at < n && pair[*at].b == pair[first].b)
			++*at;
		TRY(weigh_row(cx, s, &pair[first], *at - first, d));
	}
	return ERR_OK;
}

/* ---- asking ---------------------------------------------------------------------------------- */

static enum err ask(struct ctx *cx, int64_t intake_id, const struct line *l,
		    const struct note *note)
{
	int64_t changed;

	TRY(intake_row_judge_run(cx,
				 &(struct intake_row_judge_args){
				     .intake_id = intake_id,
				     .family_n = l->family_n,
				     .n = l->n,
				     .verdict = INTAKE_DOUBTFUL,
				     .old_verdict = INTAKE_NEW,
				 },
				 &changed));
	if (changed != 1)
		return err_set(cx, ERR_CONFLICT, "row %lld is new no longer", (long long)l->n);
	TRY(doubt_add(cx, intake_id, l));
	return line_note_kept(cx, intake_id, l->n, note);
}

static enum err write_doubted(struct ctx *cx, void *arg)
{
	struct doubted *d = arg;

	TRY(work_hold(cx, d->work));
	for (size_t i = 0; i < d->n; i++)
		TRY(ask(cx, d->work->in.id, &d->row[i], &d->note[i]));
	return intake_shift_run(cx,
				&(struct intake_shift_args){
				    .id = d->work->in.id,
				    .new_d = -(int64_t)d->n,
				    .doubt_d = (int64_t)d->n,
				},
				NULL);
}

static enum err ask_some(struct ctx *cx, struct work *w, const struct rows_shown *shown,
			 const struct crowd_pair *pair, size_t n, size_t *at)
{
	struct doubted *d = ARENA_NEW(cx->arena, struct doubted);
	enum err e;

	(void)work_tick(cx, w);
	d->work = w;
	TRY(db_read_begin(cx, w->pool));
	e = weigh_some(cx, shown, pair, n, at, d);
	db_read_end(cx, w->pool);
	TRY(e);
	return d->n > 0 ? db_write(cx, w->pool, write_doubted, d) : ERR_OK;
}

enum err work_see_rows(struct ctx *cx, struct work *w, struct crowd *c)
{
	struct rows_shown shown;
	struct crowd_pair *pair;
	struct arena_mark mark;
	size_t n, at = 0;
	enum err e;

	TRY(hear(cx, w, c, &pair, &n));
	if (n == 0)
		return ERR_OK;
	TRY(db_read_begin(cx, w->pool));
	e = rows_show(cx, w->in.id, &shown);
	db_read_end(cx, w->pool);
	TRY(e);
	mark = arena_mark(cx->arena);
	while (at < n && !work_stopped(w)) {
		TRY(ask_some(cx, w, &shown, pair, n, &at));
		arena_reset_to(cx->arena, mark);
	}
	return ERR_OK;
}
