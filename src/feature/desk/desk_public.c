/* Pages for everybody: report, where to report, follow one's report. */
#include "base/str.h"
#include "feature/desk/desk_form.h"
#include "feature/desk/desk_web.h"
#include "platform/app.h"
#include "text/desk.h"

#include <string.h>

/* A person may send a handful of reports in an hour from one address; a Puskesos' line more. */
#define PUBLIC_BURST 30
#define PUBLIC_EVERY INT64_C(3600000000)

/* ---- report ------------------------------------------------------------------------------ */

enum { ASK_REGION, ASK_SUBJECT, ASK_AGE, ASK_FLAGS };

/* An empty form; whoever asked where to report before has answered some of it already. */
static struct form *new_report(struct ctx *cx, const struct form *asked)
{
	struct form *f = form_new(cx, &desk_public_form);

	form_set_text(cx, f, F_SUBJECT, "unknown");
	form_set_text(cx, f, F_REPORTER_KIND, "open");
	form_set_text(cx, f, F_TOPIC, "ppks");
	if (asked == NULL || !form_given(asked, ASK_REGION) || !form_ok(asked))
		return f;
	form_set_text(cx, f, F_REGION, form_raw(asked, ASK_REGION));
	form_set_text(cx, f, F_SUBJECT, form_raw(asked, ASK_SUBJECT));
	form_set_text(cx, f, F_AGE, form_raw(asked, ASK_AGE));
	form_set_checks(f, F_FLAGS, form_checks(asked, ASK_FLAGS));
	return f;
}

static enum err public_page(struct ctx *cx, struct req *r, struct ui *u)
{
	struct form *f = req_form(r);

	if (f == NULL || form_def_of(f) != &desk_public_form)
		f = new_report(cx, f);
	ui_begin(u, &(struct ui_page){ .title = text(cx, T_PUBLIC_REPORT),
				       .lead = text(cx, T_PUBLIC_REPORT_LEAD),
				       .bare = true });
	ui_note(u, UI_WARN, text(cx, T_PUBLIC_EMERGENCY), text(cx, T_PUBLIC_EMERGENCY_TEXT));
	ui_form(
	    u, "report",
	    &(struct ui_form){
		.action = "/lapor", .def = &desk_public_form, .form = f, .photos = "/lacak/foto" });
	return ui_end(u);
}

static enum err public_prepare(struct ctx *cx, struct req *r)
{
	struct desk_report *report = ARENA_NEW(cx->arena, struct desk_report);
	const char *key =
	    arena_printf(cx->arena, "lapor:%lld:%s", (long long)cx->city, req_remote(r));

	if (!rate_allow(key, PUBLIC_BURST, PUBLIC_EVERY, cx->now))
		return err_set(cx, ERR_LIMIT, "public reports of one address");
	*report = desk_report_of(req_form(r), false);
	TRY(req_pictures(cx, req_form(r), F_PHOTOS, T_DESK_PROBLEM_PHOTO, &report->photos,
			 &report->n_photos));
	req_set_data(r, report);
	return desk_sort_for(cx, report);
}

static enum err public_commit(struct ctx *cx, struct req *r, struct resp *resp)
{
	char number[NUMBER_SIZE], secret[SECRET_SIZE];
	int64_t id = APP_ID(cx);

	TRY(desk_report_take(cx, id, req_data(r), number, secret));
	resp->number = arena_strdup(cx->arena, number);
	resp->secret = arena_strdup(cx->arena, secret);
	resp_see(cx, resp, T_DESK_TAKEN, "/lacak?number=%s&secret=%s", number, secret);
	return ERR_OK;
}

/* ---- where to report --------------------------------------------------------------------- */

/* The report, with what was answered here. */
static const char *report_href(struct ctx *cx, const struct form *f)
{
	const char *href =
	    arena_printf(cx->arena, "/lapor?region=%s&subject=%s&age=%s", form_raw(f, ASK_REGION),
			 form_raw(f, ASK_SUBJECT), form_raw(f, ASK_AGE));
	uint64_t flags = form_checks(f, ASK_FLAGS);

	for (int i = 0; i < TRIAGE__FLAGS; i++)
		if (flags & TRIAGE_BIT(i))
			href = arena_printf(cx->arena, "%s&flags=%s", href,
					    desk_flag_members[i].value);
	return href;
}

/* Somebody must come at once, and no number of his is known. */
static bool is_unreachable(const struct desk_plan *plan)
{
	for (size_t i = 0; i < plan->n_steps; i++)
		if (plan->steps[i].emergency && str_blank(plan->steps[i].phone))
			return true;
	return false;
}

