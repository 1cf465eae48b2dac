/* /bantuan-sosial/{id}: one aid with its history; recording one by hand, and putting it right. */
#include "feature/benefit/benefit_web.h"

#include <string.h>

#include "base/str.h"
#include "feature/benefit/benefit_impl.h"
#include "feature/reference/reference.h"
#include "feature/registry/second.h"
#include "platform/app.h"
#include "text/benefit.h"

/* ---- who may --------------------------------------------------------------------------------- */

/* In the actor's reach, or as if there were none. */
static enum err seen(struct ctx *cx, struct req *r, enum fact_of of, int64_t id,
		     struct subject *ret)
{
	bool in_scope;

	TRY(of == FACT_PERSON ? person_in_scope(cx, id, &in_scope)
			      : family_in_scope(cx, id, &in_scope));
	if (!in_scope)
		return err_set(cx, ERR_NOTFOUND, "nobody in reach receives this");
	TRY(subject_get(cx, of, id, ret));
	req_disclose(r, id, "aid");
	return ERR_OK;
}

static enum err seen_aid(struct ctx *cx, struct req *r, int64_t id, struct benefit *ret,
			 struct subject *ret_s)
{
	TRY(benefit_get(cx, id, ret));
	return seen(cx, r, ret->unit, benefit_receiver_id(ret), ret_s);
}

static const char *path_of(struct ctx *cx, const struct subject *s)
{
	return arena_printf(cx->arena, "/%s/%lld", s->of == FACT_PERSON ? "warga" : "keluarga",
			    (long long)s->id);
}

/* ---- fields ---------------------------------------------------------------------------------- */

static const struct member states[] = {
	{ "paid", T_BENEFIT_STATE_PAID, T__NONE },
	{ "decided", T_BENEFIT_STATE_DECIDED, T__NONE },
	{ "failed", T_BENEFIT_STATE_FAILED, T__NONE },
	{ "stopped", T_BENEFIT_STATE_STOPPED, T__NONE },
	{ "void", T_BENEFIT_STATE_VOID, T__NONE },
	{ .value = NULL },
};
static const enum benefit_state state_of[] = { BENEFIT_PAID, BENEFIT_DECIDED, BENEFIT_FAILED,
					       BENEFIT_STOPPED, BENEFIT_VOID };
static const struct member new_states[] = {
	{ "paid", T_BENEFIT_STATE_PAID, T__NONE },
	{ "decided", T_BENEFIT_STATE_DECIDED, T__NONE },
	{ "failed", T_BENEFIT_STATE_FAILED, T__NONE },
	{ "stopped", T_BENEFIT_STATE_STOPPED, T__NONE },
	{ .value = NULL },
};

/* Both forms have these first. */
enum { F_PERIOD, F_STATE, F_AMOUNT, F_GOODS, F_PAID_ON, F_CHANNEL, F_PROOF, F_SOURCE, F_REST };
#define WORTH(members_)                                  \
	[F_PERIOD] = { .name = "period",                 \
		       .kind = FIELD_TEXT,               \
		       .label = T_BENEFIT_PERIOD,        \
		       .hint = T_BENEFIT_PERIOD_HINT,    \
		       .required = true,                 \
		       .max = 60 },                      \
	[F_STATE] = { .name = "state",                   \
		      .kind = FIELD_ENUM,                \
		      .label = T_BENEFIT_STATE,          \
		      .required = true,                  \
		      .members = (members_) },           \
	[F_AMOUNT] = { .name = "amount",                 \
		       .kind = FIELD_TEXT,               \
		       .label = T_BENEFIT_AMOUNT,        \
		       .hint = T_BENEFIT_AMOUNT_HINT,    \
		       .max = 30,                        \
		       .depends = true,                  \
		       .privacy = FIELD_SPECIFIC_DATA }, \
	[F_GOODS] = { .name = "goods",                   \
		      .kind = FIELD_TEXT,                \
		      .label = T_BENEFIT_GOODS,          \
		      .hint = T_BENEFIT_GOODS_HINT,      \
		      .max = 120,                        \
		      .depends = true },                 \
	[F_PAID_ON] = { .name = "paid_on",               \
			.kind = FIELD_DATE,              \
			.label = T_BENEFIT_PAID_ON,      \
			.depends = true },               \
	[F_CHANNEL] = { .name = "channel",               \
			.kind = FIELD_TEXT,              \
			.label = T_BENEFIT_CHANNEL,      \
			.hint = T_BENEFIT_CHANNEL_HINT,  \
			.max = 80 },                     \
	[F_PROOF] = { .name = "proof",                   \
		      .kind = FIELD_TEXT,                \
		      .label = T_BENEFIT_PROOF,          \
		      .hint = T_BENEFIT_PROOF_HINT,      \
		      .required = true,                  \
		      .max = 120,                        \
		      .privacy = FIELD_PERSONAL },       \
	[F_SOURCE] = { .name = "source",                 \
		       .kind = FIELD_REF,                \
		       .label = T_BENEFIT_SOURCE,        \
		       .required = true,                 \
		       .options = fact_source_choices }

