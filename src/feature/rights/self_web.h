/* What the pages of Data saya share; nobody else includes it. */
#ifndef RIGHTS_SELF_WEB_H
#define RIGHTS_SELF_WEB_H

#include "feature/rights/self.h"
#include "platform/http/http.h"

#define HOME "/data-saya"

/* In place of a field: the desil of his family, which he may say is wrong. */
#define SELF_DESIL "desil"

/* Kinds and states of requests in words. */
enum text self_kind_text(int64_t kind);
enum text self_state_text(int64_t state);

/*
 * The session of the request, drawn and written as nobody: whoever else is signed in on this device
 * lends it nothing.  ERR_UNAUTH without one.
 */
enum err self_of(struct ctx *cx, struct req *r, struct self *ret) NODISCARD;

/* A page of an open session; without one the door is drawn in its place. */
enum err self_page(struct ctx *cx, struct req *r, struct ui *u,
		   enum err (*draw)(struct ctx *cx, struct req *r, struct ui *u,
				    const struct self *s)) NODISCARD;

/* For what is sent: *ret_here false, and on to the door, when the session has ended. */
enum err self_here(struct ctx *cx, struct req *r, struct resp *resp, struct self *ret,
		   bool *ret_here) NODISCARD;

/* Begins a page of an open session: until when it lasts, and how to have more time. */
void self_begin(struct ctx *cx, struct ui *u, const struct self *s, const char *title,
		const char *lead);

#endif
