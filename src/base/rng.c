#include "base/rng.h"

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

static uint64_t splitmix(uint64_t *x)
{
	uint64_t z = (*x += UINT64_C(0x9e3779b97f4a7c15));

	z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
	return z ^ (z >> 31);
}

void rng_seed(struct rng *r, uint64_t seed)
{
	size_t i;

	for (i = 0; i < LEN(r->s); i++)
		r->s[i] = splitmix(&seed);
}

static uint64_t rotl(uint64_t x, int k)
{
	return (x << k) | (x >> (64 - k));
}

uint64_t rng_next(struct rng *r)
{
	uint64_t *s = r->s, result = rotl(s[1] * 5, 7) * 9, t = s[1] << 17;

	s[2] ^= s[0];
	s[3] ^= s[1];
	s[1] ^= s[2];
	s[0] ^= s[3];
	s[2] ^= t;
	s[3] = rotl(s[3], 45);
	return result;
}

uint64_t rng_below(struct rng *r, uint64_t n)
{
	uint64_t x, limit;

	assert(n > 0);
	limit = UINT64_MAX - UINT64_MAX % n;
	do
		x = rng_next(r);
	while (x >= limit);
	return x % n;
}

bool rng_chance(struct rng *r, unsigned permille)
{
	return rng_below(r, 1000) < permille;
}

void rng_bytes(void *p, size_t n)
{
	unsigned char *at = p;
	ssize_t got;

	while (n > 0) {
		got = getrandom(at, n, 0);
		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0)
			abort();
		at += got;
		n -= (size_t)got;
	}
}

/* ---- ahead ----------------------------------------------------------------------------------- */

static _Thread_local unsigned char ahead[4096];
static _Thread_local size_t ahead_n; /* of them not yet used: the last ones */

/* The child of a fork is one thread, and must not use what its parent will. */
static void forget_ahead(void)
{
	ahead_n = 0;
}

static void forget_in_children(void)
{
	if (pthread_atfork(NULL, NULL, forget_ahead) != 0)
		abort();
}

void rng_open(void *p, size_t n)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;
	unsigned char *from;

	assert(n <= RNG_OPEN_MAX);
	if (ahead_n < n) {
		(void)pthread_once(&once, forget_in_children);
		rng_bytes(ahead, sizeof(ahead));
		ahead_n = sizeof(ahead);
	}
	from = ahead + sizeof(ahead) - ahead_n;
	memcpy(p, from, n);
	memset(from, 0, n);
	ahead_n -= n;
}
