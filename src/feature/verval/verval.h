/*
 * Verval: requests about the data of people and families, from the asking to the entry in the
 * national application.
 *
 * A request is a proposal (usul), a correction (perbaikan) or an objection (sanggah).  It goes
 * through the steps of its flow, which is data (set "verval_flow"): first list, home visit, meeting
 * or SPTJM, final list, minutes, verifier, head of the office, hand-over, entered.  What decides
 * over aid counts only when the last of the two deciding steps has passed; who proposed does not
 * decide, and who verified does not approve.  Fields that decide nothing (telephone, domicile,
 * documents) count at once.  An objection that nobody verified in its days is void by rule.
 *
 * Values, reasons and photos are sealed for the person or family, and go when these are erased.
 * Writing functions need a write transaction, look at the scope of the actor (ERR_NOTFOUND outside
 * it) and at his permission (ERR_DENIED), and refuse with a sentence what the step does not allow.
 */
#ifndef VERVAL_VERVAL_H
#define VERVAL_VERVAL_H

#include "base/id.h"
#include "feature/registry/registry.h"
#include "platform/i18n/i18n.h"
#include "platform/media/media.h"

enum verval_kind { VERVAL_USUL = 1, VERVAL_PERBAIKAN, VERVAL_SANGGAH };
enum verval_state {
	VERVAL_OPEN = 1,
	VERVAL_APPROVED,
	VERVAL_DONE,
	VERVAL_REFUSED,
	VERVAL_VOID,
	VERVAL_WITHDRAWN,
	VERVAL_ACCEPTED, /* entered, and the nation took it */
	VERVAL_DENIED    /* entered, and the nation refused it */
};
enum verval_asker { ASKED_BY_OFFICER = 1, ASKED_AT_DESK, ASKED_IN_FIELD, ASKED_BY_HIMSELF };
enum verval_post { POST_NOBODY, POST_UNIT, POST_CHECK, POST_APPROVE };
enum line_state { LINE_WAITS = 1, LINE_COUNTS, LINE_BESIDE, LINE_SAME, LINE_DROPPED };
enum visit_result { VISIT_MET = 1, VISIT_NOBODY, VISIT_REFUSED, VISIT_MOVED };

enum { VERVAL_PHOTOS_MAX = 8 };

/* ---- the order of steps (verval_flow.c) ------------------------------------------------------ */

/* What moves a step on. */
enum verval_act { ACT_PASS, ACT_VISIT, ACT_MEETING, ACT_PAPER, ACT_MINUTES, ACT_DECIDE, ACT_ENTER };

struct flow {
	int64_t version;
	const char *const *step; /* codes; "muskel|sptjm": either */
	size_t n;
	bool photo; /* cannot leave the unit that asked without one */
	int64_t void_days, warn_days, warn_again_days; /* 0: none */
};

/* The flow of a kind of request: of today (version 0), or the one a request began with. */
enum err verval_flow(struct ctx *cx, enum verval_kind kind, int64_t version,
		     struct flow *ret) NODISCARD;

/* May the step at a place be moved on by this act?  Who moves it? */
bool flow_allows(const struct flow *flow, int64_t place, enum verval_act act);
enum verval_post flow_post(const struct flow *flow, int64_t place);

/* Is it the last of the steps that decide, so that facts count from then on? */
bool flow_counts(const struct flow *flow, int64_t place);

/* The code of the step at a place, of alternatives the first; in cx->arena. */
const char *flow_step(struct ctx *cx, const struct flow *flow, int64_t place);

/* "Musyawarah kelurahan atau SPTJM". */
const char *flow_words(struct ctx *cx, const char *alternatives);

/* What keeps a doc from being a flow: the key that is wrong; NULL: nothing.  For ref_set_check().
 */
struct json_t;
const char *verval_flow_fault(const struct json_t *doc);
const char *verval_calendar_fault(const struct json_t *doc); /* the same of the calendar */

/* The month at whose cut-off (set "verval_calendar") something of that day aims, as year * 12 +
 * month - 1, and the last moment of that cut-off. */
enum err verval_period(struct ctx *cx, int32_t on, int64_t *ret) NODISCARD;
enum err verval_cutoff(struct ctx *cx, int64_t period, int64_t *ret) NODISCARD;
const char *period_words(struct ctx *cx, int64_t period);

