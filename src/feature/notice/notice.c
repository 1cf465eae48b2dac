/* Messages to people and units. */
#include "feature/notice/notice.h"

#include "base/str.h"
#include "feature/notice/notice_sql.h"
#include "platform/app.h"

static const struct notice_page *pages;
static size_t n_pages;

void notice_set_pages(const struct notice_page *list, size_t n)
{
	pages = list;
	n_pages = n;
}

/* ---- sending ----------------------------------------------------------------------------- */

static enum err send(struct ctx *cx, int64_t user_id, int64_t unit_id, const struct notice *n)
{
	return notice_insert_run(cx,
				 &(struct notice_insert_args){ .id = APP_ID(cx),
							       .user_id = user_id,
							       .unit_id = unit_id,
							       .kind = n->kind,
							       .about = n->object_kind,
							       .about_id = n->object_id,
							       .number = n->number,
							       .text_key = text_key(n->text),
							       .arg0 = n->arg0,
							       .arg1 = n->arg1,
							       .urgent = n->urgent },
				 NULL);
}

enum err notice_unit(struct ctx *cx, int64_t unit_id, const struct notice *n)
{
	return send(cx, 0, unit_id, n);
}

enum err notice_user(struct ctx *cx, int64_t user_id, const struct notice *n)
{
	return send(cx, user_id, 0, n);
}

/* ---- reading ----------------------------------------------------------------------------- */

enum err notice_list(struct ctx *cx, bool unread, int64_t after_id, unsigned max,
		     struct notice **ret, size_t *ret_n)
{
	struct notice_mine_row *rows;
	struct notice *list;
	size_t n;

	TRY(notice_mine_all(
	    cx,
	    &(struct notice_mine_args){ .after_id = after_id,
					.max_n = max,
					.with = (unread ? NOTICE_MINE_WITH_UNREAD : 0U) |
						(after_id ? NOTICE_MINE_WITH_AFTER : 0U) },
	    &rows, &n));
	list = ARENA_ARRAY(cx->arena, n, struct notice);
	for (size_t i = 0; i < n; i++)
		list[i] = (struct notice){ .id = rows[i].id,
					   .user_id = rows[i].user_id,
					   .unit_id = rows[i].unit_id,
					   .kind = rows[i].kind,
					   .object_kind = rows[i].about,
					   .object_id = rows[i].about_id,
					   .number = rows[i].number,
					   .text = text_find(rows[i].text_key),
					   .arg0 = rows[i].arg0,
					   .arg1 = rows[i].arg1,
					   .urgent = rows[i].urgent != 0,
					   .at = rows[i].at,
					   .read_at = rows[i].read_at };
	*ret = list;
	*ret_n = n;
	return ERR_OK;
}

/* Notices of one kind of object among those of a page. */
static bool speaks_of(const struct notice *list, size_t n, const char *object_kind)
{
	for (size_t i = 0; i < n; i++)
		if (str_eq(list[i].object_kind, object_kind))
			return true;
	return false;
}

static void put_whom(struct ctx *cx, struct notice *list, size_t n, int64_t id, const char *whom,
		     const char *region)
{
	for (size_t i = 0; i < n; i++)
		if (list[i].id == id)
			list[i].whom = region != NULL
					   ? arena_printf(cx->arena, "%s · %s", whom, region)
					   : whom;
}

enum err notice_whom(struct ctx *cx, struct notice *list, size_t n)
{
	struct notice_of_referrals_row *referrals;
	struct notice_of_reports_row *reports;
	struct notice_of_cases_row *cases;
	int64_t from_id, to_id;
	size_t rows, i;

	if (n == 0)
		return ERR_OK;
	from_id = list[n - 1].id; /* newest first */
	to_id = list[0].id;
	if (speaks_of(list, n, "case")) {
		TRY(notice_of_cases_all(
		    cx, &(struct notice_of_cases_args){ .from_id = from_id, .to_id = to_id },
		    &cases, &rows));
		for (i = 0; i < rows; i++)
			put_whom(cx, list, n, cases[i].id, cases[i].title, cases[i].region);
	}
	if (speaks_of(list, n, "referral")) {
		TRY(notice_of_referrals_all(
		    cx, &(struct notice_of_referrals_args){ .from_id = from_id, .to_id = to_id },
		    &referrals, &rows));
		for (i = 0; i < rows; i++)
			put_whom(cx, list, n, referrals[i].id, referrals[i].title,
				 referrals[i].region);
	}
	if (!speaks_of(list, n, "report"))
		return ERR_OK;
	TRY(notice_of_reports_all(
	    cx, &(struct notice_of_reports_args){ .from_id = from_id, .to_id = to_id }, &reports,
	    &rows));
	for (i = 0; i < rows; i++)
		put_whom(cx, list, n, reports[i].id,
			 str_blank(reports[i].place) ? reports[i].summary : reports[i].place,
			 reports[i].region);
	return ERR_OK;
}

enum err notice_count(struct ctx *cx, struct notice_count *ret)
{
	struct notice_unread_row row;

	TRY(notice_unread_one(cx, &row));
	*ret = (struct notice_count){ .unread = row.n, .urgent = row.urgent_n };
	return ERR_OK;
}

const char *notice_text(struct ctx *cx, const struct notice *n)
{
	/* A text that an older program wrote and this one no longer has. */
	if (n->text == T__NONE)
		return n->number ? n->number : "";
	return text_fill(cx, n->text, n->arg0 ? n->arg0 : "", n->arg1 ? n->arg1 : "", NULL);
}

const char *notice_href(struct ctx *cx, const struct notice *n)
{
	for (size_t i = 0; i < n_pages; i++)
		if (str_eq(pages[i].object_kind, n->object_kind))
			return arena_printf(cx->arena, "%s%lld", pages[i].path,
					    (long long)n->object_id);
	return "/pemberitahuan";
}

/* ---- read -------------------------------------------------------------------------------- */

enum err notice_read(struct ctx *cx, int64_t id)
{
	struct notice_seen_row row;
	int64_t changed;

	TRY(notice_mark_run(cx, &(struct notice_mark_args){ .id = id }, &changed));
	if (changed == 1)
		return ERR_OK;
	/* A colleague may have read it a moment ago: that is no error. */
	return notice_seen_one(cx, &(struct notice_seen_args){ .id = id }, &row);
}

enum err notice_read_all(struct ctx *cx)
{
	return notice_mark_all_run(cx, NULL);
}

enum err notice_settle(struct ctx *cx, const char *object_kind, int64_t object_id)
{
	return notice_mark_about_run(
	    cx, &(struct notice_mark_about_args){ .about = object_kind, .about_id = object_id },
	    NULL);
}

enum err notice_settle_kind(struct ctx *cx, const char *object_kind, int64_t object_id,
			    const char *kind)
{
	return notice_mark_kind_run(cx,
				    &(struct notice_mark_kind_args){
					.about = object_kind, .about_id = object_id, .kind = kind },
				    NULL);
}

enum err notice_forget(struct ctx *cx, int64_t before_id, int64_t max, int64_t *ret_gone)
{
	return notice_forget_old_run(
	    cx, &(struct notice_forget_old_args){ .before_id = before_id, .max_n = max }, ret_gone);
}
