/* From hashes to numbers: open addressing, linear probing, at most two thirds full. */
#include "engine/linkage/linkage_impl.h"

#include <stdlib.h>
#include <string.h>

enum { SLOTS_MIN = 1024 };

/* The place comes from the lower half of the hash, the mark from the upper: 32 bits and more. */
static uint64_t slot_of(uint64_t hash, uint32_t number)
{
	return (hash & ~(uint64_t)UINT32_MAX) | number;
}

static void place(struct intern *t, uint64_t hash, uint32_t number)
{
	size_t i = hash & (t->slots - 1);

	while (t->slot[i])
		i = (i + 1) & (t->slots - 1);
	t->slot[i] = slot_of(hash, number);
}

static void grow(struct intern *t)
{
	size_t i;

	free(t->slot);
	t->slots = MAX(2 * t->slots, (size_t)SLOTS_MIN);
	t->slot = linkage_lines(t->slots, sizeof(t->slot[0]));
	memset(t->slot, 0, t->slots * sizeof(t->slot[0]));
	for (i = 0; i < t->n; i++)
		place(t, t->hash[i], t->number[i]);
}

uint32_t intern_find(const struct intern *t, uint64_t hash)
{
	size_t i;

	if (t->slots == 0)
		return 0;
	for (i = hash & (t->slots - 1); t->slot[i]; i = (i + 1) & (t->slots - 1))
		if ((t->slot[i] ^ hash) >> 32 == 0)
			return (uint32_t)t->slot[i];
	return 0;
}

void intern_prefetch(const struct intern *t, uint64_t hash)
{
	if (t->slots)
		__builtin_prefetch(&t->slot[hash & (t->slots - 1)]);
}

void intern_put(struct intern *t, uint64_t hash, uint32_t number)
{
	size_t room = t->room;

	assert(number > 0);
	LINKAGE_ROOM(t->hash, t->n, room);
	LINKAGE_ROOM(t->number, t->n, t->room);
	t->hash[t->n] = hash;
	t->number[t->n] = number;
	t->n++;
	if (3 * t->n > 2 * t->slots)
		grow(t);
	else
		place(t, hash, number);
}

void intern_release(struct intern *t)
{
	free(t->slot);
	free(t->hash);
	free(t->number);
	*t = (struct intern){ 0 };
}
