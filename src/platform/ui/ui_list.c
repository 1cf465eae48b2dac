/* What waits, what happened, what is planned, and the head of a case. */
#include <string.h>

#include "base/str.h"
#include "platform/ui/ui_impl.h"
#include "text/ui.h"

static void json_instant(struct ui *u, const char *name, int64_t at)
{
	json_text(&u->json, name, at ? iso_instant(u->cx, at) : NULL);
}

/* ---- tasks ------------------------------------------------------------------------------- */

static void task_json(struct ui *u, const struct ui_task *t)
{
	struct json *j = &u->json;
	json_open(j, NULL, '{');
	json_text(j, "number", t->number);
	json_text(j, "href", t->href);
	json_text(j, "text", t->text);
	json_text(j, "detail", t->detail);
	if (t->whom)
		json_text(j, "whom", t->whom);
	json_text(j, "badge", t->badge);
	json_instant(u, "due", t->due);
	json_bool(j, "late", ui_is_late(u, t->due));
	json_bool(j, "urgent", t->urgent);
	if (t->act_href) {
		json_open(j, "act", '{');
		json_text(j, "label", t->act_label);
		json_text(j, "method", t->act_form ? "POST" : "GET");
		json_text(j, "href", t->act_href);
		json_close(j, '}');
	}
	json_close(j, '}');
}

static void task_html(struct ui *u, const struct ui_task *t)
{
	tpl_task_begin(u->cx, u->out,
		       &(struct tpl_task_begin){ .number = t->number,
						 .text = t->text,
						 .href = t->href,
						 .detail = t->detail,
						 .badge = t->badge,
						 .tone = ui_tone_name(t->tone),
						 .urgent = t->urgent,
						 .sprite = ui_icon(u, "alert-octagon") });
	if (t->due)
		ui_due_html(u, t->due);
	tpl_task_act(u->cx, u->out);
	const char *of = t->number ? t->number : t->text; /* "Isi" of several is told apart */
	if (t->open_label && t->href)
		tpl_act_link(
		    u->cx, u->out,
		    &(struct tpl_act_link){ .label = t->open_label, .of = of, .href = t->href });
	if (t->act_form)
		ui_post_button(u, NULL, t->act_form, t->act_href, t->act_label, of, "", NULL);
	else if (t->act_href)
		tpl_act_link(
		    u->cx, u->out,
		    &(struct tpl_act_link){ .label = t->act_label, .of = of, .href = t->act_href });
	tpl_task_end(u->cx, u->out);
}

static void empty_html(struct ui *u, const char *empty)
{
	ui_empty(u, empty ? empty : text(u->cx, T_UI_NOTHING), NULL, NULL);
}

void ui_tasks(struct ui *u, const char *name, const struct ui_task *tasks, size_t n,
	      const char *empty)
{
	if (ui_json(u, name)) {
		json_open(&u->json, name, '[');
		for (size_t i = 0; i < n; i++)
			task_json(u, &tasks[i]);
		json_close(&u->json, ']');
	}
	if (!ui_html(u))
		return;
	if (!n) {
		empty_html(u, empty);
		return;
	}
	tpl_tasks_begin(u->cx, u->out);
	for (size_t i = 0; i < n; i++)
		task_html(u, &tasks[i]);
	tpl_ul_end(u->cx, u->out);
}

static void news_html(struct ui *u, const struct ui_task *t)
{
	if (!t->act_form)
		tpl_news_read(
		    u->cx, u->out,
		    &(struct tpl_news_read){
			.text = t->text, .whom = t->whom, .href = t->href, .when = t->detail });
	else
		tpl_news_unread(u->cx, u->out,
				&(struct tpl_news_unread){ .text = t->text,
							   .whom = t->whom,
							   .href = t->act_href,
							   .csrf = ui_csrf(u),
							   .once = ui_once(u),
							   .when = t->detail,
							   .urgent = t->urgent,
							   .sprite = ui_icon(u, "alert-octagon") });
}

void ui_news(struct ui *u, const char *name, const struct ui_task *news, size_t n,
	     const char *empty)
{
	if (!ui_html(u) || !n) {
		ui_tasks(u, name, news, n, empty);
		return;
	}
	tpl_news_begin(u->cx, u->out);
	for (size_t i = 0; i < n; i++)
		news_html(u, &news[i]);
	tpl_ul_end(u->cx, u->out);
}

/* ---- timeline ---------------------------------------------------------------------------- */

static const char *event_icon(const char *kind)
{
	static const struct {
		const char *kind, *icon;
	} icons[] = {
		{ "decision", "gavel" },       { "note", "pencil" },
		{ "letter", "mail" },          { "look", "eye" },
		{ "report", "speakerphone" },  { "visit", "home" },
		{ "referral", "arrow-right" },
	};
	for (size_t i = 0; i < LEN(icons); i++)
		if (str_eq(kind, icons[i].kind))
			return icons[i].icon;
	return "point";
}

