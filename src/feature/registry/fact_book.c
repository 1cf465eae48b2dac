/* The fields of a city: made from the reference set "field", kept by the process. */
#include "feature/registry/fact_impl.h"
#include "feature/registry/field.h"

#include <jansson.h>
#include <stdio.h>
#include <string.h>

#include "base/str.h"
#include "platform/keep/keep.h"

#define SET "field"

/* ---- names -------------------------------------------------------------------------------- */

/* FNV-1a: keys are short and chosen by the city, not by strangers. */
static uint32_t hash_of(const char *s, size_t n)
{
	uint32_t h = 2166136261U;

	for (size_t i = 0; i < n; i++)
		h = (h ^ (unsigned char)s[i]) * 16777619U;
	return h;
}

void names_init(struct arena *a, struct fact_names *names, size_t n)
{
	size_t size = 4;

	while (size < 2 * n + 2)
		size *= 2;
	names->slot = ARENA_ARRAY(a, size, struct fact_slot);
	names->mask = size - 1;
}

/* The slot of a key, or the empty one where it belongs. */
static struct fact_slot *slot_of(const struct fact_names *names, const char *key, size_t n)
{
	uint32_t hash = hash_of(key, n);
	size_t i = hash & names->mask;

	for (;; i = (i + 1) & names->mask) {
		struct fact_slot *s = &names->slot[i];

		if (!s->key) {
			s->hash = hash;
			return s;
		}
		if (s->hash == hash && strncmp(s->key, key, n) == 0 && s->key[n] == '\0')
			return s;
	}
}

void names_add(struct fact_names *names, const char *key, size_t at)
{
	struct fact_slot *s = slot_of(names, key, strlen(key));

	if (!s->key && *key) {
		s->key = key;
		s->at = (int32_t)at;
	}
}

void names_add_once(struct fact_names *names, const char *key, size_t at)
{
	struct fact_slot *s = slot_of(names, key, strlen(key));

	if (s->key && s->at != (int32_t)at)
		s->at = -1;
	else
		names_add(names, key, at);
}

int32_t names_find(const struct fact_names *names, const char *key, size_t n)
{
	const struct fact_slot *s = names->slot ? slot_of(names, key, n) : NULL;

	return s && s->key ? s->at : -1;
}

/* ---- words of the set ---------------------------------------------------------------------- */

static const char *const kind_words[FACT__KINDS] = {
	[FACT_TEXT] = "text",     [FACT_NAME] = "name",   [FACT_DATE] = "date",
	[FACT_NUMBER] = "number", [FACT_MONEY] = "money", [FACT_FLAG] = "flag",
	[FACT_CHOICE] = "choice", [FACT_SET] = "set",     [FACT_REGION] = "region",
	[FACT_NIK] = "nik",       [FACT_KK] = "kk",       [FACT_PHONE] = "phone",
};

static const char *const class_words[] = {
	[FACT_OPEN] = "open",
	[FACT_PERSONAL] = "personal",
	[FACT_SECRET] = "secret",
	[FACT_HEALTH] = "health",
};

/* The program leans on the kind of its own fields: a city can rename them, not remake them. */
static const struct core_word {
	const char *word;
	enum fact_of of;
	enum fact_kind kind;
} core_words[CORE__N] = {
	[CORE_NAME] = { "name", FACT_PERSON, FACT_NAME },
	[CORE_ALIAS] = { "alias", FACT_PERSON, FACT_NAME },
	[CORE_SEX] = { "sex", FACT_PERSON, FACT_CHOICE },
	[CORE_BIRTH_DATE] = { "birth_date", FACT_PERSON, FACT_DATE },
	[CORE_BIRTH_YEAR] = { "birth_year", FACT_PERSON, FACT_NUMBER },
	[CORE_BIRTH_PLACE] = { "birth_place", FACT_PERSON, FACT_TEXT },
	[CORE_MOTHER] = { "mother", FACT_PERSON, FACT_NAME },
	[CORE_NIK] = { "nik", FACT_PERSON, FACT_NIK },
	[CORE_PHONE] = { "phone", FACT_PERSON, FACT_PHONE },
	[CORE_REGION] = { "region", FACT_PERSON, FACT_REGION },
	[CORE_RT] = { "rt", FACT_PERSON, FACT_TEXT },
	[CORE_RW] = { "rw", FACT_PERSON, FACT_TEXT },
	[CORE_ADDRESS] = { "address", FACT_PERSON, FACT_TEXT },
	[CORE_ORIGIN] = { "origin", FACT_PERSON, FACT_TEXT },
	[CORE_TRAITS] = { "traits", FACT_PERSON, FACT_TEXT },
	[CORE_STATE] = { "state", FACT_PERSON, FACT_CHOICE },
	[CORE_STATE_DATE] = { "state_date", FACT_PERSON, FACT_DATE },
	[CORE_FAMILY] = { "family", FACT_PERSON, FACT_NUMBER },
	[CORE_RELATION] = { "relation", FACT_PERSON, FACT_CHOICE },
	[CORE_KNOWN] = { "known", FACT_PERSON, FACT_FLAG },
	[CORE_KK] = { "kk", FACT_FAMILY, FACT_KK },
	[CORE_HEAD] = { "head", FACT_FAMILY, FACT_NUMBER },
	[CORE_KK_REGION] = { "kk_region", FACT_FAMILY, FACT_REGION },
	[CORE_KK_RT] = { "kk_rt", FACT_FAMILY, FACT_TEXT },
	[CORE_KK_RW] = { "kk_rw", FACT_FAMILY, FACT_TEXT },
	[CORE_KK_ADDRESS] = { "kk_address", FACT_FAMILY, FACT_TEXT },
};

