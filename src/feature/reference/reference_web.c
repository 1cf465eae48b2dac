/* The lists, the history of an entry, and its change by the administrator. */
#include "feature/reference/reference_web.h"

#include "base/str.h"
#include "feature/reference/reference_impl.h"
#include "text/reference.h"

#include <string.h>

/* ---- the sets ------------------------------------------------------------------------------ */

struct set_line {
	const char *name, *label;
	int64_t n, changed_at;
};
static const struct column set_columns[] = {
	{ .name = "label",
	  .label = T_REFERENCE_SET,
	  .kind = COL_TEXT,
	  .offset = offsetof(struct set_line, label),
	  .href = "/acuan/{name}",
	  .flags = COL_STRONG },
	{ .name = "name",
	  .label = T_REFERENCE_CODE,
	  .kind = COL_TEXT,
	  .offset = offsetof(struct set_line, name),
	  .flags = COL_WIDE_ONLY },
	{ .name = "n",
	  .label = T_REFERENCE_COUNT,
	  .kind = COL_INT,
	  .offset = offsetof(struct set_line, n) },
	{ .name = "changed_at",
	  .label = T_REFERENCE_CHANGED,
	  .kind = COL_INSTANT,
	  .offset = offsetof(struct set_line, changed_at),
	  .flags = COL_WIDE_ONLY },
};
static const struct table set_table = { .name = "sets",
					.title = T_REFERENCE_TITLE,
					.columns = set_columns,
					.n_columns = LEN(set_columns) };

/* The name of a set; a set that only the data knows has its code. */
static const char *set_label(struct ctx *cx, const char *set)
{
	const char *s = text_by_key(cx->lang, arena_printf(cx->arena, "reference.set_%s", set));

	return s ? s : set;
}

static enum err sets_page(struct ctx *cx, struct req *r, struct ui *u)
{
	const struct ref_set *sets;
	struct set_line *lines;
	size_t n;

	(void)r;
	TRY(ref_sets(cx, &sets, &n));
	lines = ARENA_ARRAY(cx->arena, n, struct set_line);
	for (size_t i = 0; i < n; i++)
		lines[i] = (struct set_line){ .name = sets[i].name,
					      .label = set_label(cx, sets[i].name),
					      .n = sets[i].n,
					      .changed_at = sets[i].changed_at };
	ui_begin(u, &(struct ui_page){ .title = text(cx, T_REFERENCE_TITLE),
				       .lead = text(cx, T_REFERENCE_LEAD),
				       .nav = "/acuan" });
	ui_table(u, "sets", &set_table, lines, n, sizeof(*lines),
		 &(struct ui_list){
		     .total = (int64_t)n, .empty = text(cx, T_REFERENCE_EMPTY), .main = true });
	return ui_end(u);
}

/* ---- one set ------------------------------------------------------------------------------- */

struct entry_line {
	const char *set, *code, *label_id, *label_en, *origin, *source, *doc;
	int64_t version, valid_from, valid_to;
};

#define ENTRY_TEXT(member, text)                                    \
	{                                                           \
		.name = #member, .label = (text), .kind = COL_TEXT, \
		.offset = offsetof(struct entry_line, member)       \
	}
static const struct column entry_columns[] = {
	{ .name = "code",
	  .label = T_REFERENCE_CODE,
	  .kind = COL_TEXT,
	  .offset = offsetof(struct entry_line, code),
	  .href = "/acuan/{set}/{code}",
	  .flags = COL_STRONG },
	ENTRY_TEXT(label_id, T_REFERENCE_LABEL_ID),
	ENTRY_TEXT(label_en, T_REFERENCE_LABEL_EN),
	ENTRY_TEXT(origin, T_REFERENCE_ORIGIN),
	{ .name = "version",
	  .label = T_REFERENCE_VERSION,
	  .kind = COL_INT,
	  .offset = offsetof(struct entry_line, version),
	  .flags = COL_WIDE_ONLY },
	{ .name = "valid_from",
	  .label = T_REFERENCE_VALID_FROM,
	  .kind = COL_DATE,
	  .offset = offsetof(struct entry_line, valid_from),
	  .flags = COL_WIDE_ONLY },
	{ .name = "valid_to",
	  .label = T_REFERENCE_VALID_TO,
	  .kind = COL_DATE,
	  .offset = offsetof(struct entry_line, valid_to),
	  .flags = COL_WIDE_ONLY },
	{ .name = "source",
	  .label = T_REFERENCE_SOURCE,
	  .kind = COL_TEXT,
	  .offset = offsetof(struct entry_line, source),
	  .flags = COL_WIDE_ONLY },
	/* Only for the link of the code. */
	{ .name = "set",
	  .label = T_REFERENCE_SET,
	  .kind = COL_TEXT,
	  .offset = offsetof(struct entry_line, set),
	  .flags = COL_DATA_ONLY },
};
static const struct table entry_table = { .name = "entries",
					  .title = T_REFERENCE_TITLE,
					  .columns = entry_columns,
					  .n_columns = LEN(entry_columns) };

