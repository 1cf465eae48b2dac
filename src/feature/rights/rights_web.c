/* /penghapusan: proposing that a person is erased, and deciding over it. */
#include "feature/rights/rights_web.h"

#include "base/id.h"
#include "base/str.h"
#include "feature/rights/rights.h"
#include "feature/rights/rights_sql.h"
#include "platform/app.h"
#include "text/export.h"
#include "text/rights.h"

#define PAGE_ROWS 100

static enum text ground_text(int64_t ground)
{
	static const enum text texts[GROUND__MAX] = {
		T_RIGHTS_GROUND_REQUEST, T_RIGHTS_GROUND_NOT_NEEDED, T_RIGHTS_GROUND_WITHDRAWN,
		T_RIGHTS_GROUND_UNLAWFUL, T_RIGHTS_GROUND_COURT
	};

	return ground >= 0 && ground < GROUND__MAX ? texts[ground] : T__NONE;
}

static enum text state_text(int64_t state)
{
	static const enum text texts[] = { T__NONE, T_RIGHTS_STATE_PROPOSED, T_RIGHTS_STATE_DONE,
					   T_RIGHTS_STATE_REFUSED };

	return state > 0 && state < (int64_t)LEN(texts) ? texts[state] : T__NONE;
}

/* ---- the list, and proposing ------------------------------------------------------------- */

enum { P_NUMBER, P_NIK, P_GROUND, P_BASIS };

static const struct member grounds[] = {
	[GROUND_REQUEST] = { "request", T_RIGHTS_GROUND_REQUEST, T__NONE },
	[GROUND_NOT_NEEDED] = { "not_needed", T_RIGHTS_GROUND_NOT_NEEDED, T__NONE },
	[GROUND_WITHDRAWN] = { "withdrawn", T_RIGHTS_GROUND_WITHDRAWN, T__NONE },
	[GROUND_UNLAWFUL] = { "unlawful", T_RIGHTS_GROUND_UNLAWFUL, T__NONE },
	[GROUND_COURT] = { "court", T_RIGHTS_GROUND_COURT, T__NONE },
	{ .value = NULL },
};

/* Exactly one of the two, and it must be somebody. */
static enum err check_proposal(struct ctx *cx, struct form *f)
{
	const char *number = form_text(f, P_NUMBER), *nik = form_text(f, P_NIK);
	int64_t person;
	enum err e;

	if (form_faulty(f, P_NUMBER) || form_faulty(f, P_NIK))
		return ERR_OK;
	if ((number == NULL) == (nik == NULL)) {
		form_problem(cx, f, P_NUMBER, T_RIGHTS_ONE_OF_TWO, NULL);
		return ERR_OK;
	}
	e = erasure_find(cx, number, nik, &person);
	if (e != ERR_NOTFOUND)
		return e;
	err_clear(cx);
	form_problem(cx, f, number != NULL ? P_NUMBER : P_NIK, T_RIGHTS_NOBODY, NULL);
	return ERR_OK;
}

static const struct field propose_fields[] = {
	[P_NUMBER] = { .name = "number",
		       .kind = FIELD_NUMBER,
		       .label = T_RIGHTS_F_NUMBER,
		       .hint = T_RIGHTS_F_NUMBER_HINT,
		       .max = 16 },
	[P_NIK] = { .name = "nik",
		    .kind = FIELD_NIK,
		    .label = T_RIGHTS_F_NIK,
		    .privacy = FIELD_SPECIFIC_DATA },
	[P_GROUND] = { .name = "ground",
		       .kind = FIELD_ENUM,
		       .label = T_RIGHTS_F_GROUND,
		       .required = true,
		       .members = grounds },
	[P_BASIS] = { .name = "basis",
		      .kind = FIELD_TEXT,
		      .label = T_RIGHTS_F_BASIS,
		      .hint = T_RIGHTS_F_BASIS_HINT,
		      .required = true,
		      .max = 120 },
	{ .kind = FIELD_END },
};
static const struct form_def propose_form = { .name = "erasure",
					      .fields = propose_fields,
					      .check = check_proposal,
					      .submit = T_RIGHTS_PROPOSE };

