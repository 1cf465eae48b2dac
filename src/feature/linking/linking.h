/*
 * Linking: who is there twice.
 *
 * Whoever was changed is compared with the few who may be him: of the same NIK, telephone, family
 * card, name or birth date (day and month swapped as well), weighed as engine/linkage learnt it.
 * What is likely becomes a question with the word of each field; what is nearly certain is listed
 * apart, to be confirmed at once; what is unlikely is not shown.  An answer "same" merges
 * (person_merge), and can be taken back; "different" is never asked again.  Two with different NIK
 * confirmed by the civil registry are never suggested as certain.  Persons still unknown are
 * compared by what is told of them; protected ones by nobody.
 */
#ifndef LINKING_LINKING_H
#define LINKING_LINKING_H

#include "base/ctx.h"
#include "feature/registry/registry.h"

struct db_pool;
struct jobs_lane;

/* ---- looking ------------------------------------------------------------------------------- */

/* From how many of a thousand on somebody is named, and from how many on he is nearly certain. */
enum { SAME_SHOWN = 500, SAME_SURE = 990 };

/* For person_alike_by(): who may be those who are entered. */
enum err same_candidates(struct ctx *cx, struct alike_ask *asks, size_t n) NODISCARD;

/* "nama berbunyi sama, tanggal lahir: hari dan bulan tertukar, ibu sama" of what is kept. */
const char *same_words(struct ctx *cx, const char *reasons);

/* The walk along the feed of changes, for jobs_long(); and one batch of it. */
enum err linking_work(struct ctx *cx, struct db_pool *pool, const struct jobs_lane *lane) NODISCARD;
enum err linking_step(struct ctx *cx, struct db_pool *pool, bool *ret_behind) NODISCARD;

/* ---- questions ----------------------------------------------------------------------------- */

enum link_state { LINK_OPEN = 1, LINK_SAME, LINK_DIFFERENT, LINK_LATER, LINK_UNLIKELY };

struct link_pair {
	int64_t id, a_id, b_id, permille, worth, state, skipped, decided_at;
	bool sure;
	const char *a_name, *b_name, *region, *reasons;
	const char *words; /* of the reasons */
	const char *by;    /* who answered, of answered ones */
};

/* Questions the actor may answer, the most worthwhile first; or those that are nearly certain. */
enum err link_questions(struct ctx *cx, bool sure, unsigned max, struct link_pair **ret,
			size_t *ret_n) NODISCARD;
/* How many of both there are. */
enum err link_counts(struct ctx *cx, int64_t *ret_questions, int64_t *ret_sure) NODISCARD;
/* Answered ones, the last first. */
enum err link_answered(struct ctx *cx, unsigned max, struct link_pair **ret,
		       size_t *ret_n) NODISCARD;
/* ERR_NOTFOUND: none, or not of the actor's kelurahan. */
enum err link_get(struct ctx *cx, int64_t id, struct link_pair *ret) NODISCARD;

/*
 * Answers.  ERR_CONFLICT: somebody answered it, or one of them changed hands meanwhile.  The same:
 * the one met later becomes an alias of the one met first.
 */
enum err link_answer_same(struct ctx *cx, int64_t id, const char *reason) NODISCARD;
enum err link_answer_different(struct ctx *cx, int64_t id) NODISCARD;
enum err link_answer_later(struct ctx *cx, int64_t id) NODISCARD;

/* Takes an answer back; a merge is undone. */
enum err link_take_back(struct ctx *cx, int64_t id) NODISCARD;

/* One field of both, side by side. */
struct link_field {
	const char *label, *a, *b; /* as a page may show it: secret ones masked; NULL unknown */
	const char *says;          /* in words; NULL: it is not compared */
	int64_t weight;            /* hundredths; above 0 speaks for one person */
};
enum err link_compare(struct ctx *cx, const struct link_pair *p, struct link_field **ret,
		      size_t *ret_n) NODISCARD;

#endif
