/* Signing in: the tries, the password, the code. */
#include "platform/auth/auth.h"

#include <arpa/inet.h>
#include <ctype.h>
#include <string.h>

#include "base/clock.h"
#include "base/str.h"
#include "platform/auth/auth_impl.h"
#include "platform/auth/auth_sql.h"
#include "platform/auth/tries.h"

/* An office or a whole kelurahan may share one address, a login at one address belongs to one. */
static const struct pause_rule by_address = { 20, 5 * USEC_MINUTE, USEC_HOUR };
static const struct pause_rule by_pair = { 4, 15 * USEC_MINUTE, USEC_DAY };
/* Only who knows the password gets as far as the code. */
static const struct pause_rule by_code = { 5, 15 * USEC_MINUTE, USEC_DAY };
/* A code counts once while it is good: whoever looks over a shoulder comes too late. */
static const struct pause_rule by_use = { 0, 2 * USEC_MINUTE, 3 * USEC_MINUTE, 2 * USEC_MINUTE };

static const struct auth_source *source;

void auth_set_source(const struct auth_source *s)
{
	source = s;
}

/* Not disabled, and its time is not over. */
static bool account_is_live(const struct ctx *cx, const struct auth_account *a)
{
	return !a->disabled && (a->valid_until == 0 || cx->now < a->valid_until);
}

enum err auth_account_find(struct ctx *cx, int64_t id, struct auth_account *ret)
{
	bool found = false;

	assert(source != NULL);
	TRY(source->by_id(cx, id, ret, &found));
	if (!found || !account_is_live(cx, ret))
		return err_set(cx, ERR_UNAUTH, "account %lld is gone or disabled", (long long)id);
	return ERR_OK;
}

static enum err session_row(struct ctx *cx, struct blob token_hash, struct auth_session *ret,
			    bool *found)
{
	struct session_by_token_row row;

	TRY(session_by_token_maybe(cx, &(struct session_by_token_args){ .token_hash = token_hash },
				   &row, found));
	if (*found)
		*ret = (struct auth_session){ .id = row.id,
					      .user_id = row.user_id,
					      .seen_at = row.seen_at,
					      .expires_at = row.expires_at };
	return ERR_OK;
}

enum err auth_session_find(struct ctx *cx, struct blob token_hash, struct auth_session *session,
			   struct auth_account *ret)
{
	bool found = false, both;

	assert(source != NULL);
	both = source->by_session != NULL;
	TRY(both ? source->by_session(cx, token_hash, session, ret, &found)
		 : session_row(cx, token_hash, session, &found));
	if (!found)
		return err_set(cx, ERR_UNAUTH, "no such session");
	if (!both)
		return auth_account_find(cx, session->user_id, ret);
	if (!account_is_live(cx, ret))
		return err_set(cx, ERR_UNAUTH, "account %lld is disabled", (long long)ret->id);
	return ERR_OK;
}

enum err auth_passkey_find(struct ctx *cx, struct blob credential, struct auth_passkey *ret,
			   bool *found)
{
	assert(source != NULL);
	*found = false;
	return source->by_passkey != NULL ? source->by_passkey(cx, credential, ret, found) : ERR_OK;
}

const char *auth_account_name(struct ctx *cx, int64_t id)
{
	struct auth_account a;
	bool found = false;

	assert(source != NULL);
	return source->by_id(cx, id, &a, &found) == ERR_OK && found ? a.name : NULL;
}

/* One IPv6 line has 2^64 addresses of its own, so those count as one. */
const char *auth_network(struct ctx *cx, const char *remote)
{
	struct in6_addr a;
	char text[33];

	if (remote == NULL || inet_pton(AF_INET6, remote, &a) != 1 || IN6_IS_ADDR_V4MAPPED(&a))
		return remote != NULL ? remote : "";
	hex_text(&a, 8, text);
	return arena_strdup(cx->arena, text);
}

static const char *address_key(struct ctx *cx, const char *remote)
{
	return arena_printf(cx->arena, "login/%lld/%s", (long long)cx->city,
			    auth_network(cx, remote));
}

enum err auth_tries_begin(struct ctx *cx, const char *tried, const char *remote,
			  struct try_key keys[AUTH_TRY_KEYS])
{
	const char *address = address_key(cx, remote);
	char *pair = arena_printf(cx->arena, "%s/%s", address, tried);
	size_t refused;
	char *p;

	for (p = pair; *p != '\0'; p++)
		*p = (char)tolower((unsigned char)*p);
	keys[AUTH_TRY_ADDRESS] = (struct try_key){ .rule = &by_address, .key = address };
	keys[AUTH_TRY_PAIR] = (struct try_key){ .rule = &by_pair, .key = pair };
	TRY(tries_count(cx, keys, AUTH_TRY_KEYS, &refused));
	if (refused < AUTH_TRY_KEYS)
		return err_set(cx, ERR_LIMIT, "sign-in: too many tries %s",
			       refused == AUTH_TRY_ADDRESS ? "from one address" : "for one login");
	return ERR_OK;
}

enum err auth_tries_end(struct ctx *cx, struct try_key keys[AUTH_TRY_KEYS])
{
	keys[AUTH_TRY_PAIR].all = true;
	return tries_forget(cx, keys, AUTH_TRY_KEYS);
}

static enum err code_check(struct ctx *cx, const struct auth_account *a, const char *code)
{
	char *tries =
	    arena_printf(cx->arena, "code/%lld/%lld", (long long)cx->city, (long long)a->id);
	struct try_key count = { .rule = &by_code, .key = tries, .all = true };
	struct try_key use = { .rule = &by_use };
	int64_t step;
	size_t refused;

	TRY(tries_count(cx, &count, 1, &refused));
	if (refused < 1)
		return err_set(cx, ERR_LIMIT, "sign-in: too many codes");
	if (!totp_check(a->totp.p, a->totp.n, code, cx->now, &step))
		return err_set(cx, ERR_UNAUTH, "sign-in: wrong code");
	use.key = arena_printf(cx->arena, "%s/%lld", tries, (long long)step);
	TRY(tries_count(cx, &use, 1, &refused));
	if (refused < 1)
		return err_set(cx, ERR_UNAUTH, "sign-in: code was used");
	return tries_forget(cx, &count, 1);
}

enum err auth_check(struct ctx *cx, const char *login, const char *password, const char *code,
		    const char *remote, struct auth_account *ret, bool *ret_need_code)
{
	struct auth_account a = { 0 };
	bool found = false, right;
	struct try_key keys[AUTH_TRY_KEYS];

	*ret_need_code = false;
	assert(source != NULL);
	TRY(auth_tries_begin(cx, login, remote, keys));
	TRY(source->by_login(cx, login, &a, &found));
	right = password_check(found ? a.password_hash : NULL, password);
	if (!right || !account_is_live(cx, &a))
		return err_set(cx, ERR_UNAUTH, "sign-in: wrong login or password");
	if (a.has_totp && str_blank(code)) {
		TRY(tries_forget(cx, keys, AUTH_TRY_KEYS));
		*ret_need_code = true;
		return err_set(cx, ERR_UNAUTH, "sign-in: code missing");
	}
	if (a.has_totp)
		TRY(code_check(cx, &a, code));
	TRY(auth_tries_end(cx, keys));
	*ret = a;
	return ERR_OK;
}
