/*
 * Forms: one table of fields draws the form, parses what comes back, validates it and describes it
 * in the OpenAPI document, so that they cannot disagree.
 *
 * Wrong input is data, not an error: a form has problems, and comes back filled with all of them.
 */
#ifndef FORM_FORM_H
#define FORM_FORM_H

#include "platform/db/db.h"
#include "platform/i18n/i18n.h"

/* Characters of a FIELD_COORD: a link to a place on a map is long. */
enum { FORM_COORD_MAX = 600 };

enum field_kind {
	FIELD_TEXT,    /* one line */
	FIELD_LONG,    /* several lines */
	FIELD_INT,     /* .min_value to .max_value */
	FIELD_MONEY,   /* whole rupiah; "1.000.000" and "Rp1000000" are understood */
	FIELD_DATE,    /* YYYY-MM-DD or dd/mm/yyyy; value is days since 1970 */
	FIELD_INSTANT, /* YYYY-MM-DDTHH:MM in the city's zone, or with one: 21:40:00+07:00; value is
			  microseconds UTC */
	FIELD_ENUM,    /* one of .members; form_int() is its index; drawn as radio buttons up to 6,
			  otherwise a select */
	FIELD_REF,     /* one of .options(): ids or codes */
	FIELD_CHECKS,  /* any of .members: value is a bit set by index */
	FIELD_BOOL,
	FIELD_PHONE,  /* +62 and 0 forms; kept as 08... digits */
	FIELD_NIK,    /* 16 digits */
	FIELD_NUMBER, /* LP-, KS-, RJ- number; kept in its normal form */
	FIELD_COORD,  /* a place within Indonesia, also as a link to a map; value "lat,lng" */
	FIELD_PASSWORD,
	FIELD_FILES,  /* up to .max_value uploads of at most .max bytes each */
	FIELD_HIDDEN, /* text carried through */
	FIELD_ID,     /* int64 id, hidden */
	FIELD_IDS,    /* the rows chosen in a list: its boxes carry it, the form draws nothing */
	FIELD_REFS,   /* any of .options(), drawn as boxes; read with form_choices() */
	FIELD_END,
};

struct option {
	const char *value; /* as in the form */
	const char *label; /* in the user's language */
	const char *hint;  /* or NULL */
	const char *group; /* optgroup, or NULL */
};
struct options {
	const struct option *items;
	size_t n;
};

struct member {
	const char *value; /* in forms and JSON: "sick" */
	enum text label;
	enum text hint; /* T__NONE for none */
};

struct form;

struct field {
	const char *name;
	enum field_kind kind;
	enum text label, hint; /* hint T__NONE for none */
	bool required;
	size_t max;                   /* characters of text, bytes of a file; 0: 200 */
	int64_t min_value, max_value; /* FIELD_INT when max_value > min_value; FIELD_FILES count */
	const struct member *members; /* ends with .value NULL */
	/* FIELD_REF(S): the choices of this person now; called when drawing and when checking. */
	enum err (*options)(struct ctx *cx, const struct form *f, struct options *ret);
	/* Whether a value is one of them, where that is cheaper than to list them; or NULL. */
	enum err (*known)(struct ctx *cx, const char *value, bool *ret);
	enum text section; /* starts a group with this heading (fieldset), T__NONE otherwise */
	/* Of fields that are data: words that no key names, instead of .label, .hint and .section,
	 * and choices instead of .members (FIELD_CHECKS) and .options (FIELD_REF). */
	const char *said, *said_hint, *said_section;
	struct options list;
	enum privacy_class { FIELD_PUBLIC, FIELD_PERSONAL, FIELD_SPECIFIC_DATA } privacy;
	const char *accept; /* FIELD_FILES: what is picked from, as in HTML; NULL: pictures, PDF */
	const char *autocomplete; /* HTML autocomplete token, NULL for "off" */
	bool drawn;               /* FIELD_FILES: the script offers to draw it on the screen */
	bool keep_draft;          /* the script keeps it on the device until sent */
	bool seen; /* FIELD_ID: the version its sender looked at; left away or told, never empty */
	bool radios;  /* FIELD_REF of a few choices: drawn as radio buttons */
	bool carried; /* chosen elsewhere on the page, by tabs: drawn hidden */
	/* Where a long list goes on.  A filter does not carry it: choosing anew begins the list at
	 * its top. */
	bool onward;
	/* .check asks for it in some cases: its label does not call it optional, and a filter
	 * without it does not say "Semua". */
	bool depends;
	bool buttons; /* FIELD_ENUM of a list's bulk form: each choice is a button that sends it */
};

struct form_def {
	const char *name;           /* unique: "report_new" */
	const struct field *fields; /* ends with FIELD_END; index = enum of the feature */
	/* The definition as it is now, in cx->arena, where fields are data (those above come first
	 * and stand in the OpenAPI document); NULL: this one. */
	enum err (*now)(struct ctx *cx, const struct form_def *def, const struct form_def **ret);
	/* In which order a page shows the fields, -1 after the last; NULL: as they stand above. */
	const int *order;
	/*
	 * Checks over several fields, after each by itself; adds problems.  Asked also when single
	 * fields have theirs, so that everything is told at once: such a field reads as empty (see
	 * form_faulty()), and no second problem is told of it.
	 */
	enum err (*check)(struct ctx *cx, struct form *f);
	enum text submit;     /* label of the button */
	bool mostly_optional; /* what must be given is marked, instead of what need not */
	bool multipart;
};

