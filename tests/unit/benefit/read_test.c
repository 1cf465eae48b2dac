/* Periods, amounts and states as lists write them: understood, or refused with what to write. */
#include "lib/testlib.h"

#include "base/str.h"
#include "feature/benefit/benefit.h"
#include "text/benefit.h"

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

static void a_period_is_understood_however_it_is_written(void **state)
{
	static const struct {
		const char *written, *period;
	} cases[] = {
		{ "2026-03", "2026-03" },
		{ "03/2026", "2026-03" },
		{ "Maret 2026", "2026-03" },
		{ "bulan Mar 2026", "2026-03" },
		{ "MEI 2026", "2026-05" },
		{ "TW1 2026", "2026-TW1" },
		{ "Triwulan IV Tahun 2026", "2026-TW4" },
		{ "Januari - Maret 2026", "2026-TW1" },
		{ "Jan s.d. Mar 2026", "2026-TW1" },
		{ "April, Mei, Juni 2026", "2026-TW2" },
		{ "Tahap 2 tahun 2026", "2026-TH2" },
		{ "2026-TH2", "2026-TH2" },
		{ "2026-TW3", "2026-TW3" },
		{ "2026", "2026" },
		{ "TA 2026", "2026" },
		{ "2026-03-15", "2026-03-15" },
		{ "15/03/2026", "2026-03-15" },
		{ "15 Maret 2026", "2026-03-15" },
	};
	static const char *const none[] = {
		"",          "Maret",      "26-03",           "triwulan 5 2026",
		"2026-13",   "31/02/2026", "Feb - Mei 2026",  "tahun lalu",
		"2026 2027", "I 2026",     "semester 1 2026", "Januari Juni 2026"
	};

	(void)state;
	for (size_t i = 0; i < LEN(cases); i++) {
		const char *got = benefit_period_read(&t.cx, cases[i].written);

		if (got == NULL || !str_eq(got, cases[i].period))
			fail_msg("%s: %s", cases[i].written, got != NULL ? got : "nothing");
		assert_string_equal(benefit_period_read(&t.cx, got), got);
		assert_int_not_equal(benefit_period_on(got), DATE_NONE);
	}
	for (size_t i = 0; i < LEN(none); i++)
		if (benefit_period_read(&t.cx, none[i]) != NULL)
			fail_msg("%s: %s", none[i], benefit_period_read(&t.cx, none[i]));
	assert_int_equal(benefit_period_on("2026-TW2"), date_from_ymd(2026, 4, 1));
	assert_string_equal(benefit_period_words(&t.cx, "2026-TW1"), "triwulan I 2026");
	assert_string_equal(benefit_period_words(&t.cx, "2026-03"), "Maret 2026");
}

static void an_amount_is_whole_rupiah_or_refused_with_what_to_write(void **state)
{
	static const struct {
		const char *written;
		int64_t amount;
	} good[] = {
		{ "200000", 200000 },         { "Rp 200.000", 200000 }, { "Rp200.000,-", 200000 },
		{ "Rp. 200.000,00", 200000 }, { "200000,00", 200000 },  { "200,000", 200000 },
		{ "200,000.00", 200000 },     { "2.400.000", 2400000 }, { "IDR 600000", 600000 },
		{ "'600000", 600000 },        { "200000.0", 200000 },   { "0", 0 },
	};
	static const struct {
		const char *written;
		enum text fault;
	} bad[] = {
		{ "2,4 jt", T_BENEFIT_F_SHORT },     { "600rb", T_BENEFIT_F_SHORT },
		{ "2,4", T_BENEFIT_F_CENTS },        { "200000,50", T_BENEFIT_F_CENTS },
		{ "-200000", T_BENEFIT_F_NEGATIVE }, { "2E+05", T_BENEFIT_F_SPOILED },
		{ "gratis", T_BENEFIT_F_AMOUNT },    { "200000 per bulan", T_BENEFIT_F_AMOUNT },
		{ "200.0000", T_BENEFIT_F_CENTS },   { "9999999999999", T_BENEFIT_F_TOO_MUCH },
	};
	int64_t v;

	(void)state;
	for (size_t i = 0; i < LEN(good); i++) {
		v = -1;
		if (benefit_amount_read(good[i].written, &v) != T__NONE || v != good[i].amount)
			fail_msg("%s: %lld", good[i].written, (long long)v);
	}
	for (size_t i = 0; i < LEN(bad); i++)
		if (benefit_amount_read(bad[i].written, &v) != bad[i].fault)
			fail_msg("%s", bad[i].written);
}

static void states_and_goods_are_read_in_the_words_of_lists(void **state)
{
	enum benefit_state s;
	const char *goods;
	int64_t n;

	(void)state;
	assert_int_equal(benefit_state_read(&t.cx, "Tersalur", &s), T__NONE);
	assert_int_equal(s, BENEFIT_PAID);
	assert_int_equal(benefit_state_read(&t.cx, "SUDAH SALUR", &s), T__NONE);
	assert_int_equal(s, BENEFIT_PAID);
	assert_int_equal(benefit_state_read(&t.cx, "Gagal salur", &s), T__NONE);
	assert_int_equal(s, BENEFIT_FAILED);
	assert_int_equal(benefit_state_read(&t.cx, "non-aktif", &s), T__NONE);
	assert_int_equal(s, BENEFIT_STOPPED);
	assert_int_equal(benefit_state_read(&t.cx, "mungkin", &s), T_BENEFIT_F_STATE);
	assert_int_equal(benefit_goods_read(&t.cx, "10 kg beras", &n, &goods), T__NONE);
	assert_int_equal(n, 10);
	assert_string_equal(goods, "kg beras");
	assert_int_equal(benefit_goods_read(&t.cx, "1,5 kg", &n, &goods), T_BENEFIT_F_GOODS);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(a_period_is_understood_however_it_is_written, setup,
						teardown),
		cmocka_unit_test_setup_teardown(
		    an_amount_is_whole_rupiah_or_refused_with_what_to_write, setup, teardown),
		cmocka_unit_test_setup_teardown(states_and_goods_are_read_in_the_words_of_lists,
						setup, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
