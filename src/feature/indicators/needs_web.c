/* /kebutuhan: what was needed and not given, as a page, one sheet of paper, and on a wall. */
#include "base/clock.h"
#include "base/str.h"
#include "feature/indicators/indicators.h"
#include "feature/indicators/indicators_sql.h"
#include "feature/indicators/indicators_web.h"
#include "feature/reference/reference.h"
#include "platform/app.h"
#include "platform/export/pdf.h"
#include "text/export.h"
#include "text/indicators.h"
#include "text/ui.h"

#define LIST_ROWS  500
#define SHEET_ROWS 10
#define WALL_ROWS  6
#define COST_NEAR  INT64_C(500000) /* what rounded costs are multiples of */

enum { N_UNTIL, N_REGION, N_SERVICE, N_REASON };
static const struct field need_fields[] = {
	[N_UNTIL] = { .name = "sampai", .kind = FIELD_DATE, .label = T_NEEDS_UNTIL },
	{ .kind = FIELD_END },
};
static const struct form_def need_form = { .name = "needs",
					   .fields = need_fields,
					   .submit = T_INDICATORS_SHOW };

static const enum text headings[NEEDS__MAX] = { T_NEEDS_BY_REGION, T_NEEDS_BY_SERVICE,
						T_NEEDS_BY_REASON };
static const char *const names[NEEDS__MAX] = { "by_region", "by_service", "by_reason" };

/* Today at the latest: a sheet does not claim days that have not been. */
static int32_t until_of(struct ctx *cx, const struct form *f)
{
	const int32_t today = ref_today(cx);

	return MIN((int32_t)form_int(f, N_UNTIL, today), today);
}

/* "Sumber: ... sampai Sabtu, 21 November 2026, dihitung ..." stands under every figure. */
static const char *source_text(struct ctx *cx, int32_t until)
{
	return text_fill(cx, T_NEEDS_SOURCE, say_date(cx, until), say_instant(cx, cx->now), NULL);
}

/*
 * Figures as they are said.  Who opens no cases, and whoever sees the sheet or the wall, reads them
 * rounded: a kelurahan of one need, and the day it came, would say whose need it is.
 */
struct saying {
	bool rounded;
	bool data; /* to programs: digits alone */
};

static struct saying saying_to_reader(struct ctx *cx, const struct ui *u)
{
	return (struct saying){ !may(cx, PERM_CASE_READ), ui_repr(u) != UI_HTML };
}

static const struct saying to_all = { .rounded = true };

static const char *say_needs(struct ctx *cx, struct saying as, int64_t n)
{
	return as.rounded ? say_rounded(cx, n, as.data) : say_number(cx, n);
}

static struct ui_figure needs_figure(struct ctx *cx, struct saying as, int64_t n)
{
	return as.rounded ? ui_rounded(cx, n) : ui_count(n);
}

/* False where no cost is known, or the needs are too few for it. */
static bool cost_shown(struct saying as, const struct need_figure *f, int64_t *ret)
{
	*ret = as.rounded ? (f->cost + COST_NEAR / 2) / COST_NEAR * COST_NEAR : f->cost;
	return f->priced >= (as.rounded ? SAY_LEAST : 1);
}

/* Why the sum has no cost: nobody knows one, or it would point at somebody. */
static const char *no_cost(struct ctx *cx, const struct need_figure *total)
{
	return text(cx, total->priced > 0 ? T_NEEDS_COST_HIDDEN : T_NEEDS_COST_UNKNOWN);
}

/* unknown: what is said where none is shown. */
static const char *say_cost(struct ctx *cx, struct saying as, const struct need_figure *f,
			    const char *unknown)
{
	int64_t cost;

	if (!cost_shown(as, f, &cost))
		return unknown;
	return as.data ? str_digits(cx->arena, cost) : say_money(cx, cost);
}

/* ---- the page ---------------------------------------------------------------------------- */

/* What who may not open cases reads: each figure as it is said. */
struct said_figure {
	int64_t id;
	const char *code, *name, *n, *priced, *cost;
};

