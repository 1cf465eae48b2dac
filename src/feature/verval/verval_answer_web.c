/* What the nation answered: on the page of a request, by hand, and the list of those that wait. */
#include "feature/verval/verval_web.h"

#include "base/clock.h"
#include "base/str.h"
#include "feature/reference/reference.h"
#include "feature/registry/registry_web.h"
#include "platform/app.h"
#include "text/export.h"
#include "text/verval.h"

#define PAGE_ROWS 50

/* ---- typed by hand --------------------------------------------------------------------------- */

enum { A_VERSION, A_SAID, A_ON, A_WHY, A_DESIL, A_DTSEN, A_SOURCE };

static const struct member said[] = {
	{ "accepted", T_VERVAL_SAID_ACCEPTED, T__NONE },
	{ "refused", T_VERVAL_SAID_REFUSED, T__NONE },
	{ "pending", T_VERVAL_SAID_PENDING, T__NONE },
	{ .value = NULL },
};

static const struct field answer_fields[] = {
	[A_VERSION] = { .name = "versi",
			.kind = FIELD_ID,
			.seen = true,
			.label = T_VERVAL_VERSION },
	[A_SAID] = { .name = "jawaban",
		     .kind = FIELD_ENUM,
		     .label = T_VERVAL_ANSWER,
		     .required = true,
		     .members = said },
	[A_ON] = { .name = "tanggal",
		   .kind = FIELD_DATE,
		   .label = T_VERVAL_ANSWER_ON,
		   .required = true },
	[A_WHY] = { .name = "alasan",
		    .kind = FIELD_TEXT,
		    .label = T_VERVAL_ANSWER_WHY,
		    .hint = T_VERVAL_ANSWER_WHY_HINT,
		    .max = 300,
		    .privacy = FIELD_PERSONAL },
	[A_DESIL] = { .name = "desil",
		      .kind = FIELD_INT,
		      .label = T_VERVAL_ANSWER_DESIL,
		      .hint = T_VERVAL_ANSWER_DESIL_HINT,
		      .min_value = 1,
		      .max_value = 10 },
	[A_DTSEN] = { .name = "nomor_dtsen",
		      .kind = FIELD_TEXT,
		      .label = T_VERVAL_ANSWER_DTSEN,
		      .max = 40,
		      .privacy = FIELD_PERSONAL },
	[A_SOURCE] = { .name = "sumber",
		       .kind = FIELD_REF,
		       .label = T_VERVAL_ANSWER_SOURCE,
		       .required = true,
		       .options = fact_any_source_choices },
	{ .kind = FIELD_END },
};

static enum err check_answer(struct ctx *cx, struct form *f)
{
	int32_t today = clock_date(cx->now, zone_of(cx));

	if (form_int(f, A_SAID, -1) + 1 == SAID_REFUSED && form_text(f, A_WHY) == NULL)
		form_problem(cx, f, A_WHY, T_VERVAL_WHY_NEEDED, NULL);
	if (form_int(f, A_ON, today) > today)
		form_problem(cx, f, A_ON, T_VERVAL_FUTURE, NULL);
	return ERR_OK;
}

static const struct form_def answer_form = { .name = "verval_answer",
					     .fields = answer_fields,
					     .check = check_answer,
					     .submit = T_VERVAL_ANSWER_SAVE };

static void draw_form(struct ctx *cx, struct ui *u, struct req *r, const struct verval_show_row *v)
{
	struct form *f = req_form_of(r, &answer_form);

	if (f == NULL) {
		f = form_new(cx, &answer_form);
		form_set_text(cx, f, A_SOURCE, "dtsen");
	}
	form_set_int(cx, f, A_VERSION, v->version);
	ui_form(u, answer_form.name,
		&(struct ui_form){ .action = verval_path(cx, v->id, "/jawaban"),
				   .def = &answer_form,
				   .form = f,
				   .title = text(cx, T_VERVAL_ANSWER_TITLE),
				   .folded = v->state != VERVAL_DONE,
				   .anchor = "jawaban",
				   .secondary = v->state != VERVAL_DONE });
}

