/* /verval/muskel: meetings of a kelurahan, attendance, agenda and decisions, and their papers. */
#include "feature/verval/verval_web.h"

#include "base/clock.h"
#include "base/str.h"
#include "feature/reference/reference.h"
#include "feature/region/region.h"
#include "platform/app.h"
#include "text/export.h"
#include "text/verval.h"

#define LIST_ROWS 200

static const char *meeting_path(struct ctx *cx, int64_t id, const char *more)
{
	return arena_printf(cx->arena, "/verval/muskel/%lld%s", (long long)id, more);
}

/* ---- all of them, and a new one -------------------------------------------------------------- */

enum { M_REGION, M_ON, M_PLACE };
static const struct field new_fields[] = {
	[M_REGION] = { .name = "kelurahan",
		       .kind = FIELD_REF,
		       .label = T_COL_REGION,
		       .required = true,
		       .options = region_options_own },
	[M_ON] = { .name = "tanggal",
		   .kind = FIELD_DATE,
		   .label = T_VERVAL_DATE,
		   .required = true },
	[M_PLACE] = { .name = "tempat",
		      .kind = FIELD_TEXT,
		      .label = T_VERVAL_PLACE,
		      .required = true,
		      .max = 120 },
	{ .kind = FIELD_END },
};
static const struct form_def new_form = { .name = "verval_meeting",
					  .fields = new_fields,
					  .submit = T_VERVAL_MEETING_NEW };

#define ROW(member) offsetof(struct verval_meeting_list_row, member)
static const struct column columns[] = {
	{ "id", T_COL_ID, COL_ID, PRIV_NONE, ROW(id) },
	{ "held", T_VERVAL_DATE, COL_DATE, PRIV_NONE, ROW(held_on), .href = "/verval/muskel/{id}",
	  .flags = COL_STRONG },
	{ "region", T_COL_REGION, COL_TEXT, PRIV_NONE, ROW(region) },
	{ "place", T_VERVAL_PLACE, COL_TEXT, PRIV_NONE, ROW(place) },
	{ "n", T_VERVAL_ITEMS, COL_INT, PRIV_NONE, ROW(n) },
	{ "ba", T_VERVAL_BA, COL_TEXT, PRIV_NONE, ROW(ba_number) },
};
#undef ROW
static const struct table table = { .name = "meetings",
				    .title = T_VERVAL_MEETINGS,
				    .columns = columns,
				    .n_columns = LEN(columns) };

static enum err list_page(struct ctx *cx, struct req *r, struct ui *u)
{
	struct verval_meeting_list_row *rows;
	size_t n;

	TRY(verval_meeting_list_all(
	    cx,
	    &(struct verval_meeting_list_args){ .max_n = ui_all_rows(u) ? INT32_MAX : LIST_ROWS },
	    &rows, &n));
	ui_begin(u, &(struct ui_page){ .title = text(cx, T_VERVAL_MEETINGS),
				       .lead = text(cx, T_VERVAL_MEETINGS_LEAD),
				       .nav = "/verval",
				       .parent = "/verval",
				       .parent_title = text(cx, T_VERVAL_TITLE) });
	ui_table(u, "meetings", &table, rows, n, sizeof(*rows),
		 &(struct ui_list){
		     .total = -1, .main = true, .empty = text(cx, T_VERVAL_NO_MEETINGS) });
	if (may(cx, PERM_VERVAL_PROPOSE))
		ui_form(u, "new",
			&(struct ui_form){ .action = "/verval/muskel",
					   .def = &new_form,
					   .form = req_form_of(r, &new_form),
					   .title = text(cx, T_VERVAL_MEETING_NEW) });
	return ui_end(u);
}

static enum err new_commit(struct ctx *cx, struct req *r, struct resp *resp)
{
	const struct form *f = req_form(r);
	int64_t region = 0, id;

	(void)str_i64(form_text(f, M_REGION), &region);
	TRY(meeting_new(cx, region, (int32_t)form_int(f, M_ON, 0), form_text(f, M_PLACE), &id));
	resp->id = id;
	resp_see(cx, resp, T_VERVAL_MEETING_MADE, "/verval/muskel/%lld", (long long)id);
	return ERR_OK;
}

/* ---- one of them ----------------------------------------------------------------------------- */

