/* Who can take it now: the candidates for a service, judged, ordered and explained. */
#include <stdlib.h>

#include "base/clock.h"
#include "base/str.h"
#include "feature/directory/directory_shelf.h"
#include "feature/directory/directory_sql.h"
#include "platform/app.h"
#include "platform/i18n/i18n.h"
#include "text/directory.h"

/* What decides about one candidate, in the order of weight; smaller is better. */
struct rank {
	int unfit, place, kind, region, closed, room;
	size_t index; /* by name: qsort() keeps no order of its own */
};

struct candidate {
	struct directory_answer answer;
	struct rank rank;
	bool serves; /* the kelurahan is in its coverage, or it is city-wide */
	bool urgent; /* also does it as an emergency */
	bool added;  /* only because it is the unit of last resort */
};

/* Place of kind in "a,b,c"; the number of kinds when it is not there, 0 when none are wanted. */
static int kind_place(const char *kinds, const char *kind)
{
	size_t len = strlen(kind);
	int place = 0;

	if (str_blank(kinds))
		return 0;
	for (const char *p = kinds; *p; place++) {
		size_t n = strcspn(p, ",");

		if (n == len && strncmp(p, kind, n) == 0)
			return place;
		p += n + (p[n] == ',');
	}
	return place;
}

static bool kind_wanted(const char *kinds, const char *kind)
{
	int place = kind_place(kinds, kind);

	return !str_blank(kinds) && place < kind_place(kinds, "");
}

static void add_reason(struct ctx *cx, struct candidate *c, const char *reason)
{
	c->answer.why =
	    c->answer.why ? arena_printf(cx->arena, "%s; %s", c->answer.why, reason) : reason;
}

static const char *reason_region(const struct ctx *cx, const struct candidate *c,
				 const struct directory_ask *ask)
{
	if (!c->serves && ask->region_id == 0)
		return text(cx, T_DIRECTORY_WHY_SOME);
	if (c->answer.exact)
		return text(cx, T_DIRECTORY_WHY_EXACT);
	return text(cx, c->serves ? T_DIRECTORY_WHY_CITYWIDE : T_DIRECTORY_WHY_ELSEWHERE);
}

static const char *reason_time(const struct ctx *cx, const struct candidate *c)
{
	if (c->answer.open)
		return text(cx, T_DIRECTORY_WHY_OPEN);
	return text(cx, c->answer.on_duty ? T_DIRECTORY_WHY_DUTY : T_DIRECTORY_WHY_CLOSED);
}

static const char *reason_places(const struct ctx *cx, const struct candidate *c)
{
	const struct directory_answer *a = &c->answer;

	if (a->capacity == DB_NONE)
		return NULL;
	if (a->full)
		return text(cx, T_DIRECTORY_WHY_FULL);
	return text_fill(cx, T_DIRECTORY_WHY_PLACES, say_number(cx, a->capacity - a->used),
			 say_number(cx, a->capacity), NULL);
}

/* Every fact that spoke for or against, in the order in which an officer asks. */
static void explain(struct ctx *cx, struct candidate *c, const struct directory_ask *ask)
{
	const char *places = reason_places(cx, c);

	/* It does not offer the service: nothing else speaks for it. */
	if (c->added) {
		c->answer.why = text(cx, T_DIRECTORY_WHY_LAST);
		return;
	}
	if (c->answer.outside)
		add_reason(cx, c, text(cx, T_DIRECTORY_WHY_OUTSIDE));
	add_reason(cx, c, reason_region(cx, c, ask));
	add_reason(cx, c, reason_time(cx, c));
	if (ask->urgent && !c->urgent)
		add_reason(cx, c, text(cx, T_DIRECTORY_WHY_NOT_URGENT));
	if (places)
		add_reason(cx, c, places);
	if (c->answer.last_resort)
		add_reason(cx, c, text(cx, T_DIRECTORY_WHY_LAST));
}

/* Serves the place, has room and, when it can't wait, somebody there who takes emergencies. */
static bool able(const struct candidate *c, const struct directory_ask *ask)
{
	const struct directory_answer *a = &c->answer;

	if (!c->serves || a->full)
		return false;
	return !ask->urgent || (c->urgent && (a->open || a->on_duty));
}

