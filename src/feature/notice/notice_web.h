/* The routes of notice, for main.c. */
#ifndef NOTICE_NOTICE_WEB_H
#define NOTICE_NOTICE_WEB_H

#include "platform/http/http.h"

extern const struct route notice_routes[];

#endif
