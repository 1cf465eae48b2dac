/* The fields of each list: what its entries carry, declared once. */
#include "feature/reference/reference_form.h"

#include "base/str.h"
#include "text/fact.h"
#include "text/i18n.h"
#include "text/reference.h"
#include "text/retention.h"

#include <string.h>

/* ---- what can be chosen -------------------------------------------------------------------- */

#define OPTIONS_OF(set)                                                                          \
	static enum err set##_options(struct ctx *cx, const struct form *f, struct options *ret) \
	{                                                                                        \
		(void)f;                                                                         \
		return ref_options(cx, #set, ret);                                               \
	}

OPTIONS_OF(pas)
OPTIONS_OF(cluster)
OPTIONS_OF(ppks)
OPTIONS_OF(unit_kind)
OPTIONS_OF(spm_item)
OPTIONS_OF(spm_group)
OPTIONS_OF(limit)
OPTIONS_OF(need_reason)
OPTIONS_OF(field)

static const struct member sexes[] = {
	{ "male", T_REFERENCE_V_MALE, T__NONE },
	{ "female", T_REFERENCE_V_FEMALE, T__NONE },
	{ 0 },
};
static const struct member subjects[] = {
	{ "person", T_REFERENCE_SUBJECT_PERSON, T__NONE },
	{ "family", T_REFERENCE_SUBJECT_FAMILY, T__NONE },
	{ "unknown", T_REFERENCE_SUBJECT_UNKNOWN, T__NONE },
	{ "group", T_REFERENCE_SUBJECT_GROUP, T__NONE },
	{ "event", T_REFERENCE_SUBJECT_EVENT, T__NONE },
	{ 0 },
};
static const struct member forms[] = {
	{ "person", T_REFERENCE_V_FORM_PERSON, T__NONE },
	{ "organisation", T_REFERENCE_V_FORM_ORGANISATION, T__NONE },
	{ "family", T_REFERENCE_V_FORM_FAMILY, T__NONE },
	{ 0 },
};
static const struct member areas[] = {
	{ "kelurahan", T_REFERENCE_V_AREA_KELURAHAN, T__NONE },
	{ "kecamatan", T_REFERENCE_V_AREA_KECAMATAN, T__NONE },
	{ "city", T_REFERENCE_V_AREA_CITY, T__NONE },
	{ "outside", T_REFERENCE_V_AREA_OUTSIDE, T__NONE },
	{ 0 },
};
static const struct member units_of_time[] = {
	{ "clock_hours", T_REFERENCE_V_CLOCK_HOURS, T_REFERENCE_V_CLOCK_HOURS_HINT },
	{ "work_hours", T_REFERENCE_V_WORK_HOURS, T_REFERENCE_V_WORK_HOURS_HINT },
	{ "work_days", T_REFERENCE_V_WORK_DAYS, T_REFERENCE_V_WORK_DAYS_HINT },
	{ "days", T_REFERENCE_V_DAYS, T_REFERENCE_V_DAYS_HINT },
	{ 0 },
};
static const struct member weekdays[] = {
	{ "1", T_TIME_WEEKDAY_1, T__NONE }, { "2", T_TIME_WEEKDAY_2, T__NONE },
	{ "3", T_TIME_WEEKDAY_3, T__NONE }, { "4", T_TIME_WEEKDAY_4, T__NONE },
	{ "5", T_TIME_WEEKDAY_5, T__NONE }, { "6", T_TIME_WEEKDAY_6, T__NONE },
	{ "0", T_TIME_WEEKDAY_0, T__NONE }, { 0 },
};
static const struct member follows[] = {
	{ "release", T_REFERENCE_V_FOLLOWS_RELEASE, T__NONE },
	{ "stop", T_REFERENCE_V_FOLLOWS_STOP, T__NONE },
	{ 0 },
};
static const struct member thens[] = {
	{ "replan", T_REFERENCE_V_THEN_REPLAN, T__NONE },
	{ "search", T_REFERENCE_V_THEN_SEARCH, T__NONE },
	{ "close", T_REFERENCE_V_THEN_CLOSE, T__NONE },
	{ 0 },
};

static const struct member givers[] = {
	{ "national", T_REFERENCE_GIVER_NATIONAL, T__NONE },
	{ "province", T_REFERENCE_GIVER_PROVINCE, T__NONE },
	{ "city", T_REFERENCE_GIVER_CITY, T__NONE },
	{ "other", T_REFERENCE_GIVER_OTHER, T__NONE },
	{ 0 },
};
static const struct member gives[] = {
	{ "cash", T_REFERENCE_GIVES_CASH, T__NONE },
	{ "food", T_REFERENCE_GIVES_FOOD, T__NONE },
	{ "goods", T_REFERENCE_GIVES_GOODS, T__NONE },
	{ "service", T_REFERENCE_GIVES_SERVICE, T__NONE },
	{ "contribution", T_REFERENCE_GIVES_CONTRIBUTION, T__NONE },
	{ 0 },
};
static const struct member every[] = {
	{ "month", T_REFERENCE_EVERY_MONTH, T__NONE },
	{ "quarter", T_REFERENCE_EVERY_QUARTER, T__NONE },
	{ "year", T_REFERENCE_EVERY_YEAR, T__NONE },
	{ "once", T_REFERENCE_EVERY_ONCE, T__NONE },
	{ 0 },
};

static const struct member subjects_of_fact[] = {
	{ "person", T_REFERENCE_OF_PERSON, T__NONE },
	{ "family", T_REFERENCE_OF_FAMILY, T__NONE },
	{ 0 },
};
static const struct member fact_kinds[] = {
	{ "text", T_REFERENCE_KIND_TEXT, T__NONE },
	{ "name", T_REFERENCE_KIND_NAME, T__NONE },
	{ "date", T_REFERENCE_KIND_DATE, T__NONE },
	{ "number", T_REFERENCE_KIND_NUMBER, T__NONE },
	{ "money", T_REFERENCE_KIND_MONEY, T__NONE },
	{ "flag", T_REFERENCE_KIND_FLAG, T__NONE },
	{ "choice", T_REFERENCE_KIND_CHOICE, T__NONE },
	{ "set", T_REFERENCE_KIND_SET, T__NONE },
	{ "region", T_REFERENCE_KIND_REGION, T__NONE },
	{ "nik", T_REFERENCE_KIND_NIK, T__NONE },
	{ "kk", T_REFERENCE_KIND_KK, T__NONE },
	{ "phone", T_REFERENCE_KIND_PHONE, T__NONE },
	{ 0 },
};
static const struct member fact_classes[] = {
	{ "open", T_REFERENCE_CLASS_OPEN, T_REFERENCE_CLASS_OPEN_HINT },
	{ "personal", T_REFERENCE_CLASS_PERSONAL, T_REFERENCE_CLASS_PERSONAL_HINT },
	{ "secret", T_REFERENCE_CLASS_SECRET, T_REFERENCE_CLASS_SECRET_HINT },
	{ "health", T_REFERENCE_CLASS_HEALTH, T_REFERENCE_CLASS_HEALTH_HINT },
	{ 0 },
};
static const struct member fact_groups[] = {
	{ "identity", T_FACT_GROUP_IDENTITY, T__NONE },
	{ "address", T_FACT_GROUP_ADDRESS, T__NONE },
	{ "contact", T_FACT_GROUP_CONTACT, T__NONE },
	{ "civil", T_FACT_GROUP_CIVIL, T__NONE },
	{ "education", T_FACT_GROUP_EDUCATION, T__NONE },
	{ "work", T_FACT_GROUP_WORK, T__NONE },
	{ "health", T_FACT_GROUP_HEALTH, T__NONE },
	{ "social", T_FACT_GROUP_SOCIAL, T__NONE },
	{ "family", T_FACT_GROUP_FAMILY, T__NONE },
	{ "housing", T_FACT_GROUP_HOUSING, T__NONE },
	{ "assets", T_FACT_GROUP_ASSETS, T__NONE },
	{ "programme", T_FACT_GROUP_PROGRAMME, T__NONE },
	{ "other", T_FACT_GROUP_OTHER, T__NONE },
	{ 0 },
};

static const struct member national_answers[] = {
	{ "accepted", T_REFERENCE_V_ANSWER_ACCEPTED, T__NONE },
	{ "refused", T_REFERENCE_V_ANSWER_REFUSED, T__NONE },
	{ "pending", T_REFERENCE_V_ANSWER_PENDING, T__NONE },
	{ 0 },
};

static const struct member severities[] = {
	{ "error", T_REFERENCE_V_SEVERITY_ERROR, T_REFERENCE_V_SEVERITY_ERROR_HINT },
	{ "warning", T_REFERENCE_V_SEVERITY_WARNING, T_REFERENCE_V_SEVERITY_WARNING_HINT },
	{ 0 },
};
static const struct member musts[] = {
	{ "filled", T_REFERENCE_V_MUST_FILLED, T__NONE },
	{ "between", T_REFERENCE_V_MUST_BETWEEN, T_REFERENCE_V_MUST_BETWEEN_HINT },
	{ "one_of", T_REFERENCE_V_MUST_ONE_OF, T_REFERENCE_V_MUST_ONE_OF_HINT },
	{ "none_of", T_REFERENCE_V_MUST_NONE_OF, T_REFERENCE_V_MUST_NONE_OF_HINT },
	{ 0 },
};

static const struct member fates[] = {
	{ "hapus", T_RETENTION_FATE_ERASE, T__NONE },
	{ "musnah", T_RETENTION_FATE_DESTROY, T__NONE },
	{ "nilai_kembali", T_RETENTION_FATE_REVIEW, T__NONE },
	{ "permanen", T_RETENTION_FATE_KEEP, T__NONE },
	{ "otomatis", T_RETENTION_FATE_BY_ITSELF, T__NONE },
	{ 0 },
};

/* ---- fields -------------------------------------------------------------------------------- */

#define LINE(key, says, ...)                                                   \
	{                                                                      \
		.name = #key, .kind = FIELD_TEXT, .label = (says), __VA_ARGS__ \
	}
#define STORY(key, says)                                                       \
	{                                                                      \
		.name = #key, .kind = FIELD_LONG, .label = (says), .max = 2000 \
	}
#define YES(key, says, ...)                                                    \
	{                                                                      \
		.name = #key, .kind = FIELD_BOOL, .label = (says), __VA_ARGS__ \
	}
#define NUMBER(key, says, low, high, ...)                                             \
	{                                                                             \
		.name = #key, .kind = FIELD_INT, .label = (says), .min_value = (low), \
		.max_value = (high), __VA_ARGS__                                      \
	}
#define ONE_OF(key, says, list, ...)                                                              \
	{                                                                                         \
		.name = #key, .kind = FIELD_ENUM, .label = (says), .members = (list), __VA_ARGS__ \
	}
#define FROM(key, says, set, ...)                                                           \
	{                                                                                   \
		.name = #key, .kind = FIELD_REF, .label = (says), .options = set##_options, \
		__VA_ARGS__                                                                 \
	}
#define SOME_OF(key, says, set)                                                             \
	{                                                                                   \
		.name = #key, .kind = FIELD_REFS, .label = (says), .options = set##_options \
	}
#define AGES                                              \
	NUMBER(age_from, T_REFERENCE_V_AGE_FROM, 0, 130), \
	    NUMBER(age_to, T_REFERENCE_V_AGE_TO, 0, 130)

/* Around the values stand the same fields in every list; reference_form.c counts on the order. */
#define NAMES                                                   \
	LINE(label_id, T_REFERENCE_LABEL_ID, .required = true), \
	    LINE(label_en, T_REFERENCE_LABEL_EN, .required = true)
#define REST_ORDINAL \
	NUMBER(ordinal, T_REFERENCE_ORDINAL, 0, 100000, .hint = T_REFERENCE_ORDINAL_HINT)
#define REST                                                                        \
	REST_ORDINAL,                                                               \
	    { .name = "valid_from",                                                 \
	      .kind = FIELD_DATE,                                                   \
	      .label = T_REFERENCE_VALID_FROM,                                      \
	      .hint = T_REFERENCE_VALID_FROM_HINT,                                  \
	      .section = T_REFERENCE_SECTION_WHEN,                                  \
	      .required = true },                                                   \
	    { .name = "valid_to",                                                   \
	      .kind = FIELD_DATE,                                                   \
	      .label = T_REFERENCE_VALID_TO,                                        \
	      .hint = T_REFERENCE_VALID_TO_HINT },                                  \
	    LINE(source, T_REFERENCE_SOURCE, .hint = T_REFERENCE_SOURCE_HINT,       \
		 .section = T_REFERENCE_SECTION_WHY, .required = true, .max = 500), \
	    LINE(reason, T_REFERENCE_REASON, .required = true, .max = 500),         \
	{                                                                           \
		.kind = FIELD_END                                                   \
	}
#define SEEN                                                                                    \
	{                                                                                       \
		.name = "version", .kind = FIELD_ID, .seen = true, .label = T_REFERENCE_VERSION \
	}
#define CODE \
	LINE(code, T_REFERENCE_CODE, .hint = T_REFERENCE_CODE_HINT, .required = true, .max = 60)
#define DAY                                                                                    \
	{                                                                                      \
		.name = "code", .kind = FIELD_DATE, .label = T_REFERENCE_DAY, .required = true \
	}

/* Both forms of a list; how a new entry is called comes first, then the values it carries. */
#define LIST_CALLED(set, called, ...)                                                       \
	static const struct field set##_edit_fields[] = { SEEN, NAMES, __VA_ARGS__ REST };  \
	static const struct field set##_add_fields[] = { called, NAMES, __VA_ARGS__ REST }; \
	const struct form_def ref_##set##_edit = { .name = "reference_" #set,               \
						   .fields = set##_edit_fields,             \
						   .submit = T_REFERENCE_SAVE };            \
	const struct form_def ref_##set##_add = { .name = "reference_" #set "_new",         \
						  .fields = set##_add_fields,               \
						  .submit = T_REFERENCE_NEW };
