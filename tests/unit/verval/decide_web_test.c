/* Deciding through whole requests, with the form as the page draws it. */
#include "lib/web.h"

#include "base/clock.h"
#include "feature/registry/registry.h"
#include "feature/registry/registry_web.h"
#include "feature/verval/verval.h"
#include "feature/verval/verval_web.h"

#include <string.h>

static const struct route *const tables[] = {
	verval_routes, verval_new_routes,       verval_board_routes,  paper_routes,
	family_routes, registry_history_routes, visit_routes,         meeting_routes,
	person_routes, verval_decision_routes,  verval_follow_routes, NULL
};
static struct web w;
static int64_t family;

static enum err make(struct ctx *cx, int64_t region, int64_t *ret)
{
	const struct origin o = { .source = "siak", .valid_from = DATE_NONE };
	const struct fact_book *book;
	struct facts f;
	int64_t head;

	TRY(fact_book(cx, &book));
	f = facts_new(cx, book, FACT_FAMILY);
	facts_set_core(&f, CORE_KK_REGION, str_digits(cx->arena, region));
	TRY(subject_new(cx, &f, &o, ret));
	f = facts_new(cx, book, FACT_PERSON);
	facts_set_core(&f, CORE_NAME, "Suparman Contoh");
	facts_set_core(&f, CORE_KNOWN, "1");
	facts_set_core(&f, CORE_STATE, "1");
	facts_set_core(&f, CORE_REGION, str_digits(cx->arena, region));
	facts_set_core(&f, CORE_FAMILY, str_digits(cx->arena, *ret));
	facts_set_core(&f, CORE_RELATION, "1");
	TRY(subject_new(cx, &f, &o, &head));
	facts_set_core(&f, CORE_NAME, "Anak Contoh");
	facts_set_core(&f, CORE_RELATION, "4");
	return subject_new(cx, &f, &o, &head);
}

static int setup(void **state)
{
	(void)state;
	web_open_at(&w, tables, LEN(tables));
	person_page_parts(&verval_person_part, 1);
	subject_page_part(verval_draw_family);
	city_system(&w.c);
	assert_ok(ACT(&w.c, make(w.c.cx, w.c.region, &family)));
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	web_close(&w);
	return 0;
}

/* What the page put into a field: between value=" and the next ". */
static const char *drawn(struct http_answer *a, const char *name)
{
	const char *page = arena_strndup(w.c.cx->arena, (const char *)a->body.p, a->body.n);
	const char *at = strstr(page, arena_printf(w.c.cx->arena, "name=\"%s\" value=\"", name));

	if (at == NULL)
		return "";
	at = strstr(at, "value=\"") + strlen("value=\"");
	return arena_strndup(w.c.cx->arena, at, strcspn(at, "\""));
}

static int64_t newest(void)
{
	return city_int(&w.c, "SELECT max(id) FROM verval", 0);
}

static int yes_by(enum city_person who)
{
	struct http_answer a;

	web_sign_in(&w, who);
	a = web_get(&w, web_path(&w, "/verval/", newest(), ""));
	assert_int_equal(a.status, 200);
	return web_post(&w, web_path(&w, "/verval/", newest(), "/putusan"),
			arena_printf(w.c.cx->arena, "versi=%s&terlihat=%s&putusan=ya",
				     drawn(&a, "versi"), drawn(&a, "terlihat")))
	    .status;
}

