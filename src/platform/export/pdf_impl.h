/*
 * Inside of a PDF: pages are lists of items with their places, drawn when the document ends, since
 * only then the number of pages and the length of a roll are known.
 */
#ifndef EXPORT_PDF_IMPL_H
#define EXPORT_PDF_IMPL_H

#include "platform/export/pdf.h"

#include <pango/pangocairo.h>
#include <qrencode.h>

enum item_kind { ITEM_TEXT, ITEM_RULE, ITEM_DOTS, ITEM_BOX, ITEM_SHADE, ITEM_QR };

struct item {
	struct item *next;
	enum item_kind kind;
	double x, y, width, height; /* of a text: where its baseline begins */
	PangoLayoutLine *line;
	QRcode *qr;
};

struct page {
	struct page *next;
	struct item *first, *last;
	double used; /* lowest point written, for rolls */
};

/* Layouts own the lines that items draw, so they live as long as the document. */
struct held {
	struct held *next;
	PangoLayout *layout;
};

/* What stays together on a page: the head of a table and its first row, of two lines. */
#define PDF_TOGETHER 60

struct pdf {
	struct arena *arena;
	PangoContext *pango;
	struct pdf_options options;
	double page_width, page_height, margin, top, bottom;
	double y;
	double beside_width, beside_bottom; /* a QR code at the right: text keeps left of it */
	struct page *first, *last;
	int n_pages;
	struct held *held;
	const char *sample, *created; /* the word across pages; the hour of the document */
};

/* Makes the typeface that the program carries known, before the first page. */
void pdf_load_fonts(void);

/* A layout of s in the style's font, wrapped at width, kept until the document ends. */
PangoLayout *pdf_layout(struct pdf *p, enum pdf_style style, const char *s, double width);
double pdf_layout_height(PangoLayout *layout);
double pdf_line_height(PangoLayoutIter *iter);

/* Adds one thing to draw to the present page; in the arena. */
struct item *pdf_item(struct pdf *p, enum item_kind kind, double x, double y, double width,
		      double height);

/* Puts the line at iter with its baseline so that its top is at y; returns its height. */
double pdf_put_line(struct pdf *p, PangoLayoutIter *iter, double x, double y);

/* Width between the margins, less a QR code beside. */
double pdf_width(const struct pdf *p);
bool pdf_is_roll(const struct pdf *p);

/* Draws all pages to out. */
enum err pdf_draw(struct ctx *cx, struct pdf *p, struct buf *out) NODISCARD;

#endif
