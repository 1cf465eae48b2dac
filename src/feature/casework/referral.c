/* Referrals: asking another unit, and what its answer does to the baton. */
#include "feature/casework/casework_impl.h"

#include "base/clock.h"
#include "base/str.h"
#include "feature/directory/directory.h"
#include "platform/app.h"
#include "platform/audit/audit.h"
#include "platform/auth/perm.h"
#include "text/casework.h"

bool referral_is_open(int64_t state)
{
	return state == REFERRAL_SENT || state == REFERRAL_RECEIVED || state == REFERRAL_WAITLISTED;
}

/* The paper goes with the person, so it is there before the answer that is written on it. */
bool referral_hands_over(int64_t state)
{
	return state == REFERRAL_SENT || state == REFERRAL_RECEIVED || state == REFERRAL_ACCEPTED ||
	       state == REFERRAL_RETURNED || state == REFERRAL_FINISHED;
}

/* State, event, next state.  What is not here is not allowed. */
static const uint8_t moves[REFERRAL__MAX][REFERRAL_EV__MAX] = {
	[REFERRAL_SENT] = {
		[REFERRAL_EV_SEE] = REFERRAL_RECEIVED,
		[REFERRAL_EV_ACCEPT] = REFERRAL_ACCEPTED,
		[REFERRAL_EV_REFUSE] = REFERRAL_REFUSED,
		[REFERRAL_EV_WAITLIST] = REFERRAL_WAITLISTED,
		[REFERRAL_EV_EXPIRE] = REFERRAL_UNANSWERED,
		[REFERRAL_EV_WITHDRAW] = REFERRAL_WITHDRAWN,
	},
	[REFERRAL_RECEIVED] = {
		[REFERRAL_EV_ACCEPT] = REFERRAL_ACCEPTED,
		[REFERRAL_EV_REFUSE] = REFERRAL_REFUSED,
		[REFERRAL_EV_WAITLIST] = REFERRAL_WAITLISTED,
		[REFERRAL_EV_EXPIRE] = REFERRAL_UNANSWERED,
		[REFERRAL_EV_WITHDRAW] = REFERRAL_WITHDRAWN,
	},
	[REFERRAL_WAITLISTED] = {
		[REFERRAL_EV_ACCEPT] = REFERRAL_ACCEPTED,
		[REFERRAL_EV_REFUSE] = REFERRAL_REFUSED,
		[REFERRAL_EV_WAITLIST] = REFERRAL_WAITLISTED,
		[REFERRAL_EV_EXPIRE] = REFERRAL_UNANSWERED,
		[REFERRAL_EV_WITHDRAW] = REFERRAL_WITHDRAWN,
	},
	[REFERRAL_ACCEPTED] = {
		[REFERRAL_EV_RETURN] = REFERRAL_RETURNED,
		[REFERRAL_EV_FINISH] = REFERRAL_FINISHED,
	},
};

enum referral_state referral_next(enum referral_state from, enum referral_event event)
{
	assert(from < REFERRAL__MAX && event < REFERRAL_EV__MAX);
	return (enum referral_state)moves[from][event];
}

/* ---- sending ----------------------------------------------------------------------------- */

/* Can somebody there answer now: open, or an officer on duty? */
static enum err reachable(struct ctx *cx, int64_t unit_id, bool *ret)
{
	struct duty_contact duty;

	TRY(directory_is_open(cx, unit_id, cx->now, ret));
	if (*ret)
		return ERR_OK;
	TRY(directory_on_duty(cx, unit_id, cx->now, &duty));
	*ret = duty.source != DUTY_UNIT;
	return ERR_OK;
}

static enum err number_taken(struct ctx *cx, const char *number, bool *ret)
{
	struct referral_numbered_row row;

	return referral_numbered_maybe(cx, &(struct referral_numbered_args){ .number = number },
				       &row, ret);
}

