/* Units, accounts and PSKS of the sample city, from assets/demo/3272.json. */
#include "feature/demo/demo_impl.h"

#include <string.h>

#include "base/clock.h"
#include "base/str.h"
#include "feature/account/account.h"
#include "feature/directory/directory.h"
#include "feature/reference/reference.h"
#include "platform/app.h"
#include "platform/assets/assets.h"

/* The roster begins with the sample's past and reaches a month beyond its present. */
enum { ROSTER_DAYS = DEMO_DAYS + 40, MAX_OFFERS = 32 };

#define CITY_FILE DEMO_CITY ".json"

enum err demo_open(struct ctx *cx, const char *name, json_t **ret)
{
	const struct asset *a = asset_find(arena_printf(cx->arena, "demo/%s", name));
	json_error_t fault;

	*ret = a ? json_loadb(a->data, a->size, JSON_REJECT_DUPLICATES, &fault) : NULL;
	if (!*ret)
		return err_set(cx, ERR_INVALID, "demo/%s: %s", name, a ? fault.text : "missing");
	return ERR_OK;
}

static const char *text_at(struct ctx *cx, const json_t *o, const char *key)
{
	return arena_strdup(cx->arena, json_string_value(json_object_get(o, key)));
}

/* ---- units -------------------------------------------------------------------------------- */

/* "periksa_rawat!:30": also urgent, thirty places. */
static struct unit_offer read_offer(struct ctx *cx, const char *text)
{
	struct unit_offer o = { .capacity = DB_NONE };
	size_t n = strcspn(text, "!:");
	const char *colon = strchr(text, ':');

	o.service = arena_strndup(cx->arena, text, n);
	o.urgent = text[n] == '!';
	if (colon)
		(void)str_i64(colon + 1, &o.capacity);
	return o;
}

/* Every change raises the version of the new unit: 1 services, 2 hours, 3 coverage. */
static enum err set_services(struct ctx *cx, int64_t id, const json_t *list)
{
	struct unit_offer offers[MAX_OFFERS];
	size_t i, n = json_array_size(list);

	assert(n <= MAX_OFFERS);
	for (i = 0; i < n; i++)
		offers[i] = read_offer(cx, json_string_value(json_array_get(list, i)));
	return directory_set_services(cx, id, 1, offers, n);
}

/* "all": day and night; "office": as the city's offices. */
static enum err set_hours(struct ctx *cx, int64_t id, const char *hours)
{
	static const char *const office[UNIT_WEEKDAYS] = {
		"",
		"07.30-12.00, 13.00-16.00",
		"07.30-12.00, 13.00-16.00",
		"07.30-12.00, 13.00-16.00",
		"07.30-12.00, 13.00-16.00",
		"07.30-11.30, 13.00-16.30",
		"",
		"",
	};
	struct unit_hour list[UNIT_WEEKDAYS * UNIT_SPANS];
	size_t n = 0, got;
	int day;

	for (day = 0; day < UNIT_WEEKDAYS; day++) {
		if (str_eq(hours, "all"))
			list[n++] = (struct unit_hour){ .weekday = day, .to_min = 1440 };
		else if (hours_parse(office[day], day, &list[n], &got))
			n += got;
	}
	return directory_set_hours(cx, id, 2, list, n);
}

/* Two people share the nights and weekends, a week each; the other one is the substitute. */
static enum err set_roster(struct ctx *cx, int64_t id)
{
	const char *names[2] = { demo_person_name(cx, 1), demo_person_name(cx, 2) };
	const char *phones[2] = { demo_phone(cx), demo_phone(cx) };
	int64_t from = cx->now - USEC_DAY, duty_id;
	unsigned week, part;

	for (week = 0; week * 7 < ROSTER_DAYS; week++)
		for (part = 0; part < 2; part++)
			TRY(directory_duty_add(cx,
					       &(struct duty){
						   .unit_id = id,
						   .name = names[(week + part) % 2],
						   .phone = phones[(week + part) % 2],
						   .from_at = from + week * 7 * USEC_DAY,
						   .to_at = from + (week + 1) * 7 * USEC_DAY,
						   .substitute = part == 1,
					       },
					       &duty_id));
	return ERR_OK;
}

static enum err unit_parent(struct ctx *cx, const json_t *o, int64_t *ret)
{
	const char *parent = text_at(cx, o, "parent");
	bool found;

	*ret = 0;
	return parent ? directory_by_code(cx, parent, ret, &found) : ERR_OK;
}

