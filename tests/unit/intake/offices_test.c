/*
 * Lists as offices have them, beyond a well-kept table: sums and running numbers, NIK that a
 * spreadsheet shortened, corrections that are not through, deaths that leave a family behind,
 * questionnaires about nobody; and what an undoing leaves of the families an import made: nothing.
 */
#include "book.h"

#include <stdio.h>

#include "base/rng.h"
#include "base/str.h"
#include "feature/benefit/benefit.h"
#include "feature/registry/registry_sql.h"

static int64_t card(struct city_fixture *c, const char *kk)
{
	int64_t *ids, id;
	size_t n;

	assert_ok(db_read_begin(c->cx, c->t.app.pool));
	assert_ok(family_by_kk(c->cx, kk, &ids, &n));
	id = n > 0 ? ids[0] : 0;
	db_read_end(c->cx, c->t.app.pool);
	return id;
}

static bool family_is_shown(struct city_fixture *c, int64_t id)
{
	bool seen;

	assert_ok(db_read_begin(c->cx, c->t.app.pool));
	assert_ok(family_in_scope(c->cx, id, &seen));
	db_read_end(c->cx, c->t.app.pool);
	return seen;
}

static void undo(struct city_fixture *c, int64_t id)
{
	assert_ok(ACT(c, intake_undo(c->cx, id)));
	assert_ok(work(c));
	assert_int_equal(look(c, id).state, INTAKE_UNDONE);
}

/* ---- sums, running numbers ------------------------------------------------------------------- */

static void a_sum_is_one_whatever_stands_in_its_cells(void **state)
{
	struct city_fixture *c = *state;
	int64_t id = check(c, INTAKE_PEOPLE, "siak",
			   "No KK,NIK,Nama,JK,Tgl Lahir,Hubungan\n"
			   "3272010101200001,3272010101780002,DEDI SUPRIADI,L,1978-01-01,1\n"
			   "JUMLAH,,1,,,\nTotal KK: 1,,,,,\n");

	assert_verdicts(c, id, 1, 0, 0, 0, 0);
	assert_int_equal(look(c, id).unknown_n, 2);
	assert_says(whys(c, id, INTAKE_UNKNOWN), "3: Ini tampaknya jumlah");
	assert_says(whys(c, id, INTAKE_UNKNOWN), "4: Ini tampaknya jumlah");
}

/* Where the place and day of a signature stood in the column of names, they became a person. */
static void who_signs_below_the_names_does_not_come_in(void **state)
{
	struct city_fixture *c = *state;
	int64_t id = check(c, INTAKE_PEOPLE, "siak",
			   "No,NIK,Nama,JK,Tgl Lahir\n"
			   "1,3272010101780002,DEDI SUPRIADI,L,1978-01-01\n"
			   ",,\"Sukabumi, 1 November 2026\",,\n"
			   ",,\"Lurah Cikole,\",,\n"
			   ",,\"Drs. H. ASEP, M.Si\",,\n"
			   ",,NIP. 19700101 199003 1 001,,\n"
			   "2,,KEPALANG,P,\n");

	assert_verdicts(c, id, 2, 0, 0, 0, 1); /* KEPALANG is a woman, and no head of anything */
	assert_int_equal(look(c, id).unknown_n, 3);
	assert_says(whys(c, id, INTAKE_WRONG), "5: Hanya namanya yang terisi");
}

static void the_same_row_under_another_running_number_is_the_same(void **state)
{
	struct city_fixture *c = *state;
	int64_t id = check(c, INTAKE_PEOPLE, "siak",
			   "No,NIK,Nama,JK,Tgl Lahir\n"
			   "1,3272010101780002,DEDI SUPRIADI,L,1978-01-01\n"
			   "2,3272010101780002,DEDI SUPRIADI,L,1978-01-01\n"
			   "3,3272010101780002,DEDI SUPRIYADI,L,1978-01-01\n");

	assert_verdicts(c, id, 1, 0, 1, 0, 1);
}

static void a_nik_kept_as_a_number_has_lost_its_last_digit(void **state)
{
	struct city_fixture *c = *state;
	const char *path = arena_printf(c->cx->arena, "%s/angka.xlsx", c->t.dir);
	lxw_workbook *book = workbook_new(path);
	lxw_worksheet *sheet = workbook_add_worksheet(book, "Data");
	struct intake_line *wrong;
	int64_t id;
	size_t n;

	ROW(sheet, 0, "NIK", "Nama", "Tgl Lahir");
	ROW(sheet, 1, "3272014512580010", "TITIN KARTINI", "1958-12-05"); /* text: hers */
	worksheet_write_number(sheet, 2, 0, 3272010101780020.0, NULL);
	ROW(sheet, 2, "", "DEDI SUPRIADI", "1978-01-01");
	worksheet_write_number(sheet, 3, 0, 3272010101780003.0, NULL); /* nothing is lost */
	ROW(sheet, 3, "", "ENDANG SUHENDAR", "1978-01-01");
	id = check_book(c, INTAKE_PEOPLE, "siak", bytes_of(c, book, path));
	assert_verdicts(c, id, 2, 0, 0, 0, 1);
	assert_says(whys(c, id, INTAKE_WRONG), "baris 3: NIK");
	assert_says(whys(c, id, INTAKE_WRONG), "angka terakhirnya hilang");
	/* Fed back as it was given out it is wrong again: nobody knows that digit. */
	assert_ok(db_read_begin(c->cx, c->t.app.pool));
	assert_ok(intake_lines(c->cx, id, INTAKE_WRONG, 0, 1, &wrong, &n));
	assert_string_equal(wrong->cells[0], "327201010178002?");
	db_read_end(c->cx, c->t.app.pool);
}

