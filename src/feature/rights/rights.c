/* Erasing a person, and erasing him again after a restore. */
#include "feature/rights/rights.h"

#include "base/clock.h"
#include "base/str.h"
#include "feature/casework/casework.h"
#include "feature/desk/desk.h"
#include "feature/notice/notice.h"
#include "feature/registry/registry.h"
#include "feature/rights/copy_sql.h"
#include "feature/rights/retention_sql.h"
#include "feature/rights/rights_sql.h"
#include "feature/rights/self_sql.h"
#include "platform/app.h"
#include "platform/audit/audit.h"
#include "platform/auth/perm.h"
#include "text/rights.h"

/* ---- who, and what goes with him --------------------------------------------------------- */

static enum err first_not_erased(struct ctx *cx, const int64_t *ids, size_t n, int64_t *ret)
{
	struct erasure_person_row p;
	size_t i;

	for (i = 0; i < n; i++) {
		TRY(erasure_person_one(cx, &(struct erasure_person_args){ .id = ids[i] }, &p));
		if (p.erased_at != 0)
			continue;
		*ret = p.id;
		return ERR_OK;
	}
	return err_set(cx, ERR_NOTFOUND, "nobody to erase");
}

enum err erasure_find(struct ctx *cx, const char *number, const char *nik, int64_t *ret_person)
{
	struct erasure_case_person_row row;
	int64_t *ids;
	size_t n;

	if (number != NULL) {
		TRY(erasure_case_person_one(
		    cx, &(struct erasure_case_person_args){ .number = number }, &row));
		return first_not_erased(cx, &row.person_id, 1, ret_person);
	}
	TRY(person_by_nik(cx, nik, &ids, &n));
	return first_not_erased(cx, ids, n, ret_person);
}

enum err erasure_scope(struct ctx *cx, int64_t person_id, struct erasure_scope *ret)
{
	struct erasure_reports_row *reports;
	struct erasure_scope s = { 0 };
	struct erasure_cases_row *cases;
	size_t n, i;

	TRY(erasure_cases_all(cx, &(struct erasure_cases_args){ .person_id = person_id }, &cases,
			      &n));
	s.cases = (int64_t)n;
	for (i = 0; i < n; i++)
		s.open_cases += cases[i].state == CASE_OPEN || cases[i].state == CASE_AFTERCARE;
	TRY(erasure_reports_all(cx, &(struct erasure_reports_args){ .person_id = person_id },
				&reports, &n));
	s.reports = (int64_t)n;
	for (i = 0; i < n; i++)
		s.open_reports += reports[i].state <= REPORT_RECOMMENDED;
	*ret = s;
	return ERR_OK;
}

static enum err nothing_open(struct ctx *cx, const struct erasure_scope *s)
{
	return s->open_cases + s->open_reports == 0 ? ERR_OK : refuse(cx, T_RIGHTS_STILL_OPEN);
}

/* ---- two pairs of eyes ------------------------------------------------------------------- */

/* The others who may decide. */
static enum err call_deciders(struct ctx *cx, int64_t id)
{
	struct erasure_deciders_row *people;
	size_t n, i;

	TRY(erasure_deciders_all(
	    cx, &(struct erasure_deciders_args){ .dpo_role = ROLE_DPO, .head_role = ROLE_HEAD },
	    &people, &n));
	for (i = 0; i < n; i++)
		TRY(notice_user(cx, people[i].user_id,
				&(struct notice){ .kind = "rights.erase",
						  .object_kind = "erasure",
						  .object_id = id,
						  .text = T_NOTICE_ERASE_PROPOSED }));
	return ERR_OK;
}

enum err erasure_propose(struct ctx *cx, int64_t person_id, enum erasure_ground ground,
			 const char *basis, int64_t *ret_id)
{
	struct erasure_add_args a = {
		.id = APP_ID(cx), .person_id = person_id, .ground = ground, .basis = basis
	};
	struct erasure_scope scope;
	int64_t changed;

	TRY(erasure_scope(cx, person_id, &scope));
	TRY(nothing_open(cx, &scope));
	TRY(erasure_add_run(cx, &a, &changed));
	if (changed != 1)
		return refuse(cx, T_RIGHTS_ALREADY);
	TRY(call_deciders(cx, a.id));
	*ret_id = a.id;
	return audit_leaf(
	    cx, "rights.propose", a.id,
	    arena_printf(cx->arena, "person=%lld;ground=%d", (long long)person_id, (int)ground));
}

static enum err decide(struct ctx *cx, const struct erasure_decide_args *a)
{
	int64_t changed;

	TRY(erasure_decide_run(cx, a, &changed));
	return changed == 1 ? ERR_OK : refuse(cx, T_RIGHTS_NOT_YOURS);
}

/* All in the caller's transaction: either everything of him goes, or nothing. */
static enum err erase_all(struct ctx *cx, int64_t person_id, bool *ret_erased)
{
	struct erasure_reports_row *reports;
	struct erasure_cases_row *cases;
	size_t n_cases, n_reports, i;

