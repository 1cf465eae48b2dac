#include "feature/region/region.h"

#include <jansson.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/str.h"
#include "feature/region/region_sql.h"
#include "platform/assets/assets.h"
#include "platform/keep/keep.h"
#include "text/region.h"

#define FOLDER "reference/city/"

/* ---- files -------------------------------------------------------------------------------- */

static const char *text_of(struct ctx *cx, const json_t *object, const char *key)
{
	return arena_strdup(cx->arena, json_string_value(json_object_get(object, key)));
}

static int64_t int_of(const json_t *object, const char *key)
{
	return json_integer_value(json_object_get(object, key));
}

static double real_of(const json_t *object, const char *key)
{
	return json_number_value(json_object_get(object, key));
}

static bool on_earth(double lat, double lng)
{
	return lat >= -90 && lat <= 90 && lng >= -180 && lng <= 180 && (lat != 0 || lng != 0);
}

static enum err city_of(struct ctx *cx, const json_t *file, struct city *ret)
{
	*ret = (struct city){
		.city = int_of(file, "city"),
		.code = text_of(cx, file, "code"),
		.name = text_of(cx, file, "name"),
		.province = text_of(cx, file, "province"),
		.zone_minutes = (int)int_of(file, "zone_minutes"),
		.lat = real_of(file, "lat"),
		.lng = real_of(file, "lng"),
		.population = int_of(file, "population"),
		.area_ha = int_of(file, "area_ha"),
		.source = text_of(cx, file, "source"),
	};
	if (ret->city < 1 || ret->city > INT32_MAX || !ret->code || !ret->name || !ret->province ||
	    !ret->source || ret->zone_minutes < 7 * 60 || ret->zone_minutes > 9 * 60 ||
	    !on_earth(ret->lat, ret->lng))
		return err_set(cx, ERR_INVALID, "city file %s: a value is missing or wrong",
			       ret->code ? ret->code : "?");
	return ERR_OK;
}

static json_t *file_of(struct ctx *cx, const char *code)
{
	const struct asset *a = asset_find(arena_printf(cx->arena, FOLDER "%s.json", code));

	return a ? json_loadb(a->data, a->size, JSON_REJECT_DUPLICATES, NULL) : NULL;
}

enum err region_city_file(struct ctx *cx, const char *code, struct city *ret)
{
	json_auto_t *file = file_of(cx, code);

	if (!file)
		return err_set(cx, ERR_NOTFOUND, "no city file %s", code);
	return city_of(cx, file, ret);
}

enum err region_city_files(struct ctx *cx, const struct city **ret, size_t *ret_n)
{
	const struct asset *a;
	struct city *cities;
	size_t at = 0, n = 0;

	while (asset_next(FOLDER, &at))
		n++;
	cities = ARENA_ARRAY(cx->arena, n, struct city);
	at = n = 0;
	while ((a = asset_next(FOLDER, &at)) != NULL) {
		json_auto_t *file = json_loadb(a->data, a->size, JSON_REJECT_DUPLICATES, NULL);

		TRY(city_of(cx, file, &cities[n++]));
	}
	*ret = cities;
	*ret_n = n;
	return ERR_OK;
}

/* ---- installing --------------------------------------------------------------------------- */

/* 32.72.02.1001 is 3272021001; 0 for anything else than digits and dots. */
static int64_t id_of(const char *code)
{
	int64_t id = 0;

	for (; code && *code; code++) {
		if (*code == '.')
			continue;
		if (*code < '0' || *code > '9' || id > INT64_C(1000000000000))
			return 0;
		id = id * 10 + (*code - '0');
	}
	return id;
}

