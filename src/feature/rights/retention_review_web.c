/* /retensi/nilai-kembali: what is to be judged anew, thing by thing, and the minutes of it. */
#include "feature/rights/retention.h"

#include "base/clock.h"
#include "base/id.h"
#include "base/str.h"
#include "feature/directory/letterhead.h"
#include "feature/rights/retention_sql.h"
#include "feature/rights/rights_web.h"
#include "platform/app.h"
#include "platform/export/pdf.h"
#include "text/export.h"
#include "text/retention.h"

enum { SHOWN = 200, REVIEWS = 100, MINUTES_MOST = 5000, MINUTES_DAYS = 30 };

#define HOME "/retensi/nilai-kembali"

/* ---- the list -------------------------------------------------------------------------------- */

struct thing_line {
	int64_t id, since_at;
	const char *number, *kind, *path;
};

#define ROW(member) offsetof(struct thing_line, member)
static const struct column thing_columns[] = {
	{ "id", T_COL_ID, COL_ID, PRIV_NONE, ROW(id) },
	{ "path", T_COL_ID, COL_TEXT, PRIV_NONE, ROW(path), .flags = COL_DATA_ONLY },
	{ "number", T_COL_NUMBER, COL_TEXT, PRIV_NONE, ROW(number), .href = "{path}",
	  .flags = COL_STRONG },
	{ "kind", T_RETENTION_KIND, COL_TEXT, PRIV_NONE, ROW(kind) },
	{ "since", T_RETENTION_SINCE, COL_INSTANT, PRIV_NONE, ROW(since_at) },
};
#undef ROW
static const struct table thing_table = { .name = "nilai-kembali",
					  .title = T_RETENTION_REVIEW,
					  .columns = thing_columns,
					  .n_columns = LEN(thing_columns) };

static enum text verdict_text(int64_t verdict)
{
	return verdict == REVIEW_KEEP ? T_RETENTION_V_KEEP : T_RETENTION_V_ERASE;
}

#define ROW(member) offsetof(struct retention_reviews_row, member)
static const struct column judged_columns[] = {
	{ "number", T_COL_NUMBER, COL_TEXT, PRIV_NONE, ROW(number), .flags = COL_STRONG },
	{ "verdict", T_RETENTION_F_VERDICT, COL_ENUM, PRIV_NONE, ROW(verdict),
	  .member = verdict_text, .flags = COL_BADGE },
	{ "why", T_RETENTION_F_REASON, COL_TEXT, PRIV_NONE, ROW(review_why) },
	{ "until", T_RETENTION_F_KEEP_UNTIL, COL_DATE, PRIV_NONE, ROW(again_on) },
	{ "judge", T_RETENTION_JUDGE, COL_TEXT, PRIV_NONE, ROW(judge) },
	{ "at", T_RETENTION_JUDGED_AT, COL_INSTANT, PRIV_NONE, ROW(judged_at) },
};
#undef ROW
static const struct table judged_table = { .name = "dinilai",
					   .title = T_RETENTION_JUDGED,
					   .columns = judged_columns,
					   .n_columns = LEN(judged_columns) };

static const char *thing_path(struct ctx *cx, const struct retention_thing *t)
{
	return arena_printf(cx->arena, HOME "/%s/%lld", retention_code(t->kind),
			    (long long)t->object_id);
}

static enum err draw_things(struct ctx *cx, struct ui *u)
{
	struct retention_thing *things;
	struct thing_line *lines;
	int64_t total;
	size_t n;

	TRY(retention_to_judge(cx, SHOWN, &things, &n, &total));
	lines = ARENA_ARRAY(cx->arena, n + 1, struct thing_line);
	for (size_t i = 0; i < n; i++) {
		lines[i] = (struct thing_line){ .id = things[i].object_id,
						.since_at = things[i].since_at,
						.kind = things[i].label,
						.path = thing_path(cx, &things[i]) };
		TRY(retention_called(cx, things[i].kind, things[i].object_id, things[i].number,
				     &lines[i].number));
	}
	ui_table(u, "things", &thing_table, lines, n, sizeof(*lines),
		 &(struct ui_list){
		     .total = total, .main = true, .empty = text(cx, T_RETENTION_REVIEW_NONE) });
	return ERR_OK;
}

