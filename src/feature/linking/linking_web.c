/* /sama: one question at a time; /sama/yakin: many at once; /sama/selesai: what was answered. */
#include "feature/linking/linking_web.h"

#include "base/str.h"
#include "feature/linking/linking.h"
#include "platform/auth/perm.h"
#include "text/export.h"
#include "text/linking.h"

#define SURE "/sama/yakin"
#define DONE "/sama/selesai"

enum { FIRST_ROWS = 11, PAGE_ROWS = 50, MANY_MAX = 100 };

/* ---- one question -------------------------------------------------------------------------- */

static const struct field no_fields[] = { { .kind = FIELD_END } };
static const struct form_def same_form = { .name = "link_same",
					   .fields = no_fields,
					   .submit = T_LINKING_SAME };
static const struct form_def different_form = { .name = "link_different",
						.fields = no_fields,
						.submit = T_LINKING_DIFFERENT };
static const struct form_def later_form = { .name = "link_later",
					    .fields = no_fields,
					    .submit = T_LINKING_LATER };
static const struct form_def back_form = { .name = "link_back",
					   .fields = no_fields,
					   .submit = T_LINKING_TAKE_BACK };

/* A field of both with its weight in words. */
struct line {
	struct link_field f;
	const char *weight;
};

#define LINE(member) offsetof(struct line, member)
static const struct column compare_columns[] = {
	{ "field", T_LINKING_FIELD, COL_TEXT, PRIV_NONE, LINE(f.label), .flags = COL_STRONG },
	{ "a", T_LINKING_FIRST, COL_TEXT, PRIV_GENERAL, LINE(f.a) },
	{ "b", T_LINKING_SECOND, COL_TEXT, PRIV_GENERAL, LINE(f.b) },
	{ "says", T_LINKING_SAYS, COL_TEXT, PRIV_NONE, LINE(f.says) },
	{ "weight", T_LINKING_WEIGHT, COL_TEXT, PRIV_NONE, LINE(weight) },
};
static const struct table compare_table = { .name = "fields",
					    .title = T_LINKING_SIDE_BY_SIDE,
					    .columns = compare_columns,
					    .n_columns = LEN(compare_columns) };

/* A bit of evidence says little; five are a factor of thirty. */
static enum text weight_text(const struct link_field *f)
{
	if (f->says == NULL)
		return T__NONE;
	if (f->weight >= 500)
		return T_LINKING_FOR_MUCH;
	if (f->weight >= 50)
		return T_LINKING_FOR;
	if (f->weight > -50)
		return T_LINKING_NEUTRAL;
	return f->weight > -500 ? T_LINKING_AGAINST : T_LINKING_AGAINST_MUCH;
}

static const char *say_probable(struct ctx *cx, int64_t permille)
{
	return permille > 995
		   ? text(cx, T_LINKING_ALMOST)
		   : text_fill(cx, T_LINKING_PERCENT, say_number(cx, (permille + 5) / 10), NULL);
}

static enum text state_text(int64_t state)
{
	return state == LINK_SAME ? T_LINKING_WAS_SAME : T_LINKING_WAS_DIFFERENT;
}

static bool answered_already(const struct link_pair *p)
{
	return p->state == LINK_SAME || p->state == LINK_DIFFERENT;
}