static enum err roles(struct ctx *cx, const struct form *f, struct options *ret)
{
	(void)f;
	return ref_options(cx, "verval_role", ret);
}

enum { P_NAME, P_ROLE };
static const struct field person_fields[] = {
	[P_NAME] = { .name = "nama",
		     .kind = FIELD_TEXT,
		     .label = T_VERVAL_NAME,
		     .required = true,
		     .max = 120,
		     .privacy = FIELD_PERSONAL },
	[P_ROLE] = { .name = "sebagai",
		     .kind = FIELD_REF,
		     .label = T_VERVAL_ROLE,
		     .required = true,
		     .options = roles },
	{ .kind = FIELD_END },
};
static const struct form_def person_form = { .name = "verval_attend",
					     .fields = person_fields,
					     .submit = T_VERVAL_ATTEND };

static const struct field agenda_fields[] = {
	{ .name = "permintaan", .kind = FIELD_IDS, .label = T_VERVAL_ITEMS, .required = true },
	{ .kind = FIELD_END },
};
static const struct form_def agenda_form = { .name = "verval_agenda",
					     .fields = agenda_fields,
					     .submit = T_VERVAL_PUT_BEFORE };

enum { FIT_YES, FIT_NO };
static const struct member verdicts[] = {
	[FIT_YES] = { "ya", T_VERVAL_FIT, T__NONE },
	[FIT_NO] = { "tidak", T_VERVAL_UNFIT, T__NONE },
	{ .value = NULL },
};
enum { V_ITEMS, V_VERDICT };
static const struct field verdict_fields[] = {
	[V_ITEMS] = { .name = "permintaan",
		      .kind = FIELD_IDS,
		      .label = T_VERVAL_ITEMS,
		      .required = true },
	[V_VERDICT] = { .name = "putusan",
			.kind = FIELD_ENUM,
			.label = T_VERVAL_VERDICT,
			.required = true,
			.members = verdicts },
	{ .kind = FIELD_END },
};
static const struct form_def verdict_form = { .name = "verval_verdict",
					      .fields = verdict_fields,
					      .submit = T_VERVAL_DECIDE };

static const struct field sign_fields[] = {
	{ .name = "nomor", .kind = FIELD_TEXT, .label = T_VERVAL_BA, .required = true, .max = 60 },
	{ .kind = FIELD_END },
};
static const struct form_def sign_form = { .name = "verval_sign",
					   .fields = sign_fields,
					   .submit = T_VERVAL_SIGN };

#define ITEM(member) offsetof(struct verval_agenda_list_row, member)
static const struct column item_columns[] = {
	{ "id", T_COL_ID, COL_ID, PRIV_NONE, ITEM(verval_id) },
	{ "subject_id", T_COL_SUBJECT, COL_ID, PRIV_NONE, ITEM(subject_id) },
	{ "number", T_COL_NUMBER, COL_TEXT, PRIV_NONE, ITEM(number), .href = "/verval/{id}",
	  .flags = COL_STRONG },
	{ "who", T_COL_SUBJECT, COL_TEXT, PRIV_GENERAL, ITEM(who) },
	{ "address", T_VERVAL_ADDRESS, COL_TEXT, PRIV_GENERAL, ITEM(address) },
	{ "rt", T_VERVAL_RT, COL_TEXT, PRIV_GENERAL, ITEM(rt) },
	{ "rw", T_VERVAL_RW, COL_TEXT, PRIV_GENERAL, ITEM(rw) },
	{ "kind", T_COL_KIND, COL_ENUM, PRIV_NONE, ITEM(kind), .member = verval_kind_text },
	{ "decision", T_VERVAL_VERDICT, COL_ENUM, PRIV_NONE, ITEM(decision),
	  .member = verval_decision_text, .flags = COL_BADGE },
};
#undef ITEM
static const struct table item_table = { .name = "agenda",
					 .title = T_VERVAL_ITEMS,
					 .columns = item_columns,
					 .n_columns = LEN(item_columns),
					 .subject = "subject_id" };

