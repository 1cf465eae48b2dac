/* /verval and /verval/{id}: the list of requests, one of them, and the acts that move it. */
#include "feature/verval/verval_web.h"

#include "base/clock.h"
#include "base/str.h"
#include "feature/reference/reference.h"
#include "feature/region/region.h"
#include "platform/app.h"
#include "platform/vault/vault.h"
#include "text/export.h"
#include "text/verval.h"

#include <string.h>

#define PAGE_ROWS 50

/* ---- words ----------------------------------------------------------------------------------- */

enum text verval_kind_text(int64_t kind)
{
	static const enum text texts[] = { T__NONE, T_VERVAL_KIND_USUL, T_VERVAL_KIND_PERBAIKAN,
					   T_VERVAL_KIND_SANGGAH };

	return kind > 0 && kind < (int64_t)LEN(texts) ? texts[kind] : T__NONE;
}

enum text verval_state_text(int64_t state)
{
	static const enum text texts[] = { T__NONE,
					   T_VERVAL_STATE_OPEN,
					   T_VERVAL_STATE_APPROVED,
					   T_VERVAL_STATE_DONE,
					   T_VERVAL_STATE_REFUSED,
					   T_VERVAL_STATE_VOID,
					   T_VERVAL_STATE_WITHDRAWN,
					   T_VERVAL_STATE_ACCEPTED,
					   T_VERVAL_STATE_DENIED };

	return state > 0 && state < (int64_t)LEN(texts) ? texts[state] : T__NONE;
}

static enum text asker_text(int64_t asked_by)
{
	static const enum text texts[] = { T__NONE, T_VERVAL_BY_OFFICER, T_VERVAL_BY_CITIZEN,
					   T_VERVAL_BY_FIELD, T_VERVAL_BY_HIMSELF };

	return asked_by > 0 && asked_by < (int64_t)LEN(texts) ? texts[asked_by] : T__NONE;
}

static enum text line_state_text(int64_t state)
{
	static const enum text texts[] = { T__NONE,
					   T_VERVAL_LINE_WAITS,
					   T_VERVAL_LINE_COUNTS,
					   T_VERVAL_LINE_BESIDE,
					   T_VERVAL_LINE_SAME,
					   T_VERVAL_LINE_DROPPED };

	return state > 0 && state < (int64_t)LEN(texts) ? texts[state] : T__NONE;
}

const char *verval_step_words(struct ctx *cx, const char *step)
{
	return ref_label(cx, "verval_step", step);
}

const char *verval_path(struct ctx *cx, int64_t id, const char *more)
{
	return arena_printf(cx->arena, "/verval/%lld%s", (long long)id, more);
}

bool verval_sees_health(const struct ctx *cx, int64_t proposed_by_id)
{
	return proposed_by_id == cx->actor->user_id || may(cx, PERM_VERVAL_CHECK) ||
	       may(cx, PERM_VERVAL_APPROVE);
}

enum err verval_value(struct ctx *cx, const struct fact_field *field, const char *value, bool clear,
		      bool health, const char **ret)
{
	*ret = text(cx, T_VERVAL_EMPTY_VALUE);
	if (value == NULL || field == NULL)
		return ERR_OK;
	if (field->class == FACT_HEALTH && !health) {
		*ret = text(cx, T_VERVAL_HEALTH_HIDDEN);
		return ERR_OK;
	}
	if (clear)
		return fact_show(cx, field, value, ret);
	return fact_show_masked(cx, field, value, ret);
}

/* ---- the list -------------------------------------------------------------------------------- */

enum { L_WHICH, L_KIND, L_REGION, L_AFTER };
enum {
	LIST_MINE,
	LIST_OPEN,
	LIST_APPROVED,
	LIST_DONE,
	LIST_ACCEPTED,
	LIST_DENIED,
	LIST_REFUSED,
	LIST_VOID,
	LIST_ALL
};

static const struct member which[] = {
	[LIST_MINE] = { "mine", T_VERVAL_LIST_MINE, T__NONE },
	[LIST_OPEN] = { "open", T_VERVAL_STATE_OPEN, T__NONE },
	[LIST_APPROVED] = { "approved", T_VERVAL_STATE_APPROVED, T__NONE },
	[LIST_DONE] = { "done", T_VERVAL_STATE_DONE, T__NONE },
	[LIST_ACCEPTED] = { "accepted", T_VERVAL_STATE_ACCEPTED, T__NONE },
	[LIST_DENIED] = { "denied", T_VERVAL_STATE_DENIED, T__NONE },
	[LIST_REFUSED] = { "refused", T_VERVAL_STATE_REFUSED, T__NONE },
	[LIST_VOID] = { "void", T_VERVAL_STATE_VOID, T__NONE },
	[LIST_ALL] = { "all", T_VERVAL_LIST_ALL, T__NONE },
	{ .value = NULL },
};
static const struct member kinds[] = {
	{ "usul", T_VERVAL_KIND_USUL, T__NONE },
	{ "perbaikan", T_VERVAL_KIND_PERBAIKAN, T__NONE },
	{ "sanggah", T_VERVAL_KIND_SANGGAH, T__NONE },
	{ .value = NULL },
};
static const struct field list_fields[] = {
	[L_WHICH] = { .name = "which",
		      .kind = FIELD_ENUM,
		      .label = T_COL_STATE,
		      .members = which,
		      .carried = true },
	[L_KIND] = { .name = "kind", .kind = FIELD_ENUM, .label = T_COL_KIND, .members = kinds },
	[L_REGION] = { .name = "region",
		       .kind = FIELD_REF,
		       .label = T_COL_REGION,
		       .options = region_options_own },
	[L_AFTER] = { .name = "after", .kind = FIELD_ID, .onward = true },
	{ .kind = FIELD_END },
};
static const struct form_def list_form = { .name = "verval_list",
					   .fields = list_fields,
					   .submit = T_VERVAL_FILTER };

