/* Services given: one tap from the step, details afterwards, taken back. */
#include "web.h"

#include "feature/desk/desk.h"

#include <math.h>

static const struct route *const with_steps[] = { case_act_routes, step_routes, service_routes,
						  NULL };

static void the_service_of_a_step_stands_filled_in_with_item_and_quantity(void **state)
{
	struct http_answer a;
	int64_t case_id;
	struct web w;

	(void)state;
	web_open(&w);
	w.c.t.app.routes = with_steps;
	w.c.t.app.n_routes = LEN(with_steps) - 1;
	case_id = city_case(&w.c,
			    &(struct step_new){ .service = "permakanan",
						.limit_code = LIMIT_NEXT_ACT,
						.reason = "Belum makan.",
						.unit_id = w.c.unit[CITY_DESK] },
			    1, false);
	web_sign_in(&w, CITY_FRONT);
	a = web_get(&w, web_path(&w, "/langkah/", city_step(&w.c, case_id, 1), ""));
	assert_int_equal(a.status, 200);
	assert_true(web_holds(&a, "value=\"permakanan\" selected"));

	assert_true(web_holds(&a, "name=\"quantity\" type=\"text\" value=\"1\""));
	web_close(&w);
}

/* A case with a step that gives food; who signs in is the desk. */
static int64_t a_meal(struct web *w, const char *kind)
{
	int64_t id;

	web_open(w);
	w->c.t.app.routes = with_steps;
	w->c.t.app.n_routes = LEN(with_steps) - 1;
	casework_set_report_sealer(desk_report_seal);
	id = city_case(&w->c,
		       &(struct step_new){ .service = "permakanan",
					   .limit_code = LIMIT_NEXT_ACT,
					   .reason = "Belum makan.",
					   .unit_id = w->c.unit[CITY_DESK] },
		       1, false);
	if (kind != NULL)
		assert_ok(
		    ACT(&w->c, case_classify(w->c.cx, id, 0, kind, ref_today(w->c.cx), NULL)));
	web_sign_in(w, CITY_FRONT);
	return id;
}

static void one_tap_records_a_service_that_is_none_of_the_spm(void **state)
{
	struct http_answer a;
	const char *tap;
	struct web w;
	int64_t id;

	(void)state;
	web_open(&w);
	w.c.t.app.routes = with_steps;
	w.c.t.app.n_routes = LEN(with_steps) - 1;
	id = city_case(&w.c,
		       &(struct step_new){ .service = "pendampingan",
					   .limit_code = LIMIT_NEXT_ACT,
					   .reason = "Sendirian.",
					   .unit_id = w.c.unit[CITY_DESK] },
		       1, false);
	web_sign_in(&w, CITY_FRONT);
	tap = web_path(&w, "/langkah/", city_step(&w.c, id, 1), "/beri");
	a = web_get(&w, web_path(&w, "/kasus/", id, ""));
	assert_true(web_holds(&a, tap));
	assert_int_equal(web_post(&w, tap, "").status, 303);
	a = web_get(&w, web_path(&w, "/kasus/", id, ""));
	assert_true(web_holds(&a, "Layanan diberikan: Pendampingan, banyaknya 1"));
	a = web_get(&w, web_path(&w, "/layanan-diberikan/",
				 city_int(&w.c, "SELECT max(id) FROM service_given", 0), ""));
	assert_true(web_holds(&a, "bukan layanan SPM"));
	/* Neither an item nor a service: the form says what is missing. */
	assert_int_equal(web_post(&w, web_path(&w, "/kasus/", id, "/layanan"), "quantity=1").status,
			 422);
	web_close(&w);
}

