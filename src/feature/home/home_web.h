/* The start page, search and help. */
#ifndef HOME_HOME_WEB_H
#define HOME_HOME_WEB_H

#include "platform/http/http.h"

extern const struct route home_routes[];   /* / */
extern const struct route search_routes[]; /* /cari */
extern const struct route help_routes[];   /* /bantuan */

#endif
