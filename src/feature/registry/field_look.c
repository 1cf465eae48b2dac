/* Finding people by the city's own fields: lists by value, and those of the index who fit. */
#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "feature/registry/field.h"
#include "feature/registry/field_sql.h"
#include "feature/registry/find_impl.h"
#include "platform/i18n/i18n.h"
#include "text/find.h"

enum {
	HELD_MOST = 20000, /* with more holders a value hardly narrows a search down */
	WALK = 4096,       /* values of one look into the index of values */
	WALKS_MOST = 8     /* looks for one page: what is found until then is shown */
};

/* ---- who is worth looking at ----------------------------------------------------------------- */

static int by_number(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

	return (x > y) - (x < y);
}

/* The holders in the order of their ids; *ret_few false: they are many. */
static enum err held_of(struct ctx *cx, const struct field_filter *f, struct find_held *ret,
			bool *ret_few)
{
	const struct field_holders_args a = { .field = f->field->code,
					      .sought_from = f->from,
					      .sought_to = f->to,
					      .most = HELD_MOST + 1 };
	struct field_holders_row *rows;
	int64_t *ids;
	size_t n;

	TRY(field_holders_all(cx, &a, &rows, &n));
	*ret_few = n <= HELD_MOST;
	ids = ARENA_ARRAY(cx->arena, n + 1, int64_t);
	for (size_t i = 0; i < n; i++)
		ids[i] = rows[i].subject_id;
	if (n > 0)
		qsort(ids, n, sizeof(*ids), by_number);
	*ret = (struct find_held){ ids, n, f->field->of == FACT_FAMILY };
	return ERR_OK;
}

enum err find_held_by(struct ctx *cx, const struct find_query *q, struct find_ask *ask)
{
	struct find_held *held = ARENA_ARRAY(cx->arena, q->n_filters + 1, struct find_held);
	bool few;

	ask->held = held;
	for (size_t i = 0; i < q->n_filters; i++) {
		TRY(held_of(cx, &q->filter[i], &held[ask->n_held], &few));
		ask->n_held += few;
	}
	return ERR_OK;
}

/* ---- who fits -------------------------------------------------------------------------------- */

/* Somebody who fits, and the row that says so. */
struct fitting {
	int64_t id;
	const char *more;
};

/* Who of some, FIND_BATCH at most, fits a filter. */
static enum err fitting_of(struct ctx *cx, const struct field_filter *f, const int64_t *ids,
			   size_t n, struct fitting *ret, size_t *ret_n)
{
	struct field_held_person_args p = { .field = f->field->code,
					    .sought_from = f->from,
					    .sought_to = f->to };
	struct field_held_family_args k = { .field = f->field->code,
					    .sought_from = f->from,
					    .sought_to = f->to };
	struct field_held_person_row *persons;
	struct field_held_family_row *kin;

	if (f->field->of == FACT_PERSON) {
		FIND_IDS(&p, ids, n);
		TRY(field_held_person_all(cx, &p, &persons, ret_n));
		for (size_t i = 0; i < *ret_n; i++)
			ret[i] = (struct fitting){ persons[i].id, persons[i].more };
		return ERR_OK;
	}
	FIND_IDS(&k, ids, n);
	TRY(field_held_family_all(cx, &k, &kin, ret_n));
	for (size_t i = 0; i < *ret_n; i++)
		ret[i] = (struct fitting){ kin[i].id, kin[i].more };
	return ERR_OK;
}

/* "Ukuran kursi roda: M", behind what other fields say. */
static enum err say(struct ctx *cx, const struct field_filter *f, const char *more,
		    const char **says)
{
	const char *value = field_value_in(cx->arena, more, f->field->code), *words;

	if (value == NULL)
		return ERR_OK;
	TRY(fact_show(cx, f->field, value, &words));
	words = text_fill(cx, T_FIND_WHY_FIELD, f->field->label, words, NULL);
	*says = *says != NULL ? arena_printf(cx->arena, "%s; %s", *says, words) : words;
	return ERR_OK;
}

/* One filter over some of the list, FIND_BATCH at most; those who do not fit get the id 0. */
static enum err keep_batch(struct ctx *cx, const struct field_filter *f,
			   struct find_candidate *list, size_t n)
{
	struct fitting fit[FIND_BATCH];
	int64_t ids[FIND_BATCH];
	size_t n_fit, at;

	for (size_t i = 0; i < n; i++)
		ids[i] = list[i].id;
	TRY(fitting_of(cx, f, ids, n, fit, &n_fit));
	for (size_t i = 0; i < n; i++) {
		for (at = 0; at < n_fit && fit[at].id != list[i].id; at++)
			continue;
		if (at == n_fit)
			list[i].id = 0;
		else
			TRY(say(cx, f, fit[at].more, &list[i].says));
	}
	return ERR_OK;
}

enum err find_keep_fitting(struct ctx *cx, const struct find_query *q, struct find_candidate *list,
			   size_t *n)
{
	for (size_t k = 0; k < q->n_filters; k++) {
		size_t kept = 0;

		for (size_t from = 0; from < *n; from += FIND_BATCH)
			TRY(keep_batch(cx, &q->filter[k], list + from,
				       MIN(*n - from, (size_t)FIND_BATCH)));
		for (size_t i = 0; i < *n; i++)
			if (list[i].id != 0)
				list[kept++] = list[i];
		*n = kept;
	}
	return ERR_OK;
}

