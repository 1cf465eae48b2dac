/* What happens to a family waits for a second pair of eyes, through whole requests. */
#include "../casework/web.h"

#include "feature/reference/reference.h"
#include "feature/registry/event.h"
#include "feature/registry/registry_web.h"

/* Kelurahan Cikole: another than that of the desk. */
#define FAR      "3272021001"
#define KK       "3272031001080003"
#define OTHER_KK "3272031001080011"
#define NEW_KK   "3272031001260007"

static const struct route *const routes[] = { person_routes,           family_routes, event_routes,
					      event_said_routes,       claim_routes,  second_routes,
					      registry_history_routes, merge_routes,  NULL };

/* A family of three on one card, put together by somebody else long ago. */
struct home {
	struct web w;
	int64_t family, head, wife, child;
	int64_t other, other_head; /* another family of the kelurahan */
};

static const struct origin told_by_card = { .source = "kk_ktp", .valid_from = DATE_NONE };

static enum err add_born(struct ctx *cx, const char *born, const char *name, const char *sex,
			 const char *nik, const char *region, int64_t *ret)
{
	const struct fact_book *book;
	struct facts f;

	TRY(fact_book(cx, &book));
	f = facts_new(cx, book, FACT_PERSON);
	facts_set_core(&f, CORE_NAME, name);
	facts_set_core(&f, CORE_SEX, sex);
	facts_set_core(&f, CORE_BIRTH_DATE, born);
	facts_set_core(&f, CORE_REGION, region);
	facts_set_core(&f, CORE_NIK, nik);
	facts_set_core(&f, CORE_KNOWN, "1");
	facts_set_core(&f, CORE_STATE, "1");
	return subject_new(cx, &f, &told_by_card, ret);
}

static enum err add(struct ctx *cx, const char *name, const char *sex, const char *nik,
		    const char *region, int64_t *ret)
{
	return add_born(cx, "1980-01-01", name, sex, nik, region, ret);
}

static enum err found(struct ctx *cx, const struct family_part *part, size_t n, const char *kk,
		      const char *region, int64_t *ret)
{
	const struct fact_book *book;
	struct facts card;

	TRY(fact_book(cx, &book));
	card = facts_new(cx, book, FACT_FAMILY);
	facts_set_core(&card, CORE_KK, kk);
	facts_set_core(&card, CORE_KK_REGION, region);
	return family_split(cx, part, n, 0, &card, &told_by_card, ret);
}

static enum err settle(struct ctx *cx, struct home *h, const char *region)
{
	struct family_part part[3];

	TRY(add(cx, "Pak Contoh", "1", "3272010101800012", region, &h->head));
	TRY(add(cx, "Bu Contoh", "2", "3272014101800013", region, &h->wife));
	TRY(add(cx, "Ujang Contoh", "1", "3272010101050014", region, &h->child));
	part[0] = (struct family_part){ h->head, 1 };
	part[1] = (struct family_part){ h->wife, 3 };
	part[2] = (struct family_part){ h->child, 4 };
	TRY(found(cx, part, 3, KK, region, &h->family));
	TRY(add(cx, "Bu Lain", "2", "3272014101800015", region, &h->other_head));
	part[0] = (struct family_part){ h->other_head, 1 };
	return found(cx, part, 1, OTHER_KK, region, &h->other);
}

static void open_home(struct home *h, const char *region)
{
	web_open(&h->w);
	h->w.c.t.app.routes = routes;
	h->w.c.t.app.n_routes = LEN(routes) - 1;
	city_system(&h->w.c);
	if (region == NULL)
		region = str_digits(h->w.c.cx->arena, h->w.c.region);
	assert_ok(ACT(&h->w.c, settle(h->w.c.cx, h, region)));
}

static int64_t number(struct home *h, const char *sql, int64_t id)
{
	return city_int(&h->w.c, sql, id);
}

static struct http_answer person_says(struct home *h, int64_t id, const char *what,
				      const char *fields)
{
	return web_post(&h->w, web_path(&h->w, "/warga/", id, what), fields);
}

static struct http_answer family_says(struct home *h, const char *what, const char *fields)
{
	return web_post(&h->w, web_path(&h->w, "/keluarga/", h->family, what), fields);
}

static int64_t newest(struct home *h)
{
	return number(h, "SELECT max(id) FROM family_event", 0);
}

static int64_t state_of(struct home *h, int64_t event)
{
	return number(h, "SELECT state FROM family_event WHERE id = %lld", event);
}

