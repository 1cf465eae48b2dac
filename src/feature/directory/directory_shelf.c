#include "feature/directory/directory_shelf.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/id.h"
#include "base/str.h"
#include "feature/directory/directory_sql.h"
#include "platform/app.h"
#include "platform/keep/keep.h"

/* ---- making it ---------------------------------------------------------------------------- */

static int by_id(const void *a, const void *b)
{
	int64_t x = ((const struct shelf_unit *)a)->id, y = ((const struct shelf_unit *)b)->id;

	return x < y ? -1 : x > y;
}

static struct shelf_unit *find(struct shelf_unit *units, size_t n, int64_t id)
{
	const struct shelf_unit wanted = { .id = id };

	return n > 0 ? bsearch(&wanted, units, n, sizeof(*units), by_id) : NULL;
}

static enum err read_units(struct ctx *cx, struct shelf_unit **ret, size_t *ret_n)
{
	struct shelf_units_row *rows;
	struct shelf_unit *units;

	TRY(shelf_units_all(cx, &rows, ret_n));
	units = ARENA_ARRAY(cx->arena, *ret_n, struct shelf_unit);
	for (size_t i = 0; i < *ret_n; i++)
		units[i] = (struct shelf_unit){
			.id = rows[i].id,
			.kind = rows[i].kind,
			.name = rows[i].name,
			.phone = rows[i].phone,
			.emergency_phone = rows[i].emergency_phone,
			.outside = rows[i].outside != 0,
			.last_resort = rows[i].last_resort != 0,
			.has_account = rows[i].has_account != 0,
		};
	*ret = units;
	return ERR_OK;
}

/* Rows come by unit: each unit gets its stretch of one array. */
static enum err read_areas(struct ctx *cx, struct shelf_unit *units, size_t n_units)
{
	struct shelf_areas_row *rows;
	int64_t *regions;
	size_t n;

	TRY(shelf_areas_all(cx, &rows, &n));
	regions = ARENA_ARRAY(cx->arena, n, int64_t);
	for (size_t i = 0; i < n; i++) {
		struct shelf_unit *u = find(units, n_units, rows[i].unit_id);

		regions[i] = rows[i].region_id;
		if (!u)
			continue;
		if (u->n_areas++ == 0)
			u->areas = &regions[i];
	}
	return ERR_OK;
}

static enum err read_hours(struct ctx *cx, struct shelf_unit *units, size_t n_units)
{
	struct shelf_hours_row *rows;
	struct unit_hour *hours;
	size_t n;

	TRY(shelf_hours_all(cx, &rows, &n));
	hours = ARENA_ARRAY(cx->arena, n, struct unit_hour);
	for (size_t i = 0; i < n; i++) {
		struct shelf_unit *u = find(units, n_units, rows[i].unit_id);

		hours[i] = (struct unit_hour){ .weekday = (int)rows[i].weekday,
					       .from_min = (int)rows[i].from_min,
					       .to_min = (int)rows[i].to_min };
		if (!u)
			continue;
		if (u->n_hours++ == 0)
			u->hours = &hours[i];
	}
	return ERR_OK;
}

struct named_offer {
	const char *service;
	struct shelf_offer offer;
};

/* By bytes: a database may have an order of its own. */
static int by_service_and_name(const void *a, const void *b)
{
	const struct named_offer *x = a, *y = b;
	int order = strcmp(x->service, y->service);

	if (order == 0)
		order = strcmp(x->offer.unit->name, y->offer.unit->name);
	return order ? order : by_id(x->offer.unit, y->offer.unit);
}

static enum err read_offers(struct ctx *cx, struct shelf_unit *units, size_t n_units,
			    struct named_offer **ret, size_t *ret_n)
{
	struct shelf_offers_row *rows;
	struct named_offer *named;
	size_t n, kept = 0;

	TRY(shelf_offers_all(cx, &rows, &n));
	named = ARENA_ARRAY(cx->arena, n, struct named_offer);
	for (size_t i = 0; i < n; i++) {
		struct shelf_unit *u = find(units, n_units, rows[i].unit_id);

		if (u)
			named[kept++] = (struct named_offer){
				.service = rows[i].service,
				.offer = { .unit = u,
					   .urgent = rows[i].urgent != 0,
					   .limited = rows[i].limited != 0 },
			};
	}
	qsort(named, kept, sizeof(*named), by_service_and_name);
	*ret = named;
	*ret_n = kept;
	return ERR_OK;
}

static void group_services(struct arena *a, const struct named_offer *named, size_t n,
			   struct directory_shelf *s)
{
	struct shelf_service *services = ARENA_ARRAY(a, n, struct shelf_service);
	struct shelf_offer *offers = ARENA_ARRAY(a, n, struct shelf_offer);

