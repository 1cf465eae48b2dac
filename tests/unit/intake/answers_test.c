/*
 * What the nation answers to requests that were entered there: by hand, and as a list whose rows
 * all get a verdict, which is applied and taken back as a whole.
 */
#include "lib/city.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/str.h"
#include "feature/intake/intake.h"
#include "feature/intake/intake_sql.h"
#include "feature/registry/registry.h"
#include "feature/verval/verval.h"
#include "text/verval.h"

enum { PEOPLE = 5 };

struct fixture {
	struct city_fixture c;
	int64_t family[PEOPLE], person[PEOPLE], request[PEOPLE];
	char number[PEOPLE][NUMBER_SIZE], secret[PEOPLE][SECRET_SIZE];
};

static int64_t clock_test;

static int64_t test_clock(void)
{
	return clock_test += 1000;
}

static atomic_bool stopped;
static const struct jobs_lane lane = { .clock = test_clock, .stop = &stopped };

static const char *const niks[PEOPLE] = { "3272010101780001", "3272010101780002",
					  "3272010101780003", "3272010101780004",
					  "3272010101780005" };
static const char *const kks[PEOPLE] = { "3272010101200001", "3272010101200002", "3272010101200003",
					 "3272010101200004", "3272010101200005" };

/* ---- requests that were entered -------------------------------------------------------------- */

static enum err make(struct ctx *cx, struct fixture *f, int i)
{
	const struct origin origin = { .source = "dukcapil", .valid_from = DATE_NONE };
	const char *where = str_digits(cx->arena, f->c.region);
	const struct fact_book *book;
	struct facts facts;

	TRY(fact_book(cx, &book));
	facts = facts_new(cx, book, FACT_FAMILY);
	facts_set(&facts, "kk", kks[i]);
	facts_set(&facts, "kk_region", where);
	TRY(subject_new(cx, &facts, &origin, &f->family[i]));
	facts = facts_new(cx, book, FACT_PERSON);
	facts_set(&facts, "name", arena_printf(cx->arena, "Contoh Nomor %d", i + 1));
	facts_set(&facts, "nik", niks[i]);
	facts_set(&facts, "known", "1");
	facts_set(&facts, "state", "1");
	facts_set(&facts, "region", where);
	facts_set(&facts, "family", str_digits(cx->arena, f->family[i]));
	facts_set(&facts, "relation", "1");
	facts_set(&facts, "education", "3");
	return subject_new(cx, &facts, &origin, &f->person[i]);
}

/* A correction of what decides nothing: it goes straight to the hand-over. */
static enum err ask(struct ctx *cx, struct fixture *f, int i, const char *field, const char *value,
		    int64_t *ret)
{
	const struct fact_book *book;
	struct verval_ask one;
	struct verval_new n = { .kind = VERVAL_PERBAIKAN,
				.of = FACT_PERSON,
				.subject_id = f->person[i],
				.asked_by = ASKED_AT_DESK,
				.ask = &one,
				.n_asks = 1,
				.lat_e6 = DB_NONE,
				.lng_e6 = DB_NONE };

	TRY(fact_book(cx, &book));
	one = (struct verval_ask){ fact_field(book, FACT_PERSON, field), value };
	return verval_open(cx, &n, ret, f->number[i], f->secret[i]);
}

static int64_t asked(struct fixture *f, int i, const char *phone)
{
	int64_t id = 0;

	city_act_as(&f->c, CITY_FRONT);
	assert_ok(ACT(&f->c, ask(f->c.cx, f, i, "phone", phone, &id)));
	return id;
}

static void enter(struct fixture *f, int64_t id, const char *number, int day)
{
	city_act_as(&f->c, CITY_LAST);
	assert_ok(ACT(&f->c, verval_enter(f->c.cx, id, 0, number, date_from_ymd(2026, 11, day))));
}

static struct fixture *open_fixture(void)
{
	static struct fixture f;

	log_enable(false);
	memset(&f, 0, sizeof(f));
	city_open(&f.c);
	f.c.t.app.spool = arena_printf(f.c.cx->arena, "%s/import", f.c.t.dir);
	clock_test = TEST_NOW;
	atomic_store(&stopped, false);
	city_system(&f.c);
	for (int i = 0; i < PEOPLE; i++)
		assert_ok(ACT(&f.c, make(f.c.cx, &f, i)));
	for (int i = 0; i < PEOPLE; i++)
		f.request[i] = asked(&f, i, arena_printf(f.c.cx->arena, "0812345678%02d", i));
	return &f;
}

