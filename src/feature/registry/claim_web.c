/* What other sources say of a person or a family, and deciding over it. */
#include "feature/registry/page_impl.h"

#include "base/str.h"
#include "text/warga.h"

enum { C_CHOICE, C_REASON };
enum { CHOICE_TAKE, CHOICE_LEAVE };

static const struct member choices[] = {
	[CHOICE_TAKE] = { "pakai", T_WARGA_CLAIM_TAKE, T__NONE },
	[CHOICE_LEAVE] = { "biarkan", T_WARGA_CLAIM_LEAVE, T__NONE },
	{ .value = NULL },
};
static const struct field claim_fields[] = {
	[C_CHOICE] = { .name = "putusan",
		       .kind = FIELD_ENUM,
		       .label = T_WARGA_CLAIM_CHOICE,
		       .required = true,
		       .members = choices },
	[C_REASON] = { .name = "alasan",
		       .kind = FIELD_TEXT,
		       .label = T_WARGA_CLAIM_REASON,
		       .hint = T_WARGA_CLAIM_REASON_HINT,
		       .required = true,
		       .max = 200 },
	{ .kind = FIELD_END },
};
static const struct form_def claim_form = { .name = "claim",
					    .fields = claim_fields,
					    .submit = T_WARGA_CLAIM_DECIDE };

/* A second pair of eyes: whoever agrees need not say why. */
static enum err why_not(struct ctx *cx, struct form *f)
{
	if (form_int(f, C_CHOICE, CHOICE_TAKE) == CHOICE_LEAVE && form_text(f, C_REASON) == NULL)
		form_problem(cx, f, C_REASON, T_WARGA_WAIT_WHY, NULL);
	return ERR_OK;
}

static const struct field second_fields[] = {
	[C_CHOICE] = { .name = "putusan",
		       .kind = FIELD_ENUM,
		       .label = T_WARGA_CLAIM_CHOICE,
		       .required = true,
		       .members = choices },
	[C_REASON] = { .name = "alasan",
		       .kind = FIELD_TEXT,
		       .label = T_WARGA_CLAIM_REASON,
		       .hint = T_WARGA_WAIT_REASON_HINT,
		       .max = 200 },
	{ .kind = FIELD_END },
};
const struct form_def second_form = {
	.name = "second", .fields = second_fields, .check = why_not, .submit = T_WARGA_CLAIM_DECIDE
};

/* The form of a claim with the value said on the choice that takes it. */
static const struct form_def *form_about(struct ctx *cx, const struct form_def *form,
					 const char *value)
{
	struct form_def *def = arena_memdup(cx->arena, form, sizeof(*form));
	struct field *fields = arena_memdup(cx->arena, form->fields, sizeof(claim_fields));
	struct option *items = ARENA_ARRAY(cx->arena, 2, struct option);

	items[CHOICE_TAKE] =
	    (struct option){ .value = choices[CHOICE_TAKE].value,
			     .label = text_fill(cx, T_WARGA_CLAIM_TAKE, value, NULL) };
	items[CHOICE_LEAVE] = (struct option){ .value = choices[CHOICE_LEAVE].value,
					       .label = text(cx, T_WARGA_CLAIM_LEAVE) };
	fields[C_CHOICE].list = (struct options){ items, 2 };
	def->fields = fields;
	return def;
}

static const char *base_of(struct ctx *cx, const struct subject *s)
{
	return s->of == FACT_PERSON ? person_path(cx, s->id, "") : family_path(cx, s->id, "");
}

static enum err value_words(struct ctx *cx, const struct fact_field *field, const char *value,
			    const char **ret)
{
	*ret = text(cx, T_WARGA_EDIT_EMPTY);
	if (value == NULL)
		return ERR_OK;
	if (field->class == FACT_SECRET)
		return fact_show_masked(cx, field, value, ret);
	return fact_show(cx, field, value, ret);
}

