/* See stops.h. */
#include "lib/stops.h"

#include "platform/db/db_impl.h"

static struct db_ops stopping;
static const struct db_ops *real;
static void (*tell)(enum stop stop, unsigned writer);

static unsigned number_of(const struct db *db)
{
	unsigned i = 0;

	while (i < db->pool->n_workers && db->pool->workers[i].db != db)
		i++;
	return i;
}

static enum err stop_query(struct db *db, const struct db_query *q, struct db_cursor *ret)
{
	tell(STOP_STATEMENT, number_of(db));
	return real->query(db, q, ret);
}

static enum err stop_commit(struct db *db)
{
	enum err e;

	tell(STOP_COMMIT, number_of(db));
	e = real->commit(db);
	tell(STOP_COMMITTED, number_of(db));
	return e;
}

void stops_set(struct db_pool *pool, void (*fn)(enum stop stop, unsigned writer))
{
	real = pool->ops;
	stopping = *real;
	stopping.query = stop_query;
	stopping.commit = stop_commit;
	tell = fn;
	pool->solo = true;
	for (unsigned i = 0; i < pool->n_workers; i++)
		pool->workers[i].db->ops = &stopping;
}
