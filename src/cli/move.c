/* melaju export, import */
#include "cli/move.h"

#include "cli/cli.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "feature/region/region.h"

/* The file takes its name only when it is complete. */
static enum err export_to(struct cli *c, const char *path, int64_t *ret_rows)
{
	const char *part = arena_printf(c->cx.arena, "%s.part", path);
	FILE *f = fopen(part, "wx");
	enum err e;

	if (!f)
		return err_set(&c->cx, ERR_IO, "%s: %s", part, strerrordesc_np(errno));
	e = city_export(&c->cx, c->app.pool, f, ret_rows);
	if (e == ERR_OK && fsync(fileno(f)) != 0)
		e = err_set(&c->cx, ERR_FULL, "%s: not synced", part);
	(void)fclose(f);
	if (e == ERR_OK && rename(part, path) != 0)
		e = err_set(&c->cx, ERR_IO, "%s: %s", path, strerrordesc_np(errno));
	if (e != ERR_OK)
		(void)unlink(part);
	return e;
}

static int export(struct cli *c)
{
	const char *to = option(c, OPT_TO);
	int64_t rows;
	enum err e;

	if (!to)
		return cli_fail(c, "say where: melaju export --to FILE");
	if (!cli_open(c, OPEN_SCHEMA | OPEN_CITY))
		return EXIT_FAILED;
	e = export_to(c, to, &rows);
	if (e != ERR_OK)
		return cli_failed(c, e, "export");
	printf("%s: %lld rows in %s. What is sealed stays sealed; take the key %s along by another "
	       "way.\n",
	       c->app.city_name, (long long)rows, to, cli_key_path(c, c->app.city_code));
	return EXIT_OK;
}

const struct command command_export = {
	.name = "export",
	.options = OPT_BIT(DB) | OPT_BIT(CITY) | OPT_BIT(TO) | OPT_BIT(CONFIG) | OPT_BIT(KEY) |
		   OPT_BIT(CITY_DB),
	.brief = "write one city into a file that either engine reads",
	.help =
	    "Writes all rows and pictures of one city into one file with a checksum, for moving\n"
	    "from SQLite to PostgreSQL or back, or one city out of a database of several. The\n"
	    "same city gives the same bytes on both engines. Stop the server first, so that\n"
	    "nothing is missing.\n\n"
	    "Example:\n"
	    "  melaju export --db kota.db --to kota.melaju\n"
	    "  melaju import --db postgres://melaju_owner@db/kota --from kota.melaju",
	.run = export,
};

/* The city that the file is of, among those this program knows. */
static enum err city_of(struct cli *c, FILE *f, struct city *ret)
{
	const struct city *cities;
	int64_t number;
	size_t n, i;

	if (!city_file_number(f, &number))
		return err_set(&c->cx, ERR_INVALID, "not a file made by melaju export");
	TRY(region_city_files(&c->cx, &cities, &n));
	for (i = 0; i < n; i++)
		if (cities[i].city == number) {
			*ret = cities[i];
			return ERR_OK;
		}
	return err_set(&c->cx, ERR_NOTFOUND, "this program does not know the city of the file");
}

/* ret_alone: it is the only one there. */
static enum err import_from(struct cli *c, FILE *f, int64_t *ret_rows, bool *ret_alone)
{
	struct city city = { 0 };
	const struct city *others;
	unsigned applied;
	bool there;
	size_t n;

	TRY(city_of(c, f, &city));
	TRY(db_migrate(&c->cx, c->app.pool, &applied));
	TRY(cli_has_city(c, city.code, &there));
	if (there)
		return err_set(&c->cx, ERR_CONFLICT, "%s is there already", city.name);
	TRY(cli_cities(c, &others, &n));
	*ret_alone = n == 0;
	c->cx.city = city.city;
	TRY(city_import(&c->cx, c->app.pool, f, ret_rows));
	return cli_has_city(c, city.code, &there);
}

static int import(struct cli *c)
{
	const char *from = option(c, OPT_FROM), *to = cli_database(c);
	bool begun = access(to, F_OK) != 0;
	int64_t rows = 0;
	bool alone = true;
	enum err e;
	FILE *f;

	if (!from)
		return cli_fail(c, "say what: melaju import --from FILE");
	f = fopen(from, "r");
	if (!f)
		return cli_fail(c, "%s: %s", from, strerrordesc_np(errno));
	if (!cli_open(c, OPEN_CREATE | OPEN_EXCLUSIVE)) {
		(void)fclose(f);
		return EXIT_FAILED;
	}
	e = import_from(c, f, &rows, &alone);
	(void)fclose(f);
	if (e == ERR_OK)
		e = db_measure(&c->cx, c->app.pool);
	/* A file that was made for it alone would look like data; of PostgreSQL there is none. */
	if (e != ERR_OK && begun)
		cli_remove_data(c, to);
	if (e != ERR_OK)
		return cli_failed(c, e, "import");
	printf("%s: %lld rows. Put its key at %s, then: melaju audit verify\n", c->app.city_name,
	       (long long)rows,
	       alone ? cli_key_path(c, c->app.city_code) : cli_key_path_own(c, c->app.city_code));
	return EXIT_OK;
}

const struct command command_import = {
	.name = "import",
	.options = OPT_BIT(DB) | OPT_BIT(FROM) | OPT_BIT(CONFIG) | OPT_BIT(KEY),
	.brief = "read a city from a file of melaju export",
	.help =
	    "Reads such a file into a database that does not hold the city yet, making the\n"
	    "schema where there is none. The whole file is checked first, then all of it is\n"
	    "written in one transaction. Both sides must be the same version of melaju. The key\n"
	    "travels by itself.\n\n"
	    "Example:\n"
	    "  melaju import --db new.db --from kota.melaju",
	.run = import,
};
