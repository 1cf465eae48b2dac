#include "lib/testlib.h"

#include "base/buf.h"
#include "base/str.h"
#include "platform/export/table.h"
#include "text/auth.h"
#include "text/export.h"

#include <jansson.h>
#include <string.h>
#include <zip.h>

struct row {
	int64_t id;
	const char *name, *code, *nik, *phone;
	int64_t count, money, at, due, day, length, state, yes, share;
};

static enum text member(int64_t value)
{
	return value == 0 ? T_ROLE_FRONT : T_ROLE_BACK;
}

static const char *label_of(struct ctx *cx, const char *code)
{
	(void)cx;
	return strcmp(code, "03") == 0 ? "Lanjut usia" : NULL;
}

#define COL(n, k) \
	.name = #n, .label = T_EXPORT_NOTES, .kind = (k), .offset = offsetof(struct row, n)
static const struct column columns[] = {
	{ COL(id, COL_ID) },
	{ COL(name, COL_TEXT), .href = "/x/{code}/{id}?y={name}" },
	{ COL(code, COL_CODE), .label_of = label_of, .href = "/all" },
	{ COL(nik, COL_MASK_NIK) },
	{ COL(phone, COL_MASK_PHONE) },
	{ COL(count, COL_INT) },
	{ COL(money, COL_MONEY) },
	{ COL(at, COL_INSTANT) },
	{ COL(due, COL_DUE) },
	{ COL(day, COL_DATE) },
	{ COL(length, COL_DURATION) },
	{ COL(state, COL_ENUM), .member = member },
	{ COL(yes, COL_BOOL) },
	{ COL(share, COL_PERMILLE) },
};
static const struct table table = { "people", T_ROLE_HEAD, columns, LEN(columns), NULL };

static const struct row full = {
	.id = 7,
	.name = "Ibu \"A\", RT/1",
	.code = "03",
	.nik = "3272014501900012",
	.phone = "081234567789",
	.count = 1234,
	.money = -5000,
	.at = TEST_NOW,
	.due = TEST_NOW - 3 * USEC_HOUR,
	.day = 20778,
	.length = 90 * USEC_MINUTE,
	.state = 1,
	.yes = 1,
	.share = 125,
};

static const struct row empty = {
	.count = DB_NONE,
	.money = DB_NONE,
	.day = DB_NONE,
	.length = DB_NONE,
	.state = DB_NONE,
	.yes = DB_NONE,
	.share = DB_NONE,
};

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

static void a_cell_has_a_form_for_people_and_one_for_machines(void **state)
{
	static const char *const said[] = {
		"7",
		"Ibu \"A\", RT/1",
		"Lanjut usia",
		"3272 ·· ···· 0012",
		"08·· ···· 789",
		"1.234",
		"-Rp5.000",
		"21 Nov 2026 21.40",
		"terlambat 3 jam",
		"21 Nov 2026",
		"1 jam",
		"Petugas back office",
		"ya",
		"12,5 %",
	};
	static const char *const plain[] = {
		"7",
		"Ibu \"A\", RT/1",
		"03",
		"3272 ·· ···· 0012",
		"08·· ···· 789",
		"1234",
		"-5000",
		"2026-11-21T21:40:00+07:00",
		"2026-11-21T18:40:00+07:00",
		"2026-11-21",
		"5400",
		"back",
		"true",
		"125",
	};
	size_t i;

	(void)state;
	for (i = 0; i < LEN(columns); i++) {
		assert_string_equal(cell_text(&cx, &columns[i], &full), said[i]);
		assert_string_equal(cell_plain(&cx, &columns[i], &full), plain[i]);
		assert_string_equal(cell_text(&cx, &columns[i], &empty), "");
		assert_string_equal(cell_plain(&cx, &columns[i], &empty), "");
		assert_null(cell_number(&columns[i], &empty));
	}
	assert_int_equal(*cell_number(&columns[6], &full), -5000);
	assert_null(cell_number(&columns[1], &full));
}