#define ROW(member) offsetof(struct verval_list_row, member)
static const struct column list_columns[] = {
	{ "id", T_COL_ID, COL_ID, PRIV_NONE, ROW(id) },
	{ "subject_id", T_COL_SUBJECT, COL_ID, PRIV_NONE, ROW(subject_id) },
	{ "number", T_COL_NUMBER, COL_TEXT, PRIV_NONE, ROW(number), .href = "/verval/{id}",
	  .flags = COL_STRONG },
	{ "who", T_COL_SUBJECT, COL_TEXT, PRIV_GENERAL, ROW(who) },
	{ "kind", T_COL_KIND, COL_ENUM, PRIV_NONE, ROW(kind), .member = verval_kind_text },
	{ "state", T_COL_STATE, COL_ENUM, PRIV_NONE, ROW(state), .member = verval_state_text,
	  .flags = COL_BADGE },
	{ "step", T_VERVAL_STEP, COL_CODE, PRIV_NONE, ROW(step), .label_of = verval_step_words },
	{ "due", T_COL_DUE, COL_DUE, PRIV_NONE, ROW(due_at) },
	{ "region", T_COL_REGION, COL_TEXT, PRIV_NONE, ROW(region) },
	{ "asker", T_VERVAL_ASKER, COL_TEXT, PRIV_NONE, ROW(asker), .flags = COL_WIDE_ONLY },
	{ "proposed", T_COL_RECORDED, COL_INSTANT, PRIV_NONE, ROW(proposed_at),
	  .flags = COL_WIDE_ONLY },
};
#undef ROW
static const struct table list_table = { .name = "verval",
					 .title = T_VERVAL_TITLE,
					 .columns = list_columns,
					 .n_columns = LEN(list_columns),
					 .subject = "subject_id" };

static struct verval_list_args list_args(const struct ctx *cx, const struct form *f, int64_t what)
{
	static const enum verval_state states[] = {
		[LIST_APPROVED] = VERVAL_APPROVED, [LIST_DONE] = VERVAL_DONE,
		[LIST_ACCEPTED] = VERVAL_ACCEPTED, [LIST_DENIED] = VERVAL_DENIED,
		[LIST_REFUSED] = VERVAL_REFUSED,   [LIST_VOID] = VERVAL_VOID
	};
	struct verval_list_args a = {
		.after_id = form_id(f, L_AFTER) != 0 ? form_id(f, L_AFTER) : INT64_MAX,
		.unit_id = cx->actor->unit_id,
		.may_check = may(cx, PERM_VERVAL_CHECK),
		.may_approve = may(cx, PERM_VERVAL_APPROVE),
	};

	if (what == LIST_MINE)
		a.with |= VERVAL_LIST_WITH_MINE;
	else if (what == LIST_OPEN)
		a.with |= VERVAL_LIST_WITH_OPEN;
	else if (what != LIST_ALL) {
		a.with |= VERVAL_LIST_WITH_STATE;
		a.state = states[what];
	}
	if (form_given(f, L_KIND) && *form_raw(f, L_KIND) != '\0') {
		a.with |= VERVAL_LIST_WITH_KIND;
		a.kind = form_int(f, L_KIND, 0) + 1;
	}
	if (form_id(f, L_REGION) != 0 || form_text(f, L_REGION) != NULL) {
		a.with |= VERVAL_LIST_WITH_REGION;
		(void)str_i64(form_text(f, L_REGION), &a.region_id);
	}
	return a;
}

/* The lists, each with the filters as they are. */
static void draw_which(struct ctx *cx, struct ui *u, const struct form *f, int64_t now)
{
	struct ui_tab tabs[LEN(which) - 1];

	for (size_t i = 0; i < LEN(tabs); i++)
		tabs[i] = (struct ui_tab){
			.label = text(cx, which[i].label),
			.href = arena_printf(cx->arena, "/verval?which=%s&kind=%s&region=%s",
					     which[i].value, form_raw(f, L_KIND),
					     form_raw(f, L_REGION)),
			.current = (int64_t)i == now,
		};
	ui_tabs(u, tabs, LEN(tabs));
}

