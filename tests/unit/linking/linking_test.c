/* Two who may be one: the pair is found, asked, answered and taken back. */
#include <string.h>

#include "fixture.h"

#include "feature/registry/find.h"
#include "text/linking.h"

static int setup(void **state)
{
	static struct city_fixture c;

	city_open(&c);
	city_system(&c);
	*state = &c;
	return 0;
}

static int teardown(void **state)
{
	city_close(*state);
	return 0;
}

/* Open pairs as the acting person is asked them. */
static size_t asked(struct city_fixture *c, enum city_person who, struct link_pair *ret_first,
		    bool *ret_sure)
{
	struct link_pair *list;
	size_t n, sure;

	city_act_as(c, who);
	assert_ok(ACT(c, link_questions(c->cx, true, NULL, 10, &list, &sure)));
	*ret_sure = sure > 0;
	if (sure > 0)
		*ret_first = list[0];
	assert_ok(ACT(c, link_questions(c->cx, false, NULL, 10, &list, &n)));
	if (n > 0)
		*ret_first = list[0];
	return n + sure;
}

static const char rina[] = "Rina Kartika|1988-03-07|Euis Sumiati|3272014703880002|Sukabumi";
static const char rina_again[] = "RINA KARTIKHA|1988-07-03|Euis Sumiati";

static void somebody_entered_again_with_day_and_month_swapped_is_found_with_the_reason(void **state)
{
	struct city_fixture *c = *state;
	int64_t a = add(c, rina), b = add(c, rina_again);
	struct link_pair p = { 0 };
	bool sure;

	look(c);
	assert_int_equal(asked(c, CITY_COORDINATOR, &p, &sure), 1);
	assert_int_equal(p.a_id, MIN(a, b));
	assert_int_equal(p.b_id, MAX(a, b));
	assert_non_null(strstr(p.words, "tertukar hari dan bulan"));
	assert_non_null(strstr(p.words, "ibu sama"));
}

/* A list is read to its end page by page; a page here is one pair. */
static void questions_and_answers_are_read_page_by_page_to_the_end(void **state)
{
	struct city_fixture *c = *state;
	struct link_pair first = { 0 }, *second, *third;
	bool sure;
	size_t n;

	(void)add(c, rina);
	(void)add(c, rina_again);
	(void)add(c, "Asep Gunawan|1979-02-11|Iis Aisyah|3272011102790004|Garut");
	(void)add(c, "ASEP GUNAWANN|1979-11-02|Iis Aisyah");
	look(c);
	assert_int_equal(asked(c, CITY_COORDINATOR, &first, &sure), 2);
	assert_ok(ACT(c, link_questions(c->cx, sure, &first, 1, &second, &n)));
	assert_int_equal(n, 1);
	assert_int_not_equal(second[0].id, first.id);
	assert_ok(ACT(c, link_questions(c->cx, sure, &second[0], 1, &third, &n)));
	assert_int_equal(n, 0);
	/* Both in the same instant: the number decides which comes first. */
	assert_ok(ACT(c, link_answer_different(c->cx, first.id)));
	assert_ok(ACT(c, link_answer_different(c->cx, second[0].id)));
	assert_ok(ACT(c, link_answered(c->cx, NULL, 1, &second, &n)));
	assert_ok(ACT(c, link_answered(c->cx, &second[0], 2, &third, &n)));
	assert_int_equal(n, 1);
	assert_int_not_equal(third[0].id, second[0].id);
}

/* Of the same name, mother and kelurahan, one with a date, one with a guessed year. */
static int64_t weight_of_guess(struct city_fixture *c, const char *year, const char **ret_words)
{
	struct facts f;
	struct alike_ask ask = { 0 };

	test_read_begin(&c->t);
	f = facts_of(c, "Rina Kartika||Euis Sumiati");
	facts_set(&f, "birth_year", year);
	ask.person = &f;
	assert_ok(same_candidates(c->cx, &ask, 1));
	test_read_end(&c->t);
	*ret_words = ask.n > 0 ? ask.alike[0].words : "";
	return ask.n > 0 ? ask.alike[0].permille : 0;
}

static void a_guessed_year_of_birth_says_a_little_and_never_much_against(void **state)
{
	struct city_fixture *c = *state;
	int64_t none, near, apart, far;
	const char *words;

	(void)add(c, rina);
	none = weight_of_guess(c, NULL, &words);
	assert_true(none > 0);
	assert_null(strstr(words, "perkiraan"));
	near = weight_of_guess(c, "1987", &words);
	assert_non_null(strstr(words, "perkiraan tahun lahir berdekatan"));
	assert_true(near > none);
	apart = weight_of_guess(c, "1980", &words);
	assert_int_equal(apart, none);
	far = weight_of_guess(c, "1971", &words);
	assert_true(far < none);
}

