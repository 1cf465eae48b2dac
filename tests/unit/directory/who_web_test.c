/* "Siapa bisa menerima sekarang" as a page: who can comes first, who serves others lies folded. */
#include "lib/web.h"

#include "feature/directory/directory_web.h"

#include <string.h>

static const struct route *const tables[] = { directory_routes, NULL };

static int setup(void **state)
{
	return web_setup(state, tables);
}

/* The page from the words on, or NULL. */
static const char *from(struct web *w, const struct http_answer *a, const char *words)
{
	return strstr(arena_strndup(w->c.cx->arena, a->body.p, a->body.n), words);
}

static void units_of_other_kelurahan_lie_folded_below_who_can_take_it(void **state)
{
	struct web *w = *state;
	const char *path =
	    web_path(w, "/direktori/siapa?layanan=asesmen&kelurahan=", w->c.region, "");
	struct http_answer a = web_get_as(w, CITY_FRONT, path);
	const char *fold = from(w, &a, "<summary>1 unit lain, hanya untuk kelurahan lain");

	assert_int_equal(a.status, 200);
	assert_non_null(fold);
	assert_non_null(strstr(fold, "Puskesos Cikole"));
	assert_null(strstr(fold, "Puskesos Gunung Puyuh"));
	assert_true(web_holds(&a, "Puskesos Gunung Puyuh"));
}

static void without_a_kelurahan_units_of_some_are_counted_and_named_in_the_fold(void **state)
{
	struct web *w = *state;
	struct http_answer a = web_get_as(w, CITY_FRONT, "/direktori/siapa?layanan=asesmen");
	const char *fold = from(w, &a, "<summary>2 unit yang melayani sebagian kelurahan");

	assert_non_null(fold);
	assert_non_null(strstr(fold, "Puskesos Cikole"));
}

static void nothing_is_folded_where_all_serve_the_whole_city(void **state)
{
	struct web *w = *state;
	struct http_answer a = web_get_as(w, CITY_FRONT, "/direktori/siapa?layanan=periksa_rawat");

	assert_int_equal(a.status, 200);
	assert_false(web_holds(&a, "hanya untuk kelurahan lain"));
	assert_false(web_holds(&a, "sebagian kelurahan;"));
}

#define WITH(fn) cmocka_unit_test_setup_teardown(fn, setup, web_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		WITH(units_of_other_kelurahan_lie_folded_below_who_can_take_it),
		WITH(without_a_kelurahan_units_of_some_are_counted_and_named_in_the_fold),
		WITH(nothing_is_folded_where_all_serve_the_whole_city),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
