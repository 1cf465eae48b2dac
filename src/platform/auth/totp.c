/* One-time codes of RFC 6238: HMAC-SHA-1 over the number of the half minute. */
#include "platform/auth/auth.h"

#include <ctype.h>
#include <sodium/utils.h>
#include <string.h>

#include "base/clock.h"

#define SHA1_SIZE  20
#define SHA1_BLOCK 64
#define STEP       (30 * USEC_SECOND)
#define DIGITS     6
#define MODULUS    1000000U

struct sha1 {
	uint32_t h[5];
	uint64_t length;
	unsigned char block[SHA1_BLOCK];
};

static uint32_t rotl(uint32_t x, int k)
{
	return x << k | x >> (32 - k);
}

static void sha1_init(struct sha1 *s)
{
	*s = (struct sha1){ .h = { 0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0 } };
}

/* The function and constant of round i, FIPS 180-4. */
static uint32_t sha1_round(int i, uint32_t b, uint32_t c, uint32_t d)
{
	if (i < 20)
		return ((b & c) | (~b & d)) + 0x5a827999;
	if (i < 40)
		return (b ^ c ^ d) + 0x6ed9eba1;
	if (i < 60)
		return ((b & c) | (b & d) | (c & d)) + 0x8f1bbcdc;
	return (b ^ c ^ d) + 0xca62c1d6;
}

static void sha1_block(struct sha1 *s)
{
	uint32_t w[80], a = s->h[0], b = s->h[1], c = s->h[2], d = s->h[3], e = s->h[4], t;
	const unsigned char *p = s->block;
	int i;

	for (i = 0; i < 16; i++, p += 4)
		w[i] = (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
	for (; i < 80; i++)
		w[i] = rotl(w[i - 3] ^ w[i - 8] ^ w[i - 14] ^ w[i - 16], 1);
	for (i = 0; i < 80; i++) {
		t = rotl(a, 5) + sha1_round(i, b, c, d) + e + w[i];
		e = d;
		d = c;
		c = rotl(b, 30);
		b = a;
		a = t;
	}
	s->h[0] += a;
	s->h[1] += b;
	s->h[2] += c;
	s->h[3] += d;
	s->h[4] += e;
}

static void sha1_add(struct sha1 *s, const void *data, size_t n)
{
	const unsigned char *p = data;

	for (; n > 0; n--) {
		s->block[s->length++ % SHA1_BLOCK] = *p++;
		if (s->length % SHA1_BLOCK == 0)
			sha1_block(s);
	}
}

static void sha1_end(struct sha1 *s, unsigned char ret[SHA1_SIZE])
{
	static const unsigned char pad[SHA1_BLOCK] = { 0x80 };
	uint64_t bits = s->length * 8;
	unsigned char length[8];
	size_t i;

	sha1_add(s, pad, 1 + (119 - s->length % SHA1_BLOCK) % SHA1_BLOCK);
	for (i = 0; i < 8; i++)
		length[i] = (unsigned char)(bits >> (56 - 8 * i));
	sha1_add(s, length, sizeof(length));
	for (i = 0; i < SHA1_SIZE; i++)
		ret[i] = (unsigned char)(s->h[i / 4] >> (24 - 8 * (i % 4)));
}

static void hmac_sha1(const unsigned char *key, size_t n, const unsigned char message[8],
		      unsigned char ret[SHA1_SIZE])
{
	unsigned char inner[SHA1_BLOCK] = { 0 }, outer[SHA1_BLOCK];
	struct sha1 s;
	size_t i;

	if (n > SHA1_BLOCK) {
		sha1_init(&s);
		sha1_add(&s, key, n);
		sha1_end(&s, inner);
	} else {
		memcpy(inner, key, n);
	}
	for (i = 0; i < SHA1_BLOCK; i++) {
		outer[i] = inner[i] ^ 0x5c;
		inner[i] ^= 0x36;
	}
	sha1_init(&s);
	sha1_add(&s, inner, sizeof(inner));
	sha1_add(&s, message, 8);
	sha1_end(&s, ret);
	sha1_init(&s);
	sha1_add(&s, outer, sizeof(outer));
	sha1_add(&s, ret, SHA1_SIZE);
	sha1_end(&s, ret);
}

/* The code of one step as digits. */
static void code_make(const unsigned char *secret, size_t n, int64_t step, char code[DIGITS + 1])
{
	unsigned char message[8], mac[SHA1_SIZE], *at;
	uint32_t v;
	int i;

	for (i = 0; i < 8; i++)
		message[i] = (unsigned char)((uint64_t)step >> (56 - 8 * i));
	hmac_sha1(secret, n, message, mac);
	at = mac + (mac[SHA1_SIZE - 1] & 0x0f);
	v = (uint32_t)(at[0] & 0x7f) << 24 | (uint32_t)at[1] << 16 | (uint32_t)at[2] << 8 | at[3];
	v %= MODULUS;
	for (i = DIGITS - 1; i >= 0; i--, v /= 10)
		code[i] = (char)('0' + v % 10);
	code[DIGITS] = '\0';
}

bool totp_check(const unsigned char *secret, size_t n, const char *code, int64_t now,
		int64_t *ret_step)
{
	char typed[DIGITS + 1] = "", right[DIGITS + 1];
	int64_t step, found = -1;
	size_t digits = 0;

	if (n == 0 || code == NULL)
		return false;
	for (; *code != '\0'; code++) {
		if (*code == ' ')
			continue;
		if (!isdigit((unsigned char)*code) || digits == DIGITS)
			return false;
		typed[digits++] = *code;
	}
	if (digits != DIGITS)
		return false;
	for (step = now / STEP - 1; step <= now / STEP + 1; step++) {
		code_make(secret, n, step, right);
		if (sodium_memcmp(typed, right, DIGITS) == 0)
			found = step;
	}
	if (found >= 0 && ret_step != NULL)
		*ret_step = found;
	return found >= 0;
}
