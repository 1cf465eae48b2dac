/* Lists of casework: all cases, one's own desk with acts on many at once, referrals. */
#include "feature/casework/case_web.h"

#include "base/clock.h"
#include "base/str.h"
#include "feature/directory/directory.h"
#include "feature/region/region.h"
#include "text/casework.h"
#include "text/referral_web.h"

#include <stdlib.h>
#include <string.h>

#define PAGE_ROWS 50
#define MANY_MAX  100 /* cases that one act takes: its result still fits into an address */

static enum err unit_choices(struct ctx *cx, const struct form *f, struct options *ret)
{
	(void)f;
	return directory_options(cx, NULL, ret);
}

static enum text pace_text(int64_t urgent)
{
	return urgent ? T_KS_PACE_URGENT : T_KS_PACE_USUAL;
}

const char *case_service_label(struct ctx *cx, const char *code)
{
	return ref_label(cx, "service", code);
}

/* ---- all cases --------------------------------------------------------------------------- */

enum { L_STATE, L_REGION, L_UNIT, L_AFTER, L_AFTER_ID };
enum { LIST_OPEN, LIST_MINE, LIST_LATE, LIST_AFTERCARE, LIST_CLOSED, LIST_ALL };

static const struct member list_states[] = {
	[LIST_OPEN] = { "open", T_KS_OPEN, T__NONE },
	[LIST_MINE] = { "mine", T_KS_MINE, T__NONE },
	[LIST_LATE] = { "late", T_KS_LATE, T__NONE },
	[LIST_AFTERCARE] = { "aftercare", T_KS_AFTERCARE, T__NONE },
	[LIST_CLOSED] = { "closed", T_KS_CLOSED, T__NONE },
	[LIST_ALL] = { "all", T_KS_ALL, T__NONE },
	{ .value = NULL },
};
static const struct field list_fields[] = {
	[L_STATE] = { .name = "state",
		      .kind = FIELD_ENUM,
		      .label = T_KS_STATE,
		      .members = list_states },
	[L_REGION] = { .name = "region",
		       .kind = FIELD_REF,
		       .label = T_KS_REGION,
		       .options = region_options,
		       .known = region_known },
	[L_UNIT] = { .name = "unit",
		     .kind = FIELD_REF,
		     .label = T_KS_UNIT,
		     .options = unit_choices },
	[L_AFTER] = { .name = "after", .kind = FIELD_ID, .onward = true },
	[L_AFTER_ID] = { .name = "after_id", .kind = FIELD_ID, .onward = true },
	{ .kind = FIELD_END },
};
static const struct form_def list_form = { .name = "case_list",
					   .fields = list_fields,
					   .submit = T_KS_FILTER };

/* The table with one column left to programs, where a page has no use for it. */
static const struct table *without(struct ctx *cx, const struct table *t, size_t column)
{
	struct column *columns =
	    arena_memdup(cx->arena, t->columns, t->n_columns * sizeof(*columns));
	struct table *copy = arena_memdup(cx->arena, t, sizeof(*t));

	columns[column].flags |= COL_DATA_ONLY;
	copy->columns = columns;
	return copy;
}

#define ROW(member) offsetof(struct case_list_row, member)
enum { LC_NEXT = 7, LC_OPENED = 10 };
static const struct column list_columns[] = {
	{ "id", T_KS_COL_NUMBER, COL_ID, PRIV_NONE, ROW(id) },
	{ "subject_id", T_KS_COL_TITLE, COL_ID, PRIV_NONE, ROW(subject_id) },
	{ "number", T_KS_COL_NUMBER, COL_TEXT, PRIV_NONE, ROW(number), .href = "/kasus/{id}",
	  .flags = COL_STRONG },
	{ "title", T_KS_COL_TITLE, COL_TEXT, PRIV_GENERAL, ROW(title) },
	{ "region", T_KS_REGION, COL_TEXT, PRIV_NONE, ROW(region), .flags = COL_DETAIL },
	{ "state", T_KS_STATE, COL_ENUM, PRIV_NONE, ROW(state), .member = case_state_text,
	  .flags = COL_BADGE | COL_DETAIL },
	{ "holder", T_KS_UNIT, COL_TEXT, PRIV_NONE, ROW(holder), .flags = COL_DETAIL },
	[LC_NEXT] = { "next", T_KS_COL_NEXT, COL_CODE, PRIV_NONE, ROW(next_service),
		      .label_of = case_service_label },
	{ "due", T_KS_DUE, COL_DUE, PRIV_NONE, ROW(due_at) },
	{ "urgent", T_KS_PACE, COL_ENUM, PRIV_NONE, ROW(urgent), .member = pace_text,
	  .flags = COL_DETAIL },
	[LC_OPENED] = { "opened", T_KS_OPENED, COL_INSTANT, PRIV_NONE, ROW(opened_at),
			.flags = COL_WIDE_ONLY },
};
#undef ROW
static const struct table list_table = {
	.name = "cases",
	.title = T_KS_LIST,
	.columns = list_columns,
	.n_columns = LEN(list_columns),
	.subject = "subject_id",
};

