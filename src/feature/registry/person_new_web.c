/* /warga/baru: somebody new, with those who may be the same: while typing, and before saving. */
#include "base/clock.h"
#include "base/str.h"
#include "feature/region/region.h"
#include "feature/registry/find_web.h"
#include "feature/registry/page_impl.h"
#include "platform/app.h"
#include "text/export.h"
#include "text/warga.h"

/* ---- who may be the same --------------------------------------------------------------------- */

struct alike_row {
	int64_t id;
	const char *name, *birth, *region, *why;
};

#define ROW(member) offsetof(struct alike_row, member)
static const struct column alike_columns[] = {
	{ "id", T_COL_ID, COL_ID, PRIV_NONE, ROW(id) },
	{ "name", T_WARGA_M_NAME, COL_TEXT, PRIV_GENERAL, ROW(name), .href = "/warga/{id}",
	  .flags = COL_STRONG },
	{ "birth", T_WARGA_E_BORN_DATE, COL_TEXT, PRIV_GENERAL, ROW(birth) },
	{ "region", T_WARGA_M_HOME, COL_TEXT, PRIV_GENERAL, ROW(region) },
	{ "why", T_WARGA_A_WHY, COL_TEXT, PRIV_NONE, ROW(why) },
};
#undef ROW
static const struct table alike_table = { .name = "alike",
					  .title = T_WARGA_NEW_ALIKE,
					  .columns = alike_columns,
					  .n_columns = LEN(alike_columns),
					  .subject = "id" };

struct found {
	struct alike_row row[ALIKE_MAX];
	size_t n;
	bool far, far_nik; /* somebody out of scope: alike, or of the same NIK */
};

static void add(struct found *a, const struct alike_row *row)
{
	for (size_t i = 0; i < a->n; i++)
		if (a->row[i].id == row->id)
			return;
	if (a->n < ALIKE_MAX)
		a->row[a->n++] = *row;
}

/* Somebody as a row where the actor may see him; of others it is only said that they are. */
static enum err add_seen(struct ctx *cx, int64_t id, const char *why, struct found *a,
			 bool *ret_seen)
{
	struct subject s;

	TRY(person_in_scope(cx, id, ret_seen));
	if (!*ret_seen)
		return ERR_OK;
	TRY(subject_get(cx, FACT_PERSON, id, &s));
	add(a, &(struct alike_row){ .id = id,
				    .name = facts_core(&s.facts, CORE_NAME),
				    .birth = core_words(cx, &s.facts, CORE_BIRTH_DATE),
				    .region = core_words(cx, &s.facts, CORE_REGION),
				    .why = why });
	return ERR_OK;
}

/* Compared field by field, by the room that knows what agreements are worth. */
static enum err alike_by_all(struct ctx *cx, const struct facts *f, struct found *a)
{
	struct alike_ask *ask = ARENA_NEW(cx->arena, struct alike_ask);
	bool seen;

	ask->person = f;
	TRY(person_alike(cx, ask, 1));
	for (size_t i = 0; i < ask->n; i++) {
		TRY(add_seen(cx, ask->alike[i].id, ask->alike[i].words, a, &seen));
		a->far |= !seen;
	}
	return ERR_OK;
}

/* The same number, whatever else: one of the two is wrong. */
static enum err alike_by_nik(struct ctx *cx, const char *nik, struct found *a)
{
	int64_t *ids;
	bool seen;
	size_t n;

	TRY(person_by_nik(cx, nik, &ids, &n));
	for (size_t i = 0; i < n; i++) {
		TRY(add_seen(cx, ids[i], text(cx, T_WARGA_NEW_ALIKE_NIK), a, &seen));
		a->far_nik |= !seen;
	}
	return ERR_OK;
}

/* The same name and day, though other numbers stand against it. */
static enum err alike_by_name(struct ctx *cx, const char *name, const char *birth, struct found *a)
{
	struct page_same_name_row *rows;
	struct alike_row row;
	int32_t day;
	size_t n;

