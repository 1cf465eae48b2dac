/* /warga/{id}/ubah: what an officer says of a person; the same for a family. */
#include "feature/registry/page_impl.h"

#include "base/clock.h"
#include "base/str.h"
#include "feature/region/region.h"
#include "platform/app.h"
#include "text/warga.h"

/* ---- one subject's form ---------------------------------------------------------------------- */

static enum fact_of of_path(const struct req *r)
{
	return str_starts(req_path(r), "/warga") ? FACT_PERSON : FACT_FAMILY;
}

static const char *base_of(struct ctx *cx, enum fact_of of, int64_t id, const char *more)
{
	return of == FACT_PERSON ? person_path(cx, id, more) : family_path(cx, id, more);
}

/* The query names the heading. */
static const struct field part_fields[] = {
	{ .name = "bagian", .kind = FIELD_TEXT, .label = T_WARGA_EDIT_PART, .max = 40 },
	{ .kind = FIELD_END },
};
static const struct form_def part_form = { .name = "part", .fields = part_fields };

static const char *group_of(struct req *r, const struct form_def *def)
{
	const struct form *f = req_form_of(r, def);

	if (f != NULL)
		return form_text(f, FF_PART);
	f = req_form_of(r, &part_form);
	return f != NULL ? form_text(f, 0) : NULL;
}

static bool known_group(const struct subject *s, const char *group)
{
	const struct fact_field *const *fields;
	size_t n = fact_fields(s->facts.book, s->of, &fields);

	for (size_t i = 0; i < n; i++)
		if (str_eq(fields[i]->group, group) && !fields[i]->internal)
			return true;
	return false;
}

/* The headings as tabs, so that a form stays short. */
static void draw_groups(struct ctx *cx, struct ui *u, const struct subject *s, const char *group,
			bool health)
{
	const struct fact_field *const *fields;
	size_t n = fact_fields(s->facts.book, s->of, &fields), n_tabs = 0, k;
	struct ui_tab *tabs = ARENA_ARRAY(cx->arena, n, struct ui_tab);

	for (size_t i = 0; i < n; i++) {
		if (fields[i]->internal || (fields[i]->class == FACT_HEALTH && !health) ||
		    (fields[i]->core == CORE_RELATION &&
		     str_eq(facts_core(&s->facts, CORE_RELATION), "1")))
			continue;
		for (k = 0; k < i; k++)
			if (str_eq(fields[k]->group, fields[i]->group) && !fields[k]->internal)
				break;
		if (k < i)
			continue;
		tabs[n_tabs++] = (struct ui_tab){
			.label = fact_group_label(cx, fields[i]->group),
			.href = arena_printf(cx->arena, "%s?bagian=%s",
					     base_of(cx, s->of, s->id, "/ubah"), fields[i]->group),
			.current = str_eq(group, fields[i]->group),
		};
	}
	ui_tabs(u, tabs, n_tabs);
}

static enum err edit_page(struct ctx *cx, struct req *r, struct ui *u)
{
	enum fact_of of = of_path(r);
	const struct form_def *def = of == FACT_PERSON ? &person_fact_form : &family_fact_form;
	const char *group = group_of(r, def), *base, *name;
	struct subject s;
	struct form *f;
	bool health;

	TRY(page_subject(cx, r, of, req_id(r), &s));
	TRY(page_health(cx, of, s.id, &health));
	if (group == NULL || !known_group(&s, group))
		group = of == FACT_PERSON ? "identity" : "address";
	TRY(fact_form(cx, def, group, &s, health, req_form_of(r, def), &f));
	TRY(subject_words(cx, &s, &name));
	base = base_of(cx, of, s.id, "");
	ui_begin(u, &(struct ui_page){ .title = text_fill(cx, T_WARGA_EDIT_TITLE, name, NULL),
				       .nav = "/warga",
				       .parent = base,
				       .parent_title = name });
	draw_groups(cx, u, &s, group, health);
	ui_form(u, "edit",
		&(struct ui_form){ .action = base_of(cx, of, s.id, "/ubah"),
				   .def = form_def_of(f),
				   .form = f,
				   .title = fact_group_label(cx, group),
				   .cancel = base });
	return ui_end(u);
}

