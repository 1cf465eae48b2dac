/* Everybody compared with everybody: found, asked, stopped, begun anew, learnt from. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "fixture.h"

#include "feature/linking/linking_impl.h"
#include "feature/reference/reference.h"
#include "platform/assets/assets.h"

static int setup(void **state)
{
	static struct city_fixture c;

	city_open(&c);
	city_system(&c);
	*state = &c;
	return 0;
}

static int teardown(void **state)
{
	struct city_fixture *c = *state;

	whole_forget(c->cx);
	city_close(c);
	return 0;
}

/* ---- acts ---------------------------------------------------------------------------------- */

static void ask(struct city_fixture *c)
{
	city_act_as(c, CITY_MANAGER);
	assert_ok(ACT(c, whole_ask(c->cx, WHOLE_ASKED)));
	city_system(c);
}

/* Slices until nothing is left, or until the run is in a state. */
static void work_until(struct city_fixture *c, int64_t state)
{
	bool busy = true;

	city_system(c);
	while (busy && city_int(c, "SELECT max(state) FROM link_run", 0) != state)
		assert_ok(whole_step(c->cx, c->t.app.pool, &busy));
}

static struct whole_run last_run(struct city_fixture *c)
{
	struct whole_run *runs;
	size_t n;

	assert_ok(ACT(c, whole_runs(c->cx, 1, &runs, &n)));
	assert_int_equal(n, 1);
	return runs[0];
}

/* One alone, so that max(state) tells of it. */
static struct whole_run run(struct city_fixture *c)
{
	(void)city_int(c, "DELETE FROM link_run RETURNING id", 0);
	ask(c);
	work_until(c, WHOLE_DONE);
	return last_run(c);
}

#define OPEN_PAIRS "SELECT count(*) FROM link_pair WHERE state IN (1, 4)"

static const char rina[] = "Rina Kartika|1988-03-07|Euis Sumiati|3272014703880002|Sukabumi";
static const char rina_again[] = "RINA KARTIKHA|1988-07-03|Euis Sumiati";
/* Nothing that the feed looks candidates up by: neither number, day, family nor the whole name. */
static const char rini[] = "Rini Kartika|1988-03-08|Euis Sumiati|3272014803880002|Sukabumi";

/* People who have nothing to do with one another. */
static void add_crowd(struct city_fixture *c, int n)
{
	static const char *const first[] = { "Asep",  "Ujang", "Neneng", "Iis",  "Dadan",
					     "Yayan", "Euis",  "Tatang", "Cucu", "Lilis" };
	static const char *const last[] = {
		"Sunandar", "Kosasih",  "Rohaeti", "Mulyana", "Saputra",
		"Hidayat",  "Nurjanah", "Permana", "Suryana", "Wijaya"
	};

	for (int i = 0; i < n; i++)
		(void)add(c, arena_printf(c->cx->arena, "%s %s|%d-%02d-%02d|%s %s", first[i % 10],
					  last[i / 10 % 10], 1940 + i % 67, 1 + i % 12, 1 + i % 28,
					  first[(i + 3) % 10], last[(i + 7) % 10]));
}

/* ---- tests --------------------------------------------------------------------------------- */

static void pairs_become_questions_as_those_of_the_feed_do(void **state)
{
	struct city_fixture *c = *state;
	int64_t a = add(c, rina), b = add(c, rina_again);
	struct link_pair *list;
	struct whole_run r;
	size_t n;

	add_crowd(c, 40);
	r = run(c);
	assert_int_equal(r.state, WHOLE_DONE);
	assert_int_equal(r.people, 42);
	assert_int_equal(r.total, 42);
	assert_int_equal(r.questions + r.sure, 1);
	assert_true(r.ended_at >= r.began_at && r.memory_kb > 0);
	city_act_as(c, CITY_COORDINATOR);
	assert_ok(ACT(c, link_questions(c->cx, r.sure > 0, NULL, 10, &list, &n)));
	assert_int_equal(n, 1);
	assert_int_equal(list[0].a_id, MIN(a, b));
	assert_int_equal(list[0].b_id, MAX(a, b));
	assert_non_null(strstr(list[0].words, "tertukar hari dan bulan"));
}

static void whom_the_feed_does_not_meet_is_found_and_stays_when_he_changes(void **state)
{
	struct city_fixture *c = *state;
	int64_t b;

	(void)add(c, "Rina Kartika Sari|1988-03-07|Euis Sumiati|3272014703880002|Sukabumi");
	b = add(c, rini);
	add_crowd(c, 40);
	look(c);
	assert_int_equal(city_int(c, OPEN_PAIRS, 0), 0);
	(void)run(c);
	assert_int_equal(city_int(c, OPEN_PAIRS, 0), 1);
	tell(c, b, "address", "Jl. Merdeka 5");
	look(c);
	assert_int_equal(city_int(c, OPEN_PAIRS, 0), 1);
	tell(c, b, "name", "Joko Susilo");
	tell(c, b, "mother", "Painem");
	tell(c, b, "birth_date", "1961-01-05");
	look(c);
	assert_int_equal(city_int(c, OPEN_PAIRS, 0), 0);
}

