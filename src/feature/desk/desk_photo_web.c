/* Photos: looking at one, adding later at the desk, and the reporter's own after the text. */
#include "feature/desk/desk_form.h"
#include "feature/desk/desk_web.h"
#include "platform/app.h"
#include "text/desk.h"

/* A reporter's photos come one by one after the text. */
#define PHOTO_BURST 60
#define PHOTO_EVERY INT64_C(3600000000)

static enum err send_photo(struct ctx *cx, struct req *r, struct resp *resp, enum media_size size)
{
	struct blob jpeg;
	int64_t subject;

	TRY(desk_photo_get(cx, req_id(r), size, &subject, &jpeg));
	req_disclose(r, subject, "photo");
	resp_picture(resp, jpeg, true);
	return ERR_OK;
}

static enum err photo_raw(struct ctx *cx, struct req *r, struct resp *resp)
{
	return send_photo(cx, r, resp, MEDIA_WHOLE);
}

/* For lists and timelines, so that a first view stays light. */
static enum err small_raw(struct ctx *cx, struct req *r, struct resp *resp)
{
	return send_photo(cx, r, resp, MEDIA_SMALL);
}

/* What prepare has ready for the commit. */
struct pictures {
	int64_t report_id;
	const struct media_draft *drafts;
	size_t n;
};

static enum err add_pictures(struct ctx *cx, struct form *f, const struct pictures *p)
{
	size_t i;
	enum err e;

	for (i = 0; i < p->n; i++) {
		e = desk_photo_add(cx, p->report_id, &p->drafts[i]);
		if (e == ERR_CONFLICT)
			form_problem(cx, f, -1, T_DESK_PROBLEM_PHOTOS,
				     say_number(cx, DESK_PHOTOS_MAX));
		TRY(e);
	}
	return ERR_OK;
}

/* ---- at the desk ------------------------------------------------------------------------- */

#define PHOTO_FIELD                                                                                \
	{                                                                                          \
		.name = "photos", .kind = FIELD_FILES, .label = T_DESK_F_PHOTOS,                   \
		.hint = T_DESK_F_PHOTOS_HINT, .required = true, .max = MEDIA_MAX_UPLOAD,           \
		.max_value = DESK_PHOTOS_MAX, .accept = "image/*", .privacy = FIELD_SPECIFIC_DATA, \
	}

static const struct field add_fields[] = {
	PHOTO_FIELD,
	{ .kind = FIELD_END },
};
const struct form_def desk_photo_form = {
	.name = "report_photo",
	.fields = add_fields,
	.submit = T_DESK_ADD_PHOTOS,
	.multipart = true,
};

static enum err add_prepare(struct ctx *cx, struct req *r)
{
	struct pictures *p = ARENA_NEW(cx->arena, struct pictures);
	struct desk_view v;

	TRY(desk_report_get(cx, req_id(r), &v));
	p->report_id = v.id;
	TRY(req_pictures(cx, req_form(r), 0, T_DESK_PROBLEM_PHOTO, &p->drafts, &p->n));
	req_set_data(r, p);
	return ERR_OK;
}

static enum err add_commit(struct ctx *cx, struct req *r, struct resp *resp)
{
	TRY(add_pictures(cx, req_form(r), req_data(r)));
	resp_see(cx, resp, T_DESK_PHOTOS_ADDED, "/laporan/%lld", (long long)req_id(r));
	return ERR_OK;
}

/* ---- by the reporter --------------------------------------------------------------------- */

enum { S_PHOTOS = DESK_SEND_SECRET + 1 };
static const struct field send_fields[] = {
	[DESK_SEND_NUMBER] = { .name = "number",
			       .kind = FIELD_NUMBER,
			       .label = T_DESK_F_NUMBER,
			       .hint = T_DESK_F_NUMBER_HINT,
			       .required = true,
			       .max = 16 },
	[DESK_SEND_SECRET] = { .name = "secret",
			       .kind = FIELD_TEXT,
			       .label = T_DESK_F_SECRET,
			       .hint = T_DESK_F_SECRET_HINT,
			       .required = true,
			       .max = 12 },
	[S_PHOTOS] = PHOTO_FIELD,
	{ .kind = FIELD_END },
};
const struct form_def desk_send_photo_form = {
	.name = "report_send_photo",
	.fields = send_fields,
	.submit = T_DESK_ADD_PHOTOS,
	.multipart = true,
};

static enum err send_page(struct ctx *cx, struct req *r, struct ui *u)
{
	ui_begin(u, &(struct ui_page){ .title = text(cx, T_DESK_ADD_PHOTOS), .bare = true });
	ui_form(u, "photos",
		&(struct ui_form){ .action = "/lacak/foto",
				   .def = &desk_send_photo_form,
				   .form = req_form(r),
				   .cancel = "/lacak" });
	return ui_end(u);
}

static enum err send_prepare(struct ctx *cx, struct req *r)
{
	struct pictures *p = ARENA_NEW(cx->arena, struct pictures);
	struct form *f = req_form(r);
	enum err e;

	if (!rate_allow(arena_printf(cx->arena, "foto:%lld:%s", (long long)cx->city, req_remote(r)),
			PHOTO_BURST, PHOTO_EVERY, cx->now))
		return err_set(cx, ERR_LIMIT, "photos of one address");
	e = desk_follow_id(cx, form_text(f, DESK_SEND_NUMBER), form_text(f, DESK_SEND_SECRET),
			   req_remote(r), &p->report_id);
	if (e == ERR_NOTFOUND) {
		err_clear(cx);
		form_problem(cx, f, -1, T_FOLLOW_WRONG, NULL);
		return ERR_OK;
	}
	TRY(e);
	TRY(req_pictures(cx, f, S_PHOTOS, T_DESK_PROBLEM_PHOTO, &p->drafts, &p->n));
	req_set_data(r, p);
	return ERR_OK;
}

static enum err send_commit(struct ctx *cx, struct req *r, struct resp *resp)
{
	const struct form *f = req_form(r);

	TRY(add_pictures(cx, req_form(r), req_data(r)));
	resp_see(cx, resp, T_DESK_PHOTOS_ADDED, "/lacak?number=%s&secret=%s",
		 form_text(f, DESK_SEND_NUMBER), form_text(f, DESK_SEND_SECRET));
	return ERR_OK;
}

const struct route desk_photo_routes[] = {
	{ GET, "/foto/{id}", PERM_REPORT_READ, ROUTE_RAW | ROUTE_NO_MENU, REPR_PAGE,
	  T_DESK_F_PHOTOS, .raw = photo_raw },
	{ GET, "/foto/{id}/kecil", PERM_REPORT_READ, ROUTE_RAW | ROUTE_NO_MENU, REPR_PAGE,
	  T_DESK_F_PHOTOS, .raw = small_raw },
	{ POST, "/laporan/{id}/foto", PERM_REPORT_CREATE, ROUTE_BIG, REPR_PAGE, T_DESK_ADD_PHOTOS,
	  .form = &desk_photo_form, .page = desk_show_page, .prepare = add_prepare,
	  .commit = add_commit },
	{ POST, "/lacak/foto", PERM_NONE, ROUTE_BIG | ROUTE_NO_CSRF, REPR_PAGE, T_DESK_ADD_PHOTOS,
	  .form = &desk_send_photo_form, .page = send_page, .prepare = send_prepare,
	  .commit = send_commit },
	{ .method = 0 },
};
