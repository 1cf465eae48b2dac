/* Tables as they come: separators, quotes, encodings, and what is no table. */
#include "platform/sheet/sheet.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/buf.h"

/* The whole sheet as text: cells between bars, a line for each row, the heading first. */
static const char *told(struct ctx *cx, const void *bytes, size_t n, enum sheet_fault *ret_fault,
			uint32_t *ret_line)
{
	struct buf b;
	struct sheet *s;
	struct sheet_batch batch;
	const char *text;
	enum err e;
	size_t i;

	buf_init(&b, 1 << 20);
	*ret_line = 0;
	if (sheet_open_bytes(cx, bytes, n, &s, ret_fault) != ERR_OK) {
		buf_release(&b);
		return NULL;
	}
	for (i = 0; i < sheet_columns(s); i++)
		buf_addf(&b, "|%s", sheet_column(s, i));
	buf_adds(&b, "|\n");
	sheet_batch_init(&batch, s);
	do {
		e = sheet_read(cx, s, &batch, ret_fault);
		for (i = 0; e == ERR_OK && i < batch.n * batch.columns; i++)
			buf_addf(&b, "|%.*s%s", (int)batch.cells[i].size, batch.cells[i].text,
				 (i + 1) % batch.columns == 0 ? "|\n" : "");
	} while (e == ERR_OK && batch.n > 0);
	*ret_line = sheet_fault_line(s);
	text = arena_strdup(cx->arena, buf_str(&b));
	sheet_batch_release(&batch);
	sheet_free(s);
	buf_release(&b);
	return text;
}

static void assert_sheet(const char *bytes, const char *expected)
{
	struct ctx cx;
	enum sheet_fault f;
	uint32_t line;

	ctx_init(&cx, NULL, 0);
	assert_string_equal(told(&cx, bytes, strlen(bytes), &f, &line), expected);
	assert_int_equal(f, SHEET_FINE);
	ctx_release(&cx);
}

static void assert_fault(const void *bytes, size_t n, enum sheet_fault expected, uint32_t at)
{
	struct ctx cx;
	enum sheet_fault f;
	uint32_t line;

	ctx_init(&cx, NULL, 0);
	(void)told(&cx, bytes, n, &f, &line);
	assert_int_equal(f, expected);
	if (at > 0)
		assert_int_equal(line, at);
	ctx_release(&cx);
}

static void the_separator_is_found_in_the_heading(void **state)
{
	(void)state;
	assert_sheet("a,b\n1,2\n", "|a|b|\n|1|2|\n");
	assert_sheet("a;b\n1,5;2\n", "|a|b|\n|1,5|2|\n");
	assert_sheet("a\tb\n1\t2\n", "|a|b|\n|1|2|\n");
	assert_sheet("a|b\n1|2\n", "|a|b|\n|1|2|\n");
	assert_sheet("\"a,x\";b\n1;2\n", "|a,x|b|\n|1|2|\n");
}

static void line_ends_of_any_kind_end_a_row(void **state)
{
	(void)state;
	assert_sheet("a,b\r\n1,2\r\n3,4", "|a|b|\n|1|2|\n|3|4|\n");
	assert_sheet("a,b\r1,2\r3,4\r", "|a|b|\n|1|2|\n|3|4|\n");
}

static void quotes_hold_separators_line_ends_and_quotes(void **state)
{
	(void)state;
	assert_sheet("a,b\n\"x,y\",\"say \"\"hi\"\"\"\n", "|a|b|\n|x,y|say \"hi\"|\n");
	assert_sheet("a,b\n\"x\ny\",2\n", "|a|b|\n|x\ny|2|\n");
	assert_sheet("a,b\n  \"x\"  ,5\" tall\n", "|a|b|\n|x|5\" tall|\n");
}

static void outer_blanks_and_empty_rows_are_left_out(void **state)
{
	(void)state;
	assert_sheet("\n\na, b \n ,\n 1 ,2\n\n", "|a|b|\n|1|2|\n");
}

