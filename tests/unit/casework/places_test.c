/* Places of a unit, and what is due together. */
#include "web.h"

#include "feature/directory/directory.h"
#include "feature/directory/directory_web.h"

static const struct directory_answer *place_at(struct city_fixture *c, enum city_unit unit)
{
	const struct directory_ask ask = { .service = "tempat_sementara", .region_id = c->region };
	struct directory_answer *answers;
	size_t n, i;

	assert_ok(ACT(c, directory_who_can(c->cx, &ask, &answers, &n)));
	for (i = 0; i < n && answers[i].unit_id != c->unit[unit]; i++)
		continue;
	assert_true(i < n);
	return &answers[i];
}

static void a_place_is_taken_from_the_acceptance_to_the_end_of_the_step(void **state)
{
	struct city_fixture c;
	struct step_new stay = { .service = "tempat_sementara",
				 .limit_code = "asesmen",
				 .reason = "tidak punya tempat tinggal" };
	int64_t id[2], referral;

	(void)state;
	city_open(&c);
	stay.unit_id = c.unit[CITY_LKS];
	for (size_t i = 0; i < LEN(id); i++)
		id[i] = city_case(&c, &stay, 1, false);
	assert_int_equal(place_at(&c, CITY_LKS)->used, 0);
	city_act_as(&c, CITY_CARER);
	for (size_t i = 0; i < LEN(id); i++) {
		referral = city_int(&c, "SELECT id FROM referral WHERE case_id = %lld", id[i]);
		assert_ok(ACT(&c, referral_accept(c.cx, referral, 0, NULL, NULL)));
		assert_int_equal(place_at(&c, CITY_LKS)->used, (int64_t)i + 1);
	}
	assert_true(place_at(&c, CITY_LKS)->full);
	assert_ok(ACT(&c, step_end(c.cx, city_step(&c, id[0], 1), 0, "selesai", 0, NULL)));
	assert_int_equal(place_at(&c, CITY_LKS)->used, 1);
	assert_false(place_at(&c, CITY_LKS)->full);
	city_close(&c);
}

static void the_directory_says_who_is_open_what_each_does_and_what_is_free(void **state)
{
	static const struct route *const routes[] = { directory_routes, NULL };
	struct http_answer a;
	struct web w;

	(void)state;
	web_open(&w);
	w.c.t.app.routes = routes;
	w.c.t.app.n_routes = 1;
	web_sign_in(&w, CITY_FRONT);
	a = web_get(&w, "/direktori");
	assert_int_equal(a.status, 200);
	assert_non_null(memmem(a.body.p, a.body.n, "Tempat tinggal sementara: 2 dari 2", 34));
	assert_non_null(memmem(a.body.p, a.body.n, ">tutup<", 7));
	assert_non_null(memmem(a.body.p, a.body.n, ">buka<", 6));
	web_close(&w);
}

static int64_t climbed(struct city_fixture *c)
{
	return city_int(c, "SELECT CAST(count(*) AS BIGINT) FROM casefile WHERE level = 1", 0);
}

static void one_case_that_fails_does_not_hold_up_what_is_due_with_it(void **state)
{
	struct city_fixture c;
	int64_t id[3];
	unsigned n, done, failed;

	(void)state;
	city_open(&c);
	for (n = 0; n < LEN(id); n++)
		id[n] = city_case(&c, NULL, 0, false);
	city_system(&c);
	c.cx->now = city_int(&c, "SELECT max(due_at) FROM casefile", 0);
	db_fault_at(c.t.app.pool, 10); /* in the middle of the first */
	assert_ok(ACT(&c, casework_tick_apart(c.cx, 50, &done, &failed)));
	assert_int_equal(failed, 1);
	assert_int_equal(done, 2);
	assert_int_equal(climbed(&c), 2);
	assert_ok(ACT(&c, casework_tick_apart(c.cx, 50, &done, &failed)));
	assert_int_equal(failed, 0);
	assert_int_equal(climbed(&c), (int64_t)LEN(id));
	city_close(&c);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_place_is_taken_from_the_acceptance_to_the_end_of_the_step),
		cmocka_unit_test(the_directory_says_who_is_open_what_each_does_and_what_is_free),
		cmocka_unit_test(one_case_that_fails_does_not_hold_up_what_is_due_with_it),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
