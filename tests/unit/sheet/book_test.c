/* Workbooks: as a spreadsheet writes them, as others do, and as nobody should. */
#include "platform/sheet/sheet.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>
#include <xlsxwriter.h>
#include <zip.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/str.h"

/* ---- reading all that is there -------------------------------------------------------------- */

static const char kinds[] = { [SHEET_TEXT] = 't',    [SHEET_NUMBER] = 'n',  [SHEET_DATE] = 'd',
			      [SHEET_BOOLEAN] = 'b', [SHEET_FORMULA] = 'f', [SHEET_ERROR] = 'e' };

struct told {
	struct ctx cx;
	enum sheet_fault fault;
	struct sheet_place place;
	unsigned page;
	uint32_t merged;
	struct buf text;
};

static void add_rows(struct told *t, const struct sheet_batch *b)
{
	const struct sheet_cell *c = b->cells;
	size_t r, i;

	for (r = 0; r < b->n; r++) {
		buf_addf(&t->text, "%u", b->line[r]);
		for (i = 0; i < b->columns; i++, c++)
			buf_addf(&t->text, c->size > 0 ? "|%.*s:%c" : "|%.*s", (int)c->size,
				 c->text, kinds[c->kind]);
		buf_adds(&t->text, "\n");
	}
}

static void tell(struct told *t, const char *path, const void *bytes, size_t n,
		 struct sheet_how how)
{
	struct sheet_batch b;
	struct sheet *s;
	size_t i;

	*t = (struct told){ 0 };
	ctx_init(&t->cx, NULL, 0);
	buf_init(&t->text, 8 << 20);
	if (sheet_open_as(&t->cx, path, bytes, n, &how, &s, &t->fault, &t->place) != ERR_OK) {
		assert_int_not_equal(t->fault, SHEET_FINE);
		return;
	}
	for (i = 0; i < sheet_columns(s); i++)
		buf_addf(&t->text, "|%s", sheet_column(s, i));
	buf_addf(&t->text, "| in %u\n", sheet_heading(s));
	sheet_batch_init(&b, s);
	while (sheet_read(&t->cx, s, &b, &t->fault) == ERR_OK && b.n > 0)
		add_rows(t, &b);
	t->place = sheet_fault_place(s);
	t->page = sheet_page(s);
	t->merged = sheet_merged(s);
	sheet_batch_release(&b);
	sheet_free(s);
}

static void release(struct told *t)
{
	buf_release(&t->text);
	ctx_release(&t->cx);
}

/* ---- making workbooks ----------------------------------------------------------------------- */

#define TYPES "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
#define HEAD  "<?xml version='1.0' encoding='UTF-8'?>"
#define ROOT  "<worksheet><sheetData>"
#define TAIL  "</sheetData></worksheet>"

struct part {
	const char *name, *text;
	size_t n; /* 0: as long as the text */
};

static const struct part workbook_parts[] = {
	{ .name = "_rels/.rels",
	  .text = HEAD "<Relationships><Relationship Id='a' Type='" TYPES
		       "officeDocument' Target='xl/workbook.xml'/></Relationships>" },
	{ .name = "xl/workbook.xml",
	  .text = HEAD "<workbook xmlns:r='x'><sheets><sheet name='Warga' sheetId='1' r:id='s1'/>"
		       "</sheets></workbook>" },
	{ .name = "xl/_rels/workbook.xml.rels",
	  .text = HEAD
	  "<Relationships>"
	  "<Relationship Id='s1' Type='" TYPES "worksheet' Target='worksheets/sheet1.xml'/>"
	  "<Relationship Id='s2' Type='" TYPES "sharedStrings' Target='/xl/sharedStrings.xml'/>"
	  "<Relationship Id='s3' Type='" TYPES "styles' Target='styles.xml'/>"
	  "</Relationships>" },
};

static void add_part(zip_t *zip, const struct part *p)
{
	size_t n = p->n > 0 ? p->n : strlen(p->text);
	zip_source_t *from = zip_source_buffer(zip, p->text, n, 0);

	assert_non_null(from);
	assert_true(zip_file_add(zip, p->name, from, ZIP_FL_OVERWRITE) >= 0);
}

struct bytes {
	void *p;
	size_t n;
};

/* A zip file of the parts of an ordinary workbook and of these, which come instead or besides. */
static struct bytes zipped(const struct part *parts, size_t n)
{
	zip_source_t *to = zip_source_buffer_create(NULL, 0, 0, NULL);
	struct bytes b = { 0 };
	zip_stat_t st;
	zip_t *zip;
	size_t i;

	assert_non_null(to);
	zip_source_keep(to);
	zip = zip_open_from_source(to, ZIP_CREATE | ZIP_TRUNCATE, NULL);
	assert_non_null(zip);
	for (i = 0; i < LEN(workbook_parts); i++)
		add_part(zip, &workbook_parts[i]);
	for (i = 0; i < n; i++)
		add_part(zip, &parts[i]);
	assert_int_equal(zip_close(zip), 0);
	assert_int_equal(zip_source_stat(to, &st), 0);
	b.n = (size_t)st.size;
	b.p = malloc(b.n);
	assert_non_null(b.p);
	assert_int_equal(zip_source_open(to), 0);
	assert_int_equal(zip_source_read(to, b.p, b.n), (zip_int64_t)b.n);
	zip_source_close(to);
	zip_source_free(to);
	return b;
}

