/*
 * Imports from file to undo: verdicts whose totals are the rows of the file, families that enter
 * whole, a crash in the middle, and an undoing that leaves the facts as they were.
 */
#include "files.h"
#include "lib/fields.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <xlsxwriter.h>

#include "base/buf.h"
#include "base/str.h"
#include "feature/linking/linking.h"
#include "feature/registry/find.h"

/* ---- tests ----------------------------------------------------------------------------------- */

static void new_families_enter_whole_and_with_their_head(void **state)
{
	struct city_fixture *c = *state;
	int64_t id = check(c, INTAKE_PEOPLE, "siak", two_families), head, child;

	assert_verdicts(c, id, 4, 0, 0, 0, 0);
	assert_int_equal(nik(c, "3272010101780002"), 0);
	apply(c, id);
	head = nik(c, "3272010101780002");
	child = nik(c, "3272010203050003");
	assert_int_not_equal(head, 0);
	assert_string_equal(fact(c, FACT_PERSON, head, "relation"), "1");
	assert_string_equal(fact(c, FACT_PERSON, head, "family"),
			    fact(c, FACT_PERSON, child, "family"));
	assert_string_equal(fact(c, FACT_PERSON, child, "address"), "JL MELATI 3");
}

/* Whoever is not born yet belongs to no family of that day. */
static void a_child_is_in_its_family_from_its_birth_on(void **state)
{
	struct city_fixture *c = *state;
	int64_t *ids, family;
	int32_t born;
	size_t n;

	apply(c, check(c, INTAKE_PEOPLE, "siak", two_families));
	assert_true(str_i64(fact(c, FACT_PERSON, nik(c, "3272010101780002"), "family"), &family));
	assert_true(date_parse("2005-03-02", &born));
	assert_ok(db_read_begin(c->cx, c->t.app.pool));
	assert_ok(family_as_of(c->cx, family, born - 1, INT64_MAX, &ids, &n));
	assert_int_equal(n, 2);
	assert_ok(family_as_of(c->cx, family, born, INT64_MAX, &ids, &n));
	assert_int_equal(n, 3);
	db_read_end(c->cx, c->t.app.pool);
}

static void the_same_file_again_says_nothing_new(void **state)
{
	struct city_fixture *c = *state;

	apply(c, check(c, INTAKE_PEOPLE, "siak", two_families));
	assert_verdicts(c, check(c, INTAKE_PEOPLE, "siak", two_families), 0, 0, 4, 0, 0);
}

static void each_row_gets_the_verdict_it_deserves(void **state)
{
	struct city_fixture *c = *state;
	int64_t id;

	apply(c, check(c, INTAKE_PEOPLE, "siak", two_families));
	id = check(c, INTAKE_PEOPLE, "siak",
		   HEAD
		   /* changed: the name; same; new; wrong: spoiled, no name, twice; in doubt */
		   "3272010101200001,3272010101780002,DEDI SUPRIYADI,L,1978-01-01,JL MELATI 3,1\n"
		   "3272010101200001,3272014507800001,SITI AMINAH,P,1980-07-05,JL MELATI 3,ISTRI\n"
		   "3272010101200003,3272010505900009,BARU SEKALI,L,1990-05-05,JL ANGGREK,1\n"
		   "3272010101200003,3.27201E+15,RUSAK ANGKA,L,1991-05-05,JL ANGGREK,ANAK\n"
		   "3272010101200003,3272010606920001,,L,1992-06-06,JL ANGGREK,ANAK\n"
		   "3272010101200003,3272010505900009,BARU LAGI,L,1990-05-05,JL ANGGREK,ANAK\n"
		   "3272010101200001,3272010203050003,WAWAN GUNAWAN,L,1961-08-17,JL MELATI 3,ANAK\n"
		   ",,ENDANG S PD,L,1970-12-12,,\n");
	assert_verdicts(c, id, 1, 1, 1, 2, 3);
	assert_non_null(strstr(why(c, id, INTAKE_CHANGED), "DEDI SUPRIYADI"));
	assert_non_null(strstr(why(c, id, INTAKE_WRONG), "NIK"));
}

