/* See world.h. */
#include "lib/world.h"

#include "base/buf.h"
#include "feature/directory/directory.h"
#include "platform/db/db_impl.h"

#include <stdio.h>
#include <string.h>

/* ---- looking ----------------------------------------------------------------------------- */

/* Rows of whole numbers into structs of nothing else; NULL reads as 0. */
static enum err read_rows(struct ctx *cx, const char *sql, int64_t *to, size_t columns, size_t max,
			  size_t *ret_n)
{
	const struct db_query q = { .key = sql, .text = sql };
	struct db_cursor cursor;
	struct db_value v;
	bool row = false;
	size_t n = 0;
	unsigned i;

	TRY(db_query(cx, &q, &cursor));
	for (;;) {
		TRY(cx->db->ops->next(&cursor, &row));
		if (!row)
			break;
		assert(n < max);
		for (i = 0; i < columns; i++) {
			TRY(cx->db->ops->column(&cursor, i, DB_INT, cx->arena, &v));
			to[n * columns + i] = v.kind == DB_NULL ? 0 : v.i;
		}
		n++;
	}
	(void)cx->db->ops->finish(&cursor);
	*ret_n = n;
	return ERR_OK;
}

#define READ(sql, array, n)                                                                  \
	read_rows(cx, sql, (int64_t *)(void *)(array), sizeof((array)[0]) / sizeof(int64_t), \
		  LEN(array), n)

enum err world_look(struct world *w, struct view *ret)
{
	struct ctx *cx = w->c.cx;
	bool open;
	int64_t closed[1];
	size_t n;

	memset(ret, 0, sizeof(*ret));
	TRY(READ("SELECT id, state, holder_unit_id, level, case_id, duplicate_of_id, due_at, "
		 "last_unit_id FROM report ORDER BY id",
		 ret->reports, &ret->n_reports));
	TRY(READ("SELECT id, state, holder_unit_id, holder_user_id, level, unanswered, due_at, "
		 "paused_until, decided_at, last_unit_id, merged_into_id FROM casefile ORDER BY id",
		 ret->cases, &ret->n_cases));
	TRY(READ("SELECT id, case_id, ordinal, state, unit_id, emergency FROM step ORDER BY id",
		 ret->steps, &ret->n_steps));
	TRY(READ("SELECT id, case_id, step_id, kind, from_unit_id, to_unit_id, state, urgent, "
		 "answer_due_at FROM referral WHERE state < 5 ORDER BY id",
		 ret->referrals, &ret->n_referrals));
	TRY(READ("SELECT id, into_id, from_id FROM case_merge WHERE undone_at IS NULL ORDER BY id",
		 ret->merges, &ret->n_merges));
	TRY(READ("SELECT closed_at FROM unit WHERE code = 'PUSK-2'", closed, &n));
	ret->second_closed = closed[0] != 0;
	TRY(directory_is_open(cx, w->c.unit[CITY_REHAB], cx->now, &open));
	ret->rehab_open = open;
	return ERR_OK;
}

/* ---- the state as text ------------------------------------------------------------------- */

static int place_of(const struct city_fixture *c, int64_t unit)
{
	int i;

	for (i = 0; i < CITY__UNITS; i++)
		if (c->unit[i] == unit)
			return i;
	return 9;
}

static int case_place(const struct view *v, int64_t id)
{
	size_t i;

	for (i = 0; i < v->n_cases; i++)
		if (v->cases[i].id == id)
			return (int)i + 1;
	return 0;
}

static int step_ordinal(const struct view *v, int64_t id)
{
	size_t i;

	for (i = 0; i < v->n_steps; i++)
		if (v->steps[i].id == id)
			return (int)v->steps[i].ordinal;
	return 0;
}

/* How many deadlines come before this one: what of a date decides what happens next. */
static int rank_of(const struct view *v, int64_t due)
{
	int before = 0;
	size_t i;

	if (due == 0)
		return 0;
	for (i = 0; i < v->n_reports; i++)
		before += v->reports[i].due != 0 && v->reports[i].due < due;
	for (i = 0; i < v->n_cases; i++)
		before += v->cases[i].due != 0 && v->cases[i].due < due;
	for (i = 0; i < v->n_referrals; i++)
		before += v->referrals[i].state < REFERRAL_ACCEPTED && v->referrals[i].due < due;
	return before + 1;
}

