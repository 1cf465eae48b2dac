/*
 * Writing: what becomes of the writes that a thread took from the queue (db_queue.c).
 *
 * They share a transaction and its one sync; none of them is answered before.  SQLite has one
 * writer, which puts each write into a savepoint and leaves the sync to another thread (db_sync.c).
 * PostgreSQL has several; a savepoint costs it more than most writes, so a group does without (see
 * below).
 */
#include "platform/db/db_impl.h"

#include <stdio.h>
#include <unistd.h>

#include "base/clock.h"

/*
 * Patient writes share a transaction as long as nobody else comes, and no longer than so many
 * nanoseconds: whoever comes waits until all they changed is written and synced.  Shorter ones
 * write the same pages of an index again and again.
 */
#define PATIENT_TIME (90 * INT64_C(1000000))
#define RETRIES_MAX  3
#define RETRY_PAUSE  10000 /* microseconds before the first retry */

/* ---- a single write ---------------------------------------------------------------------- */

/* Calls run with the writer's connection; what it reports counts unless a statement failed. */
static enum err write_call(struct db *db, struct db_write *w)
{
	struct ctx *cx = w->cx;
	struct db *before = cx->db;
	bool was_in_write = cx->in_write;
	enum err e;

	err_clear(cx);
	cx->db = db;
	cx->in_write = true;
	cx->state = 0;
	e = w->run(cx, w->arg);
	cx->db = before;
	cx->in_write = was_in_write;
	return e == ERR_OK ? db->failed : e;
}

void db_write_done(struct db_pool *pool, struct db_write *w, enum err e)
{
	if (e == ERR_OK && w->patient)
		atomic_fetch_add_explicit(&pool->patient_writes, 1, memory_order_relaxed);
	atomic_fetch_add_explicit(e == ERR_OK ? &pool->writes : &pool->failures, 1,
				  memory_order_relaxed);
	w->done(w->cx, w->arg, e);
}

static void count_group(struct db_pool *pool)
{
	atomic_fetch_add_explicit(&pool->groups, 1, memory_order_relaxed);
	if (!pool->syncer)
		atomic_fetch_add_explicit(&pool->syncs, 1, memory_order_relaxed);
}

static enum err engine_failed(struct ctx *cx, const struct db *db, enum err e, const char *what)
{
	return err_set(cx, e, "%s: %s", what, db->message);
}

/* ---- a part of a write ---------------------------------------------------------------------- */

/* Takes back what a part did; false when the transaction went with it. */
static bool part_undo(struct db *db)
{
	if (!db->ops->in_transaction(db) || db->ops->savepoint_end(db, false) != ERR_OK)
		return false;
	db->failed = ERR_OK;
	return true;
}

enum err db_part(struct ctx *cx, enum err (*run)(struct ctx *cx, void *arg), void *arg,
		 enum err *ret_result)
{
	struct db *db = cx->db;
	enum err e;

	assert(cx->in_write);
	if (db->failed != ERR_OK)
		return err_set(cx, ERR_DB, "part: an earlier statement failed");
	e = db->ops->savepoint(db);
	if (e != ERR_OK)
		return db_fail(cx, db, e, "part");
	e = run(cx, arg);
	if (e == ERR_OK)
		e = db->failed;
	if (e == ERR_OK) { /* what was sent without waiting answers here */
		e = db->ops->savepoint_end(db, true);
		if (e != ERR_OK)
			e = db_fail(cx, db, e, "part");
	}
	if (e != ERR_OK && (!part_undo(db) || e == ERR_BUSY || e == ERR_FULL)) {
		db->failed = e;
		return e;
	}
	*ret_result = e;
	return ERR_OK;
}

/* ---- a group ------------------------------------------------------------------------------ */

/*
 * A write within its savepoint.  *ret_lost: SQLite ended the whole transaction by itself (full
 * disk, I/O error), and all writes before this one in the group are gone too.
 */
static enum err write_in_savepoint(struct db *db, struct db_write *w, bool *ret_lost)
{
	enum err e = db->ops->savepoint(db);

