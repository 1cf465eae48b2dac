/* The clock of the sample city: lives wake in the order of time, in transactions of many acts. */
#include "feature/demo/demo_impl.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "feature/demo/demo_sql.h"
#include "feature/directory/directory.h"
#include "feature/verval/verval.h"
#include "platform/app.h"
#include "platform/auth/perm.h"
#include "platform/db/db.h"

/* Acts of one transaction; the clock of casework runs this often between them. */
enum { BATCH = 400, TICK_MAX = 50 };
/* A third of so many reports happens in the kelurahan that is shown. */
enum { SHOWN_UP_TO = 60 };
#define TICK_EVERY (30 * USEC_MINUTE)

/* All that a transaction changes besides the database, so that it can run again. */
struct world {
	struct life *lives;
	uint32_t *heap; /* indexes of lives that wake again, the earliest first */
	size_t n, n_heap;
	int64_t ticked_at;
	struct rng rng;
};

struct run {
	struct sim sim;
	struct world now, saved;
	int64_t to;
	const struct actor *system;
	unsigned batch, acted;
	unsigned refused;
};

/* ---- heap --------------------------------------------------------------------------------- */

static bool earlier(const struct world *w, size_t a, size_t b)
{
	const struct life *x = &w->lives[w->heap[a]], *y = &w->lives[w->heap[b]];

	return x->at != y->at ? x->at < y->at : w->heap[a] < w->heap[b];
}

static void swap(struct world *w, size_t a, size_t b)
{
	uint32_t kept = w->heap[a];

	w->heap[a] = w->heap[b];
	w->heap[b] = kept;
}

static void sink(struct world *w)
{
	size_t i = 0, child;

	while ((child = 2 * i + 1) < w->n_heap) {
		if (child + 1 < w->n_heap && earlier(w, child + 1, child))
			child++;
		if (!earlier(w, child, i))
			return;
		swap(w, i, child);
		i = child;
	}
}

static void push(struct world *w, uint32_t life)
{
	size_t i = w->n_heap++;

	w->heap[i] = life;
	for (; i > 0 && earlier(w, i, (i - 1) / 2); i = (i - 1) / 2)
		swap(w, i, (i - 1) / 2);
}

/* The first life has acted: it goes to its new place, or out. */
static void settle(struct world *w, int64_t to)
{
	const struct life *l = &w->lives[w->heap[0]];

	if (l->at == 0 || l->at >= to)
		swap(w, 0, --w->n_heap);
	sink(w);
}

/* ---- worlds ------------------------------------------------------------------------------- */

static void world_init(struct world *w, size_t n)
{
	w->lives = calloc(n ? n : 1, sizeof(*w->lives));
	w->heap = calloc(n ? n : 1, sizeof(*w->heap));
	if (!w->lives || !w->heap)
		abort();
	w->n = n;
}

static void world_release(struct world *w)
{
	free(w->lives);
	free(w->heap);
}

static void world_copy(struct world *to, const struct world *from)
{
	memcpy(to->lives, from->lives, from->n * sizeof(*from->lives));
	memcpy(to->heap, from->heap, from->n_heap * sizeof(*from->heap));
	to->n_heap = from->n_heap;
	to->ticked_at = from->ticked_at;
	to->rng = from->rng;
}

/* ---- acting ------------------------------------------------------------------------------- */

/* The clock need not be asked at instants before the nearest deadline. */
static enum err tick_until(struct ctx *cx, struct run *r, int64_t at)
{
	struct demo_next_due_row due;
	unsigned done;

	if (r->now.ticked_at + TICK_EVERY <= at)
		TRY(demo_next_due_one(cx, &due));
	while (r->now.ticked_at + TICK_EVERY <= at) {
		r->now.ticked_at += TICK_EVERY;
		if (due.next_at == DB_NONE || due.next_at > r->now.ticked_at)
			continue;
		cx->now = r->now.ticked_at;
		cx->actor = r->system;
		do
			TRY(casework_tick(cx, TICK_MAX, &done));
		while (done > 0);
		TRY(demo_next_due_one(cx, &due));
	}
	return ERR_OK;
}

/* The clock of requests about data looks once a day. */
static enum err tick_requests(struct ctx *cx, struct run *r, int64_t before, int64_t after)
{
	int zone = cx->app->zone_minutes;
	unsigned done;

	if (clock_date(after, zone) == clock_date(before, zone))
		return ERR_OK;
	cx->now = after;
	cx->actor = r->system;
	do
		TRY(verval_tick(cx, TICK_MAX, &done));
	while (done > 0);
	return ERR_OK;
}

