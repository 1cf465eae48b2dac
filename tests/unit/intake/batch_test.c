/*
 * Rows that are looked up, written and taken back many at a time come to what each family comes to
 * by itself: the same two files in one piece, and every family of theirs as a file of its own.
 */
#include "lib/city.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "feature/intake/intake.h"
#include "feature/intake/intake_sql.h"

enum { FAMILIES = 36, ROUNDS = 3 };

static int64_t clock_test;

static int64_t test_clock(void)
{
	return clock_test;
}

static atomic_bool stopped;

static const struct jobs_lane lane = { .clock = test_clock, .stop = &stopped };

/* ---- files ----------------------------------------------------------------------------------- */

/* What the second file says of a family. */
enum change {
	SAYS_THE_SAME,
	HAS_A_CHILD,
	HAS_A_TELEPHONE,
	LIVES_ELSEWHERE,
	LOSES_A_CHILD, /* to the family behind it */
	HAS_ANOTHER_HEAD,
	WITHOUT_NUMBERS,
	IS_NEW,
	CHANGES
};

struct house {
	enum change change;
};

static void person(struct buf *out, int kk, int who, int phone, const char *street, bool numbered,
		   const char *relation)
{
	buf_addf(out, "32720101012%05d,", kk + 1);
	if (numbered)
		buf_addf(out, "3272010101%02d%04d", 70 + who, kk + 1);
	buf_addf(out, ",%c%c %c%c%c BIN %c%cR,%s,%d-0%d-1%d,", 'A' + kk % 26, 'U' - kk % 7,
		 'K' + who, 'E' + kk / 26, 'T' - who, 'A' + kk % 5, 'I' + who,
		 who % 2 == 0 ? "L" : "P", 1970 + who * 7, 1 + who, kk % 10);
	if (phone != 0)
		buf_addf(out, "0812345%05d", phone);
	buf_addf(out, ",%s %d,%s\n", street, kk, relation);
}

static const char *relation_of(int who, bool swapped)
{
	static const char *const words[] = { "KEPALA KELUARGA", "ISTRI", "ANAK", "ANAK", "ANAK" };

	if (swapped && who < 2)
		return who == 0 ? "LAINNYA" : "KEPALA KELUARGA";
	return words[who];
}

#define HEAD "noKK,nik,namaLengkap,jenisKelamin,tanggalLahir,noHP,alamat,shdk\n"

static void house_rows(struct buf *out, const struct house *all, int kk, bool second)
{
	enum change change = second ? all[kk].change : SAYS_THE_SAME;
	int n = 2 + kk % 3 + (change == HAS_A_CHILD);

	for (int who = 0; who < n; who++)
		if (change != LOSES_A_CHILD || who != 2)
			person(out, kk, who, change == HAS_A_TELEPHONE ? kk * 10 + who : 0,
			       change == LIVES_ELSEWHERE ? "JL PINDAH" : "JL TETAP",
			       change != WITHOUT_NUMBERS,
			       relation_of(who, change == HAS_ANOTHER_HEAD));
}

/* A child of the family before, under this one's number. */
static void house_guest(struct buf *out, const struct house *all, int kk, bool second)
{
	struct buf guest;

	if (!second || kk == 0 || all[kk - 1].change != LOSES_A_CHILD || (kk - 1) % 3 == 0)
		return;
	buf_init(&guest, 4096);
	person(&guest, kk - 1, 2, 0, "JL TETAP", true, "ANAK");
	buf_addf(out, "32720101012%05d", kk + 1);
	buf_add(out, guest.data + 16, guest.len - 16);
	buf_release(&guest);
}

static void house_text(struct buf *out, const struct house *all, int kk, bool second)
{
	if (!second && all[kk].change == IS_NEW)
		return;
	house_rows(out, all, kk, second);
	house_guest(out, all, kk, second);
}

/* ---- imports --------------------------------------------------------------------------------- */

static struct intake_get_row look(struct city_fixture *c, int64_t id)
{
	struct intake_get_row in;

	assert_ok(db_read_begin(c->cx, c->t.app.pool));
	assert_ok(intake_get_one(c->cx, &(struct intake_get_args){ .id = id }, &in));
	db_read_end(c->cx, c->t.app.pool);
	return in;
}

