#include "platform/auth/perm.h"

#include "base/macros.h"
#include "base/str.h"

enum { PURPOSE_MIN = 5 }; /* letters; parts.html asks for as many */

static_assert(PERM__MAX <= 64, "a set of permissions fits its 64 bits");
static_assert(ROLE__MAX <= 8 * sizeof(unsigned), "a set of roles fits its bits");

static const struct {
	const char *name, *key;
} perms[PERM__MAX] = {
#define PERM(name, key) [PERM_##name] = { #name, key },
#include "platform/auth/perm.def"
#undef PERM
};

static const struct {
	const char *name, *key;
	enum reach reach;
} roles[ROLE__MAX] = {
#define ROLE(name, key, reach) [ROLE_##name] = { #name, key, REACH_##reach },
#define GRANT(role, perm)
#include "platform/auth/role.def"
#undef ROLE
#undef GRANT
};

static const struct {
	enum role role;
	enum perm perm;
} grants[] = {
#define ROLE(name, key, reach)
#define GRANT(role, perm) { ROLE_##role, PERM_##perm },
#include "platform/auth/role.def"
#undef ROLE
#undef GRANT
};

const char *perm_name(enum perm p)
{
	assert(p < PERM__MAX);
	return perms[p].name;
}

const char *perm_key(enum perm p)
{
	assert(p < PERM__MAX);
	return perms[p].key;
}

const char *role_name(enum role r)
{
	assert(r < ROLE__MAX);
	return roles[r].name;
}

const char *role_key(enum role r)
{
	assert(r < ROLE__MAX);
	return roles[r].key;
}

enum reach role_reach(enum role r)
{
	assert(r < ROLE__MAX);
	return roles[r].reach;
}

permset role_perms(unsigned set)
{
	permset p = 0;
	size_t i;

	for (i = 0; i < LEN(grants); i++)
		if ((set >> grants[i].role & 1U) != 0)
			p |= (permset)1 << grants[i].perm;
	return p;
}

enum reach roles_reach(unsigned set)
{
	enum reach far = REACH_UNIT;
	unsigned r;

	for (r = 0; r < ROLE__MAX; r++)
		if ((set >> r & 1U) != 0)
			far = MAX(far, roles[r].reach);
	return far;
}

bool may(const struct ctx *cx, enum perm p)
{
	assert(p < PERM__MAX);
	return p == PERM_NONE || (cx->actor->perms >> p & 1U) != 0;
}

bool purpose_said(const struct ctx *cx)
{
	const char *purpose = cx->actor->purpose;

	return purpose != NULL && utf8_length(purpose) >= PURPOSE_MIN;
}
