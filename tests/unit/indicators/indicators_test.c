/* Figures: they add up to the rows behind them, keep to one's reach, and hide what is protected. */
#include "figures.h"

#include "base/clock.h"
#include "feature/account/account.h"
#include "feature/casework/casework.h"
#include "feature/indicators/indicators.h"
#include "feature/indicators/indicators_web.h"
#include "feature/reference/reference.h"
#include "platform/audit/audit.h"

#include <string.h>

static const struct route *const tables[] = { indicators_routes, behind_routes, needs_routes,
					      watch_routes, NULL };

static struct web w;

static int open_all(void **state)
{
	(void)state;
	web_open_at(&w, tables, LEN(tables) - 1);
	casework_set_report_sealer(desk_report_seal);
	return 0;
}

static int close_all(void **state)
{
	(void)state;
	web_close(&w);
	return 0;
}

static struct indicator_row sum_of(enum city_person who, enum indicator_by by)
{
	struct indicator_row *rows;
	size_t n;

	city_act_as(&w.c, who);
	assert_ok(ACT(&w.c, indicator_open(w.c.cx, by, &rows, &n)));
	return indicator_sum(rows, n);
}

/* Seven ordinary cases at the desk, and two protected ones. */
static void fill(void)
{
	for (int i = 0; i < 7; i++)
		(void)city_case(&w.c, NULL, 0, false);
	for (int i = 0; i < 2; i++)
		(void)city_case(&w.c, NULL, 0, true);
}

static void every_grouping_adds_up_to_the_same_open_cases(void **state)
{
	(void)state;
	fill();
	assert_int_equal(sum_of(CITY_HEAD, BY_REGION).open, 7);
	assert_int_equal(sum_of(CITY_HEAD, BY_UNIT).open, 7);
	assert_int_equal(sum_of(CITY_HEAD, BY_AGE).open, 7);
	assert_int_equal(sum_of(CITY_HEAD, BY_AGE).fresh, 7);
	assert_int_equal(sum_of(CITY_HEAD, BY_UNIT).late, 0);
}

static void a_figure_has_as_many_rows_behind_it_as_it_says(void **state)
{
	const char *target =
	    arena_printf(w.c.cx->arena, "/ikhtisar/kasus.csv?region=%lld", (long long)w.c.region);

	(void)state;
	assert_int_equal(numbers_in(web_get_as(&w, CITY_HEAD, "/ikhtisar/kasus.csv")), 7);
	assert_int_equal(numbers_in(web_get_as(&w, CITY_HEAD, target)), 7);
	assert_int_equal(numbers_in(web_get_as(&w, CITY_HEAD, "/ikhtisar/kasus.csv?age=1")), 7);
	assert_int_equal(numbers_in(web_get_as(&w, CITY_HEAD, "/ikhtisar/kasus.csv?age=2")), 0);
	assert_int_equal(numbers_in(web_get_as(&w, CITY_HEAD, "/ikhtisar/kasus.csv?late=1")), 0);
	assert_int_equal(numbers_in(web_get_as(&w, CITY_HEAD, "/ikhtisar/kasus.csv?fresh=1")), 7);
	assert_int_equal(numbers_in(web_get_as(&w, CITY_HEAD, "/ikhtisar/kasus.csv?age=2&fresh=1")),
			 0);
}

/* On paper and in another tab a list must say of itself which one it is. */
static void a_list_behind_a_figure_says_what_it_is_narrowed_to(void **state)
{
	const char *late = arena_printf(w.c.cx->arena, "/ikhtisar/kasus?late=1&unit=%lld",
					(long long)w.c.unit[CITY_REHAB]);

	(void)state;
	assert_true(web_shows(&w, CITY_HEAD, "/ikhtisar/kasus", "<h1>Kasus berjalan</h1>"));
	assert_true(web_shows(&w, CITY_HEAD, late, "<h1>Kasus terlambat</h1>"));
	assert_true(web_shows(&w, CITY_HEAD, late, "<p class=\"lead\">Dinsos Rehsos. "));
	assert_true(web_shows(&w, CITY_HEAD, "/ikhtisar/kasus?region=0&age=2",
			      "Belum diketahui kelurahannya · 8 sampai 30 hari"));
	assert_true(web_shows(
	    &w, CITY_HEAD,
	    arena_printf(w.c.cx->arena, "/ikhtisar/langkah?region=%lld", (long long)w.c.region),
	    "<p class=\"lead\">Gunung Puyuh. "));
}

