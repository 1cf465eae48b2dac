/* The plan: steps that wait for one another, begin by themselves, and end leaving no waiter. */
#include "feature/casework/casework_impl.h"

#include "base/clock.h"
#include "base/str.h"
#include "feature/directory/directory.h"
#include "platform/app.h"
#include "platform/audit/audit.h"
#include "text/casework.h"

/* Is the unit outside the city?  Such a unit never holds the baton. */
static enum err is_outside(struct ctx *cx, int64_t unit_id, bool *ret)
{
	struct casework_unit_row unit;

	TRY(unit_get(cx, unit_id, &unit));
	*ret = unit.outside != 0;
	return ERR_OK;
}

/* Sends a step that has begun to its unit: a hand-over when none is open yet, else a request. */
static enum err send_step(struct ctx *cx, struct case_root_row *c, int64_t step_id, int64_t unit_id,
			  bool urgent)
{
	struct case_open_handover_row handover;
	struct referral_new n = { .step_id = step_id, .to_unit_id = unit_id, .urgent = urgent };
	int64_t id, to;
	bool found, outside;

	TRY(case_open_handover_maybe(cx, &(struct case_open_handover_args){ .case_id = c->id },
				     &handover, &found));
	TRY(is_outside(cx, unit_id, &outside));
	n.kind = found || outside ? REFERRAL_REQUEST : REFERRAL_HANDOVER;
	return referral_send_locked(cx, c, &n, &id, &to);
}

/* A step runs from now on, with the limit of its kind; says who is to do it. */
static enum err activate_step(struct ctx *cx, const struct case_root_row *c,
			      const struct step_ready_row *s, int64_t *ret_unit_id)
{
	int64_t unit_id = s->unit_id != 0 ? s->unit_id : c->holder_unit_id, due, changed;
	struct casework_unit_row unit;

	/* A unit that closed meanwhile must not stop the plan: the holder gets the step. */
	TRY(unit_get(cx, unit_id, &unit));
	if (unit.closed_at != 0)
		unit_id = c->holder_unit_id;
	TRY(ref_due(cx, s->limit_code, cx->now, &due));
	TRY(step_activate_run(
	    cx, &(struct step_activate_args){ .id = s->id, .due_at = due, .unit_id = unit_id },
	    &changed));
	*ret_unit_id = unit_id;
	return changed == 1 ? ERR_OK : refuse(cx, T_CASEWORK_REFUSE_CHANGED);
}

static enum err tell_begun(struct ctx *cx, struct case_root_row *c, const struct step_ready_row *s)
{
	return event_add(cx, c,
			 &(struct event){ .kind = "step",
					  .what = "event.step_begun",
					  .arg0 = s->service,
					  .object_id = s->id });
}

/* A step begins: it gets its deadline, and goes to its unit when that is not the holder. */
static enum err begin_step(struct ctx *cx, struct case_root_row *c, const struct step_ready_row *s)
{
	int64_t unit_id;

	TRY(activate_step(cx, c, s, &unit_id));
	TRY(tell_begun(cx, c, s));
	if (unit_id == c->holder_unit_id)
		return ERR_OK;
	return send_step(cx, c, s->id, unit_id, s->emergency);
}

enum err plan_advance(struct ctx *cx, struct case_root_row *c)
{
	struct step_ready_row *ready;
	size_t n, i;

	TRY(step_ready_all(cx, &(struct step_ready_args){ .case_id = c->id }, &ready, &n));
	for (i = 0; i < n; i++)
		TRY(begin_step(cx, c, &ready[i]));
	return ERR_OK;
}

/* ---- adding ------------------------------------------------------------------------------ */

static enum err add_waits(struct ctx *cx, int64_t case_id, int64_t step_id,
			  const int64_t *waits_for)
{
	struct step_get_row other;

	for (; waits_for != NULL && *waits_for != 0; waits_for++) {
		TRY(step_get_one(cx, &(struct step_get_args){ .id = *waits_for }, &other));
		if (other.case_id != case_id)
			return ERR_NOTFOUND;
		TRY(step_wait_add_run(
		    cx,
		    &(struct step_wait_add_args){ .step_id = step_id, .waits_for_id = other.id },
		    NULL));
	}
	return ERR_OK;
}

/* An emergency can't wait for what a service usually takes. */
static enum err limit_of(struct ctx *cx, const struct step_new *n, const char **ret)
{
	*ret = n->limit_code;
	if (*ret == NULL && !n->emergency)
		TRY(ref_service_limit(cx, n->service, ret));
	if (*ret == NULL)
		*ret = next_act_limit(n->emergency);
	return ERR_OK;
}

