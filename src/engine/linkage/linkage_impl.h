/* What the files of the room share; nobody else includes it. */
#ifndef LINKAGE_LINKAGE_IMPL_H
#define LINKAGE_LINKAGE_IMPL_H

#include "engine/linkage/linkage.h"
#include "engine/names/names.h"

/* ---- memory (memory.c) -------------------------------------------------------------------- */

/* n elements of the given size, zeroed or grown; memory that is not there ends the process. */
void *linkage_zeroed(size_t n, size_t size);
void *linkage_grown(void *p, size_t n, size_t size);

/*
 * Not zeroed; begins with a line of the cache, or a large page.  Not for free() but for
 * linkage_return(), which takes NULL and what the functions above gave, too.
 */
void *linkage_lines(size_t n, size_t size);
void *linkage_blank(size_t n, size_t size); /* zeroed */
void linkage_return(void *p);
/* The same with room for more; the first n are kept. */
void *linkage_enlarged(void *p, size_t n, size_t to, size_t size);
/* Gives back what lies behind the first n. */
void linkage_cut(void *p, size_t n, size_t size);

/* An engine begins and ends using large memory; the last one gives it back to the system. */
void linkage_memory_begin(void);
void linkage_memory_end(void);

/* Room for one more element behind n of *room, growing by half. */
#define LINKAGE_ROOM(array, n, room)                                                \
	do {                                                                        \
		if ((n) == (room)) {                                                \
			(room) = MAX((room) + (room) / 2, (__typeof__(room))256);   \
			(array) = linkage_grown((array), (room), sizeof(*(array))); \
		}                                                                   \
	} while (0)

/* ---- threads, hashes (tools.c) ------------------------------------------------------------ */

/* Runs work(arg, 0) ... work(arg, n - 1), each once, on so many threads; returns when all ended. */
void linkage_parallel(unsigned threads, size_t n, void (*work)(void *arg, size_t i), void *arg);

/* A good mix of 64 bits, and of text. */
static inline uint64_t mix64(uint64_t x)
{
	x ^= x >> 32;
	x *= UINT64_C(0xd6e8feb86659fd93);
	x ^= x >> 32;
	x *= UINT64_C(0xd6e8feb86659fd93);
	return x ^ x >> 32;
}
static inline uint64_t mix_in(uint64_t h, uint64_t x)
{
	return mix64(h * UINT64_C(0x9e3779b97f4a7c15) + x);
}
uint64_t linkage_hash(const char *text, size_t n);

/* Sorts by key, then by item; to has room for as many and holds the result. */
struct keyed {
	uint64_t key;
	uint32_t item;
} __attribute__((packed, aligned(4))); /* there are millions of them */
void linkage_sort(struct keyed *from, struct keyed *to, size_t n);

/* The same where it stands, of many keys of so many bits, the highest of which differ much. */
void linkage_sort_all(struct keyed *keys, size_t n, unsigned bits, unsigned threads);

/* By keys below places, which are few; of equal ones the order stays. */
void linkage_spread(const struct keyed *from, struct keyed *to, size_t n, size_t places,
		    unsigned threads);

/* Pairs from a weight on, the heaviest first; item is the number of the pair. Free it. */
struct keyed *linkage_by_weight(const struct linkage_pair *pairs, size_t n, float low,
				size_t *ret_n);

/* ---- distinct values (intern.c) ----------------------------------------------------------- */

/*
 * From a hash to a number. Two values of one hash are taken for one: of a million, 1 in 10^7.
 * Entries stand in lines of the cache, in the line that their hash says or, when that is full,
 * behind it: so that nearly each look costs one line.
 */
enum { INTERN_LINE = 5 };
struct intern_line {
	struct keyed slot[INTERN_LINE]; /* the hash; its number, 0 is free */
} __attribute__((aligned(64)));

struct intern {
	struct intern_line *line;
	size_t n, lines;
	size_t expected; /* entries there will be, by those met so far; 0: not known */
};

