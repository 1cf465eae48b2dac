/*
 * Every state that a few reports and units can get into, breadth-first through the real request
 * handlers and database (docs/baton.md): after each act the invariants hold for an own connection,
 * a refused request changes nothing, time alone brings everything to the unit of last resort, and
 * the acts of holders alone bring everything to an end.
 *
 *   explore_test                         a small world, and a part of the large one
 *   explore_test REPORTS STEPS REFERRALS [SECONDS]
 *                                        that world to its end, or as far as it goes (SIGTERM too)
 *   explore_test alone STEPS REFERRALS [SECONDS]
 *                                        one report, with all that another can do to it
 *   MELAJU_EXPLORE=SECONDS MELAJU_SEED=N more of it, another part
 *   MELAJU_PAIRS=all                     all pairs of acts of two people
 */
#include "lib/states.h"
#include "lib/stops.h"
#include "lib/ways.h"
#include "lib/world.h"

#include "base/rng.h"
#include "platform/keep/keep.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define ACT_TAKES    10000 /* microseconds: no deadline comes near */
#define SUCCESSORS   256
#define EXPANDED_MIN 20 /* however slow the machine is */
#define PAIRS        6  /* of acts of two people, in a state */
#define SAY_EVERY    30 /* seconds */

struct pair;

struct explorer {
	struct world w;
	struct states states;
	struct ways ways;
	size_t done, expanded;
	struct pair *pairs;
	size_t n_pairs, max_pairs;
	int64_t began;
	struct image now; /* scratch */
	struct rng rng;
	int64_t seconds;      /* 0: as long as it takes */
	bool by_lot;          /* not only breadth-first */
	bool touched, looked; /* a statement of the last act has looked at the second desk */
	uint64_t transitions, refused, strangers, repeated, twins, compared;
	char fault[1000];
};

/* What a run is about. */
struct size {
	size_t reports, steps, referrals; /* no report: one, alone */
};
static uint64_t seed = 1;
static bool all_pairs, loud;
static int64_t part_seconds = 12;
static volatile sig_atomic_t told_to_stop;

static void stop(int signal)
{
	(void)signal;
	told_to_stop = 1;
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
	x->w.h.c.cx->now++; /* no two acts are at the same instant */
	return world_moves[act->move].act(&x->w, v, act->choice);
}

static uint64_t state_of(struct explorer *x, struct view *v)
{
	assert_ok(world_look(&x->w, v));
	return state_hash(world_text(&x->w, v));
}

/* ---- acts ---------------------------------------------------------------------------------- */

static const struct act close_desk = { MOVE_UNIT, 0 }, hours = { MOVE_HOURS, 0 };

/* What must hold, by an own connection. */
static void check(struct explorer *x, uint32_t from, const struct act *act)
{
	const char *broken = house_broken(&x->w.h);

	if (broken != NULL)
		fault(x, from, act, broken);
}

/*
 * A deadline that passes reminds, the second time it passes the baton on.  How often it has passed
 * is not part of a state, so here it passes until something comes of it.
 */
static enum err pass_again(struct explorer *x, uint32_t from, const struct view *before,
			   const struct act *act, struct view *v)
{
	uint64_t old = state_hash(world_text(&x->w, before));
	struct deadline d;

	if (!world_deadline(&x->w, before, act->choice, &d) || !d.climbs ||
	    state_hash(world_text(&x->w, v)) != old)
		return ERR_OK;
	check(x, from, act);
	TRY(step_to(x, v, act));
	assert_ok(world_look(&x->w, v));
	return ERR_OK;
}

/* Does it; *v and the result are what comes of it. */
static enum err perform(struct explorer *x, uint32_t from, const struct view *before,
			const struct act *act, struct view *v, uint64_t *ret)
{
	enum err e;

	x->touched = false;
	e = step_to(x, before, act);
	x->looked = x->touched;
	if (e != ERR_OK)
		return e;
	assert_ok(world_look(&x->w, v));
	if (act->move == MOVE_TIME)
		e = pass_again(x, from, before, act, v);
	*ret = state_hash(world_text(&x->w, v));
	return e;
}

