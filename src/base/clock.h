/*
 * Instants, dates and the city's zone.
 *
 * An instant is microseconds since 1970 in UTC.  A date is the number of days since 1970-01-01
 * (proleptic Gregorian).  Indonesia's zones have no summer time, so a zone is an offset in
 * minutes: 420 WIB, 480 WITA, 540 WIT.
 */
#ifndef BASE_CLOCK_H
#define BASE_CLOCK_H

#include "base/arena.h"
#include "base/macros.h"

#define USEC_SECOND INT64_C(1000000)
#define USEC_MINUTE (60 * USEC_SECOND)
#define USEC_HOUR   (60 * USEC_MINUTE)
#define USEC_DAY    (24 * USEC_HOUR)

/* No date: smaller than every date that can be written. */
#define DATE_NONE INT32_MIN

struct civil {
	int year, month, day;     /* month 1 to 12, day 1 to 31 */
	int hour, minute, second; /* of the zone asked for */
	int weekday;              /* 0 Sunday to 6 Saturday */
};

/* The wall clock.  Only main.c and the connection threads call it; everyone else uses cx->now. */
int64_t clock_now(void);

/*
 * For tests: from now on the wall clock is ahead by the microseconds (a decimal number, negative
 * for behind) that this file holds at each look.  Called once before there are threads.
 */
void clock_shift_by(const char *path);

/* Monotonic nanoseconds, for measuring only. */
int64_t clock_mono(void);

/* The civil time of an instant in a zone, and back (out-of-range members are not normalised). */
struct civil clock_civil(int64_t instant, int zone_minutes);
int64_t clock_instant(const struct civil *c, int zone_minutes);

/* The date on which an instant falls in a zone. */
int32_t clock_date(int64_t instant, int zone_minutes);

/* Days since 1970-01-01 of a date, and back; date_valid() says whether the day exists. */
int32_t date_from_ymd(int year, int month, int day);
struct civil date_civil(int32_t date);
bool date_valid(int year, int month, int day);

/*
 * The same day some months earlier, or the last of that month where it has no such day.  That month
 * must be in the year 1 or later.
 */
int32_t date_months_before(int32_t date, int64_t months);

/* Parses exactly YYYY-MM-DD.  False, *ret untouched, when it is not such a date; NULL is none. */
bool date_parse(const char *s, int32_t *ret);

/* Writes YYYY-MM-DD and a NUL. */
#define DATE_TEXT_SIZE 16
void date_text(int32_t date, char text[DATE_TEXT_SIZE]);

/* The same in a. */
const char *date_iso(struct arena *a, int32_t date);

/* Full years between two dates; 29 February counts on 1 March in other years. */
int date_age(int32_t birth, int32_t on);

#endif
