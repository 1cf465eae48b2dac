/*
 * Rights of a person over his data.  So far: to be erased.
 *
 * One proposes, with the legal ground and the paper it rests on; another confirms, and only then it
 * happens, in one transaction: the keys of the person, of his cases and of the reports about him
 * go, and clear fields become tombstones.  What the city must answer for stays without his name:
 * numbers, dates, units, services and cost, who decided; and the audit log, which holds ids only.
 *
 * A backup from before still holds him.  So every backup carries the list of the erased, numbers
 * only, and a restore erases again whoever is on a list it finds.
 */
#ifndef RIGHTS_RIGHTS_H
#define RIGHTS_RIGHTS_H

#include "base/buf.h"
#include "platform/db/db.h"

enum erasure_ground {
	GROUND_REQUEST,
	GROUND_NOT_NEEDED,
	GROUND_WITHDRAWN,
	GROUND_UNLAWFUL,
	GROUND_COURT,
	GROUND__MAX
};
enum erasure_state { ERASURE_PROPOSED = 1, ERASURE_DONE, ERASURE_REFUSED };

/* Who is meant by the number of a case, or a NIK; ERR_NOTFOUND when nobody is. */
enum err erasure_find(struct ctx *cx, const char *number, const char *nik,
		      int64_t *ret_person) NODISCARD;

/* What an erasure of the person takes with it, and what forbids it now. */
struct erasure_scope {
	int64_t cases, open_cases, reports, open_reports;
};
enum err erasure_scope(struct ctx *cx, int64_t person_id, struct erasure_scope *ret) NODISCARD;

/*
 * Proposes.  ERR_CONFLICT with a sentence: something about him is still open, or it was proposed or
 * done before.
 */
enum err erasure_propose(struct ctx *cx, int64_t person_id, enum erasure_ground ground,
			 const char *basis, int64_t *ret_id) NODISCARD;

/* Confirms and erases, or refuses.  ERR_CONFLICT with a sentence: the same person proposed it. */
enum err erasure_confirm(struct ctx *cx, int64_t id) NODISCARD;
enum err erasure_refuse(struct ctx *cx, int64_t id, const char *why) NODISCARD;

/*
 * Proposals that the actor may decide, because somebody else made them; *ret_due is the deadline of
 * the oldest, three times 24 hours after it (UU 27/2022), 0 without any.
 */
enum err erasure_waiting(struct ctx *cx, int64_t *ret_n, int64_t *ret_due) NODISCARD;

/*
 * What people asked for about their own data and have no answer to; copies asked for at a desk and
 * not handed over; *ret_due is the nearest deadline, 0 without any.
 */
enum err self_waiting(struct ctx *cx, int64_t *ret_n, int64_t *ret_due) NODISCARD;
enum err copy_waiting(struct ctx *cx, int64_t *ret_n, int64_t *ret_due) NODISCARD;

/* Lists of the schedule that the actor may check, or approve after another one has checked. */
enum err retention_waiting(struct ctx *cx, int64_t *ret_n) NODISCARD;

/* When somebody was erased last by a decision, 0 for never. */
enum err erasure_newest(struct ctx *cx, int64_t *ret_at) NODISCARD;

/* The list of the erased of this city, one line a person, added to out; in a reading transaction.
 */
enum err erasure_list_write(struct ctx *cx, struct buf *out) NODISCARD;

/*
 * Erases again whoever of this city stands in such a list; in a write transaction.  Lines of other
 * cities are passed over.  ERR_INVALID: a line that is none; nobody was erased then.
 */
enum err erasure_list_apply(struct ctx *cx, const char *list, int64_t *ret_erased) NODISCARD;

#endif
