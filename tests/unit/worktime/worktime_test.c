#include "engine/worktime/worktime.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/rng.h"

#define WIB 420

/* Office hours as shipped, with two holidays: Thursday 24 and Friday 25 December 2026. */
static int32_t holidays[2];
static struct worktime office(void)
{
	struct worktime cal = { .holidays = holidays, .n_holidays = 2, .zone_minutes = WIB };

	holidays[0] = date_from_ymd(2026, 12, 24);
	holidays[1] = date_from_ymd(2026, 12, 25);
	for (int day = 1; day <= 4; day++) {
		cal.week[day][0] = (struct worktime_span){ 450, 720 };
		cal.week[day][1] = (struct worktime_span){ 780, 960 };
	}
	cal.week[5][0] = (struct worktime_span){ 450, 690 };
	cal.week[5][1] = (struct worktime_span){ 780, 990 };
	return cal;
}

static int64_t at(int month, int day, int hour, int minute)
{
	return clock_instant(
	    &(struct civil){
		.year = 2026, .month = month, .day = day, .hour = hour, .minute = minute },
	    WIB);
}

static int64_t add(int64_t start, int amount, enum worktime_unit unit)
{
	struct worktime cal = office();

	return worktime_add(&cal, start, (struct worktime_limit){ amount, unit });
}

static void an_emergency_on_saturday_night_runs_in_clock_hours(void **state)
{
	(void)state;
	assert_int_equal(add(at(11, 21, 21, 40), 3, WORKTIME_CLOCK_HOURS), at(11, 22, 0, 40));
}

static void a_working_day_from_saturday_ends_when_monday_closes(void **state)
{
	(void)state;
	assert_int_equal(add(at(11, 21, 21, 40), 1, WORKTIME_WORK_DAYS), at(11, 23, 16, 0));
	assert_int_equal(add(at(11, 23, 9, 0), 1, WORKTIME_WORK_DAYS), at(11, 24, 16, 0));
	assert_int_equal(add(at(11, 26, 9, 0), 1, WORKTIME_WORK_DAYS), at(11, 27, 16, 30));
}

static void working_days_skip_holidays_and_the_weekend(void **state)
{
	(void)state;
	assert_int_equal(add(at(12, 23, 10, 0), 1, WORKTIME_WORK_DAYS), at(12, 28, 16, 0));
}

static void working_hours_stop_at_the_break_and_over_night(void **state)
{
	(void)state;
	assert_int_equal(add(at(11, 23, 11, 30), 1, WORKTIME_WORK_HOURS), at(11, 23, 13, 30));
	assert_int_equal(add(at(11, 23, 15, 0), 4, WORKTIME_WORK_HOURS), at(11, 24, 10, 30));
	assert_int_equal(add(at(11, 21, 21, 40), 4, WORKTIME_WORK_HOURS), at(11, 23, 11, 30));
	assert_int_equal(add(at(11, 23, 15, 0), 1, WORKTIME_WORK_HOURS), at(11, 23, 16, 0));
}

static void a_limit_of_nothing_ends_at_once(void **state)
{
	(void)state;
	for (enum worktime_unit u = 0; u < WORKTIME__UNITS; u++)
		assert_int_equal(add(at(12, 25, 3, 0), 0, u), at(12, 25, 3, 0));
}

static void the_office_is_open_between_its_hours_only(void **state)
{
	struct worktime cal = office();

	(void)state;
	assert_false(worktime_open(&cal, at(11, 23, 7, 29)));
	assert_true(worktime_open(&cal, at(11, 23, 7, 30)));
	assert_false(worktime_open(&cal, at(11, 23, 12, 0)));
	assert_false(worktime_open(&cal, at(11, 23, 16, 0)));
	assert_false(worktime_open(&cal, at(12, 24, 9, 0)));
	assert_int_equal(worktime_elapsed(&cal, at(11, 21, 0, 0), at(11, 28, 0, 0)),
			 37 * USEC_HOUR + 30 * USEC_MINUTE);
}