const char *world_text(struct world *w, const struct view *v)
{
	const struct city_fixture *c = &w->c;
	const char *text;
	struct buf b;
	size_t i;

	buf_init(&b, 8192);
	buf_addf(&b, "%d%d", (int)v->second_closed, (int)v->rehab_open);
	for (i = 0; i < v->n_reports; i++) {
		const struct world_report *r = &v->reports[i];

		buf_addf(&b, "|R%d%d.%d.%d.%d.%d.%d", (int)r->state, place_of(c, r->holder),
			 (int)MIN(r->level, 2), case_place(v, r->case_id), r->of_id != 0,
			 rank_of(v, r->due), place_of(c, r->last));
	}
	for (i = 0; i < v->n_cases; i++) {
		const struct world_case *k = &v->cases[i];

		buf_addf(&b, "|K%d%d.%d.%d.%d.%d.%d.%d.%d.%d", (int)k->state,
			 place_of(c, k->holder), k->user != 0, (int)MIN(k->level, 2),
			 (int)k->unanswered, rank_of(v, k->due), k->paused != 0, k->decided != 0,
			 place_of(c, k->last), case_place(v, k->into));
	}
	for (i = 0; i < v->n_steps; i++) {
		const struct world_step *s = &v->steps[i];

		buf_addf(&b, "|S%d.%d.%d.%d.%d", case_place(v, s->case_id), (int)s->ordinal,
			 (int)s->state, place_of(c, s->unit), (int)s->emergency);
	}
	for (i = 0; i < v->n_referrals; i++) {
		const struct world_referral *r = &v->referrals[i];

		buf_addf(&b, "|F%d.%d.%d%d%d.%d.%d.%d", case_place(v, r->case_id),
			 step_ordinal(v, r->step), (int)r->kind, place_of(c, r->from),
			 place_of(c, r->to), (int)r->state, (int)r->urgent,
			 r->state < REFERRAL_ACCEPTED ? rank_of(v, r->due) : 0);
	}
	for (i = 0; i < v->n_merges; i++)
		buf_addf(&b, "|M%d.%d", case_place(v, v->merges[i].into),
			 case_place(v, v->merges[i].from));
	text = arena_strdup(c->cx->arena, buf_str(&b));
	buf_release(&b);
	return text;
}

/* ---- who acts ---------------------------------------------------------------------------- */

static void act_for(struct world *w, int64_t unit, bool decides)
{
	static const enum city_person officers[CITY__UNITS] = {
		[CITY_DESK] = CITY_FRONT,         [CITY_REHAB] = CITY_WORKER,
		[CITY_RSUD] = CITY_DOCTOR,        [CITY_LKS] = CITY_CARER,
		[CITY_SLRT] = CITY_LAST,          [CITY_FAR] = CITY_HEAD,
		[CITY_SECOND] = CITY_OTHER_FRONT,
	};
	int place = place_of(&w->c, unit);

	city_act_as(&w->c, w->stranger || place > CITY_SECOND ? CITY_DOCTOR : officers[place]);
	if (!w->stranger)
		w->c.t.actor.perms = role_perms(decides ? 1U << ROLE_COORDINATOR : 1U << ROLE_BACK);
}

static bool is_open_case(const struct world_case *k)
{
	return k->state == CASE_OPEN || k->state == CASE_AFTERCARE;
}

static bool is_open_report(const struct world_report *r)
{
	return r->state == REPORT_RECEIVED || r->state == REPORT_RECOMMENDED;
}

static const struct world_case *case_of(const struct view *v, int64_t id)
{
	return &v->cases[case_place(v, id) - 1];
}

/* ---- moves: reports ---------------------------------------------------------------------- */

static enum err move_report(struct world *w, const struct view *v, unsigned choice)
{
	struct city_fixture *c = &w->c;
	char number[NUMBER_SIZE], secret[SECRET_SIZE];
	const struct report_new n = {
		.kind = REPORT_PPKS,
		.channel = "loket",
		.holder_unit_id = c->unit[CITY_DESK],
		.region_id = c->region,
		.subject_kind = SUBJECT_UNKNOWN,
		.happened_at = c->cx->now,
		.due_at = c->cx->now + USEC_HOUR * 4,
	};

	(void)choice;
	if (v->n_reports >= WORLD_REPORTS)
		return MOVE_NONE;
	act_for(w, c->unit[CITY_DESK], false);
	return report_open(c->cx, id_make(&c->t.app.ids, c->cx->now), &n, number, secret);
}

