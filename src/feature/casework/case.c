/* Cases: opening, what is learnt, who holds them, and how they end. */
#include "feature/casework/casework_impl.h"

#include "base/clock.h"
#include "base/rng.h"
#include "base/str.h"
#include "platform/app.h"
#include "platform/audit/audit.h"
#include "platform/auth/perm.h"
#include "platform/media/media.h"
#include "platform/vault/vault.h"
#include "text/casework.h"

/* What lists show of a protected case; the real line is sealed. */
static enum err title_parts(struct ctx *cx, int64_t id, bool protected, const char *title,
			    const char **ret_title, struct blob *ret_sealed)
{
	*ret_sealed = (struct blob){ NULL, 0 };
	*ret_title = title;
	if (!protected)
		return ERR_OK;
	*ret_title = text_in(LANG_ID, T_CASE_TITLE_PROTECTED);
	return vault_seal(cx, id, SEAL_NARRATIVE, title, ret_sealed);
}

/* Where it is, is read by who may see a protected case: whoever is sent there needs it. */
static enum err place_parts(struct ctx *cx, int64_t id, bool protected, const char *place,
			    const char **ret_place, struct blob *ret_sealed)
{
	*ret_sealed = (struct blob){ NULL, 0 };
	*ret_place = protected ? NULL : place;
	return protected ? vault_seal(cx, id, SEAL_PLACE, place, ret_sealed) : ERR_OK;
}

enum err case_place_of(struct ctx *cx, int64_t id, const char *place, struct blob sealed,
		       const char **ret)
{
	*ret = place;
	return sealed.p == NULL ? ERR_OK : vault_unseal(cx, id, SEAL_PLACE, sealed, ret);
}

/* ---- opening ----------------------------------------------------------------------------- */

static enum err add_steps(struct ctx *cx, const struct case_root_row *c, const struct case_new *n)
{
	int64_t ids[CASE_STEPS_MAX];
	size_t i, j;

	assert(n->n_steps <= CASE_STEPS_MAX);
	for (i = 0; i < n->n_steps; i++) {
		const struct step_new *s = &n->steps[i];

		ids[i] = APP_ID(cx);
		TRY(step_insert_run(cx,
				    &(struct step_insert_args){
					.id = ids[i],
					.case_id = c->id,
					.ordinal = (int64_t)i + 1,
					.service = s->service,
					.unit_id = s->unit_id,
					.emergency = s->emergency,
					.limit_code = s->limit_code,
					.reason = s->reason,
					.region_id = c->region_id,
					.opened_at = c->opened_at,
					.protected = c->protected,
				    },
				    NULL));
		for (j = 0; j < i; j++)
			if (s->waits & (1U << j))
				TRY(step_wait_add_run(
				    cx,
				    &(struct step_wait_add_args){ .step_id = ids[i],
								  .waits_for_id = ids[j] },
				    NULL));
	}
	return ERR_OK;
}

/* ret_plain: the code where the story may name it, else NULL; may be NULL. */
static enum err add_kind(struct ctx *cx, int64_t case_id, const char *code, int64_t from_date,
			 int64_t *ret_id, const char **ret_plain)
{
	struct case_kind_add_args args = { .id = APP_ID(cx),
					   .case_id = case_id,
					   .from_date = from_date };
	struct ref_entry kind;

	TRY(ref_get(cx, "ppks", code, ref_today(cx), &kind));
	if (ref_doc_flag(cx, &kind, "sensitive"))
		TRY(vault_seal(cx, case_id, SEAL_CLASS, code, &args.code_sealed));
	else
		args.code = code;
	if (ret_plain != NULL)
		*ret_plain = args.code;
	if (ret_id != NULL)
		*ret_id = args.id;
	return case_kind_add_run(cx, &args, NULL);
}

static enum err number_taken(struct ctx *cx, const char *number, bool *ret)
{
	struct case_numbered_row row;

	return case_numbered_maybe(cx, &(struct case_numbered_args){ .number = number }, &row, ret);
}

