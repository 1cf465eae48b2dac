/* What was acknowledged survives a power cut that drops any unsynced sectors. */
#include "lib/losevfs.h"
#include "lib/testlib.h"

#include "platform/db/db_impl.h"
#include "platform/db/db_sql.h"

#include <stdio.h>
#include <unistd.h>

#define SEEDS  6
#define WRITES 30

static enum err add(struct ctx *cx, void *arg)
{
	return node_lease_add_run(cx, &(struct node_lease_add_args){ .id = *(int64_t *)arg }, NULL);
}

/* More than the log may hold, so that a checkpoint falls between the writes. */
static enum err add_bulk(struct ctx *cx, void *arg)
{
	(void)arg;
	return cx->db->ops->script(cx->db, "CREATE TABLE bulk (x BLOB);"
					   "INSERT INTO bulk VALUES (randomblob(4500000))");
}

static enum err open_pool(struct test *t, const char *url, const char *sync, struct db_pool **ret)
{
	return db_pool_open(
	    &t->cx,
	    &(struct db_options){ .url = url, .create = true, .sync = sync, .vfs = LOSEVFS }, ret);
}

static void write_until_crash(struct test *t, const char *url, const char *sync, uint64_t seed)
{
	struct db_pool *pool = NULL;
	unsigned applied;
	int64_t id;

	assert_ok(open_pool(t, url, sync, &pool));
	assert_ok(db_migrate(&t->cx, pool, &applied));
	for (id = 1; id <= WRITES; id++) {
		assert_ok(db_write(&t->cx, pool, add, &id));
		if (id == WRITES / 2)
			assert_ok(db_write(&t->cx, pool, add_bulk, NULL));
	}
	losevfs_crash(seed);
	db_pool_close(pool);
	losevfs_restart();
}

/* Opens what the crash left: the rows that are there, or -1 when the file is not sound. */
static int rows_left(struct test *t, const char *url)
{
	struct db_pool *pool = NULL;
	struct node_lease_next_row row;
	int n = -1;

	if (open_pool(t, url, "full", &pool) != ERR_OK)
		return -1;
	if (db_check_file(&t->cx, pool) == ERR_OK && db_read_begin(&t->cx, pool) == ERR_OK) {
		if (node_lease_next_one(&t->cx, &row) == ERR_OK)
			n = (int)row.next - 1;
		db_read_end(&t->cx, pool);
	}
	db_pool_close(pool);
	return n;
}

/* Seeds after which something acknowledged is missing. */
static int losses(const char *sync)
{
	int lost = 0;

	losevfs_register(0);
	for (uint64_t seed = 1; seed <= SEEDS; seed++) {
		struct test t;
		const char *url;

		test_open_plain(&t);
		url = arena_printf(t.cx.arena, "%s/crash.db", t.dir);
		write_until_crash(&t, url, sync, seed);
		lost += rows_left(&t, url) != WRITES;
		test_close(&t);
	}
	return lost;
}

static void with_full_sync_no_acknowledged_write_is_lost(void **state)
{
	(void)state;
	assert_int_equal(losses("full"), 0);
}

static void without_sync_the_same_test_notices_a_loss(void **state)
{
	(void)state;
	assert_true(losses("off") > 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(with_full_sync_no_acknowledged_write_is_lost),
		cmocka_unit_test(without_sync_the_same_test_notices_a_loss),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
