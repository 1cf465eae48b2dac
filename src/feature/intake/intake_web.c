/* /impor: the list, a file on its way in, where it stands. */
#include "feature/intake/intake_web.h"

#include <string.h>

#include "base/clock.h"
#include "base/str.h"
#include "feature/benefit/benefit.h"
#include "feature/intake/intake_impl.h"
#include "feature/reference/reference.h"
#include "feature/registry/registry_web.h"
#include "platform/app.h"
#include "platform/jobs/jobs.h"
#include "platform/vault/vault.h"
#include "text/benefit.h"
#include "text/intake.h"

enum { PAGE = 50 };

enum text intake_kind_text(int64_t kind)
{
	static const enum text texts[INTAKE__KINDS] = {
		[INTAKE_PEOPLE] = T_INTAKE_KIND_PEOPLE,
		[INTAKE_DESIL] = T_INTAKE_KIND_DESIL,
		[INTAKE_DUKCAPIL] = T_INTAKE_KIND_DUKCAPIL,
		[INTAKE_DEATHS] = T_INTAKE_KIND_DEATHS,
		[INTAKE_MOVES] = T_INTAKE_KIND_MOVES,
		[INTAKE_RECIPIENTS] = T_INTAKE_KIND_RECIPIENTS,
		[INTAKE_DTKS] = T_INTAKE_KIND_DTKS,
		[INTAKE_REGSOSEK] = T_INTAKE_KIND_REGSOSEK,
		[INTAKE_ANSWERS] = T_INTAKE_KIND_ANSWERS,
	};

	assert(kind > 0 && kind < INTAKE__KINDS);
	return texts[kind];
}

enum text intake_state_text(int64_t state)
{
	static const enum text texts[] = {
		[INTAKE_UPLOADING] = T_INTAKE_STATE_UPLOADING,
		[INTAKE_READING] = T_INTAKE_STATE_READING,
		[INTAKE_COLUMNS] = T_INTAKE_STATE_COLUMNS,
		[INTAKE_CHECKING] = T_INTAKE_STATE_CHECKING,
		[INTAKE_CHECKED] = T_INTAKE_STATE_CHECKED,
		[INTAKE_APPLYING] = T_INTAKE_STATE_APPLYING,
		[INTAKE_APPLIED] = T_INTAKE_STATE_APPLIED,
		[INTAKE_UNDOING] = T_INTAKE_STATE_UNDOING,
		[INTAKE_UNDONE] = T_INTAKE_STATE_UNDONE,
		[INTAKE_UNREADABLE] = T_INTAKE_STATE_UNREADABLE,
		[INTAKE_DROPPED] = T_INTAKE_STATE_DROPPED,
	};

	assert(state > 0 && (size_t)state < LEN(texts));
	return texts[state];
}

enum text intake_verdict_text(const struct intake_get_row *in, int64_t verdict)
{
	static const enum text texts[INTAKE__VERDICTS] = {
		[INTAKE_NEW] = T_INTAKE_ALL_NEW,     [INTAKE_CHANGED] = T_INTAKE_ALL_CHANGED,
		[INTAKE_SAME] = T_INTAKE_ALL_SAME,   [INTAKE_DOUBTFUL] = T_INTAKE_ALL_DOUBTFUL,
		[INTAKE_WRONG] = T_INTAKE_ALL_WRONG, [INTAKE_UNKNOWN] = T_INTAKE_ALL_UNKNOWN,
	};

	assert(verdict > 0 && verdict < INTAKE__VERDICTS);
	if (verdict == INTAKE_UNKNOWN && in->kind != INTAKE_ANSWERS)
		return T_INTAKE_ALL_NOBODY;
	return texts[verdict];
}

bool intake_mended(const struct intake_get_row *in, int64_t verdict)
{
	return verdict == INTAKE_WRONG || (verdict == INTAKE_UNKNOWN && in->kind == INTAKE_ANSWERS);
}

/* ---- the list ------------------------------------------------------------------------------ */

enum { L_AFTER };
static const struct field list_fields[] = {
	[L_AFTER] = { .name = "setelah", .kind = FIELD_ID, .onward = true },
	{ .kind = FIELD_END },
};
const struct form_def intake_list_form = { .name = "intake_list", .fields = list_fields };

