/* /warga/{id}/kode: handing over a code; /kode-data-saya: its slip; /permintaan-data: what people
 * ask about their data, and the answers. */
#include "feature/rights/rights_web.h"

#include "base/clock.h"
#include "base/str.h"
#include "feature/rights/self_sql.h"
#include "feature/rights/self_web.h"
#include "platform/app.h"
#include "text/export.h"
#include "text/rights.h"
#include "text/self.h"

enum { PAGE_ROWS = 100 };

/* The name of somebody in scope, noted as shown. */
static enum err person_of(struct ctx *cx, struct req *r, int64_t person_id, struct subject *ret)
{
	TRY(person_check_scope(cx, person_id));
	TRY(subject_get(cx, FACT_PERSON, person_id, ret));
	req_disclose(r, person_id, "person");
	return ERR_OK;
}

/* ---- handing over ------------------------------------------------------------------------ */

static const struct field give_fields[] = {
	{ .name = "ktp", .kind = FIELD_BOOL, .label = T_SELF_F_CARD, .required = true },
	{ .kind = FIELD_END },
};
static const struct form_def give_form = { .name = "self_code_give",
					   .fields = give_fields,
					   .submit = T_SELF_GIVE };
static const struct field no_fields[] = { { .kind = FIELD_END } };
static const struct form_def revoke_form = { .name = "self_code_revoke",
					     .fields = no_fields,
					     .submit = T_SELF_REVOKE };

#define ROW(member) offsetof(struct self_code_list_row, member)
static const struct column code_columns[] = {
	{ "id", T_COL_ID, COL_ID, PRIV_NONE, ROW(id) },
	{ "given", T_SELF_GIVEN_AT, COL_INSTANT, PRIV_NONE, ROW(given_at), .flags = COL_STRONG },
	{ "who", T_SELF_GIVEN_BY, COL_TEXT, PRIV_NONE, ROW(who) },
	{ "unit", T_COPY_COL_UNIT, COL_TEXT, PRIV_NONE, ROW(unit) },
	{ "until", T_SELF_VALID_UNTIL, COL_INSTANT, PRIV_NONE, ROW(until_at) },
	{ "revoked", T_SELF_REVOKED_AT, COL_INSTANT, PRIV_NONE, ROW(revoked_at) },
	{ "opened", T_SELF_OPENED, COL_INT, PRIV_NONE, ROW(opened_count) },
	{ "last", T_SELF_OPENED_AT, COL_INSTANT, PRIV_NONE, ROW(opened_at) },
};
#undef ROW
static const struct table code_table = { .name = "kode-data-saya",
					 .title = T_SELF_CODES,
					 .columns = code_columns,
					 .n_columns = LEN(code_columns) };

static const char *code_path(struct ctx *cx, int64_t id, const char *more)
{
	return arena_printf(cx->arena, "/kode-data-saya/%lld%s", (long long)id, more);
}

static const char *give_path(struct ctx *cx, int64_t person_id)
{
	return arena_printf(cx->arena, "/warga/%lld/kode", (long long)person_id);
}

/* What the officer compares with the card: the code is worth nothing with a wrong birth date. */
static enum err draw_birth(struct ctx *cx, struct ui *u, const struct subject *s)
{
	const char *words;

	TRY(fact_show(cx, s->facts.book->person_core[CORE_BIRTH_DATE],
		      facts_core(&s->facts, CORE_BIRTH_DATE), &words));
	ui_facts(u, "birth",
		 &(struct ui_fact){ .name = "birth_date",
				    .label = text(cx, T_SELF_BIRTH_COMPARE),
				    .value = words,
				    .data = facts_core(&s->facts, CORE_BIRTH_DATE) },
		 1);
	return ERR_OK;
}

/* The question for the card, or why there is no code for him. */
static enum err draw_give(struct ctx *cx, struct ui *u, struct req *r, const struct subject *s)
{
	enum text why_not = self_code_why_not(s);
	struct form *back = req_form_of(r, &give_form);

	if (why_not != T__NONE) {
		ui_note(u, UI_WARN, NULL, text(cx, why_not));
		return ERR_OK;
	}
	TRY(draw_birth(cx, u, s));
	ui_form(u, "give",
		&(struct ui_form){ .action = give_path(cx, req_id(r)),
				   .def = &give_form,
				   .form = back != NULL ? back : form_new(cx, &give_form) });
	return ERR_OK;
}

static enum err give_page(struct ctx *cx, struct req *r, struct ui *u)
{
	struct self_code_list_row *rows;
	struct subject s;
	const char *name;
	size_t n;

