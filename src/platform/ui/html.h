/* HTML escaping: what the compiled templates write with.  Nothing else in the house writes tags. */
#ifndef UI_HTML_H
#define UI_HTML_H

#include "base/buf.h"
#include "base/ctx.h"

/* Markup itself, for string literals only: anything else does not compile. */
#define html_lit(b, s) buf_add((b), "" s "", sizeof(s) - 1)

/* Text between tags or in a quoted attribute: & < > " ' are written as entities. */
void html_text(struct buf *b, const char *s);

/* A whole address: http, https, mailto, tel and relative ones pass; any other becomes "#". */
void html_url(struct buf *b, const char *s);

/* A part of an address behind a fixed beginning, percent-encoded. */
void html_url_part(struct buf *b, const char *s);

/* A value that is there: not NULL and not empty. */
bool html_has(const char *s);

/* Whether html_url lets an address through. */
bool html_url_allowed(const char *s);

#endif
