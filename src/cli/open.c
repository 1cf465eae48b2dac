#include "cli/cli.h"

#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/str.h"
#include "feature/demo/demo.h"
#include "feature/reference/reference.h"
#include "feature/region/region.h"

/* ---- what the options say ------------------------------------------------------------------ */

/* "3272=/etc/melaju/k.key": the length of the code, 0 for a value without one. */
static size_t code_length(const char *value)
{
	size_t n = strspn(value, "0123456789");

	return value[n] == '=' ? n : 0;
}

/* What an option of the kind CODE=VALUE says of a city; with NULL the value without a code. */
static const char *of_city(const struct cli *c, enum opt id, const char *code)
{
	unsigned i;

	for (i = 0; i < c->n_values[id]; i++) {
		const char *value = c->value[id][i];
		size_t n = code_length(value);

		if (!code && n == 0)
			return value;
		if (code && n > 0 && strlen(code) == n && strncmp(value, code, n) == 0)
			return value + n + 1;
	}
	return NULL;
}

const char *cli_city_database(const struct cli *c, const char *code)
{
	return of_city(c, OPT_CITY_DB, code);
}

const char *cli_database(const struct cli *c)
{
	const char *own =
	    c->n_values[OPT_CITY] == 1 ? cli_city_database(c, option(c, OPT_CITY)) : NULL;

	return own ? own : option_or(c, OPT_DB, "melaju.db");
}

/* ---- the key ------------------------------------------------------------------------------ */

static const char *key_base(struct cli *c, const char *code)
{
	const char *given = of_city(c, OPT_KEY, NULL), *db = cli_city_database(c, code);

	if (!db)
		db = cli_database(c);
	if (given)
		return given;
	return db_is_postgres(db) ? "melaju.key" : arena_printf(c->cx.arena, "%s.key", db);
}

const char *cli_key_path_own(struct cli *c, const char *code)
{
	const char *given = of_city(c, OPT_KEY, code);

	return given ? given : arena_printf(c->cx.arena, "%s.%s", key_base(c, code), code);
}

const char *cli_key_path(struct cli *c, const char *code)
{
	const char *own = cli_key_path_own(c, code);

	return of_city(c, OPT_KEY, code) || access(own, F_OK) == 0 ? own : key_base(c, code);
}

enum err cli_check_key(struct cli *c, bool *ret_sure)
{
	enum err e;

	TRY(db_read_begin(&c->cx, c->app.pool));
	e = vault_check(&c->cx, ret_sure);
	db_read_end(&c->cx, c->app.pool);
	return e;
}

bool cli_open_key(struct cli *c)
{
	const char *path = cli_key_path(c, c->app.city_code);
	enum err e;
	bool sure;

	if (c->app.vault)
		vault_free(c->app.vault);
	c->app.vault = NULL;
	e = vault_open(&c->cx, path, &c->app.vault);
	if (e == ERR_OK)
		e = cli_check_key(c, &sure);
	if (e == ERR_NOTFOUND)
		(void)cli_fail(c,
			       "%s: no key at %s: name it with --key or MELAJU_KEY_FILE; "
			       "a lost key comes back from two shares with melaju restore",
			       c->app.city_name, path);
	else if (e == ERR_CRYPTO)
		(void)cli_fail(c, "%s is not the key of %s: %s", path, c->app.city_name,
			       c->cx.detail);
	else if (e != ERR_OK)
		(void)cli_failed(c, e, path);
	return e == ERR_OK;
}

/* Where the key of a new city goes: never into the place of another city's. */
static enum err new_key_path(struct cli *c, const char *code, const char **ret)
{
	const struct city *cities;
	unsigned named = c->n_values[OPT_CITY];
	size_t n = 0;
	enum err e;

	c->n_values[OPT_CITY] = 0;
	e = db_check_schema(&c->cx, c->app.pool);
	if (e == ERR_OK)
		e = cli_cities(c, &cities, &n);
	c->n_values[OPT_CITY] = named;
	err_clear(&c->cx); /* a database without schema holds no city */
	*ret = n > 0 || of_city(c, OPT_KEY, code) ? cli_key_path_own(c, code) : key_base(c, code);
	return e == ERR_OK || n == 0 ? ERR_OK : e;
}

