#include "cli/cli.h"

#include <string.h>

#include "base/clock.h"
#include "base/str.h"
#include "feature/demo/demo.h"
#include "feature/reference/reference.h"
#include "feature/region/region.h"

static const char *database(const struct cli *c)
{
	return option_or(c, OPT_DB, "melaju.db");
}

const char *cli_key_path(struct cli *c)
{
	const char *db = database(c);

	if (option(c, OPT_KEY))
		return option(c, OPT_KEY);
	return str_starts(db, "postgres") ? "melaju.key" : arena_printf(c->cx.arena, "%s.key", db);
}

static bool open_key(struct cli *c, unsigned what)
{
	const char *path = cli_key_path(c);
	enum err e = vault_open(&c->cx, path, &c->app.vault);

	if (e == ERR_NOTFOUND && (what & OPEN_NEW_KEY)) {
		err_clear(&c->cx);
		e = vault_create(&c->cx, path, &c->app.vault);
	}
	if (e == ERR_NOTFOUND)
		(void)cli_fail(c,
			       "no key at %s: name it with --key or MELAJU_KEY_FILE; "
			       "a lost key comes back from two shares with melaju restore",
			       path);
	else if (e != ERR_OK)
		(void)cli_failed(c, e, path);
	return e == ERR_OK;
}

static bool open_pool(struct cli *c, unsigned what)
{
	int64_t workers;
	enum err e;

	if (!option_number(c, OPT_WORKERS, 8, 1, 256, &workers))
		return false;
	e = db_pool_open(&c->cx,
			 &(struct db_options){
			     .url = database(c),
			     .readers = (unsigned)workers + 4,
			     .writers = 4,
			     .create = what & OPEN_CREATE,
			     .exclusive = what & OPEN_EXCLUSIVE,
			 },
			 &c->app.pool);
	if (e != ERR_OK)
		(void)cli_failed(c, e, database(c));
	return e == ERR_OK;
}

static bool check_schema(struct cli *c)
{
	enum err e = db_check_schema(&c->cx, c->app.pool);

	if (e != ERR_OK)
		(void)cli_fail(c,
			       "%s: %s. A new database is made by melaju init; an older one is "
			       "brought up by melaju migrate",
			       database(c), c->cx.detail);
	return e == ERR_OK;
}

/* ---- the city ----------------------------------------------------------------------------- */

enum err cli_city_code(struct cli *c, const char **ret)
{
	const struct city *cities;
	size_t n;

	if (option(c, OPT_CITY)) {
		*ret = option(c, OPT_CITY);
		return ERR_OK;
	}
	TRY(region_city_files(&c->cx, &cities, &n));
	if (n == 0)
		return err_set(&c->cx, ERR_NOTFOUND, "the program holds no city");
	*ret = cities[0].code;
	return ERR_OK;
}

/* Is the city of that number in the database?  Its row is copied into ret. */
static enum err installed(struct cli *c, int64_t number, struct city *ret, bool *ret_found)
{
	enum err e;

	c->cx.city = number;
	TRY(db_read_begin(&c->cx, c->app.pool));
	e = region_city(&c->cx, ret);
	db_read_end(&c->cx, c->app.pool);
	*ret_found = e == ERR_OK;
	if (e == ERR_NOTFOUND) {
		err_clear(&c->cx);
		e = ERR_OK;
	}
	return e;
}

static void take_city(struct cli *c, const struct city *city)
{
	c->cx.city = city->city;
	c->app.city = city->city;
	c->app.city_name = city->name;
	c->app.zone_minutes = city->zone_minutes;
}

enum err cli_find_city(struct cli *c)
{
	const struct city *files;
	struct city found = { 0 }, here;
	unsigned hits = 0;
	size_t n, i;
	bool yes;

	TRY(region_city_files(&c->cx, &files, &n));
	for (i = 0; i < n; i++) {
		if (option(c, OPT_CITY) && !str_eq(option(c, OPT_CITY), files[i].code))
			continue;
		TRY(installed(c, files[i].city, &here, &yes));
		if (yes) {
			found = here;
			hits++;
		}
	}
	c->cx.city = 0;
	if (hits == 0)
		return err_set(&c->cx, ERR_NOTFOUND, "no such city in this database");
	if (hits > 1)
		return err_set(&c->cx, ERR_INVALID, "several cities: say which with --city");
	take_city(c, &found);
	TRY(db_read_begin(&c->cx, c->app.pool));
	enum err e = demo_is(&c->cx, &c->app.demo);
	db_read_end(&c->cx, c->app.pool);
	if (e == ERR_OK && c->app.demo) {
		c->app.sample_logins = demo_logins(&c->app.n_sample_logins);
		c->app.sample_password = DEMO_PASSWORD;
	}
	return e;
}

enum err cli_city_code_of(struct cli *c, const char **ret)
{
	struct city city;
	bool found;

	TRY(installed(c, c->app.city, &city, &found));
	if (!found)
		return err_set(&c->cx, ERR_NOTFOUND, "no city in this database");
	*ret = city.code;
	return ERR_OK;
}

enum err cli_lease(struct cli *c)
{
	unsigned node;

	TRY(db_node_lease(&c->cx, c->app.pool, &node));
	id_maker_init(&c->app.ids, node);
	return ERR_OK;
}

bool cli_open(struct cli *c, unsigned what)
{
	enum err e = ERR_OK;

	if ((what & OPEN_KEY) && !open_key(c, what))
		return false;
	if (!open_pool(c, what) || ((what & OPEN_SCHEMA) && !check_schema(c)))
		return false;
	if (what & OPEN_CITY)
		e = cli_find_city(c);
	if (e == ERR_OK && (what & OPEN_CITY))
		e = cli_lease(c);
	if (e != ERR_OK)
		(void)cli_failed(c, e, database(c));
	return e == ERR_OK;
}

enum err cli_write(struct cli *c, enum err (*fn)(struct ctx *cx, void *arg), void *arg)
{
	return db_write(&c->cx, c->app.pool, fn, arg);
}

static enum err install_region(struct ctx *cx, void *code)
{
	return region_install(cx, code);
}

enum err cli_install(struct cli *c, const char *code, unsigned *ret_migrations)
{
	struct city city;
	char copy[16];

	TRY(region_city_file(&c->cx, code, &city));
	TRY(db_migrate(&c->cx, c->app.pool, ret_migrations));
	take_city(c, &city);
	TRY(cli_lease(c));
	TRY(reference_install(&c->cx, c->app.pool, NULL));
	assert(strlen(code) < sizeof(copy));
	memcpy(copy, code, strlen(code) + 1);
	return cli_write(c, install_region, copy);
}