static void a_wrong_desil_is_asked_without_any_field_and_can_be_decided(void **state)
{
	const char *path = web_path(&w, "/verval/baru/keluarga/", family, "");
	struct http_answer a;

	(void)state;
	web_sign_in(&w, CITY_FRONT);
	assert_true(web_shows(&w, CITY_FRONT, web_path(&w, "/keluarga/", family, ""),
			      "Desil keliru? Ajukan perbaikan"));
	a = web_get(&w, arena_printf(w.c.cx->arena, "%s?desil_keliru=1", path));
	assert_string_equal(drawn(&a, "desil_keliru"), "1");
	a = web_post(&w, path, "bagian=housing&jenis=perbaikan&oleh=warga&alasan=Tidak+bekerja");
	assert_int_equal(a.status, 409); /* nothing is asked */
	a = web_post(&w, path,
		     "bagian=housing&jenis=perbaikan&desil_keliru=1&oleh=warga&"
		     "alasan=Tidak+bekerja");
	assert_int_equal(a.status, 303);
	/* It has no lines, and waits for two persons like any other. */
	assert_int_equal(city_int(&w.c, "SELECT state FROM verval WHERE id = %lld", newest()),
			 VERVAL_OPEN);
	assert_int_equal(yes_by(CITY_SUPERVISOR), 303);
	assert_int_equal(yes_by(CITY_MANAGER), 303);
	assert_int_equal(city_int(&w.c, "SELECT state FROM verval WHERE id = %lld", newest()),
			 VERVAL_APPROVED);
	a = web_get_as(&w, CITY_SUPERVISOR, web_path(&w, "/verval/input/", newest(), ""));
	assert_true(web_holds(&a, "penilaian ulang desil"));
	assert_true(web_holds(&a, "Tidak bekerja"));
	/* Who looked at what concerns the family has looked at each of it. */
	assert_true(web_shows(
	    &w, CITY_DPO,
	    web_path(&w, "/warga/", city_int(&w.c, "SELECT max(id) FROM person", 0), "/dilihat"),
	    "permintaan data"));
}

static int64_t looks_with_purpose(void)
{
	return city_int(&w.c, "SELECT count(*) FROM disclosure WHERE purpose IS NOT NULL", 0);
}

/* Who examines the city explains a decision without knowing whom; the name asks what for. */
static void an_auditor_reads_who_decided_when_and_the_person_for_a_purpose(void **state)
{
	const char *page, *act;
	struct http_answer a;

	(void)state;
	web_sign_in(&w, CITY_FRONT);
	a = web_post(&w, web_path(&w, "/verval/baru/keluarga/", family, ""),
		     "bagian=housing&jenis=perbaikan&desil_keliru=1&oleh=warga&"
		     "alasan=Pak+Suparman+tidak+bekerja");
	assert_int_equal(a.status, 303);
	assert_int_equal(yes_by(CITY_SUPERVISOR), 303);
	city_become(&w.c, CITY_HEAD, ROLE_AUDITOR);
	web_sign_in(&w, CITY_HEAD);
	page = web_path(&w, "/pemeriksaan/verval/", newest(), "");
	a = web_get(&w, "/pemeriksaan/verval?state=open");
	assert_true(web_holds(&a, page));
	assert_false(web_holds(&a, "Suparman"));
	a = web_get(&w, page);
	assert_int_equal(a.status, 200);
	assert_true(web_holds(&a, "User Verifikator: disetujui"));
	assert_false(web_holds(&a, "Suparman"));
	assert_int_equal(web_post(&w, arena_printf(w.c.cx->arena, "%s/siapa", page), "").status,
			 200);
	assert_int_equal(looks_with_purpose(), 0);
	a = web_post(&w, arena_printf(w.c.cx->arena, "%s/siapa", page), "_purpose=pemeriksaan");
	assert_true(web_holds(&a, "Suparman Contoh"));
	assert_true(web_holds(&a, "Pak Suparman tidak bekerja"));
	assert_int_equal(looks_with_purpose(), 1);
	/* He reads, and that is all. */
	assert_int_equal(web_get(&w, "/verval").status, 403);
	assert_int_equal(web_get(&w, web_path(&w, "/verval/", newest(), "")).status, 403);
	act = web_path(&w, "/verval/", newest(), "/putusan");
	assert_int_equal(web_post(&w, act, "versi=1&putusan=ya").status, 403);
	assert_int_equal(web_get_as(&w, CITY_SUPERVISOR, page).status, 403);
}

