/* What the index keeps: words, names, holders. */
#include "engine/names/name_index_impl.h"

#include <stdlib.h>
#include <string.h>

#include "engine/names/names_impl.h"

/* ---- memory ------------------------------------------------------------------------------- */

/* Room for one more; the capacity grows by half.  Out of memory ends the process, as in arena. */
static void *grow(void *p, size_t n, size_t *cap, size_t size)
{
	if (n < *cap)
		return p;
	*cap = MAX(*cap + *cap / 2, (size_t)16);
	p = reallocarray(p, *cap, size);
	if (!p)
		abort();
	return p;
}

static void *need(void *p)
{
	if (!p)
		abort();
	return p;
}

/* ---- hash tables -------------------------------------------------------------------------- */

/* Puts number in a table that has room; hash is spread over the slots by its upper half. */
static void table_put(struct name_table *t, uint64_t hash, uint32_t number)
{
	size_t at = (size_t)(hash >> 20) & t->mask;

	while (t->slot[at])
		at = (at + 1) & t->mask;
	t->slot[at] = number + 1;
	t->n++;
}

/* Makes a table of twice the size once it is three quarters full; whoever calls fills it again. */
static bool table_widen(struct name_table *t)
{
	size_t size = t->slot ? 2 * (t->mask + 1) : 64;

	if (t->slot && t->n < (t->mask + 1) / 4 * 3)
		return false;
	free(t->slot);
	t->slot = need(calloc(size, sizeof(t->slot[0])));
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

/* The child of a node for a letter, made if there is none. */
static uint32_t node_child(struct vocab *v, uint32_t at, char letter)
{
	uint32_t child = v->node[at].child;

	while (child && v->node[child].letter != letter)
		child = v->node[child].next;
	if (child)
		return child;
	v->node = grow(v->node, v->n_nodes, &v->cap_nodes, sizeof(v->node[0]));
	child = (uint32_t)v->n_nodes++;
	v->node[child] = (struct sound_node){
		.next = v->node[at].child,
		.word = NO_WORD,
		.letter = letter,
	};
	v->node[at].child = child;
	return child;
}

/* Hangs a word at the end of its sound. */
static void hang_word(struct vocab *v, uint32_t number)
{
	struct vocab_word *w = &v->word[number];
	uint32_t at = 0;
	unsigned i;

	for (i = 0; i < w->word.sounds; i++)
		at = node_child(v, at, w->word.sound[i]);
	w->alike = v->node[at].word;
	v->node[at].word = number;
}

static uint32_t vocab_add(struct vocab *v, const struct name_word *w)
{
	uint32_t found = vocab_find(v, w);
	size_t i;

	if (found != NO_WORD)
		return found;
	v->word = grow(v->word, v->n, &v->cap, sizeof(v->word[0]));
	v->word[v->n] = (struct vocab_word){ .word = *w };
	v->word[v->n].word.role = NAME_GIVEN;
	hang_word(v, (uint32_t)v->n);
	if (table_widen(&v->table))
		for (i = 0; i < v->n; i++)
			table_put(&v->table, name_text_key(&v->word[i].word), (uint32_t)i);
	table_put(&v->table, name_text_key(w), (uint32_t)v->n);
	return (uint32_t)v->n++;
}

static void word_in_name(struct vocab_word *w, uint32_t name)
{
	size_t cap = w->cap;

	if (w->n > 0 && w->names[w->n - 1] == name)
		return; /* twice in one name */
	if (cap == 0) { /* most words are rare */
		w->names = need(malloc(2 * sizeof(w->names[0])));
		w->cap = 2;
	} else {
		w->names = grow(w->names, w->n, &cap, sizeof(w->names[0]));
		w->cap = (uint32_t)cap;
	}
	w->names[w->n++] = name;
}

/* ---- names -------------------------------------------------------------------------------- */

static uint64_t hash_refs(const uint32_t *ref, size_t n)
{
	uint64_t h = n;
	size_t i;

	for (i = 0; i < n; i++) {
		h = (h ^ ref[i]) * UINT64_C(0x9e3779b97f4a7c15);
		h ^= h >> 29;
	}
	return h;
}

static uint32_t find_name(const struct name_index *ix, const uint32_t *ref, size_t n)
{
	const struct name_table *t = &ix->table;
	size_t at = (size_t)(hash_refs(ref, n) >> 20) & t->mask;

	if (!t->slot)
		return NO_WORD;
	for (; t->slot[at]; at = (at + 1) & t->mask) {
		const struct name_entry *e = &ix->entry[t->slot[at] - 1];

		if (e->n == n && memcmp(ix->ref + e->ref, ref, n * sizeof(*ref)) == 0)
			return t->slot[at] - 1;
	}
	return NO_WORD;
}

static uint32_t make_name(struct name_index *ix, const struct name_form *f, const uint32_t *ref)
{
	struct name_entry *e;
	unsigned weight = 0;
	size_t i, cap = ix->cap;

	ix->weight = grow(ix->weight, ix->n, &cap, sizeof(ix->weight[0]));
	ix->entry = grow(ix->entry, ix->n, &ix->cap, sizeof(ix->entry[0]));
	e = &ix->entry[ix->n];
	*e = (struct name_entry){
		.first = NO_HOLDER,
		.ref = (uint32_t)ix->n_refs,
		.n = f->n,
		.n_nick = f->n_nick,
	};
	for (i = 0; i < f->n; i++) {
		ix->ref = grow(ix->ref, ix->n_refs, &ix->cap_refs, sizeof(ix->ref[0]));
		ix->ref[ix->n_refs++] = ref[i];
		word_in_name(&ix->vocab.word[ref[i] >> ROLE_BITS], (uint32_t)ix->n);
		if (i < (size_t)f->n - f->n_nick)
			weight += name_weight(&f->word[i]);
	}
	ix->weight[ix->n] = (uint8_t)MIN(weight / NAME_WEIGHT_UNIT, 255U);
	if (table_widen(&ix->table))
		for (i = 0; i < ix->n; i++)
			table_put(&ix->table, hash_refs(ix->ref + ix->entry[i].ref, ix->entry[i].n),
				  (uint32_t)i);
	table_put(&ix->table, hash_refs(ref, f->n), (uint32_t)ix->n);
	return (uint32_t)ix->n++;
}

/* The words of a form as references; NO_WORD stands for one that the vocabulary has not. */
static void find_refs(const struct name_index *ix, const struct name_form *f,
		      uint32_t ref[NAME_WORDS])
{
	size_t i;

	for (i = 0; i < f->n; i++) {
		ref[i] = vocab_find(&ix->vocab, &f->word[i]);
		if (ref[i] != NO_WORD)
			ref[i] = ref[i] << ROLE_BITS | f->word[i].role;
	}
}

void name_index_form(const struct name_index *ix, uint32_t name, struct name_form *ret)
{
	const struct name_entry *e = &ix->entry[name];
	size_t i;

	assert(name < ix->n);
	ret->n = e->n;
	ret->n_nick = e->n_nick;
	for (i = 0; i < e->n; i++) {
		uint32_t ref = ix->ref[e->ref + i];

		ret->word[i] = ix->vocab.word[ref >> ROLE_BITS].word;
		ret->word[i].role = ref & ((1U << ROLE_BITS) - 1);
	}
}

/* ---- holders ------------------------------------------------------------------------------ */

struct name_index *name_index_new(void)
{
	struct name_index *ix = need(calloc(1, sizeof(*ix)));

	ix->free = NO_HOLDER;
	ix->vocab.node = grow(NULL, 0, &ix->vocab.cap_nodes, sizeof(struct sound_node));
	ix->vocab.node[0] = (struct sound_node){ .word = NO_WORD };
	ix->vocab.n_nodes = 1;
	return ix;
}

void name_index_free(struct name_index *ix)
{
	size_t i;

	if (!ix)
		return;
	for (i = 0; i < ix->vocab.n; i++)
		free(ix->vocab.word[i].names);
	free(ix->vocab.word);
	free(ix->vocab.node);
	free(ix->vocab.table.slot);
	free(ix->entry);
	free(ix->weight);
	free(ix->table.slot);
	free(ix->ref);
	free(ix->holder);
	free(ix);
}

static uint32_t take_holder(struct name_index *ix)
{
	uint32_t h = ix->free;

	if (h != NO_HOLDER) {
		ix->free = ix->holder[h].next;
		return h;
	}
	assert(ix->n_holders < NO_HOLDER);
	ix->holder = grow(ix->holder, ix->n_holders, &ix->cap_holders, sizeof(ix->holder[0]));
	return (uint32_t)ix->n_holders++;
}

void name_index_add(struct name_index *ix, const struct name_form *f, int64_t holder,
		    uint32_t region, unsigned class)
{
	uint32_t ref[NAME_WORDS], name, h;
	struct name_entry *e;
	size_t i;

	assert(region < NAME_REGIONS && class < NAME_CLASSES);
	if (f->n == 0)
		return;
	for (i = 0; i < f->n; i++)
		ref[i] = vocab_add(&ix->vocab, &f->word[i]) << ROLE_BITS | f->word[i].role;
	name = find_name(ix, ref, f->n);
	if (name == NO_WORD)
		name = make_name(ix, f, ref);
	h = take_holder(ix);
	e = &ix->entry[name];
	ix->holder[h] = (struct name_holder){
		.id = holder,
		.region = region & (NAME_REGIONS - 1),
		.class = class & (NAME_CLASSES - 1),
		.next = e->first,
	};
	e->first = h;
	e->holders++;
	e->regions |= UINT64_C(1) << region % 64;
	ix->live++;
}

bool name_index_remove(struct name_index *ix, const struct name_form *f, int64_t holder)
{
	uint32_t ref[NAME_WORDS], name, h, *link;

	find_refs(ix, f, ref);
	name = f->n > 0 ? find_name(ix, ref, f->n) : NO_WORD;
	if (name == NO_WORD)
		return false;
	link = &ix->entry[name].first;
	while (*link != NO_HOLDER && ix->holder[*link].id != holder)
		link = &ix->holder[*link].next;
	h = *link;
	if (h == NO_HOLDER)
		return false;
	*link = ix->holder[h].next;
	ix->holder[h].next = ix->free;
	ix->free = h;
	ix->entry[name].holders--;
	ix->live--;
	return true;
}

/* ---- scope -------------------------------------------------------------------------------- */

static bool holder_in_scope(const struct name_holder *h, const struct name_scope *scope)
{
	size_t i;

	if (!(scope->classes & 1U << h->class))
		return false;
	for (i = 0; i < scope->n; i++)
		if (h->region >= scope->range[i].from && h->region < scope->range[i].to)
			return true;
	return scope->n == 0;
}

uint64_t name_scope_regions(const struct name_scope *scope)
{
	uint64_t bits = scope->n == 0 ? ~UINT64_C(0) : 0;
	uint32_t r;
	size_t i;

	for (i = 0; i < scope->n; i++)
		for (r = scope->range[i].from; r < scope->range[i].to && ~bits; r++)
			bits |= UINT64_C(1) << r % 64;
	return bits;
}

bool name_in_scope(const struct name_index *ix, const struct name_entry *e,
		   const struct name_scope *scope, uint64_t regions)
{
	uint32_t h;

	if (!(e->regions & regions))
		return false;
	for (h = e->first; h != NO_HOLDER; h = ix->holder[h].next)
		if (holder_in_scope(&ix->holder[h], scope))
			return true;
	return false;
}

size_t name_index_holders(const struct name_index *ix, uint32_t name,
			  const struct name_scope *scope, int64_t *ret, size_t max)
{
	size_t n = 0;
	uint32_t h;

	assert(name < ix->n);
	for (h = ix->entry[name].first; h != NO_HOLDER && n < max; h = ix->holder[h].next)
		if (holder_in_scope(&ix->holder[h], scope))
			ret[n++] = ix->holder[h].id;
	return n;
}

struct name_index_size name_index_size(const struct name_index *ix)
{
	struct name_index_size s = { .names = ix->n, .holders = ix->live, .words = ix->vocab.n };
	size_t i;

	s.bytes = sizeof(*ix) + ix->vocab.cap * sizeof(struct vocab_word) +
		  ix->vocab.cap_nodes * sizeof(struct sound_node) +
		  ix->cap * (sizeof(struct name_entry) + 1) + ix->cap_refs * sizeof(uint32_t) +
		  ix->cap_holders * sizeof(struct name_holder) +
		  (ix->vocab.table.mask + ix->table.mask + 2) * sizeof(uint32_t);
	for (i = 0; i < ix->vocab.n; i++)
		s.bytes += ix->vocab.word[i].cap * sizeof(uint32_t) + 2 * sizeof(size_t);
	return s;
}
