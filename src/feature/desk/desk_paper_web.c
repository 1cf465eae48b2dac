/* Printing: the page of forms and posters, and every document of the desk as PDF. */
#include "base/rng.h"
#include "base/str.h"
#include "feature/desk/desk_form.h"
#include "feature/desk/desk_paper.h"
#include "feature/desk/desk_sql.h"
#include "feature/desk/desk_web.h"
#include "feature/region/region.h"
#include "platform/app.h"
#include "text/desk.h"
#include "text/export.h"

enum { FORMS_MAX = 50 };

/* ---- blank forms and posters ------------------------------------------------------------- */

enum { N_REGION, N_COUNT };
static const struct field print_fields[] = {
	[N_REGION] = { .name = "region",
		       .kind = FIELD_REF,
		       .label = T_DESK_F_REGION,
		       .options = region_options,
		       .known = region_known },
	[N_COUNT] = { .name = "count",
		      .kind = FIELD_INT,
		      .label = T_PAPER_COUNT,
		      .required = true,
		      .max = 2,
		      .min_value = 1,
		      .max_value = FORMS_MAX },
	{ .kind = FIELD_END },
};
static const struct form_def print_form = {
	.name = "paper_print",
	.fields = print_fields,
	.submit = T_PAPER_MAKE,
};

static const struct field poster_fields[] = {
	{ .name = "region",
	  .kind = FIELD_REF,
	  .label = T_DESK_F_REGION,
	  .hint = T_PAPER_POSTER_ALL,
	  .options = region_options,
	  .known = region_known },
	{ .kind = FIELD_END },
};
static const struct form_def poster_form = {
	.name = "paper_poster",
	.fields = poster_fields,
	.submit = T_PAPER_OPEN_POSTER,
};

#define ROW(member) offsetof(struct paper_batch_list_row, member)
static const struct column batch_columns[] = {
	{ "batch_id", T_COL_ID, COL_ID, PRIV_NONE, ROW(batch_id) },
	{ "printed_at", T_PAPER_PRINTED, COL_INSTANT, PRIV_NONE, ROW(printed_at),
	  .href = "/formulir/{batch_id}", .flags = COL_STRONG },
	{ "region", T_COL_REGION, COL_TEXT, PRIV_NONE, ROW(region) },
	{ "form_count", T_PAPER_FORMS, COL_INT, PRIV_NONE, ROW(form_count) },
	{ "used_count", T_PAPER_USED, COL_INT, PRIV_NONE, ROW(used_count) },
};
static const struct table batch_table = {
	.name = "batches",
	.title = T_PAPER_BATCHES,
	.columns = batch_columns,
	.n_columns = LEN(batch_columns),
};

/* What was made last and of which nothing is typed in yet: it is to be printed now. */
static const struct ui_action *fresh_batch(struct ctx *cx, const struct paper_batch_list_row *rows,
					   size_t n)
{
	struct ui_action *a;

	if (n == 0 || rows[0].used_count > 0)
		return NULL;
	a = ARENA_NEW(cx->arena, struct ui_action);
	*a = (struct ui_action){
		.label = text_fill(cx, T_PAPER_OPEN_LAST, say_number(cx, rows[0].form_count), NULL),
		.href = arena_printf(cx->arena, "/formulir/%lld", (long long)rows[0].batch_id),
		.icon = "printer"
	};
	return a;
}

static enum err print_page(struct ctx *cx, struct req *r, struct ui *u)
{
	struct paper_batch_list_row *rows;
	struct form *f = req_form(r), *poster = form_new(cx, &poster_form);
	size_t n;

	TRY(desk_set_own_region(cx, poster, 0));
	TRY(paper_batch_list_all(
	    cx, &(struct paper_batch_list_args){ .unit_id = cx->actor->unit_id }, &rows, &n));
	if (f == NULL || form_def_of(f) != &print_form) {
		f = form_new(cx, &print_form);
		form_set_int(cx, f, N_COUNT, 10);
		TRY(desk_set_own_region(cx, f, N_REGION));
	}
	ui_begin(u, &(struct ui_page){ .title = text(cx, T_PAPER_TITLE),
				       .lead = text(cx, T_PAPER_LEAD),
				       .nav = "/laporan",
				       .parent = "/laporan",
				       .parent_title = text(cx, T_DESK_LIST),
				       .next = fresh_batch(cx, rows, n) });
	ui_form(u, "forms",
		&(struct ui_form){ .action = "/formulir",
				   .def = &print_form,
				   .form = f,
				   .title = text(cx, T_PAPER_FORM) });
	ui_form(u, "poster",
		&(struct ui_form){ .action = "/alur-ppks",
				   .def = &poster_form,
				   .form = poster,
				   .title = text(cx, T_PAPER_POSTER),
				   .get = true,
				   .secondary = true });
	ui_heading(u, text(cx, T_PAPER_BATCHES), NULL);
	ui_table(u, "batches", &batch_table, rows, n, sizeof(*rows),
		 &(struct ui_list){
		     .total = (int64_t)n, .empty = text(cx, T_PAPER_NO_BATCH), .main = true });
	return ui_end(u);
}

static enum err number_taken(struct ctx *cx, const char *number, bool *ret)
{
	struct paper_form_get_row row;

	return paper_form_get_maybe(cx, &(struct paper_form_get_args){ .number = number }, &row,
				    ret);
}

