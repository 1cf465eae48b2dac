/* Home visits: who goes is chosen on the page of the request; the questionnaire is filled in part
 * by part, so that a weak line loses one part at most. */
#include "feature/verval/verval_web.h"

#include "base/clock.h"
#include "base/str.h"
#include "feature/account/account.h"
#include "feature/reference/reference.h"
#include "platform/app.h"
#include "platform/vault/vault.h"
#include "text/export.h"
#include "text/verval.h"

/* What the questionnaire asks of a family and of each member (Regsosek 301 to 310, 404 to 431,
 * 502 to 504). */
#define FAMILY_PARTS "housing,assets"
#define PERSON_PARTS "civil,education,work,health,programme"

#define LIST_ROWS 100

/* ---- giving one out -------------------------------------------------------------------------- */

enum { A_OFFICER, A_DUE };

static enum err officers(struct ctx *cx, const struct form *f, struct options *ret)
{
	(void)f;
	return account_options(cx, cx->actor->unit_id, ret);
}

static const struct field ask_fields[] = {
	[A_OFFICER] = { .name = "petugas",
			.kind = FIELD_REF,
			.label = T_VERVAL_OFFICER,
			.required = true,
			.options = officers },
	[A_DUE] = { .name = "sampai",
		    .kind = FIELD_DATE,
		    .label = T_VERVAL_VISIT_UNTIL,
		    .required = true },
	{ .kind = FIELD_END },
};

static enum err check_ask(struct ctx *cx, struct form *f)
{
	if (form_int(f, A_DUE, INT32_MAX) < clock_date(cx->now, zone_of(cx)))
		form_problem(cx, f, A_DUE, T_VERVAL_PAST, NULL);
	return ERR_OK;
}

static const struct form_def ask_form = { .name = "verval_visit_ask",
					  .fields = ask_fields,
					  .check = check_ask,
					  .submit = T_VERVAL_VISIT_ASK };

static enum text visit_result_text(int64_t result)
{
	static const enum text texts[] = { T__NONE, T_VERVAL_MET, T_VERVAL_NOBODY,
					   T_VERVAL_VISIT_REFUSED, T_VERVAL_VISIT_MOVED };

	return result > 0 && result < (int64_t)LEN(texts) ? texts[result] : T__NONE;
}

/* Who answered and what was seen, in one line. */
static enum err visit_words(struct ctx *cx, const struct verval_show_row *v,
			    const struct verval_visits_of_row *t, bool drawn, const char **ret)
{
	int64_t subject = v->person_id != 0 ? v->person_id : v->family_id;
	const char *met, *note, *typed = NULL;

	TRY(vault_unseal(cx, subject, SEAL_NARRATIVE, t->met_sealed, &met));
	TRY(vault_unseal(cx, subject, SEAL_NARRATIVE, t->note_sealed, &note));
	if (!drawn)
		TRY(vault_unseal(cx, subject, SEAL_NARRATIVE, t->signed_sealed, &typed));
	if (typed != NULL)
		typed = text_fill(cx, T_VERVAL_SIGNED_WITH, typed, NULL);
	*ret = t->outcome_code == DB_NONE
		   ? text_fill(cx, T_VERVAL_VISIT_WAITS, say_date(cx, (int32_t)t->due_on), NULL)
		   : arena_printf(cx->arena, "%s%s%s%s%s%s%s",
				  text(cx, visit_result_text(t->outcome_code)),
				  met != NULL ? " · " : "", met != NULL ? met : "",
				  typed != NULL ? " · " : "", typed != NULL ? typed : "",
				  note != NULL ? " · " : "", note != NULL ? note : "");
	return ERR_OK;
}

/* Asked and nothing differs is not the same as not asked; once the visit is over, it won't be. */
static const char *part_words(struct ctx *cx, const struct visit_part *p, bool over)
{
	const char *not_asked = text(cx, over ? T_VERVAL_LEFT_OUT : T_VERVAL_NOT_ASKED);
	const char *differ =
	    text_fill(cx, T_VERVAL_ANSWERS, say_number(cx, (int64_t)p->differ), NULL);

	if (p->asked && p->differ == 0)
		return text(cx, T_VERVAL_ASKED_SAME);
	if (p->asked)
		return text_fill(cx, T_VERVAL_ASKED_DIFFER, differ, NULL);
	return p->differ == 0 ? not_asked : arena_printf(cx->arena, "%s · %s", not_asked, differ);
}

