#include "feature/registry/subject_impl.h"

/* ---- as it was --------------------------------------------------------------------------------
 */

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
		if (existed && fact_int(facts_core(&f, CORE_FAMILY), 0) == family_id &&
		    fact_int(facts_core(&f, CORE_STATE), PERSON_ALIVE) != PERSON_WITHDRAWN)
			persons[n_persons++] = rows[i].id;
	}
	*ret_persons = persons;
	*ret_n = n_persons;
	return ERR_OK;
}
