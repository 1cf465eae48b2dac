/* What one process serves: an app, a key and a runner of jobs for each city, and their databases.
 */
#ifndef CLI_SERVED_H
#define CLI_SERVED_H

#include "cli/cli.h"

#include <stdatomic.h>

#include "feature/registry/find.h"
#include "platform/http/hosts.h"
#include "platform/jobs/jobs.h"

struct served_city {
	struct app app;
	struct jobs_runner *runner;
	struct finder *finder;
	int64_t erased_at;  /* up to when the list of the erased is kept; -1: not yet */
	struct arena *urls; /* all its printed addresses: somebody may still read an older one */
};

struct served_db {
	const char *url;
	struct db_pool *pool;
};

struct served {
	struct app house; /* of requests that name no city */
	struct hosts *hosts;
	struct cli *c;    /* of the thread that opens and closes */
	struct cli later; /* of the thread that looks for cities, once served_start() has made it */
	const struct city *files; /* the cities this program knows */
	int64_t *not_before;      /* when a file whose city could not be taken is tried again */
	size_t n_files;
	struct served_city *cities; /* where they are they stay: requests point to their apps */
	atomic_size_t n;            /* of them; there is room for all files */
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

/*
 * Where files of imports lie on their way in: beside the data; where that is elsewhere, in the
 * folder that systemd gives, or beside the key.
 */
const char *served_spool(struct cli *c, const char *code);

/*
 * Starts the jobs of every city, and the index of its people.  From now on a thread of theirs looks
 * for cities that init has made meanwhile, with a context of its own, and serves them too, once
 * each city has a host name: before that, a second one would make the first hard to reach.
 */
enum err served_start(struct served *s) NODISCARD;

/* Stops both and closes keys and databases. */
void served_close(struct cli *c, struct served *s);

#endif
