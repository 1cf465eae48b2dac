/* See world.h. */
#include "lib/world.h"

#include "feature/directory/directory.h"
#include "platform/db/db_impl.h"

#include <string.h>

void world_whole(struct world *w)
{
	w->reports = WORLD_REPORTS;
	w->steps = WORLD_STEPS;
	w->open = WORLD_OPEN;
}

/* ---- numbers ------------------------------------------------------------------------------ */

static const char report_number[] = "SELECT number FROM report WHERE id = $1";
static const char case_number[] = "SELECT number FROM casefile WHERE id = $1";

/* The number by which people name a report or case. */
static const char *number_of(struct world *w, const char *sql, int64_t id)
{
	const struct db_value arg = { .kind = DB_INT, .i = id };
	const enum db_kind kind = DB_INT;
	const struct db_query q = {
		.key = sql, .text = sql, .args = &arg, .kinds = &kind, .n_args = 1
	};
	struct ctx *cx = w->h.c.cx;
	const char *number = "";
	struct db_cursor cursor;
	struct db_value v;
	bool row = false;

	house_look(&w->h);
	if (db_query(cx, &q, &cursor) == ERR_OK) {
		if (cx->db->ops->next(&cursor, &row) == ERR_OK && row &&
		    cx->db->ops->column(&cursor, 0, DB_TEXT, cx->arena, &v) == ERR_OK)
			number = arena_strdup(cx->arena, v.p);
		(void)cx->db->ops->finish(&cursor);
	}
	house_look_end(&w->h);
	return number;
}

/* ---- who acts ---------------------------------------------------------------------------- */

/* An officer of the unit, or who decides there; whoever has no part in it at all. */
static unsigned officer(const struct world *w, int64_t unit, bool decides)
{
	static const unsigned officers[CITY__UNITS][2] = {
		[CITY_DESK] = { CITY_FRONT, CITY_COORDINATOR },
		[CITY_REHAB] = { CITY_WORKER, CITY_SUPERVISOR },
		[CITY_RSUD] = { CITY_DOCTOR, CITY_DOCTOR },
		[CITY_LKS] = { CITY_CARER, CITY_CARER },
		[CITY_SLRT] = { CITY_LAST, CITY_MANAGER },
		[CITY_FAR] = { CITY_HEAD, CITY_HEAD },
		[CITY_SECOND] = { CITY_OTHER_FRONT, HOUSE_COORDINATOR2 },
	};
	int place = view_unit(&w->h.c, unit);

	return w->stranger || place > CITY_SECOND ? HOUSE_STRANGER : officers[place][decides];
}

static const char *path(struct world *w, const char *head, int64_t id, const char *tail)
{
	return arena_printf(w->h.c.cx->arena, "%s/%lld/%s", head, (long long)id, tail);
}

#define POST(w, who, path, ...) house_post(&(w)->h, who, path, __VA_ARGS__)
#define N(value)                ((long long)(value))

/* ---- moves: reports ---------------------------------------------------------------------- */

static enum err move_report(struct world *w, const struct view *v, unsigned choice)
{
	(void)choice;
	if (v->n_reports >= w->reports)
		return MOVE_NONE;
	return POST(w, officer(w, w->h.c.unit[CITY_DESK], false), "/laporan/baru",
		    "body=Lansia+sendirian&region=%lld&subject=unknown&reporter_kind=anonymous"
		    "&topic=ppks&channel=loket",
		    N(w->h.c.region));
}

static enum err move_report_pass(struct world *w, const struct view *v, unsigned choice)
{
	static const enum city_unit to[] = { CITY_SECOND, CITY_SLRT };
	const struct world_report *r = &v->reports[choice / LEN(to)];

	if (choice / LEN(to) >= v->n_reports || !report_is_open(r))
		return MOVE_NONE;
	return POST(w, officer(w, r->holder, false), path(w, "/laporan", r->id, "alihkan"),
		    "version=%lld&unit=%lld", N(r->version), N(w->h.c.unit[to[choice % LEN(to)]]));
}