#define LIST(set, ...) LIST_CALLED(set, CODE, __VA_ARGS__)

/* How columns and words of national answers are written in the lists that come. */
#define ALIASES \
	LINE(aliases, T_REFERENCE_V_WRITTEN, .hint = T_REFERENCE_V_ALIASES_HINT, .max = 1000)
LIST(answer_column, ALIASES, )
LIST(answer_kind, ALIASES, )
LIST(answer_word, ONE_OF(answer, T_REFERENCE_V_ANSWER, national_answers, .required = true),
     ALIASES, )
LIST(channel)
LIST(cluster)
LIST(need_reason)
LIST(end_kind, ONE_OF(follows, T_REFERENCE_V_FOLLOWS, follows, .required = true),
     ONE_OF(then, T_REFERENCE_V_THEN, thens), YES(begun, T_REFERENCE_V_BEGUN),
     YES(meets, T_REFERENCE_V_MEETS), YES(need, T_REFERENCE_V_NEED),
     YES(needs_reason, T_REFERENCE_V_NEEDS_REASON),
     LINE(note_id, T_REFERENCE_V_NOTE_ID, .max = 300),
     LINE(note_en, T_REFERENCE_V_NOTE_EN, .max = 300), )
LIST(field, ONE_OF(of, T_REFERENCE_V_OF, subjects_of_fact, .required = true),
     ONE_OF(kind, T_REFERENCE_V_FACT_KIND, fact_kinds, .required = true),
     ONE_OF(group, T_REFERENCE_V_FACT_GROUP, fact_groups, .hint = T_REFERENCE_V_FACT_GROUP_HINT),
     ONE_OF(class, T_REFERENCE_V_CLASS, fact_classes),
     LINE(aliases, T_REFERENCE_V_ALIASES, .hint = T_REFERENCE_V_ALIASES_HINT, .max = 1000),
     { .name = "options",
       .kind = FIELD_LONG,
       .label = T_REFERENCE_V_OPTIONS,
       .hint = T_REFERENCE_V_OPTIONS_HINT,
       .max = 8000 },
     LINE(options_of, T_REFERENCE_V_OPTIONS_OF, .hint = T_REFERENCE_V_OPTIONS_OF_HINT, .max = 60),
     NUMBER(min, T_REFERENCE_V_MIN, INT64_C(-999999999999), INT64_C(999999999999)),
     NUMBER(max, T_REFERENCE_V_MAX, INT64_C(-999999999999), INT64_C(999999999999),
	    .hint = T_REFERENCE_V_MAX_HINT),
     YES(past, T_REFERENCE_V_PAST), YES(double_check, T_REFERENCE_V_DOUBLE_CHECK),
     YES(find, T_REFERENCE_V_FIND, .hint = T_REFERENCE_V_FIND_HINT),
     YES(internal, T_REFERENCE_V_INTERNAL, .hint = T_REFERENCE_V_INTERNAL_HINT), )
