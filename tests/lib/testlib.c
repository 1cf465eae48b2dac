/* See testlib.h. */
#include "lib/testlib.h"

#include <dirent.h>
#include <libpq-fe.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const unsigned char test_key[32] = "a key that only tests ever use!";

/* The migrated file that each test copies, and the filled one; removed when the program ends. */
static char template_dir[64], filled_dir[64];

/* Ids go on after those of the filled database. */
static struct id_maker filled_ids;

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

static struct db_pool *open_pool(struct ctx *cx, const char *url)
{
	struct db_pool *pool = NULL;
	enum err e = db_pool_open(
	    cx,
	    &(struct db_options){
		.url = url, .readers = 4, .writers = 4, .create = true, .sync = "off" },
	    &pool);

	must(e, cx, "db_pool_open");
	return pool;
}

static void migrate(struct ctx *cx, const char *url)
{
	struct db_pool *pool = open_pool(cx, url);
	unsigned applied;

	must(db_migrate(cx, pool, &applied), cx, "db_migrate");
	db_pool_close(pool);
}

/* ---- SQLite ------------------------------------------------------------------------------ */

static void make_file_template(struct ctx *cx)
{
	if (template_dir[0])
		return;
	make_dir(template_dir);
	(void)atexit(remove_template);
	migrate(cx, arena_printf(cx->arena, "%s/test.db", template_dir));
}

static void open_copy(struct test *t, const char *from, const char *to)
{
	copy_file(from, to, "test.db");
	copy_file(from, to, "test.db.media");
	t->app.pool = open_pool(&t->cx, arena_printf(t->cx.arena, "%s/test.db", to));
}

static void open_file(struct test *t, bool filled)
{
	make_file_template(&t->cx);
	open_copy(t, filled ? filled_dir : template_dir, t->dir);
}

/* ---- PostgreSQL -------------------------------------------------------------------------- */

/* Databases that each test copies, and the number of the next copy. */
static char template_name[32], filled_name[40];
static unsigned copies;

/* Part of the cluster's address behind the role's name. */
static const char *cluster(void)
{
	const char *url = getenv("MELAJU_TEST_PG"), *at = url ? strchr(url, '@') : NULL;

	return at ? at + 1 : "127.0.0.1:25432";
}

static void admin(const char *database, const char *text)
{
	char url[160];
	PGconn *conn;
	PGresult *res;

	(void)snprintf(url, sizeof(url),
		       "postgres://admin@%s/%s?options=-cclient_min_messages%%3Derror", cluster(),
		       database);
	conn = PQconnectdb(url);
	res = PQexec(conn, text);
	if (PQresultStatus(res) != PGRES_COMMAND_OK)
		fail_msg("%s: %s (tools/pg.sh start)", text, PQerrorMessage(conn));
	PQclear(res);
	PQfinish(conn);
}

static void drop_template(void)
{
	char text[96];

	(void)snprintf(text, sizeof(text), "DROP DATABASE %s WITH (FORCE)", template_name);
	admin("postgres", text);
	if (!filled_name[0])
		return;
	(void)snprintf(text, sizeof(text), "DROP DATABASE %s WITH (FORCE)", filled_name);
	admin("postgres", text);
}

static const char *role_url(struct ctx *cx, const char *role, const char *database)
{
	return arena_printf(cx->arena, "postgres://%s@%s/%s", role, cluster(), database);
}

/* The owner migrates; the program's own role may use the tables and is subject to their walls. */
static void make_template(struct ctx *cx)
{
	(void)snprintf(template_name, sizeof(template_name), "test_%d", (int)getpid());
	admin("postgres", arena_printf(cx->arena, "DROP DATABASE IF EXISTS %s", template_name));
	admin("postgres",
	      arena_printf(cx->arena, "CREATE DATABASE %s OWNER melaju_owner", template_name));
	(void)atexit(drop_template);
	admin(template_name, "ALTER DEFAULT PRIVILEGES FOR ROLE melaju_owner GRANT SELECT, INSERT, "
			     "UPDATE, DELETE ON TABLES TO melaju");
	migrate(cx, role_url(cx, "melaju_owner", template_name));
}

static void create_from(struct ctx *cx, const char *name, const char *template)
{
	admin("postgres", arena_printf(cx->arena, "DROP DATABASE IF EXISTS %s", name));
	admin("postgres",
	      arena_printf(cx->arena, "CREATE DATABASE %s TEMPLATE %s", name, template));
}

static void open_database(struct test *t, bool filled)
{
	struct ctx *cx = &t->cx;

	if (!template_name[0])
		make_template(cx);
	(void)snprintf(t->database, sizeof(t->database), "%s_%u", template_name, ++copies);
	create_from(cx, t->database, filled ? filled_name : template_name);
	t->app.pool = open_pool(cx, role_url(cx, "melaju", t->database));
}

static void drop_database(struct test *t)
{
	if (t->database[0])
		admin("postgres",
		      arena_printf(t->cx.arena, "DROP DATABASE %s WITH (FORCE)", t->database));
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

static void open_template(struct test *t, bool filled)
{
	if (test_on_pg())
		open_database(t, filled);
	else
		open_file(t, filled);
}

void test_open(struct test *t)
{
	test_open_plain(t);
	open_template(t, false);
}

/* Fills a database of its own that stays as the template of the tests to come. */
static void make_filled(struct test *t, void (*fill)(struct test *t))
{
	struct ctx *cx = &t->cx;

	if (test_on_pg()) {
		if (!template_name[0])
			make_template(cx);
		(void)snprintf(filled_name, sizeof(filled_name), "%s_filled", template_name);
		create_from(cx, filled_name, template_name);
		t->app.pool = open_pool(cx, role_url(cx, "melaju", filled_name));
	} else {
		make_file_template(cx);
		make_dir(filled_dir);
		open_copy(t, template_dir, filled_dir);
	}
	fill(t);
	db_pool_close(t->app.pool);
	t->app.pool = NULL;
	filled_ids = t->app.ids;
}

void test_open_filled(struct test *t, void (*fill)(struct test *t))
{
	static void (*filled_by)(struct test * t);

	test_open_plain(t);
	assert_true(filled_by == NULL || filled_by == fill);
	if (filled_by == NULL)
		make_filled(t, fill);
	filled_by = fill;
	t->app.ids = filled_ids;
	open_template(t, true);
}

void test_close(struct test *t)
{
	if (t->cx.db)
		test_read_end(t);
	db_pool_close(t->app.pool);
	drop_database(t);
	if (t->app.vault)
		vault_free(t->app.vault);
	ctx_release(&t->cx);
	remove_dir(t->dir);
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
