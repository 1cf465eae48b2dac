/*
 * Which roles need a second factor, and from when: the list "second_factor" of the city.  An entry
 * is called like its role in small letters; what it grants counts in working days from the day on
 * which its version holds.
 */
#include <strings.h>

#include "base/clock.h"
#include "feature/account/account.h"
#include "feature/reference/reference.h"
#include "platform/app.h"
#include "platform/keep/keep.h"

/* The midnight with which a day begins in the city. */
static int64_t day_begins(const struct ctx *cx, int32_t day)
{
	struct civil c = date_civil(day);

	return clock_instant(&c, cx->app->zone_minutes);
}

static enum err from_when(struct ctx *cx, const struct ref_entry *e, int64_t *ret)
{
	int64_t days = ref_doc_int(cx, e, "days", 0);
	struct worktime cal;

	*ret = day_begins(cx, e->valid_from);
	if (days < 1 || days > WORKTIME_MAX)
		return ERR_OK;
	TRY(ref_calendar(cx, &cal));
	*ret = worktime_add(&cal, *ret, (struct worktime_limit){ (int)days, WORKTIME_WORK_DAYS });
	return ERR_OK;
}

static void set_role(struct account_factor_rule *rule, const char *code, int64_t from)
{
	for (unsigned i = 0; i < ROLE__MAX; i++)
		if (strcasecmp(role_name((enum role)i), code) == 0)
			rule->from[i] = from;
}

static enum err fill(struct ctx *cx, void *what)
{
	struct account_factor_rule *rule = what;
	const struct ref_entry *list;
	size_t n;
	int64_t from;

	TRY(ref_list(cx, "second_factor", ref_today(cx), &list, &n));
	for (size_t i = 0; i < n; i++) {
		if (!ref_doc_flag(cx, &list[i], "required"))
			continue;
		TRY(from_when(cx, &list[i], &from));
		set_role(rule, list[i].code, from);
	}
	return ERR_OK;
}

/* Every request asks. */
static const struct keep_kind rule_kind = { .size = sizeof(struct account_factor_rule),
					    .dated = true,
					    .fill = fill };

enum err account_factor_rule(struct ctx *cx, const struct account_factor_rule **ret)
{
	const void *what;

	TRY(keep_get(cx, &rule_kind, &what));
	*ret = what;
	return ERR_OK;
}

int64_t account_factor_at(const struct account_factor_rule *rule, unsigned roles)
{
	int64_t first = 0;

	for (unsigned i = 0; i < ROLE__MAX; i++)
		if ((roles >> i & 1U) != 0 && rule->from[i] != 0 &&
		    (first == 0 || rule->from[i] < first))
			first = rule->from[i];
	return first;
}
