/* See testlib.h. */
#include "lib/testlib.h"

#include "feature/linking/linking.h"
#include "platform/db/db_impl.h"
#include "platform/media/media.h"

#include <dirent.h>
#include <libpq-fe.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const unsigned char test_key[32] = "a key that only tests ever use!";

/* The migrated file that each test copies, and the filled one; removed when the program ends. */
static char template_dir[64], filled_dir[64];

/* What fills it, and where ids go on afterwards. */
static void (*filler)(struct test *t);
static struct id_maker filled_ids;

/* SQLite's file system for the databases of tests, NULL: its own. */
static const char *test_vfs;

static void remove_dir(const char *dir)
{
	DIR *d = opendir(dir);
	struct dirent *e;

	if (!d)
		return;
	while ((e = readdir(d)) != NULL)
		(void)unlinkat(dirfd(d), e->d_name, 0);
	(void)closedir(d);
	(void)rmdir(dir);
}

static void remove_template(void)
{
	remove_dir(template_dir);
	if (filled_dir[0])
		remove_dir(filled_dir);
}

static void must(enum err e, const struct ctx *cx, const char *what)
{
	if (e != ERR_OK)
		fail_msg("%s: %s: %s", what, err_name(e), cx->detail);
}

static void make_dir(char dir[64])
{
	(void)snprintf(dir, 64, "/tmp/melaju-test-XXXXXX");
	if (!mkdtemp(dir))
		fail_msg("no temporary folder");
}

static void copy_file(const char *from_dir, const char *to_dir, const char *name)
{
	char path[128], bytes[65536];
	FILE *in, *out;
	size_t n;

	(void)snprintf(path, sizeof(path), "%s/%s", from_dir, name);
	in = fopen(path, "rb");
	(void)snprintf(path, sizeof(path), "%s/%s", to_dir, name);
	out = fopen(path, "wb");
	if (!in || !out)
		fail_msg("cannot copy %s", name);
	while ((n = fread(bytes, 1, sizeof(bytes), in)) > 0)
		if (fwrite(bytes, 1, n, out) != n)
			fail_msg("cannot write %s", path);
	(void)fclose(in);
	(void)fclose(out);
}

static struct db_pool *open_pool_in(struct ctx *cx, const char *vfs, const char *url)
{
	struct db_pool *pool = NULL;
	enum err e = db_pool_open(
	    cx,
	    &(struct db_options){
		.url = url, .vfs = vfs, .readers = 4, .writers = 2, .create = true, .sync = "off" },
	    &pool);

	must(e, cx, "db_pool_open");
	return pool;
}

static struct db_pool *open_pool(struct ctx *cx, const char *url)
{
	return open_pool_in(cx, NULL, url);
}

static void migrate(struct ctx *cx, const char *url)
{
	struct db_pool *pool = open_pool(cx, url);
	unsigned applied;

	must(db_migrate(cx, pool, &applied), cx, "db_migrate");
	db_pool_close(pool);
}

/* ---- SQLite ------------------------------------------------------------------------------ */

void test_use_vfs(const char *name)
{
	test_vfs = name;
}

static void open_copy(struct test *t, const char *from, const char *to, const char *vfs)
{
	copy_file(from, to, "test.db");
	copy_file(from, to, "test.db.media");
	t->app.pool = open_pool_in(&t->cx, vfs, arena_printf(t->cx.arena, "%s/test.db", to));
}

static void fill(struct test *t)
{
	filler(t);
	db_pool_close(t->app.pool);
	t->app.pool = NULL;
	filled_ids = t->app.ids;
}

static void open_file(struct test *t)
{
	if (!template_dir[0]) {
		make_dir(template_dir);
		(void)atexit(remove_template);
		migrate(&t->cx, arena_printf(t->cx.arena, "%s/test.db", template_dir));
	}
	if (filler && !filled_dir[0]) {
		make_dir(filled_dir);
		open_copy(t, template_dir, filled_dir, NULL);
		fill(t);
	}
	open_copy(t, filler ? filled_dir : template_dir, t->dir, test_vfs);
}

/* ---- PostgreSQL -------------------------------------------------------------------------- */

/* The program's database on each node, made by its first test and emptied for each of the next. */
struct node {
	const char *env;
	char database[32];
};
static struct node first = { .env = "MELAJU_TEST_PG" }, second = { .env = "MELAJU_TEST_PG2" };

/* Rows that migrations and the filler bring along are kept aside, to be put back. */
static const char keep_seed[] =
    "CREATE SCHEMA seed; DO $$ DECLARE t text; filled boolean; BEGIN "
    "FOR t IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' "
    "AND tablename <> 'schema_migration' LOOP "
    "EXECUTE format('SELECT EXISTS (SELECT 1 FROM public.%I)', t) INTO filled; "
    "IF filled THEN EXECUTE format('CREATE TABLE seed.%I AS TABLE public.%I', t, t); END IF; "
    "END LOOP; END $$";