	if (name == NULL || birth == NULL || !date_parse(birth, &day))
		return ERR_OK;
	TRY(page_same_name_all(cx,
			       &(struct page_same_name_args){
				   .name_fold = str_fold(cx->arena, name), .birth_date = day },
			       &rows, &n));
	for (size_t i = 0; i < n; i++) {
		row = (struct alike_row){ .id = rows[i].id,
					  .name = rows[i].name,
					  .birth = say_date_short(cx, day),
					  .why = text(cx, T_WARGA_NEW_ALIKE_NAME) };
		TRY(region_name(cx, rows[i].region_id, &row.region));
		add(a, &row);
	}
	return ERR_OK;
}

static enum err find_same(struct ctx *cx, const struct facts *f, struct found *a)
{
	TRY(alike_by_all(cx, f, a));
	if (facts_core(f, CORE_NIK) != NULL)
		TRY(alike_by_nik(cx, facts_core(f, CORE_NIK), a));
	return alike_by_name(cx, facts_core(f, CORE_NAME), facts_core(f, CORE_BIRTH_DATE), a);
}

/* What the form says, as the facts of somebody new. */
static enum err facts_of(struct ctx *cx, struct form *f, struct facts *ret)
{
	const struct fact_book *book;
	struct fact_change *changes;
	size_t n;

	TRY(fact_book(cx, &book));
	*ret = facts_new(cx, book, FACT_PERSON);
	TRY(fact_form_changes(cx, f, FACT_PERSON, true, &changes, &n));
	for (size_t i = 0; i < n; i++)
		ret->value[changes[i].field->at] = changes[i].value;
	facts_set_core(ret, CORE_RELATION, NULL);
	facts_set_core(ret, CORE_STATE, "1");
	facts_set_core(ret, CORE_KNOWN, "1");
	return ERR_OK;
}

/* ---- pages ----------------------------------------------------------------------------------- */

static void draw_found(struct ctx *cx, struct ui *u, const struct found *a)
{
	ui_preview_begin(u, text(cx, T_WARGA_NEW_ALIKE));
	if (a->n == 0 && !a->far && !a->far_nik)
		ui_small(u, text(cx, T_WARGA_NEW_ALIKE_NONE));
	if (a->far_nik || a->far) {
		const char *far =
		    text(cx, a->far_nik ? T_WARGA_NEW_ALIKE_FAR : T_WARGA_NEW_ALIKE_ELSEWHERE);

		ui_said(u, far);
		ui_note(u, UI_WARN, NULL, far);
	}
	if (a->n > 0) {
		ui_said(u, arena_printf(cx->arena, "%s: %s", text(cx, T_WARGA_NEW_ALIKE),
					say_number(cx, (int64_t)a->n)));
		ui_note(u, UI_WARN, NULL, text(cx, T_WARGA_NEW_ALIKE_TEXT));
		ui_table(u, "alike", &alike_table, a->row, a->n, sizeof(*a->row),
			 &(struct ui_list){ .total = -1 });
	}
	ui_preview_end(u);
}

/* Those who may be whom the form that came back describes. */
static enum err found_of(struct ctx *cx, struct form *back, struct found *a)
{
	struct facts facts;

	if (back == NULL)
		return ERR_OK;
	TRY(facts_of(cx, form_as(cx, back, form_def_of(back)), &facts));
	return find_same(cx, &facts, a);
}

/* Only what one knows of somebody met for the first time: the rest has its headings later. */
static enum err new_form(struct ctx *cx, const struct form *back, struct form **ret)
{
	struct subject nobody = { .of = FACT_PERSON };
	const struct fact_book *book;

	TRY(fact_book(cx, &book));
	nobody.facts = facts_new(cx, book, FACT_PERSON);
	return fact_form(cx, &person_new_form, "identity,contact,address", &nobody, false, back,
			 ret);
}

static enum err new_page(struct ctx *cx, struct req *r, struct ui *u)
{
	struct form *back = req_form_of(r, &person_new_form), *f;
	struct found *found = ARENA_NEW(cx->arena, struct found);

