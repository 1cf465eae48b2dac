/*
 * Searching the index: from the query to words like its own, from these to names that have many of
 * them, and of those the best by comparing them whole.
 */
#include "engine/names/name_index_impl.h"

#include <stdlib.h>
#include <string.h>

#include "engine/names/names_impl.h"

enum {
	BLOCK = 1 << 15,        /* names whose sums are kept at a time: they fit the cache */
	TERMS = 3 * NAME_WORDS, /* words of the query, pairs of them, halves of them */
	WORDS_OF_TERM = 256,    /* words of the vocabulary that one term may stand for */
	STAGE = 1024,           /* and how many are gathered before the worse are dropped */
	BEARERS = 400000,       /* names that one term may bring, about; its best word always may */
	CANDIDATES = NAME_INDEX_BEST, /* names that are compared whole */
	SCORE_MIN = 400,              /* estimated; below it a name is not looked at */
	GAIN_UNIT = 16,               /* so that the gains of eight words fit 16 bits */
	HOLDERS = 64                  /* of a name that are counted, for the order among equals */
};

/* What to look for: a word of the query, two written as one, or half of one. */
struct term {
	struct name_word word;
	uint16_t bits;  /* two for each word of the query that it stands for */
	uint16_t least; /* how much a word must be like it */
	uint8_t weight;
	bool begun;
};

/* Names with a word that a term may stand for. */
struct list {
	const uint32_t *names;
	uint32_t n, at;
	uint16_t bits, gain;
};

struct candidate {
	uint32_t name;
	unsigned score;
};

struct search {
	const struct name_index *ix;
	const struct name_form *query;
	const struct name_scope *scope;
	uint64_t regions;
	struct term term[TERMS];
	size_t n_terms;
	struct list list[TERMS * WORDS_OF_TERM + STAGE];
	size_t n_lists;
	struct candidate best[CANDIDATES]; /* a heap, the worst at the top */
	size_t n_best;
	uint32_t inverse[256]; /* of the weight of two names together, by that of the one found */
};

/* ---- terms -------------------------------------------------------------------------------- */

static unsigned bits_of(unsigned word)
{
	return 3U << 2 * word;
}

static void add_term(struct search *s, const struct name_word *w, unsigned bits, unsigned weight,
		     unsigned least)
{
	if (s->n_terms < TERMS && w->len > 1)
		s->term[s->n_terms++] = (struct term){
			.word = *w,
			.bits = (uint16_t)bits,
			.least = (uint16_t)least,
			.weight = (uint8_t)MIN(weight, 255U),
		};
}

/* "Nur Hayati" may be written Nurhayati. */
static void add_pair(struct search *s, unsigned i)
{
	const struct name_word *a = &s->query->word[i], *b = a + 1;
	struct name_word both;

	if (a->len < 2 || b->len < 2 || !name_join(a, b, &both))
		return;
	add_term(s, &both, bits_of(i) | bits_of(i + 1), name_weight(a) + name_weight(b),
		 JOIN_SCORE);
}

/* "Nurhayati" may be written Nur Hayati: if there are two such words. */
static void add_halves(struct search *s, unsigned i)
{
	const struct name_word *w = &s->query->word[i];
	unsigned weight = name_weight(w), at;
	struct name_word a, b;

	for (at = 3; at + 3 <= w->len; at++) {
		name_word(w->text, at, NAME_GIVEN, &a);
		name_word(w->text + at, w->len - at, NAME_GIVEN, &b);
		if (vocab_find(&s->ix->vocab, &a) == NO_WORD ||
		    vocab_find(&s->ix->vocab, &b) == NO_WORD)
			continue;
		add_term(s, &a, 1U << 2 * i, weight * at / w->len, JOIN_SCORE);
		add_term(s, &b, 2U << 2 * i, weight * (w->len - at) / w->len, JOIN_SCORE);
		return;
	}
}