static struct http_answer decide(struct home *h, int64_t event, const char *fields)
{
	return web_post(&h->w, web_path(&h->w, "/peristiwa/", event, ""), fields);
}

static int64_t told(struct home *h, const char *kind)
{
	return city_int(&h->w.c,
			arena_printf(h->w.c.cx->arena,
				     "SELECT count(*) FROM notice WHERE kind = '%s' AND user_id = "
				     "%%lld",
				     kind),
			h->w.c.person[CITY_FRONT]);
}

/* The head dies and his wife follows him, said by the desk. */
static int64_t death(struct home *h)
{
	struct http_answer a;

	web_sign_in(&h->w, CITY_FRONT);
	a = person_says(h, h->head, "/meninggal",
			arena_printf(h->w.c.cx->arena,
				     "keluarga=%lld&kepala_baru=%lld&tanggal=2026-11-02&sumber=kk_"
				     "ktp&keterangan=Surat+kematian+12",
				     (long long)h->family, (long long)h->wife));
	assert_int_equal(a.status, 303);
	return newest(h);
}

static void a_death_counts_when_another_has_looked(void **state)
{
	struct http_answer a;
	struct home h;
	int64_t event;

	(void)state;
	open_home(&h, NULL);
	web_sign_in(&h.w, CITY_FRONT);
	a = person_says(&h, h.head, "/meninggal", "tanggal=2026-11-02&sumber=kk_ktp");
	assert_int_equal(a.status, 422);
	assert_true(web_holds(&a, "Pilih siapa yang menggantikannya"));
	assert_int_equal(number(&h, "SELECT count(*) FROM family_event", 0), 0);
	/* Among whom to choose the path says, and not what comes with the form. */
	a = person_says(&h, h.head, "/meninggal",
			arena_printf(h.w.c.cx->arena,
				     "keluarga=%lld&kepala_baru=%lld&tanggal=2026-11-02&sumber=kk_"
				     "ktp",
				     (long long)h.other, (long long)h.other_head));
	assert_int_equal(a.status, 422);
	a = person_says(&h, h.head, "/meninggal",
			arena_printf(h.w.c.cx->arena,
				     "kepala_baru=%lld&tanggal=2026-11-02&sumber=kk_ktp",
				     (long long)h.wife));
	assert_int_equal(a.status, 303);
	event = death(&h);
	assert_int_equal(number(&h, "SELECT state FROM person WHERE id = %lld", h.head), 1);
	for (size_t i = 0; i < 3; i++) {
		a = web_get(&h.w, i == 0   ? web_path(&h.w, "/warga/", h.head, "")
				  : i == 1 ? web_path(&h.w, "/warga/", h.wife, "")
					   : web_path(&h.w, "/keluarga/", h.family, ""));
		assert_true(web_holds(&a, "Menunggu pemeriksa kedua: Meninggal"));
		assert_true(web_holds(&a, "Surat kematian 12"));
	}
	assert_int_equal(decide(&h, event, "putusan=pakai").status, 403);
	web_sign_in(&h.w, CITY_COORDINATOR);
	a = web_get(&h.w, "/mata-kedua");
	assert_true(web_holds(&a, "Kepala keluarga di Keluarga Pak Contoh → Meninggal"));
	assert_true(web_holds(&a, "Istri di Keluarga Pak Contoh → Kepala keluarga"));
	assert_int_equal(decide(&h, event, "putusan=biarkan").status, 422);
	assert_int_equal(decide(&h, event, "putusan=pakai").status, 303);
	assert_int_equal(number(&h, "SELECT state FROM person WHERE id = %lld", h.head), 2);
	assert_int_equal(number(&h, "SELECT head_id FROM family WHERE id = %lld", h.family),
			 h.wife);
	a = web_get(&h.w, web_path(&h.w, "/warga/", h.head, "/riwayat"));
	assert_true(web_holds(&a, "Surat kematian 12 (dicatat oleh"));
	assert_true(web_holds(&a, "berlaku sejak 2 Nov 2026"));
	a = web_get(&h.w, web_path(&h.w, "/keluarga/", h.family, "/riwayat"));
	assert_true(web_holds(&a, "Pak Contoh: Meninggal"));
	assert_true(web_holds(&a, ": Menjadi kepala keluarga"));
	assert_int_equal(decide(&h, event, "putusan=pakai").status, 409);
	assert_int_equal(told(&h, "registry.event_taken"), 1);
	web_sign_in(&h.w, CITY_FRONT);
	a = web_get(&h.w, web_path(&h.w, "/peristiwa/", event, ""));
	assert_true(web_holds(&a, "Berlaku"));
	/* A mistake is mended at once. */
	assert_int_equal(person_says(&h, h.head, "/kembali", "sumber=kk_ktp").status, 303);
	assert_int_equal(number(&h, "SELECT head_id FROM family WHERE id = %lld", h.family),
			 h.head);
	web_close(&h.w);
}

