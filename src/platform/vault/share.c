/*
 * The recovery key: Shamir's secret sharing, two of three, byte by byte over GF(256).
 *
 * A share is 40 bytes (form and place, a number of the set, 32 values, checksum) written as 16
 * groups of four characters of Crockford's alphabet, so that it can be read out and typed.
 */
#include "platform/vault/vault.h"
#include "platform/vault/vault_key.h"

#include <ctype.h>
#include <sodium/crypto_generichash.h>
#include <sodium/utils.h>
#include <string.h>

#include "base/id.h"
#include "base/rng.h"

#define SET_SIZE   3
#define SUM_SIZE   4
#define SHARE_FORM 0x10 /* upper half of the first byte; the lower is the place, 1 to 3 */
#define RAW_SIZE   (1 + SET_SIZE + VAULT_KEY_SIZE + SUM_SIZE)
#define CHARS      (RAW_SIZE * 8 / 5)

static_assert(RAW_SIZE % 5 == 0, "a share fills its characters");
static_assert(CHARS + CHARS / 4 <= VAULT_SHARE_SIZE, "a share fits with its dashes");

struct share {
	unsigned char place, set[SET_SIZE], value[VAULT_KEY_SIZE];
};

/* Product in GF(256) modulo x^8+x^4+x^3+x+1; no branch and no table depends on the factors. */
static unsigned char gf_mul(unsigned char a, unsigned char b)
{
	unsigned r = 0, x = a, i;

	for (i = 0; i < 8; i++) {
		r ^= x & (0U - (((unsigned)b >> i) & 1U));
		x = (x << 1) ^ (0x11bU & (0U - (x >> 7)));
	}
	return (unsigned char)r;
}

/* a^254, the inverse of a. */
static unsigned char gf_inverse(unsigned char a)
{
	unsigned char r = 1;
	int i;

	for (i = 0; i < 7; i++) {
		a = gf_mul(a, a);
		r = gf_mul(r, a);
	}
	return r;
}

static void checksum(const unsigned char raw[RAW_SIZE], unsigned char sum[SUM_SIZE])
{
	unsigned char hash[crypto_generichash_BYTES_MIN];

	(void)crypto_generichash(hash, sizeof(hash), raw, RAW_SIZE - SUM_SIZE,
				 (const unsigned char *)"melaju key share", 16);
	memcpy(sum, hash, SUM_SIZE);
}

static void share_text(const struct share *s, char text[VAULT_SHARE_SIZE])
{
	unsigned char raw[RAW_SIZE];
	unsigned bits = 0, held = 0;
	size_t i, n = 0, at = 0;

	raw[0] = (unsigned char)(SHARE_FORM | s->place);
	memcpy(raw + 1, s->set, SET_SIZE);
	memcpy(raw + 1 + SET_SIZE, s->value, VAULT_KEY_SIZE);
	checksum(raw, raw + RAW_SIZE - SUM_SIZE);
	for (i = 0; i < RAW_SIZE; i++) {
		bits = (bits << 8) | raw[i];
		for (held += 8; held >= 5; held -= 5) {
			if (n > 0 && n % 4 == 0)
				text[at++] = '-';
			text[at++] = id_digit((unsigned)(bits >> (held - 5)) & 31);
			n++;
		}
	}
	text[at] = '\0';
	explicit_bzero(raw, sizeof(raw));
}

/* The bytes of a typed share; false when it has not exactly CHARS characters of the alphabet. */
static bool share_bytes(const char *text, unsigned char raw[RAW_SIZE])
{
	unsigned bits = 0, held = 0;
	size_t n = 0, at = 0;
	int v;

	for (; *text != '\0'; text++) {
		if (*text == '-' || isspace((unsigned char)*text))
			continue;
		v = id_digit_value(*text);
		if (v < 0 || n == CHARS)
			return false;
		n++;
		bits = (bits << 5) | (unsigned)v;
		held += 5;
		if (held >= 8) {
			held -= 8;
			raw[at++] = (unsigned char)(bits >> held);
		}
	}
	return n == CHARS;
}

static enum err share_read(struct ctx *cx, const char *text, struct share *ret)
{
	unsigned char raw[RAW_SIZE], sum[SUM_SIZE];

	if (text == NULL || !share_bytes(text, raw))
		return err_set(cx, ERR_INVALID, "recovery key: not %d characters", CHARS);
	checksum(raw, sum);
	if (sodium_memcmp(sum, raw + RAW_SIZE - SUM_SIZE, SUM_SIZE) != 0)
		return err_set(cx, ERR_INVALID, "recovery key: a character is mistyped");
	ret->place = raw[0] & 0x0f;
	if ((raw[0] & 0xf0) != SHARE_FORM || ret->place < 1 || ret->place > 3)
		return err_set(cx, ERR_INVALID, "recovery key: of an unknown form");
	memcpy(ret->set, raw + 1, SET_SIZE);
	memcpy(ret->value, raw + 1 + SET_SIZE, VAULT_KEY_SIZE);
	explicit_bzero(raw, sizeof(raw));
	return ERR_OK;
}

enum err vault_split(struct ctx *cx, const struct vault *v, char shares[3][VAULT_SHARE_SIZE])
{
	const unsigned char *key = vault_key(v, vault_epoch(v));
	unsigned char slope[VAULT_KEY_SIZE];
	struct share s;
	size_t i;

	(void)cx;
	rng_bytes(slope, sizeof(slope));
	rng_bytes(s.set, sizeof(s.set));
	for (s.place = 1; s.place <= 3; s.place++) {
		for (i = 0; i < VAULT_KEY_SIZE; i++)
			s.value[i] = key[i] ^ gf_mul(slope[i], s.place);
		share_text(&s, shares[s.place - 1]);
	}
	explicit_bzero(slope, sizeof(slope));
	explicit_bzero(&s, sizeof(s));
	return ERR_OK;
}

/* The line through two points, at 0: (a * xb + b * xa) / (xa + xb), where + is exclusive or. */
static void interpolate(const struct share *a, const struct share *b,
			unsigned char key[VAULT_KEY_SIZE])
{
	unsigned char inverse = gf_inverse(a->place ^ b->place);
	size_t i;

	for (i = 0; i < VAULT_KEY_SIZE; i++)
		key[i] =
		    gf_mul(gf_mul(a->value[i], b->place) ^ gf_mul(b->value[i], a->place), inverse);
}

enum err vault_join(struct ctx *cx, const char *a, const char *b, struct vault **ret)
{
	unsigned char key[VAULT_KEY_SIZE];
	struct share one, two;

	TRY(share_read(cx, a, &one));
	TRY(share_read(cx, b, &two));
	if (memcmp(one.set, two.set, SET_SIZE) != 0)
		return err_set(cx, ERR_INVALID, "recovery key: shares of different keys");
	if (one.place == two.place)
		return err_set(cx, ERR_INVALID, "recovery key: the same share twice");
	interpolate(&one, &two, key);
	*ret = vault_guess(key);
	explicit_bzero(key, sizeof(key));
	explicit_bzero(&one, sizeof(one));
	explicit_bzero(&two, sizeof(two));
	return ERR_OK;
}
