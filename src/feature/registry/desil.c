#include "feature/registry/subject_impl.h"

#include "base/str.h"
#include "platform/app.h"
#include "platform/audit/audit.h"
#include "text/warga.h"

/* ---- releases -------------------------------------------------------------------------------- */

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

/* The release that is shown now; its id is 0 where none is. */
static enum err shown_now(struct ctx *cx, int64_t *ret_id, struct release_row_row *ret)
{
	TRY(shown(cx, INT64_MAX, ret_id));
	return *ret_id != 0 ? release_row_one(cx, &(struct release_row_args){ .id = *ret_id }, ret)
			    : ERR_OK;
}

enum err desil_completes(struct ctx *cx, int32_t as_of, struct desil *ret)
{
	struct release_row_row row;

	*ret = (struct desil){ .as_of = as_of };
	TRY(shown_now(cx, &ret->release_id, &row));
	if (ret->release_id == 0)
		return ERR_OK;
	ret->line_id = row.as_of == as_of && row.line_id != DB_NONE ? row.line_id : 0;
	ret->release = row.name;
	return ERR_OK;
}

enum err desil_shown_later(struct ctx *cx, int32_t as_of, struct desil *ret)
{
	struct release_row_row row;
	int64_t id;

	*ret = (struct desil){ .as_of = DATE_NONE };
	TRY(shown_now(cx, &id, &row));
	if (id != 0 && row.as_of > as_of)
		*ret = (struct desil){ .release_id = id,
				       .release = row.name,
				       .as_of = (int32_t)row.as_of };
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

enum err desil_list_new(struct ctx *cx, const char *name, int32_t as_of, int64_t import_id,
			int64_t *ret_id)
{
	int64_t id = APP_ID(cx);

	*ret_id = id;
	return release_add_run(cx,
			       &(struct release_add_args){
				   .id = id,
				   .name = name,
				   .as_of = as_of,
				   .import_id = import_id,
				   .line_id = id,
				   .partial = 1,
			       },
			       NULL);
}

enum err desil_release_whole(struct ctx *cx, int64_t release_id, bool *ret)
{
	struct release_row_row row;

	*ret = false;
	if (release_id == 0)
		return ERR_OK;
	TRY(release_row_one(cx, &(struct release_row_args){ .id = release_id }, &row));
	*ret = row.partial == 0;
	return ERR_OK;
}

enum err desil_shown_families(struct ctx *cx, int64_t *ret)
{
	struct release_line_families_row sum;
	struct release_row_row row;
	int64_t id;

	*ret = 0;
	TRY(shown_now(cx, &id, &row));
	if (id == 0)
		return ERR_OK;
	TRY(release_line_families_one(
	    cx, &(struct release_line_families_args){ .line_id = row.line_id, .release_id = id },
	    &sum));
	*ret = sum.n;
	return ERR_OK;
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

	struct release_row_row row;

	if (release_id != 0) {
		TRY(release_row_one(cx, &(struct release_row_args){ .id = release_id }, &row));
		if (row.partial)
			return err_set(cx, ERR_CONFLICT, "a list of some families");
		TRY(release_count_run(cx, &(struct release_count_args){ .id = release_id }, NULL));
	}
	TRY(shown_add_run(cx, &a, NULL));
	return audit_leaf(cx, "registry.desil_show", release_id, NULL);
}

/* ---- of a family ----------------------------------------------------------------------------- */

/*
 * The release that spoke for a day, id 0: none: the one shown, unless it is of a later day; then
 * the newest of those once shown that is not.
 */
static enum err shown_for(struct ctx *cx, int32_t on, int64_t known_at, int64_t *ret_id,
			  struct release_row_row *ret)
{
	const struct shown_on_args a = { .until_at = known_at, .held_on = on };
	struct shown_on_row row;
	bool found;

	TRY(shown(cx, known_at, ret_id));
	if (*ret_id == 0)
		return ERR_OK;
	TRY(release_row_one(cx, &(struct release_row_args){ .id = *ret_id }, ret));
	if (ret->as_of <= on)
		return ERR_OK;
	TRY(shown_on_maybe(cx, &a, &row, &found));
	*ret_id = found ? row.release_id : 0;
	return found ? release_row_one(cx, &(struct release_row_args){ .id = *ret_id }, ret)
		     : ERR_OK;
}

enum err family_desil(struct ctx *cx, int64_t family_id, int64_t known_at, struct desil *ret)
{
	return family_desil_on(cx, family_id, INT32_MAX, known_at, ret);
}

enum err family_desil_on(struct ctx *cx, int64_t family_id, int32_t on, int64_t known_at,
			 struct desil *ret)
{
	struct release_row_row release;
	struct desil_of_row row;
	struct desil d = { .why = "tidak_ada_data", .as_of = DATE_NONE };
	bool found;

	TRY(shown_for(cx, on, known_at, &d.release_id, &release));
	if (d.release_id != 0) {
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

enum err family_desil_lists(struct ctx *cx, int64_t family_id, int64_t known_at, unsigned max,
			    struct desil **ret, size_t *ret_n)
{
	struct desil_lists_of_row *rows;

	TRY(desil_lists_of_all(cx,
			       &(struct desil_lists_of_args){
				   .family_id = family_id, .until_at = known_at, .max_n = max },
			       &rows, ret_n));
	*ret = ARENA_ARRAY(cx->arena, *ret_n + 1, struct desil);
	for (size_t i = 0; i < *ret_n; i++)
		(*ret)[i] = (struct desil){ .release_id = rows[i].id,
					    .desil = rows[i].desil == DB_NONE ? 0 : rows[i].desil,
					    .why = rows[i].none_why,
					    .release = rows[i].name,
					    .as_of = (int32_t)rows[i].as_of };
	return ERR_OK;
}

enum text desil_why_text(const char *why)
{
	static const struct {
		const char *code;
		enum text words;
	} whys[] = {
		{ "belum_diperingkat", T_WARGA_WHY_BELUM_DIPERINGKAT },
		{ "nonaktif", T_WARGA_WHY_NONAKTIF },
	};

	for (size_t i = 0; i < LEN(whys); i++)
		if (str_eq(whys[i].code, why))
			return whys[i].words;
	return T_WARGA_WHY_TIDAK_ADA_DATA;
}

const char *desil_said(struct ctx *cx, const struct desil *d)
{
	return d->desil != 0 ? str_digits(cx->arena, d->desil) : text(cx, desil_why_text(d->why));
}
