#include "lib/testlib.h"

#include "platform/i18n/i18n.h"

static struct ctx cx;

static int open_ctx(void **state)
{
	(void)state;
	ctx_init(&cx, NULL, TEST_NOW);
	return 0;
}

static int close_ctx(void **state)
{
	(void)state;
	ctx_release(&cx);
	return 0;
}

static void an_instant_is_said_in_both_languages(void **state)
{
	(void)state;
	assert_string_equal(say_instant(&cx, TEST_NOW), "Sabtu, 21 November 2026 21.40");
	assert_string_equal(say_instant_short(&cx, TEST_NOW), "21 Nov 2026 21.40");
	cx.lang = LANG_EN;
	assert_string_equal(say_instant(&cx, TEST_NOW), "Saturday, 21 November 2026 21:40");
	assert_string_equal(say_instant_short(&cx, TEST_NOW), "21 Nov 2026 21:40");
}

static void a_date_has_indonesian_names_all_year(void **state)
{
	static const struct {
		int month, day;
		const char *said, *brief;
	} golden[] = {
		{ 1, 1, "Kamis, 1 Januari 2026", "1 Jan 2026" },
		{ 2, 28, "Sabtu, 28 Februari 2026", "28 Feb 2026" },
		{ 3, 8, "Minggu, 8 Maret 2026", "8 Mar 2026" },
		{ 4, 30, "Kamis, 30 April 2026", "30 Apr 2026" },
		{ 5, 5, "Selasa, 5 Mei 2026", "5 Mei 2026" },
		{ 6, 1, "Senin, 1 Juni 2026", "1 Jun 2026" },
		{ 7, 17, "Jumat, 17 Juli 2026", "17 Jul 2026" },
		{ 8, 19, "Rabu, 19 Agustus 2026", "19 Agu 2026" },
		{ 9, 9, "Rabu, 9 September 2026", "9 Sep 2026" },
		{ 10, 10, "Sabtu, 10 Oktober 2026", "10 Okt 2026" },
		{ 11, 21, "Sabtu, 21 November 2026", "21 Nov 2026" },
		{ 12, 31, "Kamis, 31 Desember 2026", "31 Des 2026" },
	};
	size_t i;

	(void)state;
	for (i = 0; i < LEN(golden); i++) {
		int32_t date = date_from_ymd(2026, golden[i].month, golden[i].day);

		assert_string_equal(say_date(&cx, date), golden[i].said);
		assert_string_equal(say_date_short(&cx, date), golden[i].brief);
	}
}

static void the_zone_is_the_city_s_and_wib_without_one(void **state)
{
	struct app app = { .zone_minutes = 540 };

	(void)state;
	assert_string_equal(iso_instant(&cx, TEST_NOW), "2026-11-21T21:40:00+07:00");
	cx.app = &app;
	assert_string_equal(iso_instant(&cx, TEST_NOW), "2026-11-21T23:40:00+09:00");
	assert_string_equal(say_instant_short(&cx, TEST_NOW + 30 * USEC_MINUTE),
			    "22 Nov 2026 00.10");
	app.zone_minutes = 0;
	assert_int_equal(zone_of(&cx), 420);
}

static void a_duration_says_its_largest_unit_rounded_down(void **state)
{
	static const struct {
		int64_t usec;
		const char *id, *en;
	} golden[] = {
		{ 0, "kurang dari semenit", "less than a minute" },
		{ USEC_MINUTE - 1, "kurang dari semenit", "less than a minute" },
		{ USEC_MINUTE, "1 menit", "1 minute" },
		{ USEC_HOUR - 1, "59 menit", "59 minutes" },
		{ USEC_HOUR, "1 jam", "1 hour" },
		{ 3 * USEC_HOUR + 59 * USEC_MINUTE, "3 jam", "3 hours" },
		{ USEC_DAY, "1 hari", "1 day" },
		{ 59 * USEC_DAY, "59 hari", "59 days" },
		{ 60 * USEC_DAY, "2 bulan", "2 months" },
		{ 729 * USEC_DAY, "24 bulan", "24 months" },
		{ 730 * USEC_DAY, "2 tahun", "2 years" },
	};
	size_t i;

	(void)state;
	for (i = 0; i < LEN(golden); i++) {
		cx.lang = LANG_ID;
		assert_string_equal(say_duration(&cx, golden[i].usec), golden[i].id);
		cx.lang = LANG_EN;
		assert_string_equal(say_duration(&cx, golden[i].usec), golden[i].en);
	}
}