/* A list as a spreadsheet saves it: every NIK ends with 0, but for the one at a place. */
static const char *saved_list(struct city_fixture *c, unsigned rows, unsigned sound)
{
	const char *list = "NIK,Nama,Tgl Lahir\n";

	for (unsigned i = 0; i < rows; i++)
		list = arena_printf(c->cx->arena, "%s3272010101780%u%u,WARGA %c%c,1978-01-01\n",
				    list, 10 + i, i == sound ? 7U : 0U, 'A' + (int)(i / 5),
				    'A' + (int)(i % 5));
	return list;
}

static void a_column_of_which_every_number_ends_with_0_has_lost_its_last_digits(void **state)
{
	struct city_fixture *c = *state;
	struct intake_line *wrong;
	int64_t id = check(c, INTAKE_PEOPLE, "siak", saved_list(c, 20, 99));
	size_t n;

	assert_int_equal(look(c, id).wrong_n, 20);
	assert_says(whys(c, id, INTAKE_WRONG), "angka terakhirnya hilang");
	assert_int_equal(city_int(c, "SELECT number_n FROM intake_spoiled", 0), 20);
	assert_ok(db_read_begin(c->cx, c->t.app.pool));
	assert_ok(intake_lines(c->cx, id, INTAKE_WRONG, 0, 1, &wrong, &n));
	assert_string_equal(wrong->cells[0], "327201010178010?");
	db_read_end(c->cx, c->t.app.pool);
	/* One that does not end so, or too few to be sure, and every row is read. */
	id = check(c, INTAKE_PEOPLE, "siak", saved_list(c, 20, 3));
	assert_int_equal(look(c, id).wrong_n, 0);
	id = check(c, INTAKE_PEOPLE, "siak", saved_list(c, 19, 99));
	assert_int_equal(look(c, id).wrong_n, 0);
}

/* ---- releases -------------------------------------------------------------------------------- */

static void a_status_says_why_a_family_has_no_desil(void **state)
{
	struct city_fixture *c = *state;
	int64_t id, family;
	struct desil d;

	apply(c, check(c, INTAKE_PEOPLE, "siak",
		       HEAD "3272010101200001,3272010101780002,DEDI,L,1978-01-01,JL 1,1\n"
			    "3272010101200002,3272011212700004,ENDANG,L,1970-12-12,JL 2,1\n"
			    "3272010101200003,3272010505900009,USEP,L,1990-05-05,JL 3,1\n"
			    "3272010101200004,3272010505900010,UCU,L,1990-05-05,JL 4,1\n"
			    "3272010101200005,3272010505900011,UJE,L,1990-05-05,JL 5,1\n"));
	id = check(c, INTAKE_DESIL, "dtsen",
		   "NO KK,DESIL,STATUS,KETERANGAN\n3272010101200001,,Tidak diranking,\n"
		   "3272010101200002,-,Non Aktif,pindah\n3272010101200003,2,Aktif,\n"
		   "3272010101200004,,Aktif,\n3272010101200005,,,tidak ada pemeringkatan\n");
	assert_verdicts(c, id, 4, 0, 0, 0, 1);
	assert_says(whys(c, id, INTAKE_WRONG), "Desilnya kosong, dan \"Aktif\"");
	assert_says(whys(c,
			 check(c, INTAKE_DESIL, "dtsen",
			       "NO KK,DESIL\n3272010101200001,lima\n3272010101200002,-\n"),
			 INTAKE_WRONG),
		    "Tertulis: \"lima\"");
	apply(c, id);
	family = card(c, "3272010101200001");
	assert_ok(db_read_begin(c->cx, c->t.app.pool));
	assert_ok(family_desil(c->cx, family, INT64_MAX, &d));
	assert_string_equal(d.why, "belum_diperingkat");
	db_read_end(c->cx, c->t.app.pool);
	family = card(c, "3272010101200002");
	assert_ok(db_read_begin(c->cx, c->t.app.pool));
	assert_ok(family_desil(c->cx, family, INT64_MAX, &d));
	assert_string_equal(d.why, "nonaktif");
	db_read_end(c->cx, c->t.app.pool);
}

/* ---- corrections ----------------------------------------------------------------------------- */