/* Rounded, of struct said_figure, which have no sum below and no list behind them. */
static const struct table *figure_table(struct ctx *cx, enum need_by by, int32_t until,
					bool rounded)
{
#define AT(member) \
	(rounded ? offsetof(struct said_figure, member) : offsetof(struct need_figure, member))
	static const char *const filters[NEEDS__MAX] = { "region={id}", "service={code}",
							 "reason={code}" };
	const enum col_kind count = rounded ? COL_TEXT : COL_INT;
	const unsigned figure = rounded ? COL_FIGURE : COL_TOTAL;
	struct column *c = ARENA_ARRAY(cx->arena, 6, struct column);
	struct table *t = ARENA_NEW(cx->arena, struct table);
	const char *href = NULL;
	size_t n = 0;

	if (may(cx, PERM_CASE_READ))
		href = arena_printf(cx->arena, "/kebutuhan/rincian?sampai=%s&%s",
				    date_iso(cx->arena, until), filters[by]);
	c[n++] = (struct column){ "id", T_COL_ID, COL_ID, PRIV_NONE, AT(id) };
	if (by != NEEDS_REGION)
		c[n++] = (struct column){ "code",    T_INDICATORS_CODE, COL_TEXT,
					  PRIV_NONE, AT(code),          .flags = COL_DATA_ONLY };
	c[n++] = (struct column){ "name",   headings[by],        COL_TEXT,    PRIV_NONE,
				  AT(name), .flags = COL_STRONG, .href = href };
	c[n++] = (struct column){ "n",   T_NEEDS_N,       count,       PRIV_NONE,
				  AT(n), .flags = figure, .href = href };
	if (may(cx, PERM_COST_READ)) {
		c[n++] =
		    (struct column){ "priced",  T_NEEDS_PRICED, count,
				     PRIV_NONE, AT(priced),     .flags = figure | COL_WIDE_ONLY };
		c[n++] =
		    (struct column){ "cost",    T_INDICATORS_COST, rounded ? COL_TEXT : COL_MONEY,
				     PRIV_NONE, AT(cost),          .flags = figure };
	}
#undef AT
	*t = (struct table){
		.name = names[by], .title = headings[by], .columns = c, .n_columns = n
	};
	return t;
}

static const struct said_figure *said_figures(struct ctx *cx, struct saying as,
					      const struct need_figure *f, size_t n)
{
	struct said_figure *said = ARENA_ARRAY(cx->arena, n + 1, struct said_figure);

	for (size_t i = 0; i < n; i++)
		said[i] = (struct said_figure){ .id = f[i].id,
						.code = f[i].code,
						.name = f[i].name,
						.n = say_needs(cx, as, f[i].n),
						.priced = say_needs(cx, as, f[i].priced),
						.cost = say_cost(cx, as, &f[i], "") };
	return said;
}

static void draw_figures(struct ctx *cx, struct ui *u, const struct need_report *report,
			 enum need_by by)
{
	const struct saying as = saying_to_reader(cx, u);
	const struct need_figure *f = report->figures[by];
	const size_t n = report->n_figures[by];
	const struct ui_list list = { .total = (int64_t)n,
				      .main = by == NEEDS_REGION,
				      .source = source_text(cx, report->until),
				      .sheet = by != NEEDS_REGION,
				      .empty = text(cx, T_NEEDS_NONE) };

	if (as.rounded)
		ui_table(u, names[by], figure_table(cx, by, report->until, true),
			 said_figures(cx, as, f, n), n, sizeof(struct said_figure), &list);
	else
		ui_table(u, names[by], figure_table(cx, by, report->until, false), f, n, sizeof(*f),
			 &list);
}

static void draw_need_tiles(struct ctx *cx, struct ui *u, const struct need_report *report)
{
	const struct saying as = { .rounded = !may(cx, PERM_CASE_READ) };
	struct ui_tile tiles[3];
	int64_t cost;
	size_t n = 0;

	tiles[n++] =
	    (struct ui_tile){ .name = "n",
			      .label = text(cx, T_NEEDS_N),
			      .value = needs_figure(cx, as, report->total.n),
			      .href = may(cx, PERM_CASE_READ)
					  ? arena_printf(cx->arena, "/kebutuhan/rincian?sampai=%s",
							 date_iso(cx->arena, report->until))
					  : NULL };
	if (may(cx, PERM_COST_READ))
		tiles[n++] = (struct ui_tile){
			.name = "cost",
			.label = text(cx, T_NEEDS_COST_KNOWN),
			.value = cost_shown(as, &report->total, &cost)
				     ? ui_rupiah(cost)
				     : ui_words(no_cost(cx, &report->total)),
			.note = as.rounded ? NULL
					   : text_fill(cx, T_NEEDS_PRICED_OF,
						       say_needs(cx, as, report->total.priced),
						       say_needs(cx, as, report->total.n), NULL)
		};
	if (report->protected != DB_NONE && report->protected > 0)
		tiles[n++] = (struct ui_tile){ .name = "protected",
					       .label = text(cx, T_NEEDS_PROTECTED),
					       .value = report->protected < SAY_LEAST
							    ? ui_words(say_few(cx))
							    : ui_count(report->protected) };
	ui_tiles(u, "totals", tiles, n);
	if (may(cx, PERM_COST_READ) && report->total.priced < report->total.n)
		ui_small(u, text(cx, T_NEEDS_COST_HOW));
}

