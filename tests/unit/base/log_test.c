/* What a line of the log says, read from the other end of its pipe. */
#include "lib/testlib.h"

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "base/log.h"

static char line[4096];

/* Writes one line with such a detail, and gives it back. */
static const char *logged(const char *detail)
{
	int ends[2], full = open("/dev/full", O_WRONLY), kept = dup(STDERR_FILENO);
	ssize_t n;

	assert_int_equal(pipe(ends), 0);
	log_enable(true);
	/* The line before it finds no room. */
	assert_true(dup2(full, STDERR_FILENO) >= 0);
	LOG(LOG_INFO, 0, "http", LOG_TEXT("detail", "lost"), LOG_NUM("status", 404));
	assert_true(dup2(ends[1], STDERR_FILENO) >= 0);
	LOG(LOG_INFO, 0, "http", LOG_TEXT("detail", detail), LOG_NUM("status", 404));
	log_enable(false);
	assert_true(dup2(kept, STDERR_FILENO) >= 0);
	n = read(ends[0], line, sizeof(line) - 1);
	assert_true(n > 0);
	line[n] = '\0';
	(void)close(full);
	(void)close(ends[0]);
	(void)close(ends[1]);
	(void)close(kept);
	return line;
}

static void a_line_is_one_object_with_what_it_was_given(void **state)
{
	(void)state;
	assert_string_equal(
	    logged("say \"a\\b\"\n"),
	    "{\"t\":\"1970-01-01T00:00:00.000Z\",\"level\":\"info\",\"event\":\"http\","
	    "\"detail\":\"say \\\"a\\\\b\\\"\\u000a\",\"status\":404}\n");
}

/* A NIK or a telephone number typed where an id stands is not written down. */
static void digits_that_may_be_somebodys_stay_out(void **state)
{
	(void)state;
	assert_null(strstr(logged("3272011506450012 is out of scope"), "32720115"));
	assert_non_null(strstr(logged("3272011506450012 is out of scope"), "(16 digits) is out"));
	assert_null(strstr(logged("081234567890"), "0812"));
	assert_non_null(strstr(logged("case 383253466052567040 is gone"), "383253466052567040"));
	assert_non_null(strstr(logged("region 32720210 of 12"), "region 32720210 of 12"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_line_is_one_object_with_what_it_was_given),
		cmocka_unit_test(digits_that_may_be_somebodys_stay_out),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
