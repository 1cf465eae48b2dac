/*
 * Durable jobs with a clock: work that happens later, once, also while nobody is logged in.
 *
 * A job is a row.  The runner leases due jobs, runs each in its own write transaction together
 * with its end, and tries again with growing pauses when it fails.  After eight failures it is
 * stuck and shown to the administrator (v_job).  Killed in the middle, it runs again: handlers are
 * written so that the transaction is the whole effect.
 */
#ifndef JOBS_JOBS_H
#define JOBS_JOBS_H

#include <stdatomic.h>

#include "base/ctx.h"

struct job_kind {
	const char *name; /* "casework.escalate" */
	/* Runs in a write transaction.  object is the id given to job_add(). */
	enum err (*run)(struct ctx *cx, int64_t object, const char *detail);
	/* Repeats this long after each end; 0 for a job that runs once. */
	int64_t every;
};

/* Kinds are registered before the runner starts; the table is NULL-terminated and static. */
void jobs_register(const struct job_kind *const *kinds);

/*
 * Adds a job that runs at the given instant or soon after.  key makes it unique: a second job of
 * the same kind and key that waits is moved to the new instant instead of added.  Needs an open
 * write transaction.
 */
enum err job_add(struct ctx *cx, const char *kind, const char *key, int64_t object, int64_t at,
		 const char *detail) NODISCARD;

/*
 * Runs what is due at cx->now, at most max jobs; *ret_ran says how many.  The thread of the server
 * calls it with the wall clock, tests with theirs.
 */
struct db_pool;
enum err jobs_run_due(struct ctx *cx, struct db_pool *pool, unsigned max,
		      unsigned *ret_ran) NODISCARD;

/* Puts recurring kinds that do not wait yet in their place; the runner does it when it starts. */
enum err jobs_arm(struct ctx *cx, struct db_pool *pool) NODISCARD;

/*
 * Work that every process does for itself and that needs no row, such as the audit's sequencer:
 * called by the runner at most this often.  Registered before the runner starts.
 */
typedef enum err jobs_tick_fn(struct ctx *cx, struct db_pool *pool);
void jobs_tick(jobs_tick_fn *fn, int64_t every);

/*
 * Work that takes minutes and goes in many small writes of its own: called by a second thread of
 * the city, once a second while there is nothing to do.  It keeps in its rows where it stands,
 * takes its time from lane->clock, and returns soon after lane->stop.
 */
struct jobs_lane {
	int64_t (*clock)(void);
	const atomic_bool *stop;
	const atomic_bool *hurry; /* somebody waits for other long work; NULL: never */
	bool busy;                /* others write much: what can wait leaves them the processors */
};
typedef enum err jobs_lane_fn(struct ctx *cx, struct db_pool *pool, const struct jobs_lane *lane);
void jobs_long(jobs_lane_fn *fn);

/*
 * Step after step of long work that nobody waits for, while step says that there is more, for that
 * many milliseconds of each second; an eighth of them while the desk is busy, one step at least.
 * Each step begins with cx->now of its moment and leaves nothing in the arena.
 */
typedef enum err jobs_step_fn(struct ctx *cx, struct db_pool *pool, bool *ret_more);
enum err jobs_steps(struct ctx *cx, struct db_pool *pool, const struct jobs_lane *lane,
		    int64_t millis, jobs_step_fn *step) NODISCARD;

/* Is it much to others that this many writes of theirs were carried out in that time? */
bool jobs_are_many(uint64_t writes, int64_t nanos);

/*
 * The threads that run due jobs and tick once a second, as the system, for app->city.  clock is
 * clock_now, or a test's.  jobs_stop() waits for the jobs at hand; NULL is allowed.
 */
struct app;
struct jobs_runner;
enum err jobs_start(struct app *app, int64_t (*clock)(void), struct jobs_runner **ret) NODISCARD;
void jobs_stop(struct jobs_runner *r);

/* Somebody waits for long work that he has just asked for: it is looked for at once. */
void jobs_hurry(const struct app *app);

#endif