static struct bytes with_sheet(const char *xml, size_t n)
{
	const struct part p = { .name = "xl/worksheets/sheet1.xml", .text = xml, .n = n };

	return zipped(&p, 1);
}

static void assert_bytes(struct bytes b, const char *expected)
{
	struct told t;

	tell(&t, NULL, b.p, b.n, (struct sheet_how){ 0 });
	assert_int_equal(t.fault, SHEET_FINE);
	assert_string_equal(buf_str(&t.text), expected);
	release(&t);
	free(b.p);
}

/* A fault, and where: line 0 and column -1 for none. */
static void assert_refused(struct bytes b, enum sheet_fault fault, uint32_t line, int column)
{
	struct told t;

	tell(&t, NULL, b.p, b.n, (struct sheet_how){ 0 });
	assert_int_equal(t.fault, fault);
	assert_int_equal(t.place.line, line);
	assert_int_equal(t.place.column, column);
	release(&t);
	free(b.p);
}

static void assert_sheet(const char *rows, const char *expected)
{
	char *xml = NULL;

	assert_true(asprintf(&xml, HEAD ROOT "%s" TAIL, rows) > 0);
	assert_bytes(with_sheet(xml, 0), expected);
	free(xml);
}

static void assert_sheet_refused(const char *rows, enum sheet_fault fault, uint32_t line,
				 int column)
{
	char *xml = NULL;

	assert_true(asprintf(&xml, HEAD ROOT "%s" TAIL, rows) > 0);
	assert_refused(with_sheet(xml, 0), fault, line, column);
	free(xml);
}

#define TEXT(ref, s) "<c r='" ref "' t='inlineStr'><is><t>" s "</t></is></c>"
#define HEADING      "<row r='1'>" TEXT("A1", "nama") TEXT("B1", "nik") "</row>"
#define HEADING_READ "|nama|nik| in 1\n"

/* ---- as a spreadsheet writes it ------------------------------------------------------------- */

static void made_by_a_spreadsheet(const char *path)
{
	lxw_workbook *book = workbook_new(path);
	lxw_worksheet *s = workbook_add_worksheet(book, "Keluarga");
	lxw_worksheet *hidden, *third;
	lxw_format *date = workbook_add_format(book), *stamp = workbook_add_format(book);
	lxw_format *clock = workbook_add_format(book);

	format_set_num_format(date, "dd/mm/yyyy");
	format_set_num_format(stamp, "[$-421]d mmmm yyyy \"pukul\" hh:mm");
	format_set_num_format_index(clock, 20);
	worksheet_merge_range(s, 0, 0, 0, 4, "DAFTAR KELUARGA PENERIMA", NULL);
	worksheet_write_string(s, 1, 0, "Kelurahan", NULL);
	worksheet_write_string(s, 1, 1, "Cikole", NULL);
	worksheet_write_string(s, 3, 0, "nik", NULL);
	worksheet_write_string(s, 3, 1, "nama", NULL);
	worksheet_write_string(s, 3, 2, "lahir", NULL);
	worksheet_write_string(s, 3, 3, "dicatat", NULL);
	worksheet_write_string(s, 3, 4, "jam", NULL);
	worksheet_write_string(s, 3, 5, "aktif", NULL);
	worksheet_write_string(s, 3, 6, "jumlah", NULL);
	worksheet_write_number(s, 4, 0, 3272011234567890.0, NULL);
	worksheet_write_string(s, 4, 1, "  Siti <A> & \"B\" ", NULL);
	worksheet_write_number(s, 4, 2, 32874, date);
	worksheet_write_number(s, 4, 3, 46348.75, stamp);
	worksheet_write_number(s, 4, 4, 0.3125, clock);
	worksheet_write_boolean(s, 4, 5, 1, NULL);
	worksheet_write_formula_num(s, 4, 6, "=1+2", NULL, 3);
	worksheet_write_string(s, 7, 1, "Agus", NULL);
	worksheet_write_number(s, 7, 2, 0.1, NULL);
	worksheet_write_formula_str(s, 7, 6, "=A1", NULL, "tiga");
	worksheet_merge_range(s, 8, 0, 9, 0, "sama", NULL);
	hidden = workbook_add_worksheet(book, "Kode");
	worksheet_write_string(hidden, 0, 0, "a", NULL);
	worksheet_write_string(hidden, 0, 1, "b", NULL);
	worksheet_hide(hidden);
	third = workbook_add_worksheet(book, "Anggota");
	worksheet_write_string(third, 0, 0, "no_kk", NULL);
	worksheet_write_string(third, 0, 1, "no_urut", NULL);
	worksheet_write_string(third, 1, 0, "'3272", NULL);
	(void)workbook_add_worksheet(book, "Kosong");
	assert_int_equal(workbook_close(book), LXW_NO_ERROR);
}

static void temporary(char path[64])
{
	int fd;

	(void)snprintf(path, 64, "/tmp/melaju-sheet-XXXXXX");
	fd = mkstemp(path);
	assert_true(fd >= 0);
	(void)close(fd);
}

