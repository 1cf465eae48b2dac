/* /data-saya/salah: this is wrong; /data-saya/minta: stop working with it, or erase it. */
#include "feature/rights/rights_web.h"
#include "feature/rights/self_web.h"

#include "base/str.h"
#include "feature/reference/reference.h"
#include "feature/region/region.h"
#include "feature/rights/self_sql.h"
#include "feature/verval/verval.h"
#include "text/i18n.h"
#include "text/self.h"

#include <string.h>

/* ---- this is wrong ----------------------------------------------------------------------- */

enum { W_ABOUT, W_FIELD, W_VALUE, W_WHY };
static const struct member abouts[] = {
	{ "orang", T_SELF_TITLE, T__NONE },
	{ "keluarga", T_SELF_TITLE, T__NONE },
	{ .value = NULL },
};
#define ABOUT                                                                                     \
	[W_ABOUT] = { .name = "tentang", .kind = FIELD_HIDDEN, .label = T_SELF_TITLE, .max = 8 }, \
	[W_FIELD] = { .name = "isian", .kind = FIELD_HIDDEN, .label = T_SELF_F_FIELD, .max = 60 }
static const struct field about_fields[] = { ABOUT, { .kind = FIELD_END } };
static const struct form_def about_form = { .name = "self_about", .fields = about_fields };

static const struct field wrong_fields[] = {
	ABOUT,
	[W_VALUE] = { .name = "nilai",
		      .kind = FIELD_TEXT,
		      .label = T_SELF_F_VALUE,
		      .max = 300,
		      .privacy = FIELD_PERSONAL },
	[W_WHY] = { .name = "alasan",
		    .kind = FIELD_LONG,
		    .label = T_SELF_F_WHY,
		    .hint = T_SELF_F_WHY_HINT,
		    .required = true,
		    .max = 500,
		    .privacy = FIELD_PERSONAL },
	{ .kind = FIELD_END },
};
#undef ABOUT
static const struct form_def wrong_form = { .name = "self_wrong",
					    .fields = wrong_fields,
					    .submit = T_SELF_SEND };

/* The field that is wrong, of him or his family. */
struct wrong {
	const struct fact_field *field; /* NULL: the desil, which is no field */
	const char *label;
	struct subject s;
};

static enum err find_wrong(struct ctx *cx, const struct form *f, const struct self *self,
			   struct wrong *ret)
{
	const char *about = form_text(f, W_ABOUT), *code = form_text(f, W_FIELD), *family;
	const bool person = str_eq(about, abouts[0].value);
	int64_t family_id;

	TRY(subject_get(cx, FACT_PERSON, self->person_id, &ret->s));
	if (!person) {
		family = facts_core(&ret->s.facts, CORE_FAMILY);
		if (!str_eq(about, abouts[1].value) || family == NULL ||
		    !str_i64(family, &family_id))
			return err_set(cx, ERR_NOTFOUND, "data-saya: no family");
		TRY(subject_get(cx, FACT_FAMILY, family_id, &ret->s));
	}
	ret->field = NULL;
	ret->label = text(cx, T_SELF_DESIL);
	if (!person && str_eq(code, SELF_DESIL))
		return ERR_OK;
	ret->field = code != NULL ? fact_field(ret->s.facts.book, ret->s.of, code) : NULL;
	if (ret->field == NULL || ret->field->internal || ret->field->ended)
		return err_set(cx, ERR_NOTFOUND, "data-saya: no such field");
	ret->label = ret->field->label;
	return ERR_OK;
}

static struct options choices_of(struct ctx *cx, const struct fact_field *fact)
{
	struct option *items = ARENA_ARRAY(cx->arena, fact->n_options + 1, struct option);

	for (size_t i = 0; i < fact->n_options; i++)
		items[i] = (struct option){ .value = fact->option[i].code,
					    .label = fact->option[i].label };
	return (struct options){ items, fact->n_options };
}

static struct options yes_no(struct ctx *cx)
{
	struct option *items = ARENA_ARRAY(cx->arena, 2, struct option);

	items[0] = (struct option){ .value = "1", .label = text(cx, T_VALUE_YES) };
	items[1] = (struct option){ .value = "0", .label = text(cx, T_VALUE_NO) };
	return (struct options){ items, 2 };
}

