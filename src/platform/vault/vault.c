/*
 * Sealing.  A sealed value is: epoch (1 byte), nonce (24), ciphertext, tag (16).  Associated data
 * are city, subject, kind and epoch, so that it opens only where it was put.
 */
#include "platform/vault/vault.h"

#include <sodium/crypto_aead_xchacha20poly1305.h>
#include <sodium/crypto_generichash.h>
#include <string.h>

#include "base/rng.h"
#include "platform/app.h"
#include "platform/vault/vault_key.h"
#include "platform/vault/vault_sql.h"

#define NONCE   crypto_aead_xchacha20poly1305_ietf_NPUBBYTES
#define TAG     crypto_aead_xchacha20poly1305_ietf_ABYTES
#define WRAPPED (NONCE + VAULT_KEY_SIZE + TAG)
#define HEAD    (1 + NONCE)

static_assert(crypto_aead_xchacha20poly1305_ietf_KEYBYTES == VAULT_KEY_SIZE, "one key size");

/* Kind of a wrapped key, outside enum seal_kind. */
#define KIND_SUBJECT_KEY 0

struct key {
	unsigned char b[VAULT_KEY_SIZE];
};

static void key_wipe(struct key *k)
{
	explicit_bzero(k, sizeof(*k));
}

/* Little-endian, so that a data file moves between machines. */
static void put64(unsigned char *p, int64_t v)
{
	int i;

	for (i = 0; i < 8; i++)
		p[i] = (unsigned char)((uint64_t)v >> (8 * i));
}

struct place {
	unsigned char b[8 + 8 + 1 + 1];
};

static struct place place_make(const struct ctx *cx, int64_t subject, unsigned kind)
{
	struct place p;

	put64(p.b, cx->city);
	put64(p.b + 8, subject);
	p.b[16] = (unsigned char)kind;
	p.b[17] = VAULT_EPOCH;
	return p;
}

void vault_derive(const struct vault *v, int64_t city, const char *purpose, unsigned char ret[32])
{
	static const char prefix[] = "melaju/1/";
	crypto_generichash_state st;
	unsigned char c[8];

	put64(c, city);
	(void)crypto_generichash_init(&st, v->key, VAULT_KEY_SIZE, 32);
	(void)crypto_generichash_update(&st, (const unsigned char *)prefix, sizeof(prefix) - 1);
	(void)crypto_generichash_update(&st, (const unsigned char *)purpose, strlen(purpose) + 1);
	(void)crypto_generichash_update(&st, c, sizeof(c));
	(void)crypto_generichash_final(&st, ret, 32);
	explicit_bzero(&st, sizeof(st));
}

/* ---- the subject's key --------------------------------------------------------------------- */

static void key_wrap(const struct ctx *cx, int64_t subject, const struct key *k,
		     unsigned char wrapped[WRAPPED])
{
	struct place at = place_make(cx, subject, KIND_SUBJECT_KEY);
	CLEANUP(key_wipe) struct key city;

	vault_derive(cx->app->vault, cx->city, "subject-key", city.b);
	rng_bytes(wrapped, NONCE);
	(void)crypto_aead_xchacha20poly1305_ietf_encrypt(wrapped + NONCE, NULL, k->b, sizeof(k->b),
							 at.b, sizeof(at.b), NULL, wrapped, city.b);
}

static enum err key_unwrap(struct ctx *cx, int64_t subject, struct blob wrapped, struct key *ret)
{
	struct place at = place_make(cx, subject, KIND_SUBJECT_KEY);
	const unsigned char *p = wrapped.p;
	CLEANUP(key_wipe) struct key city;

	if (wrapped.n != WRAPPED)
		return err_set(cx, ERR_CRYPTO, "key of subject %lld: wrong size",
			       (long long)subject);
	vault_derive(cx->app->vault, cx->city, "subject-key", city.b);
	if (crypto_aead_xchacha20poly1305_ietf_decrypt(
		ret->b, NULL, NULL, p + NONCE, WRAPPED - NONCE, at.b, sizeof(at.b), p, city.b) != 0)
		return err_set(cx, ERR_CRYPTO, "key of subject %lld does not open",
			       (long long)subject);
	return ERR_OK;
}

/* ERR_NOTFOUND: the subject never had a key; ERR_GONE: it was erased. */
static enum err key_find(struct ctx *cx, int64_t subject, struct key *ret)
{
	struct subject_key_get_row row;
	bool found;

	TRY(subject_key_get_maybe(cx, &(struct subject_key_get_args){ .id = subject }, &row,
				  &found));
	if (!found)
		return ERR_NOTFOUND;
	if (row.wrapped.p == NULL)
		return err_set(cx, ERR_GONE, "subject %lld was erased", (long long)subject);
	if (row.key_epoch != VAULT_EPOCH)
		return err_set(cx, ERR_CRYPTO, "key of subject %lld: epoch %lld",
			       (long long)subject, (long long)row.key_epoch);
	return key_unwrap(cx, subject, row.wrapped, ret);
}

static enum err key_need(struct ctx *cx, int64_t subject, struct key *ret)
{
	enum err e = key_find(cx, subject, ret);
	unsigned char wrapped[WRAPPED];

