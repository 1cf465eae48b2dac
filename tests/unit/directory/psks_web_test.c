/* Volunteers and bodies (PSKS) as pages: who reads how to reach them, and who changes it. */
#include "lib/web.h"

#include "feature/directory/directory.h"
#include "feature/directory/directory_web.h"

static const struct route *const tables[] = { directory_roster_routes, NULL };

static int setup(void **state)
{
	return web_setup(state, tables);
}

static int64_t add(struct web *w)
{
	int64_t id;

	city_act_as(&w->c, CITY_MANAGER);
	assert_ok(ACT(&w->c, psks_save(w->c.cx,
				       &(struct psks){ .kind = "psm",
						       .name = "Ani Contoh",
						       .is_person = true,
						       .phone = "0812 0000 0000",
						       .trainings = "Pertolongan pertama",
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

#define WITH(fn) cmocka_unit_test_setup_teardown(fn, setup, web_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		WITH(whoever_may_need_a_volunteer_reads_the_telephone_and_the_look_is_logged),
		WITH(who_keeps_the_directory_changes_it_on_the_same_page),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
