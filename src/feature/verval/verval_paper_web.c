/* Papers to print and sign: minutes and names of a meeting, or an SPTJM in its place. */
#include "feature/verval/verval_web.h"

#include "base/str.h"
#include "feature/directory/letterhead.h"
#include "feature/reference/reference.h"
#include "feature/region/region.h"
#include "platform/app.h"
#include "platform/export/pdf.h"
#include "text/export.h"
#include "text/verval.h"

enum text verval_decision_text(int64_t decision)
{
	static const enum text texts[] = { T_VERVAL_UNDECIDED, T_VERVAL_FIT, T_VERVAL_UNFIT };

	return decision >= 0 && decision < (int64_t)LEN(texts) ? texts[decision] : T__NONE;
}

/* ---- the parts of papers --------------------------------------------------------------------- */

/* What stands at the head of a paper; on: DATE_NONE, place: NULL: not on it. */
struct paper {
	const char *title;
	const char *numbered, *number; /* number NULL: written by hand before it is signed */
	const char *region, *place;
	int64_t region_id;
	int32_t on;
	enum pdf_paper form;
};

static enum err paper_begin(struct ctx *cx, const struct paper *w, struct pdf **ret)
{
	const struct pdf_options o = {
		.paper = w->form,
		.title = w->title,
		.footer = text_fill(cx, T_VERVAL_FOOTER, say_instant(cx, cx->now),
				    cx->actor->name != NULL ? cx->actor->name : "", NULL),
		.sample = cx->app->demo,
	};

	TRY(pdf_new(cx, &o, ret));
	TRY(letterhead_region(cx, *ret, w->region_id));
	pdf_text(*ret, PDF_TITLE, w->title);
	if (w->number != NULL)
		pdf_pair(*ret, w->numbered, w->number);
	else
		pdf_line_to_fill(*ret, w->numbered);
	pdf_pair(*ret, text(cx, T_COL_REGION), w->region);
	if (w->on > 0)
		pdf_pair(*ret, text(cx, T_VERVAL_DATE), say_date(cx, w->on));
	else
		pdf_line_to_fill(*ret, text(cx, T_VERVAL_DATE));
	if (w->place != NULL)
		pdf_pair(*ret, text(cx, T_VERVAL_PLACE), w->place);
	return ERR_OK;
}

static enum err paper_end(struct ctx *cx, struct pdf **p, struct resp *resp, const char *name)
{
	struct pdf *ended = *p;

	*p = NULL;
	TRY(pdf_end(cx, ended, &resp->body));
	resp->type = "application/pdf";
	resp->filename = arena_printf(cx->arena, "%s.pdf", name);
	return ERR_OK;
}

static void print_attendance(struct ctx *cx, struct pdf *p,
			     const struct verval_attendance_list_row *rows, size_t n)
{
	static const double widths[] = { 0.06, 0.36, 0.30, 0.28 };
	const char *header[] = { text(cx, T_VERVAL_NO_), text(cx, T_VERVAL_NAME),
				 text(cx, T_VERVAL_ROLE), text(cx, T_VERVAL_SIGNATURE) };
	const char **cells = ARENA_ARRAY(cx->arena, (n + 1) * LEN(widths), const char *);

	for (size_t i = 0; i < n; i++) {
		const char **row = &cells[i * LEN(widths)];

		row[0] = say_number(cx, (int64_t)i + 1);
		row[1] = rows[i].name;
		row[2] = ref_label(cx, "verval_role", rows[i].role);
		row[3] = "\n"; /* room to sign */
	}
	pdf_text(p, PDF_HEADING, text(cx, T_VERVAL_ATTENDANCE));
	pdf_table(p, LEN(widths), widths, header, n, cells);
}

static const char *or_dash(const char *s)
{
	return s != NULL ? s : "-";
}

static const char *rt_rw_of(struct ctx *cx, const struct verval_agenda_list_row *row)
{
	if (row->rt == NULL && row->rw == NULL)
		return or_dash(NULL);
	return arena_printf(cx->arena, "%s/%s", or_dash(row->rt), or_dash(row->rw));
}

