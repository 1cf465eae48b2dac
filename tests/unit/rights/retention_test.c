/* Retention: only what is over is found, two decide, what is erased is gone and proven, and the log
 * still verifies. */
#include "../casework/web.h"

#include "base/clock.h"
#include "feature/desk/desk_web.h"
#include "feature/intake/intake.h"
#include "feature/intake/intake_web.h"
#include "feature/reference/reference.h"
#include "feature/registry/registry.h"
#include "feature/rights/retention.h"
#include "feature/rights/rights_web.h"
#include "platform/audit/audit.h"
#include "text/retention.h"

#include <jansson.h>

static const struct route *const all_routes[] = { retention_routes,       retention_review_routes,
						  case_act_routes,        desk_public_routes,
						  intake_decision_routes, NULL };

/* More than that many of the calendar. */
#define YEARS(n) ((n)*366 * USEC_DAY)

struct fixture {
	struct web w;
	int64_t report, open_report, case_id, alone, fresh;
};

static enum err add_person(struct ctx *cx, const char *name, int64_t *ret)
{
	const struct origin card = { .source = "kk_ktp", .valid_from = DATE_NONE };
	const struct fact_book *book;
	struct facts facts;

	TRY(fact_book(cx, &book));
	facts = facts_new(cx, book, FACT_PERSON);
	facts_set_core(&facts, CORE_NAME, name);
	facts_set_core(&facts, CORE_NIK, "3272010101600012");
	facts_set_core(&facts, CORE_KNOWN, "1");
	facts_set_core(&facts, CORE_STATE, "1");
	return subject_new(cx, &facts, &card, ret);
}

/* A report as somebody sends it, with words of its own. */
static int64_t report_in_words(struct fixture *f)
{
	struct http_answer a;

	web_sign_out(&f->w);
	a = web_post(&f->w, "/lapor",
		     arena_printf(f->w.c.cx->arena,
				  "body=Orang+tua+sendirian&region=%lld&subject=unknown&"
				  "reporter_kind=anonymous&topic=ppks",
				  (long long)f->w.c.region));
	if (a.status != 303)
		fail_msg("status %d: %.*s", a.status, (int)a.body.n, (const char *)a.body.p);
	return city_int(&f->w.c, "SELECT max(id) FROM report", 0);
}

/* A rejected report, an open one, a closed case, and a person nobody asks for, of years ago. */
static void open_fixture(struct fixture *f)
{
	web_open_at(&f->w, all_routes, LEN(all_routes) - 1);
	casework_set_report_sealer(desk_report_seal);
	f->report = report_in_words(f);
	city_act_as(&f->w.c, CITY_FRONT);
	assert_ok(ACT(&f->w.c, report_reject(f->w.c.cx, f->report, 0, "tidak_terbukti")));
	f->open_report = report_in_words(f);
	f->case_id = city_case(&f->w.c, NULL, 0, false);
	city_act_as(&f->w.c, CITY_MANAGER);
	assert_ok(ACT(&f->w.c, case_close(f->w.c.cx, f->case_id, 0, "mandiri", "Sudah mandiri.")));
	city_system(&f->w.c);
	assert_ok(ACT(&f->w.c, add_person(f->w.c.cx, "Lama Contoh", &f->alone)));
	f->w.c.cx->now += YEARS(5);
	city_system(&f->w.c);
	assert_ok(ACT(&f->w.c, add_person(f->w.c.cx, "Baru Contoh", &f->fresh)));
}

static void close_fixture(struct fixture *f)
{
	web_close(&f->w);
}

static int64_t find(struct fixture *f)
{
	int64_t id = 0;

	city_system(&f->w.c);
	assert_ok(ACT(&f->w.c, retention_find(f->w.c.cx, &id)));
	return id;
}

static int64_t listed(struct fixture *f, int64_t object)
{
	return city_int(&f->w.c, "SELECT count(*) FROM retention_item WHERE object_id = %lld",
			object);
}

