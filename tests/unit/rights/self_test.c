/* Data saya: a code and a birth date open one's own data and nobody else's; all that is wrong gets
 * the same answer. */
#include "../casework/web.h"

#include "feature/registry/registry.h"
#include "feature/registry/registry_web.h"
#include "feature/rights/copy.h"
#include "feature/rights/copy_web.h"
#include "feature/rights/rights_web.h"
#include "feature/rights/self.h"
#include "text/self.h"

#define NIK   "3272010101600012"
#define BORN  "1960-01-01"
#define OTHER "Mirna Bukan Dia"

static const struct route *const all_routes[] = { self_routes,   self_ask_routes, self_desk_routes,
						  rights_routes, person_routes,   case_act_routes,
						  NULL };

struct fixture {
	struct web w;
	int64_t person, family, relative, stranger, case_id;
};

static enum err add(struct ctx *cx, struct fixture *f, const char *name, const char *born,
		    const char *address, int64_t family, const char *relation, int64_t *ret)
{
	const struct origin card = { .source = "kk_ktp", .valid_from = DATE_NONE };
	const struct fact_book *book;
	struct facts facts;

	TRY(fact_book(cx, &book));
	facts = facts_new(cx, book, FACT_PERSON);
	facts_set_core(&facts, CORE_NAME, name);
	facts_set_core(&facts, CORE_BIRTH_DATE, born);
	facts_set_core(&facts, CORE_REGION, str_digits(cx->arena, f->w.c.region));
	facts_set_core(&facts, CORE_ADDRESS, address);
	facts_set_core(&facts, CORE_KNOWN, "1");
	facts_set_core(&facts, CORE_STATE, "1");
	if (family != 0) {
		facts_set_core(&facts, CORE_FAMILY, str_digits(cx->arena, family));
		facts_set_core(&facts, CORE_RELATION, relation);
	}
	if (str_eq(born, BORN)) {
		facts_set_core(&facts, CORE_NIK, NIK);
		facts_set(&facts, "blood", "A");
	}
	return subject_new(cx, &facts, &card, ret);
}

static enum err add_people(struct ctx *cx, struct fixture *f)
{
	const struct origin card = { .source = "kk_ktp", .valid_from = DATE_NONE };
	const struct fact_book *book;
	struct facts facts;

	TRY(fact_book(cx, &book));
	facts = facts_new(cx, book, FACT_FAMILY);
	facts_set(&facts, "kk", "3272010101100001");
	TRY(subject_new(cx, &facts, &card, &f->family));
	TRY(add(cx, f, "Suparman Contoh", BORN, "Jl. Lama 1", f->family, "1", &f->person));
	TRY(add(cx, f, "Istri Contoh", "1963-05-06", "Jl. Rahasia Istri 3", f->family, "3",
		&f->relative));
	return add(cx, f, OTHER, "1971-02-03", "Jl. Orang Lain 8", 0, NULL, &f->stranger);
}

/* In place of the stranger: a protected person whom the desk's unit may see. */
static enum err add_witness(struct ctx *cx, struct fixture *f)
{
	const struct origin told = { .source = "pengakuan",
				     .valid_from = DATE_NONE,
				     .protected = true };
	const struct fact_book *book;
	struct facts facts;

	TRY(fact_book(cx, &book));
	facts = facts_new(cx, book, FACT_PERSON);
	facts_set_core(&facts, CORE_NAME, "Saksi Contoh");
	facts_set_core(&facts, CORE_BIRTH_DATE, BORN);
	facts_set_core(&facts, CORE_KNOWN, "1");
	facts_set_core(&facts, CORE_STATE, "1");
	TRY(subject_new(cx, &facts, &told, &f->stranger));
	return person_share(cx, f->stranger, f->w.c.unit[CITY_DESK]);
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
	web_open_at(&f->w, all_routes, LEN(all_routes) - 1);
	casework_set_report_sealer(desk_report_seal);
	city_system(&f->w.c);
	assert_ok(ACT(&f->w.c, add_people(f->w.c.cx, f)));
	f->case_id = city_case(&f->w.c, NULL, 0, protected);
	city_system(&f->w.c);
	assert_ok(ACT(&f->w.c, is_about(f->w.c.cx, f)));
	assert_ok(ACT(&f->w.c,
		      case_note(f->w.c.cx, f->case_id, 0, "Tetangganya " OTHER " melapor", NULL)));
	web_sign_in(&f->w, CITY_FRONT);
}