/* As offices print them: titles, a heading of two lines, counted columns, cells of two facts. */
static void a_list_made_for_paper_is_read_as_it_is_meant(void **state)
{
	struct city_fixture *c = *state;
	int64_t id = check(
	    c, INTAKE_PEOPLE, "siak",
	    "DAFTAR WARGA;;;;;;;;\n;;;;;;;;\n"
	    "NO.;NO. KK;N I K;NAMA (sesuai KTP);Tempat/Tgl Lahir;JK;;ALAMAT;;STATUS HUB. KELUARGA\n"
	    ";;;;;L;P;Jalan/Kp;RT/RW;\n1;2;3;4;5;6;7;8;9;10\n"
	    "1;'3272010101200001;'3272010101780002;DEDI SUPRIADI;BOGOR, 1 Jan 1978;v;;KP "
	    "MELATI;003/008;KEP. KELUARGA\n"
	    "2;'3272010101200001;3272 0145 0780 0001;SITI AMINAH;BOGOR/05-07-80;;V;KP MELATI;RT 3 "
	    "RW 8;ISTRI\n"
	    "NO.;NO. KK;N I K;NAMA (sesuai KTP);Tempat/Tgl Lahir;;;;;\n"
	    "3;;'3272010203050003;RUDI;BOGOR, 2-3-2005;V;;KP MELATI;3/8;ANAK\n"
	    "4;'3272010101200002;'3272010203060003;RONI;BOGOR, 31-2-2006;V;;KP MELATI;3/8;KK\n"
	    ";;;JUMLAH;;3;1;;;\n;;;;;;;Sukabumi, 1 November 2026;;\n;;;;;;;Lurah,;;\n");
	struct intake_line *lines;
	int64_t wife;
	size_t n;

	assert_verdicts(c, id, 2, 0, 0, 0, 2);
	assert_int_equal(look(c, id).unknown_n, 4);
	assert_ok(db_read_begin(c->cx, c->t.app.pool));
	assert_ok(intake_lines(c->cx, id, INTAKE_WRONG, 0, 9, &lines, &n));
	assert_int_equal(n, 2);
	assert_non_null(strstr(lines[0].why, "digabung"));
	assert_non_null(strstr(lines[1].why, "Tanggal lahir: \"31-2-2006\""));
	assert_ok(intake_lines(c->cx, id, INTAKE_UNKNOWN, 0, 9, &lines, &n));
	db_read_end(c->cx, c->t.app.pool);
	assert_int_equal(n, 4);
	assert_non_null(strstr(lines[0].why, "judul kolom"));
	for (size_t i = 1; i < 4; i++)
		assert_non_null(strstr(lines[i].why, "tanda tangan"));
	apply(c, id);
	wife = nik(c, "3272014507800001");
	assert_string_equal(fact(c, FACT_PERSON, wife, "sex"), "2");
	assert_string_equal(fact(c, FACT_PERSON, wife, "birth_place"), "BOGOR");
	assert_string_equal(fact(c, FACT_PERSON, wife, "birth_date"), "1980-07-05");
	assert_string_equal(fact(c, FACT_PERSON, wife, "rt"), "003");
	assert_string_equal(fact(c, FACT_PERSON, wife, "rw"), "008");
	assert_string_equal(fact(c, FACT_PERSON, wife, "address"), "KP MELATI");
}

/* What a family had is told of each family, also where the next one has been looked at since. */
static void each_family_is_told_what_it_had(void **state)
{
	struct city_fixture *c = *state;
	struct intake_line *lines;
	int64_t id;
	size_t n;

	apply(c, check(c, INTAKE_PEOPLE, "siak",
		       HEAD "3272010101200001,3272010101780002,DEDI,L,1978-01-01,JL MELATI 3,1\n"
			    "3272010101200002,3272010606920003,RONI,L,1992-06-06,GG KENANGA,1\n"
			    "3272010101200003,3272010505900009,UJANG,L,1990-05-05,KP PASIR,1\n"));
	id = check(c, INTAKE_PEOPLE, "siak",
		   HEAD "3272010101200001,3272010101780002,DEDI,L,1978-01-01,JL BARU 1,1\n"
			"3272010101200002,3272010606920003,RONI,L,1992-06-06,JL BARU 2,1\n"
			"3272010101200003,3272010505900009,UJANG,L,1990-05-05,JL BARU 3,1\n");
	assert_ok(db_read_begin(c->cx, c->t.app.pool));
	assert_ok(intake_lines(c->cx, id, INTAKE_CHANGED, 0, 9, &lines, &n));
	db_read_end(c->cx, c->t.app.pool);
	assert_int_equal(n, 3);
	assert_non_null(strstr(lines[0].why, "JL MELATI 3"));
	assert_non_null(strstr(lines[1].why, "GG KENANGA"));
	assert_non_null(strstr(lines[2].why, "KP PASIR"));
}

/* A survey of 2022 after a register of 2026: it fills what nobody has said, and replaces nothing.
 */
static void an_older_list_fills_what_was_never_said(void **state)
{
	struct city_fixture *c = *state;
	int64_t head;

	assert_true(date_parse("2026-10-31", &file_date));
	apply(c, check(c, INTAKE_PEOPLE, "siak", two_families));
	head = nik(c, "3272010101780002");
	assert_true(date_parse("2022-10-31", &file_date));
	apply(c, check(c, INTAKE_PEOPLE, "siak",
		       "noKK,nik,namaLengkap,alamat,agama\n"
		       "3272010101200001,3272010101780002,DEDI SUPRIADI,JL LAMA 1,Islam\n"));
	assert_string_equal(fact(c, FACT_PERSON, head, "religion"), "1");
	assert_string_equal(fact(c, FACT_PERSON, head, "address"), "JL MELATI 3");
}

