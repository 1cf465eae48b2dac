/* The start page, search and help, as whole requests of officers of a small city. */
#include "lib/web.h"

#include "base/str.h"
#include "feature/account/account.h"
#include "feature/casework/glass.h"
#include "feature/home/home_impl.h"
#include "feature/home/home_web.h"
#include "feature/quality/quality.h"
#include "feature/quality/quality_sql.h"
#include "feature/verval/verval.h"

#include <string.h>

static const struct route *const tables[] = { home_routes, search_routes, help_routes, NULL };

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

static void who_must_choose_a_password_is_led_there_and_nowhere_else(void **state)
{
	struct account a;

	(void)state;
	city_system(&w.c);
	assert_ok(ACT(&w.c, account_get(w.c.cx, w.c.person[CITY_OTHER_FRONT], &a)));
	assert_ok(ACT(&w.c, account_reset_password(w.c.cx, a.id, a.version, "no-password")));
	assert_true(web_shows(&w, CITY_OTHER_FRONT, "/", "href=\"/sandi\""));
	assert_false(web_shows(&w, CITY_OTHER_FRONT, "/", "Tidak ada yang menunggu"));
	assert_false(web_shows(&w, CITY_FRONT, "/", "href=\"/sandi\""));
}

static void a_city_without_a_case_shows_no_chart_of_nothing(void **state)
{
	(void)state;
	assert_false(web_shows(&w, CITY_HEAD, "/", "Unit dengan kasus terbanyak"));
	(void)city_case(&w.c, NULL, 0, false);
	assert_true(web_shows(&w, CITY_HEAD, "/", "Unit dengan kasus terbanyak"));
}

/* What waits for an officer, outside a request. */
static size_t waiting(enum city_person who, struct home_task **ret)
{
	bool more;
	size_t n;

	city_act_as(&w.c, who);
	assert_ok(ACT(&w.c, home_tasks(w.c.cx, NULL, ret, &n, &more)));
	return n;
}

static bool has(const struct home_task *tasks, size_t n, enum home_kind kind, int64_t id)
{
	for (size_t i = 0; i < n; i++)
		if (tasks[i].kind == kind && tasks[i].id == id)
			return true;
	return false;
}

static int64_t handed_over(int64_t case_id, enum city_unit to)
{
	int64_t id, went;

	assert_ok(ACT(&w.c, referral_send(w.c.cx, case_id, 0,
					  &(struct referral_new){ .kind = REFERRAL_HANDOVER,
								  .to_unit_id = w.c.unit[to],
								  .body = "mohon diterima" },
					  &id, &went)));
	return id;
}

static void a_visitor_is_shown_where_to_report_and_nothing_of_the_city(void **state)
{
	struct http_answer a;

	(void)state;
	assert_ok(http_dispatch(&w.c.t.app, w.c.cx->arena, TEST_NOW,
				&(struct http_message){ .method = "GET", .target = "/" }, &a));
	assert_int_equal(a.status, 200);
	assert_true(web_holds(&a, "href=\"/lapor\""));
	assert_true(web_holds(&a, "href=\"/lacak\""));
	assert_true(web_holds(&a, "href=\"/masuk\""));
	assert_false(web_holds(&a, "KS-"));
}

static void a_report_waits_for_the_desk_that_holds_it_and_for_no_other(void **state)
{
	struct home_task *tasks;
	int64_t id = city_report(&w.c);
	size_t n;

	(void)state;
	n = waiting(CITY_FRONT, &tasks);
	assert_true(has(tasks, n, HOME_REPORT, id));
	n = waiting(CITY_OTHER_FRONT, &tasks);
	assert_false(has(tasks, n, HOME_REPORT, id));
	n = waiting(CITY_DOCTOR, &tasks);
	assert_false(has(tasks, n, HOME_REPORT, id));
}

static void what_a_volunteer_can_neither_sort_nor_decide_does_not_wait_for_him(void **state)
{
	struct home_task *tasks;
	int64_t id = city_report(&w.c);
	bool more;
	size_t n;

	(void)state;
	city_act_as(&w.c, CITY_FRONT);
	w.c.t.actor.roles = 1U << ROLE_VOLUNTEER;
	assert_ok(ACT(&w.c, home_tasks(w.c.cx, NULL, &tasks, &n, &more)));
	assert_false(has(tasks, n, HOME_REPORT, id));
	n = waiting(CITY_FRONT, &tasks);
	assert_true(has(tasks, n, HOME_REPORT, id));
}