static enum err draw_where(struct ctx *cx, struct ui *u, const struct form *f)
{
	struct desk_report r = {
		.kind = REPORT_PPKS,
		.subject_kind = (enum subject_kind[]){ SUBJECT_UNKNOWN, SUBJECT_KNOWN,
						       SUBJECT_FAMILY, SUBJECT_GROUP,
						       SUBJECT_EVENT }[form_int(f, ASK_SUBJECT, 0)],
		.age_about = form_int(f, ASK_AGE, DB_NONE),
		.flags = (int64_t)form_checks(f, ASK_FLAGS),
	};
	struct triage_facts facts = desk_facts(&r);
	struct desk_plan plan;

	TRY(desk_plan(cx, &facts, form_id(f, ASK_REGION), &plan));
	ui_heading(u, text(cx, T_PUBLIC_ANSWER), "jawaban");
	if (r.flags & TRIAGE_BIT(TRIAGE_DANGER))
		ui_note(u, UI_WARN, text(cx, T_PUBLIC_EMERGENCY),
			text(cx, T_PUBLIC_EMERGENCY_TEXT));
	else if (is_unreachable(&plan))
		ui_note(u, UI_WARN, text(cx, T_PUBLIC_NO_PHONE), text(cx, T_PUBLIC_NO_PHONE_TEXT));
	TRY(desk_draw_plan(cx, u, "plan", &plan));
	ui_text(u, text(cx, plan.emergency ? T_PUBLIC_BRING_NOTHING : T_PUBLIC_BRING));
	ui_actions(u,
		   &(struct ui_action){ .label = text(cx, T_PUBLIC_REPORT_NOW),
					.href = report_href(cx, f),
					.primary = true },
		   1);
	return ERR_OK;
}

static enum err where_page(struct ctx *cx, struct req *r, struct ui *u)
{
	struct form *f = req_form(r);
	bool asked = form_given(f, ASK_REGION);

	ui_begin(u, &(struct ui_page){ .title = text(cx, T_PUBLIC_WHERE),
				       .lead = text(cx, T_PUBLIC_WHERE_LEAD),
				       .bare = true });
	ui_form(u, "ask",
		&(struct ui_form){ .action = "/lapor-ke-mana",
				   .def = &desk_ask_form,
				   .form = asked ? f : NULL,
				   .get = true,
				   .anchor = "jawaban",
				   .secondary = asked && form_ok(f) });
	if (asked && form_ok(f))
		TRY(draw_where(cx, u, f));
	return ui_end(u);
}

/* ---- following --------------------------------------------------------------------------- */

enum { FOLLOW_NUMBER, FOLLOW_SECRET };

static void draw_status(struct ctx *cx, struct ui *u, const struct desk_status *s,
			const char *secret)
{
	struct ui_event *events = ARENA_ARRAY(cx->arena, s->n_steps + 1, struct ui_event);
	struct ui_fact facts[5];
	size_t n = 0, i;

	ui_value(u, "state", text(cx, report_state_text(s->state)));
	ui_value(u, "sentence", s->sentence);
	ui_note(u, s->ended_at != 0 ? UI_GOOD : UI_INFO, text(cx, report_state_text(s->state)),
		s->sentence);
	ui_code(u, "number", text(cx, T_DESK_F_NUMBER), s->number);
	ui_code(u, NULL, text(cx, T_DESK_F_SECRET), secret);
	ui_small(u, text(cx, T_FOLLOW_KEEP));
	if (s->holder_name != NULL)
		facts[n++] = (struct ui_fact){ .name = "holder",
					       .label = text(cx, T_FOLLOW_HOLDER),
					       .value = s->holder_name };
	if (s->holder_phone != NULL)
		facts[n++] =
		    (struct ui_fact){ .name = "phone",
				      .label = text(cx, T_FOLLOW_PHONE),
				      .value = s->holder_phone,
				      .href = arena_printf(cx->arena, "tel:%s", s->holder_phone) };
	if (s->due_at != 0)
		facts[n++] = (struct ui_fact){ .name = "due",
					       .label = text(cx, T_FOLLOW_DUE),
					       .value = say_instant(cx, s->due_at),
					       .data = iso_instant(cx, s->due_at) };
	if (s->outcome != NULL)
		facts[n++] = (struct ui_fact){ .name = "outcome",
					       .label = text(cx, T_FOLLOW_OUTCOME),
					       .value = s->outcome };
	if (s->n_photos > 0)
		facts[n++] = (struct ui_fact){ .name = "photos",
					       .label = text(cx, T_DESK_S_PHOTOS),
					       .value = text_fill(
						   cx, T_FOLLOW_PHOTOS,
						   say_number(cx, (int64_t)s->n_photos), NULL) };
	ui_facts(u, "facts", facts, n);
	for (i = 0; i < s->n_steps; i++)
		events[i] = (struct ui_event){ .at = s->steps[i].at,
					       .title = s->steps[i].text,
					       .kind = "note" };
	ui_timeline(u, "steps", events, s->n_steps, NULL);
	ui_qr(u,
	      arena_printf(cx->arena, "%s/lacak?number=%s&secret=%s",
			   cx->app->public_url != NULL ? cx->app->public_url : "", s->number,
			   secret),
	      text(cx, T_FOLLOW_QR));
}

