/* An emergency: what makes a case one, how long it lasts, and what its deadline is then. */
#include "lib/city.h"

#include "base/clock.h"
#include "feature/casework/casework_impl.h"
#include "text/casework.h"

static const struct step_new sick = {
	.service = "periksa_rawat", .limit_code = "darurat", .reason = "sakit", .emergency = true
};
static const struct step_new social = { .service = "asesmen",
					.limit_code = "asesmen",
					.reason = "sosial" };

/* A case of the desk with these steps, all its own; the second waits for the first. */
static int64_t case_of(struct city_fixture *c, const struct step_new *a, const struct step_new *b)
{
	struct step_new steps[2] = { *a };
	size_t n = 1;

	if (b != NULL) {
		steps[n] = *b;
		steps[n++].waits = 1;
	}
	steps[0].unit_id = steps[1].unit_id = c->unit[CITY_DESK];
	return city_case(c, steps, n, false);
}

static bool urgent(struct city_fixture *c, int64_t id)
{
	return city_int(c, "SELECT urgent FROM casefile WHERE id = %lld", id) != 0;
}

static int64_t due_of(struct city_fixture *c, int64_t id)
{
	return city_int(c, "SELECT due_at FROM casefile WHERE id = %lld", id);
}

static int64_t limit(struct city_fixture *c, const char *code)
{
	int64_t now = c->cx->now, due = 0;

	assert_ok(ACT(c, ref_due(c->cx, code, now, &due)));
	return due;
}

static int64_t told(struct city_fixture *c, const char *what, int64_t id)
{
	return city_int(
	    c,
	    arena_printf(c->cx->arena,
			 "SELECT CAST(count(*) AS BIGINT) FROM case_event WHERE what = '%s' AND "
			 "case_id = %%lld",
			 what),
	    id);
}

static void end_step(struct city_fixture *c, int64_t id, int ordinal, const char *kind)
{
	assert_ok(ACT(c, step_end(c->cx, city_step(c, id, ordinal), 0, kind, 0, "karena")));
}

static int64_t add_step(struct city_fixture *c, int64_t id, const struct step_new *like)
{
	struct step_new n = *like;
	int64_t made = 0;

	n.unit_id = c->unit[CITY_DESK];
	assert_ok(ACT(c, step_add(c->cx, id, 0, &n, NULL, &made)));
	return made;
}

static int64_t report_of(struct city_fixture *c, bool urgent)
{
	int64_t id = id_make(&c->t.app.ids, c->cx->now);
	char number[NUMBER_SIZE], secret[SECRET_SIZE];
	const struct report_new n = {
		.kind = REPORT_PPKS,
		.channel = "loket",
		.holder_unit_id = c->unit[CITY_DESK],
		.region_id = c->region,
		.subject_kind = SUBJECT_UNKNOWN,
		.urgent = urgent,
		.happened_at = c->cx->now,
		.due_at = c->cx->now + USEC_HOUR,
	};

	assert_ok(ACT(c, report_open(c->cx, id, &n, number, secret)));
	return id;
}

/* Saturday 21.40: the hospital has done its part, and the desk that is closed has until it opens.
 */
static void what_is_left_after_an_emergency_has_the_limits_of_working_days(void **state)
{
	struct city_fixture c;
	int64_t id;

	(void)state;
	city_open(&c);
	id = case_of(&c, &sick, &social);
	assert_true(urgent(&c, id));
	end_step(&c, id, 1, "selesai");
	assert_false(urgent(&c, id));
	assert_int_equal(due_of(&c, id), limit(&c, "asesmen"));
	assert_int_equal(told(&c, "event.emergency_over", id), 1);
	end_step(&c, id, 2, "selesai");
	assert_int_equal(due_of(&c, id), limit(&c, LIMIT_NEXT_ACT));
	assert_int_equal(told(&c, "event.emergency_over", id), 1);
	city_close_whole(&c);
}