/* ---- asking ---------------------------------------------------------------------------------- */

/* One field asked to be otherwise. */
struct verval_ask {
	const struct fact_field *field;
	const char *value; /* canonical; NULL: no longer known */
};

struct verval_new {
	enum verval_kind kind;
	enum fact_of of; /* about a person or a family as a whole */
	int64_t subject_id;
	enum verval_asker asked_by;
	const char *why;
	const struct verval_ask *ask; /* of that subject */
	size_t n_asks;
	const struct media_draft *photo;
	size_t n_photos;
	int64_t lat_e6, lng_e6;                /* DB_NONE: not given */
	bool desil;                            /* of a perbaikan: the desil is said to be wrong */
	const char *objector, *objector_phone; /* of a sanggah */
	int64_t objector_region_id;
};

/*
 * Opens a request.  Lines that decide nothing count at once; when all do, and it is a correction,
 * it goes straight to the hand-over.  A desil is no field: that it is wrong is asked without a
 * line, and always looked at.  Refuses: nothing is asked of a correction; an objection without
 * photo or coordinates or from another kelurahan; one about the same is under way.
 */
enum err verval_open(struct ctx *cx, const struct verval_new *n, int64_t *ret_id,
		     char ret_number[NUMBER_SIZE], char ret_secret[SECRET_SIZE]) NODISCARD;

/*
 * The same by the person himself, about himself or his family; the caller has made sure that it is
 * he.  Neither scope nor permission is asked, nothing counts at once, and a unit gets the request.
 */
enum err verval_open_own(struct ctx *cx, const struct verval_new *n, int64_t unit_id,
			 int64_t *ret_id, char ret_number[NUMBER_SIZE],
			 char ret_secret[SECRET_SIZE]) NODISCARD;

/* Adds lines of any person or family of the request, before a verifier has it; one of the same
 * field takes the other's place. */
enum err verval_add_lines(struct ctx *cx, int64_t id, enum fact_of of, int64_t subject_id,
			  const struct verval_ask *ask, size_t n, const char *source) NODISCARD;
enum err verval_add_photo(struct ctx *cx, int64_t id, int64_t visit_id,
			  const struct media_draft *photo) NODISCARD;

/* A photo of a request in scope, or a signature under one of its visits. */
enum err verval_photo(struct ctx *cx, int64_t media_id, enum media_size size, int64_t *ret_subject,
		      struct blob *ret_jpeg) NODISCARD;

/* Does a correction say that the desil is wrong? */
enum err verval_about_desil(struct ctx *cx, int64_t id, bool *ret) NODISCARD;

/* ---- looking --------------------------------------------------------------------------------- */

struct verval_line {
	int64_t id, subject_id;
	enum fact_of of;
	const struct fact_field *field;          /* NULL: no longer in the book */
	const char *code, *before, *asked, *now; /* canonical, opened; now: what holds */
	const char *who;                         /* name of the person; NULL: the family */
	const char *source;
	enum line_state state;
	bool changed; /* waits, and the fact is no longer what it was when it was asked */
};

/* The lines of a request; *ret_seen says which versions of the facts they stand beside. */
enum err verval_lines(struct ctx *cx, int64_t id, struct verval_line **ret, size_t *ret_n,
		      int64_t *ret_seen) NODISCARD;

/* What waits for the acting person: his visits, his unit's steps, decisions that are his to make.
 */
struct verval_wait {
	int64_t id, kind, due_at;
	const char *number, *step; /* step: in words */
	/* Whom it is about as far as that names nobody: of a family (person false) only members. */
	bool person;
	int64_t sex, age, members; /* age in years; DB_NONE: not known */
	const char *region;
};
enum err verval_waiting(struct ctx *cx, unsigned max, struct verval_wait **ret,
			size_t *ret_n) NODISCARD;

/* What who asked is told by his number and secret. ERR_NOTFOUND: they do not belong together. */
struct verval_status {
	int64_t id, kind, state, proposed_at, due_at, ended_at;
	const char *number, *step; /* step: in words */
	const char *about;         /* what he asks to correct, in words, or NULL; to himself only */
	const char *why;           /* why it was refused, or NULL; of an objection never */
	int64_t said;              /* what the nation answered last, 0: nothing yet */
	int32_t said_on;
};
enum err verval_follow(struct ctx *cx, const char *number, const char *secret,
		       struct verval_status *ret) NODISCARD;

