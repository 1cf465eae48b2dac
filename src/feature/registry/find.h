/*
 * Finding people, in the scope of the acting person: by names as they were heard, numbers,
 * addresses and landmarks, age, sex and the names of relatives, best first, each with the reason in
 * words.
 *
 * Spelling is forgiven by an index in memory, one a city and process, filled in the background and
 * kept up by the feed of changes (person.fed).  A search first takes in what its own transaction
 * sees, so whoever wrote finds what he wrote.  Until the index is there, names are found as they
 * are spelled or begin.  Scope comes twice: before ranking in the index, and in the statement that
 * reads what is shown; a protected person is only met by members of his units.
 */
#ifndef REGISTRY_FIND_H
#define REGISTRY_FIND_H

#include "base/ctx.h"

struct app;
struct field_filter;

/* What is looked for; members that are NULL, 0 or -1 say nothing. */
struct find_query {
	const char *words; /* all in one box: "asep 60 th masjid al ikhlas anaknya neneng" */
	const char *name, *relative, *address;
	int64_t region_id; /* kelurahan or kecamatan */
	int sex;           /* 1 L, 2 P */
	int age_from, age_to;
	bool typing; /* the last word may just have been begun */
	bool sealed; /* open the NIK of those found, to show it masked */
	/* What the city's own fields say: all of it must fit (field.h). */
	const struct field_filter *filter;
	size_t n_filters;
	const struct find_place *after; /* of a list by fields alone: goes on there; or NULL */
	size_t max;                     /* FIND_MAX at most */
};

/* A place in a list by fields alone, which goes by kelurahan, of whoever sees some only, and value.
 */
struct find_place {
	int64_t home;       /* of which range of values (field_walk.c) */
	const char *sought; /* normal form of the value of the first filter */
	int64_t subject_id, person_id;
};

enum { FIND_MAX = 50 };

struct find_hit {
	int64_t id, family_id, state, sex, relation;
	int64_t birth_date, birth_year, age, desil; /* DB_NONE: unknown */
	int64_t region_id;
	const char *name, *alias, *region, *rt, *rw, *address, *head, *desil_why;
	const char *nik; /* masked, when asked for */
	const char *why; /* in words */
	int score;       /* 0 to 1000 */
};

/* How far the index was when it answered. */
struct find_state {
	bool ready;   /* false: spelling was not forgiven */
	bool behind;  /* more changes than one search takes in: it misses the latest */
	int64_t feed; /* all changes before this place are in it */
	size_t people, bytes;
};

struct find_answer {
	struct find_hit *hit;
	size_t n;
	bool more;                     /* others fit as well: say more of him */
	const struct find_place *next; /* of a list by fields alone: where it goes on; NULL: end */
	bool filling; /* a field asked for is not whole yet: some are not found by it */
	struct find_state state;
};

/* Is anybody known in this city, whoever may see him? */
enum err find_any(struct ctx *cx, bool *ret) NODISCARD;

/* In cx->arena, in a reading transaction.  Who is shown must be disclosed by the caller. */
enum err find_people(struct ctx *cx, const struct find_query *q, struct find_answer *ret) NODISCARD;

/* ---- who is there already -------------------------------------------------------------------- */

enum { FIND_ALIKE = 48 };

/* Who may be somebody of that name and birth, by the index alone: to be compared, not shown. */
struct find_alike {
	const char *name;  /* NULL: nobody */
	int32_t born;      /* DATE_NONE: unknown */
	int64_t region_id; /* where he lives; 0: unknown */
	bool everywhere;   /* then he may be anybody's neighbour in the city */
	int64_t id[FIND_ALIKE];
	size_t n;
};

/*
 * Fills id of each of those asked: people of like names born on that day, or with day and month
 * swapped, people of the same name whose birth does not tell them apart, and neighbours of a like
 * name one part of whose date differs (of the whole city, if asked so).  Whoever is protected is in
 * none, and nothing is asked of scope.  *ret_ready false: there is no index, and nobody was looked
 * for.  In a reading transaction.
 */
enum err find_alike(struct ctx *cx, struct find_alike *asked, size_t n, bool *ret_ready) NODISCARD;

/* Two dates that may be one, a part mistyped or day and month swapped; an unknown one may be any.
 */
bool find_same_birth(int32_t a, int32_t b);

/* ---- the index of a city in this process ----------------------------------------------------- */

/* The thread that fills it and keeps it up, for app->city; find_stop() waits for it. NULL: none. */
struct finder;
enum err find_start(struct app *app, int64_t (*clock)(void), struct finder **ret) NODISCARD;
void find_stop(struct finder *f);

/* The same by hand, for tests and measuring: fills it, or takes in all changes since. */
struct db_pool;
enum err find_fill(struct ctx *cx, struct db_pool *pool) NODISCARD;
enum err find_catch_up(struct ctx *cx, struct db_pool *pool) NODISCARD;

/* Forgets the index of the city of cx; nobody may be searching. */
void find_forget(struct ctx *cx);

/* find_index_digest() of the index of the city of cx; 0: none.  For tests. */
uint64_t find_digest(struct ctx *cx);

#endif
