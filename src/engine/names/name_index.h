/*
 * Index of the names of a registry, for finding one that is misspelt, misheard or incomplete.
 *
 * A name is kept once, with those who bear it: its holders, each with a region and a privacy
 * class.  A search sees only holders within its scope, and ranks what it may see: a name that
 * nobody in scope bears takes no place among the best.
 *
 * Names of a registry are made of few words.  A search looks for words like those asked for, and
 * then for names that have many of them, so its cost grows with the bearers of those words and not
 * with the registry.  Searching changes nothing: any number of threads may search at a time, but
 * none while one adds or removes.
 */
#ifndef NAMES_NAME_INDEX_H
#define NAMES_NAME_INDEX_H

#include "base/arena.h"
#include "engine/names/names.h"

struct name_index;

enum {
	NAME_REGIONS = 1 << 24, /* regions are numbers below this */
	NAME_CLASSES = 8,       /* and privacy classes below that */
	NAME_INDEX_BEST = 128   /* most that a search returns */
};

/* Regions from up to, and without, to.  Numbered by code, a kecamatan is one range. */
struct name_range {
	uint32_t from, to;
};

/* Who may be seen. */
struct name_scope {
	const struct name_range *range; /* any order; n 0: everywhere */
	size_t n;
	unsigned classes; /* bit per privacy class that may be seen */
};

/* An empty index; free it with name_index_free(), which allows NULL. */
struct name_index *name_index_new(void);
void name_index_free(struct name_index *ix);

/*
 * Adds a holder of a name, and takes him out again.  Somebody may hold several names.  Adding
 * returns the number of the name, which stays its own; an empty name is not kept: NAME_NONE.
 * Removing is false when he was not there.  Whoever fills an index in the order of names has the
 * holders of one beside one another, and searches in a small scope are quicker.
 */
#define NAME_NONE UINT32_MAX
uint32_t name_index_add(struct name_index *ix, const struct name_form *f, int64_t holder,
			uint32_t region, unsigned class);
bool name_index_remove(struct name_index *ix, const struct name_form *f, int64_t holder);

struct name_hit {
	uint32_t name;           /* number within the index, for name_index_holders() */
	uint32_t holders;        /* in scope, from 1 to 64: beyond that they are not counted */
	struct name_match match; /* likeness with the query, and why */
};

enum name_search_mode {
	NAME_WHOLE,  /* the query is complete */
	NAME_TYPING, /* its last word may just have been begun */
};

/*
 * Writes at most max hits, best first; returns how many.  Among equals the name with more holders
 * comes first.  Takes what it needs from a, for the time of the call.
 */
size_t name_index_search(const struct name_index *ix, struct arena *a,
			 const struct name_form *query, const struct name_scope *scope,
			 enum name_search_mode mode, struct name_hit *ret, size_t max);

/* The holders of a name in scope, the latest first; returns how many were written. */
size_t name_index_holders(const struct name_index *ix, uint32_t name,
			  const struct name_scope *scope, int64_t *ret, size_t max);

/* The number of exactly these words in this order; NAME_NONE: nobody ever had that name. */
uint32_t name_index_number(const struct name_index *ix, const struct name_form *f);

/* The words of a name of the index. */
void name_index_form(const struct name_index *ix, uint32_t name, struct name_form *ret);

struct name_index_size {
	size_t names, holders, words; /* kept */
	size_t bytes;
};
struct name_index_size name_index_size(const struct name_index *ix);

#endif