static void the_room_is_for_who_has_something_to_do_there(void **state)
{
	(void)state;
	assert_int_equal(web_get_as(&w, CITY_DOCTOR, "/verval").status, 403);
	assert_int_equal(web_get_as(&w, CITY_FRONT, "/verval").status, 200);
	assert_int_equal(web_get_as(&w, CITY_HEAD, "/verval").status, 200);
}

/* A proposal about the family, and its visit given to the ward officer: of it and two members. */
static enum err visit_given(struct ctx *cx, int64_t *ret_id, int64_t *ret_visit)
{
	const struct verval_new n = { .kind = VERVAL_USUL,
				      .of = FACT_FAMILY,
				      .subject_id = family,
				      .asked_by = ASKED_BY_OFFICER,
				      .lat_e6 = DB_NONE,
				      .lng_e6 = DB_NONE };
	char number[NUMBER_SIZE], secret[SECRET_SIZE];

	TRY(verval_open(cx, &n, ret_id, number, secret));
	TRY(verval_pass(cx, *ret_id, 0));
	return visit_ask(cx, *ret_id, cx->actor->user_id, clock_date(cx->now, 420) + 3, ret_visit);
}

static void the_board_of_a_past_month_says_that_it_is_over_not_that_it_is_late(void **state)
{
	struct http_answer a;
	int64_t period = 0;

	(void)state;
	web_sign_in(&w, CITY_FRONT);
	assert_ok(verval_period(w.c.cx, clock_date(w.c.cx->now, 420), &period));
	a = web_get(&w, web_path(&w, "/verval/papan?period=", period, ""));
	assert_true(web_holds(&a, "Yang lewat pindah ke bulan berikutnya"));
	a = web_get(&w, web_path(&w, "/verval/papan?period=", period - 2, ""));
	assert_true(web_holds(&a, "sudah lewat. Yang waktu itu belum selesai sudah pindah"));
	assert_false(web_holds(&a, "erlambat"));
}

static void asked_and_nothing_differs_is_told_from_not_asked(void **state)
{
	const char *house, *child;
	struct http_answer a;
	int64_t id, visit = 0;

	(void)state;
	web_sign_in(&w, CITY_FRONT);
	city_act_as(&w.c, CITY_FRONT);
	assert_ok(ACT(&w.c, visit_given(w.c.cx, &id, &visit)));
	house = web_path(&w, "/verval/kunjungan/", visit, "/keluarga");
	child = arena_printf(w.c.cx->arena, "/verval/kunjungan/%lld/orang/%lld", (long long)visit,
			     (long long)city_int(&w.c, "SELECT max(id) FROM person", 0));
	a = web_get(&w, web_path(&w, "/verval/kunjungan/", visit, ""));
	assert_true(web_holds(&a, "Belum ditanyakan"));
	assert_false(web_holds(&a, "Ditanyakan, tidak ada beda"));
	/* The house as it stands in the data, and a child who is said to be unmarried. */
	assert_int_equal(web_post(&w, house, "bagian=housing%2Cassets").status, 303);
	a = web_get(&w, web_path(&w, "/verval/kunjungan/", visit, ""));
	assert_true(web_holds(&a, "Ditanyakan, tidak ada beda"));
	assert_true(web_holds(&a, "Belum ditanyakan"));
	assert_int_equal(web_post(&w, child, "bagian=civil&f_marital=1").status, 303);
	a = web_get(&w, web_path(&w, "/verval/kunjungan/", visit, ""));
	assert_true(web_holds(&a, "Ditanyakan, 1 isian berbeda"));
	/* What was left out is said before it is saved so, and gone on with knowingly. */
	assert_true(web_holds(&a, "Simpan tanpa bagian yang belum ditanyakan"));
	a = web_post(&w, web_path(&w, "/verval/kunjungan/", visit, ""),
		     "hasil=bertemu&penjawab=Anak&tanda_tangan=Anak&benar=1");
	assert_int_equal(a.status, 422);
	assert_true(web_holds(&a, "Isi bagian itu dahulu, atau centang"));
	a = web_post(&w, web_path(&w, "/verval/kunjungan/", visit, ""),
		     "hasil=bertemu&penjawab=Anak&tanda_tangan=Anak&benar=1&tidak_ditanyakan=1");
	assert_int_equal(a.status, 303);
	/* Who decides sees the same, in words and as data. */
	a = web_get(&w, web_path(&w, "/verval/", newest(), ""));
	assert_true(web_holds(&a, "Ditanyakan, tidak ada beda"));
	assert_true(web_holds(&a, "Tidak ditanyakan"));
	a = web_get(&w, web_path(&w, "/verval/", newest(), ".json"));
	assert_true(web_holds(&a, "\"asked\""));
	assert_int_equal(city_int(&w.c, "SELECT count(*) FROM verval_asked", 0), 2);
}