static void cells_come_with_their_kinds_and_dates_as_dates(void **state)
{
	char path[64];
	struct told t;

	(void)state;
	temporary(path);
	made_by_a_spreadsheet(path);
	tell(&t, path, NULL, 0, (struct sheet_how){ 0 });
	assert_int_equal(t.fault, SHEET_FINE);
	assert_string_equal(
	    buf_str(&t.text),
	    "|nik|nama|lahir|dicatat|jam|aktif|jumlah| in 4\n"
	    "5|3272011234567890:n|Siti <A> & \"B\":t|1990-01-01:d|2026-11-22T18:00:00:d|07:30:00:d|"
	    "TRUE:b|3:f\n"
	    "8||Agus:t|0.1:n||||tiga:f\n"
	    "9|sama:t||||||\n");
	assert_int_equal(t.merged, 2);
	assert_int_equal(t.page, 1);
	release(&t);
	(void)unlink(path);
}

static void each_page_is_listed_and_opened_by_its_number(void **state)
{
	char path[64];
	struct told t;
	struct ctx cx;
	struct sheet *s;
	enum sheet_fault f;
	const struct sheet_page *pages;
	size_t n;

	(void)state;
	temporary(path);
	made_by_a_spreadsheet(path);
	ctx_init(&cx, NULL, 0);
	assert_int_equal(sheet_open(&cx, path, &s, &f), ERR_OK);
	pages = sheet_pages(s, &n);
	assert_int_equal(n, 4);
	assert_string_equal(pages[0].name, "Keluarga");
	assert_false(pages[0].hidden);
	assert_string_equal(pages[1].name, "Kode");
	assert_true(pages[1].hidden);
	sheet_free(s);
	ctx_release(&cx);

	tell(&t, path, NULL, 0, (struct sheet_how){ .page = 3 });
	assert_string_equal(buf_str(&t.text), "|no_kk|no_urut| in 1\n2|'3272:t|\n");
	release(&t);
	tell(&t, path, NULL, 0, (struct sheet_how){ .page = 2 });
	assert_string_equal(buf_str(&t.text), "|a|b| in 1\n");
	release(&t);
	tell(&t, path, NULL, 0, (struct sheet_how){ .page = 4 });
	assert_int_equal(t.fault, SHEET_EMPTY);
	assert_string_equal(t.place.page, "Kosong");
	release(&t);
	tell(&t, path, NULL, 0, (struct sheet_how){ .page = 5 });
	assert_int_equal(t.fault, SHEET_NO_PAGE);
	release(&t);
	(void)unlink(path);
}

static void the_caller_may_say_which_row_is_the_heading(void **state)
{
	char path[64];
	struct told t;

	(void)state;
	temporary(path);
	made_by_a_spreadsheet(path);
	tell(&t, path, NULL, 0, (struct sheet_how){ .heading = 8 });
	assert_string_equal(buf_str(&t.text), "||Agus|0.1||||tiga| in 8\n9|sama:t||||||\n");
	release(&t);
	tell(&t, path, NULL, 0, (struct sheet_how){ .heading = 3 });
	assert_int_equal(t.fault, SHEET_EMPTY);
	assert_int_equal(t.place.line, 3);
	release(&t);
	(void)unlink(path);
}

/* ---- as others write it --------------------------------------------------------------------- */

static void rows_and_cells_without_places_follow_one_another(void **state)
{
	(void)state;
	assert_sheet("<row><c t='inlineStr'><is><t>a</t></is></c><c t='str'><v>b</v></c></row>"
		     "<row><c><v>1</v></c><c r='B2'><v>2</v></c></row><row/>"
		     "<row r='7'><c r='B7'><v>9</v></c></row><row><c><v>3</v></c></row>",
		     "|a|b| in 1\n2|1:n|2:n\n7||9:n\n8|3:n|\n");
}

static void names_may_have_prefixes_and_texts_pieces(void **state)
{
	static const char xml[] = HEAD "<x:worksheet xmlns:x='y'><x:sheetData>"
				       "<x:row r='1'><x:c r='A1' t='s'><x:v>0</x:v></x:c><x:c "
				       "r='B1' t='s'><x:v>1</x:v></x:c></x:row>"
				       "<x:row r='2'><x:c r='A2' t='s'><x:v>2</x:v></x:c></x:row>"
				       "</x:sheetData></x:worksheet>";
	static const struct part parts[] = {
		{ "xl/worksheets/sheet1.xml", xml, 0 },
		{ "xl/sharedStrings.xml",
		  HEAD "<sst><si><r><t>na</t></r><r><t xml:space='preserve'>ma </t></r></si>"
		       "<si><t>b</t><rPh><t>loud</t></rPh></si>"
		       "<si><t>x_x000D_\ny_x005F_x0041_ _x0041_</t></si></sst>",
		  0 },
	};

	(void)state;
	assert_bytes(zipped(parts, LEN(parts)), "|nama|b| in 1\n2|x\ny_x0041_ A:t|\n");
}

