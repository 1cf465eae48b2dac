/* Bars, map, QR and photos: SVG made here; the numbers always stand in a table as well. */
#include <math.h>

#include "platform/export/pdf.h"
#include "platform/ui/ui_impl.h"

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

/* ---- map --------------------------------------------------------------------------------- */

enum { MAP_WIDTH = 640, MAP_HEIGHT = 480, MAP_MARGIN = 64, SPOT_LEAST = 16, SPOT_MOST = 34 };

/* The part of the world that the spots cover; a degree counts alike both ways near the equator. */
struct extent {
	double west, south, scale;
	int64_t left, height, most;
};

static struct extent extent_of(const struct ui_spot *s, size_t n)
{
	double west = s[0].lng, east = west, south = s[0].lat, north = south;
	int64_t most = 1;
	for (size_t i = 0; i < n; i++) {
		west = fmin(west, s[i].lng);
		east = fmax(east, s[i].lng);
		south = fmin(south, s[i].lat);
		north = fmax(north, s[i].lat);
		most = MAX(most, s[i].value);
	}
	double scale = fmin((MAP_WIDTH - 2 * MAP_MARGIN) / fmax(east - west, 1e-4),
			    (MAP_HEIGHT - 2 * MAP_MARGIN) / fmax(north - south, 1e-4));
	int64_t width = (int64_t)lround((east - west) * scale);
	int64_t height = (int64_t)lround((north - south) * scale) + 2 * MAP_MARGIN;
	return (struct extent){ west, south, scale, (MAP_WIDTH - width) / 2, height, most };
}

static void draw_spot(struct ui *u, const struct ui_spot *s, const struct extent *e)
{
	double share = sqrt((double)MAX(s->value, 0) / (double)e->most);
	int64_t r = SPOT_LEAST + (int64_t)lround(share * (SPOT_MOST - SPOT_LEAST));
	int64_t y = e->height - MAP_MARGIN - (int64_t)lround((s->lat - e->south) * e->scale);
	tpl_spot(u->cx, u->out,
		 &(struct tpl_spot){ .x = e->left + (int64_t)lround((s->lng - e->west) * e->scale),
				     .y = y,
				     .r = r,
				     .text_y = y + r + 15,
				     .label = s->label,
				     .value = say_number(u->cx, s->value),
				     .href = s->href });
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
	struct extent e = extent_of(spots, n);
	tpl_figure_begin(u->cx, u->out, &(struct tpl_figure_begin){ .title = title });
	tpl_map_begin(
	    u->cx, u->out,
	    &(struct tpl_map_begin){ .title = title, .width = MAP_WIDTH, .height = e.height });
	for (size_t i = 0; i < n; i++)
		draw_spot(u, &spots[i], &e);
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
	if (ui_json(u, name)) {
		json_open(&u->json, name, '[');
		for (size_t i = 0; i < n; i++)
			json_id(&u->json, NULL, media[i]);
		json_close(&u->json, ']');
	}
	if (!ui_html(u) || !n)
		return;
	tpl_photos_begin(u->cx, u->out);
	for (size_t i = 0; i < n; i++)
		tpl_photo(u->cx, u->out,
			  &(struct tpl_photo){ .id = media[i],
					       .label = text_fill(u->cx, T_UI_PHOTO,
								  say_number(u->cx, (int64_t)i + 1),
								  NULL) });
	tpl_ul_end(u->cx, u->out);
}
