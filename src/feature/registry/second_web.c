/* /mata-kedua: facts that decide aid, said by one officer, for another one to look at. */
#include "base/clock.h"
#include "base/str.h"
#include "feature/reference/reference.h"
#include "feature/registry/event.h"
#include "feature/registry/page_impl.h"
#include "feature/registry/second.h"
#include "text/export.h"
#include "text/warga.h"

enum { CARDS = 25, SHOWN = 200, SAID_ROWS = 100, SAID_DAYS = 60 };

enum { Q_MINE, Q_AFTER, Q_LATE };

static const struct field query_fields[] = {
	[Q_MINE] = { .name = "usulan", .kind = FIELD_ID, .label = T_WARGA_WAIT_MINE },
	[Q_AFTER] = { .name = "setelah",
		      .kind = FIELD_ID,
		      .onward = true,
		      .label = T_WARGA_WAIT_AFTER },
	[Q_LATE] = { .name = "lewat", .kind = FIELD_BOOL, .label = T_WARGA_WAIT_ONLY_LATE },
	{ .kind = FIELD_END },
};
static const struct form_def query_form = { .name = "second_eyes", .fields = query_fields };

/* ---- what waits for the actor: the list ------------------------------------------------------ */

struct wait_row {
	int64_t id, since_at, due_at, late;
	const char *kind, *name, *what, *who, *waits, *mark, *href;
};

#define ROW(member) offsetof(struct wait_row, member)
static const struct column wait_columns[] = {
	{ "id", T_COL_ID, COL_ID, PRIV_NONE, ROW(id) },
	{ "path", T_COL_ID, COL_TEXT, PRIV_NONE, ROW(href), .flags = COL_DATA_ONLY },
	{ "name", T_WARGA_M_NAME, COL_TEXT, PRIV_GENERAL, ROW(name), .href = "{path}",
	  .flags = COL_STRONG },
	{ "kind", T_WARGA_WAIT_KIND, COL_TEXT, PRIV_NONE, ROW(kind) },
	{ "what", T_WARGA_WAIT_WHAT, COL_TEXT, PRIV_NONE, ROW(what) },
	{ "by", T_WARGA_WAIT_WHO, COL_TEXT, PRIV_GENERAL, ROW(who) },
	{ "since", T_WARGA_WAIT_SINCE, COL_INSTANT, PRIV_NONE, ROW(since_at) },
	{ "waits", T_WARGA_WAIT_LONG, COL_TEXT, PRIV_NONE, ROW(waits) },
	{ "due", T_WARGA_WAIT_DUE, COL_INSTANT, PRIV_NONE, ROW(due_at) },
	{ "mark", T_WARGA_WAIT_LATE, COL_TEXT, PRIV_NONE, ROW(mark), .flags = COL_BADGE },
	{ "late", T_WARGA_WAIT_IS_LATE, COL_BOOL, PRIV_NONE, ROW(late), .flags = COL_DATA_ONLY },
};
#undef ROW
static const struct table wait_table = { .name = "waiting",
					 .title = T_WARGA_WAITS,
					 .columns = wait_columns,
					 .n_columns = LEN(wait_columns) };

static enum text kind_text(int64_t kind)
{
	static const enum text words[] = {
		[SECOND_FACT] = T_WARGA_WAIT_K_FACT,       [SECOND_EVENT] = T_WARGA_WAIT_K_EVENT,
		[SECOND_AID] = T_WARGA_WAIT_K_AID,         [SECOND_CHECK] = T_WARGA_WAIT_K_CHECK,
		[SECOND_APPROVE] = T_WARGA_WAIT_K_APPROVE,
	};

	return words[kind];
}

static enum err what_words(struct ctx *cx, const struct second_item *it, const char **ret)
{
	const struct fact_field *field;
	const struct fact_book *book;