	for (size_t i = 0; i < n; i++) {
		offers[i] = named[i].offer;
		if (i == 0 || !str_eq(named[i - 1].service, named[i].service))
			services[s->n_services++] = (struct shelf_service){
				.service = named[i].service,
				.offers = &offers[i],
			};
		services[s->n_services - 1].n++;
	}
	s->services = services;
}

static enum err fill(struct ctx *cx, void *what)
{
	struct directory_shelf *s = what;
	struct named_offer *named;
	struct shelf_unit *units;
	size_t n;

	TRY(read_units(cx, &units, &s->n_units));
	qsort(units, s->n_units, sizeof(*units), by_id);
	TRY(read_areas(cx, units, s->n_units));
	TRY(read_hours(cx, units, s->n_units));
	TRY(read_offers(cx, units, s->n_units, &named, &n));
	group_services(cx->arena, named, n, s);
	for (size_t i = 0; i < s->n_units; i++)
		if (units[i].last_resort)
			s->last_resort = &units[i];
	s->units = units;
	return ERR_OK;
}

enum err directory_shelf(struct ctx *cx, const struct directory_shelf **ret)
{
	static const struct keep_kind kind = {
		.size = sizeof(struct directory_shelf),
		.fill = fill,
	};
	const void *what;

	TRY(keep_get(cx, &kind, &what));
	*ret = what;
	return ERR_OK;
}

/* ---- the roster ---------------------------------------------------------------------------- */

static enum err read_roster(struct ctx *cx, int64_t from_at, int64_t to_at,
			    struct directory_roster *ret)
{
	struct shelf_duties_row *rows;
	struct shelf_shift *shifts;

	TRY(shelf_duties_all(cx, &(struct shelf_duties_args){ .from_at = from_at, .to_at = to_at },
			     &rows, &ret->n));
	shifts = ARENA_ARRAY(cx->arena, ret->n, struct shelf_shift);
	for (size_t i = 0; i < ret->n; i++)
		shifts[i] = (struct shelf_shift){ rows[i].unit_id, rows[i].from_at, rows[i].to_at };
	ret->shifts = shifts;
	return ERR_OK;
}

/* The midnight with which a day begins in the city's zone. */
static int64_t midnight(const struct ctx *cx, int32_t date)
{
	struct civil c = date_civil(date);

	return clock_instant(&c, cx->app->zone_minutes);
}

static enum err fill_roster(struct ctx *cx, void *what)
{
	int32_t today = keep_today(cx);

	return read_roster(cx, midnight(cx, today), midnight(cx, today + 1), what);
}

enum err directory_roster(struct ctx *cx, int64_t at, const struct directory_roster **ret)
{
	static const struct keep_kind kind = {
		.size = sizeof(struct directory_roster),
		.dated = true,
		.fill = fill_roster,
	};
	const void *what;

	if (clock_date(at, cx->app->zone_minutes) != keep_today(cx)) {
		struct directory_roster *then = ARENA_NEW(cx->arena, struct directory_roster);

		TRY(read_roster(cx, at, at + 1, then));
		*ret = then;
		return ERR_OK;
	}
	TRY(keep_get(cx, &kind, &what));
	*ret = what;
	return ERR_OK;
}

bool roster_has(const struct directory_roster *r, int64_t unit_id, int64_t at)
{
	for (size_t i = 0; i < r->n; i++)
		if (r->shifts[i].unit_id == unit_id && r->shifts[i].from_at <= at &&
		    at < r->shifts[i].to_at)
			return true;
	return false;
}

/* ---- reading it --------------------------------------------------------------------------- */

const struct shelf_unit *shelf_unit(const struct directory_shelf *s, int64_t id)
{
	const struct shelf_unit wanted = { .id = id };

	return s->n_units > 0 ? bsearch(&wanted, s->units, s->n_units, sizeof(wanted), by_id)
			      : NULL;
}

static int by_code(const void *a, const void *b)
{
	return strcmp(((const struct shelf_service *)a)->service,
		      ((const struct shelf_service *)b)->service);
}

struct shelf_service shelf_service(const struct directory_shelf *s, const char *service)
{
	const struct shelf_service wanted = { .service = service };
	const struct shelf_service *found =
	    service && s->n_services > 0
		? bsearch(&wanted, s->services, s->n_services, sizeof(wanted), by_code)
		: NULL;

	return found ? *found : wanted;
}

bool shelf_covers(const struct shelf_unit *u, int64_t region_id)
{
	return id_among(u->areas, u->n_areas, region_id);
}

bool shelf_open(const struct shelf_unit *u, const struct unit_moment *m)
{
	for (size_t i = 0; i < u->n_hours; i++)
		if (u->hours[i].weekday == m->weekday && u->hours[i].from_min <= m->minute &&
		    m->minute < u->hours[i].to_min)
			return true;
	return false;
}
