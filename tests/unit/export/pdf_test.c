#include "lib/testlib.h"

#include "platform/export/pdf.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static struct ctx cx;
static struct buf out;

static int open_ctx(void **state)
{
	(void)state;
	ctx_init(&cx, NULL, TEST_NOW);
	buf_init(&out, 1 << 22);
	return 0;
}

static int close_ctx(void **state)
{
	(void)state;
	ctx_release(&cx);
	buf_release(&out);
	return 0;
}

/* What a program of poppler, called with these words before and after, says about out. */
static const char *ask(const char *before, const char *after)
{
	char path[] = "/tmp/melaju-pdf-XXXXXX";
	char *answer = arena_alloc(cx.arena, 1 << 18);
	int fd = mkstemp(path);
	FILE *pipe;
	size_t n;

	assert_true(fd >= 0);
	assert_int_equal(write(fd, out.data, out.len), out.len);
	close(fd);
	pipe = popen(arena_printf(cx.arena, "%s %s %s", before, path, after), "r");
	assert_non_null(pipe);
	n = fread(answer, 1, (1 << 18) - 1, pipe);
	assert_true(n > 0);
	assert_int_equal(pclose(pipe), 0);
	unlink(path);
	return answer;
}

static const char *pdf_words(void)
{
	return ask("pdftotext -layout", "-");
}

static size_t count(const char *s, const char *part)
{
	size_t n = 0;

	for (; (s = strstr(s, part)) != NULL; s += strlen(part))
		n++;
	return n;
}

#define assert_contains(s, part)                                   \
	do {                                                       \
		if (strstr((s), (part)) == NULL)                   \
			fail_msg("%s is not in: %s", (part), (s)); \
	} while (0)

static struct pdf *start(enum pdf_paper paper, bool sample)
{
	struct pdf_options options = {
		.paper = paper,
		.title = "Surat rujukan",
		.footer = "Melaju · Kota Sukabumi",
		.sample = sample,
	};
	struct pdf *p;

	assert_ok(pdf_new(&cx, &options, &p));
	return p;
}

static void write_letter(enum pdf_paper paper, bool sample)
{
	struct pdf *p = start(paper, sample);

	pdf_text(p, PDF_TITLE, "Surat Rujukan");
	assert_ok(pdf_qr(p, "https://melaju.example/r/LP-7F3K2MQ8", 80));
	pdf_pair(p, "Nomor", "LP-7F3K2MQ8");
	pdf_pair(p, "Kepada yang terhormat", "Kepala unit penerima di wilayah kota");
	pdf_rule(p);
	pdf_text(p, PDF_TEXT, "Bersama ini kami rujuk warga berikut — “segera”, énak, 100 %.");
	pdf_checkboxes(p, &(const char *){ "Sudah dijelaskan kepada keluarga" }, 1, 1);
	pdf_line_to_fill(p, "Nama petugas");
	pdf_space(p, 20);
	pdf_text(p, PDF_RIGHT, "Sukabumi, 21 November 2026");
	assert_ok(pdf_end(&cx, p, &out));
}

static void a_letter_is_real_text_with_page_numbers(void **state)
{
	const char *s, *info;

	(void)state;
	write_letter(PDF_A4, false);
	assert_memory_equal(out.data, "%PDF-", 5);
	s = pdf_words();
	assert_contains(s, "Surat Rujukan");
	assert_contains(s, "LP-7F3K2MQ8");
	assert_contains(s, "Bersama ini kami rujuk warga berikut — “segera”, énak, 100 %.");
	assert_contains(s, "Sudah dijelaskan kepada keluarga");
	assert_contains(s, "Melaju · Kota Sukabumi");
	assert_contains(s, "Halaman 1 dari 1");
	assert_null(strstr(s, "CONTOH"));
	info = ask("pdfinfo", "");
	assert_contains(info, "Surat rujukan");
	assert_contains(info, "595.276 x 841.89 pts (A4)");
}

static void the_same_content_and_date_give_the_same_bytes(void **state)
{
	char *first;
	size_t n;

	(void)state;
	write_letter(PDF_A4, true);
	n = out.len;
	first = arena_memdup(cx.arena, out.data, n);
	buf_clear(&out);
	write_letter(PDF_A4, true);
	assert_int_equal(out.len, n);
	assert_memory_equal(out.data, first, n);
	buf_clear(&out);
	cx.now += USEC_DAY;
	write_letter(PDF_A4, true);
	assert_true(out.len != n || memcmp(out.data, first, n) != 0);
}

