/* Values in and out, and every statement of the program against the schema. */
#include "lib/testlib.h"

#include "platform/db/db_impl.h"

#include <libpq-fe.h>
#include <math.h>
#include <sqlite3.h>
#include <stdio.h>
#include <string.h>

/* ---- values ------------------------------------------------------------------------------ */

struct all_types {
	int64_t i64, opt, num;
	const char *text;
	struct blob blob;
	double real;
};

static const struct sql_slot all_slots[] = {
	{ "i64", SQL_I64, offsetof(struct all_types, i64), 0 },
	{ "opt", SQL_OPT, offsetof(struct all_types, opt), 0 },
	{ "num", SQL_NUM, offsetof(struct all_types, num), 0 },
	{ "text", SQL_TEXT, offsetof(struct all_types, text), 0 },
	{ "blob", SQL_BLOB, offsetof(struct all_types, blob), 0 },
	{ "real", SQL_REAL, offsetof(struct all_types, real), 0 },
};
static const char *const echo_text[] = {
	"SELECT $1 AS i64, $2 AS opt, $3 AS num, $4 AS text, $5 AS blob, $6 AS real",
};
/* The numbers in the text go down, as SQLite would number them up. */
static const char *const reverse_text[] = {
	"SELECT i64, opt, num, text, blob, real FROM (SELECT $6 AS real, $5 AS blob, $4 AS text, "
	"$3 AS num, $2 AS opt, $1 AS i64) x",
};

static struct sql echo(const char *const *text)
{
	return (struct sql){
		.name = "echo",
		.text = { text, text },
		.n_sorts = 1,
		.args = all_slots,
		.cols = all_slots,
		.n_args = LEN(all_slots),
		.n_cols = LEN(all_slots),
		.row_size = sizeof(struct all_types),
		.perm = -1,
		.feature = "db",
	};
}

static void assert_echo(struct test *t, const char *const *text, const struct all_types *in)
{
	struct sql st = echo(text);
	struct all_types out;

	test_read_begin(t);
	assert_ok(sql_one(&t->cx, &st, in, &out));
	test_read_end(t);
	assert_true(out.i64 == in->i64 && out.opt == in->opt && out.num == in->num);
	if (in->text)
		assert_string_equal(out.text, in->text);
	else
		assert_null(out.text);
	assert_int_equal(out.blob.n, in->blob.n);
	assert_int_equal(out.blob.p != NULL, in->blob.p != NULL);
	if (in->blob.n)
		assert_memory_equal(out.blob.p, in->blob.p, in->blob.n);
	assert_true(isnan(in->real) ? isnan(out.real) : out.real == in->real);
}

static void values_come_back_as_they_went_in(void **state)
{
	const struct all_types in = {
		.i64 = INT64_MAX,
		.opt = -1,
		.num = 0,
		.text = "Cisaät 'π' \\x41",
		.blob = { "\0\x01\xfe\xff'", 5 },
		.real = 0.1,
	};

	assert_echo(*state, echo_text, &in);
	assert_echo(*state, reverse_text, &in);
}

static void missing_values_come_back_as_missing(void **state)
{
	const struct all_types in = { .i64 = INT64_MIN, .num = DB_NONE, .real = (double)NAN };

	assert_echo(*state, echo_text, &in);
}

static void empty_is_not_missing(void **state)
{
	const struct all_types in = { .text = "", .blob = { "", 0 } };

	assert_echo(*state, echo_text, &in);
}

static void a_null_where_the_type_says_never_is_an_error(void **state)
{
	static const char *const text[] = { "SELECT CAST(NULL AS BIGINT) AS i64" };
	struct test *t = *state;
	struct sql st = echo(text);
	struct all_types out;

	st.n_args = 0;
	st.n_cols = 1;
	test_read_begin(t);
	assert_int_equal(sql_one(&t->cx, &st, NULL, &out), ERR_DB);
	assert_string_equal(t->cx.detail, "echo: i64 is NULL, its type says it is not");
	test_read_end(t);
}

struct nested {
	int depth, rows;
};

static struct sql three(void)
{
	static const char *const text[] = {
		"SELECT 1 AS i64 UNION ALL SELECT 2 UNION ALL SELECT 3"
	};
	struct sql st = echo(text);

