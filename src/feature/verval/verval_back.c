/* Taking back: a request by who asked, a yes or a no by who may decide. */
#include "feature/verval/verval_impl.h"

#include "base/clock.h"
#include "feature/notice/notice.h"
#include "platform/vault/vault.h"
#include "text/verval.h"

bool verval_refused_by_decision(int64_t state, const struct flow *flow, int64_t stage)
{
	return state == VERVAL_REFUSED && flow_allows(flow, stage, ACT_DECIDE);
}

/* Until when the step is due that it goes back to; an objection has its days from the beginning. */
static enum err due_again(struct ctx *cx, const struct flow *flow, struct verval_root_row *v)
{
	if (v->kind == VERVAL_SANGGAH && v->checked_by_id == 0 && flow->void_days > 0) {
		v->due_at = v->proposed_at + flow->void_days * USEC_DAY;
		return v->due_at > cx->now ? ERR_OK : refuse(cx, T_VERVAL_BACK_LATE);
	}
	TRY(verval_period(cx, clock_date(cx->now, zone_of(cx)), &v->period));
	return verval_cutoff(cx, v->period, &v->due_at);
}

/* It waits for a decision at its step. */
static enum err decide_again(struct ctx *cx, struct verval_root_row *v, const struct flow *flow,
			     const char *event, const char *notice)
{
	TRY(due_again(cx, flow, v));
	TRY(event_write(cx, v, event, NULL));
	TRY(notice_settle(cx, "verval", v->id));
	v->state = VERVAL_OPEN;
	v->ended_at = 0;
	v->post = flow_post(flow, v->stage);
	TRY(request_write(cx, v));
	TRY(tell_person(cx, v, v->proposed_by_id, notice, NULL, false));
	return tell_post(cx, v);
}

/* ---- a no ------------------------------------------------------------------------------------ */

enum err verval_reconsider(struct ctx *cx, int64_t id, int64_t version)
{
	struct verval_root_row v;
	struct flow flow;

	TRY(request_get(cx, id, version, &v));
	TRY(verval_flow(cx, (enum verval_kind)v.kind, v.flow_version, &flow));
	if (!verval_refused_by_decision(v.state, &flow, v.stage))
		return refuse(cx, T_VERVAL_NOT_NOW);
	TRY(post_needed(cx, flow_post(&flow, v.stage)));
	TRY(other_eyes(cx, &v));
	v.ended_why_sealed = (struct blob){ 0 };
	return decide_again(cx, &v, &flow, "verval.event.reconsidered",
			    "notice.verval_reconsidered");
}

/* ---- a yes ----------------------------------------------------------------------------------- */

/* The step of the last yes; -1: nobody has said yes, or it has ended otherwise. */
static int64_t yes_stage(const struct verval_root_row *v, const struct flow *flow)
{
	bool over =
	    v->state == VERVAL_REFUSED || v->state == VERVAL_VOID || v->state == VERVAL_WITHDRAWN;

	for (int64_t i = (int64_t)flow->n - 1; i >= 0 && !over; i--) {
		if (v->approved_by_id != 0 && flow_counts(flow, i))
			return i;
		if (v->approved_by_id == 0 && v->state == VERVAL_OPEN && v->checked_by_id != 0 &&
		    i < v->stage && flow_allows(flow, i, ACT_DECIDE))
			return i;
	}
	return -1;
}

/* What stands against taking it back, T__NONE: nothing. */
static enum err yes_stays(struct ctx *cx, const struct verval_root_row *v, enum text *ret)
{
	const struct verval_paid_since_args paid = {
		.id = v->id,
		.since_on = clock_date(v->approved_at, zone_of(cx)),
		.since_at = v->approved_at,
	};
	struct verval_paid_since_row row;
	int64_t me = cx->actor->user_id;
	bool found = false;

	*ret = T__NONE;
	if (v->approved_by_id != 0)
		TRY(verval_paid_since_maybe(cx, &paid, &row, &found));
	if (v->proposed_by_id == me)
		*ret = T_VERVAL_OWN;
	else if (v->approved_by_id != 0 && v->checked_by_id == me)
		*ret = T_VERVAL_TWICE;
	else if (v->input_number != NULL)
		*ret = T_VERVAL_UNAPPROVE_ENTERED;
	else if (found)
		*ret = T_VERVAL_UNAPPROVE_PAID;
	return ERR_OK;
}

enum err verval_unapprovable(struct ctx *cx, int64_t id, bool *ret, enum text *ret_why)
{
	struct verval_root_row v;
	struct flow flow;
	int64_t stage;

	*ret = false;
	*ret_why = T__NONE;
	TRY(request_get(cx, id, 0, &v));
	TRY(verval_flow(cx, (enum verval_kind)v.kind, v.flow_version, &flow));
	stage = yes_stage(&v, &flow);
	if (stage < 0)
		return ERR_OK;
	if (post_needed(cx, flow_post(&flow, stage)) != ERR_OK) {
		err_clear(cx);
		return ERR_OK;
	}
	TRY(yes_stays(cx, &v, ret_why));
	*ret = *ret_why == T__NONE;
	return ERR_OK;
}

enum err verval_unapprove(struct ctx *cx, int64_t id, int64_t version, const char *why)
{
	struct verval_root_row v;
	struct flow flow;
	int64_t stage, approver;
	enum text stays;

	TRY(request_get(cx, id, version, &v));
	TRY(verval_flow(cx, (enum verval_kind)v.kind, v.flow_version, &flow));
	stage = yes_stage(&v, &flow);
	if (stage < 0)
		return refuse(cx, T_VERVAL_NOT_NOW);
	TRY(post_needed(cx, flow_post(&flow, stage)));
	TRY(yes_stays(cx, &v, &stays));
	if (stays != T__NONE)
		return refuse(cx, stays);
	approver = v.approved_by_id != 0 ? v.approved_by_id : v.checked_by_id;
	if (v.approved_by_id != 0) {
		TRY(lines_wait_again(cx, &v));
		v.approved_by_id = 0;
		v.approved_at = 0;
	} else {
		v.checked_by_id = 0;
		v.checked_at = 0;
	}
	v.stage = stage;
	v.step = flow_step(cx, &flow, stage);
	v.holder_id = 0;
	TRY(vault_seal(cx, request_subject(&v), SEAL_NARRATIVE, why, &v.back_why_sealed));
	TRY(decide_again(cx, &v, &flow, "verval.event.unapproved", "notice.verval_unapproved"));
	return tell_person(cx, &v, approver, "notice.verval_unapproved", NULL, false);
}

/* ---- the whole request ----------------------------------------------------------------------- */

enum err verval_withdraw(struct ctx *cx, int64_t id, int64_t version, const char *why)
{
	struct verval_root_row v;

	TRY(request_get(cx, id, version, &v));
	TRY(post_needed(cx, POST_UNIT));
	if (v.state != VERVAL_OPEN)
		return refuse(cx, T_VERVAL_NOT_NOW);
	if (v.proposed_by_id != cx->actor->user_id &&
	    (v.unit_id == 0 || v.unit_id != cx->actor->unit_id))
		return refuse(cx, T_VERVAL_NOT_YOURS);
	return request_end(cx, &v, VERVAL_WITHDRAWN, "verval.event.withdrawn", why);
}