/* An act that is no part of what is told apart: true when it was done, and nothing else with it. */
static bool aside(struct explorer *x, uint32_t from, struct view *v, const struct act *act)
{
	uint64_t before = state_hash(world_text(&x->w, v));
	enum err e = step_to(x, v, act);

	if (e == ERR_OK && state_of(x, v) != before)
		fault(x, from, act, "it changes more than it should");
	if (e == ERR_OK)
		check(x, from, act);
	else if (e != ERR_CONFLICT && e != ERR_INVALID && e != MOVE_NONE)
		fault(x, from, act, err_name(e));
	return e == ERR_OK;
}

/* Who has not been decided about may not end. */
static void check_undecided(struct explorer *x, uint32_t from, const struct view *v, unsigned k)
{
	static const unsigned ends[] = { 0, 1, 3 };
	unsigned i;

	for (i = 0; i < LEN(ends); i++)
		if (step_to(x, v, &(struct act){ MOVE_CASE_END, k * 4 + ends[i] }) == ERR_OK)
			fault(x, from, &(struct act){ MOVE_CASE_END, k * 4 + ends[i] },
			      "it ends undecided");
}

/* Asks units for something and takes it back, so that they may see the case from now on. */
static void show(struct explorer *x, uint32_t from, struct view *v, unsigned k)
{
	unsigned had, i;

	for (i = 0; i < LEN(v->cases[k].takes_part); i++) {
		had = (unsigned)v->n_referrals;
		if (v->cases[k].takes_part[i] == 0 &&
		    aside(x, from, v, &(struct act){ MOVE_SEND, k * 7 + 4 + i }))
			(void)aside(x, from, v, &(struct act){ MOVE_REFERRAL_END, had * 3 });
	}
}

/*
 * Brings what is not told apart to where it allows most: desk open without hours, clocks running,
 * cases decided and taken by somebody; of two, each seen by all.
 */
static void settle(struct explorer *x, uint32_t from, struct view *v)
{
	unsigned k;

	if (v->second_closed)
		(void)aside(x, from, v, &close_desk);
	if (v->second_open)
		(void)aside(x, from, v, &hours);
	for (k = 0; k < v->n_cases; k++) {
		if (v->cases[k].holder == 0)
			continue;
		if (v->cases[k].paused != 0)
			(void)aside(x, from, v, &(struct act){ MOVE_CLOCK, k * 2 + 1 });
		if (v->cases[k].decided == 0) {
			check_undecided(x, from, v, k);
			(void)aside(x, from, v, &(struct act){ MOVE_DECIDE, k });
		}
		if (v->cases[k].user == 0)
			(void)aside(x, from, v, &(struct act){ MOVE_TAKE, k });
		if (x->w.reports > 1 || x->w.alone)
			show(x, from, v, k);
	}
}

/* ---- who else acts ------------------------------------------------------------------------- */

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

/* The very same request again gets the first answer. */
static void check_again(struct explorer *x, uint32_t from, const struct view *before,
			uint64_t after, unsigned key, const struct act *act)
{
	struct view v;

	x->w.h.again = key;
	if (step_to(x, before, act) != ERR_OK || state_of(x, &v) != after)
		fault(x, from, act, "the same request again counts twice");
	x->repeated++;
}

/* Two people who have seen the same state: each does one thing. */
struct pair {
	struct act first, second;
	bool between; /* the second while the first's request has read and not yet written */
	uint32_t from;
	uint64_t result;
};

struct other {
	struct explorer *x;
	const struct view *v;
	const struct act *act;
};

static void act_between(void *arg)
{
	const struct other *o = arg;

	(void)step_to(o->x, o->v, o->act);
}

static void add_pair(struct explorer *x, const struct pair *pair)
{
	if (x->n_pairs == x->max_pairs) {
		x->max_pairs = x->max_pairs ? x->max_pairs * 2 : 4096;
		x->pairs = reallocarray(x->pairs, x->max_pairs, sizeof(*x->pairs));
		assert_non_null(x->pairs);
	}
	x->pairs[x->n_pairs++] = *pair;
}

/* Two at once may make more than a world holds. */
static bool is_within(const struct explorer *x, const struct view *v)
{
	size_t i;

	for (i = 0; i < v->n_steps; i++)
		if (v->steps[i].ordinal > (int64_t)x->w.steps)
			return false;
	return v->n_reports <= x->w.reports;
}

