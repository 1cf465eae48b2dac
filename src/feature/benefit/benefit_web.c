/* /bantuan-sosial: how much aid was given, where, and the list behind each figure. */
#include "feature/benefit/benefit_web.h"

#include <string.h>

#include "base/str.h"
#include "feature/benefit/benefit_impl.h"
#include "feature/reference/reference.h"
#include "feature/region/region.h"
#include "platform/app.h"
#include "text/benefit.h"
#include "text/export.h"
#include "text/intake.h"

enum { PAGE = 100, YEARS = 731 };

/* ---- what is asked --------------------------------------------------------------------------- */

enum { Q_PROGRAMME, Q_PERIOD, Q_PLACE, Q_STATE, Q_AFTER };

enum err benefit_programme_choices(struct ctx *cx, const struct form *f, struct options *ret)
{
	(void)f;
	return ref_options(cx, "programme", ret);
}

static const struct member states[] = {
	{ "decided", T_BENEFIT_STATE_DECIDED, T__NONE },
	{ "paid", T_BENEFIT_STATE_PAID, T__NONE },
	{ "failed", T_BENEFIT_STATE_FAILED, T__NONE },
	{ "stopped", T_BENEFIT_STATE_STOPPED, T__NONE },
	{ "void", T_BENEFIT_STATE_VOID, T__NONE },
	{ .value = NULL },
};

#define ASK_FIRST                                                                           \
	[Q_PROGRAMME] = { .name = "program",                                                \
			  .kind = FIELD_REF,                                                \
			  .label = T_BENEFIT_PROGRAMME,                                     \
			  .options = benefit_programme_choices },                           \
	[Q_PERIOD] = {                                                                      \
		.name = "periode", .kind = FIELD_TEXT, .label = T_BENEFIT_PERIOD, .max = 60 \
	}

static const struct field total_fields[] = { ASK_FIRST, { .kind = FIELD_END } };
static const struct form_def total_form = { .name = "benefit_totals",
					    .fields = total_fields,
					    .submit = T_BENEFIT_SHOW };

static const struct field list_fields[] = {
	ASK_FIRST,
	[Q_PLACE] = { .name = "kelurahan",
		      .kind = FIELD_REF,
		      .label = T_BENEFIT_REGION,
		      .options = region_options_own },
	[Q_STATE] = { .name = "keadaan",
		      .kind = FIELD_ENUM,
		      .label = T_BENEFIT_STATE,
		      .members = states },
	[Q_AFTER] = { .name = "setelah", .kind = FIELD_ID, .onward = true },
	{ .kind = FIELD_END },
};
static const struct form_def list_form = { .name = "benefit_list",
					   .fields = list_fields,
					   .submit = T_BENEFIT_SHOW };

/* Who does not see the whole city is told of his kelurahan. */
static enum err whole_city(struct ctx *cx, bool *ret)
{
	struct benefit_near_row row;

	TRY(benefit_near_one(cx, &row));
	*ret = row.n > 0;
	return ERR_OK;
}

static const char *period_asked(struct ctx *cx, const struct form *f)
{
	return f != NULL ? benefit_period_read(cx, form_text(f, Q_PERIOD)) : NULL;
}

/* ---- totals ---------------------------------------------------------------------------------- */

/* A line of totals, and the same as people read it who do not open the rows behind it. */
struct total {
	const char *code, *period_code, *programme, *period, *place;
	int64_t place_id, n[BENEFIT__STATES], all, amount;
	const char *said[BENEFIT__STATES], *said_all, *said_amount;
};

