/* What the forms of events offer to choose from. */
#include "feature/registry/event_choice.h"

#include "base/clock.h"
#include "base/str.h"
#include "feature/registry/page_impl.h"
#include "platform/app.h"
#include "text/warga.h"

/* What an age of marriage is held against. */
struct marriage {
	int32_t today;
	int age;
};

/* Is it a member for the list? */
typedef bool fits_fn(const struct relative *m, const struct marriage *rule);

bool member_lives(const struct relative *m)
{
	return m->state == PERSON_ALIVE;
}

bool member_follows(const struct relative *m)
{
	return member_lives(m) && m->relation != RELATION_HEAD;
}

static bool heir(const struct relative *m, const struct marriage *rule)
{
	(void)rule;
	return member_follows(m);
}

/* Also she who died of it. */
static bool mother(const struct relative *m, const struct marriage *rule)
{
	(void)rule;
	return m->sex != 1 && (member_lives(m) || m->state == PERSON_DEAD);
}

static bool young(const struct relative *m, const struct marriage *rule)
{
	return member_lives(m) && event_too_young(m->birth_date, rule->today, rule->age);
}

static bool grown(const struct relative *m, const struct marriage *rule)
{
	return member_lives(m) && !young(m, rule);
}

const char *member_label(struct ctx *cx, const struct relative *m, size_t n, size_t at)
{
	const char *age;

	for (size_t i = 0; i < n; i++) {
		if (i == at || !str_eq(m[i].name, m[at].name))
			continue;
		age = age_words(cx, m[at].birth_date, DB_NONE, clock_date(cx->now, zone_of(cx)));
		return age[0] != '\0' ? arena_printf(cx->arena, "%s, %s", m[at].name, age)
				      : m[at].name;
	}
	return m[at].name;
}

/* What stands in a list for a member. */
static const char *label_of(struct ctx *cx, const struct relative *m, size_t n, size_t at,
			    const struct marriage *rule)
{
	if (rule == NULL || !young(&m[at], rule))
		return member_label(cx, m, n, at);
	return text_fill(cx, T_WARGA_E_MARRY_YOUNG_ONE, m[at].name,
			 age_words(cx, m[at].birth_date, DB_NONE, rule->today), NULL);
}

/* Of a form that was sent what its path is about decides, whatever field 0 says: a program need not
 * send that, and nobody chooses among the members of another family. */
static enum err family_asked(struct ctx *cx, const struct form *f, int64_t *ret)
{
	struct subject s;
	bool person;

	*ret = form_path_id(f) != 0 ? form_path_id(f) : form_id(f, E_FAMILY);
	if (form_path_id(f) == 0)
		return ERR_OK;
	TRY(person_in_scope(cx, *ret, &person));
	if (!person)
		return ERR_OK;
	TRY(subject_get(cx, FACT_PERSON, *ret, &s));
	*ret = facts_core_int(&s.facts, CORE_FAMILY, 0);
	return ERR_OK;
}

/* The members of the family of the form who fit; behind them those who fit the second. */
static enum err members_who(struct ctx *cx, const struct form *f, const struct marriage *rule,
			    fits_fn *first, fits_fn *second, struct options *ret)
{
	fits_fn *const fits[] = { first, second };
	struct option *items;
	struct relative *m;
	int64_t family;
	size_t n;

	*ret = (struct options){ 0 };
	if (f == NULL)
		return ERR_OK;
	TRY(family_asked(cx, f, &family));
	if (family == 0)
		return ERR_OK;
	TRY(family_members(cx, family, &m, &n));
	items = ARENA_ARRAY(cx->arena, n + 1, struct option);
	for (size_t k = 0; k < LEN(fits) && fits[k] != NULL; k++)
		for (size_t i = 0; i < n; i++)
			if (fits[k](&m[i], rule))
				items[ret->n++] =
				    (struct option){ .value = str_digits(cx->arena, m[i].id),
						     .label = label_of(cx, m, n, i, rule) };
	ret->items = items;
	return ERR_OK;
}

enum err heir_choices(struct ctx *cx, const struct form *f, struct options *ret)
{
	return members_who(cx, f, NULL, heir, NULL, ret);
}

enum err mother_choices(struct ctx *cx, const struct form *f, struct options *ret)
{
	return members_who(cx, f, NULL, mother, NULL, ret);
}

enum err couple_choices(struct ctx *cx, const struct form *f, struct options *ret)
{
	struct marriage rule = { .today = clock_date(cx->now, zone_of(cx)) };

	TRY(event_marriage_age(cx, &rule.age));
	return members_who(cx, f, &rule, grown, young, ret);
}

static enum err core_choices(struct ctx *cx, enum fact_core core, struct options *ret)
{
	const struct fact_book *book;

	TRY(fact_book(cx, &book));
	*ret = fact_choices(cx, book->person_core[core]);
	return ERR_OK;
}

enum err relation_choices(struct ctx *cx, const struct form *f, struct options *ret)
{
	(void)f;
	return core_choices(cx, CORE_RELATION, ret);
}

enum err sex_choices(struct ctx *cx, const struct form *f, struct options *ret)
{
	(void)f;
	return core_choices(cx, CORE_SEX, ret);
}
