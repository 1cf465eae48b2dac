/* From facts to a plan: the decision table of reference data, and the units of the directory. */
#include "feature/desk/desk_impl.h"

#include "base/buf.h"
#include "base/clock.h"
#include "base/str.h"
#include "feature/directory/directory.h"
#include "feature/reference/reference.h"
#include "platform/export/json.h"

#include <math.h>
#include <stdlib.h>

#define PLAN_TEXT_MAX 16384

/* ---- facts ------------------------------------------------------------------------------- */

static enum triage_subject subject_of(enum subject_kind kind)
{
	static const enum triage_subject subjects[SUBJECT__MAX] = {
		[SUBJECT_KNOWN] = TRIAGE_PERSON,  [SUBJECT_UNKNOWN] = TRIAGE_UNKNOWN,
		[SUBJECT_FAMILY] = TRIAGE_FAMILY, [SUBJECT_GROUP] = TRIAGE_GROUP,
		[SUBJECT_EVENT] = TRIAGE_EVENT,
	};

	assert(kind < SUBJECT__MAX);
	return subjects[kind];
}

static struct triage_facts facts_of(int64_t flags, enum subject_kind kind, int64_t age, int64_t sex)
{
	return (struct triage_facts){
		.flags = (unsigned)flags & ((1U << TRIAGE__FLAGS) - 1),
		.subject = subject_of(kind),
		.age = age == DB_NONE ? TRIAGE_AGE_UNKNOWN : (int)age,
		.sex = sex == 1   ? TRIAGE_MALE
		       : sex == 2 ? TRIAGE_FEMALE
				  : TRIAGE_SEX_UNKNOWN,
	};
}

struct triage_facts desk_facts(const struct desk_report *r)
{
	return facts_of(r->flags, r->subject_kind, r->age_about, r->sex);
}

struct triage_facts desk_view_facts(const struct desk_view *v)
{
	return facts_of(v->flags, v->subject_kind, v->age_about, v->sex);
}

const char *desk_facts_json(struct ctx *cx, const struct triage_facts *f)
{
	struct buf b;
	struct json j;
	const char *text;
	int i;

	buf_init(&b, PLAN_TEXT_MAX);
	json_init(&j, &b);
	json_open(&j, NULL, '{');
	json_open(&j, "flags", '[');
	for (i = 0; i < TRIAGE__FLAGS; i++)
		if (f->flags & TRIAGE_BIT(i))
			json_text(&j, NULL, triage_flag_name((enum triage_flag)i));
	json_close(&j, ']');
	json_text(&j, "subject", triage_subject_name(f->subject));
	if (f->age != TRIAGE_AGE_UNKNOWN)
		json_int(&j, "age", f->age);
	json_text(&j, "sex", triage_sex_name(f->sex));
	json_close(&j, '}');
	text = arena_strdup(cx->arena, buf_str(&b));
	buf_release(&b);
	return text;
}

/* What the rules said, and nothing of who happened to be open: the same facts, the same bytes. */
const char *desk_result_json(struct ctx *cx, const struct triage_outcome *o)
{
	struct buf b;
	struct json j;
	const char *text;
	size_t i;

	buf_init(&b, PLAN_TEXT_MAX);
	json_init(&j, &b);
	json_open(&j, NULL, '{');
	json_open(&j, "rules", '[');
	for (i = 0; i < o->n_rules; i++)
		json_text(&j, NULL, o->rules[i]->code);
	json_close(&j, ']');
	json_open(&j, "steps", '[');
	for (i = 0; i < o->n_steps; i++) {
		json_open(&j, NULL, '{');
		json_text(&j, "service", o->steps[i].service);
		json_text(&j, "unit_kind", o->steps[i].unit_kind);
		json_text(&j, "limit", o->steps[i].limit);
		json_bool(&j, "emergency", o->steps[i].emergency);
		json_int(&j, "waits", o->steps[i].waits);
		json_close(&j, '}');
	}
	json_close(&j, ']');
	json_open(&j, "kinds", '[');
	for (i = 0; i < o->n_kinds; i++)
		json_text(&j, NULL, o->kinds[i]);
	json_close(&j, ']');
	json_bool(&j, "emergency", o->emergency);
	json_bool(&j, "protect", o->protect);
	json_bool(&j, "kelurahan", o->kelurahan);
	json_close(&j, '}');
	text = arena_strdup(cx->arena, buf_str(&b));
	buf_release(&b);
	return text;
}

