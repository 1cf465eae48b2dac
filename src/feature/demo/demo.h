/*
 * Demo: a sample city to look at, to learn with and to measure on.
 *
 * Units, accounts and PSKS of Kota Sukabumi with made-up people, and reports and cases in every
 * state, made by the same functions that serve a real city, with a clock that runs from some weeks
 * ago to now.  The same seed and instant give the same city.
 */
#ifndef DEMO_DEMO_H
#define DEMO_DEMO_H

#include "base/ctx.h"

#include <stdio.h>

struct db_pool;

#define DEMO_CITY    "3272" /* whose units and people the sample has */
#define DEMO_REPORTS 150
#define DEMO_DAYS    35
#define DEMO_PEOPLE  20000
/* Kota Sukabumi by its register of 2024 (domain.md 9). */
#define DEMO_PEOPLE_FULL 370096
#define DEMO_PASSWORD    "Contoh-Melaju-2026"

struct demo_size {
	unsigned reports; /* about three in five become cases */
	unsigned days;    /* of the past they are spread over; 0: 35 */
	unsigned people;  /* in the registry of a new city; more come with double entries */
	uint64_t seed;
};

/*
 * Fills a city that has been installed (schema, regions, reference data) and has no units yet;
 * with units of an earlier run it adds reports.  Needs the system as actor and app->vault.
 */
enum err demo_fill(struct ctx *cx, struct db_pool *pool, const struct demo_size *size) NODISCARD;

/* Can a sample be made of the city with that code?  Asked before the city is: it says which can. */
enum err demo_check_city(struct ctx *cx, const char *code) NODISCARD;

/* Is the city of cx a sample? */
enum err demo_is(struct ctx *cx, bool *ret) NODISCARD;

/* The first referral of a case with the step it is for: what selftest and bench go on with. */
enum err demo_first_sent(struct ctx *cx, int64_t case_id, int64_t *ret_referral_id,
			 int64_t *ret_step_id) NODISCARD;

/* Sign-in names with what each is for. */
struct sample_login;
const struct sample_login *demo_logins(size_t *ret_n);
void demo_print_accounts(FILE *f);

#endif