static void draw_answers(struct ctx *cx, struct ui *u, const struct link_pair *p)
{
	const char *path = arena_printf(cx->arena, "/sama/%lld", (long long)p->id);
	const struct ui_action open[] = {
		{ .label = text(cx, T_LINKING_SAME),
		  .href = arena_printf(cx->arena, "%s/sama", path),
		  .post = &same_form,
		  .key = "s",
		  .primary = true },
		{ .label = text(cx, T_LINKING_DIFFERENT),
		  .href = arena_printf(cx->arena, "%s/beda", path),
		  .post = &different_form,
		  .key = "b" },
		{ .label = text(cx, T_LINKING_LATER),
		  .href = arena_printf(cx->arena, "%s/lewati", path),
		  .post = &later_form,
		  .key = "l" },
	};
	const struct ui_action answered = { .label = text(cx, T_LINKING_TAKE_BACK),
					    .href = arena_printf(cx->arena, "%s/batal", path),
					    .post = &back_form };

	if (!answered_already(p)) {
		ui_actions(u, open, LEN(open));
		ui_small(u, text(cx, T_LINKING_KEYS));
		return;
	}
	ui_note(u, UI_INFO, text(cx, state_text(p->state)),
		text_fill(cx, T_LINKING_ANSWERED_BY, p->by, say_when(cx, p->decided_at), NULL));
	ui_actions(u, &answered, 1);
}

/* ---- three and more ------------------------------------------------------------------------ */

struct edge_line {
	struct link_edge e;
	const char *probable;
	int64_t role;
};

enum { EDGE_OTHER, EDGE_HOLDS, EDGE_WEAKEST, EDGE_SAID };

static enum text role_text(int64_t role)
{
	static const enum text texts[] = {
		[EDGE_OTHER] = T_LINKING_GROUP_OTHER,
		[EDGE_HOLDS] = T_LINKING_GROUP_HOLDS,
		[EDGE_WEAKEST] = T_LINKING_GROUP_WEAKEST,
		[EDGE_SAID] = T_LINKING_WAS_SAME,
	};

	return texts[role];
}

static int64_t role_of(const struct link_edge *e)
{
	if (e->state == LINK_SAME)
		return EDGE_SAID;
	if (e->weakest)
		return EDGE_WEAKEST;
	return e->holds ? EDGE_HOLDS : EDGE_OTHER;
}

#define EDGE(member) offsetof(struct edge_line, member)
static const struct column edge_columns[] = {
	{ "id", T_COL_ID, COL_ID, PRIV_NONE, EDGE(e.pair_id) },
	{ "a", T_LINKING_FIRST, COL_TEXT, PRIV_GENERAL, EDGE(e.a_name), .flags = COL_STRONG,
	  .href = "/sama/{id}" },
	{ "b", T_LINKING_SECOND, COL_TEXT, PRIV_GENERAL, EDGE(e.b_name) },
	{ "probable", T_LINKING_PROBABLE, COL_TEXT, PRIV_NONE, EDGE(probable) },
	{ "role", T_LINKING_GROUP_ROLE, COL_ENUM, PRIV_NONE, EDGE(role), .member = role_text,
	  .flags = COL_BADGE },
	{ "words", T_LINKING_WHY, COL_TEXT, PRIV_NONE, EDGE(e.words), .flags = COL_WIDE_ONLY },
};
static const struct table edge_table = { .name = "group",
					 .title = T_LINKING_GROUP,
					 .columns = edge_columns,
					 .n_columns = LEN(edge_columns) };

static enum err draw_group(struct ctx *cx, struct ui *u, const struct link_pair *p)
{
	struct link_edge *edges;
	struct edge_line *lines;
	size_t n, people;

	TRY(link_group(cx, p, &edges, &n, &people));
	if (n == 0)
		return ERR_OK;
	lines = ARENA_ARRAY(cx->arena, n + 1, struct edge_line);
	for (size_t i = 0; i < n; i++) {
		const struct link_edge *e = &edges[i];

		lines[i] = (struct edge_line){ *e, say_probable(cx, e->permille), role_of(e) };
		if (e->weakest)
			ui_note(
			    u, UI_WARN,
			    text_fill(cx, T_LINKING_GROUP_N, say_number(cx, (int64_t)people), NULL),
			    text_fill(cx, T_LINKING_GROUP_NOTE, e->a_name, e->b_name,
				      lines[i].probable, NULL));
	}
	ui_table(u, "group", &edge_table, lines, n, sizeof(*lines),
		 &(struct ui_list){ .total = (int64_t)n, .empty = "" });
	return ERR_OK;
}

