/* /ikhtisar: open cases by four groupings, each number with the list behind it; /layanan. */
#include "feature/indicators/indicators_web.h"

#include "base/clock.h"
#include "base/str.h"
#include "feature/casework/casework.h"
#include "feature/indicators/indicators.h"
#include "feature/indicators/indicators_sql.h"
#include "feature/reference/reference.h"
#include "feature/region/region.h"
#include "text/export.h"
#include "text/indicators.h"

#include <stdlib.h>

#define LIST_ROWS 500
#define BARS_MAX  12

/* ---- the overview ------------------------------------------------------------------------ */

static const struct member groupings[] = {
	{ "kelurahan", T_INDICATORS_BY_REGION, T__NONE },
	{ "unit", T_INDICATORS_BY_UNIT, T__NONE },
	{ "jenis", T_INDICATORS_BY_KIND, T__NONE },
	{ "umur", T_INDICATORS_BY_AGE, T__NONE },
	{ .value = NULL },
};

/* What a row of each grouping is filtered by in the lists behind it. */
static const char *const row_filter[BY__MAX] = {
	[BY_REGION] = "region={id}",
	[BY_UNIT] = "unit={id}",
	[BY_KIND] = "kind={code}",
	[BY_AGE] = "age={id}",
};

static const struct field overview_fields[] = {
	{ .name = "menurut", .kind = FIELD_ENUM, .label = T_INDICATORS_BY, .members = groupings },
	{ .kind = FIELD_END },
};
static const struct form_def overview_form = { .name = "overview",
					       .fields = overview_fields,
					       .submit = T_INDICATORS_SHOW };

#define ROW(member) offsetof(struct indicator_row, member)
enum {
	C_ID,
	C_CODE,
	C_NAME,
	C_OPEN,
	C_LATE,
	C_HELD_LATE,
	C_STEPS,
	C_FRESH,
	C_REPORTS,
	C_LATE_REPORTS,
	C__MAX
};
static const struct column row_columns[C__MAX] = {
	[C_ID] = { "id", T_COL_ID, COL_ID, PRIV_NONE, ROW(id) },
	[C_CODE] = { "code", T_INDICATORS_CODE, COL_TEXT, PRIV_NONE, ROW(code),
		     .flags = COL_DATA_ONLY },
	[C_NAME] = { "name", T_INDICATORS_BY_REGION, COL_TEXT, PRIV_NONE, ROW(name),
		     .flags = COL_STRONG },
	[C_OPEN] = { "open", T_INDICATORS_OPEN, COL_INT, PRIV_NONE, ROW(open), .flags = COL_TOTAL },
	[C_LATE] = { "late", T_INDICATORS_LATE, COL_INT, PRIV_NONE, ROW(late), .flags = COL_TOTAL },
	[C_HELD_LATE] = { "held_late", T_INDICATORS_HELD_LATE, COL_INT, PRIV_NONE, ROW(held_late),
			  .flags = COL_TOTAL },
	[C_STEPS] = { "late_steps", T_INDICATORS_LATE_STEPS, COL_INT, PRIV_NONE, ROW(steps),
		      .flags = COL_TOTAL },
	[C_FRESH] = { "fresh", T_INDICATORS_FRESH, COL_INT, PRIV_NONE, ROW(fresh),
		      .flags = COL_TOTAL },
	[C_REPORTS] = { "reports", T_INDICATORS_REPORTS_COLUMN, COL_INT, PRIV_NONE, ROW(reports),
			.flags = COL_TOTAL },
	[C_LATE_REPORTS] = { "late_reports", T_INDICATORS_LATE_REPORTS, COL_INT, PRIV_NONE,
			     ROW(late_reports), .flags = COL_TOTAL },
};

/* The same for who may not open cases: each figure as it is said, without a sum below. */
struct said_row {
	int64_t id;
	const char *code, *name;
	const char *figure[C__MAX - C_OPEN];
};

static const struct said_row *said_rows(struct ctx *cx, const struct indicator_row *rows, size_t n,
					bool data)
{
	struct said_row *said = ARENA_ARRAY(cx->arena, n + 1, struct said_row);

	for (size_t i = 0; i < n; i++) {
		said[i] = (struct said_row){ rows[i].id, rows[i].code, rows[i].name, { NULL } };
		for (size_t c = C_OPEN; c < C__MAX; c++)
			said[i].figure[c - C_OPEN] = say_rounded(
			    cx, *(const int64_t *)((const char *)&rows[i] + row_columns[c].offset),
			    data);
	}
	return said;
}