static void numbers_stay_as_written_and_errors_keep_their_names(void **state)
{
	(void)state;
	assert_sheet(HEADING "<row r='2'><c r='A2'><v>3.2720112345E+15</v></c>"
			     "<c r='B2' t='e'><v>#N/A</v></c></row>"
			     "<row r='3'><c r='A3'><v>0.10000000000000001</v></c>"
			     "<c r='B3' t='e'><f>1/0</f><v>#DIV/0!</v></c></row>"
			     "<row r='4'><c r='A4'><v>abc</v></c><c r='B4'><f>B3</f></c></row>"
			     "<row r='5'><c r='A5' t='d'><v>2026-11-22</v></c></row>"
			     "<row r='6'><c r='A6'><v>3272011234567890.0</v></c>"
			     "<c r='B6'><v>-3272</v></c></row>",
		     HEADING_READ "2|3.2720112345E+15:n|#N/A:e\n3|0.1:n|#DIV/0!:e\n4|abc:t|\n"
				  "5|2026-11-22:d|\n6|3272011234567890.0:n|-3272:n\n");
}

/* Both calendars, the day that never was, and what is no date at all. */
static void days_are_counted_as_the_workbook_counts_them(void **state)
{
	static const char styles[] =
	    HEAD "<styleSheet><numFmts><numFmt numFmtId='164' formatCode='0.0 \"day\"'/></numFmts>"
		 "<cellStyleXfs><xf numFmtId='0'/></cellStyleXfs>"
		 "<cellXfs><xf numFmtId='0'/><xf numFmtId='14'/><xf numFmtId='164'/></cellXfs>"
		 "</styleSheet>";
	static const char xml[] = HEAD ROOT HEADING
	    "<row r='2'><c r='A2' s='1'><v>59</v></c><c r='B2' s='1'><v>60</v></c></row>"
	    "<row r='3'><c r='A3' s='1'><v>61</v></c><c r='B3' s='1'><v>2958465</v></c></row>"
	    "<row r='4'><c r='A4' s='1'><v>-1</v></c><c r='B4' s='1'><v>2958466</v></c></row>"
	    "<row r='5'><c r='A5' s='2'><v>61</v></c><c r='B5' s='99'><v>61</v></c></row>" TAIL;
	static const char book_1904[] =
	    HEAD "<workbook><workbookPr date1904='1'/><sheets><sheet name='W' sheetId='1' id='s1'/>"
		 "</sheets></workbook>";
	static const struct part parts[] = { { "xl/worksheets/sheet1.xml", xml, 0 },
					     { "xl/styles.xml", styles, 0 },
					     { "xl/workbook.xml", book_1904, 0 } };

	(void)state;
	assert_bytes(
	    zipped(parts, 2), HEADING_READ
	    "2|1900-02-28:d|60:n\n3|1900-03-01:d|9999-12-31:d\n4|-1:n|2958466:n\n5|61:n|61:n\n");
	assert_bytes(zipped(parts, 3), HEADING_READ "2|1904-02-29:d|1904-03-01:d\n3|1904-03-02:d|"
						    "2958465:n\n4|-1:n|2958466:n\n5|61:n|61:n\n");
}

static void a_cell_beyond_the_heading_is_counted_and_dropped(void **state)
{
	static const char xml[] =
	    HEAD ROOT HEADING "<row r='2'>" TEXT("XFD2", "far") TEXT("A2", "x") "</row>" TAIL;
	struct bytes b = with_sheet(xml, 0);
	struct ctx cx;
	struct sheet *s;
	struct sheet_batch batch;
	enum sheet_fault f;

	(void)state;
	ctx_init(&cx, NULL, 0);
	assert_int_equal(sheet_open_bytes(&cx, b.p, b.n, &s, &f), ERR_OK);
	sheet_batch_init(&batch, s);
	assert_int_equal(sheet_read(&cx, s, &batch, &f), ERR_OK);
	assert_int_equal(batch.n, 1);
	assert_int_equal(batch.found[0], 16384);
	assert_int_equal(batch.cells[0].size, 1);
	sheet_batch_release(&batch);
	sheet_free(s);
	ctx_release(&cx);
	free(b.p);
}

/* ---- two readers of XML --------------------------------------------------------------------- */

/* Pages in UTF-16 are read by the parser of all XML, others by the quick one. */
static struct bytes widened(const char *xml)
{
	size_t n = strlen(xml), i;
	char *p = calloc(n + 1, 2);
	struct bytes b;

	assert_non_null(p);
	memcpy(p, "\xff\xfe", 2);
	for (i = 0; i < n; i++)
		p[2 + 2 * i] = xml[i];
	b = with_sheet(p, 2 * n + 2);
	free(p);
	return b;
}

static void assert_same_by_both(const char *xml, bool fine)
{
	struct bytes narrow = with_sheet(xml, 0), wide = widened(xml);
	struct told quick, whole;

	tell(&quick, NULL, narrow.p, narrow.n, (struct sheet_how){ 0 });
	tell(&whole, NULL, wide.p, wide.n, (struct sheet_how){ 0 });
	if (quick.fault != whole.fault || (quick.fault == SHEET_FINE) != fine)
		fail_msg("%s: faults %d and %d", xml, quick.fault, whole.fault);
	assert_string_equal(buf_str(&quick.text), buf_str(&whole.text));
	release(&quick);
	release(&whole);
	free(narrow.p);
	free(wide.p);
}

