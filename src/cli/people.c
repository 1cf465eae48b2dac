/* melaju demo people */
#include "cli/cli.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/str.h"
#include "engine/people/people.h"

static const char *const settings[PEOPLE__SETTINGS] = {
	[PEOPLE_EASY] = "easy",
	[PEOPLE_MEDIUM] = "medium",
	[PEOPLE_HARD] = "hard",
};

/* Ages are counted from a fixed day, so that a seed gives the same people tomorrow. */
#define TODAY_YEAR 2026

struct output {
	FILE *people, *truth;
};

/* ---- writing ------------------------------------------------------------------------------ */

static void put_date(FILE *f, int32_t date)
{
	char text[DATE_TEXT_SIZE] = "";

	if (date != DATE_NONE)
		date_text(date, text);
	(void)fputs(text, f);
}

/* Only names and addresses can hold what CSV must quote: a comma before a degree. */
static void put_text(FILE *f, const char *s)
{
	bool quoted = strchr(s, ',') != NULL;

	if (quoted)
		(void)putc('"', f);
	(void)fputs(s, f);
	if (quoted)
		(void)putc('"', f);
	(void)putc(',', f);
}

static void put_person(FILE *f, const struct people_record *r)
{
	static const char *const sexes[] = { "", "L", "P" };
	const struct people_person *p = &r->person;

	(void)fprintf(f, "%llu,", (unsigned long long)r->id);
	put_text(f, p->name);
	put_date(f, p->birth);
	(void)putc(',', f);
	put_text(f, p->place);
	put_text(f, sexes[p->sex]);
	put_text(f, p->mother);
	put_text(f, p->nik);
	put_text(f, p->kk);
	put_text(f, p->address);
	put_text(f, p->region);
	(void)fputs(p->phone, f);
	(void)putc('\n', f);
}

static void put_truth(FILE *f, const struct people_record *r)
{
	const char *plus = "";
	unsigned i;

	(void)fprintf(f, "%llu,%llu,", (unsigned long long)r->id, (unsigned long long)r->entity);
	for (i = 0; i < PEOPLE__FAULTS; i++)
		if (r->faults & PEOPLE_BIT(i)) {
			(void)fputs(plus, f);
			(void)fputs(people_fault_name((enum people_fault)i), f);
			plus = "+";
		}
	(void)putc('\n', f);
}

static void write_all(const struct people_plan *plan, const struct output *out)
{
	struct people_stream s;
	struct people_record r;

	(void)fputs("id,name,birth_date,birth_place,sex,mother_name,nik,kk,address,region,phone\n",
		    out->people);
	if (out->truth)
		(void)fputs("id,entity,faults\n", out->truth);
	people_begin(&s, plan);
	while (people_next(&s, &r)) {
		put_person(out->people, &r);
		if (out->truth)
			put_truth(out->truth, &r);
	}
}

/* ---- the command -------------------------------------------------------------------------- */

static bool read_setting(struct cli *c, enum people_setting *ret)
{
	const char *name = option_or(c, OPT_SETTING, "hard");
	unsigned i;

	for (i = 0; i < PEOPLE__SETTINGS; i++)
		if (strcmp(settings[i], name) == 0) {
			*ret = (enum people_setting)i;
			return true;
		}
	(void)cli_fail(c, "--setting: easy, medium or hard");
	return false;
}

static bool read_plan(struct cli *c, struct people_plan *ret)
{
	int64_t count, duplicates, seed;

	if (!option_number(c, OPT_COUNT, 10000, 1, 1000000000, &count) ||
	    !option_number(c, OPT_DUPLICATES, 20, 0, 90, &duplicates) ||
	    !option_number(c, OPT_SEED, 1, 0, INT64_MAX, &seed) || !read_setting(c, &ret->setting))
		return false;
	ret->count = (uint64_t)count;
	ret->duplicates = (unsigned)duplicates;
	ret->seed = (uint64_t)seed;
	ret->today = date_from_ymd(TODAY_YEAR, 1, 1);
	return true;
}

/* Opens what an option names; without it *ret stays what it was. */
static bool open_output(struct cli *c, enum opt id, FILE **ret)
{
	const char *path = option(c, id);
	FILE *f;

	if (!path || strcmp(path, "-") == 0)
		return true;
	f = fopen(path, "w");
	if (!f) {
		(void)cli_fail(c, "%s: %s", path, strerror(errno));
		return false;
	}
	*ret = f;
	return true;
}

/* Whether everything reached the file. */
static bool close_output(FILE *f)
{
	bool fine = f == NULL || (fflush(f) == 0 && !ferror(f));

	if (f && f != stdout)
		fine = fclose(f) == 0 && fine;
	return fine;
}

static int people(struct cli *c)
{
	static const enum opt files[] = { OPT_OUT, OPT_TRUTH };
	struct output out = { .people = stdout };
	struct people_plan plan = { 0 };
	bool opened, written;

	if (!read_plan(c, &plan) || !option_files(c, files, LEN(files)))
		return EXIT_USAGE;
	opened = open_output(c, OPT_OUT, &out.people) && open_output(c, OPT_TRUTH, &out.truth);
	if (opened)
		write_all(&plan, &out);
	written = close_output(out.people);
	written = close_output(out.truth) && written;
	if (!opened)
		return EXIT_FAILED;
	return written ? EXIT_OK : cli_fail(c, "demo people: %s", strerror(errno));
}

const struct command command_demo_people = {
	.name = "demo people",
	.options = OPT_BIT(COUNT) | OPT_BIT(DUPLICATES) | OPT_BIT(SEED) | OPT_BIT(SETTING) |
		   OPT_BIT(OUT) | OPT_BIT(TRUTH),
	.brief = "make up people with errors, and the truth about them",
	.help =
	    "Writes records about people who do not exist, as CSV: families, twins, namesakes, "
	    "shared\n"
	    "telephones, and the errors that offices make. Some records are about somebody who "
	    "has\n"
	    "one already; which, and what went wrong with each, is written to the file of "
	    "--truth.\n"
	    "Use it to measure linkage (melaju link) and search, or to try an import. The same\n"
	    "numbers give the same file. NIK, KK and telephones are impossible ones on purpose.\n"
	    "What is made and how often: docs/generator.md.\n\n"
	    "Examples:\n"
	    "  melaju demo people --count 1000 --out people.csv\n"
	    "  melaju demo people --count 1000000 --duplicates 20 --seed 1 --setting hard \\\n"
	    "      --out people.csv --truth truth.csv",
	.run = people,
};
