/*
 * People who do not exist: families with names, dates, numbers and addresses as an Indonesian city
 * has them, records about them with the errors that offices make, and the truth beside each.
 *
 * docs/generator.md fixes what is made and how often; this room only obeys it.  Everything is a
 * function of the plan: family f of a plan is the same whenever it is asked for, and any number of
 * records is made in the memory of one.  NIK, KK and telephone numbers are impossible on purpose.
 */
#ifndef PEOPLE_PEOPLE_H
#define PEOPLE_PEOPLE_H

#include "base/clock.h"
#include "base/rng.h"

enum people_setting { PEOPLE_EASY, PEOPLE_MEDIUM, PEOPLE_HARD, PEOPLE__SETTINGS };

struct people_plan {
	uint64_t seed;
	uint64_t count; /* of records */
	unsigned
	    duplicates; /* how many of a hundred records are further ones of somebody, 0 to 90 */
	enum people_setting setting;
	int32_t today; /* ages are counted from it */
};

enum people_sex { PEOPLE_SEX_UNKNOWN, PEOPLE_MALE, PEOPLE_FEMALE };

enum people_relation { PEOPLE_HEAD, PEOPLE_SPOUSE, PEOPLE_CHILD, PEOPLE_PARENT };

/* NIK and KK have sixteen digits, or what a spreadsheet made of them. */
enum { PEOPLE_NAME_SIZE = 96, PEOPLE_NUMBER_SIZE = 24 };

/* Empty texts and DATE_NONE are unknown. */
struct people_person {
	char name[PEOPLE_NAME_SIZE];
	char mother[PEOPLE_NAME_SIZE];
	char place[32];
	char address[96];
	char nik[PEOPLE_NUMBER_SIZE];
	char kk[PEOPLE_NUMBER_SIZE];
	char region[16]; /* ten digits */
	char phone[16];
	int32_t birth;
	uint8_t sex;      /* enum people_sex */
	uint8_t relation; /* enum people_relation */
};

enum { PEOPLE_FAMILY = 8 }; /* members at most */

/* Family number f, whole and without errors; returns how many members it has. */
unsigned people_family(const struct people_plan *plan, uint64_t f,
		       struct people_person ret[PEOPLE_FAMILY]);

enum people_fault {
#define FAULT(id, name, easy, medium, hard) PEOPLE_##id,
#include "engine/people/fault.def"
#undef FAULT
	PEOPLE__FAULTS
};
#define PEOPLE_BIT(fault) (UINT64_C(1) << (fault))

/* "typo", "nik_missing": as in docs/generator.md. */
const char *people_fault_name(enum people_fault fault);

struct people_record {
	uint64_t id;     /* 1, 2, ... */
	uint64_t entity; /* the same for records of one person */
	uint64_t faults; /* PEOPLE_BIT() of enum people_fault */
	struct people_person person;
};

/* What is left to make. */
struct people_stream {
	struct people_plan plan;
	struct rng rng;
	uint64_t made, firsts, seconds; /* records made; first and further records left */
	uint64_t families, family;      /* in all, and the one being handed out */
	struct people_person member[PEOPLE_FAMILY];
	unsigned n, at;
};

/* Begins a stream; people_next() is false once plan->count records were made. */
void people_begin(struct people_stream *s, const struct people_plan *plan);
bool people_next(struct people_stream *s, struct people_record *ret);

/*
 * Changes a name as fingers and ears do: a slip on the keyboard, another spelling of the same
 * sound.  False, and nothing changed, when the name is too short or has no such letters.
 */
bool people_mistype(struct rng *r, char *name, size_t size);
bool people_misspell(struct rng *r, char *name, size_t size);

#endif
