/* Group commit, retries, faults, readers and the lock. */
#include "lib/testlib.h"

#include "platform/db/db_impl.h"
#include "platform/db/db_sql.h"

#include <pthread.h>
#include <semaphore.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define GROUP 10

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
	sem_t entered, go, done;
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
	struct gate *g = arg;

	(void)cx;
	(void)result;
	(void)sem_post(&g->done);
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

/* Submits all while the writer is held, so that they make one group. */
static void requests_run(struct test *t, struct request *r, size_t n, sem_t *over)
{
	struct ctx cx = t->cx;
	struct gate g;
	struct db_write hold = { .run = gate_run, .done = gate_done, .cx = &cx, .arg = &g };

	(void)sem_init(&g.entered, 0, 0);
	(void)sem_init(&g.go, 0, 0);
	(void)sem_init(&g.done, 0, 0);
	db_submit(t->app.pool, &hold);
	(void)sem_wait(&g.entered);
	for (size_t i = 0; i < n; i++)
		db_submit(t->app.pool, &r[i].w);
	(void)sem_post(&g.go);
	for (size_t i = 0; i < n; i++)
		(void)sem_wait(over);
	/* On PostgreSQL its commit may be answered after theirs. */
	(void)sem_wait(&g.done);
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
		/* PostgreSQL begins without savepoints, and again with them. */
		assert_in_range(r[i].calls, 1, test_on_pg() ? 2 : 1);
		assert_true(r[i].sound);
	}
	assert_string_equal(r[3].cx.detail, "refused");
	assert_int_equal(count(t), GROUP);
	requests_release(r, GROUP);
}

static enum err refuse_run(struct ctx *cx, void *arg)
{
	struct request *r = arg;

	r->calls++;
	return err_set(cx, ERR_INVALID, "refused at once");
}

/* On SQLite patient ones share the transaction without savepoints. */
static void a_patient_write_that_fails_leaves_those_before_and_behind_it(void **state)
{
	struct test *t = *state;
	struct request r[GROUP];
	sem_t over;

	requests_init(t, r, GROUP, &over);
	for (size_t i = 0; i < GROUP; i++)
		r[i].w.patient = i > 1;
	r[5].id = 5; /* taken by the one before it */
	r[7].id = 0;
	requests_run(t, r, GROUP, &over);
	for (size_t i = 0; i < GROUP; i++)
		assert_int_equal(r[i].result, i == 5   ? ERR_CONFLICT
					      : i == 7 ? ERR_INVALID
						       : ERR_OK);
	assert_string_equal(r[7].cx.detail, "refused");
	assert_int_equal(count(t), GROUP);
	requests_release(r, GROUP);
}

static void a_write_refused_before_it_wrote_does_not_stop_its_group(void **state)
{
	struct test *t = *state;
	struct db_stats before = db_pool_stats(t->app.pool), after;
	struct request r[GROUP];
	sem_t over;

	requests_init(t, r, GROUP, &over);
	r[3].w.run = refuse_run;
	requests_run(t, r, GROUP, &over);
	after = db_pool_stats(t->app.pool);
	for (size_t i = 0; i < GROUP; i++)
		assert_int_equal(r[i].result, i == 3 ? ERR_INVALID : ERR_OK);
	assert_string_equal(r[3].cx.detail, "refused at once");
	assert_int_equal(count(t), GROUP);
	assert_int_equal(after.groups - before.groups, 2);
	assert_int_equal(after.retries - before.retries, 0);
	requests_release(r, GROUP);
}

/* Adds a number; the first time it cuts its connection before. */
static enum err cut_run(struct ctx *cx, void *arg)
{
	struct request *r = arg;

	if (r->calls++ == 0)
		return cx->db->ops->script(cx->db, "SELECT pg_terminate_backend(pg_backend_pid())");
	return request_run(cx, arg);
}

/* The first time the connection is cut under the group, which has not been committed. */
static void a_group_whose_connection_is_cut_is_carried_out_again(void **state)
{
	struct test *t = *state;
	struct request r[GROUP];
	sem_t over;

	if (!test_on_pg())
		skip();
	requests_init(t, r, GROUP, &over);
	r[5].w.run = cut_run;
	requests_run(t, r, GROUP, &over);
	for (size_t i = 0; i < GROUP; i++)
		assert_int_equal(r[i].result, ERR_OK);
	assert_int_equal(count(t), GROUP);
	requests_release(r, GROUP);
}

