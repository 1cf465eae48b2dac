/* Values of PostgreSQL's answers: see db_pg_value.h. */
#include "platform/db/db_pg_value.h"

#include "base/str.h"

#include <stdlib.h>

bool pg_number(const char *text, int64_t *ret)
{
	char *end;

	*ret = strtoll(text, &end, 10);
	return end != text && *end == '\0';
}

/* Hex form of bytea, "\x6d656c616a75". */
static bool bytes_read(const char *text, size_t n, struct arena *a, struct db_value *ret)
{
	unsigned char *bytes;

	if (n < 2 || n % 2 != 0 || text[0] != '\\' || text[1] != 'x')
		return false;
	ret->n = n / 2 - 1;
	bytes = arena_alloc(a, ret->n + 1);
	ret->p = bytes;
	return hex_read(text + 2, bytes, ret->n);
}

bool pg_value(const PGresult *res, int row, int column, enum db_kind want, struct arena *a,
	      struct db_value *ret)
{
	const char *text = PQgetvalue(res, row, column);

	ret->kind = DB_NULL;
	if (PQgetisnull(res, row, column))
		return true;
	ret->kind = want;
	ret->n = (size_t)PQgetlength(res, row, column);
	ret->p = text;
	if (want == DB_INT)
		return pg_number(text, &ret->i);
	if (want == DB_BLOB)
		return bytes_read(text, ret->n, a, ret);
	if (want == DB_REAL)
		ret->r = strtod(text, NULL);
	return true;
}
