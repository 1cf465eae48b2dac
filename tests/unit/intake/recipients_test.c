/* Lists of recipients: what is said for which period and how much, and what comes twice. */
#include "files.h"

#include "feature/benefit/benefit.h"

static int64_t check_aid(struct city_fixture *c, const char *csv)
{
	int64_t id = offer(c, INTAKE_RECIPIENTS, "dtsen", csv, "pkh");

	assert_ok(work(c));
	assert_ok(ACT(c, intake_confirm(c->cx, id, NULL, 0)));
	assert_ok(work(c));
	assert_int_equal(look(c, id).state, INTAKE_CHECKED);
	return id;
}

static const char *aid_line(struct city_fixture *c, const char *number)
{
	int64_t id = nik(c, number);
	const char *line;

	assert_ok(db_read_begin(c->cx, c->t.app.pool));
	assert_ok(benefit_line(c->cx, id, &line));
	line = arena_strdup(c->cx->arena, line);
	db_read_end(c->cx, c->t.app.pool);
	return line;
}

static const char aid_list[] =
    "NIK,Nama Penerima,Tahap,Tahun,Nominal,Status,Tanggal Salur,Penyalur\n"
    "3272010101780002,DEDI SUPRIADI,1,2026,Rp 600.000,sudah salur,"
    "12/03/2026,BNI\n"
    "3272010203050003,RUDI SUPRIADI,2,2026,\"2,4 jt\",,,\n"
    "3272019999990001,TAK DIKENAL,1,2026,600000,,,\n";

static void a_list_of_recipients_says_what_for_when_and_how_much(void **state)
{
	struct city_fixture *c = *state;
	int64_t id, again, more;

	apply(c, check(c, INTAKE_PEOPLE, "siak", two_families));
	id = check_aid(c, aid_list);
	assert_verdicts(c, id, 1, 0, 0, 0, 2);
	assert_non_null(strstr(why(c, id, INTAKE_NEW), "PKH tahap 1 2026: disalurkan Rp600.000"));
	assert_non_null(strstr(why(c, id, INTAKE_WRONG), "Nominal: “2,4 jt” disingkat"));
	c->cx->lang = LANG_EN;
	assert_non_null(strstr(why(c, id, INTAKE_NEW), "PKH stage 1 2026: paid Rp600,000"));
	c->cx->lang = LANG_ID;
	apply(c, id);
	assert_string_equal(aid_line(c, "3272010203050003"), "PKH tahap 1 2026 Rp600.000");
	again = check_aid(c, aid_list);
	assert_verdicts(c, again, 0, 0, 1, 0, 2);
	more = check_aid(c, "NIK,Periode,Nominal,Tgl Salur\n"
			    "3272010101780002,tahap 1 2026,750000,13/03/2026\n"
			    "3272010203050003,tahap 1 2026,500000,13/03/2026\n"
			    "3272010203050003,tahap 1 2026,750000,13/03/2026\n");
	assert_verdicts(c, more, 0, 1, 1, 0, 1);
	assert_non_null(strstr(why(c, more, INTAKE_CHANGED),
			       "disalurkan Rp600.000, 12 Mar 2026 menjadi disalurkan Rp750.000"));
	assert_non_null(strstr(why(c, more, INTAKE_WRONG), "Komponen"));
	apply(c, more);
	assert_string_equal(aid_line(c, "3272010101780002"), "PKH tahap 1 2026 Rp750.000");
	assert_ok(ACT(c, intake_undo(c->cx, id)));
	assert_ok(work(c));
	assert_int_equal(look(c, id).state, INTAKE_UNDONE);
	assert_int_equal(city_int(c,
				  "SELECT CAST(count(*) AS BIGINT) FROM intake_left WHERE "
				  "intake_id = %lld AND field = 'aid:pkh:2026-TH1'",
				  id),
			 1);
	assert_ok(ACT(c, intake_undo(c->cx, more)));
	assert_ok(work(c));
	assert_string_equal(aid_line(c, "3272010101780002"), "PKH tahap 1 2026 Rp600.000");
}

enum { MANY = 60 };

/* People, or what they get, in as many rows. */
static const char *many_rows(struct city_fixture *c, const char *heading, const char *row)
{
	const char *all = heading;

	for (int i = 1; i <= MANY; i++)
		all = arena_printf(c->cx->arena, "%s\n327201%02d0178%04d,%s %c%c%s\n", all,
				   1 + i % 28, i, "SITI", 'A' + i % 26, 'A' + i / 26, row);
	return all;
}

/* On PostgreSQL what its rows ask is asked of all at once. */
static void a_long_list_is_taken_row_by_row(void **state)
{
	struct city_fixture *c = *state;
	int64_t id;

	apply(c, check(c, INTAKE_PEOPLE, "siak", many_rows(c, "NIK,Nama", "")));
	id = check_aid(
	    c, many_rows(c, "NIK,Nama,Tahap,Tahun,Nominal,No. Bukti", ",1,2026,600000,SP2D-1"));
	assert_verdicts(c, id, MANY, 0, 0, 0, 0);
	apply(c, id);
	assert_int_equal(
	    city_int(c,
		     "SELECT CAST(count(DISTINCT receiver_id) AS BIGINT) FROM benefit "
		     "WHERE import_id = %lld AND holds = 1 AND proof_sealed IS NOT NULL",
		     id),
	    MANY);
	id = check_aid(c, many_rows(c, "NIK,Nama,Tahap,Tahun,Nominal", ",1,2026,600000"));
	assert_verdicts(c, id, 0, 0, MANY, 0, 0);
	id = check_aid(c, many_rows(c, "NIK,Nama,Tahap,Tahun,Nominal", ",1,2026,650000"));
	assert_verdicts(c, id, 0, MANY, 0, 0, 0);
}

static void a_row_without_period_is_wrong_and_says_where_to_name_it(void **state)
{
	struct city_fixture *c = *state;
	int64_t id;

	apply(c, check(c, INTAKE_PEOPLE, "siak", two_families));
	id = check_aid(c, "NIK,Nominal\n3272010101780002,600000\n");
	assert_verdicts(c, id, 0, 0, 0, 0, 1);
	assert_non_null(strstr(why(c, id, INTAKE_WRONG), "kolom Periode"));
	id = check_aid(c, "NIK,Triwulan,Tahun,Nominal\n3272010101780002,IV,2025,600000\n");
	assert_non_null(strstr(why(c, id, INTAKE_NEW), "PKH triwulan IV 2025"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_list_of_recipients_says_what_for_when_and_how_much),
		TEST(a_long_list_is_taken_row_by_row),
		TEST(a_row_without_period_is_wrong_and_says_where_to_name_it),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
