/* The desk's documents, drawn by export/pdf. */
#include "feature/desk/desk_paper.h"

#include "base/clock.h"
#include "base/str.h"
#include "feature/desk/desk_form.h"
#include "feature/desk/desk_sql.h"
#include "feature/directory/directory.h"
#include "feature/reference/reference.h"
#include "feature/region/region.h"
#include "platform/app.h"
#include "text/casework.h"
#include "text/desk.h"
#include "text/export.h"

#define QR_SIDE    90
#define BODY_LINES 9

static enum err start(struct ctx *cx, enum pdf_paper paper, const char *title, struct pdf **ret)
{
	const struct pdf_options options = {
		.paper = paper,
		.title = title,
		.footer = arena_printf(cx->arena, "%s · %s",
				       cx->app->city_name != NULL ? cx->app->city_name : "Melaju",
				       say_instant_short(cx, cx->now)),
		.sample = cx->app->demo,
	};

	return pdf_new(cx, &options, ret);
}

static enum err finish(struct ctx *cx, struct pdf **p, struct buf *out)
{
	struct pdf *ended = *p;

	*p = NULL;
	return pdf_end(cx, ended, out);
}

static const char *address(struct ctx *cx, const char *path)
{
	return arena_printf(cx->arena, "%s%s",
			    cx->app->public_url != NULL ? cx->app->public_url : "", path);
}

/* ---- blank forms ------------------------------------------------------------------------- */

static void boxes(struct pdf *p, const struct ctx *cx, const enum text *labels, size_t n)
{
	const char *words[TRIAGE__FLAGS];

	assert(n <= LEN(words));
	for (size_t i = 0; i < n; i++)
		words[i] = text(cx, labels[i]);
	pdf_checkboxes(p, words, n, 3);
}

static void form_event(struct ctx *cx, struct pdf *p, const char *region)
{
	int i;

	pdf_text(p, PDF_HEADING, text(cx, T_PAPER_EVENT));
	pdf_line_to_fill(p, text(cx, T_PAPER_HAPPENED));
	pdf_line_to_fill(
	    p, region != NULL ? arena_printf(cx->arena, "%s (%s)", text(cx, T_DESK_F_PLACE), region)
			      : arena_printf(cx->arena, "%s, %s", text(cx, T_DESK_F_REGION),
					     text(cx, T_DESK_F_PLACE)));
	pdf_text(p, PDF_SMALL, text(cx, T_DESK_F_BODY_HINT));
	for (i = 0; i < BODY_LINES; i++)
		pdf_line_to_fill(p, "");
}

static void form_person(struct ctx *cx, struct pdf *p)
{
	static const enum text kinds[] = { T_SUBJECT_KNOWN, T_SUBJECT_UNKNOWN, T_SUBJECT_FAMILY,
					   T_SUBJECT_GROUP, T_SUBJECT_EVENT };

	pdf_text(p, PDF_HEADING, text(cx, T_DESK_F_SUBJECT));
	boxes(p, cx, kinds, LEN(kinds));
	pdf_line_to_fill(p, text(cx, T_PAPER_PERSON));
	pdf_line_to_fill(p, text(cx, T_DESK_F_TRAITS));
}

static enum err blank_form(struct ctx *cx, struct pdf *p, const char *number, const char *region)
{
	static const enum text reporters[] = { T_REPORTER_OPEN, T_REPORTER_SECRET,
					       T_REPORTER_ANONYMOUS };
	enum text flags[TRIAGE__FLAGS];

	pdf_text(p, PDF_TITLE, text(cx, T_PAPER_FORM));
	TRY(pdf_qr(p, address(cx, arena_printf(cx->arena, "/laporan/baru?formulir=%s", number)),
		   QR_SIDE));
	pdf_text(p, PDF_STRONG, number);
	pdf_text(p, PDF_SMALL, text(cx, T_PAPER_FORM_LEAD));
	form_event(cx, p, region);
	form_person(cx, p);
	pdf_text(p, PDF_HEADING, text(cx, T_DESK_F_FLAGS));
	for (size_t i = 0; i < TRIAGE__FLAGS; i++)
		flags[i] = desk_flag_members[i].label;
	boxes(p, cx, flags, LEN(flags));
	pdf_text(p, PDF_HEADING, text(cx, T_DESK_F_REPORTER_KIND));
	boxes(p, cx, reporters, LEN(reporters));
	pdf_line_to_fill(p, text(cx, T_PAPER_REPORTER));
	pdf_line_to_fill(p, text(cx, T_PAPER_OFFICER));
	return ERR_OK;
}

