/* What the files of the room share; nobody else includes it. */
#ifndef NAMES_NAMES_IMPL_H
#define NAMES_NAMES_IMPL_H

#include "engine/names/names.h"

/* Fills sound, sounds and letters from text and len. */
void name_say(struct name_word *w);

/* Whether text is Muhammad, Siti or another word that many names begin with. */
bool name_is_common(const struct name_word *w);

/*
 * Number of insertions, deletions, substitutions and swaps of neighbours (each place once) between
 * two strings of at most NAME_LETTERS bytes with zeros behind.
 */
unsigned name_distance(const char *a, unsigned n_a, const char *b, unsigned n_b);

#endif
