/* Statements: arguments out of structs, rows into structs, the same for both engines. */
#include "platform/db/db.h"

#include "platform/db/db_impl.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* ---- arguments --------------------------------------------------------------------------- */

enum db_kind db_kind_of(enum sql_type type)
{
	switch (type) {
	case SQL_I64:
	case SQL_OPT:
	case SQL_NUM:
		return DB_INT;
	case SQL_TEXT:
		return DB_TEXT;
	case SQL_BLOB:
		return DB_BLOB;
	case SQL_REAL:
		break;
	}
	return DB_REAL;
}

struct db_value value_copy(struct arena *a, const struct db_value *v)
{
	struct db_value copy = *v;

	if (v->kind == DB_TEXT)
		copy.p = arena_strndup(a, v->p, v->n);
	else if (v->kind == DB_BLOB)
		copy.p = arena_memdup(a, v->p, v->n);
	return copy;
}

uint64_t value_hash(const struct db_value *v)
{
	const unsigned char *p = v->p;
	uint64_t h = (uint64_t)v->i;

	if (v->kind == DB_TEXT || v->kind == DB_BLOB)
		for (size_t i = h = 0; i < v->n; i++)
			h = (h ^ p[i]) * UINT64_C(0x100000001b3);
	h *= UINT64_C(0x9e3779b97f4a7c15);
	return h ^ h >> 32;
}

bool tables_has(const uint64_t *tables, unsigned table)
{
	return ((tables[table / 64] >> (table % 64)) & 1) != 0;
}

bool tables_common(const uint64_t *a, const uint64_t *b)
{
	uint64_t both = 0;

	for (size_t i = 0; i < SQL_TABLE_WORDS; i++)
		both |= a[i] & b[i];
	return both != 0;
}

static struct db_value value_of_int(enum sql_type type, int64_t v)
{
	bool null = (type == SQL_OPT && v == 0) || (type == SQL_NUM && v == DB_NONE);

	return (struct db_value){ .kind = null ? DB_NULL : DB_INT, .i = v };
}

static struct db_value value_of_text(const char *s)
{
	return s ? (struct db_value){ .kind = DB_TEXT, .p = s, .n = strlen(s) }
		 : (struct db_value){ .kind = DB_NULL };
}

static struct db_value value_of_blob(struct blob b)
{
	return b.p ? (struct db_value){ .kind = DB_BLOB, .p = b.p, .n = b.n }
		   : (struct db_value){ .kind = DB_NULL };
}

static struct db_value value_of_real(double r)
{
	return isnan(r) ? (struct db_value){ .kind = DB_NULL }
			: (struct db_value){ .kind = DB_REAL, .r = r };
}

static struct db_value value_of_ctx(const struct ctx *cx, unsigned which)
{
	switch (which) {
	case 1:
		return value_of_int(SQL_I64, cx->city);
	case 2:
		return value_of_int(SQL_I64, cx->actor->user_id);
	default:
		assert(which == 3);
		return value_of_int(SQL_I64, cx->now);
	}
}

static struct db_value value_of_slot(const struct ctx *cx, const struct sql_slot *slot,
				     const char *args)
{
	const char *at;

	if (slot->from_ctx)
		return value_of_ctx(cx, slot->from_ctx);
	at = args + slot->offset;
	switch (db_kind_of(slot->type)) {
	case DB_TEXT:
		return value_of_text(*(const char *const *)(const void *)at);
	case DB_BLOB:
		return value_of_blob(*(const struct blob *)(const void *)at);
	case DB_REAL:
		return value_of_real(*(const double *)(const void *)at);
	case DB_INT:
	case DB_NULL:
		break;
	}
	return value_of_int(slot->type, *(const int64_t *)(const void *)at);
}

static unsigned variant_of(const struct sql *st, const void *args)
{
	const char *at = args;
	unsigned with = 0, sort = 0;

	if (st->n_options)
		memcpy(&with, at + st->with_offset, sizeof(with));
	if (st->n_sorts > 1)
		memcpy(&sort, at + st->sort_offset, sizeof(sort));
	assert(with < 1U << st->n_options);
	assert(st->n_sorts <= 1 || sort < st->n_sorts);
	return with * MAX(st->n_sorts, 1) + sort;
}

