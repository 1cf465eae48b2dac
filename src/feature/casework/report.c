/* Reports: opening, passing on, and the ends that are not a case. */
#include "feature/casework/casework_impl.h"

#include "base/rng.h"
#include "platform/app.h"
#include "platform/audit/audit.h"
#include "platform/vault/vault.h"
#include "text/casework.h"

#include <pthread.h>
#include <string.h>

/* The kept hash of a report's secret: keyed with its number, so equal secrets do not look equal. */
static enum err secret_hash(struct ctx *cx, const char *number, const char *secret,
			    struct blob *ret)
{
	return vault_blind(cx, SEAL_REPORTER, arena_printf(cx->arena, "%s:%s", number, secret),
			   ret);
}

/*
 * Numbers that no report had when they were drawn, several with one look.  Nobody else is likely to
 * draw one of them meanwhile, and who did is refused by the table.
 */
enum { LOOK = 8, KEPT = 8 * LOOK };
static struct {
	pthread_mutex_t lock;
	int64_t city;
	char numbers[KEPT][NUMBER_SIZE];
	size_t n;
} drawn = { .lock = PTHREAD_MUTEX_INITIALIZER };

static bool drawn_take(int64_t city, char ret_number[NUMBER_SIZE])
{
	bool any;

	(void)pthread_mutex_lock(&drawn.lock);
	any = drawn.n > 0 && drawn.city == city;
	if (any)
		memcpy(ret_number, drawn.numbers[--drawn.n], NUMBER_SIZE);
	(void)pthread_mutex_unlock(&drawn.lock);
	return any;
}

/* To those that others put there meanwhile; what another city has there is given up. */
static void drawn_put(int64_t city, char numbers[LOOK][NUMBER_SIZE], size_t n)
{
	(void)pthread_mutex_lock(&drawn.lock);
	if (drawn.city != city)
		drawn.n = 0;
	drawn.city = city;
	n = MIN(n, KEPT - drawn.n);
	memcpy(drawn.numbers[drawn.n], numbers, n * sizeof(numbers[0]));
	drawn.n += n;
	(void)pthread_mutex_unlock(&drawn.lock);
}

static bool is_among(const char *number, const struct report_numbered_row *rows, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(rows[i].number, number) == 0)
			return true;
	return false;
}

/* Several new numbers, less those that reports have. */
static enum err draw_several(struct ctx *cx, char ret[LOOK][NUMBER_SIZE], size_t *ret_n)
{
	struct report_numbered_row *rows;
	size_t taken, n = 0;
	uint64_t bits;

	for (size_t i = 0; i < LOOK; i++) {
		rng_bytes(&bits, sizeof(bits));
		number_make("LP", bits, ret[i]);
	}
	TRY(report_numbered_all(cx,
				&(struct report_numbered_args){ .n1 = ret[0],
								.n2 = ret[1],
								.n3 = ret[2],
								.n4 = ret[3],
								.n5 = ret[4],
								.n6 = ret[5],
								.n7 = ret[6],
								.n8 = ret[7] },
				&rows, &taken));
	for (size_t i = 0; i < LOOK; i++)
		if (!is_among(ret[i], rows, taken))
			memmove(ret[n++], ret[i], NUMBER_SIZE);
	*ret_n = n;
	return ERR_OK;
}

enum err report_draw(struct ctx *cx, char ret_number[NUMBER_SIZE])
{
	char numbers[LOOK][NUMBER_SIZE];
	size_t n;

	if (drawn_take(cx->city, ret_number))
		return ERR_OK;
	TRY(draw_several(cx, numbers, &n));
	if (n == 0)
		return err_set(cx, ERR_CONFLICT, "no free number LP");
	memcpy(ret_number, numbers[--n], NUMBER_SIZE);
	drawn_put(cx->city, numbers, n);
	return ERR_OK;
}

static enum err number_of(struct ctx *cx, const struct report_new *n, char ret_number[NUMBER_SIZE])
{
	if (n->number == NULL)
		return report_draw(cx, ret_number);
	assert(strlen(n->number) < NUMBER_SIZE);
	memcpy(ret_number, n->number, strlen(n->number) + 1);
	return ERR_OK;
}