static void a_referral_waits_for_its_receiver_and_can_be_accepted_from_the_start_page(void **state)
{
	int64_t referral = handed_over(city_case(&w.c, NULL, 0, false), CITY_RSUD);
	struct home_task *tasks;
	struct http_answer a;
	size_t n;

	(void)state;
	n = waiting(CITY_DOCTOR, &tasks);
	assert_true(has(tasks, n, HOME_REFERRAL, referral));
	assert_int_equal(tasks[0].kind, HOME_REFERRAL);
	a = web_get_as(&w, CITY_DOCTOR, "/");
	assert_int_equal(a.status, 200);
	assert_true(web_holds(
	    &a, arena_printf(w.c.cx->arena, "/rujukan/%lld/terima", (long long)referral)));
}

static void a_refused_referral_comes_back_to_its_sender_until_another_is_sent(void **state)
{
	int64_t id = city_case(&w.c, NULL, 0, false), referral = handed_over(id, CITY_RSUD);
	struct home_task *tasks;
	size_t n;

	(void)state;
	city_act_as(&w.c, CITY_DOCTOR);
	assert_ok(ACT(&w.c, referral_refuse(w.c.cx, referral, 0, NULL, "penuh", "penuh")));
	n = waiting(CITY_FRONT, &tasks);
	assert_true(has(tasks, n, HOME_CHOOSE, referral));
	w.c.cx->now += USEC_MINUTE;
	(void)handed_over(id, CITY_REHAB);
	n = waiting(CITY_FRONT, &tasks);
	assert_false(has(tasks, n, HOME_CHOOSE, referral));
	w.c.cx->now = TEST_NOW;
}

/* It waits for its penetapan, which is due in so long. */
static void undecide_until(int64_t case_id, int64_t left)
{
	int64_t id = case_id;

	assert_ok(ACT(&w.c, city_query(w.c.cx,
				       arena_printf(w.c.cx->arena,
						    "UPDATE casefile SET decided_at = NULL, "
						    "due_at = %lld WHERE id = %lld RETURNING id",
						    (long long)(w.c.cx->now + left), (long long)id),
				       false, &id, NULL)));
}

static void undecide(int64_t case_id)
{
	undecide_until(case_id, USEC_HOUR);
}

static void a_penetapan_waits_beside_a_unit_to_be_chosen(void **state)
{
	int64_t id = city_case(&w.c, NULL, 0, false), referral = handed_over(id, CITY_RSUD);
	struct home_task *tasks;
	size_t n;

	(void)state;
	city_act_as(&w.c, CITY_DOCTOR);
	assert_ok(ACT(&w.c, referral_refuse(w.c.cx, referral, 0, NULL, "penuh", "penuh")));
	undecide(id);
	n = waiting(CITY_COORDINATOR, &tasks);
	assert_true(has(tasks, n, HOME_CHOOSE, referral));
	assert_true(has(tasks, n, HOME_CASE, id));
	/* Who may not give it finds the case once. */
	n = waiting(CITY_FRONT, &tasks);
	assert_true(has(tasks, n, HOME_CHOOSE, referral));
	assert_false(has(tasks, n, HOME_CASE, id));
}

static void a_taken_case_waits_for_who_took_it(void **state)
{
	int64_t id = city_case(&w.c, NULL, 0, false);
	struct home_task *tasks;
	size_t n, i, times = 0;

	(void)state;
	city_act_as(&w.c, CITY_FRONT);
	assert_ok(ACT(&w.c, case_take(w.c.cx, id, 0, w.c.person[CITY_FRONT])));
	n = waiting(CITY_FRONT, &tasks);
	for (i = 0; i < n; i++)
		if (tasks[i].kind == HOME_CASE && tasks[i].id == id) {
			assert_true(tasks[i].mine);
			times++;
		}
	assert_int_equal(times, 1);
}

/* Of a case whose first step is the hospital's and the others are Dinas Sosial's. */
static size_t lines_of(const struct home_task *tasks, size_t n, enum home_kind kind, int64_t id,
		       const struct home_task **ret)
{
	size_t times = 0;

	for (size_t i = 0; i < n; i++)
		if (tasks[i].kind == kind && tasks[i].case_id == id) {
			*ret = &tasks[i];
			times++;
		}
	return times;
}