/* The rooms of this room; what one may not open is not offered. */
static void draw_places(struct ctx *cx, struct ui *u)
{
	static const struct {
		enum text label;
		const char *href;
		enum perm perm;
	} places[] = {
		{ T_VERVAL_NEW, "/verval/baru", PERM_VERVAL_PROPOSE },
		{ T_VERVAL_MY_VISITS, "/verval/kunjungan", PERM_VERVAL_PROPOSE },
		{ T_VERVAL_MEETINGS, "/verval/muskel", PERM_VERVAL_READ },
		{ T_VERVAL_BOARD, "/verval/papan", PERM_VERVAL_READ },
		{ T_VERVAL_TO_ENTER, "/verval/input", PERM_VERVAL_CHECK },
		{ T_VERVAL_WAITING, "/verval/menunggu-pusat", PERM_VERVAL_READ },
	};
	struct ui_action actions[LEN(places)];
	size_t n = 0;

	for (size_t i = 0; i < LEN(places); i++)
		if (may(cx, places[i].perm))
			actions[n++] = (struct ui_action){ .label = text(cx, places[i].label),
							   .href = places[i].href,
							   .primary = i == 0 };
	ui_actions(u, actions, n);
}

static enum err list_page(struct ctx *cx, struct req *r, struct ui *u)
{
	struct form *f = req_form(r);
	int64_t what = form_int(f, L_WHICH, LIST_MINE);
	struct verval_list_args a = list_args(cx, f, what);
	struct ui_list list = { .total = -1, .main = true, .empty = text(cx, T_VERVAL_NONE) };
	int64_t n = ui_all_rows(u) ? INT32_MAX : PAGE_ROWS;
	struct verval_list_row *rows;
	size_t found;

	a.n = n + 1;
	TRY(verval_list_all(cx, &a, &rows, &found));
	if ((int64_t)found > n) {
		found = (size_t)n;
		list.next = arena_printf(cx->arena, "/verval?which=%s&kind=%s&region=%s&after=%lld",
					 which[what].value, form_raw(f, L_KIND),
					 form_raw(f, L_REGION), (long long)rows[found - 1].id);
	}
	if (what == LIST_MINE) {
		list.empty = text(cx, T_VERVAL_NONE_MINE);
		list.empty_label = text(cx, T_VERVAL_LIST_ALL);
		list.empty_href = "/verval?which=all";
	}
	ui_begin(u, &(struct ui_page){ .title = text(cx, T_VERVAL_TITLE),
				       .lead = text(cx, T_VERVAL_LEAD),
				       .nav = "/verval",
				       .wide = true });
	draw_places(cx, u);
	draw_which(cx, u, f, what);
	ui_form(u, NULL,
		&(struct ui_form){ .action = "/verval",
				   .def = &list_form,
				   .form = f,
				   .inline_row = true,
				   .get = true,
				   .secondary = true });
	ui_table(u, "verval", &list_table, rows, found, sizeof(*rows), &list);
	return ui_end(u);
}

/* ---- one request ----------------------------------------------------------------------------- */

enum err verval_page_get(struct ctx *cx, struct req *r, int64_t id, struct verval_show_row *ret)
{
	TRY(verval_show_one(cx, &(struct verval_show_args){ .id = id }, ret));
	req_disclose(r, ret->person_id != 0 ? ret->person_id : ret->family_id, "verval");
	return ERR_OK;
}

static int64_t subject_of(const struct verval_show_row *v)
{
	return v->person_id != 0 ? v->person_id : v->family_id;
}

static const char *post_words(struct ctx *cx, const struct verval_show_row *v)
{
	switch (v->post) {
	case POST_UNIT:
		return v->holder != NULL ? v->holder : v->unit;
	case POST_CHECK:
		return text(cx, T_VERVAL_POST_CHECK);
	case POST_APPROVE:
		return text(cx, T_VERVAL_POST_APPROVE);
	default:
		return NULL;
	}
}

static void draw_head(struct ctx *cx, struct ui *u, const struct verval_show_row *v)
{
	const struct ui_badge badges[] = { { .text = text(cx, verval_kind_text(v->kind)) },
					   { .text = text(cx, verval_state_text(v->state)) } };
	bool ended = v->ended_at != 0;

	ui_case_head(
	    u, "head",
	    &(struct ui_case_head){ .id = v->id,
				    .state = verval_state_text(v->state),
				    .ended = ended,
				    .number = v->number,
				    .title = v->who,
				    .badges = badges,
				    .n_badges = LEN(badges),
				    .holder = post_words(cx, v),
				    .due = v->due_at,
				    .next = ended ? NULL : verval_step_words(cx, v->step) });
}

enum err verval_draw_flow(struct ctx *cx, struct ui *u, const struct verval_show_row *v,
			  const struct flow *flow)
{
	struct ui_step *steps = ARENA_ARRAY(cx->arena, flow->n, struct ui_step);
	bool over =
	    v->state == VERVAL_DONE || v->state == VERVAL_ACCEPTED || v->state == VERVAL_DENIED;
	bool stopped = v->state > VERVAL_DONE && !over;

	for (size_t i = 0; i < flow->n; i++) {
		int64_t at = (int64_t)i;

		steps[i] = (struct ui_step){
			.id = at + 1,
			.ordinal = (int)i + 1,
			.title = flow_words(cx, flow->step[i]),
			.state = over || at < v->stage ? UI_STEP_DONE
				 : at > v->stage       ? UI_STEP_WAITING
				 : stopped             ? UI_STEP_STOPPED
						       : UI_STEP_ACTIVE,
		};
	}
	ui_chain(u, steps, flow->n);
	return ERR_OK;
}