static enum err draw_pair(struct ctx *cx, struct req *r, struct ui *u, const struct link_pair *p)
{
	struct link_field *fields;
	struct line *lines;
	size_t n;

	TRY(link_compare(cx, p, &fields, &n));
	lines = ARENA_ARRAY(cx->arena, n + 1, struct line);
	for (size_t i = 0; i < n; i++)
		lines[i] = (struct line){ fields[i], text(cx, weight_text(&fields[i])) };
	req_disclose(r, p->a_id, "linking");
	req_disclose(r, p->b_id, "linking");
	ui_text(u, text_fill(cx, T_LINKING_HOW_PROBABLE, say_probable(cx, p->permille), p->words,
			     NULL));
	draw_answers(cx, u, p);
	TRY(draw_group(cx, u, p));
	ui_table(u, "fields", &compare_table, lines, n, sizeof(*lines),
		 &(struct ui_list){ .total = (int64_t)n, .empty = "" });
	ui_actions(u,
		   (struct ui_action[]){
		       { .label = text_fill(cx, T_LINKING_OPEN, p->a_name, NULL),
			 .href = arena_printf(cx->arena, "/warga/%lld", (long long)p->a_id) },
		       { .label = text_fill(cx, T_LINKING_OPEN, p->b_name, NULL),
			 .href = arena_printf(cx->arena, "/warga/%lld", (long long)p->b_id) } },
		   2);
	return ERR_OK;
}

/* ---- lists --------------------------------------------------------------------------------- */

struct row {
	struct link_pair p;
	const char *probable;
};

#define ROW(member) offsetof(struct row, member)
#define PAIR_COLUMNS                                                                 \
	{ "id", T_COL_ID, COL_ID, PRIV_NONE, ROW(p.id) },                            \
	    { "a_id", T_LINKING_FIRST, COL_ID, PRIV_NONE, ROW(p.a_id) },             \
	    { "b_id", T_LINKING_SECOND, COL_ID, PRIV_NONE, ROW(p.b_id) },            \
	    { "a",                                                                   \
	      T_LINKING_FIRST,                                                       \
	      COL_TEXT,                                                              \
	      PRIV_GENERAL,                                                          \
	      ROW(p.a_name),                                                         \
	      .flags = COL_STRONG,                                                   \
	      .href = "/sama/{id}" },                                                \
	    { "b", T_LINKING_SECOND, COL_TEXT, PRIV_GENERAL, ROW(p.b_name) },        \
	    { "probable", T_LINKING_PROBABLE, COL_TEXT, PRIV_NONE, ROW(probable) },  \
	{                                                                            \
		"permille", T_LINKING_PROBABLE, COL_INT, PRIV_NONE, ROW(p.permille), \
		    .flags = COL_DATA_ONLY                                           \
	}

static const struct column list_columns[] = {
	PAIR_COLUMNS,
	{ "words", T_LINKING_WHY, COL_TEXT, PRIV_NONE, ROW(p.words) },
	{ "region", T_LINKING_REGION, COL_TEXT, PRIV_NONE, ROW(p.region), .flags = COL_WIDE_ONLY },
};
static const struct table next_table = { .name = "pairs",
					 .title = T_LINKING_NEXT,
					 .columns = list_columns,
					 .n_columns = LEN(list_columns),
					 .subject = "b_id" };
static const struct table sure_table = { .name = "pairs",
					 .title = T_LINKING_SURE,
					 .columns = list_columns,
					 .n_columns = LEN(list_columns),
					 .subject = "b_id" };

