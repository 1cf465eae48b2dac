/*
 * Clusters: records that are one person.
 *
 * Pairs are taken from the surest down. Two clusters are joined when the pairs between all their
 * records speak for it together, so that one accidental bridge does not chain people; and never
 * when that would put two different confirmed NIK under one person.
 */
#include "engine/linkage/linkage_impl.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum {
	LOOKED_AT = 64, /* pairs between two clusters, at most */
	AHEAD = 16      /* pairs fetched ahead */
};

/* A single pair says no more than this, for or against. */
static const float loud = 8;

/* What is known of a record, close together. */
struct member {
	uint32_t root;    /* upwards; itself for a root */
	uint32_t next;    /* ring of the members */
	uint32_t size;    /* of a root's cluster */
	uint32_t weakest; /* of a root's cluster: 1 + pair */
};

struct clustering {
	const struct linkage *l;
	struct member *of;
};

static uint32_t root_of(struct clustering *c, uint32_t x)
{
	while (c->of[x].root != x)
		x = c->of[x].root = c->of[c->of[x].root].root;
	return x;
}

/* ---- what forbids ------------------------------------------------------------------------- */

/* The confirmed NIK of a record, or 0. */
static uint64_t confirmed(const struct linkage *l, uint32_t record)
{
	const uint32_t *r = record_at(l, record);

	if (l->nik < 0 || l->verified < 0 || !r[l->columns[l->verified].slot])
		return 0;
	return record_nik(r, l->columns[l->nik].slot);
}

static uint64_t confirmed_in(const struct clustering *c, uint32_t root)
{
	uint32_t x = root;
	uint64_t nik = 0;

	if (c->l->verified < 0)
		return 0;
	do {
		nik = confirmed(c->l, x);
		x = c->of[x].next;
	} while (!nik && x != root);
	return nik;
}

static bool is_forbidden(const struct clustering *c, uint32_t a, uint32_t b)
{
	uint64_t x = confirmed_in(c, a), y = confirmed_in(c, b);

	return x && y && x != y;
}

/* ---- what speaks for it ------------------------------------------------------------------- */

static float between(const struct linkage *l, uint32_t a, uint32_t b)
{
	float w = model_score(l, MIN(a, b), MAX(a, b), -loud);

	return MIN(MAX(w, -loud), loud);
}

/* Whether the pairs between two clusters speak for one person, taken together. */
static bool agree(const struct clustering *c, uint32_t a, uint32_t b)
{
	uint32_t x = a, y = b;
	unsigned looked = 0;
	float sum = 0;

	if (c->of[a].size == 1 && c->of[b].size == 1)
		return true;
	do {
		do {
			sum += between(c->l, x, y);
			y = c->of[y].next;
		} while (y != b && ++looked < LOOKED_AT);
		x = c->of[x].next;
	} while (x != a && looked < LOOKED_AT);
	return sum >= 0;
}

/* ---- joining ------------------------------------------------------------------------------ */

static void join(struct clustering *c, uint32_t a, uint32_t b, uint32_t pair)
{
	uint32_t swap;

	if (c->of[a].size < c->of[b].size || (c->of[a].size == c->of[b].size && b < a)) {
		swap = a;
		a = b;
		b = swap;
	}
	c->of[b].root = a;
	c->of[a].size += c->of[b].size;
	c->of[a].weakest = pair + 1;
	swap = c->of[a].next;
	c->of[a].next = c->of[b].next;
	c->of[b].next = swap;
}

static void finish(struct linkage *l, struct clustering *c)
{
	uint32_t i;

	l->n_clusters = 0;
	for (i = 0; i < l->n; i++) {
		l->cluster[i] = root_of(c, i);
		l->weakest[i] = c->of[i].weakest;
		l->n_clusters += c->of[i].root == i;
	}
}

/* The pairs are of records anywhere. */
static void fetch_ahead(const struct clustering *c, const struct keyed *order, size_t n, size_t k)
{
	const struct linkage_pair *p;

	if (k + 2 * AHEAD < n)
		__builtin_prefetch(&c->l->pairs[order[k + 2 * AHEAD].item]);
	if (k + AHEAD >= n)
		return;
	p = &c->l->pairs[order[k + AHEAD].item];
	__builtin_prefetch(&c->of[p->a]);
	__builtin_prefetch(&c->of[p->b]);
	__builtin_prefetch(record_at(c->l, p->a));
	__builtin_prefetch(record_at(c->l, p->b));
}

void cluster_make(struct linkage *l, float low)
{
	struct clustering c = { .l = l };
	struct keyed *order;
	uint32_t i, a, b;
	size_t n, k;

	c.of = linkage_lines(l->n, sizeof(*c.of));
	for (i = 0; i < l->n; i++)
		c.of[i] = (struct member){ .root = i, .next = i, .size = 1 };
	order = linkage_by_weight(l->pairs, l->n_pairs, low, &n);
	for (k = 0; k < n; k++) {
		fetch_ahead(&c, order, n, k);
		a = root_of(&c, l->pairs[order[k].item].a);
		b = root_of(&c, l->pairs[order[k].item].b);
		if (a != b && !is_forbidden(&c, a, b) && agree(&c, a, b))
			join(&c, a, b, order[k].item);
	}
	linkage_return(order);
	l->cluster = linkage_lines(l->n, sizeof(*l->cluster));
	l->weakest = linkage_lines(l->n, sizeof(*l->weakest));
	finish(l, &c);
	linkage_return(c.of);
}