static void a_step_waits_once_it_is_accepted_and_several_of_a_case_are_one_line(void **state)
{
	const struct step_new steps[] = {
		{ .service = "periksa_rawat",
		  .limit_code = "darurat",
		  .reason = "sakit",
		  .unit_id = w.c.unit[CITY_RSUD] },
		{ .service = "asesmen",
		  .limit_code = "asesmen",
		  .reason = "sosial",
		  .unit_id = w.c.unit[CITY_REHAB] },
		{ .service = "penelusuran",
		  .limit_code = "asesmen",
		  .reason = "sosial",
		  .unit_id = w.c.unit[CITY_REHAB] },
	};
	int64_t id = city_case(&w.c, steps, LEN(steps), false);
	const struct home_task *line = NULL;
	struct home_task *tasks;
	size_t n, i;

	(void)state;
	n = waiting(CITY_WORKER, &tasks);
	assert_int_equal(lines_of(tasks, n, HOME_REFERRAL, id, &line), 2);
	assert_non_null(strstr(line->detail, "Penelusuran keluarga"));
	assert_int_equal(lines_of(tasks, n, HOME_STEP, id, &line), 0);
	for (i = 0; i < n; i++)
		if (tasks[i].kind == HOME_REFERRAL && tasks[i].case_id == id)
			assert_ok(ACT(&w.c, referral_accept(w.c.cx, tasks[i].id, 0, NULL, NULL)));
	n = waiting(CITY_WORKER, &tasks);
	assert_int_equal(lines_of(tasks, n, HOME_REFERRAL, id, &line), 0);
	assert_int_equal(lines_of(tasks, n, HOME_STEP, id, &line), 1);
	assert_non_null(strstr(line->detail, " · "));
}

/* The deadline of a step that runs. */
static void step_due_in(int64_t case_id, int64_t left)
{
	int64_t id;

	assert_ok(
	    ACT(&w.c, city_query(w.c.cx,
				 arena_printf(w.c.cx->arena,
					      "UPDATE step SET due_at = %lld WHERE case_id = %lld "
					      "AND ordinal = 1 RETURNING id",
					      (long long)(w.c.cx->now + left), (long long)case_id),
				 false, &id, NULL)));
}

/* Whoever answers for the unit reads of the step in the overview: so must the unit. */
static void
a_late_step_of_ones_own_case_makes_its_line_late_but_not_while_its_clock_stands(void **state)
{
	const struct step_new step = { .service = "asesmen",
				       .limit_code = "asesmen",
				       .reason = "sosial",
				       .unit_id = w.c.unit[CITY_DESK] };
	int64_t mine = city_case(&w.c, &step, 1, false), free = city_case(&w.c, &step, 1, false);
	const struct home_task *line = NULL;
	struct home_task *tasks;
	size_t n;

	(void)state;
	city_act_as(&w.c, CITY_FRONT);
	assert_ok(ACT(&w.c, case_take(w.c.cx, mine, 0, w.c.person[CITY_FRONT])));
	step_due_in(mine, USEC_DAY);
	step_due_in(free, USEC_DAY);
	n = waiting(CITY_FRONT, &tasks);
	assert_int_equal(lines_of(tasks, n, HOME_CASE, mine, &line), 1);
	assert_false(line->late);
	assert_int_equal(lines_of(tasks, n, HOME_STEP, mine, &line), 0);
	step_due_in(mine, -USEC_DAY);
	step_due_in(free, -USEC_DAY);
	n = waiting(CITY_FRONT, &tasks);
	assert_int_equal(lines_of(tasks, n, HOME_CASE, mine, &line), 1);
	assert_true(line->late);
	assert_int_equal(lines_of(tasks, n, HOME_STEP, mine, &line), 0);
	assert_int_equal(lines_of(tasks, n, HOME_STEP, free, &line), 1);
	assert_true(line->late);
	assert_ok(ACT(&w.c, case_pause(w.c.cx, free, 0, "berkas", w.c.cx->now + USEC_DAY)));
	n = waiting(CITY_FRONT, &tasks);
	assert_int_equal(lines_of(tasks, n, HOME_STEP, free, &line), 0);
}

static void a_case_that_waits_for_its_penetapan_says_so_to_who_may_give_it(void **state)
{
	int64_t id = city_case(&w.c, NULL, 0, false);
	const char *act = web_path(&w, "href=\"/kasus/", id, "#tetapkan\"");

	(void)state;
	assert_false(web_shows(&w, CITY_COORDINATOR, "/beranda/semua", act));
	undecide(id);
	assert_true(web_shows(&w, CITY_COORDINATOR, "/beranda/semua", act));
	assert_false(web_shows(&w, CITY_FRONT, "/beranda/semua", act));
}

