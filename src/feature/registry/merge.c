#include "feature/registry/subject_impl.h"

#include "base/str.h"
#include "platform/app.h"
#include "platform/audit/audit.h"

/* Merges of merges are followed so far; more would be a circle, which merging refuses. */
enum { ALIAS_STEPS = 64 };

enum err person_present(struct ctx *cx, int64_t id, int64_t *ret_id)
{
	struct person_alias_row row;

	for (int step = 0; step < ALIAS_STEPS; step++) {
		TRY(person_alias_one(cx, &(struct person_alias_args){ .id = id }, &row));
		if (row.same_as_id == 0) {
			*ret_id = id;
			return ERR_OK;
		}
		id = row.same_as_id;
	}
	return err_set(cx, ERR_DB, "person %lld is an alias of himself", (long long)id);
}

enum err person_rows(struct ctx *cx, int64_t id, int64_t **ret, size_t *ret_n)
{
	int64_t *rows = ARENA_ARRAY(cx->arena, ALIAS_STEPS, int64_t);
	struct person_aliases_row *more;
	size_t n = 1, n_more;

	rows[0] = id;
	for (size_t at = 0; at < n; at++) {
		TRY(person_aliases_all(cx, &(struct person_aliases_args){ .same_as_id = rows[at] },
				       &more, &n_more));
		for (size_t i = 0; i < n_more && n < ALIAS_STEPS; i++)
			rows[n++] = more[i].id;
	}
	*ret = rows;
	*ret_n = n;
	return ERR_OK;
}

static enum err (*compare_people)(struct ctx *cx, struct alike_ask *asks, size_t n);
static const char *(*reason_words)(struct ctx *cx, const char *reasons);

void person_alike_by(enum err (*compare)(struct ctx *cx, struct alike_ask *asks, size_t n),
		     const char *(*words)(struct ctx *cx, const char *reasons))
{
	compare_people = compare;
	reason_words = words;
}

bool people_are_compared(void)
{
	return compare_people != NULL;
}

const char *alike_words(struct ctx *cx, const char *reasons)
{
	return reason_words != NULL && reasons != NULL ? reason_words(cx, reasons) : "";
}

enum err person_alike(struct ctx *cx, struct alike_ask *asks, size_t n)
{
	for (size_t i = 0; i < n; i++)
		asks[i].n = 0;
	return compare_people != NULL && n > 0 ? compare_people(cx, asks, n) : ERR_OK;
}

static enum err alias_set(struct ctx *cx, const struct subject *s, int64_t same_as_id)
{
	struct person_alias_set_args a = {
		.id = s->id,
		.version = s->version,
		.same_as_id = same_as_id,
	};
	int64_t family = facts_core_int(&s->facts, CORE_FAMILY, 0), changed = 0;

	TRY(person_alias_set_run(cx, &a, &changed));
	if (changed != 1)
		return err_set(cx, ERR_CONFLICT, "person %lld was changed", (long long)s->id);
	if (family == 0)
		return ERR_OK;
	return family_count_run(cx, &(struct family_count_args){ .id = family }, NULL);
}

enum err person_share(struct ctx *cx, int64_t person_id, int64_t unit_id)
{
	struct person_alias_row row;
	int64_t id = person_id;

	for (int step = 0; step < ALIAS_STEPS && id != 0; step++) {
		TRY(person_unit_add_run(cx,
					&(struct person_unit_add_args){ .person_id = id,
									.unit_id = unit_id,
									.through_id = person_id },
					NULL));
		TRY(person_alias_one(cx, &(struct person_alias_args){ .id = id }, &row));
		id = row.same_as_id;
	}
	return ERR_OK;
}

/* The event on a row, without any fact of it: version is that of the row after it. */
static enum err note(struct ctx *cx, const struct subject *s, int64_t version, const char *event,
		     int64_t other, const char *reason)
{
	const struct origin o = {
		.source = s->source,
		.valid_from = DATE_NONE,
		.note = arena_printf(cx->arena, "%lld %s", (long long)other, reason),
	};

	return version_write(cx, FACT_PERSON, s->id, version, event, &o, NULL, 0, NULL);
}

enum err person_merge(struct ctx *cx, int64_t lost_id, int64_t kept_id, const char *reason)
{
	struct subject lost, kept;

