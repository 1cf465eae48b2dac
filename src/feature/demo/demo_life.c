/*
 * A life: what becomes of one report, act by act.
 *
 * Each call looks at the state that the real rooms keep and lets the right officer do the next
 * sensible thing, so that a life goes on whatever the clock or others did to it meanwhile.
 */
#include "feature/demo/demo_impl.h"

#include "base/clock.h"
#include "base/str.h"
#include "feature/casework/casework.h"
#include "feature/demo/demo_sql.h"
#include "feature/directory/directory.h"
#include "feature/reference/reference.h"
#include "platform/app.h"
#include "platform/auth/perm.h"

/* A life that has not ended by then stays as it is. */
enum { ACTS_MAX = 60 };

/* ---- who acts ----------------------------------------------------------------------------- */

void demo_act_as(struct ctx *cx, struct sim *s, const struct demo_officer *o)
{
	s->actor = (struct actor){
		.user_id = o->user_id,
		.unit_id = o->unit_id,
		.roles = o->roles,
		.perms = role_perms(o->roles),
		.name = o->name,
	};
	cx->actor = &s->actor;
}

static const struct demo_officer *officer_of(const struct sim *s, int64_t unit_id, enum perm p)
{
	size_t i;

	for (i = 0; i < s->n_officers; i++)
		if (s->officers[i].unit_id == unit_id &&
		    (role_perms(s->officers[i].roles) & ((permset)1 << p)))
			return &s->officers[i];
	return NULL;
}

void demo_act_for(struct ctx *cx, struct sim *s, int64_t unit_id, enum perm p)
{
	const struct demo_officer *o = officer_of(s, unit_id, p);

	if (!o)
		o = officer_of(s, s->slrt, PERM_CASE_DECIDE);
	assert(o);
	demo_act_as(cx, s, o);
}

/* ---- when --------------------------------------------------------------------------------- */

static int64_t minutes(struct ctx *cx, unsigned from, unsigned to)
{
	return (int64_t)(from + rng_below(cx->rng, to - from + 1)) * USEC_MINUTE;
}

int64_t demo_in_office(struct ctx *cx, int64_t at)
{
	struct civil c = clock_civil(at, cx->app->zone_minutes);

	while (c.weekday == 0 || c.weekday == 6 || c.hour < 8 || c.hour >= 15) {
		int64_t day = at + (c.hour < 8 && c.weekday != 0 && c.weekday != 6 ? 0 : USEC_DAY);

		c = clock_civil(day, cx->app->zone_minutes);
		c.hour = 8;
		c.minute = (int)rng_below(cx->rng, 60);
		at = clock_instant(&c, cx->app->zone_minutes) + minutes(cx, 0, 240);
		c = clock_civil(at, cx->app->zone_minutes);
	}
	return at;
}

static void wake(struct ctx *cx, struct life *l, bool urgent)
{
	l->at = urgent ? cx->now + minutes(cx, 8, 40)
		       : demo_in_office(cx, cx->now + minutes(cx, 30, 420));
}

static void rest(struct life *l)
{
	l->at = 0;
}

/* ---- the report --------------------------------------------------------------------------- */

static enum story_mood mood_of(struct ctx *cx, enum fate fate)
{
	switch (fate) {
	case FATE_UNDECIDED:
	case FATE_UNANSWERED:
		return STORY_URGENT;
	case FATE_GUARDED:
		return STORY_GUARDED;
	case FATE_RECOMMENDED:
	case FATE_SENT:
	case FATE_SEEN:
	case FATE_WAITLISTED:
	case FATE_PAUSED:
	case FATE_WITHDRAWN:
	case FATE_RETURNED:
	case FATE_STUCK:
	case FATE_MERGED:
		return STORY_CALM;
	case FATE_FULL:
	case FATE_FRESH:
	case FATE_REJECTED:
	case FATE_DUPLICATE:
	case FATE_KELUHAN:
	case FATE_KELUHAN_OPEN:
	case FATE_REFUSED:
	case FATE_ABSCONDED:
	case FATE__MAX:
		break;
	}
	return rng_chance(cx->rng, 500) ? STORY_CALM : STORY_ANY;
}

