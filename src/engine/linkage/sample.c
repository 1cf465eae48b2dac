/*
 * Which passes are worth their pairs, and what pairs are like: from a sample of the keys.
 *
 * Grouping all records for each pass costs more than anything else, and most passes find little
 * that others do not.  So at first only one key in so many is looked at, in each pass.  A pair is
 * taken when it is found under the first key of the first pass that can find it: so that each has
 * the same chance, however many find it.
 */
#include "engine/linkage/linkage_impl.h"

#include <stdlib.h>
#include <string.h>

enum {
	SAMPLE = 100000,     /* pairs to learn from, about, and of many records more: */
	SAMPLE_RECORDS = 20, /* one pair for so many, since rare passes must be seen to find */
	SAMPLE_MOST = 400000,
	EXPECTED = 24,       /* pairs a record, in all passes */
	FEW = 16384,         /* records of which all keys are looked at */
	PAIRS_CHEAP = 50000, /* a pass that costs no more is never left out */
	WORTH = 1200,        /* pairs that may be compared to find one more match */
	GROUPED = 8,         /* records are grouped while one pair is compared */
	SLICES = 64
};

/* ---- drawing keys ------------------------------------------------------------------------- */

/* What was drawn of a pass. */
struct drawn {
	struct keyed *keys; /* sorted; as many as the pass has items */
	uint16_t *reach;    /* where a window ends within a group: how far off in order; rising */
	uint64_t *pairs;    /* both places */
	uint64_t *passes;   /* those that find it */
	size_t n, room, passes_room;
};

struct drawing {
	struct keys {
		struct keyed *keys;
		size_t n, room;
	} (*slice)[PASSES];
	const struct linkage *l;
	struct blocks *b;
	struct sieve sieve;
	uint32_t limit; /* of the hash of a pair that is taken */
	struct drawn of_pass[PASSES];
	struct sample sample;
	uint64_t *pairs;
};

static void keep_keys(struct keys *to, const struct keyed *keys, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++) {
		LINKAGE_ROOM(to->keys, to->n, to->room);
		to->keys[to->n++] = keys[i];
	}
}

/* Of some records those keys of a pass that are drawn. */
static void draw_block(struct drawing *d, size_t k, uint32_t from, size_t n, const uint64_t *drawn,
		       struct keys *to)
{
	const struct view *views = d->b->views;
	const struct pass *p = &d->b->pass[k];
	struct keyed keys[PASS_BLOCK * PASS_KEYS];
	int part = d->sieve.of_pass[k];
	uint32_t i;

	if (part < 0) {
		keep_keys(to, keys, pass_draw(d->l, p, views, from, n, &d->sieve, keys));
		return;
	}
	for (i = 0; i < n; i++)
		if (drawn[i] >> part & 1)
			keep_keys(to, keys,
				  pass_draw_one(d->l, p, views, from + i, &d->sieve, keys));
}

/* The records are gone through once for all passes. */
static void draw_slice(void *arg, size_t s)
{
	struct drawing *d = arg;
	size_t i, k, n, from = d->l->n * s / SLICES, to = d->l->n * (s + 1) / SLICES;
	uint64_t drawn[PASS_BLOCK];

	for (i = from; i < to; i += n) {
		n = MIN(to - i, (size_t)PASS_BLOCK);
		sieve_records(&d->sieve, d->l, d->b->views, (uint32_t)i, n, drawn);
		for (k = 0; k < d->b->n; k++)
			draw_block(d, k, (uint32_t)i, n, drawn, &d->slice[s][k]);
	}
}

/* The keys of a pass from all slices, in groups. */
static void sort_drawn(void *arg, size_t k)
{
	struct drawing *d = arg;
	struct pass *p = &d->b->pass[k];
	struct drawn *of = &d->of_pass[k];
	struct keyed *drawn;
	size_t i, s;

	for (s = 0; s < SLICES; s++)
		p->n += d->slice[s][k].n;
	drawn = linkage_lines(p->n, sizeof(*drawn));
	of->keys = linkage_lines(p->n, sizeof(*of->keys));
	for (s = 0, i = 0; s < SLICES; s++) {
		struct keys *from = &d->slice[s][k];

		if (from->n > 0)
			memcpy(drawn + i, from->keys, from->n * sizeof(*drawn));
		i += from->n;
		linkage_return(from->keys);
	}
	if (p->n > 0)
		linkage_sort(drawn, of->keys, p->n);
	linkage_return(drawn);
	p->items = linkage_lines(p->n, sizeof(*p->items));
	for (i = 0; i < p->n; i++) {
		bool first = i == 0 || !one_group(&of->keys[i - 1], &of->keys[i]);

		p->items[i] = of->keys[i].item | (first ? ITEM_FIRST : 0);
	}
}