/* The root row of a new case; the holder is the report's. */
static enum err insert_case(struct ctx *cx, const struct report_root_row *r,
			    const struct case_new *n, struct case_root_row *ret)
{
	char number[NUMBER_SIZE];
	int64_t id = APP_ID(cx), due;
	bool urgent = plan_is_urgent(n);
	struct case_insert_args a = {
		.id = id,
		.subject_kind = n->subject_kind,
		.person_id = n->person_id,
		.region_id = n->region_id,
		.holder_unit_id = r->holder_unit_id,
		.holder_user_id = r->holder_user_id,
		.protected = n->protected,
		.urgent = urgent,
		.decided_at = n->decided ? cx->now : 0,
		.decided_by_id = n->decided ? cx->actor->user_id : 0,
	};

	TRY(number_draw(cx, "KS", number_taken, number));
	a.number = arena_strdup(cx->arena, number);
	TRY(ref_due(cx, next_act_limit(urgent), cx->now, &due));
	a.due_at = due;
	TRY(title_parts(cx, id, n->protected, n->title, &a.title, &a.title_sealed));
	TRY(place_parts(cx, id, n->protected, n->place, &a.place, &a.place_sealed));
	TRY(case_insert_run(cx, &a, NULL));
	return case_root_one(cx, &(struct case_root_args){ .id = id }, ret);
}

/* Everybody who took part in the report takes part in the case. */
static enum err add_units(struct ctx *cx, int64_t report_id, int64_t case_id)
{
	struct report_units_row *units;
	size_t n, i;

	TRY(report_units_all(cx, &(struct report_units_args){ .report_id = report_id }, &units,
			     &n));
	for (i = 0; i < n; i++)
		TRY(case_unit_add_run(
		    cx,
		    &(struct case_unit_add_args){ .case_id = case_id, .unit_id = units[i].unit_id },
		    NULL));
	return ERR_OK;
}

/* The story begins with what somebody saw, not with what the office made of it. */
static enum err tell_reported(struct ctx *cx, const struct case_root_row *c,
			      const struct report_root_row *r, const struct told *told)
{
	if (str_blank(told->words))
		return ERR_OK;
	return event_add(cx, c,
			 &(struct event){ .kind = "report",
					  .what = "event.reported",
					  .arg0 = r->number,
					  .body = told->words,
					  .at = told->at,
					  .object_id = r->id,
					  .told = told });
}

enum err case_forget_told(struct ctx *cx, int64_t report_id)
{
	return case_forget_told_run(cx, &(struct case_forget_told_args){ .report_id = report_id },
				    NULL);
}

enum err case_open(struct ctx *cx, int64_t report_id, int64_t report_version,
		   const struct case_new *n, int64_t *ret_id)
{
	struct report_root_row r;
	struct case_root_row c;
	size_t i;

	TRY(report_lock(cx, report_id, report_version, &r));
	if (r.state != REPORT_RECEIVED && r.state != REPORT_RECOMMENDED)
		return refuse(cx, T_CASEWORK_REFUSE_ENDED);
	TRY(holder_only(cx, r.holder_unit_id));
	TRY(insert_case(cx, &r, n, &c));
	TRY(add_units(cx, r.id, c.id));
	TRY(case_unit_join(cx, &c, c.holder_unit_id));
	TRY(case_units_share(cx, c.id, c.person_id));
	TRY(baton_log(cx, BATON_CASE, c.id, 0,
		      &(struct baton){ .to_unit_id = c.holder_unit_id,
				       .to_user_id = c.holder_user_id,
				       .due_at = c.due_at,
				       .reason = "opened" }));
	TRY(casework_end_report(cx, &r, REPORT_CASE, c.id, 0, NULL));
	if (n->protected)
		TRY(protect_reports(cx, c.id, true));
	TRY(tell_reported(cx, &c, &r, &n->told));
	TRY(event_add(
	    cx, &c,
	    &(struct event){ .kind = "decision",
			     .what = n->decided ? "event.case_opened_decided" : "event.case_opened",
			     .arg0 = r.number,
			     .object_id = r.id }));
	for (i = 0; i < LEN(n->kinds) && n->kinds[i] != NULL; i++)
		TRY(add_kind(cx, c.id, n->kinds[i], ref_today(cx), NULL, NULL));
	TRY(add_steps(cx, &c, n));
	TRY(plan_advance(cx, &c));
	*ret_id = c.id;
	return ERR_OK;
}

