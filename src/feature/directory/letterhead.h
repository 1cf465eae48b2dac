/* The head of a paper that leaves the office: whose it is, and where that office is found. */
#ifndef DIRECTORY_LETTERHEAD_H
#define DIRECTORY_LETTERHEAD_H

#include "base/ctx.h"
#include "platform/export/pdf.h"

/*
 * Of a unit; of one outside the city without the city's name, since it is not its office.
 * unit_id 0: of the city alone.
 */
enum err letterhead_unit(struct ctx *cx, struct pdf *p, int64_t unit_id) NODISCARD;

/* Of a kelurahan, with where its office (or else its desk) is found; 0: of the city alone. */
enum err letterhead_region(struct ctx *cx, struct pdf *p, int64_t region_id) NODISCARD;

/* What stands over a signature: "Sukabumi, 4 November 2026"; on 0: room to write the day. */
const char *letter_place_day(struct ctx *cx, int32_t on);

#endif
