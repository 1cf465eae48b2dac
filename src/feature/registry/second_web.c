/* /mata-kedua: facts that decide aid, said by one officer, for another one to look at. */
#include "base/clock.h"
#include "base/str.h"
#include "feature/reference/reference.h"
#include "feature/registry/event.h"
#include "feature/registry/page_impl.h"
#include "text/export.h"
#include "text/warga.h"

enum { SHOWN = 25, SAID_ROWS = 100, SAID_DAYS = 60 };

static const struct field query_fields[] = {
	{ .name = "usulan", .kind = FIELD_ID, .label = T_WARGA_WAIT_MINE },
	{ .kind = FIELD_END },
};
static const struct form_def query_form = { .name = "second_eyes", .fields = query_fields };

/* ---- what waits for the actor ---------------------------------------------------------------- */

/* "Pak Contoh", "Keluarga Pak Contoh". */
static const char *title_of(struct ctx *cx, enum fact_of of, const char *name,
			    const struct fact_field *field)
{
	const char *who = name != NULL ? name : text(cx, T_WARGA_FAMILY);

	if (of == FACT_FAMILY && name != NULL)
		who = text_fill(cx, T_WARGA_WAIT_FAMILY, name, NULL);
	return arena_printf(cx->arena, "%s: %s", who, field->label);
}

static enum err draw_card(struct ctx *cx, struct ui *u, struct req *r, const struct subject *s,
			  const struct claim *c, const struct fact_field *field,
			  const struct page_waits_person_row *row)
{
	const struct ui_action open = {
		.label = text(cx, T_WARGA_WAIT_OPEN),
		.href =
		    s->of == FACT_PERSON ? person_path(cx, s->id, "") : family_path(cx, s->id, ""),
	};

	ui_card_begin(u, title_of(cx, s->of, row->name, field));
	ui_small(u, text_fill(cx, T_WARGA_WAIT_BY, row->who != NULL ? row->who : "",
			      say_instant(cx, row->recorded_at), NULL));
	TRY(draw_claim(cx, u, r, arena_printf(cx->arena, "/mata-kedua/%lld", (long long)c->id), s,
		       c, field));
	ui_actions(u, &open, 1);
	ui_card_end(u);
	req_disclose(r, s->id, s->of == FACT_PERSON ? "person" : "family");
	return ERR_OK;
}

/* The claim of a row with what stands; health data only where the actor sees them. */
static enum err draw_row(struct ctx *cx, struct ui *u, struct req *r,
			 const struct page_waits_person_row *row)
{
	const struct fact_field *field;
	struct claim *claims;
	struct subject s;
	bool health;
	size_t n;

	TRY(subject_get(cx, (enum fact_of)row->of, row->subject_id, &s));
	field = fact_field(s.facts.book, s.of, row->field);
	if (field == NULL)
		return ERR_OK;
	if (field->class == FACT_HEALTH) {
		TRY(page_health(cx, s.of, s.id, &health));
		if (!health)
			return ERR_OK;
	}
	TRY(claims_open(cx, s.of, s.id, &claims, &n));
	for (size_t i = 0; i < n; i++)
		if (claims[i].id == row->id)
			TRY(draw_card(cx, u, r, &s, &claims[i], field, row));
	return ERR_OK;
}

static enum err draw_waiting(struct ctx *cx, struct ui *u, struct req *r, size_t *ret_n)
{
	struct page_waits_person_row *people, as_person;
	struct page_waits_family_row *families;
	size_t n_people, n_families;

	static_assert(sizeof(*people) == sizeof(*families), "one kind of row");
	TRY(page_waits_person_all(cx, &(struct page_waits_person_args){ .max_n = SHOWN }, &people,
				  &n_people));
	TRY(page_waits_family_all(cx, &(struct page_waits_family_args){ .max_n = SHOWN }, &families,
				  &n_families));
	for (size_t i = 0; i < n_people; i++)
		TRY(draw_row(cx, u, r, &people[i]));
	for (size_t i = 0; i < n_families; i++) {
		memcpy(&as_person, &families[i], sizeof(as_person));
		TRY(draw_row(cx, u, r, &as_person));
	}
	*ret_n = n_people + n_families;
	return ERR_OK;
}

static enum err draw_waiting_events(struct ctx *cx, struct ui *u, struct req *r, size_t *ret_n)
{
	int64_t *ids;

	TRY(events_waiting(cx, SHOWN, &ids, ret_n));
	for (size_t i = 0; i < *ret_n; i++)
		TRY(draw_event(cx, u, r, ids[i]));
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
	ret->name = text(cx, T_WARGA_FAMILY);
	if (of == FACT_FAMILY)
		return ERR_OK;
	TRY(subject_get(cx, of, id, &s));
	ret->name = facts_core(&s.facts, CORE_NAME);
	return ERR_OK;
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
		draw_told(cx, u, list, n + n_events, form_id(asked, 0));
	ui_table(u, "said", &said_table, list, n + n_events, sizeof(*list),
		 &(struct ui_list){ .total = -1, .empty = text(cx, T_WARGA_WAIT_MINE_NONE) });
	return ERR_OK;
}

/* ---- the page -------------------------------------------------------------------------------- */

static enum err second_page(struct ctx *cx, struct req *r, struct ui *u)
{
	size_t n = 0, n_events = 0;

	ui_begin(u, &(struct ui_page){ .title = text(cx, T_WARGA_WAITS),
				       .lead = text(cx, T_WARGA_WAITS_LEAD),
				       .nav = "/mata-kedua" });
	if (may(cx, PERM_REGISTRY_DECIDE)) {
		TRY(draw_waiting_events(cx, u, r, &n_events));
		TRY(draw_waiting(cx, u, r, &n));
		if (n + n_events == 0)
			ui_empty(u, text(cx, T_WARGA_WAIT_NONE), NULL, NULL);
	}
	TRY(draw_said(cx, u, r));
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
	{ GET, "/mata-kedua", PERM_PERSON_WRITE, 0, REPR_PAGE, T_WARGA_WAITS, .form = &query_form,
	  .page = second_page },
	{ POST, "/mata-kedua/{id}/tarik", PERM_PERSON_WRITE, 0, REPR_PAGE, T_WARGA_WITHDRAW,
	  .form = &claim_withdraw_form, .page = second_page, .prepare = second_prepare,
	  .commit = withdraw_commit },
	{ POST, "/mata-kedua/{id}", PERM_REGISTRY_DECIDE, 0, REPR_PAGE, T_WARGA_CLAIM_DECIDE,
	  .form = &second_form, .page = second_page, .prepare = second_prepare,
	  .commit = second_commit },
	{ .method = 0 },
};
