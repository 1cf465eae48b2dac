/* An approved list is erased, in batches, and the log says so. */
#include "feature/rights/retention_impl.h"

#include <sodium/crypto_generichash.h>
#include <string.h>

#include "base/log.h"
#include "base/str.h"
#include "feature/casework/casework.h"
#include "feature/desk/desk.h"
#include "feature/intake/intake.h"
#include "feature/notice/notice.h"
#include "feature/registry/registry.h"
#include "feature/verval/verval.h"
#include "platform/audit/audit.h"
#include "platform/http/http.h"

enum { ITEMS = 50, ROWS = 5000, DIGEST = 32 };

/* ---- one thing --------------------------------------------------------------------------- */

static enum err erase_case(struct ctx *cx, int64_t id)
{
	struct retention_reports_row *reports;
	size_t n;

	TRY(retention_reports_all(cx, &(struct retention_reports_args){ .case_id = id }, &reports,
				  &n));
	TRY(case_erase(cx, id));
	for (size_t i = 0; i < n; i++)
		TRY(desk_erase(cx, reports[i].id));
	return ERR_OK;
}

static enum err erase_looks(struct ctx *cx, int64_t before_id, bool *ret_left)
{
	int64_t gone;

	TRY(http_forget_looks(cx, before_id, ROWS, &gone));
	*ret_left = gone == ROWS;
	return ERR_OK;
}

static enum err erase_notices(struct ctx *cx, int64_t before_id, bool *ret_left)
{
	int64_t gone;

	TRY(notice_forget(cx, before_id, ROWS, &gone));
	*ret_left = gone == ROWS;
	return ERR_OK;
}

/* *ret_left: there is more of it, for the next time. */
static enum err erase_object(struct ctx *cx, enum retention_kind kind, int64_t id, bool *ret_left)
{
	bool erased;

	*ret_left = false;
	switch (kind) {
	case RETENTION_REPORT:
		return desk_erase(cx, id);
	case RETENTION_CASE:
		return erase_case(cx, id);
	case RETENTION_PERSON:
		return person_erase(cx, id, &erased);
	case RETENTION_IMPORT:
		return intake_erase(cx, id, ROWS, ret_left);
	case RETENTION_PHOTO:
		return desk_erase_photos(cx, id);
	case RETENTION_LOOK:
		return erase_looks(cx, id, ret_left);
	case RETENTION_REQUEST:
		return verval_erase(cx, id);
	case RETENTION_NOTICE:
		return erase_notices(cx, id, ret_left);
	case RETENTION_DOCUMENT:
		return case_erase_documents(cx, id);
	case RETENTION_NONE:
	case RETENTION__KINDS:
		break;
	}
	return err_set(cx, ERR_INVALID, "retention: kind %d", (int)kind);
}

struct one {
	const struct retention_items_left_row *item;
	enum retention_item_state came_to; /* ITEM_LISTED: there is more of it */
};

/* Still due?  What was opened again, postponed, or put under another rule meanwhile is not. */
static enum err still_due(struct ctx *cx, const struct retention_items_left_row *item, bool *ret)
{
	enum retention_kind kind = (enum retention_kind)item->kind;
	struct retention_rule rule;
	struct due *due;
	size_t n = 1;
	enum err e = retention_rule_of(cx, kind, &rule);

	*ret = false;
	if (e == ERR_NOTFOUND) {
		err_clear(cx);
		return ERR_OK;
	}
	TRY(e);
	if (rule.fate > FATE_REVIEW || (rule.fate == FATE_REVIEW && retention_is_bulk(kind)))
		return ERR_OK;
	if (rule.fate == FATE_REVIEW)
		TRY(retention_due_review(cx, &rule, item->object_id, true, 1, &due, &n));
	else if (!retention_is_bulk(kind))
		TRY(retention_due(cx, &rule, item->object_id, 1, &due, &n));
	*ret = n > 0;
	return ERR_OK;
}

