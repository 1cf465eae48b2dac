/*
 * Requests about data in the sample city: proposals, corrections and objections at every place of
 * their way, by the same functions that pages call, each by somebody who may.
 *
 * Nobody else touches them, so a request is as far as its life has acted.  They are of the
 * kecamatan where the printed accounts work, since its supervisor is who verifies.
 */
#include "feature/demo/demo_impl.h"

#include "base/clock.h"
#include "base/str.h"
#include "feature/demo/demo_sql.h"
#include "feature/verval/verval.h"
#include "platform/app.h"
#include "platform/assets/assets.h"

enum { HOUSEHOLDS = 60, TRIES = 20, VISITS_MAX = 50 };

enum act {
	DO_OPEN = 1,
	DO_PASS,       /* to the next list */
	DO_GIVE_VISIT, /* to somebody of the Puskesos */
	DO_VISIT,      /* he makes it */
	DO_AGREE,      /* by a meeting, or an SPTJM */
	DO_MINUTES,
	DO_CHECK,
	DO_APPROVE,
	DO_ENTER,
	DO_ANSWER,
	DO_WITHDRAW
};

static const unsigned char usul[] = { DO_OPEN,    DO_PASS,  DO_GIVE_VISIT, DO_VISIT,
				      DO_AGREE,   DO_PASS,  DO_MINUTES,    DO_CHECK,
				      DO_APPROVE, DO_ENTER, DO_ANSWER };
static const unsigned char perbaikan[] = { DO_OPEN, DO_CHECK, DO_APPROVE, DO_ENTER, DO_ANSWER };
static const unsigned char at_once[] = { DO_OPEN, DO_ENTER };
static const unsigned char sanggah[] = { DO_OPEN, DO_PASS, DO_GIVE_VISIT, DO_VISIT };
static const unsigned char withdrawn[] = { DO_OPEN, DO_PASS, DO_WITHDRAW };

/* How far a request goes; no: its last act refuses. */
static const struct course {
	enum verval_kind kind;
	const unsigned char *act;
	unsigned n, days;
	bool no, shown;
} courses[] = {
	{ VERVAL_USUL, usul, 1, 1, .shown = true },
	{ VERVAL_USUL, usul, 3, 6, .shown = true },
	{ VERVAL_USUL, usul, 4, 8, .shown = true },
	{ VERVAL_PERBAIKAN, at_once, 1, 1, .shown = true },
	{ VERVAL_USUL, usul, 7, 14, .shown = true },
	{ VERVAL_SANGGAH, sanggah, 2, 8, .shown = true },
	{ VERVAL_PERBAIKAN, perbaikan, 1, 2, .shown = true },
	{ VERVAL_USUL, usul, 8, 17 },
	{ VERVAL_USUL, usul, 9, 20 },
	{ VERVAL_USUL, usul, 10, 26 },
	{ VERVAL_USUL, usul, 11, 34 },
	{ VERVAL_USUL, usul, 11, 33, .no = true },
	{ VERVAL_USUL, usul, 8, 22, .no = true },
	{ VERVAL_USUL, withdrawn, 3, 16 },
	{ VERVAL_USUL, usul, 2, 4 },
	{ VERVAL_USUL, usul, 4, 8 },
	{ VERVAL_USUL, usul, 6, 9 },
	{ VERVAL_PERBAIKAN, perbaikan, 2, 4 },
	{ VERVAL_PERBAIKAN, perbaikan, 3, 7 },
	{ VERVAL_PERBAIKAN, perbaikan, 5, 24 },
	{ VERVAL_PERBAIKAN, at_once, 2, 10 },
	{ VERVAL_SANGGAH, sanggah, 3, 17 },
};

size_t demo_courses(void)
{
	return LEN(courses);
}

unsigned demo_course_days(unsigned course)
{
	return courses[course - 1].days;
}

