/* What the schedule says to judge anew, thing by thing. */
#include "feature/rights/retention_impl.h"

#include "base/str.h"
#include "platform/app.h"
#include "platform/audit/audit.h"
#include "text/retention.h"

static bool is_reviewed(const struct retention_rule *rule)
{
	return rule->kind != RETENTION_NONE && rule->fate == FATE_REVIEW &&
	       !retention_is_bulk(rule->kind);
}

static struct retention_thing thing_of(const struct retention_rule *rule, const struct due *due)
{
	return (struct retention_thing){ .kind = rule->kind,
					 .object_id = due->object_id,
					 .since_at = due->since_at,
					 .number = due->number,
					 .label = rule->label };
}

enum err retention_to_judge(struct ctx *cx, size_t max, struct retention_thing **ret, size_t *ret_n,
			    int64_t *ret_total)
{
	struct retention_rule *rules;
	struct due *due;
	size_t n, n_due;

	*ret = ARENA_ARRAY(cx->arena, max + 1, struct retention_thing);
	*ret_n = 0;
	*ret_total = 0;
	TRY(retention_rules(cx, &rules, &n));
	for (size_t i = 0; i < n; i++) {
		if (!is_reviewed(&rules[i]))
			continue;
		*ret_total += rules[i].due_n;
		TRY(retention_due_review(cx, &rules[i], 0, false, max, &due, &n_due));
		for (size_t k = 0; k < n_due && *ret_n < max; k++)
			(*ret)[(*ret_n)++] = thing_of(&rules[i], &due[k]);
	}
	return ERR_OK;
}

enum err retention_judged_thing(struct ctx *cx, const char *code, int64_t object_id,
				struct retention_thing *ret)
{
	struct retention_rule rule;
	struct due *due;
	size_t n = 0;
	int64_t kind = RETENTION_NONE + 1;

	while (kind < RETENTION__KINDS && !str_eq(retention_code(kind), code))
		kind++;
	if (kind == RETENTION__KINDS)
		return err_set(cx, ERR_NOTFOUND, "no kind of things");
	TRY(retention_rule_of(cx, (enum retention_kind)kind, &rule));
	if (is_reviewed(&rule))
		TRY(retention_due_review(cx, &rule, object_id, false, 1, &due, &n));
	if (n == 0)
		return err_set(cx, ERR_NOTFOUND, "nothing to be judged");
	*ret = thing_of(&rule, &due[0]);
	return ERR_OK;
}

/* Kept: nobody finds it before that day. */
static enum err keep(struct ctx *cx, const struct retention_thing *t, const char *why,
		     int32_t until_on)
{
	return retention_hold_add_run(cx,
				      &(struct retention_hold_add_args){ .id = APP_ID(cx),
									 .kind = t->kind,
									 .object_id = t->object_id,
									 .number = t->number,
									 .hold_why = why,
									 .until_on = until_on },
				      NULL);
}

enum err retention_judge(struct ctx *cx, const char *code, int64_t object_id,
			 enum retention_verdict verdict, const char *why, int32_t until_on)
{
	struct retention_review_add_args a = { .id = APP_ID(cx),
					       .verdict = verdict,
					       .review_why = why,
					       .again_on =
						   verdict == REVIEW_KEEP ? until_on : DB_NONE };
	struct retention_thing t;
	enum err e = retention_judged_thing(cx, code, object_id, &t);

	if (e == ERR_NOTFOUND)
		return refuse(cx, T_RETENTION_JUDGED_ALREADY);
	TRY(e);
	a.kind = t.kind;
	a.object_id = t.object_id;
	a.number = t.number;
	a.since_at = t.since_at;
	TRY(retention_review_add_run(cx, &a, NULL));
	if (verdict == REVIEW_KEEP)
		TRY(keep(cx, &t, why, until_on));
	return audit_leaf(
	    cx, verdict == REVIEW_KEEP ? "retention.kept" : "retention.put_to_erasure", t.object_id,
	    arena_printf(cx->arena, "kind=%d;number=%s", (int)t.kind, t.number));
}
