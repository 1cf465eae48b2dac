/* Doubtful rows: listed with both sides, decided one by one and many at once, and taken back. */
#include "unit/intake/files.h"

#include "base/buf.h"
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
	assert_int_equal(d[2].why, DOUBT_OTHER_ROW);
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
	struct doubt_filter f = { .why = DOUBT_OTHER_ROW, .most = 1000 };
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

/* ---- rows of one file ------------------------------------------------------------------------ */

#define FAMILIES "noKK,nik,nama,jk,tanggal lahir,nama ibu,alamat,shdk\n"

/* The third row is the first one misspelt, in another family; the others are themselves. */
static const char twice[] = FAMILIES
    "3272010101200001,,ZULKARNAEN PRAWIRA,L,1981-03-02,EUIS SUMIATI,JL MERDEKA 1 RT 2 RW 3,KEPALA "
    "KELUARGA\n"
    "3272010101200001,3272014507800001,SITI AMINAH,P,1980-07-05,ICIH,JL MERDEKA 1 RT 2 RW 3,ISTRI\n"
    "3272010101200002,,ZULKARNAEN PRAWIRRA,L,1981-03-02,EUIS SUMIATI,JL KENANGA 7 RT 1 RW 4,KEPALA "
    "KELUARGA\n"
    "3272010101200002,3272011212700004,ENDANG RAHAYU,P,1970-12-12,NENENG,JL KENANGA 7 RT 1 RW "
    "4,ISTRI\n";

static void two_rows_of_one_file_that_may_be_one_person_are_asked_about_before(void **state)
{
	struct city_fixture *c = *state;
	int64_t id = check(c, INTAKE_PEOPLE, "siak", twice);
	struct doubt *d;

	assert_verdicts(c, id, 3, 0, 0, 1, 0);
	d = doubts(c, id, &any, 1);
	assert_int_equal(d->id, 3);
	assert_int_equal(d->other_n, 1);
	assert_int_equal(d->why, DOUBT_OTHER_ROW);
	assert_non_null(strstr(d->there, "Baris 2 berkas ini\n"));
	assert_non_null(strstr(d->here, "ZULKARNAEN \2PRAWIRRA\3"));
	assert_non_null(strstr(
	    why(c, id, INTAKE_DOUBTFUL),
	    "Mungkin sama orangnya dengan baris 2, ZULKARNAEN PRAWIRA, 2 Mar 1981, karena "));
}

static void as_one_person_the_second_row_stands_beside_the_first(void **state)
{
	struct city_fixture *c = *state;
	int64_t id = check(c, INTAKE_PEOPLE, "siak", twice), who;

	assert_ok(ACT(c, intake_decide(c->cx, id, 3, 3, true)));
	assert_verdicts(c, id, 3, 1, 0, 0, 0);
	apply(c, id);
	assert_verdicts(c, id, 3, 1, 0, 0, 0);
	assert_int_equal(city_int(c, "SELECT count(*) FROM person WHERE state = 1", 0), 3);
	who = city_int(c, "SELECT id FROM person WHERE name LIKE 'ZULKARNAEN%%'", 0);
	assert_string_equal(fact(c, FACT_PERSON, who, "name"), "ZULKARNAEN PRAWIRA");
	assert_int_equal(city_int(c,
				  "SELECT count(*) FROM fact_claim WHERE subject_id = %lld AND "
				  "field = 'name' AND value = 'ZULKARNAEN PRAWIRRA'",
				  who),
			 1);
	/* Nobody is in two families, and each has its head. */
	assert_int_equal(
	    city_int(c,
		     "SELECT count(*) FROM family f WHERE f.members <> (SELECT count(*) "
		     "FROM person p WHERE p.family_id = f.id) OR (f.members > 0 AND "
		     "f.head_id IS NULL)",
		     0),
	    0);
	assert_ok(ACT(c, intake_undo(c->cx, id)));
	assert_ok(work(c));
	assert_int_equal(city_int(c, "SELECT count(*) FROM person WHERE state = 1", 0), 0);
}

static void as_two_people_both_rows_come_in(void **state)
{
	struct city_fixture *c = *state;
	int64_t id = check(c, INTAKE_PEOPLE, "siak", twice);

	assert_ok(ACT(c, intake_decide(c->cx, id, 3, 3, false)));
	apply(c, id);
	assert_int_equal(city_int(c, "SELECT count(*) FROM person WHERE state = 1", 0), 4);
}

