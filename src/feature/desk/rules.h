/*
 * Rules on trial: what a draft of the triage rules would have changed about past reports, and
 * whether every stored result comes out again, byte for byte, from its facts and version.
 */
#ifndef DESK_RULES_H
#define DESK_RULES_H

#include "base/ctx.h"
#include "engine/triage/triage.h"

struct rules_line {
	int64_t report_id; /* 0 and no number: a report the actor may not see */
	int64_t at, version;
	const char *number, *region;
	const char *before, *after; /* steps in words (trial), or JSON stored and computed again */
};

#define RULES_LINES_MAX 200

struct rules_result {
	size_t seen, changed;
	struct rules_line lines[RULES_LINES_MAX]; /* newest first, of those that changed */
	size_t n_lines;
};

/* Runs both tables on the facts of every report since from_at. */
enum err rules_try(struct ctx *cx, const struct triage_table *present,
		   const struct triage_table *draft, int64_t from_at,
		   struct rules_result *ret) NODISCARD;

/* Computes every stored result since from_at again; changed ones should not exist. */
enum err rules_recheck(struct ctx *cx, int64_t from_at, struct rules_result *ret) NODISCARD;

/* Is the draft what is in force already, because it was switched on or changes nothing? */
enum err rules_in_force(struct ctx *cx, bool *ret) NODISCARD;

/*
 * Makes the draft the rules in force, from today on.  ERR_CONFLICT: the draft is no longer the one
 * that was tried, or the rules in force are not those seen.
 */
enum err rules_switch_on(struct ctx *cx, int64_t present_version, int64_t draft_version,
			 const char *reason, int64_t *ret_version) NODISCARD;

#endif