/* ---- its lines ------------------------------------------------------------------------------- */

struct line_row {
	const char *field, *who, *before, *now, *asked, *source;
	int64_t state;
};
#define LINE(member) offsetof(struct line_row, member)
static const struct column line_columns[] = {
	{ "field", T_VERVAL_FIELD, COL_TEXT, PRIV_NONE, LINE(field), .flags = COL_STRONG },
	{ "who", T_COL_SUBJECT, COL_TEXT, PRIV_GENERAL, LINE(who) },
	{ "before", T_VERVAL_BEFORE, COL_TEXT, PRIV_SPECIFIC, LINE(before) },
	{ "asked", T_VERVAL_ASKED, COL_TEXT, PRIV_SPECIFIC, LINE(asked), .flags = COL_STRONG },
	{ "now", T_VERVAL_NOW, COL_TEXT, PRIV_SPECIFIC, LINE(now) },
	{ "source", T_VERVAL_SOURCE, COL_TEXT, PRIV_NONE, LINE(source), .flags = COL_WIDE_ONLY },
	{ "state", T_COL_STATE, COL_ENUM, PRIV_NONE, LINE(state), .member = line_state_text,
	  .flags = COL_BADGE },
};
#undef LINE
static const struct table line_table = { .name = "lines",
					 .title = T_VERVAL_LINES,
					 .columns = line_columns,
					 .n_columns = LEN(line_columns) };

static enum err line_words(struct ctx *cx, const struct verval_line *l, bool clear, bool health,
			   struct line_row *ret)
{
	*ret = (struct line_row){
		.field = l->field != NULL ? l->field->label : l->code,
		.who = l->who != NULL ? l->who : text(cx, T_VERVAL_FAMILY),
		.source = ref_label(cx, "source", l->source),
		.state = l->state,
	};
	TRY(verval_value(cx, l->field, l->before, clear, health, &ret->before));
	TRY(verval_value(cx, l->field, l->asked, clear, health, &ret->asked));
	return verval_value(cx, l->field, l->now, clear, health, &ret->now);
}

/* Who decides sees the numbers in full: he has to compare them. */
static enum err draw_lines(struct ctx *cx, struct ui *u, const struct verval_show_row *v,
			   bool decides, int64_t *ret_seen, bool *ret_changed)
{
	bool health = verval_sees_health(cx, v->proposed_by_id);
	struct verval_line *lines;
	struct line_row *rows;
	size_t n;

	*ret_changed = false;
	TRY(verval_lines(cx, v->id, &lines, &n, ret_seen));
	rows = ARENA_ARRAY(cx->arena, n + 1, struct line_row);
	for (size_t i = 0; i < n; i++) {
		TRY(line_words(cx, &lines[i], decides, health, &rows[i]));
		if (v->state == VERVAL_REFUSED && lines[i].state == LINE_WAITS)
			rows[i].state = LINE_DROPPED;
		else
			*ret_changed = *ret_changed || lines[i].changed;
	}
	ui_heading(u, text(cx, T_VERVAL_LINES), "isi");
	TRY(verval_desil_note(cx, u, v));
	if (*ret_changed)
		ui_note(u, UI_WARN, text(cx, T_VERVAL_CHANGED_TITLE),
			text(cx, T_VERVAL_CHANGED_TEXT));
	ui_table(u, "lines", &line_table, rows, n, sizeof(*rows),
		 &(struct ui_list){ .total = (int64_t)n, .empty = text(cx, T_VERVAL_NO_LINES) });
	return ERR_OK;
}

/* ---- what is known of it --------------------------------------------------------------------- */

static enum err draw_facts(struct ctx *cx, struct ui *u, const struct verval_show_row *v)
{
	const char *why, *ended_why, *back_why, *objector, *page, *region = NULL;
	struct ui_fact facts[18];
	size_t n = 0;

