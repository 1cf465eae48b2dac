/* What a new unit begins with, and a desk for every kelurahan at once. */
#include "lib/city.h"

#include "base/str.h"
#include "feature/directory/directory.h"
#include "feature/reference/reference.h"
#include "feature/region/region.h"

static struct city_fixture c;

static int setup(void **state)
{
	(void)state;
	city_open(&c);
	city_system(&c);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	city_close(&c);
	return 0;
}

static int64_t made(const char *kind, int64_t region_id, const char *emergency_phone)
{
	const struct unit u = { .code = "NEW",
				.kind = kind,
				.name = "Unit baru",
				.region_id = region_id,
				.emergency_phone = emergency_phone,
				.lat_e6 = DB_NONE,
				.lng_e6 = DB_NONE,
				.has_account = true };
	int64_t id;

	assert_ok(ACT(&c, directory_create(c.cx, &u, &id)));
	assert_ok(ACT(&c, directory_usual(c.cx, id)));
	return id;
}

static const struct unit_offer *offer_of(int64_t unit_id, const char *service, size_t *ret_n)
{
	struct unit_offer *offers;

	assert_ok(ACT(&c, directory_services(c.cx, unit_id, &offers, ret_n)));
	for (size_t i = 0; i < *ret_n; i++)
		if (str_eq(offers[i].service, service))
			return &offers[i];
	return NULL;
}

static void a_new_hospital_cares_day_and_night_and_for_emergencies_by_its_telephone(void **state)
{
	int64_t id = made("rsud", 0, "081100000130");
	struct unit_hour *hours;
	int64_t *regions;
	size_t n;

	(void)state;
	assert_true(offer_of(id, "periksa_rawat", &n)->urgent);
	assert_null(offer_of(id, "asesmen", &n));
	assert_ok(ACT(&c, directory_hours(c.cx, id, &hours, &n)));
	assert_int_equal(n, UNIT_WEEKDAYS);
	assert_int_equal(hours[0].to_min, 1440);
	assert_ok(ACT(&c, directory_coverage(c.cx, id, &regions, &n)));
	assert_int_equal(n, 0);
}

static void a_new_desk_keeps_office_hours_and_serves_its_kelurahan_alone(void **state)
{
	int64_t id = made("puskesos", INT64_C(3272021002), NULL);
	struct unit_hour *hours;
	int64_t *regions;
	size_t n;

	(void)state;
	assert_false(offer_of(id, "asesmen", &n)->urgent);
	assert_ok(ACT(&c, directory_hours(c.cx, id, &hours, &n)));
	assert_int_equal(n, 10);
	assert_int_equal(hours[0].weekday, 1);
	assert_int_equal(hours[0].from_min, 450);
	assert_ok(ACT(&c, directory_coverage(c.cx, id, &regions, &n)));
	assert_int_equal(n, 1);
	assert_int_equal(regions[0], INT64_C(3272021002));
}

static void a_new_clinic_serves_the_whole_kecamatan_it_stands_in(void **state)
{
	int64_t id = made("puskesmas", INT64_C(3272021002), NULL);
	int64_t *regions;
	size_t n;

	(void)state;
	assert_ok(ACT(&c, directory_coverage(c.cx, id, &regions, &n)));
	assert_int_equal(n, 6); /* all kelurahan of Cikole */
	assert_int_equal(regions[0] / 10000, INT64_C(327202));
}

static void every_kelurahan_without_a_desk_gets_one_and_none_a_second(void **state)
{
	static const char desks[] = "SELECT count(*) FROM unit WHERE kind = 'puskesos'";
	int64_t before = city_int(&c, desks, 0), n;
	struct deskless *list;
	size_t lacking;

	(void)state;
	assert_ok(ACT(&c, directory_deskless(c.cx, &list, &lacking)));
	assert_true(lacking > 0);
	assert_ok(ACT(&c, directory_add_desks(c.cx, &n)));
	assert_int_equal(n, lacking);
	assert_int_equal(city_int(&c, desks, 0), before + n);
	assert_ok(ACT(&c, directory_deskless(c.cx, &list, &lacking)));
	assert_int_equal(lacking, 0);
	assert_ok(ACT(&c, directory_add_desks(c.cx, &n)));
	assert_int_equal(n, 0);
	assert_int_equal(city_int(&c,
				  "SELECT count(*) FROM unit u WHERE u.code LIKE 'PUSK-32.72%%' "
				  "AND u.parent_id = %lld",
				  c.unit[CITY_SLRT]),
			 city_int(&c, desks, 0) - before);
}

static enum err depok_gets_desks(struct ctx *cx, void *arg)
{
	int64_t id;

	TRY(region_install(cx, "3276"));
	TRY(directory_create(cx,
			     &(struct unit){ .code = "SLRT",
					     .kind = "slrt",
					     .name = "SLRT",
					     .lat_e6 = DB_NONE,
					     .lng_e6 = DB_NONE,
					     .last_resort = true },
			     &id));
	return directory_add_desks(cx, arg);
}

/* Depok has a Curug in two kecamatan: their desks are told apart. */
static void a_name_that_two_kelurahan_bear_says_its_kecamatan(void **state)
{
	struct unit *units;
	struct test t;
	int64_t made_n;
	size_t n, curug = 0;

	(void)state;
	test_open(&t);
	t.cx.city = t.app.city = 2;
	assert_ok(reference_install(&t.cx, t.app.pool, NULL));
	if (test_write(&t, depok_gets_desks, &made_n) != ERR_OK)
		fail_msg("desks: %s", t.cx.detail);
	test_read_begin(&t);
	assert_ok(directory_list(&t.cx, &(struct unit_filter){ .kind = "puskesos" }, &units, &n));
	test_read_end(&t);
	assert_int_equal(n, 63);
	assert_int_equal(made_n, 63);
	for (size_t i = 0; i < n; i++)
		curug += str_eq(units[i].name, "Puskesos Curug, Cimanggis") ||
			 str_eq(units[i].name, "Puskesos Curug, Bojongsari");
	assert_int_equal(curug, 2);
	test_close(&t);
}

#define T(fn) cmocka_unit_test_setup_teardown(fn, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(a_new_hospital_cares_day_and_night_and_for_emergencies_by_its_telephone),
		T(a_new_desk_keeps_office_hours_and_serves_its_kelurahan_alone),
		T(a_new_clinic_serves_the_whole_kecamatan_it_stands_in),
		T(every_kelurahan_without_a_desk_gets_one_and_none_a_second),
		cmocka_unit_test(a_name_that_two_kelurahan_bear_says_its_kecamatan),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
