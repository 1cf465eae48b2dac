/* A made-up authenticator and the browser before it: keys by OpenSSL, so that another library signs
 * than the one that verifies. */
#ifndef TESTS_PASSKEY_H
#define TESTS_PASSKEY_H

#include "lib/testlib.h"

#include "base/buf.h"
#include "base/str.h"
#include "platform/auth/passkey.h"

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/sha.h>
#include <string.h>

enum { MADE_ES256 = -7, MADE_EDDSA = -8, MADE_RS256 = -257 };
enum { MADE_PRESENT = 1, MADE_VERIFIED = 4, MADE_WITH_KEY = 0x40 };

struct made_key {
	int alg;
	EVP_PKEY *pair;
	unsigned char id[32], handle[PASSKEY_HANDLE];
	const char *rp, *origin;
	uint32_t count;
	unsigned flags;
};

static inline struct made_key made_key_new(int alg, const char *rp, const char *origin)
{
	struct made_key k = {
		.alg = alg, .rp = rp, .origin = origin, .flags = MADE_PRESENT | MADE_VERIFIED
	};

	if (alg == MADE_ES256)
		k.pair = EVP_PKEY_Q_keygen(NULL, NULL, "EC", "P-256");
	else if (alg == MADE_EDDSA)
		k.pair = EVP_PKEY_Q_keygen(NULL, NULL, "ED25519");
	else
		k.pair = EVP_PKEY_Q_keygen(NULL, NULL, "RSA", (size_t)2048);
	assert_non_null(k.pair);
	rng_bytes(k.id, sizeof(k.id));
	rng_bytes(k.handle, sizeof(k.handle));
	return k;
}

static inline void made_key_free(struct made_key *k)
{
	EVP_PKEY_free(k->pair);
	k->pair = NULL;
}

/* The public half as authenticators say it (COSE in CBOR). */
static inline void made_put_key(struct buf *out, const struct made_key *k)
{
	unsigned char raw[32], modulus[256], *point;
	size_t n = sizeof(raw);
	BIGNUM *bn = NULL;

	if (k->alg == MADE_EDDSA) {
		assert_int_equal(EVP_PKEY_get_raw_public_key(k->pair, raw, &n), 1);
		buf_add(out, "\xa4\x01\x01\x03\x27\x20\x06\x21\x58\x20", 10);
		buf_add(out, raw, 32);
	} else if (k->alg == MADE_ES256) {
		assert_int_equal(EVP_PKEY_get1_encoded_public_key(k->pair, &point), 65);
		buf_add(out, "\xa5\x01\x02\x03\x26\x20\x01\x21\x58\x20", 10);
		buf_add(out, point + 1, 32);
		buf_add(out, "\x22\x58\x20", 3);
		buf_add(out, point + 33, 32);
		OPENSSL_free(point);
	} else {
		assert_int_equal(EVP_PKEY_get_bn_param(k->pair, OSSL_PKEY_PARAM_RSA_N, &bn), 1);
		assert_int_equal(BN_bn2binpad(bn, modulus, sizeof(modulus)), sizeof(modulus));
		BN_free(bn);
		buf_add(out, "\xa4\x01\x03\x03\x39\x01\x00\x20\x59\x01\x00", 11);
		buf_add(out, modulus, sizeof(modulus));
		buf_add(out, "\x21\x43\x01\x00\x01", 5);
	}
}

static inline struct blob made_kept(struct ctx *cx, struct buf *b)
{
	struct blob ret = { arena_memdup(cx->arena, b->data, b->len), b->len };

	assert_true(buf_ok(b));
	buf_release(b);
	return ret;
}

/* Authenticator data: of a new passkey, or of one that signs. */
static inline struct blob made_data(struct ctx *cx, const struct made_key *k, bool fresh)
{
	unsigned flags = k->flags | (fresh ? MADE_WITH_KEY : 0);
	unsigned char hash[32],
	    head[5] = { (unsigned char)flags, (unsigned char)(k->count >> 24),
			(unsigned char)(k->count >> 16), (unsigned char)(k->count >> 8),
			(unsigned char)k->count };
	static const unsigned char make[16];
	struct buf out;

	buf_init(&out, 4096);
	SHA256((const unsigned char *)k->rp, strlen(k->rp), hash);
	buf_add(&out, hash, sizeof(hash));
	buf_add(&out, head, sizeof(head));
	if (fresh) {
		buf_add(&out, make, sizeof(make));
		buf_add(&out, "\x00\x20", 2);
		buf_add(&out, k->id, sizeof(k->id));
		made_put_key(&out, k);
	}
	return made_kept(cx, &out);
}

/* What the browser says of it. */
static inline struct blob made_client(struct ctx *cx, const struct made_key *k, const char *type,
				      const char *challenge)
{
	char *s = arena_printf(cx->arena,
			       "{\"type\":\"%s\",\"challenge\":\"%s\",\"origin\":\"%s\","
			       "\"crossOrigin\":false}",
			       type, challenge, k->origin);

	return (struct blob){ s, strlen(s) };
}

static inline struct blob made_signature(struct ctx *cx, const struct made_key *k, struct blob data,
					 struct blob client)
{
	unsigned char *signature = arena_alloc(cx->arena, 512), hash[32];
	EVP_MD_CTX *md = EVP_MD_CTX_new();
	size_t n = 512;
	struct buf b;

	buf_init(&b, 8192);
	buf_add(&b, data.p, data.n);
	SHA256(client.p, client.n, hash);
	buf_add(&b, hash, sizeof(hash));
	assert_int_equal(
	    EVP_DigestSignInit(md, NULL, k->alg == MADE_EDDSA ? NULL : EVP_sha256(), NULL, k->pair),
	    1);
	assert_int_equal(EVP_DigestSign(md, signature, &n, (const unsigned char *)b.data, b.len),
			 1);
	EVP_MD_CTX_free(md);
	buf_release(&b);
	return (struct blob){ signature, n };
}

/* The whole answer to a challenge. */
static inline struct passkey_signed made_signed(struct ctx *cx, const struct made_key *k,
						const char *challenge)
{
	struct passkey_signed s = {
		.credential = { arena_memdup(cx->arena, k->id, sizeof(k->id)), sizeof(k->id) },
		.handle = { arena_memdup(cx->arena, k->handle, sizeof(k->handle)),
			    sizeof(k->handle) },
		.client = made_client(cx, k, "webauthn.get", challenge),
		.data = made_data(cx, k, false)
	};

	s.signature = made_signature(cx, k, s.data, s.client);
	return s;
}

#endif
