/* /mutu: the score and what it is made of; /mutu/temuan: findings as work. */
#include "feature/quality/quality_web.h"

#include "base/str.h"
#include "feature/quality/quality.h"
#include "feature/reference/reference.h"
#include "feature/region/region.h"
#include "feature/registry/registry_web.h"
#include "platform/auth/perm.h"
#include "text/export.h"
#include "text/quality.h"

enum { PAGE_ROWS = 50, MANY_MAX = 200 };

/* ---- /mutu --------------------------------------------------------------------------------- */

static enum text severity_text(int64_t severity)
{
	return severity == QUALITY_ERROR ? T_QUALITY_SEVERITY_ERROR : T_QUALITY_SEVERITY_WARNING;
}

/* "87,4"; "–" where nobody is counted. */
static const char *say_score(struct ctx *cx, int64_t permille)
{
	if (permille < 0)
		return "–";
	return arena_printf(cx->arena, cx->lang == LANG_EN ? "%lld.%lld" : "%lld,%lld",
			    (long long)(permille / 10), (long long)(permille % 10));
}

/* A figure as a row: the score in words, so that nobody counted is no zero. */
struct line {
	struct quality_figure f;
	const char *score;
	const char *path; /* of its findings, for who may open them */
};

#define LINE(member) offsetof(struct line, member)
#define SUBJECTS                                                                      \
	{                                                                             \
		"subjects", T_QUALITY_SUBJECTS, COL_INT, PRIV_NONE, LINE(f.subjects), \
		    .flags = COL_TOTAL | COL_WIDE_ONLY                                \
	}
#define FAULTY                                                                  \
	{                                                                       \
		"faulty", T_QUALITY_FAULTY, COL_INT, PRIV_NONE, LINE(f.faulty), \
		    .flags = COL_TOTAL | COL_WIDE_ONLY                          \
	}

#define PATH                                                                                    \
	{                                                                                       \
		"path", T_QUALITY_LIST, COL_TEXT, PRIV_NONE, LINE(path), .flags = COL_DATA_ONLY \
	}

static const struct column region_columns[] = {
	{ "id", T_COL_ID, COL_ID, PRIV_NONE, LINE(f.region_id) },
	PATH,
	{ "name", T_QUALITY_REGION, COL_TEXT, PRIV_NONE, LINE(f.name), .flags = COL_STRONG,
	  .href = "{path}" },
	{ "score", T_QUALITY_SCORE, COL_TEXT, PRIV_NONE, LINE(score), .flags = COL_FIGURE },
	{ "findings", T_QUALITY_FINDINGS, COL_INT, PRIV_NONE, LINE(f.findings), .flags = COL_TOTAL,
	  .href = "{path}" },
	SUBJECTS,
	FAULTY,
};
static const struct table region_table = { .name = "regions",
					   .title = T_QUALITY_BY_REGION,
					   .columns = region_columns,
					   .n_columns = LEN(region_columns) };

static const struct column source_columns[] = {
	{ "code", T_QUALITY_SOURCE, COL_TEXT, PRIV_NONE, LINE(f.code), .flags = COL_DATA_ONLY },
	PATH,
	{ "name", T_QUALITY_SOURCE, COL_TEXT, PRIV_NONE, LINE(f.name), .flags = COL_STRONG,
	  .href = "{path}" },
	{ "score", T_QUALITY_SCORE, COL_TEXT, PRIV_NONE, LINE(score), .flags = COL_FIGURE },
	{ "findings", T_QUALITY_FINDINGS, COL_INT, PRIV_NONE, LINE(f.findings), .flags = COL_TOTAL,
	  .href = "{path}" },
	SUBJECTS,
	FAULTY,
};
static const struct table source_table = { .name = "sources",
					   .title = T_QUALITY_BY_SOURCE,
					   .columns = source_columns,
					   .n_columns = LEN(source_columns) };

