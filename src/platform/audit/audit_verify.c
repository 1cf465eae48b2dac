/*
 * Reading the log against itself, from its stored lines up.
 *
 * Nothing here is shared with the writer but the hash functions: leaf bytes, tree, notes and
 * signatures are made again.  The log is streamed; memory does not grow with it.  The tree is a
 * binary counter: slot h holds the root of a complete subtree of 2^h leaves while bit h of the
 * count is set.
 */
#include <sodium/crypto_generichash.h>
#include <sodium/crypto_hash_sha256.h>
#include <sodium/crypto_sign.h>
#include <sodium/utils.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/str.h"
#include "platform/app.h"
#include "platform/audit/audit.h"
#include "platform/audit/audit_sql.h"
#include "platform/vault/vault.h"

#define HASH  crypto_hash_sha256_BYTES
#define PAGE  4096
#define SLOTS 63
/* The stored rows of the tree: row i of level l holds the roots of 256 subtrees of 256^l leaves. */
#define WIDTH  256
#define LEVELS 8
/* Rows that a page of leaves may fill. */
#define ROWS (PAGE / WIDTH + LEVELS)
/* Checkpoint ids are size * 1024 + epoch. */
#define EPOCHS INT64_C(1024)

struct head {
	int64_t size, epoch, at;
	unsigned char root[HASH], signature[crypto_sign_BYTES];
};

/* A row as the leaves make it; of one that is full the sum is kept until the page is read. */
struct row {
	crypto_hash_sha256_state sum;
	int64_t index;
	unsigned n;
};

struct full_row {
	unsigned level;
	int64_t index;
	size_t bytes;
	unsigned char sum[HASH];
};

struct verify {
	struct audit_report *report;
	struct row row[LEVELS];
	struct full_row full[ROWS];
	size_t n_full;
	int64_t rows;
	unsigned char slot[SLOTS][HASH];
	int64_t count;
	unsigned char public[crypto_sign_PUBLICKEYBYTES];
	int64_t last_epoch, last_size;

	struct head *heads; /* checkpoints of the page at hand */
	size_t n_heads, next_head;

	struct head old; /* the checkpoint given from outside */
	bool has_old, old_met;
};

/* The first fault found is the one reported. */
static void fault(struct verify *v, const char *fmt, ...) PRINTF(2, 3);
static void fault(struct verify *v, const char *fmt, ...)
{
	va_list ap;

	if (v->report->fault[0] != '\0')
		return;
	va_start(ap, fmt);
	(void)vsnprintf(v->report->fault, sizeof(v->report->fault), fmt, ap);
	va_end(ap);
}

static bool sound(const struct verify *v)
{
	return v->report->fault[0] == '\0';
}

/* ---- tree ---------------------------------------------------------------------------------- */

static void join(const unsigned char left[HASH], const unsigned char right[HASH],
		 unsigned char ret[HASH])
{
	unsigned char both[1 + 2 * HASH];

	both[0] = 1;
	memcpy(&both[1], left, HASH);
	memcpy(&both[1 + HASH], right, HASH);
	(void)crypto_hash_sha256(ret, both, sizeof(both));
}

static void row_end(struct verify *v, unsigned level)
{
	struct row *r = &v->row[level];
	struct full_row *full = &v->full[v->n_full++];

	*full =
	    (struct full_row){ .level = level, .index = r->index, .bytes = (size_t)r->n * HASH };
	(void)crypto_hash_sha256_final(&r->sum, full->sum);
	r->index++;
	r->n = 0;
}

static void row_push(struct verify *v, unsigned level, const unsigned char hash[HASH])
{
	struct row *r = &v->row[level];

	if (r->n == 0)
		(void)crypto_hash_sha256_init(&r->sum);
	(void)crypto_hash_sha256_update(&r->sum, hash, HASH);
	if (++r->n == WIDTH)
		row_end(v, level);
}

