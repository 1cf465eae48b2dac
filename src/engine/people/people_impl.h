/* What the files of the generator share; nobody else includes it. */
#ifndef PEOPLE_PEOPLE_IMPL_H
#define PEOPLE_PEOPLE_IMPL_H

#include "engine/people/people.h"

/* ---- words -------------------------------------------------------------------------------- */

struct people_words {
	const char *const *word; /* commonest first */
	size_t n;
};

enum people_group {
	GROUP_SUNDA,
	GROUP_JAWA,
	GROUP_BETAWI,
	GROUP_MINANG,
	GROUP_BATAK,
	GROUP_BUGIS,
	GROUP_CHINESE,
	GROUP_BALI,
	GROUP__MAX
};

enum { STEM_PARTS = 3 };

/* By group, and by sex where a name has one: index 0 men, 1 women. */
extern const struct people_words people_given[GROUP__MAX][2];
extern const struct people_words people_clans[GROUP__MAX]; /* empty: has none */
extern const struct people_words people_arabic[2], people_modern[2], people_nicks[2];
extern const struct people_words people_jawa_stem[2][STEM_PARTS], people_modern_stem[2][STEM_PARTS];
extern const struct people_words people_places, people_streets, people_ways;
extern const struct people_words people_honorifics[2], people_degrees;

/* Draws one, with a probability that falls with the rank, and one with equal probability. */
const char *people_pick(struct rng *r, struct people_words w);
const char *people_pick_evenly(struct rng *r, struct people_words w);

/* ---- names -------------------------------------------------------------------------------- */

struct people_naming {
	enum people_group group;
	enum people_sex sex;
	int year;           /* of birth */
	const char *father; /* his name, or NULL */
};

/* Makes a name of at most PEOPLE_NAME_SIZE - 1 letters. */
void people_name(struct rng *r, const struct people_naming *how, char name[PEOPLE_NAME_SIZE]);

/* The name of a twin: begins as that of the first, or differs from it in the end. */
void people_twin(struct rng *r, const struct people_naming *how, const char *first,
		 char name[PEOPLE_NAME_SIZE]);

/* Draws the people somebody is of. */
enum people_group people_draw_group(struct rng *r);

/* Splits at spaces; words point into copy.  Returns how many, at most PEOPLE_NAME_WORDS. */
enum { PEOPLE_NAME_WORDS = 8 };
unsigned people_split(const char *name, char copy[PEOPLE_NAME_SIZE],
		      const char *word[PEOPLE_NAME_WORDS]);

/* Joins words with spaces; what does not fit is left out. */
void people_join(const char *const *word, unsigned n, char name[PEOPLE_NAME_SIZE]);

/* ---- places ------------------------------------------------------------------------------- */

/* Draws a kelurahan of a plan's cities, an address in it, a KK of it, a telephone. */
struct people_place {
	unsigned city, district,
	    village; /* city 0 is Kota Sukabumi; districts and villages from 1 */
};
struct people_place people_draw_place(const struct people_plan *plan, struct rng *r);
void people_settle(struct rng *r, struct people_place at, struct people_person *p);
void people_draw_kk(struct rng *r, struct people_place at, int32_t today, struct people_person *p);
void people_draw_phone(struct rng *r, struct people_person *p);

/* ---- faults ------------------------------------------------------------------------------- */

/* Lets faults befall a record, each with its rate divided by part; returns which did. */
uint64_t people_spoil(struct rng *r, const struct people_plan *plan, unsigned part,
		      const struct people_person *family, unsigned n, struct people_person *p);

#endif
