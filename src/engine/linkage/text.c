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

		diagonal = (((~diagonal & at) << 1) & before) | (((at & up) + up) ^ up) | at | down;
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

/* ---- shapes ------------------------------------------------------------------------------- */

static void add_word(struct shape *s, const char *word, size_t n)
{
	if (n > 0 && s->n_words < SHAPE_WORDS)
		s->word[s->n_words++] = (uint16_t)linkage_hash(word, n);
}

static bool all_digits(const char *s, size_t n)
{
	size_t i = 0;

	while (i < n && s[i] >= '0' && s[i] <= '9')
		i++;
	return i == n;
}

void text_shape(const char *s, size_t n, struct shape *ret)
{
	uint64_t digits = 0;
	size_t i, from = 0;

	*ret = (struct shape){ .size = (uint16_t)n };
	for (i = 0; i < n; i++) {
		ret->letters |= s[i] == ' ' ? 0 : UINT32_C(1) << (s[i] & 31);
		digits = digits << 4 | (s[i] & 15);
		if (s[i] == ' ') {
			add_word(ret, s + from, i - from);
			from = i + 1;
		}
	}
	add_word(ret, s + from, n - from);
	ret->is_number = n > 0 && n <= SHAPE_DIGITS && all_digits(s, n);
	if (ret->is_number)
		ret->digits = digits;
}

bool shapes_share(const struct shape *a, const struct shape *b)
{
	unsigned i, j, shared = 0;

	for (i = 0; i < a->n_words; i++) {
		for (j = 0; j < b->n_words && a->word[i] != b->word[j];)
			j++;
		shared += j < b->n_words;
	}
	return shared > 0 && 2 * shared >= MIN(a->n_words, b->n_words);
}

bool shapes_differ(const struct shape *a, const struct shape *b, unsigned n)
{
	return more_bits(a->letters & ~b->letters, n) || more_bits(b->letters & ~a->letters, n);
}

/* All bits that differ lie within the digit at which the lowest does, or it and the next are
 * swapped. */
bool digits_slip(uint64_t a, uint64_t b)
{
	uint64_t x = a ^ b;
	unsigned at;

	if (x == 0)
		return false;
	at = (unsigned)__builtin_ctzll(x) & ~3U;
	if (x >> at <= 15)
		return true;
	return x >> at <= 255 && (a >> at & 15) == (b >> at >> 4 & 15) &&
	       (b >> at & 15) == (a >> at >> 4 & 15);
}
