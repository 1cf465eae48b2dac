/* Findings as pages: who gives them sees all of his kelurahan, who mends sees his own. */
#include "lib/web.h"

#include "feature/quality/quality.h"
#include "feature/quality/quality_web.h"
#include "feature/registry/registry.h"

static const struct route *const tables[] = { quality_routes, NULL };

/* Somebody of the desk's kelurahan whose address nobody knows. */
static enum err add_person(struct ctx *cx, int64_t region)
{
	static const struct origin seen = { .source = "kk_ktp", .valid_from = DATE_NONE };
	const char *const said[][2] = { { "name", "Siti Contoh" },
					{ "known", "1" },
					{ "state", "1" },
					{ "sex", "2" },
					{ "birth_date", "1980-03-12" },
					{ "nik", "3272015203800001" },
					{ "region", str_digits(cx->arena, region) } };
	const struct fact_book *book;
	struct facts f;
	int64_t id;

	TRY(fact_book(cx, &book));
	f = facts_new(cx, book, FACT_PERSON);
	for (size_t i = 0; i < LEN(said); i++)
		facts_set(&f, said[i][0], said[i][1]);
	return subject_new(cx, &f, &seen, &id);
}

static int setup(void **state)
{
	static struct web w;
	bool behind = true;

	web_open_at(&w, tables, LEN(tables) - 1);
	city_system(&w.c);
	assert_ok(ACT(&w.c, add_person(w.c.cx, w.c.region)));
	while (behind)
		assert_ok(quality_step(w.c.cx, w.c.t.app.pool, &behind));
	*state = &w;
	return 0;
}

static int teardown(void **state)
{
	web_close(*state);
	return 0;
}

static const char *finding(struct web *w)
{
	return web_path(
	    w, "/mutu/temuan/",
	    city_int(&w->c, "SELECT id FROM quality_finding WHERE rule = 'no_address'", 0), "");
}

static void a_lurah_gives_a_finding_to_the_desk_which_sees_that_one(void **state)
{
	struct web *w = *state;
	const char *path = finding(w), *give = arena_printf(w->c.cx->arena, "%s/tugaskan", path);
	const char *to_desk =
	    arena_printf(w->c.cx->arena, "petugas=%lld", (long long)w->c.person[CITY_FRONT]);
	struct http_answer a;

	assert_int_equal(web_get_as(w, CITY_FRONT, path).status, 404); /* not given to him yet */
	assert_false(web_shows(w, CITY_FRONT, "/mutu/temuan", "Siti Contoh"));
	assert_int_equal(web_get(w, "/mutu").status, 403);
	assert_int_equal(web_post(w, give, to_desk).status, 403);
	web_sign_in(w, CITY_COORDINATOR);
	a = web_post(w, give, to_desk);
	assert_int_equal(a.status, 303);
	a = web_get_as(w, CITY_FRONT, path);
	assert_int_equal(a.status, 200);
	assert_true(web_holds(&a, "Siti Contoh"));
	assert_false(web_holds(&a, "/tugaskan"));
	assert_true(web_shows(w, CITY_FRONT, "/mutu/temuan", "Siti Contoh"));
	assert_false(web_shows(w, CITY_OTHER_FRONT, "/mutu/temuan", "Siti Contoh"));
}

static void nobody_outside_the_kelurahan_is_offered_or_taken(void **state)
{
	struct web *w = *state;
	const char *give = arena_printf(w->c.cx->arena, "%s/tugaskan", finding(w));
	struct options offered;
	bool desk = false;

	web_sign_in(w, CITY_COORDINATOR);
	assert_ok(ACT(&w->c, quality_officers(w->c.cx, NULL, &offered)));
	for (size_t i = 0; i < offered.n; i++) {
		int64_t id = 0;

		assert_true(str_i64(offered.items[i].value, &id));
		desk |= id == w->c.person[CITY_FRONT];
		assert_int_not_equal(id, w->c.person[CITY_OTHER_FRONT]);
	}
	assert_true(desk);
	assert_int_not_equal(web_post(w, give,
				      arena_printf(w->c.cx->arena, "petugas=%lld",
						   (long long)w->c.person[CITY_OTHER_FRONT]))
				 .status,
			     303);
}

static void who_answers_for_the_office_sees_the_figures_and_no_way_to_the_people(void **state)
{
	struct web *w = *state;
	struct http_answer a = web_get_as(w, CITY_HEAD, "/mutu");

	assert_int_equal(a.status, 200);
	assert_false(web_holds(&a, "/mutu/temuan"));
	assert_int_equal(web_get(w, "/mutu/temuan").status, 403);
	assert_true(web_shows(w, CITY_COORDINATOR, "/mutu", "\"/mutu/temuan"));
	assert_int_equal(web_get_as(w, CITY_FRONT, "/mutu").status, 403);
}

#define WITH(fn) cmocka_unit_test_setup_teardown(fn, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		WITH(a_lurah_gives_a_finding_to_the_desk_which_sees_that_one),
		WITH(who_answers_for_the_office_sees_the_figures_and_no_way_to_the_people),
		WITH(nobody_outside_the_kelurahan_is_offered_or_taken),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