enum err step_add(struct ctx *cx, int64_t case_id, int64_t version, const struct step_new *n,
		  const int64_t *waits_for, int64_t *ret_id)
{
	struct step_last_ordinal_row last;
	struct case_root_row c;
	int64_t id = APP_ID(cx), ordinal;
	const char *limit;

	TRY(case_lock_open(cx, case_id, version, &c));
	TRY(limit_of(cx, n, &limit));
	TRY(step_last_ordinal_one(cx, &(struct step_last_ordinal_args){ .case_id = case_id },
				  &last));
	ordinal = last.last == DB_NONE ? 1 : last.last + 1;
	if (ordinal > CASE_STEPS_MAX)
		return refuse(cx, T_CASEWORK_REFUSE_TOO_MANY_STEPS);
	TRY(step_insert_run(cx,
			    &(struct step_insert_args){
				.id = id,
				.case_id = case_id,
				.ordinal = ordinal,
				.service = n->service,
				.unit_id = n->unit_id,
				.emergency = n->emergency,
				.limit_code = limit,
				.reason = n->reason,
				.region_id = c.region_id,
				.opened_at = c.opened_at,
				.protected = c.protected,
			    },
			    NULL));
	TRY(add_waits(cx, case_id, id, waits_for));
	TRY(event_add(
	    cx, &c,
	    &(struct event){
		.kind = "step", .what = "event.step_added", .arg0 = n->service, .object_id = id }));
	TRY(emergency_follow(cx, &c));
	TRY(plan_advance(cx, &c));
	TRY(case_renew(cx, &c));
	*ret_id = id;
	return ERR_OK;
}

/* ---- doing ------------------------------------------------------------------------------- */

/* The step with its case locked; only the unit that does it or the holder may act on it. */
static enum err step_lock(struct ctx *cx, int64_t step_id, int64_t version,
			  struct step_get_row *ret_step, struct case_root_row *ret_case)
{
	TRY(step_get_one(cx, &(struct step_get_args){ .id = step_id }, ret_step));
	TRY(case_lock_open(cx, ret_step->case_id, version, ret_case));
	/* Read again under the lock: another act may have ended it meanwhile. */
	TRY(step_get_one(cx, &(struct step_get_args){ .id = step_id }, ret_step));
	if (ret_step->unit_id != 0 && ret_step->unit_id == cx->actor->unit_id)
		return ERR_OK;
	return holder_only(cx, ret_case->holder_unit_id);
}

enum err step_start(struct ctx *cx, int64_t step_id, int64_t version)
{
	struct step_get_row s;
	struct case_root_row c;
	int64_t changed;

	TRY(step_lock(cx, step_id, version, &s, &c));
	if (s.state == STEP_WAITING)
		return refuse(cx, T_CASEWORK_REFUSE_STEP_WAITS);
	TRY(step_set_started_run(cx, &(struct step_set_started_args){ .id = step_id }, &changed));
	if (changed != 1)
		return refuse(cx, T_CASEWORK_REFUSE_STEP_STARTED);
	TRY(first_act(cx, c.id));
	TRY(audit_leaf(cx, "casework.step_start", step_id, NULL));
	return event_add(cx, &c,
			 &(struct event){ .kind = "step",
					  .what = "event.step_started",
					  .arg0 = s.service,
					  .object_id = step_id });
}

/* Referrals of an ended step: open ones are withdrawn and told, served ones are finished. */
static enum err end_step_referrals(struct ctx *cx, int64_t step_id)
{
	struct referral_close_open_step_row *open;
	struct referral_finish_step_row *served;
	size_t n, i;

	TRY(referral_close_open_step_all(
	    cx, &(struct referral_close_open_step_args){ .step_id = step_id }, &open, &n));
	for (i = 0; i < n; i++) {
		TRY(settle_referral(cx, open[i].id));
		TRY(tell_withdrawn(cx, open[i].to_unit_id, open[i].id, open[i].number));
	}
	return referral_finish_step_all(
	    cx, &(struct referral_finish_step_args){ .step_id = step_id }, &served, &n);
}

/* The person is gone or dead: nothing of the plan is left to do. */
static enum err stop_plan(struct ctx *cx, struct case_root_row *c)
{
	TRY(step_end_all_run(
	    cx, &(struct step_end_all_args){ .case_id = c->id, .end_kind = ENDED_WITH_OTHERS },
	    NULL));
	TRY(referral_withdraw_handover(cx, c));
	TRY(referrals_end(cx, c));
	return event_add(cx, c, &(struct event){ .kind = "step", .what = "event.plan_stopped" });
}

