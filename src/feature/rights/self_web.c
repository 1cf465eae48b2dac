/* /data-saya: a person opens what is held about him, with a code and his birth date. */
#include "feature/rights/self_web.h"

#include "base/clock.h"
#include "base/str.h"
#include "feature/rights/copy_web.h"
#include "feature/rights/rights_web.h"
#include "feature/rights/self_sql.h"
#include "feature/verval/verval.h"
#include "platform/app.h"
#include "text/rights.h"
#include "text/self.h"

/* ---- words ------------------------------------------------------------------------------- */

enum text self_kind_text(int64_t kind)
{
	return kind == SELF_ERASE ? T_SELF_KIND_ERASE : T_SELF_KIND_STOP;
}

enum text self_state_text(int64_t state)
{
	static const enum text texts[] = { T__NONE, T_SELF_STATE_WAITS, T_SELF_STATE_GRANTED,
					   T_SELF_STATE_REFUSED };

	return state > 0 && state < (int64_t)LEN(texts) ? texts[state] : T__NONE;
}

/* ---- who --------------------------------------------------------------------------------- */

/* Sent to these pages only. */
static const char *cookie_of(const struct app *app)
{
	return app->https ? "__Secure-data-saya" : "data-saya";
}

static void set_cookie(struct ctx *cx, struct resp *resp, const char *token)
{
	resp->cookie =
	    arena_printf(cx->arena, "%s=%s; Path=" HOME "; HttpOnly; SameSite=Strict%s%s",
			 cookie_of(cx->app), token != NULL ? token : "",
			 cx->app->https ? "; Secure" : "", token != NULL ? "" : "; Max-Age=0");
}

static void act_as_nobody(struct ctx *cx)
{
	struct actor *a = ARENA_ARRAY(cx->arena, 1, struct actor);

	*a = actor_anonymous;
	a->purpose = text_in(LANG_ID, T_SELF_PURPOSE);
	cx->actor = a;
}

enum err self_of(struct ctx *cx, struct req *r, struct self *ret)
{
	act_as_nobody(cx);
	return self_find(cx, req_cookie(r, cookie_of(cx->app)), ret);
}

static const struct field no_fields[] = { { .kind = FIELD_END } };
static const struct form_def stay_form = { .name = "self_stay",
					   .fields = no_fields,
					   .submit = T_SELF_STAY };

void self_begin(struct ctx *cx, struct ui *u, const struct self *s, const char *title,
		const char *lead)
{
	const bool more = s->until_at < s->opened_at + SELF_MOST;
	const char *until = say_instant(cx, s->until_at);

	ui_begin(u, &(struct ui_page){ .title = title,
				       .lead = lead,
				       .bare = true,
				       .until_at = s->until_at,
				       .stay = more ? HOME "/perpanjang" : NULL });
	ui_note(u, UI_INFO, NULL,
		text_fill(cx, more ? T_SELF_UNTIL : T_SELF_UNTIL_LAST, until, NULL));
	if (more)
		ui_actions(u,
			   &(struct ui_action){ .label = text(cx, T_SELF_STAY),
						.href = HOME "/perpanjang",
						.post = &stay_form },
			   1);
}

/* ---- opening ----------------------------------------------------------------------------- */

enum { O_CODE, O_BORN };
static const struct field open_fields[] = {
	[O_CODE] = { .name = "kode",
		     .kind = FIELD_TEXT,
		     .label = T_SELF_F_CODE,
		     .hint = T_SELF_F_CODE_HINT,
		     .required = true,
		     .max = 24 },
	[O_BORN] = { .name = "lahir",
		     .kind = FIELD_DATE,
		     .label = T_SELF_F_BORN,
		     .hint = T_SELF_F_BORN_HINT,
		     .required = true,
		     .privacy = FIELD_PERSONAL,
		     .autocomplete = "bday" },
	{ .kind = FIELD_END },
};
static const struct form_def open_form = { .name = "self_open",
					   .fields = open_fields,
					   .submit = T_SELF_OPEN };

/* What the address may say: the code of the slip, and whether everything is shown. */
enum { Q_CODE, Q_ALL };
static const struct field query_fields[] = {
	[Q_CODE] = { .name = "kode", .kind = FIELD_TEXT, .label = T_SELF_F_CODE, .max = 24 },
	[Q_ALL] = { .name = "lengkap", .kind = FIELD_BOOL, .label = T_SELF_F_ALL },
	{ .kind = FIELD_END },
};
static const struct form_def query_form = { .name = "self_query",
					    .fields = query_fields,
					    .submit = T_SELF_SHOW_ALL };

