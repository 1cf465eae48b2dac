/*
 * Any two acts that two people can do in a state, at the same time, on PostgreSQL: the first stands
 * still before its k-th statement or its commit while the second goes as far as it can.  What comes
 * of it is what one after the other, in either order, would have left; or one alone, when the other
 * was told that something had changed meanwhile.
 *
 * race_test has the pairs that were thought of; here they are drawn from all acts of the explorer's
 * world, in states from which all of them are possible.  On SQLite the explorer itself does so.
 *
 *   pairs_test [PAIRS [SEED]]    10, 1 without
 *   MELAJU_RACES=all             every pair of every state, every k
 */
#include "lib/meeting.h"
#include "lib/world.h"

#include "base/rng.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define PLACES_MAX 400 /* statements of one act */
#define STAGE_ACTS 10

/* How to get to a state from nothing. */
struct stage {
	const char *name;
	struct act path[STAGE_ACTS]; /* ended by MOVE__MAX */
};

#define END                  \
	{                    \
		MOVE__MAX, 0 \
	}
#define BEGIN                \
	{ MOVE_REPORT, 0 },  \
	{                    \
		MOVE_CASE, 0 \
	}
static const struct stage stages[] = {
	{ "a report", { { MOVE_REPORT, 0 }, END } },
	{ "two reports", { { MOVE_REPORT, 0 }, { MOVE_REPORT, 0 }, END } },
	{ "a report that was rejected", { { MOVE_REPORT, 0 }, { MOVE_REPORT_END, 0 }, END } },
	{ "a case", { BEGIN, END } },
	{ "a chain of steps", { { MOVE_REPORT, 0 }, { MOVE_CASE, 1 }, END } },
	{ "an emergency", { { MOVE_REPORT, 0 }, { MOVE_CASE, 2 }, END } },
	{ "a hand-over", { BEGIN, { MOVE_SEND, 0 }, END } },
	{ "a hand-over that waits", { BEGIN, { MOVE_SEND, 0 }, { MOVE_ANSWER, 2 }, END } },
	{ "a hand-over that was accepted", { BEGIN, { MOVE_SEND, 0 }, { MOVE_ANSWER, 0 }, END } },
	{ "a hand-over and a request", { BEGIN, { MOVE_SEND, 0 }, { MOVE_SEND, 5 }, END } },
	{ "a step that ended", { BEGIN, { MOVE_STEP_END, 0 }, END } },
	{ "aftercare", { BEGIN, { MOVE_STEP_END, 0 }, { MOVE_CASE_END, 1 }, END } },
	{ "a closed case", { BEGIN, { MOVE_STEP_END, 0 }, { MOVE_CASE_END, 0 }, END } },
	{ "a clock that stands", { BEGIN, { MOVE_CLOCK, 0 }, END } },
	{ "a case and a report", { BEGIN, { MOVE_REPORT, 0 }, END } },
	{ "two cases", { BEGIN, { MOVE_REPORT, 0 }, { MOVE_CASE, 3 }, END } },
	{ "two cases that are one",
	  { BEGIN, { MOVE_REPORT, 0 }, { MOVE_CASE, 3 }, { MOVE_MERGE, 0 }, END } },
};

struct person {
	struct world w;
	const struct view *seen;
	struct act act;
	struct meeting_actor actor;
};

struct track {
	struct world host;
	struct person two[2];
	struct view v;
	struct rng rng;
	unsigned pairs, rounds;
	bool all;
};

/* ---- getting there ----------------------------------------------------------------------- */

static void open_track(struct track *t)
{
	size_t i;

	house_open(&t->host.h);
	stops_set(t->host.h.app->pool, meeting_place);
	house_seat_all(&t->host.h);
	world_whole(&t->host);
	t->host.any_order = true;
	for (i = 0; i < 2; i++) {
		struct world *w = &t->two[i].w;

		house_join(&w->h, &t->host.h, (unsigned)i + 1);
		world_whole(w);
		w->any_order = true;
		house_seat_all(&w->h);
	}
}

static void close_track(struct track *t)
{
	house_part(&t->two[0].w.h);
	house_part(&t->two[1].w.h);
	house_close(&t->host.h);
}

