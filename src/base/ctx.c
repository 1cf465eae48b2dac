#include "base/ctx.h"

#include <string.h>

const struct actor actor_anonymous = { .name = "" };

void ctx_init(struct ctx *cx, struct app *app, int64_t now)
{
	*cx = (struct ctx){
		.arena = arena_new(0),
		.app = app,
		.now = now,
		.actor = &actor_anonymous,
	};
}

void ctx_release(struct ctx *cx)
{
	arena_free(cx->arena);
	cx->arena = NULL;
}
