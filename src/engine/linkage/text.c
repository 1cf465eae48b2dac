/* Likeness of texts, letter by letter. */
#include "engine/linkage/linkage_impl.h"

#include <string.h>

enum { LETTERS = 64 /* of a text; further ones are left out */ };

/*
 * Insertions, deletions, substitutions and swaps of neighbours; a column of the matrix in one
 * machine word (Hyyro, "A bit-vector algorithm for computing Levenshtein and Damerau edit
 * distances", 2003).
 */
static unsigned distance(const uint8_t *a, size_t n, const uint8_t *b, size_t m)
{
	uint64_t places[256], up = ~UINT64_C(0), down = 0, diagonal = 0, before = 0, last;
	unsigned d = (unsigned)n;
	size_t i;

	for (i = 0; i < m; i++)
		places[b[i]] = 0;
	for (i = 0; i < n; i++)
		places[a[i]] = 0;
	for (i = 0; i < n; i++)
		places[a[i]] |= UINT64_C(1) << i;
	last = UINT64_C(1) << (n - 1);
	for (i = 0; i < m; i++) {
		uint64_t at = places[b[i]], right, left;

		diagonal =
		    (((~diagonal & at) << 1) & before) | (((at & up) + up) ^ up) | at | down;
		right = down | ~(diagonal | up);
		left = diagonal & up;
		d += (right & last) != 0;
		d -= (left & last) != 0;
		right = right << 1 | 1;
		left <<= 1;
		up = left | ~(diagonal | right);
		down = right & diagonal;
		before = at;
	}
	return d;
}

unsigned text_distance(const char *a, size_t n, const char *b, size_t m)
{
	n = MIN(n, (size_t)LETTERS);
	m = MIN(m, (size_t)LETTERS);
	if (n == 0 || m == 0)
		return (unsigned)MAX(n, m);
	return distance((const uint8_t *)a, n, (const uint8_t *)b, m);
}

/* The word that begins at *at, which moves behind it; 0 at the end. */
static size_t next_word(const char *s, size_t n, size_t *at, const char **ret)
{
	size_t from;

	while (*at < n && s[*at] == ' ')
		(*at)++;
	for (from = *at; *at < n && s[*at] != ' ';)
		(*at)++;
	*ret = s + from;
	return *at - from;
}

static bool has_word(const char *s, size_t n, const char *word, size_t size)
{
	const char *w;
	size_t at = 0, k;

	while ((k = next_word(s, n, &at, &w)) > 0)
		if (k == size && memcmp(w, word, size) == 0)
			return true;
	return false;
}

unsigned text_shared(const char *a, size_t n, const char *b, size_t m)
{
	size_t at = 0, k, words = 0, shared = 0, others = 0;
	const char *w;

	while ((k = next_word(a, n, &at, &w)) > 0) {
		words++;
		shared += has_word(b, m, w, k);
	}
	for (at = 0; next_word(b, m, &at, &w) > 0;)
		others++;
	return words && others ? (unsigned)(100 * shared / MIN(words, others)) : 0;
}
