/* Units and what belongs to each: services, coverage, hours; closing and the last resort. */
#include "feature/directory/directory_shelf.h"

#include "base/str.h"
#include "feature/directory/directory_sql.h"
#include "feature/reference/reference.h"
#include "platform/app.h"
#include "platform/audit/audit.h"
#include "platform/i18n/i18n.h"
#include "platform/keep/keep.h"
#include "text/directory.h"

#include <ctype.h>

static enum err (*holder_check)(struct ctx *cx, int64_t unit_id, int64_t *ret_held);

void directory_set_holder_check(enum err (*fn)(struct ctx *cx, int64_t unit_id, int64_t *ret_held))
{
	holder_check = fn;
}

/* Every change of a unit: on the record, and what processes keep of units holds no more. */
static enum err log_change(struct ctx *cx, const char *event, int64_t unit_id, const char *details)
{
	TRY(keep_changed(cx));
	return audit_leaf(cx, event, unit_id, details);
}

/* ---- reading ----------------------------------------------------------------------------- */

enum err directory_get(struct ctx *cx, int64_t id, struct unit *ret)
{
	struct unit_get_row row;

	TRY(unit_get_one(cx, &(struct unit_get_args){ .id = id }, &row));
	*ret = (struct unit){
		.id = row.id,
		.version = row.version,
		.code = row.code,
		.kind = row.kind,
		.name = row.name,
		.parent_id = row.parent_id,
		.parent_name = row.parent_name,
		.region_id = row.region_id,
		.address = row.address,
		.phone = row.phone,
		.emergency_phone = row.emergency_phone,
		.lat_e6 = row.lat_e6,
		.lng_e6 = row.lng_e6,
		.outside = row.outside != 0,
		.has_account = row.has_account != 0,
		.last_resort = row.last_resort != 0,
		.opened_at = row.opened_at,
		.closed_at = row.closed_at,
	};
	return ERR_OK;
}

enum err directory_by_code(struct ctx *cx, const char *code, int64_t *ret_id, bool *found)
{
	struct unit_by_code_row row;

	TRY(unit_by_code_maybe(cx, &(struct unit_by_code_args){ .code = code }, &row, found));
	if (*found)
		*ret_id = row.id;
	return ERR_OK;
}

static unsigned filter_mask(const struct unit_filter *f)
{
	return (f->kind ? UNIT_LIST_WITH_KIND : 0U) | (f->service ? UNIT_LIST_WITH_SERVICE : 0U) |
	       (f->region_id ? UNIT_LIST_WITH_REGION : 0U) |
	       (f->closed ? UNIT_LIST_WITH_CLOSED : 0U);
}

static enum err read_list(struct ctx *cx, const struct unit_filter *filter,
			  struct unit_list_row **ret, size_t *ret_n)
{
	static const struct unit_filter all;
	const struct unit_filter *f = filter ? filter : &all;

	return unit_list_all(cx,
			     &(struct unit_list_args){ .kind = f->kind,
						       .service = f->service,
						       .region_id = f->region_id,
						       .with = filter_mask(f) },
			     ret, ret_n);
}

enum err directory_list(struct ctx *cx, const struct unit_filter *filter, struct unit **ret,
			size_t *ret_n)
{
	struct unit_list_row *rows;
	struct unit *units;
	size_t n;

	TRY(read_list(cx, filter, &rows, &n));
	units = ARENA_ARRAY(cx->arena, n, struct unit);
	for (size_t i = 0; i < n; i++)
		units[i] = (struct unit){
			.id = rows[i].id,
			.version = rows[i].version,
			.code = rows[i].code,
			.kind = rows[i].kind,
			.name = rows[i].name,
			.parent_id = rows[i].parent_id,
			.region_id = rows[i].region_id,
			.address = rows[i].address,
			.phone = rows[i].phone,
			.emergency_phone = rows[i].emergency_phone,
			.lat_e6 = rows[i].lat_e6,
			.lng_e6 = rows[i].lng_e6,
			.outside = rows[i].outside != 0,
			.has_account = rows[i].has_account != 0,
			.last_resort = rows[i].last_resort != 0,
			.opened_at = rows[i].opened_at,
			.closed_at = rows[i].closed_at,
		};
	*ret = units;
	*ret_n = n;
	return ERR_OK;
}

enum err directory_options(struct ctx *cx, const struct unit_filter *filter, struct options *ret)
{
	const struct ref_book *kinds;
	struct unit_list_row *rows;
	struct option *items;
	size_t n;

