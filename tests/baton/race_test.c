/*
 * Two acts at the same time, interleaved at every statement: on PostgreSQL the first stands still
 * before its k-th statement (or its commit) while the second runs until it has ended or waits for
 * the first; for every k.  On SQLite, where one writer makes them serial, they only start at once.
 * Whatever comes out must be what one after the other, in either order, would have left.
 *
 *   MELAJU_RACES=all     every k instead of every fifth
 *   MELAJU_RACES=NAME    every k of one pair
 */
#include "lib/house.h"
#include "lib/meeting.h"

#include "platform/db/db_impl.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ROUNDS_SQLITE 4
#define K_MAX         400

/* What a race is about; what it needs of it. */
struct about {
	int64_t report, report2, id, id2, referral; /* id: of the case */
	const char *number2;
	unsigned key;
};

struct race {
	const char *name;
	enum err (*setup)(struct house *h, struct about *a);
	enum err (*first)(struct house *h, const struct about *a);
	enum err (*second)(struct house *h, const struct about *a);
	unsigned who[2]; /* who sits down before */
	bool fresh;      /* what a round leaves behind would change the next */
};

/* ---- making what a race is about --------------------------------------------------------- */

static enum err make_report(struct house *h, int64_t *ret)
{
	TRY(house_post(h, CITY_FRONT, "/laporan/baru",
		       "body=Lansia+sendirian&region=%lld&subject=unknown&reporter_kind=anonymous"
		       "&topic=ppks&channel=loket",
		       (long long)h->c.region));
	*ret = h->made;
	return ERR_OK;
}

static const char *at(struct house *h, const char *head, int64_t id, const char *tail)
{
	return arena_printf(h->c.cx->arena, "%s/%lld/%s", head, (long long)id, tail);
}

static enum err plan(struct house *h, unsigned who, int64_t report, const char *more)
{
	return house_post(h, who, at(h, "/laporan", report, "rencana"),
			  "region=%lld&reason=begitu&service1=asesmen&unit1=%lld%s",
			  (long long)h->c.region, (long long)h->c.unit[CITY_DESK], more);
}

/* The column of the row of that id. */
static const char *text_of(struct house *h, const char *column, const char *table, int64_t id)
{
	const char *sql = arena_printf(h->c.cx->arena, "SELECT %s FROM %s WHERE id = %lld", column,
				       table, (long long)id);
	const char *s = NULL;

	house_look(h);
	assert_ok(city_query(h->c.cx, sql, true, NULL, &s));
	house_look_end(h);
	return s != NULL ? s : "";
}

static int64_t number(struct house *h, const char *sql)
{
	int64_t n = 0;

	house_look(h);
	assert_ok(city_query(h->c.cx, sql, false, &n, NULL));
	house_look_end(h);
	return n;
}

static int64_t int_of(struct house *h, const char *column, const char *table, int64_t id)
{
	return number(h, arena_printf(h->c.cx->arena, "SELECT %s FROM %s WHERE %s = %lld", column,
				      table, strcmp(table, "step") == 0 ? "case_id" : "id",
				      (long long)id));
}

static enum err a_report(struct house *h, struct about *a)
{
	return make_report(h, &a->report);
}

static enum err a_case(struct house *h, struct about *a)
{
	TRY(make_report(h, &a->report));
	TRY(plan(h, CITY_COORDINATOR, a->report, ""));
	a->id = h->made;
	return ERR_OK;
}

static enum err an_undecided_case(struct house *h, struct about *a)
{
	TRY(make_report(h, &a->report));
	TRY(plan(h, CITY_FRONT, a->report, "&emergency1=1"));
	a->id = h->made;
	return ERR_OK;
}

static enum err handover_to(struct house *h, struct about *a, enum city_unit to)
{
	TRY(a_case(h, a));
	TRY(house_post(h, CITY_FRONT, at(h, "/kasus", a->id, "rujuk"), "kind=handover&unit=%lld",
		       (long long)h->c.unit[to]));
	a->referral = h->made;
	return ERR_OK;
}

