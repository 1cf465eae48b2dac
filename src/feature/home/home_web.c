/* / : the public start page, or what waits for the person who signed in. */
#include "feature/home/home_web.h"

#include "base/clock.h"
#include "base/str.h"
#include "feature/account/account.h"
#include "feature/casework/casework.h"
#include "feature/home/home_impl.h"
#include "feature/notice/notice.h"
#include "feature/ready/ready_web.h"
#include "feature/verval/verval.h"
#include "platform/app.h"
#include "text/account.h"
#include "text/desk.h"
#include "text/export.h"
#include "text/home.h"
#include "text/referral_web.h"
#include "text/verval.h"

/* Notices looked through for the ring, and shown. */
#define NOTICES_READ 30
#define NOTICES      5

/* So many are taken in at a glance; the rest is behind the lists. */
#define TASKS_SHOWN 12

/* What is due within this time is done before what has no limit. */
#define HOURS (12 * USEC_HOUR)

static const struct field no_fields[] = { { .kind = FIELD_END } };
static const struct form_def accept_form = { .name = "home_accept",
					     .fields = no_fields,
					     .submit = T_HOME_ACCEPT };
static const struct form_def read_form = { .name = "home_read",
					   .fields = no_fields,
					   .submit = T_HOME_OPEN };

/* ---- what waits -------------------------------------------------------------------------- */

static const char *path(struct ctx *cx, const char *fmt, int64_t id)
{
	return arena_printf(cx->arena, "%s%lld", fmt, (long long)id);
}

static void referral_act(struct ctx *cx, const struct home_task *t, struct ui_task *card)
{
	card->href = path(cx, "/rujukan/", t->id);
	card->badge = text(cx, T_HOME_KIND_REFERRAL);
	card->act_label = text(cx, T_HOME_ACCEPT);
	card->act_href = arena_printf(cx->arena, "/rujukan/%lld/terima", (long long)t->id);
	card->act_form = &accept_form;
}

static void report_act(struct ctx *cx, const struct home_task *t, struct ui_task *card)
{
	bool decides = t->state == REPORT_RECOMMENDED;

	card->href = path(cx, "/laporan/", t->id);
	card->badge = text(cx, decides ? T_HOME_KIND_DECISION : T_HOME_KIND_REPORT);
	card->act_href = card->href;
	if (decides && may(cx, PERM_REPORT_DECIDE))
		card->act_label = text(cx, T_HOME_DECIDE);
	else if (!decides && may(cx, PERM_REPORT_TRIAGE))
		card->act_label = text(cx, t->keluhan ? T_HOME_REPLY : T_HOME_TRIAGE);
	else
		card->act_label = text(cx, T_HOME_OPEN);
}

static void case_act(struct ctx *cx, const struct home_task *t, struct ui_task *card)
{
	card->href = path(cx, "/kasus/", t->case_id);
	card->badge = text(cx, t->mine ? T_HOME_KIND_MINE : T_HOME_KIND_CASE);
	card->act_label = text(cx, t->undecided ? T_HOME_DECIDE : T_HOME_CONTINUE);
	card->act_href =
	    t->undecided ? arena_printf(cx->arena, "%s#tetapkan", card->href) : card->href;
}

static struct ui_task card_of(struct ctx *cx, const struct home_task *t)
{
	struct ui_task card = { .number = t->number,
				.text = t->text,
				.detail = t->detail,
				.due = t->due_at,
				.urgent = t->urgent,
				.tone = t->urgent ? UI_BAD : UI_NEUTRAL };