static enum err needs_page(struct ctx *cx, struct req *r, struct ui *u)
{
	struct form *f = req_form(r);
	int32_t until = until_of(cx, f);
	struct need_report report;
	const char *query = arena_printf(cx->arena, "?sampai=%s", date_iso(cx->arena, until));

	TRY(need_report(cx, until, &report));
	form_set_int(cx, f, N_UNTIL, until);
	ui_begin(u, &(struct ui_page){ .title = text(cx, T_NEEDS_TITLE),
				       .lead = text(cx, T_NEEDS_LEAD),
				       .nav = "/kebutuhan",
				       .wide = true,
				       .print = true });
	ui_actions(u,
		   (struct ui_action[]){
		       { .label = text(cx, T_NEEDS_SHEET),
			 .href = arena_printf(cx->arena, "/kebutuhan/lembar%s", query),
			 .icon = "file-text" },
		       { .label = text(cx, T_NEEDS_WALL),
			 .href = arena_printf(cx->arena, "/kebutuhan/layar%s", query) } },
		   2);
	ui_form(u, NULL,
		&(struct ui_form){ .action = "/kebutuhan",
				   .def = &need_form,
				   .form = f,
				   .get = true,
				   .inline_row = true,
				   .secondary = true });
	draw_need_tiles(cx, u, &report);
	for (enum need_by by = 0; by < NEEDS__MAX; by++)
		draw_figures(cx, u, &report, by);
	if (!may(cx, PERM_CASE_READ))
		ui_small(u, text(cx, T_INDICATORS_ROUNDED));
	ui_small(u, source_text(cx, until));
	return ui_end(u);
}

/* ---- the rows behind a figure ------------------------------------------------------------ */

static const struct field detail_fields[] = {
	[N_UNTIL] = { .name = "sampai", .kind = FIELD_DATE, .label = T_NEEDS_UNTIL },
	[N_REGION] = { .name = "region", .kind = FIELD_ID },
	[N_SERVICE] = { .name = "service", .kind = FIELD_HIDDEN, .max = 40 },
	[N_REASON] = { .name = "reason", .kind = FIELD_HIDDEN, .max = 40 },
	{ .kind = FIELD_END },
};
static const struct form_def detail_form = { .name = "need_rows",
					     .fields = detail_fields,
					     .submit = T_INDICATORS_SHOW };

static const char *service_label(struct ctx *cx, const char *code)
{
	return ref_label(cx, "service", code);
}

static const char *reason_label(struct ctx *cx, const char *code)
{
	return ref_label(cx, "need_reason", code);
}

#define NEED(member) offsetof(struct indicator_need_rows_row, member)
static const struct column detail_columns[] = {
	{ "id", T_COL_ID, COL_ID, PRIV_NONE, NEED(case_id) },
	{ "number", T_COL_NUMBER, COL_TEXT, PRIV_NONE, NEED(number), .href = "/kasus/{id}",
	  .flags = COL_STRONG },
	{ "region", T_COL_REGION, COL_TEXT, PRIV_NONE, NEED(region) },
	{ "service", T_NEEDS_BY_SERVICE, COL_CODE, PRIV_NONE, NEED(service),
	  .label_of = service_label },
	{ "reason", T_NEEDS_BY_REASON, COL_CODE, PRIV_NONE, NEED(reason),
	  .label_of = reason_label },
	{ "unit", T_NEEDS_ASKED, COL_TEXT, PRIV_NONE, NEED(unit), .flags = COL_WIDE_ONLY },
	{ "at", T_NEEDS_AT, COL_INSTANT, PRIV_NONE, NEED(at) },
	/* Last, to be left out for who is not told of money. */
	{ "cost", T_INDICATORS_COST, COL_MONEY, PRIV_NONE, NEED(cost), .flags = COL_TOTAL },
};
static const struct table detail_table = { .name = "needs",
					   .title = T_NEEDS_BEHIND,
					   .columns = detail_columns,
					   .n_columns = LEN(detail_columns) };