static void a_link_is_filled_in_and_encoded(void **state)
{
	(void)state;
	assert_string_equal(cell_href(&cx, &table, &columns[1], &full),
			    "/x/03/7?y=Ibu%20%22A%22%2C%20RT%2F1");
	assert_string_equal(cell_href(&cx, &table, &columns[2], &full), "/all");
	assert_null(cell_href(&cx, &table, &columns[1], &empty));
	assert_null(cell_href(&cx, &table, &columns[3], &full));
}

static void write_all(enum table_format format, const char *foot)
{
	struct table_writer *w;

	assert_ok(table_begin(&cx, format, &table, foot, &out, &w));
	assert_ok(table_row(&cx, w, &full));
	assert_ok(table_row(&cx, w, &empty));
	assert_ok(table_end(&cx, w));
}

static void json_is_read_back_by_another_reader(void **state)
{
	json_t *root, *row;
	size_t i;

	(void)state;
	write_all(TABLE_JSON, "Sumber: Melaju");
	root = json_loads(buf_str(&out), JSON_REJECT_DUPLICATES, NULL);
	assert_non_null(root);
	assert_int_equal(json_integer_value(json_object_get(root, "count")), 2);
	assert_string_equal(json_string_value(json_object_get(root, "foot")), "Sumber: Melaju");
	row = json_array_get(json_object_get(root, "people"), 0);
	assert_string_equal(json_string_value(json_object_get(row, "id")), "7");
	assert_string_equal(json_string_value(json_object_get(row, "state")), "back");
	assert_int_equal(json_integer_value(json_object_get(row, "money")), -5000);
	assert_int_equal(json_integer_value(json_object_get(row, "length")), 5400);
	assert_true(json_is_true(json_object_get(row, "yes")));
	assert_string_equal(json_string_value(json_object_get(row, "nik")), "3272 ·· ···· 0012");
	row = json_array_get(json_object_get(root, "people"), 1);
	for (i = 0; i < LEN(columns); i++)
		assert_true(json_is_null(json_object_get(row, columns[i].name)));
	json_decref(root);
}

/* An independent reader of RFC 4180: takes the next field; false at the end of a record. */
static bool csv_field(const char **at, char *field, size_t size, bool *more)
{
	const char *s = *at;
	size_t n = 0;
	bool quoted = *s == '"';

	for (s += quoted; *s != '\0'; s++) {
		if (quoted && *s == '"' && *++s != '"')
			break;
		if (!quoted && (*s == ',' || *s == '\r'))
			break;
		assert_true(n + 1 < size);
		field[n++] = *s;
	}
	field[n] = '\0';
	*more = *s == ',';
	if (!*more)
		assert_memory_equal(s, "\r\n", 2);
	*at = s + (*more ? 1 : 2);
	return true;
}

/* Reads a record and checks its number of fields. */
static void csv_record(const char **at, size_t n, char fields[][200])
{
	bool more = true;
	size_t i = 0;

	while (more) {
		assert_true(i < n);
		csv_field(at, fields[i++], sizeof(fields[0]), &more);
	}
	assert_int_equal(i, n);
}

static void csv_is_read_back_by_another_reader(void **state)
{
	char f[LEN(columns)][200];
	size_t n = LEN(columns) - 1, i; /* no id */
	const char *at;

	(void)state;
	write_all(TABLE_CSV, "Sumber: Melaju\nSaringan: semua");
	at = buf_str(&out);
	assert_memory_equal(at, "\xef\xbb\xbf", 3);
	at += 3;
	csv_record(&at, n, f);
	for (i = 0; i < n; i++)
		assert_string_equal(f[i], columns[i + 1].name);
	csv_record(&at, n, f);
	assert_string_equal(f[0], "Ibu \"A\", RT/1");
	assert_string_equal(f[1], "Lanjut usia");
	assert_string_equal(f[2], "3272 ·· ···· 0012");
	assert_string_equal(f[5], "-5000");
	assert_string_equal(f[6], "2026-11-21T21:40:00+07:00");
	assert_string_equal(f[10], "Petugas back office");
	csv_record(&at, n, f);
	for (i = 0; i < n; i++)
		assert_string_equal(f[i], "");
	csv_record(&at, n, f);
	csv_record(&at, n, f);
	assert_string_equal(f[0], "Sumber: Melaju");
	csv_record(&at, n, f);
	assert_string_equal(f[0], "Saringan: semua");
	csv_record(&at, n, f);
	assert_string_equal(f[0], "Dibuat: Sabtu, 21 November 2026 21.40");
	csv_record(&at, n, f);
	assert_string_equal(f[0], "Jumlah baris: 2");
	assert_string_equal(at, "");
}

