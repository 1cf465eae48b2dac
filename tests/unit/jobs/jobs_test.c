#include "lib/testlib.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/log.h"
#include "platform/jobs/jobs.h"
#include "platform/jobs/jobs_impl.h"
#include "platform/jobs/jobs_sql.h"

static int runs;
static int64_t last_object;
static char last_detail[32];
static enum err outcome;

static enum err note(struct ctx *cx, int64_t object, const char *detail)
{
	runs++;
	last_object = object;
	(void)snprintf(last_detail, sizeof(last_detail), "%s", detail != NULL ? detail : "");
	if (outcome != ERR_OK)
		return err_set(cx, outcome, "told to fail");
	return ERR_OK;
}

/* Plans its own next run, as an escalation does. */
static enum err chain(struct ctx *cx, int64_t object, const char *detail)
{
	runs++;
	if (object == 0)
		return ERR_OK;
	return job_add(cx, "test.chain", "c", object - 1, cx->now + USEC_HOUR, detail);
}

/* Writes, then fails: what it wrote must be gone. */
static enum err half(struct ctx *cx, int64_t object, const char *detail)
{
	(void)object;
	(void)detail;
	TRY(job_add(cx, "test.note", "left", 1, cx->now, NULL));
	return err_set(cx, ERR_CONFLICT, "after half of the work");
}

static const struct job_kind *const kinds[] = {
	&(const struct job_kind){ .name = "test.note", .run = note },
	&(const struct job_kind){ .name = "test.chain", .run = chain },
	&(const struct job_kind){ .name = "test.half", .run = half },
	&(const struct job_kind){ .name = "test.every", .run = note, .every = USEC_HOUR },
	NULL,
};

struct adding {
	const char *kind, *key, *detail;
	int64_t object, at;
};

static enum err add(struct ctx *cx, void *arg)
{
	const struct adding *a = arg;

	return job_add(cx, a->kind, a->key, a->object, a->at, a->detail);
}

static void start(struct test *t)
{
	test_open(t);
	runs = 0;
	outcome = ERR_OK;
}

static unsigned due(struct test *t)
{
	unsigned ran = 99;

	assert_ok(jobs_run_due(&t->cx, t->app.pool, 100, &ran));
	return ran;
}

static void a_job_runs_once_when_its_time_has_come(void **state)
{
	struct adding a = { "test.note", "k", "x=1", 42, TEST_NOW + USEC_HOUR };
	struct test t;

	(void)state;
	start(&t);
	assert_ok(test_write(&t, add, &a));
	assert_int_equal(due(&t), 0);
	t.cx.now += USEC_HOUR;
	assert_int_equal(due(&t), 1);
	assert_int_equal(runs, 1);
	assert_int_equal(last_object, 42);
	assert_string_equal(last_detail, "x=1");
	t.cx.now += USEC_DAY;
	assert_int_equal(due(&t), 0);
	test_close(&t);
}

static void the_same_key_moves_a_waiting_job(void **state)
{
	struct adding a = { "test.note", "k", NULL, 1, TEST_NOW };
	struct adding b = { "test.note", "k", NULL, 2, TEST_NOW + USEC_HOUR };
	struct test t;

	(void)state;
	start(&t);
	assert_ok(test_write(&t, add, &a));
	assert_ok(test_write(&t, add, &b));
	assert_int_equal(due(&t), 0);
	t.cx.now += USEC_HOUR;
	assert_int_equal(due(&t), 1);
	assert_int_equal(last_object, 2);
	/* and once it is done the key is free again */
	assert_ok(test_write(&t, add, &a));
	assert_int_equal(due(&t), 1);
	test_close(&t);
}

static void a_failing_job_is_tried_again_ever_later_and_then_stuck(void **state)
{
	struct adding a = { "test.note", "k", NULL, 1, TEST_NOW };
	int64_t pause, last = 0;
	struct test t;

	(void)state;
	start(&t);
	outcome = ERR_DB;
	assert_ok(test_write(&t, add, &a));
	assert_int_equal(due(&t), 1);
	while (runs < 8) {
		for (pause = 0; due(&t) == 0 && pause < 2 * USEC_DAY; pause += USEC_MINUTE)
			t.cx.now += USEC_MINUTE;
		assert_true(pause > last);
		last = pause;
	}
	assert_int_equal(runs, 8);
	outcome = ERR_OK;
	t.cx.now += 100 * USEC_DAY;
	assert_int_equal(due(&t), 0);
	test_close(&t);
}

static void a_failure_undoes_the_handlers_work(void **state)
{
	struct adding a = { "test.half", "k", NULL, 1, TEST_NOW };
	struct test t;

	(void)state;
	start(&t);
	assert_ok(test_write(&t, add, &a));
	assert_int_equal(due(&t), 1);
	assert_int_equal(due(&t), 0);
	assert_int_equal(runs, 0);
	test_close(&t);
}

