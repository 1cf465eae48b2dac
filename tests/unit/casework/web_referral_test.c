/* A referral on its page, answered by account and by the sender's record. */
#include "text/casework.h"
#include "text/referral_web.h"
#include "web.h"

static const char *state_of(struct web *w, int64_t referral)
{
	return text_name(referral_state_text(
	    city_int(&w->c, "SELECT state FROM referral WHERE id = %lld", referral)));
}

static void the_receiver_who_accepts_has_the_case(void **state)
{
	int64_t case_id, id;
	struct http_answer a;
	struct web w;

	(void)state;
	web_open(&w);
	id = web_handover(&w, CITY_RSUD, &case_id);
	assert_int_equal(city_holder(&w.c, case_id), w.c.unit[CITY_DESK]);
	web_sign_in(&w, CITY_DOCTOR);
	a = web_get(&w, web_path(&w, "/rujukan/", id, ""));
	assert_int_equal(a.status, 200);
	assert_true(web_holds(&a, "Diserahkan dalam keadaan sadar."));
	assert_string_equal(state_of(&w, id), "sent"); /* looking writes nothing */
	a = web_post(&w, web_path(&w, "/rujukan/", id, "/terima"), "version=1");
	assert_int_equal(a.status, 303);
	assert_string_equal(state_of(&w, id), "accepted");
	assert_int_equal(city_holder(&w.c, case_id), w.c.unit[CITY_RSUD]);
	web_close(&w);
}

static void the_second_who_answers_is_told_that_another_was_first(void **state)
{
	int64_t case_id, id;
	struct http_answer a;
	struct web w;

	(void)state;
	web_open(&w);
	id = web_handover(&w, CITY_RSUD, &case_id);
	web_sign_in(&w, CITY_DOCTOR);
	assert_int_equal(web_post(&w, web_path(&w, "/rujukan/", id, "/terima"), "version=1").status,
			 303);
	a = web_post(&w, web_path(&w, "/rujukan/", id, "/tolak"), "version=1&reason=penuh");
	assert_int_equal(a.status, 409);
	assert_true(web_holds(&a, text_in(LANG_ID, T_CASEWORK_REFUSE_ANSWERED)));
	assert_string_equal(state_of(&w, id), "accepted");
	web_close(&w);
}

static void a_refusal_needs_a_reason_and_some_reasons_need_words(void **state)
{
	int64_t case_id, id;
	struct http_answer a;
	struct web w;

	(void)state;
	web_open(&w);
	id = web_handover(&w, CITY_RSUD, &case_id);
	web_sign_in(&w, CITY_DOCTOR);
	assert_int_equal(web_post(&w, web_path(&w, "/rujukan/", id, "/tolak"), "version=1").status,
			 422);
	a = web_post(&w, web_path(&w, "/rujukan/", id, "/tolak"), "version=1&reason=lain");
	assert_int_equal(a.status, 422);
	assert_true(web_holds(&a, text_in(LANG_ID, T_RJ_PROBLEM_EXPLAIN)));
	assert_string_equal(state_of(&w, id), "sent");
	a = web_post(&w, web_path(&w, "/rujukan/", id, "/tolak"), "version=1&reason=penuh");
	assert_int_equal(a.status, 303);
	assert_string_equal(state_of(&w, id), "refused");
	/* Who asked and holds the case is led on from here; who refused is not. */
	assert_false(web_shows(&w, CITY_DOCTOR, web_path(&w, "/rujukan/", id, ""), "#rujuk\""));
	assert_true(web_shows(&w, CITY_FRONT, web_path(&w, "/rujukan/", id, ""), "#rujuk\""));
	assert_int_equal(city_holder(&w.c, case_id), w.c.unit[CITY_DESK]);
	web_close(&w);
}

