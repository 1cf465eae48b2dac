/* /sama/seluruh: everybody compared with everybody, how far that is, and what was learnt. */
#include "feature/linking/linking_web.h"

#include "base/clock.h"
#include "feature/linking/linking.h"
#include "platform/auth/perm.h"
#include "text/export.h"
#include "text/linking.h"

enum { RUNS = 12 };

#define PAGE "/sama/seluruh"

static const struct field no_fields[] = { { .kind = FIELD_END } };
static const struct form_def begin_form = { .name = "link_whole",
					    .fields = no_fields,
					    .submit = T_LINKING_WHOLE_BEGIN };
static const struct form_def stop_form = { .name = "link_whole_stop",
					   .fields = no_fields,
					   .submit = T_LINKING_WHOLE_STOP };
static const struct form_def carried_form = { .name = "link_model_carried",
					      .fields = no_fields,
					      .submit = T_LINKING_MODEL_CARRIED };
static const struct form_def learnt_form = { .name = "link_model_learnt",
					     .fields = no_fields,
					     .submit = T_LINKING_MODEL_LEARNT };

/* ---- how far it is ------------------------------------------------------------------------- */

static enum text state_text(int64_t state)
{
	static const enum text texts[] = {
		[WHOLE_WAITS] = T_LINKING_WHOLE_WAITS,
		[WHOLE_READS] = T_LINKING_WHOLE_READS,
		[WHOLE_COMPARES] = T_LINKING_WHOLE_COMPARES,
		[WHOLE_ASKS] = T_LINKING_WHOLE_ASKS,
		[WHOLE_DONE] = T_LINKING_WHOLE_DONE,
		[WHOLE_STOPPED] = T_LINKING_WHOLE_STOPPED,
		[WHOLE_FAILED] = T_LINKING_WHOLE_FAILED,
	};

	return state >= WHOLE_WAITS && state <= WHOLE_FAILED ? texts[state] : T__NONE;
}

static enum text cause_text(int64_t cause)
{
	if (cause == WHOLE_TIME)
		return T_LINKING_WHOLE_TIME;
	return cause == WHOLE_CHANGED ? T_LINKING_WHOLE_CHANGED : T_LINKING_WHOLE_ASKED;
}

static const char *progress(struct ctx *cx, const struct whole_run *r)
{
	switch (r->state) {
	case WHOLE_READS:
		return text_fill(cx, T_LINKING_WHOLE_READ_N, say_number(cx, r->people),
				 say_number(cx, r->total), NULL);
	case WHOLE_COMPARES:
		return text_fill(cx, T_LINKING_WHOLE_COMPARE_N, say_number(cx, r->people), NULL);
	case WHOLE_ASKS:
		return text_fill(cx, T_LINKING_WHOLE_ASK_N, say_number(cx, r->looked),
				 say_number(cx, r->found), NULL);
	default:
		return text(cx, T_LINKING_WHOLE_WAIT_N);
	}
}

/* What came of it, or why nothing did. */
static const char *outcome(struct ctx *cx, const struct whole_run *r)
{
	if (r->state == WHOLE_DONE)
		return text_fill(cx, T_LINKING_WHOLE_CAME, say_number(cx, r->people),
				 say_number(cx, r->questions), say_number(cx, r->sure), NULL);
	if (r->state == WHOLE_FAILED)
		return text(cx, r->fault != NULL && *r->fault == 'm' ? T_LINKING_WHOLE_MEMORY
								     : T_LINKING_WHOLE_PROCESS);
	return text(cx, T_LINKING_WHOLE_NOTHING);
}

static void draw_now(struct ctx *cx, struct ui *u, const struct whole_run *r, size_t n)
{
	const struct ui_action begin = { .label = text(cx, T_LINKING_WHOLE_BEGIN),
					 .href = PAGE,
					 .post = &begin_form,
					 .primary = true };
	const struct ui_action stop = { .label = text(cx, T_LINKING_WHOLE_STOP),
					.href = PAGE "/henti",
					.post = &stop_form };

	if (n > 0 && r->state < WHOLE_DONE) {
		ui_note(u, UI_INFO, text(cx, state_text(r->state)), progress(cx, r));
		ui_actions(u, &stop, 1);
		return;
	}
	if (n > 0)
		ui_note(u, r->state == WHOLE_DONE ? UI_GOOD : UI_WARN,
			text(cx, state_text(r->state)), outcome(cx, r));
	ui_actions(u, &begin, 1);
}

/* ---- what was ------------------------------------------------------------------------------ */

struct line {
	struct whole_run r;
	const char *span;
	int64_t megabytes;
};

