/* /siap: what the city still lacks, for who sets it up. */
#ifndef READY_READY_WEB_H
#define READY_READY_WEB_H

#include "platform/http/http.h"

extern const struct route ready_routes[];

/*
 * What must be there before anybody is invited to report, on the start page of who sets the city
 * up: nothing is drawn when nothing of it lacks, and *ret_drawn is false.  *ret_lacking counts what
 * should be there as well.
 */
enum err ready_draw_first(struct ctx *cx, struct ui *u, bool *ret_drawn,
			  int64_t *ret_lacking) NODISCARD;

#endif
