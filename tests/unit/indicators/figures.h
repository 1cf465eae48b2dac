/* What the tests of figures share. */
#ifndef TESTS_FIGURES_H
#define TESTS_FIGURES_H

#include "lib/web.h"

#include "feature/reference/reference.h"

#include <string.h>

/* Case numbers in an answer: the rows of a list. */
static inline int64_t numbers_in(struct http_answer a)
{
	const char *p = a.body.p, *end = p + a.body.n;
	int64_t n = 0;

	while ((p = memmem(p, (size_t)(end - p), "KS-", 3)) != NULL) {
		n++;
		p += 3;
	}
	return n;
}

/* The city says more about a service. */
static inline enum err say_of_service(struct ctx *cx, const char *code, const char *doc)
{
	struct ref_values v = { .doc = doc, .source = "uji", .valid_to = DATE_NONE };
	struct ref_entry e;
	int64_t version;

	TRY(ref_get(cx, "service", code, ref_today(cx), &e));
	v.label_id = e.label_id;
	v.label_en = e.label_en;
	v.valid_from = e.valid_from;
	return ref_edit(cx, "service", code, e.version, &v, "uji", &version);
}

#endif
