/* What the page files of home share. */
#ifndef HOME_HOME_IMPL_H
#define HOME_HOME_IMPL_H

#include "feature/home/home_web.h"

/* What a role looks at besides what waits: figures, the log, the accounts. */
enum err home_draw_role(struct ctx *cx, struct ui *u) NODISCARD;

/* Where to go without an account. */
void home_draw_public_places(struct ctx *cx, struct ui *u);

#endif
