/* Comparing everybody, as people ask for it and see it. */
#include "feature/linking/linking_impl.h"

#include "base/str.h"
#include "platform/app.h"
#include "platform/audit/audit.h"
#include "platform/i18n/i18n.h"
#include "text/linking.h"

enum err whole_ask(struct ctx *cx, enum whole_cause cause)
{
	struct whole_ask_args args = { .id = APP_ID(cx), .cause = cause, .fed = FEED_BEGIN };
	int64_t added;

	TRY(whole_ask_run(cx, &args, &added));
	return added == 1 ? audit_leaf(cx, "linking.whole", args.id, NULL) : ERR_OK;
}

enum err whole_stop(struct ctx *cx)
{
	int64_t stopped;

	TRY(whole_stop_run(cx, &stopped));
	if (stopped == 0)
		return refuse(cx, T_LINKING_REFUSE_OVER);
	return audit_leaf(cx, "linking.whole_stop", 0, NULL);
}

enum err whole_runs(struct ctx *cx, unsigned max, struct whole_run **ret, size_t *ret_n)
{
	struct whole_last_row *rows;

	TRY(whole_last_all(cx, &(struct whole_last_args){ .max_n = max }, &rows, ret_n));
	*ret = ARENA_ARRAY(cx->arena, *ret_n + 1, struct whole_run);
	for (size_t i = 0; i < *ret_n; i++)
		(*ret)[i] = (struct whole_run){
			.id = rows[i].id,
			.state = rows[i].state,
			.cause = rows[i].cause,
			.asked_at = rows[i].asked_at,
			.began_at = rows[i].began_at,
			.ended_at = rows[i].ended_at,
			.asked_by = rows[i].asked_by != NULL ? rows[i].asked_by : "",
			.fault = rows[i].fault,
			.total = rows[i].total,
			.people = rows[i].people,
			.found = rows[i].found,
			.looked = rows[i].looked,
			.questions = rows[i].questions,
			.sure = rows[i].sure,
			.compared = rows[i].compared,
			.memory_kb = rows[i].memory_kb,
			.millis = rows[i].millis,
		};
	return ERR_OK;
}

/* ---- what was learnt ----------------------------------------------------------------------- */

static bool chance_read(struct ctx *cx, const char *text, struct link_chance *ret)
{
	char **part;
	size_t n;

	str_split(cx->arena, text, ':', &part, &n);
	if (n != 5 || !str_i64(part[2], &ret->same) || !str_i64(part[3], &ret->moved) ||
	    !str_i64(part[4], &ret->relatives))
		return false;
	ret->field = link_word(cx, "kind", part[0]);
	ret->level = link_word(cx, "level", part[1]);
	return true;
}

enum err link_model_get(struct ctx *cx, struct link_model *ret)
{
	struct model_now_row now;
	struct model_get_row row;
	char **item;
	size_t n;
	bool any;

	*ret = (struct link_model){ 0 };
	TRY(model_now_maybe(cx, &now, &any));
	if (!any)
		return ERR_OK;
	TRY(model_get_one(cx, &(struct model_get_args){ .id = now.id }, &row));
	str_split(cx->arena, row.chances, ',', &item, &n);
	*ret = (struct link_model){ .id = row.id,
				    .learned_at = row.learned_at,
				    .people = row.people,
				    .off = row.off != 0,
				    .chance = ARENA_ARRAY(cx->arena, n + 1, struct link_chance) };
	for (size_t i = 0; i < n; i++)
		ret->n_chances += chance_read(cx, item[i], &ret->chance[ret->n_chances]);
	return ERR_OK;
}

enum err link_model_switch(struct ctx *cx, int64_t id, bool off)
{
	int64_t changed;

	TRY(model_switch_run(cx, &(struct model_switch_args){ .id = id, .off = off }, &changed));
	if (changed == 0)
		return err_set(cx, ERR_NOTFOUND, "no model %lld", (long long)id);
	return audit_leaf(cx, off ? "linking.model_off" : "linking.model_on", id, NULL);
}