static enum err step(struct ctx *cx, struct run *r)
{
	struct arena_mark mark = arena_mark(cx->arena);
	struct life *l = &r->now.lives[r->now.heap[0]];
	int64_t before = r->now.ticked_at;
	enum err e;

	e = tick_until(cx, r, l->at);
	if (e == ERR_OK)
		e = tick_requests(cx, r, before, r->now.ticked_at);
	if (e == ERR_OK) {
		cx->now = l->at;
		e = demo_live(cx, &r->sim, l);
	}
	cx->actor = r->system;
	arena_reset_to(cx->arena, mark);
	if (e == ERR_OK)
		settle(&r->now, r->to);
	return e;
}

static enum err batch(struct ctx *cx, void *arg)
{
	struct run *r = arg;

	world_copy(&r->now, &r->saved);
	*cx->rng = r->now.rng;
	for (r->acted = 0; r->acted < r->batch && r->now.n_heap > 0; r->acted++)
		TRY(step(cx, r));
	r->now.rng = *cx->rng;
	return ERR_OK;
}

/* An act that was refused ends its life; those before it are done in a transaction of their own. */
static enum err run_batches(struct ctx *cx, struct db_pool *pool, struct run *r)
{
	enum err e;

	for (r->batch = BATCH; r->saved.n_heap > 0;) {
		e = db_write(cx, pool, batch, r);
		if (e == ERR_OK) {
			world_copy(&r->saved, &r->now);
			r->batch = BATCH;
		} else if (e != ERR_CONFLICT) {
			return e;
		} else if (r->acted > 0) {
			r->batch = r->acted;
		} else {
			r->refused++;
			r->saved.lives[r->saved.heap[0]].at = 0;
			settle(&r->saved, r->to);
			r->batch = BATCH;
		}
		err_clear(cx);
	}
	return ERR_OK;
}

/* ---- the cast ----------------------------------------------------------------------------- */

static enum err read_officers(struct ctx *cx, struct sim *s)
{
	struct demo_officers_row *rows;
	size_t n, i;

	TRY(demo_officers_all(cx, &rows, &n));
	s->officers = ARENA_ARRAY(cx->arena, n + 1, struct demo_officer);
	for (i = 0; i < n; i++)
		s->officers[i] = (struct demo_officer){ .user_id = rows[i].id,
							.unit_id = rows[i].unit_id,
							.roles = 1U << rows[i].role,
							.name = rows[i].name };
	s->n_officers = n;
	return ERR_OK;
}

/* Whoever signs in with a printed account finds something to do. */
static enum err choose_shown(struct ctx *cx, struct sim *s)
{
	int64_t desk, volunteers = 0;
	size_t i;

	for (i = 0; i < s->n_officers; i++)
		if (s->officers[i].roles & 1U << ROLE_VOLUNTEER)
			volunteers = s->officers[i].unit_id;
	s->shown = s->regions;
	for (i = 0; i < s->n_regions; i++) {
		TRY(demo_desk_of(cx, &s->regions[i], &desk));
		if (desk == volunteers)
			s->shown = &s->regions[i];
	}
	return ERR_OK;
}

static enum err read_cast(struct ctx *cx, struct sim *s)
{
	TRY(region_list(cx, REGION_KELURAHAN, 0, &s->regions, &s->n_regions));
	TRY(directory_last_resort(cx, &s->slrt));
	TRY(read_officers(cx, s));
	TRY(choose_shown(cx, s));
	return demo_stories_read(cx, &s->stories);
}

/* ---- fates -------------------------------------------------------------------------------- */

/* Of a thousand reports; the rest goes its way to the end. */
static const unsigned share[FATE__MAX] = {
	[FATE_FRESH] = 25,      [FATE_RECOMMENDED] = 20, [FATE_REJECTED] = 30,
	[FATE_DUPLICATE] = 40,  [FATE_KELUHAN] = 90,     [FATE_KELUHAN_OPEN] = 25,
	[FATE_UNDECIDED] = 15,  [FATE_GUARDED] = 20,     [FATE_SENT] = 20,
	[FATE_SEEN] = 20,       [FATE_WAITLISTED] = 25,  [FATE_REFUSED] = 30,
	[FATE_UNANSWERED] = 20, [FATE_WITHDRAWN] = 20,   [FATE_RETURNED] = 20,
	[FATE_PAUSED] = 20,     [FATE_ABSCONDED] = 25,   [FATE_MERGED] = 20,
	[FATE_STUCK] = 15,
};