static enum err draw_door(struct ctx *cx, const struct req *r, struct ui *u, bool ended)
{
	struct form *f = req_form_of(r, &open_form), *query = req_form_of(r, &query_form);

	if (f == NULL) {
		f = form_new(cx, &open_form);
		if (query != NULL && form_ok(query) && form_text(query, Q_CODE) != NULL)
			form_set_text(cx, f, O_CODE, form_text(query, Q_CODE));
	}
	ui_begin(u, &(struct ui_page){ .title = text(cx, T_SELF_TITLE),
				       .lead = text(cx, T_SELF_LEAD),
				       .bare = true });
	if (ended)
		ui_note(u, UI_WARN, NULL, text(cx, T_SELF_ENDED));
	ui_form(u, "open",
		&(struct ui_form){ .action = HOME, .def = &open_form, .form = f, .focus = true });
	ui_small(u, text(cx, T_SELF_NO_CODE));
	return ui_end(u);
}

static enum err open_prepare(struct ctx *cx, struct req *r)
{
	struct form *f = req_form(r);
	int64_t *code_id = ARENA_NEW(cx->arena, int64_t);
	enum err e = self_check(cx, form_text(f, O_CODE), form_int(f, O_BORN, DB_NONE),
				req_remote(r), code_id);

	req_set_data(r, code_id);
	if (e != ERR_UNAUTH)
		return e;
	/* One sentence for all that can be wrong: nobody learns which codes there are. */
	err_clear(cx);
	form_problem(cx, f, -1, T_SELF_WRONG, NULL);
	return ERR_OK;
}

static enum err open_commit(struct ctx *cx, struct req *r, struct resp *resp)
{
	const int64_t *code_id = req_data(r);
	char token[AUTH_TOKEN_SIZE];

	act_as_nobody(cx);
	TRY(self_open(cx, *code_id, token));
	set_cookie(cx, resp, token);
	resp_see(cx, resp, T__NONE, HOME "/isi");
	return ERR_OK;
}

/* ---- what waits, and what became of it ------------------------------------------------------ */

static enum ui_tone tone_of(bool ended, bool good)
{
	return !ended ? UI_INFO : good ? UI_GOOD : UI_WARN;
}

static void request_task(struct ctx *cx, const struct self_request *q, struct ui_task *ret)
{
	const bool waits = q->state == SELF_WAITS;

	*ret = (struct ui_task){
		.number = q->number,
		.text = text(cx, self_kind_text(q->kind)),
		.detail = waits
			      ? text_fill(cx, T_SELF_ANSWER_UNTIL, say_instant(cx, q->due_at), NULL)
			      : q->answer,
		.badge = text(cx, self_state_text(q->state)),
		.tone = tone_of(!waits, q->state == SELF_GRANTED),
	};
}

/* "Jawaban pusat: Ditolak, 12 Des 2026: rumah tidak ditemukan" */
static const char *said_words(struct ctx *cx, const struct verval_status *v)
{
	const struct verval_answer a = { .said = (enum verval_said)v->said,
					 .on = v->said_on,
					 .why = v->why };

	return text_fill(cx, T_SELF_NATION_SAID, verval_answer_words(cx, &a), NULL);
}

static void verval_task(struct ctx *cx, const struct verval_status *v, struct ui_task *ret)
{
	const bool ended = v->ended_at != 0;
	const char *kind = text(cx, verval_kind_text(v->kind));

	*ret = (struct ui_task){
		.number = v->number,
		.text = v->about == NULL ? kind : arena_printf(cx->arena, "%s: %s", kind, v->about),
		.detail = v->said != 0 ? said_words(cx, v)
			  : ended      ? v->why
				       : text_fill(cx, T_SELF_AT_STEP, v->step, NULL),
		.badge = text(cx, verval_state_text(v->state)),
		.tone = tone_of(ended, v->state == VERVAL_DONE || v->state == VERVAL_APPROVED ||
					   v->state == VERVAL_ACCEPTED),
	};
}