	TRY(vault_unseal(cx, subject_of(v), SEAL_NARRATIVE, v->why_sealed, &why));
	TRY(vault_unseal(cx, subject_of(v), SEAL_NARRATIVE, v->ended_why_sealed, &ended_why));
	TRY(vault_unseal(cx, subject_of(v), SEAL_NARRATIVE, v->back_why_sealed, &back_why));
	TRY(vault_unseal(cx, v->id, SEAL_REPORTER, v->objector_sealed, &objector));
	TRY(region_name(cx, v->region_id, &region));
	TRY(verval_subject_page(cx, v->person_id, v->family_id, &page));
#define FACT(key, label_, value_) \
	facts[n++] = (struct ui_fact){ .name = (key), .label = text(cx, label_), .value = (value_) }
	FACT("subject", v->person_id != 0 ? T_VERVAL_OF_PERSON : T_VERVAL_OF_FAMILY, v->who);
	facts[n - 1].href = page;
	FACT("region", T_COL_REGION, region);
	FACT("period", T_VERVAL_PERIOD, period_words(cx, v->period));
	FACT("asked_by", T_VERVAL_ASKED_BY, text(cx, asker_text(v->asked_by)));
	if (v->asker != NULL)
		FACT("asker", T_VERVAL_ASKER, v->asker);
	FACT("unit", T_VERVAL_UNIT, v->unit);
	facts[n++] = ui_fact_at(cx, "at", T_COL_RECORDED, v->proposed_at);
	if (why != NULL)
		FACT("why", T_VERVAL_WHY, why);
	if (objector != NULL && verval_sees_health(cx, v->proposed_by_id))
		FACT("objector", T_VERVAL_OBJECTOR, objector);
	if (v->lat_e6 != DB_NONE)
		FACT("coord", T_VERVAL_COORD,
		     arena_printf(cx->arena, "%.6f, %.6f", (double)v->lat_e6 / 1e6,
				  (double)v->lng_e6 / 1e6));
	if (v->sptjm_number != NULL)
		FACT("sptjm", T_VERVAL_SPTJM, v->sptjm_number);
	if (v->ba_number != NULL)
		FACT("ba", T_VERVAL_BA, v->ba_number);
	if (v->checker != NULL)
		FACT("checker", T_VERVAL_CHECKED_BY, v->checker);
	if (v->approver != NULL)
		FACT("approver", T_VERVAL_APPROVED_BY, v->approver);
	if (v->input_number != NULL)
		FACT("input", T_VERVAL_INPUT_NUMBER, v->input_number);
	if (ended_why != NULL)
		FACT("ended_why", T_VERVAL_ENDED_WHY, ended_why);
	if (back_why != NULL)
		FACT("back_why", T_VERVAL_BACK_WHY, back_why);
#undef FACT
	assert(n <= LEN(facts));
	ui_facts(u, "facts", facts, n);
	return ERR_OK;
}

static enum err draw_photos(struct ctx *cx, struct ui *u, int64_t id)
{
	struct verval_photos_row *rows;
	int64_t *media;
	size_t n;

	TRY(verval_photos_all(cx, &(struct verval_photos_args){ .verval_id = id }, &rows, &n));
	media = ARENA_ARRAY(cx->arena, n + 1, int64_t);
	for (size_t i = 0; i < n; i++)
		media[i] = rows[i].media_id;
	if (n > 0)
		ui_heading(u, text(cx, T_VERVAL_PHOTOS), "foto");
	ui_photos_at(u, "photos", "/verval/foto", media, n);
	return ERR_OK;
}

enum err verval_draw_story(struct ctx *cx, struct ui *u, int64_t id)
{
	struct verval_events_row *rows;
	struct ui_event *events;
	size_t n;

	TRY(verval_events_all(cx, &(struct verval_events_args){ .verval_id = id }, &rows, &n));
	events = ARENA_ARRAY(cx->arena, n + 1, struct ui_event);
	for (size_t i = 0; i < n; i++)
		events[i] = (struct ui_event){
			.at = rows[i].at,
			.who = rows[i].who,
			.title = text_fill(cx, text_find(rows[i].what),
					   verval_step_words(cx, rows[i].step),
					   rows[i].arg != NULL ? rows[i].arg : "", NULL),
			.kind = "decision",
		};
	ui_heading(u, text(cx, T_VERVAL_STORY), "cerita");
	ui_timeline(u, "events", events, n, text(cx, T_VERVAL_NONE));
	return ERR_OK;
}

/* ---- the forms of its acts ------------------------------------------------------------------- */

enum { V_VERSION, V_SEEN, V_VERDICT, V_DESPITE, V_WHY };
enum { VERDICT_YES, VERDICT_NO };
#define VERSION_FIELD                                                                      \
	{                                                                                  \
		.name = "versi", .kind = FIELD_ID, .label = T_VERVAL_VERSION, .seen = true \
	}

static const struct member verdicts[] = {
	[VERDICT_YES] = { "ya", T_VERVAL_YES, T__NONE },
	[VERDICT_NO] = { "tidak", T_VERVAL_NO, T__NONE },
	{ .value = NULL },
};
static const struct field decide_fields[] = {
	[V_VERSION] = VERSION_FIELD,
	[V_SEEN] = { .name = "terlihat", .kind = FIELD_ID, .label = T_VERVAL_VERSION },
	[V_VERDICT] = { .name = "putusan",
			.kind = FIELD_ENUM,
			.label = T_VERVAL_VERDICT,
			.required = true,
			.members = verdicts },
	[V_DESPITE] = { .name = "tetap",
			.kind = FIELD_BOOL,
			.label = T_VERVAL_DESPITE,
			.hint = T_VERVAL_DESPITE_HINT },
	[V_WHY] = { .name = "alasan",
		    .kind = FIELD_LONG,
		    .label = T_VERVAL_WHY_NOT,
		    .hint = T_VERVAL_WHY_NOT_HINT,
		    .max = 500,
		    .privacy = FIELD_PERSONAL },
	{ .kind = FIELD_END },
};

