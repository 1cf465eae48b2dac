/* Lists of cases and referrals in scope, and acts on many cases at once. */
#include "text/casework.h"
#include "text/referral_web.h"
#include "web.h"

static const char *number_of(struct web *w, int64_t case_id)
{
	return city_text(&w->c, "SELECT number FROM casefile WHERE id = %lld", case_id);
}

static int64_t notes_of(struct web *w, int64_t case_id)
{
	return city_int(&w->c,
			"SELECT count(*) FROM case_event WHERE case_id = %lld AND kind = 'note'",
			case_id);
}

static void a_list_holds_the_cases_of_ones_units_only(void **state)
{
	struct http_answer a;
	const char *number;
	struct web w;

	(void)state;
	web_open(&w);
	number = number_of(&w, city_case(&w.c, NULL, 0, false));
	web_sign_in(&w, CITY_FRONT);
	a = web_get(&w, "/kasus");
	assert_int_equal(a.status, 200);
	assert_true(web_holds(&a, number));
	a = web_get(&w, "/kasus.csv?state=all");
	assert_true(web_holds(&a, number));
	a = web_get(&w, "/kasus?state=closed");
	assert_false(web_holds(&a, number));
	web_sign_in(&w, CITY_DOCTOR);
	a = web_get(&w, "/kasus?state=all");
	assert_false(web_holds(&a, number));
	web_close(&w);
}

static void an_empty_list_says_whether_there_is_any_case_at_all(void **state)
{
	struct web w;

	(void)state;
	web_open(&w);
	web_sign_in(&w, CITY_FRONT);
	assert_true(web_shows(&w, CITY_FRONT, "/kasus", "Tidak ada kasus yang berjalan"));
	assert_true(web_shows(&w, CITY_FRONT, "/kasus?state=all", "Belum ada kasus"));
	assert_true(web_shows(&w, CITY_FRONT, "/kasus?state=all", "Buka laporan"));
	assert_true(web_shows(&w, CITY_FRONT, "/kasus?state=late", "cocok dengan saringan"));
	assert_true(web_shows(&w, CITY_FRONT, "/kasus?state=all&region=3272021001",
			      "cocok dengan saringan"));
	web_close(&w);
}

static void late_cases_are_listed_as_late(void **state)
{
	struct http_answer a;
	const char *number;
	struct web w;

	(void)state;
	web_open(&w);
	number = number_of(&w, city_case(&w.c, NULL, 0, false));
	web_sign_in(&w, CITY_FRONT);
	a = web_get(&w, "/kasus?state=late");
	assert_false(web_holds(&a, number));
	w.c.cx->now += 60 * USEC_DAY;
	web_sign_in(&w, CITY_FRONT);
	a = web_get(&w, "/kasus?state=late");
	assert_true(web_holds(&a, number));
	assert_true(web_holds(&a, "terlambat"));
	web_close(&w);
}

static void pages_of_a_list_follow_one_another_without_a_gap(void **state)
{
	char *numbers[53];
	struct http_answer a;
	const char *next, *end;
	int i, first = 0, second = 0;
	struct web w;

	(void)state;
	web_open(&w);
	for (i = 0; i < (int)LEN(numbers); i++)
		numbers[i] =
		    arena_strdup(w.c.cx->arena, number_of(&w, city_case(&w.c, NULL, 0, false)));
	web_sign_in(&w, CITY_FRONT);
	a = web_get(&w, "/kasus.json");
	for (i = 0; i < (int)LEN(numbers); i++)
		first += web_holds(&a, numbers[i]);
	assert_int_equal(first, 50);
	a = web_get(&w, "/kasus");
	/* On a phone each is a short card, and what it leaves out comes when it is asked for. */
	assert_true(web_holds(&a, "table cards brief"));
	assert_true(web_holds(&a, "Tampilkan rincian"));
	next = memmem(a.body.p, a.body.n, "after=", 6);
	assert_non_null(next);
	end = strchr(next, '"');
	next = arena_strndup(w.c.cx->arena, next, (size_t)(end - next));
	next = arena_printf(w.c.cx->arena, "/kasus.json?%s", next);
	/* The address stands in an attribute: its & is written out. */
	for (i = 0; (end = strstr(next, "&amp;")) != NULL && i < 9; i++)
		next = arena_printf(w.c.cx->arena, "%.*s&%s", (int)(end - next), next, end + 5);
	a = web_get(&w, next);
	assert_int_equal(a.status, 200);
	for (i = 0; i < (int)LEN(numbers); i++)
		second += web_holds(&a, numbers[i]);
	assert_int_equal(second, 3);
	web_close(&w);
}