static enum err move_report_end(struct world *w, const struct view *v, unsigned choice)
{
	const struct world_report *r = &v->reports[choice / 3];
	unsigned who;

	if (choice / 3 >= v->n_reports)
		return MOVE_NONE;
	who = officer(w, report_is_open(r) ? r->holder : r->last, false);
	if (choice % 3 == 2)
		return v->n_reports < 2
			   ? MOVE_NONE
			   : POST(w, who, path(w, "/laporan", r->id, "ganda"), "version=%lld&of=%s",
				  N(r->version),
				  number_of(w, report_number, v->reports[1 - choice / 3].id));
	if (choice % 3 == 1)
		return report_is_open(r) ? POST(w, who, path(w, "/laporan", r->id, "putuskan"),
						"version=%lld", N(r->version))
					 : MOVE_NONE;
	return POST(w, who, path(w, "/laporan", r->id, "tolak"), "version=%lld&reason=tidak+ada",
		    N(r->version));
}

static enum err move_report_reopen(struct world *w, const struct view *v, unsigned choice)
{
	if (choice >= v->n_reports)
		return MOVE_NONE;
	return POST(w, officer(w, v->reports[choice].last, true),
		    path(w, "/laporan", v->reports[choice].id, "buka"), "version=%lld",
		    N(v->reports[choice].version));
}

/* ---- moves: cases ------------------------------------------------------------------------ */

/*
 * One step of the desk itself; a chain of three over three units; an emergency at a unit that may
 * be closed, decided by nobody yet.
 */
static enum err move_case(struct world *w, const struct view *v, unsigned choice)
{
	const struct world_report *r = &v->reports[choice / 3];
	static const size_t sizes[] = { 1, 3, 2 };
	const int64_t *unit = w->h.c.unit;
	const char *rows;

	if (choice / 3 >= v->n_reports || !report_is_open(r) || w->steps < sizes[choice % 3])
		return MOVE_NONE;
	if (choice % 3 == 0)
		rows = arena_printf(w->h.c.cx->arena, "service1=asesmen&unit1=%lld",
				    N(unit[CITY_DESK]));
	else if (choice % 3 == 1)
		rows = arena_printf(w->h.c.cx->arena,
				    "service1=periksa_rawat&unit1=%lld&service2=asesmen&unit2=%lld"
				    "&after2=1&service3=pemulangan&unit3=%lld&after3=1",
				    N(unit[CITY_SECOND]), N(unit[CITY_DESK]), N(unit[CITY_FAR]));
	else
		rows = arena_printf(w->h.c.cx->arena,
				    "service1=penjangkauan&unit1=%lld&emergency1=1"
				    "&service2=asesmen&unit2=%lld&after2=1",
				    N(unit[CITY_SECOND]), N(unit[CITY_DESK]));
	return POST(
	    w, officer(w, r->holder, choice % 3 != 2), path(w, "/laporan", r->id, "rencana"),
	    "version=%lld&region=%lld&reason=begitu&%s", N(r->version), N(w->h.c.region), rows);
}

static enum err move_add_report(struct world *w, const struct view *v, unsigned choice)
{
	const struct world_report *r = &v->reports[choice / 2];

	if (choice / 2 >= v->n_reports || !report_is_open(r) || choice % 2 >= v->n_cases)
		return MOVE_NONE;
	return POST(w, officer(w, r->holder, false), path(w, "/laporan", r->id, "gabung"),
		    "version=%lld&case=%s", N(r->version),
		    number_of(w, case_number, v->cases[choice % 2].id));
}

static enum err move_decide(struct world *w, const struct view *v, unsigned choice)
{
	const struct world_case *k = &v->cases[choice];

	if (choice >= v->n_cases || !case_is_open(k) || k->decided != 0)
		return MOVE_NONE;
	return POST(w, officer(w, k->holder, true), path(w, "/kasus", k->id, "tetapkan"),
		    "version=%lld&body=ya", N(k->version));
}

