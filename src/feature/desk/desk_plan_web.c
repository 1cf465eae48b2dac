/* Changing the plan of the rules: up to eight steps, with the reason why. */
#include "feature/desk/desk_web.h"

#include "base/str.h"
#include "feature/directory/directory.h"
#include "feature/reference/reference.h"
#include "platform/app.h"
#include "text/desk.h"

/* ---- the form ---------------------------------------------------------------------------- */

enum { ROWS = 8 };
enum { C_VERSION, C_REGION, C_ROW, C_REASON = C_ROW + 4 * ROWS };
enum { ROW_SERVICE, ROW_UNIT, ROW_EMERGENCY, ROW_WAITS };
#define CELL(row, part) (C_ROW + 4 * (row) + (part))

static enum err service_options(struct ctx *cx, const struct form *f, struct options *ret)
{
	(void)f;
	return ref_options(cx, "service", ret);
}

/* Choices while they are being put together: no unit twice. */
struct choices {
	struct option *items;
	size_t n;
	const struct ref_book *kinds;
};

static bool offered(const struct choices *c, const char *id)
{
	size_t i;

	for (i = 0; i < c->n; i++)
		if (str_eq(c->items[i].value, id))
			return true;
	return false;
}

/* All answers of one kind, in their order: the best first. */
static void add_kind(struct ctx *cx, struct choices *c, const struct directory_answer *all,
		     size_t n, const char *kind)
{
	size_t i;

	for (i = 0; i < n; i++) {
		const char *id = arena_printf(cx->arena, "%lld", (long long)all[i].unit_id);

		if (!str_eq(all[i].kind, kind) || offered(c, id))
			continue;
		c->items[c->n++] = (struct option){
			.value = id,
			.label = all[i].name,
			.hint = directory_hint(cx, &all[i]),
			.group = ref_book_label(c->kinds, kind),
		};
	}
}

/*
 * Units for one row, by kind, the kind with the best unit first, each with why; behind them the
 * units that do not offer the service, for who knows better.
 */
static enum err unit_options(struct ctx *cx, const struct form *f, int row, struct options *ret)
{
	const struct directory_ask ask = {
		.service = form_text(f, CELL(row, ROW_SERVICE)),
		.region_id = form_id(f, C_REGION),
		.urgent = form_bool(f, CELL(row, ROW_EMERGENCY)),
	};
	struct directory_answer *all = NULL;
	struct options others;
	struct choices c;
	size_t n = 0, i;

	if (ask.service != NULL)
		TRY(directory_who_can(cx, &ask, &all, &n));
	TRY(directory_options(cx, NULL, &others));
	TRY(ref_book(cx, "unit_kind", &c.kinds));
	c.items = ARENA_ARRAY(cx->arena, n + others.n + 1, struct option);
	c.n = 0;
	for (i = 0; i < n; i++)
		add_kind(cx, &c, all, n, all[i].kind);
	for (i = 0; i < others.n; i++) {
		if (offered(&c, others.items[i].value))
			continue;
		c.items[c.n] = others.items[i];
		if (n > 0)
			c.items[c.n].group =
			    text_fill(cx, T_DESK_OTHER_UNITS, others.items[i].group, NULL);
		c.n++;
	}
	*ret = (struct options){ .items = c.items, .n = c.n };
	return ERR_OK;
}

/* A field's options are asked for without its index, so each row has a function of its own. */
#define UNITS_OF(row)                                                                          \
	static enum err units_##row(struct ctx *cx, const struct form *f, struct options *ret) \
	{                                                                                      \
		return unit_options(cx, f, row, ret);                                          \
	}
UNITS_OF(0)
UNITS_OF(1)
UNITS_OF(2)
UNITS_OF(3)
UNITS_OF(4)
UNITS_OF(5)
UNITS_OF(6)
UNITS_OF(7)
#undef UNITS_OF

/* The steps before each row. */
#define STEP1                               \
	{                                   \
		"1", T_DESK_STEP_1, T__NONE \
	}
