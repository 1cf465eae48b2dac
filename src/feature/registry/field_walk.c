/* Finding people by the city's own fields alone: lists by kelurahan and value, page by page. */
#include <stdlib.h>
#include <string.h>

#include "base/id.h"
#include "feature/registry/field.h"
#include "feature/registry/field_sql.h"
#include "feature/registry/find_impl.h"

enum {
	WALK = 4096,    /* values of one look into the index of values */
	COST_LOOK = 4,  /* of a look at so many */
	COST_END = 1,   /* of one that came to the end of its range */
	COST_MOST = 32, /* of a page: what is found until then is shown */
	MEMBERS = 4096  /* of whom the acting person's units work for, the latest */
};

/* A list goes through one range of values after the other. */
#define HOME_ANY    0         /* the city's */
#define HOME_MEMBER INT64_MAX /* of those whom the acting person's units work for, wherever */

/* A list being made: the first filter leads, the others are asked of whom it brings. */
struct walk {
	struct ctx *cx;
	const struct find_query *q;
	const struct find_ask *ask;
	const struct find_reach *reach;
	const int64_t *home; /* the ranges, in the order of their numbers */
	size_t n_homes;
	struct find_place
	    at; /* all before it have been looked at; .sought NULL: its home's start */
	int cost;
	size_t want;
	struct find_candidate *list; /* room for want */
	struct find_place *place;    /* of each of them */
	size_t n;
};

/* ---- ranges ---------------------------------------------------------------------------------- */

static int by_number(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

	return (x > y) - (x < y);
}

/* Members of a family may live elsewhere than where it has its card. */
static bool is_asked(const struct walk *w, int64_t home)
{
	return w->q->filter[0].field->of == FACT_FAMILY || w->ask->n_regions == 0 ||
	       id_among(w->ask->region, w->ask->n_regions, home);
}

/* Kelurahan that can hold somebody who is shown; none: the city is walked through. */
static size_t regions_of(const struct walk *w, const int64_t **ret)
{
	bool person = w->q->filter[0].field->of == FACT_PERSON;

	if (!w->reach->city) {
		*ret = w->reach->region;
		return w->reach->n_regions;
	}
	*ret = w->ask->region;
	return person ? w->ask->n_regions : 0;
}

/* by_home: it is kept of every value where its people live. */
static void set_ranges(struct walk *w, bool by_home)
{
	const int64_t *region;
	size_t n = regions_of(w, &region);
	int64_t *home = ARENA_ARRAY(w->cx->arena, n + 2, int64_t);

	w->home = home;
	if (!by_home || (w->reach->city && n == 0)) {
		home[w->n_homes++] = HOME_ANY;
		return;
	}
	for (size_t i = 0; i < n; i++)
		if (is_asked(w, region[i]) && !id_among(home, w->n_homes, region[i]))
			home[w->n_homes++] = region[i];
	if (!w->reach->city && w->reach->n_members > 0)
		home[w->n_homes++] = HOME_MEMBER;
	qsort(home, w->n_homes, sizeof(*home), by_number);
}

static bool in_region(const struct walk *w)
{
	return w->at.home != HOME_ANY && w->at.home != HOME_MEMBER;
}

/* ---- one look -------------------------------------------------------------------------------- */

