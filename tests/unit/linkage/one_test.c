/* One record against a few: weighed as in the whole registry, by a model that went through text. */
#include "engine/linkage/linkage_one.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#include "platform/assets/assets.h"
#include "unit/linkage/people.h"

static struct linkage_model *built_in(void)
{
	const struct asset *a = asset_find(LINKAGE_MODEL_BUILT_IN);
	struct linkage_model *m;
	unsigned line = 0;

	assert_non_null(a);
	m = linkage_model_read(a->data, a->size, &line);
	assert_non_null(m);
	return m;
}

/* The match of two rows, "name|date|place|sex|mother|nik|kk|address|region|phone". */
static struct linkage_match match(const char *a, const char *b, uint64_t population)
{
	struct linkage_model *m = built_in();
	struct linkage_one *o = linkage_one_new(m, all_kinds, COLUMNS, population);
	struct rows *rows = rows_new(10, 1);
	uint32_t x = add_row(rows, a), y = add_row(rows, b);
	struct linkage_match ret;

	assert_non_null(o);
	linkage_one_score(o, &rows->cells[x * COLUMNS], &rows->cells[y * COLUMNS], 1, &ret);
	rows_free(rows);
	linkage_one_free(o);
	linkage_model_free(m);
	return ret;
}

static const char rina[] = "Rina Kartika|1988-03-07|Sukabumi|P|Euis Sumiati|3272934703880002|"
			   "3272930101080011|Jl. Cikole 4 RT 01/02|3272010001|";

static void a_person_is_known_again_and_the_reasons_are_told(void **state)
{
	struct linkage_match m =
	    match(rina, "RINA KARTIKHA|1988-07-03||P|Euis Sumiati|||Jl. Cikole 4|3272010001|", 0);

	(void)state;
	assert_true(m.probability > 0.99);
	assert_int_equal(m.relation, LINKAGE_PERSON);
	assert_int_equal(m.reasons[0].level, LINKAGE_TYPO);
	assert_int_equal(m.reasons[1].level, LINKAGE_SWAPPED);
	assert_int_equal(m.reasons[2].level, LINKAGE_UNKNOWN);
	assert_true(m.reasons[0].weight > 3 && m.reasons[1].weight > 3);
	assert_true(fabsf(m.reasons[2].weight) < 0.01F);
}

static void a_twin_and_a_namesake_are_somebody_else(void **state)
{
	struct linkage_match twin =
	    match(rina,
		  "Rini Kartika|1988-03-07|Sukabumi|P|Euis Sumiati|3272934703880003|"
		  "3272930101080011|Jl. Cikole 4 RT 01/02|3272010001|",
		  0);
	struct linkage_match namesake = match(
	    rina, "Rina Kartika|1991-11-20|Bogor|P|Ai Nurjanah|3272946011910001|||3272040003|", 0);

	(void)state;
	assert_true(twin.probability < 0.5);
	assert_int_equal(twin.relation, LINKAGE_FAMILY);
	assert_true(namesake.probability < 0.01);
	assert_int_equal(namesake.relation, LINKAGE_STRANGER);
}

static void a_rare_name_says_more_than_a_common_one(void **state)
{
	struct linkage_match common = match("Siti Aminah|||||||||", "Siti Aminah|||||||||", 0);
	struct linkage_match rare =
	    match("Zulkarnaen Wiratmaja|||||||||", "Zulkarnaen Wiratmaja|||||||||", 0);

	(void)state;
	assert_true(rare.weight > common.weight + 5);
	assert_true(common.probability < 0.05);
}

static void more_people_have_more_namesakes(void **state)
{
	struct linkage_match few = match("Siti Aminah|||||||||", "Siti Aminah|||||||||", 10000);
	struct linkage_match many = match("Siti Aminah|||||||||", "Siti Aminah|||||||||", 10000000);

	(void)state;
	assert_true(few.weight > many.weight + 3);
}

static void nothing_known_says_nothing(void **state)
{
	struct linkage_match m = match(rina, "|||||||||", 0);
	size_t i;

	(void)state;
	assert_true(m.probability < 0.001);
	for (i = 0; i < COLUMNS; i++) {
		assert_int_equal(m.reasons[i].level, LINKAGE_UNKNOWN);
		assert_true(fabsf(m.reasons[i].weight) < 0.01F);
	}
}

/* ---- beside the engine -------------------------------------------------------------------- */

static struct linkage_model *through_text(const struct linkage *l)
{
	struct linkage_model *m = linkage_model_of(l), *back;
	char *text = linkage_model_text(m), *again;
	unsigned line;

	back = linkage_model_read(text, strlen(text), &line);
	assert_non_null(back);
	again = linkage_model_text(back);
	assert_string_equal(text, again);
	free(text);
	free(again);
	linkage_model_free(m);
	return back;
}

