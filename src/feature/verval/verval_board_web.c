/* /verval/papan: what each kelurahan still lacks before the cut-off.  /verval/input: what was
 * approved, to be entered in the national application, one family a screen. */
#include "feature/verval/verval_web.h"

#include "base/clock.h"
#include "base/str.h"
#include "feature/region/region.h"
#include "platform/app.h"
#include "text/export.h"
#include "text/verval.h"

#define LIST_ROWS 200

/* ---- the board ------------------------------------------------------------------------------- */

struct board_row {
	int64_t region_id, period;
	const char *region;
	int64_t total, no_photo, at_unit, at_minutes, at_check, to_enter, done, accepted, denied,
	    other;
};

#define ROW(member) offsetof(struct board_row, member)
#define COUNT(name_, label_, member_, bucket_)                                           \
	{                                                                                \
		name_, label_, COL_INT, PRIV_NONE, ROW(member_),                         \
		    .href = "/verval/papan/{region_id}?period={period}&bucket=" bucket_, \
		    .flags = COL_TOTAL                                                   \
	}
static const struct column board_columns[] = {
	{ "region_id", T_COL_ID, COL_ID, PRIV_NONE, ROW(region_id) },
	{ "period", T_VERVAL_PERIOD, COL_INT, PRIV_NONE, ROW(period), .flags = COL_DATA_ONLY },
	{ "region", T_COL_REGION, COL_TEXT, PRIV_NONE, ROW(region), .flags = COL_STRONG },
	COUNT("no_photo", T_VERVAL_B_PHOTO, no_photo, "1"),
	COUNT("at_unit", T_VERVAL_B_UNIT, at_unit, "2"),
	COUNT("at_minutes", T_VERVAL_B_MINUTES, at_minutes, "3"),
	COUNT("at_check", T_VERVAL_B_APPROVAL, at_check, "4"),
	COUNT("to_enter", T_VERVAL_B_ENTER, to_enter, "5"),
	COUNT("done", T_VERVAL_B_DONE, done, "6"),
	COUNT("accepted", T_VERVAL_STATE_ACCEPTED, accepted, "8"),
	COUNT("denied", T_VERVAL_STATE_DENIED, denied, "9"),
	COUNT("other", T_VERVAL_B_OTHER, other, "7"),
	COUNT("total", T_VERVAL_B_TOTAL, total, "0"),
};
#undef ROW
static const struct table board_table = { .name = "board",
					  .title = T_VERVAL_BOARD,
					  .columns = board_columns,
					  .n_columns = LEN(board_columns) };

enum { B_PERIOD, B_BUCKET };
static const struct field board_fields[] = {
	[B_PERIOD] = { .name = "period",
		       .kind = FIELD_INT,
		       .label = T_VERVAL_PERIOD,
		       .min_value = 12 * 2000,
		       .max_value = 12 * 2200 },
	[B_BUCKET] = { .name = "bucket",
		       .kind = FIELD_INT,
		       .label = T_COL_STATE,
		       .min_value = 0,
		       .max_value = 9 },
	{ .kind = FIELD_END },
};
static const struct form_def board_form = { .name = "verval_board", .fields = board_fields };

static enum err period_asked(struct ctx *cx, const struct form *f, int64_t *ret)
{
	TRY(verval_period(cx, clock_date(cx->now, zone_of(cx)), ret));
	*ret = form_int(f, B_PERIOD, *ret);
	return ERR_OK;
}

static struct board_row *board_rows(struct ctx *cx, const struct verval_board_row *from, size_t n,
				    int64_t period)
{
	struct board_row *rows = ARENA_ARRAY(cx->arena, n + 1, struct board_row);

	for (size_t i = 0; i < n; i++)
		rows[i] = (struct board_row){
			.region_id = from[i].region_id,
			.period = period,
			.region =
			    from[i].region != NULL ? from[i].region : text(cx, T_VERVAL_NO_REGION),
			.total = from[i].total_n,
			.no_photo = from[i].no_photo,
			.at_unit = from[i].at_unit,
			.at_minutes = from[i].at_minutes,
			.at_check = from[i].at_check,
			.to_enter = from[i].to_enter,
			.done = from[i].done_n,
			.accepted = from[i].accepted_n,
			.denied = from[i].denied_n,
			.other = from[i].other_n,
		};
	return rows;
}

