#include "feature/ready/ready_web.h"

#include "base/str.h"
#include "feature/account/account.h"
#include "feature/ready/ready.h"
#include "platform/app.h"
#include "text/ready.h"

#include <string.h>

static const struct field no_fields[] = { { .kind = FIELD_END } };
static const struct form_def mark_form = { .name = "ready_mark",
					   .fields = no_fields,
					   .submit = T_READY_MARK };
static const struct form_def unmark_form = { .name = "ready_unmark",
					     .fields = no_fields,
					     .submit = T_READY_UNMARK };

enum group { MUST, SHOULD, DONE };

static enum group group_of(const struct ready_item *it)
{
	return it->missing == 0 ? DONE : it->must ? MUST : SHOULD;
}

static const char *mark_path(struct ctx *cx, const struct ready_item *it, const char *what)
{
	return arena_printf(cx->arena, "/siap/%s/%s", it->code, what);
}

/* Whether the page that mends it opens for the actor. */
static bool can_mend(struct ctx *cx, const char *href)
{
	const char *path = arena_strndup(cx->arena, href, strcspn(href, "?#"));
	const struct route *route = http_route_find(cx->app, GET, path);

	return route != NULL && may(cx, route->perm);
}

/* What lacks, why it matters, and the way to mend it or the word that it is done. */
static struct ui_task lacking(struct ctx *cx, const struct ready_item *it)
{
	struct ui_task card = { .text = it->lack, .detail = text(cx, it->why) };

	if (it->href && can_mend(cx, it->href)) {
		card.href = card.act_href = it->href;
		card.act_label = text(cx, it->act);
	}
	if (it->by_hand && may(cx, PERM_USER_ADMIN)) {
		card.open_label = card.act_label;
		card.act_label = text(cx, T_READY_MARK);
		card.act_href = mark_path(cx, it, "sudah");
		card.act_form = &mark_form;
	}
	return card;
}

static struct ui_task settled(struct ctx *cx, const struct ready_item *it)
{
	struct ui_task card = { .text = text(cx, it->name) };

	if (!it->by_hand)
		return card;
	card.detail = text_fill(cx, T_READY_MARKED, it->marked_by ? it->marked_by : "?",
				say_instant_short(cx, it->marked_at), NULL);
	if (may(cx, PERM_USER_ADMIN)) {
		card.act_label = text(cx, T_READY_UNMARK);
		card.act_href = mark_path(cx, it, "belum");
		card.act_form = &unmark_form;
	}
	return card;
}

static size_t cards_of(struct ctx *cx, const struct ready_item *items, size_t n, enum group group,
		       struct ui_task *ret)
{
	size_t put = 0;

	for (size_t i = 0; i < n; i++)
		if (group_of(&items[i]) == group)
			ret[put++] =
			    group == DONE ? settled(cx, &items[i]) : lacking(cx, &items[i]);
	return put;
}

static void draw_group(struct ctx *cx, struct ui *u, const struct ready_item *items, size_t n,
		       enum group group)
{
	static const struct {
		const char *name;
		enum text heading, empty;
	} said[] = {
		[MUST] = { "must", T_READY_MUST, T_READY_MUST_NONE },
		[SHOULD] = { "should", T_READY_SHOULD, T_READY_SHOULD_NONE },
		[DONE] = { "done", T_READY_DONE, T_READY_DONE_NONE },
	};
	struct ui_task *cards = ARENA_ARRAY(cx->arena, n, struct ui_task);
	size_t put = cards_of(cx, items, n, group, cards);

	ui_heading(u, text_fill(cx, said[group].heading, say_number(cx, (int64_t)put), NULL),
		   said[group].name);
	ui_tasks(u, said[group].name, cards, put, text(cx, said[group].empty));
}

/* Who reads without mending is told whom to ask. */
static enum err lead_of(struct ctx *cx, const char **ret)
{
	struct account *admins;
	const char *names = NULL;
	size_t n;

	*ret = text(cx, T_READY_LEAD);
	if (may(cx, PERM_USER_ADMIN))
		return ERR_OK;
	TRY(account_list(cx, &(struct account_filter){ .roles = 1U << ROLE_ADMIN }, &admins, &n));
	for (size_t i = 0; i < n; i++)
		names = str_and(cx->arena, names, admins[i].name);
	*ret = text_fill(cx, T_READY_LEAD_READ, names ? names : "-", NULL);
	return ERR_OK;
}

static enum err list_page(struct ctx *cx, struct req *r, struct ui *u)
{
	struct ready_item *items;
	const char *lead;
	size_t n;

	(void)r;
	TRY(ready_list(cx, &items, &n));
	TRY(lead_of(cx, &lead));
	ui_begin(
	    u, &(struct ui_page){ .title = text(cx, T_READY_TITLE), .lead = lead, .nav = "/siap" });
	draw_group(cx, u, items, n, MUST);
	draw_group(cx, u, items, n, SHOULD);
	draw_group(cx, u, items, n, DONE);
	return ui_end(u);
}

enum err ready_draw_first(struct ctx *cx, struct ui *u, bool *ret_drawn, int64_t *ret_lacking)
{
	struct ready_item *items;
	struct ui_action all = { .href = "/siap" };
	struct ui_task *cards;
	size_t n, n_must;

	TRY(ready_list(cx, &items, &n));
	*ret_lacking = 0;
	for (size_t i = 0; i < n; i++)
		*ret_lacking += group_of(&items[i]) != DONE;
	cards = ARENA_ARRAY(cx->arena, n, struct ui_task);
	n_must = cards_of(cx, items, n, MUST, cards);
	*ret_drawn = n_must > 0;
	if (n_must == 0)
		return ERR_OK;
	all.label = text_fill(cx, T_READY_ALL, say_number(cx, *ret_lacking), NULL);
	ui_heading(u, text(cx, T_READY_FIRST), "siap");
	ui_tasks(u, "ready", cards, n_must, NULL);
	ui_actions(u, &all, 1);
	return ERR_OK;
}

static enum err mark_commit(struct ctx *cx, struct req *r, struct resp *resp)
{
	TRY(ready_mark(cx, req_segment(r, "x"), true));
	resp_see(cx, resp, T_READY_MARKED_NOW, "/siap");
	return ERR_OK;
}

static enum err unmark_commit(struct ctx *cx, struct req *r, struct resp *resp)
{
	TRY(ready_mark(cx, req_segment(r, "x"), false));
	resp_see(cx, resp, T_READY_UNMARKED_NOW, "/siap");
	return ERR_OK;
}

const struct route ready_routes[] = {
	{ .method = GET,
	  .path = "/siap",
	  .perm = PERM_READY_READ,
	  .title = T_READY_TITLE,
	  .page = list_page },
	{ .method = POST,
	  .path = "/siap/{x}/sudah",
	  .perm = PERM_USER_ADMIN,
	  .title = T_READY_MARK,
	  .form = &mark_form,
	  .page = list_page,
	  .commit = mark_commit },
	{ .method = POST,
	  .path = "/siap/{x}/belum",
	  .perm = PERM_USER_ADMIN,
	  .title = T_READY_UNMARK,
	  .form = &unmark_form,
	  .page = list_page,
	  .commit = unmark_commit },
	{ .method = 0 },
};
