/* melaju tally check, mend */
#include "cli/cli.h"

#include <stdio.h>

#include "feature/benefit/benefit.h"
#include "feature/casework/casework.h"
#include "feature/quality/quality.h"
#include "feature/registry/field.h"

/* Who keeps figures beside the rows they are counted from. */
static const struct keeper {
	enum err (*faults)(struct ctx *cx, char ***ret, size_t *ret_n);
	enum err (*mend)(struct ctx *cx);
} keepers[] = {
	{ casework_tally_faults, casework_tally_mend },
	{ benefit_tally_faults, benefit_tally_mend },
	{ quality_tally_faults, quality_tally_mend },
	{ field_tally_faults, field_tally_mend },
};

struct findings {
	struct {
		char **faults;
		size_t n;
	} of[LEN(keepers)];
	size_t n;
};

/* Beside what others write, so that nothing is counted between a change and its figure. */
static enum err find(struct ctx *cx, void *arg)
{
	struct findings *f = arg;

	f->n = 0;
	for (size_t i = 0; i < LEN(keepers); i++) {
		TRY(keepers[i].faults(cx, &f->of[i].faults, &f->of[i].n));
		f->n += f->of[i].n;
	}
	return ERR_OK;
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
	for (size_t i = 0; i < LEN(keepers); i++)
		for (size_t k = 0; k < f.of[i].n; k++)
			printf("%s\n", f.of[i].faults[k]);
	if (f.n > 0)
		return cli_fail(c, "%zu kept figures differ: put them right with melaju tally mend",
				f.n);
	printf("%s: every kept figure is what is counted.\n", c->app.city_name);
	return EXIT_OK;
}

static enum err put_right(struct ctx *cx, void *arg)
{
	TRY(find(cx, arg));
	for (size_t i = 0; i < LEN(keepers); i++)
		TRY(keepers[i].mend(cx));
	return ERR_OK;
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
	.help =
	    "The overview's times, the services given, the aid of a programme and period and the\n"
	    "score of the data are summed as the work goes, so that a page need not read the\n"
	    "years. This counts them again from the cases, the ledger and the findings and names\n"
	    "each that differs, and compares the values by which people are searched with the\n"
	    "facts. Exit code 0 only if none does. It may run while the server "
	    "serves.\n\n"
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
