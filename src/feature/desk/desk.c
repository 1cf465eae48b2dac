/* Taking, reading, deciding and answering reports. */
#include "feature/desk/desk.h"

#include "base/clock.h"
#include "base/str.h"
#include "feature/desk/desk_impl.h"
#include "feature/desk/desk_sql.h"
#include "feature/directory/directory.h"
#include "feature/reference/reference.h"
#include "feature/registry/registry.h"
#include "platform/app.h"
#include "platform/audit/audit.h"
#include "platform/auth/auth.h"
#include "platform/vault/vault.h"
#include "text/desk.h"

#include <math.h>
#include <string.h>

/* Characters of a report that lists show. */
#define SUMMARY_CHARS 90

/* ---- taking ------------------------------------------------------------------------------ */

/*
 * Who holds a new report: the desk that takes it, else the Puskesos of the place, unless nobody
 * there could read it.
 */
static enum err first_holder(struct ctx *cx, const struct desk_report *r, bool urgent,
			     int64_t *ret_unit_id)
{
	const struct directory_ask ask = {
		.service = "data_pengaduan",
		.kinds = "puskesos,slrt",
		.region_id = r->region_id,
		.urgent = urgent,
	};
	struct directory_answer unit;
	struct desk_officers_row officers;

	if (cx->actor->unit_id != 0 && may(cx, PERM_REPORT_TRIAGE)) {
		*ret_unit_id = cx->actor->unit_id;
		return ERR_OK;
	}
	TRY(directory_pick(cx, &ask, &unit));
	*ret_unit_id = unit.unit_id;
	if (unit.last_resort)
		return ERR_OK;
	TRY(desk_officers_one(cx, &(struct desk_officers_args){ .unit_id = unit.unit_id },
			      &officers));
	return officers.n > 0 ? ERR_OK : directory_last_resort(cx, ret_unit_id);
}

/* The first words, cut between words, for lists. */
static const char *summary_of(struct ctx *cx, const char *body)
{
	size_t n = 0, cut = 0;
	const char *p;

	if (body == NULL || utf8_length(body) <= SUMMARY_CHARS)
		return body;
	for (p = body; *p != '\0'; p++) {
		if (((unsigned char)*p & 0xc0) == 0x80)
			continue;
		if (++n > SUMMARY_CHARS)
			break;
		if (*p == ' ' || *p == '\n')
			cut = (size_t)(p - body);
	}
	if (cut == 0)
		cut = (size_t)(p - body);
	return arena_printf(cx->arena, "%.*s…", (int)cut, body);
}

/* What was said of a report that could tell who and where: sealed when it is protected. */
struct words {
	const char *body, *place, *traits;
	double lat, lng;
};

const char *desk_point_text(struct ctx *cx, double lat, double lng)
{
	return isnan(lat) ? NULL : arena_printf(cx->arena, "%.5f,%.5f", lat, lng);
}

/* The landmark with the point on the map behind it; NULL when neither was told. */
static const char *place_line(struct ctx *cx, const char *place, double lat, double lng)
{
	const char *point = desk_point_text(cx, lat, lng);

	if (place == NULL || point == NULL)
		return place != NULL ? place : point;
	return arena_printf(cx->arena, "%s (%s)", place, point);
}

static enum err words_kept(struct ctx *cx, int64_t id, const struct words *w, bool protected,
			   struct report_detail_set_words_args *ret)
{
	*ret = (struct report_detail_set_words_args){ .report_id = id, .lat = NAN, .lng = NAN };
	if (!protected) {
		ret->body = w->body;
		ret->summary = summary_of(cx, w->body);
		ret->body_fold = w->body != NULL ? str_fold(cx->arena, w->body) : NULL;
		ret->place = w->place;
		ret->lat = w->lat;
		ret->lng = w->lng;
		ret->traits = w->traits;
		return ERR_OK;
	}
	TRY(vault_seal(cx, id, SEAL_NARRATIVE, w->body, &ret->body_sealed));
	TRY(vault_seal(cx, id, SEAL_PLACE, place_line(cx, w->place, w->lat, w->lng),
		       &ret->place_sealed));
	return vault_seal(cx, id, SEAL_TRAITS, w->traits, &ret->traits_sealed);
}

static enum err add_detail(struct ctx *cx, int64_t id, const struct desk_report *r, bool protected)
{
	const struct words words = { r->body, r->place, r->traits, r->lat, r->lng };
	struct report_detail_set_words_args kept;
	struct report_detail_add_args a;

