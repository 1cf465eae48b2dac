/* The pages of a person and a family, through whole requests. */
#include "../casework/web.h"

#include "feature/registry/registry.h"
#include "feature/registry/registry_web.h"

#define NIK "3272010101600012"
#define KK  "3272031001080003"
/* Kelurahan Cikole: another than that of the desk. */
#define FAR "3272021001"

static const struct route *const routes[] = {
	person_routes, person_edit_routes, person_new_routes,
	family_routes, event_routes,       event_said_routes,
	claim_routes,  second_routes,      registry_history_routes,
	merge_routes,  case_act_routes,    referral_routes,
	NULL
};

static void open_pages(struct web *w)
{
	web_open(w);
	w->c.t.app.routes = routes;
	w->c.t.app.n_routes = LEN(routes) - 1;
	person_page_parts(&case_person_part, 1);
}

static enum err add(struct ctx *cx, const char *name, const char *region, const char *nik,
		    int64_t *ret)
{
	const struct origin o = { .source = "kk_ktp", .valid_from = DATE_NONE };
	const struct fact_book *book;
	struct facts f;

	TRY(fact_book(cx, &book));
	f = facts_new(cx, book, FACT_PERSON);
	facts_set_core(&f, CORE_NAME, name);
	facts_set_core(&f, CORE_SEX, "1");
	facts_set_core(&f, CORE_BIRTH_DATE, "1960-01-01");
	facts_set_core(&f, CORE_REGION, region);
	facts_set_core(&f, CORE_ADDRESS, "Jl. Lama 1");
	facts_set_core(&f, CORE_NIK, nik);
	facts_set_core(&f, CORE_KNOWN, "1");
	facts_set_core(&f, CORE_STATE, "1");
	facts_set(&f, "blood", "A");
	return subject_new(cx, &f, &o, ret);
}

static const char *home(struct web *w)
{
	return str_digits(w->c.cx->arena, w->c.region);
}

static int64_t person(struct web *w, const char *name, const char *region, const char *nik)
{
	int64_t id = 0;

	city_system(&w->c);
	assert_ok(ACT(&w->c, add(w->c.cx, name, region, nik, &id)));
	return id;
}

static int64_t count(struct web *w, const char *sql, int64_t id)
{
	return city_int(&w->c, sql, id);
}

static void who_is_out_of_reach_is_not_there(void **state)
{
	static const char *const pages[] = { "", "/ubah", "/riwayat" };
	struct web w;
	int64_t id;

	(void)state;
	open_pages(&w);
	id = person(&w, "Pak Jauh", FAR, NIK);
	web_sign_in(&w, CITY_FRONT);
	for (size_t i = 0; i < LEN(pages); i++)
		assert_int_equal(web_get(&w, web_path(&w, "/warga/", id, pages[i])).status, 404);
	assert_int_equal(
	    web_post(&w, web_path(&w, "/warga/", id, "/meninggal"), "sumber=kk_ktp").status, 404);
	assert_int_equal(
	    web_post(&w, web_path(&w, "/warga/", id, "/lihat/nik"), "_purpose=ingin+tahu").status,
	    404);
	assert_int_equal(count(&w, "SELECT count(*) FROM disclosure WHERE subject_id = %lld", id),
			 0);
	web_sign_in(&w, CITY_MANAGER);
	assert_int_equal(web_get(&w, web_path(&w, "/warga/", id, "")).status, 200);
	web_close(&w);
}

