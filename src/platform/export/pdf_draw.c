/* The second pass of a PDF: every page with its footer and, on samples, the word across it. */
#include "platform/export/pdf_impl.h"

#include "platform/export/qr.h"
#include "platform/i18n/i18n.h"
#include "text/export.h"

#include <cairo-pdf.h>
#include <math.h>

static cairo_status_t write_bytes(void *closure, const unsigned char *p, unsigned n)
{
	struct buf *out = closure;

	buf_add(out, p, n);
	return buf_ok(out) ? CAIRO_STATUS_SUCCESS : CAIRO_STATUS_WRITE_ERROR;
}

static void draw_qr(cairo_t *cr, const struct item *item)
{
	const QRcode *code = item->qr;
	double module = item->width / (code->width + 2 * QR_QUIET);
	int x, y, run;

	for (y = 0; y < code->width; y++) {
		for (x = 0; x < code->width; x += MAX(run, 1)) {
			run = qr_run(code, x, y);
			if (run > 0)
				cairo_rectangle(cr, item->x + (x + QR_QUIET) * module,
						item->y + (y + QR_QUIET) * module, run * module,
						module);
		}
	}
	cairo_fill(cr);
}

static void draw_line(cairo_t *cr, const struct item *item)
{
	static const double dots[] = { 0.5, 2 };

	cairo_set_line_width(cr, item->kind == ITEM_DOTS ? 0.8 : 0.5);
	if (item->kind == ITEM_DOTS)
		cairo_set_dash(cr, dots, 2, 0);
	if (item->kind == ITEM_BOX)
		cairo_rectangle(cr, item->x, item->y, item->width, item->height);
	else {
		cairo_move_to(cr, item->x, item->y);
		cairo_rel_line_to(cr, item->width, 0);
	}
	cairo_stroke(cr);
	cairo_set_dash(cr, NULL, 0, 0);
}

static void draw_item(cairo_t *cr, const struct item *item)
{
	cairo_set_source_rgb(cr, 0, 0, 0);
	switch (item->kind) {
	case ITEM_TEXT:
		cairo_move_to(cr, item->x, item->y);
		pango_cairo_show_layout_line(cr, item->line);
		break;
	case ITEM_SHADE:
		cairo_set_source_rgb(cr, 0.93, 0.93, 0.93);
		cairo_rectangle(cr, item->x, item->y, item->width, item->height);
		cairo_fill(cr);
		break;
	case ITEM_QR:
		draw_qr(cr, item);
		break;
	case ITEM_RULE:
	case ITEM_DOTS:
	case ITEM_BOX:
		draw_line(cr, item);
		break;
	}
}

static void draw_layout(cairo_t *cr, PangoLayout *layout, double x, double y)
{
	cairo_move_to(cr, x, y);
	pango_cairo_show_layout(cr, layout);
}

/* The word across the page, from the lower left to the upper right, behind everything else. */
static void draw_sample(cairo_t *cr, struct pdf *p, double height)
{
	PangoLayout *layout = pdf_layout(p, PDF_TITLE, p->sample, -1);
	double scale = p->page_width / 100,
	       angle = -atan2(MIN(height, p->page_width * 1.4), p->page_width);
	int width, tall;

	pango_layout_set_width(layout, -1);
	pango_layout_get_size(layout, &width, &tall);
	cairo_save(cr);
	cairo_set_source_rgb(cr, 0.88, 0.88, 0.88);
	cairo_translate(cr, p->page_width / 2, height / 2);
	cairo_rotate(cr, angle);
	cairo_scale(cr, scale, scale);
	draw_layout(cr, layout, -(double)width / PANGO_SCALE / 2, -(double)tall / PANGO_SCALE / 2);
	cairo_restore(cr);
}

/* The footer's text: cut beside a page number, wrapped on a roll, which has none; NULL without. */
static PangoLayout *footer_layout(struct pdf *p)
{
	double width = p->page_width - 2 * p->margin;
	PangoLayout *layout;

	if (p->options.footer == NULL)
		return NULL;
	layout = pdf_layout(p, PDF_SMALL, p->options.footer, pdf_is_roll(p) ? width : width * 0.75);
	if (!pdf_is_roll(p))
		pango_layout_set_ellipsize(layout, PANGO_ELLIPSIZE_END);
	return layout;
}

static void draw_number(struct ctx *cx, cairo_t *cr, struct pdf *p, int number, double y)
{
	const char *s =
	    text_fill(cx, T_EXPORT_PAGE, say_number(cx, number), say_number(cx, p->n_pages), NULL);
	PangoLayout *layout = pdf_layout(p, PDF_SMALL, s, p->page_width - 2 * p->margin);

	pango_layout_set_alignment(layout, PANGO_ALIGN_RIGHT);
	draw_layout(cr, layout, p->margin, y);
}

static void draw_page(struct ctx *cx, cairo_t *cr, cairo_surface_t *surface, struct pdf *p,
		      const struct page *page, int number)
{
	PangoLayout *footer = footer_layout(p);
	double height = p->page_height, footer_y = p->bottom + 4;
	const struct item *item;

	if (pdf_is_roll(p)) {
		footer_y = page->used + 6;
		height = footer_y + (footer != NULL ? pdf_layout_height(footer) : 0) + p->margin;
	}
	cairo_pdf_surface_set_size(surface, p->page_width, height);
	if (p->options.sample)
		draw_sample(cr, p, height);
	for (item = page->first; item != NULL; item = item->next)
		draw_item(cr, item);
	cairo_set_source_rgb(cr, 0, 0, 0);
	if (footer != NULL)
		draw_layout(cr, footer, p->margin, footer_y);
	if (!pdf_is_roll(p))
		draw_number(cx, cr, p, number, footer_y);
	cairo_show_page(cr);
}

static enum err status_err(struct ctx *cx, cairo_status_t status, const struct buf *out)
{
	if (!buf_ok(out))
		return err_set(cx, ERR_TOOBIG, "pdf past %zu bytes", out->max);
	if (status != CAIRO_STATUS_SUCCESS)
		return err_set(cx, ERR_IO, "pdf: %s", cairo_status_to_string(status));
	return ERR_OK;
}

enum err pdf_draw(struct ctx *cx, struct pdf *p, struct buf *out)
{
	cairo_surface_t *surface =
	    cairo_pdf_surface_create_for_stream(write_bytes, out, p->page_width, p->page_height);
	cairo_t *cr = cairo_create(surface);
	const struct page *page;
	cairo_status_t status;
	int number = 0;

	if (p->options.title != NULL)
		cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_TITLE, p->options.title);
	cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_CREATE_DATE, p->created);
	for (page = p->first; page != NULL; page = page->next)
		draw_page(cx, cr, surface, p, page, ++number);
	status = cairo_status(cr);
	cairo_destroy(cr);
	cairo_surface_finish(surface);
	if (status == CAIRO_STATUS_SUCCESS)
		status = cairo_surface_status(surface);
	cairo_surface_destroy(surface);
	return status_err(cx, status, out);
}