enum err desk_print_forms(struct ctx *cx, const char *const *numbers, size_t n, const char *region,
			  struct buf *out)
{
	CLEANUP(pdf_dropp) struct pdf *p = NULL;
	size_t i;

	TRY(start(cx, PDF_A4, text(cx, T_PAPER_FORM), &p));
	for (i = 0; i < n; i++) {
		if (i > 0)
			pdf_page_new(p);
		TRY(blank_form(cx, p, numbers[i], region));
	}
	return finish(cx, &p, out);
}

/* ---- poster ------------------------------------------------------------------------------ */

/* The situations a poster answers, as facts: one at a time, of an adult nobody knows. */
static const unsigned situations[] = {
	TRIAGE_BIT(TRIAGE_DANGER),      TRIAGE_BIT(TRIAGE_SICK),        TRIAGE_BIT(TRIAGE_VIOLENCE),
	TRIAGE_BIT(TRIAGE_CHILD_ALONE), TRIAGE_BIT(TRIAGE_MENTAL),      TRIAGE_BIT(TRIAGE_DISASTER),
	TRIAGE_BIT(TRIAGE_NO_DWELLING), TRIAGE_BIT(TRIAGE_SOCIAL_ONLY), 0,
};

enum { POSTER_COLUMNS = 3 };

/* A poster hangs for months: it names the units of an ordinary working day. */
static enum err next_working_hour(struct ctx *cx, int64_t *ret)
{
	struct worktime calendar;
	int64_t at = cx->now;
	int hours;

	TRY(ref_calendar(cx, &calendar));
	for (hours = 0; hours < 24 * 14 && !worktime_open(&calendar, at); hours++)
		at += USEC_HOUR;
	*ret = at;
	return ERR_OK;
}

static const char *situation_name(const struct ctx *cx, unsigned flags)
{
	int i;

	for (i = 0; i < TRIAGE__FLAGS; i++)
		if (flags == TRIAGE_BIT(i))
			return text(cx, desk_flag_members[i].label);
	return text(cx, T_PAPER_NOTHING_URGENT);
}

/* "Satpol PP, 0811-0000-150: Penjangkauan (1 jam)"; the number is for whom one calls oneself. */
static enum err step_line(struct ctx *cx, const struct desk_step *s, bool called, const char **ret)
{
	const char *phone = called && s->phone != NULL ? s->phone : "";
	struct ref_limit limit;

	TRY(ref_limit(cx, s->limit, &limit));
	*ret = arena_printf(cx->arena, "%s%s%s: %s (%s)", s->unit_name, *phone ? ", " : "", phone,
			    s->service_label, limit.words);
	return ERR_OK;
}

static void add_line(struct ctx *cx, const char **cell, const char *line)
{
	*cell = str_blank(*cell) ? line : arena_printf(cx->arena, "%s\n%s", *cell, line);
}

/* Whom to call now: those who come at once; where nobody has to, whoever is first. */
static bool is_called(const struct desk_plan *plan, size_t i)
{
	return plan->emergency ? plan->steps[i].emergency && plan->steps[i].waits == 0 : i == 0;
}

/* One row for a situation: whom to call, and what follows. */
static enum err situation_row(struct ctx *cx, unsigned flags, int64_t region_id,
			      const char *row[POSTER_COLUMNS])
{
	const struct triage_facts facts = {
		.flags = flags,
		.subject = TRIAGE_PERSON,
		.age = flags == TRIAGE_BIT(TRIAGE_CHILD_ALONE) ? 10 : TRIAGE_AGE_UNKNOWN,
	};
	struct desk_plan plan;
	const char *line;

	TRY(desk_plan(cx, &facts, region_id, &plan));
	row[0] = situation_name(cx, flags);
	row[1] = row[2] = "";
	for (size_t i = 0; i < plan.n_steps; i++) {
		bool called = is_called(&plan, i);

		TRY(step_line(cx, &plan.steps[i], called, &line));
		add_line(cx, &row[called ? 1 : 2], line);
	}
	return ERR_OK;
}

