/* What the page files of home share. */
#ifndef HOME_HOME_IMPL_H
#define HOME_HOME_IMPL_H

#include "feature/home/home.h"
#include "feature/home/home_web.h"

/* One card of what waits besides work on cases: a number of things of a kind. */
struct matter {
	const char *name, *text, *href, *act;
	int64_t due; /* 0: none */
	bool late;   /* also without a deadline of its own */
};
enum { MATTERS_MAX = 16 };

/* Verdicts, decisions and papers that wait for the actor by his permissions; at most MATTERS_MAX.
 */
enum err home_matters(struct ctx *cx, struct matter *ret, size_t *ret_n) NODISCARD;

/*
 * The cards of a start page, n + n_matters of them, of tasks in the order of home_tasks(). Verdicts
 * come early, as they are few and nobody else gives them; but not before an emergency nor what is
 * late.  What has no limit (pairs that may be one person, papers) waits behind what is due within
 * hours.  All of them are among those shown, however much is late.
 */
struct ui_task *home_cards(struct ctx *cx, const struct home_task *tasks, size_t n,
			   const struct matter *matters, size_t n_matters);

/* What a role looks at besides what waits: figures, the log. */
enum err home_draw_role(struct ctx *cx, struct ui *u) NODISCARD;

/* What an administrator keeps; lacking: so much is left to prepare. */
enum err home_draw_keeping(struct ctx *cx, struct ui *u, int64_t lacking) NODISCARD;

/* Whoever only reads is told so, and until when. */
enum err home_draw_reading(struct ctx *cx, struct ui *u) NODISCARD;

/* Where to go without an account. */
void home_draw_public_places(struct ctx *cx, struct ui *u);

#endif
