/* Whom a report is about, when the registry knows him: typed as heard, chosen from who fits. */
#include "base/clock.h"
#include "base/str.h"
#include "feature/desk/desk_form.h"
#include "feature/desk/desk_impl.h"
#include "feature/region/region.h"
#include "feature/registry/find.h"
#include "feature/registry/registry.h"
#include "platform/auth/perm.h"
#include "text/desk.h"

enum { CHOICES = 8 };

/* The choice of one who is not in the list. */
#define NEW_PERSON "0"

/* What the report says of a person, as the facts of somebody new. */
static enum err facts_of(struct ctx *cx, const struct form *f, struct facts *ret)
{
	int64_t age = form_int(f, F_AGE, -1), region = form_id(f, F_REGION);
	const struct fact_book *book;

	TRY(fact_book(cx, &book));
	*ret = facts_new(cx, book, FACT_PERSON);
	facts_set_core(ret, CORE_KNOWN, "1");
	facts_set_core(ret, CORE_NAME, form_text(f, F_WHO));
	if (form_int(f, F_SEX, 0) != 0)
		facts_set_core(ret, CORE_SEX, str_digits(cx->arena, form_int(f, F_SEX, 0)));
	if (age >= 0)
		facts_set_core(ret, CORE_BIRTH_YEAR,
			       str_digits(cx->arena, clock_civil(cx->now, zone_of(cx)).year - age));
	if (region != 0)
		facts_set_core(ret, CORE_REGION, str_digits(cx->arena, region));
	return ERR_OK;
}

/* Somebody alike as one of those found. */
static enum err hit_of(struct ctx *cx, const struct alike *alike, struct find_hit *ret)
{
	struct subject s;
	const char *born, *region;
	int64_t region_id = 0;
	int32_t day;

	TRY(subject_get(cx, FACT_PERSON, alike->id, &s));
	*ret = (struct find_hit){ .id = alike->id,
				  .age = DB_NONE,
				  .name = facts_core(&s.facts, CORE_NAME),
				  .why = alike->words };
	born = facts_core(&s.facts, CORE_BIRTH_DATE);
	if (born != NULL && date_parse(born, &day))
		ret->age = date_age(day, clock_date(cx->now, zone_of(cx)));
	region = facts_core(&s.facts, CORE_REGION);
	if (region != NULL && str_i64(region, &region_id))
		TRY(region_name(cx, region_id, &ret->region));
	return ERR_OK;
}

/* Those who are alike and not among those found come first; of those out of reach it is said. */
static enum err add_alike(struct ctx *cx, const struct form *f, struct find_answer *a,
			  bool *ret_far)
{
	struct alike_ask *ask = ARENA_NEW(cx->arena, struct alike_ask);
	struct find_hit *all = ARENA_ARRAY(cx->arena, a->n + ALIKE_MAX, struct find_hit);
	struct facts facts;
	size_t n = 0, k;
	bool seen;

	TRY(facts_of(cx, f, &facts));
	ask->person = &facts;
	TRY(person_alike(cx, ask, 1));
	for (size_t i = 0; i < ask->n && n < CHOICES; i++) {
		for (k = 0; k < a->n && a->hit[k].id != ask->alike[i].id; k++)
			continue;
		if (k < a->n)
			continue;
		TRY(person_in_scope(cx, ask->alike[i].id, &seen));
		*ret_far |= !seen;
		if (seen)
			TRY(hit_of(cx, &ask->alike[i], &all[n++]));
	}
	for (k = 0; k < a->n; k++)
		all[n++] = a->hit[k];
	a->hit = all;
	a->n = n;
	return ERR_OK;
}

enum err desk_people(struct ctx *cx, const struct form *f, struct find_answer *ret, bool *ret_far)
{
	const struct find_query q = { .words = form_text(f, F_WHO),
				      .age_from = -1,
				      .age_to = -1,
				      .typing = true,
				      .max = CHOICES };