static enum err move_clock(struct world *w, const struct view *v, unsigned choice)
{
	const struct world_case *k = &v->cases[choice / 2];

	if (choice / 2 >= v->n_cases || !case_is_open(k) || (k->paused != 0) != (choice % 2 != 0))
		return MOVE_NONE;
	if (k->paused != 0)
		return POST(w, officer(w, k->holder, false), path(w, "/kasus", k->id, "lanjut"),
			    "version=%lld", N(k->version));
	return POST(w, officer(w, k->holder, false), path(w, "/kasus", k->id, "jeda"),
		    "version=%lld&code=hukum&until=%s", N(k->version),
		    house_when(&w->h, w->h.c.cx->now + USEC_DAY * 60));
}

static enum err move_take(struct world *w, const struct view *v, unsigned choice)
{
	const struct world_case *k = &v->cases[choice];

	if (choice >= v->n_cases || !case_is_open(k))
		return MOVE_NONE;
	return POST(w, officer(w, k->holder, false), path(w, "/kasus", k->id, "ambil"),
		    "version=%lld", N(k->version));
}

static enum err move_end_case(struct world *w, const struct view *v, unsigned choice)
{
	const struct world_case *k = &v->cases[choice / 4];
	const char *later = house_when(&w->h, w->h.c.cx->now + USEC_DAY * 30);
	unsigned who;

	if (choice / 4 >= v->n_cases || !case_is_open(k))
		return MOVE_NONE;
	who = officer(w, k->holder, false);
	switch (choice % 4) {
	case 0:
		return POST(w, who, path(w, "/kasus", k->id, "tutup"),
			    "version=%lld&outcome=layanan_diterima&body=selesai", N(k->version));
	case 1:
		return POST(w, who, path(w, "/kasus", k->id, "terminasi"),
			    "version=%lld&body=pulih&visit=%s", N(k->version), later);
	case 2:
		return POST(w, who, path(w, "/kasus", k->id, "kunjungan"),
			    "version=%lld&body=baik&next=%s", N(k->version), later);
	default:
		return POST(w, who, path(w, "/kasus", k->id, "kunjungan"),
			    "version=%lld&body=baik&outcome=mandiri", N(k->version));
	}
}

static enum err move_reopen(struct world *w, const struct view *v, unsigned choice)
{
	const struct world_case *k = &v->cases[choice];

	if (choice >= v->n_cases || k->state != CASE_CLOSED)
		return MOVE_NONE;
	return POST(w, officer(w, k->last, true), path(w, "/kasus", k->id, "buka"),
		    "version=%lld&body=lagi", N(k->version));
}

static enum err move_merge(struct world *w, const struct view *v, unsigned choice)
{
	const struct world_case *k = &v->cases[choice];

	if (v->n_cases < 2)
		return MOVE_NONE;
	return POST(w, officer(w, case_is_open(k) ? k->holder : k->last, true),
		    path(w, "/kasus", k->id, "gabung"), "version=%lld&number=%s", N(k->version),
		    number_of(w, case_number, v->cases[1 - choice].id));
}

static enum err move_unmerge(struct world *w, const struct view *v, unsigned choice)
{
	const struct world_case *into;

	if (choice >= v->n_merges)
		return MOVE_NONE;
	into = view_case(v, v->merges[choice].into);
	return POST(w, officer(w, case_is_open(into) ? into->holder : into->last, true),
		    path(w, "/penggabungan", v->merges[choice].id, "batal"), "%s", "");
}

/* ---- moves: plan and referrals ----------------------------------------------------------- */