/* On PostgreSQL a migration acts for no city, and must look over the walls to see any case. */
static void a_city_that_was_there_before_is_put_right_by_a_migration(void **state)
{
	char before[] = "UPDATE casefile SET urgent = 1";
	char not_yet[] = "DELETE FROM schema_migration WHERE version = 72";
	struct city_fixture c;
	struct db_pool *owner;
	unsigned applied;
	int64_t id, city;

	(void)state;
	city_open(&c);
	c.t.spoiled = true;
	city = c.t.cx.city;
	id = case_of(&c, &sick, &social);
	end_step(&c, id, 1, "selesai");
	assert_ok(db_write(c.cx, c.t.app.pool, test_script, before));
	assert_true(urgent(&c, id));
	owner = test_owner_pool(&c.t);
	c.t.cx.city = 0;
	assert_ok(db_write(&c.t.cx, owner, test_script, not_yet));
	assert_ok(db_migrate(&c.t.cx, owner, &applied));
	test_owner_pool_close(&c.t, owner);
	c.t.cx.city = city;
	assert_int_equal(applied, 1);
	assert_false(urgent(&c, id));
	city_close_whole(&c);
}

static void an_emergency_nobody_saw_to_goes_on_until_the_plan_is_another(void **state)
{
	struct city_fixture c;
	int64_t id;

	(void)state;
	city_open(&c);
	id = case_of(&c, &sick, NULL);
	end_step(&c, id, 1, "tidak_mungkin");
	assert_true(urgent(&c, id));
	assert_int_equal(due_of(&c, id), limit(&c, LIMIT_NEXT_ACT_URGENT));
	add_step(&c, id, &sick);
	assert_true(urgent(&c, id));
	assert_int_equal(told(&c, "event.emergency_begun", id), 0);
	end_step(&c, id, 2, "selesai");
	assert_false(urgent(&c, id));
	city_close_whole(&c);
}

static void an_emergency_step_makes_the_case_one_and_its_clock_run(void **state)
{
	struct city_fixture c;
	int64_t id, made;

	(void)state;
	city_open(&c);
	id = case_of(&c, &social, NULL);
	assert_false(urgent(&c, id));
	assert_ok(ACT(&c, case_pause(c.cx, id, 0, "berkas", c.cx->now + 10 * USEC_DAY)));
	made = add_step(&c, id, &sick);
	assert_true(urgent(&c, id));
	assert_int_equal(
	    city_int(&c, "SELECT coalesce(paused_until, 0) FROM casefile WHERE id = %lld", id), 0);
	assert_int_equal(due_of(&c, id), limit(&c, "darurat"));
	assert_int_equal(told(&c, "event.emergency_begun", id), 1);
	/* Ended by mistake, opened again: over, and not over. */
	end_step(&c, id, 2, "selesai");
	assert_false(urgent(&c, id));
	assert_ok(ACT(&c, step_reopen(c.cx, made, 0, "keliru")));
	assert_true(urgent(&c, id));
	assert_int_equal(told(&c, "event.emergency_begun", id), 2);
	city_close_whole(&c);
}

/* Who joins an urgent report to a case that has weeks must not make its hours weeks. */
static void an_urgent_report_makes_the_case_it_is_added_to_urgent(void **state)
{
	const struct told words = { .words = "Ia jatuh pingsan.", .at = 1, .recorded_at = 1 };
	struct city_fixture c;
	int64_t id, report;

	(void)state;
	city_open(&c);
	id = case_of(&c, &social, NULL);
	assert_ok(ACT(&c, case_pause(c.cx, id, 0, "berkas", c.cx->now + 10 * USEC_DAY)));
	report = report_of(&c, true);
	assert_ok(ACT(&c, case_add_report(c.cx, id, report, 0, &words)));
	assert_true(urgent(&c, id));
	assert_int_equal(due_of(&c, id), limit(&c, LIMIT_NEXT_ACT_URGENT));
	assert_int_equal(city_int(&c,
				  "SELECT urgent FROM notice WHERE text_key = "
				  "'notice.report_added' AND about_id = %lld",
				  id),
			 1);
	/* It found nothing that calls for haste: the next step done says so. */
	end_step(&c, id, 1, "selesai");
	assert_false(urgent(&c, id));
	city_close_whole(&c);
}

