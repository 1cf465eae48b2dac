/*
 * The form of one person's account: drawn on the page of one, filled row by row from a list of
 * many, so that both are checked by the same fields in the same words.
 */
#ifndef ACCOUNT_ACCOUNT_FORM_H
#define ACCOUNT_ACCOUNT_FORM_H

#include "feature/account/account.h"
#include "platform/auth/perm.h"

enum {
	A_NAME,
	A_LOGIN,
	A_UNIT,
	A_PHONE,
	A_EMAIL,
	A_UNTIL,
	A_ROLES,
	A_PASSWORD,
	A_VERSION = A_ROLES
};

extern const struct form_def account_new_form, account_edit_form;
extern const struct member account_role_members[]; /* by enum role */

/* All open units: .options of a FIELD_REF. */
enum err account_unit_choices(struct ctx *cx, const struct form *f, struct options *ret) NODISCARD;

/* What was chosen in such a field; 0: nothing. */
int64_t account_form_id(const struct form *f, int field);

/* What either form says of the person: everything but id, version and roles. */
struct account account_of_form(const struct ctx *cx, const struct form *f);

/* A set of roles one by one, each held for the same region (0: none); how many. */
size_t account_roles_of(struct account_role ret[static ROLE__MAX], uint64_t bits,
			int64_t region_id);

/* The account of a new form, with its roles; its password must be changed when he signs in. */
enum err account_make(struct ctx *cx, const struct form *f, const char *password_hash,
		      int64_t *ret_id) NODISCARD;

#endif
