/*
 * Everybody compared with everybody: read in small pages, compared by a process of its own, and
 * what it finds weighed again here, pair by pair, as the facts stand by then.
 */
#include "feature/linking/whole_impl.h"

#include <poll.h>
#include <pthread.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/str.h"
#include "feature/reference/reference.h"
#include "platform/app.h"
#include "platform/assets/assets.h"
#include "platform/jobs/jobs.h"

enum {
	WORK_MS = 400,  /* of a second; the others are left to whoever waits */
	SAVE_MS = 2000, /* how often the place is kept, and somebody who stopped it is heard */
	LEASE_S = 120,  /* after that long without a word another process begins anew */
	TRIES = 3,
	HEAR_MS = 20,   /* how long a slice waits for the comparing process */
	ASK_PAIRS = 20, /* that one small write makes questions */
	LOOK_S = 60,    /* how often the schedule is asked */
	CALM = 200,     /* changes a minute from which on an import may be under way */
};

/* What this process does of a city's run. */
struct whole {
	struct whole *next;
	int64_t city;
	const struct db_pool *pool;
	int64_t id; /* of the run; 0: none */
	struct whole_move_args at;
	int64_t bound; /* place in the feed before which all changes were read */
	int64_t saved_at, look_at, calm_fed;
	struct whole_link link;
	int64_t *ids; /* of those sent, in that order */
	size_t n, cap;
	struct whole_answer answer;
	size_t pair;       /* of the answer: the next one */
	int64_t known;     /* of the pairs kept before: the last one weighed */
	int64_t known_end; /* ids of these are smaller */
};

static pthread_mutex_t list_lock = PTHREAD_MUTEX_INITIALIZER;
static struct whole *list;

/* A city's entry belongs to the one thread that does its long work. */
static struct whole *whole_of(const struct ctx *cx)
{
	struct whole *w;

	(void)pthread_mutex_lock(&list_lock);
	for (w = list; w != NULL; w = w->next)
		if (w->city == cx->city && w->pool == cx->app->pool)
			break;
	if (w == NULL) {
		w = calloc(1, sizeof(*w));
		if (w == NULL)
			abort();
		*w = (struct whole){ .next = list,
				     .city = cx->city,
				     .pool = cx->app->pool,
				     .link.fd = -1,
				     .calm_fed = INT64_MAX,
				     .look_at = cx->now + LOOK_S * USEC_SECOND };
		list = w;
	}
	(void)pthread_mutex_unlock(&list_lock);
	return w;
}

static void let_go(struct whole *w)
{
	whole_drop(&w->link);
	free(w->ids);
	w->ids = NULL;
	w->n = w->cap = 0;
	w->id = 0;
}

void whole_forget(struct ctx *cx)
{
	struct whole **at, *w;

	(void)pthread_mutex_lock(&list_lock);
	for (at = &list; *at != NULL; at = &(*at)->next)
		if ((*at)->city == cx->city && (*at)->pool == cx->app->pool)
			break;
	w = *at;
	if (w != NULL)
		*at = w->next;
	(void)pthread_mutex_unlock(&list_lock);
	if (w != NULL)
		let_go(w);
	free(w);
}

/* ---- beginning ----------------------------------------------------------------------------- */

struct beginning {
	struct whole_begin_args args;
	struct whole_end_args end; /* it was begun too often */
	bool too_often, moved;
};

static enum err begin_write(struct ctx *cx, void *arg)
{
	struct beginning *b = arg;
	int64_t moved;

	if (b->too_often)
		return whole_end_run(cx, &b->end, NULL);
	TRY(whole_begin_run(cx, &b->args, &moved));
	b->moved = moved == 1;
	return ERR_OK;
}

static enum err begin_read(struct ctx *cx, struct whole *w, struct beginning *b, bool *ret_open)
{
	bool alone = db_pool_engine(cx->app->pool) == DB_SQLITE;
	struct whole_count_row people;
	struct whole_open_row open;
	struct link_mark_row mark;

