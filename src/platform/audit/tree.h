/*
 * Merkle tree of RFC 9162 over SHA-256, kept in rows of 256 hashes ("tiles").
 *
 * Level 0 holds the leaf hashes; a full row's root is one hash of the level above.  So appending
 * touches the last row of each level only, and any complete subtree is in one row.
 */
#ifndef AUDIT_TREE_H
#define AUDIT_TREE_H

#include "base/ctx.h"

#define TREE_HASH   32
#define TREE_WIDTH  256
#define TREE_LEVELS 6
/* Longest inclusion proof: one sibling for each bit of the size. */
#define TREE_PATH (8 * TREE_LEVELS)

struct tree_hash {
	unsigned char b[TREE_HASH];
};

/* The last, unfinished row of a level. */
struct tree_row {
	struct tree_hash hash[TREE_WIDTH];
	int64_t index;
	unsigned n;
	bool dirty;
};

struct tree {
	int64_t size;
	struct tree_row row[TREE_LEVELS];
};

/* Reads the right edge of the stored tree of the given size. */
enum err tree_load(struct ctx *cx, struct tree *t, int64_t size) NODISCARD;

/* Appends a leaf; full rows are stored at once, the unfinished ones by tree_store(). */
enum err tree_append(struct ctx *cx, struct tree *t, const void *leaf, size_t n) NODISCARD;
enum err tree_store(struct ctx *cx, struct tree *t) NODISCARD;

/* The root of the tree in memory. */
struct tree_hash tree_root(const struct tree *t);

/* Hash of a leaf's bytes. */
struct tree_hash tree_leaf_hash(const void *leaf, size_t n);

/* The siblings, lowest first, that lead from leaf index to the root of the tree of size leaves. */
enum err tree_path(struct ctx *cx, int64_t index, int64_t size, struct tree_hash path[TREE_PATH],
		   unsigned *ret_n) NODISCARD;

#endif