/* ---- saving ---------------------------------------------------------------------------------- */

struct edit {
	enum fact_of of;
	struct fact_change *changes;
	enum fact_fate *fates;
	size_t n;
	bool health;
};

static enum err edit_prepare(struct ctx *cx, struct req *r)
{
	struct edit *e = ARENA_NEW(cx->arena, struct edit);
	struct form *f = req_form(r);
	struct subject s;

	e->of = of_path(r);
	TRY(page_subject(cx, r, e->of, req_id(r), &s));
	TRY(page_health(cx, e->of, s.id, &e->health));
	TRY(fact_form_changes(cx, f, e->of, e->health, &e->changes, &e->n));
	fact_form_no_future(cx, f);
	for (size_t i = 0; i < e->n; i++)
		if (e->changes[i].field->core == CORE_NAME && e->changes[i].value == NULL)
			form_problem(cx, f, fact_form_field(e->changes[i].field), T_WARGA_NEW_NAME,
				     NULL);
	e->fates = ARENA_ARRAY(cx->arena, e->n + 2, enum fact_fate);
	req_set_data(r, e);
	return ERR_OK;
}

/* What is as it was says nothing: a page holds more fields than anybody changes. */
static size_t only_new(struct edit *e, const struct subject *s, struct fact_change *kept)
{
	size_t n = 0;

	for (size_t i = 0; i < e->n; i++)
		if (!str_eq(s->facts.value[e->changes[i].field->at], e->changes[i].value))
			kept[n++] = e->changes[i];
	return n;
}

static enum err shown_value(struct ctx *cx, const struct fact_field *field, const char *value,
			    const char **ret)
{
	*ret = text(cx, T_WARGA_EDIT_EMPTY);
	return value != NULL ? fact_show_masked(cx, field, value, ret) : ERR_OK;
}

/* Was the field changed after the version that the officer saw? */
static bool changed_since(const struct version *v, size_t n, int64_t seen, const char *field)
{
	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; v[i].version > seen && k < v[i].n_changes; k++)
			if (str_eq(v[i].change[k].field, field))
				return true;
	return false;
}

/* Somebody was faster: what he changed is shown beside what was typed; the next try is about it. */
static enum err say_faster(struct ctx *cx, struct form *f, const struct fact_change *kept, size_t n,
			   const struct subject *s)
{
	struct version *versions;
	struct fact_mark mark;
	const char *now;
	size_t n_versions, said = 0;

	TRY(subject_history(cx, s->of, s->id, &versions, &n_versions));
	for (size_t i = 0; i < n; i++) {
		if (!changed_since(versions, n_versions, form_id(f, FF_VERSION),
				   kept[i].field->code))
			continue;
		mark = subject_mark(s, kept[i].field->code);
		TRY(shown_value(cx, kept[i].field, s->facts.value[kept[i].field->at], &now));
		now = arena_printf(cx->arena, "%s (%s)", now, mark_words(cx, &mark));
		form_problem_said(cx, f, fact_form_field(kept[i].field),
				  text_fill(cx, T_WARGA_EDIT_FASTER, now, NULL));
		said++;
	}
	if (said == 0)
		form_problem(cx, f, -1, T_WARGA_EDIT_FASTER_OTHER, NULL);
	return ERR_OK;
}

/* "&samping=address,rt": the codes of the changes that had one fate. */
static const char *codes_of(struct ctx *cx, const char *name, const struct fact_change *changes,
			    const enum fact_fate *fates, size_t n, enum fact_fate fate)
{
	const char *all = "";

	for (size_t i = 0; i < n; i++)
		if (fates[i] == fate)
			all = *all == '\0'
				  ? arena_printf(cx->arena, "&%s=%s", name, changes[i].field->code)
				  : arena_printf(cx->arena, "%s,%s", all, changes[i].field->code);
	return all;
}