#define ROW(member) offsetof(struct erasure_list_row, member)
static const struct column columns[] = {
	{ "id", T_COL_ID, COL_ID, PRIV_NONE, ROW(id) },
	{ "proposed", T_RIGHTS_PROPOSED_AT, COL_INSTANT, PRIV_NONE, ROW(proposed_at),
	  .href = "/penghapusan/{id}", .flags = COL_STRONG },
	{ "person", T_RIGHTS_PERSON, COL_ID, PRIV_NONE, ROW(person_id) },
	{ "ground", T_RIGHTS_F_GROUND, COL_ENUM, PRIV_NONE, ROW(ground), .member = ground_text },
	{ "state", T_COL_STATE, COL_ENUM, PRIV_NONE, ROW(state), .member = state_text,
	  .flags = COL_BADGE },
	{ "who", T_RIGHTS_PROPOSED_BY, COL_TEXT, PRIV_NONE, ROW(who) },
	{ "decider", T_RIGHTS_DECIDED_BY, COL_TEXT, PRIV_NONE, ROW(decider) },
};
#undef ROW
static const struct table list_table = {
	.name = "erasures", .title = T_RIGHTS_TITLE, .columns = columns, .n_columns = LEN(columns)
};

static enum err list_page(struct ctx *cx, struct req *r, struct ui *u)
{
	struct erasure_list_row *rows;
	size_t n;

	TRY(erasure_list_all(
	    cx,
	    &(struct erasure_list_args){ .after_id = INT64_MAX,
					 .max_n = ui_all_rows(u) ? INT32_MAX : PAGE_ROWS },
	    &rows, &n));
	ui_begin(u, &(struct ui_page){ .title = text(cx, T_RIGHTS_TITLE),
				       .lead = text(cx, T_RIGHTS_LEAD),
				       .nav = "/penghapusan" });
	ui_table(u, "erasures", &list_table, rows, n, sizeof(*rows),
		 &(struct ui_list){ .total = -1, .main = true, .empty = text(cx, T_RIGHTS_NONE) });
	ui_form(u, "propose",
		&(struct ui_form){ .action = "/penghapusan",
				   .def = &propose_form,
				   .form = req_form_or_new(cx, r, &propose_form),
				   .title = text(cx, T_RIGHTS_PROPOSE) });
	return ui_end(u);
}

static enum err propose_commit(struct ctx *cx, struct req *r, struct resp *resp)
{
	const struct form *f = req_form(r);
	int64_t person, id;

	TRY(erasure_find(cx, form_text(f, P_NUMBER), form_text(f, P_NIK), &person));
	TRY(erasure_propose(cx, person, (enum erasure_ground)form_int(f, P_GROUND, 0),
			    form_text(f, P_BASIS), &id));
	resp->id = id;
	resp_see(cx, resp, T_RIGHTS_PROPOSED, "/penghapusan/%lld", (long long)id);
	return ERR_OK;
}

/* ---- one of them, and deciding ----------------------------------------------------------- */

static const struct field confirm_fields[] = {
	{ .name = "sure", .kind = FIELD_BOOL, .label = T_RIGHTS_F_SURE, .required = true },
	{ .kind = FIELD_END },
};
static const struct form_def confirm_form = { .name = "erasure_confirm",
					      .fields = confirm_fields,
					      .submit = T_RIGHTS_CONFIRM };

static const struct field refuse_fields[] = {
	{ .name = "why",
	  .kind = FIELD_TEXT,
	  .label = T_RIGHTS_F_WHY,
	  .hint = T_RIGHTS_F_BASIS_HINT,
	  .required = true,
	  .max = 200 },
	{ .kind = FIELD_END },
};
static const struct form_def refuse_form = { .name = "erasure_refuse",
					     .fields = refuse_fields,
					     .submit = T_RIGHTS_REFUSE };

static enum err draw_facts(struct ctx *cx, struct ui *u, const struct erasure_row_row *e)
{
	struct erasure_scope s = { .cases = e->case_count, .reports = e->report_count };
	struct ui_fact facts[10];
	size_t n = 0;

