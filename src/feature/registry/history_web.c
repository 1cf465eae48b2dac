/* /riwayat: what was said of a person or a family, by whom; /dilihat: who has looked. */
#include "feature/registry/page_impl.h"

#include <stdlib.h>

#include "base/clock.h"
#include "base/str.h"
#include "feature/registry/sitting.h"
#include "platform/app.h"
#include "text/export.h"
#include "text/warga.h"

/* ---- words ----------------------------------------------------------------------------------- */

/* A family by its head, as far as the actor may see it. */
static enum err family_words(struct ctx *cx, const char *value, const char **ret)
{
	struct relative *m;
	int64_t id;
	size_t n = 0;

	*ret = text(cx, T_WARGA_H_FAMILY);
	if (str_i64(value, &id))
		TRY(family_members(cx, id, &m, &n));
	if (n > 0)
		*ret = text_fill(cx, T_WARGA_FAMILY_TITLE, m[0].name, NULL);
	return ERR_OK;
}

/* A value as it may be read: secret numbers masked, health only for who works on a case. */
static enum err value_words(struct ctx *cx, const struct fact_field *field, const char *value,
			    bool health, const char **ret)
{
	*ret = text(cx, T_WARGA_EDIT_EMPTY);
	if (value == NULL)
		return ERR_OK;
	if (field->class == FACT_HEALTH && !health) {
		*ret = text(cx, T_WARGA_H_HIDDEN);
		return ERR_OK;
	}
	if (field->core == CORE_FAMILY)
		return family_words(cx, value, ret);
	return fact_show_masked(cx, field, value, ret);
}

static const char *event_words(struct ctx *cx, const char *event)
{
	const char *words = text_by_key(cx->lang, arena_printf(cx->arena, "warga.event.%s", event));

	return words != NULL ? words : event;
}

/* The reason of a merge begins with the number of the other row: a link says it, not the reason. */
static const char *note_words(const struct version *v, int64_t *ret_other)
{
	const char *note = v->note, *p;

	*ret_other = 0;
	if (note == NULL || !str_ends(v->event, "merged"))
		return note;
	for (p = note; *p >= '0' && *p <= '9'; p++)
		*ret_other = *ret_other * 10 + (*p - '0');
	return *p == ' ' ? p + 1 : p;
}

/*
 * Who said it.  That two records are one, or are two after all, no source says: an officer decided,
 * whatever source either record has come from.
 */
static const char *said_by_words(struct ctx *cx, const struct version *v)
{
	return v->event != NULL && str_ends(v->event, "merged") ? text(cx, T_WARGA_H_DECIDED)
								: source_words(cx, v->source);
}

/* ---- the rows -------------------------------------------------------------------------------- */

/* One change of one version, as the exports have it. */
struct change_row {
	int64_t at, valid_from, undone_at;
	const char *event, *field, *before, *after, *source, *by, *unit, *note;
};

#define ROW(member) offsetof(struct change_row, member)
static const struct column change_columns[] = {
	{ "recorded_at", T_WARGA_H_AT, COL_INSTANT, PRIV_NONE, ROW(at) },
	{ "event", T_WARGA_H_EVENT, COL_TEXT, PRIV_NONE, ROW(event), .flags = COL_STRONG },
	{ "field", T_WARGA_H_FIELD, COL_TEXT, PRIV_NONE, ROW(field) },
	{ "before", T_WARGA_H_BEFORE, COL_TEXT, PRIV_GENERAL, ROW(before) },
	{ "after", T_WARGA_H_AFTER, COL_TEXT, PRIV_GENERAL, ROW(after) },
	{ "source", T_WARGA_H_SOURCE, COL_TEXT, PRIV_NONE, ROW(source) },
	{ "valid_from", T_WARGA_H_VALID, COL_DATE, PRIV_NONE, ROW(valid_from) },
	{ "by", T_WARGA_H_BY, COL_TEXT, PRIV_NONE, ROW(by) },
	{ "unit", T_WARGA_L_UNIT, COL_TEXT, PRIV_NONE, ROW(unit) },
	{ "note", T_WARGA_H_NOTE, COL_TEXT, PRIV_NONE, ROW(note) },
	{ "undone_at", T_WARGA_H_UNDONE, COL_INSTANT, PRIV_NONE, ROW(undone_at) },
};
#undef ROW
static const struct table change_table = { .name = "riwayat",
					   .title = T_WARGA_HISTORY,
					   .columns = change_columns,
					   .n_columns = LEN(change_columns) };

