/* Lists of deaths and moves: days that differ, families that go whole, those who come back. */
#include "files.h"

#include "base/clock.h"
#include "base/str.h"

static void said_open(struct city_fixture *c, int64_t id, struct claim **ret, size_t *ret_n)
{
	assert_ok(db_read_begin(c->cx, c->t.app.pool));
	assert_ok(claims_open(c->cx, FACT_PERSON, id, ret, ret_n));
	db_read_end(c->cx, c->t.app.pool);
}

/* What held on a day, as is known now. */
static const char *held(struct city_fixture *c, int64_t id, const char *on, const char *code)
{
	struct facts facts;
	const char *value;
	int32_t day;
	bool existed;

	assert_true(date_parse(on, &day));
	assert_ok(db_read_begin(c->cx, c->t.app.pool));
	assert_ok(subject_as_of(c->cx, FACT_PERSON, id, day, INT64_MAX, &facts, &existed));
	db_read_end(c->cx, c->t.app.pool);
	assert_true(existed);
	value = facts_get(&facts, code);
	return value != NULL ? arena_strdup(c->cx->arena, value) : "";
}

static void families(struct city_fixture *c)
{
	assert_true(date_parse("2020-01-01", &file_date));
	apply(c, check(c, INTAKE_PEOPLE, "siak", two_families));
	file_date = DATE_NONE;
}

static void another_day_of_a_death_stands_beside(void **state)
{
	struct city_fixture *c = *state;
	struct claim *claims;
	int64_t id, dedi, siti;
	size_t n;

	families(c);
	dedi = nik(c, "3272010101780002");
	siti = nik(c, "3272014507800001");
	apply(c, check(c, INTAKE_DEATHS, "dukcapil",
		       "NIK,Nama,Tanggal meninggal\n3272010101780002,DEDI,2026-10-01\n"));
	assert_string_equal(held(c, siti, "2026-10-02", "relation"), "1");
	id = check(c, INTAKE_DEATHS, "kelurahan",
		   "NIK,Nama,Tanggal meninggal\n3272010101780002,DEDI,2026-09-20\n");
	assert_verdicts(c, id, 0, 1, 0, 0, 0);
	assert_says(why(c, id, INTAKE_CHANGED), "sudah tercatat meninggal 1 Okt 2026");
	assert_says(why(c, id, INTAKE_CHANGED), "20 Sep 2026");
	apply(c, id);
	assert_string_equal(fact(c, FACT_PERSON, dedi, "state_date"), "2026-10-01");
	said_open(c, dedi, &claims, &n);
	assert_int_equal(n, 1);
	assert_string_equal(claims[0].field, "state_date");
	assert_string_equal(claims[0].value, "2026-09-20");
	assert_string_equal(held(c, dedi, "2026-09-25", "state"), "1");

	/* Taken, the past is told anew: of him and of who follows him. */
	assert_ok(ACT(c, claim_decide(c->cx, claims[0].id, true, "Akta diperlihatkan")));
	assert_string_equal(fact(c, FACT_PERSON, dedi, "state_date"), "2026-09-20");
	assert_string_equal(held(c, dedi, "2026-09-25", "state"), "2");
	assert_string_equal(held(c, dedi, "2026-09-19", "state"), "1");
	assert_string_equal(held(c, siti, "2026-09-25", "relation"), "1");
	assert_string_equal(held(c, siti, "2026-09-19", "relation"), "3");

	/* The same day again says nothing new. */
	id = check(c, INTAKE_DEATHS, "dukcapil",
		   "NIK,Nama,Tanggal meninggal\n3272010101780002,DEDI,2026-09-20\n");
	assert_verdicts(c, id, 0, 0, 1, 0, 0);
}

static void a_list_taken_back_takes_its_other_day_along(void **state)
{
	struct city_fixture *c = *state;
	struct claim *claims;
	int64_t id;
	size_t n;

	families(c);
	apply(c, check(c, INTAKE_DEATHS, "dukcapil",
		       "NIK,Nama,Tanggal meninggal\n3272010101780002,DEDI,2026-10-01\n"));
	id = check(c, INTAKE_DEATHS, "kelurahan",
		   "NIK,Nama,Tanggal meninggal\n3272010101780002,DEDI,2026-09-20\n");
	apply(c, id);
	assert_ok(ACT(c, intake_undo(c->cx, id)));
	assert_ok(work(c));
	said_open(c, nik(c, "3272010101780002"), &claims, &n);
	assert_int_equal(n, 0);
}

static int64_t heads(struct city_fixture *c)
{
	return city_int(
	    c, "SELECT count(*) FROM fact_version WHERE event = 'head' AND undone_at IS NULL", 0);
}