static void missing_cells_are_empty_and_surplus_ones_are_counted(void **state)
{
	static const char bytes[] = "a,b\n1\n1,2,3\n";
	struct ctx cx;
	struct sheet *s;
	struct sheet_batch b;
	enum sheet_fault f;

	(void)state;
	ctx_init(&cx, NULL, 0);
	assert_int_equal(sheet_open_bytes(&cx, bytes, strlen(bytes), &s, &f), ERR_OK);
	sheet_batch_init(&b, s);
	assert_int_equal(sheet_read(&cx, s, &b, &f), ERR_OK);
	assert_int_equal(b.n, 2);
	assert_int_equal(b.cells[1].size, 0);
	assert_int_equal(b.found[0], 1);
	assert_int_equal(b.line[0], 2);
	assert_int_equal(b.found[1], 3);
	assert_int_equal(b.line[1], 3);
	sheet_batch_release(&b);
	sheet_free(s);
	ctx_release(&cx);
}

static void a_mark_of_utf8_is_no_text_and_latin_1_is_understood(void **state)
{
	(void)state;
	assert_sheet("\xef\xbb\xbfnama,b\nJos\xc3\xa9,2\n", "|nama|b|\n|José|2|\n");
	assert_sheet("nama,b\nJos\xe9,\x80 5\n", "|nama|b|\n|José|€ 5|\n");
}

/* The text in UTF-16 with its mark. */
static char *widened(const char *ascii, bool low_first, size_t *ret_n)
{
	size_t n = strlen(ascii), i;
	char *p = malloc(2 * n + 2);

	assert_non_null(p);
	p[low_first ? 0 : 1] = (char)0xff;
	p[low_first ? 1 : 0] = (char)0xfe;
	for (i = 0; i < n; i++) {
		p[2 + 2 * i + (low_first ? 0 : 1)] = ascii[i];
		p[2 + 2 * i + (low_first ? 1 : 0)] = '\0';
	}
	*ret_n = 2 * n + 2;
	return p;
}

static void assert_read(const void *bytes, size_t n, const char *expected)
{
	struct ctx cx;
	enum sheet_fault f;
	uint32_t line;

	ctx_init(&cx, NULL, 0);
	assert_string_equal(told(&cx, bytes, n, &f, &line), expected);
	assert_int_equal(f, SHEET_FINE);
	ctx_release(&cx);
}

static void utf16_with_its_mark_is_understood_in_both_orders(void **state)
{
	size_t n;
	char *p;

	(void)state;
	p = widened("nama\tb\r\nSiti\t2\r\n", true, &n);
	assert_read(p, n, "|nama|b|\n|Siti|2|\n");
	free(p);
	p = widened("nama;b\nSiti;2\n", false, &n);
	assert_read(p, n, "|nama|b|\n|Siti|2|\n");
	free(p);
	/* A pair for U+1F600, half a pair, and a byte too many. */
	assert_read("\xff\xfe"
		    "a\0,\0b\0\n\0\x3d\xd8\x00\xde,\0\x3d\xd8x\0y",
		    21, "|a|b|\n|\xf0\x9f\x98\x80|\xef\xbf\xbdx\xef\xbf\xbd|\n");
	/* A zero, as text is not. */
	assert_fault("\xff\xfe"
		     "a\0,\0b\0\n\0\0\0",
		     12, SHEET_BINARY, 0);
}

static void a_first_line_may_name_the_separator(void **state)
{
	(void)state;
	assert_sheet("sep=;\na,b;c\n1,5;2\n", "|a,b|c|\n|1,5|2|\n");
	assert_sheet("\xef\xbb\xbfSEP=|\r\na|b\r\n1|2\r\n", "|a|b|\n|1|2|\n");
	assert_sheet("sep=x\na,b\n1,2\n", "|a|b|\n|1|2|\n");
}

