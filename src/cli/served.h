/* What one process serves: an app, a key and a runner of jobs for each city, and their databases.
 */
#ifndef CLI_SERVED_H
#define CLI_SERVED_H

#include "cli/cli.h"
#include "platform/http/hosts.h"
#include "platform/jobs/jobs.h"

struct served_city {
	struct app app;
	struct jobs_runner *runner;
};

struct served_db {
	const char *url;
	struct db_pool *pool;
};

struct served {
	struct app house; /* of requests that name no city */
	struct hosts *hosts;
	struct served_city *cities; /* where they are they stay: requests point to their apps */
	size_t n;
	struct served_db dbs[CLI_VALUES + 1];
	size_t n_dbs;
	struct db_pool *first; /* that of --db, where every city lies that has none of its own */
};

/*
 * Takes every city of the databases that --db (already open in c->app.pool, or NULL) and --city-db
 * name, or those of --city.  c->cx is of the first city afterwards.  False after having complained;
 * served_close() either way.
 */
bool served_open(struct cli *c, struct served *s);

/* Starts the jobs of every city. */
enum err served_start(struct served *s) NODISCARD;

/* Stops the jobs and closes keys and databases. */
void served_close(struct cli *c, struct served *s);

#endif