#define CAND(member) offsetof(struct verval_candidates_row, member)
static const struct column candidate_columns[] = {
	{ "id", T_COL_ID, COL_ID, PRIV_NONE, CAND(id) },
	{ "subject_id", T_COL_SUBJECT, COL_ID, PRIV_NONE, CAND(subject_id) },
	{ "number", T_COL_NUMBER, COL_TEXT, PRIV_NONE, CAND(number), .href = "/verval/{id}",
	  .flags = COL_STRONG },
	{ "who", T_COL_SUBJECT, COL_TEXT, PRIV_GENERAL, CAND(who) },
	{ "address", T_VERVAL_ADDRESS, COL_TEXT, PRIV_GENERAL, CAND(address) },
	{ "kind", T_COL_KIND, COL_ENUM, PRIV_NONE, CAND(kind), .member = verval_kind_text },
};
#undef CAND
static const struct table candidate_table = { .name = "candidates",
					      .title = T_VERVAL_CANDIDATES,
					      .columns = candidate_columns,
					      .n_columns = LEN(candidate_columns),
					      .subject = "subject_id" };

static enum err draw_people(struct ctx *cx, struct ui *u, struct req *r, int64_t id, bool open)
{
	struct verval_attendance_list_row *rows;
	struct ui_fact *facts;
	size_t n;

	TRY(verval_attendance_list_all(
	    cx, &(struct verval_attendance_list_args){ .meeting_id = id }, &rows, &n));
	facts = ARENA_ARRAY(cx->arena, n + 1, struct ui_fact);
	for (size_t i = 0; i < n; i++)
		facts[i] = (struct ui_fact){ .name = "attendance",
					     .label = ref_label(cx, "verval_role", rows[i].role),
					     .value = rows[i].name };
	ui_heading(u, text(cx, T_VERVAL_ATTENDANCE), "hadir");
	if (n == 0)
		ui_empty(u, text(cx, T_VERVAL_NOBODY_YET), NULL, NULL);
	ui_facts(u, NULL, facts, n);
	if (open)
		ui_form(u, person_form.name,
			&(struct ui_form){ .action = meeting_path(cx, id, "/hadir"),
					   .def = &person_form,
					   .form = req_form_of(r, &person_form),
					   .inline_row = true,
					   .secondary = true });
	return ERR_OK;
}

static enum err draw_items(struct ctx *cx, struct ui *u, struct req *r, int64_t id, bool open)
{
	struct verval_agenda_list_row *rows;
	size_t n;

	TRY(verval_agenda_list_all(cx, &(struct verval_agenda_list_args){ .meeting_id = id }, &rows,
				   &n));
	ui_heading(u, text(cx, T_VERVAL_ITEMS), "bahasan");
	ui_table(u, "agenda", &item_table, rows, n, sizeof(*rows),
		 &(struct ui_list){ .total = (int64_t)n,
				    .main = true,
				    .empty = text(cx, T_VERVAL_NO_ITEMS),
				    .select = open && n > 0 ? "permintaan" : NULL,
				    .bulk = open && n > 0 ? &verdict_form : NULL,
				    .bulk_action = meeting_path(cx, id, "/putusan"),
				    .bulk_form = req_form_of(r, &verdict_form) });
	return ERR_OK;
}

/* ---- once it is signed: what it agreed to goes on -------------------------------------------- */

static const struct field none[] = { { .kind = FIELD_END } };
static const struct form_def carry_form = { .name = "verval_carry_on",
					    .fields = none,
					    .submit = T_VERVAL_CARRY_ON };

struct agreed_row {
	struct meeting_item item;
	const char *step, *why;
};

#define AGREED(member) offsetof(struct agreed_row, member)
static const struct column agreed_columns[] = {
	{ "id", T_COL_ID, COL_ID, PRIV_NONE, AGREED(item.verval_id) },
	{ "number", T_COL_NUMBER, COL_TEXT, PRIV_NONE, AGREED(item.number), .href = "/verval/{id}",
	  .flags = COL_STRONG },
	{ "step", T_VERVAL_STANDS_AT, COL_TEXT, PRIV_NONE, AGREED(step) },
	{ "why", T_VERVAL_HELD_WHY, COL_TEXT, PRIV_NONE, AGREED(why) },
};
#undef AGREED
static const struct table agreed_table = { .name = "agreed",
					   .title = T_VERVAL_AGREED,
					   .columns = agreed_columns,
					   .n_columns = LEN(agreed_columns) };

static enum err draw_agreed(struct ctx *cx, struct ui *u, int64_t id)
{
	struct meeting_item *items;
	struct agreed_row *rows;
	int64_t can = 0;
	size_t n;