/* One fault more in a row that has no more than its number is that fault, and no signature. */
static void a_row_with_a_spoiled_number_is_not_taken_for_a_footer(void **state)
{
	struct city_fixture *c = *state;
	int64_t id = check(c, INTAKE_DESIL, "dtsen", "NIK,Nama,Desil\n3.27E+15,,2\n");

	assert_verdicts(c, id, 0, 0, 0, 0, 1);
	assert_non_null(strstr(why(c, id, INTAKE_WRONG), "E+15"));
}

static void undoing_leaves_the_facts_as_they_were(void **state)
{
	struct city_fixture *c = *state;
	int64_t first = check(c, INTAKE_PEOPLE, "siak", two_families), second, head;

	apply(c, first);
	head = nik(c, "3272010101780002");
	second =
	    check(c, INTAKE_PEOPLE, "siak",
		  HEAD "3272010101200001,3272010101780002,DEDI S,L,1978-01-02,JL KENANGA 1,1\n"
		       "3272010101200003,3272010505900009,BARU SEKALI,L,1990-05-05,JL ANGGREK,1\n");
	apply(c, second);
	assert_string_equal(fact(c, FACT_PERSON, head, "name"), "DEDI S");
	assert_int_not_equal(nik(c, "3272010505900009"), 0);
	assert_ok(ACT(c, intake_undo(c->cx, second)));
	assert_ok(work(c));
	assert_int_equal(look(c, second).state, INTAKE_UNDONE);
	assert_string_equal(fact(c, FACT_PERSON, head, "name"), "DEDI SUPRIADI");
	assert_string_equal(fact(c, FACT_PERSON, head, "birth_date"), "1978-01-01");
	assert_int_equal(nik(c, "3272010505900009"), 0);
	assert_verdicts(c, check(c, INTAKE_PEOPLE, "siak", two_families), 0, 0, 4, 0, 0);
}

/* Who is found by a field of the city's own; the list is the operator's, who sees the city. */
static size_t found(struct city_fixture *c, const char *words)
{
	const struct find_query q = { .words = words, .age_from = -1, .age_to = -1, .max = 20 };
	struct find_answer a;

	assert_ok(db_read_begin(c->cx, c->t.app.pool));
	assert_ok(find_people(c->cx, &q, &a));
	db_read_end(c->cx, c->t.app.pool);
	return a.n;
}

static size_t differing(struct city_fixture *c)
{
	char **faults;
	size_t n;
	enum err e;

	act_begin(c);
	e = field_tally_faults(c->cx, &faults, &n);
	assert_ok(act_end(c, e));
	return n;
}

#define CARDS \
	"noKK,nik,namaLengkap,jenisKelamin,tanggalLahir,alamat,shdk,Kelurahan,Nomor kartu PKH\n"

static void what_a_file_says_of_a_field_of_the_city_is_found_and_gone_once_taken_back(void **state)
{
	struct city_fixture *c = *state;
	struct field_said card = { "pkh_card", "Nomor kartu PKH",
				   "{\"of\":\"person\",\"kind\":\"text\",\"class\":\"personal\","
				   "\"find\":true}" };
	int64_t first, second;

	city_system(c);
	assert_ok(test_write(&c->t, field_say, &card));
	fields_settle(&c->t);
	city_act_as(c, CITY_MANAGER);
	first =
	    check(c, INTAKE_PEOPLE, "siak",
		  CARDS "3272010101200001,3272010101780002,DEDI SUPRIADI,L,1978-01-01,JL MELATI "
			"3,1,Cikole,PKH-4711\n"
			"3272010101200001,3272014507800001,SITI AMINAH,P,1980-07-05,JL MELATI "
			"3,ISTRI,Cikole,\n");
	assert_int_equal(found(c, "pkh-4711"), 0);
	apply(c, first);
	assert_int_equal(found(c, "pkh-4711"), 1);
	second =
	    check(c, INTAKE_PEOPLE, "siak",
		  CARDS "3272010101200001,3272010101780002,DEDI SUPRIADI,L,1978-01-01,JL MELATI "
			"3,1,Gunungpuyuh,PKH-0815\n"
			"3272010101200003,3272010505900009,BARU SEKALI,L,1990-05-05,JL "
			"ANGGREK,1,Cikole,PKH-1234\n");
	apply(c, second);
	assert_int_equal(found(c, "pkh-4711"), 0);
	assert_int_equal(found(c, "pkh-0815"), 1);
	assert_int_equal(found(c, "pkh-1234"), 1);
	assert_int_equal(differing(c), 0);
	assert_ok(ACT(c, intake_undo(c->cx, second)));
	assert_ok(work(c));
	assert_int_equal(found(c, "pkh-0815"), 0);
	assert_int_equal(found(c, "pkh-1234"), 0);
	assert_int_equal(found(c, "pkh-4711"), 1);
	assert_ok(ACT(c, intake_undo(c->cx, first)));
	assert_ok(work(c));
	assert_int_equal(found(c, "pkh-4711"), 0);
	assert_int_equal(differing(c), 0);
}

