/* The baton: who holds what, until when, whatever happens. */
#include "lib/city.h"

#include "base/str.h"
#include "feature/reference/reference.h"
#include "platform/i18n/i18n_impl.h"
#include "text/casework.h"

#include <string.h>

static const struct step_new health_then_social[] = {
	{ .service = "periksa_rawat",
	  .limit_code = "darurat",
	  .reason = "sakit",
	  .emergency = true },
	{ .service = "asesmen", .limit_code = "asesmen", .reason = "sosial", .waits = 1 },
};

/* The same steps with the units of this city. */
static void plan_of(const struct city_fixture *c, struct step_new steps[2], enum city_unit first,
		    enum city_unit second)
{
	memcpy(steps, health_then_social, sizeof(health_then_social));
	steps[0].unit_id = c->unit[first];
	steps[1].unit_id = c->unit[second];
}

/* A plain hand-over or request by whoever holds the case. */
static enum err send(struct city_fixture *c, int64_t case_id, enum referral_kind kind,
		     enum city_unit to, bool urgent, int64_t *ret_id, int64_t *ret_to)
{
	const struct referral_new n = {
		.kind = kind,
		.to_unit_id = c->unit[to],
		.urgent = urgent,
		.body = "mohon diterima",
	};

	return referral_send(c->cx, case_id, 0, &n, ret_id, ret_to);
}

static int64_t handed_over(struct city_fixture *c, int64_t case_id, enum city_unit to)
{
	int64_t id = 0, went;

	assert_ok(ACT(c, send(c, case_id, REFERRAL_HANDOVER, to, false, &id, &went)));
	assert_int_equal(went, c->unit[to]);
	return id;
}

static int64_t steps_in(struct city_fixture *c, int64_t case_id, int state)
{
	return city_int(c,
			arena_printf(c->cx->arena,
				     "SELECT CAST(count(*) AS BIGINT) FROM step WHERE case_id = "
				     "%lld AND state = %d",
				     (long long)case_id, state),
			0);
}

static int64_t count(struct city_fixture *c, const char *what, int64_t id)
{
	return city_int(
	    c, arena_printf(c->cx->arena, "SELECT CAST(count(*) AS BIGINT) FROM %s", what), id);
}

/* ---- the baton ----------------------------------------------------------------------------- */

static void sending_does_not_move_the_baton_and_accepting_does(void **state)
{
	struct city_fixture c;
	int64_t id, referral;

	(void)state;
	city_open(&c);
	id = city_case(&c, NULL, 0, false);
	referral = handed_over(&c, id, CITY_REHAB);
	assert_int_equal(city_holder(&c, id), c.unit[CITY_DESK]);
	city_act_as(&c, CITY_DOCTOR);
	assert_refused(&c, referral_accept(c.cx, referral, 0, NULL, NULL),
		       T_CASEWORK_REFUSE_NOT_RECEIVER);
	city_act_as(&c, CITY_WORKER);
	assert_ok(ACT(&c, referral_accept(c.cx, referral, 0, NULL, NULL)));
	assert_int_equal(city_holder(&c, id), c.unit[CITY_REHAB]);
	assert_int_equal(city_int(&c, "SELECT holder_user_id FROM casefile WHERE id = %lld", id),
			 c.person[CITY_WORKER]);
	assert_refused(&c, referral_accept(c.cx, referral, 0, NULL, NULL),
		       T_CASEWORK_REFUSE_REFERRAL_STATE);
	city_close_whole(&c);
}

static void
urgent_handover_to_a_closed_desk_goes_to_the_last_resort_which_holds_it_at_once(void **state)
{
	struct city_fixture c;
	int64_t id, referral, to;

	(void)state;
	city_open(&c);
	id = city_case(&c, NULL, 0, false);
	assert_ok(ACT(&c, send(&c, id, REFERRAL_HANDOVER, CITY_REHAB, true, &referral, &to)));
	assert_int_equal(to, c.unit[CITY_SLRT]);
	assert_int_equal(city_holder(&c, id), c.unit[CITY_SLRT]);
	assert_int_equal(city_handover(&c, id), DB_NONE);
	city_close_whole(&c);
}

static void an_urgent_handover_to_an_open_unit_waits_for_its_answer(void **state)
{
	struct city_fixture c;
	int64_t id, referral, to;

	(void)state;
	city_open(&c);
	id = city_case(&c, NULL, 0, false);
	assert_ok(ACT(&c, send(&c, id, REFERRAL_HANDOVER, CITY_RSUD, true, &referral, &to)));
	assert_int_equal(to, c.unit[CITY_RSUD]);
	assert_int_equal(city_holder(&c, id), c.unit[CITY_DESK]);
	assert_refused(&c, send(&c, id, REFERRAL_HANDOVER, CITY_REHAB, false, &referral, &to),
		       T_CASEWORK_REFUSE_HANDOVER_OPEN);
	city_close_whole(&c);
}

