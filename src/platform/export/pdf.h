/*
 * PDF by Pango and Cairo: letters, forms and stories on A4 (or an 80 mm roll), the same bytes for
 * the same content and date.
 */
#ifndef EXPORT_PDF_H
#define EXPORT_PDF_H

#include "base/buf.h"
#include "base/ctx.h"

struct pdf;

enum pdf_paper { PDF_A4, PDF_A4_LANDSCAPE, PDF_ROLL80 };

struct pdf_options {
	enum pdf_paper paper;
	const char *title;
	const char *footer; /* left of the page number on every page */
	bool sample;        /* prints CONTOH across each page */
};

enum pdf_style {
	PDF_TITLE,
	PDF_HEADING,
	PDF_TEXT,
	PDF_SMALL,
	PDF_STRONG,
	PDF_CENTER,
	PDF_RIGHT,
	PDF_HEAD, /* names in a letterhead */
};

/* A document of the given paper; ended by pdf_end() or dropped by pdf_dropp(). */
enum err pdf_new(struct ctx *cx, const struct pdf_options *options, struct pdf **ret) NODISCARD;
void pdf_text(struct pdf *p, enum pdf_style style, const char *s);  /* wraps and breaks pages */
void pdf_pair(struct pdf *p, const char *label, const char *value); /* label : value, aligned */
void pdf_rule(struct pdf *p);
void pdf_space(struct pdf *p, double points);
void pdf_page_new(struct pdf *p);            /* what follows begins a new page */
void pdf_need(struct pdf *p, double height); /* so too, unless as much is left on this one */
void pdf_line_to_fill(struct pdf *p, const char *label); /* label and a dotted line to write on */
/* Boxes to tick, so many beside one another. */
void pdf_checkboxes(struct pdf *p, const char *const *labels, size_t n, size_t columns);

/* A table with widths as parts of the whole; header repeated on each page.  cells row by row. */
void pdf_table(struct pdf *p, size_t n_columns, const double *widths, const char *const *header,
	       size_t n_rows, const char *const *cells);

/*
 * A QR code of s at the right margin (or centred on a roll), side in points with its quiet zone;
 * what follows stands beside it, a table below it.  ERR_TOOBIG: more text than a code holds.
 */
enum err pdf_qr(struct pdf *p, const char *s, double side) NODISCARD;

/* Ends the document, adds its bytes to out and frees p (also on failure). */
enum err pdf_end(struct ctx *cx, struct pdf *p, struct buf *out) NODISCARD;

/* Frees a document that will not be ended; pdf_end() has freed it already. */
void pdf_dropp(struct pdf **p);

/*
 * A QR code as SVG path data over a square of *ret_size modules (quiet zone included), in the arena
 * of cx: <svg viewBox="0 0 SIZE SIZE"><path d="PATH"/>.
 */
enum err qr_svg_path(struct ctx *cx, const char *text, int *ret_size, char **ret_path) NODISCARD;

#endif
