/*
 * /pemeriksaan/verval: for who examines the city how requests about data were decided: what was
 * asked of which kind, its steps, who decided when.  Whom it is about and the reasons in words,
 * which may name him, open for a purpose that is kept with the look.  There is no act.
 */
#include "feature/verval/verval_web.h"

#include "base/str.h"
#include "platform/auth/perm.h"
#include "platform/vault/vault.h"
#include "text/export.h"
#include "text/verval.h"

#define HOME      "/pemeriksaan/verval"
#define PAGE_ROWS 50

/* ---- the list -------------------------------------------------------------------------------- */

enum { L_STATE, L_AFTER };
static const struct member states[] = {
	{ "open", T_VERVAL_STATE_OPEN, T__NONE },
	{ "approved", T_VERVAL_STATE_APPROVED, T__NONE },
	{ "done", T_VERVAL_STATE_DONE, T__NONE },
	{ "refused", T_VERVAL_STATE_REFUSED, T__NONE },
	{ "void", T_VERVAL_STATE_VOID, T__NONE },
	{ "withdrawn", T_VERVAL_STATE_WITHDRAWN, T__NONE },
	{ "accepted", T_VERVAL_STATE_ACCEPTED, T__NONE },
	{ "denied", T_VERVAL_STATE_DENIED, T__NONE },
	{ .value = NULL },
};
static const struct field list_fields[] = {
	[L_STATE] = { .name = "state",
		      .kind = FIELD_ENUM,
		      .label = T_COL_STATE,
		      .members = states },
	[L_AFTER] = { .name = "after", .kind = FIELD_ID, .onward = true },
	{ .kind = FIELD_END },
};
static const struct form_def list_form = { .name = "verval_decisions",
					   .fields = list_fields,
					   .submit = T_VERVAL_FILTER };

#define ROW(member) offsetof(struct verval_decision_list_row, member)
static const struct column columns[] = {
	{ "id", T_COL_ID, COL_ID, PRIV_NONE, ROW(id) },
	{ "number", T_COL_NUMBER, COL_TEXT, PRIV_NONE, ROW(number), .href = HOME "/{id}",
	  .flags = COL_STRONG },
	{ "kind", T_COL_KIND, COL_ENUM, PRIV_NONE, ROW(kind), .member = verval_kind_text },
	{ "state", T_COL_STATE, COL_ENUM, PRIV_NONE, ROW(state), .member = verval_state_text,
	  .flags = COL_BADGE },
	{ "step", T_VERVAL_STEP, COL_CODE, PRIV_NONE, ROW(step), .label_of = verval_step_words },
	{ "region", T_COL_REGION, COL_TEXT, PRIV_NONE, ROW(region), .flags = COL_WIDE_ONLY },
	{ "unit", T_VERVAL_UNIT, COL_TEXT, PRIV_NONE, ROW(unit), .flags = COL_WIDE_ONLY },
	{ "proposed", T_COL_RECORDED, COL_INSTANT, PRIV_NONE, ROW(proposed_at) },
	{ "checker", T_VERVAL_CHECKED_BY, COL_TEXT, PRIV_NONE, ROW(checker) },
	{ "approver", T_VERVAL_APPROVED_BY, COL_TEXT, PRIV_NONE, ROW(approver) },
	{ "ended", T_VERVAL_ENDED, COL_INSTANT, PRIV_NONE, ROW(ended_at) },
};
#undef ROW
static const struct table list_table = {
	.name = "verval", .title = T_VERVAL_TITLE, .columns = columns, .n_columns = LEN(columns)
};

static enum err list_page(struct ctx *cx, struct req *r, struct ui *u)
{
	struct form *f = req_form(r);
	int64_t after = form_id(f, L_AFTER), most = ui_all_rows(u) ? INT32_MAX : PAGE_ROWS;
	struct verval_decision_list_args a = { .after_id = after != 0 ? after : INT64_MAX,
					       .n = most + 1 };
	struct ui_list list = { .total = -1,
				.main = true,
				.first = after != 0 ? HOME : NULL,
				.empty = text(cx, T_VERVAL_NONE) };
	struct verval_decision_list_row *rows;
	size_t n;

	if (form_given(f, L_STATE) && *form_raw(f, L_STATE) != '\0') {
		a.with = VERVAL_DECISION_LIST_WITH_STATE;
		a.state = form_int(f, L_STATE, 0) + 1;
	}
	TRY(verval_decision_list_all(cx, &a, &rows, &n));
	if ((int64_t)n > most) {
		n = (size_t)most;
		list.next = arena_printf(cx->arena, HOME "?state=%s&after=%lld",
					 form_raw(f, L_STATE), (long long)rows[n - 1].id);
	}
	ui_begin(u, &(struct ui_page){ .title = text(cx, T_VERVAL_TITLE),
				       .lead = text(cx, T_VERVAL_LEAD_READ),
				       .nav = HOME,
				       .wide = true });
	ui_form(u, NULL,
		&(struct ui_form){ .action = HOME,
				   .def = &list_form,
				   .form = f,
				   .inline_row = true,
				   .get = true,
				   .secondary = true });
	ui_table(u, "verval", &list_table, rows, n, sizeof(*rows), &list);
	return ui_end(u);
}

