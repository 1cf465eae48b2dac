/*
 * Directory: the units that can be given work, what each does, where, when, and who answers.
 *
 * Exactly one open unit of a city is its unit of last resort: it takes what nobody else takes, and
 * can be neither closed nor moved outside.  A unit that holds batons can't be closed.  Every change
 * raises the version of its unit and leaves an audit line; a version that is no longer the present
 * one is ERR_CONFLICT, and nothing was written.
 */
#ifndef DIRECTORY_DIRECTORY_H
#define DIRECTORY_DIRECTORY_H

#include "base/ctx.h"
#include "platform/form/form.h"

struct unit {
	int64_t id, version;
	const char *code, *kind, *name; /* kind: code of the set unit_kind */
	int64_t parent_id;              /* whose supervisor is told, 0 for none */
	const char *parent_name;
	int64_t region_id; /* kelurahan or kecamatan it sits in, 0 for the city */
	const char *address, *phone, *emergency_phone;
	int64_t lat_e6, lng_e6; /* degrees times a million, DB_NONE unknown */
	bool outside;           /* not of this city: never holds a baton */
	bool has_account, last_resort;
	int64_t opened_at, closed_at;
};

struct unit_filter {
	const char *kind, *service; /* NULL: any */
	int64_t region_id;          /* units that serve this kelurahan; 0: any */
	bool closed;                /* the closed ones as well */
};

struct unit_offer {
	const char *service; /* code of the set service */
	bool urgent;
	int64_t capacity; /* DB_NONE: not limited or unknown */
	int64_t used;     /* places taken, by v_place_taken; DB_NONE where they are not limited */
};

enum { UNIT_HOLIDAY = 7, UNIT_WEEKDAYS = 8 };

struct unit_hour {
	int weekday;          /* 0 Sunday to 6 Saturday, UNIT_HOLIDAY on public holidays */
	int from_min, to_min; /* minutes after midnight, end not included; 0 to 1440: all day */
};

/* ---- units ------------------------------------------------------------------------------- */

/* ERR_NOTFOUND: no such unit in this city. */
enum err directory_get(struct ctx *cx, int64_t id, struct unit *ret) NODISCARD;

/* By its code, for loading files. */
enum err directory_by_code(struct ctx *cx, const char *code, int64_t *ret_id,
			   bool *found) NODISCARD;

/* Ordered by kind and name.  filter NULL: all open ones.  parent_name is not filled. */
enum err directory_list(struct ctx *cx, const struct unit_filter *filter, struct unit **ret,
			size_t *ret_n) NODISCARD;

/* The same as choices of a form, grouped by kind; value is the id. */
enum err directory_options(struct ctx *cx, const struct unit_filter *filter,
			   struct options *ret) NODISCARD;

/* The unit of last resort.  ERR_NOTFOUND: the city has none yet (before init has ended). */
enum err directory_last_resort(struct ctx *cx, int64_t *ret_id) NODISCARD;

/* A code that no other unit has, of the words of its name: for who gives none. */
enum err directory_code_of(struct ctx *cx, const char *name, const char **ret) NODISCARD;

/*
 * Adds a unit: everything of v but id, version and the instants.  A code that is taken, or a second
 * unit of last resort, is ERR_CONFLICT; an outside unit of last resort ERR_INVALID.
 */
enum err directory_create(struct ctx *cx, const struct unit *v, int64_t *ret_id) NODISCARD;

/*
 * Gives a new unit what one of its kind usually has: the services that the reference data name for
 * it, office hours (or day and night where it has beds), and its kelurahan or kecamatan.
 */
enum err directory_usual(struct ctx *cx, int64_t unit_id) NODISCARD;

/* A kelurahan that no desk (Puskesos) serves by name. */
struct deskless {
	int64_t region_id;
	const char *code, *name, *kecamatan;
	bool twice; /* the city has another of that name */
};
enum err directory_deskless(struct ctx *cx, struct deskless **ret, size_t *ret_n) NODISCARD;

