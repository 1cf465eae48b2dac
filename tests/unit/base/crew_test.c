#include "base/crew.h"

#include <pthread.h>

#include "lib/testlib.h"

enum { TASKS = 300, THREADS = 3 };

struct sum {
	struct crew_task task;
	unsigned upto;
	unsigned long is;
	pthread_t by;
};

static void add_up(struct crew_task *t)
{
	struct sum *s = (struct sum *)t;

	for (unsigned i = 1; i <= s->upto; i++)
		s->is += i;
	s->by = pthread_self();
}

static void give_all(struct crew *c, struct sum *s)
{
	for (unsigned i = 0; i < TASKS; i++) {
		s[i] = (struct sum){ .task = { .run = add_up }, .upto = i };
		crew_give(c, &s[i].task);
	}
}

static void assert_added_up(const struct sum *s)
{
	for (unsigned i = 0; i < TASKS; i++)
		assert_true(s[i].is == (unsigned long)i * (i + 1) / 2);
}

static void each_task_is_done_when_it_was_waited_for(void **state)
{
	static struct sum s[TASKS];
	struct crew *c = crew_new(THREADS);

	(void)state;
	give_all(c, s);
	for (unsigned i = 0; i < TASKS; i++)
		crew_wait(c, &s[i].task);
	assert_added_up(s);
	crew_free(c);
}

static void the_end_waits_for_all(void **state)
{
	static struct sum s[TASKS];
	struct crew *c = crew_new(THREADS);

	(void)state;
	give_all(c, s);
	crew_free(c);
	assert_added_up(s);
}

static void without_threads_a_task_runs_where_it_is_given(void **state)
{
	static struct sum s[TASKS];
	struct crew *c = crew_new(0);

	(void)state;
	give_all(c, s);
	assert_added_up(s);
	assert_true(pthread_equal(s[TASKS - 1].by, pthread_self()));
	crew_wait(c, &s[0].task);
	crew_free(c);
}

/* Two that wait for each other: they run at the same time. */
struct meeting {
	struct crew_task task;
	pthread_barrier_t *both;
};

static void meet(struct crew_task *t)
{
	(void)pthread_barrier_wait(((struct meeting *)t)->both);
}

static void tasks_run_beside_each_other(void **state)
{
	pthread_barrier_t both;
	struct meeting m[2];
	struct crew *c = crew_new(2);

	(void)state;
	assert_int_equal(pthread_barrier_init(&both, NULL, 2), 0);
	for (int i = 0; i < 2; i++) {
		m[i] = (struct meeting){ .task = { .run = meet }, .both = &both };
		crew_give(c, &m[i].task);
	}
	crew_free(c);
	assert_int_equal(pthread_barrier_destroy(&both), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_task_is_done_when_it_was_waited_for),
		cmocka_unit_test(the_end_waits_for_all),
		cmocka_unit_test(without_threads_a_task_runs_where_it_is_given),
		cmocka_unit_test(tasks_run_beside_each_other),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
