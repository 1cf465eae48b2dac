/* People and families of a test, from a few words. */
#ifndef TESTS_PEOPLE_H
#define TESTS_PEOPLE_H

#include "feature/registry/registry.h"

/* A new one, said by the civil registry: codes of fields and their values in turn, ends with NULL.
 * import_id 0: of no import. */
static inline enum err people_add(struct ctx *cx, enum fact_of of, const char *const *facts,
				  int64_t import_id, int64_t *ret_id)
{
	const struct origin o = { .source = "siak",
				  .valid_from = DATE_NONE,
				  .import_id = import_id };
	const struct fact_book *book;
	struct facts f;

	TRY(fact_book(cx, &book));
	f = facts_new(cx, book, of);
	for (; *facts; facts += 2)
		facts_set(&f, facts[0], facts[1]);
	return subject_new(cx, &f, &o, ret_id);
}

#endif
