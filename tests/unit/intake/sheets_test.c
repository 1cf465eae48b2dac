/* Workbooks with a sheet for each kelurahan or RW. */
#include "book.h"

#include "base/str.h"

#include <stdio.h>

static lxw_workbook *book_new(struct city_fixture *c, const char **ret_path)
{
	*ret_path = arena_printf(c->cx->arena, "%s/lembar.xlsx", c->t.dir);
	return workbook_new(*ret_path);
}

/* A recapitulation first, then sheets of two RW, one more with a column more, and one of goods. */
static struct blob four_sheets(struct city_fixture *c)
{
	const char *path;
	lxw_workbook *book = book_new(c, &path);
	lxw_worksheet *sheet = workbook_add_worksheet(book, "Rekap");

	ROW(sheet, 0, "RW", "Jumlah KK", "Jumlah jiwa");
	ROW(sheet, 1, "RW 01", "1", "2");
	sheet = workbook_add_worksheet(book, "RW 01");
	ROW(sheet, 0, "NO", "No KK", "NIK", "Nama", "JK", "Tgl Lahir", "Hubungan");
	ROW(sheet, 1, "1", "3272010101200001", "3272010101780002", "DEDI SUPRIADI", "L",
	    "1978-01-01", "1");
	ROW(sheet, 2, "2", "3272010101200001", "3272014101790003", "WATI SUPRIADI", "P",
	    "1979-01-01", "3");
	sheet = workbook_add_worksheet(book, "RW 02");
	ROW(sheet, 0, "No.", "No. KK", "N I K", "Nama", "JK", "Tgl Lahir", "Hubungan");
	ROW(sheet, 1, "1", "3272010101200009", "3272010101780002", "DEDI SUPRIYADI", "L",
	    "1978-01-01", "1");
	ROW(sheet, 2, "2", "3272010101200002", "3272010505810004", "ENDANG SUHENDAR", "L",
	    "1981-05-05", "1");
	ROW(sheet, 3, "3", "3272010101200002", "", "", "P", "1981-05-05", "3");
	sheet = workbook_add_worksheet(book, "RW 03");
	ROW(sheet, 0, "Nama", "NIK", "No KK", "JK", "Tgl Lahir", "Hubungan", "Pekerjaan ibu");
	ROW(sheet, 1, "TATANG", "3272010606820005", "3272010101200003", "L", "1982-06-06", "1");
	sheet = workbook_add_worksheet(book, "Sembako");
	ROW(sheet, 0, "Barang", "Banyaknya", "Harga");
	ROW(sheet, 1, "Beras", "10", "150000");
	return bytes_of(c, book, path);
}

static int64_t read_book(struct city_fixture *c, enum intake_kind kind, struct blob bytes)
{
	int64_t id = offer_bytes(c, kind, "kelurahan", bytes, NULL);

	assert_ok(work(c));
	assert_int_equal(look(c, id).state, INTAKE_COLUMNS);
	return id;
}

static void confirm(struct city_fixture *c, int64_t id)
{
	assert_ok(ACT(c, intake_confirm(c->cx, id, NULL, 0)));
	assert_ok(work(c));
	assert_int_equal(look(c, id).state, INTAKE_CHECKED);
}

static void sheets_of_one_list_are_read_as_one(void **state)
{
	struct city_fixture *c = *state;
	int64_t id = read_book(c, INTAKE_PEOPLE, four_sheets(c)), person;
	struct intake_get_row in = look(c, id);

	assert_string_equal(in.unread, "Rekap, Sembako");
	assert_int_equal(in.row_n, 6);
	confirm(c, id);
	in = look(c, id);
	assert_int_equal(in.row_n, 6);
	assert_int_equal(
	    in.new_n + in.changed_n + in.same_n + in.doubt_n + in.wrong_n + in.unknown_n, 6);
	assert_int_equal(in.new_n, 4);
	assert_int_equal(in.wrong_n, 2);
	assert_says(whys(c, id, INTAKE_WRONG),
		    "RW 02, baris 2: NIK ini sudah ada pada baris 2 di lembar RW 01");
	assert_says(whys(c, id, INTAKE_WRONG), "RW 02, baris 4:");
	apply(c, id);
	person = nik(c, "3272010606820005");
	assert_true(person != 0);
	/* The name of the sheet is the only one to say the RW. */
	assert_string_equal(fact(c, FACT_PERSON, person, "rw"), "003");
}

