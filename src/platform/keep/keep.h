/*
 * Keep: what a process remembers of a city's data that everybody asks for and hardly anybody
 * changes, made once from the database and read by all.
 *
 * What is kept never changes.  Every change of the data behind it leaves a new random stamp; a
 * transaction reads the stamps once, and gets what was made from exactly that state, or makes it.
 * A stamp is never written twice, so neither a change that was rolled back, nor another process,
 * nor another database can be mistaken for the present state.
 */
#ifndef KEEP_KEEP_H
#define KEEP_KEEP_H

#include "base/ctx.h"

struct keep_kind {
	size_t size; /* of what is kept, handed to fill zeroed */
	bool dated;  /* differs by the day in the city's zone */
	/*
	 * Reads it from the database; memory and all that hangs on it is cx->arena, which is the
	 * kept thing's own and lasts as long as it.
	 */
	enum err (*fill)(struct ctx *cx, void *what);
};

/*
 * The thing as the transaction of cx sees it; at most one statement a transaction for the stamps,
 * and what fill takes when it is made.  It lives as long as the memory of cx->arena taken now, and
 * may be read by many threads: nobody changes it.
 */
enum err keep_get(struct ctx *cx, const struct keep_kind *kind, const void **ret) NODISCARD;

/* The stamps (0: none yet) were read along with something else in this transaction. */
void keep_seen(struct ctx *cx, int64_t nation_stamp, int64_t city_stamp);

/* After a change of data that something is made from, in the same transaction; city 0: of all. */
enum err keep_changed(struct ctx *cx) NODISCARD;

/* How many of a kind and city are kept: 2, and more where a test goes to and fro between states. */
void keep_alike_for_test(size_t n);

/* The day that dated things are made for. */
int32_t keep_today(const struct ctx *cx);

#endif
