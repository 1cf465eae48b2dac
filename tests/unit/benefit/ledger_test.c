/*
 * The ledger: what holds on a day as known at a moment, corrections, taking an import back, sums;
 * and a history played at random against every past it has seen.
 */
#include "lib/city.h"

#include <string.h>

#include "base/str.h"
#include "feature/benefit/benefit.h"
#include "feature/registry/registry.h"

enum { IMPORT = 700, OTHER_IMPORT = 701 };

static int64_t family, head, child;

static enum err make(struct city_fixture *c, int64_t of_family, const char *name,
		     const char *relation, int64_t *ret)
{
	struct origin o = { .source = "siak", .valid_from = date_from_ymd(2020, 1, 1) };
	const struct fact_book *book;
	struct facts f;

	TRY(fact_book(c->cx, &book));
	f = facts_new(c->cx, book, of_family == 0 ? FACT_FAMILY : FACT_PERSON);
	if (of_family == 0) {
		facts_set_core(&f, CORE_KK_REGION, str_digits(c->cx->arena, c->region));
		return subject_new(c->cx, &f, &o, ret);
	}
	facts_set_core(&f, CORE_NAME, name);
	facts_set_core(&f, CORE_KNOWN, "1");
	facts_set_core(&f, CORE_FAMILY, str_digits(c->cx->arena, of_family));
	facts_set_core(&f, CORE_RELATION, relation);
	facts_set_core(&f, CORE_REGION, str_digits(c->cx->arena, c->region));
	return subject_new(c->cx, &f, &o, ret);
}

static int setup(void **state)
{
	static struct city_fixture c;

	city_open(&c);
	city_act_as(&c, CITY_MANAGER);
	assert_ok(ACT(&c, make(&c, 0, NULL, NULL, &family)));
	assert_ok(ACT(&c, make(&c, family, "Dedi Supriadi", "1", &head)));
	assert_ok(ACT(&c, make(&c, family, "Rudi Supriadi", "4", &child)));
	*state = &c;
	return 0;
}

static int teardown(void **state)
{
	city_close(*state);
	return 0;
}

/* ---- helpers ------------------------------------------------------------------------------- */

static struct benefit pkh(const char *period, enum benefit_state s, int64_t amount, int32_t on)
{
	return (struct benefit){
		.person_id = head,
		.programme = "pkh",
		.part = "",
		.period = period,
		.period_on = benefit_period_on(period),
		.state = s,
		.amount = amount,
		.quantity = DB_NONE,
		.paid_on = s == BENEFIT_PAID ? on : DATE_NONE,
		.since = on,
		.source = "dtsen",
	};
}

static int32_t day(int month, int d)
{
	return date_from_ymd(2026, month, d);
}

static enum err add(struct ctx *cx, struct benefit *b, int64_t *ret_id, enum benefit_fate *fate)
{
	TRY(benefit_receiver(cx, b));
	return benefit_add(cx, b, ret_id, fate);
}

static int64_t put(struct city_fixture *c, struct benefit b)
{
	enum benefit_fate fate;
	int64_t id;

	c->cx->now += USEC_MINUTE;
	assert_ok(ACT(c, add(c->cx, &b, &id, &fate)));
	return id;
}

/* What the family got, in a line: "2026-TW1 paid 600000; ...". */
static const char *seen(struct city_fixture *c, int32_t on, int64_t known)
{
	struct benefit *b;
	const char *text = "";
	size_t n;

	assert_ok(db_read_begin(c->cx, c->t.app.pool));
	assert_ok(benefit_of_family(c->cx, family, NULL, 0, on, known, &b, &n));
	for (size_t i = 0; i < n; i++)
		text = arena_printf(c->cx->arena, "%s%s%s/%d %lld", text, i > 0 ? "; " : "",
				    b[i].period, (int)b[i].state, (long long)b[i].amount);
	db_read_end(c->cx, c->t.app.pool);
	return text;
}

static const char *now(struct city_fixture *c)
{
	return seen(c, day(11, 21), INT64_MAX);
}