#define ROW(member) offsetof(struct intake_list_row, member)
static const struct column list_columns[] = {
	{ "id", T_INTAKE_ID, COL_ID, PRIV_NONE, ROW(id) },
	{ "file", T_INTAKE_FILE, COL_TEXT, PRIV_NONE, ROW(file_name), .href = "/impor/{id}",
	  .flags = COL_STRONG },
	{ "kind", T_INTAKE_KIND, COL_ENUM, PRIV_NONE, ROW(kind), .member = intake_kind_text },
	{ "state", T_INTAKE_STATE, COL_ENUM, PRIV_NONE, ROW(state), .member = intake_state_text,
	  .flags = COL_BADGE },
	{ "rows", T_INTAKE_ROWS, COL_INT, PRIV_NONE, ROW(row_n) },
	{ "new", T_INTAKE_ALL_NEW, COL_INT, PRIV_NONE, ROW(new_n), .flags = COL_WIDE_ONLY },
	{ "changed", T_INTAKE_ALL_CHANGED, COL_INT, PRIV_NONE, ROW(changed_n),
	  .flags = COL_WIDE_ONLY },
	{ "same", T_INTAKE_ALL_SAME, COL_INT, PRIV_NONE, ROW(same_n), .flags = COL_WIDE_ONLY },
	{ "doubtful", T_INTAKE_ALL_DOUBTFUL, COL_INT, PRIV_NONE, ROW(doubt_n),
	  .flags = COL_WIDE_ONLY },
	{ "wrong", T_INTAKE_ALL_WRONG, COL_INT, PRIV_NONE, ROW(wrong_n), .flags = COL_WIDE_ONLY },
	{ "unknown", T_INTAKE_ALL_BESIDE, COL_INT, PRIV_NONE, ROW(unknown_n),
	  .flags = COL_DATA_ONLY },
	{ "who", T_INTAKE_WHO, COL_TEXT, PRIV_NONE, ROW(who) },
	{ "when", T_INTAKE_WHEN, COL_INSTANT, PRIV_NONE, ROW(made_at) },
};
#undef ROW
static const struct table list_table = { .name = "imports",
					 .title = T_INTAKE_TITLE,
					 .columns = list_columns,
					 .n_columns = LEN(list_columns) };

enum { COLUMN_FILE = 1 };

/* The table whose rows lead to the page of one below base. */
static const struct table *table_at(struct ctx *cx, const char *base)
{
	struct column *columns = ARENA_ARRAY(cx->arena, LEN(list_columns), struct column);
	struct table *t = ARENA_NEW(cx->arena, struct table);

	memcpy(columns, list_columns, sizeof(list_columns));
	columns[COLUMN_FILE].href = arena_printf(cx->arena, "%s/{id}", base);
	*t = list_table;
	t->columns = columns;
	return t;
}

enum err intake_draw_list(struct ctx *cx, struct req *r, struct ui *u, const char *base)
{
	int64_t after = form_id(req_form(r), L_AFTER), n = ui_all_rows(u) ? INT32_MAX : PAGE;
	const struct ui_action new = { .label = text(cx, T_INTAKE_NEW),
				       .href = "/impor/baru",
				       .primary = true };
	bool acts = may(cx, PERM_REGISTRY_IMPORT);
	struct ui_list list = {
		.total = -1,
		.main = true,
		.empty = text(cx, T_INTAKE_NONE),
		.empty_label = acts ? new.label : NULL,
		.empty_href = acts ? new.href : NULL,
		.first = after != 0 ? base : NULL,
	};
	struct intake_list_row *rows;
	size_t found;

	TRY(intake_list_all(cx,
			    &(struct intake_list_args){
				.with = after != 0 ? INTAKE_LIST_WITH_AFTER : 0,
				.after_id = after,
				.max_n = n + 1,
			    },
			    &rows, &found));
	if ((int64_t)found > n) {
		found = (size_t)n;
		list.next =
		    arena_printf(cx->arena, "%s?setelah=%lld", base, (long long)rows[found - 1].id);
	}
	ui_begin(u, &(struct ui_page){ .title = text(cx, T_INTAKE_TITLE),
				       .lead = text(cx, acts ? T_INTAKE_LEAD : T_INTAKE_LEAD_READ),
				       .nav = base,
				       .wide = true });
	ui_actions(u, &new, acts ? 1 : 0);
	ui_table(u, "imports", table_at(cx, base), rows, found, sizeof(*rows), &list);
	return ui_end(u);
}

static enum err list_page(struct ctx *cx, struct req *r, struct ui *u)
{
	return intake_draw_list(cx, r, u, "/impor");
}

/* ---- a new file ---------------------------------------------------------------------------- */

enum { N_KIND, N_SOURCE, N_VALID, N_FILE, N_PROGRAMME, N_PERIOD, N_AID_STATE, N_NAME, N_SIZE };

const struct member intake_kinds[] = {
	{ "people", T_INTAKE_KIND_PEOPLE, T__NONE },
	{ "desil", T_INTAKE_KIND_DESIL, T__NONE },
	{ "dukcapil", T_INTAKE_KIND_DUKCAPIL, T__NONE },
	{ "deaths", T_INTAKE_KIND_DEATHS, T__NONE },
	{ "moves", T_INTAKE_KIND_MOVES, T__NONE },
	{ "recipients", T_INTAKE_KIND_RECIPIENTS, T__NONE },
	{ "dtks", T_INTAKE_KIND_DTKS, T__NONE },
	{ "regsosek", T_INTAKE_KIND_REGSOSEK, T__NONE },
	{ "answers", T_INTAKE_KIND_ANSWERS, T__NONE },
	{ .value = NULL },
};

