/* Answers by links: each good for one, the next for whoever answered, and the baton meanwhile. */
#include "base/str.h"
#include "text/casework.h"
#include "web.h"

static const char *state_of(struct web *w, int64_t referral)
{
	return text_name(referral_state_text(
	    city_int(&w->c, "SELECT state FROM referral WHERE id = %lld", referral)));
}

/* The path of a new one-time link, made by the sender. */
static const char *make_link(struct web *w, int64_t id)
{
	struct http_answer a;
	const char *token;

	web_sign_in(w, CITY_FRONT);
	a = web_post(w, web_path(w, "/rujukan/", id, "/tautan"), "version=1");
	assert_int_equal(a.status, 303);
	token = strstr(a.location, "tautan=");
	assert_non_null(token);
	a = web_get(w, a.location);
	assert_true(web_holds(
	    &a, arena_printf(w->c.cx->arena, "https://melaju.example/jawab/%s", token + 7)));
	web_sign_out(w);
	return arena_printf(w->c.cx->arena, "/jawab/%s", token + 7);
}

/* Whoever opens it is told why it is good no more, and finds nothing to fill in. */
static void dead(struct web *w, const char *link, enum text why)
{
	struct http_answer a = web_get(w, link);

	assert_int_equal(a.status, 410);
	assert_true(web_holds(&a, text_in(LANG_ID, why)));
	assert_false(web_holds(&a, "action=\"/jawab"));
	assert_int_equal(web_post(w, link, "answer=accept&by=Lain").status, 410);
}

/* Answers and returns the link that follows. */
static const char *answer(struct web *w, const char *link, const char *fields)
{
	struct http_answer a = web_post(w, link, fields);

	assert_int_equal(a.status, 303);
	assert_true(str_starts(a.location, "/jawab/"));
	assert_string_not_equal(a.location, link);
	return arena_strdup(w->c.cx->arena, a.location);
}

static const char *end_of(struct web *w, const char *link)
{
	return arena_printf(w->c.cx->arena, "%s/akhir", link);
}

static void a_link_tells_no_personal_data_and_answers_once(void **state)
{
	int64_t case_id, id;
	struct http_answer a;
	const char *link;
	struct web w;

	(void)state;
	web_open(&w);
	id = web_handover(&w, CITY_RSUD, &case_id);
	link = make_link(&w, id);
	a = web_get(&w, link);
	assert_int_equal(a.status, 200);
	assert_true(web_holds(&a, "Puskesos Gunung Puyuh"));
	assert_false(web_holds(&a, "Laki-laki di terminal"));
	assert_false(web_holds(&a, "keadaan sadar"));
	assert_string_equal(state_of(&w, id),
			    "sent"); /* a preview by a messenger answers nothing */
	assert_int_equal(web_post(&w, link, "answer=accept").status, 422); /* who answers? */
	a = web_post(&w, link, "answer=accept&by=Dokter+jaga");
	assert_int_equal(a.status, 303);
	assert_true(str_starts(a.location, "/jawab/"));
	assert_string_not_equal(a.location, link);
	assert_string_equal(state_of(&w, id), "accepted");
	assert_int_equal(city_holder(&w.c, case_id), w.c.unit[CITY_RSUD]);
	assert_int_equal(
	    city_int(&w.c, "SELECT coalesce(holder_user_id, 0) FROM casefile WHERE id = %lld",
		     case_id),
	    0);
	assert_int_equal(web_get(&w, link).status, 410);
	a = web_post(&w, link, "answer=refuse&by=Lain&reason=penuh");
	assert_int_equal(a.status, 410);
	assert_true(web_holds(&a, "Sudah tidak berlaku"));
	assert_true(web_holds(&a, text_in(LANG_ID, T_CASEWORK_LINK_USED)));
	assert_false(web_holds(&a, "action=\"/jawab")); /* no answer is ever taken here again */
	assert_string_equal(state_of(&w, id), "accepted");
	/* The story names him, who has no account. */
	web_sign_in(&w, CITY_FRONT);
	a = web_get(&w, web_path(&w, "/kasus/", case_id, ".json"));
	assert_true(web_holds(&a, "\"who\":\"Dokter jaga, lewat tautan · "));
	city_close_whole(&w.c);
}

