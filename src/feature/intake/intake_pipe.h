/*
 * Several small writes on their way at a time, in order: while one waits for the disk, the next
 * ones are made, and the writer syncs them together.  Each has a context and an arena of its own.
 * A write that fails is followed by failures of those behind it, because each one demands what the
 * one before it left.
 */
#ifndef INTAKE_INTAKE_PIPE_H
#define INTAKE_INTAKE_PIPE_H

#include <pthread.h>
#include <stdatomic.h>

#include "platform/db/db.h"

enum { PIPE_MOST = 24 };

struct pipe_slot {
	struct ctx cx;
	struct pipe *pipe;
	struct db_write write;
	bool busy;
	enum err result;
	void *arg;
};

struct pipe {
	struct db_pool *pool;
	pthread_mutex_t lock;
	pthread_cond_t done;
	unsigned n, next;
	struct pipe_slot slot[PIPE_MOST];
	struct pipe_slot *failed; /* the first that failed */
};

/* Empty, with slots that have the city and the actor of cx. */
void pipe_open(struct pipe *p, const struct ctx *cx, struct db_pool *pool);
void pipe_close(struct pipe *p);

/*
 * An empty context for the next write; its failure when an earlier one has failed.  Several may be
 * taken before they are sent, fewer than there are slots, and in this order.
 */
enum err pipe_take(struct pipe *p, int64_t now, struct pipe_slot **ret) NODISCARD;
void pipe_send(struct pipe_slot *s, enum err (*run)(struct ctx *cx, void *arg), void *arg);

/* Waits for all.  After a failure p->failed is the first one, still with all it held. */
enum err pipe_drain(struct pipe *p) NODISCARD;

/*
 * How many rows a write takes so that it lasts some milliseconds, by what those took that are
 * through.  The writer says how long one took, who fills the next asks.
 */
struct pace {
	int64_t rows, least, longest; /* longest: nanoseconds that a write may last */
	_Atomic int64_t nanos, nanos_rows;
};
void pace_init(struct pace *p, const struct db_pool *pool);
void pace_took(struct pace *p, int64_t began, size_t rows);
int64_t pace_rows(struct pace *p);

#endif
