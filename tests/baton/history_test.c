/*
 * Random histories: two people act at the same time on what they saw a moment ago, statements fail
 * in between, and after each act the invariants hold.
 *
 *   history_test [ACTS [SEED]]     of each actor; 400 and 1 without
 */
#include "lib/invariants.h"
#include "lib/world.h"

#include "base/rng.h"
#include "feature/directory/directory.h"
#include "platform/db/db_impl.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int acts = 400;
static uint64_t seed = 1;

struct player {
	struct world w;
	struct rng rng;
	pthread_t thread;
	uint64_t done, refused, failed;
	char fault[300];
};

static _Atomic int64_t shared_now;

/* ---- one player -------------------------------------------------------------------------- */

/* A further person at the same database: own context, connection and ids. */
static void join(struct player *p, const struct city_fixture *host, unsigned node)
{
	p->w.c = *host;
	p->w.c.cx = &p->w.c.t.cx;
	ctx_init(p->w.c.cx, host->cx->app, host->cx->now);
	rng_seed(&p->rng, seed * 100 + node);
	p->w.c.cx->rng = &p->rng;
	p->w.c.cx->city = TEST_CITY;
	p->w.c.cx->actor = &p->w.c.t.actor;
	id_maker_init(&p->w.c.t.app.ids, 1 + node);
	assert_ok(db_connect(p->w.c.cx, host->t.app.pool, DB_WRITER, &p->w.c.db));
}

static void leave(struct player *p)
{
	p->w.c.db->ops->close(p->w.c.db);
	ctx_release(p->w.c.cx);
}

static enum err look(struct player *p, struct view *v)
{
	act_begin(&p->w.c);
	return act_end(&p->w.c, world_look(&p->w, v));
}

/* With the last lines of the log, to see how it came about. */
static void note_fault(struct player *p, const char *broken)
{
	const char *last = NULL;

	if (city_query(p->w.c.cx,
		       "SELECT string_agg(reason || ' ' || CAST(coalesce(to_unit_id, 0) % 1000 AS "
		       "TEXT), ', ') "
		       "FROM (SELECT reason, to_unit_id FROM baton_log ORDER BY id DESC LIMIT 6) l",
		       true, NULL, &last) != ERR_OK)
		last = "";
	(void)snprintf(p->fault, sizeof(p->fault), "%s (%s)", broken, last);
}

static enum err check(struct player *p)
{
	const char *broken;

	act_begin(&p->w.c);
	broken = invariants_broken(p->w.c.cx);
	/* A fault that was ordered for the other one may hit the question instead. */
	if (broken != NULL && p->w.c.db->failed == ERR_OK)
		note_fault(p, broken);
	return act_end(&p->w.c, ERR_OK);
}

static enum err act(struct player *p, const struct view *v)
{
	struct city_fixture *c = &p->w.c;
	unsigned move, choice, tries = 0;
	enum err e;

	act_begin(c);
	do {
		move = (unsigned)rng_below(&p->rng, world_moves_n);
		choice = (unsigned)rng_below(&p->rng, world_moves[move].n);
		e = world_moves[move].act(&p->w, v, choice);
	} while (e == MOVE_NONE && ++tries < 50);
	e = act_end(c, e);
	if (e != ERR_OK && e != ERR_CONFLICT && e != MOVE_NONE && e != ERR_DB && e != ERR_BUSY)
		(void)snprintf(p->fault, sizeof(p->fault), "%s %u: %s %s", world_moves[move].name,
			       choice, err_name(e), c->cx->detail);
	return e;
}

static void one_turn(struct player *p)
{
	struct arena_mark memory = arena_mark(p->w.c.cx->arena);
	struct view v;
	enum err e;

	p->w.c.cx->now = shared_now;
	if (look(p, &v) == ERR_OK) {
		if (rng_below(&p->rng, 10) == 0)
			db_fault_at(p->w.c.t.app.pool, 1 + (unsigned)rng_below(&p->rng, 40));
		e = act(p, &v);
		db_fault_at(p->w.c.t.app.pool, 0);
		p->done += e == ERR_OK;
		p->refused += e == ERR_CONFLICT;
		p->failed += e == ERR_DB || e == ERR_BUSY;
		/* Time is the same for all: whoever moves it on moves it on for the other. */
		if (e == ERR_OK && p->w.c.cx->now > shared_now)
			shared_now = p->w.c.cx->now;
	}
	if (check(p) != ERR_OK)
		p->failed++; /* the other one's fault hit the question */
	arena_reset_to(p->w.c.cx->arena, memory);
}

static void *play(void *arg)
{
	struct player *p = arg;
	int i;

	for (i = 0; i < acts && p->fault[0] == '\0'; i++)
		one_turn(p);
	return NULL;
}

/* ---- the tests --------------------------------------------------------------------------- */

