/* The pool: connections that are lent to readers, and those of the writers (db_write.c). */
#include "base/str.h"
#include "base/wake.h"
#include "platform/db/db_glance.h"
#include "platform/db/db_impl.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

/* ---- readers ----------------------------------------------------------------------------- */

enum err db_connect(struct ctx *cx, struct db_pool *pool, enum db_role role, struct db **ret)
{
	char message[DB_MESSAGE] = "";
	enum err e = pool->ops->open(pool, role, ret, message);

	return e == ERR_OK ? ERR_OK : err_set(cx, e, "%s", message);
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
		e = err_set(cx, e, "begin: %s", db->message);
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

void db_read_glance(struct ctx *cx)
{
	assert(cx->db && cx->db->role == DB_READER);
	cx->db->glance = true;
}

bool db_is_postgres(const char *url)
{
	return str_starts(url, "postgres://") || str_starts(url, "postgresql://");
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
	bool pg = db_is_postgres(options->url);
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
	pool->urgent.tail = &pool->urgent.head;
	pool->patient.tail = &pool->patient.head;
	(void)pthread_mutex_init(&pool->lock, NULL);
	(void)pthread_cond_init(&pool->reader, NULL);
	pool->n_workers = pool->options.writers;
	pool->workers = calloc(pool->n_workers, sizeof(*pool->workers));
	if (!pool->workers)
		abort();
	for (unsigned i = 0; i < pool->n_workers; i++)
		wake_init(&pool->workers[i].wake);
	return pool;
}

/* A file of another kind gets no lock beside it: FILE.lock may mean something to somebody else. */
static enum err pool_is_data(struct ctx *cx, const char *path)
{
	static const char magic[16] = "SQLite format 3";
	char head[sizeof(magic)];
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t n;

	if (fd < 0)
		return ERR_OK;
	n = read(fd, head, sizeof(head));
	(void)close(fd);
	if (n == 0 || (n == sizeof(head) && memcmp(head, magic, sizeof(head)) == 0))
		return ERR_OK;
	return err_set(cx, ERR_DB, "this is no data file of melaju");
}

/* Keeps FILE.lock until the process ends; the kernel lets go of it however that happens. */
static enum err pool_lock(struct ctx *cx, struct db_pool *pool)
{
	char *name;

	if (pool->engine != DB_SQLITE || !pool->options.exclusive)
		return ERR_OK;
	TRY(pool_is_data(cx, pool->url));
	name = arena_printf(cx->arena, "%s.lock", pool->url);
	pool->lock_fd = open(name, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	if (pool->lock_fd < 0)
		return err_set(cx, ERR_DB, "%s: %s", name, strerrordesc_np(errno));
	if (flock(pool->lock_fd, LOCK_EX | LOCK_NB) != 0)
		return err_set(cx, ERR_BUSY, "another melaju serves this file or works on it");
	return ERR_OK;
}

static enum err workers_start(struct ctx *cx, struct db_pool *pool)
{
	for (unsigned i = 0; i < pool->n_workers; i++) {
		struct db_worker *me = &pool->workers[i];

		me->pool = pool;
		TRY(db_connect(cx, pool, DB_WRITER, &me->db));
		me->db->worker = me;
		if (pool->engine == DB_SQLITE)
			db_sqlite_sync_late(me->db);
		if (pthread_create(&me->thread, NULL, db_writer_main, me) != 0)
			return err_set(cx, ERR_DB, "writer thread %u does not start", i);
		me->started = true;
	}
	return ERR_OK;
}

enum err db_pool_check(struct ctx *cx, const struct db_pool *pool)
{
	return atomic_load(&pool->broken)
		   ? err_set(cx, ERR_DB, "a sync failed; nothing is written before a new start")
		   : ERR_OK;
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
	db_queue_close(pool);
	for (unsigned i = 0; i < pool->n_workers; i++)
		if (pool->workers[i].started)
			(void)pthread_join(pool->workers[i].thread, NULL);
	db_sync_stop(pool->syncer);
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
	for (unsigned i = 0; i < pool->n_workers; i++)
		(void)pthread_cond_destroy(&pool->workers[i].wake);
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
		.patient = atomic_load(&pool->patient_writes),
		.groups = atomic_load(&pool->groups),
		.retries = atomic_load(&pool->retries),
		.syncs = atomic_load(&pool->syncs),
		.failures = atomic_load(&pool->failures),
		.statements = atomic_load(&pool->statements),
	};
}