/*
 * On SQLite one write comes after the other, so two requests meet in two ways: the second acts on
 * an old page, or while the first is between reading and writing.  Whether it is refused or not,
 * what comes of it must be a state that one after the other would reach too: all are looked up at
 * the end.
 */
static void try_pair(struct explorer *x, struct pair *pair, const struct image *image,
		     const struct view *before)
{
	struct other other = { x, before, &pair->second };
	struct view v;

	pagevfs_put(image);
	if (pair->between)
		stops_between(act_between, &other);
	(void)step_to(x, before, &pair->first);
	stops_between(NULL, NULL);
	if (!pair->between)
		(void)step_to(x, before, &pair->second);
	check(x, pair->from, &pair->second);
	pair->result = state_of(x, &v);
	if (is_within(x, &v))
		add_pair(x, pair);
}

/* Was what came of two at once seen as well where one came after the other? */
static void check_pairs(struct explorer *x)
{
	const struct pair *p;
	size_t i;

	for (i = 0; i < x->n_pairs; i++) {
		p = &x->pairs[i];
		if (states_find(&x->states, p->result) != STATE_NONE)
			continue;
		fault(x, p->from, &p->first, "two at once lead where one after the other do not");
		(void)snprintf(x->fault + strlen(x->fault), sizeof(x->fault) - strlen(x->fault),
			       " %s %s %u", p->between ? "during" : "and",
			       world_moves[p->second.move].name, p->second.choice);
		return;
	}
}

/* ---- are two databases that read the same really the same? -------------------------------- */

/*
 * To give back what was handed over is a short way for handing it over: of those hand-overs a state
 * knows nothing, and where it leads is looked up at the end.
 */
static bool gives_back(const struct view *v, const struct act *act)
{
	const struct world_referral *r = &v->referrals[act->choice / 3];

	return act->move == MOVE_REFERRAL_END && act->choice % 3 == 1 &&
	       act->choice / 3 < v->n_referrals && r->kind == REFERRAL_HANDOVER;
}

/* Where all other acts lead to, each place once. */
static size_t successors(struct explorer *x, uint32_t from, const struct image *image,
			 uint64_t ret[SUCCESSORS])
{
	struct act act = { 0, 0 };
	struct view v, to;
	size_t n = 0;
	enum err e;

	pagevfs_put(image);
	assert_ok(world_look(&x->w, &v));
	do {
		struct arena_mark memory = arena_mark(x->w.h.c.cx->arena);

		if (world_moves[act.move].past)
			continue;
		e = perform(x, from, &v, &act, &to, &ret[n]);
		if (e == ERR_OK && gives_back(&v, &act))
			add_pair(x, &(struct pair){ act, act, false, from, ret[n] });
		else
			n += e == ERR_OK;
		assert_true(n < SUCCESSORS);
		if (e != MOVE_NONE)
			pagevfs_put(image);
		arena_reset_to(x->w.h.c.cx->arena, memory);
	} while (act_next(&act));
	return state_hashes_once(ret, n);
}

/* Another way to a state that is known: what can become of it must be the same. */
static void check_twin(struct explorer *x, uint32_t from, const struct act *act, struct view *v,
		       uint32_t known)
{
	static uint64_t one[SUCCESSORS], two[SUCCESSORS];
	struct image twin = { NULL, 0, 0 }, own = { NULL, 0, 0 };
	size_t n;

	settle(x, from, v);
	pagevfs_take(&twin);
	image_copy(&own, states_image(&x->states, known));
	n = successors(x, from, &twin, one);
	if (successors(x, from, &own, two) != n || memcmp(one, two, n * sizeof(*one)) != 0) {
		fault(x, from, act, "it reads like another state and is none");
		(void)snprintf(x->fault + strlen(x->fault), sizeof(x->fault) - strlen(x->fault),
			       "; the other:");
		say_path(x, known, x->fault, sizeof(x->fault));
	}
	x->twins++;
	image_free(&own);
	image_free(&twin);
}

/* ---- breadth-first ----------------------------------------------------------------------- */

/* What an act came to: a state seen before, or a new one, which is brought to rest. */
static uint32_t arrive(struct explorer *x, uint32_t from, const struct act *act, struct view *v,
		       uint64_t hash)
{
	uint32_t state = states_find(&x->states, hash);

	if (state != STATE_NONE)
		return state;
	settle(x, from, v);
	pagevfs_take(&x->now);
	(void)states_image(&x->states, from);
	return states_add(&x->states,
			  &(struct state){ .hash = hash,
					   .from = from,
					   .move = (uint8_t)act->move,
					   .choice = (uint8_t)act->choice,
					   .open = world_open(v) },
			  &x->now);
}

