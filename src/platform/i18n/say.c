/* Dates, durations, money and masked numbers, put together from the catalogue's shapes. */
#include "platform/i18n/i18n.h"

#include "base/clock.h"
#include "base/str.h"
#include "platform/app.h"
#include "text/i18n.h"

#include <string.h>

#define ZONE_WIB 420

static const enum text weekdays[7] = {
	T_TIME_WEEKDAY_0, T_TIME_WEEKDAY_1, T_TIME_WEEKDAY_2, T_TIME_WEEKDAY_3,
	T_TIME_WEEKDAY_4, T_TIME_WEEKDAY_5, T_TIME_WEEKDAY_6,
};

static const enum text months[12] = {
	T_TIME_MONTH_01, T_TIME_MONTH_02, T_TIME_MONTH_03, T_TIME_MONTH_04,
	T_TIME_MONTH_05, T_TIME_MONTH_06, T_TIME_MONTH_07, T_TIME_MONTH_08,
	T_TIME_MONTH_09, T_TIME_MONTH_10, T_TIME_MONTH_11, T_TIME_MONTH_12,
};

static const enum text months_short[12] = {
	T_TIME_MONTH_SHORT_01, T_TIME_MONTH_SHORT_02, T_TIME_MONTH_SHORT_03, T_TIME_MONTH_SHORT_04,
	T_TIME_MONTH_SHORT_05, T_TIME_MONTH_SHORT_06, T_TIME_MONTH_SHORT_07, T_TIME_MONTH_SHORT_08,
	T_TIME_MONTH_SHORT_09, T_TIME_MONTH_SHORT_10, T_TIME_MONTH_SHORT_11, T_TIME_MONTH_SHORT_12,
};

int zone_of(const struct ctx *cx)
{
	return cx->app != NULL && cx->app->zone_minutes != 0 ? cx->app->zone_minutes : ZONE_WIB;
}

static const char *digits(const struct ctx *cx, int n)
{
	return str_digits(cx->arena, n);
}

/* Writes the last two digits of n and returns where they end. */
static char *put_two(char *p, int n)
{
	*p++ = (char)('0' + n / 10 % 10);
	*p++ = (char)('0' + n % 10);
	return p;
}

static const char *two_digits(const struct ctx *cx, int n)
{
	char room[3] = { 0 };

	(void)put_two(room, n);
	return arena_strdup(cx->arena, room);
}

static const char *clock_of(const struct ctx *cx, const struct civil *c)
{
	return text_fill(cx, T_TIME_CLOCK, two_digits(cx, c->hour), two_digits(cx, c->minute),
			 NULL);
}

static const char *long_date(const struct ctx *cx, const struct civil *c)
{
	return text_fill(cx, T_TIME_DATE, text(cx, weekdays[c->weekday]), digits(cx, c->day),
			 text(cx, months[c->month - 1]), digits(cx, c->year), NULL);
}

static const char *short_date(const struct ctx *cx, const struct civil *c)
{
	return text_fill(cx, T_TIME_DATE_SHORT, digits(cx, c->day),
			 text(cx, months_short[c->month - 1]), digits(cx, c->year), NULL);
}

const char *say_clock(const struct ctx *cx, int64_t instant)
{
	struct civil c = clock_civil(instant, zone_of(cx));

	return clock_of(cx, &c);
}

const char *say_instant(const struct ctx *cx, int64_t instant)
{
	struct civil c = clock_civil(instant, zone_of(cx));

	return text_fill(cx, T_TIME_INSTANT, long_date(cx, &c), clock_of(cx, &c), NULL);
}

const char *say_instant_short(const struct ctx *cx, int64_t instant)
{
	struct civil c = clock_civil(instant, zone_of(cx));

	return text_fill(cx, T_TIME_INSTANT, short_date(cx, &c), clock_of(cx, &c), NULL);
}

const char *say_date(const struct ctx *cx, int32_t date)
{
	struct civil c = date_civil(date);

	return long_date(cx, &c);
}

const char *say_date_short(const struct ctx *cx, int32_t date)
{
	struct civil c = date_civil(date);

	return short_date(cx, &c);
}

const char *say_date_letter(const struct ctx *cx, int32_t date)
{
	struct civil c = date_civil(date);

	return text_fill(cx, T_TIME_DATE_SHORT, digits(cx, c.day), text(cx, months[c.month - 1]),
			 digits(cx, c.year), NULL);
}

