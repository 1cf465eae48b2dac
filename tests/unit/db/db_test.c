#include "lib/testlib.h"

#include "platform/db/db_sql.h"

static int setup(void **state)
{
	static struct test t;

	test_open(&t);
	*state = &t;
	return 0;
}

static int teardown(void **state)
{
	test_close(*state);
	return 0;
}

static enum err add(struct ctx *cx, void *arg)
{
	return node_lease_add_run(cx, &(struct node_lease_add_args){ .id = *(int64_t *)arg }, NULL);
}

static size_t count(struct test *t)
{
	struct node_lease_oldest_row *rows;
	size_t n;

	test_read_begin(t);
	assert_ok(node_lease_oldest_all(&t->cx, &rows, &n));
	test_read_end(t);
	return n;
}

static void a_write_is_there_for_the_next_reader(void **state)
{
	struct test *t = *state;
	int64_t id = 7;

	assert_int_equal(count(t), 0);
	assert_ok(test_write(t, add, &id));
	assert_int_equal(count(t), 1);
}

static void a_second_row_of_the_same_key_is_a_conflict(void **state)
{
	struct test *t = *state;
	int64_t id = 7;

	assert_ok(test_write(t, add, &id));
	assert_int_equal(test_write(t, add, &id), ERR_CONFLICT);
}

static void a_value_that_a_check_refuses_is_a_conflict(void **state)
{
	struct test *t = *state;
	int64_t id = 5000;

	assert_int_equal(test_write(t, add, &id), ERR_CONFLICT);
	assert_int_equal(count(t), 0);
}

static void a_reader_cannot_write(void **state)
{
	struct test *t = *state;
	int64_t id = 7;

	test_read_begin(t);
	assert_int_equal(add(&t->cx, &id), ERR_DB);
	test_read_end(t);
	assert_int_equal(count(t), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(a_write_is_there_for_the_next_reader, setup,
						teardown),
		cmocka_unit_test_setup_teardown(a_second_row_of_the_same_key_is_a_conflict, setup,
						teardown),
		cmocka_unit_test_setup_teardown(a_value_that_a_check_refuses_is_a_conflict, setup,
						teardown),
		cmocka_unit_test_setup_teardown(a_reader_cannot_write, setup, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