static const struct column done_columns[] = {
	PAIR_COLUMNS,
	{ "state", T_LINKING_ANSWER, COL_ENUM, PRIV_NONE, ROW(p.state), .member = state_text,
	  .flags = COL_BADGE },
	{ "by", T_LINKING_BY, COL_TEXT, PRIV_NONE, ROW(p.by) },
	{ "at", T_LINKING_AT, COL_INSTANT, PRIV_NONE, ROW(p.decided_at) },
};
static const struct table done_table = { .name = "answered",
					 .title = T_LINKING_DONE,
					 .columns = done_columns,
					 .n_columns = LEN(done_columns),
					 .subject = "b_id" };

static const struct row *rows_of(struct ctx *cx, struct req *r, const struct link_pair *p, size_t n)
{
	struct row *rows = ARENA_ARRAY(cx->arena, n + 1, struct row);

	for (size_t i = 0; i < n; i++) {
		rows[i] = (struct row){ .p = p[i], .probable = say_probable(cx, p[i].permille) };
		req_disclose(r, p[i].a_id, "linking");
	}
	return rows;
}

static enum err draw_tabs(struct ctx *cx, struct ui *u, int current)
{
	int64_t questions, sure;

	TRY(link_counts(cx, &questions, &sure));
	ui_tabs(u,
		(struct ui_tab[]){
		    { .label = text(cx, T_LINKING_QUESTIONS),
		      .href = "/sama",
		      .count = say_number(cx, questions),
		      .current = current == 0 },
		    { .label = text(cx, T_LINKING_SURE),
		      .href = SURE,
		      .count = say_number(cx, sure),
		      .current = current == 1 },
		    { .label = text(cx, T_LINKING_DONE), .href = DONE, .current = current == 2 },
		    { .label = text(cx, T_LINKING_WHOLE_TITLE), .href = "/sama/seluruh" } },
		4);
	return ERR_OK;
}

static void begin(struct ctx *cx, struct ui *u)
{
	ui_begin(u, &(struct ui_page){ .title = text(cx, T_LINKING_TITLE),
				       .lead = text(cx, T_LINKING_LEAD),
				       .nav = "/sama",
				       .wide = true });
}

static enum err pair_page(struct ctx *cx, struct req *r, struct ui *u)
{
	struct link_pair p;

	TRY(link_get(cx, req_id(r), &p));
	ui_begin(u,
		 &(struct ui_page){ .title = text_fill(cx, T_LINKING_ASK, p.a_name, p.b_name, NULL),
				    .nav = "/sama",
				    .parent = "/sama",
				    .parent_title = text(cx, T_LINKING_TITLE),
				    .wide = true });
	TRY(draw_pair(cx, r, u, &p));
	return ui_end(u);
}

/* ---- page by page ---------------------------------------------------------------------------- */

enum { P_AFTER };
static const struct field page_fields[] = {
	[P_AFTER] = { .name = "after", .kind = FIELD_ID, .onward = true },
	{ .kind = FIELD_END },
};
static const struct form_def page_form = { .name = "link_page", .fields = page_fields };

/* The pair behind which the page begins; NULL: the first page, or a file that holds all. */
static enum err page_after(struct ctx *cx, struct req *r, struct ui *u, struct link_pair **ret)
{
	struct form *f = req_form_of(r, &page_form);
	int64_t id = f != NULL ? form_id(f, P_AFTER) : 0;

	*ret = NULL;
	if (id == 0 || ui_all_rows(u))
		return ERR_OK;
	*ret = ARENA_NEW(cx->arena, struct link_pair);
	return link_get(cx, id, *ret);
}

/* One row more than a page shows says that there is another: of n, how many are shown. */
static size_t page_rows(struct ctx *cx, struct ui *u, const char *path,
			const struct link_pair *after, const struct link_pair *list, size_t n,
			size_t most, struct ui_list *how)
{
	if (ui_all_rows(u))
		return n;
	how->first = after != NULL ? path : NULL;
	if (n <= most)
		return n;
	how->next = arena_printf(cx->arena, "%s?after=%lld", path, (long long)list[most - 1].id);
	return most;
}

