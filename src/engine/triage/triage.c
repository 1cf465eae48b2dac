#include "engine/triage/triage.h"

#include <string.h>

#include "base/str.h"

struct triage_table {
	struct triage_rule *rules;
	size_t n;
};

static const char *const flag_names[TRIAGE__FLAGS] = {
	[TRIAGE_DANGER] = "danger",           [TRIAGE_SICK] = "sick",
	[TRIAGE_INJURED] = "injured",         [TRIAGE_VIOLENCE] = "violence",
	[TRIAGE_CHILD_ALONE] = "child_alone", [TRIAGE_DISASTER] = "disaster",
	[TRIAGE_MENTAL] = "mental",           [TRIAGE_NO_DWELLING] = "no_dwelling",
	[TRIAGE_SOCIAL_ONLY] = "social_only",
};
static const char *const subject_names[TRIAGE__SUBJECTS] = {
	[TRIAGE_PERSON] = "person", [TRIAGE_FAMILY] = "family", [TRIAGE_UNKNOWN] = "unknown",
	[TRIAGE_GROUP] = "group",   [TRIAGE_EVENT] = "event",
};
static const char *const stage_names[TRIAGE__STAGES] = {
	[TRIAGE_RESCUE] = "rescue",
	[TRIAGE_HEALTH] = "health",
	[TRIAGE_PROTECT] = "protect",
	[TRIAGE_SOCIAL] = "social",
};
static const char *const sex_names[TRIAGE__SEXES] = {
	[TRIAGE_SEX_UNKNOWN] = "unknown",
	[TRIAGE_MALE] = "male",
	[TRIAGE_FEMALE] = "female",
};

static int find(const char *const *names, int n, const char *name)
{
	for (int i = 0; i < n; i++) {
		if (str_eq(names[i], name))
			return i;
	}
	return -1;
}

const char *triage_flag_name(enum triage_flag flag)
{
	assert(flag < TRIAGE__FLAGS);
	return flag_names[flag];
}

int triage_flag_find(const char *name)
{
	return find(flag_names, TRIAGE__FLAGS, name);
}

const char *triage_subject_name(enum triage_subject subject)
{
	assert(subject < TRIAGE__SUBJECTS);
	return subject_names[subject];
}

int triage_subject_find(const char *name)
{
	return find(subject_names, TRIAGE__SUBJECTS, name);
}

const char *triage_stage_name(enum triage_stage stage)
{
	assert(stage < TRIAGE__STAGES);
	return stage_names[stage];
}

int triage_stage_find(const char *name)
{
	return find(stage_names, TRIAGE__STAGES, name);
}

const char *triage_sex_name(enum triage_sex sex)
{
	assert(sex < TRIAGE__SEXES);
	return sex_names[sex];
}

int triage_sex_find(const char *name)
{
	return find(sex_names, TRIAGE__SEXES, name);
}

const struct triage_rule *triage_rules(const struct triage_table *t, size_t *ret_n)
{
	*ret_n = t->n;
	return t->rules;
}

static bool age_holds(const struct triage_rule *r, int age)
{
	if (r->age_from < 0 && r->age_to < 0)
		return true;
	if (age == TRIAGE_AGE_UNKNOWN)
		return r->or_unknown_age;
	return (r->age_from < 0 || age >= r->age_from) && (r->age_to < 0 || age <= r->age_to);
}

bool triage_holds(const struct triage_rule *rule, const struct triage_facts *f)
{
	return (f->flags & rule->all) == rule->all && (!rule->any || (f->flags & rule->any)) &&
	       !(f->flags & rule->none) &&
	       (!rule->subjects || (rule->subjects & TRIAGE_BIT(f->subject))) &&
	       (!rule->sexes || (rule->sexes & TRIAGE_BIT(f->sex))) && age_holds(rule, f->age);
}

/* ---- running ------------------------------------------------------------------------------ */

/* A step of a rule while the outcome is put together. */
struct pick {
	const struct triage_step *step;
	const char *rule, *limit;
	bool emergency;
	unsigned waits;
};

/*
 * Adds a step, or joins it to one of the same service at the same kind of unit: an emergency
 * keeps the limit of the emergency, and such a step waits for nothing the emergency did not.
 */
static void add_step(struct pick *picks, size_t *n, const struct triage_rule *rule,
		     const struct triage_step *s)
{
	for (size_t i = 0; i < *n; i++) {
		struct pick *p = &picks[i];

		if (!str_eq(p->step->service, s->service) ||
		    !str_eq(p->step->unit_kind, s->unit_kind))
			continue;
		if (s->emergency && !p->emergency) {
			*p = (struct pick){ s, rule->code, s->limit, true, s->waits };
		} else if (s->emergency == p->emergency) {
			p->waits |= s->waits;
		}
		return;
	}
	if (*n < TRIAGE_STEPS_MAX)
		picks[(*n)++] = (struct pick){ s, rule->code, s->limit, s->emergency, s->waits };
}