static void a_date_that_is_nearer_stays_when_an_urgent_case_is_merged_into_it(void **state)
{
	struct city_fixture c;
	int64_t into, from, due, again;

	(void)state;
	city_open(&c);
	into = case_of(&c, &social, NULL);
	due = due_of(&c, into);
	c.cx->now = due - USEC_MINUTE;
	from = case_of(&c, &sick, NULL);
	assert_ok(ACT(&c, case_merge(c.cx, into, 0, from, 0)));
	assert_true(urgent(&c, into));
	assert_int_equal(due_of(&c, into), due);
	/* What was reported once more belongs to the case that goes on. */
	again = report_of(&c, true);
	assert_ok(ACT(&c, report_duplicate(
			      c.cx, again, 0,
			      city_int(&c, "SELECT id FROM report WHERE case_id = %lld", from))));
	assert_int_equal(told(&c, "event.report_repeated", into), 1);
	city_close_whole(&c);
}

/* "He sleeps here", then "he has fainted": the second is not the first once more. */
static void an_emergency_is_not_the_repetition_of_what_is_none(void **state)
{
	struct city_fixture c;
	int64_t sleeps, faints, again;

	(void)state;
	city_open(&c);
	city_act_as(&c, CITY_FRONT);
	sleeps = report_of(&c, false);
	faints = report_of(&c, true);
	again = report_of(&c, true);
	assert_refused(&c, report_duplicate(c.cx, faints, 0, sleeps),
		       T_CASEWORK_REFUSE_DUPLICATE_URGENT);
	assert_ok(ACT(&c, report_duplicate(c.cx, sleeps, 0, faints)));
	assert_ok(ACT(&c, report_duplicate(c.cx, again, 0, faints)));
	city_close_whole(&c);
}

/* What was found to be nothing is held by nobody, so another call for help is looked at. */
static void an_emergency_is_not_the_repetition_of_what_has_ended(void **state)
{
	struct city_fixture c;
	int64_t first, second;

	(void)state;
	city_open(&c);
	city_act_as(&c, CITY_FRONT);
	first = report_of(&c, true);
	second = report_of(&c, true);
	assert_ok(ACT(&c, report_reject(c.cx, first, 0, "tidak ada orangnya")));
	assert_refused(&c, report_duplicate(c.cx, second, 0, first),
		       T_CASEWORK_REFUSE_DUPLICATE_URGENT);
	city_close_whole(&c);
}

/* The officer who decides has seen more than the rules. */
static void a_plan_without_an_emergency_is_none_whatever_the_report_was(void **state)
{
	struct city_fixture c;
	struct case_new n = { .title = "Laki-laki di terminal",
			      .subject_kind = SUBJECT_UNKNOWN,
			      .urgent = true,
			      .decided = true };
	struct step_new step = social;
	int64_t id[2] = { 0 }, report;

	(void)state;
	city_open(&c);
	n.region_id = c.region;
	step.unit_id = c.unit[CITY_DESK];
	for (n.n_steps = 0; n.n_steps < 2; n.n_steps++) {
		report = city_report(&c);
		city_act_as(&c, CITY_COORDINATOR);
		n.steps = &step;
		assert_ok(ACT(&c, case_open(c.cx, report, 0, &n, &id[n.n_steps])));
	}
	assert_true(urgent(&c, id[0]));
	assert_false(urgent(&c, id[1]));
	city_close_whole(&c);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_left_after_an_emergency_has_the_limits_of_working_days),
		cmocka_unit_test(a_city_that_was_there_before_is_put_right_by_a_migration),
		cmocka_unit_test(an_emergency_nobody_saw_to_goes_on_until_the_plan_is_another),
		cmocka_unit_test(an_emergency_step_makes_the_case_one_and_its_clock_run),
		cmocka_unit_test(an_urgent_report_makes_the_case_it_is_added_to_urgent),
		cmocka_unit_test(a_date_that_is_nearer_stays_when_an_urgent_case_is_merged_into_it),
		cmocka_unit_test(an_emergency_is_not_the_repetition_of_what_is_none),
		cmocka_unit_test(an_emergency_is_not_the_repetition_of_what_has_ended),
		cmocka_unit_test(a_plan_without_an_emergency_is_none_whatever_the_report_was),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