/* From the first hour, of each case once, and of many the nearest few. */
static void a_penetapan_waits_long_before_it_is_due(void **state)
{
	enum { MANY = 7, SHOWN = 5 };
	const struct home_task *line;
	struct home_task *tasks;
	int64_t id[MANY];
	size_t n, shown = 0;

	(void)state;
	for (int i = 0; i < MANY; i++) {
		id[i] = city_case(&w.c, NULL, 0, false);
		undecide_until(id[i], (10 + i) * USEC_DAY);
	}
	n = waiting(CITY_COORDINATOR, &tasks);
	for (int i = 0; i < MANY; i++)
		shown += lines_of(tasks, n, HOME_CASE, id[i], &line);
	assert_int_equal(shown, SHOWN);
	assert_int_equal(lines_of(tasks, n, HOME_CASE, id[0], &line), 1);
	assert_true(line->undecided && !line->urgent);
	assert_int_equal(lines_of(tasks, n, HOME_CASE, id[MANY - 1], &line), 0);
	n = waiting(CITY_FRONT, &tasks);
	assert_false(has(tasks, n, HOME_CASE, id[0]));
	city_act_as(&w.c, CITY_COORDINATOR);
	for (int i = 0; i < MANY; i++)
		assert_ok(ACT(&w.c, case_decide(w.c.cx, id[i], 0, "Disetujui.")));
	n = waiting(CITY_COORDINATOR, &tasks);
	assert_int_equal(lines_of(tasks, n, HOME_CASE, id[0], &line), 0);
}

static void what_is_late_stands_before_new_referrals(void **state)
{
	const struct step_new step = { .service = "tempat_sementara",
				       .limit_code = "asesmen",
				       .reason = "lagi",
				       .unit_id = w.c.unit[CITY_LKS] };
	const int64_t then = w.c.cx->now;
	int64_t old = city_case(&w.c, &step, 1, false), id;
	struct home_task *tasks;
	size_t n, i;

	(void)state;
	n = waiting(CITY_CARER, &tasks);
	for (i = 0; i < n; i++)
		if (tasks[i].kind == HOME_REFERRAL && tasks[i].case_id == old)
			assert_ok(ACT(&w.c, referral_accept(w.c.cx, tasks[i].id, 0, NULL, NULL)));
	w.c.cx->now = then + 60 * USEC_DAY;
	id = city_case(&w.c, &step, 1, false);
	n = waiting(CITY_CARER, &tasks);
	assert_true(n >= 2);
	assert_true(tasks[0].late);
	assert_true(has(tasks, n, HOME_REFERRAL,
			city_int(&w.c, "SELECT id FROM referral WHERE case_id = %lld", id)));
	for (i = 1; i < n; i++)
		assert_true(tasks[i - 1].late || !tasks[i].late);
	w.c.cx->now = then;
}

/* Where words stand on the start page. */
static size_t place_of(const struct http_answer *page, const char *words)
{
	const char *at = memmem(page->body.p, page->body.n, words, strlen(words));

	assert_non_null(at);
	return (size_t)(at - (const char *)page->body.p);
}

#define PAIR                                                                                \
	"INSERT INTO link_pair (city, id, a_id, b_id, a_region_id, b_region_id, permille, " \
	"weight, "                                                                          \
	"reasons, worth, sure, state, skipped, found_at) "                                  \
	"VALUES (1, 1, 1, 2, %lld, %lld, 500, 0, '', 1, 0, 1, 0, 0) RETURNING id"

static void a_question_without_limit_waits_behind_what_is_due_within_hours(void **state)
{
	struct http_answer page;
	int64_t id, region;

	(void)state;
	region = city_int(
	    &w.c, "SELECT min(region_id) FROM v_user_reach WHERE user_id = %lld AND reach = 1",
	    w.c.person[CITY_COORDINATOR]);
	assert_ok(ACT(&w.c, city_query(w.c.cx,
				       arena_printf(w.c.cx->arena, PAIR, (long long)region,
						    (long long)region),
				       false, &id, NULL)));
	(void)city_report(&w.c);
	page = web_get_as(&w, CITY_COORDINATOR, "/");
	assert_true(place_of(&page, "LP-") < place_of(&page, "href=\"/sama\""));
	assert_ok(ACT(&w.c, city_query(w.c.cx, "DELETE FROM link_pair WHERE id = 1 RETURNING id",
				       false, &id, NULL)));
}

/* A step of some name, in the order in which home_tasks() gives them. */
static struct home_task step_due(const char *text, int64_t due_in, bool urgent, bool late)
{
	return (struct home_task){ .kind = HOME_STEP,
				   .text = text,
				   .due_at = w.c.cx->now + due_in,
				   .urgent = urgent,
				   .late = late };
}

static void cards_go_from_emergencies_and_what_is_late_over_verdicts_to_what_has_time(void **state)
{
	const struct home_task tasks[] = { step_due("urgent", USEC_HOUR, true, false),
					   step_due("late", -USEC_HOUR, false, true),
					   step_due("today", 11 * USEC_HOUR, false, false),
					   step_due("tomorrow", 13 * USEC_HOUR, false, false),
					   { .kind = HOME_STEP, .text = "some day" } };
	const struct matter matters[] = { { .text = "pairs" },
					  { .text = "verdict", .due = w.c.cx->now + 90 * USEC_DAY },
					  { .text = "late papers", .late = true } };
	const char *const order[] = { "urgent", "late",  "late papers", "verdict",
				      "today",  "pairs", "tomorrow",    "some day" };
	struct ui_task *cards;

	(void)state;
	cards = home_cards(w.c.cx, tasks, LEN(tasks), matters, LEN(matters));
	for (size_t i = 0; i < LEN(order); i++)
		assert_string_equal(cards[i].text, order[i]);
}