static void late_is_counted_from_the_deadline_on(void **state)
{
	(void)state;
	w.c.cx->now = TEST_NOW + 60 * USEC_DAY;
	assert_int_equal(sum_of(CITY_HEAD, BY_UNIT).late, 7);
	assert_int_equal(sum_of(CITY_HEAD, BY_REGION).late, 7);
	assert_int_equal(sum_of(CITY_HEAD, BY_REGION).fresh, 0);
	assert_int_equal(numbers_in(web_get_as(&w, CITY_HEAD, "/ikhtisar/kasus.csv?late=1")), 7);
	assert_int_equal(numbers_in(web_get_as(&w, CITY_HEAD, "/ikhtisar/kasus.csv?fresh=1")), 0);
	w.c.cx->now = TEST_NOW;
}

static void a_region_sees_its_own_cases_only(void **state)
{
	(void)state;
	assert_int_equal(sum_of(CITY_COORDINATOR, BY_REGION).open, 7);
	assert_int_equal(sum_of(CITY_OTHER_FRONT, BY_REGION).open, 0);
	assert_int_equal(numbers_in(web_get_as(&w, CITY_OTHER_FRONT, "/ikhtisar/kasus.csv")), 0);
	assert_int_equal(web_get_as(&w, CITY_FRONT, "/ikhtisar").status, 403);
}

static void protected_cases_are_one_figure_that_is_not_shown_below_five(void **state)
{
	struct http_answer a = web_get_as(&w, CITY_HEAD, "/ikhtisar");

	(void)state;
	assert_int_equal(a.status, 200);
	assert_true(web_holds(&a, "kurang dari 5"));
	assert_true(web_holds(&a, "tidak ditampilkan"));
	for (int i = 0; i < 3; i++)
		(void)city_case(&w.c, NULL, 0, true);
	a = web_get_as(&w, CITY_HEAD, "/ikhtisar");
	assert_false(web_holds(&a, "kurang dari 5"));
	assert_false(web_shows(&w, CITY_COORDINATOR, "/ikhtisar", "Kasus terlindungi se-kota"));
}

/* Opens a case whose first act comes after a while and whose outcome after another. */
static void case_of_times(int64_t until_act, int64_t until_outcome)
{
	int64_t began = w.c.cx->now, id = city_case(&w.c, NULL, 0, false);

	city_act_as(&w.c, CITY_MANAGER);
	w.c.cx->now = began + until_act;
	assert_ok(
	    ACT(&w.c, case_assess(w.c.cx, id, 0, w.c.cx->now, 0, "Dinilai di tempat.", NULL)));
	if (until_outcome != 0) {
		w.c.cx->now = began + until_outcome;
		if (city_int(&w.c,
			     "SELECT count(*) FROM casefile WHERE decided_at IS NULL AND id = %lld",
			     id) > 0)
			assert_ok(ACT(&w.c, case_decide(w.c.cx, id, 0, NULL)));
		assert_ok(ACT(&w.c, case_close(w.c.cx, id, 0, "mandiri", "Sudah mandiri.")));
	}
	w.c.cx->now = began;
}

static void the_median_is_the_middle_value(void **state)
{
	struct indicator_medians m;

	(void)state;
	city_act_as(&w.c, CITY_HEAD);
	assert_ok(ACT(&w.c, indicator_medians(w.c.cx, &m)));
	assert_int_equal(m.first_act, DB_NONE);
	assert_int_equal(m.acted, 0);
	case_of_times(5 * USEC_MINUTE, 3 * USEC_DAY + USEC_HOUR);
	case_of_times(2 * USEC_HOUR + USEC_MINUTE, 0);
	case_of_times(9 * USEC_DAY, 40 * USEC_DAY);
	city_act_as(&w.c, CITY_HEAD);
	assert_ok(ACT(&w.c, indicator_medians(w.c.cx, &m)));
	assert_int_equal(m.first_act, 2 * USEC_HOUR);
	assert_int_equal(m.acted, 3);
	assert_int_equal(m.outcome, 3 * USEC_DAY);
	assert_int_equal(m.ended, 2);
	w.c.cx->now += 100 * USEC_DAY;
	assert_ok(ACT(&w.c, indicator_medians(w.c.cx, &m)));
	assert_int_equal(m.acted, 0);
}

/* ---- needs ------------------------------------------------------------------------------- */

static struct need_report needs(int32_t until)
{
	struct need_report report;

	city_act_as(&w.c, CITY_HEAD);
	assert_ok(ACT(&w.c, need_report(w.c.cx, until, &report)));
	return report;
}

static int64_t total(const struct need_report *report, enum need_by by)
{
	int64_t n = 0;

	for (size_t i = 0; i < report->n_figures[by]; i++)
		n += report->figures[by][i].n;
	return n;
}