static void a_correction_counts_when_it_is_through(void **state)
{
	struct city_fixture *c = *state;
	int64_t id;

	apply(c, check(c, INTAKE_PEOPLE, "siak", two_families));
	id = check(c, INTAKE_DTKS, "perbaikan",
		   "No,Status,NIK ART,Nama ART,Perbaikan NIK,Perbaikan Nama\n"
		   "1,Mohon perbaikan,3272014507800001,SITI AMINAH,,SITI AMINAH NUR\n"
		   "2,3 Menunggu dicek operator,3272010101780002,DEDI SUPRIADI,,DEDI S\n"
		   "3,Sedang diajukan konsolidasi NIK,3272010203050003,RUDI SUPRIADI,"
		   "3272010203050009,\n"
		   "4,Beres,3272011212700004,\"ENDANG, S.PD\",,ENDANG BIN ADANG\n"
		   "5,Valid,3272011212700004,\"ENDANG, S.PD\",,\n");
	assert_verdicts(c, id, 0, 1, 0, 2, 2);
	assert_says(whys(c, id, INTAKE_DOUBTFUL), "menunggu dicek operator");
	assert_says(whys(c, id, INTAKE_DOUBTFUL), "konsolidasi");
	assert_says(whys(c, id, INTAKE_WRONG), "\"Beres\" tidak dikenal");
	assert_ok(ACT(c, intake_decide(c->cx, id, 2, 2, true)));
	apply(c, id);
	assert_string_equal(fact(c, FACT_PERSON, nik(c, "3272010101780002"), "name"), "DEDI S");
	assert_string_equal(fact(c, FACT_PERSON, nik(c, "3272014507800001"), "name"),
			    "SITI AMINAH NUR");
	assert_int_equal(nik(c, "3272010203050009"), 0);
}

/* ---- deaths and moves ------------------------------------------------------------------------ */

static void a_list_of_deaths_says_who_leads_the_family_next(void **state)
{
	struct city_fixture *c = *state;
	struct version *v;
	int64_t id, dead;
	size_t n;

	apply(c, check(c, INTAKE_PEOPLE, "siak", two_families));
	dead = nik(c, "3272010101780002");
	id = check(c, INTAKE_DEATHS, "dukcapil",
		   "NIK,Nama,Tgl Meninggal,No. Akta Kematian,Kepala Keluarga Baru\n"
		   "3272010101780002,DEDI SUPRIADI,2026-10-01,3272-KM-03102026-0001,"
		   "rudi supriadi\n");
	assert_verdicts(c, id, 0, 1, 0, 0, 0);
	assert_says(whys(c, id, INTAKE_CHANGED), "kepala keluarga berikutnya RUDI SUPRIADI");
	apply(c, id);
	assert_string_equal(fact(c, FACT_PERSON, nik(c, "3272010203050003"), "relation"), "1");
	assert_string_equal(fact(c, FACT_PERSON, nik(c, "3272014507800001"), "relation"), "3");
	assert_ok(db_read_begin(c->cx, c->t.app.pool));
	assert_ok(subject_history(c->cx, FACT_PERSON, dead, &v, &n));
	assert_string_equal(v[0].event, "died");
	assert_says(v[0].note, "3272-KM-03102026-0001");
	db_read_end(c->cx, c->t.app.pool);
	undo(c, id);
	assert_string_equal(fact(c, FACT_PERSON, dead, "relation"), "1");
	assert_string_equal(fact(c, FACT_PERSON, nik(c, "3272010203050003"), "relation"), "4");
}

/* The registry has her with her title, the list without. */
static void the_next_head_is_known_by_a_name_that_sounds_so(void **state)
{
	struct city_fixture *c = *state;
	int64_t id = check(c, INTAKE_PEOPLE, "siak",
			   "nik,nama,jk,no kk,shdk\n"
			   "3272010101780002,DEDI SUPRIADI,L,3272010101200001,1\n"
			   "3272014507800001,HJ. TITIN SUPRIATIN,P,3272010101200001,3\n"
			   "3272010203050003,RENDI SUPRIADI,L,3272010101200001,4\n"
			   "3272010203050004,RENDRI SUPRIADI,L,3272010101200001,4\n");

	apply(c, id);
	id = check(c, INTAKE_DEATHS, "dukcapil",
		   "NIK,Nama,Tgl Meninggal,Kepala Keluarga Baru\n"
		   "3272010101780002,DEDI SUPRIADI,2026-10-01,Titin Soepriatin\n");
	assert_verdicts(c, id, 0, 1, 0, 0, 0);
	assert_says(whys(c, id, INTAKE_CHANGED), "berikutnya HJ. TITIN SUPRIATIN");
	id = check(c, INTAKE_DEATHS, "dukcapil",
		   "NIK,Nama,Tgl Meninggal,Kepala Keluarga Baru\n"
		   "3272010101780002,DEDI SUPRIADI,2026-10-01,Titin\n");
	assert_verdicts(c, id, 0, 0, 0, 0, 1);
}