static void however_much_is_late_matters_are_among_the_cards_shown(void **state)
{
	const struct matter matters[] = { { .text = "pairs" },
					  { .text = "verdict", .due = w.c.cx->now } };
	struct home_task tasks[HOME_TASKS];
	struct ui_task *cards;

	(void)state;
	for (size_t i = 0; i < LEN(tasks); i++)
		tasks[i] = step_due("late", -USEC_HOUR, false, true);
	cards = home_cards(w.c.cx, tasks, LEN(tasks), matters, LEN(matters));
	assert_string_equal(cards[9].text, "late");
	assert_string_equal(cards[10].text, "verdict");
	assert_string_equal(cards[11].text, "pairs");
	assert_string_equal(cards[12].text, "late");
}

static void counts_of_the_unit_are_those_of_its_rows(void **state)
{
	struct home_counts counts;

	(void)state;
	city_act_as(&w.c, CITY_FRONT);
	assert_ok(ACT(&w.c, home_counts(w.c.cx, TEST_NOW - USEC_DAY, &counts)));
	assert_int_equal(counts.cases,
			 city_int(&w.c,
				  "SELECT CAST(count(*) AS BIGINT) FROM casefile WHERE "
				  "holder_unit_id = %lld",
				  w.c.unit[CITY_DESK]));
	assert_int_equal(counts.reports,
			 city_int(&w.c,
				  "SELECT CAST(count(*) AS BIGINT) FROM report WHERE "
				  "holder_unit_id = %lld",
				  w.c.unit[CITY_DESK]));
	assert_int_equal(counts.mine, 1);
	assert_int_equal(counts.late, 0);
}

static void who_has_nothing_waiting_reads_so_in_a_sentence(void **state)
{
	(void)state;
	assert_true(web_shows(&w, CITY_OTHER_FRONT, "/", "Tidak ada yang menunggu"));
	assert_true(web_shows(&w, CITY_OTHER_FRONT, "/", "Menunggu Anda</h2>"));
}

static void who_decides_over_others_is_told_what_waits_for_him(void **state)
{
	const struct step_new step = { .service = "asesmen",
				       .limit_code = "asesmen",
				       .reason = "lagi",
				       .unit_id = w.c.unit[CITY_REHAB] };
	const struct glass_ask ask = { .number = "KS-0000000",
				       .reason = GLASS_TREATMENT,
				       .words = "Pasien tidak sadar di ruang gawat darurat" };
	struct glass_answer answer;

	(void)state;
	assert_true(web_shows(&w, CITY_DPO, "/", "Tidak ada yang menunggu Anda"));
	assert_true(web_shows(&w, CITY_HEAD, "/", "Buka ikhtisar"));
	assert_true(web_shows(&w, CITY_HEAD, "/", "href=\"/layanan?dari=2026-11-01\""));
	city_act_as(&w.c, CITY_WORKER);
	assert_ok(ACT(&w.c, glass_open(w.c.cx, &ask, &answer)));
	assert_true(web_shows(&w, CITY_DPO, "/", "1 pembukaan darurat menunggu penilaian Anda"));
	assert_false(web_shows(&w, CITY_DPO, "/", "terlambat"));
	(void)city_case(&w.c, &step, 1, false);
	w.c.cx->now = TEST_NOW + 60 * USEC_DAY;
	assert_true(web_shows(&w, CITY_DPO, "/", "terlambat"));
	assert_true(web_shows(&w, CITY_HEAD, "/", "langkah terlambat"));
	w.c.cx->now = TEST_NOW;
}

static void who_receives_counts_what_is_asked_of_him(void **state)
{
	struct home_asked asked;

	(void)state;
	city_act_as(&w.c, CITY_CARER);
	assert_ok(ACT(&w.c, home_asked(w.c.cx, &asked)));
	assert_int_equal(asked.asked,
			 city_int(&w.c,
				  "SELECT CAST(count(*) AS BIGINT) FROM referral WHERE to_unit_id "
				  "= %lld AND state IN (1, 2)",
				  w.c.unit[CITY_LKS]));
	assert_int_equal(asked.serving,
			 city_int(&w.c,
				  "SELECT CAST(count(*) AS BIGINT) FROM referral WHERE to_unit_id "
				  "= %lld AND state = 4",
				  w.c.unit[CITY_LKS]));
	assert_true(asked.asked + asked.serving > 0);
	assert_true(web_shows(&w, CITY_CARER, "/", "Rujukan menunggu jawaban"));
	assert_false(web_shows(&w, CITY_FRONT, "/", "Rujukan menunggu jawaban"));
}

