/* /warga/{id}/salinan: asking for one's data; /salinan: the register, handing over, and the copy.
 */
#include "feature/rights/copy_web.h"

#include "base/clock.h"
#include "base/str.h"
#include "feature/directory/letterhead.h"
#include "feature/registry/registry.h"
#include "feature/registry/sitting.h"
#include "feature/rights/copy_sql.h"
#include "feature/rights/rights_web.h"
#include "platform/app.h"
#include "platform/export/pdf.h"
#include "text/export.h"
#include "text/rights.h"

enum { PAGE_ROWS = 100, DIGEST_SHOWN = 8 };

/* How long the officer who handed a copy over may open it again: to print it, or save a file. */
#define OPEN_FOR USEC_DAY

/* ---- words ------------------------------------------------------------------------------- */

static enum text proof_text(int64_t proof)
{
	return proof == COPY_PROXY ? T_COPY_PROOF_PROXY : T_COPY_PROOF_KTP;
}

enum text copy_part_text(int64_t part)
{
	static const enum text texts[COPY__PARTS] = {
		T_COPY_PART_FACTS,    T_COPY_PART_CLAIMS,  T_COPY_PART_FAMILY, T_COPY_PART_DESIL,
		T_COPY_PART_CASES,    T_COPY_PART_REPORTS, T_COPY_PART_GIVEN,  T_COPY_PART_AID,
		T_COPY_PART_PAPERS,   T_COPY_PART_HISTORY, T_COPY_PART_MERGES, T_COPY_PART_ASKED,
		T_COPY_PART_REQUESTS, T_COPY_PART_LOOKS,
	};

	return part >= 0 && part < COPY__PARTS ? texts[part] : T__NONE;
}

/* The first bytes of the digest: enough to compare two papers by eye. */
static const char *digest_words(struct ctx *cx, struct blob digest)
{
	size_t n = digest.n < DIGEST_SHOWN ? digest.n : DIGEST_SHOWN;
	char *words = ARENA_ARRAY(cx->arena, 2 * n + 1, char);

	hex_text(digest.p, n, words);
	return words;
}

static const char *copy_path(struct ctx *cx, int64_t id, const char *more)
{
	return arena_printf(cx->arena, "/salinan/%lld%s", (long long)id, more);
}

/* Whatever is shown from here on was asked for by the person himself, and is logged so. */
static void for_himself(struct ctx *cx)
{
	struct actor *a = ARENA_ARRAY(cx->arena, 1, struct actor);

	*a = *cx->actor;
	a->purpose = text(cx, T_COPY_PURPOSE);
	cx->actor = a;
}

/* ---- asking ------------------------------------------------------------------------------ */

enum { A_PROOF, A_PAPER };

static const struct member proofs[] = {
	[COPY_KTP] = { "ktp", T_COPY_PROOF_KTP, T__NONE },
	[COPY_PROXY] = { "kuasa", T_COPY_PROOF_PROXY, T__NONE },
	{ .value = NULL },
};
static const struct field ask_fields[] = {
	[A_PROOF] = { .name = "bukti",
		      .kind = FIELD_ENUM,
		      .label = T_COPY_F_PROOF,
		      .required = true,
		      .members = proofs },
	[A_PAPER] = { .name = "surat",
		      .kind = FIELD_TEXT,
		      .label = T_COPY_F_PAPER,
		      .hint = T_COPY_F_PAPER_HINT,
		      .max = 80 },
	{ .kind = FIELD_END },
};

static enum err ask_check(struct ctx *cx, struct form *f)
{
	if (form_int(f, A_PROOF, COPY_KTP) == COPY_PROXY && form_text(f, A_PAPER) == NULL)
		form_problem(cx, f, A_PAPER, T_COPY_NEED_PAPER, NULL);
	return ERR_OK;
}

static const struct form_def ask_form = {
	.name = "copy_ask", .fields = ask_fields, .check = ask_check, .submit = T_COPY_ASK
};

/* The name of somebody in scope, noted as shown. */
static enum err name_of(struct ctx *cx, struct req *r, int64_t person_id, const char **ret)
{
	struct person p;