static enum err draw_requests(struct ctx *cx, struct ui *u, const struct self *s, int64_t family_id)
{
	struct verval_status *asked;
	struct self_request *own;
	struct ui_task *tasks;
	size_t n_asked, n_own;

	TRY(verval_own(cx, s->person_id, family_id, &asked, &n_asked));
	TRY(self_requests(cx, s->person_id, &own, &n_own));
	tasks = ARENA_ARRAY(cx->arena, n_asked + n_own + 1, struct ui_task);
	for (size_t i = 0; i < n_own; i++)
		request_task(cx, &own[i], &tasks[i]);
	for (size_t i = 0; i < n_asked; i++)
		verval_task(cx, &asked[i], &tasks[n_own + i]);
	ui_heading(u, text(cx, T_SELF_REQUESTS), "permintaan");
	ui_tasks(u, "requests", tasks, n_own + n_asked, text(cx, T_SELF_NO_REQUESTS));
	return ERR_OK;
}

/* ---- what is held ------------------------------------------------------------------------ */

/* A line as it is shown to whom it is about. */
struct self_line {
	const char *what, *value, *source, *code, *plain, *fix, *fix_path;
	int64_t since, at;
};

#define ROW(member) offsetof(struct self_line, member)
#define LINE(value_, source_)                                                                    \
	{ "what", T_COPY_COL_WHAT, COL_TEXT, PRIV_GENERAL, ROW(what), .flags = COL_STRONG },     \
	    { "value", value_, COL_TEXT, PRIV_SPECIFIC, ROW(value) },                            \
	    { "source", source_, COL_TEXT, PRIV_NONE, ROW(source) },                             \
	    { "since", T_COPY_COL_SINCE, COL_DATE, PRIV_NONE, ROW(since) },                      \
	    { "at", T_COPY_COL_AT, COL_INSTANT, PRIV_NONE, ROW(at) },                            \
	    { "code", T_COPY_COL_CODE, COL_TEXT, PRIV_NONE, ROW(code), .flags = COL_DATA_ONLY }, \
	{                                                                                        \
		"plain", T_COPY_COL_PLAIN, COL_TEXT, PRIV_SPECIFIC, ROW(plain),                  \
		    .flags = COL_DATA_ONLY                                                       \
	}
static const struct column plain_columns[] = { LINE(T_COPY_COL_VALUE, T_COPY_COL_SOURCE) };
static const struct column look_columns[] = { LINE(T_COPY_COL_PURPOSE, T_COPY_COL_WHO) };
static const struct column fact_columns[] = {
	LINE(T_COPY_COL_VALUE, T_COPY_COL_SOURCE),
	{ "path", T_SELF_FIX, COL_TEXT, PRIV_NONE, ROW(fix_path), .flags = COL_DATA_ONLY },
	{ "fix", T_SELF_FIX, COL_TEXT, PRIV_NONE, ROW(fix), .href = "{path}" },
};
#undef LINE
#undef ROW

static const char *from_words(struct ctx *cx, const struct copy_line *l)
{
	if (l->source == NULL || l->unit == NULL)
		return l->source != NULL ? l->source : l->unit;
	return arena_printf(cx->arena, "%s · %s", l->source, l->unit);
}

/* What the events of a life write is not his to say: births, deaths and moves are shown by papers.
 */
static bool may_ask(const struct fact_book *book, const struct copy_line *l)
{
	const struct fact_field *f =
	    l->of != 0 ? fact_field(book, (enum fact_of)l->of, l->code) : NULL;

	return f != NULL && !f->internal && !f->ended && f->core != CORE_KNOWN;
}

static struct self_line line_of(struct ctx *cx, const struct fact_book *book,
				const struct copy_line *l)
{
	struct self_line line = { .what = l->what,
				  .value = l->value,
				  .source = from_words(cx, l),
				  .code = l->code,
				  .plain = l->plain,
				  .since = l->since,
				  .at = l->at };

	if (!may_ask(book, l))
		return line;
	line.fix = text_fill(cx, T_SELF_WRONG_ABOUT, l->what, NULL);
	line.fix_path = arena_printf(cx->arena, HOME "/salah?tentang=%s&isian=%s",
				     l->of == FACT_PERSON ? "orang" : "keluarga", l->code);
	return line;
}