static void a_nik_is_masked_until_somebody_says_what_for(void **state)
{
	struct http_answer a;
	struct web w;
	int64_t id;

	(void)state;
	open_pages(&w);
	id = person(&w, "Pak Contoh", home(&w), NIK);
	web_sign_in(&w, CITY_FRONT);
	a = web_get(&w, web_path(&w, "/warga/", id, ""));
	assert_true(web_holds(&a, "3272 ·· ···· 0012"));
	assert_false(web_holds(&a, NIK));
	a = web_post(&w, web_path(&w, "/warga/", id, "/lihat/nik"), "_purpose=x");
	assert_false(web_holds(&a, NIK));
	assert_int_equal(count(&w, "SELECT count(*) FROM disclosure WHERE what = 'nik'", 0), 0);
	a = web_post(&w, web_path(&w, "/warga/", id, "/lihat/nik"), "_purpose=Cocokkan+KTP");
	assert_true(web_holds(&a, NIK));
	assert_int_equal(count(&w,
			       "SELECT count(*) FROM disclosure WHERE what = 'nik' AND purpose = "
			       "'Cocokkan KTP' AND subject_id = %lld",
			       id),
			 1);
	assert_int_equal(
	    web_post(&w, web_path(&w, "/warga/", id, "/lihat/name"), "_purpose=Cocokkan").status,
	    404);
	web_close(&w);
}

static void health_is_for_who_works_on_a_case(void **state)
{
	struct http_answer a;
	struct web w;
	int64_t id;

	(void)state;
	open_pages(&w);
	id = person(&w, "Pak Contoh", home(&w), NIK);
	web_sign_in(&w, CITY_FRONT);
	a = web_get(&w, web_path(&w, "/warga/", id, ""));
	assert_false(web_holds(&a, "Golongan darah"));
	assert_true(web_holds(&a, "Hanya petugas yang menangani"));
	a = web_get(&w, web_path(&w, "/warga/", id, "/ubah?bagian=health"));
	assert_false(web_holds(&a, "Golongan darah"));
	assert_int_equal(web_post(&w, web_path(&w, "/warga/", id, "/ubah"),
				  "bagian=health&blood=B&sumber=kk_ktp")
			     .status,
			 303);
	assert_int_equal(count(&w, "SELECT version FROM person WHERE id = %lld", id), 1);
	city_system(&w.c);
	assert_ok(ACT(&w.c, person_share(w.c.cx, id, w.c.unit[CITY_DESK])));
	web_sign_in(&w, CITY_FRONT);
	a = web_get(&w, web_path(&w, "/warga/", id, ""));
	assert_true(web_holds(&a, "Golongan darah"));
	web_close(&w);
}

static void a_weaker_source_stands_beside_until_somebody_decides(void **state)
{
	struct http_answer a;
	const char *decide;
	struct web w;
	int64_t id;

	(void)state;
	open_pages(&w);
	id = person(&w, "Pak Contoh", home(&w), NIK);
	web_sign_in(&w, CITY_FRONT);
	a = web_post(&w, web_path(&w, "/warga/", id, "/ubah"),
		     "versi=1&bagian=identity&name=Pak+Contoh+Baru&sumber=pengakuan");
	assert_int_equal(a.status, 303);
	assert_non_null(strstr(a.location, "samping=name"));
	a = web_get(&w, web_path(&w, "/warga/", id, "?hasil=1&samping=name"));
	assert_true(web_holds(&a, "sumber yang lebih kuat"));
	assert_true(web_holds(&a, "Pak Contoh Baru"));
	decide = web_path(&w, web_path(&w, "/warga/", id, "/pernyataan/"),
			  count(&w, "SELECT id FROM fact_claim WHERE subject_id = %lld", id), "");
	assert_int_equal(web_post(&w, decide, "putusan=pakai&alasan=KTP+baru").status, 403);
	web_sign_in(&w, CITY_COORDINATOR);
	assert_int_equal(web_post(&w, decide, "putusan=pakai").status, 422);
	assert_int_equal(web_post(&w, decide, "putusan=pakai&alasan=KTP+baru").status, 303);
	assert_string_equal(city_text(&w.c, "SELECT name FROM person WHERE id = %lld", id),
			    "Pak Contoh Baru");
	assert_int_equal(web_post(&w, decide, "putusan=biarkan&alasan=x").status, 409);
	web_close(&w);
}