static void a_refusal_is_a_need_in_every_grouping_from_its_day_on(void **state)
{
	int64_t id = city_case(&w.c, NULL, 0, false), referral, went;
	int32_t today = ref_today(w.c.cx);
	struct need_report report;

	(void)state;
	city_act_as(&w.c, CITY_FRONT);
	assert_ok(ACT(&w.c, referral_send(w.c.cx, id, 0,
					  &(struct referral_new){ .kind = REFERRAL_HANDOVER,
								  .to_unit_id = w.c.unit[CITY_RSUD],
								  .body = "mohon" },
					  &referral, &went)));
	city_act_as(&w.c, CITY_DOCTOR);
	assert_ok(ACT(&w.c, referral_refuse(w.c.cx, referral, 0, NULL, "penuh", "penuh")));
	report = needs(today);
	assert_int_equal(report.total.n, 1);
	assert_int_equal(total(&report, NEEDS_REGION), 1);
	assert_int_equal(total(&report, NEEDS_SERVICE), 1);
	assert_int_equal(total(&report, NEEDS_REASON), 1);
	assert_int_equal(report.total.priced, 0);
	assert_int_equal(needs(today - 1).total.n, 0);
	assert_int_equal(numbers_in(web_get_as(&w, CITY_HEAD, "/kebutuhan/rincian.csv")), 1);
	assert_int_equal(
	    numbers_in(web_get_as(&w, CITY_HEAD, "/kebutuhan/rincian.csv?reason=lain")), 0);
}

static void a_need_costs_what_the_reference_data_say_its_service_costs(void **state)
{
	const struct step_new step = { .service = "asesmen",
				       .limit_code = "asesmen",
				       .reason = "lagi",
				       .unit_id = w.c.unit[CITY_RSUD] };
	int32_t today = ref_today(w.c.cx);
	int64_t before = needs(today).total.n, id, referral;
	struct need_report report;

	(void)state;
	city_system(&w.c);
	assert_ok(ACT(&w.c, say_of_service(w.c.cx, "asesmen", "{\"cost\":75000}")));
	id = city_case(&w.c, &step, 1, false);
	referral = city_int(&w.c, "SELECT id FROM referral WHERE case_id = %lld", id);
	city_act_as(&w.c, CITY_DOCTOR);
	assert_ok(ACT(&w.c, referral_refuse(w.c.cx, referral, 0, NULL, "penuh", "penuh")));
	report = needs(today);
	assert_int_equal(report.total.n, before + 1);
	assert_int_equal(report.total.priced, 1);
	assert_int_equal(report.total.cost, 75000);
}

static void needs_come_as_page_sheet_and_wall(void **state)
{
	struct http_answer a = web_get_as(&w, CITY_HEAD, "/kebutuhan/lembar");

	(void)state;
	assert_int_equal(a.status, 200);
	assert_memory_equal(a.body.p, "%PDF", 4);
	assert_int_equal(web_get_as(&w, CITY_HEAD, "/kebutuhan").status, 200);
	assert_int_equal(web_get_as(&w, CITY_HEAD, "/kebutuhan/layar").status, 200);
	assert_int_equal(web_get_as(&w, CITY_HEAD, "/kebutuhan.xlsx").status, 200);
	assert_int_equal(web_get_as(&w, CITY_FRONT, "/kebutuhan").status, 403);
	/* A day that has not been is no cut-off date. */
	assert_false(web_shows(&w, CITY_HEAD, "/kebutuhan?sampai=2099-12-31", "Desember 2099"));
	assert_true(web_shows(&w, CITY_HEAD, "/kebutuhan?sampai=2026-01-31", "31 Januari 2026"));
}

/* Who may not open cases can't tell whose need it is, nor can who looks at the wall. */
static void few_needs_are_hidden_from_who_may_not_open_them(void **state)
{
	struct http_answer a;

	(void)state;
	city_become(&w.c, CITY_DPO, ROLE_TREASURER);
	a = web_get_as(&w, CITY_DPO, "/kebutuhan.json");
	assert_true(web_holds(&a, "\"n\":\"kurang dari 5\""));
	assert_false(web_holds(&a, "75000"));
	assert_false(web_holds(&a, "\"n\":1"));
	assert_false(web_shows(&w, CITY_DPO, "/kebutuhan", "Jumlah"));
	/* A cost that is known and closed is not said to be unknown. */
	assert_true(web_shows(&w, CITY_DPO, "/kebutuhan", "tidak ditampilkan"));
	assert_false(web_shows(&w, CITY_DPO, "/kebutuhan", "belum diketahui"));
	a = web_get_as(&w, CITY_DPO, "/kebutuhan.csv");
	assert_true(web_holds(&a, ",kurang dari 5,"));
	/* A wall is looked at by everybody. */
	a = web_get_as(&w, CITY_HEAD, "/kebutuhan/layar");
	assert_true(web_holds(&a, "kurang dari 5 kebutuhan"));
	a = web_get_as(&w, CITY_HEAD, "/kebutuhan.json");
	assert_true(web_holds(&a, "\"cost\":75000"));
	city_become(&w.c, CITY_DPO, ROLE_DPO);
}

