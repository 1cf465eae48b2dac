/*
 * What a page costs beside its statements: hand --db FILE ACCOUNT-ID PATH...
 *
 * Puts the program together as main.c does, runs each page whole in this process, writes down the
 * statements it ran with their values, and runs those again by hand on a connection of its own:
 * prepared once, bound, stepped to the end, nothing else.  Prints processor time a page of both,
 * and the budget: statements + 300 us + 10 ns a byte; HAND_STATEMENTS=1: also each statement.  The
 * server must not be running.
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

/* As the program prepared it, and with the values it was run with. */
static struct statement {
	char *text, *expanded;
	sqlite3_stmt *again;
} ran[MAX_STATEMENTS];
static size_t n_ran;
static bool recording;

static int trace(unsigned what, void *user, void *p, void *x)
{
	const char *text = sqlite3_sql(p);

	(void)user;
	(void)x;
	if (!recording || what != SQLITE_TRACE_STMT || n_ran == MAX_STATEMENTS || text == NULL ||
	    strncmp(text, "BEGIN", 5) == 0 || strncmp(text, "COMMIT", 6) == 0 ||
	    strncmp(text, "ROLLBACK", 8) == 0)
		return 0;
	ran[n_ran++] = (struct statement){ strdup(text), sqlite3_expanded_sql(p), NULL };
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

/* ---- the same by hand ---------------------------------------------------------------------- */

/* The literal that stands for a parameter, bound to it; returns what follows. */
static const char *bind_literal(sqlite3_stmt *st, int at, const char *p)
{
	const char *end = p;
	char *text;
	int n = 0;

	if (*p != '\'' && *p != 'x') {
		end += strcspn(p, " ,)\n");
		if (strncmp(p, "NULL", 4) == 0)
			(void)sqlite3_bind_null(st, at);
		else if (memchr(p, '.', (size_t)(end - p)) != NULL)
			(void)sqlite3_bind_double(st, at, strtod(p, NULL));
		else
			(void)sqlite3_bind_int64(st, at, strtoll(p, NULL, 10));
		return end;
	}
	end = strchr(p, '\'') + 1;
	text = malloc(strlen(end) + 1);
	for (; *end != '\'' || end[1] == '\''; end++) {
		if (*end == '\'')
			end++;
		text[n++] = *end;
	}
	if (*p == '\'') {
		(void)sqlite3_bind_text(st, at, text, n, SQLITE_TRANSIENT);
	} else {
		for (int i = 0; i < n / 2; i++)
			text[i] =
			    (char)strtol((char[]){ text[2 * i], text[2 * i + 1], 0 }, NULL, 16);
		(void)sqlite3_bind_blob(st, at, text, n / 2, SQLITE_TRANSIENT);
	}
	free(text);
	return end + 1;
}

/*
 * Both texts differ only where a parameter stands.  Values are bound as the program binds them,
 * because a plan for a value is not that for a parameter.
 */
static void bind_as_ran(const struct statement *s)
{
	const char *p = s->text, *v = s->expanded;
	char name[16];

	while (*p != '\0') {
		if (*p != '$' || *v == '$') {
			p++;
			v++;
			continue;
		}
		(void)snprintf(name, sizeof(name), "$%u", (unsigned)strtoul(p + 1, NULL, 10));
		v = bind_literal(s->again, sqlite3_bind_parameter_index(s->again, name), v);
		p += strlen(name);
	}
}

static void run_again(const struct statement *s)
{
	while (sqlite3_step(s->again) == SQLITE_ROW)
		;
	(void)sqlite3_reset(s->again);
}

static void prepare_again(sqlite3 *db)
{
	for (size_t i = 0; i < n_ran; i++) {
		if (sqlite3_prepare_v2(db, ran[i].text, -1, &ran[i].again, NULL) != SQLITE_OK)
			fprintf(stderr, "%s: %s\n", sqlite3_errmsg(db), ran[i].text);
		bind_as_ran(&ran[i]);
	}
}

/*
 * The statements on a bare connection; the least of some rounds.  Cold: with its page cache emptied
 * before each, as any write of anybody empties those of the server's readers, the page's own
 * disclosure among them.
 */
static double by_hand(sqlite3 *db, bool cold)
{
	double best = 1e18;

	for (int r = 0; r < ROUNDS; r++) {
		double from;

		if (cold)
			(void)sqlite3_db_release_memory(db);
		from = cpu_usec();
		(void)sqlite3_exec(db, "BEGIN", NULL, NULL, NULL);
		for (size_t i = 0; i < n_ran; i++)
			run_again(&ran[i]);
		(void)sqlite3_exec(db, "COMMIT", NULL, NULL, NULL);
		best = MIN(best, cpu_usec() - from);
	}
	return best;
}

static void forget(void)
{
	for (size_t i = 0; i < n_ran; i++) {
		(void)sqlite3_finalize(ran[i].again);
		sqlite3_free(ran[i].expanded);
		free(ran[i].text);
	}
	n_ran = 0;
}

static void measure(struct cli *c, sqlite3 *db, const char *path, const char *cookie)
{
	double whole = 1e18, hand, cold, more;
	size_t bytes = 0;
	int status = 0;

	(void)page(c, path, cookie, &bytes, &status);
	recording = true;
	(void)page(c, path, cookie, &bytes, &status);
	recording = false;
	for (int i = 0; i < ROUNDS; i++)
		whole = MIN(whole, page(c, path, cookie, &bytes, &status));
	prepare_again(db);
	hand = by_hand(db, false);
	cold = by_hand(db, true);
	more = 300 + 0.01 * (double)bytes;
	printf("%-34s %3d %4zu stmts %6.0f us by hand (%6.0f cold) %7.0f us page %7zu bytes  %.2f "
	       "of budget (%.2f cold)\n",
	       path, status, n_ran, hand, cold, whole, bytes, whole / (hand + more),
	       whole / (cold + more));
	if (getenv("HAND_STATEMENTS") != NULL)
		for (size_t i = 0; i < n_ran; i++) {
			double from = cpu_usec();

			run_again(&ran[i]);
			printf("    %7.0f us  %s\n", cpu_usec() - from, ran[i].expanded);
		}
	forget();
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
	(void)sqlite3_db_config(db, SQLITE_DBCONFIG_ENABLE_QPSG, 1, NULL);
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
