/* Units, hours, duty and who can take a case. */
#include "lib/testlib.h"

#include <string.h>

#include "feature/directory/directory.h"
#include "feature/region/region.h"

enum { CIKOLE = 0, BAROS = 1 };
static const int64_t kelurahan[] = { INT64_C(3272021001), INT64_C(3272051001) };
static const int64_t kecamatan_cikole = INT64_C(327202);

/* What a test makes in one write and looks at afterwards. */
struct city_case {
	int64_t puskesos, rsud, shelter, slrt, cianjur;
	struct directory_answer pick;
	struct directory_answer *answers;
	size_t n;
	enum err last;
};

static int setup(void **state)
{
	static struct test t;

	test_open(&t);
	t.cx.app->zone_minutes = 420;
	*state = &t;
	return 0;
}

static int teardown(void **state)
{
	directory_set_holder_check(NULL);
	test_close(*state);
	return 0;
}

static enum err add(struct ctx *cx, const char *code, const char *kind, int flags, int64_t *ret)
{
	return directory_create(cx,
				&(struct unit){ .code = code,
						.kind = kind,
						.name = code,
						.phone = "0266555001",
						.emergency_phone = "0266555911",
						.lat_e6 = DB_NONE,
						.lng_e6 = DB_NONE,
						.outside = flags & 1,
						.last_resort = flags & 2 },
				ret);
}

static enum err offer(struct ctx *cx, int64_t unit, const char *service, bool urgent,
		      int64_t places)
{
	return directory_set_services(
	    cx, unit, 1,
	    &(struct unit_offer){ .service = service, .urgent = urgent, .capacity = places }, 1);
}

static enum err hours(struct ctx *cx, int64_t unit, const char *weekdays, const char *weekend)
{
	struct unit_hour all[UNIT_WEEKDAYS * UNIT_SPANS];
	size_t n = 0, k;

	for (int day = 0; day < UNIT_WEEKDAYS; day++) {
		const char *text = day >= 1 && day <= 5 ? weekdays : weekend;

		assert_true(hours_parse(text, day, all + n, &k));
		n += k;
	}
	return directory_set_hours(cx, unit, 2, all, n);
}

/* A puskesos by day, a hospital round the clock, a shelter with two places, one outside. */
static enum err make_city(struct ctx *cx, void *arg)
{
	struct city_case *c = arg;

	TRY(region_install(cx, "3272"));
	TRY(add(cx, "SLRT", "slrt", 2, &c->slrt));
	TRY(add(cx, "PUSK", "puskesos", 0, &c->puskesos));
	TRY(add(cx, "RSUD", "rsud", 0, &c->rsud));
	TRY(add(cx, "SINGGAH", "rumah_singgah", 0, &c->shelter));
	TRY(add(cx, "CIANJUR", "luar_kota", 1, &c->cianjur));
	TRY(offer(cx, c->puskesos, "asesmen", false, DB_NONE));
	TRY(offer(cx, c->rsud, "periksa_rawat", true, DB_NONE));
	TRY(offer(cx, c->shelter, "tempat_sementara", true, 2));
	TRY(offer(cx, c->cianjur, "tempat_sementara", true, DB_NONE));
	TRY(hours(cx, c->puskesos, "08.00-15.30", ""));
	TRY(hours(cx, c->rsud, "24 jam", "24 jam"));
	TRY(hours(cx, c->shelter, "08.00-16.00", "08.00-12.00"));
	TRY(hours(cx, c->cianjur, "24 jam", "24 jam"));
	return directory_set_coverage(cx, c->puskesos, 3, &kelurahan[CIKOLE], 1);
}

static void make(struct test *t, struct city_case *c)
{
	enum err e = test_write(t, make_city, c);

	if (e != ERR_OK)
		fail_msg("%s: %s", err_name(e), t->cx.detail);
}

