/* What the undoing of an import left alone, as somebody or something had changed it since. */
#include "feature/intake/intake_web.h"

#include "base/clock.h"
#include "base/str.h"
#include "feature/benefit/benefit.h"
#include "feature/intake/intake_impl.h"
#include "feature/reference/reference.h"
#include "platform/app.h"
#include "text/intake.h"

enum { PAGE = 50, FIRST = 20 };

struct left_row {
	int64_t id, at;
	const char *who, *field, *href, *with, *with_href;
};

#define ROW(member) offsetof(struct left_row, member)
static const struct column left_columns[] = {
	{ "id", T_INTAKE_ID, COL_ID, PRIV_NONE, ROW(id) },
	{ "path", T_INTAKE_ID, COL_TEXT, PRIV_NONE, ROW(href), .flags = COL_DATA_ONLY },
	{ "who", T_INTAKE_NAME, COL_TEXT, PRIV_GENERAL, ROW(who), .href = "{path}" },
	{ "field", T_INTAKE_WHY, COL_TEXT, PRIV_NONE, ROW(field) },
	{ "with_path", T_INTAKE_ID, COL_TEXT, PRIV_NONE, ROW(with_href), .flags = COL_DATA_ONLY },
	{ "with", T_INTAKE_LEFT_WITH, COL_TEXT, PRIV_NONE, ROW(with), .href = "{with_path}" },
};
#undef ROW
static const struct table left_table = { .name = "left",
					 .title = T_INTAKE_LEFT,
					 .columns = left_columns,
					 .n_columns = LEN(left_columns),
					 .subject = "id" };

/* A request that was answered again since: named by its number. */
static enum err left_request(struct ctx *cx, int64_t id, struct left_row *ret)
{
	const char *number;

	TRY(verval_number(cx, id, &number));
	*ret = (struct left_row){
		.id = id,
		.who = number,
		.field = text_fill(cx, T_INTAKE_LEFT_REQUEST, number, NULL),
		.href = arena_printf(cx->arena, "/verval/%lld", (long long)id),
	};
	return ERR_OK;
}

/* A family is called by its head. */
static enum err who_of(struct ctx *cx, const struct subject *s, const char **ret)
{
	int64_t id = facts_core_int(&s->facts, CORE_HEAD, 0);
	struct subject head;

	*ret = facts_core(&s->facts, CORE_NAME);
	if (s->of == FACT_PERSON)
		return ERR_OK;
	*ret = text(cx, T_INTAKE_OF_FAMILY);
	if (id == 0)
		return ERR_OK;
	TRY(subject_get(cx, FACT_PERSON, id, &head));
	*ret = text_fill(cx, T_INTAKE_LEFT_FAMILY, facts_core(&head.facts, CORE_NAME), NULL);
	return ERR_OK;
}

/* ---- why a whole record stays ------------------------------------------------------------------
 */

static bool by_import(const struct left_why *why)
{
	return why->by == STAYS_EDIT && why->id != 0;
}

static const char *edited_words(struct ctx *cx, const struct left_why *why)
{
	const char *at = say_date_short(cx, clock_date(why->at, zone_of(cx)));

	if (by_import(why))
		return text_fill(cx, T_INTAKE_LEFT_BY_IMPORT, at, NULL);
	return str_blank(why->name) ? text_fill(cx, T_INTAKE_LEFT_EDITED, at, NULL)
				    : text_fill(cx, T_INTAKE_LEFT_EDITED_BY, at, why->name, NULL);
}

static const char *why_words(struct ctx *cx, const struct left_why *why)
{
	static const enum text uses[STAYS__N] = {
		[STAYS_AID] = T_INTAKE_LEFT_AID,     [STAYS_REQUEST] = T_INTAKE_LEFT_ASKED,
		[STAYS_WAITS] = T_INTAKE_LEFT_WAITS, [STAYS_CASE] = T_INTAKE_LEFT_CASE,
		[STAYS_WORK] = T_INTAKE_LEFT_WORK,
	};

	return why->by == STAYS_EDIT ? edited_words(cx, why) : text(cx, uses[why->by]);
}

static const char *path_of(struct ctx *cx, const char *room, int64_t id)
{
	return arena_printf(cx->arena, "/%s/%lld", room, (long long)id);
}

/* The page of what uses it, for who may open that. */
static enum err used_with(struct ctx *cx, const struct left_why *why, struct left_row *ret)
{
	struct intake_get_row in;

	if (by_import(why)) {
		TRY(intake_get_one(cx, &(struct intake_get_args){ .id = why->id }, &in));
		ret->with = in.file_name;
		ret->with_href = path_of(cx, "impor", why->id);
	} else if (why->by == STAYS_AID) {
		ret->with = ref_label(cx, "programme", why->name);
		ret->with_href = path_of(cx, "bantuan-sosial", why->id);
	} else if (why->by == STAYS_REQUEST) {
		TRY(verval_number(cx, why->id, &ret->with));
		ret->with_href = path_of(cx, "verval", why->id);
	} else if (why->by == STAYS_CASE && may(cx, PERM_CASE_READ)) {
		ret->with = why->name;
		ret->with_href = path_of(cx, "kasus", why->id);
	}
	return ERR_OK;
}

/* All that stands in the way, and the page of the first that has one. */
static enum err left_whole(struct ctx *cx, const struct subject *s, int64_t import_id,
			   struct left_row *ret)
{
	struct left_why why[STAYS__N];
	const char *out = NULL;
	size_t n;