	st.n_args = 0;
	st.n_cols = 1;
	return st;
}

static const struct sql *three_shared;

static enum err count_nested(struct ctx *cx, const void *row, void *user)
{
	struct nested *n = user, inner = { n->depth + 1, 0 };

	(void)row;
	n->rows++;
	if (n->depth == 2)
		return ERR_OK;
	TRY(sql_each(cx, three_shared, NULL, count_nested, &inner));
	n->rows += inner.rows;
	return ERR_OK;
}

static void a_statement_can_be_run_while_its_rows_are_read(void **state)
{
	struct test *t = *state;
	struct sql st = three();
	struct nested n = { 0, 0 };

	three_shared = &st;
	test_read_begin(t);
	assert_ok(sql_each(&t->cx, &st, NULL, count_nested, &n));
	test_read_end(t);
	assert_int_equal(n.rows, 3 + 9 + 27);
}

static void more_statements_than_the_cache_holds_still_run(void **state)
{
	static const char *const text[] = { "SELECT 1 AS i64" };
	struct test *t = *state;
	struct sql *many = ARENA_ARRAY(t->cx.arena, 700, struct sql);
	struct all_types out;

	test_read_begin(t);
	for (int round = 0; round < 2; round++)
		for (size_t i = 0; i < 700; i++) {
			many[i] = echo(text);
			many[i].n_args = 0;
			many[i].n_cols = 1;
			assert_ok(sql_one(&t->cx, &many[i], NULL, &out));
		}
	test_read_end(t);
}

/* ---- inserts that wait ------------------------------------------------------------------- */

static const char *const keep_text[] = {
	"INSERT INTO kept (i64, opt, num, text, blob, real) VALUES ($1, $2, $3, $4, $5, $6)",
};
static const char *const kept_text[] = {
	"SELECT i64, opt, num, text, blob, real FROM kept ORDER BY i64",
};

static struct sql keep(void)
{
	struct sql st = echo(keep_text);

	st.n_cols = 0;
	st.writes = true;
	st.adds = true;
	st.batch = "INSERT INTO kept (i64, opt, num, text, blob, real) "
		   "SELECT p1, p2, p3, p4, p5, p6 FROM unnest($1::int8[], $2::int8[], $3::int8[], "
		   "$4::text[], $5::bytea[], $6::float8[]) AS q(p1, p2, p3, p4, p5, p6)";
	st.touches[0] = 1;
	return st;
}

static const struct all_types kept_rows[] = {
	{ .i64 = INT64_MIN, .num = DB_NONE, .real = (double)NAN },
	{ .i64 = -1, .opt = 7, .num = 0, .text = "", .blob = { "", 0 }, .real = -0.5 },
	{ .i64 = INT64_MAX,
	  .opt = -7,
	  .num = -1,
	  .text = "{\"NULL\",'π'}\\",
	  .blob = { "\0{,\xff", 4 },
	  .real = 1e300 },
};

static enum err keep_and_read(struct ctx *cx, void *arg)
{
	struct sql st = keep(), look = echo(kept_text);
	struct all_types *rows;
	void *found = NULL;
	size_t n = 0;

	(void)arg;
	look.n_args = 0;
	look.touches[0] = 1;
	TRY(cx->db->ops->script(cx->db,
				cx->db->pool->engine == DB_PG
				    ? "CREATE TEMPORARY TABLE kept (i64 BIGINT, opt BIGINT, "
				      "num BIGINT, text TEXT, blob BYTEA, real FLOAT8)"
				    : "CREATE TEMPORARY TABLE kept (i64, opt, num, text, blob, "
				      "real)"));
	for (size_t i = 0; i < LEN(kept_rows); i++) {
		/* Whoever waits has copies: the caller's memory may be gone by then. */
		struct all_types in = kept_rows[i];
		char text[32] = "";

		if (in.text)
			(void)snprintf(text, sizeof(text), "%s", in.text);
		in.text = in.text ? text : NULL;
		TRY(sql_run(cx, &st, &in, NULL));
		memset(text, 'x', sizeof(text) - 1);
	}
	TRY(sql_rows(cx, &look, NULL, &found, &n));
	assert_int_equal(n, LEN(kept_rows));
	rows = found;
	for (size_t i = 0; i < n; i++) {
		const struct all_types *in = &kept_rows[i], *out = &rows[i];

		assert_true(out->i64 == in->i64 && out->opt == in->opt && out->num == in->num);
		assert_true(!in->text == !out->text);
		if (in->text)
			assert_string_equal(out->text, in->text);
		assert_true(!in->blob.p == !out->blob.p && out->blob.n == in->blob.n);
		if (in->blob.n)
			assert_memory_equal(out->blob.p, in->blob.p, in->blob.n);
		assert_true(isnan(in->real) ? isnan(out->real) : out->real == in->real);
	}
	return err_set(cx, ERR_INVALID, "the table goes again");
}

