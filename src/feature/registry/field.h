/*
 * People by the fields that the city made searchable (attribute "find" of the set "field").
 *
 * The values of such fields stand a second time in table field_value, in a normal form and with the
 * kelurahan, which are indexed, written by the same functions and in the same transaction as the
 * row of the facts.  When a field becomes searchable a walk fills the table from the rows, when it
 * is so no longer another one empties it; until the walk is at its end, a search says that it does
 * not find everybody. Nothing sealed is ever in it.
 */
#ifndef REGISTRY_FIELD_H
#define REGISTRY_FIELD_H

#include "feature/registry/fact.h"

struct db_pool;
struct jobs_lane;

/* ---- which fields ---------------------------------------------------------------------------- */

enum { FIELD_FIND_MAX = 24 }; /* that a city may have: each is a line of the form */

/* What keeps a field from being searchable. */
enum field_refusal {
	FIELD_MAY,
	FIELD_IS_SEALED, /* secret, health */
	FIELD_IS_NUMBER, /* NIK, KK, telephone: by their own blind indexes */
	FIELD_IS_CORE    /* names, addresses and the like: by the index of people */
};
enum field_refusal field_refusal(enum fact_kind kind, enum fact_class class, bool core);

/* ---- normal forms ---------------------------------------------------------------------------- */

enum { FIELD_PARTS = 64 };

/*
 * What a value is found by, the whole of it first: a text and from each of its first twelve words
 * on, folded; of several choices each; a number so that texts sort as numbers do.  How many.
 */
size_t field_parts(struct arena *a, const struct fact_field *field, const char *value,
		   const char *part[FIELD_PARTS]);

/* What a row's text of further facts says of a field; NULL: nothing. */
const char *field_value_in(struct arena *a, const char *more, const char *code);

/* What is looked for: people whose field says something from `from` to `to`, both normal forms. */
struct field_filter {
	const struct fact_field *field;
	const char *from, *to;
};

/* Words that begin where a word of the value does; false: nothing to look for is in them. */
bool field_filter_words(struct arena *a, const struct fact_field *field, const char *words,
			struct field_filter *ret);

/* One value, or where the kind has an order those between two; NULL: open. */
bool field_filter_between(struct arena *a, const struct fact_field *field, const char *from,
			  const char *to, struct field_filter *ret);

/* ---- kept beside the facts ------------------------------------------------------------------- */

/* The searchable values of f, before they change; NULL: the city has no such field. */
const char **field_values(struct ctx *cx, const struct facts *f);

/* Writes what f says now and before (field_values(); NULL: nothing) did not. In its transaction. */
enum err field_keep(struct ctx *cx, const struct facts *f, int64_t subject_id,
		    const char *const *before) NODISCARD;

/* ---- filling and emptying -------------------------------------------------------------------- */

/* Notices what became searchable or is so no longer: a tick of every process. */
enum err field_notice(struct ctx *cx, struct db_pool *pool);

/* Fills and empties; of jobs_long(). One step, for tests: *ret_more, as long as there is work. */
enum err field_work(struct ctx *cx, struct db_pool *pool, const struct jobs_lane *lane) NODISCARD;
enum err field_step(struct ctx *cx, struct db_pool *pool, bool *ret_more) NODISCARD;

/* Is all of the field in the table, and where its people live too?  In a reading transaction. */
enum err field_is_whole(struct ctx *cx, const struct fact_field *field, bool *ret,
			bool *ret_homes) NODISCARD;
/* Are all fields that people are found by? */
enum err field_all_whole(struct ctx *cx, const struct fact_book *book, bool *ret) NODISCARD;

/* ---- checking -------------------------------------------------------------------------------- */

/* A line for each field of which the table differs from the facts, and putting it right. */
enum err field_tally_faults(struct ctx *cx, char ***ret, size_t *ret_n) NODISCARD;
enum err field_tally_mend(struct ctx *cx) NODISCARD;

#endif
