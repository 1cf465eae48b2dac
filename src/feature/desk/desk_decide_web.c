/*
 * Deciding over a report: what is proposed, done as it stands; and what has to be said before it is
 * done, which of the kinds that do not hold together.
 */
#include "feature/desk/desk_web.h"

#include "base/str.h"
#include "feature/reference/reference.h"
#include "platform/app.h"
#include "text/desk.h"

#include <string.h>

/* ---- which of them ----------------------------------------------------------------------- */

#define UNKNOWN "belum" /* as an answer in forms and JSON */

static size_t n_fields(const struct form_def *def)
{
	size_t n = 0;

	while (def->fields[n].kind != FIELD_END)
		n++;
	return n;
}

/* The word of the city as the name of a field. */
static const char *field_name(struct ctx *cx, const struct desk_choice *c)
{
	char *name = arena_printf(cx->arena, "kind_%s", c->name);
	char *p;

	for (p = name; *p != '\0'; p++)
		if (strchr("abcdefghijklmnopqrstuvwxyz0123456789_", *p) == NULL)
			*p = '_';
	return name;
}

static struct options answers(struct ctx *cx, const struct desk_choice *c)
{
	struct option *items = ARENA_ARRAY(cx->arena, c->n + 1, struct option);
	size_t i;

	for (i = 0; i < c->n; i++)
		items[i] = (struct option){ .value = c->kinds[i],
					    .label = ref_label(cx, "ppks", c->kinds[i]) };
	items[i] = (struct option){ .value = UNKNOWN, .label = text(cx, T_DESK_KIND_UNKNOWN) };
	return (struct options){ items, c->n + 1 };
}

/* The form with a question for each choice behind its own fields. */
static const struct form_def *asking(struct ctx *cx, const struct form_def *def,
				     const struct desk_choice *choices, size_t n)
{
	struct form_def *asks = arena_memdup(cx->arena, def, sizeof(*def));
	size_t own = n_fields(def), i;
	struct field *fields = ARENA_ARRAY(cx->arena, own + n + 1, struct field);

	memcpy(fields, def->fields, own * sizeof(*fields));
	for (i = 0; i < n; i++)
		fields[own + i] = (struct field){
			.name = field_name(cx, &choices[i]),
			.kind = FIELD_REF,
			.label = T_DESK_F_WHICH_KIND,
			.hint = T_DESK_F_WHICH_KIND_HINT,
			.list = answers(cx, &choices[i]),
			.radios = true,
			.depends = true,
		};
	fields[own + n] = (struct field){ .kind = FIELD_END };
	asks->fields = fields;
	asks->now = NULL;
	return asks;
}

enum err desk_kinds_now(struct ctx *cx, const struct form_def *def, const struct form_def **ret)
{
	struct desk_choice choices[DESK_CHOICES];
	size_t n;

	TRY(desk_choices(cx, NULL, choices, &n));
	*ret = asking(cx, def, choices, n);
	return ERR_OK;
}

bool desk_kinds_came(const struct form *f, const struct form_def *def)
{
	return f != NULL && str_eq(form_def_of(f)->name, def->name);
}

struct form *desk_kinds_form(struct ctx *cx, const struct form_def *def,
			     const struct desk_plan *plan, const struct form *came)
{
	const struct form_def *asks = asking(cx, def, plan->choices, plan->n_choices);
	size_t own = n_fields(def), i;
	struct form *f;

	if (came != NULL)
		return form_as(cx, came, asks);
	f = form_new(cx, asks);
	for (i = 0; i < plan->n_choices; i++) {
		const char *answer = plan->choices[i].answer;

		if (answer != NULL)
			form_set_text(cx, f, (int)(own + i), answer[0] != '\0' ? answer : UNKNOWN);
	}
	return f;
}

/* The field of a form as it came in which a choice is answered; -1: it has none. */
static int field_of(struct ctx *cx, const struct form *f, const struct desk_choice *c)
{
	const struct field *fields = form_def_of(f)->fields;
	const char *name = field_name(cx, c);
	int i;

	for (i = 0; fields[i].kind != FIELD_END; i++)
		if (str_eq(fields[i].name, name))
			return i;
	return -1;
}

void desk_kinds_read(struct ctx *cx, const struct form *f, struct desk_plan *plan)
{
	size_t i, k;

	for (i = 0; i < plan->n_choices; i++) {
		struct desk_choice *c = &plan->choices[i];
		int field = field_of(cx, f, c);
		const char *said = field >= 0 ? form_text(f, field) : NULL;

		if (said != NULL)
			c->answer = "";
		for (k = 0; said != NULL && k < c->n; k++)
			if (str_eq(c->kinds[k], said))
				c->answer = c->kinds[k];
	}
}

