/* Answers that stay: see db_stays.h. */
#include "platform/db/db_stays.h"

#include <string.h>

#define ANSWERS_MAX 32 /* of a transaction; more are asked each time */

struct stays_answer {
	struct stays_answer *next;
	const struct sql *st;
	unsigned variant;
	const struct db_value *values; /* what was asked with, copied */
	PGresult *res;
	bool holds;
};

void stays_init(struct stays *s)
{
	*s = (struct stays){ .arena = arena_new(0) };
}

void stays_release(struct stays *s)
{
	stays_forget(s);
	arena_free(s->arena);
}

void stays_forget(struct stays *s)
{
	if (s->n == 0)
		return;
	for (const struct stays_answer *a = s->first; a; a = a->next)
		PQclear(a->res);
	arena_reset(s->arena);
	s->first = NULL;
	s->n = 0;
}

void stays_drop(struct stays *s)
{
	for (struct stays_answer *a = s->first; a; a = a->next)
		a->holds = false;
}

/* ---- asking again ------------------------------------------------------------------------ */

static bool may_stay(const struct db_query *q)
{
	return q->reads && q->st && q->st->stays;
}

static bool same_value(const struct db_value *a, const struct db_value *b)
{
	if (a->kind != b->kind)
		return false;
	switch (a->kind) {
	case DB_INT:
		return a->i == b->i;
	case DB_TEXT:
	case DB_BLOB:
		return a->n == b->n && memcmp(a->p, b->p, a->n) == 0;
	case DB_REAL: /* bit for bit is too strict at most */
		return memcmp(&a->r, &b->r, sizeof(a->r)) == 0;
	case DB_NULL:
		break;
	}
	return true;
}

static bool same_question(const struct stays_answer *a, const struct db_query *q)
{
	if (a->st != q->st || a->variant != q->variant)
		return false;
	for (unsigned i = 0; i < q->n_args; i++)
		if (!same_value(&a->values[i], &q->args[i]))
			return false;
	return true;
}

PGresult *stays_find(const struct stays *s, const struct db_query *q)
{
	if (s->n == 0 || !may_stay(q))
		return NULL;
	for (const struct stays_answer *a = s->first; a; a = a->next)
		if (a->holds && same_question(a, q))
			return a->res;
	return NULL;
}

bool stays_add(struct stays *s, const struct db_query *q, PGresult *res)
{
	struct stays_answer *a;
	struct db_value *values;

	if (!may_stay(q) || s->n >= ANSWERS_MAX)
		return false;
	a = ARENA_NEW(s->arena, struct stays_answer);
	values = arena_array(s->arena, q->n_args, sizeof(*values));
	for (unsigned i = 0; i < q->n_args; i++)
		values[i] = value_copy(s->arena, &q->args[i]);
	*a = (struct stays_answer){ .next = s->first,
				    .st = q->st,
				    .variant = q->variant,
				    .values = values,
				    .res = res,
				    .holds = true };
	s->first = a;
	s->n++;
	return true;
}

/* ---- what changes ------------------------------------------------------------------------ */

/* An INSERT of one row adds to its table only; of other writes all that the text names counts. */
static bool may_change(const struct db_query *q, const struct sql *read)
{
	if (!q->st)
		return true;
	return q->st->batch ? tables_has(read->touches, q->st->table)
			    : tables_common(read->touches, q->st->touches);
}

void stays_changed(struct stays *s, const struct db_query *q)
{
	for (struct stays_answer *a = s->first; a; a = a->next)
		if (may_change(q, a->st))
			a->holds = false;
}