/* The first reports have one of every fate, the others follow the shares. */
static enum fate fate_of(struct ctx *cx, size_t i)
{
	uint64_t dice = rng_below(cx->rng, 1000);
	unsigned f;

	if (i < FATE__MAX)
		return (enum fate)i;
	for (f = 0; f < FATE__MAX; f++) {
		if (dice < share[f])
			return (enum fate)f;
		dice -= share[f];
	}
	return FATE_FULL;
}

/* How long before the end a report comes, so that what its fate is about is still to be seen. */
static int64_t age_of(struct ctx *cx, enum fate fate, int64_t span)
{
	int64_t most = span, least = 0, a, b;

	if (fate == FATE_FRESH || fate == FATE_KELUHAN_OPEN) {
		most = 3 * USEC_HOUR;
	} else if (fate == FATE_UNDECIDED) {
		least = 70 * USEC_MINUTE;
		most = 150 * USEC_MINUTE;
	} else if (fate == FATE_RECOMMENDED || fate == FATE_SENT || fate == FATE_SEEN) {
		least = USEC_DAY;
		most = 5 * USEC_DAY;
	} else if (fate == FATE_PAUSED || fate == FATE_STUCK) {
		least = 7 * USEC_DAY;
		most = 18 * USEC_DAY;
	} else if (fate != FATE_FULL) {
		least = 6 * USEC_DAY;
	}
	most = MIN(most, span);
	least = MIN(least, most - 1);
	/* The lesser of two: the last weeks are fuller, as where something has been introduced. */
	a = (int64_t)rng_below(cx->rng, (uint64_t)(most - least));
	b = (int64_t)rng_below(cx->rng, (uint64_t)(most - least));
	return 1 + least + MIN(a, b);
}

/* One request about data of each course, where there are people to ask about. */
static size_t requests(const struct demo_size *size)
{
	return size->people > 0 ? demo_courses() : 0;
}

static void begin_requests(struct ctx *cx, struct run *r, const struct demo_size *size,
			   int64_t from)
{
	for (size_t i = 0; i < requests(size); i++) {
		struct life *l = &r->saved.lives[size->reports + i];

		l->course = (unsigned)i + 1;
		l->at = r->to - demo_course_days(l->course) * USEC_DAY +
			(int64_t)rng_below(cx->rng, 6) * USEC_HOUR;
		l->at = MAX(l->at, from);
		push(&r->saved, (uint32_t)(size->reports + i));
	}
}

static void begin_lives(struct ctx *cx, struct run *r, const struct demo_size *size, int64_t from)
{
	unsigned receipts = 0;
	size_t i;

	world_init(&r->now, size->reports + requests(size));
	world_init(&r->saved, size->reports + requests(size));
	for (i = 0; i < size->reports; i++) {
		struct life *l = &r->saved.lives[i];

		l->fate = fate_of(cx, i);
		l->shown = i < SHOWN_UP_TO && i % 3 == 1;
		if (l->fate == FATE_FULL && receipts < DEMO_RECEIPTS)
			l->receipt = ++receipts;
		l->at = r->to - age_of(cx, l->fate, r->to - from);
		push(&r->saved, (uint32_t)i);
	}
	begin_requests(cx, r, size, from);
	r->saved.ticked_at = from;
	r->saved.rng = *cx->rng;
}

enum err demo_happen(struct ctx *cx, struct db_pool *pool, const struct demo_size *size,
		     int64_t from, int64_t to)
{
	struct run r = { .to = to, .system = cx->actor };
	enum err e;

	TRY(db_read_begin(cx, pool));
	e = read_cast(cx, &r.sim);
	db_read_end(cx, pool);
	if (e == ERR_OK)
		e = demo_request_photos(cx, requests(size), &r.sim.photos);
	if (e == ERR_OK)
		e = demo_receipts(cx, DEMO_RECEIPTS, &r.sim.receipts);
	if (e == ERR_OK) {
		begin_lives(cx, &r, size, from);
		e = run_batches(cx, pool, &r);
		cx->actor = r.system;
		cx->now = to;
		if (e == ERR_OK && size->people > 0)
			e = demo_lists_arrive(cx, pool, &r.sim);
		world_release(&r.now);
		world_release(&r.saved);
	}
	demo_stories_free(r.sim.stories);
	return e;
}
