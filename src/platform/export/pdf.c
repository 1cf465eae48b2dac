#include "platform/export/pdf_impl.h"

#include "platform/export/qr.h"
#include "platform/export/repair.h"
#include "platform/i18n/i18n.h"
#include "text/export.h"

#include <stdlib.h>
#include <string.h>

#define MM         (72.0 / 25.4)
#define FAMILY     "Liberation Sans"
#define LEADING    1.15
#define FOOTER     (8 * MM) /* kept free above the lower margin for footer and page number */
#define ROLL_LIMIT 14000.0  /* readers refuse pages longer than 14400 points */
#define BOX        8.5

static const struct {
	double size, roll_size, before, after;
	bool bold;
	PangoAlignment align;
} styles[] = {
	[PDF_TITLE] = { 16, 12, 0, 6, true, PANGO_ALIGN_LEFT },
	[PDF_HEADING] = { 12, 10, 8, 3, true, PANGO_ALIGN_LEFT },
	[PDF_TEXT] = { 10.5, 9, 0, 4, false, PANGO_ALIGN_LEFT },
	[PDF_SMALL] = { 8.5, 7.5, 0, 3, false, PANGO_ALIGN_LEFT },
	[PDF_STRONG] = { 10.5, 9, 0, 4, true, PANGO_ALIGN_LEFT },
	[PDF_CENTER] = { 10.5, 9, 0, 4, false, PANGO_ALIGN_CENTER },
	[PDF_RIGHT] = { 10.5, 9, 0, 4, false, PANGO_ALIGN_RIGHT },
	[PDF_HEAD] = { 13, 10, 0, 3, true, PANGO_ALIGN_CENTER },
};

bool pdf_is_roll(const struct pdf *p)
{
	return p->options.paper == PDF_ROLL80;
}

static void set_paper(struct pdf *p)
{
	bool landscape = p->options.paper == PDF_A4_LANDSCAPE;

	p->page_width = (landscape ? 297 : 210) * MM;
	p->page_height = (landscape ? 210 : 297) * MM;
	p->margin = 20 * MM;
	p->bottom = p->page_height - p->margin - FOOTER;
	if (pdf_is_roll(p)) {
		p->page_width = 80 * MM;
		p->margin = 4 * MM;
		p->bottom = ROLL_LIMIT;
	}
	p->top = p->margin;
}

/* Places are those of the printed page, not of some screen's pixels. */
static PangoContext *pango_new(void)
{
	cairo_font_options_t *options = cairo_font_options_create();
	PangoContext *pango;

	pdf_load_fonts();
	pango = pango_font_map_create_context(pango_cairo_font_map_get_default());
	cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE);
	cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF);
	cairo_font_options_set_antialias(options, CAIRO_ANTIALIAS_GRAY);
	pango_cairo_context_set_font_options(pango, options);
	pango_cairo_context_set_resolution(pango, 72);
	pango_context_set_round_glyph_positions(pango, FALSE);
	pango_context_set_language(pango, pango_language_from_string("id"));
	cairo_font_options_destroy(options);
	return pango;
}

enum err pdf_new(struct ctx *cx, const struct pdf_options *options, struct pdf **ret)
{
	struct arena *arena = arena_new(0);
	struct pdf *p = ARENA_NEW(arena, struct pdf);

	*p = (struct pdf){
		.arena = arena,
		.options = *options,
		.pango = pango_new(),
		.sample = text(cx, T_EXPORT_SAMPLE),
		.created = arena_strdup(arena, iso_instant(cx, cx->now)),
	};
	p->options.title = arena_strdup(arena, options->title);
	p->options.footer = arena_strdup(arena, options->footer);
	set_paper(p);
	pdf_page_new(p);
	*ret = p;
	return ERR_OK;
}

static void pdf_free(struct pdf *p)
{
	struct held *held;
	struct page *page;
	struct item *item;

	for (page = p->first; page != NULL; page = page->next)
		for (item = page->first; item != NULL; item = item->next)
			QRcode_free(item->qr);
	for (held = p->held; held != NULL; held = held->next)
		g_object_unref(held->layout);
	g_object_unref(p->pango);
	arena_free(p->arena);
}

