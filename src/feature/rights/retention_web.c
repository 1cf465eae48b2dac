/* /retensi: the schedule and what it comes to, the lists, those who decide, and the proof. */
#include "feature/rights/retention.h"

#include "base/clock.h"
#include "base/str.h"
#include "feature/directory/letterhead.h"
#include "feature/intake/intake.h"
#include "feature/rights/retention_sql.h"
#include "feature/rights/rights_web.h"
#include "platform/app.h"
#include "platform/export/pdf.h"
#include "text/export.h"
#include "text/retention.h"

enum { PAGE_ROWS = 100, HOLDS = 200, DIGEST_TEXT = 65 };

/* ---- words ------------------------------------------------------------------------------- */

static const char *kind_words(struct ctx *cx, int64_t kind)
{
	return ref_label(cx, "retention", retention_code(kind));
}

static enum text fate_text(int64_t fate)
{
	static const enum text texts[] = { T_RETENTION_FATE_ERASE, T_RETENTION_FATE_DESTROY,
					   T_RETENTION_FATE_REVIEW, T_RETENTION_FATE_KEEP,
					   T_RETENTION_FATE_BY_ITSELF };

	return fate >= 0 && fate < (int64_t)LEN(texts) ? texts[fate] : T__NONE;
}

static enum text state_text(int64_t state)
{
	static const enum text texts[] = { T__NONE,
					   T_RETENTION_STATE_FOUND,
					   T_RETENTION_STATE_CHECKED,
					   T_RETENTION_STATE_APPROVED,
					   T_RETENTION_STATE_DONE,
					   T_RETENTION_STATE_REFUSED };

	return state > 0 && state < (int64_t)LEN(texts) ? texts[state] : T__NONE;
}

static enum text item_text(int64_t state)
{
	static const enum text texts[] = { T__NONE, T_RETENTION_ITEM_LISTED,
					   T_RETENTION_ITEM_ERASED, T_RETENTION_ITEM_HELD,
					   T_RETENTION_ITEM_PASSED };

	return state > 0 && state < (int64_t)LEN(texts) ? texts[state] : T__NONE;
}

enum err retention_called(struct ctx *cx, int64_t kind, int64_t id, const char *number,
			  const char **ret)
{
	*ret = number;
	return kind == RETENTION_IMPORT ? intake_called(cx, id, number, ret) : ERR_OK;
}

static const char *list_path(struct ctx *cx, int64_t id, const char *more)
{
	return arena_printf(cx->arena, "/retensi/%lld%s", (long long)id, more);
}

/* ---- the schedule ------------------------------------------------------------------------ */

struct rule_line {
	const char *label, *period, *basis, *source;
	int64_t fate, due_n, held_n, verified;
};

#define ROW(member) offsetof(struct rule_line, member)
static const struct column rule_columns[] = {
	{ "kind", T_RETENTION_KIND, COL_TEXT, PRIV_NONE, ROW(label), .flags = COL_STRONG },
	{ "period", T_RETENTION_PERIOD, COL_TEXT, PRIV_NONE, ROW(period) },
	{ "fate", T_RETENTION_FATE, COL_ENUM, PRIV_NONE, ROW(fate), .member = fate_text },
	{ "due", T_RETENTION_DUE, COL_INT, PRIV_NONE, ROW(due_n) },
	{ "held", T_RETENTION_HELD, COL_INT, PRIV_NONE, ROW(held_n) },
	{ "verified", T_RETENTION_VERIFIED, COL_BOOL, PRIV_NONE, ROW(verified) },
	{ "basis", T_RETENTION_BASIS, COL_TEXT, PRIV_NONE, ROW(basis) },
	{ "source", T_RETENTION_SOURCE, COL_TEXT, PRIV_NONE, ROW(source), .flags = COL_WIDE_ONLY },
};
#undef ROW
static const struct table rule_table = { .name = "jadwal-retensi",
					 .title = T_RETENTION_SCHEDULE,
					 .columns = rule_columns,
					 .n_columns = LEN(rule_columns) };

