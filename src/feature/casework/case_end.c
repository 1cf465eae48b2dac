/* How a case ends and begins again: closing, visits after it, reopening, two that are one. */
#include "base/clock.h"
#include "base/rng.h"
#include "base/str.h"
#include "feature/casework/casework_impl.h"
#include "platform/app.h"
#include "platform/audit/audit.h"
#include "platform/auth/perm.h"
#include "platform/media/media.h"
#include "platform/vault/vault.h"
#include "text/casework.h"

/* ---- the end ----------------------------------------------------------------------------- */

static enum err no_open_handover(struct ctx *cx, int64_t case_id, enum text why)
{
	struct case_open_handover_row handover;
	bool found;

	TRY(case_open_handover_maybe(cx, &(struct case_open_handover_args){ .case_id = case_id },
				     &handover, &found));
	return found ? refuse(cx, why) : ERR_OK;
}

/* Nothing may be left open by an end: no step, no question to another unit. */
static enum err check_endable(struct ctx *cx, const struct case_root_row *c)
{
	struct step_open_count_row steps;

	TRY(holder_only(cx, c->holder_unit_id));
	TRY(step_open_count_one(cx, &(struct step_open_count_args){ .case_id = c->id }, &steps));
	if (steps.n > 0)
		return refuse(cx, T_CASEWORK_REFUSE_STEPS_OPEN);
	TRY(no_open_handover(cx, c->id, T_CASEWORK_REFUSE_HANDOVER_OPEN));
	if (c->decided_at == 0)
		return refuse(cx, T_CASEWORK_REFUSE_UNDECIDED);
	return ERR_OK;
}

enum err referrals_end(struct ctx *cx, const struct case_root_row *c)
{
	struct referral_close_open_row *open;
	size_t n, i;
	struct referral_finish_case_row *served;

	TRY(referral_close_open_all(cx, &(struct referral_close_open_args){ .case_id = c->id },
				    &open, &n));
	for (i = 0; i < n; i++) {
		TRY(settle_referral(cx, open[i].id));
		TRY(tell_withdrawn(cx, open[i].to_unit_id, open[i].id, open[i].number));
	}
	return referral_finish_case_all(cx, &(struct referral_finish_case_args){ .case_id = c->id },
					&served, &n);
}

enum err case_terminate(struct ctx *cx, int64_t id, int64_t version, const char *body,
			int64_t visit_at)
{
	struct case_root_row c;

	TRY(case_lock_open(cx, id, version, &c));
	if (c.state != CASE_OPEN)
		return refuse(cx, T_CASEWORK_REFUSE_IN_AFTERCARE);
	if (visit_at <= cx->now)
		return refuse(cx, T_CASEWORK_REFUSE_VISIT_PAST);
	TRY(check_endable(cx, &c));
	TRY(referrals_end(cx, &c));
	c.state = CASE_AFTERCARE;
	TRY(casework_pass_case(cx, &c,
			       &(struct baton){ .to_unit_id = c.holder_unit_id,
						.to_user_id = c.holder_user_id,
						.due_at = visit_at,
						.reason = "aftercare" }));
	return event_add(
	    cx, &c,
	    &(struct event){ .kind = "decision", .what = "event.terminated", .body = body });
}

static enum err close_case(struct ctx *cx, struct case_root_row *c, const char *outcome,
			   const char *body)
{
	struct ref_entry entry;

	TRY(ref_get(cx, "outcome", outcome, ref_today(cx), &entry));
	TRY(referrals_end(cx, c));
	TRY(event_add(
	    cx, c,
	    &(struct event){
		.kind = "decision", .what = "event.closed", .arg0 = outcome, .body = body }));
	return casework_end_case(cx, c, CASE_CLOSED, outcome, 0);
}

