/* Places inside a write at which a test may wait, or die. */
#ifndef TESTS_STOPS_H
#define TESTS_STOPS_H

#include "platform/db/db.h"

enum stop { STOP_STATEMENT, STOP_COMMIT, STOP_COMMITTED };

/*
 * fn is called by the pool's writers before each statement, before each commit and after it, with
 * the number of the writer; until the pool is closed.  Nothing may be written meanwhile.
 * On PostgreSQL each write is a transaction of its own from then on, on any of the connections, as
 * those of several processes are.
 */
void stops_set(struct db_pool *pool, void (*fn)(enum stop stop, unsigned writer));

/*
 * SQLite, with pool->here: *seen becomes true whenever a statement that reads the table of units
 * gets this number, on the connections that are open now.
 */
void stops_watch(struct db_pool *pool, int64_t unit_id, bool *seen);

/* After that: fn is called once, between what the next request reads and what it writes. */
void stops_between(void (*fn)(void *arg), void *arg);

#endif
