/* One rule of triage as a form: conditions row by row, steps, what else follows, the reason. */
#include "feature/desk/desk_rule_form.h"

#include "base/str.h"
#include "feature/desk/desk_form.h"
#include "feature/reference/reference.h"
#include "text/casework.h"
#include "text/desk.h"

#include <string.h>

/* ---- choices ----------------------------------------------------------------------------- */

#define OPTIONS_OF(fn, set)                                                           \
	static enum err fn(struct ctx *cx, const struct form *f, struct options *ret) \
	{                                                                             \
		(void)f;                                                              \
		return ref_options(cx, set, ret);                                     \
	}
OPTIONS_OF(service_options, "service")
OPTIONS_OF(unit_options, "unit_kind")
OPTIONS_OF(limit_options, "limit")
OPTIONS_OF(kind_options, "ppks")

/* How a circumstance counts. */
static enum err count_options(struct ctx *cx, const struct form *f, struct options *ret)
{
	struct option *items = ARENA_ARRAY(cx->arena, 4, struct option);

	(void)f;
	items[0] = (struct option){ .value = "off", .label = text(cx, T_RULES_NOT_LOOKED_AT) };
	items[1] = (struct option){ .value = "all", .label = text(cx, T_RULES_MUST) };
	items[2] = (struct option){ .value = "any", .label = text(cx, T_RULES_ONE_OF) };
	items[3] = (struct option){ .value = "none", .label = text(cx, T_RULES_MUST_NOT) };
	*ret = (struct options){ items, 4 };
	return ERR_OK;
}

static const enum text stage_texts[TRIAGE__STAGES] = {
	[TRIAGE_RESCUE] = T_RULES_STAGE_RESCUE,
	[TRIAGE_HEALTH] = T_RULES_STAGE_HEALTH,
	[TRIAGE_PROTECT] = T_RULES_STAGE_PROTECT,
	[TRIAGE_SOCIAL] = T_RULES_STAGE_SOCIAL,
};

static enum err stage_options(struct ctx *cx, const struct form *f, struct options *ret)
{
	struct option *items = ARENA_ARRAY(cx->arena, TRIAGE__STAGES, struct option);

	(void)f;
	for (size_t i = 0; i < TRIAGE__STAGES; i++)
		items[i] = (struct option){ .value = triage_stage_name((enum triage_stage)i),
					    .label = text(cx, stage_texts[i]) };
	*ret = (struct options){ items, TRIAGE__STAGES };
	return ERR_OK;
}

/* A step may wait for the stages before the last one. */
static const struct member wait_members[] = {
	[TRIAGE_RESCUE] = { "rescue", T_RULES_STAGE_RESCUE, T__NONE },
	[TRIAGE_HEALTH] = { "health", T_RULES_STAGE_HEALTH, T__NONE },
	[TRIAGE_PROTECT] = { "protect", T_RULES_STAGE_PROTECT, T__NONE },
	{ .value = NULL },
};
static const struct member subject_members[] = {
	[TRIAGE_PERSON] = { "person", T_SUBJECT_KNOWN, T__NONE },
	[TRIAGE_FAMILY] = { "family", T_SUBJECT_FAMILY, T__NONE },
	[TRIAGE_UNKNOWN] = { "unknown", T_SUBJECT_UNKNOWN, T__NONE },
	[TRIAGE_GROUP] = { "group", T_SUBJECT_GROUP, T__NONE },
	[TRIAGE_EVENT] = { "event", T_SUBJECT_EVENT, T__NONE },
	{ .value = NULL },
};
static const struct member sex_members[] = {
	[TRIAGE_SEX_UNKNOWN] = { "unknown", T_SEX_UNKNOWN, T__NONE },
	[TRIAGE_MALE] = { "male", T_SEX_MALE, T__NONE },
	[TRIAGE_FEMALE] = { "female", T_SEX_FEMALE, T__NONE },
	{ .value = NULL },
};
static const struct member answer_members[] = {
	[TRIAGE_SILENT] = { "silent", T_RULES_KELURAHAN_SILENT, T__NONE },
	[TRIAGE_YES] = { "yes", T_RULES_KELURAHAN, T__NONE },
	[TRIAGE_NO] = { "no", T_RULES_NOT_KELURAHAN, T__NONE },
	{ .value = NULL },
};

