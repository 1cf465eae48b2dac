/*
 * Every state that a few reports and units can get into, breadth-first over the real functions and
 * database: in each the invariants hold, time alone brings everything to the unit of last resort,
 * and the acts of holders alone bring everything to an end.
 *
 *   explore_test [SECONDS]     60 without
 */
#include "lib/invariants.h"
#include "lib/world.h"

#include "platform/db/db_impl.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define PATH_MAX_MOVES 24
#define SET_SIZE       (1U << 20)

struct node {
	uint8_t n;
	struct {
		uint8_t move, choice;
	} path[PATH_MAX_MOVES];
};

struct explorer {
	struct world w;
	struct node *nodes;
	size_t n_nodes, max_nodes, done;
	uint64_t *seen;
	uint64_t transitions, refused, strangers, tops, ends;
	unsigned depth;
	int64_t seconds;
	char fault[400];
};

static int64_t budget = 60;

/* ---- the set of states ------------------------------------------------------------------- */

static uint64_t hash_of(const char *text)
{
	uint64_t h = UINT64_C(0xcbf29ce484222325);

	for (; *text != '\0'; text++)
		h = (h ^ (unsigned char)*text) * UINT64_C(0x100000001b3);
	return (h ^ h >> 29) | 1;
}

/* True when it was not there. */
static bool set_add(uint64_t *set, uint64_t h)
{
	size_t i = h & (SET_SIZE - 1);

	while (set[i] != 0 && set[i] != h)
		i = (i + 1) & (SET_SIZE - 1);
	if (set[i] == h)
		return false;
	set[i] = h;
	return true;
}

static bool is_full(const struct explorer *x)
{
	return x->n_nodes >= SET_SIZE / 2;
}

/* ---- faults ------------------------------------------------------------------------------ */

static void fault(struct explorer *x, const struct node *node, const char *what)
{
	size_t used;
	unsigned i;

	if (x->fault[0] != '\0')
		return;
	(void)snprintf(x->fault, sizeof(x->fault), "%s; after", what);
	for (i = 0; i < node->n; i++) {
		used = strlen(x->fault);
		(void)snprintf(x->fault + used, sizeof(x->fault) - used, " > %s %u",
			       world_moves[node->path[i].move].name, node->path[i].choice);
	}
}

/* ---- walking ----------------------------------------------------------------------------- */

static void mark(struct explorer *x)
{
	assert_ok(x->w.c.db->ops->savepoint(x->w.c.db));
}

static void back(struct explorer *x)
{
	assert_ok(x->w.c.db->ops->savepoint_end(x->w.c.db, false));
	x->w.c.db->failed = ERR_OK;
}

static enum err step_to(struct explorer *x, const struct view *v, unsigned move, unsigned choice)
{
	enum err e;

	err_clear(x->w.c.cx);
	e = world_moves[move].act(&x->w, v, choice);
	/* The table may not be what refuses. */
	if (e == ERR_CONFLICT && refusal(x->w.c.cx) == T__NONE)
		return ERR_DB;
	return e == ERR_OK && x->w.c.db->failed != ERR_OK ? ERR_DB : e;
}

/* Walks a path from the beginning; what was possible once must be possible again. */
static void walk(struct explorer *x, const struct node *node, struct view *v)
{
	unsigned i;

	x->w.c.cx->now = TEST_NOW;
	assert_ok(world_look(&x->w, v));
	for (i = 0; i < node->n; i++) {
		if (step_to(x, v, node->path[i].move, node->path[i].choice) != ERR_OK)
			fault(x, node, "the same path goes elsewhere");
		assert_ok(world_look(&x->w, v));
	}
}

/* ---- what must be so in a state ---------------------------------------------------------- */

/* Time alone: soon all that is open is with the unit of last resort. */
static void check_top(struct explorer *x, const struct node *node)
{
	int64_t now = x->w.c.cx->now;
	struct view v;
	bool any = true;
	int i;

	mark(x);
	assert_ok(world_look(&x->w, &v));
	for (i = 0; i < 24 && any && !world_at_top(&x->w, &v); i++) {
		if (world_tick(&x->w, &v, true, &any) != ERR_OK)
			fault(x, node, "the clock fails");
		assert_ok(world_look(&x->w, &v));
	}
	if (!world_at_top(&x->w, &v))
		fault(x, node, "time alone does not lead to the unit of last resort");
	x->tops++;
	back(x);
	x->w.c.cx->now = now;
}

static void check_end(struct explorer *x, const struct node *node)
{
	mark(x);
	err_clear(x->w.c.cx);
	if (world_finish(&x->w) != ERR_OK)
		fault(x, node, "the holders cannot bring it to an end");
	x->ends++;
	back(x);
}

static void check_state(struct explorer *x, const struct node *node, const struct view *v)
{
	const char *broken = invariants_broken(x->w.c.cx);

	if (broken != NULL)
		fault(x, node, broken);
	if (!world_open(v))
		return;
	check_top(x, node);
	check_end(x, node);
}

