/*
 * The applying of an import: batches of whole families, each a write of some milliseconds in which
 * also stands how far it went.
 */
#include "feature/intake/intake_batch.h"
#include "feature/intake/intake_pipe.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/str.h"
#include "feature/benefit/benefit.h"
#include "feature/reference/reference.h"
#include "platform/app.h"
#include "platform/audit/audit.h"
#include "platform/i18n/i18n.h"
#include "platform/vault/vault.h"
#include "text/intake.h"

enum {
	ROWS_LONGEST = 20000, /* of one family: more is no family */
	CACHE_MOST = 128      /* opened parts of 256 rows */
};

struct apply {
	struct work *work;
	struct column_map map;
	struct batch first;         /* what all batches have in common */
	int64_t done_n, done_group; /* written or on their way */
	int64_t *linked;            /* rows that somebody said are about one person, in order */
	size_t n_linked;
	struct goers goers;
	struct pace pace;
	struct pipe pipe;
	/* opened cells */
	struct arena *arena;
	struct part {
		int64_t first_n;
		struct line *line;
		size_t n;
	} part[CACHE_MOST];
	size_t n_parts;
};

/* ---- reading --------------------------------------------------------------------------------- */

static enum err open_part(struct ctx *cx, struct apply *a, int64_t first_n, struct part **ret)
{
	struct ctx own = *cx;
	struct part *p;

	for (size_t i = a->n_parts; i-- > 0;)
		if (a->part[i].first_n == first_n) {
			*ret = &a->part[i];
			return ERR_OK;
		}
	if (a->n_parts == CACHE_MOST) {
		arena_reset(a->arena);
		a->n_parts = 0;
	}
	p = &a->part[a->n_parts];
	own.arena = a->arena;
	p->first_n = first_n;
	TRY(lines_open(&own, a->work->in.id, first_n, &p->line, &p->n));
	a->n_parts++;
	*ret = p;
	return ERR_OK;
}

/* Out of the cache, which is emptied while the row may still wait to be written. */
static void keep_notes(struct ctx *cx, struct line *l)
{
	struct note *own = ARENA_ARRAY(cx->arena, l->n_notes + 1, struct note);

	for (size_t i = 0; i < l->n_notes; i++) {
		own[i] = l->note[i];
		own[i].field = arena_strdup(cx->arena, own[i].field);
		own[i].a = arena_strdup(cx->arena, own[i].a);
		own[i].b = arena_strdup(cx->arena, own[i].b);
	}
	l->note = own;
	l->cap_notes = l->n_notes;
	l->cell = NULL;
	l->n_cells = 0;
}

static int by_number(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

	return (x > y) - (x < y);
}

static enum err read_linked(struct ctx *cx, struct apply *a)
{
	struct intake_doubts_linked_row *rows;
	size_t n;

	TRY(intake_doubts_linked_all(
	    cx, &(struct intake_doubts_linked_args){ .intake_id = a->work->in.id }, &rows, &n));
	a->linked = ARENA_ARRAY(cx->arena, 2 * n + 1, int64_t);
	for (size_t i = 0; i < n; i++) {
		a->linked[a->n_linked++] = rows[i].n;
		a->linked[a->n_linked++] = rows[i].other_n;
	}
	qsort(a->linked, a->n_linked, sizeof(*a->linked), by_number);
	return ERR_OK;
}

static enum err load(struct ctx *cx, struct apply *a, const struct intake_group_rows_row *row,
		     struct line *ret)
{
	int64_t first = lines_first(row->n);
	struct part *p;

	TRY(open_part(cx, a, first, &p));
	if (row->n - first >= (int64_t)p->n)
		return err_set(cx, ERR_DB, "row %lld of an import has no cells", (long long)row->n);
	*ret = p->line[row->n - first];
	ret->map = page_of(&a->map, ret->page);
	if (ret->map == NULL)
		return err_set(cx, ERR_DB, "row %lld of an import has no columns",
			       (long long)row->n);
	ret->family_n = row->family_n;
	ret->subject_id = row->subject_id;
	ret->linked = a->n_linked > 0 && bsearch(&row->n, a->linked, a->n_linked,
						 sizeof(*a->linked), by_number) != NULL;
	ret->verdict = 0;
	ret->n_notes =
	    row->verdict == INTAKE_WRONG || row->verdict == INTAKE_UNKNOWN ? 0 : ret->n_notes;
	TRY(line_read(cx, &a->map, ret));
	keep_notes(cx, ret);
	ret->verdict = (enum intake_verdict)row->verdict;
	return ERR_OK;
}

