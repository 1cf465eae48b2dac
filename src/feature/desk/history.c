/* The history of a report's decisions, in words. */
#include "feature/desk/desk.h"

#include "base/str.h"
#include "feature/desk/desk_sql.h"
#include "text/desk.h"

#include <stdlib.h>
#include <string.h>

static const char *person(struct ctx *cx, const struct triage_log_list_row *row)
{
	struct desk_user_name_row user;
	bool found = false;

	if (row->by_id > ACTOR_SYSTEM &&
	    desk_user_name_maybe(cx, &(struct desk_user_name_args){ .id = row->by_id }, &user,
				 &found) == ERR_OK &&
	    found)
		return user.name;
	return text(cx, T_DESK_BY_SYSTEM);
}

static const char *words(struct ctx *cx, const struct triage_log_list_row *row)
{
	const char *version =
	    text_fill(cx, T_DESK_HISTORY_VERSION, str_digits(cx->arena, row->rule_version), NULL);
	const char *said = arena_printf(cx->arena, "%s\n%s", row->reason, version);

	if (row->overruled == NULL)
		return said;
	return arena_printf(cx->arena, "%s\n%s",
			    text_fill(cx, T_DESK_HISTORY_WHY, row->overruled, NULL), version);
}

static int by_time(const void *a, const void *b)
{
	int64_t x = ((const struct desk_event *)a)->at, y = ((const struct desk_event *)b)->at;

	return (x > y) - (x < y);
}

/* Who read it by break-glass, at its place among the decisions. */
static enum err add_openings(struct ctx *cx, int64_t report_id, struct desk_event **events,
			     size_t *n)
{
	struct desk_glass_list_row *rows;
	struct desk_event *all;
	size_t more, i;

	TRY(desk_glass_list_all(cx, &(struct desk_glass_list_args){ .report_id = report_id }, &rows,
				&more));
	if (more == 0)
		return ERR_OK;
	all = ARENA_ARRAY(cx->arena, *n + more, struct desk_event);
	memcpy(all, *events, *n * sizeof(*all));
	for (i = 0; i < more; i++)
		all[*n + i] = (struct desk_event){
			.at = rows[i].opened_at,
			.act = DESK_OPENED,
			.title = text(cx, T_DESK_HISTORY_OPENED),
			.who = rows[i].who,
			.text = rows[i].unit,
		};
	*n += more;
	qsort(all, *n, sizeof(*all), by_time);
	*events = all;
	return ERR_OK;
}

enum err desk_history(struct ctx *cx, int64_t report_id, const struct desk_event **ret,
		      size_t *ret_n)
{
	static const enum text titles[] = {
		[DESK_COMPUTED] = T_DESK_HISTORY_COMPUTED,
		[DESK_RECOMMENDED] = T_DESK_HISTORY_RECOMMENDED,
		[DESK_DECIDED] = T_DESK_HISTORY_DECIDED,
		[DESK_OVERRULED] = T_DESK_HISTORY_OVERRULED,
	};
	struct triage_log_list_row *rows;
	struct desk_event *events;
	size_t n, i;

	TRY(triage_log_list_all(cx, &(struct triage_log_list_args){ .report_id = report_id }, &rows,
				&n));
	events = ARENA_ARRAY(cx->arena, n + 1, struct desk_event);
	for (i = 0; i < n; i++)
		events[i] = (struct desk_event){
			.at = rows[i].at,
			.act = (enum desk_act)rows[i].act,
			.title = text(cx, titles[rows[i].act]),
			.who = person(cx, &rows[i]),
			.text = words(cx, &rows[i]),
		};
	TRY(add_openings(cx, report_id, &events, &n));
	*ret = events;
	*ret_n = n;
	return ERR_OK;
}
