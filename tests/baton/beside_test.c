/*
 * Two reports beside each other (docs/baton.md, "Two reports"): what one can do, and what comes of
 * it, does not depend on where the other has got to, and changes nothing of it.  So the states of
 * two reports of which none was called a repetition of the other, added to its case or merged with
 * it are the pairs of the states of one, which are seen whole.
 *
 *   beside_test             150 meetings
 *   beside_test N [SEED]    so many, others
 *
 * A meeting: one report goes some way by itself in a world of its own, and all that can be done to
 * it there is tried.  Then it goes the same way in a world with another report, which goes its own
 * way in between, and the same is tried again.
 */
#include "lib/states.h"
#include "lib/world.h"

#include "base/rng.h"
#include "platform/keep/keep.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define WAY_LONGEST 16  /* acts of one report */
#define TRIES       400 /* to find an act that can be done */
#define ACTS        200 /* of all moves, with all their choices */
#define TEXT        1000

/* What came of an act: how it was answered, and as what the report reads then. */
struct came {
	enum err answer;
	char text[TEXT];
};

struct meeting {
	struct world w;
	struct rng rng;
	struct image start, alone, both;
	struct act way[WAY_LONGEST];
	struct came on_way[WAY_LONGEST], of[ACTS];
	size_t n_way;
	uint64_t done, refused, pairs;
	uint64_t *met; /* which states met */
};
static unsigned long meetings = 150, seed = 1;

/* ---- acts of one of two ---------------------------------------------------------------------- */

/* What is done to one report by itself; the second desk stays as it is. */
static bool is_own(const struct act *act)
{
	return act->move != MOVE_REPORT && act->move != MOVE_UNIT && act->move != MOVE_HOURS &&
	       act->move != MOVE_MEET;
}

static const char *text_of(struct meeting *m, size_t report, struct view *v)
{
	assert_ok(world_look(&m->w, v));
	view_leave(v, report);
	return world_text(&m->w, v);
}

/* Does it to the report, of which nothing else is seen. */
static void act_on(struct meeting *m, size_t report, const struct act *act, struct came *ret)
{
	struct arena_mark memory = arena_mark(m->w.h.c.cx->arena);
	struct view v;

	(void)text_of(m, report, &v);
	err_clear(m->w.h.c.cx);
	m->w.h.c.cx->now++; /* no two acts are at the same instant */
	ret->answer = world_moves[act->move].act(&m->w, &v, act->choice);
	ret->text[0] = '\0';
	if (ret->answer != MOVE_NONE)
		(void)snprintf(ret->text, sizeof(ret->text), "%s", text_of(m, report, &v));
	arena_reset_to(m->w.h.c.cx->arena, memory);
}

static void report(struct meeting *m)
{
	struct view v;

	assert_ok(world_look(&m->w, &v));
	m->w.h.c.cx->now++;
	assert_ok(world_moves[MOVE_REPORT].act(&m->w, &v, 0));
}

/* An act by lot that can be done; endings seldom, or nobody would get far. */
static bool go_on(struct meeting *m, size_t report, struct act *act, struct came *ret)
{
	struct image before = { NULL, 0, 0 };
	struct view v;
	bool open;

	for (unsigned i = 0; i < TRIES; i++) {
		act->move = (unsigned)rng_below(&m->rng, MOVE__MAX);
		act->choice = (unsigned)rng_below(&m->rng, world_moves[act->move].n);
		if (!is_own(act))
			continue;
		pagevfs_take(&before);
		act_on(m, report, act, ret);
		if (ret->answer != ERR_OK)
			continue;
		assert_ok(world_look(&m->w, &v));
		view_leave(&v, report);
		open = world_open(&v);
		if (open || rng_below(&m->rng, 8) == 0) {
			image_free(&before);
			return true;
		}
		pagevfs_put(&before);
	}
	image_free(&before);
	return false;
}

/* ---- a meeting ---------------------------------------------------------------------------------
 */

static void say_way(const struct meeting *m, char *to, size_t size)
{
	size_t used = 0;

	to[0] = '\0';
	for (size_t i = 0; i < m->n_way; i++) {
		used += (size_t)snprintf(to + used, size - used, " > %s %u",
					 world_moves[m->way[i].move].name, m->way[i].choice);
		used = MIN(used, size - 1);
	}
}

static void same(struct meeting *m, const struct act *act, const struct came *alone,
		 const struct came *beside)
{
	char way[2000];

	if (alone->answer == beside->answer && strcmp(alone->text, beside->text) == 0)
		return;
	say_way(m, way, sizeof(way));
	fail_msg("%s %u is %d \"%s\" alone and %d \"%s\" beside another, after%s",
		 world_moves[act->move].name, act->choice, (int)alone->answer, alone->text,
		 (int)beside->answer, beside->text, way);
}

