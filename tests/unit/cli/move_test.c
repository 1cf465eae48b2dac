/*
 * A city whose every table holds rows moves to the other engine and back.  every_table.sql fills
 * them; who adds a table or a column adds it there, or the first test says which one is missing.
 */
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/testlib.h"

#include "base/str.h"
#include "cli/move.h"

#define ROWS_FILE   "tests/unit/cli/every_table.sql"
#define TABLES_MAX  256
#define COLUMNS_MAX 64

/* What one table holds, for city 0 and the city together. */
struct held {
	uint64_t sum;
	int64_t rows;
	bool filled[COLUMNS_MAX];
	const struct db_table *table;
};
struct holding {
	struct held table[TABLES_MAX];
};

/* ---- filling ------------------------------------------------------------------------------- */

static char *text_of(struct test *t, const char *path)
{
	FILE *f = fopen(path, "rb");
	char *text = arena_alloc(t->cx.arena, 1 << 20);
	size_t n;

	if (!f)
		fail_msg("no %s: run from the root", path);
	n = fread(text, 1, (1 << 20) - 1, f);
	(void)fclose(f);
	text[n] = '\0';
	return text;
}

static void run_file(struct test *t, const char *database)
{
	sqlite3 *db;
	char *fault = NULL;

	assert_int_equal(sqlite3_open(database, &db), SQLITE_OK);
	assert_int_equal(sqlite3_exec(db,
				      arena_printf(t->cx.arena,
						   "PRAGMA foreign_keys = ON; "
						   "ATTACH '%s.media' AS media",
						   database),
				      NULL, NULL, NULL),
			 SQLITE_OK);
	if (sqlite3_exec(db, text_of(t, ROWS_FILE), NULL, NULL, &fault) != SQLITE_OK)
		fail_msg("%s: %s", ROWS_FILE, fault);
	assert_int_equal(sqlite3_close(db), SQLITE_OK);
}

static struct db_pool *lite_pool(struct test *t, const char *path)
{
	struct db_pool *pool = NULL;
	unsigned applied;

	assert_ok(db_pool_open(
	    &t->cx,
	    &(struct db_options){
		.url = path, .readers = 2, .writers = 1, .create = true, .sync = "off" },
	    &pool));
	assert_ok(db_migrate(&t->cx, pool, &applied));
	return pool;
}

/* An SQLite file with the rows, whatever the test runs on. */
static struct db_pool *filled_pool(struct test *t)
{
	const char *path = arena_printf(t->cx.arena, "%s/filled.db", t->dir);
	struct db_pool *pool = lite_pool(t, path);

	run_file(t, path);
	return pool;
}

/* ---- what is held -------------------------------------------------------------------------- */

static void mix(uint64_t *h, const void *p, size_t n)
{
	const unsigned char *bytes = p;

	for (size_t i = 0; i < n; i++)
		*h = (*h ^ bytes[i]) * UINT64_C(0x100000001b3);
}

static bool is_null(const struct db_cell *c)
{
	if (c->type == SQL_NUM)
		return c->i == DB_NONE;
	return c->type == SQL_REAL ? c->r != c->r : !c->b.p;
}

/* Rows are added up, so that their order does not matter.  Places of the feed are the database's:
 * their order is in the file, byte for byte. */
static enum err hold_row(struct ctx *cx, const struct db_cell *cells, void *user)
{
	struct held *h = user;
	uint64_t sum = UINT64_C(0xcbf29ce484222325);

	(void)cx;
	for (size_t i = 0; i < h->table->n_columns; i++) {
		bool null = is_null(&cells[i]);

		h->filled[i] = h->filled[i] || !null;
		mix(&sum, &null, sizeof(null));
		if (null || str_eq(h->table->columns[i], "fed"))
			continue;
		if (cells[i].type == SQL_NUM)
			mix(&sum, &cells[i].i, sizeof(cells[i].i));
		else if (cells[i].type == SQL_REAL)
			mix(&sum, &cells[i].r, sizeof(cells[i].r));
		else
			mix(&sum, cells[i].b.p, cells[i].b.n);
		mix(&sum, "|", 1);
	}
	h->sum += sum;
	h->rows++;
	return ERR_OK;
}

static struct holding *held_by(struct test *t, struct db_pool *pool)
{
	struct holding *h = ARENA_ARRAY(t->cx.arena, 1, struct holding);
	static const int64_t cities[] = { 0, TEST_CITY };