/* What became of the fields, for the next page to say: nothing when all holds now. */
static const char *outcome(struct ctx *cx, const struct fact_change *changes,
			   const enum fact_fate *fates, size_t n)
{
	const char *past = codes_of(cx, "lalu", changes, fates, n, FATE_PAST);
	const char *beside = codes_of(cx, "samping", changes, fates, n, FATE_CLAIMED);
	const char *waits = codes_of(cx, "menunggu", changes, fates, n, FATE_WAITS);

	if (*past == '\0' && *beside == '\0' && *waits == '\0')
		return "";
	return arena_printf(cx->arena, "?hasil=1%s%s%s%s",
			    codes_of(cx, "berlaku", changes, fates, n, FATE_TAKEN), past, beside,
			    waits);
}

/* The unknown one who gets a name is known from then on, whatever described him before. */
static size_t and_known(struct edit *e, const struct subject *s, struct fact_change *kept, size_t n,
			struct origin *origin)
{
	const struct fact_field *known = s->facts.book->person_core[CORE_KNOWN];

	if (e->of != FACT_PERSON || !str_eq(facts_core(&s->facts, CORE_KNOWN), "0"))
		return n;
	for (size_t i = 0; i < n; i++)
		if (kept[i].field->core == CORE_NAME) {
			origin->settle = true;
			kept[n] = (struct fact_change){ known, "1" };
			return n + 1;
		}
	return n;
}

static enum err edit_commit(struct ctx *cx, struct req *r, struct resp *resp)
{
	struct edit *e = req_data(r);
	struct form *f = req_form(r);
	struct fact_change *kept = ARENA_ARRAY(cx->arena, e->n + 2, struct fact_change);
	struct origin origin = fact_form_origin(f);
	const char *more;
	struct subject s;
	bool first;
	size_t n;

	TRY(subject_get(cx, e->of, req_id(r), &s));
	if (s.same_as_id != 0)
		return refuse(cx, T_WARGA_MERGED_INTO_TEXT);
	if (e->of == FACT_PERSON &&
	    facts_core_int(&s.facts, CORE_STATE, PERSON_ALIVE) == PERSON_WITHDRAWN)
		return refuse(cx, T_WARGA_WITHDRAWN_EDIT);
	TRY(subject_first_entry(cx, &s, &first));
	origin.one_person = !first;
	n = only_new(e, &s, kept);
	if (form_id(f, FF_VERSION) != 0 && form_id(f, FF_VERSION) != s.version)
		return say_faster(cx, f, kept, n, &s);
	n = and_known(e, &s, kept, n, &origin);
	if (n > 0)
		TRY(subject_change(cx, e->of, s.id, s.version, kept, n, &origin, e->fates));
	more = outcome(cx, kept, e->fates, n);
	resp_see(cx, resp,
		 n == 0          ? T_WARGA_EDIT_SAME
		 : *more != '\0' ? T_WARGA_EDIT_PARTLY
				 : T_WARGA_EDIT_SAVED,
		 "%s%s", base_of(cx, e->of, s.id, ""), more);
	return ERR_OK;
}

const struct route person_edit_routes[] = {
	{ GET, "/warga/{id}/ubah", PERM_PERSON_WRITE, 0, REPR_PAGE, T_WARGA_EDIT,
	  .form = &part_form, .page = edit_page },
	{ POST, "/warga/{id}/ubah", PERM_PERSON_WRITE, 0, REPR_PAGE, T_WARGA_EDIT,
	  .form = &person_fact_form, .page = edit_page, .prepare = edit_prepare,
	  .commit = edit_commit },
	{ GET, "/keluarga/{id}/ubah", PERM_PERSON_WRITE, 0, REPR_PAGE, T_WARGA_FAMILY_EDIT,
	  .form = &part_form, .page = edit_page },
	{ POST, "/keluarga/{id}/ubah", PERM_PERSON_WRITE, 0, REPR_PAGE, T_WARGA_FAMILY_EDIT,
	  .form = &family_fact_form, .page = edit_page, .prepare = edit_prepare,
	  .commit = edit_commit },
	{ .method = 0 },
};
