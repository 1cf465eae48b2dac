/*
 * Break-glass: an officer outside the reach of a case, or of a report that is no case yet, reads it
 * with its photos, for a stated reason and a few hours.
 *
 * It opens one of them to one person on one page, for reading; no list, search or act changes for
 * him.  Everybody pays for it in the open: its story says so, its holder is told at once, and
 * the next morning the data-protection officer and the supervisors of the case judge it.  What was
 * not found and what was refused is kept and judged as well, so that nobody can try out who is
 * known here.
 */
#ifndef CASEWORK_GLASS_H
#define CASEWORK_GLASS_H

#include "platform/jobs/jobs.h"
#include "platform/vault/vault.h"

#define GLASS_HOURS     4
#define GLASS_PER_DAY   10 /* openings and vain tries of one person in 24 hours */
#define GLASS_WORDS_MIN 15

enum glass_reason { GLASS_LIFE, GLASS_TREATMENT, GLASS_SAFETY, GLASS_OTHER, GLASS__REASONS };
enum glass_result { GLASS_OPENED = 1, GLASS_NONE, GLASS_REFUSED };

/* What somebody wants to read, and why: a number of a report, case or referral, or a NIK. */
struct glass_ask {
	const char *number, *nik; /* one of them */
	enum glass_reason reason;
	const char *words;
};

struct glass_answer {
	int64_t id;                 /* of the opening; 0: it is within reach anyway */
	int64_t case_id, report_id; /* one of them, unless nothing was found */
	enum glass_result result;
};

/* The report that the actor has opened, while his hours last.  ERR_NOTFOUND otherwise. */
enum err glass_report_of(struct ctx *cx, int64_t id, int64_t *ret_report_id,
			 int64_t *ret_until) NODISCARD;

/*
 * Opens, in a write transaction.  GLASS_NONE and GLASS_REFUSED look alike to whoever asks.
 * ERR_CONFLICT with a sentence: too many today.
 */
enum err glass_open(struct ctx *cx, const struct glass_ask *ask,
		    struct glass_answer *ret) NODISCARD;

/* How somebody judges: as data-protection officer, or as supervisor of the case. */
enum glass_side { GLASS_DPO = 1, GLASS_SUPERVISOR };
enum glass_side glass_side_of(const struct ctx *cx);

/*
 * Does the actor read what the other side said of an opening of by_id?  Two verdicts are worth two
 * only when neither leans on the other: not before his own side has judged.  Who may not judge,
 * because he opened it himself, waits for nothing.
 */
bool glass_other_shown(const struct ctx *cx, bool judged, int64_t by_id);

/*
 * Keeps a verdict of the actor's side, in a write transaction.  ERR_NOTFOUND: not his to see;
 * ERR_CONFLICT with a sentence: his own opening, or his side has judged already.
 */
enum err glass_judge(struct ctx *cx, int64_t id, bool fair, const char *note) NODISCARD;

/*
 * Openings that the actor's side has not judged yet, without his own; *ret_due is when the oldest
 * should have been, the morning after it, 0 without any.
 */
enum err glass_waiting(struct ctx *cx, int64_t *ret_n, int64_t *ret_due) NODISCARD;

/* Whose key seals the reason and the notes of an opening. */
int64_t glass_subject(int64_t case_id, int64_t report_id, int64_t by_id);

/* The job that calls the reviewers the next morning, for main.c. */
extern const struct job_kind glass_job_call;

#endif
