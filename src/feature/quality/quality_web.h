/* The routes of data quality, for main.c. */
#ifndef QUALITY_QUALITY_WEB_H
#define QUALITY_QUALITY_WEB_H

#include "platform/http/http.h"

extern const struct route quality_routes[];

#endif