static enum err board_page(struct ctx *cx, struct req *r, struct ui *u)
{
	struct verval_board_row *from;
	int64_t period, until;
	size_t n;

	TRY(period_asked(cx, req_form(r), &period));
	TRY(verval_cutoff(cx, period, &until));
	TRY(verval_board_all(cx, &(struct verval_board_args){ .period = period }, &from, &n));
	ui_begin(u, &(struct ui_page){
			.title = text_fill(cx, T_VERVAL_BOARD_OF, period_words(cx, period), NULL),
			.lead = text_fill(
			    cx, until < cx->now ? T_VERVAL_BOARD_PAST : T_VERVAL_BOARD_LEAD,
			    say_instant(cx, until), say_due(cx, until), NULL),
			.nav = "/verval",
			.parent = "/verval",
			.parent_title = text(cx, T_VERVAL_TITLE),
			.wide = true });
	ui_actions(
	    u,
	    (struct ui_action[]){ { .label = text(cx, T_VERVAL_BEFORE_MONTH),
				    .href = arena_printf(cx->arena, "/verval/papan?period=%lld",
							 (long long)period - 1) },
				  { .label = text(cx, T_VERVAL_NEXT_MONTH),
				    .href = arena_printf(cx->arena, "/verval/papan?period=%lld",
							 (long long)period + 1) } },
	    2);
	ui_table(u, "board", &board_table, board_rows(cx, from, n, period), n,
		 sizeof(struct board_row),
		 &(struct ui_list){
		     .total = (int64_t)n, .main = true, .empty = text(cx, T_VERVAL_BOARD_EMPTY) });
	return ui_end(u);
}

#define ROW(member) offsetof(struct verval_bucket_row, member)
static const struct column bucket_columns[] = {
	{ "id", T_COL_ID, COL_ID, PRIV_NONE, ROW(id) },
	{ "subject_id", T_COL_SUBJECT, COL_ID, PRIV_NONE, ROW(subject_id) },
	{ "number", T_COL_NUMBER, COL_TEXT, PRIV_NONE, ROW(number), .href = "/verval/{id}",
	  .flags = COL_STRONG },
	{ "who", T_COL_SUBJECT, COL_TEXT, PRIV_GENERAL, ROW(who) },
	{ "kind", T_COL_KIND, COL_ENUM, PRIV_NONE, ROW(kind), .member = verval_kind_text },
	{ "state", T_COL_STATE, COL_ENUM, PRIV_NONE, ROW(state), .member = verval_state_text,
	  .flags = COL_BADGE },
	{ "step", T_VERVAL_STEP, COL_CODE, PRIV_NONE, ROW(step), .label_of = verval_step_words },
	{ "due", T_COL_DUE, COL_DUE, PRIV_NONE, ROW(due_at) },
	{ "asker", T_VERVAL_ASKER, COL_TEXT, PRIV_NONE, ROW(asker), .flags = COL_WIDE_ONLY },
};
#undef ROW
static const struct table bucket_table = { .name = "verval",
					   .title = T_VERVAL_TITLE,
					   .columns = bucket_columns,
					   .n_columns = LEN(bucket_columns),
					   .subject = "subject_id" };

static enum err bucket_page(struct ctx *cx, struct req *r, struct ui *u)
{
	static const enum text buckets[] = { T_VERVAL_B_TOTAL,        T_VERVAL_B_PHOTO,
					     T_VERVAL_B_UNIT,         T_VERVAL_B_MINUTES,
					     T_VERVAL_B_APPROVAL,     T_VERVAL_B_ENTER,
					     T_VERVAL_B_DONE,         T_VERVAL_B_OTHER,
					     T_VERVAL_STATE_ACCEPTED, T_VERVAL_STATE_DENIED };
	int64_t bucket = form_int(req_form(r), B_BUCKET, 0), period;
	struct verval_bucket_row *rows;
	const char *region;
	size_t n;

