/* /verval/baru: whom a request is about, then what is asked, heading by heading. */
#include "feature/verval/verval_web.h"

#include "base/str.h"
#include "feature/region/region.h"
#include "feature/registry/registry_web.h"
#include "platform/app.h"
#include "text/find.h"
#include "text/verval.h"

#include <string.h>

/* ---- about whom ------------------------------------------------------------------------------ */

enum { B_NIK, B_KK };
static const struct field begin_fields[] = {
	[B_NIK] = { .name = "nik",
		    .kind = FIELD_NIK,
		    .label = T_VERVAL_F_NIK,
		    .privacy = FIELD_SPECIFIC_DATA },
	[B_KK] = { .name = "kk",
		   .kind = FIELD_NIK,
		   .label = T_VERVAL_F_KK,
		   .hint = T_VERVAL_F_KK_HINT,
		   .privacy = FIELD_SPECIFIC_DATA },
	{ .kind = FIELD_END },
};

static enum err check_begin(struct ctx *cx, struct form *f)
{
	if (form_faulty(f, B_NIK) || form_faulty(f, B_KK))
		return ERR_OK;
	if ((form_text(f, B_NIK) == NULL) == (form_text(f, B_KK) == NULL))
		form_problem(cx, f, B_NIK, T_VERVAL_ONE_OF_TWO, NULL);
	return ERR_OK;
}

static const struct form_def begin_form = { .name = "verval_begin",
					    .fields = begin_fields,
					    .check = check_begin,
					    .submit = T_VERVAL_FIND };

/* The first of them within reach; 0: none, which says no more than that. */
static enum err first_seen(struct ctx *cx, enum fact_of of, const int64_t *ids, size_t n,
			   int64_t *ret)
{
	bool seen;

	*ret = 0;
	for (size_t i = 0; i < n && *ret == 0; i++) {
		TRY(of == FACT_PERSON ? person_in_scope(cx, ids[i], &seen)
				      : family_in_scope(cx, ids[i], &seen));
		if (seen)
			*ret = ids[i];
	}
	if (*ret != 0 && of == FACT_PERSON)
		TRY(person_present(cx, *ret, ret));
	return ERR_OK;
}

static const char *subject_path(struct ctx *cx, enum fact_of of, int64_t id)
{
	return arena_printf(cx->arena, "/verval/baru/%s/%lld",
			    of == FACT_PERSON ? "orang" : "keluarga", (long long)id);
}

/* Found, the page is the link to go on with: a search leaves no number in an address. */
static enum err begin_page(struct ctx *cx, struct req *r, struct ui *u)
{
	struct form *f = req_form_of(r, &begin_form);
	enum fact_of of = FACT_PERSON;
	struct subject s;
	int64_t *ids, id = 0;
	const char *who;
	size_t n;

	if (f != NULL && form_ok(f)) {
		of = form_text(f, B_NIK) != NULL ? FACT_PERSON : FACT_FAMILY;
		TRY(of == FACT_PERSON ? person_by_nik(cx, form_text(f, B_NIK), &ids, &n)
				      : family_by_kk(cx, form_text(f, B_KK), &ids, &n));
		TRY(first_seen(cx, of, ids, n, &id));
		if (id == 0)
			form_problem(cx, f, of == FACT_PERSON ? B_NIK : B_KK, T_VERVAL_NOT_FOUND,
				     NULL);
	}
	ui_begin(u, &(struct ui_page){ .title = text(cx, T_VERVAL_NEW),
				       .lead = text(cx, T_VERVAL_NEW_LEAD),
				       .nav = "/verval",
				       .parent = "/verval",
				       .parent_title = text(cx, T_VERVAL_TITLE) });
	if (id != 0) {
		TRY(subject_get(cx, of, id, &s));
		req_disclose(r, id, "verval");
		TRY(subject_words(cx, &s, &who));
		ui_note(u, UI_GOOD, text(cx, T_VERVAL_FOUND), who);
		ui_actions(u,
			   &(struct ui_action){ .label = text(cx, T_VERVAL_GO_ON),
						.href = subject_path(cx, of, id),
						.primary = true },
			   1);
	}
	ui_form(u, "begin",
		&(struct ui_form){ .action = "/verval/baru",
				   .def = &begin_form,
				   .form = f,
				   .secondary = id != 0,
				   .focus = id == 0 });
	ui_actions(u,
		   &(struct ui_action){
		       .label = text(cx, T_FIND_TITLE), .href = "/warga", .icon = "search" },
		   1);
	return ui_end(u);
}

