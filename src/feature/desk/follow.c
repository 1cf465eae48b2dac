/* What the reporter sees of his report: true, and without personal data. */
#include "feature/desk/desk.h"

#include "base/clock.h"
#include "feature/desk/desk_sql.h"
#include "feature/reference/reference.h"
#include "platform/auth/auth.h"
#include "platform/auth/throttle.h"
#include "text/desk.h"

/*
 * Five wrong tries, then growing pauses: for that number, from that network.  Whoever knows a
 * number shuts nobody else out; forty random bits stand against guessing from many networks.
 */
static const struct pause_rule wrong_tries = {
	.free_tries = 5,
	.max_pause = USEC_HOUR,
	.quiet = USEC_DAY,
};

static void add_step(struct desk_status *s, int64_t at, const char *text)
{
	if (s->n_steps < LEN(s->steps) && at != 0) {
		s->steps[s->n_steps].at = at;
		s->steps[s->n_steps++].text = text;
	}
}

static enum err set_holder(struct ctx *cx, struct desk_status *s, int64_t unit_id)
{
	struct desk_unit_row unit;
	bool found;

	TRY(desk_unit_maybe(cx, &(struct desk_unit_args){ .id = unit_id }, &unit, &found));
	if (found) {
		s->holder_name = unit.name;
		s->holder_phone = unit.phone;
	}
	return ERR_OK;
}

/* A merged case goes on in another one. */
static enum err find_case(struct ctx *cx, int64_t id, struct desk_status_case_row *ret)
{
	int hops;

	for (hops = 0; hops < 8; hops++) {
		TRY(desk_status_case_one(cx, &(struct desk_status_case_args){ .id = id }, ret));
		if (ret->state != CASE_MERGED)
			break;
		id = ret->merged_into_id;
	}
	return ERR_OK;
}

static enum err case_status(struct ctx *cx, int64_t case_id, bool protected, struct desk_status *s)
{
	struct desk_status_referrals_row *refs;
	struct desk_status_case_row c;
	struct desk_unit_row unit;
	size_t n, i;

	TRY(find_case(cx, case_id, &c));
	add_step(s, c.opened_at, text(cx, T_FOLLOW_STEP_CASE));
	s->due_at = c.due_at;
	s->ended_at = c.ended_at;
	s->sentence = text(cx, c.state == CASE_OPEN        ? T_FOLLOW_CASE_OPEN
			       : c.state == CASE_AFTERCARE ? T_FOLLOW_CASE_AFTERCARE
							   : T_FOLLOW_CASE_CLOSED);
	/* Of a protected case nobody outside learns more than that it is in good hands. */
	if (protected)
		return ERR_OK;
	if (c.holder_unit_id != 0)
		TRY(set_holder(cx, s, c.holder_unit_id));
	TRY(desk_status_referrals_all(cx, &(struct desk_status_referrals_args){ .case_id = c.id },
				      &refs, &n));
	for (i = 0; i < n; i++) {
		TRY(desk_unit_one(cx, &(struct desk_unit_args){ .id = refs[i].to_unit_id }, &unit));
		add_step(s, refs[i].answered_at,
			 text_fill(cx, T_FOLLOW_STEP_ACCEPTED, unit.name, NULL));
	}
	add_step(s, c.ended_at, text(cx, T_FOLLOW_STEP_CLOSED));
	if (c.outcome != NULL)
		s->outcome = ref_label(cx, "outcome", c.outcome);
	return ERR_OK;
}

static enum err report_status(struct ctx *cx, const struct desk_status_row_row *r,
			      struct desk_status *s)
{
	static const enum text sentences[REPORT__MAX] = {
		[REPORT_RECEIVED] = T_FOLLOW_RECEIVED,
		[REPORT_RECOMMENDED] = T_FOLLOW_RECOMMENDED,
		[REPORT_CASE] = T_FOLLOW_CASE_OPEN,
		[REPORT_ANSWERED] = T_FOLLOW_ANSWERED,
		[REPORT_DUPLICATE] = T_FOLLOW_DUPLICATE,
		[REPORT_REJECTED] = T_FOLLOW_REJECTED,
	};
	struct report_answer_list_row *answers;
	struct desk_status_row_row first;
	size_t n, i;

	s->sentence = text(cx, sentences[r->state]);
	if (r->state == REPORT_DUPLICATE) {
		TRY(desk_status_row_one(
		    cx, &(struct desk_status_row_args){ .id = r->duplicate_of_id }, &first));
		if (first.state == REPORT_CASE)
			TRY(case_status(cx, first.case_id, first.protected != 0, s));
	}
	if (r->state == REPORT_CASE)
		TRY(case_status(cx, r->case_id, r->protected != 0, s));
	if (r->holder_unit_id != 0 && !r->protected)
		TRY(set_holder(cx, s, r->holder_unit_id));
	TRY(report_answer_list_all(cx, &(struct report_answer_list_args){ .report_id = r->id },
				   &answers, &n));
	for (i = 0; i < n; i++)
		add_step(s, answers[i].at, answers[i].body);
	if (r->state == REPORT_REJECTED)
		add_step(s, r->ended_at, r->end_reason);
	return ERR_OK;
}

enum err desk_follow_id(struct ctx *cx, const char *number, const char *secret, const char *remote,
			int64_t *ret_id)
{
	const char *key = arena_printf(cx->arena, "lacak:%lld:%s:%s", (long long)cx->city,
				       auth_network(cx, remote), number);
	char normal[SECRET_SIZE];

	if (!pause_try(&wrong_tries, key, cx->now))
		return ERR_LIMIT;
	if (!secret_read(secret, normal))
		return ERR_NOTFOUND;
	TRY(report_follow(cx, number, normal, ret_id));
	pause_undo(key, true);
	return ERR_OK;
}

enum err desk_follow(struct ctx *cx, const char *number, const char *secret, const char *remote,
		     struct desk_status *ret)
{
	struct report_photo_list_row *photos;
	struct desk_status_row_row r;
	int64_t id;

	TRY(desk_follow_id(cx, number, secret, remote, &id));
	TRY(desk_status_row_one(cx, &(struct desk_status_row_args){ .id = id }, &r));
	*ret = (struct desk_status){
		.number = r.number,
		.state = (enum report_state)r.state,
		.recorded_at = r.recorded_at,
		.due_at = r.due_at,
		.ended_at = r.ended_at,
	};
	TRY(report_photo_list_all(cx, &(struct report_photo_list_args){ .report_id = id }, &photos,
				  &ret->n_photos));
	add_step(ret, r.recorded_at, text(cx, T_FOLLOW_STEP_RECEIVED));
	return report_status(cx, &r, ret);
}
