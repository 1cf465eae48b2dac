#include "engine/names/names.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/rng.h"
#include "engine/people/people.h"

static struct name_match compare(const char *a, const char *b)
{
	struct name_form x, y;

	name_form(a, strlen(a), &x);
	name_form(b, strlen(b), &y);
	return name_compare(&x, &y);
}

static void assert_match(const char *a, const char *b, enum name_level level, unsigned min,
			 unsigned max)
{
	struct name_match m = compare(a, b);

	if (m.level != level || m.score < min || m.score > max)
		fail_msg("%s, %s: %u %s", a, b, m.score, name_level_name(m.level));
}

static void likeness_says_why(void **state)
{
	(void)state;
	assert_match("Budi Santoso", "BUDI SANTOSO", NAME_SAME, 1000, 1000);
	assert_match("H. Budi Santoso, S.E.", "Budi Santoso", NAME_SAME, 1000, 1000);
	assert_match("M. Yusuf", "Muhammad Yusuf", NAME_SAME, 1000, 1000);
	assert_match("Soekarno", "Sukarno", NAME_SOUNDS, 950, 999);
	assert_match("Dewi Lestari", "Dewi Letsari", NAME_TYPO, 900, 999);
	assert_match("Rahmawati", "Rahwamati", NAME_CLOSE, 600, 900);
	assert_match("A. Yani", "Ahmad Yani", NAME_INITIALS, 700, 950);
	assert_match("Asep Sunandar (Ujang)", "Ujang", NAME_NICKNAME, 850, 950);
	assert_match("Budi", "Budi Santoso", NAME_SHORTER, 600, 850);
	assert_match("Budi Santoso", "Budi Hartono", NAME_PARTLY, 400, 600);
	assert_match("Budi Santoso", "Siti Aminah", NAME_DIFFERENT, 0, 300);
	assert_match("", "Budi", NAME_UNKNOWN, 0, 0);
	assert_match("", "", NAME_UNKNOWN, 0, 0);
}

static void words_are_told_swapped_or_joined(void **state)
{
	struct name_match m = compare("Santoso Budi", "Budi Santoso");

	(void)state;
	assert_int_equal(m.score, 1000);
	assert_int_equal(m.flags, NAME_SWAPPED);
	m = compare("Nur Hayati", "Nurhayati");
	assert_in_range(m.score, 950, 999);
	assert_int_equal(m.flags, NAME_JOINED);
	m = compare("Abdul Rahman", "Abdurrahman");
	assert_in_range(m.score, 850, 999);
	assert_int_equal(m.flags, NAME_JOINED);
}

static void a_leading_muhammad_or_siti_counts_little(void **state)
{
	(void)state;
	assert_true(compare("Muhammad Yusuf", "Yusuf").score > 850);
	assert_true(compare("Muhammad Yusuf", "Muhammad Ridwan").score < 350);
	assert_true(compare("Siti Aminah", "Siti Rohayati").score < 350);
	assert_true(compare("Siti Aminah", "Aminah").score >
		    compare("Siti Aminah", "Siti Maemunah").score);
}

static void missing_words_cost_less_than_other_words(void **state)
{
	(void)state;
	assert_true(compare("Rizki Aditya Pratama", "Rizki Pratama").score >
		    compare("Rizki Aditya Pratama", "Rizki Maulana Pratama").score);
}

static void names_from_elsewhere_are_compared_as_well(void **state)
{
	(void)state;
	assert_match("Robert Allen", "Robert Alen", NAME_SOUNDS, 950, 999);
	assert_match("Catherine Smith", "Katherine Smith", NAME_TYPO, 800, 999);
	assert_match("Tan Tjoen Lie", "Tan Cun Li", NAME_SOUNDS, 950, 999);
	assert_match("Togar Simanjuntak", "Togar Simanjuntk", NAME_TYPO, 900, 999);
	assert_match("I Wayan Sudana", "Wayan Sudana", NAME_SHORTER, 850, 999);
}

static void a_letter_never_is_a_whole_word(void **state)
{
	(void)state;
	assert_true(compare("A", "Ahmad").score < 1000);
	assert_true(compare("A. B.", "Ahmad Basri").score < 950);
	assert_int_equal(compare("A. Yani", "Budi Yani").level, NAME_PARTLY);
}

/* ---- properties --------------------------------------------------------------------------- */

/* Names of made-up people, with errors. */
static void draw_name(struct people_stream *s, char name[PEOPLE_NAME_SIZE])
{
	struct people_record r;

	assert_true(people_next(s, &r));
	memcpy(name, r.person.name, PEOPLE_NAME_SIZE);
}