/* Referrals of a case that wait for an answer. */
static size_t waiting(const struct view *v, int64_t case_id)
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
		const char *kind, *urgent;
	} what[] = {
		{ CITY_SECOND, "handover", "" },  { CITY_SLRT, "handover", "" },
		{ CITY_SECOND, "handover", "1" }, { CITY_FAR, "handover", "" },
		{ CITY_SECOND, "request", "" },   { CITY_SLRT, "request", "" },
		{ CITY_DESK, "handover", "" },
	};
	const struct world_case *k = &v->cases[choice / LEN(what)];

	if (choice / LEN(what) >= v->n_cases || !case_is_open(k) ||
	    (strcmp(what[choice % LEN(what)].kind, "request") == 0 && waiting(v, k->id) >= w->open))
		return MOVE_NONE;
	return POST(w, officer(w, k->holder, false), path(w, "/kasus", k->id, "rujuk"),
		    "version=%lld&kind=%s&unit=%lld&urgent=%s", N(k->version),
		    what[choice % LEN(what)].kind, N(w->h.c.unit[what[choice % LEN(what)].to]),
		    what[choice % LEN(what)].urgent);
}

static enum err move_answer(struct world *w, const struct view *v, unsigned choice)
{
	static const char *const how[] = { "terima", "tolak", "tunggu" };
	static const char *const said[] = { "accept", "refuse", "wait" };
	const struct world_referral *r = &v->referrals[choice / 3];
	const char *again = house_when(&w->h, w->h.c.cx->now + USEC_DAY * 3), *fields;

	if (choice / 3 >= v->n_referrals)
		return MOVE_NONE;
	fields = choice % 3 == 0   ? ""
		 : choice % 3 == 1 ? "&reason=penuh"
				   : arena_printf(w->h.c.cx->arena, "&again=%s", again);
	/* No account there: the sender writes down what was said by telephone. */
	if (r->to == w->h.c.unit[CITY_FAR])
		return POST(w, officer(w, r->from, false), path(w, "/rujukan", r->id, "jawaban"),
			    "version=%lld&answer=%s&by=piket&how=telepon&body=catatan%s",
			    N(r->version), said[choice % 3], fields);
	return POST(w, officer(w, r->to, false), path(w, "/rujukan", r->id, how[choice % 3]),
		    "version=%lld%s", N(r->version), fields);
}

static enum err move_referral_end(struct world *w, const struct view *v, unsigned choice)
{
	static const char *const how[] = { "tarik", "kembalikan", "selesai" };
	const struct world_referral *r = &v->referrals[choice / 3];
	int64_t from;

	if (choice / 3 >= v->n_referrals)
		return MOVE_NONE;
	from = choice % 3 == 0 ? r->from : r->to;
	/* Nobody has an account there: who holds the case writes down that it is over. */
	if (from == w->h.c.unit[CITY_FAR])
		from = choice % 3 == 1 ? 0 : view_case(v, r->case_id)->holder;
	if (from == 0)
		return MOVE_NONE;
	return POST(w, officer(w, from, false), path(w, "/rujukan", r->id, how[choice % 3]),
		    "version=%lld&reason=kondisi", N(r->version));
}

static enum err move_step_add(struct world *w, const struct view *v, unsigned choice)
{
	static const enum city_unit units[] = { CITY_DESK, CITY_SECOND };
	const struct world_case *k = &v->cases[choice / LEN(units)];
	int64_t after = 0;
	size_t i, have = 0;

	if (choice / LEN(units) >= v->n_cases || !case_is_open(k))
		return MOVE_NONE;
	for (i = 0; i < v->n_steps; i++)
		if (v->steps[i].case_id == k->id) {
			have++;
			after = v->steps[i].ordinal;
		}
	if (have >= w->steps)
		return MOVE_NONE;
	return POST(w, officer(w, k->holder, false), path(w, "/kasus", k->id, "langkah"),
		    "version=%lld&service=asesmen&unit=%lld&reason=x%s", N(k->version),
		    N(w->h.c.unit[units[choice % LEN(units)]]),
		    after != 0 ? arena_printf(w->h.c.cx->arena, "&after=%lld", N(after)) : "");
}

static enum err move_step_end(struct world *w, const struct view *v, unsigned choice)
{
	static const char *const kinds[] = { "selesai", "tidak_perlu", "meninggal" };
	const struct world_step *s = &v->steps[choice / LEN(kinds)];
	const struct world_case *k;

