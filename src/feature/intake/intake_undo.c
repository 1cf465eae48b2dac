/* An import is taken back, newest first; what somebody has changed since stays and is listed. */
#include "feature/intake/intake_impl.h"

#include "base/clock.h"
#include "platform/app.h"
#include "platform/audit/audit.h"

enum { AT_ONCE = 24 };

struct undo {
	struct work *work;
	int64_t at_id, next_id;
	bool begun;
};

/* The release shown before returns, unless another one has been switched on since. */
static enum err write_begin(struct ctx *cx, void *arg)
{
	const struct undo *u = arg;
	const struct intake_get_row *in = &u->work->in;
	int64_t shown, before;

	if (in->release_id == 0)
		return ERR_OK;
	TRY(desil_withdraw(cx, in->release_id));
	TRY(desil_shown(cx, &shown));
	if (shown != in->release_id)
		return ERR_OK;
	TRY(release_before(cx, in, &before));
	return desil_show(cx, before);
}

static enum err write_step(struct ctx *cx, void *arg)
{
	struct undo *u = arg;
	const struct work *w = u->work;
	struct undo_left *left;
	int64_t changed;
	size_t n;

	TRY(registry_undo(cx, w->in.id, u->at_id, AT_ONCE, &u->next_id, &left, &n));
	for (size_t i = 0; i < n; i++)
		TRY(intake_left_add_run(cx,
					&(struct intake_left_add_args){
					    .intake_id = w->in.id,
					    .id = APP_ID(cx),
					    .of = left[i].of,
					    .subject_id = left[i].subject_id,
					    .field = left[i].field,
					},
					NULL));
	TRY(intake_set_undo_run(cx,
				&(struct intake_set_undo_args){
				    .id = w->in.id,
				    .undo_at_id = u->next_id,
				    .more = AT_ONCE,
				    .leased_until = cx->now + INTAKE_LEASE,
				    .lease = w->lease,
				},
				&changed));
	return changed > 0 ? ERR_OK
			   : err_set(cx, ERR_CONFLICT, "import %lld is in other hands",
				     (long long)w->in.id);
}

static enum err write_end(struct ctx *cx, void *arg)
{
	const struct undo *u = arg;
	const struct work *w = u->work;
	int64_t changed;

	TRY(intake_end_run(cx,
			   &(struct intake_end_args){
			       .id = w->in.id,
			       .state = INTAKE_UNDONE,
			       .old_state = INTAKE_UNDOING,
			       .lease = w->lease,
			   },
			   &changed));
	if (changed == 0)
		return err_set(cx, ERR_CONFLICT, "import %lld is in other hands",
			       (long long)w->in.id);
	return audit_leaf(cx, "intake.undone", w->in.id, NULL);
}

enum err work_undo(struct ctx *cx, struct work *w)
{
	struct arena_mark mark = arena_mark(cx->arena);
	struct undo u = { .work = w, .at_id = w->in.undo_at_id };

	(void)work_tick(cx, w);
	TRY(db_write(cx, w->pool, write_begin, &u));
	do {
		if (work_stopped(w))
			return ERR_OK;
		(void)work_tick(cx, w);
		TRY(db_write(cx, w->pool, write_step, &u));
		u.at_id = u.next_id;
		arena_reset_to(cx->arena, mark);
	} while (u.at_id != 0);
	return db_write(cx, w->pool, write_end, &u);
}
