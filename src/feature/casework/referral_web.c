/* One referral: what is asked, of whom, until when; and every answer to it. */
#include "feature/casework/case_web.h"

#include "base/str.h"
#include "feature/directory/directory.h"
#include "feature/region/region.h"
#include "platform/app.h"
#include "text/case_web.h"
#include "text/casework.h"
#include "text/directory.h"
#include "text/document.h"
#include "text/referral_web.h"

/* ---- forms ------------------------------------------------------------------------------- */

#define VERSION_FIELD                                             \
	{                                                         \
		.name = "version", .kind = FIELD_ID, .seen = true \
	}
#define BODY_FIELD(label_, need)                                                           \
	{                                                                                  \
		.name = "body", .kind = FIELD_LONG, .label = (label_), .required = (need), \
		.max = 2000, .privacy = FIELD_SPECIFIC_DATA, .keep_draft = true            \
	}
#define REASON_FIELD(need)                                                                       \
	{                                                                                        \
		.name = "reason", .kind = FIELD_REF, .label = T_RJ_F_REASON, .required = (need), \
		.options = referral_reasons                                                      \
	}

enum { V = 0 };

static const struct field plain_fields[] = { VERSION_FIELD, { .kind = FIELD_END } };
static const struct form_def see_form = { .name = "referral_see",
					  .fields = plain_fields,
					  .submit = T_RJ_SEE };
static const struct form_def link_form = { .name = "referral_link",
					   .fields = plain_fields,
					   .submit = T_RJ_LINK };

enum { NOTE_BODY = 1 };
static const struct field note_fields[] = { VERSION_FIELD,
					    BODY_FIELD(T_RJ_F_NOTE, false),
					    { .kind = FIELD_END } };
static const struct form_def accept_form = { .name = "referral_accept",
					     .fields = note_fields,
					     .submit = T_RJ_ACCEPT };
static const struct form_def withdraw_form = { .name = "referral_withdraw",
					       .fields = note_fields,
					       .submit = T_RJ_WITHDRAW };
static const struct form_def finish_form = { .name = "referral_finish",
					     .fields = note_fields,
					     .submit = T_RJ_FINISH };

enum { REFUSE_REASON = 1, REFUSE_BODY };
static enum err check_reason(struct ctx *cx, struct form *f);
static const struct field refuse_fields[] = {
	VERSION_FIELD, REASON_FIELD(true), BODY_FIELD(T_RJ_F_EXPLAIN, false), { .kind = FIELD_END }
};
static const struct form_def refuse_form = { .name = "referral_refuse",
					     .fields = refuse_fields,
					     .check = check_reason,
					     .submit = T_RJ_REFUSE };
static const struct form_def refuse_all_form = { .name = "referral_refuse_all",
						 .fields = refuse_fields,
						 .check = check_reason,
						 .submit = T_RJ_REFUSE_ALL };
static const struct form_def return_form = { .name = "referral_return",
					     .fields = refuse_fields,
					     .check = check_reason,
					     .submit = T_RJ_RETURN };

enum { WAIT_AGAIN = 1, WAIT_BODY };
static const struct field wait_fields[] = {
	VERSION_FIELD,
	{ .name = "again",
	  .kind = FIELD_INSTANT,
	  .label = T_RJ_F_AGAIN,
	  .hint = T_RJ_F_AGAIN_HINT,
	  .required = true },
	BODY_FIELD(T_RJ_F_NOTE, false),
	{ .kind = FIELD_END },
};
static const struct form_def wait_form = { .name = "referral_wait",
					   .fields = wait_fields,
					   .submit = T_RJ_WAIT };