static void a_handler_may_plan_its_own_next_run(void **state)
{
	struct adding a = { "test.chain", "c", NULL, 2, TEST_NOW };
	struct test t;

	(void)state;
	start(&t);
	assert_ok(test_write(&t, add, &a));
	assert_int_equal(due(&t), 1);
	assert_int_equal(due(&t), 0);
	t.cx.now += USEC_HOUR;
	assert_int_equal(due(&t), 1);
	t.cx.now += USEC_HOUR;
	assert_int_equal(due(&t), 1);
	t.cx.now += USEC_HOUR;
	assert_int_equal(due(&t), 0);
	assert_int_equal(runs, 3);
	test_close(&t);
}

/* What a process does that dies after it took the job. */
static enum err lease_and_die(struct ctx *cx, void *arg)
{
	struct job_lease_row row;
	bool found;

	return job_lease_maybe(cx,
			       &(struct job_lease_args){
				   .id = *(const int64_t *)arg,
				   .lease = 77,
				   .leased_until = cx->now + 10 * USEC_MINUTE,
			       },
			       &row, &found);
}

static int64_t next_id(struct test *t)
{
	struct job_next_due_row row;

	test_read_begin(t);
	assert_ok(job_next_due_one(&t->cx, &row));
	test_read_end(t);
	return row.id;
}

static void a_job_whose_process_died_runs_when_the_lease_is_over(void **state)
{
	struct adding a = { "test.note", "k", NULL, 1, TEST_NOW };
	struct test t;
	int64_t id;

	(void)state;
	start(&t);
	assert_ok(test_write(&t, add, &a));
	id = next_id(&t);
	assert_ok(test_write(&t, lease_and_die, &id));
	assert_int_equal(due(&t), 0);
	t.cx.now += 10 * USEC_MINUTE;
	assert_int_equal(due(&t), 1);
	assert_int_equal(runs, 1);
	assert_ok(test_write(&t, add, &a));
	id = next_id(&t);
	assert_ok(test_write(&t, lease_and_die, &id));
	assert_ok(jobs_release(&t.cx, t.app.pool));
	assert_int_equal(due(&t), 1);
	test_close(&t);
}

static void a_job_that_kills_the_program_is_stuck_one_day(void **state)
{
	struct adding a = { "test.note", "k", NULL, 1, TEST_NOW };
	struct test t;
	int64_t id;
	int i;

	(void)state;
	start(&t);
	assert_ok(test_write(&t, add, &a));
	id = next_id(&t);
	for (i = 0; i < 8; i++) {
		assert_ok(test_write(&t, lease_and_die, &id));
		t.cx.now += 10 * USEC_MINUTE;
	}
	assert_int_equal(due(&t), 1);
	assert_int_equal(runs, 0);
	t.cx.now += 100 * USEC_DAY;
	assert_int_equal(due(&t), 0);
	test_close(&t);
}

static void a_job_moved_after_its_lease_waits_for_its_new_time(void **state)
{
	struct adding a = { "test.note", "k", NULL, 1, TEST_NOW };
	struct test t;
	int64_t id;

	(void)state;
	start(&t);
	assert_ok(test_write(&t, add, &a));
	id = next_id(&t);
	assert_ok(test_write(&t, lease_and_die, &id));
	a.at += USEC_MINUTE;
	assert_ok(test_write(&t, add, &a));
	assert_int_equal(due(&t), 0);
	t.cx.now += USEC_MINUTE;
	assert_int_equal(due(&t), 1);
	test_close(&t);
}

static void recurring_work_is_there_once_and_comes_back(void **state)
{
	struct test t;
	int i;

	(void)state;
	start(&t);
	assert_ok(jobs_arm(&t.cx, t.app.pool));
	assert_ok(jobs_arm(&t.cx, t.app.pool));
	(void)due(&t);
	assert_int_equal(runs, 1);
	for (i = 2; i < 5; i++) {
		t.cx.now += USEC_HOUR;
		(void)due(&t);
		assert_int_equal(runs, i);
	}
	outcome = ERR_DB;
	for (i = 0; i < 30; i++) {
		t.cx.now += USEC_HOUR;
		(void)due(&t);
	}
	outcome = ERR_OK;
	runs = 0;
	t.cx.now += USEC_HOUR;
	(void)due(&t);
	assert_int_equal(runs, 1);
	test_close(&t);
}

static void an_unknown_kind_harms_no_other(void **state)
{
	struct adding a = { "test.unheard", "k", NULL, 1, TEST_NOW };
	struct adding b = { "test.note", "k", NULL, 2, TEST_NOW };
	struct test t;

	(void)state;
	start(&t);
	assert_ok(test_write(&t, add, &a));
	assert_ok(test_write(&t, add, &b));
	assert_int_equal(due(&t), 2);
	assert_int_equal(runs, 1);
	test_close(&t);
}