static enum err put_region(struct ctx *cx, const json_t *file, const json_t *json,
			   int64_t parent_id, int64_t *ret_id)
{
	struct region_put_args a = {
		.level = parent_id ? REGION_KELURAHAN : REGION_KECAMATAN,
		.parent_id = parent_id,
		.code = text_of(cx, json, "code"),
		.name = text_of(cx, json, "name"),
		.lat = real_of(json, "lat"),
		.lng = real_of(json, "lng"),
		.valid_to = DB_NONE,
	};
	const char *from = json_string_value(json_object_get(json, "valid_from"));
	const char *to = json_string_value(json_object_get(json, "valid_to"));
	const char *first = json_string_value(json_object_get(json, "first_code"));
	int32_t from_date = 0, to_date = 0;

	if (!from)
		from = json_string_value(json_object_get(file, "valid_from"));
	a.id = id_of(first ? first : a.code);
	if (a.id == 0 || str_blank(a.name) || !on_earth(a.lat, a.lng) || !from ||
	    !date_parse(from, &from_date) || (to && !date_parse(to, &to_date)))
		return err_set(cx, ERR_INVALID, "city file: region %s", a.code ? a.code : "?");
	a.valid_from = from_date;
	if (to)
		a.valid_to = to_date;
	*ret_id = a.id;
	return region_put_run(cx, &a, NULL);
}

static enum err put_kecamatan(struct ctx *cx, const json_t *file, const json_t *json)
{
	const json_t *kelurahan = json_object_get(json, "kelurahan");
	int64_t id, parent_id;

	TRY(put_region(cx, file, json, 0, &parent_id));
	for (size_t i = 0; i < json_array_size(kelurahan); i++)
		TRY(put_region(cx, file, json_array_get(kelurahan, i), parent_id, &id));
	return ERR_OK;
}

enum err region_install(struct ctx *cx, const char *code)
{
	json_auto_t *file = file_of(cx, code);
	const json_t *list = json_object_get(file, "kecamatan");
	struct city c;

	if (!file)
		return err_set(cx, ERR_NOTFOUND, "no city file %s", code);
	TRY(city_of(cx, file, &c));
	if (c.city != cx->city)
		return err_set(cx, ERR_INVALID, "city file %s is of city %lld", code,
			       (long long)c.city);
	TRY(region_city_put_run(cx,
				&(struct region_city_put_args){
				    .code = c.code,
				    .name = c.name,
				    .province = c.province,
				    .zone_minutes = c.zone_minutes,
				    .lat = c.lat,
				    .lng = c.lng,
				    .population = c.population,
				    .area_ha = c.area_ha,
				    .source = c.source,
				},
				NULL));
	for (size_t i = 0; i < json_array_size(list); i++)
		TRY(put_kecamatan(cx, file, json_array_get(list, i)));
	return keep_changed(cx);
}

/* ---- reading ------------------------------------------------------------------------------ */

enum err region_city(struct ctx *cx, struct city *ret)
{
	struct region_city_read_row r;

	TRY(region_city_read_one(cx, &r));
	*ret = (struct city){
		.city = r.city,
		.code = r.code,
		.name = r.name,
		.province = r.province,
		.zone_minutes = (int)r.zone_minutes,
		.lat = r.lat,
		.lng = r.lng,
		.population = r.population,
		.area_ha = r.area_ha,
		.source = r.source,
	};
	return ERR_OK;
}

/* The regions of the city as a process keeps them: every page names some. */
struct shelf {
	const struct kept {
		struct region region;
		bool ended;
	} * rows; /* by code */
	const struct kept **by_id;
	size_t n;
	const struct region **by_name; /* kelurahan of today, by kecamatan and name */
	size_t n_by_name;
};

static int by_id(const void *a, const void *b)
{
	int64_t x = (*(const struct kept *const *)a)->region.id;
	int64_t y = (*(const struct kept *const *)b)->region.id;

	return x < y ? -1 : x > y;
}

/* People look for a name, not for a code. */
static int by_name(const void *a, const void *b)
{
	const struct region *x = *(const struct region *const *)a;
	const struct region *y = *(const struct region *const *)b;
	int kecamatan = strcmp(x->parent_name, y->parent_name);

	return kecamatan != 0 ? kecamatan : strcmp(x->name, y->name);
}

static void sort_names(struct ctx *cx, struct shelf *s)
{
	s->by_name = ARENA_ARRAY(cx->arena, s->n, const struct region *);
	for (size_t i = 0; i < s->n; i++)
		if (!s->rows[i].ended && s->rows[i].region.level == REGION_KELURAHAN)
			s->by_name[s->n_by_name++] = &s->rows[i].region;
	if (s->n_by_name > 0)
		qsort(s->by_name, s->n_by_name, sizeof(*s->by_name), by_name);
}