LIST(document_kind, YES(specific, T_REFERENCE_V_SPECIFIC), )
LIST(document_rule, NUMBER(mb, T_REFERENCE_V_MB, 1, 12),
     NUMBER(days, T_REFERENCE_V_MAX_DAYS, 1, 365), )
LIST(family_event, YES(double_check, T_REFERENCE_V_DOUBLE_CHECK),
     YES(certificate, T_REFERENCE_V_CERTIFICATE, .hint = T_REFERENCE_V_CERTIFICATE_HINT),
     NUMBER(min_age, T_REFERENCE_V_MIN_AGE, 0, 99, .hint = T_REFERENCE_V_MIN_AGE_HINT),
     LINE(paper, T_REFERENCE_V_PAPER, .hint = T_REFERENCE_V_PAPER_HINT, .max = 40), )
LIST_CALLED(holiday, DAY, YES(joint, T_REFERENCE_V_JOINT), )
LIST(keluhan, FROM(limit, T_REFERENCE_V_LIMIT, limit), YES(protected, T_REFERENCE_V_PROTECTED), )
LIST(limit, NUMBER(amount, T_REFERENCE_V_AMOUNT, 1, WORKTIME_MAX, .required = true),
     ONE_OF(unit, T_REFERENCE_V_COUNTED, units_of_time, .required = true), )