/* The statement's arguments for what was asked; ended cases have no deadline to sort by. */
static struct case_list_args list_args(const struct ctx *cx, const struct form *f, int64_t which,
				       const struct near *near)
{
	static const struct {
		enum case_state from, to;
	} states[] = {
		[LIST_OPEN] = { CASE_OPEN, CASE_AFTERCARE },
		[LIST_MINE] = { CASE_OPEN, CASE_AFTERCARE },
		[LIST_LATE] = { CASE_OPEN, CASE_AFTERCARE },
		[LIST_AFTERCARE] = { CASE_AFTERCARE, CASE_AFTERCARE },
		[LIST_CLOSED] = { CASE_CLOSED, CASE_CLOSED },
		[LIST_ALL] = { CASE_OPEN, CASE_MERGED },
	};
	bool opened = which == LIST_CLOSED || which == LIST_ALL;
	int64_t start = opened ? INT64_MAX : -1;
	struct case_list_args a = {
		.key_before = which == LIST_LATE ? cx->now : INT64_MAX,
		.state_from = states[which].from,
		.state_to = states[which].to,
		.near_unit_id = near->unit_id,
		.near_region_id = near->region_id,
		.region_id = form_id(f, L_REGION),
		.holder_unit_id = form_id(f, L_UNIT),
		.after_key = form_int(f, L_AFTER, start),
		.after_id = form_int(f, L_AFTER_ID, start),
		.sort = opened ? CASE_LIST_SORT_OPENED : CASE_LIST_SORT_DUE,
	};

	if (opened ? near->all : near->open)
		a.with |= opened ? CASE_LIST_WITH_NEAR_ALL : CASE_LIST_WITH_NEAR_OPEN;
	if (which == LIST_MINE)
		a.with |= CASE_LIST_WITH_MINE;
	if (a.region_id != 0)
		a.with |= CASE_LIST_WITH_REGION;
	if (a.holder_unit_id != 0)
		a.with |= CASE_LIST_WITH_HOLDER;
	return a;
}

/* Nothing fits, nothing runs, or there is no case at all: each is said, with what to do next. */
static void set_empty(struct ctx *cx, const struct case_list_args *a, int64_t which,
		      struct ui_list *list)
{
	bool narrowed = (a->with & (CASE_LIST_WITH_REGION | CASE_LIST_WITH_HOLDER)) != 0;

	list->empty = text(cx, T_KS_LIST_EMPTY);
	if (!narrowed && which == LIST_OPEN)
		list->empty = text(cx, T_KS_LIST_NONE_OPEN);
	if (which != LIST_ALL) {
		list->empty_label = text(cx, T_KS_SHOW_ALL);
		list->empty_href = "/kasus?state=all";
	} else if (!narrowed) {
		list->empty = text(cx, T_KS_LIST_NONE);
		list->empty_label = may(cx, PERM_REPORT_READ) ? text(cx, T_KS_TO_REPORTS) : NULL;
		list->empty_href = "/laporan";
	}
}

static enum err list_page(struct ctx *cx, struct req *r, struct ui *u)
{
	struct form *f = req_form(r);
	int64_t which = form_int(f, L_STATE, LIST_OPEN), n = ui_all_rows(u) ? INT32_MAX : PAGE_ROWS;
	struct case_list_args a;
	struct near near;
	const char *same =
	    arena_printf(cx->arena, "/kasus?state=%s&region=%s&unit=%s", list_states[which].value,
			 form_raw(f, L_REGION), form_raw(f, L_UNIT));
	struct ui_list list = { .total = -1, .main = true };
	struct case_list_row *rows, *last;
	size_t found;

