/* Forms drawn from their definition, and the same forms as "actions" of the JSON. */
#include <string.h>

#include "base/clock.h"
#include "base/str.h"
#include "platform/assets/assets.h"
#include "platform/ui/ui_impl.h"
#include "text/ui.h"

#define MAX_RADIOS        6
#define MAX_PLAIN_OPTIONS 12 /* a longer select gets the script's type-ahead */

/* One field being drawn. */
struct drawn {
	struct ui *u;
	const struct form *f;
	const struct field *field;
	int index;
	const char *id, *error;
	const char *about; /* ids of hint and error, for aria-describedby */
	bool in_get;
	bool filter; /* a choice left open takes all */
};

static const char *error_of(const struct form *f, int index)
{
	const struct problem *problems;
	size_t n = form_problems(f, &problems);
	for (size_t i = 0; i < n; i++)
		if (problems[i].field == index)
			return problems[i].message;
	return NULL;
}

static const char *label_of(const struct drawn *d)
{
	return d->field->said ? d->field->said : text(d->u->cx, d->field->label);
}

/* NULL: none. */
static const char *hint_of(const struct drawn *d)
{
	if (d->field->said_hint)
		return d->field->said_hint;
	return d->field->hint != T__NONE ? text(d->u->cx, d->field->hint) : NULL;
}

/* What may stay empty is marked, or what must not where that is the exception; NULL: neither. */
static const char *mark_of(const struct drawn *d)
{
	const struct ctx *cx = d->u->cx;

	if (d->in_get)
		return NULL;
	if (form_def_of(d->f)->mostly_optional)
		return d->field->required ? text(cx, T_UI_REQUIRED) : NULL;
	return d->field->required || d->field->depends ? NULL : text(cx, T_UI_OPTIONAL);
}

static void draw_help(const struct drawn *d)
{
	struct ui *u = d->u;
	const char *hint = hint_of(d);
	if (hint)
		tpl_hint(u->cx, u->out, &(struct tpl_hint){ .id = d->id, .text = hint });
	if (d->error)
		tpl_field_error(u->cx, u->out,
				&(struct tpl_field_error){ .id = d->id, .text = d->error });
}

static const char *about_ids(const struct drawn *d)
{
	bool hint = hint_of(d);
	if (!hint && !d->error)
		return NULL;
	return arena_printf(d->u->cx->arena, "%s%s%s%s%s", hint ? d->id : "", hint ? "-h" : "",
			    hint && d->error ? " " : "", d->error ? d->id : "",
			    d->error ? "-e" : "");
}

static void draw_label(const struct drawn *d)
{
	struct ui *u = d->u;
	tpl_field_begin(u->cx, u->out, &(struct tpl_field_begin){ .bad = d->error != NULL });
	tpl_label(u->cx, u->out,
		  &(struct tpl_label){ .id = d->id, .label = label_of(d), .mark = mark_of(d) });
	draw_help(d);
}

static void draw_group(const struct drawn *d)
{
	struct ui *u = d->u;
	tpl_group_begin(u->cx, u->out,
			&(struct tpl_group_begin){ .id = d->id,
						   .label = label_of(d),
						   .mark = mark_of(d),
						   .bad = d->error != NULL,
						   .about = d->about });
	draw_help(d);
}

/* ---- one line ---------------------------------------------------------------------------- */

struct input_kind {
	const char *type, *size, *inputmode, *prefix;
	size_t max; /* characters typed, where the kind knows better than .max */
};

