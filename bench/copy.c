/*
 * What the database's own loader takes for the rows of an import: copy FROM TO IMPORT-ID
 *
 * Reads what the import wrote in FROM (persons, families, their keys, the staged rows and cells),
 * makes the same tables with the same indexes in TO, and inserts the rows there in their order,
 * prepared once, in one transaction for what checking writes and one for what applying does.
 * Counted is the time of inserting, committing and moving the log into the file; not that of
 * reading.  TO begins empty.
 */
#include <sqlite3.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

enum { AT_ONCE = 1024, COLUMNS_MAX = 64 };

struct moment {
	double clock, cpu, waited; /* for a processor that others had */
};

static struct moment spent;
static int64_t persons;
static sqlite3 *from, *to;

static double seconds(clockid_t which)
{
	struct timespec t;

	(void)clock_gettime(which, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* What the kernel says this program waited for a processor. */
static double waiting(void)
{
	unsigned long long ran = 0, wait = 0;
	FILE *f = fopen("/proc/self/schedstat", "r");

	if (f == NULL)
		return 0;
	if (fscanf(f, "%llu %llu", &ran, &wait) != 2)
		wait = 0;
	(void)fclose(f);
	return (double)wait / 1e9;
}

static struct moment now(void)
{
	return (struct moment){ seconds(CLOCK_MONOTONIC), seconds(CLOCK_PROCESS_CPUTIME_ID),
				waiting() };
}

static void count(struct moment began)
{
	struct moment ended = now();

	spent.clock += ended.clock - began.clock;
	spent.cpu += ended.cpu - began.cpu;
	spent.waited += ended.waited - began.waited;
}

static void check(sqlite3 *db, int rc, const char *what)
{
	if (rc == SQLITE_OK || rc == SQLITE_ROW || rc == SQLITE_DONE)
		return;
	(void)fprintf(stderr, "%s: %s\n", what, sqlite3_errmsg(db));
	exit(1);
}

static sqlite3_stmt *prepare(sqlite3 *db, const char *text)
{
	sqlite3_stmt *st = NULL;

	check(db, sqlite3_prepare_v2(db, text, -1, &st, NULL), text);
	return st;
}

static void run(const char *text)
{
	struct moment began = now();

	check(to, sqlite3_exec(to, text, NULL, NULL, NULL), text);
	count(began);
}

/* ---- one table ---------------------------------------------------------------------------- */

static void make_table(const char *table)
{
	sqlite3_stmt *st =
	    prepare(from, "SELECT sql FROM sqlite_schema WHERE tbl_name = ?1 AND sql "
			  "IS NOT NULL ORDER BY type DESC");

	(void)sqlite3_bind_text(st, 1, table, -1, SQLITE_STATIC);
	while (sqlite3_step(st) == SQLITE_ROW)
		run((const char *)sqlite3_column_text(st, 0));
	(void)sqlite3_finalize(st);
}

static sqlite3_stmt *insert_into(const char *table, int columns)
{
	char text[64 + 2 * COLUMNS_MAX];
	int at = snprintf(text, sizeof(text), "INSERT INTO %s VALUES (?", table);

	for (int i = 1; i < columns; i++)
		at += snprintf(text + at, sizeof(text) - (size_t)at, ",?");
	(void)snprintf(text + at, sizeof(text) - (size_t)at, ")");
	return prepare(to, text);
}

static size_t read_some(sqlite3_stmt *st, sqlite3_value **value, int columns)
{
	size_t n = 0;

	while (n < AT_ONCE && sqlite3_step(st) == SQLITE_ROW) {
		for (int i = 0; i < columns; i++)
			value[n * COLUMNS_MAX + (size_t)i] =
			    sqlite3_value_dup(sqlite3_column_value(st, i));
		n++;
	}
	return n;
}

static void write_some(sqlite3_stmt *st, sqlite3_value **value, size_t n, int columns)
{
	struct moment began = now();

	for (size_t row = 0; row < n; row++) {
		for (int i = 0; i < columns; i++)
			(void)sqlite3_bind_value(st, i + 1, value[row * COLUMNS_MAX + (size_t)i]);
		check(to, sqlite3_step(st), "insert");
		(void)sqlite3_reset(st);
	}
	count(began);
	for (size_t row = 0; row < n; row++)
		for (int i = 0; i < columns; i++)
			sqlite3_value_free(value[row * COLUMNS_MAX + (size_t)i]);
}

static void copy_table(const char *table, const char *rows, int64_t import_id)
{
	static sqlite3_value *value[AT_ONCE * COLUMNS_MAX];
	sqlite3_stmt *out = prepare(from, rows), *in;
	int columns = sqlite3_column_count(out);
	size_t n;

	in = insert_into(table, columns);
	(void)sqlite3_bind_int64(out, 1, import_id);
	do {
		n = read_some(out, value, columns);
		write_some(in, value, n, columns);
	} while (n == AT_ONCE);
	(void)sqlite3_finalize(in);
	(void)sqlite3_finalize(out);
}

/* ---- all of it ---------------------------------------------------------------------------- */

struct table {
	const char *name, *rows;
};

static const struct table staged[] = {
	{ "intake_row", "SELECT * FROM intake_row WHERE intake_id = ?1" },
	{ "intake_cells", "SELECT * FROM intake_cells WHERE intake_id = ?1" },
};

static const struct table applied[] = {
	{ "family", "SELECT * FROM family WHERE import_id = ?1 ORDER BY city, id" },
	{ "person", "SELECT * FROM person WHERE import_id = ?1 ORDER BY city, id" },
	{ "subject_key",
	  "SELECT k.* FROM subject_key k WHERE EXISTS (SELECT 1 FROM person p WHERE p.city = "
	  "k.city "
	  "AND p.id = k.id AND p.import_id = ?1) OR EXISTS (SELECT 1 FROM family f WHERE f.city = "
	  "k.city AND f.id = k.id AND f.import_id = ?1)" },
};

static void load(const char *what, const struct table *tables, size_t n, int64_t import_id)
{
	for (size_t i = 0; i < n; i++)
		make_table(tables[i].name);
	spent = (struct moment){ 0, 0, 0 };
	run("BEGIN");
	for (size_t i = 0; i < n; i++)
		copy_table(tables[i].name, tables[i].rows, import_id);
	run("COMMIT; PRAGMA wal_checkpoint(TRUNCATE)");
	printf("%-10s %7.1f s  %7.0f rows/s  processor %6.1f s  %7.0f rows/s  waited for a "
	       "processor %5.1f s\n",
	       what, spent.clock, (double)persons / spent.clock, spent.cpu,
	       (double)persons / spent.cpu, spent.waited);
}

static int64_t persons_of(int64_t import_id)
{
	sqlite3_stmt *st = prepare(from, "SELECT count(*) FROM person WHERE import_id = ?1");
	int64_t n;

	(void)sqlite3_bind_int64(st, 1, import_id);
	check(from, sqlite3_step(st), "persons");
	n = sqlite3_column_int64(st, 0);
	(void)sqlite3_finalize(st);
	return n;
}

int main(int argc, char **argv)
{
	int64_t import_id = argc == 4 ? strtoll(argv[3], NULL, 10) : 0;

	if (import_id == 0) {
		(void)fprintf(stderr, "usage: copy FROM TO IMPORT-ID\n");
		return 2;
	}
	check(from, sqlite3_open_v2(argv[1], &from, SQLITE_OPEN_READONLY, NULL), argv[1]);
	check(to, sqlite3_open(argv[2], &to), argv[2]);
	run("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA cache_size = -65536;"
	    "PRAGMA secure_delete = ON; PRAGMA wal_autocheckpoint = 2000");
	persons = persons_of(import_id);
	load("staging", staged, sizeof(staged) / sizeof(staged[0]), import_id);
	load("loader", applied, sizeof(applied) / sizeof(applied[0]), import_id);
	(void)sqlite3_close(to);
	(void)sqlite3_close(from);
	return 0;
}
