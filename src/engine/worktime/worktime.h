/*
 * Working time: when a limit of hours or days ends, by a week of office hours and the holidays.
 *
 * Pure: everything comes in through struct worktime.  An emergency limit runs in clock hours; the
 * others run only while the office is open, or are counted in working days.
 */
#ifndef WORKTIME_WORKTIME_H
#define WORKTIME_WORKTIME_H

#include "base/clock.h"

/* Minutes after midnight, from <= x < to.  Both 0: none. */
struct worktime_span {
	int from, to;
};

/* Before and after the midday break. */
#define WORKTIME_SPANS 2

struct worktime {
	struct worktime_span week[7][WORKTIME_SPANS]; /* by weekday, 0 Sunday; in order */
	const int32_t *holidays;                      /* dates, ascending */
	size_t n_holidays;
	int zone_minutes;
};

enum worktime_unit {
	WORKTIME_CLOCK_HOURS, /* run always */
	WORKTIME_WORK_HOURS,  /* run while the office is open */
	WORKTIME_WORK_DAYS,   /* end when the office closes; the day of the start does not count */
	WORKTIME_DAYS,        /* run always */
	WORKTIME__UNITS
};

struct worktime_limit {
	int amount; /* 0 to WORKTIME_MAX */
	enum worktime_unit unit;
};
#define WORKTIME_MAX 10000

/* Whether a calendar can be used: spans in order within the day, some of them, holidays sorted. */
bool worktime_valid(const struct worktime *cal);

/* Whether the office works at all on a date. */
bool worktime_workday(const struct worktime *cal, int32_t date);

/* Whether the office is open at an instant. */
bool worktime_open(const struct worktime *cal, int64_t instant);

/*
 * The instant at which a limit that starts at start is over.  An amount of 0 ends at once.  Limits
 * in working time need a valid calendar; the others look at none of it.
 * Adding a and then b is the same as adding a + b; a later start never ends earlier; limits in
 * working time end on a working day while (or when) the office closes.
 */
int64_t worktime_add(const struct worktime *cal, int64_t start, struct worktime_limit limit);

/*
 * The reverse: how many whole hours or days of that unit passed between from and to, 0 when to is
 * not later.  worktime_between(start, worktime_add(start, n)) is n.
 */
int64_t worktime_between(const struct worktime *cal, int64_t from, int64_t to,
			 enum worktime_unit unit);

/*
 * When a deadline of a limit in that unit is over whose clock stood from from until to: as much
 * time of its kind is left as was left then.  One that was over by then stays.
 */
int64_t worktime_stood(const struct worktime *cal, enum worktime_unit unit, int64_t due,
		       int64_t from, int64_t to);

/* Microseconds during which the office was open between from and to. */
int64_t worktime_elapsed(const struct worktime *cal, int64_t from, int64_t to);

#endif