static void close_fixture(struct fixture *f)
{
	web_close(&f->w);
}

/* The code of a person, handed over by the officer who is signed in. */
static const char *code_of(struct fixture *f, int64_t person)
{
	struct http_answer a =
	    web_post(&f->w, web_path(&f->w, "/warga/", person, "/kode"), "ktp=1");

	if (a.status != 303)
		fail_msg("status %d: %.*s", a.status, (int)a.body.n, (const char *)a.body.p);
	return strstr(a.location, "kode=") + strlen("kode=");
}

static struct http_answer knock(struct fixture *f, const char *code, const char *born)
{
	return web_post(&f->w, "/data-saya",
			arena_printf(f->w.c.cx->arena, "kode=%s&lahir=%s", code, born));
}

/* From now on the citizen asks, with what the door gave him. */
static void come_in(struct fixture *f, const char *code)
{
	struct http_answer a;

	web_sign_out(&f->w);
	a = knock(f, code, BORN);
	assert_int_equal(a.status, 303);
	assert_non_null(a.set_cookie);
	assert_non_null(strstr(a.set_cookie, "HttpOnly"));
	assert_non_null(strstr(a.set_cookie, "SameSite=Strict"));
	assert_non_null(strstr(a.set_cookie, "Path=/data-saya"));
	(void)snprintf(f->w.cookie, sizeof(f->w.cookie), "%.*s", (int)strcspn(a.set_cookie, ";"),
		       a.set_cookie);
}

static int64_t count(struct fixture *f, const char *sql)
{
	return city_int(&f->w.c, sql, 0);
}

/* ---- reading a code ---------------------------------------------------------------------- */

static void a_code_is_read_as_people_type_it(void **state)
{
	char code[SELF_CODE_SIZE];

	(void)state;
	assert_true(self_code_read("7F3K-2MQ8-XY4T", code));
	assert_string_equal(code, "7F3K-2MQ8-XY4T");
	assert_true(self_code_read(" 7f3k2mq8 xy4t", code));
	assert_string_equal(code, "7F3K-2MQ8-XY4T");
	assert_true(self_code_read("OIl0-2MQ8-XY4T", code));
	assert_string_equal(code, "0110-2MQ8-XY4T");
	assert_false(self_code_read("7F3K-2MQ8-XY4", code));
	assert_false(self_code_read("7F3K-2MQ8-XY4TT", code));
	assert_false(self_code_read("7F3K-2MQ8-XY4!", code));
	assert_false(self_code_read("", code));
}

/* ---- what is shown ----------------------------------------------------------------------- */

static void he_sees_what_is_held_and_nothing_of_others(void **state)
{
	struct http_answer a;
	struct fixture f;
	const char *code;

	(void)state;
	open_fixture(&f, false);
	assert_int_equal(web_get(&f.w, web_path(&f.w, "/warga/", f.person, "")).status, 200);
	code = code_of(&f, f.person);
	f.w.c.cx->now += USEC_MINUTE;
	come_in(&f, code);
	a = web_get(&f.w, "/data-saya/isi");
	assert_int_equal(a.status, 200);
	assert_true(web_holds(&a, "Suparman Contoh"));
	assert_true(web_holds(&a, "Jl. Lama 1"));
	assert_true(web_holds(&a, "Istri Contoh"));
	assert_true(web_holds(
	    &a, city_text(&f.w.c, "SELECT number FROM casefile WHERE id = %lld", f.case_id)));
	/* who looked: the office */
	assert_true(web_holds(
	    &a, city_text(&f.w.c, "SELECT name FROM unit WHERE id = %lld", f.w.c.unit[CITY_DESK])));
	assert_false(web_holds(&a, OTHER));
	assert_false(web_holds(&a, "Jl. Rahasia Istri 3"));
	assert_false(web_holds(&a, "1963"));
	assert_false(web_holds(&a, "melapor\""));
	close_fixture(&f);
}

