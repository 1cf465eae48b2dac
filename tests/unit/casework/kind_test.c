/* Services given and kinds of need: recorded, ended, taken back. */
#include "lib/city.h"

#include "feature/reference/reference.h"
#include "platform/i18n/i18n_impl.h"
#include "text/casework.h"

static void a_service_given_can_be_taken_back_once(void **state)
{
	struct city_fixture c;
	struct service_new meal = { .item = "permakanan",
				    .group = "gepeng",
				    .given_on = 20778,
				    .quantity = 3,
				    .cost = 30000 };
	int64_t id, given;

	(void)state;
	city_open(&c);
	id = city_case(&c, NULL, 0, false);
	assert_ok(ACT(&c, service_give(c.cx, id, 0, &meal, &given)));
	assert_string_equal(
	    city_text(&c, "SELECT sub_activity FROM service_given WHERE id = %lld", given),
	    "1.06.04.2.01.0001");
	assert_ok(ACT(&c, service_undo(c.cx, given)));
	assert_int_equal(city_int(&c, "SELECT count(*) FROM v_service_given", 0), 0);
	assert_refused(&c, service_undo(c.cx, given), T_CASEWORK_REFUSE_NOTHING);
	city_close(&c);
}

/* Lines of the kept figures, those of all services together left out. */
#define KEPT       "SELECT count(*) FROM service_tally WHERE n <> 0 AND item <> '' AND spm_group "
#define IN_SPM     KEPT "<> ''"
#define NOT_IN_SPM KEPT "= ''"

static void a_service_that_is_none_of_the_spm_is_kept_and_counted_apart(void **state)
{
	struct city_fixture c;
	struct service_new help = {
		.service = "pendampingan", .given_on = 20778, .quantity = 1, .cost = DB_NONE
	};
	struct service_new half = help, meal = help;
	int64_t id, given;

	(void)state;
	city_open(&c);
	id = city_case(&c, NULL, 0, false);
	half.service = NULL;
	assert_refused(&c, service_give(c.cx, id, 0, &half, &given), T_CASEWORK_REFUSE_NO_USUAL);
	half.item = "permakanan"; /* without its group */
	assert_refused(&c, service_give(c.cx, id, 0, &half, &given), T_CASEWORK_REFUSE_NO_USUAL);
	assert_ok(ACT(&c, service_give(c.cx, id, 0, &help, &given)));
	assert_int_equal(city_int(&c, "SELECT count(*) FROM v_service_given", 0), 1);
	assert_int_equal(city_int(&c, IN_SPM, 0), 0);
	assert_int_equal(city_int(&c, NOT_IN_SPM, 0), 1);
	/* Told later that it was an item after all, it counts from then on. */
	meal.service = "permakanan";
	meal.item = "permakanan";
	meal.group = "gepeng";
	assert_ok(ACT(&c, service_change(c.cx, given, &meal)));
	assert_int_equal(
	    city_int(&c, "SELECT count(*) FROM service_tally WHERE n = 1 AND item = 'permakanan'",
		     0),
	    1);
	assert_ok(ACT(&c, service_change(c.cx, given, &help)));
	assert_int_equal(city_int(&c, IN_SPM, 0), 0);
	assert_int_equal(city_int(&c, NOT_IN_SPM, 0), 1);
	city_close(&c);
}

static int64_t kind_of(struct city_fixture *c, int64_t id)
{
	return city_int(c, "SELECT max(id) FROM case_kind WHERE case_id = %lld", id);
}

static void a_kind_of_need_ends_on_a_day_that_it_held(void **state)
{
	struct city_fixture c;
	struct kind_end end = { .why = "Sudah bekerja" };
	int64_t id, other, from;

	(void)state;
	city_open(&c);
	id = city_case(&c, NULL, 0, false);
	from = ref_today(c.cx) - 10;
	assert_refused(&c, case_classify(c.cx, id, 0, "PPKS-12", ref_today(c.cx) + 1, NULL),
		       T_CASEWORK_REFUSE_FUTURE);
	assert_ok(ACT(&c, case_classify(c.cx, id, 0, "PPKS-12", from, NULL)));
	end.kind_id = kind_of(&c, id);
	end.to_date = from - 1;
	assert_refused(&c, case_unclassify(c.cx, id, 0, &end), T_CASEWORK_REFUSE_KIND_SPAN);
	end.to_date = ref_today(c.cx) + 1;
	assert_refused(&c, case_unclassify(c.cx, id, 0, &end), T_CASEWORK_REFUSE_KIND_SPAN);
	end.to_date = from + 5;
	other = city_case(&c, NULL, 0, false);
	assert_int_equal(ACT(&c, case_unclassify(c.cx, other, 0, &end)), ERR_NOTFOUND);
	assert_ok(ACT(&c, case_unclassify(c.cx, id, 0, &end)));
	assert_int_equal(city_int(&c, "SELECT to_date FROM case_kind WHERE id = %lld", end.kind_id),
			 from + 5);
	assert_string_equal(
	    city_text(&c, "SELECT body FROM case_event WHERE what = 'event.unclassified'", 0),
	    "Sudah bekerja");
	assert_refused(&c, case_unclassify(c.cx, id, 0, &end), T_CASEWORK_REFUSE_KIND_ENDED);
	city_close(&c);
}

static void a_kind_recorded_by_mistake_is_withdrawn_and_may_be_recorded_again(void **state)
{
	struct city_fixture c;
	struct kind_end end = { .withdrawn = true, .why = "Salah orang" };
	int64_t id;

	(void)state;
	city_open(&c);
	id = city_case(&c, NULL, 0, false);
	assert_ok(ACT(&c, case_classify(c.cx, id, 0, "PPKS-16", ref_today(c.cx), NULL)));
	end.kind_id = kind_of(&c, id);
	assert_ok(ACT(&c, case_unclassify(c.cx, id, 0, &end)));
	assert_int_equal(city_int(&c,
				  "SELECT count(*) FROM case_kind WHERE id = %lld AND withdrawn = "
				  "1 AND to_date = from_date",
				  end.kind_id),
			 1);
	assert_ok(ACT(&c, case_classify(c.cx, id, 0, "PPKS-16", ref_today(c.cx), NULL)));
	city_close(&c);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_service_given_can_be_taken_back_once),
		cmocka_unit_test(a_service_that_is_none_of_the_spm_is_kept_and_counted_apart),
		cmocka_unit_test(a_kind_of_need_ends_on_a_day_that_it_held),
		cmocka_unit_test(a_kind_recorded_by_mistake_is_withdrawn_and_may_be_recorded_again),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