	TRY(whole_open_maybe(cx, &open, ret_open));
	/* On SQLite no other process writes: who began it is no more. */
	if (*ret_open && open.state != WHOLE_WAITS && !alone && open.lease_until > cx->now)
		*ret_open = false;
	if (!*ret_open)
		return ERR_OK;
	TRY(link_mark_one(cx, &mark));
	TRY(whole_count_one(cx, &people));
	w->bound = mark.bound;
	b->args = (struct whole_begin_args){ .id = open.id,
					     .old_version = open.version,
					     .fed = mark.bound,
					     .total = people.n,
					     .lease_until = cx->now + LEASE_S * USEC_SECOND };
	b->too_often = open.tries >= TRIES;
	b->end = (struct whole_end_args){ .id = open.id,
					  .old_version = open.version,
					  .state = WHOLE_FAILED,
					  .fault = "process" };
	return ERR_OK;
}

static enum err process_begin(struct ctx *cx, struct whole *w, int64_t people)
{
	const struct asset *model = model_built_in();
	const struct whole_task task =
	    whole_task_for(people, people >= WHOLE_LEARN ? 0 : model->size, false);

	return whole_start(cx, &w->link, &task, model->data);
}

static enum err begin(struct ctx *cx, struct db_pool *pool, struct whole *w)
{
	struct beginning b = { 0 };
	bool open = false;
	enum err e;

	TRY(db_read_begin(cx, pool));
	e = begin_read(cx, w, &b, &open);
	db_read_end(cx, pool);
	TRY(e);
	if (!open)
		return ERR_OK;
	TRY(db_write(cx, pool, begin_write, &b));
	if (!b.moved)
		return ERR_OK;
	w->id = b.args.id;
	w->at = (struct whole_move_args){ .id = w->id,
					  .old_version = b.args.old_version + 1,
					  .state = WHOLE_READS };
	w->saved_at = cx->now;
	w->pair = 0;
	w->known = 0;
	return process_begin(cx, w, b.args.total);
}

/* ---- keeping the place --------------------------------------------------------------------- */

/* What a small write keeps together with the place. */
struct keeping {
	struct whole_move_args at;
	const struct link_put_args *put;
	const struct link_unlikely_args *unlikely;
	size_t n_put, n_unlikely;
	const struct model_add_args *model;
	const struct whole_fed_args *fed; /* the end: the feed need not be walked up to here */
	bool moved;
};

static enum err keep_end(struct ctx *cx, const struct keeping *k)
{
	TRY(whole_end_run(cx,
			  &(struct whole_end_args){ .id = k->at.id,
						    .old_version = k->at.old_version + 1,
						    .state = WHOLE_DONE },
			  NULL));
	return whole_fed_run(cx, k->fed, NULL);
}

static enum err keep(struct ctx *cx, void *arg)
{
	struct keeping *k = arg;
	int64_t moved;

	TRY(whole_move_run(cx, &k->at, &moved));
	k->moved = moved == 1;
	if (!k->moved)
		return ERR_OK;
	for (size_t i = 0; i < k->n_unlikely; i++)
		TRY(link_unlikely_run(cx, &k->unlikely[i], NULL));
	for (size_t i = 0; i < k->n_put; i++)
		TRY(link_put_run(cx, &k->put[i], NULL));
	if (k->model != NULL)
		TRY(model_add_run(cx, k->model, NULL));
	return k->fed != NULL ? keep_end(cx, k) : ERR_OK;
}

/* Whoever stopped it, or another process that began it anew, has moved the version. */
static enum err save(struct ctx *cx, struct db_pool *pool, struct whole *w, struct keeping *k)
{
	w->at.lease_until = cx->now + LEASE_S * USEC_SECOND;
	k->at = w->at;
	TRY(db_write(cx, pool, keep, k));
	w->at.old_version++;
	w->saved_at = cx->now;
	if (!k->moved || k->fed != NULL)
		let_go(w);
	return ERR_OK;
}

static enum err save_now_and_then(struct ctx *cx, struct db_pool *pool, struct whole *w)
{
	struct keeping k = { 0 };

	if (cx->now - w->saved_at < SAVE_MS * (USEC_SECOND / 1000))
		return ERR_OK;
	return save(cx, pool, w, &k);
}

static enum err end_write(struct ctx *cx, void *arg)
{
	return whole_end_run(cx, arg, NULL);
}

