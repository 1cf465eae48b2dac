#include "feature/registry/subject_impl.h"

#include "base/str.h"

/* ---- as it was ------------------------------------------------------------------------------- */

enum err subject_as_of(struct ctx *cx, enum fact_of of, int64_t id, int32_t held_on,
		       int64_t known_at, struct facts *ret, bool *ret_existed)
{
	const struct fact_field *const *fields;
	struct version *versions;
	struct subject s;
	struct facts f;
	size_t n, n_fields;

	TRY(subject_read(cx, of, id, &s));
	*ret_existed = s.made_at <= known_at;
	if (!*ret_existed)
		return ERR_OK;
	TRY(version_read(cx, id, &versions, &n));
	f = facts_new(cx, s.facts.book, of);
	n_fields = fact_fields(f.book, of, &fields);
	for (size_t i = 0; i < n_fields; i++)
		f.value[i] =
		    fact_standing(&s, versions, n, fields[i], held_on, known_at, registry_zone(cx))
			.value;
	*ret = f;
	return ERR_OK;
}

enum err family_as_of(struct ctx *cx, int64_t family_id, int32_t held_on, int64_t known_at,
		      int64_t **ret_persons, size_t *ret_n)
{
	struct family_everyone_row *rows;
	int64_t *persons;
	struct facts f;
	bool existed;
	size_t n, n_persons = 0;

	TRY(family_everyone_all(cx, &(struct family_everyone_args){ .family_id = family_id }, &rows,
				&n));
	persons = ARENA_ARRAY(cx->arena, n + 1, int64_t);
	for (size_t i = 0; i < n; i++) {
		TRY(subject_as_of(cx, FACT_PERSON, rows[i].id, held_on, known_at, &f, &existed));
		if (existed && fact_date(facts_core(&f, CORE_BIRTH_DATE)) <= held_on &&
		    facts_core_int(&f, CORE_FAMILY, 0) == family_id &&
		    facts_core_int(&f, CORE_STATE, PERSON_ALIVE) != PERSON_WITHDRAWN)
			persons[n_persons++] = rows[i].id;
	}
	*ret_persons = persons;
	*ret_n = n_persons;
	return ERR_OK;
}

/* ---- families he belonged to ----------------------------------------------------------------- */

struct belonging {
	struct subject s;
	struct version *version;
	size_t n_versions;
	const struct fact_field *field;
	int64_t *family;
	size_t n;
};

static void belonged(struct belonging *b, const char *value)
{
	int64_t id = fact_int(value, 0);

	for (size_t i = 0; i < b->n; i++)
		if (b->family[i] == id)
			return;
	if (id != 0)
		b->family[b->n++] = id;
}

enum err person_belonging(struct ctx *cx, int64_t id, struct belonging **ret)
{
	struct belonging *b = ARENA_NEW(cx->arena, struct belonging);
	const struct version *v;

	TRY(subject_read(cx, FACT_PERSON, id, &b->s));
	TRY(version_read(cx, id, &b->version, &b->n_versions));
	b->field = b->s.facts.book->person_core[CORE_FAMILY];
	b->family = ARENA_ARRAY(cx->arena, 2 * b->n_versions + 1, int64_t);
	belonged(b, facts_core(&b->s.facts, CORE_FAMILY));
	for (size_t i = 0; i < b->n_versions; i++) {
		v = &b->version[i];
		for (size_t k = 0; k < v->n_changes; k++)
			if (str_eq(v->change[k].field, b->field->code)) {
				belonged(b, v->change[k].before);
				belonged(b, v->change[k].after);
			}
	}
	*ret = b;
	return ERR_OK;
}

size_t belonging_families(const struct belonging *b, const int64_t **ret)
{
	*ret = b->family;
	return b->n;
}

int64_t belonging_on(const struct ctx *cx, const struct belonging *b, int32_t day, int64_t known_at)
{
	int32_t born = fact_date(facts_core(&b->s.facts, CORE_BIRTH_DATE));

	if (b->s.made_at > known_at || (born != DATE_NONE && day < born))
		return 0;
	return fact_int(fact_standing(&b->s, b->version, b->n_versions, b->field, day, known_at,
				      registry_zone(cx))
			    .value,
			0);
}

enum err person_family_on(struct ctx *cx, int64_t id, int32_t day, int64_t *ret)
{
	struct person_moves_row now;
	struct belonging *b;

	TRY(person_moves_one(cx, &(struct person_moves_args){ .id = id }, &now));
	*ret = now.family_id;
	if (now.moves == 0)
		return ERR_OK;
	TRY(person_belonging(cx, id, &b));
	*ret = belonging_on(cx, b, day, INT64_MAX);
	return ERR_OK;
}