/* The rows of one kelurahan, as they are at an hour of work. */
static enum err situation_rows(struct ctx *cx, int64_t region_id, const char **cells)
{
	int64_t own = cx->now, at;
	enum err e = ERR_OK;

	TRY(next_working_hour(cx, &at));
	cx->now = at;
	for (size_t i = 0; e == ERR_OK && i < LEN(situations); i++)
		e = situation_row(cx, situations[i], region_id, cells + i * POSTER_COLUMNS);
	cx->now = own;
	return e;
}

static enum err poster_sheet(struct ctx *cx, int64_t region_id, struct pdf *p)
{
	static const double widths[POSTER_COLUMNS] = { 0.13, 0.35, 0.52 };
	const char *const header[POSTER_COLUMNS] = { text(cx, T_DESK_POSTER_WHEN),
						     text(cx, T_PAPER_AT_ONCE),
						     text(cx, T_PAPER_AFTERWARDS) };
	const char *cells[LEN(situations) * POSTER_COLUMNS];
	const struct triage_table *table;
	const char *region;
	int64_t version;

	TRY(region_name(cx, region_id, &region));
	TRY(ref_triage(cx, &table, &version));
	TRY(situation_rows(cx, region_id, cells));
	pdf_text(p, PDF_TITLE, text(cx, T_PAPER_POSTER));
	TRY(pdf_qr(p, address(cx, "/lapor-ke-mana"), QR_SIDE));
	pdf_text(p, PDF_STRONG, region);
	pdf_text(p, PDF_TEXT, text(cx, T_PAPER_POSTER_DANGER));
	pdf_text(p, PDF_TEXT, text(cx, T_PUBLIC_BRING));
	pdf_text(p, PDF_TEXT, text(cx, T_PAPER_POSTER_SCAN));
	pdf_text(p, PDF_SMALL,
		 text_fill(cx, T_PAPER_POSTER_SOURCE, str_digits(cx->arena, version),
			   say_date(cx, ref_today(cx)), NULL));
	pdf_space(p, 6);
	pdf_table(p, POSTER_COLUMNS, widths, header, LEN(situations), cells);
	return ERR_OK;
}

/* One kelurahan, or all of the city for 0. */
static enum err posters_of(struct ctx *cx, int64_t region_id, const struct region **ret,
			   size_t *ret_n)
{
	struct region *one;

	if (region_id == 0)
		return region_list(cx, REGION_KELURAHAN, 0, ret, ret_n);
	one = ARENA_NEW(cx->arena, struct region);
	TRY(region_get(cx, region_id, one));
	*ret = one;
	*ret_n = 1;
	return ERR_OK;
}

enum err desk_print_poster(struct ctx *cx, int64_t region_id, struct buf *out)
{
	CLEANUP(pdf_dropp) struct pdf *p = NULL;
	const struct region *regions;
	size_t n, i;

	TRY(posters_of(cx, region_id, &regions, &n));
	TRY(start(cx, PDF_A4, text(cx, T_PAPER_POSTER), &p));
	for (i = 0; i < n; i++) {
		if (i > 0)
			pdf_page_new(p);
		TRY(poster_sheet(cx, regions[i].id, p));
	}
	return finish(cx, &p, out);
}

/* ---- receipt ----------------------------------------------------------------------------- */

enum err desk_print_receipt(struct ctx *cx, const struct desk_status *s, const char *secret,
			    enum pdf_paper paper, struct buf *out)
{
	CLEANUP(pdf_dropp) struct pdf *p = NULL;

