/* See invariants.h. */
#include "lib/invariants.h"

#include "platform/db/db_impl.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define RULES_MAX 40
#define FILE_MAX  16384

static struct {
	const char *sentence, *sql;
} rules[RULES_MAX];
static unsigned n_rules;
static char file[FILE_MAX];

/* "-- sentence\nSELECT ...;" again and again, after a heading. */
static void read_rules(void)
{
	FILE *f = fopen("tests/baton/invariants.sql", "r");
	char *p, *sql, *end;
	size_t n;

	if (f == NULL) {
		(void)fprintf(stderr, "no tests/baton/invariants.sql: run from the root\n");
		abort();
	}
	n = fread(file, 1, sizeof(file) - 1, f);
	assert(n < sizeof(file) - 1);
	(void)fclose(f);
	for (p = strstr(file, "\n\n-- "); p != NULL && n_rules < RULES_MAX;
	     p = strstr(end, "\n-- ")) {
		p = strstr(p, "-- ") + 3;
		sql = strstr(p, "\nSELECT");
		end = strchr(sql, ';');
		*sql++ = '\0';
		*end++ = '\0';
		rules[n_rules].sentence = p;
		rules[n_rules++].sql = sql;
	}
	assert(n_rules < RULES_MAX);
}

static enum err count_faults(struct ctx *cx, unsigned rule, int64_t *ret)
{
	const struct db_query q = { .key = rules, .variant = rule, .text = rules[rule].sql };
	struct db_cursor cursor;
	struct db_value v = { .kind = DB_NULL };
	bool row = false;

	TRY(db_query(cx, &q, &cursor));
	TRY(cx->db->ops->next(&cursor, &row));
	if (row)
		TRY(cx->db->ops->column(&cursor, 0, DB_INT, cx->arena, &v));
	(void)cx->db->ops->finish(&cursor);
	*ret = row ? v.i : 1;
	return ERR_OK;
}

const char *invariants_broken(struct ctx *cx)
{
	/* Players on two threads ask at the same time. */
	static pthread_once_t once = PTHREAD_ONCE_INIT;
	int64_t faults;
	unsigned i;

	(void)pthread_once(&once, read_rules);
	for (i = 0; i < n_rules; i++)
		if (count_faults(cx, i, &faults) != ERR_OK || faults != 0)
			return rules[i].sentence;
	return NULL;
}