static enum err check_decision(struct ctx *cx, struct form *f)
{
	if (form_int(f, V_VERDICT, VERDICT_YES) == VERDICT_NO && form_text(f, V_WHY) == NULL)
		form_problem(cx, f, V_WHY, T_VERVAL_WHY_NEEDED, NULL);
	return ERR_OK;
}

static const struct form_def decide_form = { .name = "verval_decide",
					     .fields = decide_fields,
					     .check = check_decision,
					     .submit = T_VERVAL_DECIDE };

static const struct field pass_fields[] = { VERSION_FIELD, { .kind = FIELD_END } };
static const struct form_def pass_form = { .name = "verval_pass",
					   .fields = pass_fields,
					   .submit = T_VERVAL_PASS };

enum { N_VERSION, N_NUMBER, N_ON };
#define NUMBERED(label_)                                                                        \
	[N_VERSION] = VERSION_FIELD,                                                            \
	[N_NUMBER] = { .name = "nomor",                                                         \
		       .kind = FIELD_TEXT,                                                      \
		       .label = label_,                                                         \
		       .required = true,                                                        \
		       .max = 60 },                                                             \
	[N_ON] = {                                                                              \
		.name = "tanggal", .kind = FIELD_DATE, .label = T_VERVAL_DATE, .required = true \
	},                                                                                      \
	{                                                                                       \
		.kind = FIELD_END                                                               \
	}

static enum err check_date(struct ctx *cx, struct form *f)
{
	int32_t today = clock_date(cx->now, zone_of(cx));

	if (form_int(f, N_ON, today) > today)
		form_problem(cx, f, N_ON, T_VERVAL_FUTURE, NULL);
	return ERR_OK;
}

static const struct field sptjm_fields[] = { NUMBERED(T_VERVAL_SPTJM) };
static const struct field minutes_fields[] = { NUMBERED(T_VERVAL_BA) };
static const struct field enter_fields[] = { NUMBERED(T_VERVAL_INPUT_NUMBER) };
static const struct form_def sptjm_form = { .name = "verval_sptjm",
					    .fields = sptjm_fields,
					    .check = check_date,
					    .submit = T_VERVAL_SPTJM_SAVE };
static const struct form_def minutes_form = { .name = "verval_minutes",
					      .fields = minutes_fields,
					      .check = check_date,
					      .submit = T_VERVAL_BA_SAVE };
static const struct form_def enter_form = { .name = "verval_enter",
					    .fields = enter_fields,
					    .check = check_date,
					    .submit = T_VERVAL_ENTER };

static const struct field photo_fields[] = {
	{ .name = "foto",
	  .kind = FIELD_FILES,
	  .label = T_VERVAL_F_PHOTOS,
	  .hint = T_VERVAL_F_PHOTOS_HINT,
	  .required = true,
	  .max = MEDIA_MAX_UPLOAD,
	  .max_value = VERVAL_PHOTOS_MAX,
	  .privacy = FIELD_SPECIFIC_DATA },
	{ .kind = FIELD_END },
};
static const struct form_def photo_form = { .name = "verval_photo",
					    .fields = photo_fields,
					    .submit = T_VERVAL_ADD_PHOTO,
					    .multipart = true };

struct act_form {
	const struct form_def *def;
	const char *path;
	enum text title;
	bool folded, danger;
};

static struct form *act_filled(struct ctx *cx, struct req *r, const struct form_def *def,
			       int64_t version)
{
	struct form *f = req_form_of(r, def);

	if (f == NULL)
		f = form_new(cx, def);
	if (def != &photo_form)
		form_set_int(cx, f, 0, version);
	return f;
}

static void draw_act(struct ctx *cx, struct ui *u, const struct verval_show_row *v, struct form *f,
		     const struct act_form *a)
{
	ui_form(u, a->def->name,
		&(struct ui_form){ .action = verval_path(cx, v->id, a->path),
				   .def = a->def,
				   .form = f,
				   .title = text(cx, a->title),
				   .folded = a->folded,
				   .secondary = a->folded,
				   .danger = a->danger });
}

static bool decides(struct ctx *cx, const struct verval_show_row *v, const struct flow *flow)
{
	return v->state == VERVAL_OPEN && flow_allows(flow, v->stage, ACT_DECIDE) &&
	       post_needed(cx, flow_post(flow, v->stage)) == ERR_OK;
}

static void draw_decide(struct ctx *cx, struct ui *u, struct req *r,
			const struct verval_show_row *v, int64_t seen)
{
	struct form *f = act_filled(cx, r, &decide_form, v->version);

	if (v->proposed_by_id == cx->actor->user_id || v->checked_by_id == cx->actor->user_id) {
		ui_note(u, UI_INFO, NULL,
			text(cx, v->proposed_by_id == cx->actor->user_id ? T_VERVAL_OWN
									 : T_VERVAL_TWICE));
		return;
	}
	if (seen != 0) /* an objection has no lines, and an id is never 0 */
		form_set_int(cx, f, V_SEEN, seen);
	draw_act(cx, u, v, f, &(struct act_form){ &decide_form, "/putusan", T_VERVAL_VERDICT });
}

