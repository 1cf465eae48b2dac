/*
 * Documents of a case: letters, cards and certificates, as PDF or photographed.
 *
 * Each file is one document with a kind (reference set "document_kind"), sealed for its case, so
 * that it goes when the case is erased.  Its bytes are never changed, what is said of it may be put
 * right; one that was added by mistake is removed with a reason, and its line stays.  It can be
 * brought back until a job erases its bytes and words, after the days of "document_rule".
 */
#ifndef CASEWORK_DOCUMENT_H
#define CASEWORK_DOCUMENT_H

#include "platform/media/media.h"

#define CASE_DOCUMENTS_MAX 60 /* that are not removed */
#define DOCUMENTS_AT_ONCE  5

struct document_new {
	const char *code; /* of document_kind */
	const char *number, *title, *note;
	int64_t dated_on; /* DB_NONE: not known */
	int64_t step_id, referral_id;
	int64_t service_id; /* a service given that it proves (bukti) */
};

struct document_file {
	struct media_draft draft;
	int64_t pages; /* of a PDF */
};

/*
 * Adds files that are one document in so many parts, in a write transaction.  ERR_CONFLICT with a
 * sentence: the case has as many as it may, or became part of another.
 */
enum err document_add(struct ctx *cx, int64_t case_id, const struct document_new *n,
		      const struct document_file *files, size_t n_files, int64_t *ret_id) NODISCARD;

/* Puts right what is said of one; step and referral stay.  ERR_CONFLICT: it was removed. */
enum err document_change(struct ctx *cx, int64_t id, const struct document_new *n) NODISCARD;

/* ERR_CONFLICT with a sentence: it was removed already, or is gone for good. */
enum err document_remove(struct ctx *cx, int64_t id, const char *why) NODISCARD;
enum err document_restore(struct ctx *cx, int64_t id) NODISCARD;

/* The largest PDF that the city takes, in bytes. */
enum err document_size(struct ctx *cx, size_t *ret) NODISCARD;

/* Until when one that was removed then can be brought back. */
enum err document_kept_until(struct ctx *cx, int64_t removed_at, int64_t *ret) NODISCARD;

/* Erases what was removed long enough ago: a job, for main.c to repeat. */
enum err document_forget(struct ctx *cx, int64_t object, const char *detail) NODISCARD;

#endif
