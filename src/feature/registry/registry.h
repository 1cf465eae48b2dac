/*
 * Registry: the people and families the city knows, and everything ever said about them.
 *
 * A person is known by name or still unknown and described.  What holds today stands in one row;
 * each act that said something (an import, an officer, an event) leaves a version with what it
 * changed, its source, the day from which it holds and the moment it was recorded.  So every past
 * state can be had: as it was on a day, and as it was known on a day.
 *
 * A weaker source does not overwrite a stronger one: what it says stands beside the fact as a
 * claim until somebody decides.  A merge is an alias: both rows keep their facts, and taking it
 * back moves nothing.  NIK, KK, telephone and fields of the classes secret and health are sealed
 * for the subject; equality of NIK, KK and telephone is found by blind indexes that are not unique.
 *
 * Writing functions need a write transaction and never end one.  They do not ask who may: their
 * callers' routes and statements do.
 */
#ifndef REGISTRY_REGISTRY_H
#define REGISTRY_REGISTRY_H

#include "base/clock.h"
#include "feature/registry/fact.h"
#include "platform/db/db.h"
#include "platform/vault/vault.h"

enum person_state {
	PERSON_ALIVE = 1,
	PERSON_DEAD = 2,
	PERSON_MOVED = 3,
	PERSON_LOST = 4,
	PERSON_WITHDRAWN = 9 /* came with an import that was undone */
};

/* Relations within a family (hubungan dalam keluarga, SHDK) that rules name; the others are data.
 */
enum relation {
	RELATION_HEAD = 1,
	RELATION_HUSBAND = 2,
	RELATION_WIFE = 3,
	RELATION_CHILD = 4,
	RELATION_OTHER = 11
};

/* Who says something, and since when it holds. */
struct origin {
	const char *source; /* code of the reference set "source" */
	int32_t valid_from; /* DATE_NONE: nobody said */
	int64_t import_id;  /* 0: no import */
	const char *event;  /* NULL: "new" or "change" */
	const char *note;   /* the reason given, or NULL */
	bool settle;        /* a person decided: it holds against stronger sources too */
	bool agreed;        /* claims that say the same are decided already */
	bool one_person; /* nobody else has looked: what decides aid waits for somebody who does */
	bool beside;     /* what stands stays: what is said otherwise stands beside it */
	bool protected;  /* of a new person: only met through cases one may see */
};

/* A person or a family as it stands. */
struct subject {
	enum fact_of of;
	int64_t id, version;
	struct facts facts; /* sealed values opened */
	const char *source; /* of the facts that have no mark of their own */
	int32_t valid_from;
	int64_t made_at, import_id;
	int64_t same_as_id; /* of a person: who he turned out to be; else 0 */
	bool protected, erased;
	const struct fact_mark *mark; /* fields of another source or date */
	size_t n_marks;
	const char *const *found_by; /* values that people are found by, as read (field.h) */
};

struct fact_mark {
	const char *field, *source;
	int32_t valid_from;
	int64_t recorded_at;
};

/* Source, date and moment of one field. */
struct fact_mark subject_mark(const struct subject *s, const char *field);

/* ---- reading ----------------------------------------------------------------------------- */

/* With sealed values opened; the caller has checked that the actor may see it.  ERR_NOTFOUND. */
enum err subject_get(struct ctx *cx, enum fact_of of, int64_t id, struct subject *ret) NODISCARD;

/* May the actor see the person (region, whole city, or a unit that takes part)? */
enum err person_in_scope(struct ctx *cx, int64_t id, bool *ret) NODISCARD;
enum err family_in_scope(struct ctx *cx, int64_t id, bool *ret) NODISCARD;
/* ERR_NOTFOUND unless he may. */
enum err person_check_scope(struct ctx *cx, int64_t id) NODISCARD;

/* All with that number, the first met before the others; none is no error.  No scope: see above. */
enum err person_by_nik(struct ctx *cx, const char *nik, int64_t **ret, size_t *ret_n) NODISCARD;
enum err person_by_phone(struct ctx *cx, const char *phone, int64_t **ret, size_t *ret_n) NODISCARD;
enum err family_by_kk(struct ctx *cx, const char *kk, int64_t **ret, size_t *ret_n) NODISCARD;

/*
 * Asking ahead (sql_ahead): of these the functions above are about to be called one by one, which
 * where every one is a way to the server makes them fast.  kind: SEAL_NIK, SEAL_PHONE or SEAL_KK.
 */
