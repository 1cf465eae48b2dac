#include "platform/audit/tree.h"

#include <sodium/crypto_hash_sha256.h>
#include <string.h>

#include "platform/audit/audit_sql.h"

static_assert(crypto_hash_sha256_BYTES == TREE_HASH, "SHA-256");

/* RFC 9162, 2.1.1: the first byte keeps a leaf from passing for a node. */
struct tree_hash tree_leaf_hash(const void *leaf, size_t n)
{
	crypto_hash_sha256_state st;
	struct tree_hash h;

	(void)crypto_hash_sha256_init(&st);
	(void)crypto_hash_sha256_update(&st, (const unsigned char[]){ 0x00 }, 1);
	(void)crypto_hash_sha256_update(&st, leaf, n);
	(void)crypto_hash_sha256_final(&st, h.b);
	return h;
}

static struct tree_hash pair_hash(const struct tree_hash *left, const struct tree_hash *right)
{
	unsigned char in[1 + 2 * TREE_HASH] = { 0x01 };
	struct tree_hash h;

	memcpy(in + 1, left, TREE_HASH);
	memcpy(in + 1 + TREE_HASH, right, TREE_HASH);
	(void)crypto_hash_sha256(h.b, in, sizeof(in));
	return h;
}

/* Root of n hashes of a row, n a power of two. */
static struct tree_hash fold(const struct tree_hash *hash, unsigned n)
{
	struct tree_hash half[TREE_WIDTH / 2];
	size_t i;

	assert(n > 0 && n <= TREE_WIDTH && (n & (n - 1)) == 0);
	if (n == 1)
		return hash[0];
	for (i = 0; i < n / 2; i++)
		half[i] = pair_hash(&hash[2 * i], &hash[2 * i + 1]);
	for (n /= 2; n > 1; n /= 2)
		for (i = 0; i < n / 2; i++)
			half[i] = pair_hash(&half[2 * i], &half[2 * i + 1]);
	return half[0];
}

static int64_t row_id(unsigned level, int64_t index)
{
	return (int64_t)level << 48 | index;
}

/* Reads at least n hashes of a row. */
static enum err row_read(struct ctx *cx, unsigned level, int64_t index, unsigned n,
			 struct tree_hash *ret)
{
	struct audit_tile_get_row row;
	bool found;

	TRY(audit_tile_get_maybe(cx, &(struct audit_tile_get_args){ .id = row_id(level, index) },
				 &row, &found));
	if (!found || row.hashes.n < (size_t)n * TREE_HASH)
		return err_set(cx, ERR_DB, "audit tree: row %lld of level %u is missing or short",
			       (long long)index, level);
	memcpy(ret, row.hashes.p, (size_t)n * TREE_HASH);
	return ERR_OK;
}

static enum err row_write(struct ctx *cx, unsigned level, struct tree_row *r)
{
	r->dirty = false;
	return audit_tile_put_run(cx,
				  &(struct audit_tile_put_args){
				      .id = row_id(level, r->index),
				      .hashes = { r->hash, (size_t)r->n * TREE_HASH },
				  },
				  NULL);
}

enum err tree_load(struct ctx *cx, struct tree *t, int64_t size)
{
	unsigned level;

	assert(size >= 0);
	t->size = size;
	for (level = 0; level < TREE_LEVELS; level++, size /= TREE_WIDTH) {
		struct tree_row *r = &t->row[level];

		r->index = size / TREE_WIDTH;
		r->n = (unsigned)(size % TREE_WIDTH);
		r->dirty = false;
		if (r->n > 0)
			TRY(row_read(cx, level, r->index, r->n, r->hash));
	}
	return ERR_OK;
}

enum err tree_append(struct ctx *cx, struct tree *t, const void *leaf, size_t n)
{
	struct tree_hash h = tree_leaf_hash(leaf, n);
	unsigned level;

	t->size++;
	for (level = 0; level < TREE_LEVELS; level++) {
		struct tree_row *r = &t->row[level];

		r->hash[r->n++] = h;
		r->dirty = true;
		if (r->n < TREE_WIDTH)
			return ERR_OK;
		TRY(row_write(cx, level, r));
		h = fold(r->hash, TREE_WIDTH);
		r->index++;
		r->n = 0;
	}
	return err_set(cx, ERR_FULL, "audit tree: full");
}

enum err tree_store(struct ctx *cx, struct tree *t)
{
	unsigned level;

	for (level = 0; level < TREE_LEVELS; level++)
		if (t->row[level].dirty)
			TRY(row_write(cx, level, &t->row[level]));
	return ERR_OK;
}

/*
 * The unfinished rows hold exactly the complete subtrees that the bits of the size name, so the
 * root is their fold from the right.
 */
struct tree_hash tree_root(const struct tree *t)
{
	struct tree_hash root = { 0 }, part;
	bool any = false;
	unsigned level, h, first;

	for (level = 0; level < TREE_LEVELS; level++) {
		const struct tree_row *r = &t->row[level];

		for (h = 0; h < 8; h++) {
			if ((r->n >> h & 1U) == 0)
				continue;
			first = r->n >> (h + 1) << (h + 1);
			part = fold(r->hash + first, 1U << h);
			root = any ? pair_hash(&part, &root) : part;
			any = true;
		}
	}
	if (!any)
		(void)crypto_hash_sha256(root.b, NULL, 0);
	return root;
}

/* The complete subtree of 2^height leaves at the given place of its height. */
static enum err subtree(struct ctx *cx, unsigned height, int64_t place, struct tree_hash *ret)
{
	struct tree_hash row[TREE_WIDTH];
	int64_t first = place << height % 8;
	unsigned n = 1U << height % 8, at = (unsigned)(first % TREE_WIDTH);

	TRY(row_read(cx, height / 8, first / TREE_WIDTH, at + n, row));
	*ret = fold(row + at, n);
	return ERR_OK;
}

/* Height of the largest power of two that is smaller than n; n > 1. */
static unsigned split_height(int64_t n)
{
	return 63U - (unsigned)__builtin_clzll((uint64_t)n - 1);
}

/* Hash of the n leaves from start, where start is a multiple of the power of two at or above n. */
static enum err range(struct ctx *cx, int64_t start, int64_t n, struct tree_hash *ret)
{
	struct tree_hash left;
	unsigned h;

	if ((n & (n - 1)) == 0) {
		h = (unsigned)__builtin_ctzll((uint64_t)n);
		return subtree(cx, h, start >> h, ret);
	}
	h = split_height(n);
	TRY(subtree(cx, h, start >> h, &left));
	TRY(range(cx, start + (INT64_C(1) << h), n - (INT64_C(1) << h), ret));
	*ret = pair_hash(&left, ret);
	return ERR_OK;
}

enum err tree_path(struct ctx *cx, int64_t index, int64_t size, struct tree_hash path[TREE_PATH],
		   unsigned *ret_n)
{
	struct tree_hash down[TREE_PATH] = { 0 };
	int64_t start = 0, half;
	unsigned n = 0, i;

	assert(index >= 0 && index < size);
	while (size > 1) {
		half = INT64_C(1) << split_height(size);
		assert(n < TREE_PATH);
		if (index < half) {
			TRY(range(cx, start + half, size - half, &down[n++]));
			size = half;
		} else {
			TRY(range(cx, start, half, &down[n++]));
			start += half;
			index -= half;
			size -= half;
		}
	}
	for (i = 0; i < n; i++)
		path[i] = down[n - 1 - i];
	*ret_n = n;
	return ERR_OK;
}
