/*
 * Blocking: candidate pairs, in number bounded from the data.
 *
 * For each pass the records are grouped by their keys. A group of two to a few is compared whole;
 * in a longer one each record is compared with the next so many in the order of date and name. How
 * many is chosen for each pass so that all passes together stay within a number of pairs that grows
 * as the records do.
 */
#include "engine/linkage/linkage_impl.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum {
	PAIRS_A_RECORD = 24,  /* on average at most */
	PAIRS_FREE = 4000000, /* or so many altogether: then few records are all compared */
	PAIRS_CHEAP = 50000,  /* a pass of so many is never left out */
	WORTH = 2000,         /* pairs that may be compared to find one more match */
	SAMPLE = 100000,      /* pairs to learn from */
	SLICES = 64,
	BUCKET = 4096, /* keys sorted at a time */
	BUCKETS_MAX = 4096,
	SPREAD_BITS = 10,
	SPREAD = 1 << SPREAD_BITS,
	WINDOWS = 12, /* 2, 4, ... 4096 */
	CHUNK = 8192, /* items compared at a time */
	AHEAD = 8,    /* items fetched ahead */
	SET_BITS = 1 << 23
};

#define ORDER_BITS 16

/* ---- grouping ----------------------------------------------------------------------------- */

/* What the threads that group one pass share. */
struct grouping {
	const struct linkage *l;
	const struct view *views;
	struct pass *pass;
	unsigned shift; /* of a key, to the number of its bucket */
	size_t n_buckets;
	struct keyed *keys[SLICES];
	size_t n[SLICES];
	uint32_t *counts; /* [slice][bucket], then where each goes on */
	struct keyed *gathered;
	size_t *begin;  /* of buckets */
	uint32_t *kept; /* items of a bucket that are left */
};

static void make_keys(void *arg, size_t s)
{
	struct grouping *g = arg;
	uint32_t *counts = g->counts + s * g->n_buckets;
	size_t i, k, n, from = g->l->n * s / SLICES, to = g->l->n * (s + 1) / SLICES, room = 0;
	uint64_t keys[PASS_KEYS];

	g->n[s] = 0;
	for (i = from; i < to; i++) {
		pass_fetch(g->l, g->pass, (uint32_t)i);
		n = pass_keys(g->l, g->pass, &g->views[i], (uint32_t)i, keys);
		for (k = 0; k < n; k++) {
			uint64_t key = keys[k] >> ORDER_BITS << ORDER_BITS | g->views[i].order;

			LINKAGE_ROOM(g->keys[s], g->n[s], room);
			g->keys[s][g->n[s]++] = (struct keyed){ key, (uint32_t)i };
			counts[key >> g->shift]++;
		}
	}
}

/* Where each slice puts its keys of each bucket. */
static size_t lay_out(struct grouping *g)
{
	size_t at = 0, b, s;

	for (b = 0; b < g->n_buckets; b++) {
		g->begin[b] = at;
		for (s = 0; s < SLICES; s++) {
			uint32_t n = g->counts[s * g->n_buckets + b];

			g->counts[s * g->n_buckets + b] = (uint32_t)at;
			at += n;
		}
	}
	g->begin[b] = at;
	return at;
}

static void distribute(void *arg, size_t s)
{
	struct grouping *g = arg;
	uint32_t *at = g->counts + s * g->n_buckets;
	size_t i;

	for (i = 0; i < g->n[s]; i++)
		g->gathered[at[g->keys[s][i].key >> g->shift]++] = g->keys[s][i];
	free(g->keys[s]);
}

static bool same_group(const struct keyed *a, const struct keyed *b)
{
	return a->key >> ORDER_BITS == b->key >> ORDER_BITS;
}

/*
 * Most keys are those of one record. Each is counted by some of its bits; who is alone under them
 * is left out before sorting.
 */
static size_t leave_out_single(struct keyed *keys, size_t n, unsigned shift)
{
	uint8_t seen[4 * BUCKET] = { 0 };
	size_t i, kept = 0;

	for (i = 0; i < n; i++) {
		uint8_t *count = &seen[(keys[i].key << (64 - shift) >> 32) % sizeof(seen)];

		*count = (uint8_t)(*count == 0 ? 1 : 2);
	}
	for (i = 0; i < n; i++)
		if (seen[(keys[i].key << (64 - shift) >> 32) % sizeof(seen)] > 1)
			keys[kept++] = keys[i];
	return kept;
}

/*
 * Keys are random: spread by their next bits there are few in one place, or many of one group.
 * They end where they were, sorted.
 */