static enum err insert_referral(struct ctx *cx, const struct case_root_row *c,
				const struct referral_new *n, struct referral_get_row *ret)
{
	char number[NUMBER_SIZE];
	int64_t id = APP_ID(cx), due;

	TRY(number_draw(cx, "RJ", number_taken, number));
	TRY(ref_due(cx, n->urgent ? LIMIT_ANSWER_URGENT : LIMIT_ANSWER, cx->now, &due));
	TRY(referral_insert_run(cx,
				&(struct referral_insert_args){
				    .id = id,
				    .number = arena_strdup(cx->arena, number),
				    .case_id = c->id,
				    .step_id = n->step_id,
				    .kind = n->kind,
				    .from_unit_id = c->holder_unit_id,
				    .to_unit_id = n->to_unit_id,
				    .urgent = n->urgent,
				    .answer_due_at = due,
				},
				NULL));
	TRY(case_unit_join(cx, c, n->to_unit_id));
	return referral_get_one(cx, &(struct referral_get_args){ .id = id }, ret);
}

/* Changes state, by the table; 0 rows means that somebody else was first. */
static enum err referral_move(struct ctx *cx, struct referral_get_row *r, enum referral_event event,
			      struct referral_set_args *a)
{
	enum referral_state next = referral_next((enum referral_state)r->state, event);
	int64_t changed;

	if (next == 0)
		return refuse(cx, T_CASEWORK_REFUSE_REFERRAL_STATE);
	a->id = r->id;
	a->version = r->version;
	a->old_state = r->state;
	a->state = next;
	TRY(referral_set_run(cx, a, &changed));
	if (changed != 1)
		return refuse(cx, T_CASEWORK_REFUSE_ANSWERED);
	r->version++;
	r->state = next;
	TRY(settle_referral(cx, r->id));
	return audit_leaf(cx, "casework.referral", r->id,
			  arena_printf(cx->arena, "state=%d", (int)next));
}

static enum err accept_locked(struct ctx *cx, struct case_root_row *c, struct referral_get_row *r,
			      const struct answered *who, const char *body);

enum err referral_send_locked(struct ctx *cx, struct case_root_row *c, const struct referral_new *n,
			      int64_t *ret_id, int64_t *ret_to_unit_id)
{
	struct referral_new to = *n;
	struct casework_unit_row unit;
	struct referral_get_row r;
	bool ok = true;

	if (to.urgent) {
		TRY(reachable(cx, to.to_unit_id, &ok));
		if (!ok)
			TRY(unit_of_last_resort(cx, &to.to_unit_id));
	}
	TRY(unit_get(cx, to.to_unit_id, &unit));
	if (unit.closed_at != 0)
		return refuse(cx, T_CASEWORK_REFUSE_UNIT_CLOSED);
	if (to.step_id != 0)
		TRY(step_set_unit_run(
		    cx, &(struct step_set_unit_args){ .id = to.step_id, .unit_id = to.to_unit_id },
		    NULL));
	*ret_to_unit_id = to.to_unit_id;
	*ret_id = 0;
	if (to.to_unit_id == c->holder_unit_id) /* the last resort asks itself: nothing to send */
		return ok ? refuse(cx, T_CASEWORK_REFUSE_SAME_UNIT) : ERR_OK;
	TRY(insert_referral(cx, c, &to, &r));
	*ret_id = r.id;
	TRY(event_add(
	    cx, c,
	    &(struct event){ .kind = "referral",
			     .what = ok ? "event.referral_sent" : "event.referral_last_resort",
			     .arg0 = unit.name,
			     .arg1 = r.number,
			     .body = n->body,
			     .object_id = r.id }));
	TRY(tell_unit(
	    cx, to.to_unit_id,
	    &(struct tell){ .what = to.urgent ? "notice.referral_urgent" : "notice.referral_new",
			    .object_kind = "referral",
			    .object_id = r.id,
			    .number = r.number,
			    .urgent = to.urgent }));
	/* The unit of last resort cannot refuse an urgent hand-over: it has the baton at once. */
	if (to.urgent && to.kind == REFERRAL_HANDOVER && unit.last_resort)
		return accept_locked(cx, c, &r, NULL, NULL);
	return ERR_OK;
}