static void inserts_that_waited_are_there_for_who_reads_their_table(void **state)
{
	assert_int_equal(test_write(*state, keep_and_read, NULL), ERR_INVALID);
}

/* Rows of mother and child, so ordered that the batch of children began before the mother came. */
static enum err child_before_mother(struct ctx *cx, void *arg)
{
	static const char *const mother_text[] = { "INSERT INTO mother (id) VALUES ($1)" };
	static const char *const child_text[] = { "INSERT INTO child (mother_id) VALUES ($1)" };
	struct sql mother = keep(), child = keep();

	(void)arg;
	mother.text[DB_SQLITE] = mother.text[DB_PG] = mother_text;
	child.text[DB_SQLITE] = child.text[DB_PG] = child_text;
	mother.n_args = child.n_args = 1;
	mother.adds = child.adds = true;
	mother.batch = "INSERT INTO mother (id) SELECT p FROM unnest($1::int8[]) AS q(p)";
	child.batch = "INSERT INTO child (mother_id) SELECT p FROM unnest($1::int8[]) AS q(p)";
	mother.touches[0] = child.touches[0] = 3;
	child.table = 1;
	child.parents[0] = 1;
	TRY(cx->db->ops->script(
	    cx->db, "CREATE TEMPORARY TABLE mother (id BIGINT PRIMARY KEY);"
		    "CREATE TEMPORARY TABLE child (mother_id BIGINT REFERENCES mother (id));"
		    "INSERT INTO mother VALUES (1)"));
	TRY(sql_run(cx, &child, &(struct all_types){ .i64 = 1 }, NULL));
	TRY(sql_run(cx, &mother, &(struct all_types){ .i64 = 2 }, NULL));
	TRY(sql_run(cx, &child, &(struct all_types){ .i64 = 2 }, NULL));
	TRY(cx->db->ops->script(cx->db, "SELECT 1"));
	return err_set(cx, ERR_INVALID, "the tables go again");
}

static void a_row_that_waits_does_not_overtake_the_row_it_refers_to(void **state)
{
	assert_int_equal(test_write(*state, child_before_mother, NULL), ERR_INVALID);
}

/* ---- answers that stay ------------------------------------------------------------------- */

static const char *const noted_text[] = { "SELECT count(*) AS i64 FROM note WHERE n >= $1" };
static const char *const note_text[] = { "INSERT INTO note (n) VALUES ($1)" };

static int64_t noted(struct ctx *cx, int64_t from)
{
	static struct sql st;
	struct all_types out;

	st = echo(noted_text);
	st.n_args = st.n_cols = 1;
	st.stays = true;
	st.touches[0] = 1;
	assert_ok(sql_one(cx, &st, &(struct all_types){ .i64 = from }, &out));
	return out.i64;
}

/* With the table that it says it writes: what is kept can only know what a statement says. */
static void note(struct ctx *cx, uint64_t says)
{
	struct sql *st = ARENA_NEW(cx->arena, struct sql);
	int64_t changed;

	*st = echo(note_text);
	st->n_args = 1;
	st->n_cols = 0;
	st->writes = true;
	st->touches[0] = says;
	assert_ok(sql_run(cx, st, &(struct all_types){ .i64 = 1 }, &changed));
	assert_int_equal(changed, 1);
}

static enum err note_and_fail(struct ctx *cx, void *arg)
{
	(void)arg;
	note(cx, 1);
	assert_int_equal(noted(cx, 0), 4);
	return err_set(cx, ERR_INVALID, "this part goes");
}

static enum err ask_again(struct ctx *cx, void *arg)
{
	bool pg = cx->db->pool->engine == DB_PG;
	enum err part;