static void it_weighs_as_the_engine_does(void **state)
{
	struct rows *rows = rows_new(6000, 3);
	struct linkage *l = rows_link(rows, NULL, ALL_COLUMNS, 2);
	struct linkage_model *m = through_text(l);
	struct linkage_one *o = linkage_one_new(m, all_kinds, COLUMNS, 0);
	const struct linkage_pair *pairs;
	struct linkage_match back, match;
	size_t n, i, same = 0;
	double off = 0;

	(void)state;
	pairs = linkage_pairs(l, &n);
	assert_true(n > 800);
	for (i = 0; i < n; i++) {
		const struct linkage_cell *a = &rows->cells[pairs[i].a * COLUMNS];
		const struct linkage_cell *b = &rows->cells[pairs[i].b * COLUMNS];

		linkage_one_score(o, a, b, 1, &match);
		linkage_one_score(o, b, a, 1, &back);
		assert_true(fabsf(match.weight - back.weight) < 0.01F);
		same += match.weight > 0;
		off += fabs((double)(match.weight - pairs[i].weight));
	}
	assert_true(same * 100 > n * 97);
	assert_true(off / (double)n < 3);
	linkage_one_free(o);
	linkage_model_free(m);
	linkage_free(l);
	rows_free(rows);
}

/* Neighbours in the list of people are mostly strangers, some of one family. */
static void others_stay_others(void **state)
{
	struct rows *rows = rows_new(6000, 5);
	struct linkage_model *m = built_in();
	struct linkage_one *o = linkage_one_new(m, all_kinds, COLUMNS, 6000);
	struct linkage_match match[8];
	size_t i, k, wrong = 0;

	(void)state;
	for (i = 0; i + 9 < rows->n; i++) {
		linkage_one_score(o, &rows->cells[i * COLUMNS], &rows->cells[(i + 1) * COLUMNS], 8,
				  match);
		for (k = 0; k < LEN(match); k++)
			wrong += (match[k].probability > 0.5) !=
				 (rows->entity[i] == rows->entity[i + 1 + k]);
	}
	assert_true(wrong < 6);
	linkage_one_free(o);
	linkage_model_free(m);
	rows_free(rows);
}

static void candidates_are_scored_each_for_itself(void **state)
{
	static const enum linkage_kind kinds[] = { LINKAGE_BIRTH_DATE, LINKAGE_NAME };
	const struct linkage_cell cells[] = {
		{ "1988-03-07", 10 }, { "Rina Kartika", 12 }, { "", 0 },
		{ "Rina K", 6 },      { "1988-03-07", 10 },   { "Rina Kartika", 12 },
	};
	struct linkage_model *m = built_in();
	struct linkage_one *o = linkage_one_new(m, kinds, LEN(kinds), 0);
	struct linkage_match all[2], alone;

	(void)state;
	linkage_model_free(m);
	linkage_one_score(o, cells, cells + 2, 2, all);
	linkage_one_score(o, cells, cells + 4, 1, &alone);
	assert_memory_equal(&all[1].weight, &alone.weight, sizeof(alone.weight));
	assert_true(all[1].weight > all[0].weight);
	assert_int_equal(all[0].reasons[1].level, LINKAGE_INITIALS);
	linkage_one_free(o);
}

/* How two names agree, and what of them is known (linkage_cell.only). */
static enum linkage_level level_of(const char *a, uint32_t only_a, const char *b, uint32_t only_b)
{
	static const enum linkage_kind kinds[] = { LINKAGE_NAME };
	const struct linkage_cell cells[] = { { a, (uint32_t)strlen(a), only_a },
					      { b, (uint32_t)strlen(b), only_b } };
	struct linkage_model *m = built_in();
	struct linkage_one *o = linkage_one_new(m, kinds, LEN(kinds), 0);
	struct linkage_match match;

	linkage_model_free(m);
	linkage_one_score(o, cells, cells + 1, 1, &match);
	linkage_one_free(o);
	return match.reasons[0].level;
}

static void a_slip_in_a_short_word_is_no_other_word(void **state)
{
	(void)state;
	assert_int_equal(level_of("Uwe Lang", 0, "Uew Lang", 0), LINKAGE_CLOSE);
	assert_int_equal(level_of("Rita Suganda", 0, "Ita Suganda", 0), LINKAGE_CLOSE);
	assert_int_equal(level_of("Slamet Gulwus", 0, "Slamet Guwus", 0), LINKAGE_CLOSE);
	assert_int_equal(level_of("Budi", 0, "Rudi", 0), LINKAGE_CLOSE);
	assert_int_equal(level_of("Budi Lang", 0, "Ujang Lang", 0), LINKAGE_PARTLY);
	assert_int_equal(level_of("Budi Santoso", 0, "Rudi Hartono", 0), LINKAGE_DIFFERENT);
	assert_int_equal(level_of("Budi Santoso", 0, "Rudi Santoso Putra", 0), LINKAGE_PARTLY);
}

static void a_given_name_says_nothing_about_the_name_of_a_family(void **state)
{
	(void)state;
	assert_int_equal(level_of("Riley", 1, "King", 2), LINKAGE_UNKNOWN);
	assert_int_equal(level_of("Riley", 1, "King", 1), LINKAGE_DIFFERENT);
	assert_int_equal(level_of("Riley", 0, "King", 2), LINKAGE_DIFFERENT);
	assert_int_equal(level_of("Riley", 1, "Riley", 2), LINKAGE_SAME); /* in the wrong column */
}