static void a_long_table_repeats_its_header_and_loses_no_row(void **state)
{
	static const double widths[] = { 1, 5, 2 };
	static const char *const header[] = { "Urut", "Uraian", "Biaya" };
	enum { ROWS = 120 };
	const char **cells = ARENA_ARRAY(cx.arena, ROWS * 3, const char *);
	struct pdf *p = start(PDF_A4, true);
	size_t i, pages;
	const char *s;

	(void)state;
	for (i = 0; i < ROWS; i++) {
		cells[i * 3] = arena_printf(cx.arena, "R%zuE", i);
		cells[i * 3 + 1] = i % 10 == 0 ? "Uraian yang cukup panjang supaya membutuhkan "
						 "lebih dari satu baris di dalam kolomnya, "
						 "lalu masih berlanjut lagi sampai habis."
					       : "Uraian pendek";
		cells[i * 3 + 2] = "Rp1.250.000";
	}
	pdf_table(p, 3, widths, header, ROWS, cells);
	assert_ok(pdf_end(&cx, p, &out));
	s = pdf_words();
	pages = count(s, "\f");
	assert_true(pages >= 3);
	assert_int_equal(count(s, "Urut "), pages);
	for (i = 0; i < ROWS; i++)
		assert_int_equal(count(s, arena_printf(cx.arena, "R%zuE", i)), 1);
	assert_contains(s, arena_printf(cx.arena, "Halaman %zu dari %zu", pages, pages));
	assert_contains(s, arena_printf(cx.arena, "Halaman 1 dari %zu", pages));
	assert_int_equal(count(s, "habis."), ROWS / 10);
	/* Turned words come one letter a line in -layout, so they are looked for in reading order.
	 */
	assert_int_equal(count(ask("pdftotext -raw", "-"), "C\nO\nN\nT\nO\nH\n"), pages);
}

static void a_heading_stands_on_the_page_of_the_table_below_it(void **state)
{
	static const double widths[] = { 1, 5 };
	static const char *const header[] = { "Urut", "Uraian" }, *const cells[] = { "R1E",
										     "Satu" };
	char *s, *page;

	(void)state;
	for (int lines = 30; lines < 60; lines++) {
		struct pdf *p = start(PDF_A4, false);

		for (int i = 0; i < lines; i++)
			pdf_text(p, PDF_SMALL, "baris");
		pdf_text(p, PDF_HEADING, "Judul");
		pdf_table(p, 2, widths, header, 1, cells);
		assert_ok(pdf_end(&cx, p, &out));
		s = arena_strdup(cx.arena, pdf_words());
		while ((page = strsep(&s, "\f")) != NULL)
			if (strstr(page, "Judul") != NULL)
				assert_contains(page, "R1E");
		buf_clear(&out);
	}
}

static void a_row_longer_than_a_page_is_split(void **state)
{
	static const double widths[] = { 1, 1 };
	static const char *const header[] = { "Satu", "Dua" };
	char *text = arena_alloc(cx.arena, 8000);
	const char *cells[2] = { text, "pendek" };
	struct pdf *p = start(PDF_A4_LANDSCAPE, false);
	const char *s;
	size_t n = 0;
	int i;

	(void)state;
	for (i = 0; i < 100; i++)
		n += (size_t)snprintf(text + n, 8000 - n, "K%dE\n", i);
	pdf_table(p, 2, widths, header, 1, cells);
	assert_ok(pdf_end(&cx, p, &out));
	s = pdf_words();
	for (i = 0; i < 100; i++)
		assert_int_equal(count(s, arena_printf(cx.arena, "K%dE", i)), 1);
	assert_int_equal(count(s, "Satu"), count(s, "\f"));
}

static void long_text_runs_over_pages(void **state)
{
	char *text = arena_alloc(cx.arena, 64000);
	struct pdf *p = start(PDF_A4, false);
	size_t n = 0;
	const char *s;
	int i;

	(void)state;
	for (i = 0; i < 3000; i++)
		n += (size_t)snprintf(text + n, 64000 - n, "W%dE ", i);
	pdf_text(p, PDF_TEXT, text);
	assert_ok(pdf_end(&cx, p, &out));
	s = pdf_words();
	for (i = 0; i < 3000; i += 37)
		assert_int_equal(count(s, arena_printf(cx.arena, "W%dE", i)), 1);
	assert_true(count(s, "\f") > 1);
}

