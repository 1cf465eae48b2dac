/* What the files of the registry that read and write subjects share; nobody else includes it. */
#ifndef REGISTRY_SUBJECT_IMPL_H
#define REGISTRY_SUBJECT_IMPL_H

#include "feature/registry/registry.h"
#include "feature/registry/registry_sql.h"

/* ---- rows (subject_row.c) ------------------------------------------------------------------ */

/* What the row says, sealed values opened. */
enum err subject_read(struct ctx *cx, enum fact_of of, int64_t id, struct subject *ret) NODISCARD;

/* Writes the facts and marks of s as its row; s->version is the one seen.  ERR_CONFLICT. */
enum err subject_write(struct ctx *cx, const struct subject *s) NODISCARD;

/* The first row of a subject. */
enum err subject_insert(struct ctx *cx, const struct facts *facts,
			const struct subject_ready *ready, const struct origin *origin) NODISCARD;

/*
 * The event "undone": a person whom an import made is withdrawn.  Only of one whose facts all stand
 * as they came (no marks): then nothing has to be opened and sealed anew.  ERR_CONFLICT.
 */
enum err person_withdraw(struct ctx *cx, int64_t id, int64_t version, int64_t state,
			 const struct origin *o) NODISCARD;

/* Is a value of that field sealed? */
bool fact_sealed(const struct fact_field *field);

/* Canonical text and numbers: what is unknown or no number is or_else, DATE_NONE, NULL. */
int32_t fact_date(const char *value);
const char *fact_of_int(struct ctx *cx, int64_t v);
const char *fact_of_date(struct ctx *cx, int32_t date);

/* The states of a claim: not decided yet, taken, and left. */
enum { CLAIM_OPEN = 0, CLAIM_TAKEN = 1, CLAIM_LEFT = 2, CLAIM_WAITS = 4 };

/* Open claims that say the very same as one of these are decided as `as` says, without its id. */
enum err claims_agree(struct ctx *cx, enum fact_of of, int64_t subject_id,
		      const struct fact_change *same, size_t n,
		      const struct claim_decide_args *as) NODISCARD;

/* ---- what was said (version.c) --------------------------------------------------------------- */

/* One field of a version about to be written. */
struct said {
	const struct fact_field *field;
	const char *before, *after;
};
enum err version_write(struct ctx *cx, enum fact_of of, int64_t subject_id, int64_t version,
		       const char *event, const struct origin *origin, const struct said *said,
		       size_t n, int64_t *ret_id) NODISCARD;

/* The versions of a subject in the order of writing, those taken back too. */
enum err version_read(struct ctx *cx, int64_t subject_id, struct version **ret,
		      size_t *ret_n) NODISCARD;

/*
 * What a field came to: the statement that holds on a day by what was known at a moment.  mark is
 * NULL where the first row still stands.
 */
struct standing {
	const char *value;
	const struct version *by; /* NULL: the first row */
};
struct standing fact_standing(const struct subject *s, const struct version *versions, size_t n,
			      const struct fact_field *field, int32_t held_on, int64_t known_at,
			      int zone_minutes);

/* From when a statement holds, for its order among others: INT32_MIN since ever. */
int32_t fact_effective(const struct fact_field *field, int32_t valid_from, int64_t recorded_at,
		       int zone_minutes);

/* The same of what holds now: of the first row without a day it is since ever. */
int32_t present_effective(const struct subject *s, const struct fact_field *field,
			  const struct fact_mark *mark, int zone_minutes);

/* ---- sources (source.c) ---------------------------------------------------------------------- */

/* How much a source is worth for a field: the higher holds against the lower. */
int source_rank(const struct source_book *book, const char *source, const char *field);

/* ---- changes (subject.c) --------------------------------------------------------------------- */

/* As subject_change(), for fields that only events write too. */
enum err subject_event(struct ctx *cx, enum fact_of of, int64_t id, const char *event,
		       const struct fact_change *changes, size_t n,
		       const struct origin *origin) NODISCARD;

/*
 * What one of its versions said held from another day (origin), and its text of that day (field) is
 * said anew; no earlier than what it changed.  The version is taken back for one that says so.
 */
enum err subject_redate(struct ctx *cx, struct subject *s, struct version *v, size_t n,
			size_t which, const struct fact_change *day,
			const struct origin *origin) NODISCARD;

/* After versions of it were taken back: every field of theirs becomes what still stands, in s and
 * in its row. */
enum err subject_restand(struct ctx *cx, struct subject *s, const struct version *versions,
			 size_t n, const char *event, const struct origin *origin,
			 int64_t *ret_version_id) NODISCARD;

/* The family a person belongs to; 0: none, or no person. */
int64_t subject_family(const struct subject *s);

/* Minutes by which the city is ahead of UTC. */
int registry_zone(const struct ctx *cx);

#endif