static void somebody_who_was_faster_is_shown_beside_what_was_typed(void **state)
{
	struct http_answer a;
	const char *edit;
	struct web w;
	int64_t id;

	(void)state;
	open_pages(&w);
	id = person(&w, "Pak Contoh", home(&w), NIK);
	edit = web_path(&w, "/warga/", id, "/ubah");
	web_sign_in(&w, CITY_FRONT);
	assert_int_equal(
	    web_post(&w, edit, "versi=1&bagian=address&address=Jl.+Satu&sumber=kelurahan").status,
	    303);
	a = web_post(&w, edit, "versi=1&bagian=address&address=Jl.+Dua&sumber=kelurahan");
	assert_int_equal(a.status, 422);
	assert_true(web_holds(&a, "Jl. Satu"));
	assert_true(web_holds(&a, "value=\"Jl. Dua\""));
	assert_true(web_holds(&a, "name=\"versi\" value=\"2\""));
	assert_string_equal(city_text(&w.c, "SELECT address FROM person WHERE id = %lld", id),
			    "Jl. Satu");
	a = web_post(&w, edit, "versi=1&bagian=identity&alias=Ucok&sumber=kelurahan");
	assert_int_equal(a.status, 422);
	assert_true(web_holds(&a, "bagian lain"));
	assert_int_equal(
	    web_post(&w, edit, "versi=2&bagian=address&address=Jl.+Dua&sumber=kelurahan").status,
	    303);
	web_close(&w);
}

static void wrong_values_are_said_in_words_and_change_nothing(void **state)
{
	struct http_answer a;
	struct web w;
	int64_t id;

	(void)state;
	open_pages(&w);
	id = person(&w, "Pak Contoh", home(&w), NIK);
	web_sign_in(&w, CITY_FRONT);
	a = web_post(&w, web_path(&w, "/warga/", id, "/ubah"),
		     "versi=1&bagian=identity&name=&nik=3.27E%2B15&sumber=kk_ktp");
	assert_int_equal(a.status, 422);
	assert_true(web_holds(&a, "3.27E+15"));
	assert_int_equal(web_post(&w, web_path(&w, "/warga/", id, "/ubah"),
				  "versi=1&bagian=address&address=x&sumber=kk_ktp&sejak=2030-01-01")
			     .status,
			 422);
	/* A source that is not an officer's to name. */
	assert_int_equal(web_post(&w, web_path(&w, "/warga/", id, "/ubah"),
				  "versi=1&bagian=address&address=x&sumber=dtsen")
			     .status,
			 422);
	assert_int_equal(count(&w, "SELECT version FROM person WHERE id = %lld", id), 1);
	web_close(&w);
}

static void who_may_be_on_record_is_shown_before_he_is_made_again(void **state)
{
	struct http_answer a;
	const char *same;
	struct web w;

	(void)state;
	open_pages(&w);
	(void)person(&w, "Pak Contoh", home(&w), NIK);
	(void)person(&w, "Pak Jauh", FAR, "3272010101700013");
	web_sign_in(&w, CITY_FRONT);
	same = "name=Orang+Lain&nik=" NIK "&sumber=kk_ktp";
	a = web_post(&w, "/warga/baru", same);
	assert_int_equal(a.status, 422);
	assert_true(web_holds(&a, "Pak Contoh"));
	a = web_post(&w, "/warga/baru", "name=pak+contoh&birth_date=1960-01-01&sumber=pengakuan");
	assert_int_equal(a.status, 422);
	/* Somebody out of reach: said without saying who. */
	a = web_post(&w, "/warga/baru", "name=X+Y&nik=3272010101700013&sumber=kk_ktp");
	assert_int_equal(a.status, 422);
	assert_false(web_holds(&a, "Pak Jauh"));
	assert_int_equal(count(&w, "SELECT count(*) FROM person", 0), 2);
	a = web_post(&w, "/warga/baru", arena_printf(w.c.cx->arena, "%s&orang_lain=1", same));
	assert_int_equal(a.status, 303);
	assert_int_equal(count(&w, "SELECT count(*) FROM person", 0), 3);
	/* He has no kelurahan: the desk that met him sees him all the same. */
	assert_int_equal(web_get(&w, a.location).status, 200);
	web_close(&w);
}