/* Higher hashes stand in higher lines. */
static inline size_t intern_home(const struct intern *t, uint64_t hash)
{
	__extension__ unsigned __int128 wide = (unsigned __int128)hash * t->lines;

	return (size_t)(wide >> 64);
}

/* The number stored for hash, or 0. */
static inline uint32_t intern_find(const struct intern *t, uint64_t hash)
{
	size_t i, k;

	if (t->lines == 0)
		return 0;
	for (i = intern_home(t, hash);; i = i + 1 < t->lines ? i + 1 : 0)
		for (k = 0; k < INTERN_LINE; k++) {
			const struct keyed *slot = &t->line[i].slot[k];

			if (slot->key == hash || !slot->item)
				return slot->item;
		}
}

/* Fetches what a look at it will need. */
static inline void intern_prefetch(const struct intern *t, uint64_t hash)
{
	if (t->lines)
		__builtin_prefetch(&t->line[intern_home(t, hash)]);
}

/* Stores a number for a hash that has none; number is not 0. */
void intern_put(struct intern *t, uint64_t hash, uint32_t number);
void intern_release(struct intern *t);

/* ---- columns (column.c, parse.c) ---------------------------------------------------------- */

/*
 * A name, as it is compared: by words in the order in which they are written, nicknames last. It
 * fills one line of the cache, because names are met in no order and each look costs one line.
 */
enum {
	CARD_WORDS = 5,     /* further ones are left out */
	CARD_WORD_BITS = 26 /* of the number of a word */
};
struct card {
	uint32_t sound[CARD_WORDS]; /* 0 behind the last word */
	struct {
		uint32_t word : CARD_WORD_BITS;
		uint32_t role : 3; /* enum name_role */
		uint32_t only : 3; /* of linkage_cell; at the first word */
	} use[CARD_WORDS];
	uint32_t letters[CARD_WORDS]; /* bit per letter that occurs in the sound */
	float bits;                   /* how rare the whole name is */
};
enum { CARDS = 32768 }; /* in a block, which is a large page */

/* Distinct words of a column of names. */
struct words {
	struct intern by_text, by_sound;
	struct name_memo *memo;
	struct name_word *word;
	uint32_t *sound;       /* number of its sound */
	uint32_t *count;       /* of names that have it */
	uint32_t *sound_count; /* of names that have a word of this sound, by number of the sound */
	float *bits, *sound_bits;
	uint32_t *sound_key; /* short, the same on every machine; by number of the sound */
	uint32_t n, room, n_sounds, sounds_room;
};

/*
 * A text, but for its letters: half a line of the cache, so that most comparisons cost one look.
 */
enum { SHAPE_WORDS = 6, SHAPE_DIGITS = 16 };
struct shape {
	uint32_t letters; /* bit per letter that occurs */
	uint32_t at;      /* where the text begins, that of a number is not kept */
	uint16_t size;    /* bytes of text */
	uint8_t n_words;  /* up to SHAPE_WORDS */
	bool is_number;   /* up to SHAPE_DIGITS digits and nothing else: one word */
	union {
		uint16_t word[SHAPE_WORDS]; /* hashes of the first words */
		struct {
			uint16_t only_word, none[3];
			uint64_t digits; /* of a number, four bits each */
		};
	};
};
static_assert(sizeof(struct shape) == 32, "two shapes fit into a line of the cache");

/* Distinct values of a column, numbered from 1; 0 is unknown. */
/* An NIK that so many records have that it is nobody's: what stands where none is known. */
struct common_nik {
	uint64_t nik;
	uint32_t count;
	float bits;
};

struct values {
	struct intern seen; /* texts as they came, and their normal forms */
	uint32_t *count;
	float *bits;         /* -log2 of the share of records that have it; names: in the card */
	uint64_t *hash;      /* of the normal form */
	struct shape *shape; /* of texts; from 0 */
	uint32_t n, room, expected; /* expected records */
	size_t cells;               /* numbered so far */
	char *text;
	uint32_t size, size_room; /* of text */
	bool has_words;           /* not all texts are numbers */
	struct card **cards;      /* blocks of CARDS, by number */
	struct words words;
	struct common_nik *common; /* rising */
	size_t n_common;
};