	TRY(read_list(cx, filter, &rows, &n));
	TRY(ref_book(cx, "unit_kind", &kinds));
	items = ARENA_ARRAY(cx->arena, n, struct option);
	for (size_t i = 0; i < n; i++)
		items[i] = (struct option){
			.value = str_digits(cx->arena, rows[i].id),
			.label = rows[i].name,
			.group = ref_book_label(kinds, rows[i].kind),
		};
	*ret = (struct options){ .items = items, .n = n };
	return ERR_OK;
}

enum err directory_last_resort(struct ctx *cx, int64_t *ret_id)
{
	const struct directory_shelf *shelf;

	TRY(directory_shelf(cx, &shelf));
	if (!shelf->last_resort)
		return err_set(cx, ERR_NOTFOUND, "the city has no unit of last resort");
	*ret_id = shelf->last_resort->id;
	return ERR_OK;
}

enum err directory_services(struct ctx *cx, int64_t unit_id, struct unit_offer **ret, size_t *ret_n)
{
	struct unit_services_row *rows;
	struct unit_offer *offers;
	size_t n;

	TRY(unit_services_all(cx, &(struct unit_services_args){ .unit_id = unit_id }, &rows, &n));
	offers = ARENA_ARRAY(cx->arena, n, struct unit_offer);
	for (size_t i = 0; i < n; i++)
		offers[i] = (struct unit_offer){ .service = rows[i].service,
						 .urgent = rows[i].urgent != 0,
						 .capacity = rows[i].capacity,
						 .used = rows[i].used };
	*ret = offers;
	*ret_n = n;
	return ERR_OK;
}

enum err directory_coverage(struct ctx *cx, int64_t unit_id, int64_t **ret, size_t *ret_n)
{
	struct unit_areas_row *rows;
	int64_t *regions;
	size_t n;

	TRY(unit_areas_all(cx, &(struct unit_areas_args){ .unit_id = unit_id }, &rows, &n));
	regions = ARENA_ARRAY(cx->arena, n, int64_t);
	for (size_t i = 0; i < n; i++)
		regions[i] = rows[i].region_id;
	*ret = regions;
	*ret_n = n;
	return ERR_OK;
}

enum err directory_hours(struct ctx *cx, int64_t unit_id, struct unit_hour **ret, size_t *ret_n)
{
	struct unit_hour_list_row *rows;
	struct unit_hour *hours;
	size_t n;

	TRY(unit_hour_list_all(cx, &(struct unit_hour_list_args){ .unit_id = unit_id }, &rows, &n));
	hours = ARENA_ARRAY(cx->arena, n, struct unit_hour);
	for (size_t i = 0; i < n; i++)
		hours[i] = (struct unit_hour){ .weekday = (int)rows[i].weekday,
					       .from_min = (int)rows[i].from_min,
					       .to_min = (int)rows[i].to_min };
	*ret = hours;
	*ret_n = n;
	return ERR_OK;
}

/* ---- changing ---------------------------------------------------------------------------- */

/* Ends a compare-and-set: one row, or somebody was faster. */
static enum err changed_one(struct ctx *cx, int64_t changed)
{
	return changed == 1 ? ERR_OK : refuse(cx, T_DIRECTORY_MEANWHILE);
}

static enum err bump(struct ctx *cx, int64_t unit_id, int64_t version)
{
	int64_t changed;

	TRY(unit_bump_run(cx, &(struct unit_bump_args){ .id = unit_id, .version = version },
			  &changed));
	return changed_one(cx, changed);
}

/* Letters and digits of a name, in capitals with dashes between its words: "RSUD-UNDATA". */
static const char *code_text(struct ctx *cx, const char *name)
{
	enum { CODE_LONG = 24 };
	char code[CODE_LONG + 1];
	size_t n = 0;

	for (const char *p = str_fold(cx->arena, name); *p != '\0' && n < CODE_LONG; p++) {
		if (isalnum((unsigned char)*p))
			code[n++] = (char)toupper((unsigned char)*p);
		else if (n > 0 && code[n - 1] != '-')
			code[n++] = '-';
	}
	while (n > 0 && code[n - 1] == '-')
		n--;
	code[n] = '\0';
	return n > 0 ? arena_strdup(cx->arena, code) : "UNIT";
}

enum err directory_code_of(struct ctx *cx, const char *name, const char **ret)
{
	const char *text = code_text(cx, name);
	int64_t other;
	bool taken;

