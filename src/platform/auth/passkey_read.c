/* Passkeys: what browsers and authenticators send, taken apart.  The only file that knows libfido2.
 */
#include "platform/auth/passkey.h"

#include <fido.h>
#include <fido/eddsa.h>
#include <fido/es256.h>
#include <fido/rs256.h>
#include <jansson.h>
#include <sodium/crypto_hash_sha256.h>
#include <sodium/utils.h>
#include <string.h>

#include "base/str.h"

/* The fixed head of what an authenticator signs: SHA-256 of the host name, flags, counter. */
enum { FLAGS_AT = 32, COUNT_AT = 33, HEAD = 37 };
enum { FLAG_PRESENT = 1, FLAG_VERIFIED = 4, FLAG_KEY = 0x40, FLAG_MORE = 0x80 };
/* Before a new key: make of the authenticator (16 bytes), length of what it calls the key. */
enum { CREDENTIAL_AT = HEAD + 18 };

bool passkey_bytes(struct ctx *cx, const char *text, size_t max, struct blob *ret)
{
	size_t n = text != NULL ? strlen(text) : 0, out;
	unsigned char *bytes;

	if (n == 0 || n > PASSKEY_TEXT(max))
		return false;
	bytes = arena_alloc(cx->arena, max);
	if (sodium_base642bin(bytes, max, text, n, NULL, &out, NULL,
			      sodium_base64_VARIANT_URLSAFE_NO_PADDING) != 0)
		return false;
	*ret = (struct blob){ bytes, out };
	return out > 0;
}

/* ---- what the browser says ----------------------------------------------------------------- */

static bool says(const json_t *client, const char *name, const char *value)
{
	return str_eq(json_string_value(json_object_get(client, name)), value);
}

static enum err client_check(struct ctx *cx, const json_t *client, enum passkey_use use,
			     const char *origin, struct blob *ret_challenge)
{
	const char *challenge = json_string_value(json_object_get(client, "challenge"));

	if (!says(client, "type", use == PASSKEY_ADD ? "webauthn.create" : "webauthn.get"))
		return err_set(cx, ERR_INVALID, "passkey: made for something else");
	if (!says(client, "origin", origin))
		return err_set(cx, ERR_INVALID, "passkey: signed at another address");
	if (json_is_true(json_object_get(client, "crossOrigin")) ||
	    json_object_get(client, "topOrigin") != NULL)
		return err_set(cx, ERR_INVALID, "passkey: signed inside another page");
	if (!passkey_bytes(cx, challenge, 200, ret_challenge))
		return err_set(cx, ERR_INVALID, "passkey: no challenge");
	return ERR_OK;
}

enum err passkey_read_client(struct ctx *cx, struct blob client, enum passkey_use use,
			     const char *origin, struct blob *ret_challenge)
{
	json_t *json = NULL;
	enum err e;

	if (client.n > 0 && client.n <= PASSKEY_CLIENT_MAX)
		json = json_loadb(client.p, client.n, JSON_REJECT_DUPLICATES, NULL);
	if (!json_is_object(json))
		e = err_set(cx, ERR_INVALID, "passkey: client data can't be read");
	else
		e = client_check(cx, json, use, origin, ret_challenge);
	json_decref(json);
	return e;
}

/* ---- what the authenticator says ------------------------------------------------------------ */

/*
 * What follows is CBOR, and is walked over before libfido2 reads it: its reader allocates whatever
 * a head promises, which may be more than the machine has.
 */
struct cbor {
	const unsigned char *p;
	size_t n;
};
enum { CBOR_DEPTH = 4 };

