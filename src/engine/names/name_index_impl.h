/* What the files of the index share; nobody else includes it. */
#ifndef NAMES_NAME_INDEX_IMPL_H
#define NAMES_NAME_INDEX_IMPL_H

#include "engine/names/name_index.h"

/* Open addressing over numbers of things kept elsewhere; 0 is free, others are number + 1. */
struct name_table {
	uint32_t *slot;
	size_t n, mask;
};

struct vocab_word {
	struct name_word word;
	uint32_t *names; /* in which it occurs, ascending */
	uint32_t n, cap;
	uint32_t alike; /* the next that sounds the same, or NO_WORD */
};

/* A letter of a sound; the letters that may follow are its children, a list. */
struct sound_node {
	uint32_t child, next; /* 0: none */
	uint32_t word;        /* that ends here, or NO_WORD */
	char letter;
};

/* The distinct words, and a tree of their sounds; node 0 is the root. */
struct vocab {
	struct vocab_word *word;
	size_t n, cap;
	struct sound_node *node;
	size_t n_nodes, cap_nodes;
	struct name_table table;
};

#define NO_WORD   UINT32_MAX
#define NO_HOLDER UINT32_MAX

/* A word of a name: number in the vocabulary, and role in the last bits. */
enum { ROLE_BITS = 3 };

enum { NAME_WEIGHT_UNIT = 4 };

struct name_entry {
	uint64_t regions; /* where a holder may be: bit region % 64 */
	uint32_t first;   /* holder, or NO_HOLDER */
	uint32_t holders;
	uint32_t ref; /* the first of its words in refs */
	uint8_t n, n_nick;
};

struct name_holder {
	int64_t id;
	uint32_t region : 24, class : 8;
	uint32_t next;
};

struct name_index {
	struct vocab vocab;
	struct name_entry *entry;
	uint8_t *weight; /* of each name's words, in units of NAME_WEIGHT_UNIT */
	size_t n, cap;
	struct name_table table;
	uint32_t *ref;
	size_t n_refs, cap_refs;
	struct name_holder *holder;
	size_t n_holders, cap_holders, live;
	uint32_t free; /* first of those removed */
};

/* The number of a word with that text, NO_WORD when there is none. */
uint32_t vocab_find(const struct vocab *v, const struct name_word *w);

/* Whether a holder of the name is in scope. */
bool name_in_scope(const struct name_index *ix, const struct name_entry *e,
		   const struct name_scope *scope, uint64_t regions);

/* The bits of struct name_entry's regions that a scope covers. */
uint64_t name_scope_regions(const struct name_scope *scope);

#endif
