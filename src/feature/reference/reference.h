/*
 * Reference data: the lists of the field as dated, versioned rows.
 *
 * A set ("ppks", "service", "limit"...) has entries; an entry has versions.  What holds on a date
 * is the highest version that begins by then, the city's own if it has one, otherwise the nation's.
 * Rows are never changed or deleted.  A decision stores set, code and version, and can be read back
 * with ref_version() for ever.  docs/reference-data.md lists the sets.
 */
#ifndef REFERENCE_REFERENCE_H
#define REFERENCE_REFERENCE_H

#include "base/ctx.h"
#include "engine/triage/triage.h"
#include "engine/worktime/worktime.h"
#include "platform/form/form.h"

struct db_pool;
struct json_t;

/* Versions of a city count from here on, those of the nation below. */
#define REF_OWN_VERSION 1001

struct ref_entry {
	const char *set, *code;
	int64_t version;
	bool own;          /* the city's version, not the nation's */
	const char *label; /* in the user's language */
	const char *label_id, *label_en;
	int64_t ordinal;
	const char *doc;             /* JSON object; read it with ref_doc_*() */
	const struct json_t *values; /* the same, already read; NULL for old versions */
	const char *source, *reason;
	int32_t valid_from;
	int32_t valid_to; /* first day on which it is no longer offered, DATE_NONE: open */
	int64_t changed_at, changed_by;
};

/* The date of cx->now in the city's zone: the date most callers ask for. */
int32_t ref_today(const struct ctx *cx);

/*
 * ---- reading ------------------------------------------------------------------------------
 *
 * What holds today is kept by the process (reference_shelf.h) and costs one statement a
 * transaction, however much is asked; other dates and versions are read from the database.  All
 * that is returned lives as long as the arena of cx and is not to be changed.
 */

/* The entries offered on a date, in their order.  An unknown set is empty. */
enum err ref_list(struct ctx *cx, const char *set, int32_t on_date, const struct ref_entry **ret,
		  size_t *ret_n) NODISCARD;

/* Today's entries with those that have ended: what old values still lean on. */
enum err ref_every(struct ctx *cx, const char *set, const struct ref_entry **ret,
		   size_t *ret_n) NODISCARD;

/* The entry as it holds on a date.  ERR_NOTFOUND: unknown, not begun, or ended by then. */
enum err ref_get(struct ctx *cx, const char *set, const char *code, int32_t on_date,
		 struct ref_entry *ret) NODISCARD;

/* Today's entry, for what a city may take away; *ret_found says whether it has one. */
enum err ref_maybe(struct ctx *cx, const char *set, const char *code, struct ref_entry *ret,
		   bool *ret_found) NODISCARD;

/* The number key of today's entry, or_else where the city has no such entry or it no such number.
 */
enum err ref_number(struct ctx *cx, const char *set, const char *code, const char *key,
		    int64_t or_else, int64_t *ret) NODISCARD;

/* Exactly one version, whatever the date.  ERR_NOTFOUND: none. */
enum err ref_version(struct ctx *cx, const char *set, const char *code, int64_t version,
		     struct ref_entry *ret) NODISCARD;

/* All versions, the city's first and each newest first. */
enum err ref_history(struct ctx *cx, const char *set, const char *code,
		     const struct ref_entry **ret, size_t *ret_n) NODISCARD;

struct ref_set {
	const char *name;
	int64_t n; /* entries, ended ones too */
	int64_t changed_at;
};
enum err ref_sets(struct ctx *cx, const struct ref_set **ret, size_t *ret_n) NODISCARD;

/*
 * The name of an entry in the user's language, also of one that has ended.  The code itself when
 * it can't be read, "" for NULL.
 */
const char *ref_label(struct ctx *cx, const char *set, const char *code);

/* A set at hand, for pages that need many of its names. */
struct ref_book;
enum err ref_book(struct ctx *cx, const char *set, const struct ref_book **ret) NODISCARD;
const char *ref_book_label(const struct ref_book *book, const char *code); /* the code if unknown */
const struct ref_entry *ref_book_entry(const struct ref_book *book, const char *code); /* or NULL */

/* Today's entries as choices of a form (FIELD_REF): value is the code. */
enum err ref_options(struct ctx *cx, const char *set, struct options *ret) NODISCARD;

/* ---- the values of doc -------------------------------------------------------------------- */

const char *ref_doc_text(struct ctx *cx, const struct ref_entry *e, const char *key); /* or NULL */
int64_t ref_doc_int(struct ctx *cx, const struct ref_entry *e, const char *key, int64_t or_else);
bool ref_doc_flag(struct ctx *cx, const struct ref_entry *e, const char *key);

/* A list of texts; empty when there is none. */
size_t ref_doc_list(struct ctx *cx, const struct ref_entry *e, const char *key,
		    const char *const **ret);
bool ref_doc_has(struct ctx *cx, const struct ref_entry *e, const char *key, const char *member);

/* ---- writing ------------------------------------------------------------------------------ */

struct ref_values {
	const char *label_id, *label_en, *doc, *source;
	int64_t ordinal;
	int32_t valid_from;
	int32_t valid_to; /* DATE_NONE: open; equal to valid_from: no longer offered at all */
};