	TRY(meeting_agreed(cx, id, &items, &n));
	rows = ARENA_ARRAY(cx->arena, n + 1, struct agreed_row);
	for (size_t i = 0; i < n; i++) {
		const struct meeting_item *m = &items[i];

		can += m->can;
		rows[i] = (struct agreed_row){
			.item = *m,
			.step = m->step != NULL ? m->step : text(cx, T_VERVAL_STANDS_ENDED),
			.why = m->can               ? text(cx, T_VERVAL_HELD_NOT)
			       : m->held != T__NONE ? text(cx, m->held)
						    : text(cx, T_VERVAL_HELD_GONE_ON),
		};
	}
	ui_heading(u, text(cx, T_VERVAL_AGREED), "disetujui");
	ui_table(u, "agreed", &agreed_table, rows, n, sizeof(*rows),
		 &(struct ui_list){ .total = (int64_t)n, .empty = text(cx, T_VERVAL_AGREED_NONE) });
	if (can > 0 && may(cx, PERM_VERVAL_PROPOSE))
		ui_form(u, carry_form.name,
			&(struct ui_form){ .action = meeting_path(cx, id, "/teruskan"),
					   .def = &carry_form,
					   .form = form_new(cx, &carry_form),
					   .submit = text_fill(cx, T_VERVAL_CARRY_ON_N,
							       say_number(cx, can), NULL) });
	return ERR_OK;
}

static enum err draw_candidates(struct ctx *cx, struct ui *u, struct req *r,
				const struct verval_meeting_row_row *m)
{
	struct verval_candidates_row *rows;
	size_t n;

	TRY(verval_candidates_all(
	    cx, &(struct verval_candidates_args){ .region_id = m->region_id, .max_n = LIST_ROWS },
	    &rows, &n));
	if (n == 0)
		return ERR_OK;
	ui_heading(u, text(cx, T_VERVAL_CANDIDATES), "menunggu");
	ui_table(u, "candidates", &candidate_table, rows, n, sizeof(*rows),
		 &(struct ui_list){ .total = (int64_t)n,
				    .select = "permintaan",
				    .bulk = &agenda_form,
				    .bulk_action = meeting_path(cx, m->id, "/bahasan"),
				    .bulk_form = req_form_of(r, &agenda_form) });
	return ERR_OK;
}

static enum err one_page(struct ctx *cx, struct req *r, struct ui *u)
{
	struct verval_meeting_row_row m;
	bool open;

	TRY(verval_meeting_row_one(cx, &(struct verval_meeting_row_args){ .id = req_id(r) }, &m));
	open = m.closed_at == 0 && may(cx, PERM_VERVAL_PROPOSE);
	ui_begin(u, &(struct ui_page){ .title = text_fill(cx, T_VERVAL_MEETING_OF, m.region,
							  say_date(cx, (int32_t)m.held_on), NULL),
				       .lead = m.place,
				       .nav = "/verval",
				       .parent = "/verval/muskel",
				       .parent_title = text(cx, T_VERVAL_MEETINGS),
				       .wide = true });
	ui_actions(
	    u,
	    (struct ui_action[]){
		{ .label = text(cx, T_VERVAL_BA_PDF), .href = meeting_path(cx, m.id, "/ba") },
		{ .label = text(cx, T_VERVAL_BNBA_PDF), .href = meeting_path(cx, m.id, "/bnba") } },
	    2);
	TRY(draw_people(cx, u, r, m.id, open));
	TRY(draw_items(cx, u, r, m.id, open));
	if (open) {
		TRY(draw_candidates(cx, u, r, &m));
		ui_form(u, sign_form.name,
			&(struct ui_form){ .action = meeting_path(cx, m.id, "/tanda-tangan"),
					   .def = &sign_form,
					   .form = req_form_of(r, &sign_form),
					   .title = text(cx, T_VERVAL_SIGN_TITLE) });
	} else if (m.ba_number != NULL) {
		ui_note(u, UI_GOOD, text(cx, T_VERVAL_BA), m.ba_number);
		TRY(draw_agreed(cx, u, m.id));
	}
	return ui_end(u);
}

static enum err attend_commit(struct ctx *cx, struct req *r, struct resp *resp)
{
	const struct form *f = req_form(r);

