/* Threads, hashes and sorting for the room. */
#include "engine/linkage/linkage_impl.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

/* ---- threads ------------------------------------------------------------------------------ */

struct crew {
	void (*work)(void *arg, size_t i);
	void *arg;
	size_t n;
	atomic_size_t next;
};

static void *labour(void *arg)
{
	struct crew *c = arg;
	size_t i;

	while ((i = atomic_fetch_add(&c->next, 1)) < c->n)
		c->work(c->arg, i);
	return NULL;
}

/* A thread that can't be started is done without: the others take its work. */
void linkage_parallel(unsigned threads, size_t n, void (*work)(void *arg, size_t i), void *arg)
{
	struct crew c = { .work = work, .arg = arg, .n = n };
	pthread_t started[LINKAGE_THREADS];
	unsigned n_started = 0;

	assert(threads <= LINKAGE_THREADS);
	while (n_started + 1 < threads && n_started + 1 < n &&
	       pthread_create(&started[n_started], NULL, labour, &c) == 0)
		n_started++;
	(void)labour(&c);
	while (n_started > 0)
		(void)pthread_join(started[--n_started], NULL);
}

/* ---- hashes ------------------------------------------------------------------------------- */

static uint64_t load_four(const char *p)
{
	uint32_t x;

	memcpy(&x, p, sizeof(x));
	return x;
}

/* One to eight bytes as a number: two loads that may overlap. */
static uint64_t load(const char *p, size_t n)
{
	const unsigned char *s = (const unsigned char *)p;
	uint64_t x;

	if (n == sizeof(x)) {
		memcpy(&x, p, sizeof(x));
		return x;
	}
	if (n >= 4)
		return load_four(p) | load_four(p + n - 4) << 8 * (n - 4);
	return s[0] | (uint64_t)s[n / 2] << 8 * (n / 2) | (uint64_t)s[n - 1] << 8 * (n - 1);
}

/* Eight bytes at a time, each multiplied into 128 bits and folded. */
uint64_t linkage_hash(const char *text, size_t n)
{
	uint64_t h = UINT64_C(0x2d358dccaa6c78a5) ^ n;
	__extension__ unsigned __int128 wide;

	for (; n > 0; text += MIN(n, (size_t)8), n -= MIN(n, (size_t)8)) {
		h ^= load(text, MIN(n, (size_t)8));
		__extension__ wide = (unsigned __int128)h * UINT64_C(0x9e3779b97f4a7c15);
		h = (uint64_t)wide ^ (uint64_t)(wide >> 64);
	}
	return mix64(h);
}

/* ---- sorting ------------------------------------------------------------------------------ */

/* Few: by insertion. */
static void sort_few(const struct keyed *from, struct keyed *to, size_t n)
{
	struct keyed x;
	size_t i, j;

	for (i = 0; i < n; i++) {
		x = from[i];
		for (j = i; j > 0 && (to[j - 1].key > x.key ||
				      (to[j - 1].key == x.key && to[j - 1].item > x.item));
		     j--)
			to[j] = to[j - 1];
		to[j] = x;
	}
}

enum { FEW = 24, DIGITS = 8, VALUES = 256 };

/*
 * Byte by byte from the lowest, leaving out those in which all keys agree. Items come in rising
 * order for equal keys because every pass keeps the order there was.
 */
void linkage_sort(struct keyed *from, struct keyed *to, size_t n)
{
	struct keyed *a = from, *b = to, *swap;
	uint32_t count[VALUES], at, next;
	uint64_t differ = 0;
	size_t i, d, v;

	if (n <= FEW) {
		sort_few(from, to, n);
		return;
	}
	for (i = 1; i < n; i++)
		differ |= from[i].key ^ from[0].key;
	for (d = 0; d < DIGITS; d++) {
		if (!(differ >> 8 * d & 0xff))
			continue;
		memset(count, 0, sizeof(count));
		for (i = 0; i < n; i++)
			count[a[i].key >> 8 * d & 0xff]++;
		for (v = 0, at = 0; v < VALUES; v++) {
			next = at + count[v];
			count[v] = at;
			at = next;
		}
		for (i = 0; i < n; i++)
			b[count[a[i].key >> 8 * d & 0xff]++] = a[i];
		swap = a;
		a = b;
		b = swap;
	}
	if (a != to)
		memcpy(to, a, n * sizeof(*to));
}