enum err numbers_ahead(struct ctx *cx, enum seal_kind kind, const char *const *numbers,
		       size_t n) NODISCARD;
enum err subjects_ahead(struct ctx *cx, enum fact_of of, const int64_t *ids, size_t n) NODISCARD;

struct relative {
	int64_t id, relation, state, sex, birth_date, region_id;
	const char *name;
};
/* Who belongs to a family today and is in the actor's scope, head first. */
enum err family_members(struct ctx *cx, int64_t family_id, struct relative **ret,
			size_t *ret_n) NODISCARD;

/*
 * Who lives in a family besides one (0: nobody), in the order in which they would lead it: its
 * head, husband or wife, then the eldest.  Id, relation and name only; whatever the scope.
 */
enum err family_heirs(struct ctx *cx, int64_t family_id, int64_t without_id, struct relative **ret,
		      size_t *ret_n) NODISCARD;

/* The name of one of n members, with his age where another has the same: father and son. */
const char *member_label(struct ctx *cx, const struct relative *m, size_t n, size_t at);

/* A person's name, or "Keluarga " and the name of its head as far as the actor may see it. */
struct subject;
enum err subject_words(struct ctx *cx, const struct subject *s, const char **ret) NODISCARD;

/* The row that speaks for a person: himself, or whom he was merged into (followed to the end). */
enum err person_present(struct ctx *cx, int64_t id, int64_t *ret_id) NODISCARD;

/*
 * The change feed (person.fed): the place of the newest change, 0 when there is nobody.  Whoever
 * follows it begins at FEED_BEGIN, before every place; of a city that came from another database
 * the places up to the move are 0 and below.
 */
#define FEED_BEGIN (-(INT64_C(1) << 62))
enum err person_feed_newest(struct ctx *cx, int64_t *ret) NODISCARD;

/* Has those who follow the feed look at him again: something they see beside him has changed. */
enum err person_touch(struct ctx *cx, int64_t id) NODISCARD;

/* ---- writing ----------------------------------------------------------------------------- */

/*
 * Nobody else writes of these people or families until the transaction ends, if he holds them too:
 * for whoever decides by rows about somebody that stand beside him (aid received), and before he
 * reads them.  On SQLite, where one writes at a time, nothing.  Ids nobody has are passed over.
 */
enum err subjects_hold(struct ctx *cx, enum fact_of of, const int64_t *ids, size_t n) NODISCARD;

/* A new person or family with these facts.  A person's CORE_FAMILY joins him to it. */
enum err subject_new(struct ctx *cx, const struct facts *facts, const struct origin *origin,
		     int64_t *ret_id) NODISCARD;

/*
 * The same in two steps: what needs no row, sealing above all, outside of the write for which
 * everybody waits.  Between them a person's family, relation, state and address may still change in
 * facts, nothing else.
 */
struct subject_ready {
	int64_t id;
	struct vault_fresh key;
	struct blob number, number_blind; /* NIK or KK */
	struct blob phone, phone_blind;
	struct blob more;
	const char *more_clear, *name_fold;
	/* Of a family: how many people come in with it, and who leads them; each of those is said
	 * to be with_family, and it is not told of them again. */
	int64_t members, head_id;
	bool with_family;
};
enum err subject_ready(struct ctx *cx, const struct facts *facts,
		       struct subject_ready *ret) NODISCARD;
struct joins;
enum err subject_new_ready(struct ctx *cx, const struct facts *facts,
			   const struct subject_ready *ready, const struct origin *origin,
			   struct joins *joins) NODISCARD;

/*
 * People who join families in one write: each family is told of all of them at once (joins_tell),
 * before anything else happens to it.  Without (NULL) it is told of each.
 */
struct joins *joins_new(struct ctx *cx);
enum err joins_tell(struct ctx *cx, struct joins *j) NODISCARD;

struct fact_change {
	const struct fact_field *field;
	const char *value; /* canonical; NULL: no longer known */
};

/* What became of each change given. */
enum fact_fate {
	FATE_SAME,    /* it was so already */
	FATE_TAKEN,   /* it holds now */
	FATE_PAST,    /* it held before what holds now: history only */
	FATE_CLAIMED, /* a stronger source says otherwise: it stands beside */
	FATE_WAITS    /* it decides aid: it stands beside until a second person has looked */
};