static void twins_and_namesakes_are_not_asked(void **state)
{
	struct city_fixture *c = *state;
	struct link_pair p = { 0 };
	bool sure;

	(void)add(c, rina);
	(void)add(c, "Dewi Lestari|1988-03-07|Euis Sumiati|3272014703880003|Sukabumi");
	(void)add(c, "Rina Kartika|1991-11-20|Ai Nurjanah|3272046011910001|Bogor");
	look(c);
	assert_int_equal(asked(c, CITY_COORDINATOR, &p, &sure), 0);
}

static void different_is_never_asked_again_whatever_changes(void **state)
{
	struct city_fixture *c = *state;
	struct link_pair p = { 0 };
	int64_t b;
	bool sure;

	(void)add(c, rina);
	b = add(c, rina_again);
	look(c);
	assert_int_equal(asked(c, CITY_COORDINATOR, &p, &sure), 1);
	assert_ok(ACT(c, link_answer_different(c->cx, p.id)));
	assert_int_equal(ACT(c, link_answer_different(c->cx, p.id)), ERR_CONFLICT);
	assert_int_equal(asked(c, CITY_COORDINATOR, &p, &sure), 0);
	city_system(c);
	tell(c, b, "birth_place", "Sukabumi");
	look(c);
	assert_int_equal(asked(c, CITY_COORDINATOR, &p, &sure), 0);
	assert_ok(ACT(c, link_take_back(c->cx, p.id)));
	assert_int_equal(asked(c, CITY_COORDINATOR, &p, &sure), 1);
}

static void same_merges_and_is_taken_back_after_an_edit(void **state)
{
	struct city_fixture *c = *state;
	int64_t a = add(c, rina), b = add(c, rina_again), who;
	struct link_pair p = { 0 };
	bool sure;

	look(c);
	assert_int_equal(asked(c, CITY_COORDINATOR, &p, &sure), 1);
	assert_ok(ACT(c, link_answer_same(c->cx, p.id, NULL)));
	assert_ok(ACT(c, person_present(c->cx, b, &who)));
	assert_int_equal(who, a);
	assert_non_null(
	    strstr(city_text(c, "SELECT reason FROM person_merge WHERE lost_id = %lld", b),
		   "tertukar hari dan bulan"));
	assert_int_equal(ACT(c, link_answer_same(c->cx, p.id, NULL)), ERR_CONFLICT);
	city_system(c);
	tell(c, a, "birth_place", "Bogor");
	look(c);
	assert_int_equal(asked(c, CITY_COORDINATOR, &p, &sure), 0);
	assert_ok(ACT(c, link_take_back(c->cx, p.id)));
	assert_ok(ACT(c, person_present(c->cx, b, &who)));
	assert_int_equal(who, b);
	look(c);
	assert_int_equal(asked(c, CITY_COORDINATOR, &p, &sure), 1);
}

static void who_are_separated_on_their_page_count_as_two(void **state)
{
	struct city_fixture *c = *state;
	int64_t b;
	struct link_pair p = { 0 };
	bool sure;

	(void)add(c, rina);
	b = add(c, rina_again);
	look(c);
	assert_int_equal(asked(c, CITY_COORDINATOR, &p, &sure), 1);
	assert_ok(ACT(c, link_answer_same(c->cx, p.id, NULL)));
	person_unmerged_by(link_separated);
	assert_ok(ACT(c, person_unmerge(c->cx, b, "KTP keduanya berbeda")));
	person_unmerged_by(NULL);
	look(c);
	assert_int_equal(asked(c, CITY_COORDINATOR, &p, &sure), 0);
	assert_string_equal(city_text(c, "SELECT state FROM link_pair WHERE id = %lld", p.id), "3");
	/* And that answer can be taken back as any other. */
	assert_ok(ACT(c, link_take_back(c->cx, p.id)));
	assert_int_equal(asked(c, CITY_COORDINATOR, &p, &sure), 1);
}