static void ask(struct test *t, struct city_case *c, const struct directory_ask *a)
{
	test_read_begin(t);
	assert_ok(directory_who_can(&t->cx, a, &c->answers, &c->n));
	assert_ok(directory_pick(&t->cx, a, &c->pick));
	test_read_end(t);
}

static void an_urgent_case_on_saturday_night_goes_to_the_open_hospital(void **state)
{
	struct city_case c = { 0 };

	make(*state, &c);
	ask(*state, &c,
	    &(struct directory_ask){
		.service = "periksa_rawat", .region_id = kelurahan[CIKOLE], .urgent = true });
	assert_int_equal(c.pick.unit_id, c.rsud);
	assert_true(c.pick.open);
	assert_non_null(strstr(c.pick.why, "buka sekarang"));
}

static void an_urgent_case_never_goes_to_a_closed_desk(void **state)
{
	struct city_case c = { 0 };

	make(*state, &c);
	ask(*state, &c,
	    &(struct directory_ask){
		.service = "tempat_sementara", .region_id = kelurahan[BAROS], .urgent = true });
	assert_int_equal(c.pick.unit_id, c.slrt);
	assert_true(c.pick.last_resort);
	/* A person may still choose the one outside: it fits, behind the last resort. */
	assert_int_equal(c.n, 3);
	assert_int_equal(c.answers[1].unit_id, c.cianjur);
	assert_true(c.answers[1].fits);
	assert_false(c.answers[2].fits);
}

/* Saturday 21.40: what can wait may still be given to a desk that opens on Monday. */
static void a_closed_desk_is_said_to_be_closed_and_when_it_opens(void **state)
{
	struct test *t = *state;
	struct city_case c = { 0 };
	const struct directory_answer *a = &c.answers[0];

	make(t, &c);
	ask(t, &c, &(struct directory_ask){ .service = "asesmen", .region_id = kelurahan[CIKOLE] });
	a = &c.answers[0];
	assert_int_equal(a->unit_id, c.puskesos);
	assert_true(a->fits);
	assert_int_equal(a->opens_at, t->cx.now + USEC_DAY + (10 * 60 + 20) * USEC_MINUTE);
	assert_string_equal(directory_closed_now(&t->cx, a), "Tutup, buka 23 Nov 2026 08.00");
	/* Today it is the hour alone. */
	t->cx.now += 24 * USEC_HOUR + 3 * USEC_HOUR;
	assert_string_equal(directory_closed_now(&t->cx, a), "Tutup, buka 08.00");
	t->cx.now -= 24 * USEC_HOUR + 3 * USEC_HOUR;
	ask(t, &c, &(struct directory_ask){ .service = "periksa_rawat" });
	assert_null(directory_closed_now(&t->cx, &c.answers[0]));
	assert_ptr_equal(directory_hint(&t->cx, &c.answers[0]), c.answers[0].why);
}

static void a_unit_without_a_code_gets_one_of_its_name(void **state)
{
	struct test *t = *state;
	struct city_case c = { 0 };
	const char *code;

	make(t, &c);
	test_read_begin(t);
	assert_ok(directory_code_of(&t->cx, " Panti Werdha “Budi” (Utara)", &code));
	assert_string_equal(code, "PANTI-WERDHA-BUDI-UTARA");
	assert_ok(directory_code_of(&t->cx, "Rsud", &code));
	assert_string_equal(code, "RSUD-2");
	assert_ok(directory_code_of(&t->cx, "…", &code));
	assert_string_equal(code, "UNIT");
	test_read_end(t);
}

static enum err put_on_duty(struct ctx *cx, void *arg)
{
	struct city_case *c = arg;
	int64_t id;