static void draw_part(struct ctx *cx, struct ui *u, const struct fact_book *book,
		      const struct copy *c, int part)
{
	const bool looks = part == COPY_LOOKS, facts = part == COPY_FACTS || part == COPY_FAMILY;
	struct table *t = ARENA_ARRAY(cx->arena, 1, struct table);
	const struct copy_line *lines;
	size_t n = copy_part_lines(c, part, &lines);
	struct self_line *rows = ARENA_ARRAY(cx->arena, n + 1, struct self_line);

	if (n == 0)
		return;
	for (size_t i = 0; i < n; i++)
		rows[i] = line_of(cx, book, &lines[i]);
	*t = (struct table){ .name = copy_part_names[part],
			     .title = copy_part_text(part),
			     .columns = facts   ? fact_columns
					: looks ? look_columns
						: plain_columns,
			     .n_columns = facts ? LEN(fact_columns) : LEN(plain_columns) };
	ui_heading(u, text(cx, copy_part_text(part)), copy_part_names[part]);
	if (part == COPY_DESIL)
		ui_actions(
		    u,
		    &(struct ui_action){
			.label = text_fill(cx, T_SELF_WRONG_ABOUT, text(cx, T_SELF_DESIL), NULL),
			.href = HOME "/salah?tentang=keluarga&isian=" SELF_DESIL },
		    1);
	if (looks && ui_repr(u) == UI_HTML)
		copy_draw_looks(cx, u, lines, n);
	else
		ui_table(u, copy_part_names[part], t, rows, n, sizeof(*rows),
			 &(struct ui_list){ .total = (int64_t)n });
}

static enum err draw_relatives(struct ctx *cx, struct ui *u, const struct fact_book *book,
			       const struct self *s, int64_t family_id)
{
	const struct fact_field *relation = book->person_core[CORE_RELATION];
	struct self_family_row *rows;
	struct ui_fact *facts;
	const char *words;
	size_t n;

	if (family_id == 0)
		return ERR_OK;
	TRY(self_family_all(
	    cx, &(struct self_family_args){ .family_id = family_id, .id = s->person_id }, &rows,
	    &n));
	facts = ARENA_ARRAY(cx->arena, n + 1, struct ui_fact);
	for (size_t i = 0; i < n; i++) {
		TRY(fact_show(cx, relation, str_digits(cx->arena, rows[i].relation), &words));
		facts[i] = (struct ui_fact){ .label = words, .value = rows[i].name };
	}
	if (n > 0)
		ui_heading(u, text(cx, T_SELF_RELATIVES), "serumah");
	if (n > 0)
		ui_facts(u, "relatives", facts, n);
	return ERR_OK;
}

static enum err draw_codes(struct ctx *cx, struct ui *u, const struct self *s)
{
	struct self_code_list_row *rows;
	struct ui_event *events;
	size_t n;

	TRY(self_code_list_all(cx, &(struct self_code_list_args){ .person_id = s->person_id },
			       &rows, &n));
	events = ARENA_ARRAY(cx->arena, n + 1, struct ui_event);
	for (size_t i = 0; i < n; i++)
		events[i] = (struct ui_event){
			.at = rows[i].given_at,
			.who = rows[i].unit != NULL ? rows[i].unit : rows[i].who,
			.title = text_fill(cx, T_SELF_CODE_GIVEN,
					   say_number(cx, rows[i].opened_count), NULL),
			.text = rows[i].opened_at != 0
				    ? text_fill(cx, T_SELF_CODE_OPENED,
						say_instant(cx, rows[i].opened_at), NULL)
				    : NULL,
			.kind = "look",
		};
	ui_heading(u, text(cx, T_SELF_CODES), "kode");
	ui_timeline(u, "codes", events, n, NULL);
	return ERR_OK;
}

/* ---- the page ---------------------------------------------------------------------------- */

static const struct field all_fields[] = {
	{ .name = "lengkap", .kind = FIELD_BOOL, .label = T_SELF_F_ALL, .required = true },
	{ .kind = FIELD_END },
};
static const struct form_def all_form = { .name = "self_all",
					  .fields = all_fields,
					  .submit = T_SELF_SHOW_ALL };
