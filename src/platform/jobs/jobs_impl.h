/* What the runner needs of the queue. */
#ifndef JOBS_JOBS_IMPL_H
#define JOBS_JOBS_IMPL_H

#include "platform/db/db.h"
#include "platform/jobs/jobs.h"

/*
 * Takes back all leases of the city: at the start of a process that is known to be the only one
 * that writes, so that what the last one left does not wait for the end of its lease.
 */
enum err jobs_release(struct ctx *cx, struct db_pool *pool) NODISCARD;

#endif
