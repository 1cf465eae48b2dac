/* One report: its page, and what is done with it there. */
#include "feature/desk/desk_web.h"

#include "base/str.h"
#include "feature/benefit/benefit.h"
#include "feature/casework/case_web.h"
#include "feature/casework/glass.h"
#include "feature/desk/desk_form.h"
#include "feature/desk/desk_sql.h"
#include "feature/directory/directory.h"
#include "feature/reference/reference.h"
#include "feature/region/region.h"
#include "feature/registry/registry.h"
#include "feature/registry/registry_web.h"
#include "platform/app.h"
#include "text/benefit.h"
#include "text/desk.h"
#include "text/export.h"
#include "text/glass.h"

#include <string.h>

/* ---- likely the same --------------------------------------------------------------------- */

/* One button each: into its case, or as the repetition of the other report. */
static const struct field no_fields[] = { { .kind = FIELD_END } };
static const struct form_def phone_form = { .name = "report_phone",
					    .fields = no_fields,
					    .submit = T_DESK_F_PHONE };
static const struct form_def slrt_form = { .name = "report_slrt",
					   .fields = no_fields,
					   .submit = T_DESK_TO_SLRT };
static const struct form_def join_one_form = { .name = "report_join_one",
					       .fields = no_fields,
					       .submit = T_DESK_JOIN };
static const struct form_def duplicate_one_form = { .name = "report_duplicate_one",
						    .fields = no_fields,
						    .submit = T_DESK_SAME };

static struct ui_task similar_task(struct ctx *cx, int64_t id, const struct desk_similar *s)
{
	struct ui_task t = {
		.number = s->number,
		.href = arena_printf(cx->arena, "/laporan/%lld", (long long)s->id),
		.text = s->summary,
		.detail =
		    arena_printf(cx->arena, "%s%s%s", say_when(cx, s->recorded_at),
				 s->place != NULL ? " · " : "", s->place != NULL ? s->place : ""),
		.badge = text(cx, report_state_text(s->state)),
	};

	if (id == 0 || !may(cx, PERM_REPORT_TRIAGE))
		return t;
	t.act_form = s->case_id != 0 ? &join_one_form : &duplicate_one_form;
	t.act_label = text(cx, t.act_form->submit);
	t.act_href = s->case_id != 0 ? arena_printf(cx->arena, "/laporan/%lld/gabung/%lld",
						    (long long)id, (long long)s->case_id)
				     : arena_printf(cx->arena, "/laporan/%lld/ganda/%lld",
						    (long long)id, (long long)s->id);
	return t;
}

enum err desk_draw_similar(struct ctx *cx, struct ui *u, int64_t id, const struct desk_report *r)
{
	struct desk_similar same[DESK_SIMILAR_MAX];
	struct ui_task tasks[DESK_SIMILAR_MAX];
	size_t n, i;

	if (r->region_id == 0)
		return ERR_OK;
	TRY(desk_similar_to(cx, id, r, same, &n));
	if (n == 0)
		return ERR_OK;
	ui_said(u, arena_printf(cx->arena, "%s: %s", text(cx, T_DESK_SIMILAR),
				say_number(cx, (int64_t)n)));
	ui_heading(u, text(cx, T_DESK_SIMILAR), NULL);
	for (i = 0; i < n; i++)
		tasks[i] = similar_task(cx, id, &same[i]);
	ui_tasks(u, "similar", tasks, n, NULL);
	return ERR_OK;
}

/* ---- one report -------------------------------------------------------------------------- */

enum { P_VERSION, P_UNIT };
static enum err pass_options(struct ctx *cx, const struct form *f, struct options *ret)
{
	(void)f;
	return directory_options(cx, NULL, ret);
}
static const struct field pass_fields[] = {
	[P_VERSION] = { .name = "version", .kind = FIELD_ID, .seen = true },
	[P_UNIT] = { .name = "unit",
		     .kind = FIELD_REF,
		     .label = T_DESK_F_UNIT,
		     .required = true,
		     .options = pass_options },
	{ .kind = FIELD_END },
};
static const struct form_def pass_form = { .name = "report_pass",
					   .fields = pass_fields,
					   .submit = T_DESK_PASS };

enum { A_VERSION, A_BODY, A_DONE };
static const struct field answer_fields[] = {
	[A_VERSION] = { .name = "version", .kind = FIELD_ID, .seen = true },
	[A_BODY] = { .name = "body",
		     .kind = FIELD_LONG,
		     .label = T_DESK_F_ANSWER,
		     .hint = T_DESK_F_ANSWER_HINT,
		     .required = true,
		     .max = 2000,
		     .keep_draft = true },
	[A_DONE] = { .name = "done", .kind = FIELD_BOOL, .label = T_DESK_F_DONE },
	{ .kind = FIELD_END },
};
static const struct form_def answer_form = { .name = "report_answer",
					     .fields = answer_fields,
					     .submit = T_DESK_ANSWER };

