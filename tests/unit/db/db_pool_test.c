/* Group commit, retries, faults, readers and the lock. */
#include "lib/testlib.h"

#include "platform/db/db_impl.h"
#include "platform/db/db_sql.h"

#include <pthread.h>
#include <semaphore.h>
#include <stdio.h>
#include <string.h>

#define GROUP 10

static int setup(void **state)
{
	static struct test t;

	test_open(&t);
	*state = &t;
	return 0;
}

static int teardown(void **state)
{
	test_close(*state);
	return 0;
}

static enum err add(struct ctx *cx, void *arg)
{
	return node_lease_add_run(cx, &(struct node_lease_add_args){ .id = *(int64_t *)arg }, NULL);
}

static int64_t count(struct test *t)
{
	struct node_lease_next_row row;

	test_read_begin(t);
	assert_ok(node_lease_next_one(&t->cx, &row));
	test_read_end(t);
	return row.next - 1;
}

/* A write with a context of its own, as the server submits it. */
struct request {
	struct db_write w;
	struct ctx cx;
	int64_t id;
	int calls;
	bool sound; /* the context was as promised */
	enum err result;
	sem_t *over;
};

static enum err request_run(struct ctx *cx, void *arg)
{
	struct request *r = arg;

	r->calls++;
	r->sound = cx->in_write && cx->db && cx->detail[0] == '\0';
	if (r->id == 0)
		return err_set(cx, ERR_INVALID, "refused");
	return add(cx, &r->id);
}

static void request_done(struct ctx *cx, void *arg, enum err result)
{
	struct request *r = arg;

	r->result = result;
	r->sound = r->sound && !cx->in_write && !cx->db;
	(void)sem_post(r->over);
}

/* Holds the writer until the others have queued. */
struct gate {
	sem_t entered, go;
};

static enum err gate_run(struct ctx *cx, void *arg)
{
	struct gate *g = arg;

	(void)cx;
	(void)sem_post(&g->entered);
	(void)sem_wait(&g->go);
	return ERR_OK;
}

static void gate_done(struct ctx *cx, void *arg, enum err result)
{
	(void)cx;
	(void)arg;
	(void)result;
}

static void requests_init(struct test *t, struct request *r, size_t n, sem_t *over)
{
	(void)sem_init(over, 0, 0);
	for (size_t i = 0; i < n; i++) {
		r[i] = (struct request){ .cx = t->cx, .id = (int64_t)i + 1, .over = over };
		r[i].cx.arena = arena_new(0);
		r[i].w = (struct db_write){
			.run = request_run, .done = request_done, .cx = &r[i].cx, .arg = &r[i]
		};
	}
}

/* Submits all while the writer is held, so that on SQLite they make one group. */
static void requests_run(struct test *t, struct request *r, size_t n, sem_t *over)
{
	struct ctx cx = t->cx;
	struct gate g;
	struct db_write hold = { .run = gate_run, .done = gate_done, .cx = &cx, .arg = &g };

	(void)sem_init(&g.entered, 0, 0);
	(void)sem_init(&g.go, 0, 0);
	db_submit(t->app.pool, &hold);
	(void)sem_wait(&g.entered);
	for (size_t i = 0; i < n; i++)
		db_submit(t->app.pool, &r[i].w);
	(void)sem_post(&g.go);
	for (size_t i = 0; i < n; i++)
		(void)sem_wait(over);
}

static void requests_release(struct request *r, size_t n)
{
	for (size_t i = 0; i < n; i++)
		arena_free(r[i].cx.arena);
}

static void waiting_writes_share_one_commit(void **state)
{
	struct test *t = *state;
	struct request r[GROUP];
	struct db_stats before = db_pool_stats(t->app.pool), after;
	sem_t over;

	requests_init(t, r, GROUP, &over);
	requests_run(t, r, GROUP, &over);
	after = db_pool_stats(t->app.pool);
	for (size_t i = 0; i < GROUP; i++) {
		assert_int_equal(r[i].result, ERR_OK);
		assert_true(r[i].sound);
	}
	if (!test_on_pg())
		assert_int_equal(after.groups - before.groups, 2); /* the gate's and the group's */
	assert_int_equal(count(t), GROUP);
	requests_release(r, GROUP);
}

static void a_write_that_fails_leaves_the_others_of_its_group(void **state)
{
	struct test *t = *state;
	struct request r[GROUP];
	sem_t over;

	requests_init(t, r, GROUP, &over);
	r[3].id = 0;      /* refused by its own function */
	r[6].id = 100000; /* refused by the database */
	requests_run(t, r, GROUP, &over);
	for (size_t i = 0; i < GROUP; i++) {
		assert_int_equal(r[i].result, i == 3   ? ERR_INVALID
					      : i == 6 ? ERR_CONFLICT
						       : ERR_OK);
		assert_int_equal(r[i].calls, 1);
		assert_true(r[i].sound);
	}
	assert_string_equal(r[3].cx.detail, "refused");
	assert_int_equal(count(t), GROUP);
	requests_release(r, GROUP);
}

/* Fills the disk that SQLite believes to have. */
static enum err fill_disk(struct ctx *cx, void *arg)
{
	struct request *r = arg;

	r->calls++;
	TRY(cx->db->ops->script(cx->db, "PRAGMA max_page_count = 40"));
	return cx->db->ops->script(cx->db, "CREATE TABLE bulk (x BLOB);"
					   "INSERT INTO bulk VALUES (randomblob(1000000))");
}

