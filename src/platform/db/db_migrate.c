/* Migrations: embedded, forward only, one transaction a file with its line in schema_migration. */
#include "platform/db/db_impl.h"

#include "base/buf.h"
#include "base/str.h"

#include <stdio.h>
#include <string.h>

#define MIGRATION_MAX ((size_t)4 << 20)
#define LOCK_KEY      "7270001"

static const char create_log[] =
    "CREATE TABLE IF NOT EXISTS schema_migration (version BIGINT PRIMARY "
    "KEY, name TEXT NOT NULL, sha256 TEXT NOT NULL, applied_at BIGINT "
    "NOT NULL)";
static const char read_log[] =
    "SELECT version, name, sha256 FROM schema_migration ORDER BY version";
static const char write_log[] = "INSERT INTO schema_migration (version, name, sha256, applied_at) "
				"VALUES ($1, $2, $3, $4)";
static const char has_log_sqlite[] = "SELECT count(*) FROM sqlite_schema WHERE name = "
				     "'schema_migration'";
/* A schema that is closed to the role hides its tables; asked by name it says so. */
static const char has_log_pg[] =
    "SELECT CASE WHEN to_regclass('schema_migration') IS NOT NULL THEN 1 "
    "ELSE CAST(to_regclass('public.schema_migration') IS NOT NULL AS INTEGER) END";

/*
 * Every table with a city gets its wall: rows of the transaction's city, and of reference data
 * (ref_...) also the national rows of city 0, for reading only.  Without a setting there is no city
 * and none of its rows.  The setting is read in a subquery, once a statement instead of once a row.
 */
static const char row_security[] =
    "DO $$ DECLARE t record; "
    "here text := '(SELECT NULLIF(current_setting(''app.city'', true), '''')::int)'; BEGIN "
    "FOR t IN SELECT c.oid::regclass AS name, c.relname LIKE 'ref\\_%' AS national "
    "FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid "
    "WHERE c.relkind IN ('r', 'p') AND c.relnamespace = current_schema()::regnamespace "
    "AND a.attname = 'city' AND NOT a.attisdropped "
    "AND NOT EXISTS (SELECT 1 FROM pg_policy p WHERE p.polrelid = c.oid) "
    "LOOP "
    "EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', t.name); "
    "EXECUTE format('ALTER TABLE %s FORCE ROW LEVEL SECURITY', t.name); "
    "EXECUTE format('CREATE POLICY city_wall ON %s USING (city = %s) WITH CHECK (city = %s)', "
    "t.name, here, here); "
    "IF t.national THEN "
    "EXECUTE format('CREATE POLICY city_nation ON %s FOR SELECT USING (city = 0)', t.name); "
    "END IF; END LOOP; END $$";

/*
 * A migration acts for no city, and behind the walls it sees no rows: one that reads or changes
 * some says so in a line of its own, and the owner looks over all walls while it lasts.
 */
static const char over_the_walls[] = "\n-- over the walls\n";
static const char walls_down[] =
    "DO $$ DECLARE t regclass; BEGIN FOR t IN SELECT c.oid FROM pg_class c "
    "WHERE c.relforcerowsecurity AND c.relnamespace = current_schema()::regnamespace "
    "LOOP EXECUTE format('ALTER TABLE %s NO FORCE ROW LEVEL SECURITY', t); END LOOP; END $$";
static const char walls_up[] =
    "DO $$ DECLARE t regclass; BEGIN FOR t IN SELECT c.oid FROM pg_class c "
    "WHERE c.relrowsecurity AND c.relnamespace = current_schema()::regnamespace "
    "LOOP EXECUTE format('ALTER TABLE %s FORCE ROW LEVEL SECURITY', t); END LOOP; END $$";

/* ---- text of a migration for an engine --------------------------------------------------- */

