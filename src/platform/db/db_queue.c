/*
 * The queue of writes: who waits, and which thread takes what.
 *
 * SQLite has one writer, which takes all.  PostgreSQL has several connections.  A group of one city
 * is in its lane until its COMMIT is sent; while the server syncs, the next group goes ahead on
 * another connection, as one of another process would.  Patient writes have a lane of their own, so
 * nobody waits for them; they keep theirs until the COMMIT is answered, since each builds on the
 * one before.
 *
 * Of the threads that rest, the one that worked last is woken: its connection has its plans and
 * tables at hand, on the server too.
 */
#include "base/clock.h"
#include "base/wake.h"
#include "platform/db/db_impl.h"

#include <errno.h>

#define PATIENT_MAX   24 /* of these in a group, as long as nobody else waits */
#define COMMITS_MAX   1 /* of a city on their way when another group begins: more make small ones */
#define IDLE_MILLIS   1000
#define HOLD_MILLIS   5
#define AGAIN_MILLIS  100
#define GATHERED      12 /* of those of which more come that are enough for a group */
#define GATHER_MILLIS 12

/* ---- lanes ------------------------------------------------------------------------------- */

static unsigned lane_count(const struct db_pool *pool, enum db_lane lane, int64_t city)
{
	unsigned n = 0;

	for (unsigned i = 0; i < pool->n_workers; i++)
		n += pool->workers[i].lane == lane && pool->workers[i].city == city;
	return n;
}

static bool lane_taken(const struct db_pool *pool, enum db_lane lane, int64_t city)
{
	if (pool->engine == DB_SQLITE || pool->solo)
		return false;
	return lane_count(pool, lane, city) > 0 ||
	       (lane == LANE_URGENT && lane_count(pool, LANE_COMMITTING, city) > COMMITS_MAX);
}

/* With many cities, some threads are kept for those who do not wait patiently. */
static bool patient_room(const struct db_pool *pool)
{
	unsigned n = 0;

	for (unsigned i = 0; i < pool->n_workers; i++)
		n += pool->workers[i].lane == LANE_PATIENT;
	return n == 0 || n < pool->n_workers / 2;
}

/* Patient ones wait; at the end they are carried out all the same. */
static bool held(const struct db_pool *pool)
{
	return pool->hold && !pool->closing;
}

/* The first that may be taken now. */
static const struct db_write *queue_next(const struct db_pool *pool)
{
	const struct db_write *w;

	for (w = pool->urgent.head; w; w = w->next)
		if (!lane_taken(pool, LANE_URGENT, w->cx->city))
			return w;
	if (held(pool) || !patient_room(pool))
		return NULL;
	for (w = pool->patient.head; w; w = w->next)
		if (!lane_taken(pool, LANE_PATIENT, w->cx->city))
			return w;
	return NULL;
}

/* ---- threads that rest ------------------------------------------------------------------- */

/* In the lock. */
static void wake_one(struct db_pool *pool)
{
	struct db_worker *me = pool->resting;

	if (!me)
		return;
	pool->resting = me->next_resting;
	me->rests = false;
	pool->n_woken++;
	(void)pthread_cond_signal(&me->wake);
}

/* One who was woken and has not looked yet will look for others too. */
static void wake_for_next(struct db_pool *pool)
{
	if (pool->n_woken == 0 && queue_next(pool))
		wake_one(pool);
}

static void rest_no_more(struct db_worker *me)
{
	struct db_worker **at = &me->pool->resting;

	while (*at != me)
		at = &(*at)->next_resting;
	*at = me->next_resting;
	me->rests = false;
}

/* In the lock, for ever with 0; false: nothing came in that time. */
static bool wait_millis(struct db_worker *me, long millis)
{
	struct db_pool *pool = me->pool;
	const struct timespec until = wake_after(millis);
	bool late = false;

	me->next_resting = pool->resting;
	me->rests = true;
	pool->resting = me;
	while (me->rests && !late)
		if (millis == 0)
			(void)pthread_cond_wait(&me->wake, &pool->lock);
		else
			late = pthread_cond_timedwait(&me->wake, &pool->lock, &until) == ETIMEDOUT;
	if (me->rests) {
		rest_no_more(me);
		return false;
	}
	pool->n_woken--;
	return true;
}

static bool rest_unlocked(struct db_pool *pool, struct db *db, bool idle)
{
	bool again;

	(void)pthread_mutex_unlock(&pool->lock);
	again = db->ops->rest(db, idle);
	(void)pthread_mutex_lock(&pool->lock);
	return again;
}

/* Are there few of them, while more come? */
static bool few(const struct db_pool *pool, const struct db_write *w)
{
	unsigned n = 0;

	if (!w || pool->engine != DB_SQLITE || pool->closing)
		return false;
	for (; w && w->patient && w->more_come; w = w->next)
		n++;
	return !w && n < GATHERED;
}

/* The same as queue_next(), a while later if there were few. */
static const struct db_write *queue_gather(struct db_worker *me)
{
	const struct db_write *w = queue_next(me->pool);
	int64_t until = 0;
	long left;

	while (few(me->pool, w)) {
		if (until == 0)
			until = clock_mono() + GATHER_MILLIS * INT64_C(1000000);
		left = (long)((until - clock_mono()) / 1000000);
		if (left <= 0)
			break;
		(void)wait_millis(me, left);
		w = queue_next(me->pool);
	}
	return w;
}

