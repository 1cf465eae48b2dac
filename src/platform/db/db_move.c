/*
 * Rows of one city by table: the way a city moves between engines.  The only place where a
 * statement's text is built at run time, out of the compiled-in description of the tables.
 */
#include "platform/db/db_impl.h"

#include "base/buf.h"

#include <math.h>
#include <stdio.h>

#define TEXT_MAX ((size_t)64 << 10)

static enum db_kind kind_of(char letter)
{
	switch (letter) {
	case 'i':
		return DB_INT;
	case 't':
		return DB_TEXT;
	case 'b':
		return DB_BLOB;
	default:
		assert(letter == 'r');
		return DB_REAL;
	}
}

static enum sql_type type_of(char letter)
{
	switch (letter) {
	case 'i':
		return SQL_NUM;
	case 't':
		return SQL_TEXT;
	case 'b':
		return SQL_BLOB;
	default:
		assert(letter == 'r');
		return SQL_REAL;
	}
}

static void add_columns(struct buf *b, const struct db_table *t)
{
	for (size_t i = 0; i < t->n_columns; i++) {
		buf_adds(b, i ? ", " : "");
		buf_adds(b, t->columns[i]);
	}
}

/* Texts live in the context's arena: a connection keeps them only while they are prepared. */
static const char *text_end(struct ctx *cx, struct buf *b)
{
	char *text;

	assert(buf_ok(b));
	text = arena_strdup(cx->arena, buf_str(b));
	buf_release(b);
	return text;
}

/* In the order of ids, so that a row which names an older one of its table finds it. */
static const char *read_text(struct ctx *cx, const struct db_table *t)
{
	struct buf b;

	buf_init(&b, TEXT_MAX);
	buf_adds(&b, "SELECT ");
	add_columns(&b, t);
	/* No key has more than four columns. */
	buf_addf(&b, " FROM %s WHERE city = $1 ORDER BY 1%s%s%s", t->name,
		 t->n_columns > 1 ? ", 2" : "", t->n_columns > 2 ? ", 3" : "",
		 t->n_columns > 3 ? ", 4" : "");
	return text_end(cx, &b);
}

static const char *write_text(struct ctx *cx, const struct db_table *t)
{
	struct buf b;

	buf_init(&b, TEXT_MAX);
	buf_addf(&b, "INSERT INTO %s (", t->name);
	add_columns(&b, t);
	buf_adds(&b, ") VALUES (");
	for (size_t i = 0; i < t->n_columns; i++)
		buf_addf(&b, "%s$%zu", i ? ", " : "", i + 1);
	buf_addc(&b, ')');
	return text_end(cx, &b);
}

/* ---- reading ----------------------------------------------------------------------------- */

static struct db_cell cell_of(char letter, const struct db_value *v)
{
	struct db_cell cell = { .type = type_of(letter) };

	switch (cell.type) {
	case SQL_TEXT:
	case SQL_BLOB:
		if (v->kind != DB_NULL)
			cell.b = (struct blob){ v->p, v->n };
		break;
	case SQL_REAL:
		cell.r = v->kind == DB_NULL ? (double)NAN : v->r;
		break;
	case SQL_I64:
	case SQL_OPT:
	case SQL_NUM:
		cell.i = v->kind == DB_NULL ? DB_NONE : v->i;
		break;
	}
	return cell;
}

static enum err cells_read(struct ctx *cx, const struct db_table *t, struct db_cursor *c,
			   struct arena *a, struct db_cell *cells)
{
	for (unsigned i = 0; i < t->n_columns; i++) {
		struct db_value v = { .kind = DB_NULL };
		enum err e = c->db->ops->column(c, i, kind_of(t->types[i]), a, &v);

		if (e != ERR_OK)
			return db_fail(cx, c->db, e, t->name);
		cells[i] = cell_of(t->types[i], &v);
	}
	return ERR_OK;
}

enum err db_table_read(struct ctx *cx, const struct db_table *t,
		       enum err (*fn)(struct ctx *cx, const struct db_cell *cells, void *user),
		       void *user)
{
	CLEANUP(arena_freep) struct arena *a = arena_new(0);
	struct db_cell *cells = ARENA_ARRAY(cx->arena, t->n_columns, struct db_cell);
	const struct db_value city = { .kind = DB_INT, .i = cx->city };
	const enum db_kind kind = DB_INT;
	struct db_query q = {
		.key = t, .text = read_text(cx, t), .args = &city, .kinds = &kind, .n_args = 1
	};
	struct db_cursor c;
	bool row = false;
	enum err e;

	TRY(db_query(cx, &q, &c));
	while ((e = c.db->ops->next(&c, &row)) == ERR_OK && row) {
		e = cells_read(cx, t, &c, a, cells);
		if (e == ERR_OK)
			e = fn(cx, cells, user);
		if (e != ERR_OK)
			break;
		arena_reset(a);
	}
	(void)c.db->ops->finish(&c);
	return e;
}

/* ---- writing ----------------------------------------------------------------------------- */

static struct db_value value_of(const struct db_cell *cell)
{
	struct db_value v = { .kind = DB_NULL };

	switch (cell->type) {
	case SQL_TEXT:
	case SQL_BLOB:
		v.kind = cell->type == SQL_TEXT ? DB_TEXT : DB_BLOB;
		v.p = cell->b.p;
		v.n = cell->b.n;
		break;
	case SQL_REAL:
		v.kind = DB_REAL;
		v.r = cell->r;
		break;
	case SQL_I64:
	case SQL_OPT:
	case SQL_NUM:
		v.kind = DB_INT;
		v.i = cell->i;
		break;
	}
	if ((v.kind == DB_INT && v.i == DB_NONE) || (v.kind == DB_REAL && isnan(v.r)) ||
	    ((v.kind == DB_TEXT || v.kind == DB_BLOB) && !v.p))
		v.kind = DB_NULL;
	return v;
}

enum err db_table_write(struct ctx *cx, const struct db_table *t, const struct db_cell *cells)
{
	struct db_value args[DB_MAX_ARGS];
	enum db_kind kinds[DB_MAX_ARGS];
	struct db_query q = { .key = t,
			      .variant = 1,
			      .args = args,
			      .kinds = kinds,
			      .n_args = (unsigned)t->n_columns };
	struct arena_mark mark = arena_mark(cx->arena);
	struct db_cursor c;
	bool row;
	enum err e;

	assert(cx->in_write && t->n_columns <= DB_MAX_ARGS);
	for (size_t i = 0; i < t->n_columns; i++) {
		args[i] = value_of(&cells[i]);
		kinds[i] = kind_of(t->types[i]);
	}
	q.text = write_text(cx, t);
	e = db_query(cx, &q, &c);
	arena_reset_to(cx->arena, mark);
	if (e != ERR_OK)
		return e;
	e = c.db->ops->next(&c, &row);
	(void)c.db->ops->finish(&c);
	return e == ERR_OK ? ERR_OK : db_fail(cx, cx->db, e, t->name);
}