static void who_takes_no_part_finds_no_referral(void **state)
{
	int64_t case_id, id;
	struct web w;

	(void)state;
	web_open(&w);
	id = web_handover(&w, CITY_RSUD, &case_id);
	web_sign_in(&w, CITY_CARER);
	assert_int_equal(web_get(&w, web_path(&w, "/rujukan/", id, "")).status, 404);
	assert_int_equal(web_post(&w, web_path(&w, "/rujukan/", id, "/terima"), "version=1").status,
			 404);
	assert_string_equal(state_of(&w, id), "sent");
	web_close(&w);
}

static void the_sender_records_what_was_said_by_telephone(void **state)
{
	static const char fields[] = "version=1&answer=accept&how=telepon&by=Perawat+jaga";
	int64_t case_id, id;
	struct web w;

	(void)state;
	web_open(&w);
	id = web_handover(&w, CITY_RSUD, &case_id);
	web_sign_in(&w, CITY_FRONT);
	assert_int_equal(web_post(&w, web_path(&w, "/rujukan/", id, "/jawaban"), fields).status,
			 422); /* nothing that proves it */
	assert_int_equal(web_post(&w, web_path(&w, "/rujukan/", id, "/jawaban"),
				  arena_printf(w.c.cx->arena, "%s&body=Siap", fields))
			     .status,
			 303);
	assert_string_equal(state_of(&w, id), "accepted");
	assert_string_equal(city_text(&w.c, "SELECT answered_by FROM referral WHERE id = %lld", id),
			    "Perawat jaga");
	assert_string_equal(
	    city_text(&w.c, "SELECT answered_how FROM referral WHERE id = %lld", id), "telepon");
	assert_int_equal(city_holder(&w.c, case_id), w.c.unit[CITY_RSUD]);
	web_close(&w);
}

static void a_unit_outside_the_city_is_asked_but_never_holds_the_case(void **state)
{
	int64_t case_id, id;
	struct web w;

	(void)state;
	web_open(&w);
	id = web_handover(&w, CITY_FAR, &case_id);
	web_sign_in(&w, CITY_FRONT);
	assert_int_equal(
	    web_post(&w, web_path(&w, "/rujukan/", id, "/jawaban"),
		     "version=1&answer=accept&how=surat&by=Kepala+bidang&body=Surat+12")
		.status,
	    303);
	assert_string_equal(state_of(&w, id), "accepted");
	assert_int_equal(city_holder(&w.c, case_id), w.c.unit[CITY_DESK]);
	web_close(&w);
}

static void the_waiting_list_says_the_place(void **state)
{
	int64_t first_case, second_case, first, second;
	struct http_answer a;
	struct web w;

	(void)state;
	web_open(&w);
	first = web_handover(&w, CITY_RSUD, &first_case);
	second = web_handover(&w, CITY_RSUD, &second_case);
	web_sign_in(&w, CITY_DOCTOR);
	assert_int_equal(web_post(&w, web_path(&w, "/rujukan/", first, "/tunggu"),
				  "version=1&again=2026-11-25T09:00")
			     .status,
			 303);
	w.c.cx->now += USEC_MINUTE;
	assert_int_equal(web_post(&w, web_path(&w, "/rujukan/", second, "/tunggu"),
				  "version=1&again=2026-11-25T09:00")
			     .status,
			 303);
	a = web_get(&w, web_path(&w, "/rujukan/", second, ""));
	assert_true(web_holds(&a, "nomor 2 di daftar tunggu"));
	/* Nobody is handed over while he waits. */
	assert_false(web_holds(&a, "berita-acara.pdf"));
	assert_int_equal(web_get(&w, web_path(&w, "/rujukan/", second, "/berita-acara.pdf")).status,
			 409);
	web_close(&w);
}

static void what_the_receiver_gives_back_returns_to_the_sender(void **state)
{
	int64_t case_id, id;
	struct web w;

	(void)state;
	web_open(&w);
	id = web_handover(&w, CITY_RSUD, &case_id);
	web_sign_in(&w, CITY_DOCTOR);
	assert_int_equal(web_post(&w, web_path(&w, "/rujukan/", id, "/terima"), "version=1").status,
			 303);
	assert_int_equal(
	    web_post(&w, web_path(&w, "/rujukan/", id, "/kembalikan"), "version=2&reason=kondisi")
		.status,
	    303);
	assert_string_equal(state_of(&w, id), "returned");
	assert_int_equal(city_holder(&w.c, case_id), w.c.unit[CITY_DESK]);
	web_close(&w);
}

