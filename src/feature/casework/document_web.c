/* Documents: added to a case, a step or a referral; listed there; opened, removed, brought back. */
#include "feature/casework/document.h"

#include "base/clock.h"
#include "base/str.h"
#include "feature/casework/case_web.h"
#include "feature/casework/document_sql.h"
#include "platform/app.h"
#include "platform/vault/vault.h"
#include "text/document.h"
#include "text/export.h"

#include <string.h>

/* ---- the form ---------------------------------------------------------------------------- */

static enum err kind_choices(struct ctx *cx, const struct form *f, struct options *ret)
{
	(void)f;
	return ref_options(cx, "document_kind", ret);
}

enum { D_KIND, D_NUMBER, D_DATED, D_TITLE, D_NOTE, D_FILES };
#define SAID_FIELDS                                                                       \
	[D_KIND] = { .name = "kind",                                                      \
		     .kind = FIELD_REF,                                                   \
		     .label = T_DOCUMENT_F_KIND,                                          \
		     .required = true,                                                    \
		     .options = kind_choices },                                           \
	[D_NUMBER] = { .name = "number",                                                  \
		       .kind = FIELD_TEXT,                                                \
		       .label = T_DOCUMENT_F_NUMBER,                                      \
		       .hint = T_DOCUMENT_F_NUMBER_HINT,                                  \
		       .max = 60,                                                         \
		       .privacy = FIELD_SPECIFIC_DATA },                                  \
	[D_DATED] = { .name = "dated", .kind = FIELD_DATE, .label = T_DOCUMENT_F_DATED }, \
	[D_TITLE] = { .name = "title",                                                    \
		      .kind = FIELD_TEXT,                                                 \
		      .label = T_DOCUMENT_F_TITLE,                                        \
		      .max = 160,                                                         \
		      .privacy = FIELD_SPECIFIC_DATA },                                   \
	[D_NOTE] = { .name = "note",                                                      \
		     .kind = FIELD_LONG,                                                  \
		     .label = T_DOCUMENT_F_NOTE,                                          \
		     .max = 1000,                                                         \
		     .privacy = FIELD_SPECIFIC_DATA,                                      \
		     .keep_draft = true }

static const struct field document_fields[] = {
	SAID_FIELDS,
	[D_FILES] = { .name = "files",
		      .kind = FIELD_FILES,
		      .label = T_DOCUMENT_F_FILES,
		      .hint = T_DOCUMENT_F_FILES_HINT,
		      .required = true,
		      .max = MEDIA_MAX_UPLOAD,
		      .max_value = DOCUMENTS_AT_ONCE,
		      .accept = "application/pdf,image/jpeg,image/png",
		      .privacy = FIELD_SPECIFIC_DATA },
	{ .kind = FIELD_END },
};

static enum err check_document(struct ctx *cx, struct form *f)
{
	if (form_int(f, D_DATED, INT64_MIN) > ref_today(cx))
		form_problem(cx, f, D_DATED, T_DOCUMENT_PROBLEM_DATE, NULL);
	return ERR_OK;
}

const struct form_def case_document_form = { .name = "case_document",
					     .fields = document_fields,
					     .check = check_document,
					     .submit = T_DOCUMENT_ADD,
					     .multipart = true,
					     .mostly_optional = true };

static const struct field change_fields[] = { SAID_FIELDS, { .kind = FIELD_END } };
static const struct form_def change_form = { .name = "document_change",
					     .fields = change_fields,
					     .check = check_document,
					     .submit = T_DOCUMENT_SAVE,
					     .mostly_optional = true };

static const struct field remove_fields[] = {
	{ .name = "why",
	  .kind = FIELD_TEXT,
	  .label = T_DOCUMENT_F_WHY,
	  .required = true,
	  .max = 300,
	  .privacy = FIELD_SPECIFIC_DATA },
	{ .kind = FIELD_END },
};
static const struct form_def remove_form = { .name = "document_remove",
					     .fields = remove_fields,
					     .submit = T_DOCUMENT_REMOVE };

/* ---- lists ------------------------------------------------------------------------------- */

struct line {
	int64_t id, subject_id, dated_on, added_at;
	const char *path, *name, *number, *title, *file, *who;
};