/* A part of the write: what fails is taken back alone. */
static enum err erase_one(struct ctx *cx, void *arg)
{
	struct one *one = arg;
	bool due, left;

	TRY(still_due(cx, one->item, &due));
	one->came_to = ITEM_PASSED;
	if (!due)
		return ERR_OK;
	TRY(erase_object(cx, (enum retention_kind)one->item->kind, one->item->object_id, &left));
	one->came_to = left ? ITEM_LISTED : ITEM_ERASED;
	return ERR_OK;
}

/* ---- the end ----------------------------------------------------------------------------- */

static enum err digest_of(struct ctx *cx, int64_t list_id, struct blob *ret, int64_t *ret_n)
{
	unsigned char *out = arena_alloc(cx->arena, DIGEST);
	struct retention_erased_row *rows;
	crypto_generichash_state h;
	size_t n;

	TRY(retention_erased_all(cx, &(struct retention_erased_args){ .list_id = list_id }, &rows,
				 &n));
	crypto_generichash_init(&h, NULL, 0, DIGEST);
	for (size_t i = 0; i < n; i++) {
		const char *line =
		    arena_printf(cx->arena, "%lld %s\n", (long long)rows[i].kind, rows[i].number);

		crypto_generichash_update(&h, (const unsigned char *)line, strlen(line));
	}
	crypto_generichash_final(&h, out, DIGEST);
	*ret = (struct blob){ .p = out, .n = DIGEST };
	*ret_n = (int64_t)n;
	return ERR_OK;
}

static enum err finish(struct ctx *cx, int64_t id)
{
	struct retention_set_done_args a = { .id = id };
	char hex[2 * DIGEST + 1];
	int64_t changed;

	TRY(digest_of(cx, id, &a.digest, &a.erased_count));
	TRY(retention_set_done_run(cx, &a, &changed));
	if (changed != 1)
		return ERR_OK;
	hex_text(a.digest.p, DIGEST, hex);
	return audit_leaf(
	    cx, "retention.done", id,
	    arena_printf(cx->arena, "erased=%lld;digest=%s", (long long)a.erased_count, hex));
}

static enum err work_list(struct ctx *cx, int64_t id)
{
	struct retention_items_left_row *items;
	enum err e;
	size_t n;

	TRY(retention_items_left_all(
	    cx, &(struct retention_items_left_args){ .list_id = id, .max_n = ITEMS }, &items, &n));
	for (size_t i = 0; i < n; i++) {
		struct one one = { .item = &items[i] };
		int64_t changed = 1;

		TRY(db_part(cx, erase_one, &one, &e));
		if (e != ERR_OK) {
			LOG(LOG_WARN, cx->now, "retention", LOG_NUM("city", cx->city),
			    LOG_NUM("item", items[i].id), LOG_TEXT("detail", cx->detail));
			one.came_to = ITEM_PASSED;
		}
		if (one.came_to != ITEM_LISTED)
			TRY(retention_item_set_run(cx,
						   &(struct retention_item_set_args){
						       .id = items[i].id, .state = one.came_to },
						   &changed));
		if (changed != 1)
			return err_set(cx, ERR_CONFLICT, "item %lld was erased meanwhile",
				       (long long)items[i].id);
	}
	return n == 0 ? finish(cx, id) : ERR_OK;
}

enum err retention_work(struct ctx *cx, int64_t object, const char *detail)
{
	struct retention_open_row open;
	struct retention_row_row row;
	bool found;

	(void)object;
	(void)detail;
	TRY(retention_open_maybe(cx, &open, &found));
	if (!found)
		return ERR_OK;
	TRY(retention_row_one(cx, &(struct retention_row_args){ .id = open.id }, &row));
	return row.state == RETENTION_APPROVED ? work_list(cx, open.id) : ERR_OK;
}

enum err retention_daily(struct ctx *cx, int64_t object, const char *detail)
{
	int64_t id;

	(void)object;
	(void)detail;
	return retention_find(cx, &id);
}