static const struct route *const with_steps[] = { referral_routes, step_routes, NULL };

#define ENDS_FOLDED "Selesai dilayani</summary>"

static void the_receiver_ends_his_step_where_he_reads_the_referral(void **state)
{
	struct step_new steps[] = {
		{ .service = "permakanan", .limit_code = LIMIT_NEXT_ACT, .reason = "Ia sakit." },
		{ .service = "asesmen",
		  .limit_code = LIMIT_NEXT_ACT,
		  .reason = "Sesudahnya.",
		  .waits = 1 },
	};
	struct http_answer a;
	int64_t case_id, id, step;
	struct web w;

	(void)state;
	web_open(&w);
	w.c.t.app.routes = with_steps;
	w.c.t.app.n_routes = LEN(with_steps) - 1;
	steps[0].unit_id = w.c.unit[CITY_RSUD];
	steps[1].unit_id = w.c.unit[CITY_DESK];
	case_id = city_case(&w.c, steps, LEN(steps), false);
	id = city_handover(&w.c, case_id);
	step = city_step(&w.c, case_id, 1);
	web_sign_in(&w, CITY_DOCTOR);
	assert_int_equal(web_post(&w, web_path(&w, "/rujukan/", id, "/terima"), "version=1").status,
			 303);
	a = web_get(&w, web_path(&w, "/rujukan/", id, ""));
	assert_true(web_holds(&a, web_path(&w, "action=\"/langkah/", step, "/akhiri\"")));
	assert_false(web_holds(&a, web_path(&w, "/rujukan/", id, "/selesai")));
	/* First the service, by one tap; the end is the likely act only after it. */
	assert_true(web_holds(&a, ENDS_FOLDED));
	assert_true(web_holds(&a, web_path(&w, "action=\"/kasus/", case_id, "/catat\"")));
	assert_int_equal(web_post(&w, web_path(&w, "/langkah/", step, "/layanan"),
				  "service=permakanan&quantity=1")
			     .status,
			 303);
	a = web_get(&w, web_path(&w, "/rujukan/", id, ""));
	assert_false(web_holds(&a, ENDS_FOLDED));
	assert_int_equal(
	    web_post(&w, web_path(&w, "/langkah/", step, "/akhiri"), "kind=selesai").status, 303);
	assert_string_equal(state_of(&w, id), "finished");
	a = web_get(&w, web_path(&w, "/rujukan/", id, ""));
	assert_true(web_holds(&a, "Langkah Permakanan berakhir: Selesai"));
	assert_int_equal(
	    city_int(&w.c, "SELECT state FROM step WHERE id = %lld", city_step(&w.c, case_id, 2)),
	    STEP_ACTIVE);
	web_close(&w);
}

static void who_takes_the_case_takes_what_was_asked_of_him_besides(void **state)
{
	struct step_new steps[] = {
		{ .service = "permakanan", .limit_code = LIMIT_NEXT_ACT, .reason = "Lapar." },
		{ .service = "asesmen", .limit_code = LIMIT_NEXT_ACT, .reason = "Juga." },
	};
	struct http_answer a;
	int64_t case_id;
	struct web w;

	(void)state;
	web_open(&w);
	steps[0].unit_id = steps[1].unit_id = w.c.unit[CITY_RSUD];
	case_id = city_case(&w.c, steps, LEN(steps), false);
	web_sign_in(&w, CITY_DOCTOR);
	assert_int_equal(
	    web_post(&w, web_path(&w, "/rujukan/", city_handover(&w.c, case_id), "/terima"),
		     "version=1")
		.status,
	    303);
	assert_int_equal(city_int(&w.c,
				  "SELECT CAST(count(*) AS BIGINT) FROM referral WHERE case_id = "
				  "%lld AND state = 4",
				  case_id),
			 2);
	/* The story says of each that it was accepted. */
	assert_int_equal(
	    city_int(&w.c,
		     "SELECT CAST(count(DISTINCT object_id) AS BIGINT) FROM case_event "
		     "WHERE case_id = %lld AND what LIKE 'event.referral_accepted%%'",
		     case_id),
	    2);
	a = web_get(&w, web_path(&w, "/kasus/", case_id, ""));
	assert_true(web_holds(&a, "bersama kasusnya"));
	web_close(&w);
}