/* The steps by stage, emergencies first within one, otherwise as the table has them. */
static void put_in_order(struct triage_outcome *o, const struct pick *picks, size_t n)
{
	unsigned waits[TRIAGE_STEPS_MAX];

	for (int rank = 0; rank < 2 * TRIAGE__STAGES; rank++) {
		for (size_t i = 0; i < n; i++) {
			const struct pick *p = &picks[i];

			if (2 * (int)p->step->stage + !p->emergency != rank)
				continue;
			waits[o->n_steps] = p->waits;
			o->steps[o->n_steps++] = (struct triage_outcome_step){
				.service = p->step->service,
				.unit_kind = p->step->unit_kind,
				.limit = p->limit,
				.stage = p->step->stage,
				.emergency = p->emergency,
				.rule = p->rule,
			};
		}
	}
	for (size_t i = 0; i < o->n_steps; i++) {
		for (size_t j = 0; j < i; j++) {
			if (waits[i] & TRIAGE_BIT(o->steps[j].stage))
				o->steps[i].waits |= UINT32_C(1) << j;
		}
	}
}

static void add_kinds(struct triage_outcome *o, const struct triage_rule *rule)
{
	for (size_t k = 0; k < rule->n_kinds; k++) {
		size_t i = 0;

		while (i < o->n_kinds && !str_eq(o->kinds[i], rule->kinds[k]))
			i++;
		if (i == o->n_kinds && i < TRIAGE_KINDS_MAX)
			o->kinds[o->n_kinds++] = rule->kinds[k];
	}
}

void triage_run(const struct triage_table *t, const struct triage_facts *facts,
		struct triage_outcome *ret)
{
	struct pick picks[TRIAGE_STEPS_MAX];
	size_t n = 0;
	bool yes = false, no = false;

	assert(facts->subject < TRIAGE__SUBJECTS && facts->sex < TRIAGE__SEXES);
	*ret = (struct triage_outcome){ 0 };
	for (size_t i = 0; i < t->n; i++) {
		const struct triage_rule *r = &t->rules[i];

		if (!triage_holds(r, facts))
			continue;
		ret->rules[ret->n_rules++] = r;
		for (size_t s = 0; s < r->n_steps; s++)
			add_step(picks, &n, r, &r->steps[s]);
		add_kinds(ret, r);
		ret->protect |= r->protect;
		yes |= r->kelurahan == TRIAGE_YES;
		no |= r->kelurahan == TRIAGE_NO;
	}
	put_in_order(ret, picks, n);
	for (size_t i = 0; i < ret->n_steps; i++)
		ret->emergency |= ret->steps[i].emergency;
	ret->kelurahan = yes && !no;
}

/* ---- compiling ---------------------------------------------------------------------------- */

static void copy_rule(struct arena *a, struct triage_rule *to, const struct triage_rule *from)
{
	struct triage_step *steps = ARENA_ARRAY(a, from->n_steps, struct triage_step);
	const char **kinds = ARENA_ARRAY(a, from->n_kinds, const char *);

	*to = *from;
	to->code = arena_strdup(a, from->code);
	to->reason_id = arena_strdup(a, from->reason_id);
	to->reason_en = arena_strdup(a, from->reason_en);
	for (size_t i = 0; i < from->n_steps; i++) {
		steps[i] = from->steps[i];
		steps[i].service = arena_strdup(a, from->steps[i].service);
		steps[i].unit_kind = arena_strdup(a, from->steps[i].unit_kind);
		steps[i].limit = arena_strdup(a, from->steps[i].limit);
	}
	for (size_t i = 0; i < from->n_kinds; i++)
		kinds[i] = arena_strdup(a, from->kinds[i]);
	to->steps = steps;
	to->kinds = kinds;
}

/* What is wrong with one rule by itself, or NULL. */
static const char *rule_fault(struct arena *a, const struct triage_rule *r)
{
	if (str_blank(r->code) || str_blank(r->reason_id) || str_blank(r->reason_en))
		return "a rule has no code or reason";
	if (r->age_from >= 0 && r->age_to >= 0 && r->age_from > r->age_to)
		return arena_printf(a, "%s: ages are the wrong way round", r->code);
	if (r->all & r->none)
		return arena_printf(a, "%s: a flag must and must not hold", r->code);
	for (size_t i = 0; i < r->n_steps; i++) {
		const struct triage_step *s = &r->steps[i];

		if (str_blank(s->service) || str_blank(s->unit_kind) || str_blank(s->limit))
			return arena_printf(a, "%s: a step lacks service, unit or limit", r->code);
		if (s->waits >= TRIAGE_BIT(s->stage))
			return arena_printf(a, "%s: a step waits for its own or a later stage",
					    r->code);
	}
	return NULL;
}

