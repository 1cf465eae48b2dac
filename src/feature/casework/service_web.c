/* Services given: recorded by one tap from a step, or with details; completed and taken back. */
#include "feature/casework/case_web.h"

#include "base/str.h"
#include "platform/app.h"
#include "text/case_web.h"

#include <string.h>

static enum err item_choices(struct ctx *cx, const struct form *f, struct options *ret)
{
	(void)f;
	return ref_options(cx, "spm_item", ret);
}

static enum err group_choices(struct ctx *cx, const struct form *f, struct options *ret)
{
	(void)f;
	return ref_options(cx, "spm_group", ret);
}

static enum err service_choices(struct ctx *cx, const struct form *f, struct options *ret)
{
	(void)f;
	return ref_options(cx, "service", ret);
}

enum {
	SERVICE_ITEM = 1,
	SERVICE_GROUP,
	SERVICE_KIND,
	SERVICE_QUANTITY,
	SERVICE_COST,
	SERVICE_ON,
	SERVICE_PROOF
};
static const struct field service_fields[] = {
	{ .name = "version", .kind = FIELD_ID, .seen = true },
	{ .name = "item",
	  .kind = FIELD_REF,
	  .label = T_CASE_F_ITEM,
	  .hint = T_CASE_F_ITEM_HINT,
	  .depends = true,
	  .options = item_choices },
	{ .name = "group",
	  .kind = FIELD_REF,
	  .label = T_CASE_F_GROUP,
	  .depends = true,
	  .options = group_choices },
	{ .name = "service",
	  .kind = FIELD_REF,
	  .label = T_CASE_F_OTHER_SERVICE,
	  .depends = true,
	  .options = service_choices },
	{ .name = "quantity",
	  .kind = FIELD_INT,
	  .label = T_CASE_F_QUANTITY,
	  .required = true,
	  .max = 6,
	  .min_value = 1,
	  .max_value = 100000 },
	{ .name = "cost", .kind = FIELD_MONEY, .label = T_CASE_F_COST, .max = 20 },
	{ .name = "given_on",
	  .kind = FIELD_DATE,
	  .label = T_CASE_F_GIVEN_ON,
	  .hint = T_CASE_F_TODAY },
	{ .name = "proof",
	  .kind = FIELD_TEXT,
	  .label = T_CASE_F_PROOF,
	  .hint = T_CASE_F_PROOF_HINT,
	  .max = 100 },
	{ .kind = FIELD_END },
};

/* An item of the SPM with its group, or a service that is none. */
static enum err check_service(struct ctx *cx, struct form *f)
{
	bool item = form_text(f, SERVICE_ITEM) != NULL;

	if (!item && form_text(f, SERVICE_KIND) == NULL)
		form_problem(cx, f, SERVICE_ITEM, T_CASE_PROBLEM_ITEM, NULL);
	if (item && form_text(f, SERVICE_GROUP) == NULL)
		form_problem(cx, f, SERVICE_GROUP, T_CASE_PROBLEM_GROUP, NULL);
	return ERR_OK;
}

const struct form_def case_service_form = { .name = "case_service_form",
					    .fields = service_fields,
					    .check = check_service,
					    .submit = T_CASE_GIVE };
static const struct form_def change_form = { .name = "case_service_change",
					     .fields = service_fields,
					     .check = check_service,
					     .submit = T_CASE_SERVICE_SAVE };

enum err case_service_fill(struct ctx *cx, struct form *f, int64_t case_id, const char *service)
{
	struct service_new usual;

	TRY(service_usual(cx, case_id, service, &usual));
	form_set_text(cx, f, SERVICE_ITEM, usual.item);
	form_set_text(cx, f, SERVICE_GROUP, usual.group);
	form_set_text(cx, f, SERVICE_KIND, usual.service);
	form_set_int(cx, f, SERVICE_QUANTITY, usual.quantity);
	return ERR_OK;
}

struct service_new case_service_of(struct ctx *cx, const struct form *f)
{
	const char *item = form_text(f, SERVICE_ITEM);

	return (struct service_new){
		.service = form_text(f, SERVICE_KIND),
		.item = item,
		/* What is usual in the case stands in the form also when no item is chosen. */
		.group = item != NULL ? form_text(f, SERVICE_GROUP) : NULL,
		.proof = form_text(f, SERVICE_PROOF),
		.given_on = form_int(f, SERVICE_ON, ref_today(cx)),
		.quantity = form_int(f, SERVICE_QUANTITY, 1),
		.cost = form_int(f, SERVICE_COST, DB_NONE),
	};
}

enum err case_service_tap(struct ctx *cx, int64_t case_id, const char *service, const char **ret)
{
	struct service_new usual;

	*ret = NULL;
	TRY(service_usual(cx, case_id, service, &usual));
	if (service_complete(&usual))
		*ret = text_fill(cx, T_CASE_TAP, service_name(cx, usual.service, usual.item), NULL);
	return ERR_OK;
}

