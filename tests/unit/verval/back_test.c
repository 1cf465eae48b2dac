/* A no or a yes by mistake: what it leaves, and what taking it back does. */
#include "fixture.h"

#include "text/verval.h"

static int64_t told(struct fixture *f, int64_t id, const char *key)
{
	return city_int(
	    &f->c,
	    arena_printf(f->c.cx->arena,
			 "SELECT count(*) FROM notice WHERE about_id = %%lld AND text_key = '%s'",
			 key),
	    id);
}

static void a_refused_request_changes_nothing_and_its_asker_is_told(void **state_)
{
	struct fixture f;
	int64_t id;

	(void)state_;
	open_fixture(&f);
	id = asked(&f, "floor", "2");
	assert_ok(decide(&f, CITY_LAST, id, false));
	assert_int_equal(state(&f, id), VERVAL_REFUSED);
	assert_string_equal(holds(&f, FACT_FAMILY, "floor", NULL), "6");
	assert_int_equal(told(&f, id, "notice.verval_refused"), 1);
	assert_int_equal(decide(&f, CITY_LAST, id, true), ERR_CONFLICT);
	close_fixture(&f);
}

static void a_no_by_mistake_is_taken_back_and_decided_again(void **state_)
{
	struct fixture f;
	int64_t id;

	(void)state_;
	open_fixture(&f);
	id = asked(&f, "floor", "2");
	assert_ok(decide(&f, CITY_LAST, id, false));
	/* What was refused can still be read. */
	assert_int_equal(
	    city_int(&f.c, "SELECT count(*) FROM verval_line WHERE verval_id = %lld AND state = 1",
		     id),
	    1);
	city_act_as(&f.c, CITY_FRONT);
	assert_int_not_equal(ACT(&f.c, verval_reconsider(f.c.cx, id, 0)), ERR_OK);
	city_act_as(&f.c, CITY_LAST);
	assert_ok(ACT(&f.c, verval_reconsider(f.c.cx, id, 0)));
	assert_int_equal(state(&f, id), VERVAL_OPEN);
	assert_int_not_equal(city_int(&f.c, "SELECT due_at FROM verval WHERE id = %lld", id), 0);
	assert_int_equal(told(&f, id, "notice.verval_reconsidered"), 1);
	/* Once: it is under way. */
	assert_int_equal(ACT(&f.c, verval_reconsider(f.c.cx, id, 0)), ERR_CONFLICT);
	assert_ok(decide(&f, CITY_LAST, id, true));
	assert_int_equal(state(&f, id), VERVAL_OPEN); /* checked; who approves is another */
	close_fixture(&f);
}

static enum err unapprove(struct fixture *f, enum city_person who, int64_t id)
{
	city_act_as(&f->c, who);
	return ACT(&f->c, verval_unapprove(f->c.cx, id, 0, "keluarga yang keliru"));
}

static int64_t approved(struct fixture *f)
{
	int64_t id = asked(f, "floor", "2");

	assert_ok(decide(f, CITY_LAST, id, true));
	assert_ok(decide(f, CITY_HEAD, id, true));
	assert_string_equal(holds(f, FACT_FAMILY, "floor", NULL), "2");
	return id;
}

static void a_yes_by_mistake_is_taken_back_and_its_facts_are_as_before(void **state_)
{
	const char *source;
	struct fixture f;
	int64_t id;

	(void)state_;
	open_fixture(&f);
	(void)holds(&f, FACT_FAMILY, "floor", &source);
	id = approved(&f);
	/* Neither who asked nor who checked nor somebody else. */
	assert_int_not_equal(unapprove(&f, CITY_FRONT, id), ERR_OK);
	assert_int_not_equal(unapprove(&f, CITY_LAST, id), ERR_OK);
	assert_ok(unapprove(&f, CITY_HEAD, id));
	assert_int_equal(state(&f, id), VERVAL_OPEN);
	assert_string_equal(holds(&f, FACT_FAMILY, "floor", &source), "6");
	assert_int_equal(waits_as(&f, id), 5);
	assert_int_equal(told(&f, id, "notice.verval_unapproved"),
			 1); /* who asked; the head did it himself */
	/* One yes is left, the first: that too can be taken back, by who gave it. */
	assert_ok(unapprove(&f, CITY_LAST, id));
	assert_int_equal(waits_as(&f, id), 4);
	assert_int_equal(unapprove(&f, CITY_LAST, id), ERR_CONFLICT);
	/* And decided again, by the same two. */
	assert_ok(decide(&f, CITY_LAST, id, true));
	assert_ok(decide(&f, CITY_HEAD, id, true));
	assert_string_equal(holds(&f, FACT_FAMILY, "floor", NULL), "2");
	close_fixture(&f);
}

static void a_yes_stays_once_it_was_entered_or_aid_was_paid_since(void **state_)
{
	struct fixture f;
	int64_t id, paid;

	(void)state_;
	open_fixture(&f);
	id = approved(&f);
	act_begin(&f.c);
	assert_ok(act_end(
	    &f.c,
	    city_query(
		f.c.cx,
		arena_printf(
		    f.c.cx->arena,
		    "INSERT INTO benefit (city, id, unit, receiver_id, family_id, programme, "
		    "component, period_code, "
		    "period_on, state, paid_on, since, source, recorded_at, by_id, holds, checked) "
		    "SELECT city, id, 2, family_id, family_id, 'pkh', '', '2026-11', 20758, 2, "
		    "approved_at / 86400000000, 20758, 'dinas', approved_at, 1, 1, 0 "
		    "FROM verval WHERE id = %lld RETURNING id",
		    (long long)id),
		false, &paid, NULL)));
	assert_int_equal(unapprove(&f, CITY_HEAD, id), ERR_CONFLICT);
	assert_int_equal(refusal(f.c.cx), T_VERVAL_UNAPPROVE_PAID);
	assert_string_equal(holds(&f, FACT_FAMILY, "floor", NULL), "2");
	close_fixture(&f);

	open_fixture(&f);
	id = approved(&f);
	city_act_as(&f.c, CITY_LAST);
	assert_ok(ACT(&f.c, verval_enter(f.c.cx, id, 0, "SIKS-1", 20778)));
	assert_int_equal(unapprove(&f, CITY_HEAD, id), ERR_CONFLICT);
	assert_int_equal(refusal(f.c.cx), T_VERVAL_UNAPPROVE_ENTERED);
	assert_string_equal(holds(&f, FACT_FAMILY, "floor", NULL), "2");
	close_fixture(&f);
}

int main(void)
{
#define T(name) cmocka_unit_test(name)
	const struct CMUnitTest tests[] = {
		T(a_refused_request_changes_nothing_and_its_asker_is_told),
		T(a_no_by_mistake_is_taken_back_and_decided_again),
		T(a_yes_by_mistake_is_taken_back_and_its_facts_are_as_before),
		T(a_yes_stays_once_it_was_entered_or_aid_was_paid_since),
	};
#undef T

	return cmocka_run_group_tests(tests, NULL, NULL);
}