#define STEP2                               \
	{                                   \
		"2", T_DESK_STEP_2, T__NONE \
	}
#define STEP3                               \
	{                                   \
		"3", T_DESK_STEP_3, T__NONE \
	}
#define STEP4                               \
	{                                   \
		"4", T_DESK_STEP_4, T__NONE \
	}
#define STEP5                               \
	{                                   \
		"5", T_DESK_STEP_5, T__NONE \
	}
#define STEP6                               \
	{                                   \
		"6", T_DESK_STEP_6, T__NONE \
	}
#define STEP7                               \
	{                                   \
		"7", T_DESK_STEP_7, T__NONE \
	}
#define STEPS_END             \
	{                     \
		.value = NULL \
	}
static const struct member after_1[] = { STEP1, STEPS_END };
static const struct member after_2[] = { STEP1, STEP2, STEPS_END };
static const struct member after_3[] = { STEP1, STEP2, STEP3, STEPS_END };
static const struct member after_4[] = { STEP1, STEP2, STEP3, STEP4, STEPS_END };
static const struct member after_5[] = { STEP1, STEP2, STEP3, STEP4, STEP5, STEPS_END };
static const struct member after_6[] = { STEP1, STEP2, STEP3, STEP4, STEP5, STEP6, STEPS_END };
static const struct member after_7[] = {
	STEP1, STEP2, STEP3, STEP4, STEP5, STEP6, STEP7, STEPS_END
};

