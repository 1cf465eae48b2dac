/* An import is taken back, newest first; what somebody has changed since stays and is listed. */
#include "feature/intake/intake_impl.h"
#include "feature/intake/intake_pipe.h"

#include "base/clock.h"
#include "feature/benefit/benefit.h"
#include "platform/app.h"
#include "platform/audit/audit.h"

struct undo {
	struct work *work;
	int64_t total; /* what there is to take back */
	struct pace pace;
	struct pipe pipe;
	atomic_bool over;
};

/* One write of it; in the arena of the slot that writes it. */
struct step {
	struct undo *undo;
	unsigned rows;
};

/* Counted on a reader: of a whole city it takes longer than a desk may wait. */
static enum err count_all(struct ctx *cx, struct undo *u)
{
	const struct intake_get_row *in = &u->work->in;
	int64_t answers = 0;

	if (in->undo_n != DB_NONE)
		return ERR_OK;
	if (in->kind == INTAKE_RECIPIENTS)
		return benefit_undo_count(cx, in->id, &u->total);
	TRY(registry_undo_count(cx, in->id, &u->total));
	if (in->kind == INTAKE_ANSWERS)
		TRY(verval_answers_undo_count(cx, in->id, &answers));
	u->total += answers;
	return ERR_OK;
}

static enum err count_read(struct ctx *cx, struct undo *u)
{
	enum err e;

	TRY(db_read_begin(cx, u->work->pool));
	e = count_all(cx, u);
	db_read_end(cx, u->work->pool);
	return e;
}

/* The release shown before returns, unless another one has been switched on since. */
static enum err write_begin(struct ctx *cx, void *arg)
{
	const struct undo *u = arg;
	const struct intake_get_row *in = &u->work->in;
	int64_t shown, before;

	TRY(intake_undo_total_run(
	    cx, &(struct intake_undo_total_args){ .id = in->id, .undo_n = u->total }, NULL));
	if (in->release_id == 0)
		return ERR_OK;
	TRY(desil_withdraw(cx, in->release_id));
	TRY(desil_shown(cx, &shown));
	if (shown != in->release_id)
		return ERR_OK;
	TRY(release_before(cx, in, &before));
	return desil_show(cx, before);
}

static enum err list_left(struct ctx *cx, int64_t intake_id, const struct undo_step *done)
{
	for (size_t i = 0; i < done->n_left; i++)
		TRY(intake_left_add_run(cx,
					&(struct intake_left_add_args){
					    .intake_id = intake_id,
					    .id = APP_ID(cx),
					    .of = done->left[i].of,
					    .subject_id = done->left[i].subject_id,
					    .field = done->left[i].field,
					},
					NULL));
	return ERR_OK;
}

/* A step before this one was the last, or another process has the import in hand. */
static enum err over(struct ctx *cx, struct undo *u)
{
	const struct work *w = u->work;
	struct intake_get_row in;

	atomic_store(&u->over, true);
	TRY(intake_get_one(cx, &(struct intake_get_args){ .id = w->in.id }, &in));
	return in.state == INTAKE_UNDONE
		   ? ERR_OK
		   : err_set(cx, ERR_CONFLICT, "import %lld is in other hands",
			     (long long)w->in.id);
}

static enum err end(struct ctx *cx, const struct work *w)
{
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

enum { LEFT_REQUEST = 3 };

/* Answers are taken back before the facts they brought; those that are left say where it stands. */
static enum err undo_answers(struct ctx *cx, const struct step *t, size_t *ret_n)
{
	const struct work *w = t->undo->work;
	struct answers_undone done;
	int64_t changed;

	TRY(verval_answers_undo(cx, w->in.id, t->rows, &done));
	for (size_t i = 0; i < done.n_left; i++)
		TRY(intake_left_add_run(cx,
					&(struct intake_left_add_args){
					    .intake_id = w->in.id,
					    .id = APP_ID(cx),
					    .of = LEFT_REQUEST,
					    .subject_id = done.left[i],
					},
					NULL));
	*ret_n = done.n;
	if (done.n == 0)
		return ERR_OK;
	return intake_set_undo_run(cx,
				   &(struct intake_set_undo_args){
				       .id = w->in.id,
				       .more = (int64_t)(done.n - done.n_left),
				       .leased_until = cx->now + INTAKE_LEASE,
				       .lease = w->lease,
				   },
				   &changed);
}

/* Where it stands is in the row of the import: several steps are on their way at a time. */
static enum err write_step(struct ctx *cx, void *arg)
{
	const struct step *t = arg;
	const struct work *w = t->undo->work;
	int64_t began = clock_mono(), changed;
	struct intake_undo_at_row at;
	struct undo_step done;
	size_t answers;
	bool found;

	TRY(intake_undo_at_maybe(
	    cx, &(struct intake_undo_at_args){ .id = w->in.id, .lease = w->lease }, &at, &found));
	if (!found)
		return over(cx, t->undo);
	if (w->in.kind == INTAKE_ANSWERS) {
		TRY(undo_answers(cx, t, &answers));
		if (answers > 0)
			return ERR_OK;
	}
	TRY(w->in.kind == INTAKE_RECIPIENTS
		? benefit_undo(cx, w->in.id, at.undo_at_id, t->rows, &done)
		: registry_undo(cx, w->in.id, at.undo_at_id, t->rows, &done));
	TRY(list_left(cx, w->in.id, &done));
	TRY(intake_set_undo_run(cx,
				&(struct intake_set_undo_args){
				    .id = w->in.id,
				    .undo_at_id = done.next_id,
				    .more = (int64_t)(done.n - done.n_stay),
				    .leased_until = cx->now + INTAKE_LEASE,
				    .lease = w->lease,
				},
				&changed));
	TRY(db_settle(cx)); /* what it took is told by the clock */
	pace_took(&t->undo->pace, began, done.n);
	return done.next_id == 0 ? end(cx, w) : ERR_OK;
}

static enum err send_steps(struct ctx *cx, struct undo *u)
{
	struct pipe_slot *slot;
	struct step *t;

	while (!atomic_load(&u->over) && !work_stopped(u->work)) {
		TRY(pipe_take(&u->pipe, work_tick(cx, u->work), &slot));
		t = ARENA_NEW(slot->cx.arena, struct step);
		*t = (struct step){ .undo = u, .rows = (unsigned)pace_rows(&u->pace) };
		pipe_send(slot, write_step, t);
	}
	return ERR_OK;
}

enum err work_undo(struct ctx *cx, struct work *w)
{
	struct undo *u = ARENA_NEW(cx->arena, struct undo);
	enum err e, written;

	u->work = w;
	pace_init(&u->pace, w->pool);
	atomic_init(&u->over, false);
	(void)work_tick(cx, w);
	TRY(count_read(cx, u));
	TRY(db_write(cx, w->pool, write_begin, u));
	pipe_open(&u->pipe, cx, w->pool);
	e = send_steps(cx, u);
	written = pipe_drain(&u->pipe);
	if (written != ERR_OK)
		e = err_set(cx, written, "%s", u->pipe.failed->cx.detail);
	pipe_close(&u->pipe);
	return e;
}