static const struct column rule_columns[] = {
	{ "code", T_QUALITY_RULE, COL_TEXT, PRIV_NONE, LINE(f.code), .flags = COL_DATA_ONLY },
	PATH,
	{ "name", T_QUALITY_RULE, COL_TEXT, PRIV_NONE, LINE(f.name), .flags = COL_STRONG,
	  .href = "{path}" },
	{ "severity", T_QUALITY_SEVERITY, COL_ENUM, PRIV_NONE, LINE(f.severity),
	  .member = severity_text, .flags = COL_BADGE },
	{ "findings", T_QUALITY_FINDINGS, COL_INT, PRIV_NONE, LINE(f.findings), .flags = COL_TOTAL,
	  .href = "{path}" },
};
static const struct table rule_table = { .name = "rules",
					 .title = T_QUALITY_BY_RULE,
					 .columns = rule_columns,
					 .n_columns = LEN(rule_columns) };

/* Findings name people: who only reads the figures gets no way to them. */
static const char *list_path(struct ctx *cx, const char *asked, const char *value)
{
	return may(cx, PERM_PERSON_WRITE)
		   ? arena_printf(cx->arena, "/mutu/temuan?%s=%s", asked, value)
		   : NULL;
}

static const char *path_of(struct ctx *cx, const struct table *t, const struct quality_figure *f)
{
	if (t == &region_table)
		return list_path(cx, "kelurahan", str_digits(cx->arena, f->region_id));
	return list_path(cx, t == &source_table ? "sumber" : "aturan", f->code);
}

static const struct line *lines_of(struct ctx *cx, const struct table *t,
				   const struct quality_figure *f, size_t n)
{
	struct line *lines = ARENA_ARRAY(cx->arena, n + 1, struct line);

	for (size_t i = 0; i < n; i++)
		lines[i] = (struct line){ f[i], say_score(cx, f[i].score), path_of(cx, t, &f[i]) };
	return lines;
}

static void draw_tiles(struct ctx *cx, struct ui *u, const struct quality_report *r)
{
	const bool opens = may(cx, PERM_PERSON_WRITE);
	const struct ui_tile tiles[] = {
		{ .name = "score",
		  .label = text(cx, T_QUALITY_SCORE),
		  .value = ui_words(say_score(cx, r->total.score)),
		  .note = text(cx, T_QUALITY_SCORE_NOTE) },
		{ .name = "findings",
		  .label = text(cx, T_QUALITY_FINDINGS),
		  .value = ui_count(r->total.findings),
		  .href = opens ? "/mutu/temuan" : NULL },
		{ .name = "mine",
		  .label = text(cx, T_QUALITY_MINE),
		  .value = ui_count(r->mine),
		  .href = opens ? "/mutu/temuan?keadaan=mine" : NULL },
		{ .name = "subjects",
		  .label = text(cx, T_QUALITY_SUBJECTS),
		  .value = ui_count(r->total.subjects) },
	};

	ui_tiles(u, "totals", tiles, LEN(tiles));
}

static void draw_trend(struct ctx *cx, struct ui *u, const struct quality_report *r)
{
	struct ui_point *points = ARENA_ARRAY(cx->arena, r->n_days + 1, struct ui_point);

	for (size_t i = 0; i < r->n_days; i++)
		points[i] = (struct ui_point){ .label = say_date_short(cx, r->day[i].day),
					       .value = MAX(0, r->day[i].score),
					       .shown = say_score(cx, r->day[i].score) };
	ui_line(u, "trend", text(cx, T_QUALITY_TREND), text(cx, T_QUALITY_UNIT_SCORE), points,
		r->n_days, 1000);
}

static void draw_table(struct ctx *cx, struct ui *u, const struct table *t,
		       const struct quality_figure *f, size_t n)
{
	ui_table(u, t->name, t, lines_of(cx, t, f, n), n, sizeof(struct line),
		 &(struct ui_list){ .total = (int64_t)n,
				    .main = t == &region_table,
				    .empty = text(cx, T_QUALITY_NO_FINDINGS) });
}

