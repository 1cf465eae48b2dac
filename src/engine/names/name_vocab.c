/* The words of the index: each once, found by its text, or by what sounds like it. */
#include "engine/names/name_index_impl.h"

#include <stdlib.h>
#include <string.h>

#include "engine/names/names_impl.h"

/* ---- memory ------------------------------------------------------------------------------- */

void *name_grow(void *p, size_t n, size_t *cap, size_t size)
{
	if (n < *cap)
		return p;
	*cap = MAX(*cap + *cap / 2, (size_t)16);
	p = reallocarray(p, *cap, size);
	if (!p)
		abort();
	return p;
}

void *name_need(void *p)
{
	if (!p)
		abort();
	return p;
}

/* ---- hash tables -------------------------------------------------------------------------- */

void name_table_put(struct name_table *t, uint64_t hash, uint32_t number)
{
	size_t at = (size_t)(hash >> 20) & t->mask;

	while (t->slot[at])
		at = (at + 1) & t->mask;
	t->slot[at] = number + 1;
	t->n++;
}

bool name_table_widen(struct name_table *t)
{
	size_t size = t->slot ? 2 * (t->mask + 1) : 64;

	if (t->slot && t->n < (t->mask + 1) / 4 * 3)
		return false;
	free(t->slot);
	t->slot = name_need(calloc(size, sizeof(t->slot[0])));
	t->mask = size - 1;
	t->n = 0;
	return true;
}

/* ---- words -------------------------------------------------------------------------------- */

uint32_t vocab_find(const struct vocab *v, const struct name_word *w)
{
	const struct name_table *t = &v->table;
	size_t at = (size_t)(name_text_key(w) >> 20) & t->mask;

	if (!t->slot)
		return NO_WORD;
	for (; t->slot[at]; at = (at + 1) & t->mask)
		if (name_same(v->word[t->slot[at] - 1].word.text, w->text))
			return t->slot[at] - 1;
	return NO_WORD;
}

/* A row of n nodes: one that was outgrown, or new ones. */
static uint32_t take_row(struct vocab *v, unsigned n)
{
	uint32_t row = n < SOUND_LETTERS ? v->spare[n] : 0;

	if (row) {
		v->spare[n] = v->node[row].child;
		return row;
	}
	row = (uint32_t)v->n_nodes;
	v->n_nodes += n;
	while (v->n_nodes > v->cap_nodes)
		v->node = name_grow(v->node, v->cap_nodes, &v->cap_nodes, sizeof(v->node[0]));
	return row;
}

/* Makes room for one more letter behind a node: its row moves to a longer one. */
static uint32_t add_child(struct vocab *v, uint32_t at, unsigned letter)
{
	unsigned n = (unsigned)__builtin_popcount(v->node[at].letters);
	uint32_t row = take_row(v, n + 1), old = v->node[at].child;
	uint32_t child = sound_child(&v->node[at], letter), before = child - old;

	memcpy(v->node + row, v->node + old, before * sizeof(v->node[0]));
	memcpy(v->node + row + before + 1, v->node + child, (n - before) * sizeof(v->node[0]));
	v->node[row + before] = (struct sound_node){ .word = NO_WORD };
	if (n > 0) {
		v->node[old].child = v->spare[n];
		v->spare[n] = old;
	}
	v->node[at].child = row;
	v->node[at].letters |= UINT32_C(1) << letter;
	return row + before;
}

/* Hangs a word at the end of its sound. */
static void hang_word(struct vocab *v, uint32_t number)
{
	struct vocab_word *w = &v->word[number];
	uint32_t at = 0;
	unsigned i;

	for (i = 0; i < w->word.sounds; i++) {
		unsigned letter = sound_letter(w->word.sound[i]);

		at = v->node[at].letters & UINT32_C(1) << letter ? sound_child(&v->node[at], letter)
								 : add_child(v, at, letter);
	}
	w->alike = v->node[at].word;
	v->node[at].word = number;
}