	TRY(casework_near(cx, &near));
	a = list_args(cx, f, which, &near);
	a.n = n + 1;
	TRY(case_list_all(cx, &a, &rows, &found));
	if ((int64_t)found > n) {
		found = (size_t)n;
		last = &rows[found - 1];
		list.next = arena_printf(
		    cx->arena, "%s&after=%lld&after_id=%lld", same,
		    (long long)(a.sort == CASE_LIST_SORT_DUE ? last->due_at : last->opened_at),
		    (long long)last->id);
	}
	if (form_id(f, L_AFTER) != 0)
		list.first = same;
	set_empty(cx, &a, which, &list);
	ui_begin(u,
		 &(struct ui_page){ .title = text(cx, T_KS_LIST), .nav = "/kasus", .wide = true });
	if (may(cx, PERM_CASE_WORK))
		ui_actions(
		    u, &(struct ui_action){ .label = text(cx, T_KS_DESK), .href = "/kasus/saya" },
		    1);
	if (!form_given(f, L_STATE))
		form_set_text(cx, f, L_STATE, list_states[which].value);
	ui_form(u, NULL,
		&(struct ui_form){ .action = "/kasus",
				   .def = &list_form,
				   .form = f,
				   .get = true,
				   .inline_row = true,
				   .secondary = true });
	/* Open ones come by their deadline, so what is next matters and not since when; or the
	 * other way round. */
	ui_table(u, "cases",
		 without(cx, &list_table, a.sort == CASE_LIST_SORT_DUE ? LC_OPENED : LC_NEXT), rows,
		 found, sizeof(*rows), &list);
	return ui_end(u);
}

/* ---- one's own desk ---------------------------------------------------------------------- */

/* By the next act, in the order in which one works through the day. */
enum desk_group { DESK_TODAY, DESK_WAITS, DESK_NO_PLAN, DESK_LATER, DESK_RESTS, DESK__MAX };

/* Across the groups: what came to the unit since yesterday. */
enum { DESK_NEW = DESK__MAX, DESK_TABS };

static enum text desk_group_text(int64_t group)
{
	static const enum text texts[DESK__MAX] = { T_KS_IN_TODAY, T_KS_IN_WAITS, T_KS_IN_NO_PLAN,
						    T_KS_IN_LATER, T_KS_IN_RESTS };

	assert(group >= 0 && group < DESK__MAX);
	return texts[group];
}

struct desk_row {
	int64_t id, subject_id, group, due_at;
	bool fresh; /* came to the unit since yesterday */
	const char *number, *title, *next, *officer;
};

#define ROW(member) offsetof(struct desk_row, member)
static const struct column desk_columns[] = {
	{ "id", T_KS_COL_NUMBER, COL_ID, PRIV_NONE, ROW(id) },
	{ "subject_id", T_KS_COL_TITLE, COL_ID, PRIV_NONE, ROW(subject_id) },
	{ "number", T_KS_COL_NUMBER, COL_TEXT, PRIV_NONE, ROW(number), .href = "/kasus/{id}",
	  .flags = COL_STRONG },
	{ "title", T_KS_COL_TITLE, COL_TEXT, PRIV_GENERAL, ROW(title) },
	{ "group", T_KS_GROUP, COL_ENUM, PRIV_NONE, ROW(group), .member = desk_group_text,
	  .flags = COL_BADGE },
	{ "next", T_KS_NEXT, COL_TEXT, PRIV_NONE, ROW(next) },
	{ "due", T_KS_DUE, COL_DUE, PRIV_NONE, ROW(due_at) },
	{ "officer", T_KS_OFFICER, COL_TEXT, PRIV_NONE, ROW(officer) },
};
#undef ROW
static const struct table desk_table = {
	.name = "cases",
	.title = T_KS_DESK,
	.columns = desk_columns,
	.n_columns = LEN(desk_columns),
	.subject = "subject_id",
};

enum { M_CASES, M_ACT, M_BODY, M_CODE, M_UNTIL };
enum { MANY_NOTE, MANY_TAKE, MANY_PAUSE };

static const struct member many_acts[] = {
	[MANY_NOTE] = { "note", T_KS_MANY_NOTE, T__NONE },
	[MANY_TAKE] = { "take", T_KS_MANY_TAKE, T__NONE },
	[MANY_PAUSE] = { "pause", T_KS_MANY_PAUSE, T__NONE },
	{ .value = NULL },
};

/* A pause must end within what its reason allows: the same for all cases, so it is said once. */
static enum err check_pause(struct ctx *cx, struct form *f)
{
	if (form_text(f, M_CODE) == NULL)
		form_problem(cx, f, M_CODE, T_KS_PROBLEM_CODE, NULL);
	if (form_int(f, M_UNTIL, 0) == 0)
		form_problem(cx, f, M_UNTIL, T_KS_PROBLEM_UNTIL, NULL);
	return form_ok(f) ? case_check_pause(cx, f, M_CODE, M_UNTIL) : ERR_OK;
}

static enum err check_many(struct ctx *cx, struct form *f)
{
	const int64_t *ids;

	if (form_ids(f, M_CASES, &ids) > MANY_MAX)
		form_problem(cx, f, M_CASES, T_KS_PROBLEM_MANY, say_number(cx, MANY_MAX));
	if (form_int(f, M_ACT, MANY_NOTE) == MANY_NOTE && form_text(f, M_BODY) == NULL)
		form_problem(cx, f, M_BODY, T_KS_PROBLEM_BODY, NULL);
	return form_int(f, M_ACT, MANY_NOTE) == MANY_PAUSE ? check_pause(cx, f) : ERR_OK;
}