static struct people_stream names(void)
{
	struct people_plan plan = {
		.seed = 3, .count = 20000, .duplicates = 50, .setting = PEOPLE_HARD
	};
	struct people_stream s;

	people_begin(&s, &plan);
	return s;
}

static void likeness_is_symmetric_and_bounded(void **state)
{
	struct people_stream s = names();
	char a[PEOPLE_NAME_SIZE], b[PEOPLE_NAME_SIZE];
	struct name_match m, back;
	unsigned i;

	(void)state;
	for (i = 0; i < 10000; i++) {
		draw_name(&s, a);
		draw_name(&s, b);
		m = compare(a, b);
		back = compare(b, a);
		assert_memory_equal(&m, &back, sizeof(m));
		assert_in_range(m.score, 0, 1000);
	}
}

/* The same words from the last to the first; nicknames stay behind. */
static struct name_form turned(const struct name_form *f)
{
	struct name_form t = *f;
	size_t core = (size_t)f->n - f->n_nick, k;

	for (k = 0; k < core; k++)
		t.word[k] = f->word[core - 1 - k];
	return t;
}

static void every_name_is_like_itself_in_any_order(void **state)
{
	struct people_stream s = names();
	char a[PEOPLE_NAME_SIZE];
	struct name_form f, t;
	unsigned i;

	(void)state;
	for (i = 0; i < 5000; i++) {
		draw_name(&s, a);
		name_form(a, strlen(a), &f);
		t = turned(&f);
		assert_int_equal(name_compare(&f, &f).score, 1000);
		if (name_compare(&f, &t).score != 1000)
			fail_msg("%s: %u", a, name_compare(&f, &t).score);
	}
}

static void the_score_does_not_depend_on_the_order_of_words(void **state)
{
	struct people_stream s = names();
	char a[PEOPLE_NAME_SIZE], b[PEOPLE_NAME_SIZE];
	struct name_form f, g, t;
	struct name_match m, n;
	unsigned i;

	(void)state;
	for (i = 0; i < 5000; i++) {
		draw_name(&s, a);
		draw_name(&s, b);
		name_form(a, strlen(a), &f);
		name_form(b, strlen(b), &g);
		t = turned(&f);
		m = name_compare(&f, &g);
		n = name_compare(&t, &g);
		if (!(m.flags & NAME_JOINED) && !(n.flags & NAME_JOINED))
			assert_int_equal(m.score, n.score);
	}
}

/* Errors of the generator leave a name nearer to itself than to a stranger's. */
static void a_misspelt_name_is_nearer_to_itself_than_to_another(void **state)
{
	struct people_stream s = names();
	char a[PEOPLE_NAME_SIZE], b[PEOPLE_NAME_SIZE], wrong[PEOPLE_NAME_SIZE];
	unsigned i, nearer = 0, tried = 0;
	struct rng r;

	(void)state;
	rng_seed(&r, 9);
	for (i = 0; i < 5000; i++) {
		draw_name(&s, a);
		draw_name(&s, b);
		memcpy(wrong, a, sizeof(wrong));
		if (!people_mistype(&r, wrong, sizeof(wrong)) || strcmp(a, b) == 0)
			continue;
		tried++;
		nearer += compare(wrong, a).score > compare(wrong, b).score;
	}
	assert_true(nearer * 100 > tried * 98);
}

static void one_error_in_a_word_is_recognised_as_one(void **state)
{
	static const char *const wrong[] = { "snandar",  "sunandarr", "sumandar",
					     "sunadnar", "sunanda",   "sunadar" };
	size_t i;

	(void)state;
	for (i = 0; i < LEN(wrong); i++)
		assert_match("Sunandar", wrong[i], i == 1 ? NAME_SOUNDS : NAME_TYPO, 850, 999);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(likeness_says_why),
		cmocka_unit_test(words_are_told_swapped_or_joined),
		cmocka_unit_test(a_leading_muhammad_or_siti_counts_little),
		cmocka_unit_test(missing_words_cost_less_than_other_words),
		cmocka_unit_test(names_from_elsewhere_are_compared_as_well),
		cmocka_unit_test(a_letter_never_is_a_whole_word),
		cmocka_unit_test(likeness_is_symmetric_and_bounded),
		cmocka_unit_test(every_name_is_like_itself_in_any_order),
		cmocka_unit_test(the_score_does_not_depend_on_the_order_of_words),
		cmocka_unit_test(a_misspelt_name_is_nearer_to_itself_than_to_another),
		cmocka_unit_test(one_error_in_a_word_is_recognised_as_one),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
