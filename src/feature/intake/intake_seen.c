#include "feature/intake/intake_seen.h"

#include <stdlib.h>
#include <string.h>

#include "base/rng.h"

enum { SLOTS_FIRST = 1 << 12 };

static struct seen_slot *slots(size_t n)
{
	struct seen_slot *p = calloc(n, sizeof(*p));

	if (p == NULL)
		abort();
	return p;
}

void seen_init(struct seen *s)
{
	*s = (struct seen){ .mask = SLOTS_FIRST - 1, .slot = slots(SLOTS_FIRST) };
	rng_bytes(&s->seed, sizeof(s->seed));
}

void seen_free(struct seen *s)
{
	free(s->slot);
	s->slot = NULL;
}

static uint64_t mix(uint64_t h)
{
	h ^= h >> 32;
	h *= UINT64_C(0x9fb21c651e98df25);
	h ^= h >> 28;
	return h;
}

uint64_t seen_key(const struct seen *s, unsigned kind, const char *text, size_t n)
{
	uint64_t h = s->seed ^ kind * UINT64_C(0x9e3779b97f4a7c15), word;

	while (n > 0) {
		size_t k = MIN(n, sizeof(word));

		word = 0;
		memcpy(&word, text, k);
		h = mix(h ^ mix(word + k)) * UINT64_C(0xd6e8feb86659fd93);
		text += k;
		n -= k;
	}
	h = mix(h);
	return h != 0 ? h : 1;
}

static struct seen_slot *find(struct seen_slot *slot, size_t mask, uint64_t key)
{
	size_t i = (size_t)key & mask;

	while (slot[i].key != 0 && slot[i].key != key)
		i = (i + 1) & mask;
	return &slot[i];
}

static void grow(struct seen *s)
{
	size_t mask = s->mask * 2 + 1;
	struct seen_slot *bigger = slots(mask + 1);

	for (size_t i = 0; i <= s->mask; i++)
		if (s->slot[i].key != 0)
			*find(bigger, mask, s->slot[i].key) = s->slot[i];
	free(s->slot);
	s->slot = bigger;
	s->mask = mask;
}

struct seen_slot seen_first(struct seen *s, uint64_t key, uint32_t n, uint32_t line)
{
	struct seen_slot *slot = find(s->slot, s->mask, key), mine = { key, n, line };

	if (slot->key != 0)
		return *slot;
	*slot = mine;
	if (++s->n > s->mask / 2)
		grow(s);
	return mine;
}
