/* Inserts that wait: see db_held.h. */
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
	h->n = h->n_rows = 0;
}

/* ---- what may wait ----------------------------------------------------------------------- */

bool held_fits(const struct db_query *q)
{
	return q->unasked && q->st && q->st->batch;
}

static size_t place_of(const struct held *h, const struct sql *st)
{
	size_t i = 0;

	while (i < h->n && h->batches[i].st != st)
		i++;
	return i;
}

/*
 * Batches are sent in the order of their first rows.  A row that joins a batch is so sent before
 * the batches behind it, which therefore must not hold a row that it refers to.
 */
static bool overtakes_a_parent(const struct held *h, const struct sql *st)
{
	for (size_t i = place_of(h, st) + 1; i < h->n; i++)
		if (tables_has(st->parents, h->batches[i].st->table))
			return true;
	return false;
}

bool held_stands_before(const struct held *h, const struct db_query *q)
{
	if (h->n == 0)
		return false;
	if (!q->st || h->n_rows >= ROWS_MAX)
		return true;
	return held_fits(q) ? overtakes_a_parent(h, q->st)
			    : tables_common(h->tables, q->st->touches);
}

/* ---- rows -------------------------------------------------------------------------------- */

static struct held_batch *batch_of(struct held *h, const struct sql *st)
{
	size_t i = place_of(h, st);

	if (i < h->n)
		return &h->batches[i];
	if (h->n == h->cap) {
		h->cap = h->cap ? h->cap * 2 : 16;
		h->batches = reallocarray(h->batches, h->cap, sizeof(*h->batches));
		if (!h->batches)
			abort();
	}
	h->batches[h->n] = (struct held_batch){ .st = st };
	h->tables[st->table / 64] |= UINT64_C(1) << (st->table % 64);
	return &h->batches[h->n++];
}

void held_add(struct held *h, const struct db_query *q)
{
	struct held_batch *b = batch_of(h, q->st);
	struct held_row *row = ARENA_NEW(h->arena, struct held_row);
	struct db_value *values = arena_array(h->arena, q->n_args, sizeof(*values));

	for (unsigned i = 0; i < q->n_args; i++)
		values[i] = value_copy(h->arena, &q->args[i]);
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
static struct db_value array_of(struct held *h, const struct held_batch *b, unsigned i,
				enum db_kind kind)
{
	size_t size = 20;
	unsigned char *array, *at;

	for (const struct held_row *r = b->rows; r; r = r->next)
		size += 4 + element_size(&r->values[i]);
	at = array = arena_alloc(h->arena, size);
	at = put32(put32(at, 1), 1);
	at = put32(at, held_element_oid(kind));
	at = put32(put32(at, (uint32_t)b->n), 1);
	for (const struct held_row *r = b->rows; r; r = r->next)
		at = put_element(at, &r->values[i]);
	return (struct db_value){ .kind = DB_BLOB, .p = array, .n = size };
}

void held_arrays(struct held *h, const struct held_batch *b, const enum db_kind *kinds,
		 struct db_value *ret)
{
	for (unsigned i = 0; i < b->st->n_args; i++)
		ret[i] = array_of(h, b, i, kinds[i]);
}
