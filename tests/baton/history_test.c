/*
 * Random histories through whole requests.  Two people act at the same time on what they saw a
 * moment ago while statements fail; and one whose process is killed at any statement, commit or
 * write to the file and started again.  After each act, and after each start, the invariants hold.
 *
 *   history_test [ACTS [SEED [KILLS]]]     150 of each actor, 1, 25 without (PostgreSQL: 40, 1, 8)
 *   MELAJU_KILLS=KILLS                     the same
 */
#include "lib/invariants.h"
#include "lib/stops.h"
#include "lib/world.h"

#include "base/rng.h"
#include "platform/audit/audit.h"
#include "platform/db/db_impl.h"

#include <pthread.h>
#include <signal.h>
#include <sqlite3.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static int acts = 150, kills = 25;
static uint64_t seed = 1;

struct player {
	struct world w;
	struct rng rng;
	pthread_t thread;
	bool faults; /* statements fail now and then, of whomever it hits */
	uint64_t done, refused, failed;
	char fault[900];
};

static _Atomic int64_t shared_now;

/* ---- one player -------------------------------------------------------------------------- */

/* With the last lines of the log, to see how it came about. */
static void note_fault(struct player *p, const char *broken)
{
	struct ctx *cx = p->w.h.c.cx;
	const char *last = NULL;

	house_look(&p->w.h);
	if (city_query(cx,
		       "SELECT string_agg(reason || ' ' || CAST(coalesce(to_unit_id, 0) % 1000 AS "
		       "TEXT), ', ') "
		       "FROM (SELECT reason, to_unit_id FROM baton_log ORDER BY id DESC LIMIT 6) l",
		       true, NULL, &last) != ERR_OK)
		last = "";
	house_look_end(&p->w.h);
	(void)snprintf(p->fault, sizeof(p->fault), "%s (%s)", broken, last);
}

static void check(struct player *p)
{
	const char *broken;
	bool asked;

	house_look(&p->w.h);
	broken = invariants_broken(p->w.h.c.cx);
	/* A fault that was ordered for the other one may hit the question instead. */
	asked = p->w.h.eye->failed == ERR_OK;
	house_look_end(&p->w.h);
	if (broken != NULL && asked)
		note_fault(p, broken);
	p->failed += !asked;
}

/* Something that makes sense in what was seen. */
static enum err act(struct player *p, const struct view *v)
{
	unsigned move, choice, tries = 0;
	enum err e;

	do {
		move = (unsigned)rng_below(&p->rng, MOVE__MAX);
		choice = (unsigned)rng_below(&p->rng, world_moves[move].n);
		e = world_moves[move].act(&p->w, v, choice);
	} while (e == MOVE_NONE && ++tries < 80);
	if (e != ERR_OK && e != ERR_CONFLICT && e != ERR_INVALID && e != ERR_NOTFOUND &&
	    e != ERR_BUSY && e != MOVE_NONE && !p->faults)
		(void)snprintf(p->fault, sizeof(p->fault), "%s %u: %s, %d %s",
			       world_moves[move].name, choice, err_name(e), p->w.h.status,
			       p->w.h.answer);
	return e;
}

static void one_turn(struct player *p)
{
	struct ctx *cx = p->w.h.c.cx;
	struct arena_mark memory = arena_mark(cx->arena);
	struct view v;
	enum err e;

	cx->now = shared_now;
	if (world_look(&p->w, &v) == ERR_OK) {
		if (p->faults && rng_below(&p->rng, 4) == 0)
			db_fault_at(p->w.h.app->pool, 1 + (unsigned)rng_below(&p->rng, 60));
		e = act(p, &v);
		db_fault_at(p->w.h.app->pool, 0);
		p->done += e == ERR_OK;
		p->refused += e == ERR_CONFLICT || e == ERR_INVALID || e == ERR_NOTFOUND;
		p->failed += e == ERR_DB || e == ERR_BUSY;
		/* Time is the same for all: whoever moves it on moves it on for the other. */
		if (e == ERR_OK && cx->now > shared_now)
			shared_now = cx->now;
	}
	check(p);
	arena_reset_to(cx->arena, memory);
}

