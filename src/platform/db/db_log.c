/*
 * A second thread moves the log into the file while the writer goes on, over a connection of its
 * own.  The writer only asks, and never waits for it; the log begins anew when the writer finds all
 * of it moved (db_sqlite.c).
 */
#include <pthread.h>
#include <stdlib.h>

#include <sqlite3.h>

#include "platform/db/db_impl.h"

struct db_log {
	pthread_t thread;
	pthread_mutex_t lock;
	pthread_cond_t work;
	struct db *db;
	sqlite3 *handle;
	bool stop;
	struct {
		bool wanted;
		unsigned log; /* which one was asked for: numbers count logs begun anew */
		int moved;    /* pages of it */
	} of[DB_LOGS];
};

/* One that is wanted; DB_LOGS: none. */
static int next_wanted(const struct db_log *l)
{
	int i = 0;

	while (i < DB_LOGS && !l->of[i].wanted)
		i++;
	return i;
}

/* In the lock, which it leaves while it moves pages. */
static void move(struct db_log *l, int i)
{
	unsigned log = l->of[i].log;
	int moved = 0, rc;

	l->of[i].wanted = false;
	(void)pthread_mutex_unlock(&l->lock);
	rc = sqlite3_wal_checkpoint_v2(l->handle, db_schemas[i], SQLITE_CHECKPOINT_PASSIVE, NULL,
				       &moved);
	(void)pthread_mutex_lock(&l->lock);
	if (rc == SQLITE_OK && log == l->of[i].log)
		l->of[i].moved = moved;
}

static void *log_main(void *arg)
{
	struct db_log *l = arg;
	int i;

	(void)pthread_mutex_lock(&l->lock);
	while (!l->stop) {
		i = next_wanted(l);
		if (i < DB_LOGS)
			move(l, i);
		else
			(void)pthread_cond_wait(&l->work, &l->lock);
	}
	(void)pthread_mutex_unlock(&l->lock);
	return NULL;
}

static void log_free(struct db_log *l)
{
	l->db->ops->close(l->db);
	(void)pthread_cond_destroy(&l->work);
	(void)pthread_mutex_destroy(&l->lock);
	free(l);
}

struct db_log *db_log_start(struct db *db, sqlite3 *handle)
{
	struct db_log *l = calloc(1, sizeof(*l));

	if (!l)
		abort();
	l->db = db;
	l->handle = handle;
	(void)pthread_mutex_init(&l->lock, NULL);
	(void)pthread_cond_init(&l->work, NULL);
	if (pthread_create(&l->thread, NULL, log_main, l) == 0)
		return l;
	log_free(l);
	return NULL;
}

int db_log_move(struct db_log *l, int i, unsigned log)
{
	int moved;

	(void)pthread_mutex_lock(&l->lock);
	if (l->of[i].log != log)
		l->of[i].moved = 0;
	l->of[i].log = log;
	l->of[i].wanted = true;
	moved = l->of[i].moved;
	(void)pthread_cond_signal(&l->work);
	(void)pthread_mutex_unlock(&l->lock);
	return moved;
}

void db_log_stop(struct db_log *l)
{
	if (!l)
		return;
	(void)pthread_mutex_lock(&l->lock);
	l->stop = true;
	(void)pthread_cond_signal(&l->work);
	(void)pthread_mutex_unlock(&l->lock);
	(void)pthread_join(l->thread, NULL);
	log_free(l);
}