/*
 * Proposals and corrections about a person and his family, the newest first, for himself: the
 * caller has made sure that it is he.  Not what others object to.
 */
enum err verval_own(struct ctx *cx, int64_t person_id, int64_t family_id,
		    struct verval_status **ret, size_t *ret_n) NODISCARD;

/* Kinds and states in words. */
enum text verval_kind_text(int64_t kind);
enum text verval_state_text(int64_t state);

/* ---- moving on ------------------------------------------------------------------------------- */

/* version: what the actor saw, 0 whatever it is.  ERR_CONFLICT with a sentence otherwise. */
enum err verval_pass(struct ctx *cx, int64_t id, int64_t version) NODISCARD;
enum err verval_sptjm(struct ctx *cx, int64_t id, int64_t version, const char *number,
		      int32_t on) NODISCARD;
enum err verval_minutes(struct ctx *cx, int64_t id, int64_t version, const char *number,
			int32_t on) NODISCARD;

struct verval_decision {
	int64_t version, seen; /* of verval_lines() */
	bool yes;
	bool despite;    /* a fact has changed meanwhile, and still */
	const char *why; /* of a no */
};
/* The verifier or the head of the office decides; the last yes makes the facts. */
enum err verval_decide(struct ctx *cx, int64_t id, const struct verval_decision *d) NODISCARD;

/*
 * A no was a mistake: by who may decide at its step, and was neither who asked nor who checked.  It
 * waits at that step again as it was asked; an objection only within its days.
 */
enum err verval_reconsider(struct ctx *cx, int64_t id, int64_t version) NODISCARD;
/* Was it refused by a decider, and not for lack of a meeting? */
bool verval_refused_by_decision(int64_t state, const struct flow *flow, int64_t stage);

/*
 * A yes was a mistake: by who may decide at its step, and was neither who asked nor, of the last
 * yes, who checked.  It waits at that step again, and what the last yes let count does so no more,
 * but for what was said since.  Refused with a sentence once it was entered nationally, or aid was
 * paid or handed over since.
 */
enum err verval_unapprove(struct ctx *cx, int64_t id, int64_t version, const char *why) NODISCARD;
/* Could the actor?  Where he might but for what has happened since, *ret_why says what. */
enum err verval_unapprovable(struct ctx *cx, int64_t id, bool *ret, enum text *ret_why) NODISCARD;

/* By who asked or his unit, while it is under way. */
enum err verval_withdraw(struct ctx *cx, int64_t id, int64_t version, const char *why) NODISCARD;

/* It was entered in the national application under a number. */
enum err verval_enter(struct ctx *cx, int64_t id, int64_t version, const char *number,
		      int32_t on) NODISCARD;

/* ---- national answers (verval_answer.c, verval_match.c) -------------------------------------- */

/*
 * After the entry the national side answers, with a list or on its screen.  The latest answer that
 * was not taken back stands, and decides over the state: accepted, refused, or entered and waiting.
 * What the city's two deciders let count goes on counting when the nation refuses; what stood
 * beside a stronger source is said again by the nation when it accepts.
 */
enum verval_said { SAID_ACCEPTED = 1, SAID_REFUSED, SAID_PENDING };

struct verval_answer {
	enum verval_said said;
	int32_t on;           /* its date */
	const char *why;      /* of a refusal, or what else was said; or NULL */
	int64_t desil;        /* 0: none named */
	const char *dtsen_id; /* or NULL */
	const char *source;
	int64_t import_id;  /* 0: typed by hand */
	int64_t release_id; /* where its desil goes; 0: a list of its own */
};

/*
 * Typed by hand, in the actor's scope.  Refuses: it was not entered; the date is before the entry
 * or ahead; a refusal without reason.
 */
enum err verval_answer(struct ctx *cx, int64_t id, int64_t version,
		       const struct verval_answer *a) NODISCARD;

/* The same from a list, which speaks for the whole city; who asked is told. */
enum err verval_answer_take(struct ctx *cx, int64_t id, const struct verval_answer *a) NODISCARD;