static void csv_without_foot_is_pure_data(void **state)
{
	(void)state;
	write_all(TABLE_CSV, NULL);
	assert_null(strstr(buf_str(&out), "Jumlah baris"));
}

static void formulas_are_guarded_and_negative_numbers_are_not(void **state)
{
	static const struct {
		const char *in, *out;
	} golden[] = {
		{ "=1+1", "'=1+1" },
		{ "+62812", "'+62812" },
		{ "-1+1", "'-1+1" },
		{ "@SUM(A1)", "'@SUM(A1)" },
		{ "\tx", "'\tx" },
		{ "\rx", "\"'\rx\"" },
		{ "-", "'-" },
		{ "-5", "-5" },
		{ "-5,5", "\"-5,5\"" },
		{ "-5.", "'-5." },
		{ "-1.5", "-1.5" },
		{ "=A,\"B\"", "\"'=A,\"\"B\"\"\"" },
		{ "a\r\nb", "\"a\r\nb\"" },
		{ " a", "\" a\"" },
		{ "a=b", "a=b" },
	};
	static const struct column one = { .name = "name", .kind = COL_TEXT };
	static const struct table small = { "small", T_ROLE_HEAD, &one, 1, NULL };
	size_t i;

	(void)state;
	for (i = 0; i < LEN(golden); i++) {
		struct table_writer *w;
		const char *want =
		    arena_printf(cx.arena, "\xef\xbb\xbfname\r\n%s\r\n", golden[i].out);

		buf_clear(&out);
		assert_ok(table_begin(&cx, TABLE_CSV, &small, NULL, &out, &w));
		assert_ok(table_row(&cx, w, &golden[i].in));
		assert_ok(table_end(&cx, w));
		assert_string_equal(buf_str(&out), want);
	}
}

/* One member of the workbook as text. */
static const char *unzip(const char *name)
{
	zip_source_t *source = zip_source_buffer_create(out.data, out.len, 0, NULL);
	zip_t *zip = zip_open_from_source(source, ZIP_RDONLY | ZIP_CHECKCONS, NULL);
	zip_stat_t st;
	zip_file_t *file;
	char *s;

	assert_non_null(zip);
	assert_int_equal(zip_stat(zip, name, 0, &st), 0);
	file = zip_fopen(zip, name, 0);
	assert_non_null(file);
	s = arena_alloc(cx.arena, (size_t)st.size + 1);
	assert_int_equal(zip_fread(file, s, st.size), st.size);
	zip_fclose(file);
	zip_close(zip);
	return s;
}

#define assert_contains(s, part)                                   \
	do {                                                       \
		if (strstr((s), (part)) == NULL)                   \
			fail_msg("%s is not in: %s", (part), (s)); \
	} while (0)

