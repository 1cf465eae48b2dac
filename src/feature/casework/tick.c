/* What happens by itself: unanswered referrals, deadlines that escalate, pauses that end. */
#include "feature/casework/casework_impl.h"

#include "platform/audit/audit.h"
#include "text/casework.h"

/* A first miss reminds, the second passes the baton on. */
#define LEVEL_PASS 2

static enum err remind(struct ctx *cx, int64_t unit_id, int64_t above_id, const struct tell *t)
{
	TRY(tell_unit(cx, unit_id, t));
	return above_id == unit_id ? ERR_OK : tell_unit(cx, above_id, t);
}

/* ---- referrals --------------------------------------------------------------------------- */

/* On the waiting list: the place is kept, the sender is told to ask again. */
static enum err ask_again(struct ctx *cx, struct case_root_row *c, struct referral_get_row *r)
{
	struct referral_set_args a = {
		.id = r->id,
		.version = r->version,
		.old_state = r->state,
		.state = r->state,
		.wait_since_at = r->wait_since_at,
	};
	int64_t changed;

	TRY(ref_due(cx, LIMIT_ASK_AGAIN, cx->now, &a.answer_due_at));
	TRY(referral_set_run(cx, &a, &changed));
	if (changed != 1)
		return refuse(cx, T_CASEWORK_REFUSE_CHANGED);
	return tell_unit(cx, c->holder_unit_id,
			 &(struct tell){ .what = "notice.ask_again",
					 .object_kind = "case",
					 .object_id = c->id,
					 .number = r->number });
}

/* Twice without an answer: the supervisor of the sender's unit gets the case. */
static enum err pass_unanswered(struct ctx *cx, struct case_root_row *c)
{
	struct baton b = { .reason = "unanswered", .missed_at = c->missed_at };
	int64_t changed;

	TRY(unit_above(cx, c->holder_unit_id, &b.to_unit_id));
	TRY(next_act_due(cx, c, b.to_unit_id, &b.due_at));
	if (b.to_unit_id == c->holder_unit_id) {
		TRY(case_set_due_run(cx,
				     &(struct case_set_due_args){ .id = c->id,
								  .due_at = b.due_at,
								  .missed_at = b.missed_at },
				     &changed));
		return ERR_OK;
	}
	TRY(casework_pass_case(cx, c, &b));
	return tell_unit(cx, b.to_unit_id,
			 &(struct tell){ .what = "notice.case_unanswered",
					 .object_kind = "case",
					 .object_id = c->id,
					 .number = c->number,
					 .urgent = c->urgent });
}

static enum err referral_expire(struct ctx *cx, int64_t id)
{
	struct referral_set_args a = { .ended_at = cx->now };
	struct casework_unit_row unit;
	struct referral_get_row r;
	struct case_root_row c;
	struct step_get_row s = { .service = "rujukan" };
	int64_t changed;

	TRY(referral_get_one(cx, &(struct referral_get_args){ .id = id }, &r));
	TRY(case_lock(cx, r.case_id, 0, &c));
	TRY(referral_get_one(cx, &(struct referral_get_args){ .id = id }, &r));
	if (r.answer_due_at == 0 || r.answer_due_at > cx->now ||
	    referral_next((enum referral_state)r.state, REFERRAL_EV_EXPIRE) == 0)
		return ERR_OK; /* answered while the clock looked */
	if (r.state == REFERRAL_WAITLISTED)
		return ask_again(cx, &c, &r);
	a.id = r.id;
	a.version = r.version;
	a.old_state = r.state;
	a.state = REFERRAL_UNANSWERED;
	TRY(referral_set_run(cx, &a, &changed));
	if (changed != 1)
		return ERR_OK;
	TRY(settle_referral(cx, r.id));
	if (r.step_id != 0)
		TRY(step_get_one(cx, &(struct step_get_args){ .id = r.step_id }, &s));
	TRY(unit_get(cx, r.to_unit_id, &unit));
	TRY(need_record(cx, &c, s.service, "tidak_dijawab", r.to_unit_id, r.id));
	TRY(audit_leaf(cx, "casework.unanswered", id, NULL));
	TRY(event_add(cx, &c,
		      &(struct event){ .kind = "referral",
				       .what = "event.referral_unanswered",
				       .arg0 = unit.name,
				       .arg1 = r.number,
				       .object_id = id }));
	TRY(tell_unit(cx, c.holder_unit_id,
		      &(struct tell){ .what = "notice.referral_unanswered",
				      .object_kind = "case",
				      .object_id = c.id,
				      .number = r.number,
				      .urgent = r.urgent }));
	if (r.kind != REFERRAL_HANDOVER)
		return ERR_OK;
	c.unanswered++;
	if (c.unanswered >= UNANSWERED_MAX)
		return pass_unanswered(cx, &c);
	return case_renew(cx, &c);
}

/* ---- deadlines --------------------------------------------------------------------------- */

static enum err escalate_case(struct ctx *cx, struct case_root_row *c)
{
	struct baton b = { .to_unit_id = c->holder_unit_id,
			   .to_user_id = c->holder_user_id,
			   .reason = "escalated",
			   .level = (int)c->level + 1,
			   .missed_at = c->missed_at != 0 ? c->missed_at : c->due_at };
	int64_t above;

