/* What a city's own field must not take from the others: the form of the field asks. */
#include "feature/registry/fact_impl.h"
#include "feature/registry/field.h"

#include <jansson.h>
#include <string.h>

#include "base/str.h"
#include "feature/reference/reference.h"
#include "text/fact.h"

static const char *text_of(const json_t *object, const char *key)
{
	return json_string_value(json_object_get(object, key));
}

/* Names of columns are compared as imports do: without case, marks and blanks. */
static const char *squeezed(struct arena *a, const char *s)
{
	char *folded = str_fold(a, s), *to = folded;

	for (const char *from = folded; *from; from++) {
		if ((*from >= 'a' && *from <= 'z') || (*from >= '0' && *from <= '9'))
			*to++ = *from;
	}
	*to = '\0';
	return folded;
}

static bool has_name(struct arena *a, const json_t *list, const char *name)
{
	for (size_t i = 0; i < json_array_size(list); i++) {
		const char *alias = json_string_value(json_array_get(list, i));

		if (alias && str_eq(squeezed(a, alias), name))
			return true;
	}
	return false;
}

/* Whether a field answers to a name: by its code, its labels or its other names. */
static bool answers(struct arena *a, const struct ref_entry *e, const char *name)
{
	return str_eq(squeezed(a, e->code), name) || str_eq(squeezed(a, e->label_id), name) ||
	       str_eq(squeezed(a, e->label_en), name) ||
	       has_name(a, json_object_get(e->values, "aliases"), name);
}

/* The first new name that another field of the same subject answers to. */
static enum err alias_fault(struct ctx *cx, const char *code, const json_t *doc, const json_t *old,
			    struct ref_fault *ret)
{
	const json_t *list = json_object_get(doc, "aliases"),
		     *had = json_object_get(old, "aliases");
	const struct ref_entry *e;
	size_t n;

	TRY(ref_every(cx, "field", &e, &n));
	for (size_t i = 0; i < json_array_size(list) && !ret->key; i++) {
		const char *alias = json_string_value(json_array_get(list, i));
		const char *name = squeezed(cx->arena, alias ? alias : "");

		if (*name == '\0' || has_name(cx->arena, had, name))
			continue;
		for (size_t j = 0; j < n && !ret->key; j++) {
			if (!str_eq(e[j].code, code) &&
			    str_eq(text_of(e[j].values, "of"), text_of(doc, "of")) &&
			    answers(cx->arena, &e[j], name))
				*ret = (struct ref_fault){
					.key = "aliases",
					.message = T_FACT_ALIAS_TAKEN,
					.arg =
					    arena_printf(cx->arena, "%s (%s)", alias, e[j].label),
				};
		}
	}
	return ERR_OK;
}

/* Whether a choice answers to a name. */
static bool choice_answers(struct arena *a, const json_t *o, const char *name)
{
	const char *code = text_of(o, "code"), *id = text_of(o, "id");

	return (code && str_eq(squeezed(a, code), name)) || (id && str_eq(squeezed(a, id), name)) ||
	       has_name(a, json_object_get(o, "aliases"), name);
}

/* A name that two choices answer to would be read as the first one, always. */
static void choice_fault(struct ctx *cx, const json_t *doc, const json_t *old,
			 struct ref_fault *ret)
{
	const json_t *list = json_object_get(doc, "options");

	if (json_equal(list, json_object_get(old, "options")))
		return;
	for (size_t i = 0; i < json_array_size(list) && !ret->key; i++) {
		const json_t *o = json_array_get(list, i);
		const char *id = text_of(o, "id");
		const char *name = squeezed(cx->arena, id ? id : "");

		for (size_t j = 0; j < json_array_size(list) && !ret->key; j++) {
			if (j != i && *name != '\0' &&
			    choice_answers(cx->arena, json_array_get(list, j), name))
				*ret = (struct ref_fault){ .key = "options",
							   .message = T_FACT_CHOICE_TWICE,
							   .arg = id };
		}
	}
}

/* Choices may come from another list; that list must be there, and not be the fields themselves. */
static enum err list_fault(struct ctx *cx, const json_t *doc, struct ref_fault *ret)
{
	const char *set = text_of(doc, "options_of");
	const struct ref_entry *e;
	size_t n = 0;

	if (!set)
		return ERR_OK;
	if (!str_eq(set, "field"))
		TRY(ref_list(cx, set, ref_today(cx), &e, &n));
	if (n == 0)
		*ret = (struct ref_fault){ .key = "options_of",
					   .message = T_FACT_NO_LIST,
					   .arg = set };
	return ERR_OK;
}

/* The kind and class of a doc, as fact_doc_fault() has found them right. */
static enum field_refusal refusal_of(const json_t *doc)
{
	return field_refusal(fact_kind_of(doc), fact_class_of(doc),
			     json_object_get(doc, "core") != NULL);
}

/* People are found by what is not sealed and not found otherwise, and by not too many fields. */
static enum err find_fault(struct ctx *cx, const char *code, const json_t *doc,
			   struct ref_fault *ret)
{
	static const enum text refused[] = {
		[FIELD_IS_SEALED] = T_FACT_FIND_SEALED,
		[FIELD_IS_NUMBER] = T_FACT_FIND_NUMBER,
		[FIELD_IS_CORE] = T_FACT_FIND_CORE,
	};
	enum field_refusal refusal = refusal_of(doc);
	const struct ref_entry *e;
	size_t n, found = 0;

	if (!json_is_true(json_object_get(doc, "find")))
		return ERR_OK;
	if (refusal != FIELD_MAY) {
		*ret = (struct ref_fault){ .key = "find", .message = refused[refusal] };
		return ERR_OK;
	}
	TRY(ref_every(cx, "field", &e, &n));
	for (size_t i = 0; i < n; i++)
		found +=
		    !str_eq(e[i].code, code) && json_is_true(json_object_get(e[i].values, "find"));
	if (found >= FIELD_FIND_MAX)
		*ret = (struct ref_fault){ .key = "find",
					   .message = T_FACT_FIND_MANY,
					   .arg = str_digits(cx->arena, FIELD_FIND_MAX) };
	return ERR_OK;
}

enum err fact_among(struct ctx *cx, const char *code, const json_t *doc, const json_t *old,
		    struct ref_fault *ret)
{
	*ret = (struct ref_fault){ 0 };
	if (old && !str_eq(text_of(doc, "kind"), text_of(old, "kind")))
		*ret = (struct ref_fault){ .key = "kind", .message = T_FACT_KIND_STAYS };
	else if (old && !str_eq(text_of(doc, "of"), text_of(old, "of")))
		*ret = (struct ref_fault){ .key = "of", .message = T_FACT_KIND_STAYS };
	if (!ret->key)
		TRY(list_fault(cx, doc, ret));
	if (!ret->key)
		TRY(find_fault(cx, code, doc, ret));
	if (!ret->key)
		choice_fault(cx, doc, old, ret);
	return ret->key ? ERR_OK : alias_fault(cx, code, doc, old, ret);
}
