/* /verval/muskel: meetings of a kelurahan, attendance, agenda and decisions, and their papers. */
#include "feature/verval/verval_web.h"

#include "base/clock.h"
#include "base/str.h"
#include "feature/reference/reference.h"
#include "feature/region/region.h"
#include "platform/app.h"
#include "platform/export/pdf.h"
#include "text/export.h"
#include "text/verval.h"

#define LIST_ROWS 200

static const char *meeting_path(struct ctx *cx, int64_t id, const char *more)
{
	return arena_printf(cx->arena, "/verval/muskel/%lld%s", (long long)id, more);
}

/* ---- all of them, and a new one -------------------------------------------------------------- */

enum { M_REGION, M_ON, M_PLACE };
static const struct field new_fields[] = {
	[M_REGION] = { .name = "kelurahan",
		       .kind = FIELD_REF,
		       .label = T_COL_REGION,
		       .required = true,
		       .options = region_options_own },
	[M_ON] = { .name = "tanggal",
		   .kind = FIELD_DATE,
		   .label = T_VERVAL_DATE,
		   .required = true },
	[M_PLACE] = { .name = "tempat",
		      .kind = FIELD_TEXT,
		      .label = T_VERVAL_PLACE,
		      .required = true,
		      .max = 120 },
	{ .kind = FIELD_END },
};
static const struct form_def new_form = { .name = "verval_meeting",
					  .fields = new_fields,
					  .submit = T_VERVAL_MEETING_NEW };

#define ROW(member) offsetof(struct verval_meeting_list_row, member)
static const struct column columns[] = {
	{ "id", T_COL_ID, COL_ID, PRIV_NONE, ROW(id) },
	{ "held", T_VERVAL_DATE, COL_DATE, PRIV_NONE, ROW(held_on), .href = "/verval/muskel/{id}",
	  .flags = COL_STRONG },
	{ "region", T_COL_REGION, COL_TEXT, PRIV_NONE, ROW(region) },
	{ "place", T_VERVAL_PLACE, COL_TEXT, PRIV_NONE, ROW(place) },
	{ "n", T_VERVAL_ITEMS, COL_INT, PRIV_NONE, ROW(n) },
	{ "ba", T_VERVAL_BA, COL_TEXT, PRIV_NONE, ROW(ba_number) },
};
#undef ROW
static const struct table table = { .name = "meetings",
				    .title = T_VERVAL_MEETINGS,
				    .columns = columns,
				    .n_columns = LEN(columns) };

static enum err list_page(struct ctx *cx, struct req *r, struct ui *u)
{
	struct verval_meeting_list_row *rows;
	size_t n;

	TRY(verval_meeting_list_all(
	    cx,
	    &(struct verval_meeting_list_args){ .max_n = ui_all_rows(u) ? INT32_MAX : LIST_ROWS },
	    &rows, &n));
	ui_begin(u, &(struct ui_page){ .title = text(cx, T_VERVAL_MEETINGS),
				       .lead = text(cx, T_VERVAL_MEETINGS_LEAD),
				       .nav = "/verval",
				       .parent = "/verval",
				       .parent_title = text(cx, T_VERVAL_TITLE) });
	ui_table(u, "meetings", &table, rows, n, sizeof(*rows),
		 &(struct ui_list){
		     .total = -1, .main = true, .empty = text(cx, T_VERVAL_NO_MEETINGS) });
	if (may(cx, PERM_VERVAL_PROPOSE))
		ui_form(u, "new",
			&(struct ui_form){ .action = "/verval/muskel",
					   .def = &new_form,
					   .form = req_form_of(r, &new_form),
					   .title = text(cx, T_VERVAL_MEETING_NEW) });
	return ui_end(u);
}

static enum err new_commit(struct ctx *cx, struct req *r, struct resp *resp)
{
	const struct form *f = req_form(r);
	int64_t region = 0, id;

	(void)str_i64(form_text(f, M_REGION), &region);
	TRY(meeting_new(cx, region, (int32_t)form_int(f, M_ON, 0), form_text(f, M_PLACE), &id));
	resp->id = id;
	resp_see(cx, resp, T_VERVAL_MEETING_MADE, "/verval/muskel/%lld", (long long)id);
	return ERR_OK;
}