static void a_family_that_goes_whole_needs_no_head(void **state)
{
	struct city_fixture *c = *state;
	int64_t id;

	families(c);
	id = check(c, INTAKE_MOVES, "dukcapil",
		   "No KK,NIK,Nama,Tanggal pindah\n"
		   "3272010101200001,3272010101780002,DEDI,2026-10-01\n"
		   "3272010101200001,3272014507800001,SITI AMINAH,2026-10-01\n"
		   "3272010101200001,3272010203050003,RUDI,2026-10-01\n");
	assert_verdicts(c, id, 0, 3, 0, 0, 0);
	assert_says(whys(c, id, INTAKE_CHANGED), "seluruh keluarga ikut");
	assert_null(strstr(whys(c, id, INTAKE_CHANGED), "kepala keluarga berikutnya"));
	apply(c, id);
	assert_int_equal(look(c, id).wrong_n, 0);
	assert_int_equal(heads(c), 0);
	assert_string_equal(fact(c, FACT_PERSON, nik(c, "3272010203050003"), "state"), "3");
	assert_string_equal(fact(c, FACT_PERSON, nik(c, "3272010101780002"), "state"), "3");
}

static void who_goes_too_does_not_lead_the_family(void **state)
{
	struct city_fixture *c = *state;
	int64_t id;

	families(c);
	id = check(c, INTAKE_MOVES, "dukcapil",
		   "NIK,Nama,Tanggal pindah\n"
		   "3272010101780002,DEDI,2026-10-01\n"
		   "3272014507800001,SITI AMINAH,2026-10-01\n");
	assert_says(whys(c, id, INTAKE_CHANGED), "kepala keluarga berikutnya RUDI SUPRIADI");
	assert_null(strstr(whys(c, id, INTAKE_CHANGED), "SITI AMINAH"));
	apply(c, id);
	assert_int_equal(look(c, id).wrong_n, 0);
	assert_string_equal(fact(c, FACT_PERSON, nik(c, "3272010203050003"), "relation"), "1");
}

static void who_comes_back_was_away_meanwhile(void **state)
{
	struct city_fixture *c = *state;
	int64_t id, rudi;

	families(c);
	rudi = nik(c, "3272010203050003");
	apply(c, check(c, INTAKE_MOVES, "dukcapil",
		       "NIK,Nama,Tanggal pindah\n3272010203050003,RUDI,2026-03-01\n"));
	id = check(c, INTAKE_MOVES, "dukcapil",
		   "NIK,Nama,Tanggal datang\n3272010203050003,RUDI,2026-02-01\n"
		   "3272010101780002,DEDI,2026-10-01\n");
	assert_verdicts(c, id, 0, 0, 1, 0, 1);
	assert_says(why(c, id, INTAKE_WRONG), "lebih awal daripada tanggal pindahnya 1 Mar 2026");
	id = check(c, INTAKE_MOVES, "dukcapil",
		   "NIK,Nama,Tanggal datang\n3272010203050003,RUDI,2026-08-01\n");
	assert_verdicts(c, id, 0, 1, 0, 0, 0);
	assert_says(why(c, id, INTAKE_CHANGED), "kembali tinggal di sini 1 Agu 2026");
	apply(c, id);
	assert_string_equal(held(c, rudi, "2026-02-28", "state"), "1");
	assert_string_equal(held(c, rudi, "2026-05-01", "state"), "3");
	assert_string_equal(held(c, rudi, "2026-08-02", "state"), "1");
	assert_string_equal(held(c, rudi, "2026-08-02", "family"), "");
	assert_ok(ACT(c, intake_undo(c->cx, id)));
	assert_ok(work(c));
	assert_string_equal(fact(c, FACT_PERSON, rudi, "state"), "3");
	assert_string_equal(held(c, rudi, "2026-08-02", "state"), "3");
}

static void who_moved_away_and_died_there_is_dead(void **state)
{
	struct city_fixture *c = *state;
	int64_t id;

	families(c);
	apply(c, check(c, INTAKE_MOVES, "dukcapil",
		       "NIK,Nama,Tanggal pindah\n3272010203050003,RUDI,2026-03-01\n"));
	id = check(c, INTAKE_DEATHS, "dukcapil",
		   "NIK,Nama,Tanggal meninggal\n3272010203050003,RUDI,2026-08-01\n");
	apply(c, id);
	assert_int_equal(look(c, id).wrong_n, 0);
	assert_string_equal(fact(c, FACT_PERSON, nik(c, "3272010203050003"), "state"), "2");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(another_day_of_a_death_stands_beside),
		TEST(a_list_taken_back_takes_its_other_day_along),
		TEST(a_family_that_goes_whole_needs_no_head),
		TEST(who_goes_too_does_not_lead_the_family),
		TEST(who_comes_back_was_away_meanwhile),
		TEST(who_moved_away_and_died_there_is_dead),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