/* ---- fields ------------------------------------------------------------------------------ */

/* The steps come last, so that a page may draw fewer of them. */
enum {
	R_VERSION,
	R_CODE,
	R_FLAGS,
	R_SUBJECTS = R_FLAGS + TRIAGE__FLAGS,
	R_SEXES,
	R_AGE_FROM,
	R_AGE_TO,
	R_AGE_UNKNOWN,
	R_KINDS,
	R_PROTECT,
	R_KELURAHAN,
	R_REASON_ID,
	R_REASON_EN,
	R_ORDER,
	R_WHY,
	R_STEPS
};
enum { S_SERVICE, S_UNIT, S_LIMIT, S_STAGE, S_WAITS, S_EMERGENCY, S__N };
#define STEP_FIELD(i, part) (R_STEPS + (int)(i)*S__N + (part))

#define FLAG_FIELD(name_, label_, ...)                                        \
	{                                                                     \
		.name = "flag_" #name_, .kind = FIELD_REF, .label = (label_), \
		.options = count_options, .depends = true, __VA_ARGS__        \
	}
#define STEP_REF(i, name_, label_, options_, ...)                                  \
	{                                                                          \
		.name = "step" #i "_" name_, .kind = FIELD_REF, .label = (label_), \
		.options = (options_), .depends = true, __VA_ARGS__                \
	}
