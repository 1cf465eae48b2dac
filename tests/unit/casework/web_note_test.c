/* A note in the wrong case: whoever wrote it takes it back, nobody else does. */
#include "unit/casework/web.h"

#include "feature/desk/desk.h"

static const struct route *const routes[] = { case_act_routes, note_routes, NULL };

static int64_t newest_note(struct web *w, int64_t case_id)
{
	return city_int(
	    &w->c, "SELECT max(id) FROM case_event WHERE what = 'event.note' AND case_id = %lld",
	    case_id);
}

static void
a_note_in_the_wrong_case_is_taken_back_and_its_words_are_gone_from_page_and_data(void **state)
{
	static const bool protected[] = { false, true };
	struct http_answer a;
	const char *page, *note;
	struct web w;

	(void)state;
	casework_set_report_sealer(desk_report_seal);
	web_open_at(&w, routes, LEN(routes) - 1);
	for (size_t i = 0; i < LEN(protected); i++) {
		int64_t id = city_case(&w.c, NULL, 0, protected[i]);

		page = web_path(&w, "/kasus/", id, "");
		web_sign_in(&w, CITY_FRONT);
		assert_int_equal(web_post(&w, web_path(&w, "/kasus/", id, "/catat"),
					  "version=1&body=Tetangganya+berutang")
				     .status,
				 303);
		note = web_path(&w, "/catatan/", newest_note(&w, id), "");
		assert_true(web_shows(&w, CITY_FRONT, page, note));
		assert_true(web_shows(&w, CITY_FRONT, note, "Tetangganya berutang"));
		a = web_post(&w, arena_printf(w.c.cx->arena, "%s/tarik", note), "why=");
		assert_int_equal(a.status, 422);
		a = web_post(&w, arena_printf(w.c.cx->arena, "%s/tarik", note),
			     "why=Tertulis+di+kasus+yang+salah");
		assert_int_equal(a.status, 303);
		assert_true(str_starts(a.location, page));
		assert_false(web_shows(&w, CITY_FRONT, page, "Tetangganya berutang"));
		assert_false(web_shows(&w, CITY_FRONT, arena_printf(w.c.cx->arena, "%s.json", page),
				       "Tetangganya berutang"));
		assert_true(web_shows(&w, CITY_FRONT, page, "Catatan ditarik"));
		assert_true(web_shows(&w, CITY_FRONT, page, "Tertulis di kasus yang salah"));
		assert_int_equal(web_get_as(&w, CITY_FRONT, note).status, 404);
		a = web_post(&w, arena_printf(w.c.cx->arena, "%s/tarik", note), "why=lagi");
		assert_int_equal(a.status, 404);
	}
	web_close(&w);
}

static void a_note_of_somebody_else_stays(void **state)
{
	struct http_answer a;
	const char *note;
	struct web w;
	int64_t id;

	(void)state;
	web_open_at(&w, routes, LEN(routes) - 1);
	id = city_case(&w.c, NULL, 0, false);
	web_sign_in(&w, CITY_FRONT);
	assert_int_equal(
	    web_post(&w, web_path(&w, "/kasus/", id, "/catat"), "version=1&body=Sudah+ditelepon")
		.status,
	    303);
	note = web_path(&w, "/catatan/", newest_note(&w, id), "");
	assert_false(web_shows(&w, CITY_COORDINATOR, web_path(&w, "/kasus/", id, ""), note));
	assert_false(web_shows(&w, CITY_COORDINATOR, note, "Tarik catatan"));
	a = web_post(&w, arena_printf(w.c.cx->arena, "%s/tarik", note), "why=tidak+suka");
	assert_int_not_equal(a.status, 303);
	assert_true(web_shows(&w, CITY_FRONT, web_path(&w, "/kasus/", id, ""), "Sudah ditelepon"));
	assert_int_equal(web_get_as(&w, CITY_OTHER_FRONT, note).status, 404);
	web_close(&w);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    a_note_in_the_wrong_case_is_taken_back_and_its_words_are_gone_from_page_and_data),
		cmocka_unit_test(a_note_of_somebody_else_stays),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