enum { R_VERSION, R_REASON };
static const struct field reject_fields[] = {
	[R_VERSION] = { .name = "version", .kind = FIELD_ID, .seen = true },
	[R_REASON] = { .name = "reason",
		       .kind = FIELD_TEXT,
		       .label = T_DESK_F_REJECT,
		       .hint = T_DESK_F_REJECT_HINT,
		       .required = true,
		       .max = 300 },
	{ .kind = FIELD_END },
};
static const struct form_def reject_form = { .name = "report_reject",
					     .fields = reject_fields,
					     .submit = T_DESK_REJECT };

enum { D_VERSION, D_OF };
static const struct field duplicate_fields[] = {
	[D_VERSION] = { .name = "version", .kind = FIELD_ID, .seen = true },
	[D_OF] = { .name = "of",
		   .kind = FIELD_NUMBER,
		   .label = T_DESK_F_OF,
		   .hint = T_DESK_F_OF_HINT,
		   .required = true,
		   .max = 16 },
	{ .kind = FIELD_END },
};
static const struct form_def duplicate_form = { .name = "report_duplicate",
						.fields = duplicate_fields,
						.submit = T_DESK_DUPLICATE };

enum { J_VERSION, J_CASE };
static const struct field join_fields[] = {
	[J_VERSION] = { .name = "version", .kind = FIELD_ID, .seen = true },
	[J_CASE] = { .name = "case",
		     .kind = FIELD_NUMBER,
		     .label = T_DESK_F_CASE,
		     .hint = T_DESK_F_CASE_HINT,
		     .required = true,
		     .max = 16 },
	{ .kind = FIELD_END },
};
static const struct form_def join_form = { .name = "report_join",
					   .fields = join_fields,
					   .submit = T_DESK_JOIN };

static const struct field act_fields[] = {
	{ .name = "version", .kind = FIELD_ID, .seen = true },
	{ .kind = FIELD_END },
};
static const struct form_def reopen_form = { .name = "report_reopen",
					     .fields = act_fields,
					     .submit = T_DESK_REOPEN };

/* A form of this page, filled with the version that is shown. */
static void draw_act(struct ctx *cx, struct ui *u, struct req *r, const struct desk_view *v,
		     const struct form_def *def, const char *path, struct ui_form look)
{
	struct form *f = req_form(r);

	if (f == NULL || form_def_of(f) != def) {
		f = form_new(cx, def);
		if (def->fields[0].kind == FIELD_ID)
			form_set_int(cx, f, 0, v->version);
	}
	look.action = arena_printf(cx->arena, "/laporan/%lld/%s", (long long)v->id, path);
	look.def = def;
	look.form = f;
	ui_form(u, def->name, &look);
}

static enum err draw_facts(struct ctx *cx, struct ui *u, const struct desk_view *v, bool linked)
{
	struct ui_fact facts[17];
	struct person person;
	const char *region, *aid;
	size_t n = 0;

#define FACT(key, label_, value_)                                                 \
	do {                                                                      \
		if ((value_) != NULL)                                             \
			facts[n++] = (struct ui_fact){ .name = (key),             \
						       .label = text(cx, label_), \
						       .value = (value_) };       \
	} while (0)
	if (v->person_id != 0 && v->subject_kind == SUBJECT_KNOWN) {
		TRY(person_get(cx, v->person_id, &person));
		FACT("person", T_DESK_PERSON_LINKED, person.name);
		if (linked) {
			facts[n - 1].href =
			    arena_printf(cx->arena, "/warga/%lld", (long long)v->person_id);
			TRY(benefit_line(cx, v->person_id, &aid));
			FACT("aid", T_BENEFIT_KNOWN_LINE, aid);
		}
	}
	TRY(region_name(cx, v->region_id, &region));
	FACT("region", T_DESK_F_REGION, region);
	FACT("place", T_DESK_F_PLACE, v->place);
	FACT("coord", T_DESK_F_COORD, desk_point_text(cx, v->lat, v->lng));
	FACT("flags", T_DESK_S_NOW, desk_flags_text(cx, v->flags));
	FACT("traits", T_DESK_F_TRAITS, v->traits);
	facts[n++] = ui_fact_at(cx, "happened", T_DESK_F_HAPPENED, v->happened_at);
	if (v->recorded_at - v->happened_at > INT64_C(600000000))
		facts[n++] = ui_fact_at(cx, "recorded", T_COL_RECORDED, v->recorded_at);
	FACT("topic", T_DESK_F_TOPIC,
	     v->kind == REPORT_KELUHAN ? ref_label(cx, "keluhan", v->topic) : NULL);
	FACT("channel", T_DESK_F_CHANNEL, ref_label(cx, "channel", v->channel));
	FACT("reporter_kind", T_DESK_S_REPORTER, desk_reporter_text(cx, v->reporter_kind));
	if (v->reporter_kind == REPORTER_SECRET)
		facts[n - 1].note = text(cx, T_DESK_REPORTER_KEEP);
	FACT("reporter", T_DESK_F_REPORTER, v->reporter);
	FACT("form_number", T_DESK_F_FORM_NUMBER, v->form_number);
	FACT("end_reason", T_DESK_F_REJECT, v->state == REPORT_REJECTED ? v->end_reason : NULL);
#undef FACT
	ui_facts(u, "facts", facts, n);
	return ERR_OK;
}

