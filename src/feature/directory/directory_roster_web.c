/* Pages of the roster (piket) of a unit, and of PSKS. */
#include "base/clock.h"
#include "base/str.h"
#include "feature/directory/directory.h"
#include "feature/directory/directory_web.h"
#include "feature/reference/reference.h"
#include "feature/region/region.h"
#include "platform/app.h"
#include "text/directory.h"

/* ---- roster -------------------------------------------------------------------------------- */

enum { D_NAME, D_PHONE, D_FROM, D_TO, D_SUBSTITUTE };

static enum err duty_check(struct ctx *cx, struct form *f)
{
	if (form_int(f, D_FROM, 0) >= form_int(f, D_TO, INT64_MAX))
		form_problem(cx, f, D_TO, T_DIRECTORY_DUTY_SPAN, NULL);
	return ERR_OK;
}

static const struct field duty_fields[] = {
	[D_NAME] = { .name = "name",
		     .kind = FIELD_TEXT,
		     .label = T_DIRECTORY_DUTY_NAME,
		     .required = true,
		     .max = 100 },
	[D_PHONE] = { .name = "phone",
		      .kind = FIELD_PHONE,
		      .label = T_DIRECTORY_PHONE,
		      .required = true },
	[D_FROM] = { .name = "from",
		     .kind = FIELD_INSTANT,
		     .label = T_DIRECTORY_FROM,
		     .required = true },
	[D_TO] = { .name = "to", .kind = FIELD_INSTANT, .label = T_DIRECTORY_TO, .required = true },
	[D_SUBSTITUTE] = { .name = "substitute",
			   .kind = FIELD_BOOL,
			   .label = T_DIRECTORY_IS_SUBSTITUTE },
	{ .kind = FIELD_END },
};
static const struct form_def duty_form = {
	.name = "duty", .fields = duty_fields, .check = duty_check, .submit = T_DIRECTORY_DUTY_ADD
};

enum { X_ID };

static const struct field remove_fields[] = {
	[X_ID] = { .name = "id", .kind = FIELD_ID, .label = T_DIRECTORY_ROSTER, .required = true },
	{ .kind = FIELD_END },
};
static const struct form_def remove_form = { .name = "duty_remove",
					     .fields = remove_fields,
					     .submit = T_DIRECTORY_DUTY_REMOVE };

static void draw_duty(struct ctx *cx, struct ui *u, const struct duty *d, const char *path)
{
	struct form *f = form_new(cx, &remove_form);

	form_set_int(cx, f, X_ID, d->id);
	ui_card_begin(u, arena_printf(cx->arena, "%s · %s", d->name, d->phone));
	ui_text(u,
		arena_printf(cx->arena, "%s – %s · %s", say_instant_short(cx, d->from_at),
			     say_instant_short(cx, d->to_at),
			     text(cx, d->substitute ? T_DIRECTORY_SUBSTITUTE : T_DIRECTORY_FIRST)));
	ui_form(u, NULL,
		&(struct ui_form){ .action = arena_printf(cx->arena, "%s/hapus", path),
				   .def = &remove_form,
				   .form = f,
				   .secondary = true,
				   .danger = true });
	ui_card_end(u);
}

static enum err roster_page(struct ctx *cx, struct req *r, struct ui *u)
{
	const char *unit_path = arena_printf(cx->arena, "/direktori/%lld", (long long)req_id(r));
	const char *path = arena_printf(cx->arena, "%s/piket", unit_path);
	struct duty *duties;
	struct unit unit;
	size_t n;

	TRY(directory_get(cx, req_id(r), &unit));
	TRY(directory_duties(cx, unit.id, cx->now, cx->now + 60 * USEC_DAY, &duties, &n));
	ui_begin(u, &(struct ui_page){ .title = text(cx, T_DIRECTORY_ROSTER_EDIT),
				       .lead = text(cx, T_DIRECTORY_ROSTER_LEAD),
				       .nav = "/direktori",
				       .parent = unit_path,
				       .parent_title = unit.name });
	ui_form(u, "duty",
		&(struct ui_form){ .action = path,
				   .def = &duty_form,
				   .form = req_form_of(r, &duty_form),
				   .cancel = unit_path });
	for (size_t i = 0; i < n; i++)
		draw_duty(cx, u, &duties[i], path);
	if (n == 0)
		ui_empty(u, text(cx, T_DIRECTORY_NO_ROSTER), NULL, NULL);
	return ui_end(u);
}