static void one_tap_records_the_service_for_the_group_of_the_kind(void **state)
{
	struct http_answer a;
	const char *tap;
	struct web w;
	int64_t id;

	(void)state;
	id = a_meal(&w, "PPKS-08");
	tap = web_path(&w, "/langkah/", city_step(&w.c, id, 1), "/beri");
	a = web_get(&w, web_path(&w, "/kasus/", id, ""));
	assert_true(web_holds(&a, tap));
	assert_int_equal(web_post(&w, tap, "").status, 303);
	assert_string_equal(
	    city_text(&w.c,
		      "SELECT item || ' ' || spm_group || ' ' || quantity || ' ' || "
		      "count(step_id) FROM service_given WHERE case_id = %lld "
		      "GROUP BY item, spm_group, quantity",
		      id),
	    "permakanan lansia 1 1");
	assert_int_equal(
	    city_int(&w.c, "SELECT given_on FROM service_given WHERE case_id = %lld", id),
	    ref_today(w.c.cx));
	/* A program that taps twice in a moment means one; a minute later it means another. */
	a = web_post(&w, tap, "");
	assert_int_equal(a.status, 409);
	assert_true(web_holds(&a, "baru saja dicatat"));
	assert_int_equal(
	    city_int(&w.c, "SELECT count(*) FROM service_given WHERE case_id = %lld", id), 1);
	w.c.cx->now += USEC_MINUTE + 1;
	assert_int_equal(web_post(&w, tap, "").status, 303);
	web_close(&w);
}

/* A case with a meal to give, made of a report about a stranger of about that age. */
static int64_t a_stranger(struct web *w, int64_t age)
{
	const struct step_new meal = { .service = "permakanan",
				       .limit_code = LIMIT_NEXT_ACT,
				       .reason = "Belum makan.",
				       .unit_id = w->c.unit[CITY_DESK] };
	const struct desk_report r = { .kind = REPORT_PPKS,
				       .channel = "loket",
				       .region_id = w->c.region,
				       .subject_kind = SUBJECT_UNKNOWN,
				       .lat = (double)NAN,
				       .lng = (double)NAN,
				       .age_about = age,
				       .headcount = DB_NONE,
				       .body = "Bapak tua duduk di depan pasar",
				       .reporter_kind = REPORTER_ANONYMOUS,
				       .happened_at = w->c.cx->now };
	const struct case_new new = { .title = "Laki-laki tanpa identitas",
				      .subject_kind = SUBJECT_UNKNOWN,
				      .region_id = w->c.region,
				      .decided = true,
				      .steps = &meal,
				      .n_steps = 1 };
	int64_t report = id_make(&w->c.t.app.ids, w->c.cx->now), id;
	char number[NUMBER_SIZE], secret[SECRET_SIZE];

	city_act_as(&w->c, CITY_FRONT);
	assert_ok(ACT(&w->c, desk_report_take(w->c.cx, report, &r, number, secret)));
	city_act_as(&w->c, CITY_COORDINATOR);
	assert_ok(ACT(&w->c, case_open(w->c.cx, report, 0, &new, &id)));
	return id;
}

static void one_tap_takes_the_age_a_stranger_was_said_to_be(void **state)
{
	int64_t old, grown;
	struct web w;

	(void)state;
	(void)a_meal(&w, "PPKS-08");
	old = a_stranger(&w, 65);
	grown = a_stranger(&w, 40);
	web_sign_in(&w, CITY_FRONT);
	assert_int_equal(
	    web_post(&w, web_path(&w, "/langkah/", city_step(&w.c, old, 1), "/beri"), "").status,
	    303);
	assert_string_equal(
	    city_text(&w.c, "SELECT spm_group FROM service_given WHERE case_id = %lld", old),
	    "lansia");
	assert_int_equal(
	    web_post(&w, web_path(&w, "/langkah/", city_step(&w.c, grown, 1), "/beri"), "").status,
	    409);
	web_close(&w);
}

static void without_a_kind_no_group_is_guessed(void **state)
{
	struct http_answer a;
	struct web w;
	int64_t id;

	(void)state;
	id = a_meal(&w, NULL);
	a = web_get(&w, web_path(&w, "/kasus/", id, ""));
	assert_false(web_holds(&a, "/beri\""));
	assert_int_equal(
	    web_post(&w, web_path(&w, "/langkah/", city_step(&w.c, id, 1), "/beri"), "").status,
	    409);
	assert_int_equal(
	    city_int(&w.c, "SELECT count(*) FROM service_given WHERE case_id = %lld", id), 0);
	web_close(&w);
}