static const struct field many_fields[] = {
	[M_CASES] = { .name = "case",
		      .kind = FIELD_IDS,
		      .label = T_KS_MANY_CASES,
		      .required = true },
	[M_ACT] = { .name = "act",
		    .kind = FIELD_ENUM,
		    .label = T_KS_MANY_ACT,
		    .members = many_acts },
	[M_BODY] = { .name = "body",
		     .kind = FIELD_TEXT,
		     .label = T_KS_MANY_BODY,
		     .max = 500,
		     .privacy = FIELD_SPECIFIC_DATA },
	[M_CODE] = { .name = "code",
		     .kind = FIELD_REF,
		     .label = T_KS_MANY_CODE,
		     .options = case_pause_choices },
	[M_UNTIL] = { .name = "until", .kind = FIELD_INSTANT, .label = T_KS_MANY_UNTIL },
	{ .kind = FIELD_END },
};
static const struct form_def many_form = {
	.name = "case_many", .fields = many_fields, .check = check_many, .submit = T_KS_MANY
};

enum { D_GROUP, D_WHO, D_ACT, D_DONE, D_REFUSED };

static const struct member desk_groups[] = {
	{ "all", T_KS_GROUP_ALL, T__NONE },
	{ "today", T_KS_GROUP_TODAY, T__NONE },
	{ "waits", T_KS_GROUP_WAITS, T__NONE },
	{ "no_plan", T_KS_GROUP_NO_PLAN, T__NONE },
	{ "later", T_KS_GROUP_LATER, T__NONE },
	{ "rests", T_KS_GROUP_RESTS, T__NONE },
	[1 + DESK_NEW] = { "new", T_KS_GROUP_NEW, T__NONE },
	{ .value = NULL },
};
static const struct member desk_whose[] = {
	{ "mine", T_KS_WHO_MINE, T__NONE },
	{ "unit", T_KS_WHO_UNIT, T__NONE },
	{ .value = NULL },
};
static const struct field desk_fields[] = {
	[D_GROUP] = { .name = "group",
		      .kind = FIELD_ENUM,
		      .label = T_KS_GROUP,
		      .members = desk_groups },
	[D_WHO] = { .name = "who", .kind = FIELD_ENUM, .label = T_KS_WHO, .members = desk_whose },
	[D_ACT] = { .name = "act",
		    .kind = FIELD_ENUM,
		    .label = T_KS_MANY_ACT,
		    .members = many_acts },
	[D_DONE] = { .name = "done", .kind = FIELD_INT, .label = T_KS_MANY_DONE, .max = 4 },
	[D_REFUSED] = { .name = "refused",
			.kind = FIELD_HIDDEN,
			.label = T_KS_MANY_REFUSED,
			.max = 3600 },
	{ .kind = FIELD_END },
};
static const struct form_def desk_form = { .name = "case_desk", .fields = desk_fields };

/* A step of the unit itself may be due before the case is; while the clock stands none is. */
static int64_t next_due(const struct case_desk_row *c)
{
	return c->paused_until != 0 || c->own_due_at == 0 ? c->due_at
							  : MIN(c->due_at, c->own_due_at);
}

static enum desk_group group_of(const struct ctx *cx, const struct case_desk_row *c)
{
	int32_t today = ref_today(cx);

	if (c->paused_until != 0)
		return DESK_RESTS;
	if (clock_date(next_due(c), zone_of(cx)) <= today)
		return DESK_TODAY;
	if (c->wait_n > 0)
		return DESK_WAITS;
	if (c->state == CASE_AFTERCARE)
		return DESK_RESTS;
	return c->step_n == 0 ? DESK_NO_PLAN : DESK_LATER;
}

/* What is to be done next, in words. */
static const char *next_act(struct ctx *cx, const struct ref_book *services,
			    const struct case_desk_row *c)
{
	if (c->paused_until != 0)
		return text_fill(cx, T_KS_NEXT_PAUSED, say_instant_short(cx, c->paused_until),
				 NULL);
	if (next_due(c) < cx->now && next_due(c) == c->own_due_at)
		return ref_book_label(services, c->next_service);
	if (c->wait_n > 0)
		return text(cx, T_KS_NEXT_WAITS);
	if (c->state == CASE_AFTERCARE)
		return text(cx, T_KS_NEXT_VISIT);
	if (c->next_service != NULL)
		return ref_book_label(services, c->next_service);
	return text(cx, c->step_n > 0 ? T_KS_NEXT_WAITING : T_KS_NEXT_PLAN);
}