static enum err print_commit(struct ctx *cx, struct req *r, struct resp *resp)
{
	const struct form *f = req_form(r);
	struct paper_form_add_args a = {
		.batch_id = APP_ID(cx),
		.region_id = form_id(f, N_REGION),
		.unit_id = cx->actor->unit_id,
	};
	int64_t i, n = form_int(f, N_COUNT, 1);
	char number[NUMBER_SIZE];

	for (i = 0; i < n; i++) {
		TRY(number_draw(cx, "FM", number_taken, number));
		a.number = arena_strdup(cx->arena, number);
		TRY(paper_form_add_run(cx, &a, NULL));
	}
	resp->id = a.batch_id;
	resp_see(cx, resp, T_PAPER_MADE, "/formulir");
	return ERR_OK;
}

/* The scope of a PDF that is nobody's personal data: inline, and not kept by the browser. */
static void as_pdf(struct ctx *cx, struct resp *resp, const char *name)
{
	resp->type = "application/pdf";
	resp->filename = arena_printf(cx->arena, "%s.pdf", name);
}

static enum err forms_raw(struct ctx *cx, struct req *r, struct resp *resp)
{
	struct paper_form_batch_row *rows;
	const char *region = NULL, **numbers;
	struct region place;
	size_t n, i;

	TRY(paper_form_batch_all(cx, &(struct paper_form_batch_args){ .batch_id = req_id(r) },
				 &rows, &n));
	if (n == 0)
		return err_set(cx, ERR_NOTFOUND, "no such batch of forms");
	if (rows[0].region_id != 0) {
		TRY(region_get(cx, rows[0].region_id, &place));
		region = place.said;
	}
	numbers = ARENA_ARRAY(cx->arena, n, const char *);
	for (i = 0; i < n; i++)
		numbers[i] = rows[i].number;
	as_pdf(cx, resp, "formulir");
	return desk_print_forms(cx, numbers, n, region, &resp->body);
}

static enum err poster_raw(struct ctx *cx, struct req *r, struct resp *resp)
{
	const struct form *f = req_form(r);

	if (!form_ok(f))
		return err_set(cx, ERR_NOTFOUND, "no such kelurahan");
	as_pdf(cx, resp, "alur-ppks");
	return desk_print_poster(cx, form_id(f, 0), &resp->body);
}

/* ---- receipt and report ------------------------------------------------------------------ */

enum { RC_NUMBER, RC_SECRET, RC_PAPER };
static const struct member papers[] = {
	{ "a4", T_PAPER_A4, T__NONE },
	{ "80mm", T_PAPER_ROLL, T__NONE },
	{ .value = NULL },
};
static const struct field receipt_fields[] = {
	[RC_NUMBER] = { .name = "number",
			.kind = FIELD_NUMBER,
			.label = T_DESK_F_NUMBER,
			.required = true,
			.max = 16 },
	[RC_SECRET] = { .name = "secret",
			.kind = FIELD_TEXT,
			.label = T_DESK_F_SECRET,
			.required = true,
			.max = 12 },
	[RC_PAPER] = { .name = "paper",
		       .kind = FIELD_ENUM,
		       .label = T_PAPER_SIZE,
		       .members = papers },
	{ .kind = FIELD_END },
};
static const struct form_def receipt_form = { .name = "report_receipt", .fields = receipt_fields };

static enum err receipt_raw(struct ctx *cx, struct req *r, struct resp *resp)
{
	const struct form *f = req_form(r);
	struct desk_status status;
	char secret[SECRET_SIZE];

	if (!form_ok(f) || !secret_read(form_text(f, RC_SECRET), secret))
		return err_set(cx, ERR_NOTFOUND, "no such receipt");
	TRY(desk_follow(cx, form_text(f, RC_NUMBER), secret, req_remote(r), &status));
	as_pdf(cx, resp, status.number);
	return desk_print_receipt(cx, &status, secret,
				  form_int(f, RC_PAPER, 0) == 1 ? PDF_ROLL80 : PDF_A4, &resp->body);
}

static enum err report_raw(struct ctx *cx, struct req *r, struct resp *resp)
{
	struct desk_view v;

	TRY(desk_report_get(cx, req_id(r), &v));
	req_disclose(r, v.id, "report.print");
	as_pdf(cx, resp, v.number);
	return desk_print_report(cx, &v, &resp->body);
}

const struct route desk_paper_routes[] = {
	{ GET, "/formulir", PERM_REPORT_CREATE, 0, REPR_LIST, T_PAPER_TITLE, .page = print_page },
	{ POST, "/formulir", PERM_REPORT_CREATE, 0, REPR_PAGE, T_PAPER_MAKE, .form = &print_form,
	  .page = print_page, .commit = print_commit },
	{ GET, "/formulir/{id}", PERM_REPORT_CREATE, ROUTE_RAW | ROUTE_NO_MENU, REPR_PDF,
	  T_PAPER_FORM, .raw = forms_raw },
	{ GET, "/alur-ppks", PERM_DIRECTORY_READ, ROUTE_RAW | ROUTE_NO_MENU, REPR_PDF,
	  T_PAPER_POSTER, .form = &poster_form, .raw = poster_raw },
	{ GET, "/lacak/tanda-terima", PERM_NONE, ROUTE_RAW | ROUTE_NO_MENU, REPR_PDF,
	  T_PAPER_RECEIPT, .form = &receipt_form, .raw = receipt_raw },
	{ GET, "/laporan/{id}/cetak", PERM_REPORT_READ, ROUTE_RAW | ROUTE_NO_MENU, REPR_PDF,
	  T_DESK_REPORT, .raw = report_raw },
	{ .method = 0 },
};