enum err referral_send(struct ctx *cx, int64_t case_id, int64_t version,
		       const struct referral_new *n, int64_t *ret_id, int64_t *ret_to_unit_id)
{
	struct case_open_handover_row open;
	struct casework_unit_row unit;
	struct referral_new sent = *n;
	struct case_root_row c;
	struct step_get_row s;
	bool found;

	TRY(case_lock_open(cx, case_id, version, &c));
	TRY(holder_only(cx, c.holder_unit_id));
	if (sent.step_id != 0) {
		TRY(step_get_one(cx, &(struct step_get_args){ .id = sent.step_id }, &s));
		if (s.case_id != case_id)
			return ERR_NOTFOUND;
		if (s.state != STEP_ACTIVE)
			return refuse(cx, s.state == STEP_WAITING ? T_CASEWORK_REFUSE_STEP_WAITS
								  : T_CASEWORK_REFUSE_STEP_ENDED);
	}
	TRY(unit_get(cx, sent.to_unit_id, &unit));
	/* A unit outside the city never holds the baton, so it can only be asked for a service. */
	if (unit.outside)
		sent.kind = REFERRAL_REQUEST;
	if (sent.kind == REFERRAL_HANDOVER) {
		TRY(case_open_handover_maybe(
		    cx, &(struct case_open_handover_args){ .case_id = case_id }, &open, &found));
		if (found)
			return refuse(cx, T_CASEWORK_REFUSE_HANDOVER_OPEN);
	}
	if (sent.to_unit_id == c.holder_unit_id)
		return refuse(cx, T_CASEWORK_REFUSE_SAME_UNIT);
	/* Asking another unit is what the last answers asked for. */
	TRY(settle_answers(cx, case_id));
	return referral_send_locked(cx, &c, &sent, ret_id, ret_to_unit_id);
}

/* ---- answering --------------------------------------------------------------------------- */

enum err referral_lock(struct ctx *cx, int64_t id, int64_t version, struct referral_get_row *r,
		       struct case_root_row *c)
{
	TRY(referral_get_one(cx, &(struct referral_get_args){ .id = id }, r));
	TRY(case_lock(cx, r->case_id, 0, c));
	TRY(referral_get_one(cx, &(struct referral_get_args){ .id = id }, r));
	return version != 0 && version != r->version ? refuse(cx, T_CASEWORK_REFUSE_ANSWERED)
						     : ERR_OK;
}

/*
 * The referral with its case locked.  The receiver answers by account; the sender may record an
 * answer that came otherwise (who is given then).
 */
static enum err answer_lock(struct ctx *cx, int64_t id, int64_t version, const struct answered *who,
			    struct referral_get_row *r, struct case_root_row *c)
{
	int64_t unit;

	TRY(referral_lock(cx, id, version, r, c));
	if (c->state != CASE_OPEN && c->state != CASE_AFTERCARE)
		return refuse(cx, T_CASEWORK_REFUSE_ENDED);
	unit = cx->actor->unit_id;
	if (cx->actor->user_id == ACTOR_SYSTEM || unit == r->to_unit_id)
		return ERR_OK;
	if (who != NULL && who->by != NULL &&
	    (unit == r->from_unit_id || may(cx, PERM_CASE_DECIDE)))
		return ERR_OK;
	return refuse(cx, T_CASEWORK_REFUSE_NOT_RECEIVER);
}

static struct referral_set_args answer_args(struct ctx *cx, const struct answered *who)
{
	return (struct referral_set_args){
		.answered_at = who != NULL && who->at != 0 ? who->at : cx->now,
		.answered_by = who != NULL && who->by != NULL ? who->by : cx->actor->name,
		.answered_how = who != NULL && who->how != NULL ? who->how : "akun",
		.received_at = cx->now,
	};
}

enum err referral_tell_sender(struct ctx *cx, const struct referral_get_row *r, const char *what)
{
	return tell_unit(cx, r->from_unit_id,
			 &(struct tell){ .what = what,
					 .object_kind = "case",
					 .object_id = r->case_id,
					 .number = r->number,
					 .urgent = r->urgent });
}