/* As main.c wires it: whoever stands in the registry may be him. */
static int64_t alike_id;

static enum err everybody(struct ctx *cx, struct alike_ask *asks, size_t n)
{
	(void)cx;
	for (size_t i = 0; i < n; i++) {
		asks[i].alike[0] = (struct alike){ .id = alike_id,
						   .permille = 900,
						   .words = "nama berbunyi sama" };
		asks[i].n = 1;
	}
	return ERR_OK;
}

static void who_is_alike_is_named_while_typing_and_on_saving_within_reach_only(void **state)
{
	static const char typed[] = "name=Pa+Conto&birth_date=1960-01-10";
	struct http_answer a;
	struct web w;

	(void)state;
	open_pages(&w);
	person_alike_by(everybody, NULL);
	alike_id = person(&w, "Pak Contoh", home(&w), NIK);
	web_sign_in(&w, CITY_FRONT);
	a = web_post(&w, "/warga/baru/mirip", typed);
	assert_int_equal(a.status, 200);
	assert_true(web_holds(&a, "Pak Contoh"));
	assert_true(web_holds(&a, "nama berbunyi sama"));
	a = web_post(&w, "/warga/baru", arena_printf(w.c.cx->arena, "%s&sumber=kk_ktp", typed));
	assert_int_equal(a.status, 422);
	assert_true(web_holds(&a, "Mungkin orang ini sudah ada: Pak Contoh"));
	alike_id = person(&w, "Pak Jauh", FAR, "3272010101700013");
	web_sign_in(&w, CITY_FRONT);
	a = web_post(&w, "/warga/baru/mirip", typed);
	assert_false(web_holds(&a, "Pak Jauh"));
	assert_false(web_holds(&a, "nama berbunyi"));
	assert_true(web_holds(&a, "di luar wilayah Anda"));
	a = web_post(&w, "/warga/baru", arena_printf(w.c.cx->arena, "%s&sumber=kk_ktp", typed));
	assert_int_equal(a.status, 422);
	assert_false(web_holds(&a, "Pak Jauh"));
	a = web_post(&w, "/warga/baru",
		     arena_printf(w.c.cx->arena, "%s&sumber=kk_ktp&orang_lain=1", typed));
	assert_int_equal(a.status, 303);
	/* Whoever may not write people is not asked. */
	web_sign_in(&w, CITY_DPO);
	assert_int_equal(web_post(&w, "/warga/baru/mirip", typed).status, 403);
	person_alike_by(NULL, NULL);
	web_close(&w);
}

static void the_past_is_shown_as_it_was_and_as_it_was_known(void **state)
{
	struct http_answer a;
	struct web w;
	int64_t id;

	(void)state;
	open_pages(&w);
	id = person(&w, "Pak Contoh", home(&w), NIK);
	w.c.cx->now += 10 * USEC_DAY;
	web_sign_in(&w, CITY_FRONT);
	assert_int_equal(web_post(&w, web_path(&w, "/warga/", id, "/ubah"),
				  "versi=1&bagian=address&address=Jl.+Baru&sejak=2026-11-25&sumber="
				  "kelurahan")
			     .status,
			 303);
	a = web_get(&w, web_path(&w, "/warga/", id, "?pada=2026-11-24"));
	assert_true(web_holds(&a, "Jl. Lama 1"));
	assert_false(web_holds(&a, "Jl. Baru"));
	assert_false(web_holds(&a, "/ubah"));
	a = web_get(&w, web_path(&w, "/warga/", id, "?pada=2026-11-26"));
	assert_true(web_holds(&a, "Jl. Baru"));
	a = web_get(&w, web_path(&w, "/warga/", id, "?pada=2026-11-26&diketahui=2026-11-26"));
	assert_true(web_holds(&a, "Jl. Lama 1"));
	assert_false(web_holds(&a, "Jl. Baru"));
	a = web_get(&w, web_path(&w, "/warga/", id, "?diketahui=2020-01-01"));
	assert_true(web_holds(&a, "belum tercatat"));
	assert_false(web_holds(&a, "Jl. Lama 1"));
	web_close(&w);
}

