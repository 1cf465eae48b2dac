/*
 * What a case asks, for who opens a one-time link: no names, no words of anybody, nothing of a
 * protected case and no kind of need that is kept sealed.
 */
#include "feature/casework/case_web.h"

#include "base/str.h"
#include "feature/reference/reference.h"

/* The kinds that hold now; a sealed one has no code in the row. */
static enum err open_kinds(struct ctx *cx, int64_t case_id, const char **ret)
{
	struct case_kinds_row *rows;
	size_t n;

	TRY(case_kinds_all(cx, &(struct case_kinds_args){ .case_id = case_id }, &rows, &n));
	for (size_t i = 0; i < n; i++) {
		if (rows[i].code != NULL && rows[i].to_date == DB_NONE)
			*ret = str_and(cx->arena, *ret, ref_label(cx, "ppks", rows[i].code));
	}
	return ERR_OK;
}

enum err case_asked(struct ctx *cx, int64_t case_id, bool protected, struct case_asked *ret)
{
	struct case_view_assessment_row last;
	bool found;

	*ret = (struct case_asked){ 0 };
	if (protected)
		return ERR_OK;
	TRY(open_kinds(cx, case_id, &ret->kinds));
	TRY(case_view_assessment_maybe(
	    cx, &(struct case_view_assessment_args){ .case_id = case_id }, &last, &found));
	if (found)
		ret->needs = case_needs_words(cx, last.needs);
	return ERR_OK;
}