static void note_way(struct explorer *x, uint32_t from, uint32_t to, const struct view *v,
		     const struct act *act)
{
	struct deadline d;
	struct act nearer;

	if (act->move == MOVE_TIME && world_deadline(&x->w, v, act->choice, &d))
		ways_add(&x->ways, from, to, d.climbs ? WAY_CLIMBS : WAY_TIME);
	if (world_nearer(v, &nearer) && nearer.move == act->move && nearer.choice == act->choice)
		ways_add(&x->ways, from, to, WAY_NEARER);
}

/* Forms that refuse and acts that are refused leave everything as it was. */
static void refused(struct explorer *x, uint32_t from, const struct act *act, enum err e)
{
	struct view v;

	x->refused++;
	if ((e != ERR_CONFLICT && e != ERR_INVALID) || act->move == MOVE_TIME)
		fault(x, from, act, err_name(e));
	else if (house_unexplained(&x->w.h))
		fault(x, from, act, "the table refuses it, no rule does");
	else if (state_of(x, &v) != x->states.at[from].hash)
		fault(x, from, act, "what was refused has changed something");
}

/* One of the databases that a state may have: which of what is not told apart is how. */
struct setting {
	struct image image;
	struct view v;
	bool there, desk; /* desk: its hours or its being closed are different */
	bool paused;
};

/*
 * Tries an act in a setting; what comes of it, 0 when it is refused, makes no sense, or changes
 * nothing that is told apart.
 */
static uint64_t try_act(struct explorer *x, uint32_t from, const struct setting *s,
			const struct act *act)
{
	size_t known = x->states.n;
	struct view to;
	uint64_t hash = 0;
	uint32_t state;
	bool looked;
	unsigned key;
	enum err e;

	pagevfs_put(&s->image);
	e = perform(x, from, &s->v, act, &to, &hash);
	key = x->w.h.once;
	looked = x->looked;
	if (e == MOVE_NONE)
		return 0;
	if (e != ERR_OK) {
		refused(x, from, act, e);
		return 0;
	}
	x->transitions++;
	check(x, from, act);
	state = arrive(x, from, act, &to, hash);
	note_way(x, from, state, &s->v, act);
	if (state < known && x->transitions % 512 == 0)
		check_twin(x, from, act, &to, state);
	else if (state < known && x->transitions % 8 == 0 && !world_moves[act->move].clock)
		check_again(x, from, &s->v, hash, key, act);
	if (x->transitions % 4 == 0) {
		pagevfs_put(&s->image);
		check_stranger(x, from, &s->v, act);
	}
	x->looked = looked;
	return state == from ? 0 : hash;
}

/* The setting of from with one more thing different; not there when that can't be. */
static void vary(struct explorer *x, uint32_t from, const struct setting *s, struct setting *ret,
		 const struct act *act)
{
	if (!s->there)
		return;
	pagevfs_put(&s->image);
	ret->v = s->v;
	ret->there = aside(x, from, &ret->v, act) || ret == s;
	ret->paused = s->paused || act->move == MOVE_CLOCK;
	ret->desk = s->desk || act->move == MOVE_UNIT || act->move == MOVE_HOURS;
	pagevfs_take(&ret->image);
}

/* May it ask whether the desk has hours now?  Only what is urgent does. */
static bool is_urgent(const struct view *v, const struct act *act)
{
	size_t i;

	for (i = 0; i < v->n_steps; i++)
		if (v->steps[i].emergency != 0)
			return true;
	return (act->move == MOVE_SEND && act->choice % 7 == 2) ||
	       (act->move == MOVE_CASE && act->choice % 3 == 2);
}

enum { PLAIN, HOURS, CLOSED, BOTH, UNANSWERED, RANDOM, SETTINGS };

static bool coin(struct explorer *x)
{
	return rng_below(&x->rng, 2) == 0;
}