/* The single fields and what an objection must bring, each by its own sentence. */
static void all_that_an_objection_lacks_is_told_at_once(void **state)
{
	int64_t child = city_int(&w.c, "SELECT max(id) FROM person", 0);
	struct http_answer a;

	(void)state;
	web_sign_in(&w, CITY_FRONT);
	a = web_post(&w, web_path(&w, "/verval/baru/orang/", child, ""),
		     "bagian=identity&jenis=sanggah");
	assert_int_equal(a.status, 422);
	assert_true(web_holds(&a, "“Alasan” belum diisi."));
	assert_true(web_holds(&a, "Isi nama penyanggah."));
	assert_true(web_holds(&a, "Pilih kelurahan penyanggah."));
	assert_true(web_holds(&a, "Tambahkan foto bukti."));
	assert_true(web_holds(&a, "Isi titik lokasi."));
}

static void what_is_asked_of_a_family_stands_on_its_page_and_on_those_of_its_members(void **state)
{
	int64_t child = city_int(&w.c, "SELECT max(id) FROM person", 0), id, visit;
	const char *request;

	(void)state;
	city_act_as(&w.c, CITY_FRONT);
	assert_ok(ACT(&w.c, visit_given(w.c.cx, &id, &visit)));
	request = web_path(&w, "/verval/", id, "");
	assert_true(web_shows(&w, CITY_FRONT, web_path(&w, "/warga/", child, ""),
			      "Usulan untuk keluarganya"));
	assert_true(web_shows(&w, CITY_FRONT, web_path(&w, "/warga/", child, ""), request));
	assert_true(web_shows(&w, CITY_FRONT, web_path(&w, "/keluarga/", family, ""), request));
}

/* Father and son of one name. */
static enum err add_namesake(struct ctx *cx)
{
	const struct origin o = { .source = "siak", .valid_from = DATE_NONE };
	const struct fact_book *book;
	struct facts f;
	int64_t id;

	TRY(fact_book(cx, &book));
	f = facts_new(cx, book, FACT_PERSON);
	facts_set_core(&f, CORE_NAME, "Suparman Contoh");
	facts_set_core(&f, CORE_BIRTH_DATE, "2010-01-02");
	facts_set_core(&f, CORE_KNOWN, "1");
	facts_set_core(&f, CORE_STATE, "1");
	facts_set_core(&f, CORE_REGION, str_digits(cx->arena, w.c.region));
	facts_set_core(&f, CORE_FAMILY, str_digits(cx->arena, family));
	facts_set_core(&f, CORE_RELATION, "4");
	return subject_new(cx, &f, &o, &id);
}

static void two_of_one_name_are_told_apart_by_age(void **state)
{
	struct http_answer a;
	int64_t id, visit = 0;

	(void)state;
	assert_ok(ACT(&w.c, add_namesake(w.c.cx)));
	web_sign_in(&w, CITY_FRONT);
	city_act_as(&w.c, CITY_FRONT);
	assert_ok(ACT(&w.c, visit_given(w.c.cx, &id, &visit)));
	a = web_get(&w, web_path(&w, "/verval/kunjungan/", visit, ""));
	assert_true(web_holds(&a, "Suparman Contoh, 16 tahun"));
	assert_false(web_holds(&a, "Anak Contoh, "));
}