	*ret = text;
	TRY(directory_by_code(cx, *ret, &other, &taken));
	for (int i = 2; taken; i++) {
		*ret = arena_printf(cx->arena, "%s-%d", text, i);
		TRY(directory_by_code(cx, *ret, &other, &taken));
	}
	return ERR_OK;
}

enum err directory_create(struct ctx *cx, const struct unit *v, int64_t *ret_id)
{
	int64_t id = APP_ID(cx);

	if (v->outside && v->last_resort)
		return err_set(cx, ERR_INVALID, "a unit of last resort can't be outside");
	TRY(unit_insert_run(cx,
			    &(struct unit_insert_args){ .id = id,
							.code = v->code,
							.kind = v->kind,
							.name = v->name,
							.parent_id = v->parent_id,
							.region_id = v->region_id,
							.address = v->address,
							.phone = v->phone,
							.emergency_phone = v->emergency_phone,
							.lat_e6 = v->lat_e6,
							.lng_e6 = v->lng_e6,
							.outside = v->outside,
							.has_account = v->has_account,
							.last_resort = v->last_resort },
			    NULL));
	TRY(log_change(cx, "directory.create", id, NULL));
	*ret_id = id;
	return ERR_OK;
}

/* A unit outside the city holds no baton, so one that holds some can't be moved there. */
static enum err check_free_of_batons(struct ctx *cx, int64_t unit_id)
{
	int64_t held = 0;

	if (!holder_check)
		return err_set(cx, ERR_CONFLICT, "nobody can say what unit %lld holds",
			       (long long)unit_id);
	TRY(holder_check(cx, unit_id, &held));
	return held > 0 ? refuse(cx, T_DIRECTORY_HOLDS) : ERR_OK;
}

/*
 * Escalation climbs from parent to parent, so the way up must end.  All units are held: of two that
 * are put below each other in the same instant, the second is checked after the first was kept.
 */
static enum err check_way_up(struct ctx *cx, int64_t unit_id, int64_t parent_id)
{
	struct unit_hold_all_row *held;
	struct unit parent;
	size_t n;
	int steps;

	TRY(unit_hold_all_all(cx, &held, &n));
	for (steps = 0; parent_id != 0; steps++) {
		if (parent_id == unit_id || steps >= 16)
			return refuse(cx, T_DIRECTORY_CIRCLE);
		TRY(directory_get(cx, parent_id, &parent));
		parent_id = parent.parent_id;
	}
	return ERR_OK;
}

enum err directory_update(struct ctx *cx, const struct unit *v)
{
	struct unit old;
	int64_t changed;

	TRY(directory_get(cx, v->id, &old));
	if (v->parent_id != old.parent_id)
		TRY(check_way_up(cx, v->id, v->parent_id));
	TRY(unit_update_run(
	    cx,
	    &(struct unit_update_args){ .id = v->id,
					.version = v->version,
					.code = v->code != NULL ? v->code : old.code,
					.kind = v->kind,
					.name = v->name,
					.parent_id = v->parent_id,
					.region_id = v->region_id,
					.address = v->address,
					.phone = v->phone,
					.emergency_phone = v->emergency_phone,
					.lat_e6 = v->lat_e6,
					.lng_e6 = v->lng_e6,
					.outside = v->outside,
					.has_account = v->has_account },
	    &changed));
	TRY(changed_one(cx, changed));
	if (v->outside && !old.outside)
		TRY(check_free_of_batons(cx, v->id));
	return log_change(cx, "directory.update", v->id,
			  arena_printf(cx->arena, "version=%lld", (long long)v->version + 1));
}

static bool offered(const struct unit_offer *offers, size_t n, const char *service)
{
	for (size_t i = 0; i < n; i++)
		if (str_eq(offers[i].service, service))
			return true;
	return false;
}

/* Drops what is no longer offered; places in use keep a service where it is. */
static enum err drop_services(struct ctx *cx, int64_t unit_id, const struct unit_offer *offers,
			      size_t n)
{
	struct unit_services_row *old;
	size_t n_old;
	int64_t changed;

	TRY(unit_services_all(cx, &(struct unit_services_args){ .unit_id = unit_id }, &old,
			      &n_old));
	for (size_t i = 0; i < n_old; i++) {
		if (offered(offers, n, old[i].service))
			continue;
		TRY(unit_service_drop_run(cx,
					  &(struct unit_service_drop_args){
					      .unit_id = unit_id, .service = old[i].service },
					  &changed));
		if (changed != 1)
			return refuse(cx, T_DIRECTORY_PLACES_USED);
	}
	return ERR_OK;
}