static void work(struct fixture *f, int times)
{
	city_system(&f->w.c);
	for (int i = 0; i < times; i++)
		assert_ok(ACT(&f->w.c, retention_work(f->w.c.cx, 0, NULL)));
}

static int64_t state(struct fixture *f, int64_t list)
{
	return city_int(&f->w.c, "SELECT state FROM retention_list WHERE id = %lld", list);
}

static struct http_answer act(struct fixture *f, enum city_person who, int64_t list,
			      const char *what, const char *fields)
{
	web_sign_in(&f->w, who);
	return web_post(&f->w, web_path(&f->w, "/retensi/", list, what), fields);
}

/* Looked through by one, approved by another, erased to the end. */
static void destroy(struct fixture *f, int64_t list)
{
	assert_int_equal(act(f, CITY_DPO, list, "/periksa", "").status, 303);
	assert_int_equal(act(f, CITY_HEAD, list, "/setujui", "paham=1").status, 303);
	work(f, 3);
	assert_int_equal(state(f, list), RETENTION_DONE);
}

/* ---- finding ----------------------------------------------------------------------------- */

static void whoever_checks_can_open_what_is_listed_where_he_may_see_such_things(void **state_)
{
	struct fixture f;
	struct http_answer a;
	const char *report;
	int64_t id;

	(void)state_;
	open_fixture(&f);
	id = find(&f);
	report = arena_printf(f.w.c.cx->arena, "\"/laporan/%lld\"", (long long)f.report);
	web_sign_in(&f.w, CITY_HEAD);
	a = web_get(&f.w, web_path(&f.w, "/retensi/", id, ""));
	assert_true(web_holds(&a, report));
	web_sign_in(&f.w, CITY_DPO);
	a = web_get(&f.w, web_path(&f.w, "/retensi/", id, ""));
	assert_int_equal(a.status, 200);
	assert_false(web_holds(&a, report));
	close_fixture(&f);
}

static void only_what_is_over_is_found(void **state_)
{
	struct fixture f;
	int64_t id;

	(void)state_;
	open_fixture(&f);
	id = find(&f);
	assert_int_not_equal(id, 0);
	assert_int_equal(listed(&f, f.report), 1);
	assert_int_equal(listed(&f, f.case_id), 1);
	assert_int_equal(listed(&f, f.alone), 1);
	assert_int_equal(listed(&f, f.open_report), 0);
	assert_int_equal(listed(&f, f.fresh), 0);
	/* one list at a time */
	assert_int_equal(find(&f), 0);
	/* names and stories are nowhere on it */
	assert_int_equal(
	    city_int(&f.w.c, "SELECT count(*) FROM retention_item WHERE number LIKE '%Contoh%'", 0),
	    0);
	close_fixture(&f);
}

static void before_its_days_are_over_nothing_is_due(void **state_)
{
	struct retention_rule *rules;
	struct fixture f;
	size_t n;

	(void)state_;
	open_fixture(&f);
	f.w.c.cx->now -= YEARS(5) - USEC_DAY;
	test_read_begin(&f.w.c.t);
	assert_ok(retention_rules(f.w.c.cx, &rules, &n));
	test_read_end(&f.w.c.t);
	assert_int_equal(n, 11);
	for (size_t i = 0; i < n; i++) {
		assert_int_equal(rules[i].due_n, 0);
		assert_false(rules[i].verified);
		assert_non_null(rules[i].basis);
	}
	assert_int_equal(find(&f), 0);
	close_fixture(&f);
}

static void the_page_counts_without_erasing(void **state_)
{
	struct http_answer a;
	struct fixture f;

	(void)state_;
	open_fixture(&f);
	web_sign_in(&f.w, CITY_DPO);
	a = web_get(&f.w, "/retensi.json");
	assert_int_equal(a.status, 200);
	assert_true(web_holds(&a, "\"due\":1"));
	assert_int_equal(city_int(&f.w.c, "SELECT count(*) FROM retention_list", 0), 0);
	assert_int_equal(
	    city_int(&f.w.c, "SELECT count(*) FROM person WHERE erased_at IS NOT NULL", 0), 0);
	web_sign_in(&f.w, CITY_FRONT);
	assert_int_equal(web_get(&f.w, "/retensi").status, 403);
	assert_int_equal(web_post(&f.w, "/retensi", "").status, 403);
	close_fixture(&f);
}

