/* Meetings of a kelurahan: who was there, what was before them, what they decided. */
#include "feature/verval/verval_impl.h"

#include "base/str.h"
#include "feature/reference/reference.h"
#include "platform/app.h"
#include "platform/audit/audit.h"
#include "text/verval.h"

enum { NOT_YET, FIT, UNFIT };

enum err meeting_new(struct ctx *cx, int64_t region_id, int32_t held_on, const char *place,
		     int64_t *ret_id)
{
	const struct verval_meeting_add_args a = {
		.id = APP_ID(cx), .region_id = region_id, .held_on = held_on, .place = place
	};
	struct verval_region_seen_row seen;

	TRY(post_needed(cx, POST_UNIT));
	TRY(verval_region_seen_one(cx, &(struct verval_region_seen_args){ .id = region_id },
				   &seen));
	TRY(verval_meeting_add_run(cx, &a, NULL));
	*ret_id = a.id;
	return audit_leaf(cx, "verval.meeting", a.id, NULL);
}

/* A meeting in reach that is not signed yet; its version is raised, so acts follow one another. */
static enum err meeting_open(struct ctx *cx, int64_t id, struct verval_meeting_row_row *ret)
{
	int64_t touched;

	TRY(post_needed(cx, POST_UNIT));
	TRY(verval_meeting_row_one(cx, &(struct verval_meeting_row_args){ .id = id }, ret));
	TRY(verval_meeting_touch_run(cx, &(struct verval_meeting_touch_args){ .id = id },
				     &touched));
	return touched == 1 ? ERR_OK : refuse(cx, T_VERVAL_MEETING_SIGNED);
}

enum err meeting_attend(struct ctx *cx, int64_t id, const char *name, const char *role)
{
	struct verval_meeting_row_row m;
	struct ref_entry e;

	TRY(meeting_open(cx, id, &m));
	TRY(ref_get(cx, "verval_role", role, ref_today(cx), &e));
	return verval_attendance_add_run(
	    cx,
	    &(struct verval_attendance_add_args){
		.id = APP_ID(cx), .meeting_id = id, .name = name, .role = role },
	    NULL);
}

enum err meeting_agenda(struct ctx *cx, int64_t id, const int64_t *requests, size_t n)
{
	struct verval_meeting_row_row m;
	struct verval_root_row v;
	struct flow flow;

	TRY(meeting_open(cx, id, &m));
	for (size_t i = 0; i < n; i++) {
		TRY(request_at(cx, requests[i], 0, ACT_MEETING, &v, &flow));
		if (v.region_id != m.region_id)
			return refuse(cx, T_VERVAL_MEETING_ELSEWHERE);
		TRY(verval_agenda_add_run(
		    cx,
		    &(struct verval_agenda_add_args){ .meeting_id = id, .verval_id = requests[i] },
		    NULL));
	}
	return ERR_OK;
}

enum err meeting_decide(struct ctx *cx, int64_t id, int64_t request_id, bool fit)
{
	struct verval_meeting_row_row m;
	int64_t changed;

	TRY(meeting_open(cx, id, &m));
	TRY(verval_agenda_set_run(cx,
				  &(struct verval_agenda_set_args){ .meeting_id = id,
								    .verval_id = request_id,
								    .decision = fit ? FIT : UNFIT },
				  &changed));
	return changed == 1 ? ERR_OK : err_set(cx, ERR_NOTFOUND, "not on the agenda");
}

/* Everybody who must be there is on the list. */
static enum err all_there(struct ctx *cx, int64_t id)
{
	struct verval_attendance_list_row *people;
	const struct ref_entry *roles;
	size_t n, n_roles, k;

	TRY(verval_attendance_list_all(
	    cx, &(struct verval_attendance_list_args){ .meeting_id = id }, &people, &n));
	TRY(ref_list(cx, "verval_role", ref_today(cx), &roles, &n_roles));
	for (size_t i = 0; i < n_roles; i++) {
		if (!ref_doc_flag(cx, &roles[i], "must"))
			continue;
		for (k = 0; k < n && !str_eq(people[k].role, roles[i].code); k++)
			;
		if (k == n)
			return refuse(cx, T_VERVAL_MEETING_ABSENT);
	}
	return ERR_OK;
}

/* What the meeting said of one request. */
static enum err carry_out(struct ctx *cx, const struct verval_agenda_list_row *item,
			  const char *number)
{
	struct verval_root_row v;
	struct flow flow;

	TRY(request_at(cx, item->verval_id, 0, ACT_MEETING, &v, &flow));
	if (item->decision == FIT)
		return request_on(cx, &v, &flow, "verval.event.meeting", number);
	return request_end(cx, &v, VERVAL_REFUSED, "verval.event.unfit",
			   text(cx, T_VERVAL_UNFIT_WHY));
}

enum err meeting_sign(struct ctx *cx, int64_t id, const char *number)
{
	struct verval_agenda_list_row *items;
	struct verval_meeting_row_row m;
	int64_t closed;
	size_t n;

	TRY(meeting_open(cx, id, &m));
	TRY(all_there(cx, id));
	TRY(verval_agenda_list_all(cx, &(struct verval_agenda_list_args){ .meeting_id = id },
				   &items, &n));
	if (n == 0)
		return refuse(cx, T_VERVAL_MEETING_EMPTY);
	for (size_t i = 0; i < n; i++)
		if (items[i].decision == NOT_YET)
			return refuse(cx, T_VERVAL_MEETING_UNDECIDED);
	for (size_t i = 0; i < n; i++)
		TRY(carry_out(cx, &items[i], number));
	TRY(verval_meeting_close_run(
	    cx, &(struct verval_meeting_close_args){ .id = id, .ba_number = number }, &closed));
	if (closed != 1)
		return refuse(cx, T_VERVAL_MEETING_SIGNED);
	return audit_leaf(cx, "verval.meeting_signed", id, arena_printf(cx->arena, "items=%zu", n));
}