static void tree_push(struct verify *v, const unsigned char leaf[HASH])
{
	unsigned char carry[HASH];
	unsigned h = 0;

	memcpy(carry, leaf, HASH);
	row_push(v, 0, carry);
	for (; (v->count >> h & 1) != 0; h++) {
		join(v->slot[h], carry, carry);
		if ((h + 1) % 8 == 0)
			row_push(v, (h + 1) / 8, carry);
	}
	memcpy(v->slot[h], carry, HASH);
	v->count++;
}

static void tree_head(const struct verify *v, unsigned char ret[HASH])
{
	bool any = false;
	unsigned h;

	(void)crypto_hash_sha256(ret, NULL, 0);
	for (h = 0; h < SLOTS; h++) {
		if ((v->count >> h & 1) == 0)
			continue;
		if (any)
			join(v->slot[h], ret, ret);
		else
			memcpy(ret, v->slot[h], HASH);
		any = true;
	}
}

/* ---- leaves -------------------------------------------------------------------------------- */

static void hash_number(crypto_hash_sha256_state *st, int64_t v)
{
	unsigned char b[8];
	size_t i = sizeof(b);

	while (i-- > 0) {
		b[i] = (unsigned char)v;
		v >>= 8;
	}
	(void)crypto_hash_sha256_update(st, b, sizeof(b));
}

static void hash_leaf(const struct ctx *cx, const struct audit_verify_leaves_row *r,
		      unsigned char ret[HASH])
{
	crypto_hash_sha256_state st;

	(void)crypto_hash_sha256_init(&st);
	/* 0 for a leaf, then the name of the form with its NUL */
	(void)crypto_hash_sha256_update(&st, (const unsigned char *)"\0melaju-leaf/1", 15);
	hash_number(&st, cx->city);
	hash_number(&st, r->id);
	hash_number(&st, r->at);
	hash_number(&st, r->actor_id);
	hash_number(&st, r->unit_id);
	hash_number(&st, r->object_id);
	(void)crypto_hash_sha256_update(&st, (const unsigned char *)r->event, strlen(r->event) + 1);
	(void)crypto_hash_sha256_update(&st, r->commitment.p, r->commitment.n);
	(void)crypto_hash_sha256_final(&st, ret);
}

/* Details that are still there must be the ones committed to; a leaf may never have had any. */
static void check_details(struct verify *v, const struct audit_verify_leaves_row *r)
{
	unsigned char sum[crypto_generichash_BYTES];
	crypto_generichash_state st;

	if (r->details == NULL && r->salt.p == NULL)
		return;
	if (r->details == NULL || r->salt.p == NULL || r->commitment.n != sizeof(sum)) {
		fault(v, "leaf %lld: details without salt or commitment", (long long)r->seq);
		return;
	}
	(void)crypto_generichash_init(&st, NULL, 0, sizeof(sum));
	(void)crypto_generichash_update(&st, r->salt.p, r->salt.n);
	(void)crypto_generichash_update(&st, (const unsigned char *)r->details, strlen(r->details));
	(void)crypto_generichash_final(&st, sum, sizeof(sum));
	if (memcmp(sum, r->commitment.p, sizeof(sum)) != 0)
		fault(v, "leaf %lld (id %lld): details were changed", (long long)r->seq,
		      (long long)r->id);
}

/* ---- checkpoints --------------------------------------------------------------------------- */

static void head_body(const struct ctx *cx, const struct verify *v, const struct head *c,
		      struct buf *b)
{
	char root[64], public[64];

	(void)sodium_bin2base64(root, sizeof(root), c->root, sizeof(c->root),
				sodium_base64_VARIANT_ORIGINAL);
	(void)sodium_bin2base64(public, sizeof(public), v->public, sizeof(v->public),
				sodium_base64_VARIANT_ORIGINAL);
	buf_addf(b, "melaju/%lld\n%lld\n%s\nepoch %lld\ntime %lld\nkey %s\n", (long long)cx->city,
		 (long long)c->size, root, (long long)c->epoch, (long long)c->at, public);
}