static void reporter(struct ctx *cx, struct desk_report *r)
{
	unsigned dice = (unsigned)rng_below(cx->rng, 10);

	r->reporter_kind = dice < 6   ? REPORTER_OPEN
			   : dice < 8 ? REPORTER_SECRET
				      : REPORTER_ANONYMOUS;
	if (r->reporter_kind == REPORTER_ANONYMOUS)
		return;
	r->reporter = demo_person_name(cx, 0);
	r->phone = demo_phone(cx);
}

enum err demo_desk_of(struct ctx *cx, const struct region *region, int64_t *ret_unit_id)
{
	bool found;

	return directory_by_code(cx, arena_printf(cx->arena, "PUSK-%lld", (long long)region->id),
				 ret_unit_id, &found);
}

/* Through which door it comes decides who types it in. */
static enum err door(struct ctx *cx, struct sim *s, struct desk_report *r,
		     const struct region *region)
{
	unsigned dice = (unsigned)rng_below(cx->rng, 100);
	int64_t unit_id;

	TRY(demo_desk_of(cx, region, &unit_id));
	if (dice < 25) {
		r->channel = "publik";
		cx->actor = &actor_anonymous;
	} else if (dice < 40) {
		r->channel = dice < 34 ? "telepon" : "pesan";
		demo_act_for(cx, s, s->slrt, PERM_REPORT_CREATE);
	} else {
		r->channel = dice < 80 ? "loket" : dice < 95 ? "lapangan" : "formulir";
		demo_act_for(cx, s, unit_id, PERM_REPORT_CREATE);
		if (dice >= 95)
			r->form_number =
			    arena_printf(cx->arena, "F-%04u", (unsigned)rng_below(cx->rng, 10000));
	}
	return ERR_OK;
}

/* Does what is to happen to the case need another unit? */
static bool goes_out(enum fate fate)
{
	return fate == FATE_SENT || fate == FATE_SEEN || fate == FATE_WAITLISTED ||
	       fate == FATE_REFUSED || fate == FATE_UNANSWERED || fate == FATE_WITHDRAWN ||
	       fate == FATE_RETURNED;
}

/* Somebody in need, with a story that fits what is to become of it. */
static enum err need(struct ctx *cx, struct sim *s, struct life *l, int64_t region_id,
		     struct desk_report *ret)
{
	struct triage_facts facts;
	struct desk_plan plan;
	int tries = 20;

	do {
		demo_story_ppks(cx, s->stories, mood_of(cx, l->fate), ret);
		if (!goes_out(l->fate))
			return ERR_OK;
		facts = desk_facts(ret);
		TRY(desk_plan(cx, &facts, region_id, &plan));
	} while (plan.kelurahan && --tries > 0);
	return ERR_OK;
}

static enum err take(struct ctx *cx, struct sim *s, struct life *l)
{
	bool keluhan = l->fate == FATE_KELUHAN || l->fate == FATE_KELUHAN_OPEN;
	const struct region *any = &s->regions[rng_below(cx->rng, s->n_regions)];
	const struct region *region = l->shown ? s->shown : any;
	char number[NUMBER_SIZE], secret[SECRET_SIZE];
	struct demo_report_row row;
	struct desk_report r;

	if (keluhan)
		demo_story_keluhan(cx, s->stories, &r);
	else
		TRY(need(cx, s, l, region->id, &r));
	r.region_id = region->id;
	if (!keluhan && rng_chance(cx->rng, 600)) {
		r.lat = region->lat + ((double)rng_below(cx->rng, 800) - 400) * 1e-5;
		r.lng = region->lng + ((double)rng_below(cx->rng, 800) - 400) * 1e-5;
	}
	r.happened_at = cx->now - minutes(cx, 10, keluhan ? 4000 : 400);
	reporter(cx, &r);
	TRY(door(cx, s, &r, region));
	l->report_id = APP_ID(cx);
	TRY(desk_report_take(cx, l->report_id, &r, number, secret));
	TRY(demo_report_one(cx, &(struct demo_report_args){ .id = l->report_id }, &row));
	if (l->fate == FATE_FRESH || l->fate == FATE_KELUHAN_OPEN)
		rest(l);
	else
		wake(cx, l, row.urgent != 0);
	return ERR_OK;
}

