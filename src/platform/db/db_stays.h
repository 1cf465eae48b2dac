/*
 * Answers that stay: what a statement marked "-- stays" found, and what was asked ahead ("--
 * ahead", sql_ahead), is kept until its transaction ends, and asking the same again costs no way to
 * the server.  All that one reads in a reader's transaction stays; for a writer the mark says that
 * nobody else can change it (FOR SHARE), or that it may be as old as the group.
 *
 * What the transaction itself changes is asked anew.  Of answers asked ahead those go on holding
 * that the changed row cannot be in: whose key (sql.ahead_key) is another one than the new row has,
 * or than names the row that is changed.
 *
 * Only db_pg.c uses it.
 */
#ifndef DB_DB_STAYS_H
#define DB_DB_STAYS_H

#include "platform/db/db_impl.h"

#include <libpq-fe.h>

/* Some rows of a result. */
struct stays_rows {
	PGresult *res;
	int first, end;
	int skip; /* columns before those of the statement */
};

struct stays_shelf;
struct stays_result;
struct stays {
	struct arena *arena;       /* of what was asked */
	struct stays_shelf *first; /* of each statement */
	struct stays_result *results;
	size_t n; /* answers of statements marked "-- stays" */
};

/* Nothing is kept yet; with stays_release() the memory goes. */
void stays_init(struct stays *s);
void stays_release(struct stays *s);

/* What was answered; false: nothing that holds.  It lives until stays_forget(). */
bool stays_find(const struct stays *s, const struct db_query *q, struct stays_rows *ret);

/* Keeps an answer if it may be kept; the result is then its owner. */
bool stays_add(struct stays *s, const struct db_query *q, PGresult *res);

/*
 * Keeps the answers to n questions asked ahead, whose number from 1 on stands first in each row;
 * the result is theirs.  False: the rows are not in the order of the questions, and none is kept.
 */
bool stays_add_many(struct stays *s, const struct db_query *q, size_t n, PGresult *res);

/* This query is about to change something: answers that it may change hold no more. */
void stays_changed(struct stays *s, const struct db_query *q);

/* None holds any more, but cursors may still read them. */
void stays_drop(struct stays *s);

/* Between transactions: their memory goes. */
void stays_forget(struct stays *s);

#endif