/* ---- what is asked --------------------------------------------------------------------------- */

enum {
	N_GROUPS,
	N_KIND,
	N_DESIL,
	N_BY,
	N_WHY,
	N_PHOTOS,
	N_COORD,
	N_OBJECTOR,
	N_OBJECTOR_PHONE,
	N_OBJECTOR_REGION
};

static const struct member kinds[] = {
	{ "perbaikan", T_VERVAL_KIND_PERBAIKAN, T_VERVAL_KIND_PERBAIKAN_HINT },
	{ "usul", T_VERVAL_KIND_USUL, T_VERVAL_KIND_USUL_HINT },
	{ "sanggah", T_VERVAL_KIND_SANGGAH, T_VERVAL_KIND_SANGGAH_HINT },
	{ .value = NULL },
};
static const enum verval_kind kind_of[] = { VERVAL_PERBAIKAN, VERVAL_USUL, VERVAL_SANGGAH };
static const struct member askers[] = {
	{ "petugas", T_VERVAL_BY_OFFICER, T__NONE },
	{ "warga", T_VERVAL_BY_CITIZEN, T__NONE },
	{ "lapangan", T_VERVAL_BY_FIELD, T__NONE },
	{ .value = NULL },
};

static const struct field new_fields[] = {
	[N_GROUPS] = { .name = "bagian", .kind = FIELD_HIDDEN, .label = T_VERVAL_PART, .max = 120 },
	[N_KIND] = { .name = "jenis",
		     .kind = FIELD_ENUM,
		     .label = T_VERVAL_KIND,
		     .required = true,
		     .members = kinds,
		     .section = T_VERVAL_S_REQUEST },
	[N_DESIL] = { .name = "desil_keliru",
		      .kind = FIELD_BOOL,
		      .label = T_VERVAL_DESIL_WRONG,
		      .hint = T_VERVAL_DESIL_WRONG_HINT },
	[N_BY] = { .name = "oleh",
		   .kind = FIELD_ENUM,
		   .label = T_VERVAL_ASKED_BY,
		   .required = true,
		   .members = askers },
	[N_WHY] = { .name = "alasan",
		    .kind = FIELD_LONG,
		    .label = T_VERVAL_WHY,
		    .hint = T_VERVAL_WHY_HINT,
		    .required = true,
		    .max = 500,
		    .privacy = FIELD_PERSONAL,
		    .keep_draft = true },
	[N_PHOTOS] = { .name = "foto",
		       .kind = FIELD_FILES,
		       .label = T_VERVAL_F_PHOTOS,
		       .hint = T_VERVAL_F_PHOTOS_HINT,
		       .max = MEDIA_MAX_UPLOAD,
		       .max_value = VERVAL_PHOTOS_MAX,
		       .privacy = FIELD_SPECIFIC_DATA },
	[N_COORD] = { .name = "koordinat",
		      .kind = FIELD_COORD,
		      .label = T_VERVAL_COORD,
		      .hint = T_VERVAL_COORD_HINT,
		      .max = 60 },
	[N_OBJECTOR] = { .name = "penyanggah",
			 .kind = FIELD_TEXT,
			 .label = T_VERVAL_OBJECTOR,
			 .max = 120,
			 .privacy = FIELD_PERSONAL,
			 .section = T_VERVAL_S_OBJECTOR },
	[N_OBJECTOR_PHONE] = { .name = "telepon_penyanggah",
			       .kind = FIELD_PHONE,
			       .label = T_VERVAL_OBJECTOR_PHONE,
			       .privacy = FIELD_SPECIFIC_DATA },
	[N_OBJECTOR_REGION] = { .name = "kelurahan_penyanggah",
				.kind = FIELD_REF,
				.label = T_VERVAL_OBJECTOR_REGION,
				.hint = T_VERVAL_OBJECTOR_REGION_HINT,
				.options = region_options,
				.known = region_known },
	{ .kind = FIELD_END },
};

