/* Taking a report, deciding over it, changing its plan, adding it to a case: whole requests. */
#include "base/clock.h"
#include "fixture.h"

#include "feature/registry/registry.h"

static void the_form_begins_with_what_is_known_of_who_asks(void **state)
{
	(void)state;
	sign_in(ROLE_FRONT);
	assert_true(holds(get("/laporan/baru"), "value=\"3272021001\" selected"));
	assert_true(holds(get("/laporan/baru"), "value=\"loket\" selected"));
	sign_in(ROLE_VOLUNTEER);
	assert_true(holds(get("/laporan/baru"), "value=\"lapangan\" selected"));
	sign_in_as(stranger);
	assert_false(holds(get("/laporan/baru"), "value=\"3272021001\" selected"));
}

static void a_report_by_form_and_by_json_is_taken_with_number_and_secret(void **state)
{
	struct http_answer a;

	(void)state;
	sign_in(ROLE_FRONT);
	assert_status(get("/laporan/baru"), 200);
	a = post("/laporan/baru",
		 "body=Anak+hilang+arah&region=3272021001&subject=known&reporter_kind=open&"
		 "reporter=Ibu+RT&phone=0812-3456-7890&topic=ppks&channel=loket");
	assert_status(a, 303);
	assert_non_null(strstr(a.location, "?kode="));
	assert_true(holds(get(a.location), "Anak hilang arah"));
	a = post_json("/laporan/baru", SOCIAL);
	assert_status(a, 201);
	assert_int_equal(strlen(member(a, "secret")), SECRET_SIZE - 1);
	assert_memory_equal(member(a, "number"), "LP-", 3);
	assert_true(holds(get("/laporan"), "mengemis di simpang"));
	/* On a phone each is a short card, and what it leaves out comes when it is asked for. */
	assert_true(holds(get("/laporan"), "table cards brief"));
	assert_true(holds(get("/laporan.csv"), "mengemis di simpang"));
}

static enum err meet(struct ctx *cx, void *arg)
{
	const struct person p = {
		.known = true,
		.name = "Contoh Nenek",
		.sex = 2,
		.birth_date = date_from_ymd(1948, 3, 1),
		.birth_year = DB_NONE,
		.address = "Gang Contoh 7",
		.region_id = CIKOLE,
	};

	return person_save(cx, &p, "siak", arg);
}

static void a_report_about_somebody_shows_and_tells_the_registry(void **state)
{
	struct http_answer a;
	struct subject s;
	int64_t id;

	(void)state;
	assert_ok(test_write(&t, meet, &id));
	sign_in(ROLE_FRONT);
	a = post("/laporan/baru",
		 arena_printf(t.cx.arena,
			      "body=Nenek+pingsan+di+rumah&region=3272021001&subject=known&"
			      "who=Contoh+Nenek&person=%lld&reporter_kind=open&reporter=Ibu+RT&"
			      "traits=tahi+lalat+di+pipi&topic=ppks&channel=loket",
			      (long long)id));
	assert_status(a, 303);
	a = get(a.location);
	assert_true(holds(a, "Menurut registri"));
	assert_false(holds(a, "<h1>Seseorang")); /* she has a name */
	assert_true(holds(a, "78 tahun"));
	assert_true(holds(a, "Gang Contoh 7"));
	test_read_begin(&t);
	assert_ok(subject_get(&t.cx, FACT_PERSON, id, &s));
	assert_string_equal(facts_core(&s.facts, CORE_TRAITS), "tahi lalat di pipi");
	assert_string_equal(subject_mark(&s, "traits").source, "laporan");
	test_read_end(&t);
}

static void wrong_input_comes_back_with_all_problems_and_what_was_typed(void **state)
{
	struct http_answer a;

	(void)state;
	sign_in(ROLE_FRONT);
	a = post("/laporan/baru", "body=&place=Pasar+%22Pelita%22&age=999&region=1&subject=dragon&"
				  "phone=abc&coord=99,999&reporter_kind=open");
	assert_status(a, 422);
	assert_true(holds(a, "Pasar &quot;Pelita&quot;"));
	assert_true(holds(a, "href=\"#"));
	a = post_json("/laporan/baru", "\"body\":\"\",\"subject\":\"dragon\"");
	assert_status(a, 422);
	assert_true(holds(a, "\"field\":\"body\""));
	assert_true(holds(a, "\"field\":\"subject\""));
	assert_true(holds(a, "\"field\":\"region\""));
}

