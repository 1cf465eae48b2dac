/* The pages of the reference data and of the regions, as whole requests. */
#include "feature/reference/reference_web.h"

#include "base/log.h"
#include "feature/quality/quality.h"
#include "feature/reference/reference.h"
#include "feature/reference/reference_form.h"
#include "feature/region/region.h"
#include "feature/region/region_web.h"
#include "feature/registry/fact.h"
#include "feature/rights/retention.h"
#include "lib/testlib.h"

#include <stdio.h>
#include <string.h>

static const struct route *const tables[] = { reference_routes, region_routes, NULL };

static struct auth_account account = { .id = 5, .login = "ani", .name = "Ani" };

static enum err account_by_id(struct ctx *cx, int64_t id, struct auth_account *ret, bool *found)
{
	(void)cx;
	*found = id == account.id;
	*ret = account;
	return ERR_OK;
}

static enum err account_by_login(struct ctx *cx, const char *login, struct auth_account *ret,
				 bool *found)
{
	(void)cx;
	*found = strcmp(login, account.login) == 0;
	*ret = account;
	return ERR_OK;
}

static const struct auth_source source = { account_by_login, account_by_id };

static struct test t;
static char cookie[80], csrf[AUTH_TOKEN_SIZE];

static enum err open_session(struct ctx *cx, void *arg)
{
	return session_open(cx, account.id, "127.0.0.1", "test", arg);
}

static void sign_in(enum role role)
{
	char token[AUTH_TOKEN_SIZE];
	struct actor actor;
	int64_t expires;

	account.roles = 1U << role;
	assert_ok(test_write(&t, open_session, token));
	(void)snprintf(cookie, sizeof(cookie), "melaju=%s", token);
	test_read_begin(&t);
	assert_ok(session_find(&t.cx, token, &actor, &expires));
	test_read_end(&t);
	csrf_token(&t.cx, actor.session_id, csrf);
}

static enum err install_region(struct ctx *cx, void *arg)
{
	(void)arg;
	return region_install(cx, "3272");
}

static int open_all(void **state)
{
	(void)state;
	log_enable(false);
	test_open(&t);
	/* Named here, so that the linker brings the vault for testlib's weak reference. */
	if (t.app.vault == NULL)
		t.app.vault =
		    vault_for_test((const unsigned char *)"0123456789abcdef0123456789abcdef");
	t.app.routes = tables;
	t.app.n_routes = 2;
	auth_set_source(&source);
	assert_ok(reference_install(&t.cx, t.app.pool, NULL));
	assert_ok(test_write(&t, install_region, NULL));
	return 0;
}

static int close_all(void **state)
{
	(void)state;
	test_close(&t);
	return 0;
}

static struct http_answer get(const char *target)
{
	struct http_answer a;

	assert_ok(http_dispatch(
	    &t.app, t.cx.arena, TEST_NOW,
	    &(struct http_message){ .method = "GET", .target = target, .cookie = cookie }, &a));
	return a;
}

/* Each post gets a one-time key of its own. */
static struct http_answer post(const char *target, const char *values)
{
	static unsigned n;
	const char *body = arena_printf(t.cx.arena, "%s&_csrf=%s&_once=%032x", values, csrf, ++n);
	struct http_answer a;

	assert_ok(http_dispatch(
	    &t.app, t.cx.arena, TEST_NOW,
	    &(struct http_message){ .method = "POST",
				    .target = target,
				    .cookie = cookie,
				    .content_type = "application/x-www-form-urlencoded",
				    .body = body,
				    .body_n = strlen(body) },
	    &a));
	return a;
}

static bool holds(struct http_answer a, const char *text)
{
	return memmem(a.body.p, a.body.n, text, strlen(text)) != NULL;
}

#define VALUES(version, amount)                                                           \
	"label_id=Asesmen&label_en=Assessment&source=SK&valid_from=2026-11-21&ordinal=9&" \
	"reason=uji&version=" version "&unit=work_days&amount=" amount

