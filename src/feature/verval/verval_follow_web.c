/* The receipt of a request, following it without an account, and who is told how it ended. */
#include "feature/verval/verval_web.h"

#include "base/str.h"
#include "platform/app.h"
#include "platform/vault/vault.h"
#include "text/export.h"
#include "text/verval.h"

/* Tries for one number: guessing delays that number only. */
#define TRIES     10
#define TRY_EVERY INT64_C(600000000)

enum { F_NUMBER, F_CODE };
static const struct field follow_fields[] = {
	[F_NUMBER] = { .name = "nomor",
		       .kind = FIELD_NUMBER,
		       .label = T_COL_NUMBER,
		       .required = true,
		       .max = 16 },
	[F_CODE] = { .name = "kode",
		     .kind = FIELD_TEXT,
		     .label = T_VERVAL_CODE,
		     .required = true,
		     .max = 12 },
	{ .kind = FIELD_END },
};
static const struct form_def follow_form = { .name = "verval_follow",
					     .fields = follow_fields,
					     .submit = T_VERVAL_FOLLOW_NOW };

/* The status; *ret_found false: wrong, and the form says so. */
static enum err look(struct ctx *cx, struct form *f, struct verval_status *ret, bool *ret_found)
{
	const char *number = form_text(f, F_NUMBER);
	char secret[SECRET_SIZE];
	enum err e = ERR_NOTFOUND;

	*ret_found = false;
	if (!rate_allow(arena_printf(cx->arena, "verval:%lld:%s", (long long)cx->city, number),
			TRIES, TRY_EVERY, cx->now))
		return err_set(cx, ERR_LIMIT, "tries for a request");
	if (secret_read(form_text(f, F_CODE), secret))
		e = verval_follow(cx, number, secret, ret);
	*ret_found = e == ERR_OK;
	if (e != ERR_NOTFOUND)
		return e;
	err_clear(cx);
	form_problem(cx, f, F_CODE, T_VERVAL_FOLLOW_WRONG, NULL);
	return ERR_OK;
}

static void draw_status(struct ctx *cx, struct ui *u, const struct verval_status *s)
{
	struct ui_fact facts[8];
	size_t n = 0;

#define FACT(key, label_, value_) \
	facts[n++] = (struct ui_fact){ .name = (key), .label = text(cx, label_), .value = (value_) }
	FACT("number", T_COL_NUMBER, s->number);
	FACT("kind", T_COL_KIND, text(cx, verval_kind_text(s->kind)));
	FACT("state", T_COL_STATE, text(cx, verval_state_text(s->state)));
	facts[n - 1].data = text_name(verval_state_text(s->state));
	facts[n++] = ui_fact_at(cx, "at", T_COL_RECORDED, s->proposed_at);
	if (s->said != 0 || s->state == VERVAL_DONE)
		FACT("answer", T_VERVAL_ANSWER,
		     s->said != 0
			 ? text_fill(cx, T_VERVAL_SAID_ON, text(cx, verval_said_text(s->said)),
				     say_date(cx, s->said_on), NULL)
			 : text(cx, T_VERVAL_NOT_ANSWERED));
	if (s->said != 0 && s->why != NULL)
		FACT("why", T_VERVAL_ANSWER_WHY, s->why);
	if (s->ended_at != 0) {
		facts[n++] = ui_fact_at(cx, "ended", T_VERVAL_FOLLOW_ENDED, s->ended_at);
	} else {
		FACT("step", T_VERVAL_STEP, s->step);
		facts[n++] = ui_fact_at(cx, "due", T_VERVAL_FOLLOW_UNTIL, s->due_at);
	}
#undef FACT
	if (s->state == VERVAL_DENIED && s->kind == VERVAL_SANGGAH)
		ui_note(u, UI_INFO, text(cx, T_VERVAL_STATE_DENIED),
			text(cx, T_VERVAL_FOLLOW_DENIED));
	if (s->state == VERVAL_VOID)
		ui_note(u, UI_WARN, text(cx, T_VERVAL_STATE_VOID), text(cx, T_VERVAL_FOLLOW_VOID));
	ui_facts(u, "status", facts, n);
}

static enum err follow_page(struct ctx *cx, struct req *r, struct ui *u)
{
	struct form *f = req_form_of(r, &follow_form);
	struct verval_status s;
	bool found = false;

	if (f != NULL && form_ok(f))
		TRY(look(cx, f, &s, &found));
	ui_begin(u, &(struct ui_page){ .title = text(cx, T_VERVAL_FOLLOW),
				       .lead = text(cx, T_VERVAL_FOLLOW_LEAD),
				       .bare = true });
	if (found)
		draw_status(cx, u, &s);
	ui_form(u, follow_form.name,
		&(struct ui_form){
		    .action = "/lacak-data", .def = &follow_form, .form = f, .secondary = found });
	return ui_end(u);
}