static void be_said(struct column *c, size_t i)
{
	static const size_t names[C_OPEN] = {
		[C_ID] = offsetof(struct said_row, id),
		[C_CODE] = offsetof(struct said_row, code),
		[C_NAME] = offsetof(struct said_row, name),
	};

	c->offset = i < C_OPEN ? names[i]
			       : offsetof(struct said_row, figure) + (i - C_OPEN) * sizeof(char *);
	if (i < C_OPEN)
		return;
	c->kind = COL_TEXT;
	c->flags = COL_FIGURE;
}

/* The columns of one grouping; links only for who may open the cases behind them. */
static const struct table *row_table(struct ctx *cx, enum indicator_by by)
{
	/* The list behind each number of a row. */
	static const struct {
		const char *page, *more;
	} lists[C__MAX] = {
		[C_NAME] = { "/ikhtisar/kasus", "" },
		[C_OPEN] = { "/ikhtisar/kasus", "" },
		[C_LATE] = { "/ikhtisar/kasus", "&late=1" },
		[C_HELD_LATE] = { "/ikhtisar/kasus", "&late=1&pemegang=1" },
		[C_STEPS] = { "/ikhtisar/langkah", "" },
		[C_FRESH] = { "/ikhtisar/kasus", "&fresh=1" },
		[C_REPORTS] = { "/ikhtisar/laporan", "" },
		[C_LATE_REPORTS] = { "/ikhtisar/laporan", "&late=1" },
	};
	struct column *columns = ARENA_ARRAY(cx->arena, C__MAX, struct column);
	struct table *t = ARENA_NEW(cx->arena, struct table);
	size_t n = 0, i;

	for (i = 0; i < C__MAX; i++) {
		if (i == C_CODE ? by != BY_KIND
				: i >= C_REPORTS && by != BY_REGION && by != BY_UNIT)
			continue;
		/* Words are wide; whose limit it was matters to who can open the case. */
		if (i == C_HELD_LATE && !may(cx, PERM_CASE_READ))
			continue;
		columns[n] = row_columns[i];
		if (i == C_NAME)
			columns[n].label = groupings[by].label;
		/* Several kinds to a case: their sum says nothing. */
		if (by == BY_KIND)
			columns[n].flags &= ~(unsigned)COL_TOTAL;
		if (may(cx, i >= C_REPORTS ? PERM_REPORT_READ : PERM_CASE_READ) &&
		    lists[i].page != NULL)
			columns[n].href = arena_printf(cx->arena, "%s?%s%s", lists[i].page,
						       row_filter[by], lists[i].more);
		if (!may(cx, PERM_CASE_READ))
			be_said(&columns[n], i);
		n++;
	}
	*t = (struct table){
		.name = "cases", .title = T_INDICATORS_TITLE, .columns = columns, .n_columns = n
	};
	return t;
}

static const char *list_href(struct ctx *cx, const char *href)
{
	return may(cx, PERM_CASE_READ) ? href : NULL;
}

static const char *report_href(struct ctx *cx, const char *href)
{
	return may(cx, PERM_REPORT_READ) ? href : NULL;
}

struct ui_figure indicator_figure(struct ctx *cx, int64_t n)
{
	return may(cx, PERM_CASE_READ) ? ui_count(n) : ui_rounded(cx, n);
}

static struct ui_figure median_figure(int64_t usec)
{
	return usec == DB_NONE ? ui_words(NULL) : ui_span(usec);
}

/* "12 %; 3 lewat tenggat pemegang". */
static const char *late_note(struct ctx *cx, const struct indicator_row *sum)
{
	const char *share;

	if (sum->open == 0 || !may(cx, PERM_CASE_READ))
		return NULL;
	share = say_permille(cx, sum->late * 1000 / sum->open);
	if (sum->late == 0)
		return share;
	return text_fill(cx, T_INDICATORS_LATE_NOTE, share, say_number(cx, sum->held_late), NULL);
}

static enum err draw_tiles(struct ctx *cx, struct ui *u, const struct indicator_row *sum)
{
	struct indicator_medians m;