static enum err accepted_event(struct ctx *cx, const struct case_root_row *c,
			       const struct referral_get_row *r, const char *what, int64_t at,
			       const char *body)
{
	struct casework_unit_row unit;

	TRY(unit_get(cx, r->to_unit_id, &unit));
	return event_add(cx, c,
			 &(struct event){ .kind = "referral",
					  .what = what,
					  .arg0 = unit.name,
					  .arg1 = r->number,
					  .at = at,
					  .body = body,
					  .object_id = r->id });
}

/* Whoever takes the case takes with it what was asked of him besides: nobody asks himself. */
static enum err accept_besides(struct ctx *cx, const struct case_root_row *c, int64_t unit_id,
			       const struct referral_set_args *how)
{
	struct referral_asked_besides_row *rows;
	size_t n;

	TRY(referral_asked_besides_all(
	    cx, &(struct referral_asked_besides_args){ .case_id = c->id, .to_unit_id = unit_id },
	    &rows, &n));
	for (size_t i = 0; i < n; i++) {
		struct referral_set_args a = *how;
		struct referral_get_row r;

		TRY(referral_get_one(cx, &(struct referral_get_args){ .id = rows[i].id }, &r));
		TRY(referral_move(cx, &r, REFERRAL_EV_ACCEPT, &a));
		TRY(accepted_event(cx, c, &r, "event.referral_accepted_besides", a.answered_at,
				   NULL));
	}
	return ERR_OK;
}

static enum err accept_locked(struct ctx *cx, struct case_root_row *c, struct referral_get_row *r,
			      const struct answered *who, const char *body)
{
	struct referral_set_args a = answer_args(cx, who);
	struct baton b = { .to_unit_id = r->to_unit_id, .reason = "accepted" };

	TRY(referral_move(cx, r, REFERRAL_EV_ACCEPT, &a));
	TRY(accepted_event(cx, c, r, "event.referral_accepted", a.answered_at, body));
	TRY(referral_tell_sender(cx, r, "notice.referral_accepted"));
	if (r->kind != REFERRAL_HANDOVER) {
		c->unanswered = 0;
		return case_renew(cx, c);
	}
	b.referral_id = r->id;
	if (cx->actor->unit_id == r->to_unit_id && cx->actor->user_id != ACTOR_SYSTEM)
		b.to_user_id = cx->actor->user_id;
	TRY(accept_besides(cx, c, r->to_unit_id, &a));
	TRY(next_act_due(cx, c, r->to_unit_id, &b.due_at));
	return casework_pass_case(cx, c, &b);
}

enum err referral_accept(struct ctx *cx, int64_t id, int64_t version, const struct answered *who,
			 const char *body)
{
	struct referral_get_row r;
	struct case_root_row c;

	TRY(answer_lock(cx, id, version, who, &r, &c));
	return accept_locked(cx, &c, &r, who, body);
}

/* The service a referral asks for: its step's, or a plain referral. */
static enum err referral_service(struct ctx *cx, const struct referral_get_row *r, const char **ret)
{
	struct step_get_row s;

	*ret = "rujukan";
	if (r->step_id == 0)
		return ERR_OK;
	TRY(step_get_one(cx, &(struct step_get_args){ .id = r->step_id }, &s));
	*ret = s.service;
	return ERR_OK;
}

/* Every refusal counts as a need that was not met, under the reason that it stands for. */
static enum err refused_need(struct ctx *cx, const struct case_root_row *c,
			     const struct referral_get_row *r, const char *reason_code)
{
	const char *service, *need;
	struct ref_entry reason;

	TRY(ref_get(cx, "refusal_reason", reason_code, ref_today(cx), &reason));
	need = ref_doc_text(cx, &reason, "need");
	TRY(referral_service(cx, r, &service));
	return need_record(cx, c, service, need != NULL ? need : "lain", r->to_unit_id, r->id);
}