static void who_returns_is_offered_the_family_he_left(void **state)
{
	struct http_answer a;
	struct home h;

	(void)state;
	open_home(&h, NULL);
	web_sign_in(&h.w, CITY_FRONT);
	a = person_says(&h, h.child, "/pindah", "tanggal=2026-11-02&sumber=kk_ktp");
	assert_int_equal(a.status, 303);
	web_sign_in(&h.w, CITY_COORDINATOR);
	assert_int_equal(decide(&h, newest(&h), "putusan=pakai").status, 303);
	assert_int_equal(number(&h, "SELECT state FROM person WHERE id = %lld", h.child), 3);
	web_sign_in(&h.w, CITY_FRONT);
	a = web_get(&h.w, web_path(&h.w, "/warga/", h.child, ""));
	assert_true(web_holds(&a, "Kembali ke Keluarga Pak Contoh sebagai"));
	/* No second head beside the one who lives there. */
	a = person_says(&h, h.child, "/datang", "hubungan=1&tanggal=2026-11-10&sumber=kk_ktp");
	assert_int_equal(a.status, 422);
	assert_int_equal(number(&h, "SELECT state FROM person WHERE id = %lld", h.child), 3);
	/* Being back counts at once; belonging to them waits, as whenever somebody joins. */
	a = person_says(&h, h.child, "/datang", "hubungan=4&tanggal=2026-11-10&sumber=kk_ktp");
	assert_int_equal(a.status, 303);
	assert_string_equal(a.flash, "warga.e_came_waits");
	assert_int_equal(number(&h, "SELECT state FROM person WHERE id = %lld", h.child), 1);
	assert_int_equal(
	    number(&h, "SELECT coalesce(family_id, 0) FROM person WHERE id = %lld", h.child), 0);
	web_sign_in(&h.w, CITY_COORDINATOR);
	assert_int_equal(decide(&h, newest(&h), "putusan=pakai").status, 303);
	assert_int_equal(number(&h, "SELECT family_id FROM person WHERE id = %lld", h.child),
			 h.family);
	assert_int_equal(number(&h, "SELECT relation FROM person WHERE id = %lld", h.child), 4);
	web_close(&h.w);
}

/* The child was born on 1 January 1980, as all of them. */
static void nothing_happens_to_anybody_before_he_is_born(void **state)
{
	static const char said[] = "Ujang Contoh lahir 1 Jan 1980, jadi tidak mungkin ini terjadi "
				   "31 Des 1979.";
	struct http_answer a;
	struct home h;

	(void)state;
	open_home(&h, NULL);
	web_sign_in(&h.w, CITY_FRONT);
	for (size_t i = 0; i < 3; i++) {
		a = person_says(&h, h.child,
				i == 0   ? "/meninggal"
				: i == 1 ? "/pindah"
					 : "/keluar",
				"tanggal=1979-12-31&sumber=kk_ktp");
		assert_int_equal(a.status, 422);
		assert_true(web_holds(&a, said));
	}
	a = family_says(&h, "/pecah",
			arena_printf(h.w.c.cx->arena,
				     "keluarga=%lld&anggota=%lld&ikut1=1&tanggal=1979-12-31&"
				     "sumber=kk_ktp",
				     (long long)h.family, (long long)h.child));
	assert_int_equal(a.status, 422);
	assert_true(web_holds(&a, said));
	a = family_says(&h, "/lahir",
			arena_printf(h.w.c.cx->arena,
				     "nama=Bayi+Contoh&jk=1&tanggal=1979-12-31&ibu=%lld&"
				     "sumber=kk_ktp",
				     (long long)h.wife));
	assert_int_equal(a.status, 422);
	assert_true(web_holds(&a, "Bu Contoh lahir 1 Jan 1980"));
	assert_int_equal(number(&h, "SELECT count(*) FROM family_event", 0), 0);
	assert_int_equal(
	    person_says(&h, h.child, "/meninggal", "tanggal=1980-01-01&sumber=kk_ktp").status, 303);
	web_sign_in(&h.w, CITY_COORDINATOR);
	assert_int_equal(decide(&h, newest(&h), "putusan=pakai").status, 303);
	a = person_says(&h, h.child, "/kembali", "tanggal=1979-12-31&sumber=kk_ktp");
	assert_int_equal(a.status, 422);
	assert_true(web_holds(&a, said));
	web_close(&h.w);
}