	TRY(person_check_scope(cx, person_id));
	TRY(person_get(cx, person_id, &p));
	for_himself(cx);
	req_disclose(r, person_id, "person");
	*ret = p.name;
	return ERR_OK;
}

#define ROW(member) offsetof(struct copy_of_person_row, member)
static const struct column past_columns[] = {
	{ "id", T_COL_ID, COL_ID, PRIV_NONE, ROW(id) },
	{ "asked", T_COPY_ASKED_AT, COL_INSTANT, PRIV_NONE, ROW(asked_at), .href = "/salinan/{id}",
	  .flags = COL_STRONG },
	{ "proof", T_COPY_F_PROOF, COL_ENUM, PRIV_NONE, ROW(identity), .member = proof_text },
	{ "given", T_COPY_GIVEN_AT, COL_INSTANT, PRIV_NONE, ROW(given_at) },
	{ "who", T_COPY_ASKED_BY, COL_TEXT, PRIV_NONE, ROW(who) },
};
#undef ROW
static const struct table past_table = { .name = "permintaan",
					 .title = T_COPY_LIST,
					 .columns = past_columns,
					 .n_columns = LEN(past_columns) };

static enum err ask_page(struct ctx *cx, struct req *r, struct ui *u)
{
	struct form *back = req_form(r);
	struct copy_of_person_row *rows;
	const char *name;
	size_t n;

	TRY(name_of(cx, r, req_id(r), &name));
	TRY(copy_of_person_all(cx, &(struct copy_of_person_args){ .person_id = req_id(r) }, &rows,
			       &n));
	ui_begin(u, &(struct ui_page){
			.title = text_fill(cx, T_COPY_OF, name, NULL),
			.lead = text(cx, T_COPY_LEAD),
			.nav = "/warga",
			.parent = arena_printf(cx->arena, "/warga/%lld", (long long)req_id(r)),
			.parent_title = name });
	ui_form(u, "ask",
		&(struct ui_form){
		    .action = arena_printf(cx->arena, "/warga/%lld/salinan", (long long)req_id(r)),
		    .def = &ask_form,
		    .form = back != NULL && form_def_of(back) == &ask_form
				? back
				: form_new(cx, &ask_form) });
	if (n > 0)
		ui_heading(u, text(cx, T_COPY_LIST), NULL);
	if (n > 0)
		ui_table(u, "requests", &past_table, rows, n, sizeof(*rows),
			 &(struct ui_list){ .total = (int64_t)n });
	return ui_end(u);
}

static enum err ask_commit(struct ctx *cx, struct req *r, struct resp *resp)
{
	const struct form *f = req_form(r);
	int64_t id;

	TRY(copy_ask(cx, req_id(r), (enum copy_proof)form_int(f, A_PROOF, COPY_KTP),
		     form_text(f, A_PAPER), &id));
	resp->id = id;
	resp_see(cx, resp, T_COPY_ASKED, "/salinan/%lld", (long long)id);
	return ERR_OK;
}

/* ---- the register ------------------------------------------------------------------------ */

#define ROW(member) offsetof(struct copy_list_row, member)
static const struct column list_columns[] = {
	{ "id", T_COL_ID, COL_ID, PRIV_NONE, ROW(id) },
	{ "asked", T_COPY_ASKED_AT, COL_INSTANT, PRIV_NONE, ROW(asked_at), .flags = COL_STRONG },
	{ "person", T_COPY_PERSON, COL_ID, PRIV_NONE, ROW(person_id) },
	{ "proof", T_COPY_F_PROOF, COL_ENUM, PRIV_NONE, ROW(identity), .member = proof_text },
	{ "who", T_COPY_ASKED_BY, COL_TEXT, PRIV_NONE, ROW(who) },
	{ "unit", T_COPY_COL_UNIT, COL_TEXT, PRIV_NONE, ROW(unit) },
	{ "due", T_COPY_DUE, COL_INSTANT, PRIV_NONE, ROW(due_at) },
	{ "given", T_COPY_GIVEN_AT, COL_INSTANT, PRIV_NONE, ROW(given_at) },
	{ "giver", T_COPY_GIVEN_BY, COL_TEXT, PRIV_NONE, ROW(giver) },
	{ "lines", T_COPY_LINES, COL_INT, PRIV_NONE, ROW(line_count) },
	{ "bytes", T_COPY_BYTES, COL_INT, PRIV_NONE, ROW(byte_count), .flags = COL_WIDE_ONLY },
};
#undef ROW
static const struct table list_table = { .name = "permintaan-salinan",
					 .title = T_COPY_LIST,
					 .columns = list_columns,
					 .n_columns = LEN(list_columns) };