/* What melaju tally finds wrong: which rows hold, and the sums, as SQL counts them again. */
static size_t faults(struct city_fixture *c, const char **ret_first)
{
	char **lines;
	size_t n;

	assert_ok(ACT(c, benefit_tally_faults(c->cx, &lines, &n)));
	*ret_first = n > 0 ? lines[0] : "";
	return n;
}

/* The kept sums say what the rows that hold come to. */
static void assert_sums(struct city_fixture *c)
{
	const char *first;

	if (faults(c, &first) != 0)
		fail_msg("%s", first);
	assert_int_equal(
	    city_int(c, "SELECT CAST(coalesce(sum(n), 0) AS BIGINT) FROM benefit_tally", 0),
	    city_int(c, "SELECT CAST(count(*) AS BIGINT) FROM benefit WHERE holds = 1", 0));
	assert_int_equal(
	    city_int(c,
		     "SELECT CAST(coalesce(sum(amount), 0) AS BIGINT) FROM benefit_tally WHERE "
		     "state = 2",
		     0),
	    city_int(c,
		     "SELECT CAST(coalesce(sum(amount), 0) AS BIGINT) FROM benefit WHERE holds "
		     "= 1 AND state = 2",
		     0));
	assert_int_equal(city_int(c,
				  "SELECT CAST(count(*) AS BIGINT) FROM benefit_tally WHERE n < "
				  "0",
				  0),
			 0);
}

/* ---- one thing ----------------------------------------------------------------------------- */

static void what_is_decided_and_then_paid_is_one_aid_with_two_days(void **state)
{
	struct city_fixture *c = *state;

	put(c, pkh("2026-TW1", BENEFIT_DECIDED, 600000, day(1, 10)));
	put(c, pkh("2026-TW1", BENEFIT_PAID, DB_NONE, day(3, 20)));
	assert_string_equal(now(c), "2026-TW1/2 600000");
	assert_string_equal(seen(c, day(3, 19), INT64_MAX), "2026-TW1/1 600000");
	assert_string_equal(seen(c, day(1, 9), INT64_MAX), "");
	assert_sums(c);
}

static void the_same_said_again_writes_nothing_and_an_earlier_day_is_history(void **state)
{
	struct city_fixture *c = *state;
	struct benefit b = pkh("2026-TW1", BENEFIT_DECIDED, 600000, day(1, 10));
	enum benefit_fate fate;
	int64_t id;

	put(c, pkh("2026-TW1", BENEFIT_PAID, 600000, day(3, 20)));
	assert_int_equal(put(c, pkh("2026-TW1", BENEFIT_PAID, DB_NONE, day(3, 20))), 0);
	assert_ok(ACT(c, add(c->cx, &b, &id, &fate)));
	assert_int_equal(fate, BENEFIT_FATE_PAST);
	assert_string_equal(now(c), "2026-TW1/2 600000");
	assert_string_equal(seen(c, day(2, 1), INT64_MAX), "2026-TW1/1 600000");
	assert_sums(c);
}

static void a_correction_holds_and_what_was_known_before_stays_known(void **state)
{
	struct city_fixture *c = *state;
	int64_t old = put(c, pkh("2026-TW1", BENEFIT_PAID, 600000, day(3, 20))), before, id;
	struct benefit right = pkh("2026-TW1", BENEFIT_PAID, 450000, day(3, 12));

	before = c->cx->now;
	c->cx->now += USEC_DAY;
	right.replaces_id = old;
	right.note = "angka dari buku tabungan";
	assert_ok(ACT(c, benefit_correct(c->cx, &right, &id)));
	assert_string_equal(now(c), "2026-TW1/2 450000");
	assert_string_equal(seen(c, day(3, 15), INT64_MAX), "2026-TW1/2 450000");
	assert_string_equal(seen(c, day(3, 15), before), "");
	assert_string_equal(seen(c, day(3, 20), before), "2026-TW1/2 600000");
	assert_sums(c);
	right.replaces_id = old;
	assert_int_equal(ACT(c, benefit_correct(c->cx, &right, &id)), ERR_CONFLICT);
}

