/* Time limits and the office calendar. */
#include "feature/reference/reference_shelf.h"

#include <stdio.h>
#include <string.h>

#include "base/str.h"
#include "platform/app.h"
#include "text/reference.h"

static const struct {
	const char *name;
	enum text one, many;
} units[WORKTIME__UNITS] = {
	[WORKTIME_CLOCK_HOURS] = { "clock_hours", T_REFERENCE_HOURS_ONE, T_REFERENCE_HOURS },
	[WORKTIME_WORK_HOURS] = { "work_hours", T_REFERENCE_WORK_HOURS_ONE,
				  T_REFERENCE_WORK_HOURS },
	[WORKTIME_WORK_DAYS] = { "work_days", T_REFERENCE_WORK_DAYS_ONE, T_REFERENCE_WORK_DAYS },
	[WORKTIME_DAYS] = { "days", T_REFERENCE_DAYS_ONE, T_REFERENCE_DAYS },
};

static const char *words(const struct ctx *cx, struct worktime_limit limit)
{
	if (limit.amount == 1)
		return text(cx, units[limit.unit].one);
	return text_fill(cx, units[limit.unit].many, arena_printf(cx->arena, "%d", limit.amount),
			 (char *)NULL);
}

bool ref_limit_of(struct ctx *cx, const struct ref_entry *e, struct ref_limit *ret)
{
	const char *unit = ref_doc_text(cx, e, "unit");
	int64_t amount = ref_doc_int(cx, e, "amount", -1);

	for (int u = 0; u < WORKTIME__UNITS; u++) {
		if (!str_eq(units[u].name, unit) || amount < 0 || amount > WORKTIME_MAX)
			continue;
		*ret = (struct ref_limit){
			.limit = { (int)amount, (enum worktime_unit)u },
			.label = e->label,
			.version = e->version,
		};
		ret->words = words(cx, ret->limit);
		return true;
	}
	return false;
}

enum err ref_limit(struct ctx *cx, const char *code, struct ref_limit *ret)
{
	struct ref_entry e;

	TRY(ref_get(cx, "limit", code, ref_today(cx), &e));
	if (!ref_limit_of(cx, &e, ret))
		return err_set(cx, ERR_INVALID, "limit %s: amount or unit", code);
	return ERR_OK;
}

enum err ref_service_limit(struct ctx *cx, const char *service, const char **ret)
{
	struct ref_entry e;
	bool found;

	*ret = NULL;
	TRY(ref_maybe(cx, "service", service, &e, &found));
	if (found)
		*ret = ref_doc_text(cx, &e, "limit");
	return ERR_OK;
}

/* "07:30-12:00" */
static bool span_read(const char *s, struct worktime_span *ret)
{
	unsigned h1, m1, h2, m2;
	int end = 0;

	if (s[strspn(s, "0123456789:-")] != '\0' ||
	    sscanf(s, "%2u:%2u-%2u:%2u%n", &h1, &m1, &h2, &m2, &end) != 4 || s[end] != '\0' ||
	    m1 > 59 || m2 > 59)
		return false;
	*ret = (struct worktime_span){ (int)(h1 * 60 + m1), (int)(h2 * 60 + m2) };
	return true;
}

bool ref_hours_read(const char *const *hours, size_t n, struct worktime_span *day)
{
	memset(day, 0, WORKTIME_SPANS * sizeof(*day));
	for (size_t i = 0; i < n; i++) {
		if (i >= WORKTIME_SPANS || !span_read(hours[i], &day[i]))
			return false;
	}
	return true;
}

/* What is wrong with it, or NULL. */
static const char *read_week(struct ctx *cx, const struct ref_shelf_set *days, struct worktime *cal)
{
	for (size_t i = 0; i < days->n_offered; i++) {
		const struct ref_entry *day = &days->offered[LANG_ID][i];
		int64_t weekday = ref_doc_int(cx, day, "weekday", -1);
		const char *const *hours;
		size_t n_hours = ref_doc_list(cx, day, "hours", &hours);

		if (weekday < 0 || weekday > 6 ||
		    !ref_hours_read(hours, n_hours, cal->week[weekday]))
			return arena_printf(cx->arena, "work_hour %s", day->code);
	}
	return NULL;
}

/* The code of a holiday is its date, so that a calendar costs no parsing of documents. */
static const char *read_holidays(struct ctx *cx, const struct ref_shelf_set *days,
				 struct worktime *cal)
{
	int32_t *dates = ARENA_ARRAY(cx->arena, days->n_offered, int32_t);

	cal->holidays = dates;
	for (size_t i = 0; i < days->n_offered; i++) {
		int32_t date;
		size_t at = cal->n_holidays;

		if (!date_parse(days->offered[LANG_ID][i].code, &date))
			return arena_printf(cx->arena, "holiday %s",
					    days->offered[LANG_ID][i].code);
		for (; at > 0 && dates[at - 1] > date; at--)
			dates[at] = dates[at - 1];
		dates[at] = date;
		cal->n_holidays++;
	}
	return NULL;
}

void ref_calendar_read(struct ctx *cx, struct ref_shelf *shelf)
{
	struct worktime *cal = &shelf->calendar;
	const char *fault;

	cal->zone_minutes = cx->app->zone_minutes;
	fault = read_week(cx, ref_shelf_set(shelf, "work_hour"), cal);
	if (!fault)
		fault = read_holidays(cx, ref_shelf_set(shelf, "holiday"), cal);
	if (!fault && !worktime_valid(cal))
		fault = "the calendar has no working time";
	shelf->calendar_fault = fault;
}

enum err ref_calendar(struct ctx *cx, struct worktime *ret)
{
	const struct ref_shelf *shelf;

	TRY(ref_shelf(cx, &shelf));
	if (shelf->calendar_fault)
		return err_set(cx, ERR_INVALID, "%s", shelf->calendar_fault);
	*ret = shelf->calendar;
	return ERR_OK;
}

/* The limit, and what it needs of the calendar: emergencies run in clock hours and read none. */
static enum err limit_and_calendar(struct ctx *cx, const char *code, struct worktime_limit *ret,
				   struct worktime *ret_cal)
{
	struct ref_limit l;

	*ret_cal = (struct worktime){ .zone_minutes = cx->app->zone_minutes };
	TRY(ref_limit(cx, code, &l));
	*ret = l.limit;
	if (l.limit.unit == WORKTIME_WORK_HOURS || l.limit.unit == WORKTIME_WORK_DAYS)
		return ref_calendar(cx, ret_cal);
	return ERR_OK;
}

enum err ref_stood(struct ctx *cx, const char *limit_code, int64_t due, int64_t from,
		   int64_t *ret_due)
{
	struct worktime_limit limit;
	struct worktime cal;

	TRY(limit_and_calendar(cx, limit_code, &limit, &cal));
	*ret_due = worktime_stood(&cal, limit.unit, due, from, cx->now);
	return ERR_OK;
}

enum err ref_due(struct ctx *cx, const char *limit_code, int64_t start, int64_t *ret_due)
{
	struct worktime_limit limit;
	struct worktime cal;

	TRY(limit_and_calendar(cx, limit_code, &limit, &cal));
	*ret_due = worktime_add(&cal, start, limit);
	return ERR_OK;
}