static void whatever_two_people_do_at_once_the_baton_is_somewhere(void **state)
{
	static struct player players[2];
	struct city_fixture host;
	size_t i;

	(void)state;
	city_open(&host);
	shared_now = TEST_NOW;
	for (i = 0; i < LEN(players); i++)
		join(&players[i], &host, (unsigned)i + 1);
	for (i = 0; i < LEN(players); i++)
		assert_int_equal(pthread_create(&players[i].thread, NULL, play, &players[i]), 0);
	for (i = 0; i < LEN(players); i++)
		(void)pthread_join(players[i].thread, NULL);
	for (i = 0; i < LEN(players); i++) {
		print_message("player %zu: %llu acts, %llu refused, %llu failed\n", i,
			      (unsigned long long)players[i].done,
			      (unsigned long long)players[i].refused,
			      (unsigned long long)players[i].failed);
		if (players[i].fault[0] != '\0')
			fail_msg("seed %llu: %s", (unsigned long long)seed, players[i].fault);
		assert_true(players[i].done > (uint64_t)acts / 20);
		leave(&players[i]);
	}
	city_close(&host);
}

/* ---- two accept the same referral -------------------------------------------------------- */

struct acceptance {
	struct player p;
	int64_t referral;
	pthread_barrier_t *barrier;
	enum err result;
	enum text why;
};

/* Both have read the referral before either writes. */
static void *accept_it(void *arg)
{
	struct acceptance *a = arg;
	struct city_fixture *c = &a->p.w.c;
	enum err e;

	city_act_as(c, CITY_WORKER);
	act_begin(c);
	(void)city_int(c, "SELECT version FROM referral WHERE id = %lld", a->referral);
	(void)pthread_barrier_wait(a->barrier);
	e = referral_accept(c->cx, a->referral, 0, NULL, NULL);
	a->result = act_end(c, e);
	a->why = refusal(c->cx);
	return NULL;
}

static void of_two_who_accept_the_same_referral_one_has_it_and_the_other_is_told(void **state)
{
	static struct acceptance two[2];
	pthread_barrier_t barrier;
	struct city_fixture host;
	int64_t id, referral = 0, to;
	struct referral_new n = { .kind = REFERRAL_HANDOVER };
	int round, won;
	size_t i;

	(void)state;
	if (!test_on_pg())
		skip(); /* one writer: nobody can be in between */
	city_open(&host);
	for (i = 0; i < 2; i++)
		join(&two[i].p, &host, (unsigned)i + 1);
	for (round = 0; round < 20; round++) {
		id = city_case(&host, NULL, 0, false);
		n.to_unit_id = host.unit[CITY_REHAB];
		assert_ok(ACT(&host, referral_send(host.cx, id, 0, &n, &referral, &to)));
		assert_int_equal(pthread_barrier_init(&barrier, NULL, 2), 0);
		for (i = 0; i < 2; i++) {
			two[i].referral = referral;
			two[i].barrier = &barrier;
			assert_int_equal(pthread_create(&two[i].p.thread, NULL, accept_it, &two[i]),
					 0);
		}
		for (i = 0; i < 2; i++)
			(void)pthread_join(two[i].p.thread, NULL);
		(void)pthread_barrier_destroy(&barrier);
		won = two[0].result == ERR_OK ? 0 : 1;
		assert_int_equal(two[won].result, ERR_OK);
		assert_int_equal(two[1 - won].result, ERR_CONFLICT);
		assert_true(two[1 - won].why != T__NONE);
		assert_int_equal(city_holder(&host, id), host.unit[CITY_REHAB]);
	}
	for (i = 0; i < 2; i++)
		leave(&two[i].p);
	city_close(&host);
}

/* ---- a unit closes while a case arrives ----------------------------------------------------- */

static void *close_it(void *arg)
{
	struct acceptance *a = arg;
	struct city_fixture *c = &a->p.w.c;
	struct unit u;
	enum err e;

	city_system(c);
	act_begin(c);
	e = directory_get(c->cx, c->unit[CITY_SECOND], &u);
	if (e == ERR_OK)
		e = directory_close(c->cx, u.id, u.version);
	a->result = act_end(c, e);
	return NULL;
}

static void a_unit_cannot_close_while_a_case_is_on_its_way_in(void **state)
{
	static struct acceptance closing;
	struct city_fixture host;
	int64_t id, referral = 0, to;
	struct referral_new n = { .kind = REFERRAL_HANDOVER };
	enum err e;

	(void)state;
	if (!test_on_pg())
		skip(); /* one writer: nobody can be in between */
	city_open(&host);
	join(&closing.p, &host, 1);
	id = city_case(&host, NULL, 0, false);
	n.to_unit_id = host.unit[CITY_SECOND];
	assert_ok(ACT(&host, referral_send(host.cx, id, 0, &n, &referral, &to)));
	city_act_as(&host, CITY_OTHER_FRONT);
	act_begin(&host);
	e = referral_accept(host.cx, referral, 0, NULL, NULL);
	assert_int_equal(pthread_create(&closing.p.thread, NULL, close_it, &closing), 0);
	(void)usleep(100000); /* time enough for the close, if nothing held it up */
	assert_ok(act_end(&host, e));
	(void)pthread_join(closing.p.thread, NULL);
	assert_int_equal(closing.result, ERR_CONFLICT);
	assert_int_equal(city_holder(&host, id), host.unit[CITY_SECOND]);
	leave(&closing.p);
	city_close(&host);
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(whatever_two_people_do_at_once_the_baton_is_somewhere),
		cmocka_unit_test(
		    of_two_who_accept_the_same_referral_one_has_it_and_the_other_is_told),
		cmocka_unit_test(a_unit_cannot_close_while_a_case_is_on_its_way_in),
	};

	if (argc > 1)
		acts = atoi(argv[1]);
	if (argc > 2)
		seed = strtoull(argv[2], NULL, 10);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
