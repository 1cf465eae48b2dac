/* /cari: a number leads straight to its thing; words find cases, reports and units in scope. */
#include "base/id.h"
#include "base/str.h"
#include "feature/casework/casework.h"
#include "feature/home/home_sql.h"
#include "feature/home/home_web.h"
#include "feature/registry/find_web.h"
#include "feature/verval/verval.h"
#include "text/glass.h"
#include "text/home.h"

/* Words are looked for in the newest ones: older cases are found by number, or in their lists. */
#define NEWEST 5000
#define HITS   20
#define PEOPLE 8

static const struct field search_fields[] = {
	{ .name = "q", .kind = FIELD_TEXT, .label = T_HOME_SEARCH, .max = 120 },
	{ .kind = FIELD_END },
};
static const struct form_def search_form = { .name = "search",
					     .fields = search_fields,
					     .submit = T_HOME_SEARCH };

/* The path of the thing with that number, NULL when there is none in scope. */
static enum err numbered(struct ctx *cx, const char *number, const char **ret)
{
	struct home_referral_numbered_row referral;
	struct home_report_numbered_row report;
	struct home_case_numbered_row found_case;
	bool found = false;
	int64_t id = 0;

	*ret = NULL;
	if (str_starts(number, "LP-") && may(cx, PERM_REPORT_READ)) {
		TRY(home_report_numbered_maybe(
		    cx, &(struct home_report_numbered_args){ .number = number }, &report, &found));
		if (found)
			*ret = arena_printf(cx->arena, "/laporan/%lld", (long long)report.id);
	} else if (str_starts(number, "KS-") && may(cx, PERM_CASE_READ)) {
		TRY(home_case_numbered_maybe(cx,
					     &(struct home_case_numbered_args){ .number = number },
					     &found_case, &found));
		if (found)
			*ret = arena_printf(cx->arena, "/kasus/%lld", (long long)found_case.id);
	} else if (str_starts(number, "RJ-") && may(cx, PERM_CASE_READ)) {
		TRY(home_referral_numbered_maybe(
		    cx, &(struct home_referral_numbered_args){ .number = number }, &referral,
		    &found));
		if (found)
			*ret = arena_printf(cx->arena, "/rujukan/%lld", (long long)referral.id);
	} else if (str_starts(number, "VV-") && may(cx, PERM_PERSON_READ)) {
		TRY(verval_of_number(cx, number, &id));
		if (id != 0)
			*ret = arena_printf(cx->arena, "/verval/%lld", (long long)id);
	}
	return ERR_OK;
}

/* On the telephone people say the eight signs without the letters before them. */
static enum err numbered_bare(struct ctx *cx, const char *q, const char **ret)
{
	static const char *const kinds[] = { "LP", "KS", "RJ", "VV" };
	char number[NUMBER_SIZE];

	for (size_t i = 0; i < LEN(kinds) && *ret == NULL; i++)
		if (number_read(arena_printf(cx->arena, "%s-%s", kinds[i], q), number))
			TRY(numbered(cx, number, ret));
	return ERR_OK;
}

static enum err search_raw(struct ctx *cx, struct req *r, struct resp *resp)
{
	const char *q = form_text(req_form(r), 0), *to = NULL;
	char number[NUMBER_SIZE];

	if (q != NULL && number_read(q, number))
		TRY(numbered(cx, number, &to));
	else if (q != NULL)
		TRY(numbered_bare(cx, q, &to));
	resp->status = 303;
	resp->location = to != NULL ? to
			 : *req_query(r) != '\0'
			     ? arena_printf(cx->arena, "/cari/hasil?%s", req_query(r))
			     : "/cari/hasil";
	return ERR_OK;
}

/* "lansia cikole" becomes "%lansia%cikole%"; folding leaves neither % nor _. */
static const char *pattern_of(struct ctx *cx, const char *q)
{
	char *folded = str_fold(cx->arena, arena_strdup(cx->arena, q)), *p;

	for (p = folded; *p != '\0'; p++)
		if (*p == ' ')
			*p = '%';
	return arena_printf(cx->arena, "%%%s%%", folded);
}

static enum err draw_cases(struct ctx *cx, struct ui *u, const char *pattern, size_t *found)
{
	struct home_cases_worded_row *rows;
	struct ui_task *cards;
	size_t n, i;

	TRY(home_cases_worded_all(
	    cx, &(struct home_cases_worded_args){ .pattern = pattern, .newest = NEWEST, .n = HITS },
	    &rows, &n));
	*found += n;
	if (n == 0)
		return ERR_OK;
	cards = ARENA_ARRAY(cx->arena, n, struct ui_task);
	for (i = 0; i < n; i++)
		cards[i] = (struct ui_task){
			.number = rows[i].number,
			.href = arena_printf(cx->arena, "/kasus/%lld", (long long)rows[i].id),
			.text = rows[i].title,
			.detail = rows[i].region,
			.due = rows[i].due_at,
			.badge = text(cx, case_state_text(rows[i].state)),
		};
	ui_heading(u, text(cx, T_HOME_FOUND_CASES), NULL);
	ui_tasks(u, "cases", cards, n, NULL);
	return ERR_OK;
}

static enum err draw_reports(struct ctx *cx, struct ui *u, const char *pattern, size_t *found)
{
	struct home_reports_worded_row *rows;
	struct ui_task *cards;
	size_t n, i;

