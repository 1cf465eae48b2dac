/* A look at the database before a write: see db_read_begin(). */
#ifndef DB_DB_GLANCE_H
#define DB_DB_GLANCE_H

#include "platform/db/db.h"

/*
 * After db_read_begin(): the next statement is often the only one, and PostgreSQL reads it by
 * itself, without a transaction around it.  What follows it sees one state again, its own, which
 * may be later.
 */
void db_read_glance(struct ctx *cx);

#endif
