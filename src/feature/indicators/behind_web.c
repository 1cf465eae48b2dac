/* Lists behind figures that are no cases: services given one by one, and late steps. */
#include "base/clock.h"
#include "feature/casework/casework.h"
#include "feature/indicators/indicators.h"
#include "feature/indicators/indicators_sql.h"
#include "feature/indicators/indicators_web.h"
#include "feature/reference/reference.h"
#include "text/export.h"
#include "text/indicators.h"

#define LIST_ROWS 500

/* One row more than is shown tells that there are more; CSV and Excel have all. */
static int64_t rows_wanted(const struct ui *u)
{
	return ui_all_rows(u) ? INT32_MAX : LIST_ROWS + 1;
}

static bool cut(const struct ui *u, size_t *n)
{
	bool more = !ui_all_rows(u) && *n > LIST_ROWS;

	if (more)
		*n = LIST_ROWS;
	return more;
}

static void say_cut(struct ctx *cx, struct ui *u, bool more)
{
	if (more)
		ui_small(u, text_fill(cx, T_INDICATORS_MORE, say_number(cx, LIST_ROWS), NULL));
}

/* ---- services given, one by one ---------------------------------------------------------- */

enum { S_FROM, S_TO, S_KIND, S_NO_COST, S_NO_PROOF, S_ITEM, S_GROUP, S_SUB };
static const struct field given_fields[] = {
	[S_FROM] = { .name = "dari", .kind = FIELD_DATE, .label = T_INDICATORS_FROM },
	[S_TO] = { .name = "sampai", .kind = FIELD_DATE, .label = T_INDICATORS_TO },
	[S_KIND] = SERVICE_KIND_FIELD,
	[S_NO_COST] = { .name = "tanpa_biaya", .kind = FIELD_BOOL, .label = T_INDICATORS_NO_COST },
	[S_NO_PROOF] = { .name = "tanpa_bukti",
			 .kind = FIELD_BOOL,
			 .label = T_INDICATORS_NO_PROOF },
	[S_ITEM] = { .name = "layanan", .kind = FIELD_HIDDEN, .max = 60 },
	[S_GROUP] = { .name = "kelompok", .kind = FIELD_HIDDEN, .max = 60 },
	[S_SUB] = { .name = "sub", .kind = FIELD_HIDDEN, .max = 60 },
	{ .kind = FIELD_END },
};
static const struct form_def given_form = { .name = "given",
					    .fields = given_fields,
					    .submit = T_INDICATORS_SHOW };

/* A service with the words for what it was and for whom: codes of two lists name it. */
struct given {
	struct indicator_service_rows_row row;
	const char *name, *group, *sub_activity;
};

#define GIVEN(member) offsetof(struct given, member)
enum { G_CASE, G_NUMBER };
static const struct column given_columns[] = {
	[G_CASE] = { "case_id", T_COL_ID, COL_ID, PRIV_NONE, GIVEN(row.case_id) },
	[G_NUMBER] = { "number", T_INDICATORS_CASES, COL_TEXT, PRIV_NONE, GIVEN(row.number),
		       .flags = COL_STRONG },
	{ "given_on", T_INDICATORS_GIVEN_ON, COL_DATE, PRIV_NONE, GIVEN(row.given_on) },
	{ "name", T_INDICATORS_ITEM, COL_TEXT, PRIV_NONE, GIVEN(name) },
	{ "group_name", T_INDICATORS_GROUP, COL_TEXT, PRIV_NONE, GIVEN(group),
	  .flags = COL_WIDE_ONLY },
	{ "item", T_INDICATORS_ITEM_CODE, COL_CODE, PRIV_NONE, GIVEN(row.item),
	  .flags = COL_DATA_ONLY },
	{ "service", T_INDICATORS_CODE, COL_CODE, PRIV_NONE, GIVEN(row.service),
	  .flags = COL_DATA_ONLY },
	{ "group", T_INDICATORS_GROUP_CODE, COL_CODE, PRIV_NONE, GIVEN(row.spm_group),
	  .flags = COL_DATA_ONLY },
	{ "sub_activity", T_INDICATORS_SUB, COL_TEXT, PRIV_NONE, GIVEN(sub_activity),
	  .flags = COL_WIDE_ONLY },
	{ "unit", T_INDICATORS_GIVEN_BY, COL_TEXT, PRIV_NONE, GIVEN(row.unit) },
	{ "quantity", T_INDICATORS_QUANTITY, COL_INT, PRIV_NONE, GIVEN(row.quantity) },
	{ "cost", T_INDICATORS_COST, COL_MONEY, PRIV_NONE, GIVEN(row.cost), .flags = COL_TOTAL },
	{ "proof", T_INDICATORS_PROOF, COL_TEXT, PRIV_NONE, GIVEN(row.proof) },
	{ "papers", T_INDICATORS_PAPERS, COL_INT, PRIV_NONE, GIVEN(row.papers),
	  .href = "/layanan-diberikan/{id}/bukti" },
	{ "id", T_COL_ID, COL_ID, PRIV_NONE, GIVEN(row.id) },
};