static bool recorded_apart(const struct ui_event *e)
{
	return e->recorded_at && e->recorded_at != e->at;
}

static void event_json(struct ui *u, const struct ui_event *e)
{
	struct json *j = &u->json;
	json_open(j, NULL, '{');
	json_instant(u, "at", e->at);
	if (recorded_apart(e))
		json_instant(u, "recorded_at", e->recorded_at);
	json_text(j, "kind", e->kind);
	json_text(j, "who", e->who);
	json_text(j, "title", e->title);
	json_text(j, "text", e->text);
	json_text(j, "href", e->href);
	if (e->undone)
		json_bool(j, "undone", true);
	if (e->n_photos) {
		json_open(j, "photos", '[');
		for (size_t i = 0; i < e->n_photos; i++)
			json_id(j, NULL, e->photos[i]);
		json_close(j, ']');
	}
	json_close(j, '}');
}

static void event_html(struct ui *u, const struct ui_event *e)
{
	struct ctx *cx = u->cx;
	const char *recorded = NULL;
	if (recorded_apart(e))
		recorded = text_fill(cx, T_UI_RECORDED, say_when(cx, e->recorded_at), NULL);
	tpl_event_begin(
	    cx, u->out,
	    &(struct tpl_event_begin){ .kind = e->kind,
				       .tone = e->undone ? "undone" : ui_tone_name(e->tone),
				       .sprite = ui_icon(u, event_icon(e->kind)) });
	ui_when_html(u, e->at);
	tpl_event_body(
	    cx, u->out,
	    &(struct tpl_event_body){
		.who = e->who, .title = e->title, .href = e->href, .recorded = recorded });
	if (e->undone)
		tpl_struck_begin(cx, u->out,
				 &(struct tpl_struck_begin){ .label = text(cx, T_UI_UNDONE) });
	ui_lines(u, e->text, false);
	if (e->undone)
		tpl_struck_end(cx, u->out);
	if (e->n_photos)
		ui_photos(u, NULL, e->photos, e->n_photos);
	tpl_event_end(cx, u->out);
}

void ui_timeline(struct ui *u, const char *name, const struct ui_event *events, size_t n,
		 const char *empty)
{
	if (ui_json(u, name)) {
		json_open(&u->json, name, '[');
		for (size_t i = 0; i < n; i++)
			event_json(u, &events[i]);
		json_close(&u->json, ']');
	}
	if (!ui_html(u))
		return;
	if (!n) {
		empty_html(u, empty);
		return;
	}
	tpl_timeline_begin(u->cx, u->out);
	for (size_t i = 0; i < n; i++)
		event_html(u, &events[i]);
	tpl_ol_end(u->cx, u->out);
}

/* ---- plan -------------------------------------------------------------------------------- */

static const char *step_name(enum ui_step_state state)
{
	static const char *const names[] = { "waiting", "active", "done", "stopped" };
	assert((size_t)state < LEN(names));
	return names[state];
}

static const char *step_icon(struct ui *u, enum ui_step_state state)
{
	static const char *const icons[] = { "square", "player-play", "square-check", "square-x" };
	return ui_icon(u, icons[state]);
}

static const char *step_label(const struct ui *u, const struct ui_step *s)
{
	static const enum text labels[] = { T_UI_STEP_WAITING, T_UI_STEP_ACTIVE, T_UI_STEP_DONE,
					    T_UI_STEP_STOPPED };
	return s->state_label ? s->state_label : text(u->cx, labels[s->state]);
}

static void step_json(struct ui *u, const struct ui_step *s)
{
	struct json *j = &u->json;
	json_open(j, NULL, '{');
	json_id(j, "id", s->id);
	json_int(j, "ordinal", s->ordinal);
	json_text(j, "title", s->title);
	json_text(j, "unit", s->unit);
	json_text(j, "phone", s->phone);
	json_text(j, "state", step_name(s->state));
	json_text(j, "state_label", step_label(u, s));
	json_text(j, "reason", s->reason);
	json_text(j, "waits", s->waits);
	json_instant(u, "due", s->due);
	json_text(j, "within", s->within);
	json_text(j, "href", s->href);
	if (s->act_href) {
		json_open(j, "act", '{');
		json_text(j, "label", s->act_label);
		json_text(j, "method", "GET");
		json_text(j, "href", s->act_href);
		json_close(j, '}');
	}
	if (s->tap) {
		json_open(j, "tap", '{');
		json_text(j, "label", s->tap_label);
		json_text(j, "method", "POST");
		json_text(j, "href", s->tap_href);
		json_close(j, '}');
	}
	json_close(j, '}');
}