static void *play(void *arg)
{
	struct player *p = arg;
	int i;

	for (i = 0; i < acts && p->fault[0] == '\0'; i++)
		one_turn(p);
	return NULL;
}

/* ---- two at once ------------------------------------------------------------------------- */

static void two_play(bool faults)
{
	static struct player players[2];
	static struct house host;
	size_t i;

	house_open(&host);
	shared_now = TEST_NOW;
	for (i = 0; i < LEN(players); i++) {
		players[i] = (struct player){ .faults = faults };
		world_whole(&players[i].w);
		house_join(&players[i].w.h, &host, (unsigned)i + 1);
		rng_seed(&players[i].rng, seed * 100 + i + (faults ? 50 : 0));
	}
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
		house_part(&players[i].w.h);
	}
	house_close(&host);
}

static void whatever_two_people_do_at_once_the_baton_is_somewhere(void **state)
{
	(void)state;
	two_play(false);
}

static void whatever_statement_fails_meanwhile_the_baton_is_somewhere(void **state)
{
	(void)state;
	two_play(true);
}

/* ---- killed at any point ------------------------------------------------------------------- */

/* What the process tells the outside after each act that was answered. */
struct ack {
	int64_t now, lines; /* of the audit log */
	unsigned once;
};

static atomic_int until_death; /* places to pass; below 0: none of this kind */
static atomic_int writes_until_death;

static void NORETURN die(void)
{
	(void)kill(getpid(), SIGKILL);
	for (;;)
		(void)pause();
}

static void pass_place(enum stop stop, unsigned writer)
{
	(void)stop;
	(void)writer;
	if (atomic_fetch_sub(&until_death, 1) == 0)
		die();
}

/* The file has these bytes, the rest of the commit never comes. */
static ssize_t write_and_die(int fd, const void *bytes, size_t n, off_t at)
{
	ssize_t written = pwrite(fd, bytes, n, at);

	if (atomic_fetch_sub(&writes_until_death, 1) == 0)
		die();
	return written;
}

static ssize_t append_and_die(int fd, const void *bytes, size_t n)
{
	ssize_t written = write(fd, bytes, n);

	if (atomic_fetch_sub(&writes_until_death, 1) == 0)
		die();
	return written;
}

static void count_writes(void)
{
	sqlite3_vfs *vfs = sqlite3_vfs_find(NULL);

	if (vfs->xGetSystemCall(vfs, "pwrite64") != NULL)
		(void)vfs->xSetSystemCall(vfs, "pwrite64", (sqlite3_syscall_ptr)write_and_die);
	if (vfs->xGetSystemCall(vfs, "pwrite") != NULL)
		(void)vfs->xSetSystemCall(vfs, "pwrite", (sqlite3_syscall_ptr)write_and_die);
	(void)vfs->xSetSystemCall(vfs, "write", (sqlite3_syscall_ptr)append_and_die);
}

static int64_t audit_lines(struct house *h)
{
	int64_t n = -1;

	house_look(h);
	if (city_query(h->c.cx, "SELECT CAST(count(*) AS BIGINT) FROM audit_leaf", false, &n,
		       NULL) != ERR_OK)
		n = -1;
	house_look_end(h);
	return n;
}

