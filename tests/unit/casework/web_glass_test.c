/* Break-glass: who may open what, for how long, and who judges it. */
#include "web.h"

#include "feature/casework/glass.h"
#include "feature/registry/registry.h"

#define WORDS "words=Pasien+tidak+sadar+di+IGD+perlu+tahu+alergi&reason=treatment"

static int64_t count(struct web *w, const char *sql)
{
	return city_int(&w->c, sql, 0);
}

/* Asks for what; returns the address that the answer leads to. */
static const char *ask(struct web *w, const char *what)
{
	struct http_answer a =
	    web_post(w, "/buka-darurat", arena_printf(w->c.cx->arena, "wanted=%s&" WORDS, what));

	if (a.status != 303)
		fail_msg("status %d: %.*s", a.status, (int)MIN(a.body.n, (size_t)300),
			 (const char *)a.body.p);
	return arena_strndup(w->c.cx->arena, a.location, strcspn(a.location, "?"));
}

static const char *number_of(struct web *w, int64_t id)
{
	return city_text(&w->c, "SELECT number FROM casefile WHERE id = %lld", id);
}

/* A case of the desk with a note that only who may read it sees. */
static int64_t a_case(struct web *w, bool protected)
{
	int64_t id = city_case(&w->c, NULL, 0, protected);

	city_act_as(&w->c, CITY_FRONT);
	assert_ok(ACT(&w->c, case_note(w->c.cx, id, 0, "Alergi penisilin", NULL)));
	return id;
}

static void outside_ones_reach_a_case_stays_hidden_until_it_is_opened_for_a_reason(void **state)
{
	struct http_answer a;
	const char *opened;
	struct web w;
	int64_t id;

	(void)state;
	web_open(&w);
	id = a_case(&w, false);
	web_sign_in(&w, CITY_DOCTOR);
	assert_int_equal(web_get(&w, web_path(&w, "/kasus/", id, "")).status, 404);
	opened = ask(&w, number_of(&w, id));
	a = web_get(&w, opened);
	assert_int_equal(a.status, 200);
	assert_true(web_holds(&a, "Alergi penisilin"));
	assert_false(web_holds(&a, "/langkah"));
	assert_false(web_holds(&a, web_path(&w, "/kasus/", id, "")));
	/* The rest is as it was: no page, no list, no act. */
	assert_int_equal(web_get(&w, web_path(&w, "/kasus/", id, "")).status, 404);
	a = web_get(&w, "/kasus?state=all");
	assert_false(web_holds(&a, number_of(&w, id)));
	assert_int_equal(
	    web_post(&w, web_path(&w, "/kasus/", id, "/catat"), "version=1&body=x").status, 404);
	/* Only for him. */
	web_sign_in(&w, CITY_CARER);
	assert_int_equal(web_get(&w, opened).status, 404);
	web_close(&w);
}

static void an_opening_ends_by_itself(void **state)
{
	const char *opened;
	struct web w;
	int64_t id;

	(void)state;
	web_open(&w);
	id = a_case(&w, false);
	web_sign_in(&w, CITY_DOCTOR);
	opened = ask(&w, number_of(&w, id));
	w.c.cx->now += GLASS_HOURS * USEC_HOUR - USEC_SECOND;
	web_sign_in(&w, CITY_DOCTOR);
	assert_int_equal(web_get(&w, opened).status, 200);
	w.c.cx->now += 2 * USEC_SECOND;
	assert_int_equal(web_get(&w, opened).status, 404);
	web_close(&w);
}

static void the_story_and_the_holder_are_told_at_once(void **state)
{
	struct http_answer a;
	struct web w;
	int64_t id;

	(void)state;
	web_open(&w);
	id = a_case(&w, false);
	web_sign_in(&w, CITY_DOCTOR);
	a = web_get(&w, ask(&w, number_of(&w, id)));
	assert_int_equal(a.status, 200);
	assert_false(web_holds(&a, "#catat")); /* to read, without acts */
	assert_int_equal(city_int(&w.c,
				  "SELECT count(*) FROM case_event WHERE case_id = %lld AND what = "
				  "'event.glass_opened'",
				  id),
			 1);
	assert_int_equal(city_int(&w.c,
				  "SELECT count(*) FROM notice WHERE kind = 'notice.glass_opened' "
				  "AND unit_id = %lld",
				  w.c.unit[CITY_DESK]),
			 1);
	assert_int_equal(count(&w, "SELECT count(*) FROM audit_leaf WHERE event = 'glass.open'"),
			 1);
	assert_int_equal(count(&w, "SELECT count(*) FROM disclosure WHERE what = 'glass'"), 1);
	web_close(&w);
}

