/*
 * Notice: what happened that somebody should look at.  A notice goes to a person or to all officers
 * of a unit, in the transaction of the act that causes it; the first of a unit who reads it has
 * read it for all.  It carries numbers and codes, never personal data: who opens the link passes
 * the scope of what lies behind.
 */
#ifndef NOTICE_NOTICE_H
#define NOTICE_NOTICE_H

#include "base/ctx.h"
#include "platform/i18n/i18n.h"

struct notice {
	int64_t id;
	int64_t user_id, unit_id; /* one of them, the other 0 */
	const char *kind;         /* "referral.sent": groups and icons */
	const char *object_kind;  /* "report", "case", "referral", "unit" */
	int64_t object_id;
	const char *number; /* LP-, KS-, RJ- number, or NULL */
	enum text text;     /* its {0} and {1} are arg0 and arg1: numbers, codes, unit names */
	const char *arg0, *arg1;
	const char *whom; /* filled by notice_whom(): "Laki-laki ± 60 tahun · Cikole", or NULL */
	bool urgent;      /* rings on open pages until read */
	int64_t at;
	int64_t read_at; /* 0: unread */
};

/* Sends to the officers of a unit, or to one person.  Needs a write transaction; id, the recipient
 * of the other kind, at and read_at of n are ignored. */
enum err notice_unit(struct ctx *cx, int64_t unit_id, const struct notice *n) NODISCARD;
enum err notice_user(struct ctx *cx, int64_t user_id, const struct notice *n) NODISCARD;

/* Of the acting person and his units, newest first: the unread ones, or all; after_id 0 begins. */
enum err notice_list(struct ctx *cx, bool unread, int64_t after_id, unsigned max,
		     struct notice **ret, size_t *ret_n) NODISCARD;

/* Says of each notice of a list whom it speaks of, where the acting person sees the case or report
 * behind it.  Protected reports stay unnamed. */
enum err notice_whom(struct ctx *cx, struct notice *list, size_t n) NODISCARD;

struct notice_count {
	int64_t unread, urgent;
};
/* Notices of the acting person that wait to be read. */
enum err notice_count(struct ctx *cx, struct notice_count *ret) NODISCARD;

/* The text of a notice with its values filled, in the language of cx. */
const char *notice_text(struct ctx *cx, const struct notice *n);

/* The page behind a notice ("/kasus/12"), "/pemberitahuan" for a kind without page; in cx->arena.
 */
const char *notice_href(struct ctx *cx, const struct notice *n);

/* The page of an object kind, "/laporan/%lld"; main.c registers the paths of other rooms. */
struct notice_page {
	const char *object_kind, *path; /* path ends before the id: "/laporan/" */
};
void notice_set_pages(const struct notice_page *list, size_t n);

/* Marks as read; ERR_NOTFOUND when it is not addressed to the acting person or his units. */
enum err notice_read(struct ctx *cx, int64_t id) NODISCARD;
enum err notice_read_all(struct ctx *cx) NODISCARD;

/* What was said about an object is read by whoever has acted on it: called by the act. */
enum err notice_settle(struct ctx *cx, const char *object_kind, int64_t object_id) NODISCARD;

/* Only what is of a kind, or of kinds that begin alike: "notice.referral_%". */
enum err notice_settle_kind(struct ctx *cx, const char *object_kind, int64_t object_id,
			    const char *kind) NODISCARD;

/* Removes at most max notices with ids below before_id, read or not; *ret_gone: how many. */
enum err notice_forget(struct ctx *cx, int64_t before_id, int64_t max, int64_t *ret_gone) NODISCARD;

#endif
