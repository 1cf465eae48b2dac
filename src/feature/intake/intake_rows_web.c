/* /impor/.../baris: the rows of a verdict, answers to doubtful ones, the wrong ones as a file. */
#include <string.h>

#include "base/str.h"
#include "feature/intake/intake_impl.h"
#include "feature/intake/intake_web.h"
#include "platform/app.h"
#include "text/intake.h"

enum { PAGE = 50, AT_ONCE = 256 };

/* ---- rows of a verdict --------------------------------------------------------------------- */

enum { Q_VERDICT, Q_AFTER };

static const struct member verdicts[] = {
	{ "new", T_INTAKE_ALL_NEW, T__NONE },
	{ "changed", T_INTAKE_ALL_CHANGED, T__NONE },
	{ "same", T_INTAKE_ALL_SAME, T__NONE },
	{ "doubtful", T_INTAKE_ALL_DOUBTFUL, T__NONE },
	{ "wrong", T_INTAKE_ALL_WRONG, T__NONE },
	{ "unknown", T_INTAKE_ALL_UNKNOWN, T__NONE },
	{ .value = NULL },
};
static const struct field row_fields[] = {
	[Q_VERDICT] = { .name = "putusan",
			.kind = FIELD_ENUM,
			.label = T_INTAKE_VERDICT,
			.members = verdicts },
	[Q_AFTER] = { .name = "setelah", .kind = FIELD_ID, .onward = true },
	{ .kind = FIELD_END },
};
static const struct form_def row_form = { .name = "intake_rows", .fields = row_fields };

#define ROW(member) offsetof(struct intake_line, member)
static const struct column row_columns[] = {
	{ "n", T_INTAKE_ID, COL_ID, PRIV_NONE, ROW(n) },
	{ "subject_id", T_INTAKE_ID, COL_ID, PRIV_NONE, ROW(subject_id) },
	{ "path", T_INTAKE_ID, COL_TEXT, PRIV_NONE, ROW(href), .flags = COL_DATA_ONLY },
	{ "place", T_INTAKE_PLACE, COL_TEXT, PRIV_NONE, ROW(place) },
	{ "name", T_INTAKE_NAME, COL_TEXT, PRIV_GENERAL, ROW(name), .href = "{path}",
	  .flags = COL_STRONG },
	{ "why", T_INTAKE_WHY, COL_TEXT, PRIV_GENERAL, ROW(why) },
};
#undef ROW
static const struct table row_table = { .name = "rows",
					.title = T_INTAKE_ROWS,
					.columns = row_columns,
					.n_columns = LEN(row_columns),
					.subject = "subject_id" };

static const struct field no_fields[] = { { .kind = FIELD_END } };
static const struct form_def same_form = { .name = "intake_same",
					   .fields = no_fields,
					   .submit = T_INTAKE_SAME_PERSON };
static const struct form_def other_form = { .name = "intake_other",
					    .fields = no_fields,
					    .submit = T_INTAKE_OTHER_PERSON };

enum { C_REQUEST };
static const struct field request_fields[] = {
	[C_REQUEST] = { .name = "permintaan", .kind = FIELD_ID, .label = T_INTAKE_ANSWER_CHOOSE },
	{ .kind = FIELD_END },
};
static const struct form_def request_form = { .name = "intake_request",
					      .fields = request_fields,
					      .submit = T_INTAKE_ANSWER_CHOOSE };

static void draw_choice(struct ctx *cx, struct ui *u, const char *path, const char *label,
			int64_t request_id)
{
	struct form *f = form_new(cx, &request_form);

	form_set_int(cx, f, C_REQUEST, request_id);
	ui_form(u, NULL,
		&(struct ui_form){ .action = path,
				   .def = &request_form,
				   .form = f,
				   .submit = label,
				   .secondary = true });
}