static bool head_signed(const struct ctx *cx, const struct verify *v, const struct head *c)
{
	struct buf b CLEANUP(buf_release);

	buf_init(&b, 1024);
	head_body(cx, v, c, &b);
	return crypto_sign_verify_detached(c->signature, (const unsigned char *)b.data, b.len,
					   v->public) == 0;
}

/* A checkpoint whose size the count has just reached. */
static void check_head(const struct ctx *cx, struct verify *v, const struct head *c)
{
	unsigned char root[HASH];

	if (c->size != v->count || c->size < v->last_size || c->epoch < v->last_epoch)
		fault(v, "checkpoint of %lld leaves, epoch %lld, is out of order",
		      (long long)c->size, (long long)c->epoch);
	tree_head(v, root);
	if (memcmp(root, c->root, HASH) != 0)
		fault(v, "checkpoint of %lld leaves: the tree has another root",
		      (long long)c->size);
	if (!head_signed(cx, v, c))
		fault(v, "checkpoint of %lld leaves: signature is wrong", (long long)c->size);
	v->last_epoch = c->epoch;
	v->last_size = c->size;
	v->report->checkpoints++;
}

/* The checkpoint from outside must lie on the way of the present tree. */
static void check_old(struct verify *v)
{
	unsigned char root[HASH];

	if (!v->has_old || v->old.size != v->count)
		return;
	tree_head(v, root);
	v->old_met = true;
	if (memcmp(root, v->old.root, HASH) != 0)
		fault(v, "the log does not extend the given checkpoint of %lld leaves, epoch %lld",
		      (long long)v->old.size, (long long)v->old.epoch);
}

static void reached(const struct ctx *cx, struct verify *v)
{
	while (v->next_head < v->n_heads && v->heads[v->next_head].size <= v->count)
		check_head(cx, v, &v->heads[v->next_head++]);
	check_old(v);
}

/* ---- the walk ------------------------------------------------------------------------------ */

static enum err take_leaf(struct ctx *cx, const void *row, void *user)
{
	const struct audit_verify_leaves_row *r = row;
	unsigned char hash[HASH];
	struct verify *v = user;

	if (r->seq != v->count) {
		fault(v, "leaf %lld is missing", (long long)v->count);
		return ERR_OK;
	}
	check_details(v, r);
	hash_leaf(cx, r, hash);
	tree_push(v, hash);
	reached(cx, v);
	return ERR_OK;
}

static enum err take_head(struct ctx *cx, const void *row, void *user)
{
	const struct audit_verify_checkpoints_row *r = row;
	struct verify *v = user;
	struct head *c;

	(void)cx;
	if (r->id != r->size * EPOCHS + r->epoch || r->root.n != HASH ||
	    r->signature.n != crypto_sign_BYTES) {
		fault(v, "checkpoint %lld is malformed", (long long)r->id);
		return ERR_OK;
	}
	c = &v->heads[v->n_heads++];
	*c = (struct head){ .size = r->size, .epoch = r->epoch, .at = r->at };
	memcpy(c->root, r->root.p, HASH);
	memcpy(c->signature, r->signature.p, crypto_sign_BYTES);
	return ERR_OK;
}

/* ---- the rows that are stored, from which proofs and the next checkpoint are made ----------- */

static enum err check_row(struct ctx *cx, struct verify *v, const struct full_row *f)
{
	struct audit_tile_get_row kept;
	unsigned char sum[HASH];
	bool found;

	TRY(audit_tile_get_maybe(
	    cx, &(struct audit_tile_get_args){ .id = (int64_t)f->level << 48 | f->index }, &kept,
	    &found));
	if (found)
		(void)crypto_hash_sha256(sum, kept.hashes.p, kept.hashes.n);
	if (!found || kept.hashes.n != f->bytes || memcmp(sum, f->sum, HASH) != 0)
		fault(v,
		      "leaves %lld to %lld do not give what the tree holds of them (level %u, "
		      "row %lld)",
		      (long long)(f->index * WIDTH << 8 * f->level),
		      (long long)(((f->index + 1) * WIDTH << 8 * f->level) - 1), f->level,
		      (long long)f->index);
	v->rows++;
	return ERR_OK;
}