static int64_t state(struct fixture *f, int i)
{
	return city_int(&f->c, "SELECT state FROM verval WHERE id = %lld", f->request[i]);
}

static int64_t notices(struct fixture *f, int i, const char *key)
{
	return city_int(&f->c,
			arena_printf(f->c.cx->arena,
				     "SELECT count(*) FROM notice WHERE about_id = %%lld AND "
				     "text_key = '%s'",
				     key),
			f->request[i]);
}

/* ---- the list -------------------------------------------------------------------------------- */

static struct intake_get_row look(struct fixture *f, int64_t id)
{
	struct intake_get_row in;

	assert_ok(db_read_begin(f->c.cx, f->c.t.app.pool));
	assert_ok(intake_get_one(f->c.cx, &(struct intake_get_args){ .id = id }, &in));
	db_read_end(f->c.cx, f->c.t.app.pool);
	return in;
}

static void work(struct fixture *f)
{
	struct ctx cx CLEANUP(ctx_release);

	ctx_init(&cx, &f->c.t.app, TEST_NOW);
	cx.city = f->c.cx->city;
	cx.actor = f->c.cx->actor;
	cx.rng = f->c.cx->rng;
	assert_ok(intake_work(&cx, f->c.t.app.pool, &lane));
}

static int64_t check(struct fixture *f, const char *csv)
{
	struct intake_offer o = { .kind = INTAKE_ANSWERS,
				  .file_name = "jawaban.csv",
				  .source = "dtsen",
				  .valid_from = date_from_ymd(2026, 11, 20),
				  .size = (int64_t)strlen(csv) };
	int64_t id = 0;

	city_act_as(&f->c, CITY_MANAGER);
	assert_ok(ACT(&f->c, intake_offer(f->c.cx, &o, &id)));
	assert_ok(db_read_begin(f->c.cx, f->c.t.app.pool));
	assert_ok(intake_put(f->c.cx, id, 0, (struct blob){ csv, strlen(csv) }));
	db_read_end(f->c.cx, f->c.t.app.pool);
	assert_ok(ACT(&f->c, intake_took(f->c.cx, id, 0, o.size)));
	assert_ok(ACT(&f->c, intake_arrived(f->c.cx, id)));
	work(f);
	assert_int_equal(look(f, id).state, INTAKE_COLUMNS);
	assert_ok(ACT(&f->c, intake_confirm(f->c.cx, id, NULL, 0)));
	work(f);
	assert_int_equal(look(f, id).state, INTAKE_CHECKED);
	return id;
}

static void apply(struct fixture *f, int64_t id)
{
	city_act_as(&f->c, CITY_MANAGER);
	assert_ok(ACT(&f->c, intake_apply(f->c.cx, id)));
	work(f);
	assert_int_equal(look(f, id).state, INTAKE_APPLIED);
}

static void undo(struct fixture *f, int64_t id)
{
	city_act_as(&f->c, CITY_MANAGER);
	assert_ok(ACT(&f->c, intake_undo(f->c.cx, id)));
	work(f);
	assert_int_equal(look(f, id).state, INTAKE_UNDONE);
}

static void assert_verdicts(struct fixture *f, int64_t id, int64_t new, int64_t changed,
			    int64_t same, int64_t doubtful, int64_t wrong, int64_t unknown)
{
	struct intake_get_row in = look(f, id);

	assert_int_equal(in.new_n, new);
	assert_int_equal(in.changed_n, changed);
	assert_int_equal(in.same_n, same);
	assert_int_equal(in.doubt_n, doubtful);
	assert_int_equal(in.wrong_n, wrong);
	assert_int_equal(in.unknown_n, unknown);
	assert_int_equal(in.row_n, new + changed + same + doubtful + wrong + unknown);
}

static struct intake_line *lines_of(struct fixture *f, int64_t id, enum intake_verdict verdict,
				    size_t n)
{
	struct intake_line *lines;
	size_t found;

	assert_ok(db_read_begin(f->c.cx, f->c.t.app.pool));
	assert_ok(intake_lines(f->c.cx, id, verdict, 0, 50, &lines, &found));
	db_read_end(f->c.cx, f->c.t.app.pool);
	assert_int_equal(found, n);
	return lines;
}

#define HEAD "No,Nomor Pengajuan,NIK,Nama,Jenis Usulan,Status,Keterangan,Tgl Status\n"

/* ---- tests ----------------------------------------------------------------------------------- */