	TRY(person_present(cx, kept_id, &kept_id));
	TRY(subject_read(cx, FACT_PERSON, lost_id, &lost));
	TRY(subject_read(cx, FACT_PERSON, kept_id, &kept));
	if (lost_id == kept_id || lost.same_as_id != 0 || lost.erased || kept.erased)
		return err_set(cx, ERR_CONFLICT, "they cannot be merged");
	TRY(alias_set(cx, &lost, kept_id));
	TRY(note(cx, &lost, lost.version + 1, "merged", kept_id, reason));
	TRY(note(cx, &kept, kept.version, "kept_merged", lost_id, reason));
	TRY(person_unit_pass_on_run(
	    cx, &(struct person_unit_pass_on_args){ .kept_id = kept_id, .lost_id = lost_id },
	    NULL));
	TRY(merge_add_run(cx,
			  &(struct merge_add_args){
			      .id = APP_ID(cx),
			      .lost_id = lost_id,
			      .kept_id = kept_id,
			      .reason = reason,
			  },
			  NULL));
	return audit_leaf(cx, "registry.merge", lost_id, NULL);
}

/* Whoever speaks for him, and for that one in turn, is no longer seen by the units of his cases. */
static enum err units_take_back(struct ctx *cx, int64_t lost_id, int64_t kept_id)
{
	struct person_alias_row row;

	for (int step = 0; step < ALIAS_STEPS && kept_id != 0; step++) {
		TRY(person_unit_take_back_run(
		    cx,
		    &(struct person_unit_take_back_args){ .kept_id = kept_id, .lost_id = lost_id },
		    NULL));
		TRY(person_alias_one(cx, &(struct person_alias_args){ .id = kept_id }, &row));
		kept_id = row.same_as_id;
	}
	return ERR_OK;
}

/* Is somebody else head of his family by now? */
static enum err headed(struct ctx *cx, const struct subject *s, bool *ret)
{
	struct family_inner_row *m;
	int64_t family = facts_core_int(&s->facts, CORE_FAMILY, 0);
	size_t n;

	*ret = false;
	if (family == 0 || !str_eq(facts_core(&s->facts, CORE_RELATION), "1"))
		return ERR_OK;
	TRY(family_inner_all(cx, &(struct family_inner_args){ .family_id = family }, &m, &n));
	for (size_t i = 0; i < n; i++)
		*ret |= m[i].id != s->id && m[i].relation == 1 && m[i].state == PERSON_ALIVE;
	return ERR_OK;
}

static enum err (*tell_unmerged)(struct ctx *cx, int64_t lost_id, int64_t kept_id);

void person_unmerged_by(enum err (*told)(struct ctx *cx, int64_t lost_id, int64_t kept_id))
{
	tell_unmerged = told;
}

enum err person_unmerge(struct ctx *cx, int64_t lost_id, const char *reason)
{
	struct subject lost, kept;
	int64_t kept_id, changed = 0;
	bool other_head;

	TRY(subject_read(cx, FACT_PERSON, lost_id, &lost));
	kept_id = lost.same_as_id;
	if (kept_id == 0)
		return err_set(cx, ERR_CONFLICT, "person %lld is not merged", (long long)lost_id);
	TRY(headed(cx, &lost, &other_head));
	if (other_head)
		return err_set(cx, ERR_INVALID, "his family has another head now");
	TRY(alias_set(cx, &lost, 0));
	TRY(note(cx, &lost, lost.version + 1, "unmerged", kept_id, reason));
	TRY(subject_read(cx, FACT_PERSON, kept_id, &kept));
	TRY(note(cx, &kept, kept.version, "kept_unmerged", lost_id, reason));
	TRY(units_take_back(cx, lost_id, kept_id));
	TRY(merge_undo_run(cx,
			   &(struct merge_undo_args){
			       .lost_id = lost_id,
			       .undone_reason = reason,
			   },
			   &changed));
	if (changed != 1)
		return err_set(cx, ERR_CONFLICT, "merge of %lld is undone", (long long)lost_id);
	if (tell_unmerged != NULL)
		TRY(tell_unmerged(cx, lost_id, kept_id));
	return audit_leaf(cx, "registry.unmerge", lost_id, NULL);
}
