/* The history of a report's decisions, in words. */
#include "feature/desk/desk.h"

#include "feature/desk/desk_sql.h"
#include "text/desk.h"

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
	    text_fill(cx, T_DESK_HISTORY_VERSION, say_number(cx, row->rule_version), NULL);
	const char *said = arena_printf(cx->arena, "%s\n%s", row->reason, version);

	if (row->overruled == NULL)
		return said;
	return arena_printf(cx->arena, "%s\n%s",
			    text_fill(cx, T_DESK_HISTORY_WHY, row->overruled, NULL), version);
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
	*ret = events;
	*ret_n = n;
	return ERR_OK;
}