/* The second line behind the route's check: a statement that writes names who may run it. */
static bool actor_may(const struct ctx *cx, const struct sql *st)
{
	/* Permission 0 is the public's (platform/auth/perm.def). */
	return st->perm <= 0 || cx->actor->user_id == ACTOR_SYSTEM ||
	       ((cx->actor->perms >> st->perm) & 1) != 0;
}

/* ---- running ----------------------------------------------------------------------------- */

enum err db_fail(struct ctx *cx, struct db *db, enum err e, const char *what)
{
	if (db->failed == ERR_OK)
		db->failed = e;
	e = err_set(cx, e, "%s: %s", what, db->message);
	assert(e != ERR_OK);
	return e;
}

/* Counts down to the fault that a test ordered. */
static bool fault_now(struct db_pool *pool)
{
	unsigned left = atomic_load(&pool->fault);

	while (left > 0)
		if (atomic_compare_exchange_weak(&pool->fault, &left, left - 1))
			return left == 1;
	return false;
}

/* Without ret it is n questions asked ahead. */
static enum err query_named(struct ctx *cx, const struct db_query *q, const char *name, size_t n,
			    struct db_cursor *ret)
{
	struct db *db = cx->db;
	enum err e;

	assert(db);
	/* PostgreSQL refuses everything after the first failure; SQLite does so too by this. */
	if (db->failed != ERR_OK) {
		e = err_set(cx, ERR_DB, "%s: an earlier statement failed", name);
		assert(e == ERR_DB);
		return e;
	}
	db->wrote = db->wrote || !q->reads;
	cx->statements++;
	atomic_fetch_add_explicit(&db->pool->statements, 1, memory_order_relaxed);
	if (fault_now(db->pool)) {
		(void)snprintf(db->message, sizeof(db->message), "ordered fault");
		return db_fail(cx, db, ERR_DB, name);
	}
	e = ret != NULL ? db->ops->query(db, q, ret) : db->ops->ahead(db, q, n);
	return e == ERR_OK ? ERR_OK : db_fail(cx, db, e, name);
}

enum err db_query(struct ctx *cx, const struct db_query *q, struct db_cursor *ret)
{
	return query_named(cx, q, "query", 1, ret);
}

enum asked { ASKED, UNASKED, MUST };

static void values_of(const struct ctx *cx, const struct sql *st, const void *args,
		      struct db_value *ret)
{
	for (unsigned i = 0; i < st->n_args; i++)
		ret[i] = value_of_slot(cx, &st->args[i], args);
}

static enum err start(struct ctx *cx, const struct sql *st, const void *args, enum asked asked,
		      struct db_cursor *ret)
{
	struct db_value values[DB_MAX_ARGS];
	enum db_kind kinds[DB_MAX_ARGS];
	struct db_query q = { .key = st,
			      .args = values,
			      .kinds = kinds,
			      .n_args = st->n_args,
			      .st = st,
			      .reads = !st->writes,
			      .unasked = asked != ASKED,
			      .must = asked == MUST };

	assert(st->n_args <= DB_MAX_ARGS);
	assert(!st->writes || actor_may(cx, st));
	assert(cx->db);
	values_of(cx, st, args, values);
	for (unsigned i = 0; i < st->n_args; i++)
		kinds[i] = db_kind_of(st->args[i].type);
	q.variant = variant_of(st, args);
	q.text = st->text[cx->db->pool->engine][q.variant];
	return query_named(cx, &q, st->name, 1, ret);
}

static enum err statement_start(struct ctx *cx, const struct sql *st, const void *args,
				struct db_cursor *ret)
{
	return start(cx, st, args, ASKED, ret);
}

static enum err statement_next(struct ctx *cx, const struct sql *st, struct db_cursor *c,
			       bool *ret_row)
{
	enum err e = c->db->ops->next(c, ret_row);

	return e == ERR_OK ? ERR_OK : db_fail(cx, c->db, e, st->name);
}

