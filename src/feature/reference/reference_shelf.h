/*
 * The shelf: the reference data of a city as they hold on one day, kept by the process
 * (platform/keep).
 */
#ifndef REFERENCE_REFERENCE_SHELF_H
#define REFERENCE_REFERENCE_SHELF_H

#include "feature/reference/reference_impl.h"

/* A set on the shelf: entries in their order, in both languages. */
struct ref_shelf_set {
	const char *name;
	const struct ref_entry *entries[LANG__MAX]; /* all that have begun, by ordinal and code */
	size_t n;
	const struct ref_entry *offered[LANG__MAX]; /* those that have not ended */
	size_t n_offered;
	const uint32_t *by_code; /* places in entries, in the order of their codes */
};

/* Rules that hold: compiled, or what is wrong with them. */
struct ref_rules {
	const struct triage_table *table; /* NULL: there are none, or fault says why */
	int64_t version;
	const char *fault;
};

struct ref_shelf {
	int32_t date;
	const struct ref_shelf_set *sets; /* by name */
	size_t n_sets;
	struct ref_rules triage, draft;
	struct worktime calendar;
	const char *calendar_fault; /* why there is no calendar, NULL: there is */
};

/* Today's shelf.  It and all it holds live as long as the arena of cx. */
enum err ref_shelf(struct ctx *cx, const struct ref_shelf **ret) NODISCARD;

/* A set of it; an unknown one is empty. */
const struct ref_shelf_set *ref_shelf_set(const struct ref_shelf *shelf, const char *name);

/* The entry of a code in a language, ended or not; NULL: none. */
const struct ref_entry *ref_shelf_entry(const struct ref_shelf_set *set, enum lang lang,
					const char *code);

/* reference_time.c and reference_triage.c fill in their part; memory is the arena's of cx. */
void ref_calendar_read(struct ctx *cx, struct ref_shelf *shelf);
void ref_rules_read(struct ctx *cx, const char *set, struct ref_shelf *shelf,
		    struct ref_rules *ret);

#endif
