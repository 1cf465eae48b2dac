/* melaju demo fill */
#include "cli/cli.h"

#include <stdio.h>

#include "base/clock.h"
#include "feature/demo/demo.h"

/* Of five reports about three become cases. */
static unsigned reports_for(int64_t cases)
{
	return (unsigned)(cases * 4 / 3 + 1);
}

static bool open_sample(struct cli *c)
{
	const char *code;
	unsigned applied;
	bool there = false;
	enum err e;

	if (!cli_open(c, OPEN_CREATE | OPEN_EXCLUSIVE))
		return false;
	e = cli_city_code(c, &code);
	if (e == ERR_OK)
		e = db_migrate(&c->cx, c->app.pool, &applied);
	if (e == ERR_OK)
		e = cli_has_city(c, code, &there);
	if (e == ERR_OK && !there)
		e = demo_check_city(&c->cx, code);
	if (e == ERR_OK && !(there ? cli_open_key(c) : cli_make_key(c, code)))
		return false;
	if (e == ERR_OK)
		e = cli_install(c, code, &applied);
	if (e == ERR_OK)
		e = cli_has_city(c, code, &there);
	if (e != ERR_OK)
		(void)cli_failed(c, e, "sample city");
	return e == ERR_OK;
}

static int fill(struct cli *c)
{
	struct demo_size size = { 0 };
	int64_t cases, days, seed, people, began = clock_mono();
	enum err e;

	if (!option_number(c, OPT_CASES, 100, 0, 10000000, &cases) ||
	    !option_number(c, OPT_DAYS, DEMO_DAYS, 1, 3650, &days) ||
	    !option_number(c, OPT_PEOPLE, DEMO_PEOPLE, 0, 100000000, &people) ||
	    !option_number(c, OPT_SEED, 0, 0, INT64_MAX, &seed) || !open_sample(c))
		return EXIT_FAILED;
	size.reports = reports_for(cases);
	size.days = (unsigned)days;
	size.people = (unsigned)people;
	size.seed = (uint64_t)seed;
	e = demo_fill(&c->cx, c->app.pool, &size);
	if (e != ERR_OK)
		return cli_failed(c, e, "demo fill");
	printf("%u reports in %.1f s\n", size.reports, (double)(clock_mono() - began) / 1e9);
	demo_print_accounts(stdout);
	return EXIT_OK;
}

const struct command command_demo_fill = {
	.name = "demo fill",
	.options = OPT_BIT(DB) | OPT_BIT(KEY) | OPT_BIT(CITY) | OPT_BIT(CONFIG) | OPT_BIT(CASES) |
		   OPT_BIT(DAYS) | OPT_BIT(PEOPLE) | OPT_BIT(SEED),
	.brief = "fill a database with a sample city",
	.help =
	    "Makes the units, accounts and volunteers of a sample city in an empty database, and\n"
	    "reports and cases in every state over the last days; in a sample city it adds more "
	    "of\n"
	    "them. Everything goes through the functions that serve a real city, with a clock "
	    "that\n"
	    "runs from then to now. People and events are made up. The same seed, program and\n"
	    "minute give the same city. A city that is not a sample is refused.\n\n"
	    "Examples:\n"
	    "  melaju demo fill --db demo.db --cases 200\n"
	    "  melaju demo fill --db bench.db --cases 100000 --days 720",
	.run = fill,
};
