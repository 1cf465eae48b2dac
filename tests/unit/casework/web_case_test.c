/* The page of a case: what an act says afterwards, and what a merge leaves to be seen. */
#include "web.h"

static struct web w;

static int set_up(void **state)
{
	(void)state;
	web_open(&w);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	web_close(&w);
	return 0;
}

static const char *case_page_of(int64_t id)
{
	return arena_printf(w.c.cx->arena, "/kasus/%lld", (long long)id);
}

static struct http_answer act(int64_t id, const char *what, const char *fields)
{
	return web_post(&w, arena_printf(w.c.cx->arena, "%s/%s", case_page_of(id), what), fields);
}

static void a_referral_that_goes_where_it_was_sent_is_not_said_to_go_elsewhere(void **state)
{
	int64_t id = city_case(&w.c, NULL, 0, false);
	struct http_answer a;

	(void)state;
	web_sign_in(&w, CITY_FRONT);
	a = act(id, "rujuk",
		arena_printf(w.c.cx->arena, "v=0&kind=request&unit=%lld&body=Mohon+dibantu",
			     (long long)w.c.unit[CITY_REHAB]));
	assert_int_equal(a.status, 303);
	assert_string_equal(a.flash, "case.referred");
	/* An urgent hand-over finds the desk closed on a Saturday evening. */
	a = act(id, "rujuk",
		arena_printf(w.c.cx->arena, "v=0&kind=handover&urgent=1&unit=%lld&body=Tolong",
			     (long long)w.c.unit[CITY_SECOND]));
	assert_int_equal(a.status, 303);
	assert_string_equal(a.flash, "case.referred_last");
}

static void a_pause_says_how_long_its_reason_allows(void **state)
{
	int64_t id = city_case(&w.c, NULL, 0, false);
	struct http_answer a;

	(void)state;
	web_sign_in(&w, CITY_FRONT);
	a = web_get(&w, case_page_of(id));
	assert_true(web_holds(&a, "Berkas kurang · paling lama 14 hari"));
	a = act(id, "jeda", "v=0&code=berkas&until=2028-01-01T10:00");
	assert_int_equal(a.status, 422);
	assert_true(web_holds(&a, "paling lama 14 hari untuk alasan itu"));
}

static void a_case_shows_what_was_merged_into_it(void **state)
{
	const int64_t into = city_case(&w.c, NULL, 0, false),
		      from = city_case(&w.c, NULL, 0, false);
	const char *report, *number;
	struct http_answer a;
	int64_t merge;

	(void)state;
	number = case_page_of(from);
	report = arena_printf(
	    w.c.cx->arena, "/laporan/%lld",
	    (long long)city_int(&w.c, "SELECT id FROM report WHERE case_id = %lld", from));
	web_sign_in(&w, CITY_COORDINATOR);
	assert_ok(ACT(&w.c, case_merge(w.c.cx, into, 0, from, 0)));
	a = web_get(&w, case_page_of(into));
	assert_true(web_holds(&a, number));
	assert_true(web_holds(&a, report));
	/* The merged one has nothing left to do, and no empty place for it. */
	a = web_get(&w, number);
	assert_false(web_holds(&a, "id=\"tindakan\""));
	/* Nor would anybody read there what is written now. */
	assert_int_equal(ACT(&w.c, case_note(w.c.cx, from, 0, "terlambat", NULL)), ERR_CONFLICT);
	err_clear(w.c.cx);
	merge = city_int(&w.c, "SELECT id FROM case_merge WHERE from_id = %lld", from);
	assert_ok(ACT(&w.c, case_unmerge(w.c.cx, merge)));
	a = web_get(&w, case_page_of(into));
	assert_false(web_holds(&a, report));
	a = web_get(&w, number);
	assert_true(web_holds(&a, "id=\"tindakan\""));
}

static void a_merge_shows_the_other_case_before_it_is_done(void **state)
{
	const int64_t into = city_case(&w.c, NULL, 0, false),
		      from = city_case(&w.c, NULL, 0, false);
	const char *number = city_text(&w.c, "SELECT number FROM casefile WHERE id = %lld", from);
	const char *fields = arena_printf(w.c.cx->arena, "number=%s", number);
	struct http_answer a;

	(void)state;
	web_sign_in(&w, CITY_COORDINATOR);
	a = act(into, "gabung-lihat", "number=KS-00000000");
	assert_int_equal(a.status, 422);
	a = act(into, "gabung-lihat",
		arena_printf(w.c.cx->arena, "number=%s",
			     city_text(&w.c, "SELECT number FROM casefile WHERE id = %lld", into)));
	assert_true(web_holds(&a, "dengan dirinya sendiri"));
	a = act(into, "gabung-lihat", fields);
	assert_int_equal(a.status, 200);
	assert_true(web_holds(&a, number));
	assert_true(
	    web_holds(&a, city_text(&w.c, "SELECT title FROM casefile WHERE id = %lld", from)));
	assert_true(web_holds(&a, "Puskesos Gunung Puyuh"));
	assert_true(web_holds(&a, "Ya, gabungkan"));
	assert_int_equal(city_int(&w.c, "SELECT count(*) FROM case_merge", 0), 0);
	a = act(into, "gabung", fields);
	assert_int_equal(a.status, 303);
	assert_int_equal(city_int(&w.c, "SELECT into_id FROM case_merge", 0), into);
	a = act(into, "gabung-lihat", "number=KS-00000000");
	assert_false(web_holds(&a, "Ya, gabungkan"));
}