static void xlsx_holds_numbers_dates_and_notes(void **state)
{
	const char *book, *sheet, *notes, *strings;

	(void)state;
	write_all(TABLE_XLSX, "Sumber: Melaju");
	book = unzip("xl/workbook.xml");
	sheet = unzip("xl/worksheets/sheet1.xml");
	notes = unzip("xl/worksheets/sheet2.xml");
	strings = unzip("docProps/core.xml");
	assert_contains(book, "name=\"Kepala Dinas Sosial\"");
	assert_contains(book, "name=\"Keterangan\"");
	assert_contains(sheet, "<pane ySplit=\"1\"");
	assert_contains(sheet, "<autoFilter ref=\"A1:M3\"/>");
	assert_contains(sheet, "Ibu \"A\", RT/1");
	assert_contains(sheet, "<v>-5000</v>");
	assert_contains(sheet, "<v>46347</v>"); /* 21 November 2026 */
	assert_contains(sheet, "<v>46347.9027777777");
	assert_contains(sheet, "<v>0.125</v>");
	assert_contains(sheet, "Lanjut usia");
	assert_contains(sheet, "3272 ·· ···· 0012");
	assert_null(strstr(sheet, "3272014501900012"));
	assert_contains(notes, "Sumber: Melaju");
	assert_contains(notes, "Jumlah baris: 2");
	assert_contains(strings, "2026-11-21T14:40:00Z");
}

struct figure {
	const char *name;
	int64_t n, cost;
};

/* Figures are summed below, as far as they are in sight; the notes count each page's rows. */
static void pages_of_figures_end_with_their_sums(void **state)
{
	static const struct column figures[] = {
		{ "name", T_COL_REGION, COL_TEXT, PRIV_NONE, offsetof(struct figure, name) },
		{ "n", T_COL_NUMBER, COL_INT, PRIV_NONE, offsetof(struct figure, n),
		  .flags = COL_TOTAL },
		{ "cost", T_COL_NUMBER, COL_MONEY, PRIV_NONE, offsetof(struct figure, cost),
		  .flags = COL_TOTAL },
	};
	static const struct table by_region = { "by_region", T_COL_REGION, figures, 3, NULL },
				  by_kind = { "by_kind", T_COL_KIND, figures, 3, NULL };
	const struct figure cikole = { "Cikole", 3, 40000 }, baros = { "Baros", 4, 2000 };
	const char *sheet, *notes;
	struct table_writer *w;

	(void)state;
	assert_ok(table_begin(&cx, TABLE_XLSX, &by_region, "Sumber: rujukan", &out, &w));
	assert_ok(table_row(&cx, w, &cikole));
	assert_ok(table_row(&cx, w, &baros));
	assert_ok(table_sheet(&cx, w, &by_kind));
	assert_ok(table_row(&cx, w, &baros));
	assert_ok(table_end(&cx, w));
	sheet = unzip("xl/worksheets/sheet1.xml");
	assert_contains(sheet, "<f>SUBTOTAL(109,B2:B3)</f><v>7</v>");
	assert_contains(sheet, "<f>SUBTOTAL(109,C2:C3)</f><v>42000</v>");
	assert_contains(sheet, "Jumlah");
	assert_contains(sheet, "<autoFilter ref=\"A1:C3\"/>");
	sheet = unzip("xl/worksheets/sheet2.xml");
	assert_contains(sheet, "<f>SUBTOTAL(109,B2)</f><v>4</v>");
	notes = unzip("xl/worksheets/sheet3.xml");
	assert_contains(notes, "Sumber: rujukan");
	assert_contains(notes, "Jumlah baris: Kelurahan 2, Jenis 1");
}

/* Who makes a pivot of a sheet can't use one in which two columns are called the same. */
static void a_code_beside_its_word_has_a_heading_of_its_own(void **state)
{
	static const struct column both[] = {
		{ "name", T_COL_REGION, COL_TEXT, PRIV_NONE, offsetof(struct figure, name) },
		{ "n", T_COL_REGION, COL_INT, PRIV_NONE, offsetof(struct figure, n),
		  .flags = COL_DATA_ONLY },
		{ "cost", T_COL_NUMBER, COL_MONEY, PRIV_NONE, offsetof(struct figure, cost),
		  .flags = COL_DATA_ONLY },
	};
	static const struct table t = { "both", T_COL_REGION, both, LEN(both), NULL };
	const struct figure cikole = { "Cikole", 3, 40000 };
	struct table_writer *w;
	const char *sheet;

	(void)state;
	assert_ok(table_begin(&cx, TABLE_XLSX, &t, NULL, &out, &w));
	assert_ok(table_row(&cx, w, &cikole));
	assert_ok(table_end(&cx, w));
	sheet = unzip("xl/worksheets/sheet1.xml");
	assert_contains(sheet, ">Kelurahan<");
	assert_contains(sheet, ">Kelurahan (untuk komputer: n)<");
	assert_contains(sheet, ">Nomor<");
}