static const char *part_title(struct ctx *cx, const struct visit_part *p)
{
	return p->of == FACT_FAMILY ? text(cx, T_VERVAL_HOUSE) : p->who;
}

struct part_row {
	int64_t subject_id, asked, differ;
	const char *who, *words;
};

#define ROW(member) offsetof(struct part_row, member)
static const struct column part_columns[] = {
	{ "subject_id", T_COL_SUBJECT, COL_ID, PRIV_NONE, ROW(subject_id) },
	{ "who", T_VERVAL_PART, COL_TEXT, PRIV_GENERAL, ROW(who), .flags = COL_STRONG },
	{ "asked", T_VERVAL_ASKED_HOW, COL_BOOL, PRIV_NONE, ROW(asked), .flags = COL_DATA_ONLY },
	{ "differ", T_VERVAL_DIFFER, COL_INT, PRIV_NONE, ROW(differ), .flags = COL_DATA_ONLY },
	{ "words", T_VERVAL_ASKED_HOW, COL_TEXT, PRIV_NONE, ROW(words) },
};
#undef ROW
static const struct table parts_table = { .name = "visit",
					  .title = T_VERVAL_QUESTIONS,
					  .columns = part_columns,
					  .n_columns = LEN(part_columns),
					  .subject = "subject_id" };

/* What a visit that met somebody asked, part by part. */
static enum err draw_asked(struct ctx *cx, struct ui *u, int64_t visit_id)
{
	struct visit_part *parts;
	struct part_row *rows;
	size_t n;

	TRY(visit_parts(cx, visit_id, &parts, &n));
	rows = ARENA_ARRAY(cx->arena, n + 1, struct part_row);
	for (size_t i = 0; i < n; i++)
		rows[i] = (struct part_row){ .subject_id = parts[i].subject_id,
					     .asked = parts[i].asked,
					     .differ = (int64_t)parts[i].differ,
					     .who = part_title(cx, &parts[i]),
					     .words = part_words(cx, &parts[i], true) };
	ui_table(u, "asked", &parts_table, rows, n, sizeof(*rows),
		 &(struct ui_list){ .total = (int64_t)n });
	return ERR_OK;
}

/* The picture signed under a visit; 0: none. */
static int64_t signature_of(const struct verval_signatures_row *rows, size_t n, int64_t visit_id)
{
	for (size_t i = 0; i < n; i++)
		if (rows[i].visit_id == visit_id)
			return rows[i].media_id;
	return 0;
}

enum err draw_visits(struct ctx *cx, struct ui *u, struct req *r, const struct verval_show_row *v,
		     const struct flow *flow)
{
	struct verval_signatures_row *signatures;
	struct verval_visits_of_row *rows;
	struct ui_fact *facts;
	int64_t met = 0; /* the newest visit that met somebody */
	bool open = false;
	size_t n, n_signatures;

	TRY(verval_signatures_all(cx, &(struct verval_signatures_args){ .verval_id = v->id },
				  &signatures, &n_signatures));
	TRY(verval_visits_of_all(cx, &(struct verval_visits_of_args){ .verval_id = v->id }, &rows,
				 &n));
	facts = ARENA_ARRAY(cx->arena, n + 1, struct ui_fact);
	for (size_t i = 0; i < n; i++) {
		facts[i] = (struct ui_fact){ .name = "visit", .label = rows[i].who };
		TRY(visit_words(cx, v, &rows[i],
				signature_of(signatures, n_signatures, rows[i].id) != 0,
				&facts[i].value));
		if (met == 0 && rows[i].outcome_code == VISIT_MET)
			met = rows[i].id;
		if (rows[i].outcome_code == DB_NONE) {
			open = true;
			if (rows[i].officer_id == cx->actor->user_id)
				facts[i].href = arena_printf(cx->arena, "/verval/kunjungan/%lld",
							     (long long)rows[i].id);
		}
	}
	if (n > 0) {
		ui_heading(u, text(cx, T_VERVAL_VISITS), "kunjungan");
		ui_facts(u, NULL, facts, n);
	}
	if (met != 0) {
		int64_t picture = signature_of(signatures, n_signatures, met);

		if (picture != 0) {
			ui_small(u, text(cx, T_VERVAL_SIGNATURES));
			ui_photos_at(u, "signatures", "/verval/foto", &picture, 1);
		}
		TRY(draw_asked(cx, u, met));
	}
	if (!open && v->state == VERVAL_OPEN && flow_allows(flow, v->stage, ACT_VISIT) &&
	    may(cx, PERM_VERVAL_PROPOSE))
		ui_form(u, ask_form.name,
			&(struct ui_form){ .action = verval_path(cx, v->id, "/kunjungan"),
					   .def = &ask_form,
					   .form = req_form_of(r, &ask_form),
					   .title = text(cx, T_VERVAL_VISIT_ASK) });
	return ERR_OK;
}

