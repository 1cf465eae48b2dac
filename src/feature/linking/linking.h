/*
 * Linking: who is there twice.
 *
 * Whoever was changed is compared with the few who may be him: of the same NIK, telephone, family
 * card, name or birth date (day and month swapped as well), weighed as engine/linkage learnt it.
 * What is likely becomes a question with the word of each field; what is nearly certain is listed
 * apart, to be confirmed at once; what is unlikely is not shown.  An answer "same" merges
 * (person_merge), and can be taken back; "different" is never asked again.  Two with different NIK
 * confirmed by the civil registry are never suggested as certain.  Persons still unknown are
 * compared by what is told of them; protected ones by nobody.
 */
#ifndef LINKING_LINKING_H
#define LINKING_LINKING_H

#include "base/ctx.h"
#include "feature/registry/registry.h"

struct db_pool;
struct jobs_lane;

/* ---- looking ------------------------------------------------------------------------------- */

/* From how many of a thousand on somebody is named, and from how many on he is nearly certain. */
enum { SAME_SHOWN = 500, SAME_SURE = 990 };

/* For person_alike_by(): who may be those who are entered. */
enum err same_candidates(struct ctx *cx, struct alike_ask *asks, size_t n) NODISCARD;

/* "nama berbunyi sama, tanggal lahir: hari dan bulan tertukar, ibu sama" of what is kept. */
const char *same_words(struct ctx *cx, const char *reasons);

/* The walk along the feed of changes, for jobs_long(); and one batch of it. */
enum err linking_work(struct ctx *cx, struct db_pool *pool, const struct jobs_lane *lane) NODISCARD;
enum err linking_step(struct ctx *cx, struct db_pool *pool, bool *ret_behind) NODISCARD;

/* ---- everybody ----------------------------------------------------------------------------- */

/*
 * The whole registry compared with itself, in the background: everybody is read in small pages and
 * sent to a process of its own, which learns what agreement is worth in this city and answers with
 * pairs.  These are weighed again one by one, as facts stand by then, and become questions as those
 * of the feed do.  One at a time; begun anew after a restart.  Asked for by a person, or by the
 * reference set "link_schedule": so many days after the last, or after so many changes.
 */
enum whole_state {
	WHOLE_WAITS = 1,
	WHOLE_READS,
	WHOLE_COMPARES,
	WHOLE_ASKS,
	WHOLE_DONE,
	WHOLE_STOPPED,
	WHOLE_FAILED
};
enum whole_cause { WHOLE_ASKED = 1, WHOLE_TIME, WHOLE_CHANGED };

struct whole_run {
	int64_t id, state, cause, asked_at, began_at, ended_at;
	const char *asked_by, *fault; /* fault: memory, process */
	int64_t total, people;        /* how many there are to read, and were so far */
	int64_t found, looked;        /* pairs, and those of them that were weighed again */
	int64_t questions, sure;      /* of these */
	int64_t compared, memory_kb, millis;
};

/* The last ones, the newest first. */
enum err whole_runs(struct ctx *cx, unsigned max, struct whole_run **ret, size_t *ret_n) NODISCARD;

/* In a write transaction: asks for one, unless one is on its way; ends it. */
enum err whole_ask(struct ctx *cx, enum whole_cause cause) NODISCARD;
enum err whole_stop(struct ctx *cx) NODISCARD;

/* One slice of it, for tests; *ret_busy: there is more to do. */
enum err whole_step(struct ctx *cx, struct db_pool *pool, bool *ret_busy) NODISCARD;
/* Ends what this process does of it; as if it had been killed. */
void whole_forget(struct ctx *cx);

/* What was learnt: of a million pairs of a kind, how many agree so.  Strangers agree by chance:
 * that is known without learning, by how common the value is. */
struct link_chance {
	const char *field, *level; /* in words */
	int64_t same, moved, relatives;
};
struct link_model {
	int64_t id; /* 0: the program's, nothing was learnt here */
	int64_t learned_at, people;
	bool off;
	struct link_chance *chance;
	size_t n_chances;
};
enum err link_model_get(struct ctx *cx, struct link_model *ret) NODISCARD;
/* Back to the model the program carries, or to the learnt one. */
enum err link_model_switch(struct ctx *cx, int64_t id, bool off) NODISCARD;

/* ---- those who come together ---------------------------------------------------------------- */

/*
 * Those who are about to be entered together, such as the rows of a file, compared with each other
 * as everybody is: by the same process and the model in use.  Told of one after the other, each by
 * a number of his own; nothing of them stays here but these numbers.  Who may be one person is then
 * weighed pair by pair (crowd_weigh).  Where the process fails, no pair is found: the background
 * asks about them once they are in.
 */
struct crowd;