static enum err programme_choices(struct ctx *cx, const struct form *f, struct options *ret)
{
	(void)f;
	return ref_options(cx, "programme", ret);
}

/* As enum benefit_state has them. */
static const struct member aid_states[] = {
	{ "decided", T_BENEFIT_STATE_DECIDED, T__NONE },
	{ "paid", T_BENEFIT_STATE_PAID, T__NONE },
	{ "failed", T_BENEFIT_STATE_FAILED, T__NONE },
	{ "stopped", T_BENEFIT_STATE_STOPPED, T__NONE },
	{ .value = NULL },
};

static const struct field new_fields[] = {
	[N_KIND] = { .name = "kind",
		     .kind = FIELD_ENUM,
		     .label = T_INTAKE_KIND,
		     .required = true,
		     .members = intake_kinds },
	[N_SOURCE] = { .name = "source",
		       .kind = FIELD_REF,
		       .label = T_INTAKE_SOURCE,
		       .hint = T_INTAKE_SOURCE_HINT,
		       .required = true,
		       .options = fact_any_source_choices },
	[N_VALID] = { .name = "valid_from",
		      .kind = FIELD_DATE,
		      .label = T_INTAKE_VALID_FROM,
		      .hint = T_INTAKE_VALID_FROM_HINT },
	[N_FILE] = { .name = "file",
		     .kind = FIELD_FILES,
		     .label = T_INTAKE_FILE,
		     .hint = T_INTAKE_FILE_HINT,
		     .depends = true,
		     .max = 64 << 20,
		     .max_value = 1,
		     .accept = ".csv,.txt,.xlsx",
		     .privacy = FIELD_SPECIFIC_DATA },
	[N_PROGRAMME] = { .name = "programme",
			  .kind = FIELD_REF,
			  .label = T_INTAKE_PROGRAMME,
			  .section = T_INTAKE_AID_SECTION,
			  .depends = true,
			  .options = programme_choices },
	[N_PERIOD] = { .name = "period",
		       .kind = FIELD_TEXT,
		       .label = T_INTAKE_PERIOD,
		       .hint = T_INTAKE_PERIOD_HINT,
		       .max = 60 },
	[N_AID_STATE] = { .name = "aid_state",
			  .kind = FIELD_ENUM,
			  .label = T_INTAKE_AID_STATE,
			  .hint = T_INTAKE_AID_STATE_HINT,
			  .members = aid_states },
	[N_NAME] = { .name = "name", .kind = FIELD_HIDDEN, .label = T_INTAKE_FILE, .max = 200 },
	[N_SIZE] = { .name = "size", .kind = FIELD_HIDDEN, .label = T_INTAKE_FILE, .max = 20 },
	{ .kind = FIELD_END },
};

/* The file itself, or its name and size when it follows in pieces. */
static int64_t announced(const struct form *f)
{
	const char *size = form_text(f, N_SIZE);
	int64_t n = 0;

	return size != NULL && form_text(f, N_NAME) != NULL && str_i64(size, &n) ? n : 0;
}

static enum err check_new(struct ctx *cx, struct form *f)
{
	const struct upload *file;
	int64_t size = form_files(f, N_FILE, &file) > 0 ? (int64_t)file->bytes.n : announced(f);

	if (size <= 0)
		form_problem(cx, f, N_FILE, T_INTAKE_NO_FILE, NULL);
	if (size > INTAKE_FILE_MAX)
		form_problem(cx, f, N_FILE, T_INTAKE_TOO_BIG, NULL);
	if (form_int(f, N_KIND, 0) + 1 == INTAKE_RECIPIENTS && form_text(f, N_PROGRAMME) == NULL)
		form_problem(cx, f, N_PROGRAMME, T_INTAKE_NEEDS_PROGRAMME, NULL);
	if (form_text(f, N_PERIOD) != NULL &&
	    benefit_period_read(cx, form_text(f, N_PERIOD)) == NULL)
		form_problem(cx, f, N_PERIOD, T_BENEFIT_BAD_PERIOD, NULL);
	if (form_int(f, N_KIND, 0) + 1 == INTAKE_DESIL &&
	    form_int(f, N_VALID, DATE_NONE) == DATE_NONE)
		form_problem(cx, f, N_VALID, T_INTAKE_NEEDS_DATE, NULL);
	if (form_int(f, N_KIND, 0) + 1 == INTAKE_ANSWERS &&
	    form_int(f, N_VALID, DATE_NONE) == DATE_NONE)
		form_problem(cx, f, N_VALID, T_INTAKE_NEEDS_LIST_DATE, NULL);
	if (form_int(f, N_VALID, 0) > ref_today(cx))
		form_problem(cx, f, N_VALID, T_INTAKE_FUTURE, NULL);
	return ERR_OK;
}

static const struct form_def new_form = { .name = "intake_new",
					  .fields = new_fields,
					  .check = check_new,
					  .submit = T_INTAKE_SEND,
					  .multipart = true };