/* ---- from the case ----------------------------------------------------------------------- */

static enum err of_case(struct ctx *cx, struct req *r)
{
	struct case_in_scope_row row;

	return case_in_scope_one(cx, &(struct case_in_scope_args){ .id = req_id(r) }, &row);
}

static enum err give_commit(struct ctx *cx, struct req *r, struct resp *resp)
{
	struct service_new n = case_service_of(cx, req_form(r));

	TRY(service_give(cx, req_id(r), 0, &n, &resp->id));
	resp_see(cx, resp, T_CASE_GIVEN, "/kasus/%lld", (long long)req_id(r));
	return ERR_OK;
}

/* ---- one tap ----------------------------------------------------------------------------- */

/* The step, and what it usually gives. */
struct tap {
	struct step_get_row step;
	struct service_new usual;
};

static enum err tap_prepare(struct ctx *cx, struct req *r)
{
	struct tap *t = ARENA_NEW(cx->arena, struct tap);
	struct case_in_scope_row row;

	TRY(step_get_one(cx, &(struct step_get_args){ .id = req_id(r) }, &t->step));
	TRY(case_in_scope_one(cx, &(struct case_in_scope_args){ .id = t->step.case_id }, &row));
	TRY(service_usual(cx, t->step.case_id, t->step.service, &t->usual));
	req_set_data(r, t);
	return ERR_OK;
}

static enum err tap_commit(struct ctx *cx, struct req *r, struct resp *resp)
{
	const struct tap *t = req_data(r);

	TRY(service_tap(cx, t->step.case_id, t->step.id, &t->usual, &resp->id));
	resp_see(cx, resp, T_CASE_TAPPED, "/kasus/%lld", (long long)t->step.case_id);
	return ERR_OK;
}

/* ---- one of them ------------------------------------------------------------------------- */

/* The record of a service given and its case, which must be in scope. */
static enum err load(struct ctx *cx, struct req *r, struct service_get_row *s,
		     struct case_view_row *c)
{
	TRY(service_get_one(cx, &(struct service_get_args){ .id = req_id(r) }, s));
	return case_view_open(cx, r, s->case_id, c);
}

static struct form *filled(struct ctx *cx, struct req *r, const struct service_get_row *s)
{
	struct form *f = req_form(r);

	if (f != NULL && form_def_of(f) == &change_form)
		return f;
	f = form_new(cx, &change_form);
	form_set_text(cx, f, SERVICE_ITEM, s->item);
	form_set_text(cx, f, SERVICE_GROUP, s->spm_group);
	form_set_text(cx, f, SERVICE_KIND, s->service);
	form_set_int(cx, f, SERVICE_QUANTITY, s->quantity);
	if (s->cost != DB_NONE)
		form_set_int(cx, f, SERVICE_COST, s->cost);
	form_set_int(cx, f, SERVICE_ON, s->given_on);
	form_set_text(cx, f, SERVICE_PROOF, s->proof);
	return f;
}

void case_draw_service(struct ctx *cx, struct ui *u, const struct service_get_row *s,
		       const struct ui_fact *of)
{
	const struct ui_fact facts[] = {
		*of,
		{ .name = "group",
		  .label = text(cx, T_CASE_F_GROUP),
		  .value = s->item != NULL ? ref_label(cx, "spm_group", s->spm_group)
					   : text(cx, T_CASE_NO_SPM) },
		{ .name = "quantity",
		  .label = text(cx, T_CASE_F_QUANTITY),
		  .value = say_number(cx, s->quantity) },
		{ .name = "given_on",
		  .label = text(cx, T_CASE_F_GIVEN_ON),
		  .value = say_date(cx, (int32_t)s->given_on) },
		{ .name = "cost",
		  .label = text(cx, T_CASE_F_COST),
		  .value = s->cost != DB_NONE ? say_money(cx, s->cost) : "–" },
		{ .name = "sub_activity",
		  .label = text(cx, T_CASE_F_SUB_ACTIVITY),
		  .value = s->sub_activity != NULL ? s->sub_activity : "–" },
		{ .name = "proof",
		  .label = text(cx, T_CASE_F_PROOF),
		  .value = s->proof != NULL ? s->proof : "–" },
	};

	ui_facts(u, "service", facts, LEN(facts));
}

/* The papers that prove it, and a form for more: a paper of the case as any other. */
static enum err draw_proof(struct ctx *cx, struct ui *u, struct req *r,
			   const struct service_get_row *s, const struct case_view_row *c)
{
	const struct case_papers papers = { .case_id = c->id,
					    .service_id = s->id,
					    .subject_id =
						c->person_id != 0 ? c->person_id : c->id };

	TRY(case_draw_papers(cx, u, &papers));
	if (s->undone_at != 0 || c->state == CASE_MERGED || !may(cx, PERM_CASE_WORK))
		return ERR_OK;
	ui_form(
	    u, case_document_form.name,
	    &(struct ui_form){ .action = arena_printf(cx->arena, "/layanan-diberikan/%lld/dokumen",
						      (long long)s->id),
			       .def = &case_document_form,
			       .form = req_form_or_new(cx, r, &case_document_form),
			       .title = text(cx, T_CASE_SERVICE_PROOF),
			       .folded = true,
			       .secondary = true });
	return ERR_OK;
}

