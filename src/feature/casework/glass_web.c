/* /buka-darurat: reading a case outside one's reach; /tinjauan-darurat: judging who did. */
#include "feature/casework/case_web.h"

#include "base/id.h"
#include "base/str.h"
#include "feature/casework/glass.h"
#include "feature/casework/glass_sql.h"
#include "platform/app.h"
#include "platform/media/media.h"
#include "text/case_web.h"
#include "text/export.h"
#include "text/glass.h"

#include <string.h>

#define PAGE_ROWS 100

static enum text reason_text(int64_t reason)
{
	static const enum text texts[GLASS__REASONS] = { T_GLASS_REASON_LIFE,
							 T_GLASS_REASON_TREATMENT,
							 T_GLASS_REASON_SAFETY,
							 T_GLASS_REASON_OTHER };

	return reason >= 0 && reason < GLASS__REASONS ? texts[reason] : T__NONE;
}

/* ---- opening ----------------------------------------------------------------------------- */

enum { O_WANTED, O_REASON, O_WORDS };

static const struct member reasons[] = {
	[GLASS_LIFE] = { "life", T_GLASS_REASON_LIFE, T__NONE },
	[GLASS_TREATMENT] = { "treatment", T_GLASS_REASON_TREATMENT, T__NONE },
	[GLASS_SAFETY] = { "safety", T_GLASS_REASON_SAFETY, T__NONE },
	[GLASS_OTHER] = { "other", T_GLASS_REASON_OTHER, T__NONE },
	{ .value = NULL },
};

/* Sixteen digits, with or without spaces, are a NIK; NULL for anything else. */
static const char *nik_of(struct ctx *cx, const char *typed)
{
	char *digits = arena_strdup(cx->arena, typed);
	size_t n = 0;

	for (; *typed != '\0'; typed++) {
		if (*typed == ' ' || *typed == '.' || *typed == '-')
			continue;
		if (*typed < '0' || *typed > '9')
			return NULL;
		digits[n++] = *typed;
	}
	digits[n] = '\0';
	return n == 16 ? digits : NULL;
}

static enum err check_open(struct ctx *cx, struct form *f)
{
	const char *wanted = form_text(f, O_WANTED), *words = form_text(f, O_WORDS);
	char number[NUMBER_SIZE];

	if (wanted != NULL && nik_of(cx, wanted) == NULL && !number_read(wanted, number))
		form_problem(cx, f, O_WANTED, T_GLASS_NOT_NUMBER, NULL);
	if (words != NULL && utf8_length(words) < GLASS_WORDS_MIN)
		form_problem(cx, f, O_WORDS, T_GLASS_WORDS_SHORT, say_number(cx, GLASS_WORDS_MIN));
	return ERR_OK;
}

static const struct field open_fields[] = {
	[O_WANTED] = { .name = "wanted",
		       .kind = FIELD_TEXT,
		       .label = T_GLASS_F_WANTED,
		       .hint = T_GLASS_F_WANTED_HINT,
		       .required = true,
		       .max = 24,
		       .privacy = FIELD_PERSONAL },
	[O_REASON] = { .name = "reason",
		       .kind = FIELD_ENUM,
		       .label = T_GLASS_F_REASON,
		       .required = true,
		       .members = reasons },
	[O_WORDS] = { .name = "words",
		      .kind = FIELD_LONG,
		      .label = T_GLASS_F_WORDS,
		      .hint = T_GLASS_F_WORDS_HINT,
		      .required = true,
		      .max = 500,
		      .privacy = FIELD_SPECIFIC_DATA },
	{ .kind = FIELD_END },
};
static const struct form_def open_form = {
	.name = "glass_open", .fields = open_fields, .check = check_open, .submit = T_GLASS_SUBMIT
};

/* Where what was opened is read: the pages of reports are the desk's. */
static const char *opened_path(struct ctx *cx, int64_t id, int64_t report_id)
{
	return arena_printf(cx->arena, "/buka-darurat/%lld%s", (long long)id,
			    report_id != 0 ? "/laporan" : "");
}

/* What is still open to the person, so that nobody asks twice for the same. */
static enum err draw_open(struct ctx *cx, struct ui *u)
{
	struct glass_open_mine_row *rows;
	struct ui_task *cards;
	size_t n, i;