static void draw_acts(struct ctx *cx, struct ui *u, bool all)
{
	const char *more = all ? "?lengkap=1" : "";
	const struct ui_action acts[] = {
		{ .label = text(cx, T_SELF_PDF),
		  .href = arena_printf(cx->arena, HOME "/cetak%s", more),
		  .icon = "printer",
		  .primary = true },
		{ .label = text(cx, T_SELF_JSON),
		  .href = arena_printf(cx->arena, HOME "/isi.json%s", more) },
		{ .label = text(cx, T_SELF_ASK_STOP), .href = HOME "/minta" },
		{ .label = text(cx, T_SELF_LEAVE), .href = HOME "/keluar" },
	};

	ui_actions(u, acts, LEN(acts));
	if (all)
		ui_note(u, UI_WARN, NULL, text(cx, T_SELF_ALL_SHOWN));
	else
		ui_form(u, NULL,
			&(struct ui_form){ .action = HOME "/isi",
					   .def = &all_form,
					   .form = form_new(cx, &all_form),
					   .title = text(cx, T_SELF_MORE),
					   .get = true,
					   .folded = true,
					   .secondary = true });
}

static enum err gather(struct ctx *cx, struct req *r, const struct self *s, bool all,
		       struct copy *ret)
{
	TRY(copy_gather_own(cx, s->person_id, cx->now, ret));
	if (!all)
		copy_without_sealed(ret);
	req_disclose(r, s->person_id, all ? "self_all" : "self");
	return ERR_OK;
}

static bool wants_all(const struct req *r)
{
	struct form *f = req_form_of(r, &query_form);

	return f != NULL && form_ok(f) && form_bool(f, Q_ALL);
}

static const int order[] = {
	COPY_CASES,   COPY_REPORTS, COPY_GIVEN,    COPY_AID,   COPY_PAPERS,
	COPY_FACTS,   COPY_CLAIMS,  COPY_FAMILY,   COPY_DESIL, COPY_LOOKS,
	COPY_HISTORY, COPY_MERGES,  COPY_REQUESTS, /* COPY_ASKED stands above them, with its way */
};

static enum err draw_all(struct ctx *cx, struct req *r, struct ui *u, const struct self *s)
{
	const struct fact_book *book;
	struct self_person_row person;
	bool all = wants_all(r);
	struct copy c;

	TRY(gather(cx, r, s, all, &c));
	TRY(fact_book(cx, &book));
	TRY(self_person_one(cx, &(struct self_person_args){ .id = s->person_id }, &person));
	self_begin(cx, u, s, text_fill(cx, T_SELF_OF, c.name != NULL ? c.name : "", NULL),
		   text(cx, T_SELF_OF_LEAD));
	draw_acts(cx, u, all);
	TRY(draw_requests(cx, u, s, person.family_id));
	for (size_t i = 0; i < LEN(order); i++) {
		draw_part(cx, u, book, &c, order[i]);
		if (order[i] == COPY_FAMILY)
			TRY(draw_relatives(cx, u, book, s, person.family_id));
	}
	TRY(draw_codes(cx, u, s));
	ui_small(u, text(cx, T_SELF_REST));
	return ui_end(u);
}

/* A code in the address is somebody at the door, whoever was here before. */
static bool knocks(const struct req *r)
{
	struct form *f = req_form_of(r, &query_form);

	return req_form_of(r, &open_form) != NULL ||
	       (f != NULL && (!form_ok(f) || form_text(f, Q_CODE) != NULL));
}

enum err self_page(struct ctx *cx, struct req *r, struct ui *u,
		   enum err (*draw)(struct ctx *cx, struct req *r, struct ui *u,
				    const struct self *s))
{
	struct self s;
	enum err e = self_of(cx, r, &s);

	if (e == ERR_OK)
		return draw(cx, r, u, &s);
	if (e != ERR_UNAUTH || ui_repr(u) == UI_JSON)
		return e;
	err_clear(cx);
	return draw_door(cx, r, u, req_cookie(r, cookie_of(cx->app)) != NULL);
}

static enum err home_page(struct ctx *cx, struct req *r, struct ui *u)
{
	act_as_nobody(cx);
	return knocks(r) ? draw_door(cx, r, u, false) : self_page(cx, r, u, draw_all);
}

static enum err isi_page(struct ctx *cx, struct req *r, struct ui *u)
{
	return self_page(cx, r, u, draw_all);
}

