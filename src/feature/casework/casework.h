/*
 * Casework: reports and cases as the city must answer for them, and the baton.
 *
 * Exactly one unit holds an open report or case, with one deadline: the columns are part of the
 * row, the table refuses any other combination, and only casework_pass() and casework_end() write
 * them.  A referral moves the baton when it is accepted, never when it is sent.
 *
 * All functions need an open write transaction, take the version the caller saw (0: whatever it is
 * now) and fail with ERR_CONFLICT, nothing written, when the case was changed meanwhile, the act
 * is not allowed in the present state, or somebody else was first; refusal() of i18n then has the
 * sentence for the person.
 */
#ifndef CASEWORK_CASEWORK_H
#define CASEWORK_CASEWORK_H

#include "base/ctx.h"
#include "base/id.h"
#include "platform/db/db.h"
#include "platform/i18n/i18n.h"

enum report_state {
	REPORT_RECEIVED = 1,
	REPORT_RECOMMENDED,
	REPORT_CASE,
	REPORT_ANSWERED,
	REPORT_DUPLICATE,
	REPORT_REJECTED,
	REPORT__MAX
};
enum report_kind { REPORT_PPKS = 1, REPORT_KELUHAN };
enum subject_kind {
	SUBJECT_KNOWN = 1,
	SUBJECT_UNKNOWN,
	SUBJECT_FAMILY,
	SUBJECT_GROUP,
	SUBJECT_EVENT,
	SUBJECT__MAX
};
enum case_state { CASE_OPEN = 1, CASE_AFTERCARE, CASE_CLOSED, CASE_MERGED, CASE__MAX };
enum step_state { STEP_WAITING, STEP_ACTIVE, STEP_ENDED };
enum referral_kind { REFERRAL_HANDOVER = 1, REFERRAL_REQUEST };
enum referral_state {
	REFERRAL_SENT = 1,
	REFERRAL_RECEIVED,
	REFERRAL_WAITLISTED,
	REFERRAL_ACCEPTED,
	REFERRAL_REFUSED,
	REFERRAL_UNANSWERED,
	REFERRAL_WITHDRAWN,
	REFERRAL_RETURNED,
	REFERRAL_FINISHED,
	REFERRAL__MAX
};
enum baton_object { BATON_REPORT = 1, BATON_CASE };

/* Basic needs not met, in an assessment. */
enum {
	NEED_FOOD = 1,
	NEED_CLOTHES = 2,
	NEED_SHELTER = 4,
	NEED_HEALTH = 8,
	NEED_IDENTITY = 16,
	NEED_SCHOOL = 32,
	NEED_SAFETY = 64,
	NEED_FAMILY = 128,
	NEED_WORK = 256
};

/* Names for pages and lists. */
enum text report_state_text(int64_t value);
enum text report_kind_text(int64_t value);
enum text subject_kind_text(int64_t value);
enum text case_state_text(int64_t value);
enum text step_state_text(int64_t value);
enum text referral_state_text(int64_t value);
enum text referral_kind_text(int64_t value);

/* Is an answer still to come: sent, received, or on the list? */
bool referral_is_open(int64_t state);

/* Does somebody hand over, or did: neither refused, withdrawn nor still on the waiting list? */
bool referral_hands_over(int64_t state);

/* ---- moves: state, event, next state, who may -------------------------------------------- */

enum referral_event {
	REFERRAL_EV_SEE,
	REFERRAL_EV_ACCEPT,
	REFERRAL_EV_REFUSE,
	REFERRAL_EV_WAITLIST,
	REFERRAL_EV_EXPIRE,
	REFERRAL_EV_WITHDRAW,
	REFERRAL_EV_RETURN,
	REFERRAL_EV_FINISH,
	REFERRAL_EV__MAX
};

/* The state after an event, 0 when it is not allowed.  Pure; pages use it to hide buttons. */
enum referral_state referral_next(enum referral_state from, enum referral_event event);

/* ---- reports ----------------------------------------------------------------------------- */

struct report_new {
	enum report_kind kind;
	const char *topic, *channel; /* codes of reference data */
	int64_t holder_unit_id;      /* first holder: the desk of the kelurahan */
	int64_t region_id;
	bool protected, urgent;
	int64_t flags;
	enum subject_kind subject_kind;
	int64_t person_id;
	int64_t happened_at;
	int64_t due_at;     /* until when it must be triaged */
	const char *number; /* of report_draw(), or NULL: drawn here */
};

