#include "engine/worktime/worktime.h"

#define DAY_MINUTES (24 * 60)

/* The instant of a minute of a date in the calendar's zone. */
static int64_t instant_at(const struct worktime *cal, int32_t date, int minute)
{
	return (int64_t)date * USEC_DAY + (minute - cal->zone_minutes) * USEC_MINUTE;
}

static bool holiday(const struct worktime *cal, int32_t date)
{
	size_t low = 0, high = cal->n_holidays;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (cal->holidays[middle] < date)
			low = middle + 1;
		else
			high = middle;
	}
	return low < cal->n_holidays && cal->holidays[low] == date;
}

/* The spans of a date: empty ones on a holiday. */
static const struct worktime_span *spans_of(const struct worktime *cal, int32_t date)
{
	static const struct worktime_span closed[WORKTIME_SPANS];

	return holiday(cal, date) ? closed : cal->week[date_civil(date).weekday];
}

/* The minute at which the office closes on a date, 0 when it does not open. */
static int closes(const struct worktime *cal, int32_t date)
{
	const struct worktime_span *spans = spans_of(cal, date);
	int last = 0;

	for (int i = 0; i < WORKTIME_SPANS; i++)
		last = MAX(last, spans[i].to);
	return last;
}

bool worktime_valid(const struct worktime *cal)
{
	bool any = false;

	for (int day = 0; day < 7; day++) {
		int after = 0;

		for (int i = 0; i < WORKTIME_SPANS; i++) {
			const struct worktime_span *s = &cal->week[day][i];

			if (s->from == 0 && s->to == 0)
				continue;
			if (s->from < after || s->to <= s->from || s->to > DAY_MINUTES)
				return false;
			after = s->to;
			any = true;
		}
	}
	for (size_t i = 1; i < cal->n_holidays; i++) {
		if (cal->holidays[i - 1] >= cal->holidays[i])
			return false;
	}
	return any;
}

bool worktime_workday(const struct worktime *cal, int32_t date)
{
	return closes(cal, date) > 0;
}

bool worktime_open(const struct worktime *cal, int64_t instant)
{
	int32_t date = clock_date(instant, cal->zone_minutes);
	const struct worktime_span *spans = spans_of(cal, date);

	for (int i = 0; i < WORKTIME_SPANS; i++) {
		if (instant >= instant_at(cal, date, spans[i].from) &&
		    instant < instant_at(cal, date, spans[i].to))
			return true;
	}
	return false;
}

/* Spends working time from start on: days are skipped one by one, limits are short. */
static int64_t add_working(const struct worktime *cal, int64_t start, int64_t left)
{
	assert(worktime_valid(cal));
	for (int32_t date = clock_date(start, cal->zone_minutes);; date++) {
		const struct worktime_span *spans = spans_of(cal, date);

		for (int i = 0; i < WORKTIME_SPANS; i++) {
			int64_t from = MAX(start, instant_at(cal, date, spans[i].from));
			int64_t to = instant_at(cal, date, spans[i].to);

			if (from >= to)
				continue;
			if (left <= to - from)
				return from + left;
			left -= to - from;
		}
	}
}

static int64_t add_workdays(const struct worktime *cal, int64_t start, int amount)
{
	int32_t date = clock_date(start, cal->zone_minutes);

	assert(worktime_valid(cal));
	while (amount > 0) {
		date++;
		if (worktime_workday(cal, date))
			amount--;
	}
	return instant_at(cal, date, closes(cal, date));
}

int64_t worktime_add(const struct worktime *cal, int64_t start, struct worktime_limit limit)
{
	assert(limit.amount >= 0 && limit.amount <= WORKTIME_MAX);
	if (limit.amount == 0)
		return start;
	switch (limit.unit) {
	case WORKTIME_CLOCK_HOURS:
		return start + limit.amount * USEC_HOUR;
	case WORKTIME_WORK_HOURS:
		return add_working(cal, start, limit.amount * USEC_HOUR);
	case WORKTIME_WORK_DAYS:
		return add_workdays(cal, start, limit.amount);
	case WORKTIME_DAYS:
		return start + limit.amount * USEC_DAY;
	case WORKTIME__UNITS:
		break;
	}
	assert(false && "unit");
	return start;
}

int64_t worktime_elapsed(const struct worktime *cal, int64_t from, int64_t to)
{
	int32_t last = clock_date(to, cal->zone_minutes);
	int64_t sum = 0;

	if (to <= from)
		return 0;
	for (int32_t date = clock_date(from, cal->zone_minutes); date <= last; date++) {
		const struct worktime_span *spans = spans_of(cal, date);

		for (int i = 0; i < WORKTIME_SPANS; i++) {
			int64_t a = MAX(from, instant_at(cal, date, spans[i].from));
			int64_t b = MIN(to, instant_at(cal, date, spans[i].to));

			sum += MAX(b - a, 0);
		}
	}
	return sum;
}

int64_t worktime_stood(const struct worktime *cal, enum worktime_unit unit, int64_t due,
		       int64_t from, int64_t to)
{
	if (due <= from || to <= from)
		return due;
	if (unit == WORKTIME_CLOCK_HOURS || unit == WORKTIME_DAYS)
		return due + to - from;
	return add_working(cal, to, worktime_elapsed(cal, from, due));
}

/* Working days after that of from whose closing came by to. */
static int64_t workdays_between(const struct worktime *cal, int64_t from, int64_t to)
{
	int32_t last = clock_date(to, cal->zone_minutes);
	int64_t n = 0;

	for (int32_t date = clock_date(from, cal->zone_minutes) + 1; date <= last; date++) {
		if (worktime_workday(cal, date) && instant_at(cal, date, closes(cal, date)) <= to)
			n++;
	}
	return n;
}

int64_t worktime_between(const struct worktime *cal, int64_t from, int64_t to,
			 enum worktime_unit unit)
{
	if (to <= from)
		return 0;
	switch (unit) {
	case WORKTIME_CLOCK_HOURS:
		return (to - from) / USEC_HOUR;
	case WORKTIME_WORK_HOURS:
		return worktime_elapsed(cal, from, to) / USEC_HOUR;
	case WORKTIME_WORK_DAYS:
		return workdays_between(cal, from, to);
	case WORKTIME_DAYS:
		return (to - from) / USEC_DAY;
	case WORKTIME__UNITS:
		break;
	}
	assert(false && "unit");
	return 0;
}