#define MORE "nik,namaLengkap,jenisKelamin,tanggalLahir,tempatLahir,namaIbu,alamat\n"
static const char two_people[] =
    MORE "3272014703880002,RINA KARTIKA,P,1988-03-07,SUKABUMI,EUIS SUMIATI,JL MELATI 3\n"
	 "3272010101780002,DEDI SUPRIADI,L,1978-02-05,BOGOR,ENTIN,JL MAWAR 9\n";

static void who_is_misspelt_without_a_number_is_recognised_or_asked_about(void **state)
{
	struct city_fixture *c = *state;
	int64_t id, rina;

	person_alike_by(same_candidates, same_words);
	apply(c, check(c, INTAKE_PEOPLE, "siak", two_people));
	rina = nik(c, "3272014703880002");
	id = check(c, INTAKE_PEOPLE, "siak",
		   MORE
		   /* sure; the same again: who is it; likely; a new one */
		   ",RINA KARTIKHA,P,1988-03-07,SUKABUMI,EUIS SUMIATI,JL MELATI 5\n"
		   ",RINA KARTIKAH,P,1988-03-07,SUKABUMI,EUIS SUMIATI,JL MELATI 3\n"
		   ",DEDI SUPRIADI,L,,,,\n"
		   ",UJANG KOSASIH,L,1951-09-13,BANDUNG,ICIH,JL ANGGREK 2\n");
	assert_verdicts(c, id, 1, 1, 0, 2, 0);
	assert_non_null(strstr(why(c, id, INTAKE_CHANGED), "RINA KARTIKA"));
	assert_non_null(strstr(why(c, id, INTAKE_CHANGED), "ibu sama"));
	assert_non_null(strstr(why(c, id, INTAKE_DOUBTFUL), "RINA KARTIKA"));
	/* Kept as reasons, told to each reader in his own language. */
	c->cx->lang = LANG_EN;
	assert_non_null(strstr(why(c, id, INTAKE_CHANGED), "mother the same"));
	c->cx->lang = LANG_ID;
	apply(c, id);
	assert_string_equal(fact(c, FACT_PERSON, rina, "address"), "JL MELATI 5");
	person_alike_by(NULL, NULL);
}

static void whom_a_row_may_be_is_decided_row_by_row(void **state)
{
	static const char again[] =
	    MORE ",RINA KARTIKHA,P,1988-03-07,SUKABUMI,EUIS SUMIATI,JL MELATI 5\n"
		 ",RINA KARTIKAH,P,1988-03-07,SUKABUMI,EUIS SUMIATI,JL KENANGA 8\n";
	struct city_fixture *c = *state;
	int64_t id, before;

	person_alike_by(same_candidates, same_words);
	apply(c, check(c, INTAKE_PEOPLE, "siak", two_people));
	before = city_int(c, "SELECT count(*) FROM person WHERE state = 1", 0);
	id = check(c, INTAKE_PEOPLE, "siak", again);
	assert_verdicts(c, id, 0, 1, 0, 1, 0);
	assert_ok(ACT(c, intake_decide(c->cx, id, 2, 2, false)));
	assert_verdicts(c, id, 1, 1, 0, 0, 0);
	apply(c, id);
	assert_int_equal(city_int(c, "SELECT count(*) FROM person WHERE state = 1", 0), before + 1);
	person_alike_by(NULL, NULL);
}

/* Rows enough for several steps, half of them without a usable NIK. */
static const char *long_file(struct city_fixture *c, int rows)
{
	struct buf b;
	const char *text;

	buf_init(&b, 1 << 20);
	buf_adds(&b, HEAD);
	for (int i = 0; i < rows; i++)
		buf_addf(&b, "32720101012%05d,%s%04d,ORANG NOMOR %d,L,1990-05-05,JL %d,%s\n",
			 i / 3 + 1, i % 2 == 0 ? "327201050590" : "rusak", i + 1, i, i / 3 + 1,
			 i % 3 == 0 ? "1" : "ANAK");
	text = arena_strdup(c->cx->arena, buf_str(&b));
	buf_release(&b);
	return text;
}

static void half_of_a_list_may_be_wrong_and_is_given_back(void **state)
{
	struct city_fixture *c = *state;
	int64_t id = check(c, INTAKE_PEOPLE, "siak", long_file(c, 700));

	assert_verdicts(c, id, 350, 0, 0, 0, 350);
	apply(c, id);
	assert_int_equal(look(c, id).done_n, 700);
	assert_int_not_equal(nik(c, "3272010505900001"), 0);
	assert_int_not_equal(nik(c, "3272010505900699"), 0);
}