/*
 * Draws a number that no report has.  Done by a reader before the write, it spares the writer a
 * look into the very table that it writes; should two draw the same at once, the second is refused
 * by the table.
 */
enum err report_draw(struct ctx *cx, char ret_number[NUMBER_SIZE]) NODISCARD;

/* Opens a report: row, first baton, audit leaf.  The secret is returned once and kept as hash. */
enum err report_open(struct ctx *cx, int64_t id, const struct report_new *n,
		     char ret_number[NUMBER_SIZE], char ret_secret[SECRET_SIZE]) NODISCARD;

/* Passes an open report to another unit (kelurahan to SLRT, or back). */
enum err report_pass(struct ctx *cx, int64_t id, int64_t version, int64_t to_unit_id,
		     int64_t due_at) NODISCARD;

/* Marks it as recommended: the penetapan is due. */
enum err report_recommend(struct ctx *cx, int64_t id, int64_t version, int64_t due_at) NODISCARD;

/*
 * Ends it without a case: answered, rejected with a reason, or the repetition of another.  An
 * urgent one is the repetition only of what is urgent and still held by somebody.
 */
enum err report_answer(struct ctx *cx, int64_t id, int64_t version, const char *reason) NODISCARD;
enum err report_reject(struct ctx *cx, int64_t id, int64_t version, const char *reason) NODISCARD;
enum err report_duplicate(struct ctx *cx, int64_t id, int64_t version, int64_t of_id) NODISCARD;

/* Takes an ended report up again (not one that became a case): back to its last holder. */
enum err report_reopen(struct ctx *cx, int64_t id, int64_t version) NODISCARD;

/* Follows one's own report: ERR_NOTFOUND for a wrong number and a wrong secret alike. */
enum err report_follow(struct ctx *cx, const char *number, const char *secret,
		       int64_t *ret_id) NODISCARD;

/* ---- cases ------------------------------------------------------------------------------- */

#define CASE_STEPS_MAX 24

struct step_new {
	const char *service, *reason;
	const char *limit_code; /* step_add(): NULL for that of the service, or of a next act */
	int64_t unit_id;
	bool emergency;
	unsigned waits; /* bit i: waits for step i of the same list */
};

/* What was reported, as it was said and when; not by whom.  It begins the story of the case. */
struct told {
	const char *words; /* NULL: nothing */
	int64_t at, recorded_at;
	int64_t by_id; /* the officer who took it down; 0: the reporter himself */
};

struct case_new {
	const char *title;
	enum subject_kind subject_kind;
	int64_t person_id, region_id;
	const char *place;
	bool protected, urgent, decided;
	const char *kinds[8]; /* PPKS codes, NULL-terminated */
	const struct step_new *steps;
	size_t n_steps;
	struct told told;
};

/*
 * Opens a case from an open report: the baton goes from the report to the case, the plan is laid,
 * steps that wait for nothing begin, and what another unit must do is sent there.  The present
 * holder of the report holds the case until the first hand-over is accepted.
 */
enum err case_open(struct ctx *cx, int64_t report_id, int64_t report_version,
		   const struct case_new *n, int64_t *ret_id) NODISCARD;

/* Makes an open report part of an open case, and what it told part of the story. */
enum err case_add_report(struct ctx *cx, int64_t case_id, int64_t report_id, int64_t report_version,
			 const struct told *told) NODISCARD;

/* Forgets what a report told in the story of its case: the report itself is being erased. */
enum err case_forget_told(struct ctx *cx, int64_t report_id) NODISCARD;

/* Penetapan: by a coordinator or manager. */
enum err case_decide(struct ctx *cx, int64_t id, int64_t version, const char *note) NODISCARD;

/* A note in the story.  happened 0: now.  ret_id, of what was kept, may be NULL here and below. */
enum err case_note(struct ctx *cx, int64_t id, int64_t happened_at, const char *body,
		   int64_t *ret_id) NODISCARD;

/* One's own note is taken back, as one written into the wrong case: its words are kept and shown to
 * nobody, that and why it was is told. */
enum err case_note_withdraw(struct ctx *cx, int64_t note_id, const char *why) NODISCARD;

/* Keeps an assessment beside the earlier ones; ERR_CONFLICT when version is not the present one. */
enum err case_assess(struct ctx *cx, int64_t id, int64_t version, int64_t assessed_at,
		     int64_t needs, const char *body, int64_t *ret_id) NODISCARD;