static void health_and_whole_numbers_wait_until_he_asks(void **state)
{
	static const char *const pages[] = { "/data-saya/isi", "/data-saya/isi.json" };
	struct http_answer a;
	struct fixture f;

	(void)state;
	open_fixture(&f, false);
	come_in(&f, code_of(&f, f.person));
	for (size_t i = 0; i < LEN(pages); i++) {
		a = web_get(&f.w, pages[i]);
		assert_int_equal(a.status, 200);
		assert_false(web_holds(&a, NIK));
		assert_false(web_holds(&a, "isian=blood"));
		assert_false(web_holds(&a, "\"blood\""));
	}
	a = web_get(&f.w, "/data-saya/isi.json?lengkap=1");
	assert_true(web_holds(&a, NIK));
	assert_true(web_holds(&a, "\"blood\""));
	a = web_get(&f.w, "/data-saya/cetak");
	assert_int_equal(a.status, 200);
	assert_memory_equal(a.body.p, "%PDF", 4);
	assert_true(count(&f, "SELECT count(*) FROM disclosure WHERE user_id = 0 AND what = "
			      "'self_all'") > 0);
	close_fixture(&f);
}

static void a_protected_case_is_not_in_it_nor_who_of_its_unit_looked(void **state)
{
	struct http_answer a;
	const char *number;
	struct fixture f;

	(void)state;
	open_fixture(&f, true);
	number = city_text(&f.w.c, "SELECT number FROM casefile WHERE id = %lld", f.case_id);
	assert_int_equal(web_get(&f.w, web_path(&f.w, "/warga/", f.person, "")).status, 200);
	f.w.c.cx->now += USEC_MINUTE;
	come_in(&f, code_of(&f, f.person));
	a = web_get(&f.w, "/data-saya/isi.json?lengkap=1");
	assert_int_equal(a.status, 200);
	assert_true(web_holds(&a, NIK));
	assert_false(web_holds(&a, number));
	assert_false(web_holds(&a, "\"looks\""));
	close_fixture(&f);
}

/* An officer signed in on the same device lends the citizen's page nothing. */
static void another_session_on_the_device_adds_nothing(void **state)
{
	char both[400], officer[160];
	const char *number, *code;
	struct http_answer a;
	struct fixture f;

	(void)state;
	open_fixture(&f, true);
	number = city_text(&f.w.c, "SELECT number FROM casefile WHERE id = %lld", f.case_id);
	(void)snprintf(officer, sizeof(officer), "%s", f.w.cookie);
	code = code_of(&f, f.person);
	come_in(&f, code);
	(void)snprintf(both, sizeof(both), "%s; %s", officer, f.w.cookie);
	assert_ok(http_dispatch(&f.w.c.t.app, f.w.c.cx->arena, f.w.c.cx->now,
				&(struct http_message){ .method = "GET",
							.target = "/data-saya/isi.json",
							.cookie = both },
				&a));
	assert_int_equal(a.status, 200);
	assert_true(web_holds(&a, "Suparman Contoh"));
	assert_false(web_holds(&a, number));
	close_fixture(&f);
}

/* ---- the door ---------------------------------------------------------------------------- */

/* The answer without what differs in every answer: keys, noise, and what was typed itself. */
static const char *said(struct fixture *f, const struct http_answer *a)
{
	const char *from = memmem(a->body.p, a->body.n, "id=\"masalah\"", 12), *to;

	if (from == NULL)
		from = memmem(a->body.p, a->body.n, "<h1", 3);
	assert_non_null(from);
	to = memmem(from, a->body.n - (size_t)(from - (const char *)a->body.p), "<form", 5);
	assert_non_null(to);
	return arena_strndup(f->w.c.cx->arena, from, (size_t)(to - from));
}

