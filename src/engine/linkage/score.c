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
		sum += l->model.weight[i][context_of(l, i, c->context)][c->level[i]];
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

/* Strangers have nothing to gain. */
static four against_strangers(four w)
{
	return w - w[LINKAGE_STRANGER];
}

static four greater(four a, four b)
{
	size_t r;

	for (r = 0; r < LINKAGE__RELATIONS; r++)
		a[r] = MAX(a[r], b[r]);
	return a;
}

/* Levels of names agree in words, which may be rare; those of other columns in nothing rare. */
static float bits_of_level(const struct linkage *l, enum linkage_kind kind, unsigned level)
{
	bool words = (kind == LINKAGE_NAME || kind == LINKAGE_MOTHER) && level != LINKAGE_DIFFERENT;

	return words ? l->rarest : 0;
}

/* Who is at least: one person, here or moved, against strangers and against relatives. */
static four claims_of(four sum)
{
	four claims = { sum[LINKAGE_PERSON], sum[LINKAGE_MOVED], sum[LINKAGE_PERSON],
			sum[LINKAGE_MOVED] };

	return claims - sum[LINKAGE_FAMILY] * (four){ 0, 0, 1, 1 };
}

/* The most that a column can add to each claim when its values are not the same. */
static four most_unlike(const struct linkage *l, size_t column)
{
	enum linkage_kind kind = l->columns[column].kind;
	unsigned levels = kind_levels(kind), level, x;
	four most = { -1000, -1000, -1000, -1000 };

	for (level = LINKAGE_SAME + (kind != LINKAGE_NAME && kind != LINKAGE_MOTHER);
	     level < LINKAGE__LEVELS; level++)
		for (x = 0; levels & 1U << level && x < CONTEXT__MAX; x++)
			most =
			    greater(most, claims_of(l->model.gain[column][x][level]) +
					      bits_of_level(l, kind, level) * (four){ 1, 1, 0, 0 });
	return most;
}

void model_ready(struct linkage *l)
{
	struct model *m = &l->model;
	size_t i, x, level;

	m->odds = against_strangers(m->prior);
	for (i = 0; i < l->n_columns; i++) {
		for (x = 0; x < CONTEXT__MAX; x++)
			for (level = 1; level < LINKAGE__LEVELS; level++)
				m->gain[i][x][level] = against_strangers(m->weight[i][x][level]);
		m->unlike[i] = most_unlike(l, i);
	}
}

static void score_level(struct scoring *s, size_t k, unsigned context)
{
	s->sum += s->l->model.gain[k][context][s->c.level[k]];
	s->sum += s->c.bits[k] * (four){ 1, 1, 1, 0 };
}

/* Columns whose values are numbers are compared at once, of the others only whether they equal. */
static void score_column(struct scoring *s, size_t k)
{
	const struct linkage *l = s->l;
	const struct column *c = &l->columns[k];
	uint32_t x = s->a[c->slot], y = s->b[c->slot];
	bool same = x == y && c->kind != LINKAGE_NAME && c->kind != LINKAGE_MOTHER;

	if (c->kind == LINKAGE_NIK) {
		s->c.level[k] = (uint8_t)column_compare(l, k, s->a, s->b, &s->c.bits[k]);
		nik_in_context(l, s->a, s->b, &s->c);
		score_level(s, k, s->c.context);
	} else if (!x || !y) {
		s->c.level[k] = LINKAGE_UNKNOWN;
	} else if (c->kind == LINKAGE_REGION && !same && !c->values.has_words) {
		s->c.level[k] = LINKAGE_DIFFERENT; /* the next number is another place */
		s->c.bits[k] = 0;
		score_level(s, k, 0);
	} else if (same || column_date(c) || c->kind == LINKAGE_SEX) {
		s->c.level[k] = (uint8_t)column_compare(l, k, s->a, s->b, &s->c.bits[k]);
		score_level(s, k, 0);
	} else {
		s->rest += l->model.unlike[k];
		s->open[s->n_open++] = (uint8_t)k;
	}
}

/* Each claim alone may be a bit short of both together. */
bool score_is_low(const struct scoring *s, float low)
{
	four most = claims_of(s->sum) + s->rest;

	return MAX(MIN(most[0], most[2]), MIN(most[1], most[3])) < low - 1;
}

void score_begin(const struct linkage *l, uint32_t a, uint32_t b, struct scoring *s)
{
	size_t i;

	s->l = l;
	s->a = record_at(l, a);
	s->b = record_at(l, b);
	s->n_open = 0;
	s->c.context = CONTEXT_ALONE;
	s->rest = (four){ 0, 0, 0, 0 };
	s->sum = l->model.odds;
	for (i = 0; i < l->n_order; i++)
		score_column(s, l->order[i]);
}

float score_end(struct scoring *s, float low)
{
	const struct linkage *l = s->l;
	size_t i;

	for (i = 0; i < s->n_open; i++) {
		size_t k = s->open[i];

		if (score_is_low(s, low))
			return -INFINITY;
		s->c.level[k] = (uint8_t)column_compare(l, k, s->a, s->b, &s->c.bits[k]);
		score_level(s, k, context_of(l, k, s->c.context));
		s->rest -= l->model.unlike[k];
	}
	return weight_of(s->sum);
}

float model_score(const struct linkage *l, uint32_t a, uint32_t b, float low)
{
	struct scoring s;

	score_begin(l, a, b, &s);
	return score_end(&s, low);
}
