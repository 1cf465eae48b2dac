/* The case page: holder, deadline and next act first; then plan, story, and what can be done. */
#include "feature/casework/case_web.h"

#include "base/str.h"
#include "feature/benefit/benefit.h"
#include "feature/directory/directory.h"
#include "feature/region/region.h"
#include "feature/registry/registry.h"
#include "platform/app.h"
#include "platform/vault/vault.h"
#include "text/benefit.h"
#include "text/case_web.h"
#include "text/casework.h"
#include "text/document.h"
#include "text/export.h"
#include "text/glass.h"
#include "text/referral_web.h"

#include <string.h>

/* ---- words ------------------------------------------------------------------------------- */

enum err case_title_of(struct ctx *cx, int64_t id, const char *title, struct blob sealed,
		       const char **ret)
{
	*ret = title;
	return sealed.p == NULL ? ERR_OK : vault_unseal(cx, id, SEAL_NARRATIVE, sealed, ret);
}

enum err case_view_open(struct ctx *cx, struct req *r, int64_t id, struct case_view_row *ret)
{
	TRY(case_view_one(cx, &(struct case_view_args){ .id = id }, ret));
	if (r != NULL)
		req_disclose(r, ret->person_id != 0 ? ret->person_id : ret->id, "case");
	TRY(case_place_of(cx, id, ret->place, ret->place_sealed, &ret->place));
	return case_title_of(cx, id, ret->title, ret->title_sealed, &ret->title);
}

enum err case_view_glass(struct ctx *cx, struct req *r, int64_t id, int64_t glass_id,
			 struct case_view_row *ret)
{
	TRY(case_view_one(cx,
			  &(struct case_view_args){
			      .id = id, .glass_id = glass_id, .with = CASE_VIEW_WITH_GLASS },
			  ret));
	req_disclose(r, ret->person_id != 0 ? ret->person_id : ret->id, "glass");
	TRY(case_place_of(cx, id, ret->place, ret->place_sealed, &ret->place));
	return case_title_of(cx, id, ret->title, ret->title_sealed, &ret->title);
}

/* Which set of reference data names the codes in an event's values. */
static const char *event_set(const char *what, int arg)
{
	static const struct {
		const char *prefix, *set[2];
	} sets[] = {
		{ "event.step_ended", { "service", "end_kind" } },
		{ "event.step_", { "service", NULL } },
		{ "event.service_other", { "service", NULL } },
		{ "event.service_", { "spm_item", NULL } },
		{ "event.closed", { "outcome", NULL } },
		{ "event.document", { "document_kind", NULL } },
		{ "event.classified_as", { "ppks", NULL } },
		{ "event.paused", { "pause_reason", NULL } },
		{ "event.referral_refused", { NULL, "refusal_reason" } },
		{ "event.referral_returned", { NULL, "refusal_reason" } },
	};
	size_t i;

	for (i = 0; i < LEN(sets); i++)
		if (str_starts(what, sets[i].prefix))
			return sets[i].set[arg];
	return NULL;
}

static const char *event_arg(struct ctx *cx, const char *what, int arg, const char *value)
{
	const char *set = event_set(what, arg);

	if (value == NULL)
		return "";
	if (str_eq(what, "event.assessed_needs")) {
		const char *needs = case_needs_words(cx, strtoll(value, NULL, 10));

		return needs != NULL ? needs : "";
	}
	return set != NULL ? ref_label(cx, set, value) : value;
}

enum err case_event_words(struct ctx *cx, int64_t case_id, const struct case_view_events_row *e,
			  const char **ret_title, const char **ret_body)
{
	*ret_title = text_fill(cx, text_find(e->what), event_arg(cx, e->what, 0, e->arg0),
			       event_arg(cx, e->what, 1, e->arg1), NULL);
	*ret_body = e->body;
	if (e->body_sealed.p == NULL)
		return ERR_OK;
	return vault_unseal(cx, case_id, SEAL_NARRATIVE, e->body_sealed, ret_body);
}

bool case_event_told(const struct case_view_events_row *e)
{
	return str_eq(e->what, "event.reported");
}

struct form *case_form(struct ctx *cx, struct req *r, const struct form_def *def, int64_t version)
{
	struct form *f = req_form(r);

	if (f == NULL || form_def_of(f) != def)
		f = form_new(cx, def);
	/* Also what came back: the page shows the case as it is now, and the next try is about
	 * that. */
	if (def->fields[0].kind == FIELD_ID)
		form_set_int(cx, f, 0, version);
	return f;
}

/* ---- the page's data --------------------------------------------------------------------- */

struct page {
	struct req *r;
	struct case_view_row c;
	struct case_view_steps_row *steps;
	size_t n_steps;
	struct case_view_referrals_row *referrals;
	size_t n_referrals;
	struct case_kinds_row *kinds;
	size_t n_kinds;
	struct case_view_merges_row *merges; /* of other cases into this one */
	size_t n_merges;
	const struct ref_book *services;
	bool reveal;      /* the NIK is asked for, with a purpose */
	bool open, mine;  /* not ended; held by the actor's unit or his to decide over */
	int64_t glass_id; /* read by break-glass: nothing to do, nothing to follow; 0 otherwise */
};

