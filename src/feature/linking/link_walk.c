/* Following the registry: whoever was changed is compared with those who may be him. */
#include "feature/linking/linking_impl.h"

#include "base/clock.h"
#include "platform/app.h"
#include "platform/jobs/jobs.h"

enum {
	BATCH = 20,    /* changes a batch */
	WORK_MS = 300, /* of a second */
};

struct batch {
	struct link_state_row_row before;
	struct link_state_move_args after;
	struct link_put_args *put;
	struct link_unlikely_args *unlikely;
	size_t n_put, n_unlikely;
	bool behind;
};

struct link_put_args pair_put(struct ctx *cx, int64_t self_id, int64_t self_region,
			      const struct same_near *near)
{
	bool first = self_id < near->id;

	return (struct link_put_args){
		.id = APP_ID(cx),
		.a_id = first ? self_id : near->id,
		.b_id = first ? near->id : self_id,
		.a_region_id = first ? self_region : near->region_id,
		.b_region_id = first ? near->region_id : self_region,
		.permille = near->permille,
		.weight = near->weight,
		.reasons = near->reasons,
		.worth = near->permille * near->stake,
		.sure = near->sure,
	};
}

static bool is_likely(const struct same_near *near, size_t n, int64_t id)
{
	for (size_t i = 0; i < n; i++)
		if (near[i].id == id)
			return true;
	return false;
}

/* Pairs that are kept and no longer likely. */
static enum err drop_pairs(struct ctx *cx, struct batch *b, int64_t self,
			   const struct same_near *near, size_t n_near)
{
	struct link_unlikely_args *list;
	struct link_of_row *rows;
	size_t n, used = 0;

	TRY(link_of_all(cx, &(struct link_of_args){ .person_id = self }, &rows, &n));
	list = ARENA_ARRAY(cx->arena, b->n_unlikely + n + 1, struct link_unlikely_args);
	for (size_t i = 0; i < b->n_unlikely; i++)
		list[used++] = b->unlikely[i];
	for (size_t i = 0; i < n; i++)
		if ((rows[i].state == LINK_OPEN || rows[i].state == LINK_LATER) &&
		    !is_likely(near, n_near, rows[i].a_id == self ? rows[i].b_id : rows[i].a_id))
			list[used++] = (struct link_unlikely_args){ .id = rows[i].id };
	b->unlikely = list;
	b->n_unlikely = used;
	return ERR_OK;
}

static enum err look_at(struct ctx *cx, struct batch *b, int64_t id)
{
	struct near_ask *ask = ARENA_NEW(cx->arena, struct near_ask);
	struct link_person_row row;
	struct subject s;
	bool found;

	TRY(link_person_maybe(cx, &(struct link_person_args){ .id = id }, &row, &found));
	if (found) {
		TRY(subject_get(cx, FACT_PERSON, id, &s));
		ask->facts = &s.facts;
		ask->self_id = id;
		TRY(near_persons(cx, ask, 1));
	}
	for (size_t i = 0; i < ask->n; i++)
		b->put[b->n_put++] = pair_put(cx, id, row.region_id, &ask->near[i]);
	return drop_pairs(cx, b, id, ask->near, ask->n);
}

static enum err read_batch(struct ctx *cx, struct batch *b)
{
	struct link_changed_row *rows;
	struct link_mark_row mark;
	size_t n;

	b->after = (struct link_state_move_args){ .old_version = b->before.version,
						  .fed = b->before.fed,
						  .fed_id = b->before.fed_id,
						  .whole_at = b->before.whole_at };
	TRY(link_mark_one(cx, &mark));
	TRY(link_changed_all(cx,
			     &(struct link_changed_args){ .after_fed = b->before.fed,
							  .after_id = b->before.fed_id,
							  .bound = mark.bound,
							  .max_n = BATCH },
			     &rows, &n));
	b->put = ARENA_ARRAY(cx->arena, n * ALIKE_MAX + 1, struct link_put_args);
	for (size_t i = 0; i < n; i++)
		TRY(look_at(cx, b, rows[i].id));
	b->behind = n == BATCH;
	if (n > 0) {
		b->after.fed = rows[n - 1].fed;
		b->after.fed_id = rows[n - 1].id;
	}
	if (!b->behind && b->after.whole_at == 0)
		b->after.whole_at = cx->now;
	return ERR_OK;
}

static enum err begin(struct ctx *cx, void *arg)
{
	(void)arg;
	return link_state_add_run(cx, &(struct link_state_add_args){ .fed = FEED_BEGIN }, NULL);
}

/* Another process may have been faster: then nothing is kept. */
static enum err keep(struct ctx *cx, void *arg)
{
	const struct batch *b = arg;
	int64_t moved;

	TRY(link_state_move_run(cx, &b->after, &moved));
	if (moved != 1)
		return ERR_OK;
	for (size_t i = 0; i < b->n_unlikely; i++)
		TRY(link_unlikely_run(cx, &b->unlikely[i], NULL));
	for (size_t i = 0; i < b->n_put; i++)
		TRY(link_put_run(cx, &b->put[i], NULL));
	return ERR_OK;
}

enum err linking_step(struct ctx *cx, struct db_pool *pool, bool *ret_behind)
{
	struct batch b = { 0 };
	bool begun;
	enum err e;

	*ret_behind = false;
	TRY(db_read_begin(cx, pool));
	e = link_state_row_maybe(cx, &b.before, &begun);
	if (e == ERR_OK && begun)
		e = read_batch(cx, &b);
	db_read_end(cx, pool);
	TRY(e);
	*ret_behind = b.behind || !begun;
	if (!begun)
		return db_write(cx, pool, begin, NULL);
	if (b.after.fed == b.before.fed && b.after.fed_id == b.before.fed_id &&
	    b.after.whole_at == b.before.whole_at)
		return ERR_OK;
	return db_write_patient(cx, pool, keep, &b);
}

enum err linking_work(struct ctx *cx, struct db_pool *pool, const struct jobs_lane *lane)
{
	TRY(whole_work(cx, pool, lane));
	return jobs_steps(cx, pool, lane, WORK_MS, linking_step);
}