	TRY(period_asked(cx, req_form(r), &period));
	TRY(region_name(cx, req_id(r), &region));
	TRY(verval_bucket_all(cx,
			      &(struct verval_bucket_args){
				  .period = period, .region_id = req_id(r), .bucket = bucket },
			      &rows, &n));
	ui_begin(
	    u,
	    &(struct ui_page){
		.title = arena_printf(cx->arena, "%s: %s", region, text(cx, buckets[bucket])),
		.lead = period_words(cx, period),
		.nav = "/verval",
		.parent = arena_printf(cx->arena, "/verval/papan?period=%lld", (long long)period),
		.parent_title = text(cx, T_VERVAL_BOARD),
		.wide = true });
	ui_table(u, "verval", &bucket_table, rows, n, sizeof(*rows),
		 &(struct ui_list){
		     .total = (int64_t)n, .main = true, .empty = text(cx, T_VERVAL_NONE) });
	return ui_end(u);
}

/* ---- the entry list -------------------------------------------------------------------------- */

#define ROW(member) offsetof(struct verval_to_enter_row, member)
static const struct column enter_columns[] = {
	{ "id", T_COL_ID, COL_ID, PRIV_NONE, ROW(id) },
	{ "subject_id", T_COL_SUBJECT, COL_ID, PRIV_NONE, ROW(subject_id) },
	{ "number", T_COL_NUMBER, COL_TEXT, PRIV_NONE, ROW(number), .href = "/verval/input/{id}",
	  .flags = COL_STRONG },
	{ "who", T_COL_SUBJECT, COL_TEXT, PRIV_GENERAL, ROW(who) },
	{ "region", T_COL_REGION, COL_TEXT, PRIV_NONE, ROW(region) },
	{ "kind", T_COL_KIND, COL_ENUM, PRIV_NONE, ROW(kind), .member = verval_kind_text },
	{ "lines", T_VERVAL_LINES_N, COL_INT, PRIV_NONE, ROW(lines_n), .flags = COL_TOTAL },
	{ "approved", T_VERVAL_APPROVED_AT, COL_INSTANT, PRIV_NONE, ROW(approved_at) },
	{ "due", T_COL_DUE, COL_DUE, PRIV_NONE, ROW(due_at) },
};
#undef ROW
static const struct table enter_table = { .name = "entries",
					  .title = T_VERVAL_TO_ENTER,
					  .columns = enter_columns,
					  .n_columns = LEN(enter_columns),
					  .subject = "subject_id" };

static enum err enter_list_page(struct ctx *cx, struct req *r, struct ui *u)
{
	struct verval_to_enter_row *rows;
	size_t n;

	(void)r;
	TRY(verval_to_enter_all(
	    cx, &(struct verval_to_enter_args){ .n = ui_all_rows(u) ? INT32_MAX : LIST_ROWS },
	    &rows, &n));
	ui_begin(u, &(struct ui_page){ .title = text(cx, T_VERVAL_TO_ENTER),
				       .lead = text(cx, T_VERVAL_TO_ENTER_LEAD),
				       .nav = "/verval",
				       .parent = "/verval",
				       .parent_title = text(cx, T_VERVAL_TITLE),
				       .wide = true });
	ui_table(u, "entries", &enter_table, rows, n, sizeof(*rows),
		 &(struct ui_list){
		     .total = -1, .main = true, .empty = text(cx, T_VERVAL_NOTHING_TO_ENTER) });
	return ui_end(u);
}

/* A field with a button that copies it; what is unknown has none. */
static enum err draw_copy(struct ctx *cx, struct ui *u, const struct fact_field *field,
			  const char *value)
{
	const char *words;

	if (field == NULL || value == NULL)
		return ERR_OK;
	words = value; /* a program takes it as it is kept */
	if (ui_repr(u) != UI_JSON && field->kind != FACT_NIK && field->kind != FACT_KK &&
	    field->kind != FACT_PHONE)
		TRY(fact_show(cx, field, value, &words));
	ui_code(u, field->code, field->label, words);
	return ERR_OK;
}

static enum err draw_core(struct ctx *cx, struct ui *u, const struct subject *s,
			  const enum fact_core *cores, size_t n)
{
	const struct fact_field *const *known =
	    s->of == FACT_PERSON ? s->facts.book->person_core : s->facts.book->family_core;

	for (size_t i = 0; i < n; i++)
		TRY(draw_copy(cx, u, known[cores[i]], facts_core(&s->facts, cores[i])));
	return ERR_OK;
}

