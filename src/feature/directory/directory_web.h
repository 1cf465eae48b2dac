/* What the pages of directory share, and their routes for main.c. */
#ifndef DIRECTORY_DIRECTORY_WEB_H
#define DIRECTORY_DIRECTORY_WEB_H

#include "platform/http/http.h"

extern const struct route directory_routes[];        /* list, unit, who can take it */
extern const struct route directory_edit_routes[];   /* changing a unit */
extern const struct route directory_roster_routes[]; /* duty roster, PSKS */

/* Choices of a FIELD_REF: the sets unit_kind and service, open units. */
enum err directory_kind_choices(struct ctx *cx, const struct form *f,
				struct options *ret) NODISCARD;
enum err directory_service_choices(struct ctx *cx, const struct form *f,
				   struct options *ret) NODISCARD;
enum err directory_unit_choices(struct ctx *cx, const struct form *f,
				struct options *ret) NODISCARD;

/* The id chosen in a FIELD_REF, 0 for none. */
int64_t directory_chosen(const struct form *f, int field);

/* Heading and table of what a unit offers, with the places taken. */
enum err directory_draw_services(struct ctx *cx, struct ui *u, int64_t unit_id) NODISCARD;

/* "Minggu" to "Sabtu", "Hari libur". */
enum text directory_weekday(int weekday);

#endif