enum { SHARES = 8, SPREAD_BITS = 12, SPREAD = 1 << SPREAD_BITS };

struct spreading {
	const struct keyed *from;
	struct keyed *to;
	size_t n, places;
	unsigned shift;
	uint32_t *at; /* [share][place]: how many, then where the next one goes */
};

static void count_share(void *arg, size_t share)
{
	const struct spreading *s = arg;
	uint32_t *at = s->at + share * s->places;
	size_t i;

	for (i = s->n * share / SHARES; i < s->n * (share + 1) / SHARES; i++)
		at[s->from[i].key >> s->shift]++;
}

static void put_share(void *arg, size_t share)
{
	const struct spreading *s = arg;
	uint32_t *at = s->at + share * s->places;
	size_t i;

	for (i = s->n * share / SHARES; i < s->n * (share + 1) / SHARES; i++)
		s->to[at[s->from[i].key >> s->shift]++] = s->from[i];
}

/* After it the last share's places are where the next place begins. */
static void lay_out(struct spreading *s)
{
	uint32_t at = 0, n;
	size_t place, share;

	for (place = 0; place < s->places; place++)
		for (share = 0; share < SHARES; share++) {
			n = s->at[share * s->places + place];
			s->at[share * s->places + place] = at;
			at += n;
		}
}

static void spread(struct spreading *s, unsigned threads)
{
	s->at = linkage_blank(SHARES * s->places, sizeof(*s->at));
	linkage_parallel(threads, SHARES, count_share, s);
	lay_out(s);
	linkage_parallel(threads, SHARES, put_share, s);
}

void linkage_spread(const struct keyed *from, struct keyed *to, size_t n, size_t places,
		    unsigned threads)
{
	struct spreading s = { .from = from, .to = to, .n = n, .places = places };

	spread(&s, threads);
	linkage_return(s.at);
}

struct sorting {
	struct keyed *from, *to;
	const uint32_t *end; /* of each place */
};

static void sort_place(void *arg, size_t i)
{
	const struct sorting *s = arg;
	uint32_t begin = i ? s->end[i - 1] : 0;

	if (s->end[i] > begin)
		linkage_sort(s->from + begin, s->to + begin, s->end[i] - begin);
}

/* By the highest bits at first: then each part is sorted in the nearer cache, and all at once. */
void linkage_sort_all(struct keyed *keys, size_t n, unsigned bits, unsigned threads)
{
	struct keyed *to = linkage_lines(n, sizeof(*to));
	struct spreading s = { .from = keys, .to = to, .n = n, .places = SPREAD };
	struct sorting parts = { .from = to, .to = keys };

	s.shift = MAX(bits, (unsigned)SPREAD_BITS) - SPREAD_BITS;
	spread(&s, threads);
	parts.end = s.at + (SHARES - 1) * s.places;
	linkage_parallel(threads, SPREAD, sort_place, &parts);
	linkage_return(s.at);
	linkage_return(to);
}

/* Weights fall as keys rise; of equal weight the pair that comes first goes first. */
struct keyed *linkage_by_weight(const struct linkage_pair *pairs, size_t n, float low,
				size_t *ret_n)
{
	struct keyed *from = linkage_lines(n, sizeof(*from)), *to;
	size_t i, kept = 0;

	for (i = 0; i < n; i++) {
		float falling = 4096 - pairs[i].weight;

		if (pairs[i].weight >= low)
			from[kept++] = (struct keyed){ (uint64_t)(falling * 65536), (uint32_t)i };
	}
	to = linkage_lines(kept, sizeof(*to));
	linkage_sort(from, to, kept);
	linkage_return(from);
	*ret_n = kept;
	return to;
}