static void who_follows_by_rule_is_said_and_who_does_not_belong_is_refused(void **state)
{
	struct city_fixture *c = *state;
	int64_t id;

	apply(c, check(c, INTAKE_PEOPLE, "siak", two_families));
	id = check(c, INTAKE_MOVES, "dukcapil",
		   "NIK,Nama,Tanggal pindah,NIK kepala keluarga baru\n"
		   "3272010101780002,DEDI SUPRIADI,2026-10-01,3272011212700004\n"
		   ",TANPA NIK,2026-10-01,\n");
	assert_verdicts(c, id, 0, 0, 0, 0, 2);
	assert_says(whys(c, id, INTAKE_WRONG), "bukan anggota keluarga ini");
	assert_says(whys(c, id, INTAKE_WRONG), "NIK-nya kosong");
	id = check(c, INTAKE_MOVES, "dukcapil",
		   "NIK,Nama,Tanggal pindah,Tujuan\n"
		   "3272010101780002,DEDI SUPRIADI,2026-10-01,Bandung\n"
		   "3272011212700004,ENDANG,2026-10-01,Bogor\n");
	assert_verdicts(c, id, 0, 2, 0, 0, 0);
	assert_says(whys(c, id, INTAKE_CHANGED), "SITI AMINAH, menurut aturan");
	apply(c, id);
	assert_string_equal(fact(c, FACT_PERSON, nik(c, "3272014507800001"), "relation"), "1");
}

/* Each word that is understood stands in the reason of one that is not. */
static void answers_of_the_civil_registry_are_understood_and_all_that_are_known_named(void **state)
{
	struct city_fixture *c = *state;
	int64_t id = check(c, INTAKE_PEOPLE, "siak",
			   "nik,nama,jk\n3272010101780002,DEDI SUPRIADI,L\n"
			   "3272010101780003,DADI SUPRIADI,L\n3272010101780004,DIDI SUPRIADI,L\n");

	apply(c, id);
	id = check(c, INTAKE_DUKCAPIL, "dukcapil",
		   "nik,nama,hasil padan\n"
		   "3272010101780002,DEDI SUPRIADI,NIK PADAN NAMA TIDAK PADAN\n"
		   "3272010101780003,DADI SUPRIADI,Sudah pindah keluar\n"
		   "3272010101780004,DIDI SUPRIADI,entah\n");
	assert_verdicts(c, id, 0, 2, 0, 0, 1);
	assert_says(whys(c, id, INTAKE_WRONG), "Pindah keluar, Belum dicek.");
	apply(c, id);
	assert_string_equal(fact(c, FACT_PERSON, nik(c, "3272010101780002"), "dukcapil_match"),
			    "tidak_padan_nama");
	assert_string_equal(fact(c, FACT_PERSON, nik(c, "3272010101780003"), "dukcapil_match"),
			    "pindah_keluar");
}

/* ---- the questionnaire ----------------------------------------------------------------------- */

static void a_questionnaire_enters_nobody_who_is_gone_and_no_family_of_nobody(void **state)
{
	struct city_fixture *c = *state;
	const char *path = arena_printf(c->cx->arena, "%s/regsosek.xlsx", c->t.dir);
	lxw_workbook *book = workbook_new(path);
	lxw_worksheet *home = workbook_add_worksheet(book, "Perumahan");
	lxw_worksheet *people = workbook_add_worksheet(book, "Anggota");
	int64_t id;

	ROW(home, 0, "No KK", "302 luas lantai", "Alamat");
	ROW(home, 1, "3272010101200001", "36", "KP BABAKAN 7");
	ROW(home, 2, "3272010101200002", "21", "KP BABAKAN 9");
	ROW(people, 0, "No KK", "402 Nama", "403 NIK", "404. Keberadaan", "405 Jenis kelamin",
	    "409 Hubungan");
	ROW(people, 1, "3272010101200001", "DEDI SUPRIADI", "3272010101780002", "1", "1", "1");
	ROW(people, 2, "3272010101200001", "RUDI SUPRIADI", "3272010203050003", "2", "1", "3");
	id = check_book(c, INTAKE_REGSOSEK, "regsosek", bytes_of(c, book, path));
	assert_verdicts(c, id, 2, 0, 0, 0, 2);
	assert_says(whys(c, id, INTAKE_WRONG), "keberadaan (2)");
	assert_says(whys(c, id, INTAKE_WRONG), "Tidak ada anggota keluarga ini");
	apply(c, id);
	assert_verdicts(c, id, 2, 0, 0, 0, 2);
	assert_int_equal(nik(c, "3272010203050003"), 0);
	assert_string_equal(fact(c, FACT_PERSON, nik(c, "3272010101780002"), "address"),
			    "KP BABAKAN 7");
	assert_int_not_equal(card(c, "3272010101200001"), 0);
	assert_int_equal(card(c, "3272010101200002"), 0);
}

