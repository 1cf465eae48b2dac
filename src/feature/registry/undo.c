#include "feature/registry/subject_impl.h"

#include <stdlib.h>

#include "base/str.h"
#include "platform/audit/audit.h"

/*
 * Four passes under one cursor: what the import said beside facts (CLAIMS), what it changed (ids of
 * versions, positive), whom it made (ids of persons, negative), and the families it made, which
 * nobody may belong to any more (ids of families, negative, from FAMILIES on).
 */
#define CLAIMS   INT64_MAX
#define FAMILIES (-(INT64_C(1) << 62))

struct undoing {
	const struct origin *origin;
	struct undo_left *left;
	size_t n_left, n_stay, room;
	int64_t *family; /* to be counted at the end of the step */
	size_t n_family, family_room;
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
	u->n_stay += field == NULL;
}

/* ---- what it changed ------------------------------------------------------------------------- */

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

/* A family whose members have changed; those of one mostly follow one another. */
static void count_later(struct ctx *cx, struct undoing *u, int64_t family_id)
{
	int64_t *more;

	if (family_id == 0 || (u->n_family > 0 && u->family[u->n_family - 1] == family_id))
		return;
	if (u->n_family == u->family_room) {
		u->family_room = u->family_room * 2 + 64;
		more = ARENA_ARRAY(cx->arena, u->family_room, int64_t);
		for (size_t i = 0; i < u->n_family; i++)
			more[i] = u->family[i];
		u->family = more;
	}
	u->family[u->n_family++] = family_id;
}

static int by_id(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

	return x < y ? -1 : x > y;
}

/* Each once. */
static enum err count_all(struct ctx *cx, struct undoing *u)
{
	if (u->n_family > 0)
		qsort(u->family, u->n_family, sizeof(*u->family), by_id);
	for (size_t i = 0; i < u->n_family; i++)
		if (i == 0 || u->family[i] != u->family[i - 1])
			TRY(family_count_run(cx, &(struct family_count_args){ .id = u->family[i] },
					     NULL));
	return ERR_OK;
}

static enum err undo_version(struct ctx *cx, struct undoing *u,
			     const struct version_of_import_row *r)
{
	enum fact_of of = (enum fact_of)r->of;
	struct version *v;
	struct subject s;
	int64_t was, is;
	size_t n;

	TRY(subject_read(cx, of, r->subject_id, &s));
	TRY(version_read(cx, r->subject_id, &v, &n));
	TRY(version_undo_run(cx, &(struct version_undo_args){ .id = r->id }, NULL));
	if (s.erased)
		return ERR_OK;
	for (size_t i = 0; i < n; i++)
		if (v[i].id == r->id) {
			later_ones(cx, u, of, r->subject_id, v, n, &v[i]);
			v[i].undone_at = cx->now;
		}
	was = subject_family(&s);
	TRY(subject_restand(cx, &s, v, n, "undone", u->origin, NULL));
	is = subject_family(&s);
	count_later(cx, u, was);
	count_later(cx, u, is);
	return ERR_OK;
}

/* What undoing each of them will ask. */
static enum err versions_ahead(struct ctx *cx, const struct version_of_import_row *rows, size_t n)
{
	struct version_of_args *said = ARENA_ARRAY(cx->arena, n + 1, struct version_of_args);
	int64_t *person = ARENA_ARRAY(cx->arena, n + 1, int64_t);
	int64_t *family = ARENA_ARRAY(cx->arena, n + 1, int64_t);
	size_t n_person = 0, n_family = 0;

	for (size_t i = 0; i < n; i++) {
		said[i].subject_id = rows[i].subject_id;
		if (rows[i].of == FACT_PERSON)
			person[n_person++] = rows[i].subject_id;
		else
			family[n_family++] = rows[i].subject_id;
	}
	TRY(version_of_ahead(cx, said, n));
	TRY(subjects_ahead(cx, FACT_PERSON, person, n_person));
	return subjects_ahead(cx, FACT_FAMILY, family, n_family);
}