static enum err fill_shelf(struct ctx *cx, void *what)
{
	struct region_shelf_row *rows;
	struct shelf *s = what;
	struct kept *kept;

	TRY(region_shelf_all(cx, &rows, &s->n));
	kept = ARENA_ARRAY(cx->arena, s->n, struct kept);
	s->rows = kept;
	s->by_id = ARENA_ARRAY(cx->arena, s->n, const struct kept *);
	for (size_t i = 0; i < s->n; i++) {
		kept[i] = (struct kept){
			.region = { .id = rows[i].id,
				    .level = (enum region_level)rows[i].level,
				    .parent_id = rows[i].parent_id,
				    .code = rows[i].code,
				    .name = rows[i].name,
				    .parent_name = rows[i].parent_name,
				    .said = rows[i].said,
				    .lat = rows[i].lat,
				    .lng = rows[i].lng },
			.ended = rows[i].valid_to != DB_NONE,
		};
		s->by_id[i] = &kept[i];
	}
	if (s->n > 0)
		qsort(s->by_id, s->n, sizeof(*s->by_id), by_id);
	sort_names(cx, s);
	return ERR_OK;
}

static enum err shelf_get(struct ctx *cx, const struct shelf **ret)
{
	static const struct keep_kind kind = { .size = sizeof(struct shelf), .fill = fill_shelf };
	const void *what;

	TRY(keep_get(cx, &kind, &what));
	*ret = what;
	return ERR_OK;
}

/* NULL: the city has no such region. */
static enum err shelf_find(struct ctx *cx, int64_t id, const struct kept **ret)
{
	const struct kept wanted = { .region = { .id = id } }, *const key = &wanted;
	const struct kept **found = NULL;
	const struct shelf *s;

	TRY(shelf_get(cx, &s));
	if (s->n > 0)
		found = bsearch(&key, s->by_id, s->n, sizeof(*s->by_id), by_id);
	*ret = found != NULL ? *found : NULL;
	return ERR_OK;
}

enum err region_list(struct ctx *cx, enum region_level level, int64_t parent_id,
		     const struct region **ret, size_t *ret_n)
{
	const struct shelf *s;
	struct region *list;
	size_t n = 0;

	TRY(shelf_get(cx, &s));
	list = ARENA_ARRAY(cx->arena, s->n, struct region);
	for (size_t i = 0; i < s->n; i++) {
		const struct region *r = &s->rows[i].region;

		if (!s->rows[i].ended && (level == 0 || r->level == level) &&
		    (parent_id == 0 || r->parent_id == parent_id))
			list[n++] = *r;
	}
	*ret = list;
	*ret_n = n;
	return ERR_OK;
}

enum err region_get(struct ctx *cx, int64_t id, struct region *ret)
{
	const struct kept *k;

	TRY(shelf_find(cx, id, &k));
	if (k == NULL)
		return err_set(cx, ERR_NOTFOUND, "no region %lld", (long long)id);
	*ret = k->region;
	return ERR_OK;
}

enum err region_name(struct ctx *cx, int64_t id, const char **ret)
{
	struct region r;

	if (id == 0) {
		*ret = "";
		return ERR_OK;
	}
	TRY(region_get(cx, id, &r));
	if (r.level == REGION_KELURAHAN)
		*ret = text_fill(cx, T_REGION_KELURAHAN_NAME, r.name, r.parent_name, (char *)NULL);
	else
		*ret = text_fill(cx, T_REGION_KECAMATAN_NAME, r.name, (char *)NULL);
	return ERR_OK;
}

/* Metres between two points of one city: flat enough for an equirectangular map. */
static double metres(double lat1, double lng1, double lat2, double lng2)
{
	const double radian = 0.017453292519943295, radius = 6371008.8;
	double x = (lng2 - lng1) * radian * cos((lat1 + lat2) / 2 * radian);
	double y = (lat2 - lat1) * radian;

	return radius * sqrt(x * x + y * y);
}

