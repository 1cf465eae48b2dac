/* What a unit of its kind usually does, when and where: a beginning that its people put right. */
#include "base/str.h"
#include "feature/directory/directory.h"
#include "feature/directory/directory_sql.h"
#include "feature/reference/reference.h"
#include "feature/region/region.h"
#include "platform/i18n/i18n.h"
#include "text/directory.h"

#define DESK "puskesos"

/*
 * The services that the reference data give to units of its kind.  Who names a telephone for
 * emergencies takes them.
 */
static enum err usual_services(struct ctx *cx, const struct unit *u, int64_t *version)
{
	const struct ref_entry *services;
	struct unit_offer *offers;
	size_t n, n_offers = 0;

	TRY(ref_list(cx, "service", ref_today(cx), &services, &n));
	offers = ARENA_ARRAY(cx->arena, n, struct unit_offer);
	for (size_t i = 0; i < n; i++)
		if (ref_doc_has(cx, &services[i], "unit_kinds", u->kind))
			offers[n_offers++] =
			    (struct unit_offer){ .service = services[i].code,
						 .urgent = !str_blank(u->emergency_phone),
						 .capacity = DB_NONE };
	if (n_offers == 0)
		return ERR_OK;
	TRY(directory_set_services(cx, u->id, *version, offers, n_offers));
	*version += 1;
	return ERR_OK;
}

static size_t all_day(struct unit_hour *ret)
{
	for (int day = 0; day < UNIT_WEEKDAYS; day++)
		ret[day] = (struct unit_hour){ .weekday = day, .to_min = 1440 };
	return UNIT_WEEKDAYS;
}

/* As the city's offices. */
static enum err office_hours(struct ctx *cx, struct unit_hour *ret, size_t *ret_n)
{
	const struct ref_entry *days;
	const char *const *spans;
	size_t n, m, got;

	*ret_n = 0;
	TRY(ref_list(cx, "work_hour", ref_today(cx), &days, &n));
	for (size_t i = 0; i < n && i < UNIT_HOLIDAY; i++) {
		int weekday = (int)ref_doc_int(cx, &days[i], "weekday", 0);
		const char *said = "";

		m = ref_doc_list(cx, &days[i], "hours", &spans);
		for (size_t j = 0; j < m; j++)
			said = str_and(cx->arena, said, spans[j]);
		if (hours_parse(said, weekday, &ret[*ret_n], &got))
			*ret_n += got;
	}
	return ERR_OK;
}

/* Where people stay over night somebody is always there. */
static enum err usual_hours(struct ctx *cx, const struct unit *u, bool beds, int64_t *version)
{
	struct unit_hour hours[UNIT_WEEKDAYS * UNIT_SPANS];
	size_t n;

	if (beds)
		n = all_day(hours);
	else
		TRY(office_hours(cx, hours, &n));
	if (n == 0)
		return ERR_OK;
	TRY(directory_set_hours(cx, u->id, *version, hours, n));
	*version += 1;
	return ERR_OK;
}

/* Where a unit stands is a kelurahan; a clinic there serves the whole kecamatan. */
static enum err usual_area(struct ctx *cx, const struct unit *u, const char *area, int64_t version)
{
	struct region place;
	int64_t region_id = u->region_id;

	if (region_id == 0 || !(str_eq(area, "kelurahan") || str_eq(area, "kecamatan")))
		return ERR_OK;
	TRY(region_get(cx, region_id, &place));
	if (str_eq(area, "kecamatan") && place.parent_id != 0)
		region_id = place.parent_id;
	return directory_set_coverage(cx, u->id, version, &region_id, 1);
}

enum err directory_usual(struct ctx *cx, int64_t unit_id)
{
	struct ref_entry kind;
	struct unit u;
	int64_t version;
	bool found;

	TRY(directory_get(cx, unit_id, &u));
	TRY(ref_maybe(cx, "unit_kind", u.kind, &kind, &found));
	if (!found)
		return ERR_OK;
	version = u.version;
	TRY(usual_services(cx, &u, &version));
	TRY(usual_hours(cx, &u, ref_doc_flag(cx, &kind, "beds"), &version));
	return usual_area(cx, &u, ref_doc_text(cx, &kind, "area"), version);
}

/* ---- desks of all kelurahan ------------------------------------------------------------------ */

enum err directory_deskless(struct ctx *cx, struct deskless **ret, size_t *ret_n)
{
	struct unit_deskless_row *rows;
	struct deskless *list;

	TRY(unit_deskless_all(cx, &(struct unit_deskless_args){ .kind = DESK }, &rows, ret_n));
	list = ARENA_ARRAY(cx->arena, *ret_n, struct deskless);
	for (size_t i = 0; i < *ret_n; i++)
		list[i] = (struct deskless){ .region_id = rows[i].id,
					     .code = rows[i].code,
					     .name = rows[i].name,
					     .kecamatan = rows[i].parent_name,
					     .twice = rows[i].twice != 0 };
	*ret = list;
	return ERR_OK;
}

static enum err add_desk(struct ctx *cx, const struct deskless *where, int64_t parent_id)
{
	struct unit u = {
		.kind = DESK,
		.code = arena_printf(cx->arena, "PUSK-%s", where->code),
		.name = where->twice ? text_fill(cx, T_DIRECTORY_DESK_NAME_IN, where->name,
						 where->kecamatan, NULL)
				     : text_fill(cx, T_DIRECTORY_DESK_NAME, where->name, NULL),
		.parent_id = parent_id,
		.region_id = where->region_id,
		.lat_e6 = DB_NONE,
		.lng_e6 = DB_NONE,
		.has_account = true,
	};
	int64_t id;

	TRY(directory_create(cx, &u, &id));
	return directory_usual(cx, id);
}

enum err directory_add_desks(struct ctx *cx, int64_t *ret_n)
{
	struct deskless *list;
	int64_t parent_id;
	size_t n;

	TRY(directory_last_resort(cx, &parent_id));
	TRY(directory_deskless(cx, &list, &n));
	for (size_t i = 0; i < n; i++)
		TRY(add_desk(cx, &list[i], parent_id));
	*ret_n = (int64_t)n;
	return ERR_OK;
}