static void draw_form(struct ctx *cx, struct ui *u, struct req *r, const char *action,
		      const struct claim *c, const char *value)
{
	const struct form_def *form = c->waits ? &second_form : &claim_form;
	const struct form_def *def = form_about(cx, form, value);
	struct form *back = req_form_of(r, form);

	if (back != NULL && str_eq(action, req_path(r)))
		back = form_as(cx, back, def);
	else
		back = NULL;
	ui_form(u, "claim",
		&(struct ui_form){ .action = action, .def = def, .form = back, .secondary = true });
}

/* Whoever said what decides aid waits for somebody else. */
static bool is_own(const struct ctx *cx, const struct claim *c, const struct fact_field *field)
{
	return c->by_id == cx->actor->user_id && c->import_id == 0 &&
	       (c->waits || field->double_check);
}

static const struct field no_fields[] = { { .kind = FIELD_END } };
const struct form_def claim_withdraw_form = { .name = "claim_withdraw",
					      .fields = no_fields,
					      .submit = T_WARGA_WITHDRAW };

/* Somebody else decides it; who said it can take it back while it waits. */
static void draw_own(struct ctx *cx, struct ui *u, const struct claim *c)
{
	const struct ui_action withdraw = {
		.label = text(cx, T_WARGA_WITHDRAW),
		.href = arena_printf(cx->arena, "/mata-kedua/%lld/tarik", (long long)c->id),
		.post = &claim_withdraw_form,
	};

	ui_small(u, text(cx, T_WARGA_WAIT_OWN));
	if (c->waits && may(cx, PERM_PERSON_WRITE))
		ui_actions(u, &withdraw, 1);
}

enum err draw_claim(struct ctx *cx, struct ui *u, struct req *r, const char *action,
		    const struct subject *s, const struct claim *c, const struct fact_field *field)
{
	struct fact_mark now = subject_mark(s, field->code),
			 says = { field->code, c->source, c->valid_from, c->recorded_at };
	struct ui_fact facts[3] = {
		{ .name = "holds",
		  .label = text(cx, T_WARGA_CLAIM_NOW),
		  .note = mark_words(cx, &now) },
		{ .name = "says",
		  .label = text(cx, c->waits ? T_WARGA_WAIT_SAYS : T_WARGA_CLAIM_SAYS),
		  .note = mark_words(cx, &says) },
		{ .name = "noted", .label = text(cx, T_WARGA_WAIT_NOTED) },
	};

	TRY(value_words(cx, field, s->facts.value[field->at], &facts[0].value));
	TRY(value_words(cx, field, c->value, &facts[1].value));
	TRY(claim_note_of(cx, c->id, &facts[2].value));
	ui_facts(u, NULL, facts, facts[2].value != NULL ? 3 : 2);
	if (is_own(cx, c, field))
		draw_own(cx, u, c);
	else if (may(cx, PERM_REGISTRY_DECIDE) && s->same_as_id == 0)
		draw_form(cx, u, r, action, c, facts[1].value);
	return ERR_OK;
}

/* What holds by now, another source having said it since, is no other opinion. */
static bool agrees(const struct subject *s, const struct claim *c, const struct fact_field *field)
{
	return !c->waits && str_eq(s->facts.value[field->at], c->value);
}

static enum err draw_some(struct ctx *cx, struct ui *u, struct req *r, const struct subject *s,
			  bool health, bool waits)
{
	const struct fact_field *field;
	struct claim *claims;
	size_t n, drawn = 0;

	TRY(claims_open(cx, s->of, s->id, &claims, &n));
	for (size_t i = 0; i < n; i++) {
		field = fact_field(s->facts.book, s->of, claims[i].field);
		if (claims[i].waits != waits || field == NULL || agrees(s, &claims[i], field) ||
		    (field->class == FACT_HEALTH && !health))
			continue;
		if (drawn++ == 0) {
			ui_heading(u, text(cx, waits ? T_WARGA_WAITS : T_WARGA_CLAIMS),
				   waits ? "mata-kedua" : "beda");
			ui_small(u, text(cx, waits ? T_WARGA_WAITS_LEAD : T_WARGA_CLAIMS_LEAD));
		}
		ui_card_begin(u, field->label);
		TRY(draw_claim(cx, u, r,
			       arena_printf(cx->arena, "%s/%s/%lld", base_of(cx, s),
					    waits ? "mata-kedua" : "pernyataan",
					    (long long)claims[i].id),
			       s, &claims[i], field));
		ui_card_end(u);
	}
	return ERR_OK;
}