/* The same form with the field drawn as what it is; what is sent is text in any case. */
static const struct form_def *drawn_as(struct ctx *cx, const struct fact_field *fact)
{
	struct form_def *def = arena_memdup(cx->arena, &wrong_form, sizeof(wrong_form));
	struct field *fields = arena_memdup(cx->arena, wrong_fields, sizeof(wrong_fields));
	struct field *value = &fields[W_VALUE];

	def->fields = fields;
	if (fact == NULL) { /* what his desil is, nobody here can say: his reasons count */
		fields[W_VALUE] = fields[W_WHY];
		fields[W_WHY] = (struct field){ .kind = FIELD_END };
		return def;
	}
	value->required = true;
	value->said = text_fill(cx, T_SELF_SHOULD_BE, fact->label, NULL);
	if (fact->kind == FACT_DATE)
		value->kind = FIELD_DATE;
	if (fact->kind == FACT_CHOICE || fact->kind == FACT_FLAG) {
		value->kind = FIELD_REF;
		value->list = fact->kind == FACT_FLAG ? yes_no(cx) : choices_of(cx, fact);
	}
	if (fact->kind == FACT_REGION) {
		value->kind = FIELD_REF;
		value->options = region_options;
	}
	return def;
}

/* What stands there now; secret and health values stay where they are. */
static enum err now_words(struct ctx *cx, const struct wrong *w, const char **ret)
{
	const char *value;
	struct desil d;

	if (w->field == NULL) {
		TRY(family_desil(cx, w->s.id, INT64_MAX, &d));
		*ret = desil_said(cx, &d);
		return ERR_OK;
	}
	value = w->s.facts.value[w->field->at];
	if (value == NULL) {
		*ret = text(cx, T_SELF_EMPTY);
		return ERR_OK;
	}
	return fact_show_masked(cx, w->field, value, ret);
}

static enum err draw_wrong(struct ctx *cx, struct req *r, struct ui *u, const struct self *s)
{
	struct form *back = req_form_of(r, &wrong_form), *asked = req_form(r), *f;
	const struct form_def *def;
	const char *now;
	struct wrong w;

	TRY(find_wrong(cx, asked, s, &w));
	TRY(now_words(cx, &w, &now));
	def = drawn_as(cx, w.field);
	f = back != NULL ? form_as(cx, back, def) : form_new(cx, def);
	form_set_text(cx, f, W_ABOUT, form_text(asked, W_ABOUT));
	form_set_text(cx, f, W_FIELD, form_text(asked, W_FIELD));
	req_disclose(r, s->person_id, "self");
	self_begin(cx, u, s, text_fill(cx, T_SELF_WRONG_ABOUT, w.label, NULL),
		   text(cx, T_SELF_WRONG_LEAD));
	ui_facts(
	    u, "now",
	    &(struct ui_fact){ .name = "now", .label = text(cx, T_SELF_STANDS_NOW), .value = now },
	    1);
	ui_form(u, "wrong",
		&(struct ui_form){
		    .action = HOME "/salah", .def = def, .form = f, .cancel = HOME "/isi" });
	return ui_end(u);
}

static enum err wrong_page(struct ctx *cx, struct req *r, struct ui *u)
{
	return self_page(cx, r, u, draw_wrong);
}

/* What he says it should be; a fault becomes a problem of the form. */
static enum err read_value(struct ctx *cx, struct form *f, const struct wrong *w, const char **ret)
{
	enum fact_fault fault;

	if (form_text(f, W_VALUE) == NULL) {
		form_problem(cx, f, W_VALUE, T_SELF_VALUE_NEEDED, NULL);
		return ERR_OK;
	}
	TRY(fact_read(cx, w->field, form_text(f, W_VALUE), ret, &fault));
	if (fault != FACT_FINE)
		form_problem_said(cx, f, W_VALUE,
				  fact_fault_text(cx, w->field, form_text(f, W_VALUE), fault));
	else if (str_eq(*ret, w->s.facts.value[w->field->at]))
		form_problem(cx, f, W_VALUE, T_SELF_SAME, NULL);
	return ERR_OK;
}

static enum err wrong_commit(struct ctx *cx, struct req *r, struct resp *resp)
{
	char number[NUMBER_SIZE], secret[SECRET_SIZE];
	struct form *f = req_form(r);
	struct verval_ask ask;
	struct self s;
	struct wrong w;
	bool here;

