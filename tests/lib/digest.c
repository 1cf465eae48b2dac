/* One number for everything a city has written. */
#include "lib/testlib.h"

static void mix(uint64_t *h, const void *p, size_t n)
{
	const unsigned char *bytes = p;
	size_t i;

	for (i = 0; i < n; i++)
		*h = (*h ^ bytes[i]) * UINT64_C(0x100000001b3);
}

struct digest {
	const struct db_table *table;
	uint64_t sum;
};

/* Rows are added up, so that their order does not matter. */
static enum err digest_row(struct ctx *cx, const struct db_cell *cells, void *user)
{
	struct digest *d = user;
	uint64_t h = UINT64_C(0xcbf29ce484222325);
	size_t i;

	(void)cx;
	for (i = 0; i < d->table->n_columns; i++) {
		mix(&h, &cells[i].type, sizeof(cells[i].type));
		if (cells[i].type == SQL_NUM)
			mix(&h, &cells[i].i, sizeof(cells[i].i));
		else if (cells[i].type == SQL_REAL)
			mix(&h, &cells[i].r, sizeof(cells[i].r));
		else if (cells[i].b.p != NULL)
			mix(&h, cells[i].b.p, cells[i].b.n);
	}
	d->sum += h;
	return ERR_OK;
}

uint64_t test_digest(struct ctx *cx, struct db_pool *pool)
{
	uint64_t sum = 0;
	size_t i;

	assert_ok(db_read_begin(cx, pool));
	for (i = 0; i < db_tables_n; i++) {
		struct digest d = { .table = &db_tables[i] };

		assert_ok(db_table_read(cx, &db_tables[i], digest_row, &d));
		sum = sum * 31 + d.sum;
	}
	db_read_end(cx, pool);
	return sum;
}