	if (choice / LEN(kinds) >= v->n_steps || s->state == STEP_ENDED)
		return MOVE_NONE;
	k = view_case(v, s->case_id);
	if (!case_is_open(k))
		return MOVE_NONE;
	return POST(w, officer(w, k->holder, false), path(w, "/langkah", s->id, "akhiri"),
		    "version=%lld&kind=%s&body=catatan", N(k->version), kinds[choice % LEN(kinds)]);
}

/* A step that has not ended, and one of a case that has, are asked for too: both are refused. */
static enum err move_step_reopen(struct world *w, const struct view *v, unsigned choice)
{
	const struct world_step *s = &v->steps[choice];
	const struct world_case *k;

	if (choice >= v->n_steps)
		return MOVE_NONE;
	k = view_case(v, s->case_id);
	return POST(w, officer(w, case_is_open(k) ? k->holder : k->last, false),
		    path(w, "/langkah", s->id, "buka"), "version=%lld&body=keliru", N(k->version));
}

static enum err move_step_assign(struct world *w, const struct view *v, unsigned choice)
{
	static const enum city_unit units[] = { CITY_DESK, CITY_SECOND, CITY_FAR };
	const struct world_step *s = &v->steps[choice / LEN(units)];
	int64_t unit = w->h.c.unit[units[choice % LEN(units)]];
	const struct world_case *k;

	if (choice / LEN(units) >= v->n_steps || s->state == STEP_ENDED || s->unit == unit)
		return MOVE_NONE;
	k = view_case(v, s->case_id);
	if (!case_is_open(k))
		return MOVE_NONE;
	return POST(w, officer(w, k->holder, false), path(w, "/langkah", s->id, "alihkan"),
		    "version=%lld&unit=%lld", N(k->version), N(unit));
}

/* ---- moves: another report ---------------------------------------------------------------- */

/* Another report and its case, who comes and goes. */
struct other {
	int64_t report, id, holder;
};

/* A request whose refusal is one of the whole; nothing may be broken in between either. */
static enum err part(struct world *w, enum err e)
{
	const char *broken = e == ERR_OK ? house_broken(&w->h) : NULL;

	return broken == NULL ? e : err_set(w->h.c.cx, ERR_DB, "%s", broken);
}

static int64_t first_id(struct world *w, const char *sql)
{
	int64_t id = 0;

	house_look(&w->h);
	if (city_query(w->h.c.cx, sql, false, &id, NULL) != ERR_OK)
		id = 0;
	house_look_end(&w->h);
	return id;
}

/* With a plan of one step that has ended. */
static enum err other_begins(struct world *w, struct other *o)
{
	int64_t desk = w->h.c.unit[CITY_DESK];

	TRY(part(w, POST(w, officer(w, desk, true), path(w, "/laporan", o->report, "rencana"),
			 "region=%lld&reason=begitu&service1=asesmen&unit1=%lld", N(w->h.c.region),
			 N(desk))));
	o->id = w->h.made;
	o->holder = desk;
	return part(w, POST(w, officer(w, desk, false),
			    path(w, "/langkah", first_id(w, "SELECT max(id) FROM step"), "akhiri"),
			    "kind=selesai&body=catatan"));
}

static enum err other_goes(struct world *w, struct other *o, int64_t to)
{
	if (o->holder == to)
		return ERR_OK;
	TRY(part(w, POST(w, officer(w, o->holder, false), path(w, "/kasus", o->id, "rujuk"),
			 "kind=handover&unit=%lld", N(to))));
	TRY(part(
	    w, POST(w, officer(w, to, false), path(w, "/rujukan", w->h.made, "terima"), "%s", "")));
	o->holder = to;
	return ERR_OK;
}

/* One becomes part of the other, and they part again. */
static enum err merge_and_part(struct world *w, int64_t into, int64_t from, int64_t holder)
{
	unsigned who = officer(w, holder, true);
	int64_t merge;

