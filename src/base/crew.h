/*
 * Threads for work that can be cut into tasks: these are begun in the order in which they are
 * handed over, several at a time, and each is waited for by itself.
 */
#ifndef BASE_CREW_H
#define BASE_CREW_H

#include <stdbool.h>

struct crew;

/* Part of what the task is about; its memory is the caller's until crew_wait() or crew_free(). */
struct crew_task {
	void (*run)(struct crew_task *t); /* on a thread of the crew */
	struct crew_task *next;           /* from here on set by the crew */
	bool done;
};

/*
 * So many threads; fewer where the system gives no more, and with none at all a task runs where it
 * is handed over.
 */
struct crew *crew_new(unsigned threads);

/* The next to be begun, behind those that were given before. */
void crew_give(struct crew *c, struct crew_task *t);

/* Until a task that was handed over has ended. */
void crew_wait(struct crew *c, const struct crew_task *t);

/* Waits for all that was handed over. */
void crew_free(struct crew *c);

#endif
