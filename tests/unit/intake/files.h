/* Imports for tests: a city, a file on its way through it, and what became of its rows. */
#ifndef TESTS_UNIT_INTAKE_FILES_H
#define TESTS_UNIT_INTAKE_FILES_H

#include "lib/city.h"

#include <string.h>

#include "feature/intake/intake.h"
#include "feature/intake/intake_sql.h"
#include "feature/registry/registry.h"

static int64_t clock_test;
static int32_t file_date; /* since when what files say holds */

static inline int64_t test_clock(void)
{
	return clock_test += 1000;
}

static atomic_bool stopped;

static const struct jobs_lane lane = { .clock = test_clock, .stop = &stopped };

static inline int setup(void **state)
{
	static struct city_fixture c;

	city_open(&c);
	city_act_as(&c, CITY_MANAGER);
	c.t.app.spool = arena_printf(c.cx->arena, "%s/import", c.t.dir);
	clock_test = TEST_NOW;
	file_date = DATE_NONE;
	atomic_store(&stopped, false);
	*state = &c;
	return 0;
}

static inline int teardown(void **state)
{
	city_close(*state);
	return 0;
}

static inline struct intake_get_row look(struct city_fixture *c, int64_t id)
{
	struct intake_get_row in;

	assert_ok(db_read_begin(c->cx, c->t.app.pool));
	assert_ok(intake_get_one(c->cx, &(struct intake_get_args){ .id = id }, &in));
	db_read_end(c->cx, c->t.app.pool);
	return in;
}

static inline enum err work(struct city_fixture *c)
{
	struct ctx cx CLEANUP(ctx_release);
	enum err e;

	ctx_init(&cx, &c->t.app, TEST_NOW);
	cx.city = c->cx->city;
	cx.actor = c->cx->actor;
	cx.rng = c->cx->rng;
	e = intake_work(&cx, c->t.app.pool, &lane);
	return e;
}

static inline int64_t offer_bytes(struct city_fixture *c, enum intake_kind kind, const char *source,
				  struct blob file, const char *programme)
{
	struct intake_offer o = {
		.kind = kind,
		.file_name = "daftar.csv",
		.source = source,
		.programme = programme,
		.valid_from = file_date,
		.size = (int64_t)file.n,
	};
	size_t half = file.n / 2;
	const char *bytes = file.p;
	int64_t id = 0;

	assert_ok(ACT(c, intake_offer(c->cx, &o, &id)));
	assert_ok(db_read_begin(c->cx, c->t.app.pool));
	assert_ok(
	    intake_put(c->cx, id, (int64_t)half, (struct blob){ bytes + half, file.n - half }));
	assert_ok(intake_put(c->cx, id, 0, (struct blob){ bytes, half }));
	db_read_end(c->cx, c->t.app.pool);
	assert_ok(ACT(c, intake_took(c->cx, id, 0, o.size)));
	assert_ok(ACT(c, intake_arrived(c->cx, id)));
	return id;
}

static inline int64_t offer(struct city_fixture *c, enum intake_kind kind, const char *source,
			    const char *csv, const char *programme)
{
	return offer_bytes(c, kind, source, (struct blob){ csv, strlen(csv) }, programme);
}

/* A file checked with the columns as they were recognised. */
static inline int64_t check(struct city_fixture *c, enum intake_kind kind, const char *source,
			    const char *csv)
{
	int64_t id = offer(c, kind, source, csv, NULL);

	assert_ok(work(c));
	assert_int_equal(look(c, id).state, INTAKE_COLUMNS);
	assert_ok(ACT(c, intake_confirm(c->cx, id, NULL, 0)));
	assert_ok(work(c));
	assert_int_equal(look(c, id).state, INTAKE_CHECKED);
	return id;
}

static inline void apply(struct city_fixture *c, int64_t id)
{
	assert_ok(ACT(c, intake_apply(c->cx, id)));
	assert_ok(work(c));
	assert_int_equal(look(c, id).state, INTAKE_APPLIED);
}