static enum err a_handover(struct house *h, struct about *a)
{
	return handover_to(h, a, CITY_REHAB);
}

static enum err a_handover_to_the_second_desk(struct house *h, struct about *a)
{
	return handover_to(h, a, CITY_SECOND);
}

static enum err a_handover_that_is_due(struct house *h, struct about *a)
{
	TRY(a_handover(h, a));
	h->c.cx->now = int_of(h, "answer_due_at", "referral", a->referral);
	return ERR_OK;
}

/* Two cases; the plan of the second has ended. */
static enum err two_cases(struct house *h, struct about *a)
{
	struct about other;
	int64_t step;

	TRY(a_case(h, &other));
	TRY(a_case(h, a));
	a->report2 = other.report;
	a->id2 = other.id;
	a->number2 = text_of(h, "number", "casefile", a->id2);
	step = int_of(h, "id", "step", a->id2);
	return house_post(h, CITY_FRONT, at(h, "/langkah", step, "akhiri"), "kind=selesai&body=x");
}

static enum err a_key(struct house *h, struct about *a)
{
	a->key = ++h->once;
	return ERR_OK;
}

/* ---- acts -------------------------------------------------------------------------------- */

#define ACT_OF(name, who, head, id, tail, ...)                                   \
	static enum err name(struct house *h, const struct about *a)             \
	{                                                                        \
		(void)a;                                                         \
		return house_post(h, who, at(h, head, (id), tail), __VA_ARGS__); \
	}
ACT_OF(accept_one, CITY_WORKER, "/rujukan", a->referral, "terima", "version=1")
ACT_OF(accept_two, CITY_SUPERVISOR, "/rujukan", a->referral, "terima", "version=1")
ACT_OF(accept_there, CITY_OTHER_FRONT, "/rujukan", a->referral, "terima", "version=1")
ACT_OF(withdraw, CITY_FRONT, "/rujukan", a->referral, "tarik", "version=1")
ACT_OF(refuse_it, CITY_WORKER, "/rujukan", a->referral, "tolak", "version=1&reason=penuh")
ACT_OF(decide_one, CITY_COORDINATOR, "/kasus", a->id, "tetapkan", "body=ya")
ACT_OF(decide_two, CITY_MANAGER, "/kasus", a->id, "tetapkan", "body=ya")
ACT_OF(pass_there, CITY_FRONT, "/laporan", a->report, "alihkan", "unit=%lld",
       (long long)h->c.unit[CITY_SECOND])
ACT_OF(close_desk, CITY_MANAGER, "/direktori", h->c.unit[CITY_SECOND], "tutup", "version=%lld",
       (long long)int_of(h, "version", "unit", h->c.unit[CITY_SECOND]))
ACT_OF(merge, CITY_COORDINATOR, "/kasus", a->id, "gabung", "number=%s", a->number2)
ACT_OF(merge_back, CITY_MANAGER, "/kasus", a->id2, "gabung", "number=%s",
       text_of(h, "number", "casefile", a->id))
ACT_OF(close_case, CITY_FRONT, "/kasus", a->id2, "tutup", "outcome=layanan_diterima&body=selesai")

/* Puts one unit below another, by the form of a unit. */
static enum err put_below(struct house *h, unsigned who, enum city_unit one, enum city_unit other)
{
	return house_post(h, who, at(h, "/direktori", h->c.unit[one], "ubah"),
			  "version=%lld&name=Unit+%d&kind=%s&parent=%lld&has_account=1",
			  (long long)int_of(h, "version", "unit", h->c.unit[one]), (int)one,
			  text_of(h, "kind", "unit", h->c.unit[one]), (long long)h->c.unit[other]);
}

static enum err below_the_hospital(struct house *h, const struct about *a)
{
	(void)a;
	return put_below(h, CITY_MANAGER, CITY_REHAB, CITY_RSUD);
}

static enum err below_the_department(struct house *h, const struct about *a)
{
	(void)a;
	return put_below(h, CITY_MANAGER, CITY_RSUD, CITY_REHAB);
}