static void work(struct city_fixture *c)
{
	struct ctx cx CLEANUP(ctx_release);

	ctx_init(&cx, &c->t.app, clock_test);
	cx.city = c->cx->city;
	cx.actor = c->cx->actor;
	cx.rng = c->cx->rng;
	assert_ok(intake_work(&cx, c->t.app.pool, &lane));
}

static int64_t import(struct city_fixture *c, const struct buf *rows)
{
	struct buf file;
	struct intake_offer o = {
		.kind = INTAKE_PEOPLE,
		.file_name = "daftar.csv",
		.source = "siak",
		.valid_from = DATE_NONE,
	};
	int64_t id = 0;

	buf_init(&file, 1 << 20);
	buf_adds(&file, HEAD);
	buf_add(&file, rows->data, rows->len);
	o.size = (int64_t)file.len;
	assert_ok(ACT(c, intake_offer(c->cx, &o, &id)));
	assert_ok(db_read_begin(c->cx, c->t.app.pool));
	assert_ok(intake_put(c->cx, id, 0, (struct blob){ file.data, file.len }));
	db_read_end(c->cx, c->t.app.pool);
	buf_release(&file);
	assert_ok(ACT(c, intake_took(c->cx, id, 0, o.size)));
	assert_ok(ACT(c, intake_arrived(c->cx, id)));
	work(c);
	assert_ok(ACT(c, intake_confirm(c->cx, id, NULL, 0)));
	work(c);
	assert_int_equal(look(c, id).state, INTAKE_CHECKED);
	assert_ok(ACT(c, intake_apply(c->cx, id)));
	work(c);
	assert_int_equal(look(c, id).state, INTAKE_APPLIED);
	return id;
}

/* One of the two files; returns how many imports it became, the numbers in ids. */
static size_t import_file(struct city_fixture *c, const struct house *all, bool second,
			  bool in_pieces, int64_t ids[FAMILIES])
{
	struct buf rows;
	size_t n = 0;

	buf_init(&rows, 1 << 20);
	for (int kk = 0; kk < FAMILIES; kk++) {
		house_text(&rows, all, kk, second);
		if (in_pieces && rows.len > 0) {
			ids[n++] = import(c, &rows);
			buf_clear(&rows);
		}
	}
	if (!in_pieces)
		ids[n++] = import(c, &rows);
	buf_release(&rows);
	return n;
}

static void undo(struct city_fixture *c, const int64_t *ids, size_t n)
{
	while (n-- > 0) {
		assert_ok(ACT(c, intake_undo(c->cx, ids[n])));
		work(c);
		assert_int_equal(look(c, ids[n]).state, INTAKE_UNDONE);
	}
}

/* ---- what they come to ----------------------------------------------------------------------- */

/* Everything but ids, which differ, and sealed values, of which the blind indexes speak. */
#define PEOPLE(hex)                                                                                \
	"SELECT string_agg(x.line, '; ' ORDER BY x.line) FROM (SELECT p.name || ' ' || " hex       \
	"(p.nik_blind) || ' ' || coalesce(" hex "(p.phone_blind), '-') || ' ' || p.state || ' ' "  \
	"|| p.relation || ' ' || coalesce(" hex                                                    \
	"(f.kk_blind), '-') || ' ' || p.version || ' ' || "                                        \
	"p.birth_date || ' ' || coalesce(p.address, '-') || ' ' || coalesce(p.marks, '-') || ' ' " \
	"|| coalesce((SELECT string_agg(v.event || v.version || coalesce(v.changes, ''), ',' "     \
	"ORDER BY v.id) FROM fact_version v WHERE v.city = p.city AND v.subject_id = p.id AND "    \
	"v.changes NOT LIKE '%%family%%'), '-') AS line FROM person p LEFT JOIN family f ON "      \
	"f.city = p.city AND f.id = p.family_id WHERE p.city = 1 AND p.id <> %lld) x"
