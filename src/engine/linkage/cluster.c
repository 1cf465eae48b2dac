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
	SHARES = 16,    /* of what hangs together */
	AHEAD = 16      /* pairs fetched ahead */
};

/*
 * A single pair says no more than this for it, and this against it.  What was changed or is missing
 * in one record makes all its pairs unlike at once, so they are no independent witnesses: with 8
 * against, the clusters of people with six records lost a twentieth (bench/linkage).
 */
static const float loud_for = 8, loud_against = 2;

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
	struct keyed *order; /* pairs by shares, within one the surest first */
	size_t begin[SHARES + 1];
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
	float w = model_score(l, MIN(a, b), MAX(a, b), -loud_against);

	return MIN(MAX(w, -loud_against), loud_for);
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

/* ---- shares ------------------------------------------------------------------------------- */

static uint32_t top_of(uint32_t *up, uint32_t x)
{
	while (up[x] != x)
		x = up[x] = up[up[x]];
	return x;
}

/* Of each record the first of those that hang together with it by pairs, however weakly. */
static uint32_t *find_tops(const struct linkage *l, float low)
{
	uint32_t *up = linkage_lines(l->n, sizeof(*up)), a, b;
	size_t i;

	for (i = 0; i < l->n; i++)
		up[i] = (uint32_t)i;
	for (i = 0; i < l->n_pairs; i++) {
		if (l->pairs[i].weight < low)
			continue;
		a = top_of(up, l->pairs[i].a);
		b = top_of(up, l->pairs[i].b);
		up[MAX(a, b)] = MIN(a, b);
	}
	return up;
}

/* Who does not hang together is no concern of one another: shares are joined side by side. */
static void order_pairs(struct clustering *c, float low)
{
	const struct linkage *l = c->l;
	uint32_t *up = find_tops(l, low);
	size_t n, i;
	struct keyed *order = linkage_by_weight(l->pairs, l->n_pairs, low, &n);

	for (i = 0; i < n; i++) {
		order[i].key = mix64(top_of(up, l->pairs[order[i].item].a)) % SHARES;
		c->begin[order[i].key + 1]++;
	}
	for (i = 0; i < SHARES; i++)
		c->begin[i + 1] += c->begin[i];
	c->order = linkage_lines(n, sizeof(*c->order));
	linkage_spread(order, c->order, n, SHARES, l->options.threads);
	linkage_return(order);
	linkage_return(up);
}

/* The pairs are of records anywhere. */
static void fetch_ahead(const struct clustering *c, size_t k, size_t end)
{
	const struct linkage_pair *p;

	if (k + 2 * AHEAD < end)
		__builtin_prefetch(&c->l->pairs[c->order[k + 2 * AHEAD].item]);
	if (k + AHEAD >= end)
		return;
	p = &c->l->pairs[c->order[k + AHEAD].item];
	__builtin_prefetch(&c->of[p->a]);
	__builtin_prefetch(&c->of[p->b]);
	__builtin_prefetch(record_at(c->l, p->a));
	__builtin_prefetch(record_at(c->l, p->b));
}

static void join_share(void *arg, size_t share)
{
	struct clustering *c = arg;
	const struct linkage_pair *p;
	uint32_t a, b;
	size_t k;

	for (k = c->begin[share]; k < c->begin[share + 1]; k++) {
		fetch_ahead(c, k, c->begin[share + 1]);
		p = &c->l->pairs[c->order[k].item];
		a = root_of(c, p->a);
		b = root_of(c, p->b);
		if (a != b && !is_forbidden(c, a, b) && agree(c, a, b))
			join(c, a, b, c->order[k].item);
	}
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

void cluster_make(struct linkage *l, float low)
{
	struct clustering c = { .l = l };
	uint32_t i;

	c.of = linkage_lines(l->n, sizeof(*c.of));
	for (i = 0; i < l->n; i++)
		c.of[i] = (struct member){ .root = i, .next = i, .size = 1 };
	order_pairs(&c, low);
	linkage_parallel(l->options.threads, SHARES, join_share, &c);
	linkage_return(c.order);
	l->cluster = linkage_lines(l->n, sizeof(*l->cluster));
	l->weakest = linkage_lines(l->n, sizeof(*l->weakest));
	finish(l, &c);
	linkage_return(c.of);
}