/* City-wide roles keep every roster, the others that of their own unit. */
static enum err check_own_unit(struct ctx *cx, int64_t unit_id)
{
	if (cx->actor->unit_id == unit_id || may(cx, PERM_DIRECTORY_WRITE))
		return ERR_OK;
	return err_set(cx, ERR_DENIED, "roster of unit %lld", (long long)unit_id);
}

static enum err duty_commit(struct ctx *cx, struct req *r, struct resp *resp)
{
	struct form *f = req_form(r);
	enum err e;

	TRY(check_own_unit(cx, req_id(r)));
	e = directory_duty_add(cx,
			       &(struct duty){ .unit_id = req_id(r),
					       .name = form_text(f, D_NAME),
					       .phone = form_text(f, D_PHONE),
					       .from_at = form_int(f, D_FROM, 0),
					       .to_at = form_int(f, D_TO, 0),
					       .substitute = form_bool(f, D_SUBSTITUTE) },
			       &resp->id);
	if (e == ERR_CONFLICT) {
		err_clear(cx);
		form_problem(cx, f, D_FROM, T_DIRECTORY_DUTY_TAKEN, NULL);
		return ERR_OK;
	}
	TRY(e);
	resp_see(cx, resp, T_DIRECTORY_DUTY_ADDED, "/direktori/%lld/piket", (long long)req_id(r));
	return ERR_OK;
}

static enum err remove_commit(struct ctx *cx, struct req *r, struct resp *resp)
{
	TRY(check_own_unit(cx, req_id(r)));
	TRY(directory_duty_remove(cx, req_id(r), form_id(req_form(r), X_ID)));
	resp_see(cx, resp, T_DIRECTORY_DUTY_REMOVED, "/direktori/%lld/piket", (long long)req_id(r));
	return ERR_OK;
}

/* ---- PSKS: list ---------------------------------------------------------------------------- */

static enum err psks_kind_choices(struct ctx *cx, const struct form *f, struct options *ret)
{
	(void)f;
	return ref_options(cx, "psks", ret);
}

enum { Q_NAME, Q_KIND, Q_REGION, Q_ENDED, Q_AFTER };

static const struct field filter_fields[] = {
	[Q_NAME] = { .name = "nama", .kind = FIELD_TEXT, .label = T_DIRECTORY_NAME, .max = 60 },
	[Q_KIND] = { .name = "jenis",
		     .kind = FIELD_REF,
		     .label = T_DIRECTORY_PSKS_KIND,
		     .options = psks_kind_choices },
	[Q_REGION] = { .name = "kelurahan",
		       .kind = FIELD_REF,
		       .label = T_DIRECTORY_REGION,
		       .options = region_options,
		       .known = region_known },
	[Q_ENDED] = { .name = "selesai", .kind = FIELD_BOOL, .label = T_DIRECTORY_PSKS_ENDED },
	[Q_AFTER] = { .name = "setelah", .kind = FIELD_ID, .onward = true },
	{ .kind = FIELD_END },
};
static const struct form_def filter_form = { .name = "psks_filter",
					     .fields = filter_fields,
					     .submit = T_DIRECTORY_FILTER };

struct psks_line {
	int64_t id;
	const char *name, *kind, *form, *region, *trainings;
};
#define PSKS_COL(n, l, f)                                                                          \
	{                                                                                          \
		.name = #n, .label = l, .kind = COL_TEXT, .offset = offsetof(struct psks_line, n), \
		.flags = f                                                                         \
	}
static const struct column psks_columns[] = {
	{ .name = "id",
	  .label = T_DIRECTORY_NAME,
	  .kind = COL_ID,
	  .offset = offsetof(struct psks_line, id) },
	{ .name = "name",
	  .label = T_DIRECTORY_NAME,
	  .kind = COL_TEXT,
	  .offset = offsetof(struct psks_line, name),
	  .href = "/direktori/psks/{id}",
	  .flags = COL_STRONG },
	PSKS_COL(kind, T_DIRECTORY_PSKS_KIND, 0),
	PSKS_COL(form, T_DIRECTORY_PSKS_FORM, 0),
	PSKS_COL(region, T_DIRECTORY_AREA, 0),
	PSKS_COL(trainings, T_DIRECTORY_PSKS_TRAININGS, COL_WIDE_ONLY),
};
static const struct table psks_table = { .name = "psks",
					 .title = T_DIRECTORY_PSKS,
					 .columns = psks_columns,
					 .n_columns = LEN(psks_columns) };