/* ---- two pairs of eyes ------------------------------------------------------------------- */

static void nobody_approves_what_he_checked(void **state_)
{
	struct http_answer a;
	struct fixture f;
	int64_t id;

	(void)state_;
	open_fixture(&f);
	id = find(&f);
	/* not before somebody has looked */
	assert_int_equal(act(&f, CITY_HEAD, id, "/setujui", "paham=1").status, 409);
	assert_int_equal(act(&f, CITY_DPO, id, "/periksa", "").status, 303);
	a = act(&f, CITY_DPO, id, "/setujui", "paham=1");
	assert_int_equal(a.status, 409);
	assert_true(web_holds(&a, text(f.w.c.cx, T_RETENTION_OTHERS)));
	assert_int_equal(act(&f, CITY_HEAD, id, "/setujui", "").status, 422);
	work(&f, 2);
	assert_int_equal(state(&f, id), RETENTION_CHECKED);
	assert_int_equal(city_int(&f.w.c, "SELECT count(*) FROM retention_item WHERE state = 2", 0),
			 0);
	close_fixture(&f);
}

static void a_refused_list_erases_nothing(void **state_)
{
	struct fixture f;
	int64_t id;

	(void)state_;
	open_fixture(&f);
	id = find(&f);
	assert_int_equal(act(&f, CITY_DPO, id, "/tolak", "alasan=Masih+diperiksa").status, 303);
	work(&f, 2);
	assert_int_equal(state(&f, id), RETENTION_REFUSED);
	assert_int_equal(city_int(&f.w.c, "SELECT count(*) FROM retention_item WHERE state = 2", 0),
			 0);
	/* it is found again */
	assert_int_not_equal(find(&f), 0);
	close_fixture(&f);
}

/* ---- erasing ----------------------------------------------------------------------------- */

static void what_is_approved_is_gone_and_proven(void **state_)
{
	struct audit_report log;
	struct http_answer a;
	struct fixture f;
	int64_t id, size;

	(void)state_;
	open_fixture(&f);
	id = find(&f);
	destroy(&f, id);
	assert_int_equal(
	    city_int(&f.w.c,
		     "SELECT count(*) FROM person WHERE erased_at IS NOT NULL AND id = %lld",
		     f.alone),
	    1);
	assert_int_equal(
	    city_int(&f.w.c,
		     "SELECT count(*) FROM subject_key WHERE wrapped IS NOT NULL AND id = %lld",
		     f.alone),
	    0);
	assert_int_equal(
	    city_int(&f.w.c,
		     "SELECT count(*) FROM subject_key WHERE wrapped IS NOT NULL AND id = %lld",
		     f.report),
	    0);
	assert_string_equal(
	    city_text(&f.w.c, "SELECT body FROM report_detail WHERE report_id = %lld", f.report),
	    "Data dihapus");
	assert_int_equal(city_int(&f.w.c,
				  "SELECT count(*) FROM case_event WHERE body IS NOT NULL AND "
				  "case_id = %lld",
				  f.case_id),
			 0);
	/* what is open stays as it is */
	assert_int_equal(
	    city_int(&f.w.c,
		     "SELECT count(*) FROM report_detail WHERE body = 'Data dihapus' AND "
		     "report_id = %lld",
		     f.open_report),
	    0);
	assert_int_equal(
	    city_int(&f.w.c, "SELECT count(*) FROM subject_key WHERE wrapped IS NULL AND id = %lld",
		     f.open_report),
	    0);
	/* the log holds, and names the list */
	city_system(&f.w.c);
	assert_ok(audit_sequence(f.w.c.cx, f.w.c.t.app.pool, &size));
	assert_ok(audit_verify(f.w.c.cx, f.w.c.t.app.pool, NULL, &log));
	assert_string_equal(log.fault, "");
	assert_int_equal(
	    city_int(&f.w.c,
		     "SELECT count(*) FROM audit_leaf WHERE event = 'retention.done' AND "
		     "details LIKE 'erased=%%digest=%%' AND object_id = %lld",
		     id),
	    1);
	web_sign_in(&f.w, CITY_HEAD);
	a = web_get(&f.w, web_path(&f.w, "/retensi/", id, "/berita-acara"));
	assert_int_equal(a.status, 200);
	assert_memory_equal(a.body.p, "%PDF", 4);
	/* nothing is left of it to find */
	assert_int_equal(find(&f), 0);
	close_fixture(&f);
}