enum err steps_go_on(struct ctx *cx, int64_t case_id, int64_t *ret_stopped_at)
{
	struct case_paused_at_row stopped;
	struct step_running_row *rows;
	int64_t due;
	size_t n;

	TRY(case_paused_at_one(cx, &(struct case_paused_at_args){ .case_id = case_id }, &stopped));
	*ret_stopped_at = stopped.at;
	TRY(step_running_all(cx, &(struct step_running_args){ .case_id = case_id }, &rows, &n));
	for (size_t i = 0; i < n; i++) {
		/* One that began while the clock stood has its whole limit from then on. */
		TRY(ref_stood(cx, rows[i].limit_code, rows[i].due_at,
			      MAX(stopped.at, rows[i].activated_at), &due));
		TRY(step_set_due_run(
		    cx, &(struct step_set_due_args){ .id = rows[i].id, .due_at = due }, NULL));
	}
	return ERR_OK;
}

enum err clock_goes_on(struct ctx *cx, struct case_root_row *c)
{
	int64_t due, stopped_at, changed;

	if (c->paused_until == 0)
		return refuse(cx, T_CASEWORK_REFUSE_NOT_PAUSED);
	TRY(steps_go_on(cx, c->id, &stopped_at));
	TRY(ref_stood(cx, next_act_limit(c->urgent != 0), stopped_at + c->pause_left, stopped_at,
		      &due));
	/* What ended at once would ask for an act that nobody had the time to do. */
	due = MAX(due, cx->now + USEC_HOUR);
	TRY(case_end_pause_run(cx, &(struct case_end_pause_args){ .id = c->id, .due_at = due },
			       &changed));
	return changed != 1 ? refuse(cx, T_CASEWORK_REFUSE_NOT_PAUSED) : ERR_OK;
}

enum err step_end(struct ctx *cx, int64_t step_id, int64_t version, const char *kind,
		  int64_t happened_at, const char *body)
{
	struct ref_entry end;
	struct step_get_row s;
	struct case_root_row c;
	const char *follows;
	int64_t changed;

	TRY(step_lock(cx, step_id, version, &s, &c));
	TRY(ref_get(cx, "end_kind", kind, ref_today(cx), &end));
	follows = ref_doc_text(cx, &end, "follows");
	if (s.state == STEP_ENDED)
		return refuse(cx, T_CASEWORK_REFUSE_STEP_ENDED);
	if (s.state == STEP_WAITING && ref_doc_flag(cx, &end, "begun"))
		return refuse(cx, T_CASEWORK_REFUSE_STEP_WAITS);
	if (ref_doc_flag(cx, &end, "reason") && str_blank(body))
		return refuse(cx, T_CASEWORK_REFUSE_EMPTY_NOTE);
	TRY(step_set_ended_run(cx,
			       &(struct step_set_ended_args){
				   .id = step_id,
				   .ended_at = happened_at != 0 ? happened_at : cx->now,
				   .end_kind = kind,
				   .end_note = c.protected ? NULL : body,
			       },
			       &changed));
	if (changed != 1)
		return refuse(cx, T_CASEWORK_REFUSE_STEP_ENDED);
	TRY(first_act(cx, c.id));
	TRY(event_add(cx, &c,
		      &(struct event){ .kind = "step",
				       .what = "event.step_ended",
				       .arg0 = s.service,
				       .arg1 = kind,
				       .at = happened_at,
				       .body = body,
				       .object_id = step_id }));
	TRY(audit_leaf(cx, "casework.step_end", step_id, arena_printf(cx->arena, "kind=%s", kind)));
	TRY(end_step_referrals(cx, step_id));
	if (ref_doc_flag(cx, &end, "meets"))
		TRY(need_meet_run(
		    cx, &(struct need_meet_args){ .case_id = c.id, .service = s.service }, NULL));
	if (ref_doc_flag(cx, &end, "need"))
		TRY(need_record(cx, &c, s.service, "lain", s.unit_id, step_id));
	if (str_eq(follows, "stop"))
		TRY(stop_plan(cx, &c));
	/* An emergency that nobody saw to is not over: its holder chooses another step. */
	if (!ref_doc_flag(cx, &end, "need"))
		TRY(emergency_follow(cx, &c));
	TRY(plan_advance(cx, &c));
	return case_renew(cx, &c);
}

/* ---- an end that was a mistake ----------------------------------------------------------- */