/* Treasurers account for services without reading the cases. */
static const struct table *given_table(struct ctx *cx)
{
	struct column *columns = arena_memdup(cx->arena, given_columns, sizeof(given_columns));
	struct table *t = ARENA_NEW(cx->arena, struct table);

	if (may(cx, PERM_CASE_READ))
		columns[G_NUMBER].href = "/kasus/{case_id}";
	*t = (struct table){ .name = "given",
			     .title = T_INDICATORS_GIVEN_LIST,
			     .columns = columns,
			     .n_columns = LEN(given_columns) };
	return t;
}

static struct indicator_service_rows_args given_args(struct ctx *cx, struct form *f)
{
	int32_t today = ref_today(cx);
	struct civil c = date_civil(today);
	int64_t kind = form_int(f, S_KIND, SERVICES_ALL);
	struct indicator_service_rows_args a = {
		.from_date = form_int(f, S_FROM, date_from_ymd(c.year, c.month, 1)),
		.to_date = form_int(f, S_TO, today),
		.item = form_text(f, S_ITEM),
		.spm_group = form_text(f, S_GROUP),
		.sub_activity = form_text(f, S_SUB),
	};

	a.spm = kind == SERVICES_SPM;
	a.with = (kind != SERVICES_ALL ? INDICATOR_SERVICE_ROWS_WITH_KIND : 0U) |
		 (a.item != NULL ? INDICATOR_SERVICE_ROWS_WITH_ITEM : 0U) |
		 (a.spm_group != NULL ? INDICATOR_SERVICE_ROWS_WITH_SPM_GROUP : 0U) |
		 (a.sub_activity != NULL ? INDICATOR_SERVICE_ROWS_WITH_SUB : 0U) |
		 (form_bool(f, S_NO_COST) ? INDICATOR_SERVICE_ROWS_WITH_UNPRICED : 0U) |
		 (form_bool(f, S_NO_PROOF) ? INDICATOR_SERVICE_ROWS_WITH_UNPROVEN : 0U);
	form_set_int(cx, f, S_FROM, a.from_date);
	form_set_int(cx, f, S_TO, a.to_date);
	form_set_text(cx, f, S_KIND, service_kinds[kind].value);
	return a;
}

static enum err given_rows(struct ctx *cx, const struct indicator_service_rows_args *a,
			   struct given **ret, size_t *ret_n)
{
	const struct ref_book *items, *groups, *services;
	struct indicator_service_rows_row *rows;
	size_t n;