static void a_link_without_a_step_says_what_is_asked_and_of_nobody_by_name(void **state)
{
	int64_t case_id, id;
	struct http_answer a;
	const char *link;
	struct web w;

	(void)state;
	web_open(&w);
	id = web_handover(&w, CITY_RSUD, &case_id);
	city_act_as(&w.c, CITY_FRONT);
	assert_ok(ACT(&w.c, case_assess(w.c.cx, case_id, 0, w.c.cx->now, NEED_FOOD | NEED_SHELTER,
					"Rahasia: tidur di terminal.", NULL)));
	assert_ok(ACT(&w.c, case_classify(w.c.cx, case_id, 0, "PPKS-14", ref_today(w.c.cx), NULL)));
	assert_ok(ACT(&w.c, case_classify(w.c.cx, case_id, 0, "PPKS-18", ref_today(w.c.cx), NULL)));
	link = make_link(&w, id);
	a = web_get(&w, link);
	assert_int_equal(a.status, 200);
	assert_true(web_holds(&a, "mengambil alih"));
	assert_true(web_holds(&a, "Makan"));
	assert_true(web_holds(&a, ref_label(w.c.cx, "ppks", "PPKS-14")));
	assert_false(web_holds(&a, ref_label(w.c.cx, "ppks", "PPKS-18"))); /* sealed */
	assert_false(web_holds(&a, "Rahasia"));
	city_close_whole(&w.c);
}

static void a_link_that_has_expired_or_was_made_up_opens_nothing(void **state)
{
	int64_t case_id, id;
	const char *link;
	struct web w;

	(void)state;
	web_open(&w);
	id = web_handover(&w, CITY_RSUD, &case_id);
	link = make_link(&w, id);
	assert_int_equal(web_get(&w, "/jawab/buatansendiri").status, 404);
	w.c.cx->now += 60 * USEC_DAY;
	dead(&w, link, T_CASEWORK_LINK_OLD);
	city_close_whole(&w.c);
}

static void only_the_sender_makes_links(void **state)
{
	int64_t case_id, id;
	struct http_answer a;
	struct web w;

	(void)state;
	web_open(&w);
	id = web_handover(&w, CITY_RSUD, &case_id);
	web_sign_in(&w, CITY_DOCTOR);
	a = web_post(&w, web_path(&w, "/rujukan/", id, "/tautan"), "version=1");
	assert_int_equal(a.status, 409);
	assert_int_equal(
	    city_int(&w.c, "SELECT count(*) FROM referral_link WHERE referral_id = %lld", id), 0);
	city_close_whole(&w.c);
}

/* A request to the unit outside the city, for a step that another one waits for. */
static int64_t ask_far(struct web *w, int64_t *ret_case)
{
	struct step_new steps[] = {
		{ .service = "permakanan", .limit_code = LIMIT_NEXT_ACT, .reason = "Ia sakit." },
		{ .service = "asesmen",
		  .limit_code = LIMIT_NEXT_ACT,
		  .reason = "Sesudahnya.",
		  .waits = 1 },
	};

	steps[0].unit_id = w->c.unit[CITY_FAR];
	steps[1].unit_id = w->c.unit[CITY_DESK];
	*ret_case = city_case(&w->c, steps, LEN(steps), false);
	return city_int(&w->c, "SELECT id FROM referral WHERE case_id = %lld", *ret_case);
}

static int64_t step_state(struct web *w, int64_t case_id, int ordinal)
{
	return city_int(&w->c, "SELECT state FROM step WHERE id = %lld",
			city_step(&w->c, case_id, ordinal));
}

