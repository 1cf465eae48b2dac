/* The threads that look for due jobs, and for long work, once a second. */
#include <errno.h>
#include <pthread.h>
#include <stdlib.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/rng.h"
#include "base/wake.h"
#include "platform/app.h"
#include "platform/jobs/jobs_impl.h"

#define AT_ONCE   50
#define MAX_TICKS 8
#define MAX_LONG  4
#define MANY      100 /* writes of others a second: long work steps back */
#define STEP_BACK 8   /* and takes this part of its time */

static const struct actor actor_system = {
	.user_id = ACTOR_SYSTEM,
	.perms = ~(permset)0,
	.name = "Melaju",
};

static struct {
	jobs_tick_fn *fn;
	int64_t every;
} ticks[MAX_TICKS];
static size_t n_ticks;

static jobs_lane_fn *longs[MAX_LONG];
static size_t n_longs;

struct jobs_runner {
	struct app *app;
	int64_t (*clock)(void);
	struct rng rng;
	int64_t tick_at[MAX_TICKS]; /* when each is due again */
	uint64_t others;            /* writes that were not patient, when the lane began last */
	int64_t counted_at;
	pthread_t thread, long_thread;
	pthread_mutex_t lock;
	pthread_cond_t wake;
	atomic_bool stop, hurry;
};

void jobs_tick(jobs_tick_fn *fn, int64_t every)
{
	assert(n_ticks < MAX_TICKS);
	ticks[n_ticks].fn = fn;
	ticks[n_ticks++].every = every;
}

void jobs_long(jobs_lane_fn *fn)
{
	assert(n_longs < MAX_LONG);
	longs[n_longs++] = fn;
}

static void runner_ctx(struct jobs_runner *r, struct ctx *cx)
{
	ctx_init(cx, r->app, r->clock());
	cx->city = r->app->city;
	cx->actor = &actor_system;
	cx->rng = &r->rng;
}

static void report(struct ctx *cx, const char *what, enum err e)
{
	if (e != ERR_OK)
		LOG(err_level(e), cx->now, "jobs", LOG_TEXT("what", what),
		    LOG_NUM("city", cx->city), LOG_TEXT("error", err_name(e)),
		    LOG_TEXT("detail", cx->detail));
	err_clear(cx);
}

static void run_ticks(struct jobs_runner *r, struct ctx *cx)
{
	size_t i;

	for (i = 0; i < n_ticks; i++) {
		if (cx->now < r->tick_at[i])
			continue;
		report(cx, "tick", ticks[i].fn(cx, r->app->pool));
		r->tick_at[i] = cx->now + ticks[i].every;
	}
}

static void run_once(struct jobs_runner *r)
{
	struct ctx cx CLEANUP(ctx_release);
	unsigned ran;

	runner_ctx(r, &cx);
	report(&cx, "run", jobs_run_due(&cx, r->app->pool, AT_ONCE, &ran));
	run_ticks(r, &cx);
}

/* Waits a second, until a call (NULL: none counts) or until told to stop; false then. */
static bool pause_second(struct jobs_runner *r, atomic_bool *call)
{
	const struct timespec until = wake_after(1000);
	bool go;

	(void)pthread_mutex_lock(&r->lock);
	while (!r->stop && !(call && *call) &&
	       pthread_cond_timedwait(&r->wake, &r->lock, &until) != ETIMEDOUT)
		continue;
	if (call)
		*call = false;
	go = !r->stop;
	(void)pthread_mutex_unlock(&r->lock);
	return go;
}

static void *runner_main(void *arg)
{
	struct jobs_runner *r = arg;

	do
		run_once(r);
	while (pause_second(r, NULL));
	return NULL;
}

bool jobs_are_many(uint64_t writes, int64_t nanos)
{
	return (double)writes * 1e9 > (double)nanos * MANY;
}

/* Did others write much since the lane began last? */
static bool others_busy(struct jobs_runner *r)
{
	struct db_stats stats = db_pool_stats(r->app->pool);
	uint64_t others = stats.writes - stats.patient;
	int64_t now = clock_mono();
	bool busy = r->counted_at != 0 && jobs_are_many(others - r->others, now - r->counted_at);

	r->others = others;
	r->counted_at = now;
	return busy;
}

static bool lane_called(const struct jobs_lane *lane)
{
	return atomic_load(lane->stop) || (lane->hurry != NULL && atomic_load(lane->hurry));
}