static enum err undo_changed(struct ctx *cx, struct undoing *u, int64_t import_id,
			     int64_t before_id, unsigned max, struct undo_step *ret)
{
	struct version_of_import_args a = {
		.import_id = import_id,
		.after_id = before_id,
		.max_n = max,
		.with = VERSION_OF_IMPORT_WITH_AFTER,
	};
	struct version_of_import_row *rows;

	TRY(version_of_import_all(cx, &a, &rows, &ret->n));
	TRY(versions_ahead(cx, rows, ret->n));
	for (size_t i = 0; i < ret->n; i++)
		TRY(undo_version(cx, u, &rows[i]));
	ret->next_id = ret->n > 0 ? rows[ret->n - 1].id : 0;
	return ERR_OK;
}

/* ---- what it made ---------------------------------------------------------------------------- */

static enum err withdraw(struct ctx *cx, struct undoing *u, const struct import_made_row *r)
{
	const struct fact_book *book;
	struct fact_change c;

	if (r->units > 0 || r->edits > 0 || r->merges > 0 || r->uses > 0) {
		leave(cx, u, FACT_PERSON, r->id, NULL);
		return ERR_OK;
	}
	count_later(cx, u, r->family_id);
	if (r->plain)
		return person_withdraw(cx, r->id, r->version, r->state, u->origin);
	TRY(fact_book(cx, &book));
	c = (struct fact_change){ book->person_core[CORE_STATE],
				  str_digits(cx->arena, PERSON_WITHDRAWN) };
	return subject_event(cx, FACT_PERSON, r->id, "undone", &c, 1, u->origin);
}

static enum err undo_made(struct ctx *cx, struct undoing *u, int64_t import_id, int64_t before_id,
			  unsigned max, struct undo_step *ret)
{
	struct import_made_args a = {
		.import_id = import_id,
		.after_id = before_id,
		.max_n = max,
		.with = before_id != 0 ? IMPORT_MADE_WITH_AFTER : 0,
	};
	struct import_made_row *rows;

	TRY(import_made_all(cx, &a, &rows, &ret->n));
	for (size_t i = 0; i < ret->n; i++)
		TRY(withdraw(cx, u, &rows[i]));
	ret->next_id = ret->n == max ? -rows[ret->n - 1].id : FAMILIES;
	return ERR_OK;
}

/* A family that stays is led by one of those who are left in it, as when its head goes. */
static enum err lead(struct ctx *cx, const struct undoing *u, int64_t family_id)
{
	struct relative *heirs;
	size_t n;

	TRY(family_heirs(cx, family_id, 0, &heirs, &n));
	if (n == 0 || heirs[0].relation == RELATION_HEAD)
		return ERR_OK;
	return family_set_head(cx, family_id, heirs[0].id, RELATION_OTHER, u->origin);
}

/* A family that nobody belongs or ever belonged to, and nobody has used, was never there. */
static enum err undo_families(struct ctx *cx, struct undoing *u, int64_t import_id,
			      int64_t before_id, unsigned max, struct undo_step *ret)
{
	struct import_family_args a = {
		.import_id = import_id,
		.after_id = before_id,
		.max_n = max,
		.with = before_id != 0 ? IMPORT_FAMILY_WITH_AFTER : 0,
	};
	struct import_family_row *rows;

	TRY(import_family_all(cx, &a, &rows, &ret->n));
	for (size_t i = 0; i < ret->n; i++) {
		const struct import_family_row *r = &rows[i];

		if (r->edits > 0 || r->uses > 0)
			leave(cx, u, FACT_FAMILY, r->id, NULL);
		else if (r->people == 0) /* who still belongs to it has been listed himself */
			TRY(family_withdraw_run(cx, &(struct family_withdraw_args){ .id = r->id },
						NULL));
		u->n_stay += r->people > 0 && r->edits == 0 && r->uses == 0;
		if (r->people > 0)
			TRY(lead(cx, u, r->id));
	}
	ret->next_id = ret->n == max ? FAMILIES - rows[ret->n - 1].id : 0;
	return ERR_OK;
}

/* ---- what one person said at one moment ------------------------------------------------------ */

