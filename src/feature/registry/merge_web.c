/* /warga/{id}/gabung: two records that are one person, side by side; /pisah takes it back. */
#include "feature/registry/page_impl.h"

#include "base/str.h"
#include "platform/app.h"
#include "text/warga.h"

/* ---- finding the other ----------------------------------------------------------------------- */

static const struct field find_fields[] = {
	{ .name = "dengan",
	  .kind = FIELD_TEXT,
	  .label = T_WARGA_G_FIND,
	  .hint = T_WARGA_G_FIND_HINT,
	  .max = 40,
	  .privacy = FIELD_SPECIFIC_DATA },
	{ .kind = FIELD_END },
};
static const struct form_def find_form = { .name = "merge_find",
					   .fields = find_fields,
					   .submit = T_WARGA_G_COMPARE };

/* By number of a record or NIK; 0 when nobody is in scope. */
static enum err other_of(struct ctx *cx, const char *said, int64_t self, int64_t *ret)
{
	int64_t id, *ids;
	bool seen;
	size_t n;

	*ret = 0;
	if (said == NULL || !str_i64(said, &id))
		return ERR_OK;
	if (strlen(said) == 16) {
		TRY(person_by_nik(cx, said, &ids, &n));
		for (size_t i = 0; i < n && *ret == 0; i++) {
			TRY(person_in_scope(cx, ids[i], &seen));
			if (seen && ids[i] != self)
				*ret = ids[i];
		}
	}
	if (*ret != 0)
		return ERR_OK;
	TRY(person_in_scope(cx, id, &seen));
	if (seen)
		*ret = id;
	return ERR_OK;
}

/* ---- comparing ------------------------------------------------------------------------------- */

struct pair_row {
	const char *field, *here, *there, *mark;
};

#define ROW(member) offsetof(struct pair_row, member)
static const struct column pair_columns[] = {
	{ "field", T_WARGA_G_FIELD, COL_TEXT, PRIV_NONE, ROW(field), .flags = COL_STRONG },
	{ "here", T_WARGA_G_HERE, COL_TEXT, PRIV_GENERAL, ROW(here) },
	{ "there", T_WARGA_G_THERE, COL_TEXT, PRIV_GENERAL, ROW(there) },
	{ "mark", T_WARGA_G_MARK, COL_TEXT, PRIV_NONE, ROW(mark), .flags = COL_BADGE },
};
#undef ROW
static const struct table pair_table = { .name = "pairs",
					 .title = T_WARGA_G_TITLE,
					 .columns = pair_columns,
					 .n_columns = LEN(pair_columns) };

static enum err side(struct ctx *cx, const struct fact_field *field, const char *value,
		     const char **ret)
{
	*ret = NULL;
	return value != NULL ? fact_show_masked(cx, field, value, ret) : ERR_OK;
}

static enum text mark_of(const char *here, const char *there)
{
	if (here == NULL || there == NULL)
		return T_WARGA_G_ONE;
	return str_eq(here, there) ? T_WARGA_G_SAME : T_WARGA_G_DIFFERS;
}

/* What the programme keeps of a row says nothing of who somebody is. */
static bool compared(const struct fact_field *field, const char *here, const char *there)
{
	return (here != NULL || there != NULL) && field->class != FACT_HEALTH &&
	       field->core != CORE_FAMILY && field->core != CORE_KNOWN;
}

static enum err draw_pairs(struct ctx *cx, struct ui *u, const struct subject *a,
			   const struct subject *b)
{
	const struct fact_field *const *fields;
	size_t n = fact_fields(a->facts.book, FACT_PERSON, &fields), n_rows = 0;
	struct pair_row *rows = ARENA_ARRAY(cx->arena, n + 1, struct pair_row);

	for (size_t i = 0; i < n; i++) {
		const char *here = a->facts.value[i], *there = b->facts.value[i];
		struct pair_row *row = &rows[n_rows];

		if (!compared(fields[i], here, there))
			continue;
		row->field = fields[i]->label;
		row->mark = text(cx, mark_of(here, there));
		TRY(side(cx, fields[i], here, &row->here));
		TRY(side(cx, fields[i], there, &row->there));
		n_rows++;
	}
	ui_table(u, "pairs", &pair_table, rows, n_rows, sizeof(*rows),
		 &(struct ui_list){ .total = -1, .caption = text(cx, T_WARGA_G_PAIR) });
	return ERR_OK;
}