enum err case_add_report(struct ctx *cx, int64_t case_id, int64_t report_id, int64_t report_version,
			 const struct told *told)
{
	struct report_root_row r;
	struct case_root_row c;

	TRY(case_lock_open(cx, case_id, 0, &c));
	TRY(report_lock(cx, report_id, report_version, &r));
	if (r.state != REPORT_RECEIVED && r.state != REPORT_RECOMMENDED)
		return refuse(cx, T_CASEWORK_REFUSE_ENDED);
	TRY(holder_only(cx, r.holder_unit_id));
	/* A protected report must not lose its walls in an ordinary case. */
	if (r.protected && !c.protected)
		return refuse(cx, T_CASEWORK_REFUSE_PROTECTED);
	TRY(casework_end_report(cx, &r, REPORT_CASE, c.id, 0, NULL));
	if (c.protected)
		TRY(protect_reports(cx, c.id, true));
	TRY(add_units(cx, r.id, c.id));
	TRY(tell_reported(cx, &c, &r, told));
	TRY(event_add(cx, &c,
		      &(struct event){ .kind = "note",
				       .what = "event.report_added",
				       .arg0 = r.number,
				       .object_id = r.id }));
	if (r.urgent)
		TRY(emergency_begin(cx, &c));
	return tell_unit(cx, c.holder_unit_id,
			 &(struct tell){ .what = "notice.report_added",
					 .object_kind = "case",
					 .object_id = c.id,
					 .number = c.number,
					 .urgent = r.urgent });
}

enum err case_decide(struct ctx *cx, int64_t id, int64_t version, const char *note)
{
	struct case_root_row c;
	int64_t changed;

	TRY(case_lock_open(cx, id, version, &c));
	TRY(case_set_decided_run(cx, &(struct case_set_decided_args){ .id = id }, &changed));
	if (changed != 1)
		return refuse(cx, T_CASEWORK_REFUSE_DECIDED);
	TRY(audit_leaf(cx, "casework.decide", id, NULL));
	return event_add(
	    cx, &c, &(struct event){ .kind = "decision", .what = "event.decided", .body = note });
}

/* ---- what is learnt ---------------------------------------------------------------------- */

enum err case_photos_add(struct ctx *cx, int64_t id, const struct media_draft *photos, size_t n)
{
	struct case_own_photos_row have;
	struct case_root_row c;
	size_t i;

	TRY(case_root_one(cx, &(struct case_root_args){ .id = id }, &c));
	TRY(hold_case(cx, id));
	TRY(case_own_photos_one(cx, &(struct case_own_photos_args){ .case_id = id }, &have));
	if ((size_t)have.n + n > CASE_PHOTOS_MAX)
		return refuse(cx, T_CASEWORK_REFUSE_PHOTOS);
	for (i = 0; i < n; i++)
		TRY(media_attach(cx, id, &photos[i]));
	TRY(audit_leaf(cx, "casework.photo", id, NULL));
	return event_add(cx, &c,
			 &(struct event){ .kind = "note",
					  .what = "event.photos_added",
					  .arg0 = arena_printf(cx->arena, "%zu", n) });
}

enum err case_note(struct ctx *cx, int64_t id, int64_t happened_at, const char *body,
		   int64_t *ret_id)
{
	struct case_root_row c;

	/* A note changes nothing that others could have seen otherwise: no version is asked for,
	 * and an ended case takes notes too.  In one that was merged nobody would read it. */
	TRY(case_root_one(cx, &(struct case_root_args){ .id = id }, &c));
	if (c.state == CASE_MERGED)
		return refuse(cx, T_CASEWORK_REFUSE_MERGED);
	if (str_blank(body))
		return refuse(cx, T_CASEWORK_REFUSE_EMPTY_NOTE);
	return event_add(cx, &c,
			 &(struct event){ .kind = "note",
					  .what = "event.note",
					  .body = body,
					  .at = happened_at,
					  .ret_id = ret_id });
}

enum err case_assess(struct ctx *cx, int64_t id, int64_t version, int64_t assessed_at,
		     int64_t needs, const char *body, int64_t *ret_id)
{
	struct assessment_add_args a = {
		.id = APP_ID(cx),
		.case_id = id,
		.assessed_at = assessed_at,
		.unit_id = cx->actor->unit_id,
		.needs = needs,
	};
	struct case_root_row c;

	TRY(case_lock_open(cx, id, version, &c));
	TRY(assessment_add_run(cx, &a, NULL));
	if (ret_id != NULL)
		*ret_id = a.id;
	TRY(first_act(cx, id));
	TRY(audit_leaf(cx, "casework.assess", id, NULL));
	return event_add(
	    cx, &c,
	    &(struct event){ .kind = "note",
			     .what = needs != 0 ? "event.assessed_needs" : "event.assessed",
			     .arg0 = needs != 0 ? str_digits(cx->arena, needs) : NULL,
			     .at = assessed_at,
			     .body = body,
			     .object_id = a.id });
}