static enum err draw_step_acts(struct ctx *cx, struct ui *u, struct req *r,
			       const struct verval_show_row *v, const struct flow *flow)
{
	static const struct {
		enum verval_act act;
		struct act_form form;
	} acts[] = {
		{ ACT_PASS, { &pass_form, "/lanjut", T_VERVAL_PASS_TITLE } },
		{ ACT_PAPER, { &sptjm_form, "/sptjm", T_VERVAL_SPTJM_TITLE } },
		{ ACT_MINUTES, { &minutes_form, "/ba", T_VERVAL_BA_TITLE } },
		{ ACT_ENTER, { &enter_form, "/input", T_VERVAL_ENTER_TITLE } },
	};
	struct form *f;

	draw_way(cx, u, v, flow);
	for (size_t i = 0; i < LEN(acts); i++)
		if (flow_allows(flow, v->stage, acts[i].act)) {
			f = act_filled(cx, r, acts[i].form.def, v->version);
			if (acts[i].act == ACT_MINUTES && req_form_of(r, &minutes_form) == NULL)
				TRY(minutes_known(cx, v, f, N_NUMBER, N_ON));
			draw_act(cx, u, v, f, &acts[i].form);
		}
	return ERR_OK;
}

static enum err draw_acts(struct ctx *cx, struct ui *u, struct req *r,
			  const struct verval_show_row *v, const struct flow *flow, int64_t seen)
{
	TRY(verval_draw_unapprove(cx, u, r, v));
	if (v->ended_at != 0)
		return verval_draw_reconsider(cx, u, r, v, flow);
	if (decides(cx, v, flow)) {
		draw_decide(cx, u, r, v, seen);
	} else if (post_needed(cx, flow_post(flow, v->stage)) == ERR_OK) {
		TRY(draw_step_acts(cx, u, r, v, flow));
	}
	err_clear(cx);
	if (!may(cx, PERM_VERVAL_PROPOSE) || v->state != VERVAL_OPEN)
		return ERR_OK;
	draw_act(cx, u, v, act_filled(cx, r, &photo_form, 0),
		 &(struct act_form){ &photo_form, "/foto", T_VERVAL_ADD_PHOTO, .folded = true });
	if (v->proposed_by_id == cx->actor->user_id || v->unit_id == cx->actor->unit_id)
		verval_draw_withdraw(cx, u, r, v);
	return ERR_OK;
}

enum err verval_page(struct ctx *cx, struct req *r, struct ui *u)
{
	struct verval_show_row v;
	struct flow flow;
	bool changed;
	int64_t seen;

	TRY(verval_page_get(cx, r, req_id(r), &v));
	TRY(verval_flow(cx, (enum verval_kind)v.kind, v.flow_version, &flow));
	ui_begin(u, &(struct ui_page){ .title = text_fill(cx, T_VERVAL_ONE,
							  text(cx, verval_kind_text(v.kind)),
							  v.number, NULL),
				       .nav = "/verval",
				       .parent = may(cx, PERM_VERVAL_READ) ? "/verval" : NULL,
				       .parent_title = text(cx, T_VERVAL_TITLE) });
	draw_head(cx, u, &v);
	TRY(verval_draw_flow(cx, u, &v, &flow));
	TRY(draw_lines(cx, u, &v, decides(cx, &v, &flow), &seen, &changed));
	err_clear(cx);
	TRY(draw_visits(cx, u, r, &v, &flow));
	TRY(verval_draw_papers(cx, u, &v, &flow));
	TRY(draw_acts(cx, u, r, &v, &flow, seen));
	TRY(draw_answers(cx, u, r, &v));
	TRY(draw_photos(cx, u, v.id));
	TRY(draw_facts(cx, u, &v));
	TRY(verval_draw_objector(cx, u, r, &v));
	TRY(verval_draw_story(cx, u, v.id));
	return ui_end(u);
}

/* ---- the acts -------------------------------------------------------------------------------- */

static enum err pass_commit(struct ctx *cx, struct req *r, struct resp *resp)
{
	TRY(verval_pass(cx, req_id(r), form_id(req_form(r), 0)));
	resp_see(cx, resp, T_VERVAL_DONE_PASS, "/verval/%lld", (long long)req_id(r));
	return ERR_OK;
}

static enum err sptjm_commit(struct ctx *cx, struct req *r, struct resp *resp)
{
	const struct form *f = req_form(r);

	TRY(verval_sptjm(cx, req_id(r), form_id(f, N_VERSION), form_text(f, N_NUMBER),
			 (int32_t)form_int(f, N_ON, 0)));
	resp_see(cx, resp, T_VERVAL_DONE_PASS, "/verval/%lld", (long long)req_id(r));
	return ERR_OK;
}

static enum err minutes_commit(struct ctx *cx, struct req *r, struct resp *resp)
{
	const struct form *f = req_form(r);