enum { N_PROGRAMME = F_REST, N_PERSON, N_FAMILY };
static const struct field new_fields[] = {
	WORTH(new_states),
	[N_PROGRAMME] = { .name = "programme",
			  .kind = FIELD_REF,
			  .label = T_BENEFIT_PROGRAMME,
			  .required = true,
			  .options = benefit_programme_choices },
	[N_PERSON] = { .name = "warga", .kind = FIELD_ID, .label = T_BENEFIT_RECEIVER },
	[N_FAMILY] = { .name = "keluarga", .kind = FIELD_ID, .label = T_BENEFIT_RECEIVER },
	{ .kind = FIELD_END },
};

enum { C_NOTE = F_REST };
static const struct field correct_fields[] = {
	WORTH(states),
	[C_NOTE] = { .name = "note",
		     .kind = FIELD_LONG,
		     .label = T_BENEFIT_NOTE,
		     .hint = T_BENEFIT_NOTE_HINT,
		     .required = true,
		     .max = 500,
		     .privacy = FIELD_PERSONAL },
	{ .kind = FIELD_END },
};

static enum benefit_state state_chosen(const struct form *f)
{
	int64_t at = form_int(f, F_STATE, 0);

	return state_of[at >= 0 && (size_t)at < LEN(state_of) ? at : 0];
}

/* What a form says of worth and day; what can't be read becomes a problem of it. */
static enum err check_worth(struct ctx *cx, struct form *f)
{
	enum benefit_state state = state_chosen(f);
	int64_t n, paid_on = form_int(f, F_PAID_ON, DATE_NONE);
	const char *goods, *period = form_text(f, F_PERIOD);

	if (period != NULL && benefit_period_read(cx, period) == NULL)
		form_problem(cx, f, F_PERIOD, T_BENEFIT_BAD_PERIOD, NULL);
	if (form_text(f, F_AMOUNT) != NULL &&
	    benefit_amount_read(form_text(f, F_AMOUNT), &n) != T__NONE)
		form_problem(cx, f, F_AMOUNT, T_BENEFIT_BAD_AMOUNT, NULL);
	if (form_text(f, F_GOODS) != NULL &&
	    benefit_goods_read(cx, form_text(f, F_GOODS), &n, &goods) != T__NONE)
		form_problem(cx, f, F_GOODS, T_BENEFIT_BAD_GOODS, NULL);
	if (form_text(f, F_AMOUNT) == NULL && form_text(f, F_GOODS) == NULL &&
	    !form_faulty(f, F_GOODS) && state == BENEFIT_PAID)
		form_problem(cx, f, F_AMOUNT, T_BENEFIT_NOTHING, NULL);
	if (state == BENEFIT_PAID && paid_on == DATE_NONE)
		form_problem(cx, f, F_PAID_ON, T_BENEFIT_UNDATED, NULL);
	if (paid_on != DATE_NONE && paid_on > ref_today(cx))
		form_problem(cx, f, F_PAID_ON, T_BENEFIT_FUTURE, NULL);
	return ERR_OK;
}

static bool has_day(enum benefit_state state)
{
	return state == BENEFIT_PAID || state == BENEFIT_VOID;
}

/* Whoever corrects what was paid finds its day filled in, and need not clear it. */
static enum err check_new(struct ctx *cx, struct form *f)
{
	if (!has_day(state_chosen(f)) && form_int(f, F_PAID_ON, DATE_NONE) != DATE_NONE)
		form_problem(cx, f, F_PAID_ON, T_BENEFIT_NOT_PAID, NULL);
	return check_worth(cx, f);
}