static enum err overview_page(struct ctx *cx, struct req *r, struct ui *u)
{
	struct quality_report report;

	(void)r;
	TRY(quality_report(cx, &report));
	ui_begin(u, &(struct ui_page){ .title = text(cx, T_QUALITY_TITLE),
				       .lead = text(cx, may(cx, PERM_PERSON_WRITE)
							    ? T_QUALITY_LEAD
							    : T_QUALITY_LEAD_FIGURES),
				       .nav = "/mutu",
				       .wide = true,
				       .print = true });
	if (!report.whole)
		ui_note(u, UI_INFO, text(cx, T_QUALITY_RUNNING), text(cx, T_QUALITY_RUNNING_NOTE));
	if (report.total.subjects == 0)
		ui_empty(u, text(cx, T_QUALITY_NONE_YET), NULL, NULL);
	draw_tiles(cx, u, &report);
	draw_table(cx, u, &region_table, report.region, report.n_regions);
	draw_table(cx, u, &rule_table, report.rule, report.n_rules);
	draw_table(cx, u, &source_table, report.source, report.n_sources);
	draw_trend(cx, u, &report);
	ui_small(u, text(cx, T_QUALITY_SCORE_HOW));
	return ui_end(u);
}

/* ---- /mutu/temuan -------------------------------------------------------------------------- */

enum { L_STATE, L_RULE, L_REGION, L_SOURCE, L_AFTER, L_ACT, L_DONE, L_REST };
enum { SHOW_OPEN, SHOW_MINE, SHOW_ACCEPTED };
static const struct member list_states[] = {
	[SHOW_OPEN] = { "open", T_QUALITY_STATE_OPEN, T__NONE },
	[SHOW_MINE] = { "mine", T_QUALITY_STATE_MINE, T__NONE },
	[SHOW_ACCEPTED] = { "accepted", T_QUALITY_STATE_ACCEPTED, T__NONE },
	{ .value = NULL },
};
enum { ACT_GIVE, ACT_ACCEPT };
static const struct member acts[] = {
	[ACT_GIVE] = { "give", T_QUALITY_ACT_GIVE, T__NONE },
	[ACT_ACCEPT] = { "accept", T_QUALITY_ACT_ACCEPT, T__NONE },
	{ .value = NULL },
};

static enum err rule_choices(struct ctx *cx, const struct form *f, struct options *ret)
{
	(void)f;
	return ref_options(cx, "quality_rule", ret);
}

/* The kelurahan, and first the people whose kelurahan nobody knows. */
static enum err region_choices(struct ctx *cx, const struct form *f, struct options *ret)
{
	struct options known;
	struct option *items;

	TRY(region_options_own(cx, f, &known));
	items = ARENA_ARRAY(cx->arena, known.n + 1, struct option);
	items[0] = (struct option){ .value = "0", .label = text(cx, T_QUALITY_NO_REGION) };
	for (size_t i = 0; i < known.n; i++)
		items[i + 1] = known.items[i];
	*ret = (struct options){ .items = items, .n = known.n + 1 };
	return ERR_OK;
}

static const struct field list_fields[] = {
	[L_STATE] = { .name = "keadaan",
		      .kind = FIELD_ENUM,
		      .label = T_QUALITY_STATE,
		      .members = list_states },
	[L_RULE] = { .name = "aturan",
		     .kind = FIELD_REF,
		     .label = T_QUALITY_RULE,
		     .options = rule_choices },
	[L_REGION] = { .name = "kelurahan",
		       .kind = FIELD_REF,
		       .label = T_QUALITY_REGION,
		       .options = region_choices },
	[L_SOURCE] = { .name = "sumber",
		       .kind = FIELD_REF,
		       .label = T_QUALITY_SOURCE,
		       .options = fact_any_source_choices },
	[L_AFTER] = { .name = "after", .kind = FIELD_ID, .onward = true },
	[L_ACT] = { .name = "act", .kind = FIELD_HIDDEN, .max = 10 },
	[L_DONE] = { .name = "done", .kind = FIELD_ID },
	[L_REST] = { .name = "rest", .kind = FIELD_ID },
	{ .kind = FIELD_END },
};
static const struct form_def list_form = { .name = "quality_list",
					   .fields = list_fields,
					   .submit = T_QUALITY_SHOW };