#define ONE_CELL(s) ROOT HEADING "<row><c t='str'><v>" s "</v></c></row>" TAIL

static void the_quick_reader_reads_what_the_parser_reads(void **state)
{
	(void)state;
	assert_same_by_both(ONE_CELL("a &lt;&#65;&#x42;&amp;amp;&quot;&apos;&gt; b"), true);
	assert_same_by_both(ONE_CELL("a<![CDATA[<&]]>b<!-- <c> - -->c<?x > ?>d"), true);
	assert_same_by_both("<!-- a --><?x y?>\n" ONE_CELL("a") "\n<!-- z -->\n", true);
	assert_same_by_both(
	    ROOT HEADING "<row\tr = \"3\"\n><c  t='str' ><v >a</v\n></c ></row >" TAIL, true);
	assert_same_by_both(
	    ROOT HEADING "<row><c t=\"str\" x='>\"'><v>&#x1F600;</v></c></row>" TAIL, true);
	assert_same_by_both(ROOT HEADING "<row><c t='&#115;tr'><v>a</v></c></row>" TAIL, true);
}

static void the_quick_reader_refuses_what_the_parser_refuses(void **state)
{
	(void)state;
	assert_same_by_both(ONE_CELL("&nbsp;"), false);
	assert_same_by_both(ONE_CELL("a & b"), false);
	assert_same_by_both(ONE_CELL("&#0;"), false);
	assert_same_by_both(ONE_CELL("&#xD800;"), false);
	assert_same_by_both(ONE_CELL("&#x110000;"), false);
	assert_same_by_both(ONE_CELL("&#;"), false);
	assert_same_by_both(ONE_CELL("<b>"), false);
	assert_same_by_both(ONE_CELL("<!ELEMENT a>"), false);
	assert_same_by_both(ONE_CELL("a") "<more/>", false);
	assert_same_by_both(ONE_CELL("a") "text", false);
	assert_same_by_both("text" ONE_CELL("a"), false);
	assert_same_by_both(ROOT HEADING "</worksheet></sheetData>", false);
	assert_same_by_both(ROOT HEADING "<row r=3></row>" TAIL, false);
	assert_same_by_both(ROOT HEADING "<row r></row>" TAIL, false);
	assert_same_by_both(ROOT HEADING "<row r='3'x='4'></row>" TAIL, false);
	assert_same_by_both(ROOT HEADING "<row r='<'></row>" TAIL, false);
	assert_same_by_both(ROOT HEADING "< row></row>" TAIL, false);
	assert_same_by_both(ROOT HEADING "<row", false);
	assert_same_by_both(ROOT HEADING "<!-- ", false);
	assert_same_by_both("", false);
}

/* ---- going on where it stood ---------------------------------------------------------------- */

static char *many_rows(size_t rows)
{
	struct buf b;
	size_t i;

	buf_init(&b, 64 << 20);
	buf_adds(&b, HEAD ROOT HEADING);
	for (i = 0; i < rows; i++)
		buf_addf(&b, "<row>" TEXT("A1", "row %zu of a table") "<c><v>%zu</v></c></row>", i,
			 i);
	buf_adds(&b, TAIL);
	assert_true(buf_ok(&b));
	return b.data;
}

static void assert_goes_on(struct ctx *cx, struct bytes b, uint32_t at, uint32_t expected)
{
	struct sheet *s;
	struct sheet_batch batch;
	enum sheet_fault f;

	assert_int_equal(sheet_open_bytes(cx, b.p, b.n, &s, &f), ERR_OK);
	sheet_batch_init(&batch, s);
	assert_int_equal(sheet_seek(cx, s, at, &f), ERR_OK);
	assert_int_equal(sheet_tell(s), MAX(at, 2));
	assert_int_equal(sheet_read(cx, s, &batch, &f), ERR_OK);
	assert_true(batch.n > 0);
	assert_int_equal(batch.line[0], expected);
	assert_int_equal(sheet_tell(s), batch.line[batch.n - 1] + 1);
	assert_int_equal(sheet_seek(cx, s, 5, &f), ERR_OK);
	assert_int_equal(sheet_read(cx, s, &batch, &f), ERR_OK);
	assert_int_equal(batch.line[0], 5);
	sheet_batch_release(&batch);
	sheet_free(s);
}

static void reading_goes_on_at_a_row_and_batches_join_without_gap(void **state)
{
	size_t rows = 60000, seen = 0, i;
	char *xml = many_rows(rows);
	struct bytes b = with_sheet(xml, 0);
	struct ctx cx;
	struct sheet *s;
	struct sheet_batch batch;
	enum sheet_fault f;
	unsigned batches = 0;

	(void)state;
	ctx_init(&cx, NULL, 0);
	assert_int_equal(sheet_open_bytes(&cx, b.p, b.n, &s, &f), ERR_OK);
	sheet_batch_init(&batch, s);
	do {
		assert_int_equal(sheet_read(&cx, s, &batch, &f), ERR_OK);
		for (i = 0; i < batch.n; i++, seen++)
			assert_int_equal(batch.line[i], seen + 2);
		batches++;
	} while (batch.n > 0);
	assert_int_equal(seen, rows);
	assert_true(batches > 2);
	sheet_batch_release(&batch);
	sheet_free(s);
	assert_goes_on(&cx, b, 40000, 40000);
	assert_goes_on(&cx, b, 0, 2);
	ctx_release(&cx);
	free(b.p);
	free(xml);
}