/* The rows of whole families after the last one done; at the end of the file all that is left. */
static enum err next_rows(struct ctx *cx, struct apply *a, struct intake_group_rows_row **ret,
			  size_t *ret_n)
{
	int64_t want = pace_rows(&a->pace);
	size_t n, keep;

	for (;;) {
		TRY(intake_group_rows_all(cx,
					  &(struct intake_group_rows_args){
					      .intake_id = a->work->in.id,
					      .after_family_n = a->done_group,
					      .max_n = want,
					  },
					  ret, &n));
		*ret_n = n;
		if ((int64_t)n < want)
			return ERR_OK;
		for (keep = n; keep > 0 && (*ret)[keep - 1].family_n == (*ret)[n - 1].family_n;)
			keep--;
		*ret_n = keep;
		if (keep > 0)
			return ERR_OK;
		if (want >= ROWS_LONGEST)
			return err_set(cx, ERR_TOOBIG, "a family of %lld rows", (long long)want);
		want *= 8;
	}
}

static enum err read_groups(struct ctx *cx, struct apply *a, struct batch *b)
{
	struct intake_group_rows_row *rows;
	struct line *lines;
	struct group *g;
	size_t n;

	TRY(next_rows(cx, a, &rows, &n));
	lines = ARENA_ARRAY(cx->arena, n + 1, struct line);
	b->group = ARENA_ARRAY(cx->arena, n + 1, struct group);
	b->n = 0;
	b->n_rows = n;
	for (size_t i = 0; i < n; i++) {
		TRY(load(cx, a, &rows[i], &lines[i]));
		if (i == 0 || rows[i].family_n != rows[i - 1].family_n)
			b->group[b->n++] =
			    (struct group){ .family_n = rows[i].family_n, .line = &lines[i] };
		g = &b->group[b->n - 1];
		g->n++;
	}
	return ERR_OK;
}

static enum err read_batch(struct ctx *cx, struct apply *a, struct batch *b)
{
	TRY(read_groups(cx, a, b));
	for (size_t i = 0; i < b->n; i++)
		TRY(group_ready(cx, b, &b->group[i]));
	return ERR_OK;
}

/* ---- writing --------------------------------------------------------------------------------- */

/* What the registry would not take counts as wrong, so that the totals still add up. */
static enum err write_refused(struct ctx *cx, const struct batch *b, const struct group *g)
{
	const struct note why = {
		.kind = NOTE_SAY,
		.column = -1,
		.field = text_key(g->empty ? T_INTAKE_W_NO_MEMBER : T_INTAKE_W_REFUSED),
	};
	int64_t id = b->work->in.id;

	for (size_t i = 0; i < g->n; i++) {
		const struct line *l = &g->line[i];

		if (l->verdict != INTAKE_NEW && l->verdict != INTAKE_CHANGED)
			continue;
		TRY(intake_row_judge_run(cx,
					 &(struct intake_row_judge_args){
					     .intake_id = id,
					     .family_n = l->family_n,
					     .n = l->n,
					     .verdict = INTAKE_WRONG,
					     .old_verdict = l->verdict,
					     .subject_id = l->subject_id,
					 },
					 NULL));
		TRY(intake_shift_run(cx,
				     &(struct intake_shift_args){
					 .id = id,
					 .new_d = l->verdict == INTAKE_NEW ? -1 : 0,
					 .changed_d = l->verdict == INTAKE_CHANGED ? -1 : 0,
					 .wrong_d = 1,
				     },
				     NULL));
		TRY(line_note_kept(cx, id, l->n, &why));
	}
	return ERR_OK;
}

static enum err write_empty(struct ctx *cx, void *arg)
{
	const struct batch *b = arg;

	TRY(work_hold(cx, b->work));
	for (size_t i = 0; i < b->n; i++)
		if (b->group[i].empty)
			TRY(write_refused(cx, b, &b->group[i]));
	return ERR_OK;
}

static enum err write_batch(struct ctx *cx, void *arg)
{
	struct batch *b = arg;
	const struct work *w = b->work;
	int64_t began = clock_mono();

	b->at = SIZE_MAX;
	/* ERR_CONFLICT: the import is in other hands. */
	TRY(intake_set_done_must(cx, &(struct intake_set_done_args){
					 .id = w->in.id,
					 .done_n = b->done_n + (int64_t)b->n_rows,
					 .done_group = b->group[b->n - 1].family_n,
					 .done_before = b->done_group,
					 .leased_until = cx->now + INTAKE_LEASE,
					 .lease = w->lease,
				     }));
	if (b->careful)
		TRY(db_settle(cx));
	b->sums = benefit_sums_new(cx);
	b->joins = joins_new(cx);
	b->told = false;
	TRY(groups_ahead(cx, b, b->group, b->n));
	for (size_t i = 0; i < b->n; i++) {
		b->at = i;
		TRY(b->group[i].refused ? write_refused(cx, b, &b->group[i])
					: group_put(cx, b, &b->group[i]));
		if (b->careful) {
			TRY(joins_tell(cx, b->joins));
			TRY(db_settle(cx));
		}
	}
	b->at = SIZE_MAX;
	TRY(joins_tell(cx, b->joins));
	TRY(benefit_sums_write(cx, b->sums));
	TRY(db_settle(cx)); /* what it took is told by the clock */
	pace_took(&b->apply->pace, began, b->n_rows);
	return ERR_OK;
}