enum { M_IDS, M_ACT, M_OFFICER, M_REASON };

static enum err check_many(struct ctx *cx, struct form *f)
{
	const int64_t *ids;

	if (form_ids(f, M_IDS, &ids) > MANY_MAX)
		form_problem(cx, f, M_IDS, T_QUALITY_PROBLEM_MANY, say_number(cx, MANY_MAX));
	if (form_int(f, M_ACT, ACT_GIVE) == ACT_ACCEPT) {
		if (form_text(f, M_REASON) == NULL)
			form_problem(cx, f, M_REASON, T_QUALITY_PROBLEM_REASON, NULL);
	} else if (form_text(f, M_OFFICER) == NULL) {
		form_problem(cx, f, M_OFFICER, T_QUALITY_PROBLEM_OFFICER, NULL);
	}
	return ERR_OK;
}

static const struct field many_fields[] = {
	[M_IDS] = { .name = "temuan",
		    .kind = FIELD_IDS,
		    .label = T_QUALITY_FINDINGS_CHOSEN,
		    .required = true },
	[M_ACT] = { .name = "act", .kind = FIELD_ENUM, .label = T_QUALITY_ACT, .members = acts },
	[M_OFFICER] = { .name = "petugas",
			.kind = FIELD_REF,
			.label = T_QUALITY_OFFICER,
			.options = quality_officers },
	[M_REASON] = { .name = "alasan",
		       .kind = FIELD_TEXT,
		       .label = T_QUALITY_REASON,
		       .hint = T_QUALITY_REASON_HINT,
		       .max = 300 },
	{ .kind = FIELD_END },
};
static const struct form_def many_form = {
	.name = "quality_many", .fields = many_fields, .check = check_many, .submit = T_QUALITY_DO
};

/* A finding as a row, with the word that leads to its remedy. */
struct row {
	struct quality_finding f;
	const char *fix_word;
};

static const char *state_word(const struct quality_finding *f)
{
	if (f->state == QUALITY_ASSIGNED && f->officer != NULL)
		return f->officer;
	return f->state == QUALITY_ACCEPTED && f->reason != NULL ? f->reason : "";
}

#define ROW(member) offsetof(struct row, member)
static const struct column list_columns[] = {
	{ "id", T_COL_ID, COL_ID, PRIV_NONE, ROW(f.id) },
	{ "person_id", T_QUALITY_WHOM, COL_ID, PRIV_NONE, ROW(f.person_id) },
	{ "rule", T_QUALITY_RULE, COL_TEXT, PRIV_NONE, ROW(f.rule), .flags = COL_DATA_ONLY },
	{ "name", T_QUALITY_WHOM, COL_TEXT, PRIV_GENERAL, ROW(f.name), .flags = COL_STRONG,
	  .href = "/mutu/temuan/{id}" },
	{ "what", T_QUALITY_RULE, COL_TEXT, PRIV_NONE, ROW(f.what) },
	{ "severity", T_QUALITY_SEVERITY, COL_ENUM, PRIV_NONE, ROW(f.severity),
	  .member = severity_text, .flags = COL_BADGE },
	{ "region", T_QUALITY_REGION, COL_TEXT, PRIV_NONE, ROW(f.region) },
	{ "source", T_QUALITY_SOURCE, COL_TEXT, PRIV_NONE, ROW(f.source), .flags = COL_WIDE_ONLY },
	{ "found_at", T_QUALITY_FOUND, COL_INSTANT, PRIV_NONE, ROW(f.found_at),
	  .flags = COL_WIDE_ONLY },
	{ "officer", T_QUALITY_OFFICER, COL_TEXT, PRIV_NONE, ROW(f.officer) },
	{ "path", T_QUALITY_FIX, COL_TEXT, PRIV_NONE, ROW(f.fix), .flags = COL_DATA_ONLY },
	{ "fix", T_QUALITY_FIX, COL_TEXT, PRIV_NONE, ROW(fix_word), .href = "{path}" },
};
static const struct table list_table = { .name = "findings",
					 .title = T_QUALITY_LIST,
					 .columns = list_columns,
					 .n_columns = LEN(list_columns),
					 .subject = "person_id" };