	(void)arg;
	TRY(cx->db->ops->script(cx->db, "CREATE TEMPORARY TABLE note (n BIGINT)"));
	note(cx, 1);
	assert_int_equal(noted(cx, 0), 1);
	note(cx, 2);
	assert_int_equal(noted(cx, 0), pg ? 1 : 2);
	assert_int_equal(noted(cx, -1), 2);
	note(cx, 1);
	assert_int_equal(noted(cx, 0), 3);
	TRY(db_part(cx, note_and_fail, NULL, &part));
	assert_int_equal(part, ERR_INVALID);
	assert_int_equal(noted(cx, 0), 3);
	return err_set(cx, ERR_INVALID, "the table goes again");
}

static void what_stays_is_asked_again_only_after_a_change_or_a_step_back(void **state)
{
	struct test *t = *state;

	assert_int_equal(test_write(t, ask_again, NULL), ERR_INVALID);
	/* In the next transaction nothing of it is known: the table is gone with the write. */
	assert_int_equal(test_write(t, ask_again, NULL), ERR_INVALID);
}

/* ---- the wall ---------------------------------------------------------------------------- */

static enum err write_as_another_city(struct ctx *cx, void *arg)
{
	(void)arg;
	return cx->db->ops->script(cx->db, "INSERT INTO node_lease (city, id, epoch, leased_at) "
					   "VALUES (2, 1, 1, 1)");
}

static void a_role_without_grants_is_told_which_and_by_whom(void **state)
{
	char room[DB_MESSAGE];

	(void)state;
	assert_string_equal(
	    pg_remedy("42501", "permission denied for table node_lease", "melaju", room),
	    "; the owner of the tables gives it to the role: GRANT SELECT, INSERT, UPDATE, DELETE "
	    "ON ALL TABLES IN SCHEMA public TO melaju");
	assert_non_null(
	    strstr(pg_remedy("42501", "permission denied for schema public", "melaju", room),
		   "GRANT USAGE ON SCHEMA public TO melaju"));
	assert_non_null(strstr(
	    pg_remedy("3F000", "no schema has been selected to create in", "melaju_owner", room),
	    "GRANT USAGE ON SCHEMA public TO melaju_owner (to the one of init"));
	assert_string_equal(pg_remedy("42501", "must be owner of table city", "melaju", room), "");
	assert_string_equal(pg_remedy("23505", NULL, "melaju", room), "");
}

static void postgres_refuses_a_row_of_another_city(void **state)
{
	if (!test_on_pg())
		skip();
	assert_int_equal(test_write(*state, write_as_another_city, NULL), ERR_DB);
}

static void postgres_hides_rows_of_another_city_from_a_statement_that_forgot_it(void **state)
{
	static const char *const text[] = {
		"SELECT CAST(count(*) AS BIGINT) AS i64 FROM node_lease"
	};
	struct test *t = *state;
	struct sql st = echo(text);
	struct all_types out;

	if (!test_on_pg())
		skip();
	st.n_args = 0;
	st.n_cols = 1;
	t->cx.city = 2;
	assert_ok(test_write(t, write_as_another_city, NULL));
	t->cx.city = TEST_CITY;
	test_read_begin(t);
	assert_ok(sql_one(&t->cx, &st, NULL, &out));
	assert_int_equal(out.i64, 0);
	test_read_end(t);
}

static enum err run_script(struct ctx *cx, void *arg)
{
	return cx->db->ops->script(cx->db, arg);
}

static int64_t national_rows(struct test *t)
{
	static const char *const text[] = {
		"SELECT CAST(count(*) AS BIGINT) AS i64 FROM ref_state WHERE city = 0"
	};
	struct sql st = echo(text);
	struct all_types out;

	st.n_args = 0;
	st.n_cols = 1;
	test_read_begin(t);
	assert_ok(sql_one(&t->cx, &st, NULL, &out));
	test_read_end(t);
	return out.i64;
}

static void on_postgres_a_city_reads_national_rows_and_cannot_take_them_away(void **state)
{
	char add[] = "INSERT INTO ref_state (city, stamp) VALUES (0, 1)";
	char remove[] = "DELETE FROM ref_state WHERE city = 0";
	struct test *t = *state;

	if (!test_on_pg())
		skip();
	t->cx.city = 0;
	assert_ok(test_write(t, run_script, add));
	t->cx.city = TEST_CITY;
	assert_int_equal(national_rows(t), 1);
	assert_ok(test_write(t, run_script, remove));
	assert_int_equal(national_rows(t), 1);
}