static bool is_refusal(enum err e)
{
	return e == ERR_CONFLICT || e == ERR_INVALID || e == ERR_NOTFOUND || e == ERR_GONE;
}

/*
 * Writes again what failed, now waiting after each family, so that it is known which one is
 * refused: it is set aside, and the others go in without it.  The batches behind it have failed
 * too, and are read again.
 */
static enum err put_again(struct ctx *cx, struct apply *a)
{
	struct pipe_slot *slot = a->pipe.failed;
	struct batch *b = slot->arg;
	enum err e = slot->result;

	a->pipe.failed = NULL;
	while (e != ERR_OK) {
		bool blamed = b->careful && b->at != SIZE_MAX && !b->group[b->at].refused;

		if (!is_refusal(e) || (b->careful && !blamed))
			return err_set(cx, e, "%s", slot->cx.detail);
		if (blamed)
			b->group[b->at].refused = true;
		b->careful = true;
		err_clear(&slot->cx);
		e = db_write(&slot->cx, a->work->pool, write_batch, b);
	}
	a->done_n = b->done_n + (int64_t)b->n_rows;
	a->done_group = b->group[b->n - 1].family_n;
	return ERR_OK;
}

/* ---- the beginning and the end --------------------------------------------------------------- */

static int32_t release_day(struct ctx *cx, const struct apply *a)
{
	const int32_t said = a->first.origin.valid_from;

	return said != DATE_NONE ? said : ref_today(cx);
}

static enum err write_release(struct ctx *cx, void *arg)
{
	struct apply *a = arg;
	const struct intake_get_row *in = &a->work->in;
	const char *name = ref_label(cx, "source", in->source);
	int32_t as_of = release_day(cx, a);
	bool whole;

	TRY(intake_whole_release(cx, in, &whole));
	TRY(whole ? desil_release_new(cx, name, as_of, in->id, &a->first.release_id)
		  : desil_list_new(cx, name, as_of, in->id, &a->first.release_id));
	return intake_set_release_run(
	    cx,
	    &(struct intake_set_release_args){ .id = in->id, .release_id = a->first.release_id },
	    NULL);
}

/* A release takes the place of an earlier one; one that comes late waits to be shown by hand. */
static enum err switch_on(struct ctx *cx, const struct apply *a)
{
	struct desil later;
	int64_t shown;
	bool whole;

	TRY(desil_release_whole(cx, a->first.release_id, &whole));
	if (!whole)
		return ERR_OK;
	TRY(desil_shown_later(cx, release_day(cx, a), &later));
	if (later.release_id != 0)
		return ERR_OK;
	TRY(desil_shown(cx, &shown));
	TRY(intake_set_release_run(cx,
				   &(struct intake_set_release_args){
				       .id = a->work->in.id,
				       .release_id = a->first.release_id,
				       .shown_before_id = shown,
				   },
				   NULL));
	return desil_show(cx, a->first.release_id);
}

static enum err write_end(struct ctx *cx, void *arg)
{
	const struct apply *a = arg;
	const struct work *w = a->work;
	int64_t changed;

	TRY(switch_on(cx, a));
	TRY(intake_end_run(cx,
			   &(struct intake_end_args){
			       .id = w->in.id,
			       .state = INTAKE_APPLIED,
			       .old_state = INTAKE_APPLYING,
			       .lease = w->lease,
			   },
			   &changed));
	if (changed == 0)
		return err_set(cx, ERR_CONFLICT, "import %lld is in other hands",
			       (long long)w->in.id);
	return audit_leaf(cx, "intake.applied", w->in.id,
			  arena_printf(cx->arena, "rows=%lld", (long long)a->done_n));
}

static enum err prepare(struct ctx *cx, struct apply *a)
{
	const struct intake_get_row *in = &a->work->in;
	enum err e;

	TRY(db_read_begin(cx, a->work->pool));
	e = column_map(cx, in->id, (enum intake_kind)in->kind, &a->map);
	if (e == ERR_OK)
		e = read_linked(cx, a);
	if (e == ERR_OK && intake_takes_away((enum intake_kind)in->kind))
		e = goers_read(cx, in->id, &a->goers);
	db_read_end(cx, a->work->pool);
	TRY(e);
	a->first = (struct batch){
		.work = a->work,
		.apply = a,
		.kind = (enum intake_kind)in->kind,
		.origin = intake_origin(in),
		.release_id = in->release_id,
		.goers = &a->goers,
	};
	a->done_n = in->done_n;
	a->done_group = in->done_group;
	if (!a->map.desil || in->release_id != 0)
		return ERR_OK;
	(void)work_tick(cx, a->work);
	return db_write(cx, a->work->pool, write_release, a);
}