enum err jobs_steps(struct ctx *cx, struct db_pool *pool, const struct jobs_lane *lane,
		    int64_t millis, jobs_step_fn *step)
{
	int64_t time = millis * (USEC_SECOND / 1000) / (lane->busy ? STEP_BACK : 1);
	int64_t until = lane->clock() + time;
	struct arena_mark mark = arena_mark(cx->arena);
	bool more = true;

	while (more && !lane_called(lane) && lane->clock() < until) {
		cx->now = lane->clock();
		TRY(step(cx, pool, &more));
		arena_reset_to(cx->arena, mark);
	}
	return ERR_OK;
}

/* The long work has random numbers of its own: the other thread uses the runner's. */
static void run_longs(struct jobs_runner *r)
{
	const struct jobs_lane lane = {
		.clock = r->clock, .stop = &r->stop, .hurry = &r->hurry, .busy = others_busy(r)
	};
	struct ctx cx CLEANUP(ctx_release);
	struct rng rng;
	uint64_t seed;
	size_t i;

	rng_bytes(&seed, sizeof(seed));
	rng_seed(&rng, seed);
	runner_ctx(r, &cx);
	cx.rng = &rng;
	for (i = 0; i < n_longs && !r->hurry; i++)
		report(&cx, "long", longs[i](&cx, r->app->pool, &lane));
}

static void *long_main(void *arg)
{
	struct jobs_runner *r = arg;

	do
		run_longs(r);
	while (pause_second(r, &r->hurry));
	return NULL;
}

/* Recurring work is put in its place; SQLite has one writing process, so no lease can be alive. */
static enum err prepare(struct jobs_runner *r)
{
	struct ctx cx CLEANUP(ctx_release);
	enum err e = ERR_OK;

	runner_ctx(r, &cx);
	if (db_pool_engine(r->app->pool) == DB_SQLITE)
		e = jobs_release(&cx, r->app->pool);
	if (e == ERR_OK)
		e = jobs_arm(&cx, r->app->pool);
	report(&cx, "start", e);
	return e;
}

static void runner_free(struct jobs_runner *r)
{
	(void)pthread_cond_destroy(&r->wake);
	(void)pthread_mutex_destroy(&r->lock);
	free(r);
}

static void stop_threads(struct jobs_runner *r)
{
	(void)pthread_mutex_lock(&r->lock);
	atomic_store(&r->stop, true);
	(void)pthread_cond_broadcast(&r->wake);
	(void)pthread_mutex_unlock(&r->lock);
}

static enum err start_threads(struct jobs_runner *r)
{
	if (pthread_create(&r->thread, NULL, runner_main, r) != 0)
		return ERR_BUSY;
	if (pthread_create(&r->long_thread, NULL, long_main, r) == 0)
		return ERR_OK;
	stop_threads(r);
	(void)pthread_join(r->thread, NULL);
	return ERR_BUSY;
}

enum err jobs_start(struct app *app, int64_t (*clock)(void), struct jobs_runner **ret)
{
	struct jobs_runner *r = calloc(1, sizeof(*r));
	uint64_t seed;
	enum err e;

	if (r == NULL)
		abort();
	r->app = app;
	r->clock = clock;
	rng_bytes(&seed, sizeof(seed));
	rng_seed(&r->rng, seed);
	(void)pthread_mutex_init(&r->lock, NULL);
	wake_init(&r->wake);
	e = prepare(r);
	if (e == ERR_OK)
		e = start_threads(r);
	if (e != ERR_OK) {
		runner_free(r);
		return e;
	}
	atomic_store(&app->runner, r);
	*ret = r;
	return ERR_OK;
}

void jobs_hurry(const struct app *app)
{
	struct jobs_runner *r = atomic_load(&app->runner);

	if (r == NULL)
		return;
	(void)pthread_mutex_lock(&r->lock);
	atomic_store(&r->hurry, true);
	(void)pthread_cond_broadcast(&r->wake);
	(void)pthread_mutex_unlock(&r->lock);
}

void jobs_stop(struct jobs_runner *r)
{
	if (r == NULL)
		return;
	atomic_store(&r->app->runner, NULL);
	stop_threads(r);
	(void)pthread_join(r->thread, NULL);
	(void)pthread_join(r->long_thread, NULL);
	runner_free(r);
}
