/*
 * What tests share: a migrated database, a fixed clock, a seeded rng, a city, a vault.
 *
 * DB=pg in the environment runs the same test on PostgreSQL (MELAJU_TEST_PG names the cluster, see
 * tools/pg.sh); otherwise a new SQLite file in a temporary folder.
 */
#ifndef TESTS_TESTLIB_H
#define TESTS_TESTLIB_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/clock.h"
#include "base/rng.h"
#include "platform/app.h"
#include "platform/db/db.h"
#include "platform/vault/vault.h"

/* Saturday 21 November 2026, 21.40 WIB */
#define TEST_NOW  INT64_C(1795272000000000)
#define TEST_CITY 1

struct test {
	struct app app;
	struct ctx cx; /* city 1, TEST_NOW, the system as actor with every permission */
	struct rng rng;
	struct actor actor;
	char dir[64]; /* temporary folder */
	bool spoiled; /* set by a test that changes the schema: the next one gets a new database */
};

/* A fresh database with all migrations; fails the test when it can't be had. */
void test_open(struct test *t);
/*
 * The same with what fill wrote besides: it runs once a program, later tests copy its result.  All
 * tests of a program use the same.
 */
void test_open_filled(struct test *t, void (*fill)(struct test *t));
/* SQLite only: databases opened from now on lie in this file system of it (db_options.vfs). */
void test_use_vfs(const char *name);
/* Does DB=pg ask for PostgreSQL? */
bool test_on_pg(void);
/* Without a database: app, ctx, rng only. */
void test_open_plain(struct test *t);
void test_close(struct test *t);

/* For cmocka: a fresh database of its own for each test, *state is its struct test. */
int test_setup(void **state);
int test_teardown(void **state);

/* Runs fn in a write transaction and returns its result. */
enum err test_write(struct test *t, enum err (*fn)(struct ctx *cx, void *arg), void *arg);

/* All rows of all tables of the city of cx in one number: equal when nothing was written. */
uint64_t test_digest(struct ctx *cx, struct db_pool *pool);

/* A pool that may change the schema: on PostgreSQL that of the owner, on SQLite that of t. */
struct db_pool *test_owner_pool(struct test *t);
void test_owner_pool_close(struct test *t, struct db_pool *pool);
/* For db_write(): statements as they stand; arg is their text. */
enum err test_script(struct ctx *cx, void *arg);

/*
 * An empty migrated database beside that of t: another file; on PostgreSQL a database of the node
 * that MELAJU_TEST_PG2 names, or of the same one.  Closed by the caller before test_close().
 */
struct db_pool *test_second_pool(struct test *t);

/* Puts t->cx into a reading transaction, and ends it. */
void test_read_begin(struct test *t);
void test_read_end(struct test *t);

#define assert_ok(expr) assert_int_equal((expr), ERR_OK)

#endif
