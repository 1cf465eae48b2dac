/*
 * Desil: a release is shown by its pointer and taken back by it, half a release is completed, one
 * that comes late replaces nothing, and a list of some families stands beside it.
 */
#include "files.h"

#include <stdlib.h>
#include <string.h>

#include "base/str.h"

static void a_desil_release_is_shown_by_its_pointer_and_undone_by_it(void **state)
{
	struct city_fixture *c = *state;
	int64_t first, second, family;
	struct desil d;

	apply(c, check(c, INTAKE_PEOPLE, "siak", two_families));
	first = check(c, INTAKE_DESIL, "dtsen",
		      "no kk,desil\n3272010101200001,2\n3272010101200002,7\n");
	assert_verdicts(c, first, 2, 0, 0, 0, 0);
	apply(c, first);
	second = check(c, INTAKE_DESIL, "dtsen",
		       "no kk;desil\n3272010101200001;3\n3272010101200002;7\n"
		       "3272010101209999;1\n3272010101200001;4\n3272010101200001;3\n"
		       "3272010101200002;99\n");
	assert_verdicts(c, second, 0, 1, 2, 0, 3);
	apply(c, second);
	family = strtoll(fact(c, FACT_PERSON, nik(c, "3272010101780002"), "family"), NULL, 10);
	assert_ok(db_read_begin(c->cx, c->t.app.pool));
	assert_ok(family_desil(c->cx, family, INT64_MAX, &d));
	db_read_end(c->cx, c->t.app.pool);
	assert_int_equal(d.desil, 3);
	assert_ok(ACT(c, intake_undo(c->cx, second)));
	assert_ok(work(c));
	assert_ok(db_read_begin(c->cx, c->t.app.pool));
	assert_ok(family_desil(c->cx, family, INT64_MAX, &d));
	db_read_end(c->cx, c->t.app.pool);
	assert_int_equal(d.desil, 2);
	second =
	    check(c, INTAKE_DESIL, "dtsen", "no kk;desil\n3272010101200001;belum diperingkat\n");
	assert_non_null(strstr(why(c, second, INTAKE_CHANGED), "2 → belum diperingkat"));
}

static int64_t desil_on(struct city_fixture *c, int64_t family, int32_t on)
{
	struct desil d;

	assert_ok(db_read_begin(c->cx, c->t.app.pool));
	assert_ok(family_desil_on(c->cx, family, on, INT64_MAX, &d));
	db_read_end(c->cx, c->t.app.pool);
	return d.desil;
}

static enum err release(struct ctx *cx, int64_t family, int32_t as_of, int64_t desil)
{
	int64_t id;

	TRY(desil_release_new(cx, "DTSEN", as_of, 0, &id));
	TRY(desil_put(cx, id, family, desil, NULL));
	return desil_show(cx, id);
}

static void a_release_says_nothing_of_a_day_before_its_own(void **state)
{
	const int32_t june = date_from_ymd(2026, 6, 30), september = date_from_ymd(2026, 9, 30);
	struct city_fixture *c = *state;
	int64_t family;

	apply(c, check(c, INTAKE_PEOPLE, "siak", two_families));
	family = strtoll(fact(c, FACT_PERSON, nik(c, "3272010101780002"), "family"), NULL, 10);
	assert_ok(ACT(c, release(c->cx, family, june, 9)));
	assert_ok(ACT(c, release(c->cx, family, september, 4)));
	assert_int_equal(desil_on(c, family, september), 4);
	assert_int_equal(desil_on(c, family, september - 1), 9);
	assert_int_equal(desil_on(c, family, june - 1), 0);
}

static int64_t release_of(struct city_fixture *c, int32_t date, const char *csv)
{
	int64_t id;

	file_date = date;
	id = check(c, INTAKE_DESIL, "dtsen", csv);
	apply(c, id);
	return id;
}

static int64_t desil_now(struct city_fixture *c, const char *of_nik)
{
	int64_t family = strtoll(fact(c, FACT_PERSON, nik(c, of_nik), "family"), NULL, 10);
	struct desil d;

	assert_ok(db_read_begin(c->cx, c->t.app.pool));
	assert_ok(family_desil(c->cx, family, INT64_MAX, &d));
	db_read_end(c->cx, c->t.app.pool);
	return d.desil;
}

static void undo(struct city_fixture *c, int64_t id)
{
	assert_ok(ACT(c, intake_undo(c->cx, id)));
	assert_ok(work(c));
}

static void mended_rows_of_a_release_complete_it(void **state)
{
	struct city_fixture *c = *state;
	int64_t whole, mended;

	apply(c, check(c, INTAKE_PEOPLE, "siak", two_families));
	(void)release_of(c, date_from_ymd(2026, 3, 31),
			 "no kk,desil\n3272010101200001,2\n3272010101200002,7\n");
	whole = release_of(c, date_from_ymd(2026, 6, 30),
			   "no kk,desil\n3272010101200001,4\n3272010101200002,77\n");
	assert_int_equal(desil_now(c, "3272010101780002"), 4);
	assert_int_equal(desil_now(c, "3272011212700004"), 0);
	mended = release_of(c, date_from_ymd(2026, 6, 30), "no kk,desil\n3272010101200002,8\n");
	assert_int_equal(desil_now(c, "3272010101780002"), 4);
	assert_int_equal(desil_now(c, "3272011212700004"), 8);
	/* taken back in the wrong order: neither shines through, nor does one return to it */
	undo(c, whole);
	assert_int_equal(desil_now(c, "3272010101780002"), 0);
	assert_int_equal(desil_now(c, "3272011212700004"), 8);
	undo(c, mended);
	assert_int_equal(desil_now(c, "3272010101780002"), 2);
	assert_int_equal(desil_now(c, "3272011212700004"), 7);
}

