#include "feature/reference/reference.h"

#include <jansson.h>

#include "base/str.h"
#include "feature/reference/reference_shelf.h"
#include "feature/reference/reference_sql.h"
#include "platform/app.h"
#include "platform/audit/audit.h"
#include "platform/keep/keep.h"

int32_t ref_today(const struct ctx *cx)
{
	return keep_today(cx);
}

/* ---- reading ------------------------------------------------------------------------------ */

struct ref_entry ref_entry_of(const struct reference_rows_row *r, enum lang lang)
{
	return (struct ref_entry){
		.set = r->set_name,
		.code = r->code,
		.version = r->version,
		.own = r->origin != 0,
		.label = lang == LANG_EN ? r->label_en : r->label_id,
		.label_id = r->label_id,
		.label_en = r->label_en,
		.ordinal = r->ordinal,
		.doc = r->doc,
		.source = r->source,
		.reason = r->reason,
		.valid_from = (int32_t)r->valid_from,
		.valid_to = r->valid_to == DB_NONE ? DATE_NONE : (int32_t)r->valid_to,
		.changed_at = r->changed_at,
		.changed_by = r->changed_by,
	};
}

/* Reads entries of one set. */
static enum err read_entries(struct ctx *cx, struct reference_rows_args args,
			     struct ref_entry **ret, size_t *ret_n)
{
	struct reference_rows_row *rows;
	struct ref_entry *entries;
	size_t n;

	args.with |= REFERENCE_ROWS_WITH_SET;
	TRY(reference_rows_all(cx, &args, &rows, &n));
	entries = ARENA_ARRAY(cx->arena, n, struct ref_entry);
	for (size_t i = 0; i < n; i++)
		entries[i] = ref_entry_of(&rows[i], cx->lang);
	*ret = entries;
	*ret_n = n;
	return ERR_OK;
}

bool ref_offered(const struct ref_entry *e, int32_t on_date)
{
	return e->valid_to == DATE_NONE || e->valid_to > on_date;
}

/* Entries of another day than today, from the database. */
static enum err list_on(struct ctx *cx, const char *set, int32_t on_date,
			const struct ref_entry **ret, size_t *ret_n)
{
	struct ref_entry *entries;
	size_t n, kept = 0;

	TRY(read_entries(cx,
			 (struct reference_rows_args){ .set_name = set,
						       .on_date = on_date,
						       .with = REFERENCE_ROWS_WITH_DATE },
			 &entries, &n));
	for (size_t i = 0; i < n; i++) {
		if (ref_offered(&entries[i], on_date))
			entries[kept++] = entries[i];
	}
	*ret = entries;
	*ret_n = kept;
	return ERR_OK;
}

enum err ref_list(struct ctx *cx, const char *set, int32_t on_date, const struct ref_entry **ret,
		  size_t *ret_n)
{
	const struct ref_shelf *shelf;
	const struct ref_shelf_set *s;

	if (on_date != ref_today(cx))
		return list_on(cx, set, on_date, ret, ret_n);
	TRY(ref_shelf(cx, &shelf));
	s = ref_shelf_set(shelf, set);
	*ret = s->offered[cx->lang];
	*ret_n = s->n_offered;
	return ERR_OK;
}

enum err ref_every(struct ctx *cx, const char *set, const struct ref_entry **ret, size_t *ret_n)
{
	const struct ref_shelf *shelf;
	const struct ref_shelf_set *s;

	TRY(ref_shelf(cx, &shelf));
	s = ref_shelf_set(shelf, set);
	*ret = s->entries[cx->lang];
	*ret_n = s->n;
	return ERR_OK;
}

static enum err get_on(struct ctx *cx, const char *set, const char *code, int32_t on_date,
		       const struct ref_entry **ret)
{
	struct ref_entry *entries;
	size_t n;

	TRY(read_entries(cx,
			 (struct reference_rows_args){ .set_name = set,
						       .code = code,
						       .on_date = on_date,
						       .with = REFERENCE_ROWS_WITH_CODE |
							       REFERENCE_ROWS_WITH_DATE },
			 &entries, &n));
	*ret = n > 0 ? entries : NULL;
	return ERR_OK;
}

