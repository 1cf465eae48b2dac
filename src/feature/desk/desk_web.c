/* Pages of the desk: the list of reports, taking one, deciding over it. */
#include "feature/desk/desk_web.h"

#include "base/str.h"
#include "feature/desk/desk_form.h"
#include "feature/desk/desk_sql.h"
#include "feature/directory/directory.h"
#include "feature/reference/reference.h"
#include "feature/region/region.h"
#include "platform/app.h"

#define PAGE_ROWS 50

/* ---- drawing a plan ---------------------------------------------------------------------- */

static const char *waits_text(struct ctx *cx, unsigned waits)
{
	const char *list = NULL;
	int i;

	for (i = 0; i < 32; i++)
		if (waits & (1U << i))
			list = list == NULL ? arena_printf(cx->arena, "%d", i + 1)
					    : arena_printf(cx->arena, "%s, %d", list, i + 1);
	return list == NULL ? NULL : text_fill(cx, T_DESK_WAITS, list, NULL);
}

void desk_draw_plan(struct ctx *cx, struct ui *u, const char *name, const struct desk_plan *plan)
{
	struct ui_step *steps = ARENA_ARRAY(cx->arena, plan->n_steps + 1, struct ui_step);
	size_t i;

	for (i = 0; i < plan->n_steps; i++) {
		const struct desk_step *s = &plan->steps[i];

		steps[i] = (struct ui_step){
			.ordinal = (int)i + 1,
			.title = s->service_label,
			.unit = s->phone != NULL
				    ? arena_printf(cx->arena, "%s · %s", s->unit_name, s->phone)
				    : s->unit_name,
			.state_label = s->limit_label,
			.reason = s->why_unit,
			.waits = waits_text(cx, s->waits),
			.state = s->waits != 0 ? UI_STEP_WAITING : UI_STEP_ACTIVE,
			.due = s->due_at,
		};
	}
	ui_steps(u, name, steps, plan->n_steps, text(cx, T_DESK_PLAN_EMPTY));
	if (!str_blank(plan->reason_shown))
		ui_small(u, text_fill(cx, T_DESK_BECAUSE, plan->reason_shown, NULL));
}

/* ---- list -------------------------------------------------------------------------------- */

enum { L_STATE, L_REGION, L_AFTER, L_AFTER_ID };

static const struct member list_states[] = {
	{ "open", T_DESK_L_OPEN, T__NONE },
	{ "mine", T_DESK_L_MINE, T__NONE },
	{ "late", T_DESK_L_LATE, T__NONE },
	{ "all", T_DESK_L_ALL, T__NONE },
	{ .value = NULL },
};
enum { LIST_OPEN, LIST_MINE, LIST_LATE, LIST_ALL };

static const struct field list_fields[] = {
	[L_STATE] = { .name = "state",
		      .kind = FIELD_ENUM,
		      .label = T_DESK_L_STATE,
		      .members = list_states },
	[L_REGION] = { .name = "region",
		       .kind = FIELD_REF,
		       .label = T_DESK_F_REGION,
		       .options = region_options },
	[L_AFTER] = { .name = "after", .kind = FIELD_ID },
	[L_AFTER_ID] = { .name = "after_id", .kind = FIELD_ID },
	{ .kind = FIELD_END },
};
static const struct form_def list_form = {
	.name = "report_list",
	.fields = list_fields,
	.submit = T_DESK_FILTER,
};