/* What a page of history is made from. */
struct told {
	struct subject s;
	const char
	    *name; /* of a family, that of the member who came, went or leads it; else NULL */
	struct version *v;
	size_t n;
	struct page_who_row *who;
	size_t n_who;
	bool health;
};

static const struct page_who_row *who_of(const struct told *t, int64_t version_id)
{
	for (size_t i = 0; i < t->n_who; i++)
		if (t->who[i].id == version_id)
			return &t->who[i];
	return NULL;
}

static const char *by_words(struct ctx *cx, const struct told *t, const struct version *v)
{
	const struct page_who_row *who = who_of(t, v->id);

	if (v->import_id != 0)
		return text(cx, T_WARGA_H_BY_IMPORT);
	return who != NULL && who->who != NULL ? who->who : text(cx, T_WARGA_H_SYSTEM);
}

static enum err feed_change(struct ctx *cx, struct ui *u, const struct told *t,
			    const struct version *v, const struct version_change *c)
{
	const struct page_who_row *who = who_of(t, v->id);
	int64_t other;
	struct change_row row = {
		.at = v->recorded_at,
		.valid_from = v->valid_from == DATE_NONE ? DB_NONE : v->valid_from,
		.undone_at = v->undone_at,
		.event = event_words(cx, v->event),
		.source = said_by_words(cx, v),
		.by = by_words(cx, t, v),
		.unit = who != NULL ? who->unit : NULL,
		.note = note_words(v, &other),
	};
	const struct fact_field *field =
	    c != NULL ? fact_field(t->s.facts.book, t->s.of, c->field) : NULL;

	if (c != NULL)
		row.field = field != NULL ? field->label : c->field;
	if (c != NULL && t->name != NULL)
		row.field = text_fill(cx, T_WARGA_H_OF, t->name, row.field, NULL);
	if (field != NULL) {
		TRY(value_words(cx, field, c->before, t->health, &row.before));
		TRY(value_words(cx, field, c->after, t->health, &row.after));
	}
	return ui_table_feed(u, &change_table, &row);
}

/* What stands before all versions: who said it first. */
static enum err feed_first(struct ctx *cx, struct ui *u, const struct told *t)
{
	const struct change_row row = {
		.at = t->s.made_at,
		.valid_from = t->s.valid_from == DATE_NONE ? DB_NONE : t->s.valid_from,
		.event = text(cx, T_WARGA_H_FIRST),
		.source = source_words(cx, t->s.source),
		.by = t->s.import_id != 0 ? text(cx, T_WARGA_H_BY_IMPORT) : NULL,
	};

	return ui_table_feed(u, &change_table, &row);
}

static enum err feed_all(struct ctx *cx, struct ui *u, const struct told *t)
{
	for (size_t i = 0; i < t->n; i++) {
		if (t->v[i].n_changes == 0)
			TRY(feed_change(cx, u, t, &t->v[i], NULL));
		for (size_t k = 0; k < t->v[i].n_changes; k++)
			TRY(feed_change(cx, u, t, &t->v[i], &t->v[i].change[k]));
	}
	return ERR_OK;
}

/* The subject, and of a family those who came, went or lead it, one behind the other. */
static enum err draw_export(struct ctx *cx, struct ui *u, const struct told *all, size_t n)
{
	ui_table(u, "changes", &change_table, NULL, 0, sizeof(struct change_row),
		 &(struct ui_list){ .total = -1, .main = true });
	for (size_t i = 0; i < n; i++)
		TRY(feed_all(cx, u, &all[i]));
	return feed_first(cx, u, all);
}

/* ---- the story ------------------------------------------------------------------------------- */

static void add_line(struct ctx *cx, const char **to, const char *line)
{
	if (!str_blank(line))
		*to = *to == NULL ? line : arena_printf(cx->arena, "%s\n%s", *to, line);
}

