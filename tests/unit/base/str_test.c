#include "lib/testlib.h"

#include "base/str.h"

#include <string.h>

static struct arena *a;

static int open_arena(void **state)
{
	(void)state;
	a = arena_new(0);
	return 0;
}

static int close_arena(void **state)
{
	(void)state;
	arena_free(a);
	return 0;
}

static const char *clean(const char *s)
{
	return str_clean(a, s, strlen(s));
}

static void comparisons_accept_null(void **state)
{
	(void)state;
	assert_true(str_eq(NULL, NULL));
	assert_false(str_eq("", NULL));
	assert_true(str_eq("a", "a"));
	assert_true(str_blank(NULL));
	assert_true(str_blank(" \t\n"));
	assert_false(str_blank(" x "));
	assert_true(str_starts("abc", "ab") && !str_starts("a", "ab"));
	assert_true(str_ends("abc", "bc") && !str_ends("c", "bc"));
}

static void only_a_whole_number_within_range_is_read(void **state)
{
	static const char *const wrong[] = {
		"",
		"-",
		"+1",
		" 1",
		"1 ",
		"1x",
		"0x1",
		"1.0",
		"9223372036854775808",
		"-9223372036854775809",
		"99999999999999999999",
	};
	int64_t v = 7;
	size_t i;

	(void)state;
	for (i = 0; i < LEN(wrong); i++)
		assert_false(str_i64(wrong[i], &v));
	assert_int_equal(v, 7);
	assert_true(str_i64("9223372036854775807", &v) && v == INT64_MAX);
	assert_true(str_i64("-9223372036854775808", &v) && v == INT64_MIN);
	assert_true(str_i64("0", &v) && v == 0);
}

/* A decoder after the table of the Unicode standard (3-7), which shares nothing with str.c. */
static bool well_formed(const unsigned char *s, size_t n)
{
	unsigned low = 0x80, high = 0xbf;
	size_t need = s[0] < 0x80 ? 1 : s[0] < 0xc2 ? 0 : s[0] < 0xe0 ? 2 : s[0] < 0xf0 ? 3 : 4, i;

	if (s[0] == 0 || s[0] > 0xf4 || need != n)
		return false;
	if (s[0] == 0xe0)
		low = 0xa0;
	else if (s[0] == 0xf0)
		low = 0x90;
	else if (s[0] == 0xed)
		high = 0x9f;
	else if (s[0] == 0xf4)
		high = 0x8f;
	for (i = 1; i < n; i++, low = 0x80, high = 0xbf)
		if (s[i] < low || s[i] > high)
			return false;
	return true;
}

static void utf8_is_valid_exactly_as_unicode_says(void **state)
{
	static const unsigned char tails[] = { 0x00, 0x41, 0x7f, 0x80, 0x8f, 0x90,
					       0x9f, 0xa0, 0xbf, 0xc0, 0xff };
	unsigned char s[4];
	unsigned lead;
	size_t i, j, k;

	(void)state;
	for (lead = 0; lead < 256; lead++) {
		s[0] = (unsigned char)lead;
		assert_int_equal(utf8_valid((char *)s, 1), well_formed(s, 1));
		for (i = 0; i < LEN(tails); i++) {
			s[1] = tails[i];
			if (lead >= 0x80)
				assert_int_equal(utf8_valid((char *)s, 2), well_formed(s, 2));
			for (j = 0; lead >= 0xe0 && j < LEN(tails); j++) {
				s[2] = tails[j];
				assert_int_equal(utf8_valid((char *)s, 3), well_formed(s, 3));
				for (k = 0; lead >= 0xf0 && k < LEN(tails); k++) {
					s[3] = tails[k];
					assert_int_equal(utf8_valid((char *)s, 4),
							 well_formed(s, 4));
				}
			}
		}
	}
	assert_true(utf8_valid("", 0));
	assert_int_equal(utf8_length("aé€😀"), 4);
}