static void a_list_answers_by_number_or_by_nik_and_its_totals_are_its_rows(void **state_)
{
	struct fixture *f = open_fixture();
	const char *status, *words;
	struct intake_line *l;
	int64_t id;

	(void)state_;
	enter(f, f->request[0], "SIKS-2026/0001", 10);
	enter(f, f->request[1], "SIKS-2026/0002", 10);
	enter(f, f->request[2], "SIKS-2026/0003", 10);
	id = check(
	    f, HEAD
	    "1,siks 2026 0001,,Contoh Nomor 1,Perbaikan,Disetujui,,2026-11-18\n"
	    "2,,3272010101780002,Contoh Nomor 2,Perubahan data,DITOLAK,alamat tidak "
	    "sesuai,18/11/2026\n"
	    "3,SIKS-2026/0003,,,,Dalam proses,,2026-11-18\n"
	    "4,SIKS-2026/9999,,,,Disetujui,,2026-11-18\n"                /* no such request */
	    "5,,3272010101780004,,,Disetujui,,2026-11-18\n"              /* not entered yet */
	    "6,SIKS-2026/0001,,,,Mungkin,,2026-11-18\n"                  /* which word is that? */
	    "7,SIKS-2026/0001,,,,Disetujui,,2026-11-01\n"                /* before the entry */
	    "8,SIKS-2026/0001,,,,Disetujui,,2026-12-24\n"                /* ahead */
	    "9,,3.27201E+15,,,Disetujui,,2026-11-18\n"                   /* spoiled */
	    "10,,,,,Disetujui,,2026-11-18\n"                             /* nobody */
	    "11,SIKS-2026/0001,,Contoh Nomor 1,,Ditolak,,2026-11-18\n"); /* said otherwise above */
	assert_verdicts(f, id, 3, 0, 0, 0, 6, 2);
	l = lines_of(f, id, INTAKE_UNKNOWN, 2);
	assert_non_null(strstr(l[0].why, "SIKS-2026/9999"));
	assert_non_null(strstr(l[1].why, f->number[3]));
	l = lines_of(f, id, INTAKE_WRONG, 6);
	assert_non_null(strstr(l[0].why, "Mungkin"));
	assert_non_null(strstr(l[0].why, "Diterima"));
	assert_non_null(strstr(l[1].why, "10 Nov"));
	l = lines_of(f, id, INTAKE_NEW, 3);
	assert_non_null(strstr(l[1].why, "Ditolak, 18 Nov 2026: alamat tidak sesuai"));
	/* Who reads it in English reads the same verdicts so. */
	f->c.cx->lang = LANG_EN;
	l = lines_of(f, id, INTAKE_NEW, 3);
	assert_non_null(strstr(l[1].why, "Refused, 18 Nov 2026: alamat tidak sesuai"));
	l = lines_of(f, id, INTAKE_WRONG, 6);
	assert_non_null(strstr(l[1].why, "dated 1 Nov 2026, but the request was entered on 10"));
	f->c.cx->lang = LANG_ID;
	assert_int_equal(state(f, 0), VERVAL_DONE);
	apply(f, id);
	assert_int_equal(state(f, 0), VERVAL_ACCEPTED);
	assert_int_equal(state(f, 1), VERVAL_DENIED);
	assert_int_equal(state(f, 2), VERVAL_DONE);
	assert_int_equal(state(f, 3), VERVAL_APPROVED);
	assert_int_equal(notices(f, 0, "notice.verval_accepted"), 1);
	assert_int_equal(notices(f, 1, "notice.verval_denied"), 1);
	status = city_text(&f->c,
			   "SELECT what FROM verval_event WHERE verval_id = %lld ORDER BY id DESC "
			   "LIMIT 1",
			   f->request[1]);
	assert_string_equal(status, "verval.event.said_refused");
	words = city_text(&f->c,
			  "SELECT arg FROM verval_event WHERE verval_id = %lld ORDER BY id DESC "
			  "LIMIT 1",
			  f->request[1]);
	assert_non_null(strstr(words, "18 Nov"));
	/* The same list again says nothing new. */
	assert_verdicts(
	    f,
	    check(f, HEAD "1,siks 2026 0001,,Contoh Nomor 1,Perbaikan,Disetujui,,2026-11-18\n"
			  "2,,3272010101780002,,Perbaikan,DITOLAK,alamat tidak sesuai,18/11/2026\n"
			  "3,SIKS-2026/0003,,,,Diterima,,2026-11-20\n"),
	    0, 1, 2, 0, 0, 0);
	city_close(&f->c);
}