static enum err ask_commit(struct ctx *cx, struct req *r, struct resp *resp)
{
	const struct form *f = req_form(r);
	int64_t officer = 0, id;

	(void)str_i64(form_text(f, A_OFFICER), &officer);
	TRY(visit_ask(cx, req_id(r), officer, (int32_t)form_int(f, A_DUE, 0), &id));
	resp->id = id;
	resp_see(cx, resp, T_VERVAL_VISIT_ASKED, "/verval/%lld", (long long)req_id(r));
	return ERR_OK;
}

/* ---- my visits ------------------------------------------------------------------------------- */

#define ROW(member) offsetof(struct verval_visit_mine_row, member)
static const struct column mine_columns[] = {
	{ "id", T_COL_ID, COL_ID, PRIV_NONE, ROW(id) },
	{ "subject_id", T_COL_SUBJECT, COL_ID, PRIV_NONE, ROW(subject_id) },
	{ "who", T_COL_SUBJECT, COL_TEXT, PRIV_GENERAL, ROW(who), .href = "/verval/kunjungan/{id}",
	  .flags = COL_STRONG },
	{ "address", T_VERVAL_ADDRESS, COL_TEXT, PRIV_GENERAL, ROW(address) },
	{ "rt", T_VERVAL_RT, COL_TEXT, PRIV_GENERAL, ROW(rt) },
	{ "rw", T_VERVAL_RW, COL_TEXT, PRIV_GENERAL, ROW(rw) },
	{ "region", T_COL_REGION, COL_TEXT, PRIV_NONE, ROW(region) },
	{ "due", T_VERVAL_VISIT_UNTIL, COL_DATE, PRIV_NONE, ROW(due_on) },
	{ "number", T_COL_NUMBER, COL_TEXT, PRIV_NONE, ROW(number) },
	{ "kind", T_COL_KIND, COL_ENUM, PRIV_NONE, ROW(kind), .member = verval_kind_text },
};
#undef ROW
static const struct table mine_table = { .name = "visits",
					 .title = T_VERVAL_MY_VISITS,
					 .columns = mine_columns,
					 .n_columns = LEN(mine_columns),
					 .subject = "subject_id" };

static enum err mine_page(struct ctx *cx, struct req *r, struct ui *u)
{
	struct verval_visit_mine_row *rows;
	size_t n;

	(void)r;
	TRY(verval_visit_mine_all(
	    cx, &(struct verval_visit_mine_args){ .n = ui_all_rows(u) ? INT32_MAX : LIST_ROWS },
	    &rows, &n));
	ui_begin(u, &(struct ui_page){ .title = text(cx, T_VERVAL_MY_VISITS),
				       .lead = text(cx, T_VERVAL_MY_VISITS_LEAD),
				       .nav = "/verval",
				       .parent = "/verval",
				       .parent_title = text(cx, T_VERVAL_TITLE) });
	ui_table(u, "visits", &mine_table, rows, n, sizeof(*rows),
		 &(struct ui_list){
		     .total = (int64_t)n, .main = true, .empty = text(cx, T_VERVAL_NO_VISITS) });
	return ui_end(u);
}

/* ---- one visit ------------------------------------------------------------------------------- */

