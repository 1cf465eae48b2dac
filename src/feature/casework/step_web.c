/* The page of one step: begin it, record the service it gives by one tap, end it, pass it on. */
#include "feature/casework/case_web.h"

#include "base/str.h"
#include "feature/directory/directory.h"
#include "platform/app.h"
#include "text/case_web.h"
#include "text/document.h"
#include "text/export.h"

#include <string.h>

enum { V, END_KIND = 1, END_BODY, END_WHEN };
enum { REOPEN_WHY = 1 };
enum { ASSIGN_UNIT = 1 };

struct step_page {
	struct step_get_row s;
	struct case_view_row c;
	const char *name;
	bool mine, ended; /* may be worked on by the acting person; or was, and may be reopened */
};

/* The step and its case, which must be in scope. */
static enum err load(struct ctx *cx, struct req *r, struct step_page *p)
{
	TRY(step_get_one(cx, &(struct step_get_args){ .id = req_id(r) }, &p->s));
	TRY(case_view_open(cx, r, p->s.case_id, &p->c));
	p->name = ref_label(cx, "service", p->s.service);
	bool acts = (p->c.state == CASE_OPEN || p->c.state == CASE_AFTERCARE) &&
		    may(cx, PERM_CASE_WORK) &&
		    (cx->actor->unit_id == p->s.unit_id ||
		     cx->actor->unit_id == p->c.holder_unit_id || may(cx, PERM_CASE_DECIDE));

	p->mine = acts && p->s.state != STEP_ENDED;
	p->ended = acts && p->s.state == STEP_ENDED;
	return ERR_OK;
}

static enum err in_scope(struct ctx *cx, struct req *r)
{
	struct case_in_scope_row row;
	struct step_case_row s;

	TRY(step_case_one(cx, &(struct step_case_args){ .id = req_id(r) }, &s));
	TRY(case_in_scope_one(cx, &(struct case_in_scope_args){ .id = s.case_id }, &row));
	req_set_data(r, arena_memdup(cx->arena, &s.case_id, sizeof(s.case_id)));
	return ERR_OK;
}

/* ---- drawing ----------------------------------------------------------------------------- */

static void draw_form(struct ctx *cx, struct ui *u, struct req *r, const struct step_page *p,
		      const struct form_def *def, const char *path, struct ui_form look)
{
	look.action = arena_printf(cx->arena, "/langkah/%lld/%s", (long long)p->s.id, path);
	look.def = def;
	if (look.form == NULL)
		look.form = case_form(cx, r, def, p->c.version);
	ui_form(u, def->name, &look);
}

/* One tap for what the step usually gives; below it the same with details. */
static enum err draw_service(struct ctx *cx, struct ui *u, struct req *r, const struct step_page *p)
{
	struct form *f = case_form(cx, r, &case_service_form, p->c.version);
	const char *tap;

	if (f != req_form(r))
		TRY(case_service_fill(cx, f, p->c.id, p->s.service));
	TRY(case_service_tap(cx, p->c.id, p->s.service, &tap));
	if (tap != NULL)
		draw_form(cx, u, r, p, &case_plain_form, "beri",
			  (struct ui_form){ .submit = tap, .secondary = p->s.started_at == 0 });
	draw_form(
	    cx, u, r, p, &case_service_form, "layanan",
	    (struct ui_form){
		.title = text(cx, T_CASE_GIVE), .form = f, .folded = true, .secondary = true });
	return ERR_OK;
}

static enum err draw_facts(struct ctx *cx, struct ui *u, const struct step_page *p)
{
	struct unit unit = { 0 };
	struct ui_fact facts[5];
	size_t n = 0;

	if (p->s.unit_id != 0)
		TRY(directory_get(cx, p->s.unit_id, &unit));
	facts[n++] =
	    (struct ui_fact){ .name = "case",
			      .label = text(cx, T_CASE_CASE),
			      .value = arena_printf(cx->arena, "%s · %s", p->c.number, p->c.title),
			      .href = arena_printf(cx->arena, "/kasus/%lld", (long long)p->c.id) };
	facts[n++] = (struct ui_fact){ .name = "state",
				       .label = text(cx, T_COL_STATE),
				       .value = case_step_words(cx, p->s.state, p->s.started_at,
								p->s.end_kind, p->s.ended_at),
				       .data = text_name(step_state_text(p->s.state)) };
	if (unit.name != NULL)
		facts[n++] = (struct ui_fact){ .name = "unit",
					       .label = text(cx, T_CASE_F_UNIT),
					       .value = unit.phone != NULL
							    ? arena_printf(cx->arena, "%s · %s",
									   unit.name, unit.phone)
							    : unit.name };
	if (p->s.due_at != 0 && p->s.state != STEP_ENDED)
		facts[n++] =
		    (struct ui_fact){ .name = "due",
				      .label = text(cx, T_COL_DUE),
				      .value = arena_printf(cx->arena, "%s (%s)",
							    say_instant(cx, p->s.due_at),
							    say_due(cx, p->s.due_at)),
				      .data = iso_instant(cx, p->s.due_at),
				      .tone = p->s.due_at < cx->now ? UI_BAD : UI_NEUTRAL };
	ui_facts(u, "step", facts, n);
	return ERR_OK;
}

