#include "lib/testlib.h"

#include "base/arena.h"

#include <string.h>

static void memory_is_zeroed_aligned_and_apart(void **state)
{
	struct arena *a = arena_new(64);
	unsigned char *last = NULL;
	size_t n, i;

	(void)state;
	for (n = 0; n < 500; n++) {
		unsigned char *p = arena_alloc(a, n);

		assert_int_equal((uintptr_t)p % 16, 0);
		for (i = 0; i < n; i++)
			assert_int_equal(p[i], 0);
		memset(p, 0xff, n);
		if (last != NULL && n > 1)
			assert_int_equal(last[0], 0xff);
		last = p;
	}
	arena_free(a);
}

static void a_mark_brings_back_the_fill_across_blocks(void **state)
{
	struct arena *a = arena_new(128);
	char *kept = arena_strdup(a, "kept");
	struct arena_mark mark = arena_mark(a);
	char *first = arena_alloc(a, 32), *again;
	int i;

	(void)state;
	for (i = 0; i < 100; i++)
		memset(arena_alloc(a, 100), 1, 100);
	arena_reset_to(a, mark);
	again = arena_alloc(a, 32);
	assert_ptr_equal(again, first);
	assert_int_equal(again[0], 0);
	assert_string_equal(kept, "kept");
	arena_free(a);
}

static void a_reset_arena_can_be_used_again(void **state)
{
	struct arena *a = arena_new(0);

	(void)state;
	memset(arena_alloc(a, 100000), 1, 100000);
	arena_reset(a);
	assert_int_equal(*(char *)arena_alloc(a, 1), 0);
	arena_freep(&a);
	assert_null(a);
	arena_free(NULL);
}

static void copies_end_with_nul(void **state)
{
	struct arena *a = arena_new(0);

	(void)state;
	assert_string_equal(arena_strdup(a, ""), "");
	assert_string_equal(arena_strndup(a, "abcdef", 3), "abc");
	assert_string_equal(arena_strndup(a, "ab", 30), "ab");
	assert_string_equal(arena_memdup(a, "xyz", 3), "xyz");
	assert_string_equal(arena_printf(a, "%d-%s", 42, "x"), "42-x");
	assert_null(arena_strdup(a, NULL));
	assert_null(arena_strndup(a, NULL, 3));
	arena_free(a);
}

static void note_end(void *what)
{
	const char **trace = what;

	*trace += 1;
}

static void what_leans_on_memory_ends_with_it_and_once(void **state)
{
	struct arena *a = arena_new(64);
	const char *const start = "....";
	const char *first = start, *second = start;
	struct arena_mark mark;

	(void)state;
	arena_at_end(a, note_end, &first);
	mark = arena_mark(a);
	arena_at_end(a, note_end, &second);
	memset(arena_alloc(a, 1000), 1, 1000);
	arena_reset_to(a, mark);
	assert_int_equal(second - start, 1);
	assert_int_equal(first - start, 0);
	arena_reset(a);
	assert_int_equal(first - start, 1);
	arena_at_end(a, note_end, &second);
	arena_free(a);
	assert_int_equal(first - start, 1);
	assert_int_equal(second - start, 2);
}

static void formatted_text_is_whole_also_where_a_block_ends(void **state)
{
	struct arena *a = arena_new(100);
	char *texts[200];

	(void)state;
	for (int n = 0; n < 200; n++)
		texts[n] = arena_printf(a, "%0*d", n + 1, 7);
	for (int n = 0; n < 200; n++) {
		assert_int_equal(strlen(texts[n]), n + 1);
		assert_int_equal(strspn(texts[n], "0"), n);
		assert_int_equal((uintptr_t)texts[n] % 16, 0);
	}
	arena_free(a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(memory_is_zeroed_aligned_and_apart),
		cmocka_unit_test(a_mark_brings_back_the_fill_across_blocks),
		cmocka_unit_test(a_reset_arena_can_be_used_again),
		cmocka_unit_test(copies_end_with_nul),
		cmocka_unit_test(what_leans_on_memory_ends_with_it_and_once),
		cmocka_unit_test(formatted_text_is_whole_also_where_a_block_ends),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
