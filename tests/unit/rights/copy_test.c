/* The copy of one's data: all that is held is in it, nothing of others is, and who may hand it
 * over. */
#include "../casework/web.h"

#include "feature/registry/registry.h"
#include "feature/registry/registry_web.h"
#include "feature/rights/copy.h"
#include "feature/rights/rights_web.h"

#define NIK "3272010101600012"

static const struct route *const all_routes[] = { copy_routes, person_routes, event_routes,
						  case_act_routes, NULL };

struct fixture {
	struct web w;
	int64_t person, case_id;
};

static enum err add_person(struct ctx *cx, struct fixture *f)
{
	const struct origin card = { .source = "kk_ktp", .valid_from = DATE_NONE };
	const struct origin other = { .source = "pengakuan", .valid_from = DATE_NONE };
	const struct fact_book *book;
	struct fact_change said = { .value = "Jl. Baru 9" };
	struct fact_change claimed = { .value = "1961-02-03" };
	struct facts facts;

	TRY(fact_book(cx, &book));
	facts = facts_new(cx, book, FACT_PERSON);
	facts_set_core(&facts, CORE_NAME, "Suparman Contoh");
	facts_set_core(&facts, CORE_BIRTH_DATE, "1960-01-01");
	facts_set_core(&facts, CORE_REGION, str_digits(cx->arena, f->w.c.region));
	facts_set_core(&facts, CORE_ADDRESS, "Jl. Lama 1");
	facts_set_core(&facts, CORE_NIK, NIK);
	facts_set_core(&facts, CORE_KNOWN, "1");
	facts_set_core(&facts, CORE_STATE, "1");
	facts_set(&facts, "blood", "A");
	TRY(subject_new(cx, &facts, &card, &f->person));
	said.field = book->person_core[CORE_ADDRESS];
	TRY(subject_change(cx, FACT_PERSON, f->person, 0, &said, 1, &card, NULL));
	claimed.field = book->person_core[CORE_BIRTH_DATE];
	return subject_change(cx, FACT_PERSON, f->person, 0, &claimed, 1, &other, NULL);
}

static enum err is_about(struct ctx *cx, struct fixture *f)
{
	int64_t version;

	TRY(city_query(cx,
		       arena_printf(cx->arena, "SELECT version FROM casefile WHERE id = %lld",
				    (long long)f->case_id),
		       false, &version, NULL));
	return case_set_person(cx, f->case_id, version, f->person, "Suparman Contoh", true);
}

static void open_fixture(struct fixture *f, bool protected)
{
	web_open(&f->w);
	f->w.c.t.app.routes = all_routes;
	f->w.c.t.app.n_routes = LEN(all_routes) - 1;
	casework_set_report_sealer(desk_report_seal);
	city_system(&f->w.c);
	assert_ok(ACT(&f->w.c, add_person(f->w.c.cx, f)));
	f->case_id = city_case(&f->w.c, NULL, 0, protected);
	city_system(&f->w.c);
	assert_ok(ACT(&f->w.c, is_about(f->w.c.cx, f)));
	assert_ok(
	    ACT(&f->w.c, case_note(f->w.c.cx, f->case_id, 0, "Tetangganya Mirna melapor", NULL)));
}

static void close_fixture(struct fixture *f)
{
	web_close(&f->w);
}

/* Asks and hands over as the signed-in officer; the path of the copy. */
static const char *hand_over(struct fixture *f)
{
	struct http_answer a =
	    web_post(&f->w, web_path(&f->w, "/warga/", f->person, "/salinan"), "bukti=ktp");
	const char *page;

	assert_int_equal(a.status, 303);
	page = arena_strndup(f->w.c.cx->arena, a.location, strcspn(a.location, "?"));
	a = web_post(&f->w, arena_printf(f->w.c.cx->arena, "%s/serahkan", page), "");
	if (a.status != 303)
		fail_msg("status %d: %.*s", a.status, (int)a.body.n, (const char *)a.body.p);
	return page;
}

