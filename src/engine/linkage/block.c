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
	PAIRS_A_RECORD = 24, /* on average at most */
	PAIRS_FREE = 4000000, /* or so many altogether: then few records are all compared */
	SAMPLE = 200000,      /* pairs to learn from */
	SLICES = 64,
	BUCKET = 4096, /* keys sorted at a time */
	BUCKETS_MAX = 4096,
	WINDOWS = 12, /* 2, 4, ... 4096 */
	CHUNK = 8192  /* items compared at a time */
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
	struct keyed *sorted, *spare;
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
		g->spare[at[g->keys[s][i].key >> g->shift]++] = g->keys[s][i];
	free(g->keys[s]);
}

static bool same_group(const struct keyed *a, const struct keyed *b)
{
	return a->key >> ORDER_BITS == b->key >> ORDER_BITS;
}

/* Sorts a bucket and leaves out who is alone; what is left stays at the front of the bucket. */
static void sort_bucket(void *arg, size_t b)
{
	struct grouping *g = arg;
	struct keyed *k = g->sorted + g->begin[b];
	size_t n = g->begin[b + 1] - g->begin[b], i, from, kept = 0;

	linkage_sort(g->spare + g->begin[b], k, n);
	for (from = 0; from < n; from = i) {
		for (i = from + 1; i < n && same_group(&k[from], &k[i]);)
			i++;
		if (i - from < 2)
			continue;
		for (size_t j = from; j < i; j++) {
			k[kept].item = k[j].item | (j == from ? ITEM_FIRST : 0);
			kept++;
		}
	}
	g->kept[b] = (uint32_t)kept;
}

static void collect(struct grouping *g)
{
	struct pass *p = g->pass;
	size_t b, i;

	for (b = 0; b < g->n_buckets; b++)
		p->n += g->kept[b];
	p->items = linkage_zeroed(p->n, sizeof(p->items[0]));
	for (p->n = 0, b = 0; b < g->n_buckets; b++)
		for (i = 0; i < g->kept[b]; i++)
			p->items[p->n++] = g->sorted[g->begin[b] + i].item;
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
	g.spare = linkage_grown(NULL, total, sizeof(*g.spare));
	linkage_parallel(threads, SLICES, distribute, &g);
	g.sorted = linkage_grown(NULL, total, sizeof(*g.sorted));
	linkage_parallel(threads, g.n_buckets, sort_bucket, &g);
	collect(&g);
	free(g.sorted);
	free(g.spare);
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
	size_t i, end, w;

	memset(count, 0, WINDOWS * sizeof(count[0]));
	for (i = 0; i < p->n; i = end) {
		end = group_end(p, i);
		for (w = 0; w < WINDOWS; w++)
			count[w] += pairs_within(end - i, UINT64_C(2) << w);
	}
}

