/* What the pages of the registry share; nobody else includes it. */
#ifndef REGISTRY_PAGE_IMPL_H
#define REGISTRY_PAGE_IMPL_H

#include "feature/registry/pages_sql.h"
#include "feature/registry/registry.h"
#include "feature/registry/registry_web.h"
#include "text/warga.h"

/* ---- who may see what (page.c) ------------------------------------------------------------- */

/* A person or family in the actor's scope, noted as shown.  ERR_NOTFOUND: as if it were not. */
enum err page_subject(struct ctx *cx, struct req *r, enum fact_of of, int64_t id,
		      struct subject *ret) NODISCARD;

/*
 * Health data are for whoever works on a case: CASE_WORK, and a unit of his takes part in a case of
 * the person (of a member of the family).
 */
enum err page_health(struct ctx *cx, enum fact_of of, int64_t id, bool *ret) NODISCARD;

/* A place in the family, in words; "" for none. */
enum err page_relation_words(struct ctx *cx, int64_t relation, const char **ret) NODISCARD;

/* ---- words ----------------------------------------------------------------------------------- */

/* "47 tahun", "5 bulan", "sekitar 60 tahun" on a day; "" when nothing is known. */
const char *age_words(struct ctx *cx, int64_t birth_date, int64_t birth_year, int32_t on);
const char *age_of(struct ctx *cx, const struct facts *f, int32_t on);

/* A core field in words, "" unknown; secret ones masked. */
const char *core_words(struct ctx *cx, const struct facts *f, enum fact_core core);

/* "Jl. Pelabuhan 12, RT 001 / RW 002, Kel. Cikole, Kec. Cikole". */
const char *address_words(struct ctx *cx, const struct facts *f, enum fact_core address,
			  enum fact_core rt, enum fact_core rw, enum fact_core region);

/* "KTP atau KK diperlihatkan · 12 Mar 2026". */
const char *mark_words(struct ctx *cx, const struct fact_mark *mark);

/* The state of a person who is not simply there; NULL when he is. */
const char *state_words(struct ctx *cx, int64_t state, const char *date);

/* "/warga/12/riwayat" */
const char *person_path(struct ctx *cx, int64_t id, const char *more);
const char *family_path(struct ctx *cx, int64_t id, const char *more);

/* ---- parts of pages -------------------------------------------------------------------------- */

/* Facts by heading, each with its source and date. */
struct shown_facts {
	const struct facts *facts;
	const struct subject *of; /* whose marks stand beside them; NULL: of another day */
	const char *path;         /* of the page: "/warga/12" */
	const char *reveal;       /* code of the secret field shown in clear, or NULL */
	bool health, edit;
};
enum err draw_facts(struct ctx *cx, struct ui *u, const struct shown_facts *s) NODISCARD;

/* What other sources say, with the forms that decide. */
enum err draw_claims(struct ctx *cx, struct ui *u, struct req *r, const struct subject *s,
		     bool health) NODISCARD;

/* One claim: what holds, what is said, and the form that decides, which posts to action. */
enum err draw_claim(struct ctx *cx, struct ui *u, struct req *r, const char *action,
		    const struct subject *s, const struct claim *c,
		    const struct fact_field *field) NODISCARD;
extern const struct form_def claim_withdraw_form;
extern const struct form_def second_form; /* of what waits for a second pair of eyes */

/* Who may not see a field decides nothing of it: ERR_NOTFOUND. */
enum err claim_seen(struct ctx *cx, const struct subject *s, const char *code) NODISCARD;

/* What a form that decides comes to. */
enum err claim_answer(struct ctx *cx, const struct form *f, int64_t id, bool *ret_taken) NODISCARD;

/* How long something waits for a second pair of eyes, and whether that is beyond its limit. */
enum err draw_waits(struct ctx *cx, struct ui *u, int64_t id) NODISCARD;

/* An event that waits, or was decided: what would change, and what the actor can do about it. */
enum err draw_event(struct ctx *cx, struct ui *u, struct req *r, int64_t id) NODISCARD;
/* All that wait and touch a subject; and that they do, as marks for the top of its page. */
enum err draw_events(struct ctx *cx, struct ui *u, struct req *r, int64_t subject_id) NODISCARD;
enum err draw_events_mark(struct ctx *cx, struct ui *u, int64_t subject_id) NODISCARD;
enum text event_outcome(int64_t state);

/* The members of a family as a table; me is marked (0: nobody). */
enum err draw_members(struct ctx *cx, struct ui *u, int64_t family_id, int64_t me) NODISCARD;

/* Some people as the table of members shows them, with their facts of another day. */
struct person_then {
	int64_t id;
	struct facts facts;
};
enum err draw_members_then(struct ctx *cx, struct ui *u, const struct person_then *people, size_t n,
			   int32_t on) NODISCARD;

