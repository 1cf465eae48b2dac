/* From hashes to numbers: open addressing, linear probing, at most two thirds full. */
#include "engine/linkage/linkage_impl.h"

#include <stdlib.h>
#include <string.h>

enum { SLOTS_MIN = 1024 };

static void place(struct intern *t, uint64_t hash, uint32_t number)
{
	size_t i = hash & (t->slots - 1);

	while (t->slot[i].item)
		i = (i + 1) & (t->slots - 1);
	t->slot[i] = (struct keyed){ hash, number };
}

/* Entries of one end of the old table go to two ends of the new one, so both are gone through. */
static void grow(struct intern *t)
{
	struct keyed *old = t->slot;
	size_t n = t->slots, i;

	t->slots = MAX(2 * n, (size_t)SLOTS_MIN);
	t->slot = linkage_lines(t->slots, sizeof(t->slot[0]));
	memset(t->slot, 0, t->slots * sizeof(t->slot[0]));
	for (i = 0; i < n; i++)
		if (old[i].item)
			place(t, old[i].key, old[i].item);
	linkage_return(old);
}

void intern_put(struct intern *t, uint64_t hash, uint32_t number)
{
	assert(number > 0);
	if (3 * ++t->n > 2 * t->slots)
		grow(t);
	place(t, hash, number);
}

void intern_release(struct intern *t)
{
	linkage_return(t->slot);
	*t = (struct intern){ 0 };
}