	TRY(verval_minutes(cx, req_id(r), form_id(f, N_VERSION), form_text(f, N_NUMBER),
			   (int32_t)form_int(f, N_ON, 0)));
	resp_see(cx, resp, T_VERVAL_DONE_PASS, "/verval/%lld", (long long)req_id(r));
	return ERR_OK;
}

static enum err enter_commit(struct ctx *cx, struct req *r, struct resp *resp)
{
	const struct form *f = req_form(r);

	TRY(verval_enter(cx, req_id(r), form_id(f, N_VERSION), form_text(f, N_NUMBER),
			 (int32_t)form_int(f, N_ON, 0)));
	resp_see(cx, resp, T_VERVAL_DONE_ENTER, "/verval/%lld", (long long)req_id(r));
	return ERR_OK;
}

static enum err decide_commit(struct ctx *cx, struct req *r, struct resp *resp)
{
	const struct form *f = req_form(r);
	const struct verval_decision d = {
		.version = form_id(f, V_VERSION),
		.seen = form_id(f, V_SEEN),
		.yes = form_int(f, V_VERDICT, VERDICT_NO) == VERDICT_YES,
		.despite = form_bool(f, V_DESPITE),
		.why = form_text(f, V_WHY),
	};

	TRY(verval_decide(cx, req_id(r), &d));
	resp_see(cx, resp, d.yes ? T_VERVAL_DONE_YES : T_VERVAL_DONE_NO, "/verval/%lld",
		 (long long)req_id(r));
	return ERR_OK;
}

struct pictures {
	const struct media_draft *drafts;
	size_t n;
};

static enum err photo_prepare(struct ctx *cx, struct req *r)
{
	struct pictures *p = ARENA_NEW(cx->arena, struct pictures);
	struct verval_show_row v;

	TRY(verval_page_get(cx, r, req_id(r), &v));
	TRY(verval_pictures(cx, req_form(r), 0, &p->drafts, &p->n));
	req_set_data(r, p);
	return ERR_OK;
}

static enum err photo_commit(struct ctx *cx, struct req *r, struct resp *resp)
{
	const struct pictures *p = req_data(r);

	for (size_t i = 0; i < p->n; i++)
		TRY(verval_add_photo(cx, req_id(r), 0, &p->drafts[i]));
	resp_see(cx, resp, T_VERVAL_DONE_PHOTO, "/verval/%lld", (long long)req_id(r));
	return ERR_OK;
}

static enum err send_photo(struct ctx *cx, struct req *r, struct resp *resp, enum media_size size)
{
	struct blob jpeg;
	int64_t subject;

	TRY(verval_photo(cx, req_id(r), size, &subject, &jpeg));
	req_disclose(r, subject, "photo");
	resp_picture(resp, jpeg, true);
	return ERR_OK;
}

static enum err photo_raw(struct ctx *cx, struct req *r, struct resp *resp)
{
	return send_photo(cx, r, resp, MEDIA_WHOLE);
}

static enum err small_raw(struct ctx *cx, struct req *r, struct resp *resp)
{
	return send_photo(cx, r, resp, MEDIA_SMALL);
}

#define ACT(path_, perm_, title_, form_, commit_)                            \
	{                                                                    \
		POST, "/verval/{id}" path_, perm_, 0, REPR_PAGE, title_,     \
		    .form = &(form_), .page = verval_page, .commit = commit_ \
	}

const struct route verval_routes[] = {
	{ GET, "/verval", PERM_VERVAL_READ, 0, REPR_LIST, T_VERVAL_TITLE, .form = &list_form,
	  .page = list_page },
	{ GET, "/verval/{id}", PERM_PERSON_READ, ROUTE_NO_MENU, REPR_PAGE, T_VERVAL_TITLE,
	  .page = verval_page },
	ACT("/lanjut", PERM_VERVAL_PROPOSE, T_VERVAL_PASS, pass_form, pass_commit),
	ACT("/sptjm", PERM_VERVAL_PROPOSE, T_VERVAL_SPTJM_SAVE, sptjm_form, sptjm_commit),
	ACT("/ba", PERM_VERVAL_PROPOSE, T_VERVAL_BA_SAVE, minutes_form, minutes_commit),
	ACT("/putusan", PERM_PERSON_READ, T_VERVAL_DECIDE, decide_form, decide_commit),
	ACT("/input", PERM_VERVAL_CHECK, T_VERVAL_ENTER, enter_form, enter_commit),
	{ POST, "/verval/{id}/foto", PERM_VERVAL_PROPOSE, ROUTE_BIG, REPR_PAGE, T_VERVAL_ADD_PHOTO,
	  .form = &photo_form, .page = verval_page, .prepare = photo_prepare,
	  .commit = photo_commit },
	{ GET, "/verval/foto/{id}", PERM_PERSON_READ, ROUTE_RAW | ROUTE_NO_MENU, REPR_PAGE,
	  T_VERVAL_PHOTOS, .raw = photo_raw },
	{ GET, "/verval/foto/{id}/kecil", PERM_PERSON_READ, ROUTE_RAW | ROUTE_NO_MENU, REPR_PAGE,
	  T_VERVAL_PHOTOS, .raw = small_raw },
	{ .method = 0 },
};
