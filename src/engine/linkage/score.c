/* The weight of a pair. */
#include "engine/linkage/linkage_impl.h"

#include <math.h>

/* log2 of 2^a + 2^b. */
static float either(float a, float b)
{
	float top = MAX(a, b), low = MIN(a, b);

	return low < top - 24 ? top : top + log2f(1 + exp2f(low - top));
}

static float weight_of(four sum)
{
	return either(sum[LINKAGE_PERSON], sum[LINKAGE_MOVED]) -
	       either(sum[LINKAGE_FAMILY], sum[LINKAGE_STRANGER]);
}

four model_sum(const struct linkage *l, const struct comparison *c)
{
	four sum = l->model.prior;
	size_t i;

	for (i = 0; i < l->n_columns; i++) {
		sum += l->model.weight[i][(int)i == l->nik ? c->context : 0][c->level[i]];
		sum[LINKAGE_STRANGER] -= c->bits[i];
	}
	return sum;
}

float model_weight(const struct linkage *l, const struct comparison *c)
{
	return weight_of(model_sum(l, c));
}

double linkage_probability(double weight)
{
	return 1 / (1 + exp2(-weight));
}

/* ---- leaving off early -------------------------------------------------------------------- */

/* The most that a column can say for the same person against strangers. */
static float most_of(const struct linkage *l, size_t column)
{
	unsigned levels = kind_levels(l->columns[column].kind), level, x;
	float most = 0;

	for (x = 0; x < CONTEXT__MAX; x++)
		for (level = 1; level < LINKAGE__LEVELS; level++) {
			four w = l->model.weight[column][x][level];

			if (!(levels & 1U << level) || (x > 0 && (int)column != l->nik))
				continue;
			most = MAX(most, MAX(w[LINKAGE_PERSON], w[LINKAGE_MOVED]) -
					     w[LINKAGE_STRANGER] +
					     (level == LINKAGE_DIFFERENT ? 0 : l->rarest + 2));
		}
	return most;
}

void model_bound(struct linkage *l)
{
	size_t i;

	l->model.most[l->n_order] = 0;
	for (i = l->n_order; i-- > 0;)
		l->model.most[i] = l->model.most[i + 1] + most_of(l, l->order[i]);
}

static float at_most(four sum)
{
	return MAX(sum[LINKAGE_PERSON], sum[LINKAGE_MOVED]) - sum[LINKAGE_STRANGER];
}

float model_score(const struct linkage *l, uint32_t a, uint32_t b, float low)
{
	const uint32_t *x = record_at(l, a), *y = record_at(l, b);
	struct comparison c = { .context = CONTEXT_ALONE };
	four sum = l->model.prior;
	size_t i, k;

	for (i = 0; i < l->n_order; i++) {
		k = l->order[i];
		c.level[k] = (uint8_t)column_compare(l, k, x, y, &c.bits[k]);
		if ((int)k == l->nik) {
			c.context = (uint8_t)nik_context(l, &c);
			c.bits[k] = comparison_nik_bits(l, &c);
			sum += l->model.weight[k][c.context][c.level[k]];
		} else {
			sum += l->model.weight[k][0][c.level[k]];
		}
		sum[LINKAGE_STRANGER] -= c.bits[k];
		if (at_most(sum) + l->model.most[i + 1] < low)
			return -INFINITY;
	}
	return weight_of(sum);
}