static enum err open_one(struct house *h, const struct about *a)
{
	return plan(h, CITY_COORDINATOR, a->report, "");
}

static enum err open_two(struct house *h, const struct about *a)
{
	return plan(h, CITY_MANAGER, a->report, "");
}

static enum err run_tick(struct ctx *cx, void *arg)
{
	unsigned done;

	(void)arg;
	return casework_tick(cx, 50, &done);
}

/* The job runs again when somebody changed what it was about to touch. */
static enum err tick(struct house *h, const struct about *a)
{
	enum err e = ERR_CONFLICT;
	int i;

	(void)a;
	city_system(&h->c);
	for (i = 0; i < 3 && e == ERR_CONFLICT; i++)
		e = db_write(h->c.cx, h->app->pool, run_tick, NULL);
	return e;
}

/* The same form sent twice: by a double click, or again after a lost line. */
static enum err send_once(struct house *h, const struct about *a)
{
	int64_t id;

	h->again = a->key;
	return make_report(h, &id);
}

/* Pairs that meet at one row from different sides. */
static const struct race races[] = {
	{ "accept and accept",
	  a_handover,
	  accept_one,
	  accept_two,
	  { CITY_WORKER, CITY_SUPERVISOR },
	  false },
	{ "accept and withdraw",
	  a_handover,
	  accept_one,
	  withdraw,
	  { CITY_WORKER, CITY_FRONT },
	  false },
	{ "refuse and time-out",
	  a_handover_that_is_due,
	  refuse_it,
	  tick,
	  { CITY_WORKER, CITY_WORKER },
	  true },
	{ "accept and time-out",
	  a_handover_that_is_due,
	  accept_one,
	  tick,
	  { CITY_WORKER, CITY_WORKER },
	  true },
	{ "decide and decide",
	  an_undecided_case,
	  decide_one,
	  decide_two,
	  { CITY_COORDINATOR, CITY_MANAGER },
	  false },
	{ "open and open",
	  a_report,
	  open_one,
	  open_two,
	  { CITY_COORDINATOR, CITY_MANAGER },
	  false },
	{ "pass and close the unit",
	  a_report,
	  pass_there,
	  close_desk,
	  { CITY_FRONT, CITY_MANAGER },
	  true },
	{ "accept and close the unit",
	  a_handover_to_the_second_desk,
	  accept_there,
	  close_desk,
	  { CITY_OTHER_FRONT, CITY_MANAGER },
	  true },
	{ "merge and close",
	  two_cases,
	  merge,
	  close_case,
	  { CITY_COORDINATOR, CITY_FRONT },
	  false },
	{ "merge and merge back",
	  two_cases,
	  merge,
	  merge_back,
	  { CITY_COORDINATOR, CITY_MANAGER },
	  false },
	{ "below each other",
	  a_key,
	  below_the_hospital,
	  below_the_department,
	  { CITY_MANAGER, CITY_MANAGER },
	  true },
	{ "send and send again", a_key, send_once, send_once, { CITY_FRONT, CITY_FRONT }, false },
};

/* ---- running two ------------------------------------------------------------------------- */

struct actor_thread {
	struct house h;
	enum err (*act)(struct house *h, const struct about *a);
	const struct about *about;
	struct meeting_actor actor;
};

static enum err run_act(void *arg)
{
	struct actor_thread *t = arg;

	return t->act(&t->h, t->about);
}

/* ---- a race ------------------------------------------------------------------------------ */

struct track {
	struct house host;
	struct actor_thread two[2];
	struct about about;
	int64_t since;
};

static void open_track(struct track *t)
{
	size_t i;

	house_open(&t->host);
	stops_set(t->host.app->pool, meeting_place);
	for (i = 0; i < 2; i++)
		house_join(&t->two[i].h, &t->host, (unsigned)i + 1);
}

static void close_track(struct track *t)
{
	house_part(&t->two[0].h);
	house_part(&t->two[1].h);
	house_close(&t->host);
}

