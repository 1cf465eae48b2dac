/* What the files of auth share. */
#ifndef AUTH_AUTH_IMPL_H
#define AUTH_AUTH_IMPL_H

#include "platform/auth/auth.h"
#include "platform/auth/tries.h"

/* The open session of a token and its account; without them ERR_UNAUTH. */
enum err auth_session_find(struct ctx *cx, struct blob token_hash, struct auth_session *session,
			   struct auth_account *ret) NODISCARD;

/* The account behind a session or token; ERR_UNAUTH when it is gone, disabled or past its end. */
enum err auth_account_find(struct ctx *cx, int64_t id, struct auth_account *ret) NODISCARD;

/* The passkey that an authenticator calls so. */
enum err auth_passkey_find(struct ctx *cx, struct blob credential, struct auth_passkey *ret,
			   bool *found) NODISCARD;

/* Counts a try to sign in under an address, and under it and what is tried; ERR_LIMIT: too many. */
enum { AUTH_TRY_ADDRESS, AUTH_TRY_PAIR, AUTH_TRY_KEYS };
enum err auth_tries_begin(struct ctx *cx, const char *tried, const char *remote,
			  struct try_key keys[AUTH_TRY_KEYS]) NODISCARD;
/* He has shown who he is: the tries of the pair are forgotten, and this one of the address. */
enum err auth_tries_end(struct ctx *cx, struct try_key keys[AUTH_TRY_KEYS]) NODISCARD;

#endif
