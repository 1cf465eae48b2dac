/* The index of a city: filled from the database, kept up by the feed of changes, lent to searches.
 */
#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/wake.h"
#include "feature/region/region.h"
#include "feature/registry/find_impl.h"
#include "feature/registry/find_sql.h"
#include "platform/app.h"

enum {
	PAGE = 2000,      /* people that one reading transaction brings while the index is filled */
	CHANGES = 500,    /* changes that are taken in at a time: searches wait that long */
	INLINE_PAGES = 4, /* of them that a search takes in before it answers */
	CHECK_EVERY = 50  /* pages between two looks at the memory */
};

/* A city that needs more is searched without forgiving spelling. */
#define BYTES_MAX (SIZE_MAX / 4 < (UINT64_C(6) << 30) ? SIZE_MAX / 4 : (size_t)(UINT64_C(6) << 30))

/* Everything before this place of the feed is in the index. */
struct place {
	int64_t fed, id;
};

/* Never freed: a city of the process stays one. */
struct find_city {
	int64_t city;
	const struct db_pool *pool; /* the database that the index was filled from */
	pthread_rwlock_t lock;      /* of index: searches read, changes write */
	struct find_index *index;   /* NULL: none yet */
	pthread_mutex_t feed;       /* who takes in changes; taken before lock */
	struct place place;
	struct find_city *next;
};

static pthread_mutex_t cities_lock = PTHREAD_MUTEX_INITIALIZER;
static struct find_city *cities;

static struct find_city *city_new(int64_t city)
{
	struct find_city *c = calloc(1, sizeof(*c));
	pthread_rwlockattr_t attr;

	if (!c)
		abort();
	c->city = city;
	/* Searches follow one another without a gap: a change that waits goes before further ones.
	 */
	(void)pthread_rwlockattr_init(&attr);
	(void)pthread_rwlockattr_setkind_np(&attr, PTHREAD_RWLOCK_PREFER_WRITER_NONRECURSIVE_NP);
	(void)pthread_rwlock_init(&c->lock, &attr);
	(void)pthread_rwlockattr_destroy(&attr);
	(void)pthread_mutex_init(&c->feed, NULL);
	return c;
}

static struct find_city *city_of(const struct ctx *cx)
{
	struct find_city *c;

	(void)pthread_mutex_lock(&cities_lock);
	for (c = cities; c && c->city != cx->city; c = c->next)
		continue;
	if (!c) {
		c = city_new(cx->city);
		c->next = cities;
		cities = c;
	}
	(void)pthread_mutex_unlock(&cities_lock);
	return c;
}

/* ---- rows ---------------------------------------------------------------------------------- */

static enum find_class class_of(const struct find_changes_row *r)
{
	if (r->erased_at != 0 || r->same_as_id != 0 || r->state == PERSON_WITHDRAWN)
		return FIND_GONE;
	if (r->protected)
		return FIND_PROTECTED;
	return r->state == PERSON_ALIVE ? FIND_OPEN : FIND_PAST;
}

static int32_t birth_of(int64_t date, int64_t year)
{
	if (date != DB_NONE)
		return (int32_t)date;
	return year != DB_NONE ? date_from_ymd((int)year, 7, 1) : DATE_NONE;
}

/* What is written as the name of an unknown person is a description, and no name. */
static void put_row(struct ctx *cx, struct find_index *ix, const struct find_changes_row *r)
{
	find_index_put(ix, cx->arena,
		       &(struct find_row){ .id = r->id,
					   .version = r->version,
					   .family_id = r->family_id,
					   .region_id = r->region_id,
					   .name = r->known ? r->name : NULL,
					   .alias = r->alias,
					   .address = r->address,
					   .birth = birth_of(r->birth_date, r->birth_year),
					   .sex = (int)r->sex,
					   .class = class_of(r) });
}

/* ---- filling ------------------------------------------------------------------------------- */

/* Where the next page begins. */
struct cursor {
	const char *fold;
	int64_t id;
};

static struct find_page_args page_args(const struct cursor *c)
{
	return (struct find_page_args){ .n = PAGE,
					.after_fold = c->fold,
					.after_id = c->id,
					.with = c->fold ? FIND_PAGE_WITH_AFTER : 0 };
}