/* The plan as the rules suggest it, as a decision. */
static enum err plan_of(struct ctx *cx, int64_t report_id, struct desk_decision *ret)
{
	struct triage_facts facts;
	struct desk_plan plan;
	struct desk_view v;
	size_t i;

	TRY(desk_report_get(cx, report_id, &v));
	facts = desk_view_facts(&v);
	TRY(desk_plan(cx, &facts, v.region_id, &plan));
	/* Sample disasters are floods and landslides. */
	for (i = 0; i < plan.n_choices; i++)
		plan.choices[i].answer = plan.choices[i].kinds[0];
	*ret = desk_decision_of(cx, &plan);
	return ERR_OK;
}

static enum err decide(struct ctx *cx, struct sim *s, struct life *l,
		       const struct demo_report_row *row)
{
	struct desk_decision d;

	demo_act_for(cx, s, row->holder_unit_id,
		     row->state == REPORT_RECOMMENDED ? PERM_REPORT_DECIDE : PERM_REPORT_TRIAGE);
	TRY(plan_of(cx, l->report_id, &d));
	TRY(desk_decide(cx, l->report_id, 0, &d, &l->case_id));
	if (l->fate == FATE_RECOMMENDED && l->case_id == 0)
		rest(l);
	else
		wake(cx, l, row->urgent != 0);
	return ERR_OK;
}

static enum err duplicate(struct ctx *cx, struct life *l)
{
	struct demo_older_report_row other;
	bool found;

	TRY(demo_older_report_maybe(cx, &(struct demo_older_report_args){ .id = l->report_id },
				    &other, &found));
	return found ? report_duplicate(cx, l->report_id, 0, other.id) : ERR_OK;
}

static enum err on_report(struct ctx *cx, struct sim *s, struct life *l)
{
	struct demo_report_row row;

	TRY(demo_report_one(cx, &(struct demo_report_args){ .id = l->report_id }, &row));
	if (row.state != REPORT_RECEIVED && row.state != REPORT_RECOMMENDED) {
		rest(l);
		return ERR_OK;
	}
	demo_act_for(cx, s, row.holder_unit_id, PERM_REPORT_TRIAGE);
	if (l->fate == FATE_KELUHAN) {
		rest(l);
		return desk_answer(cx, l->report_id, 0, demo_sentence(cx, s->stories, "answers"),
				   true);
	}
	if (l->fate == FATE_REJECTED) {
		rest(l);
		return report_reject(cx, l->report_id, 0,
				     demo_sentence(cx, s->stories, "rejections"));
	}
	if (l->fate == FATE_DUPLICATE) {
		rest(l);
		return duplicate(cx, l);
	}
	return decide(cx, s, l, &row);
}

/* ---- referrals ---------------------------------------------------------------------------- */

static bool once(struct life *l, enum fate fate)
{
	if (l->fate != fate || l->special)
		return false;
	l->special = true;
	return true;
}

/* The receiver's own officer, or the sender who telephoned when it has none. */
static const struct answered *receiver(struct ctx *cx, struct sim *s,
				       const struct demo_referrals_row *r)
{
	static const struct answered phoned = { .by = "petugas piket", .how = "telepon" };
	const struct demo_officer *o = officer_of(s, r->to_unit_id, PERM_REFERRAL_ANSWER);

	if (o) {
		demo_act_as(cx, s, o);
		return NULL;
	}
	demo_act_for(cx, s, r->from_unit_id, PERM_REFERRAL_SEND);
	return &phoned;
}

