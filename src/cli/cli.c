#include "cli/cli.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/clock.h"
#include "base/str.h"
#include "platform/i18n/i18n.h"

/* One a line, so that two people may add one each without meeting. */
/* clang-format off */
static const struct command *const commands[] = {
	&command_serve,
	&command_init,
	&command_migrate,
	&command_user_add,
	&command_user_list,
	&command_user_reset,
	&command_user_factor,
	&command_user_disable,
	&command_user_enable,
	&command_user_role,
	&command_backup,
	&command_restore,
	&command_audit_verify,
	&command_audit_checkpoint,
	&command_audit_prove,
	&command_export,
	&command_import,
	&command_demo_fill,
	&command_demo_people,
	&command_tally_check,
	&command_tally_mend,
	&command_erasures,
	&command_key_rotate,
	&command_key_status,
	&command_key_finish,
	&command_cities,
	&command_link,
	&command_selftest,
};
/* clang-format on */

/* Where the password of an address begins in a text, and its bytes; NULL: it has none. */
static const char *password_in(const char *s, size_t *ret_n)
{
	static const char word[] = "password=";
	const char *host = strstr(s, "://"), *named = strstr(s, word), *at, *colon;

	if (host) {
		host += 3;
		at = memrchr(host, '@', strcspn(host, "/ \""));
		colon = at ? memchr(host, ':', (size_t)(at - host)) : NULL;
		if (colon && (!named || colon < named)) {
			*ret_n = (size_t)(at - colon - 1);
			return colon + 1;
		}
	}
	if (!named)
		return NULL;
	*ret_n = strcspn(named + sizeof(word) - 1, "&' \"");
	return named + sizeof(word) - 1;
}

void cli_say(FILE *to, const char *text)
{
	const char *secret;
	size_t n;

	while ((secret = password_in(text, &n)) != NULL) {
		(void)fwrite(text, 1, (size_t)(secret - text), to);
		(void)fputs("***", to);
		text = secret + n;
	}
	(void)fputs(text, to);
}

int cli_fail(const struct cli *c, const char *fmt, ...)
{
	char *text = NULL;
	va_list args;
	int n;

	(void)c;
	va_start(args, fmt);
	n = vasprintf(&text, fmt, args);
	va_end(args);
	(void)fputs("melaju: ", stderr);
	cli_say(stderr, n < 0 ? fmt : text);
	(void)fputc('\n', stderr);
	if (n >= 0)
		free(text);
	return EXIT_FAILED;
}

/* For failures without a detail: few, since whoever refuses says why. */
static const char *words_of_err(enum err e)
{
	static const char *const words[ERR__MAX] = {
		[ERR_NOTFOUND] = "not found",
		[ERR_CONFLICT] = "somebody else changed it meanwhile; try again",
		[ERR_BUSY] = "busy; try again in a moment",
		[ERR_FULL] = "the disk is full",
	};

	return words[e] ? words[e] : err_name(e);
}

int cli_failed(const struct cli *c, enum err e, const char *what)
{
	enum text why = refusal(&c->cx);
	const char *detail = c->cx.detail[0] ? c->cx.detail : words_of_err(e);

	/* A refusal keeps the key of its sentence, for pages of either language. */
	return cli_fail(c, "%s: %s", what, why == T__NONE ? detail : text_in(LANG_EN, why));
}

/* ---- help --------------------------------------------------------------------------------- */

static void help_all(void)
{
	size_t i;

	printf("melaju: the social-welfare service of a city, one program and one data file\n\n"
	       "usage: melaju COMMAND [OPTIONS] [ARGUMENTS]\n\n");
	for (i = 0; i < LEN(commands); i++)
		printf("  %-18s %s\n", commands[i]->name, commands[i]->brief);
	printf("\nmelaju help COMMAND explains one; melaju version names the version.\n"
	       "Try it: melaju serve --db demo.db --demo\n");
}

static void help_one(const struct command *k)
{
	printf("usage: melaju %s [OPTIONS]%s%s\n\n%s\n", k->name, k->args ? " " : "",
	       k->args ? k->args : "", k->help);
	if (k->options) {
		printf("\nOptions (command line, then environment, then --config):\n");
		options_help(k->options);
	}
}