enum {
	ANSWER_WHAT = 1,
	ANSWER_BY,
	ANSWER_HOW,
	ANSWER_AT,
	ANSWER_REASON,
	ANSWER_AGAIN,
	ANSWER_BODY
};
enum { WHAT_ACCEPT, WHAT_REFUSE, WHAT_WAIT };
static const struct member answer_whats[] = {
	[WHAT_ACCEPT] = { "accept", T_RJ_WHAT_ACCEPT, T__NONE },
	[WHAT_REFUSE] = { "refuse", T_RJ_WHAT_REFUSE, T__NONE },
	[WHAT_WAIT] = { "wait", T_RJ_WHAT_WAIT, T__NONE },
	{ .value = NULL },
};
static const struct member answer_hows[] = {
	{ "telepon", T_RJ_HOW_TELEPON, T__NONE },
	{ "surat", T_RJ_HOW_SURAT, T__NONE },
	{ "langsung", T_RJ_HOW_LANGSUNG, T__NONE },
	{ .value = NULL },
};
static enum err check_answer(struct ctx *cx, struct form *f);
static const struct field answer_fields[] = {
	VERSION_FIELD,
	{ .name = "answer",
	  .kind = FIELD_ENUM,
	  .label = T_RJ_F_ANSWER,
	  .required = true,
	  .members = answer_whats },
	{ .name = "by",
	  .kind = FIELD_TEXT,
	  .label = T_RJ_F_BY,
	  .hint = T_RJ_F_BY_HINT,
	  .required = true,
	  .max = 120 },
	{ .name = "how",
	  .kind = FIELD_ENUM,
	  .label = T_RJ_F_HOW,
	  .required = true,
	  .members = answer_hows },
	{ .name = "at", .kind = FIELD_INSTANT, .label = T_RJ_F_AT, .hint = T_RJ_F_AT_HINT },
	REASON_FIELD(false),
	{ .name = "again",
	  .kind = FIELD_INSTANT,
	  .label = T_RJ_F_AGAIN,
	  .hint = T_RJ_F_AGAIN_ONLY },
	BODY_FIELD(T_RJ_F_PROOF, true),
	{ .kind = FIELD_END },
};
static const struct form_def answer_form = { .name = "referral_answer",
					     .fields = answer_fields,
					     .check = check_answer,
					     .submit = T_RJ_RECORD };

static enum err check_reason(struct ctx *cx, struct form *f)
{
	return referral_reason_said(cx, f, REFUSE_REASON, REFUSE_BODY);
}

static enum err check_answer(struct ctx *cx, struct form *f)
{
	int64_t what = form_int(f, ANSWER_WHAT, WHAT_ACCEPT);

	if (what == WHAT_REFUSE && form_text(f, ANSWER_REASON) == NULL)
		form_problem(cx, f, ANSWER_REASON, T_RJ_PROBLEM_REASON, NULL);
	if (what == WHAT_WAIT && form_int(f, ANSWER_AGAIN, 0) == 0)
		form_problem(cx, f, ANSWER_AGAIN, T_RJ_PROBLEM_AGAIN, NULL);
	if (form_int(f, ANSWER_AT, 0) > cx->now)
		form_problem(cx, f, ANSWER_AT, T_RJ_PROBLEM_FUTURE, NULL);
	return ERR_OK;
}

enum { SHOW_LINK };
static const struct field show_fields[] = {
	[SHOW_LINK] = { .name = "tautan", .kind = FIELD_HIDDEN, .max = LINK_TOKEN_SIZE },
	{ .kind = FIELD_END },
};
static const struct form_def show_form = { .name = "referral_show", .fields = show_fields };

/* ---- the page ---------------------------------------------------------------------------- */

/* A referral and what the person who looks at it may do with it. */
struct view {
	struct referral_view_row row;
	const char *title;
	bool open, receiver, sender, holder;
	size_t n_unanswered; /* of the case, by this unit: this one and what was asked besides */
	struct case_view_events_row *event; /* the story of the case, read once for the page */
	size_t n_events;
};

static enum err view_open(struct ctx *cx, struct req *r, struct view *v)
{
	struct referral_view_row *row = &v->row;
	struct referral_unanswered_row *asked;
	int64_t unit = cx->actor->unit_id;

	TRY(referral_view_one(cx, &(struct referral_view_args){ .id = req_id(r) }, row));
	TRY(case_title_of(cx, row->case_id, row->case_title, row->title_sealed, &v->title));
	TRY(case_place_of(cx, row->case_id, row->place, row->place_sealed, &row->place));
	req_disclose(r, row->subject_id, "referral");
	v->open = referral_is_open(row->state);
	v->receiver = unit == row->to_unit_id && may(cx, PERM_REFERRAL_ANSWER);
	v->sender =
	    (unit == row->from_unit_id && may(cx, PERM_REFERRAL_SEND)) || may(cx, PERM_CASE_DECIDE);
	v->holder = unit == row->holder_unit_id || may(cx, PERM_CASE_DECIDE);
	v->n_unanswered = 0;
	if (!v->open || !v->receiver)
		return ERR_OK;
	return referral_unanswered_all(
	    cx, &(struct referral_unanswered_args){ .case_id = row->case_id, .to_unit_id = unit },
	    &asked, &v->n_unanswered);
}