static void details_are_added_afterwards_and_the_record_can_be_taken_back(void **state)
{
	struct http_answer a;
	const char *page;
	struct web w;
	int64_t id;

	(void)state;
	id = a_meal(&w, "PPKS-08");
	assert_int_equal(
	    web_post(&w, web_path(&w, "/langkah/", city_step(&w.c, id, 1), "/beri"), "").status,
	    303);
	page =
	    web_path(&w, "/layanan-diberikan/",
		     city_int(&w.c, "SELECT id FROM service_given WHERE case_id = %lld", id), "");
	a = web_get(&w, web_path(&w, "/kasus/", id, ""));
	assert_true(web_holds(&a, page));
	a = web_get(&w, page);
	assert_true(web_holds(&a, "1.06.04.2.01.0001"));
	assert_int_equal(web_post(&w, page, "item=permakanan&group=lansia&quantity=0").status, 422);
	assert_int_equal(
	    web_post(&w, page, "item=permakanan&group=lansia&quantity=3&cost=45000&proof=BA+7")
		.status,
	    303);
	assert_int_equal(
	    city_int(&w.c,
		     "SELECT quantity * 100000 + cost FROM service_given WHERE case_id "
		     "= %lld AND proof = 'BA 7'",
		     id),
	    345000);
	/* The kept figures follow. */
	assert_int_equal(city_int(&w.c,
				  "SELECT sum(quantity) FROM service_tally WHERE item <> '' "
				  "AND city <> %lld",
				  0),
			 3);
	web_sign_in(&w, CITY_DOCTOR);
	assert_int_equal(web_get(&w, page).status, 404);
	assert_int_equal(web_post(&w, page, "item=permakanan&group=lansia&quantity=9").status, 404);
	web_sign_in(&w, CITY_FRONT);
	assert_int_equal(web_post(&w, arena_printf(w.c.cx->arena, "%s/batal", page), "").status,
			 303);
	assert_int_equal(web_post(&w, page, "item=permakanan&group=lansia&quantity=9").status, 409);
	assert_int_equal(city_int(&w.c,
				  "SELECT coalesce(sum(quantity), 0) FROM service_tally WHERE "
				  "city <> %lld",
				  0),
			 0);
	web_close(&w);
}

/* Bringing somebody home may take longer than the next act on a case; an emergency may not. */
static void a_step_added_by_hand_has_the_limit_of_its_service(void **state)
{
	static const struct {
		const char *fields, *limit;
	} added[] = {
		{ "service=pemulangan", "pemulangan" },
		{ "service=pemulangan&urgent=1", LIMIT_NEXT_ACT_URGENT },
		{ "service=permakanan", LIMIT_NEXT_ACT },
	};
	struct web w;
	int64_t id;

	(void)state;
	web_open(&w);
	id = city_case(&w.c, NULL, 0, false);
	web_sign_in(&w, CITY_FRONT);
	for (size_t i = 0; i < LEN(added); i++) {
		int64_t due = 0, now = w.c.cx->now;
		const char *body = arena_printf(
		    w.c.cx->arena, "%s&reason=Perlu&version=%lld&unit=%lld", added[i].fields,
		    (long long)city_int(&w.c, "SELECT version FROM casefile WHERE id = %lld", id),
		    (long long)w.c.unit[CITY_DESK]);

		assert_int_equal(web_post(&w, web_path(&w, "/kasus/", id, "/langkah"), body).status,
				 303);
		assert_ok(ACT(&w.c, ref_due(w.c.cx, added[i].limit, now, &due)));
		assert_int_equal(city_int(&w.c,
					  "SELECT due_at FROM step WHERE case_id = %lld "
					  "ORDER BY ordinal DESC LIMIT 1",
					  id),
				 due);
	}
	web_close(&w);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_service_of_a_step_stands_filled_in_with_item_and_quantity),
		cmocka_unit_test(one_tap_records_a_service_that_is_none_of_the_spm),
		cmocka_unit_test(one_tap_records_the_service_for_the_group_of_the_kind),
		cmocka_unit_test(one_tap_takes_the_age_a_stranger_was_said_to_be),
		cmocka_unit_test(without_a_kind_no_group_is_guessed),
		cmocka_unit_test(a_step_added_by_hand_has_the_limit_of_its_service),
		cmocka_unit_test(details_are_added_afterwards_and_the_record_can_be_taken_back),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