static struct http_answer get(struct fixture *f, const char *page, const char *more)
{
	return web_get(&f->w, arena_printf(f->w.c.cx->arena, "%s%s", page, more));
}

static const char *number_of_case(struct fixture *f)
{
	return city_text(&f->w.c, "SELECT number FROM casefile WHERE id = %lld", f->case_id);
}

static void all_that_is_held_is_in_it(void **state)
{
	struct http_answer a;
	struct fixture f;
	const char *page;

	(void)state;
	open_fixture(&f, false);
	web_sign_in(&f.w, CITY_FRONT);
	assert_int_equal(web_get(&f.w, web_path(&f.w, "/warga/", f.person, "")).status, 200);
	assert_int_equal(
	    web_post(&f.w, web_path(&f.w, "/warga/", f.person, "/pindah"), "sumber=kk_ktp").status,
	    303);
	f.w.c.cx->now += USEC_MINUTE;
	page = hand_over(&f);
	a = get(&f, page, ".json");
	assert_int_equal(a.status, 200);
	assert_true(web_holds(&a, "menunggu diperiksa petugas lain"));
	assert_true(web_holds(&a, NIK));
	assert_true(web_holds(&a, "1960-01-01"));
	assert_true(web_holds(&a, "\"blood\""));
	assert_true(web_holds(&a, "Jl. Baru 9"));
	assert_true(web_holds(&a, "dari Jl. Lama 1 menjadi Jl. Baru 9"));
	assert_true(web_holds(&a, "1961-02-03"));
	assert_true(web_holds(&a, number_of_case(&f)));
	assert_true(web_holds(
	    &a, city_text(&f.w.c, "SELECT number FROM report WHERE case_id = %lld", f.case_id)));
	assert_true(web_holds(&a, "\"looks\""));
	assert_true(web_holds(&a, city_text(&f.w.c, "SELECT name FROM v_user WHERE id = %lld",
					    f.w.c.person[CITY_FRONT])));
	a = get(&f, page, ".csv");
	assert_int_equal(a.status, 200);
	assert_true(web_holds(&a, NIK));
	assert_true(web_holds(&a, number_of_case(&f)));
	a = get(&f, page, "/cetak");
	assert_int_equal(a.status, 200);
	assert_memory_equal(a.body.p, "%PDF", 4);
	close_fixture(&f);
}

static void neither_stories_nor_who_reported_are_in_it(void **state)
{
	struct http_answer a;
	struct fixture f;

	(void)state;
	open_fixture(&f, false);
	web_sign_in(&f.w, CITY_FRONT);
	a = get(&f, hand_over(&f), ".json");
	assert_int_equal(a.status, 200);
	assert_false(web_holds(&a, "Mirna"));
	assert_false(web_holds(&a, "reporter"));
	close_fixture(&f);
}

static void a_protected_case_is_left_to_its_units(void **state)
{
	struct http_answer a;
	const char *desk;
	struct fixture f;

	(void)state;
	open_fixture(&f, true);
	desk = city_text(&f.w.c, "SELECT name FROM unit WHERE id = %lld", f.w.c.unit[CITY_DESK]);
	web_sign_in(&f.w, CITY_FRONT);
	assert_int_equal(web_get(&f.w, web_path(&f.w, "/warga/", f.person, "")).status, 200);
	f.w.c.cx->now += USEC_MINUTE;
	web_sign_in(&f.w, CITY_MANAGER);
	a = get(&f, hand_over(&f), ".json");
	assert_int_equal(a.status, 200);
	assert_true(web_holds(&a, NIK));
	assert_false(web_holds(&a, number_of_case(&f)));
	assert_false(web_holds(&a, desk));
	web_sign_in(&f.w, CITY_FRONT);
	a = get(&f, hand_over(&f), ".json");
	assert_true(web_holds(&a, number_of_case(&f)));
	assert_false(web_holds(&a, "Mirna"));
	close_fixture(&f);
}