static enum err answer_commit(struct ctx *cx, struct req *r, struct resp *resp)
{
	const struct form *f = req_form(r);
	const struct verval_answer a = {
		.said = (enum verval_said)(form_int(f, A_SAID, 0) + 1),
		.on = (int32_t)form_int(f, A_ON, 0),
		.why = form_text(f, A_WHY),
		.desil = form_int(f, A_DESIL, 0),
		.dtsen_id = form_text(f, A_DTSEN),
		.source = form_text(f, A_SOURCE),
	};

	TRY(verval_answer(cx, req_id(r), form_id(f, A_VERSION), &a));
	resp_see(cx, resp, T_VERVAL_ANSWER_SAVED, "/verval/%lld", (long long)req_id(r));
	return ERR_OK;
}

/* ---- on the page of a request ---------------------------------------------------------------- */

struct answer_row {
	int64_t id, said, said_on, desil, at, undone, import_id;
	const char *why, *source, *who;
};
#define ROW(member) offsetof(struct answer_row, member)
static const struct column answer_columns[] = {
	{ "id", T_COL_ID, COL_ID, PRIV_NONE, ROW(id) },
	{ "answer", T_VERVAL_ANSWER, COL_ENUM, PRIV_NONE, ROW(said), .member = verval_said_text,
	  .flags = COL_STRONG },
	{ "said_on", T_VERVAL_ANSWER_ON, COL_DATE, PRIV_NONE, ROW(said_on) },
	{ "why", T_VERVAL_ANSWER_WHY, COL_TEXT, PRIV_GENERAL, ROW(why) },
	{ "desil", T_VERVAL_ANSWER_DESIL, COL_INT, PRIV_SPECIFIC, ROW(desil) },
	{ "source", T_VERVAL_ANSWER_SOURCE, COL_TEXT, PRIV_NONE, ROW(source) },
	{ "import_id", T_VERVAL_ANSWER_LIST, COL_ID, PRIV_NONE, ROW(import_id) },
	{ "who", T_VERVAL_ANSWER_BY, COL_TEXT, PRIV_NONE, ROW(who), .flags = COL_WIDE_ONLY },
	{ "at", T_VERVAL_ANSWER_AT, COL_INSTANT, PRIV_NONE, ROW(at), .flags = COL_WIDE_ONLY },
	{ "undone", T_VERVAL_ANSWER_UNDONE, COL_INSTANT, PRIV_NONE, ROW(undone),
	  .flags = COL_WIDE_ONLY },
};
#undef ROW
static const struct table answer_table = { .name = "answers",
					   .title = T_VERVAL_NATION_ANSWERS,
					   .columns = answer_columns,
					   .n_columns = LEN(answer_columns) };

static enum err answer_row(struct ctx *cx, int64_t subject_id, const struct answer_list_row *from,
			   struct answer_row *ret)
{
	const struct answer_standing_row row = { .answer = from->answer,
						 .said_on = from->said_on,
						 .why_sealed = from->why_sealed,
						 .desil = from->desil,
						 .dtsen_sealed = from->dtsen_sealed };
	struct verval_answer a;

	TRY(answer_open(cx, subject_id, &row, &a));
	*ret = (struct answer_row){ .id = from->id,
				    .said = from->answer,
				    .said_on = from->said_on,
				    .desil = from->desil,
				    .at = from->at,
				    .undone = from->undone_at,
				    .import_id = from->import_id,
				    .why = a.why,
				    .source = ref_label(cx, "source", from->source),
				    .who = from->by_name };
	return ERR_OK;
}

enum err draw_answers(struct ctx *cx, struct ui *u, struct req *r, const struct verval_show_row *v)
{
	bool entered =
	    v->state == VERVAL_DONE || v->state == VERVAL_ACCEPTED || v->state == VERVAL_DENIED;
	struct answer_list_row *from;
	struct answer_row *rows;
	size_t n;

