/* Another day: what was so then, by what was known then.  Pages of a person and of a family. */
#include "feature/registry/page_impl.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/str.h"
#include "platform/app.h"
#include "text/warga.h"

static const struct field fields[] = { AS_OF_FIELDS, { .kind = FIELD_END } };
static const struct form_def ask_form = { .name = "as_of",
					  .fields = fields,
					  .submit = T_WARGA_AS_OF_SHOW };

enum err as_of_check(struct ctx *cx, struct form *f)
{
	int32_t today = clock_date(cx->now, zone_of(cx));

	for (int i = AS_OF_HELD; i <= AS_OF_KNOWN; i++)
		if (form_int(f, i, today) > today)
			form_problem(cx, f, i, T_WARGA_AS_OF_FUTURE, NULL);
	return ERR_OK;
}

/* The end of a day in the city's zone. */
static int64_t end_of(struct ctx *cx, int32_t day)
{
	struct civil c = date_civil(day);

	return clock_instant(&c, zone_of(cx)) + USEC_DAY - 1;
}

void as_of_read(struct ctx *cx, const struct form *f, struct as_of *ret)
{
	int32_t held = DATE_NONE, known = DATE_NONE;

	*ret = (struct as_of){ .held_on = clock_date(cx->now, zone_of(cx)), .known_at = INT64_MAX };
	if (f != NULL && form_ok(f)) {
		held = (int32_t)form_int(f, AS_OF_HELD, DATE_NONE);
		known = (int32_t)form_int(f, AS_OF_KNOWN, DATE_NONE);
	}
	ret->past = held != DATE_NONE || known != DATE_NONE;
	if (held != DATE_NONE)
		ret->held_on = held;
	if (known != DATE_NONE)
		ret->known_at = end_of(cx, known);
}

static const char *date_in_address(struct ctx *cx, int32_t day)
{
	struct civil c = date_civil(day);

	return arena_printf(cx->arena, "%04d-%02d-%02d", c.year, c.month, c.day);
}

const char *as_of_query(struct ctx *cx, const struct as_of *day)
{
	const char *held = date_in_address(cx, day->held_on);

	if (!day->past)
		return "";
	if (day->known_at == INT64_MAX)
		return arena_printf(cx->arena, "?pada=%s", held);
	return arena_printf(cx->arena, "?pada=%s&diketahui=%s", held,
			    date_in_address(cx, clock_date(day->known_at, zone_of(cx))));
}

void as_of_banner(struct ctx *cx, struct ui *u, const struct as_of *day, const char *path)
{
	const char *on = say_date(cx, day->held_on), *title;

	if (!day->past)
		return;
	title = day->known_at == INT64_MAX
		    ? text_fill(cx, T_WARGA_AS_OF_BANNER, on, NULL)
		    : text_fill(cx, T_WARGA_AS_OF_BANNER_KNOWN, on,
				say_date(cx, clock_date(day->known_at, zone_of(cx))), NULL);
	ui_note(u, UI_WARN, title, text(cx, T_WARGA_AS_OF_TEXT));
	ui_actions(u,
		   &(struct ui_action){
		       .label = text(cx, T_WARGA_AS_OF_NOW), .href = path, .primary = true },
		   1);
}

void as_of_ask(struct ctx *cx, struct ui *u, const struct form *asked, const char *path)
{
	ui_form(u, "as_of",
		&(struct ui_form){ .action = path,
				   .def = &ask_form,
				   .form = asked != NULL ? form_as(cx, asked, &ask_form) : NULL,
				   .title = text(cx, T_WARGA_AS_OF),
				   .folded = true,
				   .anchor = "tanggal",
				   .get = true,
				   .secondary = true });
}

/* The living in the order of the card, then the others. */
static int64_t place_of(const struct facts *f)
{
	int64_t relation = facts_core_int(f, CORE_RELATION, 0);
	bool there = facts_core_int(f, CORE_STATE, PERSON_ALIVE) == PERSON_ALIVE;

	return (relation == 0 ? 99 : relation) + (there ? 0 : 1000);
}

/* As the members of today stand. */
static int by_place(const void *a, const void *b)
{
	const struct facts *x = &((const struct person_then *)a)->facts;
	const struct facts *y = &((const struct person_then *)b)->facts;
	int64_t p = place_of(x), q = place_of(y);
	const char *born = facts_core(x, CORE_BIRTH_DATE), *other = facts_core(y, CORE_BIRTH_DATE);

	if (p != q)
		return p < q ? -1 : 1;
	if (born == NULL || other == NULL)
		return (born == NULL) - (other == NULL);
	return strcmp(born, other);
}

enum err members_then(struct ctx *cx, int64_t family_id, const struct as_of *day,
		      struct person_then **ret, size_t *ret_n)
{
	struct person_then *then;
	bool seen, existed;
	size_t n, shown = 0;
	int64_t *ids;

	TRY(family_as_of(cx, family_id, day->held_on, day->known_at, &ids, &n));
	then = ARENA_ARRAY(cx->arena, n + 1, struct person_then);
	for (size_t i = 0; i < n; i++) {
		TRY(person_in_scope(cx, ids[i], &seen));
		if (!seen)
			continue;
		then[shown].id = ids[i];
		TRY(subject_as_of(cx, FACT_PERSON, ids[i], day->held_on, day->known_at,
				  &then[shown].facts, &existed));
		shown += existed;
	}
	qsort(then, shown, sizeof(*then), by_place);
	*ret = then;
	*ret_n = shown;
	return ERR_OK;
}
