/* /pemberitahuan: what happened, and the small part that open pages ask for. */
#include "feature/notice/notice_web.h"
#include "feature/notice/notice.h"
#include "platform/http/http.h"
#include "text/notice.h"

enum { PAGE = 50 };
enum { Q_ALL, Q_AFTER };

static const struct field filter_fields[] = {
	[Q_ALL] = { .name = "semua", .kind = FIELD_BOOL, .label = T_NOTICE_ALL },
	[Q_AFTER] = { .name = "setelah", .kind = FIELD_ID, .onward = true, .label = T_NOTICE_ALL },
	{ .kind = FIELD_END },
};
static const struct form_def filter_form = { .name = "notice_filter",
					     .fields = filter_fields,
					     .submit = T_NOTICE_FILTER };

static const struct field no_fields[] = { { .kind = FIELD_END } };
static const struct form_def read_form = { .name = "notice_read",
					   .fields = no_fields,
					   .submit = T_NOTICE_OPEN };
static const struct form_def read_all_form = { .name = "notice_read_all",
					       .fields = no_fields,
					       .submit = T_NOTICE_READ_ALL };

static struct ui_task task_of(struct ctx *cx, const struct notice *n)
{
	bool unread = n->read_at == 0;

	return (struct ui_task){
		.number = n->number,
		.href = notice_href(cx, n),
		.text = notice_text(cx, n),
		.detail = say_when(cx, n->at),
		.whom = n->whom,
		.act_label = unread ? text(cx, T_NOTICE_OPEN) : NULL,
		.act_href =
		    unread ? arena_printf(cx->arena, "/pemberitahuan/%lld/baca", (long long)n->id)
			   : NULL,
		.act_form = unread ? &read_form : NULL,
		.urgent = n->urgent && unread,
	};
}

static enum err list_page(struct ctx *cx, struct req *r, struct ui *u)
{
	const struct form *f = req_form(r);
	bool all = f && form_def_of(f) == &filter_form && form_bool(f, Q_ALL);
	int64_t after = f && form_def_of(f) == &filter_form ? form_id(f, Q_AFTER) : 0;
	struct notice *list;
	struct ui_task *tasks;
	size_t n;

	TRY(notice_list(cx, !all, after, PAGE, &list, &n));
	TRY(notice_whom(cx, list, n));
	tasks = ARENA_ARRAY(cx->arena, n, struct ui_task);
	for (size_t i = 0; i < n; i++)
		tasks[i] = task_of(cx, &list[i]);
	ui_begin(u, &(struct ui_page){ .title = text(cx, T_NOTICE_TITLE),
				       .nav = "/pemberitahuan",
				       .live = "/pemberitahuan/baru" });
	ui_tabs(
	    u,
	    (struct ui_tab[]){
		{ .label = text(cx, T_NOTICE_UNREAD), .href = "/pemberitahuan", .current = !all },
		{ .label = text(cx, T_NOTICE_ALL),
		  .href = "/pemberitahuan?semua=1",
		  .current = all } },
	    2);
	ui_news(u, "notices", tasks, n, text(cx, T_NOTICE_NONE));
	if (n > 0 && !all)
		ui_actions(u,
			   &(struct ui_action){ .label = text(cx, T_NOTICE_READ_ALL),
						.href = "/pemberitahuan/baca",
						.post = &read_all_form },
			   1);
	if (n == PAGE)
		ui_actions(
		    u,
		    &(struct ui_action){
			.label = text(cx, T_NOTICE_OLDER),
			.href = arena_printf(cx->arena, "/pemberitahuan?%ssetelah=%lld",
					     all ? "semua=1&" : "", (long long)list[n - 1].id) },
		    1);
	return ui_end(u);
}

/* The bar's part: how many wait; rings when the newest urgent one is new to the page. */
static enum err new_page(struct ctx *cx, struct req *r, struct ui *u)
{
	struct notice_count count;
	struct notice *list;
	int64_t newest = 0;
	size_t n;

	(void)r;
	TRY(notice_count(cx, &count));
	TRY(notice_list(cx, true, 0, count.urgent > 0 ? PAGE : 1, &list, &n));
	for (size_t i = 0; i < n && newest == 0; i++)
		if (list[i].urgent)
			newest = list[i].id;
	ui_begin(u, &(struct ui_page){ .title = text(cx, T_NOTICE_TITLE) });
	ui_live_begin(u, "notices");
	if (newest)
		ui_live_ring(u, newest);
	ui_facts(u, "count",
		 (struct ui_fact[]){ { .name = "unread",
				       .label = text(cx, T_NOTICE_UNREAD),
				       .value = say_number(cx, count.unread),
				       .href = "/pemberitahuan" },
				     { .name = "urgent",
				       .label = text(cx, T_NOTICE_URGENT),
				       .value = say_number(cx, count.urgent),
				       .href = "/pemberitahuan",
				       .tone = count.urgent ? UI_BAD : UI_NEUTRAL } },
		 2);
	ui_live_end(u);
	return ui_end(u);
}

static enum err find_mine(struct ctx *cx, int64_t id, struct notice *ret)
{
	struct notice *list;
	size_t n;

	TRY(notice_list(cx, false, id + 1, 1, &list, &n));
	if (n == 0 || list[0].id != id)
		return err_set(cx, ERR_NOTFOUND, "notice %lld", (long long)id);
	*ret = list[0];
	return ERR_OK;
}

/* Opening is reading: the notice goes, and what it speaks of comes. */
static enum err read_commit(struct ctx *cx, struct req *r, struct resp *resp)
{
	struct notice n;

	TRY(find_mine(cx, req_id(r), &n));
	TRY(notice_read(cx, n.id));
	resp_see(cx, resp, T__NONE, "%s", notice_href(cx, &n));
	return ERR_OK;
}

static enum err read_all_commit(struct ctx *cx, struct req *r, struct resp *resp)
{
	(void)r;
	TRY(notice_read_all(cx));
	resp_see(cx, resp, T_NOTICE_ALL_READ, "/pemberitahuan");
	return ERR_OK;
}

const struct route notice_routes[] = {
	{ .method = GET,
	  .path = "/pemberitahuan",
	  .perm = PERM_SELF,
	  .title = T_NOTICE_TITLE,
	  .form = &filter_form,
	  .page = list_page },
	{ .method = GET,
	  .path = "/pemberitahuan/baru",
	  .perm = PERM_SELF,
	  .flags = ROUTE_NO_MENU | ROUTE_BY_ITSELF,
	  .title = T_NOTICE_TITLE,
	  .page = new_page },
	{ .method = POST,
	  .path = "/pemberitahuan/{id}/baca",
	  .perm = PERM_SELF,
	  .title = T_NOTICE_OPEN,
	  .form = &read_form,
	  .page = list_page,
	  .commit = read_commit },
	{ .method = POST,
	  .path = "/pemberitahuan/baca",
	  .perm = PERM_SELF,
	  .title = T_NOTICE_READ_ALL,
	  .form = &read_all_form,
	  .page = list_page,
	  .commit = read_all_commit },
	{ .method = 0 },
};
