#include "engine/names/name_index.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "base/rng.h"
#include "engine/people/people.h"

static const struct name_scope everything = { .classes = ~0U };

struct fixture {
	struct name_index *ix;
	struct arena *a;
};

static int set_up(void **state)
{
	static struct fixture f;

	f.ix = name_index_new();
	f.a = arena_new(0);
	*state = &f;
	return 0;
}

static int tear_down(void **state)
{
	struct fixture *f = *state;

	name_index_free(f->ix);
	arena_free(f->a);
	return 0;
}

static struct name_form form(const char *name)
{
	struct name_form f;

	name_form(name, strlen(name), &f);
	return f;
}

static void add(struct fixture *f, const char *name, int64_t holder, uint32_t region,
		unsigned class)
{
	struct name_form n = form(name);

	name_index_add(f->ix, &n, holder, region, class);
}

static bool take(struct fixture *f, const char *name, int64_t holder)
{
	struct name_form n = form(name);

	return name_index_remove(f->ix, &n, holder);
}

/* The best hit's first holder, 0 when there is no hit. */
static int64_t find_in(struct fixture *f, const char *name, const struct name_scope *scope,
		       enum name_search_mode mode, struct name_hit *ret)
{
	struct name_form n = form(name);
	int64_t holder = 0;

	if (name_index_search(f->ix, f->a, &n, scope, mode, ret, 1) == 1)
		assert_int_equal(name_index_holders(f->ix, ret->name, scope, &holder, 1), 1);
	return holder;
}

static int64_t find(struct fixture *f, const char *name)
{
	struct name_hit hit;

	return find_in(f, name, &everything, NAME_WHOLE, &hit);
}

static void fill(struct fixture *f)
{
	static const char *const names[] = {
		"Asep Sunandar (Ujang)",
		"Siti Nurhayati",
		"Siti Nur Aini",
		"Muhammad Yusuf Hidayat",
		"Budi Santoso",
		"Budiman Santosa",
		"Ai",
		"Tan Tjoen Lie",
		"Rahmat Hidayat",
		"Rohmat Hidayatullah",
	};
	size_t i;

	for (i = 0; i < LEN(names); i++)
		add(f, names[i], (int64_t)i + 1, (uint32_t)i, i % 2);
}

static void misspelt_names_are_found(void **state)
{
	struct fixture *f = *state;

	fill(f);
	assert_int_equal(find(f, "Siti Nurhayti"), 2);
	assert_int_equal(find(f, "nur hayati"), 2);
	assert_int_equal(find(f, "Nuraini"), 3);
	assert_int_equal(find(f, "M. Jusup Hidajat"), 4);
	assert_int_equal(find(f, "santoso, budi"), 5);
	assert_int_equal(find(f, "Tan Cun Li"), 8);
	assert_int_equal(find(f, "Ujang"), 1);
	assert_int_equal(find(f, "Ai"), 7);
	assert_int_equal(find(f, "Rahmat Hidayat"), 9);
}

static void nothing_is_found_for_nothing(void **state)
{
	struct fixture *f = *state;

	assert_int_equal(find(f, "Budi"), 0);
	fill(f);
	assert_int_equal(find(f, ""), 0);
	assert_int_equal(find(f, "B."), 0);
	assert_int_equal(find(f, "Xqzwv"), 0);
}

static void the_best_comes_first_and_says_why(void **state)
{
	struct fixture *f = *state;
	struct name_form n = form("Budi Santoso");
	struct name_hit hit[4];
	size_t got;

	fill(f);
	got = name_index_search(f->ix, f->a, &n, &everything, NAME_WHOLE, hit, 4);
	assert_true(got >= 1);
	assert_int_equal(hit[0].match.score, 1000);
	assert_int_equal(hit[0].match.level, NAME_SAME);
	assert_int_equal(hit[0].holders, 1);
}

static void a_word_that_is_being_typed_is_completed(void **state)
{
	struct fixture *f = *state;
	struct name_hit hit;

	fill(f);
	assert_int_equal(find_in(f, "siti nurha", &everything, NAME_TYPING, &hit), 2);
	assert_true(hit.match.flags & NAME_BEGUN);
	assert_int_equal(find_in(f, "hidayatul", &everything, NAME_TYPING, &hit), 10);
	assert_int_equal(find_in(f, "siti nurhayati", &everything, NAME_TYPING, &hit), 2);
	assert_false(hit.match.flags & NAME_BEGUN);
}

static void only_holders_in_scope_are_seen(void **state)
{
	static const struct name_range three = { 3, 6 };
	struct name_scope some = { &three, 1, ~0U }, open = { .classes = 1 };
	struct fixture *f = *state;
	struct name_hit hit;

	fill(f);
	assert_int_equal(find_in(f, "Siti Nurhayati", &some, NAME_WHOLE, &hit), 0);
	assert_int_equal(find_in(f, "Budi Santoso", &some, NAME_WHOLE, &hit), 5);
	assert_int_equal(find_in(f, "Siti Nurhayati", &open, NAME_WHOLE, &hit), 0);
	assert_int_equal(find_in(f, "Budi Santoso", &open, NAME_WHOLE, &hit), 5);
}