#define ROW(member) offsetof(struct desk_report_list_row, member)
static const struct column list_columns[] = {
	{ "id", T_COL_ID, COL_ID, PRIV_NONE, ROW(id), .href = NULL },
	{ "number", T_COL_NUMBER, COL_TEXT, PRIV_NONE, ROW(number), .href = "/laporan/{id}",
	  .flags = COL_STRONG },
	{ "kind", T_COL_KIND, COL_ENUM, PRIV_NONE, ROW(kind), .member = report_kind_text,
	  .flags = COL_WIDE_ONLY },
	{ "summary", T_COL_SUMMARY, COL_TEXT, PRIV_GENERAL, ROW(summary) },
	{ "subject", T_COL_SUBJECT, COL_ENUM, PRIV_NONE, ROW(subject_kind),
	  .member = subject_kind_text, .flags = COL_WIDE_ONLY },
	{ "region", T_COL_REGION, COL_TEXT, PRIV_NONE, ROW(region) },
	{ "state", T_COL_STATE, COL_ENUM, PRIV_NONE, ROW(state), .member = report_state_text,
	  .flags = COL_BADGE },
	{ "holder", T_COL_HOLDER, COL_TEXT, PRIV_NONE, ROW(holder), .flags = COL_WIDE_ONLY },
	{ "due", T_COL_DUE, COL_DUE, PRIV_NONE, ROW(due_at) },
	{ "recorded", T_COL_RECORDED, COL_INSTANT, PRIV_NONE, ROW(recorded_at),
	  .flags = COL_WIDE_ONLY },
};
static const struct table list_table = {
	.name = "reports",
	.title = T_DESK_LIST,
	.columns = list_columns,
	.n_columns = LEN(list_columns),
	.subject = "id",
};

static enum err list_page(struct ctx *cx, struct req *r, struct ui *u)
{
	struct form *f = req_form(r);
	int64_t which = form_int(f, L_STATE, LIST_OPEN), n = PAGE_ROWS;
	struct desk_report_list_args a = { 0 };
	struct ui_list list = { .total = -1, .main = true };
	struct desk_report_list_row *rows;
	size_t found;

	if (ui_all_rows(u))
		n = INT32_MAX;
	a.n = n + 1;
	a.after_key = form_id(f, L_AFTER) != 0 ? form_id(f, L_AFTER) : INT64_MAX;
	a.after_id = form_id(f, L_AFTER_ID) != 0 ? form_id(f, L_AFTER_ID) : INT64_MAX;
	a.region_id = form_id(f, L_REGION);
	a.unit_id = cx->actor->unit_id;
	a.with = (a.region_id != 0 ? DESK_REPORT_LIST_WITH_REGION : 0U) |
		 (which == LIST_OPEN ? DESK_REPORT_LIST_WITH_OPEN : 0U) |
		 (which == LIST_MINE ? DESK_REPORT_LIST_WITH_UNIT : 0U) |
		 (which == LIST_LATE ? DESK_REPORT_LIST_WITH_LATE : 0U);
	TRY(desk_report_list_all(cx, &a, &rows, &found));
	if ((int64_t)found > n) {
		found = (size_t)n;
		list.next = arena_printf(
		    cx->arena, "/laporan?state=%s&region=%s&after=%lld&after_id=%lld",
		    list_states[which].value, form_raw(f, L_REGION),
		    (long long)rows[found - 1].recorded_at, (long long)rows[found - 1].id);
	}
	if (form_id(f, L_AFTER) != 0)
		list.first = arena_printf(cx->arena, "/laporan?state=%s&region=%s",
					  list_states[which].value, form_raw(f, L_REGION));
	list.empty = text(cx, T_DESK_LIST_EMPTY);
	list.empty_label = text(cx, T_DESK_NEW);
	list.empty_href = "/laporan/baru";
	ui_begin(u, &(struct ui_page){
			.title = text(cx, T_DESK_LIST), .nav = "/laporan", .wide = true });
	ui_actions(u,
		   &(struct ui_action){ .label = text(cx, T_DESK_NEW),
					.href = "/laporan/baru",
					.primary = true,
					.icon = "plus" },
		   1);
	ui_form(u, NULL,
		&(struct ui_form){ .action = "/laporan",
				   .def = &list_form,
				   .form = f,
				   .get = true,
				   .inline_row = true,
				   .secondary = true });
	ui_table(u, "reports", &list_table, rows, found, sizeof(*rows), &list);
	return ui_end(u);
}

/* ---- taking a report --------------------------------------------------------------------- */

static enum err draw_similar(struct ctx *cx, struct ui *u, int64_t id, const struct desk_report *r)
{
	struct desk_similar same[DESK_SIMILAR_MAX];
	struct ui_task *tasks = ARENA_ARRAY(cx->arena, DESK_SIMILAR_MAX, struct ui_task);
	size_t n, i;

