/* What the index keeps: names and their holders. */
#include "engine/names/name_index_impl.h"

#include <stdlib.h>
#include <string.h>

#include "engine/names/names_impl.h"

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

	ix->weight = name_grow(ix->weight, ix->n, &cap, sizeof(ix->weight[0]));
	ix->entry = name_grow(ix->entry, ix->n, &ix->cap, sizeof(ix->entry[0]));
	e = &ix->entry[ix->n];
	*e = (struct name_entry){
		.first = NO_HOLDER,
		.ref = (uint32_t)ix->n_refs,
		.n = f->n,
		.n_nick = f->n_nick,
	};
	for (i = 0; i < f->n; i++) {
		ix->ref = name_grow(ix->ref, ix->n_refs, &ix->cap_refs, sizeof(ix->ref[0]));
		ix->ref[ix->n_refs++] = ref[i];
		vocab_word_in(&ix->vocab.word[ref[i] >> ROLE_BITS], (uint32_t)ix->n);
		if (i < (size_t)f->n - f->n_nick)
			weight += name_weight(&f->word[i]);
	}
	ix->weight[ix->n] = (uint8_t)MIN(weight / NAME_WEIGHT_UNIT, 255U);
	if (name_table_widen(&ix->table))
		for (i = 0; i < ix->n; i++)
			name_table_put(&ix->table,
				       hash_refs(ix->ref + ix->entry[i].ref, ix->entry[i].n),
				       (uint32_t)i);
	name_table_put(&ix->table, hash_refs(ref, f->n), (uint32_t)ix->n);
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

uint32_t name_index_number(const struct name_index *ix, const struct name_form *f)
{
	uint32_t ref[NAME_WORDS];

	static_assert(NO_WORD == NAME_NONE, "what is not found has one number");
	if (f->n == 0)
		return NAME_NONE;
	find_refs(ix, f, ref);
	return find_name(ix, ref, f->n);
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
	struct name_index *ix = name_need(calloc(1, sizeof(*ix)));

	ix->free = NO_HOLDER;
	vocab_init(&ix->vocab);
	return ix;
}

void name_index_free(struct name_index *ix)
{
	if (!ix)
		return;
	vocab_release(&ix->vocab);
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
	ix->holder = name_grow(ix->holder, ix->n_holders, &ix->cap_holders, sizeof(ix->holder[0]));
	return (uint32_t)ix->n_holders++;
}

uint32_t name_index_add(struct name_index *ix, const struct name_form *f, int64_t holder,
			uint32_t region, unsigned class)
{
	uint32_t ref[NAME_WORDS], name, h;
	struct name_entry *e;
	size_t i;

	assert(region < NAME_REGIONS && class < NAME_CLASSES);
	if (f->n == 0)
		return NAME_NONE;
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
	e->classes |= (uint8_t)(1U << class);
	ix->live++;
	return name;
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

uint32_t name_holders_in(const struct name_index *ix, uint32_t name, const struct name_scope *scope,
			 uint64_t regions, uint32_t most)
{
	const struct name_entry *e = &ix->entry[name];
	uint32_t h, n = 0;

	if (!(e->regions & regions) || !(e->classes & scope->classes))
		return 0;
	if (scope->n == 0 && !(e->classes & ~scope->classes))
		return MIN(e->holders, most);
	for (h = e->first; h != NO_HOLDER && n < most; h = ix->holder[h].next)
		n += holder_in_scope(&ix->holder[h], scope);
	return n;
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
	return (struct name_index_size){
		.names = ix->n,
		.holders = ix->live,
		.words = ix->vocab.n,
		.bytes = sizeof(*ix) + vocab_bytes(&ix->vocab) +
			 ix->cap * (sizeof(ix->entry[0]) + sizeof(ix->weight[0])) +
			 ix->cap_refs * sizeof(ix->ref[0]) +
			 ix->cap_holders * sizeof(ix->holder[0]) +
			 (ix->table.mask + 1) * sizeof(ix->table.slot[0]),
	};
}
