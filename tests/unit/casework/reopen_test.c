/* A step that was ended by mistake: it runs again, and what the end did besides is taken back. */
#include "web.h"

#include "text/casework.h"

static const struct step_new plan[] = {
	{ .service = "periksa_rawat", .limit_code = "asesmen", .reason = "sakit" },
	{ .service = "asesmen", .limit_code = "asesmen", .reason = "sosial", .waits = 1 },
};

/* A plan whose second step waits for the first, both of the desk. */
static int64_t a_case(struct city_fixture *c)
{
	struct step_new steps[LEN(plan)] = { plan[0], plan[1] };

	steps[0].unit_id = steps[1].unit_id = c->unit[CITY_DESK];
	return city_case(c, steps, LEN(steps), false);
}

static void end(struct city_fixture *c, int64_t case_id, int ordinal, const char *kind)
{
	assert_ok(ACT(c, step_end(c->cx, city_step(c, case_id, ordinal), 0, kind, 0, "catatan")));
}

static void reopen(struct city_fixture *c, int64_t case_id, int ordinal)
{
	assert_ok(ACT(c, step_reopen(c->cx, city_step(c, case_id, ordinal), 0, "salah tekan")));
}

static const char *states_of(struct city_fixture *c, int64_t case_id)
{
	return arena_printf(
	    c->cx->arena, "%lld%lld",
	    (long long)city_int(c, "SELECT state FROM step WHERE case_id = %lld AND ordinal = 1",
				case_id),
	    (long long)city_int(c, "SELECT state FROM step WHERE case_id = %lld AND ordinal = 2",
				case_id));
}

static void it_runs_again_from_now_on_and_what_has_begun_goes_on(void **state)
{
	struct city_fixture c;
	int64_t id, due, service;

	(void)state;
	city_open(&c);
	id = a_case(&c);
	due = city_int(&c, "SELECT due_at FROM step WHERE case_id = %lld AND ordinal = 1", id);
	assert_ok(ACT(&c, service_give(c.cx, id, city_step(&c, id, 1),
				       &(struct service_new){ .service = "pendampingan",
							      .given_on = ref_today(c.cx),
							      .quantity = 1,
							      .cost = DB_NONE },
				       &service)));
	end(&c, id, 1, "selesai");
	assert_string_equal(states_of(&c, id), "21");
	c.cx->now += USEC_DAY * 7;
	reopen(&c, id, 1);
	assert_string_equal(states_of(&c, id), "11");
	assert_true(city_int(&c, "SELECT due_at FROM step WHERE case_id = %lld AND ordinal = 1",
			     id) >= due + USEC_DAY * 7);
	assert_int_equal(city_holder(&c, id), c.unit[CITY_DESK]);
	assert_true(city_int(&c, "SELECT due_at FROM casefile WHERE id = %lld", id) > c.cx->now);
	assert_int_equal(city_int(&c,
				  "SELECT CAST(count(*) AS BIGINT) FROM service_given "
				  "WHERE case_id = %lld AND undone_at IS NULL",
				  id),
			 1);
	assert_string_equal(city_text(&c,
				      "SELECT arg0 || ': ' || body FROM case_event WHERE "
				      "case_id = %lld AND what = 'event.step_reopened'",
				      id),
			    "periksa_rawat: salah tekan");
	/* Who had begun waits no more: ended and opened again, it runs. */
	end(&c, id, 2, "tidak_perlu");
	reopen(&c, id, 2);
	assert_string_equal(states_of(&c, id), "11");
	city_close_whole(&c);
}

static void it_waits_again_where_what_it_waited_for_is_open(void **state)
{
	struct city_fixture c;
	int64_t id;

	(void)state;
	city_open(&c);
	id = a_case(&c);
	end(&c, id, 2, "tidak_perlu");
	assert_string_equal(states_of(&c, id), "12");
	reopen(&c, id, 2);
	assert_string_equal(states_of(&c, id), "10");
	assert_int_equal(
	    city_int(
		&c, "SELECT coalesce(started_at, 0) FROM step WHERE case_id = %lld AND ordinal = 2",
		id),
	    0);
	end(&c, id, 1, "selesai");
	assert_string_equal(states_of(&c, id), "21");
	city_close_whole(&c);
}

static void a_death_by_mistake_gives_back_the_whole_plan(void **state)
{
	struct city_fixture c;
	int64_t id;

	(void)state;
	city_open(&c);
	id = a_case(&c);
	end(&c, id, 1, "meninggal");
	assert_string_equal(states_of(&c, id), "22");
	c.cx->now += USEC_MINUTE;
	reopen(&c, id, 1);
	assert_string_equal(states_of(&c, id), "10");
	city_close_whole(&c);
}

static int64_t needs(struct city_fixture *c, int64_t case_id)
{
	return city_int(
	    c, "SELECT CAST(count(*) AS BIGINT) FROM need WHERE case_id = %lld AND met_at IS NULL",
	    case_id);
}

static void needs_that_the_end_told_are_as_before(void **state)
{
	struct city_fixture c;
	int64_t id;

	(void)state;
	city_open(&c);
	id = a_case(&c);
	end(&c, id, 1, "tidak_mungkin");
	assert_int_equal(needs(&c, id), 1);
	c.cx->now += USEC_MINUTE;
	reopen(&c, id, 1);
	assert_int_equal(needs(&c, id), 0);
	end(&c, id, 1, "ditolak");
	reopen(&c, id, 1);
	end(&c, id, 2, "tidak_mungkin");
	assert_int_equal(needs(&c, id), 1);
	reopen(&c, id, 2);
	assert_int_equal(needs(&c, id), 0);
	city_close_whole(&c);
}