/* The coordinator confirms the event that waits, and the desk goes on. */
static void second_eyes(struct web *w)
{
	int64_t event = count(w, "SELECT max(id) FROM family_event WHERE state = 4", 0);

	web_sign_in(w, CITY_COORDINATOR);
	assert_int_equal(web_post(w, web_path(w, "/peristiwa/", event, ""), "putusan=pakai").status,
			 303);
	web_sign_in(w, CITY_FRONT);
}

static void a_family_is_made_and_its_head_dies_through_the_pages(void **state)
{
	struct http_answer a;
	struct web w;
	int64_t head, wife, family;

	(void)state;
	open_pages(&w);
	head = person(&w, "Pak Contoh", home(&w), NIK);
	wife = person(&w, "Bu Contoh", home(&w), "3272014101620003");
	web_sign_in(&w, CITY_FRONT);
	a = web_post(&w, "/keluarga/baru",
		     arena_printf(w.c.cx->arena, "warga=%lld&kk=" KK "&kk_region=%s&sumber=kk_ktp",
				  (long long)head, home(&w)));
	assert_int_equal(a.status, 303);
	family = count(&w, "SELECT family_id FROM person WHERE id = %lld", head);
	assert_int_equal(web_post(&w, web_path(&w, "/keluarga/", family, "/tambah"),
				  "nik=3272014101620003&hubungan=3&sumber=kk_ktp")
			     .status,
			 303);
	assert_int_equal(web_post(&w, web_path(&w, "/keluarga/", family, "/lahir"),
				  "nama=Bayi&jk=2&tanggal=2026-11-20&sumber=kk_ktp")
			     .status,
			 303);
	a = web_get(&w, web_path(&w, "/keluarga/", family, ""));
	assert_true(web_holds(&a, "Bayi"));
	assert_false(web_holds(&a, KK));
	a = web_post(&w, web_path(&w, "/warga/", head, "/meninggal"),
		     "tanggal=2026-11-20&sumber=kk_ktp");
	assert_int_equal(a.status, 422);
	assert_true(web_holds(&a, "Pilih siapa yang menggantikannya"));
	a = web_post(&w, web_path(&w, "/warga/", head, "/meninggal"),
		     arena_printf(w.c.cx->arena,
				  "keluarga=%lld&kepala_baru=%lld&tanggal=2026-11-20&sumber=kk_ktp",
				  (long long)family, (long long)wife));
	assert_int_equal(a.status, 303);
	second_eyes(&w);
	assert_int_equal(count(&w, "SELECT head_id FROM family WHERE id = %lld", family), wife);
	a = web_get(&w, web_path(&w, "/warga/", head, ""));
	assert_true(web_holds(&a, "Meninggal Jumat, 20 November 2026"));
	assert_int_equal(
	    web_post(&w, web_path(&w, "/warga/", head, "/meninggal"), "sumber=kk_ktp").status, 409);
	assert_int_equal(
	    web_post(&w, web_path(&w, "/warga/", head, "/kembali"), "sumber=kk_ktp").status, 303);
	assert_int_equal(count(&w, "SELECT head_id FROM family WHERE id = %lld", family), head);
	a = web_get(&w, web_path(&w, "/warga/", head, "/riwayat"));
	assert_true(web_holds(&a, "Sudah dibatalkan"));
	a = web_get(&w, web_path(&w, "/warga/", head, "/riwayat.csv"));
	assert_int_equal(a.status, 200);
	assert_true(web_holds(&a, "Meninggal"));
	assert_true(web_holds(&a, "Pertama dicatat"));
	web_close(&w);
}