static void an_open_reporter_has_a_name_at_the_desk_too(void **state)
{
	static const char known[] = "body=Anak+hilang&region=3272021001&subject=known&topic=ppks&"
				    "channel=loket&reporter_kind=";
	struct http_answer a;

	(void)state;
	sign_in(ROLE_FRONT);
	a = post("/laporan/baru", arena_printf(t.cx.arena, "%sopen", known));
	assert_status(a, 422);
	assert_true(holds(a, "Tuliskan nama pelapor, atau pilih Dirahasiakan atau Tanpa nama."));
	assert_status(post("/laporan/baru", arena_printf(t.cx.arena, "%ssecret", known)), 303);
	assert_status(post("/laporan/baru", arena_printf(t.cx.arena, "%sanonymous", known)), 303);
}

/* Whoever reads the name must see that it is not to be told on. */
static void a_report_says_how_its_reporter_wants_to_be_known_and_where_the_point_is(void **state)
{
	struct http_answer a;

	(void)state;
	sign_in(ROLE_FRONT);
	a = post("/laporan/baru",
		 "body=Anak+hilang&region=3272021001&subject=known&topic=ppks&channel=loket&"
		 "coord=-6.92,106.93&reporter_kind=secret&reporter=Ibu+RT");
	assert_status(a, 303);
	a = get(a.location);
	assert_true(holds(a, "Ibu RT"));
	assert_true(holds(a, "Dirahasiakan"));
	assert_true(holds(a, "Jangan sebut namanya di luar unit yang menangani."));
	assert_true(holds(a, "-6.92000,106.93000"));
	/* In Jakarta: a digit is wrong. */
	a = post("/laporan/baru",
		 "body=Anak+hilang&region=3272021001&subject=known&topic=ppks&channel=loket&"
		 "coord=-6.20,106.80&reporter_kind=secret");
	assert_status(a, 422);
	assert_true(holds(a, "km dari kelurahan terdekat"));
}

static void hostile_text_is_cleaned_or_refused_and_never_becomes_markup(void **state)
{
	static char huge[DESK_BODY_MAX + 200];
	const char *address;
	struct http_answer a;

	(void)state;
	sign_in(ROLE_FRONT);
	a = post("/laporan/baru",
		 "body=%3Cscript%3Ealert(1)%3C/script%3E+%E2%80%AEterbalik+%07bel+%F0%9F%98%A2&"
		 "region=3272021001&subject=known&reporter_kind=anonymous&topic=ppks");
	assert_status(a, 303);
	address = arena_strndup(t.cx.arena, a.location, strcspn(a.location, "?"));
	a = get(address);
	assert_false(holds(a, "<script>alert"));
	assert_false(holds(a, "\xe2\x80\xae"));
	assert_false(holds(a, "\x07"));
	assert_true(holds(a, "\xf0\x9f\x98\xa2"));
	assert_status(post("/laporan/baru", "body=%FF%FE&region=3272021001&subject=known&"
					    "reporter_kind=anonymous&topic=ppks"),
		      422);
	memset(huge, 'a', sizeof(huge) - 1);
	assert_status(post("/laporan/baru", arena_printf(t.cx.arena,
							 "body=%s&region=3272021001&subject=known&"
							 "reporter_kind=anonymous",
							 huge)),
		      422);
}

/* A PNG of one pixel. */
#define PIXEL                                                                              \
	"{\"name\":\"a.png\",\"type\":\"image/png\",\"data\":\""                           \
	"iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAA" \
	"AABJRU5ErkJggg==\"}"

/* The number of the first photo in the JSON of a report. */
static const char *first_photo(const char *address)
{
	static const char key[] = "\"photos\":[\"";
	struct http_answer a = get(arena_printf(t.cx.arena, "%s.json", address));
	const char *p = memmem(a.body.p, a.body.n, key, strlen(key));

	if (p == NULL)
		fail_msg("no photo in %.*s", (int)a.body.n, (const char *)a.body.p);
	p += strlen(key);
	return arena_strndup(t.cx.arena, p, strcspn(p, "\""));
}

static void a_question_asks_for_an_answer_and_is_about_no_person(void **state)
{
	struct http_answer a;

	(void)state;
	sign_in(ROLE_FRONT);
	a = post("/laporan/baru", "body=Kapan+loket+buka&region=3272021001&subject=unknown&"
				  "reporter_kind=anonymous&topic=pertanyaan");
	assert_status(a, 303);
	a = get(arena_strndup(t.cx.arena, a.location, strcspn(a.location, "?")));
	assert_true(holds(a, "Jawab pelapor"));
	assert_false(holds(a, "Pilah laporan ini"));
	assert_false(holds(a, "tanpa identitas"));
}