static void all_that_is_wrong_gets_the_same_answer(void **state)
{
	const char *right, *old, *ended, *first;
	struct http_answer a;
	struct fixture f;

	(void)state;
	open_fixture(&f, false);
	ended = code_of(&f, f.stranger);
	f.w.c.cx->now += 31 * USEC_DAY;
	web_sign_in(&f.w, CITY_FRONT);
	old = code_of(&f, f.person);
	right = code_of(&f, f.person);
	web_sign_out(&f.w);
	a = knock(&f, "0000-0000-0000", BORN);
	assert_int_equal(a.status, 422);
	assert_null(a.set_cookie);
	first = said(&f, &a);
	assert_true(web_holds(&a, text(f.w.c.cx, T_SELF_WRONG)));
	a = knock(&f, right, "1960-01-02");
	assert_int_equal(a.status, 422);
	assert_string_equal(said(&f, &a), first);
	a = knock(&f, old, BORN); /* another took its place */
	assert_int_equal(a.status, 422);
	assert_string_equal(said(&f, &a), first);
	a = knock(&f, ended, "1971-02-03"); /* its days are over */
	assert_int_equal(a.status, 422);
	assert_string_equal(said(&f, &a), first);
	a = knock(&f, "tidak ada", BORN);
	assert_int_equal(a.status, 422);
	assert_string_equal(said(&f, &a), first);
	assert_false(web_holds(&a, "Suparman"));
	assert_int_equal(count(&f, "SELECT count(*) FROM self_session"), 0);
	a = knock(&f, right, BORN);
	assert_int_equal(a.status, 303);
	close_fixture(&f);
}

static void a_code_dies_of_wrong_birth_dates(void **state)
{
	struct fixture f;
	const char *code;

	(void)state;
	open_fixture(&f, false);
	code = code_of(&f, f.person);
	web_sign_out(&f.w);
	for (int i = 0; i < 6; i++)
		assert_int_equal(knock(&f, code, "1960-01-02").status, 422);
	assert_int_equal(knock(&f, code, BORN).status, 422);
	f.w.c.cx->now += 20 * USEC_DAY;
	assert_int_equal(knock(&f, code, BORN).status, 422);
	assert_int_equal(count(&f, "SELECT count(*) FROM self_session"), 0);
	close_fixture(&f);
}

static void guessing_codes_is_slowed_by_network(void **state)
{
	struct fixture f;
	const char *code;
	int status = 0;

	(void)state;
	open_fixture(&f, false);
	code = code_of(&f, f.person);
	web_sign_out(&f.w);
	for (int i = 0; i < 40 && status != 429; i++)
		status = knock(&f, arena_printf(f.w.c.cx->arena, "0000-0000-%04d", 1000 + i), BORN)
			     .status;
	assert_int_equal(status, 429);
	assert_int_equal(knock(&f, code, BORN).status, 429);
	f.w.c.cx->now += USEC_HOUR;
	assert_int_equal(knock(&f, code, BORN).status, 303);
	close_fixture(&f);
}

static void only_a_keyed_hash_is_kept(void **state)
{
	struct fixture f;
	const char *code;

	(void)state;
	open_fixture(&f, false);
	code = code_of(&f, f.person);
	assert_int_equal(count(&f, "SELECT length(code_blind) FROM self_code"), 17);
	assert_int_equal(
	    city_int(&f.w.c,
		     arena_printf(f.w.c.cx->arena,
				  "SELECT count(*) FROM audit_leaf WHERE details LIKE '%%%s%%'",
				  code),
		     0),
	    0);
	assert_int_equal(
	    count(&f, "SELECT count(*) FROM audit_leaf WHERE event = 'rights.code_give'"), 1);
	close_fixture(&f);
}

