/* A plan as a person chose it: the rows of the form, or what was recommended before. */
#include "feature/desk/desk.h"

#include "base/str.h"
#include "feature/desk/desk_sql.h"
#include "feature/directory/directory.h"
#include "feature/reference/reference.h"
#include "text/desk.h"

#include <jansson.h>

/* ---- from rows --------------------------------------------------------------------------- */

/* The time limit that the rules give a service, wherever they name it; NULL when they do not. */
static const char *limit_by_rules(const struct triage_table *table, const char *service,
				  bool emergency)
{
	const struct triage_rule *rules;
	const char *limit = NULL;
	size_t n, i, k;

	rules = triage_rules(table, &n);
	for (i = 0; i < n; i++)
		for (k = 0; k < rules[i].n_steps; k++) {
			if (!str_eq(rules[i].steps[k].service, service))
				continue;
			if (rules[i].steps[k].emergency == emergency)
				return rules[i].steps[k].limit;
			limit = rules[i].steps[k].limit;
		}
	return emergency ? NULL : limit;
}

/* The unit of a row: the one chosen, with why it fits or not, else the best. */
static enum err row_unit(struct ctx *cx, const struct desk_row *row, int64_t region_id,
			 struct directory_answer *ret)
{
	const struct directory_ask ask = {
		.service = row->service,
		.region_id = region_id,
		.urgent = row->emergency,
	};
	struct directory_answer *all;
	struct unit unit;
	size_t n, i;

	if (row->unit_id == 0)
		return directory_pick(cx, &ask, ret);
	TRY(directory_who_can(cx, &ask, &all, &n));
	for (i = 0; i < n; i++)
		if (all[i].unit_id == row->unit_id) {
			*ret = all[i];
			return ERR_OK;
		}
	TRY(directory_get(cx, row->unit_id, &unit));
	*ret = (struct directory_answer){
		.unit_id = unit.id,
		.kind = unit.kind,
		.name = unit.name,
		.phone = unit.phone,
		.emergency_phone = unit.emergency_phone,
		.why = text(cx, T_DESK_WHY_CHOSEN),
	};
	return ERR_OK;
}

/* The step of the rules' plan that a row repeats, or NULL. */
static const struct desk_step *same_step(const struct desk_plan *plan, const struct desk_row *row)
{
	size_t i;

	for (i = 0; i < plan->n_steps; i++)
		if (str_eq(plan->steps[i].service, row->service))
			return &plan->steps[i];
	return NULL;
}

static enum err row_step(struct ctx *cx, const struct desk_row *row, int64_t region_id,
			 const struct desk_plan *rules, const char *reason, struct desk_step *ret)
{
	const struct desk_step *same = same_step(rules, row);
	const struct triage_table *table;
	struct directory_answer unit;
	struct ref_limit limit;
	const char *code = row->limit;
	int64_t version;

	TRY(row_unit(cx, row, region_id, &unit));
	if (code == NULL && same != NULL && same->emergency == row->emergency)
		code = same->limit;
	if (code == NULL) {
		TRY(ref_triage(cx, &table, &version));
		code = limit_by_rules(table, row->service, row->emergency);
	}
	if (code == NULL && !row->emergency)
		TRY(ref_service_limit(cx, row->service, &code));
	if (code == NULL)
		code = row->emergency ? "darurat" : "layanan";
	TRY(ref_limit(cx, code, &limit));
	*ret = (struct desk_step){
		.service = row->service,
		.service_label = ref_label(cx, "service", row->service),
		.unit_kind = unit.kind,
		.unit_id = unit.unit_id,
		.unit_name = unit.name,
		.phone = row->emergency && unit.emergency_phone != NULL ? unit.emergency_phone
									: unit.phone,
		.why_unit = unit.why,
		.limit = code,
		.limit_label = limit.label,
		.emergency = row->emergency,
		.waits = row->waits,
		.reason = same != NULL ? same->reason : reason,
	};
	return ref_due(cx, code, cx->now, &ret->due_at);
}

enum err desk_plan_chosen(struct ctx *cx, const struct triage_facts *facts, int64_t region_id,
			  const struct desk_row *rows, size_t n, const char *reason,
			  struct desk_plan *ret)
{
	struct desk_plan rules;
	size_t i;

	assert(n <= LEN(ret->steps));
	TRY(desk_plan(cx, facts, region_id, &rules));
	*ret = rules;
	ret->n_steps = n;
	ret->emergency = false;
	ret->overruled = reason;
	for (i = 0; i < n; i++) {
		assert(rows[i].waits >> i == 0);
		TRY(row_step(cx, &rows[i], region_id, &rules, reason, &ret->steps[i]));
		ret->emergency = ret->emergency || rows[i].emergency;
	}
	return ERR_OK;
}

