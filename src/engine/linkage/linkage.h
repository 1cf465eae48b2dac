/*
 * Linkage: which records are of the same person.
 *
 * Records go in as columns of text, each of a declared kind; pairs with a probability, the reasons
 * for it in levels and weights, and clusters come out.  Nothing is tuned for a set of data: what an
 * agreement is worth is learnt from the records themselves, without labels.
 *
 * The model is that of Fellegi and Sunter ("A theory for record linkage", 1969), its parameters
 * found by expectation maximisation (Winkler 1988), with four relations a pair may have instead of
 * two: the same person, the same person who moved, two of one household, and strangers.  Because
 * relatives are a class of their own, KK, address, telephone, kelurahan and mother can't outvote
 * name and birth date however many of them agree, and twins, namesakes, father and son stay apart.
 * Agreement on a rare value is worth more than on a common one (term frequencies), and an unknown
 * value is worth nothing either way.
 *
 * Everything is pure.  The result depends on the records alone: not on their order, nor on the
 * number of threads.  An engine is used by one thread at a time and starts its own.
 */
#ifndef LINKAGE_LINKAGE_H
#define LINKAGE_LINKAGE_H

#include "base/macros.h"

enum {
	LINKAGE_COLUMNS = 16,      /* at most */
	LINKAGE_RECORDS = 1 << 28, /* at most */
	LINKAGE_CELL = 256,        /* further bytes of a cell are left out */
	LINKAGE_THREADS = 64       /* at most */
};

/* What a column holds.  Those before LINKAGE_CODE may be given once. */
enum linkage_kind {
	LINKAGE_NAME,
	LINKAGE_MOTHER, /* mother's name */
	LINKAGE_BIRTH_DATE,
	LINKAGE_BIRTH_PLACE,
	LINKAGE_SEX,
	LINKAGE_NIK,
	LINKAGE_KK,
	LINKAGE_PHONE,
	LINKAGE_ADDRESS,
	LINKAGE_REGION,   /* kelurahan, suburb: where somebody lives */
	LINKAGE_VERIFIED, /* not compared: whether the NIK was confirmed (1, true, ya, padan) */
	LINKAGE_CODE,     /* a number or code that is right or wrong as a whole */
	LINKAGE_TEXT,     /* words */
	LINKAGE_EMAIL,
	LINKAGE_DATE,
	LINKAGE__KINDS
};

/* "name", "mother_name", ...: what columns and options call a kind. */
const char *linkage_kind_name(enum linkage_kind kind);
/* The kind of that name; LINKAGE__KINDS when there is none. */
enum linkage_kind linkage_kind_find(const char *name);

/*
 * Text in UTF-8, no NUL needed; size 0 is unknown.  Of a name that comes in parts, and of which one
 * part alone is known, only says which (1 to LINKAGE_PARTS; 0: several, or nobody knows): a given
 * name says nothing about somebody of whom there is but a family name.
 */
enum { LINKAGE_PARTS = 7 };
struct linkage_cell {
	const char *text;
	uint32_t size;
	uint32_t only;
};

struct linkage_options {
	double threshold;         /* pairs from this probability on are given; 0: from 0.5 */
	double cluster_threshold; /* pairs that may join clusters; 0: 0.95 */
	unsigned threads;         /* 0: one */
};

struct linkage;

/*
 * An engine for columns of these kinds.  At most LINKAGE_COLUMNS, and at least one that is
 * compared.  Free with linkage_free().
 */
struct linkage *linkage_new(const enum linkage_kind *kinds, size_t n,
			    const struct linkage_options *options);

/* NULL is allowed. */
void linkage_free(struct linkage *l);

/* A key for linkage_add() from the text of an id. */
uint64_t linkage_key(const char *text, size_t n);

/*
 * Adds n records; cell r of column c is cells[r * columns + c], key[r] tells the record
 * from others (by its id).  The texts are not needed afterwards.  Records are numbered from 0 in
 * the order in which they are added.
 */
void linkage_add(struct linkage *l, const struct linkage_cell *cells, const uint64_t *key,
		 size_t n);

/* Records as linkage_add() takes them. */
struct linkage_rows {
	const struct linkage_cell *cells;
	const uint64_t *key;
	size_t n;
};

/*
 * Where records come from that are read while others are added.  fill() gives the next ones, and
 * false, or none, at the end.  It is called by one thread at a time, whichever that is.  What it
 * gave for a place, of which there are LINKAGE_LOADS, stays until it is called for that place
 * again.
 */
