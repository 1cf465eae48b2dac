/* Who waits for whom: lanes on PostgreSQL, the order of writes on both engines, looks by
 * themselves. */
#include "lib/testlib.h"

#include "platform/db/db_glance.h"
#include "platform/db/db_impl.h"
#include "platform/db/db_sql.h"

#include <pthread.h>
#include <semaphore.h>
#include <time.h>

#define WAIT_SECONDS 60 /* no test waits so long unless it fails */

static bool arrives(sem_t *s)
{
	struct timespec until;

	(void)clock_gettime(CLOCK_REALTIME, &until);
	until.tv_sec += WAIT_SECONDS;
	return sem_timedwait(s, &until) == 0;
}

/* A write that says when it runs and when it is answered, and may be told to stand still. */
struct act {
	struct db_write w;
	struct ctx cx;
	int64_t id;
	bool stands;
	sem_t runs, go, over;
	enum err result;
};

static enum err add(struct ctx *cx, int64_t id)
{
	return node_lease_add_run(cx, &(struct node_lease_add_args){ .id = id }, NULL);
}

static enum err act_run(struct ctx *cx, void *arg)
{
	struct act *a = arg;

	TRY(add(cx, a->id));
	(void)sem_post(&a->runs);
	if (a->stands)
		(void)sem_wait(&a->go);
	return ERR_OK;
}

static void act_done(struct ctx *cx, void *arg, enum err result)
{
	struct act *a = arg;

	(void)cx;
	a->result = result;
	(void)sem_post(&a->over);
}

static void act_init(struct test *t, struct act *a, int64_t id)
{
	*a = (struct act){ .cx = t->cx, .id = id };
	a->cx.arena = arena_new(0);
	a->w = (struct db_write){ .run = act_run, .done = act_done, .cx = &a->cx, .arg = a };
	(void)sem_init(&a->runs, 0, 0);
	(void)sem_init(&a->go, 0, 0);
	(void)sem_init(&a->over, 0, 0);
}

static void act_release(struct act *a)
{
	arena_free(a->cx.arena);
}

/* ---- lanes ------------------------------------------------------------------------------- */

static void nobody_waits_for_a_patient_write(void **state)
{
	struct test *t = *state;
	struct act patient, urgent;

	if (!test_on_pg())
		skip();
	act_init(t, &patient, 1);
	act_init(t, &urgent, 2);
	patient.w.patient = patient.stands = true;
	db_submit(t->app.pool, &patient.w);
	assert_true(arrives(&patient.runs));
	db_submit(t->app.pool, &urgent.w);
	assert_true(arrives(&urgent.over)); /* while the other still stands */
	assert_int_equal(urgent.result, ERR_OK);
	(void)sem_post(&patient.go);
	assert_true(arrives(&patient.over));
	assert_int_equal(patient.result, ERR_OK);
	act_release(&patient);
	act_release(&urgent);
}

static void patient_writes_keep_their_order(void **state)
{
	struct test *t = *state;
	struct act a[2];

	for (int i = 0; i < 2; i++) {
		act_init(t, &a[i], i + 1);
		a[i].w.patient = true;
	}
	a[0].stands = true;
	db_submit(t->app.pool, &a[0].w);
	assert_true(arrives(&a[0].runs));
	db_submit(t->app.pool, &a[1].w);
	(void)clock_nanosleep(CLOCK_MONOTONIC, 0, &(struct timespec){ .tv_nsec = 50000000 }, NULL);
	assert_int_equal(sem_trywait(&a[1].runs), -1);
	(void)sem_post(&a[0].go);
	for (int i = 0; i < 2; i++) {
		assert_true(arrives(&a[i].over));
		assert_int_equal(a[i].result, ERR_OK);
		act_release(&a[i]);
	}
}

static uint64_t groups(struct test *t)
{
	return atomic_load(&t->app.pool->groups);
}

/* SQLite: two patient ones wait for the writer, and somebody comes while the first is at work. */
static void who_comes_goes_along_with_the_patient_one_at_work(void **state)
{
	struct test *t = *state;
	struct act before, first, second, urgent;
	uint64_t then = groups(t);

	if (test_on_pg())
		skip();
	act_init(t, &before, 1);
	act_init(t, &first, 2);
	act_init(t, &second, 3);
	act_init(t, &urgent, 4);
	before.stands = first.stands = true;
	first.w.patient = second.w.patient = true;
	db_submit(t->app.pool, &before.w);
	assert_true(arrives(&before.runs));
	db_submit(t->app.pool, &first.w);
	db_submit(t->app.pool, &second.w);
	(void)sem_post(&before.go);
	assert_true(arrives(&first.runs));
	db_submit(t->app.pool, &urgent.w);
	(void)sem_post(&first.go);
	assert_true(arrives(&urgent.over));
	assert_true(arrives(&second.over));
	assert_true(arrives(&first.over));
	assert_true(arrives(&before.over));
	assert_int_equal(first.result | second.result | urgent.result, ERR_OK);
	/* the one before; the first patient one with who came; the second */
	assert_int_equal(groups(t) - then, 3);
	act_release(&before);
	act_release(&first);
	act_release(&second);
	act_release(&urgent);
}

