/*
 * Ready: what a city still lacks before it is used: people, units, numbers to call, first values
 * that nobody has looked at, a copy of the key.
 *
 * The checks are one list (ready.c).  Most are counted from the data each time; what a program
 * cannot see, a person marks as done.
 */
#ifndef READY_READY_H
#define READY_READY_H

#include "base/ctx.h"
#include "platform/i18n/i18n.h"

struct ready_check;

/* One thing to be made ready, and how it stands. */
struct ready_item {
	const struct ready_check *check;
	const char *code;    /* never changed: addresses and marks hold it */
	bool must;           /* without it nobody should be invited to report */
	bool by_hand;        /* a person says that it is done */
	int64_t missing;     /* so many lack; 0: done */
	enum text name, why; /* what it is, and what goes wrong without */
	const char *lack;    /* what is missing, with number and the first names */
	const char *href;    /* where it is mended */
	enum text act;       /* and what is done there */
	int64_t marked_at;   /* of one marked as done, or 0 */
	const char *marked_by;
};

/* Every check in the order in which a city is set up; in the arena. */
enum err ready_list(struct ctx *cx, struct ready_item **ret, size_t *ret_n) NODISCARD;

/*
 * Says that what the program cannot see is done, or that it is not after all.  ERR_NOTFOUND: no
 * such check, or one that is counted.  Saying the same twice changes nothing.
 */
enum err ready_mark(struct ctx *cx, const char *code, bool done) NODISCARD;

#endif