static enum err move_report_pass(struct world *w, const struct view *v, unsigned choice)
{
	static const enum city_unit to[] = { CITY_SECOND, CITY_SLRT };
	const struct world_report *r = &v->reports[choice / LEN(to)];

	if (choice / LEN(to) >= v->n_reports || !is_open_report(r))
		return MOVE_NONE;
	act_for(w, r->holder, false);
	return report_pass(w->c.cx, r->id, 0, w->c.unit[to[choice % LEN(to)]],
			   w->c.cx->now + USEC_HOUR * 4);
}

static enum err move_report_end(struct world *w, const struct view *v, unsigned choice)
{
	const struct world_report *r = &v->reports[choice / 3];
	struct ctx *cx = w->c.cx;

	if (choice / 3 >= v->n_reports)
		return MOVE_NONE;
	act_for(w, is_open_report(r) ? r->holder : r->last, false);
	if (choice % 3 == 2)
		return v->n_reports < 2
			   ? MOVE_NONE
			   : report_duplicate(cx, r->id, 0, v->reports[1 - choice / 3].id);
	if (choice % 3 == 1)
		return is_open_report(r) ? report_recommend(cx, r->id, 0, cx->now + USEC_DAY)
					 : MOVE_NONE;
	return report_reject(cx, r->id, 0, "tidak_terbukti");
}

static enum err move_report_reopen(struct world *w, const struct view *v, unsigned choice)
{
	if (choice >= v->n_reports)
		return MOVE_NONE;
	act_for(w, v->reports[choice].last, true);
	return report_reopen(w->c.cx, v->reports[choice].id, 0);
}

/* ---- moves: cases ------------------------------------------------------------------------ */

/* Without plan; a chain of three over three units; an emergency at a desk that may be closed. */
static enum err move_case(struct world *w, const struct view *v, unsigned choice)
{
	const struct world_report *r = &v->reports[choice / 3];
	const int64_t *unit = w->c.unit;
	const struct step_new chain[] = {
		{ "periksa_rawat", "kesehatan", "x", unit[CITY_SECOND], false, 0 },
		{ "asesmen", "asesmen", "x", unit[CITY_DESK], false, 1 },
		{ "pemulangan", "pemulangan", "x", unit[CITY_FAR], false, 1 },
	};
	const struct step_new emergency[] = {
		{ "penjangkauan", "segera", "x", unit[CITY_REHAB], true, 0 },
		{ "asesmen", "asesmen", "x", unit[CITY_DESK], false, 1 },
	};
	struct case_new n = {
		.title = "x",
		.subject_kind = SUBJECT_UNKNOWN,
		.region_id = w->c.region,
		.decided = choice % 3 != 2,
		.urgent = choice % 3 == 2,
		.steps = choice % 3 == 1 ? chain : emergency,
		.n_steps = choice % 3 == 0   ? 0
			   : choice % 3 == 1 ? LEN(chain)
					     : LEN(emergency),
	};
	int64_t id;

	if (choice / 3 >= v->n_reports || !is_open_report(r))
		return MOVE_NONE;
	act_for(w, r->holder, true);
	return case_open(w->c.cx, r->id, 0, &n, &id);
}

static enum err move_add_report(struct world *w, const struct view *v, unsigned choice)
{
	const struct world_report *r = &v->reports[choice];

	if (choice >= v->n_reports || !is_open_report(r) || v->n_cases == 0)
		return MOVE_NONE;
	act_for(w, r->holder, false);
	return case_add_report(w->c.cx, v->cases[0].id, 0, r->id, 0);
}

static enum err move_decide(struct world *w, const struct view *v, unsigned choice)
{
	const struct world_case *k = &v->cases[choice];

	if (choice >= v->n_cases || !is_open_case(k) || k->decided != 0)
		return MOVE_NONE;
	act_for(w, k->holder, true);
	return case_decide(w->c.cx, k->id, 0, NULL);
}

static enum err move_clock(struct world *w, const struct view *v, unsigned choice)
{
	const struct world_case *k = &v->cases[choice / 2];
	struct ctx *cx = w->c.cx;

	if (choice / 2 >= v->n_cases || !is_open_case(k) || (k->paused != 0) != (choice % 2 != 0))
		return MOVE_NONE;
	act_for(w, k->holder, false);
	if (k->paused != 0)
		return case_resume(cx, k->id, 0);
	return case_pause(cx, k->id, 0, "hukum", cx->now + USEC_DAY * 60);
}

static enum err move_take(struct world *w, const struct view *v, unsigned choice)
{
	const struct world_case *k = &v->cases[choice];

