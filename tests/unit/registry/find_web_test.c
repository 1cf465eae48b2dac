/* /warga: whole requests, by who may, in one's reach, as often as a person types; and disclosed. */
#include "../desk/fixture.h"

#include "feature/registry/find_web.h"
#include "feature/registry/registry.h"
#include "lib/city.h"
#include "lib/fields.h"

static const struct route *const tables[] = { find_routes, desk_routes, desk_show_routes, NULL };

static enum err add(struct ctx *cx, void *arg)
{
	static const struct person p = { .known = true,
					 .name = "Aminah Kusnadi",
					 .sex = 2,
					 .birth_date = -3200,
					 .birth_year = DB_NONE,
					 .region_id = CIKOLE,
					 .nik = "3272010101600012" };

	return person_save(cx, &p, "kelurahan", arg);
}

static int64_t aminah;

static int setup(void **state)
{
	(void)open_city(state);
	t.app.routes = tables;
	t.app.n_routes = LEN(tables) - 1;
	assert_ok(test_write(&t, add, &aminah));
	assert_ok(find_fill(&t.cx, t.app.pool));
	return 0;
}

/* A city that has imported nobody yet. */
static int setup_empty(void **state)
{
	(void)open_city(state);
	t.app.routes = tables;
	t.app.n_routes = LEN(tables) - 1;
	return 0;
}

static int teardown(void **state)
{
	find_forget(&t.cx);
	return close_city(state);
}

static int64_t count(const char *sql)
{
	int64_t n = -1;

	test_read_begin(&t);
	assert_ok(city_query(&t.cx, sql, false, &n, NULL));
	test_read_end(&t);
	return n;
}

static void a_city_without_people_says_so_and_how_they_come_in(void **state)
{
	(void)state;
	sign_in(ROLE_OPERATOR);
	assert_true(holds(get("/warga"), "Belum ada warga"));
	assert_true(holds(get("/warga"), "href=\"/impor/baru\""));
	sign_in(ROLE_FRONT);
	assert_true(holds(get("/warga"), "href=\"/warga/baru\""));
	assert_false(holds(get("/warga"), "href=\"/impor/baru\""));
	assert_ok(test_write(&t, add, &aminah));
	assert_false(holds(get("/warga"), "Belum ada warga"));
}

static void people_are_found_by_page_and_json_in_ones_reach(void **state)
{
	struct http_answer a;

	(void)state;
	sign_in(ROLE_FRONT);
	a = get("/warga?q=aminah+kusnady");
	assert_status(a, 200);
	assert_true(holds(a, "Aminah Kusnadi"));
	assert_true(holds(a, "3272 ·· ···· 0012"));
	assert_false(holds(a, "3272010101600012"));
	a = post("/warga", "q=aminah+kusnady");
	assert_status(a, 200);
	assert_true(holds(a, "Aminah Kusnadi"));
	a = get("/warga/ketik.json?q=amin");
	assert_status(a, 200);
	assert_true(holds(a, "\"line\":\"Aminah Kusnadi, 65 th, Cikole\""));
	assert_false(holds(a, "nik"));
	sign_in_as(stranger);
	assert_false(holds(get("/warga?q=aminah+kusnadi"),
			   arena_printf(t.cx.arena, "/warga/%lld", (long long)aminah)));
	assert_false(holds(get("/warga?q=3272010101600012"), "Aminah"));
	sign_in(ROLE_ADMIN);
	assert_status(get("/warga?q=aminah"), 403);
	assert_status(get("/warga/ketik.json?q=aminah"), 403);
}

static void each_list_is_one_line_of_who_was_shown(void **state)
{
	static const char lines[] = "SELECT CAST(count(*) AS BIGINT) FROM disclosure "
				    "WHERE city = 1 AND path LIKE '/warga%'";

	(void)state;
	sign_in(ROLE_FRONT);
	assert_status(get("/warga/ketik.json?q=aminah"), 200);
	assert_int_equal(count(lines), 1);
	assert_status(get("/warga/ketik.json?q=zzzzzz"), 200);
	assert_int_equal(count(lines), 1);
}