/* May the actor see of whom it is about what the registry knows? */
static enum err sees_person(struct ctx *cx, const struct desk_view *v, bool *ret)
{
	*ret = false;
	if (v->person_id == 0 || v->subject_kind != SUBJECT_KNOWN || !may(cx, PERM_PERSON_READ))
		return ERR_OK;
	return person_in_scope(cx, v->person_id, ret);
}

/* What the registry knows of whom it is about, beside what the report says. */
static enum err draw_known(struct ctx *cx, struct ui *u, struct req *r, const struct desk_view *v)
{
	struct person_brief b;
	struct ui_fact facts[5];
	size_t n = 0;

	TRY(person_brief(cx, v->person_id, &b));
	req_disclose(r, v->person_id, "person");
#define FACT(key, label_, value_, note_)                                            \
	do {                                                                        \
		if ((value_) != NULL)                                               \
			facts[n++] = (struct ui_fact){ .name = (key),               \
						       .label = text(cx, (label_)), \
						       .value = (value_),           \
						       .note = (note_) };           \
	} while (0)
	FACT("known_state", T_DESK_KNOWN_STATE, b.gone, NULL);
	FACT("known_age", T_DESK_KNOWN_AGE, b.age != NULL ? b.age : b.sex,
	     b.age != NULL ? b.sex : NULL);
	FACT("known_home", T_DESK_KNOWN_HOME, b.home, NULL);
	FACT("known_family", T_DESK_KNOWN_FAMILY, b.family, NULL);
	FACT("known_desil", T_DESK_KNOWN_DESIL, b.desil, b.desil_note);
#undef FACT
	if (n == 0)
		return ERR_OK;
	ui_heading(u, text(cx, T_DESK_KNOWN), "registri");
	ui_facts(u, "known", facts, n);
	return ERR_OK;
}

/* His cases and what was given, as on his page. */
static enum err draw_his_cases(struct ctx *cx, struct ui *u, const struct desk_view *v)
{
	int64_t *ids;
	size_t n;

	TRY(person_rows(cx, v->person_id, &ids, &n));
	return case_person_part.draw(cx, u, ids, n);
}

/* Masked until somebody says what he needs it for; shown then, and logged with the purpose. */
static void draw_phone(struct ctx *cx, struct ui *u, struct req *r, const struct desk_view *v)
{
	if (v->phone == NULL)
		return;
	if (req_route(r)->form == &phone_form && !str_blank(cx->actor->purpose)) {
		req_disclose(r, v->id, "report.phone");
		ui_facts(u, "phone_full",
			 &(struct ui_fact){ .name = "phone",
					    .label = text(cx, T_DESK_F_PHONE),
					    .value = v->phone,
					    .href = arena_printf(cx->arena, "tel:%s", v->phone) },
			 1);
		return;
	}
	ui_masked(u, "phone", text(cx, T_DESK_F_PHONE), mask_phone(cx, v->phone),
		  arena_printf(cx->arena, "/laporan/%lld/telepon", (long long)v->id));
}

/* What comes next, and by whom when it is not the one who reads. */
static const char *next_act(struct ctx *cx, const struct desk_view *v, const char *holder)
{
	if (v->state == REPORT_RECOMMENDED)
		return text(cx, T_DESK_NEXT_DECIDE);
	if (v->state != REPORT_RECEIVED)
		return NULL;
	if (holder != NULL && !may(cx, PERM_REPORT_TRIAGE))
		return text_fill(
		    cx, v->kind == REPORT_KELUHAN ? T_DESK_NEXT_ANSWER_BY : T_DESK_NEXT_TRIAGE_BY,
		    holder, NULL);
	return text(cx, v->kind == REPORT_KELUHAN ? T_DESK_NEXT_ANSWER : T_DESK_NEXT_TRIAGE);
}

