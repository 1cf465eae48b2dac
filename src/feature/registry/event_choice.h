/* What the forms of events offer to choose from (event_choice.c); for event_web.c. */
#ifndef REGISTRY_EVENT_CHOICE_H
#define REGISTRY_EVENT_CHOICE_H

#include "feature/registry/event.h"
#include "platform/form/form.h"

/* The family whose members are offered when the form is drawn: field 0 of every such form. */
enum { E_FAMILY };

/* Alive; and of those who may follow the head or take his place. */
bool member_lives(const struct relative *m);
bool member_follows(const struct relative *m);

/* Who may follow the head. */
enum err heir_choices(struct ctx *cx, const struct form *f, struct options *ret) NODISCARD;

/* Who may have borne a child. */
enum err mother_choices(struct ctx *cx, const struct form *f, struct options *ret) NODISCARD;

/* Who marries: those old enough first, of the younger it is said that they need a paper. */
enum err couple_choices(struct ctx *cx, const struct form *f, struct options *ret) NODISCARD;

/* All relations within a family; both sexes. */
enum err relation_choices(struct ctx *cx, const struct form *f, struct options *ret) NODISCARD;
enum err sex_choices(struct ctx *cx, const struct form *f, struct options *ret) NODISCARD;

#endif