	TRY(indicator_medians(cx, &m));
	ui_tiles(
	    u, "totals",
	    (struct ui_tile[]){
		{ .name = "open",
		  .label = text(cx, T_INDICATORS_OPEN),
		  .value = indicator_figure(cx, sum->open),
		  .href = list_href(cx, "/ikhtisar/kasus") },
		{ .name = "late",
		  .label = text(cx, T_INDICATORS_LATE_CASES),
		  .value = indicator_figure(cx, sum->late),
		  .href = list_href(cx, "/ikhtisar/kasus?late=1"),
		  .note = late_note(cx, sum),
		  .tone = sum->late > 0 ? UI_BAD : UI_NEUTRAL },
		{ .name = "late_steps",
		  .label = text(cx, T_INDICATORS_LATE_STEPS),
		  .value = indicator_figure(cx, sum->steps),
		  .href = list_href(cx, "/ikhtisar/langkah"),
		  .tone = sum->steps > 0 ? UI_BAD : UI_NEUTRAL },
		{ .name = "fresh",
		  .label = text(cx, T_INDICATORS_FRESH),
		  .value = indicator_figure(cx, sum->fresh),
		  .href = list_href(cx, "/ikhtisar/kasus?fresh=1") },
		{ .name = "reports",
		  .label = text(cx, T_INDICATORS_REPORTS),
		  .value = indicator_figure(cx, sum->reports),
		  .href = report_href(cx, "/ikhtisar/laporan") },
		{ .name = "late_reports",
		  .label = text(cx, T_INDICATORS_LATE_REPORTS),
		  .value = indicator_figure(cx, sum->late_reports),
		  .href = report_href(cx, "/ikhtisar/laporan?late=1"),
		  .tone = sum->late_reports > 0 ? UI_BAD : UI_NEUTRAL },
		{ .name = "first_act",
		  .label = text(cx, T_INDICATORS_FIRST_ACT),
		  .value = median_figure(m.first_act),
		  .note = text_fill(cx, T_INDICATORS_OF_CASES, indicator_said(cx, m.acted), NULL) },
		{ .name = "outcome",
		  .label = text(cx, T_INDICATORS_OUTCOME),
		  .value = median_figure(m.outcome),
		  .note = text_fill(cx, T_INDICATORS_OF_CASES, indicator_said(cx, m.ended), NULL) },
	    },
	    8);
	return ERR_OK;
}

static void draw_tabs(struct ctx *cx, struct ui *u, enum indicator_by by)
{
	struct ui_tab tabs[BY__MAX];

	for (int i = 0; i < BY__MAX; i++)
		tabs[i] = (struct ui_tab){
			.label = text(cx, groupings[i].label),
			.href = arena_printf(cx->arena, "/ikhtisar?menurut=%s", groupings[i].value),
			.current = i == (int)by,
		};
	ui_tabs(u, tabs, BY__MAX);
}

static const char *bar_href(struct ctx *cx, enum indicator_by by, const struct indicator_row *row)
{
	if (!may(cx, PERM_CASE_READ) || (by != BY_KIND && row->id == 0))
		return NULL;
	switch (by) {
	case BY_REGION:
		return arena_printf(cx->arena, "/ikhtisar/kasus?region=%lld", (long long)row->id);
	case BY_UNIT:
		return arena_printf(cx->arena, "/ikhtisar/kasus?unit=%lld", (long long)row->id);
	case BY_KIND:
		return arena_printf(cx->arena, "/ikhtisar/kasus?kind=%s", row->code);
	case BY_AGE:
	case BY__MAX:
		break;
	}
	return arena_printf(cx->arena, "/ikhtisar/kasus?age=%lld", (long long)row->id);
}

static int by_open(const void *a, const void *b)
{
	const struct indicator_row *x = a, *y = b;

	return x->open < y->open ? 1 : -(x->open > y->open);
}

static const struct indicator_row *most_first(struct ctx *cx, const struct indicator_row *rows,
					      size_t n)
{
	struct indicator_row *copy = arena_memdup(cx->arena, rows, n * sizeof(*rows));

	qsort(copy, n, sizeof(*copy), by_open);
	return copy;
}

static void draw_bars(struct ctx *cx, struct ui *u, enum indicator_by by,
		      const struct indicator_row *rows, size_t n)
{
	struct ui_bar *bars;

	if (indicator_sum(rows, n).open == 0)
		return;
	if (by != BY_AGE)
		rows = most_first(cx, rows, n);
	if (n > BARS_MAX)
		n = BARS_MAX;
	bars = ARENA_ARRAY(cx->arena, n, struct ui_bar);
	for (size_t i = 0; i < n; i++)
		bars[i] = (struct ui_bar){ .label = rows[i].name,
					   .href = bar_href(cx, by, &rows[i]),
					   .value = rows[i].open,
					   .part = rows[i].late };
	ui_bars(u, "bars", text(cx, by == BY_AGE ? T_INDICATORS_BY_AGE : T_INDICATORS_MOST),
		text(cx, T_INDICATORS_UNIT_CASES), bars, n);
}