static void another_choice_of_sheets_is_read_again(void **state)
{
	struct city_fixture *c = *state;
	int64_t id = read_book(c, INTAKE_PEOPLE, four_sheets(c));
	const int64_t none[] = { 9 }, two[] = { 2, 4 };

	assert_int_equal(ACT(c, intake_choose_pages(c->cx, id, none, 1)), ERR_CONFLICT);
	assert_int_equal(look(c, id).state, INTAKE_COLUMNS);
	assert_ok(ACT(c, intake_choose_pages(c->cx, id, two, 2)));
	assert_ok(work(c));
	assert_int_equal(look(c, id).row_n, 3);
	assert_string_equal(look(c, id).unread, "Rekap, RW 02, Sembako");
	confirm(c, id);
	assert_verdicts(c, id, 3, 0, 0, 0, 0);
	assert_int_equal(ACT(c, intake_choose_pages(c->cx, id, two, 2)), ERR_CONFLICT);
}

static void a_workbook_that_names_nobody_is_its_first_sheet(void **state)
{
	struct city_fixture *c = *state;
	const char *path;
	lxw_workbook *book = book_new(c, &path);
	lxw_worksheet *sheet = workbook_add_worksheet(book, "Satu");
	int64_t id;

	ROW(sheet, 0, "Barang", "Banyaknya");
	ROW(sheet, 1, "Beras", "10");
	sheet = workbook_add_worksheet(book, "Dua");
	ROW(sheet, 0, "Judul", "Isi");
	ROW(sheet, 1, "Beras", "10");
	id = read_book(c, INTAKE_PEOPLE, bytes_of(c, book, path));
	assert_int_equal(look(c, id).row_n, 1);
	assert_string_equal(look(c, id).unread, "Dua");
}

/* Seven hundred rows on three sheets, stopped and gone on with from a fresh process. */
static void after_a_restart_it_goes_on_across_sheets(void **state)
{
	struct city_fixture *c = *state;
	const char *path;
	lxw_workbook *book = book_new(c, &path);
	int64_t id;

	for (unsigned k = 0; k < 3; k++) {
		lxw_worksheet *sheet =
		    workbook_add_worksheet(book, arena_printf(c->cx->arena, "Kelurahan %u", k + 1));

		ROW(sheet, 0, "NIK", "Nama", "Tgl Lahir");
		for (unsigned i = 0; i < 250; i++)
			ROW(sheet, i + 1,
			    arena_printf(c->cx->arena, "327201010178%04u", k * 250 + i + 1),
			    arena_printf(c->cx->arena, "WARGA %c%c%c", 'A' + (int)k,
					 'A' + (int)(i / 25), 'A' + (int)(i % 25)),
			    "1978-01-01");
	}
	id = read_book(c, INTAKE_PEOPLE, bytes_of(c, book, path));
	assert_int_equal(look(c, id).row_n, 750);
	assert_ok(ACT(c, intake_confirm(c->cx, id, NULL, 0)));
	crash_while(c, id, INTAKE_CHECKING, INTAKE_CHECKED);
	assert_int_equal(look(c, id).row_n, 750);
	assert_int_equal(look(c, id).new_n + look(c, id).doubt_n, 750);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(sheets_of_one_list_are_read_as_one),
		TEST(another_choice_of_sheets_is_read_again),
		TEST(a_workbook_that_names_nobody_is_its_first_sheet),
		TEST(after_a_restart_it_goes_on_across_sheets),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