enum err case_visit(struct ctx *cx, int64_t id, int64_t version, int64_t happened_at,
		    const char *body, int64_t next_at, const char *outcome)
{
	struct case_root_row c;

	TRY(case_lock_open(cx, id, version, &c));
	if (c.state != CASE_AFTERCARE)
		return refuse(cx, T_CASEWORK_REFUSE_NOT_AFTERCARE);
	TRY(next_at == 0 ? check_endable(cx, &c) : holder_only(cx, c.holder_unit_id));
	TRY(event_add(
	    cx, &c,
	    &(struct event){
		.kind = "note", .what = "event.visited", .body = body, .at = happened_at }));
	if (next_at == 0)
		return close_case(cx, &c, outcome, NULL);
	if (next_at <= cx->now)
		return refuse(cx, T_CASEWORK_REFUSE_VISIT_PAST);
	return casework_pass_case(cx, &c,
				  &(struct baton){ .to_unit_id = c.holder_unit_id,
						   .to_user_id = c.holder_user_id,
						   .due_at = next_at,
						   .reason = "aftercare" });
}

enum err case_close(struct ctx *cx, int64_t id, int64_t version, const char *outcome,
		    const char *body)
{
	struct case_root_row c;

	TRY(case_lock_open(cx, id, version, &c));
	if (str_blank(body))
		return refuse(cx, T_CASEWORK_REFUSE_EMPTY_NOTE);
	TRY(check_endable(cx, &c));
	return close_case(cx, &c, outcome, body);
}

/* Back to life: a closed or merged case gets holder and deadline again. */
static enum err revive(struct ctx *cx, struct case_root_row *c, enum case_state state,
		       int64_t holder_unit_id, const char *reason)
{
	struct baton b = { .reason = reason };
	int64_t changed;

	TRY(unit_successor(cx, holder_unit_id, &b.to_unit_id));
	TRY(next_act_due(cx, c, b.to_unit_id, &b.due_at));
	TRY(tally_pace(cx, c->id, PACE_OUTCOME, -1));
	TRY(baton_case_reopen_run(cx,
				  &(struct baton_case_reopen_args){
				      .id = c->id,
				      .version = c->version,
				      .state = state,
				      .holder_unit_id = b.to_unit_id,
				      .due_at = b.due_at,
				  },
				  &changed));
	if (changed != 1)
		return refuse(cx, T_CASEWORK_REFUSE_CHANGED);
	TRY(case_unit_set_open_run(
	    cx, &(struct case_unit_set_open_args){ .case_id = c->id, .open = 1 }, NULL));
	TRY(case_unit_join(cx, c, b.to_unit_id));
	TRY(baton_log(cx, BATON_CASE, c->id, 0, &b));
	c->version++;
	c->state = state;
	c->holder_unit_id = b.to_unit_id;
	c->due_at = b.due_at;
	c->unanswered = 0;
	return tell_unit(cx, b.to_unit_id,
			 &(struct tell){ .what = "notice.case_reopened",
					 .object_kind = "case",
					 .object_id = c->id,
					 .number = c->number });
}

enum err case_reopen(struct ctx *cx, int64_t id, int64_t version, const char *body)
{
	struct case_root_row c;

	TRY(case_lock(cx, id, version, &c));
	if (c.state != CASE_CLOSED)
		return refuse(cx, T_CASEWORK_REFUSE_NOT_ENDED);
	TRY(revive(cx, &c, CASE_OPEN, c.last_unit_id, "reopened"));
	return event_add(
	    cx, &c, &(struct event){ .kind = "decision", .what = "event.reopened", .body = body });
}

/* ---- merge ------------------------------------------------------------------------------- */

/* Roots are locked in the order of their ids, so that two merges cannot wait for each other. */
static enum err lock_two(struct ctx *cx, int64_t a, int64_t a_version, int64_t b, int64_t b_version,
			 struct case_root_row *ret_a, struct case_root_row *ret_b)
{
	if (a < b) {
		TRY(case_lock_open(cx, a, a_version, ret_a));
		return case_lock_open(cx, b, b_version, ret_b);
	}
	TRY(case_lock_open(cx, b, b_version, ret_b));
	return case_lock_open(cx, a, a_version, ret_a);
}

static enum err mergeable(struct ctx *cx, const struct case_root_row *into,
			  const struct case_root_row *from)
{
	if (into->ended_at != 0 || from->ended_at != 0)
		return refuse(cx, T_CASEWORK_REFUSE_ENDED);
	/* Neither may one lose its walls, nor the other stay readable outside them. */
	if (from->protected != into->protected)
		return refuse(cx, T_CASEWORK_REFUSE_PROTECTED);
	TRY(no_open_handover(cx, into->id, T_CASEWORK_REFUSE_HANDOVER_OPEN));
	return no_open_handover(cx, from->id, T_CASEWORK_REFUSE_HANDOVER_OTHER);
}