static enum err load(struct ctx *cx, struct page *p, int64_t id)
{
	if (p->glass_id != 0)
		TRY(case_view_glass(cx, p->r, id, p->glass_id, &p->c));
	else
		TRY(case_view_open(cx, p->r, id, &p->c));
	TRY(case_view_steps_all(cx, &(struct case_view_steps_args){ .case_id = id }, &p->steps,
				&p->n_steps));
	TRY(case_view_referrals_all(cx, &(struct case_view_referrals_args){ .case_id = id },
				    &p->referrals, &p->n_referrals));
	TRY(case_kinds_all(cx, &(struct case_kinds_args){ .case_id = id }, &p->kinds, &p->n_kinds));
	TRY(case_view_merges_all(cx, &(struct case_view_merges_args){ .into_id = id }, &p->merges,
				 &p->n_merges));
	TRY(ref_book(cx, "service", &p->services));
	p->open = p->c.state == CASE_OPEN || p->c.state == CASE_AFTERCARE;
	p->mine = p->open && p->glass_id == 0 &&
		  (cx->actor->unit_id == p->c.holder_unit_id || may(cx, PERM_CASE_DECIDE));
	return ERR_OK;
}

static const struct case_view_referrals_row *open_handover(const struct page *p)
{
	size_t i;

	for (i = 0; i < p->n_referrals; i++)
		if (p->referrals[i].kind == REFERRAL_HANDOVER &&
		    p->referrals[i].state <= REFERRAL_WAITLISTED)
			return &p->referrals[i];
	return NULL;
}

/* ---- head -------------------------------------------------------------------------------- */

/* What the holder does next, in words. */
static const char *next_act(struct ctx *cx, const struct page *p)
{
	const struct case_view_referrals_row *handover = open_handover(p);
	size_t i;

	if (!p->open)
		return NULL;
	if (p->c.paused_until != 0)
		return text_fill(cx, T_CASE_NEXT_PAUSED,
				 ref_label(cx, "pause_reason", p->c.pause_code),
				 say_instant(cx, p->c.paused_until), NULL);
	if (p->c.state == CASE_AFTERCARE)
		return text(cx, T_CASE_NEXT_VISIT);
	if (handover != NULL)
		return text_fill(cx, T_CASE_NEXT_ANSWER, handover->to_name,
				 say_due(cx, handover->answer_due_at), NULL);
	for (i = 0; i < p->n_steps; i++)
		if (p->steps[i].state == STEP_ACTIVE)
			return text_fill(cx, T_CASE_NEXT_STEP,
					 ref_book_label(p->services, p->steps[i].service), NULL);
	if (p->n_steps == 0)
		return text(cx, T_CASE_NEXT_PLAN);
	/* Before it is decided no case ends. */
	return text(cx, p->c.decided_at == 0 ? T_CASE_NEXT_DECIDE : T_CASE_NEXT_END);
}

static size_t head_badges(struct ctx *cx, const struct page *p, struct ui_badge badges[8])
{
	size_t n = 0;

	badges[n++].text = text(cx, case_state_text(p->c.state));
	if (p->c.urgent)
		badges[n++] = (struct ui_badge){ .text = text(cx, T_CASE_URGENT), .tone = UI_BAD };
	if (p->c.protected)
		badges[n++].text = text(cx, T_CASE_PROTECTED);
	if (p->open && p->c.decided_at == 0)
		badges[n++].text = text(cx, T_CASE_UNDECIDED);
	if (p->c.paused_until != 0)
		badges[n++].text = text(cx, T_CASE_PAUSED_BADGE);
	return n;
}

/* What only this reader can do, then the two acts of every day; unfolded further down. */
static size_t head_acts(struct ctx *cx, const struct page *p, struct ui_action acts[3])
{
	size_t n = 0;

	if (!p->open || p->glass_id != 0)
		return 0;
	if (p->mine && p->c.decided_at == 0 && may(cx, PERM_REPORT_DECIDE))
		acts[n++] = (struct ui_action){ .label = text(cx, T_CASE_DECIDE),
						.href = "#tetapkan",
						.primary = true };
	if (may(cx, PERM_CASE_WORK))
		acts[n++] = (struct ui_action){ .label = text(cx, T_CASE_NOTE), .href = "#catat" };
	if (may(cx, PERM_CASE_WORK) && p->mine && may(cx, PERM_REFERRAL_SEND))
		acts[n++] = (struct ui_action){ .label = text(cx, T_CASE_REFER), .href = "#rujuk" };
	return n;
}