static const struct form_def new_form = {
	.name = "benefit_new", .fields = new_fields, .check = check_new, .submit = T_BENEFIT_SAVE
};
static const struct form_def correct_form = { .name = "benefit_correct",
					      .fields = correct_fields,
					      .check = check_worth,
					      .submit = T_BENEFIT_CORRECT_SAVE };

static struct benefit said(struct ctx *cx, const struct form *f)
{
	struct benefit b = {
		.part = "",
		.period = benefit_period_read(cx, form_text(f, F_PERIOD)),
		.state = state_chosen(f),
		.amount = DB_NONE,
		.quantity = DB_NONE,
		.paid_on = (int32_t)form_int(f, F_PAID_ON, DATE_NONE),
		.channel = form_text(f, F_CHANNEL),
		.proof = form_text(f, F_PROOF),
		.source = form_text(f, F_SOURCE),
		.since = DATE_NONE,
	};

	if (!has_day(b.state))
		b.paid_on = DATE_NONE;
	b.period_on = benefit_period_on(b.period);
	if (form_text(f, F_AMOUNT) != NULL)
		(void)benefit_amount_read(form_text(f, F_AMOUNT), &b.amount);
	if (form_text(f, F_GOODS) != NULL)
		(void)benefit_goods_read(cx, form_text(f, F_GOODS), &b.quantity, &b.goods);
	return b;
}

/* ---- a new one ------------------------------------------------------------------------------- */

enum { Q_PERSON, Q_FAMILY };
static const struct field query_fields[] = {
	[Q_PERSON] = { .name = "warga", .kind = FIELD_ID, .label = T_BENEFIT_RECEIVER },
	[Q_FAMILY] = { .name = "keluarga", .kind = FIELD_ID, .label = T_BENEFIT_RECEIVER },
	{ .kind = FIELD_END },
};
static const struct form_def query_form = { .name = "benefit_of", .fields = query_fields };

static enum err receiver_asked(struct ctx *cx, struct req *r, int64_t person, int64_t family,
			       struct subject *ret)
{
	TRY(person != 0 ? seen(cx, r, FACT_PERSON, person, ret)
			: seen(cx, r, FACT_FAMILY, family, ret));
	return ret->erased || ret->same_as_id != 0
		   ? err_set(cx, ERR_NOTFOUND, "nobody who receives anything")
		   : ERR_OK;
}

static enum err new_page(struct ctx *cx, struct req *r, struct ui *u)
{
	struct form *back = req_form_of(r, &new_form), *f = back;
	const struct form *asked = req_form_of(r, &query_form);
	struct subject s;
	const char *name;

	if (back != NULL)
		TRY(receiver_asked(cx, r, form_id(back, N_PERSON), form_id(back, N_FAMILY), &s));
	else
		TRY(receiver_asked(cx, r, asked != NULL ? form_id(asked, Q_PERSON) : 0,
				   asked != NULL ? form_id(asked, Q_FAMILY) : 0, &s));
	TRY(subject_words(cx, &s, &name));
	if (f == NULL) {
		f = form_new(cx, &new_form);
		form_set_int(cx, f, s.of == FACT_PERSON ? N_PERSON : N_FAMILY, s.id);
	}
	ui_begin(u, &(struct ui_page){ .title = text(cx, T_BENEFIT_RECORD),
				       .lead = text_fill(cx, T_BENEFIT_RECORD_LEAD, name, NULL),
				       .nav = "/warga",
				       .parent = path_of(cx, &s),
				       .parent_title = name });
	ui_form(u, "new",
		&(struct ui_form){ .action = "/bantuan-sosial/baru",
				   .def = &new_form,
				   .form = f,
				   .cancel = path_of(cx, &s) });
	return ui_end(u);
}

/* Whoever has died receives nothing after that day; that aid stopped or failed can still be said.
 */
static enum err check_dead(struct ctx *cx, struct form *f, const struct subject *s)
{
	const char *died = facts_core(&s->facts, CORE_STATE_DATE), *words;
	const struct benefit b = said(cx, f);
	int32_t on = b.paid_on != DATE_NONE ? b.paid_on : b.period_on, last;

