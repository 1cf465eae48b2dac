/* What is done to a case from its page: one form and one short commit for each act. */
#include "feature/casework/case_web.h"

#include "base/clock.h"
#include "base/str.h"
#include "feature/account/account.h"
#include "feature/directory/directory.h"
#include "feature/region/region.h"
#include "feature/registry/registry.h"
#include "platform/app.h"
#include "platform/vault/vault.h"
#include "text/case_web.h"
#include "text/casework.h"
#include "text/referral_web.h"

#include <string.h>

/* ---- choices ----------------------------------------------------------------------------- */

#define REF_CHOICES(fn, set)                                                          \
	static enum err fn(struct ctx *cx, const struct form *f, struct options *ret) \
	{                                                                             \
		(void)f;                                                              \
		return ref_options(cx, set, ret);                                     \
	}
REF_CHOICES(service_choices, "service")
REF_CHOICES(kind_choices, "ppks")
REF_CHOICES(outcome_choices, "outcome")
REF_CHOICES(end_choices, "end_kind")

static enum err unit_choices(struct ctx *cx, const struct form *f, struct options *ret)
{
	(void)f;
	return directory_options(cx, NULL, ret);
}

/* ---- forms ------------------------------------------------------------------------------- */

#define VERSION_FIELD                                             \
	{                                                         \
		.name = "version", .kind = FIELD_ID, .seen = true \
	}
#define BODY_FIELD(label_, need)                                                           \
	{                                                                                  \
		.name = "body", .kind = FIELD_LONG, .label = (label_), .required = (need), \
		.max = 4000, .privacy = FIELD_SPECIFIC_DATA, .keep_draft = true            \
	}
#define WHEN_FIELD                                                                     \
	{                                                                              \
		.name = "happened", .kind = FIELD_INSTANT, .label = T_CASE_F_HAPPENED, \
		.hint = T_CASE_F_HAPPENED_HINT                                         \
	}
