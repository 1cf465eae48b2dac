/* What the files of the sample city share; nobody else includes it. */
#ifndef DEMO_DEMO_IMPL_H
#define DEMO_DEMO_IMPL_H

#include <jansson.h>

#include "base/rng.h"
#include "feature/demo/demo.h"
#include "feature/desk/desk.h"
#include "feature/region/region.h"
#include "platform/auth/perm.h"
#include "platform/media/media.h"

/* A file of assets/demo.  Released by json_decref(). */
enum err demo_open(struct ctx *cx, const char *name, json_t **ret) NODISCARD;

/* Units, hours, rosters, accounts and PSKS; a whole transaction. */
enum err demo_install_units(struct ctx *cx) NODISCARD;
enum err demo_install_accounts(struct ctx *cx, const char *password_hash) NODISCARD;
enum err demo_install_psks(struct ctx *cx) NODISCARD;
enum err demo_install_costs(struct ctx *cx) NODISCARD;

/*
 * Families of made-up people with homes and desil, in transactions of their own, until there are so
 * many people.
 */
enum err demo_install_people(struct ctx *cx, struct db_pool *pool, unsigned people, uint64_t seed,
			     int32_t today) NODISCARD;

/* Made-up names. */
const char *demo_person_name(struct ctx *cx, int sex);
const char *demo_phone(struct ctx *cx);

/* ---- stories ------------------------------------------------------------------------------ */

struct demo_stories; /* what is told, read once */

/* Reads the stories of the sample city; the caller frees them. */
enum err demo_stories_read(struct ctx *cx, struct demo_stories **ret) NODISCARD;
void demo_stories_free(struct demo_stories *s);

enum story_mood {
	STORY_ANY,
	STORY_CALM,   /* no emergency */
	STORY_URGENT, /* an emergency that is not protected */
	STORY_GUARDED /* violence or a child: protected */
};

/* A report of made-up facts and words, without channel, place of work and reporter. */
void demo_story_ppks(struct ctx *cx, const struct demo_stories *s, enum story_mood mood,
		     struct desk_report *ret);
void demo_story_keluhan(struct ctx *cx, const struct demo_stories *s, struct desk_report *ret);

/* One of "notes", "done", "answers" or "rejections". */
const char *demo_sentence(struct ctx *cx, const struct demo_stories *s, const char *list);

/* ---- who acts, and when ------------------------------------------------------------------- */

struct demo_officer {
	int64_t user_id, unit_id;
	unsigned roles;
	const char *name;
};

struct sim {
	struct demo_stories *stories;
	const struct region *regions; /* kelurahan */
	size_t n_regions;
	const struct region *shown;    /* the kelurahan of the sample volunteer */
	struct demo_officer *officers; /* ordered by unit */
	size_t n_officers;
	int64_t slrt; /* unit of last resort */
	struct actor actor;
	const struct media_draft *photos;   /* one for each course of requests */
	const struct media_draft *receipts; /* one for each life that has a number of one */
};

/* cx acts as the officer until somebody else does. */
void demo_act_as(struct ctx *cx, struct sim *s, const struct demo_officer *o);

/* An officer of the unit who may do it, else the manager at the SLRT. */
void demo_act_for(struct ctx *cx, struct sim *s, int64_t unit_id, enum perm p);

/* The same instant, or the beginning of the next working day when the desks are closed. */
int64_t demo_in_office(struct ctx *cx, int64_t at);

/* The Puskesos of a kelurahan: the unit of an officer who holds the front desk there. */
enum err demo_desk_of(struct ctx *cx, const struct region *region, int64_t *ret_unit_id) NODISCARD;

/*
 * Lists of offices come in, where files can be kept (app->spool); outside a transaction, as the
 * system.
 */
enum err demo_lists_arrive(struct ctx *cx, struct db_pool *pool, struct sim *s) NODISCARD;

/* ---- lives -------------------------------------------------------------------------------- */

/* What becomes of a report; the rest is chance. */
enum fate {
	FATE_FULL, /* goes its way to the end */
	FATE_FRESH,
	FATE_RECOMMENDED,
	FATE_REJECTED,
	FATE_DUPLICATE,
	FATE_KELUHAN,
	FATE_KELUHAN_OPEN,
	FATE_UNDECIDED,
	FATE_GUARDED,
	FATE_SENT,
	FATE_SEEN,
	FATE_WAITLISTED,
	FATE_REFUSED,
	FATE_UNANSWERED,
	FATE_WITHDRAWN,
	FATE_RETURNED,
	FATE_PAUSED,
	FATE_ABSCONDED,
	FATE_MERGED,
	FATE_STUCK,
	FATE__MAX
};

struct life {
	int64_t at; /* next act; 0: nothing more happens by itself */
	int64_t report_id, case_id;
	enum fate fate;
	bool special; /* what the fate is about has happened */
	bool shown;   /* it happens where the accounts that are printed work */
	unsigned acts;
	unsigned receipt; /* of what is given in it first, counted from 1; 0: none (any more) */
	/* Of a request about data: its course, counted from 1, and who it is about. */
	unsigned course;
	int64_t request_id, person_id, family_id, region_id, unit_id;
};

/* Does the next thing in a life, at cx->now, and says when the one after it is due. */
enum err demo_live(struct ctx *cx, struct sim *s, struct life *l) NODISCARD;

/* ---- papers ------------------------------------------------------------------------------- */

#define DEMO_RECEIPTS 24

/* Receipts with the numbers 1 to n, stored and nobody's yet; transactions of their own. */
enum err demo_receipts(struct ctx *cx, size_t n, const struct media_draft **ret) NODISCARD;
const char *demo_receipt_number(struct ctx *cx, unsigned receipt);

/* The receipt becomes the proof of a service given in a case. */
enum err demo_receipt_add(struct ctx *cx, const struct sim *s, unsigned receipt, int64_t case_id,
			  int64_t service_id) NODISCARD;

/* ---- requests about data ------------------------------------------------------------------ */

/* The courses that requests take, and how many days ago one begins that has come to its end. */
size_t demo_courses(void);
unsigned demo_course_days(unsigned course);

/* One photo for each of n requests, stored and nobody's yet; transactions of their own. */
enum err demo_request_photos(struct ctx *cx, size_t n, const struct media_draft **ret) NODISCARD;

/* As demo_live(), of a life that has a course. */
enum err demo_request_live(struct ctx *cx, struct sim *s, struct life *l) NODISCARD;

/* Lets the reports of a size happen between two instants. */
enum err demo_happen(struct ctx *cx, struct db_pool *pool, const struct demo_size *size,
		     int64_t from, int64_t to) NODISCARD;

#endif
