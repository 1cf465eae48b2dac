/* Break-glass: opening, and judging what was opened. */
#include "feature/casework/glass.h"

#include "base/clock.h"
#include "base/str.h"
#include "feature/casework/casework_impl.h"
#include "feature/casework/glass_sql.h"
#include "feature/notice/notice.h"
#include "feature/registry/registry.h"
#include "platform/app.h"
#include "platform/audit/audit.h"
#include "platform/auth/perm.h"
#include "text/glass.h"

#define WAITING_SINCE (365 * USEC_DAY) /* older openings are the auditors' */

#define CALL_HOUR 8 /* when reviewers are called, the next day */

int64_t glass_subject(int64_t case_id, int64_t report_id, int64_t by_id)
{
	if (case_id != 0)
		return case_id;
	return report_id != 0 ? report_id : by_id;
}

enum err glass_report_of(struct ctx *cx, int64_t id, int64_t *ret_report_id, int64_t *ret_until)
{
	struct glass_mine_row g;

	TRY(glass_mine_one(cx, &(struct glass_mine_args){ .id = id }, &g));
	if (g.report_id == 0)
		return err_set(cx, ERR_NOTFOUND, "opening %lld is of a case", (long long)id);
	*ret_report_id = g.report_id;
	*ret_until = g.until_at;
	return ERR_OK;
}

/* ---- what is wanted ---------------------------------------------------------------------- */

/* A case, or a report that is no case yet. */
struct target {
	int64_t case_id, report_id, holder_unit_id;
	const char *number;
	bool protected;
};

static enum err find_case(struct ctx *cx, const struct glass_case_args *a, struct target *ret,
			  bool *found)
{
	struct glass_case_row c;

	TRY(glass_case_maybe(cx, a, &c, found));
	if (*found)
		*ret = (struct target){
			.case_id = c.id,
			.number = c.number,
			.protected = c.protected != 0,
			.holder_unit_id = c.holder_unit_id != 0 ? c.holder_unit_id : c.last_unit_id,
		};
	return ERR_OK;
}

/* A report leads to its case once it has one. */
static enum err find_report(struct ctx *cx, const struct glass_report_args *a, struct target *ret,
			    bool *found)
{
	struct glass_report_row r;

	TRY(glass_report_maybe(cx, a, &r, found));
	if (!*found)
		return ERR_OK;
	if (r.case_id != 0)
		return find_case(
		    cx, &(struct glass_case_args){ .id = r.case_id, .with = GLASS_CASE_WITH_ID },
		    ret, found);
	*ret = (struct target){
		.report_id = r.id,
		.number = r.number,
		.protected = r.protected != 0,
		.holder_unit_id = r.holder_unit_id != 0 ? r.holder_unit_id : r.last_unit_id,
	};
	return ERR_OK;
}

static enum err by_person(struct ctx *cx, int64_t person_id, struct target *ret, bool *found)
{
	TRY(find_case(
	    cx, &(struct glass_case_args){ .person_id = person_id, .with = GLASS_CASE_WITH_PERSON },
	    ret, found));
	if (*found)
		return ERR_OK;
	return find_report(
	    cx,
	    &(struct glass_report_args){ .person_id = person_id, .with = GLASS_REPORT_WITH_PERSON },
	    ret, found);
}

static enum err by_nik(struct ctx *cx, const char *nik, struct target *ret, bool *found)
{
	int64_t *persons;
	size_t n, i;

	TRY(person_by_nik(cx, nik, &persons, &n));
	for (i = 0; i < n && !*found; i++)
		TRY(by_person(cx, persons[i], ret, found));
	return ERR_OK;
}

/* What a number leads to: its own case or report, or the case of its referral. */
static enum err by_number(struct ctx *cx, const char *number, struct target *ret, bool *found)
{
	struct glass_case_args a = { .number = number, .with = GLASS_CASE_WITH_NUMBER };
	struct glass_referral_row referral;