struct column {
	enum linkage_kind kind;
	unsigned slot; /* of a record */
	struct values values;
	uint32_t known; /* records that have a value */
};

/* A text; that of a number is written to room. */
struct piece {
	const char *text;
	size_t size;
};
struct piece value_text(const struct values *v, uint32_t value, char room[SHAPE_DIGITS]);

static inline const struct shape *shape_of(const struct values *v, uint32_t value)
{
	return &v->shape[value - 1];
}

static inline struct card *card_of(const struct values *v, uint32_t value)
{
	return &v->cards[value / CARDS][value % CARDS];
}

/* Parts of an NIK as they are packed into two slots. */
#define NIK_PACK(region, date, serial) \
	((uint64_t)1 << 63 | (uint64_t)(region) << 34 | (uint64_t)(date) << 14 | (serial))
#define NIK_REGION(x) ((uint32_t)((x) >> 34) & 0xfffff)
#define NIK_DATE(x)   ((uint32_t)((x) >> 14) & 0xfffff)
#define NIK_SERIAL(x) ((uint32_t)(x)&0x3fff)

/* A date as digits YYYYMMDD, four bits each. Parts that are unknown are 0. */
#define DATE_YEAR(x)  ((x) >> 16)
#define DATE_MONTH(x) ((x) >> 8 & 0xff)
#define DATE_DAY(x)   ((x)&0xff)

/*
 * Dates and the parts of an NIK are counted by a number that is small: the place in a table of all
 * there can be.  A date of which the day, or month and day, are unknown has a place of its own;
 * what does not fit shares the last one.
 */
enum {
	DATE_FIRST_YEAR = 1500,
	DATE_YEARS = 600,
	DATE_YEAR_PLACES = 13 * 32, /* months and days, 0: unknown */
	DATE_PLACES = DATE_YEARS * DATE_YEAR_PLACES + 1,
	NIK_DATES_AT = 1 << 20,
	NIK_SERIALS_AT = 2 << 20,
	NIK_PLACES = (2 << 20) + (1 << 14)
};
#define NIK_REGION_PLACE(x) NIK_REGION(x)
#define NIK_DATE_PLACE(x)   (NIK_DATES_AT + NIK_DATE(x))
#define NIK_SERIAL_PLACE(x) (NIK_SERIALS_AT + NIK_SERIAL(x))
uint32_t date_place(uint32_t date);

/* Bits of an NIK as a whole, INFINITY unless many have it. */
float nik_most(const struct values *v, uint64_t nik);

/* By which records are put in order: the place of a date known to the day, else the last one. */
uint32_t date_order(uint32_t date);

static inline bool column_date(const struct column *c)
{
	return c->kind == LINKAGE_BIRTH_DATE || c->kind == LINKAGE_DATE;
}

static inline bool column_names(const struct column *c)
{
	return c->kind == LINKAGE_NAME || c->kind == LINKAGE_MOTHER;
}

/* An empty column whose records have their value from slot on; release it. */
void column_init(struct column *c, enum linkage_kind kind, unsigned slot);
void column_release(struct column *c);
/* Room for the values of so many records. */
void column_expect(struct column *c, size_t n);

/* Slots of a record that a kind takes. */
unsigned column_slots(enum linkage_kind kind);

/* Whether values are numbered; others stand in the record as they are. */
bool column_numbered(const struct column *c);

/* Reads a cell of a column that is not numbered into its slots of a record. */
void column_read(const struct column *c, const struct linkage_cell *cell, uint32_t *record);

/* Numbers the values of n cells; hash is that of each cell's bytes, 0 when there are none. */
void column_number(struct column *c, const struct linkage_cell *cells, size_t step, size_t n,
		   const uint64_t *hash, uint32_t *value);