static void nobody_confirms_his_own_and_a_refusal_is_told_with_its_reason(void **state)
{
	struct http_answer a;
	struct home h;
	int64_t event;

	(void)state;
	open_home(&h, NULL);
	web_sign_in(&h.w, CITY_COORDINATOR);
	assert_int_equal(person_says(&h, h.child, "/pindah", "sumber=kk_ktp").status, 303);
	event = newest(&h);
	a = decide(&h, event, "putusan=pakai");
	assert_int_equal(a.status, 409);
	assert_true(web_holds(&a, "Anda yang mencatatnya"));
	assert_int_equal(decide(&h, event, "putusan=biarkan&alasan=x").status, 409);
	web_sign_in(&h.w, CITY_MANAGER);
	assert_int_equal(decide(&h, event, "putusan=pakai").status, 303);
	assert_int_equal(number(&h, "SELECT state FROM person WHERE id = %lld", h.child), 3);
	event = death(&h);
	web_sign_in(&h.w, CITY_COORDINATOR);
	assert_int_equal(decide(&h, event, "putusan=biarkan&alasan=Ia+masih+hidup").status, 303);
	assert_int_equal(state_of(&h, event), EVENT_REFUSED);
	assert_int_equal(number(&h, "SELECT state FROM person WHERE id = %lld", h.head), 1);
	assert_int_equal(told(&h, "registry.event_left"), 1);
	web_sign_in(&h.w, CITY_FRONT);
	a = web_get(&h.w, "/mata-kedua");
	assert_true(web_holds(&a, "Tidak dipakai"));
	assert_true(web_holds(&a, "Ia masih hidup"));
	a = web_get(&h.w, web_path(&h.w, "/peristiwa/", event, ""));
	assert_true(web_holds(&a, "Ia masih hidup"));
	a = web_get(&h.w, web_path(&h.w, "/warga/", h.head, ""));
	assert_false(web_holds(&a, "Menunggu pemeriksa kedua"));
	web_close(&h.w);
}

static enum err child_leaves(struct ctx *cx, int64_t child)
{

	return family_leave(cx, child, 0, &told_by_card);
}

static void what_fits_no_longer_goes_back_and_changes_nothing(void **state)
{
	struct http_answer a;
	struct home h;
	int64_t event;

	(void)state;
	open_home(&h, NULL);
	web_sign_in(&h.w, CITY_FRONT);
	a = person_says(&h, h.child, "/masuk", "kk=" OTHER_KK "&hubungan=4&sumber=kk_ktp");
	assert_int_equal(a.status, 303);
	event = newest(&h);
	city_system(&h.w.c);
	assert_ok(ACT(&h.w.c, child_leaves(h.w.c.cx, h.child)));
	web_sign_in(&h.w, CITY_COORDINATOR);
	a = decide(&h, event, "putusan=pakai");
	assert_int_equal(a.status, 303);
	assert_non_null(strstr(a.location, "/peristiwa/"));
	assert_int_equal(state_of(&h, event), EVENT_BACK);
	assert_int_equal(
	    number(&h, "SELECT coalesce(family_id, 0) FROM person WHERE id = %lld", h.child), 0);
	assert_int_equal(told(&h, "registry.event_left"), 1);
	/* A death fits wherever he belongs; but he dies once. */
	event = death(&h);
	city_system(&h.w.c);
	assert_ok(ACT(&h.w.c, child_leaves(h.w.c.cx, h.wife)));
	web_sign_in(&h.w, CITY_COORDINATOR);
	(void)decide(&h, event, "putusan=pakai");
	assert_int_equal(state_of(&h, event), EVENT_COUNTS);
	web_close(&h.w);
}