/* The entry as of today, ended or not; NULL: none. */
static enum err get_today(struct ctx *cx, const char *set, const char *code,
			  const struct ref_entry **ret)
{
	const struct ref_shelf *shelf;

	TRY(ref_shelf(cx, &shelf));
	*ret = ref_shelf_entry(ref_shelf_set(shelf, set), cx->lang, code);
	return ERR_OK;
}

enum err ref_get(struct ctx *cx, const char *set, const char *code, int32_t on_date,
		 struct ref_entry *ret)
{
	const struct ref_entry *e;

	if (on_date == ref_today(cx))
		TRY(get_today(cx, set, code, &e));
	else
		TRY(get_on(cx, set, code, on_date, &e));
	if (e == NULL || !ref_offered(e, on_date))
		return err_set(cx, ERR_NOTFOUND, "reference %s", set);
	*ret = *e;
	return ERR_OK;
}

enum err ref_maybe(struct ctx *cx, const char *set, const char *code, struct ref_entry *ret,
		   bool *ret_found)
{
	const struct ref_entry *e;

	TRY(get_today(cx, set, code, &e));
	*ret_found = e != NULL && ref_offered(e, ref_today(cx));
	if (*ret_found)
		*ret = *e;
	return ERR_OK;
}

enum err ref_number(struct ctx *cx, const char *set, const char *code, const char *key,
		    int64_t or_else, int64_t *ret)
{
	struct ref_entry e;
	bool found;

	TRY(ref_maybe(cx, set, code, &e, &found));
	*ret = found ? ref_doc_int(cx, &e, key, or_else) : or_else;
	return ERR_OK;
}

enum err ref_version(struct ctx *cx, const char *set, const char *code, int64_t version,
		     struct ref_entry *ret)
{
	struct ref_entry *entries;
	size_t n;

	TRY(read_entries(cx,
			 (struct reference_rows_args){ .set_name = set,
						       .code = code,
						       .version = version,
						       .with = REFERENCE_ROWS_WITH_CODE |
							       REFERENCE_ROWS_WITH_VERSION },
			 &entries, &n));
	if (n == 0)
		return err_set(cx, ERR_NOTFOUND, "reference %s version %lld", set,
			       (long long)version);
	*ret = entries[0];
	return ERR_OK;
}

/* The city's versions first, each newest first: by hand, because lists are sorted by place. */
static bool newer(const struct ref_entry *a, const struct ref_entry *b)
{
	return a->own != b->own ? a->own : a->version > b->version;
}

enum err ref_history(struct ctx *cx, const char *set, const char *code,
		     const struct ref_entry **ret, size_t *ret_n)
{
	struct ref_entry *e;

	TRY(read_entries(cx,
			 (struct reference_rows_args){
			     .set_name = set, .code = code, .with = REFERENCE_ROWS_WITH_CODE },
			 &e, ret_n));
	for (size_t i = 1; i < *ret_n; i++) {
		struct ref_entry moved = e[i];
		size_t j = i;

		for (; j > 0 && newer(&moved, &e[j - 1]); j--)
			e[j] = e[j - 1];
		e[j] = moved;
	}
	ref_words_since(cx, e, *ret_n);
	*ret = e;
	return ERR_OK;
}

enum err ref_sets(struct ctx *cx, const struct ref_set **ret, size_t *ret_n)
{
	struct reference_sets_row *rows;
	struct ref_set *sets;

	TRY(reference_sets_all(cx, &rows, ret_n));
	sets = ARENA_ARRAY(cx->arena, *ret_n, struct ref_set);
	for (size_t i = 0; i < *ret_n; i++)
		sets[i] = (struct ref_set){ rows[i].set_name, rows[i].n, rows[i].changed_at };
	*ret = sets;
	return ERR_OK;
}

/* ---- names -------------------------------------------------------------------------------- */

const char *ref_label(struct ctx *cx, const char *set, const char *code)
{
	const struct ref_entry *e;

	if (!code)
		return "";
	if (get_today(cx, set, code, &e) != ERR_OK || !e)
		return arena_strdup(cx->arena, code);
	return e->label;
}

struct ref_book {
	const struct ref_shelf_set *set;
	enum lang lang;
};