	switch (t->kind) {
	case HOME_REFERRAL:
		referral_act(cx, t, &card);
		break;
	case HOME_REPORT:
		report_act(cx, t, &card);
		break;
	case HOME_CHOOSE:
		card.href = path(cx, "/kasus/", t->case_id);
		card.badge = text(cx, referral_state_text(t->state));
		card.tone = UI_WARN;
		card.act_label = text(cx, T_HOME_CHOOSE);
		card.act_href = arena_printf(cx->arena, "%s#rujuk", card.href);
		break;
	case HOME_CASE:
		case_act(cx, t, &card);
		break;
	case HOME_VERVAL:
		card.href = t->alike > 1 ? "/verval" : path(cx, "/verval/", t->id);
		if (t->alike > 1) {
			card.number = NULL;
			card.text =
			    text_fill(cx, T_HOME_ALIKE, t->text, say_number(cx, t->alike), NULL);
		} else {
			card.detail = arena_printf(cx->arena, "%s · %s", t->whom, t->detail);
		}
		card.badge = text(cx, T_VERVAL_NAV);
		card.act_href = card.href;
		card.act_label = text(cx, T_HOME_OPEN);
		break;
	case HOME_STEP:
		card.href = path(cx, "/kasus/", t->case_id);
		card.badge = text(cx, T_HOME_KIND_STEP);
		card.act_label = text(cx, T_HOME_DO);
		card.act_href = arena_printf(cx->arena, "%s#rencana", card.href);
		break;
	}
	return card;
}

/* "6", or "6+" when not all are shown. */
static const char *count_text(struct ctx *cx, size_t n, bool more)
{
	return arena_printf(cx->arena, "%s%s", say_number(cx, (int64_t)n), more ? "+" : "");
}

/* The cards that a glance has no room for are one press away. */
static void draw_rest(struct ctx *cx, struct ui *u, const char *count)
{
	ui_small(u, text_fill(cx, T_HOME_REST, count, NULL));
	ui_actions(
	    u, &(struct ui_action){ .label = text(cx, T_HOME_ALL), .href = "/beranda/semua" }, 1);
}

/* Where what is more than even all cards can be worked through. */
static void draw_lists(struct ctx *cx, struct ui *u)
{
	struct ui_action acts[3];
	size_t n = 0;

	ui_small(u, text(cx, T_HOME_MORE));
	if (may(cx, PERM_REFERRAL_ANSWER))
		acts[n++] = (struct ui_action){ .label = text(cx, T_RJ_LIST), .href = "/rujukan" };
	if (may(cx, PERM_REPORT_READ))
		acts[n++] = (struct ui_action){ .label = text(cx, T_HOME_REPORTS),
						.href = "/laporan?state=mine" };
	if (may(cx, PERM_CASE_WORK))
		acts[n++] = (struct ui_action){ .label = text(cx, T_HOME_UNIT),
						.href = "/kasus/saya?who=unit" };
	ui_actions(u, acts, n);
}

static struct ui_task card_of_matter(const struct matter *m)
{
	return (struct ui_task){ .href = m->href,
				 .text = m->text,
				 .due = m->due,
				 .act_label = m->act,
				 .act_href = m->href,
				 .tone = m->late ? UI_BAD : UI_NEUTRAL };
}

/* Of nothing there is no number: the sentence below says so. */
static void draw_waiting(struct ctx *cx, struct ui *u, size_t n, bool more, size_t late)
{
	if (n > 0)
		ui_heading_count(u, text(cx, T_HOME_WAITING), count_text(cx, n, more), "menunggu");
	else
		ui_heading(u, text(cx, T_HOME_WAITING), "menunggu");
	if (late > 0)
		ui_badge(u, UI_BAD,
			 text_fill(cx, T_HOME_LATE_N, say_number(cx, (int64_t)late), NULL));
}

enum when { WHEN_LATE, WHEN_TIMED, WHEN_ANY };

static enum when when_of(const struct matter *m)
{
	return m->late ? WHEN_LATE : m->due != 0 ? WHEN_TIMED : WHEN_ANY;
}

static size_t put_matters(struct ui_task *to, const struct matter *matters, size_t n,
			  enum when when)
{
	size_t put = 0;

	for (size_t i = 0; i < n; i++)
		if (when_of(&matters[i]) == when)
			to[put++] = card_of_matter(&matters[i]);
	return put;
}