static void late_steps_are_counted_by_unit_and_listed_behind_the_figure(void **state)
{
	const struct step_new step = { .service = "asesmen",
				       .limit_code = "asesmen",
				       .reason = "lagi",
				       .unit_id = w.c.unit[CITY_REHAB] };
	const int64_t then = w.c.cx->now;
	struct late_steps *late;
	const char *behind = arena_printf(w.c.cx->arena, "/ikhtisar/langkah.csv?unit=%lld",
					  (long long)w.c.unit[CITY_REHAB]);
	size_t n, i;

	(void)state;
	(void)city_case(&w.c, &step, 1, false);
	(void)city_case(&w.c, &step, 1, true);
	city_act_as(&w.c, CITY_HEAD);
	assert_ok(ACT(&w.c, indicator_late(w.c.cx, &late, &n)));
	assert_int_equal(n, 0);
	w.c.cx->now = then + 60 * USEC_DAY;
	assert_ok(ACT(&w.c, indicator_late(w.c.cx, &late, &n)));
	for (i = 0; i < n && late[i].unit_id != w.c.unit[CITY_REHAB]; i++)
		continue;
	assert_true(i < n);
	assert_int_equal(late[i].n, 1);
	assert_int_equal(numbers_in(web_get_as(&w, CITY_HEAD, behind)), 1);
	assert_int_equal(web_get_as(&w, CITY_WORKER, "/ikhtisar/langkah").status, 200);
	w.c.cx->now = then;
}

/* ---- late, whoever holds it --------------------------------------------------------------- */

/*
 * Counted by the history of the baton, which the figures do not read: it rose by the clock and no
 * step has been added since, or its limit has passed this minute.
 */
#define ROSE                                                                                \
	"(SELECT count(*) FROM baton_log b WHERE b.object_kind = 2 AND b.object_id = c.id " \
	"AND b.reason = 'escalated' AND NOT EXISTS (SELECT 1 FROM case_event e "            \
	"WHERE e.case_id = c.id AND e.what = 'event.step_added' AND e.recorded_at >= b.at)"
#define OPEN_CASES                                                                         \
	"SELECT count(*) FROM casefile c WHERE c.state IN (1, 2) AND c.protected = 0 AND " \
	"c.paused_until IS NULL AND "
static const char late_by_history[] = OPEN_CASES ROSE ") > 0 AND c.due_at >= %lld";
static const char held_late_by_history[] =
    OPEN_CASES ROSE " AND b.from_unit_id = b.to_unit_id AND b.to_unit_id = c.holder_unit_id "
		    "AND b.at >= c.held_since_at) > 0 AND c.due_at >= %lld";
static const char late_steps[] =
    "SELECT count(*) FROM step s JOIN casefile c ON c.id = s.case_id "
    "WHERE s.state = 1 AND c.protected = 0 AND c.paused_until IS NULL AND s.due_at < %lld";
static const char past_this_minute[] = OPEN_CASES "c.due_at < %lld";

static void assert_figures_as_counted(void)
{
	int64_t now_past = city_int(&w.c, past_this_minute, w.c.cx->now);
	int64_t late = city_int(&w.c, late_by_history, w.c.cx->now) + now_past;
	int64_t held = city_int(&w.c, held_late_by_history, w.c.cx->now) + now_past;
	int64_t steps = city_int(&w.c, late_steps, w.c.cx->now);

	for (int by = 0; by < BY__MAX; by++) {
		struct indicator_row sum = sum_of(CITY_HEAD, (enum indicator_by)by);

		if (by == BY_KIND) /* a case may have several, and may have none */
			continue;
		assert_int_equal(sum.late, late);
		assert_int_equal(sum.held_late, held);
		assert_int_equal(sum.steps, steps);
	}
	assert_int_equal(numbers_in(web_get_as(&w, CITY_HEAD, "/ikhtisar/kasus.csv?late=1")), late);
	assert_int_equal(
	    numbers_in(web_get_as(&w, CITY_HEAD, "/ikhtisar/kasus.csv?late=1&pemegang=1")), held);
	assert_int_equal(numbers_in(web_get_as(&w, CITY_HEAD, "/ikhtisar/langkah.csv")), steps);
}