/* ---- the city's own fields ------------------------------------------------------------------- */

#define WHEELS                                                                         \
	"{\"of\":\"person\",\"kind\":\"choice\",\"class\":\"personal\",\"find\":true," \
	"\"options\":[{\"code\":\"S\",\"id\":\"Kecil\",\"en\":\"Small\"},"             \
	"{\"code\":\"M\",\"id\":\"Sedang\",\"en\":\"Middle\"}]}"
#define ROOMS "{\"of\":\"person\",\"kind\":\"number\",\"class\":\"personal\",\"find\":true}"

static enum err say_field(struct ctx *cx, const char *code, const char *value)
{
	const struct origin o = { .source = "kelurahan", .valid_from = DATE_NONE };
	const struct fact_book *book;
	struct fact_change c;

	TRY(fact_book(cx, &book));
	c = (struct fact_change){ fact_field(book, FACT_PERSON, code), value };
	return subject_change(cx, FACT_PERSON, aminah, 0, &c, 1, &o, NULL);
}

static enum err say_fields(struct ctx *cx, void *arg)
{
	(void)arg;
	TRY(say_field(cx, "wheels", "M"));
	return say_field(cx, "rooms", "317");
}

static void searchable_fields(void)
{
	struct field_said wheels = { "wheels", "Kursi roda", WHEELS };
	struct field_said rooms = { "rooms", "Kamar", ROOMS };

	assert_ok(test_write(&t, field_say, &wheels));
	assert_ok(test_write(&t, field_say, &rooms));
	assert_ok(test_write(&t, say_fields, NULL));
	fields_settle(&t);
}

static void people_are_found_by_a_field_of_the_city_in_ones_reach_and_role(void **state)
{
	struct http_answer a;

	(void)state;
	sign_in(ROLE_FRONT);
	assert_false(holds(get("/warga"), "Kursi roda"));
	searchable_fields();
	sign_in(ROLE_FRONT);
	a = get("/warga");
	assert_status(a, 200);
	assert_true(holds(a, "Isian lain"));
	assert_true(holds(a, "Kursi roda"));
	assert_true(holds(a, "Kamar, dari"));
	a = post("/warga", "isian_wheels=M");
	assert_status(a, 200);
	assert_true(holds(a, "Aminah Kusnadi"));
	assert_true(holds(a, "Kursi roda: Sedang"));
	assert_false(holds(post("/warga", "isian_wheels=S"), "Aminah"));
	assert_true(
	    holds(post("/warga", "isian_rooms_dari=2&isian_rooms_sampai=317&isian_wheels=M"),
		  "Aminah Kusnadi"));
	assert_false(holds(post("/warga", "isian_rooms_dari=400&isian_wheels=M"), "Aminah"));
	assert_false(holds(post("/warga", "q=joko&isian_wheels=M"), "Aminah"));
	assert_true(holds(post("/warga", "q=aminah+kusnady&isian_wheels=M"), "Aminah Kusnadi"));
	a = post("/warga", "isian_rooms_dari=banyak");
	assert_true(holds(a, "bukan bilangan bulat"));
	assert_true(holds(post("/warga", "isian_rooms_dari=5&isian_rooms_sampai=2"), "Terbalik"));
	assert_true(holds(post("/warga", "q=kamar+317"), "Kamar: 317"));
	assert_true(holds(get("/warga/ketik.json?q=sedang"), "Kursi roda: Sedang"));
	a = get("/warga.json?isian_wheels=M");
	assert_status(a, 200);
	assert_true(holds(a, "Aminah Kusnadi"));
	sign_in_as(stranger);
	assert_false(holds(post("/warga", "isian_wheels=M"), "Aminah"));
	assert_false(holds(post("/warga", "q=kamar+317"), "Aminah"));
	assert_false(holds(get("/warga/ketik.json?q=317"), "Aminah"));
	sign_in(ROLE_ADMIN);
	assert_status(get("/warga?isian_wheels=M"), 403);
}