static enum err list_page(struct ctx *cx, struct req *r, struct ui *u)
{
	struct copy_list_row *rows;
	size_t n;

	(void)r;
	TRY(copy_list_all(
	    cx,
	    &(struct copy_list_args){ .after_id = INT64_MAX,
				      .max_n = ui_all_rows(u) ? INT32_MAX : PAGE_ROWS },
	    &rows, &n));
	ui_begin(u, &(struct ui_page){ .title = text(cx, T_COPY_LIST),
				       .lead = text(cx, T_COPY_LIST_LEAD),
				       .nav = "/salinan",
				       .wide = true });
	ui_table(u, "requests", &list_table, rows, n, sizeof(*rows),
		 &(struct ui_list){ .total = -1, .main = true, .empty = text(cx, T_COPY_NONE) });
	return ui_end(u);
}

/* ---- the copy ---------------------------------------------------------------------------- */

#define ROW(member) offsetof(struct copy_line, member)
#define PART                                                                                      \
	{                                                                                         \
		"part", T_COPY_COL_PART, COL_ENUM, PRIV_NONE, ROW(part), .member = copy_part_text \
	}
#define LINE(value_, source_)                                                                    \
	{ "what", T_COPY_COL_WHAT, COL_TEXT, PRIV_GENERAL, ROW(what), .flags = COL_STRONG },     \
	    { "value", value_, COL_TEXT, PRIV_SPECIFIC, ROW(value) },                            \
	    { "source", source_, COL_TEXT, PRIV_NONE, ROW(source) },                             \
	    { "unit", T_COPY_COL_UNIT, COL_TEXT, PRIV_NONE, ROW(unit) },                         \
	    { "since", T_COPY_COL_SINCE, COL_DATE, PRIV_NONE, ROW(since) },                      \
	    { "at", T_COPY_COL_AT, COL_INSTANT, PRIV_NONE, ROW(at) },                            \
	    { "code", T_COPY_COL_CODE, COL_TEXT, PRIV_NONE, ROW(code), .flags = COL_DATA_ONLY }, \
	{                                                                                        \
		"plain", T_COPY_COL_PLAIN, COL_TEXT, PRIV_SPECIFIC, ROW(plain),                  \
		    .flags = COL_DATA_ONLY                                                       \
	}
static const struct column all_columns[] = { PART, LINE(T_COPY_COL_VALUE, T_COPY_COL_SOURCE) };
static const struct column line_columns[] = { LINE(T_COPY_COL_VALUE, T_COPY_COL_SOURCE) };
static const struct column look_columns[] = { LINE(T_COPY_COL_PURPOSE, T_COPY_COL_WHO) };
#undef LINE
#undef PART
#undef ROW

static const struct table all_table = { .name = "salinan-data",
					.title = T_COPY_TITLE,
					.columns = all_columns,
					.n_columns = LEN(all_columns) };

const char *const copy_part_names[COPY__PARTS] = {
	"facts", "claims", "family",  "desil",  "cases", "reports",  "given",
	"aid",   "papers", "history", "merges", "asked", "requests", "looks",
};

size_t copy_part_lines(const struct copy *c, int part, const struct copy_line **ret)
{
	size_t n = 0;

	*ret = NULL;
	for (size_t i = 0; i < c->n; i++)
		if (c->line[i].part == part && n++ == 0)
			*ret = &c->line[i];
	return n;
}