static void draw_keys(struct drawing *d)
{
	d->slice = linkage_zeroed(SLICES, sizeof(*d->slice));
	linkage_parallel(d->l->options.threads, SLICES, draw_slice, d);
	linkage_parallel(d->l->options.threads, d->b->n, sort_drawn, d);
	linkage_return(d->slice);
}

/* ---- which passes find a pair ------------------------------------------------------------- */

static uint16_t apart(const struct view *a, const struct view *b)
{
	return (uint16_t)(MAX(a->order, b->order) - MIN(a->order, b->order));
}

static int by_size(const void *a, const void *b)
{
	const uint16_t *x = a, *y = b;

	return (int)*x - (int)*y;
}

/* A group that ends within the window is met as a whole. */
static void measure_reach(void *arg, size_t k)
{
	struct drawing *d = arg;
	const struct pass *p = &d->b->pass[k];
	const struct view *views = d->b->views;
	struct drawn *of = &d->of_pass[k];
	size_t i, end = 0, last;

	of->reach = linkage_grown(NULL, p->n, sizeof(*of->reach));
	for (i = 0; i < p->n; i++) {
		end = i == end ? group_end(p, i) : end;
		last = i + p->window;
		of->reach[i] = last >= end ? UINT16_MAX
					   : apart(&views[ITEM_RECORD(p->items[i])],
						   &views[ITEM_RECORD(p->items[last])]);
	}
	if (p->n > 0)
		qsort(of->reach, p->n, sizeof(*of->reach), by_size);
}

/*
 * Whether a pass finds a pair: the two have a key in common, and are not too far apart in its
 * group.  How far is too far differs from group to group: the pair's hash chooses one, so that of
 * many pairs the right share is found.
 */
static bool finds(const struct drawing *d, size_t k, uint32_t a, uint32_t b)
{
	const struct pass *p = &d->b->pass[k];
	const struct view *x = &d->b->views[a], *y = &d->b->views[b];
	size_t at;

	if (!pass_common(d->l, p, x, a, y, b))
		return false;
	if (p->n == 0)
		return true;
	at = (size_t)((mix64(pair_key(a, b) + k) >> 32) * p->n >> 32);
	return apart(x, y) <= d->of_pass[k].reach[at];
}

static bool found_before(const struct drawing *d, size_t k, uint32_t a, uint32_t b)
{
	size_t j;

	for (j = 0; j < k; j++)
		if (finds(d, j, a, b))
			return true;
	return false;
}

static void draw_pair(struct drawing *d, size_t k, const struct keyed *x, const struct keyed *y)
{
	const struct view *views = d->b->views;
	struct drawn *of = &d->of_pass[k];
	uint32_t a = x->item, b = y->item;
	uint64_t passes = UINT64_C(1) << k;
	struct keyed first;
	size_t j;

	if (a == b || mix64(pair_key(a, b)) >> 32 > d->limit)
		return;
	first.key =
	    key_in_order(pass_common(d->l, &d->b->pass[k], &views[a], a, &views[b], b), &views[a]);
	if (!one_group(&first, x) || found_before(d, k, a, b))
		return;
	for (j = k + 1; j < d->b->n; j++)
		passes |= (uint64_t)finds(d, j, a, b) << j;
	LINKAGE_ROOM(of->passes, of->n, of->passes_room);
	LINKAGE_ROOM(of->pairs, of->n, of->room);
	of->passes[of->n] = passes;
	of->pairs[of->n++] = pair_key(a, b);
}

static void draw_pairs(void *arg, size_t k)
{
	struct drawing *d = arg;
	const struct pass *p = &d->b->pass[k];
	const struct keyed *keys = d->of_pass[k].keys;
	size_t i, j;

	for (i = 0; i < p->n; i++)
		for (j = i + 1; j < p->n && j <= i + p->window && !(p->items[j] & ITEM_FIRST); j++)
			draw_pair(d, k, &keys[i], &keys[j]);
}

/* ---- the sample --------------------------------------------------------------------------- */

static void gather(struct drawing *d)
{
	struct sample *s = &d->sample;
	size_t k, i, n = 0;

	for (k = 0; k < d->b->n; k++)
		n += d->of_pass[k].n;
	d->pairs = linkage_grown(NULL, n, sizeof(*d->pairs));
	s->passes = linkage_grown(NULL, n, sizeof(*s->passes));
	for (k = 0; k < d->b->n; k++) {
		struct drawn *of = &d->of_pass[k];

		for (i = 0; i < of->n; i++) {
			d->pairs[s->n] = of->pairs[i];
			s->passes[s->n++] = of->passes[i];
		}
		linkage_return(of->pairs);
		linkage_return(of->passes);
		linkage_return(of->reach);
		linkage_return(of->keys);
	}
}

static void compare_drawn(void *arg, size_t s)
{
	const struct drawing *d = arg;
	size_t n = d->sample.n, from = n * s / SLICES, to = n * (s + 1) / SLICES;

	linkage_compare_all(d->l, d->pairs + from, to - from, d->sample.pairs + from);
}

