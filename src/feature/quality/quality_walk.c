/* Following the registry: batch by batch, whoever was changed is looked at again. */
#include "feature/quality/quality_impl.h"

#include "base/clock.h"
#include "base/id.h"
#include "platform/app.h"
#include "platform/jobs/jobs.h"

enum {
	BATCH = 50,      /* changes a batch: its write takes a millisecond or two */
	WORK_MS = 600,   /* of a second; the others are left to whoever waits */
	WHOLE_DAYS = 30, /* children grow up and the old grow older without a change */
	ID_LAG = 10,     /* seconds that a writer may hold an id back */
};

/* One batch, read on a reader and kept on the writer. */
struct batch {
	struct quality_state_row_row before;
	struct quality_state_move_args after;
	struct verdict *verdict; /* those that differ from what is kept */
	size_t n;
	bool behind, changed;
};

/* ---- reading ------------------------------------------------------------------------------- */

/* From the beginning when the rules are others, or everybody was looked at too long ago. */
static void begin_again(struct ctx *cx, const struct rules *rules, struct batch *b)
{
	bool stale =
	    b->before.whole_at != 0 && b->before.whole_at + WHOLE_DAYS * USEC_DAY <= cx->now;

	b->after = (struct quality_state_move_args){
		.old_version = b->before.version,
		.rules = rules->fingerprint,
		.fed = b->before.fed,
		.fed_id = b->before.fed_id,
		.family_version_id = b->before.family_version_id,
		.began_at = b->before.began_at,
		.whole_at = b->before.whole_at,
	};
	if (b->before.rules == rules->fingerprint && !stale)
		return;
	b->after.fed = FEED_BEGIN;
	b->after.fed_id = 0;
	b->after.began_at = cx->now;
	b->after.whole_at = 0;
	b->changed = true;
}

static enum err changed_persons(struct ctx *cx, struct batch *b, struct touched *t)
{
	struct quality_mark_row mark;
	struct quality_changed_row *rows;
	size_t n;

	TRY(quality_mark_one(cx, &mark));
	TRY(quality_changed_all(cx,
				&(struct quality_changed_args){ .after_fed = b->after.fed,
								.after_id = b->after.fed_id,
								.bound = mark.bound,
								.max_n = BATCH },
				&rows, &n));
	for (size_t i = 0; i < n; i++) {
		touch(cx, t, FACT_PERSON, rows[i].id);
		if (rows[i].family_id != 0)
			touch(cx, t, FACT_FAMILY, rows[i].family_id);
	}
	if (n > 0) {
		b->after.fed = rows[n - 1].fed;
		b->after.fed_id = rows[n - 1].id;
		b->changed = true;
	}
	b->behind = n == BATCH;
	return ERR_OK;
}

/* The smallest id made at an instant. */
static int64_t id_at(int64_t instant)
{
	return (instant - id_instant(0)) / 1000 * (INT64_C(1) << 22);
}

/*
 * Ids of changes are made before they are committed: the place stays some seconds behind, and what
 * lies beyond it is looked at again.
 */
static enum err changed_families(struct ctx *cx, struct batch *b, struct touched *t)
{
	struct quality_family_changed_row *rows;
	int64_t safe = id_at(cx->now - ID_LAG * USEC_SECOND), last;
	size_t n;

	TRY(quality_family_changed_all(cx,
				       &(struct quality_family_changed_args){
					   .after_id = b->after.family_version_id, .max_n = BATCH },
				       &rows, &n));
	for (size_t i = 0; i < n; i++)
		touch(cx, t, FACT_FAMILY, rows[i].family_id);
	if (n == 0)
		return ERR_OK;
	last = n == BATCH ? rows[n - 1].id : MIN(rows[n - 1].id, safe);
	if (last > b->after.family_version_id) {
		b->after.family_version_id = last;
		b->changed = true;
	}
	b->behind |= n == BATCH;
	return ERR_OK;
}

/* A family changed: the address of its members may have. */
static enum err touch_members(struct ctx *cx, struct touched *t, size_t from)
{
	struct quality_member_row *rows;
	size_t n, end = t->n;

