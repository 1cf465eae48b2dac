/* The schema is exactly the program's, or the program says why not. */
#include "lib/testlib.h"

#include "platform/db/db_impl.h"

#include <string.h>

static int setup(void **state)
{
	static struct test t;

	test_open(&t);
	t.spoiled = true;
	*state = &t;
	return 0;
}

/* Changes the schema as the owner, asks for a migration, and says what came of it. */
static enum err migrate_after(struct test *t, const char *script, unsigned *ret_applied)
{
	struct db_pool *pool = test_owner_pool(t);
	char *text = arena_strdup(t->cx.arena, script);
	enum err e;

	assert_ok(db_write(&t->cx, pool, test_script, text));
	e = db_migrate(&t->cx, pool, ret_applied);
	test_owner_pool_close(t, pool);
	return e;
}

static void a_second_run_applies_nothing(void **state)
{
	struct test *t = *state;
	unsigned applied = 99;

	assert_ok(migrate_after(t, "SELECT 1", &applied));
	assert_int_equal(applied, 0);
	assert_ok(db_check_schema(&t->cx, t->app.pool));
}

static void an_altered_migration_is_refused(void **state)
{
	struct test *t = *state;
	unsigned applied = 99;

	assert_int_equal(migrate_after(t,
				       "UPDATE schema_migration SET sha256 = 'x' WHERE version = 1",
				       &applied),
			 ERR_DB);
	assert_non_null(strstr(t->cx.detail, "altered"));
	assert_int_equal(applied, 99);
	err_clear(&t->cx);
	assert_int_equal(db_check_schema(&t->cx, t->app.pool), ERR_DB);
}

static void a_migration_of_a_newer_program_is_refused(void **state)
{
	struct test *t = *state;
	unsigned applied;

	assert_int_equal(
	    migrate_after(t,
			  "INSERT INTO schema_migration (version, name, sha256, applied_at) VALUES "
			  "(9999, 'future', 'x', 1)",
			  &applied),
	    ERR_DB);
	assert_string_equal(t->cx.detail,
			    "migration 9999_future is of a newer program: install that one");
}

static void an_empty_database_says_which_migration_is_missing(void **state)
{
	struct test *t = *state;
	struct db_pool *pool = test_owner_pool(t);
	char drop[] = "DROP TABLE schema_migration";

	assert_ok(db_write(&t->cx, pool, test_script, drop));
	test_owner_pool_close(t, pool);
	assert_int_equal(db_check_schema(&t->cx, t->app.pool), ERR_DB);
	assert_non_null(strstr(t->cx.detail, "migration 1_core is missing: run melaju migrate"));
}

/* A filled city takes up what a newer program brings, whatever its number. */
static void a_migration_below_others_that_are_applied_is_applied_too(void **state)
{
	struct test *t = *state;
	unsigned applied = 99;

	assert_ok(migrate_after(t,
				"DROP TABLE link_model; DROP TABLE link_run; "
				"DELETE FROM schema_migration WHERE version = 31",
				&applied));
	assert_int_equal(applied, 1);
	assert_ok(db_check_schema(&t->cx, t->app.pool));
	assert_ok(migrate_after(t, "SELECT 1", &applied));
	assert_int_equal(applied, 0);
}

static void a_migration_that_fails_leaves_nothing(void **state)
{
	struct test *t = *state;
	unsigned applied = 99;

	/* Its table is there already, so the first migration cannot run again. */
	assert_int_equal(migrate_after(t, "DROP TABLE schema_migration", &applied), ERR_DB);
	err_clear(&t->cx);
	assert_int_equal(db_check_schema(&t->cx, t->app.pool), ERR_DB);
	assert_non_null(strstr(t->cx.detail, "migration 1_core is missing: run melaju migrate"));
}

#define T(name) cmocka_unit_test_setup_teardown(name, setup, test_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(a_second_run_applies_nothing),
		T(an_altered_migration_is_refused),
		T(a_migration_of_a_newer_program_is_refused),
		T(an_empty_database_says_which_migration_is_missing),
		T(a_migration_below_others_that_are_applied_is_applied_too),
		T(a_migration_that_fails_leaves_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
