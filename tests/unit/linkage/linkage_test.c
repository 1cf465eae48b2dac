/* Who is the same person: the cases that matter, and what must hold of every result. */
#include "engine/linkage/linkage.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#include "base/rng.h"
#include "unit/linkage/people.h"

/* ---- one pair at a time, among people ----------------------------------------------------- */

/* A population and two rows behind it. */
struct scene {
	struct rows *rows;
	struct linkage *l;
	uint32_t a, b;
	uint32_t *cluster;
};

static struct scene scene_of(const char *a, const char *b)
{
	struct scene s = { .rows = rows_new(4000, 11) };

	s.a = add_row(s.rows, a);
	s.b = add_row(s.rows, b);
	s.l = rows_link(s.rows, NULL, ALL_COLUMNS, 2);
	s.cluster = calloc(s.rows->n, sizeof(*s.cluster));
	assert_non_null(s.cluster);
	linkage_clusters(s.l, s.cluster);
	return s;
}

static void scene_free(struct scene *s)
{
	free(s->cluster);
	linkage_free(s->l);
	rows_free(s->rows);
}

static void assert_joined(const char *a, const char *b, bool joined)
{
	struct scene s = scene_of(a, b);

	assert_int_equal(s.cluster[s.a] == s.cluster[s.b], joined);
	scene_free(&s);
}

static void one_person_is_found_in_spite_of_errors(void **state)
{
	(void)state;
	assert_joined("Muhammad Jufri Hidayat|1987-03-09|Sukabumi|L|Siti Rohmah|3272930903870002|"
		      "3272931201100007|Jl. Kenanga No. 7 RT 002 RW 005|3272031002|080011112222",
		      "Moh. Djufri Hidajat|1987-09-03||L|St. Romah||"
		      "3272931201100007|Jl Kenanga 7|3272031002|",
		      true);
}

static void who_moved_and_has_another_telephone_is_still_the_same(void **state)
{
	(void)state;
	assert_joined("Euis Komalaningrum|1979-11-23|Sukabumi|P|Onih Suryatni|3272936311790003|"
		      "3272930101100021|Jl. Kenanga No. 7 RT 002 RW 005|3272031002|080011112222",
		      "Euis Komalaningrum|1979-11-23|Sukabumi|P|Onih|3272936311790003|"
		      "3272959901230044|Kp. Durian No. 80 RT 009 RW 001|3272051001|080099998888",
		      true);
}

static void twins_are_two(void **state)
{
	(void)state;
	assert_joined("Rendi Kurniadinata|2009-04-17|Sukabumi|L|Tati Kurniasih|3272931704090001|"
		      "3272930101100021|Jl. Kenanga No. 7 RT 002 RW 005|3272031002|080011112222",
		      "Rendra Kurniadinata|2009-04-17|Sukabumi|L|Tati Kurniasih|3272931704090002|"
		      "3272930101100021|Jl. Kenanga No. 7 RT 002 RW 005|3272031002|080011112222",
		      false);
}

static void father_and_son_of_one_name_are_two(void **state)
{
	(void)state;
	assert_joined("Dadang Suherlan|1961-02-03|Sukabumi|L|Enok Sutirah|3272930302610004|"
		      "3272930101100021|Jl. Kenanga No. 7 RT 002 RW 005|3272031002|080011112222",
		      "Dadang Suherlan|1989-10-28|Sukabumi|L|Tati Kurniasih|3272932810890002|"
		      "3272930101100021|Jl. Kenanga No. 7 RT 002 RW 005|3272031002|080011112222",
		      false);
}

static void namesakes_are_two(void **state)
{
	(void)state;
	assert_joined("Siti Nurhayati|1990-06-11|Sukabumi|P|Onih|3272935106900001||"
		      "Jl. Kenanga No. 7|3272031002|",
		      "Siti Nurhayati|1978-01-30|Sukabumi|P|Juju|3272937001780002||"
		      "Gg. Melati No. 31|3272051002|",
		      false);
}