static void draw_head(struct ctx *cx, struct ui *u, const struct page *p)
{
	struct ui_action acts[3];
	struct ui_badge badges[8] = { 0 };
	const char *holder = p->c.holder;

	if (p->c.officer != NULL)
		holder = arena_printf(cx->arena, "%s (%s)", p->c.holder, p->c.officer);
	ui_case_head(u, "head",
		     &(struct ui_case_head){
			 .id = p->c.id,
			 .state = case_state_text(p->c.state),
			 .ended = p->c.state == CASE_CLOSED || p->c.state == CASE_MERGED,
			 .number = p->c.number,
			 .title = p->c.title,
			 .badges = badges,
			 .n_badges = head_badges(cx, p, badges),
			 .holder = holder,
			 .since = p->c.held_since_at,
			 .due = p->c.due_at,
			 .next = next_act(cx, p),
			 .actions = acts,
			 .n_actions = head_acts(cx, p, acts),
		     });
	if (p->c.state == CASE_CLOSED)
		ui_note(u, UI_GOOD, text(cx, T_CASE_STATE_CLOSED),
			ref_label(cx, "outcome", p->c.outcome));
	if (p->c.state == CASE_MERGED && p->glass_id == 0)
		ui_actions(
		    u,
		    &(struct ui_action){ .label = text(cx, T_CASE_GO_MERGED),
					 .href = arena_printf(cx->arena, "/kasus/%lld",
							      (long long)p->c.merged_into_id),
					 .primary = true },
		    1);
}

/* ---- plan -------------------------------------------------------------------------------- */

static const char *waits_of(struct ctx *cx, const struct case_view_waits_row *waits, size_t n,
			    int64_t step_id)
{
	const char *list = NULL;
	size_t i;

	for (i = 0; i < n; i++)
		if (waits[i].step_id == step_id)
			list = str_and(cx->arena, list, say_number(cx, waits[i].ordinal));
	return list == NULL ? NULL : text_fill(cx, T_CASE_WAITS, list, NULL);
}

static enum ui_step_state step_look(const struct case_view_steps_row *s)
{
	if (s->state == STEP_WAITING)
		return UI_STEP_WAITING;
	if (s->state == STEP_ACTIVE)
		return UI_STEP_ACTIVE;
	return str_eq(s->end_kind, "selesai") ? UI_STEP_DONE : UI_STEP_STOPPED;
}

const char *case_step_words(struct ctx *cx, int64_t state, int64_t started_at, const char *end_kind,
			    int64_t ended_at)
{
	if (state == STEP_ENDED)
		return arena_printf(cx->arena, "%s, %s", ref_label(cx, "end_kind", end_kind),
				    say_instant_short(cx, ended_at));
	if (state == STEP_ACTIVE && started_at != 0)
		return text(cx, T_CASE_STEP_UNDER_WAY);
	return text(cx, step_state_text(state));
}

/* A step under way records what it usually gives by one tap. */
static enum err draw_tap(struct ctx *cx, const struct page *p, const struct case_view_steps_row *s,
			 struct ui_step *step)
{
	if (s->state != STEP_ACTIVE)
		return ERR_OK;
	TRY(case_service_tap(cx, p->c.id, s->service, &step->tap_label));
	if (step->tap_label == NULL)
		return ERR_OK;
	step->tap = &case_plain_form;
	step->tap_href = arena_printf(cx->arena, "/langkah/%lld/beri", (long long)s->id);
	return ERR_OK;
}

/* Whom to call about a step that runs; of an emergency, who is on duty for it now. */
static enum err draw_call(struct ctx *cx, const struct case_view_steps_row *s, struct ui_step *step)
{
	struct duty_contact duty;

	if (s->state != STEP_ACTIVE)
		return ERR_OK;
	step->phone = s->phone;
	if (!s->emergency || s->unit_id == 0)
		return ERR_OK;
	TRY(directory_emergency_call(cx, s->unit_id, cx->now, &duty));
	step->phone = duty.phone;
	if (duty.source != DUTY_UNIT)
		step->unit = arena_printf(cx->arena, "%s · %s", s->unit, duty.name);
	return ERR_OK;
}

static enum err draw_plan(struct ctx *cx, struct ui *u, const struct page *p)
{
	struct ui_step *steps = ARENA_ARRAY(cx->arena, p->n_steps + 1, struct ui_step);
	struct case_view_waits_row *waits;
	size_t n_waits, i;

	TRY(case_view_waits_all(cx, &(struct case_view_waits_args){ .case_id = p->c.id }, &waits,
				&n_waits));
	for (i = 0; i < p->n_steps; i++) {
		const struct case_view_steps_row *s = &p->steps[i];

		steps[i] = (struct ui_step){
			.id = s->id,
			.ordinal = (int)s->ordinal,
			.title = ref_book_label(p->services, s->service),
			.unit = s->unit,
			.state_label =
			    case_step_words(cx, s->state, s->started_at, s->end_kind, s->ended_at),
			.reason = s->end_note != NULL ? s->end_note : s->reason,
			.waits = waits_of(cx, waits, n_waits, s->id),
			.state = step_look(s),
			.due = s->state == STEP_ACTIVE && p->c.paused_until == 0 ? s->due_at : 0,
		};
		TRY(draw_call(cx, s, &steps[i]));
		if (p->open && p->glass_id == 0 && may(cx, PERM_CASE_WORK) &&
		    (p->mine || s->unit_id == cx->actor->unit_id)) {
			steps[i].act_label = text(cx, s->state == STEP_ENDED ? T_CASE_REOPEN_STEP
									     : T_CASE_STEP_OPEN);
			steps[i].act_href =
			    arena_printf(cx->arena, "/langkah/%lld", (long long)s->id);
			TRY(draw_tap(cx, p, s, &steps[i]));
		}
	}
	ui_heading(u, text(cx, T_CASE_PLAN), "rencana");
	ui_steps(u, "plan", steps, p->n_steps, text(cx, T_CASE_PLAN_EMPTY));
	return ERR_OK;
}

