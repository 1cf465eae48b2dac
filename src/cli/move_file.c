/*
 * The file of a moved city.
 *
 *   "melaju city 1\n" then records: 'T' text (a table: name and columns), 'R' cells (a row of it),
 *   'E' and 32 bytes of BLAKE2b over everything before.  A text is its length in four bytes and
 *   its bytes; a cell is 'n', 'i' and eight bytes, 'r' and eight bytes, or 't' or 'b' and a text.
 *   Numbers are little-endian.
 */
#include "cli/move.h"

#include <sodium.h>
#include <string.h>

#include "base/str.h"
#include "feature/registry/registry.h"

#define MAGIC     "melaju city 1\n"
#define CELL_MAX  ((uint32_t)128 << 20)
#define SUM_SIZE  32
#define CELLS_MAX 64

/* Rows that belong to one database and not to the city. */
static bool stays(const struct db_table *t)
{
	return str_eq(t->name, "node_lease");
}

struct stream {
	FILE *f;
	crypto_generichash_state sum;
	struct arena *a; /* holds the cells of a row while reading */
	bool failed;
	int64_t rows;
	int64_t newest; /* place of the newest change in the feed, while writing */
};

static void stream_init(struct stream *s, FILE *f)
{
	*s = (struct stream){ .f = f };
	(void)crypto_generichash_init(&s->sum, NULL, 0, SUM_SIZE);
}

/* ---- writing ------------------------------------------------------------------------------ */

static void put(struct stream *s, const void *p, size_t n)
{
	if (fwrite(p, 1, n, s->f) != n)
		s->failed = true;
	(void)crypto_generichash_update(&s->sum, p, n);
}

static void put_number(struct stream *s, uint64_t v, unsigned bytes)
{
	unsigned char out[8];
	unsigned i;

	for (i = 0; i < bytes; i++)
		out[i] = (unsigned char)(v >> (8 * i));
	put(s, out, bytes);
}

static void put_text(struct stream *s, const void *p, size_t n)
{
	put_number(s, n, 4);
	if (n > 0)
		put(s, p, n);
}

static void put_cell(struct stream *s, const struct db_cell *cell)
{
	uint64_t bits;

	switch (cell->type) {
	case SQL_TEXT:
	case SQL_BLOB:
		if (!cell->b.p) {
			put(s, "n", 1);
			return;
		}
		put(s, cell->type == SQL_TEXT ? "t" : "b", 1);
		put_text(s, cell->b.p, cell->b.n);
		return;
	case SQL_REAL:
		memcpy(&bits, &cell->r, sizeof(bits));
		put(s, "r", 1);
		put_number(s, bits, 8);
		return;
	case SQL_I64:
	case SQL_OPT:
	case SQL_NUM:
		put(s, "i", 1);
		put_number(s, (uint64_t)cell->i, 8);
		return;
	}
}

struct writer {
	struct stream *s;
	const struct db_table *t;
	size_t fed; /* column with places of the feed; n_columns: none */
};

/*
 * Places in the feed of changes are numbers of the database: writes of SQLite, transactions of
 * PostgreSQL.  On the way they count back from the newest change, which is 0: so they come before
 * every number that a database will give, in the same order, and whoever follows the feed goes on
 * where he stood.
 */
static struct db_cell counted_back(const struct stream *s, const struct db_cell *cell)
{
	struct db_cell c = *cell;

	if (c.i > FEED_BEGIN)
		c.i -= s->newest;
	return c;
}

static enum err put_row(struct ctx *cx, const struct db_cell *cells, void *user)
{
	struct writer *w = user;
	struct db_cell c;
	size_t i;

	put(w->s, "R", 1);
	for (i = 0; i < w->t->n_columns; i++) {
		c = i == w->fed ? counted_back(w->s, &cells[i]) : cells[i];
		put_cell(w->s, &c);
	}
	w->s->rows++;
	return w->s->failed ? err_set(cx, ERR_FULL, "the file could not be written") : ERR_OK;
}

/* "report(city,id,...)": a file fits only where tables have the same columns. */
static const char *table_text(struct ctx *cx, const struct db_table *t)
{
	const char *text = t->name;
	size_t i;

	for (i = 0; i < t->n_columns; i++)
		text = arena_printf(cx->arena, "%s%c%s", text, i ? ',' : '(', t->columns[i]);
	return arena_printf(cx->arena, "%s)", text);
}

static size_t fed_column(const struct db_table *t)
{
	size_t i = 0;

	while (i < t->n_columns && !str_eq(t->columns[i], "fed"))
		i++;
	return i;
}

static enum err put_tables(struct ctx *cx, struct stream *s)
{
	size_t i;