	TRY(meeting_attend(cx, req_id(r), form_text(f, P_NAME), form_text(f, P_ROLE)));
	resp_see(cx, resp, T_VERVAL_ATTENDED, "/verval/muskel/%lld", (long long)req_id(r));
	return ERR_OK;
}

static enum err agenda_commit(struct ctx *cx, struct req *r, struct resp *resp)
{
	const int64_t *ids;
	size_t n = form_ids(req_form(r), 0, &ids);

	TRY(meeting_agenda(cx, req_id(r), ids, n));
	resp_see(cx, resp, T_VERVAL_PUT, "/verval/muskel/%lld", (long long)req_id(r));
	return ERR_OK;
}

static enum err verdict_commit(struct ctx *cx, struct req *r, struct resp *resp)
{
	const struct form *f = req_form(r);
	const int64_t *ids;
	size_t n = form_ids(f, V_ITEMS, &ids);

	for (size_t i = 0; i < n; i++)
		TRY(meeting_decide(cx, req_id(r), ids[i],
				   form_int(f, V_VERDICT, FIT_NO) == FIT_YES));
	resp_see(cx, resp, T_VERVAL_DECIDED, "/verval/muskel/%lld", (long long)req_id(r));
	return ERR_OK;
}

static enum err sign_commit(struct ctx *cx, struct req *r, struct resp *resp)
{
	TRY(meeting_sign(cx, req_id(r), form_text(req_form(r), 0)));
	resp_see(cx, resp, T_VERVAL_SIGNED_DONE, "/verval/muskel/%lld", (long long)req_id(r));
	return ERR_OK;
}

static enum err carry_commit(struct ctx *cx, struct req *r, struct resp *resp)
{
	size_t n;

	TRY(meeting_carry_on(cx, req_id(r), &n));
	if (n == 0)
		return refuse(cx, T_VERVAL_CARRY_NOTHING);
	resp_see(cx, resp, T_VERVAL_CARRIED_ON, "/verval/muskel/%lld#disetujui",
		 (long long)req_id(r));
	return ERR_OK;
}

#define ACT(path_, title_, form_, commit_)                                                    \
	{                                                                                     \
		POST, "/verval/muskel/{id}" path_, PERM_VERVAL_PROPOSE, 0, REPR_PAGE, title_, \
		    .form = &(form_), .page = one_page, .commit = commit_                     \
	}

/* ---- on the page of a request ---------------------------------------------------------------- */

enum err minutes_known(struct ctx *cx, const struct verval_show_row *v, struct form *f, int number,
		       int on)
{
	struct verval_minutes_of_row m;
	bool found;

	TRY(verval_minutes_of_maybe(cx, &(struct verval_minutes_of_args){ .verval_id = v->id }, &m,
				    &found));
	if (found) {
		form_set_text(cx, f, number, m.ba_number);
		form_set_int(cx, f, on, m.held_on);
	} else if (v->sptjm_number != NULL) {
		form_set_text(cx, f, number, v->sptjm_number);
		form_set_int(cx, f, on, v->sptjm_on);
	}
	return ERR_OK;
}

const struct route meeting_routes[] = {
	{ GET, "/verval/muskel", PERM_VERVAL_READ, 0, REPR_LIST, T_VERVAL_MEETINGS,
	  .page = list_page },
	{ POST, "/verval/muskel", PERM_VERVAL_PROPOSE, 0, REPR_LIST, T_VERVAL_MEETING_NEW,
	  .form = &new_form, .page = list_page, .commit = new_commit },
	{ GET, "/verval/muskel/{id}", PERM_VERVAL_READ, ROUTE_NO_MENU, REPR_LIST, T_VERVAL_MEETINGS,
	  .page = one_page },
	ACT("/hadir", T_VERVAL_ATTEND, person_form, attend_commit),
	ACT("/bahasan", T_VERVAL_PUT_BEFORE, agenda_form, agenda_commit),
	ACT("/putusan", T_VERVAL_DECIDE, verdict_form, verdict_commit),
	ACT("/tanda-tangan", T_VERVAL_SIGN, sign_form, sign_commit),
	ACT("/teruskan", T_VERVAL_CARRY_ON, carry_form, carry_commit),
	{ .method = 0 },
};
