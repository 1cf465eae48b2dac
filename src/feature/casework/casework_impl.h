/* What the files of casework share; nobody else includes it. */
#ifndef CASEWORK_CASEWORK_IMPL_H
#define CASEWORK_CASEWORK_IMPL_H

#include "feature/casework/casework.h"

#include "feature/casework/casework_sql.h"
#include "feature/reference/reference.h"

/* Codes of the set limit. */
#define LIMIT_NEXT_ACT        "tindak_lanjut"
#define LIMIT_NEXT_ACT_URGENT "tindak_lanjut_darurat"
#define LIMIT_ANSWER          "jawab_rujukan"
#define LIMIT_ANSWER_URGENT   "jawab_rujukan_darurat"
#define LIMIT_ASK_AGAIN       "tanya_lagi"
#define LIMIT_ESCALATE        "eskalasi"
#define LIMIT_ESCALATE_URGENT "eskalasi_darurat"

/* How long a link is good after the first answer. */
#define LIMIT_LINK "tautan_jawaban"

/* After so many hand-overs without answer the supervisor's unit gets the case. */
#define UNANSWERED_MAX 2

/* Raises the version of an aggregate for this act, or refuses: somebody else was first. */
enum err case_lock(struct ctx *cx, int64_t id, int64_t version,
		   struct case_root_row *ret) NODISCARD;
enum err report_lock(struct ctx *cx, int64_t id, int64_t version,
		     struct report_root_row *ret) NODISCARD;

/* As case_lock, and the case must be open or in aftercare. */
enum err case_lock_open(struct ctx *cx, int64_t id, int64_t version,
			struct case_root_row *ret) NODISCARD;

/* Somebody without account acts for a unit, by a link: people, not the clock. */
bool by_link(const struct ctx *cx);

/* Refuses unless the actor acts for the holding unit, may decide over it, or is the system. */
enum err holder_only(struct ctx *cx, int64_t holder_unit_id) NODISCARD;

/* The landmark of a case: the sealed one of a protected case, when the actor may see the case. */
enum err case_place_of(struct ctx *cx, int64_t id, const char *place, struct blob sealed,
		       const char **ret) NODISCARD;

/* ---- the baton --------------------------------------------------------------------------- */

struct baton {
	int64_t to_unit_id, to_user_id, due_at;
	const char *reason;
	int64_t referral_id;
	int level;         /* escalation level that the new deadline starts with */
	int64_t missed_at; /* the first deadline missed, where nobody has acted since */
	bool keep_pause;   /* the clock stands on: only the officer changes */
};

/*
 * The one writer of the baton of an open report or case.  The new holder must be an open unit of
 * this city.  c->version is raised.
 */
enum err casework_pass_case(struct ctx *cx, struct case_root_row *c,
			    const struct baton *b) NODISCARD;
enum err casework_pass_report(struct ctx *cx, struct report_root_row *r,
			      const struct baton *b) NODISCARD;

/* The one way for a baton to end: an outcome, a merge. */
enum err casework_end_case(struct ctx *cx, struct case_root_row *c, enum case_state state,
			   const char *outcome, int64_t merged_into_id) NODISCARD;
enum err casework_end_report(struct ctx *cx, struct report_root_row *r, enum report_state state,
			     int64_t case_id, int64_t duplicate_of_id,
			     const char *reason) NODISCARD;

/* One line of the baton's history, which is only ever added to. */
enum err baton_log(struct ctx *cx, enum baton_object kind, int64_t object, int64_t from_unit,
		   const struct baton *b) NODISCARD;

/* The unit that gets what this one does not act on: its parent, else the unit of last resort. */
enum err unit_above(struct ctx *cx, int64_t unit_id, int64_t *ret_unit_id) NODISCARD;
enum err unit_of_last_resort(struct ctx *cx, int64_t *ret_unit_id) NODISCARD;
enum err unit_get(struct ctx *cx, int64_t unit_id, struct casework_unit_row *ret) NODISCARD;

/* Refuses unless the unit can hold a baton: open and of this city, and so until this transaction
 * ends, for it cannot be closed before. */
enum err unit_hold(struct ctx *cx, int64_t unit_id) NODISCARD;

/* The unit an ended thing goes back to: its last holder, or the unit above when that has closed.
 */
enum err unit_successor(struct ctx *cx, int64_t last_unit_id, int64_t *ret_unit_id) NODISCARD;

/* ---- the story --------------------------------------------------------------------------- */

struct event {
	const char *kind, *what, *arg0, *arg1, *body;
	int64_t at, object_id;
	const struct told *told; /* told by a report: its hours and who took it down; or NULL */
	int64_t *ret_id;         /* of the line; or NULL */
};

/* Adds to the story; the body of a protected case is sealed. */
enum err event_add(struct ctx *cx, const struct case_root_row *c, const struct event *e) NODISCARD;

/* ---- plan and referrals ------------------------------------------------------------------ */

/*
 * How the open steps of a case end when all of its plan does: it is merged, the person is gone.
 * Undoing that takes them up again, known by this and the moment.
 */
#define ENDED_WITH_OTHERS "tidak_perlu"
#define ENDED_DONE        "selesai"

/*
 * The clock of a case that stood goes on: its deadline and those of its steps have as much time
 * left as when it was stopped, in hours or in working time as they run.  The steps alone, for who
 * gives the case a new deadline.
 */
enum err clock_goes_on(struct ctx *cx, struct case_root_row *c) NODISCARD;
enum err steps_go_on(struct ctx *cx, int64_t case_id, int64_t *ret_stopped_at) NODISCARD;

