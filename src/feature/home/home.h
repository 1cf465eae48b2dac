/*
 * Home: what waits for the person who signed in, most urgent first, each with the one act that
 * moves it.  It owns no tables: it reads the views of the rooms that do.
 */
#ifndef HOME_HOME_H
#define HOME_HOME_H

#include "base/ctx.h"
#include "platform/i18n/i18n.h"

enum home_kind {
	HOME_REFERRAL, /* sent to my unit: answer it */
	HOME_CHOOSE,   /* sent by my unit, refused or not answered: choose again */
	HOME_REPORT,   /* held by my unit: sort it, or decide */
	HOME_CASE,     /* held by my unit and due soon, taken by me, or to be decided by me */
	HOME_STEP,   /* my unit's part in a case that another unit holds, or in its own when late */
	HOME_VERVAL, /* a request about data whose step is mine */
};

/* One thing that waits.  Its texts hold no more than the lists of the room it comes from. */
struct home_task {
	enum home_kind kind;
	int64_t id, case_id; /* case_id 0 for a report */
	int64_t state;       /* of the referral or report */
	const char *number, *text, *detail;
	int64_t due_at;   /* the nearest where it stands for several */
	int64_t alike;    /* requests at the same step for which it stands; 0: it is one */
	const char *whom; /* of one request: whom it is about, naming nobody */
	bool urgent, mine, late;
	bool undecided; /* a case that waits for a penetapan the actor may give */
	bool keluhan;   /* a report that asks for an answer, not for help */
};

enum { HOME_TASKS = 25 };

/* The houses the acting person is to go to, soonest first; at most HOME_TASKS and one. */
struct home_visits {
	struct visit_mine *rows;
	size_t n;
};
enum err home_visits(struct ctx *cx, struct home_visits *ret) NODISCARD;

/*
 * All that waits for the acting person and his units: late and urgent ones first, then by deadline.
 * At most HOME_TASKS of each kind; *ret_more says that there are more.  A request he is to visit
 * for is not repeated: own are his visits where they were read already, NULL to have them read.
 */
enum err home_tasks(struct ctx *cx, const struct home_visits *own, struct home_task **ret,
		    size_t *ret_n, bool *ret_more) NODISCARD;

/* Of these, the requests about data alone: for those who decide and do no casework. */
enum err home_requests(struct ctx *cx, const struct home_visits *own, struct home_task **ret,
		       size_t *ret_n) NODISCARD;

struct home_counts {
	int64_t cases, mine, late, arrived; /* held by the units of the acting person */
	int64_t reports, reports_late, reports_arrived;
};

/* since: from when on something counts as arrived. */
enum err home_counts(struct ctx *cx, int64_t since, struct home_counts *ret) NODISCARD;

/* Referrals to the units of the acting person: to be answered, on a waiting list, being served. */
struct home_asked {
	int64_t asked, listed, serving;
};
enum err home_asked(struct ctx *cx, struct home_asked *ret) NODISCARD;

/* "Selamat pagi" to "Selamat malam" by the hour of the city. */
enum text home_greeting(const struct ctx *cx);

#endif
