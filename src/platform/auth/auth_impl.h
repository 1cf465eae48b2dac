/* What the files of auth share. */
#ifndef AUTH_AUTH_IMPL_H
#define AUTH_AUTH_IMPL_H

#include "platform/auth/auth.h"

/* The open session of a token and its account; without them ERR_UNAUTH. */
enum err auth_session_find(struct ctx *cx, struct blob token_hash, struct auth_session *session,
			   struct auth_account *ret) NODISCARD;

/* The account behind a session or token; ERR_UNAUTH when it is gone, disabled or past its end. */
enum err auth_account_find(struct ctx *cx, int64_t id, struct auth_account *ret) NODISCARD;

/* Not disabled and within its dates. */
bool auth_account_live(const struct ctx *cx, const struct auth_account *a);

#endif