static const struct row *rows_of(struct ctx *cx, const struct quality_finding *f, size_t n)
{
	struct row *rows = ARENA_ARRAY(cx->arena, n + 1, struct row);

	for (size_t i = 0; i < n; i++) {
		rows[i] = (struct row){ f[i], text(cx, T_QUALITY_FIX_IT) };
		rows[i].f.officer = state_word(&f[i]);
	}
	return rows;
}

static const char *same_list(struct ctx *cx, const struct form *f, int64_t state)
{
	return arena_printf(cx->arena, "/mutu/temuan?keadaan=%s&aturan=%s&kelurahan=%s&sumber=%s",
			    list_states[state].value, form_raw(f, L_RULE), form_raw(f, L_REGION),
			    form_raw(f, L_SOURCE));
}

/* What became of an act on many; the counts are in the address. */
static void draw_result(struct ctx *cx, struct ui *u, const struct form *f)
{
	bool give = str_eq(form_text(f, L_ACT), acts[ACT_GIVE].value);
	int64_t rest = form_id(f, L_REST);

	if (!form_given(f, L_DONE))
		return;
	ui_note(u, rest > 0 ? UI_WARN : UI_GOOD,
		text_fill(cx, give ? T_QUALITY_DONE_GIVE : T_QUALITY_DONE_ACCEPT,
			  say_number(cx, form_id(f, L_DONE)), NULL),
		rest > 0 ? text_fill(cx, T_QUALITY_DONE_REST, say_number(cx, rest), NULL) : "");
}

/* Who may only change persons sees what was given to him, and puts it right. */
static bool gives(const struct ctx *cx)
{
	return may(cx, PERM_QUALITY_WORK);
}

static struct quality_filter filter_of(const struct ctx *cx, const struct form *f, bool all)
{
	int64_t state = form_int(f, L_STATE, SHOW_OPEN);

	return (struct quality_filter){
		.rule = form_text(f, L_RULE),
		.source = form_text(f, L_SOURCE),
		.region_id = form_text(f, L_REGION) != NULL ? form_id(f, L_REGION) : DB_NONE,
		.mine = state == SHOW_MINE || !gives(cx),
		.accepted = state == SHOW_ACCEPTED && gives(cx),
		.after_id = form_id(f, L_AFTER),
		.max = all ? INT32_MAX : PAGE_ROWS,
	};
}

static void draw_filter(struct ui *u, struct form *f)
{
	ui_form(u, NULL,
		&(struct ui_form){ .action = "/mutu/temuan",
				   .def = &list_form,
				   .form = f,
				   .get = true,
				   .inline_row = true,
				   .secondary = true });
}

static enum err list_page(struct ctx *cx, struct req *r, struct ui *u)
{
	struct form *f = req_form(r), *many = form_def_of(f) == &many_form ? f : NULL;
	struct quality_filter filter;
	struct quality_finding *list;
	struct ui_list how = { .total = -1,
			       .main = true,
			       .empty = text(cx, T_QUALITY_NO_FINDINGS),
			       .empty_label = text(cx, T_QUALITY_TITLE),
			       .empty_href = "/mutu",
			       .select = "temuan",
			       .bulk = &many_form,
			       .bulk_action = "/mutu/temuan",
			       .bulk_form = many };
	size_t n;

