/* Fields of a city's own, for tests. */
#ifndef TESTS_FIELDS_H
#define TESTS_FIELDS_H

#include "lib/testlib.h"

#include "base/str.h"
#include "feature/reference/reference.h"
#include "feature/registry/field.h"

/* A field as the administrator says it; in a write. */
struct field_said {
	const char *code, *label, *doc;
};

static inline enum err field_say(struct ctx *cx, void *arg)
{
	const struct field_said *said = arg;
	const struct ref_values v = { .label_id = said->label,
				      .label_en = said->code,
				      .doc = said->doc,
				      .source = "uji",
				      .valid_from = ref_today(cx),
				      .valid_to = DATE_NONE };
	const struct ref_entry *e;
	int64_t version;
	size_t n, i;

	TRY(ref_every(cx, "field", &e, &n));
	for (i = 0; i < n && !str_eq(e[i].code, said->code); i++)
		continue;
	version = i < n ? e[i].version : 0;
	return ref_edit(cx, "field", said->code, version, &v, "uji", &version);
}

/* The walks that fill and empty what is searched come to their end. */
static inline void fields_settle(struct test *test)
{
	bool more = true;

	assert_ok(field_notice(&test->cx, test->app.pool));
	test->cx.now += USEC_MINUTE;
	while (more)
		assert_ok(field_step(&test->cx, test->app.pool, &more));
}

#endif