/* ---- one of them ----------------------------------------------------------------------------- */

/* Words that are not shown before he has said what for; absent ones are no secret. */
static enum err words_of(struct ctx *cx, const struct verval_show_row *v, struct blob sealed,
			 bool open, const char **ret)
{
	TRY(vault_unseal_left(cx, v->person_id != 0 ? v->person_id : v->family_id, SEAL_NARRATIVE,
			      sealed, ret));
	if (*ret != NULL && !open)
		*ret = text(cx, T_VERVAL_HIDDEN);
	return ERR_OK;
}

static enum err draw_facts(struct ctx *cx, struct ui *u, const struct verval_show_row *v, bool open)
{
	const char *why, *ended_why, *back_why;
	struct ui_fact facts[12];
	size_t n = 0;

	TRY(words_of(cx, v, v->why_sealed, open, &why));
	TRY(words_of(cx, v, v->ended_why_sealed, open, &ended_why));
	TRY(words_of(cx, v, v->back_why_sealed, open, &back_why));
#define FACT(key, label_, value_) \
	facts[n++] = (struct ui_fact){ .name = (key), .label = text(cx, label_), .value = (value_) }
	FACT("state", T_COL_STATE, text(cx, verval_state_text(v->state)));
	facts[n - 1].data = text_name(verval_state_text(v->state));
	FACT("subject", v->person_id != 0 ? T_VERVAL_OF_PERSON : T_VERVAL_OF_FAMILY,
	     open ? v->who : text(cx, T_VERVAL_HIDDEN));
	if (!open)
		facts[n - 1].reveal = arena_printf(cx->arena, HOME "/%lld/siapa", (long long)v->id);
	if (why != NULL)
		FACT("why", T_VERVAL_WHY, why);
	if (ended_why != NULL)
		FACT("ended_why", T_VERVAL_ENDED_WHY, ended_why);
	if (back_why != NULL)
		FACT("back_why", T_VERVAL_BACK_WHY, back_why);
	facts[n++] = ui_fact_at(cx, "at", T_COL_RECORDED, v->proposed_at);
	if (v->asker != NULL)
		FACT("asker", T_VERVAL_ASKER, v->asker);
	FACT("unit", T_VERVAL_UNIT, v->unit);
	if (v->checker != NULL)
		FACT("checker", T_VERVAL_CHECKED_BY,
		     arena_printf(cx->arena, "%s, %s", v->checker,
				  say_instant_short(cx, v->checked_at)));
	if (v->approver != NULL)
		FACT("approver", T_VERVAL_APPROVED_BY,
		     arena_printf(cx->arena, "%s, %s", v->approver,
				  say_instant_short(cx, v->approved_at)));
	if (v->input_number != NULL)
		FACT("input", T_VERVAL_INPUT_NUMBER, v->input_number);
	if (v->ended_at != 0)
		facts[n++] = ui_fact_at(cx, "ended", T_VERVAL_ENDED, v->ended_at);
#undef FACT
	assert(n <= LEN(facts));
	ui_facts(u, "facts", facts, n);
	return ERR_OK;
}

static enum err draw_one(struct ctx *cx, struct req *r, struct ui *u, bool open)
{
	struct verval_show_row v;
	struct flow flow;

	TRY(verval_show_one(cx, &(struct verval_show_args){ .id = req_id(r) }, &v));
	if (open)
		req_disclose(r, v.person_id != 0 ? v.person_id : v.family_id, "verval");
	TRY(verval_flow(cx, (enum verval_kind)v.kind, v.flow_version, &flow));
	ui_begin(u, &(struct ui_page){ .title = text_fill(cx, T_VERVAL_ONE,
							  text(cx, verval_kind_text(v.kind)),
							  v.number, NULL),
				       .nav = HOME,
				       .parent = HOME,
				       .parent_title = text(cx, T_VERVAL_TITLE) });
	TRY(verval_draw_flow(cx, u, &v, &flow));
	TRY(draw_facts(cx, u, &v, open));
	TRY(verval_draw_story(cx, u, v.id));
	return ui_end(u);
}

static enum err one_page(struct ctx *cx, struct req *r, struct ui *u)
{
	return draw_one(cx, r, u, false);
}

static enum err whom_page(struct ctx *cx, struct req *r, struct ui *u)
{
	return draw_one(cx, r, u, purpose_said(cx));
}

static const struct field no_fields[] = { { .kind = FIELD_END } };
static const struct form_def reveal_form = { .name = "verval_reveal", .fields = no_fields };

const struct route verval_decision_routes[] = {
	{ GET, HOME, PERM_DECISION_READ, 0, REPR_LIST, T_VERVAL_TITLE, .form = &list_form,
	  .page = list_page },
	{ GET, HOME "/{id}", PERM_DECISION_READ, ROUTE_NO_MENU, REPR_PAGE, T_VERVAL_TITLE,
	  .page = one_page },
	{ POST, HOME "/{id}/siapa", PERM_DECISION_READ, ROUTE_READ_POST | ROUTE_NO_ONCE, REPR_PAGE,
	  T_VERVAL_TITLE, .form = &reveal_form, .page = whom_page },
	{ .method = 0 },
};