	if (e != ERR_NOTFOUND)
		return e;
	assert(cx->in_write);
	rng_bytes(ret->b, sizeof(ret->b));
	key_wrap(cx, subject, ret, wrapped);
	TRY(subject_key_add_run(cx,
				&(struct subject_key_add_args){
				    .id = subject,
				    .wrapped = { wrapped, sizeof(wrapped) },
				    .key_epoch = VAULT_EPOCH,
				},
				NULL));
	/* Another transaction may have been first: what is stored counts. */
	return key_find(cx, subject, ret);
}

enum err vault_check(struct ctx *cx)
{
	struct subject_key_newest_row row;
	CLEANUP(key_wipe) struct key k;
	bool found;

	TRY(subject_key_newest_maybe(cx, &row, &found));
	return found ? key_unwrap(cx, row.id, row.wrapped, &k) : ERR_OK;
}

enum err vault_erase(struct ctx *cx, int64_t subject)
{
	return subject_key_erase_run(
	    cx, &(struct subject_key_erase_args){ .id = subject, .key_epoch = VAULT_EPOCH }, NULL);
}

/* ---- values -------------------------------------------------------------------------------- */

enum err vault_seal_bytes(struct ctx *cx, int64_t subject, enum seal_kind kind, const void *p,
			  size_t n, struct blob *ret)
{
	struct place at = place_make(cx, subject, kind);
	CLEANUP(key_wipe) struct key k;
	unsigned char *out;

	TRY(key_need(cx, subject, &k));
	out = arena_alloc(cx->arena, HEAD + n + TAG);
	out[0] = VAULT_EPOCH;
	rng_bytes(out + 1, NONCE);
	(void)crypto_aead_xchacha20poly1305_ietf_encrypt(out + HEAD, NULL, p, n, at.b, sizeof(at.b),
							 NULL, out + 1, k.b);
	*ret = (struct blob){ out, HEAD + n + TAG };
	return ERR_OK;
}

enum err vault_unseal_bytes(struct ctx *cx, int64_t subject, enum seal_kind kind,
			    struct blob sealed, struct blob *ret)
{
	struct place at = place_make(cx, subject, kind);
	const unsigned char *p = sealed.p;
	CLEANUP(key_wipe) struct key k;
	unsigned char *out;
	enum err e;

	if (sealed.n < HEAD + TAG || p[0] != VAULT_EPOCH)
		return err_set(cx, ERR_CRYPTO, "value of subject %lld: not a sealed value",
			       (long long)subject);
	e = key_find(cx, subject, &k);
	if (e == ERR_NOTFOUND)
		return err_set(cx, ERR_CRYPTO, "subject %lld has no key", (long long)subject);
	TRY(e);
	/* One byte more than the value, so that a text ends with NUL. */
	out = arena_alloc(cx->arena, sealed.n - HEAD - TAG + 1);
	if (crypto_aead_xchacha20poly1305_ietf_decrypt(out, NULL, NULL, p + HEAD, sealed.n - HEAD,
						       at.b, sizeof(at.b), p + 1, k.b) != 0)
		return err_set(cx, ERR_CRYPTO, "value of subject %lld, kind %d does not open",
			       (long long)subject, (int)kind);
	*ret = (struct blob){ out, sealed.n - HEAD - TAG };
	return ERR_OK;
}

enum err vault_seal(struct ctx *cx, int64_t subject, enum seal_kind kind, const char *plain,
		    struct blob *ret)
{
	if (plain == NULL || plain[0] == '\0') {
		*ret = (struct blob){ NULL, 0 };
		return ERR_OK;
	}
	return vault_seal_bytes(cx, subject, kind, plain, strlen(plain), ret);
}

enum err vault_unseal(struct ctx *cx, int64_t subject, enum seal_kind kind, struct blob sealed,
		      const char **ret_plain)
{
	struct blob plain;

	if (sealed.p == NULL) {
		*ret_plain = NULL;
		return ERR_OK;
	}
	TRY(vault_unseal_bytes(cx, subject, kind, sealed, &plain));
	*ret_plain = plain.p;
	return ERR_OK;
}

enum err vault_blind(struct ctx *cx, enum seal_kind kind, const char *plain, struct blob *ret)
{
	CLEANUP(key_wipe) struct key k;
	unsigned char *out;
	char purpose[24];

	if (plain == NULL || plain[0] == '\0') {
		*ret = (struct blob){ NULL, 0 };
		return ERR_OK;
	}
	(void)snprintf(purpose, sizeof(purpose), "blind/%d", (int)kind);
	vault_derive(cx->app->vault, cx->city, purpose, k.b);
	out = arena_alloc(cx->arena, VAULT_BLIND_SIZE);
	out[0] = VAULT_EPOCH;
	(void)crypto_generichash(out + 1, VAULT_BLIND_SIZE - 1, (const unsigned char *)plain,
				 strlen(plain), k.b, sizeof(k.b));
	*ret = (struct blob){ out, VAULT_BLIND_SIZE };
	return ERR_OK;
}