/* The two statements read the same columns in the same order. */
static void put_page(struct ctx *cx, struct find_index *ix, const struct find_page_row *rows,
		     size_t n)
{
	struct find_changes_row r;
	size_t i;

	static_assert(sizeof(r) == sizeof(*rows), "one kind of row");
	for (i = 0; i < n; i++) {
		memcpy(&r, &rows[i], sizeof(r));
		put_row(cx, ix, &r);
	}
}

/* One page into the index; the cursor's text moves into keep. */
static enum err fill_page(struct ctx *cx, struct db_pool *pool, struct find_index *ix,
			  struct arena *keep, struct cursor *c, bool *ret_end)
{
	struct arena_mark mark = arena_mark(cx->arena);
	struct find_page_args args = page_args(c);
	struct find_page_row *rows;
	size_t n;
	enum err e;

	TRY(db_read_begin(cx, pool));
	e = find_page_all(cx, &args, &rows, &n);
	db_read_end(cx, pool);
	TRY(e);
	put_page(cx, ix, rows, n);
	*ret_end = n < PAGE;
	if (n > 0) {
		arena_reset(keep);
		*c = (struct cursor){ arena_strdup(keep, rows[n - 1].name_fold), rows[n - 1].id };
	}
	arena_reset_to(cx->arena, mark);
	return ERR_OK;
}

static enum err fill_pages(struct ctx *cx, struct db_pool *pool, struct find_index *ix,
			   const atomic_bool *stop)
{
	struct arena *keep CLEANUP(arena_freep) = arena_new(0);
	struct cursor c = { NULL, 0 };
	bool end = false;
	size_t pages;

	for (pages = 1; !end && !(stop && atomic_load(stop)); pages++) {
		TRY(fill_page(cx, pool, ix, keep, &c, &end));
		if (pages % CHECK_EVERY == 0 && find_index_bytes(ix) > BYTES_MAX)
			return err_set(cx, ERR_TOOBIG, "more people than the index may hold");
	}
	return end ? ERR_OK : err_set(cx, ERR_BUSY, "stopped");
}

enum err find_any(struct ctx *cx, bool *ret)
{
	struct find_mark_row mark;

	TRY(find_mark_one(cx, &mark));
	*ret = mark.newest != 0;
	return ERR_OK;
}

/* An empty index that knows the regions, and the place of the feed it begins at. */
static enum err begin(struct ctx *cx, struct db_pool *pool, struct find_index **ret,
		      struct place *ret_place)
{
	const struct region *regions = NULL;
	struct find_mark_row mark = { 0 };
	size_t n = 0, i;
	int64_t *ids;
	enum err e;

	TRY(db_read_begin(cx, pool));
	e = region_list(cx, REGION_ANY, 0, &regions, &n);
	if (e == ERR_OK)
		e = find_mark_one(cx, &mark);
	db_read_end(cx, pool);
	TRY(e);
	ids = ARENA_ARRAY(cx->arena, n + 1, int64_t);
	for (i = 0; i < n; i++)
		ids[i] = regions[i].id;
	*ret = find_index_new(ids, n);
	*ret_place = (struct place){ mark.bound - 1, INT64_MAX };
	return ERR_OK;
}

static enum err fill(struct ctx *cx, struct db_pool *pool, const atomic_bool *stop)
{
	struct find_city *c = city_of(cx);
	struct find_index *ix, *old;
	struct place place;
	enum err e;

	TRY(begin(cx, pool, &ix, &place));
	e = fill_pages(cx, pool, ix, stop);
	if (e != ERR_OK) {
		find_index_free(ix);
		return e;
	}
	(void)pthread_mutex_lock(&c->feed);
	(void)pthread_rwlock_wrlock(&c->lock);
	old = c->index;
	c->index = ix;
	c->pool = pool;
	c->place = place;
	(void)pthread_rwlock_unlock(&c->lock);
	(void)pthread_mutex_unlock(&c->feed);
	find_index_free(old);
	return ERR_OK;
}

enum err find_fill(struct ctx *cx, struct db_pool *pool)
{
	TRY(fill(cx, pool, NULL));
	return find_catch_up(cx, pool);
}

/* ---- the feed ------------------------------------------------------------------------------ */

