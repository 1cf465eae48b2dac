/* Aid through whole requests: recorded, corrected, counted; nobody out of reach is named. */
#include "lib/web.h"

#include "base/clock.h"
#include "feature/benefit/benefit.h"
#include "feature/benefit/benefit_web.h"
#include "feature/registry/registry.h"

static const struct route *const tables[] = { benefit_routes, benefit_record_routes, person_routes,
					      family_routes, NULL };
static struct web w;
static int64_t family, head;

static enum err make(struct ctx *cx, int64_t region, int64_t of_family, int64_t *ret)
{
	struct origin o = { .source = "siak", .valid_from = date_from_ymd(2020, 1, 1) };
	const struct fact_book *book;
	struct facts f;

	TRY(fact_book(cx, &book));
	f = facts_new(cx, book, of_family == 0 ? FACT_FAMILY : FACT_PERSON);
	facts_set_core(&f, of_family == 0 ? CORE_KK_REGION : CORE_REGION,
		       str_digits(cx->arena, region));
	if (of_family != 0) {
		facts_set_core(&f, CORE_NAME, "Dedi Supriadi");
		facts_set_core(&f, CORE_KNOWN, "1");
		facts_set_core(&f, CORE_FAMILY, str_digits(cx->arena, of_family));
		facts_set_core(&f, CORE_RELATION, "1");
	}
	return subject_new(cx, &f, &o, ret);
}

static int setup(void **state)
{
	(void)state;
	web_open_at(&w, tables, LEN(tables));
	subject_page_part(benefit_draw);
	city_act_as(&w.c, CITY_MANAGER);
	assert_ok(ACT(&w.c, make(w.c.cx, w.c.region, 0, &family)));
	assert_ok(ACT(&w.c, make(w.c.cx, w.c.region, family, &head)));
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	web_close(&w);
	return 0;
}

#define WORTH                                                                            \
	"&state=paid&amount=Rp+600.000&goods=&paid_on=2026-03-12&channel=BNI&proof=SK-7" \
	"&source=kk_ktp"

static struct http_answer record(const char *fields)
{
	return web_post(
	    &w, "/bantuan-sosial/baru",
	    arena_printf(w.c.cx->arena, "warga=%lld&programme=pkh&%s", (long long)head, fields));
}

static int64_t newest(void)
{
	return city_int(&w.c, "SELECT coalesce(max(id), 0) FROM benefit", 0);
}

/* Another officer looks at what was written last, and the one of the desk goes on. */
static void confirm(void)
{
	web_sign_in(&w, CITY_COORDINATOR);
	assert_int_equal(
	    web_post(&w, web_path(&w, "/bantuan-sosial/", newest(), "/periksa"), "putusan=pakai")
		.status,
	    303);
	web_sign_in(&w, CITY_FRONT);
}

static int64_t holding(void)
{
	return city_int(&w.c, "SELECT count(*) FROM benefit WHERE holds = 1", 0);
}

static int64_t told(const char *kind)
{
	return city_int(&w.c,
			arena_printf(w.c.cx->arena,
				     "SELECT count(*) FROM notice WHERE kind = '%s' AND user_id = "
				     "%%lld",
				     kind),
			w.c.person[CITY_FRONT]);
}

static void aid_recorded_by_hand_waits_for_another_officer_and_counts_from_then_on(void **state)
{
	const char *path, *check;
	struct http_answer a;

	(void)state;
	web_sign_in(&w, CITY_FRONT);
	assert_int_equal(record("period=2026-TW1" WORTH).status, 303);
	path = web_path(&w, "/bantuan-sosial/", newest(), "");
	check = web_path(&w, "/bantuan-sosial/", newest(), "/periksa");
	assert_int_equal(holding(), 0);
	assert_int_equal(city_int(&w.c, "SELECT count(*) FROM benefit_tally WHERE n > 0", 0), 0);
	assert_int_equal(city_int(&w.c, "SELECT kind FROM second_wait WHERE due_at > 0", 0), 3);
	a = web_get(&w, web_path(&w, "/warga/", head, ""));
	assert_true(web_holds(&a, "Menunggu pemeriksa kedua"));
	assert_true(web_holds(&a, path));
	assert_true(web_holds(&a, "Belum ada bantuan"));
	assert_int_equal(web_post(&w, check, "putusan=pakai").status, 403);
	assert_int_equal(web_get_as(&w, CITY_OTHER_FRONT, path).status, 404);
	w.c.cx->now += USEC_HOUR;
	confirm();
	assert_int_equal(holding(), 1);
	assert_int_equal(city_int(&w.c, "SELECT count(*) FROM second_wait", 0), 0);
	assert_int_equal(told("benefit.taken"), 1);
	assert_true(web_shows(&w, CITY_FRONT, "/bantuan-sosial", "triwulan I 2026"));
	web_sign_in(&w, CITY_MANAGER);
	assert_int_equal(web_post(&w, check, "putusan=pakai").status, 409);
}