/* The visit of the acting officer, not yet over. */
static enum err visit_get(struct ctx *cx, struct req *r, struct verval_visit_row_row *ret)
{
	TRY(verval_visit_row_one(cx, &(struct verval_visit_row_args){ .id = req_id(r) }, ret));
	if (ret->officer_id != cx->actor->user_id || ret->outcome_code != DB_NONE)
		return err_set(cx, ERR_NOTFOUND, "visit of somebody else, or over");
	req_disclose(r, ret->person_id != 0 ? ret->person_id : ret->family_id, "visit");
	return ERR_OK;
}

enum { D_RESULT, D_MET, D_DRAWN, D_SIGNED, D_SURE, D_NOTE, D_COORD, D_PHOTOS, D_UNASKED };

static const struct member results[] = {
	{ "bertemu", T_VERVAL_MET, T__NONE },
	{ "tidak_ada", T_VERVAL_NOBODY, T__NONE },
	{ "menolak", T_VERVAL_VISIT_REFUSED, T__NONE },
	{ "pindah", T_VERVAL_VISIT_MOVED, T__NONE },
	{ .value = NULL },
};
static const struct field done_fields[] = {
	[D_RESULT] = { .name = "hasil",
		       .kind = FIELD_ENUM,
		       .label = T_VERVAL_RESULT,
		       .required = true,
		       .members = results },
	[D_MET] = { .name = "penjawab",
		    .kind = FIELD_TEXT,
		    .label = T_VERVAL_WHO_ANSWERED,
		    .max = 120,
		    .privacy = FIELD_PERSONAL,
		    .depends = true,
		    .keep_draft = true },
	[D_DRAWN] = { .name = "tanda_tangan_gambar",
		      .kind = FIELD_FILES,
		      .label = T_VERVAL_SIGNED,
		      .hint = T_VERVAL_DRAWN_HINT,
		      .max = MEDIA_MAX_UPLOAD,
		      .max_value = 1,
		      .accept = "image/*",
		      .privacy = FIELD_SPECIFIC_DATA,
		      .depends = true,
		      .drawn = true },
	[D_SIGNED] = { .name = "tanda_tangan",
		       .kind = FIELD_TEXT,
		       .label = T_VERVAL_SIGNED_NAME,
		       .hint = T_VERVAL_SIGNED_HINT,
		       .max = 120,
		       .privacy = FIELD_PERSONAL,
		       .depends = true },
	[D_SURE] = { .name = "benar", .kind = FIELD_BOOL, .label = T_VERVAL_SURE },
	[D_NOTE] = { .name = "catatan",
		     .kind = FIELD_LONG,
		     .label = T_VERVAL_NOTE,
		     .max = 500,
		     .privacy = FIELD_PERSONAL,
		     .keep_draft = true },
	[D_COORD] = { .name = "koordinat",
		      .kind = FIELD_COORD,
		      .label = T_VERVAL_COORD,
		      .hint = T_VERVAL_COORD_HINT },
	[D_PHOTOS] = { .name = "foto",
		       .kind = FIELD_FILES,
		       .label = T_VERVAL_F_PHOTOS,
		       .hint = T_VERVAL_F_PHOTOS_HINT,
		       .max = MEDIA_MAX_UPLOAD,
		       .max_value = VERVAL_PHOTOS_MAX,
		       .privacy = FIELD_SPECIFIC_DATA },
	/* The last: where everything was asked it is not drawn. */
	[D_UNASKED] = { .name = "tidak_ditanyakan", .kind = FIELD_BOOL, .label = T_VERVAL_UNASKED },
	{ .kind = FIELD_END },
};

static enum err check_done(struct ctx *cx, struct form *f)
{
	const struct upload *files;

	if (form_int(f, D_RESULT, -1) + 1 != VISIT_MET)
		return ERR_OK;
	if (form_text(f, D_MET) == NULL)
		form_problem(cx, f, D_MET, T_VERVAL_MET_NEEDED, NULL);
	if (form_text(f, D_SIGNED) == NULL && form_files(f, D_DRAWN, &files) == 0)
		form_problem(cx, f, D_SIGNED, T_VERVAL_SIGNATURE_NEEDED, NULL);
	if (!form_bool(f, D_SURE))
		form_problem(cx, f, D_SURE, T_VERVAL_SURE_NEEDED, NULL);
	return ERR_OK;
}

static const struct form_def done_form = { .name = "verval_visit",
					   .fields = done_fields,
					   .check = check_done,
					   .submit = T_VERVAL_VISIT_SAVE,
					   .multipart = true };