static enum err draw_judged(struct ctx *cx, struct ui *u)
{
	const struct retention_reviews_args a = { .to_id = INT64_MAX, .max_n = REVIEWS };
	const struct ui_action print = { .label = text(cx, T_RETENTION_REVIEW_PROOF),
					 .href = HOME "/berita-acara",
					 .icon = "printer" };
	struct retention_reviews_row *rows;
	size_t n;

	TRY(retention_reviews_all(cx, &a, &rows, &n));
	if (n == 0)
		return ERR_OK;
	for (size_t i = 0; i < n; i++)
		TRY(retention_called(cx, rows[i].kind, rows[i].object_id, rows[i].number,
				     &rows[i].number));
	ui_heading(u, text(cx, T_RETENTION_JUDGED), "dinilai");
	ui_table(u, "judged", &judged_table, rows, n, sizeof(*rows),
		 &(struct ui_list){ .total = -1 });
	ui_actions(u, &print, 1);
	return ERR_OK;
}

static enum err review_page(struct ctx *cx, struct req *r, struct ui *u)
{
	(void)r;
	ui_begin(u, &(struct ui_page){ .title = text(cx, T_RETENTION_REVIEW),
				       .lead = text(cx, T_RETENTION_REVIEW_LEAD),
				       .nav = "/retensi",
				       .parent = "/retensi",
				       .parent_title = text(cx, T_RETENTION_TITLE),
				       .wide = true });
	TRY(draw_things(cx, u));
	if (ui_repr(u) != UI_TABLE)
		TRY(draw_judged(cx, u));
	return ui_end(u);
}

/* ---- one thing ------------------------------------------------------------------------------- */

enum { J_VERDICT, J_WHY, J_UNTIL };
enum { CHOICE_KEEP, CHOICE_ERASE };

static const struct member verdicts[] = {
	[CHOICE_KEEP] = { "simpan", T_RETENTION_V_KEEP, T__NONE },
	[CHOICE_ERASE] = { "musnah", T_RETENTION_V_ERASE, T__NONE },
	{ .value = NULL },
};
static const struct field judge_fields[] = {
	[J_VERDICT] = { .name = "putusan",
			.kind = FIELD_ENUM,
			.label = T_RETENTION_F_VERDICT,
			.required = true,
			.members = verdicts },
	[J_WHY] = { .name = "alasan",
		    .kind = FIELD_TEXT,
		    .label = T_RETENTION_F_REASON,
		    .hint = T_RETENTION_F_REASON_HINT,
		    .required = true,
		    .max = 200 },
	[J_UNTIL] = { .name = "sampai",
		      .kind = FIELD_DATE,
		      .label = T_RETENTION_F_KEEP_UNTIL,
		      .hint = T_RETENTION_F_KEEP_UNTIL_HINT,
		      .depends = true },
	{ .kind = FIELD_END },
};

static enum err check_judge(struct ctx *cx, struct form *f)
{
	if (form_int(f, J_VERDICT, CHOICE_ERASE) == CHOICE_KEEP &&
	    form_int(f, J_UNTIL, 0) <= ref_today(cx))
		form_problem(cx, f, J_UNTIL, T_RETENTION_LATER, NULL);
	return ERR_OK;
}

static const struct form_def judge_form = { .name = "retention_judge",
					    .fields = judge_fields,
					    .check = check_judge,
					    .submit = T_RETENTION_JUDGE_SAVE };

static enum err thing_of(struct ctx *cx, struct req *r, struct retention_thing *ret)
{
	int64_t id;

