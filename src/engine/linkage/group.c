/*
 * Blocking: records in groups of those that have something in common.
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
	SLICES = 64,
	BUCKET = 4096, /* keys sorted at a time */
	BUCKETS_MAX = 4096,
	STRETCHES = 1024, /* of records, by which groups are laid out */
	SHARES = 8,       /* of buckets, laid out at a time */
	SPREAD_BITS = 10,
	SPREAD = 1 << SPREAD_BITS,
	FEW = 48,    /* keys sorted by insertion */
	WHOLE = 3,   /* records that are all compared with one another, in any window */
	WINDOWS = 12 /* 2, 4, ... 4096 */
};

/* ---- grouping ----------------------------------------------------------------------------- */

/* What the threads that group one pass share; memory is used again for the next one. */
struct grouping {
	const struct linkage *l;
	const struct view *views;
	struct pass *pass;
	unsigned shift; /* of a key, to the number of its bucket */
	size_t n_buckets;
	uint64_t *keys; /* of each slice behind the room of those before it */
	size_t n[SLICES], keys_room;
	uint32_t *counts; /* [slice][bucket], then where each goes on */
	uint64_t *gathered;
	size_t gathered_room;
	size_t *begin;  /* of buckets */
	uint32_t *kept; /* items of a bucket that are left */
	size_t undated; /* records from here on have no date */
	unsigned stretch_shift;
	uint32_t stretch[SHARES][STRETCHES]; /* items of a share, then where each goes on */
};

static size_t slice_begin(const struct grouping *g, size_t s)
{
	return g->l->n * s / SLICES;
}

static uint64_t *slice_keys(const struct grouping *g, size_t s)
{
	return g->keys + slice_begin(g, s) * pass_most_keys(g->pass);
}

static void reserve_keys(uint64_t **keys, size_t *room, size_t n)
{
	if (n <= *room)
		return;
	linkage_return(*keys);
	*keys = linkage_lines(n, sizeof(**keys));
	*room = n;
}

static void make_keys(void *arg, size_t s)
{
	struct grouping *g = arg;
	uint32_t *counts = g->counts + s * g->n_buckets;
	size_t i, n, at = 0, last, to = slice_begin(g, s + 1);
	uint64_t *out = slice_keys(g, s);

	for (i = slice_begin(g, s); i < to; i += n) {
		n = MIN(to - i, (size_t)PASS_BLOCK);
		pass_fetch(g->l, g->pass, (uint32_t)(i + n), PASS_BLOCK);
		last = at + pass_keys(g->l, g->pass, g->views, (uint32_t)i, n, out + at);
		for (; at < last; at++)
			counts[out[at] >> g->shift]++;
	}
	g->n[s] = at;
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
	const uint64_t *keys = slice_keys(g, s);
	uint32_t *at = g->counts + s * g->n_buckets;
	size_t i;

	for (i = 0; i < g->n[s]; i++)
		g->gathered[at[keys[i] >> g->shift]++] = keys[i];
}

/*
 * Most keys are those of one record. Each is counted by some of its bits; who is alone under them
 * is left out before sorting.
 */
static size_t leave_out_single(uint64_t *keys, size_t n)
{
	uint8_t seen[4 * BUCKET] = { 0 };
	size_t i, kept = 0;

	for (i = 0; i < n; i++) {
		uint8_t *count = &seen[PASS_KEY(keys[i]) % sizeof(seen)];

		*count = (uint8_t)(*count == 0 ? 1 : 2);
	}
	for (i = 0; i < n; i++) {
		uint8_t count = seen[PASS_KEY(keys[i]) % sizeof(seen)];

		keys[kept] = keys[i];
		kept += count > 1;
	}
	return kept;
}

static void sort_few(const uint64_t *from, uint64_t *to, size_t n)
{
	size_t i, j;

	for (i = 0; i < n; i++) {
		for (j = i; j > 0 && to[j - 1] > from[i]; j--)
			to[j] = to[j - 1];
		to[j] = from[i];
	}
}

static void sort_many(const uint64_t *from, uint64_t *to, size_t n)
{
	struct keyed *parts = linkage_lines(2 * n, sizeof(*parts));
	size_t i;

	for (i = 0; i < n; i++)
		parts[i] = (struct keyed){ PASS_KEY(from[i]), PASS_RECORD(from[i]) };
	linkage_sort(parts, parts + n, n);
	for (i = 0; i < n; i++)
		to[i] = PASS_PACK(parts[n + i].key << 32, parts[n + i].item);
	linkage_return(parts);
}