static void the_last_resort_can_neither_refuse_nor_wait_nor_give_back(void **state)
{
	struct city_fixture c;
	int64_t id, referral, to;

	(void)state;
	city_open(&c);
	id = city_case(&c, NULL, 0, false);
	referral = handed_over(&c, id, CITY_SLRT);
	city_act_as(&c, CITY_LAST);
	assert_refused(&c, referral_refuse(c.cx, referral, 0, NULL, "penuh", "tidak"),
		       T_CASEWORK_REFUSE_LAST_RESORT);
	assert_refused(&c, referral_waitlist(c.cx, referral, 0, NULL, c.cx->now + USEC_DAY, NULL),
		       T_CASEWORK_REFUSE_LAST_RESORT);
	city_act_as(&c, CITY_FRONT);
	assert_ok(ACT(&c, referral_withdraw(c.cx, referral, 0, NULL)));
	assert_ok(ACT(&c, send(&c, id, REFERRAL_HANDOVER, CITY_REHAB, true, &referral, &to)));
	city_act_as(&c, CITY_LAST);
	assert_refused(&c, referral_return(c.cx, referral, 0, "penuh", "tidak"),
		       T_CASEWORK_REFUSE_LAST_RESORT);
	assert_int_equal(city_holder(&c, id), c.unit[CITY_SLRT]);
	city_close_whole(&c);
}

static void refused_twice_stays_with_the_sender_who_was_told_each_time(void **state)
{
	struct city_fixture c;
	int64_t id, i, told;

	(void)state;
	city_open(&c);
	id = city_case(&c, NULL, 0, false);
	for (i = 1; i <= 2; i++) {
		int64_t referral;

		city_act_as(&c, CITY_FRONT);
		referral = handed_over(&c, id, CITY_LKS);
		city_act_as(&c, CITY_CARER);
		assert_ok(ACT(&c, referral_refuse(c.cx, referral, 0, NULL, "penuh", "penuh")));
		assert_int_equal(city_holder(&c, id), c.unit[CITY_DESK]);
		told = count(&c, "notice WHERE kind = 'notice.referral_refused'", 0);
		assert_int_equal(told, i);
		assert_int_equal(count(&c, "need WHERE reason = 'penuh' AND case_id = %lld", id),
				 i);
	}
	city_close_whole(&c);
}

static void two_unanswered_handovers_give_the_case_to_the_supervisor(void **state)
{
	struct city_fixture c;
	int64_t id;

	(void)state;
	city_open(&c);
	id = city_case(&c, NULL, 0, false);
	(void)handed_over(&c, id, CITY_LKS);
	assert_true(city_next_deadline(&c));
	assert_int_equal(city_holder(&c, id), c.unit[CITY_DESK]);
	assert_int_equal(city_handover(&c, id), DB_NONE);
	(void)handed_over(&c, id, CITY_LKS);
	assert_true(city_next_deadline(&c));
	assert_int_equal(city_holder(&c, id), c.unit[CITY_SLRT]);
	assert_int_equal(count(&c, "need WHERE reason = 'tidak_dijawab' AND case_id = %lld", id),
			 2);
	city_close_whole(&c);
}

static void unanswered_handovers_count_while_the_clock_of_the_case_stands(void **state)
{
	struct city_fixture c;
	int64_t id;
	int i;

	(void)state;
	city_open(&c);
	id = city_case(&c, NULL, 0, false);
	assert_ok(ACT(&c, case_pause(c.cx, id, 0, "hukum", c.cx->now + 80 * USEC_DAY)));
	for (i = 0; i < 2; i++) {
		(void)handed_over(&c, id, CITY_LKS);
		assert_true(city_next_deadline(&c));
	}
	assert_int_equal(city_holder(&c, id), c.unit[CITY_SLRT]);
	city_close_whole(&c);
}

static void a_missed_deadline_reminds_and_the_next_one_passes_the_baton_up(void **state)
{
	struct city_fixture c;
	int64_t id;

	(void)state;
	city_open(&c);
	id = city_case(&c, NULL, 0, false);
	assert_true(city_next_deadline(&c));
	assert_int_equal(city_holder(&c, id), c.unit[CITY_DESK]);
	assert_true(count(&c, "notice WHERE kind = 'notice.case_late'", 0) >= 2);
	assert_true(city_next_deadline(&c));
	assert_int_equal(city_holder(&c, id), c.unit[CITY_SLRT]);
	city_close_whole(&c);
}