/* ---- lists by value -------------------------------------------------------------------------- */

/* A list being made: the first filter leads, the others are asked of whom it brings. */
struct walk {
	struct ctx *cx;
	const struct find_query *q;
	const struct find_ask *ask;
	const struct find_reach *reach;
	struct find_place at; /* all before it have been looked at; .sought NULL: the beginning */
	size_t want;
	struct find_candidate *list; /* room for want */
	struct find_place *place;    /* of each of them */
	size_t n;
};

/* The columns of both walks, which have the same names. */
#define WALK_ARGS(w, f, NAME, n_most)                                                            \
	.field = (f)->field->code, .sought_from = (f)->from, .sought_to = (f)->to, .most = WALK, \
	.n = (int64_t)(n_most), .after_sought = (w)->at.sought, .after_id = (w)->at.subject_id,  \
	.region_id = (w)->ask->n_regions > 0 ? (w)->ask->region[0] : 0, .sex_is = (w)->ask->sex, \
	.born_from = (w)->ask->born_from, .born_to = (w)->ask->born_to,                          \
	.year_from = year_of((w)->ask->born_from), .year_to = year_of((w)->ask->born_to),        \
	.with = ((w)->at.sought != NULL ? NAME##_WITH_AFTER : 0U) |                              \
		((w)->ask->n_regions > 0 ? NAME##_WITH_REGION : 0U) |                            \
		((w)->ask->sex != 0 ? NAME##_WITH_SEX : 0U) |                                    \
		((w)->ask->born_from != DATE_NONE ? NAME##_WITH_BORN : 0U)

static int64_t year_of(int32_t date)
{
	return date != DATE_NONE ? date_civil(date).year : 0;
}

/* Some whom the index of people has within reach; *ret_there false: there is no such index yet. */
static enum err walk_index(const struct walk *w, size_t most, struct find_place *ret, size_t *ret_n,
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
				       .most = WALK,
				       .with = w->at.sought != NULL ? FIELD_WALK_WITH_AFTER : 0U },
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
			ret[(*ret_n)++] = (struct find_place){ rows[i].sought, ids[i], ids[i] };
	return ERR_OK;
}

/* The same by the tables alone, for families and until there is an index. */
static enum err walk_tables(const struct walk *w, size_t most, struct find_place *ret,
			    size_t *ret_n)
{
	const struct field_filter *f = &w->q->filter[0];
	struct field_walk_person_row *p;
	struct field_walk_family_row *k;

	if (f->field->of == FACT_PERSON) {
		TRY(field_walk_person_all(
		    w->cx,
		    &(struct field_walk_person_args){ WALK_ARGS(w, f, FIELD_WALK_PERSON, most) },
		    &p, ret_n));
		for (size_t i = 0; i < *ret_n; i++)
			ret[i] = (struct find_place){ p[i].sought, p[i].subject_id, p[i].id };
		return ERR_OK;
	}
	TRY(field_walk_family_all(
	    w->cx,
	    &(struct field_walk_family_args){ WALK_ARGS(w, f, FIELD_WALK_FAMILY, most),
					      .after_person = w->at.person_id },
	    &k, ret_n));
	for (size_t i = 0; i < *ret_n; i++)
		ret[i] = (struct find_place){ k[i].sought, k[i].subject_id, k[i].id };
	return ERR_OK;
}

static enum err walk_some(const struct walk *w, size_t most, struct find_place *ret, size_t *ret_n)
{
	bool there = false;

	*ret_n = 0;
	if (w->q->filter[0].field->of == FACT_PERSON)
		TRY(walk_index(w, most, ret, ret_n, &there));
	return there ? ERR_OK : walk_tables(w, most, ret, ret_n);
}

/* Past all that this look has seen; *ret_end: there was no more. */
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
					 .with = w->at.sought != NULL ? FIELD_WALK_END_WITH_AFTER
								      : 0U };
	struct field_walk_end_row row;
	bool found;

	TRY(field_walk_end_maybe(w->cx, &a, &row, &found));
	*ret_end = !found;
	if (found)
		w->at = (struct find_place){ row.sought, row.subject_id, INT64_MAX };
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

enum err find_by_fields(struct ctx *cx, const struct find_query *q, const struct find_ask *ask,
			const struct find_reach *reach, size_t max, struct find_candidate **ret,
			size_t *ret_n, const struct find_place **ret_next)
{
	struct walk w = { .cx = cx, .q = q, .ask = ask, .reach = reach, .want = max + 1 };
	struct find_place *some = ARENA_ARRAY(cx->arena, w.want, struct find_place);
	bool end = false;
	size_t n, asked;

	w.list = ARENA_ARRAY(cx->arena, w.want, struct find_candidate);
	w.place = ARENA_ARRAY(cx->arena, w.want, struct find_place);
	if (q->after != NULL)
		w.at = *q->after;
	for (int walks = 0; walks < WALKS_MOST && !end && w.n < w.want; walks++) {
		asked = w.want - w.n;
		TRY(walk_some(&w, asked, some, &n));
		TRY(take_fitting(&w, some, n));
		if (n == asked)
			w.at = some[n - 1];
		else
			TRY(walk_on(&w, &end));
	}
	*ret = w.list;
	*ret_n = MIN(w.n, max);
	if (w.n > max)
		w.at = w.place[max - 1];
	*ret_next = w.n > max || !end ? arena_memdup(cx->arena, &w.at, sizeof(w.at)) : NULL;
	return ERR_OK;
}