/* ---- rows -------------------------------------------------------------------------------- */

static void store_null(const struct sql_slot *slot, void *at)
{
	double none = (double)NAN;
	int64_t i = slot->type == SQL_NUM ? DB_NONE : 0;

	if (slot->type == SQL_TEXT)
		*(const char **)at = NULL;
	else if (slot->type == SQL_BLOB)
		*(struct blob *)at = (struct blob){ NULL, 0 };
	else if (slot->type == SQL_REAL)
		memcpy(at, &none, sizeof(none));
	else
		memcpy(at, &i, sizeof(i));
}

static void store_value(struct arena *a, const struct sql_slot *slot, const struct db_value *v,
			void *at)
{
	if (slot->type == SQL_TEXT)
		*(const char **)at = arena_strndup(a, v->p, v->n);
	else if (slot->type == SQL_BLOB)
		*(struct blob *)at = (struct blob){ v->n ? arena_memdup(a, v->p, v->n) : "", v->n };
	else if (slot->type == SQL_REAL)
		memcpy(at, &v->r, sizeof(v->r));
	else
		memcpy(at, &v->i, sizeof(v->i));
}

/* One row into its struct; texts and bytes are copied into a. */
static enum err row_read(struct ctx *cx, const struct sql *st, struct db_cursor *c, struct arena *a,
			 char *row)
{
	for (unsigned i = 0; i < st->n_cols; i++) {
		const struct sql_slot *slot = &st->cols[i];
		struct db_value v = { .kind = DB_NULL };
		enum err e = c->db->ops->column(c, i, db_kind_of(slot->type), a, &v);

		if (e != ERR_OK)
			return db_fail(cx, c->db, e, st->name);
		if (v.kind != DB_NULL)
			store_value(a, slot, &v, row + slot->offset);
		else if (slot->type == SQL_I64)
			return err_set(cx, ERR_DB, "%s: %s is NULL, its type says it is not",
				       st->name, slot->name);
		else
			store_null(slot, row + slot->offset);
	}
	return ERR_OK;
}

static void row_add(struct ctx *cx, const struct sql *st, char **rows, size_t *n, size_t *cap,
		    const char *row)
{
	if (*n == *cap) {
		size_t more = *cap ? *cap * 2 : 8;
		char *grown = arena_array(cx->arena, more, st->row_size);

		if (*n)
			memcpy(grown, *rows, *n * st->row_size);
		*rows = grown;
		*cap = more;
	}
	memcpy(*rows + *n * st->row_size, row, st->row_size);
	(*n)++;
}

enum err sql_rows(struct ctx *cx, const struct sql *st, const void *args, void **ret_rows,
		  size_t *ret_n)
{
	struct db_cursor c;
	char *rows = NULL, *row = arena_alloc(cx->arena, st->row_size);
	size_t n = 0, cap = 0;
	bool more = false;
	enum err e;

	TRY(statement_start(cx, st, args, &c));
	while ((e = statement_next(cx, st, &c, &more)) == ERR_OK && more) {
		e = row_read(cx, st, &c, cx->arena, row);
		if (e != ERR_OK)
			break;
		row_add(cx, st, &rows, &n, &cap, row);
	}
	(void)c.db->ops->finish(&c);
	if (e != ERR_OK)
		return e;
	*ret_rows = rows;
	*ret_n = n;
	return ERR_OK;
}

enum err sql_maybe(struct ctx *cx, const struct sql *st, const void *args, void *ret_row,
		   bool *ret_found)
{
	struct db_cursor c;
	char *row = arena_alloc(cx->arena, st->row_size);
	bool found = false, more = false;
	enum err e;

	TRY(statement_start(cx, st, args, &c));
	e = statement_next(cx, st, &c, &found);
	if (e == ERR_OK && found)
		e = row_read(cx, st, &c, cx->arena, row);
	/* A write with RETURNING has to run to its end. */
	while (e == ERR_OK && found && st->writes) {
		e = statement_next(cx, st, &c, &more);
		if (!more)
			break;
	}
	(void)c.db->ops->finish(&c);
	if (e != ERR_OK)
		return e;
	if (found)
		memcpy(ret_row, row, st->row_size);
	*ret_found = found;
	return ERR_OK;
}

