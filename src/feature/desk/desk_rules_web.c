/* The triage rules: in force, on trial, and old results computed again. */
#include "base/clock.h"
#include "base/str.h"
#include "feature/desk/desk_form.h"
#include "feature/desk/desk_web.h"
#include "feature/desk/rules.h"
#include "feature/reference/reference.h"
#include "platform/app.h"
#include "text/casework.h"
#include "text/desk.h"
#include "text/export.h"

#define TRIAL_DAYS   90
#define RECHECK_DAYS 3660

/* ---- rules in words ---------------------------------------------------------------------- */

struct rule_line {
	const char *code, *when, *steps, *then, *reason;
};

static const char *joined(struct ctx *cx, const char *list, const char *separator, const char *next)
{
	if (str_blank(next))
		return list;
	return list == NULL ? next : arena_printf(cx->arena, "%s%s%s", list, separator, next);
}

static const char *bits_text(struct ctx *cx, unsigned bits, size_t n,
			     enum text (*name)(size_t index))
{
	const char *list = NULL;
	size_t i;

	for (i = 0; i < n; i++)
		if (bits & TRIAGE_BIT(i))
			list = joined(cx, list, ", ", text(cx, name(i)));
	return list;
}

static enum text flag_name(size_t i)
{
	return desk_flag_members[i].label;
}

static enum text subject_name(size_t i)
{
	static const enum text names[TRIAGE__SUBJECTS] = {
		[TRIAGE_PERSON] = T_SUBJECT_KNOWN,    [TRIAGE_FAMILY] = T_SUBJECT_FAMILY,
		[TRIAGE_UNKNOWN] = T_SUBJECT_UNKNOWN, [TRIAGE_GROUP] = T_SUBJECT_GROUP,
		[TRIAGE_EVENT] = T_SUBJECT_EVENT,
	};

	return names[i];
}

static enum text sex_name(size_t i)
{
	static const enum text names[TRIAGE__SEXES] = {
		[TRIAGE_SEX_UNKNOWN] = T_SEX_UNKNOWN,
		[TRIAGE_MALE] = T_SEX_MALE,
		[TRIAGE_FEMALE] = T_SEX_FEMALE,
	};

	return names[i];
}

static const char *ages_text(struct ctx *cx, const struct triage_rule *r)
{
	const char *from = arena_printf(cx->arena, "%d", r->age_from);
	const char *to = arena_printf(cx->arena, "%d", r->age_to), *ages;

	if (r->age_from < 0 && r->age_to < 0)
		return NULL;
	if (r->age_to < 0)
		ages = text_fill(cx, T_RULES_AGE_FROM, from, NULL);
	else if (r->age_from < 0)
		ages = text_fill(cx, T_RULES_AGE_TO, to, NULL);
	else
		ages = text_fill(cx, T_RULES_AGE_BETWEEN, from, to, NULL);
	return r->or_unknown_age
		   ? arena_printf(cx->arena, "%s %s", ages, text(cx, T_RULES_AGE_OR_UNKNOWN))
		   : ages;
}

static const char *labelled(struct ctx *cx, enum text label, const char *value)
{
	return value == NULL ? NULL : text_fill(cx, label, value, NULL);
}

static const char *when_text(struct ctx *cx, const struct triage_rule *r)
{
	const char *w = NULL;

	w = joined(cx, w, "; ",
		   labelled(cx, T_RULES_ALL, bits_text(cx, r->all, TRIAGE__FLAGS, flag_name)));
	w = joined(cx, w, "; ",
		   labelled(cx, T_RULES_ANY, bits_text(cx, r->any, TRIAGE__FLAGS, flag_name)));
	w = joined(cx, w, "; ",
		   labelled(cx, T_RULES_NONE, bits_text(cx, r->none, TRIAGE__FLAGS, flag_name)));
	w = joined(cx, w, "; ",
		   labelled(cx, T_RULES_SUBJECT,
			    bits_text(cx, r->subjects, TRIAGE__SUBJECTS, subject_name)));
	w = joined(cx, w, "; ",
		   labelled(cx, T_RULES_SEX, bits_text(cx, r->sexes, TRIAGE__SEXES, sex_name)));
	w = joined(cx, w, "; ", ages_text(cx, r));
	return w != NULL ? w : text(cx, T_RULES_ALWAYS);
}

struct books {
	const struct ref_book *services, *units, *limits, *kinds;
};