	memset(h, 0, sizeof(*h));
	assert_true(db_tables_n <= TABLES_MAX);
	for (size_t k = 0; k < LEN(cities); k++) {
		t->cx.city = cities[k];
		assert_ok(db_read_begin(&t->cx, pool));
		for (size_t i = 0; i < db_tables_n; i++) {
			assert_true(db_tables[i].n_columns <= COLUMNS_MAX);
			h->table[i].table = &db_tables[i];
			assert_ok(db_table_read(&t->cx, &db_tables[i], hold_row, &h->table[i]));
		}
		db_read_end(&t->cx, pool);
	}
	t->cx.city = TEST_CITY;
	return h;
}

/* Leases of node numbers belong to a database and stay behind. */
static bool stays(const struct held *h)
{
	return str_eq(h->table->name, "node_lease");
}

static void assert_same_tables(const struct holding *a, const struct holding *b)
{
	for (size_t i = 0; i < db_tables_n; i++) {
		if (stays(&a->table[i]))
			continue;
		if (a->table[i].rows != b->table[i].rows)
			fail_msg("%s: %lld rows became %lld", db_tables[i].name,
				 (long long)a->table[i].rows, (long long)b->table[i].rows);
		if (a->table[i].sum != b->table[i].sum)
			fail_msg("%s: its rows have changed", db_tables[i].name);
	}
}

/* ---- moving -------------------------------------------------------------------------------- */

static FILE *packed(struct test *t, struct db_pool *pool)
{
	FILE *f = tmpfile();

	assert_non_null(f);
	assert_ok(city_export(&t->cx, pool, f, NULL));
	rewind(f);
	return f;
}

static void unpacked(struct test *t, struct db_pool *pool, FILE *f)
{
	int64_t rows;
	enum err e = city_import(&t->cx, pool, f, &rows);

	if (e != ERR_OK)
		fail_msg("import: %s: %s", err_name(e), t->cx.detail);
	assert_true(rows > 0);
}

static void assert_same_bytes(FILE *a, FILE *b)
{
	int x, y;

	rewind(a);
	rewind(b);
	do {
		x = getc(a);
		y = getc(b);
		if (x != y)
			fail_msg("the files differ at byte %ld", ftell(a));
	} while (x != EOF);
}

/* ---- tests --------------------------------------------------------------------------------- */

static void no_table_and_no_column_of_a_city_is_left_out_here(void **state)
{
	struct test *t = *state;
	struct db_pool *pool = filled_pool(t);
	const struct holding *h = held_by(t, pool);
	unsigned missing = 0;

	for (size_t i = 0; i < db_tables_n; i++) {
		const struct db_table *table = &db_tables[i];

		if (h->table[i].rows == 0) {
			print_error("%s: add a row to " ROWS_FILE "\n", table->name);
			missing++;
			continue;
		}
		for (size_t k = 0; k < table->n_columns; k++)
			if (!h->table[i].filled[k]) {
				print_error("%s.%s: add a value to " ROWS_FILE "\n", table->name,
					    table->columns[k]);
				missing++;
			}
	}
	assert_int_equal(missing, 0);
	db_pool_close(pool);
}

static void every_table_is_the_same_after_the_way_to_the_other_engine_and_back(void **state)
{
	struct test *t = *state;
	struct db_pool *first = filled_pool(t), *last;
	FILE *at_home = packed(t, first), *away, *back;
	const struct holding *begin = held_by(t, first);

	unpacked(t, t->app.pool, at_home);
	assert_same_tables(begin, held_by(t, t->app.pool));
	away = packed(t, t->app.pool);
	assert_same_bytes(at_home, away);
	last = lite_pool(t, arena_printf(t->cx.arena, "%s/last.db", t->dir));
	rewind(away);
	unpacked(t, last, away);
	assert_same_tables(begin, held_by(t, last));
	back = packed(t, last);
	assert_same_bytes(at_home, back);
	assert_ok(db_check_file(&t->cx, last));
	(void)fclose(at_home);
	(void)fclose(away);
	(void)fclose(back);
	db_pool_close(last);
	db_pool_close(first);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, test_setup, test_teardown)
int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(no_table_and_no_column_of_a_city_is_left_out_here),
		TEST(every_table_is_the_same_after_the_way_to_the_other_engine_and_back),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