enum err ref_book(struct ctx *cx, const char *set, const struct ref_book **ret)
{
	struct ref_book *book = ARENA_NEW(cx->arena, struct ref_book);
	const struct ref_shelf *shelf;

	TRY(ref_shelf(cx, &shelf));
	*book = (struct ref_book){ ref_shelf_set(shelf, set), cx->lang };
	*ret = book;
	return ERR_OK;
}

const struct ref_entry *ref_book_entry(const struct ref_book *book, const char *code)
{
	return ref_shelf_entry(book->set, book->lang, code);
}

const char *ref_book_label(const struct ref_book *book, const char *code)
{
	const struct ref_entry *e = ref_book_entry(book, code);

	if (e)
		return e->label;
	return code ? code : "";
}

enum err ref_options(struct ctx *cx, const char *set, struct options *ret)
{
	const struct ref_entry *entries;
	struct option *items;
	size_t n;

	TRY(ref_list(cx, set, ref_today(cx), &entries, &n));
	items = ARENA_ARRAY(cx->arena, n, struct option);
	for (size_t i = 0; i < n; i++)
		items[i] = (struct option){ .value = entries[i].code, .label = entries[i].label };
	*ret = (struct options){ items, n };
	return ERR_OK;
}

/* ---- the values of doc -------------------------------------------------------------------- */

static void doc_end(void *doc)
{
	json_decref(doc);
}

/* A doc was checked when it was written, so one that can't be read is a programming mistake. */
const json_t *ref_values_of(struct arena *a, const char *doc)
{
	json_t *values = json_loads(doc, 0, NULL);

	assert(json_is_object(values));
	arena_at_end(a, doc_end, values);
	return values;
}

static const json_t *doc_of(struct ctx *cx, const struct ref_entry *e)
{
	return e->values ? e->values : ref_values_of(cx->arena, e->doc);
}

const char *ref_doc_text(struct ctx *cx, const struct ref_entry *e, const char *key)
{
	return json_string_value(json_object_get(doc_of(cx, e), key));
}

int64_t ref_doc_int(struct ctx *cx, const struct ref_entry *e, const char *key, int64_t or_else)
{
	const json_t *v = json_object_get(doc_of(cx, e), key);

	return json_is_integer(v) ? json_integer_value(v) : or_else;
}

bool ref_doc_flag(struct ctx *cx, const struct ref_entry *e, const char *key)
{
	return json_is_true(json_object_get(doc_of(cx, e), key));
}

size_t ref_doc_list(struct ctx *cx, const struct ref_entry *e, const char *key,
		    const char *const **ret)
{
	const json_t *list = json_object_get(doc_of(cx, e), key);
	size_t max = json_array_size(list), n = 0;
	const char **texts = ARENA_ARRAY(cx->arena, max + 1, const char *);

	for (size_t i = 0; i < max; i++) {
		const char *s = json_string_value(json_array_get(list, i));

		if (s)
			texts[n++] = s;
	}
	*ret = texts;
	return n;
}

bool ref_doc_has(struct ctx *cx, const struct ref_entry *e, const char *key, const char *member)
{
	const char *const *texts;
	size_t n = ref_doc_list(cx, e, key, &texts);

	for (size_t i = 0; i < n; i++) {
		if (str_eq(texts[i], member))
			return true;
	}
	return false;
}

/* ---- writing ------------------------------------------------------------------------------ */

bool ref_code_valid(const char *code)
{
	size_t n = 0;

	for (; code && code[n]; n++) {
		char c = code[n];

		if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
		      (n > 0 && (c == '_' || c == '-' || c == '.'))))
			return false;
	}
	return n > 0 && n <= 60;
}

bool ref_is_rules(const char *set)
{
	return str_eq(set, REF_TRIAGE) || str_eq(set, REF_TRIAGE_DRAFT);
}

static struct {
	const char *set;
	ref_check *check;
} checks[REF_CHECKS];

void ref_set_check(const char *set, ref_check *check)
{
	size_t i = 0;

	while (i < REF_CHECKS && checks[i].set && !str_eq(checks[i].set, set))
		i++;
	assert(i < REF_CHECKS);
	checks[i].set = set;
	checks[i].check = check;
}

static struct {
	const char *set;
	ref_among *among;
} amongs[REF_CHECKS];