	TRY(part(w, POST(w, who, path(w, "/kasus", into, "gabung"), "number=%s",
			 number_of(w, case_number, from))));
	merge = first_id(w, "SELECT max(id) FROM case_merge");
	return part(w, POST(w, who, path(w, "/penggabungan", merge, "batal"), "%s", ""));
}

static enum err meet_case(struct world *w, const struct world_case *k, int64_t to)
{
	struct other o = { .report = w->h.made };

	TRY(other_begins(w, &o));
	TRY(merge_and_part(w, k->id, o.id, k->holder));
	o.holder = k->holder;
	TRY(other_goes(w, &o, to));
	TRY(merge_and_part(w, o.id, k->id, to));
	return part(w, POST(w, officer(w, to, false), path(w, "/kasus", o.id, "tutup"),
			    "outcome=layanan_diterima&body=selesai"));
}

static enum err meet_report(struct world *w, const struct world_report *r)
{
	struct other o = { .report = w->h.made };

	TRY(part(w,
		 POST(w, officer(w, r->holder, false), path(w, "/laporan", r->id, "ganda"),
		      "version=%lld&of=%s", N(r->version), number_of(w, report_number, o.report))));
	return part(
	    w, POST(w, CITY_FRONT, path(w, "/laporan", o.report, "tolak"), "reason=tidak+ada"));
}

/*
 * What another report can do to this one: its case takes this one up and lets it go again, while it
 * is with one of three units; this one does so to it; or this one repeats it.
 */
static enum err move_meet(struct world *w, const struct view *v, unsigned choice)
{
	static const enum city_unit with[] = { CITY_DESK, CITY_SECOND, CITY_SLRT };
	bool a_case = choice < LEN(with);
	enum err e;

	if (!w->alone || (a_case ? v->n_cases == 0 || !case_is_open(&v->cases[0])
				 : v->n_reports == 0 || !report_is_open(&v->reports[0])))
		return MOVE_NONE;
	w->alone = false;
	e = part(w, move_report(w, &(struct view){ .n_reports = 0 }, 0));
	if (e == ERR_OK)
		e = a_case ? meet_case(w, &v->cases[0], w->h.c.unit[with[choice]])
			   : meet_report(w, &v->reports[0]);
	w->alone = true;
	return e;
}

/* ---- moves: the world -------------------------------------------------------------------- */

/* A statement with two numbers. */
static enum err run_sql(struct ctx *cx, const char *sql, int64_t a, int64_t b)
{
	static const enum db_kind kinds[] = { DB_INT, DB_INT };
	const struct db_value args[] = { { .kind = DB_INT, .i = a }, { .kind = DB_INT, .i = b } };
	const struct db_query q = {
		.key = sql, .text = sql, .args = args, .kinds = kinds, .n_args = LEN(args)
	};
	struct db_cursor cursor;
	enum err e;
	bool row;

	TRY(db_query(cx, &q, &cursor));
	e = cx->db->ops->next(&cursor, &row);
	(void)cx->db->ops->finish(&cursor);
	return e;
}

struct desk {
	struct world *w;
	bool closed, open;
};

static enum err put_desk(struct ctx *cx, void *arg)
{
	static const char version[] = "UPDATE unit SET version = $1 WHERE id = $2";
	static const char stamp[] = "UPDATE ref_state SET stamp = $1 WHERE city = $2";
	const struct desk *d = arg;
	int64_t state = 100 + 2 * d->closed + d->open;

	TRY(run_sql(cx, version, state, d->w->h.c.unit[CITY_SECOND]));
	return run_sql(cx, stamp, state, cx->city);
}

/*
 * What the process keeps of units goes by a stamp, a new one for each change; here the second desk
 * is always the same in the same state, so that it need not be read again.
 */
static enum err settle(struct world *w, bool closed, bool open)
{
	struct desk d = { w, closed, open };

	if (!w->settles)
		return ERR_OK;
	city_system(&w->h.c);
	return db_write(w->h.c.cx, w->h.app->pool, put_desk, &d);
}

