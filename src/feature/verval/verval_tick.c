/* What time alone brings: warnings, objections that become void, months that pass. */
#include "feature/verval/verval_impl.h"

#include "base/clock.h"
#include "feature/reference/reference.h"
#include "platform/app.h"

static enum err warn(struct ctx *cx, int64_t id)
{
	struct verval_root_row v;
	const char *until;

	TRY(verval_root_one(cx, &(struct verval_root_args){ .id = id }, &v));
	until = say_instant_short(cx, v.due_at);
	TRY(tell_roles(cx, &v, 1U << ROLE_SUPERVISOR, "notice.verval_warn", until, true));
	TRY(tell_person(cx, &v, v.proposed_by_id, "notice.verval_warn", until, false));
	TRY(event_write(cx, &v, "verval.event.warned", NULL));
	v.warned++;
	return request_write(cx, &v);
}

static enum err warn_all(struct ctx *cx, unsigned max, unsigned *done)
{
	struct verval_warnable_row *rows;
	struct verval_warnable_args a = { .n = max };
	struct flow flow;
	size_t n;

	TRY(verval_flow(cx, VERVAL_SANGGAH, 0, &flow));
	if (flow.warn_days <= 0)
		return ERR_OK;
	a.warn_from = cx->now - flow.warn_days * USEC_DAY;
	a.warn_again_from =
	    flow.warn_again_days > 0 ? cx->now - flow.warn_again_days * USEC_DAY : INT64_MIN;
	TRY(verval_warnable_all(cx, &a, &rows, &n));
	for (size_t i = 0; i < n; i++)
		TRY(warn(cx, rows[i].id));
	*done += (unsigned)n;
	return ERR_OK;
}

/* Nobody looked in time: by rule it is void.  Who objected reads it by his number. */
static enum err make_void(struct ctx *cx, struct verval_root_row *v)
{
	TRY(tell_roles(cx, v, 1U << ROLE_SUPERVISOR, "notice.verval_void", NULL, false));
	return request_end(cx, v, VERVAL_VOID, "verval.event.void", NULL);
}

/* It missed the cut-off: the next one that is to come. */
static enum err next_month(struct ctx *cx, struct verval_root_row *v)
{
	const char *words;

	TRY(verval_period(cx, clock_date(cx->now, zone_of(cx)), &v->period));
	TRY(verval_cutoff(cx, v->period, &v->due_at));
	words = period_words(cx, v->period);
	TRY(event_write(cx, v, "verval.event.next_month", words));
	TRY(request_write(cx, v));
	return tell_person(cx, v, v->proposed_by_id, "notice.verval_late", words, false);
}

static enum err overdue(struct ctx *cx, int64_t id)
{
	struct verval_root_row v;

	TRY(verval_root_one(cx, &(struct verval_root_args){ .id = id }, &v));
	if (v.kind == VERVAL_SANGGAH && v.state == VERVAL_OPEN && v.checked_by_id == 0)
		return make_void(cx, &v);
	return next_month(cx, &v);
}

enum err verval_tick(struct ctx *cx, unsigned max, unsigned *ret_done)
{
	struct verval_overdue_row *rows;
	unsigned done = 0;
	size_t n;

	TRY(warn_all(cx, max, &done));
	TRY(verval_overdue_all(cx, &(struct verval_overdue_args){ .until_at = cx->now, .n = max },
			       &rows, &n));
	for (size_t i = 0; i < n; i++)
		TRY(overdue(cx, rows[i].id));
	*ret_done = done + (unsigned)n;
	return ERR_OK;
}
