/* The routes of people's rights, for main.c. */
#ifndef RIGHTS_RIGHTS_WEB_H
#define RIGHTS_RIGHTS_WEB_H

#include "feature/registry/registry_web.h"
#include "platform/http/http.h"

extern const struct route rights_routes[], copy_routes[], self_routes[], self_ask_routes[],
    self_desk_routes[], retention_routes[], retention_review_routes[];

/*
 * Whoever checks or judges what is over its time must be able to look at it: the page of a thing,
 * NULL where he may not see such things.
 */
const char *retention_page_of(struct ctx *cx, int64_t kind, int64_t id);

/* What a thing is called on pages: its number, an import by its file and day. */
enum err retention_called(struct ctx *cx, int64_t kind, int64_t id, const char *number,
			  const char **ret) NODISCARD;

/* The way to a copy of his data, on the page of a person. */
extern const struct person_part copy_person_part;

/* The way to a code for Data saya, and that his data are no longer to be worked with. */
extern const struct person_part self_person_part;

#endif