static void photos_come_by_json_with_the_report_and_later(void **state)
{
	const char *address, *id;
	struct http_answer a;

	(void)state;
	sign_in(ROLE_FRONT);
	address = take(SOCIAL ",\"photos\":[" PIXEL "]");
	id = first_photo(address);
	assert_true(holds(get(address), arena_printf(t.cx.arena, "/foto/%s/kecil", id)));
	a = get(arena_printf(t.cx.arena, "/foto/%s", id));
	assert_status(a, 200);
	assert_string_equal(a.type, "image/jpeg");
	assert_memory_equal(a.body.p, "\xff\xd8\xff", 3);
	a = get(arena_printf(t.cx.arena, "/foto/%s/kecil", id));
	assert_status(a, 200);
	assert_in_range(a.body.n, 4, MEDIA_MAX_SMALL);
	assert_memory_equal(a.body.p, "\xff\xd8\xff", 3);
	assert_status(post_json(below(address, "foto"), "\"photos\":[" PIXEL "," PIXEL "]"), 200);
	/* Five are the most: three are there. */
	assert_status(
	    post_json(below(address, "foto"), "\"photos\":[" PIXEL "," PIXEL "," PIXEL "]"), 422);
	sign_in_as(stranger);
	assert_status(get(arena_printf(t.cx.arena, "/foto/%s/kecil", id)), 404);
}

static void what_is_no_photo_in_json_is_said_and_nothing_is_kept(void **state)
{
	struct http_answer a;

	(void)state;
	sign_in(ROLE_FRONT);
	a = post_json("/laporan/baru", SOCIAL ",\"photos\":[{\"data\":\"bm8gcGljdHVyZQ==\"}]");
	assert_status(a, 422);
	assert_true(holds(a, "\"field\":\"photos\""));
	assert_status(post_json("/laporan/baru", SOCIAL ",\"photos\":[\"bm8=\"]"), 422);
	assert_false(holds(get("/laporan.json"), "mengemis di simpang"));
}

static void a_front_officer_recommends_and_the_coordinator_decides(void **state)
{
	const char *address;
	struct http_answer a;

	(void)state;
	sign_in(ROLE_FRONT);
	address = take(SOCIAL);
	assert_true(holds(get(address), "Rekomendasikan untuk penetapan"));
	a = post(below(address, "putuskan"), "");
	assert_status(a, 303);
	assert_string_equal(a.location, address);
	assert_status(post(below(address, "putuskan"), ""), 409);
	sign_in(ROLE_COORDINATOR);
	assert_true(holds(get(address), "Tetapkan dan jalankan"));
	a = post(below(address, "putuskan"), "");
	assert_status(a, 303);
	assert_memory_equal(a.location, "/kasus/", 7);
}

static void an_emergency_acts_first_also_by_the_front_officer(void **state)
{
	const char *address;
	struct http_answer a;

	(void)state;
	sign_in(ROLE_FRONT);
	address = take(SICK);
	assert_true(holds(get(address), "Jalankan sekarang, penetapan menyusul"));
	a = post(below(address, "putuskan"), "");
	assert_status(a, 303);
	assert_memory_equal(a.location, "/kasus/", 7);
}

static enum err put_on_duty(struct ctx *cx, void *unit_id)
{
	const struct duty d = { .unit_id = *(const int64_t *)unit_id,
				.name = "Dokter Jaga",
				.phone = "081200000001",
				.from_at = cx->now - USEC_HOUR,
				.to_at = cx->now + USEC_HOUR };
	int64_t id;

	return directory_duty_add(cx, &d, &id);
}

static void who_is_on_duty_is_named_before_an_emergency_is_sent(void **state)
{
	const char *address;

	(void)state;
	sign_in(ROLE_FRONT);
	address = take(SICK);
	assert_true(holds(get(address), "0266555911"));
	assert_ok(test_write(&t, put_on_duty, &units.rsud));
	assert_ok(test_write(&t, put_on_duty, &units.rehab));
	assert_true(holds(get(address), "Dokter Jaga"));
	assert_true(holds(get(address), "tel:081200000001"));
	cookie[0] = '\0';
	assert_false(
	    holds(get("/lapor-ke-mana?flags=sick&subject=unknown&flags=danger"), "Dokter Jaga"));
}