static enum err person_now(struct ctx *cx, const struct form_def *def, const struct form_def **ret)
{
	return facts_now(cx, def, FACT_PERSON, ret);
}

static enum err family_now(struct ctx *cx, const struct form_def *def, const struct form_def **ret)
{
	return facts_now(cx, def, FACT_FAMILY, ret);
}

static enum verval_kind kind_in(const struct form *f)
{
	return kind_of[form_int(f, N_KIND, 0)];
}

/* What an objection must bring with it. */
static enum err check_new(struct ctx *cx, struct form *f)
{
	const struct upload *files;

	if (kind_in(f) != VERVAL_SANGGAH)
		return ERR_OK;
	if (form_text(f, N_OBJECTOR) == NULL)
		form_problem(cx, f, N_OBJECTOR, T_VERVAL_OBJECTOR_NEEDED, NULL);
	if (form_text(f, N_OBJECTOR_REGION) == NULL)
		form_problem(cx, f, N_OBJECTOR_REGION, T_VERVAL_OBJECTOR_REGION_NEEDED, NULL);
	if (form_files(f, N_PHOTOS, &files) == 0)
		form_problem(cx, f, N_PHOTOS, T_VERVAL_PHOTO_NEEDED, NULL);
	if (form_text(f, N_COORD) == NULL)
		form_problem(cx, f, N_COORD, T_VERVAL_COORD_NEEDED, NULL);
	return ERR_OK;
}

static const struct form_def person_form = { .name = "verval_person",
					     .fields = new_fields,
					     .now = person_now,
					     .check = check_new,
					     .submit = T_VERVAL_SEND,
					     .mostly_optional = true,
					     .multipart = true };
static const struct form_def family_form = { .name = "verval_family",
					     .fields = new_fields,
					     .now = family_now,
					     .check = check_new,
					     .submit = T_VERVAL_SEND,
					     .mostly_optional = true,
					     .multipart = true };

static enum fact_of of_path(const struct req *r)
{
	return str_starts(req_path(r), "/verval/baru/orang") ? FACT_PERSON : FACT_FAMILY;
}

static enum err subject_seen(struct ctx *cx, struct req *r, struct subject *ret)
{
	enum fact_of of = of_path(r);
	int64_t id = req_id(r), seen;

	TRY(first_seen(cx, of, &id, 1, &seen));
	if (seen == 0)
		return err_set(cx, ERR_NOTFOUND, "subject %lld", (long long)id);
	TRY(subject_get(cx, of, seen, ret));
	if (ret->erased)
		return err_set(cx, ERR_NOTFOUND, "subject %lld", (long long)id);
	req_disclose(r, seen, "verval");
	return ERR_OK;
}

enum { Q_PART, Q_DESIL };
static const struct field part_fields[] = {
	[Q_PART] = { .name = "bagian", .kind = FIELD_TEXT, .label = T_VERVAL_PART, .max = 40 },
	[Q_DESIL] = { .name = "desil_keliru", .kind = FIELD_BOOL, .label = T_VERVAL_DESIL_WRONG },
	{ .kind = FIELD_END },
};
static const struct form_def part_form = { .name = "verval_part", .fields = part_fields };

