/*
 * When a case is an emergency (darurat), and when it is over.  Its limits run in clock hours only
 * as long: who has social steps left at night has until the next working day.
 */
#include "feature/casework/casework_impl.h"

#include "base/clock.h"
#include "platform/app.h"

bool plan_is_urgent(const struct case_new *n)
{
	size_t i;

	for (i = 0; i < n->n_steps; i++)
		if (n->steps[i].emergency)
			return true;
	/* Who laid a plan has judged; before that the word of the report stands. */
	return n->n_steps == 0 && n->urgent;
}

const char *next_act_limit(bool urgent)
{
	return urgent ? LIMIT_NEXT_ACT_URGENT : LIMIT_NEXT_ACT;
}

static enum err set_urgent(struct ctx *cx, struct case_root_row *c, bool urgent)
{
	TRY(case_set_urgent_run(cx, &(struct case_set_urgent_args){ .id = c->id, .urgent = urgent },
				NULL));
	c->urgent = urgent;
	return event_add(
	    cx, c,
	    &(struct event){ .kind = "clock",
			     .what = urgent ? "event.emergency_begun" : "event.emergency_over" });
}

/* An emergency waits for no papers, and for no date beyond its own limit. */
static enum err hasten(struct ctx *cx, struct case_root_row *c)
{
	int64_t due, stopped_at, changed;

	TRY(ref_due(cx, LIMIT_NEXT_ACT_URGENT, cx->now, &due));
	if (c->paused_until != 0) {
		TRY(steps_go_on(cx, c->id, &stopped_at));
		TRY(case_end_pause_run(
		    cx, &(struct case_end_pause_args){ .id = c->id, .due_at = due }, &changed));
		c->paused_until = 0;
		c->due_at = due;
		return ERR_OK;
	}
	/* The date of a visit is the only one that is kept nowhere else. */
	if (c->state == CASE_AFTERCARE || due >= c->due_at)
		return ERR_OK;
	c->due_at = due;
	return case_set_due_run(cx,
				&(struct case_set_due_args){ .id = c->id,
							     .due_at = due,
							     .level = c->level,
							     .missed_at = c->missed_at,
							     .unanswered = c->unanswered },
				&changed);
}

enum err emergency_begin(struct ctx *cx, struct case_root_row *c)
{
	if (c->urgent)
		return ERR_OK;
	TRY(set_urgent(cx, c, true));
	return hasten(cx, c);
}

enum err emergency_follow(struct ctx *cx, struct case_root_row *c)
{
	struct step_emergencies_row open;

	TRY(step_emergencies_one(cx, &(struct step_emergencies_args){ .case_id = c->id }, &open));
	if (open.n > 0)
		return emergency_begin(cx, c);
	return c->urgent ? set_urgent(cx, c, false) : ERR_OK;
}
