#include "feature/intake/intake_seen.h"

#include <string.h>

#include "base/rng.h"

enum { SLOTS_FIRST = 1 << 12 };

void seen_init(struct seen *s)
{
	*s = (struct seen){ .mask = SLOTS_FIRST - 1, .arena = arena_new(0) };
	s->slot = ARENA_ARRAY(s->arena, SLOTS_FIRST, struct seen_slot);
	rng_bytes(&s->seed, sizeof(s->seed));
}

void seen_free(struct seen *s)
{
	arena_free(s->arena);
	*s = (struct seen){ 0 };
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
	struct arena *arena = arena_new(0);
	struct seen_slot *bigger = ARENA_ARRAY(arena, mask + 1, struct seen_slot);

	for (size_t i = 0; i <= s->mask; i++)
		if (s->slot[i].key != 0)
			*find(bigger, mask, s->slot[i].key) = s->slot[i];
	arena_free(s->arena);
	s->arena = arena;
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
