/* Casework on paper: the whole story of a case, and the hand-over note of one referral. */
#include "feature/casework/case_web.h"

#include "base/clock.h"
#include "base/str.h"
#include "feature/directory/directory.h"
#include "feature/directory/letterhead.h"
#include "feature/region/region.h"
#include "feature/registry/registry.h"
#include "platform/app.h"
#include "platform/export/pdf.h"
#include "platform/vault/vault.h"
#include "text/casework.h"
#include "text/referral_web.h"

#define QR_SIDE 84.0

/* ---- paper ------------------------------------------------------------------------------- */

/* unit_id: whose paper it is. */
static enum err paper_begin(struct ctx *cx, const char *title, const char *number, int64_t unit_id,
			    struct pdf **ret)
{
	struct pdf_options o = {
		.paper = PDF_A4,
		.title = arena_printf(cx->arena, "%s %s", title, number),
		.footer = text_fill(cx, T_STORY_FOOTER, number, say_instant(cx, cx->now),
				    cx->actor->name != NULL ? cx->actor->name : "", NULL),
		.sample = cx->app->demo,
	};

	TRY(pdf_new(cx, &o, ret));
	TRY(letterhead_unit(cx, *ret, unit_id));
	pdf_text(*ret, PDF_TITLE, title);
	return ERR_OK;
}

static enum err paper_end(struct ctx *cx, struct pdf **p, struct resp *resp, const char *name,
			  const char *number)
{
	struct pdf *ended = *p;

	*p = NULL;
	TRY(pdf_end(cx, ended, &resp->body));
	resp->type = "application/pdf";
	resp->filename = arena_printf(cx->arena, "%s-%s.pdf", name, number);
	return ERR_OK;
}

static void pair(struct ctx *cx, struct pdf *p, enum text label, const char *value)
{
	if (value != NULL && value[0] != '\0')
		pdf_pair(p, text(cx, label), value);
}

static const char *instant_or_null(struct ctx *cx, int64_t at)
{
	return at != 0 ? say_instant(cx, at) : NULL;
}

/* ---- the story --------------------------------------------------------------------------- */

static enum err print_head(struct ctx *cx, struct pdf *p, const struct case_view_row *c)
{
	const char *region = NULL;

	if (c->region_id != 0)
		TRY(region_name(cx, c->region_id, &region));
	pdf_text(p, PDF_STRONG, c->title);
	pair(cx, p, T_KS_COL_NUMBER, c->number);
	pair(cx, p, T_KS_STATE, text(cx, case_state_text(c->state)));
	pair(cx, p, T_KS_UNIT, c->holder);
	pair(cx, p, T_KS_OFFICER, c->officer);
	pair(cx, p, T_STORY_SINCE, instant_or_null(cx, c->held_since_at));
	pair(cx, p, T_KS_DUE, instant_or_null(cx, c->due_at));
	pair(cx, p, T_KS_REGION, region);
	pair(cx, p, T_RJ_LOCATION, c->place);
	pair(cx, p, T_KS_OPENED, instant_or_null(cx, c->opened_at));
	pair(cx, p, T_STORY_DECIDED, instant_or_null(cx, c->decided_at));
	return ERR_OK;
}

static const char *birth_text(struct ctx *cx, const struct person *who)
{
	if (who->birth_date != DB_NONE)
		return text_fill(cx, T_STORY_AGE, say_date(cx, (int32_t)who->birth_date),
				 say_number(cx, date_age((int32_t)who->birth_date, ref_today(cx))),
				 NULL);
	if (who->birth_year != DB_NONE)
		return text_fill(cx, T_STORY_ABOUT_YEAR,
				 arena_printf(cx->arena, "%lld", (long long)who->birth_year), NULL);
	return NULL;
}

static enum err print_kinds(struct ctx *cx, struct pdf *p, int64_t case_id)
{
	struct case_kinds_row *rows;
	const char *code, *list = NULL;
	size_t n, i;

	TRY(case_kinds_all(cx, &(struct case_kinds_args){ .case_id = case_id }, &rows, &n));
	for (i = 0; i < n; i++) {
		code = rows[i].code;
		if (rows[i].to_date != DB_NONE)
			continue;
		if (code == NULL)
			TRY(vault_unseal(cx, case_id, SEAL_CLASS, rows[i].code_sealed, &code));
		list = str_and(cx->arena, list, ref_label(cx, "ppks", code));
	}
	pair(cx, p, T_STORY_KINDS, list);
	return ERR_OK;
}