/* Height in points that pdfinfo states. */
static double page_height(void)
{
	const char *info = ask("pdfinfo", ""), *at = strstr(info, "Page size:");
	double width, height;

	assert_non_null(at);
	assert_int_equal(sscanf(at, "Page size: %lf x %lf", &width, &height), 2);
	return height;
}

static void a_roll_is_as_long_as_its_content(void **state)
{
	double brief, full;
	struct pdf *p = start(PDF_ROLL80, false);

	(void)state;
	pdf_text(p, PDF_TEXT, "Satu baris");
	assert_ok(pdf_end(&cx, p, &out));
	brief = page_height();
	buf_clear(&out);
	write_letter(PDF_ROLL80, true);
	full = page_height();
	assert_true(brief > 30 && brief < 90);
	assert_true(full > brief + 150 && full < 600);
	assert_contains(pdf_words(), "Melaju · Kota Sukabumi");
	assert_null(strstr(pdf_words(), "Halaman"));
}

static void wrong_bytes_do_not_stop_a_letter(void **state)
{
	struct pdf *p = start(PDF_A4, false);

	(void)state;
	pdf_text(p, PDF_TEXT,
		 "awal\xff"
		 "akhir");
	pdf_text(p, PDF_TEXT, NULL);
	pdf_pair(p, NULL, "");
	assert_ok(pdf_end(&cx, p, &out));
	assert_contains(pdf_words(), "akhir");
}

static void a_document_larger_than_its_buffer_is_refused(void **state)
{
	struct buf small;

	(void)state;
	buf_init(&small, 500);
	assert_int_equal(pdf_end(&cx, start(PDF_A4, true), &small), ERR_TOOBIG);
	buf_release(&small);
}

static void a_document_given_up_frees_what_it_holds(void **state)
{
	CLEANUP(pdf_dropp) struct pdf *p = start(PDF_A4, false);

	(void)state;
	pdf_text(p, PDF_TEXT, "tidak jadi");
	assert_ok(pdf_qr(p, "x", 50));
}

/* Pango keeps the fonts it loaded; the leak checker is to see only what we forgot. */
const char *__lsan_default_suppressions(void);
const char *__lsan_default_suppressions(void)
{
	return "leak:libfontconfig\nleak:libpango\n";
}

/* A machine without any typeface: documents have what the program carries. */
static int forget_the_fonts_of_the_machine(void **state)
{
	static char path[] = "/tmp/melaju-fonts-XXXXXX";
	static const char none[] = "<?xml version=\"1.0\"?><fontconfig></fontconfig>";
	int fd = mkstemp(path);

	(void)state;
	assert_true(fd >= 0);
	assert_int_equal(write(fd, none, sizeof(none) - 1), sizeof(none) - 1);
	(void)close(fd);
	return setenv("FONTCONFIG_FILE", path, 1);
}

static void the_typeface_comes_with_the_program(void **state)
{
	const struct pdf_options options = { .title = "Surat" };
	const char *fonts;
	struct pdf *p;

	(void)state;
	assert_ok(pdf_new(&cx, &options, &p));
	pdf_text(p, PDF_TITLE, "Surat rujukan");
	pdf_text(p, PDF_TEXT, "Bersama ini kami sampaikan");
	assert_ok(pdf_end(&cx, p, &out));
	fonts = ask("pdffonts", "");
	assert_non_null(strstr(fonts, "LiberationSans-Bold"));
	assert_non_null(strstr(fonts, "LiberationSans "));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define T(f) cmocka_unit_test_setup_teardown(f, open_ctx, close_ctx)
		T(a_letter_is_real_text_with_page_numbers),
		T(the_same_content_and_date_give_the_same_bytes),
		T(a_long_table_repeats_its_header_and_loses_no_row),
		T(a_heading_stands_on_the_page_of_the_table_below_it),
		T(a_row_longer_than_a_page_is_split),
		T(long_text_runs_over_pages),
		T(a_roll_is_as_long_as_its_content),
		T(wrong_bytes_do_not_stop_a_letter),
		T(a_document_larger_than_its_buffer_is_refused),
		T(the_typeface_comes_with_the_program),
		T(a_document_given_up_frees_what_it_holds),
	};

	return cmocka_run_group_tests(tests, forget_the_fonts_of_the_machine, NULL);
}
