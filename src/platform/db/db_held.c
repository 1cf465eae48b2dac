/* Writes that wait: see db_held.h. */
#include "platform/db/db_held.h"

#include <stdlib.h>
#include <string.h>

#define ROWS_MAX 4096 /* of all batches; then they are sent whether anybody looks or not */

void held_init(struct held *h)
{
	*h = (struct held){ .arena = arena_new(0) };
}

void held_release(struct held *h)
{
	arena_free(h->arena);
	free(h->batches);
}

void held_forget(struct held *h)
{
	if (h->n == 0)
		return;
	arena_reset(h->arena);
	memset(h->tables, 0, sizeof(h->tables));
	memset(h->sees, 0, sizeof(h->sees));
	h->n = h->n_rows = 0;
}

/* ---- what may wait ----------------------------------------------------------------------- */

bool held_fits(const struct db_query *q)
{
	return q->unasked && q->st && q->st->batch;
}

static size_t place_of(const struct held *h, const struct db_query *q)
{
	size_t i = 0;

	while (i < h->n && (h->batches[i].st != q->st || h->batches[i].must != q->must))
		i++;
	return i;
}

/* Must a row of a not be sent before those of b, although it came later? */
static bool in_order(const struct sql *a, const struct sql *b)
{
	if (a->adds && b->adds)
		return tables_has(a->parents, b->table);
	return tables_has(a->touches, b->table) || tables_has(b->touches, a->table);
}

/*
 * Batches are sent in the order of their first rows.  A row that joins a batch is so sent before
 * the batches behind it, which therefore must not hold a row that it refers to, nor, where one of
 * the two changes a row, anything that the other may see.
 */
static bool overtakes(const struct held *h, const struct db_query *q)
{
	for (size_t i = place_of(h, q) + 1; i < h->n; i++)
		if (in_order(q->st, h->batches[i].st))
			return true;
	return false;
}

/* ---- which row a write changes -------------------------------------------------------------- */

/* A number of the row that a write changes; two of one row have the same, never 0. */
static uint64_t mark_of(const struct sql *st, const struct db_value *values)
{
	uint64_t h = 0;

	for (unsigned i = 0; i < st->n_args; i++) {
		if ((st->once >> i & 1) != 0)
			h = (h ^ value_hash(&values[i])) * UINT64_C(0x9e3779b97f4a7c15);
	}
	return h | 1;
}

/* Its place in the table, or the free one where it belongs. */
static uint64_t *mark_place(uint64_t *marks, size_t cap, uint64_t mark)
{
	size_t i = (size_t)(mark >> 32) & (cap - 1);

	while (marks[i] != 0 && marks[i] != mark)
		i = (i + 1) & (cap - 1);
	return &marks[i];
}

static void mark_put(struct arena *a, struct held_batch *b, uint64_t mark)
{
	uint64_t *old = b->marks;
	size_t n = b->marks_cap;

	if (b->n * 2 >= n) {
		b->marks_cap = n ? n * 2 : 32;
		b->marks = ARENA_ARRAY(a, b->marks_cap, uint64_t);
		for (size_t i = 0; i < n; i++)
			if (old[i] != 0)
				*mark_place(b->marks, b->marks_cap, old[i]) = old[i];
	}
	*mark_place(b->marks, b->marks_cap, mark) = mark;
}

/* A statement changes each row once: two changes of one row go in two. */
static bool changes_again(const struct held *h, const struct db_query *q)
{
	size_t i = place_of(h, q);
	const struct held_batch *b = &h->batches[i];

	return q->st->once != 0 && i < h->n &&
	       *mark_place(b->marks, b->marks_cap, mark_of(q->st, q->args)) != 0;
}

bool held_stands_before(const struct held *h, const struct db_query *q)
{
	if (h->n == 0)
		return false;
	if (!q->st || h->n_rows >= ROWS_MAX)
		return true;
	if (held_fits(q))
		return overtakes(h, q) || changes_again(h, q);
	return tables_common(h->tables, q->st->touches) ||
	       (!q->reads && tables_common(h->sees, q->st->touches));
}

/* ---- rows -------------------------------------------------------------------------------- */

