/*
 * Doubtful rows of a file: each with why it is in doubt and how probable it is that both sides are
 * one, so that people look at the sure ones together and at the others one by one.  What was
 * decided of a row is kept with who and when, and taken back as long as the file is not applied.
 */
#ifndef INTAKE_INTAKE_DOUBT_H
#define INTAKE_INTAKE_DOUBT_H

#include "base/ctx.h"
#include "platform/i18n/i18n.h"

enum doubt_why {
	DOUBT_UNSAID,
	DOUBT_NIK_OTHER,  /* the NIK of one with another name */
	DOUBT_NAMESAKE,   /* same name and birth date, no NIK */
	DOUBT_NIK_NEAR,   /* the same, and nearly the NIK */
	DOUBT_ALIKE,      /* weighed */
	DOUBT_OTHER_ROW,  /* another row of the file is about him too, or may be */
	DOUBT_UNNAMED,    /* one who is protected */
	DOUBT_CORRECTION, /* whether a correction counts yet */
	DOUBT__N
};
enum text doubt_why_text(int64_t why);

struct doubt_filter {
	enum doubt_why why;  /* DOUBT__N: any */
	int64_t least, most; /* of a thousand, how probable it is that they are two */
	bool by_place;       /* in the order of the file; else the surest first */
};

struct doubt {
	int64_t id, family_n;        /* of the row */
	int64_t subject_id, other_n; /* who is recorded, or a row of the file; 0: not that */
	int64_t why, unlike;
	bool apart; /* both NIK are confirmed and differ */
	const char *place, *name, *words, *href;
	const char *here, *there; /* lines, what differs between COL_MARK and COL_MARK_END */
	int64_t decided, decided_at;
	const char *who;
};

/* Those not decided yet, after a row of the same list (0: from its top). */
enum err intake_doubts(struct ctx *cx, int64_t id, const struct doubt_filter *f, int64_t after_n,
		       size_t max, struct doubt **ret, size_t *ret_n) NODISCARD;
/* And those that are, in the order of the file. */
enum err intake_doubts_decided(struct ctx *cx, int64_t id, int64_t after_n, size_t max,
			       struct doubt **ret, size_t *ret_n) NODISCARD;

struct doubt_totals {
	int64_t by_why[DOUBT__N]; /* within least and most */
	int64_t any;              /* of all whys */
	int64_t all, apart;       /* of the why asked for, and of these never joined */
};
enum err intake_doubt_totals(struct ctx *cx, int64_t id, const struct doubt_filter *f,
			     struct doubt_totals *ret) NODISCARD;

/* Decides some rows by their numbers, each as intake_decide() does; all or none. */
enum err intake_decide_rows(struct ctx *cx, int64_t id, const int64_t *rows, size_t n,
			    bool same) NODISCARD;

/*
 * All that the filter finds, in one act; as the same person without those never joined.
 * ERR_CONFLICT: they are no longer as many as expected, or the file is not in the state for it.
 */
enum err intake_decide_all(struct ctx *cx, int64_t id, const struct doubt_filter *f, bool same,
			   int64_t expected) NODISCARD;

/* Takes a decision back: the row is in doubt again. */
enum err intake_reopen(struct ctx *cx, int64_t id, int64_t n) NODISCARD;

#endif