static void a_crash_in_the_middle_loses_and_doubles_nothing(void **state)
{
	struct city_fixture *c = *state;
	int64_t id = offer(c, INTAKE_PEOPLE, "siak", long_file(c, 700), NULL);

	assert_ok(work(c));
	assert_ok(ACT(c, intake_confirm(c->cx, id, NULL, 0)));
	crash_while(c, id, INTAKE_CHECKING, INTAKE_CHECKED);
	assert_verdicts(c, id, 350, 0, 0, 0, 350);
	assert_ok(ACT(c, intake_apply(c->cx, id)));
	crash_while(c, id, INTAKE_APPLYING, INTAKE_APPLIED);
	assert_int_equal(look(c, id).done_n, 700);
	assert_verdicts(c, check(c, INTAKE_PEOPLE, "siak", long_file(c, 700)), 0, 0, 350, 0, 350);
	assert_ok(ACT(c, intake_undo(c->cx, id)));
	crash_while(c, id, INTAKE_UNDOING, INTAKE_UNDONE);
	assert_int_equal(look(c, id).undo_n,
			 350 +
			     city_int(c, "SELECT count(*) FROM family WHERE import_id = %lld", id));
	assert_int_equal(look(c, id).undone_n, look(c, id).undo_n);
	assert_verdicts(c, check(c, INTAKE_PEOPLE, "siak", long_file(c, 700)), 350, 0, 0, 0, 350);
}

static void a_check_that_was_broken_off_remembers_whom_it_met(void **state)
{
	static const char *const first[] = {
		"AGUS",   "BUDI",   "CECEP",  "DADANG", "EDI",   "FAJAR", "GUNAWAN", "HENDRA",
		"IWAN",   "JAJANG", "KOSIM",  "LUKMAN", "MAMAN", "NANA",  "OTONG",   "PARDI",
		"ROHMAN", "SUPRI",  "TATANG", "UJANG",  "WAWAN", "YAYAN", "ZAENAL",  "ASEP",
	};
	static const char *const last[] = {
		"SETIAWAN", "KURNIA",   "HIDAYAT",  "PERMANA",  "SAPUTRA", "NUGRAHA", "WIJAYA",
		"SANTOSO",  "HERMAWAN", "RUKMANA",  "SUHENDAR", "MAULANA", "FIRDAUS", "GINANJAR",
		"LESMANA",  "PRATAMA",  "SUDRAJAT", "TARUNA",   "MUBAROK", "KOSASIH", "ABDULLAH",
		"BASTAMAN", "CAHYONO",  "DJUANDA",  "EFENDI",
	};
	struct city_fixture *c = *state;
	struct buf b;
	int64_t id;

	person_alike_by(same_candidates, same_words);
	apply(c, check(c, INTAKE_PEOPLE, "siak", two_people));
	buf_init(&b, 1 << 20);
	buf_adds(&b, MORE ",RINA KARTIKHA,P,1988-03-07,SUKABUMI,EUIS SUMIATI,JL MELATI 5\n");
	for (int i = 0; i < 600; i++)
		buf_addf(&b, "32720105059%05d,%s %s,L,19%02d-%02d-%02d,,,JL %d\n", (i + 1) * 137,
			 first[i % 24], last[i / 24], 30 + i / 10, 1 + i % 12, 1 + i % 28, i);
	buf_adds(&b, ",RINA KARTIKAH,P,1988-03-07,SUKABUMI,EUIS SUMIATI,JL MELATI 3\n");
	id = offer(c, INTAKE_PEOPLE, "siak", buf_str(&b), NULL);
	buf_release(&b);
	assert_ok(work(c));
	assert_ok(ACT(c, intake_confirm(c->cx, id, NULL, 0)));
	crash_while(c, id, INTAKE_CHECKING, INTAKE_CHECKED);
	assert_verdicts(c, id, 600, 1, 0, 1, 0);
	person_alike_by(NULL, NULL);
}

/* Who works through hundreds of rows reads the beginning of each. */
static void what_is_wrong_with_a_row_stands_before_what_was_read_besides(void **state)
{
	struct city_fixture *c = *state;
	int64_t id = check(c, INTAKE_PEOPLE, "siak",
			   "no kk,nik,nama,jk,tgl lahir,shdk,alamat,rt,rw\n"
			   "3272010101200011,3272010101780011,,L,01-01-1978,1,"
			   "Jl. Pelabuhan II No 5 RT 03/05,,\n");

	assert_string_equal(
	    why(c, id, INTAKE_WRONG),
	    "Namanya kosong. Isi nama lengkap. · RT 003 dan RW 005 dibaca dari alamat");
}

static void rt_and_rw_within_an_address_are_read_where_no_column_says_them(void **state)
{
	struct city_fixture *c = *state;
	int64_t id = check(c, INTAKE_PEOPLE, "siak",
			   "no kk,nik,nama,jk,tgl lahir,shdk,alamat,rt,rw\n"
			   "3272010101200011,3272010101780011,ASEP CONTOH,L,01-01-1978,1,"
			   "Jl. Pelabuhan II No 5 RT 03/05,,\n"
			   "3272010101200012,3272010101780012,UJANG CONTOH,L,01-01-1978,1,"
			   "Gg. Mawar RT 03/05,001,002\n");
	const char *said = why(c, id, INTAKE_NEW);
	int64_t asep, ujang;

	assert_non_null(strstr(said, "RT 003 dan RW 005 dibaca dari alamat"));
	apply(c, id);
	asep = nik(c, "3272010101780011");
	ujang = nik(c, "3272010101780012");
	assert_string_equal(fact(c, FACT_PERSON, asep, "rt"), "003");
	assert_string_equal(fact(c, FACT_PERSON, asep, "rw"), "005");
	assert_string_equal(fact(c, FACT_PERSON, asep, "address"),
			    "Jl. Pelabuhan II No 5 RT 03/05");
	assert_string_equal(fact(c, FACT_PERSON, ujang, "rt"), "001");
	assert_string_equal(fact(c, FACT_PERSON, ujang, "rw"), "002");
}

