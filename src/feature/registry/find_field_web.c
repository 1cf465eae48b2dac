/* The lines of the search form that are the city's own fields, each asked for by its kind. */
#include "feature/registry/fact_impl.h"
#include "feature/registry/field.h"
#include "feature/registry/find_web.h"
#include "feature/registry/page_impl.h"

#include <string.h>

#include "base/clock.h"
#include "base/str.h"
#include "text/find.h"

/* ---- lines ----------------------------------------------------------------------------------- */

/* Kinds with an order are asked for from and to. */
static bool is_ranged(const struct fact_field *fact)
{
	return fact->kind == FACT_DATE || fact->kind == FACT_NUMBER || fact->kind == FACT_MONEY;
}

/* Calls what for each searchable field with the place of its (first) line in the form. */
typedef enum err line_fn(struct ctx *cx, const struct fact_field *fact, int at, void *user);

static enum err each_line(struct ctx *cx, int first, line_fn *what, void *user)
{
	const struct fact_book *book;
	int at = first;

	TRY(fact_book(cx, &book));
	for (int of = FACT_PERSON; of <= FACT_FAMILY; of++)
		for (size_t i = 0; i < book->n_find[of]; i++) {
			TRY(what(cx, book->find[of][i], at, user));
			at += is_ranged(book->find[of][i]) ? 2 : 1;
		}
	return ERR_OK;
}

/* A form being made. */
struct made {
	struct field *fields;
	int first, n;
};

static void put_range(struct ctx *cx, const struct fact_field *fact, struct field *two)
{
	two[1] = two[0];
	two[0].name = arena_printf(cx->arena, "isian_%s_dari", fact->code);
	two[0].said = text_fill(cx, T_FIND_FIELD_FROM, fact->label, NULL);
	two[1].name = arena_printf(cx->arena, "isian_%s_sampai", fact->code);
	two[1].said = text_fill(cx, T_FIND_FIELD_TO, fact->label, NULL);
}

static enum err put_line(struct ctx *cx, const struct fact_field *fact, int at, void *user)
{
	struct made *made = user;
	struct field *f = &made->fields[at];

	*f = fact_form_ask(cx, fact);
	f->privacy = FIELD_PERSONAL;
	f->name = arena_printf(cx->arena, "isian_%s", fact->code);
	if (fact->kind == FACT_TEXT || fact->kind == FACT_NAME)
		f->hint = T_FIND_FIELD_HINT;
	if (f->kind == FIELD_CHECKS)
		f->kind = FIELD_REF; /* one of them */
	made->n = at + 1;
	if (is_ranged(fact)) {
		put_range(cx, fact, f);
		made->n++;
	}
	if (at == made->first)
		f->said_section = text(cx, T_FIND_FIELDS);
	return ERR_OK;
}

enum err find_fields_now(struct ctx *cx, const struct form_def *def, int first,
			 const struct form_def **ret)
{
	struct form_def *today = arena_memdup(cx->arena, def, sizeof(*def));
	struct made made = { .first = first, .n = first };

	made.fields = ARENA_ARRAY(cx->arena, (size_t)first + 2 * FIELD_FIND_MAX + 1, struct field);
	memcpy(made.fields, def->fields, (size_t)first * sizeof(*made.fields));
	TRY(each_line(cx, first, put_line, &made));
	made.fields[made.n] = (struct field){ .kind = FIELD_END };
	today->fields = made.fields;
	today->now = NULL;
	*ret = today;
	return ERR_OK;
}

/* ---- what they say --------------------------------------------------------------------------- */