	TRY(glass_open_mine_all(cx, &rows, &n));
	if (n == 0)
		return ERR_OK;
	cards = ARENA_ARRAY(cx->arena, n, struct ui_task);
	for (i = 0; i < n; i++)
		cards[i] = (struct ui_task){
			.number = rows[i].number,
			.href = opened_path(cx, rows[i].id, rows[i].report_id),
			.text = text_fill(cx, T_GLASS_OPEN_UNTIL,
					  say_instant_short(cx, rows[i].until_at), NULL),
		};
	ui_heading(u, text(cx, T_GLASS_OPEN_NOW), NULL);
	ui_tasks(u, "open", cards, n, NULL);
	return ERR_OK;
}

static enum err ask_page(struct ctx *cx, struct req *r, struct ui *u)
{
	ui_begin(u, &(struct ui_page){
			.title = text(cx, T_GLASS_TITLE),
			.lead = text_fill(cx, T_GLASS_LEAD, say_number(cx, GLASS_HOURS), NULL),
			.nav = "/buka-darurat" });
	ui_note(u, UI_WARN, NULL, text(cx, T_GLASS_RULES));
	TRY(draw_open(cx, u));
	ui_form(u, "glass",
		&(struct ui_form){ .action = "/buka-darurat",
				   .def = &open_form,
				   .form = req_form_or_new(cx, r, &open_form) });
	return ui_end(u);
}

static enum err open_commit(struct ctx *cx, struct req *r, struct resp *resp)
{
	const struct form *f = req_form(r);
	struct glass_ask ask = { .nik = nik_of(cx, form_text(f, O_WANTED)),
				 .reason = (enum glass_reason)form_int(f, O_REASON, GLASS_OTHER),
				 .words = form_text(f, O_WORDS) };
	struct glass_answer g;
	char number[NUMBER_SIZE];

	if (ask.nik == NULL && number_read(form_text(f, O_WANTED), number))
		ask.number = number;
	TRY(glass_open(cx, &ask, &g));
	if (g.id == 0 && g.report_id != 0) {
		resp_see(cx, resp, T_GLASS_IN_REACH, "/laporan/%lld", (long long)g.report_id);
	} else if (g.id == 0) {
		resp_see(cx, resp, T_GLASS_IN_REACH, "/kasus/%lld", (long long)g.case_id);
	} else if (g.result == GLASS_OPENED) {
		resp->id = g.id;
		resp_see(cx, resp, T_GLASS_OPENED, "%s", opened_path(cx, g.id, g.report_id));
	} else {
		resp_see(cx, resp, T_GLASS_NOTHING, "/buka-darurat");
		resp_vain(resp);
	}
	return ERR_OK;
}

static enum err read_page(struct ctx *cx, struct req *r, struct ui *u)
{
	struct glass_mine_row g;

	TRY(glass_mine_one(cx, &(struct glass_mine_args){ .id = req_id(r) }, &g));
	if (g.case_id == 0)
		return err_set(cx, ERR_NOTFOUND, "opening %lld is of a report", (long long)g.id);
	return case_glass_page(cx, r, u, g.case_id, g.id, g.until_at);
}

static enum err send_photo(struct ctx *cx, struct req *r, struct resp *resp, enum media_size size)
{
	struct glass_photo_row row;
	struct blob jpeg;
	int64_t id, subject;

	if (!str_i64(req_segment(r, "photo"), &id))
		return err_set(cx, ERR_NOTFOUND, "no such photo");
	TRY(glass_photo_one(cx, &(struct glass_photo_args){ .id = req_id(r), .media_id = id },
			    &row));
	TRY(media_get(cx, id, size, &subject, &jpeg));
	req_disclose(r, subject, "glass");
	resp_picture(resp, jpeg, false);
	return ERR_OK;
}

static enum err photo_raw(struct ctx *cx, struct req *r, struct resp *resp)
{
	return send_photo(cx, r, resp, MEDIA_WHOLE);
}

static enum err small_raw(struct ctx *cx, struct req *r, struct resp *resp)
{
	return send_photo(cx, r, resp, MEDIA_SMALL);
}

/* ---- the list of reviewers --------------------------------------------------------------- */

static enum text result_text(int64_t result)
{
	static const enum text texts[] = { T__NONE, T_GLASS_RESULT_OPENED, T_GLASS_RESULT_NONE,
					   T_GLASS_RESULT_REFUSED };

	return result > 0 && result < (int64_t)LEN(texts) ? texts[result] : T__NONE;
}

/* A verdict that is not to be read yet. */
#define VERDICT_HIDDEN 2

static enum text verdict_text(int64_t fair)
{
	if (fair == VERDICT_HIDDEN)
		return T_GLASS_VERDICT_HIDDEN;
	if (fair == DB_NONE)
		return T_GLASS_VERDICT_WAITS;
	return fair != 0 ? T_GLASS_VERDICT_FAIR : T_GLASS_VERDICT_UNFAIR;
}