/* The bytes of a cell that are read. */
static inline size_t cell_size(const struct linkage_cell *cell)
{
	return MIN(cell->size, (uint32_t)LINKAGE_CELL);
}

/* After the last record: what was needed for reading goes. */
void column_close(struct column *c);

/* Numbers the values anew, as the records have them: neighbours look at neighbours. */
void column_renumber(struct column *c, uint32_t *records, size_t stride, size_t n);

/* Counts the values of records, and from that what an agreement says. */
void column_count(struct column *c, const uint32_t *records, size_t stride, size_t n);

/* Readers of cells; 0 when nothing can be made of them. */
uint32_t parse_date(const char *s, size_t n);
uint32_t parse_sex(const char *s, size_t n);
uint64_t parse_nik(const char *s, size_t n);
bool parse_yes(const char *s, size_t n);
/* The text that a kind is compared by; to has room for LINKAGE_CELL + 8.  How many were written. */
size_t parse_value(enum linkage_kind kind, const char *s, size_t n, char *to);

/* ---- comparing (compare.c, compare_name.c) ------------------------------------------------ */

/* More than n bits are set, for small n; without the instruction that not all processors have. */
static inline bool more_bits(uint32_t bits, unsigned n)
{
	while (bits && n-- > 0)
		bits &= bits - 1;
	return bits != 0;
}

/* One number for each relation of a pair; the compiler adds all four at once. */
typedef float four __attribute__((vector_size(16)));

/*
 * Levels are looked up by how the birth dates agree: the NIK repeats them, and relatives of one
 * birth date are twins, whose names are alike more often than those of others.
 */
enum context { CONTEXT_ALONE, CONTEXT_SAME_DATE, CONTEXT_OTHER_DATE, CONTEXT__MAX };

struct comparison {
	uint8_t level[LINKAGE_COLUMNS];
	uint8_t context;             /* of NIK and name */
	float bits[LINKAGE_COLUMNS]; /* how rare is what agrees: against strangers */
};

struct model {
	/* log2 of the chance of a level for each relation. */
	four weight[LINKAGE_COLUMNS][CONTEXT__MAX][LINKAGE__LEVELS];
	four prior; /* log2 of the share of each relation */
	/* The same against strangers. */
	four gain[LINKAGE_COLUMNS][CONTEXT__MAX][LINKAGE__LEVELS];
	four odds;
	four unlike[LINKAGE_COLUMNS]; /* see score.c */
	double chance[LINKAGE_COLUMNS][CONTEXT__MAX][LINKAGE__LEVELS][LINKAGE__RELATIONS];
	double share[LINKAGE__RELATIONS];
};

struct linkage {
	struct linkage_options options;
	struct column columns[LINKAGE_COLUMNS];
	size_t n_columns;
	uint8_t order[LINKAGE_COLUMNS]; /* columns as they are compared, cheap ones first */
	size_t n_order;
	int date, nik, verified, name, mother, region; /* columns, or -1 */
	uint32_t *records;                             /* in the order of their keys */
	uint64_t *key;
	uint32_t *number; /* of a record, as it was added */
	uint32_t *place;  /* and back */
	size_t n, room;
	size_t stride, used; /* slots of a record; the rest names partners, see block.c */
	struct model model;
	float rarest; /* bits of a value that one of all people has */
	struct linkage_repeat *repeats;
	size_t n_repeats, all_repeats;
	double learnt_from; /* records the model was learnt from, when it was given */
	uint64_t compared;
	struct linkage_pair *pairs; /* by place */
	struct linkage_pair *found; /* by number: those the caller asked for */
	size_t n_pairs, n_found, n_clusters;
	uint32_t *cluster; /* by place: the place of one of its records */
	uint32_t *weakest; /* by the place that stands for a cluster: 1 + pair */
};

