/* What pages that show a copy share; nobody else includes it. */
#ifndef RIGHTS_COPY_WEB_H
#define RIGHTS_COPY_WEB_H

#include "feature/rights/copy.h"
#include "platform/i18n/i18n.h"

/* The heading of a chapter, and its name for machines. */
enum text copy_part_text(int64_t part);
extern const char *const copy_part_names[COPY__PARTS];

/* The lines of a chapter, which stand together. */
size_t copy_part_lines(const struct copy *c, int part, const struct copy_line **ret);

/* Who has looked, to people: by sittings, with the single looks below each. */
struct ui;
void copy_draw_looks(struct ctx *cx, struct ui *u, const struct copy_line *lines, size_t n);

/* The copy as PDF, in the language of cx, under the letterhead of who hands it over; 0: nobody. */
enum err copy_print(struct ctx *cx, const struct copy *c, int64_t unit_id,
		    struct buf *out) NODISCARD;

#endif