static const char *steps_text(struct ctx *cx, const struct books *b, const struct triage_rule *r)
{
	const char *emergency = arena_printf(cx->arena, ", %s", text(cx, T_RULES_EMERGENCY));
	const char *list = NULL;
	size_t i;

	for (i = 0; i < r->n_steps; i++)
		list = joined(cx, list, "; ",
			      arena_printf(cx->arena, "%s: %s (%s%s)",
					   ref_book_label(b->units, r->steps[i].unit_kind),
					   ref_book_label(b->services, r->steps[i].service),
					   ref_book_label(b->limits, r->steps[i].limit),
					   r->steps[i].emergency ? emergency : ""));
	return list;
}

static const char *then_text(struct ctx *cx, const struct books *b, const struct triage_rule *r)
{
	const char *list = NULL;
	size_t i;

	for (i = 0; i < r->n_kinds; i++)
		list = joined(cx, list, ", ", ref_book_label(b->kinds, r->kinds[i]));
	if (r->protect)
		list = joined(cx, list, ", ", text(cx, T_DESK_PROTECTED));
	if (r->kelurahan != TRIAGE_SILENT)
		list = joined(cx, list, ", ",
			      text(cx, r->kelurahan == TRIAGE_YES ? T_RULES_KELURAHAN
								  : T_RULES_NOT_KELURAHAN));
	return list;
}

#define RULE(member) offsetof(struct rule_line, member)
static const struct column rule_columns[] = {
	{ "code", T_RULES_CODE, COL_TEXT, PRIV_NONE, RULE(code), .flags = COL_STRONG },
	{ "when", T_RULES_WHEN, COL_TEXT, PRIV_NONE, RULE(when) },
	{ "steps", T_RULES_STEPS, COL_TEXT, PRIV_NONE, RULE(steps) },
	{ "then", T_RULES_THEN, COL_TEXT, PRIV_NONE, RULE(then) },
	{ "reason", T_RULES_REASON, COL_TEXT, PRIV_NONE, RULE(reason) },
};
static const struct table rule_table = {
	.name = "rules",
	.title = T_RULES_PRESENT,
	.columns = rule_columns,
	.n_columns = LEN(rule_columns),
};

/* The rules that are being written: each leads to its form. */
static const struct table *editable(struct ctx *cx)
{
	struct column *columns = arena_memdup(cx->arena, rule_columns, sizeof(rule_columns));
	struct table *t = arena_memdup(cx->arena, &rule_table, sizeof(rule_table));

	columns[0].href = "/laporan/aturan/rancangan/{code}";
	t->columns = columns;
	return t;
}

static enum err draw_rules(struct ctx *cx, struct ui *u, const char *name,
			   const struct triage_table *table, const char *caption, bool main,
			   bool edit)
{
	struct triage_facts anybody = { .subject = TRIAGE_UNKNOWN };
	const struct triage_rule *rules;
	struct rule_line *lines;
	struct books b;
	size_t n, i;

	TRY(ref_book(cx, "service", &b.services));
	TRY(ref_book(cx, "unit_kind", &b.units));
	TRY(ref_book(cx, "limit", &b.limits));
	TRY(ref_book(cx, "ppks", &b.kinds));
	rules = triage_rules(table, &n);
	lines = ARENA_ARRAY(cx->arena, n + 1, struct rule_line);
	for (i = 0; i < n; i++) {
		lines[i] = (struct rule_line){
			.code = rules[i].code,
			.when = when_text(cx, &rules[i]),
			.steps = steps_text(cx, &b, &rules[i]),
			.then = then_text(cx, &b, &rules[i]),
		};
		/* The age of an example, so that "Berusia {age}" reads as it will. */
		anybody.age = rules[i].age_from >= 0 ? rules[i].age_from : TRIAGE_AGE_UNKNOWN;
		TRY(ref_triage_reason(cx, &rules[i], &anybody, &lines[i].reason));
	}
	ui_table(u, name, edit && may(cx, PERM_REFERENCE_WRITE) ? editable(cx) : &rule_table, lines,
		 n, sizeof(*lines),
		 &(struct ui_list){ .total = (int64_t)n, .caption = caption, .main = main });
	return ERR_OK;
}

/* ---- what would change ------------------------------------------------------------------- */

#define LINE(member) offsetof(struct rules_line, member)
#define LINE_COLUMNS(before_, after_)                                                                  \
	{ "report_id", T_COL_ID, COL_ID, PRIV_NONE, LINE(report_id) },                                 \
	    { "number",           T_COL_NUMBER, COL_TEXT,                                              \
	      PRIV_NONE,          LINE(number), .href = "/laporan/{report_id}",                        \
	      .flags = COL_STRONG },                                                                   \
	    { "at", T_COL_RECORDED, COL_INSTANT, PRIV_NONE, LINE(at), .flags = COL_WIDE_ONLY },        \
	    { "region", T_COL_REGION, COL_TEXT, PRIV_NONE, LINE(region) },                             \
	    { "version", T_RULES_VERSION, COL_INT, PRIV_NONE, LINE(version), .flags = COL_WIDE_ONLY }, \
	    { "before", before_, COL_TEXT, PRIV_NONE, LINE(before) },                                  \
	{                                                                                              \
		"after", after_, COL_TEXT, PRIV_NONE, LINE(after)                                      \
	}