static void step_html(struct ui *u, const struct ui_step *s)
{
	tpl_step_begin(
	    u->cx, u->out,
	    &(struct tpl_step_begin){
		.state = step_name(s->state),
		.ordinal = s->ordinal,
		.title = s->title,
		.href = s->href,
		.sprite = step_icon(u, s->state),
		.label = step_label(u, s),
		.unit = s->unit,
		.phone = s->phone,
		.call = s->phone ? arena_printf(u->cx->arena, "tel:%s", s->phone) : NULL });
	if (s->within)
		html_text(u->out,
			  s->waits ? arena_printf(u->cx->arena, "%s ·", s->within) : s->within);
	else if (s->due && s->state != UI_STEP_DONE)
		ui_due_html(u, s->due);
	tpl_step_waits(u->cx, u->out, &(struct tpl_step_waits){ .waits = s->waits });
	if (!str_blank(s->reason))
		ui_why(u, T__NONE, s->reason);
	tpl_step_acts(u->cx, u->out);
	if (s->tap)
		ui_post_button(u, NULL, s->tap, s->tap_href, s->tap_label, s->title, "", NULL);
	tpl_step_end(u->cx, u->out,
		     &(struct tpl_step_end){ .act = s->act_href ? s->act_label : NULL,
					     .act_href = s->act_href,
					     .of = s->title });
}

void ui_steps(struct ui *u, const char *name, const struct ui_step *steps, size_t n,
	      const char *empty)
{
	if (ui_json(u, name)) {
		json_open(&u->json, name, '[');
		for (size_t i = 0; i < n; i++)
			step_json(u, &steps[i]);
		json_close(&u->json, ']');
	}
	if (!ui_html(u))
		return;
	if (!n) {
		empty_html(u, empty);
		return;
	}
	tpl_steps_begin(u->cx, u->out);
	for (size_t i = 0; i < n; i++)
		step_html(u, &steps[i]);
	tpl_ol_end(u->cx, u->out);
}

void ui_chain(struct ui *u, const struct ui_step *steps, size_t n)
{
	if (!ui_html(u) || !n)
		return;
	tpl_chain_begin(u->cx, u->out);
	for (size_t i = 0; i < n; i++)
		tpl_chain_item(u->cx, u->out,
			       &(struct tpl_chain_item){ .state = step_name(steps[i].state),
							 .ordinal = steps[i].ordinal,
							 .sprite = step_icon(u, steps[i].state),
							 .label = step_label(u, &steps[i]),
							 .title = steps[i].title,
							 .unit = steps[i].unit });
	tpl_ol_end(u->cx, u->out);
}

/* ---- case -------------------------------------------------------------------------------- */

static void case_json(struct ui *u, const char *name, const struct ui_case_head *h)
{
	struct json *j = &u->json;
	json_open(j, name, '{');
	json_id(j, "id", h->id);
	json_text(j, "number", h->number);
	json_text(j, "title", h->title);
	json_text(j, "state", h->state != T__NONE ? text_name(h->state) : NULL);
	json_open(j, "badges", '[');
	for (size_t i = 0; i < h->n_badges; i++)
		json_text(j, NULL, h->badges[i].text);
	json_close(j, ']');
	json_text(j, "holder", h->holder);
	json_instant(u, "since", h->since);
	json_instant(u, "due", h->due);
	json_bool(j, "late", ui_is_late(u, h->due));
	json_text(j, "next", h->next);
	json_close(j, '}');
}

static void case_html(struct ui *u, const struct ui_case_head *h)
{
	struct ctx *cx = u->cx;
	tpl_case_begin(cx, u->out,
		       &(struct tpl_case_begin){ .number = h->number,
						 .title = h->title,
						 .named = h->number && u->page.title &&
							  !strstr(u->page.title, h->number) });
	for (size_t i = 0; i < h->n_badges; i++)
		ui_badge(u, h->badges[i].tone, h->badges[i].text);
	tpl_case_holder(
	    cx, u->out,
	    &(struct tpl_case_holder){ .holder = h->holder,
				       .since = h->since ? say_when(cx, h->since) : NULL,
				       .ended = h->ended });
	if (h->due) {
		tpl_case_due(cx, u->out,
			     &(struct tpl_case_due){ .when = say_instant_short(cx, h->due) });
		ui_due_html(u, h->due);
		tpl_case_due_end(cx, u->out);
	}
	tpl_case_next(cx, u->out, &(struct tpl_case_next){ .text = h->next, .href = h->next_href });
	ui_actions(u, h->actions, h->n_actions);
	tpl_case_end(cx, u->out);
}

void ui_case_head(struct ui *u, const char *name, const struct ui_case_head *head)
{
	if (ui_json(u, name))
		case_json(u, name, head);
	if (ui_html(u))
		case_html(u, head);
	else
		ui_actions(u, head->actions, head->n_actions);
}