/* A question or a complaint is called what it is, and a person who is known by his name. */
static enum err head_line(struct ctx *cx, const struct desk_view *v, const char **ret)
{
	struct person person = { 0 };

	if (v->person_id != 0 && v->subject_kind == SUBJECT_KNOWN)
		TRY(person_get(cx, v->person_id, &person));
	*ret = v->kind == REPORT_KELUHAN && v->topic != NULL ? ref_label(cx, "keluhan", v->topic)
	       : person.name != NULL                         ? person.name
							     : desk_subject_line(cx, v);
	return ERR_OK;
}

static enum err draw_head(struct ctx *cx, struct ui *u, const struct desk_view *v)
{
	struct ui_badge badges[4] = { 0 };
	const char *title;
	struct unit holder = { 0 };
	size_t n = 0;

	TRY(head_line(cx, v, &title));
	badges[n++].text = text(cx, report_state_text(v->state));
	badges[n++].text = text(cx, report_kind_text(v->kind));
	if (v->urgent)
		badges[n++] = (struct ui_badge){ .text = text(cx, T_DESK_URGENT), .tone = UI_BAD };
	if (v->protected)
		badges[n++].text = text(cx, T_DESK_PROTECTED);
	if (v->holder_unit_id != 0)
		TRY(directory_get(cx, v->holder_unit_id, &holder));
	ui_case_head(u, "head",
		     &(struct ui_case_head){
			 .id = v->id,
			 .state = report_state_text(v->state),
			 .ended = v->state != REPORT_RECEIVED && v->state != REPORT_RECOMMENDED,
			 .number = v->number,
			 .title = title,
			 .badges = badges,
			 .n_badges = n,
			 .holder = holder.name,
			 .since = v->held_since_at,
			 .due = v->due_at,
			 .next = next_act(cx, v, holder.name),
			 .next_href = may(cx, PERM_REPORT_TRIAGE) && v->kind == REPORT_PPKS
					  ? "#rencana"
					  : NULL,
		     });
	return ERR_OK;
}

static void draw_receipt_links(struct ctx *cx, struct ui *u, const char *number, const char *secret)
{
	const char *path =
	    arena_printf(cx->arena, "/lacak/tanda-terima?number=%s&secret=%s", number, secret);
	const struct ui_action acts[] = {
		{ .label = text(cx, T_DESK_PRINT_RECEIPT), .href = path, .icon = "printer" },
		{ .label = text(cx, T_DESK_PRINT_ROLL),
		  .href = arena_printf(cx->arena, "%s&paper=80mm", path),
		  .icon = "printer" },
		{ .label = text(cx, T_DESK_NEW), .href = "/laporan/baru", .icon = "plus" },
	};

	ui_actions(u, acts, LEN(acts));
}

/* The number and secret for the reporter, shown once after the report was taken. */
static void draw_receipt(struct ctx *cx, struct ui *u, struct req *r, const struct desk_view *v)
{
	const char *code = strstr(req_query(r), "kode=");
	char secret[SECRET_SIZE];

	if (code == NULL ||
	    !secret_read(arena_strndup(cx->arena, code + 5, SECRET_SIZE - 1), secret))
		return;
	ui_card_begin(u, text(cx, T_DESK_RECEIPT));
	ui_text(u, text(cx, T_DESK_RECEIPT_TEXT));
	ui_code(u, NULL, text(cx, T_DESK_F_NUMBER), v->number);
	ui_code(u, NULL, text(cx, T_DESK_F_SECRET), arena_strdup(cx->arena, secret));
	ui_qr(u,
	      arena_printf(cx->arena, "%s/lacak?number=%s&secret=%s",
			   cx->app->public_url != NULL ? cx->app->public_url : "", v->number,
			   secret),
	      text(cx, T_DESK_RECEIPT_QR));
	draw_receipt_links(cx, u, v->number, secret);
	ui_card_end(u);
}

static enum err draw_history(struct ctx *cx, struct ui *u, const struct desk_view *v)
{
	const struct desk_event *events;
	struct ui_event *shown;
	size_t n, i;

	TRY(desk_history(cx, v->id, &events, &n));
	if (n == 0)
		return ERR_OK;
	shown = ARENA_ARRAY(cx->arena, n, struct ui_event);
	for (i = 0; i < n; i++)
		shown[i] = (struct ui_event){ .at = events[i].at,
					      .who = events[i].who,
					      .title = events[i].title,
					      .text = events[i].text,
					      .kind = "decision" };
	ui_heading(u, text(cx, T_DESK_HISTORY), "riwayat");
	ui_timeline(u, "history", shown, n, NULL);
	return ERR_OK;
}