static enum err draw_map(struct ctx *cx, struct ui *u, const struct indicator_row *rows, size_t n)
{
	const struct region *regions;
	struct ui_spot *spots;
	size_t n_regions, i, k;

	TRY(region_list(cx, REGION_KELURAHAN, 0, &regions, &n_regions));
	spots = ARENA_ARRAY(cx->arena, n_regions + 1, struct ui_spot);
	for (i = 0; i < n_regions; i++) {
		spots[i] = (struct ui_spot){ .label = regions[i].said,
					     .lat = regions[i].lat,
					     .lng = regions[i].lng };
		for (k = 0; k < n; k++)
			if (rows[k].id == regions[i].id) {
				spots[i].value = rows[k].open;
				spots[i].href = bar_href(cx, BY_REGION, &rows[k]);
			}
	}
	ui_map(u, "map", text(cx, T_INDICATORS_MAP), spots, n_regions);
	return ERR_OK;
}

/* Protected cases: one figure, and no sum from which a small one would follow. */
static enum err draw_protected(struct ctx *cx, struct ui *u, const struct indicator_row *sum)
{
	int64_t hidden;
	bool all;

	TRY(indicator_whole_city(cx, &all));
	if (!all)
		return ERR_OK;
	TRY(indicator_protected(cx, &hidden));
	if (hidden == 0)
		return ERR_OK;
	ui_facts(u, "protected",
		 (struct ui_fact[]){
		     { .name = "protected",
		       .label = text(cx, T_INDICATORS_PROTECTED),
		       .value = hidden < SAY_LEAST ? say_few(cx) : indicator_said(cx, hidden) },
		     { .name = "all",
		       .label = text(cx, T_INDICATORS_ALL),
		       .value = hidden < SAY_LEAST ? text(cx, T_INDICATORS_NOT_SHOWN)
						   : indicator_said(cx, sum->open + hidden) } },
		 2);
	return ERR_OK;
}

/* What the numbers count, in words. */
static void draw_words(struct ctx *cx, struct ui *u, enum indicator_by by)
{
	if (by == BY_KIND)
		ui_small(u, text(cx, T_INDICATORS_KINDS_NOTE));
	ui_small(u, text(cx, T_INDICATORS_LATE_MEANS));
	ui_small(u, text(cx, T_INDICATORS_HELD_LATE_MEANS));
	ui_small(
	    u, text(cx, by == BY_UNIT ? T_INDICATORS_UNIT_STEPS_MEANS : T_INDICATORS_STEPS_MEANS));
	ui_small(u, text(cx, T_INDICATORS_REPORTS_MEANS));
}

/* Map and bars tell each figure as it is, so they are for who may open the cases. */
static enum err draw_rows(struct ctx *cx, struct ui *u, enum indicator_by by,
			  const struct indicator_row *rows, size_t n)
{
	struct ui_list list = { .total = (int64_t)n,
				.main = true,
				.empty = text(cx, T_INDICATORS_NO_CASES) };

	if (!may(cx, PERM_CASE_READ)) {
		ui_table(u, "cases", row_table(cx, by),
			 said_rows(cx, rows, n, ui_repr(u) != UI_HTML), n, sizeof(struct said_row),
			 &list);
		ui_small(u, text(cx, T_INDICATORS_ROUNDED));
		return ERR_OK;
	}
	if (by == BY_REGION)
		TRY(draw_map(cx, u, rows, n));
	draw_bars(cx, u, by, rows, n);
	ui_table(u, "cases", row_table(cx, by), rows, n, sizeof(*rows), &list);
	return ERR_OK;
}

static enum err overview_page(struct ctx *cx, struct req *r, struct ui *u)
{
	enum indicator_by by = (enum indicator_by)form_int(req_form(r), 0, BY_REGION);
	struct indicator_row *rows, *sums, sum;
	size_t n, n_sums;

