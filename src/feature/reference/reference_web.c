/* The lists, the history of an entry, and its change by the administrator. */
#include "feature/reference/reference_web.h"

#include "base/str.h"
#include "feature/reference/reference_form.h"
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

/* Some thirty lists are not found in one: what belongs together stands together, the rest last. */
static const struct {
	enum text title;
	const char *sets;
} shelves[] = {
	{ T_REFERENCE_SHELF_KINDS, " ppks pas cluster psks service spm_item spm_group programme " },
	{ T_REFERENCE_SHELF_TIME, " limit work_hour holiday pause_reason " },
	{ T_REFERENCE_SHELF_CASES,
	  " triage triage_draft channel keluhan refusal_reason need_reason "
	  "end_kind outcome unit_kind " },
	{ T_REFERENCE_SHELF_PAPERS, " document_kind document_rule retention second_factor " },
	{ T_REFERENCE_SHELF_PEOPLE, "" },
};

static size_t shelf_of(struct ctx *cx, const char *set)
{
	const char *word = arena_printf(cx->arena, " %s ", set);
	size_t i = 0;

	while (i < LEN(shelves) - 1 && strstr(shelves[i].sets, word) == NULL)
		i++;
	return i;
}

static void draw_shelves(struct ctx *cx, struct ui *u, const struct set_line *lines, size_t n)
{
	struct set_line *some = ARENA_ARRAY(cx->arena, n + 1, struct set_line);

	for (size_t s = 0; s < LEN(shelves); s++) {
		size_t k = 0;

		for (size_t i = 0; i < n; i++)
			if (shelf_of(cx, lines[i].name) == s)
				some[k++] = lines[i];
		if (k == 0)
			continue;
		ui_heading(u, text(cx, shelves[s].title), NULL);
		ui_table(u, shelves[s].sets, &set_table, some, k, sizeof(*some),
			 &(struct ui_list){ .total = (int64_t)k,
					    .caption = text(cx, shelves[s].title),
					    .main = s == LEN(shelves) - 1 });
	}
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
	if (ui_repr(u) == UI_HTML) {
		draw_shelves(cx, u, lines, n);
		return ui_end(u);
	}
	ui_table(u, "sets", &set_table, lines, n, sizeof(*lines),
		 &(struct ui_list){
		     .total = (int64_t)n, .empty = text(cx, T_REFERENCE_EMPTY), .main = true });
	return ui_end(u);
}

/* ---- one set ------------------------------------------------------------------------------- */

struct entry_line {
	const char *set, *code, *label, *label_id, *label_en, *words, *origin, *source, *doc;
	int64_t version, valid_from, valid_to;
};

#define ENTRY_FLAGGED(member, text, flag)                                      \
	{                                                                      \
		.name = #member, .label = (text), .kind = COL_TEXT,            \
		.offset = offsetof(struct entry_line, member), .flags = (flag) \
	}
#define ENTRY_TEXT(member, text) ENTRY_FLAGGED(member, text, 0)
#define ENTRY_FACTS                                                                  \
	{ .name = "version",                                                         \
	  .label = T_REFERENCE_VERSION,                                              \
	  .kind = COL_INT,                                                           \
	  .offset = offsetof(struct entry_line, version) },                          \
	    { .name = "valid_from",                                                  \
	      .label = T_REFERENCE_VALID_FROM,                                       \
	      .kind = COL_DATE,                                                      \
	      .offset = offsetof(struct entry_line, valid_from) },                   \
	{                                                                            \
		.name = "valid_to", .label = T_REFERENCE_VALID_TO, .kind = COL_DATE, \
		.offset = offsetof(struct entry_line, valid_to)                      \
	}

/* What a page shows; programs get everything, and the source comes last to be left out. */
static const struct column entry_columns[] = {
	{ .name = "label",
	  .label = T_REFERENCE_NAME,
	  .kind = COL_TEXT,
	  .offset = offsetof(struct entry_line, label),
	  .href = "/acuan/{set}/{code}",
	  .flags = COL_STRONG },
	ENTRY_TEXT(words, T_REFERENCE_VALUES),
	ENTRY_FLAGGED(code, T_REFERENCE_CODE, COL_WIDE_ONLY),
	ENTRY_FLAGGED(origin, T_REFERENCE_ORIGIN, COL_WIDE_ONLY),
	{ .name = "valid_from",
	  .label = T_REFERENCE_VALID_FROM,
	  .kind = COL_DATE,
	  .offset = offsetof(struct entry_line, valid_from),
	  .flags = COL_WIDE_ONLY },
	/* Only for the link of the name. */
	ENTRY_FLAGGED(set, T_REFERENCE_SET, COL_DATA_ONLY),
	ENTRY_FLAGGED(source, T_REFERENCE_SOURCE, COL_WIDE_ONLY),
};
static const struct table entry_table = { .name = "entries",
					  .title = T_REFERENCE_TITLE,
					  .columns = entry_columns,
					  .n_columns = LEN(entry_columns) };