/* ---- one of them ----------------------------------------------------------------------------- */

static enum err roles(struct ctx *cx, const struct form *f, struct options *ret)
{
	(void)f;
	return ref_options(cx, "verval_role", ret);
}

enum { P_NAME, P_ROLE };
static const struct field person_fields[] = {
	[P_NAME] = { .name = "nama",
		     .kind = FIELD_TEXT,
		     .label = T_VERVAL_NAME,
		     .required = true,
		     .max = 120,
		     .privacy = FIELD_PERSONAL },
	[P_ROLE] = { .name = "sebagai",
		     .kind = FIELD_REF,
		     .label = T_VERVAL_ROLE,
		     .required = true,
		     .options = roles },
	{ .kind = FIELD_END },
};
static const struct form_def person_form = { .name = "verval_attend",
					     .fields = person_fields,
					     .submit = T_VERVAL_ATTEND };

static const struct field agenda_fields[] = {
	{ .name = "permintaan", .kind = FIELD_IDS, .label = T_VERVAL_ITEMS, .required = true },
	{ .kind = FIELD_END },
};
static const struct form_def agenda_form = { .name = "verval_agenda",
					     .fields = agenda_fields,
					     .submit = T_VERVAL_PUT_BEFORE };

enum { FIT_YES, FIT_NO };
static const struct member verdicts[] = {
	[FIT_YES] = { "ya", T_VERVAL_FIT, T__NONE },
	[FIT_NO] = { "tidak", T_VERVAL_UNFIT, T__NONE },
	{ .value = NULL },
};
enum { V_ITEMS, V_VERDICT };
static const struct field verdict_fields[] = {
	[V_ITEMS] = { .name = "permintaan",
		      .kind = FIELD_IDS,
		      .label = T_VERVAL_ITEMS,
		      .required = true },
	[V_VERDICT] = { .name = "putusan",
			.kind = FIELD_ENUM,
			.label = T_VERVAL_VERDICT,
			.required = true,
			.members = verdicts },
	{ .kind = FIELD_END },
};
static const struct form_def verdict_form = { .name = "verval_verdict",
					      .fields = verdict_fields,
					      .submit = T_VERVAL_DECIDE };

static const struct field sign_fields[] = {
	{ .name = "nomor", .kind = FIELD_TEXT, .label = T_VERVAL_BA, .required = true, .max = 60 },
	{ .kind = FIELD_END },
};
static const struct form_def sign_form = { .name = "verval_sign",
					   .fields = sign_fields,
					   .submit = T_VERVAL_SIGN };

static enum text decision_text(int64_t decision)
{
	static const enum text texts[] = { T_VERVAL_UNDECIDED, T_VERVAL_FIT, T_VERVAL_UNFIT };

	return decision >= 0 && decision < (int64_t)LEN(texts) ? texts[decision] : T__NONE;
}

#define ITEM(member) offsetof(struct verval_agenda_list_row, member)
static const struct column item_columns[] = {
	{ "id", T_COL_ID, COL_ID, PRIV_NONE, ITEM(verval_id) },
	{ "subject_id", T_COL_SUBJECT, COL_ID, PRIV_NONE, ITEM(subject_id) },
	{ "number", T_COL_NUMBER, COL_TEXT, PRIV_NONE, ITEM(number), .href = "/verval/{id}",
	  .flags = COL_STRONG },
	{ "who", T_COL_SUBJECT, COL_TEXT, PRIV_GENERAL, ITEM(who) },
	{ "address", T_VERVAL_ADDRESS, COL_TEXT, PRIV_GENERAL, ITEM(address) },
	{ "rt", T_VERVAL_RT, COL_TEXT, PRIV_GENERAL, ITEM(rt) },
	{ "rw", T_VERVAL_RW, COL_TEXT, PRIV_GENERAL, ITEM(rw) },
	{ "kind", T_COL_KIND, COL_ENUM, PRIV_NONE, ITEM(kind), .member = verval_kind_text },
	{ "decision", T_VERVAL_VERDICT, COL_ENUM, PRIV_NONE, ITEM(decision),
	  .member = decision_text, .flags = COL_BADGE },
};
#undef ITEM
static const struct table item_table = { .name = "agenda",
					 .title = T_VERVAL_ITEMS,
					 .columns = item_columns,
					 .n_columns = LEN(item_columns),
					 .subject = "subject_id" };

