/* Visitors choose a language, by whole requests. */
#include "lib/web.h"

#include "feature/account/account_web.h"
#include "feature/home/home_web.h"

static const struct route *const tables[] = { account_routes, home_routes, NULL };

static int setup(void **state)
{
	return web_setup(state, tables);
}

static struct http_answer choose(struct web *w, const char *lang, const char *back)
{
	return web_post(w, "/bahasa", arena_printf(w->c.cx->arena, "lang=%s&back=%s", lang, back));
}

static void a_visitor_chooses_and_goes_back_to_where_he_was(void **state)
{
	struct web *w = *state;
	struct http_answer a = web_get(w, "/masuk?kembali=/kasus");

	assert_true(web_holds(&a, ">English</button>"));
	assert_true(web_holds(&a, "name=\"back\" value=\"/masuk?kembali=/kasus\""));
	a = choose(w, "en", "/masuk?kembali=%2Fkasus");
	assert_int_equal(a.status, 303);
	assert_string_equal(a.location, "/masuk?kembali=/kasus");
	assert_non_null(strstr(a.set_cookie, "lang=en; Path=/; Max-Age=31536000"));
	(void)snprintf(w->cookie, sizeof(w->cookie), "lang=en");
	a = web_get(w, "/");
	assert_true(web_holds(&a, "<html lang=\"en\">"));
	assert_true(web_holds(&a, ">Bahasa Indonesia</button>"));
	a = choose(w, "id", "/");
	assert_non_null(strstr(a.set_cookie, "lang=id; "));
}

static void where_an_act_alone_answers_he_goes_to_the_page_above(void **state)
{
	struct web *w = *state;

	assert_string_equal(choose(w, "en", "/masuk/kode").location, "/masuk");
	assert_string_equal(choose(w, "en", "/tidak/ada").location, "/");
	assert_string_equal(choose(w, "en", "//jauh.example/").location, "/");
}

static void a_form_sent_after_the_session_ended_makes_room_for_what_waits(void **state)
{
	struct web *w = *state;
	struct http_answer a = web_post(w, "/sandi", "old=x");

	assert_int_equal(a.status, 401);
	assert_true(web_holds(&a, "data-waits hidden")); /* the script shows it where it is true */
	a = web_get(w, "/tidak-ada");
	assert_false(web_holds(&a, "data-waits"));
}

#define WITH(fn) cmocka_unit_test_setup_teardown(fn, setup, web_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		WITH(a_visitor_chooses_and_goes_back_to_where_he_was),
		WITH(where_an_act_alone_answers_he_goes_to_the_page_above),
		WITH(a_form_sent_after_the_session_ended_makes_room_for_what_waits),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
