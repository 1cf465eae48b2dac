#include "cli/served.h"

#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/str.h"
#include "feature/region/region.h"

/* How soon a change of host names holds in every process. */
#define HOSTS_EVERY (10 * USEC_SECOND)

/* ---- host names --------------------------------------------------------------------------- */

/* The map gets the names of the city of cx as the database has them now. */
static enum err read_hosts(struct ctx *cx, struct db_pool *pool)
{
	struct host_name names[REGION_HOSTS];
	const struct city_host *list;
	size_t n = 0, i;
	enum err e;

	TRY(db_read_begin(cx, pool));
	e = region_hosts(cx, &list, &n);
	db_read_end(cx, pool);
	TRY(e);
	n = MIN(n, (size_t)REGION_HOSTS);
	for (i = 0; i < n; i++)
		names[i] = (struct host_name){ .name = list[i].host, .since = list[i].since_at };
	hosts_set(cx->app->hosts, cx->app, names, n);
	return ERR_OK;
}

/* ":8080" of an address, "" when it has none. */
static const char *port_of(const char *address)
{
	const char *colon = strrchr(address, ':');

	return colon && colon[1] != '\0' && colon[1 + strspn(colon + 1, "0123456789")] == '\0'
		   ? colon
		   : "";
}

/*
 * The address of a city as printed: scheme and port are the process's, the name is the city's
 * first.  One city alone has just the address that --public-url says.
 */
static enum err find_url(struct cli *c, struct app *app, bool alone)
{
	const char *url = option_or(c, OPT_PUBLIC_URL, ""), *host;
	const char *listen = option_or(c, OPT_LISTEN, "127.0.0.1:8080");
	const struct city_host *list;
	size_t n = strlen(url), n_hosts;
	enum err e;

	while (n > 0 && url[n - 1] == '/')
		n--;
	url = arena_strndup(c->cx.arena, url, n);
	app->https = str_starts(url, "https://");
	TRY(db_read_begin(&c->cx, app->pool));
	e = region_hosts(&c->cx, &list, &n_hosts);
	db_read_end(&c->cx, app->pool);
	TRY(e);
	host = n_hosts > 0 ? list[0].host : NULL;
	if (alone && (n > 0 || !host))
		app->public_url = n > 0 ? url : arena_printf(c->cx.arena, "http://%s", listen);
	else if (host)
		app->public_url =
		    arena_printf(c->cx.arena, "%s://%s%s", app->https ? "https" : "http", host,
				 port_of(n > 0 ? strstr(url, "://") + 3 : listen));
	else
		app->public_url = "";
	return ERR_OK;
}

/* ---- databases ---------------------------------------------------------------------------- */

/* The pool of an address, opened at its first use; c->app.pool is that one afterwards. */
static bool use_db(struct cli *c, struct served *s, const char *url)
{
	size_t i;

	for (i = 0; i < s->n_dbs && !str_eq(s->dbs[i].url, url); i++)
		continue;
	if (i == s->n_dbs) {
		if (!cli_open_pool(c, url, OPEN_EXCLUSIVE, &s->dbs[i].pool))
			return false;
		s->dbs[i].url = url;
		s->n_dbs++;
		c->app.pool = s->dbs[i].pool;
		return cli_check_schema(c, url);
	}
	c->app.pool = s->dbs[i].pool;
	return true;
}

/* ---- cities ------------------------------------------------------------------------------- */

/* Where files of imports lie on their way in: beside the data, or where there is none, the key. */
static const char *spool_path(struct cli *c, const char *code)
{
	const char *db = cli_city_database(c, code);

	if (!db)
		db = cli_database(c);
	if (str_starts(db, "postgres"))
		db = cli_key_path(c, code);
	return arena_printf(c->cx.arena, "%s.import", db);
}

/* The city taken becomes one of those served, with its key, node number and names. */
static enum err add_city(struct cli *c, struct served *s)
{
	struct served_city *city = &s->cities[s->n++];

	city->app = c->app;
	city->app.spool = spool_path(c, c->app.city_code);
	c->app.vault = NULL; /* it is the city's now */
	c->cx.app = &city->app;
	hosts_add(s->hosts, &city->app);
	return read_hosts(&c->cx, city->app.pool);
}

