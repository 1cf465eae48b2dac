/* Finding people by the city's own fields: whom the index need look at, and who of them fits. */
#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "feature/registry/field.h"
#include "feature/registry/field_sql.h"
#include "feature/registry/find_impl.h"
#include "platform/i18n/i18n.h"
#include "text/find.h"

enum {
	HELD_MOST = 20000 /* with more holders a value hardly narrows a search down */
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

/* ---- who is there by what is in the box ------------------------------------------------------ */

/* Some of the list who are there by the same filter, FIND_BATCH at most, told from the others. */
static enum err say_batch(struct ctx *cx, const struct find_ask *ask, struct find_candidate **list,
			  size_t n)
{
	struct find_candidate *c;
	struct fitting fit[FIND_BATCH];
	int64_t ids[FIND_BATCH];
	size_t n_fit, at;

	for (size_t i = 0; i < n; i++)
		ids[i] = list[i]->id;
	TRY(fitting_of(cx, list[0]->by, ids, n, fit, &n_fit));
	for (size_t i = 0; i < n; i++) {
		c = list[i];
		for (at = 0; at < n_fit && fit[at].id != c->id; at++)
			continue;
		if (at < n_fit) {
			TRY(say(cx, c->by, fit[at].more, &c->says));
			continue;
		}
		c->code = c->worded = 0;
		c->score = find_score(ask, c);
	}
	return ERR_OK;
}

enum err find_box_say(struct ctx *cx, const struct find_ask *ask, struct find_candidate *list,
		      size_t n)
{
	struct find_candidate *batch[FIND_BATCH];
	bool *done = ARENA_ARRAY(cx->arena, n + 1, bool);
	size_t some;

	for (size_t i = 0; i < n; i++) {
		some = 0;
		for (size_t k = i; k < n && some < FIND_BATCH; k++) {
			if (done[k] || list[k].by == NULL || list[k].by != list[i].by)
				continue;
			done[k] = true;
			batch[some++] = &list[k];
		}
		if (some > 0)
			TRY(say_batch(cx, ask, batch, some));
	}
	return ERR_OK;
}
