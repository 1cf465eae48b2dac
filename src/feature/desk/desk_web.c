/* Pages of the desk: the list of reports, taking one, deciding over it. */
#include "feature/desk/desk_web.h"

#include "base/clock.h"
#include "base/str.h"
#include "feature/desk/desk_form.h"
#include "feature/desk/desk_sql.h"
#include "feature/directory/directory_shelf.h"
#include "feature/reference/reference.h"
#include "feature/region/region.h"
#include "platform/app.h"
#include "text/desk.h"
#include "text/export.h"

#define PAGE_ROWS 50

/* ---- drawing a plan ---------------------------------------------------------------------- */

/* How long a proposed step may take: a span, as nothing runs yet; begun units count. */
static const char *within_text(struct ctx *cx, const struct desk_step *s)
{
	int64_t span = s->due_at - cx->now, unit = USEC_MINUTE;

	if (span >= USEC_DAY)
		unit = USEC_DAY;
	else if (span >= USEC_HOUR)
		unit = USEC_HOUR;
	return text_fill(cx, T_DESK_WITHIN, say_duration(cx, (span + unit - 1) / unit * unit),
			 NULL);
}

/* The limit's name where it says more than the service's does. */
static const char *proposed_text(struct ctx *cx, const struct desk_step *s)
{
	if (!str_eq(s->limit_label, s->service_label))
		return s->limit_label;
	return text(cx, s->waits != 0 ? T_DESK_STEP_LATER : T_DESK_STEP_FIRST);
}

/* Officers are told who is on duty for a step that can't wait; a visitor reads the unit's number.
 */
static enum err step_call(struct ctx *cx, const struct desk_step *s, struct ui_step *step)
{
	const struct directory_roster *roster;
	struct duty_contact duty;

	if (!s->emergency || s->unit_id == 0 || !may(cx, PERM_DIRECTORY_READ))
		return ERR_OK;
	TRY(directory_roster(cx, cx->now, &roster));
	if (!roster_has(roster, s->unit_id, cx->now))
		return ERR_OK;
	TRY(directory_emergency_call(cx, s->unit_id, cx->now, &duty));
	step->phone = duty.phone;
	if (duty.source != DUTY_UNIT)
		step->unit = arena_printf(cx->arena, "%s · %s", s->unit_name, duty.name);
	return ERR_OK;
}

enum err desk_draw_plan(struct ctx *cx, struct ui *u, const char *name,
			const struct desk_plan *plan)
{
	struct ui_step *steps = ARENA_ARRAY(cx->arena, plan->n_steps + 1, struct ui_step);
	const char *named = NULL;
	size_t i;

	for (i = 0; i < plan->n_steps; i++) {
		const struct desk_step *s = &plan->steps[i];

		named = str_and(cx->arena, named, s->service_label);

		steps[i] = (struct ui_step){
			.ordinal = (int)i + 1,
			.title = s->service_label,
			.unit = s->unit_name,
			.phone = s->phone,
			.state_label = proposed_text(cx, s),
			.reason = s->why_unit,
			.waits = desk_waits_text(cx, s->waits),
			.state = s->waits != 0 ? UI_STEP_WAITING : UI_STEP_ACTIVE,
			.due = s->due_at,
			.within = within_text(cx, s),
		};
		TRY(step_call(cx, s, &steps[i]));
	}
	if (named != NULL)
		ui_said(u, arena_printf(cx->arena, "%s: %s", text(cx, T_DESK_WHAT_HAPPENS), named));
	ui_steps(u, name, steps, plan->n_steps, text(cx, T_DESK_PLAN_EMPTY));
	ui_why(u, T_DESK_BECAUSE, plan->reason_shown);
	return ERR_OK;
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
		       .options = region_options,
		       .known = region_known },
	[L_AFTER] = { .name = "after", .kind = FIELD_ID, .onward = true },
	[L_AFTER_ID] = { .name = "after_id", .kind = FIELD_ID, .onward = true },
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
	{ "summary", T_COL_SUMMARY, COL_TEXT, PRIV_GENERAL, ROW(summary), .flags = COL_LONG },
	{ "region", T_COL_REGION, COL_TEXT, PRIV_NONE, ROW(region), .flags = COL_DETAIL },
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

static const char *topic_label(struct ctx *cx, const char *code)
{
	return ref_label(cx, "keluhan", code);
}