#define ROW(member) offsetof(struct retention_lists_row, member)
static const struct column list_columns[] = {
	{ "id", T_COL_ID, COL_ID, PRIV_NONE, ROW(id) },
	{ "number", T_COL_NUMBER, COL_TEXT, PRIV_NONE, ROW(number), .href = "/retensi/{id}",
	  .flags = COL_STRONG },
	{ "state", T_COL_STATE, COL_ENUM, PRIV_NONE, ROW(state), .member = state_text,
	  .flags = COL_BADGE },
	{ "found", T_RETENTION_FOUND_AT, COL_INSTANT, PRIV_NONE, ROW(found_at) },
	{ "items", T_RETENTION_ITEMS, COL_INT, PRIV_NONE, ROW(item_count) },
	{ "erased", T_RETENTION_ERASED, COL_INT, PRIV_NONE, ROW(erased_count) },
	{ "checker", T_RETENTION_CHECKER, COL_TEXT, PRIV_NONE, ROW(checker) },
	{ "approver", T_RETENTION_APPROVER, COL_TEXT, PRIV_NONE, ROW(approver) },
	{ "done", T_RETENTION_DONE_AT, COL_INSTANT, PRIV_NONE, ROW(done_at) },
};
#undef ROW
static const struct table list_table = { .name = "daftar-usul-musnah",
					 .title = T_RETENTION_LISTS,
					 .columns = list_columns,
					 .n_columns = LEN(list_columns) };

#define ROW(member) offsetof(struct retention_holds_row, member)
static const struct column hold_columns[] = {
	{ "id", T_COL_ID, COL_ID, PRIV_NONE, ROW(id) },
	{ "number", T_COL_NUMBER, COL_TEXT, PRIV_NONE, ROW(number), .href = "/retensi/tunda/{id}",
	  .flags = COL_STRONG },
	{ "why", T_RETENTION_F_WHY, COL_TEXT, PRIV_NONE, ROW(hold_why) },
	{ "until", T_RETENTION_F_UNTIL, COL_DATE, PRIV_NONE, ROW(until_on) },
	{ "holder", T_RETENTION_HOLDER, COL_TEXT, PRIV_NONE, ROW(holder) },
};
#undef ROW
static const struct table hold_table = { .name = "ditunda",
					 .title = T_RETENTION_HOLDS,
					 .columns = hold_columns,
					 .n_columns = LEN(hold_columns) };

static const struct field no_fields[] = { { .kind = FIELD_END } };
static const struct form_def find_form = { .name = "retention_find",
					   .fields = no_fields,
					   .submit = T_RETENTION_FIND };

static const char *period_words(struct ctx *cx, const struct retention_rule *rule)
{
	if (rule->fate == FATE_KEEP)
		return NULL;
	return text_fill(cx, T_RETENTION_AFTER_END, say_period(cx, &rule->period), NULL);
}

static enum err draw_rules(struct ctx *cx, struct ui *u)
{
	struct retention_rule *rules;
	struct rule_line *lines;
	size_t n;

	TRY(retention_rules(cx, &rules, &n));
	lines = ARENA_ARRAY(cx->arena, n + 1, struct rule_line);
	for (size_t i = 0; i < n; i++)
		lines[i] = (struct rule_line){
			.label = rules[i].label,
			.period = period_words(cx, &rules[i]),
			.basis = rules[i].basis,
			.source = rules[i].source,
			.fate = rules[i].fate,
			.due_n = rules[i].due_n,
			.held_n = rules[i].held_n,
			.verified = rules[i].verified,
		};
	if (may(cx, PERM_REFERENCE_WRITE))
		ui_heading_act(u, text(cx, T_RETENTION_SCHEDULE), "jadwal",
			       text(cx, T_RETENTION_EDIT), "/acuan/retention");
	else
		ui_heading(u, text(cx, T_RETENTION_SCHEDULE), "jadwal");
	ui_text(u, text(cx, T_RETENTION_DRY));
	ui_table(u, "schedule", &rule_table, lines, n, sizeof(*lines),
		 &(struct ui_list){ .total = (int64_t)n, .main = true });
	return ERR_OK;
}

static enum err draw_lists(struct ctx *cx, struct ui *u)
{
	struct retention_lists_row *rows;
	struct retention_holds_row *holds;
	size_t n, n_holds;

	TRY(retention_lists_all(
	    cx, &(struct retention_lists_args){ .after_id = INT64_MAX, .max_n = PAGE_ROWS }, &rows,
	    &n));
	TRY(retention_holds_all(
	    cx, &(struct retention_holds_args){ .today = ref_today(cx), .max_n = HOLDS }, &holds,
	    &n_holds));
	for (size_t i = 0; i < n_holds; i++)
		TRY(retention_called(cx, holds[i].kind, holds[i].object_id, holds[i].number,
				     &holds[i].number));
	ui_heading(u, text(cx, T_RETENTION_LISTS), "daftar");
	ui_table(u, "lists", &list_table, rows, n, sizeof(*rows),
		 &(struct ui_list){ .total = -1, .empty = text(cx, T_RETENTION_NONE) });
	if (n_holds > 0)
		ui_heading(u, text(cx, T_RETENTION_HOLDS), "ditunda");
	if (n_holds > 0)
		ui_table(u, "holds", &hold_table, holds, n_holds, sizeof(*holds),
			 &(struct ui_list){ .total = (int64_t)n_holds });
	return ERR_OK;
}