static int by_due(const void *a, const void *b)
{
	const struct desk_row *x = a, *y = b;

	if (x->due_at != y->due_at)
		return x->due_at < y->due_at ? -1 : 1;
	return x->id < y->id ? -1 : x->id > y->id;
}

/* The cases of the unit that a person works on: his, and those nobody has taken yet. */
static enum err desk_rows(struct ctx *cx, bool whole_unit, struct desk_row **ret, size_t *ret_n,
			  size_t counts[DESK_TABS])
{
	const struct ref_book *services;
	struct case_desk_row *rows;
	size_t n, i, used = 0;

	memset(counts, 0, DESK_TABS * sizeof(*counts));
	TRY(ref_book(cx, "service", &services));
	TRY(case_desk_all(cx, &(struct case_desk_args){ .unit_id = cx->actor->unit_id }, &rows,
			  &n));
	*ret = ARENA_ARRAY(cx->arena, n + 1, struct desk_row);
	for (i = 0; i < n; i++) {
		const struct case_desk_row *c = &rows[i];
		enum desk_group group = group_of(cx, c);
		bool fresh = c->held_since_at > cx->now - USEC_DAY;

		if (!whole_unit && c->holder_user_id != 0 &&
		    c->holder_user_id != cx->actor->user_id)
			continue;
		counts[group]++;
		counts[DESK_NEW] += fresh;
		(*ret)[used++] = (struct desk_row){
			.id = c->id,
			.subject_id = c->subject_id,
			.group = group,
			.due_at = next_due(c),
			.fresh = fresh,
			.number = c->number,
			.title = c->title,
			.next = next_act(cx, services, c),
			.officer = c->holder_user_id == cx->actor->user_id ? text(cx, T_KS_YOU)
				   : c->officer != NULL                    ? c->officer
									   : text(cx, T_KS_NOBODY),
		};
	}
	qsort(*ret, used, sizeof(**ret), by_due);
	*ret_n = used;
	return ERR_OK;
}

/* Keeps the rows of one group, or puts all into the order of the groups. */
static size_t desk_arrange(struct ctx *cx, struct desk_row **rows, size_t n, int64_t wanted)
{
	struct desk_row *out = ARENA_ARRAY(cx->arena, n + 1, struct desk_row);
	size_t i, used = 0;
	int64_t g;

	for (g = 0; g < DESK__MAX; g++)
		for (i = 0; i < n; i++)
			if ((*rows)[i].group == g &&
			    (wanted < 0 || wanted == g || (wanted == DESK_NEW && (*rows)[i].fresh)))
				out[used++] = (*rows)[i];
	*rows = out;
	return used;
}

static void draw_tabs(struct ctx *cx, struct ui *u, int64_t group, bool unit,
		      const size_t counts[DESK_TABS])
{
	struct ui_tab tabs[DESK_TABS + 1];
	size_t i, all = 0;

	for (i = 0; i < DESK__MAX; i++)
		all += counts[i];
	for (i = 0; i <= DESK_TABS; i++)
		tabs[i] = (struct ui_tab){
			.label = text(cx, desk_groups[i].label),
			.href = arena_printf(cx->arena, "/kasus/saya?group=%s&who=%s",
					     desk_groups[i].value, desk_whose[unit].value),
			.count = say_number(cx, (int64_t)(i == 0 ? all : counts[i - 1])),
			.current = group == (int64_t)i,
		};
	ui_tabs(u, tabs, LEN(tabs));
}

/* ---- what became of an act on many ------------------------------------------------------- */

/* "KS-11QX:ended" of the address as a line; only known words and well-formed numbers count. */
static const char *refused_line(struct ctx *cx, const char *item)
{
	const char *colon = strchr(item, ':');
	char number[NUMBER_SIZE];
	enum text why;

	if (colon == NULL)
		return NULL;
	why = text_find(arena_printf(cx->arena, "casework.refuse.%s", colon + 1));
	if (why == T__NONE)
		return NULL;
	item = arena_strndup(cx->arena, item, (size_t)(colon - item));
	return arena_printf(cx->arena, "%s: %s",
			    number_read(item, number) ? arena_strdup(cx->arena, number)
						      : text(cx, T_KS_SOME_CASE),
			    text(cx, why));
}

