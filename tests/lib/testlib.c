/* See testlib.h. */
#include "lib/testlib.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Linked when the vault's room is there. */
extern struct vault *vault_for_test(const unsigned char key[32]) __attribute__((weak));
extern void vault_free(struct vault *v) __attribute__((weak));

static const unsigned char test_key[32] = "a key that only tests ever use!";

/* The migrated file that each test copies; removed when the program ends. */
static char template_dir[64];

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

static struct db_pool *open_file(struct ctx *cx, const char *dir)
{
	struct db_pool *pool = NULL;
	char url[128];

	(void)snprintf(url, sizeof(url), "%s/test.db", dir);
	must(db_pool_open(
		 cx,
		 &(struct db_options){ .url = url, .readers = 4, .create = true, .sync = "off" },
		 &pool),
	     cx, "db_pool_open");
	return pool;
}

static void make_template(struct ctx *cx)
{
	struct db_pool *pool;
	unsigned applied;

	make_dir(template_dir);
	(void)atexit(remove_template);
	pool = open_file(cx, template_dir);
	must(db_migrate(cx, pool, &applied), cx, "db_migrate");
	db_pool_close(pool);
}

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
	if (vault_for_test)
		t->app.vault = vault_for_test(test_key);
	make_dir(t->dir);
}

void test_open(struct test *t)
{
	test_open_plain(t);
	if (!template_dir[0])
		make_template(&t->cx);
	copy_file(template_dir, t->dir, "test.db");
	copy_file(template_dir, t->dir, "test.db.media");
	t->app.pool = open_file(&t->cx, t->dir);
}

void test_close(struct test *t)
{
	if (t->cx.db)
		test_read_end(t);
	db_pool_close(t->app.pool);
	if (vault_free && t->app.vault)
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