static void filters_stay_in_the_list_that_was_chosen_and_go_along_to_another(void **state)
{
	struct http_answer a;

	(void)state;
	web_sign_in(&w, CITY_FRONT);
	a = web_get(&w, "/verval?which=all&kind=usul");
	assert_string_equal(drawn(&a, "which"), "all");
	assert_true(web_holds(&a, "/verval?which=open&amp;kind=usul"));
}

static void who_may_not_open_the_family_is_offered_no_link_to_it(void **state)
{
	const char *link = web_path(&w, "href=\"/keluarga/", family, "\"");
	struct http_answer a;
	int64_t id, visit;

	(void)state;
	city_act_as(&w.c, CITY_FRONT);
	assert_ok(ACT(&w.c, visit_given(w.c.cx, &id, &visit)));
	assert_true(web_shows(&w, CITY_FRONT, web_path(&w, "/verval/", id, ""), link));
	/* Of another unit: the request is before it, the family is not. */
	assert_ok(ACT(&w.c, city_query(w.c.cx,
				       arena_printf(w.c.cx->arena,
						    "UPDATE verval SET unit_id = %lld WHERE id = "
						    "%lld RETURNING id",
						    (long long)w.c.unit[CITY_RSUD], (long long)id),
				       false, &id, NULL)));
	assert_int_equal(web_get_as(&w, CITY_DOCTOR, web_path(&w, "/keluarga/", family, "")).status,
			 404);
	a = web_get_as(&w, CITY_DOCTOR, web_path(&w, "/verval/", id, ""));
	assert_int_equal(a.status, 200);
	assert_false(web_holds(&a, link));
}

/* Through the first list and the visit, to where a meeting or an SPTJM decides. */
static enum err propose(struct ctx *cx, int64_t *ret)
{
	const struct visit_done met = {
		.result = VISIT_MET, .met = "Anak", .signed_by = "Anak", .lat_e6 = DB_NONE
	};
	int64_t visit;

	TRY(visit_given(cx, ret, &visit));
	return visit_done(cx, visit, &met);
}

static void an_sptjm_has_its_letter_and_names_before_and_after_it_is_signed(void **state)
{
	static const char *const papers[] = { "/surat-sptjm", "/bnba" };
	struct http_answer a;
	int64_t id = 0;

	(void)state;
	city_act_as(&w.c, CITY_FRONT);
	assert_ok(ACT(&w.c, propose(w.c.cx, &id)));
	for (int signed_ = 0; signed_ < 2; signed_++) {
		web_sign_in(&w, CITY_FRONT);
		a = web_get(&w, web_path(&w, "/verval/", id, ""));
		for (size_t i = 0; i < LEN(papers); i++) {
			const char *path = web_path(&w, "/verval/", id, papers[i]);

			assert_true(web_holds(&a, path));
			assert_int_equal(web_get_as(&w, CITY_OTHER_FRONT, path).status, 404);
			web_sign_in(&w, CITY_FRONT);
			assert_memory_equal(web_get(&w, path).body.p, "%PDF-", 5);
		}
		if (!signed_)
			assert_ok(ACT(&w.c, verval_sptjm(w.c.cx, id, 0, "9/SPTJM",
							 clock_date(w.c.cx->now, 420))));
	}
	/* The minutes that follow bear the number of the letter, unless somebody types another. */
	assert_ok(ACT(&w.c, verval_pass(w.c.cx, id, 0)));
	a = web_get(&w, web_path(&w, "/verval/", id, ""));
	assert_true(web_holds(&a, "value=\"9/SPTJM\""));
}