/* Refused or not answered, and nobody else asked since: the sender who holds the case chooses. */
static bool must_choose(const struct ctx *cx, const struct referral_view_row *row)
{
	return (row->state == REFERRAL_REFUSED || row->state == REFERRAL_UNANSWERED) &&
	       !row->asked_again && row->holder_unit_id == row->from_unit_id &&
	       row->from_unit_id == cx->actor->unit_id && may(cx, PERM_REFERRAL_SEND);
}

/*
 * Who does what until when, or whom the reader chooses instead and where (*ret_href, else NULL);
 * NULL: nothing is awaited.
 */
static const char *next_words(struct ctx *cx, const struct referral_view_row *row, bool open,
			      const char **ret_href)
{
	*ret_href = NULL;
	if (open)
		return text_fill(cx,
				 row->state == REFERRAL_WAITLISTED ? T_RJ_NEXT_AGAIN : T_RJ_NEXT_BY,
				 row->to_name, say_instant_short(cx, row->answer_due_at),
				 say_due(cx, row->answer_due_at), NULL);
	if (!must_choose(cx, row))
		return NULL;
	*ret_href = arena_printf(cx->arena, "/kasus/%lld#rujuk", (long long)row->case_id);
	return text(cx, T_RJ_NEXT_CHOOSE);
}

static void draw_head(struct ctx *cx, struct ui *u, const struct view *v)
{
	const struct referral_view_row *row = &v->row;
	struct ui_badge badges[4] = { 0 };
	const char *next, *next_href;
	size_t n = 0;

	badges[n++].text = text(cx, referral_state_text(row->state));
	badges[n++].text = text(cx, referral_kind_text(row->kind));
	if (row->urgent)
		badges[n++] = (struct ui_badge){ .text = text(cx, T_KS_URGENT), .tone = UI_BAD };
	if (row->protected)
		badges[n++].text = text(cx, T_CASE_TITLE_PROTECTED);
	next = next_words(cx, row, v->open, &next_href);
	ui_case_head(u, "head",
		     &(struct ui_case_head){
			 .id = row->id,
			 .state = referral_state_text(row->state),
			 .number = row->number,
			 .title = v->title,
			 .badges = badges,
			 .n_badges = n,
			 .holder = row->holder,
			 .since = row->held_since_at,
			 .due = row->due_at,
			 .next = next,
			 .next_href = next_href,
		     });
}

enum err referral_place_text(struct ctx *cx, int64_t state, int64_t to_unit_id, int64_t since_at,
			     int64_t id, const char **ret)
{
	struct referral_place_row place;

	*ret = NULL;
	if (state != REFERRAL_WAITLISTED)
		return ERR_OK;
	TRY(referral_place_one(cx,
			       &(struct referral_place_args){
				   .to_unit_id = to_unit_id, .wait_since_at = since_at, .id = id },
			       &place));
	*ret = text_fill(cx, T_RJ_PLACE, say_number(cx, place.n), say_instant_short(cx, since_at),
			 NULL);
	return ERR_OK;
}

/* How it was answered: "dr. jaga IGD, telepon, 21 Nov 2026 22.05". */
static const char *answered_text(struct ctx *cx, const struct referral_view_row *row)
{
	static const char how[] = "rj.how.";
	enum text word;

	if (row->answered_at == 0)
		return NULL;
	word = row->answered_how != NULL
		   ? text_find(arena_printf(cx->arena, "%s%s", how, row->answered_how))
		   : T__NONE;
	return arena_printf(cx->arena, "%s%s%s · %s",
			    row->answered_by != NULL ? row->answered_by : "",
			    word != T__NONE ? ", " : "", word != T__NONE ? text(cx, word) : "",
			    say_instant(cx, row->answered_at));
}