/* ---- as nobody should ----------------------------------------------------------------------- */

static void rows_and_columns_no_sheet_has_are_told_with_their_place(void **state)
{
	(void)state;
	assert_sheet_refused(HEADING "<row r='1048577'><c><v>1</v></c></row>", SHEET_BAD_PLACE, 2,
			     -1);
	assert_sheet_refused(HEADING "<row r='99999999999999999999'/>", SHEET_BAD_PLACE, 2, -1);
	assert_sheet_refused(HEADING "<row r='-3'/>", SHEET_BAD_PLACE, 2, -1);
	assert_sheet_refused(HEADING "<row r='1'/>", SHEET_BAD_PLACE, 2, -1);
	assert_sheet_refused(HEADING "<row r='4'><c r='XFE4'><v>1</v></c></row>", SHEET_BAD_PLACE,
			     4, -1);
	assert_sheet_refused(HEADING "<row r='4'><c r='ZZZZZZZZZZZZ4'/></row>", SHEET_BAD_PLACE, 4,
			     -1);
	assert_sheet_refused(HEADING "<row r='4'><c r='-1'/></row>", SHEET_BAD_PLACE, 4, -1);
	assert_sheet_refused(HEADING "<row r='4'><c r='B4' t='s'><v>7</v></c></row>", SHEET_BROKEN,
			     4, 1);
	assert_sheet_refused(HEADING "<row r='4'><c r='B4' t='s'><v>-7</v></c></row>", SHEET_BROKEN,
			     4, 1);
}

static void declarations_are_refused_before_they_unfold(void **state)
{
	static const char xml[] =
	    "<!DOCTYPE w [<!ENTITY a 'aaaaaaaaaa'><!ENTITY b '&a;&a;&a;&a;&a;&a;&a;&a;'>"
	    "<!ENTITY c '&b;&b;&b;&b;&b;&b;&b;&b;'>]>" ROOT HEADING
	    "<row><c t='str'><v>&c;</v></c></row>" TAIL;

	(void)state;
	assert_refused(with_sheet(xml, 0), SHEET_DOCTYPE, 0, -1);
}

static char *filled(size_t n, char c, const char *before, const char *after)
{
	size_t head = strlen(before), tail = strlen(after);
	char *p = malloc(head + n + tail + 1);

	assert_non_null(p);
	memcpy(p, before, head);
	memset(p + head, c, n);
	memcpy(p + head + n, after, tail + 1);
	return p;
}

static void what_grows_without_end_is_stopped_where_it_passes_a_bound(void **state)
{
	char *xml;

	(void)state;
	/* A cell. */
	xml = filled(1 << 20, 'x', HEAD ROOT HEADING "<row><c t='str'><v>", "</v></c></row>" TAIL);
	assert_refused(with_sheet(xml, 0), SHEET_CELL_LONG, 2, 0);
	free(xml);
	/* A tag. */
	xml = filled(8 << 20, 'x', HEAD ROOT HEADING "<row r='", "'/>" TAIL);
	assert_refused(with_sheet(xml, 0), SHEET_SWOLLEN, 1, -1);
	free(xml);
	/* A bomb: blanks between rows. */
	xml = filled(32 << 20, ' ', HEAD ROOT HEADING, TAIL);
	assert_refused(with_sheet(xml, 0), SHEET_SWOLLEN, 1, -1);
	free(xml);
}

static void depth_and_names_without_end_are_stopped(void **state)
{
	struct part parts[] = { { "xl/worksheets/sheet1.xml", HEAD ROOT HEADING TAIL, 0 },
				{ "xl/styles.xml", NULL, 0 } };
	struct buf b;
	size_t i;

	(void)state;
	buf_init(&b, 64 << 20);
	buf_adds(&b, HEAD "<worksheet>");
	for (i = 0; i < 100000; i++)
		buf_adds(&b, "<a>");
	assert_refused(with_sheet(buf_str(&b), 0), SHEET_SWOLLEN, 0, -1);
	buf_clear(&b);
	/* The parser of the small parts keeps each name it has met. */
	buf_adds(&b, HEAD "<styleSheet>");
	for (i = 0; i < 300000; i++)
		buf_addf(&b, "<name%zx/>", i * 2654435761U);
	buf_adds(&b, "</styleSheet>");
	parts[1].text = buf_str(&b);
	assert_refused(zipped(parts, LEN(parts)), SHEET_SWOLLEN, 0, -1);
	buf_release(&b);
}

