/* Clocks that stand: for how long, and what is left when they go on. */
#include "lib/city.h"

#include "base/clock.h"
#include "feature/casework/casework_impl.h"
#include "text/casework.h"

static void a_pause_has_a_limit_and_the_clock_goes_on_with_what_was_left(void **state)
{
	struct city_fixture c;
	int64_t id, left;

	(void)state;
	city_open(&c);
	id = city_case(&c, NULL, 0, false);
	left = city_int(&c, "SELECT due_at FROM casefile WHERE id = %lld", id) - c.cx->now;
	assert_refused(&c, case_pause(c.cx, id, 0, "berkas", c.cx->now + 15 * USEC_DAY),
		       T_CASEWORK_REFUSE_PAUSE_SPAN);
	assert_refused(&c, case_pause(c.cx, id, 0, "berkas", c.cx->now),
		       T_CASEWORK_REFUSE_PAUSE_SPAN);
	assert_ok(ACT(&c, case_pause(c.cx, id, 0, "berkas", c.cx->now + 14 * USEC_DAY)));
	assert_refused(&c, case_pause(c.cx, id, 0, "berkas", c.cx->now + USEC_DAY),
		       T_CASEWORK_REFUSE_PAUSED);
	assert_true(city_next_deadline(&c)); /* goes on by itself */
	assert_int_equal(city_holder(&c, id), c.unit[CITY_DESK]);
	assert_int_equal(city_int(&c, "SELECT due_at FROM casefile WHERE id = %lld", id),
			 c.cx->now + left);
	assert_refused(&c, case_resume(c.cx, id, 0), T_CASEWORK_REFUSE_NOT_PAUSED);
	city_close_whole(&c);
}

static void a_step_begun_while_the_clock_stood_gets_no_more_than_its_limit(void **state)
{
	struct step_new step = { .service = "asesmen",
				 .limit_code = "asesmen",
				 .reason = "Perlu." };
	struct city_fixture c;
	int64_t id, made, due;

	(void)state;
	city_open(&c);
	id = city_case(&c, NULL, 0, false);
	assert_ok(ACT(&c, case_pause(c.cx, id, 0, "berkas", c.cx->now + 10 * USEC_DAY)));
	c.cx->now += 9 * USEC_DAY;
	step.unit_id = c.unit[CITY_DESK];
	assert_ok(ACT(&c, step_add(c.cx, id, 0, &step, NULL, &made)));
	due = city_int(&c, "SELECT due_at FROM step WHERE id = %lld", made);
	assert_ok(ACT(&c, case_resume(c.cx, id, 0)));
	assert_int_equal(city_int(&c, "SELECT due_at FROM step WHERE id = %lld", made), due);
	city_close_whole(&c);
}

/* "Berkas kurang" for ever is nobody's plan; who has done something may wait anew. */
static void the_limit_of_a_reason_is_not_begun_again_by_stopping_again(void **state)
{
	struct city_fixture c;
	int64_t id, first;

	(void)state;
	city_open(&c);
	id = city_case(&c, NULL, 0, false);
	first = c.cx->now;
	assert_ok(ACT(&c, case_pause(c.cx, id, 0, "berkas", first + 10 * USEC_DAY)));
	assert_true(city_next_deadline(&c));
	assert_refused(&c, case_pause(c.cx, id, 0, "berkas", first + 15 * USEC_DAY),
		       T_CASEWORK_REFUSE_PAUSE_SPAN);
	assert_ok(ACT(&c, case_pause(c.cx, id, 0, "berkas", first + 14 * USEC_DAY)));
	assert_true(city_next_deadline(&c));
	assert_refused(&c, case_pause(c.cx, id, 0, "berkas", c.cx->now + USEC_DAY),
		       T_CASEWORK_REFUSE_PAUSE_SPAN);
	assert_ok(ACT(&c, case_note(c.cx, id, 0, "Berkas ditanyakan lagi", NULL)));
	assert_ok(ACT(&c, case_pause(c.cx, id, 0, "berkas", c.cx->now + 14 * USEC_DAY)));
	city_close_whole(&c);
}

static void a_clock_that_goes_on_leaves_working_time_to_case_and_steps(void **state)
{
	struct step_new steps[] = {
		{ .service = "asesmen", .limit_code = "tindak_lanjut", .reason = "Perlu." },
	};
	int64_t id, due[2], step_due[2], stopped;
	struct city_fixture c;
	struct worktime cal;

	(void)state;
	city_open(&c);
	steps[0].unit_id = c.unit[CITY_DESK];
	id = city_case(&c, steps, 1, false);
	stopped = c.cx->now;
	for (int i = 0; i < 2; i++) {
		due[i] = city_int(&c, "SELECT due_at FROM casefile WHERE id = %lld", id);
		step_due[i] = city_int(&c, "SELECT due_at FROM step WHERE case_id = %lld", id);
		if (i == 1)
			break;
		assert_ok(ACT(&c, case_pause(c.cx, id, 0, "berkas",
					     c.cx->now + 4 * USEC_DAY + 5 * USEC_HOUR)));
		assert_true(city_next_deadline(&c));
	}
	test_read_begin(&c.t);
	assert_ok(ref_calendar(c.cx, &cal));
	test_read_end(&c.t);
	assert_int_equal(worktime_elapsed(&cal, c.cx->now, due[1]),
			 worktime_elapsed(&cal, stopped, due[0]));
	assert_int_equal(worktime_elapsed(&cal, c.cx->now, step_due[1]),
			 worktime_elapsed(&cal, stopped, step_due[0]));
	assert_true(step_due[1] > step_due[0]);
	city_close_whole(&c);
}

static void taking_a_paused_case_lets_its_clock_stand(void **state)
{
	struct city_fixture c;
	int64_t id;

	(void)state;
	city_open(&c);
	id = city_case(&c, NULL, 0, false);
	assert_ok(ACT(&c, case_pause(c.cx, id, 0, "berkas", c.cx->now + USEC_DAY)));
	assert_ok(ACT(&c, case_take(c.cx, id, 0, c.person[CITY_FRONT])));
	city_act_as(&c, CITY_DOCTOR);
	assert_refused(&c, case_resume(c.cx, id, 0), T_CASEWORK_REFUSE_NOT_HOLDER);
	city_act_as(&c, CITY_FRONT);
	assert_ok(ACT(&c, case_resume(c.cx, id, 0)));
	city_close_whole(&c);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_pause_has_a_limit_and_the_clock_goes_on_with_what_was_left),
		cmocka_unit_test(a_step_begun_while_the_clock_stood_gets_no_more_than_its_limit),
		cmocka_unit_test(the_limit_of_a_reason_is_not_begun_again_by_stopping_again),
		cmocka_unit_test(a_clock_that_goes_on_leaves_working_time_to_case_and_steps),
		cmocka_unit_test(taking_a_paused_case_lets_its_clock_stand),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
