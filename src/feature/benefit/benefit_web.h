/* The pages of aid received, for main.c, and what they draw on those of a person and a family. */
#ifndef BENEFIT_BENEFIT_WEB_H
#define BENEFIT_BENEFIT_WEB_H

#include "feature/registry/registry_web.h"
#include "platform/http/http.h"

extern const struct route benefit_routes[], benefit_record_routes[];

/* A field's choices: the programmes. */
enum err benefit_programme_choices(struct ctx *cx, const struct form *f,
				   struct options *ret) NODISCARD;

/* subject_page_part(): aid received, by period, with totals of the years. */
enum err benefit_draw(struct ctx *cx, struct ui *u, const struct day_part *part) NODISCARD;

#endif