	TRY(directory_duty_add(cx,
			       &(struct duty){ .unit_id = c->shelter,
					       .name = "Petugas B",
					       .phone = "0266555102",
					       .from_at = cx->now - USEC_HOUR,
					       .to_at = cx->now + USEC_HOUR,
					       .substitute = true },
			       &id));
	TRY(directory_duty_add(cx,
			       &(struct duty){ .unit_id = c->shelter,
					       .name = "Petugas A",
					       .phone = "0266555101",
					       .from_at = cx->now - USEC_HOUR,
					       .to_at = cx->now + USEC_HOUR },
			       &id));
	c->last = directory_duty_add(cx,
				     &(struct duty){ .unit_id = c->shelter,
						     .name = "Petugas C",
						     .phone = "0266555103",
						     .from_at = cx->now,
						     .to_at = cx->now + USEC_DAY },
				     &id);
	return ERR_OK;
}

static void an_officer_on_duty_opens_a_closed_desk_for_urgent_cases(void **state)
{
	struct test *t = *state;
	struct city_case c = { 0 };
	struct duty_contact who;

	make(t, &c);
	assert_ok(test_write(t, put_on_duty, &c));
	assert_int_equal(c.last, ERR_CONFLICT); /* nobody twice in the same part */
	ask(t, &c, &(struct directory_ask){ .service = "tempat_sementara", .urgent = true });
	assert_int_equal(c.pick.unit_id, c.shelter);
	assert_false(c.pick.open);
	test_read_begin(t);
	assert_ok(directory_on_duty(&t->cx, c.shelter, t->cx.now, &who));
	assert_int_equal(who.source, DUTY_PERSON);
	assert_string_equal(who.phone, "0266555101");
	assert_string_equal(who.substitute, "Petugas B");
	assert_string_equal(who.substitute_phone, "0266555102");
	assert_ok(directory_on_duty(&t->cx, c.shelter, t->cx.now + USEC_DAY, &who));
	assert_int_equal(who.source, DUTY_UNIT);
	assert_string_equal(who.phone, "0266555911");
	assert_ok(directory_emergency_call(&t->cx, c.shelter, t->cx.now, &who));
	assert_string_equal(who.phone, "0266555101");
	assert_ok(directory_emergency_call(&t->cx, c.rsud, t->cx.now, &who));
	assert_int_equal(who.source, DUTY_UNIT);
	assert_string_equal(who.phone, "0266555911");
	test_read_end(t);
}

static void a_unit_that_names_the_kelurahan_does_not_serve_another(void **state)
{
	struct city_case c = { 0 };

	make(*state, &c);
	ask(*state, &c,
	    &(struct directory_ask){ .service = "asesmen", .region_id = kelurahan[CIKOLE] });
	assert_int_equal(c.pick.unit_id, c.puskesos);
	ask(*state, &c,
	    &(struct directory_ask){ .service = "asesmen", .region_id = kelurahan[BAROS] });
	assert_int_equal(c.pick.unit_id, c.slrt);
	/* Where none was named, none can be said to be left out. */
	ask(*state, &c, &(struct directory_ask){ .service = "asesmen" });
	assert_int_equal(c.answers[c.n - 1].unit_id, c.puskesos);
	assert_non_null(strstr(c.answers[c.n - 1].why, "pilih kelurahannya"));
}

static enum err cover_kecamatan(struct ctx *cx, void *arg)
{
	struct city_case *c = arg;

	return directory_set_coverage(cx, c->puskesos, 4, &kecamatan_cikole, 1);
}

static enum err cover_nowhere(struct ctx *cx, void *arg)
{
	struct city_case *c = arg;

	return directory_set_coverage(cx, c->puskesos, 5, &(int64_t){ 99 }, 1);
}

static void a_kecamatan_covers_its_kelurahan_and_an_unknown_region_nothing(void **state)
{
	struct test *t = *state;
	struct city_case c = { 0 };
	int64_t *regions;
	size_t n;

	make(t, &c);
	assert_ok(test_write(t, cover_kecamatan, &c));
	assert_int_equal(test_write(t, cover_nowhere, &c), ERR_INVALID);
	test_read_begin(t);
	assert_ok(directory_coverage(&t->cx, c.puskesos, &regions, &n));
	assert_int_equal(n, 6);
	test_read_end(t);
}

