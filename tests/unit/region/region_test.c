#include "feature/region/region.h"

#include "lib/testlib.h"

#include <string.h>

static enum err install(struct ctx *cx, void *arg)
{
	return region_install(cx, arg);
}

static char sukabumi[] = "3272", palu[] = "7271";

static void open_city(struct test *t)
{
	test_open(t);
	assert_ok(test_write(t, install, sukabumi));
	test_read_begin(t);
}

static void the_three_cities_are_in_the_program_with_all_their_kelurahan(void **state)
{
	static const struct {
		const char *code;
		int64_t city;
		int zone;
		size_t kecamatan, kelurahan;
	} want[] = { { "3272", 1, 420, 7, 33 },
		     { "3276", 2, 420, 11, 63 },
		     { "7271", 3, 480, 8, 46 } };
	const struct city *files;
	const struct region *list;
	struct test t;
	size_t n;

	(void)state;
	test_open(&t);
	assert_ok(region_city_files(&t.cx, &files, &n));
	assert_int_equal(n, LEN(want));
	for (size_t i = 0; i < n; i++) {
		assert_string_equal(files[i].code, want[i].code);
		assert_int_equal(files[i].city, want[i].city);
		assert_int_equal(files[i].zone_minutes, want[i].zone);
		t.cx.city = want[i].city;
		assert_ok(test_write(&t, install, (void *)(uintptr_t)want[i].code));
		test_read_begin(&t);
		assert_ok(region_list(&t.cx, REGION_KECAMATAN, 0, &list, &n));
		assert_int_equal(n, want[i].kecamatan);
		assert_ok(region_list(&t.cx, REGION_KELURAHAN, 0, &list, &n));
		assert_int_equal(n, want[i].kelurahan);
		test_read_end(&t);
		n = LEN(want);
	}
	test_close(&t);
}

static void ids_are_the_digits_of_the_code(void **state)
{
	struct region r;
	struct test t;

	(void)state;
	open_city(&t);
	assert_ok(region_get(&t.cx, INT64_C(3272021001), &r));
	assert_string_equal(r.name, "Cikole");
	assert_string_equal(r.code, "32.72.02.1001");
	assert_int_equal(r.parent_id, 327202);
	assert_string_equal(r.parent_name, "Cikole");
	assert_int_equal(r.level, REGION_KELURAHAN);
	test_close(&t);
}

static void installing_again_changes_nothing(void **state)
{
	const struct region *before, *after;
	struct test t;
	size_t n, m;

	(void)state;
	open_city(&t);
	assert_ok(region_list(&t.cx, REGION_ANY, 0, &before, &n));
	test_read_end(&t);
	assert_ok(test_write(&t, install, sukabumi));
	test_read_begin(&t);
	assert_ok(region_list(&t.cx, REGION_ANY, 0, &after, &m));
	assert_int_equal(n, 40);
	assert_int_equal(m, n);
	for (size_t i = 0; i < n; i++) {
		assert_int_equal(before[i].id, after[i].id);
		assert_string_equal(before[i].name, after[i].name);
	}
	test_close(&t);
}

static void a_city_file_of_another_city_is_refused(void **state)
{
	const struct region *list;
	struct test t;
	size_t n;

	(void)state;
	test_open(&t);
	assert_int_equal(test_write(&t, install, palu), ERR_INVALID);
	err_clear(&t.cx);
	test_read_begin(&t);
	assert_ok(region_list(&t.cx, REGION_ANY, 0, &list, &n));
	assert_int_equal(n, 0);
	test_close(&t);
}

static void a_region_of_another_city_is_not_found(void **state)
{
	struct region r;
	struct test t;

	(void)state;
	open_city(&t);
	assert_int_equal(region_get(&t.cx, INT64_C(7271011004), &r), ERR_NOTFOUND);
	test_close(&t);
}

static void the_kelurahan_of_a_kecamatan_are_listed_by_code(void **state)
{
	const struct region *list;
	struct test t;
	size_t n;

	(void)state;
	open_city(&t);
	assert_ok(region_list(&t.cx, REGION_KELURAHAN, 327205, &list, &n));
	assert_int_equal(n, 4);
	assert_string_equal(list[0].name, "Baros");
	assert_string_equal(list[3].name, "Sudajaya Hilir");
	test_close(&t);
}