	TRY(indicator_open(cx, by, &rows, &n));
	sums = rows;
	n_sums = n;
	if (by == BY_KIND) /* a case may be of several kinds, and is with one unit */
		TRY(indicator_open(cx, BY_UNIT, &sums, &n_sums));
	sum = indicator_sum(sums, n_sums);
	if (by == BY_AGE)
		TRY(indicator_reports(cx, &sum));
	ui_begin(u, &(struct ui_page){ .title = text(cx, T_INDICATORS_TITLE),
				       .lead = text_fill(cx,
							 may(cx, PERM_CASE_READ)
							     ? T_INDICATORS_LEAD
							     : T_INDICATORS_LEAD_FIGURES,
							 say_instant(cx, cx->now), NULL),
				       .nav = "/ikhtisar",
				       .wide = true,
				       .print = true });
	TRY(draw_tiles(cx, u, &sum));
	draw_tabs(cx, u, by);
	TRY(draw_rows(cx, u, by, rows, n));
	draw_words(cx, u, by);
	TRY(draw_protected(cx, u, &sum));
	return ui_end(u);
}

/* ---- the cases behind a number ----------------------------------------------------------- */

enum { F_REGION, F_UNIT, F_KIND, F_AGE, F_LATE, F_HOLDER, F_FRESH };
static const struct field behind_fields[] = {
	[F_REGION] = { .name = "region", .kind = FIELD_ID },
	[F_UNIT] = { .name = "unit", .kind = FIELD_ID },
	[F_KIND] = { .name = "kind", .kind = FIELD_HIDDEN, .max = 20 },
	[F_AGE] = { .name = "age",
		    .kind = FIELD_INT,
		    .label = T_INDICATORS_BY_AGE,
		    .min_value = 1,
		    .max_value = 5 },
	[F_LATE] = { .name = "late", .kind = FIELD_BOOL, .label = T_INDICATORS_LATE },
	[F_HOLDER] = { .name = "pemegang", .kind = FIELD_BOOL, .label = T_INDICATORS_HELD_LATE },
	[F_FRESH] = { .name = "fresh", .kind = FIELD_BOOL, .label = T_INDICATORS_FRESH },
	{ .kind = FIELD_END },
};
static const struct form_def behind_form = { .name = "overview_cases",
					     .fields = behind_fields,
					     .submit = T_INDICATORS_SHOW };

#define CASE(member) offsetof(struct indicator_cases_row, member)
static const struct column case_columns[] = {
	{ "id", T_COL_ID, COL_ID, PRIV_NONE, CASE(id) },
	{ "number", T_COL_NUMBER, COL_TEXT, PRIV_NONE, CASE(number), .href = "/kasus/{id}",
	  .flags = COL_STRONG },
	{ "title", T_COL_SUBJECT, COL_TEXT, PRIV_GENERAL, CASE(title) },
	{ "region", T_COL_REGION, COL_TEXT, PRIV_NONE, CASE(region) },
	{ "state", T_COL_STATE, COL_ENUM, PRIV_NONE, CASE(state), .member = case_state_text,
	  .flags = COL_BADGE | COL_WIDE_ONLY },
	{ "holder", T_COL_HOLDER, COL_TEXT, PRIV_NONE, CASE(holder) },
	{ "due", T_COL_DUE, COL_DUE, PRIV_NONE, CASE(due_at) },
	{ "missed", T_INDICATORS_MISSED, COL_INSTANT, PRIV_NONE, CASE(missed_at) },
	{ "opened", T_INDICATORS_OPENED, COL_INSTANT, PRIV_NONE, CASE(opened_at),
	  .flags = COL_WIDE_ONLY },
};
static const struct table case_table = { .name = "cases",
					 .title = T_INDICATORS_BEHIND,
					 .columns = case_columns,
					 .n_columns = LEN(case_columns),
					 .subject = "id" };

static enum err behind_args(struct ctx *cx, const struct form *f, struct indicator_cases_args *a)
{
	int64_t age = form_int(f, F_AGE, 0);
	bool aged = age >= 1 && age <= 5, fresh = form_bool(f, F_FRESH), all;

	TRY(indicator_whole_city(cx, &all));
	a->region_id = form_id(f, F_REGION);
	a->unit_id = form_id(f, F_UNIT);
	a->code = form_text(f, F_KIND);
	a->newer_at = cx->now;
	a->holder_only = form_bool(f, F_HOLDER);
	if (aged)
		indicator_age_bounds(cx, age, &a->older_at, &a->newer_at);
	if (fresh)
		a->older_at = MAX(a->older_at, cx->now - INDICATOR_FRESH);
	a->with = (all ? 0U : INDICATOR_CASES_WITH_REACH) |
		  (form_given(f, F_REGION) ? INDICATOR_CASES_WITH_REGION : 0U) |
		  (form_given(f, F_UNIT) ? INDICATOR_CASES_WITH_UNIT : 0U) |
		  (a->code != NULL ? INDICATOR_CASES_WITH_KIND : 0U) |
		  (aged || fresh ? INDICATOR_CASES_WITH_AGE : 0U) |
		  (form_bool(f, F_LATE) ? INDICATOR_CASES_WITH_LATE : 0U);
	return ERR_OK;
}