	f = many != NULL ? form_new(cx, &list_form) : f;
	filter = filter_of(cx, f, ui_all_rows(u));
	TRY(quality_list(cx, &filter, &list, &n));
	if (n == filter.max)
		how.next = arena_printf(cx->arena, "%s&after=%lld",
					same_list(cx, f, form_int(f, L_STATE, SHOW_OPEN)),
					(long long)list[n - 1].id);
	if (filter.after_id != 0)
		how.first = same_list(cx, f, form_int(f, L_STATE, SHOW_OPEN));
	if (filter.accepted)
		how.select = NULL;
	if (!gives(cx))
		how = (struct ui_list){ .total = -1,
					.main = true,
					.empty = how.empty,
					.next = how.next,
					.first = how.first };
	ui_begin(u, &(struct ui_page){ .title = text(cx, T_QUALITY_LIST),
				       .lead = gives(cx) ? text(cx, T_QUALITY_LIST_LEAD) : NULL,
				       .nav = "/mutu",
				       .parent = gives(cx) ? "/mutu" : NULL,
				       .parent_title = text(cx, T_QUALITY_TITLE),
				       .wide = true });
	if (many == NULL)
		draw_result(cx, u, f);
	if (gives(cx))
		draw_filter(u, f);
	ui_table(u, "findings", &list_table, rows_of(cx, list, n), n, sizeof(struct row), &how);
	return ui_end(u);
}

static enum err act_on(struct ctx *cx, const struct form *f, const int64_t *ids, size_t n,
		       int64_t *ret_done)
{
	int64_t officer;

	if (form_int(f, M_ACT, ACT_GIVE) == ACT_ACCEPT)
		return quality_take_as_is(cx, ids, n, form_text(f, M_REASON), ret_done);
	if (!str_i64(form_raw(f, M_OFFICER), &officer))
		return err_set(cx, ERR_INVALID, "no officer");
	return quality_give(cx, ids, n, officer, ret_done);
}

static enum err many_commit(struct ctx *cx, struct req *r, struct resp *resp)
{
	struct form *f = req_form(r);
	const int64_t *ids;
	size_t n = form_ids(f, M_IDS, &ids);
	int64_t done = 0;

	TRY(act_on(cx, f, ids, n, &done));
	resp_see(cx, resp, T__NONE, "/mutu/temuan?act=%s&done=%lld&rest=%lld",
		 acts[form_int(f, M_ACT, ACT_GIVE)].value, (long long)done,
		 (long long)n - (long long)done);
	return ERR_OK;
}

/* ---- one finding --------------------------------------------------------------------------- */

static const struct field give_fields[] = {
	{ .name = "petugas",
	  .kind = FIELD_REF,
	  .label = T_QUALITY_OFFICER,
	  .required = true,
	  .options = quality_officers },
	{ .kind = FIELD_END },
};
static const struct form_def give_form = { .name = "quality_give",
					   .fields = give_fields,
					   .submit = T_QUALITY_GIVE_ONE };
static const struct field accept_fields[] = {
	{ .name = "alasan",
	  .kind = FIELD_TEXT,
	  .label = T_QUALITY_REASON,
	  .hint = T_QUALITY_REASON_HINT,
	  .required = true,
	  .max = 300 },
	{ .kind = FIELD_END },
};
static const struct form_def accept_form = { .name = "quality_accept",
					     .fields = accept_fields,
					     .submit = T_QUALITY_ACCEPT_ONE };
static const struct field no_fields[] = { { .kind = FIELD_END } };
static const struct form_def doubt_form = { .name = "quality_doubt",
					    .fields = no_fields,
					    .submit = T_QUALITY_DOUBT };

static enum text state_text(int64_t state)
{
	switch ((enum quality_state)state) {
	case QUALITY_ASSIGNED:
		return T_QUALITY_STATE_GIVEN;
	case QUALITY_FIXED:
		return T_QUALITY_STATE_FIXED;
	case QUALITY_ACCEPTED:
		return T_QUALITY_STATE_ACCEPTED;
	case QUALITY_OPEN:
		break;
	}
	return T_QUALITY_STATE_OPEN;
}