	if (str_starts(number, "LP-"))
		return find_report(cx,
				   &(struct glass_report_args){ .number = number,
								.with = GLASS_REPORT_WITH_NUMBER },
				   ret, found);
	if (str_starts(number, "RJ-")) {
		TRY(glass_referral_maybe(cx, &(struct glass_referral_args){ .number = number },
					 &referral, found));
		if (!*found)
			return ERR_OK;
		a = (struct glass_case_args){ .id = referral.case_id, .with = GLASS_CASE_WITH_ID };
	}
	return find_case(cx, &a, ret, found);
}

static enum err within_reach(struct ctx *cx, const struct target *t, bool *ret)
{
	struct glass_seen_report_row report;
	struct glass_seen_row row;

	if (t->case_id != 0)
		return glass_seen_maybe(cx, &(struct glass_seen_args){ .id = t->case_id }, &row,
					ret);
	return glass_seen_report_maybe(cx, &(struct glass_seen_report_args){ .id = t->report_id },
				       &report, ret);
}

/* ---- opening ----------------------------------------------------------------------------- */

/* Eight in the morning of the day after the instant, where the city is. */
static int64_t call_at(const struct ctx *cx, int64_t instant)
{
	struct civil c = clock_civil(instant + USEC_DAY, zone_of(cx));

	c.hour = CALL_HOUR;
	c.minute = c.second = 0;
	return clock_instant(&c, zone_of(cx));
}

static enum err unit_label(struct ctx *cx, const char **ret)
{
	struct casework_unit_row unit;

	*ret = cx->actor->name;
	if (cx->actor->unit_id == 0)
		return ERR_OK;
	TRY(unit_get(cx, cx->actor->unit_id, &unit));
	*ret = unit.name;
	return ERR_OK;
}

static enum err into_story(struct ctx *cx, int64_t case_id, const char *unit)
{
	struct case_root_row root;

	TRY(case_root_one(cx, &(struct case_root_args){ .id = case_id }, &root));
	return event_add(
	    cx, &root,
	    &(struct event){ .kind = "note", .what = "event.glass_opened", .arg0 = unit });
}

/* In the story of the case, and to whoever holds it now; a report's page reads the openings. */
static enum err say_so(struct ctx *cx, const struct target *t)
{
	const char *unit;

	TRY(unit_label(cx, &unit));
	if (t->case_id != 0)
		TRY(into_story(cx, t->case_id, unit));
	return tell_unit(cx, t->holder_unit_id,
			 &(struct tell){ .what = "notice.glass_opened",
					 .object_kind = t->case_id != 0 ? "case" : "report",
					 .object_id = t->case_id != 0 ? t->case_id : t->report_id,
					 .number = t->number,
					 .arg = unit });
}

static enum err keep(struct ctx *cx, const struct glass_ask *ask, const struct glass_answer *g)
{
	struct glass_add_args a = {
		.id = g->id,
		.found = g->result,
		.case_id = g->case_id,
		.report_id = g->report_id,
		.wanted = ask->number != NULL ? ask->number : mask_nik(cx, ask->nik),
		.unit_id = cx->actor->unit_id,
		.why = ask->reason,
		.until_at = cx->now + (g->result == GLASS_OPENED ? GLASS_HOURS * USEC_HOUR : 0),
	};

	TRY(vault_seal(cx, glass_subject(g->case_id, g->report_id, cx->actor->user_id),
		       SEAL_NARRATIVE, ask->words, &a.words_sealed));
	TRY(glass_add_run(cx, &a, NULL));
	TRY(job_add(cx, glass_job_call.name, arena_printf(cx->arena, "%lld", (long long)g->id),
		    g->id, call_at(cx, cx->now), NULL));
	return audit_leaf(cx, g->result == GLASS_OPENED ? "glass.open" : "glass.vain", g->id, NULL);
}

static enum err few_enough(struct ctx *cx)
{
	struct glass_since_row since;

	TRY(glass_since_one(cx, &(struct glass_since_args){ .since = cx->now - USEC_DAY }, &since));
	return since.n < GLASS_PER_DAY ? ERR_OK : refuse(cx, T_GLASS_TOO_MANY);
}

enum err glass_open(struct ctx *cx, const struct glass_ask *ask, struct glass_answer *ret)
{
	struct glass_answer g = { .result = GLASS_NONE };
	bool found = false, seen = false;
	struct target t = { 0 };