static enum err new_page(struct ctx *cx, struct req *r, struct ui *u)
{
	struct form *f = req_form(r);

	ui_begin(u, &(struct ui_page){ .title = text(cx, T_INTAKE_NEW),
				       .nav = "/impor",
				       .parent = "/impor",
				       .parent_title = text(cx, T_INTAKE_TITLE) });
	ui_form(u, "new",
		&(struct ui_form){
		    .action = "/impor",
		    .def = &new_form,
		    .form = f != NULL && form_def_of(f) == &new_form ? f : form_new(cx, &new_form),
		    .pieces = "/impor",
		    .cancel = "/impor" });
	return ui_end(u);
}

/* The offer, and the number under which a file that came whole lies already. */
static enum err new_prepare(struct ctx *cx, struct req *r)
{
	const struct form *f = req_form(r);
	struct intake_offer *o = ARENA_NEW(cx->arena, struct intake_offer);
	const struct upload *file = NULL;

	*o = (struct intake_offer){
		.kind = (enum intake_kind)(form_int(f, N_KIND, 0) + 1),
		.file_name = form_text(f, N_NAME),
		.source = form_text(f, N_SOURCE),
		.programme = form_text(f, N_PROGRAMME),
		.period = benefit_period_read(cx, form_text(f, N_PERIOD)),
		.aid_state = form_int(f, N_AID_STATE, -1) + 1,
		.valid_from = (int32_t)form_int(f, N_VALID, DATE_NONE),
		.size = announced(f),
	};
	req_set_data(r, o);
	if (form_files(f, N_FILE, &file) == 0)
		return ERR_OK;
	o->id = APP_ID(cx);
	o->whole = true;
	o->file_name = str_blank(file->name) ? "daftar" : file->name;
	o->size = (int64_t)file->bytes.n;
	return intake_keep(cx, o->id, 0, file->bytes);
}

static enum err new_commit(struct ctx *cx, struct req *r, struct resp *resp)
{
	const struct intake_offer *o = req_data(r);
	int64_t id;

	TRY(intake_offer(cx, o, &id));
	resp->id = id;
	if (o->whole)
		resp_see(cx, resp, T_INTAKE_ARRIVED, "/impor/%lld", (long long)id);
	else
		resp->location = arena_printf(cx->arena, "/impor/%lld", (long long)id);
	return ERR_OK;
}

/* ---- pieces -------------------------------------------------------------------------------- */

enum { P_OFFSET, P_PIECE };
static const struct field piece_fields[] = {
	[P_OFFSET] = { .name = "offset",
		       .kind = FIELD_INT,
		       .label = T_INTAKE_FILE,
		       .required = true,
		       .min_value = 0,
		       .max_value = INTAKE_FILE_MAX },
	[P_PIECE] = { .name = "piece",
		      .kind = FIELD_FILES,
		      .label = T_INTAKE_FILE,
		      .required = true,
		      .max = INTAKE_PIECE_MAX,
		      .max_value = 1,
		      .privacy = FIELD_SPECIFIC_DATA },
	{ .kind = FIELD_END },
};
static const struct form_def piece_form = {
	.name = "intake_piece", .fields = piece_fields, .submit = T_INTAKE_SEND, .multipart = true
};

static enum err piece_prepare(struct ctx *cx, struct req *r)
{
	const struct form *f = req_form(r);
	const struct upload *piece;

	if (form_files(f, P_PIECE, &piece) != 1)
		return err_set(cx, ERR_INVALID, "no piece");
	return intake_put(cx, req_id(r), form_int(f, P_OFFSET, 0), piece->bytes);
}

/* The last piece hands the file over. */
static enum err piece_commit(struct ctx *cx, struct req *r, struct resp *resp)
{
	const struct form *f = req_form(r);
	const struct upload *piece;
	struct intake_get_row in;

	(void)form_files(f, P_PIECE, &piece);
	TRY(intake_took(cx, req_id(r), form_int(f, P_OFFSET, 0),
			form_int(f, P_OFFSET, 0) + (int64_t)piece->bytes.n));
	TRY(intake_get_one(cx, &(struct intake_get_args){ .id = req_id(r) }, &in));
	if (in.file_taken == in.file_size)
		TRY(intake_arrived(cx, in.id));
	resp->location = arena_printf(cx->arena, "/impor/%lld", (long long)in.id);
	return ERR_OK;
}

/* ---- one import ---------------------------------------------------------------------------- */

static const struct field no_fields[] = { { .kind = FIELD_END } };
#define ACT(name_, submit_)                                               \
	{                                                                 \
		.name = (name_), .fields = no_fields, .submit = (submit_) \
	}
static const struct form_def apply_form = ACT("intake_apply", T_INTAKE_APPLY);
static const struct form_def undo_form = ACT("intake_undo", T_INTAKE_UNDO_YES);
static const struct form_def drop_form = ACT("intake_drop", T_INTAKE_DROP);
static const struct form_def show_form = ACT("intake_show", T_INTAKE_SHOW);
static const struct form_def unshow_form = ACT("intake_unshow", T_INTAKE_UNSHOW);
#undef ACT