static void a_report_nobody_sorts_climbs_to_the_unit_above(void **state)
{
	struct city_fixture c;
	int64_t id;

	(void)state;
	city_open(&c);
	id = city_report(&c);
	assert_true(city_next_deadline(&c));
	assert_true(city_next_deadline(&c));
	assert_int_equal(city_int(&c, "SELECT holder_unit_id FROM report WHERE id = %lld", id),
			 c.unit[CITY_SLRT]);
	city_close_whole(&c);
}

static void a_unit_outside_the_city_is_asked_and_never_holds(void **state)
{
	struct city_fixture c;
	int64_t id, referral, to;
	const struct answered phone = { .by = "petugas piket", .how = "telepon" };

	(void)state;
	city_open(&c);
	id = city_case(&c, NULL, 0, false);
	assert_ok(ACT(&c, send(&c, id, REFERRAL_HANDOVER, CITY_FAR, false, &referral, &to)));
	assert_ok(ACT(&c, referral_accept(c.cx, referral, 0, &phone, NULL)));
	assert_int_equal(city_holder(&c, id), c.unit[CITY_DESK]);
	assert_string_equal(
	    city_text(&c, "SELECT answered_by FROM referral WHERE id = %lld", referral),
	    "petugas piket");
	city_close_whole(&c);
}

static void returning_gives_the_baton_back_to_the_sender(void **state)
{
	struct city_fixture c;
	int64_t id, referral;

	(void)state;
	city_open(&c);
	id = city_case(&c, NULL, 0, false);
	referral = handed_over(&c, id, CITY_REHAB);
	city_act_as(&c, CITY_WORKER);
	assert_ok(ACT(&c, referral_accept(c.cx, referral, 0, NULL, NULL)));
	assert_ok(ACT(&c, referral_return(c.cx, referral, 0, "kondisi", "belum sembuh")));
	assert_int_equal(city_holder(&c, id), c.unit[CITY_DESK]);
	city_close_whole(&c);
}

static void the_answer_of_a_referral_is_kept_when_it_is_finished(void **state)
{
	struct city_fixture c;
	int64_t id, referral, to, answered;

	(void)state;
	city_open(&c);
	id = city_case(&c, NULL, 0, false);
	assert_ok(ACT(&c, send(&c, id, REFERRAL_REQUEST, CITY_RSUD, false, &referral, &to)));
	city_act_as(&c, CITY_DOCTOR);
	assert_ok(ACT(&c, referral_accept(c.cx, referral, 0, NULL, NULL)));
	answered = c.cx->now;
	c.cx->now += USEC_DAY;
	assert_ok(ACT(&c, referral_finish(c.cx, referral, 0, NULL)));
	assert_int_equal(city_int(&c, "SELECT answered_at FROM referral WHERE id = %lld", referral),
			 answered);
	assert_string_equal(
	    city_text(&c, "SELECT answered_by FROM referral WHERE id = %lld", referral), "dokter");
	city_close_whole(&c);
}

static void the_waiting_list_keeps_its_place(void **state)
{
	struct city_fixture c;
	int64_t id, referral, since;

	(void)state;
	city_open(&c);
	id = city_case(&c, NULL, 0, false);
	referral = handed_over(&c, id, CITY_LKS);
	city_act_as(&c, CITY_CARER);
	assert_ok(ACT(&c, referral_waitlist(c.cx, referral, 0, NULL, c.cx->now + USEC_DAY, NULL)));
	since = c.cx->now;
	assert_true(city_next_deadline(&c)); /* asked again */
	assert_ok(ACT(&c, referral_waitlist(c.cx, referral, 0, NULL, c.cx->now + USEC_DAY, NULL)));
	assert_int_equal(
	    city_int(&c, "SELECT wait_since_at FROM referral WHERE id = %lld AND state = 3",
		     referral),
	    since);
	assert_int_equal(count(&c, "need WHERE reason = 'tunggu' AND case_id = %lld", id), 1);
	assert_int_equal(city_holder(&c, id), c.unit[CITY_DESK]);
	city_close_whole(&c);
}

/* ---- the plan ------------------------------------------------------------------------------ */