	TRY(words_kept(cx, id, &words, protected, &kept));
	a = (struct report_detail_add_args){
		.report_id = id,
		.summary = kept.summary,
		.body = kept.body,
		.body_sealed = kept.body_sealed,
		.body_fold = kept.body_fold,
		.place = kept.place,
		.place_sealed = kept.place_sealed,
		.lat = kept.lat,
		.lng = kept.lng,
		.traits = kept.traits,
		.traits_sealed = kept.traits_sealed,
		.sex = r->sex,
		.age_about = r->age_about,
		.headcount = r->headcount,
		.reporter_kind = r->reporter_kind,
		.form_number = r->form_number,
	};

	if (r->reporter_kind != REPORTER_ANONYMOUS) {
		TRY(vault_seal(cx, id, SEAL_REPORTER, r->reporter, &a.reporter_sealed));
		TRY(vault_seal(cx, id, SEAL_PHONE, r->phone, &a.phone_sealed));
	}
	return report_detail_add_run(cx, &a, NULL);
}

enum err desk_report_seal(struct ctx *cx, int64_t report_id, bool protected)
{
	struct report_detail_set_words_args kept;
	struct report_detail_words_row row;
	struct words w;
	bool found;

	TRY(report_detail_words_maybe(
	    cx, &(struct report_detail_words_args){ .report_id = report_id }, &row, &found));
	if (!found)
		return ERR_OK;
	w = (struct words){ row.body, row.place, row.traits, row.lat, row.lng };
	if (row.body_sealed.p != NULL)
		TRY(vault_unseal(cx, report_id, SEAL_NARRATIVE, row.body_sealed, &w.body));
	if (row.place_sealed.p != NULL)
		TRY(vault_unseal(cx, report_id, SEAL_PLACE, row.place_sealed, &w.place));
	if (row.traits_sealed.p != NULL)
		TRY(vault_unseal(cx, report_id, SEAL_TRAITS, row.traits_sealed, &w.traits));
	TRY(words_kept(cx, report_id, &w, protected, &kept));
	return report_detail_set_words_run(cx, &kept, NULL);
}

static enum err log_triage(struct ctx *cx, int64_t report_id, enum desk_act act,
			   const struct desk_plan *plan, const char *result, const char *overruled)
{
	return triage_log_add_run(cx,
				  &(struct triage_log_add_args){
				      .id = APP_ID(cx),
				      .report_id = report_id,
				      .unit_id = cx->actor->unit_id,
				      .act = act,
				      .rule_version = plan->rule_version,
				      .facts = plan->facts,
				      .result = result,
				      .reason = plan->reason,
				      .overruled = overruled,
				  },
				  NULL);
}

/* Until when a report must be sorted: at once in an emergency, by SP4N for a keluhan. */
static enum err first_due(struct ctx *cx, const struct desk_report *r, bool urgent,
			  int64_t *ret_due)
{
	struct ref_entry topic;
	const char *limit = urgent ? "segera" : "pilah";

	if (r->kind == REPORT_KELUHAN && r->topic != NULL) {
		TRY(ref_get(cx, "keluhan", r->topic, ref_today(cx), &topic));
		limit = ref_doc_text(cx, &topic, "limit");
	}
	return ref_due(cx, limit, cx->now, ret_due);
}

enum err desk_sort(struct ctx *cx, const struct desk_report *r, struct desk_sorted *ret)
{
	struct triage_facts facts = desk_facts(r);
	char *number = arena_alloc(cx->arena, NUMBER_SIZE);
	struct ref_entry topic;

	TRY(report_draw(cx, number));
	*ret = (struct desk_sorted){ .number = number };
	if (r->kind == REPORT_PPKS) {
		TRY(desk_plan(cx, &facts, r->region_id, &ret->plan));
		ret->urgent = ret->plan.emergency;
		ret->protected = ret->plan.protect;
	} else if (r->topic != NULL) {
		TRY(ref_get(cx, "keluhan", r->topic, ref_today(cx), &topic));
		ret->protected = ref_doc_flag(cx, &topic, "protected");
	}
	TRY(first_holder(cx, r, ret->urgent, &ret->holder_unit_id));
	return first_due(cx, r, ret->urgent, &ret->due_at);
}

enum err desk_sort_for(struct ctx *cx, struct desk_report *r)
{
	struct desk_sorted *sorted = ARENA_NEW(cx->arena, struct desk_sorted);

	TRY(desk_sort(cx, r, sorted));
	r->sorted = sorted;
	return ERR_OK;
}

/* Two who type the same paper at once: the second is told so. */
static enum err use_paper(struct ctx *cx, int64_t report_id, const char *number)
{
	struct paper_form_get_row paper;
	int64_t changed;
	bool printed;