/* Which of the two acts comes first in time; the answers stay in the order of the race. */
static void prepare(struct track *t, const struct race *r)
{
	size_t i;

	if (r->fresh) {
		close_track(t);
		open_track(t);
	}
	t->host.c.cx->now = TEST_NOW;
	t->since = id_make(&t->host.app->ids, TEST_NOW);
	t->about = (struct about){ 0 };
	if (r->setup(&t->host, &t->about) != ERR_OK)
		fail_msg("%s: %d %s", r->name, t->host.status, t->host.answer);
	for (i = 0; i < 2; i++) {
		struct actor_thread *a = &t->two[i];

		a->act = i == 0 ? r->first : r->second;
		a->about = &t->about;
		a->actor = (struct meeting_actor){ .act = run_act, .arg = a };
		a->h.c.cx->now = t->host.c.cx->now;
		/* One browser for what is sent again. */
		if (t->about.key != 0) {
			a->h.node = t->host.node;
			memcpy(a->h.seats, t->host.seats, sizeof(a->h.seats));
		}
		house_seat(&a->h, r->who[i]);
	}
}

/* One after the other. */
static void serial(struct track *t, const struct race *r, size_t first, char ret[MEETING_OUTCOME])
{
	size_t i;

	prepare(t, r);
	for (i = 0; i < 2; i++) {
		struct actor_thread *a = &t->two[i == 0 ? first : 1 - first];

		a->actor.result = a->act(&a->h, a->about);
	}
	(void)snprintf(
	    ret, MEETING_OUTCOME, "%s",
	    meeting_outcome(&t->host, t->since, t->two[0].actor.result, t->two[1].actor.result));
}

/* Both at once, the one of them stopped at k. */
static bool interleaved(struct track *t, const struct race *r, size_t first, unsigned k,
			char allowed[2][MEETING_OUTCOME])
{
	const char *broken, *got;
	bool more;

	prepare(t, r);
	more = meeting_run(&t->host, &t->two[first].actor, &t->two[1 - first].actor, k);
	got = meeting_outcome(&t->host, t->since, t->two[0].actor.result, t->two[1].actor.result);
	broken = house_broken(&t->host);
	if (broken != NULL)
		fail_msg("%s at %u of %zu: %s", r->name, k, first, broken);
	if (strcmp(got, allowed[0]) != 0 && strcmp(got, allowed[1]) != 0)
		fail_msg(
		    "%s at %u of %zu: [%s], but one after the other [%s] or [%s] (%d %s, %d %s)",
		    r->name, k, first, got, allowed[0], allowed[1], t->two[0].h.status,
		    t->two[0].h.answer, t->two[1].h.status, t->two[1].h.answer);
	return more;
}

static unsigned run_race(struct track *t, const struct race *r, unsigned every)
{
	char allowed[2][MEETING_OUTCOME];
	unsigned k, rounds = 0;
	size_t first;

	for (first = 0; first < 2; first++)
		serial(t, r, first, allowed[first]);
	for (first = 0; first < 2; first++) {
		if (!test_on_pg()) {
			for (k = 0; k < ROUNDS_SQLITE; k++, rounds++)
				(void)interleaved(t, r, first, 0, allowed);
			continue;
		}
		for (k = 1; k < K_MAX; k += every, rounds++)
			if (!interleaved(t, r, first, k, allowed))
				break;
		assert_true(k < K_MAX);
	}
	print_message("%s: %u rounds, [%s] or [%s]\n", r->name, rounds, allowed[0], allowed[1]);
	return rounds;
}

static void two_acts_at_once_end_as_one_after_the_other(void **state)
{
	static struct track t;
	const char *which = getenv("MELAJU_RACES");
	bool all = which != NULL && strcmp(which, "all") == 0;
	unsigned rounds = 0;
	size_t i;

	(void)state;
	open_track(&t);
	for (i = 0; i < LEN(races); i++)
		if (which == NULL || all || strcmp(which, races[i].name) == 0)
			rounds += run_race(&t, &races[i], which != NULL ? 1 : 5);
	print_message("%u rounds\n", rounds);
	assert_true(rounds > 0);
	close_track(&t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(two_acts_at_once_end_as_one_after_the_other),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