	if (choice >= v->n_cases || !is_open_case(k))
		return MOVE_NONE;
	act_for(w, k->holder, false);
	return case_take(w->c.cx, k->id, 0, w->c.t.actor.user_id);
}

static enum err move_end_case(struct world *w, const struct view *v, unsigned choice)
{
	const struct world_case *k = &v->cases[choice / 4];
	struct ctx *cx = w->c.cx;

	if (choice / 4 >= v->n_cases || !is_open_case(k))
		return MOVE_NONE;
	act_for(w, k->holder, false);
	switch (choice % 4) {
	case 0:
		return case_close(cx, k->id, 0, "layanan_diterima", "selesai");
	case 1:
		return case_terminate(cx, k->id, 0, "pulih", cx->now + USEC_DAY * 30);
	case 2:
		return case_visit(cx, k->id, 0, 0, "baik", cx->now + USEC_DAY * 30, NULL);
	default:
		return case_visit(cx, k->id, 0, 0, "baik", 0, "mandiri");
	}
}

static enum err move_reopen(struct world *w, const struct view *v, unsigned choice)
{
	if (choice >= v->n_cases || v->cases[choice].state != CASE_CLOSED)
		return MOVE_NONE;
	act_for(w, v->cases[choice].last, true);
	return case_reopen(w->c.cx, v->cases[choice].id, 0, "lagi");
}

static enum err move_merge(struct world *w, const struct view *v, unsigned choice)
{
	if (v->n_cases < 2)
		return MOVE_NONE;
	act_for(w, v->cases[choice].holder, true);
	return case_merge(w->c.cx, v->cases[choice].id, 0, v->cases[1 - choice].id, 0);
}

static enum err move_unmerge(struct world *w, const struct view *v, unsigned choice)
{
	if (choice >= v->n_merges)
		return MOVE_NONE;
	act_for(w, case_of(v, v->merges[choice].into)->last, true);
	return case_unmerge(w->c.cx, v->merges[choice].id);
}

/* ---- moves: plan and referrals ----------------------------------------------------------- */

static size_t open_referrals(const struct view *v, int64_t case_id)
{
	size_t i, n = 0;

	for (i = 0; i < v->n_referrals; i++)
		n +=
		    v->referrals[i].case_id == case_id && v->referrals[i].state < REFERRAL_ACCEPTED;
	return n;
}

static enum err move_send(struct world *w, const struct view *v, unsigned choice)
{
	static const struct {
		enum city_unit to;
		enum referral_kind kind;
		bool urgent;
	} what[] = {
		{ CITY_SECOND, REFERRAL_HANDOVER, false }, { CITY_SLRT, REFERRAL_HANDOVER, false },
		{ CITY_REHAB, REFERRAL_HANDOVER, true },   { CITY_FAR, REFERRAL_HANDOVER, false },
		{ CITY_SECOND, REFERRAL_REQUEST, false },  { CITY_SLRT, REFERRAL_REQUEST, false },
	};
	const struct world_case *k = &v->cases[choice / LEN(what)];
	struct referral_new n;
	int64_t id, to;

	if (choice / LEN(what) >= v->n_cases || !is_open_case(k) ||
	    open_referrals(v, k->id) >= WORLD_OPEN || v->n_referrals > 6)
		return MOVE_NONE;
	n = (struct referral_new){ .kind = what[choice % LEN(what)].kind,
				   .to_unit_id = w->c.unit[what[choice % LEN(what)].to],
				   .urgent = what[choice % LEN(what)].urgent };
	act_for(w, k->holder, false);
	return referral_send(w->c.cx, k->id, 0, &n, &id, &to);
}

static enum err move_answer(struct world *w, const struct view *v, unsigned choice)
{
	static const struct answered phone = { .by = "piket", .how = "telepon" };
	const struct world_referral *r = &v->referrals[choice / 3];
	struct ctx *cx = w->c.cx;
	const struct answered *who = NULL;

	if (choice / 3 >= v->n_referrals)
		return MOVE_NONE;
	act_for(w, r->to, false);
	if (r->to == w->c.unit[CITY_FAR] && !w->stranger) {
		act_for(w, r->from, false);
		who = &phone;
	}
	switch (choice % 3) {
	case 0:
		return referral_accept(cx, r->id, 0, who, NULL);
	case 1:
		return referral_refuse(cx, r->id, 0, who, "penuh", NULL);
	default:
		return referral_waitlist(cx, r->id, 0, who, cx->now + USEC_DAY * 3, NULL);
	}
}