/* The comparing process failed: so did the run.  Whatever else failed is tried again. */
static enum err fail(struct ctx *cx, struct db_pool *pool, struct whole *w, enum err why)
{
	struct whole_end_args end = { .id = w->id,
				      .old_version = w->at.old_version,
				      .state = WHOLE_FAILED,
				      .fault = why == ERR_TOOBIG ? "memory" : "process" };

	let_go(w);
	return db_write(cx, pool, end_write, &end);
}

/* ---- reading ------------------------------------------------------------------------------- */

static void remember(struct whole *w, const struct record *records, size_t n)
{
	if (w->n + n > w->cap) {
		w->cap = w->cap * 2 + WHOLE_FRAME * 16;
		w->ids = realloc(w->ids, w->cap * sizeof(*w->ids));
		if (w->ids == NULL)
			abort();
	}
	for (size_t i = 0; i < n; i++)
		w->ids[w->n++] = records[i].id;
}

static enum err read_page(struct ctx *cx, const struct whole *w, struct record *records,
			  size_t *ret_n)
{
	struct record_family family = { 0 };
	struct whole_page_row *rows;

	TRY(whole_page_all(
	    cx,
	    &(struct whole_page_args){ .after_id = w->n > 0 ? w->ids[w->n - 1] : INT64_MIN,
				       .max_n = WHOLE_FRAME },
	    &rows, ret_n));
	for (size_t i = 0; i < *ret_n; i++)
		TRY(record_get(cx, rows[i].id, &family, &records[i]));
	return ERR_OK;
}

static enum err read_some(struct ctx *cx, struct db_pool *pool, struct whole *w)
{
	struct record *records = ARENA_ARRAY(cx->arena, WHOLE_FRAME, struct record);
	struct keeping k = { 0 };
	size_t n = 0;
	enum err e;

	TRY(db_read_begin(cx, pool));
	e = read_page(cx, w, records, &n);
	db_read_end(cx, pool);
	TRY(e);
	e = whole_send(cx, &w->link, records, n);
	if (e != ERR_OK)
		return fail(cx, pool, w, e);
	remember(w, records, n);
	w->at.people = (int64_t)w->n;
	if (n == WHOLE_FRAME)
		return save_now_and_then(cx, pool, w);
	whole_sent(&w->link);
	w->at.state = WHOLE_COMPARES;
	return save(cx, pool, w, &k);
}

/* ---- hearing ------------------------------------------------------------------------------- */

/* "name:same:430517:430517:1129,...": what levels are worth, as people read it. */
static const char *chances_text(struct ctx *cx, const struct whole_answer *a)
{
	const char *all = "";

	for (size_t c = 0; c < RECORD_COLUMNS; c++)
		for (int level = LINKAGE_SAME; level < LINKAGE__LEVELS; level++) {
			const double *p = a->chance[c][level];

			if (p[LINKAGE_PERSON] < 0)
				continue;
			all = arena_printf(
			    cx->arena, "%s%s%s:%s:%.0f:%.0f:%.0f", all, *all != '\0' ? "," : "",
			    linkage_kind_name(record_kinds[c]),
			    linkage_level_name((enum linkage_level)level), p[LINKAGE_PERSON] * 1e6,
			    p[LINKAGE_MOVED] * 1e6, p[LINKAGE_FAMILY] * 1e6);
		}
	return all;
}

/* A model that cannot be weighed by is none: then what was before stays. */
static bool is_model(const char *text, size_t n)
{
	CLEANUP(linkage_one_freep) struct linkage_one *one = NULL;

	if (n > 0)
		one = model_scorer(text, n, WHOLE_LEARN);
	return one != NULL;
}

static enum err answered(struct ctx *cx, struct db_pool *pool, struct whole *w)
{
	const char *text = w->link.in.data + sizeof(w->answer);
	struct model_add_args model;
	struct keeping k = { 0 };

	memcpy(&w->answer, w->link.in.data, sizeof(w->answer));
	if (w->answer.records != w->n)
		return fail(cx, pool, w, ERR_IO);
	w->at.state = WHOLE_ASKS;
	w->at.found = (int64_t)w->answer.sent;
	w->at.compared = (int64_t)w->answer.compared;
	w->at.memory_kb = (int64_t)w->answer.memory_kb;
	w->at.millis = (int64_t)w->answer.millis;
	w->known_end = APP_ID(cx);
	if (is_model(text, w->answer.model_size)) {
		model = (struct model_add_args){
			.id = APP_ID(cx),
			.run_id = w->id,
			.people = (int64_t)w->n,
			.body = arena_strndup(cx->arena, text, w->answer.model_size),
			.chances = chances_text(cx, &w->answer),
		};
		k.model = &model;
	}
	return save(cx, pool, w, &k);
}