static void the_live_part_rings_with_the_newest_urgent_notice_only(void **state)
{
	struct http_answer a = web_get_as(&w, CITY_OTHER_FRONT, "/beranda/langsung");

	(void)state;
	assert_int_equal(a.status, 200);
	assert_false(web_holds(&a, "data-ring"));
	assert_true(web_holds(&a, "menunggu-anda"));
}

static enum err make_neighbour(struct ctx *cx, int64_t *ret_person)
{
	static unsigned cards; /* each family has its own */
	const struct origin origin = { .source = "dtsen", .valid_from = DATE_NONE };
	const char *where = str_digits(cx->arena, w.c.region);
	const struct fact_book *book;
	struct facts facts;
	int64_t family;

	TRY(fact_book(cx, &book));
	facts = facts_new(cx, book, FACT_FAMILY);
	facts_set(&facts, "kk", arena_printf(cx->arena, "32720101011%05u", ++cards));
	facts_set(&facts, "kk_region", where);
	TRY(subject_new(cx, &facts, &origin, &family));
	facts = facts_new(cx, book, FACT_PERSON);
	facts_set(&facts, "name", "Suparman Contoh");
	facts_set(&facts, "known", "1");
	facts_set(&facts, "state", "1");
	facts_set(&facts, "region", where);
	facts_set(&facts, "address", "Jl. Pelabuhan II");
	facts_set(&facts, "rt", "003");
	facts_set(&facts, "rw", "005");
	facts_set(&facts, "family", str_digits(cx->arena, family));
	facts_set(&facts, "relation", "1");
	return subject_new(cx, &facts, &origin, ret_person);
}

static enum err propose(struct ctx *cx, int64_t person, int64_t *ret)
{
	static unsigned char photos; /* each has its own; what is in it does not matter here */
	const struct media_draft photo = { .id = 78 + ++photos,
					   .key = { 1 },
					   .name = { { photos, 1 }, { photos, 2 } },
					   .size = 1,
					   .kind = MEDIA_PHOTO };
	const struct verval_new n = { .kind = VERVAL_USUL,
				      .of = FACT_PERSON,
				      .subject_id = person,
				      .asked_by = ASKED_BY_OFFICER,
				      .photo = &photo,
				      .n_photos = 1,
				      .lat_e6 = DB_NONE,
				      .lng_e6 = DB_NONE };
	char number[NUMBER_SIZE], secret[SECRET_SIZE];

	return verval_open(cx, &n, ret, number, secret);
}

static void who_is_to_visit_reads_whose_door_it_is_and_the_look_is_logged(void **state)
{
	const char *looks = "SELECT count(*) FROM disclosure WHERE subject_id = %lld";
	int64_t person = 0, id = 0, visit = 0, before;
	struct home_task *tasks;
	size_t n;

	(void)state;
	city_act_as(&w.c, CITY_FRONT);
	assert_ok(ACT(&w.c, make_neighbour(w.c.cx, &person)));
	assert_ok(ACT(&w.c, propose(w.c.cx, person, &id)));
	assert_ok(ACT(&w.c, verval_pass(w.c.cx, id, 0)));
	assert_ok(ACT(&w.c, visit_ask(w.c.cx, id, w.c.person[CITY_COORDINATOR],
				      clock_date(w.c.cx->now, 420) + 3, &visit)));
	before = city_int(&w.c, looks, person);
	n = waiting(CITY_COORDINATOR, &tasks);
	assert_false(has(tasks, n, HOME_VERVAL, id)); /* said once */
	assert_false(web_shows(&w, CITY_FRONT, "/", "Suparman Contoh"));
	assert_false(web_shows(&w, CITY_COORDINATOR, "/beranda/langsung", "Suparman Contoh"));
	assert_int_equal(city_int(&w.c, looks, person), before);
	assert_true(web_shows(&w, CITY_COORDINATOR, "/", "Suparman Contoh"));
	assert_true(web_shows(&w, CITY_COORDINATOR, "/", "Jl. Pelabuhan II, RT 003/RW 005, "));
	assert_int_equal(city_int(&w.c, looks, person), before + 2);
}

