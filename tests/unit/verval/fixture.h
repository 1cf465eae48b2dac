/* A family of the desk's kelurahan, what is asked about it, and who decides. */
#ifndef TEST_VERVAL_FIXTURE_H
#define TEST_VERVAL_FIXTURE_H

#include "lib/city.h"

#include "base/log.h"
#include "base/str.h"
#include "feature/verval/verval.h"

struct fixture {
	struct city_fixture c;
	int64_t family, person;
};

static inline enum err make(struct ctx *cx, struct fixture *f, int64_t region)
{
	const struct origin origin = { .source = "dtsen", .valid_from = DATE_NONE };
	const char *where = str_digits(cx->arena, region);
	const struct fact_book *book;
	struct facts facts;

	TRY(fact_book(cx, &book));
	facts = facts_new(cx, book, FACT_FAMILY);
	facts_set(&facts, "kk", "3272010101100001");
	facts_set(&facts, "kk_region", where);
	facts_set(&facts, "floor", "6");
	TRY(subject_new(cx, &facts, &origin, &f->family));
	facts = facts_new(cx, book, FACT_PERSON);
	facts_set(&facts, "name", "Suparman Contoh");
	facts_set(&facts, "known", "1");
	facts_set(&facts, "state", "1");
	facts_set(&facts, "region", where);
	facts_set(&facts, "family", str_digits(cx->arena, f->family));
	facts_set(&facts, "relation", "1");
	facts_set(&facts, "phone", "081234567890");
	return subject_new(cx, &facts, &origin, &f->person);
}

static inline void open_fixture(struct fixture *f)
{
	log_enable(false);
	city_open(&f->c);
	city_system(&f->c);
	assert_ok(ACT(&f->c, make(f->c.cx, f, f->c.region)));
}

static inline void close_fixture(struct fixture *f)
{
	city_close(&f->c);
}

static inline enum err open_it(struct ctx *cx, const struct verval_new *n, int64_t *ret)
{
	char number[NUMBER_SIZE], secret[SECRET_SIZE];

	return verval_open(cx, n, ret, number, secret);
}

/* A correction of one field of the family or the person. */
static inline enum err ask(struct ctx *cx, struct fixture *f, enum fact_of of, const char *field,
			   const char *value, int64_t *ret)
{
	const struct fact_book *book;
	struct verval_ask one;
	struct verval_new n = { .kind = VERVAL_PERBAIKAN,
				.of = of,
				.subject_id = of == FACT_FAMILY ? f->family : f->person,
				.asked_by = ASKED_BY_OFFICER,
				.why = "lantai sudah berbeda",
				.ask = &one,
				.n_asks = 1,
				.lat_e6 = DB_NONE,
				.lng_e6 = DB_NONE };

	TRY(fact_book(cx, &book));
	one = (struct verval_ask){ fact_field(book, of, field), value };
	return open_it(cx, &n, ret);
}

static inline int64_t asked(struct fixture *f, const char *field, const char *value)
{
	int64_t id = 0;

	city_act_as(&f->c, CITY_FRONT);
	assert_ok(ACT(&f->c, ask(f->c.cx, f, FACT_FAMILY, field, value, &id)));
	return id;
}

/* For whom of the two deciders a request waits, as the reminders have it; 0: for nobody. */
static inline int64_t waits_as(struct fixture *f, int64_t id)
{
	return city_int(
	    &f->c,
	    "SELECT coalesce(max(kind), 0) FROM second_wait WHERE due_at IS NOT NULL AND "
	    "id = %lld",
	    id);
}

static inline enum err decide(struct fixture *f, enum city_person who, int64_t id, bool yes)
{
	const struct verval_decision d = { .yes = yes, .why = yes ? NULL : "tidak benar" };

	city_act_as(&f->c, who);
	return ACT(&f->c, verval_decide(f->c.cx, id, &d));
}

static inline const char *holds(struct fixture *f, enum fact_of of, const char *field,
				const char **source)
{
	struct subject s;
	const char *value;

	test_read_begin(&f->c.t);
	assert_ok(subject_get(f->c.cx, of, of == FACT_FAMILY ? f->family : f->person, &s));
	value = facts_get(&s.facts, field);
	if (source != NULL)
		*source = subject_mark(&s, field).source;
	test_read_end(&f->c.t);
	return value != NULL ? value : "";
}

static inline int64_t state(struct fixture *f, int64_t id)
{
	return city_int(&f->c, "SELECT state FROM verval WHERE id = %lld", id);
}

#endif
