/* The routes of people's rights, for main.c. */
#ifndef RIGHTS_RIGHTS_WEB_H
#define RIGHTS_RIGHTS_WEB_H

#include "platform/http/http.h"

extern const struct route rights_routes[];

#endif
