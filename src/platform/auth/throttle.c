#include "platform/auth/throttle.h"

#include <pthread.h>
#include <sodium/crypto_shorthash.h>
#include <string.h>

#include "base/clock.h"
#include "base/rng.h"
#include "platform/auth/auth.h"

/* 4096 rows of 8: 1 MiB, more than a city has addresses at one time. */
#define ROWS 4096U
#define WAYS 8U

struct entry {
	uint64_t key;      /* 0: free */
	int64_t until;     /* bucket: when it is empty again; pause: when the next try may begin */
	int64_t last;      /* last use */
	unsigned failures; /* pause: tries that failed */
};

static struct {
	pthread_mutex_t lock;
	bool keyed;
	unsigned char secret[crypto_shorthash_KEYBYTES];
	struct entry rows[ROWS][WAYS];
} table = { .lock = PTHREAD_MUTEX_INITIALIZER };

/* Keyed, so that nobody can choose keys that fall into one row. */
static uint64_t key_hash(const char *key)
{
	unsigned char h[crypto_shorthash_BYTES];
	uint64_t v;

	if (!table.keyed) {
		rng_bytes(table.secret, sizeof(table.secret));
		table.keyed = true;
	}
	(void)crypto_shorthash(h, (const unsigned char *)key, strlen(key), table.secret);
	memcpy(&v, h, sizeof(v));
	return v != 0 ? v : 1;
}

/* The entry of a key; with make a new one takes the place of the one unused longest. */
static struct entry *entry_find(const char *key, bool make)
{
	uint64_t hash = key_hash(key);
	struct entry *row = table.rows[hash % ROWS], *oldest = row;
	unsigned i;

	for (i = 0; i < WAYS; i++) {
		if (row[i].key == hash)
			return &row[i];
		if (row[i].key == 0 || (oldest->key != 0 && row[i].last < oldest->last))
			oldest = &row[i];
	}
	if (!make)
		return NULL;
	*oldest = (struct entry){ .key = hash };
	return oldest;
}

bool rate_allow(const char *key, unsigned burst, int64_t per_usec, int64_t now)
{
	struct entry *e;
	int64_t drop;
	bool ok;

	assert(burst > 0 && per_usec > 0);
	drop = MAX(per_usec / burst, (int64_t)1);
	(void)pthread_mutex_lock(&table.lock);
	e = entry_find(key, true);
	e->last = now;
	/* Never fuller than full: a clock that was put back would shut out everybody till then. */
	e->until = MIN(MAX(e->until, now), now + drop * burst);
	ok = e->until + drop - now <= drop * burst;
	if (ok)
		e->until += drop;
	(void)pthread_mutex_unlock(&table.lock);
	return ok;
}

int64_t pause_length(const struct pause_rule *rule, unsigned failures)
{
	unsigned over = failures - MIN(failures, rule->free_tries);

	if (over == 0)
		return 0;
	return MIN((rule->first != 0 ? rule->first : USEC_SECOND) << MIN(over - 1, 20U),
		   rule->max_pause);
}

bool pause_try(const struct pause_rule *rule, const char *key, int64_t now)
{
	struct entry *e;
	int64_t pause;
	bool ok;

	(void)pthread_mutex_lock(&table.lock);
	e = entry_find(key, true);
	if (now - e->last > rule->quiet)
		e->failures = 0;
	e->until = MIN(e->until, now + rule->max_pause);
	ok = e->failures == 0 || now >= e->until;
	if (ok) {
		/* A free try holds back nobody, not even who came a moment earlier. */
		pause = pause_length(rule, ++e->failures);
		e->until = pause > 0 ? now + pause : 0;
		e->last = MAX(e->last, now);
	}
	(void)pthread_mutex_unlock(&table.lock);
	return ok;
}

void pause_undo(const char *key, bool all)
{
	struct entry *e;

	(void)pthread_mutex_lock(&table.lock);
	e = entry_find(key, false);
	if (e != NULL && (all || e->failures <= 1))
		*e = (struct entry){ 0 };
	else if (e != NULL)
		e->failures--;
	(void)pthread_mutex_unlock(&table.lock);
}

void throttle_clear(void)
{
	(void)pthread_mutex_lock(&table.lock);
	memset(table.rows, 0, sizeof(table.rows));
	(void)pthread_mutex_unlock(&table.lock);
}