enum err case_classify(struct ctx *cx, int64_t id, int64_t version, const char *code,
		       int64_t from_date, int64_t *ret_id)
{
	struct case_kinds_row *kinds;
	struct case_root_row c;
	const char *held, *plain;
	size_t n, i;

	TRY(case_lock_open(cx, id, version, &c));
	TRY(case_kinds_all(cx, &(struct case_kinds_args){ .case_id = id }, &kinds, &n));
	for (i = 0; i < n; i++) {
		held = kinds[i].code;
		if (held == NULL)
			TRY(vault_unseal(cx, id, SEAL_CLASS, kinds[i].code_sealed, &held));
		if (kinds[i].to_date == DB_NONE && str_eq(held, code))
			return refuse(cx, T_CASEWORK_REFUSE_KIND_TWICE);
	}
	if (from_date > ref_today(cx))
		return refuse(cx, T_CASEWORK_REFUSE_FUTURE);
	TRY(add_kind(cx, id, code, from_date, ret_id, &plain));
	TRY(audit_leaf(cx, "casework.classify", id, NULL));
	return event_add(
	    cx, &c,
	    &(struct event){ .kind = "decision",
			     .what = plain != NULL ? "event.classified_as" : "event.classified",
			     .arg0 = plain });
}

/* The day up to which a kind held: asked for, or the first one when it never did. */
static enum err kind_until(struct ctx *cx, int64_t case_id, const struct kind_end *end,
			   int64_t *ret)
{
	struct case_kinds_row *kinds;
	size_t n, i;

	TRY(case_kinds_all(cx, &(struct case_kinds_args){ .case_id = case_id }, &kinds, &n));
	for (i = 0; i < n && kinds[i].id != end->kind_id; i++)
		;
	if (i == n)
		return err_set(cx, ERR_NOTFOUND, "kind %lld of another case",
			       (long long)end->kind_id);
	if (kinds[i].to_date != DB_NONE)
		return refuse(cx, T_CASEWORK_REFUSE_KIND_ENDED);
	*ret = end->withdrawn ? kinds[i].from_date : end->to_date;
	if (*ret < kinds[i].from_date || (*ret > ref_today(cx) && !end->withdrawn))
		return refuse(cx, T_CASEWORK_REFUSE_KIND_SPAN);
	return ERR_OK;
}

enum err case_unclassify(struct ctx *cx, int64_t id, int64_t version, const struct kind_end *end)
{
	struct case_kind_end_args a = { .id = end->kind_id,
					.case_id = id,
					.withdrawn = end->withdrawn };
	struct case_root_row c;
	int64_t changed;

	TRY(case_lock_open(cx, id, version, &c));
	TRY(kind_until(cx, id, end, &a.to_date));
	TRY(case_kind_end_run(cx, &a, &changed));
	if (changed != 1)
		return refuse(cx, T_CASEWORK_REFUSE_KIND_ENDED);
	TRY(audit_leaf(cx, "casework.unclassify", id, end->withdrawn ? "withdrawn" : NULL));
	return event_add(
	    cx, &c,
	    &(struct event){ .kind = "decision",
			     .what = end->withdrawn ? "event.kind_withdrawn" : "event.unclassified",
			     .body = end->why,
			     .object_id = end->kind_id });
}

enum err case_set_person(struct ctx *cx, int64_t id, int64_t version, int64_t person_id,
			 const char *title, bool known)
{
	struct case_set_subject_args a = {
		.id = id,
		.person_id = person_id,
		.subject_kind = known ? SUBJECT_KNOWN : SUBJECT_UNKNOWN,
	};
	struct case_root_row c;

	TRY(case_lock_open(cx, id, version, &c));
	TRY(title_parts(cx, id, c.protected, title, &a.title, &a.title_sealed));
	TRY(case_set_subject_run(cx, &a, NULL));
	TRY(case_units_share(cx, id, person_id));
	TRY(audit_leaf(cx, "casework.set_person", id,
		       arena_printf(cx->arena, "person=%lld", (long long)person_id)));
	return event_add(cx, &c,
			 &(struct event){ .kind = "decision",
					  .what = known && c.subject_kind != SUBJECT_KNOWN
						      ? "event.person_named"
						      : "event.person_set",
					  .object_id = person_id });
}