/*
 * Says something about a subject.  version 0: whatever it is; otherwise ERR_CONFLICT when it is no
 * longer the present one.  ret_fate (n of them) may be NULL.  Nothing is written when all is the
 * same.  Belonging to a family is changed by the events below only (ERR_INVALID).
 */
enum err subject_change(struct ctx *cx, enum fact_of of, int64_t id, int64_t version,
			const struct fact_change *changes, size_t n, const struct origin *origin,
			enum fact_fate *ret_fate) NODISCARD;

/*
 * Would it be written, and how?  Reads nothing and writes nothing; for previews of imports. sources
 * comes from source_book().
 */
struct source_book;
enum err source_book(struct ctx *cx, const struct source_book **ret) NODISCARD;
enum fact_fate fact_fate(const struct source_book *sources, const struct subject *s,
			 const struct fact_change *c, const struct origin *origin, int64_t now,
			 int zone_minutes);

/*
 * Is the actor still at the first entry of a subject?  It is his own of today, or nobody knew yet
 * who it is: then nobody else need look at it.
 */
enum err subject_first_entry(struct ctx *cx, const struct subject *s, bool *ret) NODISCARD;

/*
 * Makes a claim the fact, or not; with a reason.  ERR_CONFLICT: it is decided already, or the actor
 * has said it himself and it decides aid (refused with a sentence).
 */
enum err claim_decide(struct ctx *cx, int64_t claim_id, bool take, const char *reason) NODISCARD;

struct claim {
	int64_t id;
	const char *field, *value, *source; /* value opened */
	int32_t valid_from;
	int64_t recorded_at, by_id, import_id;
	bool waits; /* for a second pair of eyes */
};
/* What stands beside the facts of a subject, the oldest first. */
enum err claims_open(struct ctx *cx, enum fact_of of, int64_t subject_id, struct claim **ret,
		     size_t *ret_n) NODISCARD;

/* What was noted with it when it was said; NULL: nothing. */
enum err claim_note_of(struct ctx *cx, int64_t claim_id, const char **ret) NODISCARD;

/*
 * An officer takes back what he has said and nobody has looked at; else refused with a sentence.
 */
enum err claim_withdraw(struct ctx *cx, int64_t claim_id) NODISCARD;

/* ---- events ------------------------------------------------------------------------------ */

/*
 * Each leaves a version on every person and family it touches.  A living family with members has
 * exactly one head: who takes away the head names the next (new_head), or ERR_INVALID says so;
 * 0 where nobody is left.  ERR_CONFLICT: somebody is not where he should be for it.
 *
 * All but person_returned(): without origin (NULL) it is only asked whether it could be done, with
 * the same answers; nothing is locked or written.
 *
 * They count at once: imports have two deciders of their own.  What one officer says at a form goes
 * by event.h, where it may have to wait for a second one.
 */
enum err person_died(struct ctx *cx, int64_t id, int64_t new_head,
		     const struct origin *origin) NODISCARD;
enum err person_returned(struct ctx *cx, int64_t id, const struct origin *origin) NODISCARD;
enum err person_moved_out(struct ctx *cx, int64_t id, int64_t new_head,
			  const struct origin *origin) NODISCARD;
/*
 * He really was away and lives here again from that day; he belongs to no family until he joins
 * one.  person_returned() is for a death or a move that never was.
 */
enum err person_came_back(struct ctx *cx, int64_t id, const struct origin *origin) NODISCARD;
/* The family that somebody left when he moved away, where others live still, and what he was in it;
 * 0: none, or his place as its head is taken. */
enum err person_former_family(struct ctx *cx, int64_t id, int64_t *ret_family,
			      int64_t *ret_relation) NODISCARD;
/*
 * Another day of a death or move that is known: it stands beside as a claim of the field state_date
 * until somebody decides; taken, person_gone_on() says the event anew for that day.
 */
enum err person_gone_said(struct ctx *cx, int64_t id, const struct origin *origin) NODISCARD;
enum err person_gone_on(struct ctx *cx, int64_t id, const char *day,
			const struct origin *origin) NODISCARD;

/* Leaves his family, if he has one, and joins another with a relation in it. */
enum err family_join(struct ctx *cx, int64_t family_id, int64_t person_id, int relation,
		     int64_t new_head, const struct origin *origin) NODISCARD;

/* Leaves it and stands alone. */
enum err family_leave(struct ctx *cx, int64_t person_id, int64_t new_head,
		      const struct origin *origin) NODISCARD;