static void a_write_of_another_city_is_of_another_transaction(void **state)
{
	struct test *t = *state;
	struct db_stats before = db_pool_stats(t->app.pool), after;
	struct request r[GROUP];
	sem_t over;

	if (!test_on_pg())
		skip();
	requests_init(t, r, GROUP, &over);
	for (size_t i = 0; i < GROUP; i += 2)
		r[i].cx.city = 2;
	requests_run(t, r, GROUP, &over);
	after = db_pool_stats(t->app.pool);
	for (size_t i = 0; i < GROUP; i++)
		assert_int_equal(r[i].result, ERR_OK);
	assert_int_equal(count(t), GROUP);
	t->cx.city = 2;
	assert_int_equal(count(t), GROUP - 1);
	t->cx.city = TEST_CITY;
	assert_true(after.groups - before.groups >= 3);
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

/* Adds the number, and the same once more when again is set, which the table refuses. */
struct part {
	int64_t id;
	bool again;
	enum err result;
};

static enum err part_run(struct ctx *cx, void *arg)
{
	struct part *p = arg;

	TRY(add(cx, &p->id));
	return p->again ? add(cx, &p->id) : ERR_OK;
}

static enum err parts_run(struct ctx *cx, void *arg)
{
	struct part *parts = arg;

	for (size_t i = 0; i < 3; i++)
		TRY(db_part(cx, part_run, &parts[i], &parts[i].result));
	return ERR_OK;
}

static void a_part_that_fails_takes_nothing_of_the_others_with_it(void **state)
{
	struct part parts[] = { { .id = 1 }, { .id = 2, .again = true }, { .id = 3 } };
	struct part only[] = { { .id = 4, .again = true }, { .id = 2 }, { .id = 2 } };
	struct test *t = *state;

	assert_ok(test_write(t, parts_run, parts));
	assert_ok(parts[0].result);
	assert_int_equal(parts[1].result, ERR_CONFLICT);
	assert_ok(parts[2].result);
	assert_int_equal(count(t), 3);
	assert_ok(test_write(t, parts_run, only));
	assert_int_equal(only[0].result, ERR_CONFLICT);
	assert_ok(only[1].result);
	assert_int_equal(only[2].result, ERR_CONFLICT);
	assert_int_equal(count(t), 3);
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

/* ---- lost connections and deadlocks ------------------------------------------------------ */

static enum err kill_own_connection(struct ctx *cx, void *arg)
{
	int *calls = arg;

	(*calls)++;
	return cx->db->ops->script(cx->db, "SELECT pg_terminate_backend(pg_backend_pid())");
}

static void a_lost_connection_is_busy_once_and_then_made_again(void **state)
{
	struct test *t = *state;
	int64_t id = 1;
	int calls = 0;

	if (!test_on_pg())
		skip();
	/* As often as there are writers, so that each has lost its connection. */
	for (int i = 0; i < 8; i++)
		assert_int_equal(test_write(t, kill_own_connection, &calls), ERR_BUSY);
	assert_int_equal(calls, 8);
	for (id = 1; id <= 8; id++)
		assert_ok(test_write(t, add, &id));
	assert_int_equal(count(t), 8);
}

static enum err kill_others(struct ctx *cx, void *arg)
{
	(void)arg;
	return cx->db->ops->script(cx->db, "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
					   "WHERE datname = current_database() "
					   "AND pid <> pg_backend_pid()");
}

static void a_restart_of_the_server_between_writes_goes_unnoticed(void **state)
{
	struct test *t = *state;

	if (!test_on_pg())
		skip();
	assert_int_equal(count(t), 0);
	assert_ok(test_write(t, kill_others, NULL));
	assert_int_equal(count(t), 0);
	for (int64_t id = 1; id <= 8; id++)
		assert_ok(test_write(t, add, &id));
	assert_int_equal(count(t), 8);
}

/* Two writes that lock the same two rows in opposite order, each waiting for the other's first. */
struct crossing {
	int64_t first, second;
	pthread_barrier_t *met;
	int calls;
};

static enum err touch(struct ctx *cx, int64_t id)
{
	return cx->db->ops->script(
	    cx->db,
	    arena_printf(cx->arena,
			 "UPDATE node_lease SET epoch = epoch + 1 WHERE city = 1 AND id = %d",
			 (int)id));
}

static enum err cross(struct ctx *cx, void *arg)
{
	struct crossing *c = arg;
	enum err e;

	e = touch(cx, c->first);
	if (c->calls++ == 0)
		(void)pthread_barrier_wait(c->met);
	return e == ERR_OK ? touch(cx, c->second) : e;
}

static void *cross_thread(void *arg)
{
	struct request *r = arg;
	struct test *t = (struct test *)(void *)r->cx.app;

	r->result = db_write(&r->cx, t->app.pool, cross, r->w.arg);
	return NULL;
}

static void a_deadlock_is_run_again_and_both_writes_succeed(void **state)
{
	struct test *t = *state;
	pthread_barrier_t met;
	struct crossing a = { 1, 2, &met, 0 }, b = { 2, 1, &met, 0 };
	struct request r[2];
	pthread_t thread[2];
	sem_t over;

	if (!test_on_pg())
		skip();
	for (int64_t id = 1; id <= 2; id++)
		assert_ok(test_write(t, add, &id));
	t->app.pool->solo = true; /* as two processes would */
	(void)pthread_barrier_init(&met, NULL, 2);
	requests_init(t, r, 2, &over);
	r[0].w.arg = &a;
	r[1].w.arg = &b;
	for (int i = 0; i < 2; i++)
		assert_int_equal(pthread_create(&thread[i], NULL, cross_thread, &r[i]), 0);
	for (int i = 0; i < 2; i++)
		(void)pthread_join(thread[i], NULL);
	assert_int_equal(r[0].result, ERR_OK);
	assert_int_equal(r[1].result, ERR_OK);
	assert_true(a.calls + b.calls >= 3);
	assert_int_equal(db_pool_stats(t->app.pool).retries, a.calls + b.calls - 2);
	requests_release(r, 2);
}

/* ---- readers and permissions ------------------------------------------------------------- */

static void *read_thread(void *arg)
{
	struct request *r = arg;
	struct test *t = (struct test *)(void *)r->cx.app;
	struct node_lease_next_row row;

	for (int i = 0; i < 20 && r->result == ERR_OK; i++) {
		r->result = db_read_begin(&r->cx, t->app.pool);
		if (r->result == ERR_OK)
			r->result = node_lease_next_one(&r->cx, &row);
		db_read_end(&r->cx, t->app.pool);
	}
	return NULL;
}

static void more_readers_than_connections_wait_for_their_turn(void **state)
{
	struct test *t = *state;
	struct request r[12];
	pthread_t thread[LEN(r)];
	sem_t over;

	requests_init(t, r, LEN(r), &over);
	for (size_t i = 0; i < LEN(r); i++) {
		r[i].result = ERR_OK;
		assert_int_equal(pthread_create(&thread[i], NULL, read_thread, &r[i]), 0);
	}
	for (size_t i = 0; i < LEN(r); i++)
		(void)pthread_join(thread[i], NULL);
	for (size_t i = 0; i < LEN(r); i++)
		assert_int_equal(r[i].result, ERR_OK);
	assert_true(t->app.pool->readers_open <= 4);
	requests_release(r, LEN(r));
}

static void a_writing_statement_without_its_permission_ends_the_program(void **state)
{
	struct sql guarded = sql_node_lease_add;
	struct actor visitor = { .user_id = 5, .name = "tamu" };
	struct test *t = *state;
	int status = 0;
	pid_t child;

	guarded.perm = 3;
	t->cx.actor = &visitor;
	child = fork();
	if (child == 0) {
		(void)close(STDERR_FILENO);
		(void)signal(SIGABRT, SIG_DFL);
		(void)!sql_run(&t->cx, &guarded, &(struct node_lease_add_args){ .id = 1 }, NULL);
		_exit(0);
	}
	t->cx.actor = &t->actor;
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT);
}

static void a_scheme_tells_a_server_from_a_file_that_is_called_like_one(void **state)
{
	(void)state;
	assert_true(db_is_postgres("postgres://melaju@db/kota"));
	assert_true(db_is_postgres("postgresql://db"));
	assert_false(db_is_postgres("postgres.db"));
	assert_false(db_is_postgres("/var/lib/postgres/kota.db"));
}

#define T(name) cmocka_unit_test_setup_teardown(name, test_setup, test_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(waiting_writes_share_one_commit),
		T(a_write_that_fails_leaves_the_others_of_its_group),
		T(a_patient_write_that_fails_leaves_those_before_and_behind_it),
		T(a_write_refused_before_it_wrote_does_not_stop_its_group),
		T(a_group_whose_connection_is_cut_is_carried_out_again),
		T(a_write_of_another_city_is_of_another_transaction),
		T(a_full_disk_ends_one_write_and_the_others_run_again_alone),
		T(after_a_failed_statement_nothing_of_the_write_is_kept),
		T(a_part_that_fails_takes_nothing_of_the_others_with_it),
		T(an_ordered_fault_fails_the_nth_statement_and_writes_nothing),
		T(a_reader_sees_one_state_to_its_end),
		T(a_reader_refuses_to_write),
		T(another_city_sees_nothing_of_this_one),
		cmocka_unit_test(a_scheme_tells_a_server_from_a_file_that_is_called_like_one),
		cmocka_unit_test(a_second_process_cannot_take_the_lock),
		cmocka_unit_test(a_file_that_is_not_there_is_not_made),
		T(each_lease_takes_another_node_number),
		T(when_all_numbers_were_leased_the_oldest_is_taken),
		T(a_lost_connection_is_busy_once_and_then_made_again),
		T(a_restart_of_the_server_between_writes_goes_unnoticed),
		T(a_deadlock_is_run_again_and_both_writes_succeed),
		T(more_readers_than_connections_wait_for_their_turn),
		T(a_writing_statement_without_its_permission_ends_the_program),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
