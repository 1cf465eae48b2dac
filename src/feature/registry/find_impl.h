/* What the files of finding people share; nobody else includes it. */
#ifndef REGISTRY_FIND_IMPL_H
#define REGISTRY_FIND_IMPL_H

#include "base/clock.h"
#include "base/ctx.h"
#include "feature/registry/find.h"
#include "feature/registry/find_index.h"
#include "feature/registry/registry.h"

/* ---- in memory ----------------------------------------------------------------------------- */

struct find_entry {
	int64_t id, family_id;
	uint32_t version;
	uint32_t name, alias, address; /* numbers within the indexes; NAME_NONE: none */
	int32_t birth;                 /* DATE_NONE */
	uint16_t region;               /* number; 0 unknown */
	uint8_t sex, class;
};

/* Two parts of a date, of which the third may be mistyped. */
enum find_pair { FIND_YEAR_MONTH, FIND_YEAR_DAY, FIND_MONTH_DAY, FIND_PAIRS };

/* People who stand under one number, one after the other. */
struct find_ring {
	uint32_t *first; /* by number: 0 nobody, others place + 1 */
	uint32_t *next;  /* of each entry: the next one under the same number */
	size_t cap;
};

struct find_region {
	int64_t id;
	uint32_t number;
};

struct find_index {
	struct name_index *names, *addresses;
	struct name_memo *memo;
	struct find_entry *entry;
	size_t n, cap;
	uint32_t *slot; /* open addressing by id: 0 free, others place + 1 */
	size_t mask;
	struct find_ring born;             /* by day of birth */
	struct find_ring home[FIND_PAIRS]; /* by kelurahan and two parts of the date of birth */
	uint32_t *letters;                 /* of each entry: find_letters() of its name */
	size_t cap_letters;
	struct find_region *region; /* by id */
	size_t n_regions, cap_regions;
};

/* Days are numbered round: those of 179 years have a number each; homes by a hash. */
enum { FIND_DAYS = 1 << 16, FIND_HOMES = 1 << 18 };

/* Of a day, and of a kelurahan and two parts of a date.  Others may stand under the number too. */
uint32_t find_day_number(int32_t birth);
uint32_t find_home_number(uint32_t region, enum find_pair pair, struct civil born);

/*
 * The letters heard in a name, a bit each, without what is common beside it: names that are alike
 * differ in few.
 */
uint32_t find_letters(const struct name_form *name);

/* The entry of a person; NULL: he is not in it. */
const struct find_entry *find_entry(const struct find_index *ix, int64_t id);

/* The number of a region; 0: nobody in the index lives there. */
uint32_t find_region_number(const struct find_index *ix, int64_t region_id);

/* Who may be somebody who is entered; see find_alike(). */
void find_near(const struct find_index *ix, struct find_alike *asked);

/* ---- a city's index in the process ---------------------------------------------------------- */

/*
 * Brings the index of the city of cx up to the state that cx reads, as far as that is little work,
 * and lends it for reading.  *ret NULL: there is none yet.  Needs a reading transaction.
 */
enum err find_lend(struct ctx *cx, const struct find_index **ret,
		   struct find_state *ret_state) NODISCARD;
void find_return(struct ctx *cx);

/* ---- what was asked -------------------------------------------------------------------------- */

/* Whose field says what is asked for, in the order of ids. */
struct find_held {
	const int64_t *id;
	size_t n;
	bool families; /* the field is the family's */
};

/* Somebody of whom a field of the city's own says what is in the box (field_box.c). */
struct find_meant {
	int64_t id;
	const struct field_filter *by; /* what says it most surely */
	uint16_t code, worded;         /* how surely: a number of the box; all of the box */
};

enum { FIND_CODES = 2 };

/* The one box and the fields taken apart. */
struct find_ask {
	struct name_form name, relative, address;
	const char *address_text;                          /* as typed, for the reason given */
	bool typing_name, typing_relative, typing_address; /* its last word may be begun */
	const char *number; /* digits of a NIK, KK or telephone; NULL: none */
	const char *phrase; /* all of the box, folded; NULL: too little to mean something */
	const char *code[FIND_CODES]; /* folded pieces with digits that are nothing else */
	size_t n_codes;
	const char *bare; /* the name without such pieces */
	const struct find_meant *meant;
	size_t n_meant;
	bool coded; /* somebody is meant by such a piece: it counts beside the name */
	int32_t born_from, born_to; /* birth within; DATE_NONE: not asked */
	bool birth_exact;           /* asked as a date, not as an age */
	const int64_t *region;      /* one of these; n 0: anywhere */
	size_t n_regions;
	bool region_guess;            /* it was only the name of a place among other words */
	const struct find_held *held; /* only those: of each filter that is that narrow */
	size_t n_held;
	int sex;
};