enum err demo_request_photos(struct ctx *cx, size_t n, const struct media_draft **ret)
{
	const struct asset *whole = asset_find("demo/house.jpg");
	const struct asset *small = asset_find("demo/house-small.jpg");
	struct media_draft *drafts = ARENA_ARRAY(cx->arena, n + 1, struct media_draft);
	struct picture p;

	assert(whole != NULL && small != NULL);
	p = (struct picture){ { whole->data, whole->size }, { small->data, small->size } };
	for (size_t i = 0; i < n; i++)
		TRY(media_store(cx, &p, &drafts[i]));
	*ret = drafts;
	return ERR_OK;
}

/* ---- who --------------------------------------------------------------------------------- */

/* The first who has a role, in a unit or (0) anywhere. */
static bool has_role(struct ctx *cx, struct sim *s, int64_t unit_id, enum role role)
{
	for (size_t i = 0; i < s->n_officers; i++)
		if ((unit_id == 0 || s->officers[i].unit_id == unit_id) &&
		    s->officers[i].roles & 1U << role) {
			demo_act_as(cx, s, &s->officers[i]);
			return true;
		}
	return false;
}

static void by_role(struct ctx *cx, struct sim *s, int64_t unit_id, enum role role)
{
	bool there = has_role(cx, s, unit_id, role);

	assert(there);
	(void)there;
}

/* Whoever leads the Puskesos that asked. */
static void by_lurah(struct ctx *cx, struct sim *s, const struct life *l)
{
	by_role(cx, s, l->unit_id, ROLE_COORDINATOR);
}

/* Who walks to the house: a volunteer of the Puskesos where it has one. */
static void by_visitor(struct ctx *cx, struct sim *s, const struct life *l)
{
	if (!has_role(cx, s, l->unit_id, ROLE_VOLUNTEER))
		by_lurah(cx, s, l);
}

static const struct region *place_of(struct ctx *cx, const struct sim *s, bool shown)
{
	const struct region *r;

	if (shown)
		return s->shown;
	do
		r = &s->regions[rng_below(cx->rng, s->n_regions)];
	while (r->parent_id != s->shown->parent_id);
	return r;
}

/* ---- asking ------------------------------------------------------------------------------ */

/* What a correction says: a telephone counts at once, an income does not. */
static struct verval_ask correction(struct ctx *cx, const struct fact_book *book, bool counts)
{
	if (counts)
		return (struct verval_ask){ fact_field(book, FACT_PERSON, "phone"),
					    demo_phone(cx) };
	return (struct verval_ask){ fact_field(book, FACT_PERSON, "occupation"), "Tidak bekerja" };
}

static enum err ask(struct ctx *cx, struct sim *s, struct life *l, const struct course *c,
		    const struct region *region)
{
	bool person = c->kind == VERVAL_PERBAIKAN, objects = c->kind == VERVAL_SANGGAH;
	char number[NUMBER_SIZE], secret[SECRET_SIZE];
	const struct fact_book *book;
	struct verval_ask one;
	struct verval_new n = {
		.kind = c->kind,
		.of = person ? FACT_PERSON : FACT_FAMILY,
		.subject_id = person ? l->person_id : l->family_id,
		.asked_by = objects || person ? ASKED_AT_DESK : ASKED_IN_FIELD,
		.why = demo_sentence(cx, s->stories, objects ? "doubts" : "wishes"),
		.ask = &one,
		.n_asks = person ? 1 : 0,
		.photo = &s->photos[l->course - 1],
		.n_photos = person ? 0 : 1,
		.lat_e6 = person ? DB_NONE : (int64_t)(region->lat * 1e6),
		.lng_e6 = person ? DB_NONE : (int64_t)(region->lng * 1e6),
	};

	if (objects) {
		n.objector = demo_person_name(cx, 0);
		n.objector_phone = demo_phone(cx);
		n.objector_region_id = region->id;
	}
	TRY(fact_book(cx, &book));
	one = correction(cx, book, c->act == at_once);
	return verval_open(cx, &n, &l->request_id, number, secret);
}

