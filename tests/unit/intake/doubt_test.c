/* Doubtful rows: listed with both sides, decided one by one and many at once, and taken back. */
#include "unit/intake/files.h"

#include "feature/intake/intake_doubt.h"
#include "feature/linking/linking.h"
#include "platform/export/table.h"

#define PEOPLE "nik,nama,jk,tanggal lahir,nama ibu,alamat,hasil padan\n"

static const char known[] =
    PEOPLE "3272010101780002,DEDI SUPRIADI,L,1978-01-01,EUIS,JL MELATI 3,padan\n"
	   "3272014507800001,SITI AMINAH,P,1980-07-05,ICIH,JL MAWAR 9,\n"
	   "3272014703880002,RINA KARTIKA,P,1988-03-07,EUIS SUMIATI,JL ANGGREK 1,\n";

static const struct doubt_filter any = { .why = DOUBT__N, .most = 1000, .by_place = true };

static int with_linking(void **state)
{
	person_alike_by(same_candidates, same_words);
	return setup(state);
}

static int without_linking(void **state)
{
	person_alike_by(NULL, NULL);
	return teardown(state);
}

static struct doubt *doubts(struct city_fixture *c, int64_t id, const struct doubt_filter *f,
			    size_t n)
{
	struct doubt *list;
	size_t found;

	assert_ok(db_read_begin(c->cx, c->t.app.pool));
	assert_ok(intake_doubts(c->cx, id, f, 0, 100, &list, &found));
	db_read_end(c->cx, c->t.app.pool);
	assert_int_equal(found, n);
	return list;
}

/* Two by name and birth date, one whose name is misspelt and who is somebody else's row too. */
static int64_t three_doubts(struct city_fixture *c)
{
	apply(c, check(c, INTAKE_PEOPLE, "siak", known));
	return check(c, INTAKE_PEOPLE, "kelurahan",
		     PEOPLE ",Siti Aminah,P,1980-07-05,ICIH,JL KENANGA 1,\n"
			    ",Dedi Supriadi,L,1978-01-01,EUIS,JL MELATI 3,\n"
			    ",RINA KARTIKHA,P,1988-03-07,EUIS SUMIATI,JL ANGGREK 1,\n"
			    ",RINA KARTIKAH,P,1988-03-07,EUIS SUMIATI,JL ANGGREK 1,\n");
}

static void both_sides_stand_beside_each_other_with_what_differs_marked(void **state)
{
	struct city_fixture *c = *state;
	int64_t id = three_doubts(c);
	struct doubt *d = doubts(c, id, &any, 3);

	assert_verdicts(c, id, 0, 1, 0, 3, 0);
	assert_int_equal(d[0].why, DOUBT_NAMESAKE);
	assert_int_equal(d[2].why, DOUBT_ALIKE_TWICE);
	assert_non_null(strstr(d[0].here, "JL \2KENANGA\3 \0021\3"));
	assert_non_null(strstr(d[0].there, "JL \2MAWAR\3 \0029\3"));
	/* Capitals are no difference, and what one side is silent about is not compared. */
	assert_non_null(strstr(d[0].here, "Siti Aminah\n"));
	assert_null(strstr(d[0].there, "NIK"));
	assert_true(d[1].unlike < 10);
}

static void a_list_is_narrowed_by_reason_and_weight_and_begins_with_the_surest(void **state)
{
	struct city_fixture *c = *state;
	int64_t id = three_doubts(c);
	struct doubt_filter f = { .why = DOUBT_ALIKE_TWICE, .most = 1000 };
	struct doubt_totals totals;
	struct doubt *d;

	assert_int_equal(doubts(c, id, &f, 1)->id, 4);
	f = (struct doubt_filter){ .why = DOUBT__N, .most = 1000 };
	d = doubts(c, id, &f, 3);
	assert_true(d[0].unlike <= d[1].unlike && d[1].unlike <= d[2].unlike);
	f = (struct doubt_filter){ .why = DOUBT__N, .least = 900, .most = 1000 };
	(void)doubts(c, id, &f, 0);
	assert_ok(db_read_begin(c->cx, c->t.app.pool));
	assert_ok(intake_doubt_totals(c->cx, id, &any, &totals));
	db_read_end(c->cx, c->t.app.pool);
	assert_int_equal(totals.any, 3);
	assert_int_equal(totals.by_why[DOUBT_NAMESAKE], 2);
}

