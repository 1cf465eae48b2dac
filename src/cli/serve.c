#include "cli/cli.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/str.h"
#include "feature/demo/demo.h"
#include "platform/http/http.h"
#include "platform/jobs/jobs.h"

/* An empty database becomes the sample city; one with a city stays as it is. */
static enum err prepare_demo(struct cli *c)
{
	const char *code;
	unsigned applied;
	enum err e;

	TRY(cli_city_code(c, &code));
	TRY(db_migrate(&c->cx, c->app.pool, &applied));
	e = cli_find_city(c);
	if (e == ERR_OK && applied == 0)
		return ERR_OK;
	if (e != ERR_OK && e != ERR_NOTFOUND)
		return e;
	err_clear(&c->cx);
	TRY(cli_install(c, code, &applied));
	if (e == ERR_OK)
		return ERR_OK;
	printf("Filling %s with a sample city...\n", option_or(c, OPT_DB, "melaju.db"));
	(void)fflush(stdout);
	return demo_fill(&c->cx, c->app.pool, &(struct demo_size){ .reports = DEMO_REPORTS });
}

static bool open_all(struct cli *c)
{
	enum err e;

	if (!option_on(c, OPT_DEMO))
		return cli_open(c, OPEN_ALL | OPEN_EXCLUSIVE);
	if (!cli_open(c, OPEN_CREATE | OPEN_KEY | OPEN_NEW_KEY | OPEN_EXCLUSIVE))
		return false;
	e = prepare_demo(c);
	if (e == ERR_OK)
		e = cli_find_city(c);
	if (e == ERR_OK)
		e = cli_lease(c);
	if (e != ERR_OK)
		(void)cli_failed(c, e, "sample city");
	return e == ERR_OK;
}

static void greet(const struct cli *c, int port)
{
	const char *listen = option_or(c, OPT_LISTEN, "127.0.0.1:8080");
	const char *colon = strrchr(listen, ':');

	printf("%s: http://%.*s:%d/\n", c->app.city_name, colon ? (int)(colon - listen) : 0, listen,
	       port);
	if (c->app.demo)
		demo_print_accounts(stdout);
	(void)fflush(stdout);
}

/* Until SIGTERM or SIGINT, which all threads leave to this one. */
static void wait_for_end(const sigset_t *set)
{
	int got;

	while (sigwait(set, &got) != 0)
		continue;
}

static int run_until_told(struct cli *c, const struct http_options *options, const sigset_t *set)
{
	struct jobs_runner *runner = NULL;
	struct http *server = NULL;
	enum err e;

	e = jobs_start(&c->app, clock_now, &runner);
	if (e != ERR_OK)
		return cli_failed(c, e, "jobs");
	e = http_start(&c->cx, options, &server);
	if (e == ERR_OK) {
		greet(c, http_port(server));
		LOG(LOG_INFO, clock_now(), "start", LOG_TEXT("version", c->app.version),
		    LOG_NUM("port", http_port(server)));
		wait_for_end(set);
		LOG(LOG_INFO, clock_now(), "stop", LOG_TEXT("version", c->app.version));
		http_stop(server);
	}
	jobs_stop(runner);
	return e == ERR_OK ? EXIT_OK : cli_failed(c, e, options->listen);
}

static int serve(struct cli *c)
{
	const char *url = option_or(c, OPT_PUBLIC_URL, "");
	size_t n = strlen(url);
	struct http_options options = { .listen = option_or(c, OPT_LISTEN, "127.0.0.1:8080") };
	int64_t workers;
	sigset_t set;

	(void)sigemptyset(&set);
	(void)sigaddset(&set, SIGTERM);
	(void)sigaddset(&set, SIGINT);
	(void)pthread_sigmask(SIG_BLOCK, &set, NULL);
	(void)signal(SIGPIPE, SIG_IGN);
	if (option(c, OPT_CLOCK)) {
		clock_shift_by(option(c, OPT_CLOCK));
		c->cx.now = clock_now();
	}
	if (!option_number(c, OPT_WORKERS, 8, 1, 256, &workers) || !open_all(c))
		return EXIT_FAILED;
	options.workers = (unsigned)workers;
	while (n > 0 && url[n - 1] == '/')
		n--;
	c->app.public_url = n ? arena_strndup(c->cx.arena, url, n)
			      : arena_printf(c->cx.arena, "http://%s", options.listen);
	c->app.https = str_starts(url, "https://");
	jobs_register(c->program->jobs);
	return run_until_told(c, &options, &set);
}

const struct command command_serve = {
	.name = "serve",
	.options = OPT_BIT(DB) | OPT_BIT(KEY) | OPT_BIT(CITY) | OPT_BIT(LISTEN) |
		   OPT_BIT(PUBLIC_URL) | OPT_BIT(WORKERS) | OPT_BIT(DEMO) | OPT_BIT(CLOCK) |
		   OPT_BIT(CONFIG),
	.brief = "answer browsers, and do what is due by the clock",
	.help =
	    "Serves the pages of one city until SIGTERM or SIGINT; requests under way are\n"
	    "finished first. Only one process at a time may hold a data file. Put a proxy that\n"
	    "speaks TLS before it and say the outer address with --public-url.\n\n"
	    "With --demo an empty database is filled with a sample city first; every page then\n"
	    "carries the word CONTOH, also when it is served again without --demo.\n\n"
	    "Examples:\n"
	    "  melaju serve --db demo.db --demo\n"
	    "  melaju serve --db /var/lib/melaju/kota.db --public-url https://melaju.kota.go.id\n"
	    "  MELAJU_DB=postgres://melaju@db/kota melaju serve --key /etc/melaju/kota.key",
	.run = serve,
};
