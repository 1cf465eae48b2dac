/*
 * Answers that stay: what a statement marked "-- stays" found is kept until its transaction ends,
 * and asking the same again costs no way to the server.  All that one reads in a reader's
 * transaction stays; for a writer the mark says that nobody else can change it (FOR SHARE), or that
 * it may be as old as the group.  What the transaction itself changes is asked anew.
 *
 * Only db_pg.c uses it.
 */
#ifndef DB_DB_STAYS_H
#define DB_DB_STAYS_H

#include "platform/db/db_impl.h"

#include <libpq-fe.h>

struct stays_answer;
struct stays {
	struct arena *arena; /* of what was asked */
	struct stays_answer *first;
	size_t n;
};

/* Nothing is kept yet; with stays_release() the memory goes. */
void stays_init(struct stays *s);
void stays_release(struct stays *s);

/* What was answered, or NULL.  It lives until stays_forget(), also when it no longer holds. */
PGresult *stays_find(const struct stays *s, const struct db_query *q);

/* Keeps an answer if it may be kept; the result is then its owner. */
bool stays_add(struct stays *s, const struct db_query *q, PGresult *res);

/* This query is about to change something: answers from the same tables hold no more. */
void stays_changed(struct stays *s, const struct db_query *q);

/* None holds any more, but cursors may still read them. */
void stays_drop(struct stays *s);

/* Between transactions: their memory goes. */
void stays_forget(struct stays *s);

#endif