static enum err draw_answers(struct ctx *cx, struct ui *u, const struct desk_view *v)
{
	struct report_answer_list_row *rows;
	struct ui_event *events;
	size_t n, i;

	TRY(report_answer_list_all(cx, &(struct report_answer_list_args){ .report_id = v->id },
				   &rows, &n));
	if (n == 0)
		return ERR_OK;
	events = ARENA_ARRAY(cx->arena, n, struct ui_event);
	for (i = 0; i < n; i++)
		events[i] = (struct ui_event){ .at = rows[i].at,
					       .title = text(cx, T_DESK_ANSWERED),
					       .text = rows[i].body,
					       .kind = "note" };
	ui_heading(u, text(cx, T_DESK_ANSWERS), NULL);
	ui_timeline(u, "answers", events, n, NULL);
	return ERR_OK;
}

static enum err draw_open_acts(struct ctx *cx, struct ui *u, struct req *r,
			       const struct desk_view *v)
{
	struct unit holder;

	if (v->kind == REPORT_PPKS)
		TRY(desk_draw_decision(cx, u, r, v));
	if (!may(cx, PERM_REPORT_TRIAGE))
		return ERR_OK;
	ui_heading(u, text(cx, T_DESK_OTHER_ACTS), NULL);
	TRY(directory_get(cx, v->holder_unit_id, &holder));
	if (!str_eq(holder.kind, "slrt"))
		ui_actions(
		    u,
		    &(struct ui_action){
			.label = text(cx, T_DESK_TO_SLRT),
			.href = arena_printf(cx->arena, "/laporan/%lld/slrt", (long long)v->id),
			.post = &slrt_form },
		    1);
	draw_act(cx, u, r, v, &answer_form, "jawab",
		 (struct ui_form){ .title = text(cx, T_DESK_ANSWER),
				   .folded = v->kind == REPORT_PPKS,
				   .secondary = v->kind == REPORT_PPKS });
	draw_act(
	    cx, u, r, v, &pass_form, "alihkan",
	    (struct ui_form){ .title = text(cx, T_DESK_PASS), .folded = true, .secondary = true });
	draw_act(
	    cx, u, r, v, &join_form, "gabung",
	    (struct ui_form){ .title = text(cx, T_DESK_JOIN), .folded = true, .secondary = true });
	draw_act(cx, u, r, v, &duplicate_form, "ganda",
		 (struct ui_form){
		     .title = text(cx, T_DESK_DUPLICATE), .folded = true, .secondary = true });
	draw_act(cx, u, r, v, &reject_form, "tolak",
		 (struct ui_form){ .title = text(cx, T_DESK_REJECT),
				   .folded = true,
				   .secondary = true,
				   .danger = true });
	return ERR_OK;
}

enum err desk_show_page(struct ctx *cx, struct req *r, struct ui *u)
{
	struct desk_view v;
	struct desk_report like;
	bool seen;

	TRY(desk_report_get(cx, req_id(r), &v));
	req_disclose(r, v.id, "report");
	ui_begin(u, &(struct ui_page){ .title = v.number,
				       .nav = "/laporan",
				       .parent = "/laporan",
				       .parent_title = text(cx, T_DESK_LIST),
				       .print = true });
	TRY(draw_head(cx, u, &v));
	ui_columns_begin(u);
	draw_receipt(cx, u, r, &v);
	if (v.body != NULL)
		ui_text(u, v.body);
	ui_photos(u, "photos", v.photos, v.n_photos);
	if (v.n_photos < DESK_PHOTOS_MAX && may(cx, PERM_REPORT_CREATE))
		draw_act(cx, u, r, &v, &desk_photo_form, "foto",
			 (struct ui_form){ .title = text(cx, T_DESK_ADD_PHOTOS),
					   .folded = true,
					   .secondary = true });
	if (v.state == REPORT_RECEIVED || v.state == REPORT_RECOMMENDED)
		TRY(draw_open_acts(cx, u, r, &v));
	if (v.state == REPORT_CASE)
		ui_actions(u,
			   &(struct ui_action){
			       .label = text(cx, T_DESK_OPEN_CASE),
			       .href = arena_printf(cx->arena, "/kasus/%lld", (long long)v.case_id),
			       .primary = true },
			   1);
	if ((v.state == REPORT_ANSWERED || v.state == REPORT_REJECTED ||
	     v.state == REPORT_DUPLICATE) &&
	    may(cx, PERM_REPORT_TRIAGE))
		draw_act(cx, u, r, &v, &reopen_form, "buka", (struct ui_form){ .secondary = true });
	TRY(draw_answers(cx, u, &v));
	TRY(draw_history(cx, u, &v));
	TRY(sees_person(cx, &v, &seen));
	if (seen)
		TRY(draw_his_cases(cx, u, &v));
	ui_columns_aside(u);
	TRY(draw_facts(cx, u, &v, true));
	draw_phone(cx, u, r, &v);
	if (seen)
		TRY(draw_known(cx, u, r, &v));
	like = (struct desk_report){ .region_id = v.region_id,
				     .body = v.body,
				     .place = v.place,
				     .flags = v.flags,
				     .sex = (int)v.sex,
				     .age_about = v.age_about };
	if (!v.protected)
		TRY(desk_draw_similar(cx, u, v.id, &like));
	ui_actions(u,
		   &(struct ui_action){
		       .label = text(cx, T_DESK_PRINT),
		       .href = arena_printf(cx->arena, "/laporan/%lld/cetak", (long long)v.id),
		       .icon = "printer" },
		   1);
	ui_columns_end(u);
	return ui_end(u);
}