static void what_an_officer_called_a_mistake_no_list_brings_back(void **state)
{
	struct city_fixture *c = *state;
	int64_t old = put(c, pkh("2026-TW1", BENEFIT_PAID, 600000, day(3, 20))), id;
	struct benefit no = pkh("2026-TW1", BENEFIT_VOID, 600000, DATE_NONE);

	no.replaces_id = old;
	assert_ok(ACT(c, benefit_correct(c->cx, &no, &id)));
	assert_string_equal(now(c), "2026-TW1/5 600000");
	assert_int_equal(put(c, pkh("2026-TW1", BENEFIT_PAID, 600000, day(3, 20))), 0);
	assert_int_not_equal(put(c, pkh("2026-TW1", BENEFIT_PAID, 600000, day(5, 2))), 0);
	assert_string_equal(now(c), "2026-TW1/2 600000");
	assert_sums(c);
}

/* ---- who ----------------------------------------------------------------------------------- */

static void a_family_that_splits_keeps_what_it_got_and_its_members_had(void **state)
{
	struct city_fixture *c = *state;
	const struct family_part part = { child, 1 };
	const struct fact_book *book;
	struct origin o = { .source = "kk_ktp", .valid_from = day(6, 1) };
	struct benefit *b, late = pkh("2026-TW3", BENEFIT_PAID, 700000, day(8, 1));
	struct facts f;
	int64_t made;
	size_t n;

	put(c, pkh("2026-TW1", BENEFIT_PAID, 600000, day(3, 20)));
	act_begin(c);
	assert_ok(fact_book(c->cx, &book));
	f = facts_new(c->cx, book, FACT_FAMILY);
	assert_ok(act_end(c, family_split(c->cx, &part, 1, 0, &f, &o, &made)));
	put(c, late);
	late.person_id = child; /* collects it for the family that he leads now */
	put(c, late);
	assert_ok(db_read_begin(c->cx, c->t.app.pool));
	assert_ok(benefit_of_family(c->cx, family, NULL, 0, day(11, 21), INT64_MAX, &b, &n));
	assert_int_equal(n, 2);
	assert_ok(benefit_of_person(c->cx, &child, 1, day(11, 21), INT64_MAX, &b, &n));
	assert_int_equal(n, 2);
	assert_int_equal(b[0].family_id, made);
	assert_int_equal(b[1].family_id, family);
	assert_ok(benefit_of_family(c->cx, made, NULL, 0, day(11, 21), INT64_MAX, &b, &n));
	assert_int_equal(n, 1);
	db_read_end(c->cx, c->t.app.pool);
	assert_sums(c);
}

static void aid_for_a_person_is_his_and_he_needs_no_family(void **state)
{
	struct city_fixture *c = *state;
	struct benefit b = pkh("2026-03", BENEFIT_DECIDED, 42000, day(3, 1));
	const char *line;
	int64_t id;

	b.programme = "pbi_jk";
	id = put(c, b);
	assert_int_equal(city_int(c, "SELECT unit FROM benefit WHERE id = %lld", id), 1);
	assert_int_equal(city_int(c, "SELECT family_id FROM benefit WHERE id = %lld", id), family);
	assert_ok(db_read_begin(c->cx, c->t.app.pool));
	assert_ok(benefit_line(c->cx, head, &line));
	assert_string_equal(line, "PBI-JK Maret 2026 Rp42.000 (ditetapkan)");
	assert_ok(benefit_line(c->cx, child, &line));
	assert_null(line);
	db_read_end(c->cx, c->t.app.pool);
}

