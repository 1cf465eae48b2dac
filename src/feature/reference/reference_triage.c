/* Triage rules: from JSON text to the table of the engine, and their reasons to words. */
#include "feature/reference/reference_shelf.h"

#include <jansson.h>
#include <string.h>

#include "base/buf.h"
#include "base/str.h"
#include "text/reference.h"

/* Where a rule is read into, with the first fault found. */
struct reading {
	struct ctx *cx;
	const char *code;
	const char *fault;
};

static void fault(struct reading *r, const char *what)
{
	if (!r->fault)
		r->fault = arena_printf(r->cx->arena, "%s: %s", r->code ? r->code : "?", what);
}

static const char *text_of(struct reading *r, const json_t *object, const char *key)
{
	const char *s = json_string_value(json_object_get(object, key));

	if (!s)
		fault(r, key);
	return s ? arena_strdup(r->cx->arena, s) : "";
}

/* A list of names as a bit set, by the finder of the engine; a missing list is empty. */
static unsigned bits_of(struct reading *r, const json_t *object, const char *key,
			int (*find)(const char *name))
{
	const json_t *list = json_object_get(object, key);
	unsigned bits = 0;

	if (list && !json_is_array(list))
		fault(r, key);
	for (size_t i = 0; i < json_array_size(list); i++) {
		int at = find(json_string_value(json_array_get(list, i)));

		if (at < 0)
			fault(r, key);
		else
			bits |= TRIAGE_BIT(at);
	}
	return bits;
}

/* [from, to], null for open. */
static void read_ages(struct reading *r, const json_t *when, struct triage_rule *rule)
{
	const json_t *ages = json_object_get(when, "age");
	int *const to[] = { &rule->age_from, &rule->age_to };

	rule->age_from = rule->age_to = -1;
	rule->or_unknown_age = json_is_true(json_object_get(when, "age_unknown"));
	if (!ages)
		return;
	if (json_array_size(ages) != 2)
		fault(r, "age");
	for (size_t i = 0; i < 2; i++) {
		const json_t *v = json_array_get(ages, i);

		if (json_is_integer(v) && json_integer_value(v) >= 0 && json_integer_value(v) < 200)
			*to[i] = (int)json_integer_value(v);
		else if (!json_is_null(v))
			fault(r, "age");
	}
}

static void read_steps(struct reading *r, const json_t *list, struct triage_rule *rule)
{
	size_t n = json_array_size(list);
	struct triage_step *steps = ARENA_ARRAY(r->cx->arena, n, struct triage_step);

	for (size_t i = 0; i < n; i++) {
		const json_t *s = json_array_get(list, i);
		int stage = triage_stage_find(text_of(r, s, "stage"));

		if (stage < 0)
			fault(r, "stage");
		steps[i] = (struct triage_step){
			.stage = stage < 0 ? TRIAGE_RESCUE : (enum triage_stage)stage,
			.service = text_of(r, s, "service"),
			.unit_kind = text_of(r, s, "unit"),
			.limit = text_of(r, s, "limit"),
			.emergency = json_is_true(json_object_get(s, "emergency")),
			.waits = bits_of(r, s, "waits", triage_stage_find),
		};
	}
	rule->steps = steps;
	rule->n_steps = n;
}

static void read_kinds(struct reading *r, const json_t *list, struct triage_rule *rule)
{
	size_t n = json_array_size(list);
	const char **kinds = ARENA_ARRAY(r->cx->arena, n, const char *);

	for (size_t i = 0; i < n; i++) {
		const char *kind = json_string_value(json_array_get(list, i));

		if (!kind)
			fault(r, "kinds");
		kinds[i] = arena_strdup(r->cx->arena, kind ? kind : "");
	}
	rule->kinds = kinds;
	rule->n_kinds = n;
}

/* "yes", "no" or nothing. */
static enum triage_answer answer_of(struct reading *r, const json_t *v)
{
	const char *s = json_string_value(v);

	if (!v)
		return TRIAGE_SILENT;
	if (!str_eq(s, "yes") && !str_eq(s, "no"))
		fault(r, "kelurahan");
	return str_eq(s, "yes") ? TRIAGE_YES : TRIAGE_NO;
}