#define STEP_FIELDS(i)                                                                           \
	STEP_REF(i, "service", T_RULES_F_SERVICE, service_options, .section = T_RULES_STEP_##i), \
	    STEP_REF(i, "unit", T_RULES_F_UNIT, unit_options),                                   \
	    STEP_REF(i, "limit", T_RULES_F_LIMIT, limit_options),                                \
	    STEP_REF(i, "stage", T_RULES_F_STAGE, stage_options),                                \
	    { .name = "step" #i "_waits",                                                        \
	      .kind = FIELD_CHECKS,                                                              \
	      .label = T_RULES_F_WAITS,                                                          \
	      .members = wait_members,                                                           \
	      .depends = true },                                                                 \
	{                                                                                        \
		.name = "step" #i "_emergency", .kind = FIELD_BOOL, .label = T_RULES_F_EMERGENCY \
	}

static const struct field fields[] = {
	[R_VERSION] = { .name = "version", .kind = FIELD_ID, .seen = true },
	[R_CODE] = { .name = "code",
		     .kind = FIELD_TEXT,
		     .label = T_RULES_F_CODE,
		     .hint = T_RULES_F_CODE_HINT,
		     .required = true,
		     .max = 40 },
	[R_FLAGS + TRIAGE_DANGER] = FLAG_FIELD(danger, T_FLAG_DANGER, .section = T_RULES_S_WHEN),
	[R_FLAGS + TRIAGE_SICK] = FLAG_FIELD(sick, T_FLAG_SICK),
	[R_FLAGS + TRIAGE_INJURED] = FLAG_FIELD(injured, T_FLAG_INJURED),
	[R_FLAGS + TRIAGE_VIOLENCE] = FLAG_FIELD(violence, T_FLAG_VIOLENCE),
	[R_FLAGS + TRIAGE_CHILD_ALONE] = FLAG_FIELD(child_alone, T_FLAG_CHILD_ALONE),
	[R_FLAGS + TRIAGE_DISASTER] = FLAG_FIELD(disaster, T_FLAG_DISASTER),
	[R_FLAGS + TRIAGE_MENTAL] = FLAG_FIELD(mental, T_FLAG_MENTAL),
	[R_FLAGS + TRIAGE_NO_DWELLING] = FLAG_FIELD(no_dwelling, T_FLAG_NO_DWELLING),
	[R_FLAGS + TRIAGE_SOCIAL_ONLY] = FLAG_FIELD(social_only, T_FLAG_SOCIAL_ONLY),
	[R_SUBJECTS] = { .name = "subjects",
			 .kind = FIELD_CHECKS,
			 .label = T_RULES_F_SUBJECTS,
			 .hint = T_RULES_F_ALL_HINT,
			 .members = subject_members },
	[R_SEXES] = { .name = "sexes",
		      .kind = FIELD_CHECKS,
		      .label = T_RULES_F_SEXES,
		      .hint = T_RULES_F_ALL_HINT,
		      .members = sex_members },
	[R_AGE_FROM] = { .name = "age_from",
			 .kind = FIELD_INT,
			 .label = T_RULES_F_AGE_FROM,
			 .max = 3,
			 .max_value = 130 },
	[R_AGE_TO] = { .name = "age_to",
		       .kind = FIELD_INT,
		       .label = T_RULES_F_AGE_TO,
		       .max = 3,
		       .max_value = 130 },
	[R_AGE_UNKNOWN] = { .name = "age_unknown",
			    .kind = FIELD_BOOL,
			    .label = T_RULES_F_AGE_UNKNOWN },
	[R_KINDS] = { .name = "kinds",
		      .kind = FIELD_REFS,
		      .label = T_RULES_F_KINDS,
		      .hint = T_RULES_F_KINDS_HINT,
		      .options = kind_options,
		      .section = T_RULES_S_ELSE },
	[R_PROTECT] = { .name = "protect", .kind = FIELD_BOOL, .label = T_RULES_F_PROTECT },
	[R_KELURAHAN] = { .name = "kelurahan",
			  .kind = FIELD_ENUM,
			  .label = T_RULES_F_KELURAHAN,
			  .members = answer_members },
	[R_REASON_ID] = { .name = "reason_id",
			  .kind = FIELD_LONG,
			  .label = T_RULES_F_REASON_ID,
			  .hint = T_RULES_F_REASON_HINT,
			  .section = T_RULES_S_REASON,
			  .required = true,
			  .max = 400,
			  .keep_draft = true },
	[R_REASON_EN] = { .name = "reason_en",
			  .kind = FIELD_LONG,
			  .label = T_RULES_F_REASON_EN,
			  .required = true,
			  .max = 400,
			  .keep_draft = true },
	[R_ORDER] = { .name = "order",
		      .kind = FIELD_INT,
		      .label = T_RULES_F_ORDER,
		      .hint = T_RULES_F_ORDER_HINT,
		      .section = T_RULES_S_SAVE,
		      .max = 2,
		      .min_value = 1,
		      .max_value = TRIAGE_RULES_MAX },
	[R_WHY] = { .name = "why",
		    .kind = FIELD_TEXT,
		    .label = T_RULES_F_WHY,
		    .hint = T_RULES_F_WHY_HINT,
		    .required = true,
		    .max = 300 },
	STEP_FIELDS(1),
	STEP_FIELDS(2),
	STEP_FIELDS(3),
	STEP_FIELDS(4),
	STEP_FIELDS(5),
	STEP_FIELDS(6),
	{ .kind = FIELD_END },
};

/* ---- checks ------------------------------------------------------------------------------ */

/* A step is given when anything of it is. */
static bool step_given(const struct form *f, size_t i)
{
	for (int part = S_SERVICE; part <= S_STAGE; part++) {
		if (form_text(f, STEP_FIELD(i, part)) != NULL)
			return true;
	}
	return false;
}

static void check_step(struct ctx *cx, struct form *f, size_t i)
{
	int stage;

	if (!step_given(f, i))
		return;
	for (int part = S_SERVICE; part <= S_STAGE; part++) {
		if (form_text(f, STEP_FIELD(i, part)) == NULL)
			form_problem(cx, f, STEP_FIELD(i, part), T_RULES_WRONG_STEP, NULL);
	}
	stage = triage_stage_find(form_text(f, STEP_FIELD(i, S_STAGE)));
	if (stage >= 0 && form_checks(f, STEP_FIELD(i, S_WAITS)) >> stage != 0)
		form_problem(cx, f, STEP_FIELD(i, S_WAITS), T_RULES_WRONG_WAITS, NULL);
}

/* The name in braces at s, with its end; NULL: none of those that are filled. */
static const char *known_blank(const char *s)
{
	static const char *const blanks[] = { "{age}", "{subject}", "{unit}", "{limit}" };

	for (size_t i = 0; i < LEN(blanks); i++) {
		if (str_starts(s, blanks[i]))
			return s + strlen(blanks[i]);
	}
	return NULL;
}

static void check_reason(struct ctx *cx, struct form *f, int field)
{
	const char *s = form_text(f, field);

	while (s != NULL && (s = strchr(s, '{')) != NULL) {
		const char *end = known_blank(s);

		if (end == NULL) {
			form_problem(cx, f, field, T_RULES_WRONG_BLANK,
				     arena_strndup(cx->arena, s, strcspn(s, "} ") + 1));
			return;
		}
		s = end;
	}
}

static enum err check(struct ctx *cx, struct form *f)
{
	const char *code = form_text(f, R_CODE);
	int64_t from = form_int(f, R_AGE_FROM, 0), to = form_int(f, R_AGE_TO, 130);

	if (code != NULL && strspn(code, "abcdefghijklmnopqrstuvwxyz0123456789_") != strlen(code))
		form_problem(cx, f, R_CODE, T_RULES_WRONG_CODE, NULL);
	if (to < from)
		form_problem(cx, f, R_AGE_TO, T_RULES_WRONG_AGES, NULL);
	check_reason(cx, f, R_REASON_ID);
	check_reason(cx, f, R_REASON_EN);
	for (size_t i = 0; i < RULE_STEPS; i++)
		check_step(cx, f, i);
	return ERR_OK;
}

const struct form_def desk_rule_form = {
	.name = "triage_rule",
	.fields = fields,
	.check = check,
	.submit = T_RULES_SAVE,
};

/* ---- between rule and form --------------------------------------------------------------- */

static void fill_flags(struct ctx *cx, struct form *f, const struct triage_rule *r)
{
	for (int i = 0; i < TRIAGE__FLAGS; i++) {
		unsigned bit = TRIAGE_BIT(i);

		form_set_text(cx, f, R_FLAGS + i,
			      r->all & bit    ? "all"
			      : r->any & bit  ? "any"
			      : r->none & bit ? "none"
					      : "off");
	}
}

static void fill_step(struct ctx *cx, struct form *f, size_t i, const struct triage_step *s)
{
	form_set_text(cx, f, STEP_FIELD(i, S_SERVICE), s->service);
	form_set_text(cx, f, STEP_FIELD(i, S_UNIT), s->unit_kind);
	form_set_text(cx, f, STEP_FIELD(i, S_LIMIT), s->limit);
	form_set_text(cx, f, STEP_FIELD(i, S_STAGE), triage_stage_name(s->stage));
	form_set_checks(f, STEP_FIELD(i, S_WAITS), s->waits);
	form_set_int(cx, f, STEP_FIELD(i, S_EMERGENCY), s->emergency);
}

struct form *desk_rule_filled(struct ctx *cx, const struct triage_rule *r, size_t order,
			      int64_t version)
{
	static const struct triage_rule blank = { .age_from = -1, .age_to = -1 };
	struct form *f = form_new(cx, &desk_rule_form);

	if (version > 0)
		form_set_int(cx, f, R_VERSION, version);
	form_set_int(cx, f, R_ORDER, (int64_t)order + 1);
	if (r == NULL)
		r = &blank;
	form_set_text(cx, f, R_CODE, r->code);
	fill_flags(cx, f, r);
	form_set_checks(f, R_SUBJECTS, r->subjects);
	form_set_checks(f, R_SEXES, r->sexes);
	if (r->age_from >= 0)
		form_set_int(cx, f, R_AGE_FROM, r->age_from);
	if (r->age_to >= 0)
		form_set_int(cx, f, R_AGE_TO, r->age_to);
	form_set_int(cx, f, R_AGE_UNKNOWN, r->or_unknown_age);
	form_set_choices(cx, f, R_KINDS, r->kinds, r->n_kinds);
	form_set_int(cx, f, R_PROTECT, r->protect);
	form_set_text(cx, f, R_KELURAHAN, answer_members[r->kelurahan].value);
	form_set_text(cx, f, R_REASON_ID, r->reason_id);
	form_set_text(cx, f, R_REASON_EN, r->reason_en);
	for (size_t i = 0; i < MIN(r->n_steps, (size_t)RULE_STEPS); i++)
		fill_step(cx, f, i, &r->steps[i]);
	return f;
}

static unsigned flags_that(const struct form *f, const char *count)
{
	unsigned bits = 0;

	for (int i = 0; i < TRIAGE__FLAGS; i++) {
		if (str_eq(form_text(f, R_FLAGS + i), count))
			bits |= TRIAGE_BIT(i);
	}
	return bits;
}

/* The steps as typed, and behind them those of the old rule that the form has no room for. */
static void read_steps(struct ctx *cx, const struct form *f, const struct triage_rule *old,
		       struct triage_rule *r)
{
	size_t more = old != NULL && old->n_steps > RULE_STEPS ? old->n_steps - RULE_STEPS : 0;
	struct triage_step *steps = ARENA_ARRAY(cx->arena, RULE_STEPS + more, struct triage_step);
	size_t n = 0;

	for (size_t i = 0; i < RULE_STEPS; i++) {
		if (!step_given(f, i))
			continue;
		steps[n++] = (struct triage_step){
			.stage = (enum triage_stage)triage_stage_find(
			    form_text(f, STEP_FIELD(i, S_STAGE))),
			.service = form_text(f, STEP_FIELD(i, S_SERVICE)),
			.unit_kind = form_text(f, STEP_FIELD(i, S_UNIT)),
			.limit = form_text(f, STEP_FIELD(i, S_LIMIT)),
			.emergency = form_bool(f, STEP_FIELD(i, S_EMERGENCY)),
			.waits = (unsigned)form_checks(f, STEP_FIELD(i, S_WAITS)),
		};
	}
	for (size_t i = 0; i < more; i++)
		steps[n++] = old->steps[RULE_STEPS + i];
	r->steps = steps;
	r->n_steps = n;
}

struct triage_rule desk_rule_of(struct ctx *cx, const struct form *f, const struct triage_rule *old)
{
	struct triage_rule r = {
		.code = form_text(f, R_CODE),
		.all = flags_that(f, "all"),
		.any = flags_that(f, "any"),
		.none = flags_that(f, "none"),
		.subjects = (unsigned)form_checks(f, R_SUBJECTS),
		.sexes = (unsigned)form_checks(f, R_SEXES),
		.age_from = (int)form_int(f, R_AGE_FROM, -1),
		.age_to = (int)form_int(f, R_AGE_TO, -1),
		.or_unknown_age = form_bool(f, R_AGE_UNKNOWN),
		.protect = form_bool(f, R_PROTECT),
		.kelurahan = (enum triage_answer)form_int(f, R_KELURAHAN, TRIAGE_SILENT),
		.reason_id = form_text(f, R_REASON_ID),
		.reason_en = form_text(f, R_REASON_EN),
	};

	r.n_kinds = form_choices(f, R_KINDS, &r.kinds);
	read_steps(cx, f, old, &r);
	return r;
}

int64_t desk_rule_version(const struct form *f)
{
	return form_id(f, R_VERSION);
}

size_t desk_rule_order(const struct form *f, size_t or_else)
{
	return (size_t)form_int(f, R_ORDER, (int64_t)or_else + 1) - 1;
}

const char *desk_rule_why(const struct form *f)
{
	return form_text(f, R_WHY);
}

void desk_rule_taken(struct ctx *cx, struct form *f)
{
	form_problem(cx, f, R_CODE, T_RULES_TAKEN, NULL);
}

/* ---- drawing ----------------------------------------------------------------------------- */

/* As many steps as are filled and one to add, where they are read: after the conditions. */
const struct form_def *desk_rule_shown(struct ctx *cx, const struct form *f)
{
	struct field *shown = ARENA_ARRAY(cx->arena, LEN(fields), struct field);
	struct form_def *def = ARENA_NEW(cx->arena, struct form_def);
	size_t used = 0, n = 0;

	for (size_t i = 0; i < RULE_STEPS; i++) {
		if (step_given(f, i))
			used = i + 1;
	}
	used = MIN(used + 1, (size_t)RULE_STEPS);
	for (int i = 0; i < R_KINDS; i++)
		shown[n++] = fields[i];
	for (size_t i = 0; i < used * S__N; i++)
		shown[n++] = fields[R_STEPS + i];
	for (int i = R_KINDS; i < R_STEPS; i++)
		shown[n++] = fields[i];
	shown[n] = (struct field){ .kind = FIELD_END };
	*def = desk_rule_form;
	def->fields = shown;
	return def;
}