#define AT(member) offsetof(struct total, member)
#define LIST_OF    "/bantuan-sosial/daftar?program={code}&periode={period_code}"
#define FIGURES(more)                                                                           \
	{ "decided",                                                                            \
	  T_BENEFIT_N_DECIDED,                                                                  \
	  COL_INT,                                                                              \
	  PRIV_NONE,                                                                            \
	  AT(n[BENEFIT_DECIDED]),                                                               \
	  .flags = COL_TOTAL,                                                                   \
	  .href = LIST_OF more "&keadaan=decided" },                                            \
	    { "paid",                                                                           \
	      T_BENEFIT_N_PAID,                                                                 \
	      COL_INT,                                                                          \
	      PRIV_NONE,                                                                        \
	      AT(n[BENEFIT_PAID]),                                                              \
	      .flags = COL_TOTAL,                                                               \
	      .href = LIST_OF more "&keadaan=paid" },                                           \
	    { "failed",                                                                         \
	      T_BENEFIT_N_FAILED,                                                               \
	      COL_INT,                                                                          \
	      PRIV_NONE,                                                                        \
	      AT(n[BENEFIT_FAILED]),                                                            \
	      .flags = COL_TOTAL | COL_WIDE_ONLY,                                               \
	      .href = LIST_OF more "&keadaan=failed" },                                         \
	    { "stopped",                                                                        \
	      T_BENEFIT_N_STOPPED,                                                              \
	      COL_INT,                                                                          \
	      PRIV_NONE,                                                                        \
	      AT(n[BENEFIT_STOPPED]),                                                           \
	      .flags = COL_TOTAL | COL_WIDE_ONLY,                                               \
	      .href = LIST_OF more "&keadaan=stopped" },                                        \
	    { "all",                                                                            \
	      T_BENEFIT_N_ALL,                                                                  \
	      COL_INT,                                                                          \
	      PRIV_NONE,                                                                        \
	      AT(all),                                                                          \
	      .flags = COL_TOTAL,                                                               \
	      .href = LIST_OF more },                                                           \
	{                                                                                       \
		"amount", T_BENEFIT_TOTAL, COL_MONEY, PRIV_NONE, AT(amount), .flags = COL_TOTAL \
	}
#define SAID(name, label, member, more)                                                    \
	{                                                                                  \
		name, label, COL_TEXT, PRIV_NONE, AT(member), .flags = COL_FIGURE | (more) \
	}
#define ROUNDED                                                                         \
	SAID("decided", T_BENEFIT_N_DECIDED, said[BENEFIT_DECIDED], 0),                 \
	    SAID("paid", T_BENEFIT_N_PAID, said[BENEFIT_PAID], 0),                      \
	    SAID("failed", T_BENEFIT_N_FAILED, said[BENEFIT_FAILED], COL_WIDE_ONLY),    \
	    SAID("stopped", T_BENEFIT_N_STOPPED, said[BENEFIT_STOPPED], COL_WIDE_ONLY), \
	    SAID("all", T_BENEFIT_N_ALL, said_all, 0),                                  \
	    SAID("amount", T_BENEFIT_TOTAL, said_amount, 0)
#define CODES                                                                                   \
	{ "code", T_BENEFIT_PROGRAMME, COL_TEXT, PRIV_NONE, AT(code), .flags = COL_DATA_ONLY }, \
	{                                                                                       \
		"period_code", T_BENEFIT_PERIOD, COL_TEXT, PRIV_NONE, AT(period_code),          \
		    .flags = COL_DATA_ONLY                                                      \
	}
#define PROGRAMME                                                           \
	{ "programme",                                                      \
	  T_BENEFIT_PROGRAMME,                                              \
	  COL_TEXT,                                                         \
	  PRIV_NONE,                                                        \
	  AT(programme),                                                    \
	  .flags = COL_STRONG,                                              \
	  .href = "/bantuan-sosial?program={code}&periode={period_code}" }, \
	{                                                                   \
		"period", T_BENEFIT_PERIOD, COL_TEXT, PRIV_NONE, AT(period) \
	}
#define PLACE                                                                                  \
	{ "place_id", T_COL_ID, COL_ID, PRIV_NONE, AT(place_id) },                             \
	{                                                                                      \
		"place", T_BENEFIT_REGION, COL_TEXT, PRIV_NONE, AT(place), .flags = COL_STRONG \
	}

static const struct column by_programme[] = { CODES, PROGRAMME, FIGURES("") };
static const struct column by_programme_rounded[] = { CODES, PROGRAMME, ROUNDED };
static const struct column by_place[] = { CODES, PLACE, FIGURES("&kelurahan={place_id}") };
static const struct column by_place_rounded[] = { CODES, PLACE, ROUNDED };
#undef AT

static const struct table total_tables[2][2] = {
	{ { .name = "totals",
	    .title = T_BENEFIT_BY_PROGRAMME,
	    .columns = by_programme,
	    .n_columns = LEN(by_programme) },
	  { .name = "totals",
	    .title = T_BENEFIT_BY_PROGRAMME,
	    .columns = by_programme_rounded,
	    .n_columns = LEN(by_programme_rounded) } },
	{ { .name = "totals",
	    .title = T_BENEFIT_BY_PLACE,
	    .columns = by_place,
	    .n_columns = LEN(by_place) },
	  { .name = "totals",
	    .title = T_BENEFIT_BY_PLACE,
	    .columns = by_place_rounded,
	    .n_columns = LEN(by_place_rounded) } },
};