static void must(struct track *t, const struct stage *s, struct act act)
{
	if (world_moves[act.move].act(&t->host, &t->v, act.choice) != ERR_OK)
		fail_msg("%s: %s %u: %d %s", s->name, world_moves[act.move].name, act.choice,
			 t->host.h.status, t->host.h.answer);
	assert_ok(world_look(&t->host, &t->v));
}

/* What the round before has left comes to an end; the second desk is there again, without hours. */
static void tidy(struct track *t, const struct stage *s)
{
	struct act act;
	int i;

	assert_ok(world_look(&t->host, &t->v));
	if (t->v.second_closed)
		must(t, s, (struct act){ MOVE_UNIT, 0 });
	if (t->v.second_open)
		must(t, s, (struct act){ MOVE_HOURS, 0 });
	for (i = 0; i < 40 && world_nearer(&t->v, &act); i++)
		must(t, s, act);
	assert_true(i < 40);
}

static void prepare(struct track *t, const struct stage *s, const struct act acts[2])
{
	struct arena *arena = t->host.h.c.cx->arena;
	size_t i;

	tidy(t, s);
	arena_reset(arena);
	t->host.since = id_make(&t->host.h.app->ids, TEST_NOW);
	assert_ok(world_look(&t->host, &t->v));
	for (i = 0; s->path[i].move != MOVE__MAX; i++)
		must(t, s, s->path[i]);
	for (i = 0; i < 2; i++) {
		struct person *p = &t->two[i];

		arena_reset(p->w.h.c.cx->arena);
		p->w.since = t->host.since;
		p->seen = &t->v;
		p->act = acts[i];
	}
}

/* ---- two at once ------------------------------------------------------------------------- */

/* The clock runs again when somebody changed what it was about to touch. */
static enum err run_act(void *arg)
{
	struct person *p = arg;
	enum err e = ERR_CONFLICT;
	int i;

	for (i = 0; i < 3 && e == ERR_CONFLICT; i++) {
		err_clear(p->w.h.c.cx);
		e = world_moves[p->act.move].act(&p->w, p->seen, p->act.choice);
		if (p->act.move != MOVE_TIME)
			break;
	}
	return e;
}

static const char *outcome(struct track *t)
{
	return meeting_outcome(&t->host.h, t->host.since, t->two[0].actor.result,
			       t->two[1].actor.result);
}

/*
 * One after the other, or the first alone and the other refused; false when one of them makes no
 * sense there.
 */
static bool serial(struct track *t, const struct stage *s, const struct act acts[2], size_t first,
		   size_t n, char ret[MEETING_OUTCOME])
{
	size_t i;

	prepare(t, s, acts);
	t->two[1 - first].actor.result = ERR_CONFLICT;
	for (i = 0; i < n; i++) {
		struct person *p = &t->two[i == 0 ? first : 1 - first];

		p->actor = (struct meeting_actor){ .act = run_act, .arg = p };
		p->actor.result = run_act(p);
		if (p->actor.result == MOVE_NONE)
			return false;
	}
	(void)snprintf(ret, MEETING_OUTCOME, "%s", outcome(t));
	return true;
}

enum { ALLOWED = 4 };

/*
 * A unit that closes between the look at a form and its writing leaves a step with the holder: what
 * comes of it is as it should be and yet what no order leaves, where the form would be refused.
 * There the invariants alone must hold.
 */
static bool is_allowed(const struct act acts[2], const char *got,
		       char allowed[ALLOWED][MEETING_OUTCOME])
{
	size_t i;

	if (acts[0].move == MOVE_UNIT || acts[1].move == MOVE_UNIT)
		return strchr("+-", got[0]) != NULL && strchr("+-", got[1]) != NULL;
	for (i = 0; i < ALLOWED; i++)
		if (strcmp(got, allowed[i]) == 0)
			return true;
	return false;
}