/*
 * Whether an outcome has room for all that the rules could give together, so that triage_run()
 * never has to leave out a step or a kind.
 */
static const char *room_fault(const struct triage_table *t)
{
	struct triage_outcome *o = &(struct triage_outcome){ 0 };
	struct pick picks[TRIAGE_STEPS_MAX];
	size_t n = 0;

	for (size_t i = 0; i < t->n; i++) {
		const struct triage_rule *r = &t->rules[i];

		if (n + r->n_steps > TRIAGE_STEPS_MAX || o->n_kinds + r->n_kinds > TRIAGE_KINDS_MAX)
			return "too many different steps or kinds";
		for (size_t s = 0; s < r->n_steps; s++)
			add_step(picks, &n, r, &r->steps[s]);
		add_kinds(o, r);
	}
	return NULL;
}

/* Adds an age that is not there yet. */
static size_t add_age(int *ages, size_t n, int age)
{
	for (size_t i = 0; i < n; i++) {
		if (ages[i] == age)
			return n;
	}
	ages[n] = age;
	return n + 1;
}

/* The ages at which some rule changes its mind, plus unknown: enough to try all ages. */
static size_t edge_ages(const struct triage_table *t, int ages[2 + 2 * TRIAGE_RULES_MAX])
{
	size_t n = add_age(ages, 0, TRIAGE_AGE_UNKNOWN);

	n = add_age(ages, n, 0);
	for (size_t i = 0; i < t->n; i++) {
		if (t->rules[i].age_from >= 0)
			n = add_age(ages, n, t->rules[i].age_from);
		if (t->rules[i].age_to >= 0)
			n = add_age(ages, n, t->rules[i].age_to + 1);
	}
	return n;
}

/* How many sexes must be tried: one stands for all when no rule asks. */
static enum triage_sex sexes_asked(const struct triage_table *t)
{
	for (size_t i = 0; i < t->n; i++) {
		if (t->rules[i].sexes)
			return TRIAGE__SEXES;
	}
	return 1;
}

/* Whether some rule with a step holds: cheaper than a whole run. */
static bool gives_step(const struct triage_table *t, const struct triage_facts *f)
{
	for (size_t i = 0; i < t->n; i++) {
		if (t->rules[i].n_steps > 0 && triage_holds(&t->rules[i], f))
			return true;
	}
	return false;
}

/* Facts for which the table gives no step, in words, or NULL. */
static const char *gap(struct arena *a, const struct triage_table *t)
{
	int ages[2 + 2 * TRIAGE_RULES_MAX];
	size_t n_ages = edge_ages(t, ages);
	enum triage_sex sexes = sexes_asked(t);
	struct triage_facts f;

	for (f.flags = 0; f.flags < TRIAGE_BIT(TRIAGE__FLAGS); f.flags++)
		for (f.subject = 0; f.subject < TRIAGE__SUBJECTS; f.subject++)
			for (f.sex = 0; f.sex < sexes; f.sex++)
				for (size_t i = 0; i < n_ages; i++) {
					f.age = ages[i];
					if (!gives_step(t, &f))
						return arena_printf(
						    a, "no step for flags %u, %s, age %d, sex %s",
						    f.flags, subject_names[f.subject], f.age,
						    sex_names[f.sex]);
				}
	return NULL;
}

bool triage_compile(struct arena *a, const struct triage_rule *rules, size_t n,
		    struct triage_table **ret, const char **ret_fault)
{
	struct triage_table *t = ARENA_NEW(a, struct triage_table);
	const char *fault = n > TRIAGE_RULES_MAX ? "too many rules" : NULL;

	t->rules = ARENA_ARRAY(a, n, struct triage_rule);
	for (size_t i = 0; i < n && !fault; i++) {
		fault = rule_fault(a, &rules[i]);
		for (size_t j = 0; j < i && !fault; j++) {
			if (str_eq(rules[i].code, rules[j].code))
				fault = arena_printf(a, "%s is there twice", rules[i].code);
		}
		if (!fault)
			copy_rule(a, &t->rules[t->n++], &rules[i]);
	}
	if (!fault)
		fault = room_fault(t);
	if (!fault)
		fault = gap(a, t);
	if (fault) {
		*ret_fault = fault;
		return false;
	}
	*ret = t;
	return true;
}
