/*
 * What a page costs beside its statements: hand --db FILE ACCOUNT-ID PATH...
 *
 * Puts the program together as main.c does, runs each page whole in this process, writes down the
 * statements it ran with their values, and runs those again by hand on a connection of its own:
 * prepared once, stepped to the end, nothing else.  Prints processor time a page of both, and the
 * budget: statements + 300 us + 10 ns a byte.  The server must not be running.
 */
#define main melaju_main
int melaju_main(int argc, char **argv);
#include "../src/main.c"
#undef main

#include "base/clock.h"
#include "base/log.h"
#include "cli/cli.h"
#include "platform/db/db_impl.h"

#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { MAX_STATEMENTS = 400, ROUNDS = 40 };

static char *texts[MAX_STATEMENTS];
static size_t n_texts;
static bool recording;

static int trace(unsigned what, void *user, void *p, void *x)
{
	(void)user;
	(void)x;
	if (recording && what == SQLITE_TRACE_STMT && n_texts < MAX_STATEMENTS) {
		char *text = sqlite3_expanded_sql(p);

		if (text != NULL && strncmp(text, "BEGIN", 5) != 0 &&
		    strncmp(text, "COMMIT", 6) != 0 && strncmp(text, "ROLLBACK", 8) != 0)
			texts[n_texts++] = text;
	}
	return 0;
}

static int each_connection(sqlite3 *db, const char **message, const void *api)
{
	(void)message;
	(void)api;
	return sqlite3_trace_v2(db, SQLITE_TRACE_STMT, trace, NULL);
}

static double cpu_usec(void)
{
	struct timespec t;

	(void)clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
	return (double)t.tv_sec * 1e6 + (double)t.tv_nsec / 1e3;
}

struct visit {
	const char *login;
	char token[AUTH_TOKEN_SIZE];
};

static enum err open_visit(struct ctx *cx, void *arg)
{
	struct visit *v = arg;

	return session_open(cx, strtoll(v->login, NULL, 10), "127.0.0.1", "bench", v->token);
}

static double page(struct cli *c, const char *path, const char *cookie, size_t *ret_bytes,
		   int *ret_status)
{
	struct arena *a = arena_new(0);
	struct http_answer answer;
	double from = cpu_usec();

	if (http_dispatch(
		&c->app, a, clock_now(),
		&(struct http_message){ .method = "GET", .target = path, .cookie = cookie },
		&answer) != ERR_OK)
		exit(1);
	*ret_bytes = answer.body.n;
	*ret_status = answer.status;
	from = cpu_usec() - from;
	arena_free(a);
	return from;
}

/*
 * The same statements on a bare connection; the least of some rounds.  Cold: with its page cache
 * emptied before each, as any write of anybody empties those of the server's readers, the page's
 * own disclosure among them.
 */
static double by_hand(sqlite3 *db, bool cold)
{
	sqlite3_stmt *stmts[MAX_STATEMENTS];
	double best = 1e18;

	for (size_t i = 0; i < n_texts; i++)
		if (sqlite3_prepare_v2(db, texts[i], -1, &stmts[i], NULL) != SQLITE_OK)
			fprintf(stderr, "%s: %s\n", sqlite3_errmsg(db), texts[i]);
	for (int r = 0; r < ROUNDS; r++) {
		double from;

		if (cold)
			(void)sqlite3_db_release_memory(db);
		from = cpu_usec();
		(void)sqlite3_exec(db, "BEGIN", NULL, NULL, NULL);
		for (size_t i = 0; i < n_texts; i++) {
			while (sqlite3_step(stmts[i]) == SQLITE_ROW)
				;
			(void)sqlite3_reset(stmts[i]);
		}
		(void)sqlite3_exec(db, "COMMIT", NULL, NULL, NULL);
		best = MIN(best, cpu_usec() - from);
	}
	for (size_t i = 0; i < n_texts; i++)
		(void)sqlite3_finalize(stmts[i]);
	return best;
}

static void measure(struct cli *c, sqlite3 *db, const char *path, const char *cookie)
{
	double whole = 1e18, hand, budget;
	size_t bytes = 0;
	int status = 0;

	(void)page(c, path, cookie, &bytes, &status);
	n_texts = 0;
	recording = true;
	(void)page(c, path, cookie, &bytes, &status);
	recording = false;
	for (int i = 0; i < ROUNDS; i++)
		whole = MIN(whole, page(c, path, cookie, &bytes, &status));
	hand = by_hand(db, false);
	budget = hand + 300 + 0.01 * (double)bytes;
	printf("%-34s %3d %4zu stmts %6.0f us by hand (%6.0f cold) %7.0f us page %7zu bytes  %.2f "
	       "of budget\n",
	       path, status, n_texts, hand, by_hand(db, true), whole, bytes, whole / budget);
	if (getenv("HAND_STATEMENTS") != NULL)
		for (size_t i = 0; i < n_texts; i++) {
			sqlite3_stmt *s;
			double from;

			if (sqlite3_prepare_v2(db, texts[i], -1, &s, NULL) != SQLITE_OK)
				continue;
			while (sqlite3_step(s) == SQLITE_ROW)
				;
			(void)sqlite3_reset(s);
			from = cpu_usec();
			while (sqlite3_step(s) == SQLITE_ROW)
				;
			printf("    %7.0f us  %s\n", cpu_usec() - from, texts[i]);
			(void)sqlite3_finalize(s);
		}
}

static int hand(struct cli *c)
{
	struct visit v = { .login = c->args[0] };
	const char *cookie;
	sqlite3 *db;

	if (!cli_open(c, OPEN_ALL | OPEN_EXCLUSIVE))
		return EXIT_FAILED;
	if (cli_write(c, open_visit, &v) != ERR_OK)
		return EXIT_FAILED;
	cookie = arena_printf(c->cx.arena, "melaju=%s", v.token);
	if (sqlite3_open(option(c, OPT_DB), &db) != SQLITE_OK)
		return EXIT_FAILED;
	(void)sqlite3_exec(db, "PRAGMA query_only = ON; PRAGMA cache_size = -2048", NULL, NULL,
			   NULL);
	for (unsigned i = 1; i < c->n_args; i++)
		measure(c, db, c->args[i], cookie);
	(void)sqlite3_close(db);
	return EXIT_OK;
}

int main(int argc, char **argv)
{
	static const struct command command = { .name = "hand",
						.args = "ACCOUNT-ID PATH...",
						.options = OPT_BIT(DB) | OPT_BIT(KEY),
						.run = hand };
	static struct rng rng;
	static struct program program = { .version = MELAJU_VERSION,
					  .routes = routes,
					  .n_routes = LEN(routes) - 1,
					  .jobs = jobs };
	static struct cli c = { .program = &program, .command = &command };

	(void)sqlite3_auto_extension((void (*)(void))each_connection);
	log_enable(false);
	ctx_init(&c.cx, &c.app, clock_now());
	rng_seed(&rng, (uint64_t)c.cx.now);
	c.system =
	    (struct actor){ .user_id = ACTOR_SYSTEM, .perms = ~(permset)0, .name = "sistem" };
	c.cx.rng = &rng;
	c.cx.actor = &c.system;
	c.app.version = program.version;
	c.app.routes = routes;
	c.app.n_routes = LEN(routes) - 1;
	c.app.public_url = "http://127.0.0.1";
	c.app.city_name = "";
	c.app.zone_minutes = 420;
	wire();
	return options_read(&c, argc - 1, argv + 1) ? c.command->run(&c) : EXIT_USAGE;
}
