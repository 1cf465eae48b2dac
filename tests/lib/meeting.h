/*
 * Two acts at the same time, one of which stands still at a place of its choice.
 */
#ifndef TESTS_MEETING_H
#define TESTS_MEETING_H

#include "lib/house.h"
#include "lib/stops.h"

#include <pthread.h>

/* Who acts, on a thread of its own. */
struct meeting_actor {
	enum err (*act)(void *arg);
	void *arg;
	enum err result;
	bool over; /* the meeting's own */
	pthread_t thread;
};

/* For stops_set(): the places at which the first may stand still. */
void meeting_place(enum stop stop, unsigned writer);

/*
 * PostgreSQL: the first stands still before its k-th statement or its commit while the second goes
 * as far as it can: until it has ended or waits for the first.  With 0, and on SQLite, both start
 * at once.  False when the first has fewer places.  eye looks who waits.
 */
bool meeting_run(struct house *eye, struct meeting_actor *one, struct meeting_actor *two,
		 unsigned k);

/* What two acts made of reports, cases, steps and referrals with later ids than since, as text in
 * the arena; and how each was answered. */
#define MEETING_OUTCOME 400
const char *meeting_outcome(struct house *h, int64_t since, enum err first, enum err second);

#endif