	if (r->region_id == 0)
		return ERR_OK;
	TRY(desk_similar_to(cx, id, r, same, &n));
	if (n == 0)
		return ERR_OK;
	ui_heading(u, text(cx, T_DESK_SIMILAR), NULL);
	for (i = 0; i < n; i++)
		tasks[i] = (struct ui_task){
			.number = same[i].number,
			.href = arena_printf(cx->arena, "/laporan/%lld", (long long)same[i].id),
			.text = same[i].summary,
			.detail =
			    arena_printf(cx->arena, "%s · %s", say_when(cx, same[i].recorded_at),
					 same[i].place != NULL ? same[i].place : ""),
			.badge = text(cx, report_state_text(same[i].state)),
		};
	ui_tasks(u, "similar", tasks, n, NULL);
	return ERR_OK;
}

/* What will happen with what is typed so far. */
static enum err draw_preview(struct ctx *cx, struct ui *u, struct form *f)
{
	struct desk_report r = desk_report_of(f, true);
	struct triage_facts facts = desk_facts(&r);
	struct desk_plan plan;

	ui_preview_begin(u, text(cx, T_DESK_WHAT_HAPPENS));
	if (r.kind == REPORT_KELUHAN) {
		ui_text(u, text(cx, T_DESK_KELUHAN_STAYS));
	} else {
		TRY(desk_plan(cx, &facts, r.region_id, &plan));
		if (plan.protect)
			ui_note(u, UI_WARN, text(cx, T_DESK_PROTECTED),
				text(cx, T_DESK_PROTECTED_TEXT));
		desk_draw_plan(cx, u, "plan", &plan);
	}
	TRY(draw_similar(cx, u, 0, &r));
	ui_preview_end(u);
	return ERR_OK;
}

static enum err new_page(struct ctx *cx, struct req *r, struct ui *u)
{
	struct form *f = req_form(r);

	if (f == NULL || form_def_of(f) != &desk_report_form) {
		f = form_new(cx, &desk_report_form);
		form_set_text(cx, f, F_SUBJECT, "unknown");
		form_set_text(cx, f, F_REPORTER_KIND, "open");
		form_set_text(cx, f, F_CHANNEL, "loket");
		form_set_text(cx, f, F_TOPIC, "ppks");
	}
	ui_begin(u, &(struct ui_page){ .title = text(cx, T_DESK_NEW),
				       .lead = text(cx, T_DESK_NEW_LEAD),
				       .nav = "/laporan",
				       .parent = "/laporan",
				       .parent_title = text(cx, T_DESK_LIST) });
	ui_columns_begin(u);
	ui_form(u, "report",
		&(struct ui_form){ .action = "/laporan/baru",
				   .def = &desk_report_form,
				   .form = f,
				   .cancel = "/laporan",
				   .preview = "/laporan/pratinjau" });
	ui_columns_aside(u);
	TRY(draw_preview(cx, u, f));
	ui_columns_end(u);
	return ui_end(u);
}

static enum err preview_page(struct ctx *cx, struct req *r, struct ui *u)
{
	ui_begin(u, &(struct ui_page){ .title = text(cx, T_DESK_WHAT_HAPPENS) });
	TRY(draw_preview(cx, u, req_form(r)));
	return ui_end(u);
}

static enum err new_prepare(struct ctx *cx, struct req *r)
{
	struct desk_report *report = ARENA_NEW(cx->arena, struct desk_report);

	*report = desk_report_of(req_form(r), true);
	TRY(desk_photos_of(cx, req_form(r), report));
	req_set_data(r, report);
	return ERR_OK;
}

static enum err new_commit(struct ctx *cx, struct req *r, struct resp *resp)
{
	char number[NUMBER_SIZE], secret[SECRET_SIZE];
	int64_t id = APP_ID(cx);

	TRY(desk_report_take(cx, id, req_data(r), number, secret));
	resp->id = id;
	resp->number = arena_strdup(cx->arena, number);
	resp->secret = arena_strdup(cx->arena, secret);
	resp_see(cx, resp, T_DESK_TAKEN, "/laporan/%lld?kode=%s", (long long)id, secret);
	return ERR_OK;
}

