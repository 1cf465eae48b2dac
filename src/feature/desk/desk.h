/*
 * Desk: reports as people bring them, and their triage.
 *
 * What the city must answer for (state, holder, deadline) is casework's; the desk keeps what was
 * said, by whom, and how it was sorted.  Triage is the decision table of reference data: the rules
 * suggest, people decide; each decision keeps the rules' version, the facts, the result and a
 * reason in plain Indonesian, and computed again gives the same bytes.
 */
#ifndef DESK_DESK_H
#define DESK_DESK_H

#include "base/ctx.h"
#include "base/id.h"
#include "engine/triage/triage.h"
#include "feature/casework/casework.h"
#include "platform/media/media.h"

#define DESK_PHOTOS_MAX 5
#define DESK_BODY_MAX   4000

/* What the triage log keeps. */
enum desk_act { DESK_COMPUTED = 1, DESK_RECOMMENDED, DESK_DECIDED, DESK_OVERRULED, DESK_OPENED };

enum reporter_kind { REPORTER_OPEN = 1, REPORTER_SECRET, REPORTER_ANONYMOUS };

struct desk_report {
	enum report_kind kind;
	const char *topic;   /* code of the set keluhan; NULL for PPKS */
	const char *channel; /* code of the set channel */
	int64_t region_id;
	const char *place; /* landmark */
	double lat, lng;   /* NAN unknown */
	int64_t flags;     /* TRIAGE_BIT() of enum triage_flag */
	enum subject_kind subject_kind;
	int64_t person_id;       /* 0: not in the registry */
	const char *person_name; /* of a known one who is not there yet, or NULL */
	int sex;                 /* 0 unknown, 1 L, 2 P */
	int64_t age_about;       /* years, DB_NONE unknown */
	int64_t headcount;       /* of a family, group or event, DB_NONE unknown */
	const char *traits, *body;
	enum reporter_kind reporter_kind;
	const char *reporter, *phone;
	int64_t happened_at;     /* 0: now */
	const char *form_number; /* of a printed form, or NULL */
	const struct media_draft *photos;
	size_t n_photos;
	const struct desk_sorted *sorted; /* made by desk_sort() in prepare, or NULL */
};

/* ---- the plan that triage suggests ------------------------------------------------------- */

struct desk_step {
	const char *service, *service_label;
	const char *unit_kind;
	int64_t unit_id;
	const char *unit_name, *phone; /* whom to call now; phone may be NULL */
	const char *why_unit;          /* why this unit */
	const char *limit, *limit_label;
	int64_t due_at; /* when it would be over if it began now */
	bool emergency;
	unsigned waits;     /* bit i: after step i */
	const char *reason; /* the rule's sentence */
};

/* Kinds of a plan that do not hold together (one_of in the list of kinds): which one is asked. */
#define DESK_KINDS   8 /* of a plan, with the NULL behind them */
#define DESK_CHOICES 3
struct desk_choice {
	const char *name; /* what the kinds have in common, "bencana" */
	const char *kinds[DESK_KINDS];
	size_t n;
	const char
	    *answer; /* one of them, "" not known yet, NULL not answered: none of them then */
};

struct desk_plan {
	struct desk_step steps[TRIAGE_STEPS_MAX];
	size_t n_steps;
	const char *kinds[DESK_KINDS];            /* suggested PPKS codes, NULL-terminated */
	struct desk_choice choices[DESK_CHOICES]; /* among them */
	size_t n_choices;
	bool emergency, protect, kelurahan;
	int64_t rule_version;
	const char *reason;         /* sentences of the rules that held, in Indonesian */
	const char *reason_shown;   /* the same in the user's language */
	const char *facts, *result; /* canonical JSON */
	const char *overruled;      /* why a person chose other steps; NULL: the rules' own */
};

/* Runs today's rules on facts at a place.  Reads only; the same facts give the same plan. */
enum err desk_plan(struct ctx *cx, const struct triage_facts *facts, int64_t region_id,
		   struct desk_plan *ret) NODISCARD;

/* "Setelah langkah 1, 2" for the bits of the steps one waits for; NULL for none. */
const char *desk_waits_text(struct ctx *cx, unsigned waits);