static _Atomic int ticks;

static enum err tick(struct ctx *cx, struct db_pool *pool)
{
	(void)pool;
	assert(cx->actor->user_id == ACTOR_SYSTEM);
	ticks++;
	return ERR_OK;
}

/* A clock that goes on by 10 ms whenever it is read, and steps that count themselves. */
static int64_t read_at;

static int64_t going_clock(void)
{
	read_at += 10 * (USEC_SECOND / 1000);
	return read_at;
}

static int steps;

static enum err step(struct ctx *cx, struct db_pool *pool, bool *ret_more)
{
	(void)pool;
	assert_true(cx->now == read_at);
	steps++;
	*ret_more = steps < 1000;
	return ERR_OK;
}

static int steps_of(struct test *t, bool busy, bool stopped)
{
	const atomic_bool stop = stopped;
	const struct jobs_lane lane = { .clock = going_clock, .stop = &stop, .busy = busy };

	steps = 0;
	assert_ok(jobs_steps(&t->cx, t->app.pool, &lane, 400, step));
	return steps;
}

static void long_work_leaves_the_time_to_a_busy_desk(void **state)
{
	struct test t;

	(void)state;
	start(&t);
	assert_int_equal(steps_of(&t, false, false), 20); /* 400 ms of 20 a step */
	assert_int_equal(steps_of(&t, true, false), 2);
	assert_int_equal(steps_of(&t, false, true), 0);
	test_close(&t);
}

static void a_hundred_writes_a_second_are_many(void **state)
{
	(void)state;
	assert_false(jobs_are_many(0, 1));
	assert_false(jobs_are_many(100, INT64_C(1000000000)));
	assert_true(jobs_are_many(101, INT64_C(1000000000)));
	assert_true(jobs_are_many(11, INT64_C(100000000)));
}

static int64_t fixed_clock(void)
{
	return TEST_NOW;
}

static void the_runner_runs_and_stops(void **state)
{
	struct adding a = { "test.note", "k", NULL, 5, TEST_NOW };
	struct jobs_runner *r;
	struct test t;
	int i;

	(void)state;
	start(&t);
	assert_ok(test_write(&t, add, &a));
	jobs_tick(tick, USEC_SECOND);
	assert_ok(jobs_start(&t.app, fixed_clock, &r));
	for (i = 0; i < 500 && ticks == 0; i++)
		(void)usleep(10000);
	jobs_stop(r);
	jobs_stop(NULL);
	assert_int_equal(ticks, 1);
	assert_int_equal(runs, 2); /* it, and the recurring one */
	test_close(&t);
}

static atomic_int turns;

static enum err count_turns(struct ctx *cx, struct db_pool *pool, const struct jobs_lane *lane)
{
	(void)cx;
	(void)pool;
	(void)lane;
	atomic_fetch_add(&turns, 1);
	return ERR_OK;
}

/* Twenty turns would take twenty seconds. */
static void who_asks_for_long_work_need_not_wait_for_its_turn(void **state)
{
	int64_t began = clock_mono();
	struct jobs_runner *r;
	struct test t;
	int before;

	(void)state;
	start(&t);
	jobs_hurry(&t.app); /* nobody is there to hear it */
	jobs_long(count_turns);
	assert_ok(jobs_start(&t.app, fixed_clock, &r));
	for (int i = 0; i < 20; i++) {
		before = atomic_load(&turns);
		jobs_hurry(&t.app);
		while (atomic_load(&turns) == before)
			(void)usleep(1000);
	}
	assert_true(clock_mono() - began < INT64_C(10000000000));
	jobs_stop(r);
	test_close(&t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_job_runs_once_when_its_time_has_come),
		cmocka_unit_test(the_same_key_moves_a_waiting_job),
		cmocka_unit_test(a_failing_job_is_tried_again_ever_later_and_then_stuck),
		cmocka_unit_test(a_failure_undoes_the_handlers_work),
		cmocka_unit_test(a_handler_may_plan_its_own_next_run),
		cmocka_unit_test(a_job_whose_process_died_runs_when_the_lease_is_over),
		cmocka_unit_test(a_job_that_kills_the_program_is_stuck_one_day),
		cmocka_unit_test(a_job_moved_after_its_lease_waits_for_its_new_time),
		cmocka_unit_test(recurring_work_is_there_once_and_comes_back),
		cmocka_unit_test(an_unknown_kind_harms_no_other),
		cmocka_unit_test(long_work_leaves_the_time_to_a_busy_desk),
		cmocka_unit_test(a_hundred_writes_a_second_are_many),
		cmocka_unit_test(the_runner_runs_and_stops),
		cmocka_unit_test(who_asks_for_long_work_need_not_wait_for_its_turn),
	};

	log_enable(false);
	jobs_register(kinds);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