/* ---- one report -------------------------------------------------------------------------- */

enum { P_VERSION, P_UNIT };
static enum err pass_options(struct ctx *cx, const struct form *f, struct options *ret)
{
	(void)f;
	return directory_options(cx, NULL, ret);
}
static const struct field pass_fields[] = {
	[P_VERSION] = { .name = "version", .kind = FIELD_ID },
	[P_UNIT] = { .name = "unit",
		     .kind = FIELD_REF,
		     .label = T_DESK_F_UNIT,
		     .required = true,
		     .options = pass_options },
	{ .kind = FIELD_END },
};
static const struct form_def pass_form = { .name = "report_pass",
					   .fields = pass_fields,
					   .submit = T_DESK_PASS };

enum { A_VERSION, A_BODY, A_DONE };
static const struct field answer_fields[] = {
	[A_VERSION] = { .name = "version", .kind = FIELD_ID },
	[A_BODY] = { .name = "body",
		     .kind = FIELD_LONG,
		     .label = T_DESK_F_ANSWER,
		     .hint = T_DESK_F_ANSWER_HINT,
		     .required = true,
		     .max = 2000,
		     .keep_draft = true },
	[A_DONE] = { .name = "done", .kind = FIELD_BOOL, .label = T_DESK_F_DONE },
	{ .kind = FIELD_END },
};
static const struct form_def answer_form = { .name = "report_answer",
					     .fields = answer_fields,
					     .submit = T_DESK_ANSWER };

enum { R_VERSION, R_REASON };
static const struct field reject_fields[] = {
	[R_VERSION] = { .name = "version", .kind = FIELD_ID },
	[R_REASON] = { .name = "reason",
		       .kind = FIELD_TEXT,
		       .label = T_DESK_F_REJECT,
		       .hint = T_DESK_F_REJECT_HINT,
		       .required = true,
		       .max = 300 },
	{ .kind = FIELD_END },
};
static const struct form_def reject_form = { .name = "report_reject",
					     .fields = reject_fields,
					     .submit = T_DESK_REJECT };

enum { D_VERSION, D_OF };
static const struct field duplicate_fields[] = {
	[D_VERSION] = { .name = "version", .kind = FIELD_ID },
	[D_OF] = { .name = "of",
		   .kind = FIELD_NUMBER,
		   .label = T_DESK_F_OF,
		   .hint = T_DESK_F_OF_HINT,
		   .required = true,
		   .max = 16 },
	{ .kind = FIELD_END },
};
static const struct form_def duplicate_form = { .name = "report_duplicate",
						.fields = duplicate_fields,
						.submit = T_DESK_DUPLICATE };

static const struct field act_fields[] = {
	{ .name = "version", .kind = FIELD_ID },
	{ .kind = FIELD_END },
};
static const struct form_def decide_form = { .name = "report_decide",
					     .fields = act_fields,
					     .submit = T_DESK_DECIDE };
static const struct form_def reopen_form = { .name = "report_reopen",
					     .fields = act_fields,
					     .submit = T_DESK_REOPEN };

/* A form of this page, filled with the version that is shown. */
static void draw_act(struct ctx *cx, struct ui *u, struct req *r, const struct desk_view *v,
		     const struct form_def *def, const char *path, struct ui_form look)
{
	struct form *f = req_form(r);

	if (f == NULL || form_def_of(f) != def) {
		f = form_new(cx, def);
		form_set_int(cx, f, 0, v->version);
	}
	look.action = arena_printf(cx->arena, "/laporan/%lld/%s", (long long)v->id, path);
	look.def = def;
	look.form = f;
	ui_form(u, def->name, &look);
}

static const char *flags_text(struct ctx *cx, int64_t flags)
{
	const char *list = NULL;
	int i;

	for (i = 0; i < TRIAGE__FLAGS; i++)
		if (flags & TRIAGE_BIT(i)) {
			const char *label = text(cx, desk_flag_members[i].label);

			list =
			    list == NULL ? label : arena_printf(cx->arena, "%s, %s", list, label);
		}
	return list;
}