LIST(outcome, YES(good, T_REFERENCE_V_GOOD), YES(aftercare, T_REFERENCE_V_AFTERCARE),
     YES(need, T_REFERENCE_V_NEED), )
LIST(pas, STORY(criterion_id, T_REFERENCE_V_CRITERION_ID),
     YES(sensitive, T_REFERENCE_V_SENSITIVE), )
LIST(pause_reason, NUMBER(max_days, T_REFERENCE_V_MAX_DAYS, 1, 365, .required = true), )
LIST(ppks, STORY(criterion_id, T_REFERENCE_V_CRITERION_ID),
     STORY(criterion_en, T_REFERENCE_V_CRITERION_EN), FROM(cluster, T_REFERENCE_V_CLUSTER, cluster),
     FROM(pas, T_REFERENCE_V_PAS, pas), AGES, ONE_OF(sex, T_REFERENCE_V_SEX, sexes),
     ONE_OF(subject, T_REFERENCE_V_SUBJECT, subjects),
     LINE(one_of, T_REFERENCE_V_ONE_OF, .hint = T_REFERENCE_V_ONE_OF_HINT, .max = 40),
     YES(sensitive, T_REFERENCE_V_SENSITIVE), )
LIST(programme, LINE(short, T_REFERENCE_V_SHORT, .max = 40),
     ONE_OF(giver, T_REFERENCE_V_GIVER, givers, .required = true),
     ONE_OF(of, T_REFERENCE_V_RECEIVER, subjects_of_fact, .required = true),
     ONE_OF(gives, T_REFERENCE_V_GIVES, gives, .required = true),
     ONE_OF(every, T_REFERENCE_V_EVERY, every),
     NUMBER(amount, T_REFERENCE_V_WORTH, 0, INT64_C(999999999)),
     YES(hand_at_once, T_REFERENCE_V_HAND_AT_ONCE, .hint = T_REFERENCE_V_HAND_AT_ONCE_HINT), )
