/*
 * Who may be somebody that is entered: build/release/bench/entry DATABASE [QUERIES]
 *                                      build/release/bench/entry --index PEOPLE [QUERIES]
 *                                      build/release/bench/entry --import DATABASE [ROWS]
 *
 * Takes people of a sample city (melaju demo fill --people N), misspells their names, takes away
 * their numbers and family, or mistypes the day, month or year of birth, and asks who they may be:
 * with the index in memory and by the tables alone; then those of whom name and date are wrong.
 * With --index only the index is asked, filled with made-up people: the part that grows with the
 * registry.  With --import a file of people, most of them new to the city, is checked (not
 * applied), in turns without and with the comparing.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/str.h"
#include "cli/cli.h"
#include "engine/people/people.h"
#include "feature/intake/intake.h"
#include "feature/intake/intake_sql.h"
#include "feature/linking/linking.h"
#include "feature/linking/linking_sql.h"
#include "feature/registry/find_impl.h"

struct measured {
	double *clock, *cpu; /* milliseconds */
	size_t n, first, named, alike;
};

struct moment {
	int64_t clock, cpu;
};

static struct moment now(void)
{
	struct timespec t;

	(void)clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
	return (struct moment){ clock_mono(), t.tv_sec * INT64_C(1000000000) + t.tv_nsec };
}

static void note(struct measured *m, struct moment began)
{
	struct moment ended = now();

	m->clock[m->n] = (double)(ended.clock - began.clock) / 1e6;
	m->cpu[m->n++] = (double)(ended.cpu - began.cpu) / 1e6;
}

