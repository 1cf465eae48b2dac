/* Looks are gathered into sittings: by officer, purpose and day, and none of them is lost. */
#include "lib/testlib.h"

#include "base/clock.h"
#include "base/macros.h"
#include "base/str.h"
#include "feature/registry/sitting.h"

#include <string.h>

static struct test t;

static int setup(void **state)
{
	(void)state;
	test_open_plain(&t);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	test_close(&t);
	return 0;
}

#define AT(minutes) (TEST_NOW - (minutes)*USEC_MINUTE)

static void a_visit_of_many_looks_is_one_line_with_all_of_them_below(void **state)
{
	struct look looks[] = {
		{ AT(0), "Sari", "Cikole", "data warga", NULL, "/warga/1" },
		{ AT(10), "Sari", "Cikole", "data warga", NULL, "/warga/1" },
		{ AT(10), "Sari", "Cikole", "NIK", NULL, "/warga/1" },
		{ AT(20), "Dedi", "Cikole", "data warga", NULL, "/warga/1" },
		{ AT(30), "Sari", "Cikole", "kunjungan", NULL, "/verval/2" },
	};
	struct sitting *all;

	(void)state;
	assert_int_equal(sittings(&t.cx, looks, LEN(looks), &all), 2);
	assert_string_equal(all[0].who, "Sari");
	assert_string_equal(all[0].hours, "21.10–21.40");
	assert_string_equal(all[0].looks, "3 kali: data warga, NIK, kunjungan\n"
					  "21.40: data warga (/warga/1)\n"
					  "21.30: data warga, NIK (/warga/1)\n"
					  "21.10: kunjungan (/verval/2)");
	assert_string_equal(all[1].who, "Dedi");
	assert_string_equal(all[1].hours, "21.20");
	assert_string_equal(all[1].looks, "data warga\n21.20: data warga (/warga/1)");
}

static void another_purpose_unit_or_day_is_another_sitting(void **state)
{
	struct look looks[] = {
		{ AT(0), "Sari", "Cikole", "NIK", "menelepon", NULL },
		{ AT(1), "Sari", "Cikole", "NIK", NULL, NULL },
		{ AT(2), "Sari", "Dinas", "NIK", NULL, NULL },
		{ AT(3), "Sari", NULL, "NIK", NULL, NULL },
		{ AT(24 * 60), "Sari", "Cikole", "NIK", NULL, NULL },
	};
	struct sitting *all;

	(void)state;
	assert_int_equal(sittings(&t.cx, looks, LEN(looks), &all), 5);
	assert_int_equal(all[0].day - all[4].day, 1);
	assert_string_equal(all[0].looks, "NIK");
}

/* Of a person with two records the looks come record by record. */
static void the_order_they_come_in_does_not_matter(void **state)
{
	struct look looks[] = {
		{ AT(2), "Sari", "Cikole", "NIK", NULL, NULL },
		{ AT(24 * 60), "Sari", "Cikole", "NIK", NULL, NULL },
		{ AT(0), "Sari", "Cikole", "foto", NULL, NULL },
	};
	struct sitting *all;

	(void)state;
	assert_int_equal(sittings(&t.cx, looks, LEN(looks), &all), 2);
	assert_string_equal(all[0].looks, "2 kali: foto, NIK\n21.40: foto\n21.38: NIK");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_visit_of_many_looks_is_one_line_with_all_of_them_below),
		cmocka_unit_test(another_purpose_unit_or_day_is_another_sitting),
		cmocka_unit_test(the_order_they_come_in_does_not_matter),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
