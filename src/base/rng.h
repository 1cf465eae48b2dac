/*
 * Random numbers of two kinds.  rng_bytes() of the operating system is for secrets; struct rng
 * (xoshiro256**, Blackman and Vigna) is seeded and repeatable, for demo data and tests.
 */
#ifndef BASE_RNG_H
#define BASE_RNG_H

#include "base/macros.h"

struct rng {
	uint64_t s[4];
};

/* Seeds so that the same seed gives the same sequence on every machine. */
void rng_seed(struct rng *r, uint64_t seed);
uint64_t rng_next(struct rng *r);

/* Uniform in [0, n); n > 0. */
uint64_t rng_below(struct rng *r, uint64_t n);

/* True in about permille of 1000 cases. */
bool rng_chance(struct rng *r, unsigned permille);

/* Fills p with n bytes that nobody can foretell.  Ends the process if the system has none. */
void rng_bytes(void *p, size_t n);

/*
 * The same for what is no secret once it is used, such as the nonce of something sealed: n is at
 * most RNG_OPEN_MAX.  Drawn from the system some thousands at a time; a call for each took a tenth
 * of the reader of an import.  Any thread may call it, and a process that was forked off.
 */
#define RNG_OPEN_MAX 64
void rng_open(void *p, size_t n);

#endif