/* ---- who holds it, and until when -------------------------------------------------------- */

enum err next_act_due(struct ctx *cx, const struct case_root_row *c, int64_t unit_id,
		      int64_t *ret_due)
{
	struct step_next_due_row next = { 0 };
	bool found;

	TRY(step_next_due_maybe(
	    cx, &(struct step_next_due_args){ .case_id = c->id, .unit_id = unit_id }, &next,
	    &found));
	if (found && next.due_at > cx->now) {
		*ret_due = next.due_at;
		return ERR_OK;
	}
	return ref_due(cx, next_act_limit(c->urgent != 0), cx->now, ret_due);
}

enum err case_renew(struct ctx *cx, struct case_root_row *c)
{
	/* Only people act; the clock alone keeps no promise. */
	bool clock = cx->actor->user_id == ACTOR_SYSTEM && !by_link(cx);
	int64_t missed = clock ? c->missed_at : 0;
	int64_t due, changed;

	if (c->missed_at != 0 && missed == 0)
		TRY(settle_late(cx, c->id));
	/* A date that people chose stays; only the count of unanswered hand-overs is kept. */
	if (c->paused_until != 0 || c->state == CASE_AFTERCARE)
		return case_set_unanswered_run(
		    cx,
		    &(struct case_set_unanswered_args){
			.id = c->id, .missed_at = missed, .unanswered = c->unanswered },
		    NULL);
	TRY(next_act_due(cx, c, c->holder_unit_id, &due));
	TRY(case_set_due_run(
	    cx,
	    &(struct case_set_due_args){
		.id = c->id, .due_at = due, .missed_at = missed, .unanswered = c->unanswered },
	    &changed));
	if (changed != 1)
		return refuse(cx, T_CASEWORK_REFUSE_CHANGED);
	c->due_at = due;
	c->level = 0;
	return ERR_OK;
}

enum err case_take(struct ctx *cx, int64_t id, int64_t version, int64_t user_id)
{
	struct casework_serves_row serves;
	struct case_root_row c;
	bool found;

	TRY(case_lock_open(cx, id, version, &c));
	TRY(holder_only(cx, c.holder_unit_id));
	TRY(casework_serves_maybe(
	    cx, &(struct casework_serves_args){ .user_id = user_id, .unit_id = c.holder_unit_id },
	    &serves, &found));
	if (!found)
		return refuse(cx, T_CASEWORK_REFUSE_NOT_SERVING);
	return casework_pass_case(
	    cx, &c,
	    &(struct baton){ .to_unit_id = c.holder_unit_id,
			     .to_user_id = user_id,
			     .due_at = c.due_at,
			     .reason = user_id == cx->actor->user_id ? "taken" : "assigned",
			     .level = (int)c.level,
			     .missed_at = c.missed_at,
			     .keep_pause = true });
}

enum err case_pause(struct ctx *cx, int64_t id, int64_t version, const char *code, int64_t until)
{
	struct case_stands_since_row stands;
	struct ref_entry reason;
	struct case_root_row c;
	int64_t changed, max_days, since;

	TRY(case_lock_open(cx, id, version, &c));
	TRY(holder_only(cx, c.holder_unit_id));
	TRY(ref_get(cx, "pause_reason", code, ref_today(cx), &reason));
	max_days = ref_doc_int(cx, &reason, "max_days", 14);
	TRY(case_stands_since_one(
	    cx, &(struct case_stands_since_args){ .case_id = id, .code = code }, &stands));
	since = stands.at != 0 ? stands.at : cx->now;
	if (until <= cx->now || until > since + max_days * USEC_DAY)
		return refuse(cx, T_CASEWORK_REFUSE_PAUSE_SPAN);
	TRY(case_set_pause_run(cx,
			       &(struct case_set_pause_args){
				   .id = id,
				   .paused_until = until,
				   .pause_code = code,
				   .pause_left = MAX(c.due_at - cx->now, USEC_HOUR),
				   .due_at = until,
			       },
			       &changed));
	if (changed != 1)
		return refuse(cx, T_CASEWORK_REFUSE_PAUSED);
	TRY(audit_leaf(cx, "casework.pause", id, arena_printf(cx->arena, "code=%s", code)));
	return event_add(cx, &c,
			 &(struct event){ .kind = "clock", .what = "event.paused", .arg0 = code });
}