static void a_stranger_finds_neither_the_person_nor_the_copy(void **state)
{
	struct fixture f;
	const char *page;

	(void)state;
	open_fixture(&f, false);
	web_sign_in(&f.w, CITY_FRONT);
	page = hand_over(&f);
	web_sign_in(&f.w, CITY_OTHER_FRONT);
	assert_int_equal(web_get(&f.w, web_path(&f.w, "/warga/", f.person, "/salinan")).status,
			 404);
	assert_int_equal(
	    web_post(&f.w, web_path(&f.w, "/warga/", f.person, "/salinan"), "bukti=ktp").status,
	    404);
	assert_int_equal(get(&f, page, "").status, 404);
	assert_int_equal(get(&f, page, "/cetak").status, 404);
	web_sign_in(&f.w, CITY_DPO);
	assert_int_equal(get(&f, page, "").status, 403);
	close_fixture(&f);
}

static void it_opens_to_who_gave_it_and_for_a_day(void **state)
{
	struct http_answer a;
	struct fixture f;
	const char *page;

	(void)state;
	open_fixture(&f, false);
	web_sign_in(&f.w, CITY_FRONT);
	page = hand_over(&f);
	assert_int_equal(
	    web_post(&f.w, arena_printf(f.w.c.cx->arena, "%s/serahkan", page), "").status, 409);
	web_sign_in(&f.w, CITY_COORDINATOR);
	a = get(&f, page, "");
	assert_int_equal(a.status, 200);
	assert_false(web_holds(&a, NIK));
	assert_int_equal(get(&f, page, "/cetak").status, 404);
	f.w.c.cx->now += USEC_DAY;
	web_sign_in(&f.w, CITY_FRONT);
	a = get(&f, page, "");
	assert_int_equal(a.status, 200);
	assert_false(web_holds(&a, NIK));
	assert_int_equal(get(&f, page, "/cetak").status, 404);
	close_fixture(&f);
}

static void a_request_is_due_in_three_days_and_kept_with_what_was_given(void **state)
{
	struct http_answer a;
	struct fixture f;

	(void)state;
	open_fixture(&f, false);
	web_sign_in(&f.w, CITY_FRONT);
	a = web_post(&f.w, web_path(&f.w, "/warga/", f.person, "/salinan"), "bukti=kuasa");
	assert_int_equal(a.status, 422);
	(void)get(&f, hand_over(&f), "");
	assert_int_equal(city_int(&f.w.c, "SELECT due_at - asked_at FROM copy_request", 0),
			 3 * USEC_DAY);
	assert_int_equal(city_int(&f.w.c,
				  "SELECT count(*) FROM copy_request WHERE line_count > 8 AND "
				  "byte_count > 200 AND length(digest) = 32",
				  0),
			 1);
	assert_int_equal(city_int(&f.w.c,
				  "SELECT count(*) FROM audit_leaf WHERE "
				  "event = 'rights.copy'",
				  0),
			 1);
	assert_true(city_int(&f.w.c,
			     "SELECT count(*) FROM disclosure WHERE what = "
			     "'copy' AND purpose = "
			     "'permintaan data sendiri' AND subject_id = %lld",
			     f.person) > 0);
	web_sign_in(&f.w, CITY_DPO);
	a = web_get(&f.w, "/salinan");
	assert_int_equal(a.status, 200);
	assert_false(web_holds(&a, "Suparman"));
	web_sign_in(&f.w, CITY_FRONT);
	assert_int_equal(web_get(&f.w, "/salinan").status, 403);
	close_fixture(&f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(all_that_is_held_is_in_it),
		cmocka_unit_test(neither_stories_nor_who_reported_are_in_it),
		cmocka_unit_test(a_protected_case_is_left_to_its_units),
		cmocka_unit_test(a_stranger_finds_neither_the_person_nor_the_copy),
		cmocka_unit_test(it_opens_to_who_gave_it_and_for_a_day),
		cmocka_unit_test(a_request_is_due_in_three_days_and_kept_with_what_was_given),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