/* A training a line, as they are typed: in a list beside each other. */
static const char *in_one_line(struct ctx *cx, const char *text)
{
	const char *said = NULL;
	char **lines;
	size_t n, i;

	if (text == NULL)
		return NULL;
	str_split(cx->arena, text, '\n', &lines, &n);
	for (i = 0; i < n; i++)
		if (!str_blank(lines[i]))
			said = str_and(cx->arena, said, lines[i]);
	return said;
}

static enum err psks_line_of(struct ctx *cx, const struct ref_book *kinds, const struct psks *p,
			     struct psks_line *ret)
{
	const char *region;

	TRY(region_name(cx, p->region_id, &region));
	*ret = (struct psks_line){ .id = p->id,
				   .name = p->name,
				   .kind = ref_book_label(kinds, p->kind),
				   .form = text(cx, p->is_person ? T_DIRECTORY_PSKS_IS_PERSON
								 : T_DIRECTORY_PSKS_IS_BODY),
				   .region = *region ? region : text(cx, T_DIRECTORY_WHOLE_CITY),
				   .trainings = in_one_line(cx, p->trainings) };
	return ERR_OK;
}

static enum err psks_list_page(struct ctx *cx, struct req *r, struct ui *u)
{
	struct ui_list list = { .empty = text(cx, T_DIRECTORY_PSKS_NONE), .main = true };
	struct form *f = req_form(r);
	const struct ref_book *kinds;
	struct psks_line *lines;
	const struct psks *shown;
	struct psks *all;
	size_t n;

	TRY(psks_find(cx,
		      &(struct psks_filter){ .name = form_text(f, Q_NAME),
					     .kind = form_text(f, Q_KIND),
					     .region_id = directory_chosen(f, Q_REGION),
					     .ended = form_bool(f, Q_ENDED) },
		      &all, &n));
	shown = ui_list_part(u, &list, "/direktori/psks", f, Q_AFTER, all, &n, sizeof(*all));
	TRY(ref_book(cx, "psks", &kinds));
	lines = ARENA_ARRAY(cx->arena, n, struct psks_line);
	for (size_t i = 0; i < n; i++)
		TRY(psks_line_of(cx, kinds, &shown[i], &lines[i]));
	ui_begin(u, &(struct ui_page){ .title = text(cx, T_DIRECTORY_PSKS),
				       .lead = text(cx, T_DIRECTORY_PSKS_LEAD),
				       .nav = "/direktori",
				       .parent = "/direktori",
				       .parent_title = text(cx, T_DIRECTORY_TITLE),
				       .wide = true });
	if (may(cx, PERM_DIRECTORY_WRITE))
		ui_actions(u,
			   &(struct ui_action){ .label = text(cx, T_DIRECTORY_PSKS_NEW),
						.href = "/direktori/psks/baru",
						.primary = true },
			   1);
	ui_form(u, NULL,
		&(struct ui_form){ .action = "/direktori/psks",
				   .def = &filter_form,
				   .form = f,
				   .inline_row = true,
				   .get = true });
	ui_table(u, "psks", &psks_table, lines, n, sizeof(*lines), &list);
	return ui_end(u);
}

/* ---- PSKS: one ----------------------------------------------------------------------------- */

enum { P_VERSION, P_KIND, P_NAME, P_PERSON, P_REGION, P_PHONE, P_TRAININGS, P_FROM, P_TO };