/* Asking ahead (sql_ahead) what that function will ask of these requests. */
enum err verval_answers_ahead(struct ctx *cx, const int64_t *ids, size_t n) NODISCARD;

/* What it would be beside those that are there; *ret_before: the one that stands (.said 0: none).
 */
enum answer_news { NEWS_FIRST, NEWS_OTHER, NEWS_SAME, NEWS_EARLIER };
enum err verval_answer_news(struct ctx *cx, int64_t id, const struct verval_answer *a,
			    enum answer_news *ret, struct verval_answer *ret_before) NODISCARD;

/* "Ditolak, 12 Des 2026: rumah tidak ditemukan". */
const char *verval_answer_words(struct ctx *cx, const struct verval_answer *a);

/*
 * Takes back what a list answered, at most max of them: those it stands for get the answer before,
 * those answered again since keep the later one and are named.
 */
struct answers_undone {
	size_t n, n_left;
	int64_t *left; /* requests */
};
enum err verval_answers_undo(struct ctx *cx, int64_t import_id, unsigned max,
			     struct answers_undone *ret) NODISCARD;
/* How many there are to take back. */
enum err verval_answers_undo_count(struct ctx *cx, int64_t import_id, int64_t *ret) NODISCARD;

/* What a row of a list names: any may be missing (NULL, 0). */
struct answer_key {
	const char *number, *nik, *kk;
	int64_t kind;
};
struct answer_request {
	int64_t id, kind, state, subject_id;
	enum fact_of of;
	const char *number, *input_number;
	int32_t input_on;
};
enum answer_fit { FIT_NONE, FIT_ONE, FIT_DOUBT };
struct answer_match {
	enum answer_fit fit;
	struct answer_request *request;
	size_t n;
	enum text why; /* of none and doubt; its values are a and b */
	const char *a, *b;
};
/*
 * The request an answer of that day is for: by its national number (or ours), else by who it is
 * about and the kind.  Nothing of scope: an import speaks for the whole city.
 */
enum err verval_answer_match(struct ctx *cx, const struct answer_key *key, int32_t on,
			     struct answer_match *ret) NODISCARD;

/* Asking ahead (sql_ahead) what it and verval_answer_news() will ask of these; NIK and KK are asked
 * already (numbers_ahead). */
enum err verval_match_ahead(struct ctx *cx, const struct answer_key *keys, size_t n) NODISCARD;

/* Words and headings of such lists, by the reference sets: the code of a column ("number", "nik",
 * "answer"...) or NULL, an answer, a kind of request; 0: unknown. */
enum err answer_column_read(struct ctx *cx, const char *heading, const char **ret) NODISCARD;
enum err answer_word_read(struct ctx *cx, const char *written, int64_t *ret_said) NODISCARD;
enum err answer_kind_read(struct ctx *cx, const char *written, int64_t *ret_kind) NODISCARD;
/* Those known, for who wrote another: "Diterima, Ditolak, Diproses". */
enum err answer_words_known(struct ctx *cx, const char *set, const char **ret) NODISCARD;
/* What keeps a doc of the set "answer_word" from being one; for ref_set_check(). */
const char *answer_word_fault(const struct json_t *doc);

/* How many in the actor's scope wait longer than the city finds usual (set "verval_calendar"). */
enum err verval_unanswered_long(struct ctx *cx, int64_t *ret, int32_t *ret_until) NODISCARD;

/* "Diterima", "Ditolak", "Sedang diproses". */
enum text verval_said_text(int64_t said);

/* The request of a number, in the actor's scope; 0: there is none. */
enum err verval_of_number(struct ctx *cx, const char *number, int64_t *ret_id) NODISCARD;
/* The number people see, of any request; it names nobody. */
enum err verval_number(struct ctx *cx, int64_t id, const char **ret) NODISCARD;

/* ---- home visits ----------------------------------------------------------------------------- */

/* Gives the visit of a request that waits for one to an officer; refuses a second one. */
enum err visit_ask(struct ctx *cx, int64_t id, int64_t officer_id, int32_t due_on,
		   int64_t *ret_id) NODISCARD;

