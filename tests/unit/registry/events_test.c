/* Events of families: nobody is in two of them, and none loses its head silently. */
#include "lib/city.h"

#include "base/str.h"
#include "feature/registry/event.h"
#include "feature/registry/registry.h"

/* Dedi, head; Siti, his wife; Rizki and Ayu, their children: written down today. */
enum { DEDI, SITI, RIZKI, AYU, FOUR };

struct home {
	struct city_fixture c;
	const struct fact_book *book;
	int64_t person[FOUR], family;
};

static const struct origin today = { .source = "kk_ktp", .valid_from = DATE_NONE };

static enum err make(struct home *h)
{
	static const struct {
		const char *name, *relation;
	} people[FOUR] = {
		[DEDI] = { "Dedi Suhendar", "1" },
		[SITI] = { "Siti Nurhayati", "3" },
		[RIZKI] = { "Rizki Suhendar", "4" },
		[AYU] = { "Ayu Lestari", "4" },
	};
	struct ctx *cx = h->c.cx;
	struct facts f;

	TRY(fact_book(cx, &h->book));
	f = facts_new(cx, h->book, FACT_FAMILY);
	facts_set_core(&f, CORE_KK, "3272031001080003");
	TRY(subject_new(cx, &f, &today, &h->family));
	for (size_t i = 0; i < FOUR; i++) {
		f = facts_new(cx, h->book, FACT_PERSON);
		facts_set_core(&f, CORE_NAME, people[i].name);
		facts_set_core(&f, CORE_KNOWN, "1");
		facts_set_core(&f, CORE_STATE, "1");
		TRY(subject_new(cx, &f, &today, &h->person[i]));
		TRY(family_join(cx, h->family, h->person[i], (int)people[i].relation[0] - '0', 0,
				&today));
	}
	return ERR_OK;
}

static void home_open(struct home *h)
{
	city_open(&h->c);
	assert_ok(ACT(&h->c, make(h)));
}

static void home_close(struct home *h)
{
	city_close(&h->c);
}

static int64_t head(struct home *h, int64_t family)
{
	return city_int(&h->c, "SELECT coalesce(head_id, 0) FROM family WHERE id = %lld", family);
}

static int64_t living(struct home *h, int64_t family)
{
	return city_int(&h->c, "SELECT members FROM family WHERE id = %lld", family);
}

static int64_t family_of(struct home *h, int who)
{
	return city_int(&h->c, "SELECT coalesce(family_id, 0) FROM person WHERE id = %lld",
			h->person[who]);
}

static struct origin on(struct home *h, int days_ago)
{
	return (struct origin){ .source = "kk_ktp",
				.valid_from = clock_date(h->c.cx->now, 420) - (int32_t)days_ago };
}

static void a_head_who_dies_leaves_a_head_behind(void **state)
{
	struct origin week = { 0 };
	struct home h;

	(void)state;
	home_open(&h);
	week = on(&h, 7);
	assert_int_equal(ACT(&h.c, person_died(h.c.cx, h.person[DEDI], 0, &week)), ERR_INVALID);
	assert_int_equal(head(&h, h.family), h.person[DEDI]);
	assert_int_equal(ACT(&h.c, person_died(h.c.cx, h.person[DEDI], h.person[DEDI], &week)),
			 ERR_INVALID);
	/* Of last week, while her relation was written down today: it holds all the same. */
	assert_ok(ACT(&h.c, person_died(h.c.cx, h.person[DEDI], h.person[SITI], &week)));
	assert_int_equal(head(&h, h.family), h.person[SITI]);
	assert_int_equal(living(&h, h.family), 3);
	assert_int_equal(
	    city_int(&h.c, "SELECT relation FROM person WHERE id = %lld", h.person[SITI]), 1);
	home_close(&h);
}

static void one_who_was_not_dead_is_head_again(void **state)
{
	struct home h;

	(void)state;
	home_open(&h);
	assert_ok(ACT(&h.c, person_died(h.c.cx, h.person[DEDI], h.person[SITI], &today)));
	assert_ok(ACT(&h.c, person_returned(h.c.cx, h.person[DEDI], &today)));
	assert_int_equal(head(&h, h.family), h.person[DEDI]);
	assert_int_equal(living(&h, h.family), 4);
	assert_int_equal(
	    city_int(&h.c, "SELECT relation FROM person WHERE id = %lld", h.person[SITI]), 3);
	assert_int_equal(ACT(&h.c, person_returned(h.c.cx, h.person[DEDI], &today)), ERR_CONFLICT);
	home_close(&h);
}

static void who_moves_away_belongs_to_no_family_and_comes_back_to_his(void **state)
{
	struct origin week;
	struct home h;

	(void)state;
	home_open(&h);
	week = on(&h, 7);
	assert_ok(ACT(&h.c, person_moved_out(h.c.cx, h.person[RIZKI], 0, &week)));
	assert_int_equal(family_of(&h, RIZKI), 0);
	assert_int_equal(living(&h, h.family), 3);
	assert_ok(ACT(&h.c, person_returned(h.c.cx, h.person[RIZKI], &today)));
	assert_int_equal(family_of(&h, RIZKI), h.family);
	assert_int_equal(living(&h, h.family), 4);
	home_close(&h);
}

/* How it stood so many days ago. */
static int64_t state_on(struct home *h, int who, int days_ago)
{
	struct facts facts;
	bool existed;
	int64_t state;

	assert_ok(db_read_begin(h->c.cx, h->c.t.app.pool));
	assert_ok(subject_as_of(h->c.cx, FACT_PERSON, h->person[who], on(h, days_ago).valid_from,
				INT64_MAX, &facts, &existed));
	state = facts_core_int(&facts, CORE_STATE, 0);
	db_read_end(h->c.cx, h->c.t.app.pool);
	return state;
}