static bool known_group(const struct subject *s, const char *group)
{
	const struct fact_field *const *fields;
	size_t n = fact_fields(s->facts.book, s->of, &fields);

	for (size_t i = 0; i < n; i++)
		if (!fields[i]->internal && !fields[i]->ended && str_eq(fields[i]->group, group))
			return true;
	return false;
}

/* The heading asked for, or the first. */
static const char *group_of(const struct req *r, const struct subject *s,
			    const struct form_def *def)
{
	struct form *f = req_form_of(r, def);
	const char *group = NULL;

	if (f != NULL)
		group = form_text(f, N_GROUPS);
	else if ((f = req_form_of(r, &part_form)) != NULL)
		group = form_text(f, Q_PART);
	if (group != NULL && known_group(s, group))
		return group;
	return s->of == FACT_PERSON ? "identity" : "housing";
}

static void draw_groups(struct ctx *cx, struct ui *u, const struct subject *s, const char *group)
{
	const struct fact_field *const *fields;
	size_t n = fact_fields(s->facts.book, s->of, &fields), count = 0;
	struct ui_tab *tabs = ARENA_ARRAY(cx->arena, n, struct ui_tab);
	const char **seen = ARENA_ARRAY(cx->arena, n, const char *);
	size_t k;

	for (size_t i = 0; i < n; i++) {
		if (fields[i]->internal || fields[i]->ended)
			continue;
		for (k = 0; k < count && !str_eq(seen[k], fields[i]->group); k++)
			;
		if (k < count)
			continue;
		seen[count] = fields[i]->group;
		tabs[count++] = (struct ui_tab){
			.label = fact_group_label(cx, fields[i]->group),
			.href = arena_printf(cx->arena, "%s?bagian=%s",
					     subject_path(cx, s->of, s->id), fields[i]->group),
			.current = str_eq(group, fields[i]->group),
		};
	}
	ui_tabs(u, tabs, count);
}

/* Where a field of every request stands in a form as it is drawn: below those of the book. */
static int drawn_at(const struct form *f, int own)
{
	const struct field *fields = form_def_of(f)->fields;
	int n = 0;

	while (fields[n].kind != FIELD_END)
		n++;
	return n - ((int)LEN(new_fields) - 1) + own;
}

/* Whoever comes from the desil of a family asks for a correction of it. */
static void say_desil(struct ctx *cx, const struct form *asked, struct form *f)
{
	if (asked == NULL || !form_bool(asked, Q_DESIL))
		return;
	form_set_text(cx, f, drawn_at(f, N_KIND), kinds[0].value);
	form_set_text(cx, f, drawn_at(f, N_DESIL), "1");
}

static enum err new_page(struct ctx *cx, struct req *r, struct ui *u)
{
	const struct form_def *def = of_path(r) == FACT_PERSON ? &person_form : &family_form;
	const char *group, *who;
	struct subject s;
	struct form *f;

	TRY(subject_seen(cx, r, &s));
	group = group_of(r, &s, def);
	TRY(facts_form(cx,
		       &(struct facts_form){ .def = def,
					     .of = s.of,
					     .subject_id = s.id,
					     .groups = group,
					     .back = req_form_of(r, def) },
		       &f));
	say_desil(cx, req_form_of(r, &part_form), f);
	TRY(subject_words(cx, &s, &who));
	ui_begin(u, &(struct ui_page){ .title = text_fill(cx, T_VERVAL_NEW_FOR, who, NULL),
				       .lead = text(cx, T_VERVAL_NEW_FOR_LEAD),
				       .nav = "/verval",
				       .parent = "/verval/baru",
				       .parent_title = text(cx, T_VERVAL_NEW) });
	draw_groups(cx, u, &s, group);
	ui_form(u, "request",
		&(struct ui_form){ .action = subject_path(cx, s.of, s.id),
				   .def = form_def_of(f),
				   .form = f,
				   .cancel = "/verval" });
	return ui_end(u);
}