static enum err move_referral_end(struct world *w, const struct view *v, unsigned choice)
{
	const struct world_referral *r = &v->referrals[choice / 3];
	struct ctx *cx = w->c.cx;

	if (choice / 3 >= v->n_referrals)
		return MOVE_NONE;
	act_for(w, choice % 3 == 0 ? r->from : r->to, false);
	switch (choice % 3) {
	case 0:
		return referral_withdraw(cx, r->id, 0, NULL);
	case 1:
		return referral_return(cx, r->id, 0, "kondisi", NULL);
	default:
		return referral_finish(cx, r->id, 0, NULL);
	}
}

static enum err move_step_add(struct world *w, const struct view *v, unsigned choice)
{
	static const enum city_unit units[] = { CITY_DESK, CITY_SECOND };
	const struct world_case *k = &v->cases[choice / LEN(units)];
	const struct step_new n = { .service = "asesmen",
				    .limit_code = "asesmen",
				    .reason = "x",
				    .unit_id = w->c.unit[units[choice % LEN(units)]] };
	int64_t waits[2] = { 0, 0 }, id;
	size_t i, have = 0;

	if (choice / LEN(units) >= v->n_cases || !is_open_case(k))
		return MOVE_NONE;
	for (i = 0; i < v->n_steps; i++)
		if (v->steps[i].case_id == k->id) {
			have++;
			waits[0] = v->steps[i].id;
		}
	if (have >= WORLD_STEPS)
		return MOVE_NONE;
	act_for(w, k->holder, false);
	return step_add(w->c.cx, k->id, 0, &n, waits, &id);
}

static enum err move_step_end(struct world *w, const struct view *v, unsigned choice)
{
	static const char *const kinds[] = { "selesai", "tidak_perlu", "meninggal" };
	const struct world_step *s = &v->steps[choice / LEN(kinds)];

	if (choice / LEN(kinds) >= v->n_steps || s->state == STEP_ENDED ||
	    !is_open_case(case_of(v, s->case_id)))
		return MOVE_NONE;
	act_for(w, case_of(v, s->case_id)->holder, false);
	return step_end(w->c.cx, s->id, 0, kinds[choice % LEN(kinds)], 0, "catatan");
}

static enum err move_step_assign(struct world *w, const struct view *v, unsigned choice)
{
	static const enum city_unit units[] = { CITY_DESK, CITY_SECOND, CITY_REHAB };
	const struct world_step *s = &v->steps[choice / LEN(units)];

	if (choice / LEN(units) >= v->n_steps || s->state == STEP_ENDED ||
	    s->unit == w->c.unit[units[choice % LEN(units)]] ||
	    !is_open_case(case_of(v, s->case_id)) || v->n_referrals > 6)
		return MOVE_NONE;
	act_for(w, case_of(v, s->case_id)->holder, false);
	return step_assign(w->c.cx, s->id, 0, w->c.unit[units[choice % LEN(units)]]);
}

/* ---- moves: the world -------------------------------------------------------------------- */

static enum err move_unit(struct world *w, const struct view *v, unsigned choice)
{
	struct unit u;
	int64_t held;

	(void)choice;
	city_system(&w->c);
	TRY(directory_get(w->c.cx, w->c.unit[CITY_SECOND], &u));
	if (v->second_closed)
		return directory_reopen(w->c.cx, u.id, u.version);
	TRY(casework_held(w->c.cx, u.id, &held));
	return held > 0 ? MOVE_NONE : directory_close(w->c.cx, u.id, u.version);
}

static void nearest(int64_t *due, int64_t at)
{
	if (at != 0 && (*due == 0 || at < *due))
		*due = at;
}

static int64_t next_due(const struct world *w, const struct view *v, bool climbing)
{
	int64_t top = w->c.unit[CITY_SLRT], due = 0;
	size_t i;

	for (i = 0; i < v->n_reports; i++)
		if (!climbing || v->reports[i].holder != top)
			nearest(&due, v->reports[i].due);
	for (i = 0; i < v->n_cases; i++)
		if (!climbing || v->cases[i].holder != top)
			nearest(&due, v->cases[i].due);
	for (i = 0; i < v->n_referrals && !climbing; i++)
		if (v->referrals[i].state < REFERRAL_ACCEPTED)
			nearest(&due, v->referrals[i].due);
	return due;
}

