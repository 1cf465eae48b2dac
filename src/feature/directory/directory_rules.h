/* Shared by the files of directory only. */
#ifndef DIRECTORY_DIRECTORY_RULES_H
#define DIRECTORY_DIRECTORY_RULES_H

#include "base/ctx.h"

/* An instant as opening hours see it. */
struct unit_moment {
	int weekday; /* 0 Sunday to 6 Saturday, UNIT_HOLIDAY on public holidays */
	int minute;  /* after midnight in the city's zone */
};

/* The instant in the city's zone, with what the calendar says about its day. */
enum err directory_moment(struct ctx *cx, int64_t at, struct unit_moment *ret) NODISCARD;

#endif