static void health_step_end_starts_the_social_step_by_itself(void **state)
{
	struct city_fixture c;
	struct step_new steps[2];
	int64_t id;

	(void)state;
	city_open(&c);
	plan_of(&c, steps, CITY_RSUD, CITY_DESK);
	id = city_case(&c, steps, 2, false);
	city_act_as(&c, CITY_DOCTOR);
	assert_refused(&c, step_start(c.cx, city_step(&c, id, 1), 77), T_CASEWORK_REFUSE_CHANGED);
	assert_ok(ACT(&c, referral_accept(c.cx, city_handover(&c, id), 0, NULL, NULL)));
	city_act_as(&c, CITY_FRONT);
	assert_int_equal(steps_in(&c, id, STEP_WAITING), 1);
	city_act_as(&c, CITY_DOCTOR);
	assert_ok(ACT(&c, step_end(c.cx, city_step(&c, id, 1), 0, "selesai", 0, "pulih")));
	assert_int_equal(steps_in(&c, id, STEP_WAITING), 0);
	assert_int_equal(steps_in(&c, id, STEP_ACTIVE), 1);
	/* The hospital holds it, so the social step goes to the desk as a hand-over. */
	assert_true(city_handover(&c, id) != DB_NONE);
	city_close_whole(&c);
}

static void every_kind_of_end_leaves_no_waiter(void **state)
{
	static const char *const kinds[] = { "selesai",       "tidak_perlu", "ditolak",
					     "tidak_mungkin", "kabur",       "meninggal" };
	size_t i;

	(void)state;
	for (i = 0; i < LEN(kinds); i++) {
		struct city_fixture c;
		struct step_new steps[2];
		int64_t id;

		city_open(&c);
		plan_of(&c, steps, CITY_DESK, CITY_RSUD);
		id = city_case(&c, steps, 2, false);
		assert_ok(ACT(&c, step_end(c.cx, city_step(&c, id, 1), 0, kinds[i], 0, "catatan")));
		if (steps_in(&c, id, STEP_WAITING) != 0)
			fail_msg("%s leaves a waiter", kinds[i]);
		city_close_whole(&c);
	}
}

static void death_ends_the_plan_and_withdraws_what_was_asked(void **state)
{
	struct city_fixture c;
	struct step_new steps[2];
	int64_t id, referral, to;

	(void)state;
	city_open(&c);
	plan_of(&c, steps, CITY_DESK, CITY_RSUD);
	steps[1].waits = 0;
	id = city_case(&c, steps, 2, false);
	assert_ok(ACT(&c, send(&c, id, REFERRAL_REQUEST, CITY_LKS, false, &referral, &to)));
	assert_ok(ACT(&c, step_end(c.cx, city_step(&c, id, 1), 0, "meninggal", 0, NULL)));
	assert_int_equal(steps_in(&c, id, STEP_ENDED), 2);
	assert_int_equal(count(&c, "referral WHERE case_id = %lld AND state < 4", id), 0);
	city_close_whole(&c);
}

static void a_unit_that_closed_does_not_stop_the_plan(void **state)
{
	struct city_fixture c;
	struct step_new steps[2];
	int64_t id;

	(void)state;
	city_open(&c);
	plan_of(&c, steps, CITY_DESK, CITY_SECOND);
	id = city_case(&c, steps, 2, false);
	(void)city_int(&c, "UPDATE unit SET closed_at = 1 WHERE code = 'PUSK-2'", 0);
	assert_ok(ACT(&c, step_end(c.cx, city_step(&c, id, 1), 0, "selesai", 0, NULL)));
	assert_int_equal(
	    city_int(&c, "SELECT unit_id FROM step WHERE case_id = %lld AND ordinal = 2", id),
	    c.unit[CITY_DESK]);
	city_close_whole(&c);
}

static void an_unmet_need_is_met_when_the_same_service_is_given_after_all(void **state)
{
	struct city_fixture c;
	struct step_new step = { .service = "tempat_sementara",
				 .limit_code = "jangkau",
				 .reason = "tanpa tempat" };
	int64_t id;

	(void)state;
	city_open(&c);
	step.unit_id = c.unit[CITY_LKS];
	id = city_case(&c, &step, 1, false);
	city_act_as(&c, CITY_CARER);
	assert_ok(ACT(&c, referral_refuse(c.cx, city_handover(&c, id), 0, NULL, "penuh", NULL)));
	assert_int_equal(count(&c, "need WHERE case_id = %lld AND met_at IS NULL", id), 1);
	city_act_as(&c, CITY_COORDINATOR);
	assert_ok(ACT(&c, step_end(c.cx, city_step(&c, id, 1), 0, "selesai", 0, NULL)));
	assert_int_equal(count(&c, "need WHERE case_id = %lld AND met_at IS NULL", id), 0);
	city_close_whole(&c);
}

/* ---- the end ------------------------------------------------------------------------------- */

