/* Copies of a file in use, checks of a file, and the rows of a city by table. */
#include "lib/testlib.h"

#include "platform/db/db_impl.h"
#include "platform/db/db_sql.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static enum err add(struct ctx *cx, void *arg)
{
	return node_lease_add_run(cx, &(struct node_lease_add_args){ .id = *(int64_t *)arg }, NULL);
}

static void add_rows(struct test *t, int64_t n)
{
	for (int64_t id = 1; id <= n; id++)
		assert_ok(test_write(t, add, &id));
}

static int64_t count_in(struct test *t, const char *url)
{
	struct db_pool *pool = NULL;
	struct node_lease_next_row row;

	assert_ok(db_pool_open(&t->cx, &(struct db_options){ .url = url }, &pool));
	assert_ok(db_check_file(&t->cx, pool));
	assert_ok(db_check_schema(&t->cx, pool));
	assert_ok(db_read_begin(&t->cx, pool));
	assert_ok(node_lease_next_one(&t->cx, &row));
	db_read_end(&t->cx, pool);
	db_pool_close(pool);
	return row.next - 1;
}

/* Goes on writing until told to stop. */
struct busy {
	struct ctx cx;
	struct db_pool *pool;
	int64_t written;
	atomic_bool stop;
	enum err result;
};

static void *write_on(void *arg)
{
	struct busy *b = arg;

	while (!atomic_load(&b->stop) && b->result == ERR_OK && b->written < 1000) {
		int64_t id = b->written + 1;

		b->result = db_write(&b->cx, b->pool, add, &id);
		if (b->result == ERR_OK)
			b->written = id;
	}
	return NULL;
}

static void a_copy_of_a_file_in_use_shows_one_moment_of_it(void **state)
{
	struct test *t = *state;
	const char *copy = arena_printf(t->cx.arena, "%s/copy.db", t->dir);
	struct busy b = { .cx = t->cx, .pool = t->app.pool, .written = 20 };
	pthread_t thread;
	int64_t n;

	if (test_on_pg())
		skip();
	add_rows(t, 20);
	b.cx.arena = arena_new(0);
	assert_int_equal(pthread_create(&thread, NULL, write_on, &b), 0);
	assert_ok(db_backup(&t->cx, t->app.pool, copy));
	atomic_store(&b.stop, true);
	(void)pthread_join(thread, NULL);
	assert_int_equal(b.result, ERR_OK);
	n = count_in(t, copy);
	assert_true(n >= 20 && n <= b.written);
	arena_free(b.cx.arena);
}

static void a_copy_into_a_folder_keeps_the_names_of_both_files(void **state)
{
	struct test *t = *state;
	const char *dir = arena_printf(t->cx.arena, "%s/b", t->dir);
	const char *data = arena_printf(t->cx.arena, "%s/test.db", dir);
	const char *media = arena_printf(t->cx.arena, "%s/test.db.media", dir);

	if (test_on_pg())
		skip();
	assert_int_equal(mkdir(dir, 0700), 0);
	assert_ok(db_backup(&t->cx, t->app.pool, dir));
	assert_int_equal(unlink(data), 0);
	assert_int_equal(unlink(media), 0);
	assert_int_equal(rmdir(dir), 0); /* nothing else was left */
}

static void postgres_is_left_to_its_own_tools(void **state)
{
	struct test *t = *state;

	if (!test_on_pg())
		skip();
	assert_int_equal(db_backup(&t->cx, t->app.pool, "/tmp/none"), ERR_INVALID);
	assert_non_null(strstr(t->cx.detail, "pg_dump"));
}

static void a_backup_that_cannot_be_written_leaves_nothing(void **state)
{
	struct test *t = *state;

	if (test_on_pg())
		skip();
	assert_int_not_equal(db_backup(&t->cx, t->app.pool, "/nowhere/copy.db"), ERR_OK);
	assert_int_not_equal(access("/nowhere/copy.db", F_OK), 0);
}

static void damaged_bytes_are_found(void **state)
{
	struct test *t = *state;
	const char *copy = arena_printf(t->cx.arena, "%s/copy.db", t->dir);
	struct db_pool *pool = NULL;
	FILE *f;

	if (test_on_pg())
		skip();
	add_rows(t, 200);
	assert_ok(db_backup(&t->cx, t->app.pool, copy));
	f = fopen(copy, "r+b");
	assert_non_null(f);
	for (long page = 1; page < 12; page++) {
		assert_int_equal(fseek(f, page * 4096 + 2, SEEK_SET), 0);
		(void)fputs("damaged", f);
	}
	(void)fclose(f);
	assert_ok(db_pool_open(&t->cx, &(struct db_options){ .url = copy }, &pool));
	assert_int_equal(db_check_file(&t->cx, pool), ERR_DB);
	db_pool_close(pool);
}

/* ---- rows by table ----------------------------------------------------------------------- */

static const struct db_table *lease_table(void)
{
	for (size_t i = 0; i < db_tables_n; i++)
		if (strcmp(db_tables[i].name, "node_lease") == 0)
			return &db_tables[i];
	fail_msg("node_lease is not described");
	return NULL;
}

struct rows {
	struct db_cell cells[8][4];
	size_t n;
};

static enum err keep(struct ctx *cx, const struct db_cell *cells, void *user)
{
	struct rows *rows = user;

	(void)cx;
	memcpy(rows->cells[rows->n++], cells, sizeof(rows->cells[0]));
	return ERR_OK;
}

static enum err write_rows(struct ctx *cx, void *arg)
{
	struct rows *rows = arg;

	for (size_t i = 0; i < rows->n; i++) {
		rows->cells[i][0].i = cx->city;
		TRY(db_table_write(cx, lease_table(), rows->cells[i]));
	}
	return ERR_OK;
}

static void rows_of_a_city_can_be_read_and_written_by_table(void **state)
{
	struct test *t = *state;
	struct rows rows = { .n = 0 }, again = { .n = 0 };

	assert_int_equal(lease_table()->n_columns, 4);
	add_rows(t, 3);
	test_read_begin(t);
	assert_ok(db_table_read(&t->cx, lease_table(), keep, &rows));
	test_read_end(t);
	assert_int_equal(rows.n, 3);
	t->cx.city = 2;
	assert_ok(test_write(t, write_rows, &rows));
	test_read_begin(t);
	assert_ok(db_table_read(&t->cx, lease_table(), keep, &again));
	test_read_end(t);
	assert_int_equal(again.n, 3);
	assert_int_equal(again.cells[2][0].i, 2);
	assert_int_equal(again.cells[2][1].i, 3);
	assert_true(again.cells[2][3].i == TEST_NOW);
}

#define T(name) cmocka_unit_test_setup_teardown(name, test_setup, test_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(a_copy_of_a_file_in_use_shows_one_moment_of_it),
		T(a_copy_into_a_folder_keeps_the_names_of_both_files),
		T(postgres_is_left_to_its_own_tools),
		T(a_backup_that_cannot_be_written_leaves_nothing),
		T(damaged_bytes_are_found),
		T(rows_of_a_city_can_be_read_and_written_by_table),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