static enum err hear(struct ctx *cx, struct db_pool *pool, struct whole *w)
{
	struct pollfd p = { .fd = w->link.fd, .events = POLLIN };
	bool whole;
	enum err e;

	(void)poll(&p, 1, HEAR_MS);
	e = whole_take(cx, &w->link, &whole);
	if (e != ERR_OK)
		return fail(cx, pool, w, e);
	return whole ? answered(cx, pool, w) : save_now_and_then(cx, pool, w);
}

/* ---- asking -------------------------------------------------------------------------------- */

static enum err weigh_one(struct ctx *cx, int64_t a, int64_t b, struct link_put_args *put,
			  bool *ret_likely)
{
	struct same_near near;
	int64_t region;

	TRY(near_pair(cx, a, b, &near, &region, ret_likely));
	if (*ret_likely)
		*put = pair_put(cx, a, region, &near);
	return ERR_OK;
}

/* The next pairs of the answer. */
static enum err weigh_found(struct ctx *cx, struct whole *w, struct keeping *k)
{
	const char *at = w->link.in.data + sizeof(w->answer) + w->answer.model_size;
	struct link_put_args *put = ARENA_ARRAY(cx->arena, ASK_PAIRS, struct link_put_args);
	struct linkage_pair pair;
	bool likely;

	k->put = put;
	for (size_t i = 0; i < ASK_PAIRS && w->pair + i < w->answer.sent; i++) {
		memcpy(&pair, at + (w->pair + i) * sizeof(pair), sizeof(pair));
		if (pair.a >= w->n || pair.b >= w->n)
			return err_set(cx, ERR_INVALID, "a pair of nobody");
		TRY(weigh_one(cx, w->ids[pair.a], w->ids[pair.b], &put[k->n_put], &likely));
		k->n_put += likely;
	}
	return ERR_OK;
}

/* The next of the pairs that were there before: what speaks for them may be worth less now. */
static enum err weigh_known(struct ctx *cx, struct whole *w, struct keeping *k, size_t *ret_n,
			    int64_t *ret_last)
{
	struct link_unlikely_args *unlikely =
	    ARENA_ARRAY(cx->arena, ASK_PAIRS, struct link_unlikely_args);
	struct link_put_args *put = ARENA_ARRAY(cx->arena, ASK_PAIRS, struct link_put_args);
	struct whole_pairs_row *rows;
	bool likely;

	TRY(whole_pairs_all(cx,
			    &(struct whole_pairs_args){ .after_id = w->known,
							.before_id = w->known_end,
							.max_n = ASK_PAIRS },
			    &rows, ret_n));
	k->put = put;
	k->unlikely = unlikely;
	for (size_t i = 0; i < *ret_n; i++) {
		TRY(weigh_one(cx, rows[i].a_id, rows[i].b_id, &put[k->n_put], &likely));
		if (likely)
			k->n_put++;
		else
			unlikely[k->n_unlikely++].id = rows[i].id;
	}
	*ret_last = *ret_n > 0 ? rows[*ret_n - 1].id : w->known;
	return ERR_OK;
}

static void count_asked(struct whole *w, const struct keeping *k)
{
	for (size_t i = 0; i < k->n_put; i++)
		*(k->put[i].sure ? &w->at.sure : &w->at.questions) += 1;
}

static enum err ask_found(struct ctx *cx, struct db_pool *pool, struct whole *w)
{
	struct keeping k = { 0 };
	struct whole_move_args before = w->at;
	size_t n = MIN((size_t)ASK_PAIRS, w->answer.sent - w->pair);
	enum err e;

	TRY(db_read_begin(cx, pool));
	e = weigh_found(cx, w, &k);
	db_read_end(cx, pool);
	if (e == ERR_INVALID)
		return fail(cx, pool, w, ERR_IO);
	TRY(e);
	count_asked(w, &k);
	w->at.looked += (int64_t)n;
	e = save(cx, pool, w, &k);
	if (e != ERR_OK)
		w->at = before;
	else
		w->pair += n;
	return e;
}