	*ret = it->what;
	if (it->kind == SECOND_EVENT)
		*ret = ref_label(cx, "family_event", it->what);
	else if (it->kind == SECOND_AID)
		*ret = ref_label(cx, "programme", it->what);
	if (it->kind != SECOND_FACT)
		return ERR_OK;
	TRY(fact_book(cx, &book));
	field = fact_field(book, it->of, it->what);
	if (field != NULL)
		*ret = field->label;
	return ERR_OK;
}

/* Where it is decided. */
static const char *item_path(struct ctx *cx, const struct second_item *it)
{
	switch (it->kind) {
	case SECOND_EVENT:
		return arena_printf(cx->arena, "/peristiwa/%lld", (long long)it->id);
	case SECOND_AID:
		return arena_printf(cx->arena, "/bantuan-sosial/%lld", (long long)it->id);
	case SECOND_CHECK:
	case SECOND_APPROVE:
		return arena_printf(cx->arena, "/verval/%lld", (long long)it->id);
	default:
		return it->of == FACT_PERSON ? person_path(cx, it->subject_id, "#mata-kedua")
					     : family_path(cx, it->subject_id, "#mata-kedua");
	}
}

static const char *name_words(struct ctx *cx, const struct second_item *it)
{
	if (it->of == FACT_FAMILY && it->name != NULL)
		return text_fill(cx, T_WARGA_WAIT_FAMILY, it->name, NULL);
	return it->name != NULL ? it->name : text(cx, T_WARGA_FAMILY);
}

static enum err row_of(struct ctx *cx, const struct second_item *it, struct wait_row *ret)
{
	bool late = it->due_at != 0 && it->due_at <= cx->now;

	*ret = (struct wait_row){
		.id = it->id,
		.since_at = it->since_at,
		.due_at = it->due_at,
		.late = late ? 1 : 0,
		.kind = text(cx, kind_text(it->kind)),
		.name = name_words(cx, it),
		.who = it->who,
		.waits = say_duration(cx, cx->now - it->since_at),
		.mark = late ? text(cx, T_WARGA_WAIT_IS_LATE) : NULL,
		.href = item_path(cx, it),
	};
	return what_words(cx, it, &ret->what);
}

/* A fact about health is shown to those who work with him, also that there is one. */
static enum err is_hidden(struct ctx *cx, const struct second_item *it, bool *ret)
{
	const struct fact_field *field;
	const struct fact_book *book;
	bool health = true;

	TRY(fact_book(cx, &book));
	field = it->kind == SECOND_FACT ? fact_field(book, it->of, it->what) : NULL;
	if (field != NULL && field->class == FACT_HEALTH)
		TRY(page_health(cx, it->of, it->subject_id, &health));
	*ret = !health;
	return ERR_OK;
}

static enum err read_waiting(struct ctx *cx, struct req *r, struct second_item **ret, size_t *ret_n,
			     const char **ret_next)
{
	const struct form *asked = req_form_of(r, &query_form);
	bool late = asked != NULL && form_bool(asked, Q_LATE), hidden;
	struct second_item *items;
	size_t n, kept = 0;

	TRY(second_list(cx, late, asked != NULL ? form_id(asked, Q_AFTER) : 0, SHOWN, &items, &n));
	*ret_next = n == SHOWN ? arena_printf(cx->arena, "/mata-kedua?setelah=%lld%s",
					      (long long)items[n - 1].id, late ? "&lewat=1" : "")
			       : NULL;
	for (size_t i = 0; i < n; i++) {
		TRY(is_hidden(cx, &items[i], &hidden));
		if (!hidden)
			items[kept++] = items[i];
	}
	*ret = items;
	*ret_n = kept;
	return ERR_OK;
}

static enum err draw_list(struct ctx *cx, struct ui *u, struct req *r,
			  const struct second_item *items, size_t n, const char *next)
{
	struct wait_row *rows = ARENA_ARRAY(cx->arena, n + 1, struct wait_row);

	for (size_t i = 0; i < n; i++) {
		TRY(row_of(cx, &items[i], &rows[i]));
		req_disclose(r, items[i].subject_id,
			     items[i].of == FACT_PERSON ? "person" : "family");
	}
	ui_table(
	    u, "waiting", &wait_table, rows, n, sizeof(*rows),
	    &(struct ui_list){
		.total = -1, .next = next, .main = true, .empty = text(cx, T_WARGA_WAIT_NONE) });
	return ERR_OK;
}