static void every_page_opens_for_who_may_read(void **state)
{
	static const char *const pages[] = { "/acuan",
					     "/acuan/ppks",
					     "/acuan/triage",
					     "/acuan/limit/asesmen",
					     "/acuan/triage/rules",
					     "/acuan.json",
					     "/acuan/ppks.csv",
					     "/wilayah",
					     "/wilayah.csv" };

	(void)state;
	sign_in(ROLE_FRONT);
	for (size_t i = 0; i < LEN(pages); i++) {
		struct http_answer a = get(pages[i]);

		if (a.status != 200)
			fail_msg("%s: %d", pages[i], a.status);
	}
	assert_true(holds(get("/acuan/ppks"), "Lanjut usia terlantar"));
	assert_true(holds(get("/wilayah"), "Sudajaya Hilir"));
	assert_false(holds(get("/acuan/limit/asesmen"), "<form method=\"post\" action=\"/acuan"));
}

static void unknown_lists_and_entries_are_not_found(void **state)
{
	(void)state;
	sign_in(ROLE_ADMIN);
	assert_int_equal(get("/acuan/tak_ada").status, 404);
	assert_int_equal(get("/acuan/limit/tak_ada").status, 404);
	assert_int_equal(post("/acuan/tak_ada", VALUES("", "1") "&code=x&doc=%7B%7D").status, 404);
	assert_int_equal(post("/acuan/limit/tak_ada", VALUES("1", "1")).status, 404);
}

static void only_who_may_write_changes_an_entry(void **state)
{
	(void)state;
	sign_in(ROLE_FRONT);
	assert_int_equal(post("/acuan/limit/asesmen", VALUES("1", "7")).status, 403);
	assert_int_equal(post("/acuan/limit", VALUES("", "7") "&code=baru").status, 403);
	sign_in(ROLE_ADMIN);
	assert_int_equal(post("/acuan/limit/asesmen", VALUES("1", "7")).status, 303);
	assert_true(holds(get("/acuan/limit/asesmen"), "Versi 1001"));
	assert_true(holds(get("/acuan/limit/asesmen"), "Versi 1,"));
}

static void the_second_of_two_editors_is_told(void **state)
{
	(void)state;
	sign_in(ROLE_ADMIN);
	assert_int_equal(post("/acuan/limit/asesmen", VALUES("1", "7")).status, 303);
	assert_int_equal(post("/acuan/limit/asesmen", VALUES("1", "8")).status, 409);
	assert_false(holds(get("/acuan/limit/asesmen"), "Versi 1002"));
}

static void wrong_values_come_back_with_the_form(void **state)
{
	struct http_answer a;

	(void)state;
	sign_in(ROLE_ADMIN);
	a = post("/acuan/limit/asesmen", VALUES("1", "7x"));
	assert_int_equal(a.status, 422);
	assert_true(holds(a, "harus bilangan bulat"));
	assert_int_equal(post("/acuan/limit", VALUES("", "7") "&code=a+b").status, 422);
	assert_int_equal(post("/acuan/limit", VALUES("", "7") "&code=asesmen").status, 422);
	assert_int_equal(
	    post("/acuan/limit/asesmen", VALUES("1", "7") "&valid_to=2026-11-20").status, 422);
	assert_int_equal(post("/acuan/triage/rules",
			      "label_id=a&label_en=b&source=c&valid_from=2026-11-21&"
			      "reason=d&version=1&doc=%7B%22rules%22%3A%5B%5D%7D")
			     .status,
			 422);
	assert_false(holds(get("/acuan/limit/asesmen"), "Versi 1001"));
}

static void a_city_adds_a_local_holiday(void **state)
{
	(void)state;
	sign_in(ROLE_ADMIN);
	assert_int_equal(post("/acuan/holiday",
			      "code=2026-11-23&label_id=Hari+jadi&label_en=City+day&source=Perwal&"
			      "valid_from=2026-01-01&reason=uji&joint=1")
			     .status,
			 303);
	assert_true(holds(get("/acuan/holiday"), "2026-11-23"));
	assert_true(holds(get("/acuan/holiday"), "Senin, 23 November 2026 · Cuti bersama"));
	assert_true(holds(get("/acuan/holiday/2026-11-23"), "Hari jadi"));
}

/* A holiday without a day, a limit in an unknown unit, hours of no clock: each would have stopped
 * every deadline of the city. */
