/* What the files of this room share; nobody else includes it. */
#ifndef LINKING_LINKING_IMPL_H
#define LINKING_LINKING_IMPL_H

#include "engine/linkage/linkage_one.h"
#include "feature/linking/linking.h"
#include "feature/linking/linking_sql.h"
#include "feature/linking/whole_sql.h"

/* ---- records (near.c) ---------------------------------------------------------------------- */

/* What is compared of a person, in this order. */
enum { RECORD_COLUMNS = 10, RECORD_NIK = 5 };
extern const enum linkage_kind record_kinds[RECORD_COLUMNS];

/* What the engine compares, and what a pair keeps besides. */
struct record {
	int64_t id, family_id, region_id;
	bool verified; /* the civil registry confirmed the NIK */
	int32_t year;  /* of birth; 0: not known */
	bool about;    /* it is an estimate, and no date is known */
	struct linkage_cell cell[RECORD_COLUMNS];
};

/*
 * The record of somebody who may be named; *ret_there is false for protected ones, aliases, erased
 * and withdrawn ones.  family: kept from call to call, so that a family is read once for those who
 * follow one another; begins as zeroes.
 */
struct record_family {
	int64_t id;
	const char *kk, *address;
};
enum err record_get(struct ctx *cx, int64_t id, struct record_family *family,
		    struct record *ret) NODISCARD; /* whoever it is */
enum err record_read(struct ctx *cx, int64_t id, struct record_family *family, struct record *ret,
		     bool *ret_there) NODISCARD;
/* Of one who is about to be entered: what is said of him and of his family (or NULL). */
enum err record_said(struct ctx *cx, const struct facts *f, const struct facts *family,
		     struct record *ret) NODISCARD;

/* ---- scorers (scorer.c) -------------------------------------------------------------------- */

/*
 * The one of the city of cx by its newest model, or the program's, for so many people more than
 * there are.  Give it back.
 */
struct scorer;
enum err scorer_lend(struct ctx *cx, uint64_t coming, struct scorer **ret) NODISCARD;
const struct linkage_one *scorer_one(const struct scorer *s);
void scorer_return(struct scorer *s);

/* A scorer of a model's text; NULL when it is none or does not know what is compared here. */
struct linkage_one *model_scorer(const char *text, size_t n, uint64_t population);
struct asset;
const struct asset *model_built_in(void);
/* The text of the model that is in use: the newest one of the city, or the program's. */
enum err model_in_use(struct ctx *cx, const char **ret, size_t *ret_n) NODISCARD;

/* ---- candidates (near.c) ------------------------------------------------------------------- */

/* Somebody who may be the one that is looked at. */
struct same_near {
	int64_t id, region_id;
	int64_t permille;    /* how probable */
	int64_t weight;      /* hundredths of log2 of the odds */
	bool sure;           /* SAME_SURE permille, and no number that forbids it */
	bool apart;          /* both NIK are confirmed, and they differ */
	bool two_nik;        /* the NIK differ by more than a slip */
	int64_t stake;       /* 1 to 3: what hangs on the answer */
	const char *reasons; /* as kept: see same_words() */
};

/* Who is looked at, and those who may be him, the most probable first. */
struct near_ask {
	const struct facts *facts;
	const struct facts *family; /* NULL: what stands of the family of facts */
	int64_t self_id;            /* himself; 0: a new one */
	bool new_nik;               /* nobody has that NIK */
	struct same_near near[ALIKE_MAX];
	size_t n;
};
enum err near_persons(struct ctx *cx, struct near_ask *asks, size_t n) NODISCARD;

/* The two weighed anew; *ret_region: the kelurahan of a.  False: not likely, or one of them is not
 * to be named. */
enum err near_pair(struct ctx *cx, int64_t a_id, int64_t b_id, struct same_near *ret,
		   int64_t *ret_region, bool *ret_likely) NODISCARD;

/* Two records, weighed for so many people more than there are; false: not likely. */
enum err near_records(struct ctx *cx, uint64_t coming, const struct record *a,
		      const struct record *b, struct same_near *ret, bool *ret_likely) NODISCARD;

/* As whoever enters people is told. */
struct alike near_alike(struct ctx *cx, const struct same_near *near);

/* A pair as it is kept, with an id of its own. */
struct link_put_args pair_put(struct ctx *cx, int64_t self_id, int64_t self_region,
			      const struct same_near *near);

/* The word for a name the engine gives: link_word(cx, "level", "sounds"). */
const char *link_word(struct ctx *cx, const char *what, const char *name);

/* ---- groups (group.c) ---------------------------------------------------------------------- */

/* Refuses when two of those who were merged into a and b have confirmed NIK that differ; a and b
 * themselves are seen side by side by whoever answers. */
enum err group_refuse(struct ctx *cx, int64_t a_id, int64_t b_id) NODISCARD;

/* ---- everybody (whole.c) ------------------------------------------------------------------- */

/* Some slices of comparing everybody, if that was asked for or is due. */
enum err whole_work(struct ctx *cx, struct db_pool *pool, const struct jobs_lane *lane) NODISCARD;

#endif