struct ui_task *home_cards(struct ctx *cx, const struct home_task *tasks, size_t n,
			   const struct matter *matters, size_t n_matters)
{
	struct ui_task *cards = ARENA_ARRAY(cx->arena, n + n_matters + 1, struct ui_task);
	size_t at = 0, i = 0;

	for (; i < n && i + n_matters < TASKS_SHOWN && (tasks[i].urgent || tasks[i].late); i++)
		cards[at++] = card_of(cx, &tasks[i]);
	at += put_matters(&cards[at], matters, n_matters, WHEN_LATE);
	at += put_matters(&cards[at], matters, n_matters, WHEN_TIMED);
	for (; i < n && i + n_matters < TASKS_SHOWN && tasks[i].due_at != 0 &&
	       tasks[i].due_at < cx->now + HOURS;
	     i++)
		cards[at++] = card_of(cx, &tasks[i]);
	at += put_matters(&cards[at], matters, n_matters, WHEN_ANY);
	for (; i < n; i++)
		cards[at++] = card_of(cx, &tasks[i]);
	return cards;
}

/* What waits for those who do no casework; more: besides what is drawn above already. */
static enum err draw_matters(struct ctx *cx, const struct home_visits *own, bool more, struct ui *u)
{
	struct matter matters[MATTERS_MAX];
	struct home_task *requests;
	size_t n, n_matters, i, late = 0;

	TRY(home_requests(cx, own, &requests, &n));
	TRY(home_matters(cx, matters, &n_matters));
	for (i = 0; i < n; i++)
		late += requests[i].late;
	for (i = 0; i < n_matters; i++)
		late += matters[i].late;
	/* Nothing ever waits for who only reads, until a date. */
	if (n + n_matters == 0 && (more || cx->actor->roles == 1U << ROLE_AUDITOR))
		return ERR_OK;
	draw_waiting(cx, u, n + n_matters, false, late);
	ui_tasks(u, "waiting", home_cards(cx, requests, n, matters, n_matters), n + n_matters,
		 text(cx, T_HOME_ALL_SEEN));
	return ERR_OK;
}

static void draw_tasks(struct ctx *cx, struct ui *u, const struct home_task *tasks, size_t n,
		       bool more, const struct matter *matters, size_t n_matters,
		       const struct home_counts *counts)
{
	struct ui_task *cards = home_cards(cx, tasks, n, matters, n_matters);
	size_t shown, i, late = 0;

	for (i = 0; i < n_matters; i++)
		late += matters[i].late;
	for (i = 0; i < n; i++)
		late += tasks[i].late;
	n += n_matters;
	shown = MIN(n, TASKS_SHOWN);
	draw_waiting(cx, u, n, more, late);
	ui_tasks(u, "waiting", cards, ui_repr(u) == UI_JSON ? n : shown,
		 text_fill(cx, T_HOME_NOTHING, say_number(cx, counts->cases), NULL));
	if (shown < n)
		draw_rest(cx, u, count_text(cx, n - shown, more));
}

/* "3 terlambat", or else "2 masuk sejak kemarin", or nothing. */
static const char *note_of(struct ctx *cx, int64_t late, int64_t arrived)
{
	if (late > 0)
		return text_fill(cx, T_HOME_LATE_N, say_number(cx, late), NULL);
	return arrived > 0 ? text_fill(cx, T_HOME_ARRIVED_N, say_number(cx, arrived), NULL) : NULL;
}

/* What the unit holds. */
static struct ui_tile unit_tile(struct ctx *cx, const struct home_counts *c)
{
	return (struct ui_tile){ .name = "unit",
				 .label = text(cx, T_HOME_UNIT),
				 .value = ui_count(c->cases),
				 .href = "/kasus/saya?who=unit",
				 .note = note_of(cx, c->late, 0),
				 .tone = c->late > 0 ? UI_BAD : UI_NEUTRAL };
}

