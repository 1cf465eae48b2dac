/* Tables of a PDF: columns by parts, wrapped cells, the header again on every page. */
#include "platform/export/pdf_impl.h"

#include "base/str.h"

#include <string.h>

#define PAD 3.0

struct grid {
	struct pdf *pdf;
	size_t n;
	double *x, *width; /* of each column, with its padding */
	bool *right;       /* columns of numbers */
	const char *const *header;
};

/*
 * Digits with their signs and units: "-Rp5.000", "12,5 %".  A leading 0 is a code, not a number; a
 * dash stands for one that is not known.
 */
static bool is_number(const char *s)
{
	size_t n = strlen(s);

	return strspn(s, "0123456789.,-%Rp ") == n && strpbrk(s, "0123456789") != NULL &&
	       (s[0] != '0' || n == 1);
}

static bool is_number_column(size_t n_columns, size_t column, size_t n_rows,
			     const char *const *cells)
{
	bool any = false;
	size_t i;

	for (i = 0; i < n_rows; i++) {
		const char *s = cells[i * n_columns + column];

		if (s == NULL || *s == '\0' || str_eq(s, "–"))
			continue;
		if (!is_number(s))
			return false;
		any = true;
	}
	return any;
}

static void grid_place(struct grid *g, const double *parts, size_t n_rows, const char *const *cells)
{
	struct pdf *p = g->pdf;
	double total = 0, x = p->margin;
	size_t i;

	g->x = ARENA_ARRAY(p->arena, g->n, double);
	g->width = ARENA_ARRAY(p->arena, g->n, double);
	g->right = ARENA_ARRAY(p->arena, g->n, bool);
	for (i = 0; i < g->n; i++)
		total += parts[i];
	for (i = 0; i < g->n; i++) {
		g->x[i] = x;
		g->width[i] = pdf_width(p) * parts[i] / total;
		g->right[i] = is_number_column(g->n, i, n_rows, cells);
		x += g->width[i];
	}
}

/* Lays out the cells of a row, a place among their lines each, and returns the row's height. */
static double row_layout(struct grid *g, enum pdf_style style, const char *const *cells,
			 PangoLayoutIter **ret)
{
	double height = 0;
	size_t i;

	for (i = 0; i < g->n; i++) {
		PangoLayout *layout =
		    pdf_layout(g->pdf, style, cells[i], MAX(g->width[i] - 2 * PAD, 1.0));

		if (g->right[i])
			pango_layout_set_alignment(layout, PANGO_ALIGN_RIGHT);
		ret[i] = pango_layout_get_iter(layout);
		height = MAX(height, pdf_layout_height(layout));
	}
	return height + 2 * PAD;
}

/* Puts lines of one cell until the page or the cell ends; returns where it stopped. */
static double cell_put(struct grid *g, size_t column, PangoLayoutIter **iter)
{
	struct pdf *p = g->pdf;
	double y = p->y + PAD;
	bool first = true;

	while (*iter != NULL) {
		if (!first && y + pdf_line_height(*iter) + PAD > p->bottom)
			break;
		y += pdf_put_line(p, *iter, g->x[column] + PAD, y);
		first = false;
		if (!pango_layout_iter_next_line(*iter)) {
			pango_layout_iter_free(*iter);
			*iter = NULL;
		}
	}
	return y + PAD;
}

/* Puts what fits of a row; true when lines are left for the next page. */
static bool row_put(struct grid *g, PangoLayoutIter **iters)
{
	struct pdf *p = g->pdf;
	double bottom = p->y, end;
	bool left = false;
	size_t i;

	for (i = 0; i < g->n; i++) {
		end = cell_put(g, i, &iters[i]);
		bottom = MAX(bottom, end);
		left = left || iters[i] != NULL;
	}
	p->y = bottom;
	pdf_item(p, ITEM_RULE, p->margin, p->y, pdf_width(p), 0);
	return left;
}

static void header_put(struct grid *g)
{
	PangoLayoutIter **iters = ARENA_ARRAY(g->pdf->arena, g->n, PangoLayoutIter *);
	struct pdf *p = g->pdf;
	double height = row_layout(g, PDF_STRONG, g->header, iters);

	pdf_item(p, ITEM_SHADE, p->margin, p->y, pdf_width(p), height);
	(void)row_put(g, iters); /* no header is as long as a page */
}

static void row_flow(struct grid *g, const char *const *cells)
{
	PangoLayoutIter **iters = ARENA_ARRAY(g->pdf->arena, g->n, PangoLayoutIter *);
	struct pdf *p = g->pdf;
	double height = row_layout(g, PDF_TEXT, cells, iters);
	bool left;

	do {
		/* A row longer than a page is split; every other one moves on whole. */
		if (p->y + MIN(height, (p->bottom - p->top) / 2) > p->bottom) {
			pdf_page_new(p);
			header_put(g);
		}
		left = row_put(g, iters);
		if (left)
			p->y = p->bottom;
	} while (left);
}

void pdf_table(struct pdf *p, size_t n_columns, const double *widths, const char *const *header,
	       size_t n_rows, const char *const *cells)
{
	struct grid g = { .pdf = p, .n = n_columns, .header = header };
	size_t i;

	p->y = MAX(p->y, p->beside_bottom);
	p->beside_bottom = 0;
	pdf_need(p, PDF_TOGETHER);
	grid_place(&g, widths, n_rows, cells);
	header_put(&g);
	for (i = 0; i < n_rows; i++)
		row_flow(&g, cells + i * n_columns);
	p->y += 8;
}
