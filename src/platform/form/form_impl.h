/* What the files of this room share; nobody else includes it. */
#ifndef FORM_FORM_IMPL_H
#define FORM_FORM_IMPL_H

#include "platform/form/form.h"

/* Bounds that hold for every form, whatever its fields say. */
enum {
	FORM_MAX_PAIRS = 1000, /* name=value pairs or parts in one body */
	FORM_MAX_EXTRAS = 16,
	FORM_MAX_TICKETS = 20,
	FORM_MAX_PROBLEMS = 100,
	FORM_TEXT_MAX = 200, /* characters, where a field says nothing */
	FORM_FILE_MAX = 12 << 20
};

struct value {
	bool given;
	bool faulty;      /* a problem was found while parsing: no further checks */
	bool has_number;  /* number is set */
	const char *raw;  /* as typed, valid UTF-8; NULL when empty */
	const char *text; /* normal form, after form_validate() or form_set_ */
	int64_t number;
	uint64_t bits;
	int64_t *ids; /* FIELD_IDS */
	size_t n_ids, cap_ids;
	const char **choices; /* FIELD_REFS */
	size_t n_choices, cap_choices;
	struct upload *files; /* FIELD_FILES */
	size_t n_files, cap_files;
};

struct extra {
	const char *name, *value;
};

struct form {
	const struct form_def *def;
	bool strict; /* a name that is no field is a problem */
	int64_t about;
	struct value *values;
	size_t n_fields;
	struct extra extras[FORM_MAX_EXTRAS];
	size_t n_extras;
	const char *tickets[FORM_MAX_TICKETS];
	size_t n_tickets;
	struct problem *problems;
	size_t n_problems, cap_problems;
};

/* Index of the field with that name, -1 for none. */
int form_field_find(const struct form *f, const char *name, size_t n);

/* One name and value from any parser: keeps it, or adds the problem it has. */
void form_put(struct ctx *cx, struct form *f, const char *name, size_t name_n, const char *value,
	      size_t value_n);
/* One of several choices, kept once. */
void form_put_choice(struct ctx *cx, struct form *f, int field, const char *value, size_t n);
/* The last component of a file's name as sent, cleaned; "" when nothing is left. */
const char *form_file_name(struct ctx *cx, const char *typed);
void form_put_file(struct ctx *cx, struct form *f, int field, const char *name, const char *type,
		   struct blob bytes);

/* A problem whose {0} is the field's label and {1}, {2} the given texts (may be NULL). */
void form_fault(struct ctx *cx, struct form *f, int field, enum text message, const char *arg1,
		const char *arg2);

/* A name that is none of the fields. */
void form_stranger(struct ctx *cx, struct form *f, const char *name, size_t n);

/* Index of the member with that value, -1 for none. */
int form_member_find(const struct member *members, const char *value, size_t n);

/* The same among the members of a field or its choices that are data. */
int form_choice_find(const struct field *d, const char *value, size_t n);

/* Minutes of the city's zone east of UTC, for local date and time fields. */
int form_zone(const struct ctx *cx);

/*
 * Readers of one kind of value.  They return T__NONE and set *ret, or the message of the problem
 * and (where the message has one) its second value in *ret_arg.
 */
enum text form_read_int(const char *s, int64_t *ret);
enum text form_read_money(const char *s, int64_t *ret);
enum text form_read_date(struct ctx *cx, const char *s, int64_t *ret, const char **ret_arg);
enum text form_read_instant(struct ctx *cx, const char *s, int64_t *ret, const char **ret_arg);
enum text form_read_phone(struct ctx *cx, const char *s, const char **ret);
enum text form_read_nik(struct ctx *cx, const char *s, const char **ret, const char **ret_arg);
enum text form_read_coord(struct ctx *cx, const char *s, const char **ret);

#endif