enum err world_tick(struct world *w, const struct view *v, bool climbing, bool *ret)
{
	int64_t due = next_due(w, v, climbing);
	unsigned done = 1, i;

	*ret = due != 0;
	city_system(&w->c);
	w->c.cx->now = MAX(w->c.cx->now, due);
	for (i = 0; due != 0 && done > 0; i++) {
		if (i == 20)
			return err_set(w->c.cx, ERR_DB, "the clock does not come to rest");
		TRY(casework_tick(w->c.cx, 50, &done));
	}
	return ERR_OK;
}

static enum err move_tick(struct world *w, const struct view *v, unsigned choice)
{
	bool any;

	(void)choice;
	TRY(world_tick(w, v, false, &any));
	return any ? ERR_OK : MOVE_NONE;
}

const struct move world_moves[] = {
	{ "report", 1, move_report, true },
	{ "pass a report", 4, move_report_pass, false },
	{ "end a report", 6, move_report_end, false },
	{ "reopen a report", 2, move_report_reopen, true },
	{ "open a case", 6, move_case, false },
	{ "add a report", 2, move_add_report, false },
	{ "decide", 2, move_decide, true },
	{ "stop or start the clock", 4, move_clock, false },
	{ "take", 2, move_take, false },
	{ "end a case", 8, move_end_case, false },
	{ "reopen a case", 2, move_reopen, true },
	{ "merge", 2, move_merge, true },
	{ "unmerge", 2, move_unmerge, true },
	{ "send", 12, move_send, false },
	{ "answer", 24, move_answer, false },
	{ "end a referral", 24, move_referral_end, false },
	{ "add a step", 4, move_step_add, true },
	{ "end a step", 18, move_step_end, false },
	{ "assign a step", 18, move_step_assign, false },
	{ "close or open a unit", 1, move_unit, true },
	{ "time passes", 1, move_tick, true },
};
const size_t world_moves_n = LEN(world_moves);

/* ---- where it leads ---------------------------------------------------------------------- */

bool world_open(const struct view *v)
{
	size_t i;

	for (i = 0; i < v->n_reports; i++)
		if (is_open_report(&v->reports[i]))
			return true;
	for (i = 0; i < v->n_cases; i++)
		if (is_open_case(&v->cases[i]))
			return true;
	return false;
}

bool world_at_top(const struct world *w, const struct view *v)
{
	int64_t top = w->c.unit[CITY_SLRT];
	size_t i;

	for (i = 0; i < v->n_reports; i++)
		if (is_open_report(&v->reports[i]) && v->reports[i].holder != top)
			return false;
	for (i = 0; i < v->n_cases; i++)
		if (is_open_case(&v->cases[i]) && v->cases[i].holder != top)
			return false;
	return true;
}

/* One act of the holder that brings a case nearer to its end. */
static enum err nearer(struct world *w, const struct view *v, const struct world_case *k)
{
	struct ctx *cx = w->c.cx;
	size_t i;

	act_for(w, k->holder, true);
	for (i = 0; i < v->n_referrals; i++)
		if (v->referrals[i].case_id == k->id && v->referrals[i].state < REFERRAL_ACCEPTED)
			return referral_withdraw(cx, v->referrals[i].id, 0, NULL);
	for (i = 0; i < v->n_steps; i++)
		if (v->steps[i].case_id == k->id && v->steps[i].state != STEP_ENDED)
			return step_end(cx, v->steps[i].id, 0, "tidak_perlu", 0, "tidak perlu");
	if (k->decided == 0)
		return case_decide(cx, k->id, 0, NULL);
	return case_close(cx, k->id, 0, "layanan_diterima", "selesai");
}

static enum err finish_one(struct world *w, const struct view *v)
{
	size_t i;

	for (i = 0; i < v->n_reports; i++)
		if (is_open_report(&v->reports[i])) {
			act_for(w, v->reports[i].holder, true);
			return report_reject(w->c.cx, v->reports[i].id, 0, "tidak_terbukti");
		}
	for (i = 0; i < v->n_cases; i++)
		if (is_open_case(&v->cases[i]))
			return nearer(w, v, &v->cases[i]);
	return ERR_OK;
}

enum err world_finish(struct world *w)
{
	struct view v;
	int acts;

	for (acts = 0; acts < 40; acts++) {
		TRY(world_look(w, &v));
		if (!world_open(&v))
			return ERR_OK;
		TRY(finish_one(w, &v));
	}
	return err_set(w->c.cx, ERR_DB, "no end after %d acts", acts);
}