/* As if nobody had decided it yet. */
static void undecide(int64_t id)
{
	assert_ok(ACT(&w.c, city_query(w.c.cx,
				       arena_printf(w.c.cx->arena,
						    "UPDATE casefile SET decided_at = NULL "
						    "WHERE id = %lld RETURNING id",
						    (long long)id),
				       false, &id, NULL)));
}

static void who_may_decide_a_case_finds_that_first_on_its_page(void **state)
{
	int64_t id = city_case(&w.c, NULL, 0, false);

	(void)state;
	assert_false(web_shows(&w, CITY_COORDINATOR, case_page_of(id), "href=\"#tetapkan\""));
	undecide(id);
	assert_true(web_shows(&w, CITY_COORDINATOR, case_page_of(id), "href=\"#tetapkan\""));
	assert_false(web_shows(&w, CITY_FRONT, case_page_of(id), "href=\"#tetapkan\""));
}

/* All steps done, but nobody decided: what is next is not an end that will be refused. */
static void a_case_nobody_decided_does_not_call_for_its_end(void **state)
{
	const struct step_new step = { .service = "asesmen",
				       .limit_code = "asesmen",
				       .reason = "sosial",
				       .unit_id = w.c.unit[CITY_DESK] };
	int64_t id = city_case(&w.c, &step, 1, false);

	(void)state;
	city_act_as(&w.c, CITY_FRONT);
	assert_ok(
	    ACT(&w.c, step_end(w.c.cx, city_step(&w.c, id, 1), 0, "selesai", w.c.cx->now, NULL)));
	assert_true(web_shows(&w, CITY_FRONT, case_page_of(id), "Akhiri kasus atau tambah"));
	undecide(id);
	assert_true(web_shows(&w, CITY_FRONT, case_page_of(id), "Penetapan oleh koordinator"));
}

static void the_whole_story_can_be_printed_from_the_page_of_its_case(void **state)
{
	int64_t id = city_case(&w.c, NULL, 0, false);
	const char *paper = arena_printf(w.c.cx->arena, "%s/cerita.pdf", case_page_of(id));
	struct http_answer a;

	(void)state;
	web_sign_in(&w, CITY_FRONT);
	a = web_get(&w, case_page_of(id));
	assert_true(web_holds(&a, paper));
	a = web_get(&w, paper);
	assert_int_equal(a.status, 200);
	assert_string_equal(a.type, "application/pdf");
}

static void an_assessment_says_in_the_story_which_needs_are_not_met(void **state)
{
	int64_t id = city_case(&w.c, NULL, 0, false);
	struct http_answer a;

	(void)state;
	web_sign_in(&w, CITY_FRONT);
	a = act(id, "asesmen", "v=0&needs=food&needs=work&body=Kamar+bocor");
	assert_int_equal(a.status, 303);
	a = web_get(&w, case_page_of(id));
	assert_true(web_holds(&a, "Asesmen. Belum terpenuhi: Makan, Penghidupan"));
	a = act(id, "asesmen", "v=0&body=Sudah+cukup");
	a = web_get(&w, case_page_of(id));
	assert_true(web_holds(&a, "<p class=\"event-title\">Asesmen</p>"));
}

static void a_kind_of_need_is_named_in_the_story_unless_it_is_sensitive(void **state)
{
	int64_t id = city_case(&w.c, NULL, 0, false);
	struct http_answer a;

	(void)state;
	web_sign_in(&w, CITY_FRONT);
	a = act(id, "jenis", "v=0&code=PPKS-02");
	assert_int_equal(a.status, 303);
	a = act(id, "jenis", "v=0&code=PPKS-03");
	assert_int_equal(a.status, 303);
	a = web_get(&w, case_page_of(id));
	assert_true(web_holds(&a, "event-title\">Jenis PPKS ditambahkan: Anak terlantar"));
	assert_true(web_holds(&a, "event-title\">Jenis PPKS ditambahkan</p>"));
}

#define T(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)
int main(void)
{
	static const struct CMUnitTest tests[] = {
		T(a_referral_that_goes_where_it_was_sent_is_not_said_to_go_elsewhere),
		T(a_pause_says_how_long_its_reason_allows),
		T(a_case_shows_what_was_merged_into_it),
		T(an_assessment_says_in_the_story_which_needs_are_not_met),
		T(a_kind_of_need_is_named_in_the_story_unless_it_is_sensitive),
		T(a_merge_shows_the_other_case_before_it_is_done),
		T(who_may_decide_a_case_finds_that_first_on_its_page),
		T(a_case_nobody_decided_does_not_call_for_its_end),
		T(the_whole_story_can_be_printed_from_the_page_of_its_case),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