/* Which cases these are, as the figure said that was pressed. */
static enum text behind_title(const struct form *f)
{
	if (form_bool(f, F_LATE))
		return T_INDICATORS_LATE_CASES;
	return form_bool(f, F_FRESH) ? T_INDICATORS_FRESH_CASES : T_INDICATORS_BEHIND;
}

static enum err behind_lead(struct ctx *cx, const struct form *f, const char **ret)
{
	const char *means = form_bool(f, F_HOLDER) ? text(cx, T_INDICATORS_HELD_LATE_MEANS)
			    : form_bool(f, F_LATE) ? text(cx, T_INDICATORS_LATE_LEAD)
						   : NULL;

	TRY(indicator_where(cx,
			    &(struct indicator_part){ .placed = form_given(f, F_REGION),
						      .region_id = form_id(f, F_REGION),
						      .unit_id = form_id(f, F_UNIT),
						      .age = form_int(f, F_AGE, 0),
						      .kind = form_text(f, F_KIND) },
			    ret));
	*ret = indicator_lead(cx, *ret, means);
	return ERR_OK;
}

static enum err behind_page(struct ctx *cx, struct req *r, struct ui *u)
{
	struct table *table = arena_memdup(cx->arena, &case_table, sizeof(case_table));
	const char *lead;
	struct indicator_cases_args a = { .limit_n = ui_all_rows(u) ? INT32_MAX : LIST_ROWS + 1 };
	struct indicator_cases_row *rows;
	bool more;
	size_t n;

	TRY(behind_args(cx, req_form(r), &a));
	TRY(indicator_cases_all(cx, &a, &rows, &n));
	more = !ui_all_rows(u) && n > LIST_ROWS;
	if (more)
		n = LIST_ROWS;
	TRY(behind_lead(cx, req_form(r), &lead));
	ui_begin(u, &(struct ui_page){ .title = text(cx, behind_title(req_form(r))),
				       .lead = lead,
				       .nav = "/ikhtisar",
				       .parent = "/ikhtisar",
				       .parent_title = text(cx, T_INDICATORS_TITLE),
				       .wide = true,
				       .print = true });
	table->title = behind_title(req_form(r));
	ui_table(u, "cases", table, rows, n, sizeof(*rows),
		 &(struct ui_list){ .total = more ? -1 : (int64_t)n,
				    .main = true,
				    .empty = text(cx, T_INDICATORS_NO_CASES) });
	if (more)
		ui_small(u, text_fill(cx, T_INDICATORS_MORE, say_number(cx, LIST_ROWS), NULL));
	return ui_end(u);
}

/* ---- services given ---------------------------------------------------------------------- */

const struct member service_kinds[] = {
	[SERVICES_ALL] = { "semua", T_INDICATORS_KIND_ALL, T__NONE },
	[SERVICES_SPM] = { "spm", T_INDICATORS_KIND_SPM, T__NONE },
	[SERVICES_OTHER] = { "lain", T_INDICATORS_KIND_OTHER, T__NONE },
	{ .value = NULL },
};

enum { S_FROM, S_TO, S_KIND };
static const struct field service_fields[] = {
	[S_FROM] = { .name = "dari", .kind = FIELD_DATE, .label = T_INDICATORS_FROM },
	[S_TO] = { .name = "sampai", .kind = FIELD_DATE, .label = T_INDICATORS_TO },
	[S_KIND] = SERVICE_KIND_FIELD,
	{ .kind = FIELD_END },
};
static const struct form_def service_form = { .name = "services",
					      .fields = service_fields,
					      .submit = T_INDICATORS_SHOW };

struct service_row {
	const char *code, *kind, *item, *group_code, *group, *sub_activity;
	int64_t n, cases, quantity, cost;
};

