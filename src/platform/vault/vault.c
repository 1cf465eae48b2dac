/*
 * Sealing.  A sealed value is: epoch (1 byte), nonce (24), ciphertext, tag (16).  Associated data
 * are city, subject, kind and epoch, so that it opens only where it was put.
 */
#include "platform/vault/vault.h"

#include <sodium/crypto_aead_xchacha20poly1305.h>
#include <sodium/crypto_generichash.h>
#include <sodium/utils.h>
#include <stdio.h>
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

static struct place place_make(const struct ctx *cx, int64_t subject, unsigned kind, unsigned epoch)
{
	struct place p;

	put64(p.b, cx->city);
	put64(p.b + 8, subject);
	p.b[16] = (unsigned char)kind;
	p.b[17] = (unsigned char)epoch;
	return p;
}

bool vault_derive_at(const struct vault *v, unsigned epoch, int64_t city, const char *purpose,
		     unsigned char ret[32])
{
	static const char prefix[] = "melaju/1/";
	const unsigned char *key = vault_key(v, epoch);
	crypto_generichash_state st;
	unsigned char c[8];

	if (key == NULL)
		return false;
	put64(c, city);
	(void)crypto_generichash_init(&st, key, VAULT_KEY_SIZE, 32);
	(void)crypto_generichash_update(&st, (const unsigned char *)prefix, sizeof(prefix) - 1);
	(void)crypto_generichash_update(&st, (const unsigned char *)purpose, strlen(purpose) + 1);
	(void)crypto_generichash_update(&st, c, sizeof(c));
	(void)crypto_generichash_final(&st, ret, 32);
	explicit_bzero(&st, sizeof(st));
	return true;
}

void vault_derive(const struct vault *v, int64_t city, const char *purpose, unsigned char ret[32])
{
	bool known = vault_derive_at(v, vault_epoch(v), city, purpose, ret);

	assert(known);
	(void)known;
}

/* ---- the subject's key --------------------------------------------------------------------- */

/* Derives the wrapping key of an epoch; a newer one than is at hand may be in the file by now. */
static enum err wrapper(struct ctx *cx, unsigned epoch, struct key *ret)
{
	struct vault *v = cx->app->vault;

	if (epoch > vault_epoch(v))
		(void)vault_reload(v);
	if (vault_derive_at(v, epoch, cx->city, "subject-key", ret->b))
		return ERR_OK;
	return err_set(cx, ERR_CRYPTO, "the key of epoch %u is not at hand", epoch);
}

static enum err wrap(struct ctx *cx, int64_t subject, unsigned epoch, const struct key *k,
		     unsigned char wrapped[WRAPPED])
{
	struct place at = place_make(cx, subject, KIND_SUBJECT_KEY, epoch);
	CLEANUP(key_wipe) struct key city;

	TRY(wrapper(cx, epoch, &city));
	rng_open(wrapped, NONCE);
	(void)crypto_aead_xchacha20poly1305_ietf_encrypt(wrapped + NONCE, NULL, k->b, sizeof(k->b),
							 at.b, sizeof(at.b), NULL, wrapped, city.b);
	return ERR_OK;
}

static enum err unwrap(struct ctx *cx, int64_t subject, int64_t epoch, struct blob wrapped,
		       struct key *ret)
{
	struct place at = place_make(cx, subject, KIND_SUBJECT_KEY, (unsigned)epoch);
	const unsigned char *p = wrapped.p;
	CLEANUP(key_wipe) struct key city;

	if (wrapped.n != WRAPPED || epoch < 1 || epoch > VAULT_EPOCHS)
		return err_set(cx, ERR_CRYPTO, "key of subject %lld: wrong size or epoch",
			       (long long)subject);
	TRY(wrapper(cx, (unsigned)epoch, &city));
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
	return unwrap(cx, subject, row.key_epoch, row.wrapped, ret);
}

enum err vault_keys_ahead(struct ctx *cx, const int64_t *subjects, size_t n)
{
	struct subject_key_get_args *args =
	    ARENA_ARRAY(cx->arena, n + 1, struct subject_key_get_args);

	for (size_t i = 0; i < n; i++)
		args[i].id = subjects[i];
	return subject_key_get_ahead(cx, args, n);
}

static enum err key_draw(struct ctx *cx, int64_t subject, struct key *ret,
			 struct vault_fresh *ret_fresh)
{
	unsigned epoch = vault_epoch(cx->app->vault);
	unsigned char *wrapped = arena_alloc(cx->arena, WRAPPED);

	rng_bytes(ret->b, sizeof(ret->b));
	TRY(wrap(cx, subject, epoch, ret, wrapped));
	*ret_fresh = (struct vault_fresh){ { wrapped, WRAPPED }, epoch };
	return ERR_OK;
}