/* For whoever has number and secret: the receipt, and photos that come after the text. */
static void draw_follow_acts(struct ctx *cx, struct ui *u, const char *secret,
			     const struct desk_status *s)
{
	const char *path =
	    arena_printf(cx->arena, "/lacak/tanda-terima?number=%s&secret=%s", s->number, secret);
	const struct ui_action acts[] = {
		{ .label = text(cx, T_DESK_PRINT_RECEIPT), .href = path, .icon = "printer" },
		{ .label = text(cx, T_DESK_PRINT_ROLL),
		  .href = arena_printf(cx->arena, "%s&paper=80mm", path),
		  .icon = "printer" },
	};
	struct form *photos;

	ui_actions(u, acts, LEN(acts));
	if (s->ended_at != 0 || s->n_photos >= DESK_PHOTOS_MAX)
		return;
	photos = form_new(cx, &desk_send_photo_form);
	form_set_text(cx, photos, DESK_SEND_NUMBER, s->number);
	form_set_text(cx, photos, DESK_SEND_SECRET, secret);
	ui_form(u, "photos",
		&(struct ui_form){ .action = "/lacak/foto",
				   .def = &desk_send_photo_form,
				   .form = photos,
				   .title = text(cx, T_DESK_ADD_PHOTOS),
				   .folded = true,
				   .secondary = true });
}

/* The pair from the form, or from the address in the QR code. */
/* The number of a request about data, which has a receipt like that of a report. */
static bool asks_for_data(const struct form *f)
{
	char number[NUMBER_SIZE];

	return number_read(form_text(f, FOLLOW_NUMBER), number) && str_starts(number, "VV-");
}

static enum err follow_page(struct ctx *cx, struct req *r, struct ui *u)
{
	struct form *f = req_form(r);
	struct desk_status status;
	char secret[SECRET_SIZE];
	enum err e = ERR_OK;
	bool found = false;

	if (form_given(f, FOLLOW_NUMBER) && form_ok(f) && asks_for_data(f)) {
		form_problem(cx, f, FOLLOW_NUMBER, T_FOLLOW_DATA, NULL);
	} else if (form_given(f, FOLLOW_NUMBER) && form_ok(f)) {
		e = desk_follow(cx, form_text(f, FOLLOW_NUMBER), form_text(f, FOLLOW_SECRET),
				req_remote(r), &status);
		if (e == ERR_LIMIT)
			return e;
		if (e == ERR_NOTFOUND)
			form_problem(cx, f, -1, T_FOLLOW_WRONG, NULL);
		else if (e != ERR_OK)
			return e;
		else
			found = secret_read(form_text(f, FOLLOW_SECRET), secret);
	}
	ui_begin(u, &(struct ui_page){ .title = text(cx, T_PUBLIC_FOLLOW),
				       .lead = found ? NULL : text(cx, T_PUBLIC_FOLLOW_LEAD),
				       .bare = true,
				       .print = found });
	if (found) {
		draw_status(cx, u, &status, secret);
		draw_follow_acts(cx, u, secret, &status);
	} else {
		ui_form(u, "follow",
			&(struct ui_form){ .action = "/lacak",
					   .def = &desk_follow_form,
					   .form = form_given(f, FOLLOW_NUMBER) ? f : NULL });
		/* A request about data has a receipt like it, and is followed elsewhere. */
		ui_actions(u,
			   &(struct ui_action){ .label = text(cx, T_PUBLIC_FOLLOW_DATA),
						.href = "/lacak-data" },
			   1);
	}
	return ui_end(u);
}

const struct route desk_public_routes[] = {
	{ GET, "/lapor", PERM_NONE, 0, REPR_PAGE, T_PUBLIC_REPORT, .form = &desk_ask_form,
	  .page = public_page },
	{ POST, "/lapor", PERM_NONE, ROUTE_BIG | ROUTE_NO_CSRF, REPR_PAGE, T_PUBLIC_REPORT,
	  .form = &desk_public_form, .page = public_page, .prepare = public_prepare,
	  .commit = public_commit },
	{ GET, "/lapor-ke-mana", PERM_NONE, 0, REPR_PAGE, T_PUBLIC_WHERE, .form = &desk_ask_form,
	  .page = where_page },
	{ GET, "/lacak", PERM_NONE, 0, REPR_PAGE, T_PUBLIC_FOLLOW, .form = &desk_follow_form,
	  .page = follow_page },
	{ POST, "/lacak", PERM_NONE, ROUTE_READ_POST | ROUTE_NO_ONCE | ROUTE_NO_CSRF, REPR_PAGE,
	  T_PUBLIC_FOLLOW, .form = &desk_follow_form, .page = follow_page },
	{ .method = 0 },
};