	TRY(paper_form_use_run(
	    cx, &(struct paper_form_use_args){ .report_id = report_id, .number = number },
	    &changed));
	if (changed == 1)
		return ERR_OK;
	TRY(paper_form_get_maybe(cx, &(struct paper_form_get_args){ .number = number }, &paper,
				 &printed));
	if (printed)
		return err_set(cx, ERR_CONFLICT, "form %s was typed meanwhile", number);
	return ERR_OK;
}

enum err desk_report_take(struct ctx *cx, int64_t id, const struct desk_report *r,
			  char ret_number[NUMBER_SIZE], char ret_secret[SECRET_SIZE])
{
	const struct desk_sorted *sorted = r->sorted;
	struct desk_sorted here;
	struct report_new n = {
		.kind = r->kind,
		.topic = r->topic,
		.channel = r->channel,
		.region_id = r->region_id,
		.flags = r->flags,
		.subject_kind = r->subject_kind,
		.person_id = r->person_id,
		.happened_at = r->happened_at != 0 ? r->happened_at : cx->now,
	};
	size_t i;

	if (sorted == NULL) {
		TRY(desk_sort(cx, r, &here));
		sorted = &here;
	}
	n.urgent = sorted->urgent;
	n.protected = sorted->protected;
	n.holder_unit_id = sorted->holder_unit_id;
	n.due_at = sorted->due_at;
	n.number = sorted->number;
	TRY(desk_person_for(cx, r, n.protected, &n.person_id));
	TRY(report_open(cx, id, &n, ret_number, ret_secret));
	TRY(add_detail(cx, id, r, n.protected));
	for (i = 0; i < r->n_photos; i++)
		TRY(desk_photo_add(cx, id, &r->photos[i]));
	if (r->form_number != NULL)
		TRY(use_paper(cx, id, r->form_number));
	if (r->kind == REPORT_PPKS)
		TRY(log_triage(cx, id, DESK_COMPUTED, &sorted->plan, sorted->plan.result, NULL));
	return ERR_OK;
}

enum err desk_photo_add(struct ctx *cx, int64_t report_id, const struct media_draft *photo)
{
	struct report_photo_list_row *have;
	size_t n;

	TRY(report_photo_list_all(cx, &(struct report_photo_list_args){ .report_id = report_id },
				  &have, &n));
	if (n >= DESK_PHOTOS_MAX)
		return err_set(cx, ERR_CONFLICT, "report %lld has %zu photos", (long long)report_id,
			       n);
	TRY(media_attach(cx, report_id, photo));
	TRY(report_photo_add_run(
	    cx, &(struct report_photo_add_args){ .report_id = report_id, .media_id = photo->id },
	    NULL));
	return audit_leaf(cx, "desk.photo", report_id, NULL);
}

enum err desk_photo_get(struct ctx *cx, int64_t id, enum media_size size, int64_t *ret_subject,
			struct blob *ret_jpeg)
{
	struct desk_subject_seen_row seen;

	TRY(media_get(cx, id, size, ret_subject, ret_jpeg));
	return desk_subject_seen_one(cx, &(struct desk_subject_seen_args){ .id = *ret_subject },
				     &seen);
}

/* ---- reading ----------------------------------------------------------------------------- */

/* The name of a secret reporter is for those who work on the report. */
static bool may_see_reporter(const struct ctx *cx, const struct desk_report_row_row *r)
{
	if (r->reporter_kind == REPORTER_OPEN)
		return true;
	return cx->actor->unit_id != 0 &&
	       (cx->actor->unit_id == r->holder_unit_id || cx->actor->unit_id == r->last_unit_id) &&
	       may(cx, PERM_REPORT_TRIAGE);
}

static enum err open_sealed(struct ctx *cx, const struct desk_report_row_row *r,
			    struct desk_view *v)
{
	v->body = r->body;
	if (r->body_sealed.p != NULL)
		TRY(vault_unseal(cx, r->id, SEAL_NARRATIVE, r->body_sealed, &v->body));
	if (r->place_sealed.p != NULL)
		TRY(vault_unseal(cx, r->id, SEAL_PLACE, r->place_sealed, &v->place));
	if (r->traits_sealed.p != NULL)
		TRY(vault_unseal(cx, r->id, SEAL_TRAITS, r->traits_sealed, &v->traits));
	if (!may_see_reporter(cx, r))
		return ERR_OK;
	TRY(vault_unseal(cx, r->id, SEAL_REPORTER, r->reporter_sealed, &v->reporter));
	return vault_unseal(cx, r->id, SEAL_PHONE, r->phone_sealed, &v->phone);
}