/* Which context counts for a column. */
static inline unsigned context_of(const struct linkage *l, size_t column, unsigned context)
{
	return (int)column == l->nik || (int)column == l->name ? context : CONTEXT_ALONE;
}

static inline const uint32_t *record_at(const struct linkage *l, uint32_t place)
{
	return l->records + (size_t)place * l->stride;
}
static inline uint64_t record_nik(const uint32_t *record, unsigned slot)
{
	return (uint64_t)record[slot] | (uint64_t)record[slot + 1] << 32;
}

/* Compares all columns. */
void linkage_compare(const struct linkage *l, uint32_t a, uint32_t b, struct comparison *ret);
/* The same for many, each pair two places in 64 bits; what they are compared by is fetched ahead.
 */
void linkage_compare_all(const struct linkage *l, const uint64_t *pairs, size_t n,
			 struct comparison *ret);

/* Fetches what two values other than equal are compared by. */
void column_fetch(const struct column *c, uint32_t x, uint32_t y);

/* Compares one column of two records. */
enum linkage_level dates_compare(uint32_t a, uint32_t b);
enum linkage_level niks_compare(uint64_t a, uint64_t b);
enum linkage_level column_compare(const struct linkage *l, size_t column, const uint32_t *a,
				  const uint32_t *b, float *ret_bits);

/* Two different values of a kind that is compared as text. */
enum linkage_level values_compare(enum linkage_kind kind, const struct values *v, uint32_t a,
				  uint32_t b);

/* Compares two names of a column, other than unknown. */
enum linkage_level names_compare(const struct values *v, uint32_t a, uint32_t b, float *ret_bits);
/* The same for two that are not equal, whose words are numbered in w. */
enum linkage_level cards_compare(const struct words *w, const struct card *a, const struct card *b,
				 float *ret_bits);

struct nik_pair {
	uint64_t a, b; /* packed, or 0 */
	bool one_home; /* both live in one region */
	float most;    /* bits that agreement on all of it says at most */
};
/* How rare the parts of a are; looked at only where they agree with those of b. */
struct nik_bits {
	const float *region, *date, *serial;
};
/* Context and bits of the NIK: what it says beyond birth date and home, compared before. */
void niks_agree(const struct linkage *l, const struct nik_pair *p, const struct nik_bits *rare,
		struct comparison *ret);
void nik_in_context(const struct linkage *l, const uint32_t *a, const uint32_t *b,
		    struct comparison *ret);

/* Errors between two texts (text.c): letters more, less, other, or swapped with their neighbour. */
unsigned text_distance(const char *a, size_t n, const char *b, size_t m);
void text_shape(const char *s, size_t n, struct shape *ret);
/* Whether half of the words of the shorter one are in the other. */
bool shapes_share(const struct shape *a, const struct shape *b);
/* Whether more than n letters are only in one, or only in the other: then there are more errors. */
bool shapes_differ(const struct shape *a, const struct shape *b, unsigned n);
/* One digit differs, or two neighbours are swapped. */
bool digits_slip(uint64_t a, uint64_t b);

/* Levels a kind has, as bits. */
unsigned kind_levels(enum linkage_kind kind);

/* ---- learning and scoring (em.c, score.c) ------------------------------------------------- */

/* Candidates that were compared for learning: one in thin of all. */
struct sample {
	struct comparison *pairs;
	uint64_t *passes; /* bit set of those that found each */
	size_t n;
	double thin;
};

/* Weights from shares and chances. */
void model_weigh(struct linkage *l);

/* Shares of another number of records than those they were learnt from. */
void shares_scale(double share[LINKAGE__RELATIONS], double learnt_from, double n);

/* The weight of each column, for what decides. */
void comparison_explain(const struct linkage *l, const struct comparison *c,
			struct linkage_reason *reasons);

/* Learns the model from candidate pairs and from pairs of strangers. */
void model_learn(struct linkage *l, const struct sample *candidates);

/* log2 of share and chances together, for each relation. */
four model_sum(const struct linkage *l, const struct comparison *c);