static void by_links_a_unit_puts_on_its_list_accepts_and_serves(void **state)
{
	int64_t case_id, other_case, id, other;
	const char *first, *second, *third;
	struct http_answer a;
	struct web w;

	(void)state;
	web_open(&w);
	other = web_handover(&w, CITY_FAR, &other_case);
	answer(&w, make_link(&w, other), "answer=wait&by=Lain&again=2026-11-25T09:00");
	w.c.cx->now += USEC_MINUTE;
	id = ask_far(&w, &case_id);
	first = make_link(&w, id);
	second = answer(&w, first, "answer=wait&by=Bu+Rini&again=2026-11-25T09:00&body=Penuh");
	assert_string_equal(state_of(&w, id), "waitlisted");
	a = web_get(&w, second);
	assert_true(web_holds(&a, "nomor 2 di daftar tunggu"));
	assert_true(web_holds(&a, arena_printf(w.c.cx->arena, "https://melaju.example%s", second)));
	dead(&w, first, T_CASEWORK_LINK_USED);
	third = answer(&w, second, "answer=accept&by=Bu+Rini");
	assert_string_equal(state_of(&w, id), "accepted");
	a = web_get(&w, third);
	assert_false(web_holds(&a, "value=\"accept\""));
	assert_true(web_holds(&a, "value=\"finish\""));
	/* A unit outside the city never holds the case, and what waited for it begins. */
	assert_int_equal(city_holder(&w.c, case_id), w.c.unit[CITY_DESK]);
	assert_int_equal(step_state(&w, case_id, 2), STEP_WAITING);
	a = web_post(&w, end_of(&w, third), "answer=finish&by=Bu+Rini&body=Sudah+makan");
	assert_string_equal(a.location, "/jawab/selesai");
	assert_string_equal(state_of(&w, id), "finished");
	assert_int_equal(step_state(&w, case_id, 1), STEP_ENDED);
	assert_int_equal(step_state(&w, case_id, 2), STEP_ACTIVE);
	assert_int_equal(city_holder(&w.c, case_id), w.c.unit[CITY_DESK]);
	dead(&w, third, T_CASEWORK_LINK_USED);
	/* The sender reads who said so, and what. */
	a = web_get_as(&w, CITY_FRONT, web_path(&w, "/rujukan/", id, ""));
	assert_true(web_holds(&a, "Bu Rini"));
	assert_true(web_holds(&a, "Sudah makan"));
	assert_int_equal(city_int(&w.c,
				  "SELECT count(*) FROM notice WHERE text_key = "
				  "'notice.referral_finished' AND about_id = %lld",
				  case_id),
			 1);
	city_close_whole(&w.c);
}

static void what_a_unit_without_officers_has_served_goes_back_to_who_asked(void **state)
{
	int64_t case_id, id;
	const char *link;
	struct web w;

	(void)state;
	web_open(&w);
	id = web_handover(&w, CITY_RSUD, &case_id);
	link = answer(&w, make_link(&w, id), "answer=accept&by=Dokter+jaga");
	assert_int_equal(city_holder(&w.c, case_id), w.c.unit[CITY_RSUD]);
	assert_int_equal(web_post(&w, end_of(&w, link), "answer=finish&by=Dokter+jaga").status,
			 303);
	assert_string_equal(state_of(&w, id), "finished");
	assert_int_equal(city_holder(&w.c, case_id), w.c.unit[CITY_DESK]);
	assert_true(city_int(&w.c, "SELECT due_at FROM casefile WHERE id = %lld", case_id) >
		    w.c.cx->now);
	city_close_whole(&w.c);
}

