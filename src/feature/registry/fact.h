/*
 * Facts: what is known of a person or a family, field by field.
 *
 * The fields of a city are data (reference set "field"): the ones the program ships, and those the
 * city adds.  A value is text in one canonical form, whatever its kind, so that forms, imports,
 * history, merges and exports treat all fields alike:
 *
 *	name, text      as written, blanks single
 *	date            2026-11-21
 *	number, money   digits, maybe with a minus sign
 *	flag            1 or 0
 *	choice          the code of one option;  set: several, by comma, in the order of the options
 *	region          id of the kelurahan
 *	nik, kk, phone  digits only
 *
 * Unknown is NULL, never "".
 */
#ifndef REGISTRY_FACT_H
#define REGISTRY_FACT_H

#include "base/ctx.h"
#include "platform/form/form.h"

enum fact_kind {
	FACT_TEXT,
	FACT_NAME,
	FACT_DATE,
	FACT_NUMBER,
	FACT_MONEY,
	FACT_FLAG,
	FACT_CHOICE,
	FACT_SET,
	FACT_REGION,
	FACT_NIK,
	FACT_KK,
	FACT_PHONE,
	FACT__KINDS
};

/* Who is shown a value, and how it is kept. */
enum fact_class {
	FACT_OPEN,     /* name, kelurahan: as the list shows them */
	FACT_PERSONAL, /* shown to who may read the person */
	FACT_SECRET,   /* sealed; shown masked until asked for */
	FACT_HEALTH    /* sealed; shown to who works on a case of the person, or in health */
};

enum fact_of { FACT_PERSON = 1, FACT_FAMILY = 2 };

/* Fields the program itself knows; they have columns of their own. */
enum fact_core {
	CORE_NONE,
	CORE_NAME,
	CORE_ALIAS,
	CORE_SEX,
	CORE_BIRTH_DATE,
	CORE_BIRTH_YEAR,
	CORE_BIRTH_PLACE,
	CORE_MOTHER,
	CORE_NIK,
	CORE_PHONE,
	CORE_REGION,
	CORE_RT,
	CORE_RW,
	CORE_ADDRESS,
	CORE_ORIGIN,
	CORE_TRAITS,
	CORE_STATE,
	CORE_STATE_DATE,
	CORE_FAMILY,
	CORE_RELATION,
	CORE_KNOWN,
	CORE_KK,
	CORE_HEAD,
	CORE_KK_REGION,
	CORE_KK_RT,
	CORE_KK_RW,
	CORE_KK_ADDRESS,
	CORE__N
};

struct fact_option {
	const char *code, *label; /* label in the user's language */
	const char *const *alias; /* other ways to write it, folded */
	size_t n_aliases;
};

struct fact_field {
	const char *code, *label; /* label in the user's language */
	enum fact_kind kind;
	enum fact_class class;
	enum fact_of of;
	enum fact_core core;
	size_t at;         /* its place among the values of its kind of subject */
	int64_t min, max;  /* of numbers; of texts: bytes */
	bool double_check; /* decides aid: two persons' eyes before it counts */
	bool internal;     /* written by events only: not offered in forms and imports */
	bool ended;        /* the city asks for it no longer; what was said stays (internal too) */
	bool find;         /* people are found by it; see field.h */
	const char *group; /* heading it stands under: identity, address, education ... */
	const char *const *alias; /* names of columns that mean it, folded */
	size_t n_aliases;
	const struct fact_option *option;
	size_t n_options;
	const struct fact_index *index; /* how what is written is found; fact_read()'s own */
};

struct fact_codes;

struct fact_book {
	const struct fact_field *const *person; /* in the order of pages; [i]->at == i */
	size_t n_person;
	const struct fact_field *const *family;
	size_t n_family;
	const struct fact_field *person_core[CORE__N], *family_core[CORE__N]; /* NULL: not there */
	/* Those that people are found by, of persons and of families. */
	const struct fact_field *const *find[FACT_FAMILY + 1];
	size_t n_find[FACT_FAMILY + 1];
	const struct fact_codes *codes; /* fact_field()'s own */
};

/*
 * Today's fields, in the user's language; kept by the process and as long-lived as cx->arena.
 * A field that has ended is marked so: what was said stays.  ERR_DB: the set is not installed.
 */
enum err fact_book(struct ctx *cx, const struct fact_book **ret) NODISCARD;

/* The field of a code, of a person or a family; NULL: there is none. */
const struct fact_field *fact_field(const struct fact_book *book, enum fact_of of,
				    const char *code);