static enum err read_photos(struct ctx *cx, struct desk_view *v)
{
	struct report_photo_list_row *rows;
	int64_t *ids;
	size_t i;

	TRY(report_photo_list_all(cx, &(struct report_photo_list_args){ .report_id = v->id }, &rows,
				  &v->n_photos));
	ids = ARENA_ARRAY(cx->arena, v->n_photos + 1, int64_t);
	for (i = 0; i < v->n_photos; i++)
		ids[i] = rows[i].media_id;
	v->photos = ids;
	return ERR_OK;
}

static enum err read_report(struct ctx *cx, const struct desk_report_row_args *a,
			    struct desk_view *ret)
{
	struct desk_report_row_row r;

	TRY(desk_report_row_one(cx, a, &r));
	*ret = (struct desk_view){
		.id = r.id,
		.version = r.version,
		.case_id = r.case_id,
		.duplicate_of_id = r.duplicate_of_id,
		.number = r.number,
		.kind = (enum report_kind)r.kind,
		.state = (enum report_state)r.state,
		.topic = r.topic,
		.channel = r.channel,
		.place = r.place,
		.traits = r.traits,
		.form_number = r.form_number,
		.lat = r.lat,
		.lng = r.lng,
		.region_id = r.region_id,
		.person_id = r.person_id,
		.flags = r.flags,
		.age_about = r.age_about,
		.headcount = r.headcount,
		.sex = r.sex,
		.subject_kind = (enum subject_kind)r.subject_kind,
		.reporter_kind = (enum reporter_kind)r.reporter_kind,
		.holder_unit_id = r.holder_unit_id,
		.holder_user_id = r.holder_user_id,
		.held_since_at = r.held_since_at,
		.due_at = r.due_at,
		.last_unit_id = r.last_unit_id,
		.happened_at = r.happened_at,
		.recorded_at = r.recorded_at,
		.ended_at = r.ended_at,
		.by_id = r.by_id,
		.protected = r.protected != 0,
		.urgent = r.urgent != 0,
		.end_reason = r.end_reason,
	};
	TRY(open_sealed(cx, &r, ret));
	return read_photos(cx, ret);
}

enum err desk_report_get(struct ctx *cx, int64_t id, struct desk_view *ret)
{
	return read_report(cx, &(struct desk_report_row_args){ .id = id }, ret);
}

enum err desk_report_glass(struct ctx *cx, int64_t id, int64_t glass_id, struct desk_view *ret)
{
	return read_report(cx,
			   &(struct desk_report_row_args){
			       .id = id, .glass_id = glass_id, .with = DESK_REPORT_ROW_WITH_GLASS },
			   ret);
}

const char *desk_subject_line(struct ctx *cx, const struct desk_view *v)
{
	static const enum text sexes[] = { T_DESK_PERSON, T_DESK_MAN, T_DESK_WOMAN };
	const char *who, *count;

	switch (v->subject_kind) {
	case SUBJECT_FAMILY:
	case SUBJECT_GROUP:
	case SUBJECT_EVENT:
		who = text_in(LANG_ID, subject_kind_text(v->subject_kind));
		if (v->headcount == DB_NONE)
			return who;
		count = arena_printf(cx->arena, "%lld", (long long)v->headcount);
		return arena_printf(cx->arena, "%s, %s %s", who, count,
				    text_in(LANG_ID, T_DESK_PEOPLE));
	case SUBJECT_KNOWN:
	case SUBJECT_UNKNOWN:
	case SUBJECT__MAX:
		break;
	}
	who = text_in(LANG_ID, sexes[v->sex >= 0 && v->sex <= 2 ? v->sex : 0]);
	if (v->age_about != DB_NONE)
		who = arena_printf(cx->arena, "%s ± %lld %s", who, (long long)v->age_about,
				   text_in(LANG_ID, T_DESK_YEARS));
	if (v->subject_kind == SUBJECT_KNOWN)
		return who;
	return arena_printf(cx->arena, "%s, %s", who, text_in(LANG_ID, T_DESK_NO_IDENTITY));
}

/* ---- deciding ---------------------------------------------------------------------------- */