static void print_sums(struct ctx *cx, struct pdf *p, const struct verval_agenda_list_row *rows,
		       size_t n)
{
	int64_t agreed = 0, refused = 0;

	for (size_t i = 0; i < n; i++) {
		agreed += verval_decision_text(rows[i].decision) == T_VERVAL_FIT;
		refused += verval_decision_text(rows[i].decision) == T_VERVAL_UNFIT;
	}
	pdf_text(p, PDF_TEXT,
		 text_fill(cx, T_VERVAL_BA_SUMS, say_number(cx, (int64_t)n), say_number(cx, agreed),
			   say_number(cx, refused), say_number(cx, (int64_t)n - agreed - refused),
			   NULL));
}

/* What the meeting spoke of, for its minutes. */
static void print_items(struct ctx *cx, struct pdf *p, struct req *r,
			const struct verval_agenda_list_row *rows, size_t n, bool verdicts)
{
	static const double widths[] = { 0.05, 0.19, 0.18, 0.20, 0.11, 0.12, 0.15 };
	static const double without[] = { 0.06, 0.20, 0.22, 0.26, 0.10, 0.16 };
	const char *header[] = { text(cx, T_VERVAL_NO_),    text(cx, T_COL_NUMBER),
				 text(cx, T_VERVAL_NAME),   text(cx, T_VERVAL_ADDRESS),
				 text(cx, T_VERVAL_RT_RW),  text(cx, T_COL_KIND),
				 text(cx, T_VERVAL_VERDICT) };
	size_t n_columns = verdicts ? LEN(widths) : LEN(without);
	const char **cells = ARENA_ARRAY(cx->arena, (n + 1) * n_columns, const char *);

	for (size_t i = 0; i < n; i++) {
		const char **row = &cells[i * n_columns];

		req_disclose(r, rows[i].subject_id, "ba");
		row[0] = say_number(cx, (int64_t)i + 1);
		row[1] = rows[i].number;
		row[2] = or_dash(rows[i].who);
		row[3] = or_dash(rows[i].address);
		row[4] = rt_rw_of(cx, &rows[i]);
		row[5] = text(cx, verval_kind_text(rows[i].kind));
		if (verdicts)
			row[6] = text(cx, verval_decision_text(rows[i].decision));
	}
	pdf_text(p, PDF_HEADING, text(cx, verdicts ? T_VERVAL_ITEMS : T_VERVAL_SPTJM_ITEMS));
	pdf_table(p, n_columns, verdicts ? widths : without, header, n, cells);
	if (verdicts)
		print_sums(cx, p, rows, n);
}

/* What the newest visit that met somebody asked, in one line; nothing where there was none. */
static enum err print_visit(struct ctx *cx, struct pdf *p, const struct verval_agenda_list_row *row,
			    bool *first)
{
	size_t n, n_parts, asked = 0, differ = 0;
	struct verval_visits_of_row *visits;
	struct visit_part *parts;

	TRY(verval_visits_of_all(cx, &(struct verval_visits_of_args){ .verval_id = row->verval_id },
				 &visits, &n));
	while (n > 0 && visits->outcome_code != VISIT_MET) {
		visits++;
		n--;
	}
	if (n == 0)
		return ERR_OK;
	TRY(visit_parts(cx, visits->id, &parts, &n_parts));
	for (size_t i = 0; i < n_parts; i++) {
		asked += parts[i].asked;
		differ += parts[i].asked && parts[i].differ > 0;
	}
	if (*first)
		pdf_text(p, PDF_HEADING, text(cx, T_VERVAL_BA_VISITS));
	*first = false;
	pdf_text(p, PDF_TEXT,
		 text_fill(cx, T_VERVAL_BA_VISIT, row->number, say_number(cx, (int64_t)asked),
			   say_number(cx, (int64_t)n_parts), say_number(cx, (int64_t)differ),
			   NULL));
	return ERR_OK;
}

static enum err print_visits(struct ctx *cx, struct pdf *p,
			     const struct verval_agenda_list_row *rows, size_t n)
{
	bool first = true;

	for (size_t i = 0; i < n; i++)
		TRY(print_visit(cx, p, &rows[i], &first));
	return ERR_OK;
}

