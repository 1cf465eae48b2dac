/*
 * Writing the log: leaves, the sequencer, checkpoints, proofs.
 *
 * A leaf's bytes: "melaju-leaf/1", NUL, then city, id, instant, actor, unit and object as 64-bit
 * big-endian numbers, the event with NUL, the commitment (32 bytes or none).
 *
 * A checkpoint is a signed note: origin, size, root in base64, then "epoch", "time" and "key"
 * lines, an empty line and the signature line ("em dash, origin, base64 of key hash and
 * signature").
 */
#include "platform/audit/audit.h"

#include <sodium/crypto_generichash.h>
#include <sodium/crypto_hash_sha256.h>
#include <sodium/crypto_sign.h>
#include <sodium/utils.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/rng.h"
#include "base/str.h"
#include "platform/app.h"
#include "platform/audit/audit_sql.h"
#include "platform/audit/tree.h"
#include "platform/vault/vault.h"

#define SALT        16
#define COMMITMENT  32
#define EVENT_MAX   64
#define DETAILS_MAX 1000
#define BATCH       512
#define EPOCH_MAX   1024
#define NOTE_MAX    1024

static void commit_to(const unsigned char salt[SALT], const char *details,
		      unsigned char ret[COMMITMENT])
{
	crypto_generichash_state st;

	(void)crypto_generichash_init(&st, NULL, 0, COMMITMENT);
	(void)crypto_generichash_update(&st, salt, SALT);
	(void)crypto_generichash_update(&st, (const unsigned char *)details, strlen(details));
	(void)crypto_generichash_final(&st, ret, COMMITMENT);
}

enum err audit_leaf(struct ctx *cx, const char *event, int64_t object, const char *details)
{
	unsigned char salt[SALT], commitment[COMMITMENT];
	struct audit_leaf_add_args args = {
		.id = APP_ID(cx),
		.event = event,
		.unit_id = cx->actor->unit_id,
		.object_id = object,
	};

	assert(cx->in_write && strlen(event) <= EVENT_MAX);
	if (details != NULL) {
		assert(strlen(details) <= DETAILS_MAX);
		rng_bytes(salt, sizeof(salt));
		commit_to(salt, details, commitment);
		args.commitment = (struct blob){ commitment, sizeof(commitment) };
		args.salt = (struct blob){ salt, sizeof(salt) };
		args.details = details;
	}
	return audit_leaf_add_run(cx, &args, NULL);
}

static void add64(struct buf *b, int64_t v)
{
	int i;

	for (i = 56; i >= 0; i -= 8)
		buf_addc(b, (char)((uint64_t)v >> i));
}

static void leaf_bytes(struct buf *b, int64_t city, const struct audit_leaf_place_row *r)
{
	static const char form[] = "melaju-leaf/1";
	const int64_t numbers[] = { city, r->id, r->at, r->actor_id, r->unit_id, r->object_id };
	size_t i;

	buf_clear(b);
	buf_add(b, form, sizeof(form));
	for (i = 0; i < LEN(numbers); i++)
		add64(b, numbers[i]);
	buf_add(b, r->event, strlen(r->event) + 1);
	buf_add(b, r->commitment.p, r->commitment.n);
}

/* ---- checkpoints --------------------------------------------------------------------------- */

struct signer {
	unsigned char public[crypto_sign_PUBLICKEYBYTES], secret[crypto_sign_SECRETKEYBYTES];
	char origin[32];
};

static void signer_wipe(struct signer *s)
{
	explicit_bzero(s, sizeof(*s));
}

static struct signer signer_make(const struct ctx *cx)
{
	unsigned char seed[crypto_sign_SEEDBYTES];
	struct signer s;
	bool known;

	static_assert(sizeof(seed) == 32, "vault_derive gives a seed");
	/* The first key signs for ever, so that a checkpoint kept elsewhere proves what is younger;
	 * vault_check() has seen that it is there. */
	known = vault_derive_at(cx->app->vault, 1, cx->city, "audit", seed);
	assert(known);
	(void)known;
	(void)crypto_sign_seed_keypair(s.public, s.secret, seed);
	(void)snprintf(s.origin, sizeof(s.origin), "melaju/%lld", (long long)cx->city);
	explicit_bzero(seed, sizeof(seed));
	return s;
}

static void add_base64(struct buf *b, const void *p, size_t n)
{
	char text[256];

	assert(sodium_base64_ENCODED_LEN(n, sodium_base64_VARIANT_ORIGINAL) <= sizeof(text));
	(void)sodium_bin2base64(text, sizeof(text), p, n, sodium_base64_VARIANT_ORIGINAL);
	buf_adds(b, text);
}

