/* The sample city: every state is there, and what must always hold holds. */
#include "lib/testlib.h"

#include <stdio.h>
#include <string.h>

#include "feature/account/account.h"
#include "feature/casework/casework.h"
#include "feature/demo/demo.h"
#include "feature/directory/directory.h"
#include "feature/intake/intake.h"
#include "feature/reference/reference.h"
#include "feature/region/region.h"
#include "feature/verval/verval.h"
#include "platform/audit/audit.h"

static struct test t;

static enum err install(struct ctx *cx, void *arg)
{
	(void)arg;
	return region_install(cx, "3272");
}

static int fill_once(void **state)
{
	(void)state;
	test_open(&t);
	account_register();
	directory_set_holder_check(casework_held);
	assert_ok(reference_install(&t.cx, t.app.pool, NULL));
	assert_ok(test_write(&t, install, NULL));
	t.app.spool = arena_printf(t.cx.arena, "%s/import", t.dir);
	assert_ok(
	    demo_fill(&t.cx, t.app.pool, &(struct demo_size){ .reports = 110, .people = 2000 }));
	return 0;
}

static int close_once(void **state)
{
	(void)state;
	test_close(&t);
	return 0;
}

/* ---- reading whole tables ----------------------------------------------------------------- */

struct scan {
	const struct db_table *table;
	int64_t counts[16];
	void (*row)(struct scan *s, const struct db_cell *cells);
	int64_t faults;
	const int64_t *good;
	size_t n_good;
};

static size_t column(const struct db_table *table, const char *name)
{
	size_t i;

	for (i = 0; i < table->n_columns; i++)
		if (strcmp(table->columns[i], name) == 0)
			return i;
	fail_msg("%s has no column %s", table->name, name);
	return 0;
}

static int64_t value(const struct scan *s, const struct db_cell *cells, const char *name)
{
	return cells[column(s->table, name)].i;
}

static enum err each(struct ctx *cx, const struct db_cell *cells, void *user)
{
	struct scan *s = user;

	(void)cx;
	s->row(s, cells);
	return ERR_OK;
}

static void scan(struct scan *s, const char *table)
{
	size_t i;

	for (i = 0; i < db_tables_n; i++)
		if (strcmp(db_tables[i].name, table) == 0)
			s->table = &db_tables[i];
	assert_non_null(s->table);
	test_read_begin(&t);
	assert_ok(db_table_read(&t.cx, s->table, each, s));
	test_read_end(&t);
}

static void count_state(struct scan *s, const struct db_cell *cells)
{
	s->counts[value(s, cells, "state")]++;
}

/* ---- every state -------------------------------------------------------------------------- */

static void there_are_reports_in_every_state(void **state)
{
	struct scan s = { .row = count_state };
	int i;

	(void)state;
	scan(&s, "report");
	for (i = REPORT_RECEIVED; i < REPORT__MAX; i++)
		if (s.counts[i] == 0)
			fail_msg("no report in state %d", i);
}

static void there_are_cases_in_every_state(void **state)
{
	struct scan s = { .row = count_state };
	int i;

	(void)state;
	scan(&s, "casefile");
	for (i = CASE_OPEN; i < CASE__MAX; i++)
		if (s.counts[i] == 0)
			fail_msg("no case in state %d", i);
}

static void there_are_referrals_in_every_state(void **state)
{
	struct scan s = { .row = count_state };
	int i;

	(void)state;
	scan(&s, "referral");
	for (i = REFERRAL_SENT; i < REFERRAL__MAX; i++)
		if (s.counts[i] == 0)
			fail_msg("no referral in state %d", i);
}

static void count_request(struct scan *s, const struct db_cell *cells)
{
	int64_t state = value(s, cells, "state");

	s->counts[state]++;
	s->faults += state == VERVAL_OPEN && value(s, cells, "due_at") == DB_NONE;
}

static void there_are_requests_about_data_in_every_state(void **state)
{
	struct scan s = { .row = count_request };
	int i;

	(void)state;
	scan(&s, "verval");
	for (i = VERVAL_OPEN; i <= VERVAL_DENIED; i++)
		if (s.counts[i] == 0)
			fail_msg("no request in state %d", i);
	assert_int_equal(s.faults, 0);
}

static void see_list(struct scan *s, const struct db_cell *cells)
{
	static const char *const verdicts[] = { "new_n", "changed_n", "same_n", "doubt_n",
						"wrong_n" };

	s->counts[value(s, cells, "state")]++;
	if (value(s, cells, "state") == INTAKE_CHECKED)
		for (size_t i = 0; i < LEN(verdicts); i++)
			s->faults += value(s, cells, verdicts[i]) == 0;
}

static void lists_of_offices_wait_for_columns_for_answers_and_one_came_in(void **state)
{
	struct scan s = { .row = see_list };

	(void)state;
	scan(&s, "intake");
	assert_int_equal(s.counts[INTAKE_COLUMNS], 1);
	assert_int_equal(s.counts[INTAKE_CHECKED], 1);
	assert_int_equal(s.counts[INTAKE_APPLIED], 1);
	assert_int_equal(s.faults, 0);
}