enum err case_may_merge(struct ctx *cx, int64_t id, int64_t from_id)
{
	struct case_root_row into, from;

	if (id == from_id)
		return refuse(cx, T_CASEWORK_REFUSE_MERGE_SELF);
	TRY(case_root_one(cx, &(struct case_root_args){ .id = id }, &into));
	TRY(case_root_one(cx, &(struct case_root_args){ .id = from_id }, &from));
	return mergeable(cx, &into, &from);
}

enum err case_merge(struct ctx *cx, int64_t id, int64_t version, int64_t from_id,
		    int64_t from_version)
{
	struct case_root_row into, from;
	int64_t merge_id = APP_ID(cx);

	if (id == from_id)
		return refuse(cx, T_CASEWORK_REFUSE_MERGE_SELF);
	TRY(lock_two(cx, id, version, from_id, from_version, &into, &from));
	TRY(mergeable(cx, &into, &from));
	TRY(step_end_all_run(
	    cx, &(struct step_end_all_args){ .case_id = from_id, .end_kind = ENDED_WITH_OTHERS },
	    NULL));
	TRY(referrals_end(cx, &from));
	TRY(case_merge_add_run(
	    cx,
	    &(struct case_merge_add_args){
		.id = merge_id, .into_id = id, .from_id = from_id, .from_state = from.state },
	    NULL));
	TRY(case_unit_copy_run(
	    cx, &(struct case_unit_copy_args){ .into_id = id, .from_id = from_id }, NULL));
	TRY(case_units_share(cx, id, into.person_id));
	TRY(event_add(cx, &from,
		      &(struct event){ .kind = "decision",
				       .what = "event.merged_into",
				       .arg0 = into.number,
				       .object_id = merge_id }));
	TRY(casework_end_case(cx, &from, CASE_MERGED, NULL, id));
	TRY(event_add(cx, &into,
		      &(struct event){ .kind = "decision",
				       .what = "event.merged_from",
				       .arg0 = from.number,
				       .object_id = merge_id }));
	return from.urgent ? emergency_begin(cx, &into) : ERR_OK;
}

enum err case_unmerge(struct ctx *cx, int64_t merge_id)
{
	struct case_merge_get_row m;
	struct case_root_row into, from;
	int64_t changed;

	TRY(case_merge_get_one(cx, &(struct case_merge_get_args){ .id = merge_id }, &m));
	if (m.undone_at != 0)
		return refuse(cx, T_CASEWORK_REFUSE_UNMERGED);
	TRY(case_lock(cx, MIN(m.into_id, m.from_id), 0, m.into_id < m.from_id ? &into : &from));
	TRY(case_lock(cx, MAX(m.into_id, m.from_id), 0, m.into_id < m.from_id ? &from : &into));
	if (from.state != CASE_MERGED || from.merged_into_id != m.into_id)
		return refuse(cx, T_CASEWORK_REFUSE_UNMERGED);
	TRY(case_merge_undo_run(cx, &(struct case_merge_undo_args){ .id = merge_id }, &changed));
	if (changed != 1)
		return refuse(cx, T_CASEWORK_REFUSE_UNMERGED);
	/* Both stay with the present holder; an ended one had its last. */
	TRY(revive(cx, &from, (enum case_state)m.from_state,
		   into.holder_unit_id != 0 ? into.holder_unit_id : into.last_unit_id, "unmerged"));
	TRY(step_take_up_run(cx,
			     &(struct step_take_up_args){ .case_id = from.id,
							  .ended_at = m.merged_at,
							  .end_kind = ENDED_WITH_OTHERS },
			     NULL));
	TRY(plan_advance(cx, &from));
	TRY(event_add(
	    cx, &from,
	    &(struct event){ .kind = "decision", .what = "event.unmerged", .arg0 = into.number }));
	return event_add(
	    cx, &into,
	    &(struct event){ .kind = "decision", .what = "event.unmerged", .arg0 = from.number });
}