/*
 * Deleting beats truncating where tables hold few rows; a table that never had a row has no page,
 * and is left alone; the role of a replica fires no trigger.
 */
static const char empty_all[] =
    "DO $$ DECLARE t text; BEGIN SET LOCAL session_replication_role = replica; "
    "FOR t IN SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace "
    "AND relkind = 'r' AND relname <> 'schema_migration' AND pg_relation_size(oid) > 0 "
    "LOOP EXECUTE format('DELETE FROM public.%I', t); END LOOP; "
    "FOR t IN SELECT tablename FROM pg_tables WHERE schemaname = 'seed' LOOP "
    "EXECUTE format('INSERT INTO public.%I SELECT * FROM seed.%I', t, t); END LOOP; END $$";

/* Part of the cluster's address behind the role's name; without a second node, the first. */
static const char *cluster(const struct node *node)
{
	const char *url = getenv(node->env), *at;

	if (!url)
		url = getenv(first.env);
	at = url ? strchr(url, '@') : NULL;
	return at ? at + 1 : "127.0.0.1:25432";
}

static PGconn *admin_open(const struct node *node, const char *where)
{
	char url[160];

	(void)snprintf(url, sizeof(url),
		       "postgres://admin@%s/%s?options=-cclient_min_messages%%3Derror",
		       cluster(node), where);
	return PQconnectdb(url);
}

static void admin_do(PGconn *conn, const char *text)
{
	PGresult *res = PQexec(conn, text);
	ExecStatusType status = PQresultStatus(res);

	if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK)
		fail_msg("%s: %s (tools/pg.sh start)", text, PQerrorMessage(conn));
	PQclear(res);
}

static void admin(const struct node *node, const char *where, const char *text)
{
	PGconn *conn = admin_open(node, where);

	admin_do(conn, text);
	PQfinish(conn);
}

static void drop_database(struct node *node)
{
	char text[96];

	if (!node->database[0])
		return;
	(void)snprintf(text, sizeof(text), "DROP DATABASE %s WITH (FORCE)", node->database);
	admin(node, "postgres", text);
	node->database[0] = '\0';
}

static void drop_databases(void)
{
	drop_database(&second);
	drop_database(&first);
}

static const char *role_url(struct ctx *cx, const struct node *node, const char *role)
{
	return arena_printf(cx->arena, "postgres://%s@%s/%s", role, cluster(node), node->database);
}

/* What the migrations of this program make, in a name: another text is another database. */
static const char *template_name(struct ctx *cx)
{
	crypto_generichash_state state;
	unsigned char hash[8];
	char hex[2 * sizeof(hash) + 1];

	(void)crypto_generichash_init(&state, NULL, 0, sizeof(hash));
	for (size_t i = 0; i < db_migrations_n; i++)
		(void)crypto_generichash_update(&state,
						(const unsigned char *)db_migrations[i].text,
						strlen(db_migrations[i].text) + 1);
	(void)crypto_generichash_final(&state, hash, sizeof(hash));
	return arena_printf(cx->arena, "migrated_%s",
			    sodium_bin2hex(hex, sizeof(hex), hash, sizeof(hash)));
}

static bool database_there(PGconn *conn, const char *name)
{
	PGresult *res = PQexecParams(conn, "SELECT 1 FROM pg_database WHERE datname = $1", 1, NULL,
				     &name, NULL, NULL, 0);
	bool there = PQntuples(res) == 1;

	PQclear(res);
	return there;
}

/* The owner migrates; the program's own role may use the tables and is subject to their walls. */
static void template_make(struct ctx *cx, const struct node *node, PGconn *conn, const char *name)
{
	struct node draft = *node;

	(void)snprintf(draft.database, sizeof(draft.database), "unfinished");
	admin_do(conn, "DROP DATABASE IF EXISTS unfinished WITH (FORCE)");
	admin_do(conn, "CREATE DATABASE unfinished OWNER melaju_owner");
	admin(node, "unfinished",
	      "ALTER DEFAULT PRIVILEGES FOR ROLE melaju_owner GRANT SELECT, INSERT, "
	      "UPDATE, DELETE ON TABLES TO melaju");
	migrate(cx, role_url(cx, &draft, "melaju_owner"));
	admin(node, "unfinished", keep_seed);
	admin_do(conn, arena_printf(cx->arena, "ALTER DATABASE unfinished RENAME TO %s", name));
}

/*
 * A copy of the migrated database, which the first program that comes to a cluster makes for all;
 * the others wait for it.
 */
static void copy_template(struct test *t, struct node *node)
{
	struct ctx *cx = &t->cx;
	const char *name = template_name(cx);
	PGconn *conn = admin_open(node, "postgres");

	admin_do(conn, "SELECT pg_advisory_lock(20261121)");
	if (!database_there(conn, name))
		template_make(cx, node, conn, name);
	admin_do(conn, arena_printf(cx->arena, "CREATE DATABASE %s TEMPLATE %s OWNER melaju_owner",
				    node->database, name));
	PQfinish(conn);
}

