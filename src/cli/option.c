#include "cli/cli.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/str.h"

/* A configuration file holds a dozen short lines. */
#define CONFIG_MAX ((size_t)64 << 10)

static const struct option_def {
	const char *name, *env, *takes, *help;
} defs[OPT__MAX] = {
#define OPTION(id, name, env, takes, help) [OPT_##id] = { name, env, takes, help },
#include "cli/option.def"
#undef OPTION
};

static enum opt find(const char *name, size_t n)
{
	unsigned i;

	for (i = 0; i < OPT__MAX; i++)
		if (strlen(defs[i].name) == n && strncmp(defs[i].name, name, n) == 0)
			return (enum opt)i;
	return OPT__MAX;
}

/* A value may be left out where the list says [=...]. */
static bool may_stand_alone(enum opt id)
{
	return !defs[id].takes || strncmp(defs[id].takes, "[=", 2) == 0;
}

static bool add(struct cli *c, enum opt id, const char *value)
{
	if (c->n_values[id] == CLI_VALUES) {
		(void)cli_fail(c, "--%s is given too often", defs[id].name);
		return false;
	}
	c->value[id][c->n_values[id]++] = value;
	return true;
}

/* One flag of the command line; *at moves on when the next word is its value. */
static bool read_flag(struct cli *c, int argc, char **argv, int *at)
{
	const char *name = argv[*at] + 2, *equals = strchr(name, '=');
	size_t n = equals ? (size_t)(equals - name) : strlen(name);
	enum opt id = find(name, n);

	if (id == OPT__MAX || (!(c->command->options & (UINT64_C(1) << id)) && id != OPT_HELP)) {
		(void)cli_fail(c, "melaju %s does not know --%.*s; see: melaju help %s",
			       c->command->name, (int)n, name, c->command->name);
		return false;
	}
	if (equals)
		return add(c, id, equals + 1);
	if (may_stand_alone(id))
		return add(c, id, "");
	if (*at + 1 >= argc) {
		(void)cli_fail(c, "--%s needs %s", defs[id].name, defs[id].takes);
		return false;
	}
	return add(c, id, argv[++*at]);
}

/* A word that is no flag: most commands take none, so that a forgotten -- is noticed. */
static bool read_word(struct cli *c, const char *word)
{
	if (!c->command->args || c->n_args == CLI_ARGS || word[0] == '-') {
		(void)cli_fail(c, "melaju %s does not take \"%s\"; see: melaju help %s",
			       c->command->name, word, c->command->name);
		return false;
	}
	c->args[c->n_args++] = word;
	return true;
}

static bool read_flags(struct cli *c, int argc, char **argv)
{
	int i;

	for (i = 0; i < argc; i++) {
		if (strcmp(argv[i], "-h") == 0)
			(void)add(c, OPT_HELP, "");
		else if (str_starts(argv[i], "--") && argv[i][2] ? !read_flag(c, argc, argv, &i)
								 : !read_word(c, argv[i]))
			return false;
	}
	return true;
}

/* The command line has been read: what it said is not overruled. */
static void read_environment(struct cli *c)
{
	unsigned i;

	for (i = 0; i < OPT__MAX; i++) {
		const char *value = defs[i].env ? getenv(defs[i].env) : NULL;

		if (value && value[0] && !c->n_values[i])
			(void)add(c, (enum opt)i, arena_strdup(c->cx.arena, value));
	}
}

/* Says where, and what may stand there: the settings of this command. */
static void complain_line(const struct cli *c, const char *path, size_t at, const char *line)
{
	unsigned i;

	(void)cli_fail(c, "%s, line %zu: not a setting: %s", path, at, line);
	(void)fputs("A line is NAME = VALUE; the names for this command are:", stderr);
	for (i = 0; i < OPT__MAX; i++)
		if ((c->command->options & (UINT64_C(1) << i)) && defs[i].env && i != OPT_CONFIG)
			(void)fprintf(stderr, " %s", defs[i].name);
	(void)fputc('\n', stderr);
}