static void a_question_goes_by_itself_once_the_facts_speak_against_it(void **state)
{
	struct city_fixture *c = *state;
	struct link_pair p = { 0 };
	int64_t b;
	bool sure;

	(void)add(c, rina);
	b = add(c, rina_again);
	look(c);
	assert_int_equal(asked(c, CITY_COORDINATOR, &p, &sure), 1);
	city_system(c);
	tell(c, b, "name", "Joko Susilo");
	tell(c, b, "mother", "Painem");
	tell(c, b, "birth_date", "1961-01-05");
	look(c);
	assert_int_equal(asked(c, CITY_COORDINATOR, &p, &sure), 0);
}

static void two_nik_confirmed_by_the_registry_are_never_nearly_certain(void **state)
{
	struct city_fixture *c = *state;
	struct link_pair p = { 0 };
	bool sure = false;

	(void)add(c, "Rina Kartika|1988-03-07|Euis Sumiati|3272014703880002|Sukabumi|padan");
	(void)add(c, "Rina Kartika|1988-03-07|Euis Sumiati|3272014703880012|Sukabumi|padan");
	look(c);
	(void)asked(c, CITY_COORDINATOR, &p, &sure);
	assert_false(sure);
}

static void what_is_skipped_comes_after_the_others(void **state)
{
	struct city_fixture *c = *state;
	struct link_pair p = { 0 };
	int64_t first;
	bool sure;

	(void)add(c, rina);
	(void)add(c, rina_again);
	(void)add(c, "Asep Sunandar|1970-01-02|Iti");
	(void)add(c, "Asep Sunandar|1970-02-01|Iti");
	look(c);
	city_act_as(c, CITY_COORDINATOR);
	if (asked(c, CITY_COORDINATOR, &p, &sure) < 2 || sure)
		return; /* only questions are skipped */
	first = p.id;
	assert_ok(ACT(c, link_answer_later(c->cx, p.id)));
	assert_int_equal(asked(c, CITY_COORDINATOR, &p, &sure), 2);
	assert_int_not_equal(p.id, first);
}

/* Who may be the one that a row describes; with the index in memory, or by the tables alone. */
static struct alike_ask *entered_at(struct city_fixture *c, const char *row, bool index, bool home)
{
	struct alike_ask *ask = ARENA_NEW(c->cx->arena, struct alike_ask);
	struct facts *f = ARENA_NEW(c->cx->arena, struct facts);

	if (index)
		assert_ok(find_fill(c->cx, c->t.app.pool));
	act_begin(c);
	*f = facts_of(c, row);
	if (!home)
		facts_set_core(f, CORE_REGION, NULL);
	ask->person = f;
	assert_ok(act_end(c, same_candidates(c->cx, ask, 1)));
	find_forget(c->cx);
	return ask;
}

static struct alike_ask *entered(struct city_fixture *c, const char *row, bool index)
{
	return entered_at(c, row, index, true);
}

static void who_is_entered_is_compared_before_he_is_written(void **state)
{
	struct city_fixture *c = *state;
	int64_t a = add(c, rina);

	(void)add(c, "Rina Kartika|1991-11-20|Ai Nurjanah|3272046011910001|Bogor");
	for (int index = 0; index < 2; index++) {
		struct alike_ask *ask = entered(c, rina_again, index == 1);

		assert_int_equal(ask->n, 1);
		assert_int_equal(ask->alike[0].id, a);
		assert_true(ask->alike[0].permille >= SAME_SHOWN);
		assert_false(ask->alike[0].apart);
		assert_non_null(strstr(ask->alike[0].words, "tertukar hari dan bulan"));
	}
}

static void index_and_tables_name_the_same_people(void **state)
{
	static const char *const rows[] = {
		"Rina Kartikha|1988-03-07|Euis Sumiati",
		"RINA KARTIKA|1988-03-17|Euis Sumiati||Sukabumi",
		"Rina Kartika|1988-03-07||3272014703880002",
		"Sri Wahyuni|1979-02-02|Iti",
		"Rina Kartika",
	};
	struct city_fixture *c = *state;

	(void)add(c, rina);
	(void)add(c, rina_again);
	(void)add(c, "Rina Kartika|1991-11-20|Ai Nurjanah|3272046011910001|Bogor");
	for (size_t i = 0; i < LEN(rows); i++) {
		struct alike_ask *a = entered(c, rows[i], false), *b = entered(c, rows[i], true);

		assert_int_equal(a->n, b->n);
		for (size_t k = 0; k < a->n; k++) {
			assert_int_equal(a->alike[k].id, b->alike[k].id);
			assert_int_equal(a->alike[k].permille, b->alike[k].permille);
		}
	}
}