static void merged_people_are_one_and_taken_apart_each_has_his_own(void **state)
{
	struct city_fixture *c = *state;
	struct benefit b = pkh("2026-03", BENEFIT_PAID, 42000, day(3, 1)), *rows;
	int64_t *ids;
	size_t n, n_ids;

	b.programme = "insidentil";
	b.person_id = child;
	put(c, b);
	assert_ok(ACT(c, person_merge(c->cx, child, head, "orang yang sama")));
	assert_ok(db_read_begin(c->cx, c->t.app.pool));
	assert_ok(person_rows(c->cx, head, &ids, &n_ids));
	assert_ok(benefit_of_person(c->cx, ids, n_ids, day(11, 21), INT64_MAX, &rows, &n));
	assert_int_equal(n, 1);
	db_read_end(c->cx, c->t.app.pool);
	assert_ok(ACT(c, person_unmerge(c->cx, child, "bukan")));
	assert_ok(db_read_begin(c->cx, c->t.app.pool));
	assert_ok(person_rows(c->cx, head, &ids, &n_ids));
	assert_ok(benefit_of_person(c->cx, ids, n_ids, day(11, 21), INT64_MAX, &rows, &n));
	assert_int_equal(n, 0);
	db_read_end(c->cx, c->t.app.pool);
}

/* ---- imports ------------------------------------------------------------------------------- */

static size_t undo(struct city_fixture *c, int64_t import_id)
{
	struct undo_step step = { 0 };
	size_t left = 0;

	do {
		assert_ok(ACT(c, benefit_undo(c->cx, import_id, step.next_id, 2, &step)));
		left += step.n_left;
	} while (step.next_id != 0);
	return left;
}

static struct benefit of_import(struct benefit b, int64_t import_id)
{
	b.import_id = import_id;
	return b;
}

static void an_import_taken_back_leaves_what_was_there_and_lists_what_was_paid_since(void **state)
{
	struct city_fixture *c = *state;
	int64_t before;

	put(c, pkh("2026-TW1", BENEFIT_DECIDED, 600000, day(1, 10)));
	put(c, of_import(pkh("2026-TW1", BENEFIT_FAILED, DB_NONE, day(3, 1)), IMPORT));
	put(c, of_import(pkh("2026-TW2", BENEFIT_DECIDED, 600000, day(4, 1)), IMPORT));
	put(c, of_import(pkh("2026-TW3", BENEFIT_DECIDED, 600000, day(7, 1)), IMPORT));
	put(c, of_import(pkh("2026-TW2", BENEFIT_PAID, DB_NONE, day(5, 5)), OTHER_IMPORT));
	assert_string_equal(now(c), "2026-TW3/1 600000; 2026-TW2/2 600000; 2026-TW1/3 600000");
	before = c->cx->now;
	c->cx->now += USEC_MINUTE;
	assert_int_equal(undo(c, IMPORT), 1);
	assert_string_equal(now(c), "2026-TW2/2 600000; 2026-TW1/1 600000");
	assert_string_equal(seen(c, day(11, 21), before),
			    "2026-TW3/1 600000; 2026-TW2/2 600000; 2026-TW1/3 600000");
	assert_sums(c);
	assert_int_equal(undo(c, OTHER_IMPORT), 0);
	assert_string_equal(now(c), "2026-TW2/1 600000; 2026-TW1/1 600000");
	assert_int_equal(undo(c, OTHER_IMPORT), 0);
	assert_sums(c);
}

/* ---- at random ----------------------------------------------------------------------------- */

enum { STEPS = 120, MOMENTS = 40 };

struct moment {
	int64_t known_at;
	int32_t on;
	const char *seen;
};

/* Written by hand; some are confirmed by another officer, then or long after, some refused. */
static int64_t by_hand(struct city_fixture *c, struct benefit b)
{
	int64_t id = 0, waiting = city_int(c,
					   "SELECT coalesce(min(id), 0) FROM benefit WHERE "
					   "checked = 1",
					   0);
	enum benefit_fate fate;

	if (waiting != 0 && rng_below(c->cx->rng, 2) == 0) {
		city_act_as(c, CITY_LAST);
		(void)ACT(c, benefit_decide(c->cx, waiting, rng_below(c->cx->rng, 3) > 0, "x"));
		city_act_as(c, CITY_MANAGER);
		return 0;
	}
	act_begin(c);
	assert_ok(benefit_receiver(c->cx, &b));
	assert_ok(act_end(c, benefit_by_hand(c->cx, &b, &id, &fate)));
	return id;
}