void pdf_dropp(struct pdf **p)
{
	if (*p != NULL)
		pdf_free(*p);
	*p = NULL;
}

enum err pdf_end(struct ctx *cx, struct pdf *p, struct buf *out)
{
	enum err err = pdf_draw(cx, p, out);

	pdf_free(p);
	return err;
}

void pdf_page_new(struct pdf *p)
{
	struct page *page = ARENA_NEW(p->arena, struct page);

	if (p->last != NULL)
		p->last->next = page;
	else
		p->first = page;
	p->last = page;
	p->n_pages++;
	p->y = p->top;
	p->beside_width = p->beside_bottom = 0;
}

struct item *pdf_item(struct pdf *p, enum item_kind kind, double x, double y, double width,
		      double height)
{
	struct item *item = ARENA_NEW(p->arena, struct item);

	*item = (struct item){
		.kind = kind,
		.x = x,
		.y = y,
		.width = width,
		.height = height,
	};
	if (p->last->last != NULL)
		p->last->last->next = item;
	else
		p->last->first = item;
	p->last->last = item;
	p->last->used = MAX(p->last->used, y + height);
	return item;
}

void pdf_need(struct pdf *p, double height)
{
	if (p->y + height > p->bottom && p->last->first != NULL)
		pdf_page_new(p);
}

double pdf_width(const struct pdf *p)
{
	double beside = p->y < p->beside_bottom ? p->beside_width : 0;

	return p->page_width - 2 * p->margin - beside;
}

PangoLayout *pdf_layout(struct pdf *p, enum pdf_style style, const char *s, double width)
{
	PangoLayout *layout = pango_layout_new(p->pango);
	PangoFontDescription *font = pango_font_description_from_string(FAMILY);
	struct held *held = ARENA_NEW(p->arena, struct held);
	double size = pdf_is_roll(p) ? styles[style].roll_size : styles[style].size;

	pango_font_description_set_absolute_size(font, size * PANGO_SCALE);
	if (styles[style].bold)
		pango_font_description_set_weight(font, PANGO_WEIGHT_BOLD);
	pango_layout_set_font_description(layout, font);
	pango_font_description_free(font);
	pango_layout_set_text(layout, utf8_repair(p->arena, s != NULL ? s : ""), -1);
	pango_layout_set_width(layout, (int)(width * PANGO_SCALE));
	pango_layout_set_wrap(layout, PANGO_WRAP_WORD_CHAR);
	pango_layout_set_alignment(layout, styles[style].align);
	*held = (struct held){ .next = p->held, .layout = layout };
	p->held = held;
	return layout;
}

double pdf_layout_height(PangoLayout *layout)
{
	int height;

	pango_layout_get_size(layout, NULL, &height);
	return (double)height / PANGO_SCALE * LEADING;
}

double pdf_line_height(PangoLayoutIter *iter)
{
	PangoRectangle logical;

	pango_layout_iter_get_line_extents(iter, NULL, &logical);
	return (double)logical.height / PANGO_SCALE * LEADING;
}

double pdf_put_line(struct pdf *p, PangoLayoutIter *iter, double x, double y)
{
	double height = pdf_line_height(iter);
	PangoRectangle logical;
	struct item *item;
	double ascent;

	pango_layout_iter_get_line_extents(iter, NULL, &logical);
	ascent = (double)(pango_layout_iter_get_baseline(iter) - logical.y) / PANGO_SCALE;
	item = pdf_item(p, ITEM_TEXT, x + (double)logical.x / PANGO_SCALE, y + ascent, 0, 0);
	item->line = pango_layout_iter_get_line_readonly(iter);
	p->last->used = MAX(p->last->used, y + height);
	return height;
}

/* Puts all lines from p->y down, page by page. */
static void pdf_flow(struct pdf *p, PangoLayout *layout, double x)
{
	PangoLayoutIter *iter = pango_layout_get_iter(layout);

	do {
		pdf_need(p, pdf_line_height(iter));
		p->y += pdf_put_line(p, iter, x, p->y);
	} while (pango_layout_iter_next_line(iter));
	pango_layout_iter_free(iter);
}