/* Is that city in its database?  Then it is added. */
static bool try_city(struct cli *c, struct served *s, const struct city *file)
{
	const char *own = cli_city_database(c, file->code);
	bool there = false;
	enum err e;

	if (own && !use_db(c, s, own))
		return false;
	if (!own)
		c->app.pool = s->first;
	if (!c->app.pool)
		return true;
	c->cx.app = &c->app;
	e = cli_has_city(c, file->code, &there);
	if (e == ERR_OK && !there) {
		if (own)
			(void)cli_fail(c, "%s: %s is not in it", own, file->name);
		return !own;
	}
	if (e == ERR_OK)
		e = cli_lease(c);
	if (e == ERR_OK && !cli_open_key(c))
		return false;
	if (e == ERR_OK)
		e = add_city(c, s);
	if (e != ERR_OK)
		(void)cli_failed(c, e, file->name);
	return e == ERR_OK;
}

/* What the names of all cities decide: printed addresses, and who can't be reached. */
static enum err finish(struct cli *c, struct served *s)
{
	size_t i;

	for (i = s->n; i-- > 0;) {
		struct app *app = &s->cities[i].app;

		c->cx.app = app;
		c->cx.city = app->city;
		TRY(find_url(c, app, s->n == 1));
		if (app->public_url[0] == '\0')
			(void)cli_fail(c,
				       "%s has no host name, so nobody reaches it: melaju cities "
				       "--city %s --host NAME",
				       app->city_name, app->city_code);
	}
	s->house.https = s->n > 0 && s->cities[0].app.https;
	return ERR_OK;
}

/* A slip in --city-db would serve a city from where it no longer lies. */
static bool check_city_dbs(const struct cli *c, const struct city *files, size_t n)
{
	unsigned i;
	size_t k;

	for (i = 0; i < c->n_values[OPT_CITY_DB]; i++) {
		const char *value = c->value[OPT_CITY_DB][i];

		for (k = 0; k < n; k++)
			if (str_starts(value, files[k].code) && value[strlen(files[k].code)] == '=')
				break;
		if (k == n) {
			(void)cli_fail(c, "--city-db %s: CODE=FILE or CODE=URL of a known city",
				       value);
			return false;
		}
	}
	return true;
}

bool served_open(struct cli *c, struct served *s)
{
	const struct city *files;
	size_t n = 0, i;
	enum err e;

	s->first = c->app.pool;
	if (s->first)
		s->dbs[s->n_dbs++] = (struct served_db){ cli_database(c), s->first };
	c->app.pool = NULL;
	if (c->app.vault)
		vault_free(c->app.vault); /* of a sample city just made: opened again below */
	c->app.vault = NULL;
	e = region_city_files(&c->cx, &files, &n);
	s->cities = ARENA_ARRAY(c->cx.arena, n + 1, struct served_city);
	s->hosts = hosts_new(&s->house, NULL, c->app.version);
	if (e == ERR_OK && !check_city_dbs(c, files, n))
		return false;
	for (i = 0; e == ERR_OK && i < n; i++)
		if (cli_city_meant(c, files[i].code) && !try_city(c, s, &files[i]))
			return false;
	c->app.pool = NULL; /* closed by served_close() */
	if (e == ERR_OK && s->n == 0)
		e = err_set(&c->cx, ERR_NOTFOUND, "no such city in this database");
	if (e == ERR_OK)
		e = finish(c, s);
	if (e != ERR_OK) {
		(void)cli_failed(c, e, option_or(c, OPT_DB, "melaju.db"));
		return false;
	}
	s->house.pool = s->cities[0].app.pool;
	return true;
}

enum err served_start(struct served *s)
{
	size_t i;

	jobs_tick(read_hosts, HOSTS_EVERY);
	for (i = 0; i < s->n; i++)
		TRY(jobs_start(&s->cities[i].app, clock_now, &s->cities[i].runner));
	return ERR_OK;
}

void served_close(struct cli *c, struct served *s)
{
	size_t i;

	for (i = 0; i < s->n; i++) {
		jobs_stop(s->cities[i].runner);
		vault_free(s->cities[i].app.vault);
	}
	for (i = 0; i < s->n_dbs; i++)
		db_pool_close(s->dbs[i].pool);
	hosts_free(s->hosts);
	if (s->hosts)
		c->app.pool = NULL; /* it was one of these */
	c->cx.app = &c->app;
}