#define FORM(name_, fields_, submit_) \
	const struct form_def name_ = { .name = #name_, .fields = fields_, .submit = submit_ }

enum { V = 0 };

static const struct field plain_fields[] = { VERSION_FIELD, { .kind = FIELD_END } };
FORM(case_plain_form, plain_fields, T_CASE_DO);

enum { NOTE_BODY = 1, NOTE_WHEN };
static const struct field note_fields[] = { VERSION_FIELD,
					    { .name = "body",
					      .kind = FIELD_LONG,
					      .label = T_CASE_F_BODY,
					      .hint = T_CASE_F_BODY_HINT,
					      .required = true,
					      .max = 4000,
					      .privacy = FIELD_SPECIFIC_DATA,
					      .keep_draft = true },
					    WHEN_FIELD,
					    { .kind = FIELD_END } };
FORM(case_note_form, note_fields, T_CASE_NOTE);

enum { REOPEN_BODY = 1 };
static const struct field reopen_fields[] = { VERSION_FIELD,
					      BODY_FIELD(T_CASE_F_WHY_REOPEN, true),
					      { .kind = FIELD_END } };
FORM(case_reopen_form, reopen_fields, T_CASE_REOPEN);

static const struct field decide_fields[] = { VERSION_FIELD,
					      BODY_FIELD(T_CASE_F_WHY_DECIDE, true),
					      { .kind = FIELD_END } };
FORM(case_decide_form, decide_fields, T_CASE_DECIDE);

static const struct member needs[] = {
	{ "food", T_CASE_NEED_FOOD, T__NONE },         { "clothes", T_CASE_NEED_CLOTHES, T__NONE },
	{ "shelter", T_CASE_NEED_SHELTER, T__NONE },   { "health", T_CASE_NEED_HEALTH, T__NONE },
	{ "identity", T_CASE_NEED_IDENTITY, T__NONE }, { "school", T_CASE_NEED_SCHOOL, T__NONE },
	{ "safety", T_CASE_NEED_SAFETY, T__NONE },     { "family", T_CASE_NEED_FAMILY, T__NONE },
	{ "work", T_CASE_NEED_WORK, T__NONE },         { .value = NULL },
};

const char *case_needs_words(struct ctx *cx, int64_t bits)
{
	const char *list = NULL;

	for (size_t i = 0; needs[i].value != NULL; i++)
		if ((bits >> i & 1) != 0)
			list = str_and(cx->arena, list, text(cx, needs[i].label));
	return list;
}

enum { ASSESS_NEEDS = 1, ASSESS_BODY, ASSESS_WHEN };
static const struct field assess_fields[] = {
	VERSION_FIELD,
	{ .name = "needs", .kind = FIELD_CHECKS, .label = T_CASE_F_NEEDS, .members = needs },
	BODY_FIELD(T_CASE_F_FOUND, true),
	WHEN_FIELD,
	{ .kind = FIELD_END },
};
FORM(case_assess_form, assess_fields, T_CASE_ASSESS_SAVE);

enum { KIND_CODE = 1, KIND_FROM };
static const struct field kind_fields[] = {
	VERSION_FIELD,
	{ .name = "code",
	  .kind = FIELD_REF,
	  .label = T_CASE_F_KIND,
	  .required = true,
	  .options = kind_choices,
	  .privacy = FIELD_SPECIFIC_DATA },
	{ .name = "from", .kind = FIELD_DATE, .label = T_CASE_F_FROM, .hint = T_CASE_F_TODAY },
	{ .kind = FIELD_END },
};
FORM(case_kind_form, kind_fields, T_CASE_CLASSIFY);

static const struct member kind_ends[] = {
	{ "ended", T_CASE_F_KIND_ENDED, T_CASE_F_KIND_ENDED_HINT },
	{ "withdrawn", T_CASE_F_KIND_WITHDRAWN, T_CASE_F_KIND_WITHDRAWN_HINT },
	{ .value = NULL },
};
static enum err held_choices(struct ctx *cx, const struct form *f, struct options *ret);
enum { UNKIND_CASE = 1, UNKIND_KIND, UNKIND_HOW, UNKIND_TO, UNKIND_WHY };
static const struct field unkind_fields[] = {
	VERSION_FIELD,
	{ .name = "case", .kind = FIELD_ID },
	{ .name = "kind",
	  .kind = FIELD_REF,
	  .label = T_CASE_F_KIND_NOW,
	  .required = true,
	  .options = held_choices,
	  .privacy = FIELD_SPECIFIC_DATA },
	{ .name = "how",
	  .kind = FIELD_ENUM,
	  .label = T_CASE_F_KIND_HOW,
	  .required = true,
	  .members = kind_ends },
	{ .name = "to", .kind = FIELD_DATE, .label = T_CASE_F_KIND_TO, .hint = T_CASE_F_TODAY },
	{ .name = "why",
	  .kind = FIELD_TEXT,
	  .label = T_CASE_F_KIND_WHY,
	  .required = true,
	  .max = 300,
	  .privacy = FIELD_SPECIFIC_DATA },
	{ .kind = FIELD_END },
};
FORM(case_unkind_form, unkind_fields, T_CASE_UNCLASSIFY);

enum { STEP_SERVICE = 1, STEP_UNIT, STEP_AFTER, STEP_URGENT, STEP_REASON };
static const struct field step_fields[] = {
	VERSION_FIELD,
	{ .name = "service",
	  .kind = FIELD_REF,
	  .label = T_CASE_F_SERVICE,
	  .required = true,
	  .options = service_choices },
	{ .name = "unit",
	  .kind = FIELD_REF,
	  .label = T_CASE_F_UNIT,
	  .hint = T_CASE_F_UNIT_HINT,
	  .options = unit_choices },
	{ .name = "after",
	  .kind = FIELD_TEXT,
	  .label = T_CASE_F_AFTER,
	  .hint = T_CASE_F_AFTER_HINT,
	  .max = 40 },
	{ .name = "urgent", .kind = FIELD_BOOL, .label = T_CASE_F_URGENT },
	{ .name = "reason",
	  .kind = FIELD_TEXT,
	  .label = T_CASE_F_REASON,
	  .required = true,
	  .max = 300 },
	{ .kind = FIELD_END },
};
FORM(case_step_form, step_fields, T_CASE_ADD_STEP);

static const struct field step_end_fields[] = {
	VERSION_FIELD,
	{ .name = "kind",
	  .kind = FIELD_REF,
	  .label = T_CASE_F_END,
	  .required = true,
	  .options = end_choices },
	BODY_FIELD(T_CASE_F_RESULT, false),
	WHEN_FIELD,
	{ .kind = FIELD_END },
};
FORM(case_step_end_form, step_end_fields, T_CASE_END_STEP);

static const struct field step_reopen_fields[] = { VERSION_FIELD,
						   BODY_FIELD(T_CASE_F_WHY_REOPEN_STEP, true),
						   { .kind = FIELD_END } };
FORM(case_step_reopen_form, step_reopen_fields, T_CASE_REOPEN_STEP);

static const struct field step_unit_fields[] = {
	VERSION_FIELD,
	{ .name = "unit",
	  .kind = FIELD_REF,
	  .label = T_CASE_F_UNIT,
	  .required = true,
	  .options = unit_choices },
	{ .kind = FIELD_END },
};
FORM(case_step_unit_form, step_unit_fields, T_CASE_ASSIGN);

static const struct member referral_kinds[] = {
	{ "handover", T_REFERRAL_KIND_HANDOVER, T_REFERRAL_HANDOVER_HINT },
	{ "request", T_REFERRAL_KIND_REQUEST, T_REFERRAL_REQUEST_HINT },
	{ .value = NULL },
};
static enum err step_choices(struct ctx *cx, const struct form *f, struct options *ret);
static enum err refer_choices(struct ctx *cx, const struct form *f, struct options *ret);
/* The case stands before the step: the steps to choose from are those of the case. */
enum { REFER_CASE = 1, REFER_KIND, REFER_STEP, REFER_UNIT, REFER_URGENT, REFER_BODY };
static const struct field refer_fields[] = {
	VERSION_FIELD,
	{ .name = "case", .kind = FIELD_ID },
	{ .name = "kind",
	  .kind = FIELD_ENUM,
	  .label = T_CASE_F_REFERRAL_KIND,
	  .required = true,
	  .members = referral_kinds },
	{ .name = "step", .kind = FIELD_REF, .label = T_CASE_F_STEP, .options = step_choices },
	{ .name = "unit",
	  .kind = FIELD_REF,
	  .label = T_CASE_F_TO,
	  .required = true,
	  .options = refer_choices },
	{ .name = "urgent", .kind = FIELD_BOOL, .label = T_CASE_F_URGENT },
	{ .name = "body",
	  .kind = FIELD_LONG,
	  .label = T_CASE_F_HANDOVER_NOTE,
	  .hint = T_CASE_F_HANDOVER_HINT,
	  .max = 4000,
	  .privacy = FIELD_SPECIFIC_DATA,
	  .keep_draft = true },
	{ .kind = FIELD_END },
};
FORM(case_refer_form, refer_fields, T_CASE_REFER);

/* How long a clock may stand for that reason. */
static int64_t most_days(struct ctx *cx, const struct ref_entry *reason)
{
	return ref_doc_int(cx, reason, "max_days", 14);
}

enum err case_pause_choices(struct ctx *cx, const struct form *f, struct options *ret)
{
	const struct ref_entry *reasons;
	struct option *items;
	size_t n;

	(void)f;
	TRY(ref_list(cx, "pause_reason", ref_today(cx), &reasons, &n));
	items = ARENA_ARRAY(cx->arena, n, struct option);
	for (size_t i = 0; i < n; i++)
		items[i] = (struct option){
			.value = reasons[i].code,
			.label = reasons[i].label,
			.hint = text_fill(cx, T_CASE_PAUSE_MOST,
					  say_number(cx, most_days(cx, &reasons[i])), NULL),
		};
	*ret = (struct options){ items, n };
	return ERR_OK;
}

enum err case_check_pause(struct ctx *cx, struct form *f, int code_at, int until_at)
{
	int64_t until = form_int(f, until_at, 0), days;
	struct ref_entry reason;

	if (form_text(f, code_at) == NULL)
		return ERR_OK;
	TRY(ref_get(cx, "pause_reason", form_text(f, code_at), ref_today(cx), &reason));
	days = most_days(cx, &reason);
	if (until <= cx->now || until > cx->now + days * USEC_DAY)
		form_problem(cx, f, until_at, T_KS_PROBLEM_SPAN, say_number(cx, days));
	return ERR_OK;
}

enum { PAUSE_CODE = 1, PAUSE_UNTIL };
static const struct field pause_fields[] = {
	VERSION_FIELD,
	{ .name = "code",
	  .kind = FIELD_REF,
	  .label = T_CASE_F_PAUSE,
	  .required = true,
	  .options = case_pause_choices },
	{ .name = "until", .kind = FIELD_INSTANT, .label = T_CASE_F_UNTIL, .required = true },
	{ .kind = FIELD_END },
};
static enum err check_pause(struct ctx *cx, struct form *f)
{
	return case_check_pause(cx, f, PAUSE_CODE, PAUSE_UNTIL);
}

const struct form_def case_pause_form = { .name = "case_pause_form",
					  .fields = pause_fields,
					  .check = check_pause,
					  .submit = T_CASE_PAUSE };

enum { TERM_BODY = 1, TERM_VISIT };
static const struct field terminate_fields[] = {
	VERSION_FIELD,
	BODY_FIELD(T_CASE_F_WHY_END, true),
	{ .name = "visit", .kind = FIELD_INSTANT, .label = T_CASE_F_VISIT, .required = true },
	{ .kind = FIELD_END },
};
FORM(case_terminate_form, terminate_fields, T_CASE_TERMINATE);

enum { VISIT_BODY = 1, VISIT_WHEN, VISIT_NEXT, VISIT_OUTCOME };
static enum err check_visit(struct ctx *cx, struct form *f)
{
	if (form_int(f, VISIT_NEXT, 0) == 0 && !form_faulty(f, VISIT_NEXT) &&
	    form_text(f, VISIT_OUTCOME) == NULL)
		form_problem(cx, f, VISIT_OUTCOME, T_CASE_PROBLEM_OUTCOME, NULL);
	return ERR_OK;
}
static const struct field visit_fields[] = {
	VERSION_FIELD,
	BODY_FIELD(T_CASE_F_FOUND, true),
	WHEN_FIELD,
	{ .name = "next",
	  .kind = FIELD_INSTANT,
	  .label = T_CASE_F_NEXT,
	  .hint = T_CASE_F_NEXT_HINT },
	{ .name = "outcome",
	  .kind = FIELD_REF,
	  .label = T_CASE_F_OUTCOME,
	  .hint = T_CASE_F_OUTCOME_HINT,
	  .options = outcome_choices },
	{ .kind = FIELD_END },
};
const struct form_def case_visit_form = { .name = "case_visit_form",
					  .fields = visit_fields,
					  .check = check_visit,
					  .submit = T_CASE_VISIT };

enum { CLOSE_OUTCOME = 1, CLOSE_BODY };
static const struct field close_fields[] = {
	VERSION_FIELD,
	{ .name = "outcome",
	  .kind = FIELD_REF,
	  .label = T_CASE_F_OUTCOME,
	  .required = true,
	  .options = outcome_choices },
	{ .name = "body",
	  .kind = FIELD_LONG,
	  .label = T_CASE_F_NO_AFTERCARE,
	  .required = true,
	  .max = 2000,
	  .privacy = FIELD_SPECIFIC_DATA },
	{ .kind = FIELD_END },
};
FORM(case_close_form, close_fields, T_CASE_CLOSE);

enum { MERGE_NUMBER = 1 };
static const struct field merge_fields[] = {
	VERSION_FIELD,
	{ .name = "number",
	  .kind = FIELD_NUMBER,
	  .label = T_CASE_F_MERGE,
	  .hint = T_CASE_F_MERGE_HINT,
	  .required = true,
	  .max = 16 },
	{ .kind = FIELD_END },
};
FORM(case_merge_form, merge_fields, T_CASE_MERGE);

/* The same said again, under the line of the other case. */
static const struct field sure_fields[] = { VERSION_FIELD,
					    { .name = "number", .kind = FIELD_HIDDEN, .max = 16 },
					    { .kind = FIELD_END } };
FORM(sure_form, sure_fields, T_CASE_MERGE_SURE);

static const struct member sexes[] = { { "unknown", T_SEX_UNKNOWN, T__NONE },
				       { "male", T_SEX_MALE, T__NONE },
				       { "female", T_SEX_FEMALE, T__NONE },
				       { .value = NULL } };
enum {
	PERSON_NAME = 1,
	PERSON_ALIAS,
	PERSON_SEX,
	PERSON_BIRTH,
	PERSON_YEAR,
	PERSON_NIK,
	PERSON_ORIGIN,
	PERSON_ADDRESS,
	PERSON_SOURCE
};
static const struct field person_fields[] = {
	VERSION_FIELD,
	{ .name = "name",
	  .kind = FIELD_TEXT,
	  .label = T_CASE_F_NAME,
	  .required = true,
	  .max = 120,
	  .privacy = FIELD_PERSONAL },
	{ .name = "alias",
	  .kind = FIELD_TEXT,
	  .label = T_CASE_F_ALIAS,
	  .max = 120,
	  .privacy = FIELD_PERSONAL },
	{ .name = "sex",
	  .kind = FIELD_ENUM,
	  .label = T_CASE_F_SEX,
	  .members = sexes,
	  .privacy = FIELD_PERSONAL },
	{ .name = "birth", .kind = FIELD_DATE, .label = T_CASE_F_BIRTH, .privacy = FIELD_PERSONAL },
	{ .name = "birth_year",
	  .kind = FIELD_INT,
	  .label = T_CASE_F_BIRTH_YEAR,
	  .max = 4,
	  .min_value = 1900,
	  .max_value = 2100,
	  .privacy = FIELD_PERSONAL },
	{ .name = "nik", .kind = FIELD_NIK, .label = T_CASE_F_NIK, .privacy = FIELD_SPECIFIC_DATA },
	{ .name = "origin",
	  .kind = FIELD_TEXT,
	  .label = T_CASE_F_ORIGIN,
	  .hint = T_CASE_F_ORIGIN_HINT,
	  .max = 200,
	  .privacy = FIELD_PERSONAL },
	{ .name = "address",
	  .kind = FIELD_TEXT,
	  .label = T_CASE_F_ADDRESS,
	  .max = 300,
	  .privacy = FIELD_PERSONAL },
	{ .name = "source",
	  .kind = FIELD_TEXT,
	  .label = T_CASE_F_SOURCE,
	  .hint = T_CASE_F_SOURCE_HINT,
	  .required = true,
	  .max = 100 },
	{ .kind = FIELD_END },
};
FORM(case_person_form, person_fields, T_CASE_NAME_PERSON);

/* The steps of the case that can be referred: those that have begun. */
static enum err step_choices(struct ctx *cx, const struct form *f, struct options *ret)
{
	struct case_view_steps_row *steps;
	struct option *items;
	size_t n, i, used = 0;

	*ret = (struct options){ 0 };
	if (form_id(f, REFER_CASE) == 0)
		return ERR_OK;
	TRY(case_view_steps_all(
	    cx, &(struct case_view_steps_args){ .case_id = form_id(f, REFER_CASE) }, &steps, &n));
	items = ARENA_ARRAY(cx->arena, n + 1, struct option);
	for (i = 0; i < n; i++)
		if (steps[i].state == STEP_ACTIVE)
			items[used++] = (struct option){
				.value = arena_printf(cx->arena, "%lld", (long long)steps[i].id),
				.label =
				    arena_printf(cx->arena, "%lld. %s", (long long)steps[i].ordinal,
						 ref_label(cx, "service", steps[i].service)),
			};
	*ret = (struct options){ .items = items, .n = used };
	return ERR_OK;
}

/* What the case needs next: the chosen step, else the first that runs, else the first that waits;
 * NULL when there is none. */
static enum err next_service(struct ctx *cx, const struct form *f, const char **ret)
{
	struct case_view_steps_row *steps;
	bool runs = false;
	size_t n, i;

	*ret = NULL;
	TRY(case_view_steps_all(
	    cx, &(struct case_view_steps_args){ .case_id = form_id(f, REFER_CASE) }, &steps, &n));
	for (i = 0; i < n; i++) {
		if (steps[i].state == STEP_ENDED)
			continue;
		if (steps[i].id == form_id(f, REFER_STEP)) {
			*ret = steps[i].service;
			return ERR_OK;
		}
		if (*ret == NULL || (!runs && steps[i].state == STEP_ACTIVE))
			*ret = steps[i].service;
		runs = runs || steps[i].state == STEP_ACTIVE;
	}
	return ERR_OK;
}

/* The units that can take it, each with why, open or closed now; not the one that has it. */
static size_t put_takers(struct ctx *cx, const struct directory_answer *answers, size_t n,
			 int64_t holder_id, bool closed, const char *group, struct option *items)
{
	size_t used = 0, i;

	for (i = 0; i < n; i++) {
		const struct directory_answer *a = &answers[i];

		if (!a->fits || a->unit_id == holder_id ||
		    (directory_closed_now(cx, a) != NULL) != closed)
			continue;
		items[used++] = (struct option){
			.value = str_digits(cx->arena, a->unit_id),
			.label = a->name,
			.hint = directory_hint(cx, a),
			.group = group,
		};
	}
	return used;
}

static bool is_option(const struct option *items, size_t n, const char *value)
{
	while (n > 0)
		if (str_eq(items[--n].value, value))
			return true;
	return false;
}

static enum err refer_choices(struct ctx *cx, const struct form *f, struct options *ret)
{
	struct directory_answer *answers;
	struct case_view_row c = { 0 };
	const char *service, *label;
	struct option *items;
	size_t n, takers, i;
	bool found = false;

	TRY(directory_options(cx, NULL, ret));
	if (form_id(f, REFER_CASE) != 0)
		TRY(case_view_maybe(cx, &(struct case_view_args){ .id = form_id(f, REFER_CASE) },
				    &c, &found));
	if (!found)
		return ERR_OK;
	TRY(next_service(cx, f, &service));
	if (service == NULL)
		return ERR_OK;
	TRY(directory_who_can(cx,
			      &(struct directory_ask){ .service = service,
						       .region_id = c.region_id,
						       .urgent = c.urgent != 0 },
			      &answers, &n));
	label = ref_label(cx, "service", service);
	items = ARENA_ARRAY(cx->arena, n + ret->n, struct option);
	takers = put_takers(cx, answers, n, c.holder_unit_id, false,
			    text_fill(cx, T_CASE_TAKERS, label, NULL), items);
	takers += put_takers(cx, answers, n, c.holder_unit_id, true,
			     text_fill(cx, T_CASE_TAKERS_CLOSED, label, NULL), items + takers);
	n = takers;
	for (i = 0; i < ret->n; i++)
		if (!is_option(items, takers, ret->items[i].value))
			items[n++] = ret->items[i];
	*ret = (struct options){ .items = items, .n = n };
	return ERR_OK;
}

/* The kinds that hold now, by their lines. */
static enum err held_choices(struct ctx *cx, const struct form *f, struct options *ret)
{
	int64_t case_id = form_id(f, UNKIND_CASE);
	struct case_kinds_row *rows;
	struct option *items;
	const char *code;
	size_t n, i, used = 0;

	*ret = (struct options){ 0 };
	TRY(case_kinds_all(cx, &(struct case_kinds_args){ .case_id = case_id }, &rows, &n));
	items = ARENA_ARRAY(cx->arena, n + 1, struct option);
	for (i = 0; i < n; i++) {
		if (rows[i].to_date != DB_NONE)
			continue;
		code = rows[i].code;
		if (code == NULL)
			TRY(vault_unseal(cx, case_id, SEAL_CLASS, rows[i].code_sealed, &code));
		items[used++] = (struct option){
			.value = arena_printf(cx->arena, "%lld", (long long)rows[i].id),
			.label = ref_label(cx, "ppks", code),
		};
	}
	*ret = (struct options){ .items = items, .n = used };
	return ERR_OK;
}

/* ---- acts -------------------------------------------------------------------------------- */

static enum err in_scope(struct ctx *cx, struct req *r)
{
	struct case_in_scope_row row;

	return case_in_scope_one(cx, &(struct case_in_scope_args){ .id = req_id(r) }, &row);
}

static enum err to_case(struct ctx *cx, struct resp *resp, enum err e, int64_t case_id,
			enum text flash)
{
	if (e == ERR_OK)
		resp_see(cx, resp, flash, "/kasus/%lld", (long long)case_id);
	return e;
}

#define ACT(fn, flash, call)                                                 \
	static enum err fn(struct ctx *cx, struct req *r, struct resp *resp) \
	{                                                                    \
		struct form *f = req_form(r);                                \
		int64_t id = req_id(r), version = form_id(f, V);             \
                                                                             \
		(void)version;                                               \
		return to_case(cx, resp, (call), id, flash);                 \
	}
ACT(note_commit, T_CASE_SAVED,
    case_note(cx, id, form_int(f, NOTE_WHEN, 0), form_text(f, NOTE_BODY), &resp->id))
ACT(assess_commit, T_CASE_SAVED,
    case_assess(cx, id, version, form_int(f, ASSESS_WHEN, cx->now),
		(int64_t)form_checks(f, ASSESS_NEEDS), form_text(f, ASSESS_BODY), &resp->id))
ACT(kind_commit, T_CASE_SAVED,
    case_classify(cx, id, version, form_text(f, KIND_CODE), form_int(f, KIND_FROM, ref_today(cx)),
		  &resp->id))
ACT(unkind_commit, T_CASE_UNCLASSIFIED,
    case_unclassify(cx, id, version,
		    &(struct kind_end){ .kind_id = form_id(f, UNKIND_KIND),
					.to_date = form_int(f, UNKIND_TO, ref_today(cx)),
					.withdrawn = form_int(f, UNKIND_HOW, 0) == 1,
					.why = form_text(f, UNKIND_WHY) }))
ACT(decide_commit, T_CASE_DECIDED, case_decide(cx, id, version, form_text(f, REOPEN_BODY)))
ACT(take_commit, T_CASE_TAKEN, case_take(cx, id, version, cx->actor->user_id))
ACT(pause_commit, T_CASE_PAUSED,
    case_pause(cx, id, version, form_text(f, PAUSE_CODE), form_int(f, PAUSE_UNTIL, 0)))
ACT(resume_commit, T_CASE_RESUMED, case_resume(cx, id, version))
ACT(terminate_commit, T_CASE_TERMINATED,
    case_terminate(cx, id, version, form_text(f, TERM_BODY), form_int(f, TERM_VISIT, 0)))
ACT(visit_commit, T_CASE_SAVED,
    case_visit(cx, id, version, form_int(f, VISIT_WHEN, 0), form_text(f, VISIT_BODY),
	       form_int(f, VISIT_NEXT, 0), form_text(f, VISIT_OUTCOME)))
ACT(close_commit, T_CASE_CLOSED,
    case_close(cx, id, version, form_text(f, CLOSE_OUTCOME), form_text(f, CLOSE_BODY)))
ACT(reopen_commit, T_CASE_REOPENED, case_reopen(cx, id, version, form_text(f, REOPEN_BODY)))
ACT(protect_commit, T_CASE_PROTECTED_DONE, case_protect(cx, id, version, true))
ACT(unprotect_commit, T_CASE_SAVED, case_protect(cx, id, version, false))

static enum err refer_commit(struct ctx *cx, struct req *r, struct resp *resp)
{
	struct form *f = req_form(r);
	const struct referral_new n = {
		.kind = form_int(f, REFER_KIND, 0) == 0 ? REFERRAL_HANDOVER : REFERRAL_REQUEST,
		.step_id = form_id(f, REFER_STEP),
		.to_unit_id = form_id(f, REFER_UNIT),
		.urgent = form_bool(f, REFER_URGENT),
		.body = form_text(f, REFER_BODY),
	};
	int64_t to;

	TRY(referral_send(cx, req_id(r), form_id(f, V), &n, &resp->id, &to));
	return to_case(cx, resp, ERR_OK, req_id(r),
		       to == n.to_unit_id ? T_CASE_REFERRED : T_CASE_REFERRED_LAST);
}

/* "1, 2" as ids of steps of the case; an unknown number is a problem of the form. */
static enum err add_prepare(struct ctx *cx, struct req *r)
{
	const char *after = form_text(req_form(r), STEP_AFTER);
	struct case_view_steps_row *steps;
	int64_t *ids, ordinal;
	size_t n, i, j, parts, used = 0;
	char **list;

	TRY(in_scope(cx, r));
	TRY(case_view_steps_all(cx, &(struct case_view_steps_args){ .case_id = req_id(r) }, &steps,
				&n));
	ids = ARENA_ARRAY(cx->arena, n + 1, int64_t);
	req_set_data(r, ids);
	if (after == NULL)
		return ERR_OK;
	str_split(cx->arena, after, ',', &list, &parts);
	for (i = 0; i < parts; i++) {
		const char *word = str_clean(cx->arena, list[i], strlen(list[i]));

		for (j = 0; j < n; j++)
			if (str_i64(word, &ordinal) && steps[j].ordinal == ordinal)
				break;
		if (j == n || used == n)
			form_problem(cx, req_form(r), STEP_AFTER, T_CASE_PROBLEM_AFTER, word);
		else
			ids[used++] = steps[j].id;
	}
	return ERR_OK;
}

static enum err add_commit(struct ctx *cx, struct req *r, struct resp *resp)
{
	struct form *f = req_form(r);
	const struct step_new n = {
		.service = form_text(f, STEP_SERVICE),
		.reason = form_text(f, STEP_REASON),
		.unit_id = form_id(f, STEP_UNIT),
		.emergency = form_bool(f, STEP_URGENT),
	};

	return to_case(cx, resp, step_add(cx, req_id(r), form_id(f, V), &n, req_data(r), &resp->id),
		       req_id(r), T_CASE_STEP_ADDED);
}

#define LEFT_ACT(fn, flash, call)                                            \
	static enum err fn(struct ctx *cx, struct req *r, struct resp *resp) \
	{                                                                    \
		struct form *f = req_form(r);                                \
		int64_t id = req_id(r), version = form_id(f, V), case_id;    \
                                                                             \
		memcpy(&case_id, req_data(r), sizeof(case_id));              \
		return to_case(cx, resp, (call), case_id, flash);            \
	}
/*
 * The case to be merged into this one, found by its number within scope.  Nobody is asked whether
 * he is sure of what would be refused then.
 */
static enum err merge_prepare(struct ctx *cx, struct req *r)
{
	struct case_by_number_row *other = ARENA_NEW(cx->arena, struct case_by_number_row);
	struct form *f = req_form(r);
	enum err e = ERR_OK;
	bool found;

	TRY(in_scope(cx, r));
	TRY(case_by_number_maybe(
	    cx, &(struct case_by_number_args){ .number = form_text(f, MERGE_NUMBER) }, other,
	    &found));
	if (!found)
		form_problem(cx, f, MERGE_NUMBER, T_CASE_PROBLEM_NO_CASE, NULL);
	else if ((e = case_may_merge(cx, req_id(r), other->id)) == ERR_CONFLICT) {
		form_problem(cx, f, MERGE_NUMBER, refusal(cx), NULL);
		err_clear(cx);
		e = ERR_OK;
	}
	req_set_data(r, other);
	return e;
}

/* The other case in one line, so that nobody merges by a wrong digit. */
static enum err draw_other(struct ctx *cx, struct req *r, struct ui *u, int64_t id)
{
	struct case_view_row c;
	const char *region;

	TRY(case_view_open(cx, r, id, &c));
	TRY(region_name(cx, c.region_id, &region));
	ui_facts(u, "other",
		 (struct ui_fact[]){
		     { .name = "number",
		       .label = text(cx, T_CASE_MERGE_NUMBER),
		       .value = c.number,
		       .href = arena_printf(cx->arena, "/kasus/%lld", (long long)c.id) },
		     { .name = "who", .label = text(cx, T_CASE_MERGE_WHO), .value = c.title },
		     { .name = "region", .label = text(cx, T_CASE_MERGE_REGION), .value = region },
		     { .name = "state",
		       .label = text(cx, T_CASE_MERGE_STATE),
		       .value = text(cx, case_state_text(c.state)) },
		     { .name = "holder",
		       .label = text(cx, T_CASE_MERGE_HOLDER),
		       .value = c.holder != NULL ? c.holder : text(cx, T_CASE_MERGE_NOBODY) } },
		 5);
	return ERR_OK;
}

/* Asks whether it is the right one; a number that is none goes back to the page of the case. */
static enum err merge_page(struct ctx *cx, struct req *r, struct ui *u)
{
	const struct case_by_number_row *other = req_data(r);
	struct case_view_row c;
	struct form *f;

	if (other == NULL || !form_ok(req_form(r)))
		return case_page(cx, r, u);
	f = form_as(cx, req_form(r), &sure_form);
	TRY(case_view_open(cx, r, req_id(r), &c));
	ui_begin(
	    u, &(struct ui_page){ .title = text(cx, T_CASE_MERGE_ASK),
				  .lead = text_fill(cx, T_CASE_MERGE_LEAD, c.number, c.title, NULL),
				  .nav = "/kasus",
				  .parent = arena_printf(cx->arena, "/kasus/%lld", (long long)c.id),
				  .parent_title = c.number });
	TRY(draw_other(cx, r, u, other->id));
	ui_form(u, "merge",
		&(struct ui_form){
		    .action = arena_printf(cx->arena, "/kasus/%lld/gabung", (long long)c.id),
		    .def = &sure_form,
		    .form = f,
		    .cancel = arena_printf(cx->arena, "/kasus/%lld", (long long)c.id) });
	return ui_end(u);
}

static enum err merge_commit(struct ctx *cx, struct req *r, struct resp *resp)
{
	const struct case_by_number_row *other = req_data(r);

	return to_case(
	    cx, resp, case_merge(cx, req_id(r), form_id(req_form(r), V), other->id, other->version),
	    req_id(r), T_CASE_MERGED);
}

static enum err unmerge_prepare(struct ctx *cx, struct req *r)
{
	struct case_in_scope_row row;
	struct case_merge_get_row m;

	TRY(case_merge_get_one(cx, &(struct case_merge_get_args){ .id = req_id(r) }, &m));
	TRY(case_in_scope_one(cx, &(struct case_in_scope_args){ .id = m.into_id }, &row));
	req_set_data(r, arena_memdup(cx->arena, &m.into_id, sizeof(m.into_id)));
	return ERR_OK;
}
LEFT_ACT(unmerge_commit, T_CASE_UNMERGED, ((void)version, case_unmerge(cx, id)))

/* The person gets a name: a new one, or the unknown one of the case becomes known. */
static enum err person_commit(struct ctx *cx, struct req *r, struct resp *resp)
{
	struct form *f = req_form(r);
	struct case_root_row c;
	struct person p = {
		.known = true,
		.name = form_text(f, PERSON_NAME),
		.alias = form_text(f, PERSON_ALIAS),
		.sex = form_int(f, PERSON_SEX, 0),
		.birth_date = form_int(f, PERSON_BIRTH, DB_NONE),
		.birth_year = form_int(f, PERSON_YEAR, DB_NONE),
		.nik = form_text(f, PERSON_NIK),
		.origin = form_text(f, PERSON_ORIGIN),
		.address = form_text(f, PERSON_ADDRESS),
	};

	TRY(case_root_one(cx, &(struct case_root_args){ .id = req_id(r) }, &c));
	p.id = c.person_id;
	p.protected = c.protected != 0;
	TRY(person_save(cx, &p, form_text(f, PERSON_SOURCE), &p.id));
	return to_case(cx, resp, case_set_person(cx, req_id(r), form_id(f, V), p.id, p.name, true),
		       req_id(r), T_CASE_PERSON_NAMED);
}

#define POST_CASE(path_, perm_, title_, form_, prepare_, commit_)               \
	{                                                                       \
		POST, "/kasus/{id}/" path_, perm_, 0, REPR_PAGE, title_,        \
		    .form = &(form_), .page = case_page, .prepare = (prepare_), \
		    .commit = (commit_)                                         \
	}
#define POST_LEFT(path_, perm_, title_, form_, prepare_, commit_)                              \
	{                                                                                      \
		POST, path_, perm_, 0, REPR_PAGE, title_, .form = &(form_), .page = case_page, \
							  .prepare = (prepare_),               \
							  .commit = (commit_)                  \
	}

const struct route case_act_routes[] = {
	{ GET, "/kasus/{id}", PERM_CASE_READ, 0, REPR_PAGE, T_CASE_CASE, .page = case_page },
	{ POST, "/kasus/{id}/nik", PERM_PERSON_READ, ROUTE_READ_POST | ROUTE_NO_ONCE, REPR_PAGE,
	  T_CASE_F_NIK, .form = &case_plain_form, .page = case_nik_page },
	POST_CASE("catat", PERM_CASE_WORK, T_CASE_NOTE, case_note_form, in_scope, note_commit),
	POST_CASE("asesmen", PERM_CASE_WORK, T_CASE_ASSESS, case_assess_form, in_scope,
		  assess_commit),
	POST_CASE("jenis", PERM_CASE_WORK, T_CASE_CLASSIFY, case_kind_form, in_scope, kind_commit),
	POST_CASE("jenis-akhir", PERM_CASE_WORK, T_CASE_UNCLASSIFY, case_unkind_form, in_scope,
		  unkind_commit),
	POST_CASE("orang", PERM_PERSON_WRITE, T_CASE_NAME_PERSON, case_person_form, in_scope,
		  person_commit),
	POST_CASE("langkah", PERM_CASE_WORK, T_CASE_ADD_STEP, case_step_form, add_prepare,
		  add_commit),
	POST_CASE("rujuk", PERM_REFERRAL_SEND, T_CASE_REFER, case_refer_form, in_scope,
		  refer_commit),
	POST_CASE("ambil", PERM_CASE_WORK, T_CASE_TAKE, case_plain_form, in_scope, take_commit),
	POST_CASE("tetapkan", PERM_REPORT_DECIDE, T_CASE_DECIDE, case_decide_form, in_scope,
		  decide_commit),
	POST_CASE("jeda", PERM_CASE_WORK, T_CASE_PAUSE, case_pause_form, in_scope, pause_commit),
	POST_CASE("lanjut", PERM_CASE_WORK, T_CASE_RESUME, case_plain_form, in_scope,
		  resume_commit),
	POST_CASE("terminasi", PERM_CASE_WORK, T_CASE_TERMINATE, case_terminate_form, in_scope,
		  terminate_commit),
	POST_CASE("kunjungan", PERM_CASE_WORK, T_CASE_VISIT, case_visit_form, in_scope,
		  visit_commit),
	POST_CASE("tutup", PERM_CASE_WORK, T_CASE_CLOSE, case_close_form, in_scope, close_commit),
	POST_CASE("buka", PERM_CASE_WORK, T_CASE_REOPEN, case_reopen_form, in_scope, reopen_commit),
	{ POST, "/kasus/{id}/gabung-lihat", PERM_CASE_DECIDE, 0, REPR_PAGE, T_CASE_MERGE_ASK,
	  .form = &case_merge_form, .page = merge_page, .prepare = merge_prepare },
	POST_CASE("gabung", PERM_CASE_DECIDE, T_CASE_MERGE, case_merge_form, merge_prepare,
		  merge_commit),
	POST_CASE("lindungi", PERM_CASE_DECIDE, T_CASE_PROTECT, case_plain_form, in_scope,
		  protect_commit),
	POST_CASE("buka-lindung", PERM_CASE_DECIDE, T_CASE_UNPROTECT, case_plain_form, in_scope,
		  unprotect_commit),
	POST_LEFT("/penggabungan/{id}/batal", PERM_CASE_DECIDE, T_CASE_UNMERGE, case_plain_form,
		  unmerge_prepare, unmerge_commit),
	{ .method = 0 },
};