void desk_kinds_ask(struct ctx *cx, struct form *f, const struct desk_plan *plan)
{
	size_t i;

	for (i = 0; i < plan->n_choices; i++)
		if (plan->choices[i].answer == NULL)
			form_problem(cx, f, field_of(cx, f, &plan->choices[i]),
				     T_DESK_PROBLEM_WHICH_KIND, NULL);
}

/* ---- as it is proposed ------------------------------------------------------------------- */

enum { V_VERSION };
static const struct field decide_fields[] = {
	[V_VERSION] = { .name = "version", .kind = FIELD_ID, .seen = true },
	{ .kind = FIELD_END },
};
const struct form_def desk_decide_form = { .name = "report_decide",
					   .fields = decide_fields,
					   .now = desk_kinds_now,
					   .submit = T_DESK_DECIDE };

enum err desk_draw_decision(struct ctx *cx, struct ui *u, struct req *r, const struct desk_view *v)
{
	bool decides = may(cx, PERM_REPORT_DECIDE);
	struct form *f = req_form(r);
	struct desk_plan plan;

	TRY(desk_present_plan(cx, v, &plan));
	ui_heading(u,
		   text(cx, v->state == REPORT_RECOMMENDED ? T_DESK_PLAN_RECOMMENDED : T_DESK_PLAN),
		   "rencana");
	if (plan.overruled != NULL)
		ui_note(u, UI_INFO, text(cx, T_DESK_OVERRULED), plan.overruled);
	TRY(desk_draw_plan(cx, u, "plan", &plan));
	if (!may(cx, PERM_REPORT_TRIAGE) || (v->state == REPORT_RECOMMENDED && !decides))
		return ERR_OK;
	if (desk_kinds_came(f, &desk_decide_form)) {
		f = desk_kinds_form(cx, &desk_decide_form, &plan, f);
	} else {
		f = desk_kinds_form(cx, &desk_decide_form, &plan, NULL);
		form_set_int(cx, f, V_VERSION, v->version);
	}
	ui_form(u, desk_decide_form.name,
		&(struct ui_form){
		    .action = arena_printf(cx->arena, "/laporan/%lld/putuskan", (long long)v->id),
		    .def = form_def_of(f),
		    .form = f,
		    .submit = text(cx, decides          ? T_DESK_DECIDE
				       : plan.emergency ? T_DESK_ACT_NOW
							: T_DESK_RECOMMEND) });
	ui_actions(u,
		   &(struct ui_action){
		       .label = text(cx, T_DESK_CHANGE_PLAN),
		       .href = arena_printf(cx->arena, "/laporan/%lld/rencana", (long long)v->id) },
		   1);
	return ERR_OK;
}

/* Does what is proposed: the recommendation, else the plan of the rules. */
enum err desk_decide_prepare(struct ctx *cx, struct req *r)
{
	struct desk_decision *d = ARENA_NEW(cx->arena, struct desk_decision);
	struct desk_plan *plan = ARENA_NEW(cx->arena, struct desk_plan);
	struct desk_view v;

	TRY(desk_report_get(cx, req_id(r), &v));
	TRY(desk_present_plan(cx, &v, plan));
	desk_kinds_read(cx, req_form(r), plan);
	desk_kinds_ask(cx, req_form(r), plan);
	*d = desk_decision_of(cx, plan);
	req_set_data(r, d);
	return ERR_OK;
}

enum err desk_commit_decision(struct ctx *cx, struct req *r, struct resp *resp, int64_t version)
{
	int64_t case_id;
	enum err e = desk_decide(cx, req_id(r), version, req_data(r), &case_id);

	if (e != ERR_OK)
		return e;
	if (case_id == 0) {
		resp_see(cx, resp, T_DESK_RECOMMENDED, "/laporan/%lld", (long long)req_id(r));
		return ERR_OK;
	}
	resp->id = case_id;
	resp_see(cx, resp, T_DESK_DECIDED, "/kasus/%lld", (long long)case_id);
	return ERR_OK;
}

enum err desk_decide_commit(struct ctx *cx, struct req *r, struct resp *resp)
{
	return desk_commit_decision(cx, r, resp, form_id(req_form(r), V_VERSION));
}