static enum err draw_facts(struct ctx *cx, struct ui *u, const struct view *v)
{
	const struct referral_view_row *row = &v->row;
	const char *region = NULL, *place;
	struct ui_fact facts[14];
	size_t n = 0;

#define FACT(key, label_, value_)                                                 \
	do {                                                                      \
		const char *fact_ = (value_);                                     \
		if (fact_ != NULL)                                                \
			facts[n++] = (struct ui_fact){ .name = (key),             \
						       .label = text(cx, label_), \
						       .value = fact_ };          \
	} while (0)
	TRY(referral_place_text(cx, row->state, row->to_unit_id, row->wait_since_at, row->id,
				&place));
	if (row->region_id != 0)
		TRY(region_name(cx, row->region_id, &region));
	facts[n++] = (struct ui_fact){ .name = "case",
				       .label = text(cx, T_RJ_CASE),
				       .value = row->case_number,
				       .href = arena_printf(cx->arena, "/kasus/%lld",
							    (long long)row->case_id) };
	FACT("region", T_KS_REGION, region);
	FACT("location", T_RJ_LOCATION, row->place);
	FACT("from", T_RJ_FROM,
	     row->officer != NULL ? arena_printf(cx->arena, "%s · %s", row->from_name, row->officer)
				  : row->from_name);
	FACT("to", T_RJ_TO, row->to_name);
	facts[n++] = ui_fact_at(cx, "sent", T_RJ_SENT, row->sent_at);
	if (v->open)
		facts[n++] = ui_fact_at(
		    cx, "due", row->state == REFERRAL_WAITLISTED ? T_RJ_ASK_AGAIN : T_RJ_ANSWER_DUE,
		    row->answer_due_at);
	if (row->received_at != 0)
		facts[n++] = ui_fact_at(cx, "received", T_RJ_RECEIVED, row->received_at);
	FACT("place", T_RJ_QUEUE, place);
	FACT("answered", T_RJ_ANSWERED, answered_text(cx, row));
	FACT("reason", T_RJ_F_REASON,
	     row->reason_code != NULL ? ref_label(cx, "refusal_reason", row->reason_code) : NULL);
#undef FACT
	ui_facts(u, "facts", facts, n);
	return ERR_OK;
}

/* Whom to call on the other side at this moment; nobody calls himself. */
static enum err draw_call(struct ctx *cx, struct ui *u, const char *name, enum text title,
			  int64_t unit_id, const char *unit, bool urgent)
{
	struct duty_contact duty;
	struct ui_fact facts[2];
	size_t n = 0;

	if (unit_id == cx->actor->unit_id)
		return ERR_OK;
	if (urgent)
		TRY(directory_emergency_call(cx, unit_id, cx->now, &duty));
	else
		TRY(directory_on_duty(cx, unit_id, cx->now, &duty));
	facts[n++] = (struct ui_fact){
		.name = name,
		.label = duty.source == DUTY_UNIT
			     ? unit
			     : arena_printf(cx->arena, "%s · %s", unit, duty.name),
		.value = duty.phone != NULL ? duty.phone : text(cx, T_RJ_NO_PHONE),
		.href = duty.phone != NULL ? arena_printf(cx->arena, "tel:%s", duty.phone) : NULL,
	};
	if (duty.substitute != NULL)
		facts[n++] = (struct ui_fact){
			.name = "substitute",
			.label = arena_printf(cx->arena, "%s · %s",
					      text(cx, T_DIRECTORY_SUBSTITUTE), duty.substitute),
			.value = duty.substitute_phone,
			.href = arena_printf(cx->arena, "tel:%s", duty.substitute_phone),
		};
	ui_card_begin(u, text(cx, title));
	ui_facts(u, name, facts, n);
	ui_card_end(u);
	return ERR_OK;
}

/* What was reported of the one in need, in the words of whoever saw him; NULL: nothing was. */
static enum err told_words(struct ctx *cx, const struct view *v, const char **ret)
{
	const char *title, *words;

	*ret = NULL;
	for (size_t i = 0; i < v->n_events; i++) {
		if (!case_event_told(&v->event[i]))
			continue;
		TRY(case_event_words(cx, v->row.case_id, &v->event[i], &title, &words));
		if (words != NULL)
			*ret =
			    *ret == NULL ? words : arena_printf(cx->arena, "%s\n%s", *ret, words);
	}
	return ERR_OK;
}

/* What is asked and why, and what was seen: what whoever answers reads first. */
static enum err draw_asked(struct ctx *cx, struct ui *u, const struct view *v)
{
	const struct referral_view_row *row = &v->row;
	const char *told;
	struct ui_fact facts[3] = {
		{ .name = "service",
		  .label = text(cx, T_RJ_SERVICE),
		  .value = row->service != NULL ? ref_label(cx, "service", row->service)
						: text(cx, referral_kind_text(row->kind)) },
	};
	size_t n = 1;

	TRY(told_words(cx, v, &told));
	if (told != NULL)
		facts[n++] = (struct ui_fact){ .name = "told",
					       .label = text(cx, T_RJ_REPORTED),
					       .value = told };
	if (row->step_reason != NULL)
		facts[n++] = (struct ui_fact){ .name = "why",
					       .label = text(cx, T_RJ_WHY),
					       .value = row->step_reason };
	ui_facts(u, "asked", facts, n);
	return ERR_OK;
}

