/* The city with its kecamatan and kelurahan. */
#include "feature/region/region_web.h"

#include "feature/region/region.h"

static const struct column columns[] = {
	{ .name = "id",
	  .label = T_REGION_CODE,
	  .kind = COL_ID,
	  .offset = offsetof(struct region, id) },
	{ .name = "code",
	  .label = T_REGION_CODE,
	  .kind = COL_TEXT,
	  .offset = offsetof(struct region, code) },
	{ .name = "name",
	  .label = T_REGION_KELURAHAN,
	  .kind = COL_TEXT,
	  .offset = offsetof(struct region, name),
	  .flags = COL_STRONG },
	{ .name = "kecamatan",
	  .label = T_REGION_KECAMATAN,
	  .kind = COL_TEXT,
	  .offset = offsetof(struct region, parent_name) },
};
static const struct table table = {
	.name = "regions", .title = T_REGION_TITLE, .columns = columns, .n_columns = LEN(columns)
};

static void draw_map(struct ctx *cx, struct ui *u, const struct region *list, size_t n)
{
	struct ui_spot *spots = ARENA_ARRAY(cx->arena, n, struct ui_spot);

	for (size_t i = 0; i < n; i++)
		spots[i] = (struct ui_spot){
			.label = list[i].name, .lat = list[i].lat, .lng = list[i].lng, .value = 1
		};
	ui_map(u, NULL, text(cx, T_REGION_MAP), spots, n);
}

static enum err list_page(struct ctx *cx, struct req *r, struct ui *u)
{
	const struct region *list;
	struct city city;
	size_t n;

	(void)r;
	TRY(region_city(cx, &city));
	TRY(region_list(cx, REGION_KELURAHAN, 0, &list, &n));
	ui_begin(u, &(struct ui_page){
			.title = city.name,
			.lead = text_fill(cx, T_REGION_LEAD, say_number(cx, city.population),
					  say_number(cx, (int64_t)n), city.province, (char *)NULL),
			.nav = "/wilayah" });
	draw_map(cx, u, list, n);
	ui_table(u, "regions", &table, list, n, sizeof(*list),
		 &(struct ui_list){
		     .total = (int64_t)n, .empty = text(cx, T_REGION_EMPTY), .main = true });
	ui_small(u, city.source);
	return ui_end(u);
}

const struct route region_routes[] = {
	{ .method = GET,
	  .path = "/wilayah",
	  .perm = PERM_REFERENCE_READ,
	  .repr = REPR_LIST,
	  .title = T_REGION_TITLE,
	  .page = list_page },
	{ .method = 0 },
};