void intake_draw_facts(struct ctx *cx, struct ui *u, const struct intake_get_row *in)
{
	const struct ui_fact facts[] = {
		{ .name = "programme",
		  .label = text(cx, T_INTAKE_PROGRAMME),
		  .value =
		      in->programme != NULL ? ref_label(cx, "programme", in->programme) : NULL },
		{ .name = "period",
		  .label = text(cx, T_INTAKE_PERIOD),
		  .value =
		      in->period_code != NULL ? benefit_period_words(cx, in->period_code) : NULL },
		{ .name = "state",
		  .label = text(cx, T_INTAKE_STATE),
		  .value = text(cx, intake_state_text(in->state)),
		  .data = text_name(intake_state_text(in->state)) },
		{ .name = "kind",
		  .label = text(cx, T_INTAKE_KIND),
		  .value = text(cx, intake_kind_text(in->kind)),
		  .data = text_name(intake_kind_text(in->kind)) },
		{ .name = "source",
		  .label = text(cx, T_INTAKE_SOURCE),
		  .value = ref_label(cx, "source", in->source) },
		ui_fact_on(cx, "valid_from", T_INTAKE_VALID_FROM,
			   in->valid_from == DB_NONE ? DATE_NONE : (int32_t)in->valid_from),
		{ .name = "made",
		  .label = text(cx, T_INTAKE_WHEN),
		  .value = say_instant(cx, in->made_at),
		  .data = iso_instant(cx, in->made_at) },
		{ .name = "who", .label = text(cx, T_INTAKE_WHO), .value = in->who },
		/* For the script that sends the file in pieces. */
		{ .name = "taken", .value = str_digits(cx->arena, in->file_taken) },
		{ .name = "waits", .value = in->state == INTAKE_UPLOADING ? "1" : "0" },
	};

	/* What only a list of recipients has is shown of such alone. */
	if (ui_repr(u) != UI_HTML)
		ui_facts(u, "import", facts, LEN(facts));
	else
		ui_facts(u, "import", facts + (in->kind == INTAKE_RECIPIENTS ? 0 : 2),
			 LEN(facts) - (in->kind == INTAKE_RECIPIENTS ? 2 : 4));
}

/* By the schedule of retention: the rows are gone, what they became stays. */
static bool rows_erased(const struct intake_get_row *in)
{
	return (in->state == INTAKE_APPLIED || in->state == INTAKE_UNDONE) && in->row_n > 0 &&
	       in->staged_n == 0;
}

void intake_draw_tiles(struct ctx *cx, struct ui *u, const struct intake_get_row *in)
{
	static const char *const names[INTAKE__VERDICTS] = { NULL,       "new",   "changed", "same",
							     "doubtful", "wrong", "unknown" };
	const int64_t counts[INTAKE__VERDICTS] = {
		0, in->new_n, in->changed_n, in->same_n, in->doubt_n, in->wrong_n, in->unknown_n
	};
	/* Sums and signatures are told of where there are some; nobody has to do anything. */
	bool answers = in->kind == INTAKE_ANSWERS;
	int last = answers || in->unknown_n > 0 ? INTAKE_UNKNOWN : INTAKE_WRONG;
	struct ui_tile tiles[INTAKE__VERDICTS - 1];

	if (in->state < INTAKE_CHECKED || in->state > INTAKE_UNDONE)
		return;
	for (int v = INTAKE_NEW; v <= last; v++)
		tiles[v - 1] = (struct ui_tile){
			.name = names[v],
			.label = text(cx, intake_verdict_text(in, v)),
			.value = ui_count(counts[v]),
			.href = rows_erased(in) || !may(cx, PERM_REGISTRY_IMPORT)
				    ? NULL
				    : arena_printf(cx->arena, "/impor/%lld/baris?putusan=%s",
						   (long long)in->id, names[v]),
			.tone = v == INTAKE_WRONG && counts[v] > 0 ? UI_BAD
				: (v == INTAKE_DOUBTFUL || (v == INTAKE_UNKNOWN && answers)) &&
					counts[v] > 0
				    ? UI_WARN
				    : UI_NEUTRAL,
		};
	ui_heading(u, text_fill(cx, T_INTAKE_TOTAL, say_number(cx, in->row_n), NULL), NULL);
	ui_tiles(u, "verdicts", tiles, (size_t)last);
	if (rows_erased(in))
		ui_note(u, UI_INFO, text(cx, T_INTAKE_ERASED), text(cx, T_INTAKE_ERASED_TEXT));
}