static enum err draw_facts(struct ctx *cx, struct ui *u, const struct desk_view *v)
{
	struct ui_fact facts[12];
	const char *region;
	size_t n = 0;

#define FACT(key, label_, value_)                                                 \
	do {                                                                      \
		if ((value_) != NULL)                                             \
			facts[n++] = (struct ui_fact){ .name = (key),             \
						       .label = text(cx, label_), \
						       .value = (value_) };       \
	} while (0)
	TRY(region_name(cx, v->region_id, &region));
	FACT("region", T_DESK_F_REGION, region);
	FACT("place", T_DESK_F_PLACE, v->place);
	FACT("flags", T_DESK_F_FLAGS, flags_text(cx, v->flags));
	FACT("traits", T_DESK_F_TRAITS, v->traits);
	FACT("happened", T_DESK_F_HAPPENED, say_instant(cx, v->happened_at));
	if (v->recorded_at - v->happened_at > INT64_C(600000000))
		FACT("recorded", T_COL_RECORDED, say_instant(cx, v->recorded_at));
	FACT("channel", T_DESK_F_CHANNEL, ref_label(cx, "channel", v->channel));
	FACT("reporter", T_DESK_F_REPORTER, v->reporter);
	FACT("phone", T_DESK_F_PHONE, mask_phone(cx, v->phone));
	FACT("form_number", T_DESK_F_FORM_NUMBER, v->form_number);
	FACT("end_reason", T_DESK_F_REJECT, v->state == REPORT_REJECTED ? v->end_reason : NULL);
#undef FACT
	ui_facts(u, "facts", facts, n);
	return ERR_OK;
}

static enum err draw_head(struct ctx *cx, struct ui *u, const struct desk_view *v)
{
	const char *badges[4];
	struct unit holder = { 0 };
	size_t n = 0;

	badges[n++] = text(cx, report_state_text(v->state));
	badges[n++] = text(cx, report_kind_text(v->kind));
	if (v->urgent)
		badges[n++] = text(cx, T_DESK_URGENT);
	if (v->protected)
		badges[n++] = text(cx, T_DESK_PROTECTED);
	if (v->holder_unit_id != 0)
		TRY(directory_get(cx, v->holder_unit_id, &holder));
	ui_case_head(u, "head",
		     &(struct ui_case_head){
			 .number = v->number,
			 .title = desk_subject_line(cx, v),
			 .badges = badges,
			 .n_badges = n,
			 .holder = holder.name,
			 .since = v->held_since_at,
			 .due = v->due_at,
			 .next = v->state == REPORT_RECEIVED      ? text(cx, T_DESK_NEXT_TRIAGE)
				 : v->state == REPORT_RECOMMENDED ? text(cx, T_DESK_NEXT_DECIDE)
								  : NULL,
		     });
	return ERR_OK;
}

/* The number and secret for the reporter, shown once after the report was taken. */
static void draw_receipt(struct ctx *cx, struct ui *u, struct req *r, const struct desk_view *v)
{
	const char *code = strstr(req_query(r), "kode=");
	char secret[SECRET_SIZE];

	if (code == NULL ||
	    !secret_read(arena_strndup(cx->arena, code + 5, SECRET_SIZE - 1), secret))
		return;
	ui_card_begin(u, text(cx, T_DESK_RECEIPT));
	ui_text(u, text(cx, T_DESK_RECEIPT_TEXT));
	ui_code(u, NULL, text(cx, T_DESK_F_NUMBER), v->number);
	ui_code(u, NULL, text(cx, T_DESK_F_SECRET), arena_strdup(cx->arena, secret));
	ui_qr(u,
	      arena_printf(cx->arena, "%s/lacak?number=%s&secret=%s",
			   cx->app->public_url != NULL ? cx->app->public_url : "", v->number,
			   secret),
	      text(cx, T_DESK_RECEIPT_QR));
	ui_card_end(u);
}