/* Ending the step that it was sent for ends the referral too; that it was a mistake is told. */
static bool is_about(const struct view *v, const struct case_view_events_row *e)
{
	return e->object_id == v->row.id ||
	       (v->row.step_id != 0 && e->object_id == v->row.step_id &&
		(str_eq(e->what, "event.step_ended") || str_eq(e->what, "event.step_reopened")));
}

/* The part of the case's story that is about this referral. */
static enum err draw_story(struct ctx *cx, struct ui *u, const struct view *v)
{
	struct ui_event *events = ARENA_ARRAY(cx->arena, v->n_events + 1, struct ui_event);
	size_t used = 0;

	for (size_t i = 0; i < v->n_events; i++) {
		const struct case_view_events_row *row = &v->event[i];
		struct ui_event *e = &events[used];

		if (!is_about(v, row))
			continue;
		TRY(case_event_words(cx, v->row.case_id, row, &e->title, &e->text));
		e->at = row->at;
		e->recorded_at = row->recorded_at;
		e->who = case_event_who(cx, row);
		if (e->who == NULL)
			e->who = row->unit;
		e->kind = row->kind;
		used++;
	}
	ui_heading(u, text(cx, T_RJ_STORY), "cerita");
	ui_timeline(u, "story", events, used, text(cx, T_RJ_STORY_EMPTY));
	return ERR_OK;
}

/* The hand-over note stands alone, before the answer that it asks for. */
static enum err draw_given(struct ctx *cx, struct ui *u, const struct view *v)
{
	const char *title, *body = NULL;

	for (size_t i = 0; i < v->n_events && body == NULL; i++)
		if (v->event[i].object_id == v->row.id)
			TRY(case_event_words(cx, v->row.case_id, &v->event[i], &title, &body));
	if (v->open && body != NULL)
		ui_note(u, UI_INFO, text(cx, T_RJ_GIVEN), body);
	return ERR_OK;
}

/* ---- what can be done -------------------------------------------------------------------- */

struct act {
	const struct form_def *def;
	const char *path;
	struct ui_form look;
};

static void draw_act(struct ctx *cx, struct ui *u, struct req *r, const struct view *v,
		     const struct act *act)
{
	struct ui_form look = act->look;

	look.def = act->def;
	look.form = case_form(cx, r, act->def, v->row.version);
	look.action = arena_printf(cx->arena, "/rujukan/%lld/%s", (long long)v->row.id, act->path);
	ui_form(u, act->def->name, &look);
}

#define FOLDED(title_) .title = text(cx, title_), .folded = true, .secondary = true

/* Accepted, and this person's unit to bring to an end. */
static bool serves(const struct view *v)
{
	return v->row.state == REFERRAL_ACCEPTED && (v->receiver || v->holder);
}

/* The referral was sent for a step that runs: ending the step ends the referral with it, and
 * begins what waits for the step. */
static bool ends_step(const struct ctx *cx, const struct view *v)
{
	return v->row.step_runs && may(cx, PERM_CASE_WORK);
}

/* The service that the step usually gives, by one tap; where details must be asked, its page. */
static enum err draw_give(struct ctx *cx, struct ui *u, const struct view *v)
{
	const char *step = arena_printf(cx->arena, "/langkah/%lld", (long long)v->row.step_id);
	struct form *f = form_new(cx, &case_plain_form);
	const char *tap;

	TRY(case_service_tap(cx, v->row.case_id, v->row.service, &tap));
	if (tap == NULL) {
		ui_actions(u,
			   &(struct ui_action){ .label = text(cx, T_CASE_GIVE),
						.href = step,
						.primary = v->row.step_served == 0 },
			   1);
		return ERR_OK;
	}
	form_set_int(cx, f, 0, v->row.case_version);
	ui_form(u, "give",
		&(struct ui_form){ .action = arena_printf(cx->arena, "%s/beri", step),
				   .def = &case_plain_form,
				   .form = f,
				   .submit = tap,
				   .secondary = v->row.step_served != 0 });
	return ERR_OK;
}

/*
 * What whoever accepted does next, in its order: gives the service, writes down how it goes, and
 * ends the step, which is the likely one only after something was given.
 */
static enum err draw_serving(struct ctx *cx, struct ui *u, const struct view *v)
{
	const char *page = arena_printf(cx->arena, "/kasus/%lld", (long long)v->row.case_id);
	bool served = v->row.step_served != 0;
	struct form *f, *note;

