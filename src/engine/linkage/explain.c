/* Why two records were held to be of one person, and what was learnt. */
#include "engine/linkage/linkage_impl.h"

#include <math.h>

/* How much of a side of two relations the first one is: what decides is explained. */
static float part_of(float a, float b)
{
	return 1 / (1 + exp2f(b - a));
}

void comparison_explain(const struct linkage *l, const struct comparison *c,
			struct linkage_reason *reasons)
{
	four sum = model_sum(l, c), w;
	float here = part_of(sum[LINKAGE_PERSON], sum[LINKAGE_MOVED]);
	float family = part_of(sum[LINKAGE_FAMILY], sum[LINKAGE_STRANGER]);
	size_t i;

	for (i = 0; i < l->n_columns; i++) {
		w = l->model.weight[i][context_of(l, i, c->context)][c->level[i]];
		w[LINKAGE_STRANGER] -= c->bits[i];
		reasons[i].level = (enum linkage_level)c->level[i];
		reasons[i].weight = here * w[LINKAGE_PERSON] + (1 - here) * w[LINKAGE_MOVED] -
				    family * w[LINKAGE_FAMILY] - (1 - family) * w[LINKAGE_STRANGER];
	}
}

void linkage_explain(const struct linkage *l, uint32_t a, uint32_t b,
		     struct linkage_reason *reasons)
{
	uint32_t x = l->place[a], y = l->place[b];
	struct comparison c;

	linkage_compare(l, MIN(x, y), MAX(x, y), &c);
	comparison_explain(l, &c, reasons);
}

double linkage_share(const struct linkage *l, enum linkage_relation r)
{
	assert(r < LINKAGE__RELATIONS);
	return l->model.share[r];
}

double linkage_chance(const struct linkage *l, size_t column, enum linkage_level level,
		      enum linkage_relation r)
{
	assert(column < l->n_columns && level < LINKAGE__LEVELS && r < LINKAGE__RELATIONS);
	if (!(kind_levels(l->columns[column].kind) & 1U << level))
		return -1;
	return l->model.chance[column][0][level][r];
}