/* Somebody without part in it tries the same: nothing may come of it. */
static void check_stranger(struct explorer *x, const struct node *node, const struct view *v,
			   unsigned move, unsigned choice)
{
	enum err e;

	if (world_moves[move].anyone)
		return;
	mark(x);
	x->w.stranger = true;
	e = step_to(x, v, move, choice);
	x->w.stranger = false;
	x->strangers += e != MOVE_NONE;
	if (e == ERR_OK)
		fault(x, node, "a stranger could do it too");
	back(x);
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

static void arrive(struct explorer *x, struct node *next)
{
	struct view v;

	assert_ok(world_look(&x->w, &v));
	if (!set_add(x->seen, hash_of(world_text(&x->w, &v))))
		return;
	check_state(x, next, &v);
	if (next->n > x->depth)
		x->depth = next->n;
	if (next->n < PATH_MAX_MOVES)
		add_node(x, next);
}

static void try_move(struct explorer *x, const struct node *node, const struct view *v,
		     unsigned move, unsigned choice)
{
	struct arena_mark memory = arena_mark(x->w.c.cx->arena);
	int64_t now = x->w.c.cx->now;
	struct node next = *node;
	enum err e;

	mark(x);
	next.path[next.n].move = (uint8_t)move;
	next.path[next.n++].choice = (uint8_t)choice;
	e = step_to(x, v, move, choice);
	if (e == ERR_OK) {
		x->transitions++;
		arrive(x, &next);
	} else if (e == ERR_CONFLICT) {
		x->refused++;
	} else if (e != MOVE_NONE) {
		fault(x, &next, err_name(e));
	}
	back(x);
	x->w.c.cx->now = now;
	if (e == ERR_OK && x->done % 4 == 0)
		check_stranger(x, &next, v, move, choice);
	arena_reset_to(x->w.c.cx->arena, memory);
}

static void expand(struct explorer *x, const struct node *node)
{
	struct arena_mark memory = arena_mark(x->w.c.cx->arena);
	unsigned move, choice;
	struct view v;

	mark(x);
	walk(x, node, &v);
	for (move = 0; move < world_moves_n; move++)
		for (choice = 0; choice < world_moves[move].n && x->fault[0] == '\0'; choice++)
			try_move(x, node, &v, move, choice);
	back(x);
	arena_reset_to(x->w.c.cx->arena, memory);
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
enum { REPORT = 0, CASE = 4, PAUSE = 7, END = 9, SEND = 13, ANSWER = 14, UNIT = 19, TIME = 20 };
static const struct node roots[] = {
	{ .n = 0 },
	{ .n = 5, .path = { { REPORT, 0 }, { CASE, 0 }, { SEND, 0 }, { TIME, 0 }, { SEND, 0 } } },
	{ .n = 4, .path = { { REPORT, 0 }, { CASE, 0 }, { REPORT, 0 }, { CASE, 4 } } },
	{ .n = 4, .path = { { REPORT, 0 }, { CASE, 1 }, { ANSWER, 0 }, { SEND, 1 } } },
	{ .n = 4, .path = { { REPORT, 0 }, { CASE, 0 }, { PAUSE, 0 }, { SEND, 0 } } },
	{ .n = 4, .path = { { REPORT, 0 }, { CASE, 0 }, { SEND, 0 }, { UNIT, 0 } } },
	{ .n = 3, .path = { { REPORT, 0 }, { CASE, 0 }, { END, 1 } } },
};

static void add_root(struct explorer *x, const struct node *node)
{
	struct view v;

	mark(x);
	walk(x, node, &v);
	(void)set_add(x->seen, hash_of(world_text(&x->w, &v)));
	check_state(x, node, &v);
	add_node(x, node);
	back(x);
}

static void explore(struct explorer *x)
{
	int64_t end = seconds_now() + budget;
	struct node node;
	size_t i;

	act_begin(&x->w.c);
	for (i = 0; i < LEN(roots); i++)
		add_root(x, &roots[i]);
	while (x->done < x->n_nodes && x->fault[0] == '\0' && !is_full(x) && seconds_now() < end) {
		node = x->nodes[x->done];
		expand(x, &node);
		x->done++;
	}
	(void)act_end(&x->w.c, ERR_BUSY);
}

static void the_baton_is_always_somewhere_and_everything_can_end(void **state)
{
	struct explorer *x = calloc(1, sizeof(*x));

	(void)state;
	assert_non_null(x);
	x->seen = calloc(SET_SIZE, sizeof(*x->seen));
	assert_non_null(x->seen);
	city_open(&x->w.c);
	explore(x);
	print_message(
	    "states %zu (%zu expanded), transitions %llu, refused %llu, "
	    "strangers turned away %llu, depth %u; led to the last resort %llu, to an end "
	    "%llu\n",
	    x->n_nodes, x->done, (unsigned long long)x->transitions, (unsigned long long)x->refused,
	    (unsigned long long)x->strangers, x->depth, (unsigned long long)x->tops,
	    (unsigned long long)x->ends);
	city_close(&x->w.c);
	if (x->fault[0] != '\0')
		fail_msg("%s", x->fault);
	assert_true(x->n_nodes > 100);
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
	if (argc > 1)
		budget = atoi(argv[1]);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