#define CAND(member) offsetof(struct verval_candidates_row, member)
static const struct column candidate_columns[] = {
	{ "id", T_COL_ID, COL_ID, PRIV_NONE, CAND(id) },
	{ "subject_id", T_COL_SUBJECT, COL_ID, PRIV_NONE, CAND(subject_id) },
	{ "number", T_COL_NUMBER, COL_TEXT, PRIV_NONE, CAND(number), .href = "/verval/{id}",
	  .flags = COL_STRONG },
	{ "who", T_COL_SUBJECT, COL_TEXT, PRIV_GENERAL, CAND(who) },
	{ "address", T_VERVAL_ADDRESS, COL_TEXT, PRIV_GENERAL, CAND(address) },
	{ "kind", T_COL_KIND, COL_ENUM, PRIV_NONE, CAND(kind), .member = verval_kind_text },
};
#undef CAND
static const struct table candidate_table = { .name = "candidates",
					      .title = T_VERVAL_CANDIDATES,
					      .columns = candidate_columns,
					      .n_columns = LEN(candidate_columns),
					      .subject = "subject_id" };

static enum err draw_people(struct ctx *cx, struct ui *u, struct req *r, int64_t id, bool open)
{
	struct verval_attendance_list_row *rows;
	struct ui_fact *facts;
	size_t n;

	TRY(verval_attendance_list_all(
	    cx, &(struct verval_attendance_list_args){ .meeting_id = id }, &rows, &n));
	facts = ARENA_ARRAY(cx->arena, n + 1, struct ui_fact);
	for (size_t i = 0; i < n; i++)
		facts[i] = (struct ui_fact){ .name = "attendance",
					     .label = ref_label(cx, "verval_role", rows[i].role),
					     .value = rows[i].name };
	ui_heading(u, text(cx, T_VERVAL_ATTENDANCE), "hadir");
	if (n == 0)
		ui_empty(u, text(cx, T_VERVAL_NOBODY_YET), NULL, NULL);
	ui_facts(u, NULL, facts, n);
	if (open)
		ui_form(u, person_form.name,
			&(struct ui_form){ .action = meeting_path(cx, id, "/hadir"),
					   .def = &person_form,
					   .form = req_form_of(r, &person_form),
					   .inline_row = true,
					   .secondary = true });
	return ERR_OK;
}

static enum err draw_items(struct ctx *cx, struct ui *u, struct req *r, int64_t id, bool open)
{
	struct verval_agenda_list_row *rows;
	size_t n;

	TRY(verval_agenda_list_all(cx, &(struct verval_agenda_list_args){ .meeting_id = id }, &rows,
				   &n));
	ui_heading(u, text(cx, T_VERVAL_ITEMS), "bahasan");
	ui_table(u, "agenda", &item_table, rows, n, sizeof(*rows),
		 &(struct ui_list){ .total = (int64_t)n,
				    .main = true,
				    .empty = text(cx, T_VERVAL_NO_ITEMS),
				    .select = open && n > 0 ? "permintaan" : NULL,
				    .bulk = open && n > 0 ? &verdict_form : NULL,
				    .bulk_action = meeting_path(cx, id, "/putusan"),
				    .bulk_form = req_form_of(r, &verdict_form) });
	return ERR_OK;
}

static enum err draw_candidates(struct ctx *cx, struct ui *u, struct req *r,
				const struct verval_meeting_row_row *m)
{
	struct verval_candidates_row *rows;
	size_t n;

	TRY(verval_candidates_all(
	    cx, &(struct verval_candidates_args){ .region_id = m->region_id, .max_n = LIST_ROWS },
	    &rows, &n));
	if (n == 0)
		return ERR_OK;
	ui_heading(u, text(cx, T_VERVAL_CANDIDATES), "menunggu");
	ui_table(u, "candidates", &candidate_table, rows, n, sizeof(*rows),
		 &(struct ui_list){ .total = (int64_t)n,
				    .select = "permintaan",
				    .bulk = &agenda_form,
				    .bulk_action = meeting_path(cx, m->id, "/bahasan"),
				    .bulk_form = req_form_of(r, &agenda_form) });
	return ERR_OK;
}