/* ---- referrals --------------------------------------------------------------------------- */

#define ROW(member) offsetof(struct case_view_referrals_row, member)
static const struct column referral_columns[] = {
	{ "id", T_COL_ID, COL_ID, PRIV_NONE, ROW(id) },
	{ "number", T_COL_NUMBER, COL_TEXT, PRIV_NONE, ROW(number), .href = "/rujukan/{id}",
	  .flags = COL_STRONG },
	{ "kind", T_COL_KIND, COL_ENUM, PRIV_NONE, ROW(kind), .member = referral_kind_text },
	{ "service", T_RJ_SERVICE, COL_CODE, PRIV_NONE, ROW(service),
	  .label_of = case_service_label },
	{ "to", T_CASE_F_TO, COL_TEXT, PRIV_NONE, ROW(to_name) },
	{ "state", T_COL_STATE, COL_ENUM, PRIV_NONE, ROW(state), .member = referral_state_text,
	  .flags = COL_BADGE },
	/* The story below says when. */
	{ "sent", T_CASE_SENT, COL_INSTANT, PRIV_NONE, ROW(sent_at), .flags = COL_DATA_ONLY },
	{ "due", T_CASE_ANSWER_DUE, COL_DUE, PRIV_NONE, ROW(answer_due_at) },
};
static const struct table referral_table = { "referrals", T_CASE_REFERRALS, referral_columns,
					     LEN(referral_columns), NULL };

/* ---- the story --------------------------------------------------------------------------- */

const char *case_event_who(struct ctx *cx, const struct case_view_events_row *e)
{
	return e->said_by != NULL ? text_fill(cx, T_CASE_BY_LINK, e->said_by, NULL) : e->who;
}

static const char *event_who(struct ctx *cx, const struct case_view_events_row *e)
{
	const char *who = case_event_who(cx, e);

	if (who == NULL)
		return text(cx, case_event_told(e) ? T_CASE_BY_REPORTER : T_CASE_BY_SYSTEM);
	return e->unit != NULL ? arena_printf(cx->arena, "%s · %s", who, e->unit) : who;
}

/* Where one's own note can be taken back; NULL for anything else. */
static const char *own_note(struct ctx *cx, const struct page *p,
			    const struct case_view_events_row *e)
{
	if (!str_eq(e->what, "event.note") || e->withdrawn != 0 || p->glass_id != 0 ||
	    e->by_id != cx->actor->user_id || !may(cx, PERM_CASE_WORK))
		return NULL;
	return arena_printf(cx->arena, "/catatan/%lld", (long long)e->id);
}

static enum err draw_story(struct ctx *cx, struct ui *u, const struct page *p)
{
	struct case_view_events_row *rows;
	struct ui_event *events;
	size_t n, i;

	TRY(case_view_events_all(cx, &(struct case_view_events_args){ .case_id = p->c.id }, &rows,
				 &n));
	events = ARENA_ARRAY(cx->arena, n + 1, struct ui_event);
	for (i = 0; i < n; i++) {
		const struct case_view_events_row *e = &rows[n - 1 - i]; /* newest first */

		events[i] = (struct ui_event){
			.at = e->at,
			.recorded_at = e->recorded_at,
			.who = event_who(cx, e),
			.kind = e->kind,
			.tone = str_eq(e->kind, "clock") ? UI_WARN : UI_NEUTRAL,
			.undone = e->withdrawn != 0,
			.href = own_note(cx, p, e),
		};
		TRY(case_event_words(cx, p->c.id, e, &events[i].title, &events[i].text));
	}
	ui_heading(u, text(cx, T_CASE_STORY), "cerita");
	ui_timeline(u, "story", events, n, text(cx, T_CASE_STORY_EMPTY));
	if (p->glass_id == 0)
		ui_actions(
		    u,
		    &(struct ui_action){ .label = text(cx, T_CASE_PRINT_STORY),
					 .href = arena_printf(cx->arena, "/kasus/%lld/cerita.pdf",
							      (long long)p->c.id),
					 .icon = "printer" },
		    1);
	return ERR_OK;
}

/* ---- aside: the person, kinds, services, reports ----------------------------------------- */

static enum err draw_person(struct ctx *cx, struct ui *u, const struct page *p)
{
	struct ui_fact facts[11];
	struct person person;
	const char *aid;
	size_t n = 0;

