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

/* ---- what it agreed to goes on ----------------------------------------------------------------
 */

static enum err look(struct ctx *cx, const struct verval_agenda_list_row *row,
		     struct meeting_item *ret)
{
	struct verval_root_row v;
	struct flow flow;
	bool lacks;

	*ret = (struct meeting_item){ .verval_id = row->verval_id,
				      .number = row->number,
				      .held = T__NONE };
	TRY(request_get(cx, row->verval_id, 0, &v));
	TRY(verval_flow(cx, (enum verval_kind)v.kind, v.flow_version, &flow));
	if (v.state != VERVAL_OPEN) {
		ret->held = v.state == VERVAL_REFUSED || v.state == VERVAL_WITHDRAWN ||
				    v.state == VERVAL_VOID
				? T_VERVAL_HELD_ENDED
				: T__NONE;
		return ERR_OK;
	}
	ret->step = flow_words(cx, flow.step[v.stage]);
	if (flow_post(&flow, v.stage) != POST_UNIT)
		return ERR_OK;
	if (!flow_allows(&flow, v.stage, ACT_PASS) && !flow_allows(&flow, v.stage, ACT_MINUTES)) {
		ret->held = T_VERVAL_HELD_STEP;
		return ERR_OK;
	}
	TRY(request_lacks_photo(cx, &v, &flow, &lacks));
	ret->held = lacks ? T_VERVAL_HELD_PHOTO : T__NONE;
	ret->can = !lacks;
	return ERR_OK;
}

enum err meeting_agreed(struct ctx *cx, int64_t id, struct meeting_item **ret, size_t *ret_n)
{
	struct verval_agenda_list_row *rows;
	size_t n;

	TRY(verval_agenda_list_all(cx, &(struct verval_agenda_list_args){ .meeting_id = id }, &rows,
				   &n));
	*ret = ARENA_ARRAY(cx->arena, n + 1, struct meeting_item);
	*ret_n = 0;
	for (size_t i = 0; i < n; i++)
		if (rows[i].decision == FIT)
			TRY(look(cx, &rows[i], &(*ret)[(*ret_n)++]));
	return ERR_OK;
}

/* Through the steps of the unit that need nothing else. */
static enum err carry(struct ctx *cx, int64_t id, const struct verval_meeting_row_row *m)
{
	struct verval_root_row v;
	struct flow flow;

	for (;;) {
		TRY(request_get(cx, id, 0, &v));
		TRY(verval_flow(cx, (enum verval_kind)v.kind, v.flow_version, &flow));
		if (v.state != VERVAL_OPEN || flow_post(&flow, v.stage) != POST_UNIT)
			return ERR_OK;
		if (flow_allows(&flow, v.stage, ACT_PASS))
			TRY(verval_pass(cx, id, 0));
		else if (flow_allows(&flow, v.stage, ACT_MINUTES))
			TRY(verval_minutes(cx, id, 0, m->ba_number, (int32_t)m->held_on));
		else
			return ERR_OK;
	}
}

enum err meeting_carry_on(struct ctx *cx, int64_t id, size_t *ret_n)
{
	struct verval_meeting_row_row m;
	struct meeting_item *items;
	size_t n;

	*ret_n = 0;
	TRY(post_needed(cx, POST_UNIT));
	TRY(verval_meeting_row_one(cx, &(struct verval_meeting_row_args){ .id = id }, &m));
	if (m.closed_at == 0 || m.ba_number == NULL)
		return refuse(cx, T_VERVAL_NOT_NOW);
	TRY(meeting_agreed(cx, id, &items, &n));
	for (size_t i = 0; i < n; i++)
		if (items[i].can) {
			TRY(carry(cx, items[i].verval_id, &m));
			(*ret_n)++;
		}
	return ERR_OK;
}
