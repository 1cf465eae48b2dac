/* Figures kept as casework goes are what is counted, whatever happened; and a wrong one is found
 * and put right. */
#include "lib/city.h"

#include "base/clock.h"
#include "base/rng.h"

#include <stdio.h>
#include <string.h>

static const char *first_fault(struct city_fixture *c)
{
	char **faults;
	size_t n;

	assert_ok(ACT(c, casework_tally_faults(c->cx, &faults, &n)));
	return n > 0 ? faults[0] : NULL;
}

static enum err seal_nothing(struct ctx *cx, int64_t report_id, bool protected)
{
	(void)cx;
	(void)report_id;
	(void)protected;
	return ERR_OK;
}

static struct service_new random_service(struct city_fixture *c, struct rng *rng)
{
	static const char *const items[] = { "permakanan", "sandang" };
	static const char *const groups[] = { "lansia", "gelandangan" };

	if (rng_below(rng, 5) == 0)
		return (struct service_new){ .service = "pendampingan",
					     .given_on = clock_date(c->cx->now, 420),
					     .quantity = 1,
					     .cost = DB_NONE };
	return (struct service_new){
		.item = items[rng_below(rng, 2)],
		.group = groups[rng_below(rng, 2)],
		.given_on = clock_date(c->cx->now, 420) - (int64_t)rng_below(rng, 20),
		.quantity = 1 + (int64_t)rng_below(rng, 3),
		.cost = rng_below(rng, 3) == 0 ? DB_NONE : (int64_t)rng_below(rng, 1000),
	};
}

/* Something happens to a case; refusals are part of life. */
static enum err something(struct city_fixture *c, struct rng *rng, int64_t id)
{
	struct service_new service = random_service(c, rng);
	int64_t made,
	    other = city_int(c, "SELECT coalesce(max(id), 0) FROM casefile WHERE id < %lld", id);
	int64_t given = city_int(c,
				 "SELECT coalesce(max(id), 0) FROM service_given WHERE undone_at "
				 "IS NULL AND case_id = %lld",
				 id);
	int64_t merge = city_int(c,
				 "SELECT coalesce(max(id), 0) FROM case_merge WHERE undone_at IS "
				 "NULL AND into_id = %lld",
				 id);
	bool protected = city_int(c, "SELECT protected FROM casefile WHERE id = %lld", id) != 0;

	city_act_as(c, CITY_MANAGER);
	switch (rng_below(rng, 10)) {
	case 0:
		return ACT(c, case_assess(c->cx, id, 0, c->cx->now, 0, "Dinilai.", NULL));
	case 1:
		return ACT(c, case_decide(c->cx, id, 0, NULL));
	case 2:
		return ACT(c, case_close(c->cx, id, 0, "mandiri", "Sudah mandiri."));
	case 3:
		return ACT(c, case_reopen(c->cx, id, 0, "Datang lagi."));
	case 4:
		return ACT(c, case_protect(c->cx, id, 0, !protected));
	case 5:
		return given ? ACT(c, service_undo(c->cx, given)) : ERR_OK;
	case 6:
		return other ? ACT(c, case_merge(c->cx, id, 0, other, 0)) : ERR_OK;
	case 7:
		return merge ? ACT(c, case_unmerge(c->cx, merge)) : ERR_OK;
	default:
		return ACT(c, service_give(c->cx, id, 0, &service, &made));
	}
}

static void whatever_happens_the_kept_figures_are_what_is_counted(void **state)
{
	const struct step_new step = { .service = "asesmen",
				       .limit_code = "asesmen",
				       .reason = "perlu" };
	int64_t cases[5];
	struct city_fixture c;
	unsigned done = 0;
	struct rng rng;

	(void)state;
	city_open(&c);
	casework_set_report_sealer(seal_nothing);
	for (uint64_t seed = 1; seed <= 3; seed++) {
		rng_seed(&rng, seed);
		for (size_t i = 0; i < LEN(cases); i++)
			cases[i] = city_case(&c, &step, 1, false);
		for (int i = 0; i < 60; i++) {
			enum err e;
			const char *fault;

			c.cx->now += (int64_t)rng_below(&rng, 2 * (uint64_t)USEC_DAY);
			e = something(&c, &rng, cases[rng_below(&rng, LEN(cases))]);
			if (e != ERR_CONFLICT)
				assert_ok(e);
			done += e == ERR_OK;
			fault = first_fault(&c);
			if (fault != NULL)
				fail_msg("seed %d, act %d: %s", (int)seed, i, fault);
		}
	}
	assert_true(done > 60);
	assert_true(city_int(&c, "SELECT count(*) FROM service_tally WHERE before_on > %lld", 0) >
		    0);
	assert_true(
	    city_int(&c, "SELECT count(*) FROM case_pace WHERE n > %lld AND measure = 2", 0) > 0);
	city_close(&c);
}

static enum err spoil_step(struct ctx *cx)
{
	int64_t ignored;

	return city_query(cx, "UPDATE step SET protected = 1 RETURNING 1", false, &ignored, NULL);
}

static enum err spoil(struct ctx *cx)
{
	int64_t ignored;

	return city_query(
	    cx, "UPDATE service_tally SET quantity = quantity + 1 WHERE item <> '' RETURNING 1",
	    false, &ignored, NULL);
}

static void a_wrong_figure_is_found_and_put_right(void **state)
{
	const struct step_new step = { .service = "asesmen",
				       .limit_code = "asesmen",
				       .reason = "perlu" };
	const struct service_new service = { .item = "permakanan",
					     .group = "lansia",
					     .given_on = date_from_ymd(2026, 11, 20),
					     .quantity = 2,
					     .cost = 5000 };
	struct city_fixture c;
	int64_t id, made;

	(void)state;
	city_open(&c);
	id = city_case(&c, &step, 1, false);
	city_act_as(&c, CITY_FRONT);
	assert_ok(ACT(&c, service_give(c.cx, id, 0, &service, &made)));
	assert_null(first_fault(&c));
	assert_ok(ACT(&c, spoil(c.cx)));
	assert_string_equal(first_fault(&c),
			    "service_tally 2026-11-20 permakanan: kept 1, counted 1");
	assert_ok(ACT(&c, casework_tally_mend(c.cx)));
	assert_null(first_fault(&c));
	assert_ok(ACT(&c, spoil_step(c.cx)));
	assert_non_null(strstr(first_fault(&c), "step 1 of KS-"));
	assert_ok(ACT(&c, casework_tally_mend(c.cx)));
	assert_null(first_fault(&c));
	city_close(&c);
}

static void a_bucket_says_the_time_as_people_do(void **state)
{
	(void)state;
	assert_int_equal(pace_usec(0), 0);
	assert_int_equal(pace_usec(59), 59 * USEC_MINUTE);
	assert_int_equal(pace_usec(123), 23 * USEC_HOUR);
	assert_int_equal(pace_usec(259), 59 * USEC_DAY);
	assert_int_equal(pace_usec(302), 60 * USEC_DAY);
	assert_int_equal(pace_usec(402), 730 * USEC_DAY);
	/* 23 November 2026 is a Monday. */
	assert_int_equal(pace_week(date_from_ymd(2026, 11, 23) * USEC_DAY) -
			     pace_week(date_from_ymd(2026, 11, 23) * USEC_DAY - 1),
			 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(whatever_happens_the_kept_figures_are_what_is_counted),
		cmocka_unit_test(a_wrong_figure_is_found_and_put_right),
		cmocka_unit_test(a_bucket_says_the_time_as_people_do),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