static const struct field psks_fields[] = {
	[P_VERSION] = { .name = "version",
			.kind = FIELD_ID,
			.seen = true,
			.label = T_DIRECTORY_PSKS },
	[P_KIND] = { .name = "kind",
		     .kind = FIELD_REF,
		     .label = T_DIRECTORY_PSKS_KIND,
		     .required = true,
		     .options = psks_kind_choices },
	[P_NAME] = { .name = "name",
		     .kind = FIELD_TEXT,
		     .label = T_DIRECTORY_NAME,
		     .required = true,
		     .max = 120,
		     .privacy = FIELD_PERSONAL },
	[P_PERSON] = { .name = "is_person", .kind = FIELD_BOOL, .label = T_DIRECTORY_PSKS_PERSON },
	[P_REGION] = { .name = "region",
		       .kind = FIELD_REF,
		       .label = T_DIRECTORY_AREA,
		       .options = region_options,
		       .known = region_known },
	[P_PHONE] = { .name = "phone",
		      .kind = FIELD_PHONE,
		      .label = T_DIRECTORY_PHONE,
		      .privacy = FIELD_PERSONAL },
	[P_TRAININGS] = { .name = "trainings",
			  .kind = FIELD_LONG,
			  .label = T_DIRECTORY_PSKS_TRAININGS,
			  .max = 2000 },
	[P_FROM] = { .name = "valid_from",
		     .kind = FIELD_DATE,
		     .label = T_DIRECTORY_PSKS_FROM,
		     .required = true },
	[P_TO] = { .name = "valid_to", .kind = FIELD_DATE, .label = T_DIRECTORY_PSKS_TO },
	{ .kind = FIELD_END },
};

static enum err psks_check(struct ctx *cx, struct form *f)
{
	if (form_int(f, P_TO, INT64_MAX) < form_int(f, P_FROM, 0))
		form_problem(cx, f, P_TO, T_DIRECTORY_DUTY_SPAN, NULL);
	return ERR_OK;
}

static const struct form_def psks_form = {
	.name = "psks", .fields = psks_fields, .check = psks_check, .submit = T_DIRECTORY_SAVE
};

static struct form *form_of_psks(struct ctx *cx, const struct psks *p)
{
	struct form *f = form_new(cx, &psks_form);

	form_set_int(cx, f, P_VERSION, p->version);
	form_set_text(cx, f, P_KIND, p->kind);
	form_set_text(cx, f, P_NAME, p->name);
	form_set_int(cx, f, P_PERSON, p->is_person);
	if (p->region_id)
		form_set_text(cx, f, P_REGION,
			      arena_printf(cx->arena, "%lld", (long long)p->region_id));
	form_set_text(cx, f, P_PHONE, p->phone);
	form_set_text(cx, f, P_TRAININGS, p->trainings);
	form_set_int(cx, f, P_FROM, p->valid_from);
	if (p->valid_to != DATE_NONE)
		form_set_int(cx, f, P_TO, p->valid_to);
	return f;
}

static void begin_psks(struct ctx *cx, struct ui *u, const char *title)
{
	ui_begin(u, &(struct ui_page){ .title = title,
				       .nav = "/direktori",
				       .parent = "/direktori/psks",
				       .parent_title = text(cx, T_DIRECTORY_PSKS) });
}

static enum err psks_new_page(struct ctx *cx, struct req *r, struct ui *u)
{
	begin_psks(cx, u, text(cx, T_DIRECTORY_PSKS_NEW));
	ui_form(u, "psks",
		&(struct ui_form){ .action = "/direktori/psks/baru",
				   .def = &psks_form,
				   .form = req_form_of(r, &psks_form),
				   .cancel = "/direktori/psks" });
	return ui_end(u);
}

/* Whoever needs help from them reads how to reach them. */
static enum err draw_psks(struct ctx *cx, struct ui *u, const struct psks *p)
{
	const struct ref_book *kinds;
	struct psks_line line;

	TRY(ref_book(cx, "psks", &kinds));
	TRY(psks_line_of(cx, kinds, p, &line));
	ui_facts(u, "psks",
		 (struct ui_fact[]){
		     { "kind", text(cx, T_DIRECTORY_PSKS_KIND), line.kind },
		     { "form", text(cx, T_DIRECTORY_PSKS_FORM), line.form },
		     { "phone", text(cx, T_DIRECTORY_PHONE), p->phone,
		       p->phone ? arena_printf(cx->arena, "tel:%s", p->phone) : NULL },
		     { "region", text(cx, T_DIRECTORY_AREA), line.region },
		     { "trainings", text(cx, T_DIRECTORY_PSKS_TRAININGS), line.trainings },
		     ui_fact_on(cx, "valid_from", T_DIRECTORY_PSKS_FROM, p->valid_from),
		     { "valid_to", text(cx, T_DIRECTORY_PSKS_TO),
		       p->valid_to != DATE_NONE ? say_date(cx, p->valid_to) : NULL } },
		 7);
	return ERR_OK;
}