static const struct table costless_table = { .name = "needs",
					     .title = T_NEEDS_BEHIND,
					     .columns = detail_columns,
					     .n_columns = LEN(detail_columns) - 1 };

static enum err detail_page(struct ctx *cx, struct req *r, struct ui *u)
{
	struct form *f = req_form(r);
	int32_t until = until_of(cx, f);
	struct indicator_need_rows_args a = { .until_at = day_end(cx, until) };
	struct indicator_need_rows_row *rows;
	bool all;
	size_t n;

	TRY(indicator_whole_city(cx, &all));
	a.region_id = form_id(f, N_REGION);
	a.service = form_text(f, N_SERVICE);
	a.reason = form_text(f, N_REASON);
	a.limit_n = ui_all_rows(u) ? INT32_MAX : LIST_ROWS;
	a.with = (all ? 0U : INDICATOR_NEED_ROWS_WITH_REACH) |
		 (form_given(f, N_REGION) ? INDICATOR_NEED_ROWS_WITH_REGION : 0U) |
		 (a.service != NULL ? INDICATOR_NEED_ROWS_WITH_SERVICE : 0U) |
		 (a.reason != NULL ? INDICATOR_NEED_ROWS_WITH_REASON : 0U);
	TRY(indicator_need_rows_all(cx, &a, &rows, &n));
	ui_begin(u, &(struct ui_page){ .title = text(cx, T_NEEDS_BEHIND),
				       .lead = source_text(cx, until),
				       .nav = "/kebutuhan",
				       .parent = "/kebutuhan",
				       .parent_title = text(cx, T_NEEDS_TITLE),
				       .wide = true });
	ui_table(u, "needs", may(cx, PERM_COST_READ) ? &detail_table : &costless_table, rows, n,
		 sizeof(*rows),
		 &(struct ui_list){ .total = (int64_t)n == a.limit_n ? -1 : (int64_t)n,
				    .main = true,
				    .empty = text(cx, T_NEEDS_NONE) });
	return ui_end(u);
}

/* ---- on a wall --------------------------------------------------------------------------- */

static void draw_wall(struct ctx *cx, struct ui *u, const struct need_report *report,
		      enum need_by by)
{
	size_t all = report->n_figures[by], n = all > WALL_ROWS ? WALL_ROWS - 1 : all;
	struct ui_tile *tiles = ARENA_ARRAY(cx->arena, WALL_ROWS, struct ui_tile);
	int64_t rest = report->total.n;

	for (size_t i = 0; i < n; i++) {
		rest -= report->figures[by][i].n;
		tiles[i] =
		    (struct ui_tile){ .name = report->figures[by][i].name,
				      .label = report->figures[by][i].name,
				      .value = needs_figure(cx, to_all, report->figures[by][i].n) };
	}
	if (all > n) /* the tiles of a row are of all there is */
		tiles[n++] = (struct ui_tile){
			.name = "rest",
			.label = text_fill(cx, T_NEEDS_WALL_REST,
					   say_number(cx, (int64_t)(all - WALL_ROWS + 1)), NULL),
			.value = needs_figure(cx, to_all, rest),
		};
	ui_heading(u, text(cx, headings[by]), NULL);
	ui_tiles(u, names[by], tiles, n);
}

static enum err wall_page(struct ctx *cx, struct req *r, struct ui *u)
{
	int32_t until = until_of(cx, req_form(r));
	struct need_report report;

	TRY(need_report(cx, until, &report));
	ui_begin(u,
		 &(struct ui_page){ .title = text_fill(cx, T_NEEDS_WALL_TITLE,
						       say_needs(cx, to_all, report.total.n), NULL),
				    .lead = source_text(cx, until),
				    .wall = true });
	draw_wall(cx, u, &report, NEEDS_SERVICE);
	draw_wall(cx, u, &report, NEEDS_REASON);
	draw_wall(cx, u, &report, NEEDS_REGION);
	ui_small(u, text(cx, T_NEEDS_ROUNDED));
	return ui_end(u);
}

/* ---- on one sheet ------------------------------------------------------------------------ */

static void sheet_row(struct ctx *cx, const struct need_figure *f, const char *name, size_t columns,
		      const char **cells, size_t *at)
{
	cells[(*at)++] = name;
	cells[(*at)++] = say_needs(cx, to_all, f->n);
	if (columns == 3)
		cells[(*at)++] = say_cost(cx, to_all, f, "–");
}