	TRY(start(cx, paper, text(cx, T_PAPER_RECEIPT), &p));
	pdf_text(p, PDF_TITLE, text(cx, T_PAPER_RECEIPT));
	TRY(pdf_qr(
	    p,
	    address(cx, arena_printf(cx->arena, "/lacak?number=%s&secret=%s", s->number, secret)),
	    QR_SIDE + 20));
	pdf_pair(p, text(cx, T_DESK_F_NUMBER), s->number);
	pdf_pair(p, text(cx, T_DESK_F_SECRET), secret);
	pdf_pair(p, text(cx, T_COL_RECORDED), say_instant_short(cx, s->recorded_at));
	if (s->holder_name != NULL)
		pdf_pair(p, text(cx, T_FOLLOW_HOLDER), s->holder_name);
	if (s->holder_phone != NULL)
		pdf_pair(p, text(cx, T_FOLLOW_PHONE), s->holder_phone);
	if (s->due_at != 0)
		pdf_pair(p, text(cx, T_PAPER_RECEIPT_DUE), say_instant_short(cx, s->due_at));
	pdf_pair(p, text(cx, T_PUBLIC_FOLLOW), address(cx, "/lacak"));
	pdf_space(p, 6);
	pdf_text(p, PDF_SMALL, text(cx, T_PAPER_RECEIPT_TEXT));
	return finish(cx, &p, out);
}

/* ---- one report -------------------------------------------------------------------------- */

static void pair(struct pdf *p, const struct ctx *cx, enum text label, const char *value)
{
	if (!str_blank(value))
		pdf_pair(p, text(cx, label), value);
}

static enum err report_facts(struct ctx *cx, struct pdf *p, const struct desk_view *v)
{
	struct unit holder = { 0 };
	const char *region;

	TRY(region_name(cx, v->region_id, &region));
	if (v->holder_unit_id != 0)
		TRY(directory_get(cx, v->holder_unit_id, &holder));
	pair(p, cx, T_COL_STATE, text(cx, report_state_text(v->state)));
	pair(p, cx, T_COL_SUBJECT, desk_subject_line(cx, v));
	pair(p, cx, T_COL_HOLDER, holder.name);
	pair(p, cx, T_COL_REGION, region);
	pair(p, cx, T_DESK_F_PLACE, v->place);
	pair(p, cx, T_DESK_F_COORD, desk_point_text(cx, v->lat, v->lng));
	pair(p, cx, T_DESK_S_NOW, desk_flags_text(cx, v->flags));
	pair(p, cx, T_DESK_F_TRAITS, v->traits);
	pair(p, cx, T_DESK_F_HAPPENED, say_instant(cx, v->happened_at));
	pair(p, cx, T_COL_RECORDED, say_instant(cx, v->recorded_at));
	pair(p, cx, T_DESK_F_CHANNEL, ref_label(cx, "channel", v->channel));
	pair(p, cx, T_DESK_F_FORM_NUMBER, v->form_number);
	pair(p, cx, T_DESK_S_REPORTER, desk_reporter_text(cx, v->reporter_kind));
	pair(p, cx, T_DESK_F_REPORTER, v->reporter);
	pair(p, cx, T_DESK_F_PHONE, mask_phone(cx, v->phone));
	return ERR_OK;
}

static enum err report_history(struct ctx *cx, struct pdf *p, int64_t report_id)
{
	const struct desk_event *events;
	size_t n, i;

	TRY(desk_history(cx, report_id, &events, &n));
	if (n == 0)
		return ERR_OK;
	pdf_text(p, PDF_HEADING, text(cx, T_DESK_HISTORY));
	for (i = 0; i < n; i++) {
		pdf_text(p, PDF_STRONG,
			 arena_printf(cx->arena, "%s · %s%s%s", say_instant_short(cx, events[i].at),
				      events[i].title, events[i].who != NULL ? " · " : "",
				      events[i].who != NULL ? events[i].who : ""));
		pdf_text(p, PDF_TEXT, events[i].text);
	}
	return ERR_OK;
}

enum err desk_print_report(struct ctx *cx, const struct desk_view *v, struct buf *out)
{
	CLEANUP(pdf_dropp) struct pdf *p = NULL;

	TRY(start(cx, PDF_A4, v->number, &p));
	pdf_text(p, PDF_TITLE,
		 arena_printf(cx->arena, "%s %s", text(cx, T_DESK_REPORT), v->number));
	TRY(pdf_qr(p, address(cx, arena_printf(cx->arena, "/laporan/%lld", (long long)v->id)),
		   QR_SIDE));
	TRY(report_facts(cx, p, v));
	pdf_text(p, PDF_HEADING, text(cx, T_DESK_F_BODY));
	pdf_text(p, PDF_TEXT, v->body);
	TRY(report_history(cx, p, v->id));
	return finish(cx, &p, out);
}
