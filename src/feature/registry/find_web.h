/* The routes of finding people, for main.c. */
#ifndef REGISTRY_FIND_WEB_H
#define REGISTRY_FIND_WEB_H

#include "feature/registry/find.h"
#include "platform/http/http.h"

extern const struct route find_routes[];

/*
 * People who fit the words of a search, as a list of at most max, with its heading; nothing when
 * there are none.  *ret_n: how many.  For pages that look for other things beside.
 */
enum err find_draw(struct ctx *cx, struct ui *u, const char *words, size_t max,
		   size_t *ret_n) NODISCARD;

/* Has the actor asked no more than fast typing does?  Counts as one more question. */
bool find_may_ask(const struct ctx *cx);

#endif
