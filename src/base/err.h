/*
 * Errors: one closed list (err.def) that also decides the HTTP status, the log level and the
 * message a person sees.  The detail text goes to the log, never to the user.
 */
#ifndef BASE_ERR_H
#define BASE_ERR_H

#include "base/macros.h"

struct ctx;

enum err {
#define ERR(code, status, level, key) ERR_##code,
#include "base/err.def"
#undef ERR
	ERR__MAX
};

enum log_level { LOG_NONE, LOG_WARN, LOG_ERR, LOG_INFO };

/* HTTP status of an error: 200 for ERR_OK. */
int err_status(enum err code);

/* How loudly the outermost layer reports it. */
enum log_level err_level(enum err code);

/* Key of the catalogue text shown to the person, "" for ERR_OK. */
const char *err_key(enum err code);

/* Name for logs and JSON, such as "CONFLICT". */
const char *err_name(enum err code);

/*
 * Records the detail of a failure in cx (the first one stays) and returns code, so that a
 * function can end with: return err_set(cx, ERR_CONFLICT, "report %lld", id);
 * The detail may hold ids, never names, NIK, telephone numbers or free text.
 */
enum err err_set(struct ctx *cx, enum err code, const char *fmt, ...) NODISCARD PRINTF(3, 4);

/* Forgets the recorded detail: for callers who handle a failure and go on. */
void err_clear(struct ctx *cx);

/* Only where everything held is owned by the arena or by CLEANUP(). */
#define TRY(expr)                           \
	do {                                \
		enum err try_err_ = (expr); \
		if (try_err_ != ERR_OK)     \
			return try_err_;    \
	} while (0)

#endif