static enum err print_people(struct ctx *cx, struct pdf *p, const struct case_view_row *c)
{
	static const enum text sexes[] = { T_SEX_UNKNOWN, T_SEX_MALE, T_SEX_FEMALE };
	struct person who;

	pdf_text(p, PDF_HEADING, text(cx, T_STORY_PEOPLE));
	pair(cx, p, T_KS_COL_SUBJECT, text(cx, subject_kind_text(c->subject_kind)));
	TRY(print_kinds(cx, p, c->id));
	if (c->person_id == 0)
		return ERR_OK;
	TRY(person_get(cx, c->person_id, &who));
	pair(cx, p, T_STORY_NAME, who.name);
	pair(cx, p, T_STORY_ALIAS, who.alias);
	pair(cx, p, T_STORY_SEX,
	     who.sex > 0 && who.sex < (int64_t)LEN(sexes) ? text(cx, sexes[who.sex]) : NULL);
	pair(cx, p, T_STORY_BIRTH, birth_text(cx, &who));
	pair(cx, p, T_STORY_NIK, mask_nik(cx, who.nik));
	pair(cx, p, T_STORY_ADDRESS, who.address);
	pair(cx, p, T_STORY_ORIGIN, who.origin);
	pair(cx, p, T_STORY_TRAITS, who.traits);
	return ERR_OK;
}

/* "2 (menunggu 1)": the steps that this one waits for. */
static const char *step_state(struct ctx *cx, const struct case_view_steps_row *s,
			      const struct case_view_waits_row *waits, size_t n)
{
	const char *list = NULL,
		   *words = case_step_words(cx, s->state, s->started_at, s->end_kind, s->ended_at);

	if (s->state == STEP_ENDED)
		return words;
	if (s->state == STEP_ACTIVE)
		return text_fill(cx, T_STORY_UNTIL, words, say_instant_short(cx, s->due_at), NULL);
	for (size_t i = 0; i < n; i++)
		if (waits[i].step_id == s->id)
			list = str_and(cx->arena, list, say_number(cx, waits[i].ordinal));
	return list != NULL ? arena_printf(cx->arena, "%s %s", words, list) : words;
}

static enum err print_plan(struct ctx *cx, struct pdf *p, int64_t case_id)
{
	static const double widths[] = { 0.06, 0.30, 0.28, 0.36 };
	const char *header[] = { "", text(cx, T_STORY_STEP), text(cx, T_STORY_BY),
				 text(cx, T_KS_STATE) };
	struct case_view_steps_row *steps;
	struct case_view_waits_row *waits;
	const char **cells;
	size_t n, n_waits, i;

	TRY(case_view_steps_all(cx, &(struct case_view_steps_args){ .case_id = case_id }, &steps,
				&n));
	TRY(case_view_waits_all(cx, &(struct case_view_waits_args){ .case_id = case_id }, &waits,
				&n_waits));
	pdf_text(p, PDF_HEADING, text(cx, T_STORY_PLAN));
	if (n == 0) {
		pdf_text(p, PDF_TEXT, text(cx, T_STORY_NO_PLAN));
		return ERR_OK;
	}
	cells = ARENA_ARRAY(cx->arena, n * LEN(widths), const char *);
	for (i = 0; i < n; i++) {
		const char **row = &cells[i * LEN(widths)];

		row[0] = say_number(cx, steps[i].ordinal);
		row[1] = ref_label(cx, "service", steps[i].service);
		row[2] = steps[i].unit != NULL ? steps[i].unit : "";
		row[3] = step_state(cx, &steps[i], waits, n_waits);
	}
	pdf_table(p, LEN(widths), widths, header, n, cells);
	return ERR_OK;
}