/* A number of a person or family; whole for whoever carries requests on, masked for others. */
static enum err number_of(struct ctx *cx, enum fact_of of, int64_t id, enum fact_core core,
			  const char **ret)
{
	struct subject s;
	const struct fact_field *field;

	*ret = "-";
	if (id == 0)
		return ERR_OK;
	TRY(subject_get(cx, of, id, &s));
	field =
	    of == FACT_PERSON ? s.facts.book->person_core[core] : s.facts.book->family_core[core];
	if (facts_core(&s.facts, core) == NULL)
		return ERR_OK;
	if (may(cx, PERM_VERVAL_PROPOSE) || may(cx, PERM_VERVAL_CHECK)) {
		*ret = facts_core(&s.facts, core);
		return ERR_OK;
	}
	return fact_show_masked(cx, field, facts_core(&s.facts, core), ret);
}

/* By name, by address: who they are, with the numbers the national application asks for. */
static enum err print_names(struct ctx *cx, struct pdf *p, struct req *r,
			    const struct verval_agenda_list_row *rows, size_t n, bool verdicts)
{
	static const double widths[] = { 0.04, 0.12, 0.14, 0.14, 0.14, 0.15, 0.07, 0.09, 0.11 };
	const char *header[] = { text(cx, T_VERVAL_NO_),
				 text(cx, T_COL_NUMBER),
				 text(cx, T_VERVAL_NAME),
				 text(cx, T_VERVAL_NIK_),
				 text(cx, T_VERVAL_KK_),
				 text(cx, T_VERVAL_ADDRESS),
				 text(cx, T_VERVAL_RT_RW),
				 text(cx, T_COL_KIND),
				 text(cx, verdicts ? T_VERVAL_VERDICT : T_VERVAL_NOTES) };
	const char **cells = ARENA_ARRAY(cx->arena, (n + 1) * LEN(widths), const char *);

	for (size_t i = 0; i < n; i++) {
		const char **row = &cells[i * LEN(widths)];

		req_disclose(r, rows[i].subject_id, "bnba");
		row[0] = say_number(cx, (int64_t)i + 1);
		row[1] = rows[i].number;
		row[2] = or_dash(rows[i].who);
		TRY(number_of(cx, FACT_PERSON, rows[i].person_id, CORE_NIK, &row[3]));
		TRY(number_of(cx, FACT_FAMILY, rows[i].family_id, CORE_KK, &row[4]));
		row[5] = or_dash(rows[i].address);
		row[6] = rt_rw_of(cx, &rows[i]);
		row[7] = text(cx, verval_kind_text(rows[i].kind));
		row[8] = verdicts ? text(cx, verval_decision_text(rows[i].decision)) : "";
	}
	pdf_space(p, 8);
	pdf_table(p, LEN(widths), widths, header, n, cells);
	if (verdicts)
		print_sums(cx, p, rows, n);
	return ERR_OK;
}

/* Who was there in a role; dots where nobody is written down. */
static const char *signer(struct ctx *cx, const struct verval_attendance_list_row *rows, size_t n,
			  const char *role)
{
	for (size_t i = 0; i < n; i++)
		if (str_eq(rows[i].role, role))
			return arena_printf(cx->arena, "\n\n\n%s", rows[i].name);
	return "\n\n\n........................................";
}

static void print_signatures(struct ctx *cx, struct pdf *p, int32_t on,
			     const struct verval_attendance_list_row *rows, size_t n)
{
	static const double widths[] = { 0.5, 0.5 };
	const char *header[] = { ref_label(cx, "verval_role", "lurah"),
				 ref_label(cx, "verval_role", "operator") };
	const char *cells[] = { signer(cx, rows, n, "lurah"), signer(cx, rows, n, "operator") };

	pdf_need(p, 100);
	pdf_space(p, 12);
	pdf_text(p, PDF_TEXT, letter_place_day(cx, on));
	pdf_table(p, LEN(widths), widths, header, 1, cells);
}