/* ---- writes whose answer nobody reads ------------------------------------------------------ */

/* The second insert collides with the first; the read behind it must say so, or the commit. */
static enum err write_twice(struct ctx *cx, void *arg)
{
	static const char *const insert[] = { "INSERT INTO node_lease (city, id, epoch, leased_at) "
					      "VALUES (0, 77, 1, 1)" };
	static const char *const read[] = { "SELECT CAST(1 AS BIGINT) AS i64" };
	const bool *reads = arg;
	struct sql w = echo(insert), r = echo(read);
	struct all_types out;

	w.n_args = w.n_cols = r.n_args = 0;
	w.writes = true;
	r.n_cols = 1;
	for (int i = 0; i < 2; i++)
		TRY(sql_run(cx, &w, NULL, NULL));
	return *reads ? sql_one(cx, &r, NULL, &out) : ERR_OK;
}

static void a_write_that_nobody_asks_about_fails_the_transaction_all_the_same(void **state)
{
	struct test *t = *state;

	t->cx.city = 0;
	for (int i = 0; i < 2; i++) {
		bool reads = i == 1;

		err_clear(&t->cx);
		assert_int_equal(test_write(t, write_twice, &reads), ERR_CONFLICT);
	}
	err_clear(&t->cx);
	assert_ok(test_write(t, run_script,
			     (char[]){ "INSERT INTO node_lease (city, id, epoch, leased_at) "
				       "VALUES (0, 77, 1, 1)" }));
	t->cx.city = TEST_CITY;
}

/* ---- all statements ---------------------------------------------------------------------- */

static unsigned variants(const struct sql *st)
{
	return (1U << st->n_options) * st->n_sorts;
}

static const char *type_fault_sqlite(const char *declared, enum sql_type type)
{
	bool text = type == SQL_TEXT, blob = type == SQL_BLOB, real = type == SQL_REAL;

	if (!declared) /* an expression: SQLite does not know */
		return NULL;
	if (strcmp(declared, "TEXT") == 0)
		return text ? NULL : "is TEXT";
	if (strcmp(declared, "BLOB") == 0)
		return blob ? NULL : "is BLOB";
	if (strcmp(declared, "REAL") == 0)
		return real ? NULL : "is REAL";
	if (strcmp(declared, "INTEGER") == 0)
		return text || blob || real ? "is INTEGER" : NULL;
	return NULL;
}

static int prepare_on_sqlite(sqlite3 *db, const struct sql *st, unsigned v)
{
	sqlite3_stmt *stmt = NULL;
	int faults = 0;

	if (sqlite3_prepare_v2(db, st->text[DB_SQLITE][v], -1, &stmt, NULL) != SQLITE_OK) {
		print_error("%s/%u: %s\n", st->name, v, sqlite3_errmsg(db));
		return 1;
	}
	if (sqlite3_column_count(stmt) != (int)st->n_cols) {
		print_error("%s/%u: %d columns, %u declared\n", st->name, v,
			    sqlite3_column_count(stmt), st->n_cols);
		faults++;
	}
	for (unsigned i = 0; faults == 0 && i < st->n_cols; i++) {
		const char *fault =
		    type_fault_sqlite(sqlite3_column_decltype(stmt, (int)i), st->cols[i].type);

		if (fault) {
			print_error("%s/%u: %s %s\n", st->name, v, st->cols[i].name, fault);
			faults++;
		}
	}
	(void)sqlite3_finalize(stmt);
	return faults;
}

static const char *type_fault_pg(Oid oid, enum sql_type type)
{
	switch (type) {
	case SQL_I64:
	case SQL_OPT:
	case SQL_NUM:
		return oid == 20 || oid == 23 || oid == 21 ? NULL : "is no integer";
	case SQL_TEXT:
		return oid == 25 || oid == 1043 ? NULL : "is no text";
	case SQL_BLOB:
		return oid == 17 ? NULL : "is no bytea";
	case SQL_REAL:
		return oid == 701 || oid == 700 ? NULL : "is no float";
	}
	return "has no type";
}