void pdf_text(struct pdf *p, enum pdf_style style, const char *s)
{
	PangoLayout *layout = pdf_layout(p, style, s, pdf_width(p));

	if (p->y > p->top)
		p->y += styles[style].before;
	/* A heading does not stand alone at the foot of a page, whatever follows it. */
	if (style == PDF_HEADING || style == PDF_TITLE)
		pdf_need(p, pdf_layout_height(layout) + styles[style].after + PDF_TOGETHER);
	pdf_flow(p, layout, p->margin);
	p->y += styles[style].after;
}

void pdf_pair(struct pdf *p, const char *label, const char *value)
{
	double width = pdf_width(p), x = p->margin;
	double label_width = (p->page_width - 2 * p->margin) * (pdf_is_roll(p) ? 0.36 : 0.28);
	PangoLayout *name = pdf_layout(p, PDF_TEXT, label, label_width - 6);
	PangoLayout *colon = pdf_layout(p, PDF_TEXT, ":", 10);
	PangoLayout *said = pdf_layout(p, PDF_TEXT, value, width - label_width - 8);
	double name_height = pdf_layout_height(name), top;
	struct page *page;

	pdf_need(p, name_height);
	top = p->y;
	page = p->last;
	pdf_flow(p, name, x);
	p->y = top;
	pdf_flow(p, colon, x + label_width);
	p->y = top;
	pdf_flow(p, said, x + label_width + 8);
	if (p->last == page)
		p->y = MAX(p->y, top + name_height);
	p->y += 2;
}

void pdf_rule(struct pdf *p)
{
	pdf_need(p, 8);
	pdf_item(p, ITEM_RULE, p->margin, p->y + 3, pdf_width(p), 0);
	p->y += 8;
}

void pdf_space(struct pdf *p, double points)
{
	p->y += points;
	p->last->used = MAX(p->last->used, MIN(p->y, p->bottom));
}

void pdf_line_to_fill(struct pdf *p, const char *label)
{
	PangoLayout *layout = pdf_layout(p, PDF_TEXT, label, pdf_width(p) * 0.6);
	double height = pdf_layout_height(layout) + 8; /* room for a hand */
	double right, x;
	int width;

	pdf_need(p, height);
	right = p->margin + pdf_width(p);
	pango_layout_get_size(layout, &width, NULL);
	p->y += 8;
	pdf_flow(p, layout, p->margin);
	x = p->margin + (double)width / PANGO_SCALE + (width > 0 ? 6 : 0);
	pdf_item(p, ITEM_DOTS, x, p->y - 3, right - x, 0);
	p->y += 3;
}

/* Points that a row of boxes takes whose words wrap once. */
#define BOX_ROW 30

void pdf_checkboxes(struct pdf *p, const char *const *labels, size_t n, size_t columns)
{
	double cell = pdf_width(p) / (double)columns, indent = BOX + 6, top, low;

	for (size_t i = 0; i < n; i += columns) {
		pdf_need(p, BOX_ROW);
		top = low = p->y;
		for (size_t j = i; j < MIN(n, i + columns); j++) {
			double x = p->margin + (double)(j - i) * cell;

			p->y = top;
			pdf_item(p, ITEM_BOX, x, top + 2, BOX, BOX);
			pdf_flow(p, pdf_layout(p, PDF_TEXT, labels[j], cell - indent - 6),
				 x + indent);
			low = MAX(low, p->y);
		}
		p->y = low + 3;
	}
}

enum err pdf_qr(struct pdf *p, const char *s, double side)
{
	struct ctx cx = { .arena = p->arena }; /* details of the failure are not kept */
	struct item *item;
	QRcode *code;
	double x;

	TRY(qr_make(&cx, s, &code));
	pdf_need(p, side);
	x = pdf_is_roll(p) ? (p->page_width - side) / 2 : p->page_width - p->margin - side;
	item = pdf_item(p, ITEM_QR, x, p->y, side, side);
	item->qr = code;
	if (pdf_is_roll(p)) {
		p->y += side;
	} else {
		p->beside_width = side + 8;
		p->beside_bottom = p->y + side;
	}
	return ERR_OK;
}
