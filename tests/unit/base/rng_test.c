#include "lib/testlib.h"

#include <pthread.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static void a_seed_always_gives_the_same_sequence(void **state)
{
	struct rng a, b, c;
	int i, same = 0;

	(void)state;
	rng_seed(&a, 42);
	rng_seed(&b, 42);
	rng_seed(&c, 43);
	for (i = 0; i < 1000; i++) {
		uint64_t v = rng_next(&a);

		assert_true(v == rng_next(&b));
		same += v == rng_next(&c);
	}
	assert_int_equal(same, 0);
}

/* The reference of xoshiro256** for the state 1, 2, 3, 4. */
static void the_sequence_is_that_of_xoshiro256(void **state)
{
	static const uint64_t reference[] = {
		UINT64_C(11520),
		UINT64_C(0),
		UINT64_C(1509978240),
		UINT64_C(1215971899390074240),
	};
	struct rng r = { .s = { 1, 2, 3, 4 } };
	size_t i;

	(void)state;
	for (i = 0; i < LEN(reference); i++)
		assert_true(rng_next(&r) == reference[i]);
}

/* 70 000 throws into 7: each share lies within five deviations (93 each) of 10 000. */
static void below_is_uniform_and_never_reaches_its_bound(void **state)
{
	int seen[7] = { 0 }, i;
	struct rng r;

	(void)state;
	rng_seed(&r, 5);
	for (i = 0; i < 70000; i++) {
		uint64_t v = rng_below(&r, 7);

		assert_true(v < 7);
		seen[v]++;
	}
	for (i = 0; i < 7; i++)
		assert_in_range(seen[i], 9535, 10465);
	assert_true(rng_below(&r, 1) == 0);
}

static void a_chance_comes_about_as_often_as_said(void **state)
{
	struct rng r;
	int i, hits = 0;

	(void)state;
	rng_seed(&r, 6);
	for (i = 0; i < 10000; i++) {
		hits += rng_chance(&r, 250);
		assert_false(rng_chance(&r, 0));
		assert_true(rng_chance(&r, 1000));
	}
	assert_in_range(hits, 2280, 2720);
}

static void secret_bytes_differ_each_time(void **state)
{
	unsigned char a[300] = { 0 }, b[300] = { 0 };

	(void)state;
	rng_bytes(a, sizeof(a));
	rng_bytes(b, sizeof(b));
	assert_memory_not_equal(a, b, sizeof(a));
	/* the last of many bytes are filled too */
	assert_memory_not_equal(
	    a + 268, "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0", 32);
}

static void *draw_open(void *p)
{
	rng_open(p, 24);
	return NULL;
}

/* A thousand by this thread, one by another, one by a child of a fork: none twice. */
static void open_bytes_never_come_twice(void **state)
{
	static unsigned char drawn[1002][24];
	pthread_t other;
	int pipes[2], status;
	pid_t child;

	(void)state;
	for (int i = 0; i < 1000; i++)
		rng_open(drawn[i], sizeof(drawn[i]));
	assert_int_equal(pthread_create(&other, NULL, draw_open, drawn[1000]), 0);
	(void)pthread_join(other, NULL);
	assert_int_equal(pipe(pipes), 0);
	child = fork();
	if (child == 0) {
		unsigned char mine[24];

		rng_open(mine, sizeof(mine));
		_exit(write(pipes[1], mine, sizeof(mine)) == (ssize_t)sizeof(mine) ? 0 : 1);
	}
	assert_true(waitpid(child, &status, 0) == child && status == 0);
	assert_int_equal(read(pipes[0], drawn[1001], 24), 24);
	(void)close(pipes[0]);
	(void)close(pipes[1]);
	/* what the child drew is not what the parent draws next */
	rng_open(drawn[0], sizeof(drawn[0]));
	for (int i = 0; i < 1002; i++)
		for (int k = 0; k < i; k++)
			assert_memory_not_equal(drawn[i], drawn[k], 24);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_seed_always_gives_the_same_sequence),
		cmocka_unit_test(the_sequence_is_that_of_xoshiro256),
		cmocka_unit_test(below_is_uniform_and_never_reaches_its_bound),
		cmocka_unit_test(a_chance_comes_about_as_often_as_said),
		cmocka_unit_test(secret_bytes_differ_each_time),
		cmocka_unit_test(open_bytes_never_come_twice),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