#define LINE(member) offsetof(struct line, member)
static const struct column run_columns[] = {
	{ "id", T_COL_ID, COL_ID, PRIV_NONE, LINE(r.id) },
	{ "asked_at", T_LINKING_WHOLE_AT, COL_INSTANT, PRIV_NONE, LINE(r.asked_at),
	  .flags = COL_STRONG },
	{ "cause", T_LINKING_WHOLE_CAUSE, COL_ENUM, PRIV_NONE, LINE(r.cause),
	  .member = cause_text },
	{ "by", T_LINKING_WHOLE_BY, COL_TEXT, PRIV_NONE, LINE(r.asked_by), .flags = COL_WIDE_ONLY },
	{ "state", T_LINKING_WHOLE_STATE, COL_ENUM, PRIV_NONE, LINE(r.state), .member = state_text,
	  .flags = COL_BADGE },
	{ "people", T_LINKING_WHOLE_PEOPLE, COL_INT, PRIV_NONE, LINE(r.people) },
	{ "questions", T_LINKING_QUESTIONS, COL_INT, PRIV_NONE, LINE(r.questions) },
	{ "sure", T_LINKING_SURE, COL_INT, PRIV_NONE, LINE(r.sure) },
	{ "span", T_LINKING_WHOLE_SPAN, COL_TEXT, PRIV_NONE, LINE(span), .flags = COL_WIDE_ONLY },
	{ "compared", T_LINKING_WHOLE_COMPARED, COL_INT, PRIV_NONE, LINE(r.compared),
	  .flags = COL_DATA_ONLY },
	{ "compare_ms", T_LINKING_WHOLE_MILLIS, COL_INT, PRIV_NONE, LINE(r.millis),
	  .flags = COL_DATA_ONLY },
	{ "megabytes", T_LINKING_WHOLE_MB, COL_INT, PRIV_NONE, LINE(megabytes),
	  .flags = COL_WIDE_ONLY },
};
static const struct table run_table = { .name = "runs",
					.title = T_LINKING_WHOLE_RUNS,
					.columns = run_columns,
					.n_columns = LEN(run_columns) };

static void draw_runs(struct ctx *cx, struct ui *u, const struct whole_run *runs, size_t n)
{
	struct line *lines = ARENA_ARRAY(cx->arena, n + 1, struct line);

	for (size_t i = 0; i < n; i++) {
		const struct whole_run *r = &runs[i];

		lines[i] = (struct line){ .r = *r, .megabytes = r->memory_kb / 1024 };
		if (r->state == WHOLE_DONE && r->began_at != 0)
			lines[i].span = say_duration(cx, r->ended_at - r->began_at);
	}
	ui_table(u, "runs", &run_table, lines, n, sizeof(*lines),
		 &(struct ui_list){
		     .total = (int64_t)n, .main = true, .empty = text(cx, T_LINKING_WHOLE_NONE) });
}

/* ---- what was learnt ----------------------------------------------------------------------- */

struct chance_line {
	const char *what, *same, *moved, *relatives;
};

#define CHANCE(member) offsetof(struct chance_line, member)
static const struct column chance_columns[] = {
	{ "what", T_LINKING_MODEL_WHAT, COL_TEXT, PRIV_NONE, CHANCE(what), .flags = COL_STRONG },
	{ "same", T_LINKING_MODEL_SAME, COL_TEXT, PRIV_NONE, CHANCE(same) },
	{ "moved", T_LINKING_MODEL_MOVED, COL_TEXT, PRIV_NONE, CHANCE(moved) },
	{ "relatives", T_LINKING_MODEL_RELATIVES, COL_TEXT, PRIV_NONE, CHANCE(relatives) },
};
static const struct table chance_table = { .name = "chances",
					   .title = T_LINKING_MODEL_CHANCES,
					   .columns = chance_columns,
					   .n_columns = LEN(chance_columns) };

/* Of a million, as people say it: below one in a thousand nobody counts. */
static const char *say_share(struct ctx *cx, int64_t millionths)
{
	if (millionths < 500)
		return text(cx, T_LINKING_MODEL_RARE);
	return say_permille(cx, (millionths + 500) / 1000);
}

static void draw_chances(struct ctx *cx, struct ui *u, const struct link_model *m)
{
	struct chance_line *lines = ARENA_ARRAY(cx->arena, m->n_chances + 1, struct chance_line);

	for (size_t i = 0; i < m->n_chances; i++) {
		const struct link_chance *c = &m->chance[i];

		lines[i] = (struct chance_line){
			.what = text_fill(cx, T_LINKING_MODEL_LEVEL, c->field, c->level, NULL),
			.same = say_share(cx, c->same),
			.moved = say_share(cx, c->moved),
			.relatives = say_share(cx, c->relatives),
		};
	}
	ui_table(u, "chances", &chance_table, lines, m->n_chances, sizeof(*lines),
		 &(struct ui_list){ .total = (int64_t)m->n_chances, .empty = "" });
}