/*
 * Keys are random: spread by their next bits there are few in one place, or many of one group.
 * They end where they were, sorted.
 */
static void sort_keys(uint64_t *keys, size_t n, unsigned shift)
{
	uint64_t *spread = linkage_lines(n, sizeof(*spread));
	uint32_t end[SPREAD] = { 0 }, at = 0, next;
	size_t i;

	for (i = 0; i < n; i++)
		end[keys[i] << (64 - shift) >> (64 - SPREAD_BITS)]++;
	for (i = 0; i < SPREAD; i++) {
		next = at + end[i];
		end[i] = at;
		at = next;
	}
	for (i = 0; i < n; i++)
		spread[end[keys[i] << (64 - shift) >> (64 - SPREAD_BITS)]++] = keys[i];
	for (i = 0, at = 0; i < SPREAD; at = end[i++])
		if (end[i] - at <= FEW)
			sort_few(spread + at, keys + at, end[i] - at);
		else
			sort_many(spread + at, keys + at, end[i] - at);
	linkage_return(spread);
}

/* Records stand in the order of their dates; those without one in no order, but by their names. */
static void order_undated(const struct grouping *g, uint64_t *group, size_t n)
{
	struct keyed *order;
	size_t i;

	if (n <= WHOLE || PASS_RECORD(group[n - 1]) < g->undated)
		return;
	order = linkage_lines(2 * n, sizeof(*order));
	for (i = 0; i < n; i++) {
		uint32_t record = PASS_RECORD(group[i]);

		order[i] = (struct keyed){ g->views[record].order, record };
	}
	linkage_sort(order, order + n, n);
	for (i = 0; i < n; i++)
		group[i] = PASS_PACK(group[i], order[n + i].item);
	linkage_return(order);
}

/* Sorts a bucket by groups; what is left stays at its front, as items. */
static void sort_bucket(void *arg, size_t b)
{
	struct grouping *g = arg;
	uint64_t *k = g->gathered + g->begin[b];
	size_t n = leave_out_single(k, g->begin[b + 1] - g->begin[b]);
	size_t i, j, from, kept = 0;

	sort_keys(k, n, g->shift);
	for (from = 0; from < n; from = i) {
		for (i = from + 1; i < n && PASS_KEY(k[from]) == PASS_KEY(k[i]);)
			i++;
		order_undated(g, k + from, i - from);
		for (j = from; j < i && i - from > 1; j++)
			k[kept++] = PASS_RECORD(k[j]) | (j == from ? ITEM_FIRST : 0);
	}
	g->kept[b] = (uint32_t)kept;
}

/*
 * All groups, in about the order of their first records: so that those compared after one another
 * lie close together, as far as they can.  Each share of the buckets counts what it has for each
 * stretch of records, and then puts it behind what the shares before it have.
 */
static size_t share_begin(const struct grouping *g, size_t share)
{
	return g->n_buckets * share / SHARES;
}

static void count_share(void *arg, size_t share)
{
	struct grouping *g = arg;
	uint32_t *at = g->stretch[share];
	size_t b, i, to = 0;

	memset(at, 0, sizeof(g->stretch[share]));
	for (b = share_begin(g, share); b < share_begin(g, share + 1); b++) {
		const uint64_t *k = g->gathered + g->begin[b];

		for (i = 0; i < g->kept[b]; i++) {
			if (k[i] & ITEM_FIRST)
				to = ITEM_RECORD(k[i]) >> g->stretch_shift;
			at[to]++;
		}
	}
}

static void put_share(void *arg, size_t share)
{
	struct grouping *g = arg;
	uint32_t *at = g->stretch[share];
	size_t b, i, to = 0;

	for (b = share_begin(g, share); b < share_begin(g, share + 1); b++) {
		const uint64_t *k = g->gathered + g->begin[b];

		for (i = 0; i < g->kept[b]; i++) {
			if (k[i] & ITEM_FIRST)
				to = ITEM_RECORD(k[i]) >> g->stretch_shift;
			g->pass->items[at[to]++] = (uint32_t)k[i];
		}
	}
}

static void collect(struct grouping *g)
{
	unsigned threads = g->l->options.threads;
	struct pass *p = g->pass;
	size_t stretch, share;
	uint32_t n;

	linkage_parallel(threads, SHARES, count_share, g);
	for (stretch = 0; stretch < STRETCHES; stretch++)
		for (share = 0; share < SHARES; share++) {
			n = g->stretch[share][stretch];
			g->stretch[share][stretch] = (uint32_t)p->n;
			p->n += n;
		}
	p->items = linkage_lines(p->n, sizeof(p->items[0]));
	linkage_parallel(threads, SHARES, put_share, g);
}