bool vault_fresh_fits(const struct ctx *cx, const struct vault_fresh *key)
{
	return key->wrapped.p == NULL || key->epoch == vault_epoch(cx->app->vault);
}

enum err vault_key_put(struct ctx *cx, int64_t subject, const struct vault_fresh *key)
{
	assert(cx->in_write);
	if (key->wrapped.p == NULL)
		return ERR_OK;
	return subject_key_new_run(cx,
				   &(struct subject_key_new_args){
				       .id = subject,
				       .wrapped = key->wrapped,
				       .key_epoch = key->epoch,
				   },
				   NULL);
}

static enum err key_need(struct ctx *cx, int64_t subject, struct key *ret)
{
	enum err e = key_find(cx, subject, ret);
	struct vault_fresh fresh;

	if (e != ERR_NOTFOUND)
		return e;
	TRY(key_draw(cx, subject, ret, &fresh));
	TRY(subject_key_add_run(cx,
				&(struct subject_key_add_args){
				    .id = subject,
				    .wrapped = fresh.wrapped,
				    .key_epoch = fresh.epoch,
				},
				NULL));
	/* Another transaction may have been first: what is stored counts. */
	return key_find(cx, subject, ret);
}

enum err vault_erase(struct ctx *cx, int64_t subject)
{
	return subject_key_erase_run(cx,
				     &(struct subject_key_erase_args){
					 .id = subject, .key_epoch = vault_epoch(cx->app->vault) },
				     NULL);
}

/* ---- changing the city's key ---------------------------------------------------------------- */

/* Keeps the key before the newest, sealed with the newest. */
static enum err chain_add(struct ctx *cx, unsigned epoch)
{
	const unsigned char *older = vault_key(cx->app->vault, epoch - 1);
	unsigned char wrapped[WRAPPED];
	CLEANUP(key_wipe) struct key k;

	if (older == NULL)
		return ERR_OK;
	memcpy(k.b, older, sizeof(k.b));
	TRY(wrap(cx, 0, epoch, &k, wrapped));
	return city_key_add_run(cx,
				&(struct city_key_add_args){
				    .epoch = epoch - 1, .sealed = { wrapped, sizeof(wrapped) } },
				NULL);
}

/* Opens the older keys from newest to oldest. */
static enum err chain_load(struct ctx *cx)
{
	struct vault *v = cx->app->vault;
	struct city_key_all_row *rows;
	CLEANUP(key_wipe) struct key k;
	size_t n, i;

	TRY(city_key_all_all(cx, &rows, &n));
	if (n > 0 && v->guessed)
		vault_place(v, (unsigned)rows[0].epoch + 1);
	for (i = 0; i < n; i++) {
		/* What cannot be opened yet is met by whoever needs it. */
		if (vault_key(v, (unsigned)rows[i].epoch) != NULL ||
		    vault_key(v, (unsigned)rows[i].epoch + 1) == NULL)
			continue;
		TRY(unwrap(cx, 0, rows[i].epoch + 1, rows[i].sealed, &k));
		vault_add(v, (unsigned)rows[i].epoch, k.b);
	}
	return ERR_OK;
}

enum err vault_check(struct ctx *cx, bool *ret_sure)
{
	struct subject_key_newest_row row;
	CLEANUP(key_wipe) struct key k;
	bool found;

	TRY(chain_load(cx));
	if (vault_key(cx->app->vault, 1) == NULL)
		return err_set(cx, ERR_CRYPTO, "the older keys do not open with this one");
	TRY(subject_key_newest_maybe(cx, &row, &found));
	*ret_sure = found || vault_epoch(cx->app->vault) > 1;
	return found ? unwrap(cx, row.id, row.key_epoch, row.wrapped, &k) : ERR_OK;
}

static enum err rewrap_one(struct ctx *cx, const struct subject_key_old_row *row, unsigned epoch)
{
	unsigned char wrapped[WRAPPED];
	CLEANUP(key_wipe) struct key k;

	TRY(unwrap(cx, row->id, row->key_epoch, row->wrapped, &k));
	TRY(wrap(cx, row->id, epoch, &k, wrapped));
	/* Not over one that was erased or wrapped anew meanwhile. */
	return subject_key_rewrap_run(cx,
				      &(struct subject_key_rewrap_args){
					  .id = row->id,
					  .wrapped = { wrapped, sizeof(wrapped) },
					  .key_epoch = epoch,
					  .old_epoch = row->key_epoch,
				      },
				      NULL);
}

enum err vault_rewrap(struct ctx *cx, unsigned max, bool *ret_left)
{
	unsigned epoch = vault_epoch(cx->app->vault);
	struct subject_key_old_row *rows;
	size_t n, i;

