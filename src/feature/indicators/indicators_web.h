/* Pages of figures: overview, needs not met, services given, who looked, the log. */
#ifndef INDICATORS_INDICATORS_WEB_H
#define INDICATORS_INDICATORS_WEB_H

#include "platform/http/http.h"

extern const struct route indicators_routes[]; /* /ikhtisar, /layanan */
extern const struct route behind_routes[];     /* lists behind figures */
extern const struct route needs_routes[];      /* /kebutuhan */
extern const struct route watch_routes[];      /* /jejak, /audit */

#endif