static void the_name_of_an_area_tells_rt_and_rw(void **state)
{
	struct city_fixture *c = *state;
	const char *path = arena_printf(c->cx->arena, "%s/regsosek.xlsx", c->t.dir);
	lxw_workbook *book = workbook_new(path);
	lxw_worksheet *home = workbook_add_worksheet(book, "Keluarga");
	lxw_worksheet *people = workbook_add_worksheet(book, "Anggota");
	int64_t id;

	ROW(home, 0, "No KK", "107. Nama SLS", "Alamat");
	ROW(home, 1, "3272010101200001", "RT 001 RW 004", "KP BABAKAN");
	ROW(people, 0, "No KK", "402 Nama", "403 NIK", "405 Jenis kelamin", "409 Hubungan");
	ROW(people, 1, "3272010101200001", "DEDI SUPRIADI", "3272010101780002", "1", "1");
	id = check_book(c, INTAKE_REGSOSEK, "regsosek", bytes_of(c, book, path));
	apply(c, id);
	id = nik(c, "3272010101780002");
	assert_string_equal(fact(c, FACT_PERSON, id, "rt"), "001");
	assert_string_equal(fact(c, FACT_PERSON, id, "rw"), "004");
	assert_string_equal(fact(c, FACT_FAMILY, card(c, "3272010101200001"), "sls"),
			    "RT 001 RW 004");
}

/* Whoever is dead or gone came in where the heading was worded otherwise than we thought. */
static void a_question_is_known_by_its_number_however_it_is_worded(void **state)
{
	struct city_fixture *c = *state;
	const char *path = arena_printf(c->cx->arena, "%s/regsosek.xlsx", c->t.dir);
	lxw_workbook *book = workbook_new(path);
	lxw_worksheet *home = workbook_add_worksheet(book, "Perumahan");
	lxw_worksheet *people = workbook_add_worksheet(book, "Anggota");
	int64_t id;

	ROW(home, 0, "No KK", "107. Nama SLS/Non SLS", "301b. Bukti tanah yang ditempati",
	    "Alamat");
	ROW(home, 1, "3272010101200001", "RT 001 RW 004", "5", "KP BABAKAN 7");
	ROW(people, 0, "No KK", "402 Nama", "403 NIK", "404. Keterangan keberadaan anggota",
	    "405 Jenis kelamin", "409 Hubungan");
	ROW(people, 1, "3272010101200001", "DEDI SUPRIADI", "3272010101780002", "1", "1", "1");
	ROW(people, 2, "3272010101200001", "RUDI SUPRIADI", "3272010203050003", "2", "1", "3");
	id = check_book(c, INTAKE_REGSOSEK, "regsosek", bytes_of(c, book, path));
	assert_verdicts(c, id, 2, 0, 0, 0, 1);
	assert_says(whys(c, id, INTAKE_WRONG), "keberadaan (2)");
	apply(c, id);
	assert_string_equal(fact(c, FACT_FAMILY, card(c, "3272010101200001"), "land_proof"), "5");
	assert_string_equal(fact(c, FACT_PERSON, nik(c, "3272010101780002"), "rt"), "001");
}

static lxw_workbook *questionnaire(struct city_fixture *c, lxw_worksheet **ret_home,
				   lxw_worksheet **ret_people, const char **ret_path)
{
	lxw_workbook *book;

	*ret_path = arena_printf(c->cx->arena, "%s/regsosek.xlsx", c->t.dir);
	book = workbook_new(*ret_path);
	*ret_home = workbook_add_worksheet(book, "Perumahan");
	*ret_people = workbook_add_worksheet(book, "Anggota");
	ROW(*ret_home, 0, "No KK", "302 luas lantai", "Alamat", "Kelurahan");
	ROW(*ret_people, 0, "No KK", "402 Nama", "403 NIK", "405 Jenis kelamin",
	    "406 Tanggal lahir", "409 Hubungan");
	return book;
}

static void
a_member_whose_page_lost_the_kk_is_wrong_and_lives_with_his_family_when_mended(void **state)
{
	struct city_fixture *c = *state;
	lxw_worksheet *home, *people;
	const char *path;
	lxw_workbook *book = questionnaire(c, &home, &people, &path);
	int64_t id;

	ROW(home, 1, "3272010101200001", "36", "KP BABAKAN 7", "Cikole");
	ROW(people, 1, "3272010101200001", "DEDI SUPRIADI", "3272010101780002", "1", "01-01-1978",
	    "1");
	ROW(people, 2, "", "RUDI SUPRIADI", "3272010203050003", "1", "02-03-2005", "3");
	id = check_book(c, INTAKE_REGSOSEK, "regsosek", bytes_of(c, book, path));
	assert_verdicts(c, id, 2, 0, 0, 0, 1);
	assert_says(whys(c, id, INTAKE_WRONG), "Nomor KK-nya kosong");
	apply(c, id);

	book = questionnaire(c, &home, &people, &path);
	ROW(people, 1, "3272010101200001", "RUDI SUPRIADI", "3272010203050003", "1", "02-03-2005",
	    "3");
	id = check_book(c, INTAKE_REGSOSEK, "regsosek", bytes_of(c, book, path));
	apply(c, id);
	assert_string_equal(fact(c, FACT_PERSON, nik(c, "3272010203050003"), "address"),
			    "KP BABAKAN 7");
	assert_string_equal(fact(c, FACT_PERSON, nik(c, "3272010203050003"), "region"),
			    fact(c, FACT_PERSON, nik(c, "3272010101780002"), "region"));
}