static struct held_batch *batch_of(struct held *h, const struct db_query *q)
{
	size_t i = place_of(h, q);

	if (i < h->n)
		return &h->batches[i];
	if (h->n == h->cap) {
		h->cap = h->cap ? h->cap * 2 : 16;
		h->batches = reallocarray(h->batches, h->cap, sizeof(*h->batches));
		if (!h->batches)
			abort();
	}
	h->batches[h->n] = (struct held_batch){ .st = q->st, .must = q->must };
	h->tables[q->st->table / 64] |= UINT64_C(1) << (q->st->table % 64);
	for (size_t k = 0; k < SQL_TABLE_WORDS && !q->st->adds; k++)
		h->sees[k] |= q->st->touches[k];
	return &h->batches[h->n++];
}

void held_add(struct held *h, const struct db_query *q)
{
	struct held_batch *b = batch_of(h, q);
	struct held_row *row = ARENA_NEW(h->arena, struct held_row);
	struct db_value *values = arena_array(h->arena, q->n_args, sizeof(*values));

	for (unsigned i = 0; i < q->n_args; i++)
		values[i] = value_copy(h->arena, &q->args[i]);
	if (q->st->once != 0)
		mark_put(h->arena, b, mark_of(q->st, values));
	*row = (struct held_row){ .values = values };
	if (b->rows)
		*b->last = row;
	else
		b->rows = row;
	b->last = &row->next;
	b->n++;
	h->n_rows++;
}

/* ---- arrays ------------------------------------------------------------------------------ */

unsigned held_element_oid(enum db_kind kind)
{
	static const unsigned oids[] = {
		[DB_INT] = 20, [DB_TEXT] = 25, [DB_BLOB] = 17, [DB_REAL] = 701
	};

	return oids[kind];
}

unsigned held_array_oid(enum db_kind kind)
{
	static const unsigned oids[] = {
		[DB_INT] = 1016, [DB_TEXT] = 1009, [DB_BLOB] = 1001, [DB_REAL] = 1022
	};

	return oids[kind];
}

static unsigned char *put32(unsigned char *at, uint32_t v)
{
	for (int shift = 24; shift >= 0; shift -= 8)
		*at++ = (unsigned char)(v >> shift);
	return at;
}

static unsigned char *put64(unsigned char *at, uint64_t v)
{
	return put32(put32(at, (uint32_t)(v >> 32)), (uint32_t)v);
}

static size_t element_size(const struct db_value *v)
{
	if (v->kind == DB_NULL)
		return 0;
	return v->kind == DB_TEXT || v->kind == DB_BLOB ? v->n : 8;
}

static unsigned char *put_element(unsigned char *at, const struct db_value *v)
{
	uint64_t bits = (uint64_t)v->i;

	if (v->kind == DB_NULL)
		return put32(at, UINT32_MAX);
	at = put32(at, (uint32_t)element_size(v));
	if (v->kind == DB_TEXT || v->kind == DB_BLOB) {
		memcpy(at, v->p, v->n);
		return at + v->n;
	}
	if (v->kind == DB_REAL)
		memcpy(&bits, &v->r, sizeof(bits));
	return put64(at, bits);
}

/* Dimensions, whether there are NULLs, type, length, first index; then the elements. */
static struct db_value array_of(struct arena *a, const struct held_batch *b, unsigned i,
				enum db_kind kind)
{
	size_t size = 20;
	unsigned char *array, *at;

	for (const struct held_row *r = b->rows; r; r = r->next)
		size += 4 + element_size(&r->values[i]);
	at = array = arena_alloc(a, size);
	at = put32(put32(at, 1), 1);
	at = put32(at, held_element_oid(kind));
	at = put32(put32(at, (uint32_t)b->n), 1);
	for (const struct held_row *r = b->rows; r; r = r->next)
		at = put_element(at, &r->values[i]);
	return (struct db_value){ .kind = DB_BLOB, .p = array, .n = size };
}

void held_arrays(struct arena *a, const struct held_batch *b, const enum db_kind *kinds,
		 struct db_value *ret)
{
	for (unsigned i = 0; i < b->st->n_args; i++)
		ret[i] = array_of(a, b, i, kinds[i]);
}
