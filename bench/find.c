/*
 * Search by a misspelt name: build/release/bench/find PEOPLE QUERIES [REFERENCE-QUERIES]
 *
 * Fills an index with the names of a made-up population, asks for people by their names with the
 * errors of the generator, and prints time, memory and how often the true name was among the first
 * ten; then the same for SQLite's FTS5 with trigrams over the same distinct names.
 */
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/arena.h"
#include "base/clock.h"
#include "engine/names/name_index.h"
#include "engine/people/people.h"

enum { FIRST = 10, REGIONS = 33 };

/* Who is looked for. */
struct wanted {
	char name[PEOPLE_NAME_SIZE], typed[PEOPLE_NAME_SIZE], normal[NAME_TEXT_SIZE];
	uint32_t region;
};

/* Times of searches: by the clock, and of the processor, which others on the machine do not change.
 */
struct measured {
	const char *what;
	double *clock, *cpu; /* milliseconds */
	size_t n, found, first;
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

static struct measured measured_new(const char *what, size_t n)
{
	return (struct measured){
		.what = what,
		.clock = calloc(n, sizeof(double)),
		.cpu = calloc(n, sizeof(double)),
	};
}

static void note(struct measured *m, struct moment began, struct moment ended, int rank)
{
	m->clock[m->n] = (double)(ended.clock - began.clock) / 1e6;
	m->cpu[m->n++] = (double)(ended.cpu - began.cpu) / 1e6;
	m->found += rank >= 0 && rank < FIRST;
	m->first += rank == 0;
}

static int by_number(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

static double percentile(double *x, size_t n, size_t of_hundred)
{
	qsort(x, n, sizeof(x[0]), by_number);
	return x[n * of_hundred / 100];
}

/* Prints a row and frees it. */
static void print_row(struct measured *m)
{
	double share = 100.0 / (double)m->n;

	printf("%-28s p50 %7.2f  p99 %7.2f ms (processor %7.2f %7.2f)  first ten %5.1f %%  "
	       "first %5.1f %%\n",
	       m->what, percentile(m->clock, m->n, 50), percentile(m->clock, m->n, 99),
	       percentile(m->cpu, m->n, 50), percentile(m->cpu, m->n, 99), share * (double)m->found,
	       share * (double)m->first);
	(void)fflush(stdout);
	free(m->clock);
	free(m->cpu);
}

/* ---- population --------------------------------------------------------------------------- */

/* One error always, another in three cases of ten. */
static void misspell(struct rng *r, struct wanted *w)
{
	unsigned errors = rng_chance(r, 300) ? 2 : 1, i;

	memcpy(w->typed, w->name, sizeof(w->typed));
	for (i = 0; i < errors; i++)
		if (rng_chance(r, 500))
			(void)people_mistype(r, w->typed, sizeof(w->typed));
		else
			(void)people_misspell(r, w->typed, sizeof(w->typed));
}

static void fill(struct name_index *ix, uint64_t people, struct wanted *wanted, size_t n_wanted)
{
	struct people_plan plan = { .seed = 7, .count = people, .setting = PEOPLE_HARD };
	struct people_stream s;
	struct people_record rec;
	struct name_form f;
	struct rng r;
	uint32_t region;
	size_t n = 0;

	plan.today = date_from_ymd(2026, 1, 1);
	rng_seed(&r, 11);
	people_begin(&s, &plan);
	while (people_next(&s, &rec)) {
		name_form(rec.person.name, strlen(rec.person.name), &f);
		region = (uint32_t)rng_below(&r, REGIONS);
		name_index_add(ix, &f, (int64_t)rec.id, region, 0);
		if (n < n_wanted && rng_below(&r, people - rec.id + 1) < n_wanted - n) {
			wanted[n].region = region;
			memcpy(wanted[n].name, rec.person.name, PEOPLE_NAME_SIZE);
			name_text(&f, wanted[n].normal);
			misspell(&r, &wanted[n++]);
		}
	}
}

/* ---- the index ---------------------------------------------------------------------------- */

static int rank_of(const struct name_index *ix, const struct name_hit *hit, size_t n,
		   const char *normal)
{
	char text[NAME_TEXT_SIZE];
	struct name_form f;
	size_t i;

	for (i = 0; i < n; i++) {
		name_index_form(ix, hit[i].name, &f);
		name_text(&f, text);
		if (strcmp(text, normal) == 0)
			return (int)i;
	}
	return -1;
}

static void measure_index(const struct name_index *ix, bool everywhere, const char *what,
			  const struct wanted *wanted, size_t n, enum name_search_mode mode)
{
	struct measured m = measured_new(what, n);
	struct arena *a = arena_new(1 << 20);
	struct name_hit hit[FIRST];
	struct name_form f;
	bool missed = getenv("BENCH_MISSED") != NULL;
	size_t i, got;

	for (i = 0; i < n; i++) {
		struct name_range own = { wanted[i].region, wanted[i].region + 1 };
		struct name_scope scope = { everywhere ? NULL : &own, !everywhere, 1 };
		struct moment began = now(), ended;
		int rank;

		name_form(wanted[i].typed, strlen(wanted[i].typed), &f);
		got = name_index_search(ix, a, &f, &scope, mode, hit, FIRST);
		ended = now();
		rank = rank_of(ix, hit, got, wanted[i].normal);
		note(&m, began, ended, rank);
		if (rank < 0 && missed)
			printf("missed: %s, typed %s\n", wanted[i].name, wanted[i].typed);
	}
	print_row(&m);
	arena_free(a);
}

/* ---- FTS5 --------------------------------------------------------------------------------- */

static void run(sqlite3 *db, const char *sql)
{
	char *why = NULL;

	if (sqlite3_exec(db, sql, NULL, NULL, &why) != SQLITE_OK) {
		(void)fprintf(stderr, "%s: %s\n", sql, why);
		exit(1);
	}
}

static sqlite3 *fill_fts(const struct name_index *ix)
{
	size_t names = name_index_size(ix).names, i;
	char text[NAME_TEXT_SIZE];
	struct name_form f;
	sqlite3_stmt *st;
	sqlite3 *db;

	if (sqlite3_open(":memory:", &db) != SQLITE_OK)
		exit(1);
	run(db, "CREATE VIRTUAL TABLE n USING fts5(name, tokenize = 'trigram'); BEGIN");
	(void)sqlite3_prepare_v2(db, "INSERT INTO n VALUES (?1)", -1, &st, NULL);
	for (i = 0; i < names; i++) {
		name_index_form(ix, (uint32_t)i, &f);
		name_text(&f, text);
		(void)sqlite3_bind_text(st, 1, text, -1, SQLITE_TRANSIENT);
		(void)sqlite3_step(st);
		(void)sqlite3_reset(st);
	}
	(void)sqlite3_finalize(st);
	run(db, "COMMIT; INSERT INTO n(n) VALUES ('optimize')");
	return db;
}

/* Bytes of the database. */
static int64_t pages_of(sqlite3 *db)
{
	sqlite3_stmt *st;
	int64_t n = 0;

	(void)sqlite3_prepare_v2(db,
				 "SELECT page_count * page_size FROM pragma_page_count, "
				 "pragma_page_size",
				 -1, &st, NULL);
	if (sqlite3_step(st) == SQLITE_ROW)
		n = sqlite3_column_int64(st, 0);
	(void)sqlite3_finalize(st);
	return n;
}

/* All trigrams of the query, any of which may occur: what trigrams can do for a misspelt name. */
static void trigrams(const char *text, char *query, size_t size)
{
	size_t i, at = 0;

	for (i = 0; i + 3 <= strlen(text); i++)
		at += (size_t)snprintf(query + at, size - at, "%s\"%.3s\"", i ? " OR " : "",
				       text + i);
}

static void measure_fts(const struct name_index *ix, const struct wanted *wanted, size_t n)
{
	struct measured m = measured_new("FTS5 trigram, ORDER BY rank", n);
	sqlite3 *db = fill_fts(ix);
	char query[16 * NAME_TEXT_SIZE], text[NAME_TEXT_SIZE];
	struct name_form f;
	sqlite3_stmt *st;
	size_t i;

	(void)sqlite3_prepare_v2(db, "SELECT name FROM n WHERE n MATCH ?1 ORDER BY rank LIMIT 10",
				 -1, &st, NULL);
	for (i = 0; i < n; i++) {
		struct moment began = now();
		int rank = -1, at;

		name_form(wanted[i].typed, strlen(wanted[i].typed), &f);
		name_text(&f, text);
		trigrams(text, query, sizeof(query));
		(void)sqlite3_bind_text(st, 1, query, -1, SQLITE_TRANSIENT);
		for (at = 0; sqlite3_step(st) == SQLITE_ROW; at++)
			if (strcmp((const char *)sqlite3_column_text(st, 0), wanted[i].normal) == 0)
				rank = at;
		(void)sqlite3_reset(st);
		note(&m, began, now(), rank);
	}
	print_row(&m);
	printf("%-28s %.1f MB\n", "  its pages", (double)pages_of(db) / 1e6);
	(void)sqlite3_finalize(st);
	(void)sqlite3_close(db);
}

/* ---- all of it ---------------------------------------------------------------------------- */

int main(int argc, char **argv)
{
	size_t n = argc > 2 ? strtoul(argv[2], NULL, 10) : 0;
	size_t reference = argc > 3 ? strtoul(argv[3], NULL, 10) : 0;
	uint64_t people = argc > 1 ? strtoull(argv[1], NULL, 10) : 0;
	struct wanted *wanted = calloc(n + 1, sizeof(*wanted));
	struct name_index *ix = name_index_new();
	struct name_index_size size;
	struct moment began = now();

	if (people == 0 || n == 0 || !wanted) {
		(void)fprintf(stderr, "usage: find PEOPLE QUERIES [REFERENCE-QUERIES]\n");
		return 2;
	}
	fill(ix, people, wanted, n);
	size = name_index_size(ix);
	printf(
	    "%llu people, %zu distinct names, %zu words: made and indexed in %.1f s of processor\n"
	    "%-28s %.1f MB, %.0f bytes a person\n",
	    (unsigned long long)people, size.names, size.words,
	    (double)(now().cpu - began.cpu) / 1e9, "  its memory", (double)size.bytes / 1e6,
	    (double)size.bytes / (double)people);
	measure_index(ix, true, "index, everywhere", wanted, n, NAME_WHOLE);
	measure_index(ix, true, "index, while typing", wanted, n, NAME_TYPING);
	measure_index(ix, false, "index, one region of 33", wanted, n, NAME_WHOLE);
	if (reference > 0)
		measure_fts(ix, wanted, MIN(reference, n));
	name_index_free(ix);
	free(wanted);
	return 0;
}