enum err region_nearest(struct ctx *cx, double lat, double lng, struct region *ret,
			double *ret_metres)
{
	const struct region *list;
	size_t n, best = 0;

	TRY(region_list(cx, REGION_KELURAHAN, 0, &list, &n));
	if (n == 0)
		return err_set(cx, ERR_NOTFOUND, "the city has no regions");
	for (size_t i = 1; i < n; i++) {
		if (metres(lat, lng, list[i].lat, list[i].lng) <
		    metres(lat, lng, list[best].lat, list[best].lng))
			best = i;
	}
	*ret = list[best];
	*ret_metres = metres(lat, lng, list[best].lat, list[best].lng);
	return ERR_OK;
}

enum err region_known(struct ctx *cx, const char *value, bool *ret)
{
	const struct kept *k;
	int64_t id;

	*ret = false;
	if (!str_i64(value, &id))
		return ERR_OK;
	TRY(shelf_find(cx, id, &k));
	*ret = k != NULL && !k->ended && k->region.level == REGION_KELURAHAN;
	return ERR_OK;
}

/* Where the actor works: of his roles (own), and around the units he serves (near). */
struct reach_of {
	const struct region_reach_row *rows;
	size_t n;
	bool all, own; /* the whole city; at least one region by role */
};

/* As numbered in v_user_reach. */
enum { BY_UNIT, BY_REGION, BY_CITY };

static enum err reach_of(struct ctx *cx, struct reach_of *ret)
{
	struct region_reach_row *rows;

	*ret = (struct reach_of){ .all = cx->actor->user_id == 0 };
	if (ret->all)
		return ERR_OK;
	TRY(region_reach_all(cx, &rows, &ret->n));
	ret->rows = rows;
	for (size_t i = 0; i < ret->n; i++) {
		ret->all |= rows[i].reach == BY_CITY;
		ret->own |= rows[i].reach == BY_REGION;
	}
	return ERR_OK;
}

static bool within(const struct reach_of *reach, int64_t region_id, int64_t least)
{
	for (size_t i = 0; i < reach->n; i++)
		if (reach->rows[i].region_id == region_id && reach->rows[i].reach >= least)
			return true;
	return false;
}

static struct option option_of(struct ctx *cx, const struct region *r, const char *group)
{
	return (struct option){ .value = str_digits(cx->arena, r->id),
				.label = r->said,
				.group = group };
}

static struct option in_kecamatan(struct ctx *cx, const struct region *r)
{
	return option_of(cx, r,
			 text_fill(cx, T_REGION_KECAMATAN_NAME, r->parent_name, (char *)NULL));
}

enum err region_options(struct ctx *cx, const struct form *f, struct options *ret)
{
	const struct shelf *s;
	const struct region *r;
	struct reach_of reach;
	struct option *items;
	size_t at = 0;
	bool *first;

	(void)f;
	TRY(shelf_get(cx, &s));
	TRY(reach_of(cx, &reach));
	items = ARENA_ARRAY(cx->arena, s->n_by_name, struct option);
	first = ARENA_ARRAY(cx->arena, s->n_by_name, bool);
	for (size_t i = 0; i < s->n_by_name; i++) {
		r = s->by_name[i];
		first[i] = !reach.all && within(&reach, r->id, BY_UNIT);
		if (first[i])
			items[at++] = option_of(cx, r, text(cx, T_REGION_OWN));
	}
	for (size_t i = 0; i < s->n_by_name; i++)
		if (!first[i])
			items[at++] = in_kecamatan(cx, s->by_name[i]);
	*ret = (struct options){ items, at };
	return ERR_OK;
}

enum err region_options_own(struct ctx *cx, const struct form *f, struct options *ret)
{
	const struct shelf *s;
	struct reach_of reach;
	struct option *items;
	size_t at = 0;

	TRY(reach_of(cx, &reach));
	if (reach.all || !reach.own)
		return region_options(cx, f, ret);
	TRY(shelf_get(cx, &s));
	items = ARENA_ARRAY(cx->arena, s->n_by_name, struct option);
	for (size_t i = 0; i < s->n_by_name; i++)
		if (within(&reach, s->by_name[i]->id, BY_REGION))
			items[at++] = in_kecamatan(cx, s->by_name[i]);
	*ret = (struct options){ items, at };
	return ERR_OK;
}