enum err report_open(struct ctx *cx, int64_t id, const struct report_new *n,
		     char ret_number[NUMBER_SIZE], char ret_secret[SECRET_SIZE])
{
	const struct baton first = {
		.to_unit_id = n->holder_unit_id,
		.due_at = n->due_at,
		.reason = "opened",
	};
	struct blob hash;

	assert(n->holder_unit_id != 0 && n->due_at != 0);
	TRY(unit_hold(cx, n->holder_unit_id));
	TRY(number_of(cx, n, ret_number));
	secret_make(ret_secret);
	TRY(secret_hash(cx, ret_number, ret_secret, &hash));
	TRY(report_insert_run(cx,
			      &(struct report_insert_args){
				  .id = id,
				  .number = arena_strdup(cx->arena, ret_number),
				  .secret_hash = hash,
				  .kind = n->kind,
				  .topic = n->topic,
				  .channel = n->channel,
				  .holder_unit_id = n->holder_unit_id,
				  .due_at = n->due_at,
				  .region_id = n->region_id,
				  .protected = n->protected,
				  .urgent = n->urgent,
				  .flags = n->flags,
				  .subject_kind = n->subject_kind,
				  .person_id = n->person_id,
				  .happened_at = n->happened_at,
				  .by_id = cx->actor->user_id,
			      },
			      NULL));
	TRY(report_unit_begin(cx, id, n->person_id, n->holder_unit_id));
	if (cx->actor->unit_id != 0 && cx->actor->unit_id != n->holder_unit_id)
		TRY(report_unit_begin(cx, id, n->person_id, cx->actor->unit_id));
	TRY(baton_log(cx, BATON_REPORT, id, 0, &first));
	return tell_unit(cx, n->holder_unit_id,
			 &(struct tell){
			     .what = n->urgent ? "notice.report_urgent" : "notice.report_new",
			     .object_kind = "report",
			     .object_id = id,
			     .number = arena_strdup(cx->arena, ret_number),
			     .urgent = n->urgent,
			 });
}

enum err report_pass(struct ctx *cx, int64_t id, int64_t version, int64_t to_unit_id,
		     int64_t due_at)
{
	const struct baton b = { .to_unit_id = to_unit_id, .due_at = due_at, .reason = "passed" };
	struct report_root_row r;

	TRY(report_lock(cx, id, version, &r));
	if (r.state != REPORT_RECEIVED && r.state != REPORT_RECOMMENDED)
		return refuse(cx, T_CASEWORK_REFUSE_ENDED);
	if (to_unit_id == r.holder_unit_id)
		return refuse(cx, T_CASEWORK_REFUSE_SAME_UNIT);
	TRY(holder_only(cx, r.holder_unit_id));
	TRY(casework_pass_report(cx, &r, &b));
	return tell_unit(cx, to_unit_id,
			 &(struct tell){ .what = "notice.report_passed",
					 .object_kind = "report",
					 .object_id = id,
					 .number = r.number,
					 .urgent = r.urgent });
}

enum err report_recommend(struct ctx *cx, int64_t id, int64_t version, int64_t due_at)
{
	struct report_root_row r;

	TRY(report_lock(cx, id, version, &r));
	if (r.state != REPORT_RECEIVED)
		return refuse(cx, T_CASEWORK_REFUSE_ENDED);
	TRY(holder_only(cx, r.holder_unit_id));
	r.state = REPORT_RECOMMENDED;
	return casework_pass_report(cx, &r,
				    &(struct baton){ .to_unit_id = r.holder_unit_id,
						     .due_at = due_at,
						     .reason = "recommended" });
}

static enum err end_report(struct ctx *cx, int64_t id, int64_t version, enum report_state state,
			   int64_t duplicate_of_id, const char *reason)
{
	struct report_root_row r;

	TRY(report_lock(cx, id, version, &r));
	if (r.state != REPORT_RECEIVED && r.state != REPORT_RECOMMENDED)
		return refuse(cx, T_CASEWORK_REFUSE_ENDED);
	TRY(holder_only(cx, r.holder_unit_id));
	return casework_end_report(cx, &r, state, 0, duplicate_of_id, reason);
}

enum err report_answer(struct ctx *cx, int64_t id, int64_t version, const char *reason)
{
	return end_report(cx, id, version, REPORT_ANSWERED, 0, reason);
}