/* What is as it was asks nothing. */
static size_t only_new(const struct subject *s, struct verval_ask *ask, size_t n)
{
	size_t kept = 0;

	for (size_t i = 0; i < n; i++)
		if (!str_eq(s->facts.value[ask[i].field->at], ask[i].value))
			ask[kept++] = ask[i];
	return kept;
}

static enum err new_prepare(struct ctx *cx, struct req *r)
{
	struct verval_new *n = ARENA_NEW(cx->arena, struct verval_new);
	struct form *f = req_form(r);
	struct verval_ask *ask;
	struct subject s;

	TRY(subject_seen(cx, r, &s));
	*n = (struct verval_new){
		.kind = kind_in(f),
		.of = s.of,
		.subject_id = s.id,
		.asked_by = (enum verval_asker)(form_int(f, N_BY, 0) + 1),
		.why = form_text(f, N_WHY),
		.desil = form_bool(f, N_DESIL),
		.objector = form_text(f, N_OBJECTOR),
		.objector_phone = form_text(f, N_OBJECTOR_PHONE),
	};
	if (form_text(f, N_OBJECTOR_REGION) != NULL)
		(void)str_i64(form_text(f, N_OBJECTOR_REGION), &n->objector_region_id);
	form_point(f, N_COORD, &n->lat_e6, &n->lng_e6);
	TRY(facts_asked(cx, f, s.of, s.id, &ask, &n->n_asks));
	n->ask = ask;
	n->n_asks = only_new(&s, ask, n->n_asks);
	TRY(verval_pictures(cx, f, N_PHOTOS, &n->photo, &n->n_photos));
	req_set_data(r, n);
	return ERR_OK;
}

static enum err new_commit(struct ctx *cx, struct req *r, struct resp *resp)
{
	char number[NUMBER_SIZE], secret[SECRET_SIZE];
	int64_t id;

	TRY(verval_open(cx, req_data(r), &id, number, secret));
	resp->id = id;
	resp->number = arena_strdup(cx->arena, number);
	resp->secret = arena_strdup(cx->arena, secret);
	resp_see(cx, resp, T_VERVAL_DONE_NEW, "/verval/%lld/tanda-terima?nomor=%s&kode=%s",
		 (long long)id, number, secret);
	return ERR_OK;
}

/* ---- on the pages of the person and the family --------------------------------------------- */

enum { ASKED_SHOWN = 5 };

/* "Usulan keluarga" on the page of a member, "Perbaikan: Siti" on that of the family. */
static const char *asked_words(struct ctx *cx, const struct requests_about_row *row,
			       enum fact_of on)
{
	const char *kind = text(cx, verval_kind_text(row->kind));

	if (on == FACT_PERSON)
		return row->person_id != 0 ? kind
					   : text_fill(cx, T_VERVAL_ASKED_FAMILY, kind, NULL);
	return row->who != NULL ? text_fill(cx, T_VERVAL_ASKED_MEMBER, kind, row->who, NULL) : kind;
}

static enum err asked_task(struct ctx *cx, const struct requests_about_row *row, enum fact_of on,
			   struct ui_task *ret)
{
	struct verval_answer a;
	int64_t answer_id;
	bool said;

	TRY(standing_answer(cx, row->id, row->person_id != 0 ? row->person_id : row->family_id, &a,
			    &answer_id, &said));
	*ret = (struct ui_task){
		.number = row->number,
		.text = asked_words(cx, row, on),
		.detail =
		    said ? text_fill(cx, T_VERVAL_NATION_SAID, verval_answer_words(cx, &a), NULL)
			 : flow_words(cx, row->step),
		.due = row->due_at,
		.badge = text(cx, verval_state_text(row->state)),
		.tone = row->state == VERVAL_DENIED     ? UI_WARN
			: row->state == VERVAL_ACCEPTED ? UI_GOOD
							: UI_INFO,
		.href = verval_path(cx, row->id, ""),
	};
	return ERR_OK;
}

