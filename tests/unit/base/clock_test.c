#include "lib/testlib.h"

#include <string.h>

/* Counts days one by one, with a calendar that shares nothing with clock.c. */
static void every_day_of_two_centuries_makes_the_round_trip(void **state)
{
	static const int lengths[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
	int32_t date = -25567; /* 1 January 1900, a Monday */
	int year, month, day, weekday = 1;

	(void)state;
	for (year = 1900; year <= 2100; year++) {
		bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);

		for (month = 1; month <= 12; month++) {
			int length = lengths[month - 1] + (month == 2 && leap);

			for (day = 1; day <= length; day++, date++) {
				struct civil c = date_civil(date);

				assert_int_equal(date_from_ymd(year, month, day), date);
				assert_int_equal(c.year, year);
				assert_int_equal(c.month, month);
				assert_int_equal(c.day, day);
				assert_int_equal(c.weekday, weekday);
				assert_true(date_valid(year, month, day));
				weekday = (weekday + 1) % 7;
			}
			assert_false(date_valid(year, month, length + 1));
		}
	}
}

static void the_calendar_is_right_on_known_days(void **state)
{
	(void)state;
	assert_int_equal(date_from_ymd(1970, 1, 1), 0);
	assert_int_equal(date_from_ymd(2000, 3, 1), 11017);
	assert_int_equal(date_from_ymd(1945, 8, 17), -8903);
	assert_int_equal(date_civil(-8903).weekday, 5);
	assert_true(date_valid(2000, 2, 29));
	assert_true(date_valid(2024, 2, 29));
	assert_false(date_valid(1900, 2, 29));
	assert_false(date_valid(2100, 2, 29));
	assert_false(date_valid(2023, 2, 29));
	assert_false(date_valid(2024, 0, 1));
	assert_false(date_valid(2024, 13, 1));
	assert_false(date_valid(2024, 1, 0));
	assert_false(date_valid(0, 1, 1));
	assert_false(date_valid(10000, 1, 1));
}

static void an_instant_makes_the_round_trip_in_every_zone(void **state)
{
	static const int zones[] = { 0, 420, 480, 540, -210 };
	int64_t instant;
	size_t i;

	(void)state;
	for (instant = -70 * 365 * USEC_DAY; instant < 130 * 365 * USEC_DAY;
	     instant += 37 * USEC_DAY + 12345 * USEC_SECOND) {
		for (i = 0; i < LEN(zones); i++) {
			struct civil c = clock_civil(instant, zones[i]);

			assert_int_equal(clock_instant(&c, zones[i]), instant);
			assert_int_equal(clock_date(instant, zones[i]),
					 date_from_ymd(c.year, c.month, c.day));
		}
	}
}

static void the_day_changes_at_the_city_s_midnight(void **state)
{
	int64_t midnight = date_from_ymd(2026, 11, 21) * USEC_DAY + 17 * USEC_HOUR;

	(void)state;
	assert_int_equal(clock_date(midnight - 1, 420), date_from_ymd(2026, 11, 21));
	assert_int_equal(clock_date(midnight, 420), date_from_ymd(2026, 11, 22));
	assert_int_equal(clock_date(-1, 0), -1);
	assert_int_equal(clock_civil(-1, 0).second, 59);
}

static void only_a_whole_valid_date_is_parsed(void **state)
{
	static const char *const wrong[] = {
		"",           "2026",       "2026-11-2",   "2026-11-211", "2026-13-01",
		"2026-02-29", "2026/11/21", " 2026-11-21", "2026-11-21 ", "-026-11-21",
		"0000-01-01", "20261121",   "2026-11-2x",
	};
	int32_t date = 7;
	char text[DATE_TEXT_SIZE];
	size_t i;

	(void)state;
	for (i = 0; i < LEN(wrong); i++)
		assert_false(date_parse(wrong[i], &date));
	assert_false(date_parse(NULL, &date));
	assert_int_equal(date, 7);
	assert_true(date_parse("2026-11-21", &date));
	assert_int_equal(date, date_from_ymd(2026, 11, 21));
	date_text(date, text);
	assert_string_equal(text, "2026-11-21");
	date_text(date_from_ymd(1, 1, 1), text);
	assert_string_equal(text, "0001-01-01");
	date_text(date_from_ymd(9999, 12, 31), text);
	assert_string_equal(text, "9999-12-31");
}

static void an_age_counts_full_years(void **state)
{
	int32_t born = date_from_ymd(2004, 2, 29);

	(void)state;
	assert_int_equal(date_age(born, date_from_ymd(2026, 2, 28)), 21);
	assert_int_equal(date_age(born, date_from_ymd(2026, 3, 1)), 22);
	assert_int_equal(date_age(born, date_from_ymd(2024, 2, 28)), 19);
	assert_int_equal(date_age(born, date_from_ymd(2024, 2, 29)), 20);
	assert_int_equal(date_age(born, born), 0);
}

static void some_months_before_a_day_is_the_same_day_or_the_last_of_its_month(void **state)
{
	static const struct {
		int from[3], to[3];
		int64_t months;
	} cases[] = {
		{ { 2026, 11, 21 }, { 2026, 11, 21 }, 0 },
		{ { 2026, 11, 21 }, { 2026, 10, 21 }, 1 },
		{ { 2026, 1, 5 }, { 2025, 12, 5 }, 1 },
		{ { 2026, 3, 31 }, { 2026, 2, 28 }, 1 },
		{ { 2024, 2, 29 }, { 2023, 2, 28 }, 12 },
		{ { 2026, 11, 21 }, { 1926, 11, 21 }, 1200 },
	};

	(void)state;
	for (size_t i = 0; i < LEN(cases); i++) {
		const int *from = cases[i].from, *to = cases[i].to;

		assert_int_equal(
		    date_months_before(date_from_ymd(from[0], from[1], from[2]), cases[i].months),
		    date_from_ymd(to[0], to[1], to[2]));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_day_of_two_centuries_makes_the_round_trip),
		cmocka_unit_test(the_calendar_is_right_on_known_days),
		cmocka_unit_test(an_instant_makes_the_round_trip_in_every_zone),
		cmocka_unit_test(the_day_changes_at_the_city_s_midnight),
		cmocka_unit_test(only_a_whole_valid_date_is_parsed),
		cmocka_unit_test(an_age_counts_full_years),
		cmocka_unit_test(some_months_before_a_day_is_the_same_day_or_the_last_of_its_month),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
