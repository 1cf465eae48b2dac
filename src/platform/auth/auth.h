/*
 * Auth: who is at the other end.  Passwords (Argon2id), sessions, API tokens, the second factor and
 * limits on trying.  The tables of people are feature/account's; auth owns session and api_token,
 * counts failed sign-ins in the database and other limits in memory, and asks for an account
 * through the functions that main.c registers.
 */
#ifndef AUTH_AUTH_H
#define AUTH_AUTH_H

#include "platform/auth/perm.h"
#include "platform/db/db.h"

#define AUTH_TOKEN_SIZE 44 /* 32 random bytes as base64url and NUL */
#define AUTH_HASH_SIZE  32

/* A new token for a cookie or a program. */
void auth_token_make(struct ctx *cx, char token[AUTH_TOKEN_SIZE]);
/*
 * What is stored of one, in hash: who reads the data file can't sign in with what is there.  The
 * blob is as long-lived as hash.
 */
struct blob auth_token_hash(const char *token, unsigned char hash[AUTH_HASH_SIZE]);

/* Argon2id hash of a password, 19 MiB, 2 passes; at most two run at once.  In cx->arena. */
enum err password_hash(struct ctx *cx, const char *password, char **ret_hash) NODISCARD;

/* True when it fits.  hash NULL takes the same time and is false, so names can't be probed. */
bool password_check(const char *hash, const char *password);

/*
 * Why a new password is refused (catalogue key), or NULL: at least 10 characters, not the login or
 * the name, not in the list of common ones.
 */
const char *password_fault(const char *password, const char *login, const char *name);

/* What auth needs to know of an account; feature/account fills it. */
struct auth_account {
	int64_t id, unit_id, region_id;
	unsigned roles;
	const char *login, *name, *password_hash;
	const char *unit_name; /* of unit_id */
	enum lang lang;
	int64_t valid_until;        /* 0: no end */
	bool disabled, must_change; /* must choose a new password before anything else */
	bool has_totp, has_passkey; /* has_passkey: one at least that is not refused */
	int64_t factor_at; /* from when on a role of his needs a second factor; 0: none does */
	struct blob totp;  /* the unsealed secret when has_totp */
};

/* An open session as it lies there. */
struct auth_session {
	int64_t id, user_id, seen_at, expires_at;
	bool by_passkey; /* session_prove() */
};

/* The public half of a passkey (passkey.h). */
struct auth_passkey {
	int64_t id, user_id;
	int alg;
	struct blob key, handle; /* handle: of the account */
	const char *rp;
	int64_t count;
	bool copied; /* refused since its counter went back */
};

struct auth_source {
	enum err (*by_login)(struct ctx *cx, const char *login, struct auth_account *ret,
			     bool *found);
	enum err (*by_id)(struct ctx *cx, int64_t id, struct auth_account *ret, bool *found);
	/* An open session and its account in one look; NULL: they are looked for one by one. */
	enum err (*by_session)(struct ctx *cx, struct blob token_hash, struct auth_session *session,
			       struct auth_account *ret, bool *found);
	/* By what its authenticator calls it; NULL: there are none. */
	enum err (*by_passkey)(struct ctx *cx, struct blob credential, struct auth_passkey *ret,
			       bool *found);
};
/* Called once before threads start; the source is kept by reference. */
void auth_set_source(const struct auth_source *source);

/* The name of whoever did something, also of one who has left; NULL: unknown. */
const char *auth_account_name(struct ctx *cx, int64_t id);

/*
 * Tries a login and password (and code, NULL or "" when none was asked for).  prepare-time: slow.
 * Fails with ERR_UNAUTH for all wrong inputs alike, ERR_LIMIT when this address has tried too
 * often (delays grow with the address and the pair of address and login, so that nobody can lock
 * another out).  When the password was right and a code is missing, the result is ERR_UNAUTH as
 * well and *ret_need_code is true: ask for the code and call again with all three.
 */