static void values_that_would_stop_the_clock_are_refused(void **state)
{
	static const char day[] = "label_id=Senin&label_en=Monday&source=SK&valid_from=2026-11-21&"
				  "ordinal=1&reason=uji&version=1&weekday=1&hours=";
	struct ref_limit limit;
	struct worktime cal;

	(void)state;
	sign_in(ROLE_ADMIN);
	assert_int_equal(post("/acuan/holiday",
			      "code=hari_jadi&label_id=Hari+jadi&label_en=City+day&source=Perwal&"
			      "valid_from=2026-01-01&reason=uji")
			     .status,
			 422);
	assert_int_equal(post("/acuan/limit/asesmen",
			      "label_id=Asesmen&label_en=Assessment&source=SK&"
			      "valid_from=2026-11-21&reason=uji&version=1&amount=3&unit=bulan")
			     .status,
			 422);
	assert_int_equal(post("/acuan/limit/asesmen", VALUES("1", "0")).status, 422);
	assert_int_equal(
	    post("/acuan/work_hour/senin", arena_printf(t.cx.arena, "%s8-12", day)).status, 422);
	assert_int_equal(
	    post("/acuan/work_hour/senin", arena_printf(t.cx.arena, "%s13:00-12:00", day)).status,
	    422);
	assert_int_equal(
	    post("/acuan/work_hour/senin", arena_printf(t.cx.arena, "%s07:75-12:00", day)).status,
	    422);
	assert_int_equal(post("/acuan/work_hour/senin",
			      "label_id=Senin&label_en=Monday&source=SK&valid_from=2026-11-21&"
			      "ordinal=1&reason=uji&version=1&weekday=900000&hours=07:30-12:00")
			     .status,
			 422);
	assert_int_equal(post("/acuan/work_hour/senin",
			      "label_id=Senin&label_en=Monday&source=SK&valid_from=2026-11-21&"
			      "ordinal=1&reason=uji&version=1&hours=07:30-12:00")
			     .status,
			 422);
	test_read_begin(&t);
	assert_ok(ref_calendar(&t.cx, &cal));
	assert_ok(ref_limit(&t.cx, "asesmen", &limit));
	test_read_end(&t);
	assert_int_equal(limit.version, 1);
}

static void a_value_is_changed_in_its_own_field_and_the_history_says_what_changed(void **state)
{
	struct ref_entry e;
	const char *const *kinds;
	struct http_answer a;

	(void)state;
	sign_in(ROLE_ADMIN);
	assert_int_equal(post("/acuan/limit/asesmen", VALUES("1", "7")).status, 303);
	a = get("/acuan/limit/asesmen");
	assert_true(holds(a, "Lama: 3 \u2192 7"));
	assert_true(holds(a, "Ani"));
	assert_true(holds(get("/acuan/limit"), "7 hari kerja"));
	/* Back to what it was: the older version is filled in, to be saved upon the newest. */
	assert_true(holds(a, "/acuan/limit/asesmen?dari=1\""));
	a = get("/acuan/limit/asesmen?dari=1");
	assert_true(holds(a, "name=\"amount\" type=\"text\" value=\"3\""));
	assert_true(holds(a, "name=\"version\" value=\"1001\""));
	assert_int_equal(post("/acuan/service/penjangkauan",
			      "label_id=Penjangkauan&label_en=Outreach&source=SK&"
			      "valid_from=2026-11-21&reason=uji&version=1&"
			      "unit_kinds=satpolpp&unit_kinds=tagana")
			     .status,
			 303);
	assert_int_equal(post("/acuan/service/penjangkauan",
			      "label_id=Penjangkauan&label_en=Outreach&source=SK&"
			      "valid_from=2026-11-21&reason=uji&version=1001&unit_kinds=warung")
			     .status,
			 422);
	test_read_begin(&t);
	assert_ok(ref_get(&t.cx, "service", "penjangkauan", ref_today(&t.cx), &e));
	assert_int_equal(ref_doc_list(&t.cx, &e, "unit_kinds", &kinds), 2);
	assert_string_equal(kinds[1], "tagana");
	test_read_end(&t);
}

static void a_value_that_holds_later_says_so(void **state)
{
	(void)state;
	sign_in(ROLE_ADMIN);
	assert_false(holds(get("/acuan/limit/asesmen"), "Nilai ini baru berlaku"));
	assert_int_equal(post("/acuan/limit/asesmen",
			      "label_id=Asesmen&label_en=Assessment&source=SK&amount=9&"
			      "unit=work_days&valid_from=2027-01-04&reason=uji&version=1")
			     .status,
			 303);
	assert_true(holds(get("/acuan/limit/asesmen"), "Nilai ini baru berlaku"));
	assert_true(holds(get("/acuan/limit"), "3 hari kerja"));
}

