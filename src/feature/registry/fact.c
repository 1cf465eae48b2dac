/* Values of one person or family. */
#include "feature/registry/fact_impl.h"

#include "base/str.h"

#include <string.h>

struct facts facts_new(struct ctx *cx, const struct fact_book *book, enum fact_of of)
{
	const struct fact_field *const *fields;
	size_t n = fact_fields(book, of, &fields);

	return (struct facts){
		.of = of,
		.book = book,
		.value = ARENA_ARRAY(cx->arena, n, const char *),
	};
}

struct facts facts_copy(struct ctx *cx, const struct facts *f)
{
	const struct fact_field *const *fields;
	size_t n = fact_fields(f->book, f->of, &fields);
	struct facts copy = facts_new(cx, f->book, f->of);

	memcpy(copy.value, f->value, n * sizeof(*copy.value));
	return copy;
}

static const struct fact_field *core_field(const struct facts *f, enum fact_core core)
{
	return f->of == FACT_PERSON ? f->book->person_core[core] : f->book->family_core[core];
}

const char *facts_core(const struct facts *f, enum fact_core core)
{
	const struct fact_field *field = core_field(f, core);

	return field ? f->value[field->at] : NULL;
}

int64_t fact_int(const char *value, int64_t or_else)
{
	int64_t v;

	return value != NULL && str_i64(value, &v) ? v : or_else;
}

int64_t facts_core_int(const struct facts *f, enum fact_core core, int64_t or_else)
{
	return fact_int(facts_core(f, core), or_else);
}

int32_t facts_birth(const struct facts *f)
{
	int32_t date;

	return date_parse(facts_core(f, CORE_BIRTH_DATE), &date) ? date : DATE_NONE;
}

void facts_set_core(struct facts *f, enum fact_core core, const char *value)
{
	const struct fact_field *field = core_field(f, core);

	if (field)
		f->value[field->at] = value;
}

const char *facts_get(const struct facts *f, const char *code)
{
	const struct fact_field *field = fact_field(f->book, f->of, code);

	return field ? f->value[field->at] : NULL;
}

void facts_set(struct facts *f, const char *code, const char *value)
{
	const struct fact_field *field = fact_field(f->book, f->of, code);

	if (field)
		f->value[field->at] = value;
}