enum err service_page(struct ctx *cx, struct req *r, struct ui *u)
{
	struct service_get_row s;
	struct case_view_row c;

	TRY(load(cx, r, &s, &c));
	ui_begin(
	    u, &(struct ui_page){ .title = service_name(cx, s.service, s.item),
				  .nav = "/kasus",
				  .parent = arena_printf(cx->arena, "/kasus/%lld", (long long)c.id),
				  .parent_title = c.number });
	if (s.undone_at != 0)
		ui_note(u, UI_WARN, text(cx, T_CASE_SERVICE_UNDONE), NULL);
	case_draw_service(
	    cx, u, &s,
	    &(struct ui_fact){ .name = "case",
			       .label = text(cx, T_CASE_CASE),
			       .value = arena_printf(cx->arena, "%s · %s", c.number, c.title),
			       .href = arena_printf(cx->arena, "/kasus/%lld", (long long)c.id) });
	TRY(draw_proof(cx, u, r, &s, &c));
	if (s.undone_at == 0 && may(cx, PERM_CASE_WORK)) {
		ui_form(
		    u, "change",
		    &(struct ui_form){ .action = arena_printf(cx->arena, "/layanan-diberikan/%lld",
							      (long long)s.id),
				       .def = &change_form,
				       .form = filled(cx, r, &s),
				       .title = text(cx, T_CASE_SERVICE_DETAILS) });
		ui_actions(u,
			   &(struct ui_action){
			       .label = text(cx, T_CASE_UNDO),
			       .href = arena_printf(cx->arena, "/layanan-diberikan/%lld/batal",
						    (long long)s.id),
			       .post = &case_plain_form,
			       .danger = true },
			   1);
	}
	return ui_end(u);
}

/* Leaves the case for the commit: who may not see it gets 404. */
static enum err left_prepare(struct ctx *cx, struct req *r)
{
	struct case_in_scope_row row;
	struct service_get_row s;

	TRY(service_get_one(cx, &(struct service_get_args){ .id = req_id(r) }, &s));
	TRY(case_in_scope_one(cx, &(struct case_in_scope_args){ .id = s.case_id }, &row));
	req_set_data(r, arena_memdup(cx->arena, &s.case_id, sizeof(s.case_id)));
	return ERR_OK;
}

static enum err back(struct ctx *cx, struct req *r, struct resp *resp, enum err e, enum text flash)
{
	int64_t case_id;

	memcpy(&case_id, req_data(r), sizeof(case_id));
	if (e == ERR_OK)
		resp_see(cx, resp, flash, "/kasus/%lld", (long long)case_id);
	return e;
}

static enum err change_commit(struct ctx *cx, struct req *r, struct resp *resp)
{
	struct service_new n = case_service_of(cx, req_form(r));

	return back(cx, r, resp, service_change(cx, req_id(r), &n), T_CASE_SAVED);
}

static enum err undo_commit(struct ctx *cx, struct req *r, struct resp *resp)
{
	return back(cx, r, resp, service_undo(cx, req_id(r)), T_CASE_SERVICE_UNDONE);
}

const struct route service_routes[] = {
	{ POST, "/kasus/{id}/layanan", PERM_CASE_WORK, 0, REPR_PAGE, T_CASE_GIVE,
	  .form = &case_service_form, .page = case_page, .prepare = of_case,
	  .commit = give_commit },
	{ POST, "/langkah/{id}/beri", PERM_CASE_WORK, 0, REPR_PAGE, T_CASE_GIVE,
	  .form = &case_plain_form, .page = step_page, .prepare = tap_prepare,
	  .commit = tap_commit },
	{ GET, "/layanan-diberikan/{id}", PERM_CASE_READ, ROUTE_NO_MENU, REPR_PAGE, T_CASE_SERVICES,
	  .page = service_page },
	{ POST, "/layanan-diberikan/{id}", PERM_CASE_WORK, 0, REPR_PAGE, T_CASE_SERVICE_SAVE,
	  .form = &change_form, .page = service_page, .prepare = left_prepare,
	  .commit = change_commit },
	{ POST, "/layanan-diberikan/{id}/batal", PERM_CASE_WORK, 0, REPR_PAGE, T_CASE_UNDO,
	  .form = &case_plain_form, .page = service_page, .prepare = left_prepare,
	  .commit = undo_commit },
	{ .method = 0 },
};