	ui_card_begin(u, text(cx, T_CASE_PERSON));
	if (p->c.person_id == 0) {
		ui_text(u, text(cx, p->c.subject_kind == SUBJECT_KNOWN
					? T_CASE_PERSON_UNLINKED
					: subject_kind_text(p->c.subject_kind)));
		ui_card_end(u);
		return ERR_OK;
	}
	TRY(person_get(cx, p->c.person_id, &person));
#define FACT(key, label_, value_)                                                 \
	do {                                                                      \
		const char *value = (value_);                                     \
		if (!str_blank(value))                                            \
			facts[n++] = (struct ui_fact){ .name = (key),             \
						       .label = text(cx, label_), \
						       .value = value };          \
	} while (0)
	FACT("name", T_CASE_F_NAME, person.name);
	if (n > 0 && p->glass_id == 0 && may(cx, PERM_PERSON_READ))
		facts[0].href = arena_printf(cx->arena, "/warga/%lld", (long long)p->c.person_id);
	FACT("alias", T_CASE_F_ALIAS, person.alias);
	if (p->reveal)
		FACT("nik", T_CASE_F_NIK, person.nik);
	if (person.birth_date != DB_NONE)
		facts[n++] = ui_fact_on(cx, "birth", T_CASE_F_BIRTH, (int32_t)person.birth_date);
	FACT("origin", T_CASE_F_ORIGIN, person.origin);
	FACT("address", T_CASE_F_ADDRESS, person.address);
	FACT("traits", T_CASE_F_TRAITS, person.traits);
	if (p->glass_id == 0 && may(cx, PERM_PERSON_READ)) {
		TRY(benefit_line(cx, p->c.person_id, &aid));
		FACT("aid", T_BENEFIT_KNOWN_LINE, aid);
	}
#undef FACT
	ui_facts(u, "person", facts, n);
	if (person.nik != NULL && !p->reveal && p->glass_id == 0)
		ui_masked(u, "nik_masked", text(cx, T_CASE_F_NIK), mask_nik(cx, person.nik),
			  arena_printf(cx->arena, "/kasus/%lld/nik", (long long)p->c.id));
	ui_card_end(u);
	return ERR_OK;
}

/* A kind that holds no more, in one line. */
static const char *kind_past(struct ctx *cx, const struct case_kinds_row *k, const char *name)
{
	if (k->withdrawn)
		return text_fill(cx, T_CASE_KIND_TAKEN_BACK, name, NULL);
	return text_fill(cx, T_CASE_KIND_SPAN, name, say_date_short(cx, (int32_t)k->from_date),
			 say_date_short(cx, (int32_t)k->to_date), NULL);
}

static enum err draw_kinds(struct ctx *cx, struct ui *u, const struct page *p)
{
	const struct case_kinds_row *k;
	const char *code;
	size_t i;

	ui_card_begin(u, text(cx, T_CASE_KINDS));
	for (i = 0; i < p->n_kinds; i++) {
		k = &p->kinds[i];
		code = k->code;
		if (code == NULL)
			TRY(vault_unseal(cx, p->c.id, SEAL_CLASS, k->code_sealed, &code));
		if (k->to_date == DB_NONE)
			ui_badge(u, UI_INFO, ref_label(cx, "ppks", code));
		else
			ui_small(u, kind_past(cx, k, ref_label(cx, "ppks", code)));
	}
	if (p->n_kinds == 0)
		ui_small(u, text(cx, T_CASE_KINDS_EMPTY));
	ui_card_end(u);
	return ERR_OK;
}

#undef ROW
#define ROW(member) offsetof(struct case_view_reports_row, member)
static const struct column report_columns[] = {
	{ "id", T_COL_ID, COL_ID, PRIV_NONE, ROW(id) },
	{ "number", T_COL_NUMBER, COL_TEXT, PRIV_NONE, ROW(number), .href = "/laporan/{id}",
	  .flags = COL_STRONG },
	{ "happened", T_CASE_F_HAPPENED, COL_INSTANT, PRIV_NONE, ROW(happened_at) },
};
static const struct table report_table = { "reports", T_CASE_REPORTS, report_columns,
					   LEN(report_columns), NULL };
#undef ROW
#define ROW(member) offsetof(struct case_view_merges_row, member)
static const struct column merge_columns[] = {
	{ "id", T_COL_ID, COL_ID, PRIV_NONE, ROW(id) },
	{ "from_id", T_COL_ID, COL_ID, PRIV_NONE, ROW(from_id) },
	{ "number", T_COL_NUMBER, COL_TEXT, PRIV_NONE, ROW(case_number), .href = "/kasus/{from_id}",
	  .flags = COL_STRONG },
	{ "merged", T_CASE_MERGED_AT, COL_INSTANT, PRIV_NONE, ROW(merged_at) },
};
static const struct table merge_table = { "merges", T_CASE_MERGES, merge_columns,
					  LEN(merge_columns), NULL };