static void the_session_ends_unless_he_asks_for_more_time(void **state)
{
	struct http_answer a;
	struct fixture f;

	(void)state;
	open_fixture(&f, false);
	come_in(&f, code_of(&f, f.person));
	f.w.c.cx->now += 29 * USEC_MINUTE;
	a = web_get(&f.w, "/data-saya/isi");
	assert_true(web_holds(&a, "data-session-left=\"60\""));
	assert_true(web_holds(&a, "Suparman"));
	assert_int_equal(web_post(&f.w, "/data-saya/perpanjang", "").status, 303);
	f.w.c.cx->now += 29 * USEC_MINUTE;
	a = web_get(&f.w, "/data-saya/isi");
	assert_true(web_holds(&a, "Suparman"));
	f.w.c.cx->now += 2 * USEC_MINUTE;
	a = web_get(&f.w, "/data-saya/isi");
	assert_int_equal(a.status, 200);
	assert_false(web_holds(&a, "Suparman"));
	assert_true(web_holds(&a, text(f.w.c.cx, T_SELF_ENDED)));
	assert_int_equal(web_get(&f.w, "/data-saya/cetak").status, 303);
	assert_int_equal(web_get(&f.w, "/data-saya/isi.json").status, 401);
	close_fixture(&f);
}

static void an_officer_or_he_himself_switches_the_code_off(void **state)
{
	const char *first, *second;
	struct http_answer a;
	struct fixture f;

	(void)state;
	open_fixture(&f, false);
	first = code_of(&f, f.person);
	come_in(&f, first);
	web_sign_in(&f.w, CITY_FRONT);
	assert_int_equal(web_post(&f.w,
				  web_path(&f.w, "/kode-data-saya/",
					   count(&f, "SELECT max(id) FROM self_code"), "/cabut"),
				  "")
			     .status,
			 303);
	web_sign_out(&f.w);
	assert_int_equal(knock(&f, first, BORN).status, 422);
	web_sign_in(&f.w, CITY_FRONT);
	second = code_of(&f, f.person);
	come_in(&f, second);
	assert_int_equal(web_post(&f.w, "/data-saya/keluar", "matikan=1").status, 303);
	a = web_get(&f.w, "/data-saya/isi");
	assert_false(web_holds(&a, "Suparman"));
	assert_int_equal(knock(&f, second, BORN).status, 422);
	close_fixture(&f);
}

/* ---- who may hand it over ------------------------------------------------------------------ */

static void codes_are_for_people_in_scope_who_are_not_protected(void **state)
{
	struct http_answer a;
	struct fixture f;

	(void)state;
	open_fixture(&f, false);
	(void)code_of(&f, f.person);
	web_sign_in(&f.w, CITY_OTHER_FRONT);
	assert_int_equal(
	    web_post(&f.w, web_path(&f.w, "/warga/", f.person, "/kode"), "ktp=1").status, 404);
	assert_int_equal(web_post(&f.w,
				  web_path(&f.w, "/kode-data-saya/",
					   count(&f, "SELECT max(id) FROM self_code"), "/cabut"),
				  "")
			     .status,
			 404);
	assert_int_equal(count(&f, "SELECT count(*) FROM self_code WHERE revoked_at IS NULL"), 1);
	web_sign_in(&f.w, CITY_DPO);
	assert_int_equal(web_get(&f.w, web_path(&f.w, "/warga/", f.person, "/kode")).status, 403);
	web_sign_in(&f.w, CITY_FRONT);
	assert_int_equal(web_post(&f.w, web_path(&f.w, "/warga/", f.person, "/kode"), "").status,
			 422);
	city_system(&f.w.c);
	assert_ok(ACT(&f.w.c, add_witness(f.w.c.cx, &f)));
	web_sign_in(&f.w, CITY_FRONT);
	a = web_post(&f.w, web_path(&f.w, "/warga/", f.stranger, "/kode"), "ktp=1");
	assert_int_equal(a.status, 409);
	assert_true(web_holds(&a, text(f.w.c.cx, T_SELF_PROTECTED)));
	close_fixture(&f);
}