static void typed_text_is_cleaned(void **state)
{
	(void)state;
	assert_string_equal(clean("  a\r\nb\rc \n"), "a\nb\nc");
	assert_string_equal(clean("a\tb"), "a\tb");
	assert_string_equal(clean("a\x01\x1b[31m\x7f"
				  "b"),
			    "a[31mb");
	assert_string_equal(clean("a\xc2\x85\xc2\x9f"
				  "b"),
			    "ab");
	assert_string_equal(clean("Rp\xe2\x80\xae"
				  "001\xe2\x80\xac\xe2\x81\xa6x\xe2\x81\xa9"),
			    "Rp001x");
	assert_string_equal(clean("e\xcc\x81"), "\xc3\xa9");
	assert_string_equal(clean(""), "");
	assert_string_equal(clean(" \n "), "");
}

static void text_that_is_not_utf8_is_refused(void **state)
{
	(void)state;
	assert_null(clean("a\xff"));
	assert_null(clean("\xc0\xaf"));
	assert_null(clean("\xed\xa0\x80"));
	assert_null(str_clean(a, "a\0b", 3));
}

static void cleaning_twice_changes_nothing(void **state)
{
	struct rng rng;
	char s[40];
	int i, n, kept = 0;

	(void)state;
	rng_seed(&rng, 9);
	for (i = 0; i < 20000; i++) {
		static const char *const parts[] = { "a",        " ",        "\n",   "\r",
						     "\t",       "\xcc\x81", "e",    "\xe2\x80\xae",
						     "\xc2\x85", "é",        "\x02", "😀" };
		const char *once;

		for (s[0] = '\0', n = 0; n < 8; n++) {
			const char *part = parts[rng_below(&rng, LEN(parts))];

			memcpy(s + strlen(s), part, strlen(part) + 1);
		}
		once = clean(s);
		assert_non_null(once);
		assert_string_equal(clean(once), once);
		kept += *once != '\0';
	}
	assert_true(kept > 10000);
}

static void folding_makes_spellings_alike(void **state)
{
	(void)state;
	assert_string_equal(str_fold(a, "  JL. Ahmad-Yani,  No. 12/A "), "jl ahmad yani no 12 a");
	assert_string_equal(str_fold(a, "Éné ÇÃ"), "ene ca");
	assert_string_equal(str_fold(a, "ﬁsh ①"), "fish 1");
	assert_string_equal(str_fold(a, "..."), "");
	assert_string_equal(str_fold(a, ""), "");
}

static void hex_makes_the_round_trip(void **state)
{
	unsigned char bytes[256], back[256];
	char text[513];
	int i;

	(void)state;
	for (i = 0; i < 256; i++)
		bytes[i] = (unsigned char)i;
	hex_text(bytes, 256, text);
	assert_int_equal(strlen(text), 512);
	assert_true(hex_read(text, back, 256));
	assert_memory_equal(bytes, back, 256);
	assert_true(hex_read("aBfF", back, 2));
	assert_false(hex_read("0g", back, 1));
	assert_false(hex_read("0", back, 1));
	assert_false(hex_read("000", back, 1));
}

static void base64url_is_that_of_rfc_4648(void **state)
{
	(void)state;
	assert_string_equal(base64url(a, "", 0), "");
	assert_string_equal(base64url(a, "f", 1), "Zg");
	assert_string_equal(base64url(a, "fo", 2), "Zm8");
	assert_string_equal(base64url(a, "foo", 3), "Zm9v");
	assert_string_equal(base64url(a, "foobar", 6), "Zm9vYmFy");
	assert_string_equal(base64url(a, "\xfb\xff\xfe", 3), "-__-");
}

static void splitting_keeps_empty_pieces(void **state)
{
	char **pieces;
	size_t n;

	(void)state;
	str_split(a, "a,,b,", ',', &pieces, &n);
	assert_int_equal(n, 4);
	assert_string_equal(pieces[0], "a");
	assert_string_equal(pieces[1], "");
	assert_string_equal(pieces[2], "b");
	assert_string_equal(pieces[3], "");
	str_split(a, "x", ',', &pieces, &n);
	assert_int_equal(n, 1);
	assert_string_equal(pieces[0], "x");
}

