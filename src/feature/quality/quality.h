/*
 * Quality: what is wrong with the facts of the registry, whose work it is, and whether it gets
 * better.
 *
 * The rules are data (reference set "quality_rule"); what each looks at is a function here.  Every
 * person and family is looked at again when its facts change, so that a finding ends by itself once
 * the fact is put right.  Whoever is protected, still unknown or merged away has no finding.
 *
 * Score of a place or a source, 0 to 100: each person and each family counts 100, less the weight
 * of its heaviest open finding; the score is the mean.  A finding accepted with a reason takes
 * nothing.  docs/quality.md says it at length.
 */
#ifndef QUALITY_QUALITY_H
#define QUALITY_QUALITY_H

#include "base/ctx.h"
#include "platform/form/form.h"

struct db_pool;
struct json_t;

/* ---- checking ------------------------------------------------------------------------------ */

/*
 * Checks who was changed since it last did: for jobs_long().  Reads on a reader; what is different
 * is written in transactions of at most a few milliseconds.
 */
struct jobs_lane;
enum err quality_work(struct ctx *cx, struct db_pool *pool, const struct jobs_lane *lane) NODISCARD;

/* One batch of it.  *ret_behind: there is more to check. */
enum err quality_step(struct ctx *cx, struct db_pool *pool, bool *ret_behind) NODISCARD;

/* For ref_set_check("quality_rule"): the key that is wrong, or NULL. */
const char *quality_rule_fault(const struct json_t *doc);

struct ref_fault;
/* For ref_set_among("quality_rule"): a rule that would find nobody, or whoever is right. */
enum err quality_rule_among(struct ctx *cx, const char *code, const struct json_t *doc,
			    const struct json_t *old, struct ref_fault *ret) NODISCARD;

/* ---- figures ------------------------------------------------------------------------------- */

/* Permille of the full score; -1: nobody is counted. */
struct quality_figure {
	int64_t region_id; /* of figures by place; 0: unknown */
	const char *code;  /* of a source, or of a rule */
	const char *name;
	int64_t subjects, faulty, loss, findings, score, severity;
};

struct quality_day {
	int32_t day;
	int64_t subjects, faulty, score;
};

/* What the acting person's kelurahan come to; the parts of each way of counting add up to total. */
struct quality_report {
	struct quality_figure total;
	struct quality_figure *region, *source, *rule; /* worst first */
	size_t n_regions, n_sources, n_rules;
	struct quality_day *day; /* of the last 90 days, oldest first */
	size_t n_days;
	int64_t mine; /* findings given to the acting person */
	bool whole;   /* everybody has been checked by the rules of today */
};
enum err quality_report(struct ctx *cx, struct quality_report *ret) NODISCARD;

/* How many findings were given to the acting person and wait for him. */
enum err quality_given(struct ctx *cx, int64_t *ret) NODISCARD;

/* ---- findings ------------------------------------------------------------------------------ */

enum quality_state {
	QUALITY_OPEN = 1,
	QUALITY_ASSIGNED = 2,
	QUALITY_FIXED = 3,
	QUALITY_ACCEPTED = 4,
};
enum { QUALITY_WARNING = 1, QUALITY_ERROR = 2 };

struct quality_finding {
	int64_t id, severity, of, subject_id, other_id, state, region_id, found_at;
	int64_t
	    person_id; /* whom the row names: the person, or the head of the family; 0: nobody */
	const char *rule, *what;  /* code, and its name */
	const char *why, *remedy; /* in sentences */
	const char *name, *region, *source, *officer, *reason;
	const char *fix;                                   /* path of the page that puts it right */
	int64_t weight, assigned_at, decided_at, fixed_at; /* by quality_get() only */
	bool mine;                                         /* the same: given to the actor */
	const char *decided_by;
};

struct quality_filter {
	const char *rule, *source; /* NULL: any */
	int64_t region_id;         /* DB_NONE: any; 0: those without */
	bool mine, accepted;
	int64_t after_id;
	unsigned max;
};
/* Findings of the actor's kelurahan, in the order in which they were found. */
enum err quality_list(struct ctx *cx, const struct quality_filter *f, struct quality_finding **ret,
		      size_t *ret_n) NODISCARD;

/* ERR_NOTFOUND: none, or not of the actor's kelurahan. */
enum err quality_get(struct ctx *cx, int64_t id, struct quality_finding *ret) NODISCARD;

/*
 * Gives open findings to an officer, who is told; *ret_n: how many of them.  Left out are those
 * that ended meanwhile, that the actor may not see, or that the officer would not see.
 */
enum err quality_give(struct ctx *cx, const int64_t *ids, size_t n, int64_t officer_id,
		      int64_t *ret_n) NODISCARD;

/* It is right as it is, for a reason; counts as no fault from now on.  *ret_n as above. */
enum err quality_take_as_is(struct ctx *cx, const int64_t *ids, size_t n, const char *reason,
			    int64_t *ret_n) NODISCARD;

/* Takes that back.  ERR_NOTFOUND; ERR_CONFLICT: it is not accepted. */
enum err quality_doubt(struct ctx *cx, int64_t id) NODISCARD;

/* Whom the actor may give findings to. */
enum err quality_officers(struct ctx *cx, const struct form *f, struct options *ret) NODISCARD;

/* ---- kept figures -------------------------------------------------------------------------- */

/* What the score is made of, counted again: a line for each that differs; and put right. */
enum err quality_tally_faults(struct ctx *cx, char ***ret, size_t *ret_n) NODISCARD;
enum err quality_tally_mend(struct ctx *cx) NODISCARD;

#endif