/* The way to what is to be judged anew, when there is any. */
static enum err draw_review(struct ctx *cx, struct ui *u)
{
	struct ui_action act = { .href = "/retensi/nilai-kembali" };
	struct retention_thing *things;
	int64_t total;
	size_t n;

	TRY(retention_to_judge(cx, 1, &things, &n, &total));
	act.label = total > 0 ? text_fill(cx, T_RETENTION_REVIEW_N, say_number(cx, total), NULL)
			      : text(cx, T_RETENTION_REVIEW);
	ui_actions(u, &act, 1);
	return ERR_OK;
}

static enum err home_page(struct ctx *cx, struct req *r, struct ui *u)
{
	(void)r;
	ui_begin(u, &(struct ui_page){ .title = text(cx, T_RETENTION_TITLE),
				       .lead = text(cx, T_RETENTION_LEAD),
				       .nav = "/retensi",
				       .wide = true });
	TRY(draw_rules(cx, u));
	if (ui_repr(u) == UI_TABLE)
		return ui_end(u);
	ui_actions(u,
		   &(struct ui_action){ .label = text(cx, T_RETENTION_FIND),
					.href = "/retensi",
					.post = &find_form,
					.primary = true },
		   1);
	TRY(draw_review(cx, u));
	TRY(draw_lists(cx, u));
	return ui_end(u);
}

static enum err find_commit(struct ctx *cx, struct req *r, struct resp *resp)
{
	(void)r;
	TRY(retention_find(cx, &resp->id));
	if (resp->id == 0)
		resp_see(cx, resp, T_RETENTION_NOTHING, "/retensi");
	else
		resp_see(cx, resp, T_RETENTION_FOUND, "/retensi/%lld", (long long)resp->id);
	return ERR_OK;
}

/* ---- one list ---------------------------------------------------------------------------- */

struct item_line {
	const char *kind, *number;
	int64_t id, since_at, state, done_at;
	const char *hold, *hold_path, *thing;
};

#define ROW(member) offsetof(struct item_line, member)
static const struct column item_columns[] = {
	{ "id", T_COL_ID, COL_ID, PRIV_NONE, ROW(id) },
	{ "thing", T_COL_NUMBER, COL_TEXT, PRIV_NONE, ROW(thing), .flags = COL_DATA_ONLY },
	{ "number", T_COL_NUMBER, COL_TEXT, PRIV_NONE, ROW(number), .href = "{thing}",
	  .flags = COL_STRONG },
	{ "kind", T_RETENTION_KIND, COL_TEXT, PRIV_NONE, ROW(kind) },
	{ "since", T_RETENTION_SINCE, COL_INSTANT, PRIV_NONE, ROW(since_at) },
	{ "state", T_COL_STATE, COL_ENUM, PRIV_NONE, ROW(state), .member = item_text,
	  .flags = COL_BADGE },
	{ "done", T_RETENTION_ITEM_AT, COL_INSTANT, PRIV_NONE, ROW(done_at) },
	{ "path", T_RETENTION_HOLD, COL_TEXT, PRIV_NONE, ROW(hold_path), .flags = COL_DATA_ONLY },
	{ "hold", T_RETENTION_HOLD, COL_TEXT, PRIV_NONE, ROW(hold), .href = "{path}" },
};
#undef ROW
static const struct table item_table = { .name = "isi-daftar",
					 .title = T_RETENTION_ITEMS,
					 .columns = item_columns,
					 .n_columns = LEN(item_columns) };

static const struct form_def check_form = { .name = "retention_check",
					    .fields = no_fields,
					    .submit = T_RETENTION_CHECK };
static const struct field approve_fields[] = {
	{ .name = "paham", .kind = FIELD_BOOL, .label = T_RETENTION_F_SURE, .required = true },
	{ .kind = FIELD_END },
};
static const struct form_def approve_form = { .name = "retention_approve",
					      .fields = approve_fields,
					      .submit = T_RETENTION_APPROVE };
