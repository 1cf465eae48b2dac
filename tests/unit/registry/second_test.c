/* Facts that decide aid: two people look at a change before it counts, through whole requests. */
#include "second.h"

static struct http_answer edit(struct web *w, int64_t id, const char *what)
{
	return web_post(w, web_path(w, "/warga/", id, "/ubah"), what);
}

static const char *name_of(struct web *w, int64_t id)
{
	return city_text(&w->c, "SELECT name FROM person WHERE id = %lld", id);
}

static const char *decide(struct web *w, int64_t id)
{
	return web_path(w, web_path(w, "/warga/", id, "/mata-kedua/"), waiting(w, id), "");
}

/* What the officer of the desk was told. */
static int64_t notices(struct web *w, const char *kind)
{
	return city_int(&w->c,
			arena_printf(w->c.cx->arena,
				     "SELECT count(*) FROM notice WHERE kind = '%s' AND about = "
				     "'claim' AND user_id = %%lld",
				     kind),
			w->c.person[CITY_FRONT]);
}

#define NAME_TYPED "bagian=identity&name=Pak+Baru&alias=Ucok&sumber=kk_ktp"

static void a_name_waits_and_a_nickname_counts_at_once(void **state)
{
	struct http_answer a;
	struct web w;
	int64_t id;

	(void)state;
	open_pages(&w);
	id = person(&w, home(&w));
	web_sign_in(&w, CITY_FRONT);
	a = edit(&w, id, "versi=1&" NAME_TYPED);
	assert_int_equal(a.status, 303);
	assert_non_null(strstr(a.location, "menunggu=name"));
	assert_non_null(strstr(a.location, "berlaku=alias"));
	assert_string_equal(name_of(&w, id), "Pak Contoh");
	assert_string_equal(city_text(&w.c, "SELECT alias FROM person WHERE id = %lld", id),
			    "Ucok");
	a = web_get(&w, a.location);
	assert_true(web_holds(&a, "Menunggu pemeriksa kedua"));
	assert_true(web_holds(&a, "Pak Baru"));
	assert_true(web_holds(&a, "Ini usulan Anda"));
	assert_int_equal(city_int(&w.c,
				  "SELECT count(*) FROM audit_leaf WHERE event = "
				  "'registry.claim_waits' AND object_id = %lld",
				  id),
			 1);
	/* The same again puts nothing twice; another word takes the place of the first. */
	(void)edit(&w, id, "versi=2&" NAME_TYPED);
	(void)edit(&w, id, "versi=2&bagian=identity&name=Pak+Lain&sumber=kk_ktp");
	assert_int_equal(city_int(&w.c, "SELECT count(*) FROM fact_claim WHERE state = 4", 0), 1);
	web_close(&w);
}

static void another_officer_confirms_and_nobody_his_own(void **state)
{
	struct http_answer a;
	const char *path;
	struct web w;
	int64_t id;

	(void)state;
	open_pages(&w);
	id = person(&w, home(&w));
	web_sign_in(&w, CITY_FRONT);
	(void)edit(&w, id, "versi=1&" NAME_TYPED);
	path = decide(&w, id);
	assert_int_equal(web_post(&w, path, "putusan=pakai").status, 403);
	web_sign_in(&w, CITY_COORDINATOR);
	a = web_get(&w, "/mata-kedua");
	assert_true(web_holds(&a, "Pak Baru"));
	assert_int_equal(web_post(&w, path, "putusan=biarkan").status, 422);
	assert_int_equal(web_post(&w, path, "putusan=pakai").status, 303);
	assert_string_equal(name_of(&w, id), "Pak Baru");
	assert_int_equal(notices(&w, "registry.claim_taken"), 1);
	assert_int_equal(web_post(&w, path, "putusan=pakai").status, 409);
	/* What he says himself waits for somebody else. */
	(void)edit(&w, id, "versi=3&bagian=identity&birth_date=1961-02-03&sumber=kk_ktp");
	path = decide(&w, id);
	a = web_get(&w, web_path(&w, "/warga/", id, ""));
	assert_false(web_holds(&a, path));
	a = web_post(&w, path, "putusan=pakai");
	assert_int_equal(a.status, 409);
	assert_true(web_holds(&a, "Ini usulan Anda"));
	web_sign_in(&w, CITY_MANAGER);
	assert_int_equal(
	    web_post(&w, web_path(&w, "/mata-kedua/", waiting(&w, id), ""), "putusan=pakai").status,
	    303);
	assert_string_equal(city_text(&w.c,
				      "SELECT CAST(birth_date AS TEXT) FROM person WHERE id = "
				      "%lld",
				      id),
			    str_digits(w.c.cx->arena, date_from_ymd(1961, 2, 3)));
	web_close(&w);
}

