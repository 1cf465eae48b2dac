/* What the files of this room share; nobody else includes it. */
#ifndef QUALITY_QUALITY_IMPL_H
#define QUALITY_QUALITY_IMPL_H

#include "feature/quality/quality.h"
#include "feature/quality/quality_sql.h"
#include "feature/reference/reference.h"
#include "feature/registry/registry.h"

/* ---- rules --------------------------------------------------------------------------------- */

/* What a check is given: the facts of one person or family, and what had to be looked up. */
struct look {
	const struct subject *s;
	int32_t today;
	/* of a person */
	int64_t same_nik, same_person; /* another one; 0: none */
	int64_t open_case;
	int64_t aid;    /* of a dead one: given after that; 0: none */
	const char *kk; /* of his family */
	bool family_has_address;
	/* of a family */
	int64_t same_kk;
	const struct quality_member_row *member; /* the living */
	size_t n_members;
};

/* What a check found. */
struct fault {
	int64_t other_id;  /* 0: nobody */
	int64_t figure;    /* DB_NONE: none */
	const char *field; /* of the fact at fault: its source is the source of the finding */
};

struct rule {
	const struct ref_entry *entry;
	const struct fact_field *field; /* of a rule of the city's own: the one it names */
	bool (*check)(struct ctx *cx, const struct rule *rule, const struct look *look,
		      struct fault *ret);
	int64_t severity, weight;
};

/* Where a finding is put right. */
enum remedy { REMEDY_PERSON, REMEDY_FAMILY, REMEDY_MERGE, REMEDY_CASE };

struct check {
	const char *code;
	enum fact_of of;
	enum remedy remedy;
	bool (*check)(struct ctx *cx, const struct rule *rule, const struct look *look,
		      struct fault *ret);
};

/* The check of a code; NULL: the program has none. */
const struct check *check_of(const char *code);

/* Those of today's rules that are switched on and have a check, or name a field that there is. */
struct rules {
	struct rule *person, *family;
	size_t n_person, n_family;
	int64_t fingerprint; /* changes with every rule that does */
};
enum err rules_today(struct ctx *cx, struct rules *ret) NODISCARD;

/* ---- what a look comes to ------------------------------------------------------------------ */

/* A finding that a subject should have. */
struct due {
	const struct rule *rule;
	struct fault fault;
	const char *source;
};

struct verdict {
	enum fact_of of;
	int64_t id;
	bool gone; /* nobody to be counted: unknown, protected, merged, erased, ended */
	int64_t region_id;
	const char *source;
	struct due *due;
	size_t n;
};

/* Those that a change of a subject touches besides itself. */
struct touched {
	int64_t *id;
	enum fact_of *of;
	size_t n, cap;
};
void touch(struct ctx *cx, struct touched *t, enum fact_of of, int64_t id);

/* Looks at a subject.  Adds to others whom it is at odds with, now or by what is kept. */
enum err verdict_of(struct ctx *cx, const struct rules *rules, enum fact_of of, int64_t id,
		    struct touched *others, struct verdict *ret) NODISCARD;

/* Is anything kept that differs from it?  Any transaction. */
enum err verdict_differs(struct ctx *cx, const struct verdict *v, bool *ret) NODISCARD;

/* Makes what is kept say the same.  In a write transaction that holds the state's row. */
enum err verdict_keep(struct ctx *cx, const struct verdict *v) NODISCARD;

/* Sets loss and totals of a subject by its open findings; v NULL: it stays where it was. */
enum err subject_weigh(struct ctx *cx, int64_t subject_id, const struct verdict *v) NODISCARD;

/* Adds to the count of open findings. */
enum err count_add(struct ctx *cx, const char *rule, int64_t region_id, const char *source,
		   int64_t n) NODISCARD;

#endif