static enum err print(struct ctx *cx, struct req *r, struct resp *resp, bool minutes)
{
	CLEANUP(pdf_dropp) struct pdf *p = NULL;
	struct verval_attendance_list_row *there;
	struct verval_agenda_list_row *items;
	struct verval_meeting_row_row m;
	const char *region;
	size_t n_there, n;

	TRY(verval_meeting_row_one(cx, &(struct verval_meeting_row_args){ .id = req_id(r) }, &m));
	TRY(region_name(cx, m.region_id, &region));
	TRY(verval_attendance_list_all(
	    cx, &(struct verval_attendance_list_args){ .meeting_id = m.id }, &there, &n_there));
	TRY(verval_agenda_list_all(cx, &(struct verval_agenda_list_args){ .meeting_id = m.id },
				   &items, &n));
	TRY(paper_begin(cx,
			&(struct paper){ .title = text(cx, minutes ? T_VERVAL_BA_TITLE_PDF
								   : T_VERVAL_BNBA_TITLE_PDF),
					 .numbered = text(cx, T_VERVAL_BA),
					 .number = m.ba_number,
					 .region = region,
					 .region_id = m.region_id,
					 .place = m.place,
					 .on = (int32_t)m.held_on,
					 .form = minutes ? PDF_A4 : PDF_A4_LANDSCAPE },
			&p));
	if (minutes) {
		pdf_text(p, PDF_TEXT,
			 text_fill(cx, T_VERVAL_BA_WORDS, m.region,
				   say_date(cx, (int32_t)m.held_on), m.place, NULL));
		print_attendance(cx, p, there, n_there);
		print_items(cx, p, r, items, n, true);
		TRY(print_visits(cx, p, items, n));
	} else {
		TRY(print_names(cx, p, r, items, n, true));
	}
	print_signatures(cx, p, (int32_t)m.held_on, there, n_there);
	return paper_end(
	    cx, &p, resp,
	    arena_printf(cx->arena, "%s-%lld", minutes ? "ba" : "bnba", (long long)m.id));
}

static enum err minutes_raw(struct ctx *cx, struct req *r, struct resp *resp)
{
	return print(cx, r, resp, true);
}

static enum err names_raw(struct ctx *cx, struct req *r, struct resp *resp)
{
	return print(cx, r, resp, false);
}

/* ---- an SPTJM instead of a meeting ----------------------------------------------------------- */

/* What one letter answers for: all with its number, or the one request while it has none. */
static enum err answered_for(struct ctx *cx, const struct verval_show_row *v,
			     struct verval_agenda_list_row **ret, size_t *ret_n)
{
	struct verval_sptjm_list_args a = { .region_id = v->region_id };
	struct verval_sptjm_list_row *rows;

	if (v->sptjm_number != NULL) {
		a.with = VERVAL_SPTJM_LIST_WITH_NUMBERED;
		a.sptjm_number = v->sptjm_number;
	} else {
		a.with = VERVAL_SPTJM_LIST_WITH_ONE;
		a.verval_id = v->id;
	}
	TRY(verval_sptjm_list_all(cx, &a, &rows, ret_n));
	*ret = ARENA_ARRAY(cx->arena, *ret_n + 1, struct verval_agenda_list_row);
	for (size_t i = 0; i < *ret_n; i++)
		(*ret)[i] = (struct verval_agenda_list_row){ .verval_id = rows[i].id,
							     .number = rows[i].number,
							     .kind = rows[i].kind,
							     .subject_id = rows[i].subject_id,
							     .who = rows[i].who,
							     .person_id = rows[i].person_id,
							     .family_id = rows[i].family_id,
							     .address = rows[i].address,
							     .rt = rows[i].rt,
							     .rw = rows[i].rw };
	return ERR_OK;
}

static enum err sptjm_print(struct ctx *cx, struct req *r, struct resp *resp, bool letter)
{
	CLEANUP(pdf_dropp) struct pdf *p = NULL;
	struct verval_agenda_list_row *items;
	struct verval_show_row v;
	const char *region;
	size_t n;

