/*
 * The units of a city as a process keeps them (platform/keep): what is asked at every report and
 * changes a few times a week.  Places taken are not in it.
 */
#ifndef DIRECTORY_DIRECTORY_SHELF_H
#define DIRECTORY_DIRECTORY_SHELF_H

#include "feature/directory/directory.h"
#include "feature/directory/directory_rules.h"

struct shelf_unit {
	int64_t id;
	const char *kind, *name, *phone, *emergency_phone;
	bool outside, last_resort, has_account;
	const int64_t *areas; /* kelurahan it serves; none: all */
	size_t n_areas;
	const struct unit_hour *hours;
	size_t n_hours;
};

struct shelf_offer {
	const struct shelf_unit *unit;
	bool urgent;
	bool limited; /* has a number of places */
};

struct shelf_service {
	const char *service;
	const struct shelf_offer *offers; /* by name of the unit */
	size_t n;
};

struct directory_shelf {
	const struct shelf_unit *units; /* open ones, by id */
	size_t n_units;
	const struct shelf_service *services; /* by code */
	size_t n_services;
	const struct shelf_unit *last_resort; /* NULL before there is one */
};

/* As the transaction of cx sees it; lives as long as the memory of cx->arena taken now. */
enum err directory_shelf(struct ctx *cx, const struct directory_shelf **ret) NODISCARD;

/* The open unit of that id, or NULL. */
const struct shelf_unit *shelf_unit(const struct directory_shelf *s, int64_t id);

/* Who offers a service; an unknown one has no offers. */
struct shelf_service shelf_service(const struct directory_shelf *s, const char *service);

/* Whether a kelurahan is among its areas: a unit of the whole city has none. */
bool shelf_covers(const struct shelf_unit *u, int64_t region_id);
/* Whether its desk is open, by its hours. */
bool shelf_open(const struct shelf_unit *u, const struct unit_moment *m);

/* Who is on duty about a day: the shifts of all units, by unit. */
struct shelf_shift {
	int64_t unit_id, from_at, to_at;
};
struct directory_roster {
	const struct shelf_shift *shifts;
	size_t n;
};

/* The roster about that instant: kept for today, else read. */
enum err directory_roster(struct ctx *cx, int64_t at,
			  const struct directory_roster **ret) NODISCARD;

/* Whether somebody of that unit is on duty then. */
bool roster_has(const struct directory_roster *r, int64_t unit_id, int64_t at);

#endif