LIST(psks, ONE_OF(form, T_REFERENCE_V_FORM, forms, .required = true),
     ONE_OF(area, T_REFERENCE_V_AREA, areas), AGES,
     STORY(criterion_id, T_REFERENCE_V_CRITERION_ID), )
/* Rules by name of the program have their limits, those of the city a field and what it must be. */
LIST(quality_rule, ONE_OF(of, T_REFERENCE_V_OF, subjects_of_fact, .required = true),
     FROM(field, T_REFERENCE_V_RULE_FIELD, field, .hint = T_REFERENCE_V_RULE_FIELD_HINT),
     ONE_OF(must, T_REFERENCE_V_MUST, musts),
     NUMBER(from, T_REFERENCE_V_RULE_FROM, INT64_C(-999999999999), INT64_C(999999999999)),
     NUMBER(to, T_REFERENCE_V_RULE_TO, INT64_C(-999999999999), INT64_C(999999999999)),
     LINE(values, T_REFERENCE_V_RULE_VALUES, .hint = T_REFERENCE_V_RULE_VALUES_HINT, .max = 1000),
     NUMBER(max_age, T_REFERENCE_V_RULE_MAX_AGE, 1, 200, .section = T_REFERENCE_V_RULE_LIMITS),
     NUMBER(child_age, T_REFERENCE_V_RULE_CHILD_AGE, 1, 30),
     NUMBER(max_members, T_REFERENCE_V_RULE_MAX_MEMBERS, 1, 1000),
     NUMBER(min_gap, T_REFERENCE_V_RULE_MIN_GAP, 1, 30),
     ONE_OF(severity, T_REFERENCE_V_SEVERITY, severities, .required = true,
	    .section = T_REFERENCE_V_RULE_FINDING),
     NUMBER(weight, T_REFERENCE_V_WEIGHT, 0, 100, .hint = T_REFERENCE_V_WEIGHT_HINT,
	    .required = true),
     STORY(why_id, T_REFERENCE_V_WHY_ID), STORY(why_en, T_REFERENCE_V_WHY_EN),
     STORY(remedy_id, T_REFERENCE_V_REMEDY_ID), STORY(remedy_en, T_REFERENCE_V_REMEDY_EN),
     YES(off, T_REFERENCE_V_RULE_OFF), )