static const struct field refuse_fields[] = {
	{ .name = "alasan",
	  .kind = FIELD_TEXT,
	  .label = T_RETENTION_F_REFUSE_WHY,
	  .hint = T_RETENTION_F_WHY_HINT,
	  .required = true,
	  .max = 200 },
	{ .kind = FIELD_END },
};
static const struct form_def refuse_form = { .name = "retention_refuse",
					     .fields = refuse_fields,
					     .submit = T_RETENTION_REFUSE };

static const struct field more_fields[] = {
	{ .name = "sesudah", .kind = FIELD_ID, .onward = true },
	{ .kind = FIELD_END },
};
static const struct form_def more_form = { .name = "retention_more", .fields = more_fields };

static enum err draw_totals(struct ctx *cx, struct ui *u, int64_t list_id)
{
	struct retention_totals_row *rows;
	struct ui_tile *tiles;
	size_t n;

	TRY(retention_totals_all(cx, &(struct retention_totals_args){ .list_id = list_id }, &rows,
				 &n));
	tiles = ARENA_ARRAY(cx->arena, n + 1, struct ui_tile);
	for (size_t i = 0; i < n; i++)
		tiles[i] = (struct ui_tile){
			.name = arena_printf(cx->arena, "%s-%lld", retention_code(rows[i].kind),
					     (long long)rows[i].state),
			.label = kind_words(cx, rows[i].kind),
			.value = ui_count(rows[i].n),
			.note = text(cx, item_text(rows[i].state)),
		};
	ui_tiles(u, "totals", tiles, n);
	return ERR_OK;
}

const char *retention_page_of(struct ctx *cx, int64_t kind, int64_t id)
{
	static const struct {
		const char *page;
		enum perm perm;
	} things[RETENTION__KINDS] = {
		[RETENTION_REPORT] = { "laporan", PERM_REPORT_READ },
		[RETENTION_CASE] = { "kasus", PERM_CASE_READ },
		[RETENTION_PERSON] = { "warga", PERM_PERSON_READ },
		[RETENTION_IMPORT] = { "impor", PERM_REGISTRY_IMPORT },
		[RETENTION_PHOTO] = { "laporan", PERM_REPORT_READ },
		[RETENTION_REQUEST] = { "verval", PERM_PERSON_READ },
		[RETENTION_DOCUMENT] = { "kasus", PERM_CASE_READ },
	};

	/* A file shows its people to who imports; who decides here sees which file it is. */
	if (kind == RETENTION_IMPORT && !may(cx, PERM_REGISTRY_IMPORT))
		return may(cx, PERM_ERASE)
			   ? arena_printf(cx->arena, "/retensi/berkas/%lld", (long long)id)
			   : NULL;
	if (kind <= RETENTION_NONE || kind >= RETENTION__KINDS || things[kind].page == NULL ||
	    !may(cx, things[kind].perm))
		return NULL;
	return arena_printf(cx->arena, "/%s/%lld", things[kind].page, (long long)id);
}

static const char *thing_path(struct ctx *cx, const struct retention_items_row *i)
{
	return i->state == ITEM_LISTED ? retention_page_of(cx, i->kind, i->object_id) : NULL;
}

static enum err draw_items(struct ctx *cx, struct req *r, struct ui *u,
			   const struct retention_row_row *list)
{
	const bool open = list->state == RETENTION_FOUND || list->state == RETENTION_CHECKED;
	struct form *f = req_form(r);
	struct retention_items_args a = { .list_id = list->id,
					  .after_id = f != NULL && form_def_of(f) == &more_form
							  ? form_id(f, 0)
							  : 0,
					  .max_n = ui_all_rows(u) ? INT32_MAX : PAGE_ROWS };
	struct retention_items_row *rows;
	struct item_line *lines;
	size_t n;

	TRY(retention_items_all(cx, &a, &rows, &n));
	lines = ARENA_ARRAY(cx->arena, n + 1, struct item_line);
	for (size_t i = 0; i < n; i++) {
		lines[i] = (struct item_line){ .kind = kind_words(cx, rows[i].kind),
					       .number = rows[i].number,
					       .id = rows[i].id,
					       .since_at = rows[i].since_at,
					       .state = rows[i].state,
					       .done_at = rows[i].done_at,
					       .thing = thing_path(cx, &rows[i]) };
		TRY(retention_called(cx, rows[i].kind, rows[i].object_id, rows[i].number,
				     &lines[i].number));
		if (!open || rows[i].state != ITEM_LISTED)
			continue;
		lines[i].hold = text_fill(cx, T_RETENTION_HOLD_ONE, lines[i].number, NULL);
		lines[i].hold_path = list_path(
		    cx, list->id, arena_printf(cx->arena, "/tunda/%lld", (long long)rows[i].id));
	}
	ui_heading(u, text(cx, T_RETENTION_ITEMS), "isi");
	ui_table(
	    u, "items", &item_table, lines, n, sizeof(*lines),
	    &(struct ui_list){ .total = -1,
			       .main = true,
			       .next = n == PAGE_ROWS && !ui_all_rows(u)
					   ? list_path(cx, list->id,
						       arena_printf(cx->arena, "?sesudah=%lld#isi",
								    (long long)rows[n - 1].id))
					   : NULL });
	return ERR_OK;
}

