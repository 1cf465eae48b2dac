/* Photos on the page of a case: those of its reports, and those that are added to it later. */
#include "feature/casework/case_web.h"

#include "platform/app.h"
#include "platform/media/media.h"
#include "text/case_web.h"

/* At once, so that one body stays within the limit of an upload. */
#define AT_ONCE 5

enum { PHOTOS };
static const struct field photo_fields[] = {
	[PHOTOS] = { .name = "photos",
		     .kind = FIELD_FILES,
		     .label = T_CASE_F_PHOTOS,
		     .hint = T_CASE_F_PHOTOS_HINT,
		     .required = true,
		     .max = MEDIA_MAX_UPLOAD,
		     .max_value = AT_ONCE,
		     .accept = "image/*",
		     .privacy = FIELD_SPECIFIC_DATA },
	{ .kind = FIELD_END },
};
const struct form_def case_photo_form = {
	.name = "case_photo", .fields = photo_fields, .submit = T_CASE_ADD_PHOTOS, .multipart = true
};

static enum err ids_of(struct ctx *cx, int64_t case_id, bool every, const int64_t **ret,
		       size_t *ret_n)
{
	struct case_photos_row *rows;
	int64_t *ids;
	size_t i;

	TRY(case_photos_all(cx,
			    &(struct case_photos_args){
				.case_id = case_id, .with = every ? CASE_PHOTOS_WITH_EVERY : 0U },
			    &rows, ret_n));
	ids = ARENA_ARRAY(cx->arena, *ret_n + 1, int64_t);
	for (i = 0; i < *ret_n; i++)
		ids[i] = rows[i].id;
	*ret = ids;
	return ERR_OK;
}

enum err case_draw_photos(struct ctx *cx, struct ui *u, int64_t case_id, int64_t glass_id)
{
	const char *path = "/foto";
	const int64_t *ids;
	size_t n;

	TRY(ids_of(cx, case_id, glass_id != 0, &ids, &n));
	if (n == 0)
		return ERR_OK;
	if (glass_id != 0)
		path = arena_printf(cx->arena, "/buka-darurat/%lld/foto", (long long)glass_id);
	ui_heading(u, text(cx, T_CASE_PHOTOS), "gambar");
	ui_photos_at(u, "photos", path, ids, n);
	return ERR_OK;
}

/* What prepare has ready for the commit. */
struct pictures {
	const struct media_draft *drafts;
	size_t n;
};

static enum err add_prepare(struct ctx *cx, struct req *r)
{
	struct pictures *p = ARENA_NEW(cx->arena, struct pictures);
	struct case_in_scope_row row;

	TRY(case_in_scope_one(cx, &(struct case_in_scope_args){ .id = req_id(r) }, &row));
	TRY(req_pictures(cx, req_form(r), PHOTOS, T_CASE_PROBLEM_PHOTO, &p->drafts, &p->n));
	req_set_data(r, p);
	return ERR_OK;
}

static enum err add_commit(struct ctx *cx, struct req *r, struct resp *resp)
{
	const struct pictures *p = req_data(r);

	TRY(case_photos_add(cx, req_id(r), p->drafts, p->n));
	resp_see(cx, resp, T_CASE_PHOTOS_ADDED, "/kasus/%lld#gambar", (long long)req_id(r));
	return ERR_OK;
}

const struct route case_photo_routes[] = {
	{ POST, "/kasus/{id}/foto", PERM_CASE_WORK, ROUTE_BIG, REPR_PAGE, T_CASE_ADD_PHOTOS,
	  .form = &case_photo_form, .page = case_page, .prepare = add_prepare,
	  .commit = add_commit },
	{ .method = 0 },
};