/* "KTP atau KK diperlihatkan · berlaku sejak 12 Mar 2026". */
static const char *source_line(struct ctx *cx, const struct version *v)
{
	const char *source = said_by_words(cx, v);

	if (v->valid_from == DATE_NONE)
		return source;
	return text_fill(cx, T_WARGA_NOTE, source,
			 text_fill(cx, T_WARGA_H_SINCE, say_date_short(cx, v->valid_from), NULL),
			 NULL);
}

/* The other record of a merge by its name, as far as the actor may see it. */
static enum err add_other(struct ctx *cx, const char **to, int64_t other)
{
	struct subject s;
	bool seen;

	if (other == 0)
		return ERR_OK;
	TRY(person_in_scope(cx, other, &seen));
	if (!seen)
		return ERR_OK;
	TRY(subject_get(cx, FACT_PERSON, other, &s));
	add_line(cx, to,
		 text_fill(cx, T_WARGA_H_OTHER, facts_core(&s.facts, CORE_NAME),
			   str_digits(cx->arena, other), NULL));
	return ERR_OK;
}

static enum err body_of(struct ctx *cx, const struct told *t, const struct version *v,
			int64_t *ret_other, const char **ret)
{
	const struct fact_field *field;
	const char *before, *after;

	*ret = NULL;
	for (size_t i = 0; i < v->n_changes; i++) {
		field = fact_field(t->s.facts.book, t->s.of, v->change[i].field);
		if (field == NULL)
			continue;
		TRY(value_words(cx, field, v->change[i].before, t->health, &before));
		TRY(value_words(cx, field, v->change[i].after, t->health, &after));
		add_line(cx, ret,
			 text_fill(cx, T_WARGA_H_CHANGE, field->label, before, after, NULL));
	}
	if (v->change == NULL && t->s.erased)
		add_line(cx, ret, text(cx, T_WARGA_H_ERASED));
	add_line(cx, ret, note_words(v, ret_other));
	TRY(add_other(cx, ret, *ret_other));
	add_line(cx, ret, source_line(cx, v));
	return ERR_OK;
}

/* The row as it was first written down: no version says it. */
static struct ui_event first_of(struct ctx *cx, const struct told *t)
{
	const struct version first = { .source = t->s.source, .valid_from = t->s.valid_from };

	return (struct ui_event){ .at = t->s.made_at,
				  .recorded_at = t->s.made_at,
				  .kind = "note",
				  .title = text(cx, T_WARGA_H_FIRST),
				  .text = source_line(cx, &first) };
}

static const char *who_words(struct ctx *cx, const struct told *t, const struct version *v)
{
	const struct page_who_row *who = who_of(t, v->id);
	const char *by = by_words(cx, t, v);

	if (who == NULL || who->unit == NULL || v->import_id != 0)
		return by;
	return arena_printf(cx->arena, "%s · %s", by, who->unit);
}

static enum err add_events(struct ctx *cx, const struct told *t, struct ui_event *to)
{
	int64_t other;

	for (size_t i = 0; i < t->n; i++) {
		const struct version *v = &t->v[i];
		const char *title = event_words(cx, v->event);

		if (t->name != NULL)
			title = text_fill(cx, T_WARGA_H_OF, t->name, title, NULL);
		to[i] = (struct ui_event){
			.at = v->recorded_at,
			.recorded_at = v->recorded_at,
			.who = who_words(cx, t, v),
			.title = title,
			.kind = str_eq(v->event, "change") ? "note" : "decision",
			.undone = v->undone_at != 0,
		};
		other = 0;
		TRY(body_of(cx, t, v, &other, &to[i].text));
		if (other != 0 || t->name != NULL)
			to[i].href = person_path(cx, other != 0 ? other : t->s.id, "");
	}
	return ERR_OK;
}

static int newest_first(const void *a, const void *b)
{
	int64_t x = ((const struct ui_event *)a)->at, y = ((const struct ui_event *)b)->at;

	return (x < y) - (x > y);
}

