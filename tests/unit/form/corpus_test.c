/* Replays the saved inputs of the fuzz targets: what once broke a parser never does again. */
#include "fuzz/fuzz.c"
#include "lib/testlib.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void replay_file(const char *path, void (*target)(const uint8_t *p, size_t n))
{
	FILE *f = fopen(path, "rb");
	uint8_t *bytes = malloc(1 << 20), *exact;
	size_t n;

	assert_non_null(f);
	assert_non_null(bytes);
	n = fread(bytes, 1, 1 << 20, f);
	/* In a block of its own length, so that the sanitizer sees a byte read past it. */
	exact = malloc(n + 1);
	assert_non_null(exact);
	memcpy(exact, bytes, n);
	target(exact, n);
	free(exact);
	free(bytes);
	(void)fclose(f);
}

static void replay(const char *name, void (*target)(const uint8_t *p, size_t n))
{
	char path[512];
	struct dirent *e;
	unsigned files = 0;
	DIR *d;

	(void)snprintf(path, sizeof(path), "tests/fuzz/corpus/%s", name);
	d = opendir(path);
	assert_non_null(d);
	while ((e = readdir(d)) != NULL) {
		if (e->d_name[0] == '.')
			continue;
		(void)snprintf(path, sizeof(path), "tests/fuzz/corpus/%s/%s", name, e->d_name);
		replay_file(path, target);
		files++;
	}
	(void)closedir(d);
	assert_true(files >= 3);
}

static void urlencoded_bodies_are_read_without_harm(void **state)
{
	(void)state;
	replay("urlencoded", fuzz_urlencoded);
}

static void multipart_bodies_are_read_without_harm(void **state)
{
	(void)state;
	replay("multipart", fuzz_multipart);
}

static void json_bodies_are_read_without_harm(void **state)
{
	(void)state;
	replay("json", fuzz_json);
}

static void cookies_and_boundaries_are_read_without_harm(void **state)
{
	(void)state;
	replay("cookie", fuzz_cookie);
}

static void paths_are_read_without_harm(void **state)
{
	(void)state;
	replay("path", fuzz_path);
}

static void names_are_read_without_harm(void **state)
{
	(void)state;
	replay("name", fuzz_name);
}

static void sheets_are_read_without_harm(void **state)
{
	(void)state;
	replay("sheet", fuzz_sheet);
}

static void parts_of_workbooks_are_read_without_harm(void **state)
{
	(void)state;
	replay("book", fuzz_book);
}

static void what_authenticators_send_is_read_without_harm(void **state)
{
	(void)state;
	replay("passkey", fuzz_passkey);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(urlencoded_bodies_are_read_without_harm),
		cmocka_unit_test(multipart_bodies_are_read_without_harm),
		cmocka_unit_test(json_bodies_are_read_without_harm),
		cmocka_unit_test(cookies_and_boundaries_are_read_without_harm),
		cmocka_unit_test(paths_are_read_without_harm),
		cmocka_unit_test(names_are_read_without_harm),
		cmocka_unit_test(sheets_are_read_without_harm),
		cmocka_unit_test(parts_of_workbooks_are_read_without_harm),
		cmocka_unit_test(what_authenticators_send_is_read_without_harm),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