/* ---- another day (as_of_web.c) --------------------------------------------------------------- */

struct as_of {
	bool past;        /* a day was asked for */
	int32_t held_on;  /* today without */
	int64_t known_at; /* INT64_MAX: now */
};

/* The first fields of the query of a page that has other days, as_of_check() its check. */
enum { AS_OF_HELD, AS_OF_KNOWN, AS_OF_FIRST };
#define AS_OF_FIELDS                                        \
	[AS_OF_HELD] = { .name = "pada",                    \
			 .kind = FIELD_DATE,                \
			 .label = T_WARGA_AS_OF_HELD,       \
			 .hint = T_WARGA_AS_OF_HELD_HINT }, \
	[AS_OF_KNOWN] = { .name = "diketahui",              \
			  .kind = FIELD_DATE,               \
			  .label = T_WARGA_AS_OF_KNOWN,     \
			  .hint = T_WARGA_AS_OF_KNOWN_HINT }
enum err as_of_check(struct ctx *cx, struct form *f) NODISCARD;
void as_of_read(struct ctx *cx, const struct form *f, struct as_of *ret); /* f: or NULL */

/* "?pada=2026-03-15&diketahui=2026-03-31", or "". */
const char *as_of_query(struct ctx *cx, const struct as_of *day);

/* That it is not today, with the way back; and the form that asks for a day. */
void as_of_banner(struct ctx *cx, struct ui *u, const struct as_of *day, const char *path);
void as_of_ask(struct ctx *cx, struct ui *u, const struct form *asked, const char *path);

/* The members of a family on that day, in scope as each of them is today. */
enum err members_then(struct ctx *cx, int64_t family_id, const struct as_of *day,
		      struct person_then **ret, size_t *ret_n) NODISCARD;

/* The desil of a family on a day with its release, or why there is none, by what was known then. */
enum err desil_fact(struct ctx *cx, int64_t family_id, const struct as_of *day,
		    struct ui_fact *ret) NODISCARD;

/* What the room above shows of that day (subject_page_part); nothing without one. */
enum err draw_day_part(struct ctx *cx, struct ui *u, const struct day_part *part) NODISCARD;

/* Tabs of a person: the present one is lit. */
enum person_tab { TAB_NOW, TAB_HISTORY, TAB_SEEN };
void draw_tabs(struct ctx *cx, struct ui *u, int64_t id, enum person_tab tab);

/* The page of a person, also drawn when a form on it came back. */
enum err person_page(struct ctx *cx, struct req *r, struct ui *u) NODISCARD;
enum err family_page(struct ctx *cx, struct req *r, struct ui *u) NODISCARD;

/* The forms of events, folded. */
enum err draw_person_events(struct ctx *cx, struct ui *u, struct req *r,
			    const struct subject *s) NODISCARD;
enum err draw_family_events(struct ctx *cx, struct ui *u, struct req *r,
			    const struct subject *s) NODISCARD;

/* ---- forms (fact_form.c) --------------------------------------------------------------------- */

/* The name of a source. */
const char *source_words(struct ctx *cx, const char *source);

/* Choices of a field of the book. */
struct options fact_choices(struct ctx *cx, const struct fact_field *field);

/* The first fields of every form of facts; those of the book follow. */
enum { FF_VERSION, FF_PART, FF_SOURCE, FF_SINCE, FF_NOTE, FF_CONFIRM, FF_FIRST };
extern const struct form_def person_fact_form, family_fact_form, person_new_form;
/* The last one while it is filled in: nothing is required yet. */
extern const struct form_def person_alike_form;

/*
 * The form of one heading (several by comma) with what stands in s, and over it what was typed in
 * back (NULL: nothing).
 */
enum err fact_form(struct ctx *cx, const struct form_def *def, const char *group,
		   const struct subject *s, bool health, const struct form *back,
		   struct form **ret) NODISCARD;

/* What a form says, as changes; faults become problems of the form. */
enum err fact_form_changes(struct ctx *cx, struct form *f, enum fact_of of, bool health,
			   struct fact_change **ret, size_t *ret_n) NODISCARD;

/* Nobody can know since when something will hold. */
void fact_form_no_future(struct ctx *cx, struct form *f);

/* Index of a field of the book in such a form. */
int fact_form_field(const struct fact_field *field);

/*
 * What a form says of a family's card, field by field (KK, kelurahan, RT, RW, address; -1: not
 * asked).  Faults, and a number that another family has, become problems.
 */
enum { FAMILY_CARD = 5 };
enum err family_facts_read(struct ctx *cx, struct form *f, const int *fields,
			   struct facts *ret) NODISCARD;

/* Who says it, and since when. */
struct origin fact_form_origin(const struct form *f);

#endif