static void a_report_elsewhere_is_not_found(void **state)
{
	const char *address;

	(void)state;
	sign_in(ROLE_FRONT);
	address = take(SOCIAL);
	sign_in_as(stranger);
	assert_status(get(address), 404);
	assert_status(get(below(address, "rencana")), 404);
	assert_status(get(below(address, "cetak")), 404);
	assert_status(post(below(address, "putuskan"), ""), 404);
	assert_status(post(below(address, "jawab"), "body=halo"), 404);
	assert_status(post(below(address, "tolak"), "reason=x"), 404);
	assert_false(holds(get("/laporan?state=all"), "mengemis"));
}

static void the_plan_is_changed_with_a_reason_and_the_coordinator_sees_both(void **state)
{
	const char *address;
	struct http_answer a;

	(void)state;
	sign_in(ROLE_FRONT);
	address = take(SOCIAL);
	a = get(below(address, "rencana"));
	assert_status(a, 200);
	assert_true(holds(a, "name=\"reason\""));
	assert_status(post(below(address, "rencana"), "service1=asesmen"), 422);
	assert_status(post(below(address, "rencana"), "reason=x&unit1=5"), 422);
	assert_status(post(below(address, "rencana"), "reason=x"), 422);
	a = post(below(address, "rencana"),
		 arena_printf(t.cx.arena,
			      "reason=Keluarga+minta+tempat+dulu&service1=tempat_sementara&"
			      "service3=asesmen&unit3=%lld&after3=1",
			      (long long)units.cikole));
	assert_status(a, 303);
	assert_string_equal(a.location, address);
	sign_in(ROLE_COORDINATOR);
	a = get(address);
	assert_true(holds(a, "Keluarga minta tempat dulu"));
	assert_true(holds(a, "Tempat tinggal sementara"));
	assert_true(holds(a, "SINGGAH"));
	assert_true(holds(a, "Setelah langkah 1"));
	a = post(below(address, "putuskan"), "");
	assert_status(a, 303);
	assert_memory_equal(a.location, "/kasus/", 7);
	assert_true(holds(get(address), "Ditetapkan, berbeda dari aturan"));
}

static void a_plan_shows_what_will_happen_while_it_is_changed(void **state)
{
	const char *address;
	struct http_answer a;

	(void)state;
	sign_in(ROLE_FRONT);
	address = take(SOCIAL);
	a = post(below(address, "rencana/pratinjau"), "service1=tempat_sementara&reason=x");
	assert_status(a, 200);
	assert_true(holds(a, "SINGGAH"));
	assert_true(holds(get(address), "Usulan langkah"));
}

static void a_repetition_is_joined_to_the_case_or_marked(void **state)
{
	const char *first, *second, *third, *case_address;
	struct http_answer a;

	(void)state;
	sign_in(ROLE_COORDINATOR);
	first = take(SOCIAL);
	second = take(SOCIAL);
	assert_true(holds(get(second), "Mungkin sudah dilaporkan"));
	assert_status(post(below(second, arena_printf(t.cx.arena, "ganda/%s", first + 9)), ""),
		      303);
	a = post(below(first, "putuskan"), "");
	case_address = a.location;
	third = take(SOCIAL);
	a = post(below(third, arena_printf(t.cx.arena, "gabung/%s", case_address + 7)), "");
	assert_status(a, 303);
	assert_string_equal(a.location, case_address);
	assert_status(post(below(third, "gabung"), "case=KS-00000000"), 422);
	assert_status(post(below(third, "gabung/99"), ""), 404);
}