/* More rows than are kept open, while those of one family lie all over the file. */
static void a_family_may_have_its_rows_all_over_a_long_file(void **state)
{
	enum { ROWS = 34000 };
	struct city_fixture *c = *state;
	struct desil d;
	struct buf b;
	int64_t id, family;

	if (test_on_pg())
		skip(); /* the same code, and minutes of single rows */
	apply(c, check(c, INTAKE_PEOPLE, "siak", two_families));
	buf_init(&b, 1 << 20);
	buf_adds(&b, "no kk,desil\n");
	for (int i = 0; i < ROWS; i++)
		buf_adds(&b, i % 2 == 0 ? "3272010101200001,2\n" : "3272010101200002,7\n");
	id = check(c, INTAKE_DESIL, "dtsen", buf_str(&b));
	buf_release(&b);
	assert_verdicts(c, id, 2, 0, ROWS - 2, 0, 0);
	apply(c, id);
	assert_int_equal(look(c, id).done_n, ROWS);
	family = strtoll(fact(c, FACT_PERSON, nik(c, "3272010101780002"), "family"), NULL, 10);
	assert_ok(db_read_begin(c->cx, c->t.app.pool));
	assert_ok(family_desil(c->cx, family, INT64_MAX, &d));
	db_read_end(c->cx, c->t.app.pool);
	assert_int_equal(d.desil, 2);
}

static void the_dead_leave_a_family_that_has_a_head_again(void **state)
{
	struct city_fixture *c = *state;
	int64_t id;

	apply(c, check(c, INTAKE_PEOPLE, "siak", two_families));
	id = check(c, INTAKE_DEATHS, "dukcapil",
		   "NIK,Nama,Tanggal meninggal\n3272010101780002,DEDI SUPRIADI,2026-10-01\n"
		   "3272010101780099,TIDAK ADA,2026-10-01\n3272014507800001,SITI AMINAH,\n");
	assert_verdicts(c, id, 0, 1, 0, 0, 2);
	apply(c, id);
	assert_string_equal(fact(c, FACT_PERSON, nik(c, "3272010101780002"), "state"), "2");
	assert_string_equal(fact(c, FACT_PERSON, nik(c, "3272010101780002"), "state_date"),
			    "2026-10-01");
	assert_string_equal(fact(c, FACT_PERSON, nik(c, "3272014507800001"), "relation"), "1");
	assert_ok(ACT(c, intake_undo(c->cx, id)));
	assert_ok(work(c));
	assert_string_equal(fact(c, FACT_PERSON, nik(c, "3272010101780002"), "state"), "1");
}

static void nobody_dies_before_he_is_born(void **state)
{
	struct city_fixture *c = *state;
	int64_t id;

	apply(c, check(c, INTAKE_PEOPLE, "siak", two_families));
	id = check(c, INTAKE_DEATHS, "dukcapil",
		   "NIK,Nama,Tanggal meninggal\n3272010101780002,DEDI SUPRIADI,1977-10-01\n");
	assert_verdicts(c, id, 0, 0, 0, 0, 1);
	assert_string_equal(
	    why(c, id, INTAKE_WRONG),
	    "Tanggalnya 1 Okt 1977, padahal orang ini baru lahir 1 Jan 1978. Periksa "
	    "kedua tanggal itu, dan apakah NIK-nya milik orang ini.");
}

/* What the city knows since stays; the rest of his family, and what else is said of him, comes in.
 */