static void still(struct meeting *m, size_t report, const char *was, const struct act *act)
{
	struct arena_mark memory = arena_mark(m->w.h.c.cx->arena);
	const char *broken = house_broken(&m->w.h);
	struct view v;
	const char *is = text_of(m, report, &v);
	char way[2000];

	if (broken != NULL || strcmp(is, was) != 0) {
		say_way(m, way, sizeof(way));
		fail_msg("%s %u of the one makes of the other \"%s\" what was \"%s\" (%s), after%s",
			 world_moves[act->move].name, act->choice, is, was,
			 broken != NULL ? broken : "all holds", way);
	}
	arena_reset_to(m->w.h.c.cx->arena, memory);
}

/* One by itself: its way, and all that can be done then. */
static void walk_alone(struct meeting *m)
{
	const size_t far = 1 + (size_t)rng_below(&m->rng, WAY_LONGEST);
	struct act act = { 0, 0 };
	size_t n = 0;

	pagevfs_put(&m->start);
	report(m);
	for (m->n_way = 0; m->n_way < far; m->n_way++)
		if (!go_on(m, 0, &m->way[m->n_way], &m->on_way[m->n_way]))
			break;
	pagevfs_take(&m->alone);
	do {
		if (!is_own(&act))
			continue;
		assert_true(n < ACTS);
		act_on(m, 0, &act, &m->of[n]);
		if (m->of[n++].answer != MOVE_NONE)
			pagevfs_put(&m->alone);
	} while (act_next(&act));
}

/* The other goes on by lot: nothing of the one changes. */
static void other_goes_on(struct meeting *m, size_t one, const char *is)
{
	struct act act;
	struct came came;

	for (uint64_t i = rng_below(&m->rng, 3); i > 0; i--)
		if (go_on(m, 1 - one, &act, &came))
			still(m, one, is, &act);
}

/* The same way with the other beside it, and all that can be done again. */
static void walk_beside(struct meeting *m)
{
	const size_t one = (size_t)rng_below(&m->rng, 2); /* which of them came first */
	char is[TEXT], other[TEXT];
	struct act act = { 0, 0 };
	struct came came;
	struct view v;
	size_t n = 0;

	pagevfs_put(&m->start);
	report(m);
	report(m);
	(void)snprintf(is, sizeof(is), "%s", text_of(m, one, &v));
	for (size_t i = 0; i < m->n_way; i++) {
		other_goes_on(m, one, is);
		(void)snprintf(other, sizeof(other), "%s", text_of(m, 1 - one, &v));
		act_on(m, one, &m->way[i], &came);
		same(m, &m->way[i], &m->on_way[i], &came);
		still(m, 1 - one, other, &m->way[i]);
		(void)snprintf(is, sizeof(is), "%s", came.text);
	}
	other_goes_on(m, one, is);
	(void)snprintf(other, sizeof(other), "%s", text_of(m, 1 - one, &v));
	pagevfs_take(&m->both);
	do {
		if (!is_own(&act))
			continue;
		act_on(m, one, &act, &came);
		same(m, &act, &m->of[n++], &came);
		if (came.answer == MOVE_NONE)
			continue;
		still(m, 1 - one, other, &act);
		m->done += came.answer == ERR_OK;
		m->refused += came.answer != ERR_OK;
		pagevfs_put(&m->both);
	} while (act_next(&act));
	m->met[m->pairs++] = state_hash(arena_printf(m->w.h.c.cx->arena, "%s / %s", is, other));
}

static void neither_asks_where_the_other_is(void **state)
{
	struct meeting *m = calloc(1, sizeof(*m));
	int64_t began;
	(void)state;

	assert_non_null(m);
	m->met = calloc(meetings, sizeof(*m->met));
	assert_non_null(m->met);
	house_open_in_memory(&m->w.h);
	world_whole(&m->w);
	m->w.any_order = m->w.settles = true;
	keep_alike_for_test(8);
	rng_seed(&m->rng, seed);
	house_seat_all(&m->w.h);
	pagevfs_take(&m->start);
	began = m->w.h.c.cx->now;
	while (m->pairs < meetings) {
		m->w.h.c.cx->now = began;
		walk_alone(m);
		m->w.h.c.cx->now = began;
		walk_beside(m);
	}
	print_message("%llu meetings of two reports with up to %d steps, in %zu pairs of states: "
		      "%llu acts done and %llu refused alone and beside another alike\n",
		      (unsigned long long)m->pairs, WORLD_STEPS,
		      state_hashes_once(m->met, m->pairs), (unsigned long long)m->done,
		      (unsigned long long)m->refused);
	house_close(&m->w.h);
	pagevfs_forget();
	image_free(&m->start);
	image_free(&m->alone);
	image_free(&m->both);
	free(m->met);
	free(m);
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(neither_asks_where_the_other_is) };

	if (test_on_pg())
		return 0; /* the same rules; explored where states can be put back */
	if (argc > 1)
		meetings = strtoul(argv[1], NULL, 10);
	if (argc > 2)
		seed = strtoul(argv[2], NULL, 10);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