static const struct token {
	const char *name, *text[DB__ENGINES];
} tokens[] = {
	{ "%i64%", { "INTEGER", "BIGINT" } },
	{ "%f64%", { "REAL", "DOUBLE PRECISION" } },
	{ "%blob%", { "BLOB", "BYTEA" } },
	{ "%strict%", { "STRICT", "" } },
	{ "%view%", { "", "WITH (security_invoker = true)" } },
	{ "%media%", { "media.", "" } }, /* a table that lives in the media file */
};

static void line_expand(struct buf *b, const char *line, size_t n, enum db_engine engine)
{
	static const char *const guard[] = { "--:sqlite ", "--:pg " };
	const char *end = line + n;

	if (n >= strlen(guard[engine]) && strncmp(line, guard[engine], strlen(guard[engine])) == 0)
		line += strlen(guard[engine]);
	while (line < end) {
		const struct token *t = NULL;

		for (size_t i = 0; *line == '%' && !t && i < LEN(tokens); i++)
			if (strncmp(line, tokens[i].name, strlen(tokens[i].name)) == 0)
				t = &tokens[i];
		if (t) {
			buf_adds(b, t->text[engine]);
			line += strlen(t->name);
		} else {
			buf_addc(b, *line++);
		}
	}
}

/* A line for the other engine is a comment and stays one. */
static void migration_expand(struct buf *b, const struct db_migration *m, enum db_engine engine)
{
	const char *at = m->text, *end;

	for (; *at; at = end) {
		end = strchr(at, '\n');
		end = end ? end + 1 : at + strlen(at);
		line_expand(b, at, (size_t)(end - at), engine);
	}
}

/* ---- bookkeeping ------------------------------------------------------------------------- */

static enum err script(struct ctx *cx, const char *text, const char *what)
{
	enum err e = cx->db->ops->script(cx->db, text);

	return e == ERR_OK ? ERR_OK : db_fail(cx, cx->db, e, what);
}

static enum err column_int(struct ctx *cx, struct db_cursor *c, unsigned i, int64_t *ret)
{
	struct db_value v = { .kind = DB_NULL };

	TRY(c->db->ops->column(c, i, DB_INT, cx->arena, &v));
	*ret = v.i;
	return ERR_OK;
}

static enum err column_text(struct ctx *cx, struct db_cursor *c, unsigned i, const char **ret)
{
	struct db_value v = { .kind = DB_NULL };

	TRY(c->db->ops->column(c, i, DB_TEXT, cx->arena, &v));
	*ret = v.p ? arena_strndup(cx->arena, v.p, v.n) : "";
	return ERR_OK;
}

static enum err has_log(struct ctx *cx, bool *ret)
{
	bool pg = cx->db->pool->engine == DB_PG;
	struct db_query q = { .key = has_log_pg, .text = pg ? has_log_pg : has_log_sqlite };
	struct db_cursor c;
	int64_t n = 0;
	bool row;
	enum err e;

	TRY(db_query(cx, &q, &c));
	e = c.db->ops->next(&c, &row);
	if (e == ERR_OK && row)
		e = column_int(cx, &c, 0, &n);
	(void)c.db->ops->finish(&c);
	*ret = n > 0;
	return e == ERR_OK ? ERR_OK : db_fail(cx, cx->db, e, "schema_migration");
}

/*
 * Compares one applied line with the program's migration of that number, from *i on; *ret_gap is
 * the first that the lines lack.
 */
static enum err line_check(struct ctx *cx, struct db_cursor *c, size_t *i, size_t *ret_gap)
{
	int64_t version = 0;
	const char *name = "", *sha256 = "";

	TRY(column_int(cx, c, 0, &version));
	TRY(column_text(cx, c, 1, &name));
	TRY(column_text(cx, c, 2, &sha256));
	for (; *i < db_migrations_n && db_migrations[*i].version < version; (*i)++)
		*ret_gap = MIN(*ret_gap, *i);
	if (*i >= db_migrations_n || db_migrations[*i].version != version)
		return err_set(cx, ERR_DB,
			       "migration %lld_%s is of a newer program: install that one",
			       (long long)version, name);
	if (!str_eq(db_migrations[*i].sha256, sha256))
		return err_set(cx, ERR_DB, "migration %lld_%s was altered since it was applied",
			       (long long)version, name);
	(*i)++;
	return ERR_OK;
}