/* region: the kelurahan or kecamatan it is for, NULL for the city. */
static enum err add_unit(struct ctx *cx, const json_t *o, const struct region *region)
{
	const char *code = text_at(cx, o, "code"), *name = text_at(cx, o, "name");
	struct unit u = {
		.kind = text_at(cx, o, "kind"),
		.code =
		    region ? arena_printf(cx->arena, "%s-%lld", code, (long long)region->id) : code,
		.name = region ? arena_printf(cx->arena, "%s %s", name, region->name) : name,
		.address = region ? arena_printf(cx->arena, "Jalan Contoh, %s", region->name)
				  : text_at(cx, o, "address"),
		.phone = region ? demo_phone(cx) : text_at(cx, o, "phone"),
		.emergency_phone = text_at(cx, o, "emergency"),
		.region_id = region ? region->id : 0,
		.lat_e6 = region ? (int64_t)(region->lat * 1e6) : DB_NONE,
		.lng_e6 = region ? (int64_t)(region->lng * 1e6) : DB_NONE,
		.outside = json_is_true(json_object_get(o, "outside")),
		.last_resort = json_is_true(json_object_get(o, "last_resort")),
	};
	int64_t id;

	u.has_account = !u.outside;
	TRY(unit_parent(cx, o, &u.parent_id));
	TRY(directory_create(cx, &u, &id));
	TRY(set_services(cx, id, json_object_get(o, "services")));
	TRY(set_hours(cx, id, text_at(cx, o, "hours")));
	if (region)
		TRY(directory_set_coverage(cx, id, 3, &region->id, 1));
	return u.last_resort || json_is_true(json_object_get(o, "duty")) ? set_roster(cx, id)
									 : ERR_OK;
}

static enum err add_units_of(struct ctx *cx, const json_t *o, enum region_level level)
{
	const struct region *regions;
	size_t n, i;

	TRY(region_list(cx, level, 0, &regions, &n));
	for (i = 0; i < n; i++)
		TRY(add_unit(cx, o, &regions[i]));
	return ERR_OK;
}

enum err demo_install_units(struct ctx *cx)
{
	json_auto_t *file = NULL;
	const json_t *units;
	size_t i;

	TRY(demo_open(cx, CITY_FILE, &file));
	units = json_object_get(file, "units");
	for (i = 0; i < json_array_size(units); i++)
		TRY(add_unit(cx, json_array_get(units, i), NULL));
	TRY(add_units_of(cx, json_object_get(file, "each_kecamatan"), REGION_KECAMATAN));
	return add_units_of(cx, json_object_get(file, "each_kelurahan"), REGION_KELURAHAN);
}

/* ---- accounts ----------------------------------------------------------------------------- */

static enum err region_by_name(struct ctx *cx, enum region_level level, const char *name,
			       int64_t *ret)
{
	const struct region *regions;
	size_t n, i;

	TRY(region_list(cx, level, 0, &regions, &n));
	for (i = 0; i < n; i++) {
		if (!str_eq(regions[i].name, name))
			continue;
		*ret = regions[i].id;
		return ERR_OK;
	}
	return err_set(cx, ERR_INVALID, "demo: no region %s", name);
}

/* "SLRT", or "PUSK:Cikole" and "PKM:Cikole" for a unit of a kelurahan or kecamatan. */
static enum err unit_of(struct ctx *cx, const char *text, int64_t *ret)
{
	const char *colon = text ? strchr(text, ':') : NULL;
	int64_t region_id;
	bool found = true;

	*ret = 0;
	if (!text)
		return ERR_OK;
	if (colon) {
		bool kelurahan = str_starts(text, "PUSK");

		TRY(region_by_name(cx, kelurahan ? REGION_KELURAHAN : REGION_KECAMATAN, colon + 1,
				   &region_id));
		text = arena_printf(cx->arena, "%.*s-%lld", (int)(colon - text), text,
				    (long long)region_id);
	}
	TRY(directory_by_code(cx, text, ret, &found));
	return found ? ERR_OK : err_set(cx, ERR_INVALID, "demo: no unit %s", text);
}

static enum err role_of(struct ctx *cx, const char *name, enum role *ret)
{
	unsigned i;

	for (i = 0; i < ROLE__MAX; i++) {
		if (!str_eq(role_name((enum role)i), name))
			continue;
		*ret = (enum role)i;
		return ERR_OK;
	}
	return err_set(cx, ERR_INVALID, "demo: no role %s", name ? name : "?");
}