static void a_printed_form_is_typed_in_once(void **state)
{
	const char *number, *typed;
	struct http_answer a;
	char *p;

	(void)state;
	sign_in(ROLE_FRONT);
	a = post_json("/formulir", "\"count\":2,\"region\":\"3272021001\"");
	assert_status(a, 201);
	a = get(arena_printf(t.cx.arena, "/formulir/%s", member(a, "id")));
	assert_status(a, 200);
	assert_string_equal(a.type, "application/pdf");
	assert_true(holds(get("/formulir"), "<a href=\"/formulir/"));
	assert_true(holds(get("/formulir"), "Buka 2 lembar yang baru dibuat"));
	test_read_begin(&t);
	p = NULL;
	{
		struct paper_form_batch_row *rows = NULL;
		struct paper_batch_list_row *batches = NULL;
		size_t n;

		assert_ok(paper_batch_list_all(
		    &t.cx, &(struct paper_batch_list_args){ .unit_id = units.cikole }, &batches,
		    &n));
		assert_int_equal(n, 1);
		assert_int_equal(batches[0].form_count, 2);
		assert_ok(paper_form_batch_all(
		    &t.cx, &(struct paper_form_batch_args){ .batch_id = batches[0].batch_id },
		    &rows, &n));
		p = arena_strdup(t.cx.arena, rows[0].number);
	}
	test_read_end(&t);
	number = arena_printf(t.cx.arena, SOCIAL ",\"form_number\":\"%s\"", p);
	assert_true(holds(get(arena_printf(t.cx.arena, "/laporan/baru?formulir=%s", p)), p));
	assert_true(holds(get(arena_printf(t.cx.arena, "/laporan/baru?formulir=%s", p)),
			  "Isi juga Terjadi"));
	assert_false(holds(get("/laporan/baru"), "Isi juga Terjadi"));
	typed = take(number);
	assert_status(post_json("/laporan/baru", number), 422);
	assert_true(holds(get(arena_printf(t.cx.arena, "/laporan/baru?formulir=%s", p)),
			  "Formulir ini sudah diketik"));
	assert_true(holds(get(arena_printf(t.cx.arena, "/laporan/baru?formulir=%s", p)),
			  "menjadi laporan LP-"));
	assert_true(holds(get(arena_printf(t.cx.arena, "/laporan/baru?formulir=%s", p)),
			  arena_printf(t.cx.arena, "href=\"%s\"", typed)));
	assert_false(holds(get("/formulir"), "Buka 2 lembar yang baru dibuat"));
	assert_status(post_json("/laporan/baru", SOCIAL ",\"form_number\":\"FM-00000000\""), 422);
}

static void papers_are_printed(void **state)
{
	const char *address;
	struct http_answer a;

	(void)state;
	sign_in(ROLE_FRONT);
	address = take(SICK);
	a = get(below(address, "cetak"));
	assert_status(a, 200);
	assert_memory_equal(a.body.p, "%PDF-", 5);
	/* It hangs on a wall: one sheet. */
	a = get("/alur-ppks?region=3272021001");
	assert_status(a, 200);
	assert_non_null(memmem(a.body.p, a.body.n, "/Count 1\n", 9));
	assert_memory_equal(a.body.p, "%PDF-", 5);
	/* Without a kelurahan: all of them, a sheet each. */
	a = get("/alur-ppks");
	assert_status(a, 200);
	assert_non_null(memmem(a.body.p, a.body.n, "/Count 33\n", 10));
	assert_status(get("/alur-ppks?region=1"), 422);
	assert_status(get("/formulir/77"), 404);
	assert_status(get("/formulir"), 200);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		CITY_TEST(the_form_begins_with_what_is_known_of_who_asks),
		CITY_TEST(a_report_by_form_and_by_json_is_taken_with_number_and_secret),
		CITY_TEST(a_report_about_somebody_shows_and_tells_the_registry),
		CITY_TEST(wrong_input_comes_back_with_all_problems_and_what_was_typed),
		CITY_TEST(an_open_reporter_has_a_name_at_the_desk_too),
		CITY_TEST(a_report_says_how_its_reporter_wants_to_be_known_and_where_the_point_is),
		CITY_TEST(hostile_text_is_cleaned_or_refused_and_never_becomes_markup),
		CITY_TEST(a_question_asks_for_an_answer_and_is_about_no_person),
		CITY_TEST(photos_come_by_json_with_the_report_and_later),
		CITY_TEST(what_is_no_photo_in_json_is_said_and_nothing_is_kept),
		CITY_TEST(a_front_officer_recommends_and_the_coordinator_decides),
		CITY_TEST(an_emergency_acts_first_also_by_the_front_officer),
		CITY_TEST(who_is_on_duty_is_named_before_an_emergency_is_sent),
		CITY_TEST(a_report_elsewhere_is_not_found),
		CITY_TEST(the_plan_is_changed_with_a_reason_and_the_coordinator_sees_both),
		CITY_TEST(a_plan_shows_what_will_happen_while_it_is_changed),
		CITY_TEST(a_repetition_is_joined_to_the_case_or_marked),
		CITY_TEST(a_printed_form_is_typed_in_once),
		CITY_TEST(papers_are_printed),
	};

	return cmocka_run_group_tests_name("desk: reports", tests, NULL, NULL);
}