static void make_terms(struct search *s, bool typing)
{
	unsigned i, n = s->query->n;

	for (i = 0; i < n; i++)
		add_term(s, &s->query->word[i], bits_of(i), name_weight(&s->query->word[i]), 1);
	if (typing && s->n_terms > 0)
		s->term[s->n_terms - 1].begun = s->query->word[n - 1].len > 1;
	for (i = 0; i + 1 < n; i++)
		add_pair(s, i);
	for (i = 0; i < n; i++)
		add_halves(s, i);
}

/* ---- lists -------------------------------------------------------------------------------- */

static int by_gain(const void *a, const void *b)
{
	const struct list *x = a, *y = b;

	if (x->gain != y->gain)
		return x->gain < y->gain ? 1 : -1;
	return (x->n > y->n) - (x->n < y->n);
}

/* Drops what is least like the term when its words are too many, or have too many bearers. */
static void cut_lists(struct search *s, size_t from)
{
	size_t i, bearers = 0;

	qsort(s->list + from, s->n_lists - from, sizeof(s->list[0]), by_gain);
	for (i = from; i < s->n_lists && i < from + WORDS_OF_TERM; i++) {
		bearers += s->list[i].n;
		if (bearers > BEARERS && i > from)
			break;
	}
	s->n_lists = i;
}

/* The lists of one term, from the first of them. */
struct lists {
	struct search *s;
	const struct term *term;
	size_t from;
};

static void add_list(void *to, const struct vocab_word *w, unsigned score)
{
	const struct lists *l = to;
	const struct term *t = l->term;

	if (score < t->least)
		return;
	l->s->list[l->s->n_lists++] = (struct list){
		.names = w->names,
		.n = w->n,
		.bits = t->bits,
		.gain = (uint16_t)(t->weight * score / GAIN_UNIT),
	};
	if (l->s->n_lists - l->from == STAGE)
		cut_lists(l->s, l->from);
}

static void find_words(struct search *s, const struct term *t)
{
	struct lists l = { s, t, s->n_lists };

	vocab_near(&s->ix->vocab, &t->word, t->begun, add_list, &l);
	cut_lists(s, l.from);
}

/* ---- names -------------------------------------------------------------------------------- */

static bool is_worse(const struct candidate *a, const struct candidate *b)
{
	return a->score != b->score ? a->score < b->score : a->name > b->name;
}

static void sink(struct search *s, struct candidate c)
{
	size_t at = 0, child;

	for (; (child = 2 * at + 1) < s->n_best; at = child) {
		if (child + 1 < s->n_best && is_worse(&s->best[child + 1], &s->best[child]))
			child++;
		if (!is_worse(&s->best[child], &c))
			break;
		s->best[at] = s->best[child];
	}
	s->best[at] = c;
}

static void rise(struct search *s, struct candidate c)
{
	size_t at = s->n_best++;

	for (; at > 0 && is_worse(&c, &s->best[(at - 1) / 2]); at = (at - 1) / 2)
		s->best[at] = s->best[(at - 1) / 2];
	s->best[at] = c;
}

/* A name with a sum of gains: kept if it is among the best that are in scope. */
static void consider(struct search *s, uint32_t name, unsigned sum)
{
	unsigned inverse = s->inverse[s->ix->weight[name]];
	struct candidate c = { name, (unsigned)(((uint64_t)sum * inverse) >> 16) };
	bool full = s->n_best == CANDIDATES;

	if (c.score < SCORE_MIN || (full && !is_worse(&s->best[0], &c)) ||
	    !name_holders_in(s->ix, name, s->scope, s->regions, 1))
		return;
	if (full)
		sink(s, c);
	else
		rise(s, c);
}

/* The sum of a name in the lower half, the words of the query it is made of in the upper. */
struct sums {
	uint32_t sum[BLOCK];
	uint16_t touched[BLOCK];
	size_t n;
};

static void add_gains(struct sums *b, struct list *l, uint32_t from)
{
	uint32_t bits = (uint32_t)l->bits << 16;

	for (; l->at < l->n && l->names[l->at] - from < BLOCK; l->at++) {
		uint32_t at = l->names[l->at] - from, sum = b->sum[at];

		if (sum & bits)
			continue; /* a better word stands for that part of the query already */
		if (sum == 0)
			b->touched[b->n++] = (uint16_t)at;
		b->sum[at] = sum + (bits | l->gain);
	}
}

