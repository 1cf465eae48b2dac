/* What a process keeps, and how much of it: no more than two of a kind and city. */
#include "lib/testlib.h"

#include "base/clock.h"
#include "platform/keep/keep.h"

static unsigned filled;

static enum err fill(struct ctx *cx, void *what)
{
	*(int32_t *)what = keep_today(cx);
	filled++;
	return ERR_OK;
}

static const struct keep_kind by_day = { .size = sizeof(int32_t), .dated = true, .fill = fill };
static const struct keep_kind by_state = { .size = sizeof(int32_t), .fill = fill };

/* As a transaction of its own gets it, so many days from the first. */
static int32_t get(struct test *t, const struct keep_kind *kind, int day)
{
	struct arena *own = t->cx.arena;
	const int32_t *what;
	int32_t is;

	t->cx.arena = arena_new(0);
	t->cx.now = TEST_NOW + day * USEC_DAY;
	assert_ok(keep_get(&t->cx, kind, (const void **)&what));
	is = *what;
	arena_free(t->cx.arena);
	t->cx.arena = own;
	return is;
}

static void days_that_are_over_make_room(void **state)
{
	struct test t;
	int32_t first;

	(void)state;
	test_open_plain(&t);
	keep_seen(&t.cx, 1, 1);
	filled = 0;
	first = get(&t, &by_day, 0);
	for (int day = 1; day < 30; day++)
		assert_int_equal(get(&t, &by_day, day), first + day);
	assert_int_equal(filled, 30);
	assert_int_equal(get(&t, &by_day, 28), first + 28); /* about midnight both are asked for */
	assert_int_equal(get(&t, &by_day, 29), first + 29);
	assert_int_equal(filled, 30);
	assert_int_equal(get(&t, &by_day, 27), first + 27);
	assert_int_equal(filled, 31);
	test_close(&t);
}

static void states_that_are_over_make_room_and_other_cities_keep_theirs(void **state)
{
	struct test t;

	(void)state;
	test_open_plain(&t);
	t.cx.city = 2;
	keep_seen(&t.cx, 1, 1);
	filled = 0;
	(void)get(&t, &by_state, 0);
	t.cx.city = 1;
	for (int64_t stamp = 1; stamp < 6; stamp++) {
		keep_seen(&t.cx, 1, stamp);
		(void)get(&t, &by_state, 0);
	}
	assert_int_equal(filled, 6);
	keep_seen(&t.cx, 1, 4); /* a reader that began before the last change */
	(void)get(&t, &by_state, 0);
	assert_int_equal(filled, 6);
	keep_seen(&t.cx, 1, 1);
	(void)get(&t, &by_state, 0);
	assert_int_equal(filled, 7);
	t.cx.city = 2;
	(void)get(&t, &by_state, 0);
	assert_int_equal(filled, 7);
	test_close(&t);
}

static void what_is_read_stays_while_others_take_its_place(void **state)
{
	const int32_t *what;
	struct test t;
	int32_t is;

	(void)state;
	test_open_plain(&t);
	keep_seen(&t.cx, 7, 7);
	t.cx.now = TEST_NOW;
	assert_ok(keep_get(&t.cx, &by_day, (const void **)&what));
	is = *what;
	for (int day = 1; day < 5; day++)
		(void)get(&t, &by_day, day);
	assert_int_equal(*what, is);
	test_close(&t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(days_that_are_over_make_room),
		cmocka_unit_test(states_that_are_over_make_room_and_other_cities_keep_theirs),
		cmocka_unit_test(what_is_read_stays_while_others_take_its_place),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