static void many_are_decided_at_once_and_taken_back_one_by_one(void **state)
{
	struct city_fixture *c = *state;
	static const int64_t rows[] = { 1, 2 }, gone[] = { 4, 1 };
	int64_t id = three_doubts(c), people;

	assert_ok(ACT(c, intake_decide_rows(c->cx, id, rows, LEN(rows), true)));
	assert_verdicts(c, id, 0, 3, 0, 1, 0);
	/* All or none: one of them is decided already. */
	assert_int_equal(ACT(c, intake_decide_rows(c->cx, id, gone, LEN(gone), false)),
			 ERR_CONFLICT);
	assert_verdicts(c, id, 0, 3, 0, 1, 0);
	assert_int_equal(city_int(c,
				  "SELECT count(*) FROM intake_doubt WHERE decided = 1 AND "
				  "decided_by_id IS NOT NULL AND decided_at IS NOT NULL",
				  0),
			 2);
	assert_ok(ACT(c, intake_reopen(c->cx, id, 2)));
	assert_int_equal(ACT(c, intake_reopen(c->cx, id, 2)), ERR_CONFLICT);
	assert_verdicts(c, id, 0, 2, 0, 2, 0);
	assert_ok(ACT(c, intake_decide_rows(c->cx, id, rows + 1, 1, false)));
	people = city_int(c, "SELECT count(*) FROM person WHERE state = 1", 0);
	apply(c, id);
	assert_int_equal(city_int(c, "SELECT count(*) FROM person WHERE state = 1", 0), people + 1);
	assert_string_equal(fact(c, FACT_PERSON, nik(c, "3272014507800001"), "name"),
			    "SITI AMINAH");
	assert_int_equal(ACT(c, intake_reopen(c->cx, id, 1)), ERR_CONFLICT);
}

static void all_that_a_filter_finds_are_decided_if_they_are_as_many_as_was_said(void **state)
{
	struct city_fixture *c = *state;
	const struct doubt_filter namesakes = { .why = DOUBT_NAMESAKE, .most = 1000 };
	int64_t id = three_doubts(c);

	assert_int_equal(ACT(c, intake_decide_all(c->cx, id, &namesakes, true, 3)), ERR_CONFLICT);
	assert_verdicts(c, id, 0, 1, 0, 3, 0);
	assert_ok(ACT(c, intake_decide_all(c->cx, id, &namesakes, true, 2)));
	assert_verdicts(c, id, 0, 3, 0, 1, 0);
	assert_int_equal(city_int(c,
				  "SELECT count(*) FROM audit_leaf WHERE event = 'intake.decide' "
				  "AND object_id = %lld",
				  id),
			 1);
	assert_ok(ACT(c, intake_decide_all(c->cx, id, &any, false, 1)));
	assert_verdicts(c, id, 1, 3, 0, 0, 0);
	apply(c, id);
}

static void two_confirmed_nik_are_never_joined(void **state)
{
	struct city_fixture *c = *state;
	int64_t id, dedi;

	apply(c, check(c, INTAKE_PEOPLE, "siak", known));
	dedi = nik(c, "3272010101780002");
	id = check(c, INTAKE_PEOPLE, "siak",
		   PEOPLE "3272010101780003,DEDI SUPRIADI,L,1978-01-01,EUIS,JL MELATI 3,padan\n");
	assert_verdicts(c, id, 0, 0, 0, 1, 0);
	assert_true(doubts(c, id, &any, 1)->apart);
	assert_int_equal(ACT(c, intake_decide(c->cx, id, 1, 1, true)), ERR_CONFLICT);
	assert_ok(ACT(c, intake_decide_all(c->cx, id, &any, true, 1)));
	assert_verdicts(c, id, 0, 0, 0, 1, 0);
	assert_ok(ACT(c, intake_decide(c->cx, id, 1, 1, false)));
	apply(c, id);
	assert_string_equal(fact(c, FACT_PERSON, dedi, "nik"), "3272010101780002");
	assert_int_not_equal(nik(c, "3272010101780003"), dedi);
}