#define ROW(member) offsetof(struct line, member)
static const struct column columns[] = {
	{ "id", T_COL_ID, COL_ID, PRIV_NONE, ROW(id) },
	{ "subject_id", T_DOCUMENT_CASE, COL_ID, PRIV_NONE, ROW(subject_id) },
	{ "kind", T_DOCUMENT_F_KIND, COL_TEXT, PRIV_NONE, ROW(name), .href = "{path}",
	  .flags = COL_STRONG },
	{ "number", T_DOCUMENT_F_NUMBER, COL_TEXT, PRIV_GENERAL, ROW(number) },
	{ "title", T_DOCUMENT_F_TITLE, COL_TEXT, PRIV_GENERAL, ROW(title) },
	{ "dated", T_DOCUMENT_F_DATED, COL_DATE, PRIV_NONE, ROW(dated_on) },
	{ "file", T_DOCUMENT_F_FILE, COL_TEXT, PRIV_NONE, ROW(file) },
	/* The story says who and when. */
	{ "added", T_DOCUMENT_F_ADDED, COL_INSTANT, PRIV_NONE, ROW(added_at),
	  .flags = COL_DATA_ONLY },
	{ "by", T_DOCUMENT_F_BY, COL_TEXT, PRIV_NONE, ROW(who), .flags = COL_DATA_ONLY },
	{ "path", T_DOCUMENT_OPEN, COL_TEXT, PRIV_NONE, ROW(path), .flags = COL_DATA_ONLY },
};
#undef ROW
static const struct table table = { .name = "documents",
				    .title = T_DOCUMENT_TITLE,
				    .columns = columns,
				    .n_columns = LEN(columns),
				    .subject = "subject_id" };

static const char *part_name(struct ctx *cx, const char *code, int64_t part, int64_t n)
{
	const char *name = ref_label(cx, "document_kind", code);

	return n < 2 ? name
		     : text_fill(cx, T_DOCUMENT_PART, name, say_number(cx, part), say_number(cx, n),
				 NULL);
}

static const char *file_words(struct ctx *cx, bool pdf, int64_t pages)
{
	return pdf ? text_fill(cx, T_DOCUMENT_PDF_PAGES, say_number(cx, pages), NULL)
		   : text(cx, T_DOCUMENT_PHOTO);
}

/* What became of a document in place of its form: removed and why, gone, or NULL. */
static const char *fate(struct ctx *cx, int64_t removed_at, int64_t gone_at, const char *why)
{
	if (gone_at != 0)
		return text(cx, T_DOCUMENT_GONE);
	return removed_at != 0 ? text_fill(cx, T_DOCUMENT_REMOVED_TITLE, why, NULL) : NULL;
}

static const char *by_words(struct ctx *cx, const char *who, const char *unit)
{
	return unit != NULL && who != NULL ? text_fill(cx, T_DOCUMENT_BY, who, unit, NULL) : who;
}

static enum err line_of(struct ctx *cx, const struct case_papers *p,
			const struct document_list_row *d, struct line *ret)
{
	struct vault_item items[] = { { .kind = SEAL_NARRATIVE, .sealed = d->number_sealed },
				      { .kind = SEAL_NARRATIVE, .sealed = d->title_sealed },
				      { .kind = SEAL_NARRATIVE, .sealed = d->why_sealed } };
	const char *became;

	TRY(vault_unseal_all(cx, p->case_id, items, LEN(items)));
	became = fate(cx, d->removed_at, d->gone_at, items[2].plain);
	*ret = (struct line){
		.id = d->id,
		.subject_id = p->subject_id,
		.path = p->glass_id == 0
			    ? arena_printf(cx->arena, "/dokumen/%lld", (long long)d->id)
			    : arena_printf(cx->arena, "/buka-darurat/%lld/dokumen/%lld",
					   (long long)p->glass_id, (long long)d->id),
		.name = part_name(cx, d->code, d->part, d->part_n),
		.number = items[0].plain,
		.title = items[1].plain,
		.dated_on = d->dated_on,
		.file = became != NULL ? became : file_words(cx, d->pdf != 0, d->pages),
		.added_at = d->added_at,
		.who = by_words(cx, d->who, d->unit),
	};
	return ERR_OK;
}

enum err case_draw_papers(struct ctx *cx, struct ui *u, const struct case_papers *p)
{
	const struct document_list_args a = {
		.case_id = p->case_id,
		.step_id = p->step_id,
		.referral_id = p->referral_id,
		.service_id = p->service_id,
		.with = (p->step_id != 0 ? DOCUMENT_LIST_WITH_STEP : 0U) |
			(p->referral_id != 0 ? DOCUMENT_LIST_WITH_REFERRAL : 0U) |
			(p->service_id != 0 ? DOCUMENT_LIST_WITH_SERVICE : 0U),
	};
	struct document_list_row *rows;
	struct line *lines;
	size_t n, i;

