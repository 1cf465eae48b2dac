/* The page of this room, for main.c. */
#ifndef REGION_REGION_WEB_H
#define REGION_REGION_WEB_H

#include "platform/http/http.h"

extern const struct route region_routes[]; /* /wilayah */

#endif
