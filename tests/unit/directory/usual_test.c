/* What a new unit begins with, and a desk for every kelurahan at once. */
#include "lib/city.h"

#include "base/str.h"
#include "feature/directory/directory.h"

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

#define T(fn) cmocka_unit_test_setup_teardown(fn, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(a_new_hospital_cares_day_and_night_and_for_emergencies_by_its_telephone),
		T(a_new_desk_keeps_office_hours_and_serves_its_kelurahan_alone),
		T(every_kelurahan_without_a_desk_gets_one_and_none_a_second),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