static inline void assert_verdicts(struct city_fixture *c, int64_t id, int64_t new, int64_t changed,
				   int64_t same, int64_t doubtful, int64_t wrong)
{
	struct intake_get_row in = look(c, id);

	assert_int_equal(in.new_n, new);
	assert_int_equal(in.changed_n, changed);
	assert_int_equal(in.same_n, same);
	assert_int_equal(in.doubt_n, doubtful);
	assert_int_equal(in.wrong_n, wrong);
	assert_int_equal(in.row_n, new + changed + same + doubtful + wrong + in.unknown_n);
}

static inline int64_t nik(struct city_fixture *c, const char *number)
{
	int64_t *ids, id;
	size_t n;

	assert_ok(db_read_begin(c->cx, c->t.app.pool));
	assert_ok(person_by_nik(c->cx, number, &ids, &n));
	id = n > 0 ? ids[0] : 0;
	db_read_end(c->cx, c->t.app.pool);
	return id;
}

static inline const char *fact(struct city_fixture *c, enum fact_of of, int64_t id,
			       const char *code)
{
	struct subject s;
	const char *value;

	assert_ok(db_read_begin(c->cx, c->t.app.pool));
	assert_ok(subject_get(c->cx, of, id, &s));
	value = arena_strdup(c->cx->arena, facts_get(&s.facts, code));
	db_read_end(c->cx, c->t.app.pool);
	return value;
}

static inline const char *why(struct city_fixture *c, int64_t id, enum intake_verdict verdict)
{
	struct intake_line *lines;
	const char *text;
	size_t n;

	assert_ok(db_read_begin(c->cx, c->t.app.pool));
	assert_ok(intake_lines(c->cx, id, verdict, 0, 1, &lines, &n));
	assert_int_equal(n, 1);
	text = arena_strdup(c->cx->arena, lines[0].why);
	db_read_end(c->cx, c->t.app.pool);
	return text;
}

/* Fails the statement that comes so many after now, and sees that the work goes on after it. */
static inline void crash_while(struct city_fixture *c, int64_t id, enum intake_state busy,
			       enum intake_state done)
{
	unsigned nth = 40;

	while (look(c, id).state == (int64_t)busy) {
		db_fault_at(c->t.app.pool, nth);
		(void)work(c);
		db_fault_at(c->t.app.pool, 0);
		clock_test += 10 * USEC_MINUTE;
		nth = nth * 3 / 2;
		assert_true(nth < 1U << 24);
	}
	assert_int_equal(look(c, id).state, done);
}

#define HEAD "noKK,nik,namaLengkap,jenisKelamin,tanggalLahir,alamat,shdk\n"
UNUSED static const char two_families[] = HEAD
    "3272010101200001,3272014507800001,SITI AMINAH,P,1980-07-05,JL MELATI 3,ISTRI\n"
    "3272010101200001,3272010101780002,DEDI SUPRIADI,L,1978-01-01,JL MELATI 3,KEPALA KELUARGA\n"
    "3272010101200001,3272010203050003,RUDI SUPRIADI,L,2005-03-02,JL MELATI 3,ANAK\n"
    "3272010101200002,3272011212700004,\"ENDANG, S.PD\",L,1970-12-12,JL MAWAR 9,KEPALA KELUARGA\n";

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

/* All rows of a verdict in words, one a line. */
UNUSED static const char *whys(struct city_fixture *c, int64_t id, enum intake_verdict verdict)
{
	struct intake_line *lines;
	const char *all = "";
	size_t n;

	assert_ok(db_read_begin(c->cx, c->t.app.pool));
	assert_ok(intake_lines(c->cx, id, verdict, 0, 100, &lines, &n));
	for (size_t i = 0; i < n; i++)
		all = arena_printf(c->cx->arena, "%s%s: %s\n", all, lines[i].place, lines[i].why);
	db_read_end(c->cx, c->t.app.pool);
	return all;
}

#define assert_says(text, part) assert_non_null(strstr(text, part))

#endif