enum { LINKAGE_LOADS = 3 };
struct linkage_source {
	bool (*fill)(void *arg, size_t place, struct linkage_rows *ret);
	void *arg;
};

/* Adds all that the source gives. */
void linkage_read(struct linkage *l, const struct linkage_source *source);

/* Before the first record: about so many will come, and room is made for them at once. */
void linkage_expect(struct linkage *l, size_t n);

/*
 * Records whose key another one has: an id that the list gives twice.  They are compared like any
 * two; whose is the id is for the caller to say.  After linkage_run(); the first LINKAGE_REPEATS,
 * by their numbers, and how many there are.  Owned by the engine.
 */
enum { LINKAGE_REPEATS = 1000 };
struct linkage_repeat {
	uint32_t first, again; /* numbers of records, the first one with the key and a later one */
};
const struct linkage_repeat *linkage_repeats(const struct linkage *l, size_t *ret_n,
					     size_t *ret_all);

/*
 * Finds pairs and clusters; once, after the last record.  Or pairs alone, and then clusters: pairs
 * may be read and explained by another thread while clusters are made.
 */
void linkage_run(struct linkage *l);
void linkage_find_pairs(struct linkage *l);
void linkage_find_clusters(struct linkage *l);

/* ---- what was found ----------------------------------------------------------------------- */

struct linkage_pair {
	uint32_t a, b; /* numbers of records */
	float weight;  /* log2 of odds that were multiplied by the evidence, the prior included */
};

/* The probability that belongs to a weight. */
double linkage_probability(double weight);

/* All pairs from the threshold on, the most probable first.  Owned by the engine. */
const struct linkage_pair *linkage_pairs(const struct linkage *l, size_t *ret_n);

/*
 * Fills cluster[0 .. records - 1]: equal numbers are the same person.  The number is that of one of
 * its records.
 */
void linkage_clusters(const struct linkage *l, uint32_t *cluster);

/* The pair that holds a cluster together most weakly, by the number linkage_clusters() gives; false
 * for single records. */
bool linkage_weakest(const struct linkage *l, uint32_t cluster, struct linkage_pair *ret);

struct linkage_counts {
	size_t records;
	uint64_t compared; /* pairs that were looked at, some of them in several passes */
	size_t pairs, clusters;
};
void linkage_counts(const struct linkage *l, struct linkage_counts *ret);

/* ---- why ---------------------------------------------------------------------------------- */

/* How two values of a column agree; which ones a kind has is in explain.c. */
enum linkage_level {
	LINKAGE_UNKNOWN, /* one of the two is missing */
	LINKAGE_SAME,
	LINKAGE_SOUNDS,   /* sounds the same */
	LINKAGE_TYPO,     /* but for a slip: a letter or digit, two swapped */
	LINKAGE_INITIALS, /* words written as a letter */
	LINKAGE_CLOSE,    /* but for one word, which is alike */
	LINKAGE_SHORTER,  /* one has words that the other lacks */
	LINKAGE_PARTLY,
	LINKAGE_SWAPPED,    /* day and month */
	LINKAGE_ONE_PART,   /* one of day, month and year differs */
	LINKAGE_YEAR,       /* only the year agrees */
	LINKAGE_SERIAL,     /* NIK: same district and date, serials near: as twins have */
	LINKAGE_BIRTH_PART, /* NIK: same district or date, the rest differs */
	LINKAGE_DIFFERENT,
	LINKAGE__LEVELS
};

struct linkage_reason {
	enum linkage_level level;
	float weight; /* log2: above 0 speaks for the same person */
};

/* One reason a column, in the order of the columns. */
void linkage_explain(const struct linkage *l, uint32_t a, uint32_t b,
		     struct linkage_reason *reasons);

/* Relations of the model, and what was learnt. */
enum linkage_relation {
	LINKAGE_PERSON, /* the same, where it was */
	LINKAGE_MOVED,  /* the same, elsewhere */
	LINKAGE_FAMILY, /* two of one household */
	LINKAGE_STRANGER,
	LINKAGE__RELATIONS
};

/* The share of all pairs that have a relation. */
double linkage_share(const struct linkage *l, enum linkage_relation r);

/*
 * How probable a level is in column for pairs of a relation; negative where the column's kind has
 * no such level.
 */
double linkage_chance(const struct linkage *l, size_t column, enum linkage_level level,
		      enum linkage_relation r);

#endif