void copy_draw_looks(struct ctx *cx, struct ui *u, const struct copy_line *lines, size_t n)
{
	struct look *looks = ARENA_ARRAY(cx->arena, n + 1, struct look);
	struct sitting *all;

	for (size_t i = 0; i < n; i++)
		looks[i] = (struct look){ .at = lines[i].at,
					  .who = lines[i].source,
					  .unit = lines[i].unit,
					  .what = lines[i].what,
					  .purpose = lines[i].value };
	n = sittings(cx, looks, n, &all);
	ui_table(u, copy_part_names[COPY_LOOKS], &sitting_table, all, n, sizeof(*all),
		 &(struct ui_list){ .total = (int64_t)n });
}

static void draw_parts(struct ctx *cx, struct ui *u, const struct copy *c)
{
	for (int part = 0; part < COPY__PARTS; part++) {
		const bool looks = part == COPY_LOOKS;
		struct table *t = ARENA_ARRAY(cx->arena, 1, struct table);
		const struct copy_line *lines;
		size_t n = copy_part_lines(c, part, &lines);

		if (n == 0)
			continue;
		*t = (struct table){ .name = copy_part_names[part],
				     .title = copy_part_text(part),
				     .columns = looks ? look_columns : line_columns,
				     .n_columns = LEN(line_columns) };
		ui_heading(u, text(cx, copy_part_text(part)), copy_part_names[part]);
		if (looks && ui_repr(u) == UI_HTML) {
			copy_draw_looks(cx, u, lines, n);
			continue;
		}
		ui_table(u, copy_part_names[part], t, lines, n, sizeof(*lines),
			 &(struct ui_list){ .total = (int64_t)n });
	}
}

static void draw_request(struct ctx *cx, struct ui *u, const struct copy_row_row *row)
{
	struct ui_fact facts[9];
	size_t n = 0;

#define FACT(key, label_, value_) \
	facts[n++] = (struct ui_fact){ .name = (key), .label = text(cx, label_), .value = (value_) }
	FACT("proof", T_COPY_F_PROOF, text(cx, proof_text(row->identity)));
	if (row->paper != NULL)
		FACT("paper", T_COPY_F_PAPER, row->paper);
	facts[n++] = ui_fact_at(cx, "asked", T_COPY_ASKED_AT, row->asked_at);
	FACT("who", T_COPY_ASKED_BY, row->who);
	if (row->given_at == 0) {
		facts[n++] = ui_fact_at(cx, "due", T_COPY_DUE, row->due_at);
	} else {
		facts[n++] = ui_fact_at(cx, "given", T_COPY_GIVEN_AT, row->given_at);
		FACT("giver", T_COPY_GIVEN_BY, row->giver);
		FACT("lines", T_COPY_LINES, say_number(cx, row->line_count));
		FACT("digest", T_COPY_DIGEST, digest_words(cx, row->digest));
	}
#undef FACT
	ui_facts(u, "request", facts, n);
}

static bool is_open(const struct ctx *cx, const struct copy_row_row *row)
{
	return row->given_at != 0 && row->given_by_id == cx->actor->user_id &&
	       cx->now < row->given_at + OPEN_FOR;
}

/* ERR_NOTFOUND: out of scope, or not open to him. */
static enum err open_copy(struct ctx *cx, struct req *r, const struct copy_row_row *row,
			  struct copy *ret)
{
	if (!is_open(cx, row))
		return err_set(cx, ERR_NOTFOUND, "copy %lld is closed", (long long)row->id);
	TRY(copy_gather(cx, row->person_id, row->given_at, ret));
	req_disclose(r, row->person_id, "copy");
	return ERR_OK;
}

static const struct field no_fields[] = { { .kind = FIELD_END } };
static const struct form_def give_form = { .name = "copy_give",
					   .fields = no_fields,
					   .submit = T_COPY_HAND_OVER };

static void draw_acts(struct ctx *cx, struct ui *u, const struct copy_row_row *row)
{
	const struct ui_action acts[] = {
		{ .label = text(cx, T_COPY_PRINT),
		  .href = copy_path(cx, row->id, "/cetak"),
		  .primary = true },
		{ .label = "XLSX", .href = copy_path(cx, row->id, ".xlsx") },
		{ .label = "CSV", .href = copy_path(cx, row->id, ".csv") },
		{ .label = "JSON", .href = copy_path(cx, row->id, ".json") },
	};

	ui_actions(u, acts, LEN(acts));
}