static void a_row_has_a_most_and_so_have_texts_that_are_shared(void **state)
{
	char *cell = filled(60000, 'x', "<c t='str'><v>", "</v></c>"), *rows = NULL;
	char *long_text = filled(70000, 'x', HEAD "<sst><si><t>", "</t></si></sst>");
	const struct part parts[] = {
		{ "xl/worksheets/sheet1.xml",
		  HEAD ROOT HEADING "<row><c/><c t='s'><v>0</v></c></row>" TAIL, 0 },
		{ "xl/sharedStrings.xml", long_text, 0 },
	};

	(void)state;
	assert_true(
	    asprintf(&rows,
		     "<row><c t='str'><v>a</v></c><c t='str'><v>b</v></c><c t='str'><v>c</v></c>"
		     "<c t='str'><v>d</v></c><c t='str'><v>e</v></c></row><row>%s%s%s%s%s</row>",
		     cell, cell, cell, cell, cell) > 0);
	assert_sheet_refused(rows, SHEET_CELL_LONG, 2, 4);
	assert_refused(zipped(parts, LEN(parts)), SHEET_CELL_LONG, 2, 1);
	free(rows);
	free(cell);
	free(long_text);
}

static void what_is_cut_off_or_changed_is_called_broken(void **state)
{
	struct bytes b = with_sheet(HEAD ROOT HEADING TAIL, 0);
	char *half = malloc(b.n);

	(void)state;
	assert_non_null(half);
	memcpy(half, b.p, b.n);
	assert_refused((struct bytes){ half, b.n / 2 }, SHEET_BROKEN, 0, -1);
	/* Bytes of the first entry change, and with them what its checksum says. */
	memset((char *)b.p + 45, 0x5a, 8);
	assert_refused(b, SHEET_BROKEN, 0, -1);
	assert_refused(with_sheet(HEAD ROOT HEADING, 0), SHEET_BROKEN, 1, -1);
	assert_refused(with_sheet(HEAD ROOT HEADING "<row><c><v>\xff\xfe</v></c></row>" TAIL, 0),
		       SHEET_BROKEN, 2, 0);
}

#define LITERAL(s) (s), sizeof(s) - 1

/* Two gigabytes that lie nowhere: a hole in a file. */
static void assert_hole_refused(const char *begin, size_t n, enum sheet_fault expected)
{
	char path[64];
	struct told t;
	FILE *f;

	temporary(path);
	f = fopen(path, "wb");
	assert_non_null(f);
	assert_int_equal(fwrite(begin, 1, n, f), n);
	assert_int_equal(fflush(f), 0);
	assert_int_equal(ftruncate(fileno(f), (off_t)2 << 30), 0);
	(void)fclose(f);
	tell(&t, path, NULL, 0, (struct sheet_how){ 0 });
	assert_int_equal(t.fault, expected);
	release(&t);
	(void)unlink(path);
}

static void a_cell_of_two_gigabytes_is_refused_at_its_beginning(void **state)
{
	(void)state;
	assert_hole_refused(LITERAL("nama,nik\nSiti,1\nAgus,"), SHEET_BINARY);
	assert_hole_refused(LITERAL("nama,nik\nSiti,\""), SHEET_BINARY);
	assert_hole_refused(LITERAL("\xff\xfen\0,\0x\0"), SHEET_BINARY);
	assert_hole_refused(LITERAL("PK\3\4"), SHEET_BROKEN);
}

static void other_encodings_are_read_when_they_are_named(void **state)
{
	(void)state;
	assert_bytes(with_sheet("<?xml version='1.0' encoding='ISO-8859-1'?>" ROOT HEADING
				"<row><c t='str'><v>Jos\xe9</v></c></row>" TAIL,
				0),
		     HEADING_READ "2|Jos\xc3\xa9:t|\n");
	assert_refused(with_sheet("<?xml version='1.0' encoding='nothing'?>" ROOT HEADING TAIL, 0),
		       SHEET_BROKEN, 0, -1);
	assert_refused(
	    with_sheet(HEAD ROOT HEADING "<row><c t='str'><v>Jos\xe9</v></c></row>" TAIL, 0),
	    SHEET_BROKEN, 2, 0);
}

static void many_pages_are_listed_and_too_many_refused(void **state)
{
	struct part parts[] = { { "xl/worksheets/sheet1.xml", HEAD ROOT HEADING TAIL, 0 },
				{ "xl/workbook.xml", NULL, 0 } };
	size_t most = SHEET_PAGES_MAX, i, n;
	struct buf b;
	struct told t;
	struct bytes book;

	(void)state;
	buf_init(&b, 1 << 20);
	for (n = most; n <= most + 1; n++) {
		buf_clear(&b);
		buf_adds(&b, HEAD "<workbook><sheets>");
		for (i = 0; i < n; i++)
			buf_addf(&b, "<sheet name='L%zu' id='s1'/>", i);
		buf_adds(&b, "</sheets></workbook>");
		parts[1].text = buf_str(&b);
		if (n > most) {
			assert_refused(zipped(parts, LEN(parts)), SHEET_SWOLLEN, 0, -1);
			continue;
		}
		book = zipped(parts, LEN(parts));
		tell(&t, NULL, book.p, book.n, (struct sheet_how){ .page = (unsigned)most });
		assert_int_equal(t.fault, SHEET_FINE);
		assert_int_equal(t.page, most);
		release(&t);
		free(book.p);
	}
	buf_release(&b);
}