/* Kind and value of the next head, of a known length: what authenticators send (CTAP 2). */
static bool cbor_head(struct cbor *c, unsigned *kind, uint64_t *value)
{
	unsigned info, bytes;

	if (c->n == 0)
		return false;
	*kind = *c->p >> 5;
	info = *c->p & 31;
	bytes = info < 24 || info > 27 ? 0 : 1U << (info - 24);
	c->p++;
	c->n--;
	if (info > 27 || bytes > c->n)
		return false;
	*value = bytes == 0 ? info : 0;
	for (; bytes > 0; bytes--, c->n--)
		*value = *value << 8 | *c->p++;
	return true;
}

/* Walks over one value and all within it; false when it is not whole. */
static bool cbor_skip(struct cbor *c, unsigned depth)
{
	enum { BYTES = 2, TEXT, ARRAY, MAP, TAG };
	uint64_t value, i, parts = 0;
	unsigned kind;

	if (depth > CBOR_DEPTH || !cbor_head(c, &kind, &value))
		return false;
	if (kind >= BYTES && kind <= MAP && value > c->n)
		return false;
	if (kind == BYTES || kind == TEXT) {
		c->p += value;
		c->n -= value;
	} else if (kind == ARRAY || kind == MAP) {
		parts = kind == MAP ? 2 * value : value;
	}
	for (i = 0; i < parts; i++)
		if (!cbor_skip(c, depth + 1))
			return false;
	return kind != TAG;
}

/* Is the data behind the head what the flags say it is, a key just in a fresh one, and no more? */
static bool rest_whole(struct blob data, bool fresh)
{
	const unsigned char *p = data.p;
	struct cbor c = { p + HEAD, data.n - HEAD };
	unsigned values = (p[FLAGS_AT] & FLAG_MORE) != 0;
	size_t id;

	if (((p[FLAGS_AT] & FLAG_KEY) != 0) != fresh)
		return false;
	if (fresh) {
		values++;
		if (data.n < CREDENTIAL_AT)
			return false;
		id = (size_t)p[CREDENTIAL_AT - 2] << 8 | p[CREDENTIAL_AT - 1];
		if (id == 0 || id > PASSKEY_CREDENTIAL_MAX || id > data.n - CREDENTIAL_AT)
			return false;
		c = (struct cbor){ p + CREDENTIAL_AT + id, data.n - CREDENTIAL_AT - id };
	}
	for (; values > 0; values--)
		if (!cbor_skip(&c, 0))
			return false;
	return c.n == 0;
}

static enum err head_check(struct ctx *cx, const char *rp, struct blob data, bool fresh,
			   int64_t *ret_count)
{
	const unsigned char *p = data.p;
	unsigned char hash[crypto_hash_sha256_BYTES];

	if (data.n < HEAD || data.n > PASSKEY_DATA_MAX)
		return err_set(cx, ERR_INVALID, "passkey: %zu bytes of authenticator data", data.n);
	(void)crypto_hash_sha256(hash, (const unsigned char *)rp, strlen(rp));
	if (memcmp(hash, p, sizeof(hash)) != 0)
		return err_set(cx, ERR_INVALID, "passkey: for another host");
	if ((p[FLAGS_AT] & FLAG_PRESENT) == 0 || (p[FLAGS_AT] & FLAG_VERIFIED) == 0)
		return err_set(cx, ERR_INVALID, "passkey: nobody was verified (flags %02x)",
			       p[FLAGS_AT]);
	if (!rest_whole(data, fresh))
		return err_set(cx, ERR_INVALID, "passkey: broken authenticator data");
	*ret_count = (int64_t)p[COUNT_AT] << 24 | (int64_t)p[COUNT_AT + 1] << 16 |
		     (int64_t)p[COUNT_AT + 2] << 8 | p[COUNT_AT + 3];
	return ERR_OK;
}

static struct blob kept(struct ctx *cx, const unsigned char *p, size_t n)
{
	return (struct blob){ arena_memdup(cx->arena, p, n), n };
}