static void two_records_of_one_person_are_compared_merged_and_parted(void **state)
{
	static const char *const senseless[] = { "/ubah", "/meninggal", "/masuk", "/gabung\"",
						 "/keluarga/baru" };
	struct http_answer a;
	struct web w;
	int64_t one, two;

	(void)state;
	open_pages(&w);
	one = person(&w, "Pak Contoh", home(&w), NIK);
	two = person(&w, "Pak Conto", home(&w), "3272010101700013");
	web_sign_in(&w, CITY_FRONT);
	assert_int_equal(web_get(&w, web_path(&w, "/warga/", one, "/gabung")).status, 403);
	web_sign_in(&w, CITY_COORDINATOR);
	a = web_get(&w, web_path(&w, web_path(&w, "/warga/", one, "/gabung?dengan="), two, ""));
	assert_true(web_holds(&a, "Kedua NIK berbeda"));
	assert_true(web_holds(&a, "Pak Conto"));
	assert_int_equal(web_post(&w, web_path(&w, "/warga/", one, "/gabung"),
				  arena_printf(w.c.cx->arena, "dengan=%lld&pakai=ini&alasan=Sama",
					       (long long)two))
			     .status,
			 303);
	assert_int_equal(count(&w, "SELECT same_as_id FROM person WHERE id = %lld", two), one);
	a = web_get(&w, web_path(&w, "/warga/", two, ""));
	assert_true(web_holds(&a, "Catatan ini digabung ke Pak Contoh pada Sabtu, 21 November"));
	assert_true(web_holds(&a, "Jl. Lama 1"));
	assert_true(web_holds(&a, web_path(&w, "/warga/", two, "/pisah")));
	for (size_t i = 0; i < LEN(senseless); i++)
		assert_false(web_holds(&a, senseless[i]));
	a = web_get(&w, web_path(&w, "/warga/", one, "/riwayat"));
	assert_true(web_holds(&a, "Catatan lain digabung ke sini"));
	assert_true(web_holds(&a, "Catatan lain: Pak Conto"));
	/* The record came from a source; that it is the other one too, an officer said. */
	assert_true(web_holds(&a, "Keputusan petugas, bukan pernyataan sumber"));
	a = web_get(&w, web_path(&w, "/warga/", one, "/riwayat.csv"));
	assert_true(web_holds(&a, "Keputusan petugas, bukan pernyataan sumber"));
	a = web_get(&w, web_path(&w, "/warga/", one, "/riwayat"));
	assert_true(web_holds(&a, web_path(&w, "href=\"/warga/", two, "\"")));
	a = web_get(&w, web_path(&w, "/warga/", one, ""));
	assert_true(web_holds(&a, web_path(&w, "/warga/", two, "/pisah")));
	assert_int_equal(
	    web_post(&w, web_path(&w, "/warga/", two, "/pisah"), "alasan=Keliru").status, 303);
	assert_int_equal(
	    count(&w, "SELECT coalesce(same_as_id, 0) FROM person WHERE id = %lld", two), 0);
	a = web_get(&w, web_path(&w, "/warga/", one, "/riwayat"));
	assert_true(web_holds(&a, "Penggabungan catatan lain dibatalkan"));
	assert_true(web_holds(&a, "Keliru"));
	web_close(&w);
}

