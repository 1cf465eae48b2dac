/*
 * Two who write of one receiver at the same time: whoever comes second has read what the first
 * wrote, so that one row of a thing holds and the sums agree with the rows.
 */
#include "lib/meeting.h"

#include "base/str.h"
#include "feature/benefit/benefit.h"
#include "feature/registry/registry.h"

enum { K_MAX = 60, ROUNDS_SQLITE = 4 };

/* Each with a context of its own. */
struct writer {
	struct house h;
	struct meeting_actor actor;
	struct benefit b;
	int64_t id;
};

struct two {
	struct house host;
	struct writer w[2];
	int64_t person;
};

static enum err make_person(struct ctx *cx, void *arg)
{
	struct origin o = { .source = "siak", .valid_from = date_from_ymd(2020, 1, 1) };
	const struct fact_book *book;
	struct two *t = arg;
	struct facts f;

	TRY(fact_book(cx, &book));
	f = facts_new(cx, book, FACT_PERSON);
	facts_set_core(&f, CORE_NAME, "Dedi Supriadi");
	facts_set_core(&f, CORE_KNOWN, "1");
	facts_set_core(&f, CORE_REGION, str_digits(cx->arena, t->host.c.region));
	return subject_new(cx, &f, &o, &t->person);
}

static int setup(void **state)
{
	static struct two t;

	house_open(&t.host);
	city_act_as(&t.host.c, CITY_MANAGER);
	assert_ok(test_write(&t.host.c.t, make_person, &t));
	stops_set(t.host.app->pool, meeting_place);
	for (unsigned i = 0; i < LEN(t.w); i++) {
		house_join(&t.w[i].h, &t.host, i + 1);
		city_act_as(&t.w[i].h.c, CITY_MANAGER);
	}
	*state = &t;
	return 0;
}

static int teardown(void **state)
{
	struct two *t = *state;

	for (unsigned i = 0; i < LEN(t->w); i++)
		house_part(&t->w[i].h);
	house_close(&t->host);
	return 0;
}

static struct benefit aid(const struct two *t, unsigned round, int64_t amount, int32_t on)
{
	char *period = arena_printf(t->host.c.cx->arena, "%04u-03", 1990 + round);

	return (struct benefit){
		.person_id = t->person,
		.programme = "insidentil",
		.part = "",
		.period = period,
		.period_on = benefit_period_on(period),
		.state = BENEFIT_PAID,
		.amount = amount,
		.quantity = DB_NONE,
		.paid_on = on,
		.since = on,
		.source = "dtsen",
	};
}

static enum err add(struct ctx *cx, void *arg)
{
	struct writer *w = arg;
	enum benefit_fate fate;

	TRY(benefit_receiver(cx, &w->b));
	return benefit_add(cx, &w->b, &w->id, &fate);
}

static enum err correct(struct ctx *cx, void *arg)
{
	struct writer *w = arg;

	return benefit_correct(cx, &w->b, &w->id);
}

static enum err add_alone(void *arg)
{
	struct writer *w = arg;

	return test_write(&w->h.c.t, add, w);
}

static enum err correct_alone(void *arg)
{
	struct writer *w = arg;

	return test_write(&w->h.c.t, correct, w);
}

/* The first stands still before its k-th statement; false when it has fewer. */
static bool meet(struct two *t, enum err (*act)(void *arg), unsigned k)
{
	for (unsigned i = 0; i < LEN(t->w); i++) {
		err_clear(t->w[i].h.c.cx);
		t->w[i].h.c.cx->now = t->host.c.cx->now;
		t->w[i].actor = (struct meeting_actor){ .act = act, .arg = &t->w[i] };
	}
	return meeting_run(&t->host, &t->w[0].actor, &t->w[1].actor, test_on_pg() ? k : 0);
}

static int64_t holding(struct two *t, unsigned round)
{
	return city_int(&t->host.c,
			"SELECT CAST(count(*) AS BIGINT) FROM benefit WHERE holds = 1 AND "
			"period_code = '%lld-03'",
			1990 + (int64_t)round);
}

static enum err count_faults(struct ctx *cx, void *arg)
{
	size_t *n = arg;
	char **lines;

	return benefit_tally_faults(cx, &lines, n);
}

static void assert_one_holds(struct two *t, unsigned round)
{
	size_t faults = 0;

	if (holding(t, round) != 1)
		fail_msg("%lld rows hold after round %u", (long long)holding(t, round), round);
	assert_ok(test_write(&t->host.c.t, count_faults, &faults));
	assert_int_equal(faults, 0);
}

static void of_two_lists_that_name_one_aid_at_once_one_row_holds(void **state)
{
	struct two *t = *state;
	unsigned k = 1;
	bool more;

	do {
		t->w[0].b = aid(t, k, 600000, date_from_ymd(2026, 3, 20));
		t->w[1].b = aid(t, k, 450000, date_from_ymd(2026, 3, 21));
		more = meet(t, add_alone, k);
		for (unsigned i = 0; i < LEN(t->w); i++)
			assert_int_equal(t->w[i].actor.result, ERR_OK);
		assert_one_holds(t, k);
	} while (++k < K_MAX && (test_on_pg() ? more : k <= ROUNDS_SQLITE));
	assert_true(k < K_MAX);
}

static void of_two_corrections_of_one_row_at_once_the_second_is_refused(void **state)
{
	struct two *t = *state;
	unsigned k = 1;
	bool more;

	do {
		t->w[0].b = aid(t, k, 600000, date_from_ymd(2026, 3, 20));
		assert_ok(test_write(&t->w[0].h.c.t, add, &t->w[0]));
		for (unsigned i = 0; i < LEN(t->w); i++) {
			t->w[i].b = aid(t, k, 450000 + i, date_from_ymd(2026, 3, 12));
			t->w[i].b.replaces_id = t->w[0].id;
		}
		more = meet(t, correct_alone, k);
		assert_int_equal(
		    (t->w[0].actor.result == ERR_OK) + (t->w[1].actor.result == ERR_OK), 1);
		assert_int_equal((t->w[0].actor.result == ERR_CONFLICT) +
				     (t->w[1].actor.result == ERR_CONFLICT),
				 1);
		assert_one_holds(t, k);
	} while (++k < K_MAX && (test_on_pg() ? more : k <= ROUNDS_SQLITE));
	assert_true(k < K_MAX);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
		    of_two_lists_that_name_one_aid_at_once_one_row_holds, setup, teardown),
		cmocka_unit_test_setup_teardown(
		    of_two_corrections_of_one_row_at_once_the_second_is_refused, setup, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