static void nobody_confirms_his_own_and_a_refusal_reaches_who_wrote_it(void **state)
{
	const char *check;

	(void)state;
	web_sign_in(&w, CITY_COORDINATOR);
	assert_int_equal(record("period=2026-TW1" WORTH).status, 303);
	check = web_path(&w, "/bantuan-sosial/", newest(), "/periksa");
	assert_int_equal(web_post(&w, check, "putusan=pakai").status, 409);
	/* Another one about the same waits until that is decided. */
	web_sign_in(&w, CITY_FRONT);
	assert_int_equal(record("period=2026-TW1" WORTH).status, 409);
	assert_int_equal(record("period=2026-TW2" WORTH).status, 303);
	check = web_path(&w, "/bantuan-sosial/", newest(), "/periksa");
	web_sign_in(&w, CITY_MANAGER);
	assert_int_equal(web_post(&w, check, "putusan=biarkan").status, 422);
	assert_int_equal(web_post(&w, check, "putusan=biarkan&alasan=bukan+dia").status, 303);
	assert_int_equal(holding(), 0);
	assert_int_equal(told("benefit.left"), 1);
	assert_true(
	    web_shows(&w, CITY_FRONT, web_path(&w, "/bantuan-sosial/", newest(), ""), "bukan dia"));
}

static void who_wrote_it_takes_it_back_and_writes_it_anew(void **state)
{
	int64_t first;

	(void)state;
	web_sign_in(&w, CITY_FRONT);
	assert_int_equal(record("period=2026-TW1" WORTH).status, 303);
	first = newest();
	assert_int_equal(record("period=2026-TW1" WORTH).status, 303);
	assert_int_equal(city_int(&w.c, "SELECT checked FROM benefit WHERE id = %lld", first), 4);
	assert_int_equal(city_int(&w.c, "SELECT count(*) FROM second_wait", 0), 1);
	assert_int_equal(
	    web_post(&w, web_path(&w, "/bantuan-sosial/", newest(), "/tarik"), "").status, 303);
	assert_int_equal(city_int(&w.c, "SELECT count(*) FROM second_wait", 0), 0);
	assert_int_equal(
	    web_post(&w, web_path(&w, "/bantuan-sosial/", newest(), "/tarik"), "").status, 409);
	assert_int_equal(holding(), 0);
}

static void aid_recorded_by_hand_stands_on_person_and_family_with_its_proof(void **state)
{
	(void)state;
	web_sign_in(&w, CITY_FRONT);
	assert_int_equal(record("period=triwulan+I+2026" WORTH).status, 303);
	confirm();
	assert_true(
	    web_shows(&w, CITY_FRONT, web_path(&w, "/warga/", head, ""), "triwulan I 2026"));
	assert_true(web_shows(&w, CITY_FRONT, web_path(&w, "/keluarga/", family, ""), "Rp600.000"));
	assert_true(
	    web_shows(&w, CITY_FRONT, web_path(&w, "/bantuan-sosial/", newest(), ""), "SK-7"));
	assert_true(web_shows(&w, CITY_FRONT,
			      web_path(&w, "/keluarga/", family, "?pada=2026-03-11"),
			      "Belum ada bantuan"));
	assert_true(web_shows(&w, CITY_FRONT,
			      web_path(&w, "/keluarga/", family, "?pada=2026-03-12"), "Rp600.000"));
}

static void what_can_not_be_read_comes_back_with_what_to_write(void **state)
{
	struct http_answer a;

	(void)state;
	web_sign_in(&w, CITY_FRONT);
	a = record("period=tahun+lalu&state=paid&amount=2,4+jt&paid_on=&proof=x&source=kk_ktp");
	assert_int_equal(a.status, 422);
	assert_true(web_holds(&a, "misalnya 2400000"));
	assert_true(web_holds(&a, "triwulan I 2026"));
	assert_true(web_holds(&a, "Isi tanggal disalurkan"));
	a = record("period=2026&state=paid&amount=1&paid_on=2026-12-01&proof=x&source=kk_ktp");
	assert_true(web_holds(&a, "belum tiba"));
	assert_int_equal(newest(), 0);
}

static void a_correction_needs_a_reason_and_is_made_once(void **state)
{
	const char *path;
	struct http_answer a;

	(void)state;
	web_sign_in(&w, CITY_FRONT);
	(void)record("period=2026-TW1" WORTH);
	confirm();
	path = web_path(&w, "/bantuan-sosial/", newest(), "/perbaiki");
	a = web_post(&w, path, "period=2026-TW1" WORTH "&note=");
	assert_int_equal(a.status, 422);
	a = web_post(&w, path, "period=2026-TW1" WORTH "&note=salah+angka&amount=400000");
	assert_int_equal(a.status, 422); /* a name twice is a problem of its own */
	a = web_post(
	    &w, path,
	    "period=2026-TW1&state=paid&amount=400000&goods=&paid_on=2026-03-12&channel=BNI"
	    "&proof=BA-1&source=kk_ktp&note=salah+angka");
	assert_int_equal(a.status, 303);
	/* Until somebody else has looked, what it puts right holds. */
	assert_true(web_shows(&w, CITY_FRONT, web_path(&w, "/keluarga/", family, ""), "Rp600.000"));
	confirm();
	assert_false(
	    web_shows(&w, CITY_FRONT, web_path(&w, "/keluarga/", family, ""), "Rp600.000"));
	assert_true(web_shows(&w, CITY_FRONT, web_path(&w, "/bantuan-sosial/", newest(), ""),
			      "salah angka"));
	a = web_post(
	    &w, path,
	    "period=2026-TW1&state=paid&amount=300000&goods=&paid_on=2026-03-12&channel=BNI"
	    "&proof=BA-1&source=kk_ktp&note=salah+lagi");
	assert_int_equal(a.status, 409);
}

