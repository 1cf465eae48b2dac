#include "cli/served.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/str.h"
#include "feature/demo/demo.h"
#include "platform/http/http.h"
#include "platform/jobs/jobs.h"

/* --demo, --demo=full, --demo=600; from the environment also 0 and 1, for no and yes. */
static bool demo_people(const struct cli *c, unsigned *ret)
{
	const char *said = option(c, OPT_DEMO);
	int64_t n = DEMO_PEOPLE;

	if (str_eq(said, "full"))
		n = DEMO_PEOPLE_FULL;
	else if (!said || said[0] == '\0' || str_eq(said, "yes") || str_eq(said, "no") ||
		 (str_i64(said, &n) && (n == 0 || n == 1)))
		n = DEMO_PEOPLE;
	else if (!str_i64(said, &n) || n < 0 || n > DEMO_PEOPLE_FULL)
		return cli_fail(c, "--demo=%s: full, or a number of people from 2 to %d", said,
				DEMO_PEOPLE_FULL) == EXIT_OK;
	*ret = (unsigned)n;
	return true;
}

/* An empty database becomes the sample city; one with that city stays as it is. */
static enum err prepare_demo(struct cli *c, const char *code, unsigned people)
{
	unsigned applied;
	bool there;

	TRY(db_migrate(&c->cx, c->app.pool, &applied));
	TRY(cli_has_city(c, code, &there));
	if (there && applied == 0)
		return ERR_OK;
	if (!there)
		TRY(demo_check_city(&c->cx, code));
	if (!(there ? cli_open_key(c) : cli_make_key(c, code)))
		return err_set(&c->cx, ERR_CRYPTO, "no key");
	TRY(cli_install(c, code, &applied));
	if (there)
		return ERR_OK;
	cli_say(stdout, arena_printf(c->cx.arena, "Filling %s with a sample city...\n",
				     option_or(c, OPT_DB, "melaju.db")));
	(void)fflush(stdout);
	c->app.spool = served_spool(c, code);
	return demo_fill(&c->cx, c->app.pool,
			 &(struct demo_size){
			     .reports = DEMO_REPORTS,
			     .people = people,
			 });
}

/* The database of --db, which is not asked for where every city has one of its own. */
static bool open_first(struct cli *c)
{
	bool demo = option_on(c, OPT_DEMO);
	const char *code = "";
	unsigned people = DEMO_PEOPLE;
	enum err e;

	if (!demo_people(c, &people))
		return false;
	if (!option(c, OPT_DB) && option(c, OPT_CITY_DB))
		return true;
	if (!demo)
		return cli_open(c, OPEN_SCHEMA | OPEN_EXCLUSIVE);
	if (!cli_open(c, OPEN_CREATE | OPEN_EXCLUSIVE))
		return false;
	e = cli_city_code(c, &code);
	if (e == ERR_OK)
		e = prepare_demo(c, code, people);
	if (e != ERR_OK)
		(void)cli_failed(c, e, "sample city");
	return e == ERR_OK;
}

