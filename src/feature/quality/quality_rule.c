/* What keeps a rule of the city's own from finding what it is meant to: its form asks. */
#include "feature/quality/quality_impl.h"

#include <jansson.h>

#include "base/str.h"
#include "text/quality.h"

static const char *text_of(const json_t *doc, const char *key)
{
	return json_string_value(json_object_get(doc, key));
}

static struct ref_fault fault(const char *key, enum text message, const char *arg)
{
	return (struct ref_fault){ .key = key, .message = message, .arg = arg };
}

/* The codes of a field's choices as they are asked for: "1 (Laki-laki), 2 (Perempuan)". */
static const char *choices_of(struct ctx *cx, const struct fact_field *f)
{
	const char *out = "";

	for (size_t i = 0; i < f->n_options; i++)
		out = arena_printf(cx->arena, "%s%s%s (%s)", out, i ? ", " : "", f->option[i].code,
				   f->option[i].label);
	return out;
}

static bool has_choice(const struct fact_field *f, const char *code)
{
	for (size_t i = 0; i < f->n_options; i++)
		if (str_eq(f->option[i].code, code))
			return true;
	return false;
}

static struct ref_fault values_fault(struct ctx *cx, const struct fact_field *f, const json_t *doc)
{
	const json_t *values = json_object_get(doc, "values");

	for (size_t i = 0; i < json_array_size(values) && f->n_options > 0; i++) {
		const char *code = json_string_value(json_array_get(values, i));

		if (!has_choice(f, code))
			return fault("values", T_QUALITY_RULE_VALUES, choices_of(cx, f));
	}
	return (struct ref_fault){ 0 };
}

static struct ref_fault between_fault(const struct fact_field *f, const json_t *doc)
{
	const json_t *from = json_object_get(doc, "from"), *to = json_object_get(doc, "to");

	if (f->kind != FACT_NUMBER && f->kind != FACT_MONEY)
		return fault("must", T_QUALITY_RULE_NO_NUMBER, f->label);
	if (from && to && json_integer_value(from) > json_integer_value(to))
		return fault("to", T_QUALITY_RULE_TURNED, NULL);
	return (struct ref_fault){ 0 };
}

enum err quality_rule_among(struct ctx *cx, const char *code, const json_t *doc, const json_t *old,
			    struct ref_fault *ret)
{
	enum fact_of of = str_eq(text_of(doc, "of"), "family") ? FACT_FAMILY : FACT_PERSON;
	const char *name = text_of(doc, "field"), *must = text_of(doc, "must");
	const struct fact_field *f;
	const struct fact_book *book;

	(void)old;
	if (name == NULL && check_of(code) != NULL)
		return ERR_OK;
	if (name == NULL) {
		*ret = fault("field", T_QUALITY_RULE_FIELD, NULL);
		return ERR_OK;
	}
	TRY(fact_book(cx, &book));
	f = fact_field(book, of, name);
	if (f == NULL)
		*ret = fact_field(book, of == FACT_PERSON ? FACT_FAMILY : FACT_PERSON, name)
			   ? fault("of", T_QUALITY_RULE_OF, NULL)
			   : fault("field", T_QUALITY_RULE_FIELD, NULL);
	else if (f->class >= FACT_SECRET && !str_eq(must, "filled"))
		*ret = fault("must", T_QUALITY_RULE_SEALED, f->label);
	else if (str_eq(must, "between"))
		*ret = between_fault(f, doc);
	else if (!str_eq(must, "filled"))
		*ret = values_fault(cx, f, doc);
	return ERR_OK;
}