/* Which request an answer is for: those it fits, by number; whom they are about is behind them. */
static void draw_requests(struct ctx *cx, struct ui *u, int64_t id, const struct intake_line *l,
			  size_t n)
{
	for (size_t i = 0; i < n; i++) {
		const char *path =
		    arena_printf(cx->arena, "/impor/%lld/baris/%lld-%lld/permintaan", (long long)id,
				 (long long)l[i].family_n, (long long)l[i].n);

		ui_card_begin(u, l[i].name != NULL ? l[i].name : l[i].place);
		ui_text(u, l[i].why);
		for (size_t k = 0; k < l[i].n_requests; k++) {
			const struct answer_request *q = &l[i].request[k];

			draw_choice(cx, u, path,
				    text_fill(cx, T_INTAKE_ANSWER_FOR, q->number,
					      text(cx, verval_kind_text(q->kind)),
					      say_date_short(cx, q->input_on), NULL),
				    q->id);
		}
		draw_choice(cx, u, path, text(cx, T_INTAKE_ANSWER_NONE), 0);
		ui_card_end(u);
	}
}

static enum err rows_page(struct ctx *cx, struct req *r, struct ui *u)
{
	const struct form *f = req_form(r);
	bool own = f != NULL && form_def_of(f) == &row_form;
	int64_t v = own ? form_int(f, Q_VERDICT, INTAKE_WRONG - 1) : INTAKE_DOUBTFUL - 1;
	int64_t after = own ? form_id(f, Q_AFTER) : 0;
	size_t n = ui_all_rows(u) ? 100000 : PAGE, found;
	struct ui_list list = { .total = -1, .main = true, .empty = text(cx, T_INTAKE_ROWS_NONE) };
	const char *here = arena_printf(cx->arena, "/impor/%lld/baris?putusan=%s",
					(long long)req_id(r), verdicts[v].value);
	struct intake_line *lines;
	struct intake_get_row in;

	TRY(intake_get_one(cx, &(struct intake_get_args){ .id = req_id(r) }, &in));
	TRY(intake_lines(cx, in.id, (enum intake_verdict)(v + 1), after, n + 1, &lines, &found));
	if (found > n) {
		found = n;
		list.next =
		    arena_printf(cx->arena, "%s&setelah=%lld", here, (long long)lines[n - 1].n);
	}
	if (after != 0)
		list.first = here;
	list.caption = text_fill(cx, T_INTAKE_ROWS_TITLE, in.file_name,
				 text(cx, intake_verdict_text(&in, v + 1)), NULL);
	req_disclose(r, in.id, "import");
	ui_begin(u, &(struct ui_page){ .title = list.caption,
				       .nav = "/impor",
				       .parent =
					   arena_printf(cx->arena, "/impor/%lld", (long long)in.id),
				       .parent_title = in.file_name,
				       .wide = true });
	if (intake_mended(&in, v + 1) && found > 0)
		intake_draw_wrong(cx, u, in.id);
	ui_table(u, "rows", &row_table, lines, found, sizeof(*lines), &list);
	if (v + 1 == INTAKE_DOUBTFUL && in.state == INTAKE_CHECKED) {
		if (in.kind == INTAKE_ANSWERS)
			draw_requests(cx, u, in.id, lines, found);
		else
			intake_draw_doubts_link(cx, u, in.id);
	}
	return ui_end(u);
}

/* ---- answers ------------------------------------------------------------------------------- */

/* "12-14": the family's first row and the row. */
static enum err row_named(struct ctx *cx, struct req *r, int64_t *ret_family_n, int64_t *ret_n)
{
	char **part;
	size_t parts;

	str_split(cx->arena, req_segment(r, "row"), '-', &part, &parts);
	if (parts != 2 || !str_i64(part[0], ret_family_n) || !str_i64(part[1], ret_n))
		return err_set(cx, ERR_NOTFOUND, "no such row");
	return ERR_OK;
}

static enum err decide(struct ctx *cx, struct req *r, struct resp *resp, bool same)
{
	int64_t family_n, n;

	TRY(row_named(cx, r, &family_n, &n));
	TRY(intake_decide(cx, req_id(r), family_n, n, same));
	resp_see(cx, resp, T_INTAKE_DECIDED, "/impor/%lld/ragu", (long long)req_id(r));
	return ERR_OK;
}

static enum err request_commit(struct ctx *cx, struct req *r, struct resp *resp)
{
	int64_t family_n, n;

	TRY(row_named(cx, r, &family_n, &n));
	TRY(intake_decide_request(cx, req_id(r), family_n, n, form_id(req_form(r), C_REQUEST)));
	resp_see(cx, resp, T_INTAKE_DECIDED, "/impor/%lld/baris?putusan=doubtful",
		 (long long)req_id(r));
	return ERR_OK;
}