static enum err draw_story(struct ctx *cx, struct ui *u, const struct told *all, size_t n)
{
	struct ui_event *events;
	size_t n_events = 0;

	for (size_t i = 0; i < n; i++)
		n_events += all[i].n;
	events = ARENA_ARRAY(cx->arena, n_events + 1, struct ui_event);
	n_events = 0;
	for (size_t i = 0; i < n; i++) {
		TRY(add_events(cx, &all[i], events + n_events));
		n_events += all[i].n;
	}
	if (n > 1)
		qsort(events, n_events, sizeof(*events), newest_first);
	events[n_events] = first_of(cx, all);
	ui_timeline(u, "history", events, n_events + 1, text(cx, T_WARGA_H_NONE));
	return ERR_OK;
}

/* ---- of a family: who came, went, died or became its head -------------------------------------
 */

static bool is_belonging(const struct fact_field *field)
{
	return field != NULL && (field->core == CORE_FAMILY || field->core == CORE_RELATION ||
				 field->core == CORE_STATE || field->core == CORE_STATE_DATE);
}

/*
 * Keeps the changes of a version that are about his place in the family: he comes or goes, or
 * something happens while he is there, such as his return, which changes nothing by itself.  *at is
 * the family he is in after it, and before it when it returns.
 */
static bool keep_belonging(struct ctx *cx, const struct told *t, struct version *v,
			   int64_t family_id, int64_t *at)
{
	struct version_change *kept =
	    ARENA_ARRAY(cx->arena, v->n_changes + 1, struct version_change);
	bool here = *at == family_id;
	size_t n = 0;

	for (size_t i = 0; i < v->n_changes; i++) {
		const struct version_change *c = &v->change[i];
		const struct fact_field *field = fact_field(t->s.facts.book, FACT_PERSON, c->field);

		if (!is_belonging(field))
			continue;
		if (field->core == CORE_FAMILY) {
			here = here || fact_int(c->before, 0) == family_id ||
			       fact_int(c->after, 0) == family_id;
			if (v->undone_at == 0)
				*at = fact_int(c->before, 0);
		}
		kept[n++] = *c;
	}
	here = here && (n > 0 || v->n_changes == 0);
	v->change = kept;
	v->n_changes = n;
	return here;
}

static enum err load_member(struct ctx *cx, int64_t id, const char *name, int64_t family_id,
			    struct told *t)
{
	size_t n = 0;
	int64_t at;

	TRY(subject_get(cx, FACT_PERSON, id, &t->s));
	TRY(subject_history(cx, FACT_PERSON, id, &t->v, &t->n));
	at = facts_core_int(&t->s.facts, CORE_FAMILY, 0);
	for (size_t i = 0; i < t->n; i++)
		if (keep_belonging(cx, t, &t->v[i], family_id, &at))
			t->v[n++] = t->v[i];
	t->n = n;
	t->name = name;
	return n > 0 ? page_who_all(cx, &(struct page_who_args){ .subject_id = id }, &t->who,
				    &t->n_who)
		     : ERR_OK;
}

/* The family first, then each who is or was in it and whom the actor may see. */
static enum err load_members(struct ctx *cx, struct req *r, int64_t family_id, struct told *ret,
			     size_t max_n, size_t *ret_n)
{
	struct page_once_row *once;
	struct relative *now;
	size_t n_now, n_once;
	bool seen;

	TRY(family_members(cx, family_id, &now, &n_now));
	TRY(page_once_all(cx, &(struct page_once_args){ .family_id = family_id }, &once, &n_once));
	for (size_t i = 0; i < n_now + n_once && *ret_n < max_n; i++) {
		int64_t id = i < n_now ? now[i].id : once[i - n_now].id;
		const char *name = i < n_now ? now[i].name : once[i - n_now].name;

		for (size_t k = 1; k < *ret_n; k++)
			if (ret[k].s.id == id)
				id = 0;
		if (id == 0)
			continue;
		TRY(person_in_scope(cx, id, &seen));
		if (!seen)
			continue;
		req_disclose(r, id, "person");
		TRY(load_member(cx, id, name, family_id, &ret[(*ret_n)++]));
	}
	return ERR_OK;
}