static void the_index_follows_a_birth_that_was_corrected(void **state)
{
	struct city_fixture *c = *state;
	int64_t a = add(c, "Rina Kartika|1991-11-20|Euis Sumiati");

	assert_ok(find_fill(c->cx, c->t.app.pool));
	tell(c, a, "birth_date", "1988-03-07");
	tell(c, a, "name", "Rina Kartikha");
	assert_int_equal(entered(c, rina, true)->n, 1);
}

static void a_neighbour_is_met_whose_name_is_misspelt_and_date_mistyped(void **state)
{
	static const char *const rows[] = { "Rina Kartikha|1988-03-17|Euis Sumiati",
					    "Rina Kartikha|1988-04-07|Euis Sumiati",
					    "Rinna Kartika|1998-03-07|Euis Sumiati" };
	struct city_fixture *c = *state;
	struct alike_ask *ask;
	int64_t a = add(c, "Rina Kartika|1988-03-07|Euis Sumiati");

	for (size_t i = 0; i < LEN(rows); i++) {
		ask = entered(c, rows[i], true);
		assert_int_equal(ask->n, 1);
		assert_int_equal(ask->alike[0].id, a);
	}
	/* Two parts of the date are others, or the name is. */
	assert_int_equal(entered(c, "Rina Kartikha|1989-04-07|Euis Sumiati", true)->n, 0);
	assert_int_equal(entered(c, "Yanti Kartini|1988-03-17|Euis Sumiati", true)->n, 0);
	/* Of whom nobody knows where he lives it is asked everywhere. */
	ask = entered_at(c, rows[0], true, false);
	assert_int_equal(ask->n, 1);
	/* He moved, and is nobody's neighbour there any more; the index has followed. */
	assert_ok(find_fill(c->cx, c->t.app.pool));
	tell(c, a, "region", "3272021001");
	assert_int_equal(entered(c, rows[0], true)->n, 0);
}

static void two_confirmed_numbers_are_said_to_be_two(void **state)
{
	struct city_fixture *c = *state;
	struct alike_ask *ask;

	(void)add(c, "Rina Kartika|1988-03-07|Euis Sumiati|3272014703880002|Sukabumi|padan");
	ask = entered(c, "Rina Kartika|1988-03-07|Euis Sumiati|3272014703880012|Sukabumi|padan",
		      true);
	for (size_t i = 0; i < ask->n; i++) {
		assert_true(ask->alike[i].apart);
		assert_false(ask->alike[i].sure);
	}
}

static void somebody_unknown_is_met_by_what_he_is_called(void **state)
{
	struct city_fixture *c = *state;
	struct link_field *shown;
	struct facts f;
	int64_t id = 0;
	size_t n;

	act_begin(c);
	f = facts_of(c, "pria tua dekat pasar|1988-03-07||||");
	facts_set(&f, "known", "0");
	facts_set(&f, "alias", "Rina Kartikha");
	assert_ok(act_end(c, subject_new(c->cx, &f, &seen, &id)));
	for (int index = 0; index < 2; index++) {
		struct alike_ask *ask = entered(c, rina, index == 1);

		assert_int_equal(ask->n, 1);
		assert_int_equal(ask->alike[0].id, id);
	}
	/* Side by side stands what was compared, not the description. */
	act_begin(c);
	assert_ok(link_compare(c->cx, &(struct link_pair){ .a_id = id, .b_id = id, .reasons = "" },
			       &shown, &n));
	assert_true(n > 0);
	assert_string_equal(shown[0].a, "Rina Kartikha");
	assert_ok(act_end(c, ERR_OK));
}

static void who_is_protected_is_named_to_nobody(void **state)
{
	struct city_fixture *c = *state;
	struct origin o = seen;
	struct facts f;
	int64_t id = 0;

	o.protected = true;
	act_begin(c);
	f = facts_of(c, rina);
	assert_ok(act_end(c, subject_new(c->cx, &f, &o, &id)));
	assert_int_equal(entered(c, rina, false)->n, 0);
	assert_int_equal(entered(c, rina, true)->n, 0);
}

static void another_kelurahan_is_not_asked_and_cannot_answer(void **state)
{
	struct city_fixture *c = *state;
	struct link_pair p = { 0 }, unused = { 0 };
	int64_t b,
	    elsewhere =
		city_int(c, "SELECT min(id) FROM region WHERE level = 2 AND id <> %lld", c->region);
	bool sure;

	(void)add(c, rina);
	b = add(c, rina_again);
	tell(c, b, "region", str_digits(c->cx->arena, elsewhere));
	look(c);
	assert_int_equal(asked(c, CITY_MANAGER, &p, &sure), 1);
	assert_int_equal(asked(c, CITY_COORDINATOR, &unused, &sure), 0);
	assert_int_equal(ACT(c, link_answer_different(c->cx, p.id)), ERR_NOTFOUND);
}