static enum err draw_plan_and_decision(struct ctx *cx, struct ui *u, struct req *r,
				       const struct desk_view *v)
{
	bool decides = may(cx, PERM_REPORT_DECIDE);
	struct triage_facts facts = desk_view_facts(v);
	struct desk_plan plan;

	TRY(desk_plan(cx, &facts, v->region_id, &plan));
	ui_heading(u, text(cx, T_DESK_PLAN), "rencana");
	desk_draw_plan(cx, u, "plan", &plan);
	if (!may(cx, PERM_REPORT_TRIAGE) || (v->state == REPORT_RECOMMENDED && !decides))
		return ERR_OK;
	draw_act(cx, u, r, v, &decide_form, "putuskan",
		 (struct ui_form){ .submit = text(cx, decides          ? T_DESK_DECIDE
						      : plan.emergency ? T_DESK_ACT_NOW
								       : T_DESK_RECOMMEND) });
	ui_actions(u,
		   &(struct ui_action){
		       .label = text(cx, T_DESK_CHANGE_PLAN),
		       .href = arena_printf(cx->arena, "/laporan/%lld/rencana", (long long)v->id) },
		   1);
	return ERR_OK;
}

static enum err draw_answers(struct ctx *cx, struct ui *u, const struct desk_view *v)
{
	struct report_answer_list_row *rows;
	struct ui_event *events;
	size_t n, i;

	TRY(report_answer_list_all(cx, &(struct report_answer_list_args){ .report_id = v->id },
				   &rows, &n));
	if (n == 0)
		return ERR_OK;
	events = ARENA_ARRAY(cx->arena, n, struct ui_event);
	for (i = 0; i < n; i++)
		events[i] = (struct ui_event){ .at = rows[i].at,
					       .title = text(cx, T_DESK_ANSWERED),
					       .text = rows[i].body,
					       .kind = "note" };
	ui_heading(u, text(cx, T_DESK_ANSWERS), NULL);
	ui_timeline(u, "answers", events, n, NULL);
	return ERR_OK;
}

static enum err draw_open_acts(struct ctx *cx, struct ui *u, struct req *r,
			       const struct desk_view *v)
{
	if (v->kind == REPORT_PPKS)
		TRY(draw_plan_and_decision(cx, u, r, v));
	if (!may(cx, PERM_REPORT_TRIAGE))
		return ERR_OK;
	ui_heading(u, text(cx, T_DESK_OTHER_ACTS), NULL);
	draw_act(cx, u, r, v, &answer_form, "jawab",
		 (struct ui_form){ .title = text(cx, T_DESK_ANSWER),
				   .folded = v->kind == REPORT_PPKS,
				   .secondary = v->kind == REPORT_PPKS });
	draw_act(
	    cx, u, r, v, &pass_form, "alihkan",
	    (struct ui_form){ .title = text(cx, T_DESK_PASS), .folded = true, .secondary = true });
	draw_act(cx, u, r, v, &duplicate_form, "ganda",
		 (struct ui_form){
		     .title = text(cx, T_DESK_DUPLICATE), .folded = true, .secondary = true });
	draw_act(cx, u, r, v, &reject_form, "tolak",
		 (struct ui_form){ .title = text(cx, T_DESK_REJECT),
				   .folded = true,
				   .secondary = true,
				   .danger = true });
	return ERR_OK;
}

static enum err show_page(struct ctx *cx, struct req *r, struct ui *u)
{
	struct desk_view v;
	struct desk_report like;

	TRY(desk_report_get(cx, req_id(r), &v));
	req_disclose(r, v.id, "report");
	ui_begin(u, &(struct ui_page){ .title = v.number,
				       .nav = "/laporan",
				       .parent = "/laporan",
				       .parent_title = text(cx, T_DESK_LIST),
				       .print = true });
	TRY(draw_head(cx, u, &v));
	ui_columns_begin(u);
	draw_receipt(cx, u, r, &v);
	if (v.body != NULL)
		ui_text(u, v.body);
	ui_photos(u, "photos", v.photos, v.n_photos);
	if (v.state == REPORT_RECEIVED || v.state == REPORT_RECOMMENDED)
		TRY(draw_open_acts(cx, u, r, &v));
	if (v.state == REPORT_CASE)
		ui_actions(u,
			   &(struct ui_action){
			       .label = text(cx, T_DESK_OPEN_CASE),
			       .href = arena_printf(cx->arena, "/kasus/%lld", (long long)v.case_id),
			       .primary = true },
			   1);
	if ((v.state == REPORT_ANSWERED || v.state == REPORT_REJECTED ||
	     v.state == REPORT_DUPLICATE) &&
	    may(cx, PERM_REPORT_TRIAGE))
		draw_act(cx, u, r, &v, &reopen_form, "buka", (struct ui_form){ .secondary = true });
	TRY(draw_answers(cx, u, &v));
	ui_columns_aside(u);
	TRY(draw_facts(cx, u, &v));
	like = (struct desk_report){ .region_id = v.region_id,
				     .body = v.body,
				     .place = v.place,
				     .flags = v.flags,
				     .sex = (int)v.sex,
				     .age_about = v.age_about };
	if (!v.protected)
		TRY(draw_similar(cx, u, v.id, &like));
	ui_columns_end(u);
	return ui_end(u);
}