struct visit_done {
	enum visit_result result;
	const char *met, *signed_by, *note;  /* signed_by: his name as he typed it, or NULL */
	const struct media_draft *signature; /* drawn, or a photo of the sheet; or NULL */
	int64_t lat_e6, lng_e6;
};
/* By the officer himself.  Met: signed in either way, and the request goes on; otherwise the task
 * ends and another may be given. */
enum err visit_done(struct ctx *cx, int64_t visit_id, const struct visit_done *d) NODISCARD;

/*
 * The parts of its questionnaire: the house of a family, then each member, or the one person.  One
 * of which nothing differs was asked all the same; of visits before this was kept, none was.
 */
struct visit_part {
	enum fact_of of;
	int64_t subject_id;
	const char *who; /* NULL: the house */
	bool asked;
	size_t differ; /* lines of the request about it */
};
enum err visit_parts(struct ctx *cx, int64_t visit_id, struct visit_part **ret,
		     size_t *ret_n) NODISCARD;

/* The answers of one part, of which those that differ become lines: it was asked. */
enum err visit_answer(struct ctx *cx, int64_t visit_id, const struct visit_part *part,
		      const struct verval_ask *ask, size_t n) NODISCARD;

/*
 * The visits that the acting officer has not made yet, the nearest day first, at most max: the
 * house he must find and who lives there.  Whoever shows them logs the look at subject_id.
 */
struct visit_mine {
	int64_t id, verval_id, subject_id, due_on;
	const char *number, *who;
	const char *place; /* "Jl. Contoh 5, RT 03/RW 05, Cikole"; NULL: nothing is known */
};
/* The house as one says it on the way there, of what is known; NULL: nothing is. */
const char *visit_place(struct arena *a, const char *address, const char *rt, const char *rw,
			const char *region);
enum err visit_mine(struct ctx *cx, int64_t max, struct visit_mine **ret, size_t *ret_n) NODISCARD;

/* ---- meetings -------------------------------------------------------------------------------- */

/* A meeting of a kelurahan in reach (ERR_NOTFOUND: another). */
enum err meeting_new(struct ctx *cx, int64_t region_id, int32_t held_on, const char *place,
		     int64_t *ret_id) NODISCARD;
/* Somebody was there, as what (set "verval_role"). */
enum err meeting_attend(struct ctx *cx, int64_t id, const char *name, const char *role) NODISCARD;

/* Puts requests that wait for a meeting before it. */
enum err meeting_agenda(struct ctx *cx, int64_t id, const int64_t *requests, size_t n) NODISCARD;
enum err meeting_decide(struct ctx *cx, int64_t id, int64_t request_id, bool fit) NODISCARD;

/* Signed: those found fit go on, the others are refused.  Refuses while one is undecided, or while
 * a role that must be there is missing. */
enum err meeting_sign(struct ctx *cx, int64_t id, const char *number) NODISCARD;

/*
 * What a signed meeting agreed to: each request as far as it is now, and whether it can be carried
 * on from the last list past the minutes, which take number and day of the meeting.
 */
struct meeting_item {
	int64_t verval_id;
	bool can;           /* it waits at the unit for nothing but that */
	enum text held;     /* else why not: T__NONE when it has gone on already */
	const char *number; /* of the request */
	const char *step;   /* where it stands, in words; NULL: it has ended */
};
enum err meeting_agreed(struct ctx *cx, int64_t id, struct meeting_item **ret,
			size_t *ret_n) NODISCARD;
/* Carries on all that can be; how many they were.  ERR_CONFLICT: the meeting is not signed. */
enum err meeting_carry_on(struct ctx *cx, int64_t id, size_t *ret_n) NODISCARD;

/* ---- the clock ------------------------------------------------------------------------------- */

/*
 * Warns of objections, ends those that are void, moves what missed the cut-off into the next month;
 * at most max of each.  Has the effect of a job.
 */
enum err verval_tick(struct ctx *cx, unsigned max, unsigned *ret_done) NODISCARD;

/* ---- retention (verval_erase.c) -------------------------------------------------------------- */

/*
 * Words, values, photos, visits and who objected go, of a request that has ended; number, kind,
 * days and who decided stay.  ERR_CONFLICT: it has not ended, or they are gone.
 */
enum err verval_erase(struct ctx *cx, int64_t id) NODISCARD;

#endif