/* Opened by break-glass: to read, without acts, links and telephone. */
static enum err glass_page(struct ctx *cx, struct req *r, struct ui *u)
{
	int64_t report_id, until;
	struct desk_view v;

	TRY(glass_report_of(cx, req_id(r), &report_id, &until));
	TRY(desk_report_glass(cx, report_id, req_id(r), &v));
	req_disclose(r, v.id, "glass");
	ui_begin(u, &(struct ui_page){ .title = v.number,
				       .nav = "/buka-darurat",
				       .parent = "/buka-darurat",
				       .parent_title = text(cx, T_GLASS_TITLE) });
	ui_note(u, UI_WARN, text_fill(cx, T_GLASS_OPEN_UNTIL, say_instant(cx, until), NULL),
		text(cx, T_GLASS_WATCHED));
	TRY(draw_head(cx, u, &v));
	ui_columns_begin(u);
	if (v.body != NULL)
		ui_text(u, v.body);
	ui_photos_at(u, "photos",
		     arena_printf(cx->arena, "/buka-darurat/%lld/foto", (long long)req_id(r)),
		     v.photos, v.n_photos);
	TRY(draw_history(cx, u, &v));
	ui_columns_aside(u);
	TRY(draw_facts(cx, u, &v, false));
	ui_columns_end(u);
	return ui_end(u);
}

/* ---- acts -------------------------------------------------------------------------------- */

static enum err done(struct ctx *cx, struct req *r, struct resp *resp, enum err e, enum text flash)
{
	if (e != ERR_OK)
		return e;
	resp_see(cx, resp, flash, "/laporan/%lld", (long long)req_id(r));
	return ERR_OK;
}

/* The report in scope, or 404: every act begins with it. */
static enum err in_scope(struct ctx *cx, struct req *r)
{
	struct desk_view v;

	return desk_report_get(cx, req_id(r), &v);
}

/*
 * Until when the next desk must act: a keluhan keeps the limit of its topic, counted from when it
 * came, unless that is over already.
 */
static enum err due_after_pass(struct ctx *cx, const struct desk_view *v, int64_t *ret)
{
	struct ref_entry topic;

	if (v->kind == REPORT_KELUHAN && v->topic != NULL) {
		TRY(ref_get(cx, "keluhan", v->topic, ref_today(cx), &topic));
		TRY(ref_due(cx, ref_doc_text(cx, &topic, "limit"), v->recorded_at, ret));
		if (*ret > cx->now)
			return ERR_OK;
	}
	return ref_due(cx, v->urgent ? "segera" : "pilah", cx->now, ret);
}

/* Where a report is passed on to, and until when it must act there. */
struct passing {
	int64_t unit_id, due_at;
};

static enum err pass_prepare(struct ctx *cx, struct req *r)
{
	struct passing *p = ARENA_NEW(cx->arena, struct passing);
	struct desk_view v;

	TRY(desk_report_get(cx, req_id(r), &v));
	p->unit_id = form_id(req_form(r), P_UNIT);
	TRY(due_after_pass(cx, &v, &p->due_at));
	req_set_data(r, p);
	return ERR_OK;
}

static enum err slrt_prepare(struct ctx *cx, struct req *r)
{
	struct passing *p = ARENA_NEW(cx->arena, struct passing);
	struct unit *found;
	struct desk_view v;
	size_t n;

