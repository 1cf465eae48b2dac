/* Brings the national rows up to the files under assets/reference. */
#include "feature/reference/reference_impl.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "feature/reference/reference_sql.h"
#include "platform/assets/assets.h"
#include "platform/keep/keep.h"

#define FOLDER "reference/"

/* What an entry of a file says besides the values of its own set. */
static const char *const plain_keys[] = { "code", "id", "en", "valid_from", "valid_to", "source" };

static enum err file_fault(struct ctx *cx, const char *file, const char *what)
{
	return err_set(cx, ERR_INVALID, "%s: %s", file, what);
}

/* The text of a member of the entry, or of the file as a whole, or "". */
static const char *member(const json_t *entry, const json_t *file, const char *key)
{
	const char *s = json_string_value(json_object_get(entry, key));

	if (!s)
		s = json_string_value(json_object_get(file, key));
	return s ? s : "";
}

/* The values of the set as JSON text: members in a fixed order, so that equal ones are equal. */
static const char *doc_text(struct ctx *cx, const json_t *entry)
{
	json_auto_t *doc = json_copy((json_t *)(uintptr_t)entry);
	char *dumped, *s;

	for (size_t i = 0; i < LEN(plain_keys); i++)
		(void)json_object_del(doc, plain_keys[i]);
	dumped = json_dumps(doc, JSON_COMPACT | JSON_SORT_KEYS);
	assert(dumped);
	s = arena_strdup(cx->arena, dumped);
	free(dumped);
	return s;
}

/* Reads one entry; false when a part is missing or no date. */
static bool read_values(struct ctx *cx, const json_t *entry, const json_t *file, int64_t ordinal,
			struct ref_values *v)
{
	const char *until = json_string_value(json_object_get(entry, "valid_to"));

	*v = (struct ref_values){
		.label_id = arena_strdup(cx->arena, member(entry, file, "id")),
		.label_en = arena_strdup(cx->arena, member(entry, file, "en")),
		.source = arena_strdup(cx->arena, member(entry, file, "source")),
		.doc = doc_text(cx, entry),
		.ordinal = ordinal,
		.valid_to = DATE_NONE,
	};
	return !str_blank(v->label_id) && !str_blank(v->label_en) && !str_blank(v->source) &&
	       date_parse(member(entry, file, "valid_from"), &v->valid_from) &&
	       (!until || date_parse(until, &v->valid_to));
}

static bool same(const struct reference_newest_of_set_row *r, const struct ref_values *v)
{
	int64_t until = v->valid_to == DATE_NONE ? DB_NONE : v->valid_to;

	return str_eq(r->label_id, v->label_id) && str_eq(r->label_en, v->label_en) &&
	       str_eq(r->doc, v->doc) && str_eq(r->source, v->source) && r->ordinal == v->ordinal &&
	       r->valid_from == v->valid_from && r->valid_to == until;
}

/* Rows of a set by code, as the database has them. */
struct newest {
	struct reference_newest_of_set_row *rows;
	size_t n;
};

static enum err put_entry(struct ctx *cx, const char *set, const char *code,
			  const struct ref_values *v, const struct newest *have,
			  unsigned *ret_written)
{
	int64_t version = 1;

	for (size_t i = 0; i < have->n; i++) {
		if (!str_eq(have->rows[i].code, code))
			continue;
		if (same(&have->rows[i], v))
			return ERR_OK;
		version = have->rows[i].version + 1;
	}
	assert(version < REF_OWN_VERSION);
	(*ret_written)++;
	return ref_write(cx, set, code, version, v, NULL);
}

/* A file of triage rules is one entry whose doc is the list of rules. */
static enum err install_rules(struct ctx *cx, const char *name, const json_t *file,
			      const struct newest *have, unsigned *ret_written)
{
	json_auto_t *entry = json_object();
	const struct triage_table *table;
	const char *fault;
	struct ref_values v;

	(void)json_object_set(entry, "rules", json_object_get(file, "rules"));
	if (!read_values(cx, entry, file, 1, &v))
		return file_fault(cx, name, "label, source or date");
	TRY(ref_triage_read(cx, v.doc, &table, &fault));
	if (fault)
		return file_fault(cx, name, fault);
	return put_entry(cx, REF_TRIAGE, REF_TRIAGE_CODE, &v, have, ret_written);
}

static enum err install_entries(struct ctx *cx, const char *name, const char *set,
				const json_t *file, const struct newest *have,
				unsigned *ret_written)
{
	const json_t *entries = json_object_get(file, "entries");

	for (size_t i = 0; i < json_array_size(entries); i++) {
		const json_t *entry = json_array_get(entries, i);
		const char *code = json_string_value(json_object_get(entry, "code"));
		struct ref_values v;

		if (!ref_code_valid(code) || !read_values(cx, entry, file, (int64_t)i + 1, &v))
			return file_fault(cx, name, code ? code : "an entry without code");
		TRY(put_entry(cx, set, code, &v, have, ret_written));
	}
	return ERR_OK;
}

static enum err install_file(struct ctx *cx, const struct asset *a, unsigned *ret_written)
{
	json_auto_t *file = json_loadb(a->data, a->size, JSON_REJECT_DUPLICATES, NULL);
	const char *set = json_string_value(json_object_get(file, "set"));
	struct newest have;

	if (!ref_code_valid(set))
		return file_fault(cx, a->name, "not JSON, or without set");
	TRY(reference_newest_of_set_all(
	    cx, &(struct reference_newest_of_set_args){ .set_name = set }, &have.rows, &have.n));
	if (str_eq(set, REF_TRIAGE))
		return install_rules(cx, a->name, file, &have, ret_written);
	return install_entries(cx, a->name, set, file, &have, ret_written);
}

enum err reference_install_in(struct ctx *cx, unsigned *ret_written)
{
	const struct asset *a;
	unsigned written = 0;
	size_t at = 0;

	assert(cx->city == 0);
	while ((a = asset_next(FOLDER, &at)) != NULL) {
		/* Folders below hold something else: cities. */
		if (strchr(a->name + sizeof(FOLDER) - 1, '/'))
			continue;
		TRY(install_file(cx, a, &written));
	}
	if (written > 0)
		TRY(keep_changed(cx));
	if (ret_written)
		*ret_written = written;
	return ERR_OK;
}

static enum err install_run(struct ctx *cx, void *arg)
{
	return reference_install_in(cx, arg);
}

enum err reference_install(struct ctx *cx, struct db_pool *pool, unsigned *ret_written)
{
	int64_t city = cx->city;
	unsigned written = 0;
	enum err e;

	cx->city = 0;
	e = db_write(cx, pool, install_run, &written);
	cx->city = city;
	if (e == ERR_OK && ret_written)
		*ret_written = written;
	return e;
}