static void judge(struct candidate *c, const struct directory_ask *ask)
{
	struct directory_answer *a = &c->answer;
	bool good = able(c, ask) && (!a->outside || kind_wanted(ask->kinds, a->kind));

	/* The unit of last resort can't refuse, but it is asked last unless it would do anyway. */
	a->fits = good || a->last_resort;
	a->elsewhere = !c->serves && !a->fits;
	c->rank = (struct rank){ .unfit = a->fits ? 0 : 1,
				 .place = good ? 0 : 1,
				 .kind = kind_place(ask->kinds, a->kind),
				 .region = a->exact ? 0 : 1,
				 .closed = a->open      ? 0
					   : a->on_duty ? 1
							: 2,
				 .room = a->full                  ? 2
					 : a->capacity == DB_NONE ? 1
								  : 0,
				 .index = c->rank.index };
}

/* What the process keeps says about a unit; places are looked up afterwards. */
static struct candidate candidate_of(const struct shelf_unit *u, const struct unit_moment *m,
				     int64_t region_id, size_t index)
{
	bool covers = shelf_covers(u, region_id);

	return (struct candidate){
		.answer = { .unit_id = u->id,
			    .kind = u->kind,
			    .name = u->name,
			    .phone = u->phone,
			    .emergency_phone = u->emergency_phone,
			    .exact = covers,
			    .open = shelf_open(u, m),
			    .outside = u->outside,
			    .last_resort = u->last_resort,
			    .has_account = u->has_account,
			    .capacity = DB_NONE },
		.rank.index = index,
		.serves = u->n_areas == 0 || covers,
	};
}

static void add_places(struct candidate *c, const struct unit_taken_row *r)
{
	c->answer.capacity = r->capacity;
	c->answer.used = r->used;
	c->answer.full = r->used >= r->capacity;
}

static int by_rank(const void *x, const void *y)
{
	const struct rank *a = &((const struct candidate *)x)->rank;
	const struct rank *b = &((const struct candidate *)y)->rank;

	if (a->unfit != b->unfit)
		return a->unfit - b->unfit;
	if (a->place != b->place)
		return a->place - b->place;
	if (a->kind != b->kind)
		return a->kind - b->kind;
	if (a->region != b->region)
		return a->region - b->region;
	if (a->closed != b->closed)
		return a->closed - b->closed;
	if (a->room != b->room)
		return a->room - b->room;
	return a->index < b->index ? -1 : a->index > b->index;
}

/*
 * Outside units may help when nobody in the city can.  They stay behind the unit of last resort, so
 * that only a person chooses them.
 */
static void admit_outside(struct candidate *cs, size_t n, const struct directory_ask *ask)
{
	for (size_t i = 0; i < n; i++)
		if (cs[i].rank.unfit == 0 && cs[i].rank.place == 0)
			return;
	for (size_t i = 0; i < n; i++) {
		struct directory_answer *a = &cs[i].answer;

		if (a->outside && able(&cs[i], ask)) {
			a->fits = true;
			cs[i].rank.unfit = 0;
			cs[i].rank.place = 2;
		}
	}
}

/* The places of all, in one statement. */
static enum err look_at_places(struct ctx *cx, const struct directory_ask *ask,
			       struct candidate *cs, size_t n)
{
	struct unit_taken_row *rows;
	size_t n_rows;

	TRY(unit_taken_all(cx, &(struct unit_taken_args){ .service = ask->service }, &rows,
			   &n_rows));
	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; k < n_rows; k++)
			if (rows[k].unit_id == cs[i].answer.unit_id)
				add_places(&cs[i], &rows[k]);
	return ERR_OK;
}

/* The same of one unit. */
static enum err look_at_place(struct ctx *cx, const struct directory_ask *ask, struct candidate *c)
{
	struct unit_taken_row row;
	bool found;

	TRY(unit_taken_maybe(cx,
			     &(struct unit_taken_args){ .service = ask->service,
							.unit_id = c->answer.unit_id,
							.with = UNIT_TAKEN_WITH_UNIT },
			     &row, &found));
	if (found)
		add_places(c, &row);
	return ERR_OK;
}

/* The unit of last resort stands in every answer, also where it does not offer the service. */
static void add_last_resort(const struct directory_shelf *shelf, const struct unit_moment *m,
			    struct candidate *cs, size_t *n)
{
	struct candidate *c = &cs[*n];

	for (size_t i = 0; i < *n; i++)
		if (cs[i].answer.last_resort)
			return;
	if (!shelf->last_resort)
		return;
	*c = candidate_of(shelf->last_resort, m, 0, *n);
	c->added = true;
	c->answer.fits = true;
	c->rank.place = 1;
	*n += 1;
}

