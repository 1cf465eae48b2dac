/* /catatan/{id}: a note of a case by itself; whoever wrote it can take it back. */
#include "feature/casework/case_web.h"

#include "base/str.h"
#include "platform/vault/vault.h"
#include "text/case_web.h"

enum { WHY };
static const struct field withdraw_fields[] = {
	[WHY] = { .name = "why",
		  .kind = FIELD_TEXT,
		  .label = T_CASE_F_WHY_WITHDRAW,
		  .hint = T_CASE_F_WHY_WITHDRAW_HINT,
		  .required = true,
		  .max = 300,
		  .privacy = FIELD_SPECIFIC_DATA },
	{ .kind = FIELD_END },
};
static const struct form_def withdraw_form = { .name = "note_withdraw",
					       .fields = withdraw_fields,
					       .submit = T_CASE_NOTE_WITHDRAW };

static enum err words_of(struct ctx *cx, const struct case_note_standing_row *n, const char **ret)
{
	*ret = n->body;
	if (n->body_sealed.p == NULL)
		return ERR_OK;
	return vault_unseal(cx, n->case_id, SEAL_NARRATIVE, n->body_sealed, ret);
}

static enum err note_page(struct ctx *cx, struct req *r, struct ui *u)
{
	struct case_note_standing_row n;
	struct case_view_row c;
	const char *words;

	TRY(case_note_standing_one(cx, &(struct case_note_standing_args){ .id = req_id(r) }, &n));
	TRY(case_view_open(cx, r, n.case_id, &c));
	TRY(words_of(cx, &n, &words));
	ui_begin(
	    u, &(struct ui_page){ .title = text(cx, T_CASE_NOTE_ONE),
				  .lead = say_instant(cx, n.at),
				  .nav = "/kasus",
				  .parent = arena_printf(cx->arena, "/kasus/%lld", (long long)c.id),
				  .parent_title = c.number });
	ui_text(u, words);
	if (n.by_id == cx->actor->user_id && may(cx, PERM_CASE_WORK))
		ui_form(u, "withdraw",
			&(struct ui_form){ .action = arena_printf(cx->arena, "/catatan/%lld/tarik",
								  (long long)n.id),
					   .def = &withdraw_form,
					   .form = req_form(r),
					   .title = text(cx, T_CASE_NOTE_WITHDRAW),
					   .danger = true });
	return ui_end(u);
}

/* Leaves the case for the commit: who may not see it gets 404. */
static enum err withdraw_prepare(struct ctx *cx, struct req *r)
{
	struct case_note_standing_row n;

	TRY(case_note_standing_one(cx, &(struct case_note_standing_args){ .id = req_id(r) }, &n));
	req_set_data(r, arena_memdup(cx->arena, &n.case_id, sizeof(n.case_id)));
	return ERR_OK;
}

static enum err withdraw_commit(struct ctx *cx, struct req *r, struct resp *resp)
{
	const int64_t *case_id = req_data(r);

	TRY(case_note_withdraw(cx, req_id(r), form_text(req_form(r), WHY)));
	resp_see(cx, resp, T_CASE_NOTE_WITHDRAWN, "/kasus/%lld#cerita", (long long)*case_id);
	return ERR_OK;
}

const struct route note_routes[] = {
	{ GET, "/catatan/{id}", PERM_CASE_READ, ROUTE_NO_MENU, REPR_PAGE, T_CASE_NOTE_ONE,
	  .page = note_page },
	{ POST, "/catatan/{id}/tarik", PERM_CASE_WORK, 0, REPR_PAGE, T_CASE_NOTE_WITHDRAW,
	  .form = &withdraw_form, .page = note_page, .prepare = withdraw_prepare,
	  .commit = withdraw_commit },
	{ .method = 0 },
};
