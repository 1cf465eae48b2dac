/* The baton, the story, and what every act of casework begins with. */
#include "feature/casework/casework_impl.h"

#include "base/str.h"
#include "feature/notice/notice.h"
#include "platform/app.h"
#include "platform/audit/audit.h"
#include "platform/auth/perm.h"
#include "platform/vault/vault.h"
#include "text/casework.h"

#include <string.h>

/* ---- roots ------------------------------------------------------------------------------- */

enum err case_lock(struct ctx *cx, int64_t id, int64_t version, struct case_root_row *ret)
{
	int64_t changed;

	TRY(case_root_one(cx, &(struct case_root_args){ .id = id }, ret));
	if (version != 0 && version != ret->version)
		return refuse(cx, T_CASEWORK_REFUSE_CHANGED);
	TRY(case_bump_run(cx, &(struct case_bump_args){ .id = id, .version = ret->version },
			  &changed));
	if (changed != 1)
		return refuse(cx, T_CASEWORK_REFUSE_CHANGED);
	ret->version++;
	return ERR_OK;
}

enum err case_lock_open(struct ctx *cx, int64_t id, int64_t version, struct case_root_row *ret)
{
	TRY(case_lock(cx, id, version, ret));
	if (ret->state != CASE_OPEN && ret->state != CASE_AFTERCARE)
		return refuse(cx, T_CASEWORK_REFUSE_ENDED);
	return ERR_OK;
}

/* A report's version is raised by the statement that changes it, so this only looks. */
enum err report_lock(struct ctx *cx, int64_t id, int64_t version, struct report_root_row *ret)
{
	TRY(report_root_one(cx, &(struct report_root_args){ .id = id }, ret));
	if (version != 0 && version != ret->version)
		return refuse(cx, T_CASEWORK_REFUSE_CHANGED);
	return ERR_OK;
}

bool by_link(const struct ctx *cx)
{
	return cx->actor->user_id == ACTOR_SYSTEM && cx->actor->unit_id != 0;
}

enum err holder_only(struct ctx *cx, int64_t holder_unit_id)
{
	if (cx->actor->user_id == ACTOR_SYSTEM || cx->actor->unit_id == holder_unit_id ||
	    may(cx, PERM_CASE_DECIDE))
		return ERR_OK;
	return refuse(cx, T_CASEWORK_REFUSE_NOT_HOLDER);
}

/* ---- units ------------------------------------------------------------------------------- */

enum err unit_get(struct ctx *cx, int64_t unit_id, struct casework_unit_row *ret)
{
	return casework_unit_one(cx, &(struct casework_unit_args){ .id = unit_id }, ret);
}

enum err unit_of_last_resort(struct ctx *cx, int64_t *ret_unit_id)
{
	struct casework_last_resort_row row;
	enum err e = casework_last_resort_one(cx, &row);

	if (e == ERR_NOTFOUND)
		return err_set(cx, ERR_DB, "city %lld has no unit of last resort",
			       (long long)cx->city);
	if (e == ERR_OK)
		*ret_unit_id = row.id;
	return e;
}

enum err unit_above(struct ctx *cx, int64_t unit_id, int64_t *ret_unit_id)
{
	struct casework_unit_row unit, parent;
	bool found = false;

	TRY(unit_get(cx, unit_id, &unit));
	if (unit.parent_id != 0)
		TRY(casework_unit_maybe(cx, &(struct casework_unit_args){ .id = unit.parent_id },
					&parent, &found));
	if (found && parent.closed_at == 0 && parent.outside == 0) {
		*ret_unit_id = parent.id;
		return ERR_OK;
	}
	return unit_of_last_resort(cx, ret_unit_id);
}

enum err unit_hold(struct ctx *cx, int64_t unit_id)
{
	struct casework_unit_hold_row unit;
	bool found;

	TRY(casework_unit_hold_maybe(cx, &(struct casework_unit_hold_args){ .id = unit_id }, &unit,
				     &found));
	if (!found || unit.closed_at != 0)
		return refuse(cx, T_CASEWORK_REFUSE_UNIT_CLOSED);
	if (unit.outside)
		return refuse(cx, T_CASEWORK_REFUSE_UNIT_OUTSIDE);
	return ERR_OK;
}

enum err unit_successor(struct ctx *cx, int64_t last_unit_id, int64_t *ret_unit_id)
{
	struct casework_unit_row unit;

	*ret_unit_id = last_unit_id;
	TRY(unit_get(cx, last_unit_id, &unit));
	if (unit.closed_at != 0 || unit.outside)
		TRY(unit_above(cx, last_unit_id, ret_unit_id));
	return unit_hold(cx, *ret_unit_id);
}

/* ---- the baton --------------------------------------------------------------------------- */

