/*
 * Command line: melaju COMMAND [OPTIONS] [ARGUMENTS].
 *
 * A command is an entry of a table: the options it knows, the text that teaches it, and a
 * function.  Whatever it needs (pool, vault, city) it opens with cli_open(), and cli_run() closes
 * it afterwards.  Results go to stdout, complaints to stderr; the exit code is 0 when all went
 * well, 1 when it failed, 2 when the command was not understood.
 */
#ifndef CLI_CLI_H
#define CLI_CLI_H

#include <stdio.h>

#include "base/buf.h"
#include "base/rng.h"
#include "platform/app.h"
#include "platform/db/db.h"
#include "platform/vault/vault.h"

enum opt {
#define OPTION(id, name, env, takes, help) OPT_##id,
#include "cli/option.def"
#undef OPTION
	OPT__MAX
};
#define OPT_BIT(id) (UINT64_C(1) << OPT_##id)

enum { CLI_VALUES = 64, CLI_ARGS = 8 };

enum { EXIT_OK, EXIT_FAILED, EXIT_USAGE };

/* What main.c puts together for the commands. */
struct program {
	const char *version;
	const struct route *const *routes; /* NULL-terminated */
	size_t n_routes;
	void (*wire)(void); /* tells the rooms about one another; called once */
	const struct job_kind *const *jobs;
};

struct city;
struct command;

struct cli {
	const struct program *program;
	const struct command *command;
	struct app app;
	struct ctx cx; /* acts as the system, with every permission */
	struct actor system;
	struct rng rng;
	const char *value[OPT__MAX][CLI_VALUES]; /* "" for a switch that is on */
	unsigned n_values[OPT__MAX];
	const char *args[CLI_ARGS];
	size_t n_args;
};

struct command {
	const char *name;  /* "user add" */
	uint64_t options;  /* bits of OPT_BIT */
	const char *args;  /* "LOGIN", or NULL */
	const char *brief; /* one line for the list */
	const char *help;  /* what it does, when to use it, examples */
	int (*run)(struct cli *c);
};

/* The whole program behind main(). */
int cli_run(int argc, char **argv, const struct program *program);

/*
 * The same command for another thread: the options are shared, which nobody changes any more;
 * context, app and random numbers are its own, without pool and key.  The caller releases ret->cx.
 */
void cli_twin(const struct cli *c, struct cli *ret);

/* ---- options ------------------------------------------------------------------------------ */

/* Reads flags, environment and file; false after having said on stderr what is wrong. */
bool options_read(struct cli *c, int argc, char **argv);

/* Prints name, value and help of the options in a set. */
void options_help(uint64_t options);

/* The value, or NULL when it was not given. */
const char *option(const struct cli *c, enum opt id);
const char *option_or(const struct cli *c, enum opt id, const char *otherwise);
bool option_on(const struct cli *c, enum opt id);

/* A number within limits; false after having complained. */
bool option_number(const struct cli *c, enum opt id, int64_t otherwise, int64_t min, int64_t max,
		   int64_t *ret);

/* That no two of these options name one file, which would be written over; false after having
 * complained. */
bool option_files(const struct cli *c, const enum opt *ids, size_t n);

/* ---- opening ------------------------------------------------------------------------------ */

enum {
	OPEN_CREATE = 1,    /* make the data file when there is none */
	OPEN_SCHEMA = 2,    /* refuse a schema that is not this program's */
	OPEN_CITY = 4,      /* find the one city meant, and lease a node number */
	OPEN_KEY = 8,       /* that city's key too */
	OPEN_EXCLUSIVE = 16 /* keep other writing processes out */
};
#define OPEN_ALL (OPEN_KEY | OPEN_SCHEMA | OPEN_CITY)

/* Opens the database (and more) named by the options; false after having said what is wrong. */
bool cli_open(struct cli *c, unsigned what);

/* The pool of another database than --db; false after having complained. */
bool cli_open_pool(struct cli *c, const char *url, unsigned what, struct db_pool **ret);
/* The one that --db names; where --city means a city with a database of its own, that one. */
const char *cli_database(const struct cli *c);

/* The database that --city-db names for a city, NULL for none. */
const char *cli_city_database(const struct cli *c, const char *code);
bool cli_check_schema(struct cli *c, const char *url);

/* Does --city name this one, or none at all? */
bool cli_city_meant(const struct cli *c, const char *code);

/* The cities in the database of app.pool, by code; of them those that --city names, if it does. */
enum err cli_cities(struct cli *c, const struct city **ret, size_t *ret_n) NODISCARD;