static bool is_before(struct place a, struct place b)
{
	return a.fed != b.fed ? a.fed < b.fed : a.id < b.id;
}

static enum err take_page(struct ctx *cx, struct find_city *c, struct place *at, bool *ret_end)
{
	struct find_changes_row *rows;
	size_t n, i;

	TRY(find_changes_all(
	    cx,
	    &(struct find_changes_args){ .after_fed = at->fed, .after_id = at->id, .n = CHANGES },
	    &rows, &n));
	(void)pthread_rwlock_wrlock(&c->lock);
	for (i = 0; i < n; i++)
		put_row(cx, c->index, &rows[i]);
	(void)pthread_rwlock_unlock(&c->lock);
	*ret_end = n < CHANGES;
	if (n > 0)
		*at = (struct place){ rows[n - 1].fed, rows[n - 1].id };
	return ERR_OK;
}

/*
 * Takes in what cx sees beyond the place of the index.  Whatever lies before mark->bound will never
 * be joined by anything unseen, so the place moves there at most; what lies behind is read again
 * next time, and known by its version.
 */
static enum err take_pages(struct ctx *cx, struct find_city *c, const struct find_mark_row *mark,
			   unsigned pages, bool *ret_behind)
{
	struct arena_mark free_to = arena_mark(cx->arena);
	struct place at = c->place, safe = { mark->bound - 1, INT64_MAX };
	bool end = false;

	while (!end && pages-- > 0) {
		TRY(take_page(cx, c, &at, &end));
		arena_reset_to(cx->arena, free_to);
	}
	if (end || is_before(safe, at))
		at = safe;
	if (is_before(c->place, at))
		c->place = at;
	*ret_behind = !end;
	return ERR_OK;
}

/* ret_feed: everything before it is in. */
static enum err take_in(struct ctx *cx, struct find_city *c, unsigned pages, bool *ret_behind,
			int64_t *ret_feed)
{
	struct find_mark_row mark;
	enum err e = ERR_OK;

	*ret_behind = false;
	TRY(find_mark_one(cx, &mark));
	(void)pthread_mutex_lock(&c->feed);
	if (c->index && is_before(c->place, (struct place){ mark.newest, INT64_MAX }))
		e = take_pages(cx, c, &mark, pages, ret_behind);
	*ret_feed = c->place.fed + 1;
	(void)pthread_mutex_unlock(&c->feed);
	return e;
}

static struct place place_of(struct find_city *c)
{
	struct place at;

	(void)pthread_mutex_lock(&c->feed);
	at = c->place;
	(void)pthread_mutex_unlock(&c->feed);
	return at;
}

/*
 * A page whose rows all lie beyond the bound does not move the place: somebody writes for long, or
 * the rows were numbered by another database before the city moved here.  Then the next turn goes
 * on.
 */
enum err find_catch_up(struct ctx *cx, struct db_pool *pool)
{
	struct find_city *c = city_of(cx);
	bool behind = true;
	struct place from;
	int64_t feed;
	enum err e;

	while (behind) {
		from = place_of(c);
		TRY(db_read_begin(cx, pool));
		e = take_in(cx, c, 1, &behind, &feed);
		db_read_end(cx, pool);
		TRY(e);
		behind = behind && is_before(from, place_of(c));
	}
	return ERR_OK;
}

/* ---- lending ------------------------------------------------------------------------------- */

/* Is there an index of the database that cx reads?  It may only be replaced, never taken away. */
static bool is_there(const struct ctx *cx, struct find_city *c)
{
	bool there;

	(void)pthread_rwlock_rdlock(&c->lock);
	there = c->index && c->pool == cx->app->pool;
	(void)pthread_rwlock_unlock(&c->lock);
	return there;
}

enum err find_lend(struct ctx *cx, const struct find_index **ret, struct find_state *ret_state)
{
	struct find_city *c = city_of(cx);
	struct find_state state = { 0 };

	*ret = NULL;
	if (is_there(cx, c)) {
		TRY(take_in(cx, c, INLINE_PAGES, &state.behind, &state.feed));
		(void)pthread_rwlock_rdlock(&c->lock);
		*ret = c->index;
		state.ready = true;
		state.people = find_index_people(c->index);
		state.bytes = find_index_bytes(c->index);
	}
	*ret_state = state;
	return ERR_OK;
}