static enum err refuse_locked(struct ctx *cx, struct case_root_row *c, struct referral_get_row *r,
			      const struct answered *who, const char *reason_code, const char *body)
{
	struct referral_set_args a = answer_args(cx, who);
	struct casework_unit_row unit;

	TRY(unit_get(cx, r->to_unit_id, &unit));
	if (unit.last_resort)
		return refuse(cx, T_CASEWORK_REFUSE_LAST_RESORT);
	a.reason_code = reason_code;
	a.ended_at = cx->now;
	TRY(referral_move(cx, r, REFERRAL_EV_REFUSE, &a));
	TRY(refused_need(cx, c, r, reason_code));
	TRY(event_add(cx, c,
		      &(struct event){ .kind = "referral",
				       .what = "event.referral_refused",
				       .arg0 = unit.name,
				       .arg1 = reason_code,
				       .at = a.answered_at,
				       .body = body,
				       .object_id = r->id }));
	return referral_tell_sender(cx, r, "notice.referral_refused");
}

enum err referral_refuse(struct ctx *cx, int64_t id, int64_t version, const struct answered *who,
			 const char *reason_code, const char *body)
{
	struct referral_get_row r;
	struct case_root_row c;

	TRY(answer_lock(cx, id, version, who, &r, &c));
	return refuse_locked(cx, &c, &r, who, reason_code, body);
}

enum err referral_refuse_all(struct ctx *cx, int64_t id, int64_t version, const char *reason_code,
			     const char *body)
{
	struct referral_unanswered_row *rows;
	struct referral_get_row r;
	struct case_root_row c;
	size_t n;

	TRY(answer_lock(cx, id, version, NULL, &r, &c));
	TRY(refuse_locked(cx, &c, &r, NULL, reason_code, body));
	TRY(referral_unanswered_all(
	    cx, &(struct referral_unanswered_args){ .case_id = c.id, .to_unit_id = r.to_unit_id },
	    &rows, &n));
	for (size_t i = 0; i < n; i++) {
		TRY(referral_get_one(cx, &(struct referral_get_args){ .id = rows[i].id }, &r));
		TRY(refuse_locked(cx, &c, &r, NULL, reason_code, body));
	}
	return ERR_OK;
}

enum err referral_waitlist(struct ctx *cx, int64_t id, int64_t version, const struct answered *who,
			   int64_t ask_again_at, const char *body)
{
	struct referral_set_args a = answer_args(cx, who);
	struct casework_unit_row unit;
	struct referral_get_row r;
	struct case_root_row c;
	const char *service;

	TRY(answer_lock(cx, id, version, who, &r, &c));
	if (ask_again_at <= cx->now)
		return refuse(cx, T_CASEWORK_REFUSE_VISIT_PAST);
	TRY(unit_get(cx, r.to_unit_id, &unit));
	if (unit.last_resort)
		return refuse(cx, T_CASEWORK_REFUSE_LAST_RESORT);
	a.answer_due_at = ask_again_at;
	a.wait_since_at = r.wait_since_at != 0 ? r.wait_since_at : cx->now;
	if (r.wait_since_at == 0) {
		TRY(referral_service(cx, &r, &service));
		TRY(need_record(cx, &c, service, "tunggu", r.to_unit_id, r.id));
	}
	TRY(referral_move(cx, &r, REFERRAL_EV_WAITLIST, &a));
	TRY(event_add(cx, &c,
		      &(struct event){ .kind = "referral",
				       .what = "event.referral_waitlisted",
				       .arg0 = unit.name,
				       .arg1 = r.number,
				       .body = body,
				       .object_id = id }));
	return referral_tell_sender(cx, &r, "notice.referral_waitlisted");
}

enum err referral_see(struct ctx *cx, int64_t id)
{
	struct referral_set_args a = { .received_at = cx->now };
	struct referral_get_row r;

	TRY(referral_get_one(cx, &(struct referral_get_args){ .id = id }, &r));
	if (r.state != REFERRAL_SENT || cx->actor->unit_id != r.to_unit_id)
		return ERR_OK;
	a.answer_due_at = r.answer_due_at;
	return referral_move(cx, &r, REFERRAL_EV_SEE, &a);
}

/* ---- taking back, giving back, finishing ------------------------------------------------- */

