/* When units are open and who answers: hours as people write them, the duty roster. */
#include <strings.h>

#include "base/clock.h"
#include "base/str.h"
#include "feature/directory/directory.h"
#include "feature/directory/directory_shelf.h"
#include "feature/directory/directory_sql.h"
#include "feature/reference/reference.h"
#include "platform/app.h"
#include "platform/audit/audit.h"
#include "platform/keep/keep.h"
#include "text/directory.h"

enum { DAY_MINUTES = 1440 };

/* ---- hours as text ----------------------------------------------------------------------- */

static const char *clock_text(struct ctx *cx, int minutes)
{
	return arena_printf(cx->arena, "%02d.%02d", minutes / 60, minutes % 60);
}

const char *hours_text(struct ctx *cx, const struct unit_hour *hours, size_t n, int weekday)
{
	const char *out = "";

	for (size_t i = 0; i < n; i++) {
		const struct unit_hour *h = &hours[i];

		if (h->weekday != weekday)
			continue;
		if (h->from_min == 0 && h->to_min == DAY_MINUTES)
			return text(cx, T_DIRECTORY_ALL_DAY);
		out = str_and(cx->arena, out,
			      arena_printf(cx->arena, "%s-%s", clock_text(cx, h->from_min),
					   clock_text(cx, h->to_min)));
	}
	return out;
}

static const char *skip_blank(const char *s)
{
	while (*s == ' ' || *s == '\t')
		s++;
	return s;
}

/* "8", "08.00" or "08:00"; NULL when it is none. */
static const char *read_clock(const char *s, int *ret)
{
	int digits = 0, hour = 0, minute = 0;

	for (; *s >= '0' && *s <= '9' && digits < 2; digits++)
		hour = hour * 10 + (*s++ - '0');
	if (digits == 0)
		return NULL;
	if (*s == '.' || *s == ':') {
		s++;
		if (s[0] < '0' || s[0] > '5' || s[1] < '0' || s[1] > '9')
			return NULL;
		minute = (s[0] - '0') * 10 + (s[1] - '0');
		s += 2;
	}
	*ret = hour * 60 + minute;
	return *ret <= DAY_MINUTES ? s : NULL;
}

/* One span: from, a dash or "s.d.", to. */
static const char *read_span(const char *s, struct unit_hour *ret)
{
	s = read_clock(skip_blank(s), &ret->from_min);
	if (!s)
		return NULL;
	s = skip_blank(s);
	if (str_starts(s, "s.d."))
		s += 4;
	else if (str_starts(s, "\xe2\x80\x93")) /* en dash */
		s += 3;
	else if (*s == '-')
		s++;
	else
		return NULL;
	s = read_clock(skip_blank(s), &ret->to_min);
	return s && ret->from_min < ret->to_min ? skip_blank(s) : NULL;
}

static bool overlaps(const struct unit_hour *spans, size_t n, const struct unit_hour *h)
{
	for (size_t i = 0; i < n; i++)
		if (spans[i].from_min < h->to_min && h->from_min < spans[i].to_min)
			return true;
	return false;
}

bool hours_parse(const char *typed, int weekday, struct unit_hour ret[static UNIT_SPANS],
		 size_t *ret_n)
{
	size_t n = 0;
	const char *s;

	*ret_n = 0;
	if (str_blank(typed))
		return true;
	s = skip_blank(typed);
	if (strncasecmp(s, "24 jam", 6) == 0 || strncasecmp(s, "24 hours", 8) == 0) {
		ret[0] = (struct unit_hour){ .weekday = weekday, .to_min = DAY_MINUTES };
		*ret_n = 1;
		return true;
	}
	for (;;) {
		struct unit_hour h = { .weekday = weekday };

		s = read_span(s, &h);
		if (!s || n == UNIT_SPANS || overlaps(ret, n, &h))
			return false;
		ret[n++] = h;
		if (*s == '\0')
			break;
		if (*s != ',' && *s != ';')
			return false;
		s++;
	}
	*ret_n = n;
	return true;
}