/* More were said to come, and none does: a few milliseconds, not for ever. */
static void the_last_of_many_is_not_forgotten(void **state)
{
	struct test *t = *state;
	struct act a[3];

	for (int i = 0; i < 3; i++) {
		act_init(t, &a[i], i + 1);
		a[i].w.patient = a[i].w.more_come = true;
		db_submit(t->app.pool, &a[i].w);
	}
	for (int i = 0; i < 3; i++) {
		assert_true(arrives(&a[i].over));
		assert_int_equal(a[i].result, ERR_OK);
		act_release(&a[i]);
	}
}

/* Answers a commit only when told so: as a server whose disk is slow. */
static struct db_ops slow;
static const struct db_ops *real;
static sem_t committed, answer;
static atomic_bool first;

static enum err slow_commit(struct db *db)
{
	enum err e = real->commit(db);

	if (atomic_exchange(&first, false)) {
		(void)sem_post(&committed);
		(void)sem_wait(&answer);
	}
	return e;
}

static void slow_down(struct db_pool *pool)
{
	real = pool->ops;
	slow = *real;
	slow.commit = slow_commit;
	atomic_store(&first, true);
	(void)sem_init(&committed, 0, 0);
	(void)sem_init(&answer, 0, 0);
	for (unsigned i = 0; i < pool->n_workers; i++)
		pool->workers[i].db->ops = &slow;
}

static void the_next_group_goes_ahead_while_one_commits(void **state)
{
	struct test *t = *state;
	struct act a, b;

	if (!test_on_pg())
		skip();
	slow_down(t->app.pool);
	act_init(t, &a, 1);
	act_init(t, &b, 2);
	db_submit(t->app.pool, &a.w);
	assert_true(arrives(&committed));
	db_submit(t->app.pool, &b.w);
	assert_true(arrives(&b.over));
	assert_int_equal(b.result, ERR_OK);
	assert_int_equal(sem_trywait(&a.over), -1); /* nobody was told before its commit was */
	(void)sem_post(&answer);
	assert_true(arrives(&a.over));
	assert_int_equal(a.result, ERR_OK);
	act_release(&a);
	act_release(&b);
}

/* ---- a look by itself ---------------------------------------------------------------------- */

static int64_t glance(struct test *t)
{
	struct node_lease_next_row row;

	test_read_begin(t);
	db_read_glance(&t->cx);
	assert_ok(node_lease_next_one(&t->cx, &row));
	test_read_end(t);
	return row.next - 1;
}

static enum err add_one(struct ctx *cx, void *arg)
{
	return add(cx, *(int64_t *)arg);
}

static void a_look_by_itself_sees_its_own_city_only(void **state)
{
	struct test *t = *state;
	int64_t id = 1;

	assert_ok(test_write(t, add_one, &id));
	for (int i = 0; i < 3; i++) { /* on one connection, in turn */
		t->cx.city = TEST_CITY + 1;
		assert_int_equal(glance(t), 0);
		t->cx.city = TEST_CITY;
		assert_int_equal(glance(t), 1);
	}
}

static void a_look_by_itself_writes_nothing(void **state)
{
	struct test *t = *state;

	for (int i = 0; i < 2; i++) {
		test_read_begin(t);
		db_read_glance(&t->cx);
		assert_int_equal(add(&t->cx, 1), ERR_DB);
		test_read_end(t);
	}
	assert_int_equal(glance(t), 0);
}

static void what_follows_a_look_sees_one_state(void **state)
{
	struct test *t = *state;
	struct node_lease_next_row row;
	struct ctx other = t->cx;
	int64_t id = 1;

	test_read_begin(t);
	db_read_glance(&t->cx);
	assert_ok(node_lease_next_one(&t->cx, &row));
	assert_ok(node_lease_next_one(&t->cx, &row));
	assert_int_equal(row.next, 1);
	assert_ok(db_write(&other, t->app.pool, add_one, &id));
	assert_ok(node_lease_next_one(&t->cx, &row));
	assert_int_equal(row.next, 1);
	test_read_end(t);
	assert_int_equal(glance(t), 1);
}

#define T(name) cmocka_unit_test_setup_teardown(name, test_setup, test_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(nobody_waits_for_a_patient_write),
		T(patient_writes_keep_their_order),
		T(who_comes_goes_along_with_the_patient_one_at_work),
		T(the_last_of_many_is_not_forgotten),
		T(the_next_group_goes_ahead_while_one_commits),
		T(a_look_by_itself_sees_its_own_city_only),
		T(a_look_by_itself_writes_nothing),
		T(what_follows_a_look_sees_one_state),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
