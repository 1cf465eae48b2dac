/* The checks: each looks at one person or family, and at what was looked up beside it. */
#include "feature/quality/quality_impl.h"

#include <string.h>

#include "base/clock.h"
#include "base/str.h"

/* ---- numbers ------------------------------------------------------------------------------- */

static int two(const char *p)
{
	return (p[0] - '0') * 10 + (p[1] - '0');
}

static bool is_sixteen(const char *s)
{
	return s != NULL && strlen(s) == 16 && strspn(s, "0123456789") == 16;
}

/* What a NIK says by itself; the place is that of the first registration, never the domicile. */
struct nik {
	int day, month, year; /* year of the century; day of a woman less 40 */
	bool female;
};

static bool nik_read(const char *s, struct nik *ret)
{
	if (!is_sixteen(s))
		return false;
	*ret = (struct nik){ .day = two(s + 6), .month = two(s + 8), .year = two(s + 10) };
	if (ret->day > 40) {
		ret->day -= 40;
		ret->female = true;
	}
	/* Of a year whose century nobody knows, 29 February is as good as any day. */
	return date_valid(2000, ret->month, ret->day) && strcmp(s + 12, "0000") != 0 &&
	       strspn(s, (char[]){ s[0], '\0' }) != 16;
}

static const char *nik_of(const struct look *l)
{
	return facts_core(&l->s->facts, CORE_NIK);
}

/* Born when, if somebody said so to the day. */
static bool born_on(const struct look *l, struct civil *ret)
{
	const char *text = facts_core(&l->s->facts, CORE_BIRTH_DATE);
	int32_t date;

	if (text == NULL || !date_parse(text, &date))
		return false;
	*ret = date_civil(date);
	return true;
}

static bool state_is(const struct look *l, enum person_state state)
{
	int64_t now;

	return str_i64(facts_core(&l->s->facts, CORE_STATE), &now) && now == (int64_t)state;
}

/* ---- persons ------------------------------------------------------------------------------- */

#define CHECK(name)                                                                     \
	static bool name(struct ctx *cx, const struct rule *rule, const struct look *l, \
			 struct fault *ret)

CHECK(nik_form)
{
	struct nik nik;

	(void)cx, (void)rule;
	ret->field = "nik";
	return nik_of(l) != NULL && !nik_read(nik_of(l), &nik);
}

CHECK(nik_missing)
{
	(void)cx, (void)rule;
	ret->field = "nik";
	return nik_of(l) == NULL && state_is(l, PERSON_ALIVE);
}

CHECK(nik_birth)
{
	struct civil born;
	struct nik nik;

	(void)cx, (void)rule;
	ret->field = "birth_date";
	return nik_read(nik_of(l), &nik) && born_on(l, &born) &&
	       (born.day != nik.day || born.month != nik.month || born.year % 100 != nik.year);
}

CHECK(nik_sex)
{
	const char *sex = facts_core(&l->s->facts, CORE_SEX);
	struct nik nik;

	(void)cx, (void)rule;
	ret->field = "sex";
	return nik_read(nik_of(l), &nik) && (str_eq(sex, "1") || str_eq(sex, "2")) &&
	       str_eq(sex, "2") != nik.female;
}

CHECK(nik_region)
{
	const char *s = nik_of(l);
	char province[3] = { 0 };

	ret->field = "nik";
	if (!is_sixteen(s))
		return false;
	memcpy(province, s, 2);
	return !ref_doc_has(cx, rule->entry, "provinces", province) || two(s + 2) == 0 ||
	       two(s + 4) == 0;
}

CHECK(nik_twice)
{
	(void)cx, (void)rule;
	*ret = (struct fault){ l->same_nik, DB_NONE, "nik" };
	return l->same_nik != 0;
}

CHECK(nik_is_kk)
{
	(void)cx, (void)rule;
	ret->field = "nik";
	return nik_of(l) != NULL && str_eq(nik_of(l), l->kk);
}

CHECK(same_twice)
{
	(void)cx, (void)rule;
	*ret = (struct fault){ l->same_person, DB_NONE, "name" };
	return l->same_person != 0;
}

CHECK(dead_case)
{
	(void)cx, (void)rule;
	*ret = (struct fault){ l->open_case, DB_NONE, "state" };
	return state_is(l, PERSON_DEAD) && l->open_case != 0;
}

CHECK(dead_aid)
{
	(void)cx, (void)rule;
	ret->field = "state";
	return state_is(l, PERSON_DEAD) && l->aid != 0;
}

CHECK(age_impossible)
{
	struct civil born;
	int64_t age;

	ret->field = "birth_date";
	if (!born_on(l, &born) || !state_is(l, PERSON_ALIVE))
		return false;
	age = date_age(date_from_ymd(born.year, born.month, born.day), l->today);
	ret->figure = age;
	return age < 0 || age > ref_doc_int(cx, rule->entry, "max_age", 110);
}