static void a_number_beside_another_name_is_asked_about(void **state_)
{
	struct fixture *f = open_fixture();
	struct intake_line *l;
	int64_t id;

	(void)state_;
	enter(f, f->request[0], "A-1", 10);
	enter(f, f->request[1], "A-2", 10);
	id = check(f, HEAD "1,A-1,,ROHAYATI,,Diterima,,2026-11-18\n"
			   "2,A-2,,CONTOH NOMER 2,,Diterima,,2026-11-18\n");
	assert_verdicts(f, id, 1, 0, 0, 1, 0, 0);
	l = lines_of(f, id, INTAKE_DOUBTFUL, 1);
	assert_string_equal(l[0].why, "Nomornya cocok, tetapi nama di baris ini ROHAYATI, "
				      "sedangkan permintaan itu tentang Contoh Nomor 1. Itu yang "
				      "dijawab?");
	assert_int_equal(l[0].n_requests, 1);
	city_act_as(&f->c, CITY_MANAGER);
	assert_ok(ACT(
	    &f->c, intake_decide_request(f->c.cx, id, l[0].family_n, l[0].n, l[0].request[0].id)));
	apply(f, id);
	assert_int_equal(state(f, 0), VERVAL_ACCEPTED);
	/* Once answered so, the same list says nothing new. */
	assert_verdicts(f, check(f, HEAD "1,A-1,,ROHAYATI,,Diterima,,2026-11-18\n"), 0, 0, 1, 0, 0,
			0);
	city_close(&f->c);
}

static void sums_and_signatures_below_a_list_of_answers_answer_nothing(void **state_)
{
	struct fixture *f = open_fixture();
	struct intake_line *l;
	int64_t id;

	(void)state_;
	enter(f, f->request[0], "A-1", 10);
	id = check(f, HEAD "1,A-1,,,,Diterima,,2026-11-18\n"
			   "Jumlah,1 usulan,,,,1 diterima,,\n"
			   "No,Nomor Pengajuan,NIK,Nama,Jenis Usulan,Status,Keterangan,Tgl Status\n"
			   ",,,Mengetahui,,,,\n"
			   "2,,,,,Diterima,,2026-11-18\n");
	assert_verdicts(f, id, 1, 0, 0, 0, 1, 3);
	l = lines_of(f, id, INTAKE_UNKNOWN, 3);
	assert_non_null(strstr(l[0].why, "Tidak perlu diperbaiki"));
	city_close(&f->c);
}

static void who_asked_reads_the_answer_and_its_reason(void **state_)
{
	struct fixture *f = open_fixture();
	struct verval_status s, *own;
	size_t n;

	(void)state_;
	enter(f, f->request[1], "SIKS-2", 10);
	apply(f, check(f, HEAD "1,SIKS-2,,,,Ditolak,rumah tidak ditemukan,2026-11-18\n"));
	city_system(&f->c);
	test_read_begin(&f->c.t);
	assert_ok(verval_follow(f->c.cx, f->number[1], f->secret[1], &s));
	assert_int_equal(s.said, SAID_REFUSED);
	assert_string_equal(s.why, "rumah tidak ditemukan");
	assert_ok(verval_own(f->c.cx, f->person[1], f->family[1], &own, &n));
	assert_int_equal(n, 1);
	assert_int_equal(own[0].state, VERVAL_DENIED);
	assert_string_equal(own[0].why, "rumah tidak ditemukan");
	test_read_end(&f->c.t);
	city_close(&f->c);
}