static const struct column trial_columns[] = { LINE_COLUMNS(T_RULES_BEFORE, T_RULES_AFTER) };
static const struct table trial_table = {
	.name = "trial",
	.title = T_RULES_TRIAL,
	.columns = trial_columns,
	.n_columns = LEN(trial_columns),
};
static const struct column recheck_columns[] = { LINE_COLUMNS(T_RULES_STORED, T_RULES_COMPUTED) };
static const struct table recheck_table = {
	.name = "differences",
	.title = T_RULES_RECHECK,
	.columns = recheck_columns,
	.n_columns = LEN(recheck_columns),
};

/* Who shapes the rules may have nothing to do with the people: then no report is opened from here.
 */
static const struct table *for_reader(struct ctx *cx, const struct table *from)
{
	struct column *columns =
	    arena_memdup(cx->arena, from->columns, from->n_columns * sizeof(*from->columns));
	struct table *t = arena_memdup(cx->arena, from, sizeof(*from));

	if (may(cx, PERM_REPORT_READ))
		return from;
	for (size_t i = 0; i < from->n_columns; i++)
		columns[i].href = NULL;
	t->columns = columns;
	return t;
}

static void draw_result(struct ctx *cx, struct ui *u, const struct rules_result *r,
			const struct table *table, bool main)
{
	const struct ui_tile tiles[] = {
		{ .name = "seen",
		  .label = text(cx, T_RULES_SEEN),
		  .value = ui_count((int64_t)r->seen) },
		{ .name = "changed",
		  .label = text(cx, table == &trial_table ? T_RULES_CHANGED : T_RULES_DIFFERENT),
		  .value = ui_count((int64_t)r->changed),
		  .tone = r->changed == 0 ? UI_GOOD : UI_WARN },
	};

	ui_tiles(u, "figures", tiles, LEN(tiles));
	ui_table(u, table->name, for_reader(cx, table), r->lines, r->n_lines, sizeof(r->lines[0]),
		 &(struct ui_list){ .total = (int64_t)r->changed,
				    .empty = text(cx, table == &trial_table ? T_RULES_NO_CHANGE
									    : T_RULES_ALL_SAME),
				    .main = main });
}

/* ---- the page ---------------------------------------------------------------------------- */

enum { ASK_DAYS };
static const struct field days_fields[] = {
	[ASK_DAYS] = { .name = "days",
		       .kind = FIELD_INT,
		       .label = T_RULES_DAYS,
		       .max = 4,
		       .min_value = 1,
		       .max_value = 3660 },
	{ .kind = FIELD_END },
};
static const struct form_def days_form = {
	.name = "rules_days",
	.fields = days_fields,
	.submit = T_RULES_TRY,
};

enum { ON_PRESENT, ON_DRAFT, ON_REASON };
static const struct field on_fields[] = {
	[ON_PRESENT] = { .name = "present", .kind = FIELD_ID },
	[ON_DRAFT] = { .name = "draft", .kind = FIELD_ID },
	[ON_REASON] = { .name = "reason",
			.kind = FIELD_TEXT,
			.label = T_RULES_WHY,
			.hint = T_RULES_WHY_HINT,
			.required = true,
			.max = 500 },
	{ .kind = FIELD_END },
};
static const struct form_def on_form = {
	.name = "rules_on",
	.fields = on_fields,
	.submit = T_RULES_SWITCH_ON,
};

static void draw_switch(struct ctx *cx, struct ui *u, struct req *r, int64_t present, int64_t draft)
{
	struct form *f = req_form(r);

	if (f == NULL || form_def_of(f) != &on_form) {
		f = form_new(cx, &on_form);
		form_set_int(cx, f, ON_PRESENT, present);
		form_set_int(cx, f, ON_DRAFT, draft);
	}
	ui_form(u, "switch_on",
		&(struct ui_form){ .action = "/laporan/aturan",
				   .def = &on_form,
				   .form = f,
				   .title = text(cx, T_RULES_SWITCH_ON) });
}

static void draw_no_draft(struct ctx *cx, struct ui *u)
{
	if (may(cx, PERM_REFERENCE_WRITE))
		ui_empty(u, text(cx, T_RULES_NO_DRAFT_WRITE), text(cx, T_RULES_ADD),
			 "/laporan/aturan/rancangan");
	else
		ui_empty(u, text(cx, T_RULES_ASK_ADMIN), NULL, NULL);
}