	if (!str_i64(req_segment(r, "objek"), &id))
		return err_set(cx, ERR_NOTFOUND, "no thing");
	return retention_judged_thing(cx, req_segment(r, "jenis"), id, ret);
}

static enum err judge_page(struct ctx *cx, struct req *r, struct ui *u)
{
	struct ui_action open = { .label = text(cx, T_RETENTION_LOOK) };
	struct retention_thing t;
	struct ui_fact facts[2];
	const char *called;

	TRY(thing_of(cx, r, &t));
	TRY(retention_called(cx, t.kind, t.object_id, t.number, &called));
	facts[0] = (struct ui_fact){ .name = "kind",
				     .label = text(cx, T_RETENTION_KIND),
				     .value = t.label };
	facts[1] = (struct ui_fact){ .name = "since",
				     .label = text(cx, T_RETENTION_SINCE),
				     .value = say_instant(cx, t.since_at),
				     .data = iso_instant(cx, t.since_at) };
	ui_begin(u, &(struct ui_page){ .title = text_fill(cx, T_RETENTION_JUDGE_ONE, called, NULL),
				       .lead = text(cx, T_RETENTION_JUDGE_LEAD),
				       .nav = "/retensi",
				       .parent = HOME,
				       .parent_title = text(cx, T_RETENTION_REVIEW) });
	ui_facts(u, "thing", facts, LEN(facts));
	open.href = retention_page_of(cx, t.kind, t.object_id);
	if (open.href != NULL)
		ui_actions(u, &open, 1);
	ui_form(u, "judge",
		&(struct ui_form){ .action = req_path(r),
				   .def = &judge_form,
				   .form = req_form_or_new(cx, r, &judge_form),
				   .cancel = HOME });
	return ui_end(u);
}

static enum err judge_commit(struct ctx *cx, struct req *r, struct resp *resp)
{
	const struct form *f = req_form(r);
	bool keep = form_int(f, J_VERDICT, CHOICE_KEEP) == CHOICE_KEEP;
	int64_t id = 0;

	(void)str_i64(req_segment(r, "objek"), &id);
	TRY(retention_judge(cx, req_segment(r, "jenis"), id, keep ? REVIEW_KEEP : REVIEW_ERASE,
			    form_text(f, J_WHY), (int32_t)form_int(f, J_UNTIL, 0)));
	resp_see(cx, resp, keep ? T_RETENTION_KEPT : T_RETENTION_PUT, HOME);
	return ERR_OK;
}

/* ---- the minutes ----------------------------------------------------------------------------- */

enum { M_FROM, M_TO };
static const struct field minutes_fields[] = {
	[M_FROM] = { .name = "dari", .kind = FIELD_DATE, .label = T_RETENTION_F_FROM },
	[M_TO] = { .name = "sampai", .kind = FIELD_DATE, .label = T_RETENTION_F_TO },
	{ .kind = FIELD_END },
};
static const struct form_def minutes_form = { .name = "retention_minutes",
					      .fields = minutes_fields };

static int64_t begin_of(const struct ctx *cx, int32_t day)
{
	const struct civil c = date_civil(day);

	return clock_instant(&c, zone_of(cx));
}

static enum err print_reviews(struct ctx *cx, struct pdf *p, int32_t from, int32_t to)
{
	static const double widths[] = { 0.16, 0.22, 0.14, 0.26, 0.22 };
	const char *header[] = { text(cx, T_COL_NUMBER), text(cx, T_RETENTION_KIND),
				 text(cx, T_RETENTION_F_VERDICT), text(cx, T_RETENTION_F_REASON),
				 text(cx, T_RETENTION_JUDGE) };
	const struct retention_reviews_args a = {
		.from_id = id_floor(begin_of(cx, from)),
		.to_id = id_floor(begin_of(cx, to + 1)),
		.max_n = MINUTES_MOST,
	};
	struct retention_reviews_row *rows;
	const char **cells;
	size_t n;