static void read_rule(struct reading *r, const json_t *json, struct triage_rule *rule)
{
	const json_t *when = json_object_get(json, "when");

	r->code = NULL;
	r->code = text_of(r, json, "code");
	*rule = (struct triage_rule){
		.code = r->code,
		.all = bits_of(r, when, "all", triage_flag_find),
		.any = bits_of(r, when, "any", triage_flag_find),
		.none = bits_of(r, when, "none", triage_flag_find),
		.subjects = bits_of(r, when, "subject", triage_subject_find),
		.sexes = bits_of(r, when, "sex", triage_sex_find),
		.protect = json_is_true(json_object_get(json, "protect")),
		.kelurahan = answer_of(r, json_object_get(json, "kelurahan")),
		.reason_id = text_of(r, json, "id"),
		.reason_en = text_of(r, json, "en"),
	};
	if (!json_is_object(when))
		fault(r, "when");
	read_ages(r, when, rule);
	read_steps(r, json_object_get(json, "steps"), rule);
	read_kinds(r, json_object_get(json, "kinds"), rule);
}

enum err ref_triage_read(struct ctx *cx, const char *json, const struct triage_table **ret,
			 const char **ret_fault)
{
	json_auto_t *doc = json_loads(json, JSON_REJECT_DUPLICATES, NULL);
	const json_t *list = json_object_get(doc, "rules");
	size_t n = json_array_size(list);
	struct triage_rule *rules = ARENA_ARRAY(cx->arena, n, struct triage_rule);
	struct reading r = { .cx = cx };
	struct triage_table *table;

	*ret_fault = NULL;
	if (!json_is_array(list)) {
		*ret_fault = "rules";
		return ERR_OK;
	}
	for (size_t i = 0; i < n; i++)
		read_rule(&r, json_array_get(list, i), &rules[i]);
	*ret_fault = r.fault;
	if (r.fault || !triage_compile(cx->arena, rules, n, &table, ret_fault))
		return ERR_OK;
	*ret = table;
	return ERR_OK;
}

/* ---- codes -------------------------------------------------------------------------------- */

struct codes {
	const struct ref_book *services, *units, *limits, *kinds;
};

static const char *unknown_code(const struct codes *c, const struct triage_rule *rule)
{
	for (size_t i = 0; i < rule->n_steps; i++) {
		const struct triage_step *s = &rule->steps[i];

		if (!ref_book_entry(c->services, s->service))
			return s->service;
		if (!ref_book_entry(c->units, s->unit_kind))
			return s->unit_kind;
		if (!ref_book_entry(c->limits, s->limit))
			return s->limit;
	}
	for (size_t i = 0; i < rule->n_kinds; i++) {
		if (!ref_book_entry(c->kinds, rule->kinds[i]))
			return rule->kinds[i];
	}
	return NULL;
}

enum err ref_triage_check(struct ctx *cx, const struct triage_table *t, const char **ret_fault)
{
	const struct triage_rule *rules;
	struct codes c;
	size_t n;

	*ret_fault = NULL;
	rules = triage_rules(t, &n);
	TRY(ref_book(cx, "service", &c.services));
	TRY(ref_book(cx, "unit_kind", &c.units));
	TRY(ref_book(cx, "limit", &c.limits));
	TRY(ref_book(cx, "ppks", &c.kinds));
	for (size_t i = 0; i < n && !*ret_fault; i++) {
		const char *code = unknown_code(&c, &rules[i]);

		if (code)
			*ret_fault = arena_printf(cx->arena, "%s: %s", rules[i].code, code);
	}
	return ERR_OK;
}

/* ---- the rules in force ------------------------------------------------------------------- */

void ref_rules_read(struct ctx *cx, const char *set, struct ref_shelf *shelf, struct ref_rules *ret)
{
	const struct ref_entry *e =
	    ref_shelf_entry(ref_shelf_set(shelf, set), LANG_ID, REF_TRIAGE_CODE);

	if (!e || !ref_offered(e, shelf->date))
		return;
	ret->version = e->version;
	/* Reading text fails only by its faults. */
	if (ref_triage_read(cx, e->doc, &ret->table, &ret->fault) != ERR_OK)
		ret->fault = "unreadable";
}

static enum err rules_fault(struct ctx *cx, int64_t version, const char *fault)
{
	return err_set(cx, ERR_INVALID, "triage version %lld: %s", (long long)version, fault);
}