/* {"days":3,"unit_kinds":["lks","slrt"]} for people: a line for each member, without the marks. */
static const char *doc_words(struct ctx *cx, const char *doc)
{
	char *out = arena_alloc(cx->arena, 2 * strlen(doc) + 1), *o = out;
	bool quoted = false;
	int depth = 0;

	for (const char *p = doc; *p != '\0'; p++) {
		if (*p == '"' && (p == doc || p[-1] != '\\'))
			quoted = !quoted;
		else if (quoted)
			*o++ = *p;
		else if (*p == '{' || *p == '[')
			depth++;
		else if (*p == '}' || *p == ']')
			depth--;
		else if (*p == ',' && depth == 1)
			*o++ = '\n';
		else if (*p == ',' || *p == ':') {
			*o++ = *p;
			*o++ = ' ';
		} else if (*p != ' ' && *p != '\n' && *p != '\t')
			*o++ = *p;
	}
	*o = '\0';
	return out;
}

static struct entry_line line_of(const struct ctx *cx, const struct ref_entry *e)
{
	return (struct entry_line){
		.set = e->set,
		.code = e->code,
		.label_id = e->label_id,
		.label_en = e->label_en,
		.origin = text(cx, e->own ? T_REFERENCE_ORIGIN_CITY : T_REFERENCE_ORIGIN_NATION),
		.source = e->source,
		.doc = e->doc,
		.version = e->version,
		.valid_from = e->valid_from,
		.valid_to = e->valid_to == DATE_NONE ? DB_NONE : e->valid_to,
	};
}

/* ---- forms --------------------------------------------------------------------------------- */

enum { F_LABEL_ID, F_LABEL_EN, F_DOC, F_SOURCE, F_ORDINAL, F_FROM, F_TO, F_REASON, F_LAST };
enum { F_VERSION = F_LAST, F_CODE = F_LAST };

#define VALUE_FIELDS                                    \
	[F_LABEL_ID] = { .name = "label_id",            \
			 .kind = FIELD_TEXT,            \
			 .label = T_REFERENCE_LABEL_ID, \
			 .required = true },            \
	[F_LABEL_EN] = { .name = "label_en",            \
			 .kind = FIELD_TEXT,            \
			 .label = T_REFERENCE_LABEL_EN, \
			 .required = true },            \
	[F_DOC] = { .name = "doc",                      \
		    .kind = FIELD_LONG,                 \
		    .label = T_REFERENCE_DOC,           \
		    .hint = T_REFERENCE_DOC_HINT,       \
		    .required = true,                   \
		    .max = 40000 },                     \
	[F_SOURCE] = { .name = "source",                \
		       .kind = FIELD_TEXT,              \
		       .label = T_REFERENCE_SOURCE,     \
		       .hint = T_REFERENCE_SOURCE_HINT, \
		       .required = true,                \
		       .max = 500 },                    \
	[F_ORDINAL] = { .name = "ordinal",              \
			.kind = FIELD_INT,              \
			.label = T_REFERENCE_ORDINAL,   \
			.min_value = 0,                 \
			.max_value = 100000 },          \
	[F_FROM] = { .name = "valid_from",              \
		     .kind = FIELD_DATE,                \
		     .label = T_REFERENCE_VALID_FROM,   \
		     .required = true },                \
	[F_TO] = { .name = "valid_to",                  \
		   .kind = FIELD_DATE,                  \
		   .label = T_REFERENCE_VALID_TO,       \
		   .hint = T_REFERENCE_VALID_TO_HINT }, \
	[F_REASON] = { .name = "reason",                \
		       .kind = FIELD_TEXT,              \
		       .label = T_REFERENCE_REASON,     \
		       .required = true,                \
		       .max = 500 }