/* The place of a word, n when it is none of them. */
static size_t word_at(const char *const *words, size_t n, const char *word)
{
	size_t i = 0;

	while (i < n && !str_eq(words[i], word))
		i++;
	return word ? i : n;
}

enum fact_kind fact_kind_of(const json_t *doc)
{
	return (enum fact_kind)word_at(kind_words, LEN(kind_words),
				       json_string_value(json_object_get(doc, "kind")));
}

enum fact_class fact_class_of(const json_t *doc)
{
	const char *class = json_string_value(json_object_get(doc, "class"));

	return class ? (enum fact_class)word_at(class_words, LEN(class_words), class)
		     : FACT_PERSONAL;
}

static enum fact_core core_of(const char *word)
{
	for (size_t i = CORE_NONE + 1; word && i < CORE__N; i++) {
		if (str_eq(core_words[i].word, word))
			return (enum fact_core)i;
	}
	return CORE_NONE;
}

/* ---- one field ----------------------------------------------------------------------------- */

/* A field while it is made: what both languages share, and the labels of its options in each. */
struct draft {
	struct fact_field field;
	struct fact_index index;
	const char *label[LANG__MAX];
	struct fact_option *option[LANG__MAX];
};

static const char *folded(struct arena *a, const char *s)
{
	return s ? str_fold(a, s) : "";
}

static const char *text_of(const json_t *object, const char *key)
{
	return json_string_value(json_object_get(object, key));
}

static const char *const *aliases_of(struct arena *a, const json_t *list, size_t *ret_n)
{
	size_t n = json_array_size(list);
	const char **alias = ARENA_ARRAY(a, n, const char *);

	for (size_t i = 0; i < n; i++)
		alias[i] = folded(a, json_string_value(json_array_get(list, i)));
	*ret_n = n;
	return alias;
}

/* "PPKS-01" is meant by "01" and "1" too. */
static void name_number(struct arena *a, struct fact_names *names, const char *code, size_t at)
{
	size_t n = strlen(code), start = n;

	while (start > 0 && code[start - 1] >= '0' && code[start - 1] <= '9')
		start--;
	if (start == n || (start > 0 && code[start - 1] != '-'))
		return;
	names_add(names, code + start, at);
	while (code[start] == '0' && code[start + 1] != '\0')
		start++;
	names_add(names, code + start, at);
	names_add(names, arena_printf(a, "0%s", code + start), at);
	names_add(names, arena_printf(a, "%s 0", code + start), at); /* 4.0: it was a number */
}

/* Codes come first, so that what another option is called can't take them away. */
static void name_options(struct arena *a, struct draft *d, const char *const (*label)[LANG__MAX])
{
	size_t n = d->field.n_options, names = 16;

	for (size_t i = 0; i < n; i++)
		names += 12 + d->field.option[i].n_aliases;
	names_init(a, &d->index.options, names);
	for (size_t i = 0; i < n; i++)
		names_add(&d->index.options, d->field.option[i].code, i);
	for (size_t i = 0; i < n; i++) {
		const struct fact_option *o = &d->field.option[i];

		names_add(&d->index.options, folded(a, o->code), i);
		for (size_t l = 0; l < LANG__MAX; l++) {
			const char *words = folded(a, label[i][l]);

			names_add(&d->index.options, words, i);
			names_add(&d->index.options,
				  arena_printf(a, "%s %s", folded(a, o->code), words), i);
		}
		for (size_t j = 0; j < o->n_aliases; j++)
			names_add(&d->index.options, o->alias[j], i);
	}
	for (size_t i = 0; i < n; i++)
		name_number(a, &d->index.options, d->field.option[i].code, i);
}