uint32_t vocab_add(struct vocab *v, const struct name_word *w)
{
	uint32_t found = vocab_find(v, w);
	size_t i;

	if (found != NO_WORD)
		return found;
	v->word = name_grow(v->word, v->n, &v->cap, sizeof(v->word[0]));
	v->word[v->n] = (struct vocab_word){ .word = *w };
	v->word[v->n].word.role = NAME_GIVEN;
	hang_word(v, (uint32_t)v->n);
	if (name_table_widen(&v->table))
		for (i = 0; i < v->n; i++)
			name_table_put(&v->table, name_text_key(&v->word[i].word), (uint32_t)i);
	name_table_put(&v->table, name_text_key(w), (uint32_t)v->n);
	return (uint32_t)v->n++;
}

void vocab_init(struct vocab *v)
{
	v->node = name_grow(NULL, 0, &v->cap_nodes, sizeof(v->node[0]));
	v->node[0] = (struct sound_node){ .word = NO_WORD };
	v->n_nodes = 1;
}

void vocab_release(struct vocab *v)
{
	size_t i;

	for (i = 0; i < v->n; i++)
		free(v->word[i].names);
	free(v->word);
	free(v->node);
	free(v->table.slot);
}

size_t vocab_bytes(const struct vocab *v)
{
	size_t n = v->cap * sizeof(v->word[0]) + v->cap_nodes * sizeof(v->node[0]) +
		   (v->table.mask + 1) * sizeof(v->table.slot[0]);
	size_t i;

	for (i = 0; i < v->n; i++) /* and what malloc adds to each */
		n += v->word[i].cap * sizeof(uint32_t) + 2 * sizeof(size_t);
	return n;
}

void vocab_word_in(struct vocab_word *w, uint32_t name)
{
	size_t cap = w->cap;

	if (w->n > 0 && w->names[w->n - 1] == name)
		return; /* twice in one name */
	if (cap == 0) { /* most words are rare */
		w->names = name_need(malloc(2 * sizeof(w->names[0])));
		w->cap = 2;
	} else {
		w->names = name_grow(w->names, w->n, &cap, sizeof(w->names[0]));
		w->cap = (uint32_t)cap;
	}
	w->names[w->n++] = name;
}

/* ---- words that sound like one ------------------------------------------------------------ */

enum {
	ERRORS = 2, /* that a word may have, unless it is very short */
	BEGUN_SCORE =
	    900 /* of a word that begins as was typed; less for each letter it is longer */
};

/*
 * The places in a word that can be reached with the letters heard so far: bit n of at[e] is set
 * when its first n letters are, with e errors (Wu and Manber, "Fast text searching allowing
 * errors", 1992; two letters that changed places are one error).
 */
struct reach {
	uint32_t at[ERRORS + 1];
	unsigned letter; /* the last heard */
};

/* A walk through the tree of sounds. */
struct walk {
	const struct vocab *v;
	const struct name_word *word;
	bool begun; /* longer words are wanted too */
	void (*take)(void *to, const struct vocab_word *w, unsigned score);
	void *to;
	unsigned errors;                /* allowed */
	uint32_t end;                   /* the bit of the whole word */
	uint32_t places[SOUND_LETTERS]; /* bit n: the n-th letter of the word, from 1, is this */
	uint32_t letter[NAME_LETTERS];  /* of the word, as a bit */
	struct reach reach[NAME_LETTERS + 1];
};

/* The letters that lead on from some places without an error. */
static uint32_t letters_from(const struct walk *w, uint32_t places)
{
	uint32_t letters = 0;

	for (places &= w->end - 1; places; places &= places - 1)
		letters |= w->letter[__builtin_ctz(places)];
	return letters;
}