#define FINDING(member) offsetof(struct quality_finding, member)
static const struct column one_columns[] = {
	{ "id", T_COL_ID, COL_ID, PRIV_NONE, FINDING(id) },
	{ "person_id", T_QUALITY_WHOM, COL_ID, PRIV_NONE, FINDING(person_id) },
	{ "rule", T_QUALITY_RULE, COL_TEXT, PRIV_NONE, FINDING(rule), .flags = COL_DATA_ONLY },
	{ "name", T_QUALITY_WHOM, COL_TEXT, PRIV_GENERAL, FINDING(name), .flags = COL_STRONG },
	{ "region", T_QUALITY_REGION, COL_TEXT, PRIV_NONE, FINDING(region) },
	{ "severity", T_QUALITY_SEVERITY, COL_ENUM, PRIV_NONE, FINDING(severity),
	  .member = severity_text, .flags = COL_BADGE },
	{ "state", T_QUALITY_STATE, COL_ENUM, PRIV_NONE, FINDING(state), .member = state_text },
	{ "why", T_QUALITY_WHY, COL_TEXT, PRIV_NONE, FINDING(why) },
	{ "remedy", T_QUALITY_REMEDY, COL_TEXT, PRIV_NONE, FINDING(remedy) },
	{ "source", T_QUALITY_SOURCE, COL_TEXT, PRIV_NONE, FINDING(source) },
	{ "weight", T_QUALITY_WEIGHT, COL_INT, PRIV_NONE, FINDING(weight) },
	{ "found_at", T_QUALITY_FOUND, COL_INSTANT, PRIV_NONE, FINDING(found_at) },
	{ "officer", T_QUALITY_OFFICER, COL_TEXT, PRIV_NONE, FINDING(officer) },
	{ "given_at", T_QUALITY_GIVEN_AT, COL_INSTANT, PRIV_NONE, FINDING(assigned_at) },
	{ "decided_by", T_QUALITY_DECIDED, COL_TEXT, PRIV_NONE, FINDING(decided_by) },
	{ "decided_at", T_QUALITY_DECIDED_AT, COL_INSTANT, PRIV_NONE, FINDING(decided_at) },
	{ "reason", T_QUALITY_REASON, COL_TEXT, PRIV_NONE, FINDING(reason) },
	{ "fixed_at", T_QUALITY_FIXED_AT, COL_INSTANT, PRIV_NONE, FINDING(fixed_at) },
};
static const struct table one_table = { .name = "finding",
					.title = T_QUALITY_RULE,
					.columns = one_columns,
					.n_columns = LEN(one_columns),
					.subject = "person_id" };

static void draw_acts(struct ctx *cx, struct ui *u, const struct quality_finding *f,
		      const struct form *sent)
{
	const char *path = arena_printf(cx->arena, "/mutu/temuan/%lld", (long long)f->id);

	ui_form(u, "give",
		&(struct ui_form){ .action = arena_printf(cx->arena, "%s/tugaskan", path),
				   .def = &give_form,
				   .form = sent && form_def_of(sent) == &give_form ? sent : NULL,
				   .title = text(cx, T_QUALITY_GIVE_ONE),
				   .secondary = true });
	ui_form(u, "accept",
		&(struct ui_form){ .action = arena_printf(cx->arena, "%s/terima", path),
				   .def = &accept_form,
				   .form = sent && form_def_of(sent) == &accept_form ? sent : NULL,
				   .title = text(cx, T_QUALITY_ACCEPT_ONE),
				   .secondary = true });
}

static void draw_next(struct ctx *cx, struct ui *u, const struct quality_finding *f)
{
	struct ui_action a = { .label = text(cx, T_QUALITY_FIX_IT),
			       .href = f->fix,
			       .primary = true };

	if (f->state == QUALITY_FIXED) {
		ui_note(u, UI_GOOD, text(cx, T_QUALITY_STATE_FIXED),
			text(cx, T_QUALITY_FIXED_NOTE));
		return;
	}
	if (f->state == QUALITY_ACCEPTED)
		a = (struct ui_action){ .label = text(cx, T_QUALITY_DOUBT),
					.href = arena_printf(cx->arena, "/mutu/temuan/%lld/buka",
							     (long long)f->id),
					.post = &doubt_form };
	ui_actions(u, &a, 1);
}