/* Which of today's kinds do not hold together: all of the city, or those among kinds (not NULL). */
enum err desk_choices(struct ctx *cx, const char *const *kinds,
		      struct desk_choice ret[DESK_CHOICES], size_t *ret_n) NODISCARD;

/* One step as a person chose it. */
struct desk_row {
	const char *service;
	int64_t unit_id;   /* 0: the best there is */
	const char *limit; /* NULL: the one the rules give this service */
	bool emergency;
	unsigned waits; /* bit i: after row i, always an earlier one */
};

/*
 * A plan with the steps a person chose instead of the rules', and why; everything else (facts,
 * rules that held, kinds, protection) stays as the rules have it.
 */
enum err desk_plan_chosen(struct ctx *cx, const struct triage_facts *facts, int64_t region_id,
			  const struct desk_row *rows, size_t n, const char *reason,
			  struct desk_plan *ret) NODISCARD;

/* The facts of a report as the rules see them. */
struct triage_facts desk_facts(const struct desk_report *r);

/* What follows from a report before it is written: who holds it, until when, the rules' plan. */
struct desk_sorted {
	struct desk_plan plan; /* of a keluhan: empty */
	int64_t holder_unit_id, due_at;
	bool urgent, protected;
	const char *number;
};

/*
 * Sorts a report and draws its number: reads rules, calendar and directory.  Pages do it in
 * prepare, so that the writer has only to write.
 */
enum err desk_sort(struct ctx *cx, const struct desk_report *r, struct desk_sorted *ret) NODISCARD;

/* The same, kept with the report itself; in cx->arena. */
enum err desk_sort_for(struct ctx *cx, struct desk_report *r) NODISCARD;

/* ---- taking a report --------------------------------------------------------------------- */

/*
 * Takes a report under an id made by the caller: who holds it follows from who takes it and where
 * it happened; an emergency never waits at a closed desk.  In a write transaction.
 */
enum err desk_report_take(struct ctx *cx, int64_t id, const struct desk_report *r,
			  char ret_number[NUMBER_SIZE], char ret_secret[SECRET_SIZE]) NODISCARD;

/* ERR_CONFLICT when it would be more than DESK_PHOTOS_MAX.  In a write transaction. */
enum err desk_photo_add(struct ctx *cx, int64_t report_id,
			const struct media_draft *photo) NODISCARD;

/* ---- reading one ------------------------------------------------------------------------- */

struct desk_view {
	int64_t id, version, case_id, duplicate_of_id;
	const char *number;
	enum report_kind kind;
	enum report_state state;
	const char *topic, *channel, *body, *place, *traits, *reporter, *phone, *form_number;
	double lat, lng;
	int64_t region_id, person_id, flags, age_about, headcount, sex;
	enum subject_kind subject_kind;
	enum reporter_kind reporter_kind;
	int64_t holder_unit_id, holder_user_id, held_since_at, due_at, last_unit_id;
	int64_t happened_at, recorded_at, ended_at, by_id;
	bool protected, urgent;
	const char *end_reason;
	const int64_t *photos;
	size_t n_photos;
};

/*
 * A report with what is sealed opened.  ERR_NOTFOUND: none, or out of the actor's scope.  The name
 * of a secret reporter is opened only for the holder's unit and those who decide.
 */
enum err desk_report_get(struct ctx *cx, int64_t id, struct desk_view *ret) NODISCARD;

/* A point on the map as it is typed, "-6.92100,106.92780"; NULL for none (NAN). */
const char *desk_point_text(struct ctx *cx, double lat, double lng);

/* The same opened by break-glass: only for whoever opened it, and only in its hours. */
enum err desk_report_glass(struct ctx *cx, int64_t id, int64_t glass_id,
			   struct desk_view *ret) NODISCARD;

/* What it tells the case that it becomes part of. */
struct told desk_told(const struct desk_view *v);

/* The facts of a stored report. */
struct triage_facts desk_view_facts(const struct desk_view *v);

/* One line for lists and as the title of a case: "Laki-laki sekitar 60 tahun, tanpa identitas". */
const char *desk_subject_line(struct ctx *cx, const struct desk_view *v);

/* ---- likely the same --------------------------------------------------------------------- */

#define DESK_SIMILAR_MAX 3

struct desk_similar {
	int64_t id, case_id, recorded_at;
	const char *number, *summary, *place;
	enum report_state state;
	int score; /* percent */
};