static void choices_of_a_form_are_grouped_by_kecamatan_and_found_by_name(void **state)
{
	struct options o;
	struct test t;

	(void)state;
	open_city(&t);
	assert_ok(region_options(&t.cx, NULL, &o));
	assert_int_equal(o.n, 33);
	assert_string_equal(o.items[0].group, "Kec. Baros");
	assert_string_equal(o.items[32].group, "Kec. Warudoyong");
	for (size_t i = 1; i < o.n; i++) {
		int groups = strcmp(o.items[i - 1].group, o.items[i].group);

		assert_true(groups <= 0);
		assert_true(groups < 0 || strcmp(o.items[i - 1].label, o.items[i].label) < 0);
	}
	test_close(&t);
}

static void the_nearest_kelurahan_of_its_own_centroid_is_itself(void **state)
{
	const struct region *list;
	struct region r;
	struct test t;
	double metres;
	size_t n;

	(void)state;
	open_city(&t);
	assert_ok(region_list(&t.cx, REGION_KELURAHAN, 0, &list, &n));
	for (size_t i = 0; i < n; i++) {
		assert_ok(region_nearest(&t.cx, list[i].lat, list[i].lng, &r, &metres));
		assert_int_equal(r.id, list[i].id);
		assert_true(metres < 1);
	}
	test_close(&t);
}

static void names_say_kelurahan_and_kecamatan(void **state)
{
	const char *name;
	struct test t;

	(void)state;
	open_city(&t);
	assert_ok(region_name(&t.cx, INT64_C(3272051001), &name));
	assert_string_equal(name, "Kel. Baros, Kec. Baros");
	assert_ok(region_name(&t.cx, 327205, &name));
	assert_string_equal(name, "Kec. Baros");
	assert_ok(region_name(&t.cx, 0, &name));
	assert_string_equal(name, "");
	test_close(&t);
}

static void of_two_with_one_name_the_kecamatan_is_said(void **state)
{
	static char depok[] = "3276";
	size_t n, twice = 0, once = 0;
	const struct region *list;
	struct options choices;
	struct test t;

	(void)state;
	test_open(&t);
	t.cx.city = 2;
	assert_ok(test_write(&t, install, depok));
	test_read_begin(&t);
	assert_ok(region_list(&t.cx, REGION_KELURAHAN, 0, &list, &n));
	assert_ok(region_options(&t.cx, NULL, &choices));
	for (size_t i = 0; i < n; i++) {
		bool curug = strcmp(list[i].name, "Curug") == 0;

		once += strcmp(list[i].said, list[i].name) == 0;
		twice += curug && strstr(list[i].said, list[i].parent_name) != NULL;
		assert_true(curug || strcmp(list[i].said, list[i].name) == 0);
	}
	assert_int_equal(twice, 2);
	assert_int_equal(once, n - 2);
	for (size_t i = 0; i < choices.n; i++)
		assert_string_not_equal(choices.items[i].label, "Curug");
	test_close(&t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_three_cities_are_in_the_program_with_all_their_kelurahan),
		cmocka_unit_test(ids_are_the_digits_of_the_code),
		cmocka_unit_test(installing_again_changes_nothing),
		cmocka_unit_test(a_city_file_of_another_city_is_refused),
		cmocka_unit_test(a_region_of_another_city_is_not_found),
		cmocka_unit_test(the_kelurahan_of_a_kecamatan_are_listed_by_code),
		cmocka_unit_test(choices_of_a_form_are_grouped_by_kecamatan_and_found_by_name),
		cmocka_unit_test(the_nearest_kelurahan_of_its_own_centroid_is_itself),
		cmocka_unit_test(names_say_kelurahan_and_kecamatan),
		cmocka_unit_test(of_two_with_one_name_the_kecamatan_is_said),
	};

	return cmocka_run_group_tests_name("region", tests, NULL, NULL);
}
