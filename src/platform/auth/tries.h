/*
 * Tries: failed sign-ins, kept in the database.
 *
 * All processes that serve a city count together, and a restart forgets nothing.  What was tried is
 * kept as a keyed hash only.  A key names who tries as well as what is tried, so that nobody can
 * lock another out.
 */
#ifndef AUTH_TRIES_H
#define AUTH_TRIES_H

#include "platform/auth/throttle.h"
#include "platform/db/db.h"

struct try_key {
	const struct pause_rule *rule;
	const char *key;
	bool all; /* for tries_forget(): not the last try alone, but all of them */
};

/*
 * May one more try begin now, under every one of the keys?  Then it is counted as failed under all
 * of them at once, and *ret_refused is n; otherwise under none, and *ret_refused is the first that
 * refuses.  A write of its own: not within another.
 */
enum err tries_count(struct ctx *cx, const struct try_key *keys, size_t n,
		     size_t *ret_refused) NODISCARD;

/* Takes the try back under each key, because it succeeded. */
enum err tries_forget(struct ctx *cx, const struct try_key *keys, size_t n) NODISCARD;

#endif