CHECK(no_birth)
{
	(void)cx, (void)rule;
	ret->field = "birth_date";
	return state_is(l, PERSON_ALIVE) && facts_core(&l->s->facts, CORE_BIRTH_DATE) == NULL &&
	       facts_core(&l->s->facts, CORE_BIRTH_YEAR) == NULL;
}

CHECK(no_region)
{
	(void)cx, (void)rule;
	ret->field = "region";
	return state_is(l, PERSON_ALIVE) && facts_core(&l->s->facts, CORE_REGION) == NULL;
}

CHECK(no_address)
{
	(void)cx, (void)rule;
	ret->field = "address";
	return state_is(l, PERSON_ALIVE) && facts_core(&l->s->facts, CORE_ADDRESS) == NULL &&
	       !l->family_has_address;
}

/* ---- families ------------------------------------------------------------------------------ */

enum { HEAD = 1, HUSBAND = 2, WIFE = 3, CHILD = 4 };

CHECK(child_head)
{
	int64_t least = ref_doc_int(cx, rule->entry, "child_age", 17), age;

	for (size_t i = 0; i < l->n_members; i++) {
		const struct quality_member_row *m = &l->member[i];

		if (m->relation != HEAD || m->birth_date == DB_NONE)
			continue;
		age = date_age((int32_t)m->birth_date, l->today);
		if (age >= 0 && age < least) {
			*ret = (struct fault){ m->id, age, "head" };
			return true;
		}
	}
	return false;
}

CHECK(no_head)
{
	(void)cx, (void)rule;
	ret->field = "head";
	for (size_t i = 0; i < l->n_members; i++)
		if (l->member[i].relation == HEAD)
			return false;
	return l->n_members > 0;
}

CHECK(too_many)
{
	*ret = (struct fault){ 0, (int64_t)l->n_members, "kk" };
	return (int64_t)l->n_members > ref_doc_int(cx, rule->entry, "max_members", 20);
}

static bool is_parent(const struct quality_member_row *m)
{
	return (m->relation == HEAD || m->relation == HUSBAND || m->relation == WIFE) &&
	       m->birth_date != DB_NONE;
}

CHECK(parent_young)
{
	int64_t gap = ref_doc_int(cx, rule->entry, "min_gap", 12), years;

	for (size_t i = 0; i < l->n_members; i++) {
		const struct quality_member_row *child = &l->member[i];

		if (child->relation != CHILD || child->birth_date == DB_NONE)
			continue;
		for (size_t k = 0; k < l->n_members; k++) {
			if (!is_parent(&l->member[k]))
				continue;
			years =
			    date_age((int32_t)l->member[k].birth_date, (int32_t)child->birth_date);
			if (years < gap) {
				*ret = (struct fault){ child->id, years, "relation" };
				return true;
			}
		}
	}
	return false;
}

CHECK(kk_missing)
{
	(void)cx, (void)rule;
	ret->field = "kk";
	return facts_core(&l->s->facts, CORE_KK) == NULL;
}

CHECK(kk_form)
{
	const char *kk = facts_core(&l->s->facts, CORE_KK);

	(void)cx, (void)rule;
	ret->field = "kk";
	return kk != NULL && (!is_sixteen(kk) || strcmp(kk + 12, "0000") == 0);
}

CHECK(kk_twice)
{
	(void)cx, (void)rule;
	*ret = (struct fault){ l->same_kk, DB_NONE, "kk" };
	return l->same_kk != 0;
}

/* ---- by code ------------------------------------------------------------------------------- */

static const struct check checks[] = {
	{ "nik_form", FACT_PERSON, REMEDY_PERSON, nik_form },
	{ "nik_missing", FACT_PERSON, REMEDY_PERSON, nik_missing },
	{ "nik_birth", FACT_PERSON, REMEDY_PERSON, nik_birth },
	{ "nik_sex", FACT_PERSON, REMEDY_PERSON, nik_sex },
	{ "nik_region", FACT_PERSON, REMEDY_PERSON, nik_region },
	{ "nik_twice", FACT_PERSON, REMEDY_MERGE, nik_twice },
	{ "nik_is_kk", FACT_PERSON, REMEDY_PERSON, nik_is_kk },
	{ "same_twice", FACT_PERSON, REMEDY_MERGE, same_twice },
	{ "dead_case", FACT_PERSON, REMEDY_CASE, dead_case },
	{ "dead_aid", FACT_PERSON, REMEDY_PERSON, dead_aid },
	{ "age_impossible", FACT_PERSON, REMEDY_PERSON, age_impossible },
	{ "no_birth", FACT_PERSON, REMEDY_PERSON, no_birth },
	{ "no_region", FACT_PERSON, REMEDY_PERSON, no_region },
	{ "no_address", FACT_PERSON, REMEDY_PERSON, no_address },
	{ "child_head", FACT_FAMILY, REMEDY_FAMILY, child_head },
	{ "no_head", FACT_FAMILY, REMEDY_FAMILY, no_head },
	{ "too_many", FACT_FAMILY, REMEDY_FAMILY, too_many },
	{ "parent_young", FACT_FAMILY, REMEDY_FAMILY, parent_young },
	{ "kk_missing", FACT_FAMILY, REMEDY_FAMILY, kk_missing },
	{ "kk_form", FACT_FAMILY, REMEDY_FAMILY, kk_form },
	{ "kk_twice", FACT_FAMILY, REMEDY_FAMILY, kk_twice },
};