static void commas_within_the_data_are_no_separators(void **state)
{
	(void)state;
	assert_sheet("nama;alamat\nA;x,y,z\nB;x,y,z\nC;x,y,z\n",
		     "|nama|alamat|\n|A|x,y,z|\n|B|x,y,z|\n|C|x,y,z|\n");
	assert_sheet("Dinas Sosial, Kota, Provinsi\nnik;nama\n1;Siti\n2;Agus\n",
		     "|nik|nama|\n|1|Siti|\n|2|Agus|\n");
}

static void titles_above_the_table_are_passed_over(void **state)
{
	(void)state;
	assert_sheet(
	    "DAFTAR PENERIMA;;;;\n\nKelurahan;Cikole;;;\nnik;nama;kk;rt;rw\n1;Siti;2;3;4\n",
	    "|nik|nama|kk|rt|rw|\n|1|Siti|2|3|4|\n");
	assert_sheet("nama\nSiti\nAgus\n", "|nama|\n|Siti|\n|Agus|\n");
	assert_sheet("1,2\n3,4\n", "|1|2|\n|3|4|\n");
}

static void a_heading_of_two_lines_names_each_column_by_both(void **state)
{
	(void)state;
	assert_sheet(
	    "DAFTAR WARGA\n\nNo,NIK,Nama,Alamat,,,Hub\n,,,Jalan,RT,RW,\n1,32,Udin,Gg. A,1,2,KK\n",
	    "|No|NIK|Nama|Alamat: Jalan|Alamat: RT|Alamat: RW|Hub|\n|1|32|Udin|Gg. A|1|2|KK|\n");
	assert_sheet(
	    "No,Nama,Sex,,Lahir,\n,,L,P,Tempat,Tanggal\n1,Udin,V,,Bogor,1-1-80\n",
	    "|No|Nama|Sex: L|Sex: P|Lahir: Tempat|Lahir: Tanggal|\n|1|Udin|V||Bogor|1-1-80|\n");
	/* More columns below than above. */
	assert_sheet(
	    "No,Rumah,,,,,\n,Lantai,Dinding,Atap,Air,Listrik,Jamban\n1,a,b,c,d,e,f\n",
	    "|No|Rumah: Lantai|Rumah: Dinding|Rumah: Atap|Rumah: Air|Rumah: Listrik|Rumah: "
	    "Jamban|\n|1|a|b|c|d|e|f|\n");
}

static void a_row_of_people_is_no_second_line_of_the_heading(void **state)
{
	(void)state;
	assert_sheet("Nama,Alamat,Ket\nUdin,Gg. A,\n", "|Nama|Alamat|Ket|\n|Udin|Gg. A||\n");
	assert_sheet("Nama,Alamat,,\nUdin,Gg. A,,baru\n", "|Nama|Alamat|||\n|Udin|Gg. A||baru|\n");
	assert_sheet("No,Nama,Alamat,\n1,Udin,Gg. A,baru\n",
		     "|No|Nama|Alamat||\n|1|Udin|Gg. A|baru|\n");
	assert_sheet("Kelurahan,,Cikole\nNama,Alamat,RT\nUdin,Gg. A,1\n",
		     "|Kelurahan||Cikole|\n|Nama|Alamat|RT|\n|Udin|Gg. A|1|\n");
}

static void a_line_that_counts_the_columns_is_no_row(void **state)
{
	(void)state;
	assert_sheet("No,NIK,Nama,RT\n1,2,3,4\n1,32,Udin,5\n", "|No|NIK|Nama|RT|\n|1|32|Udin|5|\n");
	assert_sheet("No,NIK,Nama,RT\n(1),(2),(3),(4)\n1,32,Udin,5\n",
		     "|No|NIK|Nama|RT|\n|1|32|Udin|5|\n");
	assert_sheet("No,Alamat,,RT\n,Jalan,Desa,\n1,2,3,4\n1,a,b,5\n",
		     "|No|Alamat: Jalan|Alamat: Desa|RT|\n|1|a|b|5|\n");
	assert_sheet("a,b,c,d\n1,2,4,3\n", "|a|b|c|d|\n|1|2|4|3|\n");
	assert_sheet("a,b\n1,2\n", "|a|b|\n|1|2|\n");
}

