#include "lib/testlib.h"

#include "base/id.h"

#include <ctype.h>
#include <string.h>

static const char alphabet[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

static void ids_rise_and_never_repeat_though_the_clock_stands_or_goes_back(void **state)
{
	struct id_maker m;
	int64_t last = 0, id;
	int i;

	(void)state;
	id_maker_init(&m, 3);
	for (i = 0; i < 20000; i++) {
		int64_t now = TEST_NOW + (i < 10000 ? 0 : -USEC_DAY) + i / 100;

		id = id_make(&m, now);
		assert_true(id > last);
		last = id;
	}
}

static void an_id_holds_its_instant_and_its_node(void **state)
{
	struct id_maker a, b;
	int64_t id, other;

	(void)state;
	id_maker_init(&a, 0);
	id_maker_init(&b, 1023);
	id = id_make(&a, TEST_NOW);
	other = id_make(&b, TEST_NOW);
	assert_int_equal(id_instant(id), TEST_NOW);
	assert_int_equal(id_instant(other), TEST_NOW);
	assert_int_equal(id >> 12 & 1023, 0);
	assert_int_equal(other >> 12 & 1023, 1023);
	assert_int_not_equal(id, other);
}

static void a_number_is_read_as_people_type_it(void **state)
{
	char number[NUMBER_SIZE], typed[64], read[NUMBER_SIZE];
	size_t i;

	(void)state;
	number_make("LP", 0x2107ff0, number);
	assert_int_equal(strlen(number), 11);
	for (i = 0; number[i] != '\0'; i++)
		typed[i] = (char)tolower((unsigned char)number[i]);
	typed[i] = '\0';
	assert_true(number_read(typed, read));
	assert_string_equal(read, number);
	typed[0] = ' ';
	memcpy(typed + 1, number, 2);
	memcpy(typed + 3, " ", 1);
	memcpy(typed + 4, number + 3, 4);
	memcpy(typed + 8, "-", 1);
	memcpy(typed + 9, number + 7, 5);
	assert_true(number_read(typed, read));
	assert_string_equal(read, number);
	assert_false(number_read("", read));
	assert_false(number_read("LP-", read));
	assert_false(number_read("12-00000000", read));
}

static void o_is_zero_and_i_and_l_are_one(void **state)
{
	char number[NUMBER_SIZE], typed[NUMBER_SIZE], read[NUMBER_SIZE];
	size_t i;

	(void)state;
	number_make("LP", 1 << 5 | 1 << 15, number); /* zeros and ones */
	for (i = 0; i <= strlen(number); i++) {
		typed[i] = number[i];
		if (i > 2 && number[i] == '0')
			typed[i] = 'o';
		if (i > 2 && number[i] == '1')
			typed[i] = i % 2 == 0 ? 'I' : 'l';
	}
	assert_true(number_read(typed, read));
	assert_string_equal(read, number);
}

/* The bits of the nth number of a sample that also holds the corners. */
static uint64_t sample(struct rng *rng, int n)
{
	if (n == 0)
		return 0;
	return n == 1 ? (UINT64_C(1) << 30) - 1 : rng_next(rng);
}

static void every_single_wrong_character_is_detected(void **state)
{
	char number[NUMBER_SIZE], wrong[NUMBER_SIZE], read[NUMBER_SIZE];
	struct rng rng;
	int n, at, c;

	(void)state;
	rng_seed(&rng, 1);
	for (n = 0; n < 2000; n++) {
		number_make("LP", sample(&rng, n), number);
		assert_true(number_read(number, read));
		for (at = 3; at < 11; at++) {
			for (c = 0; c < 32; c++) {
				memcpy(wrong, number, sizeof(wrong));
				wrong[at] = alphabet[c];
				if (wrong[at] != number[at] && number_read(wrong, read))
					fail_msg("%s passes for %s", wrong, number);
			}
		}
	}
}

static void every_swap_of_neighbours_is_detected(void **state)
{
	char number[NUMBER_SIZE], wrong[NUMBER_SIZE], read[NUMBER_SIZE];
	struct rng rng;
	int n, at;

	(void)state;
	rng_seed(&rng, 2);
	for (n = 0; n < 50000; n++) {
		number_make("LP", sample(&rng, n), number);
		for (at = 3; at < 10; at++) {
			memcpy(wrong, number, sizeof(wrong));
			wrong[at] = number[at + 1];
			wrong[at + 1] = number[at];
			if (wrong[at] != number[at] && number_read(wrong, read))
				fail_msg("%s passes for %s", wrong, number);
		}
	}
}

static void a_secret_is_read_as_people_type_it(void **state)
{
	char secret[SECRET_SIZE], other[SECRET_SIZE], read[SECRET_SIZE];

	(void)state;
	secret_make(secret);
	secret_make(other);
	assert_int_equal(strlen(secret), 8);
	assert_int_equal(strspn(secret, alphabet), 8);
	assert_string_not_equal(secret, other);
	assert_true(secret_read("ab cd-0o1l", read));
	assert_string_equal(read, "ABCD0011");
	assert_false(secret_read("ABCD001", read));
	assert_false(secret_read("ABCD00112", read));
	assert_false(secret_read("ABCDU011", read));
	assert_false(secret_read("", read));
}

/* Says of the first so many numbers that somebody has them. */
static int taken_first;

static enum err taken(struct ctx *cx, const char *number, bool *ret)
{
	char read[NUMBER_SIZE];

	(void)cx;
	assert_true(number_read(number, read));
	*ret = taken_first-- > 0;
	return ERR_OK;
}

static enum err unreadable(struct ctx *cx, const char *number, bool *ret)
{
	(void)ret;
	return err_set(cx, ERR_DB, "%s", number);
}

static void a_number_that_somebody_has_is_drawn_again(void **state)
{
	struct ctx cx CLEANUP(ctx_release);
	char number[NUMBER_SIZE];

	(void)state;
	ctx_init(&cx, NULL, 0);
	taken_first = 2;
	assert_int_equal(number_draw(&cx, "LP", taken, number), ERR_OK);
	assert_int_equal(taken_first, -1);
	assert_memory_equal(number, "LP-", 3);
	taken_first = 1000;
	assert_int_equal(number_draw(&cx, "LP", taken, number), ERR_CONFLICT);
	assert_int_equal(number_draw(&cx, "LP", unreadable, number), ERR_DB);
}

static void one_of_some_is_among_them_and_of_none_nothing_is(void **state)
{
	const int64_t ids[] = { 7, 0, INT64_MAX };

	(void)state;
	assert_true(id_among(ids, 3, INT64_MAX));
	assert_true(id_among(ids, 3, 7));
	assert_false(id_among(ids, 2, INT64_MAX));
	assert_false(id_among(ids, 0, 7));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(ids_rise_and_never_repeat_though_the_clock_stands_or_goes_back),
		cmocka_unit_test(one_of_some_is_among_them_and_of_none_nothing_is),
		cmocka_unit_test(an_id_holds_its_instant_and_its_node),
		cmocka_unit_test(a_number_is_read_as_people_type_it),
		cmocka_unit_test(o_is_zero_and_i_and_l_are_one),
		cmocka_unit_test(every_single_wrong_character_is_detected),
		cmocka_unit_test(every_swap_of_neighbours_is_detected),
		cmocka_unit_test(a_secret_is_read_as_people_type_it),
		cmocka_unit_test(a_number_that_somebody_has_is_drawn_again),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