/* Two who were born on one day in one district: their NIK differ in a digit or two. */
static void one_digit_of_the_nik_is_not_taken_for_a_slip_when_the_names_differ(void **state)
{
	(void)state;
	assert_joined("Asep Gunawan|1990-06-11|Sukabumi|L|Onih|3272931106900001||||",
		      "Wawan Setiadi|1990-06-11|Sukabumi|L|Juju|3272931106900002||||", false);
}

/* ---- explanations ------------------------------------------------------------------------- */

static void reasons_say_how_each_column_agrees(void **state)
{
	struct linkage_reason why[COLUMNS];
	struct scene s =
	    scene_of("Muhammad Jufri|1987-03-09|Sukabumi|L|Siti Rohmah|3272930903870002|"
		     "3272931201100007|Jl. Kenanga No. 7|3272031002|080011112222",
		     "Djufri, H.|1987-09-03||P|Siti Rokhmah|3272930903870003|"
		     "3272931201100070|Jl. Kenanga No. 7|3272051002|080011112222");

	(void)state;
	linkage_explain(s.l, s.a, s.b, why);
	assert_int_equal(why[0].level, LINKAGE_SHORTER);
	assert_int_equal(why[1].level, LINKAGE_SWAPPED);
	assert_int_equal(why[2].level, LINKAGE_UNKNOWN);
	assert_true(why[2].weight == 0);
	assert_int_equal(why[3].level, LINKAGE_DIFFERENT);
	assert_true(why[3].weight < 0);
	assert_int_equal(why[4].level, LINKAGE_SOUNDS);
	assert_int_equal(why[5].level, LINKAGE_SERIAL);
	assert_int_equal(why[6].level, LINKAGE_TYPO);
	assert_int_equal(why[7].level, LINKAGE_SAME);
	assert_int_equal(why[8].level, LINKAGE_DIFFERENT);
	assert_int_equal(why[9].level, LINKAGE_SAME);
	scene_free(&s);
}

/* ---- what must hold ----------------------------------------------------------------------- */

struct sign {
	uint64_t pairs, clusters;
	size_t n;
};

static uint64_t of_pair(uint32_t a, uint32_t b, float weight)
{
	uint32_t ends[3] = { MIN(a, b), MAX(a, b), 0 };

	memcpy(&ends[2], &weight, sizeof(weight));
	return linkage_key((const char *)ends, sizeof(ends));
}

/* A sum over all pairs, and over all pairs of records in one cluster, by the numbers of the rows.
 */
static struct sign sign_of(const struct linkage *l, const uint32_t *order, size_t n)
{
	uint32_t *cluster = calloc(n, sizeof(*cluster)), *least = calloc(n, sizeof(*least));
	struct sign s = { 0 };
	const struct linkage_pair *p;
	size_t i;

	assert_non_null(cluster);
	assert_non_null(least);
	p = linkage_pairs(l, &s.n);
	for (i = 0; i < s.n; i++)
		s.pairs += of_pair(order[p[i].a], order[p[i].b], p[i].weight);
	linkage_clusters(l, cluster);
	memset(least, 0xff, n * sizeof(*least));
	for (i = 0; i < n; i++)
		least[cluster[i]] = MIN(least[cluster[i]], order[i]);
	for (i = 0; i < n; i++)
		s.clusters += of_pair(order[i], least[cluster[i]], 0);
	free(least);
	free(cluster);
	return s;
}

static void shuffle(struct rng *r, uint32_t *order, size_t n)
{
	for (size_t i = n; i > 1; i--) {
		size_t j = rng_below(r, i);
		uint32_t swap = order[i - 1];

		order[i - 1] = order[j];
		order[j] = swap;
	}
}

