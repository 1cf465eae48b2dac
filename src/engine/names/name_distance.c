/*
 * Edit distance of short words, a column of the matrix in one machine word (Hyyro, "A bit-vector
 * algorithm for computing Levenshtein and Damerau edit distances", 2003).
 */
#include "engine/names/names_impl.h"

#include <string.h>
#ifdef __SSE2__
#include <emmintrin.h>
#endif

/* The places of s at which c stands. */
static inline uint32_t places_of(char c, const char *s)
{
#ifdef __SSE2__
	__m128i eq =
	    _mm_cmpeq_epi8(_mm_loadu_si128((const __m128i *)(const void *)s), _mm_set1_epi8(c));

	return (uint32_t)_mm_movemask_epi8(eq);
#else
	uint32_t bits = 0;
	unsigned i;

	for (i = 0; i < NAME_LETTERS; i++)
		bits |= (uint32_t)(s[i] == c) << i;
	return bits;
#endif
}

unsigned name_distance(const char *a, unsigned n_a, const char *b, unsigned n_b)
{
	uint32_t up = ~UINT32_C(0), down = 0, diagonal = 0, before = 0, at, right, left, last;
	unsigned distance = n_a, i;

	if (n_a == 0)
		return n_b;
	last = UINT32_C(1) << (n_a - 1);
	for (i = 0; i < n_b; i++) {
		at = places_of(b[i], a);
		diagonal = (((~diagonal & at) << 1) & before) | (((at & up) + up) ^ up) | at | down;
		right = down | ~(diagonal | up);
		left = diagonal & up;
		distance += (right & last) != 0;
		distance -= (left & last) != 0;
		right = right << 1 | 1;
		left <<= 1;
		up = left | ~(diagonal | right);
		down = right & diagonal;
		before = at;
	}
	return distance;
}