	*ret_left = false;
	if (epoch < 2)
		return ERR_OK;
	TRY(chain_add(cx, epoch));
	TRY(subject_key_old_all(
	    cx, &(struct subject_key_old_args){ .key_epoch = epoch, .max_n = max }, &rows, &n));
	for (i = 0; i < n; i++)
		TRY(rewrap_one(cx, &rows[i], epoch));
	*ret_left = n == max;
	return ERR_OK;
}

enum err vault_rewrap_due(struct ctx *cx, bool *ret)
{
	unsigned epoch = vault_epoch(cx->app->vault);
	struct subject_key_old_row *rows;
	struct city_key_all_row *chain;
	size_t n, n_chain;

	TRY(subject_key_old_all(
	    cx, &(struct subject_key_old_args){ .key_epoch = epoch, .max_n = 1 }, &rows, &n));
	TRY(city_key_all_all(cx, &chain, &n_chain));
	*ret = n > 0 || n_chain + 1 < epoch;
	return ERR_OK;
}

enum err vault_state(struct ctx *cx, struct vault_state *ret)
{
	struct vault_state s = { .epoch = vault_epoch(cx->app->vault) };
	struct subject_key_count_row count;
	struct city_key_all_row *rows;
	size_t n;

	TRY(subject_key_count_one(cx, &(struct subject_key_count_args){ .key_epoch = s.epoch },
				  &count));
	TRY(city_key_all_all(cx, &rows, &n));
	s.keys = count.n;
	s.old_keys = count.old_n;
	s.chained = n + 1 == s.epoch;
	*ret = s;
	return ERR_OK;
}

/* ---- values -------------------------------------------------------------------------------- */

static struct blob seal_with(struct ctx *cx, const struct key *k, int64_t subject,
			     enum seal_kind kind, const void *p, size_t n)
{
	struct place at = place_make(cx, subject, kind, VAULT_FORM);
	unsigned char *out = arena_alloc(cx->arena, HEAD + n + TAG);

	out[0] = VAULT_FORM;
	rng_open(out + 1, NONCE);
	(void)crypto_aead_xchacha20poly1305_ietf_encrypt(out + HEAD, NULL, p, n, at.b, sizeof(at.b),
							 NULL, out + 1, k->b);
	return (struct blob){ out, HEAD + n + TAG };
}

static enum err unseal_with(struct ctx *cx, const struct key *k, int64_t subject,
			    enum seal_kind kind, struct blob sealed, struct blob *ret)
{
	struct place at = place_make(cx, subject, kind, VAULT_FORM);
	const unsigned char *p = sealed.p;
	unsigned char *out;

	if (sealed.n < HEAD + TAG || p[0] != VAULT_FORM)
		return err_set(cx, ERR_CRYPTO, "value of subject %lld: not a sealed value",
			       (long long)subject);
	/* One byte more than the value, so that a text ends with NUL. */
	out = arena_alloc(cx->arena, sealed.n - HEAD - TAG + 1);
	if (crypto_aead_xchacha20poly1305_ietf_decrypt(out, NULL, NULL, p + HEAD, sealed.n - HEAD,
						       at.b, sizeof(at.b), p + 1, k->b) != 0)
		return err_set(cx, ERR_CRYPTO, "value of subject %lld, kind %d does not open",
			       (long long)subject, (int)kind);
	*ret = (struct blob){ out, sealed.n - HEAD - TAG };
	return ERR_OK;
}

/* The key of a subject that has something sealed. */
static enum err key_have(struct ctx *cx, int64_t subject, struct key *ret)
{
	enum err e = key_find(cx, subject, ret);

	if (e == ERR_NOTFOUND)
		return err_set(cx, ERR_CRYPTO, "subject %lld has no key", (long long)subject);
	return e;
}

enum err vault_seal_bytes(struct ctx *cx, int64_t subject, enum seal_kind kind, const void *p,
			  size_t n, struct blob *ret)
{
	CLEANUP(key_wipe) struct key k;

	TRY(key_need(cx, subject, &k));
	*ret = seal_with(cx, &k, subject, kind, p, n);
	return ERR_OK;
}

enum err vault_unseal_bytes(struct ctx *cx, int64_t subject, enum seal_kind kind,
			    struct blob sealed, struct blob *ret)
{
	CLEANUP(key_wipe) struct key k;

	TRY(key_have(cx, subject, &k));
	return unseal_with(cx, &k, subject, kind, sealed, ret);
}

static bool nothing(const char *plain)
{
	return plain == NULL || plain[0] == '\0';
}