static struct input_kind input_kind(const struct field *f)
{
	struct input_kind k = { .type = "text" };
	switch (f->kind) {
	case FIELD_INT:
		return (struct input_kind){ "text", "w-short", "numeric", NULL, 20 };
	case FIELD_MONEY:
		return (struct input_kind){ "text", "w-mid", "numeric", "Rp", 24 };
	case FIELD_DATE:
		return (struct input_kind){ "date", "w-mid", NULL, NULL, 10 };
	case FIELD_INSTANT:
		return (struct input_kind){ "datetime-local", "w-mid", NULL, NULL, 16 };
	case FIELD_PHONE:
		return (struct input_kind){ "tel", "w-mid", "tel", NULL, 24 };
	case FIELD_NIK:
		return (struct input_kind){ "text", "w-mid", "numeric", NULL, 24 };
	case FIELD_NUMBER:
		return (struct input_kind){ "text", "w-mid", NULL, NULL, 20 };
	case FIELD_COORD:
		return (struct input_kind){ "text", "w-mid", NULL, NULL, FORM_COORD_MAX };
	case FIELD_PASSWORD:
		k.type = "password";
		return k;
	case FIELD_TEXT:
	case FIELD_LONG:
	case FIELD_ENUM:
	case FIELD_REF:
	case FIELD_CHECKS:
	case FIELD_BOOL:
	case FIELD_FILES:
	case FIELD_HIDDEN:
	case FIELD_ID:
	case FIELD_IDS:
	case FIELD_REFS:
	case FIELD_END:
		break;
	}
	if (f->max && f->max <= 20)
		k.size = "w-short";
	return k;
}

/* A date input shows nothing of a value it can't read, so such a value is given back as text. */
static const char *input_type(const struct drawn *d, const struct input_kind *k, const char *value)
{
	int32_t date;
	if (d->field->kind == FIELD_DATE && *value && !date_parse(value, &date))
		return "text";
	if (d->field->kind == FIELD_INSTANT && d->error)
		return "text";
	return k->type;
}

static void draw_input(const struct drawn *d)
{
	struct ui *u = d->u;
	const struct field *f = d->field;
	struct input_kind k = input_kind(f);
	const char *value = f->kind == FIELD_PASSWORD ? "" : form_raw(d->f, d->index);
	size_t max = k.max ? k.max : f->max ? f->max : 200;
	draw_label(d);
	tpl_input(u->cx, u->out,
		  &(struct tpl_input){ .id = d->id,
				       .name = f->name,
				       .type = input_type(d, &k, value),
				       .value = value,
				       .size = k.size,
				       .prefix = k.prefix,
				       .inputmode = k.inputmode,
				       .autocomplete = f->autocomplete ? f->autocomplete : "off",
				       .max = (int64_t)max,
				       .about = d->about,
				       .bad = d->error != NULL,
				       .required = f->required,
				       .draft = f->keep_draft });
	if (f->kind == FIELD_COORD)
		tpl_here(u->cx, u->out, &(struct tpl_here){ .id = d->id });
	tpl_div_end(u->cx, u->out);
}

static void draw_long(const struct drawn *d)
{
	struct ui *u = d->u;
	const struct field *f = d->field;
	draw_label(d);
	tpl_textarea(
	    u->cx, u->out,
	    &(struct tpl_textarea){ .id = d->id,
				    .name = f->name,
				    .value = form_raw(d->f, d->index),
				    .max = (int64_t)(f->max ? f->max : 200),
				    .autocomplete = f->autocomplete ? f->autocomplete : "off",
				    .about = d->about,
				    .bad = d->error != NULL,
				    .required = f->required,
				    .draft = f->keep_draft });
	tpl_div_end(u->cx, u->out);
}

/* The files that came with the form the last time and need not be chosen again. */
static size_t draw_kept(const struct drawn *d)
{
	struct ui *u = d->u;
	const struct upload *up;
	size_t n = form_files(d->f, d->index, &up), drawn = 0;
	for (size_t i = 0; i < n; i++) {
		if (!up[i].ticket)
			continue;
		if (drawn++ == 0)
			tpl_kept_begin(
			    u->cx, u->out,
			    &(struct tpl_kept_begin){ .legend = text(u->cx, T_UI_KEPT) });
		tpl_kept(u->cx, u->out,
			 &(struct tpl_kept){
			     .id = arena_printf(u->cx->arena, "%s-kept-%zu", d->id, i),
			     .ticket = up[i].ticket,
			     .name = up[i].name,
			 });
	}
	if (drawn)
		tpl_kept_end(u->cx, u->out);
	return drawn;
}

static void draw_files(const struct drawn *d)
{
	struct ui *u = d->u;
	draw_label(d);
	bool kept = draw_kept(d) > 0;
	tpl_files(u->cx, u->out,
		  &(struct tpl_files){ .id = d->id,
				       .name = d->field->name,
				       .about = d->about,
				       .accept = d->field->accept ? d->field->accept
								  : "image/*,application/pdf",
				       .bad = d->error != NULL,
				       .required = d->field->required && !kept,
				       .many = d->field->max_value > 1 });
	if (d->field->drawn)
		tpl_draw(u->cx, u->out, &(struct tpl_draw){ .id = d->id });
	tpl_div_end(u->cx, u->out);
}