	if (s->of != FACT_PERSON || died == NULL || !date_parse(died, &last) ||
	    facts_core_int(&s->facts, CORE_STATE, PERSON_ALIVE) != PERSON_DEAD ||
	    b.state == BENEFIT_STOPPED || b.state == BENEFIT_FAILED || on <= last)
		return ERR_OK;
	TRY(fact_show(cx, s->facts.book->person_core[CORE_STATE_DATE], died, &words));
	form_problem(cx, f, b.paid_on != DATE_NONE ? F_PAID_ON : F_PERIOD, T_BENEFIT_AFTER_DEATH,
		     words);
	return ERR_OK;
}

static enum err new_prepare(struct ctx *cx, struct req *r)
{
	struct subject *s = ARENA_NEW(cx->arena, struct subject);
	struct form *f = req_form(r);

	TRY(receiver_asked(cx, r, form_id(f, N_PERSON), form_id(f, N_FAMILY), s));
	if (form_ok(f))
		TRY(check_dead(cx, f, s));
	req_set_data(r, s);
	return ERR_OK;
}

static enum err new_commit(struct ctx *cx, struct req *r, struct resp *resp)
{
	const struct subject *s = req_data(r);
	const struct form *f = req_form(r);
	struct benefit b = said(cx, f);
	enum benefit_fate fate;
	int64_t id;

	b.programme = form_text(f, N_PROGRAMME);
	b.person_id = s->of == FACT_PERSON ? s->id : 0;
	b.family_id = s->of == FACT_FAMILY ? s->id : 0;
	TRY(benefit_receiver(cx, &b));
	TRY(benefit_by_hand(cx, &b, &id, &fate));
	resp->id = id;
	resp_see(cx, resp,
		 id == 0                     ? T_BENEFIT_SAME
		 : b.check == BENEFIT_WAITS  ? T_BENEFIT_SAVED_WAITS
		 : fate == BENEFIT_FATE_PAST ? T_BENEFIT_PAST
					     : T_BENEFIT_SAVED,
		 "%s#bantuan", path_of(cx, s));
	return ERR_OK;
}

/* ---- one ------------------------------------------------------------------------------------- */

struct line {
	int64_t state, since, recorded_at;
	const char *worth, *source, *who, *checker, *note, *proof, *counts, *why;
};

#define AT(member) offsetof(struct line, member)
static const struct column history_columns[] = {
	{ "recorded_at", T_BENEFIT_RECORDED, COL_INSTANT, PRIV_NONE, AT(recorded_at) },
	{ "state", T_BENEFIT_STATE, COL_ENUM, PRIV_NONE, AT(state), .member = benefit_state_text,
	  .flags = COL_BADGE },
	{ "worth", T_BENEFIT_WORTH, COL_TEXT, PRIV_SPECIFIC, AT(worth), .flags = COL_STRONG },
	{ "since", T_BENEFIT_SINCE, COL_DATE, PRIV_NONE, AT(since) },
	{ "counts", T_BENEFIT_COUNTS, COL_TEXT, PRIV_NONE, AT(counts) },
	{ "source", T_BENEFIT_SOURCE, COL_TEXT, PRIV_NONE, AT(source) },
	{ "who", T_BENEFIT_WHO, COL_TEXT, PRIV_NONE, AT(who) },
	{ "checked_by", T_BENEFIT_CHECKED_BY, COL_TEXT, PRIV_NONE, AT(checker),
	  .flags = COL_WIDE_ONLY },
	{ "proof", T_BENEFIT_PROOF, COL_TEXT, PRIV_GENERAL, AT(proof), .flags = COL_WIDE_ONLY },
	{ "note", T_BENEFIT_NOTE, COL_TEXT, PRIV_GENERAL, AT(note), .flags = COL_WIDE_ONLY },
	{ "why", T_BENEFIT_CHECK_WHY, COL_TEXT, PRIV_GENERAL, AT(why), .flags = COL_WIDE_ONLY },
};
#undef AT
static const struct table history_table = { .name = "history",
					    .title = T_BENEFIT_HISTORY,
					    .columns = history_columns,
					    .n_columns = LEN(history_columns) };