enum err draw_claims(struct ctx *cx, struct ui *u, struct req *r, const struct subject *s,
		     bool health)
{
	TRY(draw_some(cx, u, r, s, health, true));
	return draw_some(cx, u, r, s, health, false);
}

/* ---- deciding -------------------------------------------------------------------------------- */

enum err claim_seen(struct ctx *cx, const struct subject *s, const char *code)
{
	const struct fact_field *field = fact_field(s->facts.book, s->of, code);
	bool health = true;

	if (field != NULL && field->class == FACT_HEALTH)
		TRY(page_health(cx, s->of, s->id, &health));
	return health ? ERR_OK : err_set(cx, ERR_NOTFOUND, "the claim is about health");
}

/* The claim of the path, which is about the subject of the path that the actor may see. */
static enum err prepare(struct ctx *cx, struct req *r, enum fact_of of)
{
	struct page_claim_row row;
	struct subject s;
	int64_t id;

	TRY(page_subject(cx, r, of, req_id(r), &s));
	if (!str_i64(req_segment(r, "nomor"), &id))
		return err_set(cx, ERR_NOTFOUND, "not a claim");
	TRY(page_claim_one(cx, &(struct page_claim_args){ .id = id }, &row));
	if (row.subject_id != s.id || row.of != of)
		return err_set(cx, ERR_NOTFOUND, "the claim is about another");
	return claim_seen(cx, &s, row.field);
}

static enum err person_prepare(struct ctx *cx, struct req *r)
{
	return prepare(cx, r, FACT_PERSON);
}

static enum err family_prepare(struct ctx *cx, struct req *r)
{
	return prepare(cx, r, FACT_FAMILY);
}

enum err claim_answer(struct ctx *cx, const struct form *f, int64_t id, bool *ret_taken)
{
	enum err e;

	*ret_taken = form_int(f, C_CHOICE, CHOICE_LEAVE) == CHOICE_TAKE;
	e = claim_decide(cx, id, *ret_taken, form_text(f, C_REASON));
	if (e == ERR_CONFLICT && refusal(cx) == T__NONE)
		return refuse(cx, T_WARGA_CLAIM_GONE);
	return e;
}

static enum err commit(struct ctx *cx, struct req *r, struct resp *resp)
{
	int64_t id = 0;
	bool taken;

	(void)str_i64(req_segment(r, "nomor"), &id);
	TRY(claim_answer(cx, req_form(r), id, &taken));
	resp_see(cx, resp, taken ? T_WARGA_CLAIM_TAKEN : T_WARGA_CLAIM_LEFT, "%s",
		 str_starts(req_path(r), "/warga/") ? person_path(cx, req_id(r), "")
						    : family_path(cx, req_id(r), ""));
	return ERR_OK;
}

const struct route claim_routes[] = {
	{ POST, "/warga/{id}/pernyataan/{nomor}", PERM_REGISTRY_DECIDE, 0, REPR_PAGE,
	  T_WARGA_CLAIM_DECIDE, .form = &claim_form, .page = person_page, .prepare = person_prepare,
	  .commit = commit },
	{ POST, "/keluarga/{id}/pernyataan/{nomor}", PERM_REGISTRY_DECIDE, 0, REPR_PAGE,
	  T_WARGA_CLAIM_DECIDE, .form = &claim_form, .page = family_page, .prepare = family_prepare,
	  .commit = commit },
	{ POST, "/warga/{id}/mata-kedua/{nomor}", PERM_REGISTRY_DECIDE, 0, REPR_PAGE,
	  T_WARGA_CLAIM_DECIDE, .form = &second_form, .page = person_page,
	  .prepare = person_prepare, .commit = commit },
	{ POST, "/keluarga/{id}/mata-kedua/{nomor}", PERM_REGISTRY_DECIDE, 0, REPR_PAGE,
	  T_WARGA_CLAIM_DECIDE, .form = &second_form, .page = family_page,
	  .prepare = family_prepare, .commit = commit },
	{ .method = 0 },
};