/* One end of a range in its canonical form; NULL: open. */
static enum fact_fault end_of(struct ctx *cx, const struct fact_field *fact, const struct form *f,
			      int at, const char **ret)
{
	enum fact_fault fault;
	int64_t v;

	*ret = NULL;
	if (form_text(f, at) == NULL)
		return FACT_FINE;
	if (fact->kind == FACT_DATE) {
		*ret = date_iso(cx->arena, (int32_t)form_int(f, at, 0));
		return FACT_FINE;
	}
	fault = fact_read_number(form_text(f, at), fact->kind == FACT_MONEY, &v);
	if (fault == FACT_FINE)
		*ret = str_digits(cx->arena, v);
	return fault;
}

static enum err check_line(struct ctx *cx, const struct fact_field *fact, int at, void *user)
{
	struct form *f = user;
	struct field_filter filter;
	const char *end[2];
	enum fact_fault fault;

	if (!is_ranged(fact))
		return ERR_OK;
	for (int i = 0; i < 2; i++) {
		fault = end_of(cx, fact, f, at + i, &end[i]);
		if (fault != FACT_FINE)
			form_problem_said(cx, f, at + i,
					  fact_fault_text(cx, fact, form_text(f, at + i), fault));
	}
	if (form_ok(f) && field_filter_between(cx->arena, fact, end[0], end[1], &filter) &&
	    strcmp(filter.from, filter.to) > 0)
		form_problem(cx, f, at, T_FIND_ENDS, NULL);
	return ERR_OK;
}

enum err find_fields_check(struct ctx *cx, struct form *f, int first)
{
	return each_line(cx, first, check_line, f);
}

/* Filters being read. */
struct reading {
	const struct form *f;
	struct field_filter *filter;
	size_t n;
};

static enum err read_line(struct ctx *cx, const struct fact_field *fact, int at, void *user)
{
	struct reading *r = user;
	struct field_filter *filter = &r->filter[r->n];
	const char *end[2];

	if (is_ranged(fact)) {
		if (end_of(cx, fact, r->f, at, &end[0]) == FACT_FINE &&
		    end_of(cx, fact, r->f, at + 1, &end[1]) == FACT_FINE)
			r->n += field_filter_between(cx->arena, fact, end[0], end[1], filter);
		return ERR_OK;
	}
	if (fact->kind == FACT_TEXT || fact->kind == FACT_NAME)
		r->n += field_filter_words(cx->arena, fact, form_text(r->f, at), filter);
	else
		r->n += field_filter_between(cx->arena, fact, form_text(r->f, at),
					     form_text(r->f, at), filter);
	return ERR_OK;
}

enum err find_fields_read(struct ctx *cx, const struct form *f, int first,
			  const struct field_filter **ret, size_t *ret_n)
{
	struct reading r = { .f = f };

	r.filter = ARENA_ARRAY(cx->arena, FIELD_FIND_MAX + 1, struct field_filter);
	TRY(each_line(cx, first, read_line, &r));
	*ret = r.filter;
	*ret_n = r.n;
	return ERR_OK;
}

/* ---- places ---------------------------------------------------------------------------------- */

const char *find_place_words(struct ctx *cx, const struct find_place *place)
{
	return arena_printf(cx->arena, "%lld,%lld,%lld,%s", (long long)place->home,
			    (long long)place->subject_id, (long long)place->person_id,
			    place->sought != NULL ? place->sought : "");
}

/* The number up to the next comma; false: there is none. */
static bool take_number(struct ctx *cx, const char **at, int64_t *ret)
{
	const char *comma = *at != NULL ? strchr(*at, ',') : NULL;

	if (comma == NULL || !str_i64(arena_strndup(cx->arena, *at, (size_t)(comma - *at)), ret))
		return false;
	*at = comma + 1;
	return true;
}

const struct find_place *find_place_read(struct ctx *cx, const char *words)
{
	struct find_place *place = ARENA_NEW(cx->arena, struct find_place);

	if (!take_number(cx, &words, &place->home) ||
	    !take_number(cx, &words, &place->subject_id) ||
	    !take_number(cx, &words, &place->person_id))
		return NULL;
	place->sought = *words != '\0' ? words : NULL;
	return place;
}