enum err vault_seal(struct ctx *cx, int64_t subject, enum seal_kind kind, const char *plain,
		    struct blob *ret)
{
	if (nothing(plain)) {
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

enum err vault_unseal_left(struct ctx *cx, int64_t subject, enum seal_kind kind, struct blob sealed,
			   const char **ret_plain)
{
	enum err e = vault_unseal(cx, subject, kind, sealed, ret_plain);

	if (e != ERR_GONE)
		return e;
	err_clear(cx);
	*ret_plain = NULL;
	return ERR_OK;
}

static bool nothing_at_all(const struct vault_item *items, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (!nothing(items[i].plain))
			return false;
	return true;
}

static void seal_each(struct ctx *cx, const struct key *k, int64_t subject,
		      struct vault_item *items, size_t n)
{
	for (size_t i = 0; i < n; i++)
		items[i].sealed = nothing(items[i].plain)
				      ? (struct blob){ NULL, 0 }
				      : seal_with(cx, k, subject, items[i].kind, items[i].plain,
						  strlen(items[i].plain));
}

enum err vault_seal_all(struct ctx *cx, int64_t subject, struct vault_item *items, size_t n)
{
	CLEANUP(key_wipe) struct key k = { { 0 } };

	if (!nothing_at_all(items, n))
		TRY(key_need(cx, subject, &k));
	seal_each(cx, &k, subject, items, n);
	return ERR_OK;
}

enum err vault_seal_fresh(struct ctx *cx, int64_t subject, struct vault_item *items, size_t n,
			  struct vault_fresh *ret)
{
	CLEANUP(key_wipe) struct key k = { { 0 } };

	*ret = (struct vault_fresh){ { NULL, 0 }, 0 };
	if (!nothing_at_all(items, n))
		TRY(key_draw(cx, subject, &k, ret));
	seal_each(cx, &k, subject, items, n);
	return ERR_OK;
}

enum err vault_unseal_all(struct ctx *cx, int64_t subject, struct vault_item *items, size_t n)
{
	CLEANUP(key_wipe) struct key k;
	struct blob plain;
	bool have = false;

	for (size_t i = 0; i < n; i++) {
		items[i].plain = NULL;
		if (items[i].sealed.p == NULL)
			continue;
		if (!have)
			TRY(key_have(cx, subject, &k));
		have = true;
		TRY(unseal_with(cx, &k, subject, items[i].kind, items[i].sealed, &plain));
		items[i].plain = plain.p;
	}
	return ERR_OK;
}

/* ---- blind indexes --------------------------------------------------------------------------- */

static bool blind_at(struct ctx *cx, unsigned epoch, enum seal_kind kind, const char *plain,
		     struct blob *ret)
{
	CLEANUP(key_wipe) struct key k;
	unsigned char *out;
	char purpose[24];

	(void)snprintf(purpose, sizeof(purpose), "blind/%d", (int)kind);
	if (!vault_derive_at(cx->app->vault, epoch, cx->city, purpose, k.b))
		return false;
	out = arena_alloc(cx->arena, VAULT_BLIND_SIZE);
	out[0] = (unsigned char)epoch;
	(void)crypto_generichash(out + 1, VAULT_BLIND_SIZE - 1, (const unsigned char *)plain,
				 strlen(plain), k.b, sizeof(k.b));
	*ret = (struct blob){ out, VAULT_BLIND_SIZE };
	return true;
}

enum err vault_blind(struct ctx *cx, enum seal_kind kind, const char *plain, struct blob *ret)
{
	*ret = (struct blob){ NULL, 0 };
	if (plain != NULL && plain[0] != '\0')
		(void)blind_at(cx, vault_epoch(cx->app->vault), kind, plain, ret);
	return ERR_OK;
}

enum err vault_blinds(struct ctx *cx, enum seal_kind kind, const char *plain, struct blob **ret,
		      size_t *ret_n)
{
	unsigned epoch = vault_epoch(cx->app->vault);
	struct blob *list = ARENA_ARRAY(cx->arena, epoch, struct blob);
	size_t n = 0;

	for (; epoch > 0; epoch--)
		n += blind_at(cx, epoch, kind, plain, &list[n]);
	*ret = list;
	*ret_n = n;
	return ERR_OK;
}

enum err vault_blind_fits(struct ctx *cx, enum seal_kind kind, const char *plain, struct blob blind,
			  bool *ret)
{
	unsigned epoch = blind.n == VAULT_BLIND_SIZE ? *(const unsigned char *)blind.p : 0;
	struct blob right;

	*ret = epoch != 0 && blind_at(cx, epoch, kind, plain, &right) &&
	       sodium_memcmp(right.p, blind.p, VAULT_BLIND_SIZE) == 0;
	return ERR_OK;
}