static const struct column keluhan_columns[] = {
	{ "id", T_COL_ID, COL_ID, PRIV_NONE, ROW(id), .href = NULL },
	{ "number", T_COL_NUMBER, COL_TEXT, PRIV_NONE, ROW(number), .href = "/laporan/{id}",
	  .flags = COL_STRONG },
	{ "topic", T_COL_TOPIC, COL_CODE, PRIV_NONE, ROW(topic), .label_of = topic_label,
	  .flags = COL_DETAIL },
	{ "summary", T_COL_SUMMARY, COL_TEXT, PRIV_GENERAL, ROW(summary), .flags = COL_LONG },
	{ "region", T_COL_REGION, COL_TEXT, PRIV_NONE, ROW(region), .flags = COL_WIDE_ONLY },
	{ "state", T_COL_STATE, COL_ENUM, PRIV_NONE, ROW(state), .member = report_state_text,
	  .flags = COL_BADGE },
	{ "holder", T_COL_HOLDER, COL_TEXT, PRIV_NONE, ROW(holder), .flags = COL_WIDE_ONLY },
	{ "due", T_COL_DUE, COL_DUE, PRIV_NONE, ROW(due_at) },
	{ "recorded", T_COL_RECORDED, COL_INSTANT, PRIV_NONE, ROW(recorded_at),
	  .flags = COL_WIDE_ONLY },
};
static const struct table keluhan_table = {
	.name = "keluhan",
	.title = T_DESK_KELUHAN,
	.columns = keluhan_columns,
	.n_columns = LEN(keluhan_columns),
	.subject = "id",
};

/* The two lists: everything, and what SP4N calls a keluhan. */
static const struct list {
	const char *path, *new_path;
	enum text title, lead, new_label, empty;
	const struct table *table;
	enum report_kind kind; /* 0: both */
} all_reports = {
	.path = "/laporan",
	.new_path = "/laporan/baru",
	.title = T_DESK_LIST,
	.new_label = T_DESK_NEW,
	.empty = T_DESK_LIST_EMPTY,
	.table = &list_table,
}, all_keluhan = {
	.path = "/keluhan",
	.new_path = "/laporan/baru?topic=pengaduan",
	.title = T_DESK_KELUHAN,
	.lead = T_DESK_KELUHAN_LEAD,
	.new_label = T_DESK_KELUHAN_NEW,
	.empty = T_DESK_KELUHAN_EMPTY,
	.table = &keluhan_table,
	.kind = REPORT_KELUHAN,
};

static const char *list_href(struct ctx *cx, const struct list *l, const struct form *f)
{
	return arena_printf(cx->arena, "%s?state=%s&region=%s", l->path,
			    list_states[form_int(f, L_STATE, LIST_OPEN)].value,
			    form_raw(f, L_REGION));
}

static struct desk_report_list_args list_args(const struct ctx *cx, const struct list *l,
					      const struct form *f, const struct near *near,
					      int64_t n)
{
	int64_t which = form_int(f, L_STATE, LIST_OPEN);
	bool open = which == LIST_OPEN || which == LIST_LATE;
	int64_t after = form_id(f, L_AFTER), after_id = form_id(f, L_AFTER_ID);
	struct desk_report_list_args a = {
		.n = n + 1,
		.after_key = after != 0 ? after : INT64_MAX,
		.after_id = after_id != 0 ? after_id : INT64_MAX,
		.region_id = form_id(f, L_REGION),
		.unit_id = cx->actor->unit_id,
		.kind = l->kind,
		.due_before = which == LIST_LATE ? cx->now : INT64_MAX,
		.near_unit_id = near->unit_id,
		.near_region_id = near->region_id,
	};

	a.with = (a.region_id != 0 ? DESK_REPORT_LIST_WITH_REGION : 0U) |
		 (l->kind != 0 ? DESK_REPORT_LIST_WITH_KIND : 0U) |
		 (open ? DESK_REPORT_LIST_WITH_OPEN : 0U) |
		 (which == LIST_MINE ? DESK_REPORT_LIST_WITH_UNIT : 0U) |
		 (open && near->open ? DESK_REPORT_LIST_WITH_NEAR_OPEN : 0U) |
		 (which == LIST_ALL && near->all ? DESK_REPORT_LIST_WITH_NEAR_ALL : 0U);
	return a;
}

static void draw_list_head(struct ctx *cx, struct ui *u, const struct list *l, struct form *f)
{
	const struct ui_tab tabs[] = {
		{ .label = text(cx, T_DESK_LIST), .href = "/laporan", .current = l->kind == 0 },
		{ .label = text(cx, T_DESK_KELUHAN), .href = "/keluhan", .current = l->kind != 0 },
	};
	const struct ui_action acts[] = {
		{ .label = text(cx, l->new_label),
		  .href = l->new_path,
		  .primary = true,
		  .icon = "plus" },
		{ .label = text(cx, T_PAPER_TITLE), .href = "/formulir", .icon = "printer" },
		{ .label = text(cx, T_RULES_TITLE), .href = "/laporan/aturan" },
	};

	ui_begin(u, &(struct ui_page){ .title = text(cx, l->title),
				       .lead = l->lead != T__NONE ? text(cx, l->lead) : NULL,
				       .nav = "/laporan",
				       .wide = true });
	if (may(cx, PERM_REPORT_CREATE))
		ui_actions(u, acts, LEN(acts) - !may(cx, PERM_TRIAGE_RULES));
	ui_tabs(u, tabs, LEN(tabs));
	ui_form(u, NULL,
		&(struct ui_form){ .action = l->path,
				   .def = &list_form,
				   .form = f,
				   .get = true,
				   .inline_row = true,
				   .secondary = true });
}