#define HOUSES(hex)                                                                            \
	"SELECT string_agg(x.line, '; ' ORDER BY x.line) FROM (SELECT " hex                    \
	"(f.kk_blind) || ' ' || f.members || ' ' || coalesce(h.name, '-') || ' ' || "          \
	"coalesce(f.address, '-') || ' ' || CASE WHEN f.ended_at IS NULL THEN 'lives' ELSE "   \
	"'ended' END || ' ' || (SELECT count(*) FROM family_past o WHERE o.city = f.city AND " \
	"o.family_id = f.id) AS line FROM family f LEFT JOIN person h ON h.city = f.city AND " \
	"h.id = f.head_id WHERE f.city = 1 AND f.id <> %lld) x"

/* Families whose sums are not those of their people. */
#define WRONG_SUMS                                                                                \
	"SELECT CAST(count(*) AS BIGINT) FROM family f WHERE f.city = 1 AND f.id <> %lld AND "    \
	"(f.members <> (SELECT count(*) FROM person p WHERE p.city = 1 AND p.family_id = f.id "   \
	"AND p.state = 1) OR f.head_id IS DISTINCT FROM (SELECT p.id FROM person p WHERE p.city " \
	"= 1 AND p.family_id = f.id AND p.state = 1 AND p.relation = 1))"

static char *told(struct city_fixture *c)
{
	const char *people, *houses;
	char *all = NULL;

	people = city_text(c, test_on_pg() ? PEOPLE("md5") : PEOPLE("hex"), 0);
	houses = city_text(c, test_on_pg() ? HOUSES("md5") : HOUSES("hex"), 0);
	assert_int_equal(city_int(c, WRONG_SUMS, 0), 0);
	assert_non_null(people);
	assert_non_null(houses);
	assert_true(asprintf(&all, "%s\n%s", people, houses) > 0);
	return all;
}

/* What the city was like after each file, and after the second was taken back. */
struct story {
	char *after[ROUNDS];
	int64_t new_n, changed_n, same_n;
};

static void count(struct city_fixture *c, struct story *s, const int64_t *ids, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		struct intake_get_row in = look(c, ids[i]);

		s->new_n += in.new_n;
		s->changed_n += in.changed_n;
		s->same_n += in.same_n;
		assert_int_equal(in.wrong_n + in.doubt_n, 0);
	}
}

static struct story play(const struct house *all, bool in_pieces)
{
	static struct city_fixture c;
	int64_t ids[FAMILIES];
	struct story s = { .new_n = 0 };
	size_t n;

	clock_test = TEST_NOW;
	city_open(&c);
	city_act_as(&c, CITY_MANAGER);
	c.t.app.spool = arena_printf(c.cx->arena, "%s/import", c.t.dir);
	n = import_file(&c, all, false, in_pieces, ids);
	count(&c, &s, ids, n);
	s.after[0] = told(&c);
	clock_test += USEC_MINUTE;
	n = import_file(&c, all, true, in_pieces, ids);
	count(&c, &s, ids, n);
	s.after[1] = told(&c);
	clock_test += USEC_MINUTE;
	undo(&c, ids, n);
	s.after[2] = told(&c);
	city_close(&c);
	return s;
}

static void many_families_at_a_time_come_to_what_each_comes_to_alone(void **state)
{
	struct house all[FAMILIES];
	struct story whole, pieces;

	(void)state;
	for (int i = 0; i < FAMILIES; i++)
		all[i] = (struct house){ .change = (enum change)(i * 7 / 3 % CHANGES) };
	whole = play(all, false);
	pieces = play(all, true);
	assert_int_equal(whole.new_n, pieces.new_n);
	assert_int_equal(whole.changed_n, pieces.changed_n);
	assert_int_equal(whole.same_n, pieces.same_n);
	assert_true(whole.changed_n > FAMILIES / 2);
	for (int i = 0; i < ROUNDS; i++) {
		assert_string_equal(whole.after[i], pieces.after[i]);
		if (i > 0)
			assert_string_not_equal(whole.after[i], whole.after[i - 1]);
	}
	for (int i = 0; i < ROUNDS; i++) {
		free(whole.after[i]);
		free(pieces.after[i]);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(many_families_at_a_time_come_to_what_each_comes_to_alone),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