/* Begins the steps whose waits have all ended, and sends what other units must do. */
enum err plan_advance(struct ctx *cx, struct case_root_row *c) NODISCARD;

/* The limit of the next act on a case or report, as it is an emergency or not. */
const char *next_act_limit(bool urgent);

/* The deadline of the holder's next act: its nearest active step, else the usual limit. */
enum err next_act_due(struct ctx *cx, const struct case_root_row *c, int64_t unit_id,
		      int64_t *ret_due) NODISCARD;

/* Is what this plan asks for an emergency?  Without a plan it is what the report was. */
bool plan_is_urgent(const struct case_new *n);

/*
 * A case becomes an emergency (darurat): its clock runs again if it stood, and its deadline comes
 * nearer if it was further off than that of an emergency; the story says so.  Nothing happens where
 * it is one.
 */
enum err emergency_begin(struct ctx *cx, struct case_root_row *c) NODISCARD;

/* After an act of the plan: the case is an emergency exactly if one of its open steps is. */
enum err emergency_follow(struct ctx *cx, struct case_root_row *c) NODISCARD;

/* Gives the holder a fresh deadline after an act that moved the case on. */
enum err case_renew(struct ctx *cx, struct case_root_row *c) NODISCARD;

/* Sends within an act that already holds the case's lock. */
enum err referral_send_locked(struct ctx *cx, struct case_root_row *c, const struct referral_new *n,
			      int64_t *ret_id, int64_t *ret_to_unit_id) NODISCARD;

/* A referral as seen at that version, 0 any, in its case, which nobody else changes now. */
enum err referral_lock(struct ctx *cx, int64_t id, int64_t version, struct referral_get_row *r,
		       struct case_root_row *c) NODISCARD;

/* Tells the sender how it was answered; he has the case, or had it. */
enum err referral_tell_sender(struct ctx *cx, const struct referral_get_row *r,
			      const char *what) NODISCARD;

/* The case of a hand-over goes back to who sent it, or that unit's successor, if the receiver has
 * it. */
enum err referral_hand_back(struct ctx *cx, struct case_root_row *c,
			    const struct referral_get_row *r, const char *reason) NODISCARD;

/* Withdraws the open hand-over of a case, if there is one. */
enum err referral_withdraw_handover(struct ctx *cx, struct case_root_row *c) NODISCARD;

/* Ends all referrals of a case: open ones are withdrawn and told, served ones are finished. */
enum err referrals_end(struct ctx *cx, const struct case_root_row *c) NODISCARD;

/* Brings the walls of a case's reports in line with its own; what is written there is sealed or
 * opened by the room that keeps it. */
enum err protect_reports(struct ctx *cx, int64_t case_id, bool protected) NODISCARD;

/*
 * A unit takes part from now on, and sees whom it is about (share.c); and the same of all units of
 * a case when the person is another one.  report_unit_begin() is for a report that this write
 * makes, and a unit that takes no part in it yet.
 */
enum err case_unit_join(struct ctx *cx, const struct case_root_row *c, int64_t unit_id) NODISCARD;
enum err report_unit_begin(struct ctx *cx, int64_t report_id, int64_t person_id,
			   int64_t unit_id) NODISCARD;
enum err report_unit_join(struct ctx *cx, int64_t report_id, int64_t person_id,
			  int64_t unit_id) NODISCARD;
enum err case_units_share(struct ctx *cx, int64_t case_id, int64_t person_id) NODISCARD;

/* Tells a unit: numbers and codes only, never personal data. */
struct tell {
	const char *what; /* catalogue key */
	const char *object_kind, *number, *arg;
	int64_t object_id;
	bool urgent;
};
enum err tell_unit(struct ctx *cx, int64_t unit_id, const struct tell *t) NODISCARD;

/* Tells the unit that was asked that nobody asks it any more. */
enum err tell_withdrawn(struct ctx *cx, int64_t unit_id, int64_t referral_id,
			const char *number) NODISCARD;

/* What was told about it asks for nothing any more, whoever acted: it waits unread for nobody. What
 * is told of the act itself comes after.  Openings by break-glass stay until somebody reads them.
 */
enum err settle_report(struct ctx *cx, int64_t report_id) NODISCARD;
enum err settle_referral(struct ctx *cx, int64_t referral_id) NODISCARD;
enum err settle_late(struct ctx *cx, int64_t case_id) NODISCARD;
enum err settle_answers(struct ctx *cx, int64_t case_id) NODISCARD; /* of units that were asked */

/* Counts how long a case took in (1) or out (-1) as it is now. */
enum err tally_pace(struct ctx *cx, int64_t case_id, enum pace measure, int sign) NODISCARD;

/* Counts the services of a case in or out.  The case must be held, since its other services are
 * read. */
enum err tally_services(struct ctx *cx, int64_t case_id, int sign) NODISCARD;

/* Until the transaction ends nobody else changes the case; raises no version, for acts that ask for
 * none. */
enum err hold_case(struct ctx *cx, int64_t case_id) NODISCARD;

/* Notes the first act of a case, once. */
enum err first_act(struct ctx *cx, int64_t case_id) NODISCARD;

/* Notes a need that nobody could meet: what, why, where it was asked. */
enum err need_record(struct ctx *cx, const struct case_root_row *c, const char *service,
		     const char *reason, int64_t unit_id, int64_t source_id) NODISCARD;

#endif
