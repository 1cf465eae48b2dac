/* Volunteers and bodies (PSKS) as pages: who reads how to reach them, and who changes it. */
#include "lib/web.h"

#include "feature/directory/directory.h"
#include "feature/directory/directory_web.h"

#include <stdlib.h>
#include <string.h>

static const struct route *const tables[] = { directory_roster_routes, NULL };

static int setup(void **state)
{
	return web_setup(state, tables);
}

static int64_t add(struct web *w)
{
	int64_t id;

	city_act_as(&w->c, CITY_MANAGER);
	assert_ok(
	    ACT(&w->c, psks_save(w->c.cx,
				 &(struct psks){ .kind = "psm",
						 .name = "Ani Contoh",
						 .is_person = true,
						 .phone = "0812 0000 0000",
						 .trainings = "Pertolongan pertama\n\nDapur umum",
						 .valid_from = 20000,
						 .valid_to = DATE_NONE },
				 &id)));
	return id;
}

static void whoever_may_need_a_volunteer_reads_the_telephone_and_the_look_is_logged(void **state)
{
	struct web *w = *state;
	int64_t id = add(w);
	const char *path = web_path(w, "/direktori/psks/", id, "");
	struct http_answer a = web_get_as(w, CITY_FRONT, path);

	assert_int_equal(a.status, 200);
	assert_true(web_holds(&a, "href=\"tel:0812"));
	assert_true(web_holds(&a, "Pertolongan pertama"));
	assert_false(web_holds(&a, "name=\"trainings\""));
	assert_int_equal(
	    city_int(&w->c, "SELECT count(*) FROM disclosure WHERE subject_id = %lld", id), 1);
	assert_true(web_shows(w, CITY_FRONT, "/direktori/psks", path));
	assert_true(
	    web_shows(w, CITY_FRONT, "/direktori/psks", "Pertolongan pertama, Dapur umum<"));
}

static void who_keeps_the_directory_changes_it_on_the_same_page(void **state)
{
	struct web *w = *state;
	int64_t id = add(w);

	assert_true(web_shows(w, CITY_MANAGER, web_path(w, "/direktori/psks/", id, ""),
			      "name=\"trainings\""));
	web_sign_in(w, CITY_FRONT);
	assert_int_equal(web_post(w, web_path(w, "/direktori/psks/", id, ""), "name=X").status,
			 403);
}

static int64_t count_of(const struct http_answer *a, const char *what)
{
	int64_t n = 0;

	for (const char *p = a->body.p, *end = p + a->body.n;
	     (p = memmem(p, (size_t)(end - p), what, strlen(what))) != NULL; p++)
		n++;
	return n;
}

/* The id behind which the next page begins, of a page that has one. */
static long long next_of(const struct http_answer *a)
{
	static const char beginning[] = "/direktori/psks?setelah=";
	const char *from = memmem(a->body.p, a->body.n, beginning, sizeof(beginning) - 1);

	assert_non_null(from);
	return strtoll(from + sizeof(beginning) - 1, NULL, 10);
}

static enum err add_many(struct ctx *cx, int n)
{
	int64_t id;

	for (int i = 0; i < n; i++)
		TRY(psks_save(
		    cx,
		    &(struct psks){ .kind = i % 2 ? "PSKS-02" : "PSKS-01",
				    .name = arena_printf(cx->arena, "Kawan %03d & Rekan", i),
				    .is_person = i % 2,
				    .valid_from = 20000,
				    .valid_to = DATE_NONE },
		    &id));
	return ERR_OK;
}

/* Some a page; the next one keeps what is asked, and a table to save holds all. */
static void a_long_list_of_helpers_is_searched_and_comes_page_by_page(void **state)
{
	struct web *w = *state;
	struct http_answer a;

	city_act_as(&w->c, CITY_MANAGER);
	assert_ok(ACT(&w->c, add_many(w->c.cx, 80)));
	a = web_get_as(w, CITY_FRONT, "/direktori/psks?nama=kawan&jenis=PSKS-02");
	assert_true(web_holds(&a, "25 dari 40"));
	assert_true(web_holds(&a, "Kawan 001 &amp; Rekan") && !web_holds(&a, "Kawan 000"));
	assert_true(web_holds(&a, "&amp;nama=kawan&amp;jenis=PSKS-02"));
	a = web_get(w, arena_printf(w->c.cx->arena,
				    "/direktori/psks?setelah=%lld&nama=kawan&jenis=PSKS-02",
				    next_of(&a)));
	assert_true(web_holds(&a, "15 dari 40"));
	assert_true(web_holds(&a, "Kawan 079") && !web_holds(&a, "Kawan 001"));
	assert_false(web_holds(&a, "/direktori/psks?setelah="));
	assert_true(web_holds(&a, "href=\"/direktori/psks?nama=kawan&amp;jenis=PSKS-02\""));
	a = web_get(w, "/direktori/psks?nama=REKAN+079&setelah=5");
	assert_false(web_holds(&a, "Kawan 0"));
	a = web_get(w, "/direktori/psks?nama=079&setelah=5"); /* a row that has gone */
	assert_true(web_holds(&a, "Kawan 079"));
	a = web_get(w, "/direktori/psks.csv?nama=kawan");
	assert_int_equal(count_of(&a, "Kawan "), 80);
}

#define WITH(fn) cmocka_unit_test_setup_teardown(fn, setup, web_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		WITH(whoever_may_need_a_volunteer_reads_the_telephone_and_the_look_is_logged),
		WITH(a_long_list_of_helpers_is_searched_and_comes_page_by_page),
		WITH(who_keeps_the_directory_changes_it_on_the_same_page),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