/* ---- choices ----------------------------------------------------------------------------- */

static struct options member_options(struct ctx *cx, const struct member *members)
{
	size_t n = 0;
	while (members && members[n].value)
		n++;
	struct option *items = ARENA_ARRAY(cx->arena, n ? n : 1, struct option);
	for (size_t i = 0; i < n; i++) {
		items[i].value = members[i].value;
		items[i].label = text(cx, members[i].label);
		if (members[i].hint != T__NONE)
			items[i].hint = text(cx, members[i].hint);
	}
	return (struct options){ items, n };
}

static struct options field_options(struct ui *u, const struct form *f, const struct field *field)
{
	struct options o = { NULL, 0 };
	if (field->list.n)
		return field->list;
	if ((field->kind != FIELD_REF && field->kind != FIELD_REFS) || !field->options)
		return member_options(u->cx, field->members);
	enum err err = field->options(u->cx, f, &o);
	if (err != ERR_OK && u->failed == ERR_OK)
		u->failed = err;
	return err == ERR_OK ? o : (struct options){ NULL, 0 };
}

static void draw_option(const struct drawn *d, const struct option *o)
{
	struct ui *u = d->u;
	tpl_option(u->cx, u->out,
		   &(struct tpl_option){ .value = o->value,
					 .label = o->label,
					 .hint = o->hint,
					 .chosen = str_eq(o->value, form_raw(d->f, d->index)) });
}

static void draw_grouped(const struct drawn *d, const struct options *o)
{
	struct ui *u = d->u;
	const char *group = NULL;
	for (size_t i = 0; i < o->n; i++) {
		if (!str_eq(group, o->items[i].group)) {
			if (group)
				tpl_optgroup_end(u->cx, u->out);
			group = o->items[i].group;
			if (group)
				tpl_optgroup_begin(u->cx, u->out,
						   &(struct tpl_optgroup_begin){ .label = group });
		}
		draw_option(d, &o->items[i]);
	}
	if (group)
		tpl_optgroup_end(u->cx, u->out);
}

static void draw_select(const struct drawn *d, const struct options *o)
{
	struct ui *u = d->u;
	draw_label(d);
	tpl_select_begin(u->cx, u->out,
			 &(struct tpl_select_begin){ .id = d->id,
						     .name = d->field->name,
						     .about = d->about,
						     .bad = d->error != NULL,
						     .required = d->field->required,
						     .draft = d->field->keep_draft,
						     .ahead = o->n > MAX_PLAIN_OPTIONS });
	if (d->filter && !d->field->depends && !d->field->required)
		tpl_option_any(u->cx, u->out);
	else
		tpl_option_none(u->cx, u->out);
	draw_grouped(d, o);
	tpl_select_end(u->cx, u->out);
	tpl_div_end(u->cx, u->out);
}

static bool is_chosen(const struct drawn *d, const char *value, size_t place)
{
	const char *const *choices;
	size_t n;
	if (d->field->kind == FIELD_CHECKS)
		return place < 64 && (form_checks(d->f, d->index) >> place & 1);
	if (d->field->kind != FIELD_REFS)
		return str_eq(value, form_raw(d->f, d->index));
	n = form_choices(d->f, d->index, &choices);
	for (size_t i = 0; i < n; i++)
		if (str_eq(choices[i], value))
			return true;
	return false;
}

/* Radio buttons or check boxes; the first carries the id that the error summary leads to. */
static void draw_choices(const struct drawn *d, const struct options *o, bool many)
{
	struct ui *u = d->u;
	draw_group(d);
	tpl_choices_begin(u->cx, u->out);
	for (size_t i = 0; i < o->n; i++)
		tpl_choice(
		    u->cx, u->out,
		    &(struct tpl_choice){ .id = arena_printf(u->cx->arena, "%s-%zu", d->id, i),
					  .type = many ? "checkbox" : "radio",
					  .name = d->field->name,
					  .value = o->items[i].value,
					  .label = o->items[i].label,
					  .hint = o->items[i].hint,
					  .checked = is_chosen(d, o->items[i].value, i),
					  .draft = d->field->keep_draft,
					  .bad = d->error != NULL });
	tpl_div_end(u->cx, u->out);
	tpl_section_end(u->cx, u->out);
}