/*
 * Reports of the last three days in the same kelurahan that sound alike, best first.  id is the
 * report itself when it is stored already, else 0.  Protected ones are never among them.
 */
enum err desk_similar_to(struct ctx *cx, int64_t id, const struct desk_report *r,
			 struct desk_similar ret[static DESK_SIMILAR_MAX], size_t *ret_n) NODISCARD;

/*
 * Erases what a report says: words, place, traits, photos, the reporter, and the report's key.  Its
 * number, dates and how it was sorted stay.  In a write transaction.
 */
enum err desk_erase(struct ctx *cx, int64_t report_id) NODISCARD;

/* Forgets its photos alone. */
enum err desk_erase_photos(struct ctx *cx, int64_t report_id) NODISCARD;

/*
 * A photo of a report or case in the actor's scope, and whose it is.  ERR_NOTFOUND: none, or out of
 * scope.
 */
enum err desk_photo_get(struct ctx *cx, int64_t id, enum media_size size, int64_t *ret_subject,
			struct blob *ret_jpeg) NODISCARD;

/* ---- deciding ---------------------------------------------------------------------------- */

struct desk_decision {
	const struct step_new *steps; /* what shall be done; the plan's or a person's */
	size_t n_steps;
	const char *kinds[DESK_KINDS];
	bool protected;
	const char *overruled; /* why it differs from the rules; NULL when it does not */
};

/* The decision to do exactly what a plan says; of each choice only what was answered.  Texts are
 * those of the plan. */
struct desk_decision desk_decision_of(struct ctx *cx, const struct desk_plan *plan);

/*
 * Decides over a report: with REPORT_DECIDE it becomes a case (penetapan).  Without, an emergency
 * becomes a case at once and the penetapan follows, anything else is recommended for it.
 * *ret_case_id is 0 when it was only recommended.
 */
enum err desk_decide(struct ctx *cx, int64_t report_id, int64_t version,
		     const struct desk_decision *d, int64_t *ret_case_id) NODISCARD;

/* The plan of the newest recommendation, for the one who decides.  ERR_NOTFOUND: none. */
enum err desk_recommended(struct ctx *cx, int64_t report_id, struct desk_plan *ret) NODISCARD;

/* What was proposed and decided, oldest first, in words; the report was read in scope before. */
struct desk_event {
	int64_t at;
	enum desk_act act;
	const char *title, *who, *text;
};
enum err desk_history(struct ctx *cx, int64_t report_id, const struct desk_event **ret,
		      size_t *ret_n) NODISCARD;

/* What is proposed now: the recommendation when there is one, else the plan of the rules. */
enum err desk_present_plan(struct ctx *cx, const struct desk_view *v,
			   struct desk_plan *ret) NODISCARD;

/* Answers a keluhan, or tells the reporter of a PPKS report something; done ends a keluhan. */
enum err desk_answer(struct ctx *cx, int64_t report_id, int64_t version, const char *body,
		     bool done) NODISCARD;

/* Seals what a report says when it gets walls, or opens it again: casework calls it, main.c
 * registers it with casework_set_report_sealer(). */
enum err desk_report_seal(struct ctx *cx, int64_t report_id, bool protected) NODISCARD;

/* ---- what the reporter sees -------------------------------------------------------------- */

struct desk_status {
	const char *number;
	enum report_state state;
	int64_t recorded_at, due_at, ended_at;
	const char *holder_name, *holder_phone; /* of the unit; NULL when it has ended */
	const char *sentence; /* what is going on, true and without personal data */
	const char *outcome;  /* label, or NULL */
	struct {
		int64_t at;
		const char *text;
	} steps[32];
	size_t n_steps, n_photos;
};

/*
 * The state of a report for whoever has number and secret.  ERR_NOTFOUND for any wrong pair;
 * ERR_LIMIT after five wrong tries, for that number and the network of remote only.
 */
enum err desk_follow(struct ctx *cx, const char *number, const char *secret, const char *remote,
		     struct desk_status *ret) NODISCARD;

/* The report behind number and secret, under the same limits. */
enum err desk_follow_id(struct ctx *cx, const char *number, const char *secret, const char *remote,
			int64_t *ret_id) NODISCARD;

#endif