static const struct field edit_fields[] = {
	VALUE_FIELDS,
	[F_VERSION] = { .name = "version", .kind = FIELD_ID, .label = T_REFERENCE_VERSION },
	{ .kind = FIELD_END },
};
static const struct form_def edit_form = { .name = "reference_edit",
					   .fields = edit_fields,
					   .submit = T_REFERENCE_SAVE };

static const struct field new_fields[] = {
	VALUE_FIELDS,
	[F_CODE] = { .name = "code",
		     .kind = FIELD_TEXT,
		     .label = T_REFERENCE_CODE,
		     .hint = T_REFERENCE_CODE_HINT,
		     .required = true,
		     .max = 60 },
	{ .kind = FIELD_END },
};
static const struct form_def new_form = { .name = "reference_new",
					  .fields = new_fields,
					  .submit = T_REFERENCE_NEW };

static int32_t date_of(const struct form *f, int field)
{
	int64_t days = form_int(f, field, DB_NONE);

	return days == DB_NONE ? DATE_NONE : (int32_t)days;
}

static struct ref_values values_of(const struct form *f)
{
	return (struct ref_values){
		.label_id = form_text(f, F_LABEL_ID),
		.label_en = form_text(f, F_LABEL_EN),
		.doc = form_text(f, F_DOC),
		.source = form_text(f, F_SOURCE),
		.ordinal = form_int(f, F_ORDINAL, 0),
		.valid_from = date_of(f, F_FROM),
		.valid_to = date_of(f, F_TO),
	};
}

/* Says beside the field what ref_edit() would refuse. */
static enum err check_values(struct ctx *cx, struct form *f, const char *set, const char *code)
{
	struct ref_values v = values_of(f);
	const char *fault;

	TRY(ref_values_fault(cx, set, code, &v, &fault));
	if (str_eq(fault, "dates"))
		form_problem(cx, f, F_TO, T_REFERENCE_WRONG_DATES, NULL);
	else if (fault)
		form_problem(cx, f, F_DOC, T_REFERENCE_WRONG_DOC, fault);
	return ERR_OK;
}

/* ---- one set: list and new entry ------------------------------------------------------------ */

/* A set that the program has a name for; others are not begun by a typed address. */
static enum err known_set(struct ctx *cx, const char *set)
{
	if (set_label(cx, set) == set)
		return err_set(cx, ERR_NOTFOUND, "reference set");
	return ERR_OK;
}

static enum err draw_new(struct ctx *cx, struct ui *u, const char *set, struct form *f)
{
	if (!f) {
		f = form_new(cx, &new_form);
		form_set_text(cx, f, F_DOC, "{}");
		form_set_int(cx, f, F_FROM, ref_today(cx));
	}
	ui_form(u, "reference_new",
		&(struct ui_form){ .action = arena_printf(cx->arena, "/acuan/%s", set),
				   .def = &new_form,
				   .form = f,
				   .title = text(cx, T_REFERENCE_NEW),
				   .folded = true,
				   .secondary = true });
	return ERR_OK;
}

static enum err set_page(struct ctx *cx, struct req *r, struct ui *u)
{
	const char *set = req_segment(r, "set");
	const struct ref_entry *entries;
	struct entry_line *lines;
	size_t n;