	if (e->state != ERASURE_DONE)
		TRY(erasure_scope(cx, e->person_id, &s));
#define FACT(key, label_, value_) \
	facts[n++] = (struct ui_fact){ .name = (key), .label = text(cx, label_), .value = (value_) }
	FACT("state", T_COL_STATE, text(cx, state_text(e->state)));
	FACT("person", T_RIGHTS_PERSON, arena_printf(cx->arena, "%lld", (long long)e->person_id));
	FACT("ground", T_RIGHTS_F_GROUND, text(cx, ground_text(e->ground)));
	FACT("basis", T_RIGHTS_F_BASIS, e->basis);
	FACT("who", T_RIGHTS_PROPOSED_BY, e->who);
	facts[n++] = ui_fact_at(cx, "at", T_RIGHTS_PROPOSED_AT, e->proposed_at);
	FACT("cases", T_RIGHTS_CASES, say_number(cx, s.cases));
	FACT("reports", T_RIGHTS_REPORTS, say_number(cx, s.reports));
	if (e->decider != NULL)
		FACT("decider", T_RIGHTS_DECIDED_BY, e->decider);
	if (e->refused_why != NULL)
		FACT("why", T_RIGHTS_F_WHY, e->refused_why);
#undef FACT
	ui_facts(u, "erasure", facts, n);
	return ERR_OK;
}

static void draw_form(struct ctx *cx, struct ui *u, struct req *r, const struct form_def *def,
		      const char *act, bool danger)
{
	ui_form(u, def->name,
		&(struct ui_form){ .action = arena_printf(cx->arena, "/penghapusan/%lld/%s",
							  (long long)req_id(r), act),
				   .def = def,
				   .form = req_form_or_new(cx, r, def),
				   .danger = danger,
				   .secondary = !danger });
}

static enum err one_page(struct ctx *cx, struct req *r, struct ui *u)
{
	struct erasure_row_row e;

	TRY(erasure_row_one(cx, &(struct erasure_row_args){ .id = req_id(r) }, &e));
	ui_begin(u, &(struct ui_page){ .title = text(cx, T_RIGHTS_ONE),
				       .nav = "/penghapusan",
				       .parent = "/penghapusan",
				       .parent_title = text(cx, T_RIGHTS_TITLE),
				       .print = true });
	TRY(draw_facts(cx, u, &e));
	ui_heading(u, text(cx, T_RIGHTS_GOES), NULL);
	ui_text(u, text(cx, T_RIGHTS_GOES_LIST));
	ui_heading(u, text(cx, T_RIGHTS_STAYS), NULL);
	ui_text(u, text(cx, T_RIGHTS_STAYS_LIST));
	if (e.state != ERASURE_PROPOSED)
		return ui_end(u);
	if (e.proposed_by_id == cx->actor->user_id) {
		ui_note(u, UI_INFO, NULL, text(cx, T_RIGHTS_OTHERS));
		return ui_end(u);
	}
	draw_form(cx, u, r, &confirm_form, "setujui", true);
	draw_form(cx, u, r, &refuse_form, "tolak", false);
	return ui_end(u);
}

static enum err confirm_commit(struct ctx *cx, struct req *r, struct resp *resp)
{
	TRY(erasure_confirm(cx, req_id(r)));
	resp_see(cx, resp, T_RIGHTS_DONE, "/penghapusan/%lld", (long long)req_id(r));
	return ERR_OK;
}

static enum err refuse_commit(struct ctx *cx, struct req *r, struct resp *resp)
{
	TRY(erasure_refuse(cx, req_id(r), form_text(req_form(r), 0)));
	resp_see(cx, resp, T_RIGHTS_REFUSED, "/penghapusan/%lld", (long long)req_id(r));
	return ERR_OK;
}

const struct route rights_routes[] = {
	{ GET, "/penghapusan", PERM_ERASE, 0, REPR_LIST, T_RIGHTS_TITLE, .page = list_page },
	{ POST, "/penghapusan", PERM_ERASE, 0, REPR_LIST, T_RIGHTS_PROPOSE, .form = &propose_form,
	  .page = list_page, .commit = propose_commit },
	{ GET, "/penghapusan/{id}", PERM_ERASE, ROUTE_NO_MENU, REPR_PAGE, T_RIGHTS_ONE,
	  .page = one_page },
	{ POST, "/penghapusan/{id}/setujui", PERM_ERASE, 0, REPR_PAGE, T_RIGHTS_CONFIRM,
	  .form = &confirm_form, .page = one_page, .commit = confirm_commit },
	{ POST, "/penghapusan/{id}/tolak", PERM_ERASE, 0, REPR_PAGE, T_RIGHTS_REFUSE,
	  .form = &refuse_form, .page = one_page, .commit = refuse_commit },
	{ .method = 0 },
};