static void act_once(struct city_fixture *c, int64_t *ids, size_t *n)
{
	static const char *const periods[] = { "2026-TW1", "2026-TW2" };
	struct rng *r = c->cx->rng;
	struct benefit b =
	    pkh(periods[rng_below(r, 2)], (enum benefit_state)(1 + rng_below(r, 4)),
		100000 * (int64_t)(1 + rng_below(r, 3)), day(1 + (int)rng_below(r, 10), 5));
	int64_t id = 0;

	switch (rng_below(r, 8)) {
	case 0:
		b.replaces_id = *n > 0 ? ids[rng_below(r, *n)] : 0;
		if (b.replaces_id != 0)
			(void)ACT(c, benefit_correct(c->cx, &b, &id));
		break;
	case 2:
	case 3:
		id = by_hand(c, b);
		break;
	case 1:
		(void)undo(c, IMPORT + (int64_t)rng_below(r, 3));
		break;
	default:
		b.import_id = rng_below(r, 3) == 0 ? 0 : IMPORT + (int64_t)rng_below(r, 3);
		id = put(c, b);
	}
	if (id != 0)
		ids[(*n)++] = id;
}

static void every_past_stays_what_it_was_whatever_is_said_later(void **state)
{
	struct city_fixture *c = *state;
	struct moment m[MOMENTS];
	int64_t ids[STEPS];
	size_t n = 0, n_moments = 0;

	for (int i = 0; i < STEPS; i++) {
		c->cx->now += USEC_MINUTE;
		act_once(c, ids, &n);
		if (i % (STEPS / MOMENTS) == 0 && n_moments < MOMENTS) {
			m[n_moments] =
			    (struct moment){ .known_at = c->cx->now,
					     .on = day(1 + (int)rng_below(c->cx->rng, 11), 15) };
			m[n_moments].seen = seen(c, m[n_moments].on, INT64_MAX);
			n_moments++;
		}
		if (i % 10 == 9)
			assert_sums(c);
	}
	for (size_t i = 0; i < n_moments; i++)
		assert_string_equal(seen(c, m[i].on, m[i].known_at), m[i].seen);
}

static enum err spoil(struct ctx *cx)
{
	int64_t ignored;

	TRY(city_query(cx, "UPDATE benefit_tally SET amount = amount + 1 WHERE n > 0 RETURNING 1",
		       false, &ignored, NULL));
	return city_query(cx, "UPDATE benefit SET holds = 1 WHERE holds = 0 RETURNING 1", false,
			  &ignored, NULL);
}

static void a_wrong_mark_and_a_wrong_sum_are_found_and_put_right(void **state)
{
	struct city_fixture *c = *state;
	int64_t past = put(c, pkh("2026-TW1", BENEFIT_DECIDED, 600000, day(1, 5)));
	const char *first;

	(void)put(c, pkh("2026-TW1", BENEFIT_PAID, 600000, day(2, 5)));
	assert_int_equal(faults(c, &first), 0);
	assert_ok(ACT(c, spoil(c->cx)));
	assert_true(faults(c, &first) >= 2);
	assert_string_equal(first, arena_printf(c->cx->arena,
						"benefit row %lld is marked as holding and does "
						"not hold",
						(long long)past));
	assert_ok(ACT(c, benefit_tally_mend(c->cx)));
	assert_sums(c);
	assert_string_equal(now(c), "2026-TW1/2 600000");
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
	const struct CMUnitTest tests[] = {
		TEST(what_is_decided_and_then_paid_is_one_aid_with_two_days),
		TEST(the_same_said_again_writes_nothing_and_an_earlier_day_is_history),
		TEST(a_correction_holds_and_what_was_known_before_stays_known),
		TEST(what_an_officer_called_a_mistake_no_list_brings_back),
		TEST(a_family_that_splits_keeps_what_it_got_and_its_members_had),
		TEST(aid_for_a_person_is_his_and_he_needs_no_family),
		TEST(merged_people_are_one_and_taken_apart_each_has_his_own),
		TEST(an_import_taken_back_leaves_what_was_there_and_lists_what_was_paid_since),
		TEST(every_past_stays_what_it_was_whatever_is_said_later),
		TEST(a_wrong_mark_and_a_wrong_sum_are_found_and_put_right),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