/*
 * The first of the program's migrations that is not applied; those that are must be unaltered.  One
 * that came later may have a lower number than others: that of the sample city is the last.
 */
static enum err log_check(struct ctx *cx, size_t *ret_next)
{
	struct db_query q = { .key = read_log, .text = read_log };
	struct db_cursor c;
	size_t n = 0, gap = db_migrations_n;
	bool row = false;
	enum err e;

	TRY(has_log(cx, &row));
	if (!row) {
		*ret_next = 0;
		return ERR_OK;
	}
	TRY(db_query(cx, &q, &c));
	while ((e = c.db->ops->next(&c, &row)) == ERR_OK && row) {
		e = line_check(cx, &c, &n, &gap);
		if (e != ERR_OK)
			break;
	}
	(void)c.db->ops->finish(&c);
	if (e != ERR_OK)
		return e;
	*ret_next = MIN(gap, n);
	return ERR_OK;
}

static enum err log_add(struct ctx *cx, const struct db_migration *m)
{
	const struct db_value args[] = {
		{ .kind = DB_INT, .i = m->version },
		{ .kind = DB_TEXT, .p = m->name, .n = strlen(m->name) },
		{ .kind = DB_TEXT, .p = m->sha256, .n = strlen(m->sha256) },
		{ .kind = DB_INT, .i = cx->now },
	};
	const enum db_kind kinds[] = { DB_INT, DB_TEXT, DB_TEXT, DB_INT };
	struct db_query q = { .key = write_log,
			      .text = write_log,
			      .args = args,
			      .kinds = kinds,
			      .n_args = LEN(args) };
	struct db_cursor c;
	bool row;
	enum err e;

	TRY(db_query(cx, &q, &c));
	e = c.db->ops->next(&c, &row);
	(void)c.db->ops->finish(&c);
	return e == ERR_OK ? ERR_OK : db_fail(cx, cx->db, e, "schema_migration");
}

/* ---- applying ---------------------------------------------------------------------------- */

static enum err apply_text(struct ctx *cx, const struct db_migration *m)
{
	struct buf b;
	enum err e;

	buf_init(&b, MIGRATION_MAX);
	migration_expand(&b, m, cx->db->pool->engine);
	e = buf_ok(&b) ? script(cx, buf_str(&b), m->name)
		       : err_set(cx, ERR_DB, "migration %s is too long", m->name);
	buf_release(&b);
	return e;
}

/* Applies the next missing migration; *arg says whether there was one. */
static enum err apply_next(struct ctx *cx, void *arg)
{
	bool *applied = arg, pg = cx->db->pool->engine == DB_PG, over;
	size_t n = 0;

	*applied = false;
	if (pg) /* two nodes that start together */
		TRY(script(cx, "SELECT pg_advisory_xact_lock(" LOCK_KEY ")", "migration lock"));
	TRY(log_check(cx, &n));
	if (n == 0)
		TRY(script(cx, create_log, "schema_migration"));
	if (n == db_migrations_n)
		return ERR_OK;
	over = pg && strstr(db_migrations[n].text, over_the_walls) != NULL;
	if (over)
		TRY(script(cx, walls_down, "row security"));
	TRY(apply_text(cx, &db_migrations[n]));
	if (pg)
		TRY(script(cx, row_security, "row security"));
	if (over)
		TRY(script(cx, walls_up, "row security"));
	*applied = true;
	return log_add(cx, &db_migrations[n]);
}