static void greet(const struct cli *c, const struct served *s, int port)
{
	const char *listen = option_or(c, OPT_LISTEN, "127.0.0.1:8080");
	const char *colon = strrchr(listen, ':');
	bool demo = false;
	size_t i;

	for (i = 0; i < s->n; i++) {
		const struct app *app = &s->cities[i].app;

		if (s->n == 1)
			printf("%s: http://%.*s:%d/\n", app->city_name,
			       colon ? (int)(colon - listen) : 0, listen, port);
		else
			printf("%s: %s\n", app->city_name,
			       app->public_url[0] ? app->public_url : "no host name leads to it");
		demo |= app->demo;
	}
	if (demo)
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

static int run_until_told(struct cli *c, struct served *s, const struct http_options *options,
			  const sigset_t *set)
{
	struct http *server = NULL;
	enum err e = served_start(s);

	if (e != ERR_OK)
		return cli_failed(c, e, "jobs");
	e = http_start(&c->cx, options, &server);
	if (e == ERR_OK) {
		greet(c, s, http_port(server));
		LOG(LOG_INFO, clock_now(), "start", LOG_TEXT("version", c->app.version),
		    LOG_NUM("port", http_port(server)), LOG_NUM("cities", (int64_t)s->n));
		wait_for_end(set);
		LOG(LOG_INFO, clock_now(), "stop", LOG_TEXT("version", c->app.version));
		http_stop(server);
	}
	return e == ERR_OK ? EXIT_OK : cli_failed(c, e, options->listen);
}

/* It goes into QR codes and decides whether cookies are Secure: half an address harms silently. */
static bool public_url_is_good(const struct cli *c)
{
	const char *url = option_or(c, OPT_PUBLIC_URL, "http://-"), *host = strstr(url, "://");

	if (host && (str_starts(url, "http://") || str_starts(url, "https://")) && host[3] != '\0')
		return true;
	(void)cli_fail(c, "--public-url %s: an address such as https://melaju.kota.go.id", url);
	return false;
}

static int serve(struct cli *c)
{
	struct http_options options = { .listen = option_or(c, OPT_LISTEN, "127.0.0.1:8080") };
	int code = EXIT_FAILED;
	struct served s = { 0 };
	int64_t workers;
	sigset_t set;
	enum err e;

	(void)sigemptyset(&set);
	(void)sigaddset(&set, SIGTERM);
	(void)sigaddset(&set, SIGINT);
	(void)pthread_sigmask(SIG_BLOCK, &set, NULL);
	(void)signal(SIGPIPE, SIG_IGN);
	/* A file that may not grow is a full disk, answered as such. */
	(void)signal(SIGXFSZ, SIG_IGN);
	if (option(c, OPT_CLOCK)) {
		clock_shift_by(option(c, OPT_CLOCK));
		c->cx.now = clock_now();
	}
	if (!option_number(c, OPT_WORKERS, 8, 1, 256, &workers))
		return EXIT_FAILED;
	options.workers = (unsigned)workers;
	if (!public_url_is_good(c))
		return EXIT_FAILED;
	e = http_check_listen(&c->cx, options.listen);
	if (e != ERR_OK)
		return cli_failed(c, e, options.listen);
	jobs_register(c->program->jobs);
	if (open_first(c) && served_open(c, &s))
		code = run_until_told(c, &s, &options, &set);
	served_close(c, &s);
	return code;
}

const struct command command_serve = {
	.name = "serve",
	.options = OPT_BIT(DB) | OPT_BIT(KEY) | OPT_BIT(CITY) | OPT_BIT(LISTEN) | OPT_BIT(CITY_DB) |
		   OPT_BIT(PUBLIC_URL) | OPT_BIT(ERASED) | OPT_BIT(WORKERS) | OPT_BIT(DEMO) |
		   OPT_BIT(CLOCK) | OPT_BIT(CONFIG),
	.brief = "answer browsers, and do what is due by the clock",
	.help =
	    "Serves the pages of the cities in the database until SIGTERM or SIGINT; requests\n"
	    "under way are finished first. Only one process at a time may hold a data file. Put a "
	    "proxy that\n"
	    "speaks TLS before it and say the outer address with --public-url.\n\n"
	    "With --demo an empty database is filled with a sample city first; every page then\n"
	    "carries the word CONTOH, also when it is served again without --demo.\n\n"
	    "One city answers under any host name. Of several, each answers under its own names\n"
	    "(melaju cities, or the page /wilayah/alamat); an unknown name gets 421 and nothing\n"
	    "else. Each has its own key: BASE.CODE beside the first one's, or --key CODE=FILE.\n"
	    "With --city only the named ones are served. A city may lie in a database of its own,\n"
	    "on another PostgreSQL server for example: --city-db CODE=URL.\n\n"
	    "Who was erased is noted at once, by number, in a list beside the data file, or in\n"
	    "--erased FILE: keep a copy with the backups (melaju help erasures).\n\n"
	    "Examples:\n"
	    "  melaju serve --db demo.db --demo\n"
	    "  melaju serve --db /var/lib/melaju/kota.db --public-url https://melaju.kota.go.id\n"
	    "  MELAJU_DB=postgres://melaju@db/kota melaju serve --key /etc/melaju/kota.key\n"
	    "  melaju serve --db postgres://melaju@node1/kota --key 3272=a.key --key 3276=b.key "
	    "\\\n"
	    "    --city-db 3276=postgres://melaju@node2/kota",
	.run = serve,
};
