/*
 * Who has looked, as people tell it: one sitting of one officer instead of every page that he
 * opened in it.  A visit to a home is twenty looks, and twenty lines hide the one that should not
 * be there. The single looks stand below each sitting; data (JSON, CSV, XLSX) has only them.
 */
#ifndef REGISTRY_SITTING_H
#define REGISTRY_SITTING_H

#include "platform/export/table.h"

struct look {
	int64_t at;
	const char *who, *unit, *what, *purpose, *where; /* all but who may be NULL */
};

struct sitting {
	int64_t day;
	const char *hours; /* "09.12" or "09.12-10.03" */
	const char *who, *unit, *purpose;
	const char *looks; /* how many and of what; a look a line below it */
};

/* As ui_table() draws them. */
extern const struct table sitting_table;

/* What one officer looked at on one day for one purpose, the newest first; puts looks in order. */
size_t sittings(struct ctx *cx, struct look *looks, size_t n, struct sitting **ret);

#endif
