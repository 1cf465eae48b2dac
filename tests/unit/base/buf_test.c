#include "lib/testlib.h"

#include "base/buf.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

static void a_buffer_holds_what_is_added(void **state)
{
	CLEANUP(buf_release) struct buf b;

	(void)state;
	buf_init(&b, 1000);
	assert_string_equal(buf_str(&b), "");
	buf_adds(&b, "a");
	buf_adds(&b, NULL);
	buf_addc(&b, 'b');
	buf_add(&b, "cde", 2);
	buf_addf(&b, "%s-%d", "x", 7);
	assert_string_equal(buf_str(&b), "abcdx-7");
	assert_int_equal(b.len, 7);
	assert_true(buf_ok(&b));
	buf_clear(&b);
	assert_string_equal(buf_str(&b), "");
}

static void a_write_past_the_maximum_changes_nothing(void **state)
{
	CLEANUP(buf_release) struct buf b;

	(void)state;
	buf_init(&b, 5);
	buf_adds(&b, "12345");
	assert_true(buf_ok(&b));
	buf_addc(&b, '6');
	assert_false(buf_ok(&b));
	assert_string_equal(buf_str(&b), "12345");
	buf_addf(&b, "%d", 6);
	buf_addi(&b, 6);
	assert_string_equal(buf_str(&b), "12345");
	buf_clear(&b);
	assert_true(buf_ok(&b));
	buf_adds(&b, "1234");
	buf_adds(&b, "56");
	assert_string_equal(buf_str(&b), "1234");
}

static void growth_keeps_every_byte(void **state)
{
	CLEANUP(buf_release) struct buf b;
	int i;

	(void)state;
	buf_init(&b, 1 << 20);
	for (i = 0; i < 100000; i++)
		buf_addc(&b, (char)('a' + i % 26));
	assert_int_equal(b.len, 100000);
	for (i = 0; i < 100000; i++)
		assert_int_equal(b.data[i], 'a' + i % 26);
	assert_int_equal(b.data[b.len], '\0');
}

static void digits_are_those_of_printf(void **state)
{
	static const int64_t numbers[] = {
		0, 1, -1, 9, 10, -10, 99, 1000000, INT64_MAX, INT64_MIN
	};
	CLEANUP(buf_release) struct buf b;
	char want[32];
	size_t i;

	(void)state;
	buf_init(&b, 100);
	for (i = 0; i < LEN(numbers); i++) {
		buf_clear(&b);
		buf_addi(&b, numbers[i]);
		(void)snprintf(want, sizeof(want), "%" PRId64, numbers[i]);
		assert_string_equal(buf_str(&b), want);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_buffer_holds_what_is_added),
		cmocka_unit_test(a_write_past_the_maximum_changes_nothing),
		cmocka_unit_test(growth_keeps_every_byte),
		cmocka_unit_test(digits_are_those_of_printf),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