static void draw_list(struct ctx *cx, struct ui *u, const struct retention_row_row *l)
{
	struct ui_fact facts[10];
	size_t n = 0;

#define FACT(key, label_, value_) \
	facts[n++] = (struct ui_fact){ .name = (key), .label = text(cx, label_), .value = (value_) }
	FACT("state", T_COL_STATE, text(cx, state_text(l->state)));
	facts[n++] = ui_fact_at(cx, "found", T_RETENTION_FOUND_AT, l->found_at);
	FACT("items", T_RETENTION_ITEMS, say_number(cx, l->item_count));
	if (l->checker != NULL)
		FACT("checker", T_RETENTION_CHECKER, l->checker);
	if (l->approver != NULL)
		FACT("approver", T_RETENTION_APPROVER, l->approver);
	if (l->refused_why != NULL)
		FACT("why", T_RETENTION_F_REFUSE_WHY, l->refused_why);
	if (l->done_at != 0) {
		facts[n++] = ui_fact_at(cx, "done", T_RETENTION_DONE_AT, l->done_at);
		FACT("erased", T_RETENTION_ERASED, say_number(cx, l->erased_count));
	}
#undef FACT
	ui_facts(u, "list", facts, n);
}

/* The one act that is next, and refusing. */
static void draw_next(struct ctx *cx, struct req *r, struct ui *u,
		      const struct retention_row_row *l)
{
	const bool mine = l->checked_by_id == cx->actor->user_id;

	if (l->state == RETENTION_FOUND)
		ui_actions(u,
			   &(struct ui_action){ .label = text(cx, T_RETENTION_CHECK),
						.href = list_path(cx, l->id, "/periksa"),
						.post = &check_form,
						.primary = true },
			   1);
	if (l->state == RETENTION_CHECKED && mine)
		ui_note(u, UI_INFO, NULL, text(cx, T_RETENTION_OTHERS));
	if (l->state == RETENTION_CHECKED && !mine) {
		ui_note(u, UI_WARN, NULL, text(cx, T_RETENTION_NO_WAY_BACK));
		ui_form(u, "approve",
			&(struct ui_form){ .action = list_path(cx, l->id, "/setujui"),
					   .def = &approve_form,
					   .form = req_form_or_new(cx, r, &approve_form),
					   .danger = true });
	}
	if (l->state == RETENTION_FOUND || (l->state == RETENTION_CHECKED && !mine))
		ui_form(u, "refuse",
			&(struct ui_form){ .action = list_path(cx, l->id, "/tolak"),
					   .def = &refuse_form,
					   .form = req_form_or_new(cx, r, &refuse_form),
					   .title = text(cx, T_RETENTION_REFUSE),
					   .folded = true,
					   .secondary = true });
	if (l->state == RETENTION_APPROVED)
		ui_note(u, UI_INFO, NULL, text(cx, T_RETENTION_WORKING));
	if (l->state == RETENTION_DONE)
		ui_actions(u,
			   &(struct ui_action){ .label = text(cx, T_RETENTION_PROOF),
						.href = list_path(cx, l->id, "/berita-acara"),
						.icon = "printer",
						.primary = true },
			   1);
}

static enum err one_page(struct ctx *cx, struct req *r, struct ui *u)
{
	struct retention_row_row l;

	TRY(retention_row_one(cx, &(struct retention_row_args){ .id = req_id(r) }, &l));
	ui_begin(u, &(struct ui_page){ .title = text_fill(cx, T_RETENTION_LIST, l.number, NULL),
				       .nav = "/retensi",
				       .parent = "/retensi",
				       .parent_title = text(cx, T_RETENTION_TITLE),
				       .wide = true });
	if (ui_repr(u) != UI_TABLE) {
		draw_list(cx, u, &l);
		TRY(draw_totals(cx, u, l.id));
		draw_next(cx, r, u, &l);
	}
	TRY(draw_items(cx, r, u, &l));
	return ui_end(u);
}

