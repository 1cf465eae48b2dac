/* Bars, map, QR and photos: SVG made here; the numbers always stand in a table as well. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "platform/export/pdf.h"
#include "platform/ui/ui_impl.h"
#include "text/ui.h"

/* ---- bars -------------------------------------------------------------------------------- */

static int64_t greatest(const struct ui_bar *bars, size_t n)
{
	int64_t most = 1;
	for (size_t i = 0; i < n; i++)
		most = MAX(most, bars[i].value);
	return most;
}

/* Hundredths of the longest bar; what is not nothing is seen. */
static int64_t bar_width(int64_t value, int64_t most)
{
	return value > 0 ? MAX(1, (int64_t)lround(100.0 * (double)value / (double)most)) : 0;
}

static void draw_bar_row(struct ui *u, const struct ui_bar *bar, int64_t most)
{
	const char *part = NULL;
	if (bar->part)
		part = text_fill(u->cx, T_UI_LATE_PART, say_number(u->cx, bar->part), NULL);
	tpl_bar_row(u->cx, u->out,
		    &(struct tpl_bar_row){ .w = bar_width(bar->value, most),
					   .part = bar_width(bar->part, most),
					   .label = bar->label,
					   .href = bar->href,
					   .value = say_number(u->cx, bar->value),
					   .part_label = part });
}

static void draw_behind(struct ui *u, const char *unit)
{
	tpl_svg_end(u->cx, u->out);
	tpl_behind_begin(u->cx, u->out, &(struct tpl_behind_begin){ .unit = unit });
}

static void draw_behind_row(struct ui *u, const char *label, const char *href, int64_t value)
{
	tpl_behind_row(u->cx, u->out,
		       &(struct tpl_behind_row){
			   .label = label, .href = href, .value = say_number(u->cx, value) });
}

static void bars_json(struct ui *u, const char *name, const struct ui_bar *bars, size_t n)
{
	struct json *j = &u->json;
	json_open(j, name, '[');
	for (size_t i = 0; i < n; i++) {
		json_open(j, NULL, '{');
		json_text(j, "label", bars[i].label);
		json_int(j, "value", bars[i].value);
		json_int(j, "part", bars[i].part);
		json_text(j, "href", bars[i].href);
		json_close(j, '}');
	}
	json_close(j, ']');
}

void ui_bars(struct ui *u, const char *name, const char *title, const char *unit,
	     const struct ui_bar *bars, size_t n)
{
	if (ui_json(u, name))
		bars_json(u, name, bars, n);
	if (!ui_html(u))
		return;
	int64_t most = greatest(bars, n);
	tpl_bars_begin(u->cx, u->out, &(struct tpl_bars_begin){ .title = title, .unit = unit });
	for (size_t i = 0; i < n; i++)
		draw_bar_row(u, &bars[i], most);
	tpl_bars_end(u->cx, u->out);
}

/* ---- line -------------------------------------------------------------------------------- */

enum { LINE_WIDTH = 600, LINE_HEIGHT = 120, LINE_EDGE = 8 };

static int64_t line_y(int64_t value, int64_t top)
{
	int64_t height = LINE_HEIGHT - 2 * LINE_EDGE;
	return LINE_EDGE + height - height * MAX(0, MIN(value, top)) / MAX(1, top);
}

/* One day alone is a level. */
static const char *line_points(struct ui *u, const struct ui_point *points, size_t n, int64_t top)
{
	CLEANUP(buf_release) struct buf b;
	int64_t width = LINE_WIDTH - 2 * LINE_EDGE, steps = n > 1 ? (int64_t)n - 1 : 1;
	buf_init(&b, 32 * (n + 2));
	for (size_t i = 0; i < n; i++)
		buf_addf(&b, "%lld,%lld ", (long long)(LINE_EDGE + width * (int64_t)i / steps),
			 (long long)line_y(points[i].value, top));
	if (n == 1)
		buf_addf(&b, "%d,%lld", LINE_WIDTH - LINE_EDGE,
			 (long long)line_y(points[0].value, top));
	return arena_strdup(u->cx->arena, buf_str(&b));
}

static void line_json(struct ui *u, const char *name, const struct ui_point *points, size_t n)
{
	struct json *j = &u->json;
	json_open(j, name, '[');
	for (size_t i = 0; i < n; i++) {
		json_open(j, NULL, '{');
		json_text(j, "label", points[i].label);
		json_int(j, "value", points[i].value);
		json_close(j, '}');
	}
	json_close(j, ']');
}

