/*
 * Data saya: a person opens what is held about him by himself, without an account.
 *
 * At a desk, against the card shown, he is handed a code.  It is tied to him, kept as a keyed hash
 * only, ends by itself, by the next one, or when it is taken back, and opens nothing without his
 * birth date.  Wrong tries are counted by network and by code, known or not, in the database: after
 * a few the code opens nothing any more.  Whatever was wrong, the answer is the same.
 *
 * Nobody is handed a code for a person who is protected: what is held could tell where he is.  His
 * copy is given to him in person.
 */
#ifndef RIGHTS_SELF_H
#define RIGHTS_SELF_H

#include "base/id.h"
#include "feature/registry/registry.h"
#include "platform/auth/auth.h"

/* ---- the code ---------------------------------------------------------------------------- */

/* Twelve characters of the alphabet of numbers (60 bits) in three groups: "7F3K-2MQ8-XY4T". */
#define SELF_CODE_SIZE 15

/* Brings a typed code into its normal form; false when it is none. */
bool self_code_read(const char *typed, char code[SELF_CODE_SIZE]);

/*
 * A new code for a person in the actor's scope (ERR_NOTFOUND), in place of the one before.  Refuses
 * with a sentence: he has died, is protected, or his birth date is not known (self_code_why_not()).
 */
enum err self_code_give(struct ctx *cx, int64_t person_id, char ret_code[SELF_CODE_SIZE],
			int64_t *ret_id) NODISCARD;

/* Why this person can have no code; T__NONE: he can. */
enum text self_code_why_not(const struct subject *s);

/* Takes a code back, by an officer who sees the person. */
enum err self_code_revoke(struct ctx *cx, int64_t id) NODISCARD;

/* Is it the code of that row?  For the slip. */
enum err self_code_fits(struct ctx *cx, int64_t id, const char *typed, bool *ret) NODISCARD;

/* ---- the session ------------------------------------------------------------------------- */

/* How long a session lasts without being prolonged, and at most. */
#define SELF_LASTS (30 * INT64_C(60000000))
#define SELF_MOST  (2 * INT64_C(3600000000))

/* Whose data are open. */
struct self {
	int64_t session_id, code_id, unit_id;
	int64_t person_id; /* the row that speaks for him now */
	int64_t opened_at, until_at;
};

/*
 * Tries a code and a birth date (days), outside a write.  ERR_UNAUTH for all that is wrong alike;
 * ERR_LIMIT: too many wrong tries from one network.
 */
enum err self_check(struct ctx *cx, const char *code, int64_t birth_date, const char *remote,
		    int64_t *ret_code_id) NODISCARD;

/* Opens a session with a code that was checked; token gets what the cookie carries. */
enum err self_open(struct ctx *cx, int64_t code_id, char token[AUTH_TOKEN_SIZE]) NODISCARD;

/* The session of a cookie (NULL: none was sent).  ERR_UNAUTH: there is none, or it has ended. */
enum err self_find(struct ctx *cx, const char *token, struct self *ret) NODISCARD;

/* From now on again as long as a session lasts, up to its most. */
enum err self_stay(struct ctx *cx, const struct self *s) NODISCARD;

/* Ends it; with revoke the code opens nothing any more either. */
enum err self_close(struct ctx *cx, const struct self *s, bool revoke) NODISCARD;

/* Deletes sessions of long ago; has the form of a job. */
enum err self_sweep(struct ctx *cx, int64_t object, const char *detail) NODISCARD;

/* ---- asking for it to stop, or to be erased ------------------------------------------------- */

enum self_kind { SELF_STOP = 1, SELF_ERASE };
enum self_state { SELF_WAITS = 1, SELF_GRANTED, SELF_REFUSED };

/* ERR_CONFLICT with a sentence: one of that kind waits already. */
enum err self_ask(struct ctx *cx, const struct self *s, enum self_kind kind, const char *why,
		  char ret_number[NUMBER_SIZE]) NODISCARD;

struct self_request {
	int64_t id, kind, asked_at, due_at, state, answered_at;
	const char *number, *answer; /* answer: opened, NULL before there is one */
};
/* His requests, the newest first. */
enum err self_requests(struct ctx *cx, int64_t person_id, struct self_request **ret,
		       size_t *ret_n) NODISCARD;

/*
 * Answers one.  An erasure that is granted becomes a proposal, over which another decides; it is
 * refused with a sentence while something about the person is open.
 */
enum err self_answer(struct ctx *cx, int64_t id, bool grant, const char *answer) NODISCARD;

/* His reason in his words; NULL: none, or he was erased. */
enum err self_why(struct ctx *cx, int64_t id, const char **ret) NODISCARD;

/* Was it granted that his data are no longer worked with?  Since when, otherwise 0. */
enum err self_stopped(struct ctx *cx, int64_t person_id, int64_t *ret_at) NODISCARD;

#endif
