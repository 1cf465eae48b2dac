/*
 * Salinan data: what is held about a person, for himself (UU 27/2022 art. 7 and 32).
 *
 * Somebody at a desk sees his KTP, or the power of attorney of whom he sent, and writes the request
 * down; it is due by the limit "salinan_data".  Handing it over keeps size and digest of what was
 * given, so that a paper can be compared later.
 *
 * Of the copy are: facts with source and date, what other sources say beside them, what was
 * changed, desil, cases, reports, services, aid received, proposals and corrections about his data,
 * who has looked.  Never of it: who reported or objected, what was written about a case or a
 * report, the notes officers leave (they speak of others), and anything of a protected case, that
 * its units looked included, unless the actor's unit takes part in it.
 */
#ifndef RIGHTS_COPY_H
#define RIGHTS_COPY_H

#include "base/buf.h"
#include "platform/db/db.h"

enum copy_proof { COPY_KTP, COPY_PROXY, COPY__PROOFS };

/* Chapters of a copy, in their order. */
enum copy_part {
	COPY_FACTS,
	COPY_CLAIMS,
	COPY_FAMILY,
	COPY_DESIL,
	COPY_CASES,
	COPY_REPORTS,
	COPY_GIVEN,
	COPY_AID,
	COPY_PAPERS,
	COPY_HISTORY,
	COPY_MERGES,
	COPY_ASKED,
	COPY_REQUESTS,
	COPY_LOOKS,
	COPY__PARTS
};

/* One line of any chapter; what a chapter has no use for is NULL, 0 or DB_NONE. */
struct copy_line {
	int64_t part;              /* enum copy_part */
	const char *what, *value;  /* in words, unmasked */
	const char *code, *plain;  /* the same for machines: code of the field, canonical value */
	const char *masked;        /* of a secret number: the value masked, otherwise NULL */
	int64_t of;                /* of a fact: enum fact_of, otherwise 0 */
	bool health;               /* of a field of that class */
	const char *source, *unit; /* who says so; whose doing it was */
	int64_t since;             /* days: since when it holds */
	int64_t at;                /* when it was written down */
};

struct copy {
	const char *name; /* of the person */
	struct copy_line *line;
	size_t n, room;
	int64_t bytes; /* of the lines as text */
	struct blob digest;
};

/*
 * Everything about the person, in Indonesian whatever the actor's language, with looks before a
 * moment.  ERR_NOTFOUND: out of the actor's scope, as if there were nobody.
 */
enum err copy_gather(struct ctx *cx, int64_t person_id, int64_t before_at,
		     struct copy *ret) NODISCARD;

/*
 * The same for the person himself, who has shown who he is: no scope is asked, the words are in his
 * language, and the actor is nobody, so that nothing of protected cases is in it.
 */
enum err copy_gather_own(struct ctx *cx, int64_t person_id, int64_t before_at,
			 struct copy *ret) NODISCARD;

/* Leaves out what is of the class health, and puts the mask in place of secret numbers. */
void copy_without_sealed(struct copy *c);

/* paper: number of a power of attorney, or NULL.  ERR_NOTFOUND as above. */
enum err copy_ask(struct ctx *cx, int64_t person_id, enum copy_proof proof, const char *paper,
		  int64_t *ret_id) NODISCARD;

/* Writes down that this copy was given.  ERR_CONFLICT with a sentence: it was given before. */
enum err copy_hand_over(struct ctx *cx, int64_t id, const struct copy *c) NODISCARD;

#endif