static void who_refuses_may_refuse_all_that_was_asked_for_the_case_at_once(void **state)
{
	struct step_new steps[] = {
		{ .service = "permakanan", .limit_code = LIMIT_NEXT_ACT, .reason = "Lapar." },
		{ .service = "asesmen", .limit_code = LIMIT_NEXT_ACT, .reason = "Juga." },
	};
	int64_t case_id, id;
	struct http_answer a;
	struct web w;

	(void)state;
	web_open(&w);
	steps[0].unit_id = steps[1].unit_id = w.c.unit[CITY_RSUD];
	case_id = city_case(&w.c, steps, LEN(steps), false);
	id = city_handover(&w.c, case_id);
	/* Offered to whom it was sent, and only where there is more than one. */
	assert_false(web_shows(&w, CITY_FRONT, web_path(&w, "/rujukan/", id, ""), "tolak-semua"));
	assert_true(web_shows(&w, CITY_DOCTOR, web_path(&w, "/rujukan/", id, ""),
			      "Tolak semua (2) yang diminta untuk kasus ini"));
	web_sign_in(&w, CITY_DOCTOR);
	a = web_post(&w, web_path(&w, "/rujukan/", id, "/tolak-semua"), "version=1");
	assert_int_equal(a.status, 422);
	a = web_post(&w, web_path(&w, "/rujukan/", id, "/tolak-semua"), "version=1&reason=penuh");
	assert_int_equal(a.status, 303);
	assert_int_equal(city_int(&w.c,
				  "SELECT CAST(count(*) AS BIGINT) FROM referral WHERE case_id = "
				  "%lld AND state = 5 AND reason_code = 'penuh'",
				  case_id),
			 2);
	/* Each is a need that was not met, and the sender keeps the case. */
	assert_int_equal(city_int(&w.c,
				  "SELECT CAST(count(*) AS BIGINT) FROM need WHERE case_id = %lld",
				  case_id),
			 2);
	assert_int_equal(city_holder(&w.c, case_id), w.c.unit[CITY_DESK]);
	web_close(&w);

	/* What waits on its list stays there; alone, nothing is left to refuse at once. */
	web_open(&w);
	steps[0].unit_id = steps[1].unit_id = w.c.unit[CITY_RSUD];
	case_id = city_case(&w.c, steps, LEN(steps), false);
	id = city_handover(&w.c, case_id);
	(void)city_int(&w.c, "UPDATE referral SET state = 3 WHERE case_id = %lld AND kind = 2",
		       case_id);
	assert_false(web_shows(&w, CITY_DOCTOR, web_path(&w, "/rujukan/", id, ""), "tolak-semua"));
	web_close(&w);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_receiver_who_accepts_has_the_case),
		cmocka_unit_test(the_receiver_ends_his_step_where_he_reads_the_referral),
		cmocka_unit_test(who_takes_the_case_takes_what_was_asked_of_him_besides),
		cmocka_unit_test(who_refuses_may_refuse_all_that_was_asked_for_the_case_at_once),
		cmocka_unit_test(the_second_who_answers_is_told_that_another_was_first),
		cmocka_unit_test(a_refusal_needs_a_reason_and_some_reasons_need_words),
		cmocka_unit_test(who_takes_no_part_finds_no_referral),
		cmocka_unit_test(the_sender_records_what_was_said_by_telephone),
		cmocka_unit_test(a_unit_outside_the_city_is_asked_but_never_holds_the_case),
		cmocka_unit_test(the_waiting_list_says_the_place),
		cmocka_unit_test(what_the_receiver_gives_back_returns_to_the_sender),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