static enum err add_account(struct ctx *cx, const char *login, const char *name, enum role role,
			    int64_t unit_id, int64_t region_id, const char *password_hash)
{
	struct account v = {
		.login = login,
		.name = name,
		.phone = demo_phone(cx),
		.unit_id = unit_id,
		.valid_until = role == ROLE_AUDITOR ? cx->now + 180 * USEC_DAY : 0,
	};
	struct account_role r = { .role = role, .unit_id = unit_id, .region_id = region_id };
	int64_t id;

	TRY(account_create(cx, &v, password_hash, &id));
	return account_set_roles(cx, id, 1, &r, 1, unit_id ? &unit_id : NULL, unit_id ? 1 : 0);
}

static enum err add_listed(struct ctx *cx, const json_t *o, const char *password_hash)
{
	const char *region = text_at(cx, o, "region");
	int64_t unit_id, region_id = 0;
	enum role role = ROLE__MAX;

	TRY(role_of(cx, text_at(cx, o, "role"), &role));
	TRY(unit_of(cx, text_at(cx, o, "unit"), &unit_id));
	if (region)
		TRY(region_by_name(cx, REGION_KECAMATAN, region, &region_id));
	return add_account(cx, text_at(cx, o, "login"), text_at(cx, o, "name"), role, unit_id,
			   region_id, password_hash);
}

/* "Gunung Puyuh" is gunungpuyuh in a sign-in name, "PANTI-LANSIA" panti-lansia. */
static const char *slug(struct ctx *cx, const char *text)
{
	char *out = arena_strdup(cx->arena, text), *to = out;

	for (; *text; text++)
		if (*text != ' ')
			*to++ = *text >= 'A' && *text <= 'Z' ? (char)(*text - 'A' + 'a') : *text;
	*to = '\0';
	return out;
}

/* The officers that every Puskesos or Puskesmas has. */
static enum err add_officers(struct ctx *cx, const json_t *o, const struct region *region,
			     const char *password_hash)
{
	const json_t *list = json_object_get(o, "officers");
	int64_t unit_id;
	enum role role;
	size_t i;
	bool found;

	TRY(directory_by_code(
	    cx, arena_printf(cx->arena, "%s-%lld", text_at(cx, o, "code"), (long long)region->id),
	    &unit_id, &found));
	for (i = 0; i < json_array_size(list); i++) {
		const json_t *one = json_array_get(list, i);

		TRY(role_of(cx, text_at(cx, one, "role"), &role));
		TRY(add_account(
		    cx,
		    arena_printf(cx->arena, "%s.%s", text_at(cx, one, "login"),
				 slug(cx, region->name)),
		    arena_printf(cx->arena, "%s %s", text_at(cx, one, "name"), region->name), role,
		    unit_id, 0, password_hash));
	}
	return ERR_OK;
}

static enum err add_officers_of(struct ctx *cx, const json_t *o, enum region_level level,
				const char *password_hash)
{
	const struct region *regions;
	size_t n, i;

	TRY(region_list(cx, level, 0, &regions, &n));
	for (i = 0; i < n; i++)
		TRY(add_officers(cx, o, &regions[i], password_hash));
	return ERR_OK;
}

/* A unit that no listed account serves gets an officer, so that somebody answers there. */
static enum err add_missing(struct ctx *cx, const json_t *file, const char *password_hash)
{
	const json_t *units = json_object_get(file, "units"), *list;
	size_t i, j;

	list = json_object_get(file, "accounts");
	for (i = 0; i < json_array_size(units); i++) {
		const json_t *unit = json_array_get(units, i);
		const char *code = text_at(cx, unit, "code");
		bool served = json_is_true(json_object_get(unit, "outside"));
		int64_t unit_id;

		for (j = 0; j < json_array_size(list) && !served; j++)
			served = str_eq(code, text_at(cx, json_array_get(list, j), "unit"));
		if (served)
			continue;
		TRY(unit_of(cx, code, &unit_id));
		TRY(add_account(cx, arena_printf(cx->arena, "petugas.%s", slug(cx, code)),
				arena_printf(cx->arena, "Petugas %s", text_at(cx, unit, "name")),
				ROLE_RECEIVER, unit_id, 0, password_hash));
	}
	return ERR_OK;
}

enum err demo_install_accounts(struct ctx *cx, const char *password_hash)
{
	json_auto_t *file = NULL;
	const json_t *list;
	size_t i;