void find_return(struct ctx *cx)
{
	(void)pthread_rwlock_unlock(&city_of(cx)->lock);
}

void find_forget(struct ctx *cx)
{
	struct find_city *c = city_of(cx);

	(void)pthread_rwlock_wrlock(&c->lock);
	find_index_free(c->index);
	c->index = NULL;
	c->pool = NULL;
	(void)pthread_rwlock_unlock(&c->lock);
}

uint64_t find_digest(struct ctx *cx)
{
	struct find_city *c = city_of(cx);
	uint64_t digest = 0;

	(void)pthread_rwlock_rdlock(&c->lock);
	if (c->index)
		digest = find_index_digest(c->index);
	(void)pthread_rwlock_unlock(&c->lock);
	return digest;
}

/* ---- the thread ---------------------------------------------------------------------------- */

struct finder {
	struct app *app;
	int64_t (*clock)(void);
	pthread_t thread;
	pthread_mutex_t lock;
	pthread_cond_t wake;
	atomic_bool stop;
	bool filled;
};

static const struct actor actor_system = { .user_id = ACTOR_SYSTEM, .name = "Melaju" };

static void say_filled(struct ctx *cx, int64_t began)
{
	struct find_city *c = city_of(cx);

	LOG(LOG_INFO, cx->now, "find", LOG_NUM("city", cx->city),
	    LOG_NUM("people", (int64_t)find_index_people(c->index)),
	    LOG_NUM("bytes", (int64_t)find_index_bytes(c->index)),
	    LOG_NUM("ms", (clock_mono() - began) / 1000000));
}

static void work(struct finder *f)
{
	struct ctx cx CLEANUP(ctx_release);
	int64_t began = clock_mono();
	enum err e;

	ctx_init(&cx, f->app, f->clock());
	cx.city = f->app->city;
	cx.actor = &actor_system;
	if (!f->filled) {
		e = fill(&cx, f->app->pool, &f->stop);
		f->filled = e == ERR_OK || e == ERR_TOOBIG;
		if (e == ERR_OK)
			say_filled(&cx, began);
	} else {
		e = find_catch_up(&cx, f->app->pool);
	}
	if (e != ERR_OK && !atomic_load(&f->stop))
		LOG(err_level(e), cx.now, "find", LOG_NUM("city", cx.city),
		    LOG_TEXT("error", err_name(e)), LOG_TEXT("detail", cx.detail));
}

/* Waits a second or until told to stop; false then. */
static bool pause_second(struct finder *f)
{
	const struct timespec until = wake_after(1000);

	(void)pthread_mutex_lock(&f->lock);
	while (!atomic_load(&f->stop) &&
	       pthread_cond_timedwait(&f->wake, &f->lock, &until) != ETIMEDOUT)
		continue;
	(void)pthread_mutex_unlock(&f->lock);
	return !atomic_load(&f->stop);
}

static void *finder_main(void *arg)
{
	struct finder *f = arg;

	do
		work(f);
	while (pause_second(f));
	return NULL;
}

static void finder_free(struct finder *f)
{
	(void)pthread_cond_destroy(&f->wake);
	(void)pthread_mutex_destroy(&f->lock);
	free(f);
}

enum err find_start(struct app *app, int64_t (*clock)(void), struct finder **ret)
{
	struct finder *f = calloc(1, sizeof(*f));

	if (!f)
		abort();
	f->app = app;
	f->clock = clock;
	(void)pthread_mutex_init(&f->lock, NULL);
	wake_init(&f->wake);
	if (pthread_create(&f->thread, NULL, finder_main, f) != 0) {
		finder_free(f);
		return ERR_BUSY;
	}
	*ret = f;
	return ERR_OK;
}

void find_stop(struct finder *f)
{
	struct ctx cx CLEANUP(ctx_release);

	if (!f)
		return;
	(void)pthread_mutex_lock(&f->lock);
	atomic_store(&f->stop, true);
	(void)pthread_cond_signal(&f->wake);
	(void)pthread_mutex_unlock(&f->lock);
	(void)pthread_join(f->thread, NULL);
	ctx_init(&cx, f->app, 0);
	cx.city = f->app->city;
	find_forget(&cx);
	finder_free(f);
}