/* Nothing comes by itself unless the page that sends is still open somewhere. */
static void draw_uploading(struct ctx *cx, struct ui *u, const struct intake_get_row *in)
{
	int64_t percent = in->file_size > 0 ? in->file_taken * 100 / in->file_size : 0;

	ui_note(u, UI_INFO, text_fill(cx, T_INTAKE_ARRIVED_PART, say_number(cx, percent), NULL),
		text(cx, T_INTAKE_GO_ON));
	ui_actions(u, &(struct ui_action){ .label = text(cx, T_INTAKE_NEW), .href = "/impor/baru" },
		   1);
}

static void draw_progress(struct ctx *cx, struct ui *u, const struct intake_get_row *in)
{
	int64_t done = in->state == INTAKE_CHECKING ? in->staged_n : in->done_n;
	const char *line;

	if (in->state == INTAKE_UNDOING && in->undo_n == DB_NONE)
		line = NULL;
	else if (in->state == INTAKE_UNDOING)
		line = text_fill(cx, T_INTAKE_PROGRESS_UNDO, say_number(cx, in->undone_n),
				 say_number(cx, in->undo_n), NULL);
	else if (in->state == INTAKE_READING)
		line = NULL;
	else
		line = text_fill(cx, T_INTAKE_PROGRESS, say_number(cx, done),
				 say_number(cx, in->row_n), NULL);
	ui_note(u, UI_INFO, text(cx, intake_state_text(in->state)),
		line != NULL ? arena_printf(cx->arena, "%s\n%s", line, text(cx, T_INTAKE_WAIT))
			     : text(cx, T_INTAKE_WAIT));
	/* A browser without scripts does not look again by itself. */
	ui_actions(u,
		   &(struct ui_action){
		       .label = text(cx, T_INTAKE_LOOK_AGAIN),
		       .href = arena_printf(cx->arena, "/impor/%lld", (long long)in->id) },
		   1);
}

static void draw_act(struct ctx *cx, struct ui *u, const struct intake_get_row *in,
		     const char *name, const struct form_def *def, bool main)
{
	ui_form(u, name,
		&(struct ui_form){
		    .action = arena_printf(cx->arena, "/impor/%lld/%s", (long long)in->id, name),
		    .def = def,
		    .form = form_new(cx, def),
		    .secondary = !main,
		    .danger = !main });
}

void intake_draw_wrong(struct ctx *cx, struct ui *u, int64_t id)
{
	ui_text(u, text(cx, T_INTAKE_FIX));
	ui_actions(u,
		   &(struct ui_action){
		       .label = text(cx, T_INTAKE_DOWNLOAD),
		       .href = arena_printf(cx->arena, "/impor/%lld/salah.xlsx", (long long)id) },
		   1);
}

/* What applying does, in a sentence. */
static enum err apply_words(struct ctx *cx, const struct intake_get_row *in, const char **ret)
{
	struct desil base;
	int64_t families;
	bool whole;

	if (in->kind == INTAKE_ANSWERS) {
		*ret = text_fill(cx, T_INTAKE_APPLY_ANSWERS,
				 say_number(cx, in->new_n + in->changed_n), NULL);
		return ERR_OK;
	}
	if (in->kind != INTAKE_DESIL) {
		*ret = text_fill(cx, T_INTAKE_APPLY_LEAD, say_number(cx, in->new_n),
				 say_number(cx, in->changed_n), NULL);
		return ERR_OK;
	}
	TRY(intake_whole_release(cx, in, &whole));
	if (!whole) {
		TRY(desil_shown_families(cx, &families));
		*ret = text_fill(cx, T_INTAKE_PARTIAL_DESIL, say_number(cx, in->row_n),
				 say_number(cx, families), NULL);
		return ERR_OK;
	}
	TRY(desil_shown_later(cx, (int32_t)in->valid_from, &base));
	if (base.release_id != 0) {
		*ret =
		    text_fill(cx, T_INTAKE_APPLY_DESIL_LATE, say_date(cx, (int32_t)in->valid_from),
			      base.release, say_date(cx, base.as_of), NULL);
		return ERR_OK;
	}
	TRY(desil_completes(cx, (int32_t)in->valid_from, &base));
	*ret = base.line_id != 0 ? text_fill(cx, T_INTAKE_APPLY_DESIL_MORE, base.release, NULL)
				 : text(cx, T_INTAKE_APPLY_DESIL);
	return ERR_OK;
}

/* Are there rows that somebody has to put right? */
static bool to_mend(const struct intake_get_row *in)
{
	return in->wrong_n > 0 || (in->unknown_n > 0 && intake_mended(in, INTAKE_UNKNOWN));
}

static enum err draw_checked(struct ctx *cx, struct ui *u, struct req *r,
			     const struct intake_get_row *in)
{
	const char *words;

	TRY(intake_draw_kind(cx, u, r, in));
	if (in->doubt_n > 0 && in->kind != INTAKE_ANSWERS)
		intake_draw_doubts_link(cx, u, in->id);
	if (to_mend(in))
		intake_draw_wrong(cx, u, in->id);
	if (in->kind == INTAKE_DESIL || in->new_n + in->changed_n > 0) {
		TRY(apply_words(cx, in, &words));
		ui_text(u, words);
		draw_act(cx, u, in, "terapkan", &apply_form, true);
	} else {
		ui_text(u, text(cx, T_INTAKE_APPLY_NOTHING));
	}
	draw_act(cx, u, in, "buang", &drop_form, false);
	return ERR_OK;
}

