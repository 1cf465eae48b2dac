/* What the pages of account share, and their routes for main.c. */
#ifndef ACCOUNT_ACCOUNT_WEB_H
#define ACCOUNT_ACCOUNT_WEB_H

#include "platform/http/http.h"

extern const struct route account_routes[];       /* signing in, the own account */
extern const struct route account_admin_routes[]; /* /pengguna, /izin */

/* "Petugas front office, Supervisor" in the language of cx. */
const char *account_roles_text(struct ctx *cx, unsigned roles);

/*
 * The hash of a new password in a form.  A weak one is a problem of its field and *ret_hash stays
 * NULL.  prepare-time: slow.
 */
enum err account_hash_checked(struct ctx *cx, struct form *f, int field, const char *login,
			      const char *name, char **ret_hash) NODISCARD;

#endif
