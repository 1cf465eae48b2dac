/* What the pages of account share, and their routes for main.c. */
#ifndef ACCOUNT_ACCOUNT_WEB_H
#define ACCOUNT_ACCOUNT_WEB_H

#include "platform/http/http.h"

extern const struct route account_routes[];       /* signing in, the own account */
extern const struct route passkey_routes[];       /* passkeys: signing in, the own ones */
extern const struct route account_admin_routes[]; /* /pengguna, /izin */
extern const struct route account_many_routes[];  /* /pengguna/daftar */

/* "Petugas front office, Supervisor" in the language of cx. */
const char *account_roles_text(struct ctx *cx, unsigned roles);

/*
 * The hash of a new password in a form.  A weak one is a problem of its field and *ret_hash stays
 * NULL.  prepare-time: slow.
 */
enum err account_hash_checked(struct ctx *cx, struct form *f, int field, const char *login,
			      const char *name, char **ret_hash) NODISCARD;

/*
 * The field must hold the acting person's password, or it has a problem.  prepare-time: slow.
 * ERR_LIMIT: he has tried too often.
 */
enum err account_ask_password(struct ctx *cx, struct form *f, int field) NODISCARD;

/* A path of this house to go back to: anything else could lead the person somewhere else. */
const char *account_local_path(const char *path);

/* /masuk with what came in the form of the request, whichever it is. */
enum err account_sign_in_page(struct ctx *cx, struct req *r, struct ui *u) NODISCARD;

/* Opens the session of somebody who has shown who he is, and leads him on. */
enum err account_sign_in_done(struct ctx *cx, struct req *r, struct resp *resp,
			      const struct auth_account *a, bool by_passkey,
			      const char *back) NODISCARD;

/* Parts of the pages of others: the form of /masuk, and the list of /saya. */
void passkey_draw_sign_in(struct ctx *cx, struct req *r, struct ui *u, const char *back);
enum err passkey_draw_own(struct ctx *cx, struct ui *u) NODISCARD;

#endif