/* Tables for model_score(). */
void model_ready(struct linkage *l);

/* The weight of a pair, prior included. */
float model_weight(const struct linkage *l, const struct comparison *c);

/*
 * The weight, if it can be at least low; -INFINITY as soon as it is clear that it can't.
 */
float model_score(const struct linkage *l, uint32_t a, uint32_t b, float low);

/* The same in two steps: what is known of a pair so far, and what is left can say at most. */
struct scoring {
	const struct linkage *l;
	const uint32_t *a, *b; /* records */
	struct comparison c;
	four sum, rest;
	uint8_t open[LINKAGE_COLUMNS]; /* columns not compared yet */
	unsigned n_open;
};

/* What the records themselves tell; columns whose values lie elsewhere are left open. */
void score_begin(const struct linkage *l, uint32_t a, uint32_t b, struct scoring *s);
/* Whether the weight can't be low any more; then score_end() need not be called. */
bool score_is_low(const struct scoring *s, float low);
float score_end(struct scoring *s, float low);

/* ---- blocking (pass.c, sample.c, group.c, block.c) ------------------------------------------- */

/* What records can have in common, for short. */
struct part {
	enum {
		PART_VALUE, /* the whole */
		PART_DATE,  /* the whole, day and month in any order */
		PART_YEAR,
		PART_YEAR_MONTH,
		PART_YEAR_DAY,
		PART_MONTH_DAY,
		PART_NIK_BIRTH,  /* district and date */
		PART_NIK_SERIAL, /* date and serial number */
		PART_NIK_PLACE,  /* district and serial number */
		PART_WORD,       /* one of the words of a name, by sound */
		PART_PAIR,       /* two of them */
		PART_WORDS,      /* all of them */
		PART_LOCAL       /* of an e-mail address, before the @ */
	} what;
	uint8_t column;
};

enum { PASS_PARTS = 2, PASSES = 64, PASS_KEYS = 12 /* of a record, at most */ };

/*
 * One way of finding candidates: records that agree in all parts. Within a group they stand in
 * the order of name and date, and each is compared with so many that follow (its window).
 */
struct pass {
	struct part part[PASS_PARTS];
	unsigned n_parts;
	uint32_t *items; /* groups of two or more, one after the other */
	size_t n;
	uint32_t window; /* a power of two */
	double pairs;    /* within the window */
};

/* Marks the first of a group. */
#define ITEM_FIRST     (UINT32_C(1) << 31)
#define ITEM_RECORD(x) ((x) & ~ITEM_FIRST)

/* Where the group that begins at i ends. */
static inline size_t group_end(const struct pass *p, size_t i)
{
	for (i++; i < p->n && !(p->items[i] & ITEM_FIRST);)
		i++;
	return i;
}

/* Two places as one number. */
static inline uint64_t pair_key(uint32_t a, uint32_t b)
{
	return (uint64_t)MIN(a, b) << 32 | MAX(a, b);
}

/* What passes need of a record, close together. */
struct view {
	uint32_t word[3]; /* sounds of the words that tell most, 0 behind */
	uint32_t words;   /* all of them */
	uint32_t mother[2];
	uint16_t order; /* by date, or by name */
};

/* The passes that the columns allow, the most telling first; how many. */
size_t pass_choose(const struct linkage *l, struct pass *passes);
/* The views of all records. */
struct view *pass_views(const struct linkage *l);
/*
 * The keys that n records from one on have in a pass; n is at most PASS_BLOCK.  How many there are;
 * ret has room for n * pass_most_keys().  Half of a key stands before its record: of ten million
 * records two in a thousand then meet one with which they have nothing in common.
 */
#define PASS_PACK(key, record) ((key) >> 32 << 32 | (record))
#define PASS_KEY(x)            ((x) >> 32)
#define PASS_RECORD(x)         ((uint32_t)(x))
enum { PASS_BLOCK = 32 };
size_t pass_keys(const struct linkage *l, const struct pass *p, const struct view *views,
		 uint32_t from, size_t n, uint64_t *ret);
