/*
 * Tables as clerks keep them: marks for "as above", a year alone, no heading, several sheets, the
 * list of deaths sent as people; what a careful clerk would say of them.
 */
#include "book.h"

#include "base/clock.h"
#include "feature/intake/intake_impl.h"

/* What a clerk would see at once: marks for "as above", days that were RT/RW, years alone. */
static void cells_as_offices_write_them_are_read_or_said_to_be_wrong(void **state)
{
	struct city_fixture *c = *state;
	int64_t id;

	id = check(c, INTAKE_PEOPLE, "kelurahan",
		   "NIK,Nama,JK,Tgl Lahir,No KK,SHDK,Alamat,RT/RW\n"
		   "NIK: 3272011205700001,ASEP SATU,laki2,1970,3272011205700101,KK,Jl Mawar,1/3\n"
		   "3272011205700002,ASEP DUA,L,12-5-1970,3272011205700102,KK,sda,1/3\n"
		   "3272011205700003,ASEP TIGA,L,12-5-1970,3272011205700103,KK,Jl Mawar,3-Jan\n"
		   "belum punya,ASEP EMPAT,L,00-00-1970,3272011205700104,KK,Jl Mawar,RT 1 RW 3\n"
		   "3272011205700005,ASEP LIMA,L,12-5-1970,,KK,Jl Mawar,\n");
	assert_verdicts(c, id, 3, 0, 0, 0, 2);
	assert_says(whys(c, id, INTAKE_NEW), "hanya tahun lahirnya yang tertulis: 1970");
	assert_says(whys(c, id, INTAKE_NEW), "Laki-laki, Kepala keluarga; hanya tahun");
	assert_says(whys(c, id, INTAKE_NEW), "belum masuk keluarga mana pun");
	assert_says(whys(c, id, INTAKE_WRONG), "Tertulis \"sda\", yang berarti sama dengan baris");
	assert_says(whys(c, id, INTAKE_WRONG), "RT/RW \"3-Jan\" sudah dijadikan tanggal");
	apply(c, id);
	assert_string_equal(fact(c, FACT_PERSON, nik(c, "3272011205700001"), "birth_year"), "1970");
	assert_null(fact(c, FACT_PERSON, nik(c, "3272011205700001"), "birth_date"));
}

static void lists_of_offices_are_known_by_their_headings(void **state)
{
	struct city_fixture *c = *state;
	int64_t id;

	apply(c, check(c, INTAKE_PEOPLE, "siak", two_families));
	id = check(c, INTAKE_DEATHS, "dukcapil",
		   "No,Nama Almarhum/ah,NIK,Tempat/Tgl Meninggal\n"
		   "1,DEDI SUPRIADI,3272010101780002,\"RSUD, 2 November 2026\"\n");
	assert_verdicts(c, id, 0, 1, 0, 0, 0);
	assert_says(whys(c, id, INTAKE_CHANGED), "2 Nov 2026");
	id = check(c, INTAKE_DTKS, "dukcapil",
		   "NIK Lama,NIK Baru,Nama,Status\n"
		   "3272010101780002,3272010101780012,DEDI SUPRIADI,Mohon perbaikan\n");
	assert_verdicts(c, id, 0, 1, 0, 0, 0);
	id = check(c, INTAKE_DUKCAPIL, "dukcapil",
		   "NIK,Nama,Hasil Padan\n"
		   "3272010101780002,DEDI SUPRIADI,NIK tdk ditemukan\n");
	assert_verdicts(c, id, 0, 1, 0, 0, 0);
	file_date = date_from_ymd(2026, 10, 1);
	id = check(c, INTAKE_DESIL, "dtsen",
		   "No KK,Desil\n3272010101200001,2.0\n3272010101200002,6-10\n");
	assert_verdicts(c, id, 1, 0, 0, 0, 1);
}

static void a_column_that_says_who_is_what_to_whom_is_known_by_what_stands_in_it(void **state)
{
	struct city_fixture *c = *state;
	int64_t id;

	id = check(c, INTAKE_PEOPLE, "kelurahan",
		   "No KK,NIK,Nama,Status\n"
		   "3272011205700101,3272011205700001,ASEP SATU,KK\n"
		   ",3272015205750002,NENG SATU,Isteri\n"
		   ",3272011205950003,UJANG SATU,Anak 1\n");
	assert_verdicts(c, id, 1, 0, 0, 0, 2);
	assert_says(whys(c, id, INTAKE_WRONG), "Nomor KK-nya kosong, padahal ia anggota keluarga");
}

static void a_page_with_the_same_headings_is_read_too(void **state)
{
	struct city_fixture *c = *state;
	const char *path = arena_printf(c->cx->arena, "%s/lembar.xlsx", c->t.dir);
	lxw_workbook *book = workbook_new(path);
	lxw_worksheet *sheet = workbook_add_worksheet(book, "Cikole");
	int64_t id;

	ROW(sheet, 0, "NIK", "Nama", "Tgl Lahir");
	ROW(sheet, 1, "3272011205700001", "ASEP SATU", "1970-05-12");
	sheet = workbook_add_worksheet(book, "Selabatu");
	ROW(sheet, 0, "NIK", "Nama", "Tgl Lahir");
	ROW(sheet, 1, "3272011205700002", "ASEP DUA", "1970-05-12");
	(void)workbook_add_worksheet(book, "Sheet3"); /* empty, as a spreadsheet makes them */
	id = check_book(c, INTAKE_PEOPLE, "siak", bytes_of(c, book, path));
	assert_verdicts(c, id, 2, 0, 0, 0, 0);
	assert_null(look(c, id).unread);
}

