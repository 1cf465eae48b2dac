/*
 * The answer of a receiver without account, by a link that is good once; and the reasons for a no,
 * which whoever answers chooses from.
 */
#include "feature/casework/case_web.h"

#include "base/str.h"
#include "platform/app.h"
#include "text/referral_web.h"

/* ---- reasons --------------------------------------------------------------------------------- */

enum err referral_reasons(struct ctx *cx, const struct form *f, struct options *ret)
{
	(void)f;
	return ref_options(cx, "refusal_reason", ret);
}

enum err referral_reason_said(struct ctx *cx, struct form *f, int reason, int body)
{
	struct ref_entry e;

	if (form_text(f, reason) == NULL || form_text(f, body) != NULL)
		return ERR_OK;
	TRY(ref_get(cx, "refusal_reason", form_text(f, reason), ref_today(cx), &e));
	if (ref_doc_flag(cx, &e, "note"))
		form_problem(cx, f, body, T_RJ_PROBLEM_EXPLAIN, NULL);
	return ERR_OK;
}

/* ---- the form -------------------------------------------------------------------------------- */

enum { SAYS_ACCEPT, SAYS_REFUSE };
enum { J_ANSWER, J_BY, J_REASON, J_BODY };
static const struct member public_answers[] = {
	[SAYS_ACCEPT] = { "accept", T_RJ_WHAT_ACCEPT, T__NONE },
	[SAYS_REFUSE] = { "refuse", T_RJ_WHAT_REFUSE, T__NONE },
	{ .value = NULL },
};

static enum err check_public(struct ctx *cx, struct form *f)
{
	if (form_int(f, J_ANSWER, SAYS_ACCEPT) != SAYS_REFUSE)
		return ERR_OK;
	if (form_text(f, J_REASON) == NULL)
		form_problem(cx, f, J_REASON, T_RJ_PROBLEM_REASON, NULL);
	return referral_reason_said(cx, f, J_REASON, J_BODY);
}

static const struct field public_fields[] = {
	[J_ANSWER] = { .name = "answer",
		       .kind = FIELD_ENUM,
		       .label = T_RJ_F_YOUR_ANSWER,
		       .required = true,
		       .members = public_answers },
	[J_BY] = { .name = "by",
		   .kind = FIELD_TEXT,
		   .label = T_RJ_F_YOUR_NAME,
		   .hint = T_RJ_F_BY_HINT,
		   .required = true,
		   .max = 120 },
	[J_REASON] = { .name = "reason",
		       .kind = FIELD_REF,
		       .label = T_RJ_F_REASON,
		       .hint = T_RJ_F_REASON_ONLY,
		       .options = referral_reasons },
	[J_BODY] = { .name = "body",
		     .kind = FIELD_LONG,
		     .label = T_RJ_F_NOTE,
		     .hint = T_RJ_F_PUBLIC_NOTE_HINT,
		     .max = 1000 },
	{ .kind = FIELD_END },
};
static const struct form_def public_form = { .name = "referral_public",
					     .fields = public_fields,
					     .check = check_public,
					     .submit = T_RJ_SEND_ANSWER };

/* The referral behind a link that is still good.  Looking never uses it up. */
static enum err public_open(struct ctx *cx, struct req *r, struct referral_public_row *ret)
{
	int64_t id;

	TRY(referral_link_find(cx, req_segment(r, "token"), false, &id));
	TRY(referral_public_one(cx, &(struct referral_public_args){ .id = id }, ret));
	return referral_is_open(ret->state) ? ERR_OK : ERR_GONE;
}

static void draw_public_facts(struct ctx *cx, struct ui *u, const struct referral_public_row *row)
{
	const struct ui_fact facts[] = {
		{ .name = "service",
		  .label = text(cx, T_RJ_SERVICE),
		  .value = row->service != NULL ? ref_label(cx, "service", row->service)
						: text(cx, referral_kind_text(row->kind)) },
		{ .name = "from", .label = text(cx, T_RJ_FROM), .value = row->from_name },
		{ .name = "phone",
		  .label = text(cx, T_RJ_PHONE),
		  .value = row->holder_phone != NULL ? row->holder_phone : text(cx, T_RJ_NO_PHONE),
		  .href = row->holder_phone != NULL
			      ? arena_printf(cx->arena, "tel:%s", row->holder_phone)
			      : NULL },
		{ .name = "to", .label = text(cx, T_RJ_TO), .value = row->to_name },
		{ .name = "sent",
		  .label = text(cx, T_RJ_SENT),
		  .value = say_instant(cx, row->sent_at),
		  .data = iso_instant(cx, row->sent_at) },
		{ .name = "due",
		  .label = text(cx, T_RJ_ANSWER_DUE),
		  .value = arena_printf(cx->arena, "%s (%s)", say_instant(cx, row->answer_due_at),
					say_due(cx, row->answer_due_at)),
		  .data = iso_instant(cx, row->answer_due_at) },
	};

	ui_facts(u, "facts", facts, LEN(facts));
}