static void say_total(struct ctx *cx, struct total *t, bool data)
{
	int64_t near = (t->amount + 500000) / 1000000 * 1000000;

	for (int s = BENEFIT_DECIDED; s < BENEFIT__STATES; s++)
		t->said[s] = say_rounded(cx, t->n[s], data);
	t->said_all = say_rounded(cx, t->all, data);
	if (t->n[BENEFIT_PAID] < SAY_LEAST)
		t->said_amount = "";
	else
		t->said_amount = data ? str_digits(cx->arena, near) : say_money(cx, near);
}

static void add_state(struct total *t, int64_t state, int64_t n, int64_t amount)
{
	t->n[state] += n;
	if (state != BENEFIT_VOID)
		t->all += n;
	if (state == BENEFIT_PAID)
		t->amount += amount;
}

/* Without a question the periods of two years; of one programme all. */
static int64_t from_of(struct ctx *cx, const char *programme, const char *period)
{
	if (period != NULL)
		return benefit_period_on(period);
	return programme != NULL ? 0 : ref_today(cx) - YEARS;
}

static enum err totals(struct ctx *cx, const char *programme, const char *period, bool near,
		       struct total **ret, size_t *ret_n)
{
	struct benefit_totals_row *rows;
	struct total *list, *t = NULL;
	size_t n, found = 0;

	TRY(benefit_totals_all(
	    cx,
	    &(struct benefit_totals_args){
		.programme = programme,
		.period_code = period,
		.from_on = from_of(cx, programme, period),
		.with = (near ? BENEFIT_TOTALS_WITH_NEAR : 0U) |
			(programme != NULL ? BENEFIT_TOTALS_WITH_PROGRAMME : 0U) |
			(period != NULL ? BENEFIT_TOTALS_WITH_PERIOD : 0U),
	    },
	    &rows, &n));
	list = ARENA_ARRAY(cx->arena, n + 1, struct total);
	for (size_t i = 0; i < n; i++) {
		if (t == NULL || !str_eq(t->code, rows[i].programme) ||
		    !str_eq(t->period_code, rows[i].period_code)) {
			t = &list[found++];
			t->code = rows[i].programme;
			t->period_code = rows[i].period_code;
			t->programme = ref_label(cx, "programme", t->code);
			t->period = benefit_period_words(cx, t->period_code);
		}
		add_state(t, rows[i].state, rows[i].n, rows[i].amount);
	}
	*ret = list;
	*ret_n = found;
	return ERR_OK;
}

static enum err places(struct ctx *cx, const char *programme, const char *period, bool near,
		       struct total **ret, size_t *ret_n)
{
	struct benefit_places_row *rows;
	struct total *list, *t = NULL;
	size_t n, found = 0;

	TRY(benefit_places_all(cx,
			       &(struct benefit_places_args){
				   .programme = programme,
				   .period_code = period,
				   .with = near ? BENEFIT_PLACES_WITH_NEAR : 0U,
			       },
			       &rows, &n));
	list = ARENA_ARRAY(cx->arena, n + 1, struct total);
	for (size_t i = 0; i < n; i++) {
		if (t == NULL || t->place_id != rows[i].place_id) {
			t = &list[found++];
			t->code = programme;
			t->period_code = period;
			t->place_id = rows[i].place_id;
			t->place = rows[i].place != NULL ? rows[i].place
							 : text(cx, T_BENEFIT_UNKNOWN_PLACE);
		}
		add_state(t, rows[i].state, rows[i].n, rows[i].amount);
	}
	*ret = list;
	*ret_n = found;
	return ERR_OK;
}

/* Lines that only mistakes make are no aid. */
static size_t without_mistakes(struct ctx *cx, struct total *t, size_t n, bool data)
{
	size_t kept = 0;

	for (size_t i = 0; i < n; i++)
		if (t[i].all > 0) {
			say_total(cx, &t[i], data);
			t[kept++] = t[i];
		}
	return kept;
}

static enum err total_page(struct ctx *cx, struct req *r, struct ui *u)
{
	struct form *f = req_form(r);
	const char *programme = form_text(f, Q_PROGRAMME), *period = period_asked(cx, f);
	bool one = programme != NULL && period != NULL, opens = may(cx, PERM_PERSON_READ), all;
	bool imports = may(cx, PERM_REGISTRY_IMPORT);
	struct total *t;
	size_t n;

