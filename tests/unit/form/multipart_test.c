#include "platform/form/form.h"

#include "lib/testlib.h"
#include "text/form.h"

#include <string.h>

enum { NAME, PHOTOS };

static const struct field fields[] = {
	[NAME] = { .name = "name", .kind = FIELD_TEXT, .label = T_FORM_JSON },
	[PHOTOS] = { .name = "photos",
		     .kind = FIELD_FILES,
		     .label = T_FORM_JSON,
		     .max = 10,
		     .max_value = 2 },
	{ .kind = FIELD_END },
};
static const struct form_def def = { .name = "photos", .fields = fields, .multipart = true };

static struct test t;

static int open_plain(void **state)
{
	(void)state;
	test_open_plain(&t);
	return 0;
}

static int close_plain(void **state)
{
	(void)state;
	test_close(&t);
	return 0;
}

static enum err parse(const char *body, struct form **ret)
{
	*ret = form_new(&t.cx, &def);
	return form_parse_multipart(&t.cx, *ret, "XX", body, strlen(body));
}

#define PART_NAME "--XX\r\nContent-Disposition: form-data; name=\"name\"\r\n\r\n"
#define PART_FILE(name)                                                                      \
	"--XX\r\nContent-Disposition: form-data; name=\"photos\"; filename=\"" name "\"\r\n" \
	"Content-Type: image/jpeg\r\n\r\n"

static void values_and_files_are_found_in_place(void **state)
{
	static const char body[] = "preamble\r\n" PART_NAME "Budi\r\n" PART_FILE(
	    "C:\\foto\\a.jpg") "12\r\n--X3\r\n" PART_FILE("b.jpg") "\r\n--XX--\r\n";
	const struct upload *files;
	struct form *f;

	(void)state;
	assert_ok(parse(body, &f));
	assert_ok(form_validate(&t.cx, f));
	assert_string_equal(form_text(f, NAME), "Budi");
	assert_int_equal(form_files(f, PHOTOS, &files), 2);
	assert_string_equal(files[0].name, "a.jpg");
	assert_string_equal(files[0].type, "image/jpeg");
	assert_int_equal(files[0].bytes.n, 8);
	assert_memory_equal(files[0].bytes.p, "12\r\n--X3", 8);
	assert_true((const char *)files[0].bytes.p > body &&
		    (const char *)files[0].bytes.p < body + sizeof(body));
}

static void a_file_input_left_alone_counts_as_none(void **state)
{
	const struct upload *files;
	struct form *f;

	(void)state;
	assert_ok(parse(PART_FILE("") "\r\n--XX--", &f));
	assert_int_equal(form_files(f, PHOTOS, &files), 0);
	assert_true(form_ok(f));
}

static void too_many_too_big_and_empty_files_are_problems(void **state)
{
	struct form *f;
	const struct problem *p;

	(void)state;
	assert_ok(parse(
	    PART_FILE("a") "12345678901\r\n" PART_FILE("b") "1\r\n" PART_FILE("c") "\r\n--XX--",
	    &f));
	assert_ok(form_validate(&t.cx, f));
	assert_int_equal(form_problems(f, &p), 3);
}

static void a_body_cut_anywhere_is_refused_as_a_whole(void **state)
{
	static const char body[] = PART_NAME "Budi\r\n" PART_FILE("a") "123\r\n--XX--";
	struct form *f;
	size_t n;

	(void)state;
	for (n = 0; n < sizeof(body) - 1; n++) {
		f = form_new(&t.cx, &def);
		assert_int_equal(form_parse_multipart(&t.cx, f, "XX", body, n), ERR_INVALID);
		assert_false(form_ok(f));
	}
	assert_ok(parse(body, &f));
}

static void a_boundary_that_is_none_is_refused(void **state)
{
	struct form *f = form_new(&t.cx, &def);
	char longest[100];

	(void)state;
	memset(longest, 'x', sizeof(longest) - 1);
	longest[sizeof(longest) - 1] = '\0';
	assert_int_equal(form_parse_multipart(&t.cx, f, "", "----", 4), ERR_INVALID);
	assert_int_equal(form_parse_multipart(&t.cx, f, longest, "----", 4), ERR_INVALID);
}

static void text_in_the_place_of_a_file_is_a_problem(void **state)
{
	struct form *f;

	(void)state;
	assert_ok(parse(
	    "--XX\r\nContent-Disposition: form-data; name=\"photos\"\r\n\r\nhi\r\n--XX--", &f));
	assert_false(form_ok(f));
}

#define T(fn) cmocka_unit_test_setup_teardown(fn, open_plain, close_plain)

/* ---- the same files in JSON -------------------------------------------------------------- */

static struct form *sent_json(const char *body)
{
	struct form *f = form_new(&t.cx, &def);

	assert_ok(form_parse_json(&t.cx, f, body, strlen(body)));
	assert_ok(form_validate(&t.cx, f));
	return f;
}

static void files_in_json_are_those_of_multipart(void **state)
{
	const struct upload *files;
	struct form *f;

	(void)state;
	f = sent_json("{\"name\":\"a\",\"photos\":[{\"name\":\"C:\\\\x\\\\a.jpg\",\"type\":"
		      "\"image/jpeg\",\"data\":\"AP8Q\"},{\"data\":\"aGVsbG8=\"}]}");
	assert_true(form_ok(f));
	assert_int_equal(form_files(f, PHOTOS, &files), 2);
	assert_string_equal(files[0].name, "a.jpg");
	assert_string_equal(files[0].type, "image/jpeg");
	assert_int_equal(files[0].bytes.n, 3);
	assert_memory_equal(files[0].bytes.p, "\0\xff\x10", 3);
	assert_int_equal(files[1].bytes.n, 5);
	assert_memory_equal(files[1].bytes.p, "hello", 5);
}

static void files_in_json_obey_the_same_limits(void **state)
{
	static const char *const wrong[] = {
		"{\"photos\":[{\"data\":\"MDEyMzQ1Njc4OWE=\"}]}", /* eleven bytes of ten */
		"{\"photos\":[{\"data\":\"YQ==\"},{\"data\":\"YQ==\"},{\"data\":\"YQ==\"}]}",
		"{\"photos\":[{\"data\":\"\"}]}",
		"{\"photos\":[{\"data\":\"no base64!\"}]}",
		"{\"photos\":[{\"data\":\"YQ\"}]}",
		"{\"photos\":[{\"data\":5}]}",
		"{\"photos\":[\"YQ==\"]}",
		"{\"photos\":[[]]}",
		"{\"photos\":\"YQ==\"}",
		"{\"name\":[{\"data\":\"YQ==\"}]}",
	};
	size_t i;

	(void)state;
	for (i = 0; i < LEN(wrong); i++)
		if (form_ok(sent_json(wrong[i])))
			fail_msg("taken: %s", wrong[i]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(files_in_json_are_those_of_multipart),
		T(files_in_json_obey_the_same_limits),
		T(values_and_files_are_found_in_place),
		T(a_file_input_left_alone_counts_as_none),
		T(too_many_too_big_and_empty_files_are_problems),
		T(a_body_cut_anywhere_is_refused_as_a_whole),
		T(a_boundary_that_is_none_is_refused),
		T(text_in_the_place_of_a_file_is_a_problem),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
