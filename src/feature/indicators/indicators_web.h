/* Pages of figures: overview, needs not met, services given, who looked, the log. */
#ifndef INDICATORS_INDICATORS_WEB_H
#define INDICATORS_INDICATORS_WEB_H

#include "platform/http/http.h"

extern const struct route indicators_routes[]; /* /ikhtisar, /layanan */
extern const struct route behind_routes[];     /* lists behind figures */
extern const struct route needs_routes[];      /* /kebutuhan */
extern const struct route watch_routes[];      /* /jejak, /audit */

/* A tile: the figure for who may open the cases behind it, for others to the nearest five. */
struct ui_figure indicator_figure(struct ctx *cx, int64_t n);

#endif