enum err report_reject(struct ctx *cx, int64_t id, int64_t version, const char *reason)
{
	assert(reason != NULL);
	return end_report(cx, id, version, REPORT_REJECTED, 0, reason);
}

/* The case that a report became, or the one that it has been merged into since. */
static enum err case_of_report(struct ctx *cx, const struct report_root_row *r,
			       struct case_root_row *ret)
{
	int64_t id = r->case_id;

	for (; id != 0; id = ret->merged_into_id)
		TRY(case_root_one(cx, &(struct case_root_args){ .id = id }, ret));
	return ERR_OK;
}

enum err report_duplicate(struct ctx *cx, int64_t id, int64_t version, int64_t of_id)
{
	struct report_root_row of, r;
	struct case_root_row c = { 0 };
	bool in_case, held;

	TRY(report_root_one(cx, &(struct report_root_args){ .id = id }, &r));
	TRY(report_root_one(cx, &(struct report_root_args){ .id = of_id }, &of));
	if (of_id == id || of.state == REPORT_DUPLICATE)
		return refuse(cx, T_CASEWORK_REFUSE_DUPLICATE_OF);
	if (of.state == REPORT_CASE)
		TRY(case_of_report(cx, &of, &c));
	in_case = c.state == CASE_OPEN || c.state == CASE_AFTERCARE;
	held = in_case || of.state == REPORT_RECEIVED || of.state == REPORT_RECOMMENDED;
	/* An emergency is over for nobody by being the repetition of what is none. */
	if (r.urgent && !(held && (of.urgent || c.urgent)))
		return refuse(cx, T_CASEWORK_REFUSE_DUPLICATE_URGENT);
	/* The repetition of a report that became a case belongs to that case's story. */
	if (in_case)
		TRY(event_add(cx, &c,
			      &(struct event){ .kind = "note",
					       .what = "event.report_repeated",
					       .arg0 = of.number,
					       .object_id = id }));
	return end_report(cx, id, version, REPORT_DUPLICATE, of_id, NULL);
}

enum err report_reopen(struct ctx *cx, int64_t id, int64_t version)
{
	struct baton b = { .reason = "reopened" };
	struct report_root_row r;
	int64_t changed;

	TRY(report_lock(cx, id, version, &r));
	if (r.state != REPORT_ANSWERED && r.state != REPORT_REJECTED && r.state != REPORT_DUPLICATE)
		return refuse(cx, T_CASEWORK_REFUSE_NOT_ENDED);
	TRY(unit_successor(cx, r.last_unit_id, &b.to_unit_id));
	TRY(ref_due(cx, next_act_limit(r.urgent != 0), cx->now, &b.due_at));
	TRY(baton_report_reopen_run(cx,
				    &(struct baton_report_reopen_args){
					.id = id,
					.version = r.version,
					.holder_unit_id = b.to_unit_id,
					.due_at = b.due_at,
				    },
				    &changed));
	if (changed != 1)
		return refuse(cx, T_CASEWORK_REFUSE_CHANGED);
	TRY(report_unit_set_open_run(
	    cx, &(struct report_unit_set_open_args){ .report_id = id, .open = 1 }, NULL));
	TRY(report_unit_join(cx, id, r.person_id, b.to_unit_id));
	TRY(baton_log(cx, BATON_REPORT, id, 0, &b));
	return tell_unit(cx, b.to_unit_id,
			 &(struct tell){ .what = "notice.report_passed",
					 .object_kind = "report",
					 .object_id = id,
					 .number = r.number,
					 .urgent = r.urgent });
}

enum err report_follow(struct ctx *cx, const char *number, const char *secret, int64_t *ret_id)
{
	struct report_by_number_row row = { 0 };
	struct blob hash;
	bool found, same = false;

	TRY(report_by_number_maybe(cx, &(struct report_by_number_args){ .number = number }, &row,
				   &found));
	/* The hash is made either way, so that an unknown number takes as long as a wrong secret.
	 */
	if (!found)
		TRY(secret_hash(cx, number, secret, &hash));
	else
		TRY(vault_blind_fits(cx, SEAL_REPORTER,
				     arena_printf(cx->arena, "%s:%s", number, secret),
				     row.secret_hash, &same));
	if (!same)
		return ERR_NOTFOUND;
	*ret_id = row.id;
	return ERR_OK;
}