	TRY(ref_book(cx, "spm_item", &items));
	TRY(ref_book(cx, "spm_group", &groups));
	TRY(ref_book(cx, "service", &services));
	TRY(indicator_service_rows_all(cx, a, &rows, &n));
	*ret = ARENA_ARRAY(cx->arena, n + 1, struct given);
	for (size_t i = 0; i < n; i++)
		(*ret)[i] = (struct given){
			.row = rows[i],
			.name = rows[i].item != NULL ? ref_book_label(items, rows[i].item)
						     : ref_book_label(services, rows[i].service),
			.group = indicator_group_name(cx, groups, rows[i].spm_group),
			.sub_activity = indicator_key(rows[i].sub_activity),
		};
	*ret_n = n;
	return ERR_OK;
}

/* The one service that the list is narrowed to, by the code of its item or its own; NULL: any. */
static const char *narrowed_to(struct ctx *cx, const struct indicator_service_rows_args *a)
{
	const char *set =
	    (a->with & INDICATOR_SERVICE_ROWS_WITH_KIND) != 0 && !a->spm ? "service" : "spm_item";

	return a->item != NULL ? ref_label(cx, set, a->item) : NULL;
}

static enum err given_page(struct ctx *cx, struct req *r, struct ui *u)
{
	struct indicator_service_rows_args a = given_args(cx, req_form(r));
	struct given *rows;
	bool more;
	size_t n;

	a.limit_n = rows_wanted(u);
	TRY(given_rows(cx, &a, &rows, &n));
	more = cut(u, &n);
	ui_begin(u, &(struct ui_page){ .title = text(cx, T_INDICATORS_GIVEN_LIST),
				       .lead = narrowed_to(cx, &a),
				       .nav = "/layanan",
				       .parent = "/layanan",
				       .parent_title = text(cx, T_INDICATORS_SERVICES),
				       .wide = true,
				       .print = true });
	ui_form(u, NULL,
		&(struct ui_form){ .action = "/layanan/daftar",
				   .def = &given_form,
				   .form = req_form(r),
				   .get = true,
				   .inline_row = true,
				   .secondary = true });
	ui_table(u, "given", given_table(cx), rows, n, sizeof(*rows),
		 &(struct ui_list){ .total = more ? -1 : (int64_t)n,
				    .main = true,
				    .empty = text(cx, T_INDICATORS_NO_SERVICES) });
	say_cut(cx, u, more);
	return ui_end(u);
}

/* ---- late steps -------------------------------------------------------------------------- */

enum { L_UNIT, L_REGION, L_KIND, L_AGE };
static const struct field late_fields[] = {
	[L_UNIT] = { .name = "unit", .kind = FIELD_ID },
	[L_REGION] = { .name = "region", .kind = FIELD_ID },
	[L_KIND] = { .name = "kind", .kind = FIELD_HIDDEN, .max = 20 },
	[L_AGE] = { .name = "age",
		    .kind = FIELD_INT,
		    .label = T_INDICATORS_BY_AGE,
		    .min_value = 1,
		    .max_value = 5 },
	{ .kind = FIELD_END },
};
static const struct form_def late_form = { .name = "late_steps",
					   .fields = late_fields,
					   .submit = T_INDICATORS_SHOW };

static const char *service_label(struct ctx *cx, const char *code)
{
	const struct ref_book *book;

	return ref_book(cx, "service", &book) == ERR_OK ? ref_book_label(book, code) : code;
}

#define LATE(member) offsetof(struct indicator_late_step_rows_row, member)
static const struct column late_columns[] = {
	{ "id", T_COL_ID, COL_ID, PRIV_NONE, LATE(case_id) },
	{ "number", T_COL_NUMBER, COL_TEXT, PRIV_NONE, LATE(number), .href = "/kasus/{id}#rencana",
	  .flags = COL_STRONG },
	{ "title", T_COL_SUBJECT, COL_TEXT, PRIV_GENERAL, LATE(title) },
	{ "service", T_INDICATORS_STEP, COL_CODE, PRIV_NONE, LATE(service),
	  .label_of = service_label },
	{ "unit", T_INDICATORS_STEP_UNIT, COL_TEXT, PRIV_NONE, LATE(unit) },
	{ "due", T_COL_DUE, COL_DUE, PRIV_NONE, LATE(due_at) },
	{ "holder", T_COL_HOLDER, COL_TEXT, PRIV_NONE, LATE(holder), .flags = COL_WIDE_ONLY },
};
static const struct table late_table = { .name = "late_steps",
					 .title = T_INDICATORS_LATE_STEPS,
					 .columns = late_columns,
					 .n_columns = LEN(late_columns),
					 .subject = "id" };

