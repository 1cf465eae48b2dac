/* A note that is taken back by whoever wrote it. */
#include "feature/casework/casework_impl.h"

#include "base/str.h"
#include "platform/audit/audit.h"
#include "text/casework.h"

enum err case_note_withdraw(struct ctx *cx, int64_t note_id, const char *why)
{
	struct case_note_standing_row n;
	struct case_root_row c;

	TRY(case_note_standing_one(cx, &(struct case_note_standing_args){ .id = note_id }, &n));
	TRY(hold_case(cx, n.case_id));
	/* Once more: another may have taken it back before the case was held. */
	TRY(case_note_standing_one(cx, &(struct case_note_standing_args){ .id = note_id }, &n));
	TRY(case_root_one(cx, &(struct case_root_args){ .id = n.case_id }, &c));
	if (n.by_id != cx->actor->user_id)
		return refuse(cx, T_CASEWORK_REFUSE_NOTE_OF_OTHER);
	TRY(audit_leaf(cx, "casework.note_withdraw", n.case_id, NULL));
	return event_add(cx, &c,
			 &(struct event){ .kind = "note",
					  .what = "event.note_withdrawn",
					  .body = why,
					  .object_id = note_id });
}
