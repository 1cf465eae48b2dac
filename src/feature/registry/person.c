#include "feature/registry/subject_impl.h"

#include "base/str.h"
#include "feature/registry/find_sql.h"
#include "platform/app.h"

/* ---- reading -------------------------------------------------------------------------------- */

enum err person_feed_newest(struct ctx *cx, int64_t *ret)
{
	struct find_mark_row mark;

	TRY(find_mark_one(cx, &mark));
	*ret = mark.newest;
	return ERR_OK;
}

static int64_t date_num(const char *value)
{
	int32_t date = fact_date(value);

	return date == DATE_NONE ? DB_NONE : date;
}

enum err person_get(struct ctx *cx, int64_t id, struct person *ret)
{
	struct subject s;
	const struct facts *f = &s.facts;

	TRY(subject_read(cx, FACT_PERSON, id, &s));
	*ret = (struct person){
		.id = s.id,
		.version = s.version,
		.known = facts_core_int(f, CORE_KNOWN, 0) != 0,
		.name = facts_core(f, CORE_NAME),
		.alias = facts_core(f, CORE_ALIAS),
		.traits = facts_core(f, CORE_TRAITS),
		.address = facts_core(f, CORE_ADDRESS),
		.origin = facts_core(f, CORE_ORIGIN),
		.sex = facts_core_int(f, CORE_SEX, 0),
		.birth_date = date_num(facts_core(f, CORE_BIRTH_DATE)),
		.birth_year = facts_core_int(f, CORE_BIRTH_YEAR, DB_NONE),
		.region_id = facts_core_int(f, CORE_REGION, 0),
		.nik = facts_core(f, CORE_NIK),
		.phone = facts_core(f, CORE_PHONE),
		.protected = s.protected,
	};
	return ERR_OK;
}

/* ---- saving --------------------------------------------------------------------------------- */

static const char *number(struct ctx *cx, int64_t v, int64_t unknown)
{
	return v == unknown || v == DB_NONE ? NULL : str_digits(cx->arena, v);
}

static const char *said(const char *s)
{
	return str_blank(s) ? NULL : s;
}

static void facts_of(struct ctx *cx, const struct person *p, struct facts *f)
{
	facts_set_core(f, CORE_NAME, p->name);
	facts_set_core(f, CORE_KNOWN, p->known ? "1" : "0");
	facts_set_core(f, CORE_ALIAS, said(p->alias));
	facts_set_core(f, CORE_TRAITS, said(p->traits));
	facts_set_core(f, CORE_ADDRESS, said(p->address));
	facts_set_core(f, CORE_ORIGIN, said(p->origin));
	facts_set_core(f, CORE_SEX, number(cx, p->sex, 0));
	facts_set_core(f, CORE_BIRTH_DATE,
		       p->birth_date == DB_NONE ? NULL : fact_of_date(cx, (int32_t)p->birth_date));
	facts_set_core(f, CORE_BIRTH_YEAR, number(cx, p->birth_year, DB_NONE));
	facts_set_core(f, CORE_REGION, number(cx, p->region_id, 0));
	if (p->nik != NULL)
		facts_set_core(f, CORE_NIK, said(p->nik));
	if (p->phone != NULL)
		facts_set_core(f, CORE_PHONE, said(p->phone));
}

enum err person_save(struct ctx *cx, const struct person *p, const char *source, int64_t *ret_id)
{
	struct origin o = {
		.source = source,
		.valid_from = DATE_NONE,
		.protected = p->protected,
	};
	const struct fact_field *const *fields;
	struct fact_change *changes;
	const struct fact_book *book;
	struct facts f;
	struct subject s;
	size_t n, n_said = 0;

	TRY(fact_book(cx, &book));
	if (p->id == 0) {
		f = facts_new(cx, book, FACT_PERSON);
		facts_of(cx, p, &f);
		facts_set_core(&f, CORE_STATE, str_digits(cx->arena, PERSON_ALIVE));
		return subject_new(cx, &f, &o, ret_id);
	}
	TRY(subject_read(cx, FACT_PERSON, p->id, &s));
	f = facts_new(cx, book, FACT_PERSON);
	facts_of(cx, p, &f);
	n = fact_fields(book, FACT_PERSON, &fields);
	changes = ARENA_ARRAY(cx->arena, n, struct fact_change);
	/* Only what is said: silence takes nothing away, and confirms nothing. */
	for (size_t i = 0; i < n; i++)
		if (f.value[i] != NULL)
			changes[n_said++] = (struct fact_change){ fields[i], f.value[i] };
	*ret_id = p->id;
	/* The unknown one who says his name settles what was only described. */
	o.settle = !facts_core_int(&s.facts, CORE_KNOWN, 0);
	return subject_change(cx, FACT_PERSON, p->id, p->version, changes, n_said, &o, NULL);
}

enum err person_touch(struct ctx *cx, int64_t id)
{
	return person_feed_again_run(cx, &(struct person_feed_again_args){ .id = id }, NULL);
}