/* ---- what waits for the actor: deciding here ------------------------------------------------- */

static enum err draw_card(struct ctx *cx, struct ui *u, struct req *r, const struct subject *s,
			  const struct claim *c, const struct fact_field *field,
			  const struct second_item *it)
{
	const struct ui_action open = {
		.label = text(cx, T_WARGA_WAIT_OPEN),
		.href =
		    s->of == FACT_PERSON ? person_path(cx, s->id, "") : family_path(cx, s->id, ""),
	};

	ui_card_begin(u, arena_printf(cx->arena, "%s: %s", name_words(cx, it), field->label));
	ui_small(u, text_fill(cx, T_WARGA_WAIT_BY, it->who != NULL ? it->who : "",
			      say_instant(cx, it->since_at), NULL));
	TRY(draw_waits(cx, u, it->id));
	TRY(draw_claim(cx, u, r, arena_printf(cx->arena, "/mata-kedua/%lld", (long long)c->id), s,
		       c, field));
	ui_actions(u, &open, 1);
	ui_card_end(u);
	return ERR_OK;
}

/* The claim with what stands. */
static enum err draw_fact(struct ctx *cx, struct ui *u, struct req *r, const struct second_item *it)
{
	const struct fact_field *field;
	struct claim *claims;
	struct subject s;
	size_t n;

	TRY(subject_get(cx, it->of, it->subject_id, &s));
	field = fact_field(s.facts.book, s.of, it->what);
	if (field == NULL)
		return ERR_OK;
	TRY(claims_open(cx, s.of, s.id, &claims, &n));
	for (size_t i = 0; i < n; i++)
		if (claims[i].id == it->id)
			TRY(draw_card(cx, u, r, &s, &claims[i], field, it));
	return ERR_OK;
}

/* Facts and events can be decided here, the oldest first; the rest where the list leads to. */
static enum err draw_waiting(struct ctx *cx, struct ui *u, struct req *r)
{
	struct second_item *items;
	const char *next;
	size_t n, cards = 0;

	TRY(read_waiting(cx, r, &items, &n, &next));
	TRY(draw_list(cx, u, r, items, n, next));
	for (size_t i = 0; i < n && cards < CARDS && req_repr(r) == REPR_HTML; i++) {
		if (items[i].kind == SECOND_FACT)
			TRY(draw_fact(cx, u, r, &items[i]));
		else if (items[i].kind == SECOND_EVENT)
			TRY(draw_event(cx, u, r, items[i].id));
		cards += items[i].kind <= SECOND_EVENT;
	}
	return ERR_OK;
}

/* ---- what the actor has said himself --------------------------------------------------------- */

struct said_row {
	int64_t id, recorded_at, decided_at;
	const char *name, *href, *field, *outcome, *reason, *by;
};

#define ROW(member) offsetof(struct said_row, member)
static const struct column said_columns[] = {
	{ "id", T_COL_ID, COL_ID, PRIV_NONE, ROW(id) },
	{ "path", T_COL_ID, COL_TEXT, PRIV_NONE, ROW(href), .flags = COL_DATA_ONLY },
	{ "name", T_WARGA_M_NAME, COL_TEXT, PRIV_GENERAL, ROW(name), .href = "{path}",
	  .flags = COL_STRONG },
	{ "field", T_WARGA_WAIT_FIELD, COL_TEXT, PRIV_NONE, ROW(field) },
	{ "recorded_at", T_WARGA_WAIT_SINCE, COL_INSTANT, PRIV_NONE, ROW(recorded_at) },
	{ "outcome", T_WARGA_WAIT_OUTCOME, COL_TEXT, PRIV_NONE, ROW(outcome), .flags = COL_BADGE },
	{ "reason", T_WARGA_CLAIM_REASON, COL_TEXT, PRIV_GENERAL, ROW(reason) },
	{ "by", T_WARGA_WAIT_DECIDED_BY, COL_TEXT, PRIV_GENERAL, ROW(by) },
};
#undef ROW
static const struct table said_table = { .name = "said",
					 .title = T_WARGA_WAIT_MINE,
					 .columns = said_columns,
					 .n_columns = LEN(said_columns) };