static unsigned page_max(struct ui *u, size_t most)
{
	return ui_all_rows(u) ? INT32_MAX : (unsigned)most + 1;
}

/* ---- one question, and those that come next -------------------------------------------------- */

static enum err draw_first(struct ctx *cx, struct req *r, struct ui *u, const struct link_pair *p)
{
	ui_heading(u, text_fill(cx, T_LINKING_ASK, p->a_name, p->b_name, NULL), NULL);
	return draw_pair(cx, r, u, p);
}

/* The first page asks the first one; further pages, and files, have them as a list alone. */
static enum err question_page(struct ctx *cx, struct req *r, struct ui *u)
{
	struct ui_list how = { .main = true };
	struct link_pair *list, *after;
	size_t n, most, asked;
	int64_t sure;

	TRY(page_after(cx, r, u, &after));
	most = after == NULL ? FIRST_ROWS : PAGE_ROWS;
	TRY(link_questions(cx, false, after, page_max(u, most), &list, &n));
	TRY(link_counts(cx, &how.total, &sure));
	begin(cx, u);
	TRY(draw_tabs(cx, u, 0));
	if (n == 0 && after == NULL) {
		ui_empty(u, text(cx, T_LINKING_NONE), text(cx, T_LINKING_SURE), SURE);
		return ui_end(u);
	}
	asked = after == NULL && !ui_all_rows(u);
	if (asked == 1)
		TRY(draw_first(cx, r, u, &list[0]));
	n = page_rows(cx, u, "/sama", after, list, n, most, &how);
	how.total -= (int64_t)asked;
	if (n > asked || after != NULL)
		ui_table(u, "next", &next_table, rows_of(cx, r, list + asked, n - asked), n - asked,
			 sizeof(struct row), &how);
	return ui_end(u);
}

/* ---- many at once -------------------------------------------------------------------------- */

static enum err check_many(struct ctx *cx, struct form *f)
{
	const int64_t *ids;

	if (form_ids(f, 0, &ids) > MANY_MAX)
		form_problem(cx, f, 0, T_LINKING_PROBLEM_MANY, say_number(cx, MANY_MAX));
	return ERR_OK;
}
static const struct field many_fields[] = {
	{ .name = "pasangan", .kind = FIELD_IDS, .label = T_LINKING_CHOSEN, .required = true },
	{ .kind = FIELD_END },
};
static const struct form_def many_form = {
	.name = "link_many", .fields = many_fields, .check = check_many, .submit = T_LINKING_CONFIRM
};

static enum err sure_page(struct ctx *cx, struct req *r, struct ui *u)
{
	struct form *f = req_form_of(r, &many_form);
	struct ui_list how = { .main = true,
			       .empty = text(cx, T_LINKING_NONE_SURE),
			       .select = "pasangan",
			       .bulk = &many_form,
			       .bulk_action = SURE,
			       .bulk_form = f };
	struct link_pair *list, *after;
	int64_t questions;
	size_t n;

	TRY(page_after(cx, r, u, &after));
	TRY(link_questions(cx, true, after, page_max(u, PAGE_ROWS), &list, &n));
	TRY(link_counts(cx, &questions, &how.total));
	n = page_rows(cx, u, SURE, after, list, n, PAGE_ROWS, &how);
	begin(cx, u);
	TRY(draw_tabs(cx, u, 1));
	ui_text(u, text(cx, T_LINKING_SURE_LEAD));
	ui_table(u, "pairs", &sure_table, rows_of(cx, r, list, n), n, sizeof(struct row), &how);
	return ui_end(u);
}

static enum err many_commit(struct ctx *cx, struct req *r, struct resp *resp)
{
	const int64_t *ids;
	size_t n = form_ids(req_form(r), 0, &ids);

	for (size_t i = 0; i < n; i++)
		TRY(link_answer_same(cx, ids[i], NULL));
	resp_see(cx, resp, T_LINKING_MERGED, SURE);
	return ERR_OK;
}

