/* A file of another kind than was chosen: said once, and changed without sending it again. */
#include "feature/intake/intake_web.h"

#include "base/str.h"
#include "feature/intake/intake_impl.h"
#include "text/intake.h"

enum { K_KIND };
static const struct field kind_fields[] = {
	[K_KIND] = { .name = "kind",
		     .kind = FIELD_ENUM,
		     .label = T_INTAKE_KIND,
		     .required = true,
		     .members = intake_kinds },
	{ .kind = FIELD_END },
};
const struct form_def intake_kind_form = { .name = "intake_kind",
					   .fields = kind_fields,
					   .submit = T_INTAKE_KIND_SUBMIT };

static void draw_form(struct ctx *cx, struct ui *u, struct req *r, const struct intake_get_row *in,
		      enum intake_kind kind)
{
	struct form *f = req_form_of(r, &intake_kind_form);

	if (f == NULL) {
		f = form_new(cx, &intake_kind_form);
		form_set_text(cx, f, K_KIND, intake_kinds[kind - 1].value);
	}
	ui_form(u, "jenis",
		&(struct ui_form){
		    .action = arena_printf(cx->arena, "/impor/%lld/jenis", (long long)in->id),
		    .def = &intake_kind_form,
		    .form = f,
		    .secondary = true });
}

enum err intake_draw_kind(struct ctx *cx, struct ui *u, struct req *r,
			  const struct intake_get_row *in)
{
	const char *chosen = text(cx, intake_kind_text(in->kind)), *other;
	bool late = in->state != INTAKE_COLUMNS;
	enum intake_kind seems;

	TRY(intake_kind_seems(cx, in, &seems));
	if (seems == 0 && late)
		return ERR_OK;
	if (seems == 0) {
		ui_fold_begin(u, text(cx, T_INTAKE_KIND_OTHER));
		draw_form(cx, u, r, in, (enum intake_kind)in->kind);
		ui_fold_end(u);
		return ERR_OK;
	}
	other = text(cx, intake_kind_text(seems));
	ui_note(u, UI_WARN, text_fill(cx, T_INTAKE_KIND_SEEMS, other, NULL),
		text_fill(cx, late ? T_INTAKE_KIND_SEEMS_LATE : T_INTAKE_KIND_SEEMS_WHY, chosen,
			  other, NULL));
	if (!late)
		draw_form(cx, u, r, in, seems);
	return ERR_OK;
}

enum err intake_kind_commit(struct ctx *cx, struct req *r, struct resp *resp)
{
	struct form *f = req_form(r);
	enum intake_kind kind = (enum intake_kind)(form_int(f, K_KIND, 0) + 1);
	struct intake_get_row in;

	TRY(intake_get_one(cx, &(struct intake_get_args){ .id = req_id(r) }, &in));
	if (!intake_kind_ready(&in, kind)) {
		form_problem(cx, f, K_KIND, T_INTAKE_KIND_NEEDS,
			     text(cx, intake_kind_text((int64_t)kind)));
		return ERR_OK;
	}
	TRY(intake_change_kind(cx, in.id, kind));
	resp_see(cx, resp, T_INTAKE_KIND_CHANGED, "/impor/%lld", (long long)in.id);
	return ERR_OK;
}