static enum err late_args(struct ctx *cx, const struct form *f,
			  struct indicator_late_step_rows_args *a)
{
	int64_t age = form_int(f, L_AGE, 0);
	bool aged = age >= 1 && age <= 5, all;

	TRY(indicator_whole_city(cx, &all));
	a->unit_id = form_id(f, L_UNIT);
	a->region_id = form_id(f, L_REGION);
	a->code = form_text(f, L_KIND);
	if (aged)
		indicator_age_bounds(cx, age, &a->older_at, &a->newer_at);
	a->with = (all ? 0U : INDICATOR_LATE_STEP_ROWS_WITH_REACH) |
		  (a->unit_id != 0 ? INDICATOR_LATE_STEP_ROWS_WITH_UNIT : 0U) |
		  (form_given(f, L_REGION) ? INDICATOR_LATE_STEP_ROWS_WITH_REGION : 0U) |
		  (a->code != NULL ? INDICATOR_LATE_STEP_ROWS_WITH_KIND : 0U) |
		  (aged ? INDICATOR_LATE_STEP_ROWS_WITH_AGE : 0U);
	return ERR_OK;
}

static enum err late_page(struct ctx *cx, struct req *r, struct ui *u)
{
	struct indicator_late_step_rows_args a = { .limit_n = rows_wanted(u) };
	struct indicator_late_step_rows_row *rows;
	const char *where;
	bool more;
	size_t n;

	TRY(late_args(cx, req_form(r), &a));
	TRY(indicator_where(cx,
			    &(struct indicator_part){ .placed = form_given(req_form(r), L_REGION),
						      .region_id = a.region_id,
						      .unit_id = a.unit_id,
						      .age = form_int(req_form(r), L_AGE, 0),
						      .kind = a.code },
			    &where));
	TRY(indicator_late_step_rows_all(cx, &a, &rows, &n));
	more = cut(u, &n);
	ui_begin(u, &(struct ui_page){
			.title = text(cx, T_INDICATORS_LATE_STEPS),
			.lead = indicator_lead(cx, where, text(cx, T_INDICATORS_LATE_STEPS_LEAD)),
			.nav = "/ikhtisar",
			.parent = "/ikhtisar",
			.parent_title = text(cx, T_INDICATORS_TITLE),
			.wide = true,
			.print = true });
	ui_table(u, "late_steps", &late_table, rows, n, sizeof(*rows),
		 &(struct ui_list){ .total = more ? -1 : (int64_t)n,
				    .main = true,
				    .empty = text(cx, T_INDICATORS_NO_LATE_STEPS) });
	say_cut(cx, u, more);
	return ui_end(u);
}

/* ---- reports not yet decided -------------------------------------------------------------- */

enum { R_REGION, R_UNIT, R_LATE };
static const struct field report_fields[] = {
	[R_REGION] = { .name = "region", .kind = FIELD_ID },
	[R_UNIT] = { .name = "unit", .kind = FIELD_ID },
	[R_LATE] = { .name = "late", .kind = FIELD_BOOL, .label = T_INDICATORS_LATE },
	{ .kind = FIELD_END },
};
static const struct form_def report_form = { .name = "overview_reports",
					     .fields = report_fields,
					     .submit = T_INDICATORS_SHOW };

