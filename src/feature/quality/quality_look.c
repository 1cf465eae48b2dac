/* Looking at a person or a family: gathers what the checks need, and says what was found. */
#include "feature/quality/quality_impl.h"

#include "base/clock.h"
#include "base/str.h"

void touch(struct ctx *cx, struct touched *t, enum fact_of of, int64_t id)
{
	for (size_t i = 0; i < t->n; i++)
		if (t->id[i] == id)
			return;
	if (t->n == t->cap) {
		size_t cap = MAX(64, 2 * t->cap);
		int64_t *ids = ARENA_ARRAY(cx->arena, cap, int64_t);
		enum fact_of *ofs = ARENA_ARRAY(cx->arena, cap, enum fact_of);

		for (size_t i = 0; i < t->n; i++) {
			ids[i] = t->id[i];
			ofs[i] = t->of[i];
		}
		*t = (struct touched){ ids, ofs, t->n, cap };
	}
	t->id[t->n] = id;
	t->of[t->n++] = of;
}

/* ---- gathering ----------------------------------------------------------------------------- */

/* The first of some ids that is another person who may be named; all of them are touched. */
static enum err first_other(struct ctx *cx, int64_t self, const int64_t *ids, size_t n,
			    struct touched *others, int64_t *ret)
{
	struct quality_other_row row;
	bool found;

	*ret = 0;
	for (size_t i = 0; i < n && i < 20; i++) {
		if (ids[i] == self)
			continue;
		TRY(quality_other_maybe(cx, &(struct quality_other_args){ .id = ids[i] }, &row,
					&found));
		if (!found)
			continue;
		touch(cx, others, FACT_PERSON, ids[i]);
		*ret = *ret != 0 ? *ret : ids[i];
	}
	return ERR_OK;
}

static enum err find_same_nik(struct ctx *cx, struct touched *others, struct look *l)
{
	const char *nik = facts_core(&l->s->facts, CORE_NIK);
	int64_t *ids;
	size_t n;

	if (nik == NULL)
		return ERR_OK;
	TRY(person_by_nik(cx, nik, &ids, &n));
	return first_other(cx, l->s->id, ids, n, others, &l->same_nik);
}

/* Alive, of the same name, born on the same day of a mother of the same name. */
static enum err find_same_person(struct ctx *cx, struct touched *others, struct look *l)
{
	const struct facts *f = &l->s->facts;
	const char *mother = facts_core(f, CORE_MOTHER);
	int32_t born = facts_birth(f);
	struct quality_namesake_row *rows;
	size_t n;

	if (mother == NULL || born == DATE_NONE)
		return ERR_OK;
	TRY(quality_namesake_all(cx,
				 &(struct quality_namesake_args){
				     .id = l->s->id,
				     .name_fold = str_fold(cx->arena, facts_core(f, CORE_NAME)),
				     .birth_date = born },
				 &rows, &n));
	mother = str_fold(cx->arena, mother);
	for (size_t i = 0; i < n; i++) {
		if (rows[i].mother == NULL || !str_eq(mother, str_fold(cx->arena, rows[i].mother)))
			continue;
		touch(cx, others, FACT_PERSON, rows[i].id);
		l->same_person = l->same_person != 0 ? l->same_person : rows[i].id;
	}
	return ERR_OK;
}

static enum err find_family(struct ctx *cx, struct look *l)
{
	struct subject family;
	int64_t id;

	if (!str_i64(facts_core(&l->s->facts, CORE_FAMILY), &id))
		return ERR_OK;
	TRY(subject_get(cx, FACT_FAMILY, id, &family));
	l->kk = facts_core(&family.facts, CORE_KK);
	l->family_has_address = facts_core(&family.facts, CORE_KK_ADDRESS) != NULL;
	return ERR_OK;
}

static enum err find_case(struct ctx *cx, struct look *l)
{
	struct quality_open_case_row row;
	bool found;

	TRY(quality_open_case_maybe(cx, &(struct quality_open_case_args){ .person_id = l->s->id },
				    &row, &found));
	l->open_case = found ? row.id : 0;
	return ERR_OK;
}

/* Aid that was decided or paid after the day on which he died; of an unknown day, ever. */
static enum err find_aid(struct ctx *cx, struct look *l)
{
	const char *died = facts_core(&l->s->facts, CORE_STATE_DATE);
	struct quality_aid_row row;
	int32_t day = 0;
	bool found;

	if (died != NULL)
		(void)date_parse(died, &day);
	TRY(quality_aid_maybe(cx, &(struct quality_aid_args){ .person_id = l->s->id, .day = day },
			      &row, &found));
	l->aid = found ? row.id : 0;
	return ERR_OK;
}

