/* See meeting.h. */
#include "lib/meeting.h"

#include <unistd.h>

/* ---- standing still ---------------------------------------------------------------------- */

static struct {
	pthread_mutex_t lock;
	pthread_cond_t changed;
	bool armed, still, go;
	int writer;    /* that of the first act, -1 before its first statement */
	unsigned left; /* places until it stands still */
} gate = { .lock = PTHREAD_MUTEX_INITIALIZER, .changed = PTHREAD_COND_INITIALIZER };

void meeting_place(enum stop stop, unsigned writer)
{
	(void)pthread_mutex_lock(&gate.lock);
	if (gate.armed && gate.writer < 0)
		gate.writer = (int)writer;
	if (gate.armed && stop != STOP_COMMITTED && gate.writer == (int)writer &&
	    --gate.left == 0) {
		gate.armed = false;
		gate.still = true;
		(void)pthread_cond_broadcast(&gate.changed);
		while (!gate.go)
			(void)pthread_cond_wait(&gate.changed, &gate.lock);
	}
	(void)pthread_mutex_unlock(&gate.lock);
}

/* ---- running two ------------------------------------------------------------------------- */

static void *run_act(void *arg)
{
	struct meeting_actor *t = arg;
	enum err e = t->act(t->arg);

	(void)pthread_mutex_lock(&gate.lock);
	t->result = e;
	t->over = true;
	(void)pthread_cond_broadcast(&gate.changed);
	(void)pthread_mutex_unlock(&gate.lock);
	return NULL;
}

static void start(struct meeting_actor *t)
{
	t->over = false;
	assert_int_equal(pthread_create(&t->thread, NULL, run_act, t), 0);
}

/* True when it stands still, false when it has ended without. */
static bool wait_still(struct meeting_actor *t)
{
	bool still;

	(void)pthread_mutex_lock(&gate.lock);
	while (!gate.still && !t->over)
		(void)pthread_cond_wait(&gate.changed, &gate.lock);
	still = gate.still;
	gate.armed = false;
	(void)pthread_mutex_unlock(&gate.lock);
	return still;
}

static bool waits_for_lock(struct house *eye)
{
	int64_t n = 0;

	house_look(eye);
	assert_ok(city_query(eye->c.cx,
			     "SELECT CAST(count(*) AS BIGINT) FROM pg_stat_activity WHERE datname "
			     "= current_database() AND wait_event_type = 'Lock'",
			     false, &n, NULL));
	house_look_end(eye);
	return n > 0;
}

/* Until it has ended or waits for a lock of the one that stands still. */
static void wait_over_or_blocked(struct house *eye, struct meeting_actor *t)
{
	bool over = false;

	while (!over) {
		(void)pthread_mutex_lock(&gate.lock);
		over = t->over;
		(void)pthread_mutex_unlock(&gate.lock);
		if (over || waits_for_lock(eye))
			return;
		(void)usleep(1000);
	}
}

static void let_go(void)
{
	(void)pthread_mutex_lock(&gate.lock);
	gate.go = true;
	(void)pthread_cond_broadcast(&gate.changed);
	(void)pthread_mutex_unlock(&gate.lock);
}

bool meeting_run(struct house *eye, struct meeting_actor *one, struct meeting_actor *two,
		 unsigned k)
{
	bool still = true;

	gate.left = k;
	gate.writer = -1;
	gate.still = gate.go = false;
	gate.armed = k > 0;
	start(one);
	if (k > 0)
		still = wait_still(one);
	start(two);
	if (k > 0 && still)
		wait_over_or_blocked(eye, two);
	let_go();
	(void)pthread_join(one->thread, NULL);
	(void)pthread_join(two->thread, NULL);
	return still;
}

/* ---- what came out ----------------------------------------------------------------------- */

static const char outcome_sql[] =
    "SELECT (SELECT coalesce(string_agg(x, ' '), '') FROM (SELECT 'R' || CAST(r.state AS TEXT) || "
    "coalesce(u.code, '-') || CASE WHEN r.case_id IS NULL THEN '' ELSE 'k' END AS x FROM report r "
    "LEFT JOIN unit u ON u.city = r.city AND u.id = r.holder_unit_id WHERE r.id > %lld ORDER BY "
    "r.id) a) || ' ' || (SELECT coalesce(string_agg(x, ' '), '') FROM (SELECT 'K' || CAST(c.state "
    "AS TEXT) || coalesce(u.code, '-') || CAST(c.level AS TEXT) || CAST(c.unanswered AS TEXT) || "
    "CASE WHEN c.decided_at IS NULL THEN '' ELSE 'd' END || CASE WHEN c.merged_into_id IS NULL "
    "THEN '' ELSE 'm' END AS x FROM casefile c LEFT JOIN unit u ON u.city = c.city AND u.id = "
    "c.holder_unit_id WHERE c.id > %lld ORDER BY c.id) b) || ' ' || (SELECT "
    "coalesce(string_agg(x, ' '), '') FROM (SELECT 'F' || CAST(f.kind AS TEXT) || CAST(f.state AS "
    "TEXT) || u.code AS x FROM referral f JOIN unit u ON u.city = f.city AND u.id = f.to_unit_id "
    "WHERE f.id > %lld ORDER BY f.id) d) || ' ' || (SELECT coalesce(string_agg(x, ' '), '') FROM "
    "(SELECT 'S' || CAST(s.ordinal AS TEXT) || CAST(s.state AS TEXT) AS x FROM step s WHERE s.id > "
    "%lld ORDER BY s.id) e) || ' closed ' || (SELECT CAST(count(*) AS TEXT) FROM unit WHERE "
    "closed_at IS NOT NULL)";

static char sign_of(enum err e)
{
	return e == ERR_OK ? '+' : e == ERR_DB || e == ERR_BUSY ? '!' : '-';
}

const char *meeting_outcome(struct house *h, int64_t since, enum err first, enum err second)
{
	const char *sql, *state = NULL;
	long long s = since;

	sql = arena_printf(h->c.cx->arena, outcome_sql, s, s, s, s);
	house_look(h);
	assert_ok(city_query(h->c.cx, sql, true, NULL, &state));
	house_look_end(h);
	return arena_printf(h->c.cx->arena, "%c%c %s", sign_of(first), sign_of(second), state);
}