/* ---- open -------------------------------------------------------------------------------- */

/* The code of a holiday is its date: one look, and no calendar of office hours is needed. */
static enum err is_holiday(struct ctx *cx, int32_t date, bool *ret)
{
	struct ref_entry entry;
	char code[DATE_TEXT_SIZE];

	date_text(date, code);
	return ref_maybe(cx, "holiday", code, &entry, ret);
}

enum err directory_moment(struct ctx *cx, int64_t at, struct unit_moment *ret)
{
	struct civil c = clock_civil(at, cx->app->zone_minutes);
	bool holiday;

	TRY(is_holiday(cx, clock_date(at, cx->app->zone_minutes), &holiday));
	*ret = (struct unit_moment){ .weekday = holiday ? UNIT_HOLIDAY : c.weekday,
				     .minute = c.hour * 60 + c.minute };
	return ERR_OK;
}

enum err directory_is_open(struct ctx *cx, int64_t unit_id, int64_t at, bool *ret)
{
	const struct directory_shelf *shelf;
	const struct shelf_unit *u;
	struct unit_moment m;

	TRY(directory_moment(cx, at, &m));
	TRY(directory_shelf(cx, &shelf));
	u = shelf_unit(shelf, unit_id);
	*ret = u && shelf_open(u, &m);
	return ERR_OK;
}

/* The first span of that day which begins after the minute, or -1. */
static int opens_after(const struct shelf_unit *u, int weekday, int minute)
{
	int first = -1;

	for (size_t i = 0; i < u->n_hours; i++) {
		const struct unit_hour *h = &u->hours[i];

		if (h->weekday == weekday && h->from_min > minute &&
		    (first < 0 || h->from_min < first))
			first = h->from_min;
	}
	return first;
}

enum err directory_opens(struct ctx *cx, int64_t unit_id, int64_t at, int64_t *ret)
{
	enum { DAYS = 21 }; /* further than the longest row of holidays */
	const struct directory_shelf *shelf;
	const struct shelf_unit *u;
	struct unit_moment m;

	*ret = 0;
	TRY(directory_shelf(cx, &shelf));
	u = shelf_unit(shelf, unit_id);
	for (int day = 0; u && u->n_hours > 0 && day < DAYS; day++) {
		int64_t midnight = at + day * USEC_DAY;
		struct civil c = clock_civil(midnight, cx->app->zone_minutes);
		int from;

		TRY(directory_moment(cx, midnight, &m));
		from = opens_after(u, m.weekday, day == 0 ? m.minute : -1);
		if (from < 0)
			continue;
		c.hour = from / 60;
		c.minute = from % 60;
		c.second = 0;
		*ret = clock_instant(&c, cx->app->zone_minutes);
		return ERR_OK;
	}
	return ERR_OK;
}

/* ---- duty -------------------------------------------------------------------------------- */

enum err directory_on_duty(struct ctx *cx, int64_t unit_id, int64_t at, struct duty_contact *ret)
{
	struct duty_at_row *rows;
	struct unit u;
	bool open;
	size_t n;

	TRY(duty_at_all(cx, &(struct duty_at_args){ .unit_id = unit_id, .at = at }, &rows, &n));
	if (n > 0) {
		const struct duty_at_row *first = &rows[0], *last = &rows[n - 1];

		*ret = (struct duty_contact){
			.source = first->substitute ? DUTY_SUBSTITUTE : DUTY_PERSON,
			.user_id = first->user_id,
			.name = first->name,
			.phone = first->phone,
			.substitute = last->substitute && n > 1 ? last->name : NULL,
			.substitute_phone = last->substitute && n > 1 ? last->phone : NULL,
		};
		return ERR_OK;
	}
	TRY(directory_get(cx, unit_id, &u));
	TRY(directory_is_open(cx, unit_id, at, &open));
	/* Behind a closed desk nobody lifts the ordinary telephone. */
	*ret = (struct duty_contact){ .source = DUTY_UNIT, .name = u.name };
	ret->phone = open && u.phone ? u.phone : u.emergency_phone;
	if (!ret->phone)
		ret->phone = u.phone;
	return ERR_OK;
}

