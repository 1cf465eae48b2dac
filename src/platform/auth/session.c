/* Sessions, API tokens and the tokens of forms. */
#include <sodium/crypto_generichash.h>
#include <sodium/utils.h>
#include <string.h>

#include "base/clock.h"
#include "base/rng.h"
#include "base/str.h"
#include "platform/app.h"
#include "platform/audit/audit.h"
#include "platform/auth/auth_impl.h"
#include "platform/auth/auth_sql.h"
#include "platform/vault/vault.h"

#define KEEP_DAYS 90
#define AGENT_MAX 200

static_assert(AUTH_TOKEN_SIZE == 32 * 4 / 3 + 2, "32 bytes as base64url and NUL");

static void token_text(struct ctx *cx, const unsigned char raw[32], char token[AUTH_TOKEN_SIZE])
{
	memcpy(token, base64url(cx->arena, raw, 32), AUTH_TOKEN_SIZE);
}

void auth_token_make(struct ctx *cx, char token[AUTH_TOKEN_SIZE])
{
	unsigned char raw[32];

	rng_bytes(raw, sizeof(raw));
	token_text(cx, raw, token);
	explicit_bzero(raw, sizeof(raw));
}

struct blob auth_token_hash(const char *token, unsigned char hash[AUTH_HASH_SIZE])
{
	(void)crypto_generichash(hash, AUTH_HASH_SIZE, (const unsigned char *)token, strlen(token),
				 NULL, 0);
	return (struct blob){ hash, AUTH_HASH_SIZE };
}

/* At most AGENT_MAX bytes of valid text. */
static const char *short_text(struct ctx *cx, const char *s)
{
	size_t n = s != NULL ? strlen(s) : 0;
	char *clean;

	if (n > AGENT_MAX)
		for (n = AGENT_MAX; n > 0 && ((unsigned char)s[n] & 0xc0) == 0x80;)
			n--;
	clean = n > 0 ? str_clean(cx->arena, s, n) : NULL;
	return clean != NULL ? clean : "";
}

enum err session_open(struct ctx *cx, int64_t user_id, const char *remote, const char *agent,
		      char token[AUTH_TOKEN_SIZE])
{
	int64_t id = APP_ID(cx);
	unsigned char hash[AUTH_HASH_SIZE];

	assert(cx->in_write);
	auth_token_make(cx, token);
	TRY(session_add_run(cx,
			    &(struct session_add_args){
				.id = id,
				.token_hash = auth_token_hash(token, hash),
				.user_id = user_id,
				.expires_at = cx->now + AUTH_SESSION_LENGTH,
				.remote = short_text(cx, remote),
				.agent = short_text(cx, agent),
			    },
			    NULL));
	return audit_leaf(cx, "auth.open", id,
			  arena_printf(cx->arena, "user=%lld", (long long)user_id));
}

enum err session_prove(struct ctx *cx, int64_t session_id)
{
	return session_prove_run(cx, &(struct session_prove_args){ .session_id = session_id },
				 NULL);
}

bool auth_owes_factor(const struct actor *a, int64_t now)
{
	return a->factor_at != 0 && now >= a->factor_at;
}

enum auth_owed auth_owes(const struct actor *a, int64_t now)
{
	if (a->new_password)
		return AUTH_OWES_PASSWORD;
	return auth_owes_factor(a, now) ? AUTH_OWES_FACTOR : AUTH_OWES_NOTHING;
}

/*
 * A person who must choose a new password, or set up a second factor, may do nothing else.
 * strong: he came with one.
 */
static struct actor actor_make(struct ctx *cx, const struct auth_account *a, bool strong)
{
	struct actor actor = {
		.user_id = a->id,
		.unit_id = a->unit_id,
		.region_id = a->region_id,
		.roles = a->roles,
		.perms = role_perms(a->roles),
		.new_password = a->must_change,
		.factor_at = strong ? 0 : a->factor_at,
		.name = arena_strdup(cx->arena, a->name),
		.unit_name = arena_strdup(cx->arena, a->unit_name),
	};

	if (auth_owes(&actor, cx->now) != AUTH_OWES_NOTHING)
		actor.perms &= (permset)1 << PERM_SELF;
	return actor;
}

enum err session_find(struct ctx *cx, const char *token, struct actor *ret_actor,
		      int64_t *ret_expires)
{
	unsigned char hash[AUTH_HASH_SIZE];
	struct auth_session s = { 0 };
	struct auth_account a = { 0 };
	int64_t end;

	if (token == NULL || strlen(token) != AUTH_TOKEN_SIZE - 1)
		return err_set(cx, ERR_UNAUTH, "not a session token");
	TRY(auth_session_find(cx, auth_token_hash(token, hash), &s, &a));
	end = MIN(s.expires_at, s.seen_at + AUTH_SESSION_IDLE);
	if (cx->now >= end)
		return err_set(cx, ERR_UNAUTH, "session %lld has ended", (long long)s.id);
	*ret_actor = actor_make(cx, &a, a.has_totp || s.by_passkey);
	ret_actor->session_id = s.id;
	*ret_expires = end;
	return ERR_OK;
}

enum err session_touch(struct ctx *cx, int64_t session_id)
{
	return session_see_run(
	    cx, &(struct session_see_args){ .id = session_id, .before = cx->now - USEC_MINUTE },
	    NULL);
}