static enum err withdraw_locked(struct ctx *cx, struct case_root_row *c, struct referral_get_row *r,
				const char *body)
{
	struct referral_set_args a = { .ended_at = cx->now };

	TRY(referral_move(cx, r, REFERRAL_EV_WITHDRAW, &a));
	TRY(event_add(cx, c,
		      &(struct event){ .kind = "referral",
				       .what = "event.referral_withdrawn",
				       .arg0 = r->number,
				       .body = body,
				       .object_id = r->id }));
	return tell_withdrawn(cx, r->to_unit_id, r->id, r->number);
}

enum err referral_withdraw_handover(struct ctx *cx, struct case_root_row *c)
{
	struct case_open_handover_row open;
	struct referral_get_row r;
	bool found;

	TRY(case_open_handover_maybe(cx, &(struct case_open_handover_args){ .case_id = c->id },
				     &open, &found));
	if (!found)
		return ERR_OK;
	TRY(referral_get_one(cx, &(struct referral_get_args){ .id = open.id }, &r));
	return withdraw_locked(cx, c, &r, NULL);
}

enum err referral_withdraw(struct ctx *cx, int64_t id, int64_t version, const char *body)
{
	struct referral_get_row r;
	struct case_root_row c;

	TRY(referral_lock(cx, id, version, &r, &c));
	if (cx->actor->unit_id != r.from_unit_id)
		TRY(holder_only(cx, c.holder_unit_id));
	return withdraw_locked(cx, &c, &r, body);
}

enum err referral_hand_back(struct ctx *cx, struct case_root_row *c,
			    const struct referral_get_row *r, const char *reason)
{
	struct baton b = { .reason = reason };

	/* Only the present holder can give the case back. */
	if (r->kind != REFERRAL_HANDOVER || c->holder_unit_id != r->to_unit_id)
		return ERR_OK;
	TRY(referral_withdraw_handover(cx, c));
	TRY(unit_successor(cx, r->from_unit_id, &b.to_unit_id));
	TRY(next_act_due(cx, c, b.to_unit_id, &b.due_at));
	return casework_pass_case(cx, c, &b);
}

/* The receiver gives an accepted referral back: the baton of a hand-over goes to the sender. */
enum err referral_return(struct ctx *cx, int64_t id, int64_t version, const char *reason_code,
			 const char *body)
{
	struct referral_set_args a = { .reason_code = reason_code, .ended_at = cx->now };
	struct casework_unit_row unit;
	struct referral_get_row r;
	struct case_root_row c;

	TRY(answer_lock(cx, id, version, NULL, &r, &c));
	TRY(unit_get(cx, r.to_unit_id, &unit));
	/* To give an urgent case back to a closed desk would be to refuse it. */
	if (unit.last_resort && r.kind == REFERRAL_HANDOVER)
		return refuse(cx, T_CASEWORK_REFUSE_LAST_RESORT);
	TRY(referral_move(cx, &r, REFERRAL_EV_RETURN, &a));
	TRY(refused_need(cx, &c, &r, reason_code));
	TRY(event_add(cx, &c,
		      &(struct event){ .kind = "referral",
				       .what = "event.referral_returned",
				       .arg0 = unit.name,
				       .arg1 = reason_code,
				       .body = body,
				       .object_id = id }));
	TRY(referral_tell_sender(cx, &r, "notice.referral_returned"));
	return referral_hand_back(cx, &c, &r, "returned");
}

/* Served: a request ends here; the step itself is ended by step_end(). */
enum err referral_finish(struct ctx *cx, int64_t id, int64_t version, const char *body)
{
	struct referral_set_args a = { .ended_at = cx->now };
	struct referral_get_row r;
	struct case_root_row c;

	TRY(referral_lock(cx, id, version, &r, &c));
	if (cx->actor->unit_id != r.to_unit_id)
		TRY(holder_only(cx, c.holder_unit_id));
	TRY(referral_move(cx, &r, REFERRAL_EV_FINISH, &a));
	TRY(event_add(cx, &c,
		      &(struct event){ .kind = "referral",
				       .what = "event.referral_finished",
				       .arg0 = r.number,
				       .body = body,
				       .object_id = id }));
	return referral_tell_sender(cx, &r, "notice.referral_finished");
}