bool cli_make_key(struct cli *c, const char *code)
{
	const char *path = "key";
	enum err e = new_key_path(c, code, &path);

	if (e == ERR_OK)
		e = vault_open(&c->cx, path, &c->app.vault);
	if (e == ERR_NOTFOUND) {
		err_clear(&c->cx);
		e = vault_create(&c->cx, path, &c->app.vault);
	}
	if (e != ERR_OK)
		(void)cli_failed(c, e, path);
	return e == ERR_OK;
}

/* ---- databases ---------------------------------------------------------------------------- */

/* The folder that a file lies in. */
static const char *folder_of(struct cli *c, const char *path)
{
	const char *slash = strrchr(path, '/');

	if (!slash)
		return ".";
	return slash == path ? "/" : arena_strndup(c->cx.arena, path, (size_t)(slash - path));
}

/*
 * Is there a database to open, or a place to make one?  What is the matter is said here, as the
 * library knows no more than "unable to open"; and nothing is left behind for a name mistyped.
 */
static bool place_is_good(struct cli *c, const char *url, unsigned what)
{
	const char *folder;
	struct stat st;

	if (db_is_postgres(url))
		return true;
	folder = folder_of(c, url);
	if (strstr(url, "://"))
		(void)cli_fail(c, "%s: neither a data file nor postgres://user@host/name", url);
	else if (stat(url, &st) == 0 && S_ISDIR(st.st_mode))
		(void)cli_fail(c, "%s is a folder; name the data file in it: %s/melaju.db", url,
			       url);
	else if (access(folder, F_OK) != 0)
		(void)cli_fail(c, "%s: there is no folder %s", url, folder);
	else if (access(url, F_OK) != 0 && !(what & OPEN_CREATE))
		(void)cli_fail(c,
			       "there is no data file %s. Make one with melaju init --db %s, or "
			       "try a sample city: melaju serve --db %s --demo",
			       url, url, url);
	else if ((what & (OPEN_CREATE | OPEN_EXCLUSIVE)) &&
		 (access(folder, W_OK) != 0 ||
		  (access(url, F_OK) == 0 && access(url, R_OK | W_OK) != 0)))
		(void)cli_fail(c, "%s: this account may not write in the folder %s, or to the file",
			       url, folder);
	else
		return true;
	return false;
}

bool cli_open_pool(struct cli *c, const char *url, unsigned what, struct db_pool **ret)
{
	int64_t workers;
	enum err e;

	if (!option_number(c, OPT_WORKERS, 8, 1, 256, &workers) || !place_is_good(c, url, what))
		return false;
	e = db_pool_open(&c->cx,
			 &(struct db_options){
			     .url = url,
			     .readers = (unsigned)workers + 4,
			     .writers = 4,
			     .create = what & OPEN_CREATE,
			     .exclusive = what & OPEN_EXCLUSIVE,
			 },
			 ret);
	if (e != ERR_OK)
		(void)cli_failed(c, e, url);
	return e == ERR_OK;
}

bool cli_check_schema(struct cli *c, const char *url)
{
	enum err e = db_check_schema(&c->cx, c->app.pool);

	if (e != ERR_OK)
		(void)cli_failed(c, e, url);
	return e == ERR_OK;
}

/* ---- the city ----------------------------------------------------------------------------- */

enum err cli_city_code(struct cli *c, const char **ret)
{
	const struct city *cities;
	const char *known = "";
	size_t n, i;

	TRY(region_city_files(&c->cx, &cities, &n));
	if (n == 0)
		return err_set(&c->cx, ERR_NOTFOUND, "the program holds no city");
	*ret = option_or(c, OPT_CITY, cities[0].code);
	for (i = 0; i < n; i++) {
		if (str_eq(cities[i].code, *ret))
			return ERR_OK;
		known = arena_printf(c->cx.arena, "%s%s%s %s", known, *known ? ", " : "",
				     cities[i].code, cities[i].name);
	}
	return err_set(&c->cx, ERR_NOTFOUND, "no city %s; this program knows %s", *ret, known);
}

/* Is the city of that number in the database?  Its row is copied into ret. */
static enum err installed(struct cli *c, int64_t number, struct city *ret, bool *ret_found)
{
	int64_t before = c->cx.city;
	enum err e;