static void sort_keys(struct keyed *keys, size_t n, unsigned shift)
{
	struct keyed *spread = linkage_grown(NULL, n, sizeof(*spread));
	uint32_t end[SPREAD] = { 0 }, at = 0, next;
	size_t i;

	for (i = 0; i < n; i++)
		end[keys[i].key << (64 - shift) >> (64 - SPREAD_BITS)]++;
	for (i = 0; i < SPREAD; i++) {
		next = at + end[i];
		end[i] = at;
		at = next;
	}
	for (i = 0; i < n; i++)
		spread[end[keys[i].key << (64 - shift) >> (64 - SPREAD_BITS)]++] = keys[i];
	for (i = 0, at = 0; i < SPREAD; at = end[i++])
		if (end[i] - at == 1)
			keys[at] = spread[at];
		else if (end[i] > at)
			linkage_sort(spread + at, keys + at, end[i] - at);
	free(spread);
}

/* Sorts a bucket by groups; what is left stays at its front. */
static void sort_bucket(void *arg, size_t b)
{
	struct grouping *g = arg;
	struct keyed *k = g->gathered + g->begin[b];
	size_t n = leave_out_single(k, g->begin[b + 1] - g->begin[b], g->shift);
	size_t i, j, from, kept = 0;

	sort_keys(k, n, g->shift);
	for (from = 0; from < n; from = i) {
		for (i = from + 1; i < n && same_group(&k[from], &k[i]);)
			i++;
		for (j = from; j < i && i - from > 1; j++)
			k[kept++].item = k[j].item | (j == from ? ITEM_FIRST : 0);
	}
	g->kept[b] = (uint32_t)kept;
}

static void collect(struct grouping *g)
{
	struct pass *p = g->pass;
	size_t b, i;

	for (b = 0; b < g->n_buckets; b++)
		p->n += g->kept[b];
	p->items = linkage_grown(NULL, p->n, sizeof(p->items[0]));
	for (p->n = 0, b = 0; b < g->n_buckets; b++)
		for (i = 0; i < g->kept[b]; i++)
			p->items[p->n++] = g->gathered[g->begin[b] + i].item;
}

static void group(const struct linkage *l, const struct view *views, struct pass *p)
{
	struct grouping g = { .l = l, .views = views, .pass = p };
	unsigned bits = 1, threads = l->options.threads;
	size_t total;

	while ((size_t)1 << bits < l->n / BUCKET && 1 << bits < BUCKETS_MAX)
		bits++;
	g.n_buckets = (size_t)1 << bits;
	g.shift = 64 - bits;
	g.counts = linkage_zeroed(SLICES * g.n_buckets, sizeof(*g.counts));
	g.begin = linkage_zeroed(g.n_buckets + 1, sizeof(*g.begin));
	g.kept = linkage_zeroed(g.n_buckets, sizeof(*g.kept));
	linkage_parallel(threads, SLICES, make_keys, &g);
	total = lay_out(&g);
	g.gathered = linkage_lines(total, sizeof(*g.gathered));
	linkage_parallel(threads, SLICES, distribute, &g);
	linkage_parallel(threads, g.n_buckets, sort_bucket, &g);
	collect(&g);
	free(g.gathered);
	free(g.kept);
	free(g.begin);
	free(g.counts);
}

/* ---- windows ------------------------------------------------------------------------------ */

/* Pairs of a group of n, each with the next w. */
static uint64_t pairs_within(uint64_t n, uint64_t w)
{
	w = MIN(w, n - 1);
	return w * n - w * (w + 1) / 2;
}

/* Where the group that begins at i ends. */
static size_t group_end(const struct pass *p, size_t i)
{
	for (i++; i < p->n && !(p->items[i] & ITEM_FIRST);)
		i++;
	return i;
}

static void count_pairs(const struct pass *p, uint64_t count[WINDOWS])
{
	uint64_t whole[WINDOWS + 1] = { 0 }, all = 0; /* groups that are whole from a window on */
	size_t i, end, w;

	memset(count, 0, WINDOWS * sizeof(count[0]));
	for (i = 0; i < p->n; i = end) {
		end = group_end(p, i);
		/* Most groups are small, and have all their pairs in any window. */
		for (w = 0; w < WINDOWS && end - i > (UINT64_C(2) << w) + 1; w++)
			count[w] += pairs_within(end - i, UINT64_C(2) << w);
		whole[w] += pairs_within(end - i, end - i);
	}
	for (w = 0; w < WINDOWS; w++)
		count[w] += all += whole[w];
}

struct counting {
	const struct blocks *b;
	uint64_t count[PASSES][WINDOWS]; /* pairs by pass and window */
};