#define SERVICE(member) offsetof(struct service_row, member)
enum { SC_CODE, SC_KIND, SC_GROUP_CODE, SC_ITEM, SC_GROUP, SC_SUB, SC_TIMES };
static const struct column service_columns[] = {
	[SC_CODE] = { "code", T_INDICATORS_CODE, COL_TEXT, PRIV_NONE, SERVICE(code),
		      .flags = COL_DATA_ONLY },
	[SC_KIND] = { "kind", T_INDICATORS_KIND_OF, COL_TEXT, PRIV_NONE, SERVICE(kind),
		      .flags = COL_DATA_ONLY },
	[SC_GROUP_CODE] = { "group_code", T_INDICATORS_GROUP_CODE, COL_TEXT, PRIV_NONE,
			    SERVICE(group_code), .flags = COL_DATA_ONLY },
	[SC_ITEM] = { "item", T_INDICATORS_ITEM, COL_TEXT, PRIV_NONE, SERVICE(item),
		      .flags = COL_STRONG },
	[SC_GROUP] = { "group", T_INDICATORS_GROUP, COL_TEXT, PRIV_NONE, SERVICE(group) },
	[SC_SUB] = { "sub_activity", T_INDICATORS_SUB, COL_TEXT, PRIV_NONE, SERVICE(sub_activity) },
	[SC_TIMES] = { "times", T_INDICATORS_GIVEN, COL_INT, PRIV_NONE, SERVICE(n),
		       .flags = COL_TOTAL },
	{ "cases", T_INDICATORS_CASES, COL_INT, PRIV_NONE, SERVICE(cases) },
	{ "quantity", T_INDICATORS_QUANTITY, COL_INT, PRIV_NONE, SERVICE(quantity) },
	{ "cost", T_INDICATORS_COST, COL_MONEY, PRIV_NONE, SERVICE(cost), .flags = COL_TOTAL },
};

static const char *date_param(struct ctx *cx, int32_t date)
{
	struct civil c = date_civil(date);

	return arena_printf(cx->arena, "%04d-%02d-%02d", c.year, c.month, c.day);
}

/* Each number of services opens them one by one. */
static const struct table *service_table(struct ctx *cx, int32_t from, int32_t to)
{
	struct column *columns = arena_memdup(cx->arena, service_columns, sizeof(service_columns));
	struct table *t = ARENA_NEW(cx->arena, struct table);

	columns[SC_ITEM].href = columns[SC_TIMES].href =
	    arena_printf(cx->arena,
			 "/layanan/daftar?layanan={code}&kelompok={group_code}&sub={sub_activity}"
			 "&jenis={kind}&dari=%s&sampai=%s",
			 date_param(cx, from), date_param(cx, to));
	*t = (struct table){ .name = "services",
			     .title = T_INDICATORS_SERVICES,
			     .columns = columns,
			     .n_columns = LEN(service_columns) };
	return t;
}

const char *indicator_key(const char *code)
{
	return code != NULL && *code != '\0' ? code : "-";
}

const char *indicator_group_name(struct ctx *cx, const struct ref_book *groups, const char *code)
{
	return code != NULL && *code != '\0' ? ref_book_label(groups, code)
					     : text(cx, T_INDICATORS_NO_SPM);
}

static enum err service_rows(struct ctx *cx, struct indicator_services_args *a,
			     struct service_row **ret, size_t *ret_n)
{
	const struct ref_book *items, *groups, *services;
	struct indicator_services_row *rows;
	struct service_row *list;
	size_t n, i;

	TRY(ref_book(cx, "spm_item", &items));
	TRY(ref_book(cx, "spm_group", &groups));
	TRY(ref_book(cx, "service", &services));
	TRY(indicator_services_all(cx, a, &rows, &n));
	list = ARENA_ARRAY(cx->arena, n + 1, struct service_row);
	for (i = 0; i < n; i++) {
		bool spm = *rows[i].spm_group != '\0';

		list[i] = (struct service_row){
			.code = rows[i].item,
			.kind = service_kinds[spm ? SERVICES_SPM : SERVICES_OTHER].value,
			.item = ref_book_label(spm ? items : services, rows[i].item),
			.group_code = indicator_key(rows[i].spm_group),
			.group = indicator_group_name(cx, groups, rows[i].spm_group),
			.sub_activity = indicator_key(rows[i].sub_activity),
			.n = rows[i].n,
			.cases = rows[i].cases,
			.quantity = rows[i].quantity,
			.cost = rows[i].cost
		};
	}
	*ret = list;
	*ret_n = n;
	return ERR_OK;
}

