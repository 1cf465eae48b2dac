#include "cli/served.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/str.h"
#include "feature/region/region.h"
#include "feature/rights/rights.h"

/* How soon a change of host names holds in every process. */
#define HOSTS_EVERY (10 * USEC_SECOND)

/* How soon a city that init made is noticed, and tried again when it could not be taken. */
#define LOOK_EVERY (5 * USEC_SECOND)
#define LOOK_AGAIN (10 * USEC_MINUTE)

/* How long an erasure may be missing in the list beside the data. */
#define ERASED_EVERY (5 * USEC_SECOND)

/* Whose host names and cities the runners look after. */
static struct served *serving;

/* ---- host names --------------------------------------------------------------------------- */

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
static const char *url_of(struct ctx *cx, const struct served *s, const char *host)
{
	const char *url = option_or(s->c, OPT_PUBLIC_URL, "");
	const char *listen = option_or(s->c, OPT_LISTEN, "127.0.0.1:8080");
	size_t n = strlen(url);

	while (n > 0 && url[n - 1] == '/')
		n--;
	url = arena_strndup(cx->arena, url, n);
	if (s->n == 1 && (n > 0 || !host))
		return n > 0 ? url : arena_printf(cx->arena, "http://%s", listen);
	if (!host)
		return "";
	return arena_printf(cx->arena, "%s://%s%s", cx->app->https ? "https" : "http", host,
			    port_of(n > 0 ? strstr(url, "://") + 3 : listen));
}

static enum err names_of(struct ctx *cx, struct db_pool *pool, const struct city_host **ret,
			 size_t *ret_n)
{
	enum err e;

	TRY(db_read_begin(cx, pool));
	e = region_hosts(cx, ret, ret_n);
	db_read_end(cx, pool);
	return e;
}

/* The map gets the names of the city of cx as the database has them now, and its address follows.
 */
static enum err read_hosts(struct ctx *cx, struct db_pool *pool)
{
	struct host_name names[REGION_HOSTS];
	struct served_city *city = serving->cities;
	const struct city_host *list;
	const char *url;
	size_t n = 0, i;

	TRY(names_of(cx, pool, &list, &n));
	n = MIN(n, (size_t)REGION_HOSTS);
	for (i = 0; i < n; i++)
		names[i] = (struct host_name){ .name = list[i].host, .since = list[i].since_at };
	hosts_set(cx->app->hosts, cx->app, names, n);
	while (&city->app != cx->app)
		city++;
	url = url_of(cx, serving, n > 0 ? list[0].host : NULL);
	if (!str_eq(url, city->app.public_url))
		city->app.public_url = arena_strdup(city->urls, url);
	return ERR_OK;
}

/* ---- the list of the erased --------------------------------------------------------------- */

/* Where it is kept: where --erased says, else beside the data file, else (NULL) nowhere. */
static const char *erased_path(struct ctx *cx, const struct served *s, const struct db_pool *pool)
{
	size_t i = 0;

	if (option(s->c, OPT_ERASED))
		return option(s->c, OPT_ERASED);
	while (s->dbs[i].pool != pool)
		i++;
	return db_is_postgres(s->dbs[i].url) ? NULL
					     : arena_printf(cx->arena, "%s.erased", s->dbs[i].url);
}

/* An older backup still holds who was erased since: the list is there the moment it is needed. */
static enum err keep_erased(struct ctx *cx, struct db_pool *pool)
{
	const char *path = erased_path(cx, serving, pool);
	struct served_city *city = serving->cities;
	int64_t at;
	enum err e;

	while (&city->app != cx->app)
		city++;
	if (!path)
		return ERR_OK;
	TRY(db_read_begin(cx, pool));
	e = erasure_newest(cx, &at);
	db_read_end(cx, pool);
	TRY(e);
	if (at == city->erased_at)
		return ERR_OK;
	TRY(cli_erasures_append(cx, pool, path));
	city->erased_at = at;
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

const char *served_spool(struct cli *c, const char *code)
{
	const char *db = cli_city_database(c, code), *state = getenv("STATE_DIRECTORY");

	if (!db)
		db = cli_database(c);
	if (!db_is_postgres(db))
		return arena_printf(c->cx.arena, "%s.import", db);
	if (state)
		return arena_printf(c->cx.arena, "%s/%s.import", state, code);
	return arena_printf(c->cx.arena, "%s.import", cli_key_path(c, code));
}

/* The city taken becomes one of those served, with its key, node number and names. */
static enum err add_city(struct cli *c, struct served *s)
{
	struct served_city *city = &s->cities[s->n];

	city->app = c->app;
	city->app.spool = served_spool(c, c->app.city_code);
	city->app.https = str_starts(option_or(c, OPT_PUBLIC_URL, ""), "https://");
	city->app.public_url = "";
	city->urls = arena_new(256);
	city->erased_at = -1;
	c->app.vault = NULL; /* it is the city's now */
	c->cx.app = &city->app;
	hosts_add(s->hosts, &city->app);
	s->n++;
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
		return false; /* said why */
	if (e == ERR_OK)
		e = add_city(c, s);
	if (e != ERR_OK)
		(void)cli_failed(c, e, file->name);
	return e == ERR_OK;
}

/* What the number of cities decides: printed addresses, and who can't be reached. */
static enum err finish(struct cli *c, struct served *s)
{
	size_t i;