/* Adds a kind of need; sensitive ones are sealed. */
enum err case_classify(struct ctx *cx, int64_t id, int64_t version, const char *code,
		       int64_t from_date, int64_t *ret_id) NODISCARD;

/*
 * Ends a kind on a date that lies between its first day and today, or withdraws one that never held
 * (then the date does not matter); why goes into the story.  Its line stays in the history.
 */
struct kind_end {
	int64_t kind_id, to_date;
	bool withdrawn;
	const char *why;
};
enum err case_unclassify(struct ctx *cx, int64_t id, int64_t version,
			 const struct kind_end *end) NODISCARD;

/* Names the person of the case: the unknown becomes known, or another person is meant. */
enum err case_set_person(struct ctx *cx, int64_t id, int64_t version, int64_t person_id,
			 const char *title, bool known) NODISCARD;

/*
 * Erases what a case says about its person: title, place, words of the story, sensitive kinds, and
 * the case's key.  Numbers, dates, units, services and their cost stay: the city answers for them.
 */
enum err case_erase(struct ctx *cx, int64_t id) NODISCARD;
/* Its documents alone: bytes and words; their lines (kind, date, unit) stay. */
enum err case_erase_documents(struct ctx *cx, int64_t id) NODISCARD;

/* Takes the case (or gives it to an officer) within the holding unit. */
enum err case_take(struct ctx *cx, int64_t id, int64_t version, int64_t user_id) NODISCARD;

/* Stops the clock for a reason of reference data until a date within its limit; and goes on. */
enum err case_pause(struct ctx *cx, int64_t id, int64_t version, const char *code,
		    int64_t until) NODISCARD;
enum err case_resume(struct ctx *cx, int64_t id, int64_t version) NODISCARD;

/* Terminasi: the intervention ends, aftercare begins; the first visit is due then. */
enum err case_terminate(struct ctx *cx, int64_t id, int64_t version, const char *body,
			int64_t visit_at) NODISCARD;

/* A visit of aftercare; next_at 0 means it was the last and closes with outcome. */
enum err case_visit(struct ctx *cx, int64_t id, int64_t version, int64_t happened_at,
		    const char *body, int64_t next_at, const char *outcome) NODISCARD;

/* Closes with an outcome and a reason why aftercare is not needed.  No step may be open. */
enum err case_close(struct ctx *cx, int64_t id, int64_t version, const char *outcome,
		    const char *body) NODISCARD;

/* Takes a closed case up again: to its last holder, or that unit's successor. */
enum err case_reopen(struct ctx *cx, int64_t id, int64_t version, const char *body) NODISCARD;

/*
 * Merges from_id into id; both must be open, equally protected, and neither waits for an answer to
 * a hand-over.  The plan of from_id stands still: its steps end as tidak_perlu, its requests are
 * withdrawn.  case_may_merge() refuses what case_merge() would.
 */
enum err case_may_merge(struct ctx *cx, int64_t id, int64_t from_id) NODISCARD;
enum err case_merge(struct ctx *cx, int64_t id, int64_t version, int64_t from_id,
		    int64_t from_version) NODISCARD;
/* Undoes it: the merged case is open again, with the present holder of the other, and the steps
 * that the merge had ended are taken up again. */
enum err case_unmerge(struct ctx *cx, int64_t merge_id) NODISCARD;

/*
 * The room that keeps what reports say (desk) seals or opens it when a case's reports get or lose
 * their walls; registered by main.c.  Without it a case with reports can't change its protection.
 */
void casework_set_report_sealer(enum err (*fn)(struct ctx *cx, int64_t report_id, bool protected));

/* Protects a case and its reports (or lifts it): outside its units it is in no list. */
enum err case_protect(struct ctx *cx, int64_t id, int64_t version, bool protected) NODISCARD;

/* ---- plan -------------------------------------------------------------------------------- */

/*
 * Adds a step that waits for the given steps (ids, 0-terminated).  Without open ones among them it
 * begins at once, and is sent to its unit when that is not the holder.
 */
enum err step_add(struct ctx *cx, int64_t case_id, int64_t version, const struct step_new *n,
		  const int64_t *waits_for, int64_t *ret_id) NODISCARD;
enum err step_start(struct ctx *cx, int64_t step_id, int64_t version) NODISCARD;

