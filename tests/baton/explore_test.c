/*
 * Every state that a few reports and units can get into, breadth-first through the real request
 * handlers and database (docs/baton.md): after each act the invariants hold for an own connection,
 * a refused request changes nothing, time alone brings everything to the unit of last resort, and
 * the acts of holders alone bring everything to an end.
 *
 *   explore_test [SECONDS [REPORTS STEPS REFERRALS]]
 *                                        20, and 2 3 2 without; 0 seconds: until all are seen,
 *                                        or SIGTERM asks for what there is so far
 *   MELAJU_EXPLORE=SECONDS               the same
 */
#include "lib/states.h"
#include "lib/world.h"

#include <signal.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define ACT_TAKES  1000 /* microseconds: no deadline comes near */
#define SUCCESSORS 256
#define SAY_EVERY  30 /* seconds */

/* What is remembered of a transition, for where it leads. */
enum edge_kind { EDGE_CLIMB, EDGE_TIME, EDGE_NEARER };
struct edge {
	uint32_t from, to;
	enum edge_kind kind;
};

struct explorer {
	struct world w;
	struct states states;
	struct edge *edges;
	size_t n_edges, max_edges, done;
	int64_t began;
	struct image now; /* scratch */
	uint64_t transitions, refused, strangers, stale, repeated, twins;
	char fault[1000];
};

static int64_t budget = 20;
static size_t reports = WORLD_REPORTS, steps = WORLD_STEPS, open_referrals = WORLD_OPEN;
static volatile sig_atomic_t told_to_stop;

static void stop(int signal)
{
	(void)signal;
	told_to_stop = 1;
}

static uint64_t hash_of(const char *text)
{
	static const unsigned char key[crypto_shorthash_KEYBYTES] = "states";
	uint64_t h;

	(void)crypto_shorthash((unsigned char *)&h, (const unsigned char *)text, strlen(text), key);
	return h;
}

/* ---- faults ------------------------------------------------------------------------------ */

static void say_path(const struct explorer *x, uint32_t state, char *to, size_t size)
{
	const struct state *s = &x->states.at[state];
	size_t used;

	if (s->from == STATE_NONE)
		return;
	say_path(x, s->from, to, size);
	used = strlen(to);
	(void)snprintf(to + used, size - used, " > %s %u", world_moves[s->move].name, s->choice);
}

static void fault(struct explorer *x, uint32_t state, const struct act *act, const char *what)
{
	size_t used;

	if (x->fault[0] != '\0')
		return;
	(void)snprintf(x->fault, sizeof(x->fault), "%s (last answer %d %.200s); after", what,
		       x->w.h.status, x->w.h.answer);
	say_path(x, state, x->fault, sizeof(x->fault));
	used = strlen(x->fault);
	if (act != NULL)
		(void)snprintf(x->fault + used, sizeof(x->fault) - used, " > %s %u",
			       world_moves[act->move].name, act->choice);
}

/* ---- walking ----------------------------------------------------------------------------- */

static enum err step_to(struct explorer *x, const struct view *v, const struct act *act)
{
	err_clear(x->w.h.c.cx);
	return world_moves[act->move].act(&x->w, v, act->choice);
}

static uint64_t state_of(struct explorer *x, struct view *v)
{
	assert_ok(world_look(&x->w, v));
	return hash_of(world_text(&x->w, v));
}

/* The next choice in the table of moves; false after the last. */
static bool act_next(struct act *act)
{
	if (++act->choice < world_moves[act->move].n)
		return true;
	act->choice = 0;
	return ++act->move < MOVE__MAX;
}

/* ---- what must be so in a state ---------------------------------------------------------- */

/* Somebody who sees it all but has no part in it tries the same: nothing may come of it. */
static void check_stranger(struct explorer *x, uint32_t from, const struct view *v,
			   const struct act *act)
{
	enum err e;

	if (world_moves[act->move].anyone)
		return;
	x->w.stranger = true;
	e = step_to(x, v, act);
	x->w.stranger = false;
	x->strangers++;
	if (e == ERR_OK)
		fault(x, from, act, "a stranger could do it too");
}

/*
 * A second person whose page is as old as the first one's was: the same act is refused, or leads to
 * what could have been done after it as well.  The very same request again: the first answer.
 */
static void check_second(struct explorer *x, uint32_t from, const struct view *before,
			 uint64_t after, unsigned key, const struct act *act)
{
	const char *broken;
	struct view v;

	x->w.h.again = key;
	if (step_to(x, before, act) != ERR_OK || state_of(x, &v) != after)
		fault(x, from, act, "the same request again counts twice");
	x->repeated++;
	(void)step_to(x, before, act);
	broken = house_broken(&x->w.h);
	if (broken != NULL)
		fault(x, from, act, broken);
	x->stale++;
}

/* ---- are two databases that read the same really the same? -------------------------------- */