static void new_rules_begin_as_those_that_hold_and_lead_to_their_trial(void **state)
{
	struct http_answer a;

	(void)state;
	sign_in(ROLE_ADMIN);
	a = get("/acuan/triage_draft");
	assert_true(holds(a, "value=\"rules\""));
	assert_true(holds(a, "&quot;code&quot;: &quot;bahaya&quot;"));
	assert_true(holds(a, "/laporan/aturan"));
}

/* Saving the form as it is drawn must not lose what the list knows of an entry. */
static void saving_without_a_change_keeps_every_value(void **state)
{
	struct ref_entry before, after;

	(void)state;
	sign_in(ROLE_ADMIN);
	test_read_begin(&t);
	assert_ok(ref_get(&t.cx, "end_kind", "ditolak", ref_today(&t.cx), &before));
	test_read_end(&t);
	assert_int_equal(
	    post("/acuan/end_kind/ditolak",
		 "label_id=Ditolak&label_en=Refused&source=SK&valid_from=2026-11-21&reason=uji&"
		 "version=1&follows=release&then=replan&needs_reason=1&need=1&"
		 "note_id=Langkah+yang+menunggu+mulai+berjalan;+pemegang+kasus+memilih+langkah+"
		 "pengganti.&note_en=Steps+that+waited+for+it+begin;+the+holder+chooses+another+"
		 "step+instead.")
		.status,
	    303);
	test_read_begin(&t);
	assert_ok(ref_get(&t.cx, "end_kind", "ditolak", ref_today(&t.cx), &after));
	assert_int_equal(after.version, 1001);
	assert_string_equal(after.doc, before.doc);
	test_read_end(&t);
}

#define KEPT(values)                                                                           \
	"label_id=Foto&label_en=Photos&source=JRA&valid_from=2026-11-21&ordinal=9&reason=uji&" \
	"version=1&" values

/* What goes some day without a time to keep it is told beside its field, like all that is wrong. */
static void the_schedule_of_retention_is_changed_in_fields(void **state)
{
	struct http_answer a;
	struct ref_entry e;

	(void)state;
	ref_set_check("retention", retention_fault);
	ref_set_among("retention", retention_among);
	sign_in(ROLE_ADMIN);
	a = get("/acuan/retention/foto");
	assert_true(holds(a, "name=\"years\"") && holds(a, "name=\"basis\""));
	assert_false(holds(a, "name=\"doc\""));
	a = post("/acuan/retention/foto", KEPT("fate=hapus&basis=JRA"));
	assert_int_equal(a.status, 422);
	assert_true(holds(a, "Tanpa itu, isinya hilang pada hari selesai"));
	assert_int_equal(post("/acuan/retention/foto", KEPT("years=200&fate=hapus&basis=J")).status,
			 422);
	assert_int_equal(post("/acuan/retention/foto", KEPT("years=2&fate=bakar&basis=J")).status,
			 422);
	a = post("/acuan/retention/foto",
		 KEPT("years=1&months=6&fate=nilai_kembali&basis=JRA+Kota&verified=1"));
	assert_int_equal(a.status, 303);
	test_read_begin(&t);
	assert_ok(ref_get(&t.cx, "retention", "foto", ref_today(&t.cx), &e));
	assert_string_equal(e.doc, "{\"basis\":\"JRA Kota\",\"fate\":\"nilai_kembali\","
				   "\"months\":6,\"verified\":true,\"years\":1}");
	test_read_end(&t);
	a = get("/acuan/retention/foto");
	assert_true(holds(a, "Dinilai kembali") && holds(a, "JRA Kota"));
}

/* How many of the paths that take a form, /acuan/SET and below it, take this one. */
static int takes(const char *set, const struct form_def *form)
{
	char own[64];
	size_t n = (size_t)snprintf(own, sizeof(own), "/acuan/%s", set);
	int count = 0;

	for (const struct route *r = reference_routes; r->path; r++)
		count += r->form == form && strncmp(r->path, own, n) == 0 &&
			 (r->path[n] == '\0' || r->path[n] == '/');
	return count;
}

