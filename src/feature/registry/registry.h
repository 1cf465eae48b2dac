/*
 * Registry: the people the city has met.
 *
 * A person is known by name or still unknown and described; the unknown becomes known without
 * losing a line, because every change is kept with the source that said so.  NIK and telephone are
 * sealed for the person; equality of NIK is found by its blind index, and two persons with the same
 * NIK can be stored: that is a finding, not an error.
 */
#ifndef REGISTRY_REGISTRY_H
#define REGISTRY_REGISTRY_H

#include "base/ctx.h"
#include "platform/db/db.h"

struct person {
	int64_t id, version; /* id 0: a new one */
	bool known;
	const char *name; /* of an unknown one: the description in short */
	const char *alias, *traits, *address, *origin;
	int64_t sex;        /* 0 unknown, 1 L, 2 P */
	int64_t birth_date; /* days since 1970, DB_NONE unknown */
	int64_t birth_year; /* estimate, DB_NONE unknown */
	int64_t region_id;
	const char *nik, *phone; /* in clear; NULL: as it was */
	bool protected;
};

/*
 * Adds or changes a person in a write transaction; what changed is kept field by field with its
 * source.  ERR_CONFLICT: version is given and no longer the present one; ERR_NOTFOUND: no such id.
 */
enum err person_save(struct ctx *cx, const struct person *p, const char *source,
		     int64_t *ret_id) NODISCARD;

/* Reads one, with NIK and telephone opened.  The caller has checked that the actor may see it. */
enum err person_get(struct ctx *cx, int64_t id, struct person *ret) NODISCARD;

/*
 * All persons with that NIK, the first met before the others; none is no error.  Says that somebody
 * is known here: the caller answers for the scope, or for a reason that is kept.
 */
enum err person_by_nik(struct ctx *cx, const char *nik, int64_t **ret, size_t *ret_n) NODISCARD;

/*
 * While the city's key is changed: makes the blind indexes of at most max NIK anew, in a write
 * transaction.  *ret_left: is there more?
 */
enum err person_reblind(struct ctx *cx, unsigned max, bool *ret_left) NODISCARD;

/* Is there work for it?  In a reading transaction. */
enum err person_reblind_due(struct ctx *cx, bool *ret) NODISCARD;

/*
 * Erases: the key of the person goes, clear fields become a tombstone, old values of changes go
 * too. A keyed commitment to what was there stays, so that a paper can still be compared.  false:
 * there is no such person, or he was erased before.  In a write transaction.
 */
enum err person_erase(struct ctx *cx, int64_t id, bool *ret_erased) NODISCARD;

#endif
