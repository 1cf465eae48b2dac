/*
 * Region: the city, its kecamatan and kelurahan.
 *
 * A city is a file under assets/reference/city; adding one is adding a file.  RW and RT are
 * three-digit text in the tables that need them, not rows.  The id of a region is the digits of its
 * code (3272021001), the same in every database, so that a city can move between engines.
 */
#ifndef REGION_REGION_H
#define REGION_REGION_H

#include "base/ctx.h"
#include "platform/form/form.h"

enum region_level { REGION_ANY, REGION_KECAMATAN, REGION_KELURAHAN };

struct city {
	int64_t city; /* own number, never changes: 1 Kota Sukabumi, 2 Kota Depok, 3 Kota Palu */
	const char *code; /* 3272 */
	const char *name, *province;
	int zone_minutes;
	double lat, lng;
	int64_t population, area_ha;
	const char *source;
};

struct region {
	int64_t id;
	enum region_level level;
	int64_t parent_id; /* of a kelurahan its kecamatan, else 0 */
	const char *code, *name;
	const char *parent_name; /* "" for a kecamatan */
	const char *said; /* the name that people are told: its kecamatan is with it where two have
			     one name */
	double lat, lng;
};

/*
 * The city of a file in the program, without database: what init asks before there is one.
 * ERR_NOTFOUND: no file for that code.  ERR_INVALID: the file is wrong (the detail says how).
 */
enum err region_city_file(struct ctx *cx, const char *code, struct city *ret) NODISCARD;

/* All cities in the program, by code. */
enum err region_city_files(struct ctx *cx, const struct city **ret, size_t *ret_n) NODISCARD;

/*
 * Writes or brings up to date the rows of the city with that code; cx->city must be its number
 * (ERR_INVALID).  In a write transaction; run twice it changes nothing.
 */
enum err region_install(struct ctx *cx, const char *code) NODISCARD;

/* The city of cx.  ERR_NOTFOUND before region_install(). */
enum err region_city(struct ctx *cx, struct city *ret) NODISCARD;

/* Existing regions of a level (REGION_ANY: all), of one kecamatan (0: all), by code. */
enum err region_list(struct ctx *cx, enum region_level level, int64_t parent_id,
		     const struct region **ret, size_t *ret_n) NODISCARD;

/* One region, existing or not any more. */
enum err region_get(struct ctx *cx, int64_t id, struct region *ret) NODISCARD;

/* "Kel. Cikole, Kec. Cikole"; "" for 0. In cx->arena. */
enum err region_name(struct ctx *cx, int64_t id, const char **ret) NODISCARD;

/* The kelurahan whose centroid is nearest to a point, and how far in metres. */
enum err region_nearest(struct ctx *cx, double lat, double lng, struct region *ret,
			double *ret_metres) NODISCARD;

/*
 * Host names that lead to the city of cx where one process answers for several; the first is the
 * one in printed addresses.
 */
#define REGION_HOSTS 16
struct city_host {
	const char *host; /* small letters, no port */
	int64_t since_at;
};
enum err region_hosts(struct ctx *cx, const struct city_host **ret, size_t *ret_n) NODISCARD;

/*
 * The city has these names and no others, in this order; one it had keeps its date.  In a write
 * transaction.  ERR_INVALID: not a host name (str_host()), given twice, or too many.
 */
enum err region_hosts_set(struct ctx *cx, const char *const *names, size_t n) NODISCARD;

/*
 * Kelurahan as choices grouped by kecamatan, value is the id, and whether a value is one of them:
 * .options and .known of a FIELD_REF.  Those the actor works for stand first, in a group of their
 * own; whoever sees the whole city, and nobody in particular, has the order of the city.
 */
enum err region_options(struct ctx *cx, const struct form *f, struct options *ret) NODISCARD;
enum err region_known(struct ctx *cx, const char *value, bool *ret) NODISCARD;

/*
 * .options of a field that takes only kelurahan in the actor's reach: a list he reads by region, or
 * an act that would be refused elsewhere.  All of them for who has the city or no region at all.
 */
enum err region_options_own(struct ctx *cx, const struct form *f, struct options *ret) NODISCARD;

#endif