/*
 * Ends a step.  kind is a code of the set end_kind, whose "follows" decides about the waiters:
 * release begins those that wait for nothing else, stop ends all others of the case as
 * tidak_perlu.  No waiter is left behind.
 */
enum err step_end(struct ctx *cx, int64_t step_id, int64_t version, const char *kind,
		  int64_t happened_at, const char *body) NODISCARD;

/*
 * Takes back an end that was a mistake: the step runs again with a new limit (or waits, where what
 * it waited for is open again too), needs that the end recorded or met are as before, and an end
 * that stopped the plan gives back what it stopped.  Steps that have begun since go on; referrals
 * stay as they are, and the holder may send a new one.  The services given stay.
 */
enum err step_reopen(struct ctx *cx, int64_t step_id, int64_t version, const char *why) NODISCARD;

/* Gives a step to another unit before it is accepted there. */
enum err step_assign(struct ctx *cx, int64_t step_id, int64_t version, int64_t unit_id) NODISCARD;

/*
 * Records a service given by one tap; undo takes it back.  With an item of the SPM it needs the
 * group as well and counts in the figures of the SPM; without one the service alone is kept.
 */
struct service_new {
	const char *service;      /* code of service; NULL: only the item is known */
	const char *item, *group; /* codes of spm_item and spm_group, or both NULL */
	const char *proof;        /* number of the receipt */
	int64_t given_on, quantity, cost;
};
enum err service_give(struct ctx *cx, int64_t case_id, int64_t step_id, const struct service_new *n,
		      int64_t *ret_id) NODISCARD;
/* By one tap on the step: ERR_CONFLICT when the last such tap is not a minute old, as a finger or a
 * program that asks twice means one.  Who gave more than one changes the quantity. */
enum err service_tap(struct ctx *cx, int64_t case_id, int64_t step_id, const struct service_new *n,
		     int64_t *ret_id) NODISCARD;
enum err service_undo(struct ctx *cx, int64_t id) NODISCARD;

/* Puts right or completes what one tap recorded. */
enum err service_change(struct ctx *cx, int64_t id, const struct service_new *n) NODISCARD;

/* The name of a service given: of its item, else of the service itself. */
const char *service_name(struct ctx *cx, const char *service, const char *item);

/*
 * What a step of that service (NULL: none) usually gives in a case: its SPM item once today, for
 * the group of the kinds of need, else of the age; or the service itself when it is none of the
 * SPM.  service_complete() is false when an officer must say more.
 */
enum err service_usual(struct ctx *cx, int64_t case_id, const char *service,
		       struct service_new *ret) NODISCARD;
bool service_complete(const struct service_new *n);

/*
 * Photos of a case itself: sealed for it, so that they go when it is erased.  Those of its reports
 * stay theirs.  ERR_CONFLICT with a sentence: it has as many as it may.
 */
#define CASE_PHOTOS_MAX 20
struct media_draft;
enum err case_photos_add(struct ctx *cx, int64_t id, const struct media_draft *photos,
			 size_t n) NODISCARD;

/* ---- referrals --------------------------------------------------------------------------- */

struct referral_new {
	enum referral_kind kind;
	int64_t step_id, to_unit_id;
	bool urgent;
	const char *body; /* hand-over note */
};

/*
 * Sends.  An urgent hand-over is never sent to a closed desk: when neither the unit nor its duty
 * officer can be reached, it goes to the unit of last resort, which cannot refuse and so holds the
 * baton at once; *ret_to_unit_id says where it went.
 */
enum err referral_send(struct ctx *cx, int64_t case_id, int64_t version,
		       const struct referral_new *n, int64_t *ret_id,
		       int64_t *ret_to_unit_id) NODISCARD;

/* The receiver has seen it.  Seeing twice is no error. */
enum err referral_see(struct ctx *cx, int64_t id) NODISCARD;

/* Who answered and how, when it was not the receiver's own account. */
struct answered {
	const char *by, *how; /* "dr. jaga IGD"; telepon, surat, tautan, langsung; NULL: account */
	int64_t at;           /* 0: now */
};
enum err referral_accept(struct ctx *cx, int64_t id, int64_t version, const struct answered *who,
			 const char *body) NODISCARD;
enum err referral_refuse(struct ctx *cx, int64_t id, int64_t version, const struct answered *who,
			 const char *reason_code, const char *body) NODISCARD;