static void a_case_does_not_end_with_open_steps_or_questions(void **state)
{
	struct city_fixture c;
	struct step_new steps[2];
	int64_t id, referral;

	(void)state;
	city_open(&c);
	plan_of(&c, steps, CITY_DESK, CITY_DESK);
	id = city_case(&c, steps, 1, false);
	assert_refused(&c, case_close(c.cx, id, 0, "layanan_diterima", "selesai"),
		       T_CASEWORK_REFUSE_STEPS_OPEN);
	assert_ok(ACT(&c, step_end(c.cx, city_step(&c, id, 1), 0, "selesai", 0, NULL)));
	referral = handed_over(&c, id, CITY_LKS);
	assert_refused(&c, case_close(c.cx, id, 0, "layanan_diterima", "selesai"),
		       T_CASEWORK_REFUSE_HANDOVER_OPEN);
	assert_ok(ACT(&c, referral_withdraw(c.cx, referral, 0, NULL)));
	assert_refused(&c, case_close(c.cx, id, 0, "layanan_diterima", " "),
		       T_CASEWORK_REFUSE_EMPTY_NOTE);
	assert_ok(ACT(&c, case_close(c.cx, id, 0, "layanan_diterima", "selesai")));
	assert_refused(&c, case_take(c.cx, id, 0, 0), T_CASEWORK_REFUSE_ENDED);
	city_close_whole(&c);
}

static void the_last_visit_does_not_close_over_an_open_step(void **state)
{
	struct city_fixture c;
	struct step_new steps[2];
	int64_t id, step;

	(void)state;
	city_open(&c);
	plan_of(&c, steps, CITY_DESK, CITY_DESK);
	id = city_case(&c, NULL, 0, false);
	assert_ok(ACT(&c, case_terminate(c.cx, id, 0, "pulih", c.cx->now + 30 * USEC_DAY)));
	assert_ok(ACT(&c, step_add(c.cx, id, 0, &steps[0], NULL, &step)));
	assert_refused(&c, case_visit(c.cx, id, 0, 0, "baik", 0, "mandiri"),
		       T_CASEWORK_REFUSE_STEPS_OPEN);
	assert_ok(ACT(&c, step_end(c.cx, step, 0, "selesai", 0, NULL)));
	assert_ok(ACT(&c, case_visit(c.cx, id, 0, 0, "baik", c.cx->now + USEC_DAY, NULL)));
	assert_ok(ACT(&c, case_visit(c.cx, id, 0, 0, "baik", 0, "mandiri")));
	assert_int_equal(city_int(&c, "SELECT state FROM casefile WHERE id = %lld", id),
			 CASE_CLOSED);
	city_close_whole(&c);
}

static void reopening_goes_to_the_successor_of_a_closed_unit(void **state)
{
	struct city_fixture c;
	int64_t id;

	(void)state;
	city_open(&c);
	id = city_case(&c, NULL, 0, false);
	(void)handed_over(&c, id, CITY_SECOND);
	city_act_as(&c, CITY_OTHER_FRONT);
	assert_ok(ACT(&c, referral_accept(c.cx, city_handover(&c, id), 0, NULL, NULL)));
	assert_ok(ACT(&c, case_close(c.cx, id, 0, "layanan_diterima", "sudah")));
	(void)city_int(&c, "UPDATE unit SET closed_at = 1 WHERE code = 'PUSK-2'", 0);
	city_act_as(&c, CITY_COORDINATOR);
	assert_ok(ACT(&c, case_reopen(c.cx, id, 0, "datang lagi")));
	assert_int_equal(city_holder(&c, id), c.unit[CITY_DESK]);
	city_close_whole(&c);
}

static void a_reopened_report_is_seen_by_the_unit_that_gets_it(void **state)
{
	struct city_fixture c;
	int64_t id;

	(void)state;
	city_open(&c);
	id = city_report(&c);
	assert_ok(ACT(&c, report_pass(c.cx, id, 0, c.unit[CITY_SECOND], c.cx->now + USEC_DAY)));
	city_act_as(&c, CITY_OTHER_FRONT);
	assert_ok(ACT(&c, report_reject(c.cx, id, 0, "tidak_terbukti")));
	(void)city_int(&c, "UPDATE unit SET closed_at = 1, parent_id = NULL WHERE code = 'PUSK-2'",
		       0);
	city_act_as(&c, CITY_COORDINATOR);
	assert_ok(ACT(&c, report_reopen(c.cx, id, 0)));
	assert_int_equal(city_int(&c, "SELECT holder_unit_id FROM report WHERE id = %lld", id),
			 c.unit[CITY_SLRT]);
	city_close_whole(&c);
}

/* ---- merge --------------------------------------------------------------------------------- */