#undef ROW
#define ROW(member) offsetof(struct case_view_services_row, member)
static const struct column service_columns[] = {
	{ "id", T_COL_ID, COL_ID, PRIV_NONE, ROW(id) },
	{ "item", T_CASE_F_ITEM, COL_CODE, PRIV_NONE, ROW(item),
	  .href = "/layanan-diberikan/{id}" },
	{ "given_on", T_CASE_F_GIVEN_ON, COL_DATE, PRIV_NONE, ROW(given_on) },
	{ "quantity", T_CASE_F_QUANTITY, COL_INT, PRIV_NONE, ROW(quantity) },
	{ "cost", T_CASE_F_COST, COL_MONEY, PRIV_NONE, ROW(cost), .flags = COL_TOTAL },
	{ "proof", T_CASE_PROOF, COL_TEXT, PRIV_NONE, ROW(proof) },
	{ "papers", T_CASE_PAPERS, COL_INT, PRIV_NONE, ROW(papers), .flags = COL_DATA_ONLY },
};
static const struct table service_table = { "services", T_CASE_SERVICES, service_columns,
					    LEN(service_columns), NULL };

/* A table whose rows lead nowhere. */
static const struct table *without_links(struct ctx *cx, const struct table *from)
{
	struct column *columns =
	    arena_memdup(cx->arena, from->columns, from->n_columns * sizeof(*from->columns));
	struct table *t = arena_memdup(cx->arena, from, sizeof(*from));
	size_t i;

	for (i = 0; i < from->n_columns; i++)
		columns[i].href = NULL;
	t->columns = columns;
	return t;
}

/* Who sees the case because a part of it is his unit's need not see the report behind it. */
static const struct table *report_table_for(struct ctx *cx, const struct page *p)
{
	bool all = may(cx, PERM_REPORT_READ) && roles_reach(cx->actor->roles) != REACH_UNIT;

	return all && p->glass_id == 0 ? &report_table : without_links(cx, &report_table);
}

static enum err draw_aside(struct ctx *cx, struct ui *u, const struct page *p)
{
	struct case_view_services_row *services;
	struct case_view_reports_row *reports;
	const struct ref_book *items;
	const char *region;
	size_t n, i;

	TRY(draw_person(cx, u, p));
	TRY(draw_kinds(cx, u, p));
	TRY(region_name(cx, p->c.region_id, &region));
	ui_card_begin(u, text(cx, T_CASE_PLACE));
	ui_text(u, p->c.place != NULL ? arena_printf(cx->arena, "%s\n%s", p->c.place, region)
				      : region);
	if (may(cx, PERM_DIRECTORY_READ) && p->glass_id == 0)
		ui_actions(u,
			   &(struct ui_action){
			       .label = text(cx, T_CASE_HELPERS),
			       .href = arena_printf(cx->arena, "/direktori/psks?kelurahan=%lld",
						    (long long)p->c.region_id) },
			   1);
	ui_card_end(u);
	TRY(case_view_reports_all(cx, &(struct case_view_reports_args){ .case_id = p->c.id },
				  &reports, &n));
	ui_table(u, "reports", report_table_for(cx, p), reports, n, sizeof(*reports),
		 &(struct ui_list){ .total = (int64_t)n });
	if (p->n_merges > 0 && p->glass_id == 0)
		ui_table(u, "merges", &merge_table, p->merges, p->n_merges, sizeof(*p->merges),
			 &(struct ui_list){ .total = (int64_t)p->n_merges });
	TRY(case_view_services_all(cx, &(struct case_view_services_args){ .case_id = p->c.id },
				   &services, &n));
	TRY(ref_book(cx, "spm_item", &items));
	for (i = 0; i < n; i++)
		services[i].item = services[i].item != NULL
				       ? ref_book_label(items, services[i].item)
				       : ref_book_label(p->services, services[i].service);
	ui_table(
	    u, "services", p->glass_id == 0 ? &service_table : without_links(cx, &service_table),
	    services, n, sizeof(*services),
	    &(struct ui_list){ .total = (int64_t)n, .empty = text(cx, T_CASE_SERVICES_EMPTY) });
	return ERR_OK;
}

/* ---- what can be done -------------------------------------------------------------------- */

struct act {
	const struct form_def *def;
	const char *path;
	enum text label;
	enum perm perm;
	bool primary, danger, plain;
};

static enum err draw_act(struct ctx *cx, struct ui *u, const struct page *p, const struct act *a)
{
	struct form *f = case_form(cx, p->r, a->def, p->c.version);

	if (!may(cx, a->perm))
		return ERR_OK;
	if (a->def == &case_refer_form || a->def == &case_unkind_form)
		form_set_int(cx, f, 1, p->c.id);
	if (a->def == &case_service_form && f != req_form(p->r))
		TRY(case_service_fill(cx, f, p->c.id, NULL));
	ui_form(u, a->def->name,
		&(struct ui_form){ .action = arena_printf(cx->arena, "/kasus/%lld/%s",
							  (long long)p->c.id, a->path),
				   .def = a->def,
				   .form = f,
				   .title = a->plain ? NULL : text(cx, a->label),
				   .submit = text(cx, a->label),
				   .folded = !a->plain,
				   .anchor = a->plain ? NULL : a->path,
				   .secondary = !a->primary,
				   .danger = a->danger });
	return ERR_OK;
}