static enum err one_page(struct ctx *cx, struct req *r, struct ui *u)
{
	struct verval_meeting_row_row m;
	bool open;

	TRY(verval_meeting_row_one(cx, &(struct verval_meeting_row_args){ .id = req_id(r) }, &m));
	open = m.closed_at == 0 && may(cx, PERM_VERVAL_PROPOSE);
	ui_begin(u, &(struct ui_page){ .title = text_fill(cx, T_VERVAL_MEETING_OF, m.region,
							  say_date(cx, (int32_t)m.held_on), NULL),
				       .lead = m.place,
				       .nav = "/verval",
				       .parent = "/verval/muskel",
				       .parent_title = text(cx, T_VERVAL_MEETINGS),
				       .wide = true });
	ui_actions(
	    u,
	    (struct ui_action[]){
		{ .label = text(cx, T_VERVAL_BA_PDF), .href = meeting_path(cx, m.id, "/ba") },
		{ .label = text(cx, T_VERVAL_BNBA_PDF), .href = meeting_path(cx, m.id, "/bnba") } },
	    2);
	TRY(draw_people(cx, u, r, m.id, open));
	TRY(draw_items(cx, u, r, m.id, open));
	if (open) {
		TRY(draw_candidates(cx, u, r, &m));
		ui_form(u, sign_form.name,
			&(struct ui_form){ .action = meeting_path(cx, m.id, "/tanda-tangan"),
					   .def = &sign_form,
					   .form = req_form_of(r, &sign_form),
					   .title = text(cx, T_VERVAL_SIGN_TITLE) });
	} else if (m.ba_number != NULL) {
		ui_note(u, UI_GOOD, text(cx, T_VERVAL_BA), m.ba_number);
	}
	return ui_end(u);
}

static enum err attend_commit(struct ctx *cx, struct req *r, struct resp *resp)
{
	const struct form *f = req_form(r);

	TRY(meeting_attend(cx, req_id(r), form_text(f, P_NAME), form_text(f, P_ROLE)));
	resp_see(cx, resp, T_VERVAL_ATTENDED, "/verval/muskel/%lld", (long long)req_id(r));
	return ERR_OK;
}

static enum err agenda_commit(struct ctx *cx, struct req *r, struct resp *resp)
{
	const int64_t *ids;
	size_t n = form_ids(req_form(r), 0, &ids);

	TRY(meeting_agenda(cx, req_id(r), ids, n));
	resp_see(cx, resp, T_VERVAL_PUT, "/verval/muskel/%lld", (long long)req_id(r));
	return ERR_OK;
}

static enum err verdict_commit(struct ctx *cx, struct req *r, struct resp *resp)
{
	const struct form *f = req_form(r);
	const int64_t *ids;
	size_t n = form_ids(f, V_ITEMS, &ids);

	for (size_t i = 0; i < n; i++)
		TRY(meeting_decide(cx, req_id(r), ids[i],
				   form_int(f, V_VERDICT, FIT_NO) == FIT_YES));
	resp_see(cx, resp, T_VERVAL_DECIDED, "/verval/muskel/%lld", (long long)req_id(r));
	return ERR_OK;
}

static enum err sign_commit(struct ctx *cx, struct req *r, struct resp *resp)
{
	TRY(meeting_sign(cx, req_id(r), form_text(req_form(r), 0)));
	resp_see(cx, resp, T_VERVAL_SIGNED_DONE, "/verval/muskel/%lld", (long long)req_id(r));
	return ERR_OK;
}

/* ---- on paper -------------------------------------------------------------------------------- */

static enum err paper_begin(struct ctx *cx, const char *title,
			    const struct verval_meeting_row_row *m, enum pdf_paper paper,
			    struct pdf **ret)
{
	const struct pdf_options o = {
		.paper = paper,
		.title = title,
		.footer = text_fill(cx, T_VERVAL_FOOTER, say_instant(cx, cx->now),
				    cx->actor->name != NULL ? cx->actor->name : "", NULL),
		.sample = cx->app->demo,
	};