	/* The links are read before the person's row is a tombstone. */
	TRY(erasure_cases_all(cx, &(struct erasure_cases_args){ .person_id = person_id }, &cases,
			      &n_cases));
	TRY(erasure_reports_all(cx, &(struct erasure_reports_args){ .person_id = person_id },
				&reports, &n_reports));
	TRY(person_erase(cx, person_id, ret_erased));
	for (i = 0; i < n_cases && *ret_erased; i++)
		TRY(case_erase(cx, cases[i].id));
	for (i = 0; i < n_reports && *ret_erased; i++)
		TRY(desk_erase(cx, reports[i].id));
	return ERR_OK;
}

enum err erasure_confirm(struct ctx *cx, int64_t id)
{
	struct erasure_row_row e;
	struct erasure_scope s;
	bool erased;

	TRY(erasure_row_one(cx, &(struct erasure_row_args){ .id = id }, &e));
	TRY(erasure_scope(cx, e.person_id, &s));
	TRY(nothing_open(cx, &s));
	TRY(decide(cx, &(struct erasure_decide_args){ .id = id,
						      .state = ERASURE_DONE,
						      .case_count = s.cases,
						      .report_count = s.reports }));
	TRY(erase_all(cx, e.person_id, &erased));
	if (!erased)
		return refuse(cx, T_RIGHTS_ALREADY);
	return audit_leaf(cx, "rights.erase", id,
			  arena_printf(cx->arena, "person=%lld;cases=%lld;reports=%lld",
				       (long long)e.person_id, (long long)s.cases,
				       (long long)s.reports));
}

enum err erasure_refuse(struct ctx *cx, int64_t id, const char *why)
{
	TRY(decide(cx, &(struct erasure_decide_args){
			   .id = id, .state = ERASURE_REFUSED, .refused_why = why }));
	return audit_leaf(cx, "rights.refuse", id, NULL);
}

/* ---- the list that outlives a restore ----------------------------------------------------- */

/* How long a request about one's data may wait for its answer. */
#define DECIDE_WITHIN (3 * USEC_DAY)

enum err erasure_waiting(struct ctx *cx, int64_t *ret_n, int64_t *ret_due)
{
	struct erasure_waiting_row row;

	TRY(erasure_waiting_one(cx, &row));
	*ret_n = row.n;
	*ret_due = row.oldest != 0 ? row.oldest + DECIDE_WITHIN : 0;
	return ERR_OK;
}

enum err self_waiting(struct ctx *cx, int64_t *ret_n, int64_t *ret_due)
{
	struct self_request_waiting_row row;

	TRY(self_request_waiting_one(cx, &row));
	*ret_n = row.n;
	*ret_due = row.due_at;
	return ERR_OK;
}

enum err copy_waiting(struct ctx *cx, int64_t *ret_n, int64_t *ret_due)
{
	struct copy_request_waiting_row row;

	TRY(copy_request_waiting_one(cx, &row));
	*ret_n = row.n;
	*ret_due = row.due_at;
	return ERR_OK;
}

enum err retention_waiting(struct ctx *cx, int64_t *ret_n)
{
	struct retention_list_waiting_row row;

	TRY(retention_list_waiting_one(cx, &row));
	*ret_n = row.n;
	return ERR_OK;
}

enum err erasure_newest(struct ctx *cx, int64_t *ret_at)
{
	struct erasure_newest_row row;

	TRY(erasure_newest_one(cx, &row));
	*ret_at = row.at;
	return ERR_OK;
}

#define LIST_HEAD "melaju-erased/1"

enum err erasure_list_write(struct ctx *cx, struct buf *out)
{
	struct erasure_people_row *people;
	size_t n, i;

	TRY(erasure_people_all(cx, &people, &n));
	for (i = 0; i < n; i++)
		buf_addf(out, LIST_HEAD " %lld %lld %lld\n", (long long)cx->city,
			 (long long)people[i].id, (long long)people[i].erased_at);
	return buf_ok(out) ? ERR_OK : err_set(cx, ERR_TOOBIG, "list of the erased");
}

/* One line: passed over when it is of another city. */
static enum err apply_line(struct ctx *cx, const char *line, int64_t *erased)
{
	int64_t city, person, at;
	bool again;
	char **parts;
	size_t n;

	str_split(cx->arena, line, ' ', &parts, &n);
	if (n != 4 || !str_eq(parts[0], LIST_HEAD) || !str_i64(parts[1], &city) ||
	    !str_i64(parts[2], &person) || !str_i64(parts[3], &at))
		return err_set(cx, ERR_INVALID, "list of the erased: a line that is none");
	if (city != cx->city)
		return ERR_OK;
	TRY(erase_all(cx, person, &again));
	if (!again)
		return ERR_OK;
	++*erased;
	return audit_leaf(cx, "rights.erase_again", person, NULL);
}

enum err erasure_list_apply(struct ctx *cx, const char *list, int64_t *ret_erased)
{
	int64_t erased = 0;
	char **lines;
	size_t n, i;

	str_split(cx->arena, list, '\n', &lines, &n);
	for (i = 0; i < n; i++)
		if (!str_blank(lines[i]))
			TRY(apply_line(cx, lines[i], &erased));
	*ret_erased = erased;
	return ERR_OK;
}
