#include "feature/home/home.h"

#include <stdlib.h>

#include "base/clock.h"
#include "base/str.h"
#include "feature/casework/casework.h"
#include "feature/home/home_sql.h"
#include "feature/reference/reference.h"
#include "feature/verval/verval.h"
#include "platform/auth/perm.h"
#include "text/casework.h"
#include "text/home.h"

/* What is due within this time waits already today. */
#define SOON (36 * USEC_HOUR)

/* An answer older than this was seen elsewhere: it no longer asks to choose again. */
#define CHOOSE_SINCE (60 * USEC_DAY)

/* Penetapan not yet due: a few, since what is due soon must not drown among them. */
enum { UNDECIDED_MAX = 5 };

enum { KINDS = 8 }; /* home_cases brings two */

struct basket {
	struct home_task *tasks;
	size_t n;
	bool more;
};

static const char *joined(struct ctx *cx, const char *a, const char *b)
{
	if (a == NULL || b == NULL)
		return a == NULL ? b : a;
	return arena_printf(cx->arena, "%s · %s", a, b);
}

/* The next place, or NULL when this kind has shown enough. */
static struct home_task *add(struct basket *to, size_t i)
{
	if (i == HOME_TASKS) {
		to->more = true;
		return NULL;
	}
	return &to->tasks[to->n++];
}

/* "Serah terima · Asesmen · Puskesos Cikole": how, what for, by whom. */
static const char *asked(struct ctx *cx, const struct home_referrals_row *row)
{
	const char *service = row->service != NULL ? ref_label(cx, "service", row->service) : NULL;

	return joined(cx, joined(cx, text(cx, referral_kind_text(row->kind)), service),
		      row->from_name);
}

static enum err add_referrals(struct ctx *cx, struct basket *to)
{
	struct home_referrals_row *rows;
	struct home_task *t;
	size_t n, i;

	TRY(home_referrals_all(cx, &(struct home_referrals_args){ .n = HOME_TASKS + 1 }, &rows,
			       &n));
	for (i = 0; i < n && (t = add(to, i)) != NULL; i++)
		*t = (struct home_task){
			.kind = HOME_REFERRAL,
			.id = rows[i].id,
			.case_id = rows[i].case_id,
			.state = rows[i].state,
			.number = rows[i].number,
			.text = rows[i].title,
			.detail = asked(cx, &rows[i]),
			.due_at = rows[i].answer_due_at,
			.urgent = rows[i].urgent != 0,
		};
	return ERR_OK;
}

static enum err add_choices(struct ctx *cx, struct basket *to)
{
	struct home_choose_row *rows;
	struct home_task *t;
	size_t n, i;

	TRY(home_choose_all(
	    cx,
	    &(struct home_choose_args){ .since_at = cx->now - CHOOSE_SINCE, .n = HOME_TASKS + 1 },
	    &rows, &n));
	for (i = 0; i < n && (t = add(to, i)) != NULL; i++)
		*t = (struct home_task){
			.kind = HOME_CHOOSE,
			.id = rows[i].id,
			.case_id = rows[i].case_id,
			.state = rows[i].state,
			.number = rows[i].number,
			.text = rows[i].title,
			.detail = joined(cx, text(cx, referral_state_text(rows[i].state)),
					 rows[i].from_name),
			.due_at = rows[i].due_at,
			.urgent = rows[i].urgent != 0,
		};
	return ERR_OK;
}

/* A volunteer neither sorts nor decides what his desk holds, so it does not wait for him. */
static enum err add_reports(struct ctx *cx, struct basket *to)
{
	struct home_reports_row *rows;
	struct home_task *t;
	size_t n, i;

	if (cx->actor->roles == 1U << ROLE_VOLUNTEER)
		return ERR_OK;
	TRY(home_reports_all(cx, &(struct home_reports_args){ .n = HOME_TASKS + 1 }, &rows, &n));
	for (i = 0; i < n && (t = add(to, i)) != NULL; i++)
		*t = (struct home_task){
			.kind = HOME_REPORT,
			.id = rows[i].id,
			.state = rows[i].state,
			.number = rows[i].number,
			.text =
			    rows[i].protected ? text(cx, T_HOME_REPORT_PROTECTED) : rows[i].summary,
			.detail = joined(cx, rows[i].region, rows[i].place),
			.due_at = rows[i].due_at,
			.urgent = rows[i].urgent != 0,
			.keluhan = rows[i].kind == REPORT_KELUHAN,
		};
	return ERR_OK;
}