static enum err no_place(struct ctx *cx, void *arg)
{
	static const struct unit_offer none = { .service = "tempat_sementara", .urgent = true };

	return directory_set_services(cx, ((struct city_case *)arg)->shelter, 3, &none, 1);
}

static void a_full_shelter_is_said_to_be_full_and_is_not_picked(void **state)
{
	struct test *t = *state;
	struct city_case c = { 0 };

	make(t, &c);
	assert_ok(test_write(t, no_place, &c));
	ask(t, &c, &(struct directory_ask){ .service = "tempat_sementara" });
	assert_int_equal(c.pick.unit_id, c.slrt);
	assert_int_equal(c.answers[2].unit_id, c.shelter);
	assert_non_null(strstr(c.answers[2].why, "penuh"));
}

static enum err second_last_resort(struct ctx *cx, void *arg)
{
	int64_t id;

	(void)arg;
	return add(cx, "DUA", "slrt", 2, &id);
}

static void a_city_has_one_unit_of_last_resort(void **state)
{
	struct city_case c = { 0 };

	make(*state, &c);
	assert_int_equal(test_write(*state, second_last_resort, NULL), ERR_CONFLICT);
}

static enum err two_held(struct ctx *cx, int64_t unit_id, int64_t *ret_held)
{
	(void)cx;
	(void)unit_id;
	*ret_held = 2;
	return ERR_OK;
}

static enum err none_held(struct ctx *cx, int64_t unit_id, int64_t *ret_held)
{
	(void)cx;
	(void)unit_id;
	*ret_held = 0;
	return ERR_OK;
}

static enum err close_rsud(struct ctx *cx, void *arg)
{
	return directory_close(cx, ((struct city_case *)arg)->rsud, 3);
}

static enum err close_slrt(struct ctx *cx, void *arg)
{
	return directory_close(cx, ((struct city_case *)arg)->slrt, 1);
}

static void a_unit_with_batons_or_of_last_resort_can_not_be_closed(void **state)
{
	struct test *t = *state;
	struct city_case c = { 0 };
	struct unit u;

	make(t, &c);
	assert_int_equal(test_write(t, close_rsud, &c), ERR_CONFLICT); /* nobody can say */
	directory_set_holder_check(two_held);
	assert_int_equal(test_write(t, close_rsud, &c), ERR_CONFLICT);
	directory_set_holder_check(none_held);
	assert_int_equal(test_write(t, close_slrt, &c), ERR_CONFLICT);
	assert_ok(test_write(t, close_rsud, &c));
	test_read_begin(t);
	assert_ok(directory_get(&t->cx, c.rsud, &u));
	test_read_end(t);
	assert_int_equal(u.closed_at, t->cx.now);
}

static void hours_are_read_as_people_write_them(void **state)
{
	struct test *t = *state;
	struct unit_hour h[UNIT_SPANS];
	size_t n;

	assert_true(hours_parse("8-12, 13.00 s.d. 15:30", 1, h, &n));
	assert_int_equal(n, 2);
	assert_string_equal(hours_text(&t->cx, h, n, 1), "08.00-12.00, 13.00-15.30");
	assert_true(hours_parse(" 24 jam", 2, h, &n));
	assert_string_equal(hours_text(&t->cx, h, n, 2), "24 jam");
	assert_true(hours_parse("", 3, h, &n));
	assert_int_equal(n, 0);
	assert_false(hours_parse("15.00-08.00", 1, h, &n));
	assert_false(hours_parse("08.00-12.00, 11.00-13.00", 1, h, &n));
	assert_false(hours_parse("08.00-25.00", 1, h, &n));
	assert_false(hours_parse("08.60-12.00", 1, h, &n));
	assert_false(hours_parse("pagi", 1, h, &n));
	assert_false(hours_parse("1-2,3-4,5-6,7-8,9-10", 1, h, &n));
}

