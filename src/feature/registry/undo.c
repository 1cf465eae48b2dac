#include "feature/registry/subject_impl.h"

#include "base/str.h"

/*
 * Two passes under one cursor: first what the import changed (ids of versions, positive), then what
 * it made (ids of persons, negative).
 */

struct undoing {
	const struct origin *origin;
	struct undo_left *left;
	size_t n_left, room;
};

static void leave(struct ctx *cx, struct undoing *u, enum fact_of of, int64_t id, const char *field)
{
	struct undo_left *more;

	if (u->n_left == u->room) {
		u->room = u->room * 2 + 16;
		more = ARENA_ARRAY(cx->arena, u->room, struct undo_left);
		for (size_t i = 0; i < u->n_left; i++)
			more[i] = u->left[i];
		u->left = more;
	}
	u->left[u->n_left++] = (struct undo_left){ id, of, field };
}

/* ---- what it changed
 * ------------------------------------------------------------------------------ */

static bool says(const struct version *v, const char *field)
{
	for (size_t i = 0; i < v->n_changes; i++)
		if (str_eq(v->change[i].field, field))
			return true;
	return false;
}

/* Fields of a version about which somebody said something later, which stays. */
static void later_ones(struct ctx *cx, struct undoing *u, enum fact_of of, int64_t id,
		       const struct version *v, size_t n, const struct version *undone)
{
	for (size_t f = 0; f < undone->n_changes; f++)
		for (size_t i = 0; i < n; i++)
			if (v[i].id > undone->id && v[i].undone_at == 0 &&
			    v[i].import_id != undone->import_id &&
			    says(&v[i], undone->change[f].field)) {
				leave(cx, u, of, id, undone->change[f].field);
				break;
			}
}

static enum err undo_version(struct ctx *cx, struct undoing *u,
			     const struct version_of_import_row *r)
{
	struct version_undo_args a = { .id = r->id };
	enum fact_of of = (enum fact_of)r->of;
	struct subject before, after;
	int64_t was, is;
	struct version *v;
	size_t n;

	TRY(version_read(cx, r->subject_id, &v, &n));
	for (size_t i = 0; i < n; i++)
		if (v[i].id == r->id)
			later_ones(cx, u, of, r->subject_id, v, n, &v[i]);
	TRY(subject_read(cx, of, r->subject_id, &before));
	TRY(version_undo_run(cx, &a, NULL));
	TRY(subject_restand(cx, of, r->subject_id, "undone", u->origin, NULL));
	if (of != FACT_PERSON)
		return ERR_OK;
	TRY(subject_read(cx, of, r->subject_id, &after));
	was = fact_int(facts_core(&before.facts, CORE_FAMILY), 0);
	is = fact_int(facts_core(&after.facts, CORE_FAMILY), 0);
	if (was != 0)
		TRY(family_count_run(cx, &(struct family_count_args){ .id = was }, NULL));
	if (is != 0 && is != was)
		TRY(family_count_run(cx, &(struct family_count_args){ .id = is }, NULL));
	return ERR_OK;
}

/* ---- what it made
 * --------------------------------------------------------------------------------- */

static enum err withdraw(struct ctx *cx, struct undoing *u, const struct import_made_row *r)
{
	const struct fact_book *book;
	struct fact_change c;

	if (r->units > 0 || r->edits > 0 || r->merges > 0) {
		leave(cx, u, FACT_PERSON, r->id, NULL);
		return ERR_OK;
	}
	TRY(fact_book(cx, &book));
	c = (struct fact_change){ book->person_core[CORE_STATE],
				  str_digits(cx->arena, PERSON_WITHDRAWN) };
	TRY(subject_event(cx, FACT_PERSON, r->id, "undone", &c, 1, u->origin));
	if (r->family_id == 0)
		return ERR_OK;
	return family_count_run(cx, &(struct family_count_args){ .id = r->family_id }, NULL);
}

static enum err undo_made(struct ctx *cx, struct undoing *u, int64_t import_id, int64_t before_id,
			  unsigned max, int64_t *ret_next)
{
	struct import_made_args a = {
		.import_id = import_id,
		.after_id = before_id,
		.max_n = max,
		.with = before_id != 0 ? IMPORT_MADE_WITH_AFTER : 0,
	};
	struct import_made_row *rows;
	size_t n;

	TRY(import_made_all(cx, &a, &rows, &n));
	for (size_t i = 0; i < n; i++)
		TRY(withdraw(cx, u, &rows[i]));
	*ret_next = n == max ? -rows[n - 1].id : 0;
	if (*ret_next != 0)
		return ERR_OK;
	return claim_withdraw_run(cx, &(struct claim_withdraw_args){ .import_id = import_id },
				  NULL);
}

enum err registry_undo(struct ctx *cx, int64_t import_id, int64_t after_id, unsigned max,
		       int64_t *ret_next, struct undo_left **ret_left, size_t *ret_n)
{
	const struct origin origin = { .source = "impor", .valid_from = DATE_NONE };
	struct undoing u = { .origin = &origin };
	struct version_of_import_row *rows;
	size_t n = 0;

	if (after_id >= 0) {
		TRY(version_of_import_all(
		    cx,
		    &(struct version_of_import_args){
			.import_id = import_id,
			.after_id = after_id,
			.max_n = max,
			.with = after_id != 0 ? VERSION_OF_IMPORT_WITH_AFTER : 0,
		    },
		    &rows, &n));
		for (size_t i = 0; i < n; i++)
			TRY(undo_version(cx, &u, &rows[i]));
	}
	if (n > 0)
		*ret_next = rows[n - 1].id;
	else
		TRY(undo_made(cx, &u, import_id, after_id < 0 ? -after_id : 0, max, ret_next));
	*ret_left = u.left;
	*ret_n = u.n_left;
	return ERR_OK;
}