static void a_second_table_below_says_what_it_is(void **state)
{
	struct city_fixture *c = *state;
	int64_t id = check(c, INTAKE_PEOPLE, "kelurahan",
			   "NIK,Nama,JK,Tgl Lahir,Alamat\n"
			   "3272011205700001,ASEP SATU,L,1970-05-12,JL MELATI\n"
			   "NIK,Nama,JK,Tgl Lahir,Alamat\n"
			   "3272014512580010,TITIN KARTINI,P,1958-12-05,JL MELATI\n"
			   ",,,,\n"
			   "No,Nama,NIK,Hubungan,Pekerjaan\n"
			   "1,DADANG DUA,3272010505710002,KEPALA KELUARGA,BURUH\n"
			   "2,EUIS DUA,3272014606720003,ISTRI,\n");

	assert_verdicts(c, id, 2, 0, 0, 0, 2);
	assert_int_equal(look(c, id).unknown_n, 2);
	assert_says(whys(c, id, INTAKE_UNKNOWN), "6: Di sini mulai tabel lain");
	assert_says(whys(c, id, INTAKE_WRONG),
		    "7: Baris ini bagian dari tabel lain, yang judulnya ada di baris 6");
	assert_says(whys(c, id, INTAKE_WRONG), "8: Baris ini bagian dari tabel lain");
	apply(c, id);
	assert_int_equal(nik(c, "3272010505710002"), 0);
}

static void a_table_without_heading_is_not_read(void **state)
{
	struct city_fixture *c = *state;
	int64_t id = offer(c, INTAKE_PEOPLE, "kelurahan",
			   "3272011205700001,ASEP SATU,L,12-5-1970,KK\n"
			   "3272011205700002,ASEP DUA,L,12-5-1970,KK\n",
			   NULL);

	assert_ok(work(c));
	assert_int_equal(look(c, id).state, INTAKE_UNREADABLE);
	assert_says(look(c, id).fault, "Tambahkan satu baris judul");
}

static enum intake_kind seems(struct city_fixture *c, enum intake_kind chosen, const char *csv,
			      int64_t *ret_id)
{
	struct intake_get_row in;
	enum intake_kind kind;

	*ret_id = offer(c, chosen, "dukcapil", csv, NULL);
	assert_ok(work(c));
	in = look(c, *ret_id);
	assert_ok(db_read_begin(c->cx, c->t.app.pool));
	assert_ok(intake_kind_seems(c->cx, &in, &kind));
	db_read_end(c->cx, c->t.app.pool);
	return kind;
}

static void a_file_of_another_kind_is_told_and_read_again_as_that(void **state)
{
	static const char deaths[] = "NIK,Nama,Tgl Lahir,Tgl Meninggal,No. Akta Kematian\n"
				     "3272010101780002,DEDI SUPRIADI,1978-01-01,2026-10-01,12\n";
	struct city_fixture *c = *state;
	int64_t id;

	apply(c, check(c, INTAKE_PEOPLE, "siak", two_families));
	assert_int_equal(seems(c, INTAKE_PEOPLE, two_families, &id), 0);
	assert_int_equal(seems(c, INTAKE_DEATHS, two_families, &id), INTAKE_PEOPLE);
	assert_int_equal(seems(c, INTAKE_DEATHS, "NIK,Nama,Alamat,Tanggal\n", &id), 0);
	assert_int_equal(seems(c, INTAKE_PEOPLE, "NIK,KK,Nama,Jenis Kelamin,Desil\n", &id), 0);
	assert_int_equal(seems(c, INTAKE_DUKCAPIL, "NIK,Nama,Desil\n", &id), INTAKE_DESIL);
	assert_int_equal(seems(c, INTAKE_DEATHS, "NIK,Nama,Tgl Pindah,Tujuan\n", &id), 0);
	assert_int_equal(seems(c, INTAKE_PEOPLE, deaths, &id), INTAKE_DEATHS);
	assert_ok(ACT(c, intake_change_kind(c->cx, id, INTAKE_DEATHS)));
	assert_ok(work(c));
	assert_ok(ACT(c, intake_confirm(c->cx, id, NULL, 0)));
	assert_ok(work(c));
	assert_verdicts(c, id, 0, 1, 0, 0, 0);
	/* Checked is checked: the file itself is gone. */
	assert_int_equal(ACT(c, intake_change_kind(c->cx, id, INTAKE_PEOPLE)), ERR_CONFLICT);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(cells_as_offices_write_them_are_read_or_said_to_be_wrong),
		TEST(lists_of_offices_are_known_by_their_headings),
		TEST(a_column_that_says_who_is_what_to_whom_is_known_by_what_stands_in_it),
		TEST(a_page_with_the_same_headings_is_read_too),
		TEST(a_second_table_below_says_what_it_is),
		TEST(a_table_without_heading_is_not_read),
		TEST(a_file_of_another_kind_is_told_and_read_again_as_that),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