/* A desk for each of them, with what is usual, that reports to the unit of last resort. */
enum err directory_add_desks(struct ctx *cx, int64_t *ret_n) NODISCARD;

/* Changes what create sets, except last_resort; v->id and v->version say which.  code NULL: stays.
 */
enum err directory_update(struct ctx *cx, const struct unit *v) NODISCARD;

/* Replace the whole list.  Coverage takes kelurahan and kecamatan (all its kelurahan); none means
 * the whole city.  Places in use stay when a service stays; a service in use can't be dropped
 * (ERR_CONFLICT). */
enum err directory_set_services(struct ctx *cx, int64_t unit_id, int64_t version,
				const struct unit_offer *offers, size_t n) NODISCARD;
enum err directory_set_coverage(struct ctx *cx, int64_t unit_id, int64_t version,
				const int64_t *regions, size_t n) NODISCARD;
enum err directory_set_hours(struct ctx *cx, int64_t unit_id, int64_t version,
			     const struct unit_hour *hours, size_t n) NODISCARD;

/* What the unit offers, with capacity; in the arena. */
enum err directory_services(struct ctx *cx, int64_t unit_id, struct unit_offer **ret,
			    size_t *ret_n) NODISCARD;
enum err directory_coverage(struct ctx *cx, int64_t unit_id, int64_t **ret,
			    size_t *ret_n) NODISCARD;
enum err directory_hours(struct ctx *cx, int64_t unit_id, struct unit_hour **ret,
			 size_t *ret_n) NODISCARD;

/* How many batons a unit holds; casework's, registered by main.c.  Without it none can close. */
void directory_set_holder_check(enum err (*fn)(struct ctx *cx, int64_t unit_id, int64_t *ret_held));

/* ERR_CONFLICT: it is the unit of last resort, or holds batons, or the version is old. */
enum err directory_close(struct ctx *cx, int64_t unit_id, int64_t version) NODISCARD;
enum err directory_reopen(struct ctx *cx, int64_t unit_id, int64_t version) NODISCARD;

/* Hands the part of last resort to this unit; the former one loses it in the same transaction. */
enum err directory_make_last_resort(struct ctx *cx, int64_t unit_id, int64_t version) NODISCARD;

/* ---- when and who ------------------------------------------------------------------------ */

/* Open at that instant, by the hours of its weekday, or of holidays when it is one. */
enum err directory_is_open(struct ctx *cx, int64_t unit_id, int64_t at, bool *ret) NODISCARD;

/* When its desk opens next after that instant, holidays left out; 0: not within three weeks, or its
 * hours are not known. */
enum err directory_opens(struct ctx *cx, int64_t unit_id, int64_t at, int64_t *ret) NODISCARD;

/* "08.00-12.00, 13.00-15.30", "24 jam", "" (closed) of one weekday, and back.  Parsing sets
 * weekday in each; false when the text is no hours or they overlap.  At most UNIT_SPANS spans. */
enum { UNIT_SPANS = 4 };
const char *hours_text(struct ctx *cx, const struct unit_hour *hours, size_t n, int weekday);
bool hours_parse(const char *text, int weekday, struct unit_hour ret[static UNIT_SPANS],
		 size_t *ret_n);

struct duty {
	int64_t id, unit_id, user_id; /* user_id 0: no account */
	const char *name, *phone;
	int64_t from_at, to_at;
	bool substitute;
};

enum duty_source { DUTY_PERSON, DUTY_SUBSTITUTE, DUTY_UNIT };
struct duty_contact {
	enum duty_source source;
	int64_t user_id;   /* 0 without account or when it is the unit's telephone */
	const char *name;  /* of the person, or of the unit */
	const char *phone; /* NULL when the unit has none at all */
	/* Who is called where the person on duty does not lift; NULL: nobody is on the roster. */
	const char *substitute, *substitute_phone;
};