/* "Rumah dan aset; Budi": the parts that nobody was asked about; NULL: none. */
static enum err unasked_words(struct ctx *cx, int64_t visit_id, const char **ret)
{
	struct visit_part *parts;
	const char *title;
	size_t n;

	*ret = NULL;
	TRY(visit_parts(cx, visit_id, &parts, &n));
	for (size_t i = 0; i < n; i++) {
		if (parts[i].asked)
			continue;
		title = part_title(cx, &parts[i]);
		/* A name may have an age behind a comma. */
		*ret = *ret == NULL ? title : arena_printf(cx->arena, "%s; %s", *ret, title);
	}
	return ERR_OK;
}

/* The same form with the unasked parts beside the box that goes on without them. */
static const struct form_def *done_form_of(struct ctx *cx, const char *unasked)
{
	struct form_def *def = arena_memdup(cx->arena, &done_form, sizeof(done_form));
	struct field *fields = arena_memdup(cx->arena, done_fields, sizeof(done_fields));

	if (unasked == NULL)
		fields[D_UNASKED] = (struct field){ .kind = FIELD_END };
	else
		fields[D_UNASKED].said_hint = text_fill(cx, T_VERVAL_UNASKED_HINT, unasked, NULL);
	def->fields = fields;
	return def;
}

static const char *visit_path(struct ctx *cx, int64_t id, const char *more)
{
	return arena_printf(cx->arena, "/verval/kunjungan/%lld%s", (long long)id, more);
}

static const char *part_path(struct ctx *cx, int64_t visit_id, const struct visit_part *p)
{
	return visit_path(cx, visit_id,
			  p->of == FACT_FAMILY
			      ? "/keluarga"
			      : arena_printf(cx->arena, "/orang/%lld", (long long)p->subject_id));
}

/* The parts of the questionnaire: the house, then each member. */
static enum err draw_parts(struct ctx *cx, struct ui *u, int64_t visit_id)
{
	struct visit_part *parts;
	struct ui_task *tasks;
	size_t n;

	TRY(visit_parts(cx, visit_id, &parts, &n));
	tasks = ARENA_ARRAY(cx->arena, n + 1, struct ui_task);
	for (size_t i = 0; i < n; i++) {
		const char *path = part_path(cx, visit_id, &parts[i]);

		tasks[i] = (struct ui_task){ .text = part_title(cx, &parts[i]),
					     .href = path,
					     .detail = part_words(cx, &parts[i], false),
					     .act_label = text(cx, T_VERVAL_FILL),
					     .act_href = path };
	}
	ui_heading(u, text(cx, T_VERVAL_QUESTIONS), "daftar");
	ui_small(u, text(cx, T_VERVAL_QUESTIONS_LEAD));
	ui_tasks(u, "parts", tasks, n, text(cx, T_VERVAL_NONE));
	return ERR_OK;
}

static enum err visit_page(struct ctx *cx, struct req *r, struct ui *u)
{
	struct form *back = req_form_of(r, &done_form);
	struct verval_visit_row_row v;
	const struct form_def *def;
	const char *unasked;

	TRY(visit_get(cx, r, &v));
	TRY(unasked_words(cx, v.id, &unasked));
	def = done_form_of(cx, unasked);
	ui_begin(u, &(struct ui_page){
			.title = text_fill(cx, T_VERVAL_VISIT_OF, v.who != NULL ? v.who : "", NULL),
			.nav = "/verval",
			.parent = "/verval/kunjungan",
			.parent_title = text(cx, T_VERVAL_MY_VISITS) });
	ui_facts(u, "visit",
		 (struct ui_fact[]){
		     { .name = "number",
		       .label = text(cx, T_COL_NUMBER),
		       .value = v.number,
		       .href = verval_path(cx, v.verval_id, "") },
		     { .name = "address",
		       .label = text(cx, T_VERVAL_ADDRESS),
		       .value = visit_place(cx->arena, v.address, v.rt, v.rw, NULL) },
		     { .name = "region", .label = text(cx, T_COL_REGION), .value = v.region },
		     { .name = "due",
		       .label = text(cx, T_VERVAL_VISIT_UNTIL),
		       .value = say_date(cx, (int32_t)v.due_on),
		       .data = date_iso(cx->arena, (int32_t)v.due_on) } },
		 4);
	TRY(draw_parts(cx, u, v.id));
	ui_form(u, done_form.name,
		&(struct ui_form){ .action = visit_path(cx, v.id, ""),
				   .def = def,
				   .form = back != NULL ? form_as(cx, back, def) : NULL,
				   .title = text(cx, T_VERVAL_RESULT) });
	return ui_end(u);
}