static enum err draw_acts(struct ctx *cx, struct ui *u, const struct page *p,
			  const struct act *acts, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		TRY(draw_act(cx, u, p, &acts[i]));
	return ERR_OK;
}

static const struct act anyone_acts[] = {
	{ &case_note_form, "catat", T_CASE_NOTE, PERM_CASE_WORK },
	{ &case_assess_form, "asesmen", T_CASE_ASSESS, PERM_CASE_WORK },
	{ &case_service_form, "layanan", T_CASE_GIVE, PERM_CASE_WORK },
	{ &case_photo_form, "foto", T_CASE_ADD_PHOTOS, PERM_CASE_WORK },
	{ &case_document_form, "dokumen", T_DOCUMENT_ADD, PERM_CASE_WORK },
	{ &case_kind_form, "jenis", T_CASE_CLASSIFY, PERM_CASE_WORK },
	{ &case_person_form, "orang", T_CASE_NAME_PERSON, PERM_PERSON_WRITE },
};
static const struct act unkind_act = { &case_unkind_form, "jenis-akhir", T_CASE_UNCLASSIFY,
				       PERM_CASE_WORK };
static const struct act holder_acts[] = {
	{ &case_refer_form, "rujuk", T_CASE_REFER, PERM_REFERRAL_SEND },
	{ &case_step_form, "langkah", T_CASE_ADD_STEP, PERM_CASE_WORK },
};
static const struct act end_acts[] = {
	{ &case_terminate_form, "terminasi", T_CASE_TERMINATE, PERM_CASE_WORK },
	{ &case_close_form, "tutup", T_CASE_CLOSE, PERM_CASE_WORK, .danger = true },
};
static const struct act visit_acts[] = {
	{ &case_visit_form, "kunjungan", T_CASE_VISIT, PERM_CASE_WORK, .primary = true },
	{ &case_close_form, "tutup", T_CASE_CLOSE, PERM_CASE_WORK, .danger = true },
};
static const struct act decide_act = { &case_decide_form, "tetapkan", T_CASE_DECIDE,
				       PERM_REPORT_DECIDE, .primary = true };
static const struct act take_act = { &case_plain_form, "ambil", T_CASE_TAKE, PERM_CASE_WORK,
				     .plain = true };
static const struct act pause_act = { &case_pause_form, "jeda", T_CASE_PAUSE, PERM_CASE_WORK };
static const struct act resume_act = { &case_plain_form, "lanjut", T_CASE_RESUME, PERM_CASE_WORK,
				       .plain = true };
static const struct act reopen_act = { &case_reopen_form, "buka", T_CASE_REOPEN, PERM_CASE_WORK };
static const struct act merge_act = { &case_merge_form, "gabung-lihat", T_CASE_MERGE,
				      PERM_CASE_DECIDE };
static const struct act protect_act = { &case_plain_form, "lindungi", T_CASE_PROTECT,
					PERM_CASE_DECIDE, .plain = true };
static const struct act unprotect_act = { &case_plain_form, "buka-lindung", T_CASE_UNPROTECT,
					  PERM_CASE_DECIDE, .plain = true };

static enum err draw_end_acts(struct ctx *cx, struct ui *u, const struct page *p)
{
	if (p->c.state == CASE_AFTERCARE)
		TRY(draw_acts(cx, u, p, visit_acts, LEN(visit_acts)));
	else
		TRY(draw_acts(cx, u, p, end_acts, LEN(end_acts)));
	TRY(draw_act(cx, u, p, p->c.paused_until != 0 ? &resume_act : &pause_act));
	TRY(draw_act(cx, u, p, &merge_act));
	return draw_act(cx, u, p, p->c.protected ? &unprotect_act : &protect_act);
}

/* Is there a kind that could end? */
static bool has_kind(const struct page *p)
{
	size_t i;

	for (i = 0; i < p->n_kinds; i++)
		if (p->kinds[i].to_date == DB_NONE)
			return true;
	return false;
}