/*
 * SQLite plans by the sizes it finds in sqlite_stat1 and guesses badly without; a table that is
 * measured while it is empty stays small to it for ever.  So every file is told the sizes of a city
 * with 100,000 cases, and has the plans that tests/unit/db/plans_test.c judges: 300,000 rows a
 * table, 3,000 of them open, 40 to each further column of an index and one to a whole unique key;
 * 60 rows in the short lists.
 */
static const char sizes[] =
    "ANALYZE main.sqlite_schema; DELETE FROM main.sqlite_stat1;"
    "INSERT INTO main.sqlite_stat1 (tbl, idx, stat) "
    "SELECT m.tbl_name, m.name, CASE WHEN m.tbl_name IN ('ref_entry', 'unit', 'unit_service', "
    "'unit_coverage', 'unit_hours', 'duty', 'psks', 'city', 'region', 'user_account', "
    "'user_unit', 'user_role') THEN '60 60' || substr(' 2 2 2 2 2 2', 1, 2 * further) "
    "WHEN partial THEN '3000 3000' || substr(' 40 40 40 40 40 40', 1, 3 * further) "
    "ELSE '300000 300000' || substr(' 40 40 40 40 40 40', 1, 3 * further) END || "
    "CASE WHEN whole THEN ' 1' ELSE '' END "
    "FROM (SELECT s.tbl_name, s.name, l.partial, l.\"unique\" AS whole, "
    "(SELECT count(*) FROM pragma_index_info(s.name)) - 1 - l.\"unique\" AS further "
    "FROM main.sqlite_schema s JOIN pragma_index_list(s.tbl_name) l ON l.name = s.name "
    "WHERE s.type = 'index' AND s.tbl_name NOT LIKE 'sqlite%') m;"
    "ANALYZE main.sqlite_schema";

static enum err tell_sizes(struct ctx *cx, void *arg)
{
	(void)arg;
	return script(cx, sizes, "sizes of tables");
}

enum err db_migrate(struct ctx *cx, struct db_pool *pool, unsigned *ret_applied)
{
	unsigned n = 0;
	bool applied = true;

	for (;;) {
		TRY(db_write(cx, pool, apply_next, &applied));
		if (!applied)
			break;
		n++;
	}
	*ret_applied = n;
	return n > 0 && db_pool_engine(pool) == DB_SQLITE ? db_write(cx, pool, tell_sizes, NULL)
							  : ERR_OK;
}

/*
 * Only tables that hold something: one that was found empty counts as small until it is measured
 * again, and is read from end to end, while of one never looked at PostgreSQL assumes ten pages.
 */
static const char measure[] =
    "DO $$ DECLARE t regclass; BEGIN "
    "FOR t IN SELECT c.oid FROM pg_class c WHERE c.relnamespace = current_schema()::regnamespace "
    "AND c.relkind = 'r' AND pg_relation_size(c.oid) > 0 LOOP "
    "EXECUTE format('ANALYZE %s', t); END LOOP; END $$";

/* On a connection of its own: it may take seconds. */
enum err db_measure(struct ctx *cx, struct db_pool *pool)
{
	struct db *db;
	enum err e;

	if (db_pool_engine(pool) != DB_PG)
		return ERR_OK;
	TRY(db_connect(cx, pool, DB_WRITER, &db));
	e = db->ops->script(db, measure);
	if (e != ERR_OK)
		e = err_set(cx, e, "analyze: %s", db->message);
	db->ops->close(db);
	return e;
}

enum err db_check_schema(struct ctx *cx, struct db_pool *pool)
{
	size_t n = 0;
	enum err e;

	TRY(db_read_begin(cx, pool));
	e = log_check(cx, &n);
	if (e == ERR_OK && n < db_migrations_n)
		e = err_set(
		    cx, ERR_DB,
		    "migration %d_%s is missing: run melaju migrate (melaju init makes a new city)",
		    db_migrations[n].version, db_migrations[n].name);
	db_read_end(cx, pool);
	return e;
}