	TRY(ref_list(cx, set, ref_today(cx), &entries, &n));
	if (n == 0)
		TRY(known_set(cx, set));
	lines = ARENA_ARRAY(cx->arena, n, struct entry_line);
	for (size_t i = 0; i < n; i++)
		lines[i] = line_of(cx, &entries[i]);
	ui_begin(u, &(struct ui_page){ .title = set_label(cx, set),
				       .nav = "/acuan",
				       .parent = "/acuan",
				       .parent_title = text(cx, T_REFERENCE_TITLE),
				       .wide = true });
	ui_table(u, "entries", &entry_table, lines, n, sizeof(*lines),
		 &(struct ui_list){ .total = (int64_t)n,
				    .empty = text(cx, T_REFERENCE_EMPTY),
				    .caption = set_label(cx, set),
				    .main = true });
	if (may(cx, PERM_REFERENCE_WRITE))
		TRY(draw_new(cx, u, set, req_form(r)));
	return ui_end(u);
}

static enum err new_prepare(struct ctx *cx, struct req *r)
{
	struct form *f = req_form(r);
	const char *set = req_segment(r, "set"), *code = form_text(f, F_CODE);
	const struct ref_entry *history;
	size_t n;

	TRY(known_set(cx, set));
	if (!ref_code_valid(code)) {
		form_problem(cx, f, F_CODE, T_REFERENCE_WRONG_CODE, NULL);
		return ERR_OK;
	}
	TRY(ref_history(cx, set, code, &history, &n));
	if (n > 0)
		form_problem(cx, f, F_CODE, T_REFERENCE_TAKEN, NULL);
	return check_values(cx, f, set, code);
}

/* Writes the version and goes to the page of the entry. */
static enum err save(struct ctx *cx, struct req *r, struct resp *resp, const char *code,
		     int64_t seen)
{
	const char *set = req_segment(r, "set");
	struct ref_values v = values_of(req_form(r));

	TRY(ref_edit(cx, set, code, seen, &v, form_text(req_form(r), F_REASON), &resp->id));
	resp_see(cx, resp, T_REFERENCE_SAVED, "/acuan/%s/%s", set, code);
	return ERR_OK;
}

static enum err new_commit(struct ctx *cx, struct req *r, struct resp *resp)
{
	return save(cx, r, resp, form_text(req_form(r), F_CODE), 0);
}

/* ---- one entry: history and change ----------------------------------------------------------- */

static const struct column record_columns[] = {
	ENTRY_TEXT(code, T_REFERENCE_CODE),
	ENTRY_TEXT(label_id, T_REFERENCE_LABEL_ID),
	ENTRY_TEXT(label_en, T_REFERENCE_LABEL_EN),
	ENTRY_TEXT(doc, T_REFERENCE_DOC),
	ENTRY_TEXT(origin, T_REFERENCE_ORIGIN),
	ENTRY_TEXT(source, T_REFERENCE_SOURCE),
	{ .name = "version",
	  .label = T_REFERENCE_VERSION,
	  .kind = COL_INT,
	  .offset = offsetof(struct entry_line, version) },
	{ .name = "valid_from",
	  .label = T_REFERENCE_VALID_FROM,
	  .kind = COL_DATE,
	  .offset = offsetof(struct entry_line, valid_from) },
	{ .name = "valid_to",
	  .label = T_REFERENCE_VALID_TO,
	  .kind = COL_DATE,
	  .offset = offsetof(struct entry_line, valid_to) },
};
static const struct table record_table = { .name = "entry",
					   .title = T_REFERENCE_TITLE,
					   .columns = record_columns,
					   .n_columns = LEN(record_columns) };

static void draw_history(struct ctx *cx, struct ui *u, const struct ref_entry *h, size_t n)
{
	struct ui_event *events = ARENA_ARRAY(cx->arena, n, struct ui_event);

	for (size_t i = 0; i < n; i++) {
		bool ended = h[i].valid_to != DATE_NONE;
		int32_t day = ended ? h[i].valid_to : h[i].valid_from;

		events[i] = (struct ui_event){
			.at = h[i].changed_at,
			.who = line_of(cx, &h[i]).origin,
			.title = text_fill(
			    cx, ended ? T_REFERENCE_HISTORY_ENDED : T_REFERENCE_HISTORY_ITEM,
			    arena_printf(cx->arena, "%lld", (long long)h[i].version),
			    say_date(cx, day), (char *)NULL),
			.text = arena_printf(cx->arena, "%s\n%s%s%s", h[i].label,
					     doc_words(cx, h[i].doc),
					     str_blank(h[i].reason) ? "" : "\n", h[i].reason),
			.kind = "decision",
		};
	}
	ui_heading(u, text(cx, T_REFERENCE_HISTORY), "riwayat");
	ui_timeline(u, "history", events, n, text(cx, T_REFERENCE_EMPTY));
}

