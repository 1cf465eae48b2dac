#include "platform/keep/keep.h"

#include <pthread.h>
#include <sodium.h>

#include "base/clock.h"
#include "platform/app.h"
#include "platform/keep/keep_sql.h"

int32_t keep_today(const struct ctx *cx)
{
	return clock_date(cx->now, cx->app->zone_minutes);
}

/* ---- the state ---------------------------------------------------------------------------- */

enum err keep_changed(struct ctx *cx)
{
	int64_t stamp;

	do {
		randombytes_buf(&stamp, sizeof(stamp));
		stamp &= INT64_MAX;
	} while (stamp == 0);
	cx->state = 0;
	return keep_state_put_run(cx, &(struct keep_state_put_args){ .stamp = stamp }, NULL);
}

/* The nation's and the city's stamp as one number. */
void keep_seen(struct ctx *cx, int64_t nation_stamp, int64_t city_stamp)
{
	cx->state = MAX(1 + (uint64_t)nation_stamp + (uint64_t)city_stamp * 3, 1);
}

/* Read once a transaction. */
static enum err state_of(struct ctx *cx, uint64_t *ret)
{
	struct keep_state_row *rows;
	int64_t nation = 0, city = 0;
	size_t n;

	if (cx->state == 0) {
		TRY(keep_state_all(cx, &rows, &n));
		for (size_t i = 0; i < n; i++)
			*(rows[i].origin == 0 ? &nation : &city) = rows[i].stamp;
		keep_seen(cx, nation, city);
	}
	*ret = cx->state;
	return ERR_OK;
}

/* ---- making ------------------------------------------------------------------------------- */

/* What is wanted, or kept. */
struct key {
	const struct keep_kind *kind;
	int64_t city;
	uint64_t state;
	int32_t date; /* 0 when it does not matter */
};

/* One thing, the arena in which it and this lie, and who still reads it. */
struct kept {
	struct key key;
	void *what;
	struct arena *arena;
	unsigned users; /* under the lock; the list itself is one */
	uint64_t used;  /* when it was last taken: a count, not a clock */
};

static enum err make(struct ctx *cx, const struct key *key, struct kept **ret)
{
	struct arena *own = cx->arena, *arena = arena_new(0);
	struct kept *k = ARENA_NEW(arena, struct kept);
	enum err e;

	*k = (struct kept){
		.key = *key,
		.what = arena_alloc(arena, key->kind->size),
		.arena = arena,
	};
	cx->arena = arena;
	e = key->kind->fill(cx, k->what);
	cx->arena = own;
	if (e == ERR_OK)
		*ret = k;
	else
		arena_free(arena);
	return e;
}

/* ---- what this process keeps ---------------------------------------------------------------- */

/* A city needs one of each kind, two about midnight; the largest takes about 1 MB. */
#define KEPT_MAX   128
#define KEPT_ALIKE 2
static struct {
	pthread_mutex_t lock;
	struct kept *kept[KEPT_MAX];
	size_t n;
	size_t alike; /* of a kind and city */
	uint64_t taken;
} all = { .lock = PTHREAD_MUTEX_INITIALIZER, .alike = KEPT_ALIKE };

void keep_alike_for_test(size_t n)
{
	all.alike = n;
}

/*
 * What nobody reads any more is freed without the lock: it may lean on another kept thing, which
 * is left in turn.
 */
static struct arena *leave_locked(struct kept *k)
{
	return --k->users == 0 ? k->arena : NULL;
}

static void leave(void *what)
{
	struct arena *unused;

	(void)pthread_mutex_lock(&all.lock);
	unused = leave_locked(what);
	(void)pthread_mutex_unlock(&all.lock);
	arena_free(unused);
}

static struct kept *take_locked(const struct key *key)
{
	for (size_t i = 0; i < all.n; i++) {
		struct kept *k = all.kept[i];

		if (k->key.state != key->state || k->key.kind != key->kind ||
		    k->key.city != key->city || k->key.date != key->date)
			continue;
		k->used = ++all.taken;
		k->users++;
		return k;
	}
	return NULL;
}

/* The one that was not asked for longest: of those for the same, or of all. */
static size_t oldest_locked(const struct key *same, size_t *ret_n)
{
	size_t place = 0;

	*ret_n = 0;
	for (size_t i = 0; i < all.n; i++) {
		const struct kept *k = all.kept[i];

		if (same != NULL && (k->key.kind != same->kind || k->key.city != same->city))
			continue;
		if (*ret_n == 0 || k->used < all.kept[place]->used)
			place = i;
		++*ret_n;
	}
	return place;
}

/*
 * Adds one; the oldest goes of more than two (all.alike) for the same, as those of days and states
 * that are over would be, and of all when their places are taken.  What is to be freed then, or
 * NULL.
 */
static struct arena *keep_locked(struct kept *k)
{
	struct arena *unused;
	size_t n, place = oldest_locked(&k->key, &n);

	k->users = 1;
	if (n < all.alike && all.n < KEPT_MAX) {
		all.kept[all.n++] = k;
		return NULL;
	}
	if (n < all.alike)
		place = oldest_locked(NULL, &n);
	unused = leave_locked(all.kept[place]);
	all.kept[place] = k;
	return unused;
}

/* Takes what is kept; made, if given, is kept from now on unless somebody else was faster. */
static struct kept *take(const struct key *key, struct kept *made)
{
	struct arena *unused = made != NULL ? made->arena : NULL;
	struct kept *k;

	(void)pthread_mutex_lock(&all.lock);
	k = take_locked(key);
	if (k == NULL && made != NULL) {
		unused = keep_locked(made);
		k = take_locked(key);
	}
	(void)pthread_mutex_unlock(&all.lock);
	arena_free(unused);
	return k;
}

enum err keep_get(struct ctx *cx, const struct keep_kind *kind, const void **ret)
{
	struct key key = {
		.kind = kind,
		.city = cx->city,
		.date = kind->dated ? keep_today(cx) : 0,
	};
	struct kept *k, *made;

	TRY(state_of(cx, &key.state));
	k = take(&key, NULL);
	if (k == NULL) {
		TRY(make(cx, &key, &made));
		k = take(&key, made);
	}
	arena_at_end(cx->arena, leave, k);
	*ret = k->what;
	return ERR_OK;
}