enum err case_resume(struct ctx *cx, int64_t id, int64_t version)
{
	struct case_root_row c;

	TRY(case_lock_open(cx, id, version, &c));
	TRY(holder_only(cx, c.holder_unit_id));
	TRY(clock_goes_on(cx, &c));
	TRY(audit_leaf(cx, "casework.resume", id, NULL));
	return event_add(cx, &c, &(struct event){ .kind = "clock", .what = "event.resumed" });
}

/* ---- protection -------------------------------------------------------------------------- */

static enum err (*report_sealer)(struct ctx *cx, int64_t report_id, bool protected);

void casework_set_report_sealer(enum err (*fn)(struct ctx *cx, int64_t report_id, bool protected))
{
	report_sealer = fn;
}

enum err protect_reports(struct ctx *cx, int64_t case_id, bool protected)
{
	struct case_reports_row *rows;
	size_t n, i;

	TRY(case_reports_all(
	    cx, &(struct case_reports_args){ .case_id = case_id, .protected = protected }, &rows,
	    &n));
	for (i = 0; i < n; i++) {
		if (report_sealer == NULL)
			return err_set(cx, ERR_DB, "nobody seals reports");
		TRY(report_set_protected_run(
		    cx,
		    &(struct report_set_protected_args){ .id = rows[i].id, .protected = protected },
		    NULL));
		TRY(report_sealer(cx, rows[i].id, protected));
	}
	return ERR_OK;
}

/* Seals every text of the story, or opens it again. */
static enum err reseal_story(struct ctx *cx, const struct case_root_row *c, bool protected)
{
	struct case_bodies_row *rows;
	size_t n, i;

	TRY(case_bodies_all(cx, &(struct case_bodies_args){ .case_id = c->id }, &rows, &n));
	for (i = 0; i < n; i++) {
		struct case_body_set_args a = { .id = rows[i].id };

		if (protected && rows[i].body != NULL)
			TRY(vault_seal(cx, c->id, SEAL_NARRATIVE, rows[i].body, &a.body_sealed));
		else if (!protected && rows[i].body_sealed.p != NULL)
			TRY(vault_unseal(cx, c->id, SEAL_NARRATIVE, rows[i].body_sealed, &a.body));
		else
			continue;
		TRY(case_body_set_run(cx, &a, NULL));
	}
	return ERR_OK;
}

enum err case_protect(struct ctx *cx, int64_t id, int64_t version, bool protected)
{
	struct case_set_protected_args a = { .id = id, .protected = protected };
	struct case_place_row at;
	struct case_root_row c;
	const char *title;

	TRY(case_lock_open(cx, id, version, &c));
	if (c.protected == protected)
		return refuse(cx, T_CASEWORK_REFUSE_NOTHING);
	title = c.title;
	if (c.protected)
		TRY(vault_unseal(cx, id, SEAL_NARRATIVE, c.title_sealed, &title));
	TRY(title_parts(cx, id, protected, title, &a.title, &a.title_sealed));
	TRY(case_place_one(cx, &(struct case_place_args){ .id = id }, &at));
	TRY(case_place_of(cx, id, at.place, at.place_sealed, &at.place));
	TRY(place_parts(cx, id, protected, at.place, &a.place, &a.place_sealed));
	TRY(tally_pace(cx, id, PACE_BOTH, -1));
	TRY(tally_services(cx, id, -1));
	TRY(case_set_protected_run(cx, &a, NULL));
	TRY(tally_pace(cx, id, PACE_BOTH, 1));
	TRY(tally_services(cx, id, 1));
	TRY(reseal_story(cx, &c, protected));
	/* How a step ended is in the story too, sealed from now on. */
	if (protected)
		TRY(step_clear_notes_run(cx, &(struct step_clear_notes_args){ .case_id = id },
					 NULL));
	TRY(protect_reports(cx, id, protected));
	TRY(step_protect_run(
	    cx, &(struct step_protect_args){ .case_id = id, .protected = protected }, NULL));
	TRY(need_protect_run(
	    cx, &(struct need_protect_args){ .case_id = id, .protected = protected }, NULL));
	c.protected = protected;
	TRY(audit_leaf(cx, protected ? "casework.protect" : "casework.unprotect", id, NULL));
	return event_add(
	    cx, &c,
	    &(struct event){ .kind = "decision",
			     .what = protected ? "event.protected" : "event.unprotected" });
}
