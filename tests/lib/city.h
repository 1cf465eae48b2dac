/*
 * A small city on top of testlib: Kota Sukabumi with reference data, seven units, opening hours and
 * an officer for each.  The fixed clock is a Saturday evening: offices are closed, the hospital
 * and the SLRT, which is the unit of last resort, are open.
 */
#ifndef TESTS_CITY_H
#define TESTS_CITY_H

#include "lib/testlib.h"

#include "feature/casework/casework.h"
#include "feature/desk/desk.h"
#include "platform/auth/perm.h"

enum city_unit {
	CITY_DESK,   /* Puskesos of one kelurahan; above it the SLRT */
	CITY_REHAB,  /* Dinas Sosial, rehabilitation; above it the SLRT */
	CITY_RSUD,   /* hospital, open at any hour; above it the SLRT */
	CITY_LKS,    /* institution with two places; above it Dinas Sosial */
	CITY_SLRT,   /* last resort, open at any hour; nobody above it */
	CITY_FAR,    /* outside the city: never holds a baton */
	CITY_SECOND, /* a second desk that tests may close; above it the first desk */
	CITY__UNITS
};

enum city_person {
	CITY_FRONT,       /* desk */
	CITY_COORDINATOR, /* desk, decides */
	CITY_WORKER,      /* Dinas Sosial */
	CITY_SUPERVISOR,  /* Dinas Sosial, decides */
	CITY_DOCTOR,      /* hospital */
	CITY_CARER,       /* institution */
	CITY_LAST,        /* SLRT, back office */
	CITY_MANAGER,     /* SLRT, decides, sees the whole city */
	CITY_OTHER_FRONT, /* second desk */
	CITY_HEAD,        /* no unit, sees the whole city */
	CITY_DPO,         /* data-protection officer: no cases */
	CITY__PEOPLE
};

struct city_fixture {
	struct test t;
	struct ctx *cx; /* &t.cx */
	struct db *db;  /* connection of act_begin() */
	int64_t unit[CITY__UNITS], person[CITY__PEOPLE];
	int64_t region; /* kelurahan of the desk; the second desk serves another */
};

/* Copies the city; fails the test when it can't be had. */
void city_open(struct city_fixture *c);
void city_close(struct city_fixture *c);
/* Once every invariant of the baton holds; fails the test with the one that does not. */
void city_close_whole(struct city_fixture *c);

/* Who acts from now on; city_system() the clock and jobs. */
void city_act_as(struct city_fixture *c, enum city_person who);
void city_system(struct city_fixture *c);

/* From now on somebody has this role and no other; the clock acts afterwards. */
void city_become(struct city_fixture *c, enum city_person who, enum role role);

/* An act in a transaction of its own: kept when it succeeds, undone when it fails. */
#define ACT(c, expr) (act_begin(c), act_end((c), (expr)))
void act_begin(struct city_fixture *c);
enum err act_end(struct city_fixture *c, enum err result);

/* Is refused with this sentence. */
#define assert_refused(c, expr, why)                              \
	do {                                                      \
		assert_int_equal(ACT((c), (expr)), ERR_CONFLICT); \
		assert_int_equal(refusal((c)->cx), (why));        \
	} while (0)

/* One number, or one text (NULL when there is none), of the database as it is now; the statement
 * is a literal.  A %lld is filled with id. */
int64_t city_int(struct city_fixture *c, const char *sql, int64_t id);
const char *city_text(struct city_fixture *c, const char *sql, int64_t id);

/* The same inside an open transaction of cx. */
enum err city_query(struct ctx *cx, const char *sql, bool text, int64_t *ret_int,
		    const char **ret_text);

/* All rows of all tables of casework, desk and notice in one number. */
uint64_t city_digest(struct city_fixture *c);

/* Sets the clock to the nearest deadline and lets what is due happen; false when nothing is due. */
bool city_next_deadline(struct city_fixture *c);

/* A PPKS report at the desk taken by its front officer, or a case made of one. */
int64_t city_report(struct city_fixture *c);
int64_t city_case(struct city_fixture *c, const struct step_new *steps, size_t n, bool protected);
int64_t city_step(struct city_fixture *c, int64_t case_id, int ordinal);
int64_t city_handover(struct city_fixture *c, int64_t case_id);
int64_t city_holder(struct city_fixture *c, int64_t case_id);

#endif