static int by_value(const void *a, const void *b)
{
	const uint64_t *one = a, *two = b;

	return *one < *two ? -1 : *one > *two;
}

/* Where all acts lead to, each place once. */
static size_t successors(struct explorer *x, const struct image *image, uint64_t ret[SUCCESSORS])
{
	struct act act = { 0, 0 };
	struct view v, to;
	size_t i, n = 0, unique = 0;

	pagevfs_put(image);
	assert_ok(world_look(&x->w, &v));
	do {
		struct arena_mark memory = arena_mark(x->w.h.c.cx->arena);
		enum err e = step_to(x, &v, &act);

		if (e == ERR_OK && n < SUCCESSORS)
			ret[n++] = state_of(x, &to);
		if (e != MOVE_NONE)
			pagevfs_put(image);
		arena_reset_to(x->w.h.c.cx->arena, memory);
	} while (act_next(&act));
	assert_true(n < SUCCESSORS);
	qsort(ret, n, sizeof(*ret), by_value);
	for (i = 0; i < n; i++)
		if (i == 0 || ret[i] != ret[i - 1])
			ret[unique++] = ret[i];
	return unique;
}

/* Another way to a state that is known: what can become of it must be the same. */
static void check_twin(struct explorer *x, uint32_t from, const struct act *act, uint32_t known,
		       const struct image *image)
{
	static uint64_t one[SUCCESSORS], two[SUCCESSORS];
	struct image own = { NULL, 0, 0 };
	size_t n;

	image_copy(&own, states_image(&x->states, known));
	n = successors(x, image, one);
	if (successors(x, &own, two) != n || memcmp(one, two, n * sizeof(*one)) != 0) {
		fault(x, from, act, "it reads like another state and is none");
		(void)snprintf(x->fault + strlen(x->fault), sizeof(x->fault) - strlen(x->fault),
			       "; the other:");
		say_path(x, known, x->fault, sizeof(x->fault));
	}
	x->twins++;
	image_free(&own);
	(void)states_image(&x->states, from);
}

/* ---- breadth-first ----------------------------------------------------------------------- */

static void add_edge(struct explorer *x, uint32_t from, uint32_t to, enum edge_kind kind)
{
	if (x->n_edges == x->max_edges) {
		x->max_edges = x->max_edges ? x->max_edges * 2 : 4096;
		x->edges = reallocarray(x->edges, x->max_edges, sizeof(*x->edges));
		assert_non_null(x->edges);
	}
	x->edges[x->n_edges++] = (struct edge){ from, to, kind };
}

/* What an act came to: a state seen before, or a new one. */
static uint32_t arrive(struct explorer *x, uint32_t from, const struct act *act,
		       const struct view *v, uint64_t hash)
{
	uint32_t state = states_find(&x->states, hash);
	const char *broken = house_broken(&x->w.h);

	if (broken != NULL)
		fault(x, from, act, broken);
	if (state != STATE_NONE)
		return state;
	pagevfs_take(&x->now);
	return states_add(&x->states,
			  &(struct state){ .hash = hash,
					   .from = from,
					   .move = (uint8_t)act->move,
					   .choice = (uint8_t)act->choice,
					   .open = world_open(v) },
			  &x->now);
}

static void note_edge(struct explorer *x, uint32_t from, uint32_t to, const struct view *v,
		      const struct act *act)
{
	struct deadline d;
	struct act nearer;

	if (act->move == MOVE_TIME && world_deadline(&x->w, v, act->choice, &d))
		add_edge(x, from, to, d.climbs ? EDGE_CLIMB : EDGE_TIME);
	if (world_nearer(v, &nearer) && nearer.move == act->move && nearer.choice == act->choice)
		add_edge(x, from, to, EDGE_NEARER);
}

/* Forms that refuse and acts that are refused leave everything as it was. */
static void refused(struct explorer *x, uint32_t from, const struct act *act, enum err e)
{
	struct view v;

	x->refused++;
	if (e != ERR_CONFLICT && e != ERR_INVALID)
		fault(x, from, act, err_name(e));
	else if (house_unexplained(&x->w.h))
		fault(x, from, act, "the table refuses it, no rule does");
	else if (state_of(x, &v) != x->states.at[from].hash)
		fault(x, from, act, "what was refused has changed something");
}

/* It was done: where it leads, and now and then who else tries it. */
static void done(struct explorer *x, uint32_t from, const struct view *v, const struct act *act)
{
	size_t known = x->states.n;
	unsigned key = x->w.h.once;
	struct view to;
	uint64_t hash;
	uint32_t state;

	x->transitions++;
	hash = state_of(x, &to);
	state = arrive(x, from, act, &to, hash);
	note_edge(x, from, state, v, act);
	if (state < known && x->transitions % 256 == 0) {
		pagevfs_take(&x->now);
		check_twin(x, from, act, state, &x->now);
		return;
	}
	if (x->transitions % 8 == 0 && !world_moves[act->move].clock)
		check_second(x, from, v, hash, key, act);
	if (x->transitions % 4 == 0) {
		pagevfs_put(states_image(&x->states, from));
		check_stranger(x, from, v, act);
	}
}