static void a_protected_case_needs_the_stricter_permission_and_looks_like_none(void **state)
{
	struct http_answer a;
	struct web w;
	int64_t id;

	(void)state;
	web_open(&w);
	casework_set_report_sealer(desk_report_seal);
	id = a_case(&w, true);
	web_sign_in(&w, CITY_DOCTOR);
	assert_string_equal(ask(&w, number_of(&w, id)), "/buka-darurat");
	assert_string_equal(ask(&w, "1234567890123456"), "/buka-darurat");
	assert_int_equal(count(&w, "SELECT count(*) FROM glass WHERE found = 3"), 1);
	assert_int_equal(count(&w, "SELECT count(*) FROM glass WHERE found = 2"), 1);
	assert_int_equal(
	    count(&w, "SELECT count(*) FROM case_event WHERE what = 'event.glass_opened'"), 0);
	web_sign_in(&w, CITY_MANAGER);
	assert_int_equal(web_get(&w, web_path(&w, "/kasus/", id, "")).status, 404);
	a = web_get(&w, ask(&w, number_of(&w, id)));
	assert_int_equal(a.status, 200);
	assert_true(web_holds(&a, "Alergi penisilin"));
	web_close(&w);
}

static enum err give_person(struct ctx *cx, int64_t case_id)
{
	const struct person p = { .known = true,
				  .name = "Pak Contoh",
				  .nik = "3272010101600012",
				  .birth_date = DB_NONE,
				  .birth_year = DB_NONE };
	int64_t version = 0, person;
	const char *none;

	TRY(person_save(cx, &p, "KTP", &person));
	TRY(city_query(cx,
		       arena_printf(cx->arena, "SELECT version FROM casefile WHERE id = %lld",
				    (long long)case_id),
		       false, &version, &none));
	return case_set_person(cx, case_id, version, person, "Pak Contoh", true);
}

static void a_nik_leads_to_the_case_of_the_person_and_a_number_of_a_report_too(void **state)
{
	struct http_answer a;
	struct web w;
	int64_t id;

	(void)state;
	web_open(&w);
	id = a_case(&w, false);
	city_system(&w.c);
	assert_ok(ACT(&w.c, give_person(w.c.cx, id)));
	web_sign_in(&w, CITY_DOCTOR);
	a = web_get(&w, ask(&w, "3272+0101+0160+0012"));
	assert_int_equal(a.status, 200);
	assert_true(web_holds(&a, "Pak Contoh"));
	assert_false(web_holds(&a, "3272010101600012"));
	a = web_get(&w,
		    ask(&w, city_text(&w.c, "SELECT number FROM report WHERE case_id = %lld", id)));
	assert_true(web_holds(&a, "Pak Contoh"));
	assert_int_equal(count(&w, "SELECT count(*) FROM glass WHERE wanted LIKE '%60%'"), 0);
	web_close(&w);
}

static void who_sees_the_case_anyway_is_led_there_and_nothing_is_kept(void **state)
{
	struct web w;
	int64_t id;

	(void)state;
	web_open(&w);
	id = a_case(&w, false);
	web_sign_in(&w, CITY_COORDINATOR);
	assert_string_equal(ask(&w, number_of(&w, id)), web_path(&w, "/kasus/", id, ""));
	assert_int_equal(count(&w, "SELECT count(*) FROM glass"), 0);
	web_close(&w);
}

static void a_reason_in_words_is_asked_and_tries_are_counted(void **state)
{
	struct web w;
	int i;

	(void)state;
	web_open(&w);
	web_sign_in(&w, CITY_DOCTOR);
	assert_int_equal(
	    web_post(&w, "/buka-darurat", "wanted=1234567890123456&reason=life&words=cepat").status,
	    422);
	assert_int_equal(web_post(&w, "/buka-darurat", "wanted=siapa+saja&" WORDS).status, 422);
	for (i = 0; i < GLASS_PER_DAY; i++)
		(void)ask(&w, "1234567890123456");
	assert_int_equal(web_post(&w, "/buka-darurat", "wanted=1234567890123456&" WORDS).status,
			 409);
	web_sign_in(&w, CITY_FRONT);
	assert_int_equal(web_get(&w, "/buka-darurat").status, 403);
	web_close(&w);
}

/* ---- judging ----------------------------------------------------------------------------- */