/* guess: the name of a kelurahan among the words is taken for one. */
enum err find_read(struct ctx *cx, const struct find_query *q, bool guess,
		   struct find_ask *ret) NODISCARD;

/* ---- the city's own fields (field_look.c) ---------------------------------------------------- */

struct find_candidate;
struct find_reach;

/* Sets ask->meant: of whom a field says what is in the box, in reach or not. */
enum err find_box(struct ctx *cx, struct find_ask *ask, const struct find_reach *reach) NODISCARD;

/* Has each of the first n of the list who is there by a field say so; who does not fit it, or is
 * out of scope, is there for his name alone. */
enum err find_box_say(struct ctx *cx, const struct find_ask *ask, struct find_candidate *list,
		      size_t n) NODISCARD;

/* Sets ask->held: whom the index need look at only. */
enum err find_held_by(struct ctx *cx, const struct find_query *q, struct find_ask *ask) NODISCARD;

/*
 * Leaves of the candidates those who are in scope and fit every filter, the family too where the
 * field is its own, and notes with each what his fields say.
 */
enum err find_keep_fitting(struct ctx *cx, const struct find_query *q, struct find_candidate *list,
			   size_t *n) NODISCARD;

/* A page of those who fit the filters, by value: at most max, and where the next one begins. */
enum err find_by_fields(struct ctx *cx, const struct find_query *q, const struct find_ask *ask,
			const struct find_reach *reach, size_t max, struct find_candidate **ret,
			size_t *ret_n, const struct find_place **ret_next) NODISCARD;

/* ---- many ids in one statement --------------------------------------------------------------- */

enum { FIND_BATCH = 16 };

/* Puts n ids, 1 to FIND_BATCH, where a statement has its :id_0 and so on. */
#define FIND_IDS(a, ids, n)                                                                     \
	do {                                                                                    \
		int64_t of_[FIND_BATCH] = { 0 };                                                \
		memcpy(of_, (ids), (n) * sizeof(of_[0]));                                       \
		(a)->id_0 = of_[0], (a)->id_1 = of_[1], (a)->id_2 = of_[2], (a)->id_3 = of_[3]; \
		(a)->id_4 = of_[4], (a)->id_5 = of_[5], (a)->id_6 = of_[6], (a)->id_7 = of_[7]; \
		(a)->id_8 = of_[8], (a)->id_9 = of_[9], (a)->id_10 = of_[10];                   \
		(a)->id_11 = of_[11], (a)->id_12 = of_[12], (a)->id_13 = of_[13];               \
		(a)->id_14 = of_[14], (a)->id_15 = of_[15];                                     \
	} while (0)

/* ---- searching the index --------------------------------------------------------------------- */

/* How far the acting person sees: everywhere, in regions, and whom his units work for. */
struct find_reach {
	bool city;
	const int64_t *region, *member;
	size_t n_regions, n_members;
};

/* Somebody who may be meant, and what speaks for it: 0 to 1000 each. */
struct find_candidate {
	int64_t id, family_id, relative_id;
	struct name_match match; /* of the name */
	uint16_t address, relative;
	uint16_t code, worded;         /* as of whom is meant */
	const struct field_filter *by; /* by what he is; NULL: he is not */
	bool by_alias, past, no_birth;
	bool born; /* he is there for his birth alone: nothing else was asked */
	int score;
	const char *kin;  /* the relative in words; the search leaves it to its caller */
	const char *says; /* the fields that were asked for, with their values */
};

enum { FIND_SHOWN_MIN = 380 }; /* of all that was asked for, together */
enum { FIND_NAME_MIN = 450 };  /* names less alike are not meant */

/* A relative who may be meant. */
struct find_kin {
	int64_t family_id, id;
	uint16_t score;
};

struct find_found {
	struct find_candidate *candidate; /* best first */
	size_t n;
	struct find_kin *kin; /* by family, of each the most alike */
	size_t n_kin;
	bool more;
};

/* The best max of those within reach; in a.  Adds to ask what only looking shows: an address. */
void find_search(const struct find_index *ix, struct arena *a, struct find_ask *ask,
		 const struct find_reach *reach, size_t max, struct find_found *ret);

/* Which of those people are within reach and fit what is asked besides names and places. */
void find_within(const struct find_index *ix, struct arena *a, const struct find_ask *ask,
		 const struct find_reach *reach, const int64_t *ids, size_t n, bool *ret);

/* What all that speaks for a candidate comes to. */
int find_score(const struct find_ask *ask, const struct find_candidate *c);

/* By score, the greatest first. */
int find_by_score(const void *a, const void *b);

#endif