static void a_full_disk_ends_one_write_and_the_others_run_again_alone(void **state)
{
	struct test *t = *state;
	struct request r[GROUP];
	sem_t over;

	if (test_on_pg())
		skip();
	requests_init(t, r, GROUP, &over);
	r[5].w.run = fill_disk;
	r[5].sound = true;
	requests_run(t, r, GROUP, &over);
	for (size_t i = 0; i < GROUP; i++) {
		if (i != 5)
			assert_int_equal(r[i].result, ERR_OK);
		assert_in_range(r[i].calls, 1, 2);
	}
	assert_int_equal(r[5].result, ERR_FULL);
	assert_int_equal(count(t), GROUP);
	requests_release(r, GROUP);
}

static enum err add_twice_hiding_the_conflict(struct ctx *cx, void *arg)
{
	int64_t other = 500;

	TRY(add(cx, arg));
	(void)!add(cx, arg);
	(void)!add(cx, &other);
	return ERR_OK;
}

static void after_a_failed_statement_nothing_of_the_write_is_kept(void **state)
{
	struct test *t = *state;
	int64_t id = 7;

	assert_int_equal(test_write(t, add_twice_hiding_the_conflict, &id), ERR_CONFLICT);
	assert_int_equal(count(t), 0);
}

static enum err add_two(struct ctx *cx, void *arg)
{
	int64_t next = *(int64_t *)arg + 1;

	TRY(add(cx, arg));
	return add(cx, &next);
}

static void an_ordered_fault_fails_the_nth_statement_and_writes_nothing(void **state)
{
	struct test *t = *state;
	int64_t id = 1;

	for (unsigned nth = 1; nth <= 2; nth++) {
		db_fault_at(t->app.pool, nth);
		assert_int_equal(test_write(t, add_two, &id), ERR_DB);
		assert_int_equal(count(t), 0);
	}
	db_fault_at(t->app.pool, 3);
	assert_ok(test_write(t, add_two, &id));
	db_fault_at(t->app.pool, 0);
	assert_int_equal(count(t), 2);
}

static void a_reader_sees_one_state_to_its_end(void **state)
{
	struct test *t = *state;
	struct node_lease_next_row row;
	struct ctx other = t->cx;
	int64_t id = 1;

	other.arena = arena_new(0);
	test_read_begin(t);
	assert_ok(node_lease_next_one(&t->cx, &row));
	assert_ok(db_write(&other, t->app.pool, add, &id));
	assert_ok(node_lease_next_one(&t->cx, &row));
	assert_int_equal(row.next, 1);
	test_read_end(t);
	assert_int_equal(count(t), 1);
	arena_free(other.arena);
}

static void a_reader_refuses_to_write(void **state)
{
	struct test *t = *state;
	int64_t id = 1;

	test_read_begin(t);
	assert_int_equal(add(&t->cx, &id), ERR_DB);
	test_read_end(t);
	assert_int_equal(count(t), 0);
}

static void another_city_sees_nothing_of_this_one(void **state)
{
	struct test *t = *state;
	int64_t id = 1;

	assert_ok(test_write(t, add, &id));
	t->cx.city = 2;
	assert_int_equal(count(t), 0);
	t->cx.city = TEST_CITY;
	assert_int_equal(count(t), 1);
}

static void a_second_process_cannot_take_the_lock(void **state)
{
	struct test t;
	struct db_pool *first = NULL, *second = NULL;
	struct db_options o = { .create = true, .exclusive = true };

	(void)state;
	test_open_plain(&t);
	o.url = arena_printf(t.cx.arena, "%s/lock.db", t.dir);
	assert_ok(db_pool_open(&t.cx, &o, &first));
	assert_int_equal(db_pool_open(&t.cx, &o, &second), ERR_BUSY);
	db_pool_close(first);
	err_clear(&t.cx);
	assert_ok(db_pool_open(&t.cx, &o, &second));
	db_pool_close(second);
	test_close(&t);
}

static void a_file_that_is_not_there_is_not_made(void **state)
{
	struct test t;
	struct db_pool *pool = NULL;
	struct db_options o = { .create = false };

	(void)state;
	test_open_plain(&t);
	o.url = arena_printf(t.cx.arena, "%s/none.db", t.dir);
	assert_int_equal(db_pool_open(&t.cx, &o, &pool), ERR_DB);
	assert_non_null(strstr(t.cx.detail, "unable to open"));
	test_close(&t);
}

static void each_lease_takes_another_node_number(void **state)
{
	struct test *t = *state;
	unsigned first = 0, second = 0;

	assert_ok(db_node_lease(&t->cx, t->app.pool, &first));
	assert_ok(db_node_lease(&t->cx, t->app.pool, &second));
	assert_int_equal(first, 1);
	assert_int_equal(second, 2);
	assert_int_equal(t->cx.city, TEST_CITY);
}

static void when_all_numbers_were_leased_the_oldest_is_taken(void **state)
{
	struct test *t = *state;
	int64_t id = 1023;
	unsigned node = 0;

	t->cx.city = 0;
	assert_ok(test_write(t, add, &id));
	t->cx.city = TEST_CITY;
	assert_ok(db_node_lease(&t->cx, t->app.pool, &node));
	assert_int_equal(node, 1023);
}

#define T(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(waiting_writes_share_one_commit),
		T(a_write_that_fails_leaves_the_others_of_its_group),
		T(a_full_disk_ends_one_write_and_the_others_run_again_alone),
		T(after_a_failed_statement_nothing_of_the_write_is_kept),
		T(an_ordered_fault_fails_the_nth_statement_and_writes_nothing),
		T(a_reader_sees_one_state_to_its_end),
		T(a_reader_refuses_to_write),
		T(another_city_sees_nothing_of_this_one),
		cmocka_unit_test(a_second_process_cannot_take_the_lock),
		cmocka_unit_test(a_file_that_is_not_there_is_not_made),
		T(each_lease_takes_another_node_number),
		T(when_all_numbers_were_leased_the_oldest_is_taken),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
