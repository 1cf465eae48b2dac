#include "feature/registry/subject_impl.h"

#include "platform/app.h"
#include "platform/audit/audit.h"

/* ---- releases
 * ------------------------------------------------------------------------------------ */

static enum err shown(struct ctx *cx, int64_t at, int64_t *ret)
{
	struct shown_at_row row;
	bool found;

	TRY(shown_at_maybe(cx, &(struct shown_at_args){ .until_at = at }, &row, &found));
	*ret = found ? row.release_id : 0;
	return ERR_OK;
}

enum err desil_shown(struct ctx *cx, int64_t *ret_release_id)
{
	return shown(cx, INT64_MAX, ret_release_id);
}

enum err desil_completes(struct ctx *cx, int32_t as_of, struct desil *ret)
{
	struct release_row_row row;

	*ret = (struct desil){ .as_of = as_of };
	TRY(shown(cx, INT64_MAX, &ret->release_id));
	if (ret->release_id == 0)
		return ERR_OK;
	TRY(release_row_one(cx, &(struct release_row_args){ .id = ret->release_id }, &row));
	ret->line_id = row.as_of == as_of && row.line_id != DB_NONE ? row.line_id : 0;
	ret->release = row.name;
	return ERR_OK;
}

enum err desil_release_new(struct ctx *cx, const char *name, int32_t as_of, int64_t import_id,
			   int64_t *ret_id)
{
	struct release_add_args a = {
		.id = APP_ID(cx),
		.name = name,
		.as_of = as_of,
		.import_id = import_id,
	};
	struct desil base;

	TRY(desil_completes(cx, as_of, &base));
	a.line_id = base.line_id != 0 ? base.line_id : a.id;
	*ret_id = a.id;
	return release_add_run(cx, &a, NULL);
}

enum err desil_withdraw(struct ctx *cx, int64_t release_id)
{
	TRY(release_withdraw_run(cx, &(struct release_withdraw_args){ .id = release_id }, NULL));
	return audit_leaf(cx, "registry.desil_withdraw", release_id, NULL);
}

enum err desil_put(struct ctx *cx, int64_t release_id, int64_t family_id, int64_t desil,
		   const char *why)
{
	return desil_add_run(cx,
			     &(struct desil_add_args){
				 .release_id = release_id,
				 .family_id = family_id,
				 .desil = desil > 0 ? desil : DB_NONE,
				 .none_why = desil > 0 ? NULL : why,
			     },
			     NULL);
}

enum err desil_show(struct ctx *cx, int64_t release_id)
{
	const struct shown_add_args a = { .id = APP_ID(cx), .release_id = release_id };

	if (release_id != 0)
		TRY(release_count_run(cx, &(struct release_count_args){ .id = release_id }, NULL));
	TRY(shown_add_run(cx, &a, NULL));
	return audit_leaf(cx, "registry.desil_show", release_id, NULL);
}

/* ---- of a family
 * --------------------------------------------------------------------------------- */

enum err family_desil(struct ctx *cx, int64_t family_id, int64_t known_at, struct desil *ret)
{
	struct release_row_row release;
	struct desil_of_row row;
	struct desil d = { .why = "tidak_ada_data", .as_of = DATE_NONE };
	bool found;

	TRY(shown(cx, known_at, &d.release_id));
	if (d.release_id != 0) {
		TRY(release_row_one(cx, &(struct release_row_args){ .id = d.release_id },
				    &release));
		d.release = release.name;
		d.as_of = (int32_t)release.as_of;
		TRY(desil_of_maybe(cx,
				   &(struct desil_of_args){
				       .release_id = d.release_id,
				       .line_id = release.line_id,
				       .family_id = family_id,
				   },
				   &row, &found));
		if (found) {
			d.desil = row.desil == DB_NONE ? 0 : row.desil;
			d.why = row.none_why;
		}
	}
	*ret = d;
	return ERR_OK;
}
