#include "feature/registry/second.h"
#include "feature/registry/second_sql.h"

#include "base/clock.h"
#include "feature/notice/notice.h"
#include "feature/reference/reference.h"
#include "platform/auth/perm.h"
#include "text/warga.h"

/* Until the next reminder of the same. */
#define LIMIT_AGAIN "kedua_ingatkan"

/* ---- beginning and ending -------------------------------------------------------------------- */

/* *ret 0: no such limit, so none. */
static enum err due_by(struct ctx *cx, const char *limit, int64_t *ret)
{
	enum err e = ref_due(cx, limit, cx->now, ret);

	if (e != ERR_NOTFOUND)
		return e;
	err_clear(cx);
	*ret = 0;
	return ERR_OK;
}

static enum err due_of(struct ctx *cx, const struct second *s, int64_t *ret)
{
	static const char *const limits[] = {
		[SECOND_FACT] = "kedua_data",      [SECOND_EVENT] = "kedua_peristiwa",
		[SECOND_AID] = "kedua_bantuan",    [SECOND_CHECK] = "kedua_verifikator",
		[SECOND_APPROVE] = "kedua_kepala",
	};

	*ret = 0;
	if (s->kind == SECOND_EVENT)
		TRY(due_by(cx, arena_printf(cx->arena, "kedua_%s", s->what), ret));
	return *ret != 0 ? ERR_OK : due_by(cx, limits[s->kind], ret);
}

enum err second_begin(struct ctx *cx, const struct second *s)
{
	struct second_begin_args a = {
		.id = s->id,
		.kind = s->kind,
		.what = s->what,
		.of = s->of,
		.subject_id = s->subject_id,
		.by_id = s->by_id,
		.other_id = s->other_id,
	};

	TRY(due_of(cx, s, &a.due_at));
	return second_begin_run(cx, &a, NULL);
}

/* Who has decided the last late one has read what reminded him. */
static enum err settle(struct ctx *cx)
{
	struct second_count left;

	if (cx->actor->user_id <= 0)
		return ERR_OK;
	TRY(second_count(cx, &left));
	return left.late > 0 ? ERR_OK : notice_settle(cx, "second", cx->actor->user_id);
}

enum err second_end(struct ctx *cx, int64_t id)
{
	int64_t ended;

	TRY(second_end_run(cx, &(struct second_end_args){ .id = id }, &ended));
	return ended > 0 ? settle(cx) : ERR_OK;
}

enum err second_end_field(struct ctx *cx, enum fact_of of, int64_t subject_id, const char *field)
{
	return second_end_field_run(
	    cx,
	    &(struct second_end_field_args){ .of = of, .subject_id = subject_id, .what = field },
	    NULL);
}

enum err second_end_subject(struct ctx *cx, int64_t subject_id)
{
	return second_end_subject_run(
	    cx, &(struct second_end_subject_args){ .subject_id = subject_id }, NULL);
}

/* ---- looking --------------------------------------------------------------------------------- */

enum err second_count(struct ctx *cx, struct second_count *ret)
{
	const struct second_count_args a = {
		.decides = may(cx, PERM_REGISTRY_DECIDE),
		.checks = may(cx, PERM_VERVAL_CHECK),
		.approves = may(cx, PERM_VERVAL_APPROVE),
	};
	struct second_count_row row;

	TRY(second_count_one(cx, &a, &row));
	*ret = (struct second_count){ .n = row.n, .late = row.late, .due = row.due };
	return ERR_OK;
}

enum err second_list(struct ctx *cx, bool late, int64_t after_id, unsigned max,
		     struct second_item **ret, size_t *ret_n)
{
	const struct second_list_args a = {
		.decides = may(cx, PERM_REGISTRY_DECIDE),
		.checks = may(cx, PERM_VERVAL_CHECK),
		.approves = may(cx, PERM_VERVAL_APPROVE),
		.after_id = after_id,
		.max_n = max,
		.with = (after_id != 0 ? SECOND_LIST_WITH_AFTER : 0U) |
			(late ? SECOND_LIST_WITH_LATE : 0U),
	};
	struct second_list_row *rows;

