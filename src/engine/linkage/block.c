/*
 * All pairs of the groups, each compared once: what earlier passes have found is left out.
 */
#include "engine/linkage/linkage_impl.h"

#include <stdlib.h>
#include <string.h>

enum {
	CHUNK = 8192,     /* items compared at a time */
	AHEAD = 24,       /* items fetched ahead */
	WAITING = 16,     /* pairs on their way */
	ROUNDS = 3,       /* in which partners of partners are compared, at most, */
	MORE = 200,       /* as long as one finds one pair more for so many there are */
	MIDDLES = 1 << 17 /* records whose partners are compared at a time */
};

/*
 * Pairs that earlier passes found.  A record's line of the cache has some slots that its values do
 * not fill: they name its partners, since both lines are looked at anyway.  Where they do not
 * suffice, pairs go into a set: open addressing, at most half full; 0 is free.
 */
struct pair_set {
	uint64_t *slot;
	size_t n, slots;
};

static bool set_has(const struct pair_set *s, uint64_t pair)
{
	size_t i;

	if (s->n == 0)
		return false;
	for (i = mix64(pair) & (s->slots - 1); s->slot[i]; i = (i + 1) & (s->slots - 1))
		if (s->slot[i] == pair)
			return true;
	return false;
}

static void set_put(struct pair_set *s, uint64_t pair)
{
	size_t i = mix64(pair) & (s->slots - 1);

	while (s->slot[i] && s->slot[i] != pair)
		i = (i + 1) & (s->slots - 1);
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
	s->slot = linkage_blank(s->slots, sizeof(*s->slot));
	s->n = 0;
	for (i = 0; i < n; i++)
		if (old[i])
			set_put(s, old[i]);
	linkage_return(old);
}

/* Whether a record names a partner: 1, 0, or -1 when its slots are full without him. */
static int names_partner(const struct linkage *l, uint32_t record, uint32_t partner)
{
	const uint32_t *r = record_at(l, record);
	size_t i;

	for (i = l->used; i < l->stride && r[i]; i++)
		if (r[i] == partner + 1)
			return 1;
	return i < l->stride ? 0 : -1;
}

static bool is_known(const struct linkage *l, const struct pair_set *s, uint32_t a, uint32_t b)
{
	int named = names_partner(l, a, b);

	if (named < 0)
		named = names_partner(l, b, a);
	return named < 0 ? set_has(s, pair_key(a, b)) : named;
}

/* Into the slots of a, else of b, else into the set: is_known() looks in this order. */
static void make_known(struct linkage *l, struct pair_set *s, uint32_t a, uint32_t b)
{
	const uint32_t both[] = { a, b };
	size_t i, k;

	if (is_known(l, s, a, b))
		return;
	for (k = 0; k < LEN(both); k++) {
		uint32_t *r = l->records + both[k] * l->stride;

		for (i = l->used; i < l->stride && r[i];)
			i++;
		if (i < l->stride) {
			r[i] = both[1 - k] + 1;
			return;
		}
	}
	set_reserve(s, 1);
	set_put(s, pair_key(a, b));
}

struct found {
	struct linkage_pair *pairs;
	size_t n, room;
	uint64_t compared;
};

struct sweep {
	const struct linkage *l;
	const struct pass *pass;
	const struct pair_set *known;
	const struct keyed *keys; /* or pairs by themselves */
	size_t n_keys;
	struct found *found; /* one a chunk */
	float low;
};

/* Pairs that wait until what they are compared by is there. */
struct waiting {
	const struct sweep *s;
	struct found *f;
	struct wait {
		uint32_t a, b;
		struct scoring score;
	} pair[WAITING];
	size_t n;
};

static void fetch_open(const struct scoring *s)
{
	const struct column *c;
	size_t i;

	for (i = 0; i < s->n_open; i++) {
		c = &s->l->columns[s->open[i]];
		column_fetch(c, s->a[c->slot], s->b[c->slot]);
	}
}

static void compare_pair(const struct sweep *s, struct found *f, struct wait *pair)
{
	struct linkage_pair p = { .a = pair->a, .b = pair->b };

	p.weight = score_end(&pair->score, s->low);
	if (p.weight < s->low)
		return;
	LINKAGE_ROOM(f->pairs, f->n, f->room);
	f->pairs[f->n++] = p;
}

/* Compares the pair that has waited longest when there is no more room; one place is always free.
 */
static void add_pair(struct waiting *w, uint32_t x, uint32_t y)
{
	struct wait *place = &w->pair[w->n % WAITING];

	place->a = MIN(x, y);
	place->b = MAX(x, y);
	if (x == y || is_known(w->s->l, w->s->known, place->a, place->b))
		return;
	w->f->compared++;
	score_begin(w->s->l, place->a, place->b, &place->score);
	if (score_is_low(&place->score, w->s->low))
		return;
	fetch_open(&place->score);
	if (++w->n >= WAITING)
		compare_pair(w->s, w->f, &w->pair[w->n % WAITING]);
}

static void compare_rest(struct waiting *w)
{
	size_t i;

	for (i = w->n >= WAITING ? w->n - WAITING + 1 : 0; i < w->n; i++)
		compare_pair(w->s, w->f, &w->pair[i % WAITING]);
}