static void the_caller_may_say_which_line_is_the_heading(void **state)
{
	static const char bytes[] = "a,b\n\"x\ny\",d\ne,f\ng,h\n";
	struct sheet_place place;
	struct ctx cx;
	struct sheet *s;
	enum sheet_fault f;

	(void)state;
	ctx_init(&cx, NULL, 0);
	assert_int_equal(sheet_open_as(&cx, NULL, bytes, strlen(bytes),
				       &(struct sheet_how){ .heading = 4 }, &s, &f, &place),
			 ERR_OK);
	assert_string_equal(sheet_column(s, 0), "e");
	assert_int_equal(sheet_heading(s), 4);
	assert_int_equal(sheet_tell(s), 5);
	sheet_free(s);
	assert_int_equal(sheet_open_as(&cx, NULL, bytes, strlen(bytes),
				       &(struct sheet_how){ .heading = 9 }, &s, &f, &place),
			 ERR_INVALID);
	assert_int_equal(f, SHEET_EMPTY);
	assert_int_equal(place.line, 9);
	assert_int_equal(sheet_open_as(&cx, NULL, bytes, strlen(bytes),
				       &(struct sheet_how){ .page = 2 }, &s, &f, &place),
			 ERR_INVALID);
	assert_int_equal(f, SHEET_NO_PAGE);
	ctx_release(&cx);
}

/* A narrow table under a broad heading: as many rows as fit into bytes would be too many cells. */
static void a_batch_is_bounded_by_its_cells_too(void **state)
{
	size_t n = 0, i, rows = 200000, seen = 0;
	char *bytes = malloc(2 * rows + 4096);
	struct ctx cx;
	struct sheet *s;
	struct sheet_batch b;
	enum sheet_fault f;

	(void)state;
	assert_non_null(bytes);
	for (i = 0; i < 256; i++)
		n += (size_t)snprintf(bytes + n, 8, "%sc%zu", i > 0 ? "," : "", i);
	bytes[n++] = '\n';
	for (i = 0; i < rows; i++, n += 2)
		memcpy(bytes + n, "1\n", 2);
	ctx_init(&cx, NULL, 0);
	assert_int_equal(sheet_open_bytes(&cx, bytes, n, &s, &f), ERR_OK);
	sheet_batch_init(&b, s);
	do {
		assert_int_equal(sheet_read(&cx, s, &b, &f), ERR_OK);
		assert_true(b.n * b.columns <= 1 << 20);
		seen += b.n;
	} while (b.n > 0);
	assert_int_equal(seen, rows);
	sheet_batch_release(&b);
	sheet_free(s);
	ctx_release(&cx);
	free(bytes);
}

static void what_is_no_table_is_called_by_its_name(void **state)
{
	(void)state;
	assert_fault("", 0, SHEET_EMPTY, 0);
	assert_fault("\n \n", 3, SHEET_EMPTY, 0);
	assert_fault("PK\3\4xxxx", 8, SHEET_BROKEN, 0);
	assert_fault("n\0a\0m\0a\0;\0b\0", 12, SHEET_UTF16, 0);
	assert_fault("a,b\n1,\0\n", 8, SHEET_BINARY, 0);
	assert_fault("a,b\n1,2\n1,\"x\n2,3\n", 17, SHEET_OPEN_QUOTE, 3);
}

