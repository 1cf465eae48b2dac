/* The routes of finding people, for main.c. */
#ifndef REGISTRY_FIND_WEB_H
#define REGISTRY_FIND_WEB_H

#include "feature/registry/find.h"
#include "platform/form/form.h"
#include "platform/http/http.h"

extern const struct route find_routes[];

/*
 * People who fit the words of a search, as a list of at most max, with its heading; nothing when
 * there are none.  *ret_n: how many; *ret_more: others fit as well, which /warga?q= shows.  For
 * pages that look for other things beside.
 */
enum err find_draw(struct ctx *cx, struct ui *u, const char *words, size_t max, size_t *ret_n,
		   bool *ret_more) NODISCARD;

/* ---- the fields that the city made searchable, behind those of a form (find_field_web.c) ----- */

/* The form of the day: its first fields, and from `first` on those of the city. */
enum err find_fields_now(struct ctx *cx, const struct form_def *def, int first,
			 const struct form_def **ret) NODISCARD;

/* Says beside each what can't be looked for. */
enum err find_fields_check(struct ctx *cx, struct form *f, int first) NODISCARD;

/* What they say, of a form without problems. */
enum err find_fields_read(struct ctx *cx, const struct form *f, int first,
			  const struct field_filter **ret, size_t *ret_n) NODISCARD;

/* A place in a list as a form carries it, and back; NULL: none. */
const char *find_place_words(struct ctx *cx, const struct find_place *place);
const struct find_place *find_place_read(struct ctx *cx, const char *words);

/* Has the actor asked no more than fast typing does?  Counts as one more question. */
bool find_may_ask(const struct ctx *cx);

#endif