/* Every figure of every row has as many lines behind it as it says. */
static void assert_rows_have_their_lists(enum indicator_by by, const char *filter)
{
	struct indicator_row *rows;
	size_t n;

	city_act_as(&w.c, CITY_HEAD);
	assert_ok(ACT(&w.c, indicator_open(w.c.cx, by, &rows, &n)));
	for (size_t i = 0; i < n; i++) {
		const char *which =
		    rows[i].code != NULL
			? arena_printf(w.c.cx->arena, "%s=%s", filter, rows[i].code)
			: arena_printf(w.c.cx->arena, "%s=%lld", filter, (long long)rows[i].id);
		const struct {
			const char *list;
			int64_t figure;
		} behind[] = {
			{ "kasus.csv?", rows[i].open },
			{ "kasus.csv?late=1&", rows[i].late },
			{ "kasus.csv?late=1&pemegang=1&", rows[i].held_late },
			{ "langkah.csv?", rows[i].steps },
		};

		assert_non_null(rows[i].name);
		for (size_t k = 0; k < LEN(behind); k++) {
			const char *target =
			    arena_printf(w.c.cx->arena, "/ikhtisar/%s%s", behind[k].list, which);

			assert_int_equal(numbers_in(web_get_as(&w, CITY_HEAD, target)),
					 behind[k].figure);
		}
	}
}

static int64_t late_cases(void)
{
	return sum_of(CITY_HEAD, BY_REGION).late;
}

static void a_case_that_rises_stays_late_until_somebody_acts(void **state)
{
	const struct step_new more = { .service = "asesmen",
				       .limit_code = "asesmen",
				       .reason = "dikerjakan",
				       .unit_id = w.c.unit[CITY_DESK] };
	int64_t id = city_case(&w.c, NULL, 0, false), first = city_holder(&w.c, id), step, before;

	(void)state;
	for (int i = 0; i < 200 && city_holder(&w.c, id) == first; i++)
		assert_true(city_next_deadline(&w.c));
	assert_int_not_equal(city_holder(&w.c, id), first);
	assert_true(city_int(&w.c, "SELECT due_at FROM casefile WHERE id = %lld", id) >
		    w.c.cx->now);
	assert_figures_as_counted();
	before = late_cases();
	assert_true(before > sum_of(CITY_HEAD, BY_REGION).held_late);
	city_act_as(&w.c, CITY_MANAGER);
	assert_ok(ACT(&w.c, step_add(w.c.cx, id, 0, &more, NULL, &step)));
	assert_int_equal(late_cases(), before - 1);
	assert_figures_as_counted();
	for (int i = 0; i < 30; i++) {
		assert_true(city_next_deadline(&w.c));
		assert_figures_as_counted();
	}
}

/* What is not owed now is not late; the promise stays missed, so that no pause makes it kept. */
static void a_late_case_is_late_to_nobody_while_its_clock_stands(void **state)
{
	const struct step_new step = { .service = "asesmen",
				       .limit_code = "asesmen",
				       .reason = "dikerjakan" };
	int64_t id = city_case(&w.c, &step, 1, false), first = city_holder(&w.c, id), late, steps;

	(void)state;
	for (int i = 0; i < 200 && city_holder(&w.c, id) == first; i++)
		assert_true(city_next_deadline(&w.c));
	late = late_cases();
	steps = sum_of(CITY_HEAD, BY_UNIT).steps;
	city_act_as(&w.c, CITY_MANAGER);
	assert_ok(ACT(&w.c, case_pause(w.c.cx, id, 0, "berkas", w.c.cx->now + 3 * USEC_DAY)));
	assert_int_equal(late_cases(), late - 1);
	assert_int_equal(sum_of(CITY_HEAD, BY_UNIT).steps, steps - 1);
	assert_figures_as_counted();
	city_act_as(&w.c, CITY_MANAGER);
	assert_ok(ACT(&w.c, case_resume(w.c.cx, id, 0)));
	assert_int_equal(late_cases(), late);
	assert_int_equal(sum_of(CITY_HEAD, BY_UNIT).steps, steps);
	assert_figures_as_counted();
}

static struct indicator_row reports_of(enum city_person who)
{
	struct indicator_row r = { 0 };

	city_act_as(&w.c, who);
	assert_ok(ACT(&w.c, indicator_reports(w.c.cx, &r)));
	return r;
}

static int64_t listed(const char *target)
{
	struct http_answer a = web_get_as(&w, CITY_HEAD, target);
	const char *p = a.body.p, *end = p + a.body.n;
	int64_t n = 0;

	while ((p = memmem(p, (size_t)(end - p), "LP-", 3)) != NULL) {
		n++;
		p += 3;
	}
	return n;
}