static enum text outcome_text(int64_t state)
{
	return state == 1   ? T_WARGA_WAIT_TAKEN
	       : state == 2 ? T_WARGA_WAIT_LEFT
			    : T_WARGA_WAIT_OPEN_YET;
}

/* Whom it was about, where the actor still sees him. */
static enum err about(struct ctx *cx, struct req *r, enum fact_of of, int64_t id,
		      struct said_row *ret)
{
	struct subject s;
	bool seen;

	TRY(of == FACT_PERSON ? person_in_scope(cx, id, &seen) : family_in_scope(cx, id, &seen));
	if (!seen)
		return ERR_OK;
	req_disclose(r, id, of == FACT_PERSON ? "person" : "family");
	ret->href = of == FACT_PERSON ? person_path(cx, id, "") : family_path(cx, id, "");
	TRY(subject_get(cx, of, id, &s));
	return subject_words(cx, &s, &ret->name);
}

static enum err said_of(struct ctx *cx, struct req *r, const struct page_said_row *row,
			struct said_row *ret)
{
	const struct fact_field *field;
	const struct fact_book *book;
	enum fact_of of = (enum fact_of)row->of;

	TRY(fact_book(cx, &book));
	field = fact_field(book, of, row->field);
	*ret = (struct said_row){ .id = row->id,
				  .recorded_at = row->recorded_at,
				  .decided_at = row->decided_at,
				  .field = field != NULL ? field->label : row->field,
				  .outcome = text(cx, outcome_text(row->state)),
				  .reason = row->reason,
				  .by = row->decided };
	return about(cx, r, of, row->subject_id, ret);
}

/* An event: its own page tells more, and takes it back. */
static enum err said_event(struct ctx *cx, struct req *r, const struct page_said_events_row *row,
			   struct said_row *ret)
{
	*ret = (struct said_row){
		.id = row->id,
		.recorded_at = row->recorded_at,
		.decided_at = row->decided_at,
		.field =
		    text_fill(cx, T_WARGA_V_EVENT, ref_label(cx, "family_event", row->event), NULL),
		.outcome = text(cx, event_outcome(row->state)),
		.reason = row->reason,
		.by = row->decided,
	};
	TRY(about(cx, r, (enum fact_of)row->of, row->subject_id, ret));
	ret->href = arena_printf(cx->arena, "/peristiwa/%lld", (long long)row->id);
	if (ret->name == NULL)
		ret->name = text(cx, T_WARGA_V_SOMEBODY);
	return ERR_OK;
}

/* Events and facts together, the newest first. */
static int newer(const void *a, const void *b)
{
	const struct said_row *x = a, *y = b;

	return x->recorded_at != y->recorded_at
		   ? (x->recorded_at < y->recorded_at) - (x->recorded_at > y->recorded_at)
		   : (x->id < y->id) - (x->id > y->id);
}

/* What a notice leads to: what became of one proposal. */
static void draw_told(struct ctx *cx, struct ui *u, const struct said_row *list, size_t n,
		      int64_t id)
{
	for (size_t i = 0; i < n; i++)
		if (list[i].id == id)
			ui_note(u, UI_INFO,
				arena_printf(cx->arena, "%s: %s", list[i].field, list[i].outcome),
				list[i].reason);
}

static enum err draw_said(struct ctx *cx, struct ui *u, struct req *r)
{
	const int64_t since = cx->now - SAID_DAYS * USEC_DAY;
	const struct form *asked = req_form_of(r, &query_form);
	struct page_said_events_row *events;
	struct page_said_row *rows;
	struct said_row *list;
	size_t n, n_events;