static void options_ready(struct arena *a, struct draft *d, struct fact_option *option, size_t n,
			  const char *const (*label)[LANG__MAX])
{
	for (size_t l = 0; l < LANG__MAX; l++) {
		d->option[l] = ARENA_ARRAY(a, n, struct fact_option);
		for (size_t i = 0; i < n; i++) {
			d->option[l][i] = option[i];
			d->option[l][i].label = label[i][l] ? label[i][l] : option[i].code;
		}
	}
	d->field.option = d->option[LANG_ID];
	d->field.n_options = n;
	name_options(a, d, label);
}

static void options_here(struct arena *a, const json_t *list, struct draft *d)
{
	size_t n = json_array_size(list);
	struct fact_option *option = ARENA_ARRAY(a, n, struct fact_option);
	const char *(*label)[LANG__MAX] = arena_array(a, n, sizeof(*label));
	int64_t *bit = ARENA_ARRAY(a, n, int64_t);
	int64_t bits = 0;

	for (size_t i = 0; i < n; i++) {
		const json_t *o = json_array_get(list, i);

		option[i].code = text_of(o, "code");
		option[i].alias =
		    aliases_of(a, json_object_get(o, "aliases"), &option[i].n_aliases);
		label[i][LANG_ID] = text_of(o, "id");
		label[i][LANG_EN] = text_of(o, "en");
		bit[i] = json_integer_value(json_object_get(o, "bit"));
		bits |= bit[i];
	}
	d->index.bit = bits ? bit : NULL;
	options_ready(a, d, option, n, (const char *const(*)[LANG__MAX])label);
}

/* Options that are another set of the reference data. */
static enum err options_of_set(struct ctx *cx, const char *set, struct draft *d)
{
	const struct ref_entry *e;
	struct fact_option *option;
	const char *(*label)[LANG__MAX];
	size_t n;

	TRY(ref_list(cx, set, ref_today(cx), &e, &n));
	n = MIN(n, FACT_OPTIONS_MAX);
	option = ARENA_ARRAY(cx->arena, n, struct fact_option);
	label = arena_array(cx->arena, n, sizeof(*label));
	for (size_t i = 0; i < n; i++) {
		option[i].code = e[i].code;
		label[i][LANG_ID] = e[i].label_id;
		label[i][LANG_EN] = e[i].label_en;
	}
	options_ready(cx->arena, d, option, n, (const char *const(*)[LANG__MAX])label);
	return ERR_OK;
}

static enum err read_options(struct ctx *cx, const json_t *doc, struct draft *d)
{
	const char *set = text_of(doc, "options_of");

	if (d->field.kind != FACT_CHOICE && d->field.kind != FACT_SET)
		return ERR_OK;
	if (set)
		return options_of_set(cx, set, d);
	options_here(cx->arena, json_object_get(doc, "options"), d);
	return ERR_OK;
}

static int64_t int_of(const json_t *doc, const char *key, int64_t or_else)
{
	const json_t *v = json_object_get(doc, key);

	return json_is_integer(v) ? json_integer_value(v) : or_else;
}

/* What a field without limits of its own holds. */
static void read_limits(const json_t *doc, struct fact_field *f)
{
	bool number = f->kind == FACT_NUMBER || f->kind == FACT_MONEY;

	f->min = int_of(doc, "min", 0);
	f->max = int_of(doc, "max", number ? INT64_C(999999999999) : 200);
}

static enum err draft_of(struct ctx *cx, const struct ref_entry *e,
			 const struct fact_regions *regions, struct draft *d)
{
	const json_t *doc = e->values;
	const char *group = text_of(doc, "group");
	struct fact_field *f = &d->field;

	f->code = e->code;
	f->core = core_of(text_of(doc, "core"));
	f->of = str_eq(text_of(doc, "of"), "family") ? FACT_FAMILY : FACT_PERSON;
	f->kind = fact_kind_of(doc);
	if (f->core != CORE_NONE) {
		f->of = core_words[f->core].of;
		f->kind = core_words[f->core].kind;
	}
	f->class = fact_class_of(doc);
	f->group = group ? group : "other";
	f->double_check = json_is_true(json_object_get(doc, "double_check"));
	f->ended = f->core == CORE_NONE && e->valid_to != DATE_NONE && e->valid_to <= ref_today(cx);
	f->find = json_is_true(json_object_get(doc, "find")) &&
		  field_refusal(f->kind, f->class, f->core != CORE_NONE) == FIELD_MAY;
	f->internal = f->ended || json_is_true(json_object_get(doc, "internal"));
	f->alias = aliases_of(cx->arena, json_object_get(doc, "aliases"), &f->n_aliases);
	read_limits(doc, f);
	d->label[LANG_ID] = e->label_id;
	d->label[LANG_EN] = e->label_en;
	d->index.regions = regions;
	d->index.past = json_is_true(json_object_get(doc, "past"));
	return read_options(cx, doc, d);
}