	TRY(retention_reviews_all(cx, &a, &rows, &n));
	if (n == 0) {
		pdf_text(p, PDF_TEXT, text(cx, T_RETENTION_REVIEW_PROOF_NONE));
		return ERR_OK;
	}
	cells = ARENA_ARRAY(cx->arena, n * LEN(widths) + 1, const char *);
	for (size_t i = 0; i < n; i++) {
		const char **row = &cells[i * LEN(widths)];

		row[0] = rows[i].number;
		row[1] = ref_label(cx, "retention", retention_code(rows[i].kind));
		row[2] = rows[i].verdict == REVIEW_KEEP
			     ? text_fill(cx, T_RETENTION_KEPT_UNTIL,
					 say_date_short(cx, (int32_t)rows[i].again_on), NULL)
			     : text(cx, T_RETENTION_V_ERASE);
		row[3] = rows[i].review_why;
		row[4] = text_fill(cx, T_RETENTION_BY_AT, rows[i].judge,
				   say_instant_short(cx, rows[i].judged_at), NULL);
	}
	pdf_table(p, LEN(widths), widths, header, n, cells);
	return ERR_OK;
}

static enum err print_minutes(struct ctx *cx, int32_t from, int32_t to, struct buf *out)
{
	CLEANUP(pdf_dropp) struct pdf *p = NULL;
	const struct pdf_options o = {
		.paper = PDF_A4,
		.title = text(cx, T_RETENTION_REVIEW_PROOF_TITLE),
		.footer = text(cx, T_RETENTION_REVIEW_PROOF_TITLE),
		.sample = cx->app->demo,
	};
	struct pdf *ended;

	TRY(pdf_new(cx, &o, &p));
	TRY(letterhead_unit(cx, p, cx->actor->unit_id));
	pdf_text(p, PDF_TITLE, o.title);
	pdf_text(p, PDF_TEXT,
		 text_fill(cx, T_RETENTION_REVIEW_PROOF_LEAD, say_date(cx, from), say_date(cx, to),
			   NULL));
	TRY(print_reviews(cx, p, from, to));
	pdf_space(p, 16);
	pdf_line_to_fill(p, text(cx, T_RETENTION_SIGN_CHECKER));
	pdf_line_to_fill(p, text(cx, T_RETENTION_SIGN_APPROVER));
	ended = p;
	p = NULL;
	return pdf_end(cx, ended, out);
}

static enum err minutes_raw(struct ctx *cx, struct req *r, struct resp *resp)
{
	const struct form *f = req_form_of(r, &minutes_form);
	const int32_t today = ref_today(cx);
	int32_t from = today - MINUTES_DAYS, to = today;

	if (f != NULL) {
		from = (int32_t)form_int(f, M_FROM, from);
		to = (int32_t)form_int(f, M_TO, to);
	}
	cx->lang = LANG_ID; /* a paper of the city */
	TRY(print_minutes(cx, from, to, &resp->body));
	resp->type = "application/pdf";
	resp->filename = "berita-acara-nilai-kembali.pdf";
	return ERR_OK;
}

const struct route retention_review_routes[] = {
	{ GET, HOME, PERM_ERASE, ROUTE_NO_MENU, REPR_LIST, T_RETENTION_REVIEW,
	  .page = review_page },
	{ GET, HOME "/berita-acara", PERM_ERASE, ROUTE_RAW | ROUTE_NO_MENU, REPR_PDF,
	  T_RETENTION_REVIEW_PROOF, .form = &minutes_form, .raw = minutes_raw },
	{ GET, HOME "/{jenis}/{objek}", PERM_ERASE, ROUTE_NO_MENU, REPR_PAGE,
	  T_RETENTION_JUDGE_SAVE, .page = judge_page },
	{ POST, HOME "/{jenis}/{objek}", PERM_ERASE, 0, REPR_PAGE, T_RETENTION_JUDGE_SAVE,
	  .form = &judge_form, .page = judge_page, .commit = judge_commit },
	{ .method = 0 },
};
