/* What is left of a case when its person is erased. */
#include "feature/casework/casework_impl.h"

#include "feature/casework/document_sql.h"
#include "platform/media/media.h"
#include "platform/vault/vault.h"
#include "text/rights.h"

enum err case_erase(struct ctx *cx, int64_t id)
{
	TRY(case_erase_root_run(cx,
				&(struct case_erase_root_args){
				    .id = id, .title = text_in(LANG_ID, T_RIGHTS_TOMBSTONE) },
				NULL));
	TRY(case_erase_events_run(cx, &(struct case_erase_events_args){ .case_id = id }, NULL));
	TRY(case_erase_steps_run(cx, &(struct case_erase_steps_args){ .case_id = id }, NULL));
	TRY(case_erase_kinds_run(cx, &(struct case_erase_kinds_args){ .case_id = id }, NULL));
	TRY(document_erase_run(cx, &(struct document_erase_args){ .case_id = id }, NULL));
	TRY(media_forget(cx, id));
	return vault_erase(cx, id);
}

enum err case_erase_documents(struct ctx *cx, int64_t id)
{
	struct document_media_row *rows;
	size_t n;

	TRY(document_media_all(cx, &(struct document_media_args){ .case_id = id }, &rows, &n));
	for (size_t i = 0; i < n; i++)
		TRY(media_forget_one(cx, rows[i].media_id));
	return document_erase_run(cx, &(struct document_erase_args){ .case_id = id }, NULL);
}