/* Reads a credential whose key is of that kind; false when it is of another, or broken. */
static bool read_as(struct ctx *cx, int alg, struct blob data, struct passkey_made *ret)
{
	fido_cred_t *cred = fido_cred_new();
	bool ok = cred != NULL && fido_cred_set_type(cred, alg) == FIDO_OK &&
		  fido_cred_set_authdata_raw(cred, data.p, data.n) == FIDO_OK &&
		  fido_cred_id_len(cred) > 0 && fido_cred_id_len(cred) <= PASSKEY_CREDENTIAL_MAX &&
		  fido_cred_pubkey_len(cred) > 0;

	if (ok) {
		ret->alg = alg;
		ret->credential = kept(cx, fido_cred_id_ptr(cred), fido_cred_id_len(cred));
		ret->key = kept(cx, fido_cred_pubkey_ptr(cred), fido_cred_pubkey_len(cred));
	}
	fido_cred_free(&cred);
	return ok;
}

enum err passkey_read_made(struct ctx *cx, const char *rp, struct blob data,
			   struct passkey_made *ret)
{
	static const int algs[] = { COSE_ES256, COSE_EDDSA, COSE_RS256 };
	size_t i;

	TRY(head_check(cx, rp, data, true, &ret->count));
	for (i = 0; i < LEN(algs); i++)
		if (read_as(cx, algs[i], data, ret))
			return ERR_OK;
	return err_set(cx, ERR_INVALID, "passkey: no key that we can read");
}

/* ---- signatures ---------------------------------------------------------------------------- */

/* fido_assert_verify() with the key as libfido2 wants it for its kind. */
static bool verify_by(fido_assert_t *a, int alg, struct blob key)
{
	es256_pk_t *es256 = alg == COSE_ES256 ? es256_pk_new() : NULL;
	eddsa_pk_t *eddsa = alg == COSE_EDDSA ? eddsa_pk_new() : NULL;
	rs256_pk_t *rs256 = alg == COSE_RS256 ? rs256_pk_new() : NULL;
	bool ok = false;

	if (es256 != NULL && es256_pk_from_ptr(es256, key.p, key.n) == FIDO_OK)
		ok = fido_assert_verify(a, 0, alg, es256) == FIDO_OK;
	else if (eddsa != NULL && eddsa_pk_from_ptr(eddsa, key.p, key.n) == FIDO_OK)
		ok = fido_assert_verify(a, 0, alg, eddsa) == FIDO_OK;
	else if (rs256 != NULL && rs256_pk_from_ptr(rs256, key.p, key.n) == FIDO_OK)
		ok = fido_assert_verify(a, 0, alg, rs256) == FIDO_OK;
	es256_pk_free(&es256);
	eddsa_pk_free(&eddsa);
	rs256_pk_free(&rs256);
	return ok;
}

static bool assertion_fill(fido_assert_t *a, const char *rp, const struct passkey_signed *said)
{
	return fido_assert_set_clientdata(a, said->client.p, said->client.n) == FIDO_OK &&
	       fido_assert_set_rp(a, rp) == FIDO_OK && fido_assert_set_count(a, 1) == FIDO_OK &&
	       fido_assert_set_authdata_raw(a, 0, said->data.p, said->data.n) == FIDO_OK &&
	       fido_assert_set_up(a, FIDO_OPT_TRUE) == FIDO_OK &&
	       fido_assert_set_uv(a, FIDO_OPT_TRUE) == FIDO_OK &&
	       fido_assert_set_sig(a, 0, said->signature.p, said->signature.n) == FIDO_OK;
}

enum err passkey_verify(struct ctx *cx, const char *rp, int alg, struct blob key,
			const struct passkey_signed *said, int64_t *ret_count)
{
	fido_assert_t *a;
	bool ok;

	TRY(head_check(cx, rp, said->data, false, ret_count));
	a = fido_assert_new();
	ok = a != NULL && assertion_fill(a, rp, said) && verify_by(a, alg, key);
	fido_assert_free(&a);
	return ok ? ERR_OK : err_set(cx, ERR_INVALID, "passkey: the signature does not fit");
}