enum { L_WAITING, L_AFTER };
static const struct field list_fields[] = {
	[L_WAITING] = { .name = "menunggu", .kind = FIELD_BOOL, .label = T_GLASS_WAITING },
	[L_AFTER] = { .name = "sebelum", .kind = FIELD_ID, .onward = true },
	{ .kind = FIELD_END },
};
static const struct form_def list_form = { .name = "glass_list",
					   .fields = list_fields,
					   .submit = T_GLASS_SHOW };

struct line {
	int64_t id, opened_at, reason, result, dpo, super;
	const char *who, *unit, *number;
};
#define ROW(member) offsetof(struct line, member)
static const struct column columns[] = {
	{ "id", T_COL_ID, COL_ID, PRIV_NONE, ROW(id) },
	{ "at", T_GLASS_WHEN, COL_INSTANT, PRIV_NONE, ROW(opened_at),
	  .href = "/tinjauan-darurat/{id}", .flags = COL_STRONG },
	{ "who", T_GLASS_WHO, COL_TEXT, PRIV_NONE, ROW(who) },
	{ "unit", T_GLASS_UNIT, COL_TEXT, PRIV_NONE, ROW(unit), .flags = COL_WIDE_ONLY },
	{ "number", T_GLASS_WHAT, COL_TEXT, PRIV_NONE, ROW(number) },
	{ "reason", T_GLASS_REASON, COL_ENUM, PRIV_NONE, ROW(reason), .member = reason_text },
	{ "result", T_GLASS_RESULT, COL_ENUM, PRIV_NONE, ROW(result), .member = result_text,
	  .flags = COL_BADGE },
	{ "dpo", T_GLASS_BY_DPO, COL_ENUM, PRIV_NONE, ROW(dpo), .member = verdict_text },
	{ "supervisor", T_GLASS_BY_SUPER, COL_ENUM, PRIV_NONE, ROW(super), .member = verdict_text },
};
#undef ROW
static const struct table list_table = {
	.name = "openings", .title = T_GLASS_REVIEW, .columns = columns, .n_columns = LEN(columns)
};

static void hide_other(const struct ctx *cx, const struct glass_list_row *row, struct line *line)
{
	bool dpo = glass_side_of(cx) == GLASS_DPO;
	int64_t own = dpo ? row->dpo : row->super, *other = dpo ? &line->super : &line->dpo;

	if (*other != DB_NONE && !glass_other_shown(cx, own != DB_NONE, row->by_id))
		*other = VERDICT_HIDDEN;
}

static struct line *lines_of(struct ctx *cx, const struct glass_list_row *rows, size_t n)
{
	struct line *lines = ARENA_ARRAY(cx->arena, n + 1, struct line);
	size_t i;

	for (i = 0; i < n; i++) {
		lines[i] = (struct line){
			.id = rows[i].id,
			.opened_at = rows[i].opened_at,
			.reason = rows[i].why,
			.result = rows[i].found,
			.dpo = rows[i].dpo,
			.super = rows[i].super,
			.who = rows[i].who,
			.unit = rows[i].unit,
			.number = rows[i].number != NULL ? rows[i].number : "–",
		};
		hide_other(cx, &rows[i], &lines[i]);
	}
	return lines;
}

static enum err list_page(struct ctx *cx, struct req *r, struct ui *u)
{
	struct form *f = req_form(r);
	bool waiting = form_bool(f, L_WAITING);
	int64_t after = form_id(f, L_AFTER);
	struct glass_list_args a = { .after_id = after != 0 ? after : INT64_MAX,
				     .max_n = ui_all_rows(u) ? INT32_MAX : PAGE_ROWS,
				     .side = glass_side_of(cx),
				     .with = waiting ? GLASS_LIST_WITH_WAITING : 0U };
	struct ui_list list = { .total = -1, .main = true, .empty = text(cx, T_GLASS_REVIEW_NONE) };
	struct glass_list_row *rows;
	size_t n;