static void a_merge_stills_the_plan_and_undoing_it_takes_it_up_again(void **state)
{
	struct city_fixture c;
	struct step_new steps[2];
	int64_t into, from, merge, asked = 0, unit;

	(void)state;
	city_open(&c);
	plan_of(&c, steps, CITY_DESK, CITY_DESK);
	into = city_case(&c, NULL, 0, false);
	from = city_case(&c, steps, 2, false);
	assert_ok(ACT(&c, send(&c, from, REFERRAL_REQUEST, CITY_RSUD, false, &asked, &unit)));
	assert_ok(ACT(&c, case_merge(c.cx, into, 0, from, 0)));
	assert_int_equal(steps_in(&c, from, STEP_ENDED), 2);
	/* What was asked is withdrawn: nobody owes an answer any more. */
	assert_int_equal(count(&c, "referral WHERE state = 7 AND answer_due_at IS NULL", 0), 1);
	assert_refused(&c, case_decide(c.cx, from, 0, NULL), T_CASEWORK_REFUSE_ENDED);
	merge = city_int(&c, "SELECT id FROM case_merge WHERE from_id = %lld", from);
	city_act_as(&c, CITY_COORDINATOR);
	assert_ok(ACT(&c, case_unmerge(c.cx, merge)));
	assert_int_equal(city_holder(&c, from), city_holder(&c, into));
	assert_int_equal(steps_in(&c, from, STEP_ACTIVE), 1);
	assert_int_equal(steps_in(&c, from, STEP_WAITING), 1);
	assert_refused(&c, case_unmerge(c.cx, merge), T_CASEWORK_REFUSE_UNMERGED);
	city_close_whole(&c);
}

static void neither_case_of_a_merge_may_wait_for_an_answer(void **state)
{
	struct city_fixture c;
	int64_t into, from;

	(void)state;
	city_open(&c);
	into = city_case(&c, NULL, 0, false);
	from = city_case(&c, NULL, 0, false);
	(void)handed_over(&c, into, CITY_LKS);
	assert_refused(&c, case_merge(c.cx, into, 0, from, 0), T_CASEWORK_REFUSE_HANDOVER_OPEN);
	assert_refused(&c, case_merge(c.cx, from, 0, into, 0), T_CASEWORK_REFUSE_HANDOVER_OTHER);
	assert_refused(&c, case_merge(c.cx, into, 0, into, 0), T_CASEWORK_REFUSE_MERGE_SELF);
	city_close_whole(&c);
}

/* ---- protection ---------------------------------------------------------------------------- */

static void protecting_seals_every_text_and_lifting_opens_it(void **state)
{
	struct city_fixture c;
	struct step_new steps[2];
	int64_t id;

	(void)state;
	city_open(&c);
	casework_set_report_sealer(desk_report_seal);
	plan_of(&c, steps, CITY_DESK, CITY_DESK);
	id = city_case(&c, steps, 1, false);
	assert_refused(&c, case_note(c.cx, id, c.cx->now + USEC_HOUR, "nanti", NULL),
		       T_CASEWORK_REFUSE_FUTURE);
	assert_ok(ACT(&c, case_note(c.cx, id, 0, "rahasia keluarga", NULL)));
	assert_ok(ACT(&c, step_end(c.cx, city_step(&c, id, 1), 0, "ditolak", 0, "alamat rahasia")));
	assert_ok(ACT(&c, case_protect(c.cx, id, 0, true)));
	assert_int_equal(count(&c, "case_event WHERE body IS NOT NULL", 0), 0);
	assert_int_equal(count(&c, "step WHERE end_note IS NOT NULL", 0), 0);
	assert_int_equal(count(&c, "casefile WHERE title LIKE '%%terminal%%'", 0), 0);
	assert_int_equal(count(&c, "report WHERE protected = 0", 0), 0);
	assert_ok(ACT(&c, case_note(c.cx, id, 0, "catatan kedua", NULL)));
	assert_int_equal(count(&c, "case_event WHERE body IS NOT NULL", 0), 0);
	assert_refused(&c, case_protect(c.cx, id, 0, true), T_CASEWORK_REFUSE_NOTHING);
	assert_ok(ACT(&c, case_protect(c.cx, id, 0, false)));
	assert_int_equal(count(&c, "case_event WHERE body = 'rahasia keluarga'", 0), 1);
	assert_int_equal(count(&c, "case_event WHERE body = 'catatan kedua'", 0), 1);
	assert_int_equal(count(&c, "casefile WHERE title = 'Laki-laki di terminal'", 0), 1);
	city_close_whole(&c);
}

