/* What the files of the index share; nobody else includes it. */
#ifndef NAMES_NAME_INDEX_IMPL_H
#define NAMES_NAME_INDEX_IMPL_H

#include "engine/names/name_index.h"

#define NO_WORD   UINT32_MAX
#define NO_HOLDER UINT32_MAX

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

/* Letters of sounds in five bits.  Foreign ones may fall on others: the tree only narrows down. */
enum { SOUND_LETTERS = 32 };

static inline unsigned sound_letter(char c)
{
	return (unsigned char)c % SOUND_LETTERS;
}

/* A place in the tree of sounds: what may follow, beside one another in the order of letters. */
struct sound_node {
	uint32_t letters; /* bit per letter that may follow */
	uint32_t child;   /* the node of the first of them */
	uint32_t word;    /* that ends here, or NO_WORD */
};

/* The distinct words, and a tree of their sounds; node 0 is the root. */
struct vocab {
	struct vocab_word *word;
	size_t n, cap;
	struct sound_node *node;
	size_t n_nodes, cap_nodes;
	uint32_t spare[SOUND_LETTERS]; /* rows of nodes that were outgrown, by length; 0: none */
	struct name_table table;
};

/* Which of the nodes that follow at is the one of a letter that does follow. */
static inline uint32_t sound_child(const struct sound_node *at, unsigned letter)
{
	uint32_t before = at->letters & ((UINT32_C(1) << letter) - 1);

	return at->child + (uint32_t)__builtin_popcount(before);
}

/* A word of a name: number in the vocabulary, and role in the last bits. */
enum { ROLE_BITS = 3 };

enum { NAME_WEIGHT_UNIT = 4 };

struct name_entry {
	uint64_t regions; /* where a holder may be: bit region % 64 */
	uint32_t first;   /* holder, or NO_HOLDER */
	uint32_t holders;
	uint32_t ref; /* the first of its words in refs */
	uint8_t n, n_nick;
	uint8_t classes; /* bit per privacy class that a holder may have */
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

/*
 * Room for one more of n things: the capacity grows by half.  Out of memory ends the process, as
 * it does in an arena.
 */
void *name_grow(void *p, size_t n, size_t *cap, size_t size);
void *name_need(void *p);

/*
 * Puts a number into a table that has room.  Widen first: it makes an empty table of twice the
 * size, and is true, when the present one is three quarters full; then everything is put again.
 */
void name_table_put(struct name_table *t, uint64_t hash, uint32_t number);
bool name_table_widen(struct name_table *t);

/* An empty vocabulary of zeroed memory, and the end of it. */
void vocab_init(struct vocab *v);
void vocab_release(struct vocab *v);
size_t vocab_bytes(const struct vocab *v);

/* The number of a word with that text, NO_WORD when there is none; vocab_add() makes it then. */
uint32_t vocab_find(const struct vocab *v, const struct name_word *w);
uint32_t vocab_add(struct vocab *v, const struct name_word *w);

/* Notes that a name, the latest made, has the word. */
void vocab_word_in(struct vocab_word *w, uint32_t name);

/*
 * Hands over every word of two letters and more that is like the one given, and how much; if that
 * is begun only, also those that begin as it does.
 */
void vocab_near(const struct vocab *v, const struct name_word *word, bool begun,
		void (*take)(void *to, const struct vocab_word *w, unsigned score), void *to);

/* Whether a word is longer than one begun and begins with it, and how much that says. */
bool name_begins(const struct name_word *w, const struct name_word *begun);
unsigned name_begun_score(const struct name_word *w, const struct name_word *begun);

/*
 * How many holders of a name are in scope, but no more than most: a large number is as good as
 * another, and counting stops.  regions is name_scope_regions() of the scope.
 */
uint32_t name_holders_in(const struct name_index *ix, uint32_t name, const struct name_scope *scope,
			 uint64_t regions, uint32_t most);

/* The bits of struct name_entry's regions that a scope covers. */
uint64_t name_scope_regions(const struct name_scope *scope);

#endif
