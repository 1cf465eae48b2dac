#include "platform/assets/assets.h"

#include "lib/testlib.h"

#include <string.h>

static void a_file_is_found_by_its_name_and_by_its_address(void **state)
{
	const struct asset *a = asset_find("melaju.js");

	(void)state;
	assert_non_null(a);
	assert_ptr_equal(asset_by_url(a->url), a);
	assert_string_equal(asset_url("melaju.js"), a->url);
	assert_null(asset_find("melaju.j"));
	assert_null(asset_by_url("/a/"));
	assert_null(asset_by_url(""));
}

static void the_address_carries_the_hash_of_the_bytes(void **state)
{
	const struct asset *a = asset_find("melaju.js");
	char part[11];

	(void)state;
	memcpy(part, a->hash, 10);
	part[10] = '\0';
	assert_non_null(strstr(a->url, part));
	assert_int_equal(a->data[a->size], 0);
	assert_true(a->br_size > 0 && a->br_size < a->gz_size && a->gz_size < a->size);
}

static void every_file_is_met_once_in_the_order_of_names(void **state)
{
	const struct asset *a, *before = NULL;
	size_t at = 0, n = 0;

	(void)state;
	while ((a = asset_next("", &at)) != NULL) {
		assert_true(before == NULL || strcmp(before->name, a->name) < 0);
		assert_ptr_equal(asset_find(a->name), a);
		before = a;
		n++;
	}
	assert_int_equal(n, at);
	at = 0;
	assert_null(asset_next("no such folder/", &at));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_file_is_found_by_its_name_and_by_its_address),
		cmocka_unit_test(the_address_carries_the_hash_of_the_bytes),
		cmocka_unit_test(every_file_is_met_once_in_the_order_of_names),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