/* The letters after which the word can still be reached; all, while errors are left. */
static uint32_t letters_on(const struct walk *w, unsigned depth)
{
	const struct reach *now = &w->reach[depth];
	unsigned e;

	for (e = 0; e < w->errors; e++)
		if (now->at[e])
			return ~UINT32_C(0);
	return letters_from(w, now->at[e]) | (depth > 0 ? letters_from(w, now[-1].at[e - 1]) : 0);
}

/* One more letter, at a depth of the tree; false when the word cannot be reached any more. */
static bool hear(struct walk *w, unsigned depth, unsigned letter)
{
	const struct reach *was = &w->reach[depth - 1], *before = was - (depth > 1);
	struct reach *now = &w->reach[depth];
	uint32_t here = w->places[letter], within = w->end | (w->end - 1), any;
	uint32_t swapped = depth > 1 ? w->places[was->letter] & here << 1 : 0;
	unsigned e;

	now->letter = letter;
	any = now->at[0] = was->at[0] << 1 & here;
	for (e = 1; e <= w->errors; e++) {
		now->at[e] = (was->at[e] << 1 & here) | was->at[e - 1] | was->at[e - 1] << 1 |
			     now->at[e - 1] << 1 | (before->at[e - 1] << 2 & swapped);
		now->at[e] &= within;
		any |= now->at[e];
	}
	return any != 0;
}

bool name_begins(const struct name_word *w, const struct name_word *begun)
{
	return w->len > begun->len && memcmp(w->text, begun->text, begun->len) == 0;
}

unsigned name_begun_score(const struct name_word *w, const struct name_word *begun)
{
	return BEGUN_SCORE - 10U * (unsigned)MAX(w->len - begun->len, 0);
}

/* The words that end at a node; completed: they begin with the one looked for. */
static void take_words(const struct walk *w, const struct sound_node *node, bool completed)
{
	const struct vocab_word *v;
	unsigned score;
	uint32_t i;

	for (i = node->word; i != NO_WORD; i = v->alike) {
		v = &w->v->word[i];
		score = name_word_compare(w->word, &v->word).score;
		if (score == 0 && completed)
			score = name_begun_score(&v->word, w->word);
		if (score > 0 && v->word.len > 1)
			w->take(w->to, v, score);
	}
}

static bool is_at_end(const struct walk *w, const struct reach *r)
{
	unsigned e;

	for (e = 0; e < w->errors && !(r->at[e] & w->end); e++)
		;
	return (r->at[e] & w->end) != 0;
}

static void walk_on(struct walk *w, const struct sound_node *at, unsigned depth, bool completed)
{
	uint32_t letters = at->letters & (completed ? ~UINT32_C(0) : letters_on(w, depth));

	for (; letters; letters &= letters - 1) {
		unsigned letter = (unsigned)__builtin_ctz(letters);
		const struct sound_node *node = &w->v->node[sound_child(at, letter)];
		const struct reach *r = &w->reach[depth + 1];
		bool heard = hear(w, depth + 1, letter);

		if (completed || (heard && is_at_end(w, r)))
			take_words(w, node, completed);
		if (completed || heard)
			walk_on(w, node, depth + 1,
				completed || (w->begun && (r->at[0] & w->end) != 0));
	}
}

void vocab_near(const struct vocab *v, const struct name_word *word, bool begun,
		void (*take)(void *to, const struct vocab_word *w, unsigned score), void *to)
{
	struct walk w = {
		.v = v,
		.word = word,
		.begun = begun,
		.take = take,
		.to = to,
		.errors = word->sounds < 4 ? 1 : ERRORS,
		.end = UINT32_C(1) << word->sounds,
	};
	unsigned i;

	for (i = 0; i < word->sounds; i++) {
		w.places[sound_letter(word->sound[i])] |= UINT32_C(2) << i;
		w.letter[i] = UINT32_C(1) << sound_letter(word->sound[i]);
	}
	for (i = 0; i <= w.errors; i++) /* so many letters left out at the start */
		w.reach[0].at[i] = (UINT32_C(2) << i) - 1;
	walk_on(&w, &v->node[0], 0, false);
}