/* "key = value"; empty lines and those that begin with # are left out. */
static bool read_line(struct cli *c, char *line, const bool *said)
{
	char *equals, *key = str_clean(c->cx.arena, line, strlen(line));
	enum opt id;
	size_t n;

	if (!key || !key[0] || key[0] == '#')
		return key != NULL;
	equals = strchr(key, '=');
	n = equals ? (size_t)(equals - key) : strlen(key);
	while (n > 0 && key[n - 1] == ' ')
		n--;
	id = find(key, n);
	if (id == OPT__MAX || !equals)
		return false;
	return said[id] || add(c, id, str_clean(c->cx.arena, equals + 1, strlen(equals + 1)));
}

static bool read_file(struct cli *c, const char *path)
{
	char *text = arena_alloc(c->cx.arena, CONFIG_MAX), **lines;
	FILE *f = fopen(path, "r");
	bool said[OPT__MAX];
	size_t n, i;

	if (!f) {
		(void)cli_fail(c, "%s: %s", path, strerror(errno));
		return false;
	}
	n = fread(text, 1, CONFIG_MAX - 1, f);
	(void)fclose(f);
	for (i = 0; i < OPT__MAX; i++)
		said[i] = c->n_values[i] > 0;
	text[n] = '\0';
	str_split(c->cx.arena, text, '\n', &lines, &n);
	for (i = 0; i < n; i++)
		if (!read_line(c, lines[i], said)) {
			complain_line(c, path, i + 1, lines[i]);
			return false;
		}
	return true;
}

bool options_read(struct cli *c, int argc, char **argv)
{
	if (!read_flags(c, argc, argv))
		return false;
	read_environment(c);
	return !option(c, OPT_CONFIG) || read_file(c, option(c, OPT_CONFIG));
}

void options_help(uint64_t options)
{
	char head[64];
	unsigned i;

	for (i = 0; i < OPT__MAX; i++) {
		const struct option_def *d = &defs[i];
		const char *takes = d->takes ? d->takes : "";

		if (!(options & (UINT64_C(1) << i)))
			continue;
		(void)snprintf(head, sizeof(head), "--%s%s%s", d->name,
			       takes[0] && strncmp(takes, "[=", 2) != 0 ? " " : "", takes);
		printf("  %-24s %s\n", head, d->help);
		if (d->env)
			printf("  %-24s also as %s\n", "", d->env);
	}
}

const char *option(const struct cli *c, enum opt id)
{
	return c->n_values[id] ? c->value[id][0] : NULL;
}

const char *option_or(const struct cli *c, enum opt id, const char *otherwise)
{
	const char *value = option(c, id);

	return value ? value : otherwise;
}

bool option_on(const struct cli *c, enum opt id)
{
	const char *value = option(c, id);

	return value && strcmp(value, "0") != 0 && strcmp(value, "no") != 0;
}

bool option_number(const struct cli *c, enum opt id, int64_t otherwise, int64_t min, int64_t max,
		   int64_t *ret)
{
	const char *value = option(c, id);
	int64_t n = otherwise;

	if (value && (!str_i64(value, &n) || n < min || n > max)) {
		(void)cli_fail(c, "--%s: a number from %lld to %lld", defs[id].name, (long long)min,
			       (long long)max);
		return false;
	}
	*ret = n;
	return true;
}

/* By name, or since a link leads there; a device such as /dev/null may be named by many. */
static bool one_file(const char *a, const char *b)
{
	struct stat x, y;

	if (stat(a, &x) != 0 || stat(b, &y) != 0)
		return strcmp(a, b) == 0;
	return S_ISREG(x.st_mode) && x.st_dev == y.st_dev && x.st_ino == y.st_ino;
}

bool option_files(const struct cli *c, const enum opt *ids, size_t n)
{
	for (size_t i = 0; i < n; i++)
		for (size_t k = i + 1; k < n; k++) {
			const char *a = option(c, ids[i]), *b = option(c, ids[k]);

			if (a == NULL || b == NULL || !one_file(a, b))
				continue;
			(void)cli_fail(c, "--%s and --%s name one file, %s. Choose another name.",
				       defs[ids[i]].name, defs[ids[k]].name, b);
			return false;
		}
	return true;
}