enum err self_here(struct ctx *cx, struct req *r, struct resp *resp, struct self *ret,
		   bool *ret_here)
{
	enum err e = self_of(cx, r, ret);

	*ret_here = e == ERR_OK;
	if (e != ERR_UNAUTH)
		return e;
	err_clear(cx);
	resp_see(cx, resp, T_SELF_ENDED, HOME);
	return ERR_OK;
}

static enum err print_raw(struct ctx *cx, struct req *r, struct resp *resp)
{
	struct self s;
	struct copy c;
	bool here;

	TRY(self_here(cx, r, resp, &s, &here));
	if (!here)
		return ERR_OK;
	cx->lang = LANG_ID; /* as the copy at the desk */
	TRY(gather(cx, r, &s, wants_all(r), &c));
	TRY(copy_print(cx, &c, 0, &resp->body));
	resp->type = "application/pdf";
	resp->filename = "data-saya.pdf";
	return ERR_OK;
}

/* ---- more time, and leaving ----------------------------------------------------------------- */

static enum err stay_commit(struct ctx *cx, struct req *r, struct resp *resp)
{
	struct self s;
	bool here;

	TRY(self_here(cx, r, resp, &s, &here));
	if (!here)
		return ERR_OK;
	TRY(self_stay(cx, &s));
	resp_see(cx, resp, T_SELF_STAYED, HOME "/isi");
	return ERR_OK;
}

enum { L_REVOKE };
static const struct field revoke_fields[] = {
	[L_REVOKE] = { .name = "matikan", .kind = FIELD_BOOL, .label = T_SELF_F_REVOKE },
	{ .kind = FIELD_END },
};
static const struct form_def revoke_form = { .name = "self_revoke",
					     .fields = revoke_fields,
					     .submit = T_SELF_LEAVE };

static enum err leave_commit(struct ctx *cx, struct req *r, struct resp *resp)
{
	const struct form *f = req_form(r);
	struct self s;
	bool here;

	TRY(self_here(cx, r, resp, &s, &here));
	if (here)
		TRY(self_close(cx, &s, form_bool(f, L_REVOKE)));
	set_cookie(cx, resp, NULL);
	resp_see(cx, resp, T_SELF_LEFT, HOME);
	return ERR_OK;
}

/* Asks whether the code goes too. */
static enum err leave_page(struct ctx *cx, struct req *r, struct ui *u)
{
	(void)r;
	act_as_nobody(cx);
	ui_begin(u, &(struct ui_page){ .title = text(cx, T_SELF_LEAVE),
				       .lead = text(cx, T_SELF_LEAVE_LEAD),
				       .parent = HOME,
				       .parent_title = text(cx, T_SELF_TITLE),
				       .bare = true });
	ui_form(u, "leave",
		&(struct ui_form){ .action = HOME "/keluar",
				   .def = &revoke_form,
				   .form = form_new(cx, &revoke_form) });
	return ui_end(u);
}

#define PUBLIC ROUTE_NO_CSRF | ROUTE_NO_ONCE

const struct route self_routes[] = {
	{ GET, HOME, PERM_NONE, 0, REPR_PAGE, T_SELF_TITLE, .form = &query_form,
	  .page = home_page },
	{ GET, HOME "/isi", PERM_NONE, ROUTE_NO_MENU, REPR_PAGE, T_SELF_TITLE, .form = &query_form,
	  .page = isi_page },
	{ POST, HOME, PERM_NONE, PUBLIC, REPR_PAGE, T_SELF_OPEN, .form = &open_form,
	  .page = home_page, .prepare = open_prepare, .commit = open_commit },
	{ GET, HOME "/cetak", PERM_NONE, ROUTE_RAW | ROUTE_NO_MENU, REPR_PDF, T_SELF_PDF,
	  .form = &query_form, .raw = print_raw },
	{ POST, HOME "/perpanjang", PERM_NONE, PUBLIC, REPR_PAGE, T_SELF_STAY, .form = &stay_form,
	  .commit = stay_commit },
	{ GET, HOME "/keluar", PERM_NONE, ROUTE_NO_MENU, REPR_PAGE, T_SELF_LEAVE,
	  .page = leave_page },
	{ POST, HOME "/keluar", PERM_NONE, PUBLIC, REPR_PAGE, T_SELF_LEAVE, .form = &revoke_form,
	  .page = leave_page, .commit = leave_commit },
	{ .method = 0 },
};