static void requests_at_the_same_step_are_one_line_that_opens_the_list(void **state)
{
	int64_t person[3] = { 0 }, id[3] = { 0 };
	struct http_answer a;

	(void)state;
	city_act_as(&w.c, CITY_FRONT);
	for (size_t i = 0; i < 3; i++) {
		assert_ok(ACT(&w.c, make_neighbour(w.c.cx, &person[i])));
		assert_ok(ACT(&w.c, propose(w.c.cx, person[i], &id[i])));
	}
	assert_ok(ACT(&w.c, verval_pass(w.c.cx, id[2], 0)));
	a = web_get_as(&w, CITY_COORDINATOR, "/");
	assert_true(web_holds(&a, "Usulan, 2 permintaan"));
	assert_true(web_holds(&a, "href=\"/verval\""));
	/* The one at another step stands for itself. */
	assert_true(web_holds(&a, web_path(&w, "/verval/", id[2], "")));
	assert_false(web_holds(&a, web_path(&w, "/verval/", id[0], "")));
	/* It says whom it is about as far as that names nobody. */
	assert_true(web_holds(&a, "Seseorang · "));
	assert_false(web_holds(&a, "Suparman Contoh"));
}

static void who_was_given_a_finding_of_quality_is_led_to_it(void **state)
{
	struct quality_finding_add_args finding = { .id = 77,
						    .rule = "no_address",
						    .rule_version = 1,
						    .severity = QUALITY_WARNING,
						    .weight = 5,
						    .of = FACT_PERSON,
						    .source = "siak" };
	const char *words = "1 temuan mutu data ditugaskan kepada Anda";
	int64_t done;

	(void)state;
	city_act_as(&w.c, CITY_FRONT);
	assert_ok(ACT(&w.c, make_neighbour(w.c.cx, &finding.subject_id)));
	finding.region_id =
	    city_int(&w.c, "SELECT region_id FROM person WHERE id = %lld", finding.subject_id);
	city_act_as(&w.c, CITY_COORDINATOR);
	assert_ok(ACT(&w.c, quality_finding_add_run(w.c.cx, &finding, NULL)));
	assert_false(web_shows(&w, CITY_FRONT, "/", words));
	city_act_as(&w.c, CITY_COORDINATOR);
	assert_ok(ACT(&w.c, quality_give(w.c.cx, &finding.id, 1, w.c.person[CITY_FRONT], &done)));
	assert_int_equal(done, 1);
	assert_true(web_shows(&w, CITY_FRONT, "/", words));
	assert_true(web_shows(&w, CITY_FRONT, "/", "/mutu/temuan?keadaan=mine"));
	assert_false(web_shows(&w, CITY_COORDINATOR, "/", words));
}

/* ---- search and help --------------------------------------------------------------------- */

static void what_a_glance_has_no_room_for_is_one_press_away(void **state)
{
	char last[40];
	int64_t id = 0;

	(void)state;
	for (int i = 0; i < 14; i++)
		id = city_report(&w.c);
	(void)snprintf(last, sizeof(last), "/laporan/%lld", (long long)id);
	assert_false(web_shows(&w, CITY_FRONT, "/", last));
	assert_true(web_shows(&w, CITY_FRONT, "/", "href=\"/beranda/semua\""));
	assert_true(web_shows(&w, CITY_FRONT, "/beranda/semua", last));
}

static void a_number_leads_straight_to_its_case_only_in_scope(void **state)
{
	int64_t id = city_case(&w.c, NULL, 0, true);
	const char *number = city_text(&w.c, "SELECT number FROM casefile WHERE id = %lld", id);
	const char *target = arena_printf(w.c.cx->arena, "/cari?q=%s", number);
	struct http_answer a = web_get_as(&w, CITY_FRONT, target);

	(void)state;
	assert_int_equal(a.status, 303);
	assert_string_equal(a.location, arena_printf(w.c.cx->arena, "/kasus/%lld", (long long)id));
	a = web_get_as(&w, CITY_FRONT, arena_printf(w.c.cx->arena, "/cari?q=%s", number + 3));
	assert_string_equal(a.location, arena_printf(w.c.cx->arena, "/kasus/%lld", (long long)id));
	a = web_get_as(&w, CITY_HEAD, target);
	assert_int_equal(a.status, 303);
	assert_true(str_starts(a.location, "/cari/hasil"));
}

static void a_number_leads_to_its_request_about_data_only_in_scope(void **state)
{
	int64_t person = 0, id = 0;
	struct http_answer a;
	const char *target;

	(void)state;
	city_act_as(&w.c, CITY_FRONT);
	assert_ok(ACT(&w.c, make_neighbour(w.c.cx, &person)));
	assert_ok(ACT(&w.c, propose(w.c.cx, person, &id)));
	target = arena_printf(w.c.cx->arena, "/cari?q=%s",
			      city_text(&w.c, "SELECT number FROM verval WHERE id = %lld", id));
	a = web_get_as(&w, CITY_FRONT, target);
	assert_string_equal(a.location, arena_printf(w.c.cx->arena, "/verval/%lld", (long long)id));
	a = web_get_as(&w, CITY_DOCTOR, target);
	assert_true(str_starts(a.location, "/cari/hasil"));
}

