/* What the files of retention share; nobody else includes it. */
#ifndef RIGHTS_RETENTION_IMPL_H
#define RIGHTS_RETENTION_IMPL_H

#include "base/id.h"
#include "feature/rights/retention.h"
#include "feature/rights/retention_sql.h"

/* A thing that is over; total: how many there are of the kind. */
struct due {
	int64_t object_id, since_at, total;
	const char *number;
};

/* The first max things that are due by a rule (not looks), or, with an object, that one alone. */
enum err retention_due(struct ctx *cx, const struct retention_rule *rule, int64_t object_id,
		       size_t max, struct due **ret, size_t *ret_n) NODISCARD;

/* Of a rule that says to judge anew: the things judged (verdict ERASE), or those not yet. */
enum err retention_due_review(struct ctx *cx, const struct retention_rule *rule, int64_t object_id,
			      bool judged, size_t max, struct due **ret, size_t *ret_n) NODISCARD;

/* Looks and notices are no things: all that are too old are one. */
bool retention_is_bulk(enum retention_kind kind);

/* The rule of a kind as it holds today, without its counts. */
enum err retention_rule_of(struct ctx *cx, enum retention_kind kind,
			   struct retention_rule *ret) NODISCARD;

#endif
