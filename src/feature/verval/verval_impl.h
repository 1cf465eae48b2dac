/* What the files of verval share; nobody else includes it. */
#ifndef VERVAL_VERVAL_IMPL_H
#define VERVAL_VERVAL_IMPL_H

#include "feature/verval/answer_sql.h"
#include "feature/verval/verval.h"
#include "feature/verval/verval_sql.h"
#include "platform/auth/perm.h"

/* Event of a correction that says the desil is wrong. */
#define VERVAL_SAYS_DESIL "verval.event.desil"

/* The request in the actor's scope, at the version he saw (0: any). */
enum err request_get(struct ctx *cx, int64_t id, int64_t version,
		     struct verval_root_row *ret) NODISCARD;

/* The same, open, at a step that the act moves, by who holds the permission of its post. */
enum err request_at(struct ctx *cx, int64_t id, int64_t version, enum verval_act act,
		    struct verval_root_row *ret, struct flow *ret_flow) NODISCARD;

/* Does its kind need a photo, and there is none? */
enum err request_lacks_photo(struct ctx *cx, const struct verval_root_row *v,
			     const struct flow *flow, bool *ret) NODISCARD;

/* Writes the root as it stands in memory, once, against concurrent acts. */
enum err request_write(struct ctx *cx, const struct verval_root_row *v) NODISCARD;

/* To the next step (or past the last one); tells the next post.  what: key of the event. */
enum err request_on(struct ctx *cx, struct verval_root_row *v, const struct flow *flow,
		    const char *what, const char *arg) NODISCARD;

/* Ends it, with the lines that still wait; tells who asked. */
enum err request_end(struct ctx *cx, struct verval_root_row *v, enum verval_state state,
		     const char *what, const char *why) NODISCARD;

/* Whom its words and photos are sealed for. */
int64_t request_subject(const struct verval_root_row *v);

/* A line of its story, and of the audit log; arg is never personal. */
enum err event_write(struct ctx *cx, const struct verval_root_row *v, const char *what,
		     const char *arg) NODISCARD;

/* Who may do what a post does; ERR_DENIED. */
enum err post_needed(struct ctx *cx, enum verval_post post) NODISCARD;

/* A notice about a request to one person (0: nobody), to the officers of its unit, and to everyone
 * who holds one of the roles and sees it. */
enum err tell_person(struct ctx *cx, const struct verval_root_row *v, int64_t user_id,
		     const char *text_key, const char *arg, bool urgent) NODISCARD;
enum err tell_roles(struct ctx *cx, const struct verval_root_row *v, unsigned roles,
		    const char *text_key, const char *arg, bool urgent) NODISCARD;

/* The post whose turn it is; a unit's own officers see it in their list. */
enum err tell_post(struct ctx *cx, const struct verval_root_row *v) NODISCARD;

/* Nobody decides twice, and nobody over what he asked; the table says so too. */
enum err other_eyes(struct ctx *cx, const struct verval_root_row *v) NODISCARD;

/* Writes lines of one subject; those that decide nothing count at once, unless the person himself
 * asked from afar. *ret_waiting: how many wait. */
enum err lines_write(struct ctx *cx, const struct verval_root_row *v, enum fact_of of,
		     int64_t subject_id, const struct verval_ask *ask, size_t n, const char *source,
		     size_t *ret_waiting) NODISCARD;

/* Where the national number is compared: in capitals, letters and digits alone. */
const char *input_key(struct ctx *cx, const char *number);

/* A stored answer, opened; of somebody erased the words are gone. */
enum err answer_open(struct ctx *cx, int64_t subject_id, const struct answer_standing_row *row,
		     struct verval_answer *ret) NODISCARD;
/* The answer that stands; false: none. */
enum err standing_answer(struct ctx *cx, int64_t verval_id, int64_t subject_id,
			 struct verval_answer *ret, int64_t *ret_id, bool *ret_found) NODISCARD;

/* What stood beside a stronger source is said again by the nation. */
enum err lines_accept(struct ctx *cx, const struct verval_root_row *v, const struct origin *origin,
		      int64_t answer_id) NODISCARD;

/* All that wait begin to count. */
enum err lines_count(struct ctx *cx, const struct verval_root_row *v) NODISCARD;

/* Those that count since its approval wait again, and the facts are as if it had not been said. */
enum err lines_wait_again(struct ctx *cx, const struct verval_root_row *v) NODISCARD;

#endif