/* The signed part of the note. */
static void note_body(struct buf *b, const struct signer *s,
		      const struct audit_checkpoint_last_row *c)
{
	buf_addf(b, "%s\n%lld\n", s->origin, (long long)c->size);
	add_base64(b, c->root.p, c->root.n);
	buf_addf(b, "\nepoch %lld\ntime %lld\nkey ", (long long)c->epoch, (long long)c->at);
	add_base64(b, s->public, sizeof(s->public));
	buf_addc(b, '\n');
}

static void note_signature(struct buf *b, const struct signer *s, struct blob signature)
{
	unsigned char hash[crypto_hash_sha256_BYTES], line[4 + crypto_sign_BYTES];
	crypto_hash_sha256_state st;

	assert(signature.n == crypto_sign_BYTES);
	(void)crypto_hash_sha256_init(&st);
	(void)crypto_hash_sha256_update(&st, (const unsigned char *)s->origin, strlen(s->origin));
	(void)crypto_hash_sha256_update(&st, (const unsigned char *)"\n\x01", 2);
	(void)crypto_hash_sha256_update(&st, s->public, sizeof(s->public));
	(void)crypto_hash_sha256_final(&st, hash);
	memcpy(line, hash, 4);
	memcpy(line + 4, signature.p, crypto_sign_BYTES);
	buf_addf(b, "\n\xe2\x80\x94 %s ", s->origin);
	add_base64(b, line, sizeof(line));
	buf_addc(b, '\n');
}

static enum err checkpoint_sign(struct ctx *cx, const struct tree *t, int64_t epoch)
{
	CLEANUP(signer_wipe) struct signer s = signer_make(cx);
	struct tree_hash root = tree_root(t);
	unsigned char signature[crypto_sign_BYTES];
	struct buf b CLEANUP(buf_release);

	buf_init(&b, NOTE_MAX);
	note_body(&b, &s,
		  &(struct audit_checkpoint_last_row){
		      .size = t->size,
		      .epoch = epoch,
		      .at = cx->now,
		      .root = { root.b, sizeof(root.b) },
		  });
	(void)crypto_sign_detached(signature, NULL, (const unsigned char *)b.data, b.len, s.secret);
	return audit_checkpoint_add_run(cx,
					&(struct audit_checkpoint_add_args){
					    .id = t->size * EPOCH_MAX + epoch,
					    .size = t->size,
					    .epoch = epoch,
					    .root = { root.b, sizeof(root.b) },
					    .signature = { signature, sizeof(signature) },
					},
					NULL);
}

enum err audit_checkpoint(struct ctx *cx, char **ret_note)
{
	CLEANUP(signer_wipe) struct signer s = signer_make(cx);
	struct buf b CLEANUP(buf_release);
	struct audit_checkpoint_last_row row;

	buf_init(&b, NOTE_MAX);
	TRY(audit_checkpoint_last_one(cx, &row));
	note_body(&b, &s, &row);
	note_signature(&b, &s, row.signature);
	*ret_note = arena_strdup(cx->arena, buf_str(&b));
	return ERR_OK;
}

/* ---- the sequencer ------------------------------------------------------------------------- */

struct step {
	int64_t size;
	bool more;
};

static int by_seq(const void *a, const void *b)
{
	const struct audit_leaf_place_row *x = a, *y = b;

	return (x->seq > y->seq) - (x->seq < y->seq);
}

/* Gives the waiting leaves, oldest first, their places; the statement answers in no order. */
static enum err append_waiting(struct ctx *cx, struct tree *t, size_t *ret_n)
{
	struct audit_leaf_place_row *rows;
	struct buf b CLEANUP(buf_release);
	size_t n, i;

	buf_init(&b, 512);
	TRY(audit_leaf_place_all(cx, &(struct audit_leaf_place_args){ .size = t->size, .n = BATCH },
				 &rows, &n));
	if (n > 0)
		qsort(rows, n, sizeof(rows[0]), by_seq);
	for (i = 0; i < n; i++) {
		assert(rows[i].seq == t->size);
		leaf_bytes(&b, cx->city, &rows[i]);
		assert(buf_ok(&b));
		TRY(tree_append(cx, t, b.data, b.len));
	}
	*ret_n = n;
	return tree_store(cx, t);
}

/*
 * One batch.  The update of the log's row is the lock: on PostgreSQL a second sequencer waits for
 * it and then sees what the first one placed.
 */
static enum err sequence_step(struct ctx *cx, void *arg)
{
	struct audit_checkpoint_last_row last = { 0 };
	struct tree *t = ARENA_NEW(cx->arena, struct tree);
	struct audit_log_lock_row log;
	struct step *step = arg;
	bool found;
	size_t n;