	TRY(document_list_all(cx, &a, &rows, &n));
	if (n == 0)
		return ERR_OK;
	lines = ARENA_ARRAY(cx->arena, n, struct line);
	for (i = 0; i < n; i++)
		TRY(line_of(cx, p, &rows[i], &lines[i]));
	ui_heading(u, text(cx, T_DOCUMENT_TITLE), "berkas");
	ui_table(u, "documents", &table, lines, n, sizeof(*lines),
		 &(struct ui_list){ .total = (int64_t)n, .empty = text(cx, T_DOCUMENT_EMPTY) });
	return ERR_OK;
}

/* ---- files on their way in --------------------------------------------------------------- */

/* What prepare has ready for the commit. */
struct papers {
	int64_t case_id, step_id, referral_id, service_id;
	struct document_file files[DOCUMENTS_AT_ONCE];
	size_t n;
};

static bool is_pdf(struct blob b)
{
	return b.n >= 5 && memcmp(b.p, "%PDF-", 5) == 0;
}

static enum text pdf_problem(enum pdf_look look)
{
	switch (look) {
	case PDF_GOOD:
		return T__NONE;
	case PDF_BROKEN:
		return T_DOCUMENT_PROBLEM_BROKEN;
	case PDF_LOCKED:
		return T_DOCUMENT_PROBLEM_LOCKED;
	case PDF_ACTIVE:
		return T_DOCUMENT_PROBLEM_ACTIVE;
	case PDF_EMBEDS:
		return T_DOCUMENT_PROBLEM_EMBEDS;
	}
	return T_DOCUMENT_PROBLEM_BROKEN;
}

/* This file can't be taken, for that reason. */
static enum err turn_down(struct ctx *cx, struct form *f, size_t file, enum text why,
			  const char *arg1)
{
	const struct upload *up;

	(void)form_files(f, D_FILES, &up);
	form_problem_said(cx, f, D_FILES, text_fill(cx, why, up[file].name, arg1, NULL));
	form_file_bad(f, D_FILES, file);
	return ERR_OK;
}

static enum err take_pdf(struct ctx *cx, struct form *f, size_t file, size_t most,
			 struct document_file *ret)
{
	const struct upload *up;
	enum pdf_look look;

	(void)form_files(f, D_FILES, &up);
	up += file;
	if (up->bytes.n > most)
		return turn_down(cx, f, file, T_DOCUMENT_PROBLEM_SIZE,
				 say_number(cx, (int64_t)(most >> 20)));
	TRY(media_look_pdf(cx, up->bytes, &look, &ret->pages));
	if (look != PDF_GOOD)
		return turn_down(cx, f, file, pdf_problem(look), NULL);
	return form_ok(f) ? media_store_pdf(cx, up->bytes, &ret->draft) : ERR_OK;
}

static enum err take_picture(struct ctx *cx, struct form *f, size_t file, struct document_file *ret)
{
	struct picture picture;
	const struct upload *up;
	enum err e;

	(void)form_files(f, D_FILES, &up);
	e = media_recode(cx, up[file].bytes, &picture);
	if (e == ERR_INVALID || e == ERR_TOOBIG) {
		err_clear(cx);
		return turn_down(cx, f, file, T_DOCUMENT_PROBLEM_KIND, NULL);
	}
	TRY(e);
	return form_ok(f) ? media_store_paper(cx, &picture, &ret->draft) : ERR_OK;
}

/* Looks at every file, so that all that is wrong is said at once; what was stored of a form with a
 * problem nobody attaches, and it goes after a day. */
static enum err take_files(struct ctx *cx, struct form *f, struct papers *p)
{
	const struct upload *up;
	size_t n = form_files(f, D_FILES, &up), most, i;

	TRY(document_size(cx, &most));
	for (i = 0; i < n && i < DOCUMENTS_AT_ONCE; i++)
		if (is_pdf(up[i].bytes))
			TRY(take_pdf(cx, f, i, most, &p->files[i]));
		else
			TRY(take_picture(cx, f, i, &p->files[i]));
	p->n = i;
	return ERR_OK;
}