/* "user" alone is no command: the ones that begin with it are named.  False when none does. */
static bool help_group(const char *word)
{
	size_t i, n = strlen(word);
	const char *first = NULL;

	for (i = 0; i < LEN(commands); i++) {
		if (strncmp(commands[i]->name, word, n) != 0 || commands[i]->name[n] != ' ')
			continue;
		if (!first)
			printf("melaju %s ...\n\n", word);
		printf("  %-18s %s\n", commands[i]->name, commands[i]->brief);
		first = first ? first : commands[i]->name;
	}
	if (first)
		printf("\nOne of them is explained by, for example: melaju help %s\n", first);
	return first != NULL;
}

/* ---- finding ------------------------------------------------------------------------------ */

/* How many words of argv the name of a command takes up, 0 when it is not this one. */
static int words_of(const char *name, int argc, char **argv)
{
	const char *space = strchr(name, ' ');

	if (!space)
		return argc > 0 && strcmp(argv[0], name) == 0 ? 1 : 0;
	return argc > 1 && strncmp(argv[0], name, (size_t)(space - name)) == 0 &&
		       argv[0][space - name] == '\0' && strcmp(argv[1], space + 1) == 0
		   ? 2
		   : 0;
}

static const struct command *find(int argc, char **argv, int *ret_words)
{
	size_t i;

	for (i = 0; i < LEN(commands); i++)
		if ((*ret_words = words_of(commands[i]->name, argc, argv)) > 0)
			return commands[i];
	return NULL;
}

static int help(int argc, char **argv)
{
	const struct command *k;
	int words;

	if (argc == 0) {
		help_all();
		return EXIT_OK;
	}
	k = find(argc, argv, &words);
	if (!k && help_group(argv[0]))
		return EXIT_OK;
	if (!k) {
		(void)cli_fail(NULL, "there is no command %s; see: melaju help", argv[0]);
		return EXIT_USAGE;
	}
	help_one(k);
	return EXIT_OK;
}

/* ---- running ------------------------------------------------------------------------------ */

static void begin_context(struct cli *c)
{
	ctx_init(&c->cx, &c->app, clock_now());
	rng_seed(&c->rng, (uint64_t)c->cx.now);
	c->system = (struct actor){
		.user_id = ACTOR_SYSTEM,
		.perms = ~(permset)0,
		.name = "sistem",
	};
	c->cx.rng = &c->rng;
	c->cx.actor = &c->system;
}

static void begin(struct cli *c)
{
	begin_context(c);
	c->app.version = c->program->version;
	c->app.routes = c->program->routes;
	c->app.n_routes = c->program->n_routes;
	c->app.public_url = "";
	c->app.city_name = c->app.city_code = "";
	c->app.zone_minutes = 420;
}

void cli_twin(const struct cli *c, struct cli *ret)
{
	*ret = *c;
	begin_context(ret);
	ret->cx.city = c->cx.city;
	ret->app.pool = NULL;
	ret->app.vault = NULL;
}

static void end(struct cli *c)
{
	if (c->app.pool)
		db_pool_close(c->app.pool);
	if (c->app.vault)
		vault_free(c->app.vault);
	ctx_release(&c->cx);
}

static int run(struct cli *c, int argc, char **argv)
{
	if (!options_read(c, argc, argv))
		return EXIT_USAGE;
	if (option_on(c, OPT_HELP)) {
		help_one(c->command);
		return EXIT_OK;
	}
	return c->command->run(c);
}

int cli_run(int argc, char **argv, const struct program *program)
{
	struct cli c = { .program = program };
	int words, code;

	if (argc < 2 || strcmp(argv[1], "help") == 0 || strcmp(argv[1], "--help") == 0 ||
	    strcmp(argv[1], "-h") == 0)
		return help(MAX(argc - 2, 0), argv + MIN(argc, 2));
	if (strcmp(argv[1], "version") == 0 || strcmp(argv[1], "--version") == 0) {
		printf("melaju %s\n", program->version);
		return EXIT_OK;
	}
	c.command = find(argc - 1, argv + 1, &words);
	if (!c.command && help_group(argv[1])) {
		if (argc > 2 && argv[2][0] != '-')
			(void)cli_fail(&c, "there is no command %s %s", argv[1], argv[2]);
		return argc > 2 && strcmp(argv[2], "--help") == 0 ? EXIT_OK : EXIT_USAGE;
	}
	if (!c.command) {
		(void)cli_fail(&c, "there is no command %s; see: melaju help", argv[1]);
		return EXIT_USAGE;
	}
	(void)umask(077); /* personal data: files are for this account alone */
	begin(&c);
	if (program->wire)
		program->wire();
	code = run(&c, argc - 1 - words, argv + 1 + words);
	end(&c);
	return code;
}