/* For so many at most; in a reading transaction, in which the model is read.  Free it. */
enum err crowd_new(struct ctx *cx, int64_t most, struct crowd **ret) NODISCARD;
void crowd_free(struct crowd *c); /* ends the process, if it runs; NULL is allowed */

/* Whom a row is about, and its number. */
struct newcomer {
	int64_t n;
	const struct facts *person, *family; /* family: NULL, or what is said of it */
};
enum err crowd_tell(struct ctx *cx, struct crowd *c, const struct newcomer *who,
		    size_t n) NODISCARD;

/* Numbers of two who may be one. */
struct crowd_pair {
	int64_t a, b;
};

/*
 * After the last one.  Waits so many milliseconds at most; *ret_done: the pairs are there, in the
 * arena of cx, in no order.
 */
enum err crowd_pairs(struct ctx *cx, struct crowd *c, int wait_ms, struct crowd_pair **ret,
		     size_t *ret_n, bool *ret_done) NODISCARD;

/*
 * How probable it is that two of so many newcomers are one; false: not likely, or both have the
 * same NIK, which says it without asking, or two that differ by more than a slip, as twins and
 * namesakes have: each is entered, and the background asks.  In a reading transaction.
 */
enum err crowd_weigh(struct ctx *cx, int64_t most, const struct newcomer *a,
		     const struct newcomer *b, struct alike *ret, bool *ret_likely) NODISCARD;

/* main() of the process that compares everybody: this program with the one word LINKING_HELPER. */
#define LINKING_HELPER "linking-helper"
int linking_helper_main(void) NORETURN;

/* ---- questions ----------------------------------------------------------------------------- */

enum link_state { LINK_OPEN = 1, LINK_SAME, LINK_DIFFERENT, LINK_LATER, LINK_UNLIKELY };

struct link_pair {
	int64_t id, a_id, b_id, permille, worth, state, skipped, decided_at;
	bool sure;
	const char *a_name, *b_name, *region, *reasons;
	const char *words; /* of the reasons */
	const char *by;    /* who answered, of answered ones */
};

/*
 * Questions the actor may answer, the most worthwhile first; or those that are nearly certain.
 * Those behind one of them, or from the first on (NULL).
 */
enum err link_questions(struct ctx *cx, bool sure, const struct link_pair *after, unsigned max,
			struct link_pair **ret, size_t *ret_n) NODISCARD;
/* How many of both there are. */
enum err link_counts(struct ctx *cx, int64_t *ret_questions, int64_t *ret_sure) NODISCARD;
/* Answered ones, the last first. */
enum err link_answered(struct ctx *cx, const struct link_pair *after, unsigned max,
		       struct link_pair **ret, size_t *ret_n) NODISCARD;
/* ERR_NOTFOUND: none, or not of the actor's kelurahan. */
enum err link_get(struct ctx *cx, int64_t id, struct link_pair *ret) NODISCARD;

/*
 * The records that hang together with a pair, by questions and by answers "same", as far as the
 * actor sees them.  Its links come the strongest first.  Those that hold are needed to keep all
 * together; the last of them that is no answer yet is the weakest: without it the group falls apart
 * in two.  Fewer than three people make no group: *ret_n is 0.
 */
struct link_edge {
	int64_t pair_id, permille, state;
	const char *a_name, *b_name, *words;
	bool holds, weakest;
};
enum { LINK_GROUP = 12 }; /* people it looks at, at most */
enum err link_group(struct ctx *cx, const struct link_pair *p, struct link_edge **ret,
		    size_t *ret_n, size_t *ret_people) NODISCARD;

/*
 * Answers.  ERR_CONFLICT: somebody answered it, or one of them changed hands meanwhile, or it would
 * put two under one person, by others who were merged before, whose NIK were both confirmed and
 * differ.  The same: the one met later becomes an alias of the one met first.
 */
enum err link_answer_same(struct ctx *cx, int64_t id, const char *reason) NODISCARD;
enum err link_answer_different(struct ctx *cx, int64_t id) NODISCARD;
enum err link_answer_later(struct ctx *cx, int64_t id) NODISCARD;

/* Takes an answer back; a merge is undone. */
enum err link_take_back(struct ctx *cx, int64_t id) NODISCARD;

/* For person_unmerged_by(): who separated them on their page has said that they are two. */
enum err link_separated(struct ctx *cx, int64_t lost_id, int64_t kept_id) NODISCARD;

/* One field of both, side by side. */
struct link_field {
	const char *label, *a, *b; /* as a page may show it: secret ones masked; NULL unknown */
	const char *says;          /* in words; NULL: it is not compared */
	int64_t weight;            /* hundredths; above 0 speaks for one person */
};
enum err link_compare(struct ctx *cx, const struct link_pair *p, struct link_field **ret,
		      size_t *ret_n) NODISCARD;

#endif