static enum err prepare(struct ctx *cx, struct req *r, const struct papers *of)
{
	struct papers *p = arena_memdup(cx->arena, of, sizeof(*of));
	struct case_in_scope_row row;

	TRY(case_in_scope_one(cx, &(struct case_in_scope_args){ .id = p->case_id }, &row));
	TRY(take_files(cx, req_form(r), p));
	req_set_data(r, p);
	return ERR_OK;
}

static enum err case_prepare(struct ctx *cx, struct req *r)
{
	return prepare(cx, r, &(struct papers){ .case_id = req_id(r) });
}

static enum err step_prepare(struct ctx *cx, struct req *r)
{
	struct step_case_row s;

	TRY(step_case_one(cx, &(struct step_case_args){ .id = req_id(r) }, &s));
	return prepare(cx, r, &(struct papers){ .case_id = s.case_id, .step_id = s.id });
}

static enum err referral_prepare(struct ctx *cx, struct req *r)
{
	struct referral_get_row f;

	TRY(referral_get_one(cx, &(struct referral_get_args){ .id = req_id(r) }, &f));
	return prepare(
	    cx, r,
	    &(struct papers){ .case_id = f.case_id, .step_id = f.step_id, .referral_id = f.id });
}

static enum err service_prepare(struct ctx *cx, struct req *r)
{
	struct service_get_row s;

	TRY(service_get_one(cx, &(struct service_get_args){ .id = req_id(r) }, &s));
	return prepare(cx, r, &(struct papers){ .case_id = s.case_id, .service_id = s.id });
}

static struct document_new said_in(const struct form *f)
{
	return (struct document_new){
		.code = form_text(f, D_KIND),
		.number = form_text(f, D_NUMBER),
		.title = form_text(f, D_TITLE),
		.note = form_text(f, D_NOTE),
		.dated_on = form_int(f, D_DATED, DB_NONE),
	};
}

static enum err add_commit(struct ctx *cx, struct req *r, struct resp *resp)
{
	const struct papers *p = req_data(r);
	struct document_new n = said_in(req_form(r));
	const char *from = p->service_id != 0    ? "layanan-diberikan"
			   : p->referral_id != 0 ? "rujukan"
			   : p->step_id != 0     ? "langkah"
						 : "kasus";

	n.step_id = p->step_id;
	n.referral_id = p->referral_id;
	n.service_id = p->service_id;
	TRY(document_add(cx, p->case_id, &n, p->files, p->n, &resp->id));
	resp_see(cx, resp, T_DOCUMENT_ADDED, "/%s/%lld#berkas", from, (long long)req_id(r));
	return ERR_OK;
}

/* ---- one of them ------------------------------------------------------------------------- */

/* A document of a case in scope with its words opened. */
struct paper {
	struct document_view_row d;
	const char *number, *title, *note, *why;
	bool asks; /* specific data of others, and his unit takes no part: he says what for */
};

static enum err open_paper(struct ctx *cx, struct req *r, int64_t id, struct paper *p)
{
	struct vault_item items[4] = { { .kind = SEAL_NARRATIVE },
				       { .kind = SEAL_NARRATIVE },
				       { .kind = SEAL_NARRATIVE },
				       { .kind = SEAL_NARRATIVE } };

	TRY(document_view_one(cx, &(struct document_view_args){ .id = id }, &p->d));
	req_disclose(r, p->d.subject_id, "documents");
	items[0].sealed = p->d.number_sealed;
	items[1].sealed = p->d.title_sealed;
	items[2].sealed = p->d.note_sealed;
	items[3].sealed = p->d.why_sealed;
	TRY(vault_unseal_all(cx, p->d.case_id, items, LEN(items)));
	p->number = items[0].plain;
	p->title = items[1].plain;
	p->note = items[2].plain;
	p->why = items[3].plain;
	p->asks = p->d.specific != 0 && p->d.takes_part == 0 && p->d.by_id != cx->actor->user_id;
	return ERR_OK;
}

/* The fact that leads to the file, or asks what for first. */
static struct ui_fact file_fact(struct ctx *cx, const struct paper *p)
{
	const char *path = arena_printf(cx->arena, "/dokumen/%lld/berkas", (long long)p->d.id);
	struct ui_fact fact = { .name = "file",
				.label = text(cx, T_DOCUMENT_F_FILE),
				.value = fate(cx, p->d.removed_at, p->d.gone_at, p->why) };

	if (fact.value != NULL)
		return fact;
	fact.value = file_words(cx, p->d.pdf != 0, p->d.pages);
	if (p->asks)
		fact.reveal = path;
	return fact;
}