	TRY(pdf_new(cx, &o, ret));
	pdf_text(*ret, PDF_SMALL, cx->app->city_name);
	pdf_text(*ret, PDF_TITLE, title);
	if (m->ba_number != NULL)
		pdf_pair(*ret, text(cx, T_VERVAL_BA), m->ba_number);
	else /* written by hand before it is signed */
		pdf_line_to_fill(*ret, text(cx, T_VERVAL_BA));
	pdf_pair(*ret, text(cx, T_COL_REGION), m->region);
	pdf_pair(*ret, text(cx, T_VERVAL_DATE), say_date(cx, (int32_t)m->held_on));
	pdf_pair(*ret, text(cx, T_VERVAL_PLACE), m->place);
	return ERR_OK;
}

static enum err paper_end(struct ctx *cx, struct pdf **p, struct resp *resp, const char *name)
{
	struct pdf *ended = *p;

	*p = NULL;
	TRY(pdf_end(cx, ended, &resp->body));
	resp->type = "application/pdf";
	resp->filename = arena_printf(cx->arena, "%s.pdf", name);
	return ERR_OK;
}

static void print_attendance(struct ctx *cx, struct pdf *p,
			     const struct verval_attendance_list_row *rows, size_t n)
{
	static const double widths[] = { 0.06, 0.36, 0.30, 0.28 };
	const char *header[] = { text(cx, T_VERVAL_NO_), text(cx, T_VERVAL_NAME),
				 text(cx, T_VERVAL_ROLE), text(cx, T_VERVAL_SIGNATURE) };
	const char **cells = ARENA_ARRAY(cx->arena, (n + 1) * LEN(widths), const char *);

	for (size_t i = 0; i < n; i++) {
		const char **row = &cells[i * LEN(widths)];

		row[0] = say_number(cx, (int64_t)i + 1);
		row[1] = rows[i].name;
		row[2] = ref_label(cx, "verval_role", rows[i].role);
		row[3] = "\n"; /* room to sign */
	}
	pdf_text(p, PDF_HEADING, text(cx, T_VERVAL_ATTENDANCE));
	pdf_table(p, LEN(widths), widths, header, n, cells);
}

static const char *or_dash(const char *s)
{
	return s != NULL ? s : "-";
}

static const char *rt_rw_of(struct ctx *cx, const struct verval_agenda_list_row *row)
{
	return arena_printf(cx->arena, "%s/%s", or_dash(row->rt), or_dash(row->rw));
}

static void print_sums(struct ctx *cx, struct pdf *p, const struct verval_agenda_list_row *rows,
		       size_t n)
{
	int64_t agreed = 0, refused = 0;

	for (size_t i = 0; i < n; i++) {
		agreed += decision_text(rows[i].decision) == T_VERVAL_FIT;
		refused += decision_text(rows[i].decision) == T_VERVAL_UNFIT;
	}
	pdf_text(p, PDF_TEXT,
		 text_fill(cx, T_VERVAL_BA_SUMS, say_number(cx, (int64_t)n), say_number(cx, agreed),
			   say_number(cx, refused), say_number(cx, (int64_t)n - agreed - refused),
			   NULL));
}

/* What the meeting spoke of, for its minutes. */
static void print_items(struct ctx *cx, struct pdf *p, struct req *r,
			const struct verval_agenda_list_row *rows, size_t n)
{
	static const double widths[] = { 0.06, 0.20, 0.22, 0.26, 0.10, 0.16 };
	const char *header[] = { text(cx, T_VERVAL_NO_),   text(cx, T_COL_NUMBER),
				 text(cx, T_VERVAL_NAME),  text(cx, T_VERVAL_ADDRESS),
				 text(cx, T_VERVAL_RT_RW), text(cx, T_VERVAL_VERDICT) };
	const char **cells = ARENA_ARRAY(cx->arena, (n + 1) * LEN(widths), const char *);

	for (size_t i = 0; i < n; i++) {
		const char **row = &cells[i * LEN(widths)];

		req_disclose(r, rows[i].subject_id, "ba");
		row[0] = say_number(cx, (int64_t)i + 1);
		row[1] = rows[i].number;
		row[2] = or_dash(rows[i].who);
		row[3] = or_dash(rows[i].address);
		row[4] = rt_rw_of(cx, &rows[i]);
		row[5] = text(cx, decision_text(rows[i].decision));
	}
	pdf_text(p, PDF_HEADING, text(cx, T_VERVAL_ITEMS));
	pdf_table(p, LEN(widths), widths, header, n, cells);
	print_sums(cx, p, rows, n);
}