	if (e != ERR_OK)
		e = engine_failed(w->cx, db, e, "savepoint");
	else
		e = write_call(db, w);
	*ret_lost = !db->ops->in_transaction(db);
	if (*ret_lost)
		return e == ERR_OK ? ERR_DB : e;
	if (e == ERR_OK) { /* what was sent without waiting answers here */
		e = db->ops->savepoint_end(db, true);
		if (e == ERR_OK)
			return ERR_OK;
		e = engine_failed(w->cx, db, e, "savepoint");
	}
	*ret_lost = db->ops->savepoint_end(db, false) != ERR_OK;
	return e;
}

/*
 * A patient write among others does without: when it fails, which is rare, all of the group are
 * rolled back and done again, each alone.  What SQLite keeps for a savepoint, a copy of each page
 * that is changed, took an eighth of the time of an import.
 */
static enum err write_plainly(struct db *db, struct db_write *w, bool *ret_lost)
{
	enum err e;

	db->failed = ERR_OK;
	e = write_call(db, w);
	if (e == ERR_OK && !db->ops->in_transaction(db))
		e = ERR_DB;
	*ret_lost = e != ERR_OK;
	return e;
}

/*
 * Before the i-th: *n becomes i when it is patient and somebody else came meanwhile, or the group
 * has lasted long enough: what it changed is written out at its end, while everybody waits.
 */
static bool group_makes_way(struct db_pool *pool, struct db_write **w, size_t *n, size_t i,
			    int64_t began)
{
	if (i == 0 || !w[i]->patient ||
	    (!db_queue_waits(pool) && clock_mono() - began < PATIENT_TIME))
		return false;
	db_queue_put_back(pool, &w[i], *n - i);
	*n = i;
	return true;
}

/*
 * Runs the writes in the transaction that was begun and ends it.  results[i] is what a write came
 * to; false when nothing of the transaction stands, and *ret_why says what ended it.  *n becomes
 * less when somebody came for whom the patient ones at the end make way, and he comes along: the
 * commit he waits for is his own.  w has room for DB_GROUP_MAX.
 */
static bool group_run(struct db *db, struct db_write **w, size_t *n, enum err *results,
		      enum err *ret_why)
{
	bool lost = false, any = false;
	int64_t began = clock_mono();
	enum err e;

	for (size_t i = 0; i < *n && !lost; i++) {
		if (group_makes_way(db->pool, w, n, i, began))
			*n += db_queue_take_urgent(db->pool, &w[i], DB_GROUP_MAX - i);
		if (i == *n)
			break;
		results[i] = w[i]->patient && *n > 1 ? write_plainly(db, w[i], &lost)
						     : write_in_savepoint(db, w[i], &lost);
		any = any || results[i] == ERR_OK;
		*ret_why = results[i];
	}
	if (lost || !any) {
		db->ops->rollback(db);
		return !lost;
	}
	e = db->ops->commit(db);
	if (e != ERR_OK) {
		*ret_why = e;
		db->ops->rollback(db);
		return false;
	}
	count_group(db->pool);
	return true;
}

static enum err alone_run(struct db *db, struct db_write *w)
{
	enum err result = ERR_DB, why = ERR_DB, e = db->ops->begin(db, 0);
	size_t n = 1;

	if (e != ERR_OK)
		return engine_failed(w->cx, db, e, "begin");
	return group_run(db, &w, &n, &result, &why) ? result
						    : engine_failed(w->cx, db, why, "commit");
}

/* Refusals too are answered in their place: they may rest on what is committed and not synced. */
static void group_answer(struct db *db, struct db_write **w, const enum err *results, size_t n)
{
	if (db->pool->syncer) {
		db_sync_hand(db->pool->syncer, w, results, n, db->logs);
		db->logs = 0;
		return;
	}
	for (size_t i = 0; i < n; i++)
		db_write_done(db->pool, w[i], results[i]);
}

static enum err group_begin(struct db *db)
{
	if (!atomic_load(&db->pool->broken))
		return db->ops->begin(db, 0);
	(void)snprintf(db->message, sizeof(db->message), "a sync failed before");
	return ERR_DB;
}

