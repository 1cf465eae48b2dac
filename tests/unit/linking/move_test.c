/* A city that moves to another database: whoever follows its people goes on where it stood. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fixture.h"

#include "base/buf.h"
#include "cli/move.h"
#include "feature/quality/quality.h"
#include "feature/registry/find.h"

static int setup(void **state)
{
	static struct city_fixture c;

	city_open(&c);
	city_system(&c);
	*state = &c;
	return 0;
}

static int teardown(void **state)
{
	struct city_fixture *c = *state;

	find_forget(c->cx);
	city_close(c);
	return 0;
}

/* ---- moving -------------------------------------------------------------------------------- */

/* All of the city as a file of the database at hand. */
static FILE *packed(struct city_fixture *c)
{
	FILE *f = tmpfile();

	assert_non_null(f);
	assert_ok(city_export(c->cx, c->t.app.pool, f, NULL));
	rewind(f);
	return f;
}

static void assert_same_bytes(FILE *a, FILE *b)
{
	int x, y;
	long at = 0;

	rewind(a);
	rewind(b);
	do {
		x = getc(a);
		y = getc(b);
		if (x != y)
			fail_msg("the files differ at byte %ld", at);
		at++;
	} while (x != EOF);
}

/* Reads it into an empty database, which is the city's from then on; returns the one before. */
static struct db_pool *move_to(struct city_fixture *c, struct db_pool *pool, FILE *f)
{
	struct db_pool *before = c->t.app.pool;
	int64_t rows;
	enum err e = city_import(c->cx, pool, f, &rows);

	if (e != ERR_OK)
		fail_msg("import: %s: %s", err_name(e), c->cx->detail);
	find_forget(c->cx);
	c->t.app.pool = pool;
	return before;
}

/* An empty SQLite file, whatever the tests run on. */
static struct db_pool *sqlite_pool(struct city_fixture *c)
{
	struct db_pool *pool = NULL;
	unsigned applied;

	assert_ok(db_pool_open(
	    c->cx,
	    &(struct db_options){ .url = arena_printf(c->cx->arena, "%s/lite.db", c->t.dir),
				  .readers = 2,
				  .writers = 1,
				  .create = true,
				  .sync = "off" },
	    &pool));
	assert_ok(db_migrate(c->cx, pool, &applied));
	return pool;
}

/* ---- people -------------------------------------------------------------------------------- */

struct act {
	struct city_fixture *c;
	const char *row, *sql;
	int64_t id, number;
};

static enum err add_one(struct ctx *cx, void *arg)
{
	struct act *a = arg;
	struct facts f = facts_of(a->c, a->row);

	return subject_new(cx, &f, &seen, &a->id);
}

static int64_t add_here(struct city_fixture *c, const char *row)
{
	struct act a = { .c = c, .row = row };

	assert_ok(db_write(c->cx, c->t.app.pool, add_one, &a));
	return a.id;
}

static enum err query_one(struct ctx *cx, void *arg)
{
	struct act *a = arg;

	return city_query(cx, a->sql, false, &a->number, NULL);
}

static int64_t number_here(struct city_fixture *c, const char *sql)
{
	struct act a = { .c = c, .sql = sql, .number = DB_NONE };

	assert_ok(db_write(c->cx, c->t.app.pool, query_one, &a));
	return a.number;
}

#define PAIRS "SELECT count(*) FROM link_pair WHERE state = 1"

static void follow(struct city_fixture *c)
{
	bool behind = true;

	look(c);
	while (behind)
		assert_ok(quality_step(c->cx, c->t.app.pool, &behind));
}

/* As after many years of writing, each with a number of its own. */
static void grow_old(struct city_fixture *c)
{
	(void)number_here(c, "UPDATE person SET fed = fed + 1000000000000 RETURNING fed");
	(void)number_here(c, "UPDATE link_state SET fed = fed + 1000000000000 RETURNING fed");
	(void)number_here(c, "UPDATE quality_state SET fed = fed + 1000000000000 RETURNING fed");
}

static void assert_index_follows(struct city_fixture *c, const char *row)
{
	uint64_t followed;

	assert_ok(find_fill(c->cx, c->t.app.pool));
	(void)add_here(c, row);
	assert_ok(find_catch_up(c->cx, c->t.app.pool));
	followed = find_digest(c->cx);
	find_forget(c->cx);
	assert_ok(find_fill(c->cx, c->t.app.pool));
	assert_true(followed == find_digest(c->cx));
}