static void who_said_it_takes_it_back_and_says_it_again(void **state)
{
	struct http_answer a;
	struct home h;
	int64_t event, again;

	(void)state;
	open_home(&h, NULL);
	event = death(&h);
	again = death(&h);
	assert_int_equal(state_of(&h, event), EVENT_WITHDRAWN);
	assert_int_equal(state_of(&h, again), EVENT_WAITS);
	/* By another it waits already: one look is enough. */
	web_sign_in(&h.w, CITY_COORDINATOR);
	a = person_says(&h, h.head, "/meninggal",
			arena_printf(h.w.c.cx->arena,
				     "keluarga=%lld&kepala_baru=%lld&sumber=kk_ktp",
				     (long long)h.family, (long long)h.wife));
	assert_int_equal(a.status, 409);
	assert_true(web_holds(&a, "sudah dicatat petugas lain"));
	assert_int_equal(web_post(&h.w, web_path(&h.w, "/peristiwa/", again, "/tarik"), "").status,
			 409);
	web_sign_in(&h.w, CITY_FRONT);
	assert_int_equal(web_post(&h.w, web_path(&h.w, "/peristiwa/", again, "/tarik"), "").status,
			 303);
	web_sign_in(&h.w, CITY_COORDINATOR);
	assert_int_equal(decide(&h, again, "putusan=pakai").status, 409);
	assert_int_equal(number(&h, "SELECT state FROM person WHERE id = %lld", h.head), 1);
	web_close(&h.w);
}

static void who_does_not_see_all_of_it_neither_sees_nor_decides(void **state)
{
	struct http_answer a;
	struct home h;
	int64_t event, far;

	(void)state;
	open_home(&h, NULL);
	city_system(&h.w.c);
	assert_ok(ACT(&h.w.c, add(h.w.c.cx, "Bu Jauh", "2", "3272014101800099", FAR, &far)));
	web_sign_in(&h.w, CITY_MANAGER);
	a = family_says(&h, "/menikah",
			arena_printf(h.w.c.cx->arena,
				     "keluarga=%lld&siapa=%lld&nik=3272014101800099&kepala=sini&"
				     "kk=" NEW_KK "&sumber=kk_ktp",
				     (long long)h.family, (long long)h.child));
	assert_int_equal(a.status, 303);
	event = newest(&h);
	web_sign_in(&h.w, CITY_COORDINATOR);
	a = web_get(&h.w, "/mata-kedua");
	assert_false(web_holds(&a, "Menikah"));
	assert_int_equal(web_get(&h.w, web_path(&h.w, "/peristiwa/", event, "")).status, 404);
	assert_int_equal(decide(&h, event, "putusan=pakai").status, 404);
	/* With him whom he sees it is shown, the other without a name. */
	a = web_get(&h.w, web_path(&h.w, "/warga/", h.child, ""));
	assert_true(web_holds(&a, "Orang di luar wilayah Anda"));
	assert_false(web_holds(&a, "Bu Jauh"));
	assert_false(web_holds(&a, "Ya, berlakukan"));
	/* The number of the card is sealed. */
	assert_int_equal(
	    number(&h, "SELECT count(*) FROM family_event WHERE said LIKE '%%" NEW_KK "%%'", 0), 0);
	web_close(&h.w);
}

static void who_is_too_young_to_marry_comes_last_and_needs_the_paper_of_a_court(void **state)
{
	struct http_answer a;
	struct home h;
	int64_t girl, son;
	const char *says;

	(void)state;
	open_home(&h, NULL);
	city_system(&h.w.c);
	assert_ok(
	    ACT(&h.w.c, add_born(h.w.c.cx, "2010-05-05", "Ani Contoh", "2", "3272034505100099",
				 str_digits(h.w.c.cx->arena, h.w.c.region), &girl)));
	assert_ok(ACT(&h.w.c, family_join(h.w.c.cx, h.family, girl, 4, 0, &told_by_card)));
	web_sign_in(&h.w, CITY_FRONT);
	a = web_get(&h.w, web_path(&h.w, "/keluarga/", h.family, ""));
	assert_true(web_holds(&a, "tahun, perlu dispensasi pengadilan)"));
	/* Father and son of one name are told apart by their age. */
	assert_false(web_holds(&a, ">Pak Contoh, "));
	city_system(&h.w.c);
	assert_ok(
	    ACT(&h.w.c, add_born(h.w.c.cx, "2001-05-05", "Pak Contoh", "1", "3272030505010098",
				 str_digits(h.w.c.cx->arena, h.w.c.region), &son)));
	assert_ok(ACT(&h.w.c, family_join(h.w.c.cx, h.family, son, 4, 0, &told_by_card)));
	web_sign_in(&h.w, CITY_FRONT);
	a = web_get(&h.w, web_path(&h.w, "/keluarga/", h.family, ""));
	assert_true(web_holds(&a, ">Pak Contoh, 2"));
	assert_true(web_holds(&a, ">Pak Contoh, 4"));
	says = arena_printf(h.w.c.cx->arena,
			    "keluarga=%lld&siapa=%lld&nik=3272014101800015&kepala=pasangan&"
			    "kk=" NEW_KK "&sumber=kk_ktp",
			    (long long)h.family, (long long)girl);
	a = family_says(&h, "/menikah", says);
	assert_int_equal(a.status, 422);
	assert_true(web_holds(&a, "belum cukup umur untuk menikah"));
	a = family_says(&h, "/menikah",
			arena_printf(h.w.c.cx->arena,
				     "%s&keterangan=Dispensasi+12%%2FPdt.P%%2F2026%%2FPA.Smi",
				     says));
	assert_int_equal(a.status, 303);
	web_close(&h.w);
}