	for (size_t i = from; i < end; i++) {
		TRY(quality_member_all(cx, &(struct quality_member_args){ .family_id = t->id[i] },
				       &rows, &n));
		for (size_t k = 0; k < n; k++)
			touch(cx, t, FACT_PERSON, rows[k].id);
	}
	return ERR_OK;
}

static enum err look_at(struct ctx *cx, const struct rules *rules, const struct touched *t,
			size_t from, struct touched *others, struct batch *b)
{
	struct verdict *all = ARENA_ARRAY(cx->arena, b->n + t->n - from + 1, struct verdict), v;
	bool differs;

	for (size_t i = 0; i < b->n; i++)
		all[i] = b->verdict[i];
	b->verdict = all;
	for (size_t i = from; i < t->n; i++) {
		TRY(verdict_of(cx, rules, t->of[i], t->id[i], others, &v));
		TRY(verdict_differs(cx, &v, &differs));
		if (differs)
			b->verdict[b->n++] = v;
	}
	return ERR_OK;
}

/* Those that a change touches are looked at in the same batch, but not what these touch. */
static enum err read_batch(struct ctx *cx, const struct rules *rules, struct batch *b)
{
	struct touched t = { 0 }, others = { 0 }, none = { 0 };
	size_t persons, direct;

	TRY(changed_persons(cx, b, &t));
	persons = t.n;
	TRY(changed_families(cx, b, &t));
	TRY(touch_members(cx, &t, persons));
	direct = t.n;
	TRY(look_at(cx, rules, &t, 0, &others, b));
	for (size_t i = 0; i < others.n; i++)
		touch(cx, &t, others.of[i], others.id[i]);
	TRY(look_at(cx, rules, &t, direct, &none, b));
	if (!b->behind && b->after.whole_at == 0) {
		b->after.whole_at = cx->now;
		b->changed = true;
	}
	return ERR_OK;
}

static enum err read_whole(struct ctx *cx, struct batch *b, bool *ret_begun)
{
	struct rules rules;

	TRY(quality_state_row_maybe(cx, &b->before, ret_begun));
	if (!*ret_begun)
		return ERR_OK;
	TRY(rules_today(cx, &rules));
	begin_again(cx, &rules, b);
	return read_batch(cx, &rules, b);
}

/* ---- writing ------------------------------------------------------------------------------- */

static enum err begin(struct ctx *cx, void *arg)
{
	(void)arg;
	return quality_state_add_run(
	    cx,
	    &(struct quality_state_add_args){
		.fed = FEED_BEGIN, .family_version_id = id_at(cx->now - ID_LAG * USEC_SECOND) },
	    NULL);
}

/* Another process may have been faster: then nothing is kept. */
static enum err keep(struct ctx *cx, void *arg)
{
	const struct batch *b = arg;
	int32_t today = ref_today(cx);
	int64_t moved;

	TRY(quality_state_move_run(cx, &b->after, &moved));
	if (moved != 1)
		return ERR_OK;
	for (size_t i = 0; i < b->n; i++)
		TRY(verdict_keep(cx, &b->verdict[i]));
	if (b->behind)
		return ERR_OK;
	TRY(quality_day_clear_run(cx, &(struct quality_day_clear_args){ .day = today }, NULL));
	return quality_day_fill_run(cx, &(struct quality_day_fill_args){ .day = today }, NULL);
}

enum err quality_step(struct ctx *cx, struct db_pool *pool, bool *ret_behind)
{
	struct batch b = { 0 };
	bool begun;
	enum err e;

	*ret_behind = false;
	TRY(db_read_begin(cx, pool));
	e = read_whole(cx, &b, &begun);
	db_read_end(cx, pool);
	TRY(e);
	if (!begun) {
		*ret_behind = true;
		return db_write(cx, pool, begin, NULL);
	}
	if (b.changed || b.n > 0)
		TRY(db_write_patient(cx, pool, keep, &b));
	*ret_behind = b.behind;
	return ERR_OK;
}

enum err quality_work(struct ctx *cx, struct db_pool *pool, const struct jobs_lane *lane)
{
	return jobs_steps(cx, pool, lane, WORK_MS, quality_step);
}