static void draw_counts(struct ctx *cx, struct ui *u, const struct home_counts *c)
{
	ui_tiles(u, "counts",
		 (struct ui_tile[]){
		     { .name = "arrived",
		       .label = text(cx, T_HOME_ARRIVED),
		       .value = ui_count(c->arrived),
		       .href = "/kasus/saya?group=new&who=unit" },
		     { .name = "mine",
		       .label = text(cx, T_HOME_MINE),
		       .value = ui_count(c->mine),
		       .href = "/kasus/saya" },
		     unit_tile(cx, c),
		     { .name = "reports",
		       .label = text(cx, T_HOME_REPORTS),
		       .value = ui_count(c->reports),
		       .href = "/laporan?state=mine",
		       .note = note_of(cx, c->reports_late, c->reports_arrived),
		       .tone = c->reports_late > 0 ? UI_BAD : UI_NEUTRAL },
		 },
		 4);
}

/* Whom others send people to counts referrals; reports rarely come to him. */
static enum err draw_asked(struct ctx *cx, struct ui *u, const struct home_counts *c)
{
	struct home_asked asked;

	TRY(home_asked(cx, &asked));
	ui_tiles(u, "counts",
		 (struct ui_tile[]){
		     { .name = "asked",
		       .label = text(cx, T_HOME_ASKED),
		       .value = ui_count(asked.asked),
		       .href = "/rujukan" },
		     { .name = "listed",
		       .label = text(cx, T_HOME_LISTED),
		       .value = ui_count(asked.listed),
		       .href = "/rujukan" },
		     { .name = "serving",
		       .label = text(cx, T_HOME_SERVING),
		       .value = ui_count(asked.serving),
		       .href = "/rujukan?box=in&state=all" },
		     unit_tile(cx, c),
		 },
		 4);
	return ERR_OK;
}

static bool waits(const struct home_task *tasks, size_t n, const char *number)
{
	for (size_t i = 0; i < n; i++)
		if (str_eq(tasks[i].number, number))
			return true;
	return false;
}

/* The newest says enough of each report, case or referral. */
static bool told(const struct ui_task *news, size_t n, const char *number)
{
	for (size_t i = 0; i < n; i++)
		if (str_eq(news[i].number, number))
			return true;
	return false;
}

static struct ui_task news_of(struct ctx *cx, const struct notice *n)
{
	return (struct ui_task){
		.number = n->number,
		.href = notice_href(cx, n),
		.text = notice_text(cx, n),
		.detail = say_when(cx, n->at),
		.whom = n->whom,
		.act_label = text(cx, T_HOME_OPEN),
		.act_href = arena_printf(cx->arena, "/pemberitahuan/%lld/baca", (long long)n->id),
		.act_form = &read_form,
		.urgent = n->urgent,
	};
}

/*
 * What was said to me or my units and nobody has read, but for what waits above; the newest urgent
 * one rings.
 */
static enum err draw_notices(struct ctx *cx, struct ui *u, const struct home_task *tasks,
			     size_t n_tasks)
{
	struct ui_task cards[NOTICES];
	struct notice *list;
	int64_t newest = 0;
	size_t n, i, n_cards = 0;

	TRY(notice_list(cx, true, 0, NOTICES_READ, &list, &n));
	TRY(notice_whom(cx, list, n));
	for (i = 0; i < n; i++) {
		if (list[i].urgent && list[i].id > newest)
			newest = list[i].id;
		if (n_cards < NOTICES && !waits(tasks, n_tasks, list[i].number) &&
		    !told(cards, n_cards, list[i].number))
			cards[n_cards++] = news_of(cx, &list[i]);
	}
	if (newest != 0)
		ui_live_ring(u, newest);
	if (n_cards == 0)
		return ERR_OK;
	ui_heading(u, text(cx, T_HOME_NOTICES), NULL);
	ui_news(u, "notices", cards, n_cards, NULL);
	ui_actions(
	    u,
	    &(struct ui_action){ .label = text(cx, T_HOME_ALL_NOTICES), .href = "/pemberitahuan" },
	    1);
	return ERR_OK;
}

/* The part that is drawn again while the page is open. */
static enum err draw_live(struct ctx *cx, const struct home_visits *own, struct ui *u)
{
	struct matter matters[MATTERS_MAX];
	struct home_counts counts;
	struct home_task *tasks;
	size_t n, n_matters;
	bool more;