	TRY(desk_report_get(cx, req_id(r), &v));
	TRY(directory_list(cx, &(struct unit_filter){ .kind = "slrt" }, &found, &n));
	if (n == 0)
		return err_set(cx, ERR_NOTFOUND, "the city has no SLRT");
	p->unit_id = found[0].id;
	TRY(due_after_pass(cx, &v, &p->due_at));
	req_set_data(r, p);
	return ERR_OK;
}

static enum err pass_to(struct ctx *cx, struct req *r, struct resp *resp, int64_t version)
{
	const struct passing *p = req_data(r);

	return done(cx, r, resp, report_pass(cx, req_id(r), version, p->unit_id, p->due_at),
		    T_DESK_PASSED);
}

static enum err pass_commit(struct ctx *cx, struct req *r, struct resp *resp)
{
	return pass_to(cx, r, resp, form_id(req_form(r), P_VERSION));
}

static enum err slrt_commit(struct ctx *cx, struct req *r, struct resp *resp)
{
	return pass_to(cx, r, resp, 0);
}

static enum err answer_commit(struct ctx *cx, struct req *r, struct resp *resp)
{
	struct form *f = req_form(r);

	return done(cx, r, resp,
		    desk_answer(cx, req_id(r), form_id(f, A_VERSION), form_text(f, A_BODY),
				form_bool(f, A_DONE)),
		    T_DESK_ANSWER_SENT);
}

static enum err reject_commit(struct ctx *cx, struct req *r, struct resp *resp)
{
	struct form *f = req_form(r);

	return done(cx, r, resp,
		    report_reject(cx, req_id(r), form_id(f, R_VERSION), form_text(f, R_REASON)),
		    T_DESK_REJECTED);
}

static enum err duplicate_prepare(struct ctx *cx, struct req *r)
{
	struct report_find_row row;
	bool found;

	TRY(in_scope(cx, r));
	TRY(report_find_maybe(cx,
			      &(struct report_find_args){ .number = form_text(req_form(r), D_OF) },
			      &row, &found));
	if (!found) {
		form_problem(cx, req_form(r), D_OF, T_DESK_PROBLEM_NO_REPORT, NULL);
		return ERR_OK;
	}
	req_set_data(r, arena_memdup(cx->arena, &row.id, sizeof(row.id)));
	return ERR_OK;
}

static enum err duplicate_commit(struct ctx *cx, struct req *r, struct resp *resp)
{
	const int64_t *of = req_data(r);

	return done(cx, r, resp,
		    report_duplicate(cx, req_id(r), form_id(req_form(r), D_VERSION), *of),
		    T_DESK_MARKED_DUPLICATE);
}

/* A report named by its id in the path: the button beside a likely repetition. */
static enum err duplicate_one_prepare(struct ctx *cx, struct req *r)
{
	struct desk_view of;
	int64_t id;

	TRY(in_scope(cx, r));
	if (!str_i64(req_segment(r, "of"), &id))
		return err_set(cx, ERR_NOTFOUND, "no such report");
	TRY(desk_report_get(cx, id, &of));
	req_set_data(r, arena_memdup(cx->arena, &id, sizeof(id)));
	return ERR_OK;
}

static enum err duplicate_one_commit(struct ctx *cx, struct req *r, struct resp *resp)
{
	const int64_t *of = req_data(r);

	return done(cx, r, resp, report_duplicate(cx, req_id(r), 0, *of), T_DESK_MARKED_DUPLICATE);
}

/* ---- into a case that is open already ---------------------------------------------------- */

static enum err join_prepare(struct ctx *cx, struct req *r)
{
	struct desk_case_find_row row;
	bool found;

	TRY(in_scope(cx, r));
	TRY(desk_case_find_maybe(
	    cx, &(struct desk_case_find_args){ .number = form_text(req_form(r), J_CASE) }, &row,
	    &found));
	if (!found) {
		form_problem(cx, req_form(r), J_CASE, T_DESK_PROBLEM_NO_CASE, NULL);
		return ERR_OK;
	}
	req_set_data(r, arena_memdup(cx->arena, &row.id, sizeof(row.id)));
	return ERR_OK;
}

static enum err join_one_prepare(struct ctx *cx, struct req *r)
{
	struct desk_case_seen_row row;
	int64_t id;

	TRY(in_scope(cx, r));
	if (!str_i64(req_segment(r, "case"), &id))
		return err_set(cx, ERR_NOTFOUND, "no such case");
	TRY(desk_case_seen_one(cx, &(struct desk_case_seen_args){ .id = id }, &row));
	req_set_data(r, arena_memdup(cx->arena, &row.id, sizeof(row.id)));
	return ERR_OK;
}