enum err session_close(struct ctx *cx, int64_t session_id)
{
	int64_t changed;

	TRY(session_end_run(cx, &(struct session_end_args){ .id = session_id }, &changed));
	return changed > 0 ? audit_leaf(cx, "auth.close", session_id, NULL) : ERR_OK;
}

enum err session_close_all(struct ctx *cx, int64_t user_id)
{
	int64_t changed;

	TRY(session_end_all_run(cx, &(struct session_end_all_args){ .user_id = user_id },
				&changed));
	if (changed == 0)
		return ERR_OK;
	return audit_leaf(cx, "auth.close_all", user_id,
			  arena_printf(cx->arena, "sessions=%lld", (long long)changed));
}

enum err session_sweep(struct ctx *cx, int64_t object, const char *detail)
{
	int64_t before = cx->now - KEEP_DAYS * USEC_DAY;

	(void)object;
	(void)detail;
	TRY(failed_try_sweep_run(cx, NULL));
	TRY(passkey_answer_sweep_run(cx, NULL));
	TRY(session_passkey_forget_run(
	    cx, &(struct session_passkey_forget_args){ .before = before }, NULL));
	return session_forget_run(cx, &(struct session_forget_args){ .before = before }, NULL);
}

/* ---- API tokens ---------------------------------------------------------------------------- */

enum err token_create(struct ctx *cx, const char *label, permset perms, int64_t expires,
		      char token[AUTH_TOKEN_SIZE], int64_t *ret_id)
{
	int64_t id = APP_ID(cx);
	unsigned char hash[AUTH_HASH_SIZE];

	assert(cx->in_write);
	if ((perms & ~cx->actor->perms) != 0)
		return err_set(cx, ERR_DENIED, "a token can't do more than who makes it");
	if (expires <= cx->now)
		return err_set(cx, ERR_INVALID, "a token needs an end in the future");
	auth_token_make(cx, token);
	TRY(api_token_add_run(cx,
			      &(struct api_token_add_args){
				  .id = id,
				  .label = label,
				  .token_hash = auth_token_hash(token, hash),
				  .perms = (int64_t)perms,
				  .expires_at = expires,
			      },
			      NULL));
	*ret_id = id;
	return audit_leaf(cx, "auth.token", id,
			  arena_printf(cx->arena, "perms=%llx", (unsigned long long)perms));
}

enum err token_find(struct ctx *cx, const char *token, struct actor *ret_actor)
{
	unsigned char hash[AUTH_HASH_SIZE];
	struct api_token_by_token_row row;
	struct auth_account a = { 0 };
	bool found;

	if (token == NULL || strlen(token) != AUTH_TOKEN_SIZE - 1)
		return err_set(cx, ERR_UNAUTH, "not an API token");
	TRY(api_token_by_token_maybe(
	    cx, &(struct api_token_by_token_args){ .token_hash = auth_token_hash(token, hash) },
	    &row, &found));
	if (!found || cx->now >= row.expires_at)
		return err_set(cx, ERR_UNAUTH, "no such API token, or past its end");
	TRY(auth_account_find(cx, row.user_id, &a));
	*ret_actor = actor_make(cx, &a, a.has_totp || a.has_passkey);
	ret_actor->perms &= (permset)row.perms;
	ret_actor->name = row.label;
	return ERR_OK;
}

enum err token_revoke(struct ctx *cx, int64_t id)
{
	int64_t changed;

	TRY(api_token_revoke_run(cx, &(struct api_token_revoke_args){ .id = id }, &changed));
	if (changed == 0)
		return err_set(cx, ERR_NOTFOUND, "no such token, or already revoked");
	return audit_leaf(cx, "auth.token_revoke", id, NULL);
}

/* ---- forms --------------------------------------------------------------------------------- */

/* False when the key of that epoch is not at hand. */
static bool csrf_at(struct ctx *cx, unsigned epoch, int64_t session_id, char token[AUTH_TOKEN_SIZE])
{
	unsigned char key[32], mac[32], message[8];
	int i;

	for (i = 0; i < 8; i++)
		message[i] = (unsigned char)((uint64_t)session_id >> (8 * i));
	if (!vault_derive_at(cx->app->vault, epoch, cx->city, "csrf", key))
		return false;
	(void)crypto_generichash(mac, sizeof(mac), message, sizeof(message), key, sizeof(key));
	token_text(cx, mac, token);
	explicit_bzero(key, sizeof(key));
	return true;
}

void csrf_token(struct ctx *cx, int64_t session_id, char token[AUTH_TOKEN_SIZE])
{
	bool known = csrf_at(cx, vault_epoch(cx->app->vault), session_id, token);

	assert(known);
	(void)known;
}

bool csrf_check(struct ctx *cx, int64_t session_id, const char *token)
{
	unsigned epoch = vault_epoch(cx->app->vault), i;
	char right[AUTH_TOKEN_SIZE];

	if (token == NULL || strlen(token) != AUTH_TOKEN_SIZE - 1)
		return false;
	/* A form drawn before the city's key changed is still good. */
	for (i = 0; i < 2 && i < epoch; i++)
		if (csrf_at(cx, epoch - i, session_id, right) &&
		    sodium_memcmp(right, token, AUTH_TOKEN_SIZE) == 0)
			return true;
	return false;
}