/* Years have four digits: instants of our field lie between 1900 and 9999. */
const char *iso_instant(const struct ctx *cx, int64_t instant)
{
	int zone = zone_of(cx), distance = zone < 0 ? -zone : zone;
	struct civil c = clock_civil(instant, zone);
	const int parts[] = { c.month, c.day, c.hour, c.minute, c.second };
	char room[sizeof("9999-12-31T23:59:59+07:00")] = { 0 };
	char *p = put_two(put_two(room, c.year / 100), c.year);

	for (size_t i = 0; i < LEN(parts); i++) {
		*p++ = "--T::"[i];
		p = put_two(p, parts[i]);
	}
	*p++ = zone < 0 ? '-' : '+';
	p = put_two(p, distance / 60);
	*p++ = ':';
	(void)put_two(p, distance % 60);
	return arena_strdup(cx->arena, room);
}

static const char *counted(const struct ctx *cx, int64_t n, enum text one, enum text many)
{
	return text_fill(cx, n == 1 ? one : many, say_number(cx, n), NULL);
}

const char *say_duration(const struct ctx *cx, int64_t usec)
{
	/* One month or year of unknown length would say too little: they begin at two. */
	static const struct {
		int64_t from, length;
		enum text one, many;
	} units[] = {
		{ 730 * USEC_DAY, 365 * USEC_DAY, T_TIME_YEAR_MANY, T_TIME_YEAR_MANY },
		{ 60 * USEC_DAY, 30 * USEC_DAY, T_TIME_MONTH_MANY, T_TIME_MONTH_MANY },
		{ USEC_DAY, USEC_DAY, T_TIME_DAY_ONE, T_TIME_DAY_MANY },
		{ USEC_HOUR, USEC_HOUR, T_TIME_HOUR_ONE, T_TIME_HOUR_MANY },
		{ USEC_MINUTE, USEC_MINUTE, T_TIME_MINUTE_ONE, T_TIME_MINUTE_MANY },
	};
	size_t i;

	for (i = 0; i < LEN(units); i++)
		if (usec >= units[i].from)
			return counted(cx, usec / units[i].length, units[i].one, units[i].many);
	return text(cx, T_TIME_MOMENT);
}

const char *say_period(const struct ctx *cx, const struct span *p)
{
	const struct {
		int64_t n;
		enum text one, many;
	} parts[] = {
		{ p->years, T_TIME_YEAR_ONE, T_TIME_YEAR_MANY },
		{ p->months, T_TIME_MONTH_ONE, T_TIME_MONTH_MANY },
		{ p->days, T_TIME_DAY_ONE, T_TIME_DAY_MANY },
	};
	const char *out = NULL, *part;

	for (size_t i = 0; i < LEN(parts); i++) {
		if (parts[i].n == 0)
			continue;
		part = counted(cx, parts[i].n, parts[i].one, parts[i].many);
		out = out ? text_fill(cx, T_TIME_AND, out, part, NULL) : part;
	}
	return out ? out : counted(cx, 0, T_TIME_DAY_ONE, T_TIME_DAY_MANY);
}

/* How many of the unit a length comes to, to the nearest. */
static int64_t nearest(int64_t usec, int64_t unit)
{
	return (usec + unit / 2) / unit;
}

/* Up to six hours the minutes count, up to two days the hours; beyond months nobody counts days. */
static const char *say_distance(const struct ctx *cx, int64_t usec)
{
	int64_t minutes = nearest(usec, USEC_MINUTE), hours = nearest(usec, USEC_HOUR);

	if (usec >= 60 * USEC_DAY)
		return say_duration(cx, usec);
	if (hours >= 48)
		return counted(cx, nearest(usec, USEC_DAY), T_TIME_DAY_ONE, T_TIME_DAY_MANY);
	if (minutes >= 6 * 60 || (minutes >= 60 && minutes % 60 == 0))
		return counted(cx, hours, T_TIME_HOUR_ONE, T_TIME_HOUR_MANY);
	if (minutes < 60)
		return counted(cx, minutes, T_TIME_MINUTE_ONE, T_TIME_MINUTE_MANY);
	return text_fill(cx, T_TIME_HOUR_MINUTE,
			 counted(cx, minutes / 60, T_TIME_HOUR_ONE, T_TIME_HOUR_MANY),
			 counted(cx, minutes % 60, T_TIME_MINUTE_ONE, T_TIME_MINUTE_MANY), NULL);
}

const char *say_due(const struct ctx *cx, int64_t due)
{
	int64_t left = due - cx->now;

	if (left >= USEC_MINUTE)
		return text_fill(cx, T_TIME_LEFT, say_distance(cx, left), NULL);
	if (left <= -USEC_MINUTE)
		return text_fill(cx, T_TIME_LATE, say_distance(cx, -left), NULL);
	return text(cx, T_TIME_NOW);
}