	if (!entered || v->input_number == NULL)
		return ERR_OK;
	TRY(answer_list_all(cx, &(struct answer_list_args){ .verval_id = v->id }, &from, &n));
	rows = ARENA_ARRAY(cx->arena, n + 1, struct answer_row);
	for (size_t i = 0; i < n; i++)
		TRY(answer_row(cx, v->person_id != 0 ? v->person_id : v->family_id, &from[i],
			       &rows[i]));
	ui_heading(u, text(cx, T_VERVAL_NATION_ANSWERS), "jawaban-pusat");
	ui_table(
	    u, "answers", &answer_table, rows, n, sizeof(*rows),
	    &(struct ui_list){ .total = (int64_t)n, .empty = text(cx, T_VERVAL_NOT_ANSWERED) });
	if (may(cx, PERM_VERVAL_CHECK) || may(cx, PERM_REGISTRY_IMPORT))
		draw_form(cx, u, r, v);
	return ERR_OK;
}

/* ---- those that wait ------------------------------------------------------------------------- */

enum { W_LONG, W_AFTER_ON, W_AFTER };
static const struct field waiting_fields[] = {
	[W_LONG] = { .name = "lama", .kind = FIELD_BOOL, .label = T_VERVAL_WAITING },
	[W_AFTER_ON] = { .name = "setelah_tanggal",
			 .kind = FIELD_DATE,
			 .label = T_VERVAL_INPUT_ON },
	[W_AFTER] = { .name = "setelah",
		      .kind = FIELD_ID,
		      .onward = true,
		      .label = T_VERVAL_VERSION },
	{ .kind = FIELD_END },
};
static const struct form_def waiting_form = { .name = "verval_waiting", .fields = waiting_fields };

struct waiting_row {
	int64_t id, subject_id, kind, input_on, age, said;
	const char *number, *input_number, *who, *region;
};
#define ROW(member) offsetof(struct waiting_row, member)
static const struct column waiting_columns[] = {
	{ "id", T_COL_ID, COL_ID, PRIV_NONE, ROW(id) },
	{ "subject_id", T_COL_SUBJECT, COL_ID, PRIV_NONE, ROW(subject_id) },
	{ "number", T_COL_NUMBER, COL_TEXT, PRIV_NONE, ROW(number), .href = "/verval/{id}",
	  .flags = COL_STRONG },
	{ "who", T_COL_SUBJECT, COL_TEXT, PRIV_GENERAL, ROW(who) },
	{ "kind", T_COL_KIND, COL_ENUM, PRIV_NONE, ROW(kind), .member = verval_kind_text },
	{ "region", T_COL_REGION, COL_TEXT, PRIV_NONE, ROW(region) },
	{ "input_number", T_VERVAL_INPUT_NUMBER, COL_TEXT, PRIV_NONE, ROW(input_number) },
	{ "input_on", T_VERVAL_INPUT_ON, COL_DATE, PRIV_NONE, ROW(input_on) },
	{ "age", T_VERVAL_AGE, COL_INT, PRIV_NONE, ROW(age) },
	{ "answer", T_VERVAL_LAST_SAID, COL_ENUM, PRIV_NONE, ROW(said), .member = verval_said_text,
	  .flags = COL_WIDE_ONLY },
};
#undef ROW
static const struct table waiting_table = { .name = "waiting",
					    .title = T_VERVAL_WAITING,
					    .columns = waiting_columns,
					    .n_columns = LEN(waiting_columns),
					    .subject = "subject_id" };

static struct waiting_row *waiting_rows(struct ctx *cx, const struct unanswered_row *from, size_t n)
{
	struct waiting_row *rows = ARENA_ARRAY(cx->arena, n + 1, struct waiting_row);

	for (size_t i = 0; i < n; i++)
		rows[i] = (struct waiting_row){
			.id = from[i].id,
			.subject_id = from[i].subject_id,
			.kind = from[i].kind,
			.input_on = from[i].input_on,
			.age = ref_today(cx) - from[i].input_on,
			/* Only what is in process leaves it waiting. */
			.said = from[i].answer_id != 0 ? SAID_PENDING : 0,
			.number = from[i].number,
			.input_number = from[i].input_number,
			.who = from[i].who,
			.region = from[i].region,
		};
	return rows;
}

