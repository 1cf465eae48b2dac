#include "base/clock.h"

#include <inttypes.h>
#include <stdio.h>
#include <time.h>

/* Set once before there are threads, then only read. */
static const char *shift_path;

void clock_shift_by(const char *path)
{
	shift_path = path;
}

/* A file that is missing or being written means no shift. */
static int64_t shift(void)
{
	int64_t by = 0;
	FILE *f = fopen(shift_path, "re");

	if (!f)
		return 0;
	if (fscanf(f, "%" SCNd64, &by) != 1)
		by = 0;
	(void)fclose(f);
	return by;
}

int64_t clock_now(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_REALTIME, &ts);
	return ts.tv_sec * USEC_SECOND + ts.tv_nsec / 1000 + (shift_path ? shift() : 0);
}

int64_t clock_mono(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return ts.tv_sec * INT64_C(1000000000) + ts.tv_nsec;
}

static int64_t floor_div(int64_t a, int64_t b)
{
	int64_t q = a / b;

	return a % b != 0 && (a < 0) != (b < 0) ? q - 1 : q;
}

/* Days from civil, after Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms". */
int32_t date_from_ymd(int year, int month, int day)
{
	int y = month <= 2 ? year - 1 : year;
	int era = (int)floor_div(y, 400);
	int yoe = y - era * 400;
	int doy = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
	int doe = yoe * 365 + yoe / 4 - yoe / 100 + doy;

	return era * 146097 + doe - 719468;
}

struct civil date_civil(int32_t date)
{
	int z = date + 719468;
	int era = (int)floor_div(z, 146097);
	int doe = z - era * 146097;
	int yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
	int doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
	int mp = (5 * doy + 2) / 153;
	int month = mp + (mp < 10 ? 3 : -9);

	return (struct civil){
		.year = yoe + era * 400 + (month <= 2),
		.month = month,
		.day = doy - (153 * mp + 2) / 5 + 1,
		.weekday = (int)(((date + 4) % 7 + 7) % 7),
	};
}

bool date_valid(int year, int month, int day)
{
	static const int days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
	bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;

	if (year < 1 || year > 9999 || month < 1 || month > 12 || day < 1)
		return false;
	return day <= days[month - 1] + (month == 2 && leap);
}

int64_t clock_instant(const struct civil *c, int zone_minutes)
{
	return date_from_ymd(c->year, c->month, c->day) * USEC_DAY + c->hour * USEC_HOUR +
	       (c->minute - zone_minutes) * USEC_MINUTE + c->second * USEC_SECOND;
}

int32_t clock_date(int64_t instant, int zone_minutes)
{
	return (int32_t)floor_div(instant + zone_minutes * USEC_MINUTE, USEC_DAY);
}

struct civil clock_civil(int64_t instant, int zone_minutes)
{
	int32_t date = clock_date(instant, zone_minutes);
	int64_t rest = instant + zone_minutes * USEC_MINUTE - date * USEC_DAY;
	struct civil c = date_civil(date);

	c.hour = (int)(rest / USEC_HOUR);
	c.minute = (int)(rest / USEC_MINUTE % 60);
	c.second = (int)(rest / USEC_SECOND % 60);
	return c;
}

int32_t date_months_before(int32_t date, int64_t months)
{
	struct civil c = date_civil(date);
	int64_t month = (int64_t)c.year * 12 + c.month - 1 - months;
	int year = (int)(month / 12), in_year = (int)(month % 12) + 1;

	assert(year >= 1 && year <= 9999);
	while (!date_valid(year, in_year, c.day))
		c.day--;
	return date_from_ymd(year, in_year, c.day);
}

bool date_parse(const char *s, int32_t *ret)
{
	static const char shape[] = "dddd-dd-dd";
	int v[3] = { 0 }, part = 0;
	size_t i;

	if (s == NULL)
		return false;
	for (i = 0; shape[i] != '\0'; i++) {
		if (shape[i] == '-' ? s[i] != '-' : (s[i] < '0' || s[i] > '9'))
			return false;
		if (shape[i] == '-')
			part++;
		else
			v[part] = v[part] * 10 + (s[i] - '0');
	}
	if (s[i] != '\0' || !date_valid(v[0], v[1], v[2]))
		return false;
	*ret = date_from_ymd(v[0], v[1], v[2]);
	return true;
}

void date_text(int32_t date, char text[DATE_TEXT_SIZE])
{
	struct civil c = date_civil(date);

	(void)snprintf(text, DATE_TEXT_SIZE, "%04d-%02d-%02d", c.year % 10000, c.month, c.day);
}

const char *date_iso(struct arena *a, int32_t date)
{
	char *text = arena_alloc(a, DATE_TEXT_SIZE);

	date_text(date, text);
	return text;
}

int date_age(int32_t birth, int32_t on)
{
	struct civil b = date_civil(birth), o = date_civil(on);

	return o.year - b.year - (o.month < b.month || (o.month == b.month && o.day < b.day));
}
