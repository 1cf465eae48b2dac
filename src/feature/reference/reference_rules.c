/* Triage rules back to text, and the draft that is put together of them. */
#include "feature/reference/reference_impl.h"

#include <jansson.h>

#include "engine/triage/triage.h"

/* ---- from rules to JSON -------------------------------------------------------------------- */

static const char *flag_name(size_t i)
{
	return triage_flag_name((enum triage_flag)i);
}

static const char *subject_name(size_t i)
{
	return triage_subject_name((enum triage_subject)i);
}

static const char *sex_name(size_t i)
{
	return triage_sex_name((enum triage_sex)i);
}

static const char *stage_name(size_t i)
{
	return triage_stage_name((enum triage_stage)i);
}

/* A set of bits as a list of names; an empty one is left out. */
static void put_bits(json_t *object, const char *key, unsigned bits, size_t n,
		     const char *(*name)(size_t i))
{
	json_t *list;

	if (bits == 0)
		return;
	list = json_array();
	for (size_t i = 0; i < n; i++) {
		if (bits & TRIAGE_BIT(i))
			(void)json_array_append_new(list, json_string(name(i)));
	}
	(void)json_object_set_new(object, key, list);
}

static json_t *age_json(int age)
{
	return age < 0 ? json_null() : json_integer(age);
}

static json_t *when_json(const struct triage_rule *r)
{
	json_t *when = json_object(), *ages;

	put_bits(when, "all", r->all, TRIAGE__FLAGS, flag_name);
	put_bits(when, "any", r->any, TRIAGE__FLAGS, flag_name);
	put_bits(when, "none", r->none, TRIAGE__FLAGS, flag_name);
	put_bits(when, "subject", r->subjects, TRIAGE__SUBJECTS, subject_name);
	put_bits(when, "sex", r->sexes, TRIAGE__SEXES, sex_name);
	if (r->age_from >= 0 || r->age_to >= 0) {
		ages = json_array();
		(void)json_array_append_new(ages, age_json(r->age_from));
		(void)json_array_append_new(ages, age_json(r->age_to));
		(void)json_object_set_new(when, "age", ages);
		if (r->or_unknown_age)
			(void)json_object_set_new(when, "age_unknown", json_true());
	}
	return when;
}

static json_t *step_json(const struct triage_step *s)
{
	json_t *step = json_object();

	(void)json_object_set_new(step, "stage", json_string(triage_stage_name(s->stage)));
	(void)json_object_set_new(step, "service", json_string(s->service));
	(void)json_object_set_new(step, "unit", json_string(s->unit_kind));
	(void)json_object_set_new(step, "limit", json_string(s->limit));
	if (s->emergency)
		(void)json_object_set_new(step, "emergency", json_true());
	put_bits(step, "waits", s->waits, TRIAGE__STAGES, stage_name);
	return step;
}

static json_t *rule_json(const struct triage_rule *r)
{
	json_t *rule = json_object(), *steps = json_array(), *kinds = json_array();

	for (size_t i = 0; i < r->n_steps; i++)
		(void)json_array_append_new(steps, step_json(&r->steps[i]));
	for (size_t i = 0; i < r->n_kinds; i++)
		(void)json_array_append_new(kinds, json_string(r->kinds[i]));
	(void)json_object_set_new(rule, "code", json_string(r->code));
	(void)json_object_set_new(rule, "when", when_json(r));
	(void)json_object_set_new(rule, "steps", steps);
	(void)json_object_set_new(rule, "kinds", kinds);
	if (r->protect)
		(void)json_object_set_new(rule, "protect", json_true());
	if (r->kelurahan != TRIAGE_SILENT)
		(void)json_object_set_new(rule, "kelurahan",
					  json_string(r->kelurahan == TRIAGE_YES ? "yes" : "no"));
	(void)json_object_set_new(rule, "id", json_string(r->reason_id));
	(void)json_object_set_new(rule, "en", json_string(r->reason_en));
	return rule;
}

const char *ref_triage_write(struct ctx *cx, const struct triage_rule *rules, size_t n)
{
	json_t *doc = json_object(), *list = json_array();
	const char *out;
	char *dumped;

	for (size_t i = 0; i < n; i++)
		(void)json_array_append_new(list, rule_json(&rules[i]));
	(void)json_object_set_new(doc, "rules", list);
	dumped = json_dumps(doc, JSON_COMPACT | JSON_SORT_KEYS);
	assert(dumped != NULL);
	out = arena_strdup(cx->arena, dumped);
	free(dumped);
	json_decref(doc);
	return out;
}

/* ---- the draft ----------------------------------------------------------------------------- */

enum err ref_triage_fault(struct ctx *cx, const struct triage_rule *rules, size_t n,
			  const char **ret_fault)
{
	struct triage_table *table;

	*ret_fault = NULL;
	if (!triage_compile(cx->arena, rules, n, &table, ret_fault))
		return ERR_OK;
	return ref_triage_check(cx, table, ret_fault);
}

/* What the draft is called and where it comes from: as before, else as the rules in force. */
static enum err newest(struct ctx *cx, int64_t seen_version, struct ref_entry *ret)
{
	return ref_get(cx, seen_version > 0 ? REF_TRIAGE_DRAFT : REF_TRIAGE, REF_TRIAGE_CODE,
		       ref_today(cx), ret);
}

enum err ref_triage_draft_save(struct ctx *cx, int64_t seen_version,
			       const struct triage_rule *rules, size_t n, const char *reason,
			       int64_t *ret_version)
{
	struct ref_entry e;

	TRY(newest(cx, seen_version, &e));
	return ref_edit(cx, REF_TRIAGE_DRAFT, REF_TRIAGE_CODE, seen_version,
			&(struct ref_values){ .label_id = e.label_id,
					      .label_en = e.label_en,
					      .doc = ref_triage_write(cx, rules, n),
					      .source = e.source,
					      .ordinal = e.ordinal,
					      .valid_from = ref_today(cx),
					      .valid_to = DATE_NONE },
			reason, ret_version);
}