static void draw_facts(struct ctx *cx, struct ui *u, const struct paper *p)
{
	struct ui_fact facts[11];
	size_t n = 0;

#define FACT(key, label_, value_, ...)                                            \
	do {                                                                      \
		const char *fact_ = (value_);                                     \
		if (!str_blank(fact_))                                            \
			facts[n++] = (struct ui_fact){ .name = (key),             \
						       .label = text(cx, label_), \
						       .value = fact_,            \
						       __VA_ARGS__ };             \
	} while (0)
	FACT("case", T_DOCUMENT_CASE, p->d.case_number,
	     .href = arena_printf(cx->arena, "/kasus/%lld", (long long)p->d.case_id));
	if (p->d.referral_id != 0)
		FACT("referral", T_DOCUMENT_REFERRAL, text(cx, T_DOCUMENT_REFERRAL_OPEN),
		     .href = arena_printf(cx->arena, "/rujukan/%lld", (long long)p->d.referral_id));
	if (p->d.step_id != 0)
		FACT("step", T_DOCUMENT_STEP, text(cx, T_DOCUMENT_STEP_OPEN),
		     .href = arena_printf(cx->arena, "/langkah/%lld", (long long)p->d.step_id));
	if (p->d.service_id != 0)
		FACT("service", T_DOCUMENT_SERVICE, text(cx, T_DOCUMENT_SERVICE_OPEN),
		     .href = arena_printf(cx->arena, "/layanan-diberikan/%lld",
					  (long long)p->d.service_id));
	FACT("number", T_DOCUMENT_F_NUMBER, p->number, .note = NULL);
	if (p->d.dated_on != DB_NONE)
		facts[n++] = ui_fact_on(cx, "dated", T_DOCUMENT_F_DATED, (int32_t)p->d.dated_on);
	FACT("title", T_DOCUMENT_F_TITLE, p->title, .note = NULL);
	FACT("note", T_DOCUMENT_F_NOTE, p->note, .note = NULL);
	FACT("added", T_DOCUMENT_F_ADDED, say_instant(cx, p->d.added_at),
	     .data = iso_instant(cx, p->d.added_at), .note = by_words(cx, p->d.who, p->d.unit));
	if (p->d.removed_at != 0)
		FACT("removed", T_DOCUMENT_F_REMOVED, say_instant(cx, p->d.removed_at),
		     .data = iso_instant(cx, p->d.removed_at), .note = p->d.remover);
#undef FACT
	facts[n++] = file_fact(cx, p);
	ui_facts(u, "document", facts, n);
}

static enum err draw_removed(struct ctx *cx, struct ui *u, const struct paper *p)
{
	int64_t until;

	if (p->d.gone_at != 0 || p->d.removed_at == 0)
		return ERR_OK;
	TRY(document_kept_until(cx, p->d.removed_at, &until));
	ui_note(u, UI_WARN, text_fill(cx, T_DOCUMENT_REMOVED_TITLE, p->why, NULL),
		text_fill(cx, T_DOCUMENT_REMOVED_UNTIL, say_instant(cx, until), NULL));
	if (may(cx, PERM_CASE_WORK))
		ui_actions(
		    u,
		    &(struct ui_action){ .label = text(cx, T_DOCUMENT_RESTORE),
					 .href = arena_printf(cx->arena, "/dokumen/%lld/kembali",
							      (long long)p->d.id),
					 .post = &case_plain_form },
		    1);
	return ERR_OK;
}

/* What came back with problems, or what is said of it now. */
static struct form *change_filled(struct ctx *cx, struct req *r, const struct paper *p)
{
	struct form *f = req_form_of(r, &change_form);

	if (f != NULL)
		return f;
	f = form_new(cx, &change_form);
	form_set_text(cx, f, D_KIND, p->d.code);
	form_set_text(cx, f, D_NUMBER, p->number);
	form_set_text(cx, f, D_TITLE, p->title);
	form_set_text(cx, f, D_NOTE, p->note);
	if (p->d.dated_on != DB_NONE)
		form_set_int(cx, f, D_DATED, p->d.dated_on);
	return f;
}

static void draw_form(struct ctx *cx, struct ui *u, const struct paper *p, const char *path,
		      struct ui_form look)
{
	look.action = arena_printf(cx->arena, "/dokumen/%lld%s", (long long)p->d.id, path);
	look.folded = true;
	look.secondary = true;
	ui_form(u, look.def->name, &look);
}