/* "Sabtu, 21 November 2026 21.40 · Puskesos, petugas (dicatat ...)". */
static const char *event_line(struct ctx *cx, const struct case_view_events_row *e)
{
	const char *line = say_instant(cx, e->at), *who = case_event_who(cx, e);

	if (e->unit != NULL)
		line = arena_printf(cx->arena, "%s · %s", line, e->unit);
	if (who != NULL)
		line = arena_printf(cx->arena, "%s · %s", line, who);
	if (e->recorded_at - e->at >= USEC_MINUTE)
		line = arena_printf(
		    cx->arena, "%s (%s)", line,
		    text_fill(cx, T_STORY_RECORDED, say_instant(cx, e->recorded_at), NULL));
	return line;
}

/* Points that the hour of an event and its sentence take. */
#define EVENT_HEIGHT 36

static enum err print_events(struct ctx *cx, struct pdf *p, int64_t case_id, int64_t object_id)
{
	struct case_view_events_row *rows;
	const char *title, *body;
	size_t n, i;

	TRY(case_view_events_all(cx, &(struct case_view_events_args){ .case_id = case_id }, &rows,
				 &n));
	for (i = 0; i < n; i++) {
		if (object_id != 0 && rows[i].object_id != object_id && !case_event_told(&rows[i]))
			continue;
		TRY(case_event_words(cx, case_id, &rows[i], &title, &body));
		pdf_need(p, EVENT_HEIGHT); /* its hour does not stay behind on the page before */
		pdf_text(p, PDF_SMALL, event_line(cx, &rows[i]));
		pdf_text(p, PDF_STRONG, title);
		if (body != NULL)
			pdf_text(p, PDF_TEXT, body);
		pdf_space(p, 4);
	}
	return ERR_OK;
}

static enum err print_services(struct ctx *cx, struct pdf *p, int64_t case_id)
{
	static const double widths[] = { 0.18, 0.34, 0.1, 0.16, 0.22 };
	const char *header[] = { text(cx, T_STORY_DATE), text(cx, T_STORY_ITEM),
				 text(cx, T_STORY_QUANTITY), text(cx, T_STORY_COST),
				 text(cx, T_STORY_BY) };
	struct case_view_services_row *rows;
	const char **cells;
	size_t n, i;

	TRY(case_view_services_all(cx, &(struct case_view_services_args){ .case_id = case_id },
				   &rows, &n));
	if (n == 0)
		return ERR_OK;
	cells = ARENA_ARRAY(cx->arena, n * LEN(widths), const char *);
	for (i = 0; i < n; i++) {
		const char **row = &cells[i * LEN(widths)];

		row[0] = say_date_short(cx, (int32_t)rows[i].given_on);
		row[1] = service_name(cx, rows[i].service, rows[i].item);
		row[2] = say_number(cx, rows[i].quantity);
		row[3] = rows[i].cost != DB_NONE ? say_money(cx, rows[i].cost) : "";
		row[4] = rows[i].unit != NULL ? rows[i].unit : "";
	}
	pdf_text(p, PDF_HEADING, text(cx, T_STORY_SERVICES));
	pdf_table(p, LEN(widths), widths, header, n, cells);
	return ERR_OK;
}

static enum err print_referrals(struct ctx *cx, struct pdf *p, int64_t case_id)
{
	static const double widths[] = { 0.18, 0.2, 0.34, 0.28 };
	const char *header[] = { text(cx, T_RJ_NUMBER), text(cx, T_RJ_SENT), text(cx, T_RJ_TO),
				 text(cx, T_KS_STATE) };
	struct case_view_referrals_row *rows;
	const char **cells;
	size_t n, i;

	TRY(case_view_referrals_all(cx, &(struct case_view_referrals_args){ .case_id = case_id },
				    &rows, &n));
	if (n == 0)
		return ERR_OK;
	cells = ARENA_ARRAY(cx->arena, n * LEN(widths), const char *);
	for (i = 0; i < n; i++) {
		const char **row = &cells[i * LEN(widths)];

		row[0] = rows[i].number;
		row[1] = say_instant_short(cx, rows[i].sent_at);
		row[2] = rows[i].to_name;
		row[3] = text(cx, referral_state_text(rows[i].state));
		if (rows[i].reason_code != NULL)
			row[3] = arena_printf(cx->arena, "%s: %s", row[3],
					      ref_label(cx, "refusal_reason", rows[i].reason_code));
	}
	pdf_text(p, PDF_HEADING, text(cx, T_RJ_LIST));
	pdf_table(p, LEN(widths), widths, header, n, cells);
	return ERR_OK;
}