/* An open referral: what the receiver says. */
static enum err answer(struct ctx *cx, struct sim *s, struct life *l, bool urgent,
		       const struct demo_referrals_row *r)
{
	static const char *const reasons[] = { "penuh", "petugas", "kondisi", "syarat" };
	const struct answered *who = receiver(cx, s, r);
	const char *note = rng_chance(cx->rng, 300) ? demo_sentence(cx, s->stories, "notes") : NULL;

	wake(cx, l, urgent);
	if (l->fate == FATE_SENT || (l->fate == FATE_SEEN && r->state == REFERRAL_RECEIVED)) {
		rest(l);
		return ERR_OK;
	}
	if (once(l, FATE_UNANSWERED)) {
		l->at = cx->now + (r->urgent ? 2 * USEC_HOUR : 5 * USEC_DAY);
		return ERR_OK;
	}
	if (r->state == REFERRAL_SENT && (l->fate == FATE_SEEN || rng_chance(cx->rng, 300)))
		return referral_see(cx, r->id);
	if (!r->last_resort && once(l, FATE_WAITLISTED)) {
		rest(l);
		return referral_waitlist(cx, r->id, 0, who, cx->now + 14 * USEC_DAY,
					 "Tempat penuh, masuk daftar tunggu.");
	}
	if (!r->last_resort && once(l, FATE_REFUSED))
		return referral_refuse(cx, r->id, 0, who, reasons[rng_below(cx->rng, LEN(reasons))],
				       note);
	if (once(l, FATE_WITHDRAWN)) {
		demo_act_for(cx, s, r->from_unit_id, PERM_REFERRAL_SEND);
		return referral_withdraw(cx, r->id, 0, "Keluarga menjemput lebih dulu.");
	}
	return referral_accept(cx, r->id, 0, who, note);
}

/* ---- steps -------------------------------------------------------------------------------- */

static enum err give_service(struct ctx *cx, struct sim *s, struct life *l,
			     const struct demo_steps_row *step)
{
	struct ref_entry service, item;
	int64_t id, thousands;
	unsigned number;
	const char *spm;

	TRY(ref_get(cx, "service", step->service, ref_today(cx), &service));
	spm = ref_doc_text(cx, &service, "spm");
	if (!spm)
		return ERR_OK;
	TRY(ref_get(cx, "spm_item", spm, ref_today(cx), &item));
	number = (unsigned)rng_below(cx->rng, 100000);
	thousands = (int64_t)rng_below(cx->rng, 400);
	TRY(service_give(cx, l->case_id, step->id,
			 &(struct service_new){
			     .item = spm,
			     .group = ref_doc_has(cx, &item, "groups", "bencana") ? "bencana"
				      : rng_chance(cx->rng, 500)                  ? "gepeng"
										  : "lansia",
			     /* Some papers are still missing, as in life. */
			     .proof = l->receipt != 0 ? demo_receipt_number(cx, l->receipt)
				      : number % 9 == 0
					  ? NULL
					  : arena_printf(cx->arena, "KW-%05u", number),
			     .given_on = ref_today(cx),
			     .quantity = 1 + (int64_t)rng_below(cx->rng, 5),
			     .cost = thousands % 11 == 0 ? DB_NONE : (15 + thousands) * 1000,
			 },
			 &id));
	if (l->receipt == 0)
		return ERR_OK;
	TRY(demo_receipt_add(cx, s, l->receipt, l->case_id, id));
	l->receipt = 0;
	return ERR_OK;
}

static enum err finish_step(struct ctx *cx, struct sim *s, struct life *l,
			    const struct demo_steps_row *step)
{
	const char *note = demo_sentence(cx, s->stories, "done");

	if (l->acts > 3 && once(l, FATE_ABSCONDED))
		return step_end(cx, step->id, 0, "kabur", cx->now,
				"Pergi dari lokasi tanpa memberi tahu petugas.");
	if (str_eq(step->service, "asesmen"))
		TRY(case_assess(cx, l->case_id, 0, cx->now, (int64_t)(rng_below(cx->rng, 511) + 1),
				demo_sentence(cx, s->stories, "notes"), NULL));
	TRY(give_service(cx, s, l, step));
	return step_end(cx, step->id, 0, "selesai", cx->now, note);
}