static void what_was_noted_is_read_by_who_decides_and_kept(void **state)
{
	struct http_answer a;
	struct web w;
	int64_t id;

	(void)state;
	open_pages(&w);
	id = person(&w, home(&w));
	web_sign_in(&w, CITY_FRONT);
	(void)edit(&w, id, "versi=1&" NAME_TYPED "&keterangan=Akta+lahir+12%2F1970");
	web_sign_in(&w, CITY_COORDINATOR);
	a = web_get(&w, "/mata-kedua");
	assert_true(web_holds(&a, "Akta lahir 12/1970"));
	assert_int_equal(web_post(&w, decide(&w, id), "putusan=pakai&alasan=Cocok").status, 303);
	assert_non_null(strstr(
	    city_text(&w.c,
		      "SELECT note FROM fact_version WHERE subject_id = %lld AND event = 'change' "
		      "ORDER BY id DESC LIMIT 1",
		      id),
	    "(Akta lahir 12/1970), diperiksa petugas lain: Cocok"));
	web_close(&w);
}

static void a_refusal_comes_back_with_its_reason(void **state)
{
	struct http_answer a;
	struct web w;
	int64_t id;

	(void)state;
	open_pages(&w);
	id = person(&w, home(&w));
	web_sign_in(&w, CITY_FRONT);
	(void)edit(&w, id, "versi=1&" NAME_TYPED);
	web_sign_in(&w, CITY_COORDINATOR);
	assert_int_equal(web_post(&w, decide(&w, id), "putusan=biarkan&alasan=KTP+lain").status,
			 303);
	assert_string_equal(name_of(&w, id), "Pak Contoh");
	web_sign_in(&w, CITY_FRONT);
	a = web_get(&w, "/mata-kedua");
	assert_int_equal(a.status, 200);
	assert_true(web_holds(&a, "Tidak dipakai"));
	assert_true(web_holds(&a, "KTP lain"));
	assert_int_equal(notices(&w, "registry.claim_left"), 1);
	web_close(&w);
}

static void who_said_it_takes_it_back_while_it_waits(void **state)
{
	struct http_answer a;
	const char *path;
	struct web w;
	int64_t id, claim;

	(void)state;
	open_pages(&w);
	id = person(&w, home(&w));
	web_sign_in(&w, CITY_FRONT);
	(void)edit(&w, id, "versi=1&" NAME_TYPED);
	claim = waiting(&w, id);
	path = web_path(&w, "/mata-kedua/", claim, "/tarik");
	web_sign_in(&w, CITY_COORDINATOR);
	assert_int_equal(web_post(&w, path, "").status, 409);
	web_sign_in(&w, CITY_FRONT);
	a = web_get(&w, web_path(&w, "/warga/", id, ""));
	assert_true(web_holds(&a, path));
	assert_int_equal(web_post(&w, path, "").status, 303);
	a = web_get(&w, web_path(&w, "/warga/", id, ""));
	assert_false(web_holds(&a, "Menunggu pemeriksa kedua"));
	web_sign_in(&w, CITY_COORDINATOR);
	assert_int_equal(
	    web_post(&w, web_path(&w, "/mata-kedua/", claim, ""), "putusan=pakai").status, 409);
	assert_string_equal(name_of(&w, id), "Pak Contoh");
	web_close(&w);
}