static void xlsx_of_the_same_rows_has_the_same_bytes(void **state)
{
	char *first;
	size_t n;

	(void)state;
	write_all(TABLE_XLSX, "Sumber: Melaju");
	n = out.len;
	first = arena_memdup(cx.arena, out.data, n);
	buf_clear(&out);
	write_all(TABLE_XLSX, "Sumber: Melaju");
	assert_int_equal(out.len, n);
	assert_memory_equal(out.data, first, n);
}

static void texts_that_break_sheets_are_repaired(void **state)
{
	char *huge = arena_alloc(cx.arena, 80001);
	struct row row = full;
	struct table_writer *w;
	const char *sheet;

	(void)state;
	memset(huge, 'x', 80000);
	row.name = huge;
	assert_ok(table_begin(&cx, TABLE_XLSX, &table, NULL, &out, &w));
	assert_ok(table_row(&cx, w, &row));
	row.name = "a\xff<b>\x01";
	assert_ok(table_row(&cx, w, &row));
	assert_ok(table_end(&cx, w));
	sheet = unzip("xl/worksheets/sheet1.xml");
	assert_contains(sheet, "a\xef\xbf\xbd&lt;b&gt;_x0001_");
	assert_true(utf8_valid(sheet, strlen(sheet)));
}

static void a_list_longer_than_allowed_is_refused_and_leaks_nothing(void **state)
{
	static const enum table_format formats[] = { TABLE_CSV, TABLE_XLSX, TABLE_JSON };
	struct table_writer *w;
	size_t i;

	(void)state;
	for (i = 0; i < LEN(formats); i++) {
		struct buf small;

		buf_init(&small, 100);
		err_clear(&cx);
		assert_ok(table_begin(&cx, formats[i], &table, NULL, &small, &w));
		(void)!table_row(&cx, w, &full);
		assert_int_equal(table_end(&cx, w), ERR_TOOBIG);
		buf_release(&small);
	}
}

static void a_writer_given_up_frees_what_it_holds(void **state)
{
	CLEANUP(table_writer_dropp) struct table_writer *w = NULL;

	(void)state;
	assert_ok(table_begin(&cx, TABLE_XLSX, &table, NULL, &out, &w));
	assert_ok(table_row(&cx, w, &full));
}

static void memory_does_not_grow_with_rows(void **state)
{
	struct table_writer *w;
	struct arena_mark before;
	int i;

	(void)state;
	assert_ok(table_begin(&cx, TABLE_CSV, &table, NULL, &out, &w));
	before = arena_mark(cx.arena);
	for (i = 0; i < 10000; i++)
		assert_ok(table_row(&cx, w, &full));
	assert_ptr_equal(arena_mark(cx.arena).block, before.block);
	assert_int_equal(arena_mark(cx.arena).used, before.used);
	assert_ok(table_end(&cx, w));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define T(f) cmocka_unit_test_setup_teardown(f, open_ctx, close_ctx)
		T(a_cell_has_a_form_for_people_and_one_for_machines),
		T(a_link_is_filled_in_and_encoded),
		T(json_is_read_back_by_another_reader),
		T(csv_is_read_back_by_another_reader),
		T(csv_without_foot_is_pure_data),
		T(formulas_are_guarded_and_negative_numbers_are_not),
		T(xlsx_holds_numbers_dates_and_notes),
		T(pages_of_figures_end_with_their_sums),
		T(a_code_beside_its_word_has_a_heading_of_its_own),
		T(xlsx_of_the_same_rows_has_the_same_bytes),
		T(texts_that_break_sheets_are_repaired),
		T(a_list_longer_than_allowed_is_refused_and_leaks_nothing),
		T(a_writer_given_up_frees_what_it_holds),
		T(memory_does_not_grow_with_rows),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
