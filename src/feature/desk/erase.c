/* What is left of a report when the person it is about is erased. */
#include "feature/desk/desk.h"

#include "feature/desk/desk_sql.h"
#include "platform/media/media.h"
#include "platform/vault/vault.h"
#include "text/rights.h"

enum err desk_erase_photos(struct ctx *cx, int64_t report_id)
{
	TRY(desk_erase_photo_rows_run(
	    cx, &(struct desk_erase_photo_rows_args){ .report_id = report_id }, NULL));
	return media_forget(cx, report_id);
}

enum err desk_erase(struct ctx *cx, int64_t report_id)
{
	const char *gone = text_in(LANG_ID, T_RIGHTS_TOMBSTONE);

	TRY(desk_erase_detail_run(
	    cx, &(struct desk_erase_detail_args){ .report_id = report_id, .gone = gone }, NULL));
	TRY(case_forget_told(cx, report_id));
	TRY(desk_erase_photos(cx, report_id));
	TRY(desk_erase_answers_run(
	    cx, &(struct desk_erase_answers_args){ .report_id = report_id, .gone = gone }, NULL));
	TRY(desk_erase_overruled_run(
	    cx, &(struct desk_erase_overruled_args){ .report_id = report_id }, NULL));
	return vault_erase(cx, report_id);
}