static void who_may_be_meant_is_named_with_where_he_lives(void **state)
{
	struct city_fixture *c = *state;
	int64_t id = check(c, INTAKE_PEOPLE, "siak",
			   "nik,nama,tanggal lahir,jenis kelamin,kelurahan\n"
			   "3272010101780002,DEDI SUPRIADI,01-01-1978,L,Cikole\n");

	apply(c, id);
	id = check(c, INTAKE_PEOPLE, "siak",
		   "nik,nama,tanggal lahir,jenis kelamin\n"
		   ",DEDI SUPRIADI,01-01-1978,L\n"
		   "3272010101780002,WAWAN KURNIAWAN,05-06-1990,L\n");
	assert_verdicts(c, id, 0, 0, 0, 2, 0);
	assert_says(whys(c, id, INTAKE_DOUBTFUL),
		    "tanggal lahir sama: DEDI SUPRIADI, Kel. Cikole, Kec. Cikole, 1 Jan 1978.");
	assert_says(whys(c, id, INTAKE_DOUBTFUL), "tanggal lahir lain: DEDI SUPRIADI, Kel. Cikole");
}

/* ---- undoing --------------------------------------------------------------------------------- */

static void an_undoing_leaves_no_family_of_nobody(void **state)
{
	struct city_fixture *c = *state;
	int64_t id = check(c, INTAKE_PEOPLE, "siak", two_families), one, two;

	apply(c, id);
	one = card(c, "3272010101200001");
	two = card(c, "3272010101200002");
	assert_true(family_is_shown(c, one));
	undo(c, id);
	assert_false(family_is_shown(c, one));
	assert_false(family_is_shown(c, two));
	assert_int_equal(card(c, "3272010101200001"), 0);
	id = check(c, INTAKE_PEOPLE, "siak", two_families);
	assert_verdicts(c, id, 4, 0, 0, 0, 0);
	apply(c, id);
	assert_int_not_equal(card(c, "3272010101200001"), one);
}

/* An officer records aid for the first family of the file, perhaps another one confirms it. */
static void give_aid(struct city_fixture *c, bool confirmed)
{
	struct benefit b = { .programme = "pkh",
			     .part = "",
			     .period = "2026-TW1",
			     .period_on = benefit_period_on("2026-TW1"),
			     .state = BENEFIT_DECIDED,
			     .amount = 600000,
			     .quantity = DB_NONE,
			     .paid_on = DATE_NONE,
			     .since = date_from_ymd(2026, 1, 10),
			     .source = "dtsen" };
	enum benefit_fate fate;
	int64_t aid;

	b.person_id = nik(c, "3272010101780002");
	act_begin(c);
	assert_ok(benefit_receiver(c->cx, &b));
	assert_int_equal(b.unit, FACT_FAMILY);
	assert_ok(act_end(c, benefit_by_hand(c->cx, &b, &aid, &fate)));
	city_act_as(c, CITY_LAST);
	if (confirmed)
		assert_ok(ACT(c, benefit_decide(c->cx, aid, true, NULL)));
	city_act_as(c, CITY_MANAGER);
}

static void undo_after_aid(struct city_fixture *c, bool confirmed)
{
	int64_t file = check(c, INTAKE_PEOPLE, "siak", two_families), one, two;

	apply(c, file);
	one = card(c, "3272010101200001");
	two = card(c, "3272010101200002");
	give_aid(c, confirmed);
	undo(c, file);
	assert_true(family_is_shown(c, one));
	assert_false(family_is_shown(c, two));
	assert_string_equal(fact(c, FACT_PERSON, nik(c, "3272014507800001"), "state"), "1");
}

static void aid_of_a_family_keeps_all_who_belong_to_it(void **state)
{
	undo_after_aid(*state, true);
}

static void aid_that_waits_for_a_second_pair_of_eyes_keeps_them_too(void **state)
{
	undo_after_aid(*state, false);
}

static void who_moved_out_meanwhile_by_a_list_taken_back_too_keeps_no_family(void **state)
{
	struct city_fixture *c = *state;
	int64_t id = check(c, INTAKE_PEOPLE, "siak", two_families), moves, family, gone;

	apply(c, id);
	family = card(c, "3272010101200002");
	moves = check(c, INTAKE_MOVES, "dukcapil",
		      "NIK,Nama,Tanggal pindah\n3272011212700004,ENDANG,2026-10-01\n");
	apply(c, moves);
	undo(c, moves);
	undo(c, id);
	assert_false(family_is_shown(c, family));

	/* A move that was not taken back is history of somebody who stays. */
	id = check(c, INTAKE_PEOPLE, "siak", two_families);
	apply(c, id);
	family = card(c, "3272010101200002");
	gone = nik(c, "3272011212700004");
	apply(c, check(c, INTAKE_MOVES, "dukcapil",
		       "NIK,Nama,Tanggal pindah\n3272011212700004,ENDANG,2026-10-01\n"));
	undo(c, id);
	assert_true(family_is_shown(c, family));
	assert_string_equal(fact(c, FACT_PERSON, gone, "state"), "3");
}

static enum err change_address(struct city_fixture *c, int64_t family)
{
	const struct origin o = { .source = "kunjungan", .valid_from = DATE_NONE };
	const struct fact_book *book;
	struct fact_change change;

