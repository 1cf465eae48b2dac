/* Passkeys: challenges, and signing in. */
#include "platform/auth/passkey.h"

#include <sodium/crypto_generichash.h>
#include <sodium/utils.h>
#include <string.h>

#include "base/rng.h"
#include "base/str.h"
#include "platform/app.h"
#include "platform/auth/auth_impl.h"
#include "platform/auth/auth_sql.h"
#include "platform/vault/vault.h"

bool passkey_place(struct ctx *cx, const char *host, struct passkey_place *ret)
{
	char name[STR_HOST];
	const char *port;

	if (host == NULL || !str_host(host, name) ||
	    strspn(name, "0123456789.") == strlen(name)) /* an address in digits */
		return false;
	port = strchr(host, ':');
	ret->rp = arena_strdup(cx->arena, name);
	ret->origin = arena_printf(cx->arena, "%s://%s%s", cx->app->https ? "https" : "http", name,
				   port != NULL ? port : "");
	return true;
}

/* ---- challenges ---------------------------------------------------------------------------- */

struct challenge {
	unsigned char at[8], random[16], mac[32];
};
static_assert(sizeof(struct challenge) == 56, "no gaps: its bytes are what is signed");

/* False when the key of that epoch is not at hand. */
static bool mac_at(struct ctx *cx, unsigned epoch, enum passkey_use use, const char *bound,
		   const struct challenge *c, unsigned char mac[32])
{
	crypto_generichash_state state;
	unsigned char key[32], kind = (unsigned char)use;

	if (!vault_derive_at(cx->app->vault, epoch, cx->city, "passkey", key))
		return false;
	crypto_generichash_init(&state, key, sizeof(key), 32);
	crypto_generichash_update(&state, &kind, 1);
	crypto_generichash_update(&state, c->at, sizeof(c->at));
	crypto_generichash_update(&state, c->random, sizeof(c->random));
	crypto_generichash_update(&state, (const unsigned char *)bound, strlen(bound));
	crypto_generichash_final(&state, mac, 32);
	explicit_bzero(key, sizeof(key));
	return true;
}

const char *passkey_challenge(struct ctx *cx, enum passkey_use use, const char *bound)
{
	struct challenge c;
	bool known;

	for (unsigned i = 0; i < sizeof(c.at); i++)
		c.at[i] = (unsigned char)((uint64_t)cx->now >> (8 * i));
	rng_bytes(c.random, sizeof(c.random));
	known = mac_at(cx, vault_epoch(cx->app->vault), use, bound, &c, c.mac);
	assert(known);
	(void)known;
	return base64url(cx->arena, &c, sizeof(c));
}

static int64_t made_at(const struct challenge *c)
{
	uint64_t at = 0;

	for (unsigned i = 0; i < sizeof(c->at); i++)
		at |= (uint64_t)c->at[i] << (8 * i);
	return (int64_t)at;
}

/* Not too old; and not of a time to come, which none of ours is. */
static bool is_fresh(const struct ctx *cx, int64_t at)
{
	return at <= cx->now && cx->now - at < PASSKEY_TIME;
}

static bool is_ours(struct ctx *cx, enum passkey_use use, const char *bound,
		    const struct challenge *c)
{
	unsigned epoch = vault_epoch(cx->app->vault), i;
	unsigned char right[32];

	/* One that was made before the city's key changed is still good. */
	for (i = 0; i < 2 && i < epoch; i++)
		if (mac_at(cx, epoch - i, use, bound, c, right) &&
		    sodium_memcmp(right, c->mac, sizeof(right)) == 0)
			return true;
	return false;
}

/* The answer to a challenge of ours for this use, not too old: what the browser says of it. */
static enum err answered(struct ctx *cx, enum passkey_use use, const char *bound,
			 const char *origin, struct blob client, struct blob *ret_challenge)
{
	struct challenge c;

	TRY(passkey_read_client(cx, client, use, origin, ret_challenge));
	if (ret_challenge->n != sizeof(c))
		return err_set(cx, ERR_INVALID, "passkey: a challenge of somebody else");
	memcpy(&c, ret_challenge->p, sizeof(c));
	if (!is_ours(cx, use, bound, &c))
		return err_set(cx, ERR_INVALID, "passkey: not the challenge of this person");
	if (!is_fresh(cx, made_at(&c)))
		return err_set(cx, ERR_INVALID, "passkey: the challenge is too old");
	return ERR_OK;
}