enum err case_print_story(struct ctx *cx, struct req *r, struct resp *resp)
{
	CLEANUP(pdf_dropp) struct pdf *p = NULL;
	struct case_view_row c;

	TRY(case_view_open(cx, r, req_id(r), &c));
	TRY(paper_begin(cx, text(cx, T_STORY_TITLE), c.number, cx->actor->unit_id, &p));
	TRY(print_head(cx, p, &c));
	TRY(print_people(cx, p, &c));
	TRY(print_plan(cx, p, c.id));
	pdf_text(p, PDF_HEADING, text(cx, T_STORY_STORY));
	TRY(print_events(cx, p, c.id, 0));
	TRY(print_services(cx, p, c.id));
	TRY(print_referrals(cx, p, c.id));
	if (c.state == CASE_CLOSED) {
		pdf_text(p, PDF_HEADING, text(cx, T_STORY_OUTCOME));
		pair(cx, p, T_STORY_OUTCOME, ref_label(cx, "outcome", c.outcome));
		pair(cx, p, T_STORY_ENDED, instant_or_null(cx, c.ended_at));
	}
	return paper_end(cx, &p, resp, "cerita", c.number);
}

/* ---- the hand-over note ------------------------------------------------------------------ */

static void print_sides(struct ctx *cx, struct pdf *p, const struct referral_view_row *row)
{
	static const double widths[] = { 0.5, 0.5 };
	const char *header[] = { text(cx, T_STORY_GIVES), text(cx, T_STORY_TAKES) };
	const char *cells[] = { row->from_name,
				row->to_name,
				"\n\n\n",
				"\n\n\n",
				row->officer != NULL ? row->officer : "",
				row->answered_by != NULL ? row->answered_by : "" };

	pdf_space(p, 12);
	pdf_table(p, LEN(widths), widths, header, LEN(cells) / LEN(widths), cells);
}

enum err case_print_handover(struct ctx *cx, struct req *r, struct resp *resp)
{
	CLEANUP(pdf_dropp) struct pdf *p = NULL;
	struct referral_view_row row;
	const char *title, *region = NULL;

	TRY(referral_view_one(cx, &(struct referral_view_args){ .id = req_id(r) }, &row));
	if (!referral_hands_over(row.state))
		return refuse(cx, T_CASEWORK_REFUSE_NO_HANDOVER);
	TRY(case_title_of(cx, row.case_id, row.case_title, row.title_sealed, &title));
	TRY(case_place_of(cx, row.case_id, row.place, row.place_sealed, &row.place));
	req_disclose(r, row.subject_id, "referral");
	if (row.region_id != 0)
		TRY(region_name(cx, row.region_id, &region));
	TRY(paper_begin(cx, text(cx, T_RJ_MINUTES), row.number, row.from_unit_id, &p));
	TRY(pdf_qr(p,
		   arena_printf(cx->arena, "%s/rujukan/%lld",
				cx->app->public_url != NULL ? cx->app->public_url : "",
				(long long)row.id),
		   QR_SIDE));
	pair(cx, p, T_RJ_NUMBER, row.number);
	pair(cx, p, T_RJ_CASE, row.case_number);
	pair(cx, p, T_KS_COL_TITLE, title);
	pair(cx, p, T_KS_REGION, region);
	pair(cx, p, T_RJ_LOCATION, row.place);
	pair(cx, p, T_RJ_KIND, text(cx, referral_kind_text(row.kind)));
	pair(cx, p, T_RJ_SERVICE,
	     row.service != NULL ? ref_label(cx, "service", row.service) : NULL);
	pair(cx, p, T_RJ_FROM, row.from_name);
	pair(cx, p, T_RJ_TO, row.to_name);
	pair(cx, p, T_RJ_SENT, instant_or_null(cx, row.sent_at));
	pair(cx, p, T_KS_STATE, text(cx, referral_state_text(row.state)));
	pair(cx, p, T_RJ_ANSWERED, instant_or_null(cx, row.answered_at));
	pdf_text(p, PDF_HEADING, text(cx, T_RJ_STORY));
	TRY(print_events(cx, p, row.case_id, row.id));
	print_sides(cx, p, &row);
	return paper_end(cx, &p, resp, "serah-terima", row.number);
}
