/*
 * Where states lead to: by time, and by the acts that bring them nearer to an end.
 */
#ifndef TESTS_WAYS_H
#define TESTS_WAYS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum way_kind {
	WAY_CLIMBS, /* the deadline of something passed that is not with the unit of last resort */
	WAY_TIME,   /* another deadline passed */
	WAY_NEARER  /* the holder's act towards the end of everything that is open */
};

struct way {
	uint32_t from, to;
	enum way_kind kind;
};

struct ways {
	struct way *at;
	size_t n, max;
};

void ways_add(struct ways *w, uint32_t from, uint32_t to, enum way_kind kind);
void ways_free(struct ways *w);

/*
 * A state that acts of the holders alone bring to none that has ended, or STATE_NONE.  ended, one
 * for each of n states, is changed.
 */
uint32_t ways_endless(const struct ways *w, bool *ended, size_t n);

/*
 * Time alone: in whatever order deadlines pass, if none is forgotten for ever, all comes to the
 * unit of last resort.  A state that speaks against it, or STATE_NONE: one whose deadline passes
 * and leaves it where it is, or one of a circle in which time leads round.  The ways are gone then.
 */
uint32_t ways_circle(struct ways *w, size_t n);

#endif