	a.every = a.side == GLASS_DPO;
	TRY(glass_list_all(cx, &a, &rows, &n));
	if (n == PAGE_ROWS)
		list.next = arena_printf(cx->arena, "/tinjauan-darurat?menunggu=%s&sebelum=%lld",
					 waiting ? "1" : "", (long long)rows[n - 1].id);
	if (after != 0)
		list.first = "/tinjauan-darurat";
	ui_begin(u, &(struct ui_page){ .title = text(cx, T_GLASS_REVIEW),
				       .lead = text(cx, T_GLASS_REVIEW_LEAD),
				       .nav = "/tinjauan-darurat",
				       .wide = true });
	ui_form(u, NULL,
		&(struct ui_form){ .action = "/tinjauan-darurat",
				   .def = &list_form,
				   .form = f,
				   .get = true,
				   .inline_row = true,
				   .secondary = true });
	ui_table(u, "openings", &list_table, lines_of(cx, rows, n), n, sizeof(struct line), &list);
	return ui_end(u);
}

/* ---- one of them ------------------------------------------------------------------------- */

enum { J_FAIR, J_NOTE };
static const struct member verdicts[] = {
	{ "unfair", T_GLASS_VERDICT_UNFAIR, T__NONE },
	{ "fair", T_GLASS_VERDICT_FAIR, T__NONE },
	{ .value = NULL },
};
static const struct field judge_fields[] = {
	[J_FAIR] = { .name = "verdict",
		     .kind = FIELD_ENUM,
		     .label = T_GLASS_F_VERDICT,
		     .required = true,
		     .members = verdicts },
	[J_NOTE] = { .name = "note",
		     .kind = FIELD_LONG,
		     .label = T_GLASS_F_NOTE,
		     .hint = T_GLASS_F_NOTE_HINT,
		     .required = true,
		     .max = 500,
		     .privacy = FIELD_SPECIFIC_DATA },
	{ .kind = FIELD_END },
};
static const struct form_def judge_form = { .name = "glass_judge",
					    .fields = judge_fields,
					    .submit = T_GLASS_JUDGE };

/* The words, or that they went with the person. */
static enum err words_of(struct ctx *cx, const struct glass_row_row *g, struct blob sealed,
			 const char **ret)
{
	TRY(vault_unseal_left(cx, glass_subject(g->case_id, g->report_id, g->by_id), SEAL_NARRATIVE,
			      sealed, ret));
	if (*ret == NULL)
		*ret = "–";
	return ERR_OK;
}

static enum err draw_reviews(struct ctx *cx, struct ui *u, const struct glass_row_row *g,
			     bool *judged)
{
	struct glass_reviews_row *rows;
	struct ui_event *events;
	size_t n, i;

	*judged = false;
	TRY(glass_reviews_all(cx, &(struct glass_reviews_args){ .glass_id = g->id }, &rows, &n));
	for (i = 0; i < n; i++)
		*judged = *judged || rows[i].side == (int64_t)glass_side_of(cx);
	if (n > 0 && !glass_other_shown(cx, *judged, g->by_id)) {
		ui_text(u, text(cx, T_GLASS_OTHER_WAITS));
		return ERR_OK;
	}
	events = ARENA_ARRAY(cx->arena, n + 1, struct ui_event);
	for (i = 0; i < n; i++) {
		events[i] = (struct ui_event){ .at = rows[i].at,
					       .who = rows[i].who,
					       .kind = "decision",
					       .title = text(cx, verdict_text(rows[i].fair)),
					       .tone = rows[i].fair != 0 ? UI_GOOD : UI_WARN };
		TRY(words_of(cx, g, rows[i].note_sealed, &events[i].text));
	}
	ui_timeline(u, "reviews", events, n, text(cx, T_GLASS_VERDICT_WAITS));
	return ERR_OK;
}

/* own: for who opened it, who is not to learn whether what he did not see is there and protected.
 */
static enum err draw_facts(struct ctx *cx, struct ui *u, const struct glass_row_row *g, bool own)
{
	struct ui_fact facts[8];
	const char *words;
	size_t n = 0;

	TRY(words_of(cx, g, g->words_sealed, &words));
#define FACT(key, label_, value_)                                           \
	facts[n++] = (struct ui_fact)                                       \
	{                                                                   \
		.name = (key), .label = text(cx, label_), .value = (value_) \
	}
	if (!own) {
		FACT("who", T_GLASS_WHO, g->who);
		FACT("unit", T_GLASS_UNIT, g->unit != NULL ? g->unit : "–");
		FACT("result", T_GLASS_RESULT, text(cx, result_text(g->found)));
	}
	facts[n++] = ui_fact_at(cx, "at", T_GLASS_WHEN, g->opened_at);
	facts[n++] = ui_fact_at(cx, "until", T_GLASS_UNTIL, g->until_at);
	FACT("wanted", T_GLASS_WANTED, g->wanted);
	FACT("reason", T_GLASS_REASON, text(cx, reason_text(g->why)));
	FACT("words", T_GLASS_WORDS, words);
#undef FACT
	ui_facts(u, "opening", facts, n);
	return ERR_OK;
}