	TRY(home_reports_worded_all(
	    cx,
	    &(struct home_reports_worded_args){ .pattern = pattern, .newest = NEWEST, .n = HITS },
	    &rows, &n));
	*found += n;
	if (n == 0)
		return ERR_OK;
	cards = ARENA_ARRAY(cx->arena, n, struct ui_task);
	for (i = 0; i < n; i++)
		cards[i] = (struct ui_task){
			.number = rows[i].number,
			.href = arena_printf(cx->arena, "/laporan/%lld", (long long)rows[i].id),
			.text = rows[i].summary,
			.detail = arena_printf(cx->arena, "%s · %s",
					       rows[i].region != NULL ? rows[i].region : "–",
					       say_when(cx, rows[i].recorded_at)),
			.badge = text(cx, report_state_text(rows[i].state)),
		};
	ui_heading(u, text(cx, T_HOME_FOUND_REPORTS), NULL);
	ui_tasks(u, "reports", cards, n, NULL);
	return ERR_OK;
}

static enum err draw_units(struct ctx *cx, struct ui *u, const char *pattern, size_t *found)
{
	struct home_units_named_row *rows;
	struct ui_task *cards;
	size_t n, i;

	TRY(home_units_named_all(
	    cx, &(struct home_units_named_args){ .pattern = pattern, .n = HITS }, &rows, &n));
	*found += n;
	if (n == 0)
		return ERR_OK;
	cards = ARENA_ARRAY(cx->arena, n, struct ui_task);
	for (i = 0; i < n; i++)
		cards[i] = (struct ui_task){
			.href = arena_printf(cx->arena, "/direktori/%lld", (long long)rows[i].id),
			.text = rows[i].name,
			.detail = rows[i].phone,
		};
	ui_heading(u, text(cx, T_HOME_FOUND_UNITS), NULL);
	ui_tasks(u, "units", cards, n, NULL);
	return ERR_OK;
}

/* The best few; the rest is one press away. */
static enum err draw_people(struct ctx *cx, struct req *r, struct ui *u, const char *q,
			    size_t *found)
{
	size_t n;
	bool more;

	TRY(find_draw(cx, u, q, PEOPLE, &n, &more));
	*found += n;
	if (more)
		ui_actions(
		    u,
		    &(struct ui_action){ .label = text(cx, T_HOME_FOUND_PEOPLE_ALL),
					 .href = arena_printf(cx->arena, "/warga?%s", req_query(r)),
					 .icon = "search" },
		    1);
	return ERR_OK;
}

/* A number that leads nowhere: there is no such thing, or it is not for the actor to see. */
static void draw_no_number(struct ctx *cx, struct ui *u)
{
	if (may(cx, PERM_GLASS_OPEN))
		ui_empty(u, text(cx, T_HOME_NO_NUMBER_GLASS), text(cx, T_GLASS_TITLE),
			 "/buka-darurat");
	else
		ui_empty(u, text(cx, T_HOME_NO_NUMBER), NULL, NULL);
}

static enum err search_page(struct ctx *cx, struct req *r, struct ui *u)
{
	const char *q = form_text(req_form(r), 0), *pattern;
	char number[NUMBER_SIZE];
	size_t found = 0;

	ui_begin(u,
		 &(struct ui_page){ .title = str_blank(q) ? text(cx, T_HOME_SEARCH)
							  : text_fill(cx, T_HOME_FOUND, q, NULL) });
	ui_form(u, NULL,
		&(struct ui_form){ .action = "/cari",
				   .def = &search_form,
				   .form = req_form(r),
				   .get = true,
				   .inline_row = true,
				   .secondary = true });
	pattern = pattern_of(cx, q != NULL ? q : "");
	if (utf8_length(pattern) < 4) {
		ui_small(u, text(cx, T_HOME_SEARCH_HINT));
		return ui_end(u);
	}
	/* A unit bears the words in its name; people may only be like them. */
	if (may(cx, PERM_DIRECTORY_READ))
		TRY(draw_units(cx, u, pattern, &found));
	if (may(cx, PERM_PERSON_READ))
		TRY(draw_people(cx, r, u, q, &found));
	if (may(cx, PERM_CASE_READ))
		TRY(draw_cases(cx, u, pattern, &found));
	if (may(cx, PERM_REPORT_READ))
		TRY(draw_reports(cx, u, pattern, &found));
	if (found == 0 && q != NULL && number_read(q, number)) {
		draw_no_number(cx, u);
		return ui_end(u);
	}
	if (found == 0)
		ui_empty(u, text(cx, T_HOME_FOUND_NOTHING), NULL, NULL);
	ui_small(u, text_fill(cx, T_HOME_SEARCH_NOTE, say_number(cx, NEWEST), NULL));
	return ui_end(u);
}

const struct route search_routes[] = {
	{ GET, "/cari", PERM_SELF, ROUTE_RAW | ROUTE_NO_MENU, REPR_HTML, T_HOME_SEARCH,
	  .form = &search_form, .raw = search_raw },
	{ GET, "/cari/hasil", PERM_SELF, 0, REPR_PAGE, T_HOME_SEARCH, .form = &search_form,
	  .page = search_page },
	{ .method = 0 },
};
