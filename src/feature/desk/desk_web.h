/* What the page files of the desk share. */
#ifndef DESK_DESK_WEB_H
#define DESK_DESK_WEB_H

#include "feature/desk/desk.h"
#include "platform/http/http.h"

/* Draws a plan: steps with unit, limit, reason, and whom to call. */
enum err desk_draw_plan(struct ctx *cx, struct ui *u, const char *name,
			const struct desk_plan *plan) NODISCARD;

/* Who works for one kelurahan mostly means that one. */
enum err desk_set_own_region(struct ctx *cx, struct form *f, int field) NODISCARD;

/* Reports that may be about the same as r (stored under id, 0: not yet), as a list. */
enum err desk_draw_similar(struct ctx *cx, struct ui *u, int64_t id,
			   const struct desk_report *r) NODISCARD;

/*
 * Forms that decide ask of kinds that do not hold together which one it is: _now gives a form those
 * questions of all kinds of the city, _form those of a plan, with what came or what was answered
 * before.  _read takes the answers into the plan, _ask says what is lacking at its field.
 */
enum err desk_kinds_now(struct ctx *cx, const struct form_def *def,
			const struct form_def **ret) NODISCARD;
bool desk_kinds_came(const struct form *f, const struct form_def *def);
struct form *desk_kinds_form(struct ctx *cx, const struct form_def *def,
			     const struct desk_plan *plan, const struct form *came);
void desk_kinds_read(struct ctx *cx, const struct form *f, struct desk_plan *plan);
void desk_kinds_ask(struct ctx *cx, struct form *f, const struct desk_plan *plan);

/* What is proposed, and doing it as it stands. */
extern const struct form_def desk_decide_form;
enum err desk_draw_decision(struct ctx *cx, struct ui *u, struct req *r,
			    const struct desk_view *v) NODISCARD;
enum err desk_decide_prepare(struct ctx *cx, struct req *r) NODISCARD;
enum err desk_decide_commit(struct ctx *cx, struct req *r, struct resp *resp) NODISCARD;

/* Commits the struct desk_decision in req_data() and says where to go on. */
enum err desk_commit_decision(struct ctx *cx, struct req *r, struct resp *resp,
			      int64_t version) NODISCARD;

/* The page of one report, which its acts come back to when something is wrong. */
enum err desk_show_page(struct ctx *cx, struct req *r, struct ui *u) NODISCARD;

/* Adds photos to a report that is there already. */
extern const struct form_def desk_photo_form;

/* The same by the reporter, who shows number and secret. */
enum { DESK_SEND_NUMBER, DESK_SEND_SECRET };
extern const struct form_def desk_send_photo_form;

/* For who may write the draft of the rules: a rule more, and beginning anew when there is one. */
void desk_draw_rule_acts(struct ctx *cx, struct ui *u, bool draft);

/* All pages of the desk. */
extern const struct route desk_routes[], desk_show_routes[], desk_plan_routes[],
    desk_photo_routes[], desk_paper_routes[], desk_rules_routes[], desk_rule_routes[],
    desk_public_routes[];

#endif
