/* Whom a report is about, when the registry knows him: typed as heard, chosen from who fits. */
#include "base/clock.h"
#include "base/str.h"
#include "feature/desk/desk_form.h"
#include "feature/desk/desk_impl.h"
#include "feature/registry/find.h"
#include "feature/registry/registry.h"
#include "platform/auth/perm.h"
#include "text/desk.h"

enum { CHOICES = 8 };

/* The choice of one who is not in the list. */
#define NEW_PERSON "0"

enum err desk_people(struct ctx *cx, const struct form *f, struct find_answer *ret)
{
	const struct find_query q = { .words = form_text(f, F_WHO),
				      .age_from = -1,
				      .age_to = -1,
				      .typing = true,
				      .max = CHOICES };

	*ret = (struct find_answer){ 0 };
	return q.words && may(cx, PERM_PERSON_READ) ? find_people(cx, &q, ret) : ERR_OK;
}

/* "Siti Aminah, 63 th, Cikole". */
static const char *person_line(struct ctx *cx, const struct find_hit *h)
{
	const char *line = h->name;

	if (h->age != DB_NONE)
		line = text_fill(cx, T_DESK_PERSON_AGED, line, str_digits(cx->arena, h->age), NULL);
	return h->region ? arena_printf(cx->arena, "%s, %s", line, h->region) : line;
}

enum err desk_person_options(struct ctx *cx, const struct form *f, struct options *ret)
{
	struct find_answer a;
	struct option *items;
	size_t i;

	TRY(desk_people(cx, f, &a));
	items = ARENA_ARRAY(cx->arena, a.n + 1, struct option);
	for (i = 0; i < a.n; i++)
		items[i] = (struct option){ .value = str_digits(cx->arena, a.hit[i].id),
					    .label = person_line(cx, &a.hit[i]),
					    .hint = a.hit[i].why };
	items[i] = (struct option){ .value = NEW_PERSON, .label = text(cx, T_DESK_PERSON_NEW) };
	*ret = (struct options){ .items = items, .n = a.n + 1 };
	return ERR_OK;
}

enum err desk_person_known(struct ctx *cx, const char *value, bool *ret)
{
	int64_t id;

	*ret = str_eq(value, NEW_PERSON);
	if (*ret || !str_i64(value, &id))
		return ERR_OK;
	return person_in_scope(cx, id, ret);
}

/* Somebody fits and nobody was chosen: the form comes back with the choice. */
enum err desk_check_person(struct ctx *cx, struct form *f)
{
	struct find_answer a;

	if (!form_text(f, F_WHO) || form_text(f, F_PERSON))
		return ERR_OK;
	TRY(desk_people(cx, f, &a));
	if (a.n > 0)
		form_problem(cx, f, F_PERSON, T_DESK_PROBLEM_PERSON, form_text(f, F_WHO));
	return ERR_OK;
}

/* One with a name whom nobody had met yet is met by the report. */
enum err desk_person_for(struct ctx *cx, const struct desk_report *r, bool protected,
			 int64_t *ret_id)
{
	const struct person p = {
		.known = true,
		.name = r->person_name,
		.sex = r->sex,
		.birth_date = DB_NONE,
		.birth_year = r->age_about == DB_NONE
				  ? DB_NONE
				  : clock_civil(cx->now, zone_of(cx)).year - r->age_about,
		.region_id = r->region_id,
		.protected = protected,
	};

	*ret_id = r->person_id;
	if (r->person_id != 0 || !r->person_name)
		return ERR_OK;
	return person_save(cx, &p, "laporan", ret_id);
}
