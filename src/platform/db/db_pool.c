/*
 * The pool: readers that are lent, and writers that take from one queue.
 *
 * SQLite has one writer, which puts up to GROUP_MAX waiting writes into one transaction, each in a
 * savepoint, so that they share one sync.  PostgreSQL has several, each with one write at a time:
 * the server gathers their syncs itself.
 */
#include "platform/db/db_impl.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"

#define GROUP_MAX    256
#define PATIENT_MAX  24                      /* of these in a group, as long as nobody else waits */
#define PATIENT_TIME (40 * INT64_C(1000000)) /* nanoseconds: what they wrote is synced then */
#define RETRIES_MAX  3
#define IDLE_SECONDS 1
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

static void write_done(struct db_pool *pool, struct db_write *w, enum err e)
{
	atomic_fetch_add_explicit(e == ERR_OK ? &pool->writes : &pool->failures, 1,
				  memory_order_relaxed);
	w->done(w->cx, w->arg, e);
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

/* ---- SQLite: a group --------------------------------------------------------------------- */

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
	if (db->ops->savepoint_end(db, e == ERR_OK) != ERR_OK) {
		*ret_lost = true;
		return engine_failed(w->cx, db, e == ERR_OK ? ERR_DB : e, "savepoint");
	}
	return e;
}

static bool somebody_waits(struct db_pool *pool)
{
	bool waits;

	(void)pthread_mutex_lock(&pool->lock);
	waits = pool->head != NULL;
	(void)pthread_mutex_unlock(&pool->lock);
	return waits;
}

/* Puts patient writes back to the front of theirs. */
static void put_back(struct db_pool *pool, struct db_write **w, size_t n)
{
	(void)pthread_mutex_lock(&pool->lock);
	while (n-- > 0) {
		w[n]->next = pool->patient;
		if (!pool->patient)
			pool->patient_tail = &w[n]->next;
		pool->patient = w[n];
	}
	(void)pthread_mutex_unlock(&pool->lock);
}

/*
 * Runs the writes in the transaction that was begun and ends it.  results[i] is what a write came
 * to; false when nothing of the transaction stands, and *ret_why says what ended it.  *n becomes
 * less when somebody came for whom the patient ones at the end make way, or they have taken long
 * enough: what one group changed is written out at once, while everybody waits.
 */
static bool group_run(struct db *db, struct db_write **w, size_t *n, enum err *results,
		      enum err *ret_why)
{
	bool lost = false, any = false;
	int64_t began = clock_mono();
	enum err e;