	for (i = 0; i < db_tables_n; i++) {
		struct writer w = { .s = s, .t = &db_tables[i], .fed = fed_column(&db_tables[i]) };
		const char *text = table_text(cx, w.t);

		if (stays(w.t))
			continue;
		put(s, "T", 1);
		put_text(s, text, strlen(text));
		TRY(db_table_read(cx, w.t, put_row, &w));
	}
	return ERR_OK;
}

/* The rows of one city as one moment had them. */
static enum err put_city(struct ctx *cx, struct db_pool *pool, struct stream *s, int64_t city)
{
	int64_t kept = cx->city;
	enum err e;

	put(s, "C", 1);
	put_number(s, (uint64_t)city, 8);
	cx->city = city;
	e = db_read_begin(cx, pool);
	if (e == ERR_OK) {
		e = person_feed_newest(cx, &s->newest);
		if (e == ERR_OK)
			e = put_tables(cx, s);
		db_read_end(cx, pool);
	}
	cx->city = kept;
	return e;
}

enum err city_export(struct ctx *cx, struct db_pool *pool, FILE *f, int64_t *ret_rows)
{
	unsigned char sum[SUM_SIZE];
	struct stream s;

	stream_init(&s, f);
	put(&s, MAGIC, strlen(MAGIC));
	put_number(&s, (uint64_t)cx->city, 8);
	TRY(put_city(cx, pool, &s, 0));
	TRY(put_city(cx, pool, &s, cx->city));
	put(&s, "E", 1);
	(void)crypto_generichash_final(&s.sum, sum, sizeof(sum));
	if (fwrite(sum, 1, sizeof(sum), f) != sizeof(sum) || fflush(f) != 0 || s.failed)
		return err_set(cx, ERR_FULL, "the file could not be written");
	if (ret_rows)
		*ret_rows = s.rows;
	return ERR_OK;
}

/* ---- reading ------------------------------------------------------------------------------ */

static bool get(struct stream *s, void *p, size_t n)
{
	if (fread(p, 1, n, s->f) != n) {
		s->failed = true;
		memset(p, 0, n);
		return false;
	}
	(void)crypto_generichash_update(&s->sum, p, n);
	return true;
}

static uint64_t get_number(struct stream *s, unsigned bytes)
{
	unsigned char in[8] = { 0 };
	uint64_t v = 0;
	unsigned i;

	(void)get(s, in, bytes);
	for (i = 0; i < bytes; i++)
		v |= (uint64_t)in[i] << (8 * i);
	return v;
}

static struct blob get_text(struct stream *s)
{
	uint32_t n = (uint32_t)get_number(s, 4);
	char *p;

	if (s->failed || n > CELL_MAX) {
		s->failed = true;
		return (struct blob){ "", 0 };
	}
	p = arena_alloc(s->a, (size_t)n + 1);
	(void)get(s, p, n);
	return (struct blob){ p, n };
}

/* A cell of a column: i, t, b or r; NULL where the file says so. */
static void get_cell(struct stream *s, char type, struct db_cell *ret)
{
	char kind = 0;
	uint64_t bits;

	ret->type = type == 't'   ? SQL_TEXT
		    : type == 'b' ? SQL_BLOB
		    : type == 'r' ? SQL_REAL
				  : SQL_NUM;
	(void)get(s, &kind, 1);
	if (kind == 'i' && ret->type == SQL_NUM) {
		ret->i = (int64_t)get_number(s, 8);
	} else if (kind == 'r' && ret->type == SQL_REAL) {
		bits = get_number(s, 8);
		memcpy(&ret->r, &bits, sizeof(bits));
	} else if ((kind == 't' && ret->type == SQL_TEXT) ||
		   (kind == 'b' && ret->type == SQL_BLOB)) {
		ret->b = get_text(s);
	} else if (kind != 'n') {
		s->failed = true;
	}
}

static enum err damaged(struct ctx *cx)
{
	return err_set(cx, ERR_INVALID, "the file is damaged or no city of this program");
}

static enum err get_table(struct ctx *cx, struct stream *s, const struct db_table **ret)
{
	struct blob text = get_text(s);
	size_t i;

	for (i = 0; i < db_tables_n; i++) {
		if (!str_eq(text.p, table_text(cx, &db_tables[i])))
			continue;
		*ret = &db_tables[i];
		return ERR_OK;
	}
	return s->failed ? damaged(cx)
			 : err_set(cx, ERR_INVALID,
				   "this program has other tables than the file: "
				   "use the same version on both sides");
}

static enum err get_row(struct ctx *cx, struct stream *s, const struct db_table *t, bool write)
{
	struct db_cell cells[CELLS_MAX];
	size_t i;