	TRY(whole_city(cx, &all));
	TRY(one ? places(cx, programme, period, !all, &t, &n)
		: totals(cx, programme, period, !all, &t, &n));
	n = without_mistakes(cx, t, n, ui_repr(u) != UI_HTML);
	ui_begin(
	    u, &(struct ui_page){ .title = one ? arena_printf(cx->arena, "%s, %s",
							      ref_label(cx, "programme", programme),
							      benefit_period_words(cx, period))
					       : text(cx, T_BENEFIT_TITLE),
				  .lead = text(cx, T_BENEFIT_LEAD),
				  .nav = "/bantuan-sosial",
				  .parent = one ? "/bantuan-sosial" : NULL,
				  .parent_title = one ? text(cx, T_BENEFIT_TITLE) : NULL,
				  .wide = true,
				  .print = true });
	if (form_text(f, Q_PERIOD) != NULL && period == NULL)
		form_problem(cx, f, Q_PERIOD, T_BENEFIT_BAD_PERIOD, NULL);
	ui_form(u, NULL,
		&(struct ui_form){ .action = "/bantuan-sosial",
				   .def = &total_form,
				   .form = f,
				   .get = true,
				   .inline_row = true,
				   .secondary = true });
	ui_table(u, "totals", &total_tables[one][!opens], t, n, sizeof(*t),
		 &(struct ui_list){ .total = (int64_t)n,
				    .main = true,
				    .empty = text(cx, T_BENEFIT_NONE_SEEN),
				    .empty_label = imports ? text(cx, T_INTAKE_NEW) : NULL,
				    .empty_href = imports ? "/impor/baru" : NULL });
	if (!opens)
		ui_small(u, text(cx, T_BENEFIT_ROUNDED));
	return ui_end(u);
}

/* ---- the list -------------------------------------------------------------------------------- */

struct line {
	int64_t id, subject_id, amount, paid_on, recorded_at;
	const char *name, *href, *region, *part, *goods, *channel, *source;
	int64_t state;
};

#define AT(member) offsetof(struct line, member)
static const struct column list_columns[] = {
	{ "id", T_COL_ID, COL_ID, PRIV_NONE, AT(id) },
	{ "subject", T_COL_ID, COL_ID, PRIV_NONE, AT(subject_id) },
	{ "path", T_COL_ID, COL_TEXT, PRIV_NONE, AT(href), .flags = COL_DATA_ONLY },
	{ "name", T_BENEFIT_RECEIVER, COL_TEXT, PRIV_GENERAL, AT(name), .href = "{path}",
	  .flags = COL_STRONG },
	{ "region", T_BENEFIT_REGION, COL_TEXT, PRIV_NONE, AT(region) },
	{ "part", T_BENEFIT_PART, COL_TEXT, PRIV_NONE, AT(part), .flags = COL_DATA_ONLY },
	{ "state", T_BENEFIT_STATE, COL_ENUM, PRIV_NONE, AT(state), .member = benefit_state_text,
	  .flags = COL_BADGE },
	{ "amount", T_BENEFIT_AMOUNT, COL_MONEY, PRIV_SPECIFIC, AT(amount) },
	{ "goods", T_BENEFIT_GOODS, COL_TEXT, PRIV_SPECIFIC, AT(goods), .flags = COL_WIDE_ONLY },
	{ "paid_on", T_BENEFIT_PAID_ON, COL_DATE, PRIV_NONE, AT(paid_on) },
	{ "channel", T_BENEFIT_CHANNEL, COL_TEXT, PRIV_NONE, AT(channel), .flags = COL_WIDE_ONLY },
	{ "source", T_BENEFIT_SOURCE, COL_TEXT, PRIV_NONE, AT(source), .flags = COL_DATA_ONLY },
	{ "recorded_at", T_BENEFIT_RECORDED, COL_INSTANT, PRIV_NONE, AT(recorded_at),
	  .flags = COL_DATA_ONLY },
};
#undef AT
static const struct table list_table = { .name = "aid",
					 .title = T_BENEFIT_LIST,
					 .columns = list_columns,
					 .n_columns = LEN(list_columns),
					 .subject = "subject" };

/* Whose name is out of reach has no name here, and no way to him. */
static struct line line_of(struct ctx *cx, const struct benefit_list_row *r)
{
	bool of_family = r->unit == FACT_FAMILY;
	int64_t seen = of_family ? r->family_seen_id : r->person_seen_id;
	const struct benefit worth = { .amount = DB_NONE,
				       .quantity = r->quantity,
				       .goods = r->goods };
	struct line l = {
		.id = r->id,
		.subject_id = seen,
		.amount = r->amount,
		.paid_on = r->paid_on,
		.recorded_at = r->recorded_at,
		.name = text(cx, T_BENEFIT_OUTSIDE),
		.region = r->region,
		.part = r->component,
		.goods = benefit_worth(cx, &worth),
		.channel = r->channel,
		.source = ref_label(cx, "source", r->source),
		.state = r->state,
	};