static enum err draw_copy(struct ctx *cx, struct req *r, struct ui *u,
			  const struct copy_row_row *row)
{
	struct copy c;

	TRY(open_copy(cx, r, row, &c));
	if (ui_repr(u) == UI_TABLE) {
		ui_table(u, "copy", &all_table, c.line, c.n, sizeof(*c.line),
			 &(struct ui_list){ .total = -1, .main = true });
		return ERR_OK;
	}
	if (memcmp(c.digest.p, row->digest.p, c.digest.n) != 0)
		ui_note(u, UI_WARN, NULL, text(cx, T_COPY_CHANGED));
	draw_acts(cx, u, row);
	draw_parts(cx, u, &c);
	ui_small(u, text(cx, T_COPY_REST));
	return ERR_OK;
}

static enum err one_page(struct ctx *cx, struct req *r, struct ui *u)
{
	struct copy_row_row row;
	const char *name;

	TRY(copy_row_one(cx, &(struct copy_row_args){ .id = req_id(r) }, &row));
	TRY(name_of(cx, r, row.person_id, &name));
	ui_begin(u, &(struct ui_page){
			.title = text_fill(cx, T_COPY_OF, name, NULL),
			.nav = "/warga",
			.parent = arena_printf(cx->arena, "/warga/%lld", (long long)row.person_id),
			.parent_title = name,
			.wide = true });
	if (ui_repr(u) != UI_TABLE)
		draw_request(cx, u, &row);
	if (is_open(cx, &row))
		TRY(draw_copy(cx, r, u, &row));
	else if (row.given_at != 0)
		ui_note(u, UI_INFO, NULL, text(cx, T_COPY_CLOSED));
	else
		ui_form(u, "hand_over",
			&(struct ui_form){ .action = copy_path(cx, row.id, "/serahkan"),
					   .def = &give_form,
					   .form = form_new(cx, &give_form) });
	return ui_end(u);
}

static enum err give_prepare(struct ctx *cx, struct req *r)
{
	struct copy *c = ARENA_ARRAY(cx->arena, 1, struct copy);
	struct copy_row_row row;

	TRY(copy_row_one(cx, &(struct copy_row_args){ .id = req_id(r) }, &row));
	TRY(copy_gather(cx, row.person_id, cx->now, c));
	req_set_data(r, c);
	return ERR_OK;
}

static enum err give_commit(struct ctx *cx, struct req *r, struct resp *resp)
{
	TRY(copy_hand_over(cx, req_id(r), req_data(r)));
	resp_see(cx, resp, T_COPY_HANDED, "/salinan/%lld", (long long)req_id(r));
	return ERR_OK;
}

/* ---- on paper ---------------------------------------------------------------------------- */

static const char *when_words(struct ctx *cx, const struct copy_line *l)
{
	if (l->since != DB_NONE)
		return say_date_short(cx, (int32_t)l->since);
	return l->at != 0 ? say_instant_short(cx, l->at) : "";
}

static const char *from_words(struct ctx *cx, const struct copy_line *l)
{
	if (l->source == NULL || l->unit == NULL)
		return l->source != NULL ? l->source : l->unit != NULL ? l->unit : "";
	return arena_printf(cx->arena, "%s · %s", l->source, l->unit);
}

static void print_part(struct ctx *cx, struct pdf *p, const struct copy *c, int part)
{
	static const double widths[] = { 0.25, 0.35, 0.25, 0.15 };
	const bool looks = part == COPY_LOOKS;
	const char *header[] = { text(cx, T_COPY_COL_WHAT),
				 text(cx, looks ? T_COPY_COL_PURPOSE : T_COPY_COL_VALUE),
				 text(cx, looks ? T_COPY_COL_WHO : T_COPY_COL_SOURCE),
				 text(cx, T_COPY_COL_AT) };
	const struct copy_line *lines;
	size_t n = copy_part_lines(c, part, &lines);
	const char **cells = ARENA_ARRAY(cx->arena, n * LEN(widths) + 1, const char *);

	if (n == 0)
		return;
	for (size_t i = 0; i < n; i++) {
		const char **row = &cells[i * LEN(widths)];

		row[0] = lines[i].what != NULL ? lines[i].what : "";
		row[1] = lines[i].value != NULL ? lines[i].value : "";
		row[2] = from_words(cx, &lines[i]);
		row[3] = when_words(cx, &lines[i]);
	}
	pdf_text(p, PDF_HEADING, text(cx, copy_part_text(part)));
	pdf_table(p, LEN(widths), widths, header, n, cells);
}