static void a_list_from_before_a_death_or_a_move_is_taken_but_for_those_who_went(void **state)
{
	static const char again[] =
	    HEAD "3272010101200001,3272014507800001,SITI AMINAH,P,1980-07-05,JL MELATI 5,ISTRI\n"
		 "3272010101200001,3272010101780002,DEDI SUPRIADI,L,1978-01-01,JL MELATI 5,KEPALA "
		 "KELUARGA\n"
		 "3272010101200001,3272010203050003,RUDI SUPRIADI,L,2005-03-02,JL MELATI 5,ANAK\n"
		 "3272010101200001,3272010404230001,RANI SUPRIADI,L,2023-04-04,JL MELATI 5,ANAK\n";
	struct city_fixture *c = *state;
	int64_t id;

	apply(c, check(c, INTAKE_PEOPLE, "siak", two_families));
	apply(c, check(c, INTAKE_DEATHS, "dukcapil",
		       "NIK,Tanggal meninggal\n3272010101780002,2026-10-01\n"));
	apply(c, check(c, INTAKE_MOVES, "dukcapil",
		       "NIK,Tanggal pindah\n3272010203050003,2026-10-02\n"));
	id = check(c, INTAKE_PEOPLE, "siak", again);
	apply(c, id);
	assert_int_equal(look(c, id).wrong_n, 0);
	assert_string_equal(fact(c, FACT_PERSON, nik(c, "3272010101780002"), "state"), "2");
	assert_string_equal(fact(c, FACT_PERSON, nik(c, "3272014507800001"), "relation"), "1");
	assert_string_equal(fact(c, FACT_PERSON, nik(c, "3272010203050003"), "state"), "3");
	assert_null(fact(c, FACT_PERSON, nik(c, "3272010203050003"), "family"));
	assert_null(fact(c, FACT_PERSON, nik(c, "3272010203050003"), "relation"));
	assert_string_equal(fact(c, FACT_PERSON, nik(c, "3272010404230001"), "family"),
			    fact(c, FACT_PERSON, nik(c, "3272014507800001"), "family"));
	/* And the same again says nothing new, but that she leads the family. */
	id = check(c, INTAKE_PEOPLE, "siak", again);
	assert_verdicts(c, id, 0, 1, 3, 0, 0);
	assert_string_equal(why(c, id, INTAKE_CHANGED),
			    "tercatat sebagai kepala keluarga, dan tetap begitu kecuali daftar ini "
			    "menyebut kepala keluarga yang lain");
}

static void a_row_that_takes_the_head_of_a_family_away_says_who_follows(void **state)
{
	struct city_fixture *c = *state;
	int64_t id;

	apply(c, check(c, INTAKE_PEOPLE, "siak", two_families));
	id = check(c, INTAKE_PEOPLE, "siak",
		   HEAD "3272010101200009,3272010101780002,DEDI SUPRIADI,L,1978-01-01,JL BARU 1,"
			"KEPALA KELUARGA\n");
	assert_string_equal(why(c, id, INTAKE_CHANGED),
			    "pindah ke KK ini; di keluarga lamanya kepala berikutnya SITI AMINAH, "
			    "kecuali ikut pindah");
	apply(c, id);
	assert_string_equal(fact(c, FACT_PERSON, nik(c, "3272014507800001"), "relation"), "1");
}

static void a_match_and_a_correction_find_whom_they_are_about(void **state)
{
	struct city_fixture *c = *state;
	int64_t id;

	apply(c, check(c, INTAKE_PEOPLE, "siak", two_families));
	id = check(c, INTAKE_DUKCAPIL, "dukcapil",
		   "nik,nama,hasil padan\n3272010101780002,DEDI SUPRIADI,padan\n");
	assert_verdicts(c, id, 0, 1, 0, 0, 0);
	apply(c, id);
	assert_string_equal(fact(c, FACT_PERSON, nik(c, "3272010101780002"), "dukcapil_match"),
			    "padan");
	id = check(c, INTAKE_DTKS, "perbaikan",
		   "No,Status,ID DTKS,ID ART,Nama KRT,Alamat,NIK ART,Nama ART,Perbaikan NIK,"
		   "Perbaikan Nama\n1,2,D1,A7,DEDI,JL MELATI,3272010203050003,RUDI SUPRIADI,"
		   "3272010203050007,RUDY SUPRIADI\n");
	assert_verdicts(c, id, 0, 1, 0, 0, 0);
	apply(c, id);
	assert_string_equal(fact(c, FACT_PERSON, nik(c, "3272010203050007"), "name"),
			    "RUDY SUPRIADI");
}

static void write_line(lxw_worksheet *sheet, lxw_row_t at, const char *const *cells)
{
	for (lxw_col_t i = 0; cells[i] != NULL; i++)
		worksheet_write_string(sheet, at, i, cells[i], NULL);
}

/* Two pages of the questionnaire, each with its own columns. */
static struct blob workbook(struct city_fixture *c)
{
	const char *path = arena_printf(c->cx->arena, "%s/regsosek.xlsx", c->t.dir);
	lxw_workbook *book = workbook_new(path);
	lxw_worksheet *home = workbook_add_worksheet(book, "Perumahan");
	lxw_worksheet *people = workbook_add_worksheet(book, "Anggota");
	char *bytes = arena_alloc(c->cx->arena, 1 << 20);
	size_t n;
	FILE *f;

	write_line(home, 0, (const char *const[]){ "No KK", "302 luas lantai", NULL });
	write_line(home, 1, (const char *const[]){ "3272010101200001", "36", NULL });
	write_line(people, 0,
		   (const char *const[]){ "No KK", "402 Nama", "403 NIK", "405 Jenis kelamin",
					  "409 Hubungan", NULL });
	write_line(people, 1,
		   (const char *const[]){ "3272010101200001", "DEDI SUPRIADI", "3272010101780002",
					  "1", "1", NULL });
	write_line(people, 2,
		   (const char *const[]){ "3272010101200001", "RUDI SUPRIADI", "3272010203050003",
					  "1", "3", NULL });
	assert_int_equal(workbook_close(book), LXW_NO_ERROR);
	f = fopen(path, "rb");
	assert_non_null(f);
	n = fread(bytes, 1, 1 << 20, f);
	(void)fclose(f);
	return (struct blob){ bytes, n };
}