struct family_part {
	int64_t person_id;
	int relation; /* in the new family; exactly one is 1 */
};
/* Some members (one family's, or two: a marriage) found a new family. */
enum err family_split(struct ctx *cx, const struct family_part *part, size_t n, int64_t new_head,
		      const struct facts *facts, const struct origin *origin,
		      int64_t *ret_family_id) NODISCARD;

/* A living member becomes head; the one before gets that relation to him. */
enum err family_set_head(struct ctx *cx, int64_t family_id, int64_t person_id, int relation_of_old,
			 const struct origin *origin) NODISCARD;

/* ---- one person twice -------------------------------------------------------------------- */

/* lost becomes an alias of kept.  ERR_CONFLICT: one of them is merged or erased already. */
enum err person_merge(struct ctx *cx, int64_t lost_id, int64_t kept_id,
		      const char *reason) NODISCARD;
enum err person_unmerge(struct ctx *cx, int64_t lost_id, const char *reason) NODISCARD;

/* Somebody who may be the one that is entered. */
struct alike {
	int64_t id;
	int64_t permille;    /* how probable, as far as is known */
	bool sure;           /* nearly certain, and no number speaks against it */
	bool apart;          /* both NIK are confirmed by the civil registry, and they differ */
	const char *words;   /* "nama berbunyi sama, tanggal lahir sama ..." */
	const char *reasons; /* the same to be kept: alike_words() says it to whoever reads */
};
enum { ALIKE_MAX = 20 };

struct alike_ask {
	const struct facts *person;
	const struct facts *family; /* NULL: that of the person, if he has one */
	bool new_nik;               /* nobody has his NIK, as the caller knows */
	struct alike alike[ALIKE_MAX];
	size_t n; /* the most probable first */
};

/*
 * Who may be those who are entered; nothing of scope: what is shown of them is read in scope.
 * Comparing people lies above this room, and main.c names who does it; without that nobody is
 * alike.  In a reading transaction.
 */
enum err person_alike(struct ctx *cx, struct alike_ask *asks, size_t n) NODISCARD;
const char *alike_words(struct ctx *cx, const char *reasons);
bool people_are_compared(void); /* has anybody been named who does it? */
void person_alike_by(enum err (*compare)(struct ctx *cx, struct alike_ask *asks, size_t n),
		     const char *(*words)(struct ctx *cx, const char *reasons));

/* The rows that are this person: himself and those merged into him. */
enum err person_rows(struct ctx *cx, int64_t id, int64_t **ret, size_t *ret_n) NODISCARD;
/* Asking it of many ahead (sql_ahead). */
enum err persons_rows_ahead(struct ctx *cx, const int64_t *ids, size_t n) NODISCARD;

/* ---- history ----------------------------------------------------------------------------- */

struct version {
	int64_t id, version, recorded_at, by_id, unit_id, import_id, undone_at;
	const char *event, *source, *note;
	int32_t valid_from;                  /* DATE_NONE */
	const struct version_change *change; /* NULL: erased */
	size_t n_changes;
};
struct version_change {
	const char *field, *before, *after; /* canonical, opened; NULL unknown */
};
/* Who is told when a merge is taken back: it was an answer to a question of his; NULL: nobody. */
void person_unmerged_by(enum err (*told)(struct ctx *cx, int64_t lost_id, int64_t kept_id));

/* What was said about a subject, the newest first. */
enum err subject_history(struct ctx *cx, enum fact_of of, int64_t id, struct version **ret,
			 size_t *ret_n) NODISCARD;

/*
 * The facts as they held on a day, by what was known at a moment (INT64_MAX: by what is known now).
 * A subject that was not yet known then gives *ret_existed false.
 */
enum err subject_as_of(struct ctx *cx, enum fact_of of, int64_t id, int32_t held_on,
		       int64_t known_at, struct facts *ret, bool *ret_existed) NODISCARD;

/* Who belonged to a family then; no scope: the caller has checked. */
enum err family_as_of(struct ctx *cx, int64_t family_id, int32_t held_on, int64_t known_at,
		      int64_t **ret_persons, size_t *ret_n) NODISCARD;

/*
 * The families a person ever belonged to, and to which on a day, by what was known at a moment; 0:
 * none, also before he was born or known.
 */