enum err sql_one(struct ctx *cx, const struct sql *st, const void *args, void *ret_row)
{
	bool found = false;

	TRY(sql_maybe(cx, st, args, ret_row, &found));
	return found ? ERR_OK : err_set(cx, ERR_NOTFOUND, "%s: no row", st->name);
}

enum err sql_each(struct ctx *cx, const struct sql *st, const void *args,
		  enum err (*fn)(struct ctx *cx, const void *row, void *user), void *user)
{
	/* Of its own, so that what fn takes from the context's arena stays. */
	CLEANUP(arena_freep) struct arena *a = arena_new(0);
	struct db_cursor c;
	char *row = arena_alloc(cx->arena, st->row_size);
	bool more = false;
	enum err e;

	TRY(statement_start(cx, st, args, &c));
	while ((e = statement_next(cx, st, &c, &more)) == ERR_OK && more) {
		e = row_read(cx, st, &c, a, row);
		if (e == ERR_OK)
			e = fn(cx, row, user);
		if (e != ERR_OK)
			break;
		arena_reset(a);
	}
	(void)c.db->ops->finish(&c);
	return e;
}

/* Whatever rows it has are nobody's. */
static enum err run_out(struct ctx *cx, const struct sql *st, struct db_cursor *c, int64_t *changed)
{
	enum err e = ERR_OK;
	bool more = true;

	while (e == ERR_OK && more)
		e = statement_next(cx, st, c, &more);
	*changed = c->db->ops->finish(c);
	return e;
}

enum err sql_run(struct ctx *cx, const struct sql *st, const void *args, int64_t *ret_changed)
{
	struct db_cursor c;
	int64_t changed;
	enum err e;

	TRY(start(cx, st, args, st->writes && !ret_changed ? UNASKED : ASKED, &c));
	e = run_out(cx, st, &c, &changed);
	if (e == ERR_OK && ret_changed)
		*ret_changed = changed;
	return e;
}

enum err sql_must(struct ctx *cx, const struct sql *st, const void *args)
{
	struct db_cursor c;
	int64_t changed;
	bool known;
	enum err e;

	TRY(start(cx, st, args, MUST, &c));
	known = c.handle != NULL;
	e = run_out(cx, st, &c, &changed);
	if (e == ERR_OK && known && changed != 1)
		e = err_set(cx, ERR_CONFLICT, "%s: the row was changed", st->name);
	return e;
}

bool sql_asks_ahead(const struct ctx *cx)
{
	return cx->db->ops->ahead != NULL;
}

enum err sql_ahead(struct ctx *cx, const struct sql *st, const void *args, size_t size, size_t n)
{
	const char *at = args;
	enum db_kind kinds[DB_MAX_ARGS];
	struct db_value *values;
	struct db_query q = { .key = st,
			      .kinds = kinds,
			      .n_args = st->n_args,
			      .text = st->ahead,
			      .st = st,
			      .reads = true };

	if (n == 0 || !sql_asks_ahead(cx))
		return ERR_OK;
	values = arena_array(cx->arena, n * st->n_args, sizeof(*values));
	for (size_t i = 0; i < n; i++)
		values_of(cx, st, at + i * size, &values[i * st->n_args]);
	for (unsigned i = 0; i < st->n_args; i++)
		kinds[i] = db_kind_of(st->args[i].type);
	q.args = values;
	return query_named(cx, &q, st->name, n, NULL);
}

enum err db_settle(struct ctx *cx)
{
	struct db *db = cx->db;
	enum err e = db->failed == ERR_OK && db->ops->settle ? db->ops->settle(db) : ERR_OK;

	return e == ERR_OK ? ERR_OK : db_fail(cx, db, e, "settle");
}

void db_fault_at(struct db_pool *pool, unsigned nth)
{
	atomic_store(&pool->fault, nth);
}