static void group_write(struct db *db, struct db_write **w, size_t n)
{
	enum err results[DB_GROUP_MAX], why = ERR_DB, e = group_begin(db);
	bool stands = e == ERR_OK && group_run(db, w, &n, results, &why);

	for (size_t i = 0; i < n; i++) {
		if (e != ERR_OK) {
			results[i] = engine_failed(w[i]->cx, db, e, "begin");
		} else if (!stands && n == 1) {
			results[i] = engine_failed(w[i]->cx, db, why, "commit");
		} else if (!stands) {
			/* The group was rolled back for one of them: each once more, alone. */
			atomic_fetch_add_explicit(&db->pool->retries, 1, memory_order_relaxed);
			results[i] = alone_run(db, w[i]);
		}
	}
	group_answer(db, w, results, n);
}

/* ---- PostgreSQL: one write, several at once ---------------------------------------------- */

static enum err single_try(struct db *db, struct db_write *w)
{
	enum err e = db->ops->begin(db, w->cx->city);

	if (e != ERR_OK)
		return engine_failed(w->cx, db, e, "begin");
	e = write_call(db, w);
	if (e == ERR_OK) {
		e = db->ops->commit(db);
		if (e != ERR_OK)
			e = engine_failed(w->cx, db, e, "commit");
	}
	if (e != ERR_OK)
		db->ops->rollback(db);
	return e;
}

static enum err single_write(struct db *db, struct db_write *w)
{
	enum err e = db->ops->revive(db);

	if (e != ERR_OK)
		return engine_failed(w->cx, db, e, "connect");
	e = single_try(db, w);
	for (int i = 0; e != ERR_OK && i < RETRIES_MAX && db->ops->worth_again(db); i++) {
		atomic_fetch_add_explicit(&db->pool->retries, 1, memory_order_relaxed);
		err_clear(w->cx);
		/* The other one of the two goes first, or both would collide again. */
		(void)usleep((useconds_t)RETRY_PAUSE << i);
		e = single_try(db, w);
	}
	if (e == ERR_OK)
		count_group(db->pool);
	return e;
}

/* ---- PostgreSQL: a group ----------------------------------------------------------------- */

/*
 * First without savepoints.  A write that is refused before it wrote anything just goes without
 * the others noticing.  When one fails later than that, all is rolled back and done again with a
 * savepoint for each, so that what failed is known and goes alone.  What collided with another
 * process, and all writes of a group that was lost even so, are tried once more by themselves.
 */
enum group { GROUP_STANDS, GROUP_AGAIN, GROUP_LOST };

/* After a commit that failed: with the connection gone nobody knows what became of it. */
static enum group group_commit(struct db *db, struct db_write **w, size_t n, enum err *results)
{
	enum err e = db->ops->commit(db);

	if (e == ERR_OK) {
		count_group(db->pool);
		return GROUP_STANDS;
	}
	if (e != ERR_BUSY || db->ops->in_transaction(db)) {
		db->ops->rollback(db);
		return GROUP_AGAIN;
	}
	for (size_t i = 0; i < n; i++)
		if (results[i] == ERR_OK)
			results[i] = engine_failed(w[i]->cx, db, e, "commit");
	return GROUP_LOST;
}

static enum group group_swift(struct db *db, struct db_write **w, size_t *n, enum err *results)
{
	int64_t began = clock_mono();
	bool any = false;

	if (db->ops->begin(db, w[0]->cx->city) != ERR_OK)
		return GROUP_AGAIN;
	for (size_t i = 0; i < *n; i++) {
		if (group_makes_way(db->pool, w, n, i, began))
			break;
		db->wrote = false;
		results[i] = write_call(db, w[i]);
		any = any || results[i] == ERR_OK;
		if (results[i] != ERR_OK && (db->wrote || db->failed != ERR_OK)) {
			db->ops->rollback(db);
			return GROUP_AGAIN;
		}
	}
	if (any)
		return group_commit(db, w, *n, results);
	db->ops->rollback(db);
	return GROUP_STANDS;
}

static enum group group_careful(struct db *db, struct db_write **w, size_t n, enum err *results)
{
	bool lost = false, any = false;

