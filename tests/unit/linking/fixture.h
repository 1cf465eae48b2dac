/* People of the kelurahan of the desk, for tests of linking; they include "lib/city.h" by this. */
#ifndef TESTS_LINKING_FIXTURE_H
#define TESTS_LINKING_FIXTURE_H

#include "lib/city.h"

#include "base/clock.h"
#include "base/str.h"
#include "feature/linking/linking.h"
#include "feature/registry/registry.h"

static inline void look(struct city_fixture *c)
{
	bool behind = true;

	city_system(c);
	while (behind)
		assert_ok(linking_step(c->cx, c->t.app.pool, &behind));
}

static const struct origin seen = { .source = "kk_ktp", .valid_from = DATE_NONE, .settle = true };

/* "name|birth date|mother|nik|place|match" of somebody in the kelurahan of the desk. */
static inline struct facts facts_of(struct city_fixture *c, const char *row)
{
	static const char *const field[] = { "name", "birth_date",  "mother",
					     "nik",  "birth_place", "dukcapil_match" };
	const struct fact_book *book;
	struct facts f;
	char **part;
	size_t n;

	assert_ok(fact_book(c->cx, &book));
	f = facts_new(c->cx, book, FACT_PERSON);
	str_split(c->cx->arena, row, '|', &part, &n);
	for (size_t i = 0; i < n && i < LEN(field); i++)
		if (*part[i] != '\0')
			facts_set(&f, field[i], part[i]);
	facts_set(&f, "known", "1");
	facts_set(&f, "state", "1");
	facts_set(&f, "region", str_digits(c->cx->arena, c->region));
	return f;
}

static inline int64_t add(struct city_fixture *c, const char *row)
{
	struct facts f;
	int64_t id = 0;

	act_begin(c);
	f = facts_of(c, row);
	assert_ok(act_end(c, subject_new(c->cx, &f, &seen, &id)));
	return id;
}

static inline void tell(struct city_fixture *c, int64_t id, const char *field, const char *value)
{
	const struct fact_book *book;
	struct fact_change change;

	act_begin(c);
	assert_ok(fact_book(c->cx, &book));
	change = (struct fact_change){ fact_field(book, FACT_PERSON, field), value };
	assert_ok(act_end(c, subject_change(c->cx, FACT_PERSON, id, 0, &change, 1, &seen, NULL)));
}

#endif