static void see_kinds_of_cases(struct scan *s, const struct db_cell *cells)
{
	int64_t paused = value(s, cells, "paused_until"), decided = value(s, cells, "decided_at");

	s->counts[0] += paused != DB_NONE;
	s->counts[1] += decided == DB_NONE;
	s->counts[2] += value(s, cells, "protected") != 0;
}

static void some_cases_are_paused_undecided_and_protected(void **state)
{
	struct scan s = { .row = see_kinds_of_cases };

	(void)state;
	scan(&s, "casefile");
	assert_true(s.counts[0] > 0);
	assert_true(s.counts[1] > 0);
	assert_true(s.counts[2] > 0);
}

/* ---- what must hold ----------------------------------------------------------------------- */

static void check_holder(struct scan *s, const struct db_cell *cells)
{
	int64_t state = value(s, cells, "state"), holder = value(s, cells, "holder_unit_id");
	bool open = state <= 2, held = false;
	size_t i;

	for (i = 0; i < s->n_good; i++)
		held |= s->good[i] == holder;
	if (open ? !held || value(s, cells, "due_at") == DB_NONE : holder != DB_NONE)
		s->faults++;
}

static void every_open_thing_has_one_open_holder_inside_the_city(void **state)
{
	static const char *const tables[] = { "report", "casefile" };
	struct unit *units;
	int64_t inside[256];
	size_t n, i, n_inside = 0;

	(void)state;
	test_read_begin(&t);
	assert_ok(directory_list(&t.cx, NULL, &units, &n));
	for (i = 0; i < n && n_inside < LEN(inside); i++)
		if (!units[i].outside)
			inside[n_inside++] = units[i].id;
	test_read_end(&t);
	for (i = 0; i < LEN(tables); i++) {
		struct scan s = { .row = check_holder, .good = inside, .n_good = n_inside };

		scan(&s, tables[i]);
		assert_int_equal(s.faults, 0);
	}
}

static void the_audit_log_holds(void **state)
{
	struct audit_report r;

	(void)state;
	assert_ok(audit_verify(&t.cx, t.app.pool, NULL, &r));
	assert_string_equal(r.fault, "");
	assert_true(r.leaves > 1000);
	assert_int_equal(r.unsequenced, 0);
}

static void time_has_run_from_the_past_to_the_present(void **state)
{
	(void)state;
	assert_true(t.cx.now == TEST_NOW);
	assert_true(id_make(&t.app.ids, TEST_NOW) > 0);
}

static void the_city_says_that_it_is_a_sample(void **state)
{
	bool sample = false;

	(void)state;
	test_read_begin(&t);
	assert_ok(demo_is(&t.cx, &sample));
	test_read_end(&t);
	assert_true(sample);
}

static void every_login_that_is_announced_exists(void **state)
{
	const struct sample_login *logins;
	struct account a;
	size_t n, i;
	bool found;

	(void)state;
	logins = demo_logins(&n);
	test_read_begin(&t);
	for (i = 0; i < n; i++) {
		assert_ok(account_by_login(&t.cx, logins[i].login, &a, &found));
		if (!found)
			fail_msg("no account %s", logins[i].login);
	}
	test_read_end(&t);
}

/* Every service that the triage rules ask of a kind of unit is offered by such a unit. */
static void every_step_that_triage_suggests_finds_its_kind_of_unit(void **state)
{
	const struct triage_table *table;
	const struct triage_rule *rules;
	struct unit *units;
	int64_t version;
	size_t n, m, i, j;

	(void)state;
	test_read_begin(&t);
	assert_ok(ref_triage(&t.cx, &table, &version));
	rules = triage_rules(table, &n);
	for (i = 0; i < n; i++)
		for (j = 0; j < rules[i].n_steps; j++) {
			const struct triage_step *s = &rules[i].steps[j];

			assert_ok(directory_list(
			    &t.cx,
			    &(struct unit_filter){ .kind = s->unit_kind, .service = s->service },
			    &units, &m));
			if (m == 0)
				fail_msg("%s: no %s offers %s", rules[i].code, s->unit_kind,
					 s->service);
		}
	test_read_end(&t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(there_are_reports_in_every_state),
		cmocka_unit_test(there_are_cases_in_every_state),
		cmocka_unit_test(there_are_referrals_in_every_state),
		cmocka_unit_test(there_are_requests_about_data_in_every_state),
		cmocka_unit_test(lists_of_offices_wait_for_columns_for_answers_and_one_came_in),
		cmocka_unit_test(some_cases_are_paused_undecided_and_protected),
		cmocka_unit_test(every_open_thing_has_one_open_holder_inside_the_city),
		cmocka_unit_test(the_audit_log_holds),
		cmocka_unit_test(time_has_run_from_the_past_to_the_present),
		cmocka_unit_test(the_city_says_that_it_is_a_sample),
		cmocka_unit_test(every_login_that_is_announced_exists),
		cmocka_unit_test(every_step_that_triage_suggests_finds_its_kind_of_unit),
	};

	return cmocka_run_group_tests(tests, fill_once, close_once);
}
