/* Answers that stay: see db_stays.h. */
#include "platform/db/db_stays.h"

#include <stdlib.h>
#include <string.h>

#define ANSWERS_MAX 32  /* of "-- stays" in a transaction; more are asked each time */
#define BUCKETS     256 /* of a shelf */

struct stays_answer {
	struct stays_answer *next;     /* in the bucket */
	const struct db_value *values; /* what was asked with, copied */
	struct stays_rows rows;
	bool holds;
};

/* All answers of one statement, by their key. */
struct stays_shelf {
	struct stays_shelf *next;
	const struct sql *st;
	unsigned variant;
	int key; /* argument; -1: none */
	struct stays_answer *bucket[BUCKETS];
};

struct stays_result {
	struct stays_result *next;
	PGresult *res;
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
	if (s->first == NULL)
		return;
	for (const struct stays_result *r = s->results; r; r = r->next)
		PQclear(r->res);
	arena_reset(s->arena);
	*s = (struct stays){ .arena = s->arena };
}

/* ---- values ------------------------------------------------------------------------------ */

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

static unsigned bucket_of(const struct stays_shelf *shelf, const struct db_value *values)
{
	return shelf->key < 0 ? 0 : value_hash(&values[shelf->key]) % BUCKETS;
}

static bool same_question(const struct stays_shelf *shelf, const struct stays_answer *a,
			  const struct db_value *values)
{
	for (unsigned i = 0; i < shelf->st->n_args; i++)
		if (!same_value(&a->values[i], &values[i]))
			return false;
	return true;
}

/* ---- shelves ------------------------------------------------------------------------------ */

static struct stays_shelf *shelf_of(const struct stays *s, const struct db_query *q)
{
	struct stays_shelf *shelf = s->first;

	while (shelf && (shelf->st != q->st || shelf->variant != q->variant))
		shelf = shelf->next;
	return shelf;
}

/* Where nothing tells which question an answer depends on, any argument spreads them. */
static struct stays_shelf *shelf_need(struct stays *s, const struct db_query *q)
{
	struct stays_shelf *shelf = shelf_of(s, q);

	if (shelf)
		return shelf;
	shelf = ARENA_NEW(s->arena, struct stays_shelf);
	*shelf = (struct stays_shelf){
		.next = s->first,
		.st = q->st,
		.variant = q->variant,
		.key =
		    q->st->ahead && q->st->ahead_key >= 0 ? q->st->ahead_key : (int)q->n_args - 1,
	};
	s->first = shelf;
	return shelf;
}

static void result_own(struct stays *s, PGresult *res)
{
	struct stays_result *r = ARENA_NEW(s->arena, struct stays_result);

	*r = (struct stays_result){ s->results, res };
	s->results = r;
}

static void answer_put(struct stays *s, struct stays_shelf *shelf, const struct db_value *values,
		       struct stays_rows rows)
{
	struct stays_answer **at = &shelf->bucket[bucket_of(shelf, values)];
	struct stays_answer *a = ARENA_NEW(s->arena, struct stays_answer);
	struct db_value *own = arena_array(s->arena, shelf->st->n_args + 1, sizeof(*own));

	for (unsigned i = 0; i < shelf->st->n_args; i++)
		own[i] = value_copy(s->arena, &values[i]);
	*a = (struct stays_answer){ *at, own, rows, true };
	*at = a;
}

/* ---- asking again ------------------------------------------------------------------------ */

bool stays_find(const struct stays *s, const struct db_query *q, struct stays_rows *ret)
{
	const struct stays_shelf *shelf = q->reads && q->st && s->first ? shelf_of(s, q) : NULL;

	if (shelf == NULL)
		return false;
	for (const struct stays_answer *a = shelf->bucket[bucket_of(shelf, q->args)]; a;
	     a = a->next)
		if (a->holds && same_question(shelf, a, q->args)) {
			*ret = a->rows;
			return true;
		}
	return false;
}

bool stays_add(struct stays *s, const struct db_query *q, PGresult *res)
{
	if (!q->reads || !q->st || !q->st->stays || s->n >= ANSWERS_MAX)
		return false;
	answer_put(s, shelf_need(s, q), q->args, (struct stays_rows){ res, 0, PQntuples(res), 0 });
	result_own(s, res);
	s->n++;
	return true;
}

static long number_at(const PGresult *res, int row)
{
	return strtol(PQgetvalue(res, row, 0), NULL, 10);
}

bool stays_add_many(struct stays *s, const struct db_query *q, size_t n, PGresult *res)
{
	struct stays_shelf *shelf = shelf_need(s, q);
	int row = 0, first, all = PQntuples(res);

	for (int i = 1; i < all; i++)
		if (number_at(res, i) < number_at(res, i - 1))
			return false;
	for (size_t i = 0; i < n; i++) {
		for (first = row; row < all && number_at(res, row) == (long)i + 1;)
			row++;
		answer_put(s, shelf, &q->args[i * q->n_args],
			   (struct stays_rows){ res, first, row, 1 });
	}
	result_own(s, res);
	return true;
}

/* ---- what changes ------------------------------------------------------------------------ */

/* A write of one row of a table changes no other; of other writes all that the text names counts.
 */
static bool may_change(const struct db_query *q, const struct sql *read)
{
	if (!q->st)
		return true;
	return q->st->batch ? tables_has(read->touches, q->st->table)
			    : tables_common(read->touches, q->st->touches);
}

/* The argument of a write that stands in that column of the row it adds or changes; NULL: none. */
static const struct db_value *written_as(const struct db_query *q, const char *column)
{
	for (unsigned i = 0; i < q->n_args; i++)
		if ((q->st->adds || (q->st->once >> i & 1) != 0) &&
		    strcmp(q->st->args[i].name, column) == 0)
			return &q->args[i];
	return NULL;
}

static void shelf_drop(struct stays_shelf *shelf)
{
	for (size_t i = 0; i < BUCKETS; i++)
		for (struct stays_answer *a = shelf->bucket[i]; a; a = a->next)
			a->holds = false;
}

/* Those that were asked with that key. */
static void key_drop(struct stays_shelf *shelf, const struct db_value *key)
{
	for (struct stays_answer *a = shelf->bucket[value_hash(key) % BUCKETS]; a; a = a->next)
		if (same_value(&a->values[shelf->key], key))
			a->holds = false;
}

static bool is_keyed(const struct stays_shelf *shelf)
{
	return shelf->st->ahead && shelf->st->ahead_key >= 0;
}

void stays_changed(struct stays *s, const struct db_query *q)
{
	for (struct stays_shelf *shelf = s->first; shelf; shelf = shelf->next) {
		const struct db_value *key = NULL;

		if (!may_change(q, shelf->st))
			continue;
		if (q->st && q->st->batch && is_keyed(shelf))
			key = written_as(q, shelf->st->args[shelf->key].name);
		if (key)
			key_drop(shelf, key);
		else
			shelf_drop(shelf);
	}
}

void stays_drop(struct stays *s)
{
	for (struct stays_shelf *shelf = s->first; shelf; shelf = shelf->next)
		shelf_drop(shelf);
}