/* Those that the sheet has no room for, as one line, so that nothing is left out. */
static void sheet_rest(struct ctx *cx, const struct need_figure *f, size_t n, size_t columns,
		       const char **cells, size_t *at)
{
	struct need_figure sum = { 0 };

	for (size_t i = 0; i < n; i++) {
		sum.n += f[i].n;
		sum.priced += f[i].priced;
		if (f[i].priced > 0)
			sum.cost += f[i].cost;
	}
	sheet_row(cx, &sum, text_fill(cx, T_NEEDS_REST, say_number(cx, (int64_t)n), NULL), columns,
		  cells, at);
}

static void sheet_table(struct ctx *cx, struct pdf *p, const struct need_report *report,
			enum need_by by)
{
	static const double widths[] = { 0.55, 0.2, 0.25 };
	size_t all = report->n_figures[by], n = all < SHEET_ROWS ? all : SHEET_ROWS, i;
	const char **cells = ARENA_ARRAY(cx->arena, (n + 2) * 3, const char *);
	const char *header[3] = { text(cx, headings[by]), text(cx, T_NEEDS_N),
				  text(cx, T_INDICATORS_COST) };
	size_t columns = may(cx, PERM_COST_READ) ? 3 : 2, at = 0;

	for (i = 0; i < n; i++)
		sheet_row(cx, &report->figures[by][i], report->figures[by][i].name, columns, cells,
			  &at);
	if (all > n)
		sheet_rest(cx, report->figures[by] + n, all - n, columns, cells, &at);
	sheet_row(cx, &report->total, text(cx, T_UI_TOTAL), columns, cells, &at);
	pdf_space(p, 6);
	pdf_table(p, columns, widths, header, at / columns, cells);
}

static enum err sheet_page(struct ctx *cx, struct req *r, struct resp *resp)
{
	int32_t until = until_of(cx, req_form(r));
	struct need_report report;
	CLEANUP(pdf_dropp) struct pdf *p = NULL;
	struct pdf *done;

	TRY(need_report(cx, until, &report));
	TRY(pdf_new(cx,
		    &(struct pdf_options){
			.paper = PDF_A4,
			.title = text(cx, T_NEEDS_TITLE),
			.footer = arena_printf(cx->arena, "Melaju, %s", cx->app->city_name),
			.sample = cx->app->demo },
		    &p));
	pdf_text(p, PDF_TITLE, text(cx, T_NEEDS_TITLE));
	pdf_text(p, PDF_TEXT, cx->app->city_name);
	pdf_text(p, PDF_SMALL, source_text(cx, until));
	pdf_space(p, 8);
	pdf_pair(p, text(cx, T_NEEDS_N), say_needs(cx, to_all, report.total.n));
	if (may(cx, PERM_COST_READ))
		pdf_pair(p, text(cx, T_NEEDS_COST_KNOWN),
			 say_cost(cx, to_all, &report.total, no_cost(cx, &report.total)));
	if (report.protected != DB_NONE && report.protected > 0)
		pdf_pair(p, text(cx, T_NEEDS_PROTECTED), indicator_small(cx, report.protected));
	sheet_table(cx, p, &report, NEEDS_SERVICE);
	sheet_table(cx, p, &report, NEEDS_REASON);
	sheet_table(cx, p, &report, NEEDS_REGION);
	pdf_space(p, 6);
	pdf_text(p, PDF_SMALL, text(cx, T_NEEDS_ROUNDED));
	resp->type = "application/pdf";
	resp->filename =
	    arena_printf(cx->arena, "kebutuhan-belum-terlayani-%s.pdf", date_iso(cx->arena, until));
	done = p;
	p = NULL;
	return pdf_end(cx, done, &resp->body);
}

const struct route needs_routes[] = {
	{ GET, "/kebutuhan", PERM_NEED_READ, 0, REPR_LIST, T_NEEDS_TITLE, .form = &need_form,
	  .page = needs_page },
	{ GET, "/kebutuhan/rincian", PERM_CASE_READ, ROUTE_NO_MENU, REPR_LIST, T_NEEDS_BEHIND,
	  .form = &detail_form, .page = detail_page },
	{ GET, "/kebutuhan/layar", PERM_NEED_READ, ROUTE_NO_MENU, REPR_PAGE, T_NEEDS_WALL,
	  .form = &need_form, .page = wall_page },
	{ GET, "/kebutuhan/lembar", PERM_NEED_READ, ROUTE_NO_MENU | ROUTE_RAW, REPR_PDF,
	  T_NEEDS_SHEET, .form = &need_form, .raw = sheet_page },
	{ .method = 0 },
};