	TRY(second_list_all(cx, &a, &rows, ret_n));
	*ret = ARENA_ARRAY(cx->arena, *ret_n + 1, struct second_item);
	for (size_t i = 0; i < *ret_n; i++)
		(*ret)[i] = (struct second_item){
			.id = rows[i].id,
			.kind = rows[i].kind,
			.subject_id = rows[i].subject_id,
			.since_at = rows[i].since_at,
			.due_at = rows[i].due_at,
			.of = (enum fact_of)rows[i].of,
			.what = rows[i].what,
			.name = rows[i].name,
			.who = rows[i].who,
		};
	return ERR_OK;
}

enum err second_words(struct ctx *cx, int64_t id, const char **ret, bool *ret_late)
{
	struct second_of_row row;
	bool found;

	*ret = "";
	*ret_late = false;
	TRY(second_of_maybe(cx, &(struct second_of_args){ .id = id }, &row, &found));
	if (!found)
		return ERR_OK;
	*ret_late = row.due_at != 0 && row.due_at <= cx->now;
	*ret = row.due_at == 0 ? text_fill(cx, T_WARGA_WAIT_SO_LONG,
					   say_duration(cx, cx->now - row.since_at), NULL)
			       : text_fill(cx, T_WARGA_WAIT_SO_LONG_DUE,
					   say_duration(cx, cx->now - row.since_at),
					   say_instant_short(cx, row.due_at), NULL);
	return ERR_OK;
}

/* ---- the clock ------------------------------------------------------------------------------- */

/* Whoever sees the whole city hears of it when those of the place have been reminded before. */
static int64_t least_told(unsigned roles)
{
	return roles_reach(roles) == REACH_CITY ? 1 : 0;
}

static enum err tell(struct ctx *cx, const struct second_count_row *c, unsigned roles)
{
	const unsigned above = 1U << ROLE_SUPERVISOR | 1U << ROLE_MANAGER | 1U << ROLE_HEAD;
	const int64_t me = cx->actor->user_id;
	const struct notice n = {
		.kind = "registry.second_late",
		.object_kind = "second",
		.object_id = me,
		.text = (roles & above) != 0 ? T_WARGA_NEWS_SECOND_ABOVE : T_WARGA_NEWS_SECOND_LATE,
		.arg0 = say_number(cx, c->n),
		.arg1 = say_instant_short(cx, c->due),
		.urgent = c->max_told > 0,
	};

	TRY(notice_settle(cx, "second", me));
	return notice_user(cx, me, &n);
}

/* Counted as the person sees it, so that nobody hears of what he cannot decide. */
static enum err remind(struct ctx *cx, int64_t user_id, unsigned roles)
{
	const struct actor *kept = cx->actor;
	struct actor one = { .user_id = user_id, .roles = roles, .perms = role_perms(roles) };
	struct second_count_args a = { .least = least_told(roles), .with = SECOND_COUNT_WITH_TOLD };
	struct second_count_row row = { 0 };
	enum err e;

	cx->actor = &one;
	a.decides = may(cx, PERM_REGISTRY_DECIDE);
	a.checks = may(cx, PERM_VERVAL_CHECK);
	a.approves = may(cx, PERM_VERVAL_APPROVE);
	e = a.decides + a.checks + a.approves == 0 ? ERR_OK : second_count_one(cx, &a, &row);
	if (e == ERR_OK && row.n > 0)
		e = tell(cx, &row, roles);
	cx->actor = kept;
	return e;
}

enum err second_tick(struct ctx *cx)
{
	struct second_people_row *people;
	struct second_told_args told;
	struct second_due_row due;
	unsigned roles = 0;
	bool any;
	size_t n;

	TRY(second_due_maybe(cx, &due, &any));
	if (!any)
		return ERR_OK;
	TRY(second_people_all(cx, &people, &n));
	for (size_t i = 0; i < n; i++) {
		roles |= 1U << people[i].role;
		if (i + 1 < n && people[i + 1].user_id == people[i].user_id)
			continue;
		TRY(remind(cx, people[i].user_id, roles));
		roles = 0;
	}
	TRY(due_by(cx, LIMIT_AGAIN, &told.tell_at));
	return second_told_run(cx, &told, NULL);
}
