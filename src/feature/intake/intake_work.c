/* The lane: which import is next, and that only one process has it in hand. */
#include "feature/intake/intake_impl.h"

#include "base/clock.h"
#include "base/log.h"
#include "base/rng.h"
#include "base/str.h"
#include "feature/account/account.h"
#include "platform/app.h"
#include "platform/auth/perm.h"

#define REST USEC_MINUTE

bool work_stopped(const struct work *w)
{
	return w->lane->stop != NULL && atomic_load(w->lane->stop);
}

int64_t work_tick(struct ctx *cx, const struct work *w)
{
	cx->now = w->lane->clock();
	return cx->now;
}

/* One process writes to a SQLite file: whatever was leased before belongs to a dead one. */
static int64_t stale(const struct work *w)
{
	return db_pool_engine(w->pool) == DB_SQLITE;
}

static enum err lease(struct ctx *cx, void *arg)
{
	struct work *w = arg;
	int64_t changed;

	rng_bytes(&w->lease, sizeof(w->lease));
	w->lease = (w->lease & INT64_MAX) | 1;
	TRY(intake_lease_run(cx,
			     &(struct intake_lease_args){
				 .id = w->in.id,
				 .stale = stale(w),
				 .lease = w->lease,
				 .leased_until = cx->now + INTAKE_LEASE,
			     },
			     &changed));
	if (changed == 0)
		w->lease = 0;
	return ERR_OK;
}

/* What failed rests a while, so that it is not tried without pause. */
static enum err release(struct ctx *cx, void *arg)
{
	const struct work *w = arg;

	return intake_release_run(cx,
				  &(struct intake_release_args){
				      .id = w->in.id,
				      .mine = w->lease,
				      .leased_until = w->failed ? cx->now + REST : 0,
				  },
				  NULL);
}

enum err work_hold(struct ctx *cx, const struct work *w)
{
	return intake_hold_must(cx, &(struct intake_hold_args){
					.id = w->in.id,
					.leased_until = cx->now + INTAKE_LEASE,
					.lease = w->lease,
				    });
}

/* The next one that waits, after those tried in this round. */
static enum err next(struct ctx *cx, struct work *w, int64_t tried, bool *ret_found)
{
	struct intake_due_row due;
	enum err e;

	TRY(db_read_begin(cx, w->pool));
	e = intake_due_maybe(cx, &(struct intake_due_args){ .tried = tried, .stale = stale(w) },
			     &due, ret_found);
	if (e == ERR_OK && *ret_found)
		e = intake_get_one(cx, &(struct intake_get_args){ .id = due.id }, &w->in);
	db_read_end(cx, w->pool);
	return e;
}

static enum err dispatch(struct ctx *cx, struct work *w)
{
	switch (w->in.state) {
	case INTAKE_READING:
		return work_read(cx, w);
	case INTAKE_CHECKING:
		return work_check(cx, w);
	case INTAKE_APPLYING:
		return work_apply(cx, w);
	case INTAKE_UNDOING:
		return work_undo(cx, w);
	default:
		return ERR_OK;
	}
}

/* Whoever asked for it is named in the history; that he may was checked then. */
static enum err run(struct ctx *cx, struct work *w)
{
	const struct actor *system = cx->actor;
	struct actor person = *system;
	enum err e;

	person.user_id = w->in.act_by_id != 0 ? w->in.act_by_id : w->in.made_by_id;
	person.unit_id = w->in.made_unit_id;
	cx->actor = &person;
	e = dispatch(cx, w);
	if (e != ERR_OK)
		LOG(err_level(e), cx->now, "intake", LOG_NUM("import", w->in.id),
		    LOG_NUM("state", w->in.state), LOG_TEXT("error", err_name(e)),
		    LOG_TEXT("detail", cx->detail));
	cx->actor = system;
	err_clear(cx);
	return e;
}

static enum err work_one(struct ctx *cx, struct work *w)
{
	enum err e, released;

	TRY(db_write(cx, w->pool, lease, w));
	if (w->lease == 0)
		return ERR_OK;
	e = run(cx, w);
	w->failed = e != ERR_OK;
	released = db_write(cx, w->pool, release, w);
	return e != ERR_OK ? e : released;
}

enum err intake_work(struct ctx *cx, struct db_pool *pool, const struct jobs_lane *lane)
{
	struct arena_mark mark = arena_mark(cx->arena);
	struct work w = { .pool = pool, .lane = lane };
	int64_t tried = 0;
	enum err failed = ERR_OK, e;
	bool found;

	while (!work_stopped(&w)) {
		(void)work_tick(cx, &w);
		TRY(next(cx, &w, tried, &found));
		if (!found)
			break;
		tried = w.in.id;
		e = work_one(cx, &w);
		failed = failed != ERR_OK ? failed : e;
		arena_reset_to(cx->arena, mark);
	}
	return failed;
}