static void what_each_list_draws_is_taken_where_it_is_sent_to(void **state)
{
	(void)state;
	for (const struct ref_kind *k = ref_kinds; k->set; k++) {
		if (takes(k->set, k->add) != 1 || takes(k->set, k->edit) != 1)
			fail_msg("nothing takes the forms of %s", k->set);
	}
}

#define assert_status(a, n) assert_int_equal((a).status, (n))
#define OF_FIELD                                                                               \
	"label_id=Pelatihan&label_en=Training&of=person&group=work&class=personal&ordinal=900" \
	"&valid_from=2026-01-01&source=SK&reason=Uji"

#define OF_RULE                                                                      \
	"label_id=Air+jauh&label_en=Far+water&severity=warning&weight=5&ordinal=900" \
	"&valid_from=2026-01-01&source=SK&reason=Uji"

/* A rule that found nobody, ever, was taken without a word. */
static void a_rule_of_quality_is_written_by_a_form_that_knows_the_fields(void **state)
{
	struct http_answer a;
	struct ref_entry e;

	(void)state;
	ref_set_check("quality_rule", quality_rule_fault);
	ref_set_among("quality_rule", quality_rule_among);
	sign_in(ROLE_ADMIN);
	a = get("/acuan/quality_rule");
	assert_true(holds(a, "name=\"must\"") && holds(a, "name=\"field\""));
	assert_false(holds(a, "name=\"doc\""));
	a = post("/acuan/quality_rule", OF_RULE "&code=jauh&of=person&field=ngawur&must=filled");
	assert_status(a, 422);
	a = post("/acuan/quality_rule", OF_RULE "&code=jauh&of=person&must=filled");
	assert_status(a, 422);
	assert_true(holds(a, "Pilih data yang diperiksa"));
	a = post("/acuan/quality_rule", OF_RULE "&code=jauh&of=family&field=sex&must=filled");
	assert_status(a, 422);
	assert_true(holds(a, "bukan milik yang dipilih"));
	a = post("/acuan/quality_rule",
		 OF_RULE "&code=jauh&of=person&field=sex&must=one_of&values=1,3");
	assert_status(a, 422);
	assert_true(holds(a, "1 (Laki-laki), 2 (Perempuan)"));
	a = post("/acuan/quality_rule",
		 OF_RULE "&code=jauh&of=person&field=nik&must=one_of&values=1");
	assert_status(a, 422);
	assert_true(holds(a, "dirahasiakan"));
	a = post("/acuan/quality_rule",
		 OF_RULE "&code=jauh&of=person&field=name&must=between&to=9");
	assert_status(a, 422);
	assert_true(holds(a, "bukan angka"));
	a = post("/acuan/quality_rule",
		 OF_RULE "&code=jauh&of=person&field=birth_year&must=between&from=2000&to=1900");
	assert_status(a, 422);
	assert_true(holds(a, "lebih kecil daripada"));
	a = post("/acuan/quality_rule",
		 OF_RULE "&code=jauh&of=person&field=birth_year&must=between&from=1900");
	assert_status(a, 303);
	a = post("/acuan/quality_rule/age_impossible",
		 KEPT("of=person&severity=error&weight=80&max_age=115"));
	assert_status(a, 303);
	test_read_begin(&t);
	assert_ok(ref_get(&t.cx, "quality_rule", "jauh", ref_today(&t.cx), &e));
	assert_string_equal(e.doc, "{\"field\":\"birth_year\",\"from\":1900,\"must\":\"between\","
				   "\"of\":\"person\",\"severity\":\"warning\",\"weight\":5}");
	assert_ok(ref_get(&t.cx, "quality_rule", "age_impossible", ref_today(&t.cx), &e));
	assert_int_equal(ref_doc_int(&t.cx, &e, "max_age", 0), 115);
	test_read_end(&t);
}