	for (size_t i = 0; i < *n && !lost; i++) {
		if (i > 0 && w[i]->patient &&
		    (somebody_waits(db->pool) || clock_mono() - began > PATIENT_TIME)) {
			put_back(db->pool, &w[i], *n - i);
			*n = i;
			break;
		}
		results[i] = write_in_savepoint(db, w[i], &lost);
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
	atomic_fetch_add_explicit(&db->pool->groups, 1, memory_order_relaxed);
	atomic_fetch_add_explicit(&db->pool->syncs, 1, memory_order_relaxed);
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

static void group_write(struct db *db, struct db_write **w, size_t n)
{
	enum err results[GROUP_MAX], why = ERR_DB, e = db->ops->begin(db, 0);
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
		write_done(db->pool, w[i], results[i]);
	}
}

/* ---- PostgreSQL: one write --------------------------------------------------------------- */

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

static void single_write(struct db *db, struct db_write *w)
{
	enum err e = db->ops->revive(db);

	if (e != ERR_OK) {
		write_done(db->pool, w, engine_failed(w->cx, db, e, "connect"));
		return;
	}
	e = single_try(db, w);
	for (int i = 0; e != ERR_OK && i < RETRIES_MAX && db->ops->worth_again(db); i++) {
		atomic_fetch_add_explicit(&db->pool->retries, 1, memory_order_relaxed);
		err_clear(w->cx);
		/* The other one of the two goes first, or both would collide again. */
		(void)usleep((useconds_t)RETRY_PAUSE << i);
		e = single_try(db, w);
	}
	if (e == ERR_OK) {
		atomic_fetch_add_explicit(&db->pool->groups, 1, memory_order_relaxed);
		atomic_fetch_add_explicit(&db->pool->syncs, 1, memory_order_relaxed);
	}
	write_done(db->pool, w, e);
}

/* ---- queue ------------------------------------------------------------------------------- */

static void queue_wait(struct db_pool *pool, struct db *db)
{
	struct timespec until;

	if (pool->head || pool->patient || pool->closing)
		return;
	(void)clock_gettime(CLOCK_REALTIME, &until);
	until.tv_sec += IDLE_SECONDS;
	while (!pool->head && !pool->patient && !pool->closing) {
		if (pthread_cond_timedwait(&pool->work, &pool->lock, &until) != ETIMEDOUT)
			continue;
		(void)pthread_mutex_unlock(&pool->lock);
		db->ops->rest(db, true);
		(void)pthread_mutex_lock(&pool->lock);
		while (!pool->head && !pool->patient && !pool->closing)
			(void)pthread_cond_wait(&pool->work, &pool->lock);
	}
}

/* All that wait; of the patient ones a few, or only the first when others go with it. */
static size_t queue_take(struct db_worker *me, struct db_write **w, size_t max)
{
	struct db_pool *pool = me->pool;
	size_t n = 0, last;

	(void)pthread_mutex_lock(&pool->lock);
	queue_wait(pool, me->db);
	while (n < max && pool->head) {
		w[n++] = pool->head;
		pool->head = pool->head->next;
	}
	if (!pool->head)
		pool->tail = &pool->head;
	for (last = MIN(max, n > 0 ? n + 1 : PATIENT_MAX); n < last && pool->patient;) {
		w[n++] = pool->patient;
		pool->patient = pool->patient->next;
	}
	if (!pool->patient)
		pool->patient_tail = &pool->patient;
	(void)pthread_mutex_unlock(&pool->lock);
	return n;
}

static void *worker_main(void *arg)
{
	struct db_worker *me = arg;
	bool group = me->pool->engine == DB_SQLITE;
	struct db_write *w[GROUP_MAX];
	size_t n;

	while ((n = queue_take(me, w, group ? GROUP_MAX : 1)) > 0) {
		if (group)
			group_write(me->db, w, n);
		else
			single_write(me->db, w[0]);
		me->db->ops->rest(me->db, false);
	}
	return NULL;
}

void db_submit(struct db_pool *pool, struct db_write *w)
{
	w->next = NULL;
	(void)pthread_mutex_lock(&pool->lock);
	assert(!pool->closing);
	if (w->patient) {
		*pool->patient_tail = w;
		pool->patient_tail = &w->next;
	} else {
		*pool->tail = w;
		pool->tail = &w->next;
	}
	(void)pthread_cond_signal(&pool->work);
	(void)pthread_mutex_unlock(&pool->lock);
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

enum err db_write(struct ctx *cx, struct db_pool *pool, enum err (*run)(struct ctx *cx, void *arg),
		  void *arg)
{
	struct waiter wait = {
		.run = run,
		.arg = arg,
		.lock = PTHREAD_MUTEX_INITIALIZER,
		.over = PTHREAD_COND_INITIALIZER,
	};
	struct db_write w = { .run = waiter_run, .done = waiter_done, .cx = cx, .arg = &wait };

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

/* ---- readers ----------------------------------------------------------------------------- */

enum err db_connect(struct ctx *cx, struct db_pool *pool, enum db_role role, struct db **ret)
{
	char message[DB_MESSAGE] = "";
	enum err e = pool->ops->open(pool, role, ret, message);

	return e == ERR_OK ? ERR_OK : err_set(cx, e, "open: %s", message);
}

/* A free reader, or NULL with the right to open one. */
static struct db *reader_take(struct db_pool *pool)
{
	struct db *db;

	(void)pthread_mutex_lock(&pool->lock);
	while (!pool->free_readers && pool->readers_open >= pool->options.readers)
		(void)pthread_cond_wait(&pool->reader, &pool->lock);
	db = pool->free_readers;
	if (db)
		pool->free_readers = db->next;
	else
		pool->readers_open++;
	(void)pthread_mutex_unlock(&pool->lock);
	return db;
}

/* Gives a reader back, or, with NULL, the right to open one. */
static void reader_give(struct db_pool *pool, struct db *db)
{
	(void)pthread_mutex_lock(&pool->lock);
	if (db) {
		db->next = pool->free_readers;
		pool->free_readers = db;
	} else {
		pool->readers_open--;
	}
	(void)pthread_cond_signal(&pool->reader);
	(void)pthread_mutex_unlock(&pool->lock);
}

enum err db_read_begin(struct ctx *cx, struct db_pool *pool)
{
	struct db *db;
	enum err e = ERR_OK;

	assert(!cx->db);
	db = reader_take(pool);
	if (!db) {
		e = db_connect(cx, pool, DB_READER, &db);
		if (e != ERR_OK) {
			reader_give(pool, NULL);
			return e;
		}
	}
	e = pool->ops->revive(db);
	if (e == ERR_OK)
		e = pool->ops->begin(db, cx->city);
	if (e != ERR_OK) {
		e = engine_failed(cx, db, e, "begin");
		pool->ops->rollback(db);
		reader_give(pool, db);
		return e;
	}
	cx->db = db;
	cx->state = 0;
	return ERR_OK;
}

void db_read_end(struct ctx *cx, struct db_pool *pool)
{
	struct db *db = cx->db;

	if (!db)
		return;
	assert(db->pool == pool && db->role == DB_READER);
	pool->ops->rollback(db);
	cx->db = NULL;
	reader_give(pool, db);
}

/* ---- opening and closing ----------------------------------------------------------------- */

static char *copy_text(const char *s)
{
	char *copy = strdup(s);

	if (!copy)
		abort();
	return copy;
}

static char *media_name(const struct db_options *o)
{
	size_t n = strlen(o->url) + sizeof(".media");
	char *name;

	if (o->media)
		return copy_text(o->media);
	name = malloc(n);
	if (!name)
		abort();
	(void)snprintf(name, n, "%s.media", o->url);
	return name;
}

static struct db_pool *pool_new(const struct db_options *options)
{
	bool pg = strncmp(options->url, "postgres", 8) == 0;
	struct db_pool *pool = calloc(1, sizeof(*pool));

	if (!pool)
		abort();
	pool->engine = pg ? DB_PG : DB_SQLITE;
	pool->ops = pg ? &db_pg_ops : &db_sqlite_ops;
	pool->options = *options;
	pool->options.readers = MAX(options->readers, 1);
	pool->options.writers = pg ? (options->writers ? options->writers : 8) : 1;
	pool->url = copy_text(options->url);
	pool->media = pg ? copy_text("") : media_name(options);
	pool->sync = copy_text(options->sync ? options->sync : "full");
	pool->vfs = options->vfs ? copy_text(options->vfs) : NULL;
	pool->lock_fd = -1;
	pool->tail = &pool->head;
	pool->patient_tail = &pool->patient;
	(void)pthread_mutex_init(&pool->lock, NULL);
	(void)pthread_cond_init(&pool->work, NULL);
	(void)pthread_cond_init(&pool->reader, NULL);
	pool->n_workers = pool->options.writers;
	pool->workers = calloc(pool->n_workers, sizeof(*pool->workers));
	if (!pool->workers)
		abort();
	return pool;
}

/* Keeps FILE.lock until the process ends; the kernel lets go of it however that happens. */
static enum err pool_lock(struct ctx *cx, struct db_pool *pool)
{
	char *name;

	if (pool->engine != DB_SQLITE || !pool->options.exclusive)
		return ERR_OK;
	name = arena_printf(cx->arena, "%s.lock", pool->url);
	pool->lock_fd = open(name, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	if (pool->lock_fd < 0)
		return err_set(cx, ERR_DB, "%s: cannot be opened", name);
	if (flock(pool->lock_fd, LOCK_EX | LOCK_NB) != 0)
		return err_set(cx, ERR_BUSY, "%s: another process writes this file", name);
	return ERR_OK;
}

static enum err workers_start(struct ctx *cx, struct db_pool *pool)
{
	for (unsigned i = 0; i < pool->n_workers; i++) {
		struct db_worker *me = &pool->workers[i];

		me->pool = pool;
		TRY(db_connect(cx, pool, DB_WRITER, &me->db));
		if (pthread_create(&me->thread, NULL, worker_main, me) != 0)
			return err_set(cx, ERR_DB, "writer thread %u does not start", i);
		me->started = true;
	}
	return ERR_OK;
}

enum err db_pool_open(struct ctx *cx, const struct db_options *options, struct db_pool **ret_pool)
{
	struct db_pool *pool = pool_new(options);
	enum err e = pool_lock(cx, pool);

	if (e == ERR_OK)
		e = workers_start(cx, pool);
	if (e != ERR_OK) {
		db_pool_close(pool);
		return e;
	}
	*ret_pool = pool;
	return ERR_OK;
}

/* Writes that wait are still carried out; nobody may submit any more. */
static void workers_stop(struct db_pool *pool)
{
	(void)pthread_mutex_lock(&pool->lock);
	pool->closing = true;
	(void)pthread_cond_broadcast(&pool->work);
	(void)pthread_mutex_unlock(&pool->lock);
	for (unsigned i = 0; i < pool->n_workers; i++)
		if (pool->workers[i].started)
			(void)pthread_join(pool->workers[i].thread, NULL);
}

void db_pool_close(struct db_pool *pool)
{
	struct db *next;

	if (!pool)
		return;
	workers_stop(pool);
	for (struct db *db = pool->free_readers; db; db = next) {
		next = db->next;
		pool->ops->close(db);
	}
	/* The writer goes last: it alone may empty the log on closing. */
	for (unsigned i = 0; i < pool->n_workers; i++)
		if (pool->workers[i].db)
			pool->ops->close(pool->workers[i].db);
	if (pool->lock_fd >= 0)
		(void)close(pool->lock_fd);
	(void)pthread_cond_destroy(&pool->reader);
	(void)pthread_cond_destroy(&pool->work);
	(void)pthread_mutex_destroy(&pool->lock);
	free(pool->workers);
	free(pool->url);
	free(pool->media);
	free(pool->sync);
	free(pool->vfs);
	free(pool);
}

enum db_engine db_pool_engine(const struct db_pool *pool)
{
	return pool->engine;
}

struct db_stats db_pool_stats(const struct db_pool *pool)
{
	return (struct db_stats){
		.writes = atomic_load(&pool->writes),
		.groups = atomic_load(&pool->groups),
		.retries = atomic_load(&pool->retries),
		.syncs = atomic_load(&pool->syncs),
		.failures = atomic_load(&pool->failures),
		.statements = atomic_load(&pool->statements),
	};
}