static void draw_bool(const struct drawn *d)
{
	struct ui *u = d->u;
	tpl_field_begin(u->cx, u->out, &(struct tpl_field_begin){ .bad = d->error != NULL });
	if (d->error)
		tpl_field_error(u->cx, u->out,
				&(struct tpl_field_error){ .id = d->id, .text = d->error });
	tpl_choice(u->cx, u->out,
		   &(struct tpl_choice){ .id = d->id,
					 .type = "checkbox",
					 .name = d->field->name,
					 .value = "1",
					 .label = label_of(d),
					 .hint = hint_of(d),
					 .checked = form_bool(d->f, d->index),
					 .draft = d->field->keep_draft,
					 .bad = d->error != NULL });
	tpl_div_end(u->cx, u->out);
}

static void draw_enum(const struct drawn *d)
{
	struct options o = field_options(d->u, d->f, d->field);
	if (d->field->kind == FIELD_CHECKS || d->field->kind == FIELD_REFS)
		draw_choices(d, &o, true);
	else if ((d->field->kind == FIELD_ENUM || d->field->radios) && o.n <= MAX_RADIOS &&
		 !d->in_get)
		draw_choices(d, &o, false);
	else
		draw_select(d, &o);
}

/* ---- the form ---------------------------------------------------------------------------- */

static void draw_hidden(const struct drawn *d)
{
	tpl_hidden(
	    d->u->cx, d->u->out,
	    &(struct tpl_hidden){ .name = d->field->name, .value = form_raw(d->f, d->index) });
}

static void draw_field(const struct drawn *d)
{
	if ((d->field->onward && d->in_get) || d->field->buttons)
		return;
	if (d->field->carried) {
		draw_hidden(d);
		return;
	}
	/* A form that was filled with no version leaves it away. */
	if (d->field->seen && form_raw(d->f, d->index)[0] == '\0')
		return;
	switch (d->field->kind) {
	case FIELD_HIDDEN:
	case FIELD_ID:
		draw_hidden(d);
		return;
	case FIELD_IDS:
		return;
	case FIELD_LONG:
		draw_long(d);
		return;
	case FIELD_FILES:
		draw_files(d);
		return;
	case FIELD_BOOL:
		draw_bool(d);
		return;
	case FIELD_ENUM:
	case FIELD_REF:
	case FIELD_CHECKS:
	case FIELD_REFS:
		draw_enum(d);
		return;
	case FIELD_TEXT:
	case FIELD_INT:
	case FIELD_MONEY:
	case FIELD_DATE:
	case FIELD_INSTANT:
	case FIELD_PHONE:
	case FIELD_NIK:
	case FIELD_NUMBER:
	case FIELD_COORD:
	case FIELD_PASSWORD:
	case FIELD_END:
		break;
	}
	draw_input(d);
}

/* The field that is drawn at place k, -1 after the last. */
static int field_at(const struct form_def *def, int k)
{
	if (def->order)
		return def->order[k];
	return def->fields && def->fields[k].kind != FIELD_END ? k : -1;
}

static void draw_fields(struct ui *u, const struct form *f, const char *form_id, bool in_get,
			bool filter)
{
	const struct form_def *def = form_def_of(f);
	bool in_section = false;
	for (int k = 0, i; (i = field_at(def, k)) >= 0; k++) {
		const struct field *field = &def->fields[i];
		struct drawn d = { .u = u,
				   .f = f,
				   .field = field,
				   .index = i,
				   .id = arena_printf(u->cx->arena, "%s-%s", form_id, field->name),
				   .error = error_of(f, i),
				   .in_get = in_get,
				   .filter = filter };
		d.about = about_ids(&d);
		const char *section = field->said_section;
		if (!section && field->section != T__NONE)
			section = text(u->cx, field->section);
		if (section) {
			if (in_section)
				tpl_section_end(u->cx, u->out);
			tpl_section_begin(u->cx, u->out,
					  &(struct tpl_section_begin){ .title = section });
			in_section = true;
		}
		draw_field(&d);
	}
	if (in_section)
		tpl_section_end(u->cx, u->out);
}

