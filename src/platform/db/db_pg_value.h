/* Values of PostgreSQL's answers, which come as text; only db_pg.c uses it. */
#ifndef DB_DB_PG_VALUE_H
#define DB_DB_PG_VALUE_H

#include "platform/db/db_impl.h"

#include <libpq-fe.h>

/* The whole text as a number; false when it is none. */
bool pg_number(const char *text, int64_t *ret);

/*
 * The value at that place as a want, or DB_NULL; texts lie in the answer, bytes in a.  False when
 * it is of another type.
 */
bool pg_value(const PGresult *res, int row, int column, enum db_kind want, struct arena *a,
	      struct db_value *ret);

#endif