static enum err check_rows(struct ctx *cx, struct verify *v)
{
	for (size_t i = 0; i < v->n_full; i++)
		TRY(check_row(cx, v, &v->full[i]));
	v->n_full = 0;
	return ERR_OK;
}

/* The rows not yet full; and none but those that the leaves make. */
static enum err check_last_rows(struct ctx *cx, struct verify *v)
{
	struct audit_verify_rows_row kept;

	for (unsigned level = 0; level < LEVELS; level++)
		if (v->row[level].n > 0)
			row_end(v, level);
	TRY(check_rows(cx, v));
	TRY(audit_verify_rows_one(cx, &kept));
	if (kept.n != v->rows)
		fault(v, "the tree has %lld rows, the leaves make %lld", (long long)kept.n,
		      (long long)v->rows);
	return ERR_OK;
}

/* The checkpoints over the next page of leaves; one more than fits would be a fault. */
static enum err load_heads(struct ctx *cx, struct verify *v)
{
	v->n_heads = v->next_head = 0;
	return audit_verify_checkpoints_each(cx,
					     &(struct audit_verify_checkpoints_args){
						 .first = (v->count + 1) * EPOCHS,
						 .before = (v->count + PAGE + 1) * EPOCHS,
						 .n = PAGE,
					     },
					     take_head, v);
}

static enum err walk(struct ctx *cx, struct verify *v)
{
	struct arena_mark mark = arena_mark(cx->arena);
	int64_t before;

	check_old(v);
	do {
		arena_reset_to(cx->arena, mark);
		before = v->count;
		TRY(load_heads(cx, v));
		TRY(audit_verify_leaves_each(
		    cx, &(struct audit_verify_leaves_args){ .after = v->count - 1, .n = PAGE },
		    take_leaf, v));
		TRY(check_rows(cx, v));
		if (v->next_head < v->n_heads)
			fault(v, "checkpoint of %lld leaves, but leaf %lld is not there",
			      (long long)v->heads[v->next_head].size, (long long)v->count);
	} while (sound(v) && v->count == before + PAGE);
	return ERR_OK;
}

/* What remains after the last leaf: counts, checkpoints outside the log, the old checkpoint. */
static enum err check_end(struct ctx *cx, struct verify *v)
{
	struct audit_verify_counts_row counts;
	struct audit_log_get_row log = { 0 };
	struct audit_checkpoint_last_row last;
	bool found;

	TRY(audit_verify_counts_one(cx, &counts));
	TRY(audit_log_get_maybe(cx, &log, &found));
	if (counts.placed != v->count || log.size != v->count)
		fault(v, "%lld leaves follow each other, %lld have a place, the log says %lld",
		      (long long)v->count, (long long)counts.placed, (long long)log.size);
	TRY(audit_checkpoint_last_maybe(cx, &last, &found));
	if (found && (last.size != v->last_size || last.epoch > log.epoch))
		fault(v, "checkpoint of %lld leaves, epoch %lld, is not of this log",
		      (long long)last.size, (long long)last.epoch);
	/* Leaves get their places and a checkpoint over them in one transaction. */
	if (v->count != v->last_size)
		fault(v, "%lld leaves have a place, the newest checkpoint is over %lld",
		      (long long)v->count, (long long)v->last_size);
	if (v->has_old && !v->old_met)
		fault(v, "the given checkpoint has %lld leaves in epoch %lld, the log %lld in %lld",
		      (long long)v->old.size, (long long)v->old.epoch, (long long)v->count,
		      (long long)log.epoch);
	v->report->unsequenced = counts.waiting;
	return check_last_rows(cx, v);
}

