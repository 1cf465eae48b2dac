/*
 * The answers of a receiver without account, each by a link that is good once; and the reasons for
 * a no, which whoever answers chooses from.
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

/* ---- the forms ------------------------------------------------------------------------------- */

/* Before it is accepted: the answer.  Afterwards: how it ended.  In the order of the members. */
static const enum link_act answer_acts[] = { LINK_ACCEPT, LINK_WAIT, LINK_REFUSE };
static const enum link_act end_acts[] = { LINK_FINISH, LINK_RETURN };

enum { A_WHAT, A_BY, A_AGAIN, A_REASON, A_BODY };
enum { E_WHAT, E_BY, E_REASON, E_BODY };
static const struct member public_answers[] = {
	{ "accept", T_RJ_WHAT_ACCEPT, T__NONE },
	{ "wait", T_RJ_WHAT_WAIT, T__NONE },
	{ "refuse", T_RJ_WHAT_REFUSE, T__NONE },
	{ .value = NULL },
};
static const struct member public_ends[] = {
	{ "finish", T_RJ_FINISH, T__NONE },
	{ "return", T_RJ_WHAT_RETURN, T__NONE },
	{ .value = NULL },
};

/* What a no needs: a reason, and words where the reason asks for them. */
static enum err check_no(struct ctx *cx, struct form *f, int reason, int body)
{
	if (form_text(f, reason) == NULL)
		form_problem(cx, f, reason, T_RJ_PROBLEM_REASON, NULL);
	return referral_reason_said(cx, f, reason, body);
}

static enum err check_answer(struct ctx *cx, struct form *f)
{
	enum link_act act = answer_acts[form_int(f, A_WHAT, 0)];

	if (act == LINK_WAIT && form_int(f, A_AGAIN, 0) == 0)
		form_problem(cx, f, A_AGAIN, T_RJ_PROBLEM_AGAIN, NULL);
	return act == LINK_REFUSE ? check_no(cx, f, A_REASON, A_BODY) : ERR_OK;
}

static enum err check_end(struct ctx *cx, struct form *f)
{
	return end_acts[form_int(f, E_WHAT, 0)] == LINK_RETURN ? check_no(cx, f, E_REASON, E_BODY)
							       : ERR_OK;
}

#define WHAT_FIELD(label_, members_)                                                       \
	{                                                                                  \
		.name = "answer", .kind = FIELD_ENUM, .label = (label_), .required = true, \
		.members = (members_),                                                     \
	}
#define BY_FIELD                                                             \
	{                                                                    \
		.name = "by", .kind = FIELD_TEXT, .label = T_RJ_F_YOUR_NAME, \
		.hint = T_RJ_F_BY_HINT, .required = true, .max = 120,        \
	}
#define PUBLIC_REASON_FIELD(hint_)                                                            \
	{                                                                                     \
		.name = "reason", .kind = FIELD_REF, .label = T_RJ_F_REASON, .hint = (hint_), \
		.options = referral_reasons,                                                  \
	}
#define PUBLIC_NOTE_FIELD                                                 \
	{                                                                 \
		.name = "body", .kind = FIELD_LONG, .label = T_RJ_F_NOTE, \
		.hint = T_RJ_F_PUBLIC_NOTE_HINT, .max = 1000,             \
	}

static const struct field answer_fields[] = {
	[A_WHAT] = WHAT_FIELD(T_RJ_F_YOUR_ANSWER, public_answers),
	[A_BY] = BY_FIELD,
	[A_AGAIN] = { .name = "again",
		      .kind = FIELD_INSTANT,
		      .label = T_RJ_F_AGAIN_PUBLIC,
		      .hint = T_RJ_F_AGAIN_ONLY },
	[A_REASON] = PUBLIC_REASON_FIELD(T_RJ_F_REASON_ONLY),
	[A_BODY] = PUBLIC_NOTE_FIELD,
	{ .kind = FIELD_END },
};
static const struct form_def answer_form = { .name = "referral_public",
					     .fields = answer_fields,
					     .check = check_answer,
					     .submit = T_RJ_SEND_ANSWER };