/* A number of a person or family; whole for whoever carries requests on, masked for others. */
static enum err number_of(struct ctx *cx, enum fact_of of, int64_t id, enum fact_core core,
			  const char **ret)
{
	struct subject s;
	const struct fact_field *field;

	*ret = "-";
	if (id == 0)
		return ERR_OK;
	TRY(subject_get(cx, of, id, &s));
	field =
	    of == FACT_PERSON ? s.facts.book->person_core[core] : s.facts.book->family_core[core];
	if (facts_core(&s.facts, core) == NULL)
		return ERR_OK;
	if (may(cx, PERM_VERVAL_PROPOSE) || may(cx, PERM_VERVAL_CHECK)) {
		*ret = facts_core(&s.facts, core);
		return ERR_OK;
	}
	return fact_show_masked(cx, field, facts_core(&s.facts, core), ret);
}

/* By name, by address: who they are, with the numbers the national application asks for. */
static enum err print_names(struct ctx *cx, struct pdf *p, struct req *r,
			    const struct verval_agenda_list_row *rows, size_t n)
{
	static const double widths[] = { 0.04, 0.12, 0.14, 0.14, 0.14, 0.15, 0.07, 0.09, 0.11 };
	const char *header[] = { text(cx, T_VERVAL_NO_),    text(cx, T_COL_NUMBER),
				 text(cx, T_VERVAL_NAME),   text(cx, T_VERVAL_NIK_),
				 text(cx, T_VERVAL_KK_),    text(cx, T_VERVAL_ADDRESS),
				 text(cx, T_VERVAL_RT_RW),  text(cx, T_COL_KIND),
				 text(cx, T_VERVAL_VERDICT) };
	const char **cells = ARENA_ARRAY(cx->arena, (n + 1) * LEN(widths), const char *);

	for (size_t i = 0; i < n; i++) {
		const char **row = &cells[i * LEN(widths)];

		req_disclose(r, rows[i].subject_id, "bnba");
		row[0] = say_number(cx, (int64_t)i + 1);
		row[1] = rows[i].number;
		row[2] = or_dash(rows[i].who);
		TRY(number_of(cx, FACT_PERSON, rows[i].person_id, CORE_NIK, &row[3]));
		TRY(number_of(cx, FACT_FAMILY, rows[i].family_id, CORE_KK, &row[4]));
		row[5] = or_dash(rows[i].address);
		row[6] = rt_rw_of(cx, &rows[i]);
		row[7] = text(cx, verval_kind_text(rows[i].kind));
		row[8] = text(cx, decision_text(rows[i].decision));
	}
	pdf_space(p, 8);
	pdf_table(p, LEN(widths), widths, header, n, cells);
	print_sums(cx, p, rows, n);
	return ERR_OK;
}

/* Who was there in a role; dots where nobody is written down. */
static const char *signer(struct ctx *cx, const struct verval_attendance_list_row *rows, size_t n,
			  const char *role)
{
	for (size_t i = 0; i < n; i++)
		if (str_eq(rows[i].role, role))
			return arena_printf(cx->arena, "\n\n\n%s", rows[i].name);
	return "\n\n\n........................................";
}

static void print_signatures(struct ctx *cx, struct pdf *p, const struct verval_meeting_row_row *m,
			     const struct verval_attendance_list_row *rows, size_t n)
{
	static const double widths[] = { 0.5, 0.5 };
	const char *header[] = { ref_label(cx, "verval_role", "lurah"),
				 ref_label(cx, "verval_role", "operator") };
	const char *cells[] = { signer(cx, rows, n, "lurah"), signer(cx, rows, n, "operator") };

	pdf_need(p, 100);
	pdf_space(p, 12);
	pdf_text(p, PDF_TEXT,
		 arena_printf(cx->arena, "%s, %s", cx->app->city_name,
			      say_date(cx, (int32_t)m->held_on)));
	pdf_table(p, LEN(widths), widths, header, 1, cells);
}