static void NORETURN play_until_killed(struct player *p, const char *url, int round, int to_parent)
{
	struct house *h = &p->w.h;
	struct ack ack;
	struct view v;
	int i;

	rng_seed(&p->rng, seed * 1000 + (uint64_t)round);
	id_maker_init(&h->c.t.app.ids, (unsigned)round % 1000 + 2);
	if (round % 2 == 0 && !test_on_pg())
		count_writes();
	if (house_return(h, url) != ERR_OK)
		_exit(1);
	stops_set(h->app->pool, pass_place);
	atomic_store(&writes_until_death, (int)rng_below(&p->rng, 300));
	atomic_store(&until_death,
		     round % 2 == 0 && !test_on_pg() ? 1 << 30 : (int)rng_below(&p->rng, 900));
	for (i = 0;; i++) {
		if (world_look(&p->w, &v) != ERR_OK)
			_exit(2);
		if (act(p, &v) != ERR_OK) {
			if (p->fault[0] != '\0')
				_exit(3);
			continue;
		}
		ack = (struct ack){ h->c.cx->now, audit_lines(h), h->once };
		if (write(to_parent, &ack, sizeof(ack)) != sizeof(ack))
			_exit(4);
	}
}

/* Plays in another process until that dies; the last that was answered. */
static int one_life(struct player *p, const char *url, int round, struct ack *last)
{
	int ends[2], status, n = 0;
	struct ack ack;
	pid_t child;

	assert_int_equal(pipe(ends), 0);
	child = fork();
	if (child == 0)
		play_until_killed(p, url, round, ends[1]);
	assert_true(child > 0);
	(void)close(ends[1]);
	while (read(ends[0], &ack, sizeof(ack)) == sizeof(ack)) {
		*last = ack;
		n++;
	}
	(void)close(ends[0]);
	(void)waitpid(child, &status, 0);
	if (!WIFSIGNALED(status) || WTERMSIG(status) != SIGKILL)
		fail_msg("round %d of seed %llu ended with %d", round, (unsigned long long)seed,
			 status);
	return n;
}

static void check_after_death(struct player *p, const struct ack *last, int round)
{
	struct house *h = &p->w.h;
	struct audit_report report;
	const char *broken = house_broken(h);
	int64_t lines = audit_lines(h), size;

	if (broken != NULL)
		fail_msg("round %d of seed %llu: %s", round, (unsigned long long)seed, broken);
	if (lines < last->lines)
		fail_msg("round %d of seed %llu: %lld lines of the audit log, %lld were answered",
			 round, (unsigned long long)seed, (long long)lines, (long long)last->lines);
	city_system(&h->c);
	assert_ok(audit_sequence(h->c.cx, h->app->pool, &size));
	assert_ok(audit_verify(h->c.cx, h->app->pool, NULL, &report));
	assert_string_equal(report.fault, "");
}

static void killed_at_any_statement_and_write_nothing_answered_is_lost(void **state)
{
	static struct player p;
	struct ack last = { .now = TEST_NOW };
	int round, answered = 0;
	const char *url;

	(void)state;
	p = (struct player){ 0 };
	world_whole(&p.w);
	house_open(&p.w.h);
	url = arena_strdup(p.w.h.c.cx->arena, p.w.h.app->pool->url);
	house_leave(&p.w.h);
	for (round = 0; round < kills; round++) {
		answered += one_life(&p, url, round, &last);
		p.w.h.c.cx->now = last.now;
		p.w.h.once = last.once + 1000;
		assert_ok(house_return(&p.w.h, url));
		check_after_death(&p, &last, round);
		house_leave(&p.w.h);
	}
	print_message("%d kills, %d acts answered, none lost, %lld lines in the audit log\n", kills,
		      answered, (long long)last.lines);
	assert_ok(house_return(&p.w.h, url));
	house_close(&p.w.h);
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(whatever_two_people_do_at_once_the_baton_is_somewhere),
		cmocka_unit_test(whatever_statement_fails_meanwhile_the_baton_is_somewhere),
		cmocka_unit_test(killed_at_any_statement_and_write_nothing_answered_is_lost),
	};

	if (test_on_pg()) {
		acts = 40;
		kills = 8;
	}
	if (getenv("MELAJU_KILLS") != NULL)
		kills = atoi(getenv("MELAJU_KILLS"));
	if (argc > 1)
		acts = atoi(argv[1]);
	if (argc > 2)
		seed = strtoull(argv[2], NULL, 10);
	if (argc > 3)
		kills = atoi(argv[3]);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