static void a_report_past_its_promise_is_late_though_it_rose_to_somebody_else(void **state)
{
	struct indicator_row before = reports_of(CITY_HEAD);
	int64_t id = city_report(&w.c), first, due;

	(void)state;
	assert_int_equal(reports_of(CITY_HEAD).reports, before.reports + 1);
	assert_int_equal(reports_of(CITY_HEAD).late_reports, before.late_reports);
	first = city_int(&w.c, "SELECT holder_unit_id FROM report WHERE id = %lld", id);
	due = city_int(&w.c, "SELECT due_at FROM report WHERE id = %lld", id);
	for (int i = 0;
	     i < 200 &&
	     city_int(&w.c, "SELECT holder_unit_id FROM report WHERE id = %lld", id) == first;
	     i++)
		assert_true(city_next_deadline(&w.c));
	assert_true(city_int(&w.c, "SELECT due_at FROM report WHERE id = %lld", id) > w.c.cx->now);
	assert_int_equal(city_int(&w.c, "SELECT missed_at FROM report WHERE id = %lld", id), due);
	assert_int_equal(reports_of(CITY_HEAD).late_reports, before.late_reports + 1);
	assert_int_equal(listed("/ikhtisar/laporan.csv"), reports_of(CITY_HEAD).reports);
	assert_int_equal(listed("/ikhtisar/laporan.csv?late=1"),
			 reports_of(CITY_HEAD).late_reports);
	assert_int_equal(reports_of(CITY_OTHER_FRONT).reports, 0);
}

/* By kelurahan and by unit: the sums are the tiles, and each row has its two lists. */
static void assert_reports_have_their_lists(enum indicator_by by, const char *filter)
{
	struct indicator_row all = reports_of(CITY_HEAD);
	struct indicator_row *rows, sum;
	size_t n;

	city_act_as(&w.c, CITY_HEAD);
	assert_ok(ACT(&w.c, indicator_open(w.c.cx, by, &rows, &n)));
	sum = indicator_sum(rows, n);
	assert_int_equal(sum.reports, all.reports);
	assert_int_equal(sum.late_reports, all.late_reports);
	for (size_t i = 0; i < n; i++) {
		const char *list = arena_printf(w.c.cx->arena, "/ikhtisar/laporan.csv?%s=%lld",
						filter, (long long)rows[i].id);

		assert_non_null(rows[i].name);
		assert_int_equal(listed(list), rows[i].reports);
		assert_int_equal(listed(arena_printf(w.c.cx->arena, "%s&late=1", list)),
				 rows[i].late_reports);
	}
}

static void reports_not_decided_are_told_by_kelurahan_and_unit_with_their_lists(void **state)
{
	(void)state;
	(void)city_report(&w.c);
	assert_true(reports_of(CITY_HEAD).late_reports > 0);
	assert_reports_have_their_lists(BY_REGION, "region");
	assert_reports_have_their_lists(BY_UNIT, "unit");
	assert_true(web_shows(&w, CITY_HEAD, "/ikhtisar?menurut=unit", "/ikhtisar/laporan?unit="));
	assert_false(web_shows(&w, CITY_HEAD, "/ikhtisar?menurut=umur", "/ikhtisar/laporan?age="));
}

static void run(const char *sql)
{
	int64_t ignored;

	assert_ok(ACT(&w.c, city_query(w.c.cx, sql, false, &ignored, NULL)));
}

/* Far more than any page shows: the figure is the number, not where counting stopped. */
static void late_steps_are_counted_however_many(void **state)
{
	const int64_t then = w.c.cx->now;
	int64_t before, id = city_case(&w.c, NULL, 0, false);

	(void)state;
	w.c.cx->now = then + 60 * USEC_DAY;
	before = sum_of(CITY_HEAD, BY_REGION).steps;
	run(arena_printf(
	    w.c.cx->arena,
	    "INSERT INTO step (city, id, case_id, ordinal, service, unit_id, state, emergency, "
	    "limit_code, due_at, activated_at, reason, by_id, made_at, region_id, opened_at, "
	    "protected) WITH RECURSIVE k (k) AS (SELECT 1 UNION ALL SELECT k + 1 FROM k WHERE "
	    "k < 2500) SELECT c.city, k.k, c.id, 100 + k.k, 'asesmen', c.holder_unit_id, 1, 0, "
	    "'asesmen', c.opened_at, c.opened_at, 'banyak', 1, c.opened_at, c.region_id, "
	    "c.opened_at, 0 FROM casefile c CROSS JOIN k WHERE c.id = %lld RETURNING 1",
	    (long long)id));
	for (int by = 0; by < BY__MAX; by++)
		if (by != BY_KIND)
			assert_int_equal(sum_of(CITY_HEAD, (enum indicator_by)by).steps,
					 before + 2500);
	run("DELETE FROM step WHERE ordinal > 100 RETURNING 1");
	w.c.cx->now = then;
}