/* ---- from what was recommended ----------------------------------------------------------- */

static struct desk_row row_of(struct ctx *cx, const json_t *step, size_t i)
{
	const char *service = json_string_value(json_object_get(step, "service"));
	const char *unit = json_string_value(json_object_get(step, "unit"));
	const char *limit = json_string_value(json_object_get(step, "limit"));
	json_int_t waits = json_integer_value(json_object_get(step, "waits"));
	struct desk_row row = {
		.service = arena_strdup(cx->arena, service != NULL ? service : ""),
		.limit = arena_strdup(cx->arena, limit),
		.emergency = json_is_true(json_object_get(step, "emergency")),
		.waits = (unsigned)waits & ((1U << i) - 1),
	};

	if (unit == NULL || !str_i64(unit, &row.unit_id))
		row.unit_id = 0;
	return row;
}

static bool lists(const json_t *codes, const char *code)
{
	size_t i;

	for (i = 0; i < json_array_size(codes); i++)
		if (str_eq(json_string_value(json_array_get(codes, i)), code))
			return true;
	return false;
}

/* What was said of the kinds that do not hold together; codes NULL: nothing was asked then. */
static void answer_choices(struct desk_plan *plan, const json_t *codes)
{
	size_t i, k;

	for (i = 0; codes != NULL && i < plan->n_choices; i++) {
		struct desk_choice *c = &plan->choices[i];

		c->answer = "";
		for (k = 0; k < c->n; k++)
			if (lists(codes, c->kinds[k]))
				c->answer = c->kinds[k];
	}
}

enum err desk_recommended(struct ctx *cx, int64_t report_id, struct desk_plan *ret)
{
	json_auto_t *doc = NULL;
	struct desk_row rows[TRIAGE_STEPS_MAX];
	struct triage_log_last_row log;
	struct triage_facts facts;
	struct desk_view v;
	const json_t *steps;
	size_t n, i;

	TRY(desk_report_get(cx, report_id, &v));
	TRY(triage_log_last_one(
	    cx, &(struct triage_log_last_args){ .report_id = report_id, .act = DESK_RECOMMENDED },
	    &log));
	doc = json_loads(log.result, 0, NULL);
	steps = json_object_get(doc, "steps");
	n = MIN(json_array_size(steps), LEN(rows));
	for (i = 0; i < n; i++)
		rows[i] = row_of(cx, json_array_get(steps, i), i);
	facts = desk_view_facts(&v);
	TRY(desk_plan_chosen(cx, &facts, v.region_id, rows, n, log.overruled, ret));
	answer_choices(ret, json_object_get(doc, "kinds"));
	return ERR_OK;
}

enum err desk_present_plan(struct ctx *cx, const struct desk_view *v, struct desk_plan *ret)
{
	struct triage_facts facts = desk_view_facts(v);
	enum err e;

	if (v->state == REPORT_RECOMMENDED) {
		e = desk_recommended(cx, v->id, ret);
		if (e != ERR_NOTFOUND)
			return e;
		err_clear(cx);
	}
	return desk_plan(cx, &facts, v->region_id, ret);
}

/* ---- to a decision ----------------------------------------------------------------------- */

/* Is it one of those that do not hold together, and not the one that was chosen? */
static bool left_out(const struct desk_plan *plan, const char *code)
{
	size_t i, k;

	for (i = 0; i < plan->n_choices; i++)
		for (k = 0; k < plan->choices[i].n; k++)
			if (str_eq(plan->choices[i].kinds[k], code))
				return !str_eq(plan->choices[i].answer, code);
	return false;
}

struct desk_decision desk_decision_of(struct ctx *cx, const struct desk_plan *plan)
{
	struct step_new *steps = ARENA_ARRAY(cx->arena, plan->n_steps + 1, struct step_new);
	struct desk_decision d = {
		.steps = steps,
		.n_steps = plan->n_steps,
		.protected = plan->protect,
		.overruled = plan->overruled,
	};
	size_t i, n = 0;

	for (i = 0; plan->kinds[i] != NULL; i++)
		if (!left_out(plan, plan->kinds[i]))
			d.kinds[n++] = plan->kinds[i];
	for (i = 0; i < plan->n_steps; i++)
		steps[i] = (struct step_new){
			.service = plan->steps[i].service,
			.limit_code = plan->steps[i].limit,
			.reason = plan->steps[i].reason,
			.unit_id = plan->steps[i].unit_id,
			.emergency = plan->steps[i].emergency,
			.waits = plan->steps[i].waits,
		};
	return d;
}
