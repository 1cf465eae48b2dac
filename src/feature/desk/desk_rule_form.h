/*
 * One rule of triage as a form: how each circumstance counts, the steps with unit, limit and stage,
 * what else follows, and the reason in words.
 */
#ifndef DESK_DESK_RULE_FORM_H
#define DESK_DESK_RULE_FORM_H

#include "engine/triage/triage.h"
#include "platform/form/form.h"

/* Steps a form has room for; a rule with more keeps the rest as it is. */
#define RULE_STEPS 6

extern const struct form_def desk_rule_form;

/* The form of a rule (NULL: a new one) at its place in the table; version is that of the draft. */
struct form *desk_rule_filled(struct ctx *cx, const struct triage_rule *r, size_t order,
			      int64_t version);

/* The rule in a form without problems; old is the rule it changes, or NULL. */
struct triage_rule desk_rule_of(struct ctx *cx, const struct form *f,
				const struct triage_rule *old);

/* Of the draft, its place in the table, and why, as the form says them. */
int64_t desk_rule_version(const struct form *f);
size_t desk_rule_order(const struct form *f, size_t or_else);
const char *desk_rule_why(const struct form *f);

/* Another rule has the name. */
void desk_rule_taken(struct ctx *cx, struct form *f);

/* The definition to draw f with: its steps and one more, after the conditions. */
const struct form_def *desk_rule_shown(struct ctx *cx, const struct form *f);

#endif
