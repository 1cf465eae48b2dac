#include "base/id.h"

#include "base/clock.h"
#include "base/rng.h"

#include <ctype.h>
#include <stdatomic.h>
#include <string.h>

/* 2024-01-01T00:00:00Z in milliseconds */
#define ID_EPOCH     INT64_C(1704067200000)
#define COUNTER_BITS 12
#define NODE_BITS    10

#define DRAWS_MOST 16

void id_maker_init(struct id_maker *m, unsigned node)
{
	assert(node < 1U << NODE_BITS);
	atomic_init(&m->last, 0);
	m->node = node;
}

int64_t id_make(struct id_maker *m, int64_t now)
{
	int64_t since = now / 1000 - ID_EPOCH;
	uint64_t fresh = (uint64_t)MAX(since, 0) << COUNTER_BITS;
	uint64_t last = atomic_load(&m->last), next;

	/* A spent counter borrows from the next millisecond, so ids stay unique and rising. */
	do
		next = fresh > last ? fresh : last + 1;
	while (!atomic_compare_exchange_weak(&m->last, &last, next));

	return (int64_t)(((next >> COUNTER_BITS) << (COUNTER_BITS + NODE_BITS)) |
			 ((uint64_t)m->node << COUNTER_BITS) | (next & ((1U << COUNTER_BITS) - 1)));
}

int64_t id_instant(int64_t id)
{
	return ((id >> (COUNTER_BITS + NODE_BITS)) + ID_EPOCH) * 1000;
}

int64_t id_floor(int64_t instant)
{
	return MAX(instant / 1000 - ID_EPOCH, 0) << (COUNTER_BITS + NODE_BITS);
}

bool id_among(const int64_t *ids, size_t n, int64_t id)
{
	for (size_t i = 0; i < n; i++)
		if (ids[i] == id)
			return true;
	return false;
}

static const char alphabet[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

char id_digit(unsigned value)
{
	assert(value < sizeof(alphabet) - 1);
	return alphabet[value];
}

int id_digit_value(char c)
{
	const char *at;

	c = (char)toupper((unsigned char)c);
	if (c == 'O')
		c = '0';
	if (c == 'I' || c == 'L')
		c = '1';
	at = c != '\0' ? strchr(alphabet, c) : NULL;
	return at != NULL ? (int)(at - alphabet) : -1;
}

/*
 * Two check characters: sums over GF(31)-like moduli with different weights.  31 and 29 are prime
 * and larger than every difference of positions, so a single error and a swap of neighbours both
 * change the first sum; values 31 apart do not occur because the second sum covers them.
 */
static void check(const int v[6], int ret[2])
{
	int i, a = 0, b = 0;

	for (i = 0; i < 6; i++) {
		a += v[i] * (i + 2);
		b += v[i] * (i * i + 3);
	}
	ret[0] = a % 31;
	ret[1] = b % 29;
}

void number_make(const char prefix[static 2], uint64_t bits, char number[NUMBER_SIZE])
{
	int v[6], c[2], i;

	number[0] = prefix[0];
	number[1] = prefix[1];
	number[2] = '-';
	for (i = 0; i < 6; i++) {
		v[i] = (int)(bits & 31);
		bits >>= 5;
		number[3 + i] = alphabet[v[i]];
	}
	check(v, c);
	number[9] = alphabet[c[0]];
	number[10] = alphabet[c[1]];
	number[11] = '\0';
}

enum err number_draw(struct ctx *cx, const char prefix[static 2], number_taken_fn *taken,
		     char number[NUMBER_SIZE])
{
	bool used = true;
	uint64_t bits;

	for (int i = 0; used && i < DRAWS_MOST; i++) {
		rng_bytes(&bits, sizeof(bits));
		number_make(prefix, bits, number);
		TRY(taken(cx, number, &used));
	}
	return used ? err_set(cx, ERR_CONFLICT, "no free number %.2s", prefix) : ERR_OK;
}

bool number_read(const char *typed, char number[NUMBER_SIZE])
{
	char clean[11];
	int v[8], c[2], i, n = 0;

	for (; *typed != '\0'; typed++) {
		if (*typed == ' ' || *typed == '-')
			continue;
		if (n >= 10 || !isalnum((unsigned char)*typed))
			return false;
		clean[n++] = (char)toupper((unsigned char)*typed);
	}
	if (n != 10 || !isalpha((unsigned char)clean[0]) || !isalpha((unsigned char)clean[1]))
		return false;
	for (i = 0; i < 8; i++) {
		v[i] = id_digit_value(clean[2 + i]);
		if (v[i] < 0)
			return false;
	}
	check(v, c);
	if (v[6] != c[0] || v[7] != c[1])
		return false;
	number[0] = clean[0];
	number[1] = clean[1];
	number[2] = '-';
	for (i = 0; i < 8; i++)
		number[3 + i] = alphabet[v[i]];
	number[11] = '\0';
	return true;
}

void secret_make(char secret[SECRET_SIZE])
{
	unsigned char raw[SECRET_SIZE - 1];
	int i;

	rng_bytes(raw, sizeof(raw));
	for (i = 0; i < SECRET_SIZE - 1; i++)
		secret[i] = alphabet[raw[i] & 31];
	secret[SECRET_SIZE - 1] = '\0';
}

bool secret_read(const char *typed, char secret[SECRET_SIZE])
{
	int n = 0, v;

	for (; *typed != '\0'; typed++) {
		if (*typed == ' ' || *typed == '-')
			continue;
		v = id_digit_value(*typed);
		if (v < 0 || n >= SECRET_SIZE - 1)
			return false;
		secret[n++] = alphabet[v];
	}
	secret[n] = '\0';
	return n == SECRET_SIZE - 1;
}