enum err copy_print(struct ctx *cx, const struct copy *c, int64_t unit_id, struct buf *out)
{
	CLEANUP(pdf_dropp) struct pdf *p = NULL;
	struct pdf_options o = {
		.paper = PDF_A4,
		.title = text_fill(cx, T_COPY_OF, c->name, NULL),
		.footer = text_fill(cx, T_COPY_FOOTER, say_instant(cx, cx->now),
				    digest_words(cx, c->digest), NULL),
		.sample = cx->app->demo,
	};
	struct pdf *ended;

	TRY(pdf_new(cx, &o, &p));
	TRY(letterhead_unit(cx, p, unit_id));
	pdf_text(p, PDF_TITLE, o.title);
	pdf_text(p, PDF_TEXT, text(cx, T_COPY_LEAD));
	for (int part = 0; part < COPY__PARTS; part++)
		print_part(cx, p, c, part);
	pdf_space(p, 8);
	pdf_text(p, PDF_SMALL, text(cx, T_COPY_REST));
	ended = p;
	p = NULL;
	return pdf_end(cx, ended, out);
}

static enum err copy_raw(struct ctx *cx, struct req *r, struct resp *resp)
{
	struct copy_row_row row;
	struct copy c;

	TRY(copy_row_one(cx, &(struct copy_row_args){ .id = req_id(r) }, &row));
	for_himself(cx);
	TRY(open_copy(cx, r, &row, &c));
	cx->lang = LANG_ID; /* as the lines are */
	TRY(copy_print(cx, &c, cx->actor->unit_id, &resp->body));
	resp->type = "application/pdf";
	resp->filename = arena_printf(cx->arena, "salinan-data-%lld.pdf", (long long)row.id);
	return ERR_OK;
}

/* ---- on the page of the person ----------------------------------------------------------- */

static enum err draw_link(struct ctx *cx, struct ui *u, const int64_t *ids, size_t n)
{
	if (n == 0 || !may(cx, PERM_PERSON_WRITE))
		return ERR_OK;
	ui_actions(u,
		   &(struct ui_action){
		       .label = text(cx, T_COPY_LINK),
		       .href = arena_printf(cx->arena, "/warga/%lld/salinan", (long long)ids[0]) },
		   1);
	return ERR_OK;
}

const struct person_part copy_person_part = { draw_link };

const struct route copy_routes[] = {
	{ GET, "/warga/{id}/salinan", PERM_PERSON_WRITE, ROUTE_NO_MENU, REPR_PAGE, T_COPY_TITLE,
	  .page = ask_page },
	{ POST, "/warga/{id}/salinan", PERM_PERSON_WRITE, 0, REPR_PAGE, T_COPY_ASK,
	  .form = &ask_form, .page = ask_page, .commit = ask_commit },
	{ GET, "/salinan", PERM_DISCLOSURE_READ, 0, REPR_LIST, T_COPY_LIST, .page = list_page },
	{ GET, "/salinan/{id}", PERM_PERSON_WRITE, ROUTE_NO_MENU, REPR_LIST, T_COPY_TITLE,
	  .page = one_page },
	{ POST, "/salinan/{id}/serahkan", PERM_PERSON_WRITE, 0, REPR_PAGE, T_COPY_HAND_OVER,
	  .form = &give_form, .page = one_page, .prepare = give_prepare, .commit = give_commit },
	{ GET, "/salinan/{id}/cetak", PERM_PERSON_WRITE, ROUTE_RAW | ROUTE_NO_MENU, REPR_PDF,
	  T_COPY_PRINT, .raw = copy_raw },
	{ .method = 0 },
};