static enum err join_case(struct ctx *cx, struct req *r, struct resp *resp, int64_t version)
{
	const int64_t *case_id = req_data(r);
	struct desk_view v;
	struct told told;

	TRY(desk_report_get(cx, req_id(r), &v));
	told = desk_told(&v);
	TRY(case_add_report(cx, *case_id, req_id(r), version, &told));
	resp_see(cx, resp, T_DESK_JOINED, "/kasus/%lld", (long long)*case_id);
	return ERR_OK;
}

static enum err join_commit(struct ctx *cx, struct req *r, struct resp *resp)
{
	return join_case(cx, r, resp, form_id(req_form(r), J_VERSION));
}

static enum err join_one_commit(struct ctx *cx, struct req *r, struct resp *resp)
{
	return join_case(cx, r, resp, 0);
}

static enum err reopen_commit(struct ctx *cx, struct req *r, struct resp *resp)
{
	return done(cx, r, resp, report_reopen(cx, req_id(r), form_id(req_form(r), 0)),
		    T_DESK_REOPENED);
}

const struct route desk_show_routes[] = {
	{ GET, "/laporan/{id}", PERM_REPORT_READ, 0, REPR_PAGE, T_DESK_REPORT,
	  .page = desk_show_page },
	{ POST, "/laporan/{id}/putuskan", PERM_REPORT_TRIAGE, 0, REPR_PAGE, T_DESK_DECIDE,
	  .form = &desk_decide_form, .page = desk_show_page, .prepare = desk_decide_prepare,
	  .commit = desk_decide_commit },
	{ POST, "/laporan/{id}/alihkan", PERM_REPORT_TRIAGE, 0, REPR_PAGE, T_DESK_PASS,
	  .form = &pass_form, .page = desk_show_page, .prepare = pass_prepare,
	  .commit = pass_commit },
	{ POST, "/laporan/{id}/jawab", PERM_REPORT_TRIAGE, 0, REPR_PAGE, T_DESK_ANSWER,
	  .form = &answer_form, .page = desk_show_page, .prepare = in_scope,
	  .commit = answer_commit },
	{ POST, "/laporan/{id}/tolak", PERM_REPORT_TRIAGE, 0, REPR_PAGE, T_DESK_REJECT,
	  .form = &reject_form, .page = desk_show_page, .prepare = in_scope,
	  .commit = reject_commit },
	{ POST, "/laporan/{id}/ganda", PERM_REPORT_TRIAGE, 0, REPR_PAGE, T_DESK_DUPLICATE,
	  .form = &duplicate_form, .page = desk_show_page, .prepare = duplicate_prepare,
	  .commit = duplicate_commit },
	{ POST, "/laporan/{id}/ganda/{of}", PERM_REPORT_TRIAGE, 0, REPR_PAGE, T_DESK_DUPLICATE,
	  .form = &duplicate_one_form, .page = desk_show_page, .prepare = duplicate_one_prepare,
	  .commit = duplicate_one_commit },
	{ POST, "/laporan/{id}/gabung", PERM_REPORT_TRIAGE, 0, REPR_PAGE, T_DESK_JOIN,
	  .form = &join_form, .page = desk_show_page, .prepare = join_prepare,
	  .commit = join_commit },
	{ POST, "/laporan/{id}/gabung/{case}", PERM_REPORT_TRIAGE, 0, REPR_PAGE, T_DESK_JOIN,
	  .form = &join_one_form, .page = desk_show_page, .prepare = join_one_prepare,
	  .commit = join_one_commit },
	{ POST, "/laporan/{id}/slrt", PERM_REPORT_TRIAGE, 0, REPR_PAGE, T_DESK_TO_SLRT,
	  .form = &slrt_form, .page = desk_show_page, .prepare = slrt_prepare,
	  .commit = slrt_commit },
	{ POST, "/laporan/{id}/telepon", PERM_REPORT_READ, ROUTE_READ_POST | ROUTE_NO_ONCE,
	  REPR_PAGE, T_DESK_F_PHONE, .form = &phone_form, .page = desk_show_page },
	{ POST, "/laporan/{id}/buka", PERM_REPORT_TRIAGE, 0, REPR_PAGE, T_DESK_REOPEN,
	  .form = &reopen_form, .page = desk_show_page, .prepare = in_scope,
	  .commit = reopen_commit },
	{ GET, "/buka-darurat/{id}/laporan", PERM_GLASS_OPEN, ROUTE_NO_MENU, REPR_PAGE,
	  T_GLASS_TITLE, .page = glass_page },
	{ .method = 0 },
};