static void next_morning_both_sides_are_called_and_judge_it_once(void **state)
{
	static const struct job_kind *const kinds[] = { &glass_job_call, NULL };
	struct http_answer a;
	const char *page;
	unsigned ran;
	struct web w;
	int64_t id;

	(void)state;
	web_open(&w);
	id = a_case(&w, false);
	web_sign_in(&w, CITY_DOCTOR);
	page = ask(&w, number_of(&w, id));
	page = arena_printf(w.c.cx->arena, "/tinjauan-darurat/%s", strrchr(page, '/') + 1);
	assert_int_equal(web_get(&w, page).status, 403);
	jobs_register(kinds);
	city_system(&w.c);
	w.c.cx->now += 10 * USEC_HOUR; /* 07.40 */
	assert_ok(jobs_run_due(w.c.cx, w.c.t.app.pool, 10, &ran));
	assert_int_equal(count(&w, "SELECT count(*) FROM notice WHERE kind = 'glass.review'"), 0);
	w.c.cx->now += USEC_HOUR;
	assert_ok(jobs_run_due(w.c.cx, w.c.t.app.pool, 10, &ran));
	assert_int_equal(city_int(&w.c,
				  "SELECT count(*) FROM notice WHERE kind = 'glass.review' "
				  "AND user_id = %lld",
				  w.c.person[CITY_DPO]),
			 1);
	assert_int_equal(city_int(&w.c,
				  "SELECT count(*) FROM notice WHERE kind = 'glass.review' "
				  "AND user_id = %lld",
				  w.c.person[CITY_MANAGER]),
			 1);
	web_sign_in(&w, CITY_DPO);
	a = web_get(&w, "/tinjauan-darurat?menunggu=1");
	assert_true(web_holds(&a, number_of(&w, id)));
	a = web_get(&w, page);
	assert_true(web_holds(&a, "Pasien tidak sadar di IGD"));
	assert_false(web_holds(&a, "Alergi penisilin"));
	assert_int_equal(web_post(&w, page, "verdict=unfair&note=").status, 422);
	assert_int_equal(web_post(&w, page, "verdict=unfair&note=Ada+jalan+lain").status, 303);
	assert_int_equal(web_post(&w, page, "verdict=fair&note=Berubah+pikiran").status, 409);
	/* The second verdict does not lean on the first: it is read afterwards. */
	web_sign_in(&w, CITY_MANAGER);
	a = web_get(&w, page);
	assert_true(web_holds(&a, "Pihak lain sudah menilai"));
	assert_false(web_holds(&a, "Ada jalan lain"));
	a = web_get(&w, "/tinjauan-darurat.csv");
	assert_true(web_holds(&a, "Tampak setelah Anda menilai"));
	assert_false(web_holds(&a, "Tidak wajar"));
	assert_int_equal(web_post(&w, page, "verdict=fair&note=Memang+perlu").status, 303);
	a = web_get(&w, page);
	assert_true(web_holds(&a, "Ada jalan lain"));
	a = web_get(&w, "/tinjauan-darurat.csv");
	assert_true(web_holds(&a, "Tidak wajar"));
	assert_int_equal(count(&w, "SELECT sum(fair) FROM glass_review"), 1);
	assert_int_equal(count(&w, "SELECT count(*) FROM glass_review"), 2);
	assert_int_equal(city_int(&w.c,
				  "SELECT count(*) FROM notice WHERE kind = 'glass.judged' "
				  "AND user_id = %lld",
				  w.c.person[CITY_DOCTOR]),
			 2);
	/* The opening is long over; what was said of it is read all the same, by him alone. */
	page = web_path(&w, "/penilaian-darurat/", city_int(&w.c, "SELECT id FROM glass", 0), "");
	assert_int_equal(web_get(&w, page).status, 404);
	web_sign_in(&w, CITY_DOCTOR);
	a = web_get(&w, page);
	assert_true(web_holds(&a, "Ada jalan lain"));
	assert_true(web_holds(&a, "Memang perlu"));
	web_close(&w);
}

static void nobody_judges_his_own_opening_or_one_of_a_case_he_may_not_see(void **state)
{
	const char *page;
	struct web w;
	int64_t id;

	(void)state;
	web_open(&w);
	casework_set_report_sealer(desk_report_seal);
	id = a_case(&w, true);
	web_sign_in(&w, CITY_MANAGER);
	page = ask(&w, number_of(&w, id));
	page = arena_printf(w.c.cx->arena, "/tinjauan-darurat/%s", strrchr(page, '/') + 1);
	/* A protected case is not within the manager's reach, nor the supervisor's. */
	assert_int_equal(web_post(&w, page, "verdict=fair&note=Saya+sendiri").status, 404);
	web_sign_in(&w, CITY_SUPERVISOR);
	assert_int_equal(web_get(&w, page).status, 404);
	web_sign_in(&w, CITY_DPO);
	assert_int_equal(web_get(&w, page).status, 200);
	web_close(&w);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    outside_ones_reach_a_case_stays_hidden_until_it_is_opened_for_a_reason),
		cmocka_unit_test(an_opening_ends_by_itself),
		cmocka_unit_test(the_story_and_the_holder_are_told_at_once),
		cmocka_unit_test(
		    a_protected_case_needs_the_stricter_permission_and_looks_like_none),
		cmocka_unit_test(
		    a_nik_leads_to_the_case_of_the_person_and_a_number_of_a_report_too),
		cmocka_unit_test(who_sees_the_case_anyway_is_led_there_and_nothing_is_kept),
		cmocka_unit_test(a_reason_in_words_is_asked_and_tries_are_counted),
		cmocka_unit_test(next_morning_both_sides_are_called_and_judge_it_once),
		cmocka_unit_test(nobody_judges_his_own_opening_or_one_of_a_case_he_may_not_see),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
