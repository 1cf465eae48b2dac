/* From hashes to numbers: open addressing by lines, at most three quarters full. */
#include "engine/linkage/linkage_impl.h"

#include <stdlib.h>
#include <string.h>

enum { LINES_MIN = 256 };

static void place(struct intern *t, uint64_t hash, uint32_t number)
{
	size_t i = intern_home(t, hash), k = 0;

	while (t->line[i].slot[k].item) {
		if (++k < INTERN_LINE)
			continue;
		k = 0;
		i = i + 1 < t->lines ? i + 1 : 0;
	}
	t->line[i].slot[k] = (struct keyed){ hash, number };
}

/* As many lines as it will need, as far as that can be known; but no more than a few times as many.
 */
static size_t more_lines(const struct intern *t)
{
	size_t enough = t->expected / (3 * INTERN_LINE) * 4, n = t->lines;

	return MAX(MIN(MAX(enough + enough / 16, n + n / 2), 4 * n), (size_t)LINES_MIN);
}

/* Lines of the old table go to lines of the new one in their order, so both are gone through. */
static void grow(struct intern *t)
{
	struct intern_line *old = t->line;
	size_t n = t->lines, i, k;

	t->lines = more_lines(t);
	t->line = linkage_blank(t->lines, sizeof(t->line[0]));
	for (i = 0; i < n; i++)
		for (k = 0; k < INTERN_LINE && old[i].slot[k].item; k++)
			place(t, old[i].slot[k].key, old[i].slot[k].item);
	linkage_return(old);
}

void intern_put(struct intern *t, uint64_t hash, uint32_t number)
{
	assert(number > 0);
	if (4 * ++t->n > 3 * INTERN_LINE * t->lines)
		grow(t);
	place(t, hash, number);
}

void intern_release(struct intern *t)
{
	linkage_return(t->line);
	*t = (struct intern){ 0 };
}