/* Regions 1 and 65 share a bit of the summary. */
static void regions_are_not_confused(void **state)
{
	static const struct name_range one = { 1, 2 };
	struct name_scope scope = { &one, 1, ~0U };
	struct fixture *f = *state;
	struct name_hit hit;

	add(f, "Budi Santoso", 7, 65, 0);
	assert_int_equal(find_in(f, "Budi Santoso", &scope, NAME_WHOLE, &hit), 0);
	add(f, "Budi Santoso", 8, 1, 0);
	assert_int_equal(find_in(f, "Budi Santoso", &scope, NAME_WHOLE, &hit), 8);
	assert_int_equal(hit.holders, 1);
}

/* Strangers with better names must not push out those who may be seen. */
static void scope_comes_before_ranking(void **state)
{
	static const struct name_range mine = { 9, 10 };
	struct name_scope scope = { &mine, 1, ~0U };
	struct fixture *f = *state;
	struct name_hit hit;
	char name[] = "Budi Santosaa";
	int64_t i;

	for (i = 0; i < 26 * 26; i++) {
		name[11] = (char)('a' + i / 26);
		name[12] = (char)('a' + i % 26);
		add(f, name, 100 + i, 0, 0);
	}
	add(f, "Budhy Santosso", 7, 9, 0);
	assert_int_equal(find_in(f, "Budi Santosaa", &scope, NAME_WHOLE, &hit), 7);
}

static void who_is_removed_is_not_found(void **state)
{
	struct fixture *f = *state;

	add(f, "Budi Santoso", 1, 0, 0);
	add(f, "Budi Santoso", 2, 0, 0);
	assert_int_equal(find(f, "Budi Santoso"), 2);
	assert_true(take(f, "BUDI SANTOSO", 2));
	assert_int_equal(find(f, "Budi Santoso"), 1);
	assert_false(take(f, "Budi Santoso", 2));
	assert_false(take(f, "Budi Hartono", 1));
	assert_true(take(f, "Budi Santoso", 1));
	assert_int_equal(find(f, "Budi Santoso"), 0);
	add(f, "Budi Santoso", 3, 0, 0);
	assert_int_equal(find(f, "Budi Santoso"), 3);
	assert_int_equal(name_index_size(f->ix).holders, 1);
}

static void among_equals_the_more_frequent_comes_first(void **state)
{
	struct fixture *f = *state;

	add(f, "Dewi Lestari", 1, 0, 0);
	add(f, "Devi Lestari", 2, 0, 0);
	add(f, "Devi Lestari", 3, 0, 0);
	assert_int_equal(find(f, "Deti Lestari"), 3);
}

/* What is there is found by its own name, through any history of adding and removing. */
static void an_index_is_what_was_added_and_not_removed(void **state)
{
	struct people_plan plan = { .seed = 5, .count = 2000, .setting = PEOPLE_HARD };
	struct fixture *f = *state;
	static struct people_record person[2000];
	static bool there[2000];
	struct people_stream s;
	struct rng r;
	size_t i, k, left = 0;

	people_begin(&s, &plan);
	for (i = 0; people_next(&s, &person[i]); i++)
		;
	rng_seed(&r, 6);
	for (k = 0; k < 8000; k++) {
		i = rng_below(&r, LEN(person));
		if (there[i])
			assert_true(take(f, person[i].person.name, (int64_t)i));
		else
			add(f, person[i].person.name, (int64_t)i, 0, 0);
		there[i] = !there[i];
	}
	for (i = 0; i < LEN(person); i++) {
		struct name_form n = form(person[i].person.name);
		struct name_hit hit;

		if (!there[i])
			continue;
		left++;
		assert_int_equal(
		    name_index_search(f->ix, f->a, &n, &everything, NAME_WHOLE, &hit, 1), 1);
		assert_int_equal(hit.match.score, 1000);
	}
	assert_int_equal(name_index_size(f->ix).holders, left);
}

#define TEST(t) cmocka_unit_test_setup_teardown(t, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(misspelt_names_are_found),
		TEST(nothing_is_found_for_nothing),
		TEST(the_best_comes_first_and_says_why),
		TEST(a_word_that_is_being_typed_is_completed),
		TEST(only_holders_in_scope_are_seen),
		TEST(regions_are_not_confused),
		TEST(scope_comes_before_ranking),
		TEST(who_is_removed_is_not_found),
		TEST(among_equals_the_more_frequent_comes_first),
		TEST(an_index_is_what_was_added_and_not_removed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