	TRY(new_form(cx, back, &f));
	TRY(found_of(cx, back, found));
	ui_begin(u, &(struct ui_page){ .title = text(cx, T_WARGA_NEW),
				       .lead = text(cx, T_WARGA_NEW_LEAD),
				       .nav = "/warga",
				       .parent = "/warga",
				       .parent_title = text(cx, T_WARGA_LIST),
				       .wide = true });
	ui_columns_begin(u);
	ui_form(u, "new",
		&(struct ui_form){ .action = "/warga/baru",
				   .def = form_def_of(f),
				   .form = f,
				   .cancel = "/warga",
				   .preview = "/warga/baru/mirip",
				   .focus = true });
	ui_columns_aside(u);
	draw_found(cx, u, found);
	ui_columns_end(u);
	return ui_end(u);
}

/* The same question while the form is filled in, and for programs: who may it be? */
static enum err alike_page(struct ctx *cx, struct req *r, struct ui *u)
{
	struct found *found = ARENA_NEW(cx->arena, struct found);

	if (find_may_ask(cx))
		TRY(found_of(cx, req_form_of(r, &person_alike_form), found));
	ui_begin(u, &(struct ui_page){ .title = text(cx, T_WARGA_NEW_ALIKE), .nav = "/warga" });
	draw_found(cx, u, found);
	return ui_end(u);
}

/* ---- saving ---------------------------------------------------------------------------------- */

static void ask_first(struct ctx *cx, struct form *f, const struct found *a)
{
	if (a->n == 0)
		form_problem(cx, f, FF_CONFIRM,
			     a->far_nik ? T_WARGA_NEW_ALIKE_PROBLEM
					: T_WARGA_NEW_ALIKE_ELSEWHERE_PROBLEM,
			     NULL);
	else
		form_problem_said(
		    cx, f, FF_CONFIRM,
		    text_fill(cx, T_WARGA_NEW_ALIKE_NAMED, a->row[0].name, a->row[0].why, NULL));
}

/* Never a wall: who has compared may say that it is somebody else. */
static enum err new_prepare(struct ctx *cx, struct req *r)
{
	struct facts *facts = ARENA_NEW(cx->arena, struct facts);
	struct found *found = ARENA_NEW(cx->arena, struct found);
	struct form *f = req_form(r);

	TRY(facts_of(cx, f, facts));
	fact_form_no_future(cx, f);
	if (facts_core(facts, CORE_NAME) == NULL)
		form_problem(cx, f, fact_form_field(facts->book->person_core[CORE_NAME]),
			     T_WARGA_NEW_NAME, NULL);
	if (!form_ok(f))
		return ERR_OK;
	TRY(find_same(cx, facts, found));
	if ((found->n > 0 || found->far || found->far_nik) && !form_bool(f, FF_CONFIRM))
		ask_first(cx, f, found);
	req_set_data(r, facts);
	return ERR_OK;
}

static enum err new_commit(struct ctx *cx, struct req *r, struct resp *resp)
{
	const struct origin origin = fact_form_origin(req_form(r));
	const struct facts *facts = req_data(r);
	int64_t id;

	TRY(subject_new(cx, facts, &origin, &id));
	/* Who lives outside the area of the desk that met him is still seen by it. */
	if (cx->actor->unit_id != 0)
		TRY(person_share(cx, id, cx->actor->unit_id));
	resp->id = id;
	resp_see(cx, resp, T_WARGA_NEW_MADE, "%s", person_path(cx, id, ""));
	return ERR_OK;
}

const struct route person_new_routes[] = {
	{ GET, "/warga/baru", PERM_PERSON_WRITE, 0, REPR_PAGE, T_WARGA_NEW, .page = new_page },
	{ POST, "/warga/baru", PERM_PERSON_WRITE, 0, REPR_PAGE, T_WARGA_NEW,
	  .form = &person_new_form, .page = new_page, .prepare = new_prepare,
	  .commit = new_commit },
	{ POST, "/warga/baru/mirip", PERM_PERSON_WRITE, ROUTE_READ_POST | ROUTE_NO_ONCE, REPR_PAGE,
	  T_WARGA_NEW_ALIKE, .form = &person_alike_form, .page = alike_page },
	{ .method = 0 },
};