/* Three groups as an officer thinks of them: write down, hand on, bring to an end. */
static enum err draw_all_acts(struct ctx *cx, struct ui *u, const struct page *p)
{
	if (!may(cx, PERM_CASE_WORK) || (!p->open && p->c.state != CASE_CLOSED))
		return ERR_OK;
	ui_heading(u, text(cx, T_CASE_ACTS), "tindakan");
	if (p->c.state == CASE_CLOSED)
		TRY(draw_act(cx, u, p, &reopen_act));
	if (!p->open)
		return ERR_OK;
	if (p->mine && p->c.decided_at == 0)
		TRY(draw_act(cx, u, p, &decide_act));
	ui_grid_begin(u);
	ui_card_begin(u, text(cx, T_CASE_GROUP_WRITE));
	TRY(draw_acts(cx, u, p, anyone_acts, LEN(anyone_acts)));
	if (has_kind(p))
		TRY(draw_act(cx, u, p, &unkind_act));
	ui_card_end(u);
	if (p->mine) {
		ui_card_begin(u, text(cx, T_CASE_GROUP_HAND_ON));
		if (p->c.holder_user_id != cx->actor->user_id &&
		    cx->actor->unit_id == p->c.holder_unit_id)
			TRY(draw_act(cx, u, p, &take_act));
		TRY(draw_acts(cx, u, p, holder_acts, LEN(holder_acts)));
		ui_card_end(u);
		ui_card_begin(u, text(cx, T_CASE_GROUP_END));
		TRY(draw_end_acts(cx, u, p));
		ui_card_end(u);
	}
	ui_grid_end(u);
	return ERR_OK;
}

/* The way back from each merge. */
static void draw_unmerge(struct ctx *cx, struct ui *u, const struct page *p)
{
	const struct case_view_merges_row *rows = p->merges;

	for (size_t i = 0; i < p->n_merges && may(cx, PERM_CASE_DECIDE); i++)
		ui_form(u, "unmerge",
			&(struct ui_form){
			    .action = arena_printf(cx->arena, "/penggabungan/%lld/batal",
						   (long long)rows[i].id),
			    .def = &case_plain_form,
			    .form = case_form(cx, p->r, &case_plain_form, p->c.version),
			    .submit = text_fill(cx, T_CASE_UNMERGE_ONE, rows[i].case_number, NULL),
			    .secondary = true });
}

/* ---- the page ---------------------------------------------------------------------------- */

/* The id of the case: of the path, or left by the prepare of a step's or merge's route. */
static int64_t case_of(const struct req *r)
{
	int64_t id = req_id(r);

	if (!str_starts(req_path(r), "/kasus/") && req_data(r) != NULL)
		memcpy(&id, req_data(r), sizeof(id));
	return id;
}

/* The NIK in clear: only with a purpose of a few words, which is kept with the look. */
enum err case_nik_page(struct ctx *cx, struct req *r, struct ui *u)
{
	struct case_view_row c;

	TRY(case_view_open(cx, r, req_id(r), &c));
	if (purpose_said(cx))
		req_disclose(r, c.person_id, "nik");
	return case_page(cx, r, u);
}

/* What is read of a case: head, plan, referrals, then acts of those who may, and the story. */
static enum err draw_case(struct ctx *cx, struct ui *u, const struct page *p)
{
	const struct table *referrals = &referral_table;

	if (p->glass_id != 0)
		referrals = without_links(cx, referrals);
	draw_head(cx, u, p);
	ui_columns_begin(u);
	TRY(draw_plan(cx, u, p));
	if (p->n_referrals > 0)
		ui_table(u, "referrals", referrals, p->referrals, p->n_referrals,
			 sizeof(*p->referrals),
			 &(struct ui_list){ .total = (int64_t)p->n_referrals });
	TRY(case_draw_photos(cx, u, p->c.id, p->glass_id));
	TRY(case_draw_papers(
	    cx, u,
	    &(struct case_papers){ .case_id = p->c.id,
				   .glass_id = p->glass_id,
				   .subject_id = p->c.person_id != 0 ? p->c.person_id : p->c.id }));
	if (p->glass_id == 0) {
		TRY(draw_all_acts(cx, u, p));
		draw_unmerge(cx, u, p);
	}
	TRY(draw_story(cx, u, p));
	ui_columns_aside(u);
	TRY(draw_aside(cx, u, p));
	ui_columns_end(u);
	return ERR_OK;
}

enum err case_page(struct ctx *cx, struct req *r, struct ui *u)
{
	struct page p = { .r = r };

	p.reveal = str_ends(req_path(r), "/nik") && purpose_said(cx);

	TRY(load(cx, &p, case_of(r)));
	ui_begin(u, &(struct ui_page){ .title = p.c.number,
				       .nav = "/kasus",
				       .parent = "/kasus",
				       .parent_title = text(cx, T_CASE_LIST),
				       .print = true });
	TRY(draw_case(cx, u, &p));
	return ui_end(u);
}

enum err case_glass_page(struct ctx *cx, struct req *r, struct ui *u, int64_t id, int64_t glass_id,
			 int64_t until)
{
	struct page p = { .r = r, .glass_id = glass_id };

	TRY(load(cx, &p, id));
	ui_begin(u, &(struct ui_page){ .title = p.c.number,
				       .nav = "/buka-darurat",
				       .parent = "/buka-darurat",
				       .parent_title = text(cx, T_GLASS_TITLE) });
	ui_note(u, UI_WARN, text_fill(cx, T_GLASS_OPEN_UNTIL, say_instant(cx, until), NULL),
		text(cx, T_GLASS_WATCHED));
	TRY(draw_case(cx, u, &p));
	return ui_end(u);
}