/* An active step of a unit that was never asked, or did not take it: the holder asks again. */
static enum err send_again(struct ctx *cx, struct sim *s, struct life *l,
			   const struct demo_case_row *c, const struct demo_steps_row *step,
			   bool handover_open)
{
	int64_t id, to;

	demo_act_for(cx, s, c->holder_unit_id, PERM_REFERRAL_SEND);
	return referral_send(cx, l->case_id, 0,
			     &(struct referral_new){
				 .kind = handover_open ? REFERRAL_REQUEST : REFERRAL_HANDOVER,
				 .step_id = step->id,
				 .to_unit_id = step->unit_id,
				 .urgent = c->urgent != 0,
				 .body = demo_sentence(cx, s->stories, "notes"),
			     },
			     &id, &to);
}

static enum err work(struct ctx *cx, struct sim *s, struct life *l, const struct demo_case_row *c,
		     const struct demo_steps_row *step, const struct demo_referrals_row *refs,
		     size_t n_refs)
{
	bool taken = step->unit_id == 0 || step->unit_id == c->holder_unit_id, handover = false;
	size_t i;

	for (i = 0; i < n_refs; i++) {
		if (refs[i].state == REFERRAL_ACCEPTED && refs[i].step_id == step->id)
			taken = true;
		if (refs[i].state != REFERRAL_ACCEPTED && refs[i].kind == REFERRAL_HANDOVER)
			handover = true;
	}
	wake(cx, l, c->urgent != 0);
	if (!taken)
		return send_again(cx, s, l, c, step, handover);
	demo_act_for(cx, s, step->unit_id ? step->unit_id : c->holder_unit_id, PERM_CASE_WORK);
	if (cx->actor->unit_id != step->unit_id)
		demo_act_for(cx, s, c->holder_unit_id, PERM_CASE_WORK);
	if (step->started_at == 0 && rng_chance(cx->rng, 600))
		return step_start(cx, step->id, 0);
	return finish_step(cx, s, l, step);
}

/* ---- the case ----------------------------------------------------------------------------- */

static const char *outcome_of(struct ctx *cx, const struct life *l)
{
	static const char *const outcomes[] = {
		"layanan_diterima", "layanan_diterima", "kembali_keluarga", "dialihkan",
		"dipulangkan",      "lembaga",          "menolak",          "tidak_terbukti",
	};

	return l->fate == FATE_ABSCONDED ? "pergi" : outcomes[rng_below(cx->rng, LEN(outcomes))];
}

/* Nothing is left to do: it closes, or aftercare begins. */
static enum err conclude(struct ctx *cx, struct sim *s, struct life *l,
			 const struct demo_case_row *c)
{
	const char *note = demo_sentence(cx, s->stories, "done");

	demo_act_for(cx, s, c->holder_unit_id, PERM_CASE_WORK);
	if (l->fate != FATE_ABSCONDED && rng_chance(cx->rng, 450)) {
		l->at = demo_in_office(cx, cx->now + 6 * USEC_DAY + minutes(cx, 60, 2000));
		return case_terminate(cx, l->case_id, 0, note, l->at + USEC_DAY);
	}
	rest(l);
	return case_close(cx, l->case_id, 0, outcome_of(cx, l), note);
}

static enum err visit(struct ctx *cx, struct sim *s, struct life *l, const struct demo_case_row *c)
{
	demo_act_for(cx, s, c->holder_unit_id, PERM_CASE_WORK);
	rest(l);
	return case_visit(cx, l->case_id, 0, cx->now, demo_sentence(cx, s->stories, "notes"), 0,
			  rng_chance(cx->rng, 600) ? "mandiri" : "kembali_keluarga");
}

static enum err merge(struct ctx *cx, struct sim *s, struct life *l)
{
	struct demo_other_case_row other;
	bool found;

	TRY(demo_other_case_maybe(cx, &(struct demo_other_case_args){ .id = l->case_id }, &other,
				  &found));
	if (!found)
		return ERR_OK;
	demo_act_for(cx, s, s->slrt, PERM_CASE_DECIDE);
	rest(l);
	return case_merge(cx, other.id, 0, l->case_id, 0);
}