	if (seen == 0)
		return l;
	l.href = arena_printf(cx->arena, "/bantuan-sosial/%lld", (long long)r->id);
	l.name = r->name != NULL ? r->name : text(cx, T_BENEFIT_RECEIVER_FAMILY);
	return l;
}

static const char *next_page(struct ctx *cx, const struct benefit_list_args *a, int64_t last)
{
	const char *path =
	    arena_printf(cx->arena, "/bantuan-sosial/daftar?program=%s&periode=%s&setelah=%lld",
			 a->programme, a->period_code, (long long)last);

	if (a->with & BENEFIT_LIST_WITH_PLACE)
		path = arena_printf(cx->arena, "%s&kelurahan=%lld", path, (long long)a->place_id);
	if (a->with & BENEFIT_LIST_WITH_STATE)
		path = arena_printf(cx->arena, "%s&keadaan=%s", path, states[a->state - 1].value);
	return path;
}

static enum err ask_list(struct ctx *cx, const struct ui *u, const struct form *f,
			 struct benefit_list_args *a)
{
	bool all;
	int64_t place = 0;

	TRY(whole_city(cx, &all));
	*a = (struct benefit_list_args){
		.programme = form_text(f, Q_PROGRAMME),
		.period_code = period_asked(cx, f),
		.state = form_int(f, Q_STATE, -1) + 1,
		.after_id = form_id(f, Q_AFTER),
		.max_n = (ui_all_rows(u) ? INT32_MAX : PAGE) + INT64_C(1),
	};
	if (form_text(f, Q_PLACE) != NULL)
		(void)str_i64(form_text(f, Q_PLACE), &place);
	a->place_id = place;
	a->with = (all ? 0U : BENEFIT_LIST_WITH_NEAR) |
		  (place != 0 ? BENEFIT_LIST_WITH_PLACE : 0U) |
		  (a->state != 0 ? BENEFIT_LIST_WITH_STATE : BENEFIT_LIST_WITH_RIGHT) |
		  (a->after_id != 0 ? BENEFIT_LIST_WITH_AFTER : 0U);
	return ERR_OK;
}

static enum err list_page(struct ctx *cx, struct req *r, struct ui *u)
{
	struct form *f = req_form(r);
	struct benefit_list_row *rows = NULL;
	struct ui_list list = { .total = -1, .main = true, .empty = text(cx, T_BENEFIT_LIST_NONE) };
	struct benefit_list_args a;
	struct line *lines;
	size_t n = 0;
	bool asked;

	TRY(ask_list(cx, u, f, &a));
	asked = a.programme != NULL && a.period_code != NULL;
	if (asked)
		TRY(benefit_list_all(cx, &a, &rows, &n));
	if ((int64_t)n == a.max_n) {
		n--;
		list.next = next_page(cx, &a, rows[n - 1].id);
	}
	lines = ARENA_ARRAY(cx->arena, n + 1, struct line);
	for (size_t i = 0; i < n; i++)
		lines[i] = line_of(cx, &rows[i]);
	ui_begin(u, &(struct ui_page){
			.title = text(cx, T_BENEFIT_LIST),
			.lead = asked ? text_fill(cx, T_BENEFIT_LIST_LEAD,
						  ref_label(cx, "programme", a.programme),
						  benefit_period_words(cx, a.period_code), NULL)
				      : NULL,
			.nav = "/bantuan-sosial",
			.parent = "/bantuan-sosial",
			.parent_title = text(cx, T_BENEFIT_TITLE),
			.wide = true,
			.print = true });
	ui_form(u, NULL,
		&(struct ui_form){ .action = "/bantuan-sosial/daftar",
				   .def = &list_form,
				   .form = f,
				   .get = true,
				   .inline_row = true,
				   .secondary = true });
	ui_table(u, "aid", &list_table, lines, n, sizeof(*lines), &list);
	return ui_end(u);
}

const struct route benefit_routes[] = {
	{ GET, "/bantuan-sosial", PERM_BENEFIT_READ, 0, REPR_LIST, T_BENEFIT_TITLE,
	  .form = &total_form, .page = total_page },
	{ GET, "/bantuan-sosial/daftar", PERM_PERSON_READ, ROUTE_NO_MENU, REPR_LIST, T_BENEFIT_LIST,
	  .form = &list_form, .page = list_page },
	{ .method = 0 },
};