static enum err save_volunteer(struct ctx *cx, void *arg)
{
	return psks_save(cx,
			 &(struct psks){ .kind = "psm",
					 .name = "Relawan contoh",
					 .is_person = true,
					 .region_id = kelurahan[CIKOLE],
					 .phone = "081255501",
					 .trainings = "Pelatihan dasar PSM",
					 .valid_from = 20000,
					 .valid_to = DATE_NONE },
			 arg);
}

static size_t helpers_of(struct test *t, int64_t region_id)
{
	struct psks *list;
	size_t n;

	assert_ok(psks_find(&t->cx, &(struct psks_filter){ .region_id = region_id }, &list, &n));
	return n;
}

/* One each: of the kelurahan, of the kecamatan around it, of the city. */
static enum err save_helpers(struct ctx *cx, void *arg)
{
	const int64_t places[] = { kelurahan[CIKOLE], kecamatan_cikole, 0 };

	for (size_t i = 0; i < LEN(places); i++)
		TRY(psks_save(cx,
			      &(struct psks){ .kind = "tksk",
					      .name = "Pendamping contoh",
					      .is_person = true,
					      .region_id = places[i],
					      .valid_from = 20000,
					      .valid_to = DATE_NONE },
			      arg));
	return ERR_OK;
}

static void who_serves_the_kecamatan_or_the_city_serves_its_kelurahan(void **state)
{
	struct test *t = *state;
	struct city_case c = { 0 };
	int64_t id;

	make(t, &c);
	assert_ok(test_write(t, save_helpers, &id));
	test_read_begin(t);
	assert_int_equal(helpers_of(t, kelurahan[CIKOLE]), 3);
	assert_int_equal(helpers_of(t, kecamatan_cikole), 3);
	assert_int_equal(helpers_of(t, kelurahan[BAROS]), 1);
	test_read_end(t);
}

static void a_volunteer_is_found_by_area_and_his_telephone_is_sealed(void **state)
{
	struct test *t = *state;
	struct city_case c = { 0 };
	struct psks *list, p;
	int64_t id;
	size_t n;

	make(t, &c);
	assert_ok(test_write(t, save_volunteer, &id));
	test_read_begin(t);
	assert_ok(
	    psks_find(&t->cx, &(struct psks_filter){ .region_id = kelurahan[BAROS] }, &list, &n));
	assert_int_equal(n, 0);
	assert_ok(
	    psks_find(&t->cx, &(struct psks_filter){ .region_id = kelurahan[CIKOLE] }, &list, &n));
	assert_int_equal(n, 1);
	assert_null(list[0].phone);
	assert_ok(psks_read(&t->cx, id, &p));
	assert_string_equal(p.phone, "081255501");
	test_read_end(t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define T(fn) cmocka_unit_test_setup_teardown(fn, setup, teardown)
		T(an_urgent_case_on_saturday_night_goes_to_the_open_hospital),
		T(an_urgent_case_never_goes_to_a_closed_desk),
		T(a_closed_desk_is_said_to_be_closed_and_when_it_opens),
		T(a_unit_without_a_code_gets_one_of_its_name),
		T(an_officer_on_duty_opens_a_closed_desk_for_urgent_cases),
		T(a_unit_that_names_the_kelurahan_does_not_serve_another),
		T(a_kecamatan_covers_its_kelurahan_and_an_unknown_region_nothing),
		T(a_full_shelter_is_said_to_be_full_and_is_not_picked),
		T(a_city_has_one_unit_of_last_resort),
		T(a_unit_with_batons_or_of_last_resort_can_not_be_closed),
		T(hours_are_read_as_people_write_them),
		T(a_volunteer_is_found_by_area_and_his_telephone_is_sealed),
		T(who_serves_the_kecamatan_or_the_city_serves_its_kelurahan),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