/* ---- the page -------------------------------------------------------------------------------- */

static enum err load(struct ctx *cx, struct req *r, enum fact_of of, struct told *t)
{
	int64_t id = req_id(r);

	TRY(page_subject(cx, r, of, id, &t->s));
	TRY(page_health(cx, of, id, &t->health));
	TRY(subject_history(cx, of, id, &t->v, &t->n));
	return page_who_all(cx, &(struct page_who_args){ .subject_id = id }, &t->who, &t->n_who);
}

enum { TOLD_MAX = 1 + 200 };

static enum err history_page(struct ctx *cx, struct req *r, struct ui *u, enum fact_of of)
{
	const char *base =
	    of == FACT_PERSON ? person_path(cx, req_id(r), "") : family_path(cx, req_id(r), "");
	struct told *all = ARENA_ARRAY(cx->arena, of == FACT_PERSON ? 1 : TOLD_MAX, struct told);
	const char *name;
	size_t n = 1;

	TRY(load(cx, r, of, all));
	if (of == FACT_FAMILY)
		TRY(load_members(cx, r, all->s.id, all, TOLD_MAX, &n));
	TRY(subject_words(cx, &all->s, &name));
	ui_begin(u, &(struct ui_page){ .title = text_fill(cx, T_WARGA_H_TITLE, name, NULL),
				       .lead = text(cx, T_WARGA_H_LEAD),
				       .nav = "/warga",
				       .parent = base,
				       .parent_title = name,
				       .print = true });
	if (ui_repr(u) == UI_TABLE) {
		TRY(draw_export(cx, u, all, n));
		return ui_end(u);
	}
	if (of == FACT_PERSON)
		draw_tabs(cx, u, all->s.id, TAB_HISTORY);
	TRY(draw_story(cx, u, all, n));
	ui_actions(u,
		   &(struct ui_action){ .label = text(cx, T_WARGA_H_CSV),
					.href = arena_printf(cx->arena, "%s/riwayat.csv", base) },
		   1);
	return ui_end(u);
}

static enum err person_history(struct ctx *cx, struct req *r, struct ui *u)
{
	return history_page(cx, r, u, FACT_PERSON);
}

static enum err family_history(struct ctx *cx, struct req *r, struct ui *u)
{
	return history_page(cx, r, u, FACT_FAMILY);
}

/* ---- who has looked -------------------------------------------------------------------------- */

/* Lists name many at once: the newest showings are searched for him. */
enum { LOOKS_SEARCHED = 20000, LOOKS_ROWS = 200 };

static const struct field look_fields[] = {
	{ .name = "sebelum", .kind = FIELD_ID, .onward = true, .label = T_WARGA_L_AT },
	{ .kind = FIELD_END },
};
static const struct form_def look_form = { .name = "person_looks", .fields = look_fields };

#define ROW(member) offsetof(struct page_looks_row, member)
static const struct column look_columns[] = {
	{ "id", T_COL_ID, COL_ID, PRIV_NONE, ROW(id) },
	{ "at", T_WARGA_L_AT, COL_INSTANT, PRIV_NONE, ROW(shown_at), .flags = COL_STRONG },
	{ "who", T_WARGA_L_WHO, COL_TEXT, PRIV_NONE, ROW(who) },
	{ "unit", T_WARGA_L_UNIT, COL_TEXT, PRIV_NONE, ROW(unit) },
	{ "what", T_WARGA_L_WHAT, COL_TEXT, PRIV_NONE, ROW(what) },
	{ "purpose", T_WARGA_L_PURPOSE, COL_TEXT, PRIV_NONE, ROW(purpose) },
	{ "path", T_WARGA_L_PATH, COL_TEXT, PRIV_NONE, ROW(path), .flags = COL_WIDE_ONLY },
};
#undef ROW
static const struct table look_table = { .name = "dilihat",
					 .title = T_WARGA_TAB_SEEN,
					 .columns = look_columns,
					 .n_columns = LEN(look_columns) };