enum err directory_emergency_call(struct ctx *cx, int64_t unit_id, int64_t at,
				  struct duty_contact *ret)
{
	struct unit u;

	TRY(directory_on_duty(cx, unit_id, at, ret));
	if (ret->source != DUTY_UNIT)
		return ERR_OK;
	TRY(directory_get(cx, unit_id, &u));
	if (u.emergency_phone)
		ret->phone = u.emergency_phone;
	return ERR_OK;
}

enum err directory_duties(struct ctx *cx, int64_t unit_id, int64_t from_at, int64_t to_at,
			  struct duty **ret, size_t *ret_n)
{
	struct duty_between_row *rows;
	struct duty *duties;
	size_t n;

	TRY(duty_between_all(
	    cx,
	    &(struct duty_between_args){ .unit_id = unit_id, .from_at = from_at, .to_at = to_at },
	    &rows, &n));
	duties = ARENA_ARRAY(cx->arena, n, struct duty);
	for (size_t i = 0; i < n; i++)
		duties[i] = (struct duty){ .id = rows[i].id,
					   .unit_id = rows[i].unit_id,
					   .user_id = rows[i].user_id,
					   .name = rows[i].name,
					   .phone = rows[i].phone,
					   .from_at = rows[i].from_at,
					   .to_at = rows[i].to_at,
					   .substitute = rows[i].substitute != 0 };
	*ret = duties;
	*ret_n = n;
	return ERR_OK;
}

/*
 * Takes the unit's row: two people who fill the same hours at once meet there.  What processes keep
 * of the roster holds no more.
 */
static enum err bump_roster(struct ctx *cx, int64_t unit_id)
{
	int64_t changed;

	TRY(unit_bump_roster_run(cx, &(struct unit_bump_roster_args){ .id = unit_id }, &changed));
	if (changed != 1)
		return err_set(cx, ERR_NOTFOUND, "no open unit %lld", (long long)unit_id);
	return keep_changed(cx);
}

enum err directory_duty_add(struct ctx *cx, const struct duty *d, int64_t *ret_id)
{
	struct duty_overlap_row other;
	int64_t id = APP_ID(cx);
	bool found;

	if (d->from_at >= d->to_at)
		return err_set(cx, ERR_INVALID, "duty ends before it begins");
	TRY(bump_roster(cx, d->unit_id));
	TRY(duty_overlap_maybe(cx,
			       &(struct duty_overlap_args){ .unit_id = d->unit_id,
							    .substitute = d->substitute,
							    .from_at = d->from_at,
							    .to_at = d->to_at },
			       &other, &found));
	if (found)
		return err_set(cx, ERR_CONFLICT, "unit %lld has duty %lld then",
			       (long long)d->unit_id, (long long)other.id);
	TRY(duty_insert_run(cx,
			    &(struct duty_insert_args){ .id = id,
							.unit_id = d->unit_id,
							.user_id = d->user_id,
							.name = d->name,
							.phone = d->phone,
							.from_at = d->from_at,
							.to_at = d->to_at,
							.substitute = d->substitute },
			    NULL));
	TRY(audit_leaf(cx, "directory.duty_add", d->unit_id,
		       arena_printf(cx->arena, "duty=%lld", (long long)id)));
	*ret_id = id;
	return ERR_OK;
}

enum err directory_duty_remove(struct ctx *cx, int64_t unit_id, int64_t id)
{
	int64_t changed;

	TRY(bump_roster(cx, unit_id));
	TRY(duty_delete_run(cx, &(struct duty_delete_args){ .id = id, .unit_id = unit_id },
			    &changed));
	if (changed != 1)
		return err_set(cx, ERR_NOTFOUND, "no duty %lld", (long long)id);
	return audit_leaf(cx, "directory.duty_remove", unit_id,
			  arena_printf(cx->arena, "duty=%lld", (long long)id));
}
