/* Node numbers for ids. */
#include "platform/db/db.h"

#include "platform/db/db_sql.h"

#define NODE_MAX 1023
#define TRIES    5

/* A number never leased, or else the one leased longest ago. */
static enum err lease(struct ctx *cx, void *arg)
{
	int64_t *node = arg, changed = 0;
	struct node_lease_next_row next;
	struct node_lease_oldest_row oldest;

	TRY(node_lease_next_one(cx, &next));
	if (next.next <= NODE_MAX) {
		*node = next.next;
		return node_lease_add_run(cx, &(struct node_lease_add_args){ .id = *node }, NULL);
	}
	TRY(node_lease_oldest_one(cx, &oldest));
	*node = oldest.id;
	TRY(node_lease_take_run(
	    cx, &(struct node_lease_take_args){ .id = oldest.id, .epoch = oldest.epoch },
	    &changed));
	return changed == 1 ? ERR_OK : err_set(cx, ERR_CONFLICT, "node %lld", (long long)*node);
}

enum err db_node_lease(struct ctx *cx, struct db_pool *pool, unsigned *ret_node)
{
	int64_t node = 0, city = cx->city;
	enum err e = ERR_CONFLICT;

	/* Processes share the numbers whatever cities they serve. */
	cx->city = 0;
	/* Two processes that start together may choose the same one. */
	for (int i = 0; e == ERR_CONFLICT && i < TRIES; i++)
		e = db_write(cx, pool, lease, &node);
	cx->city = city;
	if (e == ERR_OK)
		*ret_node = (unsigned)node;
	return e;
}