enum err baton_log(struct ctx *cx, enum baton_object kind, int64_t object, int64_t from_unit,
		   const struct baton *b)
{
	TRY(baton_log_add_run(cx,
			      &(struct baton_log_add_args){
				  .id = APP_ID(cx),
				  .object_kind = kind,
				  .object_id = object,
				  .from_unit_id = from_unit,
				  .to_unit_id = b->to_unit_id,
				  .to_user_id = b->to_user_id,
				  .due_at = b->due_at,
				  .reason = b->reason,
				  .referral_id = b->referral_id,
			      },
			      NULL));
	return audit_leaf(cx, kind == BATON_CASE ? "casework.pass_case" : "casework.pass_report",
			  object,
			  arena_printf(cx->arena, "from=%lld;to=%lld;reason=%s",
				       (long long)from_unit, (long long)b->to_unit_id, b->reason));
}

enum err casework_pass_case(struct ctx *cx, struct case_root_row *c, const struct baton *b)
{
	bool same = b->to_unit_id == c->holder_unit_id;
	int64_t changed, stopped_at;

	assert(b->due_at != 0);
	TRY(unit_hold(cx, b->to_unit_id));
	if (c->paused_until != 0 && !b->keep_pause)
		TRY(steps_go_on(cx, c->id, &stopped_at));
	TRY(baton_case_run(cx,
			   &(struct baton_case_args){
			       .id = c->id,
			       .version = c->version,
			       .state = c->state,
			       .holder_unit_id = b->to_unit_id,
			       .holder_user_id = b->to_user_id,
			       .held_since_at = same ? c->held_since_at : cx->now,
			       .due_at = b->due_at,
			       .level = b->level,
			       .missed_at = b->missed_at,
			       .unanswered = same ? c->unanswered : 0,
			       .paused_until = b->keep_pause ? c->paused_until : 0,
			       .pause_code = b->keep_pause ? c->pause_code : NULL,
			       .pause_left = b->keep_pause ? c->pause_left : DB_NONE,
			   },
			   &changed));
	if (changed != 1)
		return refuse(cx, T_CASEWORK_REFUSE_CHANGED);
	TRY(case_unit_join(cx, c, b->to_unit_id));
	TRY(baton_log(cx, BATON_CASE, c->id, c->holder_unit_id, b));
	if (c->missed_at != 0 && b->missed_at == 0)
		TRY(settle_late(cx, c->id));
	c->version++;
	c->holder_unit_id = b->to_unit_id;
	c->holder_user_id = b->to_user_id;
	c->due_at = b->due_at;
	c->level = b->level;
	c->missed_at = b->missed_at;
	c->unanswered = same ? c->unanswered : 0;
	if (!b->keep_pause)
		c->paused_until = 0;
	return ERR_OK;
}

enum err casework_pass_report(struct ctx *cx, struct report_root_row *r, const struct baton *b)
{
	int64_t changed;

	assert(b->due_at != 0);
	TRY(unit_hold(cx, b->to_unit_id));
	TRY(baton_report_run(cx,
			     &(struct baton_report_args){
				 .id = r->id,
				 .version = r->version,
				 .state = r->state,
				 .holder_unit_id = b->to_unit_id,
				 .holder_user_id = b->to_user_id,
				 .held_since_at = cx->now,
				 .due_at = b->due_at,
				 .level = b->level,
				 .missed_at = b->missed_at,
				 .last_unit_id = b->to_unit_id,
			     },
			     &changed));
	if (changed != 1)
		return refuse(cx, T_CASEWORK_REFUSE_CHANGED);
	TRY(report_unit_join(cx, r->id, r->person_id, b->to_unit_id));
	TRY(baton_log(cx, BATON_REPORT, r->id, r->holder_unit_id, b));
	TRY(settle_report(cx, r->id));
	r->version++;
	r->holder_unit_id = b->to_unit_id;
	r->due_at = b->due_at;
	r->level = b->level;
	r->missed_at = b->missed_at;
	return ERR_OK;
}

enum err casework_end_case(struct ctx *cx, struct case_root_row *c, enum case_state state,
			   const char *outcome, int64_t merged_into_id)
{
	const struct baton none = { .reason = state == CASE_MERGED ? "merged" : "ended" };
	int64_t changed;

	assert(state == CASE_CLOSED || state == CASE_MERGED);
	TRY(baton_case_end_run(cx,
			       &(struct baton_case_end_args){
				   .id = c->id,
				   .version = c->version,
				   .state = state,
				   .outcome = outcome,
				   .merged_into_id = merged_into_id,
			       },
			       &changed));
	if (changed != 1)
		return refuse(cx, T_CASEWORK_REFUSE_CHANGED);
	TRY(case_unit_set_open_run(
	    cx, &(struct case_unit_set_open_args){ .case_id = c->id, .open = 0 }, NULL));
	TRY(tally_pace(cx, c->id, PACE_OUTCOME, 1));
	TRY(baton_log(cx, BATON_CASE, c->id, c->holder_unit_id, &none));
	TRY(settle_late(cx, c->id));
	TRY(settle_answers(cx, c->id));
	c->version++;
	c->state = state;
	c->holder_unit_id = 0;
	c->due_at = 0;
	return ERR_OK;
}