/* Those of the same thing, and those that put one another right across periods. */
static bool belongs(const struct benefit *rows, size_t n, const struct benefit *one,
		    const struct benefit *b)
{
	if (benefit_same_thing(one, b) || b->replaces_id == one->id || one->replaces_id == b->id)
		return true;
	for (size_t i = 0; i < n; i++)
		if (benefit_same_thing(one, &rows[i]) &&
		    (rows[i].replaces_id == b->id || b->replaces_id == rows[i].id))
			return true;
	return false;
}

static enum text counts_text(const struct benefit *b)
{
	static const enum text words[] = {
		[BENEFIT_WAITS] = T_BENEFIT_WAITS,
		[BENEFIT_REFUSED] = T_BENEFIT_LEFT,
		[BENEFIT_WITHDRAWN] = T_BENEFIT_WITHDRAWN,
	};

	if (b->holds)
		return T_BENEFIT_NOW;
	if (b->check != BENEFIT_COUNTS && b->check != BENEFIT_CONFIRMED)
		return words[b->check];
	return b->undone_at != 0 ? T_BENEFIT_UNDONE : T_BENEFIT_BEFORE;
}

static enum err draw_history(struct ctx *cx, struct ui *u, const struct benefit *one)
{
	struct benefit *rows;
	struct line *lines;
	size_t n, found = 0;

	TRY(benefit_of(cx, benefit_receiver_id(one), &rows, &n));
	lines = ARENA_ARRAY(cx->arena, n + 1, struct line);
	for (size_t i = n; i-- > 0;)
		if (belongs(rows, n, one, &rows[i]))
			lines[found++] = (struct line){
				.state = rows[i].state,
				.since = rows[i].since,
				.recorded_at = rows[i].recorded_at,
				.worth = benefit_worth(cx, &rows[i]),
				.source = ref_label(cx, "source", rows[i].source),
				.who = rows[i].who,
				.checker = rows[i].checked_by,
				.note = rows[i].note,
				.proof = rows[i].proof,
				.counts = text(cx, counts_text(&rows[i])),
				.why = rows[i].check_why,
			};
	ui_table(u, "history", &history_table, lines, found, sizeof(*lines),
		 &(struct ui_list){ .total = (int64_t)found });
	return ERR_OK;
}

static void draw_one(struct ctx *cx, struct ui *u, const struct benefit *b, const char *name,
		     const char *path)
{
	const struct ui_fact facts[] = {
		{ .name = "receiver",
		  .label = text(cx, T_BENEFIT_RECEIVER),
		  .value = name,
		  .href = path },
		{ .name = "period",
		  .label = text(cx, T_BENEFIT_PERIOD),
		  .value = benefit_period_words(cx, b->period) },
		{ .name = "part",
		  .label = text(cx, T_BENEFIT_PART),
		  .value = b->part[0] != '\0' ? b->part : NULL },
		{ .name = "state",
		  .label = text(cx, T_BENEFIT_STATE),
		  .value = text(cx, benefit_state_text(b->state)) },
		{ .name = "worth",
		  .label = text(cx, T_BENEFIT_WORTH),
		  .value = benefit_worth(cx, b) },
		{ .name = "paid_on",
		  .label = text(cx, T_BENEFIT_PAID_ON),
		  .value = b->paid_on != DATE_NONE ? say_date(cx, b->paid_on) : NULL },
		{ .name = "channel", .label = text(cx, T_BENEFIT_CHANNEL), .value = b->channel },
		{ .name = "proof", .label = text(cx, T_BENEFIT_PROOF), .value = b->proof },
		{ .name = "source",
		  .label = text(cx, T_BENEFIT_SOURCE),
		  .value = ref_label(cx, "source", b->source),
		  .note = say_instant(cx, b->recorded_at),
		  .href = b->import_id != 0 && may(cx, PERM_REGISTRY_IMPORT)
			      ? arena_printf(cx->arena, "/impor/%lld", (long long)b->import_id)
			      : NULL },
		{ .name = "note", .label = text(cx, T_BENEFIT_NOTE), .value = b->note },
	};

	ui_facts(u, "aid", facts, LEN(facts));
}

static struct form *correct_with(struct ctx *cx, const struct benefit *b)
{
	struct form *f = form_new(cx, &correct_form);
	const struct benefit goods = { .amount = DB_NONE,
				       .quantity = b->quantity,
				       .goods = b->goods };