/* An instant of another day than now; days is how many midnights lie between. */
static const char *say_other_day(const struct ctx *cx, int64_t instant, int32_t days)
{
	struct civil c = clock_civil(instant, zone_of(cx));
	const char *clock = clock_of(cx, &c);

	if (days == 1)
		return text_fill(cx, T_TIME_TOMORROW, clock, NULL);
	if (days == -1)
		return text_fill(cx, T_TIME_YESTERDAY, clock, NULL);
	if (days < 0 && days > -7)
		return text_fill(cx, T_TIME_INSTANT, text(cx, weekdays[c.weekday]), clock, NULL);
	return say_instant_short(cx, instant);
}

const char *say_when(const struct ctx *cx, int64_t instant)
{
	int64_t distance = instant - cx->now;
	int zone = zone_of(cx);
	int32_t days = clock_date(instant, zone) - clock_date(cx->now, zone);

	if (distance > -USEC_MINUTE && distance < USEC_MINUTE)
		return text(cx, T_TIME_JUST_NOW);
	if (days != 0 && (distance <= -USEC_HOUR || distance >= USEC_HOUR))
		return say_other_day(cx, instant, days);
	if (distance < 0)
		return text_fill(cx, T_TIME_AGO, say_duration(cx, -distance), NULL);
	return text_fill(cx, T_TIME_LEFT, say_distance(cx, distance), NULL);
}

const char *say_number(const struct ctx *cx, int64_t n)
{
	uint64_t u = n < 0 ? 0 - (uint64_t)n : (uint64_t)n;
	char group = text(cx, T_NUMBER_GROUP)[0];
	char room[32], *p = room + sizeof(room);
	int written = 0;

	*--p = '\0';
	do {
		if (written > 0 && written % 3 == 0)
			*--p = group;
		*--p = (char)('0' + u % 10);
		u /= 10;
		written++;
	} while (u != 0);
	if (n < 0)
		*--p = '-';
	return arena_strdup(cx->arena, p);
}

const char *say_money(const struct ctx *cx, int64_t rupiah)
{
	const char *number = say_number(cx, rupiah);
	bool minus = number[0] == '-';
	const char *money = text_fill(cx, T_NUMBER_MONEY, number + minus, NULL);

	return minus ? arena_printf(cx->arena, "-%s", money) : money;
}

const char *say_few(const struct ctx *cx)
{
	return text_fill(cx, T_NUMBER_FEW, say_number(cx, SAY_LEAST), NULL);
}

int64_t say_near(int64_t n)
{
	if (n > 0 && n < SAY_LEAST)
		return SAY_HIDDEN;
	return (n + SAY_LEAST / 2) / SAY_LEAST * SAY_LEAST;
}

const char *say_rounded(const struct ctx *cx, int64_t n, bool data)
{
	const int64_t near = say_near(n);

	if (near == SAY_HIDDEN)
		return say_few(cx);
	return data ? str_digits(cx->arena, near) : say_number(cx, near);
}

const char *say_permille(const struct ctx *cx, int64_t permille)
{
	int tenth = (int)(permille % 10);
	const char *whole = say_number(cx, permille / 10);

	if (tenth == 0)
		return text_fill(cx, T_NUMBER_PERCENT, whole, NULL);
	if (permille < 0 && permille > -10)
		whole = "-0";
	return text_fill(cx, T_NUMBER_PERCENT_PARTS, whole, digits(cx, tenth < 0 ? -tenth : tenth),
			 NULL);
}

/* A mask has digits, dots and spaces, and no words around them. */
static bool is_mask(const char *shown)
{
	const char *c;

	for (c = shown; *c != '\0'; c++)
		if ((*c >= 'a' && *c <= 'z') || (*c >= 'A' && *c <= 'Z'))
			return false;
	return strstr(shown, "··") != NULL;
}

const char *mask_said(const struct ctx *cx, const char *shown)
{
	const char *end;

	if (shown == NULL || !is_mask(shown))
		return NULL;
	end = strrchr(shown, ' ');
	return end != NULL ? text_fill(cx, T_MASK_ENDS, end + 1, NULL) : text(cx, T_MASK_HIDDEN);
}

const char *mask_nik(const struct ctx *cx, const char *nik)
{
	if (nik == NULL)
		return NULL;
	if (strlen(nik) != 16 || strspn(nik, "0123456789") != 16)
		return "····";
	return arena_printf(cx->arena, "%.4s ·· ···· %s", nik, nik + 12);
}

const char *mask_phone(const struct ctx *cx, const char *phone)
{
	const char *zero = "";
	size_t n;

	if (phone == NULL)
		return NULL;
	if (strncmp(phone, "+62", 3) == 0) {
		zero = "0";
		phone += 3;
	}
	n = strlen(phone);
	if (n < 8 || strspn(phone, "0123456789 -") != n)
		return "····";
	return arena_printf(cx->arena, "%s%.*s·· ···· %s", zero, *zero != '\0' ? 1 : 2, phone,
			    phone + n - 3);
}