#define STEP_FIELDS(row, number)                                               \
	[CELL(row, ROW_SERVICE)] = { .name = "service" #number,                \
				     .kind = FIELD_REF,                        \
				     .label = T_DESK_F_SERVICE,                \
				     .section = T_DESK_STEP_##number,          \
				     .options = service_options },             \
		   [CELL(row, ROW_UNIT)] = { .name = "unit" #number,           \
					     .kind = FIELD_REF,                \
					     .label = T_DESK_F_STEP_UNIT,      \
					     .hint = T_DESK_F_STEP_UNIT_HINT,  \
					     .options = units_##row },         \
		   [CELL(row, ROW_EMERGENCY)] = { .name = "emergency" #number, \
						  .kind = FIELD_BOOL,          \
						  .label = T_DESK_F_EMERGENCY }
#define WAIT_FIELD(row, number)                             \
	[CELL(row, ROW_WAITS)] = { .name = "after" #number, \
				   .kind = FIELD_CHECKS,    \
				   .label = T_DESK_F_WAITS, \
				   .members = after_##row }

static const struct field chosen_fields[] = {
	[C_VERSION] = { .name = "version", .kind = FIELD_ID, .seen = true },
	[C_REGION] = { .name = "region", .kind = FIELD_ID },
	STEP_FIELDS(0, 1),
	/* The first step waits for nothing. */
	[CELL(0, ROW_WAITS)] = { .name = "after1", .kind = FIELD_HIDDEN },
	STEP_FIELDS(1, 2),
	WAIT_FIELD(1, 2),
	STEP_FIELDS(2, 3),
	WAIT_FIELD(2, 3),
	STEP_FIELDS(3, 4),
	WAIT_FIELD(3, 4),
	STEP_FIELDS(4, 5),
	WAIT_FIELD(4, 5),
	STEP_FIELDS(5, 6),
	WAIT_FIELD(5, 6),
	STEP_FIELDS(6, 7),
	WAIT_FIELD(6, 7),
	STEP_FIELDS(7, 8),
	WAIT_FIELD(7, 8),
	[C_REASON] = { .name = "reason",
		       .kind = FIELD_LONG,
		       .label = T_DESK_F_OVERRULED,
		       .hint = T_DESK_F_OVERRULED_HINT,
		       .required = true,
		       .max = 500,
		       .section = T_DESK_S_WHY,
		       .keep_draft = true },
	{ .kind = FIELD_END },
};

static enum err check_chosen(struct ctx *cx, struct form *f)
{
	bool any = false;
	int row;

	for (row = 0; row < ROWS; row++) {
		bool service = form_text(f, CELL(row, ROW_SERVICE)) != NULL;

		any = any || service;
		if (!service && form_id(f, CELL(row, ROW_UNIT)) != 0)
			form_problem(cx, f, CELL(row, ROW_SERVICE), T_DESK_PROBLEM_SERVICE, NULL);
	}
	if (!any)
		form_problem(cx, f, CELL(0, ROW_SERVICE), T_DESK_PROBLEM_STEPS, NULL);
	return ERR_OK;
}

static const struct form_def chosen_form = {
	.name = "report_plan",
	.fields = chosen_fields,
	.now = desk_kinds_now,
	.check = check_chosen,
	.submit = T_DESK_DECIDE,
};

/* ---- between rows and plan --------------------------------------------------------------- */

static void fill_row(struct ctx *cx, struct form *f, int row, const struct desk_step *s)
{
	form_set_text(cx, f, CELL(row, ROW_SERVICE), s->service);
	form_set_int(cx, f, CELL(row, ROW_UNIT), s->unit_id);
	if (s->emergency)
		form_set_int(cx, f, CELL(row, ROW_EMERGENCY), 1);
	if (row > 0)
		form_set_checks(f, CELL(row, ROW_WAITS), s->waits);
}

/* Empty rows fall out, and what waited for one waits for nothing there. */
static size_t rows_of(const struct form *f, struct desk_row rows[ROWS])
{
	unsigned place[ROWS] = { 0 }; /* bit of a form row in the plan, 0 for an empty one */
	size_t n = 0;
	int row, k;

	for (row = 0; row < ROWS; row++) {
		const char *service = form_text(f, CELL(row, ROW_SERVICE));
		uint64_t after = row > 0 ? form_checks(f, CELL(row, ROW_WAITS)) : 0;

		if (service == NULL)
			continue;
		rows[n] = (struct desk_row){
			.service = service,
			.unit_id = form_id(f, CELL(row, ROW_UNIT)),
			.emergency = form_bool(f, CELL(row, ROW_EMERGENCY)),
		};
		for (k = 0; k < row; k++)
			if (after >> k & 1)
				rows[n].waits |= place[k];
		place[row] = 1U << n++;
	}
	return n;
}

static enum err plan_of(struct ctx *cx, const struct form *f, const struct desk_view *v,
			struct desk_plan *ret)
{
	struct triage_facts facts = desk_view_facts(v);
	struct desk_row rows[ROWS];
	size_t n = rows_of(f, rows);

	TRY(desk_plan_chosen(cx, &facts, v->region_id, rows, n, form_text(f, C_REASON), ret));
	desk_kinds_read(cx, f, ret);
	return ERR_OK;
}

/* ---- pages ------------------------------------------------------------------------------- */

/* Only a report that still waits for a decision has a plan to change. */
static enum err open_report(struct ctx *cx, struct req *r, struct desk_view *v)
{
	TRY(desk_report_get(cx, req_id(r), v));
	if (v->kind != REPORT_PPKS ||
	    (v->state != REPORT_RECEIVED && v->state != REPORT_RECOMMENDED))
		return err_set(cx, ERR_CONFLICT, "report %lld has no plan any more",
			       (long long)v->id);
	return ERR_OK;
}

static enum err prefilled(struct ctx *cx, const struct desk_view *v, struct form **ret)
{
	struct desk_plan plan;
	struct form *f;
	size_t i;

	TRY(desk_present_plan(cx, v, &plan));
	f = desk_kinds_form(cx, &chosen_form, &plan, NULL);
	form_set_int(cx, f, C_VERSION, v->version);
	form_set_int(cx, f, C_REGION, v->region_id);
	for (i = 0; i < plan.n_steps && i < ROWS; i++)
		fill_row(cx, f, (int)i, &plan.steps[i]);
	if (plan.overruled != NULL)
		form_set_text(cx, f, C_REASON, plan.overruled);
	*ret = f;
	return ERR_OK;
}

static enum err draw_preview(struct ctx *cx, struct ui *u, const struct desk_view *v,
			     const struct form *f)
{
	struct desk_plan plan;

	TRY(plan_of(cx, f, v, &plan));
	ui_preview_begin(u, text(cx, T_DESK_WHAT_HAPPENS));
	TRY(desk_draw_plan(cx, u, "plan", &plan));
	ui_preview_end(u);
	return ERR_OK;
}

static enum err plan_page(struct ctx *cx, struct req *r, struct ui *u)
{
	struct form *f = req_form(r);
	struct desk_plan plan;
	struct desk_view v;

	TRY(open_report(cx, r, &v));
	if (desk_kinds_came(f, &chosen_form)) {
		TRY(desk_present_plan(cx, &v, &plan));
		f = desk_kinds_form(cx, &chosen_form, &plan, f);
	} else {
		TRY(prefilled(cx, &v, &f));
	}
	ui_begin(u, &(struct ui_page){
			.title = text(cx, T_DESK_CHANGE_PLAN),
			.lead = text(cx, T_DESK_CHANGE_PLAN_LEAD),
			.nav = "/laporan",
			.parent = arena_printf(cx->arena, "/laporan/%lld", (long long)v.id),
			.parent_title = v.number });
	ui_columns_begin(u);
	ui_form(
	    u, "plan_form",
	    &(struct ui_form){
		.action = arena_printf(cx->arena, "/laporan/%lld/rencana", (long long)v.id),
		.def = form_def_of(f),
		.form = f,
		.submit = text(cx, may(cx, PERM_REPORT_DECIDE) ? T_DESK_DECIDE : T_DESK_RECOMMEND),
		.cancel = arena_printf(cx->arena, "/laporan/%lld", (long long)v.id),
		.preview =
		    arena_printf(cx->arena, "/laporan/%lld/rencana/pratinjau", (long long)v.id) });
	ui_columns_aside(u);
	TRY(draw_preview(cx, u, &v, f));
	ui_columns_end(u);
	return ui_end(u);
}

static enum err preview_page(struct ctx *cx, struct req *r, struct ui *u)
{
	struct desk_view v;

	TRY(open_report(cx, r, &v));
	ui_begin(u, &(struct ui_page){ .title = text(cx, T_DESK_WHAT_HAPPENS) });
	TRY(draw_preview(cx, u, &v, req_form(r)));
	return ui_end(u);
}

static enum err plan_prepare(struct ctx *cx, struct req *r)
{
	struct desk_decision *d = ARENA_NEW(cx->arena, struct desk_decision);
	struct desk_plan *plan = ARENA_NEW(cx->arena, struct desk_plan);
	struct desk_view v;

	TRY(open_report(cx, r, &v));
	TRY(plan_of(cx, req_form(r), &v, plan));
	desk_kinds_ask(cx, req_form(r), plan);
	*d = desk_decision_of(cx, plan);
	req_set_data(r, d);
	return ERR_OK;
}

static enum err plan_commit(struct ctx *cx, struct req *r, struct resp *resp)
{
	return desk_commit_decision(cx, r, resp, form_id(req_form(r), C_VERSION));
}

const struct route desk_plan_routes[] = {
	{ GET, "/laporan/{id}/rencana", PERM_REPORT_TRIAGE, 0, REPR_PAGE, T_DESK_CHANGE_PLAN,
	  .page = plan_page },
	{ POST, "/laporan/{id}/rencana", PERM_REPORT_TRIAGE, 0, REPR_PAGE, T_DESK_CHANGE_PLAN,
	  .form = &chosen_form, .page = plan_page, .prepare = plan_prepare, .commit = plan_commit },
	{ POST, "/laporan/{id}/rencana/pratinjau", PERM_REPORT_TRIAGE,
	  ROUTE_READ_POST | ROUTE_NO_ONCE, REPR_PAGE, T_DESK_WHAT_HAPPENS, .form = &chosen_form,
	  .page = preview_page },
	{ .method = 0 },
};