/* The same, and with it whatever else of the case waits for an answer of that unit: sent or seen,
 * not what it has put on its waiting list. */
enum err referral_refuse_all(struct ctx *cx, int64_t id, int64_t version, const char *reason_code,
			     const char *body) NODISCARD;
enum err referral_waitlist(struct ctx *cx, int64_t id, int64_t version, const struct answered *who,
			   int64_t ask_again_at, const char *body) NODISCARD;
enum err referral_withdraw(struct ctx *cx, int64_t id, int64_t version, const char *body) NODISCARD;
enum err referral_return(struct ctx *cx, int64_t id, int64_t version, const char *reason_code,
			 const char *body) NODISCARD;
enum err referral_finish(struct ctx *cx, int64_t id, int64_t version, const char *body) NODISCARD;

/* ---- answers by a link ----------------------------------------------------------------- */

/*
 * A link stands for a receiver without account, once: the answer uses it up, and whoever gave it
 * gets the next one as long as there is more to say (accepted after the waiting list, served,
 * returned).  Making a link ends those before it, so one that was forwarded or lost is replaced.
 * A unit that answers so has no officer: what is served goes back to who sent it.
 */
#define LINK_TOKEN_SIZE 44
enum link_act { LINK_ACCEPT, LINK_WAIT, LINK_REFUSE, LINK_FINISH, LINK_RETURN, LINK__MAX };

/* May it be said in that state; is there anything to say?  Pure; pages use it to hide forms. */
bool referral_link_may(int64_t state, enum link_act act);
bool referral_link_open(int64_t state);

/* token gets what the link carries; only its hash is kept. */
enum err referral_link_make(struct ctx *cx, int64_t id, char token[LINK_TOKEN_SIZE]) NODISCARD;

/* The referral of a link that is still good; ERR_GONE with a sentence says why it is not. */
enum err referral_link_find(struct ctx *cx, const char *token, int64_t *ret_id,
			    int64_t *ret_expires_at) NODISCARD;

struct link_answer {
	enum link_act act;
	const char *by; /* name and post of whoever answers */
	const char *reason_code, *body;
	int64_t ask_again_at; /* LINK_WAIT: while the next link is good */
};
/* Answers and uses the link up; next gets the one that follows, "" when there is none. */
enum err referral_link_answer(struct ctx *cx, const char *token, const struct link_answer *answer,
			      char next[LINK_TOKEN_SIZE]) NODISCARD;

/* ---- the clock --------------------------------------------------------------------------- */

/*
 * What happens by itself: referrals without answer, deadlines that escalate, pauses that end.
 * Handles at most max objects; *ret_done says how many, so that the caller goes on until 0.
 */
enum err casework_tick(struct ctx *cx, unsigned max, unsigned *ret_done) NODISCARD;

/*
 * The same, but what fails is left as it was and does not hold up the others; *ret_failed counts
 * it.  For when casework_tick() failed.
 */
enum err casework_tick_apart(struct ctx *cx, unsigned max, unsigned *ret_done,
			     unsigned *ret_failed) NODISCARD;

/*
 * How a list begins with the rows that the acting person may see instead of walking the whole
 * city's order until enough of them are his: his open ones are few (open); of all the years, the
 * newest of his one unit and his one kelurahan (all).
 */
struct near {
	int64_t unit_id, region_id; /* 0: none */
	bool open, all;             /* whether lists of open ones, of all, should begin so */
};
enum err casework_near(struct ctx *cx, struct near *ret) NODISCARD;

/* ---- figures kept as casework goes ---------------------------------------------------------- */

/* What v_case_pace measures, from the opening of a case on. */
enum pace { PACE_BOTH, PACE_FIRST_ACT, PACE_OUTCOME };

/* The week of v_case_pace that an instant lies in; the least time that a bucket stands for, in
 * microseconds. */
int64_t pace_week(int64_t instant);
int64_t pace_usec(int64_t bucket);

/* Counts everything again: a line for each kept figure that differs, none when all is well. */
enum err casework_tally_faults(struct ctx *cx, char ***ret, size_t *ret_n) NODISCARD;

/* Puts the kept figures right from what is counted. */
enum err casework_tally_mend(struct ctx *cx) NODISCARD;

/* Number of batons a unit holds: a unit that holds any can't be closed. */
enum err casework_held(struct ctx *cx, int64_t unit_id, int64_t *ret_n) NODISCARD;

#endif