static void who_really_comes_back_was_away_meanwhile(void **state)
{
	struct family_event came = { .kind = EVENT_CAME };
	struct event_said said;
	struct origin at;
	struct home h;

	(void)state;
	home_open(&h);
	at = on(&h, 20);
	came.person_id = h.person[RIZKI];
	came.origin = on(&h, 5);
	assert_int_equal(ACT(&h.c, event_say(h.c.cx, &came, &said)), ERR_CONFLICT);
	assert_ok(ACT(&h.c, person_moved_out(h.c.cx, h.person[RIZKI], 0, &at)));
	came.origin = on(&h, 30); /* before he went */
	assert_int_equal(ACT(&h.c, event_say(h.c.cx, &came, &said)), ERR_CONFLICT);
	came.origin = on(&h, 5);
	assert_ok(ACT(&h.c, event_say(h.c.cx, &came, &said)));
	assert_int_equal(said.id, 0); /* it counts at once: no family changes */
	assert_int_equal(state_on(&h, RIZKI, 10), PERSON_MOVED);
	assert_int_equal(state_on(&h, RIZKI, 3), PERSON_ALIVE);
	assert_int_equal(family_of(&h, RIZKI), 0);
	assert_int_equal(living(&h, h.family), 3);
	/* That he moved was no mistake, and can be taken back no longer. */
	assert_int_equal(ACT(&h.c, person_returned(h.c.cx, h.person[RIZKI], &today)), ERR_CONFLICT);
	assert_ok(ACT(&h.c, family_join(h.c.cx, h.family, h.person[RIZKI], 4, 0, &today)));
	assert_int_equal(living(&h, h.family), 4);
	home_close(&h);
}

static enum err split(struct home *h, const struct family_part *part, size_t n, int64_t new_head,
		      int64_t *ret)
{
	struct facts card = facts_new(h->c.cx, h->book, FACT_FAMILY);

	return family_split(h->c.cx, part, n, new_head, &card, &today, ret);
}

static void a_family_that_splits_has_a_head_on_both_sides(void **state)
{
	int64_t second = 0;
	struct home h;

	(void)state;
	home_open(&h);
	const struct family_part headless[] = { { h.person[RIZKI], 4 } };
	const struct family_part leaving[] = { { h.person[DEDI], 1 }, { h.person[AYU], 4 } };

	assert_int_equal(ACT(&h.c, split(&h, headless, 1, 0, &second)), ERR_INVALID);
	assert_int_equal(ACT(&h.c, split(&h, leaving, 2, 0, &second)), ERR_INVALID);
	assert_int_equal(living(&h, h.family), 4);
	assert_ok(ACT(&h.c, split(&h, leaving, 2, h.person[SITI], &second)));
	assert_int_equal(head(&h, h.family), h.person[SITI]);
	assert_int_equal(head(&h, second), h.person[DEDI]);
	assert_int_equal(living(&h, h.family), 2);
	assert_int_equal(living(&h, second), 2);
	assert_int_equal(family_of(&h, AYU), second);
	assert_int_equal(family_of(&h, RIZKI), h.family);
	home_close(&h);
}

static void the_head_steps_down_by_an_event_only(void **state)
{
	struct fact_change c;
	struct home h;

	(void)state;
	home_open(&h);
	c = (struct fact_change){ h.book->person_core[CORE_RELATION], "11" };
	assert_int_equal(
	    ACT(&h.c, subject_change(h.c.cx, FACT_PERSON, h.person[DEDI], 0, &c, 1, &today, NULL)),
	    ERR_INVALID);
	assert_int_equal(head(&h, h.family), h.person[DEDI]);
	assert_ok(
	    ACT(&h.c, subject_change(h.c.cx, FACT_PERSON, h.person[AYU], 0, &c, 1, &today, NULL)));
	assert_ok(ACT(&h.c, family_set_head(h.c.cx, h.family, h.person[RIZKI], 7, &today)));
	assert_int_equal(head(&h, h.family), h.person[RIZKI]);
	home_close(&h);
}

/* Also when what they are was written down later than the day the event says it happened. */
static void an_event_of_the_past_still_moves_people(void **state)
{
	struct origin month;
	struct home h;

	(void)state;
	home_open(&h);
	month = on(&h, 30);
	assert_ok(ACT(&h.c, family_leave(h.c.cx, h.person[RIZKI], 0, &month)));
	assert_int_equal(family_of(&h, RIZKI), 0);
	assert_int_equal(living(&h, h.family), 3);
	assert_ok(ACT(&h.c, family_join(h.c.cx, h.family, h.person[RIZKI], 4, 0, &month)));
	assert_int_equal(family_of(&h, RIZKI), h.family);
	assert_int_equal(living(&h, h.family), 4);
	home_close(&h);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_head_who_dies_leaves_a_head_behind),
		cmocka_unit_test(one_who_was_not_dead_is_head_again),
		cmocka_unit_test(who_moves_away_belongs_to_no_family_and_comes_back_to_his),
		cmocka_unit_test(who_really_comes_back_was_away_meanwhile),
		cmocka_unit_test(a_family_that_splits_has_a_head_on_both_sides),
		cmocka_unit_test(the_head_steps_down_by_an_event_only),
		cmocka_unit_test(an_event_of_the_past_still_moves_people),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