	if (!serves(v) || !ends_step(cx, v))
		return ERR_OK;
	f = form_new(cx, &case_step_end_form);
	form_set_int(cx, f, 0, v->row.case_version);
	form_set_text(cx, f, 1, "selesai");
	note = form_new(cx, &case_note_form);
	form_set_int(cx, note, 0, v->row.case_version);
	TRY(draw_give(cx, u, v));
	ui_actions(u, &(struct ui_action){ .label = text(cx, T_RJ_OPEN_CASE), .href = page }, 1);
	ui_form(u, "note",
		&(struct ui_form){ .action = arena_printf(cx->arena, "%s/catat", page),
				   .def = &case_note_form,
				   .form = note,
				   FOLDED(T_CASE_NOTE) });
	ui_form(u, "step_end",
		&(struct ui_form){ .action = arena_printf(cx->arena, "/langkah/%lld/akhiri",
							  (long long)v->row.step_id),
				   .def = &case_step_end_form,
				   .form = f,
				   .title = text(cx, T_RJ_FINISH),
				   .submit = text(cx, T_RJ_FINISH),
				   .folded = !served,
				   .secondary = !served });
	return ERR_OK;
}

/* The acts that the state and the person allow, the likely one first. */
static size_t acts_of(struct ctx *cx, const struct view *v, struct act acts[11])
{
	enum referral_state state = (enum referral_state)v->row.state;
	bool ended = v->row.case_state != CASE_OPEN && v->row.case_state != CASE_AFTERCARE;
	size_t n = 0;

	if (ended)
		return 0;
	if (v->open && v->receiver) {
		acts[n++] = (struct act){ &accept_form,
					  "terima",
					  { .title = text(cx, v->row.kind == REFERRAL_HANDOVER
								  ? T_RJ_ACCEPT_HANDOVER
								  : T_RJ_ACCEPT_REQUEST) } };
		if (state == REFERRAL_SENT)
			acts[n++] = (struct act){ &see_form, "lihat", { .secondary = true } };
		if (!v->row.last_resort) {
			acts[n++] = (struct act){ &wait_form, "tunggu", { FOLDED(T_RJ_WAIT) } };
			acts[n++] = (struct act){ &refuse_form,
						  "tolak",
						  { FOLDED(T_RJ_REFUSE), .danger = true } };
			if (v->n_unanswered > 1 && state != REFERRAL_WAITLISTED)
				acts[n++] = (struct act){
					&refuse_all_form,
					"tolak-semua",
					{ .title = text_fill(
					      cx, T_RJ_REFUSE_ALL_TITLE,
					      say_number(cx, (int64_t)v->n_unanswered), NULL),
					  .folded = true,
					  .secondary = true,
					  .danger = true }
				};
		}
	}
	if (v->open && v->sender) {
		acts[n++] = (struct act){ &answer_form, "jawaban", { FOLDED(T_RJ_RECORD_TITLE) } };
		acts[n++] = (struct act){ &link_form, "tautan", { .secondary = true } };
		acts[n++] = (struct act){ &withdraw_form,
					  "tarik",
					  { FOLDED(T_RJ_WITHDRAW), .danger = true } };
	}
	/* Who accepted without account says by a link how it ended. */
	if (state == REFERRAL_ACCEPTED && v->sender && !str_eq(v->row.answered_how, "akun"))
		acts[n++] = (struct act){ &link_form, "tautan", { .secondary = true } };
	if (serves(v) && !ends_step(cx, v))
		acts[n++] = (struct act){ &finish_form, "selesai", { FOLDED(T_RJ_FINISH) } };
	if (state == REFERRAL_ACCEPTED && v->receiver)
		acts[n++] = (struct act){ &return_form,
					  "kembalikan",
					  { FOLDED(T_RJ_RETURN), .danger = true } };
	if (may(cx, PERM_CASE_WORK))
		acts[n++] =
		    (struct act){ &case_document_form, "dokumen", { FOLDED(T_DOCUMENT_ADD) } };
	return n;
}

/* What was meant can no longer be done, so its form is gone: say what stood in the way. */
static void draw_refused(struct ctx *cx, struct ui *u, struct req *r, const struct act *acts,
			 size_t n)
{
	const struct problem *problems;
	size_t i;

	for (i = 0; i < n; i++)
		if (form_def_of(req_form(r)) == acts[i].def)
			return;
	if (form_problems(req_form(r), &problems) > 0)
		ui_note(u, UI_BAD, text(cx, T_RJ_NOT_DONE), problems[0].message);
}

const char *referral_link_url(struct ctx *cx, const char *token)
{
	return arena_printf(cx->arena, "%s/jawab/%s",
			    cx->app->public_url != NULL ? cx->app->public_url : "", token);
}