	TRY(verval_page_get(cx, r, req_id(r), &v));
	TRY(region_name(cx, v.region_id, &region));
	TRY(answered_for(cx, &v, &items, &n));
	TRY(paper_begin(cx,
			&(struct paper){ .title = text(cx, letter ? T_VERVAL_SPTJM_TITLE_PDF
								  : T_VERVAL_BNBA_TITLE_PDF),
					 .numbered = text(cx, T_VERVAL_SPTJM),
					 .number = v.sptjm_number,
					 .region = region,
					 .region_id = v.region_id,
					 .on = (int32_t)v.sptjm_on,
					 .form = letter ? PDF_A4 : PDF_A4_LANDSCAPE },
			&p));
	if (letter) {
		pdf_space(p, 8);
		pdf_text(p, PDF_TEXT, text_fill(cx, T_VERVAL_SPTJM_WORDS, region, NULL));
		print_items(cx, p, r, items, n, false);
		TRY(print_visits(cx, p, items, n));
		pdf_text(p, PDF_TEXT, text(cx, T_VERVAL_SPTJM_LIABLE));
	} else {
		TRY(print_names(cx, p, r, items, n, false));
	}
	print_signatures(cx, p, (int32_t)v.sptjm_on, NULL, 0);
	return paper_end(cx, &p, resp,
			 arena_printf(cx->arena, "%s-%s", letter ? "sptjm" : "bnba", v.number));
}

static enum err letter_raw(struct ctx *cx, struct req *r, struct resp *resp)
{
	return sptjm_print(cx, r, resp, true);
}

static enum err sptjm_names_raw(struct ctx *cx, struct req *r, struct resp *resp)
{
	return sptjm_print(cx, r, resp, false);
}

/* The minutes and names of the meeting that found it fit, for who may open the meeting. */
static enum err draw_meeting_papers(struct ctx *cx, struct ui *u, int64_t verval_id)
{
	struct verval_papers_of_row m;
	bool found;

	TRY(verval_papers_of_maybe(cx, &(struct verval_papers_of_args){ .verval_id = verval_id },
				   &m, &found));
	if (!found)
		return ERR_OK;
	ui_actions(
	    u,
	    (struct ui_action[]){
		{ .label = text(cx, T_VERVAL_BA_PDF),
		  .href = arena_printf(cx->arena, "/verval/muskel/%lld/ba", (long long)m.id) },
		{ .label = text(cx, T_VERVAL_BNBA_PDF),
		  .href = arena_printf(cx->arena, "/verval/muskel/%lld/bnba", (long long)m.id) },
	    },
	    2);
	return ERR_OK;
}

enum err verval_draw_papers(struct ctx *cx, struct ui *u, const struct verval_show_row *v,
			    const struct flow *flow)
{
	const struct ui_action acts[] = {
		{ .label = text(cx, T_VERVAL_SPTJM_PDF),
		  .href = verval_path(cx, v->id, "/surat-sptjm") },
		{ .label = text(cx, T_VERVAL_BNBA_PDF), .href = verval_path(cx, v->id, "/bnba") },
	};

	if (v->sptjm_number != NULL || (v->ended_at == 0 && flow_allows(flow, v->stage, ACT_PAPER)))
		ui_actions(u, acts, LEN(acts));
	return draw_meeting_papers(cx, u, v->id);
}

const struct route paper_routes[] = {
	{ GET, "/verval/muskel/{id}/ba", PERM_PERSON_READ, ROUTE_RAW, REPR_PDF, T_VERVAL_BA_PDF,
	  .raw = minutes_raw },
	{ GET, "/verval/muskel/{id}/bnba", PERM_PERSON_READ, ROUTE_RAW, REPR_PDF, T_VERVAL_BNBA_PDF,
	  .raw = names_raw },
	{ GET, "/verval/{id}/surat-sptjm", PERM_PERSON_READ, ROUTE_RAW, REPR_PDF,
	  T_VERVAL_SPTJM_PDF, .raw = letter_raw },
	{ GET, "/verval/{id}/bnba", PERM_PERSON_READ, ROUTE_RAW, REPR_PDF, T_VERVAL_BNBA_PDF,
	  .raw = sptjm_names_raw },
	{ .method = 0 },
};