enum err directory_set_services(struct ctx *cx, int64_t unit_id, int64_t version,
				const struct unit_offer *offers, size_t n)
{
	TRY(bump(cx, unit_id, version));
	TRY(drop_services(cx, unit_id, offers, n));
	for (size_t i = 0; i < n; i++)
		TRY(unit_service_put_run(
		    cx,
		    &(struct unit_service_put_args){ .unit_id = unit_id,
						     .service = offers[i].service,
						     .urgent = offers[i].urgent,
						     .capacity = offers[i].capacity },
		    NULL));
	return log_change(cx, "directory.services", unit_id,
			  arena_printf(cx->arena, "n=%zu;version=%lld", n, (long long)version + 1));
}

enum err directory_set_coverage(struct ctx *cx, int64_t unit_id, int64_t version,
				const int64_t *regions, size_t n)
{
	struct unit_areas_row *rows;
	size_t areas;

	TRY(bump(cx, unit_id, version));
	TRY(unit_area_clear_run(cx, &(struct unit_area_clear_args){ .unit_id = unit_id }, NULL));
	for (size_t i = 0; i < n; i++)
		TRY(unit_area_add_run(
		    cx, &(struct unit_area_add_args){ .unit_id = unit_id, .region_id = regions[i] },
		    NULL));
	TRY(unit_areas_all(cx, &(struct unit_areas_args){ .unit_id = unit_id }, &rows, &areas));
	/* No row means the whole city: unknown regions must not widen a unit to that. */
	if (areas < n && areas == 0)
		return err_set(cx, ERR_INVALID, "unit %lld: no such region", (long long)unit_id);
	return log_change(
	    cx, "directory.coverage", unit_id,
	    arena_printf(cx->arena, "n=%zu;version=%lld", areas, (long long)version + 1));
}

enum err directory_set_hours(struct ctx *cx, int64_t unit_id, int64_t version,
			     const struct unit_hour *hours, size_t n)
{
	TRY(bump(cx, unit_id, version));
	TRY(unit_hour_clear_run(cx, &(struct unit_hour_clear_args){ .unit_id = unit_id }, NULL));
	for (size_t i = 0; i < n; i++)
		TRY(unit_hour_add_run(cx,
				      &(struct unit_hour_add_args){ .unit_id = unit_id,
								    .weekday = hours[i].weekday,
								    .from_min = hours[i].from_min,
								    .to_min = hours[i].to_min },
				      NULL));
	return log_change(cx, "directory.hours", unit_id,
			  arena_printf(cx->arena, "n=%zu;version=%lld", n, (long long)version + 1));
}

/* ---- closing, last resort ---------------------------------------------------------------- */

enum err directory_close(struct ctx *cx, int64_t unit_id, int64_t version)
{
	struct unit unit;
	int64_t changed;

	TRY(directory_get(cx, unit_id, &unit));
	if (unit.last_resort)
		return refuse(cx, T_DIRECTORY_LAST_STAYS);
	/* Closing first takes the row, so that no baton can arrive between the count and the end.
	 */
	TRY(unit_close_run(cx, &(struct unit_close_args){ .id = unit_id, .version = version },
			   &changed));
	TRY(changed_one(cx, changed));
	TRY(check_free_of_batons(cx, unit_id));
	return log_change(cx, "directory.close", unit_id, NULL);
}

enum err directory_reopen(struct ctx *cx, int64_t unit_id, int64_t version)
{
	int64_t changed;

	TRY(unit_reopen_run(cx, &(struct unit_reopen_args){ .id = unit_id, .version = version },
			    &changed));
	TRY(changed_one(cx, changed));
	return log_change(cx, "directory.reopen", unit_id, NULL);
}

enum err directory_make_last_resort(struct ctx *cx, int64_t unit_id, int64_t version)
{
	const struct directory_shelf *shelf;
	const struct shelf_unit *old;
	int64_t changed;

	TRY(directory_shelf(cx, &shelf));
	old = shelf->last_resort;
	if (old && old->id == unit_id)
		return ERR_OK;
	TRY(unit_last_resort_clear_run(cx, NULL));
	TRY(unit_last_resort_set_run(
	    cx, &(struct unit_last_resort_set_args){ .id = unit_id, .version = version },
	    &changed));
	TRY(changed_one(cx, changed));
	return log_change(cx, "directory.last_resort", unit_id,
			  old ? arena_printf(cx->arena, "from=%lld", (long long)old->id) : NULL);
}
