/*
 * Event: what happens to people and families, as an officer says it at a form.
 *
 * The reference set "family_event" says which kinds need a second person's eyes (double_check).
 * Such an event is checked like any other and kept whole, with who said it and by which paper; it
 * counts when another officer confirms it, and is run then by the same functions of registry.h.  At
 * once counts what needs nobody else, what an officer says of a family he has put together himself
 * today, and, where the city says so (certificate), what comes with the number of a certificate of
 * the civil registry.  That somebody returns is never kept waiting: person_returned().
 *
 * Writing functions need a write transaction and never end one.
 */
#ifndef REGISTRY_EVENT_H
#define REGISTRY_EVENT_H

#include "feature/registry/registry.h"

enum event_kind {
	EVENT_DIED,
	EVENT_MOVED,
	EVENT_LEFT,
	EVENT_JOINED,
	EVENT_MARRIED,
	EVENT_SPLIT,
	EVENT_BORN,
	EVENT_HEAD,
	EVENT_CAME, /* back, who had moved away */
	EVENT_KINDS
};
enum { EVENT_PARTS = 20 };

struct family_event {
	enum event_kind kind;
	int64_t person_id; /* who died, moved, left, joins, becomes head, came back; else 0 */
	int64_t family_id; /* which he joins; of a birth, a marriage, a split, a head: whose */
	int64_t new_head;  /* who follows a head that goes, or 0 */
	int relation;      /* of who joins; of the head before */
	struct family_part part[EVENT_PARTS]; /* married, split: who founds the new family */
	size_t n;
	struct facts facts; /* born: the child; married, split: the new card */
	struct origin origin;
};

/* The code of the reference set, which is also the word in paths: "meninggal". */
const char *event_code(enum event_kind kind);

struct event_said {
	int64_t id;     /* of the event that waits; else 0 */
	int64_t new_id; /* the child or the new family; else 0 */
};
/*
 * Counts at once, or is checked and waits.  Errors are those of the function that runs it
 * (ERR_INVALID: the family needs a next head; ERR_CONFLICT), or refused with a sentence when the
 * same waits already by somebody else; one's own former one is withdrawn by it.
 */
enum err event_say(struct ctx *cx, const struct family_event *e, struct event_said *ret) NODISCARD;

/* ---- what waits ------------------------------------------------------------------------------ */

enum event_state {
	EVENT_COUNTS = 1,
	EVENT_REFUSED = 2,
	EVENT_WITHDRAWN = 3,
	EVENT_WAITS = 4,
	EVENT_BACK = 5 /* meanwhile it fitted no longer */
};

/* Where somebody belonged when it was said. */
struct event_from {
	int64_t person_id, family_id, relation;
};
struct event_part {
	enum fact_of of;
	int64_t id;
};

struct kept_event {
	int64_t id, by_id, recorded_at, decided_at, decided_by_id;
	enum event_state state;
	enum fact_of of;
	int64_t subject_id;        /* whom it is about */
	const char *who, *by;      /* names of who said and who decided it, or NULL */
	const char *reason;        /* of the decision, or NULL */
	bool erased;               /* nothing is known of it any more but that it was */
	struct family_event event; /* as it was said */
	const struct event_from *from;
	size_t n_from;
	const struct event_part *part; /* all whom it touches */
	size_t n_parts;
};

/* With sealed values opened; the caller has checked who may see it.  ERR_NOTFOUND. */
enum err event_get(struct ctx *cx, int64_t id, struct kept_event *ret) NODISCARD;

/* Are all whom it touches in the actor's scope? */
enum err event_in_scope(struct ctx *cx, const struct kept_event *e, bool *ret) NODISCARD;

/* The ids of what waits and touches a subject, the oldest first. */
enum err events_of(struct ctx *cx, int64_t subject_id, int64_t **ret, size_t *ret_n) NODISCARD;

/*
 * How old somebody must be to marry (set "family_event", "min_age"; 0: no limit).  Of a younger
 * one, by his birth date on that day, the note must name the paper of a court ("paper"), or
 * event_say() refuses.  Whose birth date is unknown is not too young.
 */
enum err event_marriage_age(struct ctx *cx, int *ret) NODISCARD;
bool event_too_young(int64_t birth_date, int32_t on, int age);

/*
 * Somebody it happens to whose birth comes after its day; else *ret_name NULL.  event_say() and
 * event_decide() take no such event.
 */
enum err event_unborn(struct ctx *cx, const struct family_event *e, const char **ret_name,
		      int32_t *ret_born) NODISCARD;

/* ---- deciding -------------------------------------------------------------------------------- */

/*
 * Confirms (it is run and counts from its day) or refuses with a reason; who said it is told.  What
 * fits no longer goes back to him: *ret is EVENT_BACK.  Refused with a sentence: it is decided, or
 * the actor has said it himself.
 */
enum err event_decide(struct ctx *cx, int64_t id, bool taken, const char *reason,
		      enum event_state *ret) NODISCARD;

/* By who said it, while it waits; else refused with a sentence. */
enum err event_withdraw(struct ctx *cx, int64_t id) NODISCARD;

/* Somebody it touches is erased: what it says goes, and it waits no longer. */
enum err events_erase(struct ctx *cx, int64_t person_id) NODISCARD;

#endif