/* ---- merging --------------------------------------------------------------------------------- */

enum { G_OTHER, G_DIRECTION, G_REASON };
enum { KEEP_HERE, KEEP_OTHER };
static const struct member directions[] = {
	[KEEP_HERE] = { "ini", T_WARGA_G_KEEP_THIS, T__NONE },
	[KEEP_OTHER] = { "lain", T_WARGA_G_KEEP_OTHER, T__NONE },
	{ .value = NULL },
};
static const struct field merge_fields[] = {
	[G_OTHER] = { .name = "dengan",
		      .kind = FIELD_ID,
		      .label = T_WARGA_G_OTHER,
		      .required = true },
	[G_DIRECTION] = { .name = "pakai",
			  .kind = FIELD_ENUM,
			  .label = T_WARGA_G_DIRECTION,
			  .required = true,
			  .members = directions },
	[G_REASON] = { .name = "alasan",
		       .kind = FIELD_TEXT,
		       .label = T_WARGA_G_REASON,
		       .required = true,
		       .max = 200 },
	{ .kind = FIELD_END },
};
static const struct form_def merge_form = { .name = "merge",
					    .fields = merge_fields,
					    .submit = T_WARGA_G_DO };

/* The same form with the names on the choice. */
static const struct form_def *form_of(struct ctx *cx, const struct subject *a,
				      const struct subject *b)
{
	struct form_def *def = arena_memdup(cx->arena, &merge_form, sizeof(merge_form));
	struct field *fields = arena_memdup(cx->arena, merge_fields, sizeof(merge_fields));
	struct option *items = ARENA_ARRAY(cx->arena, 2, struct option);

	items[KEEP_HERE] = (struct option){
		.value = directions[KEEP_HERE].value,
		.label = text_fill(cx, T_WARGA_G_KEEP_HERE, facts_core(&a->facts, CORE_NAME), NULL),
	};
	items[KEEP_OTHER] = (struct option){
		.value = directions[KEEP_OTHER].value,
		.label =
		    text_fill(cx, T_WARGA_G_KEEP_THERE, facts_core(&b->facts, CORE_NAME), NULL),
	};
	fields[G_DIRECTION].list = (struct options){ items, 2 };
	def->fields = fields;
	return def;
}

static enum err draw_compared(struct ctx *cx, struct ui *u, struct req *r, const struct subject *a,
			      const struct subject *b)
{
	const struct form_def *def = form_of(cx, a, b);
	struct form *back = req_form_of(r, &merge_form);
	const char *here = facts_core(&a->facts, CORE_NIK),
		   *there = facts_core(&b->facts, CORE_NIK);
	struct form *f = back != NULL ? form_as(cx, back, def) : form_new(cx, def);

	form_set_int(cx, f, G_OTHER, b->id);
	if (here != NULL && there != NULL && !str_eq(here, there))
		ui_note(u, UI_WARN, NULL, text(cx, T_WARGA_G_NIKS));
	TRY(draw_pairs(cx, u, a, b));
	ui_form(u, "merge",
		&(struct ui_form){ .action = person_path(cx, a->id, "/gabung"),
				   .def = def,
				   .form = f,
				   .cancel = person_path(cx, a->id, "") });
	return ERR_OK;
}

static const char *asked_other(struct ctx *cx, struct req *r)
{
	const struct form *f = req_form_of(r, &merge_form);

	if (f != NULL)
		return str_digits(cx->arena, form_id(f, G_OTHER));
	f = req_form_of(r, &find_form);
	return f != NULL ? form_text(f, 0) : NULL;
}