static void find_names(struct search *s, struct arena *a)
{
	struct sums *b = ARENA_NEW(a, struct sums);
	uint32_t from;
	size_t i;

	qsort(s->list, s->n_lists, sizeof(s->list[0]), by_gain);
	for (from = 0; from < s->ix->n; from += BLOCK) {
		b->n = 0;
		for (i = 0; i < s->n_lists; i++)
			add_gains(b, &s->list[i], from);
		for (i = 0; i < b->n; i++) {
			consider(s, from + b->touched[i], b->sum[b->touched[i]] & 0xffff);
			b->sum[b->touched[i]] = 0;
		}
	}
}

/* ---- the best ----------------------------------------------------------------------------- */

/* As if the word that was begun had been typed to its end. */
static struct name_match compare_begun(const struct search *s, const struct name_form *f)
{
	struct name_form whole = *s->query;
	struct name_word *last = &whole.word[whole.n - 1];
	struct name_match m;
	size_t i;

	for (i = 0; i < f->n; i++)
		if (name_begins(&f->word[i], last)) {
			unsigned off = FULL_SCORE - name_begun_score(&f->word[i], last);

			*last = f->word[i];
			m = name_compare(&whole, f);
			m.score = (uint16_t)(m.score - MIN(m.score, off / whole.n));
			m.flags |= NAME_BEGUN;
			return m;
		}
	return (struct name_match){ 0 };
}

static struct name_hit judge(const struct search *s, uint32_t name, enum name_search_mode mode)
{
	struct name_match begun;
	struct name_hit hit = { .name = name };
	struct name_form f;

	name_index_form(s->ix, name, &f);
	hit.match = name_compare(s->query, &f);
	if (mode == NAME_TYPING && (begun = compare_begun(s, &f)).score > hit.match.score)
		hit.match = begun;
	hit.holders = name_holders_in(s->ix, name, s->scope, s->regions, HOLDERS);
	return hit;
}

static int by_match(const void *a, const void *b)
{
	const struct name_hit *x = a, *y = b;

	if (x->match.score != y->match.score)
		return x->match.score < y->match.score ? 1 : -1;
	if (x->holders != y->holders)
		return x->holders < y->holders ? 1 : -1;
	return x->name < y->name ? -1 : x->name > y->name;
}

/* 16.16 of what a sum of gains is worth, by the weight of the name that it is of. */
static void set_inverse(struct search *s)
{
	unsigned w = 0, i;

	for (i = 0; i < (unsigned)s->query->n - s->query->n_nick; i++)
		w += name_weight(&s->query->word[i]);
	for (i = 0; i < LEN(s->inverse); i++)
		s->inverse[i] = (GAIN_UNIT << 16) / name_whole(w, i * NAME_WEIGHT_UNIT);
}

size_t name_index_search(const struct name_index *ix, struct arena *a,
			 const struct name_form *query, const struct name_scope *scope,
			 enum name_search_mode mode, struct name_hit *ret, size_t max)
{
	struct arena_mark mark = arena_mark(a);
	struct search *s = ARENA_NEW(a, struct search);
	struct name_hit *hits = ARENA_ARRAY(a, CANDIDATES, struct name_hit);
	size_t i, n;

	s->ix = ix;
	s->query = query;
	s->scope = scope;
	s->regions = name_scope_regions(scope);
	make_terms(s, mode == NAME_TYPING);
	set_inverse(s);
	for (i = 0; i < s->n_terms; i++)
		find_words(s, &s->term[i]);
	find_names(s, a);
	for (i = 0; i < s->n_best; i++)
		hits[i] = judge(s, s->best[i].name, mode);
	qsort(hits, s->n_best, sizeof(hits[0]), by_match);
	n = MIN(s->n_best, max);
	memcpy(ret, hits, n * sizeof(hits[0]));
	arena_reset_to(a, mark);
	return n;
}