static void who_has_no_birth_date_marries_and_dies_like_anybody(void **state)
{
	struct http_answer a;
	struct home h;
	int64_t girl;

	(void)state;
	open_home(&h, NULL);
	city_system(&h.w.c);
	assert_ok(ACT(&h.w.c, add_born(h.w.c.cx, NULL, "Ani Contoh", "2", "3272034505100099",
				       str_digits(h.w.c.cx->arena, h.w.c.region), &girl)));
	assert_ok(ACT(&h.w.c, family_join(h.w.c.cx, h.family, girl, 4, 0, &told_by_card)));
	web_sign_in(&h.w, CITY_FRONT);
	a = family_says(&h, "/menikah",
			arena_printf(h.w.c.cx->arena,
				     "siapa=%lld&nik=3272014101800015&kepala=pasangan&"
				     "kk=" NEW_KK "&tanggal=2026-11-02&sumber=kk_ktp",
				     (long long)girl));
	assert_int_equal(a.status, 303);
	a = person_says(&h, girl, "/meninggal", "tanggal=2026-11-02&sumber=kk_ktp");
	assert_int_equal(a.status, 303);
	web_close(&h.w);
}

static int64_t family_of(struct home *h, int64_t person)
{
	return number(h, "SELECT coalesce(family_id, 0) FROM person WHERE id = %lld", person);
}

static void a_split_and_a_join_are_run_as_they_were_said(void **state)
{
	struct http_answer a;
	struct home h;
	int64_t made;

	(void)state;
	open_home(&h, NULL);
	web_sign_in(&h.w, CITY_FRONT);
	a = family_says(&h, "/pecah",
			arena_printf(h.w.c.cx->arena,
				     "keluarga=%lld&anggota=%lld,%lld&ikut1=4&ikut2=1&kk=" NEW_KK
				     "&sumber=kk_ktp",
				     (long long)h.family, (long long)h.wife, (long long)h.child));
	assert_int_equal(a.status, 303);
	assert_int_equal(family_of(&h, h.child), h.family);
	web_sign_in(&h.w, CITY_COORDINATOR);
	a = web_get(&h.w, "/mata-kedua");
	assert_true(web_holds(&a, "Anak di Keluarga Pak Contoh → Kepala keluarga di KK baru"));
	assert_false(web_holds(&a, NEW_KK));
	assert_int_equal(decide(&h, newest(&h), "putusan=pakai").status, 303);
	made = family_of(&h, h.child);
	assert_int_not_equal(made, h.family);
	assert_int_equal(family_of(&h, h.wife), made);
	assert_int_equal(number(&h, "SELECT head_id FROM family WHERE id = %lld", made), h.child);
	/* The card number came along: it finds the new family. */
	web_sign_in(&h.w, CITY_FRONT);
	a = person_says(&h, h.other_head, "/masuk", "kk=" NEW_KK "&hubungan=11&sumber=kk_ktp");
	assert_int_equal(a.status, 303);
	web_sign_in(&h.w, CITY_COORDINATOR);
	assert_int_equal(decide(&h, newest(&h), "putusan=pakai").status, 303);
	assert_int_equal(family_of(&h, h.other_head), made);
	web_close(&h.w);
}

