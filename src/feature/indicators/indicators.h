/*
 * Indicators: how many wait, where, with whom, since when; what was needed and not given; what was
 * given.  Figures are counted when they are asked for, from indexes that hold all they need, so
 * that each is as old as its page.  They cover the regions the reader reaches.  Protected cases are
 * in none of them but one figure of the whole city, which is not shown below five.  Who may not
 * open cases (treasurer, PPTK) reads figures rounded to fives; so do the sheet and the wall.
 */
#ifndef INDICATORS_INDICATORS_H
#define INDICATORS_INDICATORS_H

#include "base/clock.h"
#include "base/ctx.h"
#include "platform/i18n/i18n.h"

/* How long a case counts as new. */
#define INDICATOR_FRESH (7 * USEC_DAY)

struct indicator_row {
	int64_t id;       /* region, unit, or number of the age group; 0: none */
	const char *code; /* of the kind, "-" for the sensitive ones; NULL otherwise */
	const char *name;
	int64_t open;
	int64_t late; /* a deadline has passed and nobody has acted since, whoever holds it now */
	int64_t held_late;    /* of these: past the limit of the present holder */
	int64_t steps;        /* steps past their deadline; by unit: those it has to do */
	int64_t fresh;        /* opened in the last seven days */
	int64_t reports;      /* by region and by unit: reports that wait there for a decision */
	int64_t late_reports; /* of these: a deadline has passed and nobody has acted since */
};

enum indicator_by { BY_REGION, BY_UNIT, BY_KIND, BY_AGE, BY__MAX };

/*
 * The open cases of the reader's regions by one of four groupings, and the late steps of cases
 * beside them: a unit that holds none may have some to do, and has a row then.  By region and by
 * unit with the open reports too.  Where most is late stands first; ages stand in their order.
 */
enum err indicator_open(struct ctx *cx, enum indicator_by by, struct indicator_row **ret,
			size_t *ret_n) NODISCARD;

/* Sum of rows; kinds add up to more than the cases, since a case may have several. */
struct indicator_row indicator_sum(const struct indicator_row *rows, size_t n);

/* True when the reader sees the whole city, not some kelurahan. */
enum err indicator_whole_city(struct ctx *cx, bool *ret) NODISCARD;

/* What a list behind a figure is narrowed to: 0, NULL and false where it is not. */
struct indicator_part {
	bool placed; /* to a kelurahan; region_id 0: to what lies in none */
	int64_t region_id, unit_id, age;
	const char *kind;
};

/* "Cikole · Rumah Singgah", in cx->arena; NULL for all. */
enum err indicator_where(struct ctx *cx, const struct indicator_part *p,
			 const char **ret) NODISCARD;

/* The two as one lead; either may be NULL. */
const char *indicator_lead(struct ctx *cx, const char *where, const char *means);

/* Open protected cases of the city. */
enum err indicator_protected(struct ctx *cx, int64_t *ret) NODISCARD;

/*
 * Medians over the cases opened this week and in the twelve before it, as exact as say_duration()
 * says them ("3 hari"); DB_NONE where there are none.
 */
#define INDICATOR_WEEKS 13
struct indicator_medians {
	int64_t first_act, outcome; /* microseconds */
	int64_t acted, ended;       /* how many cases each is made of */
};
enum err indicator_medians(struct ctx *cx, struct indicator_medians *ret) NODISCARD;

/* When an age group begins and ends: opened after *ret_older and not after *ret_newer. */
void indicator_age_bounds(const struct ctx *cx, int64_t group, int64_t *ret_older,
			  int64_t *ret_newer);

/* The open reports of a sum of rows that tell none: those by kind and by age. */
enum err indicator_reports(struct ctx *cx, struct indicator_row *sum) NODISCARD;

/* ---- needs not met ----------------------------------------------------------------------- */

enum need_by { NEEDS_REGION, NEEDS_SERVICE, NEEDS_REASON, NEEDS__MAX };

struct need_figure {
	int64_t id;       /* region */
	const char *code; /* service or reason */
	const char *name;
	int64_t n, priced, cost; /* cost is of the priced ones, DB_NONE without any */
};

struct need_report {
	int32_t until; /* last day that counts */
	struct need_figure *figures[NEEDS__MAX];
	size_t n_figures[NEEDS__MAX];
	struct need_figure total;
	int64_t protected; /* of the whole city; DB_NONE when the reader does not see it */
};

/* What was asked for by the end of that day and not given by then. */
enum err need_report(struct ctx *cx, int32_t until, struct need_report *ret) NODISCARD;

/* ---- late steps ---------------------------------------------------------------------------- */

struct late_steps {
	int64_t unit_id, n, due_at; /* due_at: the oldest deadline */
	const char *unit;
};

/* Steps past their deadline, by the unit that is to do them, most first. */
enum err indicator_late(struct ctx *cx, struct late_steps **ret, size_t *ret_n) NODISCARD;

/* ---- services given, who looked ----------------------------------------------------------- */

struct service_sum {
	int64_t n, cost;
};

/* All, those that are items of the SPM, and those that are none. */
enum service_kind { SERVICES_ALL, SERVICES_SPM, SERVICES_OTHER };

/* Services of ordinary cases between two days, both included, of the SPM or not. */
enum err service_sum(struct ctx *cx, int32_t from, int32_t to, struct service_sum *ret) NODISCARD;

/* The same by item of the SPM, or by service where there is none, dearest first; label is what
 * people call it. */
struct service_part {
	const char *item, *label;
	bool spm;
	int64_t n, cost;
};
enum err service_parts(struct ctx *cx, int32_t from, int32_t to, struct service_part **ret,
		       size_t *ret_n) NODISCARD;

/* Services of the SPM whose cost nobody wrote down; those, and others that cost something, without
 * a proof.  Counted up to INDICATOR_LACKING_MAX. */
#define INDICATOR_LACKING_MAX 999
struct service_lacks {
	int64_t cost, proof;
};
enum err service_lacks(struct ctx *cx, int32_t from, int32_t to,
		       struct service_lacks *ret) NODISCARD;

/* Showings of personal data in the last 24 hours; lines in the audit log. */
enum err indicator_looks_day(struct ctx *cx, int64_t *ret) NODISCARD;
enum err indicator_log_length(struct ctx *cx, int64_t *ret) NODISCARD;

/* The first instant after a day in the city's zone. */
int64_t day_end(const struct ctx *cx, int32_t date);

/* "12", or "kurang dari 5" for a figure that must not be shown. */
const char *indicator_small(struct ctx *cx, int64_t n);

/* "12" for who may open the cases behind it, for others say_rounded(). */
const char *indicator_said(struct ctx *cx, int64_t n);

#endif