static void make_database(struct test *t, struct node *node)
{
	static bool registered;

	(void)snprintf(node->database, sizeof(node->database), "test_%d_%d", (int)getpid(),
		       node == &second);
	admin(node, "postgres",
	      arena_printf(t->cx.arena, "DROP DATABASE IF EXISTS %s", node->database));
	copy_template(t, node);
	if (!registered)
		(void)atexit(drop_databases);
	registered = true;
	if (!filler || node != &first)
		return;
	t->app.pool = open_pool(&t->cx, role_url(&t->cx, node, "melaju"));
	fill(t);
	admin(node, node->database, "DROP SCHEMA seed CASCADE");
	admin(node, node->database, keep_seed);
}

static struct db_pool *open_database(struct test *t, struct node *node)
{
	if (node->database[0])
		admin(node, node->database, empty_all);
	else
		make_database(t, node);
	return open_pool(&t->cx, role_url(&t->cx, node, "melaju"));
}

/* ---- the test's own ---------------------------------------------------------------------- */

void test_open_plain(struct test *t)
{
	memset(t, 0, sizeof(*t));
	ctx_init(&t->cx, &t->app, TEST_NOW);
	rng_seed(&t->rng, 1);
	t->actor = (struct actor){
		.user_id = ACTOR_SYSTEM,
		.perms = ~(permset)0,
		.name = "sistem",
	};
	t->cx.rng = &t->rng;
	t->cx.city = TEST_CITY;
	t->cx.actor = &t->actor;
	id_maker_init(&t->app.ids, 1);
	t->app.city = TEST_CITY;
	t->app.public_url = "https://melaju.example";
	t->app.version = "test";
	t->app.zone_minutes = 420;
	t->app.city_name = "Kota Sukabumi";
	t->app.vault = vault_for_test(test_key);
	make_dir(t->dir);
}

bool test_on_pg(void)
{
	const char *db = getenv("DB");

	return db && strcmp(db, "pg") == 0;
}

void test_open(struct test *t)
{
	test_open_plain(t);
	if (test_on_pg())
		t->app.pool = open_database(t, &first);
	else
		open_file(t);
}

void test_open_filled(struct test *t, void (*fn)(struct test *t))
{
	assert_true(filler == fn || (!filler && !template_dir[0] && !first.database[0]));
	filler = fn;
	test_open(t);
	t->app.ids = filled_ids;
}

struct db_pool *test_second_pool(struct test *t)
{
	const char *path = arena_printf(t->cx.arena, "%s/second.db", t->dir);

	if (test_on_pg())
		return open_database(t, &second);
	migrate(&t->cx, path);
	return open_pool(&t->cx, path);
}

void test_close(struct test *t)
{
	if (t->cx.db)
		test_read_end(t);
	db_pool_close(t->app.pool);
	if (t->spoiled)
		drop_database(&first);
	vault_free(t->app.vault);
	ctx_release(&t->cx);
	remove_dir(t->dir);
}

int test_setup(void **state)
{
	static struct test t;

	test_open(&t);
	*state = &t;
	return 0;
}

int test_teardown(void **state)
{
	test_close(*state);
	return 0;
}

enum err test_write(struct test *t, enum err (*fn)(struct ctx *cx, void *arg), void *arg)
{
	return db_write(&t->cx, t->app.pool, fn, arg);
}

void test_read_begin(struct test *t)
{
	must(db_read_begin(&t->cx, t->app.pool), &t->cx, "db_read_begin");
}

void test_read_end(struct test *t)
{
	db_read_end(&t->cx, t->app.pool);
}

/* ---- the owner --------------------------------------------------------------------------- */

struct db_pool *test_owner_pool(struct test *t)
{
	struct db_pool *pool = NULL;
	const char *at = strchr(t->app.pool->url, '@');

	if (!test_on_pg())
		return t->app.pool;
	assert_ok(db_pool_open(
	    &t->cx,
	    &(struct db_options){ .url = arena_printf(t->cx.arena, "postgres://melaju_owner%s", at),
				  .writers = 1 },
	    &pool));
	return pool;
}

void test_owner_pool_close(struct test *t, struct db_pool *pool)
{
	if (pool != t->app.pool)
		db_pool_close(pool);
}

enum err test_script(struct ctx *cx, void *arg)
{
	enum err e = cx->db->ops->script(cx->db, arg);

	return e == ERR_OK ? ERR_OK : db_fail(cx, cx->db, e, "script");
}

/*
 * Helpers are this very program run again.  A test program is no exception: it
 * must not begin its tests anew, so it becomes the helper before main().  glibc hands the words of
 * the command line to constructors.
 */
__attribute__((constructor)) static void become_helper(int argc, char **argv)
{
	if (argc == 2 && strcmp(argv[1], "media-helper") == 0)
		media_helper_main();
	if (argc == 2 && strcmp(argv[1], "pdf-helper") == 0)
		media_pdf_helper_main();
	if (argc == 2 && strcmp(argv[1], LINKING_HELPER) == 0)
		linking_helper_main();
}
