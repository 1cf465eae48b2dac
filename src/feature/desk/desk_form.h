/* The form of a report: one table for the desk and, as its first part, for the public page. */
#ifndef DESK_DESK_FORM_H
#define DESK_DESK_FORM_H

#include "feature/desk/desk.h"
#include "feature/registry/find.h"
#include "platform/form/form.h"

enum report_field {
	F_BODY,
	F_REGION,
	F_PLACE,
	F_COORD,
	F_SUBJECT,
	F_SEX,
	F_AGE,
	F_TRAITS,
	F_HEADCOUNT,
	F_FLAGS,
	F_REPORTER_KIND,
	F_REPORTER,
	F_PHONE,
	F_PHOTOS,
	F_TOPIC,
	F_PUBLIC_END,
	/* the desk only; the public table ends before */
	F_CHANNEL = F_PUBLIC_END,
	F_HAPPENED,
	F_FORM_NUMBER,
	F_WHO,
	F_PERSON,
};

extern const struct form_def desk_report_form, desk_preview_form, desk_public_form, desk_ask_form,
    desk_follow_form;

/* Members of F_FLAGS, in the order of enum triage_flag. */
extern const struct member desk_flag_members[];

/* The members of a set of flags as words, NULL for none. */
const char *desk_flags_text(struct ctx *cx, int64_t flags);

/* Whether the reporter is named, secret or nameless, in words. */
const char *desk_reporter_text(struct ctx *cx, enum reporter_kind kind);

/* The report in a form that has no problems; texts live with the form. */
struct desk_report desk_report_of(const struct form *f, bool staff);

/*
 * The person of a report: who fits what was typed into F_WHO, and who may be him by what the report
 * says (person_alike), as choices of F_PERSON; a problem where somebody fits and nobody was chosen.
 * Pages disclose those of desk_people(); *ret_far: somebody alike is out of the actor's reach.
 */
enum err desk_people(struct ctx *cx, const struct form *f, struct find_answer *ret,
		     bool *ret_far) NODISCARD;
enum err desk_person_options(struct ctx *cx, const struct form *f, struct options *ret) NODISCARD;
enum err desk_person_known(struct ctx *cx, const char *value, bool *ret) NODISCARD;
enum err desk_check_person(struct ctx *cx, struct form *f) NODISCARD;

/* A printed form is typed in once, and only one that was really printed. */
enum err desk_check_paper(struct ctx *cx, struct form *f) NODISCARD;

/* Who typed it in and when; its report_id is 0 for whom it lies out of reach. */
struct paper_form_typed_row;
enum err desk_paper_typed(struct ctx *cx, const struct form *f, struct paper_form_typed_row *ret,
			  bool *found) NODISCARD;

#endif
