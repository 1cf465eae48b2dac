/* Large memory that is lent, comes back, and is lent again in other lengths. */
#include "engine/linkage/linkage_impl.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "base/rng.h"

enum { LARGE = 2 << 20, PIECES = 12, STEPS = 200 };

static void assert_filled(const unsigned char *p, size_t from, size_t to, unsigned char with)
{
	size_t i;

	for (i = from; i < to; i += 509)
		assert_int_equal(p[i], with);
	assert_int_equal(p[to - 1], with);
}

static int begin(void **state)
{
	(void)state;
	linkage_memory_begin();
	return 0;
}

static int end(void **state)
{
	(void)state;
	linkage_memory_end();
	return 0;
}

static void nothing_lent_overlaps(void **state)
{
	unsigned char *piece[PIECES] = { NULL };
	size_t size[PIECES] = { 0 }, i, k;
	struct rng r;

	(void)state;
	rng_seed(&r, 7);
	for (i = 0; i < STEPS; i++) {
		k = rng_below(&r, PIECES);
		if (piece[k])
			assert_filled(piece[k], 0, size[k], (unsigned char)(k + 1));
		linkage_return(piece[k]);
		size[k] = 1 + rng_below(&r, (uint64_t)4 * LARGE);
		piece[k] = linkage_lines(size[k], 1);
		memset(piece[k], (int)(k + 1), size[k]);
	}
	for (k = 0; k < PIECES; k++)
		linkage_return(piece[k]);
}

static void pages_that_came_back_make_a_longer_run(void **state)
{
	unsigned char *piece[PIECES], *whole;
	size_t k;

	(void)state;
	for (k = 0; k < PIECES; k++) {
		piece[k] = linkage_lines(LARGE, 1);
		memset(piece[k], 0xaa, LARGE);
	}
	for (k = 0; k < PIECES; k += 2)
		linkage_return(piece[k]);
	whole = linkage_blank((size_t)LARGE * PIECES, 1);
	assert_filled(whole, 0, (size_t)LARGE * PIECES, 0);
	memset(whole, 0xbb, (size_t)LARGE * PIECES);
	for (k = 1; k < PIECES; k += 2)
		assert_filled(piece[k], 0, LARGE, 0xaa);
	for (k = 1; k < PIECES; k += 2)
		linkage_return(piece[k]);
	linkage_return(whole);
}

static void what_is_enlarged_or_cut_keeps_what_was_in_it(void **state)
{
	unsigned char *p = NULL;

	(void)state;
	p = linkage_enlarged(p, 0, 1000, 1);
	memset(p, 1, 1000);
	p = linkage_enlarged(p, 1000, (size_t)3 * LARGE, 1);
	assert_filled(p, 0, 1000, 1);
	memset(p, 2, (size_t)3 * LARGE);
	linkage_cut(p, LARGE + 5, 1);
	assert_filled(p, 0, LARGE + 5, 2);
	p = linkage_enlarged(p, LARGE + 5, (size_t)5 * LARGE, 1);
	assert_filled(p, 0, LARGE + 5, 2);
	linkage_return(p);
}

static void small_memory_and_none_can_be_returned_too(void **state)
{
	unsigned char *p = linkage_lines(10, 1);

	(void)state;
	memset(p, 3, 10);
	linkage_cut(p, 1, 1);
	assert_filled(p, 0, 10, 3);
	linkage_return(p);
	linkage_return(NULL);
	linkage_cut(NULL, 0, 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(nothing_lent_overlaps, begin, end),
		cmocka_unit_test_setup_teardown(pages_that_came_back_make_a_longer_run, begin, end),
		cmocka_unit_test_setup_teardown(what_is_enlarged_or_cut_keeps_what_was_in_it, begin,
						end),
		cmocka_unit_test_setup_teardown(small_memory_and_none_can_be_returned_too, begin,
						end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
