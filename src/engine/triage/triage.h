/*
 * Triage: which steps a report asks for, by a decision table kept as data.
 *
 * Every rule whose conditions hold adds its steps; the steps are put in the order of their stages,
 * doubles are joined, and a step waits for the stages it names (health first: social steps name
 * the health stage).  Pure and deterministic: the same table and facts give the same result.
 */
#ifndef TRIAGE_TRIAGE_H
#define TRIAGE_TRIAGE_H

#include "base/arena.h"

enum triage_flag {
	TRIAGE_DANGER, /* to life */
	TRIAGE_SICK,
	TRIAGE_INJURED,
	TRIAGE_VIOLENCE,
	TRIAGE_CHILD_ALONE,
	TRIAGE_DISASTER,
	TRIAGE_MENTAL, /* mental disorder */
	TRIAGE_NO_DWELLING,
	TRIAGE_SOCIAL_ONLY,
	TRIAGE__FLAGS
};

enum triage_subject {
	TRIAGE_PERSON,
	TRIAGE_FAMILY,
	TRIAGE_UNKNOWN, /* a person without name or papers */
	TRIAGE_GROUP,
	TRIAGE_EVENT,
	TRIAGE__SUBJECTS
};

enum triage_sex { TRIAGE_SEX_UNKNOWN, TRIAGE_MALE, TRIAGE_FEMALE, TRIAGE__SEXES };

#define TRIAGE_AGE_UNKNOWN (-1)
#define TRIAGE_BIT(x)      (1U << (x))

struct triage_facts {
	unsigned flags; /* TRIAGE_BIT() of enum triage_flag */
	enum triage_subject subject;
	int age; /* years, as estimated; TRIAGE_AGE_UNKNOWN */
	enum triage_sex sex;
};

/* In the order of time.  A step waits for whole stages. */
enum triage_stage {
	TRIAGE_RESCUE, /* get there, make safe */
	TRIAGE_HEALTH,
	TRIAGE_PROTECT, /* police, P2TP2A, LK3 */
	TRIAGE_SOCIAL,
	TRIAGE__STAGES
};

struct triage_step {
	enum triage_stage stage;
	const char *service, *unit_kind, *limit; /* codes of reference data */
	bool emergency;
	unsigned waits; /* TRIAGE_BIT() of earlier stages */
};

enum triage_answer { TRIAGE_SILENT, TRIAGE_YES, TRIAGE_NO };

struct triage_rule {
	const char *code;
	unsigned all, any, none; /* flags that must hold, of which one must hold, that must not */
	unsigned subjects;       /* TRIAGE_BIT() of subjects, 0 for all */
	unsigned sexes;          /* TRIAGE_BIT() of sexes, 0 for all */
	int age_from, age_to;    /* years, both inclusive; -1 open.  A limit refuses unknown ages */
	bool or_unknown_age;     /* ... unless this is set */
	const struct triage_step *steps;
	size_t n_steps;
	const char *const *kinds; /* PPKS codes to suggest */
	size_t n_kinds;
	bool protect;
	enum triage_answer kelurahan;      /* can the kelurahan solve it by itself? */
	const char *reason_id, *reason_en; /* with {age}, {subject}, {unit}, {limit} */
};

struct triage_table;

/*
 * Checks the rules and makes a table of them, in their order; everything is copied into a.
 * False when something is wrong, *ret_fault then says what (static or in a): a code twice, a step
 * that waits for its own or a later stage, too many rules, or facts for which no step would come.
 */
bool triage_compile(struct arena *a, const struct triage_rule *rules, size_t n,
		    struct triage_table **ret, const char **ret_fault);

#define TRIAGE_STEPS_MAX 24
#define TRIAGE_RULES_MAX 64
#define TRIAGE_KINDS_MAX 26

struct triage_outcome_step {
	const char *service, *unit_kind, *limit;
	enum triage_stage stage;
	bool emergency;
	uint32_t waits;   /* bit i: waits for steps[i], always an earlier one */
	const char *rule; /* code of the rule it came from */
};

struct triage_outcome {
	struct triage_outcome_step steps[TRIAGE_STEPS_MAX];
	size_t n_steps;
	const struct triage_rule *rules[TRIAGE_RULES_MAX]; /* that held, in table order */
	size_t n_rules;
	const char *kinds[TRIAGE_KINDS_MAX]; /* suggested, without doubles, in order of the rules */
	size_t n_kinds;
	bool emergency; /* a step is one */
	bool protect;   /* a rule says so */
	bool kelurahan; /* a rule says yes and none says no */
};

/* Evaluates.  Texts belong to the table. */
void triage_run(const struct triage_table *t, const struct triage_facts *facts,
		struct triage_outcome *ret);

/* Whether the conditions of a rule hold: for showing which line of the table decided. */
bool triage_holds(const struct triage_rule *rule, const struct triage_facts *facts);

/* The table's rules in the order in which they are tried. */
const struct triage_rule *triage_rules(const struct triage_table *t, size_t *ret_n);

/* Names in data and JSON ("danger", "child_alone"; "person"; "rescue"), and back: -1 unknown. */
const char *triage_flag_name(enum triage_flag flag);
int triage_flag_find(const char *name);
const char *triage_subject_name(enum triage_subject subject);
int triage_subject_find(const char *name);
const char *triage_stage_name(enum triage_stage stage);
int triage_stage_find(const char *name);
const char *triage_sex_name(enum triage_sex sex);
int triage_sex_find(const char *name);

#endif
