/*
 * A city as one file: all its rows and pictures, and the national rows it was served with, in a
 * form that both engines read.  Sealed values stay sealed; the key travels by itself.
 */
#ifndef CLI_MOVE_H
#define CLI_MOVE_H

#include <stdio.h>

#include "platform/db/db.h"

/* Writes the city of cx. *ret_rows may be NULL. */
enum err city_export(struct ctx *cx, struct db_pool *pool, FILE *f, int64_t *ret_rows) NODISCARD;

/*
 * Reads such a file into the city of cx, in one transaction.  ERR_INVALID: the file is damaged, of
 * another city, or of a program with other tables; ERR_CONFLICT: some of its rows are there.
 */
enum err city_import(struct ctx *cx, struct db_pool *pool, FILE *f, int64_t *ret_rows) NODISCARD;

/* Number of the city in a file, whose place is kept.  False: not such a file. */
bool city_file_number(FILE *f, int64_t *ret_city);

#endif