/* What nobody would notice before an import. */
static void a_field_of_the_city_is_written_by_a_form_that_knows_the_other_fields(void **state)
{
	struct http_answer a;

	(void)state;
	ref_set_check("field", fact_doc_fault);
	ref_set_among("field", fact_among);
	sign_in(ROLE_ADMIN);
	a = post("/acuan/field", OF_FIELD "&code=training&kind=choice&aliases=golongan+darah");
	assert_status(a, 422);
	assert_true(holds(a, "Pilihan belum benar"));
	a = post("/acuan/field",
		 OF_FIELD "&code=training&kind=text&aliases=kursus,+Golongan-Darah");
	assert_status(a, 422);
	assert_true(holds(a, "Golongan-Darah (Golongan darah)"));
	a = post("/acuan/field", OF_FIELD "&code=training&kind=choice&options_of=tidak_ada");
	assert_status(a, 422);
	assert_true(holds(a, "Tidak ada daftar acuan"));
	a = post("/acuan/field", OF_FIELD "&code=training&kind=choice&options_of=field");
	assert_status(a, 422);
	a = post("/acuan/field", OF_FIELD
		 "&code=training&kind=choice&options=1+%3D+Jahit%0A2+%3D+Las+|+Welding+|+jahit");
	assert_status(a, 422);
	assert_true(holds(a, "dipakai dua pilihan"));
	a = post("/acuan/field",
		 OF_FIELD "&code=training&kind=choice&aliases=kursus&options=1+%3D+Jahit+|+Sewing"
			  "%0A2+%3D+Las+|+Welding+|+mengelas,+tukang+las");
	assert_status(a, 303);
	a = get("/acuan/field/training");
	assert_true(holds(a, "2 = Las | Welding | mengelas, tukang las"));
	a = post("/acuan/field/training", OF_FIELD "&version=1001&kind=text");
	assert_status(a, 422);
	assert_true(holds(a, "tidak bisa diubah"));
}

static void saving_a_field_unchanged_keeps_what_no_line_shows(void **state)
{
	struct ref_entry e;
	const char *before;

	(void)state;
	sign_in(ROLE_ADMIN);
	test_read_begin(&t);
	assert_ok(ref_get(&t.cx, "field", "documents", ref_today(&t.cx), &e));
	before = arena_strdup(t.cx.arena, e.doc);
	test_read_end(&t);
	assert_non_null(strstr(before, "\"bit\""));
	assert_status(
	    post("/acuan/field/documents",
		 arena_printf(t.cx.arena,
			      "version=%lld&label_id=Dokumen&label_en=Documents&of=person&kind=set"
			      "&group=civil&ordinal=1&valid_from=2026-01-01&source=SK&reason=Uji"
			      "&options=0+%%3D+Tidak+punya+|+None%%0A4+%%3D+KTP+|+Card",
			      (long long)e.version)),
	    303);
	test_read_begin(&t);
	assert_ok(ref_get(&t.cx, "field", "documents", ref_today(&t.cx), &e));
	assert_non_null(strstr(e.doc, "\"bit\":4"));
	assert_null(strstr(e.doc, "\"bit\":2"));
	test_read_end(&t);
}

int main(void)
{
#define PAGE_TEST(name) cmocka_unit_test_setup_teardown(name, open_all, close_all)
	const struct CMUnitTest tests[] = {
		PAGE_TEST(every_page_opens_for_who_may_read),
		PAGE_TEST(unknown_lists_and_entries_are_not_found),
		PAGE_TEST(only_who_may_write_changes_an_entry),
		PAGE_TEST(values_that_would_stop_the_clock_are_refused),
		PAGE_TEST(a_value_is_changed_in_its_own_field_and_the_history_says_what_changed),
		PAGE_TEST(a_value_that_holds_later_says_so),
		PAGE_TEST(new_rules_begin_as_those_that_hold_and_lead_to_their_trial),
		PAGE_TEST(saving_without_a_change_keeps_every_value),
		PAGE_TEST(the_schedule_of_retention_is_changed_in_fields),
		PAGE_TEST(what_each_list_draws_is_taken_where_it_is_sent_to),
		PAGE_TEST(a_rule_of_quality_is_written_by_a_form_that_knows_the_fields),
		PAGE_TEST(a_field_of_the_city_is_written_by_a_form_that_knows_the_other_fields),
		PAGE_TEST(saving_a_field_unchanged_keeps_what_no_line_shows),
		PAGE_TEST(the_second_of_two_editors_is_told),
		PAGE_TEST(wrong_values_come_back_with_the_form),
		PAGE_TEST(a_city_adds_a_local_holiday),
	};

	return cmocka_run_group_tests_name("reference pages", tests, NULL, NULL);
}