enum err subject_unsay(struct ctx *cx, enum fact_of of, int64_t id, const struct said_then *then,
		       const struct origin *origin)
{
	struct version *v;
	struct subject s;
	bool any = false;
	size_t n;

	TRY(subject_read(cx, of, id, &s));
	TRY(version_read(cx, id, &v, &n));
	for (size_t i = 0; i < n; i++) {
		if (v[i].recorded_at != then->at || v[i].by_id != then->by_id ||
		    v[i].undone_at != 0 || !str_eq(v[i].note, then->note))
			continue;
		TRY(version_undo_run(cx, &(struct version_undo_args){ .id = v[i].id }, NULL));
		v[i].undone_at = cx->now;
		any = true;
	}
	if (!any || s.erased)
		return ERR_OK;
	TRY(claims_reopen_run(
	    cx,
	    &(struct claims_reopen_args){
		.subject_id = id, .of = of, .decided_at = then->at, .decided_by_id = then->by_id },
	    NULL));
	TRY(subject_restand(cx, &s, v, n, "undone", origin, NULL));
	return audit_leaf(
	    cx, of == FACT_PERSON ? "registry.person_change" : "registry.family_change", id, NULL);
}

/* ---- why something stays ----------------------------------------------------------------------
 */

enum err registry_left_why(struct ctx *cx, const struct subject *s, int64_t import_id,
			   struct left_why ret[STAYS__N], size_t *ret_n)
{
	const struct left_why_args a = { .subject_id = s->id,
					 .family_id = subject_family(s),
					 .import_id = import_id };
	struct left_why_row *rows;
	size_t n, kept = 0;

	TRY(left_why_all(cx, &a, &rows, &n));
	for (size_t i = 0; i < n; i++) {
		bool again = kept > 0 && ret[kept - 1].by == (enum stays_by)rows[i].what;
		bool seen =
		    kept > 0 && ret[kept - 1].by == STAYS_CASE && rows[i].what == STAYS_WORK;

		if (!again && !seen)
			ret[kept++] = (struct left_why){ .by = (enum stays_by)rows[i].what,
							 .id = rows[i].ref_id,
							 .at = rows[i].at,
							 .name = rows[i].name };
	}
	*ret_n = kept;
	return ERR_OK;
}

/* ---- all of it ------------------------------------------------------------------------------- */

static enum err undo_claims(struct ctx *cx, int64_t import_id, unsigned max, struct undo_step *ret)
{
	int64_t changed;

	TRY(claim_withdraw_run(
	    cx, &(struct claim_withdraw_args){ .import_id = import_id, .max_n = max }, &changed));
	ret->n = (size_t)changed;
	ret->next_id = changed > 0 ? CLAIMS : 0;
	return ERR_OK;
}

enum err registry_undo(struct ctx *cx, int64_t import_id, int64_t after_id, unsigned max,
		       struct undo_step *ret)
{
	const struct origin origin = { .source = "impor", .valid_from = DATE_NONE };
	struct undoing u = { .origin = &origin };

	*ret = (struct undo_step){ 0 };
	if (after_id == 0 || after_id == CLAIMS) {
		TRY(undo_claims(cx, import_id, max, ret));
		after_id = CLAIMS;
	}
	if (ret->n == 0 && after_id > 0) {
		TRY(undo_changed(cx, &u, import_id, after_id, max, ret));
		after_id = 0;
	}
	if (ret->n == 0 && after_id > FAMILIES)
		TRY(undo_made(cx, &u, import_id, -after_id, max, ret));
	else if (ret->n == 0)
		TRY(undo_families(cx, &u, import_id, FAMILIES - after_id, max, ret));
	TRY(count_all(cx, &u));
	ret->left = u.left;
	ret->n_left = u.n_left;
	ret->n_stay = u.n_stay;
	return ERR_OK;
}

enum err registry_undo_count(struct ctx *cx, int64_t import_id, int64_t *ret)
{
	struct import_wrote_row row;

	TRY(import_wrote_one(cx, &(struct import_wrote_args){ .import_id = import_id }, &row));
	*ret = row.n;
	return ERR_OK;
}