static void a_cell_without_end_is_refused_in_bounded_memory(void **state)
{
	size_t n = 3 << 20;
	char *bytes = malloc(n);

	(void)state;
	assert_non_null(bytes);
	memset(bytes, 'x', n);
	memcpy(bytes, "a,b\n", 4);
	assert_fault(bytes, n, SHEET_CELL_LONG, 2);
	bytes[4] = '"';
	assert_fault(bytes, n, SHEET_OPEN_QUOTE, 2);
	free(bytes);
}

static void rows_that_lie_across_blocks_come_whole(void **state)
{
	size_t rows = 60000, n = 0, i, seen = 0;
	char *bytes = malloc(rows * 64);
	struct ctx cx;
	struct sheet *s;
	struct sheet_batch b;
	enum sheet_fault f;

	(void)state;
	assert_non_null(bytes);
	n += (size_t)snprintf(bytes, 64, "number,text\n");
	for (i = 0; i < rows; i++)
		n += (size_t)snprintf(bytes + n, 64, "%zu,\"a \"\"%zu\"\"\nb\"\r\n", i, i);
	ctx_init(&cx, NULL, 0);
	assert_int_equal(sheet_open_bytes(&cx, bytes, n, &s, &f), ERR_OK);
	sheet_batch_init(&b, s);
	do {
		assert_int_equal(sheet_read(&cx, s, &b, &f), ERR_OK);
		for (i = 0; i < b.n; i++, seen++) {
			char expected[64];
			int size = snprintf(expected, sizeof(expected), "a \"%zu\"\nb", seen);

			assert_int_equal(b.line[i], 2 + 2 * seen);
			assert_int_equal(b.cells[2 * i + 1].size, size);
			assert_memory_equal(b.cells[2 * i + 1].text, expected, (size_t)size);
		}
	} while (b.n > 0);
	assert_int_equal(seen, rows);
	/* And from the middle again, forwards and backwards. */
	assert_int_equal(sheet_seek(&cx, s, 100001, &f), ERR_OK);
	assert_int_equal(sheet_read(&cx, s, &b, &f), ERR_OK);
	assert_int_equal(b.line[0], 100002);
	assert_int_equal(sheet_seek(&cx, s, 6, &f), ERR_OK);
	assert_int_equal(sheet_tell(s), 6);
	assert_int_equal(sheet_read(&cx, s, &b, &f), ERR_OK);
	assert_int_equal(b.line[0], 6);
	assert_int_equal(sheet_tell(s), b.line[b.n - 1] + 2);
	sheet_batch_release(&b);
	sheet_free(s);
	ctx_release(&cx);
	free(bytes);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_separator_is_found_in_the_heading),
		cmocka_unit_test(line_ends_of_any_kind_end_a_row),
		cmocka_unit_test(quotes_hold_separators_line_ends_and_quotes),
		cmocka_unit_test(outer_blanks_and_empty_rows_are_left_out),
		cmocka_unit_test(missing_cells_are_empty_and_surplus_ones_are_counted),
		cmocka_unit_test(a_mark_of_utf8_is_no_text_and_latin_1_is_understood),
		cmocka_unit_test(utf16_with_its_mark_is_understood_in_both_orders),
		cmocka_unit_test(a_first_line_may_name_the_separator),
		cmocka_unit_test(commas_within_the_data_are_no_separators),
		cmocka_unit_test(titles_above_the_table_are_passed_over),
		cmocka_unit_test(a_heading_of_two_lines_names_each_column_by_both),
		cmocka_unit_test(a_row_of_people_is_no_second_line_of_the_heading),
		cmocka_unit_test(a_line_that_counts_the_columns_is_no_row),
		cmocka_unit_test(the_caller_may_say_which_line_is_the_heading),
		cmocka_unit_test(a_batch_is_bounded_by_its_cells_too),
		cmocka_unit_test(what_is_no_table_is_called_by_its_name),
		cmocka_unit_test(a_cell_without_end_is_refused_in_bounded_memory),
		cmocka_unit_test(rows_that_lie_across_blocks_come_whole),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
