/* What the files of this room share; nobody else includes it. */
#ifndef LINKING_LINKING_IMPL_H
#define LINKING_LINKING_IMPL_H

#include "feature/linking/linking.h"
#include "feature/linking/linking_sql.h"

/* Somebody who may be the one that is looked at. */
struct near {
	int64_t id, region_id;
	int64_t permille;    /* how probable */
	int64_t weight;      /* hundredths of log2 of the odds */
	bool sure;           /* SAME_SURE permille, and no number that forbids it */
	bool apart;          /* both NIK are confirmed, and they differ */
	int64_t stake;       /* 1 to 3: what hangs on the answer */
	const char *reasons; /* as kept: see same_words() */
};

/* Who is looked at, and those who may be him, the most probable first. */
struct near_ask {
	const struct facts *facts;
	const struct facts *family; /* NULL: what stands of the family of facts */
	int64_t self_id;            /* himself; 0: a new one */
	bool new_nik;               /* nobody has that NIK */
	struct near near[ALIKE_MAX];
	size_t n;
};
enum err near_persons(struct ctx *cx, struct near_ask *asks, size_t n) NODISCARD;

#endif