static int by_number(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

static void print(const char *what, struct measured *m)
{
	double share = 100.0 / (double)m->n;

	qsort(m->clock, m->n, sizeof(double), by_number);
	qsort(m->cpu, m->n, sizeof(double), by_number);
	printf("%-22s p50 %6.3f  p99 %6.3f ms (processor %6.3f %6.3f)", what, m->clock[m->n / 2],
	       m->clock[m->n * 99 / 100], m->cpu[m->n / 2], m->cpu[m->n * 99 / 100]);
	if (m->named > 0)
		printf("  himself named %5.1f %%, first %5.1f %%; %.2f named each",
		       share * (double)m->named, share * (double)m->first,
		       (double)m->alike / (double)m->n);
	printf("\n");
	(void)fflush(stdout);
}

static struct measured measured_new(size_t n)
{
	return (struct measured){ .clock = calloc(n + 1, sizeof(double)),
				  .cpu = calloc(n + 1, sizeof(double)) };
}

/* ---- a sample city ------------------------------------------------------------------------- */

struct asked {
	int64_t id; /* whom it is about */
	struct facts facts;
};

static void must(struct cli *c, enum err e, const char *what)
{
	if (e == ERR_OK)
		return;
	(void)fprintf(stderr, "%s: %s %s\n", what, err_name(e), c->cx.detail);
	exit(1);
}

/* One part of the date wrong, or day and month swapped. */
static const char *other_date(struct cli *c, const char *date)
{
	struct civil d;
	int32_t day;

	if (date == NULL || !date_parse(date, &day))
		return date;
	d = date_civil(day);
	if (date_valid(d.year, d.day, d.month) && d.day != d.month)
		return arena_printf(c->cx.arena, "%04d-%02d-%02d", d.year, d.day, d.month);
	return arena_printf(c->cx.arena, "%04d-%02d-%02d", d.year, d.month, d.day % 28 + 1);
}

/* The day, the month or the year is another one. */
static const char *mistyped(struct cli *c, const char *date, size_t n)
{
	struct civil d;
	int32_t day;

	if (date == NULL || !date_parse(date, &day))
		return date;
	d = date_civil(day);
	if (n % 3 == 0)
		d.day = d.day % 28 + 1;
	else if (n % 3 == 1)
		d.month = d.month % 12 + 1;
	else
		d.year++;
	return arena_printf(c->cx.arena, "%04d-%02d-%02d", d.year, d.month, MIN(d.day, 28));
}

static void spoil(struct cli *c, struct facts *f, size_t n, bool both)
{
	char name[256];

	(void)snprintf(name, sizeof(name), "%s", facts_core(f, CORE_NAME));
	if (both || n % 2 == 0)
		(void)people_misspell(&c->rng, name, sizeof(name));
	if (both)
		facts_set_core(f, CORE_BIRTH_DATE, mistyped(c, facts_core(f, CORE_BIRTH_DATE), n));
	else if (n % 2 == 1)
		facts_set_core(f, CORE_BIRTH_DATE, other_date(c, facts_core(f, CORE_BIRTH_DATE)));
	facts_set_core(f, CORE_NAME, arena_strdup(c->cx.arena, name));
	facts_set_core(f, CORE_NIK, NULL);
	facts_set_core(f, CORE_PHONE, NULL);
	facts_set_core(f, CORE_FAMILY, NULL);
}

/* People that stand far apart in the feed; in a reading transaction. */
static size_t take(struct cli *c, struct asked *list, size_t n, bool both)
{
	struct link_changed_args a = { .bound = INT64_MAX, .max_n = 1 };
	struct link_people_row people;
	struct link_changed_row *rows;
	struct subject s;
	size_t used = 0, found;
	int64_t step;

	must(c, link_people_one(&c->cx, &people), "people");
	step = MAX(people.n / (int64_t)(n + 1), 1);
	for (a.max_n = step; used < n; a.after_fed = rows[found - 1].fed) {
		must(c, link_changed_all(&c->cx, &a, &rows, &found), "feed");
		if (found == 0)
			break;
		a.after_id = rows[found - 1].id;
		must(c, subject_get(&c->cx, FACT_PERSON, rows[0].id, &s), "person");
		if (facts_core(&s.facts, CORE_BIRTH_DATE) == NULL || s.protected ||
		    s.same_as_id != 0)
			continue;
		list[used] = (struct asked){ rows[0].id, facts_copy(&c->cx, &s.facts) };
		spoil(c, &list[used].facts, used, both);
		used++;
	}
	return used;
}

static void ask(struct cli *c, const char *what, const struct asked *list, size_t n)
{
	struct measured m = measured_new(n);

	for (size_t i = 0; i < n; i++) {
		struct alike_ask *a = ARENA_NEW(c->cx.arena, struct alike_ask);
		struct arena_mark mark = arena_mark(c->cx.arena);
		struct moment began;

		a->person = &list[i].facts;
		must(c, db_read_begin(&c->cx, c->app.pool), "read");
		began = now();
		must(c, same_candidates(&c->cx, a, 1), "candidates");
		note(&m, began);
		db_read_end(&c->cx, c->app.pool);
		m.alike += a->n;
		m.first += a->n > 0 && a->alike[0].id == list[i].id;
		for (size_t k = 0; k < a->n; k++)
			m.named += a->alike[k].id == list[i].id;
		arena_reset_to(c->cx.arena, mark);
	}
	print(what, &m);
}

/* As a step of an import does: all at once, and nobody of them is there. */
static void ask_new(struct cli *c, const struct asked *list, size_t n)
{
	struct alike_ask *asks = ARENA_ARRAY(c->cx.arena, n, struct alike_ask);
	struct moment began;

	for (size_t i = 0; i < n; i++) {
		struct facts *f = ARENA_NEW(c->cx.arena, struct facts);

		*f = facts_copy(&c->cx, &list[i].facts);
		facts_set_core(f, CORE_NAME,
			       arena_printf(c->cx.arena, "Zulqornain %s",
					    facts_core(f, CORE_MOTHER) != NULL
						? facts_core(f, CORE_MOTHER)
						: "Zubaedah"));
		facts_set_core(f, CORE_NIK, "3272019901990099");
		asks[i] = (struct alike_ask){ .person = f, .new_nik = true };
	}
	must(c, db_read_begin(&c->cx, c->app.pool), "read");
	began = now();
	must(c, same_candidates(&c->cx, asks, n), "candidates");
	printf("%-22s %.1f us each (processor %.1f)\n", "new ones, all at once",
	       (double)(now().clock - began.clock) / 1e3 / (double)n,
	       (double)(now().cpu - began.cpu) / 1e3 / (double)n);
	db_read_end(&c->cx, c->app.pool);
}

static void city_open(struct cli *c, const char *path)
{
	c->value[OPT_DB][0] = path;
	c->n_values[OPT_DB] = 1;
	ctx_init(&c->cx, &c->app, clock_now());
	rng_seed(&c->rng, 7);
	c->system =
	    (struct actor){ .user_id = ACTOR_SYSTEM, .perms = ~(permset)0, .name = "bench" };
	c->cx.rng = &c->rng;
	c->cx.actor = &c->system;
	c->app.public_url = c->app.city_name = c->app.city_code = "";
	c->app.zone_minutes = 420;
	if (!cli_open(c, OPEN_ALL))
		exit(1);
}

static void city_close(struct cli *c)
{
	find_forget(&c->cx);
	db_pool_close(c->app.pool);
	vault_free(c->app.vault);
	ctx_release(&c->cx);
}

static int in_city(const char *path, size_t n)
{
	static struct cli c;
	struct asked *list = calloc(n, sizeof(*list)), *worse = calloc(n, sizeof(*list));
	size_t n_worse;

	city_open(&c, path);
	must(&c, db_read_begin(&c.cx, c.app.pool), "read");
	n_worse = take(&c, worse, n, true);
	n = take(&c, list, n, false);
	db_read_end(&c.cx, c.app.pool);
	ask(&c, "by the tables", list, n);
	must(&c, find_fill(&c.cx, c.app.pool), "index");
	ask(&c, "with the index", list, n);
	ask(&c, "name and date wrong", worse, n_worse);
	ask_new(&c, list, n);
	city_close(&c);
	free(list);
	free(worse);
	return 0;
}

/* ---- an import ------------------------------------------------------------------------------ */

static void add_row(struct buf *b, const struct people_person *p)
{
	struct civil d = date_civil(p->birth);

	buf_addf(b, "%s,%s,%s,%s,%04d-%02d-%02d,%s,%s,\"%s\"\n", p->kk, p->nik, p->name,
		 p->sex == 1 ? "L" : "P", d.year, d.month, d.day, p->place, p->mother, p->address);
}

static void write_file(struct buf *b, size_t rows, uint64_t seed)
{
	struct people_plan plan = { .seed = seed, .count = rows, .setting = PEOPLE_EASY };
	struct people_stream s;
	struct people_record r;

	plan.today = date_from_ymd(2026, 1, 1);
	buf_adds(b, "noKK,nik,namaLengkap,jenisKelamin,tanggalLahir,tempatLahir,namaIbu,alamat\n");
	people_begin(&s, &plan);
	while (people_next(&s, &r))
		add_row(b, &r.person);
}

struct import {
	struct cli *c;
	const struct buf *file;
	int64_t id;
};

static enum err arrive(struct ctx *cx, void *arg)
{
	struct import *i = arg;
	struct intake_offer o = { .kind = INTAKE_PEOPLE,
				  .file_name = "bench.csv",
				  .source = "siak",
				  .valid_from = DATE_NONE,
				  .size = (int64_t)i->file->len };

	TRY(intake_offer(cx, &o, &i->id));
	return ERR_OK;
}

static enum err arrived(struct ctx *cx, void *arg)
{
	struct import *i = arg;

	TRY(intake_took(cx, i->id, 0, (int64_t)i->file->len));
	return intake_arrived(cx, i->id);
}

static enum err confirm(struct ctx *cx, void *arg)
{
	return intake_confirm(cx, ((struct import *)arg)->id, NULL, 0);
}

static enum err drop(struct ctx *cx, void *arg)
{
	return intake_drop(cx, ((struct import *)arg)->id);
}

static void put_file(struct import *i)
{
	size_t at, n;

	for (at = 0; at < i->file->len; at += n) {
		n = MIN(i->file->len - at, (size_t)INTAKE_PIECE_MAX);
		must(i->c, db_read_begin(&i->c->cx, i->c->app.pool), "read");
		must(i->c,
		     intake_put(&i->c->cx, i->id, (int64_t)at,
				(struct blob){ i->file->data + at, n }),
		     "piece");
		db_read_end(&i->c->cx, i->c->app.pool);
	}
}

/* Of all threads. */
static int64_t processor(void)
{
	struct timespec t;

	(void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return t.tv_sec * INT64_C(1000000000) + t.tv_nsec;
}

static void check_file(struct cli *c, const struct buf *file, size_t rows, bool compare)
{
	static atomic_bool stop;
	const struct jobs_lane lane = { .clock = clock_now, .stop = &stop };
	struct import i = { .c = c, .file = file };
	struct intake_get_row in;
	int64_t began, took, cpu;

	person_alike_by(compare ? same_candidates : NULL, NULL);
	must(c, db_write(&c->cx, c->app.pool, arrive, &i), "offer");
	put_file(&i);
	must(c, db_write(&c->cx, c->app.pool, arrived, &i), "arrived");
	must(c, intake_work(&c->cx, c->app.pool, &lane), "reading");
	must(c, db_write(&c->cx, c->app.pool, confirm, &i), "columns");
	began = clock_mono();
	cpu = processor();
	must(c, intake_work(&c->cx, c->app.pool, &lane), "checking");
	took = clock_mono() - began;
	cpu = processor() - cpu;
	must(c, db_read_begin(&c->cx, c->app.pool), "read");
	must(c, intake_get_one(&c->cx, &(struct intake_get_args){ .id = i.id }, &in), "import");
	db_read_end(&c->cx, c->app.pool);
	printf("%-22s %7.0f rows a second, %5.1f us of processor each: %lld new, %lld changed, "
	       "%lld in doubt, %lld wrong\n",
	       compare ? "checked, compared" : "checked, not compared",
	       (double)rows * 1e9 / (double)took, (double)cpu / 1e3 / (double)rows,
	       (long long)in.new_n, (long long)in.changed_n, (long long)in.doubt_n,
	       (long long)in.wrong_n);
	(void)fflush(stdout);
	must(c, db_write(&c->cx, c->app.pool, drop, &i), "drop");
}

static int import(const char *path, size_t rows)
{
	static struct cli c;
	struct buf file;

	city_open(&c, path);
	c.app.spool = arena_printf(c.cx.arena, "%s.spool", path);
	buf_init(&file, (size_t)1 << 30);
	write_file(&file, rows, 99);
	must(&c, find_fill(&c.cx, c.app.pool), "index");
	for (int turn = 0; turn < 2; turn++) {
		check_file(&c, &file, rows, false);
		check_file(&c, &file, rows, true);
	}
	buf_release(&file);
	city_close(&c);
	return 0;
}

/* ---- the index alone ----------------------------------------------------------------------- */

/* A kelurahan has 12,000 people, however many there are in all. */
static int64_t region_of(const struct people_record *r)
{
	return (int64_t)(r->id / 12000) + 1;
}

static int by_index(uint64_t people, size_t n)
{
	struct people_plan plan = { .seed = 7, .count = people, .setting = PEOPLE_EASY };
	struct find_index *ix = find_index_new(NULL, 0);
	struct measured m = measured_new(n);
	struct arena *a = arena_new(1 << 20);
	struct find_alike *asked = calloc(n, sizeof(*asked));
	struct people_stream s;
	struct people_record r;
	struct rng rng;
	size_t used = 0;

	plan.today = date_from_ymd(2026, 1, 1);
	rng_seed(&rng, 11);
	people_begin(&s, &plan);
	while (people_next(&s, &r)) {
		find_index_put(ix, a,
			       &(struct find_row){ .id = (int64_t)r.id,
						   .version = 1,
						   .name = r.person.name,
						   .region_id = region_of(&r),
						   .birth = r.person.birth,
						   .sex = r.person.sex });
		if (used == n || r.id % (people / n + 1) != 0)
			continue;
		(void)people_misspell(&rng, r.person.name, sizeof(r.person.name));
		asked[used++] = (struct find_alike){
			.name = strdup(r.person.name),
			.born = r.person.birth,
			.region_id = region_of(&r),
		};
	}
	for (size_t i = 0; i < used; i++) {
		struct moment began = now();

		find_near(ix, &asked[i]);
		note(&m, began);
		m.alike += asked[i].n;
	}
	printf("%llu people, %.2f candidates each\n", (unsigned long long)people,
	       (double)m.alike / (double)used);
	print("the index alone", &m);
	return 0;
}

int main(int argc, char **argv)
{
	const char *mode = argc > 2 && str_starts(argv[1], "--") ? argv[1] : "";
	int at = *mode != '\0' ? 2 : 1;
	size_t n = argc > at + 1 ? strtoul(argv[at + 1], NULL, 10) : 1000;

	if (argc == 2 && str_eq(argv[1], LINKING_HELPER))
		linking_helper_main();
	if (argc <= at || n == 0) {
		(void)fprintf(stderr, "usage: entry DATABASE [QUERIES]\n"
				      "       entry --index PEOPLE [QUERIES]\n"
				      "       entry --import DATABASE [ROWS]\n");
		return 2;
	}
	if (strcmp(mode, "--index") == 0)
		return by_index(strtoull(argv[at], NULL, 10), n);
	return strcmp(mode, "--import") == 0 ? import(argv[at], n) : in_city(argv[at], n);
}