static void several_requests_are_asked_about_and_one_is_chosen(void **state_)
{
	struct fixture *f = open_fixture();
	int64_t id, second;
	struct intake_line *l;

	(void)state_;
	enter(f, f->request[0], "A-1", 10);
	second = asked(f, 0, "081299990000");
	enter(f, second, "A-2", 12);
	id = check(f, HEAD "1,,3272010101780001,,,Disetujui,,2026-11-18\n"
			   "2,A-1,3272010101780002,,,Disetujui,,2026-11-18\n"
			   "3,B-7,3272010101780001,,,Disetujui,,2026-11-11\n");
	assert_verdicts(f, id, 0, 0, 0, 3, 0, 0);
	l = lines_of(f, id, INTAKE_DOUBTFUL, 3);
	assert_int_equal(l[0].n_requests, 2);
	assert_non_null(strstr(l[1].why, "orang lain"));
	/* Of that day only the first had been entered. */
	assert_int_equal(l[2].n_requests, 1);
	assert_int_equal(l[2].request[0].id, f->request[0]);
	city_act_as(&f->c, CITY_MANAGER);
	assert_int_equal(ACT(&f->c, intake_decide_request(f->c.cx, id, 1, 1, f->request[4])),
			 ERR_NOTFOUND);
	assert_ok(ACT(&f->c, intake_decide_request(f->c.cx, id, 1, 1, second)));
	assert_ok(ACT(&f->c, intake_decide_request(f->c.cx, id, 2, 2, 0)));
	assert_int_equal(ACT(&f->c, intake_decide(f->c.cx, id, 3, 3, true)), ERR_CONFLICT);
	assert_verdicts(f, id, 1, 0, 0, 1, 0, 1);
	apply(f, id);
	assert_int_equal(state(f, 0), VERVAL_DONE);
	assert_int_equal(city_int(&f->c, "SELECT state FROM verval WHERE id = %lld", second),
			 VERVAL_ACCEPTED);
	/* One is answered: the other is meant by a later row without number. */
	id = check(f, HEAD "1,,3272010101780001,,,Ditolak,kuota penuh,2026-11-19\n");
	assert_verdicts(f, id, 1, 0, 0, 0, 0, 0);
	city_close(&f->c);
}

static void undoing_takes_back_all_but_what_was_answered_again(void **state_)
{
	const struct verval_answer later = { .said = SAID_REFUSED,
					     .on = date_from_ymd(2026, 11, 19),
					     .why = "ganda",
					     .source = "dtsen" };
	struct fixture *f = open_fixture();
	struct subject s;
	int64_t id;

	(void)state_;
	for (int i = 0; i < 3; i++)
		enter(f, f->request[i], arena_printf(f->c.cx->arena, "A-%d", i), 10);
	apply(f, check(f, HEAD "1,A-1,,,,Ditolak,kuota,2026-11-17\n"));
	id = check(f, "Nomor Pengajuan,Status,Desil,ID DTSEN\n"
		      "A-0,Disetujui,3,D-123\nA-1,Disetujui,,\nA-2,Disetujui,,\n");
	assert_verdicts(f, id, 2, 1, 0, 0, 0, 0);
	apply(f, id);
	test_read_begin(&f->c.t);
	assert_ok(subject_get(f->c.cx, FACT_FAMILY, f->family[0], &s));
	assert_string_equal(facts_get(&s.facts, "id_dtks"), "D-123");
	test_read_end(&f->c.t);
	city_act_as(&f->c, CITY_LAST);
	assert_refused(&f->c, verval_answer(f->c.cx, f->request[3], 0, &later),
		       T_VERVAL_NOT_ENTERED);
	assert_int_equal(state(f, 1), VERVAL_ACCEPTED);
	/* Of an earlier day: history only, the answer of the list stands. */
	assert_ok(ACT(&f->c, verval_answer(f->c.cx, f->request[2], 0, &later)));
	assert_int_equal(state(f, 2), VERVAL_ACCEPTED);
	undo(f, id);
	assert_int_equal(state(f, 0), VERVAL_DONE);
	assert_int_equal(state(f, 1), VERVAL_DENIED);
	assert_int_equal(state(f, 2), VERVAL_DENIED);
	test_read_begin(&f->c.t);
	assert_ok(subject_get(f->c.cx, FACT_FAMILY, f->family[0], &s));
	assert_null(facts_get(&s.facts, "id_dtks"));
	test_read_end(&f->c.t);
	assert_int_equal(
	    city_int(&f->c, "SELECT count(*) FROM intake_left WHERE intake_id = %lld", id), 0);
	assert_int_equal(notices(f, 0, "notice.verval_said_undone"), 1);
	city_close(&f->c);
}

/* The earlier of a list's own two answers was named as answered again since, by nobody. */
static void two_answers_of_one_list_are_both_taken_back(void **state_)
{
	struct fixture *f = open_fixture();
	int64_t id;

	(void)state_;
	enter(f, f->request[0], "A-0", 10);
	id = check(f, "Nomor Pengajuan,Status,Tgl Status\n"
		      "A-0,Disetujui,19-11-2026\nA-0,Dalam proses,14-11-2026\n");
	apply(f, id);
	assert_int_equal(state(f, 0), VERVAL_ACCEPTED);
	undo(f, id);
	assert_int_equal(state(f, 0), VERVAL_DONE);
	assert_int_equal(
	    city_int(&f->c, "SELECT count(*) FROM intake_left WHERE intake_id = %lld", id), 0);
	city_close(&f->c);
}