struct belonging;
enum err person_belonging(struct ctx *cx, int64_t id, struct belonging **ret) NODISCARD;
size_t belonging_families(const struct belonging *b, const int64_t **ret);
int64_t belonging_on(const struct ctx *cx, const struct belonging *b, int32_t day,
		     int64_t known_at);

/* The same of one day by what is known now; one statement for who never moved.  ERR_NOTFOUND. */
enum err person_family_on(struct ctx *cx, int64_t id, int32_t day, int64_t *ret) NODISCARD;

/* Asking it of many ahead (sql_ahead). */
enum err persons_family_ahead(struct ctx *cx, const int64_t *ids, size_t n) NODISCARD;

/* Does a day lie before the birth of a person, as far as both are known? */
bool person_unborn(const struct subject *s, int32_t day);

/* ---- imports ----------------------------------------------------------------------------- */

/* What stands in the way of taking back a row's part of an import. */
/* What somebody said of a subject at one moment, with a note that tells it from all else. */
struct said_then {
	const char *note;
	int64_t at, by_id;
};
/*
 * Takes it back as if it had not been said; what was said since stays, and other sources whose word
 * it agreed with stand beside the fact again.  Nothing happens where nothing of it is left.
 */
enum err subject_unsay(struct ctx *cx, enum fact_of of, int64_t id, const struct said_then *then,
		       const struct origin *origin) NODISCARD;

struct undo_left {
	int64_t subject_id;
	enum fact_of of;
	const char *field; /* NULL: the whole row */
};
struct undo_step {
	int64_t next_id; /* where to go on; 0: all is taken back */
	size_t n;        /* rows that it took back or passed by */
	size_t n_stay;   /* of these passed by as a whole */
	struct undo_left *left;
	size_t n_left;
};
/*
 * Takes back what an import wrote, at most max rows from after_id on (0: from the newest), the
 * newest first.  Fields changed since by somebody else stay and are listed.  Whom and which
 * families it made are withdrawn, unless somebody has worked with them since, paid them aid or
 * asked something about them: those are listed too.
 */
enum err registry_undo(struct ctx *cx, int64_t import_id, int64_t after_id, unsigned max,
		       struct undo_step *ret) NODISCARD;
/* How many rows its steps will come by. */
enum err registry_undo_count(struct ctx *cx, int64_t import_id, int64_t *ret) NODISCARD;

/* What stands in the way of withdrawing a whole record, as it is known today. */
enum stays_by {
	STAYS_EDIT = 1, /* changed since: at, name of the unit, id of the import that did it or 0 */
	STAYS_AID,      /* id of the aid, name of its programme */
	STAYS_REQUEST,  /* id of the request */
	STAYS_WAITS,    /* something that waits for a second pair of eyes; id: its second_kind */
	STAYS_CASE,     /* id and number of a case in the actor's scope */
	STAYS_WORK,     /* a unit works for him, on what the actor may not see */
	STAYS__N
};
struct left_why {
	enum stays_by by;
	int64_t id, at;
	const char *name;
};
/* The newest of each kind that there is, by kind; none: what there was has gone meanwhile. */
enum err registry_left_why(struct ctx *cx, const struct subject *s, int64_t import_id,
			   struct left_why ret[STAYS__N], size_t *ret_n) NODISCARD;

/* ---- desil ------------------------------------------------------------------------------- */

struct desil {
	int64_t release_id, line_id, desil; /* desil 0: none, see why */
	const char *why;                    /* code: belum_diperingkat, nonaktif, tidak_ada_data */
	const char *release;                /* its name; NULL: no release is shown */
	int32_t as_of;
};
/* "Belum diperingkat", of the code why a family has none (NULL: nothing is known of it). */
enum text desil_why_text(const char *why);
/* "3", or why there is none, in words. */
const char *desil_said(struct ctx *cx, const struct desil *d);

/* The desil of a family by the release shown at a moment (INT64_MAX: now). */
enum err family_desil(struct ctx *cx, int64_t family_id, int64_t known_at,
		      struct desil *ret) NODISCARD;
/* The same for a day: no release of a later day speaks for it. */
enum err family_desil_on(struct ctx *cx, int64_t family_id, int32_t on, int64_t known_at,
			 struct desil *ret) NODISCARD;

/*
 * A release of the same date as the one shown completes it: families it does not name stay as they
 * are there (a list of which half was wrong, mended and fed in again).  One of another date stands
 * for itself.
 */
