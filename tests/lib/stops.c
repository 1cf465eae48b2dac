/* See stops.h. */
#include "lib/stops.h"

#include "platform/db/db_impl.h"

#include <string.h>

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

/* ---- who looks at a unit ------------------------------------------------------------------ */

static struct {
	const uint64_t *tables;
	int64_t unit_id;
	bool *seen;
	void (*between)(void *arg);
	void *arg;
} watch;

static void watch_rollback(struct db *db)
{
	void (*fn)(void *arg) = watch.between;

	real->rollback(db);
	watch.between = NULL;
	if (fn != NULL)
		fn(watch.arg);
}

void stops_between(void (*fn)(void *arg), void *arg)
{
	watch.between = fn;
	watch.arg = arg;
}

static enum err watch_query(struct db *db, const struct db_query *q, struct db_cursor *ret)
{
	unsigned i;

	for (i = 0; i < q->n_args && !*watch.seen; i++)
		if (q->kinds[i] == DB_INT && q->args[i].i == watch.unit_id && q->st != NULL &&
		    tables_common(q->st->touches, watch.tables))
			*watch.seen = true;
	return real->query(db, q, ret);
}

void stops_watch(struct db_pool *pool, int64_t unit_id, bool *seen)
{
	struct db *reader;
	size_t i;

	assert(pool->here);
	for (i = 0; i < sql_all_n; i++)
		if (strcmp(sql_all[i]->name, "casework_unit") == 0)
			watch.tables = sql_all[i]->touches;
	assert(watch.tables != NULL);
	watch.unit_id = unit_id;
	watch.seen = seen;
	real = pool->ops;
	stopping = *real;
	stopping.query = watch_query;
	stopping.rollback = watch_rollback;
	pool->ops = &stopping;
	pool->workers[0].db->ops = &stopping;
	for (reader = pool->free_readers; reader != NULL; reader = reader->next)
		reader->ops = &stopping;
}