/* ---- regions ------------------------------------------------------------------------------- */

static void name_region(struct arena *a, struct fact_names *names, const struct region *r,
			size_t at)
{
	static const char *const before[] = { "", "kel ", "kelurahan ", "desa " };
	static const char *const between[] = { "", "kec ", "kecamatan " };
	const char *name = str_fold(a, r->name), *parent = str_fold(a, r->parent_name);

	names_add_once(names, r->code, at);
	names_add_once(names, str_digits(a, r->id), at);
	names_add_once(names, str_fold(a, r->code), at);
	names_add_once(names, str_squeeze(a, r->name), at);
	names_add_once(names, str_squeeze(a, arena_printf(a, "%s%s", name, parent)), at);
	for (size_t i = 0; i < LEN(before); i++) {
		names_add_once(names, arena_printf(a, "%s%s", before[i], name), at);
		for (size_t j = 0; j < LEN(between); j++)
			names_add_once(
			    names,
			    arena_printf(a, "%s%s %s%s", before[i], name, between[j], parent), at);
	}
}

static enum err read_regions(struct ctx *cx, const struct fact_regions **ret)
{
	struct fact_regions *r = ARENA_NEW(cx->arena, struct fact_regions);

	TRY(region_list(cx, REGION_KELURAHAN, 0, &r->list, &r->n));
	names_init(cx->arena, &r->names, r->n * 24);
	for (size_t i = 0; i < r->n; i++)
		name_region(cx->arena, &r->names, &r->list[i], i);
	*ret = r;
	return ERR_OK;
}

/* ---- the book ------------------------------------------------------------------------------ */

/* Fields by code, the same in both languages. */
struct fact_codes {
	struct fact_names of[FACT_FAMILY + 1];
};

struct kept {
	struct fact_book book[LANG__MAX];
};

static struct fact_field *in_language(struct arena *a, const struct draft *d, enum lang lang)
{
	struct fact_field *f = ARENA_NEW(a, struct fact_field);

	*f = d->field;
	f->label = d->label[lang];
	f->option = d->option[lang];
	f->index = &d->index;
	return f;
}

static void book_add(struct arena *a, struct fact_book *book, enum lang lang,
		     const struct fact_field **list, size_t at, const struct draft *d)
{
	struct fact_field *f = in_language(a, d, lang);

	f->at = at;
	list[at] = f;
	if (f->core == CORE_NONE)
		return;
	if (f->of == FACT_PERSON)
		book->person_core[f->core] = f;
	else
		book->family_core[f->core] = f;
}

static void book_find(struct arena *a, struct fact_book *book, enum fact_of of,
		      const struct fact_field *const *fields, size_t n)
{
	const struct fact_field **find = ARENA_ARRAY(a, n, const struct fact_field *);

	for (size_t i = 0; i < n; i++)
		if (fields[i]->find)
			find[book->n_find[of]++] = fields[i];
	book->find[of] = find;
}

static void book_fill(struct arena *a, const struct draft *drafts, size_t n, enum lang lang,
		      const struct fact_codes *codes, struct fact_book *book)
{
	const struct fact_field **person = ARENA_ARRAY(a, n, const struct fact_field *);
	const struct fact_field **family = ARENA_ARRAY(a, n, const struct fact_field *);

	for (size_t i = 0; i < n; i++) {
		if (drafts[i].field.of == FACT_PERSON)
			book_add(a, book, lang, person, book->n_person++, &drafts[i]);
		else
			book_add(a, book, lang, family, book->n_family++, &drafts[i]);
	}
	book_find(a, book, FACT_PERSON, person, book->n_person);
	book_find(a, book, FACT_FAMILY, family, book->n_family);
	book->person = person;
	book->family = family;
	book->codes = codes;
}

static const struct fact_codes *codes_of(struct arena *a, const struct draft *drafts, size_t n)
{
	struct fact_codes *codes = ARENA_NEW(a, struct fact_codes);
	size_t at[FACT_FAMILY + 1] = { 0 };

	names_init(a, &codes->of[FACT_PERSON], n);
	names_init(a, &codes->of[FACT_FAMILY], n);
	for (size_t i = 0; i < n; i++)
		names_add(&codes->of[drafts[i].field.of], drafts[i].field.code,
			  at[drafts[i].field.of]++);
	return codes;
}