/* ---- acts -------------------------------------------------------------------------------- */

static enum err done(struct ctx *cx, struct req *r, struct resp *resp, enum err e, enum text flash)
{
	if (e != ERR_OK)
		return e;
	resp_see(cx, resp, flash, "/laporan/%lld", (long long)req_id(r));
	return ERR_OK;
}

/* The report in scope, or 404: every act begins with it. */
static enum err in_scope(struct ctx *cx, struct req *r)
{
	struct desk_view v;

	return desk_report_get(cx, req_id(r), &v);
}

/* Follows the rules: their plan becomes the decision. */
static enum err decide_prepare(struct ctx *cx, struct req *r)
{
	struct desk_decision *d = ARENA_NEW(cx->arena, struct desk_decision);
	struct desk_plan *plan = ARENA_NEW(cx->arena, struct desk_plan);
	struct triage_facts facts;
	struct step_new *steps;
	struct desk_view v;
	size_t i;

	TRY(desk_report_get(cx, req_id(r), &v));
	facts = desk_view_facts(&v);
	TRY(desk_plan(cx, &facts, v.region_id, plan));
	steps = ARENA_ARRAY(cx->arena, plan->n_steps + 1, struct step_new);
	for (i = 0; i < plan->n_steps; i++)
		steps[i] = (struct step_new){ .service = plan->steps[i].service,
					      .limit_code = plan->steps[i].limit,
					      .reason = plan->steps[i].reason,
					      .unit_id = plan->steps[i].unit_id,
					      .emergency = plan->steps[i].emergency,
					      .waits = plan->steps[i].waits };
	*d = (struct desk_decision){ .steps = steps,
				     .n_steps = plan->n_steps,
				     .protected = plan->protect };
	for (i = 0; i < LEN(d->kinds) && i < LEN(plan->kinds); i++)
		d->kinds[i] = plan->kinds[i];
	req_set_data(r, d);
	return ERR_OK;
}

static enum err decide_commit(struct ctx *cx, struct req *r, struct resp *resp)
{
	int64_t case_id, version = form_id(req_form(r), 0);
	enum err e = desk_decide(cx, req_id(r), version, req_data(r), &case_id);

	if (e != ERR_OK)
		return e;
	if (case_id == 0) {
		resp_see(cx, resp, T_DESK_RECOMMENDED, "/laporan/%lld", (long long)req_id(r));
		return ERR_OK;
	}
	resp->id = case_id;
	resp_see(cx, resp, T_DESK_DECIDED, "/kasus/%lld", (long long)case_id);
	return ERR_OK;
}

static enum err pass_commit(struct ctx *cx, struct req *r, struct resp *resp)
{
	struct form *f = req_form(r);
	int64_t due;

	TRY(ref_due(cx, "pilah", cx->now, &due));
	return done(cx, r, resp,
		    report_pass(cx, req_id(r), form_id(f, P_VERSION), form_id(f, P_UNIT), due),
		    T_DESK_PASSED);
}

static enum err answer_commit(struct ctx *cx, struct req *r, struct resp *resp)
{
	struct form *f = req_form(r);

	return done(cx, r, resp,
		    desk_answer(cx, req_id(r), form_id(f, A_VERSION), form_text(f, A_BODY),
				form_bool(f, A_DONE)),
		    T_DESK_ANSWER_SENT);
}