static void a_card_that_another_family_has_by_now_goes_back(void **state)
{
	struct http_answer a;
	struct home h;
	int64_t first, second, aunt;

	(void)state;
	open_home(&h, NULL);
	assert_ok(ACT(&h.w.c, add(h.w.c.cx, "Bibi Lain", "2", "3272014101800098",
				  str_digits(h.w.c.cx->arena, h.w.c.region), &aunt)));
	assert_ok(ACT(&h.w.c, family_join(h.w.c.cx, h.other, aunt, 11, 0, &told_by_card)));
	web_sign_in(&h.w, CITY_FRONT);
	a = family_says(&h, "/pecah",
			arena_printf(h.w.c.cx->arena,
				     "keluarga=%lld&anggota=%lld&ikut1=1&kk=" NEW_KK
				     "&sumber=kk_ktp&kepala_baru=%lld",
				     (long long)h.family, (long long)h.child, (long long)h.wife));
	assert_int_equal(a.status, 303);
	first = newest(&h);
	a = web_post(&h.w, web_path(&h.w, "/keluarga/", h.other, "/pecah"),
		     arena_printf(h.w.c.cx->arena,
				  "keluarga=%lld&anggota=%lld&ikut1=1&kk=" NEW_KK "&sumber=kk_ktp",
				  (long long)h.other, (long long)aunt));
	assert_int_equal(a.status, 303);
	second = newest(&h);
	web_sign_in(&h.w, CITY_COORDINATOR);
	/* No head goes: nobody follows, whatever the form said. */
	a = web_get(&h.w, "/mata-kedua");
	assert_false(web_holds(&a, "Bu Contoh"));
	(void)decide(&h, first, "putusan=pakai");
	(void)decide(&h, second, "putusan=pakai");
	assert_int_equal(state_of(&h, first), EVENT_COUNTS);
	assert_int_equal(state_of(&h, second), EVENT_BACK);
	assert_int_equal(family_of(&h, aunt), h.other);
	web_close(&h.w);
}

/* Is the form of this event on the page of the family? */
static bool offered(struct home *h, const char *event)
{
	struct http_answer a = web_get(&h->w, web_path(&h->w, "/keluarga/", h->family, ""));

	return web_holds(
	    &a, arena_printf(h->w.c.cx->arena, "/keluarga/%lld/%s\"", (long long)h->family, event));
}

static void what_makes_no_sense_for_a_family_is_not_offered_and_refused_in_words(void **state)
{
	static const char *const all[] = { "lahir", "tambah", "kepala", "menikah", "pecah" };
	struct http_answer a;
	struct home h;

	(void)state;
	open_home(&h, NULL);
	web_sign_in(&h.w, CITY_FRONT);
	for (size_t i = 0; i < LEN(all); i++)
		assert_true(offered(&h, all[i]));
	/* Everybody can't leave by a split: only the number of the card changes then. */
	a = family_says(&h, "/pecah",
			arena_printf(h.w.c.cx->arena,
				     "keluarga=%lld&anggota=%lld,%lld,%lld&ikut1=1&ikut2=3&ikut3=4&"
				     "kk=" NEW_KK "&sumber=kk_ktp",
				     (long long)h.family, (long long)h.head, (long long)h.wife,
				     (long long)h.child));
	assert_int_equal(a.status, 409);
	assert_true(web_holds(&a, "tidak ada yang tinggal"));
	city_system(&h.w.c);
	assert_ok(ACT(&h.w.c, person_died(h.w.c.cx, h.wife, 0, &told_by_card)));
	assert_ok(ACT(&h.w.c, person_died(h.w.c.cx, h.child, 0, &told_by_card)));
	web_sign_in(&h.w, CITY_FRONT);
	/* The only one left is its head, and has nobody to part from. */
	assert_true(offered(&h, "lahir"));
	assert_false(offered(&h, "kepala"));
	assert_false(offered(&h, "pecah"));
	city_system(&h.w.c);
	assert_ok(ACT(&h.w.c, person_died(h.w.c.cx, h.head, 0, &told_by_card)));
	web_sign_in(&h.w, CITY_FRONT);
	for (size_t i = 0; i < LEN(all); i++)
		assert_false(offered(&h, all[i]));
	a = family_says(&h, "/lahir", "nama=Bayi&jk=2&tanggal=2026-11-20&sumber=kk_ktp");
	assert_int_equal(a.status, 409);
	assert_true(web_holds(&a, "Tidak ada lagi anggota keluarga ini"));
	assert_int_equal(number(&h, "SELECT count(*) FROM person WHERE name = 'Bayi'", 0), 0);
	web_close(&h.w);
}

static void rule(struct home *h, const char *code, const char *doc)
{
	struct ref_entry entry;
	int64_t version;

	city_system(&h->w.c);
	act_begin(&h->w.c);
	assert_ok(ref_get(h->w.c.cx, "family_event", code, ref_today(h->w.c.cx), &entry));
	assert_ok(
	    act_end(&h->w.c, ref_edit(h->w.c.cx, "family_event", code, entry.version,
				      &(struct ref_values){ .label_id = entry.label_id,
							    .label_en = entry.label_en,
							    .doc = doc,
							    .source = "uji",
							    .valid_from = ref_today(h->w.c.cx),
							    .valid_to = DATE_NONE },
				      "uji", &version)));
}