/* The release of March, fed in for the sake of history, took the place of that of June. */
static void a_release_that_comes_late_is_shown_by_hand_alone(void **state)
{
	struct city_fixture *c = *state;
	int64_t late;

	apply(c, check(c, INTAKE_PEOPLE, "siak", two_families));
	(void)release_of(c, date_from_ymd(2026, 6, 30),
			 "no kk,desil\n3272010101200001,2\n3272010101200002,7\n");
	late = release_of(c, date_from_ymd(2026, 3, 31),
			  "no kk,desil\n3272010101200001,9\n3272010101200002,9\n");
	assert_int_equal(desil_now(c, "3272010101780002"), 2);
	assert_ok(ACT(c, intake_show_release(c->cx, late, true)));
	assert_int_equal(desil_now(c, "3272010101780002"), 9);
	undo(c, late);
	assert_int_equal(desil_now(c, "3272010101780002"), 2);
}

/* What lists beside the release say of a family; 0: nothing. */
static int64_t desil_beside(struct city_fixture *c, const char *of_nik, int32_t *ret_on)
{
	int64_t family = strtoll(fact(c, FACT_PERSON, nik(c, of_nik), "family"), NULL, 10);
	struct desil *lists;
	size_t n;

	assert_ok(db_read_begin(c->cx, c->t.app.pool));
	assert_ok(family_desil_lists(c->cx, family, INT64_MAX, 5, &lists, &n));
	db_read_end(c->cx, c->t.app.pool);
	*ret_on = n > 0 ? lists[0].as_of : DATE_NONE;
	return n > 0 ? lists[0].desil : 0;
}

static void a_list_of_some_families_never_replaces_the_release_of_the_city(void **state)
{
	struct city_fixture *c = *state;
	static const char again[] = "noKK,nik,desil\n"
				    "3272010101200001,3272010101780002,4\n"
				    "3272010101200002,3272011212700004,47\n";
	int64_t village, part;
	int32_t on;

	apply(c, check(c, INTAKE_PEOPLE, "siak", two_families));
	apply(c,
	      check(c, INTAKE_PEOPLE, "siak",
		    HEAD
		    "3272010101200003,3272010505900009,BARU SEKALI,L,1990-05-05,JL ANGGREK,1\n"));
	(void)release_of(c, date_from_ymd(2026, 3, 31),
			 "no kk,desil\n3272010101200001,2\n3272010101200002,7\n"
			 "3272010101200003,5\n");
	file_date = date_from_ymd(2026, 6, 30);
	village = check(c, INTAKE_PEOPLE, "kelurahan",
			"noKK,nik,namaLengkap,desil\n"
			"3272010101200001,3272010101780002,DEDI SUPRIADI BIN AMAT,4\n");
	apply(c, village);
	/* Nobody can show it in the place of the release. */
	assert_int_equal(ACT(c, intake_show_release(c->cx, village, true)), ERR_CONFLICT);
	assert_int_equal(desil_now(c, "3272010101780002"), 2);
	assert_int_equal(desil_now(c, "3272011212700004"), 7);
	assert_int_equal(desil_beside(c, "3272010101780002", &on), 4);
	assert_int_equal(on, date_from_ymd(2026, 6, 30));
	assert_int_equal(desil_beside(c, "3272011212700004", &on), 0);
	/* Who is the same may have another desil: of another day it is news, of that day not. */
	file_date = date_from_ymd(2026, 7, 15);
	assert_verdicts(c, check(c, INTAKE_PEOPLE, "kelurahan", again), 0, 1, 0, 0, 1);
	file_date = date_from_ymd(2026, 6, 30);
	assert_verdicts(c, check(c, INTAKE_PEOPLE, "kelurahan", again), 0, 0, 1, 0, 1);
	/* A file of desil that names a part of the city neither. */
	part = release_of(c, date_from_ymd(2026, 7, 31), "no kk,desil\n3272010101200002,9\n");
	assert_int_equal(desil_now(c, "3272010101780002"), 2);
	assert_int_equal(desil_now(c, "3272011212700004"), 7);
	assert_int_equal(desil_beside(c, "3272011212700004", &on), 9);
	undo(c, part);
	undo(c, village);
	assert_int_equal(desil_beside(c, "3272011212700004", &on), 0);
	assert_int_equal(desil_beside(c, "3272010101780002", &on), 0);
	assert_int_equal(desil_now(c, "3272010101780002"), 2);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_desil_release_is_shown_by_its_pointer_and_undone_by_it),
		TEST(a_release_says_nothing_of_a_day_before_its_own),
		TEST(mended_rows_of_a_release_complete_it),
		TEST(a_release_that_comes_late_is_shown_by_hand_alone),
		TEST(a_list_of_some_families_never_replaces_the_release_of_the_city),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