enum err step_page(struct ctx *cx, struct req *r, struct ui *u)
{
	struct step_page p;

	TRY(load(cx, r, &p));
	ui_begin(u,
		 &(struct ui_page){
		     .title = arena_printf(cx->arena, "%lld. %s", (long long)p.s.ordinal, p.name),
		     .nav = "/kasus",
		     .parent = arena_printf(cx->arena, "/kasus/%lld", (long long)p.c.id),
		     .parent_title = p.c.number });
	TRY(draw_facts(cx, u, &p));
	if (p.mine && p.s.state == STEP_ACTIVE) {
		if (p.s.started_at == 0)
			draw_form(cx, u, r, &p, &case_plain_form, "mulai",
				  (struct ui_form){ .submit = text(cx, T_CASE_START) });
		TRY(draw_service(cx, u, r, &p));
	}
	if (p.mine) {
		draw_form(cx, u, r, &p, &case_step_end_form, "akhiri",
			  (struct ui_form){ .title = text(cx, T_CASE_END_STEP),
					    .secondary =
						p.s.state == STEP_ACTIVE && p.s.started_at == 0 });
		draw_form(cx, u, r, &p, &case_step_unit_form, "alihkan",
			  (struct ui_form){ .title = text(cx, T_CASE_ASSIGN),
					    .folded = true,
					    .secondary = true });
	}
	if (p.ended)
		draw_form(
		    cx, u, r, &p, &case_step_reopen_form, "buka",
		    (struct ui_form){ .title = text(cx, T_CASE_REOPEN_STEP), .secondary = true });
	if (may(cx, PERM_CASE_WORK) && p.c.state != CASE_MERGED)
		draw_form(cx, u, r, &p, &case_document_form, "dokumen",
			  (struct ui_form){ .title = text(cx, T_DOCUMENT_ADD),
					    .folded = true,
					    .secondary = true });
	TRY(case_draw_papers(
	    cx, u,
	    &(struct case_papers){ .case_id = p.c.id,
				   .step_id = p.s.id,
				   .subject_id = p.c.person_id != 0 ? p.c.person_id : p.c.id }));
	return ui_end(u);
}

/* ---- acts -------------------------------------------------------------------------------- */

#define STEP_ACT(fn, flash, call)                                             \
	static enum err fn(struct ctx *cx, struct req *r, struct resp *resp)  \
	{                                                                     \
		struct form *f = req_form(r);                                 \
		int64_t id = req_id(r), version = form_id(f, V), case_id;     \
                                                                              \
		memcpy(&case_id, req_data(r), sizeof(case_id));               \
		TRY(call);                                                    \
		resp_see(cx, resp, flash, "/kasus/%lld", (long long)case_id); \
		return ERR_OK;                                                \
	}
STEP_ACT(start_commit, T_CASE_STEP_STARTED, step_start(cx, id, version))
STEP_ACT(end_commit, T_CASE_STEP_ENDED,
	 step_end(cx, id, version, form_text(f, END_KIND), form_int(f, END_WHEN, 0),
		  form_text(f, END_BODY)))
STEP_ACT(reopen_commit, T_CASE_STEP_REOPENED,
	 step_reopen(cx, id, version, form_text(f, REOPEN_WHY)))
STEP_ACT(assign_commit, T_CASE_SAVED, step_assign(cx, id, version, form_id(f, ASSIGN_UNIT)))

static enum err service_commit(struct ctx *cx, struct req *r, struct resp *resp)
{
	struct service_new n = case_service_of(cx, req_form(r));
	int64_t case_id;

	memcpy(&case_id, req_data(r), sizeof(case_id));
	TRY(service_give(cx, case_id, req_id(r), &n, &resp->id));
	resp_see(cx, resp, T_CASE_GIVEN, "/langkah/%lld", (long long)req_id(r));
	return ERR_OK;
}

#define POST_STEP(path_, title_, form_, commit_)                                                  \
	{                                                                                         \
		POST, "/langkah/{id}/" path_, PERM_CASE_WORK, 0, REPR_PAGE, title_,               \
		    .form = &(form_), .page = step_page, .prepare = in_scope, .commit = (commit_) \
	}
const struct route step_routes[] = {
	{ GET, "/langkah/{id}", PERM_CASE_READ, 0, REPR_PAGE, T_CASE_STEP, .page = step_page },
	POST_STEP("mulai", T_CASE_START, case_plain_form, start_commit),
	POST_STEP("akhiri", T_CASE_END_STEP, case_step_end_form, end_commit),
	POST_STEP("buka", T_CASE_REOPEN_STEP, case_step_reopen_form, reopen_commit),
	POST_STEP("alihkan", T_CASE_ASSIGN, case_step_unit_form, assign_commit),
	POST_STEP("layanan", T_CASE_GIVE, case_service_form, service_commit),
	{ .method = 0 },
};