	TRY(page_said_all(cx, &(struct page_said_args){ .since_at = since, .max_n = SAID_ROWS },
			  &rows, &n));
	TRY(page_said_events_all(
	    cx, &(struct page_said_events_args){ .since_at = since, .max_n = SAID_ROWS }, &events,
	    &n_events));
	list = ARENA_ARRAY(cx->arena, n + n_events + 1, struct said_row);
	for (size_t i = 0; i < n; i++)
		TRY(said_of(cx, r, &rows[i], &list[i]));
	for (size_t i = 0; i < n_events; i++)
		TRY(said_event(cx, r, &events[i], &list[n + i]));
	qsort(list, n + n_events, sizeof(*list), newer);
	ui_heading(u, text(cx, T_WARGA_WAIT_MINE), "usulan-saya");
	if (asked != NULL)
		draw_told(cx, u, list, n + n_events, form_id(asked, Q_MINE));
	ui_table(u, "said", &said_table, list, n + n_events, sizeof(*list),
		 &(struct ui_list){ .total = -1, .empty = text(cx, T_WARGA_WAIT_MINE_NONE) });
	return ERR_OK;
}

/* ---- the page -------------------------------------------------------------------------------- */

/* Who may decide something of it: by permission, whoever is concerned. */
static bool decides(const struct ctx *cx)
{
	return may(cx, PERM_REGISTRY_DECIDE) || may(cx, PERM_VERVAL_CHECK) ||
	       may(cx, PERM_VERVAL_APPROVE);
}

static enum err second_page(struct ctx *cx, struct req *r, struct ui *u)
{
	ui_begin(u, &(struct ui_page){ .title = text(cx, T_WARGA_WAITS),
				       .lead = text(cx, T_WARGA_WAITS_LEAD),
				       .nav = "/mata-kedua" });
	if (decides(cx))
		TRY(draw_waiting(cx, u, r));
	if (may(cx, PERM_PERSON_WRITE))
		TRY(draw_said(cx, u, r));
	else if (!decides(cx))
		ui_empty(u, text(cx, T_WARGA_WAIT_NONE), NULL, NULL);
	return ui_end(u);
}

/* The claim of the path, about somebody the actor sees. */
static enum err second_prepare(struct ctx *cx, struct req *r)
{
	struct page_claim_row row;
	struct subject s;

	TRY(page_claim_one(cx, &(struct page_claim_args){ .id = req_id(r) }, &row));
	TRY(page_subject(cx, r, (enum fact_of)row.of, row.subject_id, &s));
	return claim_seen(cx, &s, row.field);
}

static enum err second_commit(struct ctx *cx, struct req *r, struct resp *resp)
{
	bool taken;

	TRY(claim_answer(cx, req_form(r), req_id(r), &taken));
	resp_see(cx, resp, taken ? T_WARGA_CLAIM_TAKEN : T_WARGA_CLAIM_LEFT, "/mata-kedua");
	return ERR_OK;
}

static enum err withdraw_commit(struct ctx *cx, struct req *r, struct resp *resp)
{
	TRY(claim_withdraw(cx, req_id(r)));
	resp_see(cx, resp, T_WARGA_WITHDRAWN_DONE, "/mata-kedua");
	return ERR_OK;
}

const struct route second_routes[] = {
	{ GET, "/mata-kedua", PERM_PERSON_READ, 0, REPR_LIST, T_WARGA_WAITS, .form = &query_form,
	  .page = second_page },
	{ POST, "/mata-kedua/{id}/tarik", PERM_PERSON_WRITE, 0, REPR_PAGE, T_WARGA_WITHDRAW,
	  .form = &claim_withdraw_form, .page = second_page, .prepare = second_prepare,
	  .commit = withdraw_commit },
	{ POST, "/mata-kedua/{id}", PERM_REGISTRY_DECIDE, 0, REPR_PAGE, T_WARGA_CLAIM_DECIDE,
	  .form = &second_form, .page = second_page, .prepare = second_prepare,
	  .commit = second_commit },
	{ .method = 0 },
};