	form_set_text(cx, f, F_PERIOD, b->period);
	for (size_t i = 0; i < LEN(state_of); i++)
		if (state_of[i] == b->state)
			form_set_text(cx, f, F_STATE, states[i].value);
	if (b->amount != DB_NONE)
		form_set_int(cx, f, F_AMOUNT, b->amount);
	form_set_text(cx, f, F_GOODS, benefit_worth(cx, &goods));
	if (b->paid_on != DATE_NONE)
		form_set_int(cx, f, F_PAID_ON, b->paid_on);
	form_set_text(cx, f, F_CHANNEL, b->channel);
	return f;
}

/* ---- a second pair of eyes ------------------------------------------------------------------- */

enum { D_CHOICE, D_REASON };
enum { CHOICE_TAKE, CHOICE_LEAVE };

static const struct member choices[] = {
	[CHOICE_TAKE] = { "pakai", T_BENEFIT_CHECK_TAKE, T__NONE },
	[CHOICE_LEAVE] = { "biarkan", T_BENEFIT_CHECK_LEAVE, T__NONE },
	{ .value = NULL },
};

static enum err why_not(struct ctx *cx, struct form *f)
{
	if (form_int(f, D_CHOICE, CHOICE_TAKE) == CHOICE_LEAVE && form_text(f, D_REASON) == NULL)
		form_problem(cx, f, D_REASON, T_BENEFIT_CHECK_WHY_NOT, NULL);
	return ERR_OK;
}

static const struct field decide_fields[] = {
	[D_CHOICE] = { .name = "putusan",
		       .kind = FIELD_ENUM,
		       .label = T_BENEFIT_CHECK,
		       .required = true,
		       .members = choices },
	[D_REASON] = { .name = "alasan",
		       .kind = FIELD_TEXT,
		       .label = T_BENEFIT_CHECK_WHY,
		       .hint = T_BENEFIT_CHECK_WHY_HINT,
		       .max = 200,
		       .privacy = FIELD_PERSONAL },
	{ .kind = FIELD_END },
};
static const struct form_def decide_form = { .name = "benefit_check",
					     .fields = decide_fields,
					     .check = why_not,
					     .submit = T_BENEFIT_CHECK_SAVE };
static const struct field no_fields[] = { { .kind = FIELD_END } };
static const struct form_def withdraw_form = { .name = "benefit_withdraw",
					       .fields = no_fields,
					       .submit = T_BENEFIT_WITHDRAW };

/* It waits: since when, until when, and the act of whoever looks at it. */
static enum err draw_check(struct ctx *cx, struct ui *u, struct req *r, const struct benefit *b)
{
	const char *path = arena_printf(cx->arena, "/bantuan-sosial/%lld", (long long)b->id);
	const struct ui_action withdraw = { .label = text(cx, T_BENEFIT_WITHDRAW),
					    .href = arena_printf(cx->arena, "%s/tarik", path),
					    .post = &withdraw_form };
	bool own = b->by_id == cx->actor->user_id, late;
	const char *words;

	if (b->check != BENEFIT_WAITS)
		return ERR_OK;
	TRY(second_words(cx, b->id, &words, &late));
	ui_note(u, late ? UI_WARN : UI_INFO,
		text(cx, own ? T_BENEFIT_WAITS_OWN : T_BENEFIT_WAITS_LEAD), words);
	if (own && may(cx, PERM_BENEFIT_WRITE))
		ui_actions(u, &withdraw, 1);
	if (!own && may(cx, PERM_REGISTRY_DECIDE))
		ui_form(u, "check",
			&(struct ui_form){ .action = arena_printf(cx->arena, "%s/periksa", path),
					   .def = &decide_form,
					   .form = req_form_of(r, &decide_form) });
	return ERR_OK;
}

static enum err show_page(struct ctx *cx, struct req *r, struct ui *u)
{
	struct form *back = req_form_of(r, &correct_form);
	const char *name, *path;
	struct benefit b;
	struct subject s;