static void different_is_never_asked_again(void **state)
{
	struct city_fixture *c = *state;
	int64_t pair;

	(void)add(c, rina);
	(void)add(c, rina_again);
	(void)run(c);
	pair = city_int(c, "SELECT id FROM link_pair", 0);
	city_act_as(c, CITY_COORDINATOR);
	assert_ok(ACT(c, link_answer_different(c->cx, pair)));
	(void)run(c);
	assert_int_equal(city_int(c, OPEN_PAIRS, 0), 0);
	assert_int_equal(city_int(c, "SELECT state FROM link_pair", 0), LINK_DIFFERENT);
}

static void who_is_protected_merged_or_withdrawn_is_not_compared(void **state)
{
	static const char *const made[] = {
		"UPDATE person SET protected = 1 WHERE id = %lld RETURNING id",
		"UPDATE person SET state = 9 WHERE id = %lld RETURNING id",
	};
	struct city_fixture *c = *state;

	for (size_t i = 0; i < LEN(made); i++) {
		(void)add(c, rina);
		assert_int_not_equal(city_int(c, made[i], add(c, rina_again)), DB_NONE);
		assert_int_equal(run(c).people, 1);
		assert_int_equal(city_int(c, OPEN_PAIRS, 0), 0);
		(void)city_int(c, "UPDATE person SET state = 9 RETURNING id", 0);
	}
}

static void whoever_became_protected_while_it_went_is_not_asked_about(void **state)
{
	struct city_fixture *c = *state;
	int64_t b;

	(void)add(c, rina);
	b = add(c, rina_again);
	ask(c);
	work_until(c, WHOLE_ASKS);
	(void)city_int(c, "UPDATE person SET protected = 1 WHERE id = %lld RETURNING id", b);
	work_until(c, WHOLE_DONE);
	assert_int_equal(last_run(c).found, 1);
	assert_int_equal(city_int(c, "SELECT count(*) FROM link_pair", 0), 0);
}

static void after_a_restart_it_begins_anew_wherever_it_stood(void **state)
{
	static const int64_t at[] = { WHOLE_READS, WHOLE_COMPARES, WHOLE_ASKS };
	struct city_fixture *c = *state;

	(void)add(c, rina);
	(void)add(c, rina_again);
	for (size_t i = 0; i < LEN(at); i++) {
		(void)city_int(c, "DELETE FROM link_run RETURNING id", 0);
		ask(c);
		work_until(c, at[i]);
		whole_forget(c->cx);
		c->cx->now += 5 * USEC_MINUTE;
		work_until(c, WHOLE_DONE);
		assert_int_equal(last_run(c).state, WHOLE_DONE);
		assert_int_equal(last_run(c).people, 2);
		assert_int_equal(city_int(c, OPEN_PAIRS, 0), 1);
	}
}

static void what_ends_the_process_three_times_is_given_up(void **state)
{
	struct city_fixture *c = *state;

	(void)add(c, rina);
	ask(c);
	for (int i = 0; i < 3; i++) {
		work_until(c, WHOLE_READS);
		whole_forget(c->cx);
		c->cx->now += 5 * USEC_MINUTE;
		(void)city_int(c, "UPDATE link_run SET state = 1 WHERE state = 2 RETURNING id", 0);
	}
	work_until(c, WHOLE_FAILED);
	assert_int_equal(last_run(c).state, WHOLE_FAILED);
	assert_string_equal(last_run(c).fault, "process");
}

static void somebody_stops_it_and_nothing_of_it_stays(void **state)
{
	struct city_fixture *c = *state;
	bool busy = true;

	(void)add(c, rina);
	(void)add(c, rina_again);
	ask(c);
	work_until(c, WHOLE_COMPARES);
	city_act_as(c, CITY_MANAGER);
	assert_ok(ACT(c, whole_stop(c->cx)));
	assert_int_equal(ACT(c, whole_stop(c->cx)), ERR_CONFLICT);
	city_system(c);
	while (busy) {
		c->cx->now += USEC_SECOND;
		assert_ok(whole_step(c->cx, c->t.app.pool, &busy));
	}
	assert_int_equal(last_run(c).state, WHOLE_STOPPED);
	assert_int_equal(city_int(c, "SELECT count(*) FROM link_pair", 0), 0);
}

static void asked_for_twice_it_is_done_once(void **state)
{
	struct city_fixture *c = *state;

	(void)add(c, rina);
	ask(c);
	ask(c);
	assert_int_equal(city_int(c, "SELECT count(*) FROM link_run", 0), 1);
}