/* The photo is a row only: what is in it does not matter here. */
static enum err object(struct ctx *cx, int64_t *ret_id)
{
	static const struct media_draft photo = {
		.id = 78, .key = { 1 }, .size = 1, .kind = MEDIA_PHOTO
	};
	const struct verval_new n = { .kind = VERVAL_SANGGAH,
				      .of = FACT_FAMILY,
				      .subject_id = family,
				      .asked_by = ASKED_AT_DESK,
				      .why = "rumahnya bagus",
				      .photo = &photo,
				      .n_photos = 1,
				      .lat_e6 = -6921500,
				      .lng_e6 = 106928700,
				      .objector = "Warga Penyanggah",
				      .objector_phone = "081200000123",
				      .objector_region_id = w.c.region };
	char number[NUMBER_SIZE], secret[SECRET_SIZE];

	return verval_open(cx, &n, ret_id, number, secret);
}

/* His number was asked so that he can be told; masked until somebody says what for. */
static void who_objected_can_be_told_that_it_is_void(void **state)
{
	struct http_answer a;
	unsigned done = 0;
	int64_t id;

	(void)state;
	city_act_as(&w.c, CITY_FRONT);
	assert_ok(ACT(&w.c, object(w.c.cx, &id)));
	web_sign_in(&w, CITY_FRONT);
	a = web_get(&w, web_path(&w, "/verval/", id, ""));
	assert_true(web_holds(&a, "Telepon penyanggah"));
	assert_false(web_holds(&a, "081200000123"));
	assert_false(web_holds(&a, "Beri tahu Warga Penyanggah"));
	a = web_post(&w, web_path(&w, "/verval/", id, "/telepon"), "_purpose=memberi+tahu");
	assert_true(web_holds(&a, "081200000123"));
	assert_int_equal(
	    city_int(&w.c, "SELECT count(*) FROM disclosure WHERE what = 'verval.phone'", 0), 1);
	w.c.cx->now += 15 * USEC_DAY;
	city_system(&w.c);
	assert_ok(ACT(&w.c, verval_tick(w.c.cx, 50, &done)));
	web_sign_in(&w, CITY_FRONT);
	a = web_get(&w, web_path(&w, "/verval/", id, ""));
	assert_true(web_holds(&a, "Beri tahu Warga Penyanggah"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
		    an_sptjm_has_its_letter_and_names_before_and_after_it_is_signed, setup,
		    teardown),
		cmocka_unit_test_setup_teardown(
		    a_wrong_desil_is_asked_without_any_field_and_can_be_decided, setup, teardown),
		cmocka_unit_test_setup_teardown(
		    an_auditor_reads_who_decided_when_and_the_person_for_a_purpose, setup,
		    teardown),
		cmocka_unit_test_setup_teardown(the_room_is_for_who_has_something_to_do_there,
						setup, teardown),
		cmocka_unit_test_setup_teardown(
		    the_board_of_a_past_month_says_that_it_is_over_not_that_it_is_late, setup,
		    teardown),
		cmocka_unit_test_setup_teardown(
		    filters_stay_in_the_list_that_was_chosen_and_go_along_to_another, setup,
		    teardown),
		cmocka_unit_test_setup_teardown(two_of_one_name_are_told_apart_by_age, setup,
						teardown),
		cmocka_unit_test_setup_teardown(asked_and_nothing_differs_is_told_from_not_asked,
						setup, teardown),
		cmocka_unit_test_setup_teardown(all_that_an_objection_lacks_is_told_at_once, setup,
						teardown),
		cmocka_unit_test_setup_teardown(
		    who_may_not_open_the_family_is_offered_no_link_to_it, setup, teardown),
		cmocka_unit_test_setup_teardown(
		    what_is_asked_of_a_family_stands_on_its_page_and_on_those_of_its_members, setup,
		    teardown),
		cmocka_unit_test_setup_teardown(who_objected_can_be_told_that_it_is_void, setup,
						teardown),
	};

	return cmocka_run_group_tests_name("decide_web", tests, NULL, NULL);
}