static enum err fill(struct ctx *cx, void *what)
{
	const struct fact_regions *regions;
	const struct fact_codes *codes;
	const struct ref_entry *e;
	struct kept *kept = what;
	struct draft *drafts;
	size_t n, used = 0;

	TRY(read_regions(cx, &regions));
	TRY(ref_every(cx, SET, &e, &n));
	drafts = ARENA_ARRAY(cx->arena, n, struct draft);
	for (size_t i = 0; i < n; i++) {
		/* What can't be a field was refused when it was written; older rows are left out.
		 */
		if (!fact_doc_fault(e[i].values))
			TRY(draft_of(cx, &e[i], regions, &drafts[used++]));
	}
	codes = codes_of(cx->arena, drafts, used);
	for (size_t lang = 0; lang < LANG__MAX; lang++)
		book_fill(cx->arena, drafts, used, (enum lang)lang, codes, &kept->book[lang]);
	return ERR_OK;
}

enum err fact_book(struct ctx *cx, const struct fact_book **ret)
{
	static const struct keep_kind kind = {
		.size = sizeof(struct kept),
		.dated = true,
		.fill = fill,
	};
	const struct fact_book *book;
	const void *what;

	TRY(keep_get(cx, &kind, &what));
	book = &((const struct kept *)what)->book[cx->lang];
	/* Without its columns' fields a row would be written empty. */
	for (size_t i = CORE_NONE + 1; i < CORE__N; i++)
		if (book->person_core[i] == NULL && book->family_core[i] == NULL)
			return err_set(cx, ERR_DB, "the reference set \"field\" is not installed");
	*ret = book;
	return ERR_OK;
}

size_t fact_fields(const struct fact_book *book, enum fact_of of,
		   const struct fact_field *const **ret)
{
	*ret = of == FACT_PERSON ? book->person : book->family;
	return of == FACT_PERSON ? book->n_person : book->n_family;
}

const struct fact_field *fact_field(const struct fact_book *book, enum fact_of of, const char *code)
{
	const struct fact_field *const *fields;
	int32_t at = code ? names_find(&book->codes->of[of], code, strlen(code)) : -1;

	(void)fact_fields(book, of, &fields);
	return at >= 0 ? fields[at] : NULL;
}

/* ---- what a city may write ------------------------------------------------------------------ */

static const char *options_fault(const json_t *doc, size_t kind)
{
	const json_t *list = json_object_get(doc, "options");
	bool several = json_array_size(list) > 0, set = text_of(doc, "options_of") != NULL;

	if (kind != FACT_CHOICE && kind != FACT_SET)
		return list || set ? "options" : NULL;
	if (several == set || json_array_size(list) > FACT_OPTIONS_MAX)
		return "options";
	for (size_t i = 0; i < json_array_size(list); i++) {
		const char *code = text_of(json_array_get(list, i), "code");

		if (str_blank(code) || strlen(code) > 60 || strpbrk(code, ",;|+ \t\r\n"))
			return "options.code";
		for (size_t j = 0; j < i; j++) {
			if (str_eq(text_of(json_array_get(list, j), "code"), code))
				return "options.code";
		}
	}
	return NULL;
}

static const char *core_fault(const json_t *doc, size_t kind)
{
	const char *word = text_of(doc, "core"), *of = text_of(doc, "of");
	enum fact_core core = core_of(word);

	if (!word)
		return NULL;
	if (core == CORE_NONE)
		return "core";
	if (core_words[core].kind != kind)
		return "kind";
	return (core_words[core].of == FACT_FAMILY) == str_eq(of, "family") ? NULL : "of";
}

const char *fact_doc_fault(const json_t *doc)
{
	size_t kind = word_at(kind_words, LEN(kind_words), text_of(doc, "kind"));
	const char *of = text_of(doc, "of"), *class = text_of(doc, "class"), *fault;
	int64_t min = int_of(doc, "min", INT64_MIN), max = int_of(doc, "max", INT64_MAX);

	if (kind == FACT__KINDS)
		return "kind";
	if (!str_eq(of, "person") && !str_eq(of, "family"))
		return "of";
	if (class && word_at(class_words, LEN(class_words), class) == LEN(class_words))
		return "class";
	if (min > max)
		return "min";
	fault = core_fault(doc, kind);
	return fault ? fault : options_fault(doc, kind);
}