	if (db->ops->revive(db) != ERR_OK || db->ops->begin(db, w[0]->cx->city) != ERR_OK)
		return GROUP_AGAIN;
	for (size_t i = 0; i < n && !lost; i++) {
		results[i] = write_in_savepoint(db, w[i], &lost);
		any = any || results[i] == ERR_OK;
	}
	if (!lost && any)
		return group_commit(db, w, n, results);
	db->ops->rollback(db);
	return lost ? GROUP_AGAIN : GROUP_STANDS;
}

static void city_write(struct db *db, struct db_write **w, size_t n)
{
	enum err results[DB_GROUP_PG];
	enum group g = GROUP_AGAIN;

	db->patient = w[0]->patient;
	if (n > 1)
		g = group_swift(db, w, &n, results);
	if (n > 1 && g == GROUP_AGAIN) {
		atomic_fetch_add_explicit(&db->pool->retries, 1, memory_order_relaxed);
		g = group_careful(db, w, n, results);
	}
	for (size_t i = 0; i < n; i++) {
		bool alone = g == GROUP_AGAIN || (g == GROUP_STANDS && results[i] == ERR_BUSY);

		db_write_done(db->pool, w[i], alone ? single_write(db, w[i]) : results[i]);
	}
}

/* ---- the threads, and who waits for one ---------------------------------------------------- */

void *db_writer_main(void *arg)
{
	struct db_worker *me = arg;
	struct db_write *w[DB_GROUP_MAX];
	bool sqlite = me->pool->engine == DB_SQLITE;
	size_t n;

	while ((n = db_queue_take(me, w)) > 0) {
		if (sqlite)
			group_write(me->db, w, n);
		else
			city_write(me->db, w, n);
		(void)me->db->ops->rest(me->db, false);
	}
	return NULL;
}

void db_write_here(struct db_pool *pool, struct db_write *w)
{
	group_write(pool->workers[0].db, &w, 1);
}

struct waiter {
	enum err (*run)(struct ctx *cx, void *arg);
	void *arg;
	pthread_mutex_t lock;
	pthread_cond_t over;
	bool is_over;
	enum err result;
};

static enum err waiter_run(struct ctx *cx, void *arg)
{
	struct waiter *wait = arg;

	return wait->run(cx, wait->arg);
}

static void waiter_done(struct ctx *cx, void *arg, enum err result)
{
	struct waiter *wait = arg;

	(void)cx;
	(void)pthread_mutex_lock(&wait->lock);
	wait->result = result;
	wait->is_over = true;
	(void)pthread_cond_signal(&wait->over);
	(void)pthread_mutex_unlock(&wait->lock);
}

static enum err submit_and_wait(struct ctx *cx, struct db_pool *pool,
				enum err (*run)(struct ctx *cx, void *arg), void *arg, bool patient)
{
	struct waiter wait = {
		.run = run,
		.arg = arg,
		.lock = PTHREAD_MUTEX_INITIALIZER,
		.over = PTHREAD_COND_INITIALIZER,
	};
	struct db_write w = {
		.run = waiter_run, .done = waiter_done, .cx = cx, .arg = &wait, .patient = patient
	};

	/* Within a write, this one would wait for itself. */
	assert(!cx->in_write);
	db_submit(pool, &w);
	(void)pthread_mutex_lock(&wait.lock);
	while (!wait.is_over)
		(void)pthread_cond_wait(&wait.over, &wait.lock);
	(void)pthread_mutex_unlock(&wait.lock);
	(void)pthread_cond_destroy(&wait.over);
	(void)pthread_mutex_destroy(&wait.lock);
	return wait.result;
}

enum err db_write(struct ctx *cx, struct db_pool *pool, enum err (*run)(struct ctx *cx, void *arg),
		  void *arg)
{
	return submit_and_wait(cx, pool, run, arg, false);
}

enum err db_write_patient(struct ctx *cx, struct db_pool *pool,
			  enum err (*run)(struct ctx *cx, void *arg), void *arg)
{
	return submit_and_wait(cx, pool, run, arg, true);
}