static void draw_acts(struct ctx *cx, struct ui *u, struct req *r, const struct paper *p)
{
	if (p->d.removed_at != 0 || p->d.gone_at != 0)
		return;
	if (p->asks)
		ui_note(u, UI_INFO, text(cx, T_DOCUMENT_SPECIFIC),
			text(cx, T_DOCUMENT_SPECIFIC_NOTE));
	else
		ui_actions(
		    u,
		    &(struct ui_action){
			.label = text(cx, p->d.pdf != 0 ? T_DOCUMENT_OPEN_PDF : T_DOCUMENT_OPEN),
			.href = arena_printf(cx->arena, "/dokumen/%lld/berkas", (long long)p->d.id),
			.primary = true },
		    1);
	if (!may(cx, PERM_CASE_WORK))
		return;
	draw_form(cx, u, p, "",
		  (struct ui_form){ .def = &change_form,
				    .form = change_filled(cx, r, p),
				    .title = text(cx, T_DOCUMENT_CHANGE) });
	draw_form(cx, u, p, "/hapus",
		  (struct ui_form){ .def = &remove_form,
				    .form = req_form_or_new(cx, r, &remove_form),
				    .title = text(cx, T_DOCUMENT_REMOVE),
				    .danger = true });
}

static enum err document_page(struct ctx *cx, struct req *r, struct ui *u)
{
	struct paper p;

	TRY(open_paper(cx, r, req_id(r), &p));
	ui_begin(u, &(struct ui_page){ .title = part_name(cx, p.d.code, p.d.part, p.d.part_n),
				       .nav = "/kasus",
				       .parent = arena_printf(cx->arena, "/kasus/%lld#berkas",
							      (long long)p.d.case_id),
				       .parent_title = p.d.case_number });
	TRY(draw_removed(cx, u, &p));
	if (p.d.specific != 0)
		ui_badge(u, UI_WARN, text(cx, T_DOCUMENT_SPECIFIC));
	draw_facts(cx, u, &p);
	draw_acts(cx, u, r, &p);
	return ui_end(u);
}

/* ---- its bytes --------------------------------------------------------------------------- */

/* Only letters, digits, dash and underline: a code that a city has made may hold others. */
static const char *file_name(struct ctx *cx, const struct document_view_row *d)
{
	const char *code = d->code;

	if (strspn(code, "abcdefghijklmnopqrstuvwxyz0123456789-_") != strlen(code))
		code = "dokumen";
	return arena_printf(cx->arena, "%s-%s-%lld.%s", code, d->case_number, (long long)d->part,
			    d->pdf != 0 ? "pdf" : "jpg");
}

static enum err send_file(struct ctx *cx, struct resp *resp, const struct document_view_row *d)
{
	enum media_kind kind;
	struct blob bytes;

	if (d->removed_at != 0 || d->gone_at != 0)
		return err_set(cx, ERR_GONE, "document %lld was removed", (long long)d->id);
	TRY(media_get_paper(cx, d->media_id, &kind, &bytes));
	if (kind == MEDIA_PDF) {
		resp_foreign(resp, "application/pdf", file_name(cx, d), bytes);
		return ERR_OK;
	}
	/* A picture was drawn anew by ourselves: it may be looked at in place. */
	resp_picture(resp, bytes, false);
	resp->filename = file_name(cx, d);
	return ERR_OK;
}

static enum err file_raw(struct ctx *cx, struct req *r, struct resp *resp)
{
	struct paper p;

	TRY(open_paper(cx, r, req_id(r), &p));
	if (p.asks && !purpose_said(cx)) {
		resp->status = 303;
		resp->location = arena_printf(cx->arena, "/dokumen/%lld", (long long)p.d.id);
		return ERR_OK;
	}
	req_disclose(r, p.d.subject_id, p.d.specific != 0 ? "document_specific" : "document");
	return send_file(cx, resp, &p.d);
}

/* Opened by break-glass: for whoever opened the case, in his hours. */
static enum err glass_raw(struct ctx *cx, struct req *r, struct resp *resp)
{
	struct document_view_row d;
	int64_t id;

	if (!str_i64(req_segment(r, "document"), &id))
		return err_set(cx, ERR_NOTFOUND, "no such document");
	TRY(document_view_one(cx,
			      &(struct document_view_args){ .id = id,
							    .glass_id = req_id(r),
							    .with = DOCUMENT_VIEW_WITH_GLASS },
			      &d));
	req_disclose(r, d.subject_id, "glass");
	return send_file(cx, resp, &d);
}