/*
 * Writes a new version of an entry for the city of cx, or its first one.  seen_version is the
 * newest version the editor saw, of the city or else of the nation, 0 for a new entry.
 * ERR_CONFLICT: somebody was faster.  ERR_INVALID: bad code, no label, doc that is no JSON object,
 * rules that do not compile (the detail says which).
 */
enum err ref_edit(struct ctx *cx, const char *set, const char *code, int64_t seen_version,
		  const struct ref_values *v, const char *reason, int64_t *ret_version) NODISCARD;

/*
 * A feature above says what it demands of the docs of a set: the key that is wrong, or NULL.  Told
 * once a set, before there are threads.
 */
#define REF_CHECKS 6
typedef const char *ref_check(const struct json_t *doc);
void ref_set_check(const char *set, ref_check *check);

/*
 * What else it demands of an entry among the others of its set, for the form that changes one: the
 * member that is wrong and a sentence (key NULL: nothing).  old is NULL for a new entry.
 */
struct ref_fault {
	const char *key, *arg;
	enum text message;
};
typedef enum err ref_among(struct ctx *cx, const char *code, const struct json_t *doc,
			   const struct json_t *old, struct ref_fault *ret);
void ref_set_among(const char *set, ref_among *among);

/*
 * Brings the national rows up to the files in the program: what is new or different becomes a new
 * version; run twice it writes nothing.  Waits for its own write.  *ret_written may be NULL.
 * Needs an actor who may write reference data (the system).
 */
enum err reference_install(struct ctx *cx, struct db_pool *pool, unsigned *ret_written) NODISCARD;

/* The same inside an open transaction of city 0. */
enum err reference_install_in(struct ctx *cx, unsigned *ret_written) NODISCARD;

/* ---- time limits --------------------------------------------------------------------------- */

struct ref_limit {
	struct worktime_limit limit;
	const char *label; /* "Penjangkauan" */
	const char *words; /* "24 jam", "3 hari kerja" */
	int64_t version;
};
enum err ref_limit(struct ctx *cx, const char *code, struct ref_limit *ret) NODISCARD;

/* The limit a service has wherever no rule gives it another; NULL: none. */
enum err ref_service_limit(struct ctx *cx, const char *service, const char **ret) NODISCARD;

/* The city's office hours (set "work_hour") and holidays (set "holiday") as known today. */
enum err ref_calendar(struct ctx *cx, struct worktime *ret) NODISCARD;

/* When a deadline of that limit is over whose clock stood from from until now (worktime_stood()).
 */
enum err ref_stood(struct ctx *cx, const char *limit_code, int64_t due, int64_t from,
		   int64_t *ret_due) NODISCARD;

/* When a limit that starts at start is over.  ERR_NOTFOUND: no such limit. */
enum err ref_due(struct ctx *cx, const char *limit_code, int64_t start, int64_t *ret_due) NODISCARD;

/* ---- triage rules -------------------------------------------------------------------------- */

/* The rules that hold today, and their version to be stored with the decision. */
enum err ref_triage(struct ctx *cx, const struct triage_table **ret,
		    int64_t *ret_version) NODISCARD;

/* The rules of a given version: a decision computed again, or a version tried on past reports. */
enum err ref_triage_version(struct ctx *cx, int64_t version,
			    const struct triage_table **ret) NODISCARD;

/*
 * The rules being tried, if there are any (ERR_NOTFOUND): the set "triage_draft", written by
 * ref_edit().  Switching them on is writing their doc to the set "triage".
 */
enum err ref_triage_draft(struct ctx *cx, const struct triage_table **ret,
			  int64_t *ret_version) NODISCARD;

/* The first service, unit kind, limit or PPKS code in the rules that no set knows; NULL: none. */
enum err ref_triage_check(struct ctx *cx, const struct triage_table *t,
			  const char **ret_fault) NODISCARD;

/*
 * Reads rules from JSON text as in assets/reference/triage.json.  Wrong text is not an error:
 * *ret_fault says what is wrong (NULL: nothing) and *ret is set only without fault.
 */
enum err ref_triage_read(struct ctx *cx, const char *json, const struct triage_table **ret,
			 const char **ret_fault) NODISCARD;

/* The same back: rules as JSON text, which read again gives the same rules. */
const char *ref_triage_write(struct ctx *cx, const struct triage_rule *rules, size_t n);

/* What is wrong with rules that somebody put together, as ref_triage_read() says it; NULL: nothing.
 */
enum err ref_triage_fault(struct ctx *cx, const struct triage_rule *rules, size_t n,
			  const char **ret_fault) NODISCARD;

/*
 * Writes rules as the draft, in a write transaction; seen_version is that of the draft the editor
 * saw, 0 when there was none.  ERR_CONFLICT: somebody was faster.
 */
enum err ref_triage_draft_save(struct ctx *cx, int64_t seen_version,
			       const struct triage_rule *rules, size_t n, const char *reason,
			       int64_t *ret_version) NODISCARD;

/*
 * Why a rule decided as it did, in the user's language (ref_triage_reason_in: in one given):
 * {age}, {subject}, {unit} and {limit} filled, the last two from the rule's first step.
 */
enum err ref_triage_reason(struct ctx *cx, const struct triage_rule *rule,
			   const struct triage_facts *facts, const char **ret) NODISCARD;
enum err ref_triage_reason_in(struct ctx *cx, enum lang lang, const struct triage_rule *rule,
			      const struct triage_facts *facts, const char **ret) NODISCARD;

#endif