static void draw_result(struct ctx *cx, struct ui *u, const struct form *f)
{
	static const enum text done[] = { T_KS_DONE_NOTE, T_KS_DONE_TAKE, T_KS_DONE_PAUSE };
	const char *line, *lines = "";
	size_t n = 0, i, refused = 0;
	char **items = NULL;

	if (!form_given(f, D_DONE))
		return;
	if (form_text(f, D_REFUSED) != NULL)
		str_split(cx->arena, form_text(f, D_REFUSED), ',', &items, &n);
	for (i = 0; i < n; i++)
		if ((line = refused_line(cx, items[i])) != NULL) {
			lines = arena_printf(cx->arena, "%s\n%s", lines, line);
			refused++;
		}
	line = text_fill(cx, done[form_int(f, D_ACT, MANY_NOTE)],
			 say_number(cx, form_int(f, D_DONE, 0)), NULL);
	if (refused > 0)
		line = arena_printf(
		    cx->arena, "%s %s", line,
		    text_fill(cx, T_KS_NOT_DONE, say_number(cx, (int64_t)refused), NULL));
	ui_note(u, refused > 0 ? UI_WARN : UI_GOOD, line, refused > 0 ? lines + 1 : "");
}

static enum err desk_page(struct ctx *cx, struct req *r, struct ui *u)
{
	struct form *f = req_form(r), *many = form_def_of(f) == &many_form ? f : NULL;
	int64_t group = many != NULL ? 0 : form_int(f, D_GROUP, 0);
	bool unit = many == NULL && form_int(f, D_WHO, 0) == 1;
	struct ui_list list = { .total = -1,
				.main = true,
				.select = "case",
				.bulk = &many_form,
				.bulk_action = "/kasus/saya/catat",
				.bulk_form = many,
				.one = { .label = text(cx, T_KS_NOTE_ONE),
					 .field = many_fields[M_BODY].name,
					 .act = many_fields[M_ACT].name,
					 .act_value = many_acts[MANY_NOTE].value } };
	size_t n, counts[DESK_TABS];
	struct desk_row *rows;

	TRY(desk_rows(cx, unit, &rows, &n, counts));
	n = desk_arrange(cx, &rows, n, group - 1);
	list.empty = text(cx, group == 0 ? T_KS_DESK_EMPTY : T_KS_GROUP_EMPTY);
	list.empty_label = text(cx, unit || group != 0 ? T_KS_LIST : T_KS_WHO_UNIT);
	list.empty_href = unit || group != 0 ? "/kasus" : "/kasus/saya?who=unit";
	ui_begin(u, &(struct ui_page){ .title = text(cx, T_KS_DESK),
				       .lead = text(cx, unit ? T_KS_DESK_UNIT : T_KS_DESK_LEAD),
				       .nav = "/kasus",
				       .parent = "/kasus",
				       .parent_title = text(cx, T_KS_LIST),
				       .wide = true });
	if (many == NULL)
		draw_result(cx, u, f);
	draw_tabs(cx, u, group, unit, counts);
	ui_actions(u,
		   &(struct ui_action){ .label = text(cx, unit ? T_KS_WHO_MINE : T_KS_WHO_UNIT),
					.href = unit ? "/kasus/saya" : "/kasus/saya?who=unit" },
		   1);
	ui_table(u, "cases", &desk_table, rows, n, sizeof(*rows), &list);
	return ui_end(u);
}

/*
 * Why an act on many would be refused for this case, T__NONE when it may be done.  Asked before
 * the act, because an act that was refused half-way would leave its lock on the case.
 */
static enum text many_refusal(const struct ctx *cx, int64_t act, const struct case_check_row *c)
{
	if (act == MANY_NOTE)
		return T__NONE;
	if (c->state != CASE_OPEN && c->state != CASE_AFTERCARE)
		return T_CASEWORK_REFUSE_ENDED;
	if (cx->actor->unit_id != c->holder_unit_id)
		return T_CASEWORK_REFUSE_NOT_HOLDER;
	if (act == MANY_TAKE)
		return c->holder_user_id == cx->actor->user_id ? T_CASEWORK_REFUSE_YOURS : T__NONE;
	return c->paused_until != 0 ? T_CASEWORK_REFUSE_PAUSED : T__NONE;
}

static enum err many_do(struct ctx *cx, const struct form *f, int64_t act, int64_t id)
{
	switch (act) {
	case MANY_TAKE:
		return case_take(cx, id, 0, cx->actor->user_id);
	case MANY_PAUSE:
		return case_pause(cx, id, 0, form_text(f, M_CODE), form_int(f, M_UNTIL, 0));
	default:
		return case_note(cx, id, 0, form_text(f, M_BODY), NULL);
	}
}

static enum err many_commit(struct ctx *cx, struct req *r, struct resp *resp)
{
	struct form *f = req_form(r);
	int64_t act = form_int(f, M_ACT, MANY_NOTE);
	const char *refused = "";
	struct case_check_row c;
	size_t n, i, done = 0;
	const int64_t *ids;
	enum text why;
	bool found;