	if (!t || t->n_columns > CELLS_MAX)
		return damaged(cx);
	memset(cells, 0, sizeof(cells));
	for (i = 0; i < t->n_columns; i++)
		get_cell(s, t->types[i], &cells[i]);
	if (s->failed || cells[0].i != cx->city)
		return damaged(cx);
	s->rows += write;
	return write ? db_table_write(cx, t, cells) : ERR_OK;
}

/* The records of one city, up to the next one or the end; *ret_next is the letter found there. */
static enum err get_city(struct ctx *cx, struct stream *s, bool write, char *ret_next)
{
	const struct db_table *t = NULL;
	char letter = 0;

	while (get(s, &letter, 1) && (letter == 'T' || letter == 'R')) {
		if (letter == 'T')
			TRY(get_table(cx, s, &t));
		else
			TRY(get_row(cx, s, t, write));
		arena_reset(s->a);
	}
	*ret_next = letter;
	return s->failed ? damaged(cx) : ERR_OK;
}

bool city_file_number(FILE *f, int64_t *ret_city)
{
	char magic[sizeof(MAGIC)] = "";
	struct stream s;
	bool ok;

	rewind(f);
	stream_init(&s, f);
	ok = get(&s, magic, strlen(MAGIC)) && strcmp(magic, MAGIC) == 0;
	*ret_city = (int64_t)get_number(&s, 8);
	rewind(f);
	return ok && !s.failed;
}

struct import {
	FILE *f;
	struct arena *a;
	int64_t rows;
	bool national; /* the national rows are to be written too */
	bool own;      /* and the city's; each in a transaction of its city */
};

static enum err check_sum(struct ctx *cx, struct stream *s)
{
	unsigned char sum[SUM_SIZE], said[SUM_SIZE];

	(void)crypto_generichash_final(&s->sum, sum, sizeof(sum));
	return fread(said, 1, sizeof(said), s->f) == sizeof(said) &&
		       memcmp(sum, said, sizeof(sum)) == 0
		   ? ERR_OK
		   : damaged(cx);
}

/* Reads the file once through; rows of the city of cx are written when it is their turn. */
static enum err read_through(struct ctx *cx, void *arg)
{
	struct import *m = arg;
	int64_t kept = cx->city;
	struct stream s;
	char magic[sizeof(MAGIC)] = "", letter = 0;
	enum err e = ERR_OK;

	rewind(m->f);
	stream_init(&s, m->f);
	s.a = m->a;
	(void)get(&s, magic, strlen(MAGIC));
	(void)get_number(&s, 8);
	(void)get(&s, &letter, 1);
	while (e == ERR_OK && letter == 'C') {
		cx->city = (int64_t)get_number(&s, 8);
		e = get_city(cx, &s, cx->city == kept && (kept == 0 ? m->national : m->own),
			     &letter);
	}
	cx->city = kept;
	arena_reset(m->a);
	if (e == ERR_OK)
		e = letter == 'E' ? check_sum(cx, &s) : damaged(cx);
	m->rows = s.rows;
	return e;
}

struct found {
	bool any;
};

static enum err note_row(struct ctx *cx, const struct db_cell *cells, void *user)
{
	struct found *f = user;

	(void)cx;
	(void)cells;
	f->any = true;
	return ERR_OK;
}

/* Are there national rows already?  They are of the program then, and stay. */
static enum err has_national(struct ctx *cx, struct db_pool *pool, bool *ret)
{
	struct found found = { false };
	enum err e = ERR_OK;
	size_t i;

	TRY(db_read_begin(cx, pool));
	for (i = 0; i < db_tables_n && e == ERR_OK; i++)
		if (str_eq(db_tables[i].name, "ref_entry"))
			e = db_table_read(cx, &db_tables[i], note_row, &found);
	db_read_end(cx, pool);
	*ret = found.any;
	return e;
}

enum err city_import(struct ctx *cx, struct db_pool *pool, FILE *f, int64_t *ret_rows)
{
	CLEANUP(arena_freep) struct arena *a = arena_new(0);
	struct import m = { .f = f, .a = a };
	int64_t city = cx->city, rows;
	bool there = false;
	enum err e;

	TRY(read_through(cx,
			 &m)); /* nothing is written before the whole file was seen to be good */
	cx->city = 0;
	e = has_national(cx, pool, &there);
	m.national = !there;
	if (e == ERR_OK && m.national)
		e = db_write(cx, pool, read_through, &m);
	rows = m.rows;
	cx->city = city;
	m.own = true;
	if (e == ERR_OK)
		e = db_write(cx, pool, read_through, &m);
	if (e == ERR_OK && ret_rows)
		*ret_rows = rows + m.rows;
	return e;
}
