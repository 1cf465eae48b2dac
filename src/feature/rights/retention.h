/*
 * Retention: what is kept longer than its schedule says goes, with proof.
 *
 * The schedule (JRA) is reference data, set "retention": for each kind of record how long
 * after its end (years, months, days), what follows (hapus and musnah: erased; nilai_kembali:
 * shown, decided one by one; permanen and otomatis: nothing is done here), the legal basis, and
 * whether somebody verified it.
 *
 * Once a day a job finds what is over and makes one list of it.  An officer looks through it, and
 * postpones what must stay for now; another one approves, and only then it is erased, in batches,
 * by the same functions that erase a person at his request.  Each thing is looked at again before:
 * a case that was opened again stays.  When the last is done, the audit log gets the digest of the
 * numbers, and the proof can be printed.  Nothing of it can be taken back.
 */
#ifndef RIGHTS_RETENTION_H
#define RIGHTS_RETENTION_H

#include "base/ctx.h"
#include "feature/reference/reference.h"
#include "platform/i18n/i18n.h"

enum retention_kind {
	RETENTION_NONE, /* of the schedule only */
	RETENTION_REPORT,
	RETENTION_CASE,
	RETENTION_PERSON,
	RETENTION_IMPORT,
	RETENTION_PHOTO,
	RETENTION_LOOK,
	RETENTION_REQUEST, /* about data (verval) */
	RETENTION_NOTICE,
	RETENTION_DOCUMENT, /* letters and other papers of a case */
	RETENTION__KINDS
};
enum retention_fate { FATE_ERASE, FATE_DESTROY, FATE_REVIEW, FATE_KEEP, FATE_BY_ITSELF };
enum retention_state {
	RETENTION_FOUND = 1,
	RETENTION_CHECKED,
	RETENTION_APPROVED,
	RETENTION_DONE,
	RETENTION_REFUSED
};
enum retention_item_state { ITEM_LISTED = 1, ITEM_ERASED, ITEM_HELD, ITEM_PASSED };

/* Things of one kind on one list at most: what is left comes with the next. */
enum { RETENTION_MOST = 1000 };

/* The code of a kind in the schedule. */
const char *retention_code(int64_t kind);

/* What keeps a doc from being an entry of the schedule: the wrong key; NULL: nothing. */
struct json_t;
const char *retention_fault(const struct json_t *doc);

/* For its form: what shall go some day needs a period, or it would go the day it ends. */
ref_among retention_among;

/* An entry of the schedule, and what it comes to today. */
struct retention_rule {
	const char *code, *label, *basis, *source;
	enum retention_kind kind;
	enum retention_fate fate;
	struct span period; /* after its end */
	int64_t version;
	bool verified;
	int64_t due_n, held_n; /* due today and on no list; postponed */
};
/* Dry: nothing is written. */
enum err retention_rules(struct ctx *cx, struct retention_rule **ret, size_t *ret_n) NODISCARD;

/* Makes a list of what is due; *ret_id 0: nothing is, or there is an open list. */
enum err retention_find(struct ctx *cx, int64_t *ret_id) NODISCARD;

/* By an officer, and by another one.  ERR_CONFLICT with a sentence: not in that state, or his own.
 */
enum err retention_check(struct ctx *cx, int64_t id) NODISCARD;
enum err retention_approve(struct ctx *cx, int64_t id) NODISCARD;
enum err retention_refuse(struct ctx *cx, int64_t id, const char *why) NODISCARD;

/* Postpones a thing of a list that is not yet approved, until a day; and takes that back. */
enum err retention_hold(struct ctx *cx, int64_t item_id, const char *why,
			int32_t until_on) NODISCARD;
enum err retention_lift(struct ctx *cx, int64_t hold_id) NODISCARD;

/* ---- judged anew (nilai kembali) ---------------------------------------------------------------
 *
 * What the schedule says to judge anew is judged thing by thing: kept until a day, for a reason, or
 * put to erasure, which then goes the way of a list: found, checked, approved by another, proven.
 */
enum retention_verdict { REVIEW_NONE, REVIEW_KEEP, REVIEW_ERASE };

struct retention_thing {
	enum retention_kind kind;
	int64_t object_id, since_at;
	const char *number, *label; /* label: of its kind */
};
/* What waits to be judged, by kind, the longest over first; *ret_total: of all. */
enum err retention_to_judge(struct ctx *cx, size_t max, struct retention_thing **ret, size_t *ret_n,
			    int64_t *ret_total) NODISCARD;
/* One of them.  ERR_NOTFOUND: it is not, or no longer, to be judged. */
enum err retention_judged_thing(struct ctx *cx, const char *code, int64_t object_id,
				struct retention_thing *ret) NODISCARD;
/* until_on: of what is kept.  Refused with a sentence when somebody has judged it meanwhile. */
enum err retention_judge(struct ctx *cx, const char *code, int64_t object_id,
			 enum retention_verdict verdict, const char *why,
			 int32_t until_on) NODISCARD;

/* Where the log says that a list was erased; *ret_seq DB_NONE: it has no place yet. */
enum err retention_place(struct ctx *cx, int64_t list_id, int64_t done_at,
			 int64_t *ret_seq) NODISCARD;

/* Jobs: daily, and while an approved list is being erased. */
enum err retention_daily(struct ctx *cx, int64_t object, const char *detail) NODISCARD;
enum err retention_work(struct ctx *cx, int64_t object, const char *detail) NODISCARD;

#endif
