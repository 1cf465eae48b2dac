/*
 * Context: what one request, job, command or test carries along.
 *
 * It owns the arena; everything else is borrowed.  The instant is read once when the context is
 * made and stays the same to its end, so that one request has one time and tests own the clock.
 */
#ifndef BASE_CTX_H
#define BASE_CTX_H

#include "base/arena.h"
#include "base/err.h"

struct db;
struct app;
struct rng;

enum lang { LANG_ID, LANG_EN, LANG__MAX };

/* Set of permissions; the members are in platform/auth/perm.h.  At most 64. */
typedef uint64_t permset;

/*
 * Who acts.  Never NULL in a context: an anonymous visitor has user_id 0 and the permissions of
 * the public.  The system itself (jobs, the clock) has ACTOR_SYSTEM.
 */
struct actor {
	int64_t user_id;
	int64_t unit_id;    /* unit on whose behalf he acts now, 0 for none */
	int64_t region_id;  /* kelurahan or kecamatan of the unit, 0 for the whole city */
	int64_t session_id; /* 0 without a session */
	unsigned roles;     /* bit set of enum role (platform/auth/role.h) */
	permset perms;
	bool new_password; /* he chooses one before all else */
	int64_t factor_at; /* from then on he sets up a second factor before all else; 0: has one,
			      or needs none */
	const char *name;  /* display name, for "dicatat oleh" */
	const char *unit_name; /* of unit_id, for the bar; NULL for none */
	const char *purpose;   /* stated purpose of this look at personal data, or NULL */
};

#define ACTOR_SYSTEM ((int64_t)1)

struct ctx {
	struct arena *arena;
	struct db *db;   /* connection in use by this thread, NULL where there is none */
	struct app *app; /* long-lived services, see platform/app.h */
	struct rng *rng;
	int64_t city; /* tenant of every statement; 0 only for national reference rows */
	int64_t now;  /* microseconds UTC */
	const struct actor *actor;
	enum lang lang;
	bool in_write;       /* a writing transaction is open */
	uint64_t state;      /* of what processes keep, as this transaction sees it; 0: not asked
				yet.  db clears it at every begin, platform/keep sets it */
	unsigned statements; /* run so far on its behalf */
	enum err detail_code;
	char detail[240];
};

/* A context with a new arena, the anonymous actor and the given instant. */
void ctx_init(struct ctx *cx, struct app *app, int64_t now);

/* Frees the arena.  NULL-safe on the members; the rest is borrowed. */
void ctx_release(struct ctx *cx);

/* The actor without account or permissions. */
extern const struct actor actor_anonymous;

#endif