static void what_is_given_back_by_a_link_needs_a_reason(void **state)
{
	int64_t case_id, id;
	const char *link;
	struct web w;

	(void)state;
	web_open(&w);
	id = web_handover(&w, CITY_RSUD, &case_id);
	link = answer(&w, make_link(&w, id), "answer=accept&by=Dokter+jaga");
	assert_int_equal(web_post(&w, end_of(&w, link), "answer=return&by=Dokter+jaga").status,
			 422);
	assert_int_equal(web_post(&w, end_of(&w, link), "answer=finish").status, 422);
	assert_string_equal(state_of(&w, id), "accepted"); /* and the link is still good */
	assert_int_equal(web_post(&w, end_of(&w, link),
				  "answer=return&by=Dokter+jaga&reason=kondisi&body=Perlu+RSJ")
			     .status,
			 303);
	assert_string_equal(state_of(&w, id), "returned");
	assert_int_equal(city_holder(&w.c, case_id), w.c.unit[CITY_DESK]);
	city_close_whole(&w.c);
}

/* What may be said follows from the state, whatever a page showed before. */
static void a_link_says_only_what_the_state_allows(void **state)
{
	int64_t case_id, id;
	struct http_answer a;
	const char *link;
	struct web w;

	(void)state;
	web_open(&w);
	id = web_handover(&w, CITY_RSUD, &case_id);
	link = make_link(&w, id);
	assert_int_equal(web_post(&w, end_of(&w, link), "answer=finish&by=Dokter").status, 409);
	/* Answered by telephone while the page stood open: the refusal is said, nothing is lost. */
	city_act_as(&w.c, CITY_FRONT);
	assert_ok(ACT(&w.c, referral_accept(w.c.cx, id, 0,
					    &(struct answered){ .by = "Perawat", .how = "telepon" },
					    "Siap")));
	a = web_post(&w, link, "answer=refuse&by=Dokter&reason=penuh");
	assert_int_equal(a.status, 409);
	assert_true(web_holds(&a, text_in(LANG_ID, T_CASEWORK_REFUSE_REFERRAL_STATE)));
	assert_true(web_holds(&a, "value=\"finish\""));
	assert_string_equal(state_of(&w, id), "accepted");
	/* Refused and withdrawn wait for nothing more. */
	id = web_handover(&w, CITY_RSUD, &case_id);
	link = make_link(&w, id);
	a = web_post(&w, link, "answer=refuse&by=Dokter&reason=penuh");
	assert_string_equal(a.location, "/jawab/selesai");
	id = web_handover(&w, CITY_RSUD, &case_id);
	link = make_link(&w, id);
	city_act_as(&w.c, CITY_FRONT);
	assert_ok(ACT(&w.c, referral_withdraw(w.c.cx, id, 0, "Pulang")));
	dead(&w, link, T_CASEWORK_LINK_OVER);
	city_close_whole(&w.c);
}

/* One link at a time: what went astray is worth nothing once the sender makes another. */
static void a_new_link_ends_those_before_it(void **state)
{
	int64_t case_id, id;
	const char *lost, *sent, *next;
	struct web w;

	(void)state;
	web_open(&w);
	id = web_handover(&w, CITY_RSUD, &case_id);
	lost = make_link(&w, id);
	sent = make_link(&w, id);
	dead(&w, lost, T_CASEWORK_LINK_REPLACED);
	next = answer(&w, sent, "answer=accept&by=Dokter+jaga");
	dead(&w, lost, T_CASEWORK_LINK_REPLACED);
	/* The next one was lost as well: the sender helps, and says how it ended no more. */
	assert_true(web_shows(&w, CITY_FRONT, web_path(&w, "/rujukan/", id, ""),
			      web_path(&w, "/rujukan/", id, "/tautan")));
	sent = make_link(&w, id);
	dead(&w, next, T_CASEWORK_LINK_REPLACED);
	assert_int_equal(web_get(&w, sent).status, 200);
	/* It ends with its time, and the place on a list can't be put off for longer. */
	w.c.cx->now += 31 * USEC_DAY;
	dead(&w, sent, T_CASEWORK_LINK_OLD);
	city_close_whole(&w.c);
}