static void the_proof_names_its_place_in_the_log(void **state_)
{
	struct fixture f;
	int64_t id, seq, size;

	(void)state_;
	open_fixture(&f);
	id = find(&f);
	destroy(&f, id);
	test_read_begin(&f.w.c.t);
	assert_ok(retention_place(
	    f.w.c.cx, id,
	    city_int(&f.w.c, "SELECT done_at FROM retention_list WHERE id = %lld", id), &seq));
	test_read_end(&f.w.c.t);
	assert_int_equal(seq, DB_NONE);
	assert_ok(audit_sequence(f.w.c.cx, f.w.c.t.app.pool, &size));
	test_read_begin(&f.w.c.t);
	assert_ok(retention_place(
	    f.w.c.cx, id,
	    city_int(&f.w.c, "SELECT done_at FROM retention_list WHERE id = %lld", id), &seq));
	test_read_end(&f.w.c.t);
	assert_int_equal(
	    seq, city_int(&f.w.c, "SELECT seq FROM audit_leaf WHERE event = 'retention.done'", 0));
	close_fixture(&f);
}

static void what_is_postponed_stays_until_its_day(void **state_)
{
	struct http_answer a;
	struct fixture f;
	int64_t id, item;

	(void)state_;
	open_fixture(&f);
	id = find(&f);
	item = city_int(&f.w.c, "SELECT id FROM retention_item WHERE object_id = %lld", f.case_id);
	a = act(&f, CITY_DPO, id, arena_printf(f.w.c.cx->arena, "/tunda/%lld", (long long)item),
		"alasan=Gugatan+12&sampai=2020-01-01");
	assert_int_equal(a.status, 422);
	a = act(&f, CITY_DPO, id, arena_printf(f.w.c.cx->arena, "/tunda/%lld", (long long)item),
		"alasan=Gugatan+12&sampai=2035-01-01");
	assert_int_equal(a.status, 303);
	destroy(&f, id);
	assert_int_not_equal(city_int(&f.w.c,
				      "SELECT count(*) FROM case_event WHERE body IS NOT NULL AND "
				      "case_id = %lld",
				      f.case_id),
			     0);
	assert_int_equal(find(&f), 0);
	assert_int_equal(
	    act(&f, CITY_DPO,
		city_int(&f.w.c, "SELECT id FROM retention_hold WHERE object_id = %lld", f.case_id),
		"", "")
		.status,
	    405);
	a = web_post(
	    &f.w,
	    web_path(
		&f.w, "/retensi/tunda/",
		city_int(&f.w.c, "SELECT id FROM retention_hold WHERE object_id = %lld", f.case_id),
		""),
	    "");
	assert_int_equal(a.status, 303);
	assert_int_not_equal(find(&f), 0);
	close_fixture(&f);
}

/* Between the approval and its turn the case is opened again. */
static void what_is_no_longer_due_is_passed_over(void **state_)
{
	struct fixture f;
	int64_t id;

	(void)state_;
	open_fixture(&f);
	id = find(&f);
	assert_int_equal(act(&f, CITY_DPO, id, "/periksa", "").status, 303);
	assert_int_equal(act(&f, CITY_HEAD, id, "/setujui", "paham=1").status, 303);
	city_act_as(&f.w.c, CITY_MANAGER);
	assert_ok(ACT(&f.w.c, case_reopen(f.w.c.cx, f.case_id, 0, "Datang lagi.")));
	work(&f, 3);
	assert_int_equal(state(&f, id), RETENTION_DONE);
	assert_int_equal(
	    city_int(&f.w.c, "SELECT state FROM retention_item WHERE object_id = %lld", f.case_id),
	    ITEM_PASSED);
	assert_int_not_equal(city_int(&f.w.c,
				      "SELECT count(*) FROM case_event WHERE body IS NOT NULL AND "
				      "case_id = %lld",
				      f.case_id),
			     0);
	close_fixture(&f);
}