/* Codes of the log that no word is kept for would be shown raw. */
static void what_the_log_says_was_done_is_said_in_words(void **state)
{
	char event[80], key[100];
	const char *next;

	(void)state;
	event[0] = '\0';
	for (int seen = 0;; seen++) {
		next = city_text(
		    &w.c,
		    arena_printf(w.c.cx->arena,
				 "SELECT min(event) FROM audit_leaf WHERE event > '%s'", event),
		    0);
		if (next == NULL) {
			assert_true(seen > 5);
			break;
		}
		(void)snprintf(event, sizeof(event), "%s", next);
		for (enum lang lang = LANG_ID; lang <= LANG_EN; lang++) {
			(void)snprintf(key, sizeof(key), "watch.did.%s", event);
			if (text_by_key(lang, key) == NULL)
				fail_msg("%s: what is it in words?", event);
		}
	}
}

static void each_late_figure_opens_its_list_in_every_grouping(void **state)
{
	(void)state;
	assert_true(late_cases() > 0);
	assert_true(sum_of(CITY_HEAD, BY_UNIT).steps > 0);
	assert_rows_have_their_lists(BY_REGION, "region");
	assert_rows_have_their_lists(BY_UNIT, "unit");
	assert_rows_have_their_lists(BY_KIND, "kind");
	assert_rows_have_their_lists(BY_AGE, "age");
	assert_true(web_shows(&w, CITY_HEAD, "/ikhtisar", "siapa pun pemegangnya sekarang"));
}

static void a_session_in_the_log_says_with_what_and_when_it_was_opened(void **state)
{
	char token[AUTH_TOKEN_SIZE];

	(void)state;
	city_act_as(&w.c, CITY_FRONT);
	assert_ok(ACT(&w.c, session_open(w.c.cx, w.c.person[CITY_FRONT], "10.0.0.7",
					 "Mozilla/5.0 (Linux; Android 14; K) Chrome/120.0 Mobile "
					 "Safari/537.36",
					 token)));
	assert_true(web_shows(&w, CITY_DPO, "/audit", "Chrome, Android, dibuka "));
	assert_true(web_shows(&w, CITY_DPO, "/audit.csv", "user="));
	assert_true(web_shows(&w, CITY_DPO, "/audit.csv", "Chrome, Android"));
}

static void what_an_act_did_is_said_in_words_of_the_reference_data(void **state)
{
	int64_t id = city_case(&w.c, NULL, 0, false);

	(void)state;
	city_act_as(&w.c, CITY_MANAGER);
	assert_ok(ACT(&w.c, case_pause(w.c.cx, id, 0, "luar", w.c.cx->now + USEC_DAY)));
	assert_true(web_shows(&w, CITY_DPO, "/audit", "kode Menunggu instansi luar"));
	assert_false(web_shows(&w, CITY_DPO, "/audit", "code=luar"));
	assert_true(web_shows(&w, CITY_DPO, "/audit.csv", "code=luar"));
}

static void a_line_of_the_log_has_a_page_that_says_who_what_when_and_where_it_stands(void **state)
{
	int64_t id = city_case(&w.c, NULL, 0, false), line, size;
	const char *page;

	(void)state;
	city_act_as(&w.c, CITY_MANAGER);
	assert_ok(ACT(&w.c, case_pause(w.c.cx, id, 0, "luar", w.c.cx->now + USEC_DAY)));
	line = city_int(&w.c, "SELECT max(id) FROM audit_leaf WHERE event = 'casework.pause'", 0);
	page = web_path(&w, "/audit/", line, "");
	assert_true(web_shows(&w, CITY_DPO, page, "kode Menunggu instansi luar"));
	assert_true(web_shows(&w, CITY_DPO, page, "mendapat urutan dalam beberapa detik"));
	assert_int_equal(web_get(&w, web_path(&w, "/audit/", line, "/bukti")).status, 404);
	assert_ok(audit_sequence(w.c.cx, w.c.t.app.pool, &size));
	assert_true(web_shows(&w, CITY_DPO, page, web_path(&w, "/audit/", line, "/bukti\"")));
	assert_true(
	    web_shows(&w, CITY_DPO, web_path(&w, "/audit/", line, "/bukti"), "\"leaf_hash\""));
	assert_true(web_shows(&w, CITY_DPO, web_path(&w, "/audit/", line, ".json"), "code=luar"));
	assert_int_equal(web_get(&w, "/audit/77").status, 404);
	assert_int_equal(web_get_as(&w, CITY_FRONT, page).status, 403);
}