	TRY(person_of(cx, r, req_id(r), &s));
	TRY(self_code_list_all(cx, &(struct self_code_list_args){ .person_id = s.id }, &rows, &n));
	name = facts_core(&s.facts, CORE_NAME);
	ui_begin(u, &(struct ui_page){
			.title = text_fill(cx, T_SELF_CODE_FOR, name, NULL),
			.lead = text(cx, T_SELF_CODE_LEAD),
			.nav = "/warga",
			.parent = arena_printf(cx->arena, "/warga/%lld", (long long)req_id(r)),
			.parent_title = name });
	TRY(draw_give(cx, u, r, &s));
	if (n > 0)
		ui_heading(u, text(cx, T_SELF_CODES), NULL);
	if (n > 0)
		ui_table(u, "codes", &code_table, rows, n, sizeof(*rows),
			 &(struct ui_list){ .total = (int64_t)n });
	if (n > 0 && rows[0].revoked_at == 0 && rows[0].until_at > cx->now)
		ui_actions(u,
			   &(struct ui_action){ .label = text(cx, T_SELF_REVOKE),
						.href = code_path(cx, rows[0].id, "/cabut"),
						.post = &revoke_form,
						.danger = true },
			   1);
	return ui_end(u);
}

static enum err give_commit(struct ctx *cx, struct req *r, struct resp *resp)
{
	char code[SELF_CODE_SIZE];

	TRY(self_code_give(cx, req_id(r), code, &resp->id));
	resp->secret = arena_strdup(cx->arena, code);
	resp_see(cx, resp, T_SELF_GIVEN, "/kode-data-saya/%lld?kode=%s", (long long)resp->id, code);
	return ERR_OK;
}

static enum err revoke_commit(struct ctx *cx, struct req *r, struct resp *resp)
{
	struct self_code_row_row row;

	TRY(self_code_revoke(cx, req_id(r)));
	TRY(self_code_row_one(cx, &(struct self_code_row_args){ .id = req_id(r) }, &row));
	resp_see(cx, resp, T_SELF_REVOKED, "%s", give_path(cx, row.person_id));
	return ERR_OK;
}

/* ---- the slip ---------------------------------------------------------------------------- */

static const struct field slip_fields[] = {
	{ .name = "kode", .kind = FIELD_TEXT, .label = T_SELF_F_CODE, .max = 24 },
	{ .kind = FIELD_END },
};
static const struct form_def slip_form = { .name = "self_slip", .fields = slip_fields };

static void draw_slip(struct ctx *cx, struct ui *u, const struct self_code_row_row *row,
		      const char *code)
{
	const char *base = cx->app->public_url != NULL ? cx->app->public_url : "";
	const char *address = arena_printf(cx->arena, "%s" HOME, base);
	const struct ui_fact facts[] = {
		{ .name = "address", .label = text(cx, T_SELF_ADDRESS), .value = address },
		{ .name = "until",
		  .label = text(cx, T_SELF_VALID_UNTIL),
		  .value = say_instant(cx, row->until_at),
		  .data = iso_instant(cx, row->until_at) },
		{ .name = "unit",
		  .label = text(cx, T_COPY_COL_UNIT),
		  .value = row->unit != NULL ? row->unit : row->who },
	};

	ui_code(u, "code", text(cx, T_SELF_F_CODE), code);
	ui_facts(u, "slip", facts, LEN(facts));
	ui_qr(u, arena_printf(cx->arena, "%s?kode=%s", address, code), text(cx, T_SELF_SCAN));
	ui_small(u, text(cx, T_SELF_SLIP_KEEP));
}

/* Without the name: whoever finds the slip does not learn whose it is. */
static enum err slip_page(struct ctx *cx, struct req *r, struct ui *u)
{
	const char *code = form_text(req_form(r), 0);
	struct self_code_row_row row;
	struct subject s;
	bool fits;

	TRY(self_code_row_one(cx, &(struct self_code_row_args){ .id = req_id(r) }, &row));
	TRY(person_of(cx, r, row.person_id, &s));
	TRY(self_code_fits(cx, row.id, code, &fits));
	ui_begin(u, &(struct ui_page){ .title = text(cx, T_SELF_SLIP),
				       .lead = text(cx, T_SELF_SLIP_LEAD),
				       .nav = "/warga",
				       .parent = give_path(cx, row.person_id),
				       .parent_title = text(cx, T_SELF_CODES),
				       .print = fits });
	if (fits && row.revoked_at == 0)
		draw_slip(cx, u, &row, code);
	else
		ui_note(u, UI_WARN, NULL, text(cx, T_SELF_SLIP_GONE));
	return ui_end(u);
}