/* Who it is: what the national application asks for first. */
static enum err draw_who(struct ctx *cx, struct ui *u, const struct verval_show_row *v)
{
	static const enum fact_core family[] = { CORE_KK, CORE_KK_ADDRESS, CORE_KK_RT, CORE_KK_RW,
						 CORE_KK_REGION };
	static const enum fact_core person[] = { CORE_NAME,       CORE_NIK, CORE_BIRTH_PLACE,
						 CORE_BIRTH_DATE, CORE_SEX, CORE_ADDRESS,
						 CORE_RT,         CORE_RW,  CORE_REGION };
	int64_t head = v->person_id;
	struct subject s;

	if (v->family_id != 0) {
		TRY(subject_get(cx, FACT_FAMILY, v->family_id, &s));
		ui_nest(u, "family", '{');
		TRY(draw_core(cx, u, &s, family, LEN(family)));
		ui_nest_end(u, '}');
		if (head == 0 && facts_core(&s.facts, CORE_HEAD) != NULL)
			(void)str_i64(facts_core(&s.facts, CORE_HEAD), &head);
	}
	if (head == 0)
		return ERR_OK;
	TRY(subject_get(cx, FACT_PERSON, head, &s));
	ui_nest(u, "person", '{');
	TRY(draw_core(cx, u, &s, person, LEN(person)));
	ui_nest_end(u, '}');
	return ERR_OK;
}

/* A proposal is of the whole family: everybody else who lives in it. */
static enum err draw_family(struct ctx *cx, struct ui *u, struct req *r,
			    const struct verval_show_row *v)
{
	static const enum fact_core member[] = { CORE_NAME,        CORE_NIK,        CORE_RELATION,
						 CORE_BIRTH_PLACE, CORE_BIRTH_DATE, CORE_SEX,
						 CORE_MOTHER };
	struct verval_members_row *m;
	struct subject s;
	size_t n;

	if (v->family_id == 0)
		return ERR_OK;
	TRY(verval_members_all(cx, &(struct verval_members_args){ .family_id = v->family_id }, &m,
			       &n));
	ui_nest(u, "members", '[');
	for (size_t i = 0; i < n; i++) {
		if (m[i].id == v->person_id ||
		    (v->person_id == 0 && m[i].relation == RELATION_HEAD))
			continue;
		TRY(subject_get(cx, FACT_PERSON, m[i].id, &s));
		req_disclose(r, s.id, "verval");
		ui_heading(u, m[i].name, NULL);
		ui_nest(u, NULL, '{');
		TRY(draw_core(cx, u, &s, member, LEN(member)));
		ui_nest_end(u, '}');
	}
	ui_nest_end(u, ']');
	return ERR_OK;
}

/* The reason is asked for there too. */
static enum err draw_why(struct ctx *cx, struct ui *u, const struct verval_show_row *v)
{
	int64_t subject = v->person_id != 0 ? v->person_id : v->family_id;
	const char *why;

	TRY(vault_unseal(cx, subject, SEAL_NARRATIVE, v->why_sealed, &why));
	if (why != NULL)
		ui_facts(u, "why",
			 &(struct ui_fact){
			     .name = "why", .label = text(cx, T_VERVAL_WHY), .value = why },
			 1);
	return ERR_OK;
}

enum err verval_desil_note(struct ctx *cx, struct ui *u, const struct verval_show_row *v)
{
	struct desil d = { 0 };
	bool asked;

	TRY(verval_about_desil(cx, v->id, &asked));
	if (!asked)
		return ERR_OK;
	if (v->family_id != 0)
		TRY(family_desil(cx, v->family_id, INT64_MAX, &d));
	ui_note(u, UI_INFO, text(cx, T_VERVAL_DESIL_ASKED),
		text_fill(cx, T_VERVAL_DESIL_ASKED_TEXT, desil_said(cx, &d), NULL));
	return ERR_OK;
}