/* The link that was just made; only its hash is kept, so it can't be shown again. */
static void draw_link(struct ctx *cx, struct ui *u, struct req *r)
{
	struct form *f = req_form(r);
	const char *url;

	if (form_def_of(f) != &show_form || form_text(f, SHOW_LINK) == NULL)
		return;
	url = referral_link_url(cx, form_text(f, SHOW_LINK));
	ui_card_begin(u, text(cx, T_RJ_LINK_TITLE));
	ui_text(u, text(cx, T_RJ_LINK_TEXT));
	ui_code(u, "link", text(cx, T_RJ_LINK_LABEL), url);
	ui_qr(u, url, text(cx, T_RJ_LINK_QR));
	ui_card_end(u);
}

enum err referral_page(struct ctx *cx, struct req *r, struct ui *u)
{
	struct act acts[11];
	struct view v;
	size_t n, i;

	TRY(view_open(cx, r, &v));
	TRY(case_view_events_all(cx, &(struct case_view_events_args){ .case_id = v.row.case_id },
				 &v.event, &v.n_events));
	n = acts_of(cx, &v, acts);
	ui_begin(u, &(struct ui_page){ .title = v.row.number,
				       .nav = "/rujukan",
				       .parent = "/rujukan",
				       .parent_title = text(cx, T_RJ_LIST),
				       .print = true });
	draw_refused(cx, u, r, acts, n);
	draw_head(cx, u, &v);
	ui_columns_begin(u);
	draw_link(cx, u, r);
	TRY(draw_asked(cx, u, &v));
	TRY(draw_given(cx, u, &v));
	TRY(draw_serving(cx, u, &v));
	for (i = 0; i < n; i++)
		draw_act(cx, u, r, &v, &acts[i]);
	TRY(case_draw_papers(cx, u,
			     &(struct case_papers){ .case_id = v.row.case_id,
						    .referral_id = v.row.id,
						    .subject_id = v.row.subject_id }));
	TRY(draw_story(cx, u, &v));
	ui_columns_aside(u);
	TRY(draw_facts(cx, u, &v));
	TRY(draw_call(cx, u, "call_from", T_RJ_CALL_FROM, v.row.from_unit_id, v.row.from_name,
		      false));
	TRY(draw_call(cx, u, "call_to", T_RJ_CALL_TO, v.row.to_unit_id, v.row.to_name,
		      v.row.urgent != 0));
	if (referral_hands_over(v.row.state))
		ui_actions(u,
			   &(struct ui_action){
			       .label = text(cx, T_RJ_MINUTES),
			       .href = arena_printf(cx->arena, "/rujukan/%lld/berita-acara.pdf",
						    (long long)v.row.id),
			       .icon = "printer" },
			   1);
	ui_columns_end(u);
	return ui_end(u);
}

/* ---- acts -------------------------------------------------------------------------------- */

static enum err in_scope(struct ctx *cx, struct req *r)
{
	struct referral_view_row row;

	return referral_view_one(cx, &(struct referral_view_args){ .id = req_id(r) }, &row);
}

static enum err done(struct ctx *cx, struct req *r, struct resp *resp, enum err e, enum text flash)
{
	if (e == ERR_OK)
		resp_see(cx, resp, flash, "/rujukan/%lld", (long long)req_id(r));
	return e;
}

#define ACT(fn, flash, call)                                                 \
	static enum err fn(struct ctx *cx, struct req *r, struct resp *resp) \
	{                                                                    \
		struct form *f = req_form(r);                                \
		int64_t id = req_id(r), version = form_id(f, V);             \
                                                                             \
		(void)version;                                               \
		return done(cx, r, resp, (call), flash);                     \
	}
ACT(see_commit, T_RJ_SEEN, referral_see(cx, id))
ACT(accept_commit, T_RJ_ACCEPTED, referral_accept(cx, id, version, NULL, form_text(f, NOTE_BODY)))
ACT(refuse_commit, T_RJ_REFUSED,
    referral_refuse(cx, id, version, NULL, form_text(f, REFUSE_REASON), form_text(f, REFUSE_BODY)))
ACT(refuse_all_commit, T_RJ_REFUSED_ALL,
    referral_refuse_all(cx, id, version, form_text(f, REFUSE_REASON), form_text(f, REFUSE_BODY)))
ACT(wait_commit, T_RJ_WAITLISTED,
    referral_waitlist(cx, id, version, NULL, form_int(f, WAIT_AGAIN, 0), form_text(f, WAIT_BODY)))