static void an_answer_given_after_the_list_stays_and_is_named(void **state_)
{
	const struct verval_answer later = { .said = SAID_REFUSED,
					     .on = date_from_ymd(2026, 11, 21),
					     .why = "ganda",
					     .source = "dtsen" };
	struct fixture *f = open_fixture();
	int64_t id;

	(void)state_;
	enter(f, f->request[0], "A-0", 10);
	id = check(f, HEAD "1,A-0,,,,Disetujui,,\n"); /* of the day of the list */
	apply(f, id);
	assert_int_equal(state(f, 0), VERVAL_ACCEPTED);
	city_act_as(&f->c, CITY_LAST);
	assert_ok(ACT(&f->c, verval_answer(f->c.cx, f->request[0], 0, &later)));
	undo(f, id);
	assert_int_equal(state(f, 0), VERVAL_DENIED);
	assert_int_equal(
	    city_int(&f->c, "SELECT count(*) FROM intake_left WHERE intake_id = %lld", id), 1);
	city_close(&f->c);
}

static void what_stood_beside_a_stronger_source_is_said_again_by_the_nation(void **state_)
{
	struct fixture *f = open_fixture();
	int64_t id = 0, list;
	struct subject s;

	(void)state_;
	city_act_as(&f->c, CITY_FRONT);
	assert_ok(ACT(&f->c, ask(f->c.cx, f, 4, "education", "8", &id)));
	assert_int_equal(
	    city_int(&f->c, "SELECT state FROM verval_line WHERE verval_id = %lld", id),
	    LINE_BESIDE);
	enter(f, id, "E-1", 10);
	list = check(f, HEAD "1,E-1,,,,Disetujui,,2026-11-18\n");
	apply(f, list);
	assert_int_equal(
	    city_int(&f->c, "SELECT state FROM verval_line WHERE verval_id = %lld", id),
	    LINE_COUNTS);
	undo(f, list);
	assert_int_equal(
	    city_int(&f->c, "SELECT state FROM verval_line WHERE verval_id = %lld", id),
	    LINE_BESIDE);
	test_read_begin(&f->c.t);
	assert_ok(subject_get(f->c.cx, FACT_PERSON, f->person[4], &s));
	assert_string_equal(facts_get(&s.facts, "education"), "3");
	test_read_end(&f->c.t);
	city_close(&f->c);
}

static void who_may_not_answer_does_not_and_long_waits_are_counted(void **state_)
{
	const struct verval_answer a = { .said = SAID_ACCEPTED,
					 .on = date_from_ymd(2026, 11, 19),
					 .source = "dtsen" };
	struct fixture *f = open_fixture();
	int32_t until;
	int64_t n;

	(void)state_;
	enter(f, f->request[0], "A-0", 10);
	city_act_as(&f->c, CITY_FRONT);
	assert_int_equal(ACT(&f->c, verval_answer(f->c.cx, f->request[0], 0, &a)), ERR_DENIED);
	city_act_as(&f->c, CITY_OTHER_FRONT);
	assert_int_equal(ACT(&f->c, verval_answer(f->c.cx, f->request[0], 0, &a)), ERR_NOTFOUND);
	city_act_as(&f->c, CITY_LAST);
	test_read_begin(&f->c.t);
	assert_ok(verval_unanswered_long(f->c.cx, &n, &until));
	assert_int_equal(n, 0);
	f->c.cx->now += 90 * USEC_DAY;
	assert_ok(verval_unanswered_long(f->c.cx, &n, &until));
	assert_int_equal(n, 1);
	f->c.cx->now -= 90 * USEC_DAY;
	test_read_end(&f->c.t);
	city_close(&f->c);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_list_answers_by_number_or_by_nik_and_its_totals_are_its_rows),
		cmocka_unit_test(a_number_beside_another_name_is_asked_about),
		cmocka_unit_test(sums_and_signatures_below_a_list_of_answers_answer_nothing),
		cmocka_unit_test(who_asked_reads_the_answer_and_its_reason),
		cmocka_unit_test(several_requests_are_asked_about_and_one_is_chosen),
		cmocka_unit_test(undoing_takes_back_all_but_what_was_answered_again),
		cmocka_unit_test(two_answers_of_one_list_are_both_taken_back),
		cmocka_unit_test(an_answer_given_after_the_list_stays_and_is_named),
		cmocka_unit_test(what_stood_beside_a_stronger_source_is_said_again_by_the_nation),
		cmocka_unit_test(who_may_not_answer_does_not_and_long_waits_are_counted),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