static enum err same_commit(struct ctx *cx, struct req *r, struct resp *resp)
{
	return decide(cx, r, resp, true);
}

static enum err other_commit(struct ctx *cx, struct req *r, struct resp *resp)
{
	return decide(cx, r, resp, false);
}

/* ---- the wrong ones as a file --------------------------------------------------------------- */

/* The columns of a page as they stood there, where the row stood, and the reason behind them. */
enum { BEHIND = 2 };

static const struct table *wrong_table(struct ctx *cx, const struct page_map *page, bool book)
{
	struct column *columns = ARENA_ARRAY(cx->arena, page->n + BEHIND, struct column);
	struct table *t = ARENA_NEW(cx->arena, struct table);

	for (size_t i = 0; i < page->n + BEHIND; i++) {
		const char *name = i < page->n    ? page->heading[i]
				   : i == page->n ? text(cx, T_INTAKE_ROW_FROM)
						  : text(cx, T_INTAKE_REASON);

		columns[i] = (struct column){ .name = name,
					      .said = name,
					      .kind = COL_TEXT,
					      .privacy = PRIV_GENERAL,
					      .offset = i * sizeof(char *) };
	}
	*t = (struct table){ .name = "wrong",
			     .title = T_INTAKE_ALL_WRONG,
			     .columns = columns,
			     .n_columns = page->n + BEHIND,
			     .sheet = book ? page->name : NULL };
	return t;
}

/* Wrong rows on their way out: page after page, in the order of the file. */
struct outgoing {
	enum table_format format;
	struct buf *out;
	struct column_map map;
	bool book;                  /* a workbook of which several pages are read */
	const struct table **table; /* of each page of the map; made once, before rows come */
	struct table_writer *w;
	const struct page_map *page; /* the one being written */
};

static const struct table *table_of(const struct outgoing *o, const struct page_map *page)
{
	return o->table[page - o->map.page];
}

/* Turns to the page of a row.  In a CSV pages with the same columns are one table. */
static enum err turn_to(struct ctx *cx, struct outgoing *o, unsigned number)
{
	const struct page_map *page = page_of(&o->map, number), *before = o->page;

	if (page == before)
		return ERR_OK;
	o->page = page;
	if (o->format == TABLE_XLSX)
		return table_sheet(cx, o->w, table_of(o, page));
	return page->column == before->column ? ERR_OK : refuse(cx, T_INTAKE_PAGES_XLSX);
}

static enum err write_row(struct ctx *cx, struct outgoing *o, const struct intake_line *l)
{
	size_t n = o->page->n;
	const char **cells = ARENA_ARRAY(cx->arena, n + BEHIND, const char *);

	for (size_t i = 0; i < MIN(n, l->n_cells); i++)
		cells[i] = l->cells[i];
	cells[n] = l->place;
	cells[n + 1] = l->why;
	return table_row(cx, o->w, cells);
}

/* The rows of one verdict, some at a time. */
struct stream {
	enum intake_verdict verdict;
	struct intake_line *line;
	size_t n, at;
	int64_t after;
	bool ended;
	struct arena *arena; /* of these rows */
};

static enum err stream_fill(struct ctx *cx, struct stream *s, int64_t id)
{
	struct arena *arena = cx->arena;
	enum err e;

	if (s->at < s->n || s->ended)
		return ERR_OK;
	arena_reset(s->arena);
	cx->arena = s->arena;
	e = intake_lines(cx, id, s->verdict, s->after, AT_ONCE, &s->line, &s->n);
	cx->arena = arena;
	TRY(e);
	s->at = 0;
	s->ended = s->n < AT_ONCE;
	if (s->n > 0)
		s->after = s->line[s->n - 1].n;
	return ERR_OK;
}

static const struct intake_line *stream_top(const struct stream *s)
{
	return s->at < s->n ? &s->line[s->at] : NULL;
}

