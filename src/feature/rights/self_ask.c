/* What a person asks about his data as a whole, and the answers. */
#include "feature/rights/self.h"

#include "base/rng.h"
#include "base/str.h"
#include "feature/notice/notice.h"
#include "feature/reference/reference.h"
#include "feature/rights/rights.h"
#include "feature/rights/self_sql.h"
#include "platform/app.h"
#include "platform/audit/audit.h"
#include "platform/vault/vault.h"
#include "text/self.h"

/* The data-protection officers. */
static enum err call_readers(struct ctx *cx, int64_t id, const char *number)
{
	const struct notice n = { .kind = "rights.self",
				  .object_kind = "self_request",
				  .object_id = id,
				  .number = number,
				  .text = T_NOTICE_SELF_REQUEST,
				  .arg0 = number };
	struct self_readers_row *people;
	size_t count;

	TRY(self_readers_all(cx, &(struct self_readers_args){ .dpo_role = ROLE_DPO }, &people,
			     &count));
	for (size_t i = 0; i < count; i++)
		TRY(notice_user(cx, people[i].user_id, &n));
	return ERR_OK;
}

static enum err number_taken(struct ctx *cx, const char *number, bool *ret)
{
	struct self_request_numbered_row row;

	return self_request_numbered_maybe(
	    cx, &(struct self_request_numbered_args){ .number = number }, &row, ret);
}

enum err self_ask(struct ctx *cx, const struct self *s, enum self_kind kind, const char *why,
		  char ret_number[NUMBER_SIZE])
{
	struct self_request_add_args a = {
		.id = APP_ID(cx), .person_id = s->person_id, .kind = kind, .unit_id = s->unit_id
	};
	int64_t changed;

	TRY(number_draw(cx, "HD", number_taken, ret_number));
	a.number = arena_strdup(cx->arena, ret_number);
	TRY(ref_due(cx, kind == SELF_STOP ? "hentikan_data" : "hapus_data", cx->now, &a.due_at));
	TRY(vault_seal(cx, s->person_id, SEAL_NARRATIVE, why, &a.why_sealed));
	TRY(self_request_add_run(cx, &a, &changed));
	if (changed != 1)
		return refuse(cx, T_SELF_ASKED_BEFORE);
	TRY(call_readers(cx, a.id, a.number));
	return audit_leaf(
	    cx, "rights.self_ask", a.id,
	    arena_printf(cx->arena, "person=%lld;kind=%d", (long long)s->person_id, (int)kind));
}

/* What was sealed for one who is erased by now is nothing. */
enum err self_requests(struct ctx *cx, int64_t person_id, struct self_request **ret, size_t *ret_n)
{
	struct self_request_own_row *rows;

	TRY(self_request_own_all(cx, &(struct self_request_own_args){ .person_id = person_id },
				 &rows, ret_n));
	*ret = ARENA_ARRAY(cx->arena, *ret_n + 1, struct self_request);
	for (size_t i = 0; i < *ret_n; i++) {
		(*ret)[i] = (struct self_request){ .id = rows[i].id,
						   .kind = rows[i].kind,
						   .asked_at = rows[i].asked_at,
						   .due_at = rows[i].due_at,
						   .state = rows[i].state,
						   .answered_at = rows[i].answered_at,
						   .number = rows[i].number };
		TRY(vault_unseal_left(cx, person_id, SEAL_NARRATIVE, rows[i].answer_sealed,
				      &(*ret)[i].answer));
	}
	return ERR_OK;
}

enum err self_answer(struct ctx *cx, int64_t id, bool grant, const char *answer)
{
	struct self_request_answer_args a = { .id = id,
					      .state = grant ? SELF_GRANTED : SELF_REFUSED };
	struct self_request_row_row row;
	int64_t changed;

	TRY(self_request_row_one(cx, &(struct self_request_row_args){ .id = id }, &row));
	if (row.state != SELF_WAITS)
		return refuse(cx, T_SELF_ANSWERED_BEFORE);
	if (grant && row.kind == SELF_ERASE)
		TRY(erasure_propose(cx, row.person_id, GROUND_REQUEST, row.number, &a.erasure_id));
	TRY(vault_seal(cx, row.person_id, SEAL_NARRATIVE, answer, &a.answer_sealed));
	TRY(self_request_answer_run(cx, &a, &changed));
	if (changed != 1)
		return refuse(cx, T_SELF_ANSWERED_BEFORE);
	TRY(notice_settle(cx, "self_request", id));
	return audit_leaf(cx, "rights.self_answer", id,
			  arena_printf(cx->arena, "state=%d", (int)a.state));
}

enum err self_why(struct ctx *cx, int64_t id, const char **ret)
{
	struct self_request_row_row row;

	TRY(self_request_row_one(cx, &(struct self_request_row_args){ .id = id }, &row));
	return vault_unseal_left(cx, row.person_id, SEAL_NARRATIVE, row.why_sealed, ret);
}

enum err self_stopped(struct ctx *cx, int64_t person_id, int64_t *ret_at)
{
	struct self_request_stopped_row row;
	bool found;

	TRY(self_request_stopped_maybe(
	    cx, &(struct self_request_stopped_args){ .person_id = person_id }, &row, &found));
	*ret_at = found ? row.answered_at : 0;
	return ERR_OK;
}
