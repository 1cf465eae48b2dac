/* What the files of facts share among themselves. */
#ifndef REGISTRY_FACT_IMPL_H
#define REGISTRY_FACT_IMPL_H

#include "feature/reference/reference.h"
#include "feature/region/region.h"
#include "feature/registry/fact.h"

/* Texts that mean a place in a list: made once, then only looked up. */
struct fact_names {
	struct fact_slot {
		const char *key; /* NULL: empty */
		uint32_t hash;
		int32_t at; /* negative: several places have that name */
	} * slot;
	size_t mask; /* slots less one; a power of two and at least twice the names */
};

/* Room for at most n names. */
void names_init(struct arena *a, struct fact_names *names, size_t n);

/* Adds one; of a name that is there already the first place stays. */
void names_add(struct fact_names *names, const char *key, size_t at);

/* Adds one; a name that two places have means neither. */
void names_add_once(struct fact_names *names, const char *key, size_t at);

/* The place of a name, or -1. */
int32_t names_find(const struct fact_names *names, const char *key, size_t n);

/* The kelurahan of the city by all that people write for them. */
struct fact_regions {
	const struct region *list; /* by code, and so by id */
	size_t n;
	struct fact_names names;
};

/* What reading a field needs besides what everybody may know of it. */
struct fact_index {
	struct fact_names options;
	const int64_t *bit; /* of the options; NULL: sums of bits are not understood */
	const struct fact_regions *regions;
	bool past; /* a date that can't lie ahead */
};

/* What a doc of the set "field" says of them; personal when it says no class. */
struct json_t;
enum fact_kind fact_kind_of(const struct json_t *doc);
enum fact_class fact_class_of(const struct json_t *doc);

/* Options a field can have. */
#define FACT_OPTIONS_MAX 256

/* What people write when there is nothing to write. */
#define FACT_NOTHING_ROOM 24
bool fact_is_nothing(const char *folded);

/*
 * Folded as str_fold() does, into room when the text is ASCII and fits, otherwise in the arena of
 * cx: no memory is asked for in the usual case.
 */
#define FACT_FOLD_ROOM 128
const char *fact_fold(struct ctx *cx, const char *s, char room[FACT_FOLD_ROOM]);

/* Valid UTF-8 in NFC with single blanks and nothing that is not seen; NULL: bad characters. */
const char *fact_clean(struct ctx *cx, const char *s);

/* Days since 1970 of a date as people write it. */
enum fact_fault fact_read_date(struct ctx *cx, const char *s, int32_t *ret);

/* Digits of a number or an amount. */
enum fact_fault fact_read_number(const char *s, bool money, int64_t *ret);

#endif