	assert_ok(fact_book(c->cx, &book));
	change = (struct fact_change){ book->family_core[CORE_KK_ADDRESS], "JL SENDIRI 7" };
	return subject_change(c->cx, FACT_FAMILY, family, 0, &change, 1, &o, NULL);
}

/* The first reason why a record stays as a whole, as the page of the import tells it. */
static struct left_why first_why(struct city_fixture *c, enum fact_of of, int64_t id,
				 int64_t import_id, size_t *ret_n)
{
	struct left_why why[STAYS__N] = { 0 };
	struct subject s;

	assert_ok(db_read_begin(c->cx, c->t.app.pool));
	assert_ok(subject_get(c->cx, of, id, &s));
	assert_ok(registry_left_why(c->cx, &s, import_id, why, ret_n));
	db_read_end(c->cx, c->t.app.pool);
	return why[0];
}

static void who_was_used_since_stays_and_is_named(void **state)
{
	struct city_fixture *c = *state;
	int64_t id = check(c, INTAKE_PEOPLE, "siak", two_families), aid, family, paid, left;
	struct intake_left_count_row n;
	struct left_why why;
	size_t reasons;

	apply(c, id);
	family = card(c, "3272010101200001");
	paid = nik(c, "3272011212700004");
	assert_ok(ACT(c, change_address(c, family)));
	aid = offer(c, INTAKE_RECIPIENTS, "dtsen",
		    "NIK,Nama,Nominal,Periode,Tgl Salur\n3272011212700004,\"ENDANG, S.PD\",600000,"
		    "triwulan I 2026,2026-03-01\n",
		    "pkh");
	assert_ok(work(c));
	assert_ok(ACT(c, intake_confirm(c->cx, aid, NULL, 0)));
	assert_ok(work(c));
	apply(c, aid);
	undo(c, id);
	assert_true(family_is_shown(c, family));
	assert_string_equal(fact(c, FACT_PERSON, paid, "state"), "1");
	assert_string_equal(fact(c, FACT_PERSON, nik(c, "3272011212700004"), "name"),
			    "ENDANG, S.PD");
	assert_ok(db_read_begin(c->cx, c->t.app.pool));
	assert_ok(
	    intake_left_count_one(c->cx, &(struct intake_left_count_args){ .intake_id = id }, &n));
	left = n.n;
	db_read_end(c->cx, c->t.app.pool);
	assert_int_equal(left, 3); /* who was paid, his family, and the one that was edited */
	why = first_why(c, FACT_PERSON, paid, id, &reasons);
	assert_int_equal(reasons, 1);
	assert_int_equal(why.by, STAYS_AID);
	assert_string_equal(why.name, "pkh");
	why = first_why(c, FACT_FAMILY, family, id, &reasons);
	assert_int_equal(reasons, 1);
	assert_int_equal(why.by, STAYS_EDIT);
	assert_int_equal(why.at, c->cx->now);
}

enum { PEOPLE = 14, CARDS = 7, ROUNDS = 10 };

/* A list by lot over a few people and cards: who they are, where they belong, who leads. */
static const char *random_list(struct city_fixture *c, int known)
{
	static const char *const names[] = { "DEDI", "RUDI", "ENDANG", "USEP", "CECEP" };
	const char *all = HEAD;

	for (int i = 0; i < known; i++) {
		unsigned at = (unsigned)rng_below(c->cx->rng, PEOPLE);

		all = arena_printf(
		    c->cx->arena,
		    "%s327201010120%04u,32720101017800%02u,%s SUPRIADI,L,1978-01-01,JL %u,%u\n",
		    all, 1 + (unsigned)rng_below(c->cx->rng, CARDS), 10 + at, names[at % 5],
		    (unsigned)rng_below(c->cx->rng, 3),
		    (unsigned)rng_below(c->cx->rng, 3) == 0 ? 1U : 4U);
	}
	return all;
}

static void add_facts(struct city_fixture *c, const char **to, enum fact_of of, int64_t id)
{
	const struct fact_field *const *fields;
	struct subject s;
	size_t n;

	assert_ok(subject_get(c->cx, of, id, &s));
	n = fact_fields(s.facts.book, of, &fields);
	for (size_t i = 0; i < n; i++)
		if (s.facts.value[i] != NULL)
			*to = arena_printf(c->cx->arena, "%s %s=%s", *to, fields[i]->code,
					   s.facts.value[i]);
	*to = arena_printf(c->cx->arena, "%s\n", *to);
}

/* Everybody and every family that is there, by their numbers, with all their facts. */
static const char *all_facts(struct city_fixture *c)
{
	const char *all = "";
	struct family_row_row row;
	int64_t *ids;
	size_t n;

	assert_ok(db_read_begin(c->cx, c->t.app.pool));
	for (unsigned i = 0; i < PEOPLE; i++) {
		assert_ok(person_by_nik(
		    c->cx, arena_printf(c->cx->arena, "32720101017800%02u", 10 + i), &ids, &n));
		for (size_t k = 0; k < n; k++)
			add_facts(c, &all, FACT_PERSON, ids[k]);
	}
	for (unsigned i = 1; i <= CARDS; i++) {
		assert_ok(family_by_kk(c->cx, arena_printf(c->cx->arena, "327201010120%04u", i),
				       &ids, &n));
		for (size_t k = 0; k < n; k++) {
			assert_ok(
			    family_row_one(c->cx, &(struct family_row_args){ .id = ids[k] }, &row));
			all = arena_printf(c->cx->arena, "%s%lld head=%lld of %lld:", all,
					   (long long)ids[k], (long long)row.head_id,
					   (long long)row.members);
			add_facts(c, &all, FACT_FAMILY, ids[k]);
		}
	}
	all = arena_strdup(c->cx->arena, all);
	db_read_end(c->cx, c->t.app.pool);
	return all;
}