/* Links the same people in another order with each of these numbers of threads. */
static void assert_one_result(uint64_t people, const unsigned *threads, size_t n)
{
	struct rows *rows = rows_new(people, 5);
	uint32_t *order = calloc(rows->n, sizeof(*order));
	struct sign first = { 0 }, s;
	struct linkage *l;
	struct rng r;
	size_t i;

	assert_non_null(order);
	rng_seed(&r, 3);
	for (i = 0; i < rows->n; i++)
		order[i] = (uint32_t)i;
	for (i = 0; i < n; i++) {
		l = rows_link(rows, order, ALL_COLUMNS, threads[i]);
		s = sign_of(l, order, rows->n);
		if (i == 0)
			first = s;
		assert_true(s.n > 100);
		assert_int_equal(s.n, first.n);
		assert_int_equal(s.pairs, first.pairs);
		assert_int_equal(s.clusters, first.clusters);
		linkage_free(l);
		shuffle(&r, order, rows->n);
	}
	free(order);
	rows_free(rows);
}

static void the_result_depends_neither_on_the_order_of_rows_nor_on_threads(void **state)
{
	static const unsigned threads[] = { 1, 2, 3, 7 };

	(void)state;
	assert_one_result(3000, threads, LEN(threads));
}

/* So many that only some of the keys are drawn to choose the passes. */
static void nor_does_it_where_passes_are_chosen_from_a_sample(void **state)
{
	static const unsigned threads[] = { 2, 1 };

	(void)state;
	assert_one_result(19000, threads, LEN(threads));
}

/* F1 of the pairs that clusters make. */
static double f1(const struct linkage *l, const struct rows *r)
{
	uint32_t *cluster = calloc(r->n, sizeof(*cluster));
	double made = 0, right = 0, there = 0;
	size_t i, j;

	assert_non_null(cluster);
	linkage_clusters(l, cluster);
	for (i = 0; i < r->n; i++)
		for (j = 0; j < i; j++) {
			bool same = r->entity[i] == r->entity[j], put = cluster[i] == cluster[j];

			there += same;
			made += put;
			right += same && put;
		}
	free(cluster);
	return 2 * right / (made + there);
}

static void the_generators_hard_setting_is_solved(void **state)
{
	struct rows *rows = rows_new(5000, 2);
	struct linkage *l = rows_link(rows, NULL, ALL_COLUMNS, 2);

	(void)state;
	assert_true(f1(l, rows) > 0.975);
	linkage_free(l);
	rows_free(rows);
}

/* Whatever is missing: fewer columns find less, and nothing breaks. */
static void any_columns_will_do(void **state)
{
	static const struct {
		unsigned columns;
		double least;
	} cases[] = {
		{ ALL_COLUMNS & ~(1 << 5), 0.93 },           /* no NIK */
		{ 1 << 0 | 1 << 1 | 1 << 4, 0.80 },          /* name, date, mother */
		{ 1 << 0 | 1 << 1, 0.65 },                   /* name and date */
		{ 1 << 5, 0.5 },                             /* NIK alone */
		{ 1 << 0 | 1 << 7 | 1 << 8 | 1 << 9, 0.35 }, /* no dates or numbers of persons */
		{ 1 << 1 | 1 << 6, 0.4 },                    /* no names */
	};
	struct rows *rows = rows_new(3000, 8);
	size_t i;

	(void)state;
	for (i = 0; i < LEN(cases); i++) {
		struct linkage *l = rows_link(rows, NULL, cases[i].columns, 2);
		double got = f1(l, rows);

		if (got < cases[i].least)
			print_message("columns %x: %.3f\n", cases[i].columns, got);
		assert_true(got >= cases[i].least);
		linkage_free(l);
	}
	rows_free(rows);
}

/*
 * Birth dates so many centuries earlier; of every third person nobody knew the day, and wrote the
 * first of January.
 */
static void rewrite_dates(struct rows *rows, unsigned centuries)
{
	size_t i;

	for (i = 0; i < rows->n; i++) {
		struct linkage_cell *cell = &rows->cells[i * COLUMNS + 1];
		char *text;

		if (cell->size != 10)
			continue;
		text = arena_strdup(rows->arena, cell->text);
		text[0] = '1';
		text[1] = (char)('9' - centuries);
		if (rows->entity[i] % 3 == 0)
			memcpy(text + 4, "-01-01", 6);
		cell->text = text;
	}
}

static double f1_by_name_and_date(const struct rows *rows)
{
	struct linkage *l = rows_link(rows, NULL, 1 << 0 | 1 << 1, 2);
	double got = f1(l, rows);

	linkage_free(l);
	return got;
}