static enum err draw_changes(struct ctx *cx, struct ui *u, int64_t id)
{
	struct verval_line *lines;
	const char *who = NULL;
	int64_t seen;
	size_t n;

	TRY(verval_lines(cx, id, &lines, &n, &seen));
	ui_nest(u, "changes", '[');
	for (size_t i = 0; i < n; i++) {
		if (lines[i].state != LINE_COUNTS && lines[i].state != LINE_BESIDE)
			continue;
		if (i == 0 || !str_eq(who, lines[i].who))
			ui_heading(u,
				   lines[i].who != NULL ? lines[i].who : text(cx, T_VERVAL_FAMILY),
				   NULL);
		who = lines[i].who;
		ui_nest(u, NULL, '{');
		ui_value(u, "who", who);
		TRY(draw_copy(cx, u, lines[i].field, lines[i].asked));
		ui_nest_end(u, '}');
	}
	ui_nest_end(u, ']');
	return ERR_OK;
}

void draw_way(struct ctx *cx, struct ui *u, const struct verval_show_row *v,
	      const struct flow *flow)
{
	const struct ui_action meetings = { .label = text(cx, T_VERVAL_TO_MEETING),
					    .href = "/verval/muskel" };
	const struct ui_action copying = { .label = text(cx, T_VERVAL_TO_COPY),
					   .href = arena_printf(cx->arena, "/verval/input/%lld",
								(long long)v->id) };

	if (flow_allows(flow, v->stage, ACT_MEETING))
		ui_actions(u, &meetings, 1);
	if (flow_allows(flow, v->stage, ACT_ENTER) && v->state == VERVAL_APPROVED)
		ui_actions(u, &copying, 1);
}

static enum err enter_page(struct ctx *cx, struct req *r, struct ui *u)
{
	struct verval_next_to_enter_row next;
	struct verval_show_row v;
	struct ui_action go[2];
	bool more;

	TRY(verval_page_get(cx, r, req_id(r), &v));
	if (v.state != VERVAL_APPROVED)
		return err_set(cx, ERR_NOTFOUND, "not to be entered");
	TRY(verval_next_to_enter_maybe(cx, &(struct verval_next_to_enter_args){ .after_id = v.id },
				       &next, &more));
	ui_begin(u, &(struct ui_page){ .title = text_fill(cx, T_VERVAL_ENTER_ONE, v.number,
							  v.who != NULL ? v.who : "", NULL),
				       .lead = text(cx, T_VERVAL_ENTER_LEAD),
				       .nav = "/verval",
				       .parent = "/verval/input",
				       .parent_title = text(cx, T_VERVAL_TO_ENTER) });
	TRY(verval_desil_note(cx, u, &v));
	TRY(draw_why(cx, u, &v));
	TRY(draw_who(cx, u, &v));
	if (v.kind == VERVAL_USUL)
		TRY(draw_family(cx, u, r, &v));
	TRY(draw_changes(cx, u, v.id));
	go[0] = (struct ui_action){ .label = text(cx, T_VERVAL_ENTER),
				    .href = verval_path(cx, v.id, ""),
				    .primary = true };
	if (more)
		go[1] = (struct ui_action){ .label = text(cx, T_VERVAL_NEXT_FAMILY),
					    .href = arena_printf(cx->arena, "/verval/input/%lld",
								 (long long)next.id) };
	ui_actions(u, go, more ? 2 : 1);
	return ui_end(u);
}

const struct route verval_board_routes[] = {
	{ GET, "/verval/papan", PERM_VERVAL_READ, 0, REPR_LIST, T_VERVAL_BOARD, .form = &board_form,
	  .page = board_page },
	{ GET, "/verval/papan/{id}", PERM_VERVAL_READ, ROUTE_NO_MENU, REPR_LIST, T_VERVAL_BOARD,
	  .form = &board_form, .page = bucket_page },
	{ GET, "/verval/input", PERM_VERVAL_CHECK, 0, REPR_LIST, T_VERVAL_TO_ENTER,
	  .page = enter_list_page },
	{ GET, "/verval/input/{id}", PERM_VERVAL_CHECK, ROUTE_NO_MENU, REPR_PAGE, T_VERVAL_TO_ENTER,
	  .page = enter_page },
	{ .method = 0 },
};