/* Folded, so that one stray press of a key does not take back hundreds of thousands of rows. */
static void draw_undo(struct ctx *cx, struct ui *u, const struct intake_get_row *in)
{
	ui_fold_begin(u, text(cx, T_INTAKE_UNDO));
	ui_text(u, text(cx, in->kind == INTAKE_ANSWERS ? T_INTAKE_ANSWERS_UNDO_LEAD
						       : T_INTAKE_UNDO_LEAD));
	draw_act(cx, u, in, "batalkan", &undo_form, false);
	ui_fold_end(u);
}

static enum err draw_applied(struct ctx *cx, struct ui *u, const struct intake_get_row *in)
{
	int64_t shown;
	bool whole;

	if (to_mend(in) && !rows_erased(in))
		intake_draw_wrong(cx, u, in->id);
	TRY(desil_release_whole(cx, in->release_id, &whole));
	if (!whole && in->release_id != 0)
		ui_text(u, text(cx, T_INTAKE_LIST_DESIL));
	if (whole) {
		TRY(desil_shown(cx, &shown));
		draw_act(cx, u, in, shown == in->release_id ? "sembunyikan" : "tampilkan",
			 shown == in->release_id ? &unshow_form : &show_form, true);
	}
	draw_undo(cx, u, in);
	return ERR_OK;
}

/* A column of which every number ends with 0. */
static enum err draw_spoiled(struct ctx *cx, struct ui *u, int64_t id)
{
	struct intake_columns_row *c;
	size_t n;

	TRY(intake_columns_all(cx, &(struct intake_columns_args){ .intake_id = id }, &c, &n));
	for (size_t i = 0; i < n; i++)
		if (c[i].spoiled_n > 0)
			ui_note(u, UI_BAD, text_fill(cx, T_INTAKE_SPOILED, c[i].heading, NULL),
				text_fill(cx, T_INTAKE_SPOILED_WHY, say_number(cx, c[i].spoiled_n),
					  NULL));
	return ERR_OK;
}

static enum err draw_state(struct ctx *cx, struct ui *u, struct req *r,
			   const struct intake_get_row *in)
{
	intake_draw_facts(cx, u, in);
	intake_draw_tiles(cx, u, in);
	if (in->state >= INTAKE_COLUMNS && in->state <= INTAKE_CHECKED)
		TRY(draw_spoiled(cx, u, in->id));
	if (in->state >= INTAKE_COLUMNS && in->state <= INTAKE_APPLIED)
		TRY(intake_draw_pages(cx, u, in));
	switch (in->state) {
	case INTAKE_COLUMNS:
		TRY(intake_draw_kind(cx, u, r, in));
		TRY(intake_draw_columns(cx, u, r, in));
		draw_act(cx, u, in, "buang", &drop_form, false);
		return ERR_OK;
	case INTAKE_CHECKED:
		return draw_checked(cx, u, r, in);
	case INTAKE_APPLIED:
		return draw_applied(cx, u, in);
	case INTAKE_UNDONE:
		if (in->undo_n != DB_NONE)
			ui_text(u, text_fill(cx, T_INTAKE_UNDONE_ALL, say_number(cx, in->undone_n),
					     say_number(cx, in->undo_n), NULL));
		return intake_draw_left(cx, u, in->id);
	case INTAKE_UNREADABLE:
		ui_note(u, UI_BAD, text(cx, T_INTAKE_UNREADABLE), in->fault);
		draw_act(cx, u, in, "buang", &drop_form, false);
		return ERR_OK;
	case INTAKE_DROPPED:
		return ERR_OK;
	case INTAKE_UPLOADING:
		draw_uploading(cx, u, in);
		draw_act(cx, u, in, "buang", &drop_form, false);
		return ERR_OK;
	default:
		draw_progress(cx, u, in);
		return ERR_OK;
	}
}

/* What the act that led here said, when the work was over before the page was drawn. */
static enum text past_words(int64_t state)
{
	return state == INTAKE_APPLIED  ? T_INTAKE_APPLYING
	       : state == INTAKE_UNDONE ? T_INTAKE_UNDOING
					: T__NONE;
}

static enum err show_page(struct ctx *cx, struct req *r, struct ui *u)
{
	struct intake_get_row in;

	TRY(intake_get_one(cx, &(struct intake_get_args){ .id = req_id(r) }, &in));
	if (in.state == INTAKE_COLUMNS)
		req_disclose(r, in.id, "import");
	ui_begin(u, &(struct ui_page){ .title = in.file_name,
				       .nav = "/impor",
				       .parent = "/impor",
				       .parent_title = text(cx, T_INTAKE_TITLE),
				       .past = past_words(in.state),
				       .live = intake_columns_path(cx, r) });
	ui_live_begin(u, "kemajuan");
	TRY(draw_state(cx, u, r, &in));
	ui_live_end(u);
	return ui_end(u);
}