	TRY(home_matters(cx, matters, &n_matters));
	TRY(home_tasks(cx, own, &tasks, &n, &more));
	TRY(home_counts(cx, cx->now - USEC_DAY, &counts));
	ui_live_begin(u, "menunggu-anda");
	draw_tasks(cx, u, tasks, n, more, matters, n_matters, &counts);
	if (cx->actor->roles == 1U << ROLE_RECEIVER)
		TRY(draw_asked(cx, u, &counts));
	else
		draw_counts(cx, u, &counts);
	TRY(draw_notices(cx, u, tasks, n));
	ui_live_end(u);
	return ERR_OK;
}

/* Those who read and account for the work of others have other matters. */
static bool has_work(const struct ctx *cx)
{
	return may(cx, PERM_CASE_WORK) || may(cx, PERM_REPORT_TRIAGE) ||
	       may(cx, PERM_REFERRAL_ANSWER);
}

/* ---- pages ------------------------------------------------------------------------------- */

/* Plain places for whoever comes in from the street; the start page has the others as buttons. */
#define PUBLIC_BUTTONS 3
static const struct {
	enum text title, what;
	const char *href, *icon;
} public_places[] = {
	{ T_PUBLIC_REPORT, T_HOME_PUBLIC_REPORT, "/lapor", "speakerphone" },
	{ T_HOME_PUBLIC_CALL, T_HOME_PUBLIC_DANGER, "tel:112", "phone" },
	{ T_HOME_PUBLIC_SIGN_IN, T_HOME_PUBLIC_OFFICERS, "/masuk", "building" },
	{ T_PUBLIC_WHERE, T_HOME_PUBLIC_WHERE, "/lapor-ke-mana", "directions" },
	{ T_PUBLIC_FOLLOW, T_HOME_PUBLIC_FOLLOW, "/lacak", "search" },
	{ T_HOME_PUBLIC_SELF, T_HOME_PUBLIC_SELF_WHAT, "/data-saya", "user-circle" },
	{ T_HOME_PUBLIC_HELP, T_HOME_PUBLIC_HELPING, "/bantuan", "info-circle" },
};

static void draw_public_places(struct ctx *cx, struct ui *u, size_t first, size_t end)
{
	struct ui_tile tiles[LEN(public_places)];

	for (size_t i = first; i < end; i++)
		tiles[i] = (struct ui_tile){ .name = public_places[i].href,
					     .label = "",
					     .value = ui_words(text(cx, public_places[i].title)),
					     .note = text(cx, public_places[i].what),
					     .href = public_places[i].href,
					     .icon = public_places[i].icon };
	ui_tiles(u, "places", tiles + first, end - first);
}

void home_draw_public_places(struct ctx *cx, struct ui *u)
{
	draw_public_places(cx, u, 0, LEN(public_places) - 1); /* not to where they stand */
}

static enum err public_page(struct ctx *cx, struct ui *u)
{
	ui_begin(u, &(struct ui_page){ .title = text(cx, T_HOME_PUBLIC),
				       .lead = text(cx, T_HOME_PUBLIC_LEAD),
				       .bare = true });
	ui_actions(u,
		   (struct ui_action[]){ { .label = text(cx, T_PUBLIC_REPORT_NOW),
					   .href = "/lapor",
					   .primary = true,
					   .icon = "speakerphone" },
					 { .label = text(cx, T_HOME_PUBLIC_CALL),
					   .href = "tel:112",
					   .danger = true,
					   .icon = "phone" } },
		   2);
	ui_note(u, UI_WARN, text(cx, T_PUBLIC_EMERGENCY), text(cx, T_PUBLIC_EMERGENCY_TEXT));
	draw_public_places(cx, u, PUBLIC_BUTTONS, LEN(public_places));
	return ui_end(u);
}

static const char *lead_of(struct ctx *cx)
{
	const char *whom = cx->actor->unit_name != NULL ? cx->actor->unit_name : cx->app->city_name;

	return arena_printf(cx->arena, "%s · %s", whom, say_instant(cx, cx->now));
}