static void count_pass(void *arg, size_t k)
{
	struct counting *c = arg;

	count_pairs(&c->b->pass[k], c->count[k]);
}

/* The widest window within the share; what a pass leaves goes to those after it. */
static void bound(const struct linkage *l, struct blocks *b)
{
	uint64_t left = MAX((uint64_t)l->n * PAIRS_A_RECORD, (uint64_t)PAIRS_FREE);
	struct counting c = { .b = b };
	size_t i, w;

	linkage_parallel(l->options.threads, b->n, count_pass, &c);
	for (i = 0; i < b->n; i++) {
		struct pass *p = &b->pass[i];

		for (w = WINDOWS; w > 1 && c.count[i][w - 1] > left / (b->n - i);)
			w--;
		p->window = UINT32_C(2) << (w - 1);
		p->pairs = c.count[i][w - 1];
		left -= MIN(left, p->pairs);
	}
}

void block_make(struct linkage *l, struct blocks *ret)
{
	struct view *views = pass_views(l);
	size_t i;

	ret->n = pass_choose(l, ret->pass);
	for (i = 0; i < ret->n; i++)
		group(l, views, &ret->pass[i]);
	free(views);
	bound(l, ret);
}

void block_release(struct blocks *b)
{
	size_t i;

	for (i = 0; i < b->n; i++)
		free(b->pass[i].items);
	b->n = 0;
}

/* ---- pairs for learning ------------------------------------------------------------------- */

struct drawing {
	const struct linkage *l;
	const struct blocks *blocks;
	struct keyed *pairs; /* both places; the pass */
	struct drawn {
		struct keyed *pairs;
		size_t n, room;
	} of_pass[PASSES];
	struct sample sample;
	size_t n;
	uint32_t limit;
};

static uint64_t both(uint32_t a, uint32_t b)
{
	return (uint64_t)MIN(a, b) << 32 | MAX(a, b);
}

/*
 * Whether a pair is taken depends on the pair alone and not on what finds it, so that pairs that
 * many passes find are no more than their share.  Of its two places the lower or the higher one
 * must be among the first: as many times the one as the other.
 */
static bool is_drawn(const struct drawing *d, uint32_t a, uint32_t b)
{
	return ((a ^ b) & 1 ? MIN(a, b) : MAX(a, b)) < d->limit;
}

static void draw_pass(void *arg, size_t k)
{
	struct drawing *d = arg;
	const struct pass *p = &d->blocks->pass[k];
	struct drawn *of = &d->of_pass[k];
	size_t i, j;

	for (i = 0; i < p->n; i++)
		for (j = i + 1; j < p->n && j <= i + p->window && !(p->items[j] & ITEM_FIRST);
		     j++) {
			uint32_t a = ITEM_RECORD(p->items[i]), b = ITEM_RECORD(p->items[j]);

			if (a == b || !is_drawn(d, a, b))
				continue;
			LINKAGE_ROOM(of->pairs, of->n, of->room);
			of->pairs[of->n++] = (struct keyed){ both(a, b), (uint32_t)k };
		}
}

static void gather(struct drawing *d)
{
	size_t k, at = 0;

	for (k = 0; k < d->blocks->n; k++)
		d->n += d->of_pass[k].n;
	d->pairs = linkage_grown(NULL, d->n, sizeof(*d->pairs));
	for (k = 0; k < d->blocks->n; k++) {
		struct drawn *of = &d->of_pass[k];

		if (of->n > 0)
			memcpy(d->pairs + at, of->pairs, of->n * sizeof(*of->pairs));
		at += of->n;
		free(of->pairs);
	}
}

/* Each pair once, with all the passes that found it. */
static void unite(struct drawing *d)
{
	struct keyed *sorted = linkage_grown(NULL, d->n, sizeof(*sorted));
	size_t i, n = 0;

	linkage_sort(d->pairs, sorted, d->n);
	d->sample.passes = linkage_zeroed(d->n, sizeof(*d->sample.passes));
	for (i = 0; i < d->n; i++) {
		if (n == 0 || d->pairs[n - 1].key != sorted[i].key)
			d->pairs[n++].key = sorted[i].key;
		d->sample.passes[n - 1] |= UINT64_C(1) << sorted[i].item;
	}
	free(sorted);
	d->sample.n = n;
}

static void compare_drawn(void *arg, size_t s)
{
	const struct drawing *d = arg;
	size_t i, n = d->sample.n;

	for (i = n * s / SLICES; i < n * (s + 1) / SLICES; i++)
		linkage_compare(d->l, (uint32_t)(d->pairs[i].key >> 32), (uint32_t)d->pairs[i].key,
				&d->sample.pairs[i]);
}

