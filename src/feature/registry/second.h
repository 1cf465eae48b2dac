/*
 * Second: what waits for a second pair of eyes, of whatever room, with its limit.
 *
 * Who says something that decides aid says second_begin() in the same transaction, and whoever
 * decides it, takes it back or erases it second_end().  How long it may wait is reference data (set
 * "limit"): kedua_data, kedua_peristiwa or one of an event's own (kedua_meninggal), kedua_bantuan,
 * kedua_verifikator, kedua_kepala.  What is late is marked, counted on the start page of who may
 * decide, and the clock reminds: at first who decides in that place, then those above as well.
 */
#ifndef REGISTRY_SECOND_H
#define REGISTRY_SECOND_H

#include "base/ctx.h"
#include "feature/registry/fact.h"

enum second_kind {
	SECOND_FACT = 1, /* decided by who holds REGISTRY_DECIDE, like the next two */
	SECOND_EVENT,
	SECOND_AID,
	SECOND_CHECK,  /* by VERVAL_CHECK */
	SECOND_APPROVE /* by VERVAL_APPROVE */
};

struct second {
	int64_t id; /* of the claim, event, aid or request */
	enum second_kind kind;
	const char *what; /* field, event, programme, number of the request */
	enum fact_of of;
	int64_t subject_id;
	int64_t by_id, other_id; /* who may not decide it, or 0 */
};

/* In a write transaction.  The same once more changes nothing; of another kind it begins anew. */
enum err second_begin(struct ctx *cx, const struct second *s) NODISCARD;
/* It waits no longer; none is no error. */
enum err second_end(struct ctx *cx, int64_t id) NODISCARD;
/* The actor's own word of a field is replaced by another. */
enum err second_end_field(struct ctx *cx, enum fact_of of, int64_t subject_id,
			  const char *field) NODISCARD;
/* All that touches somebody who is erased. */
enum err second_end_subject(struct ctx *cx, int64_t subject_id) NODISCARD;

/* ---- looking: what others have said, in the actor's scope, that is his to decide ------------- */

struct second_count {
	int64_t n, late;
	int64_t due; /* the earliest limit, 0: none */
};
enum err second_count(struct ctx *cx, struct second_count *ret) NODISCARD;

struct second_item {
	int64_t id, kind, subject_id, since_at, due_at; /* due_at 0: no limit */
	enum fact_of of;
	const char *what, *name, *who;
};
/* The oldest first. */
enum err second_list(struct ctx *cx, bool late, int64_t after_id, unsigned max,
		     struct second_item **ret, size_t *ret_n) NODISCARD;

/* "Menunggu 3 hari, batas 24 Nov"; "" when it waits no longer.  *ret_late: beyond its limit. */
enum err second_words(struct ctx *cx, int64_t id, const char **ret, bool *ret_late) NODISCARD;

/* ---- the clock ------------------------------------------------------------------------------- */

/* Reminds of what is late, one notice for each person; once a working day for the same. */
enum err second_tick(struct ctx *cx) NODISCARD;

#endif