static void the_feed_need_not_look_at_whom_it_has_compared(void **state)
{
	struct city_fixture *c = *state;

	look(c);
	(void)add(c, rina);
	(void)add(c, rina_again);
	(void)run(c);
	(void)city_int(c, "DELETE FROM link_pair RETURNING id", 0);
	look(c);
	assert_int_equal(city_int(c, "SELECT count(*) FROM link_pair", 0), 0);
	(void)add(c, "Rina Kartika|1988-03-07|Euis Sumiati");
	look(c);
	assert_true(city_int(c, "SELECT count(*) FROM link_pair", 0) > 0);
}

/* A minute of the schedule. */
static void minute(struct city_fixture *c)
{
	bool busy = true;

	city_system(c);
	c->cx->now += 2 * USEC_MINUTE;
	while (busy)
		assert_ok(whole_step(c->cx, c->t.app.pool, &busy));
}

static void set_schedule(struct city_fixture *c, const char *code, const char *doc)
{
	int64_t version;

	act_begin(c);
	assert_ok(act_end(c, ref_edit(c->cx, "link_schedule", code, 1,
				      &(struct ref_values){ .label_id = "x",
							    .label_en = "x",
							    .doc = doc,
							    .source = "uji",
							    .valid_from = ref_today(c->cx),
							    .valid_to = DATE_NONE },
				      "uji", &version)));
}

static void it_is_asked_for_after_many_changes_and_after_some_days(void **state)
{
	struct city_fixture *c = *state;

	(void)add(c, rina);
	(void)add(c, rina_again);
	set_schedule(c, "changed", "{\"people\":3}");
	for (int i = 0; i < 3; i++)
		minute(c);
	assert_int_equal(city_int(c, "SELECT count(*) FROM link_run", 0), 0);
	(void)add(c, "Joko Susilo|1961-01-05|Painem");
	for (int i = 0; i < 3; i++)
		minute(c);
	assert_int_equal(city_int(c, "SELECT count(*) FROM link_run WHERE state = 5", 0), 1);
	assert_int_equal(last_run(c).cause, WHOLE_CHANGED);
	for (int i = 0; i < 3; i++)
		minute(c);
	assert_int_equal(city_int(c, "SELECT count(*) FROM link_run", 0), 1);
	c->cx->now += 31 * USEC_DAY;
	for (int i = 0; i < 3; i++)
		minute(c);
	assert_int_equal(city_int(c, "SELECT count(*) FROM link_run WHERE state = 5", 0), 2);
	assert_int_equal(last_run(c).cause, WHOLE_TIME);
}

/* The model that the program carries, of a city where one is more often there twice. */
static const char *model_of_many_doubles(struct city_fixture *c)
{
	char *text = arena_strdup(c->cx->arena, model_built_in()->data), *share;

	share = strstr(text, "share 1.");
	assert_non_null(share);
	share[strlen("share ")] = '9';
	return text;
}

static void a_model_that_was_learnt_is_weighed_by_until_it_is_switched_off(void **state)
{
	struct city_fixture *c = *state;
	struct near_ask *ask = ARENA_NEW(c->cx->arena, struct near_ask);
	int64_t weight[3];
	struct link_model m;

	(void)add(c, rina);
	for (int i = 0; i < 3; i++) {
		struct facts f;

		act_begin(c);
		if (i == 1)
			assert_ok(model_add_run(
			    c->cx,
			    &(struct model_add_args){
				.id = 77,
				.run_id = 1,
				.people = 1000,
				.body = model_of_many_doubles(c),
				.chances =
				    "name:same:900000:900000:1200,name:sounds:20000:20000:300" },
			    NULL));
		if (i == 2)
			assert_ok(link_model_switch(c->cx, 77, true));
		f = facts_of(c, rina_again);
		ask->facts = &f;
		assert_ok(act_end(c, near_persons(c->cx, ask, 1)));
		weight[i] = ask->n > 0 ? ask->near[0].weight : -1;
	}
	assert_int_not_equal(weight[0], weight[1]);
	assert_int_equal(weight[0], weight[2]);
	assert_ok(ACT(c, link_model_get(c->cx, &m)));
	assert_int_equal(m.n_chances, 2);
	assert_string_equal(m.chance[1].level, "berbunyi sama");
	assert_int_equal(m.chance[0].same, 900000);
	assert_true(m.off);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(pairs_become_questions_as_those_of_the_feed_do),
		TEST(whom_the_feed_does_not_meet_is_found_and_stays_when_he_changes),
		TEST(different_is_never_asked_again),
		TEST(who_is_protected_merged_or_withdrawn_is_not_compared),
		TEST(whoever_became_protected_while_it_went_is_not_asked_about),
		TEST(after_a_restart_it_begins_anew_wherever_it_stood),
		TEST(what_ends_the_process_three_times_is_given_up),
		TEST(somebody_stops_it_and_nothing_of_it_stays),
		TEST(asked_for_twice_it_is_done_once),
		TEST(the_feed_need_not_look_at_whom_it_has_compared),
		TEST(it_is_asked_for_after_many_changes_and_after_some_days),
		TEST(a_model_that_was_learnt_is_weighed_by_until_it_is_switched_off),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