/* What is of the SPM and what is not, where the table has both: its sum is theirs together. */
static void draw_kinds(struct ctx *cx, struct ui *u, const struct service_row *rows, size_t n)
{
	int64_t cost[2] = { 0 };
	bool has[2] = { false };

	for (size_t i = 0; i < n; i++) {
		bool other = str_eq(rows[i].kind, service_kinds[SERVICES_OTHER].value);

		cost[other] += rows[i].cost;
		has[other] = true;
	}
	if (!has[0] || !has[1])
		return;
	ui_facts(u, "kinds",
		 (struct ui_fact[]){ { .name = "cost_spm",
				       .label = text(cx, T_INDICATORS_COST_SPM),
				       .value = say_money(cx, cost[0]) },
				     { .name = "cost_other",
				       .label = text(cx, T_INDICATORS_COST_OTHER),
				       .value = say_money(cx, cost[1]) },
				     { .name = "cost_all",
				       .label = text(cx, T_INDICATORS_COST_ALL),
				       .value = say_money(cx, cost[0] + cost[1]) } },
		 3);
}

/* The money of protected cases is accounted for as one sum, once it is of enough cases. */
static enum err draw_services_protected(struct ctx *cx, struct ui *u, int32_t from, int32_t to)
{
	struct indicator_services_sum_row row;

	TRY(indicator_services_sum_one(cx,
				       &(struct indicator_services_sum_args){
					   .from_date = from, .to_date = to, .protected = 1 },
				       &row));
	if (row.n == 0)
		return ERR_OK;
	ui_facts(u, "protected",
		 &(struct ui_fact){ .name = "protected",
				    .label = text(cx, T_INDICATORS_SERVICES_PROTECTED),
				    .value = row.cases < SAY_LEAST
						 ? text_fill(cx, T_INDICATORS_COST_FEW,
							     say_number(cx, SAY_LEAST), NULL)
						 : say_money(cx, row.cost) },
		 1);
	return ERR_OK;
}

static enum err services_page(struct ctx *cx, struct req *r, struct ui *u)
{
	struct form *f = req_form(r);
	int32_t today = ref_today(cx);
	int32_t from = (int32_t)form_int(f, S_FROM, date_from_ymd(date_civil(today).year, 1, 1));
	int32_t to = (int32_t)form_int(f, S_TO, today);
	int64_t kind = form_int(f, S_KIND, SERVICES_ALL);
	struct service_row *rows;
	size_t n;

	TRY(service_rows(cx,
			 &(struct indicator_services_args){
			     .with = kind == SERVICES_ALL ? 0U : INDICATOR_SERVICES_WITH_KIND,
			     .from_date = from,
			     .to_date = to,
			     .spm = kind == SERVICES_SPM },
			 &rows, &n));
	form_set_int(cx, f, S_FROM, from);
	form_set_int(cx, f, S_TO, to);
	form_set_text(cx, f, S_KIND, service_kinds[kind].value);
	ui_begin(u, &(struct ui_page){ .title = text(cx, T_INDICATORS_SERVICES),
				       .lead = text_fill(cx, T_INDICATORS_SERVICES_LEAD,
							 say_date(cx, from), say_date(cx, to),
							 say_instant(cx, cx->now), NULL),
				       .nav = "/layanan",
				       .wide = true,
				       .print = true });
	ui_form(u, NULL,
		&(struct ui_form){ .action = "/layanan",
				   .def = &service_form,
				   .form = f,
				   .get = true,
				   .inline_row = true,
				   .secondary = true });
	ui_table(u, "services", service_table(cx, from, to), rows, n, sizeof(*rows),
		 &(struct ui_list){ .total = (int64_t)n,
				    .main = true,
				    .empty = text(cx, T_INDICATORS_NO_SERVICES) });
	draw_kinds(cx, u, rows, n);
	TRY(draw_services_protected(cx, u, from, to));
	return ui_end(u);
}

const struct route indicators_routes[] = {
	{ GET, "/ikhtisar", PERM_OVERVIEW_READ, 0, REPR_LIST, T_INDICATORS_TITLE,
	  .form = &overview_form, .page = overview_page },
	{ GET, "/ikhtisar/kasus", PERM_CASE_READ, ROUTE_NO_MENU, REPR_LIST, T_INDICATORS_BEHIND,
	  .form = &behind_form, .page = behind_page },
	{ GET, "/layanan", PERM_COST_READ, 0, REPR_LIST, T_INDICATORS_SERVICES,
	  .form = &service_form, .page = services_page },
	{ .method = 0 },
};
