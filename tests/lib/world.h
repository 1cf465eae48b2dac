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
	int64_t takes_part[2]; /* the second desk, the unit of last resort */
};
struct world_case {
	int64_t id, version, state, holder, user, level, unanswered, due, paused, decided, last,
	    into;
	int64_t takes_part[2]; /* the second desk, the unit of last resort */
};
struct world_step {
	int64_t id, case_id, ordinal, state, unit, emergency;
	int64_t merged; /* it ended by a merge that may be undone */
};
struct world_referral {
	int64_t id, version, case_id, step, kind, from, to, state, urgent, due;
};
struct world_merge {
	int64_t id, into, from, from_state;
};
struct world_wait {
	int64_t step, waits_for;
};

/* What is there, each kind in the order in which it was made. */
struct view {
	struct world_report reports[24];
	struct world_case cases[24];
	struct world_step steps[48];
	struct world_referral referrals[48]; /* open and accepted ones */
	struct world_merge merges[8];        /* those not undone */
	struct world_wait waits[48];
	size_t n_reports, n_cases, n_steps, n_referrals, n_merges, n_waits;
	int64_t second_version, second_closed, second_open;
};

struct world {
	struct house h;
	bool stranger;  /* acts come from a unit that has no part in it */
	bool any_order; /* the clock stands; any deadline may be the next */
	bool settles;   /* the only one that changes units: see settle() */
	int64_t since;  /* what has no later id is not seen */
	/*
	 * One report and what becomes of it: all that may happen to it because of another one is an
	 * act, "meet another", and nobody sees the others.
	 */
	bool alone;
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
	bool aside;  /* changes nothing that states are told apart by */
	bool
	    past; /* what can be done rests on what has ended, by which states are not told apart */
};
enum {
	MOVE_REPORT,
	MOVE_REPORT_PASS,
	MOVE_REPORT_END,
	MOVE_REPORT_REOPEN,
	MOVE_CASE,
	MOVE_REPORT_ADD,
	MOVE_DECIDE,
	MOVE_CLOCK,
	MOVE_TAKE,
	MOVE_CASE_END,
	MOVE_CASE_REOPEN,
	MOVE_MERGE,
	MOVE_UNMERGE,
	MOVE_SEND,
	MOVE_ANSWER,
	MOVE_REFERRAL_END,
	MOVE_STEP_ADD,
	MOVE_STEP_END,
	MOVE_STEP_REOPEN,
	MOVE_STEP_ASSIGN,
	MOVE_UNIT,
	MOVE_HOURS,
	MOVE_MEET,
	MOVE_TIME,
	MOVE__MAX
};
extern const struct move world_moves[MOVE__MAX];

/* As many as the constants above say. */
void world_whole(struct world *w);

/* Reads the view by the own connection. */
enum err world_look(struct world *w, struct view *ret) NODISCARD;

/* Leaves one of the reports (by its place) and its case, as if nothing else were there. */
void view_leave(struct view *v, size_t report);

/* The state as the explorer tells states apart, as text in the arena: see docs/baton.md. */
const char *world_text(struct world *w, const struct view *v);

/* The deadline that a choice of "time passes" is about; false: there is none. */
struct deadline {
	enum { DEADLINE_REPORT, DEADLINE_CASE, DEADLINE_REFERRAL } kind;
	int64_t id;
	bool climbs;                     /* of what is not yet with the unit of last resort */
	const struct world_case *handed; /* of a hand-over: the case that would be handed over */
};
bool world_deadline(const struct world *w, const struct view *v, unsigned choice,
		    struct deadline *ret);

/*
 * How many hand-overs of the case found no answer, written past casework: another one may have been
 * sent before.
 */
enum err world_unanswered(struct world *w, int64_t case_id, int64_t n) NODISCARD;

/* Where a unit stands in the city's list, and a case among those seen, from 1 on; 0: it is none. */
int view_unit(const struct city_fixture *c, int64_t unit);
int view_case_place(const struct view *v, int64_t id);
const struct world_case *view_case(const struct view *v, int64_t id);
bool case_is_open(const struct world_case *k);
bool report_is_open(const struct world_report *r);

/* Is anything open? */
bool world_open(const struct view *v);

/* One act of the holders towards the end of everything that is open; false: all has ended. */
struct act {
	unsigned move, choice;
};
bool world_nearer(const struct view *v, struct act *ret);

/* The next choice in the table of moves; false after the last. */
bool act_next(struct act *act);

#endif