/* The numbers of a page in its order: "KS-AAAAAA KS-BBBBBB ". */
static const char *numbers_in(struct web *w, const struct http_answer *a)
{
	const char *at = a->body.p, *end = at + a->body.n, *all = "";

	while ((at = memmem(at, (size_t)(end - at), "KS-", 3)) != NULL) {
		const char *stop = at + strcspn(at, ",\r\n\"");

		all = arena_printf(w->c.cx->arena, "%s%.*s ", all, (int)(stop - at), at);
		at = stop;
	}
	return all;
}

/* What the scope's view says that a person sees, in the order of the list. */
static const char *numbers_seen(struct web *w, enum city_person who, const char *which)
{
	const char *sql = arena_printf(
	    w->c.cx->arena,
	    "SELECT coalesce(string_agg(number || ' ', ''), '') FROM (SELECT c.number FROM "
	    "casefile c "
	    "WHERE %s AND EXISTS (SELECT 1 FROM v_scope_case s WHERE s.city = c.city AND s.id = "
	    "c.id "
	    "AND s.user_id = %%lld) ORDER BY %s) x",
	    which, strstr(which, "due") ? "c.due_at, c.id" : "c.opened_at DESC, c.id DESC");

	return city_text(&w->c, sql, w->c.person[who]);
}

static enum err seal_nothing(struct ctx *cx, int64_t report_id, bool protected)
{
	(void)cx;
	(void)report_id;
	(void)protected;
	return ERR_OK;
}

static void close_case(struct web *w, int64_t id)
{
	city_act_as(&w->c, CITY_MANAGER);
	if (city_int(&w->c, "SELECT count(*) FROM casefile WHERE decided_at IS NULL AND id = %lld",
		     id) > 0)
		assert_ok(ACT(&w->c, case_decide(w->c.cx, id, 0, NULL)));
	assert_ok(ACT(&w->c, case_close(w->c.cx, id, 0, "mandiri", "Sudah mandiri.")));
}

/* Each by another way through the data: one unit, a kelurahan and a unit, the whole city. */
static void lists_hold_exactly_what_a_person_sees_in_their_order(void **state)
{
	static const enum city_person people[] = { CITY_DOCTOR, CITY_COORDINATOR, CITY_WORKER,
						   CITY_SUPERVISOR, CITY_MANAGER };
	static const struct {
		const char *path, *which;
	} lists[] = {
		{ "/kasus.csv", "c.due_at IS NOT NULL" },
		{ "/kasus.csv?state=all", "c.state > 0" },
		{ "/kasus.csv?state=closed", "c.state = 3" },
		{ "/kasus.csv?state=all&region=3272011001", "c.region_id = 3272011001" },
	};
	int64_t id, referral;
	struct http_answer a;
	struct web w;

	(void)state;
	web_open(&w);
	casework_set_report_sealer(seal_nothing);
	for (int i = 0; i < 12; i++) {
		w.c.cx->now += USEC_MINUTE;
		id = city_case(&w.c, NULL, 0, i % 4 == 3);
		if (i % 3 == 0) {
			referral = web_handover(&w, CITY_RSUD, &id);
			city_act_as(&w.c, CITY_DOCTOR);
			if (i % 2 == 0)
				assert_ok(
				    ACT(&w.c, referral_accept(w.c.cx, referral, 0, NULL, NULL)));
		}
		if (i % 5 == 1 || i % 6 == 0)
			close_case(&w, id);
		if (i == 6) {
			city_act_as(&w.c, CITY_MANAGER);
			assert_ok(ACT(&w.c, case_reopen(w.c.cx, id, 0, "Datang lagi.")));
		}
	}
	for (size_t p = 0; p < LEN(people); p++) {
		web_sign_in(&w, people[p]);
		for (size_t l = 0; l < LEN(lists); l++) {
			a = web_get(&w, lists[l].path);
			assert_int_equal(a.status, 200);
			assert_string_equal(numbers_in(&w, &a),
					    numbers_seen(&w, people[p], lists[l].which));
		}
	}
	assert_string_not_equal(numbers_seen(&w, CITY_DOCTOR, "c.state > 0"), "");
	web_close(&w);
}

static void a_note_goes_to_many_and_who_may_not_see_one_is_told(void **state)
{
	int64_t one, two, hidden;
	struct http_answer a;
	struct web w;

	(void)state;
	web_open(&w);
	one = city_case(&w.c, NULL, 0, false);
	two = city_case(&w.c, NULL, 0, false);
	hidden = one - 1; /* there is none */
	web_sign_in(&w, CITY_FRONT);
	a = web_post(&w, "/kasus/saya/catat",
		     arena_printf(w.c.cx->arena,
				  "case=%lld&case=%lld&case=%lld&act=note&body=Sudah+ditelepon",
				  (long long)one, (long long)two, (long long)hidden));
	assert_int_equal(a.status, 303);
	assert_int_equal(notes_of(&w, one), 1);
	assert_int_equal(notes_of(&w, two), 1);
	a = web_get(&w, a.location);
	assert_true(web_holds(&a, "Catatan ditambahkan pada 2 kasus."));
	assert_true(web_holds(&a, text_in(LANG_ID, T_CASEWORK_REFUSE_UNSEEN)));
	web_close(&w);
}