/* Fetches what the keys of n records will need, of those there are. */
void pass_fetch(const struct linkage *l, const struct pass *p, uint32_t from, size_t n);

/* The lowest bits of a key are where the record stands in its group. */
#define ORDER_BITS 16
static inline uint64_t key_in_order(uint64_t key, const struct view *v)
{
	return key >> ORDER_BITS << ORDER_BITS | v->order;
}
static inline bool one_group(const struct keyed *a, const struct keyed *b)
{
	return a->key >> ORDER_BITS == b->key >> ORDER_BITS;
}

/* One key in 2^bits is drawn, of most passes by one of their parts: one value of it in 2^of_part.
 */
struct sieve {
	unsigned bits, of_part;
	struct part part[PASSES]; /* those that decide, each once */
	size_t n_parts;
	int of_pass[PASSES];               /* which of them, or -1 */
	uint64_t *values[LINKAGE_COLUMNS]; /* a bit for each value of a column */
};
void sieve_make(struct sieve *s, const struct linkage *l, const struct pass *passes, size_t n,
		unsigned bits);
void sieve_release(struct sieve *s);
/* Of each of n records from one on the parts whose values are drawn, as bits. */
void sieve_records(const struct sieve *s, const struct linkage *l, const struct view *views,
		   uint32_t from, size_t n, uint64_t ret[PASS_BLOCK]);
/* The keys that are drawn: of a record whose deciding part is, */
size_t pass_draw_one(const struct linkage *l, const struct pass *p, const struct view *views,
		     uint32_t record, const struct sieve *s, struct keyed *ret);
/* and of n records in a pass where no part decides.  ret has room for all their keys. */
size_t pass_draw(const struct linkage *l, const struct pass *p, const struct view *views,
		 uint32_t from, size_t n, const struct sieve *s, struct keyed *ret);
/* At most so many keys has a record. */
size_t pass_most_keys(const struct pass *p);
/* The first key that two records have in common, or 0. */
uint64_t pass_common(const struct linkage *l, const struct pass *p, const struct view *v,
		     uint32_t a, const struct view *w, uint32_t b);

struct blocks {
	struct pass pass[PASSES];
	size_t n;
	struct view *views; /* until the records are grouped */
};

/* Begins blocking: a few candidate pairs for learning, of all passes there can be. */
void block_sample(struct linkage *l, struct blocks *b, struct sample *ret);
void sample_release(struct sample *s);

/* Drops passes that compare many and find next to nothing that others do not, by the sample. */
void block_choose(const struct linkage *l, struct blocks *b, const struct sample *s);

/* Windows such that the pairs stay bounded; items are one in thin. */
void block_bound(const struct linkage *l, struct blocks *b, double thin);

/* Groups the records by all passes that are left. */
void block_make(struct linkage *l, struct blocks *b);
void block_release(struct blocks *b);

/* All pairs of at least low weight, once each, a before b, sorted by place. */
void block_pairs(struct linkage *l, const struct blocks *b, float low);

/* ---- partners of a partner (partner.c) ---------------------------------------------------- */

struct partner {
	uint32_t record;
	float weight;
};

/* Of each record those who are more probably the same person than not, the nearest few of them. */
struct partners {
	uint32_t *begin, *n; /* by record */
	struct partner *of;
};

/* From the pairs of l, each of which stands there once. */
void partners_make(struct partners *p, const struct linkage *l);
void partners_release(struct partners *p);

/* Each two partners of the records from .. to - 1, as pair_key(), some of them several times;
 * returns how many.  ret may be NULL, to count. */
size_t partners_pairs(const struct partners *p, size_t from, size_t to, struct keyed *ret);

/* ---- clusters (cluster.c) ----------------------------------------------------------------- */

/* Clusters from the pairs of at least low weight: l->cluster, l->weakest, l->n_clusters. */
void cluster_make(struct linkage *l, float low);

#endif
