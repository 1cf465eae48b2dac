/* What the files of this room share; nobody else includes it. */
#ifndef LINKING_LINKING_IMPL_H
#define LINKING_LINKING_IMPL_H

#include "feature/linking/linking.h"
#include "feature/linking/linking_sql.h"

/* A candidate with what is kept of a pair besides. */
struct near {
	struct same_candidate c;
	int64_t region_id;
	int64_t stake; /* 1 to 3: what hangs on the answer */
};

/* As same_candidates(), with more of each. */
enum err near_persons(struct ctx *cx, const struct facts *facts, int64_t self_id, struct near *ret,
		      size_t *ret_n) NODISCARD;

#endif