void ui_line(struct ui *u, const char *name, const char *title, const char *unit,
	     const struct ui_point *points, size_t n, int64_t top)
{
	if (ui_json(u, name))
		line_json(u, name, points, n);
	if (!ui_html(u) || n < 2)
		return;
	tpl_figure_begin(u->cx, u->out, &(struct tpl_figure_begin){ .title = title });
	tpl_line(u->cx, u->out,
		 &(struct tpl_line){ .title = title,
				     .width = LINE_WIDTH,
				     .height = LINE_HEIGHT,
				     .floor = LINE_HEIGHT - LINE_EDGE,
				     .points = line_points(u, points, n, top),
				     .first = points[0].label,
				     .last = points[n - 1].label,
				     .shown = points[n - 1].shown });
	tpl_line_table_begin(u->cx, u->out, &(struct tpl_line_table_begin){ .unit = unit });
	for (size_t i = 0; i < n; i++)
		tpl_behind_row(
		    u->cx, u->out,
		    &(struct tpl_behind_row){ .label = points[i].label, .value = points[i].shown });
	tpl_behind_end(u->cx, u->out);
}

/* ---- map --------------------------------------------------------------------------------- */

/* Places lie too close together in a city for circles that can be read: each gets a field. */
enum { FIELD_WIDTH = 128, FIELD_HEIGHT = 64, FIELD_GAP = 6, SHADES = 5 };

/* So many letters of a label stand beside one another in a field. */
enum { FIELD_LETTERS = 16 };

static int north_first(const void *a, const void *b)
{
	const struct ui_spot *x = *(const struct ui_spot *const *)a,
			     *y = *(const struct ui_spot *const *)b;
	return x->lat > y->lat ? -1 : x->lat < y->lat;
}

static int west_first(const void *a, const void *b)
{
	const struct ui_spot *x = *(const struct ui_spot *const *)a,
			     *y = *(const struct ui_spot *const *)b;
	return x->lng < y->lng ? -1 : x->lng > y->lng;
}

/* Nothing is left white; the most is darkest. */
static int64_t shade_of(int64_t value, int64_t most)
{
	if (value == UI_NO_FIGURE)
		return 2;
	return value > 0 ? 1 + (value * (SHADES - 1)) / most : 0;
}

/* Where a label that is too long for one line is broken: the blank nearest to its middle, or NULL.
 */
static const char *break_of(const char *label)
{
	size_t n = strlen(label);
	const char *best = NULL;

	if (utf8_length(label) <= FIELD_LETTERS)
		return NULL;
	for (const char *at = strchr(label, ' '); at != NULL; at = strchr(at + 1, ' '))
		if (best == NULL || labs((long)(2 * (at - label)) - (long)n) <
					labs((long)(2 * (best - label)) - (long)n))
			best = at;
	return best;
}

static void draw_spot(struct ui *u, const struct ui_spot *s, int64_t x, int64_t y, int64_t most)
{
	const char *at = break_of(s->label);
	bool two = at != NULL, bare = s->value == UI_NO_FIGURE;

	tpl_spot(u->cx, u->out,
		 &(struct tpl_spot){
		     .x = x,
		     .y = y,
		     .width = FIELD_WIDTH,
		     .height = FIELD_HEIGHT,
		     .text_x = x + FIELD_WIDTH / 2,
		     .value_y = y + FIELD_HEIGHT * (two ? 3 : 4) / 10,
		     .label_y = y + FIELD_HEIGHT * ((two ? 6 : 8) - (bare ? 2 : 0)) / 10,
		     .second_y = y + FIELD_HEIGHT * (bare ? 7 : 9) / 10,
		     .first = two ? arena_strndup(u->cx->arena, s->label, (size_t)(at - s->label))
				  : s->label,
		     .second = two ? at + 1 : NULL,
		     .shade = shade_of(s->value, most),
		     .label = s->label,
		     .value = bare ? NULL : say_number(u->cx, s->value),
		     .href = s->href });
}

