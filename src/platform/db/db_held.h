/*
 * Writes that wait: rows whose answer nobody reads, kept until something may see them, and then
 * sent as one statement with an array for each argument.  PostgreSQL spends more on a statement
 * than on a row.  These are INSERTs of one row, and such UPDATEs of one as say "-- waits:".
 *
 * Only db_pg.c uses it.  What a statement touches is known from its text (struct sql), so rows may
 * wait behind statements that have nothing to do with their tables, also from one write of a group
 * to the next.
 */
#ifndef DB_DB_HELD_H
#define DB_DB_HELD_H

#include "platform/db/db_impl.h"

struct held_row {
	struct held_row *next;
	const struct db_value *values; /* one an argument, copied */
};

/* The rows of one statement, in their order. */
struct held_batch {
	const struct sql *st;
	bool must; /* each of them has to change its row */
	struct held_row *rows, **last;
	size_t n;
	uint64_t *marks; /* of the rows that are changed */
	size_t marks_cap;
};

struct held {
	struct arena *arena; /* of all rows; forgotten together */
	struct held_batch *batches;
	size_t n, cap, n_rows;
	uint64_t tables[SQL_TABLE_WORDS]; /* that the rows are of */
	uint64_t sees[SQL_TABLE_WORDS];   /* that changes of rows look at */
};

/* Nothing waits yet; with held_release() the memory goes, and what waits is not sent. */
void held_init(struct held *h);
void held_release(struct held *h);

/* May this query wait? */
bool held_fits(const struct db_query *q);

/* Must what waits be sent before this query is, or before it may wait itself? */
bool held_stands_before(const struct held *h, const struct db_query *q);

/* Copies the row of a query that held_fits(): its arguments may go. */
void held_add(struct held *h, const struct db_query *q);

/* All rows of a batch as arguments of its st->batch: arrays in PostgreSQL's binary form, in a. */
void held_arrays(struct arena *a, const struct held_batch *b, const enum db_kind *kinds,
		 struct db_value *ret);

/* Forgets all that waits. */
void held_forget(struct held *h);

/* PostgreSQL's number of the type of such an array. */
unsigned held_array_oid(enum db_kind kind);
unsigned held_element_oid(enum db_kind kind);

#endif
