/* Signing in: the tries, the password, the code. */
#include "platform/auth/auth.h"

#include <arpa/inet.h>
#include <ctype.h>
#include <string.h>

#include "base/clock.h"
#include "base/str.h"
#include "platform/auth/auth_impl.h"
#include "platform/auth/throttle.h"

/* An office or a whole kelurahan may share one address, a login at one address belongs to one. */
static const struct pause_rule by_address = { 20, 5 * USEC_MINUTE, USEC_HOUR };
static const struct pause_rule by_pair = { 4, 15 * USEC_MINUTE, USEC_DAY };
/* Only who knows the password gets as far as the code. */
static const struct pause_rule by_code = { 5, 15 * USEC_MINUTE, USEC_DAY };

static const struct auth_source *source;

void auth_set_source(const struct auth_source *s)
{
	source = s;
}

enum err auth_account_find(struct ctx *cx, int64_t id, struct auth_account *ret)
{
	bool found = false;

	assert(source != NULL);
	TRY(source->by_id(cx, id, ret, &found));
	if (!found || !auth_account_live(cx, ret))
		return err_set(cx, ERR_UNAUTH, "account %lld is gone or disabled", (long long)id);
	return ERR_OK;
}

bool auth_account_live(const struct ctx *cx, const struct auth_account *a)
{
	return !a->disabled && (a->valid_until == 0 || cx->now < a->valid_until);
}

/* One IPv6 line has 2^64 addresses of its own, so those count as one. */
static const char *address_key(struct ctx *cx, const char *remote)
{
	struct in6_addr a;
	char text[33];

	if (remote == NULL || inet_pton(AF_INET6, remote, &a) != 1 || IN6_IS_ADDR_V4MAPPED(&a))
		return arena_printf(cx->arena, "login/%lld/%s", (long long)cx->city,
				    remote != NULL ? remote : "");
	hex_text(&a, 8, text);
	return arena_printf(cx->arena, "login/%lld/%s", (long long)cx->city, text);
}

struct tries {
	const char *address, *pair;
};

static enum err tries_begin(struct ctx *cx, const char *login, const char *remote,
			    struct tries *ret)
{
	struct tries t = { .address = address_key(cx, remote) };
	char *pair = arena_printf(cx->arena, "%s/%s", t.address, login);
	char *p;

	for (p = pair; *p != '\0'; p++)
		*p = (char)tolower((unsigned char)*p);
	t.pair = pair;
	if (!pause_try(&by_address, t.address, cx->now))
		return err_set(cx, ERR_LIMIT, "sign-in: too many tries from one address");
	if (!pause_try(&by_pair, t.pair, cx->now)) {
		pause_undo(t.address, false);
		return err_set(cx, ERR_LIMIT, "sign-in: too many tries for one login");
	}
	*ret = t;
	return ERR_OK;
}

/* A code counts once: whoever looks over a shoulder comes too late. */
static enum err code_check(struct ctx *cx, const struct auth_account *a, const char *code)
{
	char *tries =
	    arena_printf(cx->arena, "code/%lld/%lld", (long long)cx->city, (long long)a->id);
	char *used = arena_printf(cx->arena, "%s/%s", tries, code);

	if (!pause_try(&by_code, tries, cx->now))
		return err_set(cx, ERR_LIMIT, "sign-in: too many codes");
	if (!totp_check(a->totp.p, a->totp.n, code, cx->now) ||
	    !rate_allow(used, 1, 2 * USEC_MINUTE, cx->now))
		return err_set(cx, ERR_UNAUTH, "sign-in: wrong code");
	pause_undo(tries, true);
	return ERR_OK;
}

enum err auth_check(struct ctx *cx, const char *login, const char *password, const char *code,
		    const char *remote, struct auth_account *ret, bool *ret_need_code)
{
	struct auth_account a = { 0 };
	bool found = false, right;
	struct tries t = { 0 };

	*ret_need_code = false;
	assert(source != NULL);
	TRY(tries_begin(cx, login, remote, &t));
	TRY(source->by_login(cx, login, &a, &found));
	right = password_check(found ? a.password_hash : NULL, password);
	if (!right || !auth_account_live(cx, &a))
		return err_set(cx, ERR_UNAUTH, "sign-in: wrong login or password");
	if (a.has_totp && str_blank(code)) {
		pause_undo(t.pair, false);
		pause_undo(t.address, false);
		*ret_need_code = true;
		return err_set(cx, ERR_UNAUTH, "sign-in: code missing");
	}
	if (a.has_totp)
		TRY(code_check(cx, &a, code));
	pause_undo(t.pair, true);
	pause_undo(t.address, false);
	*ret = a;
	return ERR_OK;
}