struct upload {
	const char *name, *type;
	struct blob bytes;
	const char *ticket; /* by which it comes along when the form is sent again, or NULL */
	bool bad;           /* a problem is about this very file */
};

/* A parsed form: values by field index.  Lives in cx->arena. */
struct form *form_new(struct ctx *cx, const struct form_def *def);

/* What the path of a form that was sent is about ("/keluarga/{id}/..."); 0: nothing, or it is drawn
 * for the first time. */
void form_set_path_id(struct form *f, int64_t id);
int64_t form_path_id(const struct form *f);

/* The definition the form was made from. */
const struct form_def *form_def_of(const struct form *f);

/* What was typed and what is wrong with it, in a form of another definition: fields by their names.
 */
struct form *form_as(struct ctx *cx, const struct form *f, const struct form_def *def);

/*
 * Parsers.  In JSON a file is { "name", "type", "data": base64 }.  Unknown names are
 * ignored in what a page sends, and a problem in JSON and after form_name_strangers(): a program
 * that misspelt a name would never know.  Repeated names are a problem except where several are
 * chosen.  They add problems, never
 * fail for bad content; ERR_INVALID only when the whole body can't be read (broken multipart, JSON
 * that is none), with a problem on the form as a whole.
 */
enum err form_parse_urlencoded(struct ctx *cx, struct form *f, const char *p, size_t n) NODISCARD;
enum err form_parse_multipart(struct ctx *cx, struct form *f, const char *boundary, const char *p,
			      size_t n) NODISCARD;
enum err form_parse_json(struct ctx *cx, struct form *f, const char *p, size_t n) NODISCARD;

void form_name_strangers(struct form *f); /* from now on they are problems here too */

/* Checks every field and def->check; needs a reader for FIELD_REF. */
enum err form_validate(struct ctx *cx, struct form *f) NODISCARD;

/* Values.  Text is NULL when empty; numbers have a default; set* fill a form before drawing. */
const char *form_text(const struct form *f, int field);
/* A FIELD_COORD in degrees times a million; both DB_NONE when it is empty. */
void form_point(const struct form *f, int field, int64_t *lat_e6, int64_t *lng_e6);
int64_t form_int(const struct form *f, int field, int64_t or_else);
int64_t form_id(const struct form *f, int field);                      /* 0 when empty */
size_t form_ids(const struct form *f, int field, const int64_t **ret); /* in order, no check */
bool form_bool(const struct form *f, int field);
uint64_t form_checks(const struct form *f, int field);
size_t form_choices(const struct form *f, int field, const char *const **ret); /* as chosen */
bool form_given(const struct form *f, int field); /* the name was in the request */
/* By itself it is wrong or lacking: what it would say is not known. */
bool form_faulty(const struct form *f, int field);
size_t form_files(const struct form *f, int field, const struct upload **ret);
const char *form_raw(const struct form *f, int field); /* as typed, for drawing; "" when empty */
const char *form_extra(const struct form *f, const char *name); /* _csrf, _once, _purpose */

/* Puts a value into a field before the form is drawn, as if it had been typed. */
void form_set_text(struct ctx *cx, struct form *f, int field, const char *value);
void form_set_int(struct ctx *cx, struct form *f, int field, int64_t value);
void form_set_checks(struct form *f, int field, uint64_t bits);
void form_set_choices(struct ctx *cx, struct form *f, int field, const char *const *values,
		      size_t n);

/* Problems: field -1 is the form as a whole.  args fill {0}.. of the text (may be NULL). */
void form_problem(struct ctx *cx, struct form *f, int field, enum text message, const char *arg0);
/* A problem in words of its own. */
void form_problem_said(struct ctx *cx, struct form *f, int field, const char *message);
bool form_ok(const struct form *f);

/* A problem of the field is about this file: it does not come back with the form. */
void form_file_bad(struct form *f, int field, size_t file);

/*
 * Files of a form that comes back.  A browser never fills a file field again, so what was sent may
 * be kept elsewhere under a ticket, a text that the page draws as a ticked box and that is sent
 * again in place of the file.  form_ticket() gives a file one, form_tickets() reads those that were
 * sent, form_put_kept() puts such a file into the field of that name: false when there is none.
 */
void form_ticket(struct form *f, int field, size_t file, const char *ticket);
size_t form_tickets(const struct form *f, const char *const **ret);
bool form_put_kept(struct ctx *cx, struct form *f, const char *field, const struct upload *up);

/* Says beside each field that had files which don't come back to choose them again. */
void form_files_again(struct ctx *cx, struct form *f);

/* Forgets all problems: before a commit that runs again. */
void form_forget_problems(struct form *f);

struct problem {
	int field;
	const char *stranger; /* name that is no field, NULL otherwise */
	const char *message;  /* filled, in the user's language */
};
size_t form_problems(const struct form *f, const struct problem **ret);
/* The name that was sent with it; NULL: the form as a whole. */
const char *problem_name(const struct form_def *def, const struct problem *p);

#endif