/* A date is as rare as it is in the file, also one that no living person has. */
static void dates_of_any_century_count_by_how_common_they_are(void **state)
{
	struct rows *rows = rows_new(6000, 8);
	double now, then;

	(void)state;
	rewrite_dates(rows, 0);
	now = f1_by_name_and_date(rows);
	rewrite_dates(rows, 2);
	then = f1_by_name_and_date(rows);
	assert_true(now > 0.7);
	assert_true(fabs(now - then) < 0.01);
	rows_free(rows);
}

/* In lists of offices the same number stands wherever nobody knows one. */
static void a_number_that_many_have_is_nobodys(void **state)
{
	struct rows *rows = rows_new(9000, 2);
	struct linkage *l;
	size_t i;

	(void)state;
	for (i = 0; i < rows->n; i++)
		if (i % 10 < 3)
			rows->cells[i * COLUMNS + 5] =
			    (struct linkage_cell){ "3272010101010001", 16 };
	l = rows_link(rows, NULL, ALL_COLUMNS, 2);
	assert_true(f1(l, rows) > 0.97);
	linkage_free(l);
	rows_free(rows);
}

/* A village of its own make behind the list of a city: few names, one street, nobody twice. */
static void add_village(struct rows *rows, size_t people)
{
	static const char *const words[] = {
		"ASEP",    "UJANG",    "DEDI",      "CECEP",     "IWAN",      "RUDI",    "TATANG",
		"YUDI",    "HENDRA",   "AGUS",      "SITI",      "NENENG",    "EUIS",    "LILIS",
		"IMAS",    "YAYAH",    "ENTIN",     "RINA",      "DEWI",      "NANA",    "HIDAYAT",
		"SAPUTRA", "PERMANA",  "GUNAWAN",   "SURYANA",   "SETIAWAN",  "RAMDANI", "SUPRIADI",
		"KOMALA",  "MULYANI",  "WULANDARI", "ROHMAH",    "FATIMAH",   "MARYATI", "LESTARI",
		"SOPIAN",  "HERMAWAN", "KURNIAWAN", "ANGGRAENI", "NURHAYATI",
	};
	struct rng r;
	char row[300];
	size_t i;

	rng_seed(&r, 9);
	for (i = 0; i < people; i++) {
		unsigned day = 1 + (unsigned)rng_below(&r, 28),
			 month = 1 + (unsigned)rng_below(&r, 12);
		unsigned year = 1940 + (unsigned)rng_below(&r, 83), house = 1 + (unsigned)i / 3;
		bool woman = rng_below(&r, 2) != 0;

		snprintf(row, sizeof(row),
			 "%s %s|%04u-%02u-%02u|SUKABUMI|%s|%s "
			 "%s|327201%02u%02u%02u0001|327201990%07u|JL "
			 "BESAR NO %u|KEL %u|",
			 words[rng_below(&r, LEN(words))], words[rng_below(&r, LEN(words))], year,
			 month, day, woman ? "P" : "L", words[rng_below(&r, LEN(words))],
			 words[rng_below(&r, LEN(words))], woman ? day + 40 : day, month,
			 year % 100, house, house, house % 33);
		add_row(rows, row);
	}
}

/* Namesakes of one street are no proof that a person's date and number mostly differ. */
static void a_list_of_another_make_teaches_nothing_wrong(void **state)
{
	static const size_t villages[] = { 1000, 2500, 9000 };
	size_t i;

	(void)state;
	for (i = 0; i < LEN(villages); i++) {
		struct rows *rows = rows_of(10000, 3, 2);
		struct linkage *l;

		add_village(rows, villages[i]);
		l = rows_link(rows, NULL, ALL_COLUMNS, 2);
		assert_true(f1(l, rows) > 0.92);
		linkage_free(l);
		rows_free(rows);
	}
}