/* Whom to call: the person on duty, else the substitute, else the unit's telephone. */
enum err directory_on_duty(struct ctx *cx, int64_t unit_id, int64_t at,
			   struct duty_contact *ret) NODISCARD;

/* The same in an emergency: where nobody is on the roster, the unit's number for emergencies. */
enum err directory_emergency_call(struct ctx *cx, int64_t unit_id, int64_t at,
				  struct duty_contact *ret) NODISCARD;

/* The roster between two instants, in order. */
enum err directory_duties(struct ctx *cx, int64_t unit_id, int64_t from_at, int64_t to_at,
			  struct duty **ret, size_t *ret_n) NODISCARD;

/* ERR_CONFLICT: there is already somebody in that part at that time; ERR_INVALID: empty span. */
enum err directory_duty_add(struct ctx *cx, const struct duty *d, int64_t *ret_id) NODISCARD;
enum err directory_duty_remove(struct ctx *cx, int64_t unit_id, int64_t id) NODISCARD;

/* ---- who can take it --------------------------------------------------------------------- */

struct directory_ask {
	const char *service;
	const char *kinds; /* wanted kinds of unit, best first, "rsud,puskesmas"; NULL: any */
	int64_t region_id; /* kelurahan of the person; 0: unknown, only city-wide units fit */
	int64_t at;        /* 0: cx->now */
	bool urgent;       /* must be answered now: never a closed desk */
};

struct directory_answer {
	int64_t unit_id;
	const char *kind, *name, *phone, *emergency_phone;
	bool fits; /* may be given the work now */
	bool exact, open, on_duty, full, outside, last_resort, has_account;
	bool elsewhere;         /* serves only other kelurahan, or only some where none was named */
	int64_t capacity, used; /* both DB_NONE: not limited */
	int64_t opens_at;       /* of a closed one: when its desk opens next; 0: open, or unknown */
	const char *why;        /* in the language of cx: why, or why not */
};

/*
 * All open units that offer the service, the best first, each with why or why not, and the unit of
 * last resort.  Fitting ones come first; among them the wanted kinds in order, then those that
 * name the kelurahan before city-wide ones, open before closed, with known free places.
 * A unit outside the city fits only when its kind was asked for or nothing else does.
 */
enum err directory_who_can(struct ctx *cx, const struct directory_ask *given,
			   struct directory_answer **ret, size_t *ret_n) NODISCARD;

/* Of one whose desk is closed with nobody on duty: "Tutup, buka besok 08.00"; NULL of others. */
const char *directory_closed_now(struct ctx *cx, const struct directory_answer *a);

/* Why, as the hint of a choice: with the time when a closed one opens. */
const char *directory_hint(struct ctx *cx, const struct directory_answer *a);

/* The first that fits and lies in the city (or whose kind was asked for), else the unit of last
 * resort.  Never none: ERR_NOTFOUND only when the city has no unit of last resort. */
enum err directory_pick(struct ctx *cx, const struct directory_ask *given,
			struct directory_answer *ret) NODISCARD;

/* ---- PSKS -------------------------------------------------------------------------------- */

struct psks {
	int64_t id, version;
	const char *kind, *name; /* kind: code of the set psks */
	bool is_person;
	int64_t region_id; /* 0: the whole city */
	const char *phone; /* sealed in the file; NULL in lists */
	const char *trainings;
	int32_t valid_from, valid_to; /* valid_to DATE_NONE: no end */
};

struct psks_filter {
	const char *name; /* a part of it, however it is written */
	const char *kind;
	int64_t region_id;
	bool ended; /* those no longer in service as well */
};

/* Sources of help that fit the filter, by kind and name; in the arena. */
enum err psks_find(struct ctx *cx, const struct psks_filter *filter, struct psks **ret,
		   size_t *ret_n) NODISCARD;
enum err psks_read(struct ctx *cx, int64_t id, struct psks *ret) NODISCARD;

/* Adds (id 0) or changes by id and version. */
enum err psks_save(struct ctx *cx, const struct psks *p, int64_t *ret_id) NODISCARD;

#endif