/* The draft: what it would have changed comes before the button that switches it on. */
static enum err draw_draft(struct ctx *cx, struct ui *u, struct req *r,
			   const struct triage_table *present, int64_t version, bool *ret_there)
{
	struct rules_result *result = ARENA_NEW(cx->arena, struct rules_result);
	const struct form *f = req_form(r);
	const struct triage_table *draft;
	struct form *days = form_new(cx, &days_form);
	int64_t n = TRIAL_DAYS, draft_version;
	enum err e = ref_triage_draft(cx, &draft, &draft_version);
	bool in_force;

	ui_heading(u, text(cx, T_RULES_TRIAL), "coba");
	*ret_there = e == ERR_OK;
	if (e == ERR_NOTFOUND) {
		err_clear(cx);
		draw_no_draft(cx, u);
		return ERR_OK;
	}
	TRY(e);
	TRY(rules_in_force(cx, &in_force));
	if (in_force) {
		*ret_there = false;
		draw_no_draft(cx, u);
		return ERR_OK;
	}
	if (f != NULL && form_def_of(f) == &days_form && form_ok(f))
		n = form_int(f, ASK_DAYS, TRIAL_DAYS);
	form_set_int(cx, days, ASK_DAYS, n);
	ui_form(u, NULL,
		&(struct ui_form){ .action = "/laporan/aturan",
				   .def = &days_form,
				   .form = days,
				   .get = true,
				   .inline_row = true,
				   .secondary = true });
	TRY(rules_try(cx, present, draft, cx->now - n * USEC_DAY, result));
	draw_result(cx, u, result, &trial_table, false);
	draw_switch(cx, u, r, version, draft_version);
	desk_draw_rule_acts(cx, u, true);
	return draw_rules(cx, u, "draft", draft, text(cx, T_RULES_DRAFT), false, true);
}

static enum err rules_page(struct ctx *cx, struct req *r, struct ui *u)
{
	const struct triage_table *present;
	int64_t version;
	bool draft;

	TRY(ref_triage(cx, &present, &version));
	ui_begin(u, &(struct ui_page){
			.title = text(cx, T_RULES_TITLE),
			.lead = text_fill(cx, T_RULES_LEAD, str_digits(cx->arena, version), NULL),
			.nav = "/laporan",
			.parent = may(cx, PERM_REPORT_READ) ? "/laporan" : NULL,
			.parent_title = text(cx, T_DESK_LIST),
			.wide = true,
			.print = true });
	TRY(draw_draft(cx, u, r, present, version, &draft));
	TRY(draw_rules(cx, u, "rules", present, text(cx, T_RULES_PRESENT), true, !draft));
	ui_actions(u,
		   (struct ui_action[]){
		       { .label = text(cx, T_RULES_HISTORY), .href = "/acuan/triage/rules" },
		       { .label = text(cx, T_RULES_RECHECK), .href = "/laporan/aturan/periksa" } },
		   2);
	return ui_end(u);
}

static enum err on_commit(struct ctx *cx, struct req *r, struct resp *resp)
{
	const struct form *f = req_form(r);

	TRY(rules_switch_on(cx, form_id(f, ON_PRESENT), form_id(f, ON_DRAFT),
			    form_text(f, ON_REASON), &resp->id));
	resp_see(cx, resp, T_RULES_SWITCHED_ON, "/laporan/aturan");
	return ERR_OK;
}

static enum err recheck_page(struct ctx *cx, struct req *r, struct ui *u)
{
	struct rules_result *result = ARENA_NEW(cx->arena, struct rules_result);

	(void)r;
	TRY(rules_recheck(cx, cx->now - RECHECK_DAYS * USEC_DAY, result));
	ui_begin(u, &(struct ui_page){ .title = text(cx, T_RULES_RECHECK),
				       .lead = text(cx, T_RULES_RECHECK_LEAD),
				       .nav = "/laporan",
				       .parent = "/laporan/aturan",
				       .parent_title = text(cx, T_RULES_TITLE),
				       .wide = true });
	draw_result(cx, u, result, &recheck_table, true);
	return ui_end(u);
}

const struct route desk_rules_routes[] = {
	{ GET, "/laporan/aturan", PERM_TRIAGE_RULES, 0, REPR_LIST, T_RULES_TITLE,
	  .form = &days_form, .page = rules_page },
	{ POST, "/laporan/aturan", PERM_TRIAGE_RULES, 0, REPR_PAGE, T_RULES_SWITCH_ON,
	  .form = &on_form, .page = rules_page, .commit = on_commit },
	{ GET, "/laporan/aturan/periksa", PERM_TRIAGE_RULES, 0, REPR_LIST, T_RULES_RECHECK,
	  .page = recheck_page },
	{ .method = 0 },
};