/* ---- as the proof of a service ----------------------------------------------------------- */

/* Who accounts for the money opens what proves a service, and says what for; the case stays shut,
 * and so does a paper with specific data in it. */
static struct ui_fact proof_fact(struct ctx *cx, int64_t service_id,
				 const struct service_proof_papers_row *d)
{
	struct ui_fact fact = { .name = arena_printf(cx->arena, "paper_%lld", (long long)d->id),
				.label = part_name(cx, d->code, d->part, d->part_n),
				.value = file_words(cx, d->pdf != 0, d->pages),
				.note = text_fill(cx, T_DOCUMENT_PROOF_ADDED,
						  say_instant(cx, d->added_at), NULL) };

	if (d->specific != 0)
		fact.note = text(cx, T_DOCUMENT_PROOF_SPECIFIC);
	else
		fact.reveal = arena_printf(cx->arena, "/layanan-diberikan/%lld/bukti/%lld",
					   (long long)service_id, (long long)d->id);
	return fact;
}

static enum err draw_proofs(struct ctx *cx, struct ui *u, int64_t service_id)
{
	struct service_proof_papers_row *papers;
	struct ui_fact *facts;
	size_t n, i;

	TRY(service_proof_papers_all(
	    cx, &(struct service_proof_papers_args){ .service_id = service_id }, &papers, &n));
	ui_heading(u, text(cx, T_DOCUMENT_PROOF_PAPERS), "berkas");
	if (n == 0) {
		ui_small(u, text(cx, T_DOCUMENT_PROOF_NONE));
		return ERR_OK;
	}
	facts = ARENA_ARRAY(cx->arena, n, struct ui_fact);
	for (i = 0; i < n; i++)
		facts[i] = proof_fact(cx, service_id, &papers[i]);
	ui_facts(u, "papers", facts, n);
	return ERR_OK;
}

static enum err proof_page(struct ctx *cx, struct req *r, struct ui *u)
{
	struct service_proof_row s;

	TRY(service_proof_one(cx, &(struct service_proof_args){ .id = req_id(r) }, &s));
	ui_begin(u, &(struct ui_page){ .title = service_name(cx, s.service, s.item),
				       .nav = "/layanan",
				       .parent = "/layanan/daftar",
				       .parent_title = text(cx, T_DOCUMENT_PROOF_LIST) });
	case_draw_service(
	    cx, u,
	    &(struct service_get_row){ .item = s.item,
				       .spm_group = s.spm_group,
				       .given_on = s.given_on,
				       .quantity = s.quantity,
				       .cost = s.cost,
				       .sub_activity = s.sub_activity,
				       .proof = s.proof },
	    &(struct ui_fact){
		.name = "case",
		.label = text(cx, T_DOCUMENT_CASE),
		.value = s.case_number,
		.note = s.unit == NULL ? NULL : text_fill(cx, T_DOCUMENT_PROOF_BY, s.unit, NULL) });
	TRY(draw_proofs(cx, u, s.id));
	return ui_end(u);
}

static enum err proof_raw(struct ctx *cx, struct req *r, struct resp *resp)
{
	struct service_proof_papers_args a = { .service_id = req_id(r),
					       .with = SERVICE_PROOF_PAPERS_WITH_ONE };
	struct service_proof_papers_row d;
	struct service_proof_row s;

	if (!str_i64(req_segment(r, "document"), &a.id))
		return err_set(cx, ERR_NOTFOUND, "no such document");
	TRY(service_proof_one(cx, &(struct service_proof_args){ .id = req_id(r) }, &s));
	TRY(service_proof_papers_one(cx, &a, &d));
	if (!purpose_said(cx)) {
		resp->status = 303;
		resp->location =
		    arena_printf(cx->arena, "/layanan-diberikan/%lld/bukti", (long long)s.id);
		return ERR_OK;
	}
	req_disclose(r, s.subject_id, "document_proof");
	return send_file(cx, resp,
			 &(struct document_view_row){ .id = d.id,
						      .media_id = d.media_id,
						      .code = d.code,
						      .part = d.part,
						      .pdf = d.pdf,
						      .case_number = s.case_number });
}

/* ---- put right, removed, brought back -------------------------------------------------------- */