static enum err reject_commit(struct ctx *cx, struct req *r, struct resp *resp)
{
	struct form *f = req_form(r);

	return done(cx, r, resp,
		    report_reject(cx, req_id(r), form_id(f, R_VERSION), form_text(f, R_REASON)),
		    T_DESK_REJECTED);
}

static enum err duplicate_prepare(struct ctx *cx, struct req *r)
{
	struct report_find_row row;
	bool found;

	TRY(in_scope(cx, r));
	TRY(report_find_maybe(cx,
			      &(struct report_find_args){ .number = form_text(req_form(r), D_OF) },
			      &row, &found));
	if (!found) {
		form_problem(cx, req_form(r), D_OF, T_DESK_PROBLEM_NO_REPORT, NULL);
		return ERR_OK;
	}
	req_set_data(r, arena_memdup(cx->arena, &row.id, sizeof(row.id)));
	return ERR_OK;
}

static enum err duplicate_commit(struct ctx *cx, struct req *r, struct resp *resp)
{
	const int64_t *of = req_data(r);

	return done(cx, r, resp,
		    report_duplicate(cx, req_id(r), form_id(req_form(r), D_VERSION), *of),
		    T_DESK_MARKED_DUPLICATE);
}

static enum err reopen_commit(struct ctx *cx, struct req *r, struct resp *resp)
{
	return done(cx, r, resp, report_reopen(cx, req_id(r), form_id(req_form(r), 0)),
		    T_DESK_REOPENED);
}

const struct route desk_routes[] = {
	{ GET, "/laporan", PERM_REPORT_READ, 0, REPR_LIST, T_DESK_LIST, .form = &list_form,
	  .page = list_page },
	{ GET, "/laporan/baru", PERM_REPORT_CREATE, 0, REPR_PAGE, T_DESK_NEW, .page = new_page },
	{ POST, "/laporan/baru", PERM_REPORT_CREATE, ROUTE_BIG, REPR_PAGE, T_DESK_NEW,
	  .form = &desk_report_form, .page = new_page, .prepare = new_prepare,
	  .commit = new_commit },
	{ POST, "/laporan/pratinjau", PERM_REPORT_CREATE, ROUTE_READ_POST | ROUTE_NO_ONCE,
	  REPR_PAGE, T_DESK_WHAT_HAPPENS, .form = &desk_report_form, .page = preview_page },
	{ GET, "/laporan/{id}", PERM_REPORT_READ, 0, REPR_PAGE, T_DESK_REPORT, .page = show_page },
	{ POST, "/laporan/{id}/putuskan", PERM_REPORT_TRIAGE, 0, REPR_PAGE, T_DESK_DECIDE,
	  .form = &decide_form, .page = show_page, .prepare = decide_prepare,
	  .commit = decide_commit },
	{ POST, "/laporan/{id}/alihkan", PERM_REPORT_TRIAGE, 0, REPR_PAGE, T_DESK_PASS,
	  .form = &pass_form, .page = show_page, .prepare = in_scope, .commit = pass_commit },
	{ POST, "/laporan/{id}/jawab", PERM_REPORT_TRIAGE, 0, REPR_PAGE, T_DESK_ANSWER,
	  .form = &answer_form, .page = show_page, .prepare = in_scope, .commit = answer_commit },
	{ POST, "/laporan/{id}/tolak", PERM_REPORT_TRIAGE, 0, REPR_PAGE, T_DESK_REJECT,
	  .form = &reject_form, .page = show_page, .prepare = in_scope, .commit = reject_commit },
	{ POST, "/laporan/{id}/ganda", PERM_REPORT_TRIAGE, 0, REPR_PAGE, T_DESK_DUPLICATE,
	  .form = &duplicate_form, .page = show_page, .prepare = duplicate_prepare,
	  .commit = duplicate_commit },
	{ POST, "/laporan/{id}/buka", PERM_REPORT_TRIAGE, 0, REPR_PAGE, T_DESK_REOPEN,
	  .form = &reopen_form, .page = show_page, .prepare = in_scope, .commit = reopen_commit },
	{ .method = 0 },
};
