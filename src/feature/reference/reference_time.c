/* Time limits and the office calendar. */
#include "feature/reference/reference.h"

#include <stdio.h>

#include "base/str.h"
#include "platform/app.h"

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

enum err ref_limit(struct ctx *cx, const char *code, struct ref_limit *ret)
{
	struct ref_entry e;
	const char *unit;
	int64_t amount;

	TRY(ref_get(cx, "limit", code, ref_today(cx), &e));
	unit = ref_doc_text(cx, &e, "unit");
	amount = ref_doc_int(cx, &e, "amount", -1);
	for (int u = 0; u < WORKTIME__UNITS; u++) {
		if (!str_eq(units[u].name, unit) || amount < 0 || amount > WORKTIME_MAX)
			continue;
		*ret = (struct ref_limit){
			.limit = { (int)amount, (enum worktime_unit)u },
			.label = e.label,
			.version = e.version,
		};
		ret->words = words(cx, ret->limit);
		return ERR_OK;
	}
	return err_set(cx, ERR_INVALID, "limit %s: amount or unit", code);
}

/* "07:30-12:00" */
static bool span_read(const char *s, struct worktime_span *ret)
{
	int h1, m1, h2, m2, end = 0;

	if (sscanf(s, "%2d:%2d-%2d:%2d%n", &h1, &m1, &h2, &m2, &end) != 4 || s[end] != '\0')
		return false;
	*ret = (struct worktime_span){ h1 * 60 + m1, h2 * 60 + m2 };
	return true;
}

static enum err read_week(struct ctx *cx, struct worktime *cal)
{
	const struct ref_entry *days;
	size_t n;

	TRY(ref_list(cx, "work_hour", ref_today(cx), &days, &n));
	for (size_t i = 0; i < n; i++) {
		int64_t weekday = ref_doc_int(cx, &days[i], "weekday", -1);
		const char *const *hours;
		size_t n_hours = ref_doc_list(cx, &days[i], "hours", &hours);

		if (weekday < 0 || weekday > 6 || n_hours > WORKTIME_SPANS)
			return err_set(cx, ERR_INVALID, "work_hour %s", days[i].code);
		for (size_t h = 0; h < n_hours; h++) {
			if (!span_read(hours[h], &cal->week[weekday][h]))
				return err_set(cx, ERR_INVALID, "work_hour %s", days[i].code);
		}
	}
	return ERR_OK;
}

/* The code of a holiday is its date, so that a calendar costs no parsing of documents. */
static enum err read_holidays(struct ctx *cx, struct worktime *cal)
{
	const struct ref_entry *entries;
	int32_t *dates;
	size_t n;

	TRY(ref_list(cx, "holiday", ref_today(cx), &entries, &n));
	dates = ARENA_ARRAY(cx->arena, n, int32_t);
	for (size_t i = 0; i < n; i++) {
		int32_t date;
		size_t at = cal->n_holidays;

		if (!date_parse(entries[i].code, &date))
			return err_set(cx, ERR_INVALID, "holiday %s", entries[i].code);
		for (; at > 0 && dates[at - 1] > date; at--)
			dates[at] = dates[at - 1];
		dates[at] = date;
		cal->n_holidays++;
	}
	cal->holidays = dates;
	return ERR_OK;
}

enum err ref_calendar(struct ctx *cx, struct worktime *ret)
{
	struct worktime cal = { .zone_minutes = cx->app->zone_minutes };

	TRY(read_week(cx, &cal));
	TRY(read_holidays(cx, &cal));
	if (!worktime_valid(&cal))
		return err_set(cx, ERR_INVALID, "the calendar has no working time");
	*ret = cal;
	return ERR_OK;
}

enum err ref_due(struct ctx *cx, const char *limit_code, int64_t start, int64_t *ret_due)
{
	struct worktime cal = { .zone_minutes = cx->app->zone_minutes };
	struct ref_limit l;

	TRY(ref_limit(cx, limit_code, &l));
	/* Emergencies run in clock hours and need not read the calendar. */
	if (l.limit.unit == WORKTIME_WORK_HOURS || l.limit.unit == WORKTIME_WORK_DAYS)
		TRY(ref_calendar(cx, &cal));
	*ret_due = worktime_add(&cal, start, l.limit);
	return ERR_OK;
}