static struct unanswered_args waiting_args(const struct form *f, int32_t until, int64_t n)
{
	struct unanswered_args a = { .max_n = n + 1 };

	if (form_bool(f, W_LONG)) {
		a.with |= UNANSWERED_WITH_LONG;
		a.until_on = until;
	}
	if (form_id(f, W_AFTER) != 0) {
		a.with |= UNANSWERED_WITH_AFTER;
		a.after_on = form_int(f, W_AFTER_ON, 0);
		a.after_id = form_id(f, W_AFTER);
	}
	return a;
}

static const char *next_waiting(struct ctx *cx, const struct form *f,
				const struct unanswered_row *r)
{
	struct civil c = date_civil((int32_t)r->input_on);

	return arena_printf(cx->arena,
			    "/verval/menunggu-pusat?lama=%d&setelah_tanggal=%04d-%02d-%02d&"
			    "setelah=%lld",
			    form_bool(f, W_LONG), c.year, c.month, c.day, (long long)r->id);
}

static void draw_tabs(struct ctx *cx, struct ui *u, bool only_long, int64_t n_long, int64_t days)
{
	const struct ui_tab tabs[] = {
		{ .label = text(cx, T_VERVAL_WAITING_ALL),
		  .href = "/verval/menunggu-pusat",
		  .current = !only_long },
		{ .label = text_fill(cx, T_VERVAL_WAITING_LONG, say_number(cx, days), NULL),
		  .href = "/verval/menunggu-pusat?lama=1",
		  .count = say_number(cx, n_long),
		  .current = only_long },
	};

	ui_tabs(u, tabs, LEN(tabs));
}

static enum err waiting_page(struct ctx *cx, struct req *r, struct ui *u)
{
	const struct form *f = req_form(r);
	struct ui_list list = { .total = -1,
				.main = true,
				.empty = text(cx, T_VERVAL_WAITING_NONE) };
	int64_t n = ui_all_rows(u) ? INT32_MAX - 1 : PAGE_ROWS, n_long, days;
	struct unanswered_args a;
	struct unanswered_row *rows;
	int32_t until;
	size_t found;

	TRY(verval_unanswered_long(cx, &n_long, &until));
	days = ref_today(cx) - until;
	a = waiting_args(f, until, n);
	TRY(unanswered_all(cx, &a, &rows, &found));
	if ((int64_t)found > n) {
		found = (size_t)n;
		list.next = next_waiting(cx, f, &rows[found - 1]);
	}
	ui_begin(u, &(struct ui_page){
			.title = text(cx, T_VERVAL_WAITING),
			.lead = text_fill(cx, T_VERVAL_WAITING_LEAD, say_number(cx, days), NULL),
			.nav = "/verval",
			.parent = "/verval",
			.parent_title = text(cx, T_VERVAL_TITLE),
			.wide = true });
	if (may(cx, PERM_REGISTRY_IMPORT))
		ui_actions(u,
			   &(struct ui_action){ .label = text(cx, T_VERVAL_IMPORT_ANSWERS),
						.href = "/impor/baru" },
			   1);
	draw_tabs(cx, u, form_bool(f, W_LONG), n_long, days);
	ui_table(u, "waiting", &waiting_table, waiting_rows(cx, rows, found), found,
		 sizeof(struct waiting_row), &list);
	return ui_end(u);
}

const struct route answer_routes[] = {
	{ GET, "/verval/menunggu-pusat", PERM_VERVAL_READ, 0, REPR_LIST, T_VERVAL_WAITING,
	  .form = &waiting_form, .page = waiting_page },
	{ POST, "/verval/{id}/jawaban", PERM_PERSON_READ, 0, REPR_PAGE, T_VERVAL_ANSWER_TITLE,
	  .form = &answer_form, .page = verval_page, .commit = answer_commit },
	{ .method = 0 },
};