enum err casework_end_report(struct ctx *cx, struct report_root_row *r, enum report_state state,
			     int64_t case_id, int64_t duplicate_of_id, const char *reason)
{
	const struct baton none = { .reason = state == REPORT_CASE ? "triaged" : "ended" };
	int64_t changed;

	TRY(baton_report_end_run(cx,
				 &(struct baton_report_end_args){
				     .id = r->id,
				     .version = r->version,
				     .state = state,
				     .case_id = case_id,
				     .duplicate_of_id = duplicate_of_id,
				     .end_reason = reason,
				 },
				 &changed));
	if (changed != 1)
		return refuse(cx, T_CASEWORK_REFUSE_CHANGED);
	TRY(report_unit_set_open_run(
	    cx, &(struct report_unit_set_open_args){ .report_id = r->id, .open = 0 }, NULL));
	TRY(baton_log(cx, BATON_REPORT, r->id, r->holder_unit_id, &none));
	TRY(settle_report(cx, r->id));
	r->version++;
	r->state = state;
	r->holder_unit_id = 0;
	return ERR_OK;
}

enum err casework_near(struct ctx *cx, struct near *ret)
{
	struct casework_reach_row row;

	TRY(casework_reach_one(cx, &row));
	*ret = (struct near){ .unit_id = row.unit_id,
			      .region_id = row.region_id,
			      .open = row.city_n == 0,
			      .all = row.city_n == 0 && row.unit_n <= 1 && row.region_n <= 1 };
	return ERR_OK;
}

enum err casework_held(struct ctx *cx, int64_t unit_id, int64_t *ret_n)
{
	struct held_count_row row;

	TRY(held_count_one(cx, &(struct held_count_args){ .unit_id = unit_id }, &row));
	*ret_n = row.n;
	return ERR_OK;
}

/* ---- the story --------------------------------------------------------------------------- */

enum err event_add(struct ctx *cx, const struct case_root_row *c, const struct event *e)
{
	const char *body = str_blank(e->body) ? NULL : e->body;
	const struct told *told = e->told;
	struct blob sealed = { NULL, 0 };
	const int64_t id = APP_ID(cx);

	/* The story tells what was, not what is planned: nearly always a slip of the keys. */
	if (e->at > cx->now)
		return refuse(cx, T_CASEWORK_REFUSE_FUTURE);
	if (e->ret_id != NULL)
		*e->ret_id = id;
	if (c->protected && body != NULL) {
		TRY(vault_seal(cx, c->id, SEAL_NARRATIVE, body, &sealed));
		body = NULL;
	}
	return case_event_add_run(cx,
				  &(struct case_event_add_args){
				      .id = id,
				      .case_id = c->id,
				      .at = e->at != 0 ? e->at : cx->now,
				      .recorded_at = told != NULL ? told->recorded_at : cx->now,
				      .by_id = told != NULL ? told->by_id : cx->actor->user_id,
				      .unit_id = told != NULL ? 0 : cx->actor->unit_id,
				      .said_by = by_link(cx) ? cx->actor->name : NULL,
				      .kind = e->kind,
				      .what = e->what,
				      .arg0 = e->arg0,
				      .arg1 = e->arg1,
				      .body = body,
				      .body_sealed = sealed,
				      .object_id = e->object_id,
				  },
				  NULL);
}

enum err tell_unit(struct ctx *cx, int64_t unit_id, const struct tell *t)
{
	return notice_unit(cx, unit_id,
			   &(struct notice){
			       .kind = t->what,
			       .object_kind = t->object_kind,
			       .object_id = t->object_id,
			       .number = t->number,
			       .text = text_find(t->what),
			       .arg0 = t->number,
			       .arg1 = t->arg,
			       .urgent = t->urgent,
			   });
}

enum err tell_withdrawn(struct ctx *cx, int64_t unit_id, int64_t referral_id, const char *number)
{
	return tell_unit(cx, unit_id,
			 &(struct tell){ .what = "notice.referral_withdrawn",
					 .object_kind = "referral",
					 .object_id = referral_id,
					 .number = number });
}