static Oid oid_of(enum sql_type type)
{
	return type == SQL_TEXT ? 25 : type == SQL_BLOB ? 17 : type == SQL_REAL ? 701 : 20;
}

static int prepare_on_pg(PGconn *conn, const struct sql *st, unsigned v)
{
	Oid types[DB_MAX_ARGS] = { 0 };
	PGresult *res;
	int faults = 0;

	for (unsigned i = 0; i < st->n_args; i++)
		types[i] = oid_of(st->args[i].type);
	res = PQprepare(conn, "", st->text[DB_PG][v], (int)st->n_args, types);
	if (PQresultStatus(res) != PGRES_COMMAND_OK) {
		print_error("%s/%u: %s\n", st->name, v, PQerrorMessage(conn));
		PQclear(res);
		return 1;
	}
	PQclear(res);
	res = PQdescribePrepared(conn, "");
	if (PQnfields(res) != (int)st->n_cols || PQnparams(res) != (int)st->n_args) {
		print_error("%s/%u: %d columns, %u declared\n", st->name, v, PQnfields(res),
			    st->n_cols);
		faults++;
	}
	for (unsigned i = 0; faults == 0 && i < st->n_cols; i++) {
		const char *fault = type_fault_pg(PQftype(res, (int)i), st->cols[i].type);

		if (fault) {
			print_error("%s/%u: %s %s (type %u)\n", st->name, v, st->cols[i].name,
				    fault, PQftype(res, (int)i));
			faults++;
		}
	}
	PQclear(res);
	return faults;
}

/* The forms that take many rows, or many questions, at once. */
static int prepare_many(PGconn *conn, const struct sql *st, const char *text)
{
	PGresult *res;
	int faults = 0;

	if (!text)
		return 0;
	res = PQprepare(conn, "", text, 0, NULL);
	if (PQresultStatus(res) != PGRES_COMMAND_OK) {
		print_error("%s, many at once: %s\n", st->name, PQerrorMessage(conn));
		faults++;
	}
	PQclear(res);
	return faults;
}

static void all_statements_prepare(void **state)
{
	struct test *t = *state;
	sqlite3 *db = NULL;
	PGconn *conn = NULL;
	int faults = 0;

	if (test_on_pg()) {
		conn = PQconnectdb(t->app.pool->url);
	} else {
		assert_int_equal(sqlite3_open(t->app.pool->url, &db), SQLITE_OK);
		assert_int_equal(sqlite3_exec(db,
					      arena_printf(t->cx.arena, "ATTACH '%s' AS media",
							   t->app.pool->media),
					      NULL, NULL, NULL),
				 SQLITE_OK);
	}
	for (size_t i = 0; i < sql_all_n; i++) {
		for (unsigned v = 0; v < variants(sql_all[i]); v++)
			faults += conn ? prepare_on_pg(conn, sql_all[i], v)
				       : prepare_on_sqlite(db, sql_all[i], v);
		faults += conn ? prepare_many(conn, sql_all[i], sql_all[i]->batch) : 0;
		faults += conn ? prepare_many(conn, sql_all[i], sql_all[i]->ahead) : 0;
	}
	PQfinish(conn);
	(void)sqlite3_close(db);
	assert_int_equal(faults, 0);
	assert_true(sql_all_n > 0);
}

#define T(name) cmocka_unit_test_setup_teardown(name, test_setup, test_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(values_come_back_as_they_went_in),
		T(missing_values_come_back_as_missing),
		T(empty_is_not_missing),
		T(a_null_where_the_type_says_never_is_an_error),
		T(a_statement_can_be_run_while_its_rows_are_read),
		T(more_statements_than_the_cache_holds_still_run),
		T(inserts_that_waited_are_there_for_who_reads_their_table),
		T(a_row_that_waits_does_not_overtake_the_row_it_refers_to),
		T(what_stays_is_asked_again_only_after_a_change_or_a_step_back),
		T(postgres_refuses_a_row_of_another_city),
		T(a_role_without_grants_is_told_which_and_by_whom),
		T(postgres_hides_rows_of_another_city_from_a_statement_that_forgot_it),
		T(on_postgres_a_city_reads_national_rows_and_cannot_take_them_away),
		T(a_write_that_nobody_asks_about_fails_the_transaction_all_the_same),
		T(all_statements_prepare),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