static void what_failed_need_not_have_its_day_cleared(void **state)
{
	struct http_answer a;

	(void)state;
	web_sign_in(&w, CITY_FRONT);
	(void)record("period=2026-TW1" WORTH);
	confirm();
	a = web_post(&w, web_path(&w, "/bantuan-sosial/", newest(), "/perbaiki"),
		     "period=2026-TW1&state=failed&amount=600000&goods=&paid_on=2026-03-12"
		     "&channel=BNI&proof=BA-1&source=kk_ktp&note=kartu+mati");
	assert_int_equal(a.status, 303);
	confirm();
	a = web_get(&w, web_path(&w, "/bantuan-sosial/", newest(), ""));
	assert_true(web_holds(&a, "gagal salur"));
	a = record("period=2026-TW2&state=failed&amount=600000&paid_on=2026-05-12&proof=x"
		   "&source=kk_ktp");
	assert_int_equal(a.status, 422);
}

static void who_is_out_of_reach_is_neither_named_nor_opened(void **state)
{
	int64_t id;

	(void)state;
	web_sign_in(&w, CITY_FRONT);
	(void)record("period=2026-TW1" WORTH);
	confirm();
	id = newest();
	assert_int_equal(
	    web_get_as(&w, CITY_OTHER_FRONT, web_path(&w, "/bantuan-sosial/", id, "")).status, 404);
	assert_int_equal(
	    web_get_as(&w, CITY_OTHER_FRONT, web_path(&w, "/bantuan-sosial/baru?warga=", head, ""))
		.status,
	    404);
	assert_false(web_shows(&w, CITY_OTHER_FRONT,
			       "/bantuan-sosial/daftar?program=pkh&periode=2026-TW1", "Dedi"));
	assert_false(web_shows(&w, CITY_OTHER_FRONT, "/bantuan-sosial", "triwulan I 2026"));
	assert_true(
	    web_shows(&w, CITY_OTHER_FRONT, "/bantuan-sosial", "bagi warga yang dapat Anda lihat"));
	assert_true(web_shows(&w, CITY_FRONT, "/bantuan-sosial/daftar?program=pkh&periode=2026-TW1",
			      "Dedi"));
	assert_true(web_shows(&w, CITY_HEAD, "/bantuan-sosial", "triwulan I 2026"));
	assert_int_equal(web_get_as(&w, CITY_DPO, "/bantuan-sosial").status, 403);
}

static void the_dead_are_given_nothing_after_their_day(void **state)
{
	const struct origin died = { .source = "kk_ktp", .valid_from = date_from_ymd(2026, 3, 1) };
	struct http_answer a;

	(void)state;
	city_system(&w.c);
	assert_ok(ACT(&w.c, person_died(w.c.cx, head, 0, &died)));
	web_sign_in(&w, CITY_FRONT);
	assert_true(web_shows(&w, CITY_FRONT, web_path(&w, "/warga/", head, ""),
			      "Catat bantuan sebelum meninggal"));
	a = record("period=2026-TW1" WORTH); /* of 12 March */
	assert_int_equal(a.status, 422);
	assert_true(web_holds(&a, "Ia meninggal pada 1 Maret 2026"));
	a = record("period=2026-TW2&state=decided&amount=600000&goods=&paid_on=&proof=SK-8"
		   "&source=kk_ktp");
	assert_int_equal(a.status, 422);
	assert_int_equal(newest(), 0);
	/* What he still got, and that it was stopped, can be said. */
	a = record("period=2026-TW1&state=paid&amount=600000&goods=&paid_on=2026-02-28&proof=SK-7"
		   "&source=kk_ktp");
	assert_int_equal(a.status, 303);
	a = record(
	    "period=2026-TW2&state=stopped&amount=&goods=&paid_on=&proof=SK-9&source=kk_ktp");
	assert_int_equal(a.status, 303);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
	const struct CMUnitTest tests[] = {
		TEST(aid_recorded_by_hand_waits_for_another_officer_and_counts_from_then_on),
		TEST(nobody_confirms_his_own_and_a_refusal_reaches_who_wrote_it),
		TEST(who_wrote_it_takes_it_back_and_writes_it_anew),
		TEST(aid_recorded_by_hand_stands_on_person_and_family_with_its_proof),
		TEST(what_can_not_be_read_comes_back_with_what_to_write),
		TEST(a_correction_needs_a_reason_and_is_made_once),
		TEST(what_failed_need_not_have_its_day_cleared),
		TEST(the_dead_are_given_nothing_after_their_day),
		TEST(who_is_out_of_reach_is_neither_named_nor_opened),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