static enum err add_cases(struct ctx *cx, struct basket *to)
{
	struct home_cases_row *rows;
	size_t n, i, of_kind[2] = { 0 };

	TRY(home_cases_all(
	    cx, &(struct home_cases_args){ .until_at = cx->now + SOON, .n = HOME_TASKS + 1 }, &rows,
	    &n));
	for (i = 0; i < n; i++) {
		const struct home_cases_row *row = &rows[i];
		struct home_task *t = add(to, of_kind[row->taken]++);

		if (t == NULL)
			continue;
		*t = (struct home_task){
			.kind = HOME_CASE,
			.id = row->id,
			.case_id = row->id,
			.number = row->number,
			.text = row->title,
			.detail = joined(cx, row->region,
					 row->decided_at == 0 ? text(cx, T_HOME_UNDECIDED) : NULL),
			.due_at = row->due_at,
			.urgent = row->urgent != 0 && row->due_at < cx->now,
			.mine = row->holder_user_id == cx->actor->user_id,
			.undecided = row->decided_at == 0 && may(cx, PERM_REPORT_DECIDE),
		};
	}
	return ERR_OK;
}

/* What needs a penetapan waits for who gives it from the first hour, and not only when it is due.
 */
static enum err add_undecided(struct ctx *cx, struct basket *to)
{
	struct home_undecided_row *rows;
	size_t n;

	TRY(home_undecided_all(
	    cx, &(struct home_undecided_args){ .until_at = cx->now + SOON, .n = UNDECIDED_MAX + 1 },
	    &rows, &n));
	to->more |= n > UNDECIDED_MAX;
	for (size_t i = 0; i < n && i < UNDECIDED_MAX; i++)
		to->tasks[to->n++] = (struct home_task){
			.kind = HOME_CASE,
			.id = rows[i].id,
			.case_id = rows[i].id,
			.number = rows[i].number,
			.text = rows[i].title,
			.detail = joined(cx, rows[i].region, text(cx, T_HOME_UNDECIDED)),
			.due_at = rows[i].due_at,
			.undecided = true,
		};
	return ERR_OK;
}

static enum err add_steps(struct ctx *cx, struct basket *to)
{
	const struct ref_book *services;
	struct home_steps_row *rows;
	struct home_task *t;
	size_t n, i;

	TRY(home_steps_all(cx, &(struct home_steps_args){ .n = HOME_TASKS + 1 }, &rows, &n));
	if (n == 0)
		return ERR_OK;
	TRY(ref_book(cx, "service", &services));
	for (i = 0; i < n && (t = add(to, i)) != NULL; i++)
		*t = (struct home_task){
			.kind = HOME_STEP,
			.id = rows[i].id,
			.case_id = rows[i].case_id,
			.number = rows[i].number,
			.text = rows[i].title,
			.detail = ref_book_label(services, rows[i].service),
			.due_at = rows[i].due_at,
			.urgent = rows[i].emergency != 0,
		};
	return ERR_OK;
}

enum err home_visits(struct ctx *cx, struct home_visits *ret)
{
	*ret = (struct home_visits){ .n = 0 };
	return may(cx, PERM_VERVAL_PROPOSE) ? visit_mine(cx, HOME_TASKS + 1, &ret->rows, &ret->n)
					    : ERR_OK;
}

static bool visits(const struct home_visits *own, int64_t verval_id)
{
	for (size_t i = 0; i < own->n; i++)
		if (own->rows[i].verval_id == verval_id)
			return true;
	return false;
}

/* Requests of a kind at the same step are one line: a kelurahan has dozens before a meeting. */
static bool joins_request(struct basket *to, const struct home_task *t)
{
	for (size_t i = 0; i < to->n; i++) {
		struct home_task *other = &to->tasks[i];

		if (other->kind != HOME_VERVAL || !str_eq(other->text, t->text) ||
		    !str_eq(other->detail, t->detail))
			continue;
		other->alike = MAX(other->alike, 1) + 1;
		other->due_at = MIN(other->due_at, t->due_at);
		return true;
	}
	return false;
}

/* Whom a request is about, so that two can be told apart; the name is not said before it is
 * opened. */
