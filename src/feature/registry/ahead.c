/* Questions about many subjects at once, before they are asked one by one. */
#include "feature/registry/subject_impl.h"

#include "platform/vault/vault.h"

/* ---- numbers -------------------------------------------------------------------------------- */

/* The arguments of all three statements are a blind index and nothing else. */
static enum err blinds_ahead(struct ctx *cx, enum seal_kind kind, const struct blob *blinds,
			     size_t n)
{
	const struct sql *st = kind == SEAL_NIK     ? &sql_person_by_nik
			       : kind == SEAL_PHONE ? &sql_person_by_phone
						    : &sql_family_by_kk;

	_Static_assert(sizeof(struct person_by_nik_args) == sizeof(struct blob) &&
			   sizeof(struct person_by_phone_args) == sizeof(struct blob) &&
			   sizeof(struct family_by_kk_args) == sizeof(struct blob),
		       "a blind index and nothing else");
	return sql_ahead(cx, st, blinds, sizeof(*blinds), n);
}

enum err numbers_ahead(struct ctx *cx, enum seal_kind kind, const char *const *numbers, size_t n)
{
	struct blob *all, *some;
	size_t n_all = 0, n_some;

	if (n == 0 || !sql_asks_ahead(cx))
		return ERR_OK;
	all = ARENA_ARRAY(cx->arena, n * VAULT_EPOCHS, struct blob);
	for (size_t i = 0; i < n; i++) {
		TRY(vault_blinds(cx, kind, numbers[i], &some, &n_some));
		for (size_t k = 0; k < n_some; k++)
			all[n_all++] = some[k];
	}
	return blinds_ahead(cx, kind, all, n_all);
}

/* ---- subjects ------------------------------------------------------------------------------- */

static enum err persons_ahead(struct ctx *cx, const int64_t *ids, size_t n)
{
	struct person_row_args *rows = ARENA_ARRAY(cx->arena, n, struct person_row_args);
	struct person_alias_args *aliases = ARENA_ARRAY(cx->arena, n, struct person_alias_args);

	for (size_t i = 0; i < n; i++) {
		rows[i].id = ids[i];
		aliases[i].id = ids[i];
	}
	TRY(person_row_ahead(cx, rows, n));
	return person_alias_ahead(cx, aliases, n);
}

static enum err families_ahead(struct ctx *cx, const int64_t *ids, size_t n)
{
	struct family_row_args *rows = ARENA_ARRAY(cx->arena, n, struct family_row_args);

	for (size_t i = 0; i < n; i++)
		rows[i].id = ids[i];
	return family_row_ahead(cx, rows, n);
}

enum err persons_rows_ahead(struct ctx *cx, const int64_t *ids, size_t n)
{
	struct person_aliases_args *args = ARENA_ARRAY(cx->arena, n, struct person_aliases_args);

	for (size_t i = 0; i < n; i++)
		args[i].same_as_id = ids[i];
	return person_aliases_ahead(cx, args, n);
}

enum err persons_family_ahead(struct ctx *cx, const int64_t *ids, size_t n)
{
	struct person_moves_args *args = ARENA_ARRAY(cx->arena, n, struct person_moves_args);

	for (size_t i = 0; i < n; i++)
		args[i].id = ids[i];
	return person_moves_ahead(cx, args, n);
}

static enum err persons_hold(struct ctx *cx, const int64_t *ids, size_t n)
{
	struct person_hold_args *args = ARENA_ARRAY(cx->arena, n, struct person_hold_args);
	struct person_hold_row row;
	bool found;

	for (size_t i = 0; i < n; i++)
		args[i].id = ids[i];
	TRY(person_hold_ahead(cx, args, n));
	for (size_t i = 0; i < n; i++)
		TRY(person_hold_maybe(cx, &args[i], &row, &found));
	return ERR_OK;
}

static enum err families_hold(struct ctx *cx, const int64_t *ids, size_t n)
{
	struct family_hold_args *args = ARENA_ARRAY(cx->arena, n, struct family_hold_args);
	struct family_hold_row row;
	bool found;

	for (size_t i = 0; i < n; i++)
		args[i].id = ids[i];
	TRY(family_hold_ahead(cx, args, n));
	for (size_t i = 0; i < n; i++)
		TRY(family_hold_maybe(cx, &args[i], &row, &found));
	return ERR_OK;
}

enum err subjects_hold(struct ctx *cx, enum fact_of of, const int64_t *ids, size_t n)
{
	if (!sql_asks_ahead(cx)) /* SQLite */
		return ERR_OK;
	return of == FACT_PERSON ? persons_hold(cx, ids, n) : families_hold(cx, ids, n);
}

enum err subjects_ahead(struct ctx *cx, enum fact_of of, const int64_t *ids, size_t n)
{
	if (n == 0 || !sql_asks_ahead(cx))
		return ERR_OK;
	TRY(of == FACT_PERSON ? persons_ahead(cx, ids, n) : families_ahead(cx, ids, n));
	return vault_keys_ahead(cx, ids, n);
}