/* Two verdicts in the order of the file, so that each page of a workbook is begun once. */
static enum err write_streams(struct ctx *cx, struct outgoing *o, int64_t id, struct stream *s,
			      size_t n_streams)
{
	struct arena_mark mark = arena_mark(cx->arena);
	struct stream *next;

	for (;;) {
		next = NULL;
		for (size_t i = 0; i < n_streams; i++) {
			TRY(stream_fill(cx, &s[i], id));
			if (stream_top(&s[i]) != NULL &&
			    (next == NULL || stream_top(&s[i])->n < stream_top(next)->n))
				next = &s[i];
		}
		if (next == NULL)
			return ERR_OK;
		if (o->page == NULL) {
			o->page = page_of(&o->map, stream_top(next)->page);
			TRY(table_begin(cx, o->format, table_of(o, o->page), NULL, o->out, &o->w));
			mark = arena_mark(cx->arena);
		}
		TRY(turn_to(cx, o, stream_top(next)->page));
		TRY(write_row(cx, o, stream_top(next)));
		next->at++;
		arena_reset_to(cx->arena, mark);
	}
}

/* Every page that has wrong rows, as a workbook of the same pages; of answers also the unknown. */
static enum err write_wrong(struct ctx *cx, const struct intake_get_row *in,
			    enum table_format format, struct buf *out)
{
	struct stream s[] = { { .verdict = INTAKE_WRONG }, { .verdict = INTAKE_UNKNOWN } };
	size_t n = in->unknown_n > 0 && intake_mended(in, INTAKE_UNKNOWN) ? 2 : 1;
	struct outgoing o = { .format = format, .out = out };
	enum err e;

	TRY(column_map(cx, in->id, (enum intake_kind)in->kind, &o.map));
	if (o.map.n_pages == 0)
		return err_set(cx, ERR_NOTFOUND, "no rows");
	o.book = format == TABLE_XLSX && o.map.n_pages > 1;
	o.table = ARENA_ARRAY(cx->arena, o.map.n_pages, const struct table *);
	for (size_t i = 0; i < o.map.n_pages; i++)
		o.table[i] = wrong_table(cx, &o.map.page[i], o.book);
	for (size_t i = 0; i < n; i++)
		s[i].arena = arena_new(1 << 20);
	e = write_streams(cx, &o, in->id, s, n);
	for (size_t i = 0; i < n; i++)
		arena_free(s[i].arena);
	if (e == ERR_OK && o.w == NULL)
		e = table_begin(cx, format, o.table[0], NULL, out, &o.w);
	if (e == ERR_OK)
		return table_end(cx, o.w);
	if (o.w != NULL)
		table_writer_dropp(&o.w);
	return e;
}

static enum err wrong_raw(struct ctx *cx, struct req *r, struct resp *resp)
{
	bool xlsx = req_repr(r) == REPR_XLSX;
	struct intake_get_row in;
	const char *dot;
	int stem;

	TRY(intake_get_one(cx, &(struct intake_get_args){ .id = req_id(r) }, &in));
	req_disclose(r, in.id, "import");
	resp->type = xlsx ? "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
			  : "text/csv; charset=utf-8";
	dot = strrchr(in.file_name, '.');
	stem = dot != NULL ? (int)(dot - in.file_name) : (int)strlen(in.file_name);
	resp->filename =
	    arena_printf(cx->arena, "salah-%.*s.%s", stem, in.file_name, xlsx ? "xlsx" : "csv");
	return write_wrong(cx, &in, xlsx ? TABLE_XLSX : TABLE_CSV, &resp->body);
}

const struct route intake_row_routes[] = {
	{ GET, "/impor/{id}/baris", PERM_REGISTRY_IMPORT, 0, REPR_LIST, T_INTAKE_ROWS,
	  .form = &row_form, .page = rows_page },
	{ POST, "/impor/{id}/baris/{row}/sama", PERM_REGISTRY_IMPORT, 0, 0, T_INTAKE_SAME_PERSON,
	  .form = &same_form, .page = rows_page, .commit = same_commit },
	{ POST, "/impor/{id}/baris/{row}/lain", PERM_REGISTRY_IMPORT, 0, 0, T_INTAKE_OTHER_PERSON,
	  .form = &other_form, .page = rows_page, .commit = other_commit },
	{ POST, "/impor/{id}/baris/{row}/permintaan", PERM_REGISTRY_IMPORT, 0, 0,
	  T_INTAKE_ANSWER_CHOOSE, .form = &request_form, .page = rows_page,
	  .commit = request_commit },
	{ GET, "/impor/{id}/salah", PERM_REGISTRY_IMPORT, ROUTE_RAW, REPR_CSV | REPR_XLSX,
	  T_INTAKE_DOWNLOAD, .raw = wrong_raw },
	{ .method = 0 },
};
