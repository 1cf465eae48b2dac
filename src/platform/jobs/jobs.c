#include "platform/jobs/jobs.h"

#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/rng.h"
#include "base/str.h"
#include "platform/app.h"
#include "platform/jobs/jobs_impl.h"
#include "platform/jobs/jobs_sql.h"

/* After this another process takes a job over; far longer than any handler runs. */
#define LEASE     (10 * USEC_MINUTE)
#define KEEP_DONE (7 * USEC_DAY)

enum { WAITING, DONE, STUCK };

/* How long after the nth failure; after the last one the job is stuck and waits for a person. */
static const int64_t pauses[] = {
	USEC_MINUTE,   5 * USEC_MINUTE, 30 * USEC_MINUTE, 2 * USEC_HOUR,
	6 * USEC_HOUR, 12 * USEC_HOUR,  USEC_DAY,
};
#define MAX_ATTEMPTS ((int64_t)LEN(pauses) + 1)

static enum err forget(struct ctx *cx, int64_t object, const char *detail)
{
	(void)object;
	(void)detail;
	return job_forget_run(cx, &(struct job_forget_args){ .before = cx->now - KEEP_DONE }, NULL);
}

static const struct job_kind *const own[] = {
	&(const struct job_kind){ .name = "jobs.forget", .run = forget, .every = USEC_DAY },
	NULL,
};

#define MAX_TABLES 32
static const struct job_kind *const *tables[MAX_TABLES] = { own };
static size_t n_tables = 1;

void jobs_register(const struct job_kind *const *kinds)
{
	assert(n_tables < MAX_TABLES);
	tables[n_tables++] = kinds;
}

static const struct job_kind *kind_find(const char *name)
{
	const struct job_kind *const *k;
	size_t i;

	for (i = 0; i < n_tables; i++)
		for (k = tables[i]; *k != NULL; k++)
			if (str_eq((*k)->name, name))
				return *k;
	return NULL;
}

enum err job_add(struct ctx *cx, const char *kind, const char *key, int64_t object, int64_t at,
		 const char *detail)
{
	assert(cx->in_write);
	return job_put_run(cx,
			   &(struct job_put_args){
			       .id = APP_ID(cx),
			       .job_kind = kind,
			       .job_key = key != NULL ? key : "",
			       .object_id = object,
			       .detail = detail,
			       .run_at = at,
			   },
			   NULL);
}

static enum err arm(struct ctx *cx, void *arg)
{
	const struct job_kind *const *k;
	size_t i;

	(void)arg;
	for (i = 0; i < n_tables; i++)
		for (k = tables[i]; *k != NULL; k++)
			if ((*k)->every > 0)
				TRY(job_arm_run(cx,
						&(struct job_arm_args){ .id = APP_ID(cx),
									.job_kind = (*k)->name },
						NULL));
	return ERR_OK;
}

enum err jobs_arm(struct ctx *cx, struct db_pool *pool)
{
	return db_write(cx, pool, arm, NULL);
}

static enum err release(struct ctx *cx, void *arg)
{
	(void)arg;
	return job_release_all_run(cx, NULL);
}

enum err jobs_release(struct ctx *cx, struct db_pool *pool)
{
	return db_write(cx, pool, release, NULL);
}

/* ---- one job ------------------------------------------------------------------------------- */

struct work {
	int64_t id, lease;
	bool leased; /* it is ours */
	char kind[64];
	int64_t attempts; /* with this one */
	enum err failure;
};

/* Counts the attempt before it is made, so that a job that kills the program is stuck one day. */
static enum err lease(struct ctx *cx, void *arg)
{
	struct job_lease_row row;
	struct work *w = arg;

	rng_bytes(&w->lease, sizeof(w->lease));
	w->lease = (w->lease & INT64_MAX) | 1;
	TRY(job_lease_maybe(cx,
			    &(struct job_lease_args){
				.id = w->id,
				.lease = w->lease,
				.leased_until = cx->now + LEASE,
			    },
			    &row, &w->leased));
	if (!w->leased)
		return ERR_OK;
	(void)snprintf(w->kind, sizeof(w->kind), "%s", row.job_kind);
	w->attempts = row.attempts;
	return ERR_OK;
}

