/* The draft of the triage rules, rule by rule: added, changed, dropped, begun anew. */
#include "base/str.h"
#include "feature/desk/desk_form.h"
#include "feature/desk/desk_rule_form.h"
#include "feature/desk/desk_web.h"
#include "feature/reference/reference.h"
#include "platform/app.h"
#include "text/desk.h"

#include <stdlib.h>
#include <string.h>

#define DRAFT "/laporan/aturan/rancangan"

/* The rules that are being edited: the draft, else those in force. */
struct rules {
	const struct triage_rule *rules;
	size_t n;
	int64_t version; /* of the draft; 0: there is none */
};

static enum err read_table(struct ctx *cx, struct rules *ret)
{
	const struct triage_table *t;
	int64_t version;
	enum err e = ref_triage_draft(cx, &t, &ret->version);

	if (e == ERR_NOTFOUND) {
		err_clear(cx);
		ret->version = 0;
		e = ref_triage(cx, &t, &version);
	}
	TRY(e);
	ret->rules = triage_rules(t, &ret->n);
	return ERR_OK;
}

/* The place of a rule, n when there is none of that name. */
static size_t place_of(const struct rules *t, const char *code)
{
	size_t i = 0;

	while (i < t->n && !str_eq(t->rules[i].code, code))
		i++;
	return i;
}

static const struct field no_fields[] = { { .kind = FIELD_END } };
static const struct form_def drop_form = { .name = "triage_rule_drop",
					   .fields = no_fields,
					   .submit = T_RULES_DROP };
static const struct form_def anew_form = { .name = "triage_draft_anew",
					   .fields = no_fields,
					   .submit = T_RULES_ANEW };

/* ---- the page ---------------------------------------------------------------------------- */

/* What was typed; else the rule as it is, with what stood in the way of dropping it. */
static struct form *typed_or_filled(struct ctx *cx, struct form *typed,
				    const struct triage_rule *rule, size_t at, int64_t version)
{
	const struct problem *problems;
	struct form *f;
	size_t n;

	if (typed != NULL && form_def_of(typed) == &desk_rule_form)
		return typed;
	f = desk_rule_filled(cx, rule, at, version);
	n = typed != NULL ? form_problems(typed, &problems) : 0;
	for (size_t i = 0; i < n; i++)
		form_problem_said(cx, f, -1, problems[i].message);
	return f;
}

static enum err rule_page(struct ctx *cx, struct req *r, struct ui *u)
{
	const char *code = req_segment(r, "code"), *path = DRAFT;
	struct form *f = req_form(r);
	const struct form_def *shown;
	struct rules t;
	size_t at;

	TRY(read_table(cx, &t));
	at = code != NULL ? place_of(&t, code) : t.n;
	if (code != NULL && at == t.n)
		return err_set(cx, ERR_NOTFOUND, "no rule %s", code);
	if (code != NULL)
		path = arena_printf(cx->arena, DRAFT "/%s", code);
	f = typed_or_filled(cx, f, at < t.n ? &t.rules[at] : NULL, at, t.version);
	ui_begin(u, &(struct ui_page){
			.title = code != NULL ? text_fill(cx, T_RULES_RULE, code, NULL)
					      : text(cx, T_RULES_ADD),
			.lead = text(cx, t.version == 0 ? T_RULES_BEGINS_DRAFT : T_RULES_IN_DRAFT),
			.nav = "/laporan",
			.parent = "/laporan/aturan",
			.parent_title = text(cx, T_RULES_TITLE) });
	shown = desk_rule_shown(cx, f);
	ui_form(u, "rule",
		&(struct ui_form){ .action = path,
				   .def = shown,
				   .form = form_as(cx, f, shown),
				   .cancel = "/laporan/aturan" });
	if (code != NULL)
		ui_actions(
		    u,
		    &(struct ui_action){ .label = text(cx, T_RULES_DROP),
					 .href = arena_printf(cx->arena, DRAFT "/%s/hapus", code),
					 .post = &drop_form,
					 .danger = true },
		    1);
	return ui_end(u);
}

void desk_draw_rule_acts(struct ctx *cx, struct ui *u, bool draft)
{
	const struct ui_action acts[] = {
		{ .label = text(cx, T_RULES_ADD), .href = DRAFT, .icon = "plus" },
		{ .label = text(cx, T_RULES_ANEW), .href = DRAFT "/ulang", .post = &anew_form },
	};

	if (may(cx, PERM_REFERENCE_WRITE))
		ui_actions(u, acts, draft ? 2 : 1);
}

/* ---- writing ----------------------------------------------------------------------------- */

/* What prepare leaves for the commit. */
struct change {
	const struct triage_rule *rules;
	size_t n;
	int64_t version; /* of the draft that was seen */
	const char *why;
};

/* What the engine finds wrong, as a sentence: which circumstances would get no step. */
static void say_fault(struct ctx *cx, struct form *f, const char *fault)
{
	static const char gap[] = "no step for flags ";

	if (str_starts(fault, gap)) {
		long flags = strtol(fault + strlen(gap), NULL, 10);
		const char *words = desk_flags_text(cx, flags);

		form_problem(cx, f, -1, T_RULES_GAP,
			     words != NULL ? words : text(cx, T_RULES_NO_FLAGS));
	} else {
		form_problem(cx, f, -1, T_RULES_FAULT, fault);
	}
}