static const char *whom(struct ctx *cx, const struct verval_wait *w)
{
	static const enum text sexes[] = { T_HOME_SOMEBODY, T_SEX_MALE, T_SEX_FEMALE };
	const char *who;

	if (!w->person)
		who = text_fill(cx, T_HOME_FAMILY_OF, say_number(cx, w->members), NULL);
	else if (w->age == DB_NONE)
		who = text(cx, sexes[w->sex < (int64_t)LEN(sexes) ? w->sex : 0]);
	else
		who = text_fill(cx, T_HOME_OF_AGE,
				text(cx, sexes[w->sex < (int64_t)LEN(sexes) ? w->sex : 0]),
				say_number(cx, w->age), NULL);
	return joined(cx, who, w->region);
}

/* One's own visits stand above, with the door to knock at. */
static enum err add_requests(struct ctx *cx, const struct home_visits *own, struct basket *to)
{
	struct verval_wait *waits = NULL;
	struct home_visits asked = { .n = 0 };
	size_t n, n_added = 0;
	struct home_task *t;

	TRY(verval_waiting(cx, HOME_TASKS + 1, &waits, &n));
	if (own == NULL && n > 0)
		TRY(home_visits(cx, &asked));
	own = own == NULL ? &asked : own;
	for (size_t i = 0; i < n; i++) {
		const struct home_task one = {
			.kind = HOME_VERVAL,
			.id = waits[i].id,
			.number = waits[i].number,
			.text = text(cx, verval_kind_text(waits[i].kind)),
			.detail = waits[i].step,
			.whom = whom(cx, &waits[i]),
			.due_at = waits[i].due_at,
		};

		if (visits(own, one.id) || (i < HOME_TASKS && joins_request(to, &one)))
			continue;
		t = add(to, i < HOME_TASKS ? n_added++ : HOME_TASKS);
		if (t == NULL)
			break;
		*t = one;
	}
	return ERR_OK;
}

/* Is the case among the tasks of this kind so far? */
static bool holds_case(const struct basket *to, enum home_kind kind, int64_t case_id)
{
	for (size_t i = 0; i < to->n; i++)
		if (to->tasks[i].kind == kind && to->tasks[i].case_id == case_id)
			return true;
	return false;
}

/* Another unit is chosen with the case before one's eyes; its penetapan is an act of its own. */
static bool said_already(const struct basket *to, const struct home_task *t)
{
	for (size_t i = 0; i < to->n; i++) {
		const struct home_task *other = &to->tasks[i];

		if ((other->kind == HOME_CHOOSE || other->kind == HOME_CASE) &&
		    other->case_id == t->case_id && !other->undecided && !t->undecided)
			return true;
	}
	return false;
}

/* The unit's steps in one case are one line: what is to be done, by the nearest deadline. */
static bool joins_step(struct ctx *cx, struct basket *to, const struct home_task *t)
{
	for (size_t i = 0; i < to->n; i++) {
		struct home_task *other = &to->tasks[i];

		if (other->kind != HOME_STEP || other->case_id != t->case_id)
			continue;
		other->detail = joined(cx, other->detail, t->detail);
		other->urgent |= t->urgent;
		return true;
	}
	return false;
}

/* A late step of the unit's own case makes the line of that case late. */
static bool joins_case(struct ctx *cx, struct basket *to, const struct home_task *t)
{
	for (size_t i = 0; i < to->n; i++) {
		struct home_task *other = &to->tasks[i];

		if ((other->kind != HOME_CASE && other->kind != HOME_CHOOSE) ||
		    other->case_id != t->case_id || other->undecided)
			continue;
		other->detail = joined(cx, other->detail, t->detail);
		other->due_at = MIN(other->due_at, t->due_at);
		return true;
	}
	return false;
}

/*
 * Nothing is said to wait twice: not a case for which a unit must be chosen again, and not a step
 * of a case that is yet to be accepted or stands here itself.
 */
static void drop_repeated(struct ctx *cx, struct basket *to)
{
	struct basket kept = { .tasks = to->tasks, .more = to->more };

	for (size_t i = 0; i < to->n; i++) {
		const struct home_task *t = &to->tasks[i];

		if ((t->kind == HOME_CHOOSE || t->kind == HOME_CASE) && said_already(&kept, t))
			continue;
		if (t->kind == HOME_STEP && (holds_case(&kept, HOME_REFERRAL, t->case_id) ||
					     joins_case(cx, &kept, t) || joins_step(cx, &kept, t)))
			continue;
		kept.tasks[kept.n++] = *t;
	}
	*to = kept;
}