void block_sample(struct linkage *l, const struct blocks *b, struct sample *ret)
{
	struct drawing d = { .l = l, .blocks = b };
	uint64_t all = 0;
	size_t k;

	for (k = 0; k < b->n; k++)
		all += b->pass[k].pairs;
	d.sample.thin = 1 + (double)(all / SAMPLE);
	d.limit = (uint32_t)((double)l->n / d.sample.thin);
	linkage_parallel(l->options.threads, b->n, draw_pass, &d);
	gather(&d);
	unite(&d);
	d.sample.pairs = linkage_zeroed(d.sample.n, sizeof(*d.sample.pairs));
	linkage_parallel(l->options.threads, SLICES, compare_drawn, &d);
	free(d.pairs);
	*ret = d.sample;
}

void sample_release(struct sample *s)
{
	free(s->pairs);
	free(s->passes);
	*s = (struct sample){ 0 };
}

/* ---- passes worth their pairs ------------------------------------------------------------- */

/* Takes the pairs that a pass finds off those that have not been found. */
static void take_off(uint64_t *passes, size_t n, size_t pass)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (passes[i] >> pass & 1)
			passes[i] = 0;
}

static void drop(struct pass *p)
{
	free(p->items);
	p->items = NULL;
	p->n = 0;
}

/* The pass with the most new matches a pair, of those not decided on; PASSES when none is left. */
static size_t best_pass(const uint64_t *passes, size_t n, const uint64_t *cost, size_t n_passes,
			double *ret_yield)
{
	size_t found[PASSES] = { 0 }, best = PASSES, i, k;

	for (i = 0; i < n; i++)
		for (uint64_t bits = passes[i]; bits; bits &= bits - 1)
			found[__builtin_ctzll(bits)]++;
	*ret_yield = -1;
	for (k = 0; k < n_passes; k++) {
		double yield = cost[k] ? (double)found[k] / (double)cost[k] : -1;

		if (yield > *ret_yield) {
			*ret_yield = yield;
			best = k;
		}
	}
	return best;
}

void block_choose(const struct linkage *l, struct blocks *b, const struct sample *s)
{
	uint64_t *passes = linkage_zeroed(s->n, sizeof(*passes)), cost[PASSES];
	size_t n = 0, i, k;
	double yield;

	for (i = 0; i < s->n; i++)
		if (model_weight(l, &s->pairs[i]) > 0)
			passes[n++] = s->passes[i];
	for (k = 0; k < b->n; k++)
		cost[k] = b->pass[k].pairs;
	while ((k = best_pass(passes, n, cost, b->n, &yield)) < PASSES) {
		if (yield * s->thin * WORTH < 1 && cost[k] > PAIRS_CHEAP)
			drop(&b->pass[k]);
		take_off(passes, n, k);
		cost[k] = 0;
	}
	free(passes);
}

/* ---- all pairs ---------------------------------------------------------------------------- */

/*
 * Pairs that earlier passes found: open addressing, at most half full; 0 is free.  Most pairs that
 * are asked for are not in it: a bit for each hash, in the nearer cache, says so at once.
 */
struct pair_set {
	uint64_t *slot;
	size_t n, slots;
	uint64_t bits[SET_BITS / 64];
};

static bool set_has(const struct pair_set *s, uint64_t pair)
{
	uint64_t hash = mix64(pair);
	size_t i;

	if (!(s->bits[hash >> 32 & (SET_BITS / 64 - 1)] >> (hash >> 58) & 1))
		return false;
	for (i = hash & (s->slots - 1); s->slot[i]; i = (i + 1) & (s->slots - 1))
		if (s->slot[i] == pair)
			return true;
	return false;
}

static void set_put(struct pair_set *s, uint64_t pair)
{
	uint64_t hash = mix64(pair);
	size_t i = hash & (s->slots - 1);

	while (s->slot[i] && s->slot[i] != pair)
		i = (i + 1) & (s->slots - 1);
	s->bits[hash >> 32 & (SET_BITS / 64 - 1)] |= UINT64_C(1) << (hash >> 58);
	s->n += !s->slot[i];
	s->slot[i] = pair;
}

/* Room for more pairs. */
static void set_reserve(struct pair_set *s, size_t more)
{
	uint64_t *old = s->slot;
	size_t n = s->slots, i;

	if (2 * (s->n + more) < s->slots)
		return;
	s->slots = MAX(s->slots, (size_t)1024);
	while (s->slots <= 2 * (s->n + more))
		s->slots *= 2;
	s->slot = linkage_zeroed(s->slots, sizeof(*s->slot));
	s->n = 0;
	for (i = 0; i < n; i++)
		if (old[i])
			set_put(s, old[i]);
	free(old);
}