static enum err merge_page(struct ctx *cx, struct req *r, struct ui *u)
{
	const char *asked = asked_other(cx, r);
	struct form *find = req_form_of(r, &find_form);
	struct subject a, b;
	int64_t other;

	TRY(page_subject(cx, r, FACT_PERSON, req_id(r), &a));
	TRY(other_of(cx, asked, a.id, &other));
	if (find == NULL)
		find = form_new(cx, &find_form);
	if (asked != NULL && (other == 0 || other == a.id))
		form_problem(cx, find, 0, other == 0 ? T_WARGA_G_NONE : T_WARGA_G_SELF, NULL);
	ui_begin(u, &(struct ui_page){ .title = text(cx, T_WARGA_G_TITLE),
				       .lead = text(cx, T_WARGA_G_LEAD),
				       .nav = "/warga",
				       .parent = person_path(cx, a.id, ""),
				       .parent_title = facts_core(&a.facts, CORE_NAME),
				       .wide = true });
	if (other != 0 && other != a.id) {
		TRY(page_subject(cx, r, FACT_PERSON, other, &b));
		TRY(draw_compared(cx, u, r, &a, &b));
		return ui_end(u);
	}
	ui_form(u, "find",
		&(struct ui_form){ .action = person_path(cx, a.id, "/gabung"),
				   .def = &find_form,
				   .form = find,
				   .get = true,
				   .focus = true });
	return ui_end(u);
}

static enum err merge_prepare(struct ctx *cx, struct req *r)
{
	struct subject a, b;

	TRY(page_subject(cx, r, FACT_PERSON, req_id(r), &a));
	return page_subject(cx, r, FACT_PERSON, form_id(req_form(r), G_OTHER), &b);
}

static enum err merge_commit(struct ctx *cx, struct req *r, struct resp *resp)
{
	const struct form *f = req_form(r);
	bool here = form_int(f, G_DIRECTION, KEEP_HERE) == KEEP_HERE;
	int64_t kept = here ? req_id(r) : form_id(f, G_OTHER);
	int64_t lost = here ? form_id(f, G_OTHER) : req_id(r);
	enum err e = person_merge(cx, lost, kept, form_text(f, G_REASON));

	if (e == ERR_CONFLICT)
		return refuse(cx, T_WARGA_G_CANNOT);
	TRY(e);
	resp_see(cx, resp, T_WARGA_G_DONE, "%s", person_path(cx, kept, ""));
	return ERR_OK;
}

/* ---- taking it back -------------------------------------------------------------------------- */

static const struct field undo_fields[] = {
	{ .name = "alasan",
	  .kind = FIELD_TEXT,
	  .label = T_WARGA_G_UNDO_REASON,
	  .required = true,
	  .max = 200 },
	{ .kind = FIELD_END },
};
static const struct form_def undo_form = { .name = "unmerge",
					   .fields = undo_fields,
					   .submit = T_WARGA_G_UNDO };

/* "Nomor telepon, RT domisili": what was said of the record in use since the other one was merged
 * into it; NULL: nothing. */
static enum err said_since(struct ctx *cx, const struct subject *kept, int64_t lost_id,
			   const char **ret)
{
	const char *merged = arena_printf(cx->arena, "%lld ", (long long)lost_id);
	const struct fact_field *field;
	const char *codes = "";
	struct version *v;
	size_t n;

	*ret = NULL;
	TRY(subject_history(cx, FACT_PERSON, kept->id, &v, &n));
	for (size_t i = 0; i < n; i++) {
		if (str_eq(v[i].event, "kept_merged") && v[i].note != NULL &&
		    str_starts(v[i].note, merged))
			break;
		for (size_t k = 0; k < v[i].n_changes && v[i].undone_at == 0; k++) {
			field = fact_field(kept->facts.book, FACT_PERSON, v[i].change[k].field);
			if (field == NULL || str_listed(codes, ',', field->code))
				continue;
			codes = arena_printf(cx->arena, "%s,%s", codes, field->code);
			*ret = str_and(cx->arena, *ret, field->label);
		}
	}
	return ERR_OK;
}

