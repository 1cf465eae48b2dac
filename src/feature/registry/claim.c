#include "feature/registry/subject_impl.h"

#include "platform/app.h"
#include "platform/audit/audit.h"
#include "platform/vault/vault.h"

/* ---- what stands beside a fact ------------------------------------------------------------------
 */

static int32_t date_of(int64_t column)
{
	return column == DB_NONE ? DATE_NONE : (int32_t)column;
}

static enum err value_of(struct ctx *cx, int64_t subject_id, const char *value, struct blob sealed,
			 const char **ret)
{
	if (sealed.n == 0) {
		*ret = value;
		return ERR_OK;
	}
	return vault_unseal(cx, subject_id, SEAL_HEALTH, sealed, ret);
}

enum err claims_open(struct ctx *cx, enum fact_of of, int64_t subject_id, struct claim **ret,
		     size_t *ret_n)
{
	struct claim_of_row *rows;
	struct claim *claims;
	size_t n;

	TRY(claim_of_all(cx, &(struct claim_of_args){ .subject_id = subject_id, .of = of }, &rows,
			 &n));
	claims = ARENA_ARRAY(cx->arena, n + 1, struct claim);
	for (size_t i = 0; i < n; i++) {
		claims[i] = (struct claim){
			.id = rows[i].id,
			.field = rows[i].field,
			.source = rows[i].source,
			.valid_from = date_of(rows[i].valid_from),
			.recorded_at = rows[i].recorded_at,
			.by_id = rows[i].by_id,
		};
		TRY(value_of(cx, subject_id, rows[i].value, rows[i].value_sealed,
			     &claims[i].value));
	}
	*ret = claims;
	*ret_n = n;
	return ERR_OK;
}

/* It holds against what stood there: from its own day, or from the other's if that is later. */
static enum err take(struct ctx *cx, const struct claim_row_row *r, const char *reason)
{
	struct origin o = {
		.source = r->source,
		.valid_from = date_of(r->valid_from),
		.note = reason,
		.settle = true,
	};
	struct fact_change c;
	struct fact_mark mark;
	struct subject s;

	TRY(subject_read(cx, (enum fact_of)r->of, r->subject_id, &s));
	c.field = fact_field(s.facts.book, s.of, r->field);
	if (c.field == NULL)
		return err_set(cx, ERR_CONFLICT, "field %s is offered no longer", r->field);
	TRY(value_of(cx, r->subject_id, r->value, r->value_sealed, &c.value));
	mark = subject_mark(&s, r->field);
	if (o.valid_from != DATE_NONE &&
	    (mark.valid_from > o.valid_from || mark.recorded_at != s.made_at))
		o.valid_from = DATE_NONE; /* later than what stood there: from today on */
	return subject_change(cx, s.of, s.id, 0, &c, 1, &o, NULL);
}

enum err claim_decide(struct ctx *cx, int64_t claim_id, bool taken, const char *reason)
{
	struct claim_decide_args a = { .id = claim_id, .state = taken ? 1 : 2, .reason = reason };
	struct claim_row_row r;
	int64_t changed = 0;

	TRY(claim_row_one(cx, &(struct claim_row_args){ .id = claim_id }, &r));
	TRY(claim_decide_run(cx, &a, &changed));
	if (changed != 1)
		return err_set(cx, ERR_CONFLICT, "claim %lld is decided", (long long)claim_id);
	if (taken)
		TRY(take(cx, &r, reason));
	return audit_leaf(cx, taken ? "registry.claim_taken" : "registry.claim_left", r.subject_id,
			  NULL);
}