/* The one thing to do next, for each role. */
static const struct {
	unsigned roles;
	enum text label;
	const char *href, *icon;
} next_acts[] = {
	{ 1U << ROLE_HEAD, T_HOME_OPEN_OVERVIEW, "/ikhtisar", "chart-bar" },
	{ 1U << ROLE_TREASURER | 1U << ROLE_PPTK, T_HOME_OPEN_SERVICES, "/layanan/daftar",
	  "ticket" },
	{ 1U << ROLE_AUDITOR, T_HOME_OPEN_SEAL, "/audit/segel", "file-text" },
	{ 1U << ROLE_DPO, T_HOME_OPEN_LOOKS, "/jejak", "eye" },
	{ 1U << ROLE_ADMIN, T_HOME_OPEN_ACCOUNT, "/pengguna/baru", "plus" },
	{ 1U << ROLE_OPERATOR, T_HOME_OPEN_IMPORT, "/impor/baru", "plus" },
};

/* NULL: nothing is first. */
static const struct ui_action *next_act(struct ctx *cx)
{
	struct ui_action *act = ARENA_NEW(cx->arena, struct ui_action);
	size_t i = 0;

	*act = (struct ui_action){ .label = text(cx, T_HOME_NEW_REPORT),
				   .href = "/laporan/baru",
				   .icon = "plus" };
	if (may(cx, PERM_REPORT_CREATE))
		return act;
	while (i < LEN(next_acts) && (cx->actor->roles & next_acts[i].roles) == 0)
		i++;
	if (i == LEN(next_acts))
		return NULL;
	act->label = text(cx, next_acts[i].label);
	act->href = next_acts[i].href;
	act->icon = next_acts[i].icon;
	return act;
}

/* ---- houses to go to --------------------------------------------------------------------- */

#define VISITS_SHOWN 5

#define VISIT(member) offsetof(struct visit_mine, member)
static const struct column visit_columns[] = {
	{ "id", T_COL_ID, COL_ID, PRIV_NONE, VISIT(id) },
	{ "subject_id", T_COL_SUBJECT, COL_ID, PRIV_NONE, VISIT(subject_id) },
	{ "who", T_COL_SUBJECT, COL_TEXT, PRIV_GENERAL, VISIT(who),
	  .href = "/verval/kunjungan/{id}", .flags = COL_STRONG },
	{ "place", T_HOME_VISIT_PLACE, COL_TEXT, PRIV_GENERAL, VISIT(place) },
	{ "due", T_HOME_VISIT_UNTIL, COL_DATE, PRIV_NONE, VISIT(due_on) },
};
static const struct table visit_table = { .name = "visits",
					  .title = T_HOME_VISITS,
					  .columns = visit_columns,
					  .n_columns = LEN(visit_columns),
					  .subject = "subject_id" };

/*
 * He must find the door, so who lives where stands on the page itself.  Each showing is logged, so
 * it is no part of what is drawn again by itself.
 */
static void draw_visits(struct ctx *cx, const struct home_visits *own, struct ui *u)
{
	bool more = own->n > VISITS_SHOWN;
	size_t n = MIN(own->n, (size_t)VISITS_SHOWN);

	if (n == 0)
		return;
	ui_heading(u, text(cx, T_HOME_VISITS), "kunjungan");
	ui_table(u, "visits", &visit_table, own->rows, n, sizeof(*own->rows),
		 &(struct ui_list){ .total = more ? -1 : (int64_t)n });
	if (more)
		ui_actions(u,
			   &(struct ui_action){ .label = text(cx, T_HOME_ALL_VISITS),
						.href = "/verval/kunjungan" },
			   1);
}

/* Until a new password is chosen nothing else is allowed, so the page offers that alone. */
static enum err draw_password(struct ctx *cx, struct ui *u)
{
	ui_note(u, UI_WARN, text(cx, T_ACCOUNT_MUST_CHANGE), NULL);
	ui_actions(u,
		   &(struct ui_action){ .label = text(cx, T_ACCOUNT_PASSWORD_TITLE),
					.href = "/sandi",
					.primary = true },
		   1);
	return ui_end(u);
}