static void old_looks_go_and_new_ones_stay(void **state_)
{
	struct fixture f;
	int64_t id, old;

	(void)state_;
	open_fixture(&f);
	/* a look of today, and one of more than five years before what comes */
	web_sign_in(&f.w, CITY_FRONT);
	assert_int_equal(web_get(&f.w, web_path(&f.w, "/kasus/", f.case_id, "")).status, 200);
	old = city_int(&f.w.c, "SELECT count(*) FROM disclosure", 0);
	assert_true(old > 0);
	f.w.c.cx->now += YEARS(5);
	web_sign_in(&f.w, CITY_FRONT);
	assert_int_equal(web_get(&f.w, web_path(&f.w, "/kasus/", f.case_id, "")).status, 200);
	id = find(&f);
	destroy(&f, id);
	assert_int_equal(city_int(&f.w.c, "SELECT count(*) FROM disclosure WHERE shown_at < %lld",
				  f.w.c.cx->now - YEARS(4)),
			 0);
	assert_true(city_int(&f.w.c, "SELECT count(*) FROM disclosure", 0) > 0);
	close_fixture(&f);
}

/* ---- requests, notices, documents -------------------------------------------------------- */

static enum err add_request(struct ctx *cx, void *arg)
{
	int64_t ignored;
	const char *sql = arena_printf(
	    cx->arena,
	    "INSERT INTO verval (city, id, version, number, kind, state, step, stage, "
	    "flow_version, "
	    "post, person_id, protected, asked_by, why_sealed, proposed_by_id, proposed_at, "
	    "ended_at, period, warned, secret_hash) SELECT 1, p.id + 1, 1, 'VV-UJI', 2, 4, "
	    "'serah', "
	    "2, 1, 0, p.id, 0, 1, p.nik_sealed, 1, %lld, %lld, 24000, 0, p.nik_sealed FROM person "
	    "p WHERE p.id = %lld RETURNING 1",
	    (long long)cx->now, (long long)cx->now, (long long)*(int64_t *)arg);

	TRY(city_query(cx, sql, false, &ignored, NULL));
	sql = arena_printf(
	    cx->arena,
	    "INSERT INTO verval_line (city, id, verval_id, of, subject_id, field, before_sealed, "
	    "asked_sealed, seen_version, source, state) SELECT 1, p.id + 2, p.id + 1, 1, p.id, "
	    "'nik', p.nik_sealed, p.nik_sealed, 1, 'perbaikan', 2 FROM person p WHERE p.id = %lld "
	    "RETURNING 1",
	    (long long)*(int64_t *)arg);
	return city_query(cx, sql, false, &ignored, NULL);
}

static void
a_request_that_ended_long_ago_loses_its_words_and_no_longer_keeps_its_person(void **state_)
{
	struct fixture f;
	int64_t list;

	(void)state_;
	open_fixture(&f);
	f.w.c.cx->now -= YEARS(5);
	city_system(&f.w.c);
	assert_ok(ACT(&f.w.c, add_request(f.w.c.cx, &f.alone)));
	f.w.c.cx->now += YEARS(5);
	list = find(&f);
	assert_int_equal(listed(&f, f.alone + 1), 1);
	assert_int_equal(listed(&f, f.alone), 0); /* a request speaks of him */
	destroy(&f, list);
	assert_int_equal(
	    city_int(&f.w.c,
		     "SELECT count(*) FROM verval WHERE id = %lld AND erased_at IS NOT "
		     "NULL AND why_sealed IS NULL AND secret_hash IS NULL",
		     f.alone + 1),
	    1);
	assert_int_equal(
	    city_int(&f.w.c, "SELECT count(*) FROM verval_line WHERE asked_sealed IS NOT NULL", 0),
	    0);
	(void)find(&f);
	assert_int_equal(listed(&f, f.alone), 1);
	close_fixture(&f);
}