	for (i = s->n; i-- > 0;) {
		struct app *app = &s->cities[i].app;

		c->cx.app = app;
		c->cx.city = app->city;
		TRY(read_hosts(&c->cx, app->pool));
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
	size_t i;
	enum err e;

	serving = s;
	s->c = c;
	s->first = c->app.pool;
	if (s->first)
		s->dbs[s->n_dbs++] = (struct served_db){ cli_database(c), s->first };
	c->app.pool = NULL;
	if (c->app.vault)
		vault_free(c->app.vault); /* of a sample city just made: opened again below */
	c->app.vault = NULL;
	e = region_city_files(&c->cx, &s->files, &s->n_files);
	s->cities = ARENA_ARRAY(c->cx.arena, s->n_files + 1, struct served_city);
	s->not_before = ARENA_ARRAY(c->cx.arena, s->n_files + 1, int64_t);
	s->hosts = hosts_new(&s->house, NULL, c->app.version);
	if (e == ERR_OK && !check_city_dbs(c, s->files, s->n_files))
		return false;
	for (i = 0; e == ERR_OK && i < s->n_files; i++)
		if (cli_city_meant(c, s->files[i].code) && !try_city(c, s, &s->files[i]))
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

/* ---- cities that come later ---------------------------------------------------------------- */

static bool is_served(const struct served *s, const struct city *file)
{
	size_t i;

	for (i = 0; i < s->n; i++)
		if (str_eq(s->cities[i].app.city_code, file->code))
			return true;
	return false;
}

/* Has each city a host name, the one just found (in c->cx) and those served? */
static enum err all_named(struct cli *c, struct served *s, bool *ret)
{
	const int64_t found = c->cx.city;
	const struct city_host *list;
	size_t n, i;

	TRY(names_of(&c->cx, s->first, &list, &n));
	*ret = n > 0;
	for (i = 0; *ret && i < s->n; i++) {
		c->cx.city = s->cities[i].app.city;
		TRY(names_of(&c->cx, s->cities[i].app.pool, &list, &n));
		*ret = n > 0;
	}
	c->cx.city = found;
	return ERR_OK;
}

/* Its jobs, and the index of its people in the background. */
static enum err start_city(struct served_city *city)
{
	TRY(jobs_start(&city->app, clock_now, &city->runner));
	return find_start(&city->app, clock_now, &city->finder);
}

/* Takes the city of the file if it is there by now and can be told from the others. */
static enum err welcome(struct cli *c, struct served *s, const struct city *file)
{
	bool ready = false;

	c->app.pool = s->first;
	c->cx.app = &c->app;
	TRY(cli_has_city(c, file->code, &ready));
	if (ready)
		TRY(all_named(c, s, &ready));
	if (!ready)
		return ERR_OK;
	if (!try_city(c, s, file))
		return err_set(&c->cx, ERR_CRYPTO, "%s can't be served", file->name);
	LOG(LOG_INFO, clock_now(), "city", LOG_TEXT("code", file->code),
	    LOG_NUM("cities", (int64_t)s->n));
	return start_city(&s->cities[s->n - 1]);
}

/* Runs with the first city's jobs alone, so that s->later is used by one thread. */
static enum err look_for_cities(struct ctx *cx, struct db_pool *pool)
{
	struct served *s = serving;
	struct cli *c = &s->later;
	size_t i, n = s->n;
	enum err e = ERR_OK;

	(void)pool;
	if (cx->app != &s->cities[0].app || !s->first)
		return ERR_OK;
	for (i = 0; e == ERR_OK && n == s->n && i < s->n_files; i++) {
		struct arena_mark mark = arena_mark(c->cx.arena);

		c->cx.now = cx->now;
		if (s->not_before[i] > cx->now || is_served(s, &s->files[i]) ||
		    !cli_city_meant(c, s->files[i].code) || cli_city_database(c, s->files[i].code))
			continue;
		e = welcome(c, s, &s->files[i]);
		if (e != ERR_OK)
			s->not_before[i] = cx->now + LOOK_AGAIN;
		if (e != ERR_OK)
			e = err_set(cx, e, "%s", c->cx.detail);
		err_clear(&c->cx);
		if (n == s->n)
			arena_reset_to(c->cx.arena, mark);
	}
	return e;
}

enum err served_start(struct served *s)
{
	size_t i, n = s->n;

	cli_twin(s->c, &s->later);
	jobs_tick(read_hosts, HOSTS_EVERY);
	jobs_tick(look_for_cities, LOOK_EVERY);
	jobs_tick(keep_erased, ERASED_EVERY);
	for (i = n; i-- > 0;) /* the one that looks comes last */
		TRY(start_city(&s->cities[i]));
	return ERR_OK;
}

void served_close(struct cli *c, struct served *s)
{
	size_t i;

	for (i = 0; i < s->n; i++) { /* the one that looks goes first */
		jobs_stop(s->cities[i].runner);
		find_stop(s->cities[i].finder);
		vault_free(s->cities[i].app.vault);
		arena_free(s->cities[i].urls);
	}
	for (i = 0; i < s->n_dbs; i++)
		db_pool_close(s->dbs[i].pool);
	hosts_free(s->hosts);
	if (s->hosts)
		c->app.pool = NULL; /* it was one of these */
	c->cx.app = &c->app;
	ctx_release(&s->later.cx);
}