/* A second factor that his role needs, soon or now; until it is due everything else goes on. */
static bool draw_factor(struct ctx *cx, struct ui *u)
{
	int64_t at = cx->actor->factor_at;
	bool owed = auth_owes_factor(cx->actor, cx->now);
	const char *day = at != 0 ? say_instant_short(cx, at) : NULL;

	if (at == 0)
		return false;
	if (owed)
		ui_note(u, UI_WARN, text(cx, T_ACCOUNT_FACTOR_OWED), NULL);
	else
		ui_note(u, UI_WARN, text_fill(cx, T_ACCOUNT_FACTOR_SOON, day, NULL),
			text_fill(cx, T_ACCOUNT_FACTOR_SOON_TEXT, day, NULL));
	ui_actions(u,
		   &(struct ui_action){ .label = text(cx, T_ACCOUNT_FACTOR_SET_UP),
					.href = "/saya/kode",
					.primary = owed },
		   1);
	return owed;
}

static enum err home_page(struct ctx *cx, struct req *r, struct ui *u)
{
	struct home_visits own;
	bool alone;              /* what he owes comes before all work */
	bool setting_up = false; /* the city is not ready for reports */
	int64_t lacking = 0;

	(void)r;
	if (!may(cx, PERM_SELF))
		return public_page(cx, u);
	alone = auth_owes(cx->actor, cx->now) != AUTH_OWES_NOTHING;
	ui_begin(
	    u, &(struct ui_page){ .title = text_fill(cx, home_greeting(cx), cx->actor->name, NULL),
				  .lead = lead_of(cx),
				  .nav = "/",
				  .live = alone ? NULL : "/beranda/langsung",
				  .next = alone ? NULL : next_act(cx) });
	if (cx->actor->new_password)
		return draw_password(cx, u);
	if (draw_factor(cx, u))
		return ui_end(u);
	TRY(home_draw_reading(cx, u));
	TRY(home_visits(cx, &own));
	draw_visits(cx, &own, u);
	if (may(cx, PERM_USER_ADMIN))
		TRY(ready_draw_first(cx, u, &setting_up, &lacking));
	TRY(has_work(cx) ? draw_live(cx, &own, u) : draw_matters(cx, &own, setting_up, u));
	TRY(home_draw_role(cx, u));
	if (may(cx, PERM_USER_ADMIN))
		TRY(home_draw_keeping(cx, u, lacking));
	return ui_end(u);
}

static enum err live_page(struct ctx *cx, struct req *r, struct ui *u)
{
	(void)r;
	ui_begin(u, &(struct ui_page){ .title = text(cx, T_HOME_TITLE) });
	TRY(draw_live(cx, NULL, u));
	return ui_end(u);
}

static enum err all_page(struct ctx *cx, struct req *r, struct ui *u)
{
	struct matter matters[MATTERS_MAX];
	struct home_task *tasks;
	size_t n, n_matters;
	bool more;

	(void)r;
	TRY(home_matters(cx, matters, &n_matters));
	TRY(home_tasks(cx, NULL, &tasks, &n, &more));
	ui_begin(u, &(struct ui_page){ .title = text(cx, T_HOME_ALL),
				       .nav = "/",
				       .parent = "/",
				       .parent_title = text(cx, T_HOME_TITLE) });
	ui_tasks(u, "waiting", home_cards(cx, tasks, n, matters, n_matters), n + n_matters,
		 text(cx, T_HOME_ALL_SEEN));
	if (more)
		draw_lists(cx, u);
	return ui_end(u);
}

const struct route home_routes[] = {
	{ GET, "/", PERM_NONE, 0, REPR_PAGE, T_HOME_TITLE, .page = home_page },
	{ GET, "/beranda/langsung", PERM_SELF, ROUTE_NO_MENU, REPR_PAGE, T_HOME_TITLE,
	  .page = live_page },
	{ GET, "/beranda/semua", PERM_SELF, ROUTE_NO_MENU, REPR_PAGE, T_HOME_ALL,
	  .page = all_page },
	{ .method = 0 },
};