/* ---- acts ---------------------------------------------------------------------------------- */

static enum err see(struct ctx *cx, struct req *r, struct resp *resp, enum text flash)
{
	resp_see(cx, resp, flash, "/impor/%lld", (long long)req_id(r));
	return ERR_OK;
}

/* Whoever asked for it looks on: it begins at once. */
static void work_after(struct ctx *cx, struct req *r)
{
	(void)r;
	jobs_hurry(cx->app);
}

static enum err apply_commit(struct ctx *cx, struct req *r, struct resp *resp)
{
	TRY(intake_apply(cx, req_id(r)));
	return see(cx, r, resp, T_INTAKE_APPLYING);
}

static enum err undo_commit(struct ctx *cx, struct req *r, struct resp *resp)
{
	TRY(intake_undo(cx, req_id(r)));
	return see(cx, r, resp, T_INTAKE_UNDOING);
}

static enum err drop_commit(struct ctx *cx, struct req *r, struct resp *resp)
{
	TRY(intake_drop(cx, req_id(r)));
	return see(cx, r, resp, T_INTAKE_DROPPED);
}

static void drop_after(struct ctx *cx, struct req *r)
{
	intake_forget_file(cx, req_id(r));
}

static enum err release_commit(struct ctx *cx, struct req *r, struct resp *resp)
{
	TRY(intake_show_release(cx, req_id(r), true));
	return see(cx, r, resp, T_INTAKE_SHOWN);
}

static enum err unrelease_commit(struct ctx *cx, struct req *r, struct resp *resp)
{
	TRY(intake_show_release(cx, req_id(r), false));
	return see(cx, r, resp, T_INTAKE_UNSHOWN);
}

const struct route intake_routes[] = {
	{ GET, "/impor", PERM_REGISTRY_IMPORT, 0, REPR_LIST, T_INTAKE_TITLE,
	  .form = &intake_list_form, .page = list_page },
	{ GET, "/impor/baru", PERM_REGISTRY_IMPORT, 0, 0, T_INTAKE_NEW, .page = new_page },
	{ POST, "/impor", PERM_REGISTRY_IMPORT, ROUTE_BIG, 0, T_INTAKE_NEW, .form = &new_form,
	  .page = new_page, .prepare = new_prepare, .commit = new_commit },
	{ POST, "/impor/{id}/bagian", PERM_REGISTRY_IMPORT, ROUTE_BIG | ROUTE_NO_ONCE, 0,
	  T_INTAKE_SEND, .form = &piece_form, .prepare = piece_prepare, .commit = piece_commit,
	  .after = work_after },
	{ GET, "/impor/{id}", PERM_REGISTRY_IMPORT, 0, 0, T_INTAKE_TITLE, .form = &intake_look_form,
	  .page = show_page },
	{ POST, "/impor/{id}/jenis", PERM_REGISTRY_IMPORT, 0, 0, T_INTAKE_KIND_SUBMIT,
	  .form = &intake_kind_form, .page = show_page, .commit = intake_kind_commit,
	  .after = work_after },
	{ POST, "/impor/{id}/lembar", PERM_REGISTRY_IMPORT, 0, 0, T_INTAKE_PAGES_SUBMIT,
	  .form = &intake_page_form, .page = show_page, .commit = intake_page_commit,
	  .after = work_after },
	{ POST, "/impor/{id}/kolom", PERM_REGISTRY_IMPORT, 0, 0, T_INTAKE_CONFIRM,
	  .form = &intake_column_form, .page = show_page, .commit = intake_column_commit,
	  .after = work_after },
	{ POST, "/impor/{id}/terapkan", PERM_REGISTRY_IMPORT, 0, 0, T_INTAKE_APPLY,
	  .form = &apply_form, .page = show_page, .commit = apply_commit, .after = work_after },
	{ POST, "/impor/{id}/batalkan", PERM_REGISTRY_IMPORT, 0, 0, T_INTAKE_UNDO,
	  .form = &undo_form, .page = show_page, .commit = undo_commit, .after = work_after },
	{ POST, "/impor/{id}/buang", PERM_REGISTRY_IMPORT, 0, 0, T_INTAKE_DROP, .form = &drop_form,
	  .page = show_page, .commit = drop_commit, .after = drop_after },
	{ POST, "/impor/{id}/tampilkan", PERM_REGISTRY_IMPORT, 0, 0, T_INTAKE_SHOW,
	  .form = &show_form, .page = show_page, .commit = release_commit },
	{ POST, "/impor/{id}/sembunyikan", PERM_REGISTRY_IMPORT, 0, 0, T_INTAKE_UNSHOW,
	  .form = &unshow_form, .page = show_page, .commit = unrelease_commit },
	{ .method = 0 },
};