static int64_t seen_by(struct city_fixture *c, enum city_person who, int64_t case_id)
{
	return city_int(c,
			arena_printf(c->cx->arena,
				     "SELECT CAST(count(*) AS BIGINT) FROM v_scope_case WHERE "
				     "user_id = %lld AND id = %lld",
				     (long long)c->person[who], (long long)case_id),
			0);
}

static void a_protected_case_is_invisible_outside_its_units(void **state)
{
	struct city_fixture c;
	int64_t id;

	(void)state;
	city_open(&c);
	casework_set_report_sealer(desk_report_seal);
	id = city_case(&c, NULL, 0, false);
	assert_true(seen_by(&c, CITY_HEAD, id) > 0);
	assert_true(seen_by(&c, CITY_MANAGER, id) > 0);
	assert_ok(ACT(&c, case_protect(c.cx, id, 0, true)));
	assert_int_equal(seen_by(&c, CITY_HEAD, id), 0);
	assert_int_equal(seen_by(&c, CITY_MANAGER, id), 0);
	assert_int_equal(seen_by(&c, CITY_SUPERVISOR, id), 0);
	assert_true(seen_by(&c, CITY_FRONT, id) > 0);
	city_close_whole(&c);
}

static void a_protected_case_and_an_ordinary_one_are_not_merged(void **state)
{
	struct city_fixture c;
	int64_t into, from;

	(void)state;
	city_open(&c);
	casework_set_report_sealer(desk_report_seal);
	into = city_case(&c, NULL, 0, false);
	from = city_case(&c, NULL, 0, true);
	assert_refused(&c, case_merge(c.cx, into, 0, from, 0), T_CASEWORK_REFUSE_PROTECTED);
	assert_refused(&c, case_merge(c.cx, from, 0, into, 0), T_CASEWORK_REFUSE_PROTECTED);
	city_close_whole(&c);
}

static void a_report_added_to_a_protected_case_gets_its_walls(void **state)
{
	const struct told told = { .words = "Ia duduk di depan los ikan.",
				   .at = 1,
				   .recorded_at = 1 };
	struct city_fixture c;
	int64_t id, report;

	(void)state;
	city_open(&c);
	casework_set_report_sealer(desk_report_seal);
	id = city_case(&c, NULL, 0, true);
	report = city_report(&c);
	assert_ok(ACT(&c, case_add_report(c.cx, id, report, 0, &told)));
	assert_null(city_text(
	    &c, "SELECT body FROM case_event WHERE case_id = %lld AND what = 'event.reported'",
	    id));
	assert_int_equal(city_int(&c, "SELECT protected FROM report WHERE id = %lld", report), 1);
	city_close_whole(&c);
}

/* ---- refusals ------------------------------------------------------------------------------ */

static void a_stale_version_is_refused_and_nothing_is_written(void **state)
{
	struct city_fixture c;
	struct step_new steps[2];
	int64_t id, report, referral, made;
	uint64_t before;

	(void)state;
	city_open(&c);
	plan_of(&c, steps, CITY_DESK, CITY_DESK);
	id = city_case(&c, steps, 1, false);
	report = city_report(&c);
	city_act_as(&c, CITY_COORDINATOR);
	referral = handed_over(&c, id, CITY_LKS);
	before = city_digest(&c);
	assert_refused(&c, case_assess(c.cx, id, 77, c.cx->now, 1, "x", NULL),
		       T_CASEWORK_REFUSE_CHANGED);
	assert_refused(&c, case_take(c.cx, id, 77, 0), T_CASEWORK_REFUSE_CHANGED);
	assert_refused(&c, case_close(c.cx, id, 77, "mandiri", "x"), T_CASEWORK_REFUSE_CHANGED);
	assert_refused(&c, step_add(c.cx, id, 77, &steps[0], NULL, &made),
		       T_CASEWORK_REFUSE_CHANGED);
	assert_refused(&c, report_reject(c.cx, report, 77, "x"), T_CASEWORK_REFUSE_CHANGED);
	assert_refused(&c, referral_withdraw(c.cx, referral, 77, NULL), T_CASEWORK_REFUSE_ANSWERED);
	assert_true(city_digest(&c) == before);
	city_close_whole(&c);
}

static void every_refusal_has_a_sentence_in_both_languages(void **state)
{
	size_t i;
	int n = 0;

	(void)state;
	for (i = 0; i < text_n_sorted; i++) {
		enum text t = text_sorted[i];

		if (!str_starts(text_key(t), "casework.refuse."))
			continue;
		n++;
		assert_true(strlen(text_in(LANG_ID, t)) > 10);
		assert_true(strlen(text_in(LANG_EN, t)) > 10);
		assert_string_not_equal(text_in(LANG_ID, t), text_in(LANG_EN, t));
	}
	assert_true(n > 30);
}