static const char *what_words(struct ctx *cx, const char *what)
{
	const char *words = text_by_key(cx->lang, arena_printf(cx->arena, "warga.what.%s", what));
	const struct fact_book *book;
	const struct fact_field *field = NULL;

	if (words != NULL)
		return words;
	if (fact_book(cx, &book) == ERR_OK)
		field = fact_field(book, FACT_PERSON, what);
	else
		err_clear(cx);
	return field != NULL ? field->label : what;
}

/* One showing is one line: a page that named him in several of its parts told so several times. */
static size_t one_a_page(struct ctx *cx, struct page_looks_row *rows, size_t n)
{
	size_t kept = 0;

	for (size_t i = 0; i < n; i++) {
		const char *what = what_words(cx, rows[i].what);
		struct page_looks_row *last = kept > 0 ? &rows[kept - 1] : NULL;

		if (last != NULL && last->shown_at == rows[i].shown_at &&
		    str_eq(last->path, rows[i].path) && str_eq(last->who, rows[i].who)) {
			last->what = str_and(cx->arena, last->what, what);
			continue;
		}
		rows[kept] = rows[i];
		rows[kept++].what = what;
	}
	return kept;
}

/* To people by sittings; data has the single looks. */
static void draw_looks(struct ctx *cx, struct ui *u, struct page_looks_row *rows, size_t n,
		       const struct ui_list *list)
{
	struct look *looks = ARENA_ARRAY(cx->arena, n + 1, struct look);
	struct sitting *all;

	if (ui_repr(u) != UI_HTML) {
		n = one_a_page(cx, rows, n);
		ui_table(u, "looks", &look_table, rows, n, sizeof(*rows), list);
		return;
	}
	for (size_t i = 0; i < n; i++)
		looks[i] = (struct look){ .at = rows[i].shown_at,
					  .who = rows[i].who,
					  .unit = rows[i].unit,
					  .what = what_words(cx, rows[i].what),
					  .purpose = rows[i].purpose,
					  .where = rows[i].path };
	n = sittings(cx, looks, n, &all);
	ui_table(u, "looks", &sitting_table, all, n, sizeof(*all), list);
}

/* Who answers for data protection sees looks at anybody, but nothing of the person himself. */
static enum err looks_page(struct ctx *cx, struct req *r, struct ui *u)
{
	const struct form *f = req_form(r);
	struct page_looks_args a = {
		.subject_id = req_id(r),
		.after_id = form_id(f, 0) != 0 ? form_id(f, 0) : INT64_MAX,
		.pattern = arena_printf(cx->arena, "%%\"%lld\"%%", (long long)req_id(r)),
		.newest = LOOKS_SEARCHED,
		.max_n = ui_all_rows(u) ? INT32_MAX : LOOKS_ROWS,
	};
	struct ui_list list = { .total = -1, .main = true, .empty = text(cx, T_WARGA_L_NONE) };
	struct page_looks_row *rows;
	size_t n;

	TRY(page_looks_all(cx, &a, &rows, &n));
	if (n == LOOKS_ROWS)
		list.next =
		    arena_printf(cx->arena, "%s?sebelum=%lld",
				 person_path(cx, req_id(r), "/dilihat"), (long long)rows[n - 1].id);
	ui_begin(u, &(struct ui_page){
			.title = text(cx, T_WARGA_L_TITLE),
			.lead = text_fill(cx, T_WARGA_L_LEAD, say_number(cx, LOOKS_SEARCHED), NULL),
			.nav = "/jejak",
			.wide = true });
	draw_tabs(cx, u, req_id(r), TAB_SEEN);
	draw_looks(cx, u, rows, n, &list);
	return ui_end(u);
}

const struct route registry_history_routes[] = {
	{ GET, "/warga/{id}/riwayat", PERM_PERSON_READ, 0, REPR_LIST, T_WARGA_HISTORY,
	  .page = person_history },
	{ GET, "/keluarga/{id}/riwayat", PERM_PERSON_READ, 0, REPR_LIST, T_WARGA_HISTORY,
	  .page = family_history },
	{ GET, "/warga/{id}/dilihat", PERM_DISCLOSURE_READ, 0, REPR_LIST, T_WARGA_TAB_SEEN,
	  .form = &look_form, .page = looks_page },
	{ .method = 0 },
};