/* The directory is read whole by the library, so a large one never reaches it. */
static void a_directory_without_end_is_not_read(void **state)
{
	struct bytes b = with_sheet(HEAD ROOT HEADING TAIL, 0);
	unsigned char *end = (unsigned char *)b.p + b.n - 22;

	(void)state;
	assert_memory_equal(end, "PK\5\6", 4);
	end[15] = 0x7f;
	assert_refused(b, SHEET_SWOLLEN, 0, -1);
}

static void other_files_are_called_by_their_names(void **state)
{
	static const char ods[] = "application/vnd.oasis.opendocument.spreadsheet";
	const struct part parts[] = { { "_rels/.rels", HEAD "<Relationships/>", 0 },
				      { "mimetype", ods, 0 } };
	char *paper = strdup("%PDF-1.4\n1 0 obj\n<< /Type /Catalog >>\n");
	char *old = filled(4096, '\0', "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "");
	char *locked = malloc(4200), *page = strdup(" \n<HTML xmlns:x='excel'><table>");

	(void)state;
	assert_refused(zipped(parts, 1), SHEET_WORKBOOK, 0, -1);
	assert_refused(zipped(parts, 2), SHEET_ODS, 0, -1);
	assert_non_null(locked);
	memcpy(locked, old, 4104);
	memcpy(locked + 1024, "E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e\0", 32);
	assert_refused((struct bytes){ old, 4104 }, SHEET_OLD, 0, -1);
	assert_refused((struct bytes){ locked, 4104 }, SHEET_LOCKED, 0, -1);
	assert_non_null(page);
	assert_refused((struct bytes){ page, strlen(page) }, SHEET_MARKUP, 0, -1);
	assert_non_null(paper);
	assert_refused((struct bytes){ paper, strlen(paper) }, SHEET_PAPER, 0, -1);
}

static void a_fault_is_told_in_words_with_its_place(void **state)
{
	struct sheet_place place = { .page = "Anggota", .line = 12, .column = 27 };
	char letters[SHEET_LETTERS];
	struct ctx cx;
	int f;

	(void)state;
	ctx_init(&cx, NULL, 0);
	cx.lang = LANG_ID;
	assert_string_equal(sheet_place_say(&cx, &place), "lembar \"Anggota\", sel AB12");
	cx.lang = LANG_EN;
	assert_string_equal(sheet_place_say(&cx, &place), "page \"Anggota\", cell AB12");
	place = (struct sheet_place){ .line = 12, .column = -1 };
	assert_string_equal(sheet_fault_say(&cx, SHEET_OPEN_QUOTE, &place),
			    "A quote is opened and never closed. Close it, or remove that quote. "
			    "Place: line 12.");
	place = (struct sheet_place){ .column = -1 };
	for (f = SHEET_FINE + 1; f < SHEET__MAX; f++)
		assert_true(strlen(sheet_fault_say(&cx, (enum sheet_fault)f, &place)) > 20);
	assert_string_equal(sheet_letters(0, letters), "A");
	assert_string_equal(sheet_letters(25, letters), "Z");
	assert_string_equal(sheet_letters(26, letters), "AA");
	assert_string_equal(sheet_letters(16383, letters), "XFD");
	ctx_release(&cx);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(cells_come_with_their_kinds_and_dates_as_dates),
		cmocka_unit_test(each_page_is_listed_and_opened_by_its_number),
		cmocka_unit_test(the_caller_may_say_which_row_is_the_heading),
		cmocka_unit_test(rows_and_cells_without_places_follow_one_another),
		cmocka_unit_test(names_may_have_prefixes_and_texts_pieces),
		cmocka_unit_test(numbers_stay_as_written_and_errors_keep_their_names),
		cmocka_unit_test(days_are_counted_as_the_workbook_counts_them),
		cmocka_unit_test(a_cell_beyond_the_heading_is_counted_and_dropped),
		cmocka_unit_test(the_quick_reader_reads_what_the_parser_reads),
		cmocka_unit_test(the_quick_reader_refuses_what_the_parser_refuses),
		cmocka_unit_test(reading_goes_on_at_a_row_and_batches_join_without_gap),
		cmocka_unit_test(rows_and_columns_no_sheet_has_are_told_with_their_place),
		cmocka_unit_test(declarations_are_refused_before_they_unfold),
		cmocka_unit_test(what_grows_without_end_is_stopped_where_it_passes_a_bound),
		cmocka_unit_test(depth_and_names_without_end_are_stopped),
		cmocka_unit_test(a_row_has_a_most_and_so_have_texts_that_are_shared),
		cmocka_unit_test(what_is_cut_off_or_changed_is_called_broken),
		cmocka_unit_test(a_cell_of_two_gigabytes_is_refused_at_its_beginning),
		cmocka_unit_test(other_encodings_are_read_when_they_are_named),
		cmocka_unit_test(many_pages_are_listed_and_too_many_refused),
		cmocka_unit_test(a_directory_without_end_is_not_read),
		cmocka_unit_test(other_files_are_called_by_their_names),
		cmocka_unit_test(a_fault_is_told_in_words_with_its_place),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