void ref_set_among(const char *set, ref_among *among)
{
	size_t i = 0;

	while (i < REF_CHECKS && amongs[i].set && !str_eq(amongs[i].set, set))
		i++;
	assert(i < REF_CHECKS);
	amongs[i].set = set;
	amongs[i].among = among;
}

enum err ref_among_fault(struct ctx *cx, const char *set, const char *code, const json_t *doc,
			 const json_t *old, struct ref_fault *ret)
{
	*ret = (struct ref_fault){ 0 };
	for (size_t i = 0; i < REF_CHECKS && amongs[i].set; i++) {
		if (str_eq(amongs[i].set, set))
			return amongs[i].among(cx, code, doc, old, ret);
	}
	return ERR_OK;
}

/* What the feature that reads the set finds wrong. */
static const char *doc_fault(const char *set, const json_t *doc)
{
	for (size_t i = 0; i < REF_CHECKS && checks[i].set; i++) {
		if (str_eq(checks[i].set, set))
			return checks[i].check(doc);
	}
	return NULL;
}

enum err ref_values_fault(struct ctx *cx, const char *set, const char *code,
			  const struct ref_values *v, const char **ret)
{
	json_auto_t *doc = json_loads(v->doc ? v->doc : "", 0, NULL);
	const struct triage_table *table;

	*ret = NULL;
	if (!ref_code_valid(set) || !ref_code_valid(code))
		*ret = "code";
	else if (str_blank(v->label_id) || str_blank(v->label_en))
		*ret = "label";
	else if (!json_is_object(doc))
		*ret = "doc";
	else if (v->valid_to != DATE_NONE && v->valid_to < v->valid_from)
		*ret = "dates";
	else
		*ret = doc_fault(set, doc);
	if (*ret || !ref_is_rules(set))
		return ERR_OK;
	TRY(ref_triage_read(cx, v->doc, &table, ret));
	return *ret ? ERR_OK : ref_triage_check(cx, table, ret);
}

enum err ref_write(struct ctx *cx, const char *set, const char *code, int64_t version,
		   const struct ref_values *v, const char *reason)
{
	const struct reference_add_args args = {
		.id = APP_ID(cx),
		.set_name = set,
		.code = code,
		.version = version,
		.label_id = v->label_id,
		.label_en = v->label_en,
		.ordinal = v->ordinal,
		.doc = v->doc,
		.source = v->source ? v->source : "",
		.valid_from = v->valid_from,
		.valid_to = v->valid_to == DATE_NONE ? DB_NONE : v->valid_to,
		.reason = reason ? reason : "",
	};

	if (!ref_is_rules(set))
		return reference_add_run(cx, &args, NULL);
	return reference_add_rules_run(cx,
				       &(struct reference_add_rules_args){
					   .id = args.id,
					   .set_name = args.set_name,
					   .code = args.code,
					   .version = args.version,
					   .label_id = args.label_id,
					   .label_en = args.label_en,
					   .ordinal = args.ordinal,
					   .doc = args.doc,
					   .source = args.source,
					   .valid_from = args.valid_from,
					   .valid_to = args.valid_to,
					   .reason = args.reason,
				       },
				       NULL);
}

enum err ref_edit(struct ctx *cx, const char *set, const char *code, int64_t seen_version,
		  const struct ref_values *v, const char *reason, int64_t *ret_version)
{
	const struct ref_entry *history;
	const char *fault;
	int64_t seen, version;
	size_t n;

	TRY(ref_values_fault(cx, set, code, v, &fault));
	if (fault)
		return err_set(cx, ERR_INVALID, "reference: %s", fault);
	TRY(ref_history(cx, set, code, &history, &n));
	seen = n > 0 ? history[0].version : 0;
	if (seen != seen_version)
		return err_set(cx, ERR_CONFLICT, "reference %s: version %lld seen, %lld there", set,
			       (long long)seen_version, (long long)seen);
	version = n > 0 && history[0].own ? seen + 1 : REF_OWN_VERSION;
	TRY(ref_write(cx, set, code, version, v, reason));
	TRY(keep_changed(cx));
	TRY(audit_leaf(cx, "reference.edit", version,
		       arena_printf(cx->arena, "set=%s;code=%s", set, code)));
	*ret_version = version;
	return ERR_OK;
}