enum err settle_report(struct ctx *cx, int64_t report_id)
{
	return notice_settle_kind(cx, "report", report_id, "notice.report_%");
}

enum err settle_referral(struct ctx *cx, int64_t referral_id)
{
	return notice_settle_kind(cx, "referral", referral_id, "notice.referral_%");
}

enum err settle_late(struct ctx *cx, int64_t case_id)
{
	return notice_settle_kind(cx, "case", case_id, "notice.case_late");
}

enum err settle_answers(struct ctx *cx, int64_t case_id)
{
	return notice_settle_kind(cx, "case", case_id, "notice.referral_%");
}

/* What a service costs by the city's reference data, DB_NONE where it says nothing. */
static enum err known_cost(struct ctx *cx, const char *service, int64_t *ret)
{
	TRY(ref_number(cx, "service", service, "cost", DB_NONE, ret));
	if (*ret < 0)
		*ret = DB_NONE;
	return ERR_OK;
}

enum err need_record(struct ctx *cx, const struct case_root_row *c, const char *service,
		     const char *reason, int64_t unit_id, int64_t source_id)
{
	int64_t cost;

	TRY(known_cost(cx, service, &cost));
	return need_add_run(cx,
			    &(struct need_add_args){
				.id = APP_ID(cx),
				.case_id = c->id,
				.region_id = c->region_id,
				.service = service,
				.reason = reason,
				.unit_id = unit_id,
				.cost = cost,
				.protected = c->protected,
				.source_id = source_id,
			    },
			    NULL);
}

/* ---- names ------------------------------------------------------------------------------- */

#define NAMES(fn, max, ...)                                                  \
	enum text fn(int64_t value)                                          \
	{                                                                    \
		static const enum text names[max] = { __VA_ARGS__ };         \
		return value >= 0 && value < (max) ? names[value] : T__NONE; \
	}

NAMES(report_state_text, REPORT__MAX, [REPORT_RECEIVED] = T_REPORT_STATE_RECEIVED,
      [REPORT_RECOMMENDED] = T_REPORT_STATE_RECOMMENDED, [REPORT_CASE] = T_REPORT_STATE_CASE,
      [REPORT_ANSWERED] = T_REPORT_STATE_ANSWERED, [REPORT_DUPLICATE] = T_REPORT_STATE_DUPLICATE,
      [REPORT_REJECTED] = T_REPORT_STATE_REJECTED)
NAMES(report_kind_text,
      3, [REPORT_PPKS] = T_REPORT_KIND_PPKS, [REPORT_KELUHAN] = T_REPORT_KIND_KELUHAN)
NAMES(subject_kind_text, SUBJECT__MAX, [SUBJECT_KNOWN] = T_SUBJECT_KNOWN,
      [SUBJECT_UNKNOWN] = T_SUBJECT_UNKNOWN, [SUBJECT_FAMILY] = T_SUBJECT_FAMILY,
      [SUBJECT_GROUP] = T_SUBJECT_GROUP, [SUBJECT_EVENT] = T_SUBJECT_EVENT)
NAMES(case_state_text,
      CASE__MAX, [CASE_OPEN] = T_CASE_STATE_OPEN, [CASE_AFTERCARE] = T_CASE_STATE_AFTERCARE,
      [CASE_CLOSED] = T_CASE_STATE_CLOSED, [CASE_MERGED] = T_CASE_STATE_MERGED)
NAMES(step_state_text, 3, [STEP_WAITING] = T_STEP_STATE_WAITING,
      [STEP_ACTIVE] = T_STEP_STATE_ACTIVE, [STEP_ENDED] = T_STEP_STATE_ENDED)
NAMES(
    referral_kind_text,
    3, [REFERRAL_HANDOVER] = T_REFERRAL_KIND_HANDOVER, [REFERRAL_REQUEST] = T_REFERRAL_KIND_REQUEST)
NAMES(
    referral_state_text, REFERRAL__MAX, [REFERRAL_SENT] = T_REFERRAL_STATE_SENT,
    [REFERRAL_RECEIVED] = T_REFERRAL_STATE_RECEIVED,
    [REFERRAL_WAITLISTED] = T_REFERRAL_STATE_WAITLISTED,
    [REFERRAL_ACCEPTED] = T_REFERRAL_STATE_ACCEPTED, [REFERRAL_REFUSED] = T_REFERRAL_STATE_REFUSED,
    [REFERRAL_UNANSWERED] = T_REFERRAL_STATE_UNANSWERED,
    [REFERRAL_WITHDRAWN] = T_REFERRAL_STATE_WITHDRAWN,
    [REFERRAL_RETURNED] = T_REFERRAL_STATE_RETURNED,
    [REFERRAL_FINISHED] = T_REFERRAL_STATE_FINISHED)
