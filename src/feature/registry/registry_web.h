/* The pages of a person and a family: their routes for main.c, and what rooms above add to them. */
#ifndef REGISTRY_REGISTRY_WEB_H
#define REGISTRY_REGISTRY_WEB_H

#include "feature/registry/fact.h"
#include "platform/http/http.h"

extern const struct route person_routes[], person_edit_routes[], person_new_routes[],
    family_routes[], event_routes[], event_said_routes[], claim_routes[], second_routes[],
    registry_history_routes[], merge_routes[];

/* A fact as a field of a form; fact_read() says what is wrong with what was typed. */
struct field fact_form_ask(struct ctx *cx, const struct fact_field *fact);

/*
 * What a form holds for such a field at its place, in its own form; NULL: nothing.  What can't be
 * read becomes a problem of the form in words.
 */
enum err fact_form_read(struct ctx *cx, struct form *f, int at, const struct fact_field *fact,
			const char **ret) NODISCARD;

/* Sources an officer may name: .options of a FIELD_REF. */
enum err fact_source_choices(struct ctx *cx, const struct form *f, struct options *ret) NODISCARD;
/* All of them. */
enum err fact_any_source_choices(struct ctx *cx, const struct form *f,
				 struct options *ret) NODISCARD;

/*
 * Rooms above know of a person what the registry does not: cases, services given, classes.  They
 * draw it on his page; ids are the rows that are this person (person_rows()).  The page has asked
 * that the actor may see the person, not that he may see more: the part asks that itself, and
 * draws nothing when there is nothing.
 */
struct person_part {
	enum err (*draw)(struct ctx *cx, struct ui *u, const int64_t *ids, size_t n);
};

/* Drawn in this order under the glance; set once by main.c before threads start. */
void person_page_parts(const struct person_part *given, size_t n);

/* What the pages of a person and of a family show of any day: aid received. */
struct day_part {
	enum fact_of of;
	int64_t id;
	const int64_t *ids; /* rows that are the person; members of the family then, in scope */
	size_t n;
	int64_t family_id; /* of a person then, 0: none */
	bool dead;         /* a person who has died */
	int32_t held_on;
	int64_t known_at; /* INT64_MAX: by what is known now */
	bool past;        /* another day was asked for: nothing is done here */
};

/* Drawn under the family of a person and the members of a family; set once by main.c. */
void subject_page_part(enum err (*draw)(struct ctx *cx, struct ui *u, const struct day_part *part));

#endif