static void who_was_confirmed_since_the_decision_is_not_joined_either(void **state)
{
	struct city_fixture *c = *state;
	int64_t id, siti;

	apply(c, check(c, INTAKE_PEOPLE, "siak", known));
	siti = nik(c, "3272014507800001");
	id = check(c, INTAKE_PEOPLE, "siak",
		   PEOPLE "3272014507800002,SITI AMINAH,P,1980-07-05,ICIH,JL MAWAR 9,padan\n");
	assert_ok(ACT(c, intake_decide(c->cx, id, 1, 1, true)));
	apply(c, check(c, INTAKE_PEOPLE, "siak",
		       PEOPLE "3272014507800001,SITI AMINAH,P,1980-07-05,ICIH,JL MAWAR 9,padan\n"));
	apply(c, id);
	assert_verdicts(c, id, 0, 0, 0, 0, 1);
	assert_string_equal(fact(c, FACT_PERSON, siti, "nik"), "3272014507800001");
}

#undef TEST
#define TEST(f) cmocka_unit_test_setup_teardown(f, with_linking, without_linking)

/* A row copied twice is one person, NIK or not; without a birth date two of a name may be two. */
static void a_row_copied_twice_is_one_person(void **state)
{
	struct city_fixture *c = *state;
	int64_t id =
	    check(c, INTAKE_PEOPLE, "siak",
		  HEAD "3272010101200001,3272010101780002,DEDI,L,1978-01-01,JL MELATI 3,1\n"
		       "3272010101200001,,SITI,P,1980-07-05,JL MELATI 3,ISTRI\n"
		       "3272010101200001,,SITI,P,1980-07-05,JL MELATI 3,ISTRI\n"
		       "3272010101200001,,SITA,P,1980-07-05,JL MELATI 3,ANAK\n"
		       ",,UJANG,L,,KP PASIR,\n"
		       ",,UJANG,L,,KP PASIR,\n");
	struct intake_line *lines;
	size_t n;

	assert_verdicts(c, id, 5, 0, 1, 0, 0);
	assert_ok(db_read_begin(c->cx, c->t.app.pool));
	assert_ok(intake_lines(c->cx, id, INTAKE_SAME, 0, 9, &lines, &n));
	assert_int_equal(n, 1);
	assert_string_equal(lines[0].why, "Sama dengan baris 3.");
	/* How the cells of who is new were read is seen before they are applied. */
	assert_ok(intake_lines(c->cx, id, INTAKE_NEW, 0, 9, &lines, &n));
	db_read_end(c->cx, c->t.app.pool);
	assert_string_equal(lines[0].why, "1 Januari 1978, Laki-laki, Kepala keluarga");
	apply(c, id);
	assert_verdicts(c,
			check(c, INTAKE_PEOPLE, "siak",
			      HEAD "3272010101200001,,SITI,P,1980-07-05,JL MELATI 3,ISTRI\n"),
			0, 0, 1, 0, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_row_copied_twice_is_one_person),
		TEST(both_sides_stand_beside_each_other_with_what_differs_marked),
		TEST(a_list_is_narrowed_by_reason_and_weight_and_begins_with_the_surest),
		TEST(many_are_decided_at_once_and_taken_back_one_by_one),
		TEST(all_that_a_filter_finds_are_decided_if_they_are_as_many_as_was_said),
		TEST(two_confirmed_nik_are_never_joined),
		TEST(who_was_confirmed_since_the_decision_is_not_joined_either),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
