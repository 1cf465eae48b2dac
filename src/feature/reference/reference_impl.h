/* What the files of this room share among themselves. */
#ifndef REFERENCE_REFERENCE_IMPL_H
#define REFERENCE_REFERENCE_IMPL_H

#include "feature/reference/reference.h"

/* The rules in force, and the ones being tried; each has one entry, "rules". */
#define REF_TRIAGE       "triage"
#define REF_TRIAGE_DRAFT "triage_draft"
#define REF_TRIAGE_CODE  "rules"

/* 1 to 60 letters and digits, from the second on also _ - and dot. */
bool ref_code_valid(const char *code);

/* Whether the set holds triage rules, which have a permission of their own. */
bool ref_is_rules(const char *set);

/* What the feature above says about an entry among the others; nothing when it says nothing. */
enum err ref_among_fault(struct ctx *cx, const char *set, const char *code,
			 const struct json_t *doc, const struct json_t *old,
			 struct ref_fault *ret) NODISCARD;

struct reference_rows_row;

/* The entry that a row says, labelled in a language; it leans on the row's texts. */
struct ref_entry ref_entry_of(const struct reference_rows_row *r, enum lang lang);

/* The doc of an entry, read into memory that goes with a. */
const struct json_t *ref_values_of(struct arena *a, const char *doc);

/* Of all versions of an entry, the newest of the city first and then the shipped ones: gives the
 * first the words that were shipped since. */
void ref_words_since(struct ctx *cx, struct ref_entry *history, size_t n);

/* Whether an entry that has begun is still offered on a date. */
bool ref_offered(const struct ref_entry *e, int32_t on_date);

/* What is wrong with the values of an edit, *ret NULL: nothing. */
enum err ref_values_fault(struct ctx *cx, const char *set, const char *code,
			  const struct ref_values *v, const char **ret) NODISCARD;

/* The time limit that an entry of "limit" says; false: it says none. */
bool ref_limit_of(struct ctx *cx, const struct ref_entry *e, struct ref_limit *ret);

/* The hours of a day ("07:30-12:00") into its WORKTIME_SPANS; false: they can't be read. */
bool ref_hours_read(const char *const *hours, size_t n, struct worktime_span *day);

/* Inserts one version as it is given, for cx->city. */
enum err ref_write(struct ctx *cx, const char *set, const char *code, int64_t version,
		   const struct ref_values *v, const char *reason) NODISCARD;

#endif
