/*
 * Every state that a few reports and units can get into, breadth-first through the real request
 * handlers and database: after each act the invariants hold for an own connection, a refused
 * request changes nothing, time alone brings everything to the unit of last resort, and the acts
 * of holders alone bring everything to an end.
 *
 *   explore_test [SECONDS [REPORTS STEPS REFERRALS]]
 *                                        20, and 2 3 2 without; 0 seconds: until all are seen,
 *                                        or SIGTERM asks for what there is so far
 *   MELAJU_EXPLORE=SECONDS               the same
 */
#include "lib/world.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define PATH_MAX_MOVES 30
#define STATES_MIN     150 /* seen however short the time */

struct node {
	uint8_t n;
	struct {
		uint8_t move, choice;
	} path[PATH_MAX_MOVES];
};

struct explorer {
	struct world w;
	struct house_mark beginning;
	struct node *nodes;
	size_t n_nodes, max_nodes, done;
	uint64_t *seen; /* a power of two of places, 0 where none is */
	size_t n_seen, size;
	uint64_t transitions, refused, strangers, stale, repeated, tops, ends;
	size_t at_depth[PATH_MAX_MOVES + 1];
	bool cut; /* a path was longer than we follow */
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

/* ---- the set of states ------------------------------------------------------------------- */

static uint64_t hash_of(const char *text)
{
	uint64_t h = UINT64_C(0xcbf29ce484222325);

	for (; *text != '\0'; text++)
		h = (h ^ (unsigned char)*text) * UINT64_C(0x100000001b3);
	return (h ^ h >> 29) | 1;
}

static bool set_put(uint64_t *set, size_t size, uint64_t h)
{
	size_t i = h & (size - 1);

	while (set[i] != 0 && set[i] != h)
		i = (i + 1) & (size - 1);
	if (set[i] == h)
		return false;
	set[i] = h;
	return true;
}

static bool set_has(const struct explorer *x, uint64_t h)
{
	size_t i = h & (x->size - 1);

	while (x->seen[i] != 0 && x->seen[i] != h)
		i = (i + 1) & (x->size - 1);
	return x->seen[i] == h;
}

static void set_grow(struct explorer *x)
{
	size_t size = x->size == 0 ? 1 << 16 : x->size * 2, i;
	uint64_t *set = calloc(size, sizeof(*set));

	assert_non_null(set);
	for (i = 0; i < x->size; i++)
		if (x->seen[i] != 0)
			(void)set_put(set, size, x->seen[i]);
	free(x->seen);
	x->seen = set;
	x->size = size;
}

/* True when it was not there. */
static bool set_add(struct explorer *x, uint64_t h)
{
	if (x->n_seen >= x->size / 2)
		set_grow(x);
	if (!set_put(x->seen, x->size, h))
		return false;
	x->n_seen++;
	return true;
}

/* ---- faults ------------------------------------------------------------------------------ */

static void fault(struct explorer *x, const struct node *node, const char *what)
{
	size_t used;
	unsigned i;

	if (x->fault[0] != '\0')
		return;
	(void)snprintf(x->fault, sizeof(x->fault), "%s (last answer %d %.200s); after", what,
		       x->w.h.status, x->w.h.answer);
	for (i = 0; i < node->n; i++) {
		used = strlen(x->fault);
		(void)snprintf(x->fault + used, sizeof(x->fault) - used, " > %s %u",
			       world_moves[node->path[i].move].name, node->path[i].choice);
	}
}

/* ---- walking ----------------------------------------------------------------------------- */

static enum err step_to(struct explorer *x, const struct view *v, unsigned move, unsigned choice)
{
	err_clear(x->w.h.c.cx);
	return world_moves[move].act(&x->w, v, choice);
}

static uint64_t state_of(struct explorer *x, struct view *v)
{
	assert_ok(world_look(&x->w, v));
	return hash_of(world_text(&x->w, v));
}

/* Walks a path from the beginning; what was possible once must be possible again. */
static void walk(struct explorer *x, const struct node *node, struct view *v)
{
	unsigned i;

	house_back(&x->w.h, &x->beginning);
	assert_ok(world_look(&x->w, v));
	for (i = 0; i < node->n; i++) {
		if (step_to(x, v, node->path[i].move, node->path[i].choice) != ERR_OK)
			fault(x, node, "the same path goes elsewhere");
		assert_ok(world_look(&x->w, v));
	}
}

/* ---- what must be so in a state ---------------------------------------------------------- */

/*
 * Time alone: soon all that is open is with the unit of last resort.  A state that was seen before
 * was asked itself.
 */
static void check_top(struct explorer *x, const struct node *node, uint64_t state)
{
	struct house_mark here;
	uint64_t next = state;
	struct view v;
	bool any = true;
	int i;

	house_mark(&x->w.h, &here);
	assert_ok(world_look(&x->w, &v));
	for (i = 0; i < 24 && any && !world_at_top(&x->w, &v); i++) {
		if (world_tick(&x->w, &v, true, &any) != ERR_OK)
			fault(x, node, "the clock fails");
		next = state_of(x, &v);
		if (next != state && set_has(x, next))
			break;
	}
	if ((next == state || !set_has(x, next)) && !world_at_top(&x->w, &v))
		fault(x, node, "time alone does not lead to the unit of last resort");
	x->tops++;
	house_back(&x->w.h, &here);
}

/* The holders alone: each act leaves less to do, and a state that was seen was asked itself. */
static void check_end(struct explorer *x, const struct node *node, uint64_t state)
{
	struct house_mark here;
	uint64_t next = state;
	struct view v;
	enum err e = ERR_OK;
	int acts;

	house_mark(&x->w.h, &here);
	assert_ok(world_look(&x->w, &v));
	for (acts = 0; acts < 40 && e == ERR_OK; acts++) {
		e = world_finish(&x->w, &v);
		if (e != ERR_OK)
			break;
		next = state_of(x, &v);
		if (next != state && set_has(x, next))
			break;
	}
	if ((e != ERR_OK && e != MOVE_NONE) || acts == 40)
		fault(x, node, "the holders cannot bring it to an end");
	x->ends++;
	house_back(&x->w.h, &here);
}

static void check_new(struct explorer *x, const struct node *node, const struct view *v,
		      uint64_t state)
{
	if (!world_open(v))
		return;
	check_top(x, node, state);
	check_end(x, node, state);
}

/* Somebody who sees it all but has no part in it tries the same: nothing may come of it. */
static void check_stranger(struct explorer *x, const struct node *node, const struct view *v,
			   unsigned move, unsigned choice)
{
	enum err e;

	if (world_moves[move].anyone)
		return;
	x->w.stranger = true;
	e = step_to(x, v, move, choice);
	x->w.stranger = false;
	x->strangers++;
	if (e == ERR_OK)
		fault(x, node, "a stranger could do it too");
}

/*
 * A second person whose page is as old as the first one's was: the same act is refused, or leads to
 * what could have been done after it as well.  The very same request again: the first answer.
 */
static void check_second(struct explorer *x, const struct node *node, const struct view *before,
			 uint64_t after, unsigned key, unsigned move, unsigned choice)
{
	const char *broken;
	struct view v;

	x->w.h.again = key;
	if (step_to(x, before, move, choice) != ERR_OK || state_of(x, &v) != after)
		fault(x, node, "the same request again counts twice");
	x->repeated++;
	(void)step_to(x, before, move, choice);
	broken = house_broken(&x->w.h);
	if (broken != NULL)
		fault(x, node, broken);
	x->stale++;
}

/* ---- breadth-first ----------------------------------------------------------------------- */

static void add_node(struct explorer *x, const struct node *node)
{
	if (x->n_nodes == x->max_nodes) {
		x->max_nodes = x->max_nodes ? x->max_nodes * 2 : 1024;
		x->nodes = realloc(x->nodes, x->max_nodes * sizeof(*x->nodes));
		assert_non_null(x->nodes);
	}
	x->nodes[x->n_nodes++] = *node;
}

static void arrive(struct explorer *x, struct node *next, const struct view *v, uint64_t state)
{
	const char *broken = house_broken(&x->w.h);

	if (broken != NULL)
		fault(x, next, broken);
	if (!set_add(x, state))
		return;
	x->at_depth[next->n]++;
	check_new(x, next, v, state);
	if (next->n < PATH_MAX_MOVES)
		add_node(x, next);
	else
		x->cut = true;
}

/* Forms that refuse and acts that are refused leave everything as it was. */
static void refused(struct explorer *x, const struct node *next, enum err e, uint64_t here)
{
	struct view v;

	if (e == MOVE_NONE)
		return;
	x->refused++;
	if (e != ERR_CONFLICT && e != ERR_INVALID)
		fault(x, next, err_name(e));
	else if (house_unexplained(&x->w.h))
		fault(x, next, "the table refuses it, no rule does");
	else if (state_of(x, &v) != here)
		fault(x, next, "what was refused has changed something");
}

static void try_move(struct explorer *x, const struct node *node, const struct view *v,
		     uint64_t here, const struct house_mark *mark, unsigned move, unsigned choice)
{
	struct arena_mark memory = arena_mark(x->w.h.c.cx->arena);
	struct node next = *node;
	uint64_t state;
	unsigned key;
	struct view to;
	enum err e;

	next.path[next.n].move = (uint8_t)move;
	next.path[next.n++].choice = (uint8_t)choice;
	e = step_to(x, v, move, choice);
	key = x->w.h.once;
	if (e == ERR_OK) {
		x->transitions++;
		state = state_of(x, &to);
		arrive(x, &next, &to, state);
		if (x->transitions % 8 == 0 && !world_moves[move].clock)
			check_second(x, &next, v, state, key, move, choice);
		house_back(&x->w.h, mark);
		if (x->transitions % 4 == 0)
			check_stranger(x, &next, v, move, choice);
	} else {
		refused(x, &next, e, here);
	}
	house_back(&x->w.h, mark);
	arena_reset_to(x->w.h.c.cx->arena, memory);
}

static void expand(struct explorer *x, const struct node *node)
{
	struct arena_mark memory = arena_mark(x->w.h.c.cx->arena);
	struct house_mark mark;
	unsigned move, choice;
	uint64_t here;
	struct view v;

	walk(x, node, &v);
	house_seat_all(&x->w.h);
	house_mark(&x->w.h, &mark);
	here = hash_of(world_text(&x->w, &v));
	for (move = 0; move < world_moves_n; move++)
		for (choice = 0; choice < world_moves[move].n && x->fault[0] == '\0'; choice++)
			try_move(x, node, &v, here, &mark, move, choice);
	arena_reset_to(x->w.h.c.cx->arena, memory);
}

static int64_t seconds_now(void)
{
	struct timespec t;

	(void)clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec;
}

/*
 * Where the search begins: an empty desk, and places far from it that breadth alone would reach
 * late.  Numbers are places in the table of moves.
 */
enum {
	REPORT = 0,
	CASE = 4,
	PAUSE = 7,
	END = 9,
	SEND = 13,
	ANSWER = 14,
	STEP_END = 17,
	UNIT = 19,
	TIME = 20
};
static const struct node roots[] = {
	{ .n = 0 },
	{ .n = 5, .path = { { REPORT, 0 }, { CASE, 0 }, { SEND, 0 }, { TIME, 0 }, { SEND, 0 } } },
	{ .n = 4, .path = { { REPORT, 0 }, { CASE, 0 }, { REPORT, 0 }, { CASE, 4 } } },
	{ .n = 4, .path = { { REPORT, 0 }, { CASE, 1 }, { ANSWER, 0 }, { SEND, 1 } } },
	{ .n = 4, .path = { { REPORT, 0 }, { CASE, 0 }, { PAUSE, 0 }, { SEND, 0 } } },
	{ .n = 4, .path = { { REPORT, 0 }, { CASE, 0 }, { SEND, 0 }, { UNIT, 0 } } },
	{ .n = 4, .path = { { REPORT, 0 }, { CASE, 0 }, { STEP_END, 0 }, { END, 1 } } },
};

static void add_root(struct explorer *x, const struct node *node)
{
	struct arena_mark memory = arena_mark(x->w.h.c.cx->arena);
	struct node copy = *node;
	struct view v;

	walk(x, node, &v);
	arrive(x, &copy, &v, hash_of(world_text(&x->w, &v)));
	arena_reset_to(x->w.h.c.cx->arena, memory);
}

/* The far places lie in the whole world only. */
static bool is_whole(const struct explorer *x)
{
	return x->w.reports == WORLD_REPORTS && x->w.steps == WORLD_STEPS &&
	       x->w.open == WORLD_OPEN;
}

static bool is_time_left(const struct explorer *x, int64_t end)
{
	if (told_to_stop)
		return false;
	return budget == 0 || (is_whole(x) && x->n_seen < STATES_MIN) || seconds_now() < end;
}

static void explore(struct explorer *x)
{
	int64_t end = seconds_now() + budget;
	struct node node;
	size_t i;

	house_mark(&x->w.h, &x->beginning);
	for (i = 0; i < (is_whole(x) ? LEN(roots) : 1) && x->fault[0] == '\0'; i++)
		add_root(x, &roots[i]);
	while (x->done < x->n_nodes && x->fault[0] == '\0' && is_time_left(x, end)) {
		node = x->nodes[x->done];
		expand(x, &node);
		x->done++;
	}
}

static void say(const struct explorer *x)
{
	size_t i;

	print_message("%zu reports, %zu steps, %zu referrals: states %zu (%zu expanded, %s), "
		      "transitions %llu, refused %llu, strangers "
		      "turned away %llu, repeated %llu, from an old page %llu; led to the last "
		      "resort %llu, to an end %llu\nnew states by length of path:",
		      x->w.reports, x->w.steps, x->w.open, x->n_seen, x->done,
		      x->done == x->n_nodes && !x->cut ? "all there are" : "not all there are",
		      (unsigned long long)x->transitions, (unsigned long long)x->refused,
		      (unsigned long long)x->strangers, (unsigned long long)x->repeated,
		      (unsigned long long)x->stale, (unsigned long long)x->tops,
		      (unsigned long long)x->ends);
	for (i = 0; i < LEN(x->at_depth); i++)
		if (x->at_depth[i] > 0)
			print_message(" %zu:%zu", i, x->at_depth[i]);
	print_message("\n");
}

static void the_baton_is_always_somewhere_and_everything_can_end(void **state)
{
	struct explorer *x = calloc(1, sizeof(*x));

	(void)state;
	assert_non_null(x);
	house_open(&x->w.h);
	x->w.reports = reports;
	x->w.steps = steps;
	x->w.open = open_referrals;
	explore(x);
	say(x);
	house_close(&x->w.h);
	if (x->fault[0] != '\0')
		fail_msg("%s", x->fault);
	assert_true(x->n_seen >= STATES_MIN || !is_whole(x));
	free(x->nodes);
	free(x->seen);
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
