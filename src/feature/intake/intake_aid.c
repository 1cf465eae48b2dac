/* Lists of recipients: what a row says of aid, and what it would change in the ledger. */
#include "feature/intake/intake_impl.h"

#include <string.h>

#include "base/str.h"
#include "feature/benefit/benefit.h"
#include "feature/reference/reference.h"
#include "platform/i18n/i18n.h"
#include "text/benefit.h"
#include "text/intake.h"

/* ---- cells ----------------------------------------------------------------------------------- */

static bool has_year(const char *s)
{
	for (; *s != '\0'; s++)
		if (strspn(s, "0123456789") >= 4)
			return true;
	return false;
}

/* "1", "IV": without its heading it says nothing. */
static bool is_bare(const char *cell)
{
	return cell[strspn(cell, "0123456789IVXivx .")] == '\0' && !has_year(cell);
}

/* "Tahap" over "1" with a year elsewhere is stage 1 of it; a period of its own needs neither. */
static const char *period_of_cell(struct ctx *cx, const char *heading, const char *cell,
				  const char *year)
{
	const char *whole = cell, *period;

	if (!has_year(cell) && year != NULL)
		whole = arena_printf(cx->arena, "%s %s", cell, year);
	period = benefit_period_read(cx, arena_printf(cx->arena, "%s %s", heading, whole));
	if (period == NULL && !is_bare(cell))
		period = benefit_period_read(cx, whole);
	return period;
}

static const char *heading_of(const struct line *l, enum intake_value v)
{
	for (size_t i = 0; i < l->map->n; i++)
		if (l->map->column[i].value == v)
			return l->map->heading[i];
	return "";
}

enum text aid_cell_fault(struct ctx *cx, const struct line *l, size_t column, enum intake_value v,
			 const char *written)
{
	enum benefit_state state;
	const char *goods;
	int64_t n;

	switch ((int)v) {
	case VALUE_AMOUNT:
		return benefit_amount_read(written, &n);
	case VALUE_GOODS:
		return benefit_goods_read(cx, written, &n, &goods);
	case VALUE_STATE:
		return benefit_state_read(cx, written, &state);
	case VALUE_YEAR:
		return benefit_period_read(cx, written) == NULL ? T_BENEFIT_F_PERIOD : T__NONE;
	case VALUE_PERIOD:
		/* Whether a year is missing is known when the whole row is read. */
		return period_of_cell(cx, l->map->heading[column], written, "2026") == NULL
			   ? T_BENEFIT_F_PERIOD
			   : T__NONE;
	default:
		return T__NONE;
	}
}

/* ---- a row ----------------------------------------------------------------------------------- */

static const char *period_of_line(struct ctx *cx, const struct intake_get_row *in,
				  const struct line *l)
{
	const char *cell = l->value[VALUE_PERIOD], *year = l->value[VALUE_YEAR];

	if (cell == NULL)
		return in->period_code != NULL ? in->period_code : benefit_period_read(cx, year);
	if (year == NULL && in->period_code != NULL)
		year = arena_strndup(cx->arena, in->period_code, 4);
	return period_of_cell(cx, heading_of(l, VALUE_PERIOD), cell, year);
}

/* A day beside another state than paid is the day of that state. */
static void take_state(struct ctx *cx, const struct intake_get_row *in, const struct line *l,
		       struct benefit *b)
{
	const char *day = l->value[VALUE_PAID_ON];
	int32_t on = DATE_NONE;

	if (day != NULL)
		(void)date_parse(day, &on);
	b->state = in->aid_state != DB_NONE ? (enum benefit_state)in->aid_state
		   : on != DATE_NONE        ? BENEFIT_PAID
					    : BENEFIT_DECIDED;
	if (l->value[VALUE_STATE] != NULL)
		(void)benefit_state_read(cx, l->value[VALUE_STATE], &b->state);
	if (b->state == BENEFIT_PAID)
		b->paid_on = on;
	else if (on != DATE_NONE)
		b->since = on;
}

enum text aid_of_line(struct ctx *cx, const struct intake_get_row *in, const struct line *l,
		      struct benefit *ret)
{
	const char *period = period_of_line(cx, in, l);

	if (in->programme == NULL || period == NULL)
		return T_INTAKE_W_NO_PERIOD;
	*ret = (struct benefit){
		.person_id = l->has_person ? l->subject_id : 0,
		.family_id = l->has_person ? 0 : l->subject_id,
		.programme = in->programme,
		.part = l->value[VALUE_PART] != NULL ? l->value[VALUE_PART] : "",
		.period = period,
		.period_on = benefit_period_on(period),
		.amount = DB_NONE,
		.quantity = DB_NONE,
		.paid_on = DATE_NONE,
		.since = in->valid_from == DB_NONE ? DATE_NONE : (int32_t)in->valid_from,
		.channel = l->value[VALUE_CHANNEL],
		.proof = l->value[VALUE_PROOF],
		.source = in->source,
		.import_id = in->id,
		.row_n = l->n,
	};
	take_state(cx, in, l, ret);
	if (l->value[VALUE_AMOUNT] != NULL)
		(void)benefit_amount_read(l->value[VALUE_AMOUNT], &ret->amount);
	if (l->value[VALUE_GOODS] != NULL)
		(void)benefit_goods_read(cx, l->value[VALUE_GOODS], &ret->quantity, &ret->goods);
	return T__NONE;
}

/* ---- the verdict ----------------------------------------------------------------------------- */

static void say_aid(struct ctx *cx, struct line *l, enum intake_verdict verdict, enum text key,
		    const char *a, const char *b)
{
	l->verdict = verdict;
	line_tell(cx, l, key, a, b);
}

enum err judge_aid(struct ctx *cx, struct judge *j, struct line *l)
{
	struct benefit b, before;
	enum benefit_fate fate;
	enum text wrong = aid_of_line(cx, j->in, l, &b);
	const char *what;

	if (wrong != T__NONE) {
		line_say(cx, l, INTAKE_WRONG, wrong, NULL);
		return ERR_OK;
	}
	TRY(benefit_receiver(cx, &b));
	TRY(benefit_compare(cx, &b, &fate, &before));
	l->thing = arena_printf(cx->arena, "%d %lld %s %s", (int)b.unit,
				(long long)(b.unit == FACT_PERSON ? b.person_id : b.family_id),
				b.period, b.part);
	what = kept_due(cx->arena, &b);
	switch (fate) {
	case BENEFIT_FATE_NEW:
		say_aid(cx, l, INTAKE_NEW, T_INTAKE_C_AID, what, kept_aid(cx->arena, &b));
		break;
	case BENEFIT_FATE_SAME:
		l->verdict = INTAKE_SAME;
		break;
	case BENEFIT_FATE_KEPT:
		say_aid(cx, l, INTAKE_SAME, T_INTAKE_C_AID_KEPT, what, NULL);
		break;
	case BENEFIT_FATE_TAKEN:
		say_aid(cx, l, INTAKE_CHANGED, T_INTAKE_C_AID_CHANGED, kept_aid(cx->arena, &before),
			kept_aid(cx->arena, &b));
		break;
	case BENEFIT_FATE_PAST:
		say_aid(cx, l, INTAKE_CHANGED, T_INTAKE_C_AID_PAST, kept_aid(cx->arena, &b),
			kept_aid(cx->arena, &before));
		break;
	}
	return ERR_OK;
}