static enum err check_commit(struct ctx *cx, struct req *r, struct resp *resp)
{
	TRY(retention_check(cx, req_id(r)));
	resp_see(cx, resp, T_RETENTION_CHECKED, "/retensi/%lld", (long long)req_id(r));
	return ERR_OK;
}

static enum err approve_commit(struct ctx *cx, struct req *r, struct resp *resp)
{
	TRY(retention_approve(cx, req_id(r)));
	resp_see(cx, resp, T_RETENTION_APPROVED, "/retensi/%lld", (long long)req_id(r));
	return ERR_OK;
}

static enum err refuse_commit(struct ctx *cx, struct req *r, struct resp *resp)
{
	TRY(retention_refuse(cx, req_id(r), form_text(req_form(r), 0)));
	resp_see(cx, resp, T_RETENTION_REFUSED, "/retensi/%lld", (long long)req_id(r));
	return ERR_OK;
}

/* ---- postponing -------------------------------------------------------------------------- */

enum { H_WHY, H_UNTIL };
static const struct field hold_fields[] = {
	[H_WHY] = { .name = "alasan",
		    .kind = FIELD_TEXT,
		    .label = T_RETENTION_F_WHY,
		    .hint = T_RETENTION_F_WHY_HINT,
		    .required = true,
		    .max = 200 },
	[H_UNTIL] = { .name = "sampai",
		      .kind = FIELD_DATE,
		      .label = T_RETENTION_F_UNTIL,
		      .required = true },
	{ .kind = FIELD_END },
};

static enum err check_hold(struct ctx *cx, struct form *f)
{
	if (form_int(f, H_UNTIL, 0) <= ref_today(cx))
		form_problem(cx, f, H_UNTIL, T_RETENTION_LATER, NULL);
	return ERR_OK;
}

static const struct form_def hold_form = { .name = "retention_hold",
					   .fields = hold_fields,
					   .check = check_hold,
					   .submit = T_RETENTION_HOLD };
static const struct form_def lift_form = { .name = "retention_lift",
					   .fields = no_fields,
					   .submit = T_RETENTION_LIFT };

/* The item of the path; ERR_NOTFOUND when it is on another list. */
static enum err item_of(struct ctx *cx, struct req *r, struct retention_item_row_row *ret)
{
	int64_t id;

	if (!str_i64(req_segment(r, "item"), &id))
		return err_set(cx, ERR_NOTFOUND, "no item");
	TRY(retention_item_row_one(cx, &(struct retention_item_row_args){ .id = id }, ret));
	return ret->list_id == req_id(r) ? ERR_OK : err_set(cx, ERR_NOTFOUND, "another list");
}

static enum err hold_page(struct ctx *cx, struct req *r, struct ui *u)
{
	struct retention_item_row_row item;
	const char *called;

	TRY(item_of(cx, r, &item));
	TRY(retention_called(cx, item.kind, item.object_id, item.number, &called));
	ui_begin(u, &(struct ui_page){ .title = text_fill(cx, T_RETENTION_HOLD_ONE, called, NULL),
				       .lead = text(cx, T_RETENTION_HOLD_LEAD),
				       .nav = "/retensi",
				       .parent = list_path(cx, item.list_id, ""),
				       .parent_title = text(cx, T_RETENTION_ITEMS) });
	ui_facts(u, "item",
		 &(struct ui_fact){ .name = "kind",
				    .label = text(cx, T_RETENTION_KIND),
				    .value = kind_words(cx, item.kind) },
		 1);
	ui_form(u, "hold",
		&(struct ui_form){ .action = req_path(r),
				   .def = &hold_form,
				   .form = req_form_or_new(cx, r, &hold_form),
				   .cancel = list_path(cx, item.list_id, "") });
	return ui_end(u);
}

static enum err hold_commit(struct ctx *cx, struct req *r, struct resp *resp)
{
	const struct form *f = req_form(r);
	struct retention_item_row_row item;

	TRY(item_of(cx, r, &item));
	TRY(retention_hold(cx, item.id, form_text(f, H_WHY), (int32_t)form_int(f, H_UNTIL, 0)));
	resp_see(cx, resp, T_RETENTION_HELD_NOW, "/retensi/%lld", (long long)item.list_id);
	return ERR_OK;
}

