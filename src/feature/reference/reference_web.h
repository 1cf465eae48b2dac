/* The pages of this room, for main.c. */
#ifndef REFERENCE_REFERENCE_WEB_H
#define REFERENCE_REFERENCE_WEB_H

#include "platform/http/http.h"

extern const struct route reference_routes[]; /* /acuan */

#endif