/* One city in every row: nobody is compared with everybody for that. */
static void what_all_have_in_common_costs_no_more_pairs(void **state)
{
	static const enum linkage_kind kinds[] = { LINKAGE_NAME, LINKAGE_BIRTH_DATE, LINKAGE_TEXT };
	struct rows *rows = rows_new(19000, 6);
	struct linkage_cell *cells = calloc(rows->n * LEN(kinds), sizeof(*cells));
	uint64_t *key = calloc(rows->n, sizeof(*key));
	struct linkage_options options = { .threads = 2 };
	struct linkage *l = linkage_new(kinds, LEN(kinds), &options);
	struct linkage_counts counts;
	size_t i;

	(void)state;
	assert_non_null(cells);
	assert_non_null(key);
	for (i = 0; i < rows->n; i++) {
		cells[i * LEN(kinds)] = rows->cells[i * COLUMNS];
		cells[i * LEN(kinds) + 1] = rows->cells[i * COLUMNS + 1];
		cells[i * LEN(kinds) + 2] = (struct linkage_cell){ "Sukabumi", 8 };
		key[i] = linkage_key((const char *)&i, sizeof(i));
	}
	linkage_add(l, cells, key, rows->n);
	linkage_run(l);
	linkage_counts(l, &counts);
	assert_true(counts.compared < 6000000);
	assert_true(f1(l, rows) > 0.85);
	linkage_free(l);
	rows_free(rows);
	free(cells);
	free(key);
}

static void nothing_and_one_record_are_no_trouble(void **state)
{
	static const enum linkage_kind kinds[] = { LINKAGE_NAME };
	static const struct linkage_cell cell = { "Ujang", 5 };
	struct linkage_options options = { .threads = 2 };
	uint64_t key = 1;
	uint32_t cluster = 9;
	size_t i, n;

	(void)state;
	for (i = 0; i < 2; i++) {
		struct linkage *l = linkage_new(kinds, 1, &options);

		linkage_add(l, &cell, &key, i);
		linkage_run(l);
		(void)linkage_pairs(l, &n);
		assert_int_equal(n, 0);
		linkage_clusters(l, &cluster);
		linkage_free(l);
	}
	assert_int_equal(cluster, 0);
}

/* ---- constraints -------------------------------------------------------------------------- */

enum { TRIO = 3 };

/* Three records alike but for the NIK of the first and last; whether those are confirmed. */
static void link_trio(const char *confirmed, uint32_t cluster[TRIO], struct linkage_pair *weakest)
{
	static const enum linkage_kind kinds[] = { LINKAGE_NAME, LINKAGE_BIRTH_DATE, LINKAGE_PHONE,
						   LINKAGE_NIK, LINKAGE_VERIFIED };
	static const char *const niks[TRIO] = { "3272931106900001", "", "3272931106900015" };
	enum { N = 300, K = 5 };
	static struct linkage_cell cells[N * K];
	struct linkage_options options = { .threads = 1 };
	struct arena *a = arena_new(0);
	uint32_t all[N];
	uint64_t key[N];
	struct linkage *l;
	size_t i;

	for (i = 0; i < N; i++) {
		bool trio = i < TRIO;
		size_t pair = i / 2;
		const char *text[K] = {
			trio ? "Kosasih Wiranatakusuma"
			     : arena_printf(a, "Nama%c%c Keluarga%c", (int)('a' + pair % 26),
					    (int)('a' + pair / 26), (int)('a' + pair % 7)),
			trio ? "1990-06-11"
			     : arena_printf(a, "19%02zu-0%zu-1%zu", 10 + pair % 80, 1 + pair % 9,
					    pair % 10),
			trio ? "080012345678" : arena_printf(a, "0800%08zu", pair * 7919),
			trio ? niks[i] : "",
			trio ? confirmed : "",
		};

		for (size_t k = 0; k < K; k++)
			cells[i * K + k] =
			    (struct linkage_cell){ text[k], (uint32_t)strlen(text[k]) };
		key[i] = linkage_key((const char *)&i, sizeof(i));
	}
	l = linkage_new(kinds, K, &options);
	linkage_add(l, cells, key, N);
	linkage_run(l);
	linkage_clusters(l, all);
	memcpy(cluster, all, TRIO * sizeof(*cluster));
	*weakest = (struct linkage_pair){ 0 };
	(void)linkage_weakest(l, cluster[1], weakest);
	linkage_free(l);
	arena_free(a);
}