/* ---- what people ask --------------------------------------------------------------------- */

#define ROW(member) offsetof(struct self_request_list_row, member)
static const struct column request_columns[] = {
	{ "id", T_COL_ID, COL_ID, PRIV_NONE, ROW(id) },
	{ "number", T_COL_NUMBER, COL_TEXT, PRIV_NONE, ROW(number), .href = "/permintaan-data/{id}",
	  .flags = COL_STRONG },
	{ "kind", T_COL_KIND, COL_ENUM, PRIV_NONE, ROW(kind), .member = self_kind_text },
	{ "state", T_COL_STATE, COL_ENUM, PRIV_NONE, ROW(state), .member = self_state_text,
	  .flags = COL_BADGE },
	{ "asked", T_SELF_ASKED_AT, COL_INSTANT, PRIV_NONE, ROW(asked_at) },
	{ "due", T_SELF_DUE, COL_INSTANT, PRIV_NONE, ROW(due_at) },
	{ "unit", T_COPY_COL_UNIT, COL_TEXT, PRIV_NONE, ROW(unit) },
	{ "answered", T_SELF_ANSWERED_AT, COL_INSTANT, PRIV_NONE, ROW(answered_at) },
	{ "answerer", T_SELF_ANSWERED_BY, COL_TEXT, PRIV_NONE, ROW(answerer) },
};
#undef ROW
static const struct table request_table = { .name = "permintaan-data",
					    .title = T_SELF_ASKED,
					    .columns = request_columns,
					    .n_columns = LEN(request_columns) };

static enum err requests_page(struct ctx *cx, struct req *r, struct ui *u)
{
	struct self_request_list_row *rows;
	size_t n;

	(void)r;
	TRY(self_request_list_all(
	    cx,
	    &(struct self_request_list_args){ .after_id = INT64_MAX,
					      .max_n = ui_all_rows(u) ? INT32_MAX : PAGE_ROWS },
	    &rows, &n));
	ui_begin(u, &(struct ui_page){ .title = text(cx, T_SELF_ASKED),
				       .lead = text(cx, T_SELF_ASKED_LEAD),
				       .nav = "/permintaan-data" });
	ui_table(
	    u, "requests", &request_table, rows, n, sizeof(*rows),
	    &(struct ui_list){ .total = -1, .main = true, .empty = text(cx, T_SELF_ASKED_NONE) });
	return ui_end(u);
}

enum { Y_GRANT, Y_ANSWER };
static const struct member grants[] = {
	{ "kabulkan", T_SELF_GRANT, T_SELF_GRANT_HINT },
	{ "tolak", T_SELF_REFUSE, T_SELF_REFUSE_HINT },
	{ .value = NULL },
};
static const struct field answer_fields[] = {
	[Y_GRANT] = { .name = "jawaban",
		      .kind = FIELD_ENUM,
		      .label = T_SELF_F_GRANT,
		      .required = true,
		      .members = grants },
	[Y_ANSWER] = { .name = "kata",
		       .kind = FIELD_LONG,
		       .label = T_SELF_F_ANSWER,
		       .hint = T_SELF_F_ANSWER_HINT,
		       .required = true,
		       .max = 500,
		       .privacy = FIELD_PERSONAL },
	{ .kind = FIELD_END },
};
static const struct form_def answer_form = { .name = "self_answer",
					     .fields = answer_fields,
					     .submit = T_SELF_ANSWER };

static void draw_request(struct ctx *cx, struct ui *u, const struct self_request_row_row *q,
			 const char *why)
{
	struct ui_fact facts[10];
	size_t n = 0;

#define FACT(key, label_, value_) \
	facts[n++] = (struct ui_fact){ .name = (key), .label = text(cx, label_), .value = (value_) }
	FACT("state", T_COL_STATE, text(cx, self_state_text(q->state)));
	FACT("kind", T_COL_KIND, text(cx, self_kind_text(q->kind)));
	FACT("person", T_COPY_PERSON, str_digits(cx->arena, q->person_id));
	FACT("why", T_SELF_F_ASK_WHY, why != NULL ? why : text(cx, T_SELF_EMPTY));
	facts[n++] = ui_fact_at(cx, "asked", T_SELF_ASKED_AT, q->asked_at);
	facts[n++] = ui_fact_at(cx, "due", T_SELF_DUE, q->due_at);
	if (q->unit != NULL)
		FACT("unit", T_COPY_COL_UNIT, q->unit);
	if (q->answerer != NULL)
		FACT("answerer", T_SELF_ANSWERED_BY, q->answerer);
	if (q->erasure_id != 0) {
		FACT("erasure", T_RIGHTS_ONE, str_digits(cx->arena, q->erasure_id));
		facts[n - 1].href =
		    arena_printf(cx->arena, "/penghapusan/%lld", (long long)q->erasure_id);
	}
#undef FACT
	ui_facts(u, "request", facts, n);
}