struct found {
	struct linkage_pair *pairs;
	size_t n, room;
	uint64_t compared;
};

struct sweep {
	const struct linkage *l;
	const struct pass *pass;
	struct pair_set *known;
	struct found *found; /* one a chunk */
	float low;
};

static void compare_pair(const struct sweep *s, struct found *f, uint32_t x, uint32_t y)
{
	uint32_t a = MIN(x, y), b = MAX(x, y);
	float weight;

	if (a == b || set_has(s->known, both(a, b)))
		return;
	f->compared++;
	weight = model_score(s->l, a, b, s->low);
	if (weight < s->low)
		return;
	LINKAGE_ROOM(f->pairs, f->n, f->room);
	f->pairs[f->n++] = (struct linkage_pair){ a, b, weight };
}

/* Records lie all over the memory: each is fetched some items ahead, and later its name. */
static void fetch_ahead(const struct sweep *s, size_t i)
{
	const struct linkage *l = s->l;
	const struct pass *p = s->pass;
	const uint32_t *record;
	uint32_t name;

	if (i + 2 * AHEAD < p->n)
		__builtin_prefetch(record_at(l, ITEM_RECORD(p->items[i + 2 * AHEAD])));
	if (l->name < 0 || i + AHEAD >= p->n)
		return;
	record = record_at(l, ITEM_RECORD(p->items[i + AHEAD]));
	name = record[l->columns[l->name].slot];
	if (name)
		__builtin_prefetch(card_of(&l->columns[l->name].values, name));
}

/* The groups that begin within a chunk. */
static void sweep_chunk(void *arg, size_t chunk)
{
	const struct sweep *s = arg;
	const struct pass *p = s->pass;
	size_t i = chunk * CHUNK, last = MIN(i + CHUNK, p->n), end, j, k;

	while (i < last && !(p->items[i] & ITEM_FIRST))
		i++;
	for (; i < last; i = end) {
		end = group_end(p, i);
		for (j = i; j < end; j++) {
			fetch_ahead(s, j);
			for (k = j + 1; k < end && k <= j + p->window; k++)
				compare_pair(s, &s->found[chunk], ITEM_RECORD(p->items[j]),
					     ITEM_RECORD(p->items[k]));
		}
	}
}

static void take_found(struct linkage *l, struct pair_set *known, struct found *f, size_t *room)
{
	size_t i;

	set_reserve(known, f->n);
	for (i = 0; i < f->n; i++) {
		set_put(known, both(f->pairs[i].a, f->pairs[i].b));
		LINKAGE_ROOM(l->pairs, l->n_pairs, *room);
		l->pairs[l->n_pairs++] = f->pairs[i];
	}
	l->compared += f->compared;
	free(f->pairs);
}

/* Sorts the pairs by place, and keeps each once. */
static void leave_out_repeats(struct linkage *l)
{
	struct keyed *from = linkage_grown(NULL, l->n_pairs, sizeof(*from));
	struct keyed *to = linkage_grown(NULL, l->n_pairs, sizeof(*to));
	struct linkage_pair *kept = linkage_grown(NULL, l->n_pairs, sizeof(*kept));
	size_t i, n = 0;

	for (i = 0; i < l->n_pairs; i++)
		from[i] = (struct keyed){ both(l->pairs[i].a, l->pairs[i].b), (uint32_t)i };
	linkage_sort(from, to, l->n_pairs);
	for (i = 0; i < l->n_pairs; i++)
		if (i == 0 || to[i - 1].key != to[i].key)
			kept[n++] = l->pairs[to[i].item];
	free(from);
	free(to);
	free(l->pairs);
	l->pairs = kept;
	l->n_pairs = n;
}

void block_pairs(struct linkage *l, const struct blocks *b, float low)
{
	struct sweep s = { .l = l, .low = low, .known = linkage_zeroed(1, sizeof(*s.known)) };
	size_t room = 0, k, i, n;

	for (k = 0; k < b->n; k++) {
		s.pass = &b->pass[k];
		n = (s.pass->n + CHUNK - 1) / CHUNK;
		s.found = linkage_zeroed(n, sizeof(*s.found));
		linkage_parallel(l->options.threads, n, sweep_chunk, &s);
		for (i = 0; i < n; i++)
			take_found(l, s.known, &s.found[i], &room);
		free(s.found);
	}
	free(s.known->slot);
	free(s.known);
	leave_out_repeats(l);
}