/* Fields of a kind of subject. */
size_t fact_fields(const struct fact_book *book, enum fact_of of,
		   const struct fact_field *const **ret);

/* Values of one subject: value[field->at], NULL unknown. */
struct facts {
	enum fact_of of;
	const struct fact_book *book;
	const char **value;
};

/* All unknown, in cx->arena. */
struct facts facts_new(struct ctx *cx, const struct fact_book *book, enum fact_of of);
struct facts facts_copy(struct ctx *cx, const struct facts *f);

/* By core field or code; an unknown code gets NULL, and sets nothing. */
const char *facts_core(const struct facts *f, enum fact_core core);

/* A value as a number, and that of a core field; or_else where there is none. */
int64_t fact_int(const char *value, int64_t or_else);
int64_t facts_core_int(const struct facts *f, enum fact_core core, int64_t or_else);
/* The day of birth; DATE_NONE: nobody knows it. */
int32_t facts_birth(const struct facts *f);
void facts_set_core(struct facts *f, enum fact_core core, const char *value);
const char *facts_get(const struct facts *f, const char *code);
void facts_set(struct facts *f, const char *code, const char *value);

/*
 * RT and RW as a free address tells them ("Jl. Pelabuhan II No 5 RT 03/05", "RT.03/RW.05"), in
 * their canonical form; NULL for what it does not tell, and for both when it tells two of one.
 */
void address_rt_rw(struct arena *a, const char *address, const char **ret_rt, const char **ret_rw);

/* Does the address itself tell this RT and RW, so that who reads it needs not be told once more? */
bool address_tells(struct arena *a, const char *address, const char *rt, const char *rw);

/*
 * The same for facts that say an address, or of a family its area (SLS), and neither RT nor RW;
 * true: something was filled in.
 */
bool facts_rt_rw(struct arena *a, struct facts *f);

/* What is wrong with a value as somebody wrote it. */
enum fact_fault {
	FACT_FINE,
	FACT_NOT_A_DATE,
	FACT_NOT_A_NUMBER,
	FACT_OUT_OF_RANGE,
	FACT_TOO_LONG,
	FACT_NOT_AN_OPTION,
	FACT_NOT_A_REGION,
	FACT_NOT_16_DIGITS, /* NIK, KK */
	FACT_SPOILED,       /* 3.27E+15, or 0000 at the end: a spreadsheet made a number of it */
	FACT_IMPOSSIBLE,    /* NIK: day 32, month 13, all digits the same */
	FACT_NOT_A_PHONE,
	FACT_BAD_CHARACTERS,
	FACT_NOT_A_NAME, /* no letter in it, or a formula */
	FACT__FAULTS
};

/*
 * The canonical form of a value as people and offices write it ("17-8-1945", "L", "Laki-laki",
 * "'3272...", "0812-3456"): *ret in cx->arena, NULL when nothing was said ("", "-", "n/a").
 * *ret_fault other than FACT_FINE: *ret is not set.  Wrong text is no error.
 */
enum err fact_read(struct ctx *cx, const struct fact_field *field, const char *written,
		   const char **ret, enum fact_fault *ret_fault) NODISCARD;

/* The fault in a sentence that names the field, what stands there and what would be right. */
const char *fact_fault_text(struct ctx *cx, const struct fact_field *field, const char *written,
			    enum fact_fault fault);

/* A value in words for people: date written out, label of the option, name of the region. */
enum err fact_show(struct ctx *cx, const struct fact_field *field, const char *value,
		   const char **ret) NODISCARD;

/* The same with secret kinds masked ("3272 ·· ···· 0012"). */
enum err fact_show_masked(struct ctx *cx, const struct fact_field *field, const char *value,
			  const char **ret) NODISCARD;

/*
 * What keeps the doc of an entry of the set "field" from being a field: the key that is wrong;
 * NULL: nothing.  For ref_set_check().
 */
struct json_t;
const char *fact_doc_fault(const struct json_t *doc);

/*
 * What is wrong with a field among the others, for ref_set_among(): a name that another one answers
 * to, choices that cannot be told apart or whose list is not there, a kind that has changed.
 */
struct ref_fault;
enum err fact_among(struct ctx *cx, const char *code, const struct json_t *doc,
		    const struct json_t *old, struct ref_fault *ret) NODISCARD;

/* The heading of a group of fields, in the user's language; a city's own group is its own name. */
const char *fact_group_label(struct ctx *cx, const char *group);

#endif
