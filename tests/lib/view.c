/* What is there, and as which state it counts: see world.h. */
#include "lib/world.h"

#include "base/buf.h"
#include "feature/directory/directory.h"
#include "platform/db/db_impl.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- looking ----------------------------------------------------------------------------- */

/* Rows of whole numbers into structs of nothing else; NULL reads as 0. */
static enum err read_rows(struct ctx *cx, const char *sql, int64_t since, int64_t *to,
			  size_t columns, size_t max, size_t *ret_n)
{
	const struct db_value arg = { .kind = DB_INT, .i = since };
	const enum db_kind kind = DB_INT;
	const struct db_query q = {
		.key = sql, .text = sql, .args = &arg, .kinds = &kind, .n_args = 1
	};
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

#define READ(sql, array, n)                                      \
	read_rows(cx, sql, w->since, (int64_t *)(void *)(array), \
		  sizeof((array)[0]) / sizeof(int64_t), LEN(array), n)

/* Has a unit ever had a part in it, so that its people see it?  The second desk, and the SLRT. */
#define PART(kind, of, code)                                                                  \
	"CASE WHEN EXISTS (SELECT 1 FROM " kind "_unit p JOIN unit u ON u.city = p.city AND " \
	"u.id = p.unit_id WHERE p.city = " of ".city AND p." kind "_id = " of                 \
	".id AND u.code = '" code "') THEN 1 ELSE 0 END"
#define PARTS(kind, of) PART(kind, of, "PUSK-2") ", " PART(kind, of, "SLRT")

static const char reports_sql[] =
    "SELECT r.id, r.version, r.state, r.holder_unit_id, r.level, r.case_id, r.duplicate_of_id, "
    "r.due_at, r.last_unit_id, " PARTS("report",
				       "r") " FROM report r WHERE r.id > $1 ORDER BY r.id";
static const char cases_sql[] =
    "SELECT c.id, c.version, c.state, c.holder_unit_id, c.holder_user_id, c.level, c.unanswered, "
    "c.due_at, c.paused_until, c.decided_at, c.last_unit_id, c.merged_into_id, " PARTS(
	"case", "c") " FROM casefile c WHERE c.id > $1 ORDER BY c.id";

static enum err read_view(struct world *w, struct view *ret)
{
	struct ctx *cx = w->h.c.cx;
	int64_t second[2];
	bool open;
	size_t n;

	memset(ret, 0, sizeof(*ret));
	TRY(READ(reports_sql, ret->reports, &ret->n_reports));
	TRY(READ(cases_sql, ret->cases, &ret->n_cases));
	TRY(READ(
	    "SELECT s.id, s.case_id, s.ordinal, s.state, s.unit_id, s.emergency, CASE WHEN EXISTS ("
	    "SELECT 1 FROM case_merge m WHERE m.city = s.city AND m.from_id = s.case_id AND "
	    "m.undone_at IS NULL AND s.ended_at = m.merged_at AND s.end_kind = 'tidak_perlu' AND "
	    "s.end_note IS NULL) THEN 1 ELSE 0 END FROM step s WHERE s.id > $1 ORDER BY s.id",
	    ret->steps, &ret->n_steps));
	TRY(READ("SELECT step_id, waits_for_id FROM step_wait WHERE step_id > $1 ORDER BY step_id, "
		 "waits_for_id",
		 ret->waits, &ret->n_waits));
	TRY(READ(
	    "SELECT id, version, case_id, step_id, kind, from_unit_id, to_unit_id, state, urgent, "
	    "answer_due_at FROM referral WHERE id > $1 AND state < 5 ORDER BY id",
	    ret->referrals, &ret->n_referrals));
	TRY(READ("SELECT id, into_id, from_id, from_state FROM case_merge WHERE id > $1 AND "
		 "undone_at IS NULL "
		 "ORDER BY id",
		 ret->merges, &ret->n_merges));
	TRY(read_rows(cx, "SELECT version, closed_at FROM unit WHERE code = 'PUSK-2' AND id > $1",
		      0, second, 2, 1, &n));
	ret->second_version = second[0];
	ret->second_closed = second[1] != 0;
	TRY(directory_is_open(cx, w->h.c.unit[CITY_SECOND], cx->now, &open));
	ret->second_open = open;
	return ERR_OK;
}

void view_leave(struct view *v, size_t report)
{
	int64_t id = report < v->n_reports ? v->reports[report].case_id : 0;
	size_t i, n;

	if (report < v->n_reports)
		v->reports[0] = v->reports[report];
	v->n_reports = report < v->n_reports;
	for (i = n = 0; i < v->n_cases; i++)
		if (v->cases[i].id == id)
			v->cases[n++] = v->cases[i];
	v->n_cases = n;
	for (i = n = 0; i < v->n_steps; i++)
		if (v->steps[i].case_id == id)
			v->steps[n++] = v->steps[i];
	v->n_steps = n;
	for (i = n = 0; i < v->n_referrals; i++)
		if (v->referrals[i].case_id == id)
			v->referrals[n++] = v->referrals[i];
	v->n_referrals = n;
}

enum err world_look(struct world *w, struct view *ret)
{
	enum err e;

	house_look(&w->h);
	e = read_view(w, ret);
	house_look_end(&w->h);
	if (e == ERR_OK && w->alone)
		view_leave(ret, 0);
	return e;
}

/* ---- the state as text ------------------------------------------------------------------- */

int view_unit(const struct city_fixture *c, int64_t unit)
{
	int i;

	for (i = 0; i < CITY__UNITS; i++)
		if (c->unit[i] == unit)
			return i;
	return 9;
}

int view_case_place(const struct view *v, int64_t id)
{
	size_t i;

	for (i = 0; i < v->n_cases; i++)
		if (v->cases[i].id == id)
			return (int)i + 1;
	return 0;
}

bool case_is_open(const struct world_case *k)
{
	return k->state == CASE_OPEN || k->state == CASE_AFTERCARE;
}

bool report_is_open(const struct world_report *r)
{
	return r->state == REPORT_RECEIVED || r->state == REPORT_RECOMMENDED;
}

const struct world_case *view_case(const struct view *v, int64_t id)
{
	return &v->cases[view_case_place(v, id) - 1];
}

/* Steps that can still become something: not ended, or ended by a merge that may be undone. */
static bool is_live(const struct world_step *s)
{
	return s->state != STEP_ENDED || s->merged;
}

/* Its place among the live steps of its case, from 1 on; 0 when it is none. */
static int live_place(const struct view *v, int64_t id)
{
	int place = 0;
	size_t i, at = v->n_steps;

	for (i = 0; i < v->n_steps; i++)
		if (v->steps[i].id == id)
			at = i;
	if (at == v->n_steps || !is_live(&v->steps[at]))
		return 0;
	for (i = 0; i <= at; i++)
		place += v->steps[i].case_id == v->steps[at].case_id && is_live(&v->steps[i]);
	return place;
}

/* Which live steps it waits for, a bit each. */
static unsigned waits_of(const struct view *v, int64_t id)
{
	unsigned waits = 0;
	size_t i;

	for (i = 0; i < v->n_waits; i++)
		if (v->waits[i].step == id)
			waits |= 1U << live_place(v, v->waits[i].waits_for);
	return waits & ~1U;
}

/*
 * The hand-over that waits for an answer.  Requests, and what was accepted, are told apart from
 * nothing: see docs/baton.md.
 */
static void add_handover(struct buf *b, const struct world *w, const struct view *v,
			 int64_t case_id)
{
	size_t i;

	for (i = 0; i < v->n_referrals; i++) {
		const struct world_referral *r = &v->referrals[i];

		if (r->case_id == case_id && r->kind == REFERRAL_HANDOVER &&
		    r->state < REFERRAL_ACCEPTED)
			buf_addf(b, "F%d%d%d", (int)r->state, view_unit(&w->h.c, r->to),
				 live_place(v, r->step));
	}
}

static void add_steps(struct buf *b, const struct world *w, const struct view *v, int64_t case_id)
{
	bool last = false;
	int n = 0;
	size_t i;

	for (i = 0; i < v->n_steps; i++) {
		const struct world_step *s = &v->steps[i];

		if (s->case_id != case_id)
			continue;
		n++;
		last = s->state != STEP_ENDED;
		if (is_live(s))
			buf_addf(b, "S%d%d%d%x", s->merged ? 3 : (int)s->state,
				 view_unit(&w->h.c, s->unit), (int)s->emergency,
				 waits_of(v, s->id));
	}
	buf_addf(b, "N%d%d", n, last);
}

/* What became of it by merging; the other one is the other one of two. */
static int merged_state(const struct view *v, int64_t case_id)
{
	size_t i;

	for (i = 0; i < v->n_merges; i++)
		if (v->merges[i].from == case_id)
			return (int)v->merges[i].from_state;
	return 0;
}

static void add_case(struct buf *b, const struct world *w, const struct view *v,
		     const struct world_case *k)
{
	bool open = case_is_open(k);

	buf_addf(b, "K%d", (int)k->state);
	if (open)
		buf_addf(b, "%d", view_unit(&w->h.c, k->holder));
	else if (k->state == CASE_CLOSED)
		buf_addf(b, "%d", view_unit(&w->h.c, k->last));
	else
		buf_addf(b, "%d", merged_state(v, k->id));
	add_steps(b, w, v, k->id);
	if (open)
		add_handover(b, w, v, k->id);
}

static void add_report(struct buf *b, const struct world *w, const struct world_report *r)
{
	if (r->state == REPORT_CASE)
		buf_adds(b, "R3");
	else if (report_is_open(r))
		buf_addf(b, "R%d%d", (int)r->state, view_unit(&w->h.c, r->holder));
	else
		buf_addf(b, "R%d%d", (int)r->state, view_unit(&w->h.c, r->last));
	/* Who may say that another report repeats it. */
	if (w->reports > 1)
		buf_addf(b, "P%d%d", (int)r->takes_part[0], (int)r->takes_part[1]);
}

static int by_text(const void *a, const void *b)
{
	return strcmp(a, b);
}

#define OBJECT 400 /* longest text of a report or a case with all that is its own */

const char *world_text(struct world *w, const struct view *v)
{
	char objects[LEN(v->reports) + LEN(v->cases)][OBJECT];
	const char *text;
	size_t i, n = 0;
	struct buf b;

	assert(v->n_cases <= 2); /* "the other one" above */
	buf_init(&b, sizeof(objects));
	for (i = 0; i < v->n_reports + v->n_cases; i++) {
		buf_clear(&b);
		if (i < v->n_reports)
			add_report(&b, w, &v->reports[i]);
		else
			add_case(&b, w, v, &v->cases[i - v->n_reports]);
		(void)snprintf(objects[n++], OBJECT, "%s", buf_str(&b));
	}
	qsort(objects, n, OBJECT, by_text);
	buf_clear(&b);
	for (i = 0; i < n; i++)
		buf_addf(&b, "|%s", objects[i]);
	text = arena_strdup(w->h.c.cx->arena, buf_str(&b));
	buf_release(&b);
	return text;
}

/* ---- where it leads ---------------------------------------------------------------------- */

bool world_open(const struct view *v)
{
	size_t i;

	for (i = 0; i < v->n_reports; i++)
		if (report_is_open(&v->reports[i]))
			return true;
	for (i = 0; i < v->n_cases; i++)
		if (case_is_open(&v->cases[i]))
			return true;
	return false;
}

/* One act of the holder that brings a case nearer to its end. */
static struct act nearer(const struct view *v, unsigned k)
{
	int64_t id = v->cases[k].id;
	unsigned i;

	for (i = 0; i < v->n_referrals; i++)
		if (v->referrals[i].case_id == id && v->referrals[i].kind == REFERRAL_HANDOVER &&
		    v->referrals[i].state < REFERRAL_ACCEPTED)
			return (struct act){ MOVE_REFERRAL_END, i * 3 };
	for (i = 0; i < v->n_steps; i++)
		if (v->steps[i].case_id == id && v->steps[i].state != STEP_ENDED)
			return (struct act){ MOVE_STEP_END, i * 3 + 1 };
	if (v->cases[k].decided == 0)
		return (struct act){ MOVE_DECIDE, k };
	return (struct act){ MOVE_CASE_END, k * 4 };
}

bool world_nearer(const struct view *v, struct act *ret)
{
	unsigned i;

	for (i = 0; i < v->n_reports; i++)
		if (report_is_open(&v->reports[i])) {
			*ret = (struct act){ MOVE_REPORT_END, i * 3 };
			return true;
		}
	for (i = 0; i < v->n_cases; i++)
		if (case_is_open(&v->cases[i])) {
			*ret = nearer(v, i);
			return true;
		}
	return false;
}