/* Of a referral that names no step: what it is about all the same. */
static enum err draw_public_asked(struct ctx *cx, struct ui *u,
				  const struct referral_public_row *row)
{
	struct ui_fact facts[2];
	struct case_asked asked;
	size_t n = 0;

	if (row->service != NULL)
		return ERR_OK;
	TRY(case_asked(cx, row->case_id, row->protected != 0, &asked));
	if (asked.needs != NULL)
		facts[n++] = (struct ui_fact){ .name = "needs",
					       .label = text(cx, T_RJ_PUBLIC_NEEDS),
					       .value = asked.needs };
	if (asked.kinds != NULL)
		facts[n++] = (struct ui_fact){ .name = "kinds",
					       .label = text(cx, T_RJ_PUBLIC_KINDS),
					       .value = asked.kinds };
	ui_text(u, text(cx, row->kind == REFERRAL_HANDOVER ? T_RJ_PUBLIC_HANDOVER
							   : T_RJ_PUBLIC_REQUEST));
	if (n > 0)
		ui_facts(u, "asked", facts, n);
	return ERR_OK;
}

static enum err public_page(struct ctx *cx, struct req *r, struct ui *u)
{
	struct form *f = req_form(r);
	struct referral_public_row row;

	TRY(public_open(cx, r, &row));
	if (f != NULL && form_def_of(f) != &public_form)
		f = NULL;
	ui_begin(u, &(struct ui_page){ .title = text_fill(cx, T_RJ_PUBLIC_TITLE, row.number, NULL),
				       .lead = text(cx, T_RJ_PUBLIC_LEAD),
				       .bare = true });
	if (row.urgent)
		ui_note(u, UI_WARN, text(cx, T_RJ_PUBLIC_URGENT), text(cx, T_RJ_PUBLIC_CALL));
	draw_public_facts(cx, u, &row);
	TRY(draw_public_asked(cx, u, &row));
	ui_form(u, "answer",
		&(struct ui_form){
		    .action = arena_printf(cx->arena, "/jawab/%s", req_segment(r, "token")),
		    .def = &public_form,
		    .form = f });
	return ui_end(u);
}

static enum err public_prepare(struct ctx *cx, struct req *r)
{
	struct referral_public_row row;

	return public_open(cx, r, &row);
}

/*
 * The link stands for the receiver, but for nobody with an account: the system acts, may do nothing
 * but answer, and so the unit gets the case without an officer until one takes it.
 */
static enum err public_commit(struct ctx *cx, struct req *r, struct resp *resp)
{
	struct form *f = req_form(r);
	const struct answered who = { .by = form_text(f, J_BY), .how = "tautan" };
	const struct actor link = { .user_id = ACTOR_SYSTEM,
				    .perms = (permset)1 << PERM_REFERRAL_ANSWER,
				    .name = form_text(f, J_BY) };
	const struct actor *visitor = cx->actor;
	int64_t id;
	enum err e;

	TRY(referral_link_find(cx, req_segment(r, "token"), true, &id));
	cx->actor = &link;
	if (form_int(f, J_ANSWER, SAYS_ACCEPT) == SAYS_REFUSE)
		e = referral_refuse(cx, id, 0, &who, form_text(f, J_REASON), form_text(f, J_BODY));
	else
		e = referral_accept(cx, id, 0, &who, form_text(f, J_BODY));
	cx->actor = visitor;
	if (e == ERR_OK)
		resp_see(cx, resp, T_RJ_THANKS, "/jawab/selesai");
	return e;
}

static enum err thanks_page(struct ctx *cx, struct req *r, struct ui *u)
{
	(void)r;
	ui_begin(u, &(struct ui_page){ .title = text(cx, T_RJ_THANKS_TITLE),
				       .lead = text(cx, T_RJ_THANKS_LEAD),
				       .bare = true });
	return ui_end(u);
}

const struct route referral_link_routes[] = {
	{ GET, "/jawab/selesai", PERM_NONE, ROUTE_NO_MENU, REPR_PAGE, T_RJ_THANKS_TITLE,
	  .page = thanks_page },
	{ GET, "/jawab/{token}", PERM_NONE, ROUTE_NO_MENU, REPR_PAGE, T_RJ_PUBLIC,
	  .page = public_page },
	{ POST, "/jawab/{token}", PERM_NONE, ROUTE_NO_CSRF, REPR_PAGE, T_RJ_PUBLIC,
	  .form = &public_form, .page = public_page, .prepare = public_prepare,
	  .commit = public_commit },
	{ .method = 0 },
};