/* A household of the kelurahan that its Puskesos sees: some live elsewhere than their card says. */
static enum err choose(struct ctx *cx, const struct region *region, struct demo_household_row *ret,
		       bool *ret_found)
{
	bool family = false, person = false;

	for (unsigned tries = 0; tries < TRIES; tries++) {
		struct demo_household_args a = { .region_id = region->id,
						 .skip = (int64_t)rng_below(cx->rng, HOUSEHOLDS) };

		TRY(demo_household_maybe(cx, &a, ret, ret_found));
		if (!*ret_found)
			continue;
		TRY(family_in_scope(cx, ret->family_id, &family));
		TRY(person_in_scope(cx, ret->person_id, &person));
		if (family && person)
			return ERR_OK;
	}
	*ret_found = false;
	return ERR_OK;
}

/* Where nobody is found the life is over. */
static enum err begin(struct ctx *cx, struct sim *s, struct life *l, const struct course *c)
{
	const struct region *region = place_of(cx, s, c->shown);
	struct demo_household_row home;
	bool found;

	TRY(demo_desk_of(cx, region, &l->unit_id));
	by_lurah(cx, s, l);
	TRY(choose(cx, region, &home, &found));
	if (!found) {
		l->acts = c->n;
		return ERR_OK;
	}
	l->region_id = region->id;
	l->person_id = home.person_id;
	l->family_id = home.family_id;
	return ask(cx, s, l, c, region);
}

/* ---- the visit --------------------------------------------------------------------------- */

static enum err give_visit(struct ctx *cx, struct sim *s, const struct life *l)
{
	int32_t today = clock_date(cx->now, cx->app->zone_minutes);
	int64_t officer, visit_id;

	by_visitor(cx, s, l);
	officer = cx->actor->user_id;
	by_lurah(cx, s, l);
	return visit_ask(cx, l->request_id, officer, today + 3, &visit_id);
}

/* The house is a little different from what was known; of those who live there nothing is. */
static enum err questions(struct ctx *cx, int64_t visit_id)
{
	const struct fact_book *book;
	struct visit_part *parts;
	struct verval_ask house[3];
	size_t n;

	TRY(fact_book(cx, &book));
	house[0] = (struct verval_ask){ fact_field(book, FACT_FAMILY, "floor"), "4" };
	house[1] = (struct verval_ask){ fact_field(book, FACT_FAMILY, "house_status"), "2" };
	house[2] = (struct verval_ask){ fact_field(book, FACT_FAMILY, "asset_motorcycle"), "0" };
	TRY(visit_parts(cx, visit_id, &parts, &n));
	for (size_t i = 0; i < n; i++)
		TRY(visit_answer(cx, visit_id, &parts[i], house,
				 parts[i].of == FACT_FAMILY ? LEN(house) : 0));
	return ERR_OK;
}

static enum err make_visit(struct ctx *cx, struct sim *s, const struct life *l)
{
	const struct visit_done met = { .result = VISIT_MET,
					.met = demo_person_name(cx, 0),
					.signed_by = "Kepala keluarga",
					.note = demo_sentence(cx, s->stories, "visits"),
					.lat_e6 = DB_NONE,
					.lng_e6 = DB_NONE };
	struct visit_mine *mine;
	size_t n;

	by_visitor(cx, s, l);
	TRY(visit_mine(cx, VISITS_MAX, &mine, &n));
	for (size_t i = 0; i < n; i++)
		if (mine[i].verval_id == l->request_id) {
			TRY(questions(cx, mine[i].id));
			return visit_done(cx, mine[i].id, &met);
		}
	return err_set(cx, ERR_CONFLICT, "the visit was not given");
}

/* ---- papers ------------------------------------------------------------------------------ */

static const char *paper(struct ctx *cx, const char *kind)
{
	return arena_printf(cx->arena, "%s/%03u/%d", kind, 1 + (unsigned)rng_below(cx->rng, 400),
			    clock_civil(cx->now, cx->app->zone_minutes).year);
}