enum err desil_release_new(struct ctx *cx, const char *name, int32_t as_of, int64_t import_id,
			   int64_t *ret_id) NODISCARD;
/*
 * A list of some families: a village's, or what an answer names.  It is never shown for the city
 * (desil_show() refuses); what it says of a family stands beside the release, with its date.
 */
enum err desil_list_new(struct ctx *cx, const char *name, int32_t as_of, int64_t import_id,
			int64_t *ret_id) NODISCARD;
/* Is it a release of the city, and no such list?  0: no. */
enum err desil_release_whole(struct ctx *cx, int64_t release_id, bool *ret) NODISCARD;
/* What such lists say of a family, by what was known at a moment; the newest first, at most max. */
enum err family_desil_lists(struct ctx *cx, int64_t family_id, int64_t known_at, unsigned max,
			    struct desil **ret, size_t *ret_n) NODISCARD;
/* How many families the release that is shown names, with those it completes; 0: none is. */
enum err desil_shown_families(struct ctx *cx, int64_t *ret) NODISCARD;
enum err desil_put(struct ctx *cx, int64_t release_id, int64_t family_id, int64_t desil,
		   const char *why) NODISCARD;
/* Which release one of that date would complete: line_id, and its name; line_id 0: none. */
enum err desil_completes(struct ctx *cx, int32_t as_of, struct desil *ret) NODISCARD;
/* The release shown, if it is of a later day than that: release_id, name, as_of; release_id 0: not.
 */
enum err desil_shown_later(struct ctx *cx, int32_t as_of, struct desil *ret) NODISCARD;
/* Nothing of it is shown any more, nor through those that complete it. */
enum err desil_withdraw(struct ctx *cx, int64_t release_id) NODISCARD;
/* Switches a release on, or with 0 the display off; what was shown before stays in the history. */
enum err desil_show(struct ctx *cx, int64_t release_id) NODISCARD;
enum err desil_shown(struct ctx *cx, int64_t *ret_release_id) NODISCARD;

/* ---- the desk's short way ------------------------------------------------------------------ */

/* What a report or a case knows of somebody. */
struct person {
	int64_t id, version; /* id 0: a new one */
	bool known;
	const char *name; /* of an unknown one: the description in short */
	const char *alias, *traits, *address, *origin;
	int64_t sex;        /* 0 unknown, 1 L, 2 P */
	int64_t birth_date; /* days since 1970, DB_NONE unknown */
	int64_t birth_year; /* estimate, DB_NONE unknown */
	int64_t region_id;
	const char *nik, *phone; /* in clear; NULL: as it was */
	bool protected;
};

/*
 * Adds or changes a person; the reporter's word settles nothing against a stronger source.
 * ERR_CONFLICT: version is given and no longer the present one; ERR_NOTFOUND: no such id.
 */
enum err person_save(struct ctx *cx, const struct person *p, const char *source,
		     int64_t *ret_id) NODISCARD;
enum err person_get(struct ctx *cx, int64_t id, struct person *ret) NODISCARD;

/*
 * A unit takes part in the person's cases from now on, and so sees him, and whoever speaks for him
 * while he is merged; twice is no error.
 */
enum err person_share(struct ctx *cx, int64_t person_id, int64_t unit_id) NODISCARD;

/* What is known of somebody at a glance, in words; NULL: nothing is. */
struct person_brief {
	const char *sex, *age, *gone; /* gone: dead, moved away, lost */
	const char *home, *family, *desil, *desil_note;
};
/* The caller has asked person_in_scope(), and says that it was shown. */
enum err person_brief(struct ctx *cx, int64_t id, struct person_brief *ret) NODISCARD;

/* ---- keys and erasing ---------------------------------------------------------------------- */

/*
 * While the city's key is changed: makes the blind indexes of at most max rows anew, in a write
 * transaction.  *ret_left: is there more?
 */
enum err person_reblind(struct ctx *cx, unsigned max, bool *ret_left) NODISCARD;

/* Is there work for it?  In a reading transaction. */
enum err person_reblind_due(struct ctx *cx, bool *ret) NODISCARD;

/*
 * Erases: the key of the person goes, clear fields become a tombstone, old values of changes go
 * too. A keyed commitment to what was there stays, so that a paper can still be compared.  false:
 * there is no such person, or he was erased before.  In a write transaction.
 */
enum err person_erase(struct ctx *cx, int64_t id, bool *ret_erased) NODISCARD;

#endif