	n = form_ids(f, M_CASES, &ids);
	for (i = 0; i < n; i++) {
		TRY(case_check_maybe(cx, &(struct case_check_args){ .id = ids[i] }, &c, &found));
		why = found ? many_refusal(cx, act, &c) : T_CASEWORK_REFUSE_UNSEEN;
		if (why == T__NONE) {
			TRY(many_do(cx, f, act, ids[i]));
			done++;
			continue;
		}
		refused = arena_printf(cx->arena, "%s%s%s:%s", refused, *refused ? "," : "",
				       found ? c.number : "", text_name(why));
	}
	resp_see(cx, resp, T__NONE, "/kasus/saya?act=%s&done=%zu&refused=%s", many_acts[act].value,
		 done, refused);
	return ERR_OK;
}

/* ---- referrals --------------------------------------------------------------------------- */

enum { R_BOX, R_STATE, R_AFTER, R_AFTER_ID };
enum { BOX_IN, BOX_OUT, BOX_ALL };

static const struct member boxes[] = {
	[BOX_IN] = { "in", T_RJ_BOX_IN, T__NONE },
	[BOX_OUT] = { "out", T_RJ_BOX_OUT, T__NONE },
	[BOX_ALL] = { "all", T_RJ_BOX_ALL, T__NONE },
	{ .value = NULL },
};
static const struct member referral_states[] = {
	{ "open", T_RJ_OPEN, T__NONE },
	{ "all", T_RJ_ALL, T__NONE },
	{ .value = NULL },
};
static const struct field referral_fields[] = {
	[R_BOX] = { .name = "box", .kind = FIELD_ENUM, .label = T_RJ_BOX, .members = boxes },
	[R_STATE] = { .name = "state",
		      .kind = FIELD_ENUM,
		      .label = T_KS_STATE,
		      .members = referral_states },
	[R_AFTER] = { .name = "after", .kind = FIELD_ID, .onward = true },
	[R_AFTER_ID] = { .name = "after_id", .kind = FIELD_ID, .onward = true },
	{ .kind = FIELD_END },
};
static const struct form_def referral_form = { .name = "referral_list",
					       .fields = referral_fields,
					       .submit = T_KS_FILTER };

#define ROW(member) offsetof(struct referral_list_row, member)
enum { RC_FROM = 9, RC_TO, RC_DUE, RC_URGENT, RC_SENT };
static const struct column referral_columns[] = {
	{ "id", T_RJ_NUMBER, COL_ID, PRIV_NONE, ROW(id) },
	{ "case_id", T_RJ_CASE, COL_ID, PRIV_NONE, ROW(case_id) },
	{ "subject_id", T_KS_COL_TITLE, COL_ID, PRIV_NONE, ROW(subject_id) },
	{ "number", T_RJ_NUMBER, COL_TEXT, PRIV_NONE, ROW(number), .href = "/rujukan/{id}",
	  .flags = COL_STRONG },
	{ "case", T_RJ_CASE, COL_TEXT, PRIV_NONE, ROW(case_number), .href = "/kasus/{case_id}",
	  .flags = COL_WIDE_ONLY },
	{ "title", T_KS_COL_TITLE, COL_TEXT, PRIV_GENERAL, ROW(case_title) },
	{ "service", T_RJ_SERVICE, COL_CODE, PRIV_NONE, ROW(service),
	  .label_of = case_service_label },
	{ "kind", T_RJ_KIND, COL_ENUM, PRIV_NONE, ROW(kind), .member = referral_kind_text,
	  .flags = COL_WIDE_ONLY },
	{ "state", T_KS_STATE, COL_ENUM, PRIV_NONE, ROW(state), .member = referral_state_text,
	  .flags = COL_BADGE },
	[RC_FROM] = { "from", T_RJ_FROM, COL_TEXT, PRIV_NONE, ROW(from_name), .flags = COL_DETAIL },
	[RC_TO] = { "to", T_RJ_TO, COL_TEXT, PRIV_NONE, ROW(to_name), .flags = COL_DETAIL },
	[RC_DUE] = { "due", T_RJ_ANSWER_DUE, COL_DUE, PRIV_NONE, ROW(answer_due_at) },
	[RC_URGENT] = { "urgent", T_KS_PACE, COL_ENUM, PRIV_NONE, ROW(urgent), .member = pace_text,
			.flags = COL_DETAIL },
	[RC_SENT] = { "sent", T_RJ_SENT, COL_INSTANT, PRIV_NONE, ROW(sent_at),
		      .flags = COL_WIDE_ONLY },
};
#undef ROW
static const struct table referral_table = {
	.name = "referrals",
	.title = T_RJ_LIST,
	.columns = referral_columns,
	.n_columns = LEN(referral_columns),
	.subject = "subject_id",
};

