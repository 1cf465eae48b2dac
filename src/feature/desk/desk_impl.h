/* Inside of the desk: facts and results of triage as the canonical JSON that is stored. */
#ifndef DESK_DESK_IMPL_H
#define DESK_DESK_IMPL_H

#include "feature/desk/desk.h"

/* The same facts and outcome give the same bytes. */
const char *desk_facts_json(struct ctx *cx, const struct triage_facts *f);
const char *desk_result_json(struct ctx *cx, const struct triage_outcome *o);

/* Reads stored facts back; false when they are none. */
bool desk_facts_read(const char *json, struct triage_facts *ret);

/* The registry's person for a report: the one chosen, a new one when he has a name, else 0. */
enum err desk_person_for(struct ctx *cx, const struct desk_report *r, bool protected,
			 int64_t *ret_id) NODISCARD;

#endif