static enum err gather_person(struct ctx *cx, struct touched *others, struct look *l)
{
	TRY(find_same_nik(cx, others, l));
	if (!str_eq(facts_core(&l->s->facts, CORE_STATE), "1")) {
		TRY(find_aid(cx, l));
		return find_case(cx, l);
	}
	TRY(find_same_person(cx, others, l));
	return find_family(cx, l);
}

static enum err gather_family(struct ctx *cx, struct touched *others, struct look *l)
{
	const char *kk = facts_core(&l->s->facts, CORE_KK);
	struct quality_other_family_row row;
	struct quality_member_row *members;
	int64_t *ids;
	size_t n;
	bool found;

	TRY(quality_member_all(cx, &(struct quality_member_args){ .family_id = l->s->id }, &members,
			       &l->n_members));
	l->member = members;
	if (kk == NULL)
		return ERR_OK;
	TRY(family_by_kk(cx, kk, &ids, &n));
	for (size_t i = 0; i < n && i < 20; i++) {
		if (ids[i] == l->s->id)
			continue;
		TRY(quality_other_family_maybe(
		    cx, &(struct quality_other_family_args){ .id = ids[i] }, &row, &found));
		if (!found)
			continue;
		touch(cx, others, FACT_FAMILY, ids[i]);
		l->same_kk = l->same_kk != 0 ? l->same_kk : ids[i];
	}
	return ERR_OK;
}

/* ---- verdicts ------------------------------------------------------------------------------ */

/* Whoever is not sure to be somebody, or may only be met through cases, is not counted. */
static bool is_gone(const struct look *l)
{
	if (l->s->protected || l->s->erased || l->s->same_as_id != 0)
		return true;
	if (l->s->of == FACT_FAMILY)
		return l->n_members == 0;
	return !str_eq(facts_core(&l->s->facts, CORE_KNOWN), "1") ||
	       str_eq(facts_core(&l->s->facts, CORE_STATE), "9");
}

/* Kelurahan of a person; of a family that on the card, or where its first member lives. */
static int64_t region_of(const struct look *l)
{
	int64_t id;

	if (str_i64(
		facts_core(&l->s->facts, l->s->of == FACT_PERSON ? CORE_REGION : CORE_KK_REGION),
		&id))
		return id;
	return l->n_members > 0 ? l->member[0].region_id : 0;
}

static void run_checks(struct ctx *cx, const struct rule *rule, size_t n, const struct look *l,
		       struct verdict *v)
{
	v->due = ARENA_ARRAY(cx->arena, n + 1, struct due);
	for (size_t i = 0; i < n; i++) {
		struct fault fault = { .figure = DB_NONE };

		if (!rule[i].check(cx, &rule[i], l, &fault))
			continue;
		v->due[v->n++] = (struct due){
			.rule = &rule[i],
			.fault = fault,
			.source = fault.field ? subject_mark(l->s, fault.field).source : v->source,
		};
	}
}

/* Whoever was at odds with it is looked at again. */
static enum err touch_at_odds(struct ctx *cx, int64_t id, struct touched *others)
{
	struct quality_at_odds_row *rows;
	size_t n;

	TRY(quality_at_odds_all(cx, &(struct quality_at_odds_args){ .other_id = id }, &rows, &n));
	for (size_t i = 0; i < n; i++)
		touch(cx, others, rows[i].of == FACT_PERSON ? FACT_PERSON : FACT_FAMILY,
		      rows[i].subject_id);
	return ERR_OK;
}

enum err verdict_of(struct ctx *cx, const struct rules *rules, enum fact_of of, int64_t id,
		    struct touched *others, struct verdict *ret)
{
	struct subject s;
	struct look l = { .s = &s, .today = ref_today(cx) };
	struct verdict v = { .of = of, .id = id };

	TRY(subject_get(cx, of, id, &s));
	TRY(touch_at_odds(cx, id, others));
	if (of == FACT_FAMILY)
		TRY(gather_family(cx, others, &l));
	v.gone = is_gone(&l);
	v.source = s.source;
	if (!v.gone) {
		if (of == FACT_PERSON)
			TRY(gather_person(cx, others, &l));
		v.region_id = region_of(&l);
		run_checks(cx, of == FACT_PERSON ? rules->person : rules->family,
			   of == FACT_PERSON ? rules->n_person : rules->n_family, &l, &v);
	}
	*ret = v;
	return ERR_OK;
}