/* ---- plan -------------------------------------------------------------------------------- */

/* The sentence of the rule that a step came from. */
static enum err step_reason(struct ctx *cx, const struct triage_outcome *o,
			    const struct triage_facts *facts, const char *rule, const char **ret)
{
	size_t i;

	*ret = "";
	for (i = 0; i < o->n_rules; i++)
		if (str_eq(o->rules[i]->code, rule))
			return ref_triage_reason_in(cx, LANG_ID, o->rules[i], facts, ret);
	return ERR_OK;
}

static enum err plan_step(struct ctx *cx, const struct triage_outcome *o, size_t i,
			  const struct triage_facts *facts, int64_t region_id,
			  const struct ref_book *services, struct desk_step *ret)
{
	const struct triage_outcome_step *s = &o->steps[i];
	const struct directory_ask ask = {
		.service = s->service,
		.kinds = s->unit_kind,
		.region_id = region_id,
		.urgent = s->emergency,
	};
	struct directory_answer unit;
	struct ref_limit limit;

	TRY(directory_pick(cx, &ask, &unit));
	TRY(ref_limit(cx, s->limit, &limit));
	*ret = (struct desk_step){
		.service = s->service,
		.service_label = ref_book_label(services, s->service),
		.unit_kind = s->unit_kind,
		.unit_id = unit.unit_id,
		.unit_name = unit.name,
		.phone = s->emergency && unit.emergency_phone != NULL ? unit.emergency_phone
								      : unit.phone,
		.why_unit = unit.why,
		.limit = s->limit,
		.limit_label = limit.label,
		.emergency = s->emergency,
		.waits = s->waits,
	};
	TRY(step_reason(cx, o, facts, s->rule, &ret->reason));
	return ref_due(cx, s->limit, cx->now, &ret->due_at);
}

static enum err join_reasons(struct ctx *cx, const struct triage_outcome *o,
			     const struct triage_facts *facts, enum lang lang, const char **ret)
{
	const char *sentence, *text = "";
	size_t i;

	for (i = 0; i < o->n_rules; i++) {
		TRY(ref_triage_reason_in(cx, lang, o->rules[i], facts, &sentence));
		text = arena_printf(cx->arena, "%s%s%s", text, i > 0 ? " " : "", sentence);
	}
	*ret = text;
	return ERR_OK;
}

enum err desk_plan(struct ctx *cx, const struct triage_facts *facts, int64_t region_id,
		   struct desk_plan *ret)
{
	const struct triage_table *table;
	const struct ref_book *services;
	struct triage_outcome o;
	size_t i;

	*ret = (struct desk_plan){ 0 };
	TRY(ref_triage(cx, &table, &ret->rule_version));
	TRY(ref_book(cx, "service", &services));
	triage_run(table, facts, &o);
	for (i = 0; i < o.n_steps; i++)
		TRY(plan_step(cx, &o, i, facts, region_id, services, &ret->steps[i]));
	ret->n_steps = o.n_steps;
	for (i = 0; i < o.n_kinds && i < LEN(ret->kinds) - 1; i++)
		ret->kinds[i] = o.kinds[i];
	TRY(desk_choices(cx, ret->kinds, ret->choices, &ret->n_choices));
	ret->emergency = o.emergency;
	ret->protect = o.protect;
	ret->kelurahan = o.kelurahan;
	ret->facts = desk_facts_json(cx, facts);
	ret->result = desk_result_json(cx, &o);
	TRY(join_reasons(cx, &o, facts, LANG_ID, &ret->reason));
	ret->reason_shown = ret->reason;
	return cx->lang == LANG_ID ? ERR_OK
				   : join_reasons(cx, &o, facts, cx->lang, &ret->reason_shown);
}