/*
 * The job counts as done before its handler runs, in the same transaction: the handler may add a
 * job of the same kind and key, and a job moved since its lease is left alone.
 */
static enum err run(struct ctx *cx, void *arg)
{
	const struct work *w = arg;
	const struct job_kind *kind = kind_find(w->kind);
	struct job_take_row row;
	bool taken;

	if (kind == NULL)
		return err_set(cx, ERR_NOTFOUND, "no handler for this kind of job");
	TRY(job_take_maybe(cx, &(struct job_take_args){ .id = w->id, .lease = w->lease }, &row,
			   &taken));
	if (!taken)
		return ERR_OK;
	TRY(kind->run(cx, row.object_id, row.detail));
	if (kind->every == 0)
		return ERR_OK;
	return job_again_run(
	    cx, &(struct job_again_args){ .id = w->id, .run_at = cx->now + kind->every }, NULL);
}

/* Work that repeats is never stuck: it tries again at the latest after its usual time. */
static bool repeats(const struct work *w)
{
	const struct job_kind *kind = kind_find(w->kind);

	return kind != NULL && kind->every > 0;
}

/* Keeps the name of the error and when to try again. */
static enum err fail_job(struct ctx *cx, void *arg)
{
	const struct work *w = arg;
	int64_t pause = pauses[MIN(w->attempts, (int64_t)LEN(pauses)) - 1];
	bool stuck = !repeats(w) && w->attempts >= MAX_ATTEMPTS;

	if (repeats(w))
		pause = MIN(pause, kind_find(w->kind)->every);

	return job_fail_run(cx,
			    &(struct job_fail_args){
				.id = w->id,
				.lease = w->lease,
				.state = stuck ? STUCK : WAITING,
				.last_error = err_name(w->failure),
				.run_at = cx->now + pause,
			    },
			    NULL);
}

/* Runs the job or records that it failed; its failure is not the runner's. */
static enum err work(struct ctx *cx, struct db_pool *pool, struct work *w)
{
	/* Past its tries and still waiting: each time the program ended in the middle. */
	if (w->attempts > MAX_ATTEMPTS && !repeats(w))
		w->failure = ERR_BUSY;
	else
		w->failure = db_write(cx, pool, run, w);
	if (w->failure == ERR_OK)
		return ERR_OK;
	LOG(LOG_WARN, cx->now, "job", LOG_TEXT("kind", w->kind), LOG_NUM("city", cx->city),
	    LOG_TEXT("error", err_name(w->failure)), LOG_TEXT("detail", cx->detail),
	    LOG_NUM("attempt", w->attempts));
	err_clear(cx);
	return db_write(cx, pool, fail_job, w);
}

static enum err next_due(struct ctx *cx, struct db_pool *pool, int64_t *ret_id, bool *ret_found)
{
	struct job_next_due_row row = { 0 };
	enum err e;

	TRY(db_read_begin(cx, pool));
	e = job_next_due_maybe(cx, &row, ret_found);
	db_read_end(cx, pool);
	*ret_id = row.id;
	return e;
}

enum err jobs_run_due(struct ctx *cx, struct db_pool *pool, unsigned max, unsigned *ret_ran)
{
	struct arena_mark mark = arena_mark(cx->arena);
	unsigned ran = 0, tried;
	bool found = true;

	for (tried = 0; tried < max; tried++) {
		struct work w = { 0 };

		TRY(next_due(cx, pool, &w.id, &found));
		if (!found)
			break;
		TRY(db_write(cx, pool, lease, &w));
		if (w.leased) {
			TRY(work(cx, pool, &w));
			ran++;
		}
		arena_reset_to(cx->arena, mark);
	}
	*ret_ran = ran;
	return ERR_OK;
}