static bool interleaved(struct track *t, const struct stage *s, const struct act acts[2],
			size_t first, unsigned k, char allowed[ALLOWED][MEETING_OUTCOME])
{
	const char *broken, *got;
	bool more;

	prepare(t, s, acts);
	more = meeting_run(&t->host.h, &t->two[first].actor, &t->two[1 - first].actor, k);
	got = outcome(t);
	broken = house_broken(&t->host.h);
	if (broken == NULL && !is_allowed(acts, got, allowed))
		broken = "neither order leaves that";
	if (broken != NULL)
		fail_msg("%s: %s %u and %s %u at %u of %zu: %s: [%s], one after the other [%s] or "
			 "[%s] (%d %s, %d %s)",
			 s->name, world_moves[acts[0].move].name, acts[0].choice,
			 world_moves[acts[1].move].name, acts[1].choice, k, first, broken, got,
			 allowed[0], allowed[1], t->two[0].w.h.status, t->two[0].w.h.answer,
			 t->two[1].w.h.status, t->two[1].w.h.answer);
	t->rounds++;
	return more;
}

/* False when the two make no sense there. */
static bool meet(struct track *t, const struct stage *s, const struct act acts[2])
{
	unsigned every = t->all ? 1 : 7, k;
	char allowed[ALLOWED][MEETING_OUTCOME];
	size_t first;

	for (first = 0; first < 2; first++)
		if (!serial(t, s, acts, first, 2, allowed[first]) ||
		    !serial(t, s, acts, first, 1, allowed[2 + first]))
			return false;
	for (first = 0; first < 2; first++) {
		k = t->all ? 1 : 1 + (unsigned)rng_below(&t->rng, every);
		for (; k < PLACES_MAX; k += every)
			if (!interleaved(t, s, acts, first, k, allowed))
				break;
		assert_true(k < PLACES_MAX);
	}
	t->pairs++;
	return true;
}

/* ---- which two ----------------------------------------------------------------------------- */

/* The acts that make sense in a state: those that say so when they are tried. */
static size_t acts_of(struct track *t, const struct stage *s, struct act *ret, size_t max)
{
	const struct act none[2] = { END, END };
	struct act act = { 0, 0 };
	size_t n = 0;

	prepare(t, s, none);
	do {
		err_clear(t->host.h.c.cx);
		if (world_moves[act.move].act(&t->host, &t->v, act.choice) == MOVE_NONE)
			continue;
		assert_true(n < max);
		ret[n++] = act;
		prepare(t, s, none);
	} while (act_next(&act));
	return n;
}

static void all_of(struct track *t, const struct stage *s)
{
	struct act acts[128];
	size_t i, j, n = acts_of(t, s, acts, LEN(acts));

	for (i = 0; i < n; i++)
		for (j = i; j < n; j++)
			(void)meet(t, s, (const struct act[2]){ acts[i], acts[j] });
	print_message("%s: %zu acts\n", s->name, n);
}

static struct act any_act(struct rng *r)
{
	unsigned move = (unsigned)rng_below(r, MOVE__MAX);

	return (struct act){ move, (unsigned)rng_below(r, world_moves[move].n) };
}

static unsigned pairs = 10;
static uint64_t seed = 1;

static void any_two_acts_at_once_end_as_one_after_the_other(void **state)
{
	static struct track t;
	const char *all = getenv("MELAJU_RACES");
	size_t i;

	(void)state;
	t.all = all != NULL && strcmp(all, "all") == 0;
	rng_seed(&t.rng, seed);
	open_track(&t);
	for (i = 0; i < LEN(stages) && t.all; i++)
		all_of(&t, &stages[i]);
	while (t.pairs < pairs && !t.all) {
		const struct stage *s = &stages[rng_below(&t.rng, LEN(stages))];

		(void)meet(&t, s, (const struct act[2]){ any_act(&t.rng), any_act(&t.rng) });
	}
	print_message("%u pairs, %u rounds\n", t.pairs, t.rounds);
	close_track(&t);
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(any_two_acts_at_once_end_as_one_after_the_other),
	};

	if (!test_on_pg())
		return 0;
	if (argc > 1)
		pairs = (unsigned)strtoul(argv[1], NULL, 10);
	if (argc > 2)
		seed = strtoul(argv[2], NULL, 10);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