static enum err ask_known(struct ctx *cx, struct db_pool *pool, struct whole *w)
{
	const struct whole_fed_args fed = { .fed = w->bound };
	struct keeping k = { 0 };
	int64_t last = 0;
	size_t n = 0;
	enum err e;

	TRY(db_read_begin(cx, pool));
	e = weigh_known(cx, w, &k, &n, &last);
	db_read_end(cx, pool);
	TRY(e);
	if (n < ASK_PAIRS)
		k.fed = &fed;
	TRY(save(cx, pool, w, &k));
	w->known = last;
	return ERR_OK;
}

/* ---- the schedule -------------------------------------------------------------------------- */

/* Are so many changed since?  0 is never. */
static enum err has_changed(struct ctx *cx, int64_t fed, int64_t many, bool *ret)
{
	struct whole_changed_row row = { 0 };

	if (many > 0)
		TRY(whole_changed_one(cx, &(struct whole_changed_args){ .fed = fed, .max_n = many },
				      &row));
	*ret = many > 0 && row.n >= many;
	return ERR_OK;
}

static enum err is_due(struct ctx *cx, struct whole *w, enum whole_cause *ret)
{
	struct whole_ended_row last = { .ended_at = 0, .fed = FEED_BEGIN };
	int64_t days, people, newest;
	bool ever, busy, due;

	*ret = 0;
	TRY(ref_number(cx, "link_schedule", "monthly", "days", 0, &days));
	TRY(ref_number(cx, "link_schedule", "changed", "people", 0, &people));
	TRY(person_feed_newest(cx, &newest));
	TRY(has_changed(cx, w->calm_fed, CALM, &busy));
	busy |= w->calm_fed == INT64_MAX;
	w->calm_fed = newest;
	if (busy)
		return ERR_OK;
	TRY(whole_ended_maybe(cx, &last, &ever));
	if (!ever)
		last = (struct whole_ended_row){ .fed = FEED_BEGIN };
	TRY(has_changed(cx, last.fed, people, &due));
	if (due)
		*ret = WHOLE_CHANGED;
	else if (ever && days > 0 && last.ended_at + days * USEC_DAY <= cx->now)
		*ret = WHOLE_TIME;
	return ERR_OK;
}

static enum err ask_write(struct ctx *cx, void *arg)
{
	return whole_ask(cx, *(const enum whole_cause *)arg);
}

/* Not while an import is under way: then everybody would be compared twice. */
static enum err schedule(struct ctx *cx, struct db_pool *pool, struct whole *w)
{
	enum whole_cause cause = 0;
	enum err e;

	if (cx->now < w->look_at)
		return ERR_OK;
	w->look_at = cx->now + LOOK_S * USEC_SECOND;
	TRY(db_read_begin(cx, pool));
	e = is_due(cx, w, &cause);
	db_read_end(cx, pool);
	TRY(e);
	return cause != 0 ? db_write(cx, pool, ask_write, &cause) : ERR_OK;
}

/* ---- slices -------------------------------------------------------------------------------- */

static enum err go_on(struct ctx *cx, struct db_pool *pool, struct whole *w)
{
	switch (w->at.state) {
	case WHOLE_READS:
		return read_some(cx, pool, w);
	case WHOLE_COMPARES:
		return hear(cx, pool, w);
	default:
		return w->pair < w->answer.sent ? ask_found(cx, pool, w) : ask_known(cx, pool, w);
	}
}

enum err whole_step(struct ctx *cx, struct db_pool *pool, bool *ret_busy)
{
	struct whole *w = whole_of(cx);
	enum err e;

	*ret_busy = true;
	if (w->id != 0)
		e = go_on(cx, pool, w);
	else
		e = begin(cx, pool, w);
	if (e == ERR_IO && w->id != 0)
		e = fail(cx, pool, w, e);
	if (e == ERR_OK && w->id == 0)
		e = schedule(cx, pool, w);
	*ret_busy = w->id != 0;
	return e;
}

enum err whole_work(struct ctx *cx, struct db_pool *pool, const struct jobs_lane *lane)
{
	return jobs_steps(cx, pool, lane, WORK_MS, whole_step);
}