static void the_dead_are_handed_no_code(void **state)
{
	const struct origin told = { .source = "kk_ktp", .valid_from = DATE_NONE };
	struct http_answer a;
	struct fixture f;

	(void)state;
	open_fixture(&f, false);
	person_page_parts(&self_person_part, 1);
	a = web_get(&f.w, web_path(&f.w, "/warga/", f.relative, ""));
	assert_true(web_holds(&a, text(f.w.c.cx, T_SELF_CODE_LINK)));
	city_system(&f.w.c);
	assert_ok(ACT(&f.w.c, person_died(f.w.c.cx, f.relative, 0, &told)));
	web_sign_in(&f.w, CITY_FRONT);
	a = web_get(&f.w, web_path(&f.w, "/warga/", f.relative, ""));
	assert_false(web_holds(&a, text(f.w.c.cx, T_SELF_CODE_LINK)));
	a = web_get(&f.w, web_path(&f.w, "/warga/", f.relative, "/kode"));
	assert_true(web_holds(&a, text(f.w.c.cx, T_SELF_DEAD)));
	assert_false(web_holds(&a, "name=\"ktp\""));
	a = web_post(&f.w, web_path(&f.w, "/warga/", f.relative, "/kode"), "ktp=1");
	assert_int_equal(a.status, 409);
	assert_true(web_holds(&a, text(f.w.c.cx, T_SELF_DEAD)));
	close_fixture(&f);
}

/* ---- this is wrong, stop, erase ------------------------------------------------------------- */

static void what_is_wrong_becomes_a_request_and_changes_nothing_by_itself(void **state)
{
	struct http_answer a;
	const struct copy_line *asked;
	struct copy copy;
	struct fixture f;

	(void)state;
	open_fixture(&f, false);
	come_in(&f, code_of(&f, f.person));
	a = web_get(&f.w, "/data-saya/salah?tentang=orang&isian=address");
	assert_int_equal(a.status, 200);
	assert_true(web_holds(&a, "Jl. Lama 1"));
	a = web_post(&f.w, "/data-saya/salah",
		     "tentang=orang&isian=birth_date&nilai=besok&alasan=KTP");
	assert_int_equal(a.status, 422);
	a = web_post(&f.w, "/data-saya/salah",
		     "tentang=orang&isian=phone&nilai=081234567890&alasan=Nomor+baru");
	assert_int_equal(a.status, 303);
	assert_int_equal(count(&f, "SELECT count(*) FROM verval WHERE asked_by = 4 AND "
				   "proposed_by_id = 0 AND state = 1"),
			 1);
	assert_int_equal(count(&f, "SELECT count(*) FROM verval_line WHERE state = 1"), 1);
	assert_int_equal(count(&f, "SELECT count(*) FROM person WHERE phone_blind IS NOT NULL"), 0);
	a = web_get(&f.w, "/data-saya/isi");
	assert_true(web_holds(&a, city_text(&f.w.c, "SELECT number FROM verval", 0)));
	/* Another field while the first waits, and his desil, which is no field; each once. */
	for (int again = 0; again < 2; again++) {
		assert_int_equal(web_post(&f.w, "/data-saya/salah",
					  "tentang=orang&isian=address&nilai=Jl.+Baru&alasan=KTP")
				     .status,
				 again ? 409 : 303);
		assert_int_equal(web_post(&f.w, "/data-saya/salah",
					  "tentang=keluarga&isian=desil&alasan=Tidak+bekerja")
				     .status,
				 again ? 409 : 303);
	}
	a = web_get(&f.w, "/data-saya/isi");
	assert_true(web_holds(&a, "Perbaikan: Alamat domisili"));
	assert_true(web_holds(&a, "Perbaikan: desil"));
	/* The copy of the desk has them as well. */
	city_act_as(&f.w.c, CITY_FRONT);
	assert_ok(ACT(&f.w.c, copy_gather(f.w.c.cx, f.person, f.w.c.cx->now, &copy)));
	assert_int_equal(copy_part_lines(&copy, COPY_ASKED, &asked), 3);
	assert_non_null(strstr(asked[0].what, "Perbaikan: desil"));
	assert_non_null(strstr(asked[0].value, "Berjalan: "));
	/* fields that events write, and such as there are none */
	assert_int_equal(web_get(&f.w, "/data-saya/salah?tentang=orang&isian=family").status, 404);
	assert_int_equal(web_get(&f.w, "/data-saya/salah?tentang=orang&isian=xyz").status, 404);
	assert_int_equal(web_get(&f.w, "/data-saya/salah").status, 404);
	close_fixture(&f);
}