static void a_deadline_is_seen_from_now(void **state)
{
	(void)state;
	assert_string_equal(say_due(&cx, TEST_NOW + 2 * USEC_DAY + USEC_HOUR), "2 hari lagi");
	assert_string_equal(say_due(&cx, TEST_NOW + 14 * USEC_HOUR), "14 jam lagi");
	assert_string_equal(say_due(&cx, TEST_NOW - 3 * USEC_HOUR), "terlambat 3 jam");
	assert_string_equal(say_due(&cx, TEST_NOW), "sekarang");
	assert_string_equal(say_due(&cx, TEST_NOW + USEC_MINUTE - 1), "sekarang");
	assert_string_equal(say_due(&cx, TEST_NOW - USEC_MINUTE), "terlambat 1 menit");
	cx.lang = LANG_EN;
	assert_string_equal(say_due(&cx, TEST_NOW + 2 * USEC_DAY), "2 days left");
	assert_string_equal(say_due(&cx, TEST_NOW - USEC_HOUR), "1 hour late");
}

static void what_is_left_is_never_told_an_hour_short(void **state)
{
	static const struct {
		int64_t left;
		const char *id, *en;
	} golden[] = {
		{ USEC_MINUTE, "1 menit lagi", "1 minute left" },
		{ 59 * USEC_MINUTE + 29 * USEC_SECOND, "59 menit lagi", "59 minutes left" },
		{ 59 * USEC_MINUTE + 30 * USEC_SECOND, "1 jam lagi", "1 hour left" },
		{ USEC_HOUR + USEC_MINUTE, "1 jam 1 menit lagi", "1 hour 1 minute left" },
		{ 3 * USEC_HOUR, "3 jam lagi", "3 hours left" },
		{ 3 * USEC_HOUR - 10 * USEC_SECOND, "3 jam lagi", "3 hours left" },
		{ 3 * USEC_HOUR - USEC_MINUTE, "2 jam 59 menit lagi", "2 hours 59 minutes left" },
		{ 6 * USEC_HOUR - USEC_MINUTE, "5 jam 59 menit lagi", "5 hours 59 minutes left" },
		{ 6 * USEC_HOUR + 29 * USEC_MINUTE, "6 jam lagi", "6 hours left" },
		{ 6 * USEC_HOUR + 30 * USEC_MINUTE, "7 jam lagi", "7 hours left" },
		{ USEC_DAY - USEC_MINUTE, "24 jam lagi", "24 hours left" },
		{ 2 * USEC_DAY - 31 * USEC_MINUTE, "47 jam lagi", "47 hours left" },
		{ 2 * USEC_DAY - USEC_MINUTE, "2 hari lagi", "2 days left" },
		{ 3 * USEC_DAY - USEC_MINUTE, "3 hari lagi", "3 days left" },
		{ 59 * USEC_DAY, "59 hari lagi", "59 days left" },
		{ 60 * USEC_DAY, "2 bulan lagi", "2 months left" },
		{ INT64_C(-3) * USEC_HOUR + USEC_MINUTE, "terlambat 2 jam 59 menit",
		  "2 hours 59 minutes late" },
	};

	(void)state;
	for (size_t i = 0; i < LEN(golden); i++) {
		cx.lang = LANG_ID;
		assert_string_equal(say_due(&cx, TEST_NOW + golden[i].left), golden[i].id);
		cx.lang = LANG_EN;
		assert_string_equal(say_due(&cx, TEST_NOW + golden[i].left), golden[i].en);
	}
}

/* Now is Saturday, 21.40. */
static void an_instant_near_now_is_said_by_its_distance(void **state)
{
	(void)state;
	assert_string_equal(say_when(&cx, TEST_NOW), "baru saja");
	assert_string_equal(say_when(&cx, TEST_NOW - 5 * USEC_MINUTE), "5 menit lalu");
	assert_string_equal(say_when(&cx, TEST_NOW - 21 * USEC_HOUR), "21 jam lalu");
	assert_string_equal(say_when(&cx, TEST_NOW - 22 * USEC_HOUR), "kemarin 23.40");
	assert_string_equal(say_when(&cx, TEST_NOW - 6 * USEC_DAY), "Minggu 21.40");
	assert_string_equal(say_when(&cx, TEST_NOW - 7 * USEC_DAY), "14 Nov 2026 21.40");
	assert_string_equal(say_when(&cx, TEST_NOW + 2 * USEC_HOUR), "2 jam lagi");
	assert_string_equal(say_when(&cx, TEST_NOW + 3 * USEC_HOUR), "besok 00.40");
	assert_string_equal(say_when(&cx, TEST_NOW + 2 * USEC_DAY), "23 Nov 2026 21.40");
	/* Midnight between does not turn ten minutes into a day. */
	cx.now = TEST_NOW + 2 * USEC_HOUR + 25 * USEC_MINUTE;
	assert_string_equal(say_when(&cx, cx.now - 10 * USEC_MINUTE), "10 menit lalu");
}