static enum err draw_list(struct ctx *cx, struct req *r, struct ui *u, const struct list *l)
{
	struct form *f = req_form(r);
	size_t found, i, n = ui_all_rows(u) ? INT32_MAX : PAGE_ROWS;
	struct desk_report_list_args a;
	struct near near;
	struct ui_list list = {
		.total = -1,
		.main = true,
		.empty = text(cx, l->empty),
	};
	struct desk_report_list_row *rows;

	TRY(casework_near(cx, &near));
	a = list_args(cx, l, f, &near, (int64_t)n);
	TRY(desk_report_list_all(cx, &a, &rows, &found));
	if (found > n) {
		found = n;
		list.next =
		    arena_printf(cx->arena, "%s&after=%lld&after_id=%lld", list_href(cx, l, f),
				 (long long)rows[n - 1].recorded_at, (long long)rows[n - 1].id);
	}
	/* Of a protected report the list says no more than that. */
	for (i = 0; i < found; i++)
		if (rows[i].protected)
			rows[i].summary = text(cx, T_DESK_PROTECTED);
	if (form_id(f, L_AFTER) != 0)
		list.first = list_href(cx, l, f);
	if (may(cx, PERM_REPORT_CREATE)) {
		list.empty_label = text(cx, l->new_label);
		list.empty_href = l->new_path;
	}
	if (!form_given(f, L_STATE))
		form_set_text(cx, f, L_STATE, list_states[LIST_OPEN].value);
	draw_list_head(cx, u, l, f);
	ui_table(u, l->table->name, l->table, rows, found, sizeof(*rows), &list);
	return ui_end(u);
}

static enum err list_page(struct ctx *cx, struct req *r, struct ui *u)
{
	return draw_list(cx, r, u, &all_reports);
}

static enum err keluhan_page(struct ctx *cx, struct req *r, struct ui *u)
{
	return draw_list(cx, r, u, &all_keluhan);
}

/* ---- taking a report --------------------------------------------------------------------- */

/* What will happen with what is typed so far. */
static enum err draw_preview(struct ctx *cx, struct ui *u, struct form *f)
{
	struct desk_report r = desk_report_of(f, true);
	struct triage_facts facts = desk_facts(&r);
	struct find_answer people;
	struct desk_plan plan;
	bool far;

	ui_preview_begin(u, text(cx, T_DESK_WHAT_HAPPENS));
	TRY(desk_people(cx, f, &people, &far));
	if (far && !form_id(f, F_PERSON))
		ui_note(u, UI_INFO, NULL, text(cx, T_DESK_PERSON_ELSEWHERE));
	if (r.kind == REPORT_KELUHAN) {
		ui_text(u, text(cx, T_DESK_KELUHAN_STAYS));
	} else {
		TRY(desk_plan(cx, &facts, r.region_id, &plan));
		if (plan.protect)
			ui_note(u, UI_WARN, text(cx, T_DESK_PROTECTED),
				text(cx, T_DESK_PROTECTED_TEXT));
		TRY(desk_draw_plan(cx, u, "plan", &plan));
	}
	TRY(desk_draw_similar(cx, u, 0, &r));
	ui_preview_end(u);
	return ERR_OK;
}

/* The code on a printed form leads here with its number, the list of keluhan with a topic. */
enum { Q_PAPER, Q_TOPIC };
static const struct field query_fields[] = {
	[Q_PAPER] = { .name = "formulir",
		      .kind = FIELD_NUMBER,
		      .label = T_DESK_F_FORM_NUMBER,
		      .max = 16 },
	[Q_TOPIC] = { .name = "topic", .kind = FIELD_TEXT, .label = T_DESK_F_TOPIC, .max = 40 },
	{ .kind = FIELD_END },
};
static const struct form_def query_form = { .name = "report_query", .fields = query_fields };

enum err desk_set_own_region(struct ctx *cx, struct form *f, int field)
{
	const char *own = str_digits(cx->arena, cx->actor->region_id);
	bool known;

	TRY(region_known(cx, own, &known));
	if (known)
		form_set_text(cx, f, field, own);
	return ERR_OK;
}