static enum err done_page(struct ctx *cx, struct req *r, struct ui *u)
{
	struct ui_list how = { .total = -1, .main = true, .empty = text(cx, T_LINKING_NONE_DONE) };
	struct link_pair *list, *after;
	size_t n;

	TRY(page_after(cx, r, u, &after));
	TRY(link_answered(cx, after, page_max(u, PAGE_ROWS), &list, &n));
	n = page_rows(cx, u, DONE, after, list, n, PAGE_ROWS, &how);
	begin(cx, u);
	TRY(draw_tabs(cx, u, 2));
	ui_table(u, "answered", &done_table, rows_of(cx, r, list, n), n, sizeof(struct row), &how);
	return ui_end(u);
}

/* ---- answers ------------------------------------------------------------------------------- */

static enum err same_commit(struct ctx *cx, struct req *r, struct resp *resp)
{
	TRY(link_answer_same(cx, req_id(r), NULL));
	resp_see(cx, resp, T_LINKING_MERGED, "/sama");
	return ERR_OK;
}

static enum err different_commit(struct ctx *cx, struct req *r, struct resp *resp)
{
	TRY(link_answer_different(cx, req_id(r)));
	resp_see(cx, resp, T_LINKING_APART, "/sama");
	return ERR_OK;
}

static enum err later_commit(struct ctx *cx, struct req *r, struct resp *resp)
{
	TRY(link_answer_later(cx, req_id(r)));
	resp_see(cx, resp, T_LINKING_PUT_OFF, "/sama");
	return ERR_OK;
}

static enum err back_commit(struct ctx *cx, struct req *r, struct resp *resp)
{
	TRY(link_take_back(cx, req_id(r)));
	resp_see(cx, resp, T_LINKING_BACK, "/sama/%lld", (long long)req_id(r));
	return ERR_OK;
}

const struct route linking_routes[] = {
	{ GET, "/sama", PERM_REGISTRY_DECIDE, 0, REPR_LIST, T_LINKING_TITLE, .form = &page_form,
	  .page = question_page },
	{ GET, SURE, PERM_REGISTRY_DECIDE, ROUTE_NO_MENU, REPR_LIST, T_LINKING_SURE,
	  .form = &page_form, .page = sure_page },
	{ POST, SURE, PERM_REGISTRY_DECIDE, 0, REPR_PAGE, T_LINKING_CONFIRM, .form = &many_form,
	  .page = sure_page, .commit = many_commit },
	{ GET, DONE, PERM_REGISTRY_DECIDE, ROUTE_NO_MENU, REPR_LIST, T_LINKING_DONE,
	  .form = &page_form, .page = done_page },
	{ GET, "/sama/{id}", PERM_REGISTRY_DECIDE, ROUTE_NO_MENU, REPR_PAGE, T_LINKING_SIDE_BY_SIDE,
	  .page = pair_page },
	{ POST, "/sama/{id}/sama", PERM_REGISTRY_DECIDE, 0, REPR_PAGE, T_LINKING_SAME,
	  .form = &same_form, .page = pair_page, .commit = same_commit },
	{ POST, "/sama/{id}/beda", PERM_REGISTRY_DECIDE, 0, REPR_PAGE, T_LINKING_DIFFERENT,
	  .form = &different_form, .page = pair_page, .commit = different_commit },
	{ POST, "/sama/{id}/lewati", PERM_REGISTRY_DECIDE, 0, REPR_PAGE, T_LINKING_LATER,
	  .form = &later_form, .page = pair_page, .commit = later_commit },
	{ POST, "/sama/{id}/batal", PERM_REGISTRY_DECIDE, 0, REPR_PAGE, T_LINKING_TAKE_BACK,
	  .form = &back_form, .page = pair_page, .commit = back_commit },
	{ .method = 0 },
};