	TRY(unit_above(cx, c->holder_unit_id, &above));
	TRY(ref_due(cx, c->urgent ? LIMIT_ESCALATE_URGENT : LIMIT_ESCALATE, cx->now, &b.due_at));
	if (b.level >= LEVEL_PASS && above != c->holder_unit_id) {
		b.to_unit_id = above;
		b.to_user_id = 0;
		b.level = 0;
	}
	/* The story says it once; further reminders of the same holder are notices. */
	if (c->level == 0 || b.to_unit_id != c->holder_unit_id)
		TRY(event_add(cx, c,
			      &(struct event){ .kind = "clock",
					       .what = b.to_unit_id == c->holder_unit_id
							   ? "event.reminded"
							   : "event.escalated" }));
	TRY(settle_late(cx, c->id));
	TRY(remind(cx, c->holder_unit_id, above,
		   &(struct tell){ .what = "notice.case_late",
				   .object_kind = "case",
				   .object_id = c->id,
				   .number = c->number,
				   .urgent = c->urgent }));
	return casework_pass_case(cx, c, &b);
}

static enum err case_expire(struct ctx *cx, int64_t id)
{
	struct case_root_row c;

	TRY(case_lock(cx, id, 0, &c));
	if (c.due_at == 0 || c.due_at > cx->now)
		return ERR_OK;
	if (c.paused_until == 0)
		return escalate_case(cx, &c);
	TRY(clock_goes_on(cx, &c));
	TRY(event_add(cx, &c, &(struct event){ .kind = "clock", .what = "event.resumed" }));
	return tell_unit(cx, c.holder_unit_id,
			 &(struct tell){ .what = "notice.case_resumed",
					 .object_kind = "case",
					 .object_id = c.id,
					 .number = c.number });
}

static enum err report_expire(struct ctx *cx, int64_t id)
{
	struct report_root_row r;
	struct baton b = { .reason = "escalated" };
	int64_t above, held;

	TRY(report_lock(cx, id, 0, &r));
	if (r.due_at == 0 || r.due_at > cx->now)
		return ERR_OK;
	TRY(unit_above(cx, r.holder_unit_id, &above));
	TRY(ref_due(cx, r.urgent ? LIMIT_ESCALATE_URGENT : LIMIT_ESCALATE, cx->now, &b.due_at));
	b.level = (int)r.level + 1;
	b.missed_at = r.missed_at != 0 ? r.missed_at : r.due_at;
	b.to_unit_id = r.holder_unit_id;
	if (b.level >= LEVEL_PASS && above != r.holder_unit_id) {
		b.to_unit_id = above;
		b.level = 0;
	}
	held = r.holder_unit_id;
	TRY(casework_pass_report(cx, &r, &b));
	return remind(cx, held, above,
		      &(struct tell){ .what = "notice.report_late",
				      .object_kind = "report",
				      .object_id = id,
				      .number = r.number,
				      .urgent = r.urgent });
}

/* ---- all that is due ----------------------------------------------------------------------- */

struct due {
	enum err (*expire)(struct ctx *cx, int64_t id);
	int64_t id;
};

struct tally {
	bool apart;
	unsigned done, failed;
};

static enum err expire_due(struct ctx *cx, void *arg)
{
	const struct due *due = arg;

	return due->expire(cx, due->id);
}

static enum err expire(struct ctx *cx, struct due due, struct tally *t)
{
	enum err e = ERR_OK;

	if (t->apart)
		TRY(db_part(cx, expire_due, &due, &e));
	else
		TRY(expire_due(cx, &due));
	t->done += e == ERR_OK;
	t->failed += e != ERR_OK;
	return ERR_OK;
}

/* Each kind is looked for when the one before is through: answers move deadlines. */
static enum err expire_all(struct ctx *cx, unsigned max, struct tally *t)
{
	struct tick_referrals_row *referrals;
	struct tick_reports_row *reports;
	struct tick_cases_row *cases;
	size_t n, i;

	TRY(tick_referrals_all(cx, &(struct tick_referrals_args){ .max = max }, &referrals, &n));
	for (i = 0; i < n; i++)
		TRY(expire(cx, (struct due){ referral_expire, referrals[i].id }, t));
	TRY(tick_cases_all(cx, &(struct tick_cases_args){ .max = max }, &cases, &n));
	for (i = 0; i < n; i++)
		TRY(expire(cx, (struct due){ case_expire, cases[i].id }, t));
	TRY(tick_reports_all(cx, &(struct tick_reports_args){ .max = max }, &reports, &n));
	for (i = 0; i < n; i++)
		TRY(expire(cx, (struct due){ report_expire, reports[i].id }, t));
	return ERR_OK;
}

enum err casework_tick(struct ctx *cx, unsigned max, unsigned *ret_done)
{
	struct tally t = { .apart = false };

	TRY(expire_all(cx, max, &t));
	*ret_done = t.done;
	return ERR_OK;
}

enum err casework_tick_apart(struct ctx *cx, unsigned max, unsigned *ret_done, unsigned *ret_failed)
{
	struct tally t = { .apart = true };

	TRY(expire_all(cx, max, &t));
	*ret_done = t.done;
	*ret_failed = t.failed;
	return ERR_OK;
}