/* An empty form, with what the way here and who asks tell already. */
static enum err new_form(struct ctx *cx, const struct form *query, struct form **ret)
{
	const char *paper = query != NULL && form_ok(query) ? form_text(query, Q_PAPER) : NULL;
	const char *topic = query != NULL && form_ok(query) ? form_text(query, Q_TOPIC) : NULL;
	struct form *f = form_new(cx, &desk_report_form);

	form_set_text(cx, f, F_SUBJECT, "unknown");
	form_set_text(cx, f, F_REPORTER_KIND, "open");
	form_set_text(cx, f, F_CHANNEL,
		      paper != NULL                              ? "formulir"
		      : cx->actor->roles == 1U << ROLE_VOLUNTEER ? "lapangan"
								 : "loket");
	form_set_text(cx, f, F_TOPIC, topic != NULL ? topic : "ppks");
	*ret = f;
	if (paper != NULL) {
		form_set_text(cx, f, F_FORM_NUMBER, paper);
		TRY(desk_check_paper(cx, f)); /* said before anybody types it a second time */
	}
	return desk_set_own_region(cx, f, F_REGION);
}

/* Who stands in the choice of persons was shown. */
static enum err disclose_people(struct ctx *cx, struct req *r, const struct form *f)
{
	struct find_answer a;
	size_t i;
	bool far;

	TRY(desk_people(cx, f, &a, &far));
	for (i = 0; i < a.n; i++)
		req_disclose(r, a.hit[i].id, "people");
	return ERR_OK;
}

/* Where the paper was typed in before: the way to its report, or NULL. */
static enum err typed_already(struct ctx *cx, const struct form *f, const struct ui_action **ret)
{
	struct paper_form_typed_row typed;
	struct ui_action *a;
	bool found;

	*ret = NULL;
	TRY(desk_paper_typed(cx, f, &typed, &found));
	if (!found || typed.report_id == 0)
		return ERR_OK;
	a = ARENA_NEW(cx->arena, struct ui_action);
	*a = (struct ui_action){
		.label = text_fill(cx, T_DESK_OPEN_TYPED, typed.report_number, NULL),
		.href = arena_printf(cx->arena, "/laporan/%lld", (long long)typed.report_id),
	};
	*ret = a;
	return ERR_OK;
}

static enum err new_page(struct ctx *cx, struct req *r, struct ui *u)
{
	struct form *f = req_form(r);
	const struct ui_action *typed;

	if (f == NULL || form_def_of(f) != &desk_report_form)
		TRY(new_form(cx, f, &f));
	TRY(typed_already(cx, f, &typed));
	ui_begin(u, &(struct ui_page){ .title = text(cx, T_DESK_NEW),
				       .lead = text(cx, T_DESK_NEW_LEAD),
				       .nav = "/laporan",
				       .parent = "/laporan",
				       .parent_title = text(cx, T_DESK_LIST),
				       .next = typed });
	if (form_text(f, F_FORM_NUMBER) != NULL && !form_faulty(f, F_FORM_NUMBER))
		ui_note(u, UI_INFO, text_fill(cx, T_DESK_PAPER, form_text(f, F_FORM_NUMBER), NULL),
			text(cx, T_DESK_PAPER_TEXT));
	TRY(disclose_people(cx, r, f));
	ui_columns_begin(u);
	ui_form(u, "report",
		&(struct ui_form){ .action = "/laporan/baru",
				   .def = &desk_report_form,
				   .form = f,
				   .cancel = "/laporan",
				   .preview = "/laporan/pratinjau",
				   .photos = "/lacak/foto",
				   .focus = true });
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
	TRY(req_pictures(cx, req_form(r), F_PHOTOS, T_DESK_PROBLEM_PHOTO, &report->photos,
			 &report->n_photos));
	req_set_data(r, report);
	return desk_sort_for(cx, report);
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

const struct route desk_routes[] = {
	{ GET, "/laporan", PERM_REPORT_READ, 0, REPR_LIST, T_DESK_LIST, .form = &list_form,
	  .page = list_page },
	{ GET, "/keluhan", PERM_REPORT_READ, 0, REPR_LIST, T_DESK_KELUHAN, .form = &list_form,
	  .page = keluhan_page },
	{ GET, "/laporan/baru", PERM_REPORT_CREATE, 0, REPR_PAGE, T_DESK_NEW, .form = &query_form,
	  .page = new_page },
	{ POST, "/laporan/baru", PERM_REPORT_CREATE, ROUTE_BIG, REPR_PAGE, T_DESK_NEW,
	  .form = &desk_report_form, .page = new_page, .prepare = new_prepare,
	  .commit = new_commit },
	{ POST, "/laporan/pratinjau", PERM_REPORT_CREATE, ROUTE_READ_POST | ROUTE_NO_ONCE,
	  REPR_PAGE, T_DESK_WHAT_HAPPENS, .form = &desk_preview_form, .page = preview_page },
	{ .method = 0 },
};