static void a_clock_that_stood_has_what_it_had_left_in_its_own_time(void **state)
{
	struct worktime cal = office();
	int64_t stopped = at(11, 26, 9, 30), due = at(11, 27, 9, 30), on = at(11, 28, 14, 0);

	(void)state;
	/* A working day less two hours was left; Saturday gives none. */
	assert_int_equal(
	    worktime_elapsed(&cal, on, worktime_stood(&cal, WORKTIME_WORK_DAYS, due, stopped, on)),
	    worktime_elapsed(&cal, stopped, due));
	assert_int_equal(worktime_stood(&cal, WORKTIME_CLOCK_HOURS, due, stopped, on),
			 on + USEC_DAY);
	assert_int_equal(worktime_stood(&cal, WORKTIME_WORK_HOURS, stopped, due, on), stopped);
}

static void a_calendar_that_never_opens_is_refused(void **state)
{
	struct worktime cal = office(), never = { .zone_minutes = WIB };

	(void)state;
	assert_true(worktime_valid(&cal));
	assert_false(worktime_valid(&never));
	cal.week[1][1] = (struct worktime_span){ 700, 960 };
	assert_false(worktime_valid(&cal));
	cal = office();
	holidays[1] = holidays[0];
	assert_false(worktime_valid(&cal));
}

/* A random instant of two years and a random amount that is not 0. */
struct draw {
	int64_t start, later;
	int a, b;
	enum worktime_unit unit;
};

static struct draw draw(struct rng *r)
{
	int64_t start = at(1, 1, 0, 0) + (int64_t)rng_below(r, 730 * (uint64_t)USEC_DAY);

	return (struct draw){
		.start = start,
		.later = start + (int64_t)rng_below(r, 10 * (uint64_t)USEC_DAY),
		.a = 1 + (int)rng_below(r, 40),
		.b = 1 + (int)rng_below(r, 40),
		.unit = (enum worktime_unit)rng_below(r, WORKTIME__UNITS),
	};
}

static void adding_is_monotone_additive_and_has_a_reverse(void **state)
{
	struct worktime cal = office();
	struct rng r;

	(void)state;
	rng_seed(&r, 7);
	for (int i = 0; i < 20000; i++) {
		struct draw d = draw(&r);
		int64_t once = worktime_add(&cal, d.start, (struct worktime_limit){ d.a, d.unit });
		int64_t both =
		    worktime_add(&cal, d.start, (struct worktime_limit){ d.a + d.b, d.unit });

		assert_true(once > d.start);
		assert_true(both > once);
		assert_true(worktime_add(&cal, d.later, (struct worktime_limit){ d.a, d.unit }) >=
			    once);
		assert_int_equal(worktime_add(&cal, once, (struct worktime_limit){ d.b, d.unit }),
				 both);
		assert_int_equal(worktime_between(&cal, d.start, once, d.unit), d.a);
		assert_int_equal(worktime_between(&cal, d.start, both, d.unit), d.a + d.b);
	}
}

static void working_limits_never_end_outside_office_days(void **state)
{
	struct worktime cal = office();
	struct rng r;

	(void)state;
	rng_seed(&r, 8);
	for (int i = 0; i < 20000; i++) {
		struct draw d = draw(&r);
		enum worktime_unit unit = i % 2 ? WORKTIME_WORK_HOURS : WORKTIME_WORK_DAYS;
		int64_t end = worktime_add(&cal, d.start, (struct worktime_limit){ d.a, unit });

		assert_true(worktime_workday(&cal, clock_date(end, WIB)));
		assert_true(worktime_open(&cal, end - 1));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_emergency_on_saturday_night_runs_in_clock_hours),
		cmocka_unit_test(a_working_day_from_saturday_ends_when_monday_closes),
		cmocka_unit_test(working_days_skip_holidays_and_the_weekend),
		cmocka_unit_test(working_hours_stop_at_the_break_and_over_night),
		cmocka_unit_test(a_limit_of_nothing_ends_at_once),
		cmocka_unit_test(the_office_is_open_between_its_hours_only),
		cmocka_unit_test(a_clock_that_stood_has_what_it_had_left_in_its_own_time),
		cmocka_unit_test(a_calendar_that_never_opens_is_refused),
		cmocka_unit_test(adding_is_monotone_additive_and_has_a_reverse),
		cmocka_unit_test(working_limits_never_end_outside_office_days),
	};

	return cmocka_run_group_tests_name("worktime", tests, NULL, NULL);
}