static struct form *filled(struct ctx *cx, const struct ref_entry *e)
{
	struct form *f = form_new(cx, &edit_form);

	form_set_text(cx, f, F_LABEL_ID, e->label_id);
	form_set_text(cx, f, F_LABEL_EN, e->label_en);
	form_set_text(cx, f, F_DOC, e->doc);
	form_set_text(cx, f, F_SOURCE, e->source);
	form_set_int(cx, f, F_ORDINAL, e->ordinal);
	form_set_int(cx, f, F_FROM, ref_today(cx));
	form_set_int(cx, f, F_VERSION, e->version);
	return f;
}

static enum err entry_page(struct ctx *cx, struct req *r, struct ui *u)
{
	const char *set = req_segment(r, "set"), *code = req_segment(r, "code");
	const struct ref_entry *h;
	struct entry_line line;
	size_t n;

	TRY(ref_history(cx, set, code, &h, &n));
	if (n == 0)
		return err_set(cx, ERR_NOTFOUND, "reference entry");
	line = line_of(cx, &h[0]);
	if (ui_repr(u) == UI_HTML)
		line.doc = doc_words(cx, line.doc);
	ui_begin(u, &(struct ui_page){ .title = h[0].label,
				       .nav = "/acuan",
				       .parent = arena_printf(cx->arena, "/acuan/%s", set),
				       .parent_title = set_label(cx, set) });
	ui_record(u, "entry", &record_table, &line);
	if (may(cx, PERM_REFERENCE_WRITE))
		ui_form(
		    u, "reference_edit",
		    &(struct ui_form){ .action = arena_printf(cx->arena, "/acuan/%s/%s", set, code),
				       .def = &edit_form,
				       .form = req_form(r) ? req_form(r) : filled(cx, &h[0]),
				       .title = text(cx, T_REFERENCE_EDIT),
				       .folded = true });
	draw_history(cx, u, h, n);
	return ui_end(u);
}

static enum err edit_prepare(struct ctx *cx, struct req *r)
{
	const char *set = req_segment(r, "set"), *code = req_segment(r, "code");
	const struct ref_entry *history;
	size_t n;

	TRY(ref_history(cx, set, code, &history, &n));
	if (n == 0)
		return err_set(cx, ERR_NOTFOUND, "reference entry");
	return check_values(cx, req_form(r), set, code);
}

static enum err edit_commit(struct ctx *cx, struct req *r, struct resp *resp)
{
	return save(cx, r, resp, req_segment(r, "code"), form_id(req_form(r), F_VERSION));
}

const struct route reference_routes[] = {
	{ .method = GET,
	  .path = "/acuan",
	  .perm = PERM_REFERENCE_READ,
	  .repr = REPR_LIST,
	  .title = T_REFERENCE_TITLE,
	  .page = sets_page },
	{ .method = GET,
	  .path = "/acuan/{set}",
	  .perm = PERM_REFERENCE_READ,
	  .repr = REPR_LIST,
	  .title = T_REFERENCE_SET,
	  .page = set_page },
	{ .method = POST,
	  .path = "/acuan/{set}",
	  .perm = PERM_REFERENCE_WRITE,
	  .title = T_REFERENCE_NEW,
	  .form = &new_form,
	  .page = set_page,
	  .prepare = new_prepare,
	  .commit = new_commit },
	{ .method = GET,
	  .path = "/acuan/{set}/{code}",
	  .perm = PERM_REFERENCE_READ,
	  .title = T_REFERENCE_HISTORY,
	  .page = entry_page },
	{ .method = POST,
	  .path = "/acuan/{set}/{code}",
	  .perm = PERM_REFERENCE_WRITE,
	  .title = T_REFERENCE_EDIT,
	  .form = &edit_form,
	  .page = entry_page,
	  .prepare = edit_prepare,
	  .commit = edit_commit },
	{ .method = 0 },
};
