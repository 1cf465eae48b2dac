/* Pages of a person whose facts wait for a second pair of eyes: for the tests of them. */
#ifndef TEST_REGISTRY_SECOND_H
#define TEST_REGISTRY_SECOND_H

#include "../casework/web.h"

#include "feature/registry/registry.h"
#include "feature/registry/registry_web.h"

/* Kelurahan Cikole: another than that of the desk. */
#define FAR "3272021001"

static const struct route *const routes[] = { person_routes, person_edit_routes, person_new_routes,
					      family_routes, claim_routes,       second_routes,
					      NULL };

static void open_pages(struct web *w)
{
	web_open(w);
	w->c.t.app.routes = routes;
	w->c.t.app.n_routes = LEN(routes) - 1;
}

static enum err add(struct ctx *cx, const char *region, int64_t *ret)
{
	const struct origin o = { .source = "kk_ktp", .valid_from = DATE_NONE };
	const struct fact_book *book;
	struct facts f;

	TRY(fact_book(cx, &book));
	f = facts_new(cx, book, FACT_PERSON);
	facts_set_core(&f, CORE_NAME, "Pak Contoh");
	facts_set_core(&f, CORE_SEX, "1");
	facts_set_core(&f, CORE_BIRTH_DATE, "1960-01-01");
	facts_set_core(&f, CORE_REGION, region);
	facts_set_core(&f, CORE_NIK, "3272010101600012");
	facts_set_core(&f, CORE_KNOWN, "1");
	facts_set_core(&f, CORE_STATE, "1");
	return subject_new(cx, &f, &o, ret);
}

static int64_t person(struct web *w, const char *region)
{
	int64_t id = 0;

	city_system(&w->c);
	assert_ok(ACT(&w->c, add(w->c.cx, region, &id)));
	return id;
}

static const char *home(struct web *w)
{
	return str_digits(w->c.cx->arena, w->c.region);
}

/* The newest claim on somebody that waits. */
static int64_t waiting(struct web *w, int64_t id)
{
	return city_int(&w->c,
			"SELECT max(id) FROM fact_claim WHERE state = 4 AND subject_id = %lld", id);
}

#endif
