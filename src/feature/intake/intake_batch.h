/* A batch of whole families on its way into the registry; for intake_apply.c and intake_batch.c. */
#ifndef INTAKE_INTAKE_BATCH_H
#define INTAKE_INTAKE_BATCH_H

#include "feature/intake/intake_impl.h"

/* Rows with the same KK, in the order of the file. */
struct group {
	int64_t family_n, family_id;
	struct line *line;
	size_t n;
	struct line all;             /* what its rows say of the family */
	struct subject_ready *ready; /* the family, if it is to be new; NULL: it is not */
	bool refused;                /* the registry did not take it: its rows become wrong ones */
	bool empty;                  /* nobody of it can come in, and that is why */
	bool made;       /* the family is new, and what it has was put there by this batch */
	int64_t head_id; /* who came in to lead it, as long as nobody else can have changed that */
};

struct apply;

struct batch {
	const struct work *work;
	enum intake_kind kind;
	struct origin origin;
	int64_t release_id;
	int64_t done_n, done_group; /* before it */
	struct group *group;
	size_t n, n_rows;
	size_t at; /* the family being written; SIZE_MAX: none */
	struct apply *apply;
	const struct goers *goers; /* by a list of deaths or moves */
	struct benefit_sums *sums; /* of aid; new with every try */
	struct joins *joins;       /* likewise */
	bool told;                 /* something was changed, and answers asked ahead are gone */
	bool careful;              /* a try failed: the next one waits after each family */
};

/* Of a file that was checked: will nobody of it come in, whatever is answered of the doubtful? */
enum err group_see_empty(struct ctx *cx, struct group *g) NODISCARD;

/* Before the write: what all rows say, and the sealing of those who are to be new. */
enum err group_ready(struct ctx *cx, const struct batch *b, struct group *g) NODISCARD;

/* Before group_put() of each: what all of them will ask (intake_ahead.c). */
enum err groups_ahead(struct ctx *cx, const struct batch *b, const struct group *g,
		      size_t n) NODISCARD;

/* Writes what a family's rows say; in a write transaction. */
enum err group_put(struct ctx *cx, struct batch *b, struct group *g) NODISCARD;

#endif