static enum err move_unit(struct world *w, const struct view *v, unsigned choice)
{
	(void)choice;
	TRY(POST(
	    w, CITY_MANAGER,
	    path(w, "/direktori", w->h.c.unit[CITY_SECOND], v->second_closed ? "buka" : "tutup"),
	    "version=%lld", N(v->second_version)));
	return settle(w, !v->second_closed, v->second_open);
}

/* The desk's office hours at this moment, or none. */
static enum err set_hours(struct ctx *cx, void *arg)
{
	const struct unit_hour always = { .from_min = 0, .to_min = 1440 };
	struct unit_hour hours[UNIT_HOLIDAY + 1];
	struct world *w = arg;
	struct unit unit;
	bool open;
	int day;

	for (day = 0; day <= UNIT_HOLIDAY; day++) {
		hours[day] = always;
		hours[day].weekday = day;
	}
	TRY(directory_get(cx, w->h.c.unit[CITY_SECOND], &unit));
	TRY(directory_is_open(cx, unit.id, cx->now, &open));
	return directory_set_hours(cx, unit.id, unit.version, hours, open ? 0 : LEN(hours));
}

static enum err move_hours(struct world *w, const struct view *v, unsigned choice)
{
	(void)choice;
	city_system(&w->h.c);
	TRY(db_write(w->h.c.cx, w->h.app->pool, set_hours, w));
	return settle(w, v->second_closed, !v->second_open);
}

static void nearest(int64_t *due, int64_t at)
{
	if (at != 0 && (*due == 0 || at < *due))
		*due = at;
}

static int64_t next_due(const struct view *v)
{
	int64_t due = 0;
	size_t i;

	for (i = 0; i < v->n_reports; i++)
		nearest(&due, v->reports[i].due);
	for (i = 0; i < v->n_cases; i++)
		nearest(&due, v->cases[i].due);
	for (i = 0; i < v->n_referrals; i++)
		if (v->referrals[i].state < REFERRAL_ACCEPTED)
			nearest(&due, v->referrals[i].due);
	return due;
}

static enum err one_tick(struct ctx *cx, void *arg)
{
	return casework_tick(cx, 50, arg);
}

/* As the job does it, one transaction after the other. */
static enum err run_clock(struct world *w)
{
	struct city_fixture *c = &w->h.c;
	unsigned done = 1, i;

	city_system(c);
	for (i = 0; done > 0; i++) {
		if (i == 20)
			return err_set(c->cx, ERR_DB, "the clock does not come to rest");
		TRY(db_write(c->cx, w->h.app->pool, one_tick, &done));
	}
	return ERR_OK;
}

/* What has a deadline: reports first, then cases, then referrals. */
static enum err put_due(struct ctx *cx, void *arg)
{
	static const char *const sql[] = {
		"UPDATE report SET due_at = $1 WHERE id = $2",
		"UPDATE casefile SET due_at = $1, paused_until = CASE WHEN paused_until IS NULL "
		"THEN NULL ELSE $1 END WHERE id = $2",
		"UPDATE referral SET answer_due_at = $1 WHERE id = $2",
	};
	const struct deadline *d = arg;

	return run_sql(cx, sql[d->kind], cx->now, d->id);
}

static enum err put_unanswered(struct ctx *cx, void *arg)
{
	static const char sql[] = "UPDATE casefile SET unanswered = $1 WHERE id = $2";
	const struct world_case *k = arg;

	return run_sql(cx, sql, k->unanswered, k->id);
}

enum err world_unanswered(struct world *w, int64_t case_id, int64_t n)
{
	struct world_case k = { .id = case_id, .unanswered = n };

	city_system(&w->h.c);
	return db_write(w->h.c.cx, w->h.app->pool, put_unanswered, &k);
}

bool world_deadline(const struct world *w, const struct view *v, unsigned choice,
		    struct deadline *ret)
{
	int64_t top = w->h.c.unit[CITY_SLRT];