	TRY(audit_log_make_run(cx, NULL));
	TRY(audit_log_lock_one(cx, &log));
	TRY(tree_load(cx, t, log.size));
	TRY(append_waiting(cx, t, &n));
	TRY(audit_log_grow_run(cx, &(struct audit_log_grow_args){ .size = t->size }, NULL));
	step->size = t->size;
	step->more = n == BATCH;
	/* Each batch is signed as it is placed, so that a checkpoint taken away is missed. */
	TRY(audit_checkpoint_last_maybe(cx, &last, &found));
	return t->size > (found ? last.size : 0) ? checkpoint_sign(cx, t, log.epoch) : ERR_OK;
}

/* Is a leaf waiting, or a tree unsigned that an older program was killed over, between batches? */
static enum err sequence_needed(struct ctx *cx, struct db_pool *pool, int64_t *ret_size,
				bool *ret_needed)
{
	struct audit_checkpoint_last_row last = { 0 };
	struct audit_leaf_any_waiting_row leaf = { 0 };
	struct audit_log_get_row log = { 0 };
	bool found;
	enum err e;

	TRY(db_read_begin(cx, pool));
	e = audit_leaf_any_waiting_one(cx, &leaf);
	if (e == ERR_OK)
		e = audit_log_get_maybe(cx, &log, &found);
	if (e == ERR_OK)
		e = audit_checkpoint_last_maybe(cx, &last, &found);
	db_read_end(cx, pool);
	*ret_size = log.size;
	*ret_needed = leaf.waiting != 0 || log.size > last.size;
	return e;
}

enum err audit_sequence(struct ctx *cx, struct db_pool *pool, int64_t *ret_size)
{
	struct arena_mark mark = arena_mark(cx->arena);
	struct step step = { 0 };

	TRY(sequence_needed(cx, pool, &step.size, &step.more));
	while (step.more) {
		TRY(db_write_patient(cx, pool, sequence_step, &step));
		arena_reset_to(cx->arena, mark);
	}
	*ret_size = step.size;
	return ERR_OK;
}

enum err audit_epoch(struct ctx *cx, const char *reason)
{
	struct audit_log_next_epoch_row row;

	assert(cx->in_write);
	TRY(audit_log_make_run(cx, NULL));
	TRY(audit_log_next_epoch_one(cx, &row));
	if (row.epoch >= EPOCH_MAX)
		return err_set(cx, ERR_FULL, "audit: no epoch after %lld", (long long)row.epoch);
	return audit_leaf(cx, "audit.epoch", row.epoch,
			  arena_printf(cx->arena, "reason=%s", reason));
}

/* ---- proofs -------------------------------------------------------------------------------- */

static void add_hex(struct buf *b, const void *p, size_t n)
{
	char text[2 * TREE_HASH + 1];

	assert(n <= TREE_HASH);
	hex_text(p, n, text);
	buf_addf(b, "\"%s\"", text);
}

static struct tree_hash leaf_hash(const struct ctx *cx, const struct audit_leaf_at_row *leaf)
{
	struct buf b CLEANUP(buf_release);

	buf_init(&b, 512);
	leaf_bytes(&b, cx->city,
		   &(struct audit_leaf_place_row){
		       .id = leaf->id,
		       .at = leaf->at,
		       .event = leaf->event,
		       .actor_id = leaf->actor_id,
		       .unit_id = leaf->unit_id,
		       .object_id = leaf->object_id,
		       .commitment = leaf->commitment,
		   });
	return tree_leaf_hash(b.data, b.len);
}

enum err audit_prove(struct ctx *cx, int64_t leaf_id, struct buf *out)
{
	struct audit_checkpoint_last_row last;
	struct tree_hash path[TREE_PATH], hash;
	struct audit_leaf_at_row leaf;
	unsigned n, i;

	TRY(audit_leaf_at_one(cx, &(struct audit_leaf_at_args){ .id = leaf_id }, &leaf));
	TRY(audit_checkpoint_last_one(cx, &last));
	if (leaf.seq == DB_NONE || leaf.seq >= last.size)
		return err_set(cx, ERR_NOTFOUND, "leaf %lld is not under a checkpoint yet",
			       (long long)leaf_id);
	TRY(tree_path(cx, leaf.seq, last.size, path, &n));
	hash = leaf_hash(cx, &leaf);
	buf_addf(out, "{\"leaf_id\":\"%lld\",\"index\":%lld,\"size\":%lld,\"leaf_hash\":",
		 (long long)leaf_id, (long long)leaf.seq, (long long)last.size);
	add_hex(out, hash.b, sizeof(hash.b));
	buf_adds(out, ",\"root\":");
	add_hex(out, last.root.p, last.root.n);
	buf_adds(out, ",\"path\":[");
	for (i = 0; i < n; i++) {
		if (i > 0)
			buf_addc(out, ',');
		add_hex(out, path[i].b, sizeof(path[i].b));
	}
	buf_adds(out, "]}");
	return buf_ok(out) ? ERR_OK : err_set(cx, ERR_TOOBIG, "proof does not fit");
}