static void expand(struct explorer *x, uint32_t from)
{
	struct ctx *cx = x->w.h.c.cx;
	struct arena_mark memory = arena_mark(cx->arena), inner;
	struct act act = { 0, 0 };
	struct view v;
	enum err e;

	pagevfs_put(states_image(&x->states, from));
	cx->now = x->began + (x->states.at[from].depth + 1) * ACT_TAKES;
	if (state_of(x, &v) != x->states.at[from].hash)
		fault(x, from, NULL, "it is not what it was");
	do {
		inner = arena_mark(cx->arena);
		e = step_to(x, &v, &act);
		if (e == ERR_OK)
			done(x, from, &v, &act);
		else if (e != MOVE_NONE)
			refused(x, from, &act, e);
		if (e != MOVE_NONE)
			pagevfs_put(states_image(&x->states, from));
		arena_reset_to(cx->arena, inner);
	} while (act_next(&act) && x->fault[0] == '\0');
	arena_reset_to(cx->arena, memory);
}

static int64_t seconds_now(void)
{
	struct timespec t;

	(void)clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec;
}

static void say_progress(const struct explorer *x, int64_t began)
{
	static int64_t last;
	int64_t now = seconds_now();

	if (budget != 0 || now < last + SAY_EVERY)
		return;
	last = now;
	(void)fprintf(stderr, "%lld s: %zu states, %zu expanded, depth %u, %llu acts, %zu MB\n",
		      (long long)(now - began), x->states.n, x->done, x->states.at[x->done].depth,
		      (unsigned long long)x->transitions,
		      (x->states.bytes + x->states.max * sizeof(struct state) +
		       x->n_edges * sizeof(struct edge)) >>
			  20);
}

static void explore(struct explorer *x)
{
	int64_t began = seconds_now();
	struct view v;
	uint64_t hash;

	x->began = x->w.h.c.cx->now;
	house_seat_all(&x->w.h);
	hash = state_of(x, &v);
	pagevfs_take(&x->now);
	states_begin(&x->states, hash, world_open(&v), &x->now);
	while (x->done < x->states.n && x->fault[0] == '\0' && !told_to_stop &&
	       (budget == 0 || seconds_now() < began + budget)) {
		expand(x, (uint32_t)x->done);
		x->done++;
		say_progress(x, began);
	}
}

static void say(const struct explorer *x)
{
	size_t at_depth[STATE_DEPTH + 1] = { 0 }, i;

	print_message("%zu reports, %zu steps, %zu referrals: states %zu (%zu expanded, %s), "
		      "transitions %llu, refused %llu, strangers turned away %llu, repeated %llu, "
		      "from an old page %llu, twins %llu\nnew states by length of path:",
		      x->w.reports, x->w.steps, x->w.open, x->states.n, x->done,
		      x->done == x->states.n ? "all there are" : "not all there are",
		      (unsigned long long)x->transitions, (unsigned long long)x->refused,
		      (unsigned long long)x->strangers, (unsigned long long)x->repeated,
		      (unsigned long long)x->stale, (unsigned long long)x->twins);
	for (i = 0; i < x->states.n; i++)
		at_depth[x->states.at[i].depth]++;
	for (i = 0; i < LEN(at_depth); i++)
		if (at_depth[i] > 0)
			print_message(" %zu:%zu", i, at_depth[i]);
	print_message("\n");
}

static void the_baton_is_always_somewhere_and_everything_can_end(void **state)
{
	struct explorer *x = calloc(1, sizeof(*x));

	(void)state;
	assert_non_null(x);
	house_open_in_memory(&x->w.h);
	x->w.any_order = true;
	x->w.reports = reports;
	x->w.steps = steps;
	x->w.open = open_referrals;
	explore(x);
	say(x);
	house_close(&x->w.h);
	if (x->fault[0] != '\0')
		fail_msg("%s", x->fault);
	image_free(&x->now);
	states_free(&x->states);
	free(x->edges);
	free(x);
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_baton_is_always_somewhere_and_everything_can_end),
	};

	if (test_on_pg())
		return 0; /* the histories run there; this is about states, not engines */
	if (getenv("MELAJU_EXPLORE") != NULL)
		budget = atoi(getenv("MELAJU_EXPLORE"));
	if (argc > 1)
		budget = atoi(argv[1]);
	if (argc > 4) {
		reports = (size_t)atoi(argv[2]);
		steps = (size_t)atoi(argv[3]);
		open_referrals = (size_t)atoi(argv[4]);
	}
	(void)signal(SIGTERM, stop);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