/* What each of them will have. */
static enum err draw_after(struct ctx *cx, struct ui *u, const struct subject *lost,
			   const struct subject *kept)
{
	const char *name = facts_core(&lost->facts, CORE_NAME),
		   *other = facts_core(&kept->facts, CORE_NAME), *since;

	TRY(said_since(cx, kept, lost->id, &since));
	if (since != NULL)
		ui_note(u, UI_WARN, text_fill(cx, T_WARGA_G_SINCE, other, since, NULL),
			text_fill(cx, T_WARGA_G_SINCE_WHY, other, name, NULL));
	return ERR_OK;
}

static enum err undo_page(struct ctx *cx, struct req *r, struct ui *u)
{
	struct subject a, b;

	TRY(page_subject(cx, r, FACT_PERSON, req_id(r), &a));
	if (a.same_as_id == 0)
		return err_set(cx, ERR_NOTFOUND, "not merged");
	TRY(subject_get(cx, FACT_PERSON, a.same_as_id, &b));
	ui_begin(u, &(struct ui_page){ .title = text(cx, T_WARGA_G_UNDO),
				       .lead = text_fill(cx, T_WARGA_G_UNDO_LEAD,
							 facts_core(&a.facts, CORE_NAME), NULL),
				       .nav = "/warga",
				       .parent = person_path(cx, b.id, ""),
				       .parent_title = facts_core(&b.facts, CORE_NAME),
				       .wide = true });
	TRY(draw_after(cx, u, &a, &b));
	TRY(draw_pairs(cx, u, &a, &b));
	ui_form(u, "unmerge",
		&(struct ui_form){ .action = person_path(cx, a.id, "/pisah"),
				   .def = &undo_form,
				   .form = req_form_of(r, &undo_form),
				   .cancel = person_path(cx, b.id, "") });
	return ui_end(u);
}

static enum err undo_prepare(struct ctx *cx, struct req *r)
{
	struct subject a;

	return page_subject(cx, r, FACT_PERSON, req_id(r), &a);
}

static enum err undo_commit(struct ctx *cx, struct req *r, struct resp *resp)
{
	enum err e = person_unmerge(cx, req_id(r), form_text(req_form(r), 0));

	if (e == ERR_INVALID)
		return refuse(cx, T_WARGA_G_UNDO_HEAD);
	if (e == ERR_CONFLICT)
		return refuse(cx, T_WARGA_G_CANNOT);
	TRY(e);
	resp_see(cx, resp, T_WARGA_G_UNDONE, "%s", person_path(cx, req_id(r), ""));
	return ERR_OK;
}

const struct route merge_routes[] = {
	{ GET, "/warga/{id}/gabung", PERM_REGISTRY_DECIDE, 0, REPR_PAGE, T_WARGA_G_TITLE,
	  .form = &find_form, .page = merge_page },
	{ POST, "/warga/{id}/gabung", PERM_REGISTRY_DECIDE, 0, REPR_PAGE, T_WARGA_G_TITLE,
	  .form = &merge_form, .page = merge_page, .prepare = merge_prepare,
	  .commit = merge_commit },
	{ GET, "/warga/{id}/pisah", PERM_REGISTRY_DECIDE, 0, REPR_PAGE, T_WARGA_G_UNDO,
	  .page = undo_page },
	{ POST, "/warga/{id}/pisah", PERM_REGISTRY_DECIDE, 0, REPR_PAGE, T_WARGA_G_UNDO,
	  .form = &undo_form, .page = undo_page, .prepare = undo_prepare, .commit = undo_commit },
	{ .method = 0 },
};