const struct check *check_of(const char *code)
{
	for (size_t i = 0; i < LEN(checks); i++)
		if (str_eq(checks[i].code, code))
			return &checks[i];
	return NULL;
}

/* ---- rules of a city's own ------------------------------------------------------------------- */

static bool is_outside(struct ctx *cx, const struct ref_entry *e, const char *value)
{
	int64_t n;

	return str_i64(value, &n) && (n < ref_doc_int(cx, e, "from", INT64_MIN) ||
				      n > ref_doc_int(cx, e, "to", INT64_MAX));
}

/*
 * What a field must be by the parameters of its rule.  Of a sealed field only whether it was said:
 * a finding is read by more people than the fact.
 */
static bool field_check(struct ctx *cx, const struct rule *rule, const struct look *l,
			struct fault *ret)
{
	const char *must = ref_doc_text(cx, rule->entry, "must");
	const char *value = l->s->facts.value[rule->field->at];
	const bool goes_on = rule->field->of == FACT_FAMILY || state_is(l, PERSON_ALIVE);

	ret->field = rule->field->code;
	if (str_eq(must, "filled"))
		return value == NULL && goes_on;
	if (value == NULL || rule->field->class >= FACT_SECRET)
		return false;
	if (str_eq(must, "none_of"))
		return goes_on && ref_doc_has(cx, rule->entry, "values", value);
	if (str_eq(must, "one_of"))
		return !ref_doc_has(cx, rule->entry, "values", value);
	return str_eq(must, "between") && is_outside(cx, rule->entry, value);
}

/* The field that a rule of the city names; NULL: none, or none that is asked for today. */
static const struct fact_field *field_of(struct ctx *cx, const struct fact_book *book,
					 const struct ref_entry *e)
{
	enum fact_of of = str_eq(ref_doc_text(cx, e, "of"), "family") ? FACT_FAMILY : FACT_PERSON;
	const char *code = ref_doc_text(cx, e, "field");
	const struct fact_field *f = code != NULL ? fact_field(book, of, code) : NULL;

	return f != NULL && !f->ended ? f : NULL;
}

/* By its function, or by the field it names; false: the program knows neither. */
static bool rule_known(struct ctx *cx, const struct fact_book *book, struct rule *rule,
		       enum fact_of *ret_of)
{
	const struct check *c = check_of(rule->entry->code);

	rule->field = c == NULL ? field_of(cx, book, rule->entry) : NULL;
	if (c == NULL && rule->field == NULL)
		return false;
	rule->check = c != NULL ? c->check : field_check;
	*ret_of = c != NULL ? c->of : rule->field->of;
	return true;
}

/* ---- all of them ----------------------------------------------------------------------------- */

static int64_t severity_of(struct ctx *cx, const struct ref_entry *e)
{
	return str_eq(ref_doc_text(cx, e, "severity"), "error") ? QUALITY_ERROR : QUALITY_WARNING;
}

static uint64_t mix(uint64_t h, uint64_t v)
{
	return (h ^ v) * UINT64_C(0x9E3779B97F4A7C15) ^ (h >> 29);
}

static uint64_t mix_text(uint64_t h, const char *s)
{
	for (; *s != '\0'; s++)
		h = mix(h, (unsigned char)*s);
	return h;
}

enum err rules_today(struct ctx *cx, struct rules *ret)
{
	const struct ref_entry *entries;
	const struct fact_book *book;
	uint64_t h = 1;
	size_t n, i;

	TRY(ref_list(cx, "quality_rule", ref_today(cx), &entries, &n));
	TRY(fact_book(cx, &book));
	*ret = (struct rules){ .person = ARENA_ARRAY(cx->arena, n + 1, struct rule),
			       .family = ARENA_ARRAY(cx->arena, n + 1, struct rule) };
	for (i = 0; i < n; i++) {
		struct rule rule = { .entry = &entries[i] };
		enum fact_of of;

		bool known = rule_known(cx, book, &rule, &of);

		h = mix(mix_text(h, entries[i].code), (uint64_t)entries[i].version);
		h = mix(h, known); /* its field may come later */
		if (!known || ref_doc_flag(cx, &entries[i], "off"))
			continue;
		rule.severity = severity_of(cx, &entries[i]);
		rule.weight = MAX(0, MIN(100, ref_doc_int(cx, &entries[i], "weight", 0)));
		if (of == FACT_PERSON)
			ret->person[ret->n_person++] = rule;
		else
			ret->family[ret->n_family++] = rule;
	}
	ret->fingerprint = (int64_t)(h >> 1) | 1;
	return ERR_OK;
}
