/* How a connection to PostgreSQL is made. */
#ifndef DB_DB_PG_CONNECT_H
#define DB_DB_PG_CONNECT_H

#include <libpq-fe.h>

/*
 * As PQconnectdb(), with an end to waiting: a server that is cut off says nothing, and everybody
 * would wait for it for a quarter of an hour, or for good.  What the address itself says of these
 * counts.  Never NULL but for want of memory; close it whether it stands or not.
 */
PGconn *pg_connect(const char *url);

#endif