/* What a fate does once, when no hand-over waits for an answer; true when it has acted. */
static enum err special(struct ctx *cx, struct sim *s, struct life *l,
			const struct demo_case_row *c, const struct demo_referrals_row *refs,
			size_t n, bool *ret_acted)
{
	size_t i;

	*ret_acted = true;
	wake(cx, l, c->urgent != 0);
	if (once(l, FATE_MERGED))
		return merge(cx, s, l);
	if (l->acts > 4 && once(l, FATE_PAUSED)) {
		demo_act_for(cx, s, c->holder_unit_id, PERM_CASE_WORK);
		rest(l);
		return case_pause(cx, l->case_id, 0, "luar", cx->now + 29 * USEC_DAY);
	}
	for (i = 0; i < n && l->fate == FATE_RETURNED; i++)
		if (refs[i].state == REFERRAL_ACCEPTED && !refs[i].last_resort &&
		    once(l, FATE_RETURNED)) {
			demo_act_for(cx, s, refs[i].to_unit_id, PERM_REFERRAL_ANSWER);
			return referral_return(
			    cx, refs[i].id, 0, "kondisi",
			    "Kondisi belum memungkinkan untuk ditangani di sini.");
		}
	*ret_acted = false;
	return ERR_OK;
}

static enum err on_open_case(struct ctx *cx, struct sim *s, struct life *l,
			     const struct demo_case_row *c)
{
	struct demo_referrals_row *refs;
	struct demo_steps_row *steps;
	size_t n_refs, n_steps, i;
	bool acted;

	TRY(demo_referrals_all(cx, &(struct demo_referrals_args){ .case_id = l->case_id }, &refs,
			       &n_refs));
	for (i = 0; i < n_refs; i++)
		if (refs[i].state == REFERRAL_SENT || refs[i].state == REFERRAL_RECEIVED)
			return answer(cx, s, l, c->urgent != 0, &refs[i]);
	TRY(special(cx, s, l, c, refs, n_refs, &acted));
	if (acted)
		return ERR_OK;
	TRY(demo_steps_all(cx, &(struct demo_steps_args){ .case_id = l->case_id }, &steps,
			   &n_steps));
	for (i = 0; i < n_steps; i++)
		if (steps[i].state == STEP_ACTIVE)
			return work(cx, s, l, c, &steps[i], refs, n_refs);
	return n_steps ? ERR_OK : conclude(cx, s, l, c);
}

static enum err on_case(struct ctx *cx, struct sim *s, struct life *l)
{
	struct demo_case_row c;

	TRY(demo_case_one(cx, &(struct demo_case_args){ .id = l->case_id }, &c));
	if ((c.state != CASE_OPEN && c.state != CASE_AFTERCARE) || c.paused_until != 0 ||
	    (l->fate == FATE_UNDECIDED && c.decided_at == 0) ||
	    (l->fate == FATE_STUCK && l->acts > 5)) {
		rest(l);
		return ERR_OK;
	}
	if (c.state == CASE_AFTERCARE)
		return visit(cx, s, l, &c);
	if (c.decided_at == 0) {
		wake(cx, l, c.urgent != 0);
		demo_act_for(cx, s, c.holder_unit_id, PERM_CASE_DECIDE);
		return case_decide(cx, l->case_id, 0, "Disetujui, penanganan darurat dilanjutkan.");
	}
	if (rng_chance(cx->rng, 150)) {
		demo_act_for(cx, s, c.holder_unit_id, PERM_CASE_WORK);
		TRY(case_note(cx, l->case_id, 0, demo_sentence(cx, s->stories, "notes"), NULL));
	}
	return on_open_case(cx, s, l, &c);
}

enum err demo_live(struct ctx *cx, struct sim *s, struct life *l)
{
	if (++l->acts > ACTS_MAX) {
		rest(l);
		return ERR_OK;
	}
	if (l->course != 0)
		return demo_request_live(cx, s, l);
	if (l->report_id == 0)
		return take(cx, s, l);
	return l->case_id == 0 ? on_report(cx, s, l) : on_case(cx, s, l);
}