static void who_does_not_see_the_person_neither_sees_nor_decides(void **state)
{
	struct http_answer a;
	struct web w;
	int64_t id, claim;

	(void)state;
	open_pages(&w);
	id = person(&w, FAR);
	web_sign_in(&w, CITY_MANAGER);
	(void)edit(&w, id, "versi=1&" NAME_TYPED);
	claim = waiting(&w, id);
	assert_int_not_equal(claim, 0);
	web_sign_in(&w, CITY_COORDINATOR);
	a = web_get(&w, "/mata-kedua");
	assert_false(web_holds(&a, "Pak Baru"));
	assert_int_equal(web_post(&w, decide(&w, id), "putusan=pakai").status, 404);
	assert_int_equal(
	    web_post(&w, web_path(&w, "/mata-kedua/", claim, ""), "putusan=pakai").status, 404);
	assert_string_equal(name_of(&w, id), "Pak Contoh");
	web_sign_in(&w, CITY_DPO);
	assert_int_equal(web_get(&w, "/mata-kedua").status, 403);
	web_close(&w);
}

static void the_first_entry_is_free_and_so_is_naming_the_unknown(void **state)
{
	struct http_answer a;
	struct web w;
	int64_t id;

	(void)state;
	open_pages(&w);
	web_sign_in(&w, CITY_FRONT);
	a = web_post(&w, "/warga/baru",
		     arena_printf(w.c.cx->arena, "name=Bu+Baru&region=%s&sumber=kk_ktp", home(&w)));
	assert_int_equal(a.status, 303);
	id = city_int(&w.c, "SELECT max(id) FROM person", 0);
	(void)edit(&w, id, "versi=1&bagian=identity&name=Bu+Barui&sumber=kk_ktp");
	assert_string_equal(name_of(&w, id), "Bu Barui");
	/* The next day it is a change like any other. */
	w.c.cx->now += USEC_DAY;
	web_sign_in(&w, CITY_FRONT);
	(void)edit(&w, id, "versi=2&bagian=identity&name=Bu+Barua&sumber=kk_ktp");
	assert_string_equal(name_of(&w, id), "Bu Barui");
	web_close(&w);
}

static void a_stronger_source_need_not_wait(void **state)
{
	const struct origin o = { .source = "dukcapil", .valid_from = DATE_NONE };
	struct fact_change change;
	const struct fact_book *book;
	enum fact_fate fate;
	struct web w;
	int64_t id;

	(void)state;
	open_pages(&w);
	id = person(&w, home(&w));
	city_system(&w.c);
	act_begin(&w.c);
	assert_ok(fact_book(w.c.cx, &book));
	change = (struct fact_change){ book->person_core[CORE_NAME], "Pak Dukcapil" };
	assert_ok(act_end(&w.c, subject_change(w.c.cx, FACT_PERSON, id, 0, &change, 1, &o, &fate)));
	assert_int_equal(fate, FATE_TAKEN);
	assert_string_equal(name_of(&w, id), "Pak Dukcapil");
	web_close(&w);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_name_waits_and_a_nickname_counts_at_once),
		cmocka_unit_test(another_officer_confirms_and_nobody_his_own),
		cmocka_unit_test(what_was_noted_is_read_by_who_decides_and_kept),
		cmocka_unit_test(a_refusal_comes_back_with_its_reason),
		cmocka_unit_test(who_said_it_takes_it_back_while_it_waits),
		cmocka_unit_test(who_does_not_see_the_person_neither_sees_nor_decides),
		cmocka_unit_test(the_first_entry_is_free_and_so_is_naming_the_unknown),
		cmocka_unit_test(a_stronger_source_need_not_wait),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