static enum err rules_of(struct ctx *cx, const struct ref_rules *rules,
			 const struct triage_table **ret, int64_t *ret_version)
{
	if (rules->fault)
		return rules_fault(cx, rules->version, rules->fault);
	if (!rules->table)
		return err_set(cx, ERR_NOTFOUND, "no triage rules");
	*ret = rules->table;
	*ret_version = rules->version;
	return ERR_OK;
}

enum err ref_triage(struct ctx *cx, const struct triage_table **ret, int64_t *ret_version)
{
	const struct ref_shelf *shelf;

	TRY(ref_shelf(cx, &shelf));
	return rules_of(cx, &shelf->triage, ret, ret_version);
}

enum err ref_triage_draft(struct ctx *cx, const struct triage_table **ret, int64_t *ret_version)
{
	const struct ref_shelf *shelf;

	TRY(ref_shelf(cx, &shelf));
	return rules_of(cx, &shelf->draft, ret, ret_version);
}

enum err ref_triage_version(struct ctx *cx, int64_t version, const struct triage_table **ret)
{
	const struct ref_shelf *shelf;
	struct ref_entry e;
	const char *fault = NULL;

	TRY(ref_shelf(cx, &shelf));
	if (shelf->triage.table && shelf->triage.version == version) {
		*ret = shelf->triage.table;
		return ERR_OK;
	}
	TRY(ref_version(cx, REF_TRIAGE, REF_TRIAGE_CODE, version, &e));
	TRY(ref_triage_read(cx, e.doc, ret, &fault));
	return fault ? rules_fault(cx, version, fault) : ERR_OK;
}

/* ---- reasons ------------------------------------------------------------------------------ */

struct blank {
	const char *name, *value;
};

/* The text with each {name} replaced; an unknown one stays as it is. */
static const char *fill(struct arena *a, const char *s, const struct blank *blanks, size_t n)
{
	struct buf out;
	const char *filled;

	buf_init(&out, 4096);
	while (*s) {
		size_t i = 0;

		while (i < n && !str_starts(s, blanks[i].name))
			i++;
		if (i < n) {
			buf_adds(&out, blanks[i].value);
			s += strlen(blanks[i].name);
		} else {
			buf_addc(&out, *s++);
		}
	}
	filled = arena_strdup(a, buf_str(&out));
	buf_release(&out);
	return filled;
}

static const char *age_words(const struct ctx *cx, int age)
{
	if (age == TRIAGE_AGE_UNKNOWN)
		return text(cx, T_REFERENCE_AGE_UNKNOWN);
	return text_fill(cx, T_REFERENCE_AGE, arena_printf(cx->arena, "%d", age), (char *)NULL);
}

static const enum text subject_texts[TRIAGE__SUBJECTS] = {
	[TRIAGE_PERSON] = T_REFERENCE_SUBJECT_PERSON,
	[TRIAGE_FAMILY] = T_REFERENCE_SUBJECT_FAMILY,
	[TRIAGE_UNKNOWN] = T_REFERENCE_SUBJECT_UNKNOWN,
	[TRIAGE_GROUP] = T_REFERENCE_SUBJECT_GROUP,
	[TRIAGE_EVENT] = T_REFERENCE_SUBJECT_EVENT,
};

enum err ref_triage_reason(struct ctx *cx, const struct triage_rule *rule,
			   const struct triage_facts *facts, const char **ret)
{
	const char *template = cx->lang == LANG_EN ? rule->reason_en : rule->reason_id;
	struct blank blanks[] = {
		{ "{age}", age_words(cx, facts->age) },
		{ "{subject}", text(cx, subject_texts[facts->subject]) },
		{ "{unit}", "" },
		{ "{limit}", "" },
	};

	if (rule->n_steps > 0) {
		struct ref_limit limit;

		TRY(ref_limit(cx, rule->steps[0].limit, &limit));
		blanks[2].value = ref_label(cx, "unit_kind", rule->steps[0].unit_kind);
		blanks[3].value = limit.words;
	}
	*ret = fill(cx->arena, template, blanks, LEN(blanks));
	return ERR_OK;
}

enum err ref_triage_reason_in(struct ctx *cx, enum lang lang, const struct triage_rule *rule,
			      const struct triage_facts *facts, const char **ret)
{
	enum lang own = cx->lang;
	enum err e;

	cx->lang = lang;
	e = ref_triage_reason(cx, rule, facts, ret);
	cx->lang = own;
	return e;
}