/* Where a problem leads: a group of choices to its first choice, a field to itself. */
static const char *problem_target(struct ui *u, const struct form_def *def, int index,
				  const char *form_id)
{
	if (index < 0)
		return NULL;
	const struct field *field = &def->fields[index];
	size_t members = 0;
	while (field->members && field->members[members].value)
		members++;
	bool group = field->kind == FIELD_CHECKS || field->kind == FIELD_REFS || field->radios ||
		     (field->kind == FIELD_ENUM && members <= MAX_RADIOS);
	return arena_printf(u->cx->arena, "%s-%s%s", form_id, field->name, group ? "-0" : "");
}

static void draw_summary(struct ui *u, const struct form *f, const char *form_id)
{
	const struct problem *problems;
	size_t n = form_problems(f, &problems);
	if (!n || u->summary_drawn)
		return;
	u->summary_drawn = true;
	tpl_summary_begin(u->cx, u->out,
			  &(struct tpl_summary_begin){ .title = text(u->cx, T_UI_PROBLEMS) });
	for (size_t i = 0; i < n; i++)
		tpl_summary_item(
		    u->cx, u->out,
		    &(struct tpl_summary_item){
			.text = problems[i].message,
			.id = problem_target(u, form_def_of(f), problems[i].field, form_id) });
	tpl_summary_end(u->cx, u->out);
}

void ui_form_fields(struct ui *u, const struct form_def *def, const struct form *f)
{
	const char *id = ui_id(u, "f");
	if (f)
		draw_summary(u, f, id);
	draw_fields(u, f ? f : form_new(u->cx, def), id, true, false);
}

static bool keeps_draft(const struct form_def *def)
{
	for (const struct field *f = def->fields; f && f->kind != FIELD_END; f++)
		if (f->keep_draft)
			return true;
	return false;
}

/* On a device that several officers share, each gets back his own words only. */
static const char *draft_of(struct ctx *cx, const struct form_def *def)
{
	return cx->actor->user_id == 0
		   ? def->name
		   : arena_printf(cx->arena, "%s.%lld", def->name, (long long)cx->actor->user_id);
}

/* The one primary button of a page goes to the first form or action that does not decline it. */
static const char *submit_class(struct ui *u, const struct ui_form *form)
{
	if (form->danger)
		return "danger";
	if (form->secondary || form->folded || form->inline_row || u->primary_drawn)
		return "";
	u->primary_drawn = true;
	return "primary";
}

/* Once a page, and only on pages that need it. */
static void passkey_script(struct ui *u)
{
	if (!u->passkey_script)
		tpl_passkey_script(u->cx, u->out,
				   &(struct tpl_passkey_script){ .js = asset_url("passkey.js") });
	u->passkey_script = true;
}

void ui_passkey_none(struct ui *u, const char *text)
{
	if (!ui_html(u))
		return;
	passkey_script(u);
	tpl_passkey_none(u->cx, u->out,
			 &(struct tpl_passkey_none){ .tone = ui_tone_name(UI_WARN),
						     .sprite = ui_tone_icon(u, UI_WARN),
						     .text = text });
}

void ui_waits(struct ui *u)
{
	if (ui_html(u))
		tpl_waits(u->cx, u->out, &(struct tpl_waits){ .sprite = ui_tone_icon(u, UI_INFO) });
}