/* A third one who hangs by a thread: without that link the group falls in two. */
static void of_three_that_hang_together_the_weakest_link_is_named(void **state)
{
	struct city_fixture *c = *state;
	struct link_edge *edge;
	struct link_pair p = { 0 };
	size_t n, people, weakest = 0;
	int64_t third;
	bool sure;

	(void)add(c, rina);
	(void)add(c, rina_again);
	look(c);
	(void)asked(c, CITY_COORDINATOR, &p, &sure);
	assert_ok(ACT(c, link_group(c->cx, &p, &edge, &n, &people)));
	assert_int_equal(n, 0);
	city_system(c);
	third = add(c, "Rina K|1988-07-03|Euis");
	look(c);
	(void)asked(c, CITY_COORDINATOR, &p, &sure);
	assert_ok(ACT(c, link_group(c->cx, &p, &edge, &n, &people)));
	assert_int_equal(people, 3);
	assert_true(n >= 2);
	for (size_t i = 0; i < n; i++) {
		weakest += edge[i].weakest;
		if (!edge[i].weakest)
			continue;
		/* Of those that hold, none is weaker, and it is the third one's. */
		for (size_t k = 0; k < n; k++)
			assert_true(!edge[k].holds || edge[k].permille >= edge[i].permille);
		assert_int_equal(
		    city_int(c,
			     arena_printf(c->cx->arena,
					  "SELECT count(*) FROM link_pair WHERE id = "
					  "%lld AND b_id = %lld",
					  (long long)edge[i].pair_id, (long long)third),
			     0),
		    1);
	}
	assert_int_equal(weakest, 1);
}

static void two_confirmed_nik_do_not_come_together_by_way_of_a_third(void **state)
{
	struct city_fixture *c = *state;
	int64_t id[3], pair[2];

	id[0] = add(c, "Rina Kartika|1988-03-07|Euis Sumiati|3272014703880002|Sukabumi|padan");
	id[1] = add(c, "Rina Kartika|1988-03-07|Euis Sumiati||Sukabumi");
	id[2] = add(c, "Rina Kartika|1988-03-07|Euis Sumiati|3272014703880412|Sukabumi|padan");
	look(c);
	for (int i = 0; i < 2; i++)
		pair[i] = city_int(c,
				   arena_printf(c->cx->arena,
						"SELECT id FROM link_pair WHERE a_id = %lld AND "
						"b_id = %lld",
						(long long)id[i], (long long)id[i + 1]),
				   0);
	city_act_as(c, CITY_COORDINATOR);
	assert_ok(ACT(c, link_answer_same(c->cx, pair[1], NULL)));
	assert_refused(c, link_answer_same(c->cx, pair[0], NULL), T_LINKING_REFUSE_NIK);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(somebody_entered_again_with_day_and_month_swapped_is_found_with_the_reason),
		TEST(questions_and_answers_are_read_page_by_page_to_the_end),
		TEST(a_guessed_year_of_birth_says_a_little_and_never_much_against),
		TEST(twins_and_namesakes_are_not_asked),
		TEST(different_is_never_asked_again_whatever_changes),
		TEST(same_merges_and_is_taken_back_after_an_edit),
		TEST(who_are_separated_on_their_page_count_as_two),
		TEST(a_question_goes_by_itself_once_the_facts_speak_against_it),
		TEST(two_nik_confirmed_by_the_registry_are_never_nearly_certain),
		TEST(what_is_skipped_comes_after_the_others),
		TEST(who_is_entered_is_compared_before_he_is_written),
		TEST(index_and_tables_name_the_same_people),
		TEST(the_index_follows_a_birth_that_was_corrected),
		TEST(a_neighbour_is_met_whose_name_is_misspelt_and_date_mistyped),
		TEST(two_confirmed_numbers_are_said_to_be_two),
		TEST(somebody_unknown_is_met_by_what_he_is_called),
		TEST(who_is_protected_is_named_to_nobody),
		TEST(another_kelurahan_is_not_asked_and_cannot_answer),
		TEST(of_three_that_hang_together_the_weakest_link_is_named),
		TEST(two_confirmed_nik_do_not_come_together_by_way_of_a_third),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