static enum err request_page(struct ctx *cx, struct req *r, struct ui *u)
{
	struct form *back = req_form(r);
	struct self_request_row_row q;
	const char *why;

	TRY(self_request_row_one(cx, &(struct self_request_row_args){ .id = req_id(r) }, &q));
	TRY(self_why(cx, q.id, &why));
	req_disclose(r, q.person_id, "self_request");
	ui_begin(u, &(struct ui_page){ .title = q.number,
				       .nav = "/permintaan-data",
				       .parent = "/permintaan-data",
				       .parent_title = text(cx, T_SELF_ASKED) });
	draw_request(cx, u, &q, why);
	if (q.state != SELF_WAITS)
		return ui_end(u);
	if (q.kind == SELF_ERASE)
		ui_note(u, UI_INFO, NULL, text(cx, T_SELF_ERASE_ON));
	ui_form(u, "answer",
		&(struct ui_form){ .action = arena_printf(cx->arena, "/permintaan-data/%lld/jawab",
							  (long long)q.id),
				   .def = &answer_form,
				   .form = back != NULL && form_def_of(back) == &answer_form
					       ? back
					       : form_new(cx, &answer_form) });
	return ui_end(u);
}

static enum err answer_commit(struct ctx *cx, struct req *r, struct resp *resp)
{
	const struct form *f = req_form(r);

	TRY(self_answer(cx, req_id(r), form_int(f, Y_GRANT, 0) == 0, form_text(f, Y_ANSWER)));
	resp_see(cx, resp, T_SELF_ANSWERED, "/permintaan-data/%lld", (long long)req_id(r));
	return ERR_OK;
}

/* ---- on the page of the person --------------------------------------------------------------- */

static enum err draw_link(struct ctx *cx, struct ui *u, const int64_t *ids, size_t n)
{
	struct self_person_state_row who;
	int64_t stopped;

	if (n == 0)
		return ERR_OK;
	TRY(self_stopped(cx, ids[0], &stopped));
	if (stopped != 0)
		ui_note(u, UI_WARN, text(cx, T_SELF_STOPPED),
			text_fill(cx, T_SELF_STOPPED_TEXT, say_instant(cx, stopped), NULL));
	if (!may(cx, PERM_PERSON_WRITE))
		return ERR_OK;
	TRY(self_person_state_one(cx, &(struct self_person_state_args){ .person_id = ids[0] },
				  &who));
	if (who.state != PERSON_DEAD)
		ui_actions(u,
			   &(struct ui_action){ .label = text(cx, T_SELF_CODE_LINK),
						.href = give_path(cx, ids[0]) },
			   1);
	return ERR_OK;
}

const struct person_part self_person_part = { draw_link };

const struct route self_desk_routes[] = {
	{ GET, "/warga/{id}/kode", PERM_PERSON_WRITE, ROUTE_NO_MENU, REPR_PAGE, T_SELF_CODES,
	  .page = give_page },
	{ POST, "/warga/{id}/kode", PERM_PERSON_WRITE, 0, REPR_PAGE, T_SELF_GIVE,
	  .form = &give_form, .page = give_page, .commit = give_commit },
	{ GET, "/kode-data-saya/{id}", PERM_PERSON_WRITE, ROUTE_NO_MENU, REPR_HTML, T_SELF_SLIP,
	  .form = &slip_form, .page = slip_page },
	{ POST, "/kode-data-saya/{id}/cabut", PERM_PERSON_WRITE, 0, REPR_PAGE, T_SELF_REVOKE,
	  .form = &revoke_form, .commit = revoke_commit },
	{ GET, "/permintaan-data", PERM_ERASE, 0, REPR_LIST, T_SELF_ASKED, .page = requests_page },
	{ GET, "/permintaan-data/{id}", PERM_ERASE, ROUTE_NO_MENU, REPR_PAGE, T_SELF_ASKED,
	  .page = request_page },
	{ POST, "/permintaan-data/{id}/jawab", PERM_ERASE, 0, REPR_PAGE, T_SELF_ANSWER,
	  .form = &answer_form, .page = request_page, .commit = answer_commit },
	{ .method = 0 },
};