	*ret = (struct find_answer){ 0 };
	*ret_far = false;
	if (!q.words || !may(cx, PERM_PERSON_READ))
		return ERR_OK;
	TRY(find_people(cx, &q, ret));
	return add_alike(cx, f, ret, ret_far);
}

/* "Siti Aminah, 63 th, Cikole". */
static const char *person_line(struct ctx *cx, const struct find_hit *h)
{
	const char *line = h->name;

	if (h->age != DB_NONE)
		line = text_fill(cx, T_DESK_PERSON_AGED, line, str_digits(cx->arena, h->age), NULL);
	return h->region ? arena_printf(cx->arena, "%s, %s", line, h->region) : line;
}

enum err desk_person_options(struct ctx *cx, const struct form *f, struct options *ret)
{
	struct find_answer a;
	struct option *items;
	size_t i;
	bool far;

	TRY(desk_people(cx, f, &a, &far));
	items = ARENA_ARRAY(cx->arena, a.n + 1, struct option);
	for (i = 0; i < a.n; i++)
		items[i] = (struct option){ .value = str_digits(cx->arena, a.hit[i].id),
					    .label = person_line(cx, &a.hit[i]),
					    .hint = a.hit[i].why };
	items[i] = (struct option){ .value = NEW_PERSON, .label = text(cx, T_DESK_PERSON_NEW) };
	*ret = (struct options){ .items = items, .n = a.n + 1 };
	return ERR_OK;
}

enum err desk_person_known(struct ctx *cx, const char *value, bool *ret)
{
	int64_t id;

	*ret = str_eq(value, NEW_PERSON);
	if (*ret || !str_i64(value, &id))
		return ERR_OK;
	return person_in_scope(cx, id, ret);
}

/* Somebody fits and nobody was chosen: the form comes back with the choice. */
enum err desk_check_person(struct ctx *cx, struct form *f)
{
	struct find_answer a;
	bool far;

	if (!form_text(f, F_WHO) || form_text(f, F_PERSON))
		return ERR_OK;
	TRY(desk_people(cx, f, &a, &far));
	if (a.n > 0)
		form_problem(cx, f, F_PERSON, T_DESK_PROBLEM_PERSON, form_text(f, F_WHO));
	return ERR_OK;
}

/*
 * What the report says of somebody the registry knows stands there too, as said by a report: it
 * overwrites nobody's word.  Of a protected report nothing leaves.
 */
static enum err tell_registry(struct ctx *cx, const struct desk_report *r, int64_t person_id)
{
	const struct origin o = { .source = "laporan", .valid_from = DATE_NONE };
	const struct fact_book *book;
	struct fact_change c;
	int64_t id;

	TRY(fact_book(cx, &book));
	TRY(person_present(cx, person_id, &id));
	c = (struct fact_change){ book->person_core[CORE_TRAITS],
				  str_clean(cx->arena, r->traits, strlen(r->traits)) };
	return c.field == NULL ? ERR_OK : subject_change(cx, FACT_PERSON, id, 0, &c, 1, &o, NULL);
}

/* One with a name whom nobody had met yet is met by the report. */
enum err desk_person_for(struct ctx *cx, const struct desk_report *r, bool protected,
			 int64_t *ret_id)
{
	const struct person p = {
		.known = true,
		.name = r->person_name,
		.sex = r->sex,
		.birth_date = DB_NONE,
		.birth_year = r->age_about == DB_NONE
				  ? DB_NONE
				  : clock_civil(cx->now, zone_of(cx)).year - r->age_about,
		.region_id = r->region_id,
		.protected = protected,
	};

	*ret_id = r->person_id;
	if (r->person_id != 0 && !protected && !str_blank(r->traits))
		return tell_registry(cx, r, r->person_id);
	if (r->person_id != 0 || !r->person_name)
		return ERR_OK;
	return person_save(cx, &p, "laporan", ret_id);
}
