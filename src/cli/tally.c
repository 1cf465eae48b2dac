/* melaju tally check, mend */
#include "cli/cli.h"

#include <stdio.h>

#include "feature/casework/casework.h"

struct findings {
	char **faults;
	size_t n;
};

/* Beside what others write, so that nothing is counted between a change and its figure. */
static enum err find(struct ctx *cx, void *arg)
{
	struct findings *f = arg;

	return casework_tally_faults(cx, &f->faults, &f->n);
}

static int check(struct cli *c)
{
	struct findings f = { .n = 0 };
	enum err e;

	if (!cli_open(c, OPEN_ALL))
		return EXIT_FAILED;
	e = cli_write(c, find, &f);
	if (e != ERR_OK)
		return cli_failed(c, e, "tally");
	for (size_t i = 0; i < f.n; i++)
		printf("%s\n", f.faults[i]);
	if (f.n > 0)
		return cli_fail(c, "%zu kept figures differ: put them right with melaju tally mend",
				f.n);
	printf("%s: every kept figure is what is counted.\n", c->app.city_name);
	return EXIT_OK;
}

static enum err put_right(struct ctx *cx, void *arg)
{
	TRY(find(cx, arg));
	return casework_tally_mend(cx);
}

static int mend(struct cli *c)
{
	struct findings f = { .n = 0 };
	enum err e;

	if (!cli_open(c, OPEN_ALL))
		return EXIT_FAILED;
	e = cli_write(c, put_right, &f);
	if (e != ERR_OK)
		return cli_failed(c, e, "tally");
	printf("%s: %zu figures put right.\n", c->app.city_name, f.n);
	return EXIT_OK;
}

#define TALLY_OPTIONS (OPT_BIT(DB) | OPT_BIT(KEY) | OPT_BIT(CITY) | OPT_BIT(CONFIG))

const struct command command_tally_check = {
	.name = "tally check",
	.options = TALLY_OPTIONS,
	.brief = "count the kept figures again",
	.help = "The overview's times and the services given are summed as the work goes, so that "
		"a page "
		"need\n"
		"not read the years. This counts them again from the cases and names each that "
		"differs. "
		"Exit\n"
		"code 0 only if none does. It may run while the server serves.\n\n"
		"Example:\n"
		"  melaju tally check --db kota.db",
	.run = check,
};

const struct command command_tally_mend = {
	.name = "tally mend",
	.options = TALLY_OPTIONS,
	.brief = "put the kept figures right",
	.help = "Replaces the kept figures by what is counted now, in one transaction, and says "
		"how many "
		"differed.\n\n"
		"Example:\n"
		"  melaju tally mend --db kota.db",
	.run = mend,
};