/* What was decided, in the shape of the rules' result, so that the two can be compared. */
static const char *decision_json(struct ctx *cx, const struct desk_decision *d)
{
	const char *text = "{\"steps\":[";
	size_t i;

	for (i = 0; i < d->n_steps; i++)
		text = arena_printf(
		    cx->arena,
		    "%s%s{\"service\":\"%s\",\"unit\":\"%lld\",\"limit\":\"%s\",\"emergency\":%s,"
		    "\"waits\":%u}",
		    text, i > 0 ? "," : "", d->steps[i].service, (long long)d->steps[i].unit_id,
		    d->steps[i].limit_code, d->steps[i].emergency ? "true" : "false",
		    d->steps[i].waits);
	text = arena_printf(cx->arena, "%s],\"kinds\":[", text);
	for (i = 0; d->kinds[i] != NULL; i++)
		text = arena_printf(cx->arena, "%s%s\"%s\"", text, i > 0 ? "," : "", d->kinds[i]);
	return arena_printf(cx->arena, "%s]}", text);
}

static bool any_emergency(const struct desk_decision *d)
{
	size_t i;

	for (i = 0; i < d->n_steps; i++)
		if (d->steps[i].emergency)
			return true;
	return false;
}

/* An unknown person is a person from the first day, so that nothing is lost when he has a name. */
static enum err unknown_person(struct ctx *cx, const struct desk_view *v, int64_t *ret_id)
{
	const struct person p = {
		.name = desk_subject_line(cx, v),
		.sex = v->sex,
		.birth_date = DB_NONE,
		.birth_year = v->age_about == DB_NONE
				  ? DB_NONE
				  : clock_civil(v->happened_at, zone_of(cx)).year - v->age_about,
		.traits = v->protected ? NULL : v->traits,
		.region_id = v->region_id,
		.protected = v->protected,
	};

	return person_save(cx, &p, "laporan", ret_id);
}

struct told desk_told(const struct desk_view *v)
{
	return (struct told){ .words = v->body,
			      .at = v->happened_at,
			      .recorded_at = v->recorded_at,
			      .by_id = v->by_id };
}

static enum err open_as_case(struct ctx *cx, const struct desk_view *v, int64_t version,
			     const struct desk_decision *d, int64_t *ret_case_id)
{
	struct case_new n = {
		.title = desk_subject_line(cx, v),
		.subject_kind = v->subject_kind,
		.person_id = v->person_id,
		.region_id = v->region_id,
		.place = place_line(cx, v->place, v->lat, v->lng),
		.protected = v->protected || d->protected,
		.urgent = v->urgent,
		.decided = may(cx, PERM_REPORT_DECIDE),
		.steps = d->steps,
		.n_steps = d->n_steps,
		.told = desk_told(v),
	};

	memcpy(n.kinds, d->kinds, sizeof(n.kinds));
	if (v->subject_kind == SUBJECT_UNKNOWN && v->person_id == 0)
		TRY(unknown_person(cx, v, &n.person_id));
	return case_open(cx, v->id, version, &n, ret_case_id);
}

enum err desk_decide(struct ctx *cx, int64_t report_id, int64_t version,
		     const struct desk_decision *d, int64_t *ret_case_id)
{
	bool decides = may(cx, PERM_REPORT_DECIDE);
	enum desk_act act = DESK_DECIDED;
	struct triage_facts facts;
	struct desk_plan plan;
	struct desk_view v;
	int64_t due;

	TRY(desk_report_get(cx, report_id, &v));
	facts = desk_view_facts(&v);
	TRY(desk_plan(cx, &facts, v.region_id, &plan));
	if (!decides)
		act = DESK_RECOMMENDED;
	else if (d->overruled != NULL)
		act = DESK_OVERRULED;
	TRY(log_triage(cx, report_id, act, &plan, decision_json(cx, d), d->overruled));
	*ret_case_id = 0;
	if (decides || any_emergency(d))
		return open_as_case(cx, &v, version, d, ret_case_id);
	TRY(ref_due(cx, "penetapan", cx->now, &due));
	return report_recommend(cx, report_id, version, due);
}

enum err desk_answer(struct ctx *cx, int64_t report_id, int64_t version, const char *body,
		     bool done)
{
	struct desk_view v;

	TRY(desk_report_get(cx, report_id, &v));
	/* Whoever was reported would fall through: a PPKS report ends by its triage. */
	if (done && v.kind != REPORT_KELUHAN)
		return err_set(cx, ERR_INVALID, "report %lld is no keluhan", (long long)report_id);
	TRY(report_answer_add_run(cx,
				  &(struct report_answer_add_args){
				      .id = APP_ID(cx), .report_id = report_id, .body = body },
				  NULL));
	TRY(audit_leaf(cx, "desk.answer", report_id, NULL));
	return done ? report_answer(cx, report_id, version, "dijawab") : ERR_OK;
}