/* Shown once, to be handed over: only the address of the moment knows the code. */
static enum err receipt_page(struct ctx *cx, struct req *r, struct ui *u)
{
	const struct form *f = req_form(r);
	struct verval_show_row v;

	TRY(verval_page_get(cx, r, req_id(r), &v));
	ui_begin(u, &(struct ui_page){ .title = text(cx, T_VERVAL_RECEIPT),
				       .lead = text(cx, T_VERVAL_RECEIPT_LEAD),
				       .nav = "/verval",
				       .parent = "/verval",
				       .parent_title = text(cx, T_VERVAL_TITLE),
				       .print = true });
	ui_code(u, "number", text(cx, T_COL_NUMBER), v.number);
	if (form_text(f, F_CODE) != NULL)
		ui_code(u, "code", text(cx, T_VERVAL_CODE), form_text(f, F_CODE));
	if (cx->app->public_url != NULL)
		ui_qr(u, arena_printf(cx->arena, "%s/lacak-data", cx->app->public_url),
		      text(cx, T_VERVAL_FOLLOW));
	ui_actions(u,
		   &(struct ui_action){ .label = text(cx, T_VERVAL_OPEN_IT),
					.href = verval_path(cx, v.id, ""),
					.primary = true },
		   1);
	return ui_end(u);
}

/* ---- who objected ---------------------------------------------------------------------------- */

static const struct field no_fields[] = { { .kind = FIELD_END } };
static const struct form_def phone_form = { .name = "objector_phone",
					    .fields = no_fields,
					    .submit = T_VERVAL_OBJECTOR_PHONE };

/* Masked until somebody says what he needs it for; shown then, and logged with the purpose. */
static void draw_phone(struct ctx *cx, struct ui *u, struct req *r, const struct verval_show_row *v,
		       const char *phone)
{
	if (req_route(r)->form == &phone_form && !str_blank(cx->actor->purpose)) {
		req_disclose(r, v->id, "verval.phone");
		ui_facts(u, "phone_full",
			 &(struct ui_fact){ .name = "objector_phone",
					    .label = text(cx, T_VERVAL_OBJECTOR_PHONE),
					    .value = phone,
					    .href = arena_printf(cx->arena, "tel:%s", phone) },
			 1);
		return;
	}
	ui_masked(u, "objector_phone", text(cx, T_VERVAL_OBJECTOR_PHONE), mask_phone(cx, phone),
		  verval_path(cx, v->id, "/telepon"));
}

enum err verval_draw_objector(struct ctx *cx, struct ui *u, struct req *r,
			      const struct verval_show_row *v)
{
	const char *name, *phone;

	if (!verval_sees_health(cx, v->proposed_by_id))
		return ERR_OK;
	TRY(vault_unseal(cx, v->id, SEAL_REPORTER, v->objector_sealed, &name));
	TRY(vault_unseal(cx, v->id, SEAL_PHONE, v->objector_phone_sealed, &phone));
	if (name != NULL && v->state == VERVAL_VOID)
		ui_note(u, UI_WARN, text_fill(cx, T_VERVAL_TELL_OBJECTOR, name, NULL),
			text(cx, T_VERVAL_TELL_OBJECTOR_TEXT));
	if (!str_blank(phone))
		draw_phone(cx, u, r, v, phone);
	return ERR_OK;
}

const struct route verval_follow_routes[] = {
	{ POST, "/verval/{id}/telepon", PERM_PERSON_READ, ROUTE_READ_POST | ROUTE_NO_ONCE,
	  REPR_PAGE, T_VERVAL_OBJECTOR_PHONE, .form = &phone_form, .page = verval_page },
	{ GET, "/lacak-data", PERM_NONE, 0, REPR_PAGE, T_VERVAL_FOLLOW, .page = follow_page },
	{ POST, "/lacak-data", PERM_NONE, ROUTE_READ_POST | ROUTE_NO_ONCE | ROUTE_NO_CSRF,
	  REPR_PAGE, T_VERVAL_FOLLOW_NOW, .form = &follow_form, .page = follow_page },
	{ GET, "/verval/{id}/tanda-terima", PERM_VERVAL_PROPOSE, ROUTE_NO_MENU, REPR_PAGE,
	  T_VERVAL_RECEIPT, .form = &follow_form, .page = receipt_page },
	{ .method = 0 },
};