/* A request of the case, which may be on a waiting list or accepted. */
static void add_request(struct explorer *x, uint32_t from, struct setting *r, unsigned k)
{
	size_t had = r->v.n_referrals;

	vary(x, from, r, r, &(struct act){ MOVE_SEND, k * 7 + (coin(x) ? 4 : 5) });
	if (r->v.n_referrals == had || coin(x))
		return;
	vary(x, from, r, r, &(struct act){ MOVE_ANSWER, (unsigned)had * 3 + (coin(x) ? 0 : 2) });
}

/* The same where another hand-over had found no answer before, or none had. */
static void try_unanswered(struct explorer *x, uint32_t from, struct setting s[SETTINGS],
			   const struct act *act)
{
	struct setting *u = &s[UNANSWERED];
	const struct setting *plain = &s[PLAIN];
	struct deadline d;

	if (act->move != MOVE_TIME || !world_deadline(&x->w, &plain->v, act->choice, &d) ||
	    d.handed == NULL)
		return;
	pagevfs_put(&plain->image);
	assert_ok(world_unanswered(&x->w, d.handed->id, 1 - d.handed->unanswered));
	pagevfs_take(&u->image);
	assert_ok(world_look(&x->w, &u->v));
	(void)try_act(x, from, u, act);
}

/* Several things different at once, by lot. */
static void set_random(struct explorer *x, uint32_t from, struct setting s[SETTINGS])
{
	struct setting *r = &s[RANDOM];
	unsigned k;

	image_copy(&r->image, &s[PLAIN].image);
	r->v = s[PLAIN].v;
	r->there = true;
	r->desk = r->paused = false;
	if (coin(x))
		vary(x, from, r, r, &hours);
	if (coin(x) && s[CLOSED].there)
		vary(x, from, r, r, &close_desk);
	for (k = 0; k < r->v.n_cases; k++)
		if (r->v.cases[k].holder != 0 && r->v.cases[k].level == 0 && coin(x))
			vary(x, from, r, r, &(struct act){ MOVE_TIME, 2 + k });
	for (k = 0; k < r->v.n_cases; k++)
		if (r->v.cases[k].holder != 0)
			add_request(x, from, r, k);
	for (k = 0; k < r->v.n_cases; k++)
		if (r->v.cases[k].holder != 0 && coin(x))
			vary(x, from, r, r, &(struct act){ MOVE_CLOCK, k * 2 });
}

/* A form that offers units offers a closed one no more; what it offers is kept by the process. */
static bool offers_units(const struct act *act)
{
	return act->move == MOVE_STEP_ADD || act->move == MOVE_STEP_ASSIGN ||
	       act->move == MOVE_SEND;
}

/* What is not told apart must not matter: the same act leads to the same. */
static void compare(struct explorer *x, uint32_t from, const struct setting *s,
		    const struct act *act, uint64_t expected, bool looked)
{
	const struct move *m = &world_moves[act->move];

	if (m->aside || m->past || (act->move == MOVE_TIME && s->paused))
		return;
	looked = looked || offers_units(act);
	if (try_act(x, from, s, act) != expected && !(s->desk && (looked || x->looked)))
		fault(x, from, act, "what should not matter does");
	x->compared++;
}

/* True when it was done as it is. */
static bool try_all(struct explorer *x, uint32_t from, struct setting s[SETTINGS],
		    const struct act *act)
{
	uint64_t acts = x->transitions, result = try_act(x, from, &s[PLAIN], act);
	bool looked = x->looked, done = x->transitions > acts;

	try_unanswered(x, from, s, act);
	if (looked && s[CLOSED].there)
		(void)try_act(x, from, &s[CLOSED], act);
	if (looked && is_urgent(&s[PLAIN].v, act)) {
		(void)try_act(x, from, &s[HOURS], act);
		if (s[BOTH].there)
			(void)try_act(x, from, &s[BOTH], act);
	}
	if (s[RANDOM].there)
		compare(x, from, &s[RANDOM], act, result, looked);
	return done;
}

/* Pairs of those acts, by lot; with MELAJU_PAIRS=all every one. */
static void try_pairs(struct explorer *x, uint32_t from, const struct setting *s,
		      const struct act *acts, size_t n)
{
	struct arena_mark memory = arena_mark(x->w.h.c.cx->arena);
	size_t i, all = n * n * 2, most = all_pairs ? all : MIN(all, PAIRS);

	for (i = 0; i < most; i++) {
		size_t k = all_pairs ? i : (size_t)rng_below(&x->rng, (unsigned)all);
		struct pair pair = { .first = acts[k / 2 / n],
				     .second = acts[k / 2 % n],
				     .between = k % 2 != 0,
				     .from = from };

		try_pair(x, &pair, &s->image, &s->v);
		arena_reset_to(x->w.h.c.cx->arena, memory);
	}
}