struct finished {
	const struct media_draft *photos, *drawn;
	size_t n, n_drawn;
	int64_t verval_id;
};

/* Who has met somebody and left parts out says that he knows it. */
static enum err see_unasked(struct ctx *cx, struct form *f, int64_t visit_id)
{
	const char *unasked;

	if (form_int(f, D_RESULT, -1) + 1 != VISIT_MET || form_bool(f, D_UNASKED))
		return ERR_OK;
	TRY(unasked_words(cx, visit_id, &unasked));
	if (unasked != NULL)
		form_problem(cx, f, D_UNASKED, T_VERVAL_UNASKED_TICK, unasked);
	return ERR_OK;
}

static enum err done_prepare(struct ctx *cx, struct req *r)
{
	struct finished *p = ARENA_NEW(cx->arena, struct finished);
	struct verval_visit_row_row v;

	TRY(visit_get(cx, r, &v));
	TRY(see_unasked(cx, req_form(r), v.id));
	p->verval_id = v.verval_id;
	TRY(verval_pictures(cx, req_form(r), D_PHOTOS, &p->photos, &p->n));
	TRY(verval_pictures(cx, req_form(r), D_DRAWN, &p->drawn, &p->n_drawn));
	req_set_data(r, p);
	return ERR_OK;
}

static enum err done_commit(struct ctx *cx, struct req *r, struct resp *resp)
{
	const struct form *f = req_form(r);
	const struct finished *p = req_data(r);
	struct visit_done d = {
		.result = (enum visit_result)(form_int(f, D_RESULT, 0) + 1),
		.met = form_text(f, D_MET),
		.signed_by = form_text(f, D_SIGNED),
		.note = form_text(f, D_NOTE),
		.signature = p->n_drawn > 0 ? p->drawn : NULL,
	};

	form_point(f, D_COORD, &d.lat_e6, &d.lng_e6);
	for (size_t i = 0; i < p->n; i++)
		TRY(verval_add_photo(cx, p->verval_id, req_id(r), &p->photos[i]));
	TRY(visit_done(cx, req_id(r), &d));
	resp_see(cx, resp, T_VERVAL_VISIT_SAVED, "/verval/kunjungan");
	return ERR_OK;
}

/* ---- a part of the questionnaire ------------------------------------------------------------- */