/*
 * Finds the one city meant and puts it into app and cx.  ERR_NOTFOUND: none installed; ERR_INVALID:
 * several, and --city does not say which.
 */
enum err cli_find_city(struct cli *c) NODISCARD;

/* The same for a city of cli_cities(). */
enum err cli_take_city(struct cli *c, const struct city *city) NODISCARD;

/* The code that --city names (Kota Sukabumi by default): the city to be made. */
enum err cli_city_code(struct cli *c, const char **ret) NODISCARD;

/* Is the city of that code installed?  Then it is taken. */
enum err cli_has_city(struct cli *c, const char *code, bool *ret) NODISCARD;

/* Opens the key of the city taken, in the place of the one before; false after complaining. */
bool cli_open_key(struct cli *c);

/* Does the key in the vault fit the city taken, and can that be told (vault_check())? */
enum err cli_check_key(struct cli *c, bool *ret_sure) NODISCARD;

/* The same for a city about to be made: the key is made where there is none. */
bool cli_make_key(struct cli *c, const char *code);

/* The text of a file of at most max bytes; false after having complained. */
bool cli_read_text(struct cli *c, const char *path, size_t max, char **ret);

/* Leases a node number for the ids of this process. */
enum err cli_lease(struct cli *c) NODISCARD;

/* Brings schema, city and reference data up to this program. */
enum err cli_install(struct cli *c, const char *code, unsigned *ret_migrations) NODISCARD;

/*
 * Name of a city's key file: that of --key CODE=FILE; else BASE.CODE where that file is; else BASE,
 * which is --key FILE or the data file's name with .key.
 */
const char *cli_key_path(struct cli *c, const char *code);

/* "BASE.CODE": where the key of a city goes that is not the first of its database. */
const char *cli_key_path_own(struct cli *c, const char *code);

/* The clean host names of --host, at most max; false after complaining. */
bool cli_hosts(struct cli *c, const char **ret_names, size_t max, size_t *ret_n);

/* Text that may hold the address of a database: its password is said as ***. */
void cli_say(FILE *to, const char *text);

/* "melaju: ..." with a line end on stderr, by cli_say(); returns EXIT_FAILED. */
int cli_fail(const struct cli *c, const char *fmt, ...) PRINTF(2, 3);

/* The same for a failed call: what, and the detail of the context. */
int cli_failed(const struct cli *c, enum err e, const char *what);

/* Closes app.pool and takes away the data file of a try that failed, with all that lies beside it.
 */
void cli_remove_data(struct cli *c, const char *path);

/* Writes the lists of the erased of all cities into a file beside a backup. */
enum err cli_erasures_save(struct cli *c, const char *path) NODISCARD;

/* Adds to the list in a file who of the city of cx was erased and does not stand there; never takes
 * a line away.  In no transaction. */
enum err cli_erasures_append(struct ctx *cx, struct db_pool *pool, const char *path) NODISCARD;

/*
 * Erases again, in the city taken, whoever stands in the list of --erased, in the one that
 * serve kept beside the data file, or in one that lies in the folder of a backup.  *ret_lists says
 * how many lists there were.
 */
enum err cli_erasures_again(struct cli *c, const char *backup, int64_t *ret_erased,
			    size_t *ret_lists) NODISCARD;

/* Runs fn in a write transaction. */
enum err cli_write(struct cli *c, enum err (*fn)(struct ctx *cx, void *arg), void *arg) NODISCARD;

/* ---- commands ----------------------------------------------------------------------------- */

/* clang-format off */
extern const struct command command_serve;
extern const struct command command_init;
extern const struct command command_migrate;
extern const struct command command_user_add;
extern const struct command command_user_list;
extern const struct command command_user_reset;
extern const struct command command_user_factor;
extern const struct command command_user_disable;
extern const struct command command_user_enable;
extern const struct command command_user_role;
extern const struct command command_backup;
extern const struct command command_restore;
extern const struct command command_audit_verify;
extern const struct command command_audit_checkpoint;
extern const struct command command_audit_prove;
extern const struct command command_export;
extern const struct command command_import;
extern const struct command command_demo_fill;
extern const struct command command_demo_people;
extern const struct command command_tally_check;
extern const struct command command_tally_mend;
extern const struct command command_erasures;
extern const struct command command_key_rotate;
extern const struct command command_key_status;
extern const struct command command_key_finish;
extern const struct command command_cities;
extern const struct command command_link;
extern const struct command command_selftest;
/* clang-format on */

/* A part of the work of a changed key, for the server to repeat: see key.c. */
struct db_pool;
enum err cli_key_turn(struct ctx *cx, struct db_pool *pool) NODISCARD;

#endif