	TRY(seen_aid(cx, r, req_id(r), &b, &s));
	TRY(subject_words(cx, &s, &name));
	path = path_of(cx, &s);
	ui_begin(u, &(struct ui_page){ .title = ref_label(cx, "programme", b.programme),
				       .nav = "/warga",
				       .parent = path,
				       .parent_title = name,
				       .print = true });
	draw_one(cx, u, &b, name, path);
	TRY(draw_check(cx, u, r, &b));
	if (b.holds && !s.erased && may(cx, PERM_BENEFIT_WRITE)) {
		ui_form(u, "correct",
			&(struct ui_form){ .action = arena_printf(cx->arena,
								  "/bantuan-sosial/%lld/perbaiki",
								  (long long)b.id),
					   .def = &correct_form,
					   .form = back != NULL ? back : correct_with(cx, &b),
					   .title = text(cx, T_BENEFIT_CORRECT),
					   .folded = true,
					   .anchor = "perbaiki",
					   .secondary = true });
		ui_small(u, text(cx, T_BENEFIT_CORRECT_LEAD));
	}
	TRY(draw_history(cx, u, &b));
	return ui_end(u);
}

static enum err correct_prepare(struct ctx *cx, struct req *r)
{
	struct benefit b;
	struct subject s;

	return seen_aid(cx, r, req_id(r), &b, &s);
}

static enum err correct_commit(struct ctx *cx, struct req *r, struct resp *resp)
{
	struct benefit b = said(cx, req_form(r));
	enum benefit_fate fate;
	int64_t id;

	b.replaces_id = req_id(r);
	b.note = form_text(req_form(r), C_NOTE);
	TRY(benefit_by_hand(cx, &b, &id, &fate));
	resp->id = id;
	resp_see(cx, resp, b.check == BENEFIT_WAITS ? T_BENEFIT_SAVED_WAITS : T_BENEFIT_CORRECTED,
		 "/bantuan-sosial/%lld", (long long)id);
	return ERR_OK;
}

static enum err decide_commit(struct ctx *cx, struct req *r, struct resp *resp)
{
	const struct form *f = req_form(r);
	bool taken = form_int(f, D_CHOICE, CHOICE_LEAVE) == CHOICE_TAKE;

	TRY(benefit_decide(cx, req_id(r), taken, form_text(f, D_REASON)));
	resp_see(cx, resp, taken ? T_BENEFIT_CHECK_TAKEN : T_BENEFIT_CHECK_LEFT,
		 "/bantuan-sosial/%lld", (long long)req_id(r));
	return ERR_OK;
}

static enum err withdraw_commit(struct ctx *cx, struct req *r, struct resp *resp)
{
	TRY(benefit_withdraw(cx, req_id(r)));
	resp_see(cx, resp, T_BENEFIT_WITHDRAWN_DONE, "/bantuan-sosial/%lld", (long long)req_id(r));
	return ERR_OK;
}

const struct route benefit_record_routes[] = {
	{ GET, "/bantuan-sosial/baru", PERM_BENEFIT_WRITE, ROUTE_NO_MENU, REPR_PAGE,
	  T_BENEFIT_RECORD, .form = &query_form, .page = new_page },
	{ POST, "/bantuan-sosial/baru", PERM_BENEFIT_WRITE, 0, REPR_PAGE, T_BENEFIT_RECORD,
	  .form = &new_form, .page = new_page, .prepare = new_prepare, .commit = new_commit },
	{ GET, "/bantuan-sosial/{id}", PERM_PERSON_READ, 0, REPR_PAGE, T_BENEFIT_ONE,
	  .page = show_page },
	{ POST, "/bantuan-sosial/{id}/perbaiki", PERM_BENEFIT_WRITE, 0, REPR_PAGE,
	  T_BENEFIT_CORRECT, .form = &correct_form, .page = show_page, .prepare = correct_prepare,
	  .commit = correct_commit },
	{ POST, "/bantuan-sosial/{id}/periksa", PERM_REGISTRY_DECIDE, 0, REPR_PAGE, T_BENEFIT_CHECK,
	  .form = &decide_form, .page = show_page, .prepare = correct_prepare,
	  .commit = decide_commit },
	{ POST, "/bantuan-sosial/{id}/tarik", PERM_BENEFIT_WRITE, 0, REPR_PAGE, T_BENEFIT_WITHDRAW,
	  .form = &withdraw_form, .page = show_page, .prepare = correct_prepare,
	  .commit = withdraw_commit },
	{ .method = 0 },
};