/* The groups that begin within a chunk.  Records lie all over the memory. */
static void sweep_chunk(void *arg, size_t chunk)
{
	const struct sweep *s = arg;
	struct waiting w;
	const struct pass *p = s->pass;
	size_t i = chunk * CHUNK, last = MIN(i + CHUNK, p->n), end, j, k;

	w.s = s;
	w.f = &s->found[chunk];
	w.n = 0;
	while (i < last && !(p->items[i] & ITEM_FIRST))
		i++;
	for (; i < last; i = end) {
		end = group_end(p, i);
		for (j = i; j < end; j++) {
			if (j + AHEAD < p->n)
				__builtin_prefetch(
				    record_at(s->l, ITEM_RECORD(p->items[j + AHEAD])));
			for (k = j + 1; k < end && k <= j + p->window; k++)
				add_pair(&w, ITEM_RECORD(p->items[j]), ITEM_RECORD(p->items[k]));
		}
	}
	compare_rest(&w);
}

/* There is room for them. */
static void take_found(struct linkage *l, struct pair_set *known, struct found *f)
{
	size_t i;

	for (i = 0; i < f->n; i++) {
		if (i + AHEAD < f->n) {
			__builtin_prefetch(record_at(l, f->pairs[i + AHEAD].a));
			__builtin_prefetch(record_at(l, f->pairs[i + AHEAD].b));
		}
		make_known(l, known, f->pairs[i].a, f->pairs[i].b);
		l->pairs[l->n_pairs++] = f->pairs[i];
	}
	l->compared += f->compared;
	linkage_return(f->pairs);
}

/* How many bits the keys of pairs have. */
static unsigned key_bits(const struct linkage *l)
{
	unsigned bits = 32;

	while (l->n >> (bits - 32))
		bits++;
	return bits;
}

/* Sorts the pairs by place, and keeps each once. */
static void leave_out_repeats(struct linkage *l)
{
	struct keyed *order = linkage_lines(l->n_pairs, sizeof(*order));
	struct linkage_pair *kept = linkage_lines(l->n_pairs, sizeof(*kept));
	size_t i, n = 0;

	for (i = 0; i < l->n_pairs; i++)
		order[i] = (struct keyed){ pair_key(l->pairs[i].a, l->pairs[i].b), (uint32_t)i };
	linkage_sort_all(order, l->n_pairs, key_bits(l), l->options.threads);
	for (i = 0; i < l->n_pairs; i++)
		if (i == 0 || order[i - 1].key != order[i].key)
			kept[n++] = l->pairs[order[i].item];
	linkage_return(order);
	linkage_return(l->pairs);
	l->pairs = kept;
	l->n_pairs = n;
}

/* Compares side by side, and takes what was found. */
static void sweep(struct linkage *l, struct pair_set *known, struct sweep *s,
		  void (*chunk)(void *arg, size_t chunk), size_t n, size_t *room)
{
	size_t chunks = (n + CHUNK - 1) / CHUNK, all = l->n_pairs, i;

	s->found = linkage_zeroed(chunks, sizeof(*s->found));
	linkage_parallel(l->options.threads, chunks, chunk, s);
	for (i = 0; i < chunks; i++)
		all += s->found[i].n;
	if (all > *room) {
		*room = MAX(all, *room + *room / 2);
		l->pairs = linkage_enlarged(l->pairs, l->n_pairs, *room, sizeof(*l->pairs));
	}
	for (i = 0; i < chunks; i++)
		take_found(l, known, &s->found[i]);
	linkage_return(s->found);
}

static void sweep_keys(void *arg, size_t chunk)
{
	const struct sweep *s = arg;
	struct waiting w = { .s = s, .f = &s->found[chunk] };
	size_t i, end = MIN((chunk + 1) * CHUNK, s->n_keys);

	for (i = chunk * CHUNK; i < end; i++)
		if (i == 0 || s->keys[i].key != s->keys[i - 1].key)
			add_pair(&w, (uint32_t)(s->keys[i].key >> 32), (uint32_t)s->keys[i].key);
	compare_rest(&w);
}

/* Once for all records; so many at a time, for they may have many pairs of partners. */
static void partners_round(struct linkage *l, struct pair_set *known, struct sweep *s,
			   const struct partners *p, size_t *room)
{
	size_t from, to;

	for (from = 0; from < l->n; from = to) {
		size_t n = partners_pairs(p, from, to = MIN(from + MIDDLES, l->n), NULL);
		struct keyed *keys = linkage_blank(n, sizeof(*keys));

		(void)partners_pairs(p, from, to, keys);
		linkage_sort_all(keys, n, key_bits(l), l->options.threads);
		s->keys = keys;
		s->n_keys = n;
		sweep(l, known, s, sweep_keys, n, room);
		linkage_return(keys);
	}
}

/* Whoever has a partner in common is compared, until that finds next to nothing. */
static void meet_partners(struct linkage *l, struct pair_set *known, struct sweep *s)
{
	struct partners p;
	size_t before, room, i;

	for (i = 0; i < ROUNDS; i++) {
		room = before = l->n_pairs;
		partners_make(&p, l);
		partners_round(l, known, s, &p, &room);
		partners_release(&p);
		leave_out_repeats(l);
		if ((l->n_pairs - before) * MORE <= before)
			return;
	}
}

void block_pairs(struct linkage *l, const struct blocks *b, float low)
{
	struct pair_set known = { 0 };
	struct sweep s = { .l = l, .low = low, .known = &known };
	size_t room = 0, k;

	for (k = 0; k < b->n; k++) {
		s.pass = &b->pass[k];
		sweep(l, &known, &s, sweep_chunk, s.pass->n, &room);
	}
	leave_out_repeats(l);
	meet_partners(l, &known, &s);
	linkage_return(known.slot);
}