/* The row that came later in the file belongs to a family that comes in earlier. */
static void whichever_row_comes_in_first_makes_the_person(void **state)
{
	struct city_fixture *c = *state;
	int64_t id = check(c, INTAKE_PEOPLE, "siak",
			   FAMILIES "3272010101200002,3272011212700004,ENDANG "
				    "RAHAYU,P,1970-12-12,NENENG,JL KENANGA 7,KEPALA KELUARGA\n"
				    "3272010101200001,,ZULKARNAEN PRAWIRA,L,1981-03-02,EUIS "
				    "SUMIATI,JL MERDEKA 1,KEPALA KELUARGA\n"
				    "3272010101200002,,ZULKARNAEN PRAWIRRA,L,1981-03-02,EUIS "
				    "SUMIATI,JL KENANGA 7,FAMILI LAIN\n");

	assert_ok(ACT(c, intake_decide(c->cx, id, 1, 3, true)));
	apply(c, id);
	assert_verdicts(c, id, 2, 1, 0, 0, 0);
	assert_int_equal(city_int(c, "SELECT count(*) FROM person WHERE state = 1", 0), 2);
}

/* Twins, father and son, and namesakes born on other days are asked about by nobody. */
static void twins_relatives_and_namesakes_are_not_asked_about(void **state)
{
	struct city_fixture *c = *state;
	int64_t id = check(
	    c, INTAKE_PEOPLE, "siak",
	    FAMILIES
	    "3272010101200001,3272010101600001,AHMAD SOLIHIN,L,1960-01-01,EUIS,JL MELATI 3,KEPALA "
	    "KELUARGA\n"
	    "3272010101200001,3272010101880002,DEDI SOLIHIN,L,1988-01-01,ICIH,JL MELATI 3,ANAK\n"
	    "3272010101200001,3272010203050003,RIZKI SOLIHIN,L,2005-03-02,ICIH,JL MELATI 3,ANAK\n"
	    "3272010101200001,3272010203050004,RIZKA SOLIHIN,P,2005-03-02,ICIH,JL MELATI 3,ANAK\n"
	    "3272010101200002,3272041507600021,AHMAD SOLIHIN,L,1960-07-15,NENENG,JL MAWAR 9,KEPALA "
	    "KELUARGA\n"
	    "3272010101200003,3272011203880009,DEDI SOLIHIN,L,1988-03-12,TITIN,JL ANGGREK 5,KEPALA "
	    "KELUARGA\n");

	bool behind = true;

	assert_verdicts(c, id, 6, 0, 0, 0, 0);
	/* Nor by the background, once they are in. */
	apply(c, id);
	while (behind)
		assert_ok(linking_step(c->cx, c->t.app.pool, &behind));
	assert_int_equal(city_int(c, "SELECT count(*) FROM link_pair", 0), 0);
}

static void a_check_that_was_broken_off_still_knows_the_rows_before(void **state)
{
	struct city_fixture *c = *state;
	struct buf b;
	int64_t id;

	buf_init(&b, 1 << 20);
	buf_adds(&b, PEOPLE ",ZULKARNAEN PRAWIRA,L,1981-03-02,EUIS SUMIATI,JL MERDEKA 1,\n");
	for (int i = 0; i < 300; i++)
		buf_addf(&b, "32720105059%05d,WARGA %c%c%c,L,19%02d-%02d-%02d,,JL %d,\n", i * 137,
			 'A' + i % 26, 'A' + i / 26, 'A' + i % 7, 40 + i / 10, 1 + i % 12,
			 1 + i % 28, i);
	buf_adds(&b, ",ZULKARNAEN PRAWIRRA,L,1981-03-02,EUIS SUMIATI,JL MERDEKA 1,\n");
	id = offer(c, INTAKE_PEOPLE, "siak", buf_str(&b), NULL);
	buf_release(&b);
	assert_ok(work(c));
	assert_ok(ACT(c, intake_confirm(c->cx, id, NULL, 0)));
	crash_while(c, id, INTAKE_CHECKING, INTAKE_CHECKED);
	assert_int_equal(city_int(c, "SELECT other_n FROM intake_doubt WHERE n = 302", 0), 1);
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

	/* Of the others who lack an NIK it is asked. */
	assert_verdicts(c, id, 3, 0, 1, 2, 0);
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
		TEST(two_rows_of_one_file_that_may_be_one_person_are_asked_about_before),
		TEST(as_one_person_the_second_row_stands_beside_the_first),
		TEST(as_two_people_both_rows_come_in),
		TEST(whichever_row_comes_in_first_makes_the_person),
		TEST(twins_relatives_and_namesakes_are_not_asked_about),
		TEST(a_check_that_was_broken_off_still_knows_the_rows_before),
		TEST(who_was_confirmed_since_the_decision_is_not_joined_either),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