static const struct field end_fields[] = {
	[E_WHAT] = WHAT_FIELD(T_RJ_F_HOW_ENDED, public_ends),
	[E_BY] = BY_FIELD,
	[E_REASON] = PUBLIC_REASON_FIELD(T_RJ_F_REASON_RETURN),
	[E_BODY] = PUBLIC_NOTE_FIELD,
	{ .kind = FIELD_END },
};
static const struct form_def end_form = { .name = "referral_public_end",
					  .fields = end_fields,
					  .check = check_end,
					  .submit = T_RJ_SEND_END };

/* ---- the page -------------------------------------------------------------------------------- */

/* The referral behind a link that is still good.  Looking never uses it up. */
static enum err public_open(struct ctx *cx, struct req *r, struct referral_public_row *ret,
			    int64_t *ret_expires_at)
{
	int64_t id;

	TRY(referral_link_find(cx, req_segment(r, "token"), &id, ret_expires_at));
	return referral_public_one(cx, &(struct referral_public_args){ .id = id }, ret);
}

/* Until when what is awaited of the reader: the answer, or to be asked again. */
static struct ui_fact due_fact(struct ctx *cx, const struct referral_public_row *row)
{
	enum text label = row->state == REFERRAL_WAITLISTED ? T_RJ_ASK_AGAIN : T_RJ_ANSWER_DUE;

	return (struct ui_fact){ .name = "due",
				 .label = text(cx, label),
				 .value = arena_printf(cx->arena, "%s (%s)",
						       say_instant(cx, row->answer_due_at),
						       say_due(cx, row->answer_due_at)),
				 .data = iso_instant(cx, row->answer_due_at) };
}