/* What was asked about them, and what the nation said to it: the desk tells them. */
static enum err draw_asked(struct ctx *cx, struct ui *u, enum fact_of on, int64_t id)
{
	const struct requests_about_args a = { .person_id = on == FACT_PERSON ? id : 0,
					       .family_id = on == FACT_FAMILY ? id : 0,
					       .max_n = ASKED_SHOWN };
	struct requests_about_row *rows;
	struct ui_task *tasks;
	size_t n;

	TRY(requests_about_all(cx, &a, &rows, &n));
	if (n == 0)
		return ERR_OK;
	tasks = ARENA_ARRAY(cx->arena, n, struct ui_task);
	for (size_t i = 0; i < n; i++)
		TRY(asked_task(cx, &rows[i], on, &tasks[i]));
	ui_heading(u, text(cx, T_VERVAL_ASKED_ABOUT), "permintaan-data");
	ui_tasks(u, "verval", tasks, n, NULL);
	return ERR_OK;
}

enum err verval_draw_family(struct ctx *cx, struct ui *u, const struct day_part *part)
{
	return part->of == FACT_FAMILY && !part->past ? draw_asked(cx, u, FACT_FAMILY, part->id)
						      : ERR_OK;
}

static enum err draw_link(struct ctx *cx, struct ui *u, const int64_t *ids, size_t n)
{
	for (size_t i = 0; i < n; i++)
		TRY(draw_asked(cx, u, FACT_PERSON, ids[i]));
	if (n == 0 || !may(cx, PERM_VERVAL_PROPOSE))
		return ERR_OK;
	ui_actions(
	    u,
	    &(struct ui_action){
		.label = text(cx, T_VERVAL_ASK_CHANGE),
		.href = arena_printf(cx->arena, "/verval/baru/orang/%lld", (long long)ids[0]),
	    },
	    1);
	return ERR_OK;
}

const struct person_part verval_person_part = { draw_link };

enum err verval_subject_page(struct ctx *cx, int64_t person_id, int64_t family_id, const char **ret)
{
	bool seen = false;

	*ret = NULL;
	if (!may(cx, PERM_PERSON_READ))
		return ERR_OK;
	TRY(person_id != 0 ? person_in_scope(cx, person_id, &seen)
			   : family_in_scope(cx, family_id, &seen));
	if (seen)
		*ret = arena_printf(cx->arena, "/%s/%lld", person_id != 0 ? "warga" : "keluarga",
				    (long long)(person_id != 0 ? person_id : family_id));
	return ERR_OK;
}

const struct route verval_new_routes[] = {
	{ GET, "/verval/baru", PERM_VERVAL_PROPOSE, 0, REPR_PAGE, T_VERVAL_NEW,
	  .page = begin_page },
	{ POST, "/verval/baru", PERM_VERVAL_PROPOSE, ROUTE_READ_POST | ROUTE_NO_ONCE, REPR_PAGE,
	  T_VERVAL_FIND, .form = &begin_form, .page = begin_page },
	{ GET, "/verval/baru/orang/{id}", PERM_VERVAL_PROPOSE, ROUTE_NO_MENU, REPR_PAGE,
	  T_VERVAL_NEW, .form = &part_form, .page = new_page },
	{ GET, "/verval/baru/keluarga/{id}", PERM_VERVAL_PROPOSE, ROUTE_NO_MENU, REPR_PAGE,
	  T_VERVAL_NEW, .form = &part_form, .page = new_page },
	{ POST, "/verval/baru/orang/{id}", PERM_VERVAL_PROPOSE, ROUTE_BIG, REPR_PAGE, T_VERVAL_SEND,
	  .form = &person_form, .page = new_page, .prepare = new_prepare, .commit = new_commit },
	{ POST, "/verval/baru/keluarga/{id}", PERM_VERVAL_PROPOSE, ROUTE_BIG, REPR_PAGE,
	  T_VERVAL_SEND, .form = &family_form, .page = new_page, .prepare = new_prepare,
	  .commit = new_commit },
	{ .method = 0 },
};