static void notices_go_by_age_and_new_ones_stay(void **state_)
{
	struct fixture f;

	(void)state_;
	open_fixture(&f);
	assert_true(city_int(&f.w.c, "SELECT count(*) FROM notice", 0) > 0);
	destroy(&f, find(&f));
	assert_int_equal(city_int(&f.w.c, "SELECT count(*) FROM notice WHERE at < %lld",
				  f.w.c.cx->now - YEARS(1)),
			 0);
	assert_true(city_int(&f.w.c, "SELECT count(*) FROM notice", 0) > 0); /* of this list */
	close_fixture(&f);
}

/* ---- judged anew ------------------------------------------------------------------------- */

/* From today on cases are judged one by one. */
static void judge_cases(struct fixture *f)
{
	const struct ref_values v = {
		.label_id = "Kasus yang selesai, dengan laporannya",
		.label_en = "Closed cases with their reports",
		.doc = "{\"days\":1825,\"fate\":\"nilai_kembali\",\"basis\":\"JRA\"}",
		.valid_from = clock_date(f->w.c.cx->now, 420),
		.valid_to = DATE_NONE,
	};
	int64_t version;

	city_system(&f->w.c);
	assert_ok(ACT(&f->w.c, ref_edit(f->w.c.cx, "retention", "kasus", 1, &v, "uji", &version)));
}

static struct http_answer judge(struct fixture *f, const char *fields)
{
	return web_post(&f->w, web_path(&f->w, "/retensi/nilai-kembali/kasus/", f->case_id, ""),
			fields);
}

static void what_is_to_be_judged_is_listed_and_erased_only_when_it_was_put_to_it(void **state_)
{
	struct http_answer a;
	struct fixture f;
	int64_t list;

	(void)state_;
	open_fixture(&f);
	judge_cases(&f);
	list = find(&f);
	assert_int_equal(listed(&f, f.case_id), 0);
	destroy(&f, list);
	web_sign_in(&f.w, CITY_DPO);
	a = web_get(&f.w, "/retensi/nilai-kembali");
	assert_true(web_holds(
	    &a, city_text(&f.w.c, "SELECT number FROM casefile WHERE id = %lld", f.case_id)));
	assert_int_equal(web_get(&f.w, "/retensi/nilai-kembali.csv").status, 200);
	assert_int_equal(judge(&f, "putusan=musnah&alasan=").status, 422);
	assert_int_equal(judge(&f, "putusan=musnah&alasan=Tidak+ada+sengketa").status, 303);
	assert_int_equal(judge(&f, "putusan=musnah&alasan=Lagi").status, 404);
	a = web_get(&f.w, "/retensi/nilai-kembali/berita-acara");
	assert_int_equal(a.status, 200);
	assert_true(a.body.n > 500 && memcmp(a.body.p, "%PDF", 4) == 0);
	list = find(&f);
	assert_int_equal(listed(&f, f.case_id), 1);
	destroy(&f, list);
	assert_int_equal(
	    city_int(&f.w.c, "SELECT state FROM retention_item WHERE object_id = %lld", f.case_id),
	    ITEM_ERASED);
	close_fixture(&f);
}

