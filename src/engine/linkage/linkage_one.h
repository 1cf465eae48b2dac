/*
 * One new record against a few candidates, with what was learnt before: for the desk, while typing.
 *
 * A model is what linkage_run() has learnt: the share of pairs of each relation, how probable each
 * level of agreement is for each relation, and how common values are.  It goes to a file as text
 * that people can read, and comes back.  Because a new city has no people to learn from, the
 * program carries one learnt from made-up people: the asset LINKAGE_MODEL_BUILT_IN.
 *
 * linkage_one_score() then weighs pairs like linkage_run() does, in a few microseconds each.  There
 * is no state but what the caller holds: a model and a scorer are only read once they are made, so
 * that threads may share them, and the same texts give the same weights everywhere.
 *
 * A search box of the desk, in short:
 *
 *	const struct asset *a = asset_find(LINKAGE_MODEL_BUILT_IN);
 *	struct linkage_model *m = linkage_model_read(a->data, a->size, &line);
 *	struct linkage_one *o = linkage_one_new(m, kinds, n_kinds, people_in_the_registry);
 *	...
 *	linkage_one_score(o, typed, candidates, n, found);
 *	(found[i].probability, found[i].reasons[k].level says why; see LINKAGE_LEVELS)
 */
#ifndef LINKAGE_LINKAGE_ONE_H
#define LINKAGE_LINKAGE_ONE_H

#include "engine/linkage/linkage.h"

/* ---- models ------------------------------------------------------------------------------- */

#define LINKAGE_MODEL_BUILT_IN "linkage/model.txt"

struct linkage_model;

/* What an engine has learnt; after linkage_run().  Free it with linkage_model_free(). */
struct linkage_model *linkage_model_of(const struct linkage *l);

/* NULL is allowed. */
void linkage_model_free(struct linkage_model *m);

/*
 * A model as text: lines of words and numbers; what follows # is for people.  Of the records it
 * was learnt from it holds numbers, and words of names that twenty or more of them have.  The same
 * model gives the same text.  Free it with free().
 */
char *linkage_model_text(const struct linkage_model *m);

/* And back.  NULL when n bytes of text are none, with the line at which that was seen. */
struct linkage_model *linkage_model_read(const char *text, size_t n, unsigned *ret_line);

/*
 * Makes an engine weigh by a model instead of learning; before linkage_run().  How common values
 * are it still counts in its own records.  False when the model does not know a kind of column:
 * then nothing has changed.
 */
bool linkage_use(struct linkage *l, const struct linkage_model *m, enum linkage_kind *ret_unknown);

/* ---- one record --------------------------------------------------------------------------- */

struct linkage_one;

/*
 * A scorer for records of these columns, a subset of those of the model in any order; population is
 * how many records there are from which the candidates were chosen (0: as many as the model was
 * learnt from): the more people, the more namesakes.  NULL when the model does not know one of the
 * kinds.  The model is not needed afterwards.  Free it with linkage_one_free().
 */
struct linkage_one *linkage_one_new(const struct linkage_model *m, const enum linkage_kind *kinds,
				    size_t n, uint64_t population);

/* NULL is allowed. */
void linkage_one_free(struct linkage_one *o);
void linkage_one_freep(struct linkage_one **o);

struct linkage_match {
	float weight;                                   /* log2 of odds, the prior included */
	double probability;                             /* that the two are one person */
	enum linkage_relation relation;                 /* the most probable one */
	struct linkage_reason reasons[LINKAGE_COLUMNS]; /* in the order of the columns */
};

/*
 * Compares a record with n candidates.  Cells are as for linkage_add(): person[c] is column c,
 * candidates[i * columns + c] that of candidate i.  What is not known yet is an empty cell, and
 * weighs nothing.  Fills ret[0 .. n - 1], in the order of the candidates.
 */
void linkage_one_score(const struct linkage_one *o, const struct linkage_cell *person,
		       const struct linkage_cell *candidates, size_t n, struct linkage_match *ret);

/* ---- in words ----------------------------------------------------------------------------- */

/*
 * X(LEVEL) for each level, and X(KIND) for each kind that is compared: to make a table of texts,
 * which engines do not have.  In a feature:
 *
 *	static const enum text levels[LINKAGE__LEVELS] = {
 *	#define LEVEL(l) [LINKAGE_##l] = T_LINK_LEVEL_##l,
 *		LINKAGE_LEVELS(LEVEL)
 *	};
 *	text_fill(cx, T_LINK_REASON, text(cx, kinds[kind]), text(cx, levels[level]), NULL);
 *	("tanggal lahir: hari dan bulan tertukar")
 */
#define LINKAGE_LEVELS(X) \
	X(UNKNOWN)        \
	X(SAME)           \
	X(SOUNDS)         \
	X(TYPO)           \
	X(INITIALS)       \
	X(CLOSE)          \
	X(SHORTER)        \
	X(PARTLY)         \
	X(SWAPPED)        \
	X(ONE_PART)       \
	X(YEAR)           \
	X(SERIAL)         \
	X(BIRTH_PART)     \
	X(DIFFERENT)
#define LINKAGE_KINDS(X) \
	X(NAME)          \
	X(MOTHER)        \
	X(BIRTH_DATE)    \
	X(BIRTH_PLACE)   \
	X(SEX)           \
	X(NIK)           \
	X(KK)            \
	X(PHONE)         \
	X(ADDRESS)       \
	X(REGION)        \
	X(CODE)          \
	X(TEXT)          \
	X(EMAIL)         \
	X(DATE)

/* "same", "sounds", ...: what models and JSON call a level. */
const char *linkage_level_name(enum linkage_level level);

#endif