/* ---- faults -------------------------------------------------------------------------------- */

struct scenario {
	struct city_fixture *c;
	int64_t case_id, referral_id;
};

/* Everything at once: a step ends, the next begins and is sent, the hand-over is accepted. */
static enum err run_scenario(struct scenario *s)
{
	struct ctx *cx = s->c->cx;
	struct step_new more = { .service = "asesmen", .limit_code = "asesmen", .reason = "lagi" };
	int64_t step;

	more.unit_id = s->c->unit[CITY_RSUD];
	TRY(step_add(cx, s->case_id, 0, &more, NULL, &step));
	TRY(referral_accept(cx, s->referral_id, 0, NULL, "diterima"));
	TRY(step_end(cx, step, 0, "meninggal", 0, NULL));
	return case_close(cx, s->case_id, 0, "meninggal", "dimakamkan");
}

static void a_failing_statement_leaves_nothing_behind(void **state)
{
	struct city_fixture c;
	struct scenario s = { .c = &c };
	uint64_t before;
	unsigned n;
	enum err e;

	(void)state;
	city_open(&c);
	s.case_id = city_case(&c, NULL, 0, false);
	s.referral_id = handed_over(&c, s.case_id, CITY_REHAB);
	city_system(&c);
	before = city_digest(&c);
	for (n = 1; n < 400; n++) {
		db_fault_at(c.t.app.pool, n);
		e = ACT(&c, run_scenario(&s));
		db_fault_at(c.t.app.pool, 0);
		if (e == ERR_OK)
			break;
		assert_int_equal(e, ERR_DB);
		assert_true(city_digest(&c) == before);
	}
	assert_in_range(n, 40, 399);
	assert_true(city_digest(&c) != before);
	city_close_whole(&c);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sending_does_not_move_the_baton_and_accepting_does),
		cmocka_unit_test(
		    urgent_handover_to_a_closed_desk_goes_to_the_last_resort_which_holds_it_at_once),
		cmocka_unit_test(an_urgent_handover_to_an_open_unit_waits_for_its_answer),
		cmocka_unit_test(the_last_resort_can_neither_refuse_nor_wait_nor_give_back),
		cmocka_unit_test(refused_twice_stays_with_the_sender_who_was_told_each_time),
		cmocka_unit_test(two_unanswered_handovers_give_the_case_to_the_supervisor),
		cmocka_unit_test(unanswered_handovers_count_while_the_clock_of_the_case_stands),
		cmocka_unit_test(a_missed_deadline_reminds_and_the_next_one_passes_the_baton_up),
		cmocka_unit_test(a_report_nobody_sorts_climbs_to_the_unit_above),
		cmocka_unit_test(a_unit_outside_the_city_is_asked_and_never_holds),
		cmocka_unit_test(returning_gives_the_baton_back_to_the_sender),
		cmocka_unit_test(the_answer_of_a_referral_is_kept_when_it_is_finished),
		cmocka_unit_test(the_waiting_list_keeps_its_place),
		cmocka_unit_test(health_step_end_starts_the_social_step_by_itself),
		cmocka_unit_test(every_kind_of_end_leaves_no_waiter),
		cmocka_unit_test(death_ends_the_plan_and_withdraws_what_was_asked),
		cmocka_unit_test(a_unit_that_closed_does_not_stop_the_plan),
		cmocka_unit_test(an_unmet_need_is_met_when_the_same_service_is_given_after_all),
		cmocka_unit_test(a_case_does_not_end_with_open_steps_or_questions),
		cmocka_unit_test(the_last_visit_does_not_close_over_an_open_step),
		cmocka_unit_test(reopening_goes_to_the_successor_of_a_closed_unit),
		cmocka_unit_test(a_reopened_report_is_seen_by_the_unit_that_gets_it),
		cmocka_unit_test(a_merge_stills_the_plan_and_undoing_it_takes_it_up_again),
		cmocka_unit_test(neither_case_of_a_merge_may_wait_for_an_answer),
		cmocka_unit_test(protecting_seals_every_text_and_lifting_opens_it),
		cmocka_unit_test(a_protected_case_is_invisible_outside_its_units),
		cmocka_unit_test(a_protected_case_and_an_ordinary_one_are_not_merged),
		cmocka_unit_test(a_report_added_to_a_protected_case_gets_its_walls),
		cmocka_unit_test(a_stale_version_is_refused_and_nothing_is_written),
		cmocka_unit_test(every_refusal_has_a_sentence_in_both_languages),
		cmocka_unit_test(a_failing_statement_leaves_nothing_behind),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