static void what_is_kept_comes_back_on_its_day(void **state_)
{
	struct http_answer a;
	const char *number;
	struct fixture f;

	(void)state_;
	open_fixture(&f);
	judge_cases(&f);
	number = city_text(&f.w.c, "SELECT number FROM casefile WHERE id = %lld", f.case_id);
	web_sign_in(&f.w, CITY_HEAD);
	assert_int_equal(judge(&f, "putusan=simpan&alasan=Perkara&sampai=2020-01-01").status, 422);
	assert_int_equal(judge(&f, "putusan=simpan&alasan=Perkara&sampai=2033-01-01").status, 303);
	a = web_get(&f.w, "/retensi/nilai-kembali.csv");
	assert_false(web_holds(&a, number));
	assert_int_equal(judge(&f, "putusan=musnah&alasan=Lagi").status, 404);
	f.w.c.cx->now = date_from_ymd(2033, 1, 2) * USEC_DAY;
	web_sign_in(&f.w, CITY_HEAD);
	a = web_get(&f.w, "/retensi/nilai-kembali.csv");
	assert_true(web_holds(&a, number));
	assert_int_equal(web_get_as(&f.w, CITY_FRONT, "/retensi/nilai-kembali").status, 403);
	close_fixture(&f);
}

/* A file whose rows were applied. */
static enum err bring(struct ctx *cx, int64_t *ret)
{
	const struct intake_offer offer = { .kind = INTAKE_PEOPLE,
					    .file_name = "warga-cikole.csv",
					    .source = "siak",
					    .valid_from = DATE_NONE,
					    .size = 10 };
	int64_t ignored;

	TRY(intake_offer(cx, &offer, ret));
	return city_query(cx,
			  arena_printf(cx->arena,
				       "UPDATE intake SET state = 7, staged_n = 2 WHERE id = %lld "
				       "RETURNING 1",
				       (long long)*ret),
			  false, &ignored, NULL);
}

static void an_import_is_called_by_its_file_and_day(void **state_)
{
	struct http_answer a;
	struct fixture f;
	int64_t id, list;

	(void)state_;
	open_fixture(&f);
	f.w.c.cx->now -= YEARS(5);
	city_act_as(&f.w.c, CITY_MANAGER);
	assert_ok(ACT(&f.w.c, bring(f.w.c.cx, &id)));
	f.w.c.cx->now += YEARS(5);
	list = find(&f);
	assert_int_equal(listed(&f, id), 1);
	web_sign_in(&f.w, CITY_DPO);
	a = web_get(&f.w, web_path(&f.w, "/retensi/", list, ""));
	assert_true(web_holds(&a, "warga-cikole.csv, 21 Nov 2026"));
	assert_true(web_holds(&a, web_path(&f.w, "href=\"/retensi/berkas/", id, "\"")));
	a = web_get(&f.w, web_path(&f.w, "/retensi/berkas/", id, ""));
	assert_int_equal(a.status, 200);
	assert_true(web_holds(&a, "warga-cikole.csv"));
	assert_int_equal(
	    web_get_as(&f.w, CITY_HEAD, web_path(&f.w, "/retensi/berkas/", id, "")).status, 200);
	assert_int_equal(
	    web_get_as(&f.w, CITY_FRONT, web_path(&f.w, "/retensi/berkas/", id, "")).status, 403);
	assert_int_equal(
	    city_int(&f.w.c, "SELECT count(*) FROM retention_item WHERE number LIKE '%csv%'", 0),
	    0); /* the minutes keep its number only */
	close_fixture(&f);
}

/* ---- the schedule ------------------------------------------------------------------------ */

static void an_entry_without_period_fate_or_basis_is_refused(void **state_)
{
	static const struct {
		const char *doc, *fault;
	} cases[] = {
		{ "{\"days\":1,\"fate\":\"hapus\",\"basis\":\"x\"}", NULL },
		{ "{\"days\":-1,\"fate\":\"hapus\",\"basis\":\"x\"}", "days" },
		{ "{\"days\":\"1\",\"fate\":\"hapus\",\"basis\":\"x\"}", "days" },
		{ "{\"years\":2,\"months\":6,\"fate\":\"hapus\",\"basis\":\"x\"}", NULL },
		{ "{\"years\":101,\"fate\":\"hapus\",\"basis\":\"x\"}", "years" },
		{ "{\"months\":-6,\"fate\":\"hapus\",\"basis\":\"x\"}", "months" },
		{ "{\"days\":1,\"fate\":\"bakar\",\"basis\":\"x\"}", "fate" },
		{ "{\"days\":1,\"fate\":\"musnah\"}", "basis" },
	};

	(void)state_;
	for (size_t i = 0; i < LEN(cases); i++) {
		json_t *doc = json_loads(cases[i].doc, 0, NULL);
		const char *fault = retention_fault(doc);

		assert_true(str_eq(fault, cases[i].fault));
		json_decref(doc);
	}
}