/* Three are there: two were met before the move, the third one was not looked at yet. */
static void settle(struct city_fixture *c)
{
	(void)add(c, "Rina Kartika|1988-03-07|Euis Sumiati|3272014703880002|Sukabumi");
	(void)add(c, "RINA KARTIKHA|1988-07-03|Euis Sumiati");
	(void)add(c, "Asep Sunandar|1970-02-01|Iti|3272010102700001|Sukabumi");
	follow(c);
	assert_int_equal(number_here(c, PAIRS), 1);
	(void)add(c, "Asep Sunandar|1970-01-02|Iti");
}

/* ---- tests --------------------------------------------------------------------------------- */

static void whoever_was_not_looked_at_and_whoever_comes_later_are_followed(void **state)
{
	struct city_fixture *c = *state;
	FILE *f;
	struct db_pool *first;
	int64_t quality;

	settle(c);
	grow_old(c);
	quality = number_here(c, "SELECT count(*) FROM quality_subject WHERE of = 1");
	f = packed(c);
	first = move_to(c, test_second_pool(&c->t), f);
	follow(c);
	assert_int_equal(number_here(c, PAIRS), 2);
	assert_int_equal(number_here(c, "SELECT count(*) FROM quality_subject WHERE of = 1"),
			 quality + 1);
	(void)add_here(c, "Dewi Lestari|1991-11-20|Ai Nurjanah|3272016011910001|Bogor");
	(void)add_here(c, "Dewi Lestary|1991-11-20|Ai Nurjanah");
	follow(c);
	assert_int_equal(number_here(c, PAIRS), 3);
	assert_index_follows(c, "Ujang Kosasih|1975-05-06|Omah");
	(void)fclose(f);
	db_pool_close(c->t.app.pool);
	c->t.app.pool = first;
}

/* The walkers go on where they stood: nobody who was looked at is looked at again. */
static void nobody_is_looked_at_twice_because_of_a_move(void **state)
{
	struct city_fixture *c = *state;
	struct db_pool *first;
	FILE *f;

	settle(c);
	follow(c);
	assert_int_equal(number_here(c, PAIRS), 2);
	grow_old(c);
	f = packed(c);
	first = move_to(c, test_second_pool(&c->t), f);
	(void)number_here(c, "DELETE FROM link_pair RETURNING id");
	follow(c);
	assert_int_equal(number_here(c, PAIRS), 0);
	(void)fclose(f);
	db_pool_close(c->t.app.pool);
	c->t.app.pool = first;
}

static void there_and_back_the_city_is_the_same_byte_for_byte_and_its_feed_goes_on(void **state)
{
	struct city_fixture *c = *state;
	struct db_pool *first, *second;
	FILE *at_home, *away, *back;

	settle(c);
	grow_old(c);
	at_home = packed(c);
	first = move_to(c, test_second_pool(&c->t), at_home);
	away = packed(c);
	assert_same_bytes(at_home, away);
	rewind(away);
	second = move_to(c, sqlite_pool(c), away);
	back = packed(c);
	assert_same_bytes(at_home, back);
	follow(c);
	assert_int_equal(number_here(c, PAIRS), 2);
	(void)add_here(c, "Dewi Lestari|1991-11-20|Ai Nurjanah|3272016011910001|Bogor");
	(void)add_here(c, "Dewi Lestary|1991-11-20|Ai Nurjanah");
	follow(c);
	assert_int_equal(number_here(c, PAIRS), 3);
	assert_int_equal(number_here(c, "SELECT count(*) FROM person GROUP BY fed "
					"ORDER BY fed DESC LIMIT 1"),
			 1);
	assert_index_follows(c, "Ujang Kosasih|1975-05-06|Omah");
	(void)fclose(at_home);
	(void)fclose(away);
	(void)fclose(back);
	db_pool_close(c->t.app.pool);
	db_pool_close(second);
	c->t.app.pool = first;
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(whoever_was_not_looked_at_and_whoever_comes_later_are_followed),
		TEST(nobody_is_looked_at_twice_because_of_a_move),
		TEST(there_and_back_the_city_is_the_same_byte_for_byte_and_its_feed_goes_on),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