	TRY(registry_left_why(cx, s, import_id, why, &n));
	for (size_t i = 0; i < n; i++) {
		const char *words = why_words(cx, &why[i]);

		out = out ? arena_printf(cx->arena, "%s; %s", out, words) : words;
		if (ret->with == NULL)
			TRY(used_with(cx, &why[i], ret));
	}
	ret->field =
	    out ? text_fill(cx, T_INTAKE_LEFT_WHOLE, out, NULL) : text(cx, T_INTAKE_LEFT_ROW);
	return ERR_OK;
}

static enum err left_subject(struct ctx *cx, const struct fact_book *book, int64_t import_id,
			     const struct intake_lefts_row *l, struct left_row *ret)
{
	enum fact_of of = (enum fact_of)l->of;
	const struct fact_field *field = l->field != NULL ? fact_field(book, of, l->field) : NULL;
	const char *aid = benefit_left_words(cx, l->field);
	struct subject s;

	TRY(subject_get(cx, of, l->subject_id, &s));
	*ret = (struct left_row){
		.id = l->subject_id,
		.field = aid != NULL     ? aid
			 : field != NULL ? field->label
					 : NULL,
		.href =
		    arena_printf(cx->arena, "/%s/%lld", of == FACT_PERSON ? "warga" : "keluarga",
				 (long long)l->subject_id),
	};
	if (ret->field == NULL)
		TRY(left_whole(cx, &s, import_id, ret));
	return who_of(cx, &s, &ret->who);
}

static enum err lefts(struct ctx *cx, int64_t id, int64_t after, size_t max, struct left_row **ret,
		      size_t *ret_n)
{
	const struct fact_book *book;
	struct intake_lefts_row *rows;

	TRY(fact_book(cx, &book));
	TRY(intake_lefts_all(cx,
			     &(struct intake_lefts_args){
				 .intake_id = id,
				 .after_id = after,
				 .max_n = (int64_t)max,
			     },
			     &rows, ret_n));
	*ret = ARENA_ARRAY(cx->arena, *ret_n + 1, struct left_row);
	for (size_t i = 0; i < *ret_n; i++) {
		if (rows[i].of == FACT_PERSON || rows[i].of == FACT_FAMILY)
			TRY(left_subject(cx, book, id, &rows[i], &(*ret)[i]));
		else
			TRY(left_request(cx, rows[i].subject_id, &(*ret)[i]));
		(*ret)[i].at = rows[i].id;
	}
	return ERR_OK;
}

static const char *left_path(struct ctx *cx, int64_t id)
{
	return arena_printf(cx->arena, "/impor/%lld/sisa", (long long)id);
}

enum err intake_draw_left(struct ctx *cx, struct ui *u, int64_t id)
{
	struct ui_list list = { .total = -1 };
	struct intake_left_count_row count;
	struct left_row *rows;
	size_t n;

	TRY(intake_left_count_one(cx, &(struct intake_left_count_args){ .intake_id = id }, &count));
	if (count.n == 0)
		return ERR_OK;
	TRY(lefts(cx, id, 0, FIRST, &rows, &n));
	ui_heading(u, text(cx, T_INTAKE_LEFT), NULL);
	ui_text(u, text_fill(cx, T_INTAKE_LEFT_LEAD, say_number(cx, count.n), NULL));
	ui_table(u, "left", &left_table, rows, n, sizeof(*rows), &list);
	ui_actions(
	    u,
	    &(struct ui_action){ .label = text(cx, T_INTAKE_LEFT_ALL), .href = left_path(cx, id) },
	    1);
	return ERR_OK;
}

/* ---- all of it as a list --------------------------------------------------------------------- */

enum { Q_AFTER };
static const struct field left_fields[] = {
	[Q_AFTER] = { .name = "setelah", .kind = FIELD_ID, .onward = true },
	{ .kind = FIELD_END },
};
static const struct form_def left_form = { .name = "intake_left", .fields = left_fields };

static enum err left_page(struct ctx *cx, struct req *r, struct ui *u)
{
	const struct form *f = req_form_of(r, &left_form);
	int64_t after = f != NULL ? form_id(f, Q_AFTER) : 0;
	size_t n = ui_all_rows(u) ? 100000 : PAGE, found;
	struct ui_list list = { .main = true, .empty = text(cx, T_INTAKE_ROWS_NONE) };
	const char *here = left_path(cx, req_id(r));
	struct intake_left_count_row count;
	struct left_row *rows;
	struct intake_get_row in;

	TRY(intake_get_one(cx, &(struct intake_get_args){ .id = req_id(r) }, &in));
	TRY(intake_left_count_one(cx, &(struct intake_left_count_args){ .intake_id = in.id },
				  &count));
	TRY(lefts(cx, in.id, after, n + 1, &rows, &found));
	list.total = count.n;
	if (found > n) {
		found = n;
		list.next =
		    arena_printf(cx->arena, "%s?setelah=%lld", here, (long long)rows[n - 1].at);
	}
	if (after != 0)
		list.first = here;
	ui_begin(u, &(struct ui_page){ .title = text(cx, T_INTAKE_LEFT),
				       .nav = "/impor",
				       .parent =
					   arena_printf(cx->arena, "/impor/%lld", (long long)in.id),
				       .parent_title = in.file_name });
	ui_text(u, text_fill(cx, T_INTAKE_LEFT_LEAD, say_number(cx, count.n), NULL));
	ui_table(u, "left", &left_table, rows, found, sizeof(*rows), &list);
	return ui_end(u);
}

const struct route intake_left_routes[] = {
	{ GET, "/impor/{id}/sisa", PERM_REGISTRY_IMPORT, 0, REPR_LIST, T_INTAKE_LEFT,
	  .form = &left_form, .page = left_page },
	{ .method = 0 },
};