/* What comes next; who waits a while for it, tidies up. */
static const struct db_write *queue_wait(struct db_worker *me)
{
	struct db_pool *pool = me->pool;
	long millis = IDLE_MILLIS;
	const struct db_write *w;

	while (!(w = queue_gather(me)) && !pool->closing) {
		if (pool->hold) {
			if (!wait_millis(me, HOLD_MILLIS))
				(void)rest_unlocked(pool, me->db, false);
		} else if (!wait_millis(me, millis)) {
			millis = rest_unlocked(pool, me->db, true) ? AGAIN_MILLIS : 0;
		}
	}
	return w;
}

/* ---- taking ------------------------------------------------------------------------------ */

/* Takes those of the city, or with SQLite all, in their order. */
static size_t list_take(struct db_pool *pool, struct db_list *list, int64_t city,
			struct db_write **w, size_t max)
{
	struct db_write **at = &list->head;
	size_t n = 0;

	while (*at && n < max) {
		if (pool->engine == DB_SQLITE || (*at)->cx->city == city) {
			w[n++] = *at;
			*at = (*at)->next;
		} else {
			at = &(*at)->next;
		}
	}
	if (!*at)
		list->tail = at;
	return n;
}

/* How many patient ones go along: where others come without pause, one with each second group. */
static size_t patient_along(struct db_worker *me, size_t others)
{
	bool among_others = others > 0;
	size_t n = held(me->pool) ? 0 : !among_others ? PATIENT_MAX : me->others_before ? 1 : 0;

	me->others_before = among_others;
	return n;
}

/* SQLite: all that wait; of the patient ones a few when nobody else does. */
static size_t take_all(struct db_worker *me, struct db_write **w)
{
	struct db_pool *pool = me->pool;
	size_t n = list_take(pool, &pool->urgent, 0, w, DB_GROUP_MAX), patient;

	patient = MIN(DB_GROUP_MAX - n, patient_along(me, n));
	return n + list_take(pool, &pool->patient, 0, &w[n], patient);
}

/* PostgreSQL: those of its city that are as patient as it is. */
static size_t take_like(struct db_worker *me, const struct db_write *first, struct db_write **w)
{
	struct db_pool *pool = me->pool;
	size_t max = pool->solo ? 1 : first->patient ? PATIENT_MAX : DB_GROUP_PG;

	me->lane = first->patient ? LANE_PATIENT : LANE_URGENT;
	me->city = first->cx->city;
	return list_take(pool, first->patient ? &pool->patient : &pool->urgent, me->city, w, max);
}

size_t db_queue_take_urgent(struct db_pool *pool, struct db_write **w, size_t max)
{
	size_t n;

	(void)pthread_mutex_lock(&pool->lock);
	n = list_take(pool, &pool->urgent, 0, w, max);
	(void)pthread_mutex_unlock(&pool->lock);
	return n;
}

size_t db_queue_take(struct db_worker *me, struct db_write **w)
{
	struct db_pool *pool = me->pool;
	const struct db_write *first;
	size_t n = 0;

	(void)pthread_mutex_lock(&pool->lock);
	me->lane = LANE_NONE;
	first = queue_wait(me);
	if (first) {
		n = pool->engine == DB_SQLITE ? take_all(me, w) : take_like(me, first, w);
		wake_for_next(pool); /* of another lane, or left over */
	}
	(void)pthread_mutex_unlock(&pool->lock);
	return n;
}

/* ---- what others say to it --------------------------------------------------------------- */

void db_queue_committing(struct db_worker *me)
{
	if (!me)
		return;
	(void)pthread_mutex_lock(&me->pool->lock);
	if (me->lane == LANE_URGENT) {
		me->lane = LANE_COMMITTING;
		wake_for_next(me->pool);
	}
	(void)pthread_mutex_unlock(&me->pool->lock);
}

bool db_queue_waits(struct db_pool *pool)
{
	bool waits;

	(void)pthread_mutex_lock(&pool->lock);
	waits = pool->urgent.head != NULL && (pool->engine == DB_SQLITE || !pool->resting);
	(void)pthread_mutex_unlock(&pool->lock);
	return waits;
}

bool db_queue_patient(struct db_pool *pool)
{
	bool waits;

	(void)pthread_mutex_lock(&pool->lock);
	waits = pool->patient.head != NULL;
	(void)pthread_mutex_unlock(&pool->lock);
	return waits;
}

void db_queue_put_back(struct db_pool *pool, struct db_write **w, size_t n)
{
	(void)pthread_mutex_lock(&pool->lock);
	while (n-- > 0) {
		w[n]->next = pool->patient.head;
		if (!pool->patient.head)
			pool->patient.tail = &w[n]->next;
		pool->patient.head = w[n];
	}
	(void)pthread_mutex_unlock(&pool->lock);
}

void db_queue_close(struct db_pool *pool)
{
	(void)pthread_mutex_lock(&pool->lock);
	pool->closing = true;
	while (pool->resting)
		wake_one(pool);
	(void)pthread_mutex_unlock(&pool->lock);
}

void db_submit(struct db_pool *pool, struct db_write *w)
{
	struct db_list *list = w->patient ? &pool->patient : &pool->urgent;

	if (pool->here) {
		db_write_here(pool, w);
		return;
	}
	w->next = NULL;
	(void)pthread_mutex_lock(&pool->lock);
	assert(!pool->closing);
	*list->tail = w;
	list->tail = &w->next;
	wake_for_next(pool);
	(void)pthread_mutex_unlock(&pool->lock);
}