/*
 * The candidates in the order in which they should be asked.  choosing: only those that serve the
 * place (and the unit of last resort), which are all that a choice needs.
 */
static enum err candidates(struct ctx *cx, const struct directory_ask *ask, bool choosing,
			   struct candidate **ret, size_t *ret_n)
{
	const struct directory_shelf *shelf;
	const struct directory_roster *roster;
	struct shelf_service service;
	struct candidate *cs;
	struct unit_moment m;
	size_t n = 0;

	TRY(directory_moment(cx, ask->at, &m));
	TRY(directory_shelf(cx, &shelf));
	service = shelf_service(shelf, ask->service);
	cs = ARENA_ARRAY(cx->arena, service.n + 1, struct candidate);
	for (size_t i = 0; i < service.n; i++) {
		const struct shelf_offer *o = &service.offers[i];

		cs[n] = candidate_of(o->unit, &m, ask->region_id, n);
		cs[n].urgent = o->urgent;
		if (choosing && !cs[n].serves && !o->unit->last_resort)
			continue;
		if (choosing && o->limited)
			TRY(look_at_place(cx, ask, &cs[n]));
		n++;
	}
	if (!choosing)
		TRY(look_at_places(cx, ask, cs, n));
	TRY(directory_roster(cx, ask->at, &roster));
	for (size_t i = 0; i < n; i++)
		cs[i].answer.on_duty = roster_has(roster, cs[i].answer.unit_id, ask->at);
	for (size_t i = 0; i < n; i++)
		judge(&cs[i], ask);
	add_last_resort(shelf, &m, cs, &n);
	admit_outside(cs, n, ask);
	qsort(cs, n, sizeof(*cs), by_rank);
	*ret = cs;
	*ret_n = n;
	return ERR_OK;
}

static struct directory_ask ask_now(const struct ctx *cx, const struct directory_ask *given)
{
	struct directory_ask ask = *given;

	if (ask.at == 0)
		ask.at = cx->now;
	return ask;
}

enum err directory_who_can(struct ctx *cx, const struct directory_ask *given,
			   struct directory_answer **ret, size_t *ret_n)
{
	struct directory_ask ask = ask_now(cx, given);
	struct directory_answer *answers;
	struct candidate *cs;

	TRY(candidates(cx, &ask, false, &cs, ret_n));
	answers = ARENA_ARRAY(cx->arena, *ret_n, struct directory_answer);
	for (size_t i = 0; i < *ret_n; i++) {
		explain(cx, &cs[i], &ask);
		if (!cs[i].answer.open)
			TRY(directory_opens(cx, cs[i].answer.unit_id, ask.at,
					    &cs[i].answer.opens_at));
		answers[i] = cs[i].answer;
	}
	*ret = answers;
	return ERR_OK;
}

/* As one reads it on a door: today the hour alone. */
static const char *opening(const struct ctx *cx, int64_t at)
{
	int zone = cx->app->zone_minutes;

	return clock_date(at, zone) == clock_date(cx->now, zone) ? say_clock(cx, at)
								 : say_when(cx, at);
}

const char *directory_closed_now(struct ctx *cx, const struct directory_answer *a)
{
	if (a->open || a->on_duty)
		return NULL;
	if (a->opens_at == 0)
		return text(cx, T_DIRECTORY_CLOSED_NOW);
	return text_fill(cx, T_DIRECTORY_OPENS, opening(cx, a->opens_at), NULL);
}

const char *directory_hint(struct ctx *cx, const struct directory_answer *a)
{
	if (a->open || a->on_duty || a->opens_at == 0)
		return a->why;
	return text_fill(cx, T_DIRECTORY_WHY_OPENS, a->why, opening(cx, a->opens_at), NULL);
}

enum err directory_pick(struct ctx *cx, const struct directory_ask *given,
			struct directory_answer *ret)
{
	struct directory_ask ask = ask_now(cx, given);
	struct candidate *cs;
	size_t n;

	TRY(candidates(cx, &ask, true, &cs, &n));
	/* Fitting units come first, and the unit of last resort before others' outside the city. */
	if (n == 0 || !cs[0].answer.fits ||
	    (cs[0].answer.outside && !kind_wanted(ask.kinds, cs[0].answer.kind)))
		return err_set(cx, ERR_NOTFOUND, "the city has no unit of last resort");
	explain(cx, &cs[0], &ask);
	*ret = cs[0].answer;
	return ERR_OK;
}
