/*
 * The world of the explorer: everything that can be done to at most two reports and what becomes of
 * them, by whoever may do it, as a table of moves: each a whole request to the real handlers, or
 * the clock.
 *
 * A move names what it works on by its place in the view (the second case, the first open
 * referral), never by id, so that a path of moves can be walked again from the beginning.
 */
#ifndef TESTS_WORLD_H
#define TESTS_WORLD_H

#include "lib/house.h"

#define WORLD_REPORTS 2
#define WORLD_STEPS   3 /* of one case */
#define WORLD_OPEN    2 /* referrals of one case that are not over */

struct world_report {
	int64_t id, version, state, holder, level, case_id, of_id, due, last;
};
struct world_case {
	int64_t id, version, state, holder, user, level, unanswered, due, paused, decided, last,
	    into;
};
struct world_step {
	int64_t id, case_id, ordinal, state, unit, emergency;
};
struct world_referral {
	int64_t id, version, case_id, step, kind, from, to, state, urgent, due;
};
struct world_merge {
	int64_t id, into, from;
};

/* What is there, each kind in the order in which it was made. */
struct view {
	struct world_report reports[4];
	struct world_case cases[4];
	struct world_step steps[16];
	struct world_referral referrals[32]; /* open and accepted ones */
	struct world_merge merges[8];        /* those not undone */
	size_t n_reports, n_cases, n_steps, n_referrals, n_merges;
	int64_t second_version, second_closed, rehab_open;
};

struct world {
	struct house h;
	bool stranger;               /* acts come from a unit that has no part in it */
	size_t reports, steps, open; /* how many there may be: world_whole(), or fewer */
};

/* What a move returns where it makes no sense. */
#define MOVE_NONE ERR__MAX

struct move {
	const char *name;
	unsigned n; /* choices */
	enum err (*act)(struct world *w, const struct view *v, unsigned choice);
	bool anyone; /* bound by permissions, or by nothing; not by who holds it */
	bool clock;  /* no request: the clock acts */
};
extern const struct move world_moves[];
extern const size_t world_moves_n;

/* As many as the constants above say. */
void world_whole(struct world *w);

/* Reads the view by the own connection. */
enum err world_look(struct world *w, struct view *ret) NODISCARD;

/* The state without ids and times, as text in the arena. */
const char *world_text(struct world *w, const struct view *v);

/*
 * Sets the clock to the next deadline and lets it act; *ret false when there is none.  climbing:
 * the next deadline of what is not yet with the unit of last resort.
 */
enum err world_tick(struct world *w, const struct view *v, bool climbing, bool *ret) NODISCARD;

/* Is anything open, and is all that is open with the unit of last resort? */
bool world_open(const struct view *v);
bool world_at_top(const struct world *w, const struct view *v);

/* One act of the holders towards the end of everything that is open; MOVE_NONE: all has ended. */
enum err world_finish(struct world *w, const struct view *v) NODISCARD;

#endif
