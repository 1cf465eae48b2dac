/* What finding the requests of a list's answers will ask, asked for all of its rows at once. */
#include "feature/verval/verval_impl.h"

#include "base/str.h"

struct ids {
	int64_t *id;
	size_t n, room;
};

static void ids_add(struct ctx *cx, struct ids *to, int64_t id)
{
	int64_t *more;

	if (to->n == to->room) {
		to->room = to->room * 2 + 64;
		more = ARENA_ARRAY(cx->arena, to->room, int64_t);
		for (size_t i = 0; i < to->n; i++)
			more[i] = to->id[i];
		to->id = more;
	}
	to->id[to->n++] = id;
}

static enum err numbers(struct ctx *cx, const struct answer_key *keys, size_t n)
{
	struct answerable_by_number_args *own =
	    ARENA_ARRAY(cx->arena, n, struct answerable_by_number_args);
	struct answerable_by_key_args *key =
	    ARENA_ARRAY(cx->arena, n, struct answerable_by_key_args);
	size_t n_own = 0, n_key = 0;

	for (size_t i = 0; i < n; i++) {
		if (keys[i].number == NULL)
			continue;
		key[n_key].input_key = input_key(cx, keys[i].number);
		if (key[n_key].input_key == NULL)
			continue;
		n_key++;
		own[n_own++].number = keys[i].number;
	}
	TRY(answerable_by_key_ahead(cx, key, n_key));
	return answerable_by_number_ahead(cx, own, n_own);
}

/* Those whom the rows name, by the numbers, which are answered by now. */
static enum err whom(struct ctx *cx, const struct answer_key *keys, size_t n, struct ids *persons,
		     struct ids *families)
{
	int64_t *ids;
	size_t found;

	for (size_t i = 0; i < n; i++) {
		if (keys[i].nik != NULL) {
			TRY(person_by_nik(cx, keys[i].nik, &ids, &found));
			for (size_t k = 0; k < found; k++)
				ids_add(cx, persons, ids[k]);
		} else if (keys[i].kk != NULL) {
			TRY(family_by_kk(cx, keys[i].kk, &ids, &found));
			for (size_t k = 0; k < found; k++)
				ids_add(cx, families, ids[k]);
		}
	}
	return subjects_ahead(cx, FACT_PERSON, persons->id, persons->n);
}

/* All rows that are those people, and their families. */
static enum err around(struct ctx *cx, const struct ids *persons, struct ids *rows,
		       struct ids *families)
{
	struct ids now = { 0 };
	struct subject s;
	int64_t *ids, id, family;
	size_t n;

	for (size_t i = 0; i < persons->n; i++) {
		TRY(person_present(cx, persons->id[i], &id));
		ids_add(cx, &now, id);
	}
	TRY(subjects_ahead(cx, FACT_PERSON, now.id, now.n));
	TRY(persons_rows_ahead(cx, now.id, now.n));
	for (size_t i = 0; i < now.n; i++) {
		TRY(person_rows(cx, now.id[i], &ids, &n));
		for (size_t k = 0; k < n; k++)
			ids_add(cx, rows, ids[k]);
		TRY(subject_get(cx, FACT_PERSON, now.id[i], &s));
		family = facts_core_int(&s.facts, CORE_FAMILY, 0);
		if (family != 0)
			ids_add(cx, families, family);
	}
	return ERR_OK;
}

static enum err requests_of(struct ctx *cx, const struct ids *persons, const struct ids *families)
{
	struct answerable_of_person_args *person =
	    ARENA_ARRAY(cx->arena, persons->n, struct answerable_of_person_args);
	struct answerable_of_family_args *family =
	    ARENA_ARRAY(cx->arena, families->n, struct answerable_of_family_args);

	for (size_t i = 0; i < persons->n; i++)
		person[i].person_id = persons->id[i];
	for (size_t i = 0; i < families->n; i++)
		family[i].family_id = families->id[i];
	TRY(answerable_of_person_ahead(cx, person, persons->n));
	return answerable_of_family_ahead(cx, family, families->n);
}

/* What was answered to the requests that may be meant. */
static enum err answers_of(struct ctx *cx, const struct answer_key *keys, size_t n)
{
	struct answer_match m;
	struct ids ids = { 0 };

	for (size_t i = 0; i < n; i++) {
		TRY(verval_answer_match(cx, &keys[i], INT32_MAX, &m));
		for (size_t k = 0; k < m.n; k++)
			ids_add(cx, &ids, m.request[k].id);
	}
	return verval_answers_ahead(cx, ids.id, ids.n);
}

enum err verval_match_ahead(struct ctx *cx, const struct answer_key *keys, size_t n)
{
	struct ids persons = { 0 }, rows = { 0 }, families = { 0 };

	if (n == 0 || !sql_asks_ahead(cx))
		return ERR_OK;
	TRY(numbers(cx, keys, n));
	TRY(whom(cx, keys, n, &persons, &families));
	TRY(around(cx, &persons, &rows, &families));
	TRY(requests_of(cx, &rows, &families));
	return answers_of(cx, keys, n);
}
