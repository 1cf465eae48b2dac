/*
 * Throttle: how often something was done, in a table of fixed size.
 *
 * A key is a text such as an address; only its keyed hash is kept.  When a row of the table is full
 * the entry that was still longest ago goes, so that nobody can fill the memory.  Counts live in
 * this process and are forgotten at its end; those of sign-ins are in tries.h.
 */
#ifndef AUTH_THROTTLE_H
#define AUTH_THROTTLE_H

#include "base/macros.h"

/*
 * Growing delays after failures.  The first free_tries cost nothing; each further one doubles the
 * pause from one second (or first) up to max_pause.  After quiet time without any try all is
 * forgotten.
 */
struct pause_rule {
	unsigned free_tries;
	int64_t max_pause, quiet, first;
};

/* The pause after so many failures. */
int64_t pause_length(const struct pause_rule *rule, unsigned failures);

/*
 * May one more try under this key begin now?  If so it is counted as failed at once, so that tries
 * made side by side do not slip through; take it back with pause_undo() when it succeeded.
 */
bool pause_try(const struct pause_rule *rule, const char *key, int64_t now);

/* Takes back the last try: one of them, or all (the person has shown who he is). */
void pause_undo(const char *key, bool all);

/* Forgets everything: for tests. */
void throttle_clear(void);

#endif
