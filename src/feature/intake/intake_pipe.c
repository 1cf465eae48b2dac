#include "feature/intake/intake_pipe.h"

#include "base/clock.h"

/*
 * A write lasts about so long: whoever comes meanwhile waits for it.  On PostgreSQL it has a
 * connection of its own, and of any size some six ways to the server, which on a busy machine take
 * longer than its rows: below so many rows it is hardly shorter, and the import much slower.
 */
#define WRITE_NANOS    (6 * INT64_C(1000000))
#define WRITE_NANOS_PG (150 * INT64_C(1000000))

enum { ROWS_FIRST = 32, ROWS_LEAST = 8, ROWS_LEAST_PG = 512, ROWS_MOST = 1024 };

/* Enough that the next ones are made while one is written. */
enum { PIPE_PG = 6 };

void pipe_open(struct pipe *p, const struct ctx *cx, struct db_pool *pool)
{
	*p = (struct pipe){ .pool = pool };
	(void)pthread_mutex_init(&p->lock, NULL);
	(void)pthread_cond_init(&p->done, NULL);
	p->n = db_pool_engine(pool) == DB_SQLITE ? PIPE_MOST : PIPE_PG;
	for (unsigned i = 0; i < p->n; i++) {
		struct pipe_slot *s = &p->slot[i];

		ctx_init(&s->cx, cx->app, cx->now);
		s->cx.city = cx->city;
		s->cx.actor = cx->actor;
		s->cx.lang = cx->lang;
		s->pipe = p;
	}
}

void pipe_close(struct pipe *p)
{
	for (unsigned i = 0; i < p->n; i++)
		ctx_release(&p->slot[i].cx);
	(void)pthread_cond_destroy(&p->done);
	(void)pthread_mutex_destroy(&p->lock);
}

enum err pipe_take(struct pipe *p, int64_t now, struct pipe_slot **ret)
{
	struct pipe_slot *s = &p->slot[p->next];
	bool failed;

	(void)pthread_mutex_lock(&p->lock);
	while (s->busy)
		(void)pthread_cond_wait(&p->done, &p->lock);
	failed = p->failed != NULL;
	(void)pthread_mutex_unlock(&p->lock);
	if (failed)
		return p->failed->result;
	arena_reset(s->cx.arena);
	err_clear(&s->cx);
	s->cx.now = now;
	p->next = (p->next + 1) % p->n;
	*ret = s;
	return ERR_OK;
}

static void done(struct ctx *cx, void *arg, enum err result)
{
	struct pipe_slot *s = (struct pipe_slot *)((char *)cx - offsetof(struct pipe_slot, cx));
	struct pipe *p = s->pipe;

	(void)arg;
	(void)pthread_mutex_lock(&p->lock);
	s->busy = false;
	s->result = result;
	if (result != ERR_OK && p->failed == NULL)
		p->failed = s;
	(void)pthread_cond_signal(&p->done);
	(void)pthread_mutex_unlock(&p->lock);
}

void pipe_send(struct pipe_slot *s, enum err (*run)(struct ctx *cx, void *arg), void *arg)
{
	struct pipe *p = s->pipe;

	s->busy = true;
	s->arg = arg;
	s->write = (struct db_write){
		.run = run,
		.done = done,
		.cx = &s->cx,
		.arg = arg,
		.patient = true,
		.more_come = true,
	};
	db_submit(p->pool, &s->write);
}

enum err pipe_drain(struct pipe *p)
{
	(void)pthread_mutex_lock(&p->lock);
	for (unsigned i = 0; i < p->n; i++)
		while (p->slot[i].busy)
			(void)pthread_cond_wait(&p->done, &p->lock);
	(void)pthread_mutex_unlock(&p->lock);
	return p->failed != NULL ? p->failed->result : ERR_OK;
}

void pace_init(struct pace *p, const struct db_pool *pool)
{
	bool pg = db_pool_engine(pool) == DB_PG;

	*p = (struct pace){
		.rows = pg ? ROWS_LEAST_PG : ROWS_FIRST,
		.least = pg ? ROWS_LEAST_PG : ROWS_LEAST,
		.longest = pg ? WRITE_NANOS_PG : WRITE_NANOS,
	};
}

void pace_took(struct pace *p, int64_t began, size_t rows)
{
	atomic_store(&p->nanos, clock_mono() - began);
	atomic_store(&p->nanos_rows, (int64_t)rows);
}

int64_t pace_rows(struct pace *p)
{
	int64_t nanos = atomic_load(&p->nanos), rows = atomic_load(&p->nanos_rows), want;

	if (nanos == 0 || rows == 0)
		return p->rows;
	want = rows * p->longest / nanos;
	want = (want + 3 * p->rows) / 4;
	p->rows = want < p->least ? p->least : MIN(want, ROWS_MOST);
	return p->rows;
}
