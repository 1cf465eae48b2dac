/* Permissions: what a route or a writing statement demands and a role grants. */
#ifndef AUTH_PERM_H
#define AUTH_PERM_H

#include "base/ctx.h"

enum perm {
#define PERM(name, key) PERM_##name,
#include "platform/auth/perm.def"
#undef PERM
	PERM__MAX
};

enum role {
#define ROLE(name, key, reach) ROLE_##name,
#define GRANT(role, perm)
#include "platform/auth/role.def"
#undef ROLE
#undef GRANT
	ROLE__MAX
};

/* How far a role sees: rows of its own units, of its region as well, or of the whole city. */
enum reach { REACH_UNIT, REACH_REGION, REACH_CITY };

const char *perm_name(enum perm p); /* "REPORT_READ" */
const char *perm_key(enum perm p);  /* catalogue key */
const char *role_name(enum role r);
const char *role_key(enum role r);
enum reach role_reach(enum role r);

/* All permissions that a set of roles (bits of enum role) grants. */
permset role_perms(unsigned set);

/* The farthest reach of a set of roles. */
enum reach roles_reach(unsigned set);

/* Does the acting person hold it?  PERM_NONE always. */
bool may(const struct ctx *cx, enum perm p);

/* Has the acting person said what for, so that a secret value is shown and the look is kept? */
bool purpose_said(const struct ctx *cx);

#endif