enum err passkey_use_up(struct ctx *cx, struct blob challenge, bool *ret_first)
{
	unsigned char hash[AUTH_HASH_SIZE];
	struct challenge c;
	int64_t changed = 0;

	assert(cx->in_write && challenge.n == sizeof(c));
	memcpy(&c, challenge.p, sizeof(c));
	*ret_first = false;
	if (!is_fresh(cx, made_at(&c)))
		return ERR_OK;
	(void)crypto_generichash(hash, sizeof(hash), challenge.p, challenge.n, NULL, 0);
	TRY(passkey_answer_add_run(
	    cx,
	    &(struct passkey_answer_add_args){ .challenge_hash = { hash, sizeof(hash) },
					       .until_at = made_at(&c) + PASSKEY_TIME },
	    &changed));
	*ret_first = changed == 1;
	return ERR_OK;
}

/* ---- a new one ----------------------------------------------------------------------------- */

enum err passkey_take(struct ctx *cx, const struct passkey_place *place, const char *bound,
		      struct blob client, struct blob data, struct passkey_made *ret)
{
	TRY(answered(cx, PASSKEY_ADD, bound, place->origin, client, &ret->challenge));
	return passkey_read_made(cx, place->rp, data, ret);
}

/* ---- signing in ---------------------------------------------------------------------------- */

static bool same(struct blob a, struct blob b)
{
	return a.n == b.n && a.n > 0 && memcmp(a.p, b.p, a.n) == 0;
}

/* Everything but the counter. */
static enum err opens(struct ctx *cx, const struct passkey_place *place, const char *bound,
		      const struct passkey_signed *said, struct auth_passkey *key,
		      struct passkey_opened *ret)
{
	bool found;

	TRY(answered(cx, PASSKEY_SIGN_IN, bound, place->origin, said->client, &ret->challenge));
	TRY(auth_passkey_find(cx, said->credential, key, &found));
	if (!found)
		return err_set(cx, ERR_INVALID, "passkey: not known here");
	if (key->copied)
		return err_set(cx, ERR_INVALID, "passkey %lld: its counter went back before",
			       (long long)key->id);
	if (!str_eq(key->rp, place->rp))
		return err_set(cx, ERR_INVALID, "passkey: made for another host");
	if (!same(key->handle, said->handle))
		return err_set(cx, ERR_INVALID, "passkey: of another account");
	return passkey_verify(cx, place->rp, key->alg, key->key, said, &ret->count);
}

/* Two counters that both stay 0 do not count. */
static bool went_back(int64_t before, int64_t now)
{
	return now <= before && (now != 0 || before != 0);
}

static enum err check(struct ctx *cx, const struct passkey_place *place, const char *bound,
		      const struct passkey_signed *said, struct auth_account *ret,
		      struct passkey_opened *opened)
{
	struct auth_passkey key = { 0 };

	TRY(opens(cx, place, bound, said, &key, opened));
	TRY(auth_account_find(cx, key.user_id, ret));
	opened->id = key.id;
	opened->copied = went_back(key.count, opened->count);
	if (opened->copied)
		return err_set(cx, ERR_INVALID, "passkey %lld: counter %lld after %lld",
			       (long long)key.id, (long long)opened->count, (long long)key.count);
	return ERR_OK;
}

enum err auth_passkey_check(struct ctx *cx, const struct passkey_place *place, const char *bound,
			    const struct passkey_signed *said, const char *remote,
			    struct auth_account *ret, struct passkey_opened *ret_opened)
{
	unsigned char hash[AUTH_HASH_SIZE];
	struct try_key keys[AUTH_TRY_KEYS];
	char name[2 * 16 + 1];
	enum err e;

	*ret_opened = (struct passkey_opened){ 0 };
	(void)crypto_generichash(hash, sizeof(hash), said->credential.p, said->credential.n, NULL,
				 0);
	hex_text(hash, 16, name);
	TRY(auth_tries_begin(cx, arena_printf(cx->arena, "passkey/%s", name), remote, keys));
	e = check(cx, place, bound, said, ret, ret_opened);
	if (e == ERR_INVALID)
		return err_set(cx, ERR_UNAUTH, "sign-in: passkey refused");
	TRY(e);
	return auth_tries_end(cx, keys);
}