static void group(struct grouping *g, struct pass *p)
{
	unsigned threads = g->l->options.threads;

	g->pass = p;
	memset(g->counts, 0, SLICES * g->n_buckets * sizeof(*g->counts));
	reserve_keys(&g->keys, &g->keys_room, g->l->n * pass_most_keys(p));
	linkage_parallel(threads, SLICES, make_keys, g);
	reserve_keys(&g->gathered, &g->gathered_room, lay_out(g));
	linkage_parallel(threads, SLICES, distribute, g);
	linkage_parallel(threads, g->n_buckets, sort_bucket, g);
	collect(g);
}

static size_t first_undated(const struct linkage *l)
{
	size_t i = l->n;

	while (l->date >= 0 && i > 0 &&
	       date_order(record_at(l, (uint32_t)i - 1)[l->columns[l->date].slot]) ==
		   DATE_PLACES - 1)
		i--;
	return l->date >= 0 ? i : 0;
}

static void group_all(const struct linkage *l, struct blocks *b)
{
	struct grouping g = { .l = l, .views = b->views, .undated = first_undated(l) };
	unsigned bits = 1;
	size_t i;

	while ((size_t)1 << bits < l->n / BUCKET && 1 << bits < BUCKETS_MAX)
		bits++;
	while (l->n >> g.stretch_shift >= STRETCHES)
		g.stretch_shift++;
	g.n_buckets = (size_t)1 << bits;
	g.shift = 64 - bits;
	g.counts = linkage_grown(NULL, SLICES * g.n_buckets, sizeof(*g.counts));
	g.begin = linkage_zeroed(g.n_buckets + 1, sizeof(*g.begin));
	g.kept = linkage_zeroed(g.n_buckets, sizeof(*g.kept));
	for (i = 0; i < b->n; i++)
		group(&g, &b->pass[i]);
	linkage_return(g.keys);
	linkage_return(g.gathered);
	linkage_return(g.kept);
	linkage_return(g.begin);
	linkage_return(g.counts);
}

/* ---- windows ------------------------------------------------------------------------------ */

/* Pairs of a group of n, each with the next w. */
static uint64_t pairs_within(uint64_t n, uint64_t w)
{
	w = MIN(w, n - 1);
	return w * n - w * (w + 1) / 2;
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

/* No window wider than it was; what a pass leaves of its share goes to those after it. */
static void narrow(const struct linkage *l, struct blocks *b, const struct counting *c, double thin)
{
	double left = MAX((double)l->n * PAIRS_A_RECORD, PAIRS_FREE);
	size_t i, w;

	for (i = 0; i < b->n; i++) {
		struct pass *p = &b->pass[i];

		for (w = (size_t)__builtin_ctz(p->window); w > 1; w--)
			if ((double)c->count[i][w - 1] * thin <= left / (double)(b->n - i))
				break;
		p->window = UINT32_C(1) << w;
		p->pairs = (double)c->count[i][w - 1] * thin;
		left -= MIN(left, p->pairs);
	}
}

void block_bound(const struct linkage *l, struct blocks *b, double thin)
{
	struct counting c = { .b = b };
	size_t i;

	linkage_parallel(l->options.threads, b->n, count_pass, &c);
	for (i = 0; i < b->n; i++)
		b->pass[i].window = UINT32_C(1) << WINDOWS;
	narrow(l, b, &c, thin);
}

/*
 * The keys that were drawn may have missed one that most records have, so the bound is kept once
 * more.  A window that was held to be worth its pairs is widened if that costs little more.
 */
static void fit_windows(const struct linkage *l, struct blocks *b)
{
	struct counting c = { .b = b };
	size_t i, w;

	linkage_parallel(l->options.threads, b->n, count_pass, &c);
	narrow(l, b, &c, 1);
	for (i = 0; i < b->n; i++) {
		struct pass *p = &b->pass[i];
		uint64_t *count = c.count[i], planned;

		w = (size_t)__builtin_ctz(p->window);
		planned = count[w - 1];
		while (w < WINDOWS && count[w] * 4 <= planned * 5)
			w++;
		p->window = UINT32_C(1) << w;
		p->pairs = (double)count[w - 1];
	}
}

void block_make(struct linkage *l, struct blocks *b)
{
	group_all(l, b);
	linkage_return(b->views);
	b->views = NULL;
	fit_windows(l, b);
}

void block_release(struct blocks *b)
{
	size_t i;

	for (i = 0; i < b->n; i++)
		linkage_return(b->pass[i].items);
	linkage_return(b->views);
	b->n = 0;
}