#define REPORT(member) offsetof(struct indicator_report_rows_row, member)
static const struct column report_columns[] = {
	{ "id", T_COL_ID, COL_ID, PRIV_NONE, REPORT(id) },
	{ "number", T_COL_NUMBER, COL_TEXT, PRIV_NONE, REPORT(number), .href = "/laporan/{id}",
	  .flags = COL_STRONG },
	{ "region", T_COL_REGION, COL_TEXT, PRIV_NONE, REPORT(region) },
	{ "state", T_COL_STATE, COL_ENUM, PRIV_NONE, REPORT(state), .member = report_state_text,
	  .flags = COL_BADGE },
	{ "holder", T_COL_HOLDER, COL_TEXT, PRIV_NONE, REPORT(holder) },
	{ "due", T_COL_DUE, COL_DUE, PRIV_NONE, REPORT(due_at) },
	{ "missed", T_INDICATORS_MISSED, COL_INSTANT, PRIV_NONE, REPORT(missed_at) },
	{ "recorded", T_COL_RECORDED, COL_INSTANT, PRIV_NONE, REPORT(recorded_at),
	  .flags = COL_WIDE_ONLY },
};
static const struct table report_table = { .name = "reports",
					   .title = T_INDICATORS_REPORTS,
					   .columns = report_columns,
					   .n_columns = LEN(report_columns),
					   .subject = "id" };

static enum err reports_page(struct ctx *cx, struct req *r, struct ui *u)
{
	const struct form *f = req_form(r);
	struct indicator_report_rows_args a = { .limit_n = rows_wanted(u),
						.region_id = form_id(f, R_REGION),
						.unit_id = form_id(f, R_UNIT) };
	bool late = form_bool(f, R_LATE), all, more;
	struct indicator_report_rows_row *rows;
	const char *where;
	size_t n;

	TRY(indicator_whole_city(cx, &all));
	a.with = (all ? 0U : INDICATOR_REPORT_ROWS_WITH_REACH) |
		 (form_given(f, R_REGION) ? INDICATOR_REPORT_ROWS_WITH_REGION : 0U) |
		 (form_given(f, R_UNIT) ? INDICATOR_REPORT_ROWS_WITH_UNIT : 0U) |
		 (late ? INDICATOR_REPORT_ROWS_WITH_LATE : 0U);
	TRY(indicator_report_rows_all(cx, &a, &rows, &n));
	TRY(indicator_where(cx,
			    &(struct indicator_part){ .placed = form_given(f, R_REGION),
						      .region_id = a.region_id,
						      .unit_id = a.unit_id },
			    &where));
	more = cut(u, &n);
	ui_begin(u, &(struct ui_page){
			.title = text(cx, late ? T_INDICATORS_LATE_REPORTS : T_INDICATORS_REPORTS),
			.lead = indicator_lead(cx, where, text(cx, T_INDICATORS_REPORTS_MEANS)),
			.nav = "/ikhtisar",
			.parent = "/ikhtisar",
			.parent_title = text(cx, T_INDICATORS_TITLE),
			.wide = true,
			.print = true });
	ui_table(u, "reports", &report_table, rows, n, sizeof(*rows),
		 &(struct ui_list){ .total = more ? -1 : (int64_t)n,
				    .main = true,
				    .empty = text(cx, T_INDICATORS_NO_REPORTS) });
	say_cut(cx, u, more);
	return ui_end(u);
}

const struct route behind_routes[] = {
	{ GET, "/ikhtisar/laporan", PERM_REPORT_READ, ROUTE_NO_MENU, REPR_LIST,
	  T_INDICATORS_REPORTS, .form = &report_form, .page = reports_page },

	{ GET, "/layanan/daftar", PERM_COST_READ, ROUTE_NO_MENU, REPR_LIST, T_INDICATORS_GIVEN_LIST,
	  .form = &given_form, .page = given_page },
	{ GET, "/ikhtisar/langkah", PERM_CASE_READ, ROUTE_NO_MENU, REPR_LIST,
	  T_INDICATORS_LATE_STEPS, .form = &late_form, .page = late_page },
	{ .method = 0 },
};
