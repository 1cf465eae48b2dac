/* Taking back: a request by who asked, a yes or a no by who may decide. */
#include "feature/verval/verval_web.h"

#include "platform/auth/auth.h"
#include "platform/ui/ui.h"
#include "text/verval.h"

enum { B_VERSION, B_WHY };
#define VERSION_FIELD                                                                      \
	{                                                                                  \
		.name = "versi", .kind = FIELD_ID, .label = T_VERVAL_VERSION, .seen = true \
	}

static const struct field withdraw_fields[] = {
	[B_VERSION] = VERSION_FIELD,
	[B_WHY] = { .name = "alasan",
		    .kind = FIELD_TEXT,
		    .label = T_VERVAL_WHY_WITHDRAW,
		    .required = true,
		    .max = 300,
		    .privacy = FIELD_PERSONAL },
	{ .kind = FIELD_END },
};
static const struct form_def withdraw_form = { .name = "verval_withdraw",
					       .fields = withdraw_fields,
					       .submit = T_VERVAL_WITHDRAW };

static const struct field reconsider_fields[] = { [B_VERSION] = VERSION_FIELD,
						  { .kind = FIELD_END } };
static const struct form_def reconsider_form = { .name = "verval_reconsider",
						 .fields = reconsider_fields,
						 .submit = T_VERVAL_RECONSIDER };

static const struct field unapprove_fields[] = {
	[B_VERSION] = VERSION_FIELD,
	[B_WHY] = { .name = "alasan",
		    .kind = FIELD_TEXT,
		    .label = T_VERVAL_WHY_UNAPPROVE,
		    .required = true,
		    .max = 300,
		    .privacy = FIELD_PERSONAL },
	{ .kind = FIELD_END },
};
static const struct form_def unapprove_form = { .name = "verval_unapprove",
						.fields = unapprove_fields,
						.submit = T_VERVAL_UNAPPROVE };

static void draw(struct ctx *cx, struct ui *u, struct req *r, const struct verval_show_row *v,
		 const struct ui_form *form)
{
	struct ui_form drawn = *form;
	struct form *f = req_form_of(r, form->def);

	if (f == NULL)
		f = form_new(cx, form->def);
	form_set_int(cx, f, B_VERSION, v->version);
	drawn.form = f;
	drawn.secondary = true;
	ui_form(u, form->def->name, &drawn);
}

void verval_draw_withdraw(struct ctx *cx, struct ui *u, struct req *r,
			  const struct verval_show_row *v)
{
	draw(cx, u, r, v,
	     &(struct ui_form){ .action = verval_path(cx, v->id, "/batal"),
				.def = &withdraw_form,
				.title = text(cx, T_VERVAL_WITHDRAW),
				.folded = true,
				.danger = true });
}

enum err verval_draw_reconsider(struct ctx *cx, struct ui *u, struct req *r,
				const struct verval_show_row *v, const struct flow *flow)
{
	int64_t me = cx->actor->user_id;

	if (!verval_refused_by_decision(v->state, flow, v->stage) || v->proposed_by_id == me ||
	    v->checked_by_id == me)
		return ERR_OK;
	if (post_needed(cx, flow_post(flow, v->stage)) != ERR_OK) {
		err_clear(cx);
		return ERR_OK;
	}
	ui_small(u, text(cx, T_VERVAL_RECONSIDER_TEXT));
	draw(cx, u, r, v,
	     &(struct ui_form){ .action = verval_path(cx, v->id, "/pertimbangkan"),
				.def = &reconsider_form });
	return ERR_OK;
}

enum err verval_draw_unapprove(struct ctx *cx, struct ui *u, struct req *r,
			       const struct verval_show_row *v)
{
	enum text why;
	bool may;

	TRY(verval_unapprovable(cx, v->id, &may, &why));
	if (!may) {
		if (why == T_VERVAL_UNAPPROVE_ENTERED || why == T_VERVAL_UNAPPROVE_PAID)
			ui_small(u, text(cx, why));
		return ERR_OK;
	}
	ui_small(u, text(cx, v->approved_by_id != 0 ? T_VERVAL_UNAPPROVE_TEXT
						    : T_VERVAL_UNAPPROVE_CHECK_TEXT));
	draw(cx, u, r, v,
	     &(struct ui_form){ .action = verval_path(cx, v->id, "/batal-setuju"),
				.def = &unapprove_form,
				.title = text(cx, T_VERVAL_UNAPPROVE),
				.folded = true,
				.danger = true });
	return ERR_OK;
}

static enum err withdraw_commit(struct ctx *cx, struct req *r, struct resp *resp)
{
	const struct form *f = req_form(r);

	TRY(verval_withdraw(cx, req_id(r), form_id(f, B_VERSION), form_text(f, B_WHY)));
	resp_see(cx, resp, T_VERVAL_DONE_WITHDRAW, "/verval/%lld", (long long)req_id(r));
	return ERR_OK;
}

static enum err reconsider_commit(struct ctx *cx, struct req *r, struct resp *resp)
{
	TRY(verval_reconsider(cx, req_id(r), form_id(req_form(r), B_VERSION)));
	resp_see(cx, resp, T_VERVAL_DONE_RECONSIDER, "/verval/%lld", (long long)req_id(r));
	return ERR_OK;
}

static enum err unapprove_commit(struct ctx *cx, struct req *r, struct resp *resp)
{
	const struct form *f = req_form(r);

	TRY(verval_unapprove(cx, req_id(r), form_id(f, B_VERSION), form_text(f, B_WHY)));
	resp_see(cx, resp, T_VERVAL_DONE_UNAPPROVE, "/verval/%lld", (long long)req_id(r));
	return ERR_OK;
}

const struct route verval_back_routes[] = {
	{ POST, "/verval/{id}/batal", PERM_VERVAL_PROPOSE, 0, REPR_PAGE, T_VERVAL_WITHDRAW,
	  .form = &withdraw_form, .page = verval_page, .commit = withdraw_commit },
	{ POST, "/verval/{id}/pertimbangkan", PERM_PERSON_READ, 0, REPR_PAGE, T_VERVAL_RECONSIDER,
	  .form = &reconsider_form, .page = verval_page, .commit = reconsider_commit },
	{ POST, "/verval/{id}/batal-setuju", PERM_PERSON_READ, 0, REPR_PAGE, T_VERVAL_UNAPPROVE,
	  .form = &unapprove_form, .page = verval_page, .commit = unapprove_commit },
	{ .method = 0 },
};