	TRY(demo_open(cx, CITY_FILE, &file));
	list = json_object_get(file, "accounts");
	for (i = 0; i < json_array_size(list); i++)
		TRY(add_listed(cx, json_array_get(list, i), password_hash));
	TRY(add_missing(cx, file, password_hash));
	TRY(add_officers_of(cx, json_object_get(file, "each_kecamatan"), REGION_KECAMATAN,
			    password_hash));
	return add_officers_of(cx, json_object_get(file, "each_kelurahan"), REGION_KELURAHAN,
			       password_hash);
}

/* ---- PSKS --------------------------------------------------------------------------------- */

static enum err add_psks(struct ctx *cx, const char *kind, const char *name, bool person,
			 int64_t region_id)
{
	static const char *const trainings[] = {
		"Bimbingan teknis SLRT 2025",
		"Pelatihan dasar pekerja sosial masyarakat",
		"Pertolongan pertama\nPendampingan psikososial",
	};
	int32_t today = clock_date(cx->now, cx->app->zone_minutes);
	int64_t id;

	return psks_save(
	    cx,
	    &(struct psks){
		.kind = kind,
		.name = name,
		.is_person = person,
		.region_id = region_id,
		.phone = demo_phone(cx),
		.trainings = person ? trainings[rng_below(cx->rng, LEN(trainings))] : NULL,
		.valid_from = today - (int32_t)rng_below(cx->rng, 900) - 30,
		.valid_to = DATE_NONE,
	    },
	    &id);
}

/* Bodies of the whole city; somebody of each of the other kinds. */
static enum err add_others(struct ctx *cx)
{
	static const struct {
		const char *kind, *name;
	} bodies[] = {
		{ "PSKS-04", "LKS Lansia Sejahtera" },  { "PSKS-04", "LKSA Tunas Bangsa" },
		{ "PSKS-06", "LK3 Harapan Keluarga" },  { "PSKS-08", "WKSBM Guyub Rukun" },
		{ "PSKS-12", "Koperasi Pasar Pelita" },
	};
	static const char *const people[] = { "PSKS-09", "PSKS-10" };
	size_t i;

	for (i = 0; i < LEN(bodies); i++)
		TRY(add_psks(cx, bodies[i].kind, bodies[i].name, false, 0));
	for (i = 0; i < LEN(people); i++)
		TRY(add_psks(cx, people[i], demo_person_name(cx, 0), true, 0));
	return add_psks(cx, "PSKS-07",
			arena_printf(cx->arena, "Keluarga %s", demo_person_name(cx, 1)), false, 0);
}

enum err demo_install_psks(struct ctx *cx)
{
	const struct region *regions;
	size_t n, i;

	TRY(region_list(cx, REGION_KELURAHAN, 0, &regions, &n));
	for (i = 0; i < n; i++) {
		TRY(add_psks(cx, "PSKS-02", demo_person_name(cx, 0), true, regions[i].id));
		TRY(add_psks(cx, "PSKS-05",
			     arena_printf(cx->arena, "Karang Taruna %s", regions[i].name), false,
			     regions[i].id));
	}
	TRY(region_list(cx, REGION_KECAMATAN, 0, &regions, &n));
	for (i = 0; i < n; i++)
		TRY(add_psks(cx, "PSKS-11", demo_person_name(cx, 0), true, regions[i].id));
	for (i = 0; i < 12; i++)
		TRY(add_psks(cx, i < 8 ? "PSKS-03" : "PSKS-01", demo_person_name(cx, 0), true, 0));
	return add_others(cx);
}

/* ---- what services cost ------------------------------------------------------------------- */

/* A version of the city's own that says what the service costs beside all it said before. */
static enum err price(struct ctx *cx, const char *service, int64_t cost)
{
	struct ref_values v = { .valid_to = DATE_NONE };
	struct ref_entry e;
	int64_t version;

	TRY(ref_get(cx, "service", service, ref_today(cx), &e));
	v.label_id = e.label_id;
	v.label_en = e.label_en;
	v.ordinal = e.ordinal;
	v.source = "contoh";
	v.valid_from = e.valid_from;
	v.doc = arena_printf(cx->arena, "{\"cost\":%lld,%s", (long long)cost, e.doc + 1);
	return ref_edit(cx, "service", service, e.version, &v, "biaya contoh", &version);
}

enum err demo_install_costs(struct ctx *cx)
{
	const char *service;
	json_t *file, *cost;
	enum err e = ERR_OK;

	TRY(demo_open(cx, CITY_FILE, &file));
	json_object_foreach(json_object_get(file, "costs"), service, cost)
	{
		if (e == ERR_OK)
			e = price(cx, service, json_integer_value(cost));
	}
	json_decref(file);
	return e;
}