ACT(withdraw_commit, T_RJ_WITHDRAWN, referral_withdraw(cx, id, version, form_text(f, NOTE_BODY)))
ACT(return_commit, T_RJ_RETURNED,
    referral_return(cx, id, version, form_text(f, REFUSE_REASON), form_text(f, REFUSE_BODY)))
ACT(finish_commit, T_RJ_FINISHED, referral_finish(cx, id, version, form_text(f, NOTE_BODY)))

/* The sender writes down what the receiver said by telephone, by letter or in person. */
static enum err record(struct ctx *cx, int64_t id, const struct form *f)
{
	int64_t version = form_id(f, V);
	const char *body = form_text(f, ANSWER_BODY);
	const struct answered who = {
		.by = form_text(f, ANSWER_BY),
		.how = answer_hows[form_int(f, ANSWER_HOW, 0)].value,
		.at = form_int(f, ANSWER_AT, 0),
	};

	switch (form_int(f, ANSWER_WHAT, WHAT_ACCEPT)) {
	case WHAT_REFUSE:
		return referral_refuse(cx, id, version, &who, form_text(f, ANSWER_REASON), body);
	case WHAT_WAIT:
		return referral_waitlist(cx, id, version, &who, form_int(f, ANSWER_AGAIN, 0), body);
	default:
		return referral_accept(cx, id, version, &who, body);
	}
}
ACT(answer_commit, T_RJ_RECORDED, record(cx, id, f))

static enum err link_prepare(struct ctx *cx, struct req *r)
{
	struct view v;

	TRY(view_open(cx, r, &v));
	return v.sender ? ERR_OK : refuse(cx, T_CASEWORK_REFUSE_NOT_HOLDER);
}

static enum err link_commit(struct ctx *cx, struct req *r, struct resp *resp)
{
	char token[LINK_TOKEN_SIZE];

	TRY(referral_link_make(cx, req_id(r), token));
	resp->secret = arena_strdup(cx->arena, token);
	resp_see(cx, resp, T_RJ_LINK_MADE, "/rujukan/%lld?tautan=%s", (long long)req_id(r), token);
	return ERR_OK;
}

#define POST_ACT(path_, perm_, title_, form_, prepare_, commit_)                    \
	{                                                                           \
		POST, "/rujukan/{id}/" path_, perm_, 0, REPR_PAGE, title_,          \
		    .form = &(form_), .page = referral_page, .prepare = (prepare_), \
		    .commit = (commit_)                                             \
	}

const struct route referral_routes[] = {
	{ GET, "/rujukan/{id}", PERM_CASE_READ, 0, REPR_PAGE, T_RJ_ONE, .form = &show_form,
	  .page = referral_page },
	POST_ACT("lihat", PERM_REFERRAL_ANSWER, T_RJ_SEE, see_form, in_scope, see_commit),
	POST_ACT("terima", PERM_REFERRAL_ANSWER, T_RJ_ACCEPT, accept_form, in_scope, accept_commit),
	POST_ACT("tolak", PERM_REFERRAL_ANSWER, T_RJ_REFUSE, refuse_form, in_scope, refuse_commit),
	POST_ACT("tolak-semua", PERM_REFERRAL_ANSWER, T_RJ_REFUSE_ALL, refuse_all_form, in_scope,
		 refuse_all_commit),
	POST_ACT("tunggu", PERM_REFERRAL_ANSWER, T_RJ_WAIT, wait_form, in_scope, wait_commit),
	POST_ACT("kembalikan", PERM_REFERRAL_ANSWER, T_RJ_RETURN, return_form, in_scope,
		 return_commit),
	POST_ACT("selesai", PERM_CASE_WORK, T_RJ_FINISH, finish_form, in_scope, finish_commit),
	POST_ACT("tarik", PERM_CASE_WORK, T_RJ_WITHDRAW, withdraw_form, in_scope, withdraw_commit),
	POST_ACT("jawaban", PERM_CASE_WORK, T_RJ_RECORD, answer_form, in_scope, answer_commit),
	POST_ACT("tautan", PERM_CASE_WORK, T_RJ_LINK, link_form, link_prepare, link_commit),
	{ GET, "/rujukan/{id}/berita-acara", PERM_CASE_READ, ROUTE_RAW, REPR_PDF, T_RJ_MINUTES,
	  .raw = case_print_handover },
	{ GET, "/kasus/{id}/cerita", PERM_CASE_READ, ROUTE_RAW, REPR_PDF, T_STORY_TITLE,
	  .raw = case_print_story },
	{ .method = 0 },
};