/* What the end did besides ending the step, except to referrals, whose receivers were told. */
static enum err undo_end(struct ctx *cx, const struct case_root_row *c,
			 const struct step_get_row *s)
{
	struct step_end_told_row told;
	struct ref_entry end;

	TRY(ref_get(cx, "end_kind", s->end_kind, ref_today(cx), &end));
	TRY(step_end_told_one(
	    cx, &(struct step_end_told_args){ .case_id = c->id, .object_id = s->id }, &told));
	TRY(need_withdraw_run(
	    cx, &(struct need_withdraw_args){ .case_id = c->id, .source_id = s->id }, NULL));
	TRY(need_unmeet_run(cx,
			    &(struct need_unmeet_args){ .case_id = c->id,
							.service = s->service,
							.met_at = told.recorded_at },
			    NULL));
	if (!str_eq(ref_doc_text(cx, &end, "follows"), "stop"))
		return ERR_OK;
	return step_take_up_run(cx,
				&(struct step_take_up_args){ .case_id = c->id,
							     .ended_at = told.recorded_at,
							     .end_kind = ENDED_WITH_OTHERS },
				NULL);
}

/*
 * What was open before runs again.  Nothing is sent: whoever had it by a referral has its page and
 * is told, and the holder may refer anew.
 */
static enum err plan_resume(struct ctx *cx, struct case_root_row *c, int64_t reopened_id)
{
	struct step_ready_row *ready;
	int64_t unit_id;
	size_t n, i;

	TRY(step_ready_all(cx, &(struct step_ready_args){ .case_id = c->id }, &ready, &n));
	for (i = 0; i < n; i++) {
		TRY(activate_step(cx, c, &ready[i], &unit_id));
		if (ready[i].id != reopened_id)
			TRY(tell_begun(cx, c, &ready[i]));
		if (unit_id != cx->actor->unit_id)
			TRY(tell_unit(cx, unit_id,
				      &(struct tell){ .what = "notice.step_reopened",
						      .object_kind = "case",
						      .object_id = c->id,
						      .number = c->number }));
	}
	return ERR_OK;
}

enum err step_reopen(struct ctx *cx, int64_t step_id, int64_t version, const char *why)
{
	struct step_get_row s;
	struct case_root_row c;
	int64_t changed;

	TRY(step_lock(cx, step_id, version, &s, &c));
	if (s.state != STEP_ENDED)
		return refuse(cx, T_CASEWORK_REFUSE_STEP_OPEN);
	if (str_blank(why))
		return refuse(cx, T_CASEWORK_REFUSE_EMPTY_NOTE);
	TRY(step_reopen_run(cx, &(struct step_reopen_args){ .id = step_id }, &changed));
	if (changed != 1)
		return refuse(cx, T_CASEWORK_REFUSE_STEP_OPEN);
	TRY(audit_leaf(cx, "casework.step_reopen", step_id, NULL));
	TRY(event_add(cx, &c,
		      &(struct event){ .kind = "step",
				       .what = "event.step_reopened",
				       .arg0 = s.service,
				       .body = why,
				       .object_id = step_id }));
	TRY(undo_end(cx, &c, &s));
	TRY(step_wait_over_run(cx, &(struct step_wait_over_args){ .case_id = c.id }, NULL));
	TRY(emergency_follow(cx, &c));
	TRY(plan_resume(cx, &c, step_id));
	return case_renew(cx, &c);
}

enum err step_assign(struct ctx *cx, int64_t step_id, int64_t version, int64_t unit_id)
{
	struct casework_unit_row unit;
	struct step_get_row s;
	struct case_root_row c;

	TRY(step_lock(cx, step_id, version, &s, &c));
	TRY(holder_only(cx, c.holder_unit_id));
	if (s.state == STEP_ENDED)
		return refuse(cx, T_CASEWORK_REFUSE_STEP_ENDED);
	TRY(unit_get(cx, unit_id, &unit));
	if (unit.closed_at != 0)
		return refuse(cx, T_CASEWORK_REFUSE_UNIT_CLOSED);
	TRY(end_step_referrals(cx, step_id));
	TRY(step_set_unit_run(cx, &(struct step_set_unit_args){ .id = step_id, .unit_id = unit_id },
			      NULL));
	TRY(event_add(cx, &c,
		      &(struct event){ .kind = "step",
				       .what = "event.step_assigned",
				       .arg0 = s.service,
				       .arg1 = unit.name,
				       .object_id = step_id }));
	if (s.state == STEP_ACTIVE && unit_id != c.holder_unit_id)
		return send_step(cx, &c, step_id, unit_id, s.emergency != 0);
	return ERR_OK;
}
