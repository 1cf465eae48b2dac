/*
 * What a process keeps in memory of a city's people for finding them: their names, where they live,
 * and the few facts that narrow a search down.  A cache of table person, never the truth.
 *
 * A person is put again whenever his row was read; an older version never takes the place of a
 * newer one, so rows may be put in any order, from any snapshot.  Searching changes nothing: any
 * number of threads may search at a time, but none while one puts.
 */
#ifndef REGISTRY_FIND_INDEX_H
#define REGISTRY_FIND_INDEX_H

#include "base/arena.h"
#include "engine/names/name_index.h"

struct find_index;

/* How somebody may be found; the privacy classes of the name indexes. */
enum find_class {
	FIND_OPEN,      /* lives in the city */
	FIND_PAST,      /* dead, moved away or lost: found, but after the others */
	FIND_PROTECTED, /* by members of his units only */
	FIND_GONE       /* merged, withdrawn or erased: not at all */
};

/* A row of person, as far as a search needs it. */
struct find_row {
	int64_t id, version, family_id; /* family_id 0: none */
	int64_t region_id;              /* 0: unknown */
	const char *name, *alias, *address;
	int32_t birth; /* DATE_NONE: unknown; where only the year is, the middle of it */
	int sex;       /* 0 unknown, 1 L, 2 P */
	enum find_class class;
};

/* The regions in the order of their codes, so that a kecamatan is one range of numbers. */
struct find_index *find_index_new(const int64_t *regions, size_t n);
void find_index_free(struct find_index *ix);

/* Takes what it needs from a, for the time of the call. */
void find_index_put(struct find_index *ix, struct arena *a, const struct find_row *row);

/* Whom it has met, those gone since among them. */
size_t find_index_people(const struct find_index *ix);

/* The memory it takes. */
size_t find_index_bytes(const struct find_index *ix);

/* The words of an address that tell one from another: streets, landmarks; no numbers, no "Jl". */
void find_address_form(struct arena *a, const char *address, struct name_form *ret);

/* One number for all that is in it, whatever the order in which it came: for tests. */
uint64_t find_index_digest(const struct find_index *ix);

#endif