static void a_request_to_erase_is_answered_in_three_days_and_decided_by_two(void **state)
{
	struct http_answer a;
	struct fixture f;
	const char *code;
	int64_t id;

	(void)state;
	open_fixture(&f, false);
	/* his case is still open */
	code = code_of(&f, f.person);
	come_in(&f, code);
	assert_int_equal(
	    web_post(&f.w, "/data-saya/minta", "jenis=hapus&alasan=Pindah&paham=1").status, 303);
	assert_int_equal(
	    web_post(&f.w, "/data-saya/minta", "jenis=hapus&alasan=Pindah&paham=1").status, 409);
	assert_int_equal(count(&f, "SELECT due_at - asked_at FROM self_request"), 3 * USEC_DAY);
	id = count(&f, "SELECT max(id) FROM self_request");
	web_sign_in(&f.w, CITY_FRONT);
	assert_int_equal(web_get(&f.w, "/permintaan-data").status, 403);
	web_sign_in(&f.w, CITY_DPO);
	a = web_get(&f.w, web_path(&f.w, "/permintaan-data/", id, ""));
	assert_int_equal(a.status, 200);
	assert_true(web_holds(&a, "Pindah"));
	assert_int_equal(web_post(&f.w, web_path(&f.w, "/permintaan-data/", id, "/jawab"),
				  "jawaban=kabulkan&kata=Baik")
			     .status,
			 409);
	assert_int_equal(web_post(&f.w, web_path(&f.w, "/permintaan-data/", id, "/jawab"),
				  "jawaban=tolak&kata=Kasus+Anda+masih+berjalan.")
			     .status,
			 303);
	come_in(&f, code);
	a = web_get(&f.w, "/data-saya/isi");
	assert_true(web_holds(&a, "Kasus Anda masih berjalan."));
	close_fixture(&f);
}

static void what_was_stopped_is_said_to_every_officer(void **state)
{
	struct fixture f;
	int64_t id;

	(void)state;
	open_fixture(&f, false);
	come_in(&f, code_of(&f, f.person));
	assert_int_equal(
	    web_post(&f.w, "/data-saya/minta", "jenis=hentikan&alasan=Pindah&paham=1").status, 303);
	id = count(&f, "SELECT max(id) FROM self_request");
	web_sign_in(&f.w, CITY_DPO);
	assert_int_equal(web_post(&f.w, web_path(&f.w, "/permintaan-data/", id, "/jawab"),
				  "jawaban=kabulkan&kata=Baik")
			     .status,
			 303);
	test_read_begin(&f.w.c.t);
	assert_ok(self_stopped(f.w.c.cx, f.person, &id));
	test_read_end(&f.w.c.t);
	assert_int_equal(id, f.w.c.cx->now);
	close_fixture(&f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_code_is_read_as_people_type_it),
		cmocka_unit_test(he_sees_what_is_held_and_nothing_of_others),
		cmocka_unit_test(health_and_whole_numbers_wait_until_he_asks),
		cmocka_unit_test(a_protected_case_is_not_in_it_nor_who_of_its_unit_looked),
		cmocka_unit_test(another_session_on_the_device_adds_nothing),
		cmocka_unit_test(all_that_is_wrong_gets_the_same_answer),
		cmocka_unit_test(a_code_dies_of_wrong_birth_dates),
		cmocka_unit_test(guessing_codes_is_slowed_by_network),
		cmocka_unit_test(only_a_keyed_hash_is_kept),
		cmocka_unit_test(the_session_ends_unless_he_asks_for_more_time),
		cmocka_unit_test(an_officer_or_he_himself_switches_the_code_off),
		cmocka_unit_test(codes_are_for_people_in_scope_who_are_not_protected),
		cmocka_unit_test(the_dead_are_handed_no_code),
		cmocka_unit_test(what_is_wrong_becomes_a_request_and_changes_nothing_by_itself),
		cmocka_unit_test(a_request_to_erase_is_answered_in_three_days_and_decided_by_two),
		cmocka_unit_test(what_was_stopped_is_said_to_every_officer),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