	TRY(self_here(cx, r, resp, &s, &here));
	if (!here)
		return ERR_OK;
	TRY(find_wrong(cx, f, &s, &w));
	if (w.field != NULL)
		TRY(read_value(cx, f, &w, &ask.value));
	if (!form_ok(f))
		return ERR_OK;
	ask.field = w.field;
	TRY(verval_open_own(cx,
			    &(struct verval_new){ .kind = VERVAL_PERBAIKAN,
						  .of = w.s.of,
						  .subject_id = w.s.id,
						  .asked_by = ASKED_BY_HIMSELF,
						  .why = form_text(f, W_WHY),
						  .ask = &ask,
						  .n_asks = w.field != NULL ? 1 : 0,
						  .desil = w.field == NULL,
						  .lat_e6 = DB_NONE,
						  .lng_e6 = DB_NONE },
			    s.unit_id, &resp->id, number, secret));
	resp->number = arena_strdup(cx->arena, number);
	resp_see(cx, resp, T_SELF_SENT, HOME "/isi#permintaan");
	return ERR_OK;
}

/* ---- stop, or erase ---------------------------------------------------------------------- */

enum { A_KIND, A_WHY, A_SURE };
static const struct member kinds[] = {
	{ "hentikan", T_SELF_KIND_STOP, T_SELF_KIND_STOP_HINT },
	{ "hapus", T_SELF_KIND_ERASE, T_SELF_KIND_ERASE_HINT },
	{ .value = NULL },
};
static const enum self_kind kind_of[] = { SELF_STOP, SELF_ERASE };
static const struct field ask_fields[] = {
	[A_KIND] = { .name = "jenis",
		     .kind = FIELD_ENUM,
		     .label = T_SELF_F_KIND,
		     .required = true,
		     .members = kinds },
	[A_WHY] = { .name = "alasan",
		    .kind = FIELD_LONG,
		    .label = T_SELF_F_ASK_WHY,
		    .required = true,
		    .max = 500,
		    .privacy = FIELD_PERSONAL },
	[A_SURE] = { .name = "paham",
		     .kind = FIELD_BOOL,
		     .label = T_SELF_F_SURE,
		     .required = true },
	{ .kind = FIELD_END },
};
static const struct form_def ask_form = { .name = "self_ask",
					  .fields = ask_fields,
					  .submit = T_SELF_SEND };

static enum err draw_ask(struct ctx *cx, struct req *r, struct ui *u, const struct self *s)
{
	struct form *back = req_form_of(r, &ask_form);

	self_begin(cx, u, s, text(cx, T_SELF_ASK_STOP), text(cx, T_SELF_ASK_LEAD));
	ui_note(u, UI_INFO, text(cx, T_SELF_LAW), text(cx, T_SELF_LAW_TEXT));
	ui_form(u, "ask",
		&(struct ui_form){ .action = HOME "/minta",
				   .def = &ask_form,
				   .form = back != NULL ? back : form_new(cx, &ask_form),
				   .cancel = HOME "/isi" });
	return ui_end(u);
}

static enum err ask_page(struct ctx *cx, struct req *r, struct ui *u)
{
	return self_page(cx, r, u, draw_ask);
}

static enum err ask_commit(struct ctx *cx, struct req *r, struct resp *resp)
{
	const struct form *f = req_form(r);
	char number[NUMBER_SIZE];
	struct self s;
	bool here;

	TRY(self_here(cx, r, resp, &s, &here));
	if (!here)
		return ERR_OK;
	TRY(self_ask(cx, &s, kind_of[form_int(f, A_KIND, 0)], form_text(f, A_WHY), number));
	resp->number = arena_strdup(cx->arena, number);
	resp_see(cx, resp, T_SELF_SENT, HOME "/isi#permintaan");
	return ERR_OK;
}

const struct route self_ask_routes[] = {
	{ GET, HOME "/salah", PERM_NONE, ROUTE_NO_MENU, REPR_PAGE, T_SELF_FIX, .form = &about_form,
	  .page = wrong_page },
	{ POST, HOME "/salah", PERM_NONE, ROUTE_NO_CSRF, REPR_PAGE, T_SELF_FIX, .form = &wrong_form,
	  .page = wrong_page, .commit = wrong_commit },
	{ GET, HOME "/minta", PERM_NONE, ROUTE_NO_MENU, REPR_PAGE, T_SELF_ASK_STOP,
	  .page = ask_page },
	{ POST, HOME "/minta", PERM_NONE, ROUTE_NO_CSRF, REPR_PAGE, T_SELF_ASK_STOP,
	  .form = &ask_form, .page = ask_page, .commit = ask_commit },
	{ .method = 0 },
};