static void who_answers_for_privacy_sees_the_looks_and_not_the_person(void **state)
{
	struct http_answer a;
	struct web w;
	int64_t id;

	(void)state;
	open_pages(&w);
	id = person(&w, "Pak Contoh", home(&w), NIK);
	web_sign_in(&w, CITY_FRONT);
	(void)web_get(&w, web_path(&w, "/warga/", id, ""));
	w.c.cx->now += USEC_MINUTE;
	(void)web_get(&w, web_path(&w, "/warga/", id, ""));
	assert_int_equal(web_get(&w, web_path(&w, "/warga/", id, "/dilihat")).status, 403);
	web_sign_in(&w, CITY_DPO);
	assert_int_equal(web_get(&w, web_path(&w, "/warga/", id, "")).status, 403);
	a = web_get(&w, web_path(&w, "/warga/", id, "/dilihat"));
	assert_int_equal(a.status, 200);
	assert_true(web_holds(&a, "depan"));
	assert_false(web_holds(&a, "Pak Contoh"));
	assert_true(web_holds(&a, "21.40–21.41"));
	assert_true(web_holds(&a, "2 kali: "));
	a = web_get(&w, web_path(&w, "/warga/", id, "/dilihat.json"));
	assert_int_equal(a.status, 200);
	assert_false(web_holds(&a, "2 kali"));
	assert_true(web_holds(&a, "T21:40:00"));
	assert_true(web_holds(&a, "T21:41:00"));
	web_close(&w);
}

static enum err name_subject(struct ctx *cx, int64_t case_id, int64_t person_id)
{
	int64_t version;
	const char *none;

	TRY(city_query(cx,
		       arena_printf(cx->arena, "SELECT version FROM casefile WHERE id = %lld",
				    (long long)case_id),
		       false, &version, &none));
	return case_set_person(cx, case_id, version, person_id, "Pak Contoh", true);
}

static void a_unit_that_gets_a_case_sees_the_person_of_it(void **state)
{
	struct http_answer a;
	struct web w;
	int64_t id, the_case, referral;

	(void)state;
	open_pages(&w);
	id = person(&w, "Pak Contoh", FAR, NIK);
	web_sign_in(&w, CITY_DOCTOR);
	assert_int_equal(web_get(&w, web_path(&w, "/warga/", id, "")).status, 404);
	referral = web_handover(&w, CITY_RSUD, &the_case);
	assert_int_not_equal(referral, 0);
	city_act_as(&w.c, CITY_COORDINATOR);
	assert_ok(ACT(&w.c, name_subject(w.c.cx, the_case, id)));
	web_sign_in(&w, CITY_DOCTOR);
	a = web_get(&w, web_path(&w, "/warga/", id, ""));
	assert_int_equal(a.status, 200);
	assert_true(web_holds(&a, web_path(&w, "/kasus/", the_case, "")));
	assert_true(web_holds(&a, "Golongan darah"));
	a = web_get(&w, web_path(&w, "/kasus/", the_case, ""));
	assert_true(web_holds(&a, web_path(&w, "/warga/", id, "")));
	web_close(&w);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(who_is_out_of_reach_is_not_there),
		cmocka_unit_test(a_nik_is_masked_until_somebody_says_what_for),
		cmocka_unit_test(health_is_for_who_works_on_a_case),
		cmocka_unit_test(a_weaker_source_stands_beside_until_somebody_decides),
		cmocka_unit_test(somebody_who_was_faster_is_shown_beside_what_was_typed),
		cmocka_unit_test(wrong_values_are_said_in_words_and_change_nothing),
		cmocka_unit_test(
		    who_is_alike_is_named_while_typing_and_on_saving_within_reach_only),
		cmocka_unit_test(who_may_be_on_record_is_shown_before_he_is_made_again),
		cmocka_unit_test(the_past_is_shown_as_it_was_and_as_it_was_known),
		cmocka_unit_test(a_family_is_made_and_its_head_dies_through_the_pages),
		cmocka_unit_test(two_records_of_one_person_are_compared_merged_and_parted),
		cmocka_unit_test(who_answers_for_privacy_sees_the_looks_and_not_the_person),
		cmocka_unit_test(a_unit_that_gets_a_case_sees_the_person_of_it),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