static size_t sample_size(const struct linkage *l)
{
	return MIN(MAX(l->n / SAMPLE_RECORDS, (size_t)SAMPLE), (size_t)SAMPLE_MOST);
}

/* How many pairs there are to draw from tells how many of them to take. */
static void set_thin(struct drawing *d)
{
	double all = 0, times;
	size_t k;

	for (k = 0; k < d->b->n; k++)
		all += d->b->pass[k].pairs;
	times = MAX(all / ((double)sample_size(d->l) * (double)(UINT64_C(1) << d->sieve.bits)), 1);
	d->limit = (uint32_t)(UINT32_MAX / times);
	d->sample.thin = times * (double)(UINT64_C(1) << d->sieve.bits);
}

void block_sample(struct linkage *l, struct blocks *b, struct sample *ret)
{
	struct drawing d = { .l = l, .b = b };
	unsigned threads = l->options.threads, bits = 0;

	*b = (struct blocks){ .views = pass_views(l) };
	b->n = pass_choose(l, b->pass);
	while (l->n > FEW && l->n * EXPECTED >> bits > 2 * sample_size(l))
		bits++;
	sieve_make(&d.sieve, l, b->pass, b->n, bits);
	draw_keys(&d);
	block_bound(l, b, (double)(UINT64_C(1) << bits));
	set_thin(&d);
	linkage_parallel(threads, b->n, measure_reach, &d);
	linkage_parallel(threads, b->n, draw_pairs, &d);
	gather(&d);
	d.sample.pairs = linkage_blank(d.sample.n, sizeof(*d.sample.pairs));
	linkage_parallel(threads, SLICES, compare_drawn, &d);
	sieve_release(&d.sieve);
	linkage_return(d.pairs);
	*ret = d.sample;
}

void sample_release(struct sample *s)
{
	linkage_return(s->pairs);
	linkage_return(s->passes);
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

static void count_found(const uint64_t *passes, size_t n, size_t found[PASSES])
{
	size_t i;

	memset(found, 0, PASSES * sizeof(found[0]));
	for (i = 0; i < n; i++)
		for (uint64_t bits = passes[i]; bits; bits &= bits - 1)
			found[__builtin_ctzll(bits)]++;
}

/* Pairs not yet found by passes chosen before: the likely matches, and all. */
struct unfound {
	uint64_t *match, *all;
	size_t n_match, n_all;
	uint64_t open; /* passes not decided on */
};

/* The pass with the most new matches a new pair; PASSES when none is left. */
static size_t best_pass(const struct unfound *u, size_t n_passes, double *ret_yield,
			size_t *ret_cost)
{
	size_t matches[PASSES], all[PASSES], best = PASSES, k;

	count_found(u->match, u->n_match, matches);
	count_found(u->all, u->n_all, all);
	*ret_yield = -1;
	for (k = 0; k < n_passes; k++) {
		double yield = (double)matches[k] / (double)MAX(all[k], (size_t)1);

		if (u->open >> k & 1 && yield > *ret_yield) {
			*ret_yield = yield;
			*ret_cost = all[k];
			best = k;
		}
	}
	return best;
}

/* Leaves out the passes whose bit is not set; those kept are grouped anew. */
static void keep_passes(struct blocks *b, uint64_t kept)
{
	size_t k, n = 0;

	for (k = 0; k < b->n; k++) {
		linkage_return(b->pass[k].items);
		b->pass[k].items = NULL;
		b->pass[k].n = 0;
		if (kept >> k & 1)
			b->pass[n++] = b->pass[k];
	}
	b->n = n;
}

/* Grouping the records costs something, too. */
static bool is_worth(double matches, double pairs, size_t records)
{
	pairs += (double)records / GROUPED;
	return matches * WORTH >= pairs || pairs <= PAIRS_CHEAP;
}

void block_choose(const struct linkage *l, struct blocks *b, const struct sample *s)
{
	struct unfound u = { .match = linkage_zeroed(s->n, sizeof(*u.match)),
			     .all = linkage_zeroed(s->n, sizeof(*u.all)),
			     .n_all = s->n,
			     .open = ~UINT64_C(0) };
	uint64_t kept = 0;
	size_t i, k, cost;
	double yield;

	for (i = 0; i < s->n; i++) {
		u.all[i] = s->passes[i];
		if (model_weight(l, &s->pairs[i]) > 0)
			u.match[u.n_match++] = s->passes[i];
	}
	while ((k = best_pass(&u, b->n, &yield, &cost)) < PASSES) {
		if (is_worth(yield * (double)cost * s->thin, (double)cost * s->thin, l->n))
			kept |= UINT64_C(1) << k;
		if (kept >> k & 1) {
			take_off(u.match, u.n_match, k);
			take_off(u.all, u.n_all, k);
		}
		u.open &= ~(UINT64_C(1) << k);
	}
	linkage_return(u.match);
	linkage_return(u.all);
	keep_passes(b, kept);
}