static void draw_form(struct ui *u, const struct ui_form *form, const struct form *f)
{
	struct ctx *cx = u->cx;
	const struct form_def *def = form->def;
	const char *id = ui_id(u, "f");
	enum text submit = def->submit != T__NONE ? def->submit : T_UI_SEND;
	const char *action = form->action;
	if (!form->inline_row)
		draw_summary(u, f, id);
	if (form->get && form->anchor)
		action = arena_printf(cx->arena, "%s#%s", action, form->anchor);
	tpl_form_begin(
	    cx, u->out,
	    &(struct tpl_form_begin){ .id = id,
				      .action = action,
				      .get = form->get,
				      .multipart = def->multipart,
				      .row = form->inline_row,
				      .preview = form->preview,
				      .pieces = form->pieces,
				      .pieces_text = text(cx, T_UI_PIECES),
				      .pieces_broken = text(cx, T_UI_PIECES_BROKEN),
				      .photos = form->photos,
				      .photos_text = text(cx, T_UI_PHOTOS_FOLLOW),
				      .photos_failed = text(cx, T_UI_PHOTOS_FAILED),
				      .photos_again = text(cx, T_UI_PHOTOS_AGAIN),
				      .photos_on = text(cx, T_UI_PHOTOS_ON),
				      .passkey = form->passkey,
				      .focus = form->focus,
				      .title = form->folded ? NULL : form->title,
				      .danger = form->danger,
				      .draft = keeps_draft(def) ? draft_of(cx, def) : NULL });
	if (!form->get)
		ui_hidden_keys(u);
	draw_fields(u, f, id, form->get, form->get);
	if (form->passkey) {
		passkey_script(u);
		tpl_passkey_said(cx, u->out);
	}
	tpl_form_end(
	    cx, u->out,
	    &(struct tpl_form_end){ .submit = form->submit ? form->submit : text(cx, submit),
				    .class = submit_class(u, form),
				    .cancel = form->cancel });
}

void ui_form(struct ui *u, const char *name, const struct ui_form *form)
{
	const struct form *f = form->form ? form->form : form_new(u->cx, form->def);
	/* A filter says what a list may be asked for. */
	if (name || form->get)
		ui_keep_act(u, (struct ui_act){ .name = name ? name : form->def->name,
						.label = form->submit,
						.method = form->get ? "GET" : "POST",
						.href = form->action,
						.def = form->def,
						.form = f });
	if (!ui_html(u))
		return;
	if (form->folded) {
		const struct problem *problems;
		const char *title = form->title ? form->title : text(u->cx, form->def->submit);
		tpl_fold_begin(u->cx, u->out,
			       &(struct tpl_fold_begin){ .title = title,
							 .id = form->anchor,
							 .open = form_problems(f, &problems) });
	}
	draw_form(u, form, f);
	if (form->folded)
		tpl_fold_end(u->cx, u->out);
}

/* ---- actions in JSON --------------------------------------------------------------------- */

void ui_keep_act(struct ui *u, struct ui_act act)
{
	if (u->repr != UI_JSON)
		return;
	struct ui_act *kept = ARENA_NEW(u->cx->arena, struct ui_act);
	*kept = act;
	kept->next = NULL;
	*u->acts_end = kept;
	u->acts_end = &kept->next;
}

void ui_keep_note(struct ui *u, const char *tone, const char *title, const char *text)
{
	if (u->repr != UI_JSON)
		return;
	struct ui_said_note *kept = ARENA_NEW(u->cx->arena, struct ui_said_note);
	*kept = (struct ui_said_note){ .tone = tone, .title = title, .text = text };
	*u->notes_end = kept;
	u->notes_end = &kept->next;
}

void ui_notes_json(struct ui *u)
{
	struct json *j = &u->json;
	if (!u->notes)
		return;
	json_open(j, "notes", '[');
	for (const struct ui_said_note *n = u->notes; n; n = n->next) {
		json_open(j, NULL, '{');
		json_text(j, "tone", n->tone);
		json_text(j, "title", n->title);
		json_text(j, "text", n->text);
		json_close(j, '}');
	}
	json_close(j, ']');
}

static const char *kind_name(enum field_kind kind)
{
	static const char *const names[] = { "text",    "long",   "int",    "money",  "date",
					     "instant", "enum",   "ref",    "checks", "bool",
					     "phone",   "nik",    "number", "coord",  "password",
					     "files",   "hidden", "id",     "ids",    "refs" };
	assert((size_t)kind < LEN(names));
	return names[kind];
}

static void options_json(struct ui *u, const struct form *f, const struct field *field)
{
	if (!field->members && !field->options && !field->list.n)
		return;
	struct options o = field_options(u, f, field);
	json_open(&u->json, "options", '[');
	for (size_t i = 0; i < o.n; i++) {
		json_open(&u->json, NULL, '{');
		json_text(&u->json, "value", o.items[i].value);
		json_text(&u->json, "label", o.items[i].label);
		if (o.items[i].group)
			json_text(&u->json, "group", o.items[i].group);
		json_close(&u->json, '}');
	}
	json_close(&u->json, ']');
}