static void the_pages_of_a_workbook_are_joined_by_kk(void **state)
{
	struct city_fixture *c = *state;
	int64_t id = offer_bytes(c, INTAKE_REGSOSEK, "regsosek", workbook(c), NULL), head, child;

	assert_ok(work(c));
	assert_ok(ACT(c, intake_confirm(c->cx, id, NULL, 0)));
	assert_ok(work(c));
	assert_verdicts(c, id, 3, 0, 0, 0, 0);
	apply(c, id);
	head = nik(c, "3272010101780002");
	child = nik(c, "3272010203050003");
	assert_string_equal(fact(c, FACT_PERSON, head, "relation"), "1");
	assert_string_equal(fact(c, FACT_PERSON, child, "relation"), "4"); /* 3 there is a child */
	assert_string_equal(fact(c, FACT_PERSON, head, "family"),
			    fact(c, FACT_PERSON, child, "family"));
}

static void somebody_else_can_be_told_from_the_same_person(void **state)
{
	struct city_fixture *c = *state;
	static const char csv[] = "nama,tanggal lahir\nDEDI SUPRIADI,1978-01-01\n"
				  "SITI AMINAH,1980-07-05\n";
	int64_t id;

	apply(c, check(c, INTAKE_PEOPLE, "siak", two_families));
	id = check(c, INTAKE_PEOPLE, "kelurahan", csv);
	assert_verdicts(c, id, 0, 0, 0, 2, 0);
	assert_ok(ACT(c, intake_decide(c->cx, id, 1, 1, true)));
	assert_ok(ACT(c, intake_decide(c->cx, id, 2, 2, false)));
	assert_verdicts(c, id, 1, 1, 0, 0, 0);
	assert_int_equal(ACT(c, intake_decide(c->cx, id, 2, 2, true)), ERR_CONFLICT);
	apply(c, id);
}

static void what_cannot_be_read_says_why(void **state)
{
	struct city_fixture *c = *state;
	int64_t id = offer(c, INTAKE_PEOPLE, "siak", "nama,nik\n\"tidak pernah ditutup,1\n", NULL);

	assert_ok(work(c));
	assert_int_equal(look(c, id).state, INTAKE_UNREADABLE);
	assert_true(strlen(look(c, id).fault) > 10);
}

static void the_file_is_gone_once_its_rows_are_checked(void **state)
{
	struct city_fixture *c = *state;
	int64_t id = offer(c, INTAKE_PEOPLE, "siak", two_families, NULL);
	const char *path = arena_printf(c->cx->arena, "%s/1-%lld", c->t.app.spool, (long long)id);
	struct stat st;

	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
	assert_ok(work(c));
	assert_ok(ACT(c, intake_confirm(c->cx, id, NULL, 0)));
	assert_ok(work(c));
	assert_int_not_equal(stat(path, &st), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(new_families_enter_whole_and_with_their_head),
		TEST(a_child_is_in_its_family_from_its_birth_on),
		TEST(the_same_file_again_says_nothing_new),
		TEST(each_row_gets_the_verdict_it_deserves),
		TEST(a_list_made_for_paper_is_read_as_it_is_meant),
		TEST(each_family_is_told_what_it_had),
		TEST(an_older_list_fills_what_was_never_said),
		TEST(a_row_with_a_spoiled_number_is_not_taken_for_a_footer),
		TEST(undoing_leaves_the_facts_as_they_were),
		TEST(what_a_file_says_of_a_field_of_the_city_is_found_and_gone_once_taken_back),
		TEST(who_is_misspelt_without_a_number_is_recognised_or_asked_about),
		TEST(whom_a_row_may_be_is_decided_row_by_row),
		TEST(a_check_that_was_broken_off_remembers_whom_it_met),
		TEST(half_of_a_list_may_be_wrong_and_is_given_back),
		TEST(a_crash_in_the_middle_loses_and_doubles_nothing),
		TEST(what_is_wrong_with_a_row_stands_before_what_was_read_besides),
		TEST(rt_and_rw_within_an_address_are_read_where_no_column_says_them),
		TEST(a_family_may_have_its_rows_all_over_a_long_file),
		TEST(nobody_dies_before_he_is_born),
		TEST(the_dead_leave_a_family_that_has_a_head_again),
		TEST(a_list_from_before_a_death_or_a_move_is_taken_but_for_those_who_went),
		TEST(a_row_that_takes_the_head_of_a_family_away_says_who_follows),
		TEST(a_match_and_a_correction_find_whom_they_are_about),
		TEST(the_pages_of_a_workbook_are_joined_by_kk),
		TEST(somebody_else_can_be_told_from_the_same_person),
		TEST(what_cannot_be_read_says_why),
		TEST(the_file_is_gone_once_its_rows_are_checked),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
