/* Units that take part in a case or report see whom it is about, wherever he lives. */
#include "feature/casework/casework_impl.h"

#include "feature/registry/registry.h"

static enum err share(struct ctx *cx, int64_t person_id, int64_t unit_id)
{
	return person_id != 0 ? person_share(cx, person_id, unit_id) : ERR_OK;
}

enum err case_unit_join(struct ctx *cx, const struct case_root_row *c, int64_t unit_id)
{
	TRY(case_unit_add_run(
	    cx, &(struct case_unit_add_args){ .case_id = c->id, .unit_id = unit_id }, NULL));
	return share(cx, c->person_id, unit_id);
}

enum err report_unit_begin(struct ctx *cx, int64_t report_id, int64_t person_id, int64_t unit_id)
{
	TRY(report_unit_first_run(
	    cx, &(struct report_unit_first_args){ .report_id = report_id, .unit_id = unit_id },
	    NULL));
	return share(cx, person_id, unit_id);
}

enum err report_unit_join(struct ctx *cx, int64_t report_id, int64_t person_id, int64_t unit_id)
{
	TRY(report_unit_add_run(
	    cx, &(struct report_unit_add_args){ .report_id = report_id, .unit_id = unit_id },
	    NULL));
	return share(cx, person_id, unit_id);
}

enum err case_units_share(struct ctx *cx, int64_t case_id, int64_t person_id)
{
	struct case_units_row *units;
	size_t n;

	TRY(case_units_all(cx, &(struct case_units_args){ .case_id = case_id }, &units, &n));
	for (size_t i = 0; i < n; i++)
		TRY(share(cx, person_id, units[i].unit_id));
	return ERR_OK;
}