/* The widest window within the share; what a pass leaves goes to those after it. */
static void bound(const struct linkage *l, struct blocks *b)
{
	uint64_t left = MAX((uint64_t)l->n * PAIRS_A_RECORD, (uint64_t)PAIRS_FREE);
	uint64_t count[WINDOWS];
	size_t i, w;

	for (i = 0; i < b->n; i++) {
		struct pass *p = &b->pass[i];

		count_pairs(p, count);
		for (w = WINDOWS; w > 1 && count[w - 1] > left / (b->n - i);)
			w--;
		p->window = UINT32_C(2) << (w - 1);
		left -= MIN(left, count[w - 1]);
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

struct pairing {
	uint32_t a, b;
};

static int by_places(const void *x, const void *y)
{
	const struct pairing *p = x, *q = y;

	return p->a != q->a ? (p->a > q->a) - (p->a < q->a) : (p->b > q->b) - (p->b < q->b);
}

struct drawing {
	const struct linkage *l;
	struct pairing *pairs;
	struct comparison *ret;
	size_t n, room;
	uint32_t thin;
};

/* A pair is taken when its first record is one of those to learn from: fair to pairs found often. */
static void draw_group(struct drawing *d, const struct pass *p, size_t from, size_t end)
{
	size_t i, j;

	for (i = from; i < end; i++)
		for (j = i + 1; j < end && j <= i + p->window; j++) {
			uint32_t a = ITEM_RECORD(p->items[i]), b = ITEM_RECORD(p->items[j]);

			if (MIN(a, b) % d->thin != 0 || a == b)
				continue;
			LINKAGE_ROOM(d->pairs, d->n, d->room);
			d->pairs[d->n++] = (struct pairing){ MIN(a, b), MAX(a, b) };
		}
}

static size_t unique(struct pairing *p, size_t n)
{
	size_t i, kept = 0;

	qsort(p, n, sizeof(*p), by_places);
	for (i = 0; i < n; i++)
		if (kept == 0 || by_places(&p[kept - 1], &p[i]) != 0)
			p[kept++] = p[i];
	return kept;
}

static void compare_drawn(void *arg, size_t s)
{
	const struct drawing *d = arg;
	size_t i;

	for (i = d->n * s / SLICES; i < d->n * (s + 1) / SLICES; i++)
		linkage_compare(d->l, d->pairs[i].a, d->pairs[i].b, &d->ret[i]);
}

static uint64_t all_pairs(const struct blocks *b)
{
	uint64_t sum = 0;
	size_t i, k, end;

	for (k = 0; k < b->n; k++)
		for (i = 0; i < b->pass[k].n; i = end) {
			end = group_end(&b->pass[k], i);
			sum += pairs_within(end - i, b->pass[k].window);
		}
	return sum;
}

void block_sample(struct linkage *l, const struct blocks *b, struct sample *ret)
{
	struct drawing d = { .l = l };
	size_t i, k, end;

	d.thin = (uint32_t)(1 + all_pairs(b) / SAMPLE);
	for (k = 0; k < b->n; k++)
		for (i = 0; i < b->pass[k].n; i = end) {
			end = group_end(&b->pass[k], i);
			draw_group(&d, &b->pass[k], i, end);
		}
	d.n = unique(d.pairs, d.n);
	d.ret = linkage_zeroed(d.n, sizeof(*d.ret));
	linkage_parallel(l->options.threads, SLICES, compare_drawn, &d);
	free(d.pairs);
	*ret = (struct sample){ d.ret, d.n, d.thin };
}

/* ---- all pairs ---------------------------------------------------------------------------- */

struct found {
	struct linkage_pair *pairs;
	size_t n, room;
	uint64_t compared;
};

struct sweep {
	const struct linkage *l;
	const struct pass *pass;
	struct found *found; /* one a chunk */
	float low;
};

static void compare_pair(const struct sweep *s, struct found *f, uint32_t x, uint32_t y)
{
	uint32_t a = MIN(x, y), b = MAX(x, y);
	float weight;

	if (a == b)
		return;
	f->compared++;
	weight = model_score(s->l, a, b, s->low);
	if (weight < s->low)
		return;
	LINKAGE_ROOM(f->pairs, f->n, f->room);
	f->pairs[f->n++] = (struct linkage_pair){ a, b, weight };
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
		for (j = i; j < end; j++)
			for (k = j + 1; k < end && k <= j + p->window; k++)
				compare_pair(s, &s->found[chunk], ITEM_RECORD(p->items[j]),
					     ITEM_RECORD(p->items[k]));
	}
}

static int by_pair(const void *x, const void *y)
{
	const struct linkage_pair *p = x, *q = y;

	return p->a != q->a ? (p->a > q->a) - (p->a < q->a) : (p->b > q->b) - (p->b < q->b);
}

static void take_found(struct linkage *l, struct found *f, size_t *room)
{
	size_t i;

	for (i = 0; i < f->n; i++) {
		LINKAGE_ROOM(l->pairs, l->n_pairs, *room);
		l->pairs[l->n_pairs++] = f->pairs[i];
	}
	l->compared += f->compared;
	free(f->pairs);
}

static void leave_out_repeats(struct linkage *l)
{
	size_t i, kept = 0;

	qsort(l->pairs, l->n_pairs, sizeof(*l->pairs), by_pair);
	for (i = 0; i < l->n_pairs; i++)
		if (kept == 0 || by_pair(&l->pairs[kept - 1], &l->pairs[i]) != 0)
			l->pairs[kept++] = l->pairs[i];
	l->n_pairs = kept;
}

void block_pairs(struct linkage *l, const struct blocks *b, float low)
{
	size_t room = 0, k, i, n;

	for (k = 0; k < b->n; k++) {
		struct sweep s = { .l = l, .pass = &b->pass[k], .low = low };

		n = (s.pass->n + CHUNK - 1) / CHUNK;
		s.found = linkage_zeroed(n, sizeof(*s.found));
		linkage_parallel(l->options.threads, n, sweep_chunk, &s);
		for (i = 0; i < n; i++)
			take_found(l, &s.found[i], &room);
		free(s.found);
	}
	leave_out_repeats(l);
}
