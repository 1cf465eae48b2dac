/* What was acknowledged survives a power cut that drops any unsynced sectors. */
#include "lib/losevfs.h"
#include "lib/testlib.h"

#include "platform/db/db_impl.h"
#include "platform/db/db_sql.h"

#include <stdio.h>
#include <string.h>
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

/* ---- many at once ------------------------------------------------------------------------ */

#define THREADS 8
#define EACH    120

/* Somebody who writes until the power goes; kept: how many of his writes he was told are kept. */
struct writer {
	struct db_pool *pool;
	pthread_t thread;
	int64_t first;
	int kept;
};

static void *write_on(void *arg)
{
	struct writer *w = arg;
	struct test t;

	test_open_plain(&t);
	while (w->kept < EACH) {
		int64_t id = w->first + w->kept;

		if (db_write(&t.cx, w->pool, add, &id) != ERR_OK)
			break;
		w->kept++;
	}
	test_close(&t);
	return NULL;
}

/* Whether a sync was under way then, and missed: who missed one writes no more. */
static bool write_at_once_until_crash(struct test *t, const char *url, const char *sync,
				      uint64_t seed, struct writer *writers)
{
	struct db_pool *pool = NULL;
	unsigned applied;
	bool missed;

	assert_ok(open_pool(t, url, sync, &pool));
	assert_ok(db_migrate(&t->cx, pool, &applied));
	for (int i = 0; i < THREADS; i++) {
		writers[i] = (struct writer){ .pool = pool, .first = 1 + (int64_t)i * EACH };
		assert_int_equal(pthread_create(&writers[i].thread, NULL, write_on, &writers[i]),
				 0);
	}
	(void)usleep((useconds_t)(20000 + seed * 7919 % 40000));
	losevfs_crash(seed);
	for (int i = 0; i < THREADS; i++)
		(void)pthread_join(writers[i].thread, NULL);
	missed = db_pool_check(&t->cx, pool) != ERR_OK;
	db_pool_close(pool);
	losevfs_restart();
	return missed;
}

/* Writes that were said to be kept and are not: the same number can be taken again. */
static int missing(struct test *t, const char *url, const struct writer *writers)
{
	struct db_pool *pool = NULL;
	int n = 0;

	if (open_pool(t, url, "full", &pool) != ERR_OK)
		return 1;
	if (db_check_file(&t->cx, pool) != ERR_OK)
		n++;
	for (int i = 0; i < THREADS; i++)
		for (int k = 0; k < writers[i].kept; k++) {
			int64_t id = writers[i].first + k;

			n += db_write(&t->cx, pool, add, &id) != ERR_CONFLICT;
		}
	db_pool_close(pool);
	return n;
}

/* A sync takes as long as many a group, so the power goes with several on their way. */
static int losses_at_once(const char *sync)
{
	int lost = 0, kept = 0, missed = 0;

	losevfs_register(3);
	for (uint64_t seed = 1; seed <= SEEDS; seed++) {
		struct writer writers[THREADS];
		struct test t;
		const char *url;

		test_open_plain(&t);
		url = arena_printf(t.cx.arena, "%s/crash.db", t.dir);
		missed += write_at_once_until_crash(&t, url, sync, seed, writers);
		for (int i = 0; i < THREADS; i++)
			kept += writers[i].kept;
		lost += missing(&t, url, writers) > 0;
		test_close(&t);
	}
	losevfs_register(0);
	assert_true(kept > 0);
	/* On a busy machine the power may go between two syncs; who syncs nothing notices nothing.
	 */
	assert_int_equal(missed > 0, strcmp(sync, "full") == 0);
	return lost;
}

static void of_many_at_once_none_is_lost_that_was_acknowledged(void **state)
{
	(void)state;
	assert_int_equal(losses_at_once("full"), 0);
}

static void of_many_at_once_without_sync_some_are_lost(void **state)
{
	(void)state;
	assert_true(losses_at_once("off") > 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(of_many_at_once_none_is_lost_that_was_acknowledged),
		cmocka_unit_test(of_many_at_once_without_sync_some_are_lost),
		cmocka_unit_test(with_full_sync_no_acknowledged_write_is_lost),
		cmocka_unit_test(without_sync_the_same_test_notices_a_loss),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