/* Reads the next batch and hands it to the writer; false: there is none. */
static enum err send_batch(struct ctx *cx, struct apply *a, bool *ret_more)
{
	struct pipe_slot *slot;
	struct batch *b;
	enum err e;

	TRY(pipe_take(&a->pipe, work_tick(cx, a->work), &slot));
	b = ARENA_NEW(slot->cx.arena, struct batch);
	*b = a->first;
	b->done_n = a->done_n;
	b->done_group = a->done_group;
	TRY(db_read_begin(&slot->cx, a->work->pool));
	e = read_batch(&slot->cx, a, b);
	db_read_end(&slot->cx, a->work->pool);
	*ret_more = e == ERR_OK && b->n > 0;
	if (!*ret_more)
		return e;
	a->done_n += (int64_t)b->n_rows;
	a->done_group = b->group[b->n - 1].family_n;
	pipe_send(slot, write_batch, b);
	return ERR_OK;
}

static enum err apply_all(struct ctx *cx, struct apply *a)
{
	bool more = true;
	enum err e, written;

	for (;;) {
		e = ERR_OK;
		while (e == ERR_OK && more && !work_stopped(a->work))
			e = send_batch(cx, a, &more);
		written = pipe_drain(&a->pipe);
		if (written == ERR_OK)
			return e;
		TRY(put_again(cx, a));
		more = true;
	}
}

/* ---- before applying ------------------------------------------------------------------------- */

static enum err see_batch(struct ctx *cx, struct apply *a, struct batch *b, int64_t *ret_rows)
{
	struct group *g;

	*ret_rows = 0;
	TRY(read_groups(cx, a, b));
	for (size_t i = 0; i < b->n; i++) {
		g = &b->group[i];
		TRY(group_see_empty(cx, g));
		for (size_t k = 0; g->empty && k < g->n; k++)
			*ret_rows += line_taken(&g->line[k]);
	}
	return ERR_OK;
}

static enum err see_empty_families(struct ctx *cx, struct apply *a, int64_t *ret_rows)
{
	struct arena_mark mark = arena_mark(cx->arena);
	struct batch b;
	int64_t rows;
	enum err e;

	do {
		arena_reset_to(cx->arena, mark);
		b = (struct batch){ .work = a->work, .apply = a };
		(void)work_tick(cx, a->work);
		TRY(db_read_begin(cx, a->work->pool));
		e = see_batch(cx, a, &b, &rows);
		db_read_end(cx, a->work->pool);
		TRY(e);
		if (b.n > 0)
			a->done_group = b.group[b.n - 1].family_n;
		if (rows > 0)
			TRY(db_write(cx, a->work->pool, write_empty, &b));
		*ret_rows += rows;
	} while (b.n > 0 && !work_stopped(a->work));
	return ERR_OK;
}

enum err work_see_empty(struct ctx *cx, struct work *w, const struct column_map *map,
			int64_t *ret_rows)
{
	struct apply *a = ARENA_NEW(cx->arena, struct apply);
	enum err e;

	*ret_rows = 0;
	if (!intake_joined((enum intake_kind)w->in.kind) || map->n_pages < 2)
		return ERR_OK;
	a->work = w;
	a->map = *map;
	pace_init(&a->pace, w->pool);
	a->arena = arena_new(1 << 20);
	e = see_empty_families(cx, a, ret_rows);
	arena_free(a->arena);
	return e;
}

/* ---- all of it ------------------------------------------------------------------------------- */

enum err work_apply(struct ctx *cx, struct work *w)
{
	struct apply *a = ARENA_NEW(cx->arena, struct apply);
	enum err e;

	a->work = w;
	pace_init(&a->pace, w->pool);
	a->arena = arena_new(1 << 20);
	e = prepare(cx, a);
	if (e == ERR_OK) {
		pipe_open(&a->pipe, cx, w->pool);
		e = apply_all(cx, a);
		pipe_close(&a->pipe);
	}
	(void)work_tick(cx, w);
	if (e == ERR_OK && !work_stopped(w))
		e = db_write(cx, w->pool, write_end, a);
	/* Only so that plans fit at once what came in: nothing of the import hangs on it. */
	if (e == ERR_OK && db_measure(cx, w->pool) != ERR_OK)
		err_clear(cx);
	arena_free(a->arena);
	return e;
}