static enum err psks_page(struct ctx *cx, struct req *r, struct ui *u)
{
	struct form *f = req_form_of(r, &psks_form);
	struct psks p;

	TRY(psks_read(cx, req_id(r), &p));
	if (p.is_person)
		req_disclose(r, p.id, "psks");
	begin_psks(cx, u, p.name);
	TRY(draw_psks(cx, u, &p));
	if (may(cx, PERM_DIRECTORY_WRITE))
		ui_form(u, "psks_edit",
			&(struct ui_form){ .action = arena_printf(cx->arena, "/direktori/psks/%lld",
								  (long long)req_id(r)),
					   .def = &psks_form,
					   .form = f ? f : form_of_psks(cx, &p),
					   .title = text(cx, T_DIRECTORY_PSKS_EDIT),
					   .folded = true,
					   .anchor = "ubah" });
	return ui_end(u);
}

static enum err psks_commit(struct ctx *cx, struct req *r, struct resp *resp)
{
	const struct form *f = req_form(r);

	TRY(psks_save(
	    cx,
	    &(struct psks){ .id = str_eq(req_path(r), "/direktori/psks/baru") ? 0 : req_id(r),
			    .version = form_id(f, P_VERSION),
			    .kind = form_text(f, P_KIND),
			    .name = form_text(f, P_NAME),
			    .is_person = form_bool(f, P_PERSON),
			    .region_id = directory_chosen(f, P_REGION),
			    .phone = form_text(f, P_PHONE),
			    .trainings = form_text(f, P_TRAININGS),
			    .valid_from = (int32_t)form_int(f, P_FROM, 0),
			    .valid_to = (int32_t)form_int(f, P_TO, DATE_NONE) },
	    &resp->id));
	resp_see(cx, resp, T_DIRECTORY_SAVED, "/direktori/psks");
	return ERR_OK;
}

const struct route directory_roster_routes[] = {
	{ .method = GET,
	  .path = "/direktori/{id}/piket",
	  .perm = PERM_ROSTER_WRITE,
	  .title = T_DIRECTORY_ROSTER_EDIT,
	  .page = roster_page },
	{ .method = POST,
	  .path = "/direktori/{id}/piket",
	  .perm = PERM_ROSTER_WRITE,
	  .title = T_DIRECTORY_DUTY_ADD,
	  .form = &duty_form,
	  .page = roster_page,
	  .commit = duty_commit },
	{ .method = POST,
	  .path = "/direktori/{id}/piket/hapus",
	  .perm = PERM_ROSTER_WRITE,
	  .title = T_DIRECTORY_DUTY_REMOVE,
	  .form = &remove_form,
	  .page = roster_page,
	  .commit = remove_commit },
	{ .method = GET,
	  .path = "/direktori/psks",
	  .perm = PERM_DIRECTORY_READ,
	  .repr = REPR_LIST,
	  .title = T_DIRECTORY_PSKS,
	  .form = &filter_form,
	  .page = psks_list_page },
	{ .method = GET,
	  .path = "/direktori/psks/baru",
	  .perm = PERM_DIRECTORY_WRITE,
	  .title = T_DIRECTORY_PSKS_NEW,
	  .page = psks_new_page },
	{ .method = POST,
	  .path = "/direktori/psks/baru",
	  .perm = PERM_DIRECTORY_WRITE,
	  .title = T_DIRECTORY_PSKS_NEW,
	  .form = &psks_form,
	  .page = psks_new_page,
	  .commit = psks_commit },
	{ .method = GET,
	  .path = "/direktori/psks/{id}",
	  .perm = PERM_DIRECTORY_READ,
	  .title = T_DIRECTORY_PSKS,
	  .page = psks_page },
	{ .method = POST,
	  .path = "/direktori/psks/{id}",
	  .perm = PERM_DIRECTORY_WRITE,
	  .title = T_DIRECTORY_PSKS,
	  .form = &psks_form,
	  .page = psks_page,
	  .commit = psks_commit },
	{ .method = 0 },
};