/* Rows from north to south, each from west to east. */
static void draw_fields(struct ui *u, const char *title, const struct ui_spot *spots, size_t n)
{
	const struct ui_spot **at = ARENA_ARRAY(u->cx->arena, n, const struct ui_spot *);
	size_t in_row = (size_t)lround(ceil(sqrt((double)n))), rows = (n + in_row - 1) / in_row;
	int64_t most = 1;
	for (size_t i = 0; i < n; i++) {
		at[i] = &spots[i];
		most = MAX(most, spots[i].value);
	}
	tpl_map_begin(u->cx, u->out,
		      &(struct tpl_map_begin){
			  .title = title,
			  .width = (int64_t)in_row * (FIELD_WIDTH + FIELD_GAP) + FIELD_GAP,
			  .height = (int64_t)rows * (FIELD_HEIGHT + FIELD_GAP) + FIELD_GAP });
	qsort(at, n, sizeof(*at), north_first);
	for (size_t row = 0; row < rows; row++) {
		size_t from = row * n / rows, to = (row + 1) * n / rows;
		int64_t left = (int64_t)(in_row - (to - from)) * (FIELD_WIDTH + FIELD_GAP) / 2;
		qsort(&at[from], to - from, sizeof(*at), west_first);
		for (size_t i = from; i < to; i++)
			draw_spot(u, at[i],
				  left + FIELD_GAP +
				      (int64_t)(i - from) * (FIELD_WIDTH + FIELD_GAP),
				  FIELD_GAP + (int64_t)row * (FIELD_HEIGHT + FIELD_GAP), most);
	}
}

static void map_json(struct ui *u, const char *name, const struct ui_spot *spots, size_t n)
{
	struct json *j = &u->json;
	json_open(j, name, '[');
	for (size_t i = 0; i < n; i++) {
		json_open(j, NULL, '{');
		json_text(j, "label", spots[i].label);
		json_int(j, "value", spots[i].value);
		json_text(j, "at",
			  arena_printf(u->cx->arena, "%.6f,%.6f", spots[i].lat, spots[i].lng));
		json_text(j, "href", spots[i].href);
		json_close(j, '}');
	}
	json_close(j, ']');
}

void ui_map(struct ui *u, const char *name, const char *title, const struct ui_spot *spots,
	    size_t n)
{
	if (ui_json(u, name))
		map_json(u, name, spots, n);
	if (!ui_html(u) || !n)
		return;
	tpl_figure_begin(u->cx, u->out, &(struct tpl_figure_begin){ .title = title });
	draw_fields(u, title, spots, n);
	if (spots[0].value == UI_NO_FIGURE) {
		tpl_plan_end(u->cx, u->out);
		return;
	}
	draw_behind(u, text(u->cx, T_UI_TOTAL));
	for (size_t i = 0; i < n; i++)
		draw_behind_row(u, spots[i].label, spots[i].href, spots[i].value);
	tpl_behind_end(u->cx, u->out);
}

/* ---- QR and photos ----------------------------------------------------------------------- */

void ui_qr(struct ui *u, const char *text, const char *caption)
{
	int size;
	char *path;
	if (!ui_html(u))
		return;
	enum err err = qr_svg_path(u->cx, text, &size, &path);
	if (err != ERR_OK) {
		u->failed = u->failed != ERR_OK ? u->failed : err;
		return;
	}
	tpl_qr(u->cx, u->out, &(struct tpl_qr){ .size = size, .path = path, .caption = caption });
}

void ui_photos(struct ui *u, const char *name, const int64_t *media, size_t n)
{
	ui_photos_at(u, name, "/foto", media, n);
}

void ui_photos_at(struct ui *u, const char *name, const char *path, const int64_t *media, size_t n)
{
	if (ui_json(u, name)) {
		json_open(&u->json, name, '[');
		for (size_t i = 0; i < n; i++)
			json_id(&u->json, NULL, media[i]);
		json_close(&u->json, ']');
	}
	if (!ui_html(u) || !n)
		return;
	tpl_photos_begin(u->cx, u->out);
	for (size_t i = 0; i < n; i++) {
		const char *href = arena_printf(u->cx->arena, "%s/%lld", path, (long long)media[i]);

		tpl_photo(u->cx, u->out,
			  &(struct tpl_photo){
			      .href = href,
			      .small = arena_printf(u->cx->arena, "%s/kecil", href),
			      .label = text_fill(u->cx, T_UI_PHOTO,
						 say_number(u->cx, (int64_t)i + 1), NULL) });
	}
	tpl_ul_end(u->cx, u->out);
}