static void taking_many_leaves_those_that_another_unit_holds(void **state)
{
	int64_t mine, given, version, referral;
	struct http_answer a;
	struct web w;

	(void)state;
	web_open(&w);
	mine = city_case(&w.c, NULL, 0, false);
	referral = web_handover(&w, CITY_RSUD, &given);
	web_sign_in(&w, CITY_DOCTOR);
	assert_int_equal(
	    web_post(&w, web_path(&w, "/rujukan/", referral, "/terima"), "version=1").status, 303);
	version = city_int(&w.c, "SELECT version FROM casefile WHERE id = %lld", given);
	web_sign_in(&w, CITY_FRONT);
	a = web_post(&w, "/kasus/saya/catat",
		     arena_printf(w.c.cx->arena, "case=%lld&case=%lld&act=take", (long long)mine,
				  (long long)given));
	assert_int_equal(a.status, 303);
	assert_int_equal(
	    city_int(&w.c, "SELECT holder_user_id FROM casefile WHERE id = %lld", mine),
	    w.c.person[CITY_FRONT]);
	assert_int_equal(city_int(&w.c, "SELECT version FROM casefile WHERE id = %lld", given),
			 version);
	a = web_get(&w, a.location);
	assert_true(web_holds(&a, "1 kasus menjadi pegangan Anda."));
	assert_true(web_holds(&a, number_of(&w, given)));
	assert_true(web_holds(&a, text_in(LANG_ID, T_CASEWORK_REFUSE_NOT_HOLDER)));
	web_close(&w);
}

static void a_pause_beyond_what_its_reason_allows_is_said_once_and_stops_nothing(void **state)
{
	struct http_answer a;
	const char *fields;
	int64_t one;
	struct web w;

	(void)state;
	web_open(&w);
	one = city_case(&w.c, NULL, 0, false);
	web_sign_in(&w, CITY_FRONT);
	fields = arena_printf(w.c.cx->arena, "case=%lld&act=pause&code=berkas", (long long)one);
	a = web_post(&w, "/kasus/saya/catat",
		     arena_printf(w.c.cx->arena, "%s&until=2027-11-25T09:00", fields));
	assert_int_equal(a.status, 422);
	assert_true(web_holds(&a, "paling lama 14 hari"));
	assert_true(web_holds(&a, "checked"));
	a = web_post(&w, "/kasus/saya/catat",
		     arena_printf(w.c.cx->arena, "%s&until=2026-11-25T09:00", fields));
	assert_int_equal(a.status, 303);
	assert_true(city_int(&w.c, "SELECT paused_until FROM casefile WHERE id = %lld", one) >
		    TEST_NOW);
	a = web_get(&w, "/kasus/saya?group=rests");
	assert_true(web_holds(&a, number_of(&w, one)));
	a = web_get(&w, "/kasus/saya?group=today");
	assert_false(web_holds(&a, number_of(&w, one)));
	web_close(&w);
}

static void a_late_step_of_the_unit_brings_its_case_among_what_is_for_today(void **state)
{
	struct step_new own = { .service = "asesmen", .limit_code = "asesmen", .reason = "sosial" };
	struct http_answer a;
	int64_t id, done;
	struct web w;

	(void)state;
	web_open(&w);
	own.unit_id = w.c.unit[CITY_DESK];
	id = city_case(&w.c, &own, 1, false);
	web_sign_in(&w, CITY_FRONT);
	a = web_get(&w, "/kasus/saya?group=today");
	assert_false(web_holds(&a, number_of(&w, id)));
	assert_ok(ACT(
	    &w.c, city_query(w.c.cx,
			     arena_printf(
				 w.c.cx->arena,
				 "UPDATE step SET due_at = %lld WHERE case_id = %lld RETURNING id",
				 (long long)(w.c.cx->now - 4 * USEC_DAY), (long long)id),
			     false, &done, NULL)));
	a = web_get(&w, "/kasus/saya?group=today");
	assert_true(web_holds(&a, number_of(&w, id)));
	assert_true(web_holds(&a, "terlambat 4 hari"));
	web_close(&w);
}

static void nothing_chosen_is_a_problem_of_the_form(void **state)
{
	struct web w;

	(void)state;
	web_open(&w);
	(void)city_case(&w.c, NULL, 0, false);
	web_sign_in(&w, CITY_FRONT);
	assert_int_equal(web_post(&w, "/kasus/saya/catat", "act=note&body=x").status, 422);
	web_close(&w);
}