static void expand(struct explorer *x, uint32_t from)
{
	static struct setting s[SETTINGS];
	struct act good[SUCCESSORS];
	size_t n_good = 0;
	struct ctx *cx = x->w.h.c.cx;
	struct arena_mark memory = arena_mark(cx->arena), inner;
	struct act act = { 0, 0 };
	size_t i;

	for (i = 0; i < SETTINGS; i++)
		s[i].there = s[i].desk = s[i].paused = false;
	image_copy(&s[PLAIN].image, states_image(&x->states, from));
	s[PLAIN].there = true;
	pagevfs_put(&s[PLAIN].image);
	cx->now = x->began + (x->states.at[from].depth + 1) * ACT_TAKES;
	if (state_of(x, &s[PLAIN].v) != x->states.at[from].hash)
		fault(x, from, NULL, "it is not what it was");
	vary(x, from, &s[PLAIN], &s[HOURS], &hours);
	vary(x, from, &s[PLAIN], &s[CLOSED], &close_desk);
	vary(x, from, &s[HOURS], &s[BOTH], &close_desk);
	if (rng_below(&x->rng, 8) == 0)
		set_random(x, from, s);
	do {
		inner = arena_mark(cx->arena);
		if (try_all(x, from, s, &act) && !world_moves[act.move].past && n_good < LEN(good))
			good[n_good++] = act;
		arena_reset_to(cx->arena, inner);
	} while (act_next(&act) && x->fault[0] == '\0');
	try_pairs(x, from, &s[PLAIN], good, n_good);
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

	if (!loud || now < last + SAY_EVERY)
		return;
	last = now;
	(void)fprintf(stderr, "%lld s: %zu states, %zu expanded, depth %u, %llu acts, %zu MB\n",
		      (long long)(now - began), x->states.n, x->expanded,
		      x->states.at[x->done].depth, (unsigned long long)x->transitions,
		      (x->states.bytes + x->states.max * sizeof(struct state) +
		       x->ways.max * sizeof(struct way)) >>
			  20);
}

/* The next one to expand: breadth-first, or now and then any. */
static uint32_t next_state(struct explorer *x)
{
	uint32_t state;

	while (x->states.at[x->done].expanded)
		x->done++;
	state = (uint32_t)x->done;
	if (x->by_lot && coin(x)) {
		state += (uint32_t)rng_below(&x->rng, (unsigned)(x->states.n - x->done));
		while (x->states.at[state].expanded)
			state--;
	}
	x->states.at[state].expanded = true;
	x->expanded++;
	return state;
}

static void explore(struct explorer *x)
{
	int64_t began = seconds_now();
	struct view v;
	uint64_t hash;

	x->began = x->w.h.c.cx->now;
	rng_seed(&x->rng, seed);
	house_seat_all(&x->w.h);
	if (house_post(&x->w.h, CITY_FRONT, "/", "nothing=here") == ERR_OK) /* opens the reader */
		fault(x, 0, NULL, "an address that is none");
	stops_watch(x->w.h.app->pool, x->w.h.c.unit[CITY_SECOND], &x->touched);
	hash = state_of(x, &v);
	pagevfs_take(&x->now);
	states_begin(&x->states, hash, world_open(&v), &x->now);
	while (
	    x->expanded < x->states.n && x->fault[0] == '\0' && !told_to_stop &&
	    (x->seconds == 0 || x->expanded < EXPANDED_MIN || seconds_now() < began + x->seconds)) {
		expand(x, next_state(x));
		say_progress(x, began);
	}
}

static void check_ways(struct explorer *x)
{
	bool *ended = calloc(x->states.n, sizeof(*ended));
	uint32_t lost;
	size_t i;

	assert_non_null(ended);
	for (i = 0; i < x->states.n; i++)
		ended[i] = !x->states.at[i].open || !x->states.at[i].expanded;
	lost = ways_endless(&x->ways, ended, x->states.n);
	if (lost != STATE_NONE)
		fault(x, lost, NULL, "the holders cannot bring it to an end");
	lost = ways_circle(&x->ways, x->states.n);
	if (lost != STATE_NONE)
		fault(x, lost, NULL, "time alone does not lead to the unit of last resort");
	free(ended);
}