LIST(refusal_reason, FROM(need, T_REFERENCE_V_NEED_REASON, need_reason),
     YES(note, T_REFERENCE_V_NEEDS_REASON), )
LIST(retention, NUMBER(years, T_REFERENCE_V_YEARS, 0, 100, .hint = T_REFERENCE_V_YEARS_HINT),
     NUMBER(months, T_REFERENCE_V_MONTHS, 0, 1200), NUMBER(days, T_REFERENCE_V_DAYS_MORE, 0, 36500),
     ONE_OF(fate, T_REFERENCE_V_FATE, fates, .hint = T_REFERENCE_V_FATE_HINT, .required = true),
     LINE(basis, T_REFERENCE_V_BASIS, .required = true, .max = 500),
     YES(verified, T_REFERENCE_V_VERIFIED), )
LIST(second_factor, YES(required, T_REFERENCE_V_REQUIRED),
     NUMBER(days, T_REFERENCE_V_GRACE, 0, 60, .hint = T_REFERENCE_V_GRACE_HINT), )
LIST(service, SOME_OF(unit_kinds, T_REFERENCE_V_UNIT_KINDS, unit_kind),
     FROM(spm, T_REFERENCE_V_SPM, spm_item),
     LINE(sub_kegiatan, T_REFERENCE_V_SUB_ACTIVITY, .hint = T_REFERENCE_V_SUB_ACTIVITY_HINT,
	  .max = 40),
     LINE(unit, T_REFERENCE_V_UNIT, .max = 40), FROM(limit, T_REFERENCE_V_LIMIT, limit),
     NUMBER(cost, T_REFERENCE_V_COST, 0, INT64_C(999999999), .hint = T_REFERENCE_V_COST_HINT),
     YES(health, T_REFERENCE_V_HEALTH), YES(protected, T_REFERENCE_V_PROTECTED), )
