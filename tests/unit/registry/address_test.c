/* RT and RW within an address, however they are written; and never what it does not say. */
#include "lib/testlib.h"

#include "base/macros.h"
#include "base/rng.h"
#include "base/str.h"
#include "feature/registry/fact.h"

#include <stdio.h>
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

static void assert_reads(const char *address, const char *rt, const char *rw)
{
	const char *got_rt, *got_rw;

	address_rt_rw(t.cx.arena, address, &got_rt, &got_rw);
	if (!str_eq(got_rt, rt) || !str_eq(got_rw, rw))
		fail_msg("%s: RT %s, RW %s", address, got_rt != NULL ? got_rt : "-",
			 got_rw != NULL ? got_rw : "-");
}

static void rt_and_rw_are_read_as_people_write_them(void **state)
{
	(void)state;
	assert_reads("Jl. Pelabuhan II No 5 RT 03/05", "003", "005");
	assert_reads("RT 03 RW 05", "003", "005");
	assert_reads("Jl. Otista 12, RT.03/RW.05", "003", "005");
	assert_reads("kp. cikole RT003/005", "003", "005");
	assert_reads("gg. masjid rt 3 rw 5", "003", "005");
	assert_reads("Gg. Masjid RW 05 RT 03", "003", "005");
	assert_reads("Jl. Siliwangi RT/RW 003/005 Kel. Cikole", "003", "005");
	assert_reads("Jl. Siliwangi RT/RW: 3 / 5", "003", "005");
	assert_reads("Jl. Siliwangi RT. 3 / RW. 5", "003", "005");
	assert_reads("Jl. Siliwangi No. 8 RT 11", "011", NULL);
	assert_reads("Jl. Siliwangi No. 8, Rw.02", NULL, "002");
	assert_reads("RT 03 RW 05, samping rumah Pak RT", "003", "005");
	assert_reads("RT 03 RW 05 (RT 3)", "003", "005");
}

static void what_is_no_rt_is_not_taken_for_one(void **state)
{
	(void)state;
	assert_reads("Jl. Pelabuhan II No 5/7", NULL, NULL);
	assert_reads("ART 5, Kertajaya 03", NULL, NULL);
	assert_reads("RTLH 5 Blok RTH 3", NULL, NULL);
	assert_reads("RT 2021", NULL, NULL);
	assert_reads("RT 5A", NULL, NULL);
	assert_reads("RT 000/000", NULL, NULL);
	assert_reads("Samping Pak RT, belakang RW", NULL, NULL);
	assert_reads("dekat RT 1.500", NULL, NULL);
	assert_reads("antara RT 03 dan RT 04 RW 05", NULL, NULL);
	assert_reads("RT", NULL, NULL);
	assert_reads("RT/RW", NULL, NULL);
	assert_reads("", NULL, NULL);
}

/* Any numbers, in any of the ways, between any words around them. */
static void every_way_of_writing_gives_the_same_numbers(void **state)
{
	static const struct {
		const char *lead, *between;
		int width;
	} ways[] = {
		{ "RT ", " RW ", 1 },    { "RT.", "/RW.", 2 },    { "RT", "/", 3 },
		{ "rt ", " rw ", 1 },    { "RT: ", ", RW: ", 1 }, { "Rt ", "/", 1 },
		{ "RT/RW ", "/", 3 },    { "RT ", " / RW ", 1 },  { "RT.", " RW.", 2 },
		{ "RT/RW: ", " / ", 1 },
	};
	static const char *const before[] = { "", "Jl. Pelabuhan II No 5 ", "Gg. Alpukat 3, ",
					      "Kp. Babakan, samping SDN 2; " };
	static const char *const after[] = { "", ", Kel. Cikole", " No. 17", " 43111" };
	char whole[200];
	struct rng rng;

	(void)state;
	rng_seed(&rng, 8);
	for (int i = 0; i < 5000; i++) {
		int rt = 1 + (int)rng_below(&rng, 999), rw = 1 + (int)rng_below(&rng, 999);
		size_t way = rng_below(&rng, LEN(ways));
		char rt_is[4], rw_is[4];

		(void)snprintf(whole, sizeof(whole), "%s%s%0*d%s%0*d%s",
			       before[rng_below(&rng, LEN(before))], ways[way].lead,
			       ways[way].width, rt, ways[way].between, ways[way].width, rw,
			       after[rng_below(&rng, LEN(after))]);
		(void)snprintf(rt_is, sizeof(rt_is), "%03u", (unsigned)rt % 1000U);
		(void)snprintf(rw_is, sizeof(rw_is), "%03u", (unsigned)rw % 1000U);
		assert_reads(whole, rt_is, rw_is);
	}
}

/* Whatever the text, what comes out is three digits that stand in it, or nothing. */
static void any_text_gives_numbers_that_stand_in_it_or_none(void **state)
{
	static const char letters[] = "RTrtWw .,/:-0123459aA";
	const char *got[2];
	struct rng rng;
	char s[24];

	(void)state;
	rng_seed(&rng, 9);
	for (int i = 0; i < 20000; i++) {
		size_t n = rng_below(&rng, sizeof(s));

		for (size_t k = 0; k < n; k++)
			s[k] = letters[rng_below(&rng, sizeof(letters) - 1)];
		s[n] = '\0';
		address_rt_rw(t.cx.arena, s, &got[0], &got[1]);
		for (size_t k = 0; k < LEN(got); k++)
			if (got[k] != NULL) {
				assert_int_equal(strlen(got[k]), 3);
				assert_string_not_equal(got[k], "000");
				assert_non_null(strstr(s, got[k] + strspn(got[k], "0")));
			}
	}
}

static void an_address_that_tells_rt_and_rw_needs_no_second_word(void **state)
{
	struct arena *a = t.cx.arena;

	(void)state;
	assert_true(address_tells(a, "Jl. Pelabuhan II RT 005 RW 008", "005", "008"));
	assert_true(address_tells(a, "Kp. Babakan RT 5/8", "005", "008"));
	assert_true(address_tells(a, "Kp. Babakan RT 5", "005", NULL));
	assert_false(address_tells(a, "Kp. Babakan RT 5", "005", "008"));
	assert_false(address_tells(a, "Kp. Babakan RT 5/8", "006", "008")); /* they disagree */
	assert_false(address_tells(a, "Kp. Babakan", "005", "008"));
	assert_false(address_tells(a, NULL, "005", "008"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(rt_and_rw_are_read_as_people_write_them),
		cmocka_unit_test(what_is_no_rt_is_not_taken_for_one),
		cmocka_unit_test(every_way_of_writing_gives_the_same_numbers),
		cmocka_unit_test(an_address_that_tells_rt_and_rw_needs_no_second_word),
		cmocka_unit_test(any_text_gives_numbers_that_stand_in_it_or_none),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
