/* What the files of the room share; nobody else includes it. */
#ifndef NAMES_NAMES_IMPL_H
#define NAMES_NAMES_IMPL_H

#include <string.h>

#include "engine/names/names.h"

/* Whether two texts, or two sounds, are the same: a memcmp without the call. */
static inline bool name_same(const char a[NAME_LETTERS], const char b[NAME_LETTERS])
{
	uint64_t x[2], y[2];

	memcpy(x, a, sizeof(x));
	memcpy(y, b, sizeof(y));
	return x[0] == y[0] && x[1] == y[1];
}

/* Fills sound, sounds, letters and common from text and len. */
void name_say(struct name_word *w);

/* What a word says, in hundredths of a long given name; and that of two names together. */
unsigned name_weight(const struct name_word *w);
unsigned name_whole(unsigned weight, unsigned other);

/* Two words written as one; false when that is too long to be kept whole. */
bool name_join(const struct name_word *a, const struct name_word *b, struct name_word *ret);

enum {
	FULL_SCORE = 1000,
	JOIN_SCORE = 850 /* two words are one when together they are that much like it */
};

/*
 * Number of insertions, deletions, substitutions and swaps of neighbours (each place once) between
 * two strings of at most NAME_LETTERS bytes with zeros behind.
 */
unsigned name_distance(const char *a, unsigned n_a, const char *b, unsigned n_b);

#endif