	c->cx.city = number;
	e = db_read_begin(&c->cx, c->app.pool);
	if (e == ERR_OK) {
		e = region_city(&c->cx, ret);
		db_read_end(&c->cx, c->app.pool);
	}
	c->cx.city = before;
	*ret_found = e == ERR_OK;
	if (e != ERR_NOTFOUND)
		return e;
	err_clear(&c->cx);
	return ERR_OK;
}

bool cli_city_meant(const struct cli *c, const char *code)
{
	unsigned i;

	for (i = 0; i < c->n_values[OPT_CITY]; i++)
		if (str_eq(c->value[OPT_CITY][i], code))
			return true;
	return c->n_values[OPT_CITY] == 0;
}

enum err cli_cities(struct cli *c, const struct city **ret, size_t *ret_n)
{
	const struct city *files;
	struct city *list;
	size_t n, i, hits = 0;
	bool yes;

	TRY(region_city_files(&c->cx, &files, &n));
	list = ARENA_ARRAY(c->cx.arena, n, struct city);
	for (i = 0; i < n; i++) {
		if (!cli_city_meant(c, files[i].code))
			continue;
		TRY(installed(c, files[i].city, &list[hits], &yes));
		hits += yes;
	}
	*ret = list;
	*ret_n = hits;
	return ERR_OK;
}

static void be_city(struct cli *c, const struct city *city)
{
	c->cx.city = city->city;
	c->app.city = city->city;
	c->app.city_name = city->name;
	c->app.city_code = city->code;
	c->app.zone_minutes = city->zone_minutes;
	c->app.demo = false;
	c->app.n_sample_logins = 0;
}

enum err cli_take_city(struct cli *c, const struct city *city)
{
	enum err e;

	be_city(c, city);
	TRY(db_read_begin(&c->cx, c->app.pool));
	e = demo_is(&c->cx, &c->app.demo);
	db_read_end(&c->cx, c->app.pool);
	if (e == ERR_OK && c->app.demo) {
		c->app.sample_logins = demo_logins(&c->app.n_sample_logins);
		c->app.sample_password = DEMO_PASSWORD;
	}
	return e;
}

enum err cli_find_city(struct cli *c)
{
	const struct city *cities;
	size_t n;

	TRY(cli_cities(c, &cities, &n));
	if (n == 0)
		return err_set(&c->cx, ERR_NOTFOUND, "no such city in this database");
	if (n > 1)
		return err_set(&c->cx, ERR_INVALID, "several cities: say which with --city");
	return cli_take_city(c, &cities[0]);
}

enum err cli_has_city(struct cli *c, const char *code, bool *ret)
{
	struct city file, city;

	TRY(region_city_file(&c->cx, code, &file));
	TRY(installed(c, file.city, &city, ret));
	return *ret ? cli_take_city(c, &city) : ERR_OK;
}

bool cli_hosts(struct cli *c, const char **ret_names, size_t max, size_t *ret_n)
{
	char clean[STR_HOST];
	size_t i;

	for (i = 0; i < c->n_values[OPT_HOST]; i++) {
		const char *name = c->value[OPT_HOST][i];

		if (i == max || strchr(name, ':') || !str_host(name, clean)) {
			(void)cli_fail(c,
				       "--host %s: a name such as melaju.depok.go.id, %zu at most",
				       name, max);
			return false;
		}
		ret_names[i] = arena_strdup(c->cx.arena, clean);
	}
	*ret_n = i;
	return true;
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

	if (!cli_open_pool(c, cli_database(c), what, &c->app.pool) ||
	    ((what & OPEN_SCHEMA) && !cli_check_schema(c, cli_database(c))))
		return false;
	if (what & OPEN_CITY)
		e = cli_find_city(c);
	if (e == ERR_OK && (what & OPEN_CITY))
		e = cli_lease(c);
	if (e != ERR_OK)
		(void)cli_failed(c, e, cli_database(c));
	return e == ERR_OK && (!(what & OPEN_KEY) || cli_open_key(c));
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
	be_city(c, &city);
	TRY(cli_lease(c));
	TRY(reference_install(&c->cx, c->app.pool, NULL));
	assert(strlen(code) < sizeof(copy));
	memcpy(copy, code, strlen(code) + 1);
	return cli_write(c, install_region, copy);
}