static enum err draw_model(struct ctx *cx, struct ui *u)
{
	struct link_model m;
	struct ui_action other;

	TRY(link_model_get(cx, &m));
	ui_heading(u, text(cx, T_LINKING_MODEL), NULL);
	if (m.id == 0) {
		ui_text(u, text(cx, T_LINKING_MODEL_NONE));
		return ERR_OK;
	}
	ui_text(u, text_fill(cx, m.off ? T_LINKING_MODEL_OFF : T_LINKING_MODEL_ON,
			     say_number(cx, m.people), say_instant(cx, m.learned_at), NULL));
	other = (struct ui_action){
		.label = text(cx, m.off ? T_LINKING_MODEL_LEARNT : T_LINKING_MODEL_CARRIED),
		.href = arena_printf(cx->arena, PAGE "/%lld/%s", (long long)m.id,
				     m.off ? "pakai" : "lepas"),
		.post = m.off ? &learnt_form : &carried_form,
	};
	ui_actions(u, &other, 1);
	ui_fold_begin(u, text(cx, T_LINKING_MODEL_CHANCES));
	draw_chances(cx, u, &m);
	ui_small(u, text(cx, T_LINKING_MODEL_CHANCE));
	ui_fold_end(u);
	return ERR_OK;
}

static enum err whole_page(struct ctx *cx, struct req *r, struct ui *u)
{
	struct whole_run *runs;
	size_t n;

	(void)r;
	TRY(whole_runs(cx, RUNS, &runs, &n));
	ui_begin(u, &(struct ui_page){ .title = text(cx, T_LINKING_WHOLE_TITLE),
				       .lead = text(cx, T_LINKING_WHOLE_LEAD),
				       .nav = "/sama",
				       .parent = "/sama",
				       .parent_title = text(cx, T_LINKING_TITLE),
				       .wide = true,
				       .live = PAGE });
	ui_live_begin(u, "kemajuan");
	draw_now(cx, u, runs, n);
	ui_live_end(u);
	draw_runs(cx, u, runs, n);
	TRY(draw_model(cx, u));
	return ui_end(u);
}

/* ---- acts ---------------------------------------------------------------------------------- */

static enum err begin_commit(struct ctx *cx, struct req *r, struct resp *resp)
{
	(void)r;
	TRY(whole_ask(cx, WHOLE_ASKED));
	resp_see(cx, resp, T_LINKING_WHOLE_BEGUN, PAGE);
	return ERR_OK;
}

static enum err stop_commit(struct ctx *cx, struct req *r, struct resp *resp)
{
	(void)r;
	TRY(whole_stop(cx));
	resp_see(cx, resp, T_LINKING_WHOLE_IS_STOPPED, PAGE);
	return ERR_OK;
}

static enum err carried_commit(struct ctx *cx, struct req *r, struct resp *resp)
{
	TRY(link_model_switch(cx, req_id(r), true));
	resp_see(cx, resp, T_LINKING_MODEL_SWITCHED, PAGE);
	return ERR_OK;
}

static enum err learnt_commit(struct ctx *cx, struct req *r, struct resp *resp)
{
	TRY(link_model_switch(cx, req_id(r), false));
	resp_see(cx, resp, T_LINKING_MODEL_SWITCHED, PAGE);
	return ERR_OK;
}

const struct route linking_whole_routes[] = {
	{ GET, PAGE, PERM_REGISTRY_DECIDE, ROUTE_NO_MENU, REPR_LIST, T_LINKING_WHOLE_TITLE,
	  .page = whole_page },
	{ POST, PAGE, PERM_REGISTRY_DECIDE, 0, REPR_PAGE, T_LINKING_WHOLE_BEGIN,
	  .form = &begin_form, .page = whole_page, .commit = begin_commit },
	{ POST, PAGE "/henti", PERM_REGISTRY_DECIDE, 0, REPR_PAGE, T_LINKING_WHOLE_STOP,
	  .form = &stop_form, .page = whole_page, .commit = stop_commit },
	{ POST, PAGE "/{id}/lepas", PERM_REGISTRY_DECIDE, 0, REPR_PAGE, T_LINKING_MODEL_CARRIED,
	  .form = &carried_form, .page = whole_page, .commit = carried_commit },
	{ POST, PAGE "/{id}/pakai", PERM_REGISTRY_DECIDE, 0, REPR_PAGE, T_LINKING_MODEL_LEARNT,
	  .form = &learnt_form, .page = whole_page, .commit = learnt_commit },
	{ .method = 0 },
};