	if (choice < 2 && choice < v->n_reports && v->reports[choice].due != 0) {
		*ret = (struct deadline){ DEADLINE_REPORT, v->reports[choice].id,
					  v->reports[choice].holder != top, NULL };
		return true;
	}
	if (choice >= 2 && choice - 2 < v->n_cases && v->cases[choice - 2].due != 0) {
		*ret = (struct deadline){ DEADLINE_CASE, v->cases[choice - 2].id,
					  v->cases[choice - 2].holder != top, NULL };
		return true;
	}
	if (choice < 4 || choice - 4 >= v->n_referrals ||
	    v->referrals[choice - 4].state >= REFERRAL_ACCEPTED)
		return false;
	*ret = (struct deadline){ DEADLINE_REFERRAL, v->referrals[choice - 4].id, false, NULL };
	if (v->referrals[choice - 4].kind == REFERRAL_HANDOVER)
		ret->handed = view_case(v, v->referrals[choice - 4].case_id);
	return true;
}

/*
 * Time passes.  Where the world's clock stands still, any one deadline may be the next: limits are
 * the city's data.  Else the nearest is.
 */
static enum err move_tick(struct world *w, const struct view *v, unsigned choice)
{
	struct ctx *cx = w->h.c.cx;
	struct deadline d;
	int64_t due;

	if (!w->any_order) {
		due = choice == 0 ? next_due(v) : 0;
		if (due == 0)
			return MOVE_NONE;
		cx->now = MAX(cx->now, due);
		return run_clock(w);
	}
	if (!world_deadline(w, v, choice, &d))
		return MOVE_NONE;
	city_system(&w->h.c);
	TRY(db_write(cx, w->h.app->pool, put_due, &d));
	return run_clock(w);
}

const struct move world_moves[] = {
	[MOVE_REPORT] = { "report", 1, move_report, true },
	[MOVE_REPORT_PASS] = { "pass a report", 4, move_report_pass, false },
	[MOVE_REPORT_END] = { "end a report", 6, move_report_end, false },
	[MOVE_REPORT_REOPEN] = { "reopen a report", 2, move_report_reopen, true },
	[MOVE_CASE] = { "open a case", 6, move_case, false },
	[MOVE_REPORT_ADD] = { "add a report", 4, move_add_report, false },
	[MOVE_DECIDE] = { "decide", 2, move_decide, true, false, true },
	[MOVE_CLOCK] = { "stop or start the clock", 4, move_clock, false, false, true },
	[MOVE_TAKE] = { "take", 2, move_take, false, false, true },
	[MOVE_CASE_END] = { "end a case", 8, move_end_case, false },
	[MOVE_CASE_REOPEN] = { "reopen a case", 2, move_reopen, true },
	[MOVE_MERGE] = { "merge", 2, move_merge, true },
	[MOVE_UNMERGE] = { "unmerge", 2, move_unmerge, true },
	[MOVE_SEND] = { "send", 14, move_send, false },
	[MOVE_ANSWER] = { "answer", 24, move_answer, false },
	[MOVE_REFERRAL_END] = { "end a referral", 24, move_referral_end, false },
	[MOVE_STEP_ADD] = { "add a step", 4, move_step_add, true },
	[MOVE_STEP_END] = { "end a step", 18, move_step_end, false },
	[MOVE_STEP_REOPEN] = { "reopen a step", 6, move_step_reopen, false, false, false, true },
	[MOVE_STEP_ASSIGN] = { "assign a step", 18, move_step_assign, false },
	[MOVE_UNIT] = { "close or open a unit", 1, move_unit, true, false, true },
	[MOVE_HOURS] = { "office hours", 1, move_hours, true, true, true },
	[MOVE_MEET] = { "meet another", 4, move_meet, true, true },
	[MOVE_TIME] = { "time passes", 12, move_tick, true, true },
};

bool act_next(struct act *act)
{
	if (++act->choice < world_moves[act->move].n)
		return true;
	act->choice = 0;
	return ++act->move < MOVE__MAX;
}