/* The columns of all walks, which have the same names. */
#define WALK_ARGS(w, f, NAME, n_most)                                                            \
	.field = (f)->field->code, .sought_from = (f)->from, .sought_to = (f)->to,               \
	.n = (int64_t)(n_most), .after_sought = (w)->at.sought, .after_id = (w)->at.subject_id,  \
	.region_id = (w)->ask->n_regions > 0 ? (w)->ask->region[0] : 0, .sex_is = (w)->ask->sex, \
	.born_from = (w)->ask->born_from, .born_to = (w)->ask->born_to,                          \
	.year_from = year_of((w)->ask->born_from), .year_to = year_of((w)->ask->born_to),        \
	.with = ((w)->at.sought != NULL ? NAME##_WITH_AFTER : 0U) |                              \
		((w)->ask->n_regions > 0 ? NAME##_WITH_REGION : 0U) |                            \
		((w)->ask->sex != 0 ? NAME##_WITH_SEX : 0U) |                                    \
		((w)->ask->born_from != DATE_NONE ? NAME##_WITH_BORN : 0U)

/* Whether a walk keeps to one kelurahan. */
#define HOME_WITH(w, NAME) (in_region(w) ? NAME##_WITH_HOME : 0U)

static int64_t year_of(int32_t date)
{
	return date != DATE_NONE ? date_civil(date).year : 0;
}

static struct find_place place_in(const struct walk *w, const char *sought, int64_t subject_id,
				  int64_t person_id)
{
	return (struct find_place){ w->at.home, sought, subject_id, person_id };
}

/* Some whom the index of people has within reach; *ret_there false: there is no such index yet. */
static enum err look_index(const struct walk *w, size_t most, struct find_place *ret, size_t *ret_n,
			   bool *ret_there)
{
	const struct field_filter *f = &w->q->filter[0];
	struct arena *a = w->cx->arena;
	const struct find_index *ix;
	struct find_state state;
	struct field_walk_row *rows;
	int64_t *ids;
	bool *within;
	size_t n;

	TRY(field_walk_all(
	    w->cx,
	    &(struct field_walk_args){ .field = f->field->code,
				       .sought_from = f->from,
				       .sought_to = f->to,
				       .after_sought = w->at.sought,
				       .after_id = w->at.subject_id,
				       .home_id = w->at.home,
				       .most = WALK,
				       .with = (w->at.sought != NULL ? FIELD_WALK_WITH_AFTER : 0U) |
					       HOME_WITH(w, FIELD_WALK) },
	    &rows, &n));
	ids = ARENA_ARRAY(a, n + 1, int64_t);
	within = ARENA_ARRAY(a, n + 1, bool);
	for (size_t i = 0; i < n; i++)
		ids[i] = rows[i].subject_id;
	TRY(find_lend(w->cx, &ix, &state));
	*ret_there = ix != NULL;
	if (ix == NULL)
		return ERR_OK;
	find_within(ix, a, w->ask, w->reach, ids, n, within);
	find_return(w->cx);
	for (size_t i = 0; i < n && *ret_n < most; i++)
		if (within[i])
			ret[(*ret_n)++] = place_in(w, rows[i].sought, ids[i], ids[i]);
	return ERR_OK;
}

/* The same by the tables alone, until there is an index. */
static enum err look_persons(const struct walk *w, size_t most, struct find_place *ret,
			     size_t *ret_n)
{
	const struct field_filter *f = &w->q->filter[0];
	struct field_walk_person_args a = { WALK_ARGS(w, f, FIELD_WALK_PERSON, most), .most = WALK,
					    .home_id = w->at.home };
	struct field_walk_person_row *rows;

	a.with |= HOME_WITH(w, FIELD_WALK_PERSON);
	TRY(field_walk_person_all(w->cx, &a, &rows, ret_n));
	for (size_t i = 0; i < *ret_n; i++)
		ret[i] = place_in(w, rows[i].sought, rows[i].subject_id, rows[i].id);
	return ERR_OK;
}

static enum err look_families(const struct walk *w, size_t most, struct find_place *ret,
			      size_t *ret_n)
{
	const struct field_filter *f = &w->q->filter[0];
	struct field_walk_family_args a = { WALK_ARGS(w, f, FIELD_WALK_FAMILY, most),
					    .after_person = w->at.person_id, .most = WALK,
					    .home_id = w->at.home };
	struct field_walk_family_row *rows;

	a.with |= HOME_WITH(w, FIELD_WALK_FAMILY);
	TRY(field_walk_family_all(w->cx, &a, &rows, ret_n));
	for (size_t i = 0; i < *ret_n; i++)
		ret[i] = place_in(w, rows[i].sought, rows[i].subject_id, rows[i].id);
	return ERR_OK;
}

static enum err look_some(const struct walk *w, size_t most, struct find_place *ret, size_t *ret_n)
{
	bool there = false;

	*ret_n = 0;
	if (w->q->filter[0].field->of == FACT_FAMILY)
		return look_families(w, most, ret, ret_n);
	TRY(look_index(w, most, ret, ret_n, &there));
	return there ? ERR_OK : look_persons(w, most, ret, ret_n);
}

/* ---- those of the acting person's units ------------------------------------------------------ */

/* Who lives where he sees everybody was met there. */
static enum err look_members(const struct walk *w, size_t most, struct find_place *ret,
			     size_t *ret_n)
{
	const struct field_filter *f = &w->q->filter[0];
	struct field_walk_member_row *persons;
	struct field_walk_kin_row *kin;

	if (f->field->of == FACT_PERSON) {
		TRY(field_walk_member_all(
		    w->cx,
		    &(struct field_walk_member_args){ WALK_ARGS(w, f, FIELD_WALK_MEMBER, most),
						      .most = MEMBERS },
		    &persons, ret_n));
		for (size_t i = 0; i < *ret_n; i++)
			ret[i] =
			    place_in(w, persons[i].sought, persons[i].subject_id, persons[i].id);
		return ERR_OK;
	}
	TRY(field_walk_kin_all(w->cx,
			       &(struct field_walk_kin_args){ WALK_ARGS(w, f, FIELD_WALK_KIN, most),
							      .after_person = w->at.person_id,
							      .most = MEMBERS },
			       &kin, ret_n));
	for (size_t i = 0; i < *ret_n; i++)
		ret[i] = place_in(w, kin[i].sought, kin[i].subject_id, kin[i].id);
	return ERR_OK;
}

/* ---- all of it ------------------------------------------------------------------------------- */

/* Past all that this look has seen; *ret_end: the range has no more. */
static enum err walk_on(struct walk *w, bool *ret_end)
{
	const struct field_filter *f = &w->q->filter[0];
	/* Families are looked at from the one on whose members the walk stands. */
	bool inside = f->field->of == FACT_FAMILY && w->at.sought != NULL;
	struct field_walk_end_args a = { .field = f->field->code,
					 .sought_from = f->from,
					 .sought_to = f->to,
					 .skip = WALK - 1 - inside,
					 .after_sought = w->at.sought,
					 .after_id = w->at.subject_id,
					 .home_id = w->at.home,
					 .with = (w->at.sought != NULL ? FIELD_WALK_END_WITH_AFTER
								       : 0U) |
						 HOME_WITH(w, FIELD_WALK_END) };
	struct field_walk_end_row row;
	bool found;

	TRY(field_walk_end_maybe(w->cx, &a, &row, &found));
	*ret_end = !found;
	if (found)
		w->at = place_in(w, row.sought, row.subject_id, INT64_MAX);
	return ERR_OK;
}

/* Those of some who fit the other filters too, into the list. */
static enum err take_fitting(struct walk *w, const struct find_place *some, size_t n)
{
	struct find_candidate *fit = ARENA_ARRAY(w->cx->arena, n + 1, struct find_candidate);
	size_t n_fit = n;

	for (size_t i = 0; i < n; i++)
		fit[i] = (struct find_candidate){ .id = some[i].person_id, .score = 1000 };
	TRY(find_keep_fitting(w->cx, w->q, fit, &n_fit));
	for (size_t i = 0, k = 0; i < n && k < n_fit; i++) {
		if (some[i].person_id != fit[k].id)
			continue;
		/* What he says is said again of those who are shown. */
		fit[k].says = NULL;
		w->list[w->n] = fit[k++];
		w->place[w->n++] = some[i];
	}
	return ERR_OK;
}

/* One look further; *ret_end: the range has no more. */
static enum err look_once(struct walk *w, struct find_place *some, bool *ret_end)
{
	size_t asked = w->want - w->n, n;
	bool member = w->at.home == HOME_MEMBER;

	*ret_end = false;
	TRY(member ? look_members(w, asked, some, &n) : look_some(w, asked, some, &n));
	TRY(take_fitting(w, some, n));
	if (n == asked)
		w->at = some[n - 1];
	else if (member)
		*ret_end = true;
	else
		TRY(walk_on(w, ret_end));
	return ERR_OK;
}

/* From where w stands to the end of the last range, or until there is enough; *ret_end: all was. */
static enum err walk_ranges(struct walk *w, bool *ret_end)
{
	struct find_place *some = ARENA_ARRAY(w->cx->arena, w->want, struct find_place);
	size_t i = 0;
	bool end;

	while (i < w->n_homes && w->home[i] < w->at.home)
		i++;
	for (*ret_end = i == w->n_homes; !*ret_end && w->n < w->want && w->cost < COST_MOST;
	     *ret_end = i == w->n_homes) {
		if (w->at.home != w->home[i])
			w->at = (struct find_place){ .home = w->home[i] };
		TRY(look_once(w, some, &end));
		w->cost += end ? COST_END : COST_LOOK;
		i += end;
	}
	return ERR_OK;
}

enum err find_by_fields(struct ctx *cx, const struct find_query *q, const struct find_ask *ask,
			const struct find_reach *reach, size_t max, struct find_candidate **ret,
			size_t *ret_n, const struct find_place **ret_next)
{
	struct walk w = { .cx = cx, .q = q, .ask = ask, .reach = reach, .want = max + 1 };
	bool end, whole, by_home;

	TRY(field_is_whole(cx, q->filter[0].field, &whole, &by_home));
	set_ranges(&w, by_home);
	w.list = ARENA_ARRAY(cx->arena, w.want, struct find_candidate);
	w.place = ARENA_ARRAY(cx->arena, w.want, struct find_place);
	if (q->after != NULL)
		w.at = *q->after;
	TRY(walk_ranges(&w, &end));
	*ret = w.list;
	*ret_n = MIN(w.n, max);
	if (w.n > max)
		w.at = w.place[max - 1];
	*ret_next = w.n > max || !end ? arena_memdup(cx->arena, &w.at, sizeof(w.at)) : NULL;
	return ERR_OK;
}