static void numbers_are_grouped_and_money_has_rp(void **state)
{
	(void)state;
	assert_string_equal(say_number(&cx, 0), "0");
	assert_string_equal(say_number(&cx, 999), "999");
	assert_string_equal(say_number(&cx, 1000), "1.000");
	assert_string_equal(say_number(&cx, -1234567), "-1.234.567");
	assert_string_equal(say_number(&cx, INT64_MIN), "-9.223.372.036.854.775.808");
	assert_string_equal(say_money(&cx, 1000000), "Rp1.000.000");
	assert_string_equal(say_money(&cx, -5000), "-Rp5.000");
	cx.lang = LANG_EN;
	assert_string_equal(say_number(&cx, INT64_MAX), "9,223,372,036,854,775,807");
	assert_string_equal(say_money(&cx, 1000000), "Rp1,000,000");
}

static void a_permille_is_said_as_percent(void **state)
{
	(void)state;
	assert_string_equal(say_permille(&cx, 125), "12,5 %");
	assert_string_equal(say_permille(&cx, 120), "12 %");
	assert_string_equal(say_permille(&cx, 0), "0 %");
	assert_string_equal(say_permille(&cx, -5), "-0,5 %");
	assert_string_equal(say_permille(&cx, -125), "-12,5 %");
	cx.lang = LANG_EN;
	assert_string_equal(say_permille(&cx, 125), "12.5%");
}

static void masks_show_the_ends_only(void **state)
{
	(void)state;
	assert_null(mask_nik(&cx, NULL));
	assert_null(mask_phone(&cx, NULL));
	assert_string_equal(mask_nik(&cx, "3272014501900012"), "3272 ·· ···· 0012");
	assert_string_equal(mask_nik(&cx, "327201450190001"), "····");
	assert_string_equal(mask_nik(&cx, "32720145019000X2"), "····");
	assert_string_equal(mask_phone(&cx, "081234567789"), "08·· ···· 789");
	assert_string_equal(mask_phone(&cx, "+6281234567789"), "08·· ···· 789");
	assert_string_equal(mask_phone(&cx, "0812"), "····");
	assert_string_equal(mask_phone(&cx, "secret name"), "····");
}

static void a_mask_is_read_out_by_its_end(void **state)
{
	(void)state;
	assert_string_equal(mask_said(&cx, "3272 ·· ···· 0012"), "berakhir 0012");
	assert_string_equal(mask_said(&cx, "08·· ···· 789"), "berakhir 789");
	assert_string_equal(mask_said(&cx, "····"), "tersembunyi");
	assert_null(mask_said(&cx, "Jl. Veteran · Cikole"));
	/* A sentence that names one is read and broken into lines like any other. */
	assert_null(mask_said(&cx, "NIK: tertulis 3272···········, yaitu 15 angka."));
	assert_null(mask_said(&cx, NULL));
}

static void a_period_is_said_by_its_parts(void **state)
{
	static const struct {
		struct span span;
		const char *id, *en;
	} golden[] = {
		{ { .years = 5 }, "5 tahun", "5 years" },
		{ { .years = 1, .months = 6 }, "1 tahun 6 bulan", "1 year and 6 months" },
		{ { .months = 1, .days = 1 }, "1 bulan 1 hari", "1 month and 1 day" },
		{ { 0 }, "0 hari", "0 days" },
	};

	(void)state;
	for (size_t i = 0; i < LEN(golden); i++) {
		cx.lang = LANG_ID;
		assert_string_equal(say_period(&cx, &golden[i].span), golden[i].id);
		cx.lang = LANG_EN;
		assert_string_equal(say_period(&cx, &golden[i].span), golden[i].en);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define T(f) cmocka_unit_test_setup_teardown(f, open_ctx, close_ctx)
		T(an_instant_is_said_in_both_languages),
		T(a_date_has_indonesian_names_all_year),
		T(the_zone_is_the_city_s_and_wib_without_one),
		T(a_duration_says_its_largest_unit_rounded_down),
		T(a_period_is_said_by_its_parts),
		T(a_deadline_is_seen_from_now),
		T(what_is_left_is_never_told_an_hour_short),
		T(an_instant_near_now_is_said_by_its_distance),
		T(numbers_are_grouped_and_money_has_rp),
		T(a_permille_is_said_as_percent),
		T(masks_show_the_ends_only),
		T(a_mask_is_read_out_by_its_end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