static void two_confirmed_numbers_are_never_one_person(void **state)
{
	uint32_t cluster[TRIO];
	struct linkage_pair weakest;

	(void)state;
	link_trio("", cluster, &weakest);
	assert_int_equal(cluster[0], cluster[1]);
	assert_int_equal(cluster[1], cluster[2]);
	assert_true(weakest.weight > 0);
	assert_true(weakest.a < TRIO && weakest.b < TRIO);
	link_trio("padan", cluster, &weakest);
	assert_true(cluster[0] != cluster[2]);
}

/* ---- learning ----------------------------------------------------------------------------- */

/* Numbers of which a known share is another in the second record of a person. */
static void what_is_learnt_is_what_the_data_were_made_with(void **state)
{
	enum { N = 12000, K = 4 };
	static const unsigned wrong[K] = { 50, 100, 200, 400 }; /* in a thousand */
	static const enum linkage_kind kinds[K] = { LINKAGE_CODE, LINKAGE_CODE, LINKAGE_CODE,
						    LINKAGE_CODE };
	struct linkage_cell *cells = calloc((size_t)N * K, sizeof(*cells));
	uint64_t *key = calloc(N, sizeof(*key));
	struct linkage_options options = { .threads = 2 };
	double all = (double)N * (N - 1) / 2;
	struct arena *a = arena_new(0);
	struct linkage *l = linkage_new(kinds, K, &options);
	struct rng r;
	size_t i, k;

	(void)state;
	assert_non_null(cells);
	assert_non_null(key);
	rng_seed(&r, 4);
	for (i = 0; i < N; i++) {
		for (k = 0; k < K; k++) {
			bool anew = i % 2 == 0 || rng_chance(&r, wrong[k]);
			char *code = arena_printf(a, "%08u", (unsigned)rng_below(&r, 3000) * 30011);

			cells[i * K + k] =
			    anew ? (struct linkage_cell){ code, 8 } : cells[(i - 1) * K + k];
		}
		key[i] = linkage_key((const char *)&i, sizeof(i));
	}
	linkage_add(l, cells, key, N);
	linkage_run(l);
	for (k = 0; k < K; k++)
		assert_true(fabs(linkage_chance(l, k, LINKAGE_SAME, LINKAGE_PERSON) -
				 (1 - wrong[k] / 1000.0)) < 0.04);
	assert_true(fabs(linkage_share(l, LINKAGE_PERSON) * all - N / 2.0) < 0.05 * N);
	linkage_free(l);
	arena_free(a);
	free(key);
	free(cells);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(one_person_is_found_in_spite_of_errors),
		cmocka_unit_test(who_moved_and_has_another_telephone_is_still_the_same),
		cmocka_unit_test(twins_are_two),
		cmocka_unit_test(father_and_son_of_one_name_are_two),
		cmocka_unit_test(namesakes_are_two),
		cmocka_unit_test(
		    one_digit_of_the_nik_is_not_taken_for_a_slip_when_the_names_differ),
		cmocka_unit_test(reasons_say_how_each_column_agrees),
		cmocka_unit_test(the_result_depends_neither_on_the_order_of_rows_nor_on_threads),
		cmocka_unit_test(nor_does_it_where_passes_are_chosen_from_a_sample),
		cmocka_unit_test(the_generators_hard_setting_is_solved),
		cmocka_unit_test(any_columns_will_do),
		cmocka_unit_test(dates_of_any_century_count_by_how_common_they_are),
		cmocka_unit_test(a_number_that_many_have_is_nobodys),
		cmocka_unit_test(a_list_of_another_make_teaches_nothing_wrong),
		cmocka_unit_test(what_all_have_in_common_costs_no_more_pairs),
		cmocka_unit_test(nothing_and_one_record_are_no_trouble),
		cmocka_unit_test(two_confirmed_numbers_are_never_one_person),
		cmocka_unit_test(what_is_learnt_is_what_the_data_were_made_with),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