static enum err one_page(struct ctx *cx, struct req *r, struct ui *u)
{
	struct glass_row_row g;
	bool judged;

	TRY(glass_row_one(
	    cx,
	    &(struct glass_row_args){ .id = req_id(r), .every = glass_side_of(cx) == GLASS_DPO },
	    &g));
	ui_begin(u,
		 &(struct ui_page){ .title = g.number != NULL ? g.number : text(cx, T_GLASS_REVIEW),
				    .nav = "/tinjauan-darurat",
				    .parent = "/tinjauan-darurat",
				    .parent_title = text(cx, T_GLASS_REVIEW) });
	TRY(draw_facts(cx, u, &g, false));
	TRY(draw_reviews(cx, u, &g, &judged));
	if (!judged && g.by_id != cx->actor->user_id)
		ui_form(
		    u, "judge",
		    &(struct ui_form){ .action = arena_printf(cx->arena, "/tinjauan-darurat/%lld",
							      (long long)g.id),
				       .def = &judge_form,
				       .form = req_form_or_new(cx, r, &judge_form) });
	return ui_end(u);
}

/* What was said of an opening of one's own. */
static enum err own_page(struct ctx *cx, struct req *r, struct ui *u)
{
	struct glass_row_row g;
	bool judged;

	TRY(glass_row_one(cx, &(struct glass_row_args){ .id = req_id(r), .every = 1 }, &g));
	if (g.by_id != cx->actor->user_id)
		return err_set(cx, ERR_NOTFOUND, "opening %lld is of somebody else",
			       (long long)g.id);
	ui_begin(u, &(struct ui_page){ .title = text(cx, T_GLASS_MINE),
				       .nav = "/buka-darurat",
				       .parent = "/buka-darurat",
				       .parent_title = text(cx, T_GLASS_TITLE) });
	TRY(draw_facts(cx, u, &g, true));
	TRY(draw_reviews(cx, u, &g, &judged));
	return ui_end(u);
}

static enum err judge_commit(struct ctx *cx, struct req *r, struct resp *resp)
{
	const struct form *f = req_form(r);

	TRY(glass_judge(cx, req_id(r), form_int(f, J_FAIR, 0) == 1, form_text(f, J_NOTE)));
	resp_see(cx, resp, T_GLASS_JUDGED, "/tinjauan-darurat/%lld", (long long)req_id(r));
	return ERR_OK;
}

const struct route glass_routes[] = {
	{ GET, "/buka-darurat", PERM_GLASS_OPEN, 0, REPR_PAGE, T_GLASS_TITLE, .page = ask_page },
	{ POST, "/buka-darurat", PERM_GLASS_OPEN, 0, REPR_PAGE, T_GLASS_SUBMIT, .form = &open_form,
	  .page = ask_page, .commit = open_commit },
	{ GET, "/buka-darurat/{id}", PERM_GLASS_OPEN, ROUTE_NO_MENU, REPR_PAGE, T_GLASS_TITLE,
	  .page = read_page },
	{ GET, "/buka-darurat/{id}/foto/{photo}", PERM_GLASS_OPEN, ROUTE_RAW | ROUTE_NO_MENU,
	  REPR_PAGE, T_CASE_PHOTOS, .raw = photo_raw },
	{ GET, "/buka-darurat/{id}/foto/{photo}/kecil", PERM_GLASS_OPEN, ROUTE_RAW | ROUTE_NO_MENU,
	  REPR_PAGE, T_CASE_PHOTOS, .raw = small_raw },
	{ GET, "/penilaian-darurat/{id}", PERM_GLASS_OPEN, ROUTE_NO_MENU, REPR_PAGE, T_GLASS_MINE,
	  .page = own_page },
	{ GET, "/tinjauan-darurat", PERM_GLASS_REVIEW, 0, REPR_LIST, T_GLASS_REVIEW,
	  .form = &list_form, .page = list_page },
	{ GET, "/tinjauan-darurat/{id}", PERM_GLASS_REVIEW, ROUTE_NO_MENU, REPR_PAGE,
	  T_GLASS_REVIEW, .page = one_page },
	{ POST, "/tinjauan-darurat/{id}", PERM_GLASS_REVIEW, 0, REPR_PAGE, T_GLASS_JUDGE,
	  .form = &judge_form, .page = one_page, .commit = judge_commit },
	{ .method = 0 },
};
