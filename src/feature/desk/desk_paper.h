/* What the desk prints: blank forms, the way of a report as a poster, receipts, one report. */
#ifndef DESK_DESK_PAPER_H
#define DESK_DESK_PAPER_H

#include "feature/desk/desk.h"
#include "platform/export/pdf.h"

/* One blank form a page, each with its number and a code that opens it for typing in. */
enum err desk_print_forms(struct ctx *cx, const char *const *numbers, size_t n, const char *region,
			  struct buf *out) NODISCARD;

/*
 * Who does what, how fast and on which telephone, in one kelurahan (0: a sheet for each): from the
 * rules, units and time limits that hold now, as they are during office hours.
 */
enum err desk_print_poster(struct ctx *cx, int64_t region_id, struct buf *out) NODISCARD;

/* Number, secret and where to follow it. */
enum err desk_print_receipt(struct ctx *cx, const struct desk_status *s, const char *secret,
			    enum pdf_paper paper, struct buf *out) NODISCARD;

/* A report as it stands, with what was decided and why. */
enum err desk_print_report(struct ctx *cx, const struct desk_view *v, struct buf *out) NODISCARD;

#endif