static void say(const struct explorer *x)
{
	size_t at_depth[STATE_DEPTH + 1] = { 0 }, i;

	print_message("%zu reports, %zu steps, %zu referrals: states %zu (%zu expanded, %s), "
		      "transitions %llu, refused %llu, strangers turned away %llu, repeated %llu, "
		      "pairs %zu, twins %llu, compared %llu\nnew states by length of path:",
		      x->w.reports, x->w.steps, x->w.open, x->states.n, x->expanded,
		      x->expanded == x->states.n ? "all there are" : "not all there are",
		      (unsigned long long)x->transitions, (unsigned long long)x->refused,
		      (unsigned long long)x->strangers, (unsigned long long)x->repeated, x->n_pairs,
		      (unsigned long long)x->twins, (unsigned long long)x->compared);
	for (i = 0; i < x->states.n; i++)
		at_depth[x->states.at[i].depth]++;
	for (i = 0; i < LEN(at_depth); i++)
		if (at_depth[i] > 0)
			print_message(" %zu:%zu", i, at_depth[i]);
	print_message("\n");
}

static void run(const struct size *size, int64_t seconds, bool by_lot)
{
	struct explorer *x = calloc(1, sizeof(*x));

	assert_non_null(x);
	house_open_in_memory(&x->w.h);
	x->w.any_order = x->w.settles = true;
	/* The second desk is open or closed, has hours or none: four states, and those on the way.
	 */
	keep_alike_for_test(8);
	x->w.alone = size->reports == 0;
	x->w.reports = MAX(size->reports, 1);
	x->w.steps = size->steps;
	x->w.open = size->referrals;
	x->seconds = seconds;
	x->by_lot = by_lot;
	explore(x);
	check_ways(x);
	if (x->expanded == x->states.n)
		check_pairs(x);
	say(x);
	house_close(&x->w.h);
	pagevfs_forget();
	if (x->fault[0] != '\0')
		fail_msg("%s", x->fault);
	image_free(&x->now);
	states_free(&x->states);
	ways_free(&x->ways);
	free(x->pairs);
	free(x);
}

static void a_small_world_is_seen_whole(void **state)
{
	(void)state;
	run(&(struct size){ 1, 1, WORLD_OPEN }, 0, false);
}

/* Two reports with three steps each, as far as it goes, from other states with another seed. */
static void a_part_of_the_large_world_is_seen(void **state)
{
	(void)state;
	run(&(struct size){ WORLD_REPORTS, WORLD_STEPS, WORLD_OPEN }, part_seconds, true);
}

static struct size asked;
static int64_t asked_seconds;

static void the_world_asked_for_is_seen(void **state)
{
	(void)state;
	run(&asked, asked_seconds, false);
}

static size_t number(const char *s)
{
	return (size_t)strtoul(s, NULL, 10);
}

int main(int argc, char **argv)
{
	const struct CMUnitTest few[] = {
		cmocka_unit_test(a_small_world_is_seen_whole),
		cmocka_unit_test(a_part_of_the_large_world_is_seen),
	};
	const struct CMUnitTest one[] = { cmocka_unit_test(the_world_asked_for_is_seen) };
	const char *pairs = getenv("MELAJU_PAIRS"), *lot = getenv("MELAJU_SEED");
	const char *seconds = getenv("MELAJU_EXPLORE");

	if (test_on_pg())
		return 0; /* the histories run there; this is about states, not engines */
	all_pairs = pairs != NULL && strcmp(pairs, "all") == 0;
	seed = lot != NULL ? number(lot) : seed;
	part_seconds = seconds != NULL ? (int64_t)number(seconds) : part_seconds;
	(void)signal(SIGTERM, stop);
	if (argc < 4)
		return cmocka_run_group_tests(few, NULL, NULL);
	asked = (struct size){ number(argv[1]), number(argv[2]), number(argv[3]) };
	asked_seconds = argc > 4 ? (int64_t)number(argv[4]) : 0;
	loud = true;
	return cmocka_run_group_tests(one, NULL, NULL);
}