LIST(spm_group, SOME_OF(kinds, T_REFERENCE_V_KINDS, ppks), AGES, )
LIST(spm_item, LINE(sub_kegiatan, T_REFERENCE_V_SUB_ACTIVITY, .max = 40),
     SOME_OF(groups, T_REFERENCE_V_GROUPS, spm_group), LINE(unit, T_REFERENCE_V_UNIT, .max = 40), )
LIST(unit_kind, ONE_OF(area, T_REFERENCE_V_AREA, areas, .required = true),
     YES(health, T_REFERENCE_V_HEALTH), YES(beds, T_REFERENCE_V_BEDS),
     YES(protected, T_REFERENCE_V_PROTECTED), )
LIST(work_hour, ONE_OF(weekday, T_REFERENCE_V_WEEKDAY, weekdays, .required = true),
     LINE(hours, T_REFERENCE_V_HOURS, .hint = T_REFERENCE_V_HOURS_HINT, .max = 40), )
LIST(any,
     { .name = "doc",
       .kind = FIELD_LONG,
       .label = T_REFERENCE_DOC,
       .hint = T_REFERENCE_DOC_HINT,
       .required = true,
       .max = 40000 }, )

#define KIND(list)                                                                 \
	{                                                                          \
		.set = #list, .edit = &ref_##list##_edit, .add = &ref_##list##_add \
	}

const struct ref_kind ref_kinds[] = {
	KIND(answer_column), KIND(answer_kind),
	KIND(answer_word),   KIND(channel),
	KIND(cluster),       KIND(document_kind),
	KIND(document_rule), KIND(end_kind),
	KIND(family_event),  KIND(field),
	KIND(holiday),       KIND(keluhan),
	KIND(limit),         KIND(need_reason),
	KIND(outcome),       KIND(pas),
	KIND(pause_reason),  KIND(ppks),
	KIND(programme),     KIND(psks),
	KIND(quality_rule),  KIND(refusal_reason),
	KIND(retention),     KIND(second_factor),
	KIND(service),       KIND(spm_group),
	KIND(spm_item),      KIND(unit_kind),
	KIND(work_hour),     { 0 },
};

static const struct ref_kind any_kind = { .edit = &ref_any_edit, .add = &ref_any_add };

const struct ref_kind *ref_kind_of(const char *set)
{
	for (const struct ref_kind *k = ref_kinds; k->set; k++) {
		if (str_eq(k->set, set))
			return k;
	}
	return &any_kind;
}

const char *ref_kind_set(const struct form_def *def)
{
	for (const struct ref_kind *k = ref_kinds; k->set; k++) {
		if (k->edit == def || k->add == def)
			return k->set;
	}
	return NULL;
}