static void what_is_worst_stands_first_and_ages_in_their_order(void **state)
{
	struct indicator_row *rows;
	size_t n;

	(void)state;
	city_act_as(&w.c, CITY_HEAD);
	for (enum indicator_by by = BY_REGION; by < BY__MAX; by++) {
		assert_ok(ACT(&w.c, indicator_open(w.c.cx, by, &rows, &n)));
		assert_true(by != BY_UNIT || n > 1);
		for (size_t i = 1; i < n; i++)
			assert_true(by == BY_AGE ? rows[i - 1].id < rows[i].id
						 : rows[i - 1].late > rows[i].late ||
						       (rows[i - 1].late == rows[i].late &&
							rows[i - 1].open >= rows[i].open));
	}
}

/* Who may not open cases can't tell one person from a figure, nor by taking figures apart. */
static void figures_of_few_cases_are_hidden_from_who_may_not_open_them(void **state)
{
	struct http_answer a;

	(void)state;
	city_become(&w.c, CITY_DPO, ROLE_TREASURER);
	a = web_get_as(&w, CITY_DPO, "/ikhtisar.json?menurut=kelurahan");
	assert_int_equal(a.status, 200);
	/* Seven cases, in the row and in the tile, and two that are protected. */
	assert_true(web_holds(&a, "\"open\":\"5\""));
	assert_true(web_holds(&a, "\"value\":5"));
	assert_false(web_holds(&a, "7\""));
	assert_false(web_holds(&a, ":7"));
	assert_true(web_holds(&a, "\"kurang dari 5\""));
	assert_false(web_holds(&a, "\"map\""));
	assert_false(web_holds(&a, "\"bars\""));
	a = web_get_as(&w, CITY_DPO, "/ikhtisar");
	assert_true(web_holds(&a, "dibulatkan ke kelipatan 5"));
	assert_false(web_holds(&a, "Jumlah"));
	a = web_get_as(&w, CITY_DPO, "/ikhtisar.csv?menurut=unit");
	assert_false(web_holds(&a, ",7,"));
	assert_true(web_shows(&w, CITY_HEAD, "/ikhtisar", "Jumlah"));
	city_become(&w.c, CITY_DPO, ROLE_DPO);
}

static void only_those_who_watch_see_the_log(void **state)
{
	(void)state;
	assert_int_equal(web_get_as(&w, CITY_FRONT, "/audit").status, 403);
	assert_int_equal(web_get_as(&w, CITY_FRONT, "/jejak").status, 403);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_grouping_adds_up_to_the_same_open_cases),
		cmocka_unit_test(figures_of_few_cases_are_hidden_from_who_may_not_open_them),
		cmocka_unit_test(a_figure_has_as_many_rows_behind_it_as_it_says),
		cmocka_unit_test(a_list_behind_a_figure_says_what_it_is_narrowed_to),
		cmocka_unit_test(late_is_counted_from_the_deadline_on),
		cmocka_unit_test(a_region_sees_its_own_cases_only),
		cmocka_unit_test(protected_cases_are_one_figure_that_is_not_shown_below_five),
		cmocka_unit_test(the_median_is_the_middle_value),
		cmocka_unit_test(a_refusal_is_a_need_in_every_grouping_from_its_day_on),
		cmocka_unit_test(a_need_costs_what_the_reference_data_say_its_service_costs),
		cmocka_unit_test(needs_come_as_page_sheet_and_wall),
		cmocka_unit_test(few_needs_are_hidden_from_who_may_not_open_them),
		cmocka_unit_test(late_steps_are_counted_by_unit_and_listed_behind_the_figure),
		cmocka_unit_test(a_session_in_the_log_says_with_what_and_when_it_was_opened),
		cmocka_unit_test(
		    a_line_of_the_log_has_a_page_that_says_who_what_when_and_where_it_stands),
		cmocka_unit_test(only_those_who_watch_see_the_log),
		cmocka_unit_test(what_an_act_did_is_said_in_words_of_the_reference_data),
		cmocka_unit_test(a_report_past_its_promise_is_late_though_it_rose_to_somebody_else),
		cmocka_unit_test(a_late_case_is_late_to_nobody_while_its_clock_stands),
		cmocka_unit_test(a_case_that_rises_stays_late_until_somebody_acts),
		cmocka_unit_test(
		    reports_not_decided_are_told_by_kelurahan_and_unit_with_their_lists),
		cmocka_unit_test(late_steps_are_counted_however_many),
		cmocka_unit_test(each_late_figure_opens_its_list_in_every_grouping),
		cmocka_unit_test(what_the_log_says_was_done_is_said_in_words),
		cmocka_unit_test(what_is_worst_stands_first_and_ages_in_their_order),
	};

	return cmocka_run_group_tests(tests, open_all, close_all);
}