static enum err meet(struct ctx *cx, const struct life *l)
{
	static const char *const roles[] = { "lurah", "operator", "rt_rw", "tokoh" };
	int64_t id;

	TRY(meeting_new(cx, l->region_id, clock_date(cx->now, cx->app->zone_minutes),
			"Aula kelurahan", &id));
	for (size_t i = 0; i < LEN(roles); i++)
		TRY(meeting_attend(cx, id, demo_person_name(cx, 0), roles[i]));
	TRY(meeting_agenda(cx, id, &l->request_id, 1));
	TRY(meeting_decide(cx, id, l->request_id, true));
	return meeting_sign(cx, id, paper(cx, "BA-MUSKEL"));
}

static enum err agree(struct ctx *cx, struct sim *s, const struct life *l)
{
	by_lurah(cx, s, l);
	if (l->course % 2 == 0)
		return meet(cx, l);
	return verval_sptjm(cx, l->request_id, 0, paper(cx, "SPTJM"),
			    clock_date(cx->now, cx->app->zone_minutes));
}

/* ---- deciding ---------------------------------------------------------------------------- */

static enum err decide(struct ctx *cx, struct sim *s, const struct life *l, bool no)
{
	return verval_decide(
	    cx, l->request_id,
	    &(struct verval_decision){
		.yes = !no, .why = no ? demo_sentence(cx, s->stories, "refusals") : NULL });
}

static enum err answered(struct ctx *cx, struct sim *s, const struct life *l, bool no)
{
	const struct verval_answer a = {
		.said = no ? SAID_REFUSED : SAID_ACCEPTED,
		.on = clock_date(cx->now, cx->app->zone_minutes),
		.why = no ? demo_sentence(cx, s->stories, "refusals") : NULL,
		.source = "dtsen",
	};

	by_role(cx, s, 0, ROLE_SUPERVISOR);
	return verval_answer(cx, l->request_id, 0, &a);
}

/* ---- a life ------------------------------------------------------------------------------ */

static enum err act(struct ctx *cx, struct sim *s, struct life *l, const struct course *c,
		    bool last)
{
	int32_t today = clock_date(cx->now, cx->app->zone_minutes);
	bool no = last && c->no;

	switch ((enum act)c->act[l->acts - 1]) {
	case DO_OPEN:
		return begin(cx, s, l, c);
	case DO_PASS:
		by_lurah(cx, s, l);
		return verval_pass(cx, l->request_id, 0);
	case DO_GIVE_VISIT:
		return give_visit(cx, s, l);
	case DO_VISIT:
		return make_visit(cx, s, l);
	case DO_AGREE:
		return agree(cx, s, l);
	case DO_MINUTES:
		by_lurah(cx, s, l);
		return verval_minutes(cx, l->request_id, 0, paper(cx, "BA"), today);
	case DO_CHECK:
		by_role(cx, s, 0, ROLE_SUPERVISOR);
		return decide(cx, s, l, no);
	case DO_APPROVE:
		by_role(cx, s, 0, ROLE_HEAD);
		return decide(cx, s, l, no);
	case DO_ENTER:
		by_role(cx, s, 0, ROLE_SUPERVISOR);
		return verval_enter(cx, l->request_id, 0, paper(cx, "SIKS"), today);
	case DO_ANSWER:
		return answered(cx, s, l, no);
	case DO_WITHDRAW:
		by_lurah(cx, s, l);
		return verval_withdraw(cx, l->request_id, 0, "Keluarga pindah sebelum dikunjungi.");
	}
	return ERR_OK;
}

enum err demo_request_live(struct ctx *cx, struct sim *s, struct life *l)
{
	const struct course *c = &courses[l->course - 1];

	TRY(act(cx, s, l, c, l->acts == c->n));
	l->at =
	    l->acts >= c->n
		? 0
		: demo_in_office(cx, cx->now + (1 + (int64_t)rng_below(cx->rng, 40)) * USEC_HOUR);
	return ERR_OK;
}