/* The rules without the one at drop (n: none), and with one more at place (NULL: none). */
static struct change changed(struct ctx *cx, const struct rules *t, size_t drop,
			     const struct triage_rule *one, size_t place)
{
	struct triage_rule *rules = ARENA_ARRAY(cx->arena, t->n + 1, struct triage_rule);
	size_t n = 0;

	for (size_t i = 0; i < t->n; i++) {
		if (i != drop)
			rules[n++] = t->rules[i];
	}
	if (one != NULL) {
		place = MIN(place, n);
		memmove(&rules[place + 1], &rules[place], (n - place) * sizeof(*rules));
		rules[place] = *one;
		n++;
	}
	return (struct change){ .rules = rules, .n = n, .version = t->version };
}

static enum err keep(struct ctx *cx, struct req *r, struct change c)
{
	const char *fault;

	TRY(ref_triage_fault(cx, c.rules, c.n, &fault));
	if (fault != NULL)
		say_fault(cx, req_form(r), fault);
	req_set_data(r, arena_memdup(cx->arena, &c, sizeof(c)));
	return ERR_OK;
}

static enum err save_prepare(struct ctx *cx, struct req *r)
{
	const char *code = req_segment(r, "code");
	struct form *f = req_form(r);
	struct triage_rule rule;
	struct change c;
	struct rules t;
	size_t at, same;

	TRY(read_table(cx, &t));
	at = code != NULL ? place_of(&t, code) : t.n;
	if (code != NULL && at == t.n)
		return err_set(cx, ERR_NOTFOUND, "no rule %s", code);
	if (!form_ok(f))
		return ERR_OK;
	rule = desk_rule_of(cx, f, at < t.n ? &t.rules[at] : NULL);
	same = place_of(&t, rule.code);
	if (same < t.n && same != at)
		desk_rule_taken(cx, f);
	c = changed(cx, &t, at, &rule, desk_rule_order(f, at));
	c.version = desk_rule_version(f);
	c.why = desk_rule_why(f);
	return form_ok(f) ? keep(cx, r, c) : ERR_OK;
}

static enum err drop_prepare(struct ctx *cx, struct req *r)
{
	const char *code = req_segment(r, "code");
	struct change c;
	struct rules t;
	size_t at;

	TRY(read_table(cx, &t));
	at = place_of(&t, code);
	if (at == t.n)
		return err_set(cx, ERR_NOTFOUND, "no rule %s", code);
	c = changed(cx, &t, at, NULL, 0);
	c.why = text_fill(cx, T_RULES_DROPPED, code, NULL);
	return keep(cx, r, c);
}

static enum err anew_prepare(struct ctx *cx, struct req *r)
{
	const struct triage_table *present;
	struct change c = { .why = text(cx, T_RULES_ANEW) };
	struct rules t;
	int64_t version;

	TRY(read_table(cx, &t));
	TRY(ref_triage(cx, &present, &version));
	c.rules = triage_rules(present, &c.n);
	c.version = t.version;
	return keep(cx, r, c);
}

static enum err save_commit(struct ctx *cx, struct req *r, struct resp *resp)
{
	const struct change *c = req_data(r);

	TRY(ref_triage_draft_save(cx, c->version, c->rules, c->n, c->why, &resp->id));
	resp_see(cx, resp, T_RULES_SAVED, "/laporan/aturan#coba");
	return ERR_OK;
}

const struct route desk_rule_routes[] = {
	{ GET, DRAFT, PERM_REFERENCE_WRITE, ROUTE_NO_MENU, REPR_PAGE, T_RULES_ADD,
	  .page = rule_page },
	{ POST, DRAFT, PERM_REFERENCE_WRITE, 0, REPR_PAGE, T_RULES_ADD, .form = &desk_rule_form,
	  .page = rule_page, .prepare = save_prepare, .commit = save_commit },
	{ GET, DRAFT "/{code}", PERM_REFERENCE_WRITE, ROUTE_NO_MENU, REPR_PAGE, T_RULES_CHANGE,
	  .page = rule_page },
	{ POST, DRAFT "/{code}", PERM_REFERENCE_WRITE, 0, REPR_PAGE, T_RULES_CHANGE,
	  .form = &desk_rule_form, .page = rule_page, .prepare = save_prepare,
	  .commit = save_commit },
	{ POST, DRAFT "/{code}/hapus", PERM_REFERENCE_WRITE, 0, REPR_PAGE, T_RULES_DROP,
	  .form = &drop_form, .page = rule_page, .prepare = drop_prepare, .commit = save_commit },
	{ POST, DRAFT "/ulang", PERM_REFERENCE_WRITE, 0, REPR_PAGE, T_RULES_ANEW,
	  .form = &anew_form, .page = rule_page, .prepare = anew_prepare, .commit = save_commit },
	{ .method = 0 },
};