static enum err lift_page(struct ctx *cx, struct req *r, struct ui *u)
{
	ui_begin(u, &(struct ui_page){ .title = text(cx, T_RETENTION_LIFT),
				       .lead = text(cx, T_RETENTION_LIFT_LEAD),
				       .nav = "/retensi",
				       .parent = "/retensi",
				       .parent_title = text(cx, T_RETENTION_TITLE) });
	ui_form(u, "lift",
		&(struct ui_form){
		    .action = req_path(r), .def = &lift_form, .form = form_new(cx, &lift_form) });
	return ui_end(u);
}

static enum err lift_commit(struct ctx *cx, struct req *r, struct resp *resp)
{
	TRY(retention_lift(cx, req_id(r)));
	resp_see(cx, resp, T_RETENTION_LIFTED, "/retensi");
	return ERR_OK;
}

/* ---- the proof --------------------------------------------------------------------------- */

static enum err print_numbers(struct ctx *cx, struct pdf *p, int64_t list_id)
{
	static const double widths[] = { 0.08, 0.22, 0.34, 0.18, 0.18 };
	const char *header[] = { text(cx, T_RETENTION_ORDINAL), text(cx, T_COL_NUMBER),
				 text(cx, T_RETENTION_KIND), text(cx, T_RETENTION_SINCE),
				 text(cx, T_RETENTION_ITEM_AT) };
	struct retention_erased_row *rows;
	const char **cells;
	size_t n;

	TRY(retention_erased_all(cx, &(struct retention_erased_args){ .list_id = list_id }, &rows,
				 &n));
	cells = ARENA_ARRAY(cx->arena, n * LEN(widths) + 1, const char *);
	for (size_t i = 0; i < n; i++) {
		const char **row = &cells[i * LEN(widths)];

		row[0] = say_number(cx, (int64_t)i + 1);
		row[1] = rows[i].number;
		row[2] = kind_words(cx, rows[i].kind);
		row[3] = say_date_short(cx, clock_date(rows[i].since_at, zone_of(cx)));
		row[4] = say_instant_short(cx, rows[i].done_at);
	}
	pdf_table(p, LEN(widths), widths, header, n, cells);
	return ERR_OK;
}

/* What was not erased of the list, and why: as numbers of things. */
static enum err print_totals(struct ctx *cx, struct pdf *p, int64_t list_id)
{
	struct retention_totals_row *rows;
	size_t n;

	TRY(retention_totals_all(cx, &(struct retention_totals_args){ .list_id = list_id }, &rows,
				 &n));
	for (size_t i = 0; i < n; i++)
		pdf_pair(p, kind_words(cx, rows[i].kind),
			 text_fill(cx, T_RETENTION_COUNT, say_number(cx, rows[i].n),
				   text(cx, item_text(rows[i].state)), NULL));
	return ERR_OK;
}

static enum err print_basis(struct ctx *cx, struct pdf *p)
{
	struct retention_rule *rules;
	size_t n;

	TRY(retention_rules(cx, &rules, &n));
	pdf_text(p, PDF_HEADING, text(cx, T_RETENTION_BASIS));
	for (size_t i = 0; i < n; i++)
		if (rules[i].kind != RETENTION_NONE)
			pdf_text(p, PDF_SMALL,
				 text_fill(cx, T_RETENTION_RULE, rules[i].label,
					   say_period(cx, &rules[i].period), rules[i].basis,
					   text(cx, rules[i].verified ? T_RETENTION_IS_VERIFIED
								      : T_RETENTION_NOT_VERIFIED),
					   NULL));
	return ERR_OK;
}

static void print_who(struct ctx *cx, struct pdf *p, const struct retention_row_row *l,
		      int64_t place)
{
	char hex[DIGEST_TEXT] = "";

	if (l->digest.n * 2 < sizeof(hex))
		hex_text(l->digest.p, l->digest.n, hex);
	pdf_pair(p, text(cx, T_RETENTION_FOUND_AT), say_instant(cx, l->found_at));
	pdf_pair(
	    p, text(cx, T_RETENTION_CHECKER),
	    text_fill(cx, T_RETENTION_BY_AT, l->checker, say_instant(cx, l->checked_at), NULL));
	pdf_pair(
	    p, text(cx, T_RETENTION_APPROVER),
	    text_fill(cx, T_RETENTION_BY_AT, l->approver, say_instant(cx, l->approved_at), NULL));
	pdf_pair(p, text(cx, T_RETENTION_DONE_AT), say_instant(cx, l->done_at));
	pdf_pair(p, text(cx, T_RETENTION_ERASED), say_number(cx, l->erased_count));
	pdf_pair(p, text(cx, T_RETENTION_DIGEST), hex);
	pdf_pair(p, text(cx, T_RETENTION_PLACE),
		 place != DB_NONE ? say_number(cx, place) : text(cx, T_RETENTION_NO_PLACE));
}