enum err auth_check(struct ctx *cx, const char *login, const char *password, const char *code,
		    const char *remote, struct auth_account *ret, bool *ret_need_code) NODISCARD;

/* The network an address lies in, as tries are counted; in cx->arena. */
const char *auth_network(struct ctx *cx, const char *remote);

#define AUTH_SESSION_LENGTH (12 * INT64_C(3600000000))
#define AUTH_SESSION_IDLE   (45 * INT64_C(60000000))

/* Opens a session in a write transaction; token gets what the cookie carries. */
enum err session_open(struct ctx *cx, int64_t user_id, const char *remote, const char *agent,
		      char token[AUTH_TOKEN_SIZE]) NODISCARD;

/* This session was opened with a passkey, or one was made in it: it needs no code beside it. */
enum err session_prove(struct ctx *cx, int64_t session_id) NODISCARD;

/*
 * Finds the session of a request and fills ret_actor (in cx->arena).  An unknown, expired or closed
 * one is ERR_UNAUTH, as is one whose account is disabled.  Sessions end after 12 hours, or 45
 * minutes without a request (the page warns five minutes before): *ret_expires is the earlier of
 * the two, so session_touch() is due when it is less than 44 minutes away.  An account that must
 * change its password holds PERM_SELF only, and so does one whose role needs a second factor that
 * it does not have (auth_owes_factor()).
 */
enum err session_find(struct ctx *cx, const char *token, struct actor *ret_actor,
		      int64_t *ret_expires) NODISCARD;
enum err session_touch(struct ctx *cx, int64_t session_id) NODISCARD; /* at most once a minute */
enum err session_close(struct ctx *cx, int64_t session_id) NODISCARD;
enum err session_close_all(struct ctx *cx, int64_t user_id) NODISCARD;

/* Deletes sessions that ended 90 days ago; has the form of a job, for main.c to repeat daily. */
enum err session_sweep(struct ctx *cx, int64_t object, const char *detail) NODISCARD;

/*
 * Must he set up a second factor before he does anything else?  Who signed in by password alone
 * must, from a->factor_at on; the tokens of somebody without any rest until he has.
 */
bool auth_owes_factor(const struct actor *a, int64_t now);

/* What he does before all else. */
enum auth_owed { AUTH_OWES_NOTHING, AUTH_OWES_PASSWORD, AUTH_OWES_FACTOR };
enum auth_owed auth_owes(const struct actor *a, int64_t now);

/*
 * API tokens act for the account that made them (in a write transaction), with no more than perms
 * and no more than the account may at the time.  Asking for more is ERR_DENIED.
 */
enum err token_create(struct ctx *cx, const char *label, permset perms, int64_t expires,
		      char token[AUTH_TOKEN_SIZE], int64_t *ret_id) NODISCARD;
enum err token_find(struct ctx *cx, const char *token, struct actor *ret_actor) NODISCARD;
enum err token_revoke(struct ctx *cx, int64_t id) NODISCARD;

/* CSRF token of a session for the forms: MAC of the session id. */
void csrf_token(struct ctx *cx, int64_t session_id, char token[AUTH_TOKEN_SIZE]);
bool csrf_check(struct ctx *cx, int64_t session_id, const char *token);

/*
 * RFC 6238, SHA-1, 30 seconds, 6 digits; accepts one step either side, and spaces anywhere.
 * *ret_step (may be NULL), set only when it is right, is the step that it is the code of: whoever
 * lets a code count once goes by that, for one code can be typed in many ways.
 */
bool totp_check(const unsigned char *secret, size_t n, const char *code, int64_t now,
		int64_t *ret_step);

/*
 * A leaky bucket per key in memory, of burst places, that a full one needs per_usec to empty: true
 * when one more is allowed now.  For public forms, status look-ups and one-time codes.  The key
 * carries the city's number, such as "lacak:1:LP-7F3K2MQ8" or "report:1:203.0.113.7".
 */
bool rate_allow(const char *key, unsigned burst, int64_t per_usec, int64_t now);

#endif