static void who_asks_faster_than_people_type_has_to_wait(void **state)
{
	bool slow = false;
	int i;

	(void)state;
	sign_in(ROLE_BACK);
	for (i = 0; i < 100 && !slow; i++)
		slow = holds(get("/warga?q=am"), "Terlalu cepat");
	assert_true(slow);
	assert_in_range(i, 50, 99);
	sign_in(ROLE_FRONT);
	assert_false(holds(get("/warga?q=am"), "Terlalu cepat"));
}

#define REPORT                                                                         \
	"body=Sakit+di+rumah&region=3272021001&subject=known&reporter_kind=anonymous&" \
	"topic=ppks&channel=loket&who=aminah+kusnady"

static void a_report_about_somebody_known_is_connected_with_him(void **state)
{
	struct http_answer a;

	(void)state;
	sign_in(ROLE_FRONT);
	a = post("/laporan/baru", REPORT);
	assert_status(a, 422);
	assert_true(holds(a, "Aminah Kusnadi, 65 th, Cikole"));
	assert_status(post("/laporan/pratinjau", REPORT), 200);
	a = post("/laporan/baru",
		 arena_printf(t.cx.arena, REPORT "&person=%lld", (long long)aminah));
	assert_status(a, 303);
	assert_true(
	    holds(get(a.location), arena_printf(t.cx.arena, "/warga/%lld\"", (long long)aminah)));
}

static void somebody_new_is_met_by_the_report(void **state)
{
	static const char known[] =
	    "SELECT CAST(count(*) AS BIGINT) FROM person WHERE city = 1 AND known = 1";

	(void)state;
	sign_in(ROLE_FRONT);
	assert_int_equal(count(known), 1);
	assert_status(post("/laporan/baru", REPORT "&person=0"), 303);
	assert_int_equal(count(known), 2);
}

static void nobody_out_of_reach_can_be_chosen(void **state)
{
	(void)state;
	sign_in_as(stranger);
	assert_status(post("/laporan/baru",
			   arena_printf(t.cx.arena, REPORT "&person=%lld", (long long)aminah)),
		      422);
	assert_status(post("/laporan/baru", REPORT), 303);
}

static enum err is_aminah(struct ctx *cx, struct alike_ask *asks, size_t n)
{
	(void)cx;
	for (size_t i = 0; i < n; i++) {
		asks[i].alike[0] =
		    (struct alike){ .id = aminah, .permille = 900, .words = "nama berbunyi sama" };
		asks[i].n = 1;
	}
	return ERR_OK;
}

#define UNLIKE                                                                         \
	"body=Sakit+di+rumah&region=3272021001&subject=known&reporter_kind=anonymous&" \
	"topic=ppks&channel=loket&who=zzz+qqq"

static void who_is_alike_is_offered_to_the_desk_within_its_reach(void **state)
{
	struct http_answer a;

	(void)state;
	person_alike_by(is_aminah, NULL);
	sign_in(ROLE_FRONT);
	a = post("/laporan/baru", UNLIKE);
	assert_status(a, 422);
	assert_true(holds(a, "Aminah Kusnadi, 65 th"));
	assert_status(post("/laporan/baru", UNLIKE "&person=0"), 303);
	sign_in_as(stranger);
	a = post("/laporan/pratinjau", UNLIKE);
	assert_status(a, 200);
	assert_true(holds(a, "di luar wilayah Anda"));
	assert_false(holds(a, "Aminah"));
	assert_status(post("/laporan/baru", UNLIKE), 303);
	person_alike_by(NULL, NULL);
}

#define T(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(a_city_without_people_says_so_and_how_they_come_in,
						setup_empty, teardown),
		T(people_are_found_by_page_and_json_in_ones_reach),
		T(each_list_is_one_line_of_who_was_shown),
		T(who_asks_faster_than_people_type_has_to_wait),
		T(a_report_about_somebody_known_is_connected_with_him),
		T(somebody_new_is_met_by_the_report),
		T(nobody_out_of_reach_can_be_chosen),
		T(who_is_alike_is_offered_to_the_desk_within_its_reach),
		/* The last one: its clock goes ahead of the others'. */
		T(people_are_found_by_a_field_of_the_city_in_ones_reach_and_role),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
