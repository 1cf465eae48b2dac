/*
 * Partners of a partner: two records that both resemble a third one are compared, too.
 *
 * Where people have six records or sixty, a group holds more of them than a window reaches, and
 * many pairs of one person meet in no pass.  What is found so costs about as much as there is to
 * find, so it needs no bound from the data: of a record only its nearest partners count.
 */
#include "engine/linkage/linkage_impl.h"

enum { NEAREST = 24 };

/* The heaviest first; of equal weight the first in order. */
static bool is_nearer(const struct partner *a, const struct partner *b)
{
	return a->weight != b->weight ? a->weight > b->weight : a->record < b->record;
}

/* Puts one among the nearest of a record, of which there are n so far; the last may fall out. */
static void put_partner(struct partner *of, uint32_t *n, struct partner x)
{
	size_t i = *n;

	if (i == NEAREST && !is_nearer(&x, &of[i - 1]))
		return;
	if (i < NEAREST)
		*n += 1;
	else
		i--;
	for (; i > 0 && is_nearer(&x, &of[i - 1]); i--)
		of[i] = of[i - 1];
	of[i] = x;
}

static bool counts(const struct linkage_pair *p)
{
	return p->weight > 0;
}

/* Where the partners of each record begin, as far as they will count. */
static void lay_out(struct partners *p, const struct linkage *l)
{
	uint32_t n, at = 0;
	size_t i;

	for (i = 0; i < l->n_pairs; i++)
		if (counts(&l->pairs[i])) {
			p->n[l->pairs[i].a]++;
			p->n[l->pairs[i].b]++;
		}
	for (i = 0; i < l->n; i++) {
		n = MIN(p->n[i], (uint32_t)NEAREST);
		p->begin[i] = at;
		p->n[i] = 0;
		at += n;
	}
	p->begin[l->n] = at;
}

void partners_make(struct partners *p, const struct linkage *l)
{
	size_t i;

	p->begin = linkage_blank(l->n + 1, sizeof(*p->begin));
	p->n = linkage_blank(l->n, sizeof(*p->n));
	lay_out(p, l);
	p->of = linkage_blank(p->begin[l->n], sizeof(*p->of));
	for (i = 0; i < l->n_pairs; i++) {
		const struct linkage_pair *q = &l->pairs[i];

		if (!counts(q))
			continue;
		put_partner(p->of + p->begin[q->a], &p->n[q->a],
			    (struct partner){ q->b, q->weight });
		put_partner(p->of + p->begin[q->b], &p->n[q->b],
			    (struct partner){ q->a, q->weight });
	}
}

void partners_release(struct partners *p)
{
	linkage_return(p->begin);
	linkage_return(p->n);
	linkage_return(p->of);
}

size_t partners_pairs(const struct partners *p, size_t from, size_t to, struct keyed *ret)
{
	size_t i, j, k, n = 0;

	for (i = from; i < to; i++) {
		const struct partner *of = p->of + p->begin[i];

		for (j = 0; j < p->n[i]; j++)
			for (k = 0; k < j; k++) {
				if (ret)
					ret[n].key = pair_key(of[j].record, of[k].record);
				n++;
			}
	}
	return n;
}
