/* The routes of verval, for main.c, and what its page files share. */
#ifndef VERVAL_VERVAL_WEB_H
#define VERVAL_VERVAL_WEB_H

#include "feature/verval/verval_impl.h"
#include "platform/http/http.h"

struct day_part;

extern const struct route verval_routes[], verval_new_routes[], visit_routes[], meeting_routes[],
    paper_routes[], verval_board_routes[], verval_follow_routes[], answer_routes[],
    verval_decision_routes[], verval_back_routes[];

/* "Ajukan perbaikan" on the page of a person (feature/registry). */
extern const struct person_part verval_person_part;

/* What was asked about a family and its members, on its page; a part for subject_page_part(). */
enum err verval_draw_family(struct ctx *cx, struct ui *u, const struct day_part *part) NODISCARD;

/* ---- of the pages ---------------------------------------------------------------------------- */

/* The page of whom a request is about (person_id 0: the family); NULL for who works on the request
 * and may not open it, as a volunteer mostly. */
enum err verval_subject_page(struct ctx *cx, int64_t person_id, int64_t family_id,
			     const char **ret) NODISCARD;

/* A request in the actor's scope, noted as shown. */
enum err verval_page_get(struct ctx *cx, struct req *r, int64_t id,
			 struct verval_show_row *ret) NODISCARD;
/* That the desil is said to be wrong, with the one there is; nothing for other requests. */
enum err verval_desil_note(struct ctx *cx, struct ui *u, const struct verval_show_row *v) NODISCARD;
/*
 * The letter and the names of an SPTJM, where the request has one or may have, and the minutes and
 * names of the meeting that decided over it.
 */
enum err verval_draw_papers(struct ctx *cx, struct ui *u, const struct verval_show_row *v,
			    const struct flow *flow) NODISCARD;
/* The steps of a request in a line, and who did what to it. */
enum err verval_draw_flow(struct ctx *cx, struct ui *u, const struct verval_show_row *v,
			  const struct flow *flow) NODISCARD;
/* How to reach who objected, and that he is to be told; nothing where nobody did. */
enum err verval_draw_objector(struct ctx *cx, struct ui *u, struct req *r,
			      const struct verval_show_row *v) NODISCARD;
enum err verval_draw_story(struct ctx *cx, struct ui *u, int64_t id) NODISCARD;

/* What a meeting decided over a request. */
enum text verval_decision_text(int64_t decision);
enum err verval_page(struct ctx *cx, struct req *r, struct ui *u) NODISCARD;

/* Number and day of the minutes that decided the request, or of its SPTJM, into a form. */
enum err minutes_known(struct ctx *cx, const struct verval_show_row *v, struct form *f, int number,
		       int on) NODISCARD;

/* "/verval/12/foto" */
const char *verval_path(struct ctx *cx, int64_t id, const char *more);

/* May the actor see health values of the request: its posts, and who asked. */
bool verval_sees_health(const struct ctx *cx, int64_t proposed_by_id);

/* Words of steps, for columns. */
const char *verval_step_words(struct ctx *cx, const char *step);

/* A value of a field in words: "belum diisi" when there is none; secret ones masked unless clear.
 */
enum err verval_value(struct ctx *cx, const struct fact_field *field, const char *value, bool clear,
		      bool health, const char **ret) NODISCARD;

/* The way to where the step of a request is done: the meetings, or its fields to be copied. */
void draw_way(struct ctx *cx, struct ui *u, const struct verval_show_row *v,
	      const struct flow *flow);

/* On the page of a request: giving out a visit, and those given out (verval_visit_web.c). */
enum err draw_visits(struct ctx *cx, struct ui *u, struct req *r, const struct verval_show_row *v,
		     const struct flow *flow) NODISCARD;

/* On the page of a request: taking it back, or the no or the yes it got (verval_back_web.c). */
void verval_draw_withdraw(struct ctx *cx, struct ui *u, struct req *r,
			  const struct verval_show_row *v);
enum err verval_draw_reconsider(struct ctx *cx, struct ui *u, struct req *r,
				const struct verval_show_row *v, const struct flow *flow) NODISCARD;
enum err verval_draw_unapprove(struct ctx *cx, struct ui *u, struct req *r,
			       const struct verval_show_row *v) NODISCARD;

/* On the page of a request that was entered: what the nation answered, and the form for it
 * (verval_answer_web.c). */
enum err draw_answers(struct ctx *cx, struct ui *u, struct req *r,
		      const struct verval_show_row *v) NODISCARD;

/* ---- forms of facts (verval_form.c) ---------------------------------------------------------- */

/* def with all fields of the book after its own: .now of such a form. */
enum err facts_now(struct ctx *cx, const struct form_def *def, enum fact_of of,
		   const struct form_def **ret) NODISCARD;

/* The form to draw: own fields, then those of the groups (by comma) with what holds and, over it,
 * what waits in a request (0: none); or what came back. */
struct facts_form {
	const struct form_def *def; /* the one of the route */
	enum fact_of of;
	int64_t subject_id, verval_id;
	const char *groups;
	const struct form *back;
};
enum err facts_form(struct ctx *cx, const struct facts_form *want, struct form **ret) NODISCARD;

/* What was said otherwise than it holds; faults become problems.  own: fields before the book's. */
enum err facts_asked(struct ctx *cx, struct form *f, enum fact_of of, int64_t subject_id,
		     struct verval_ask **ret, size_t *ret_n) NODISCARD;

/* Photos of an upload field, re-encoded and stored; what is no picture becomes a problem. */
enum err verval_pictures(struct ctx *cx, struct form *f, int field, const struct media_draft **ret,
			 size_t *ret_n) NODISCARD;

#endif