static const struct table one_source_table = { .name = "entries",
					       .title = T_REFERENCE_TITLE,
					       .columns = entry_columns,
					       .n_columns = LEN(entry_columns) - 1 };

static const struct column data_columns[] = {
	{ .name = "code",
	  .label = T_REFERENCE_CODE,
	  .kind = COL_TEXT,
	  .offset = offsetof(struct entry_line, code),
	  .href = "/acuan/{set}/{code}" },
	ENTRY_TEXT(label_id, T_REFERENCE_LABEL_ID),
	ENTRY_TEXT(label_en, T_REFERENCE_LABEL_EN),
	ENTRY_TEXT(words, T_REFERENCE_VALUES),
	ENTRY_TEXT(origin, T_REFERENCE_ORIGIN),
	ENTRY_FACTS,
	ENTRY_TEXT(source, T_REFERENCE_SOURCE),
	ENTRY_TEXT(set, T_REFERENCE_SET),
};
static const struct table data_table = { .name = "entries",
					 .title = T_REFERENCE_TITLE,
					 .columns = data_columns,
					 .n_columns = LEN(data_columns) };

static struct entry_line line_of(const struct ctx *cx, const struct ref_entry *e)
{
	return (struct entry_line){
		.set = e->set,
		.code = e->code,
		.label = e->label,
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

/* The list of a path: of its own segment, or of the list whose form it is. */
static const char *set_of(struct req *r)
{
	const char *set = req_segment(r, "set");

	return set ? set : ref_kind_set(form_def_of(req_form(r)));
}

/* ---- one set: list and new entry ------------------------------------------------------------ */

/* A set that the program has a name for; others are not begun by a typed address. */
static enum err known_set(struct ctx *cx, const char *set)
{
	if (set_label(cx, set) == set)
		return err_set(cx, ERR_NOTFOUND, "reference set");
	return ERR_OK;
}

/* Rules are tried and switched on where reports are; here is their text. */
static void draw_rules_link(struct ctx *cx, struct ui *u, const char *set)
{
	const struct ui_action try = { .label = text(cx, T_REFERENCE_TRY_RULES),
				       .href = "/laporan/aturan" };

	if (ref_is_rules(set) && may(cx, PERM_TRIAGE_RULES))
		ui_actions(u, &try, 1);
}

static void draw_new(struct ctx *cx, struct ui *u, const char *set, const struct form *f)
{
	const struct ref_kind *kind = ref_kind_of(set);

	ui_form(u, "reference_new",
		&(struct ui_form){ .action = arena_printf(cx->arena, "/acuan/%s", set),
				   .def = kind->add,
				   .form = f ? f : ref_form_empty(cx, kind, set),
				   .title = text(cx, T_REFERENCE_NEW),
				   .folded = true,
				   .secondary = true });
}

/* The source that most rows of a list name. */
static const char *main_source(const struct ref_entry *e, size_t n)
{
	const char *best = NULL;
	size_t most = 0;

	for (size_t i = 0; i < n; i++) {
		size_t same = 0;

		for (size_t j = 0; j < n; j++)
			same += str_eq(e[i].source, e[j].source);
		if (same > most) {
			most = same;
			best = e[i].source;
		}
	}
	return best;
}

/* Said once above the list; rows name only another one. */
static const char *sources_apart(struct ctx *cx, struct entry_line *lines, size_t n,
				 const char *source, bool *ret_apart)
{
	*ret_apart = false;
	for (size_t i = 0; i < n; i++) {
		if (!str_eq(lines[i].source, source))
			*ret_apart = true;
		else
			lines[i].source = "";
	}
	return str_blank(source)
		   ? NULL
		   : text_fill(cx, *ret_apart ? T_REFERENCE_SAME_SOURCE : T_REFERENCE_ONLY_SOURCE,
			       source, (char *)NULL);
}

/* The code of a holiday is its day, which a narrow screen and a person want in words. */
static const char *with_day(struct ctx *cx, const struct ref_entry *e, const char *words)
{
	int32_t day;

	if (!str_eq(e->set, "holiday") || !date_parse(e->code, &day))
		return words;
	return arena_printf(cx->arena, "%s%s%s", say_date(cx, day), *words ? " · " : "", words);
}

static enum err read_lines(struct ctx *cx, const struct ref_entry *entries, size_t n,
			   struct entry_line **ret)
{
	struct entry_line *lines = ARENA_ARRAY(cx->arena, n, struct entry_line);

	for (size_t i = 0; i < n; i++) {
		lines[i] = line_of(cx, &entries[i]);
		TRY(ref_value_words(cx, &entries[i], &lines[i].words));
		lines[i].words = with_day(cx, &entries[i], lines[i].words);
		if (entries[i].valid_to != DATE_NONE)
			lines[i].words = arena_printf(
			    cx->arena, "%s%s%s", lines[i].words, *lines[i].words ? " · " : "",
			    text_fill(cx, T_REFERENCE_UNTIL, say_date(cx, entries[i].valid_to),
				      (char *)NULL));
	}
	*ret = lines;
	return ERR_OK;
}

static enum err set_page(struct ctx *cx, struct req *r, struct ui *u)
{
	const char *set = set_of(r), *lead = NULL;
	const struct table *table = &data_table;
	const struct ref_entry *entries;
	struct entry_line *lines;
	bool apart;
	size_t n;

	TRY(ref_list(cx, set, ref_today(cx), &entries, &n));
	if (n == 0)
		TRY(known_set(cx, set));
	TRY(read_lines(cx, entries, n, &lines));
	if (ui_repr(u) == UI_HTML) {
		lead = sources_apart(cx, lines, n, main_source(entries, n), &apart);
		table = apart ? &entry_table : &one_source_table;
	}
	ui_begin(u, &(struct ui_page){ .title = set_label(cx, set),
				       .lead = lead,
				       .nav = "/acuan",
				       .parent = "/acuan",
				       .parent_title = text(cx, T_REFERENCE_TITLE),
				       .wide = true });
	draw_rules_link(cx, u, set);
	if (may(cx, PERM_REFERENCE_WRITE))
		draw_new(cx, u, set, req_form(r));
	ui_table(u, "entries", table, lines, n, sizeof(*lines),
		 &(struct ui_list){ .total = (int64_t)n,
				    .empty = text(cx, T_REFERENCE_EMPTY),
				    .caption = set_label(cx, set),
				    .main = true });
	return ui_end(u);
}

static enum err new_prepare(struct ctx *cx, struct req *r)
{
	struct form *f = req_form(r);
	const char *set = set_of(r), *code = ref_form_code(cx, f);
	const struct ref_entry *history;
	struct ref_values v;
	size_t n;

	TRY(known_set(cx, set));
	if (!ref_code_valid(code)) {
		ref_form_bad_code(cx, f, T_REFERENCE_WRONG_CODE);
		return ERR_OK;
	}
	TRY(ref_history(cx, set, code, &history, &n));
	if (n > 0)
		ref_form_bad_code(cx, f, T_REFERENCE_TAKEN);
	ref_form_values(cx, f, NULL, &v);
	return ref_form_check(cx, f, set, code, NULL, &v);
}

/* Writes the version and goes to the page of the entry. */
static enum err save(struct ctx *cx, struct req *r, struct resp *resp, const char *code,
		     const struct ref_entry *before)
{
	const struct form *f = req_form(r);
	const char *set = set_of(r);
	struct ref_values v;

	ref_form_values(cx, f, before ? before->doc : NULL, &v);
	TRY(ref_edit(cx, set, code, before ? ref_form_version(f) : 0, &v, ref_form_reason(f),
		     &resp->id));
	resp_see(cx, resp, T_REFERENCE_SAVED, "/acuan/%s/%s", set, code);
	return ERR_OK;
}

static enum err new_commit(struct ctx *cx, struct req *r, struct resp *resp)
{
	return save(cx, r, resp, ref_form_code(cx, req_form(r)), NULL);
}

/* ---- one entry: history and change ----------------------------------------------------------- */

static const struct column record_columns[] = {
	ENTRY_TEXT(code, T_REFERENCE_CODE),         ENTRY_TEXT(label_id, T_REFERENCE_LABEL_ID),
	ENTRY_TEXT(label_en, T_REFERENCE_LABEL_EN), ENTRY_TEXT(origin, T_REFERENCE_ORIGIN),
	ENTRY_TEXT(source, T_REFERENCE_SOURCE),     ENTRY_FACTS,
	ENTRY_TEXT(doc, T_REFERENCE_DOC),
};
/* The doc comes last: a page shows its values one by one instead. */
static const struct table record_table = { .name = "entry",
					   .title = T_REFERENCE_TITLE,
					   .columns = record_columns,
					   .n_columns = LEN(record_columns) - 1 };
static const struct table doc_table = { .name = "entry",
					.title = T_REFERENCE_TITLE,
					.columns = record_columns,
					.n_columns = LEN(record_columns) };

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

/* What a version says: the reason, and what it changed against the one below it. */
static enum err version_words(struct ctx *cx, const struct ref_entry *h, bool first,
			      const char **ret)
{
	const char *changes = "";

	if (!first)
		TRY(ref_value_changes(cx, h + 1, h, &changes));
	else
		TRY(ref_value_words(cx, h, &changes));
	*ret = arena_printf(cx->arena, "%s%s%s", str_blank(h->reason) ? "" : h->reason,
			    str_blank(h->reason) || !*changes ? "" : "\n", changes);
	return ERR_OK;
}

/* Who made it: an officer of the city, or whoever made the program. */
static const char *version_author(struct ctx *cx, const struct ref_entry *e)
{
	const char *name = e->own ? auth_account_name(cx, e->changed_by) : NULL;

	return name ? name : line_of(cx, e).origin;
}

/* An older version names the day it held from, and opens the form filled with what it said. */
static void offer_again(struct ctx *cx, const struct ref_entry *e, struct ui_event *event)
{
	event->title = text_fill(cx, T_REFERENCE_AGAIN, event->title, (char *)NULL);
	event->href = arena_printf(cx->arena, "/acuan/%s/%s?dari=%lld", e->set, e->code,
				   (long long)e->version);
}

static enum err draw_history(struct ctx *cx, struct ui *u, const struct ref_entry *h, size_t n)
{
	struct ui_event *events = ARENA_ARRAY(cx->arena, n, struct ui_event);

	for (size_t i = 0; i < n; i++) {
		bool ended = h[i].valid_to != DATE_NONE;
		int32_t day = ended ? h[i].valid_to : h[i].valid_from;

		events[i] = (struct ui_event){
			.at = h[i].changed_at,
			.who = version_author(cx, &h[i]),
			.title = text_fill(
			    cx, ended ? T_REFERENCE_HISTORY_ENDED : T_REFERENCE_HISTORY_ITEM,
			    str_digits(cx->arena, h[i].version), say_date(cx, day), (char *)NULL),
			.kind = "decision",
		};
		TRY(version_words(cx, &h[i], i + 1 == n, &events[i].text));
		if (i > 0 && may(cx, PERM_REFERENCE_WRITE))
			offer_again(cx, &h[i], &events[i]);
	}
	ui_heading(u, text(cx, T_REFERENCE_HISTORY), "riwayat");
	ui_timeline(u, "history", events, n, text(cx, T_REFERENCE_EMPTY));
	return ERR_OK;
}

/* The entry and its values. */
static enum err draw_entry(struct ctx *cx, struct ui *u, const struct ref_entry *e)
{
	const struct ui_fact *facts;
	struct entry_line line = line_of(cx, e);
	bool page = ui_repr(u) == UI_HTML;
	size_t n;

	TRY(ref_value_facts(cx, e, &facts, &n));
	if (page && n == 0)
		line.doc = doc_words(cx, line.doc);
	if (n > 0)
		ui_facts(u, "values", facts, n);
	ui_record(u, "entry", page && (n > 0 || str_eq(e->doc, "{}")) ? &record_table : &doc_table,
		  &line);
	return ERR_OK;
}

/* Taking a change back is a change as well: an older version is filled in, and saved as a new one.
 */
enum { A_FROM };
static const struct field again_fields[] = {
	[A_FROM] = { .name = "dari", .kind = FIELD_ID },
	{ .kind = FIELD_END },
};
static const struct form_def again_form = { .name = "reference_again",
					    .fields = again_fields,
					    .submit = T_REFERENCE_EDIT };

/* The form as it came back, or filled with the version asked for; NULL: as the newest says. */
static const struct form *form_to_edit(struct ctx *cx, struct req *r, const struct ref_entry *h,
				       size_t n)
{
	const struct form *f = req_form(r);
	struct ref_entry e;

	if (f == NULL || form_def_of(f) != &again_form)
		return f;
	for (size_t i = 1; i < n; i++)
		if (h[i].version == form_id(f, A_FROM)) {
			e = h[i];
			e.version = h[0].version;
			return ref_form_filled(cx, ref_kind_of(e.set), &e);
		}
	return NULL;
}

static void draw_edit(struct ctx *cx, struct ui *u, const struct ref_entry *e, const struct form *f)
{
	const struct ref_kind *kind = ref_kind_of(e->set);

	ui_form(
	    u, "reference_edit",
	    &(struct ui_form){ .action = arena_printf(cx->arena, "/acuan/%s/%s", e->set, e->code),
			       .def = kind->edit,
			       .form = f ? f : ref_form_filled(cx, kind, e),
			       .title = text(cx, T_REFERENCE_EDIT),
			       .folded = f == NULL });
}

static enum err entry_page(struct ctx *cx, struct req *r, struct ui *u)
{
	const char *set = set_of(r), *code = req_segment(r, "code");
	const struct ref_entry *h;
	size_t n;

	TRY(ref_history(cx, set, code, &h, &n));
	if (n == 0)
		return err_set(cx, ERR_NOTFOUND, "reference entry");
	ui_begin(u, &(struct ui_page){ .title = h[0].label,
				       .nav = "/acuan",
				       .parent = arena_printf(cx->arena, "/acuan/%s", set),
				       .parent_title = set_label(cx, set) });
	draw_rules_link(cx, u, set);
	/* What the page tells is the newest version, which need not hold yet. */
	if (n > 1 && h[0].valid_from != DATE_NONE && h[0].valid_from > ref_today(cx))
		ui_note(u, UI_INFO,
			text_fill(cx, T_REFERENCE_LATER, say_date(cx, h[0].valid_from), NULL),
			text(cx, T_REFERENCE_LATER_TEXT));
	TRY(draw_entry(cx, u, &h[0]));
	if (may(cx, PERM_REFERENCE_WRITE))
		draw_edit(cx, u, &h[0], form_to_edit(cx, r, h, n));
	TRY(draw_history(cx, u, h, n));
	return ui_end(u);
}

static enum err newest(struct ctx *cx, struct req *r, const struct ref_entry **ret)
{
	size_t n;

	TRY(ref_history(cx, set_of(r), req_segment(r, "code"), ret, &n));
	return n > 0 ? ERR_OK : err_set(cx, ERR_NOTFOUND, "reference entry");
}

static enum err edit_prepare(struct ctx *cx, struct req *r)
{
	const struct ref_entry *e;
	struct ref_values v;

	TRY(newest(cx, r, &e));
	ref_form_values(cx, req_form(r), e->doc, &v);
	return ref_form_check(cx, req_form(r), e->set, e->code, e->doc, &v);
}

static enum err edit_commit(struct ctx *cx, struct req *r, struct resp *resp)
{
	const struct ref_entry *e;

	TRY(newest(cx, r, &e));
	return save(cx, r, resp, e->code, e);
}

/* Each list has forms of its own, and so paths of its own for what is sent with them. */
#define ADD_TO(at, def)                                                                            \
	{                                                                                          \
		.method = POST, .path = "/acuan/" at, .perm = PERM_REFERENCE_WRITE,                \
		.title = T_REFERENCE_NEW, .form = (def), .page = set_page, .prepare = new_prepare, \
		.commit = new_commit                                                               \
	}
#define EDIT_IN(at, def)                                                                      \
	{                                                                                     \
		.method = POST, .path = "/acuan/" at "/{code}", .perm = PERM_REFERENCE_WRITE, \
		.title = T_REFERENCE_EDIT, .form = (def), .page = entry_page,                 \
		.prepare = edit_prepare, .commit = edit_commit                                \
	}
#define LIST_OF(list) ADD_TO(#list, &ref_##list##_add), EDIT_IN(#list, &ref_##list##_edit)

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
	{ .method = GET,
	  .path = "/acuan/{set}/{code}",
	  .perm = PERM_REFERENCE_READ,
	  .title = T_REFERENCE_HISTORY,
	  .form = &again_form,
	  .page = entry_page },
	LIST_OF(answer_column),
	LIST_OF(answer_kind),
	LIST_OF(answer_word),
	LIST_OF(channel),
	LIST_OF(cluster),
	LIST_OF(document_kind),
	LIST_OF(document_rule),
	LIST_OF(end_kind),
	LIST_OF(family_event),
	LIST_OF(field),
	LIST_OF(holiday),
	LIST_OF(keluhan),
	LIST_OF(limit),
	LIST_OF(need_reason),
	LIST_OF(outcome),
	LIST_OF(programme),
	LIST_OF(pas),
	LIST_OF(pause_reason),
	LIST_OF(ppks),
	LIST_OF(psks),
	LIST_OF(quality_rule),
	LIST_OF(refusal_reason),
	LIST_OF(retention),
	LIST_OF(second_factor),
	LIST_OF(service),
	LIST_OF(spm_group),
	LIST_OF(spm_item),
	LIST_OF(unit_kind),
	LIST_OF(work_hour),
	ADD_TO("{set}", &ref_any_add),
	EDIT_IN("{set}", &ref_any_edit),
	{ .method = 0 },
};