/* What may be sent, in the words of the OpenAPI document. */
static void bounds_json(struct json *j, const struct field *field)
{
	if (field->kind == FIELD_INT) {
		if (field->max_value > field->min_value) {
			json_int(j, "min", field->min_value);
			json_int(j, "max", field->max_value);
		}
		return;
	}
	if (field->max)
		json_int(j, "max", (int64_t)field->max);
	if (field->kind == FIELD_FILES && field->max_value > 0)
		json_int(j, "count", field->max_value);
}

/* What stands in it now. */
static void value_json(struct ui *u, const struct form *f, const struct field *field)
{
	int i = (int)(field - form_def_of(f)->fields);
	struct json *j = &u->json;
	if (field->kind == FIELD_PASSWORD || field->kind == FIELD_FILES)
		return;
	if (field->kind != FIELD_CHECKS && field->kind != FIELD_REFS) {
		if (*form_raw(f, i))
			json_text(j, "value", form_raw(f, i));
		return;
	}
	struct options o = field_options(u, f, field);
	json_open(j, "value", '[');
	for (size_t k = 0; k < o.n; k++)
		if (is_chosen(&(struct drawn){ .f = f, .field = field, .index = i },
			      o.items[k].value, k))
			json_text(j, NULL, o.items[k].value);
	json_close(j, ']');
}

static void field_json(struct ui *u, const struct form *f, const struct field *field)
{
	struct json *j = &u->json;
	json_open(j, NULL, '{');
	json_text(j, "name", field->name);
	json_text(j, "kind", kind_name(field->kind));
	json_bool(j, "required", field->required);
	json_text(j, "label",
		  field->said               ? field->said
		  : field->label != T__NONE ? text(u->cx, field->label)
					    : NULL);
	bounds_json(j, field);
	value_json(u, f, field);
	options_json(u, f, field);
	json_close(j, '}');
}

static void fields_json(struct ui *u, const struct ui_act *a)
{
	const struct form *f = a->form ? a->form : form_new(u->cx, a->def);
	json_open(&u->json, "fields", '[');
	for (const struct field *field = a->def->fields; field && field->kind != FIELD_END; field++)
		field_json(u, f, field);
	json_close(&u->json, ']');
}

static void problems_json(struct ui *u, const struct ui_act *a)
{
	const struct problem *problems;
	size_t n = a->form ? form_problems(a->form, &problems) : 0;
	if (!n)
		return;
	json_open(&u->json, "problems", '[');
	for (size_t i = 0; i < n; i++) {
		json_open(&u->json, NULL, '{');
		json_text(&u->json, "field", problem_name(a->def, &problems[i]));
		json_text(&u->json, "message", problems[i].message);
		json_close(&u->json, '}');
	}
	json_close(&u->json, ']');
}

static void act_json(struct ui *u, const struct ui_act *a)
{
	struct json *j = &u->json;
	const char *label = a->label;
	if (!label && a->def)
		label = text(u->cx, a->def->submit != T__NONE ? a->def->submit : T_UI_SEND);
	json_open(j, NULL, '{');
	json_text(j, "name", a->name);
	json_text(j, "label", label);
	json_text(j, "method", a->method);
	json_text(j, "href", a->href);
	json_text(j, "operation", ui_operation(u, a->method, a->href));
	if (a->def) {
		json_bool(j, "multipart", a->def->multipart);
		fields_json(u, a);
		problems_json(u, a);
	}
	json_close(j, '}');
}

void ui_acts_json(struct ui *u)
{
	json_open(&u->json, "actions", '[');
	for (const struct ui_act *a = u->acts; a; a = a->next)
		act_json(u, a);
	json_close(&u->json, ']');
}

void ui_button(struct ui *u, const struct form_def *def, const char *action, int field,
	       int64_t version, bool danger)
{
	struct form *f = form_new(u->cx, def);

	form_set_int(u->cx, f, field, version);
	ui_form(u, def->name,
		&(struct ui_form){
		    .action = action, .def = def, .form = f, .secondary = true, .danger = danger });
}