static void undoing_any_list_leaves_everybody_and_every_family_to_the_byte(void **state)
{
	struct city_fixture *c = *state;
	const char *before;
	int64_t id;

	apply(c, check(c, INTAKE_PEOPLE, "siak", random_list(c, 6)));
	for (int i = 0; i < ROUNDS; i++) {
		before = all_facts(c);
		id = check(c, INTAKE_PEOPLE, "siak", random_list(c, 12));
		if (look(c, id).new_n + look(c, id).changed_n == 0)
			continue;
		apply(c, id);
		assert_string_not_equal(all_facts(c), before);
		undo(c, id);
		assert_string_equal(all_facts(c), before);
		if (i % 3 == 2)
			apply(c, check(c, INTAKE_PEOPLE, "siak", random_list(c, 3)));
	}
}

/* ---- columns -----------------------------------------------------------------------------------
 */

static struct intake_columns_row column(struct city_fixture *c, int64_t id, size_t ordinal)
{
	struct intake_columns_row *columns;
	size_t n;

	assert_ok(db_read_begin(c->cx, c->t.app.pool));
	assert_ok(intake_columns_all(c->cx, &(struct intake_columns_args){ .intake_id = id },
				     &columns, &n));
	db_read_end(c->cx, c->t.app.pool);
	assert_true(ordinal < n);
	return columns[ordinal];
}

/* Once passed over, a column that finds people stayed hidden among the recognised ones for ever. */
static void what_nobody_chose_is_asked_again_and_what_was_chosen_remembered(void **state)
{
	struct city_fixture *c = *state;
	const char *csv = "nik,nama,telepon,sebutan,entah\n3272010101780002,DEDI,0812,DED,1\n";
	const struct intake_choice said[] = {
		{ 0, 0, "p:nik" },   { 0, 1, "p:name" }, { 0, 2, NULL },
		{ 0, 3, "p:alias" }, { 0, 4, NULL },
	};
	int64_t id = offer(c, INTAKE_PEOPLE, "siak", csv, NULL);

	assert_ok(work(c));
	assert_ok(ACT(c, intake_confirm(c->cx, id, said, LEN(said))));
	id = offer(c, INTAKE_PEOPLE, "siak", csv, NULL);
	assert_ok(work(c));
	assert_ok(work(c));
	assert_null(column(c, id, 2).means); /* the telephone, left out on purpose */
	assert_string_equal(column(c, id, 3).means, "p:alias");
	assert_null(column(c, id, 4).means);
	assert_true(column(c, id, 2).known);
	assert_true(column(c, id, 3).known);
	assert_false(column(c, id, 4).known);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_sum_is_one_whatever_stands_in_its_cells),
		TEST(who_signs_below_the_names_does_not_come_in),
		TEST(the_same_row_under_another_running_number_is_the_same),
		TEST(a_nik_kept_as_a_number_has_lost_its_last_digit),
		TEST(a_column_of_which_every_number_ends_with_0_has_lost_its_last_digits),
		TEST(a_status_says_why_a_family_has_no_desil),
		TEST(a_correction_counts_when_it_is_through),
		TEST(a_list_of_deaths_says_who_leads_the_family_next),
		TEST(the_next_head_is_known_by_a_name_that_sounds_so),
		TEST(who_follows_by_rule_is_said_and_who_does_not_belong_is_refused),
		TEST(a_questionnaire_enters_nobody_who_is_gone_and_no_family_of_nobody),
		TEST(answers_of_the_civil_registry_are_understood_and_all_that_are_known_named),
		TEST(the_name_of_an_area_tells_rt_and_rw),
		TEST(what_nobody_chose_is_asked_again_and_what_was_chosen_remembered),
		TEST(a_question_is_known_by_its_number_however_it_is_worded),
		TEST(
		    a_member_whose_page_lost_the_kk_is_wrong_and_lives_with_his_family_when_mended),
		TEST(who_may_be_meant_is_named_with_where_he_lives),
		TEST(an_undoing_leaves_no_family_of_nobody),
		TEST(aid_of_a_family_keeps_all_who_belong_to_it),
		TEST(aid_that_waits_for_a_second_pair_of_eyes_keeps_them_too),
		TEST(who_moved_out_meanwhile_by_a_list_taken_back_too_keeps_no_family),
		TEST(who_was_used_since_stays_and_is_named),
		TEST(undoing_any_list_leaves_everybody_and_every_family_to_the_byte),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