static void referrals_stand_in_the_box_of_each_side(void **state)
{
	int64_t case_id, id;
	struct http_answer a;
	const char *number;
	struct web w;

	(void)state;
	web_open(&w);
	id = web_handover(&w, CITY_RSUD, &case_id);
	number = city_text(&w.c, "SELECT number FROM referral WHERE id = %lld", id);
	web_sign_in(&w, CITY_DOCTOR);
	a = web_get(&w, "/rujukan");
	assert_true(web_holds(&a, number));
	assert_true(web_holds(&a, "table cards brief"));
	a = web_get(&w, "/rujukan?box=out");
	assert_false(web_holds(&a, number));
	assert_int_equal(web_post(&w, web_path(&w, "/rujukan/", id, "/terima"), "version=1").status,
			 303);
	a = web_get(&w, "/rujukan");
	assert_false(web_holds(&a, number)); /* answered: no longer waiting */
	a = web_get(&w, "/rujukan?state=all");
	assert_true(web_holds(&a, number));
	web_sign_in(&w, CITY_FRONT);
	a = web_get(&w, "/rujukan?box=out&state=all");
	assert_true(web_holds(&a, number));
	web_close(&w);
}

/* Two requests of one case look alike but for what each asks for. */
static void a_referral_in_the_box_says_what_is_asked_for(void **state)
{
	struct step_new step = { .service = "asesmen",
				 .limit_code = "asesmen",
				 .reason = "sosial" };
	struct web w;

	(void)state;
	web_open(&w);
	step.unit_id = w.c.unit[CITY_RSUD];
	city_case(&w.c, &step, 1, false);
	web_sign_in(&w, CITY_DOCTOR);
	assert_true(web_shows(&w, CITY_DOCTOR, "/rujukan", "Yang diminta"));
	assert_true(web_shows(&w, CITY_DOCTOR, "/rujukan", "Asesmen"));
	web_close(&w);
}

static void what_arrived_since_yesterday_is_a_list_of_its_own(void **state)
{
	struct http_answer a;
	const char *number;
	struct web w;

	(void)state;
	web_open(&w);
	number = number_of(&w, city_case(&w.c, NULL, 0, false));
	web_sign_in(&w, CITY_FRONT);
	a = web_get(&w, "/kasus/saya?group=new&who=unit");
	assert_true(web_holds(&a, number));
	w.c.cx->now += 2 * USEC_DAY;
	web_sign_in(&w, CITY_FRONT);
	a = web_get(&w, "/kasus/saya?group=new&who=unit");
	assert_false(web_holds(&a, number));
	a = web_get(&w, "/kasus/saya?who=unit");
	assert_true(web_holds(&a, number));
	web_close(&w);
}

/* Otherwise who chooses anew on the second page would miss what stands before it. */
static void a_filter_begins_the_list_at_its_top(void **state)
{
	static const char *const lists[] = { "/kasus", "/rujukan" };
	struct http_answer a;
	struct web w;

	(void)state;
	web_open(&w);
	for (size_t i = 0; i < LEN(lists); i++) {
		a = web_get_as(&w, CITY_MANAGER,
			       arena_printf(w.c.cx->arena, "%s?after=5&after_id=7", lists[i]));
		assert_int_equal(a.status, 200);
		assert_true(web_holds(&a, "method=\"get\""));
		assert_false(web_holds(&a, "name=\"after"));
	}
	web_close(&w);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_list_holds_the_cases_of_ones_units_only),
		cmocka_unit_test(an_empty_list_says_whether_there_is_any_case_at_all),
		cmocka_unit_test(late_cases_are_listed_as_late),
		cmocka_unit_test(pages_of_a_list_follow_one_another_without_a_gap),
		cmocka_unit_test(a_filter_begins_the_list_at_its_top),
		cmocka_unit_test(lists_hold_exactly_what_a_person_sees_in_their_order),
		cmocka_unit_test(a_note_goes_to_many_and_who_may_not_see_one_is_told),
		cmocka_unit_test(taking_many_leaves_those_that_another_unit_holds),
		cmocka_unit_test(
		    a_pause_beyond_what_its_reason_allows_is_said_once_and_stops_nothing),
		cmocka_unit_test(a_late_step_of_the_unit_brings_its_case_among_what_is_for_today),
		cmocka_unit_test(nothing_chosen_is_a_problem_of_the_form),
		cmocka_unit_test(referrals_stand_in_the_box_of_each_side),
		cmocka_unit_test(a_referral_in_the_box_says_what_is_asked_for),
		cmocka_unit_test(what_arrived_since_yesterday_is_a_list_of_its_own),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
