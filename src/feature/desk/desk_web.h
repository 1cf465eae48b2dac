/* What the page files of the desk share. */
#ifndef DESK_DESK_WEB_H
#define DESK_DESK_WEB_H

#include "feature/desk/desk.h"
#include "platform/http/http.h"

/* Draws a plan: steps with unit, limit, reason, and whom to call. */
void desk_draw_plan(struct ctx *cx, struct ui *u, const char *name, const struct desk_plan *plan);

extern const struct route desk_public_routes[];

#endif