static enum err print_proof(struct ctx *cx, const struct retention_row_row *l, struct buf *out)
{
	CLEANUP(pdf_dropp) struct pdf *p = NULL;
	const struct pdf_options o = {
		.paper = PDF_A4,
		.title = text_fill(cx, T_RETENTION_PROOF_OF, l->number, NULL),
		.footer = text_fill(cx, T_RETENTION_PROOF_OF, l->number, NULL),
		.sample = cx->app->demo,
	};
	struct pdf *ended;
	int64_t place;

	TRY(retention_place(cx, l->id, l->done_at, &place));
	TRY(pdf_new(cx, &o, &p));
	TRY(letterhead_unit(cx, p, cx->actor->unit_id));
	pdf_text(p, PDF_TITLE, o.title);
	pdf_text(p, PDF_TEXT, text(cx, T_RETENTION_PROOF_LEAD));
	print_who(cx, p, l, place);
	pdf_space(p, 8);
	TRY(print_totals(cx, p, l->id));
	TRY(print_basis(cx, p));
	TRY(print_numbers(cx, p, l->id));
	pdf_space(p, 16);
	pdf_line_to_fill(p, text(cx, T_RETENTION_SIGN_CHECKER));
	pdf_line_to_fill(p, text(cx, T_RETENTION_SIGN_APPROVER));
	ended = p;
	p = NULL;
	return pdf_end(cx, ended, out);
}

static enum err proof_raw(struct ctx *cx, struct req *r, struct resp *resp)
{
	struct retention_row_row l;

	TRY(retention_row_one(cx, &(struct retention_row_args){ .id = req_id(r) }, &l));
	if (l.state != RETENTION_DONE)
		return err_set(cx, ERR_NOTFOUND, "list %lld is not done", (long long)l.id);
	cx->lang = LANG_ID; /* a paper of the city */
	TRY(print_proof(cx, &l, &resp->body));
	resp->type = "application/pdf";
	resp->filename = arena_printf(cx->arena, "berita-acara-pemusnahan-%s.pdf", l.number);
	return ERR_OK;
}

const struct route retention_routes[] = {
	{ GET, "/retensi", PERM_ERASE, 0, REPR_LIST, T_RETENTION_TITLE, .page = home_page },
	{ POST, "/retensi", PERM_ERASE, 0, REPR_PAGE, T_RETENTION_FIND, .form = &find_form,
	  .page = home_page, .commit = find_commit },
	{ GET, "/retensi/{id}", PERM_ERASE, ROUTE_NO_MENU, REPR_LIST, T_RETENTION_LISTS,
	  .form = &more_form, .page = one_page },
	{ POST, "/retensi/{id}/periksa", PERM_ERASE, 0, REPR_PAGE, T_RETENTION_CHECK,
	  .form = &check_form, .page = one_page, .commit = check_commit },
	{ POST, "/retensi/{id}/setujui", PERM_ERASE, 0, REPR_PAGE, T_RETENTION_APPROVE,
	  .form = &approve_form, .page = one_page, .commit = approve_commit },
	{ POST, "/retensi/{id}/tolak", PERM_ERASE, 0, REPR_PAGE, T_RETENTION_REFUSE,
	  .form = &refuse_form, .page = one_page, .commit = refuse_commit },
	{ GET, "/retensi/{id}/tunda/{item}", PERM_ERASE, ROUTE_NO_MENU, REPR_PAGE, T_RETENTION_HOLD,
	  .page = hold_page },
	{ POST, "/retensi/{id}/tunda/{item}", PERM_ERASE, 0, REPR_PAGE, T_RETENTION_HOLD,
	  .form = &hold_form, .page = hold_page, .commit = hold_commit },
	{ GET, "/retensi/tunda/{id}", PERM_ERASE, ROUTE_NO_MENU, REPR_PAGE, T_RETENTION_LIFT,
	  .page = lift_page },
	{ POST, "/retensi/tunda/{id}", PERM_ERASE, 0, REPR_PAGE, T_RETENTION_LIFT,
	  .form = &lift_form, .page = lift_page, .commit = lift_commit },
	{ GET, "/retensi/{id}/berita-acara", PERM_ERASE, ROUTE_RAW | ROUTE_NO_MENU, REPR_PDF,
	  T_RETENTION_PROOF, .raw = proof_raw },
	{ .method = 0 },
};