static void only_a_whole_piece_is_listed(void **state)
{
	(void)state;
	assert_true(str_listed("a,bc,d", ',', "a"));
	assert_true(str_listed("a,bc,d", ',', "bc"));
	assert_true(str_listed("a,bc,d", ',', "d"));
	assert_false(str_listed("a,bc,d", ',', "b"));
	assert_false(str_listed("a,bc,d", ',', "c"));
	assert_false(str_listed("a,bc,d", ',', "a,bc"));
	assert_false(str_listed("a b", ',', "a"));
	assert_false(str_listed("a,b", ',', ""));
	assert_true(str_listed("", ',', ""));
}

static void a_host_name_is_read_as_browsers_send_it(void **state)
{
	static const char *const wrong[] = {
		"",       ".",      ":80", "a..b",   "-a.id",    "a-.id",       "a.id:8x",
		"a b",    "a_b.id", "a/b", "a@b.id", "[::1]:80", "a.id:123456", "\xc3\xa9.id",
		"a.id\n", "a,b"
	};
	char host[STR_HOST], longest[300];

	(void)state;
	assert_true(str_host("Melaju.Depok.GO.id:8080", host));
	assert_string_equal(host, "melaju.depok.go.id");
	assert_true(str_host("a.id.", host));
	assert_string_equal(host, "a.id");
	assert_true(str_host("127.0.0.1", host));
	assert_true(str_host("a.id:", host));
	for (size_t i = 0; i < LEN(wrong); i++)
		if (str_host(wrong[i], host))
			fail_msg("taken: %s", wrong[i]);
	memset(longest, 'a', sizeof(longest));
	longest[63] = '.';
	longest[64 + 63] = '\0';
	assert_true(str_host(longest, host));
	longest[64 + 63] = 'a';
	longest[64 + 64] = '\0';
	assert_false(str_host(longest, host)); /* a label of 64 */
	for (size_t i = 0; i < sizeof(longest); i++)
		longest[i] = i % 2 ? '.' : 'a';
	longest[STR_HOST - 1] = '\0';
	assert_true(str_host(longest, host));
	longest[STR_HOST - 1] = '.';
	longest[STR_HOST] = 'a';
	longest[STR_HOST + 1] = '\0';
	assert_false(str_host(longest, host));
}

static void a_list_grows_by_commas(void **state)
{
	const char *list = NULL;

	(void)state;
	list = str_and(a, list, "makan");
	assert_string_equal(list, "makan");
	list = str_and(a, list, "sandang");
	assert_string_equal(str_and(a, list, ""), "makan, sandang, ");
	assert_string_equal(str_and(a, "", "makan"), "makan");
}

static void digits_are_those_of_every_number(void **state)
{
	(void)state;
	assert_string_equal(str_digits(a, 0), "0");
	assert_string_equal(str_digits(a, -70), "-70");
	assert_string_equal(str_digits(a, INT64_MAX), "9223372036854775807");
	assert_string_equal(str_digits(a, INT64_MIN), "-9223372036854775808");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define T(f) cmocka_unit_test_setup_teardown(f, open_arena, close_arena)
		T(comparisons_accept_null),
		T(only_a_whole_number_within_range_is_read),
		T(utf8_is_valid_exactly_as_unicode_says),
		T(typed_text_is_cleaned),
		T(text_that_is_not_utf8_is_refused),
		T(cleaning_twice_changes_nothing),
		T(folding_makes_spellings_alike),
		T(hex_makes_the_round_trip),
		T(base64url_is_that_of_rfc_4648),
		T(splitting_keeps_empty_pieces),
		T(only_a_whole_piece_is_listed),
		T(a_host_name_is_read_as_browsers_send_it),
		T(a_list_grows_by_commas),
		T(digits_are_those_of_every_number),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