static enum err draw_public_facts(struct ctx *cx, struct ui *u,
				  const struct referral_public_row *row)
{
	const char *place;
	struct ui_fact facts[9] = {
		{ .name = "service",
		  .label = text(cx, T_RJ_SERVICE),
		  .value = row->service != NULL ? ref_label(cx, "service", row->service)
						: text(cx, referral_kind_text(row->kind)) },
		{ .name = "state",
		  .label = text(cx, T_KS_STATE),
		  .value = text(cx, referral_state_text(row->state)),
		  .data = text_name(referral_state_text(row->state)) },
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
	};
	size_t n = 6;

	TRY(referral_place_text(cx, row->state, row->to_unit_id, row->wait_since_at, row->id,
				&place));
	if (row->answer_due_at != 0)
		facts[n++] = due_fact(cx, row);
	if (place != NULL)
		facts[n++] = (struct ui_fact){ .name = "place",
					       .label = text(cx, T_RJ_QUEUE),
					       .value = place };
	if (row->answered_at != 0)
		facts[n++] = (struct ui_fact){
			.name = "answered",
			.label = text(cx, T_RJ_ANSWERED),
			.value = arena_printf(cx->arena, "%s · %s",
					      row->answered_by != NULL ? row->answered_by : "–",
					      say_instant(cx, row->answered_at))
		};
	ui_facts(u, "facts", facts, n);
	return ERR_OK;
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

/* After an answer the address of this page is the link for the next one; nobody has it but who
 * answered. */
static void draw_keep(struct ctx *cx, struct ui *u, const struct req *r, int64_t expires_at)
{
	const char *url = referral_link_url(cx, req_segment(r, "token"));

	ui_card_begin(u, text(cx, T_RJ_KEEP_TITLE));
	ui_text(u, text_fill(cx, T_RJ_KEEP_TEXT, say_instant(cx, expires_at), NULL));
	ui_code(u, "link", text(cx, T_RJ_LINK_LABEL), url);
	ui_qr(u, url, text(cx, T_RJ_KEEP_QR));
	ui_card_end(u);
}

static void draw_public_form(struct ctx *cx, struct ui *u, const struct req *r,
			     const struct form_def *def, const char *path)
{
	const struct problem *problems;

	/* It was answered otherwise meanwhile, so the form that was sent is not asked any more. */
	if (req_form(r) != NULL && req_form_of(r, def) == NULL &&
	    form_problems(req_form(r), &problems) > 0)
		ui_note(u, UI_BAD, text(cx, T_RJ_NOT_DONE), problems[0].message);
	ui_form(u, def == &answer_form ? "answer" : "end",
		&(struct ui_form){
		    .action = arena_printf(cx->arena, "/jawab/%s%s", req_segment(r, "token"), path),
		    .def = def,
		    .form = req_form_of(r, def) });
}

static enum text lead_of(const struct referral_public_row *row)
{
	switch (row->state) {
	case REFERRAL_WAITLISTED:
		return T_RJ_PUBLIC_LEAD_WAITS;
	case REFERRAL_ACCEPTED:
		return row->kind == REFERRAL_HANDOVER ? T_RJ_PUBLIC_LEAD_HANDED
						      : T_RJ_PUBLIC_LEAD_ACCEPTED;
	default:
		return T_RJ_PUBLIC_LEAD;
	}
}

static enum err public_page(struct ctx *cx, struct req *r, struct ui *u)
{
	struct referral_public_row row;
	int64_t expires_at;
	bool open;

	TRY(public_open(cx, r, &row, &expires_at));
	open = referral_link_may(row.state, LINK_ACCEPT);
	ui_begin(u, &(struct ui_page){
			.title = text_fill(cx, open ? T_RJ_PUBLIC_TITLE : T_RJ_PUBLIC_TITLE_END,
					   row.number, NULL),
			.lead = text(cx, lead_of(&row)),
			.bare = true });
	if (row.urgent && open)
		ui_note(u, UI_WARN, text(cx, T_RJ_PUBLIC_URGENT), text(cx, T_RJ_PUBLIC_CALL));
	TRY(draw_public_facts(cx, u, &row));
	if (open)
		TRY(draw_public_asked(cx, u, &row));
	if (row.state == REFERRAL_WAITLISTED || row.state == REFERRAL_ACCEPTED)
		draw_keep(cx, u, r, expires_at);
	if (open)
		draw_public_form(cx, u, r, &answer_form, "");
	else
		draw_public_form(cx, u, r, &end_form, "/akhir");
	return ui_end(u);
}

static enum err public_prepare(struct ctx *cx, struct req *r)
{
	struct referral_public_row row;
	int64_t expires_at;

	return public_open(cx, r, &row, &expires_at);
}

/* Where there is more to say, the way on is the next link; it is not shown anywhere else. */
static enum err say(struct ctx *cx, struct req *r, struct resp *resp,
		    const struct link_answer *answer)
{
	char next[LINK_TOKEN_SIZE];

	TRY(referral_link_answer(cx, req_segment(r, "token"), answer, next));
	if (next[0] == '\0') {
		resp_see(cx, resp, T_RJ_THANKS, "/jawab/selesai");
		return ERR_OK;
	}
	resp->secret = arena_strdup(cx->arena, next);
	resp_see(cx, resp, T_RJ_THANKS_KEEP, "/jawab/%s", next);
	return ERR_OK;
}

static enum err answer_commit(struct ctx *cx, struct req *r, struct resp *resp)
{
	const struct form *f = req_form(r);

	return say(cx, r, resp,
		   &(struct link_answer){ .act = answer_acts[form_int(f, A_WHAT, 0)],
					  .by = form_text(f, A_BY),
					  .ask_again_at = form_int(f, A_AGAIN, 0),
					  .reason_code = form_text(f, A_REASON),
					  .body = form_text(f, A_BODY) });
}

static enum err end_commit(struct ctx *cx, struct req *r, struct resp *resp)
{
	const struct form *f = req_form(r);

	return say(cx, r, resp,
		   &(struct link_answer){ .act = end_acts[form_int(f, E_WHAT, 0)],
					  .by = form_text(f, E_BY),
					  .reason_code = form_text(f, E_REASON),
					  .body = form_text(f, E_BODY) });
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
	  .form = &answer_form, .page = public_page, .prepare = public_prepare,
	  .commit = answer_commit },
	{ POST, "/jawab/{token}/akhir", PERM_NONE, ROUTE_NO_CSRF, REPR_PAGE, T_RJ_PUBLIC_END,
	  .form = &end_form, .page = public_page, .prepare = public_prepare, .commit = end_commit },
	{ .method = 0 },
};