/* ---- models ------------------------------------------------------------------------------- */

static void assert_no_model(const char *text, unsigned line)
{
	unsigned seen = 0;

	assert_null(linkage_model_read(text, strlen(text), &seen));
	assert_int_equal(seen, line);
}

/* As cities keep them that learnt before there was a level for one word that is alike. */
static void a_model_that_lacks_a_level_takes_the_next(void **state)
{
	static const enum linkage_kind kinds[] = { LINKAGE_NAME };
	const struct linkage_cell cells[] = { { "Uwe Lang", 8, 0 }, { "Uew Lang", 8, 0 } };
	struct linkage_model *m = built_in(), *old;
	char *text = linkage_model_text(m), *line, *end;
	struct linkage_match match;
	struct linkage_one *o;
	unsigned seen;

	(void)state;
	linkage_model_free(m);
	while ((line = strstr(text, "level - close")) ||
	       (line = strstr(text, "level same-date close")) ||
	       (line = strstr(text, "level other-date close"))) {
		end = strchr(line, '\n') + 1;
		memmove(line, end, strlen(end) + 1);
	}
	old = linkage_model_read(text, strlen(text), &seen);
	assert_non_null(old);
	o = linkage_one_new(old, kinds, LEN(kinds), 0);
	linkage_one_score(o, cells, cells + 1, 1, &match);
	assert_int_equal(match.reasons[0].level, LINKAGE_CLOSE);
	assert_true(match.reasons[0].weight > 0);
	assert_true(match.reasons[0].weight < 15);
	linkage_one_free(o);
	linkage_model_free(old);
	free(text);
}

static void what_is_no_model_is_refused_with_its_line(void **state)
{
	(void)state;
	assert_no_model("id,name\n1,a\n", 1);
	assert_no_model("melaju-linkage-model 1\nrecords 100\nshare 1 2\n", 3);
	assert_no_model("melaju-linkage-model 1\nrecords 100\nlevel - same 1 1 1 1\n", 3);
	assert_no_model("melaju-linkage-model 1\ncolumn name\nlevel - same nan 1 1 1\n", 3);
	assert_no_model("melaju-linkage-model 1\ncolumn name\nlevel - swapped 1 1 1 1\n", 3);
	assert_no_model("melaju-linkage-model 1\ncolumn colour\n", 2);
	assert_no_model("melaju-linkage-model 1\ncolumn name\nword a -3\n", 3);
}

static void a_model_without_a_column_is_not_used(void **state)
{
	static const enum linkage_kind kinds[] = { LINKAGE_NAME, LINKAGE_EMAIL };
	struct linkage_options options = { 0 };
	struct linkage *l = linkage_new(kinds, LEN(kinds), &options);
	struct linkage_model *m = built_in();
	enum linkage_kind unknown = LINKAGE__KINDS;

	(void)state;
	assert_false(linkage_use(l, m, &unknown));
	assert_int_equal(unknown, LINKAGE_EMAIL);
	assert_null(linkage_one_new(m, kinds, LEN(kinds), 0));
	linkage_model_free(m);
	linkage_free(l);
}

static void ids_given_twice_are_reported(void **state)
{
	static const enum linkage_kind kinds[] = { LINKAGE_NAME };
	const struct linkage_cell cells[] = {
		{ "Ani", 3 }, { "Budi", 4 }, { "Ani", 3 }, { "Euis", 4 }
	};
	const uint64_t key[] = { 17, 4, 17, 17 };
	const struct linkage_repeat *repeats;
	struct linkage_options options = { 0 };
	struct linkage *l = linkage_new(kinds, 1, &options);
	size_t n, all;

	(void)state;
	linkage_add(l, cells, key, LEN(key));
	linkage_run(l);
	repeats = linkage_repeats(l, &n, &all);
	assert_int_equal(n, 2);
	assert_int_equal(all, 2);
	assert_int_equal(repeats[0].first, 0);
	assert_int_equal(repeats[0].again, 2);
	assert_int_equal(repeats[1].first, 0);
	assert_int_equal(repeats[1].again, 3);
	linkage_free(l);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_person_is_known_again_and_the_reasons_are_told),
		cmocka_unit_test(a_twin_and_a_namesake_are_somebody_else),
		cmocka_unit_test(a_rare_name_says_more_than_a_common_one),
		cmocka_unit_test(more_people_have_more_namesakes),
		cmocka_unit_test(nothing_known_says_nothing),
		cmocka_unit_test(it_weighs_as_the_engine_does),
		cmocka_unit_test(others_stay_others),
		cmocka_unit_test(candidates_are_scored_each_for_itself),
		cmocka_unit_test(a_slip_in_a_short_word_is_no_other_word),
		cmocka_unit_test(a_given_name_says_nothing_about_the_name_of_a_family),
		cmocka_unit_test(a_model_that_lacks_a_level_takes_the_next),
		cmocka_unit_test(what_is_no_model_is_refused_with_its_line),
		cmocka_unit_test(a_model_without_a_column_is_not_used),
		cmocka_unit_test(ids_given_twice_are_reported),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
