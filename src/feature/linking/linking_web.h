/* The routes of people who are there twice, for main.c. */
#ifndef LINKING_LINKING_WEB_H
#define LINKING_LINKING_WEB_H

#include "platform/http/http.h"

extern const struct route linking_routes[];
extern const struct route linking_whole_routes[];

#endif