/* The hospital, asked for it, had refused; then the desk says by mistake that it was done. */
static void a_need_that_was_not_met_after_all_is_open_again(void **state)
{
	struct referral_new ask = { .kind = REFERRAL_REQUEST };
	struct city_fixture c;
	int64_t id, referral, to;

	(void)state;
	city_open(&c);
	id = a_case(&c);
	ask.step_id = city_step(&c, id, 1);
	ask.to_unit_id = c.unit[CITY_RSUD];
	assert_ok(ACT(&c, referral_send(c.cx, id, 0, &ask, &referral, &to)));
	city_act_as(&c, CITY_DOCTOR);
	assert_ok(ACT(&c, referral_refuse(c.cx, referral, 0, NULL, "penuh", NULL)));
	city_act_as(&c, CITY_COORDINATOR);
	c.cx->now += USEC_MINUTE;
	end(&c, id, 1, "selesai");
	assert_int_equal(needs(&c, id), 0);
	c.cx->now += USEC_MINUTE;
	reopen(&c, id, 1);
	assert_int_equal(needs(&c, id), 1);
	city_close_whole(&c);
}

static void the_unit_that_did_it_is_told_and_asked_anew_only_by_a_referral(void **state)
{
	struct step_new step = plan[0];
	struct city_fixture c;
	int64_t id;

	(void)state;
	city_open(&c);
	step.unit_id = c.unit[CITY_RSUD];
	id = city_case(&c, &step, 1, false);
	city_act_as(&c, CITY_DOCTOR);
	assert_ok(ACT(&c, referral_accept(c.cx, city_handover(&c, id), 0, NULL, NULL)));
	end(&c, id, 1, "selesai");
	city_act_as(&c, CITY_MANAGER);
	reopen(&c, id, 1);
	assert_int_equal(city_holder(&c, id), c.unit[CITY_RSUD]);
	assert_int_equal(city_handover(&c, id), DB_NONE);
	assert_int_equal(city_int(&c,
				  "SELECT unit_id FROM notice WHERE kind = 'notice.step_reopened' "
				  "AND about_id = %lld",
				  id),
			 c.unit[CITY_RSUD]);
	city_close_whole(&c);
}

static void what_makes_no_sense_is_refused_and_changes_nothing(void **state)
{
	struct city_fixture c;
	int64_t id, step;
	uint64_t digest;

	(void)state;
	city_open(&c);
	id = a_case(&c);
	step = city_step(&c, id, 1);
	assert_refused(&c, step_reopen(c.cx, step, 0, "salah"), T_CASEWORK_REFUSE_STEP_OPEN);
	end(&c, id, 1, "selesai");
	digest = city_digest(&c);
	assert_refused(&c, step_reopen(c.cx, step, 0, " "), T_CASEWORK_REFUSE_EMPTY_NOTE);
	assert_refused(&c, step_reopen(c.cx, step, 1, "salah"), T_CASEWORK_REFUSE_CHANGED);
	city_act_as(&c, CITY_WORKER);
	assert_refused(&c, step_reopen(c.cx, step, 0, "salah"), T_CASEWORK_REFUSE_NOT_HOLDER);
	assert_int_equal(city_digest(&c), digest);
	city_act_as(&c, CITY_COORDINATOR);
	end(&c, id, 2, "selesai");
	assert_ok(ACT(&c, case_close(c.cx, id, 0, "layanan_diterima", "beres")));
	assert_refused(&c, step_reopen(c.cx, step, 0, "salah"), T_CASEWORK_REFUSE_ENDED);
	city_close_whole(&c);
}

static const struct route *const with_steps[] = { case_act_routes, step_routes, NULL };

static void the_page_of_the_case_offers_it_and_its_story_tells_it(void **state)
{
	struct http_answer a;
	const char *page;
	int64_t id;
	struct web w;

	(void)state;
	web_open(&w);
	w.c.t.app.routes = with_steps;
	w.c.t.app.n_routes = LEN(with_steps) - 1;
	id = a_case(&w.c);
	web_sign_in(&w, CITY_FRONT);
	page = web_path(&w, "/langkah/", city_step(&w.c, id, 1), "");
	a = web_get(&w, page);
	assert_false(web_holds(&a, "Buka lagi langkah ini"));
	end(&w.c, id, 1, "selesai");
	a = web_get(&w, web_path(&w, "/kasus/", id, ""));
	assert_true(web_holds(&a, "Buka lagi langkah ini"));
	a = web_get(&w, page);
	assert_true(web_holds(&a, "Mengapa langkah ini dibuka lagi?"));
	page = arena_printf(w.c.cx->arena, "%s/buka", page);
	assert_int_equal(web_post(&w, page, "").status, 422);
	assert_int_equal(web_post(&w, page, "body=salah+tekan").status, 303);
	a = web_get(&w, web_path(&w, "/kasus/", id, ""));
	assert_true(web_holds(&a, "Langkah dibuka lagi: "));
	assert_true(web_holds(&a, "salah tekan"));
	assert_false(web_holds(&a, "Buka lagi langkah ini"));
	web_close(&w);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(it_runs_again_from_now_on_and_what_has_begun_goes_on),
		cmocka_unit_test(it_waits_again_where_what_it_waited_for_is_open),
		cmocka_unit_test(a_death_by_mistake_gives_back_the_whole_plan),
		cmocka_unit_test(needs_that_the_end_told_are_as_before),
		cmocka_unit_test(a_need_that_was_not_met_after_all_is_open_again),
		cmocka_unit_test(the_unit_that_did_it_is_told_and_asked_anew_only_by_a_referral),
		cmocka_unit_test(what_makes_no_sense_is_refused_and_changes_nothing),
		cmocka_unit_test(the_page_of_the_case_offers_it_and_its_story_tells_it),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