static void words_find_the_cases_of_ones_scope_and_never_protected_ones(void **state)
{
	(void)state;
	assert_true(web_shows(&w, CITY_FRONT, "/cari/hasil?q=terminal", "KS-"));
	assert_false(web_shows(&w, CITY_DOCTOR, "/cari/hasil?q=terlindungi", "KS-"));
	assert_true(web_shows(&w, CITY_OTHER_FRONT, "/cari/hasil?q=zzzz", "Tidak ada yang cocok"));
	assert_true(web_shows(&w, CITY_OTHER_FRONT, "/cari/hasil?q=KS-K80DGMP7",
			      "Nomor ini tidak ada, atau bukan untuk wilayah dan unit Anda."));
	assert_false(
	    web_shows(&w, CITY_OTHER_FRONT, "/cari/hasil?q=KS-K80DGMP7", "Tidak bisa menunggu?"));
	assert_true(
	    web_shows(&w, CITY_DOCTOR, "/cari/hasil?q=KS-K80DGMP7", "Tidak bisa menunggu?"));
	assert_true(web_shows(&w, CITY_FRONT, "/cari/hasil?q=panti", "Panti Harapan"));
}

static void help_lists_only_what_one_may_open(void **state)
{
	struct http_answer a;

	(void)state;
	web_sign_out(&w);
	a = web_get(&w, "/bantuan");
	assert_true(web_holds(&a, "Mengapa tetangga mendapat bantuan dan saya tidak?"));
	assert_false(web_holds(&a, "<a href=\"/bantuan\"><span"));
	assert_true(web_shows(&w, CITY_FRONT, "/bantuan", "Petugas front office"));
	assert_false(web_shows(&w, CITY_FRONT, "/bantuan", "Manajer SLRT"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_city_without_a_case_shows_no_chart_of_nothing),
		cmocka_unit_test(a_visitor_is_shown_where_to_report_and_nothing_of_the_city),
		cmocka_unit_test(a_report_waits_for_the_desk_that_holds_it_and_for_no_other),
		cmocka_unit_test(
		    what_a_volunteer_can_neither_sort_nor_decide_does_not_wait_for_him),
		cmocka_unit_test(
		    a_referral_waits_for_its_receiver_and_can_be_accepted_from_the_start_page),
		cmocka_unit_test(a_refused_referral_comes_back_to_its_sender_until_another_is_sent),
		cmocka_unit_test(a_penetapan_waits_beside_a_unit_to_be_chosen),
		cmocka_unit_test(a_taken_case_waits_for_who_took_it),
		cmocka_unit_test(
		    a_step_waits_once_it_is_accepted_and_several_of_a_case_are_one_line),
		cmocka_unit_test(a_case_that_waits_for_its_penetapan_says_so_to_who_may_give_it),
		cmocka_unit_test(a_penetapan_waits_long_before_it_is_due),
		cmocka_unit_test(what_is_late_stands_before_new_referrals),
		cmocka_unit_test(a_question_without_limit_waits_behind_what_is_due_within_hours),
		cmocka_unit_test(
		    cards_go_from_emergencies_and_what_is_late_over_verdicts_to_what_has_time),
		cmocka_unit_test(however_much_is_late_matters_are_among_the_cards_shown),
		cmocka_unit_test(counts_of_the_unit_are_those_of_its_rows),
		cmocka_unit_test(who_has_nothing_waiting_reads_so_in_a_sentence),
		cmocka_unit_test(who_decides_over_others_is_told_what_waits_for_him),
		cmocka_unit_test(who_receives_counts_what_is_asked_of_him),
		cmocka_unit_test(the_live_part_rings_with_the_newest_urgent_notice_only),
		cmocka_unit_test(requests_at_the_same_step_are_one_line_that_opens_the_list),
		cmocka_unit_test(who_is_to_visit_reads_whose_door_it_is_and_the_look_is_logged),
		cmocka_unit_test(who_was_given_a_finding_of_quality_is_led_to_it),
		cmocka_unit_test(a_number_leads_straight_to_its_case_only_in_scope),
		cmocka_unit_test(a_number_leads_to_its_request_about_data_only_in_scope),
		cmocka_unit_test(words_find_the_cases_of_ones_scope_and_never_protected_ones),
		cmocka_unit_test(help_lists_only_what_one_may_open),
		cmocka_unit_test(what_a_glance_has_no_room_for_is_one_press_away),
		cmocka_unit_test(
		    a_late_step_of_ones_own_case_makes_its_line_late_but_not_while_its_clock_stands),
		cmocka_unit_test(who_must_choose_a_password_is_led_there_and_nowhere_else),
	};

	return cmocka_run_group_tests(tests, open_all, close_all);
}
