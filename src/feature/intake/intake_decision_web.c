/*
 * /pemeriksaan/impor: for who examines the city how imports were decided.  The files, how many of
 * their rows became what, and who let them in or took them back; none of their rows, and no act.
 */
#include "feature/intake/intake_web.h"

#include "feature/intake/intake_sql.h"
#include "platform/auth/perm.h"
#include "text/intake.h"
#include "text/retention.h"

#define HOME "/pemeriksaan/impor"

static enum err list_page(struct ctx *cx, struct req *r, struct ui *u)
{
	return intake_draw_list(cx, r, u, HOME);
}

/* What was done to it, from the log of the city; decisions over single rows are counted. */
static enum err draw_acts(struct ctx *cx, struct ui *u, int64_t id)
{
	struct intake_acts_row *acts;
	struct ui_event *events;
	size_t n;

	TRY(intake_acts_all(cx, &(struct intake_acts_args){ .object_id = id }, &acts, &n));
	events = ARENA_ARRAY(cx->arena, n + 1, struct ui_event);
	for (size_t i = 0; i < n; i++) {
		const char *key = arena_printf(cx->arena, "watch.did.%s", acts[i].event);
		const char *words = text_by_key(cx->lang, key);

		events[n - 1 - i] =
		    (struct ui_event){ .at = acts[i].at,
				       .who = acts[i].who,
				       .kind = "decision",
				       .title = words != NULL ? words : acts[i].event };
	}
	ui_heading(u, text(cx, T_INTAKE_ACTS), "riwayat");
	ui_timeline(u, "acts", events, n, NULL);
	return ERR_OK;
}

static enum err draw_file(struct ctx *cx, struct req *r, struct ui *u, const char *home,
			  enum text title)
{
	struct intake_get_row in;

	TRY(intake_get_one(cx, &(struct intake_get_args){ .id = req_id(r) }, &in));
	ui_begin(u, &(struct ui_page){ .title = in.file_name,
				       .nav = home,
				       .parent = home,
				       .parent_title = text(cx, title) });
	intake_draw_facts(cx, u, &in);
	intake_draw_tiles(cx, u, &in);
	TRY(draw_acts(cx, u, in.id));
	return ui_end(u);
}

static enum err one_page(struct ctx *cx, struct req *r, struct ui *u)
{
	return draw_file(cx, r, u, HOME, T_INTAKE_TITLE);
}

/* Who decides whether its rows are kept sees what file it is, and no more than the examiner. */
static enum err kept_page(struct ctx *cx, struct req *r, struct ui *u)
{
	return draw_file(cx, r, u, "/retensi", T_RETENTION_TITLE);
}

const struct route intake_decision_routes[] = {
	{ GET, HOME, PERM_DECISION_READ, 0, REPR_LIST, T_INTAKE_TITLE, .form = &intake_list_form,
	  .page = list_page },
	{ GET, HOME "/{id}", PERM_DECISION_READ, ROUTE_NO_MENU, REPR_PAGE, T_INTAKE_TITLE,
	  .page = one_page },
	{ GET, "/retensi/berkas/{id}", PERM_ERASE, ROUTE_NO_MENU, REPR_PAGE, T_INTAKE_TITLE,
	  .page = kept_page },
	{ .method = 0 },
};