/* Urgent before the rest, then by deadline; a tie goes by kind, as the kinds are declared. */
static int by_urgency(const void *a, const void *b)
{
	const struct home_task *x = a, *y = b;

	if (x->urgent != y->urgent)
		return x->urgent ? -1 : 1;
	if (x->due_at != y->due_at)
		return x->due_at < y->due_at ? -1 : 1;
	return (int)x->kind - (int)y->kind;
}

/* Who receives begins his day with the referrals, but for what is urgent or late already. */
static int referrals_first(const void *a, const void *b)
{
	const struct home_task *x = a, *y = b;

	if (x->urgent != y->urgent || x->late != y->late)
		return x->urgent != y->urgent ? by_urgency(a, b) : x->late ? -1 : 1;
	if ((x->kind == HOME_REFERRAL) != (y->kind == HOME_REFERRAL))
		return x->kind == HOME_REFERRAL ? -1 : 1;
	return by_urgency(a, b);
}

enum err home_tasks(struct ctx *cx, const struct home_visits *own, struct home_task **ret,
		    size_t *ret_n, bool *ret_more)
{
	struct basket to = { .tasks =
				 ARENA_ARRAY(cx->arena, KINDS * HOME_TASKS, struct home_task) };
	size_t i;

	if (may(cx, PERM_REFERRAL_ANSWER))
		TRY(add_referrals(cx, &to));
	if (may(cx, PERM_REFERRAL_SEND))
		TRY(add_choices(cx, &to));
	if (may(cx, PERM_REPORT_READ))
		TRY(add_reports(cx, &to));
	if (may(cx, PERM_CASE_READ))
		TRY(add_cases(cx, &to));
	if (may(cx, PERM_CASE_READ) && may(cx, PERM_REPORT_DECIDE))
		TRY(add_undecided(cx, &to));
	if (may(cx, PERM_CASE_WORK))
		TRY(add_steps(cx, &to));
	TRY(add_requests(cx, own, &to));
	drop_repeated(cx, &to);
	for (i = 0; i < to.n; i++)
		to.tasks[i].late = to.tasks[i].due_at != 0 && to.tasks[i].due_at < cx->now;
	qsort(to.tasks, to.n, sizeof(*to.tasks),
	      cx->actor->roles == 1U << ROLE_RECEIVER ? referrals_first : by_urgency);
	*ret = to.tasks;
	*ret_n = to.n;
	*ret_more = to.more;
	return ERR_OK;
}

enum err home_requests(struct ctx *cx, const struct home_visits *own, struct home_task **ret,
		       size_t *ret_n)
{
	struct basket to = { .tasks = ARENA_ARRAY(cx->arena, HOME_TASKS, struct home_task) };

	TRY(add_requests(cx, own, &to));
	for (size_t i = 0; i < to.n; i++)
		to.tasks[i].late = to.tasks[i].due_at != 0 && to.tasks[i].due_at < cx->now;
	*ret = to.tasks;
	*ret_n = to.n;
	return ERR_OK;
}

enum err home_counts(struct ctx *cx, int64_t since, struct home_counts *ret)
{
	struct home_held_row held;

	TRY(home_held_one(cx, &(struct home_held_args){ .since_at = since }, &held));
	*ret = (struct home_counts){ .cases = held.n,
				     .mine = held.mine,
				     .late = held.late,
				     .arrived = held.arrived,
				     .reports = held.reports,
				     .reports_late = held.reports_late,
				     .reports_arrived = held.reports_arrived };
	return ERR_OK;
}

enum err home_asked(struct ctx *cx, struct home_asked *ret)
{
	struct home_asked_row row;

	TRY(home_asked_one(cx, &row));
	*ret =
	    (struct home_asked){ .asked = row.asked, .listed = row.listed, .serving = row.serving };
	return ERR_OK;
}

enum text home_greeting(const struct ctx *cx)
{
	int hour = clock_civil(cx->now, zone_of(cx)).hour;

	return hour < 4    ? T_HOME_NIGHT
	       : hour < 11 ? T_HOME_MORNING
	       : hour < 15 ? T_HOME_DAY
	       : hour < 18 ? T_HOME_AFTERNOON
			   : T_HOME_NIGHT;
}