/*
 * Who reads what came to his unit, or went from it, knows that unit; of what waits the deadline
 * counts, of all there were the day.
 */
static const struct table *table_of_box(struct ctx *cx, int64_t box, bool open)
{
	const struct table *t = open ? without(cx, &referral_table, RC_SENT)
				     : without(cx, without(cx, &referral_table, RC_DUE), RC_URGENT);

	return box == BOX_ALL ? t : without(cx, t, box == BOX_IN ? RC_TO : RC_FROM);
}

/* Open ones by the nearest deadline, all by the newest. */
static struct referral_list_args referral_args(const struct ctx *cx, const struct form *f,
					       int64_t box, bool open)
{
	int64_t start = open ? -1 : INT64_MAX;

	return (struct referral_list_args){
		.unit_id = cx->actor->unit_id,
		.from_unit_id = cx->actor->unit_id,
		.after_key = form_int(f, R_AFTER, start),
		.after_id = form_int(f, R_AFTER_ID, start),
		.sort = open ? REFERRAL_LIST_SORT_DUE : REFERRAL_LIST_SORT_SENT,
		.with = (box == BOX_IN ? REFERRAL_LIST_WITH_INBOX : 0U) |
			(box == BOX_OUT ? REFERRAL_LIST_WITH_SENT : 0U) |
			(open ? REFERRAL_LIST_WITH_OPEN : 0U),
	};
}

static void draw_boxes(struct ctx *cx, struct ui *u, int64_t box, const char *state)
{
	struct ui_tab tabs[LEN(boxes) - 1];
	size_t i;

	for (i = 0; i < LEN(tabs); i++)
		tabs[i] = (struct ui_tab){
			.label = text(cx, boxes[i].label),
			.href = arena_printf(cx->arena, "/rujukan?box=%s&state=%s", boxes[i].value,
					     state),
			.current = box == (int64_t)i,
		};
	ui_tabs(u, tabs, LEN(tabs));
}

static enum err referral_list_page(struct ctx *cx, struct req *r, struct ui *u)
{
	struct form *f = req_form(r);
	int64_t box = form_int(f, R_BOX, BOX_IN), n = ui_all_rows(u) ? INT32_MAX : PAGE_ROWS;
	bool open = form_int(f, R_STATE, 0) == 0;
	struct referral_list_args a = referral_args(cx, f, box, open);
	const char *state = referral_states[open ? 0 : 1].value,
		   *same =
		       arena_printf(cx->arena, "/rujukan?box=%s&state=%s", boxes[box].value, state);
	struct ui_list list = { .total = -1, .main = true, .empty = text(cx, T_RJ_LIST_EMPTY) };
	struct referral_list_row *rows, *last;
	size_t found;

	a.n = n + 1;
	TRY(referral_list_all(cx, &a, &rows, &found));
	if ((int64_t)found > n) {
		found = (size_t)n;
		last = &rows[found - 1];
		list.next = arena_printf(cx->arena, "%s&after=%lld&after_id=%lld", same,
					 (long long)(open ? last->answer_due_at : last->sent_at),
					 (long long)last->id);
	}
	if (form_id(f, R_AFTER) != 0)
		list.first = same;
	ui_begin(u, &(struct ui_page){ .title = text(cx, T_RJ_LIST),
				       .lead = text(cx, T_RJ_LIST_LEAD),
				       .nav = "/rujukan",
				       .wide = true });
	draw_boxes(cx, u, box, state);
	ui_actions(u,
		   &(struct ui_action){ .label = text(cx, open ? T_RJ_SHOW_ALL : T_RJ_SHOW_OPEN),
					.href = arena_printf(cx->arena, "/rujukan?box=%s&state=%s",
							     boxes[box].value,
							     referral_states[open ? 1 : 0].value) },
		   1);
	ui_table(u, "referrals", table_of_box(cx, box, open), rows, found, sizeof(*rows), &list);
	return ui_end(u);
}

const struct route case_list_routes[] = {
	{ GET, "/kasus", PERM_CASE_READ, 0, REPR_LIST, T_KS_LIST, .form = &list_form,
	  .page = list_page },
	{ GET, "/kasus/saya", PERM_CASE_WORK, 0, REPR_LIST, T_KS_DESK, .form = &desk_form,
	  .page = desk_page },
	{ POST, "/kasus/saya/catat", PERM_CASE_WORK, 0, REPR_PAGE, T_KS_MANY, .form = &many_form,
	  .page = desk_page, .commit = many_commit },
	{ GET, "/rujukan", PERM_CASE_READ, 0, REPR_LIST, T_RJ_LIST, .form = &referral_form,
	  .page = referral_list_page },
	{ .method = 0 },
};