static void what_goes_some_day_is_kept_for_a_time(void **state_)
{
	static const struct {
		const char *doc;
		bool refused;
	} cases[] = {
		{ "{\"fate\":\"hapus\"}", true },
		{ "{\"years\":0,\"days\":0,\"fate\":\"nilai_kembali\"}", true },
		{ "{\"months\":1,\"fate\":\"musnah\"}", false },
		{ "{\"fate\":\"permanen\"}", false },
		{ "{\"fate\":\"otomatis\"}", false },
	};

	(void)state_;
	for (size_t i = 0; i < LEN(cases); i++) {
		json_t *doc = json_loads(cases[i].doc, 0, NULL);
		struct ref_fault fault = { 0 };

		assert_ok(retention_among(NULL, "kasus", doc, NULL, &fault));
		assert_int_equal(fault.key != NULL, cases[i].refused);
		json_decref(doc);
	}
}

static int64_t cases_due(struct fixture *f)
{
	struct retention_rule *rules;
	int64_t due = -1;
	size_t n;

	test_read_begin(&f->w.c.t);
	assert_ok(retention_rules(f->w.c.cx, &rules, &n));
	for (size_t i = 0; i < n; i++)
		if (rules[i].kind == RETENTION_CASE)
			due = rules[i].due_n;
	test_read_end(&f->w.c.t);
	return due;
}

/* Of a case that ended on 21 November 2026, five years are over on that day of 2031. */
static void a_period_is_counted_by_the_calendar(void **state_)
{
	struct fixture f;
	int64_t ended;

	(void)state_;
	open_fixture(&f);
	ended = city_int(&f.w.c, "SELECT ended_at FROM casefile WHERE id = %lld", f.case_id);
	f.w.c.cx->now =
	    ended + (date_from_ymd(2031, 11, 21) - date_from_ymd(2026, 11, 21)) * USEC_DAY;
	assert_int_equal(clock_date(ended, 420), date_from_ymd(2026, 11, 21));
	f.w.c.cx->now -= USEC_SECOND;
	assert_int_equal(cases_due(&f), 0);
	f.w.c.cx->now += 2 * USEC_SECOND;
	assert_int_equal(cases_due(&f), 1);
	close_fixture(&f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(only_what_is_over_is_found),
		cmocka_unit_test(
		    whoever_checks_can_open_what_is_listed_where_he_may_see_such_things),
		cmocka_unit_test(before_its_days_are_over_nothing_is_due),
		cmocka_unit_test(the_page_counts_without_erasing),
		cmocka_unit_test(nobody_approves_what_he_checked),
		cmocka_unit_test(a_refused_list_erases_nothing),
		cmocka_unit_test(what_is_approved_is_gone_and_proven),
		cmocka_unit_test(the_proof_names_its_place_in_the_log),
		cmocka_unit_test(what_is_postponed_stays_until_its_day),
		cmocka_unit_test(what_is_no_longer_due_is_passed_over),
		cmocka_unit_test(old_looks_go_and_new_ones_stay),
		cmocka_unit_test(
		    a_request_that_ended_long_ago_loses_its_words_and_no_longer_keeps_its_person),
		cmocka_unit_test(notices_go_by_age_and_new_ones_stay),
		cmocka_unit_test(
		    what_is_to_be_judged_is_listed_and_erased_only_when_it_was_put_to_it),
		cmocka_unit_test(what_is_kept_comes_back_on_its_day),
		cmocka_unit_test(an_entry_without_period_fate_or_basis_is_refused),
		cmocka_unit_test(an_import_is_called_by_its_file_and_day),
		cmocka_unit_test(what_goes_some_day_is_kept_for_a_time),
		cmocka_unit_test(a_period_is_counted_by_the_calendar),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
