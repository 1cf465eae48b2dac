/*
 * A second thread syncs what the writer has committed, and answers for it, while the writer is
 * already with the next group.  SQLite's own commit syncs nothing then (synchronous = NORMAL): the
 * frames of its log are chained by their checksums, so what a later sync makes durable holds all
 * that was committed before it, and a power cut leaves the log up to some commit, whole.  A
 * checkpoint syncs the log before it moves pages, as ever.
 *
 * Others may read what is committed and not yet synced, a few milliseconds early; nobody is told
 * before that his write is kept, nor of a refusal that rests on such a write.
 */
#include <pthread.h>
#include <sqlite3.h>
#include <stdlib.h>

#include "platform/db/db_impl.h"

struct db_sync {
	pthread_t thread;
	pthread_mutex_t lock;
	pthread_cond_t work;
	struct db *db; /* a connection of its own */
	struct db_pool *pool;
	sqlite3_file *logs[DB_LOGS]; /* of that connection; NULL: none */
	struct db_list waiting;
	unsigned unsynced; /* logs that were written to: a bit each */
	bool stop;
	bool off; /* a test wants to see it missed */
};

static enum err sync_logs(struct db_sync *s, unsigned logs)
{
	enum err e = ERR_OK;

	for (int i = 0; i < DB_LOGS && !s->off; i++)
		if ((logs >> i & 1) != 0 && s->logs[i] != NULL &&
		    s->logs[i]->pMethods->xSync(s->logs[i], SQLITE_SYNC_NORMAL) != SQLITE_OK)
			e = ERR_DB;
	if (logs != 0)
		atomic_fetch_add_explicit(&s->pool->syncs, 1, memory_order_relaxed);
	return e;
}

/*
 * After a sync that failed nobody knows what the disk holds, and a second one may say that all is
 * well while it is not: whoever waits is told that it is not kept, and nothing more is written.
 */
static void answer(struct db_sync *s, struct db_write *w)
{
	struct db_write *next;

	for (; w != NULL; w = next) {
		next = w->next;
		if (w->result == ERR_OK && atomic_load(&s->pool->broken))
			w->result = err_set(w->cx, ERR_DB, "the log could not be synced");
		db_write_done(s->pool, w, w->result);
	}
}

/* In the lock, which it leaves while it syncs and answers. */
static void sync_and_answer(struct db_sync *s)
{
	struct db_write *w = s->waiting.head;
	unsigned logs = s->unsynced;

	s->waiting = (struct db_list){ .tail = &s->waiting.head };
	s->unsynced = 0;
	(void)pthread_mutex_unlock(&s->lock);
	if (sync_logs(s, logs) != ERR_OK)
		atomic_store(&s->pool->broken, true);
	answer(s, w);
	(void)pthread_mutex_lock(&s->lock);
}

static void *sync_main(void *arg)
{
	struct db_sync *s = arg;

	(void)pthread_mutex_lock(&s->lock);
	while (s->waiting.head != NULL || !s->stop) {
		if (s->waiting.head != NULL)
			sync_and_answer(s);
		else
			(void)pthread_cond_wait(&s->work, &s->lock);
	}
	(void)pthread_mutex_unlock(&s->lock);
	return NULL;
}

static void sync_free(struct db_sync *s)
{
	s->db->ops->close(s->db);
	(void)pthread_cond_destroy(&s->work);
	(void)pthread_mutex_destroy(&s->lock);
	free(s);
}

struct db_sync *db_sync_start(struct db *db, struct sqlite3 *handle, bool off)
{
	struct db_sync *s = calloc(1, sizeof(*s));
	bool sound = true;

	if (!s)
		abort();
	s->db = db;
	s->pool = db->pool;
	s->off = off;
	s->waiting.tail = &s->waiting.head;
	(void)pthread_mutex_init(&s->lock, NULL);
	(void)pthread_cond_init(&s->work, NULL);
	for (int i = 0; i < DB_LOGS && sound; i++)
		if (i == 0 || db_sqlite_has_media(s->pool))
			sound = sqlite3_file_control(handle, db_schemas[i],
						     SQLITE_FCNTL_JOURNAL_POINTER,
						     &s->logs[i]) == SQLITE_OK &&
				s->logs[i] != NULL && s->logs[i]->pMethods != NULL;
	if (sound && pthread_create(&s->thread, NULL, sync_main, s) == 0)
		return s;
	sync_free(s);
	return NULL;
}

void db_sync_hand(struct db_sync *s, struct db_write **w, const enum err *results, size_t n,
		  unsigned logs)
{
	(void)pthread_mutex_lock(&s->lock);
	for (size_t i = 0; i < n; i++) {
		w[i]->result = results[i];
		w[i]->next = NULL;
		*s->waiting.tail = w[i];
		s->waiting.tail = &w[i]->next;
	}
	s->unsynced |= logs;
	(void)pthread_cond_signal(&s->work);
	(void)pthread_mutex_unlock(&s->lock);
}

void db_sync_stop(struct db_sync *s)
{
	if (!s)
		return;
	(void)pthread_mutex_lock(&s->lock);
	s->stop = true;
	(void)pthread_cond_signal(&s->work);
	(void)pthread_mutex_unlock(&s->lock);
	(void)pthread_join(s->thread, NULL);
	sync_free(s);
}