	if (ask->number != NULL)
		TRY(by_number(cx, ask->number, &t, &found));
	else
		TRY(by_nik(cx, ask->nik, &t, &found));
	if (found) {
		TRY(within_reach(cx, &t, &seen));
		g.case_id = t.case_id;
		g.report_id = t.report_id;
		g.result =
		    t.protected && !may(cx, PERM_GLASS_PROTECTED) ? GLASS_REFUSED : GLASS_OPENED;
	}
	if (!seen) {
		TRY(few_enough(cx));
		g.id = APP_ID(cx);
		TRY(keep(cx, ask, &g));
		if (g.result == GLASS_OPENED)
			TRY(say_so(cx, &t));
	}
	*ret = g;
	return ERR_OK;
}

/* ---- judging ----------------------------------------------------------------------------- */

enum glass_side glass_side_of(const struct ctx *cx)
{
	return (cx->actor->roles & 1U << ROLE_DPO) != 0 ? GLASS_DPO : GLASS_SUPERVISOR;
}

bool glass_other_shown(const struct ctx *cx, bool judged, int64_t by_id)
{
	return judged || by_id == cx->actor->user_id;
}

enum err glass_waiting(struct ctx *cx, int64_t *ret_n, int64_t *ret_due)
{
	enum glass_side side = glass_side_of(cx);
	struct glass_waiting_row row;

	TRY(glass_waiting_one(cx,
			      &(struct glass_waiting_args){ .since = cx->now - WAITING_SINCE,
							    .every = side == GLASS_DPO,
							    .side = side },
			      &row));
	*ret_n = row.n;
	*ret_due = row.oldest != 0 ? call_at(cx, row.oldest) : 0;
	return ERR_OK;
}

enum err glass_judge(struct ctx *cx, int64_t id, bool fair, const char *note)
{
	enum glass_side side = glass_side_of(cx);
	struct glass_review_add_args a = { .glass_id = id, .side = side, .fair = fair };
	struct glass_row_row g;
	int64_t changed;

	TRY(glass_row_one(cx, &(struct glass_row_args){ .id = id, .every = side == GLASS_DPO },
			  &g));
	if (g.by_id == cx->actor->user_id)
		return refuse(cx, T_GLASS_OWN);
	TRY(vault_seal(cx, glass_subject(g.case_id, g.report_id, g.by_id), SEAL_NARRATIVE, note,
		       &a.note_sealed));
	TRY(glass_review_add_run(cx, &a, &changed));
	if (changed != 1)
		return refuse(cx, T_GLASS_JUDGED_ALREADY);
	TRY(notice_user(
	    cx, g.by_id,
	    &(struct notice){ .kind = "glass.judged",
			      .object_kind = "glass_mine",
			      .object_id = id,
			      .text = fair ? T_NOTICE_GLASS_FAIR : T_NOTICE_GLASS_UNFAIR,
			      .arg0 = g.wanted }));
	return audit_leaf(cx, "glass.judge", id, NULL);
}

/* Calls everybody who may judge an opening. */
static enum err call(struct ctx *cx, int64_t id, const char *detail)
{
	struct glass_reviewers_row *people;
	struct glass_row_row g;
	size_t n, i;

	(void)detail;
	TRY(glass_row_one(cx, &(struct glass_row_args){ .id = id, .every = 1 }, &g));
	TRY(glass_reviewers_all(cx,
				&(struct glass_reviewers_args){ .by_id = g.by_id,
								.case_id = g.case_id,
								.report_id = g.report_id,
								.dpo_role = ROLE_DPO,
								.super_role = ROLE_SUPERVISOR,
								.manager_role = ROLE_MANAGER },
				&people, &n));
	for (i = 0; i < n; i++)
		TRY(notice_user(cx, people[i].user_id,
				&(struct notice){ .kind = "glass.review",
						  .object_kind = "glass",
						  .object_id = id,
						  .text = T_NOTICE_GLASS_REVIEW,
						  .arg0 = g.number != NULL ? g.number : "–" }));
	return ERR_OK;
}

const struct job_kind glass_job_call = { .name = "glass.call", .run = call };