static enum err one_page(struct ctx *cx, struct req *r, struct ui *u)
{
	struct quality_finding f;

	TRY(quality_get(cx, req_id(r), &f));
	if (!gives(cx) && !f.mine)
		return err_set(cx, ERR_NOTFOUND, "finding %lld is not his", (long long)f.id);
	ui_begin(u, &(struct ui_page){ .title = f.what,
				       .nav = "/mutu",
				       .parent = "/mutu/temuan",
				       .parent_title = text(cx, T_QUALITY_LIST) });
	draw_next(cx, u, &f);
	ui_record(u, "finding", &one_table, &f);
	if (gives(cx) && (f.state == QUALITY_OPEN || f.state == QUALITY_ASSIGNED))
		draw_acts(cx, u, &f, req_form(r));
	return ui_end(u);
}

static enum err give_commit(struct ctx *cx, struct req *r, struct resp *resp)
{
	int64_t id = req_id(r), officer, done;

	if (!str_i64(form_raw(req_form(r), 0), &officer))
		return err_set(cx, ERR_INVALID, "no officer");
	TRY(quality_give(cx, &id, 1, officer, &done));
	if (done == 0)
		return refuse(cx, T_QUALITY_REFUSE_OFFICER);
	resp_see(cx, resp, T_QUALITY_GIVEN_ONE, "/mutu/temuan/%lld", (long long)id);
	return ERR_OK;
}

static enum err accept_commit(struct ctx *cx, struct req *r, struct resp *resp)
{
	int64_t id = req_id(r), done;

	TRY(quality_take_as_is(cx, &id, 1, form_text(req_form(r), 0), &done));
	if (done == 0)
		return refuse(cx, T_QUALITY_REFUSE_CHANGED);
	resp_see(cx, resp, T_QUALITY_ACCEPTED_ONE, "/mutu/temuan/%lld", (long long)id);
	return ERR_OK;
}

static enum err doubt_commit(struct ctx *cx, struct req *r, struct resp *resp)
{
	TRY(quality_doubt(cx, req_id(r)));
	resp_see(cx, resp, T_QUALITY_DONE_DOUBT, "/mutu/temuan/%lld", (long long)req_id(r));
	return ERR_OK;
}

const struct route quality_routes[] = {
	{ GET, "/mutu", PERM_QUALITY_READ, 0, REPR_LIST, T_QUALITY_TITLE, .page = overview_page },
	{ GET, "/mutu/temuan", PERM_PERSON_WRITE, ROUTE_NO_MENU, REPR_LIST, T_QUALITY_LIST,
	  .form = &list_form, .page = list_page },
	{ POST, "/mutu/temuan", PERM_QUALITY_WORK, 0, REPR_PAGE, T_QUALITY_DO, .form = &many_form,
	  .page = list_page, .commit = many_commit },
	{ GET, "/mutu/temuan/{id}", PERM_PERSON_WRITE, ROUTE_NO_MENU, REPR_PAGE, T_QUALITY_RULE,
	  .page = one_page },
	{ POST, "/mutu/temuan/{id}/tugaskan", PERM_QUALITY_WORK, 0, REPR_PAGE, T_QUALITY_GIVE_ONE,
	  .form = &give_form, .page = one_page, .commit = give_commit },
	{ POST, "/mutu/temuan/{id}/terima", PERM_QUALITY_WORK, 0, REPR_PAGE, T_QUALITY_ACCEPT_ONE,
	  .form = &accept_form, .page = one_page, .commit = accept_commit },
	{ POST, "/mutu/temuan/{id}/buka", PERM_QUALITY_WORK, 0, REPR_PAGE, T_QUALITY_DOUBT,
	  .form = &doubt_form, .page = one_page, .commit = doubt_commit },
	{ .method = 0 },
};
