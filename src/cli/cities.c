/* melaju cities */
#include "cli/cli.h"

#include <stdio.h>

#include "feature/region/region.h"

struct names {
	const char *list[REGION_HOSTS];
	size_t n;
};

static enum err set_names(struct ctx *cx, void *arg)
{
	const struct names *names = arg;

	return region_hosts_set(cx, names->list, names->n);
}

static enum err print_city(struct cli *c, const struct city *city)
{
	const struct city_host *hosts;
	size_t n, i;
	enum err e;

	TRY(cli_take_city(c, city));
	TRY(db_read_begin(&c->cx, c->app.pool));
	e = region_hosts(&c->cx, &hosts, &n);
	db_read_end(&c->cx, c->app.pool);
	TRY(e);
	printf("%s  %-24s %s", city->code, city->name, c->app.demo ? "(sample) " : "");
	for (i = 0; i < n; i++)
		printf(" %s", hosts[i].host);
	printf("%s\n", n == 0 ? " -" : "");
	return ERR_OK;
}

static int cities(struct cli *c)
{
	const struct city *list;
	struct names names;
	size_t n = 0, i;
	enum err e;

	if (!cli_hosts(c, names.list, REGION_HOSTS, &names.n) ||
	    !cli_open(c, names.n > 0 ? OPEN_SCHEMA | OPEN_CITY : OPEN_SCHEMA))
		return EXIT_FAILED;
	e = names.n > 0 ? cli_write(c, set_names, &names) : ERR_OK;
	if (e == ERR_OK)
		e = cli_cities(c, &list, &n);
	if (e == ERR_OK && n == 0)
		return cli_fail(c, "no such city in this database");
	for (i = 0; e == ERR_OK && i < n; i++)
		e = print_city(c, &list[i]);
	return e == ERR_OK ? EXIT_OK : cli_failed(c, e, "cities");
}

const struct command command_cities = {
	.name = "cities",
	.options = OPT_BIT(DB) | OPT_BIT(CITY) | OPT_BIT(CITY_DB) | OPT_BIT(HOST) | OPT_BIT(CONFIG),
	.brief = "the cities of a database, and the host names that lead to each",
	.help =
	    "Lists code, name and host names of the cities in a database. With --city and --host\n"
	    "that city has these names from now on and no others, within seconds; the first is\n"
	    "the one printed in QR codes. A name that another city had first stays with that one. "
	    "In daily work the names are\n"
	    "kept on the page /wilayah/alamat.\n\n"
	    "Examples:\n"
	    "  melaju cities --db kota.db\n"
	    "  melaju cities --db kota.db --city 3276 --host melaju.depok.go.id --host depok.local",
	.run = cities,
};