/* Takes "prefix number\n" off the front of *at. */
static bool note_number(const char **at, const char *prefix, int64_t *ret)
{
	const char *end = strchr(*at, '\n');
	char digits[24];
	size_t n;

	if (end == NULL || !str_starts(*at, prefix))
		return false;
	*at += strlen(prefix);
	if (end < *at || (n = (size_t)(end - *at)) >= sizeof(digits))
		return false;
	memcpy(digits, *at, n);
	digits[n] = '\0';
	*at = end + 1;
	return str_i64(digits, ret);
}

static bool note_base64(const char **at, char stop, void *p, size_t n)
{
	const char *end = strchr(*at, stop);
	size_t got;

	if (end == NULL || sodium_base642bin(p, n, *at, (size_t)(end - *at), NULL, &got, NULL,
					     sodium_base64_VARIANT_ORIGINAL) != 0)
		return false;
	*at = end + 1;
	return got == n;
}

/* Reads a signed note and makes sure that this city's key signed exactly it. */
static bool note_read(struct ctx *cx, const struct verify *v, const char *note, struct head *ret)
{
	unsigned char public[crypto_sign_PUBLICKEYBYTES], line[4 + crypto_sign_BYTES];
	char *origin = arena_printf(cx->arena, "melaju/%lld\n", (long long)cx->city);
	char *dash = arena_printf(cx->arena, "\n\xe2\x80\x94 melaju/%lld ", (long long)cx->city);
	const char *at = note;

	if (!str_starts(at, origin))
		return false;
	at += strlen(origin);
	if (!note_number(&at, "", &ret->size) || ret->size < 0 ||
	    !note_base64(&at, '\n', ret->root, HASH) || !note_number(&at, "epoch ", &ret->epoch) ||
	    !note_number(&at, "time ", &ret->at) || !str_starts(at, "key "))
		return false;
	at += strlen("key ");
	if (!note_base64(&at, '\n', public, sizeof(public)) || !str_starts(at, dash))
		return false;
	at += strlen(dash);
	if (!note_base64(&at, '\n', line, sizeof(line)))
		return false;
	memcpy(ret->signature, line + 4, crypto_sign_BYTES);
	return head_signed(cx, v, ret);
}

static enum err verify_city(struct ctx *cx, struct verify *v, const char *checkpoint)
{
	unsigned char seed[crypto_sign_SEEDBYTES], secret[crypto_sign_SECRETKEYBYTES];

	if (!vault_derive_at(cx->app->vault, 1, cx->city, "audit", seed))
		return err_set(cx, ERR_CRYPTO, "the first key of the city is not at hand");
	(void)crypto_sign_seed_keypair(v->public, secret, seed);
	explicit_bzero(seed, sizeof(seed));
	explicit_bzero(secret, sizeof(secret));
	v->has_old = checkpoint != NULL;
	if (v->has_old && !note_read(cx, v, checkpoint, &v->old)) {
		fault(v, "the given checkpoint is not a note signed for this city");
		return ERR_OK;
	}
	TRY(walk(cx, v));
	return sound(v) ? check_end(cx, v) : ERR_OK;
}

enum err audit_verify(struct ctx *cx, struct db_pool *pool, const char *checkpoint,
		      struct audit_report *ret)
{
	struct arena_mark mark = arena_mark(cx->arena);
	struct verify *v = ARENA_NEW(cx->arena, struct verify);
	struct audit_report report = { .cities = 1 };
	enum err e;

	v->report = &report;
	v->heads = ARENA_ARRAY(cx->arena, PAGE, struct head);
	TRY(db_read_begin(cx, pool));
	e = verify_city(cx, v, checkpoint);
	report.leaves = v->count;
	db_read_end(cx, pool);
	arena_reset_to(cx->arena, mark);
	if (e == ERR_OK)
		*ret = report;
	return e;
}