static enum err in_scope(struct ctx *cx, struct req *r)
{
	struct case_in_scope_row row;
	struct document_row_row d;

	TRY(document_row_one(cx, &(struct document_row_args){ .id = req_id(r) }, &d));
	return case_in_scope_one(cx, &(struct case_in_scope_args){ .id = d.case_id }, &row);
}

static enum err change_commit(struct ctx *cx, struct req *r, struct resp *resp)
{
	const struct document_new n = said_in(req_form(r));

	TRY(document_change(cx, req_id(r), &n));
	resp_see(cx, resp, T_DOCUMENT_CHANGED, "/dokumen/%lld", (long long)req_id(r));
	return ERR_OK;
}

static enum err remove_commit(struct ctx *cx, struct req *r, struct resp *resp)
{
	TRY(document_remove(cx, req_id(r), form_text(req_form(r), 0)));
	resp_see(cx, resp, T_DOCUMENT_REMOVED, "/dokumen/%lld", (long long)req_id(r));
	return ERR_OK;
}

static enum err restore_commit(struct ctx *cx, struct req *r, struct resp *resp)
{
	TRY(document_restore(cx, req_id(r)));
	resp_see(cx, resp, T_DOCUMENT_RESTORED, "/dokumen/%lld", (long long)req_id(r));
	return ERR_OK;
}

#define ADD_TO(path_, page_, prepare_)                                                   \
	{                                                                                \
		POST, path_, PERM_CASE_WORK, ROUTE_BIG, REPR_PAGE, T_DOCUMENT_ADD,       \
		    .form = &case_document_form, .page = (page_), .prepare = (prepare_), \
		    .commit = add_commit                                                 \
	}

const struct route document_routes[] = {
	ADD_TO("/kasus/{id}/dokumen", case_page, case_prepare),
	ADD_TO("/langkah/{id}/dokumen", step_page, step_prepare),
	ADD_TO("/rujukan/{id}/dokumen", referral_page, referral_prepare),
	ADD_TO("/layanan-diberikan/{id}/dokumen", service_page, service_prepare),
	{ GET, "/dokumen/{id}", PERM_CASE_READ, ROUTE_NO_MENU, REPR_PAGE, T_DOCUMENT_TITLE,
	  .page = document_page },
	{ GET, "/dokumen/{id}/berkas", PERM_CASE_READ, ROUTE_RAW | ROUTE_NO_MENU, REPR_PAGE,
	  T_DOCUMENT_OPEN, .raw = file_raw },
	{ POST, "/dokumen/{id}/berkas", PERM_CASE_READ,
	  ROUTE_RAW | ROUTE_READ_POST | ROUTE_NO_ONCE | ROUTE_NO_MENU, REPR_PAGE, T_DOCUMENT_OPEN,
	  .form = &case_plain_form, .raw = file_raw },
	{ POST, "/dokumen/{id}", PERM_CASE_WORK, 0, REPR_PAGE, T_DOCUMENT_CHANGE,
	  .form = &change_form, .page = document_page, .prepare = in_scope,
	  .commit = change_commit },
	{ POST, "/dokumen/{id}/hapus", PERM_CASE_WORK, 0, REPR_PAGE, T_DOCUMENT_REMOVE,
	  .form = &remove_form, .page = document_page, .prepare = in_scope,
	  .commit = remove_commit },
	{ POST, "/dokumen/{id}/kembali", PERM_CASE_WORK, 0, REPR_PAGE, T_DOCUMENT_RESTORE,
	  .form = &case_plain_form, .page = document_page, .prepare = in_scope,
	  .commit = restore_commit },
	{ GET, "/layanan-diberikan/{id}/bukti", PERM_COST_READ, ROUTE_NO_MENU, REPR_PAGE,
	  T_DOCUMENT_PROOF_PAPERS, .page = proof_page },
	{ POST, "/layanan-diberikan/{id}/bukti/{document}", PERM_COST_READ,
	  ROUTE_RAW | ROUTE_READ_POST | ROUTE_NO_ONCE | ROUTE_NO_MENU, REPR_PAGE, T_DOCUMENT_OPEN,
	  .form = &case_plain_form, .raw = proof_raw },
	{ GET, "/buka-darurat/{id}/dokumen/{document}", PERM_GLASS_OPEN, ROUTE_RAW | ROUTE_NO_MENU,
	  REPR_PAGE, T_DOCUMENT_OPEN, .raw = glass_raw },
	{ .method = 0 },
};