static enum err print(struct ctx *cx, struct req *r, struct resp *resp, bool minutes)
{
	CLEANUP(pdf_dropp) struct pdf *p = NULL;
	struct verval_attendance_list_row *there;
	struct verval_agenda_list_row *items;
	struct verval_meeting_row_row m;
	size_t n_there, n;

	TRY(verval_meeting_row_one(cx, &(struct verval_meeting_row_args){ .id = req_id(r) }, &m));
	TRY(verval_attendance_list_all(
	    cx, &(struct verval_attendance_list_args){ .meeting_id = m.id }, &there, &n_there));
	TRY(verval_agenda_list_all(cx, &(struct verval_agenda_list_args){ .meeting_id = m.id },
				   &items, &n));
	TRY(paper_begin(cx, text(cx, minutes ? T_VERVAL_BA_TITLE_PDF : T_VERVAL_BNBA_TITLE_PDF), &m,
			minutes ? PDF_A4 : PDF_A4_LANDSCAPE, &p));
	if (minutes) {
		pdf_text(p, PDF_TEXT,
			 text_fill(cx, T_VERVAL_BA_WORDS, m.region,
				   say_date(cx, (int32_t)m.held_on), m.place, NULL));
		print_attendance(cx, p, there, n_there);
		print_items(cx, p, r, items, n);
	} else {
		TRY(print_names(cx, p, r, items, n));
	}
	print_signatures(cx, p, &m, there, n_there);
	return paper_end(
	    cx, &p, resp,
	    arena_printf(cx->arena, "%s-%lld", minutes ? "ba" : "bnba", (long long)m.id));
}

static enum err minutes_raw(struct ctx *cx, struct req *r, struct resp *resp)
{
	return print(cx, r, resp, true);
}

static enum err names_raw(struct ctx *cx, struct req *r, struct resp *resp)
{
	return print(cx, r, resp, false);
}

#define ACT(path_, title_, form_, commit_)                                                    \
	{                                                                                     \
		POST, "/verval/muskel/{id}" path_, PERM_VERVAL_PROPOSE, 0, REPR_PAGE, title_, \
		    .form = &(form_), .page = one_page, .commit = commit_                     \
	}

/* ---- on the page of a request ---------------------------------------------------------------- */

enum err minutes_known(struct ctx *cx, int64_t verval_id, struct form *f, int number, int on)
{
	struct verval_minutes_of_row m;
	bool found;

	TRY(verval_minutes_of_maybe(cx, &(struct verval_minutes_of_args){ .verval_id = verval_id },
				    &m, &found));
	if (!found)
		return ERR_OK;
	form_set_text(cx, f, number, m.ba_number);
	form_set_int(cx, f, on, m.held_on);
	return ERR_OK;
}

const struct route meeting_routes[] = {
	{ GET, "/verval/muskel", PERM_PERSON_READ, 0, REPR_LIST, T_VERVAL_MEETINGS,
	  .page = list_page },
	{ POST, "/verval/muskel", PERM_VERVAL_PROPOSE, 0, REPR_LIST, T_VERVAL_MEETING_NEW,
	  .form = &new_form, .page = list_page, .commit = new_commit },
	{ GET, "/verval/muskel/{id}", PERM_PERSON_READ, ROUTE_NO_MENU, REPR_LIST, T_VERVAL_MEETINGS,
	  .page = one_page },
	ACT("/hadir", T_VERVAL_ATTEND, person_form, attend_commit),
	ACT("/bahasan", T_VERVAL_PUT_BEFORE, agenda_form, agenda_commit),
	ACT("/putusan", T_VERVAL_DECIDE, verdict_form, verdict_commit),
	ACT("/tanda-tangan", T_VERVAL_SIGN, sign_form, sign_commit),
	{ GET, "/verval/muskel/{id}/ba", PERM_PERSON_READ, ROUTE_RAW, REPR_PDF, T_VERVAL_BA_PDF,
	  .raw = minutes_raw },
	{ GET, "/verval/muskel/{id}/bnba", PERM_PERSON_READ, ROUTE_RAW, REPR_PDF, T_VERVAL_BNBA_PDF,
	  .raw = names_raw },
	{ .method = 0 },
};