static void the_city_says_which_events_wait(void **state)
{
	struct http_answer a;
	struct home h;

	(void)state;
	open_home(&h, NULL);
	/* Births and another head count at once, until the city says otherwise. */
	web_sign_in(&h.w, CITY_FRONT);
	a = family_says(&h, "/lahir", "nama=Bayi&jk=2&tanggal=2026-11-20&sumber=kk_ktp");
	assert_int_equal(a.status, 303);
	assert_int_equal(number(&h, "SELECT count(*) FROM person WHERE name = 'Bayi'", 0), 1);
	a = family_says(&h, "/lahir", "nama=BAYI&jk=2&tanggal=2026-11-20&sumber=kk_ktp");
	assert_int_equal(a.status, 409); /* by another officer, from another paper */
	assert_true(web_holds(&a, "kelahirannya sudah tercatat"));
	rule(&h, "lahir", "{\"double_check\": true}");
	rule(&h, "meninggal", "{\"double_check\": true, \"certificate\": true}");
	rule(&h, "pindah", "{}");
	web_sign_in(&h.w, CITY_FRONT);
	(void)family_says(&h, "/lahir", "nama=Adik+Bayi&jk=2&tanggal=2026-11-20&sumber=kk_ktp");
	assert_int_equal(number(&h, "SELECT count(*) FROM person WHERE name = 'Adik Bayi'", 0), 0);
	a = person_says(&h, h.wife, "/meninggal",
			"sumber=kk_ktp&keterangan=Akta+3272-KM-02112026-0001");
	assert_int_equal(a.status, 303);
	assert_int_equal(number(&h, "SELECT state FROM person WHERE id = %lld", h.wife), 2);
	assert_int_equal(person_says(&h, h.child, "/pindah", "sumber=kk_ktp").status, 303);
	assert_int_equal(number(&h, "SELECT state FROM person WHERE id = %lld", h.child), 3);
	web_sign_in(&h.w, CITY_COORDINATOR);
	assert_int_equal(decide(&h, newest(&h), "putusan=pakai").status, 303);
	assert_int_equal(number(&h, "SELECT count(*) FROM person WHERE name = 'Adik Bayi'", 0), 1);
	web_close(&h.w);
}

static void erasing_somebody_leaves_nothing_of_what_was_said(void **state)
{
	struct home h;
	int64_t event;
	bool erased;

	(void)state;
	open_home(&h, NULL);
	event = death(&h);
	city_system(&h.w.c);
	assert_ok(ACT(&h.w.c, person_erase(h.w.c.cx, h.wife, &erased)));
	assert_int_equal(state_of(&h, event), EVENT_BACK);
	assert_int_equal(number(&h,
				"SELECT count(*) FROM family_event WHERE id = %lld AND said IS "
				"NULL AND note IS NULL",
				event),
			 1);
	web_sign_in(&h.w, CITY_FRONT);
	assert_int_equal(web_get(&h.w, web_path(&h.w, "/peristiwa/", event, "")).status, 200);
	web_close(&h.w);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_death_counts_when_another_has_looked),
		cmocka_unit_test(who_has_no_birth_date_marries_and_dies_like_anybody),
		cmocka_unit_test(who_returns_is_offered_the_family_he_left),
		cmocka_unit_test(nothing_happens_to_anybody_before_he_is_born),
		cmocka_unit_test(nobody_confirms_his_own_and_a_refusal_is_told_with_its_reason),
		cmocka_unit_test(what_fits_no_longer_goes_back_and_changes_nothing),
		cmocka_unit_test(who_said_it_takes_it_back_and_says_it_again),
		cmocka_unit_test(who_does_not_see_all_of_it_neither_sees_nor_decides),
		cmocka_unit_test(
		    who_is_too_young_to_marry_comes_last_and_needs_the_paper_of_a_court),
		cmocka_unit_test(a_split_and_a_join_are_run_as_they_were_said),
		cmocka_unit_test(
		    what_makes_no_sense_for_a_family_is_not_offered_and_refused_in_words),
		cmocka_unit_test(a_card_that_another_family_has_by_now_goes_back),
		cmocka_unit_test(the_city_says_which_events_wait),
		cmocka_unit_test(erasing_somebody_leaves_nothing_of_what_was_said),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