static const struct field part_fields[] = {
	{ .name = "bagian", .kind = FIELD_HIDDEN, .label = T_VERVAL_PART, .max = 120 },
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

static const struct form_def person_part = { .name = "visit_person",
					     .fields = part_fields,
					     .now = person_now,
					     .submit = T_VERVAL_PART_SAVE,
					     .mostly_optional = true };
static const struct form_def family_part = { .name = "visit_family",
					     .fields = part_fields,
					     .now = family_now,
					     .submit = T_VERVAL_PART_SAVE,
					     .mostly_optional = true };

struct part {
	struct verval_visit_row_row visit;
	struct visit_part of;
	const char *path;
	struct verval_ask *ask;
	size_t n;
};

/* Only the family of the request and who lives in it are asked about. */
static enum err part_get(struct ctx *cx, struct req *r, struct part *ret)
{
	const char *who = req_segment(r, "nomor");
	struct visit_part *parts;
	int64_t subject_id;
	size_t n;

	TRY(visit_get(cx, r, &ret->visit));
	subject_id = ret->visit.family_id;
	if (who != NULL && !str_i64(who, &subject_id))
		return err_set(cx, ERR_NOTFOUND, "no such member");
	TRY(visit_parts(cx, ret->visit.id, &parts, &n));
	for (size_t i = 0; i < n; i++) {
		if (parts[i].subject_id != subject_id ||
		    (parts[i].of == FACT_PERSON) != (who != NULL))
			continue;
		ret->of = parts[i];
		ret->path = part_path(cx, ret->visit.id, &parts[i]);
		if (who != NULL)
			req_disclose(r, subject_id, "visit");
		return ERR_OK;
	}
	return err_set(cx, ERR_NOTFOUND, "no part of this visit");
}

static enum err part_page(struct ctx *cx, struct req *r, struct ui *u)
{
	const struct form_def *def;
	struct part p;
	struct form *f;

	TRY(part_get(cx, r, &p));
	def = p.of.of == FACT_PERSON ? &person_part : &family_part;
	TRY(facts_form(
	    cx,
	    &(struct facts_form){ .def = def,
				  .of = p.of.of,
				  .subject_id = p.of.subject_id,
				  .verval_id = p.visit.verval_id,
				  .groups = p.of.of == FACT_PERSON ? PERSON_PARTS : FAMILY_PARTS,
				  .back = req_form_of(r, def) },
	    &f));
	ui_begin(u, &(struct ui_page){
			.title = part_title(cx, &p.of),
			.lead = text(cx, T_VERVAL_QUESTIONS_LEAD),
			.nav = "/verval",
			.parent = visit_path(cx, p.visit.id, ""),
			.parent_title = text_fill(cx, T_VERVAL_VISIT_OF,
						  p.visit.who != NULL ? p.visit.who : "", NULL) });
	ui_form(u, def->name,
		&(struct ui_form){ .action = p.path, .def = form_def_of(f), .form = f });
	return ui_end(u);
}

static enum err part_prepare(struct ctx *cx, struct req *r)
{
	struct part *p = ARENA_NEW(cx->arena, struct part);

	TRY(part_get(cx, r, p));
	TRY(facts_asked(cx, req_form(r), p->of.of, p->of.subject_id, &p->ask, &p->n));
	req_set_data(r, p);
	return ERR_OK;
}

static enum err part_commit(struct ctx *cx, struct req *r, struct resp *resp)
{
	const struct part *p = req_data(r);

	TRY(visit_answer(cx, p->visit.id, &p->of, p->ask, p->n));
	resp_see(cx, resp, T_VERVAL_PART_SAVED, "/verval/kunjungan/%lld", (long long)req_id(r));
	return ERR_OK;
}

const struct route visit_routes[] = {
	{ POST, "/verval/{id}/kunjungan", PERM_VERVAL_PROPOSE, 0, REPR_PAGE, T_VERVAL_VISIT_ASK,
	  .form = &ask_form, .page = verval_page, .commit = ask_commit },
	{ GET, "/verval/kunjungan", PERM_VERVAL_PROPOSE, 0, REPR_LIST, T_VERVAL_MY_VISITS,
	  .page = mine_page },
	{ GET, "/verval/kunjungan/{id}", PERM_VERVAL_PROPOSE, ROUTE_NO_MENU, REPR_PAGE,
	  T_VERVAL_MY_VISITS, .page = visit_page },
	{ POST, "/verval/kunjungan/{id}", PERM_VERVAL_PROPOSE, ROUTE_BIG, REPR_PAGE,
	  T_VERVAL_VISIT_SAVE, .form = &done_form, .page = visit_page, .prepare = done_prepare,
	  .commit = done_commit },
	{ GET, "/verval/kunjungan/{id}/keluarga", PERM_VERVAL_PROPOSE, ROUTE_NO_MENU, REPR_PAGE,
	  T_VERVAL_HOUSE, .page = part_page },
	{ POST, "/verval/kunjungan/{id}/keluarga", PERM_VERVAL_PROPOSE, 0, REPR_PAGE,
	  T_VERVAL_PART_SAVE, .form = &family_part, .page = part_page, .prepare = part_prepare,
	  .commit = part_commit },
	{ GET, "/verval/kunjungan/{id}/orang/{nomor}", PERM_VERVAL_PROPOSE, ROUTE_NO_MENU,
	  REPR_PAGE, T_VERVAL_QUESTIONS, .page = part_page },
	{ POST, "/verval/kunjungan/{id}/orang/{nomor}", PERM_VERVAL_PROPOSE, 0, REPR_PAGE,
	  T_VERVAL_PART_SAVE, .form = &person_part, .page = part_page, .prepare = part_prepare,
	  .commit = part_commit },
	{ .method = 0 },
};