static void a_place_on_the_list_is_asked_for_again_while_the_link_holds(void **state)
{
	int64_t case_id, id;
	const char *link;
	struct web w;

	(void)state;
	web_open(&w);
	id = ask_far(&w, &case_id);
	link = make_link(&w, id);
	assert_int_equal(web_post(&w, link, "answer=wait&by=Rini").status, 422);
	assert_int_equal(web_post(&w, link, "answer=wait&by=Rini&again=2026-11-01T09:00").status,
			 409);
	assert_int_equal(web_post(&w, link, "answer=wait&by=Rini&again=2099-01-01T09:00").status,
			 409);
	assert_string_equal(state_of(&w, id), "sent");
	link = answer(&w, link, "answer=wait&by=Rini&again=2026-12-10T09:00");
	w.c.cx->now += 10 * USEC_DAY;
	/* Put off again: the place in the list stays what it was. */
	link = answer(&w, link, "answer=wait&by=Rini&again=2026-12-20T09:00");
	assert_int_equal(city_int(&w.c, "SELECT wait_since_at FROM referral WHERE id = %lld", id),
			 w.c.cx->now - 10 * USEC_DAY);
	assert_int_equal(web_get(&w, link).status, 200);
	city_close_whole(&w.c);
}

/* Whoever answers by a link acts, as people do: a case that was late is so no more. */
static void an_answer_by_a_link_is_an_act_of_people(void **state)
{
	int64_t case_id, id;
	const char *link;
	unsigned done;
	struct web w;

	(void)state;
	web_open(&w);
	id = ask_far(&w, &case_id);
	link = answer(&w, make_link(&w, id), "answer=wait&by=Rini&again=2026-12-10T09:00");
	w.c.cx->now = city_int(&w.c, "SELECT due_at FROM casefile WHERE id = %lld", case_id) + 1;
	city_system(&w.c);
	assert_ok(ACT(&w.c, casework_tick(w.c.cx, 50, &done)));
	assert_int_not_equal(
	    city_int(&w.c, "SELECT coalesce(missed_at, 0) FROM casefile WHERE id = %lld", case_id),
	    0);
	answer(&w, link, "answer=accept&by=Rini");
	assert_int_equal(
	    city_int(&w.c, "SELECT coalesce(missed_at, 0) FROM casefile WHERE id = %lld", case_id),
	    0);
	city_close_whole(&w.c);
}

/* The same through JSON: the next link comes as the secret, and the same request counts once. */
static void a_program_answers_by_links_too(void **state)
{
	int64_t case_id, id;
	struct http_answer a;
	const char *link;
	struct web w;

	(void)state;
	web_open(&w);
	id = ask_far(&w, &case_id);
	link = make_link(&w, id);
	a = web_get(&w, arena_printf(w.c.cx->arena, "%s.json", link));
	assert_int_equal(a.status, 200);
	assert_true(web_holds(&a, "\"state\":\"sent\""));
	a = web_post(&w, arena_printf(w.c.cx->arena, "%s.json", link),
		     "answer=wait&by=Rini&again=2026-12-10T09:00");
	assert_true(web_holds(&a, "\"secret\":\""));
	assert_string_equal(state_of(&w, id), "waitlisted");
	city_close_whole(&w.c);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_link_tells_no_personal_data_and_answers_once),
		cmocka_unit_test(a_link_without_a_step_says_what_is_asked_and_of_nobody_by_name),
		cmocka_unit_test(a_link_that_has_expired_or_was_made_up_opens_nothing),
		cmocka_unit_test(only_the_sender_makes_links),
		cmocka_unit_test(by_links_a_unit_puts_on_its_list_accepts_and_serves),
		cmocka_unit_test(what_a_unit_without_officers_has_served_goes_back_to_who_asked),
		cmocka_unit_test(what_is_given_back_by_a_link_needs_a_reason),
		cmocka_unit_test(a_link_says_only_what_the_state_allows),
		cmocka_unit_test(a_new_link_ends_those_before_it),
		cmocka_unit_test(a_place_on_the_list_is_asked_for_again_while_the_link_holds),
		cmocka_unit_test(an_answer_by_a_link_is_an_act_of_people),
		cmocka_unit_test(a_program_answers_by_links_too),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
